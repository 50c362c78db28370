-- The desk: people, rolls, officials. It knows no ballot. What would tell a name, code, address or reason is sealed
-- (XChaCha20-Poly1305, the key outside the database, bound to table, column and row); a person is found by a keyed hash.

CREATE TABLE desk (
    one    SMALLINT NOT NULL PRIMARY KEY CHECK (one = 1),
    proof  BYTEA    NOT NULL,
    usages BIGINT   NOT NULL CHECK (usages >= 0),
    chain  BYTEA    NOT NULL CHECK (length(chain) = 32)
);
COMMENT ON TABLE desk IS 'Which key opens this database, and where its log ends; one row.';
COMMENT ON COLUMN desk.one IS 'Always 1.';
COMMENT ON COLUMN desk.proof IS 'A known text, sealed: opens only with the right key.';
COMMENT ON COLUMN desk.usages IS 'Number of lines in usage.';
COMMENT ON COLUMN desk.chain IS 'Chain of the last line in usage; zeros before the first.';

CREATE TABLE election (
    election BYTEA   NOT NULL PRIMARY KEY CHECK (length(election) = 32),
    manifest BYTEA   NOT NULL,
    added    BIGINT  NOT NULL
);
COMMENT ON TABLE election IS 'Elections that the desk serves.';
COMMENT ON COLUMN election.election IS 'Election id.';
COMMENT ON COLUMN election.manifest IS 'The manifest, as published.';
COMMENT ON COLUMN election.added IS 'When, seconds since 1970.';

CREATE TABLE roll_line (
    election   BYTEA   NOT NULL REFERENCES election (election),
    number     BIGINT  NOT NULL CHECK (number > 0),
    person     BYTEA   NOT NULL CHECK (length(person) = 32),
    content    BYTEA,
    district   TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    live       BYTEA   CHECK (length(live) = 32),
    removed    BIGINT,
    changed    BIGINT  NOT NULL CHECK (changed >= 0),
    PRIMARY KEY (election, number)
);
COMMENT ON TABLE roll_line IS 'People on the roll of an election, one line each. Lines are scrubbed, not deleted: numbers stay given.';
COMMENT ON COLUMN roll_line.election IS 'The election.';
COMMENT ON COLUMN roll_line.number IS 'Number on its roll; says nothing about the person.';
COMMENT ON COLUMN roll_line.person IS 'Keyed hash of the personal code.';
COMMENT ON COLUMN roll_line.content IS 'Sealed: code, names, day of birth, address, e-mail and what is voted on; null once scrubbed.';
COMMENT ON COLUMN roll_line.district IS 'Reporting unit, for the officials of a district.';
COMMENT ON COLUMN roll_line.channel IS 'Undecided, online, postal or paper, with the stage of the post.';
COMMENT ON COLUMN roll_line.live IS 'The live credential; null if there is none.';
COMMENT ON COLUMN roll_line.removed IS 'When the line was taken off the roll; null while it is on it.';
COMMENT ON COLUMN roll_line.changed IS 'Number of changes so far.';

CREATE UNIQUE INDEX roll_line_person ON roll_line (election, person);
CREATE INDEX roll_line_of_person ON roll_line (person);

CREATE TABLE upload (
    upload     BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    election   BYTEA   NOT NULL REFERENCES election (election),
    file       BYTEA,
    difference BYTEA   NOT NULL CHECK (length(difference) = 32),
    official   BYTEA   NOT NULL CHECK (length(official) = 32),
    uploaded   BIGINT  NOT NULL,
    applied    BIGINT
);
COMMENT ON TABLE upload IS 'Rolls that wait for two officials, and those that were put in force.';
COMMENT ON COLUMN upload.upload IS 'Number.';
COMMENT ON COLUMN upload.election IS 'The election.';
COMMENT ON COLUMN upload.file IS 'Sealed: the file as uploaded; null once in force or withdrawn.';
COMMENT ON COLUMN upload.difference IS 'Hash of what it changes: this is approved.';
COMMENT ON COLUMN upload.official IS 'Who uploaded it.';
COMMENT ON COLUMN upload.uploaded IS 'When, seconds since 1970.';
COMMENT ON COLUMN upload.applied IS 'When it was put in force; null before.';

CREATE TABLE outbox (
    outbox   BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    election BYTEA   NOT NULL REFERENCES election (election),
    entry    BYTEA   NOT NULL,
    made     BIGINT  NOT NULL,
    idx      BIGINT  CHECK (idx >= 0),
    refused  TEXT
);
COMMENT ON TABLE outbox IS 'Signed entries for the board, in the order in which they must get there.';
COMMENT ON COLUMN outbox.outbox IS 'Position.';
COMMENT ON COLUMN outbox.election IS 'The election.';
COMMENT ON COLUMN outbox.entry IS 'The entry, as it will be published.';
COMMENT ON COLUMN outbox.made IS 'When, seconds since 1970.';
COMMENT ON COLUMN outbox.idx IS 'Position on the board; null until the urn has said it.';
COMMENT ON COLUMN outbox.refused IS 'Name of the problem for which the urn will never take it; null otherwise.';

