//! Selections to encrypted ballot to tracker; challenge; verification, one or a batch.
//!
//! # What is here
//! [`Selections`] → [`Prepared::encrypt`] → tracker shown → [`Prepared::cast`] or [`Prepared::challenge`] → a [`Posted`]
//! entry → [`verify_batch`] → [`VerifiedBallot`], which has no other constructor. Sections 5 to 7 of `docs/protocol.md`.
//!
//! # What is not here
//! No HTTP, no storage, no identity, no clock. Randomness is a parameter.
#![forbid(unsafe_code)]

mod encrypted;
mod posted;
mod prepare;
mod selections;
mod styles;
mod tracker;
mod verify;

pub use encrypted::EncryptedBallot;
pub use posted::{CastBallot, Challenge, Posted};
pub use prepare::Prepared;
pub use selections::{Choices, Selections};
pub use styles::Styles;
pub use tabella_crypto::{Tracker, authorisation::CredentialSecret, ballot_proof::Seed};
pub use tracker::{TrackerTextError, parse_tracker, tracker_text};
pub use verify::{
    AuthorisedBallot, BallotError, VerifiedBallot, authorise_batch, verify_ahead, verify_authorised,
    verify_batch,
};

#[cfg(test)]
mod tests;
