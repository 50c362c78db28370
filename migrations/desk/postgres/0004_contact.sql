-- How people who asked for a vote by post are reached, as they corrected it since; and reminders of drafts.

CREATE TABLE postal_contact (
    request  BIGINT NOT NULL REFERENCES postal_request (request),
    position BIGINT NOT NULL CHECK (position > 0),
    content  BYTEA,
    at       BIGINT NOT NULL,
    PRIMARY KEY (request, position)
);
COMMENT ON TABLE postal_contact IS 'How people who asked for a vote by post are reached, as they corrected it since.';
COMMENT ON COLUMN postal_contact.request IS 'Whose.';
COMMENT ON COLUMN postal_contact.position IS 'From 1, without gaps; the last one holds.';
COMMENT ON COLUMN postal_contact.content IS 'Sealed: e-mail address and telephone number; null once scrubbed.';
COMMENT ON COLUMN postal_contact.at IS 'When it was corrected, seconds since 1970.';

ALTER TABLE postal_draft ADD COLUMN reminded BIGINT;
COMMENT ON COLUMN postal_draft.reminded IS 'When the person was reminded of it, seconds since 1970; null before. Once is enough.';

CREATE TRIGGER postal_contact_append_only BEFORE DELETE OR TRUNCATE ON postal_contact EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_contact_update BEFORE UPDATE ON postal_contact FOR EACH ROW
    WHEN (NEW.request <> OLD.request OR NEW.position <> OLD.position OR NEW.at <> OLD.at OR NEW.content IS NOT NULL)
    EXECUTE FUNCTION append_only();
