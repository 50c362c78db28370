-- What the population register says of people who asked for a vote by post.

CREATE TABLE postal_check (
    request BIGINT NOT NULL PRIMARY KEY REFERENCES postal_request (request),
    tries   BIGINT NOT NULL CHECK (tries >= 0),
    due     BIGINT NOT NULL,
    verdict TEXT   CHECK (verdict IN ('agrees', 'differs', 'not-found', 'deceased')),
    content BYTEA,
    checked BIGINT,
    CHECK ((verdict IS NULL) = (checked IS NULL)),
    CHECK (content IS NULL OR verdict IS NOT NULL)
);
COMMENT ON TABLE postal_check IS 'What the population register says of people who asked for a vote by post.';
COMMENT ON COLUMN postal_check.request IS 'Of whose request.';
COMMENT ON COLUMN postal_check.tries IS 'How often the register was asked since it last answered.';
COMMENT ON COLUMN postal_check.due IS 'Not to be asked again before, seconds since 1970.';
COMMENT ON COLUMN postal_check.verdict IS 'What it says, a word of the code; null until it answers.';
COMMENT ON COLUMN postal_check.content IS 'Sealed: where it says something else than request and roll, and what; null if nowhere, before the answer, and once scrubbed.';
COMMENT ON COLUMN postal_check.checked IS 'When it answered, seconds since 1970; null before.';

CREATE TRIGGER postal_check_append_only BEFORE DELETE OR TRUNCATE ON postal_check EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_check_update BEFORE UPDATE ON postal_check FOR EACH ROW
    WHEN (NEW.request <> OLD.request) EXECUTE FUNCTION append_only();
