-- How an election is run: what the authority signed, what the board showed hour by hour, votes on paper counted by two people.

CREATE TABLE authority_entry (
    authority_entry INTEGER NOT NULL PRIMARY KEY CHECK (authority_entry > 0), -- position
    election BLOB    NOT NULL REFERENCES election (election), -- the election
    kind     TEXT    NOT NULL, -- type of the entry, a word of the protocol
    entry    BLOB    NOT NULL, -- the entry, as it will be published
    content  BLOB, -- the content that the entry names by its hash; null if it names none
    deed     BLOB    NOT NULL UNIQUE CHECK (length(deed) = 32), -- what two officials consented to
    made     INTEGER NOT NULL, -- when it was signed, seconds since 1970
    idx      INTEGER CHECK (idx >= 0), -- position on the board; null until the urn has said it
    refused  TEXT, -- name of the problem for which the urn will never take it; null otherwise
    CHECK (idx IS NULL OR refused IS NULL)
) STRICT;

CREATE INDEX authority_entry_of ON authority_entry (election, authority_entry);

CREATE TABLE board_hour (
    election    BLOB    NOT NULL REFERENCES election (election), -- the election
    hour        INTEGER NOT NULL CHECK (hour % 3600 = 0), -- when the hour begins, seconds since 1970
    credentials INTEGER NOT NULL CHECK (credentials >= 0), -- credentials on the board when it was last looked at in this hour
    voted       INTEGER NOT NULL CHECK (voted >= 0), -- ballots that counted then
    revocations INTEGER NOT NULL CHECK (revocations >= 0), -- revocations on the board then
    PRIMARY KEY (election, hour)
) STRICT;

CREATE TABLE paper_count (
    paper_count INTEGER NOT NULL PRIMARY KEY CHECK (paper_count > 0), -- position
    election  BLOB    NOT NULL REFERENCES election (election), -- the election
    reference TEXT    NOT NULL CHECK (length(reference) > 0), -- the paper protocol that the numbers stand in
    contest   TEXT    NOT NULL, -- id of the contest
    official  BLOB    NOT NULL CHECK (length(official) = 32), -- who typed them: keyed hash of the person
    counts    TEXT    NOT NULL, -- votes per group and option, JSON
    made      INTEGER NOT NULL, -- when, seconds since 1970
    replaced  INTEGER NOT NULL CHECK (replaced IN (0, 1)) -- 1: the same person has typed them anew
) STRICT;

CREATE UNIQUE INDEX paper_count_once ON paper_count (election, reference, contest, official) WHERE replaced = 0;

CREATE TRIGGER authority_entry_delete BEFORE DELETE ON authority_entry
    BEGIN SELECT RAISE(ABORT, 'what was signed stays'); END;
CREATE TRIGGER authority_entry_update BEFORE UPDATE OF authority_entry, election, kind, entry, content, deed, made ON authority_entry
    BEGIN SELECT RAISE(ABORT, 'what was signed stays'); END;
CREATE TRIGGER authority_entry_place BEFORE UPDATE OF idx, refused ON authority_entry
    WHEN OLD.idx IS NOT NULL OR OLD.refused IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'what the urn has said stays'); END;
CREATE TRIGGER paper_count_delete BEFORE DELETE ON paper_count
    BEGIN SELECT RAISE(ABORT, 'counts are append-only'); END;
CREATE TRIGGER paper_count_update BEFORE UPDATE OF paper_count, election, reference, contest, official, counts, made ON paper_count
    BEGIN SELECT RAISE(ABORT, 'counts are append-only'); END;
CREATE TRIGGER paper_count_replace BEFORE UPDATE OF replaced ON paper_count WHEN OLD.replaced = 1
    BEGIN SELECT RAISE(ABORT, 'what was replaced stays so'); END;
