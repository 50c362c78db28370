-- How an election is run: what the authority signed, what the board showed hour by hour, votes on paper counted by two people.

CREATE TABLE authority_entry (
    authority_entry BIGINT NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    election BYTEA  NOT NULL REFERENCES election (election),
    kind     TEXT   NOT NULL,
    entry    BYTEA  NOT NULL,
    content  BYTEA,
    deed     BYTEA  NOT NULL UNIQUE CHECK (length(deed) = 32),
    made     BIGINT NOT NULL,
    idx      BIGINT CHECK (idx >= 0),
    refused  TEXT,
    CHECK (idx IS NULL OR refused IS NULL)
);
COMMENT ON TABLE authority_entry IS 'What the authority signed by decision of two officials.';
COMMENT ON COLUMN authority_entry.authority_entry IS 'Position.';
COMMENT ON COLUMN authority_entry.election IS 'The election.';
COMMENT ON COLUMN authority_entry.kind IS 'Type of the entry, a word of the protocol.';
COMMENT ON COLUMN authority_entry.entry IS 'The entry, as it will be published.';
COMMENT ON COLUMN authority_entry.content IS 'The content that the entry names by its hash; null if it names none.';
COMMENT ON COLUMN authority_entry.deed IS 'What two officials consented to.';
COMMENT ON COLUMN authority_entry.made IS 'When it was signed, seconds since 1970.';
COMMENT ON COLUMN authority_entry.idx IS 'Position on the board; null until the urn has said it.';
COMMENT ON COLUMN authority_entry.refused IS 'Name of the problem for which the urn will never take it; null otherwise.';

CREATE INDEX authority_entry_of ON authority_entry (election, authority_entry);

CREATE TABLE board_hour (
    election    BYTEA  NOT NULL REFERENCES election (election),
    hour        BIGINT NOT NULL CHECK (hour % 3600 = 0),
    credentials BIGINT NOT NULL CHECK (credentials >= 0),
    voted       BIGINT NOT NULL CHECK (voted >= 0),
    revocations BIGINT NOT NULL CHECK (revocations >= 0),
    PRIMARY KEY (election, hour)
);
COMMENT ON TABLE board_hour IS 'What the board showed, hour by hour.';
COMMENT ON COLUMN board_hour.election IS 'The election.';
COMMENT ON COLUMN board_hour.hour IS 'When the hour begins, seconds since 1970.';
COMMENT ON COLUMN board_hour.credentials IS 'Credentials on the board when it was last looked at in this hour.';
COMMENT ON COLUMN board_hour.voted IS 'Ballots that counted then.';
COMMENT ON COLUMN board_hour.revocations IS 'Revocations on the board then.';

CREATE TABLE paper_count (
    paper_count BIGINT NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    election  BYTEA  NOT NULL REFERENCES election (election),
    reference TEXT   NOT NULL CHECK (length(reference) > 0),
    contest   TEXT   NOT NULL,
    official  BYTEA  NOT NULL CHECK (length(official) = 32),
    counts    TEXT   NOT NULL,
    made      BIGINT NOT NULL,
    replaced  BIGINT NOT NULL CHECK (replaced IN (0, 1))
);
COMMENT ON TABLE paper_count IS 'Votes on paper as people typed them, each protocol by two.';
COMMENT ON COLUMN paper_count.paper_count IS 'Position.';
COMMENT ON COLUMN paper_count.election IS 'The election.';
COMMENT ON COLUMN paper_count.reference IS 'The paper protocol that the numbers stand in.';
COMMENT ON COLUMN paper_count.contest IS 'Id of the contest.';
COMMENT ON COLUMN paper_count.official IS 'Who typed them: keyed hash of the person.';
COMMENT ON COLUMN paper_count.counts IS 'Votes per group and option, JSON.';
COMMENT ON COLUMN paper_count.made IS 'When, seconds since 1970.';
COMMENT ON COLUMN paper_count.replaced IS '1: the same person has typed them anew.';

CREATE UNIQUE INDEX paper_count_once ON paper_count (election, reference, contest, official) WHERE replaced = 0;

CREATE TRIGGER authority_entry_append_only BEFORE DELETE OR TRUNCATE ON authority_entry EXECUTE FUNCTION append_only();
CREATE TRIGGER authority_entry_update BEFORE UPDATE ON authority_entry FOR EACH ROW
    WHEN (OLD.idx IS NOT NULL OR OLD.refused IS NOT NULL
        OR (NEW.authority_entry, NEW.election, NEW.kind, NEW.entry, NEW.content, NEW.deed, NEW.made)
        IS DISTINCT FROM (OLD.authority_entry, OLD.election, OLD.kind, OLD.entry, OLD.content, OLD.deed, OLD.made))
    EXECUTE FUNCTION append_only();
CREATE TRIGGER paper_count_append_only BEFORE DELETE OR TRUNCATE ON paper_count EXECUTE FUNCTION append_only();
CREATE TRIGGER paper_count_update BEFORE UPDATE ON paper_count FOR EACH ROW
    WHEN (OLD.replaced = 1
        OR (NEW.paper_count, NEW.election, NEW.reference, NEW.contest, NEW.official, NEW.counts, NEW.made)
        IS DISTINCT FROM (OLD.paper_count, OLD.election, OLD.reference, OLD.contest, OLD.official, OLD.counts, OLD.made))
    EXECUTE FUNCTION append_only();
