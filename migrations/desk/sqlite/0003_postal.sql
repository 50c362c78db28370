-- Votes by post: drafts, requests, their steps, packs, and messages to people. What would tell a name, an address or a
-- reason in words is sealed.

-- Requests that are being typed. Nobody in the office reads them; only their number is known.
CREATE TABLE postal_draft (
    election   BLOB    NOT NULL REFERENCES election (election), -- the election
    person     BLOB    NOT NULL CHECK (length(person) = 32), -- who types: keyed hash of the personal code
    reference  TEXT    NOT NULL UNIQUE, -- number that the request will have
    content    BLOB    NOT NULL, -- sealed: the form so far
    attachment BLOB, -- sealed: picture of the passport or identity card; null if none was uploaded
    saved      INTEGER NOT NULL, -- when, seconds since 1970
    PRIMARY KEY (election, person)
) STRICT;

-- Requests that were sent.
CREATE TABLE postal_request (
    request      INTEGER NOT NULL PRIMARY KEY CHECK (request > 0), -- in the order in which they came; never shown
    reference    TEXT    NOT NULL UNIQUE, -- number for people, random
    election     BLOB    NOT NULL, -- the election
    number       INTEGER NOT NULL, -- whose: number on the roll
    district     TEXT    NOT NULL, -- reporting unit at the time of the request, for the officials of a district
    place        TEXT    NOT NULL CHECK (place IN ('home', 'abroad')), -- where the papers go, as deadlines know it
    state        TEXT    NOT NULL, -- where the request is, a word of the code
    open         INTEGER NOT NULL CHECK (open IN (0, 1)), -- 0: nothing more happens
    since        INTEGER NOT NULL, -- when it came into this state, seconds since 1970
    steps        INTEGER NOT NULL CHECK (steps > 0), -- number of steps so far
    filed        INTEGER NOT NULL, -- when it came in, seconds since 1970
    approved     INTEGER, -- when it was approved; null before
    answer_until INTEGER, -- until when the person may answer or mend; null if nothing is asked
    alarmed      INTEGER NOT NULL CHECK (alarmed IN (0, 1)), -- 1: has more in common with others than usual
    entered_by   BLOB    CHECK (length(entered_by) = 32), -- official who entered it for the person; null if the person filed it
    content      BLOB, -- sealed: the request; null once scrubbed
    consent      BLOB, -- sealed: the signed document with its revocation answer, or the record of the office; null once scrubbed
    attachment   BLOB, -- sealed: picture of the passport or identity card; null if none, and after the decision
    FOREIGN KEY (election, number) REFERENCES roll_line (election, number),
    CHECK ((open = 0) = (state IN ('accepted', 'rejected', 'withdrawn', 'refused', 'expired', 'superseded')))
) STRICT;

-- One person, one request at a time.
CREATE UNIQUE INDEX postal_request_open ON postal_request (election, number) WHERE open = 1;
CREATE INDEX postal_request_line ON postal_request (election, number);
CREATE INDEX postal_request_work ON postal_request (election, state, filed, request);
CREATE INDEX postal_request_filed ON postal_request (election, filed, request);

-- Every step of every request, as it was taken.
CREATE TABLE postal_step (
    request  INTEGER NOT NULL REFERENCES postal_request (request), -- which request
    position INTEGER NOT NULL CHECK (position > 0), -- from 1, without gaps
    step     TEXT    NOT NULL, -- what was done, a word of the code
    state    TEXT    NOT NULL, -- where it led, a word of the code
    actor    TEXT    NOT NULL CHECK (actor IN ('citizen', 'official', 'system')), -- who
    official BLOB    CHECK (length(official) = 32), -- which official; null if none
    second   BLOB    CHECK (length(second) = 32), -- the second official; null if none
    reason   TEXT, -- why, a word of the code; null if the step needs none
    words    BLOB, -- sealed: why, in words; null if there are none, or once scrubbed
    at       INTEGER NOT NULL, -- when, seconds since 1970
    PRIMARY KEY (request, position)
) STRICT;

-- What requests have in common, for alarms: keyed hashes, one election's tell nothing of another's.
CREATE TABLE postal_cluster (
    election BLOB    NOT NULL, -- the election
    common   TEXT    NOT NULL CHECK (common IN ('address', 'contact', 'network')), -- what
    cluster  BLOB    NOT NULL CHECK (length(cluster) = 32), -- its keyed hash
    request  INTEGER NOT NULL REFERENCES postal_request (request), -- which request has it
    number   INTEGER NOT NULL, -- whose: number on the roll
    filed    INTEGER NOT NULL, -- when it came in, seconds since 1970
    PRIMARY KEY (election, common, cluster, request)
) STRICT;

-- Packs of papers. A request whose pack is sent again has several; one at most is not void.
CREATE TABLE postal_pack (
    pack    TEXT    NOT NULL PRIMARY KEY, -- code on the envelopes, random
    request INTEGER NOT NULL REFERENCES postal_request (request), -- whose
    made    INTEGER NOT NULL, -- when, seconds since 1970
    void    INTEGER -- from when its envelope is refused; null while it is taken
) STRICT;

