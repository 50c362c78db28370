-- The desk: people, rolls, officials. It knows no ballot. What would tell a name, code, address or reason is sealed
-- (XChaCha20-Poly1305, the key outside the database, bound to table, column and row); a person is found by a keyed hash.

-- Which key opens this database, and where its log ends; one row.
CREATE TABLE desk (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- always 1
    proof  BLOB    NOT NULL, -- a known text, sealed: opens only with the right key
    usages INTEGER NOT NULL CHECK (usages >= 0), -- number of lines in usage
    chain  BLOB    NOT NULL CHECK (length(chain) = 32) -- chain of the last line in usage; zeros before the first
) STRICT;

-- Elections that the desk serves.
CREATE TABLE election (
    election BLOB    NOT NULL PRIMARY KEY CHECK (length(election) = 32), -- election id
    manifest BLOB    NOT NULL, -- the manifest, as published
    added    INTEGER NOT NULL -- when, seconds since 1970
) STRICT;

-- People on the roll of an election, one line each. Lines are scrubbed, not deleted: numbers stay given.
CREATE TABLE roll_line (
    election   BLOB    NOT NULL REFERENCES election (election), -- the election
    number     INTEGER NOT NULL CHECK (number > 0), -- number on its roll; says nothing about the person
    person     BLOB    NOT NULL CHECK (length(person) = 32), -- keyed hash of the personal code
    content    BLOB, -- sealed: code, names, day of birth, address, e-mail and what is voted on; null once scrubbed
    district   TEXT    NOT NULL, -- reporting unit, for the officials of a district
    channel    TEXT    NOT NULL, -- undecided, online, postal or paper, with the stage of the post
    live       BLOB    CHECK (length(live) = 32), -- the live credential; null if there is none
    removed    INTEGER, -- when the line was taken off the roll; null while it is on it
    changed    INTEGER NOT NULL CHECK (changed >= 0), -- number of changes so far
    PRIMARY KEY (election, number)
) STRICT;

CREATE UNIQUE INDEX roll_line_person ON roll_line (election, person);
CREATE INDEX roll_line_of_person ON roll_line (person);

-- Rolls that wait for two officials, and those that were put in force.
CREATE TABLE upload (
    upload     INTEGER NOT NULL PRIMARY KEY CHECK (upload > 0), -- number
    election   BLOB    NOT NULL REFERENCES election (election), -- the election
    file       BLOB, -- sealed: the file as uploaded; null once in force or withdrawn
    difference BLOB    NOT NULL CHECK (length(difference) = 32), -- hash of what it changes: this is approved
    official   BLOB    NOT NULL CHECK (length(official) = 32), -- who uploaded it
    uploaded   INTEGER NOT NULL, -- when, seconds since 1970
    applied    INTEGER -- when it was put in force; null before
) STRICT;

-- Signed entries for the board, in the order in which they must get there.
CREATE TABLE outbox (
    outbox   INTEGER NOT NULL PRIMARY KEY CHECK (outbox > 0), -- position
    election BLOB    NOT NULL REFERENCES election (election), -- the election
    entry    BLOB    NOT NULL, -- the entry, as it will be published
    made     INTEGER NOT NULL, -- when, seconds since 1970
    idx      INTEGER CHECK (idx >= 0), -- position on the board; null until the urn has said it
    refused  TEXT -- name of the problem for which the urn will never take it; null otherwise
) STRICT;

CREATE INDEX outbox_waiting ON outbox (election, outbox) WHERE idx IS NULL;

-- Credentials given, with the evidence that an auditor sees.
CREATE TABLE credential (
    election   BLOB    NOT NULL, -- the election
    credential BLOB    NOT NULL CHECK (length(credential) = 32), -- the public key P
    number     INTEGER NOT NULL, -- whose: number on the roll
    replaces   BLOB    CHECK (length(replaces) = 32), -- the credential it replaces; null if it is the first
    nonce      BLOB, -- sealed: opens the commitment on the board; null once scrubbed
    evidence   BLOB, -- sealed: e-ID token, its revocation answer, server nonce, roll number; null once scrubbed
    outbox     INTEGER NOT NULL REFERENCES outbox (outbox), -- its entry
    PRIMARY KEY (election, credential),
    FOREIGN KEY (election, number) REFERENCES roll_line (election, number)
) STRICT;

CREATE INDEX credential_line ON credential (election, number);

-- Credentials revoked, with the evidence for it.
CREATE TABLE revocation (
    election   BLOB    NOT NULL, -- the election
    credential BLOB    NOT NULL CHECK (length(credential) = 32), -- the public key P
    reason     TEXT    NOT NULL CHECK (reason IN ('paper', 'administrative')), -- why, as on the board
    nonce      BLOB, -- sealed: opens the commitment on the board; null once scrubbed
    evidence   BLOB, -- sealed: what came back by post, or the officials' decision; null once scrubbed
    outbox     INTEGER NOT NULL REFERENCES outbox (outbox), -- its entry
    PRIMARY KEY (election, credential),
    FOREIGN KEY (election, credential) REFERENCES credential (election, credential)
) STRICT;

-- Sessions of browsers.
CREATE TABLE session (
    session BLOB    NOT NULL PRIMARY KEY CHECK (length(session) = 32), -- SHA-256 of the cookie's number
    data    BLOB    NOT NULL, -- sealed: what the session holds
    person  BLOB    CHECK (length(person) = 32), -- who signed in; null before
    began   INTEGER NOT NULL, -- when, seconds since 1970: no session lasts longer than the absolute limit from here
    expires INTEGER NOT NULL -- when it ends if nobody does anything
) STRICT;

