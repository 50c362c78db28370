//! One SQL text for two databases: SQLite and PostgreSQL, opened only if durable, migrated forward.
//!
//! # What is here
//! - [`Database`]: connections to either by URL, opened and migrated; [`on!`] runs the same expression on both.
//! - [`Step`]: one migration; [`SchemaState`]: how a database stands to the steps of a program.
//! - [`DatabaseError`]: what goes wrong with any database, with the name of the deed.
//!
//! # What it promises
//! - What is committed is on the disk: SQLite syncs in full, a PostgreSQL that is set up to lose what it acknowledged is
//!   refused.
//! - A database that a newer program migrated is left alone.
//! - No password of a URL is ever part of an error, and no statement is logged.
//!
//! # What is not here
//! Tables and queries: those are the stores', each behind its side of the wall between people and ballots.
#![forbid(unsafe_code)]

mod error;
mod open;
mod schema;
#[cfg(feature = "testing")]
pub mod testing;

// The public interface is:
pub use error::{DatabaseError, committing, during};
pub use open::{BeginWrite, Database, OneSnapshot, check_durable};
pub use schema::{SchemaState, Step};