CREATE UNIQUE INDEX postal_pack_valid ON postal_pack (request) WHERE void IS NULL;

-- Batches of packs: what was approved when the batch was made, frozen.
CREATE TABLE postal_batch (
    election BLOB    NOT NULL REFERENCES election (election), -- the election
    batch    INTEGER NOT NULL CHECK (batch > 0), -- from 1, without gaps
    official BLOB    NOT NULL CHECK (length(official) = 32), -- who made it
    made     INTEGER NOT NULL, -- when, seconds since 1970
    PRIMARY KEY (election, batch)
) STRICT;

-- What is in a batch. What was taken back since stays in it and is not printed.
CREATE TABLE postal_batch_item (
    request  INTEGER NOT NULL PRIMARY KEY REFERENCES postal_request (request), -- which request: in one batch and no other
    election BLOB    NOT NULL, -- the election
    batch    INTEGER NOT NULL, -- which batch
    FOREIGN KEY (election, batch) REFERENCES postal_batch (election, batch)
) STRICT;

CREATE INDEX postal_batch_items ON postal_batch_item (election, batch);

-- Messages to people, written together with what they tell.
CREATE TABLE message (
    message   INTEGER NOT NULL PRIMARY KEY CHECK (message > 0), -- position
    election  BLOB    NOT NULL REFERENCES election (election), -- the election
    kind      TEXT    NOT NULL, -- which text, a word of the code
    language  TEXT    NOT NULL, -- in which language
    seal      BLOB    NOT NULL UNIQUE CHECK (length(seal) = 16), -- random: what the sealed columns are bound to
    recipient BLOB, -- sealed: e-mail address; null once sent or given up
    content   BLOB, -- sealed: what the text speaks of; null once sent or given up
    made      INTEGER NOT NULL, -- when, seconds since 1970
    due       INTEGER NOT NULL, -- not to be tried before, seconds since 1970
    tries     INTEGER NOT NULL CHECK (tries >= 0), -- how often it was tried
    sent      INTEGER, -- when the mail server took it; null before
    given_up  INTEGER -- when it was given up; null if not
) STRICT;

CREATE INDEX message_due ON message (due, message) WHERE sent IS NULL AND given_up IS NULL;

-- What was done stays as it is; words are scrubbed, never replaced.
CREATE TRIGGER postal_request_delete BEFORE DELETE ON postal_request
    BEGIN SELECT RAISE(ABORT, 'postal_request is append-only'); END;
CREATE TRIGGER postal_request_update
    BEFORE UPDATE OF request, reference, election, number, district, place, filed, entered_by ON postal_request
    BEGIN SELECT RAISE(ABORT, 'a request does not change'); END;
CREATE TRIGGER postal_request_scrub BEFORE UPDATE OF content, consent, attachment ON postal_request
    WHEN (NEW.content IS NOT NULL AND NEW.content IS NOT OLD.content)
        OR (NEW.consent IS NOT NULL AND NEW.consent IS NOT OLD.consent)
        OR (NEW.attachment IS NOT NULL AND NEW.attachment IS NOT OLD.attachment)
    BEGIN SELECT RAISE(ABORT, 'what was signed is scrubbed, never replaced'); END;
CREATE TRIGGER postal_request_end BEFORE UPDATE OF state ON postal_request WHEN OLD.open = 0
    BEGIN SELECT RAISE(ABORT, 'nothing more happens to this request'); END;
CREATE TRIGGER postal_step_delete BEFORE DELETE ON postal_step
    BEGIN SELECT RAISE(ABORT, 'postal_step is append-only'); END;
CREATE TRIGGER postal_step_update
    BEFORE UPDATE OF request, position, step, state, actor, official, second, reason, at ON postal_step
    BEGIN SELECT RAISE(ABORT, 'postal_step is append-only'); END;
CREATE TRIGGER postal_step_scrub BEFORE UPDATE OF words ON postal_step WHEN NEW.words IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'words are scrubbed, never replaced'); END;
CREATE TRIGGER postal_pack_delete BEFORE DELETE ON postal_pack
    BEGIN SELECT RAISE(ABORT, 'postal_pack is append-only'); END;
CREATE TRIGGER postal_pack_update BEFORE UPDATE OF pack, request, made ON postal_pack
    BEGIN SELECT RAISE(ABORT, 'a pack does not change'); END;
CREATE TRIGGER postal_pack_void BEFORE UPDATE OF void ON postal_pack WHEN OLD.void IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a void pack stays void'); END;
CREATE TRIGGER postal_batch_delete BEFORE DELETE ON postal_batch
    BEGIN SELECT RAISE(ABORT, 'postal_batch is append-only'); END;
CREATE TRIGGER postal_batch_update BEFORE UPDATE ON postal_batch
    BEGIN SELECT RAISE(ABORT, 'a batch does not change'); END;
CREATE TRIGGER postal_batch_item_delete BEFORE DELETE ON postal_batch_item
    BEGIN SELECT RAISE(ABORT, 'a batch is frozen'); END;
CREATE TRIGGER postal_batch_item_update BEFORE UPDATE ON postal_batch_item
    BEGIN SELECT RAISE(ABORT, 'a batch is frozen'); END;
