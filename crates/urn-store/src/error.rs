//! Why the store does not do what it is asked.

use std::{io, path::PathBuf};

use tabella_crypto::hash::ElectionId;
use tabella_database::DatabaseError;
use tabella_tlog::{Hash, LeafIndex, TreeSize};

use crate::pool::{Epoch, Head};

/// Why the store does not do what it is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
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
    /// While another one is the sequencer, the database could not be asked whether it still is. Nothing happened: wait again.
    #[error(transparent)]
    Waiting(DatabaseError),
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

    /// [`DatabaseError::is_disk_failure`].
    pub fn is_disk_failure(&self) -> bool {
        matches!(self, Self::Database(error) if error.is_disk_failure())
    }
}
