-- How people who asked for a vote by post are reached, as they corrected it since; and reminders of drafts.

CREATE TABLE postal_contact (
    request  INTEGER NOT NULL REFERENCES postal_request (request), -- whose
    position INTEGER NOT NULL CHECK (position > 0), -- from 1, without gaps; the last one holds
    content  BLOB, -- sealed: e-mail address and telephone number; null once scrubbed
    at       INTEGER NOT NULL, -- when it was corrected, seconds since 1970
    PRIMARY KEY (request, position)
) STRICT;

-- When the person was reminded of the draft, seconds since 1970; null before. Once is enough.
ALTER TABLE postal_draft ADD COLUMN reminded INTEGER;

CREATE TRIGGER postal_contact_delete BEFORE DELETE ON postal_contact
    BEGIN SELECT RAISE(ABORT, 'postal_contact is append-only'); END;
CREATE TRIGGER postal_contact_update BEFORE UPDATE OF request, position, at ON postal_contact
    BEGIN SELECT RAISE(ABORT, 'postal_contact is append-only'); END;
CREATE TRIGGER postal_contact_scrub BEFORE UPDATE OF content ON postal_contact WHEN NEW.content IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'contacts are scrubbed, never replaced'); END;
