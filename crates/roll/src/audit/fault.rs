//! What an audit can find.

use std::fmt;

use crate::entry::RollNumber;

/// Something that a registrar must not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Index of the entry on the board; none if it is no single entry's.
    pub entry: Option<u64>,
    /// The number on the roll that the evidence names. For the auditor: with the roll it says who.
    pub number: Option<RollNumber>,
    /// What is wrong. Says nothing about persons.
    pub kind: FaultKind,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(index) => write!(f, "entry {index}: {}", self.kind),
            None => self.kind.fmt(f),
        }
    }
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FaultKind {
    /// An export of something else.
    #[error("the evidence is that of another election")]
    OtherElection,
    /// Not the registrar's word.
    #[error("the signature is not the registrar's")]
    RegistrarSignature,
    /// No record for this entry.
    #[error("no evidence was shown")]
    MissingEvidence,
    /// The record's hash is not on the board.
    #[error("the evidence that was shown is not the evidence to which the board commits")]
    OtherEvidence,
    /// Not the encoding, or without what evidence must have: a reason, two officials.
    #[error("the evidence cannot be read, or lacks its reason or its two officials")]
    MalformedEvidence,
    /// Evidence for something else than the entry says.
    #[error("the evidence is for another kind of entry or reason")]
    WrongEvidence,
    /// An origin that the manifest does not name.
    #[error("the person signed in on an origin that the manifest does not name")]
    Origin,
    /// The e-ID's answer does not stand for this credential.
    #[error("the e-ID's answer is not one for this credential: {reason}")]
    Token {
        /// The name of the refusal.
        reason: &'static str,
    },
    /// The person signed for another `replaces`.
    #[error("the person signed for another replaces than the board has")]
    ReplacesNotSigned,
    /// Before voting opened or after it ended.
    #[error("the evidence is of a time when nobody could vote")]
    Time,
    /// Nobody asked whether the card was revoked, and no outage was declared.
    #[error("no answer whether the card was revoked, outside of every declared outage")]
    NoOcspAnswer,
    /// The device's proof is not for this credential.
    #[error("the proof of possession is not for this credential")]
    Possession,
    /// One sign-in, two credentials.
    #[error("the registrar's nonce is that of entry {first} too")]
    NonceReused {
        /// The entry before.
        first: u64,
    },
    /// Nobody who may vote.
    #[error("the person who signed in is not on the roll")]
    NotOnRoll,
    /// The registrar's evidence names another line of the roll.
    #[error("the person who signed in has another number on the roll than the evidence says")]
    OtherPerson,
    /// Not what the roll says.
    #[error("the ballot style is not the one on the roll")]
    Style,
    /// Not what the roll says.
    #[error("the weight is {credential}, on the roll it is {roll}")]
    Weight {
        /// On the board.
        credential: u64,
        /// On the roll.
        roll: u64,
    },
    /// P stands on the board already.
    #[error("the credential is that of entry {first} again")]
    CredentialRepeated {
        /// The entry before.
        first: u64,
    },
    /// One person, two votes.
    #[error("the person has a chain of credentials already, which begins with entry {first}")]
    SecondChain {
        /// Where the other chain begins.
        first: u64,
    },
    /// What is replaced is not there.
    #[error("the credential that it replaces is not live")]
    ReplacesNotLive,
    /// One chain, two people.
    #[error("the credential that it replaces is another person's")]
    ChainOfTwo,
    /// Paper was the last word.
    #[error("the person's vote on paper counted already, by entry {revocation}")]
    AfterPaper {
        /// The revocation.
        revocation: u64,
    },
    /// Nothing to revoke.
    #[error("the credential that it revokes is not live")]
    RevokesNotLive,
    /// The evidence is about somebody else.
    #[error("the evidence for revoking is about another person")]
    RevokesAnothers,
    /// Decided by somebody else than the office.
    #[error("decided by someone who is none of the officials")]
    NoOfficial,
    /// The manifest does not allow it.
    #[error("revoked because of paper, which has no precedence in this election")]
    PaperWithoutPrecedence,
    /// One envelope, two revocations.
    #[error("the vote on paper is that of entry {first} too")]
    PaperVoteReused {
        /// The entry before.
        first: u64,
    },
    /// No envelope of this person and name counts.
    #[error("revoked because of a vote on paper that does not count: the evidence has no such envelope")]
    PaperNotCounted,
    /// One person, a vote on paper and another online.
    #[error("the person's vote on paper counts, and the person's credential is still live: two votes")]
    CountedTwice,
    /// One person, two envelopes.
    #[error("two envelopes of this person count")]
    SecondEnvelope,
    /// One envelope, two people.
    #[error("an envelope counts for two people")]
    EnvelopeOfTwo,
    /// An envelope of nobody.
    #[error("an envelope counts for somebody who was never on the roll")]
    EnvelopeOfNobody,
    /// More votes than envelopes.
    #[error("{counted} votes on paper were counted, but only {envelopes} envelopes were accepted")]
    TooFewEnvelopes {
        /// Votes on paper.
        counted: u64,
        /// Envelopes of the evidence.
        envelopes: u64,
    },
    /// More votes were taken away than counted on paper.
    #[error("{revoked} credentials were revoked because of paper, but {counted} votes on paper were counted")]
    TooManyPaper {
        /// Revocations with the reason `paper`.
        revoked: u64,
        /// Votes on paper.
        counted: u64,
    },
}

impl FaultKind {
    /// A short name that stays the same.
    pub fn name(&self) -> &'static str {
        match self {
            Self::OtherElection => "other-election",
            Self::RegistrarSignature => "registrar-signature",
            Self::MissingEvidence => "missing-evidence",
            Self::OtherEvidence => "other-evidence",
            Self::MalformedEvidence => "malformed-evidence",
            Self::WrongEvidence => "wrong-evidence",
            Self::Origin => "origin",
            Self::Token { .. } => "token",
            Self::ReplacesNotSigned => "replaces-not-signed",
            Self::Time => "time",
            Self::NoOcspAnswer => "no-ocsp-answer",
            Self::Possession => "possession",
            Self::NonceReused { .. } => "nonce-reused",
            Self::NotOnRoll => "not-on-roll",
            Self::OtherPerson => "other-person",
            Self::Style => "style",
            Self::Weight { .. } => "weight",
            Self::CredentialRepeated { .. } => "credential-repeated",
            Self::SecondChain { .. } => "second-chain",
            Self::ReplacesNotLive => "replaces-not-live",
            Self::ChainOfTwo => "chain-of-two",
            Self::AfterPaper { .. } => "after-paper",
            Self::RevokesNotLive => "revokes-not-live",
            Self::RevokesAnothers => "revokes-anothers",
            Self::NoOfficial => "no-official",
            Self::PaperWithoutPrecedence => "paper-without-precedence",
            Self::PaperVoteReused { .. } => "paper-vote-reused",
            Self::PaperNotCounted => "paper-not-counted",
            Self::CountedTwice => "counted-twice",
            Self::SecondEnvelope => "second-envelope",
            Self::EnvelopeOfTwo => "envelope-of-two",
            Self::EnvelopeOfNobody => "envelope-of-nobody",
            Self::TooFewEnvelopes { .. } => "too-few-envelopes",
            Self::TooManyPaper { .. } => "too-many-paper",
        }
    }
}
