-- The urn: the public board of one election. It knows no voter's name and nothing that is not published,
-- except which credentials wait outside batches (suspect).

CREATE TABLE log (
    one         SMALLINT NOT NULL PRIMARY KEY CHECK (one = 1),
    election_id BYTEA    NOT NULL CHECK (length(election_id) = 32),
    origin      TEXT     NOT NULL,
    epoch       BIGINT   NOT NULL CHECK (epoch >= 0),
    size        BIGINT   NOT NULL CHECK (size >= 0),
    root        BYTEA    NOT NULL CHECK (length(root) = 32)
);
COMMENT ON TABLE log IS 'The log itself; one row.';
COMMENT ON COLUMN log.one IS 'Always 1: there is one log.';
COMMENT ON COLUMN log.election_id IS 'The election that this database is bound to.';
COMMENT ON COLUMN log.origin IS 'First line of its checkpoints.';
COMMENT ON COLUMN log.epoch IS 'Number of sequencers so far; only the last one may append.';
COMMENT ON COLUMN log.size IS 'Number of entries.';
COMMENT ON COLUMN log.root IS 'RFC 6962 root over them.';

CREATE TABLE entry (
    idx     BIGINT NOT NULL PRIMARY KEY CHECK (idx >= 0),
    kind    TEXT   NOT NULL,
    bytes   BYTEA  NOT NULL CHECK (length(bytes) <= 65535),
    leaf    BYTEA  NOT NULL CHECK (length(leaf) = 32),
    tracker BYTEA  CHECK (length(tracker) = 32)
);
-- Encrypted ballots do not get shorter: trying to costs time and wins nothing.
ALTER TABLE entry ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX entry_tracker ON entry (tracker) WHERE tracker IS NOT NULL;
COMMENT ON TABLE entry IS 'Entries, as published.';
COMMENT ON COLUMN entry.idx IS 'Position in the log, from 0, without gaps.';
COMMENT ON COLUMN entry.kind IS 'Type of the entry, for people and look-ups; the bytes decide.';
COMMENT ON COLUMN entry.bytes IS 'The entry.';
COMMENT ON COLUMN entry.leaf IS 'SHA-256(0x00 || bytes).';
COMMENT ON COLUMN entry.tracker IS 'Tracker of a ballot or challenge, otherwise null.';

CREATE TABLE blob (
    hash  BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    bytes BYTEA NOT NULL
);
ALTER TABLE blob ALTER COLUMN bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE blob IS 'Contents that entries name by their hash.';
COMMENT ON COLUMN blob.hash IS 'SHA-256 of the bytes.';
COMMENT ON COLUMN blob.bytes IS 'The content.';

CREATE TABLE tile (
    level  BIGINT NOT NULL CHECK (level BETWEEN 0 AND 7),
    idx    BIGINT NOT NULL CHECK (idx >= 0),
    root   BYTEA  NOT NULL CHECK (length(root) = 32),
    hashes BYTEA  NOT NULL CHECK (length(hashes) = 8192),
    PRIMARY KEY (level, idx)
);
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
COMMENT ON TABLE tile IS 'Full tiles of the tree; partial ones are computed from leaves and from the roots of full ones.';
COMMENT ON COLUMN tile.level IS 'Level, 0 over leaves.';
COMMENT ON COLUMN tile.idx IS 'Position within the level.';
COMMENT ON COLUMN tile.root IS 'Root over the hashes: the node of the level above.';
COMMENT ON COLUMN tile.hashes IS '256 hashes.';

CREATE TABLE checkpoint (
    size      BIGINT  NOT NULL PRIMARY KEY CHECK (size > 0),
    root      BYTEA   NOT NULL CHECK (length(root) = 32),
    note      BYTEA   NOT NULL,
    kept      BOOLEAN NOT NULL,
    published BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX checkpoint_published ON checkpoint (published) WHERE published;
COMMENT ON TABLE checkpoint IS 'Checkpoints whose cosignatures sufficed.';
COMMENT ON COLUMN checkpoint.size IS 'Number of entries under it.';
COMMENT ON COLUMN checkpoint.root IS 'Root over them.';
COMMENT ON COLUMN checkpoint.note IS 'The signed note with its cosignatures.';
COMMENT ON COLUMN checkpoint.kept IS 'True: stays for good.';
COMMENT ON COLUMN checkpoint.published IS 'True: the newest one.';

CREATE TABLE snapshot (
    one   SMALLINT NOT NULL PRIMARY KEY CHECK (one = 1),
    size  BIGINT   NOT NULL CHECK (size >= 0),
    root  BYTEA    NOT NULL CHECK (length(root) = 32),
    bytes BYTEA    NOT NULL
);
COMMENT ON TABLE snapshot IS 'The newest state of the reducer, from which a start goes on; one row.';
COMMENT ON COLUMN snapshot.one IS 'Always 1: only the newest is kept.';
COMMENT ON COLUMN snapshot.size IS 'Number of entries it has read.';
COMMENT ON COLUMN snapshot.root IS 'Root over them.';
COMMENT ON COLUMN snapshot.bytes IS 'The state; its encoding is the server''s.';

CREATE TABLE suspect (
    credential BYTEA NOT NULL PRIMARY KEY CHECK (length(credential) = 32)
);
COMMENT ON TABLE suspect IS 'Credentials whose ballot once failed its proof: they wait outside batches.';
COMMENT ON COLUMN suspect.credential IS 'The public key P.';

-- What was appended stays as it is.
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION append_only();
CREATE TRIGGER blob_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON blob EXECUTE FUNCTION append_only();
CREATE TRIGGER tile_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tile EXECUTE FUNCTION append_only();
CREATE TRIGGER log_append_only BEFORE DELETE OR TRUNCATE ON log EXECUTE FUNCTION append_only();
CREATE TRIGGER log_shrink BEFORE UPDATE ON log FOR EACH ROW
    WHEN (NEW.size < OLD.size OR NEW.epoch < OLD.epoch OR NEW.election_id <> OLD.election_id OR NEW.origin <> OLD.origin)
    EXECUTE FUNCTION append_only();
