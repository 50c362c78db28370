-- What the population register says of people who asked for a vote by post.

CREATE TABLE postal_check (
    request INTEGER NOT NULL PRIMARY KEY REFERENCES postal_request (request), -- of whose request
    tries   INTEGER NOT NULL CHECK (tries >= 0), -- how often the register was asked since it last answered
    due     INTEGER NOT NULL, -- not to be asked again before, seconds since 1970
    verdict TEXT    CHECK (verdict IN ('agrees', 'differs', 'not-found', 'deceased')), -- what it says, a word of the code; null until it answers
    content BLOB, -- sealed: where it says something else than request and roll, and what; null if nowhere, before the answer, and once scrubbed
    checked INTEGER, -- when it answered, seconds since 1970; null before
    CHECK ((verdict IS NULL) = (checked IS NULL)),
    CHECK (content IS NULL OR verdict IS NOT NULL)
) STRICT;

CREATE TRIGGER postal_check_delete BEFORE DELETE ON postal_check
    BEGIN SELECT RAISE(ABORT, 'what the register said is scrubbed, never deleted'); END;
CREATE TRIGGER postal_check_update BEFORE UPDATE OF request ON postal_check
    BEGIN SELECT RAISE(ABORT, 'a check stays with its request'); END;