CREATE INDEX outbox_waiting ON outbox (election, outbox) WHERE idx IS NULL;

CREATE TABLE credential (
    election   BYTEA   NOT NULL,
    credential BYTEA   NOT NULL CHECK (length(credential) = 32),
    number     BIGINT  NOT NULL,
    replaces   BYTEA   CHECK (length(replaces) = 32),
    nonce      BYTEA,
    evidence   BYTEA,
    outbox     BIGINT  NOT NULL REFERENCES outbox (outbox),
    PRIMARY KEY (election, credential),
    FOREIGN KEY (election, number) REFERENCES roll_line (election, number)
);
COMMENT ON TABLE credential IS 'Credentials given, with the evidence that an auditor sees.';
COMMENT ON COLUMN credential.election IS 'The election.';
COMMENT ON COLUMN credential.credential IS 'The public key P.';
COMMENT ON COLUMN credential.number IS 'Whose: number on the roll.';
COMMENT ON COLUMN credential.replaces IS 'The credential it replaces; null if it is the first.';
COMMENT ON COLUMN credential.nonce IS 'Sealed: opens the commitment on the board; null once scrubbed.';
COMMENT ON COLUMN credential.evidence IS 'Sealed: e-ID token, its revocation answer, server nonce, roll number; null once scrubbed.';
COMMENT ON COLUMN credential.outbox IS 'Its entry.';

CREATE INDEX credential_line ON credential (election, number);

CREATE TABLE revocation (
    election   BYTEA   NOT NULL,
    credential BYTEA   NOT NULL CHECK (length(credential) = 32),
    reason     TEXT    NOT NULL CHECK (reason IN ('paper', 'administrative')),
    nonce      BYTEA,
    evidence   BYTEA,
    outbox     BIGINT  NOT NULL REFERENCES outbox (outbox),
    PRIMARY KEY (election, credential),
    FOREIGN KEY (election, credential) REFERENCES credential (election, credential)
);
COMMENT ON TABLE revocation IS 'Credentials revoked, with the evidence for it.';
COMMENT ON COLUMN revocation.election IS 'The election.';
COMMENT ON COLUMN revocation.credential IS 'The public key P.';
COMMENT ON COLUMN revocation.reason IS 'Why, as on the board.';
COMMENT ON COLUMN revocation.nonce IS 'Sealed: opens the commitment on the board; null once scrubbed.';
COMMENT ON COLUMN revocation.evidence IS 'Sealed: what came back by post, or the officials'' decision; null once scrubbed.';
COMMENT ON COLUMN revocation.outbox IS 'Its entry.';

CREATE TABLE session (
    session BYTEA   NOT NULL PRIMARY KEY CHECK (length(session) = 32),
    data    BYTEA   NOT NULL,
    person  BYTEA   CHECK (length(person) = 32),
    began   BIGINT  NOT NULL,
    expires BIGINT  NOT NULL
);
COMMENT ON TABLE session IS 'Sessions of browsers.';
COMMENT ON COLUMN session.session IS 'SHA-256 of the cookie''s number.';
COMMENT ON COLUMN session.data IS 'Sealed: what the session holds.';
COMMENT ON COLUMN session.person IS 'Who signed in; null before.';
COMMENT ON COLUMN session.began IS 'When, seconds since 1970: no session lasts longer than the absolute limit from here.';
COMMENT ON COLUMN session.expires IS 'When it ends if nobody does anything.';

CREATE INDEX session_person ON session (person) WHERE person IS NOT NULL;

CREATE TABLE challenge (
    session BYTEA   NOT NULL CHECK (length(session) = 32),
    purpose TEXT    NOT NULL,
    nonce   BYTEA   NOT NULL CHECK (length(nonce) = 32),
    issued  BIGINT  NOT NULL,
    PRIMARY KEY (session, purpose)
);
COMMENT ON TABLE challenge IS 'Challenges that a card was asked to sign: each is taken out before anything is checked.';
COMMENT ON COLUMN challenge.session IS 'The session that asked.';
COMMENT ON COLUMN challenge.purpose IS 'What for.';
COMMENT ON COLUMN challenge.nonce IS '32 random bytes.';
COMMENT ON COLUMN challenge.issued IS 'When, seconds since 1970.';

CREATE TABLE official (
    person   BYTEA   NOT NULL CHECK (length(person) = 32),
    role     TEXT    NOT NULL,
    election BYTEA   NOT NULL CHECK (length(election) IN (0, 32)),
    district TEXT    NOT NULL,
    given    BIGINT  NOT NULL,
    PRIMARY KEY (person, role, election, district)
);
COMMENT ON TABLE official IS 'Who may do what in the office.';
COMMENT ON COLUMN official.person IS 'Keyed hash of the personal code.';
COMMENT ON COLUMN official.role IS 'Registrar, postal-officer, election-manager, auditor or helpdesk.';
COMMENT ON COLUMN official.election IS 'In which election; empty: in all.';
COMMENT ON COLUMN official.district IS 'In which reporting unit and those below it; empty: in all.';
COMMENT ON COLUMN official.given IS 'When, seconds since 1970.';

