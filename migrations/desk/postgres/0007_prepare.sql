-- Elections that are being prepared: drafts of manifests, and who changed what.

CREATE TABLE election_draft (
    election_draft BIGINT NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    content BYTEA  NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    made    BIGINT NOT NULL,
    fixed   BYTEA  CHECK (length(fixed) = 32),
    deed    BYTEA  CHECK (length(deed) = 32),
    CHECK ((fixed IS NULL) = (deed IS NULL))
);
COMMENT ON TABLE election_draft IS 'Manifests that are being written.';
COMMENT ON COLUMN election_draft.election_draft IS 'Number.';
COMMENT ON COLUMN election_draft.content IS 'The file as it stands: a manifest, or one that is not complete.';
COMMENT ON COLUMN election_draft.version IS 'Grows with every change: whoever saw an older one changes nothing.';
COMMENT ON COLUMN election_draft.made IS 'When it was begun, seconds since 1970.';
COMMENT ON COLUMN election_draft.fixed IS 'SHA-256 of the content to which two officials consented; null before.';
COMMENT ON COLUMN election_draft.deed IS 'Their deed; null before.';

CREATE TABLE election_draft_change (
    election_draft BIGINT NOT NULL REFERENCES election_draft (election_draft),
    place    BIGINT NOT NULL CHECK (place > 0),
    version  BIGINT NOT NULL CHECK (version > 0),
    section  TEXT   NOT NULL,
    official BYTEA  NOT NULL CHECK (length(official) = 32),
    who      BYTEA  NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (election_draft, place)
);
COMMENT ON TABLE election_draft_change IS 'Who changed which section of a draft, when.';
COMMENT ON COLUMN election_draft_change.election_draft IS 'The draft.';
COMMENT ON COLUMN election_draft_change.place IS 'Position among the draft''s changes, from 1.';
COMMENT ON COLUMN election_draft_change.version IS 'The version that it made, or was about.';
COMMENT ON COLUMN election_draft_change.section IS 'The section that was changed, or what was done with the whole: a word of the code.';
COMMENT ON COLUMN election_draft_change.official IS 'Who did: keyed hash of the person.';
COMMENT ON COLUMN election_draft_change.who IS 'Sealed: the official''s name.';
COMMENT ON COLUMN election_draft_change.at IS 'When, seconds since 1970.';

CREATE TRIGGER election_draft_kept BEFORE DELETE OR TRUNCATE ON election_draft EXECUTE FUNCTION append_only();
CREATE TRIGGER election_draft_update BEFORE UPDATE ON election_draft FOR EACH ROW
    WHEN (OLD.fixed IS NOT NULL OR NEW.election_draft <> OLD.election_draft OR NEW.made <> OLD.made)
    EXECUTE FUNCTION append_only();
CREATE TRIGGER election_draft_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON election_draft_change
    EXECUTE FUNCTION append_only();
