-- Drafts that officials delete: nothing stands in them any more, and who changed what stays.

ALTER TABLE election_draft ADD COLUMN deleted BIGINT CHECK (deleted IS NULL OR (fixed IS NULL AND length(content) = 0));
COMMENT ON COLUMN election_draft.deleted IS 'When it was deleted, seconds since 1970; null before.';

DROP TRIGGER election_draft_update ON election_draft;
CREATE TRIGGER election_draft_update BEFORE UPDATE ON election_draft FOR EACH ROW
    WHEN (OLD.fixed IS NOT NULL OR OLD.deleted IS NOT NULL OR NEW.election_draft <> OLD.election_draft OR NEW.made <> OLD.made)
    EXECUTE FUNCTION append_only();
