-- Votes by post: drafts, requests, their steps, packs, and messages to people. What would tell a name, an address or a
-- reason in words is sealed.

CREATE TABLE postal_draft (
    election   BYTEA   NOT NULL REFERENCES election (election),
    person     BYTEA   NOT NULL CHECK (length(person) = 32),
    reference  TEXT    NOT NULL UNIQUE,
    content    BYTEA   NOT NULL,
    attachment BYTEA,
    saved      BIGINT  NOT NULL,
    PRIMARY KEY (election, person)
);
COMMENT ON TABLE postal_draft IS 'Requests that are being typed. Nobody in the office reads them; only their number is known.';
COMMENT ON COLUMN postal_draft.election IS 'The election.';
COMMENT ON COLUMN postal_draft.person IS 'Who types: keyed hash of the personal code.';
COMMENT ON COLUMN postal_draft.reference IS 'Number that the request will have.';
COMMENT ON COLUMN postal_draft.content IS 'Sealed: the form so far.';
COMMENT ON COLUMN postal_draft.attachment IS 'Sealed: picture of the passport or identity card; null if none was uploaded.';
COMMENT ON COLUMN postal_draft.saved IS 'When, seconds since 1970.';

CREATE TABLE postal_request (
    request      BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reference    TEXT    NOT NULL UNIQUE,
    election     BYTEA   NOT NULL,
    number       BIGINT  NOT NULL,
    district     TEXT    NOT NULL,
    place        TEXT    NOT NULL CHECK (place IN ('home', 'abroad')),
    state        TEXT    NOT NULL,
    open         BIGINT  NOT NULL CHECK (open IN (0, 1)),
    since        BIGINT  NOT NULL,
    steps        BIGINT  NOT NULL CHECK (steps > 0),
    filed        BIGINT  NOT NULL,
    approved     BIGINT,
    answer_until BIGINT,
    alarmed      BIGINT  NOT NULL CHECK (alarmed IN (0, 1)),
    entered_by   BYTEA   CHECK (length(entered_by) = 32),
    content      BYTEA,
    consent      BYTEA,
    attachment   BYTEA,
    FOREIGN KEY (election, number) REFERENCES roll_line (election, number),
    CHECK ((open = 0) = (state IN ('accepted', 'rejected', 'withdrawn', 'refused', 'expired', 'superseded')))
);
COMMENT ON TABLE postal_request IS 'Requests that were sent.';
COMMENT ON COLUMN postal_request.request IS 'In the order in which they came; never shown.';
COMMENT ON COLUMN postal_request.reference IS 'Number for people, random.';
COMMENT ON COLUMN postal_request.election IS 'The election.';
COMMENT ON COLUMN postal_request.number IS 'Whose: number on the roll.';
COMMENT ON COLUMN postal_request.district IS 'Reporting unit at the time of the request, for the officials of a district.';
COMMENT ON COLUMN postal_request.place IS 'Where the papers go, as deadlines know it.';
COMMENT ON COLUMN postal_request.state IS 'Where the request is, a word of the code.';
COMMENT ON COLUMN postal_request.open IS '0: nothing more happens.';
COMMENT ON COLUMN postal_request.since IS 'When it came into this state, seconds since 1970.';
COMMENT ON COLUMN postal_request.steps IS 'Number of steps so far.';
COMMENT ON COLUMN postal_request.filed IS 'When it came in, seconds since 1970.';
COMMENT ON COLUMN postal_request.approved IS 'When it was approved; null before.';
COMMENT ON COLUMN postal_request.answer_until IS 'Until when the person may answer or mend; null if nothing is asked.';
COMMENT ON COLUMN postal_request.alarmed IS '1: has more in common with others than usual.';
COMMENT ON COLUMN postal_request.entered_by IS 'Official who entered it for the person; null if the person filed it.';
COMMENT ON COLUMN postal_request.content IS 'Sealed: the request; null once scrubbed.';
COMMENT ON COLUMN postal_request.consent IS 'Sealed: the signed document with its revocation answer, or the record of the office; null once scrubbed.';
COMMENT ON COLUMN postal_request.attachment IS 'Sealed: picture of the passport or identity card; null if none, and after the decision.';

-- One person, one request at a time.
CREATE UNIQUE INDEX postal_request_open ON postal_request (election, number) WHERE open = 1;
CREATE INDEX postal_request_line ON postal_request (election, number);
CREATE INDEX postal_request_work ON postal_request (election, state, filed, request);
CREATE INDEX postal_request_filed ON postal_request (election, filed, request);

