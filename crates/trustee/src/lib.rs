//! The secret side: key-ceremony states and decryption shares as sans-IO machines; every failure names its culprit.
//!
//! The specification is `docs/protocol.md`, sections 4 and 10.
//!
//! # What is here
//! [`TrusteeKeys`] (who a trustee is) → [`key_ceremony::AwaitingCommitments`] → [`key_ceremony::AwaitingShares`] →
//! [`TrusteeShare`] → [`decrypt`]. Between the steps each of them rests in a file that [`seal`] encrypts with a
//! passphrase.
//!
//! # What is not here
//! No files, no network, no clock, no board: a caller hands bytes in and carries bytes out. Randomness is a parameter,
//! except where the crate `age` encrypts: it draws its file keys from the operating system by itself.
//!
//! # What zeroizing does not cover
//! Every secret that this crate owns is overwritten when it is dropped, has no `Debug` and no `Clone`. Copies that the
//! crates `frost-core` and `age` make inside their own functions, copies in registers, in swapped pages and in blocks
//! that a disk has set aside are out of reach. Trustees therefore use a machine that is never connected, without swap,
//! and that is wiped afterwards.
#![forbid(unsafe_code)]

pub mod key_ceremony;
pub mod seal;

pub use decrypt::{DecryptError, Decrypted, decrypt};
pub use keys::{PublicKeys, SeatError, TrusteeKeys};
pub use share::{Closed, SecondClose, TrusteeShare};
pub use words::root_words;

mod decrypt;
mod keys;
mod share;
mod words;

#[cfg(test)]
mod testing;
