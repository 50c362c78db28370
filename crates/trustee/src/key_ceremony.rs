//! The key ceremony as one trustee takes part in it (section 4).
//!
//! # Construction
//! [`AwaitingCommitments::begin`] draws a polynomial for each joint key and publishes commitments. When the board shows
//! those of all trustees ([`CommitmentView::check`]), [`AwaitingCommitments::distribute`] makes one encrypted
//! [`Round2Package`] for each other trustee. When theirs have come, [`AwaitingShares::finish`] checks every part and
//! adds them up to a [`TrusteeShare`](crate::TrusteeShare). Each state consumes the one before it.
//!
//! The mathematics is that of the crate `frost-ristretto255`, in W runs side by side. What that crate leaves to its
//! caller is done here and in [`tabella_election::ceremony`]: who may say what, for which attempt, and never twice.

mod fault;
mod finish;
mod frost_format;
mod package;
mod round1;
mod round2;
mod view;

pub use fault::{BadShare, BadShareReason, Fault};
pub use finish::disagreements;
pub use package::verify_package;
pub use round1::{AwaitingCommitments, Commitment};
pub use round2::AwaitingShares;
pub use tabella_election::ceremony::Round2Package;
pub use view::{CommitmentEntry, CommitmentView};

#[cfg(test)]
mod tests;