CREATE TABLE postal_step (
    request  BIGINT  NOT NULL REFERENCES postal_request (request),
    position BIGINT  NOT NULL CHECK (position > 0),
    step     TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    actor    TEXT    NOT NULL CHECK (actor IN ('citizen', 'official', 'system')),
    official BYTEA   CHECK (length(official) = 32),
    second   BYTEA   CHECK (length(second) = 32),
    reason   TEXT,
    words    BYTEA,
    at       BIGINT  NOT NULL,
    PRIMARY KEY (request, position)
);
COMMENT ON TABLE postal_step IS 'Every step of every request, as it was taken.';
COMMENT ON COLUMN postal_step.request IS 'Which request.';
COMMENT ON COLUMN postal_step.position IS 'From 1, without gaps.';
COMMENT ON COLUMN postal_step.step IS 'What was done, a word of the code.';
COMMENT ON COLUMN postal_step.state IS 'Where it led, a word of the code.';
COMMENT ON COLUMN postal_step.actor IS 'Who.';
COMMENT ON COLUMN postal_step.official IS 'Which official; null if none.';
COMMENT ON COLUMN postal_step.second IS 'The second official; null if none.';
COMMENT ON COLUMN postal_step.reason IS 'Why, a word of the code; null if the step needs none.';
COMMENT ON COLUMN postal_step.words IS 'Sealed: why, in words; null if there are none, or once scrubbed.';
COMMENT ON COLUMN postal_step.at IS 'When, seconds since 1970.';

CREATE TABLE postal_cluster (
    election BYTEA   NOT NULL,
    common   TEXT    NOT NULL CHECK (common IN ('address', 'contact', 'network')),
    cluster  BYTEA   NOT NULL CHECK (length(cluster) = 32),
    request  BIGINT  NOT NULL REFERENCES postal_request (request),
    number   BIGINT  NOT NULL,
    filed    BIGINT  NOT NULL,
    PRIMARY KEY (election, common, cluster, request)
);
COMMENT ON TABLE postal_cluster IS 'What requests have in common, for alarms: keyed hashes, one election''s tell nothing of another''s.';
COMMENT ON COLUMN postal_cluster.election IS 'The election.';
COMMENT ON COLUMN postal_cluster.common IS 'What.';
COMMENT ON COLUMN postal_cluster.cluster IS 'Its keyed hash.';
COMMENT ON COLUMN postal_cluster.request IS 'Which request has it.';
COMMENT ON COLUMN postal_cluster.number IS 'Whose: number on the roll.';
COMMENT ON COLUMN postal_cluster.filed IS 'When it came in, seconds since 1970.';

CREATE TABLE postal_pack (
    pack    TEXT    NOT NULL PRIMARY KEY,
    request BIGINT  NOT NULL REFERENCES postal_request (request),
    made    BIGINT  NOT NULL,
    void    BIGINT
);
COMMENT ON TABLE postal_pack IS 'Packs of papers. A request whose pack is sent again has several; one at most is not void.';
COMMENT ON COLUMN postal_pack.pack IS 'Code on the envelopes, random.';
COMMENT ON COLUMN postal_pack.request IS 'Whose.';
COMMENT ON COLUMN postal_pack.made IS 'When, seconds since 1970.';
COMMENT ON COLUMN postal_pack.void IS 'From when its envelope is refused; null while it is taken.';

CREATE UNIQUE INDEX postal_pack_valid ON postal_pack (request) WHERE void IS NULL;

CREATE TABLE postal_batch (
    election BYTEA  NOT NULL REFERENCES election (election),
    batch    BIGINT NOT NULL CHECK (batch > 0),
    official BYTEA  NOT NULL CHECK (length(official) = 32),
    made     BIGINT NOT NULL,
    PRIMARY KEY (election, batch)
);
COMMENT ON TABLE postal_batch IS 'Batches of packs: what was approved when the batch was made, frozen.';
COMMENT ON COLUMN postal_batch.election IS 'The election.';
COMMENT ON COLUMN postal_batch.batch IS 'From 1, without gaps.';
COMMENT ON COLUMN postal_batch.official IS 'Who made it.';
COMMENT ON COLUMN postal_batch.made IS 'When, seconds since 1970.';

