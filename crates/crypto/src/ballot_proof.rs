//! The ballot and its proof (section 5): one proof covers all bit-vector contests of a ballot.
//!
//! # Construction
//! Exponential ElGamal with one random scalar for the ballot and one key per option: `A = r·G`, `B_m = v_m·G + r·Y_m`.
//! Every option's value and every contest's slack is a sum of bits with public coefficients ([`Shape`]). The prover
//! commits to the bits, shows that they are bits (Bootle, Cerulli, Chaidos, Ghadafi, Groth and Petit, *Short
//! Accountable Ring Signatures Based on DDH*, ESORICS 2015) and ties the ciphertexts to them by a random linear
//! combination with powers of a challenge y drawn after everything was committed.
//!
//! # Implementation
//! [`encrypt`] works in constant time and takes every scalar but r from a generator that is rekeyed with the
//! witness. [`verify_batch`] puts the equations of many ballots into one multi-scalar multiplication, in which G, H,
//! the G_i and the Y_m appear once; each equation has its own 128-bit weight from the caller's generator, drawn after
//! the whole batch was received.

mod keys;
mod open;
mod prove;
mod shape;
mod statement;
mod verify;

pub use keys::{JointKeys, NoSuchKey, StyleKeys};
pub use open::open;
pub use prove::{Encrypted, Seed, encrypt, reencrypts};
pub use shape::{BIT_VECTOR_OPTION_MAX, ChoicesError, ContestShape, Shape};
pub use statement::{BallotProof, Ciphertexts};
pub use verify::{Decoded, DecodedAhead, Item, ProofError, VERIFY_CHUNK, verify_batch};

#[cfg(test)]
mod tests;