CREATE INDEX session_person ON session (person) WHERE person IS NOT NULL;

-- Challenges that a card was asked to sign: each is taken out before anything is checked.
CREATE TABLE challenge (
    session BLOB    NOT NULL CHECK (length(session) = 32), -- the session that asked
    purpose TEXT    NOT NULL, -- what for
    nonce   BLOB    NOT NULL CHECK (length(nonce) = 32), -- 32 random bytes
    issued  INTEGER NOT NULL, -- when, seconds since 1970
    PRIMARY KEY (session, purpose)
) STRICT;

-- Who may do what in the office.
CREATE TABLE official (
    person   BLOB    NOT NULL CHECK (length(person) = 32), -- keyed hash of the personal code
    role     TEXT    NOT NULL, -- registrar, postal-officer, election-manager, auditor or helpdesk
    election BLOB    NOT NULL CHECK (length(election) IN (0, 32)), -- in which election; empty: in all
    district TEXT    NOT NULL, -- in which reporting unit and those below it; empty: in all
    given    INTEGER NOT NULL, -- when, seconds since 1970
    PRIMARY KEY (person, role, election, district)
) STRICT;

-- Consents to critical deeds, each of one official.
CREATE TABLE consent (
    deed     BLOB    NOT NULL CHECK (length(deed) = 32), -- hash of the deed with everything that it changes
    official BLOB    NOT NULL CHECK (length(official) = 32), -- who consents
    who      BLOB    NOT NULL, -- sealed: the same official's personal code, for the evidence of the deed
    given    INTEGER NOT NULL, -- when, seconds since 1970
    done     INTEGER NOT NULL CHECK (done IN (0, 1)), -- 1: used up by the deed
    PRIMARY KEY (deed, official)
) STRICT;

-- Critical deeds that somebody proposed and somebody else consents to. Open as long as a consent is not used up.
CREATE TABLE proposal (
    deed     BLOB    NOT NULL PRIMARY KEY CHECK (length(deed) = 32), -- hash of everything below, in the clear
    kind     TEXT    NOT NULL, -- what kind of deed, a word of the code
    election BLOB    NOT NULL CHECK (length(election) IN (0, 32)), -- for which election; empty: none
    content  BLOB    NOT NULL, -- sealed: what exactly
    made     INTEGER NOT NULL -- when, seconds since 1970
) STRICT;

-- Who looked at or changed whose data: a chain of hashes, shown to the person.
CREATE TABLE usage (
    usage    INTEGER NOT NULL PRIMARY KEY CHECK (usage > 0), -- position, without gaps
    person   BLOB    NOT NULL CHECK (length(person) = 32), -- whose data
    election BLOB    NOT NULL CHECK (length(election) IN (0, 32)), -- for which election; empty: none
    at       INTEGER NOT NULL, -- when, seconds since 1970
    actor    TEXT    NOT NULL, -- the person, the system, or a role of the office
    official BLOB    CHECK (length(official) = 32), -- which official; null if none. Shown to auditors only
    deed     TEXT    NOT NULL, -- what was done, a word of the code
    purpose  TEXT    NOT NULL, -- why, a word of the code
    chain    BLOB    NOT NULL CHECK (length(chain) = 32) -- SHA-256 over this line and the chain before it
) STRICT;

CREATE INDEX usage_person ON usage (person, usage);

-- What was done stays as it is; evidence is scrubbed, never replaced.
CREATE TRIGGER usage_update BEFORE UPDATE ON usage BEGIN SELECT RAISE(ABORT, 'usage is append-only'); END;
CREATE TRIGGER usage_delete BEFORE DELETE ON usage BEGIN SELECT RAISE(ABORT, 'usage is append-only'); END;
CREATE TRIGGER outbox_delete BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'outbox is append-only'); END;
CREATE TRIGGER outbox_update BEFORE UPDATE OF outbox, election, entry, made ON outbox
    BEGIN SELECT RAISE(ABORT, 'an entry of the outbox does not change'); END;
CREATE TRIGGER outbox_place BEFORE UPDATE OF idx ON outbox WHEN OLD.idx IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'an entry of the board does not move'); END;
CREATE TRIGGER credential_delete BEFORE DELETE ON credential BEGIN SELECT RAISE(ABORT, 'credential is append-only'); END;
CREATE TRIGGER credential_update BEFORE UPDATE OF election, credential, number, replaces, outbox ON credential
    BEGIN SELECT RAISE(ABORT, 'credential is append-only'); END;
CREATE TRIGGER credential_scrub BEFORE UPDATE OF nonce, evidence ON credential
    WHEN NEW.nonce IS NOT NULL OR NEW.evidence IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'evidence is scrubbed, never replaced'); END;
CREATE TRIGGER revocation_delete BEFORE DELETE ON revocation BEGIN SELECT RAISE(ABORT, 'revocation is append-only'); END;
CREATE TRIGGER revocation_update BEFORE UPDATE OF election, credential, reason, outbox ON revocation
    BEGIN SELECT RAISE(ABORT, 'revocation is append-only'); END;
CREATE TRIGGER revocation_scrub BEFORE UPDATE OF nonce, evidence ON revocation
    WHEN NEW.nonce IS NOT NULL OR NEW.evidence IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'evidence is scrubbed, never replaced'); END;
