-- The urn: the public board of one election. It knows no voter's name and nothing that is not published,
-- except which credentials wait outside batches (suspect).

-- The log itself; one row.
CREATE TABLE log (
    one         INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- always 1: there is one log
    election_id BLOB    NOT NULL CHECK (length(election_id) = 32), -- the election that this database is bound to
    origin      TEXT    NOT NULL, -- first line of its checkpoints
    epoch       INTEGER NOT NULL CHECK (epoch >= 0), -- number of sequencers so far; only the last one may append
    size        INTEGER NOT NULL CHECK (size >= 0), -- number of entries
    root        BLOB    NOT NULL CHECK (length(root) = 32) -- RFC 6962 root over them
) STRICT;

-- Entries, as published.
CREATE TABLE entry (
    idx     INTEGER NOT NULL PRIMARY KEY CHECK (idx >= 0), -- position in the log, from 0, without gaps
    kind    TEXT    NOT NULL, -- type of the entry, for people and look-ups; the bytes decide
    bytes   BLOB    NOT NULL CHECK (length(bytes) <= 65535), -- the entry
    leaf    BLOB    NOT NULL CHECK (length(leaf) = 32), -- SHA-256(0x00 || bytes)
    tracker BLOB    CHECK (length(tracker) = 32) -- tracker of a ballot or challenge, otherwise null
) STRICT;

CREATE UNIQUE INDEX entry_tracker ON entry (tracker) WHERE tracker IS NOT NULL;

-- Contents that entries name by their hash.
CREATE TABLE blob (
    hash  BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32), -- SHA-256 of the bytes
    bytes BLOB NOT NULL -- the content
) STRICT;

-- Full tiles of the tree; partial ones are computed from leaves and from the roots of full ones.
CREATE TABLE tile (
    level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7), -- level, 0 over leaves
    idx    INTEGER NOT NULL CHECK (idx >= 0), -- position within the level
    root   BLOB    NOT NULL CHECK (length(root) = 32), -- root over the hashes: the node of the level above
    hashes BLOB    NOT NULL CHECK (length(hashes) = 8192), -- 256 hashes
    PRIMARY KEY (level, idx)
) STRICT;

-- Checkpoints whose cosignatures sufficed.
CREATE TABLE checkpoint (
    size      INTEGER NOT NULL PRIMARY KEY CHECK (size > 0), -- number of entries under it
    root      BLOB    NOT NULL CHECK (length(root) = 32), -- root over them
    note      BLOB    NOT NULL, -- the signed note with its cosignatures
    kept      INTEGER NOT NULL CHECK (kept IN (0, 1)), -- 1: stays for good
    published INTEGER NOT NULL CHECK (published IN (0, 1)) -- 1: the newest one
) STRICT;

CREATE UNIQUE INDEX checkpoint_published ON checkpoint (published) WHERE published = 1;

-- The newest state of the reducer, from which a start goes on; one row.
CREATE TABLE snapshot (
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), -- always 1: only the newest is kept
    size  INTEGER NOT NULL CHECK (size >= 0), -- number of entries it has read
    root  BLOB    NOT NULL CHECK (length(root) = 32), -- root over them
    bytes BLOB    NOT NULL -- the state; its encoding is the server's
) STRICT;

-- Credentials whose ballot once failed its proof: they wait outside batches.
CREATE TABLE suspect (
    credential BLOB NOT NULL PRIMARY KEY CHECK (length(credential) = 32) -- the public key P
) STRICT;

-- What was appended stays as it is.
CREATE TRIGGER entry_update BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'entry is append-only'); END;
CREATE TRIGGER entry_delete BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'entry is append-only'); END;
CREATE TRIGGER entry_next BEFORE INSERT ON entry WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM entry)
BEGIN SELECT raise(ABORT, 'entry is append-only'); END; -- no gap, and no INSERT OR REPLACE, which fires no DELETE trigger
CREATE TRIGGER blob_update BEFORE UPDATE ON blob BEGIN SELECT raise(ABORT, 'blob is append-only'); END;
CREATE TRIGGER blob_delete BEFORE DELETE ON blob BEGIN SELECT raise(ABORT, 'blob is append-only'); END;
CREATE TRIGGER tile_update BEFORE UPDATE ON tile BEGIN SELECT raise(ABORT, 'tile is append-only'); END;
CREATE TRIGGER tile_delete BEFORE DELETE ON tile BEGIN SELECT raise(ABORT, 'tile is append-only'); END;
CREATE TRIGGER log_delete BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'log is append-only'); END;
CREATE TRIGGER log_shrink BEFORE UPDATE ON log
    WHEN NEW.size < OLD.size OR NEW.epoch < OLD.epoch OR NEW.election_id <> OLD.election_id OR NEW.origin <> OLD.origin
BEGIN SELECT raise(ABORT, 'log is append-only'); END;
