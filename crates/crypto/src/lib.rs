//! Ristretto group, transcripts, ElGamal, the ballot proof, points proof, batched DLEQ, discrete-log table, canonical encodings.
//!
//! The specification is `docs/protocol.md`; sections are cited where they are implemented.
//!
//! # What is here
//! [`group`] and [`generators`] (section 2), [`transcript`] (Fiat–Shamir), [`cbor`] (strict encoding), [`signature`]
//! (Ed25519 bound to one election and one purpose), [`ballot_proof`] and [`points_proof`] (sections 5 and 6),
//! [`authorisation`] (section 5), [`share`] (section 10), [`dlog`] (section 10). [`parallel`] shares out work.
//!
//! # What is not here
//! No manifest, no entries, no files, no network, no clock. Randomness is a parameter.
#![forbid(unsafe_code)]

pub mod authorisation;
pub mod ballot_proof;
pub mod cbor;
pub mod dlog;
pub mod generators;
pub mod group;
pub mod hash;
pub mod parallel;
pub mod points_proof;
pub mod share;
pub mod signature;
pub mod transcript;

pub use curve25519_dalek::{
    ristretto::{CompressedRistretto, RistrettoPoint},
    scalar::Scalar,
};
pub use hash::{BlobHash, CeremonyHash, ElectionId, EvidenceCommitment, KeysHash, RootHash, Tracker};
pub use index::{Threshold, TrusteeIndex};

mod index;
