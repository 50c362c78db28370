//! The numbered checks and their verdicts.

use std::fmt;

use serde::{Serialize, Serializer};
use tabella_board::Kind;

/// The checks of section 11. Numbers and names do not change; `docs/protocol.md` says what each demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckId {
    /// V1: the manifest is the one that is trusted from outside the board, lawful, and signed by the authority.
    Manifest,
    /// V2: the checkpoint is signed by the manifest's checkpoint key, under its name.
    Checkpoint,
    /// V3: entries, bundles and tiles make exactly the tree of the checkpoint; every blob has its hash.
    Log,
    /// V4: the tree goes on from every kept checkpoint and from the one that this verifier saw last.
    Consistency,
    /// V5: a quorum of witnesses cosigned the checkpoint.
    Witnesses,
    /// V6: the key ceremony, from commitments to `open`.
    KeyCeremony,
    /// V7: credentials and revocations.
    Credentials,
    /// V8: every ballot: encoding, proofs, authorisation, place in its chain.
    Ballots,
    /// V9: every challenged ballot, made again from its seed and choices.
    Challenges,
    /// V10: a quorum of witnesses saw `end` in time; notices.
    End,
    /// V11: `close` names the tree before it.
    Close,
    /// V12: which ballots count, groups, tally ciphertexts.
    Tally,
    /// V13: decryption shares.
    Shares,
    /// V14: the published counts are what the shares give.
    Result,
    /// V15: the numbers of the counting report add up.
    Counting,
}

impl CheckId {
    /// All checks in their order.
    pub const ALL: [Self; 15] = [
        Self::Manifest,
        Self::Checkpoint,
        Self::Log,
        Self::Consistency,
        Self::Witnesses,
        Self::KeyCeremony,
        Self::Credentials,
        Self::Ballots,
        Self::Challenges,
        Self::End,
        Self::Close,
        Self::Tally,
        Self::Shares,
        Self::Result,
        Self::Counting,
    ];

    /// Its number, from 1.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// A short name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Checkpoint => "checkpoint",
            Self::Log => "log",
            Self::Consistency => "consistency",
            Self::Witnesses => "witnesses",
            Self::KeyCeremony => "key-ceremony",
            Self::Credentials => "credentials",
            Self::Ballots => "ballots",
            Self::Challenges => "challenges",
            Self::End => "end",
            Self::Close => "close",
            Self::Tally => "tally",
            Self::Shares => "shares",
            Self::Result => "result",
            Self::Counting => "counting",
        }
    }

    /// What it is about, for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Manifest => "Manifest is the trusted one",
            Self::Checkpoint => "Checkpoint is signed by the log",
            Self::Log => "Entries and tiles make the signed tree",
            Self::Consistency => "Nothing that was seen before has changed",
            Self::Witnesses => "Witnesses cosigned the checkpoint",
            Self::KeyCeremony => "Key ceremony",
            Self::Credentials => "Credentials and revocations",
            Self::Ballots => "Ballots",
            Self::Challenges => "Challenged ballots",
            Self::End => "Voting ended in time",
            Self::Close => "Close",
            Self::Tally => "Groups and tally ciphertexts",
            Self::Shares => "Decryption shares",
            Self::Result => "Result",
            Self::Counting => "Counting report",
        }
    }

    /// The check that an entry of this type belongs to.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Manifest => Self::Manifest,
            Kind::TrusteeCommitment | Kind::Complaint | Kind::JointKeys | Kind::TestShare | Kind::Open => {
                Self::KeyCeremony
            }
            Kind::Credential | Kind::Revocation => Self::Credentials,
            Kind::Ballot => Self::Ballots,
            Kind::Challenge => Self::Challenges,
            Kind::Notice | Kind::End => Self::End,
            Kind::Close => Self::Close,
            Kind::DecryptionShare => Self::Shares,
            Kind::Result => Self::Result,
        }
    }
}

/// `V1` … `V15`.
impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V{}", self.number())
    }
}

impl Serialize for CheckId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckVerdict {
    /// Everything that is there is right.
    Passed,
    /// Something is wrong.
    Failed,
    /// What it looks at is not on this board yet, or was not reached because an earlier check failed.
    Pending,
}

impl CheckVerdict {
    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Pending => "pending",
        }
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Index of the entry, if it is one entry's fault.
    pub index: Option<u64>,
    /// The check.
    pub check: CheckId,
    /// Name of the reason, which does not change with the words: that of the board's rejection, or one of the names in
    /// `docs/protocol.md`.
    pub reason: String,
    /// The reason in words.
    pub words: String,
}

impl Failure {
    pub(crate) fn new(check: CheckId, reason: &str, words: impl Into<String>) -> Self {
        Self { index: None, check, reason: reason.into(), words: words.into() }
    }

    pub(crate) fn at(self, index: u64) -> Self {
        Self { index: Some(index), ..self }
    }

    /// A file that cannot be read: no defect of the board is shown, and nothing is verified either.
    pub(crate) fn unreadable(check: CheckId, error: impl fmt::Display) -> Self {
        Self::new(check, "unreadable", format!("cannot be read: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            Some(index) => write!(f, "entry {index}: {} ({}): {}", self.check, self.reason, self.words),
            None => write!(f, "{} ({}): {}", self.check, self.reason, self.words),
        }
    }
}
