//! Whole elections in memory, for tests, vectors and benchmarks.
//!
//! # What is here
//! [`Setup`] (a draft, trustees, a seed) → [`Fixture`] (the board with every secret of everyone, filled step by step through
//! [`tabella_board::admit`]). The same setup gives the same bytes on every run. [`drafts`] writes drafts from rules,
//! [`plain`] counts the same votes without any cryptography.
//!
//! # What is not here
//! No files, no network, no clock, no generator of the operating system. Nothing of this is for real elections: all secrets
//! lie open.
#![forbid(unsafe_code)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test that cannot go on must stop"
)]

mod ceremony;
pub mod drafts;
mod fixture;
mod people;
pub mod plain;
pub mod vectors;

pub use ceremony::{FrostPackages, Round1};
pub use fixture::{Fixture, MemoryBoard, entry_of, fingerprint};
pub use people::{LOG_NAME, People, Setup, Trustee, Voter};
