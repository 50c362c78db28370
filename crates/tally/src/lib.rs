//! Homomorphic aggregation; decryption shares, their verification and combination; result.
//!
//! # What is here
//! [`Accumulator`] (sums of ballots per style) → [`statement`] (the tally ciphertexts of a closed board, groups formed)
//! → [`verify_share`] → [`combine`] → [`Counts`] → [`ResultBlob`], whose bytes `tabella_election` knows. Section 10 of `docs/protocol.md`.
//!
//! # What is not here
//! No secrets, no board, no files. Which ballots count is decided by the board's reducer.
#![forbid(unsafe_code)]

mod accumulate;
mod shares;

pub use accumulate::{Accumulator, statement};
pub use shares::{ShareFault, TallyError, VerifiedShare, combine, verify_share};
pub use tabella_election::{Counts, PostalCounts, ResultBlob};
