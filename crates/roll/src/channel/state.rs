//! The states of a channel, and what happens to it.

use std::{fmt, str::FromStr};

/// How far a vote by post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PostalStage {
    /// Asked for.
    Requested,
    /// Granted; the papers are still in the office.
    Approved,
    /// The papers are on their way or with the person.
    Dispatched,
    /// The papers came back undelivered and are in the office.
    Undelivered,
    /// The envelope arrived and is being checked, or waits for a defect to be mended.
    Returned,
}

impl PostalStage {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Requested, Self::Approved, Self::Dispatched, Self::Undelivered, Self::Returned];
}

impl fmt::Display for PostalStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Dispatched => "dispatched",
            Self::Undelivered => "undelivered",
            Self::Returned => "returned",
        })
    }
}

/// How a person votes in one election.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// No way was chosen.
    Undecided,
    /// The person holds a live credential.
    Online,
    /// The person asked for a vote by post.
    Postal {
        /// How far it is.
        stage: PostalStage,
        /// Whether the person holds a live credential as well; only where paper has precedence.
        online: bool,
    },
    /// A vote on paper counts. The end.
    Paper,
}

impl Channel {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let postal = PostalStage::ALL
            .into_iter()
            .flat_map(|stage| [false, true].map(|online| Self::Postal { stage, online }));
        [Self::Undecided, Self::Online].into_iter().chain(postal).chain([Self::Paper])
    }

    /// Whether the person holds a live credential.
    pub fn has_credential(self) -> bool {
        matches!(self, Self::Online | Self::Postal { online: true, .. })
    }
}

/// As databases keep it: `undecided`, `online`, `paper`, `postal-dispatched`, `postal-dispatched-online`.
impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecided => f.write_str("undecided"),
            Self::Online => f.write_str("online"),
            Self::Postal { stage, online: false } => write!(f, "postal-{stage}"),
            Self::Postal { stage, online: true } => write!(f, "postal-{stage}-online"),
            Self::Paper => f.write_str("paper"),
        }
    }
}

/// A text that names no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a channel")]
pub struct ParseChannelError;

impl FromStr for Channel {
    type Err = ParseChannelError;

    fn from_str(text: &str) -> Result<Self, ParseChannelError> {
        Self::all().find(|channel| channel.to_string() == text).ok_or(ParseChannelError)
    }
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Event {
    /// The registrar admits a credential, the first or one that replaces another.
    CredentialIssued,
    /// The office revokes the credential (`administrative`).
    CredentialRevoked,
    /// The person asks for a vote by post.
    PostalRequested,
    /// The office grants it.
    PostalApproved,
    /// The office refuses it.
    PostalRefused,
    /// The person takes the request back, or it expires.
    PostalWithdrawn,
    /// The papers are handed to the post, for the first time or again.
    PostalDispatched,
    /// The post brings the papers back.
    PostalUndelivered,
    /// An envelope arrives.
    PostalReturned,
    /// The envelope is in order: the vote counts.
    PostalAccepted,
    /// The envelope is not in order, and it is too late to mend it.
    PostalRejected,
    /// The person votes on paper at a polling place.
    VotedAtPollingPlace,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::CredentialIssued,
        Self::CredentialRevoked,
        Self::PostalRequested,
        Self::PostalApproved,
        Self::PostalRefused,
        Self::PostalWithdrawn,
        Self::PostalDispatched,
        Self::PostalUndelivered,
        Self::PostalReturned,
        Self::PostalAccepted,
        Self::PostalRejected,
        Self::VotedAtPollingPlace,
    ];
}
