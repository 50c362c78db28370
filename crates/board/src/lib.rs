//! The bulletin board: typed entries and the one reducer that admits them.
//!
//! # What is here
//! [`Entry`] (bytes as published, with their blob) → [`verify_batch`] (signatures, proofs, authorisations; the only
//! constructor of [`Verified`]) → [`BoardState::apply`] (may it follow?). Section 8 of `docs/protocol.md`. The ballot box
//! runs both before it appends, the verifier when it replays; neither has rules of its own. A [`Receipt`] is its word on what it
//! appended.
//!
//! # What is not here
//! No storage, no network, no clock. Merkle tiles and checkpoints are the room `tlog`'s.
#![forbid(unsafe_code)]

mod entry;
mod receipt;
mod rejection;
mod replay;
mod shared;
mod state;
mod verified;
pub mod view;

pub use entry::{Blobs, ENTRY_MAX, Entry, EntryError, Kind, Leaf, ReadError};
pub use receipt::Receipt;
pub use rejection::Rejection;
pub use replay::{EntrySource, admit};
pub use shared::{Whose, admit_shared};
pub use state::{BoardState, ChainView, Counters, Phase, SnapshotError, Turnout};
pub use verified::{
    Authorised, Checked, Content, Context, PostedEntry, Verified, authorise_batch, verify_authorised,
    verify_batch, verify_posted,
};
