-- Drafts that officials delete: nothing stands in them any more, and who changed what stays.

-- When it was deleted, seconds since 1970; null before.
ALTER TABLE election_draft ADD COLUMN deleted INTEGER CHECK (deleted IS NULL OR (fixed IS NULL AND length(content) = 0));

DROP TRIGGER election_draft_update;
CREATE TRIGGER election_draft_update BEFORE UPDATE ON election_draft
    WHEN OLD.fixed IS NOT NULL OR OLD.deleted IS NOT NULL OR NEW.election_draft <> OLD.election_draft OR NEW.made <> OLD.made
    BEGIN SELECT RAISE(ABORT, 'what two officials fixed stays, and what was deleted stays so'); END;
