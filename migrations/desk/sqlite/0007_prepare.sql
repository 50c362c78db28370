-- Elections that are being prepared: drafts of manifests, and who changed what.

CREATE TABLE election_draft (
    election_draft INTEGER NOT NULL PRIMARY KEY CHECK (election_draft > 0), -- number
    content BLOB    NOT NULL, -- the file as it stands: a manifest, or one that is not complete
    version INTEGER NOT NULL CHECK (version > 0), -- grows with every change: whoever saw an older one changes nothing
    made    INTEGER NOT NULL, -- when it was begun, seconds since 1970
    fixed   BLOB    CHECK (length(fixed) = 32), -- SHA-256 of the content to which two officials consented; null before
    deed    BLOB    CHECK (length(deed) = 32), -- their deed; null before
    CHECK ((fixed IS NULL) = (deed IS NULL))
) STRICT;

CREATE TABLE election_draft_change (
    election_draft INTEGER NOT NULL REFERENCES election_draft (election_draft), -- the draft
    place    INTEGER NOT NULL CHECK (place > 0), -- position among the draft's changes, from 1
    version  INTEGER NOT NULL CHECK (version > 0), -- the version that it made, or was about
    section  TEXT    NOT NULL, -- the section that was changed, or what was done with the whole: a word of the code
    official BLOB    NOT NULL CHECK (length(official) = 32), -- who did: keyed hash of the person
    who      BLOB    NOT NULL, -- sealed: the official's name
    at       INTEGER NOT NULL, -- when, seconds since 1970
    PRIMARY KEY (election_draft, place)
) STRICT;

CREATE TRIGGER election_draft_delete BEFORE DELETE ON election_draft
    BEGIN SELECT RAISE(ABORT, 'drafts are kept'); END;
CREATE TRIGGER election_draft_update BEFORE UPDATE ON election_draft
    WHEN OLD.fixed IS NOT NULL OR NEW.election_draft <> OLD.election_draft OR NEW.made <> OLD.made
    BEGIN SELECT RAISE(ABORT, 'what two officials fixed stays'); END;
CREATE TRIGGER election_draft_change_update BEFORE UPDATE ON election_draft_change
    BEGIN SELECT RAISE(ABORT, 'who changed what is append-only'); END;
CREATE TRIGGER election_draft_change_delete BEFORE DELETE ON election_draft_change
    BEGIN SELECT RAISE(ABORT, 'who changed what is append-only'); END;
