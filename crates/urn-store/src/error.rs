//! Why the store does not do what it is asked.

use std::{io, path::PathBuf};

use sqlx::{migrate::MigrateError, sqlite::SqliteError};
use tabella_crypto::hash::ElectionId;
use tabella_tlog::{Hash, LeafIndex, TreeSize};

use crate::pool::{Epoch, Head};

/// `SQLITE_IOERR`, `SQLITE_CORRUPT`, `SQLITE_NOTADB`. A full disk is none: nothing was written, and a later try is honest.
const SQLITE_DISK: [u32; 3] = [10, 11, 26];

/// `io_error`, `data_corrupted`, `index_corrupted`. After a sync that failed PostgreSQL ends all its connections by itself.
const POSTGRES_DISK: [&str; 3] = ["58030", "XX001", "XX002"];

/// Why the store does not do what it is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The URL is neither of a SQLite file nor of a PostgreSQL database.
    #[error("{0:?} is not a database: expected sqlite:PATH or postgres://…")]
    Url(String),
    /// The database failed; nothing of the deed was written.
    #[error("{deed}: {source}")]
    Database {
        /// Name of the transaction or query.
        deed: &'static str,
        /// What the database says.
        source: sqlx::Error,
    },
    /// The database failed while it committed: the deed may have been done or not. Open it again and look.
    #[error("{deed}: not known whether it was committed: {source}")]
    Unknown {
        /// Name of the transaction.
        deed: &'static str,
        /// What the database says.
        source: sqlx::Error,
    },
    /// A newer program has migrated the database; this one does not understand it and leaves it alone.
    #[error("the database has schema {found}, this program knows schemas up to {known}: run a newer one")]
    Future {
        /// Schema of the database.
        found: i64,
        /// Newest schema of this program.
        known: i64,
    },
    /// The schema is not one that this program's migrations made.
    #[error("migrating the database: {0}")]
    Migration(MigrateError),
    /// PostgreSQL is set up to acknowledge what it may lose.
    #[error("PostgreSQL has {setting} = {value}: it would acknowledge what it can lose")]
    NotDurable {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        value: String,
    },
    /// The database belongs to another election or another log.
    #[error(
        "the database is bound to election {bound} (log {bound_origin}), not to {given} (log {given_origin})"
    )]
    OtherElection {
        /// The election in the database.
        bound: ElectionId,
        /// Its log's origin.
        bound_origin: String,
        /// The election that was asked for.
        given: ElectionId,
        /// Its log's origin.
        given_origin: String,
    },
    /// The database is new: [`crate::UrnPool::bind`] comes first.
    #[error("the database is not bound to an election")]
    Unbound,
    /// Entries that do not follow the last one. Nothing was written.
    #[error("entries from {first} on do not follow a log of {size}")]
    NotNext {
        /// Index that the first of them claims.
        first: LeafIndex,
        /// Size of the log.
        size: TreeSize,
    },
    /// An entry is longer than a bundle can hold. Nothing was written.
    #[error("entry {position} of the batch has {bytes} bytes, at most 65535")]
    EntryTooLong {
        /// Position within the batch, from 0.
        position: usize,
        /// Its length.
        bytes: usize,
    },
    /// An entry's tracker is on the board already. Nothing was written.
    #[error("a tracker of the batch is on the board already")]
    DuplicateTracker,
    /// Another sequencer has taken over. Nothing was written.
    #[error("sequencer {ours} is no longer the one: the database is at {} of sequencer {}", found.size, found.epoch)]
    Fenced {
        /// Epoch of this sequencer.
        ours: Epoch,
        /// What the database says.
        found: Head,
    },
    /// An earlier append failed: memory and database may differ. Drop this sequencer, look, take a new one.
    #[error("an earlier append failed")]
    Poisoned,
    /// A checkpoint older than the published one.
    #[error("a checkpoint of size {published} is published, {given} is older")]
    OlderCheckpoint {
        /// Size of the published one.
        published: TreeSize,
        /// Size of the one given.
        given: TreeSize,
    },
    /// A checkpoint or snapshot with another root than the log has at its size.
    #[error("the log has root {ours} at size {size}, not {given}")]
    OtherRoot {
        /// The size.
        size: TreeSize,
        /// Root of the log.
        ours: Hash,
        /// Root given.
        given: Hash,
    },
    /// A checkpoint or snapshot of a log longer than this one, or an empty checkpoint.
    #[error("there is no checkpoint of size {size} in a log of {head}")]
    NoSuchSize {
        /// The size.
        size: TreeSize,
        /// Size of the log.
        head: TreeSize,
    },
    /// The database holds something that the store did not write.
    #[error("{place}: {what}")]
    Corrupt {
        /// Where.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// The lock file of a SQLite database cannot be used.
    #[error("{}: {source}", path.display())]
    Lock {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

impl StoreError {
    #[expect(clippy::needless_pass_by_value, reason = "a path, a text or an error, as it comes")]
    pub(crate) fn corrupt(place: impl ToString, what: impl ToString) -> Self {
        Self::Corrupt { place: place.to_string(), what: what.to_string() }
    }

    /// Whether the disk failed under the database. What memory, cache and disk hold may differ then, and a second try could
    /// succeed without changing that: the process has to end, and the next one looks at what is there.
    pub fn is_disk_failure(&self) -> bool {
        let (Self::Database { source, .. } | Self::Unknown { source, .. }) = self else { return false };
        let Some(error) = source.as_database_error() else { return false };
        let code = error.code().unwrap_or_default();
        if error.try_downcast_ref::<SqliteError>().is_some() {
            // the low byte of an extended code is the code
            code.parse::<u32>().is_ok_and(|code| SQLITE_DISK.contains(&(code & 0xff)))
        } else {
            POSTGRES_DISK.contains(&code.as_ref())
        }
    }
}

/// Names the deed during which the database failed.
pub(crate) fn during(deed: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    move |source| StoreError::Database { deed, source }
}

/// Names the deed whose commit failed.
pub(crate) fn committing(deed: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    move |source| StoreError::Unknown { deed, source }
}