CREATE TABLE postal_batch_item (
    request  BIGINT NOT NULL PRIMARY KEY REFERENCES postal_request (request),
    election BYTEA  NOT NULL,
    batch    BIGINT NOT NULL,
    FOREIGN KEY (election, batch) REFERENCES postal_batch (election, batch)
);
COMMENT ON TABLE postal_batch_item IS 'What is in a batch. What was taken back since stays in it and is not printed.';
COMMENT ON COLUMN postal_batch_item.request IS 'Which request: in one batch and no other.';
COMMENT ON COLUMN postal_batch_item.election IS 'The election.';
COMMENT ON COLUMN postal_batch_item.batch IS 'Which batch.';

CREATE INDEX postal_batch_items ON postal_batch_item (election, batch);

CREATE TABLE message (
    message   BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    election  BYTEA   NOT NULL REFERENCES election (election),
    kind      TEXT    NOT NULL,
    language  TEXT    NOT NULL,
    seal      BYTEA   NOT NULL UNIQUE CHECK (length(seal) = 16),
    recipient BYTEA,
    content   BYTEA,
    made      BIGINT  NOT NULL,
    due       BIGINT  NOT NULL,
    tries     BIGINT  NOT NULL CHECK (tries >= 0),
    sent      BIGINT,
    given_up  BIGINT
);
COMMENT ON TABLE message IS 'Messages to people, written together with what they tell.';
COMMENT ON COLUMN message.message IS 'Position.';
COMMENT ON COLUMN message.election IS 'The election.';
COMMENT ON COLUMN message.kind IS 'Which text, a word of the code.';
COMMENT ON COLUMN message.language IS 'In which language.';
COMMENT ON COLUMN message.seal IS 'Random: what the sealed columns are bound to.';
COMMENT ON COLUMN message.recipient IS 'Sealed: e-mail address; null once sent or given up.';
COMMENT ON COLUMN message.content IS 'Sealed: what the text speaks of; null once sent or given up.';
COMMENT ON COLUMN message.made IS 'When, seconds since 1970.';
COMMENT ON COLUMN message.due IS 'Not to be tried before, seconds since 1970.';
COMMENT ON COLUMN message.tries IS 'How often it was tried.';
COMMENT ON COLUMN message.sent IS 'When the mail server took it; null before.';
COMMENT ON COLUMN message.given_up IS 'When it was given up; null if not.';

CREATE INDEX message_due ON message (due, message) WHERE sent IS NULL AND given_up IS NULL;

-- What was done stays as it is; words are scrubbed, never replaced.
CREATE TRIGGER postal_request_append_only BEFORE DELETE OR TRUNCATE ON postal_request EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_request_update BEFORE UPDATE ON postal_request FOR EACH ROW
    WHEN (NEW.request <> OLD.request OR NEW.reference <> OLD.reference OR NEW.election <> OLD.election
        OR NEW.number <> OLD.number OR NEW.district <> OLD.district OR NEW.place <> OLD.place OR NEW.filed <> OLD.filed
        OR NEW.entered_by IS DISTINCT FROM OLD.entered_by
        OR (NEW.content IS NOT NULL AND NEW.content IS DISTINCT FROM OLD.content)
        OR (NEW.consent IS NOT NULL AND NEW.consent IS DISTINCT FROM OLD.consent)
        OR (NEW.attachment IS NOT NULL AND NEW.attachment IS DISTINCT FROM OLD.attachment)
        OR (OLD.open = 0 AND NEW.state <> OLD.state))
    EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_step_append_only BEFORE DELETE OR TRUNCATE ON postal_step EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_step_update BEFORE UPDATE ON postal_step FOR EACH ROW
    WHEN (NEW.request <> OLD.request OR NEW.position <> OLD.position OR NEW.step <> OLD.step OR NEW.state <> OLD.state
        OR NEW.actor <> OLD.actor OR NEW.official IS DISTINCT FROM OLD.official
        OR NEW.second IS DISTINCT FROM OLD.second OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.at <> OLD.at
        OR NEW.words IS NOT NULL)
    EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_pack_append_only BEFORE DELETE OR TRUNCATE ON postal_pack EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_pack_update BEFORE UPDATE ON postal_pack FOR EACH ROW
    WHEN (NEW.pack <> OLD.pack OR NEW.request <> OLD.request OR NEW.made <> OLD.made OR OLD.void IS NOT NULL)
    EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_batch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON postal_batch EXECUTE FUNCTION append_only();
CREATE TRIGGER postal_batch_item_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON postal_batch_item EXECUTE FUNCTION append_only();
