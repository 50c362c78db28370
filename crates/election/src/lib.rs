//! The agreed facts of one election: manifest, rules, schedule, ballot styles, public messages of the key ceremony, joint key, credentials.
//!
//! The specification is `docs/protocol.md`; sections are cited where they are implemented.
//!
//! # What is here
//! [`Manifest`] (section 3: the signed JSON, parsed strictly) → [`Election`] (the same facts decoded and laid out: keys,
//! ballot styles, key indices); [`message`] (section 8: every signed entry of the board, as bytes); [`ceremony`]
//! (section 4: the public side of the key generation); [`share`] (blobs of decryption shares); [`groups`] (section 10:
//! which reporting units are decrypted together); [`TallyStatement`] (what trustees decrypt); [`ResultBlob`] (what is published).
//!
//! # What is not here
//! No ballots, no secrets of trustees, no state of the board, no files, no network, no clock, no randomness.
#![forbid(unsafe_code)]

pub mod ceremony;
pub mod draft;
pub mod groups;
pub mod manifest;
pub mod message;
pub mod share;

pub use election::{Election, Style};
pub use ids::{ContestId, OptionId, StyleId, UnitId};
pub use manifest::{Manifest, ManifestError};
pub use message::{DecodeError, Message, Signed};
pub use result::{Counts, PostalCounts, ResultBlob};
pub use tally_statement::{ContestTally, GroupTally, TallyStatement};

mod election;
mod ids;
mod layout;
mod result;
mod tally_statement;
#[cfg(test)]
mod testing;
