//! What can go wrong in a key ceremony, and whose doing it is.

use std::fmt;

use tabella_crypto::{CeremonyHash, TrusteeIndex, cbor::DecodeError};
use tabella_election::{
    Signed,
    ceremony::{CeremonyError, PackageError},
    message::Complaint,
};

use crate::{
    keys::{SeatError, TrusteeKeys},
    seal::{SealError, Session},
};

/// Why a step of the ceremony is refused. Runs and trustees count from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// These keys are no trustee's of this election.
    #[error(transparent)]
    Seat(#[from] SeatError),
    /// Attempts count from 1.
    #[error("attempts are counted from 1")]
    AttemptZero,
    /// A trustee whose encryption key is none.
    #[error("the manifest's encryption key of trustee {culprit} is not an age recipient")]
    Recipient {
        /// Whose.
        culprit: TrusteeIndex,
    },
    /// An entry that cannot be read.
    #[error("entry {position} of the commitments cannot be read: {error}")]
    Entry {
        /// Which of the entries handed in, from 1.
        position: usize,
        /// What is wrong.
        error: DecodeError,
    },
    /// An entry of nobody.
    #[error("a commitment entry bears the number {trustee}, but the election has {count} trustees")]
    NoSuchTrustee {
        /// The number.
        trustee: TrusteeIndex,
        /// n.
        count: u16,
    },
    /// An entry that its author did not sign for this election.
    #[error(
        "the commitment entry of trustee {trustee} is not signed with that trustee's key for this election"
    )]
    EntrySignature {
        /// Whom the entry names.
        trustee: TrusteeIndex,
    },
    /// The content beside an entry is not the one that was signed.
    #[error("the commitment package beside the entry of trustee {trustee} is not the one that was signed")]
    Blob {
        /// Whose entry.
        trustee: TrusteeIndex,
    },
    /// Two different commitments of one trustee for one attempt.
    #[error("trustee {culprit} signed two different commitments for attempt {attempt}")]
    Twice {
        /// Who.
        culprit: TrusteeIndex,
        /// Which attempt.
        attempt: u64,
    },
    /// A newer attempt has begun.
    #[error("trustee {trustee} has begun attempt {theirs}; this is attempt {ours}")]
    LaterAttempt {
        /// Who.
        trustee: TrusteeIndex,
        /// Theirs.
        theirs: u64,
        /// The one being worked on.
        ours: u64,
    },
    /// A commitment is missing.
    #[error("the commitment of trustee {trustee} for attempt {attempt} is missing")]
    MissingCommitment {
        /// Whose.
        trustee: TrusteeIndex,
        /// Which attempt.
        attempt: u64,
    },
    /// A package with another layout: the number of runs or coefficients is part of it.
    #[error("trustee {culprit}: the commitment package cannot be read: {error}")]
    PackageLayout {
        /// Whose.
        culprit: TrusteeIndex,
        /// What is wrong.
        error: DecodeError,
    },
    /// A package that does not hold.
    #[error(transparent)]
    Package(PackageError),
    /// A constant term of an earlier attempt.
    #[error(
        "trustee {culprit}, run {run}: the constant term was used before, by trustee {other} in attempt {attempt}"
    )]
    Replayed {
        /// Who uses it now.
        culprit: TrusteeIndex,
        /// In which run.
        run: usize,
        /// Who used it before.
        other: TrusteeIndex,
        /// In which attempt.
        attempt: u64,
    },
    /// Packages that make no keys together.
    #[error(transparent)]
    Keys(CeremonyError),
    /// The board shows another commitment as this trustee's own.
    #[error("the commitment that is shown as yours is not the one that this file made")]
    NotMine,
    /// A view of another election, trustee or attempt than the state's.
    #[error(transparent)]
    OtherSession(SealError),
    /// The commitments changed after round 2.
    #[error("the commitments are not those of round 2: ceremony {got} instead of {expected}")]
    ViewChanged {
        /// When the parts were sent.
        expected: CeremonyHash,
        /// Now.
        got: CeremonyHash,
    },
    /// A package of round 2 is missing.
    #[error("the package of trustee {trustee} for you is missing")]
    MissingPackage {
        /// From whom.
        trustee: TrusteeIndex,
    },
    /// A package of round 2 for somebody else, or from oneself.
    #[error("a package from trustee {sender} to trustee {recipient} is not for you")]
    NotForMe {
        /// From whom.
        sender: TrusteeIndex,
        /// To whom.
        recipient: TrusteeIndex,
    },
    /// A package of round 2 made for other commitments: another attempt, another election, or a split view.
    #[error("the package of trustee {sender} was made for ceremony {got}, not for {expected}")]
    OtherCeremony {
        /// From whom.
        sender: TrusteeIndex,
        /// The hash of the commitments that are seen here.
        expected: CeremonyHash,
        /// The hash that the sender saw.
        got: CeremonyHash,
    },
    /// A package of round 2 that its sender did not sign.
    #[error("the package of trustee {sender} is not signed with that trustee's key")]
    PackageSignature {
        /// Whom the package names.
        sender: TrusteeIndex,
    },
    /// A part that does not fit what its sender committed to.
    #[error(transparent)]
    BadShare(BadShare),
    /// The crate frost-ristretto255 sees something that the checks here do not.
    #[error("run {run}: {error}")]
    Frost {
        /// Which run.
        run: usize,
        /// Its error.
        error: frost_ristretto255::Error,
    },
    /// The sum of the parts is not the secret of the verification key. Cannot happen unless a machine is at fault.
    #[error("run {run}: the share does not fit its verification key; this machine must not be trusted")]
    WrongSum {
        /// Which run.
        run: usize,
    },
    /// Encrypting failed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// A signed package of round 2 whose content is not what its sender committed to. Either the sender made it so, or the
/// recipient says so falsely: no one else can tell, so both are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadShare {
    /// The recipient, who complains.
    pub complainant: TrusteeIndex,
    /// The sender.
    pub accused: TrusteeIndex,
    /// What is wrong with the package.
    pub reason: BadShareReason,
}

/// What is wrong with a package of round 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadShareReason {
    /// The recipient's key does not open it.
    NotDecryptable,
    /// It does not hold one scalar for each joint key.
    Layout,
    /// In this run (from 1) the part does not fit the commitments.
    Value {
        /// Which run.
        run: usize,
    },
}

impl fmt::Display for BadShareReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDecryptable => f.write_str("the package cannot be decrypted"),
            Self::Layout => f.write_str("the package does not hold one part for each joint key"),
            Self::Value { run } => write!(f, "the part of run {run} does not fit the commitments"),
        }
    }
}

impl fmt::Display for BadShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { complainant, accused, reason } = self;
        write!(
            f,
            "trustee {complainant} complains of trustee {accused}: {reason}; whose fault it is, of these two, is undecided"
        )
    }
}

impl std::error::Error for BadShare {}

impl BadShare {
    /// The complaint to publish. The ceremony stops; a new one has a new attempt number.
    pub fn complaint(&self, session: &Session, keys: &TrusteeKeys) -> Signed<Complaint> {
        let complaint = Complaint {
            trustee: self.complainant,
            attempt: session.attempt,
            accused: self.accused,
            reason: self.reason.to_string(),
        };
        Signed::sign(complaint, &session.election, keys.signing())
    }
}
