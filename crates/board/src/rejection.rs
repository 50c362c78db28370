//! Why an entry may not stand on the board: every reason has a name.

use tabella_ballot::BallotError;
use tabella_crypto::{TrusteeIndex, cbor::DecodeError, group::EncodingError, share::ShareError};
use tabella_election::ceremony::{CeremonyError, PackageError};
use tabella_tally::{ShareFault, TallyError};

use crate::{Kind, Phase};

/// Why an entry is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Not the one encoding of an entry of its type.
    #[error("not encoded as the protocol says: {0}")]
    Encoding(#[from] DecodeError),
    /// A point that is not canonical, or the identity where it is forbidden.
    #[error(transparent)]
    Point(#[from] EncodingError),
    /// Not signed by the one who may say this.
    #[error("the signature is not that of the {0}")]
    Signature(&'static str),
    /// A trustee that the manifest does not name.
    #[error("there is no trustee {0}")]
    UnknownTrustee(u64),
    /// An entry of this type may not follow now.
    #[error("a {kind} entry may not follow while the board is {phase}")]
    Phase {
        /// The entry's type.
        kind: Kind,
        /// What the board is at.
        phase: Phase,
    },
    /// The first entry is not this election's manifest.
    #[error("the manifest is not that of this election")]
    Manifest,
    /// An attempt of the key ceremony that is neither the current one nor the next.
    #[error("attempt {got} of the key ceremony may not follow attempt {current}")]
    Attempt {
        /// The current attempt.
        current: u64,
        /// The entry's.
        got: u64,
    },
    /// The ceremony stopped at a complaint.
    #[error("the key ceremony stopped at a complaint; a restart has a new attempt number")]
    Complaint,
    /// A trustee says a thing twice.
    #[error("trustee {0} has posted this already")]
    Twice(TrusteeIndex),
    /// A complaint against oneself.
    #[error("trustee {0} accuses itself")]
    SelfAccusation(TrusteeIndex),
    /// A round-1 package is wrong.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A constant term that stands on the board already (run, attempt or trustee).
    #[error("trustee {0}: a constant term of the package stands on the board already")]
    RepeatedTerm(TrusteeIndex),
    /// The packages make no keys.
    #[error(transparent)]
    Ceremony(#[from] CeremonyError),
    /// The ceremony is not finished.
    #[error("the key ceremony is not complete: {0}")]
    CeremonyIncomplete(&'static str),
    /// The entry names other keys or another ceremony than the board's.
    #[error("the entry names other keys or another ceremony than those on the board")]
    OtherKeys,
    /// A test share is wrong.
    #[error("trustee {culprit}: {error}")]
    TestShare {
        /// Whose share.
        culprit: TrusteeIndex,
        /// What is wrong.
        error: ShareError,
    },
    /// A style that the manifest does not have.
    #[error("the manifest has no such ballot style")]
    UnknownStyle,
    /// A weight outside 1…weight_max.
    #[error("weight {got} is not between 1 and {max}")]
    Weight {
        /// The entry's.
        got: u64,
        /// weight_max.
        max: u64,
    },
    /// A credential that was admitted before, even if it is revoked.
    #[error("the credential was admitted before")]
    CredentialReused,
    /// More live credentials than voters_max.
    #[error("there are as many live credentials as the manifest allows voters")]
    TooManyVoters,
    /// An unknown, replaced or revoked credential.
    #[error("the credential is not live")]
    NotLive,
    /// A replacement with another style or weight.
    #[error("a replacement has the style and weight of the credential that it replaces")]
    Replacement,
    /// More of these on one chain than the manifest allows.
    #[error("the chain has as many {0} as the manifest allows")]
    ChainLimit(&'static str),
    /// A second ballot where the manifest forbids voting again.
    #[error("this election does not allow voting again")]
    NoRevoting,
    /// A ballot's style is not its credential's.
    #[error("the ballot's style is not its credential's")]
    OtherStyle,
    /// `previous` is not the chain's last tracker.
    #[error("the ballot does not follow the chain's last ballot")]
    Previous,
    /// An `A` that stands on the board already.
    #[error("the ballot's A was used before")]
    RandomnessReused,
    /// The ballot or challenge itself is wrong.
    #[error(transparent)]
    Ballot(#[from] BallotError),
    /// A notice out of its number.
    #[error("notice {got} may not follow; the next is {expected}")]
    Sequence {
        /// The next number.
        expected: u64,
        /// The entry's.
        got: u64,
    },
    /// An extension that does not extend.
    #[error("an extension must be before the end of voting and to a later time")]
    Extension,
    /// `end` or `close` speaks of another tree.
    #[error("the entry speaks of another tree than the board's")]
    OtherTree,
    /// The tally was not computed yet (see [`crate::BoardState::settle`]).
    #[error("the tally ciphertexts were not computed yet")]
    NotSettled,
    /// A decryption share is wrong.
    #[error(transparent)]
    Share(#[from] ShareFault),
    /// The shares give no result.
    #[error(transparent)]
    Tally(#[from] TallyError),
    /// The published counts are not those that the shares give.
    #[error("the published counts are not those that the shares give")]
    Counts,
    /// More postal votes than the rules of a contest allow cannot be told; but a reference must be there.
    #[error("postal counts need the reference of their protocol")]
    PostalReference,
    /// Verified under another context than the board's.
    #[error("the entry was verified against other keys or another tally")]
    OtherContext,
}

impl Rejection {
    /// A short name that does not change with the words: for reports, vectors and other implementations.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Encoding(_) => "encoding",
            Self::Point(_) => "point",
            Self::Signature(_) => "signature",
            Self::UnknownTrustee(_) => "unknown-trustee",
            Self::Phase { .. } => "phase",
            Self::Manifest => "manifest",
            Self::Attempt { .. } => "attempt",
            Self::Complaint => "complaint",
            Self::Twice(_) => "twice",
            Self::SelfAccusation(_) => "self-accusation",
            Self::Package(_) => "package",
            Self::RepeatedTerm(_) => "repeated-term",
            Self::Ceremony(_) => "ceremony",
            Self::CeremonyIncomplete(_) => "ceremony-incomplete",
            Self::OtherKeys => "other-keys",
            Self::TestShare { .. } => "test-share",
            Self::UnknownStyle => "unknown-style",
            Self::Weight { .. } => "weight",
            Self::CredentialReused => "credential-reused",
            Self::TooManyVoters => "too-many-voters",
            Self::NotLive => "not-live",
            Self::Replacement => "replacement",
            Self::ChainLimit(_) => "chain-limit",
            Self::NoRevoting => "no-revoting",
            Self::OtherStyle => "other-style",
            Self::Previous => "previous",
            Self::RandomnessReused => "randomness-reused",
            Self::Ballot(error) => match error {
                BallotError::Decode(_) => "encoding",
                BallotError::Version => "ballot-version",
                BallotError::Election => "ballot-election",
                BallotError::Style => "ballot-style",
                BallotError::Proof(proof) => {
                    use tabella_crypto::ballot_proof::ProofError;
                    match proof {
                        ProofError::Length => "ballot-length",
                        ProofError::Encoding(_) => "point",
                        ProofError::RangeFormat => "range-format",
                        ProofError::Range => "range-proof",
                        ProofError::Authorisation => "authorisation",
                        ProofError::Proof => "ballot-proof",
                    }
                }
                BallotError::Choices(_) | BallotError::Challenge => "challenge",
            },
            Self::Sequence { .. } => "sequence",
            Self::Extension => "extension",
            Self::OtherTree => "other-tree",
            Self::NotSettled => "not-settled",
            Self::Share(_) => "share",
            Self::Tally(_) => "tally",
            Self::Counts => "counts",
            Self::PostalReference => "postal-reference",
            Self::OtherContext => "other-context",
        }
    }
}
