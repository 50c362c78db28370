//! The urn's database: entries, tiles, blobs and checkpoints of one election, appended by one sequencer at a time.
//!
//! # What is here
//! - [`UrnPool`]: opens SQLite (one file, the default) or PostgreSQL by URL, migrates it forward, and reads.
//! - [`Sequencer`]: the one that appends. A lock makes it the only one; an epoch, raised when it starts and compared in each
//!   append, shuts out a former one that does not yet know that it lost the lock.
//! - [`UrnSource`]: the same data as the files of a log, for readers that work on [`tabella_tlog::Source`].
//! - [`fsck`]: reads everything and names the first place that is not as it was written.
//!
//! # What it promises
//! - [`Sequencer::append`] is one transaction: entries, blobs, full tiles and head appear together or not at all, and are
//!   durable when it returns. If it is not known whether they are, it says so ([`StoreError::Unknown`]).
//! - Entries, blobs and tiles are never changed or deleted; triggers refuse it to anyone who has the database.
//! - What is read is checked against its hash: a flipped bit is [`StoreError::Corrupt`], not an answer.
//!
//! # What is not here
//! No knowledge of what an entry says beyond the kind and tracker that the caller gives, no signatures, no clock, no voter.
//! Both databases run the same SQL text and the same tests; the schema is in `migrations/urn`, a comment per column.
#![forbid(unsafe_code)]

mod checkpoints;
mod entries;
mod error;
mod fsck;
mod pool;
mod sequencer;
mod snapshots;
mod source;
mod tiles;
mod values;

// The public interface is:
pub use checkpoints::Published;
pub use entries::Found;
pub use error::StoreError;
pub use fsck::{Fault, FsckReport, fsck};
pub use pool::{Bound, Epoch, Head, UrnPool};
pub use sequencer::{Append, NewEntry, Sequencer};
pub use snapshots::Snapshot;
pub use source::UrnSource;
pub use tabella_database::{DatabaseError, SchemaState};