CREATE TABLE consent (
    deed     BYTEA   NOT NULL CHECK (length(deed) = 32),
    official BYTEA   NOT NULL CHECK (length(official) = 32),
    who      BYTEA   NOT NULL,
    given    BIGINT  NOT NULL,
    done     BIGINT  NOT NULL CHECK (done IN (0, 1)),
    PRIMARY KEY (deed, official)
);
COMMENT ON TABLE consent IS 'Consents to critical deeds, each of one official.';
COMMENT ON COLUMN consent.deed IS 'Hash of the deed with everything that it changes.';
COMMENT ON COLUMN consent.official IS 'Who consents.';
COMMENT ON COLUMN consent.who IS 'Sealed: the same official''s personal code, for the evidence of the deed.';
COMMENT ON COLUMN consent.given IS 'When, seconds since 1970.';
COMMENT ON COLUMN consent.done IS '1: used up by the deed.';

CREATE TABLE proposal (
    deed     BYTEA   NOT NULL PRIMARY KEY CHECK (length(deed) = 32),
    kind     TEXT    NOT NULL,
    election BYTEA   NOT NULL CHECK (length(election) IN (0, 32)),
    content  BYTEA   NOT NULL,
    made     BIGINT  NOT NULL
);
COMMENT ON TABLE proposal IS 'Critical deeds that somebody proposed and somebody else consents to. Open as long as a consent is not used up.';
COMMENT ON COLUMN proposal.deed IS 'Hash of everything below, in the clear.';
COMMENT ON COLUMN proposal.kind IS 'What kind of deed, a word of the code.';
COMMENT ON COLUMN proposal.election IS 'For which election; empty: none.';
COMMENT ON COLUMN proposal.content IS 'Sealed: what exactly.';
COMMENT ON COLUMN proposal.made IS 'When, seconds since 1970.';

CREATE TABLE usage (
    usage    BIGINT  NOT NULL PRIMARY KEY CHECK (usage > 0),
    person   BYTEA   NOT NULL CHECK (length(person) = 32),
    election BYTEA   NOT NULL CHECK (length(election) IN (0, 32)),
    at       BIGINT  NOT NULL,
    actor    TEXT    NOT NULL,
    official BYTEA   CHECK (length(official) = 32),
    deed     TEXT    NOT NULL,
    purpose  TEXT    NOT NULL,
    chain    BYTEA   NOT NULL CHECK (length(chain) = 32)
);
COMMENT ON TABLE usage IS 'Who looked at or changed whose data: a chain of hashes, shown to the person.';
COMMENT ON COLUMN usage.usage IS 'Position, without gaps.';
COMMENT ON COLUMN usage.person IS 'Whose data.';
COMMENT ON COLUMN usage.election IS 'For which election; empty: none.';
COMMENT ON COLUMN usage.at IS 'When, seconds since 1970.';
COMMENT ON COLUMN usage.actor IS 'The person, the system, or a role of the office.';
COMMENT ON COLUMN usage.official IS 'Which official; null if none. Shown to auditors only.';
COMMENT ON COLUMN usage.deed IS 'What was done, a word of the code.';
COMMENT ON COLUMN usage.purpose IS 'Why, a word of the code.';
COMMENT ON COLUMN usage.chain IS 'SHA-256 over this line and the chain before it.';

CREATE INDEX usage_person ON usage (person, usage);

-- What was done stays as it is; evidence is scrubbed, never replaced.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER usage_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON usage EXECUTE FUNCTION append_only();
CREATE TRIGGER outbox_append_only BEFORE DELETE OR TRUNCATE ON outbox EXECUTE FUNCTION append_only();
CREATE TRIGGER outbox_update BEFORE UPDATE ON outbox FOR EACH ROW
    WHEN (NEW.outbox <> OLD.outbox OR NEW.election <> OLD.election OR NEW.entry <> OLD.entry OR NEW.made <> OLD.made
        OR OLD.idx IS NOT NULL)
    EXECUTE FUNCTION append_only();
CREATE TRIGGER credential_append_only BEFORE DELETE OR TRUNCATE ON credential EXECUTE FUNCTION append_only();
CREATE TRIGGER credential_update BEFORE UPDATE ON credential FOR EACH ROW
    WHEN (NEW.election <> OLD.election OR NEW.credential <> OLD.credential OR NEW.number <> OLD.number
        OR NEW.replaces IS DISTINCT FROM OLD.replaces OR NEW.outbox <> OLD.outbox
        OR NEW.nonce IS NOT NULL OR NEW.evidence IS NOT NULL)
    EXECUTE FUNCTION append_only();
CREATE TRIGGER revocation_append_only BEFORE DELETE OR TRUNCATE ON revocation EXECUTE FUNCTION append_only();
CREATE TRIGGER revocation_update BEFORE UPDATE ON revocation FOR EACH ROW
    WHEN (NEW.election <> OLD.election OR NEW.credential <> OLD.credential OR NEW.reason <> OLD.reason
        OR NEW.outbox <> OLD.outbox OR NEW.nonce IS NOT NULL OR NEW.evidence IS NOT NULL)
    EXECUTE FUNCTION append_only();
