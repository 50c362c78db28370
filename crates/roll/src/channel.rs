//! How a person votes: online, by post, on paper at a polling place. The only place where these ways know of each other.
//!
//! What is known here is that somebody *may* vote online, since they hold a credential; whether they did is known to
//! nobody in this house. So a credential counts as an online vote, and paper takes its place by revoking it.

mod state;

pub use state::{Channel, Event, ParseChannelError, PostalStage};
use tabella_election::{manifest::VotingRules, message::Reason};

/// What must happen in the same transaction as the transition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// The person's live credential is revoked on the board, for this reason.
    pub revoke: Option<Reason>,
    /// The request for a postal vote ends; a pack that is on its way is void, and its envelope would be refused.
    pub supersede_postal: bool,
    /// From now on no credential may be issued; one that is being issued must not be appended.
    pub refuse_credentials: bool,
}

/// Why an event cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum ChannelRefusal {
    /// A paper vote counts; there is no way back.
    #[error("this person's vote on paper counts already")]
    VotedOnPaper,
    /// An envelope is being checked.
    #[error("this person's vote by post has arrived and is being checked")]
    PostalVoteArrived,
    /// A pack is on its way, or with the person.
    #[error("the papers for voting by post were sent to this person")]
    PackIsOut,
    /// Where paper has no precedence, who has chosen to vote online votes online.
    #[error("this person votes online, and in this election no vote on paper takes its place")]
    OnlineIsFinal,
    /// One request at a time.
    #[error("this person has asked for a vote by post already")]
    AlreadyRequested,
    /// Nothing of the kind is going on.
    #[error("this person has not asked for a vote by post")]
    NoPostalVote,
    /// Not after what happened last.
    #[error("this cannot follow while the vote by post is {0}")]
    OutOfOrder(PostalStage),
    /// Nothing to revoke.
    #[error("this person has no credential")]
    NoCredential,
}

impl ChannelRefusal {
    /// A short name that stays the same.
    pub fn name(self) -> &'static str {
        match self {
            Self::VotedOnPaper => "voted-on-paper",
            Self::PostalVoteArrived => "postal-vote-arrived",
            Self::PackIsOut => "pack-is-out",
            Self::OnlineIsFinal => "online-is-final",
            Self::AlreadyRequested => "already-requested",
            Self::NoPostalVote => "no-postal-vote",
            Self::OutOfOrder(_) => "out-of-order",
            Self::NoCredential => "no-credential",
        }
    }
}

/// The one function that decides how somebody's ways of voting exclude each other.
///
/// # Law
/// Council of Europe, Recommendation CM/Rec(2017)5, Appendix I: standard 9, only the appropriate number of votes of each
/// voter is cast, stored and counted; standard 6, votes of all channels are brought together by a secure and reliable
/// method. Which vote counts is the law's of each election, and stands in its manifest as `rules.paper_precedence`:
///
/// - **true**: a vote on paper counts instead of the electronic one, as in Estonia (Riigikogu Election Act in force from
///   3 June 2024, *Taking into account of electronic votes*: the ballot paper of a voter who voted both ways is the one taken
///   into account). Both ways stay open until paper has arrived: papers that come too late or never cost nobody the vote.
///   The accepted envelope revokes the credential with the reason `paper`.
/// - **false**: a person votes one way. A credential makes the online vote final. A request for a postal vote gives way to a
///   credential as long as no papers are on their way, and excludes it from then on.
///
/// Whatever the rules: after a vote on paper nothing more follows, and a void pack's envelope is refused.
///
/// # Errors
/// [`ChannelRefusal`] if the event cannot be; then nothing changes.
pub fn transition(
    channel: Channel,
    event: Event,
    rules: &VotingRules,
) -> Result<(Channel, Effects), ChannelRefusal> {
    use ChannelRefusal as No;
    let paper_wins = rules.paper_precedence;
    let mut supersede_postal = false;
    let online_before = channel.has_credential();

    let next = match (channel, event) {
        (Channel::Paper, Event::CredentialRevoked) => return Err(No::NoCredential),
        (Channel::Paper, _) => return Err(No::VotedOnPaper),

        (Channel::Undecided | Channel::Online, Event::CredentialIssued) => Channel::Online,
        (
            Channel::Postal { stage: PostalStage::Returned, .. },
            Event::CredentialIssued | Event::VotedAtPollingPlace,
        ) => return Err(No::PostalVoteArrived),
        (Channel::Postal { stage, .. }, Event::CredentialIssued) if paper_wins => {
            Channel::Postal { stage, online: true }
        }
        (Channel::Postal { stage: PostalStage::Dispatched, .. }, Event::CredentialIssued) => {
            return Err(No::PackIsOut);
        }
        (Channel::Postal { .. }, Event::CredentialIssued) => {
            supersede_postal = true;
            Channel::Online
        }

        (Channel::Online, Event::CredentialRevoked) => Channel::Undecided,
        (Channel::Postal { stage, online: true }, Event::CredentialRevoked) => {
            Channel::Postal { stage, online: false }
        }
        (_, Event::CredentialRevoked) => return Err(No::NoCredential),

        (Channel::Online, Event::PostalRequested | Event::VotedAtPollingPlace)
        | (Channel::Postal { online: true, .. }, Event::PostalAccepted | Event::VotedAtPollingPlace)
            if !paper_wins =>
        {
            return Err(No::OnlineIsFinal);
        }
        (Channel::Undecided | Channel::Online, Event::PostalRequested) => {
            Channel::Postal { stage: PostalStage::Requested, online: online_before }
        }
        (Channel::Postal { .. }, Event::PostalRequested) => return Err(No::AlreadyRequested),

        (_, Event::VotedAtPollingPlace) => {
            supersede_postal = matches!(channel, Channel::Postal { .. });
            Channel::Paper
        }

        // all that is left are steps of a postal vote
        (Channel::Undecided | Channel::Online, _) => return Err(No::NoPostalVote),
        (Channel::Postal { stage, online }, _) => postal_step(stage, online, event)?,
    };
    let revoke = (next == Channel::Paper && online_before).then_some(Reason::Paper);
    Ok((next, Effects { revoke, supersede_postal, refuse_credentials: !admits_credential(next, paper_wins) }))
}

/// The steps of a postal vote that concern no other way of voting.
fn postal_step(stage: PostalStage, online: bool, event: Event) -> Result<Channel, ChannelRefusal> {
    let without = if online { Channel::Online } else { Channel::Undecided };
    let to = |stage| Channel::Postal { stage, online };
    Ok(match (stage, event) {
        (PostalStage::Requested, Event::PostalApproved) => to(PostalStage::Approved),
        (PostalStage::Requested, Event::PostalRefused | Event::PostalWithdrawn)
        | (PostalStage::Approved | PostalStage::Undelivered, Event::PostalWithdrawn)
        | (PostalStage::Returned, Event::PostalRejected) => without,
        (PostalStage::Dispatched, Event::PostalWithdrawn) => return Err(ChannelRefusal::PackIsOut),
        (PostalStage::Returned, Event::PostalWithdrawn) => return Err(ChannelRefusal::PostalVoteArrived),
        // a pack that is lost is sent again, under a new code: the old one is void
        (
            PostalStage::Approved | PostalStage::Undelivered | PostalStage::Dispatched,
            Event::PostalDispatched,
        ) => to(PostalStage::Dispatched),
        (PostalStage::Dispatched, Event::PostalUndelivered) => to(PostalStage::Undelivered),
        (PostalStage::Dispatched, Event::PostalReturned) => to(PostalStage::Returned),
        (PostalStage::Returned, Event::PostalAccepted) => Channel::Paper,
        (stage, _) => return Err(ChannelRefusal::OutOfOrder(stage)),
    })
}

/// Whether [`transition`] takes [`Event::CredentialIssued`].
fn admits_credential(channel: Channel, paper_wins: bool) -> bool {
    match channel {
        Channel::Undecided | Channel::Online => true,
        Channel::Postal { stage: PostalStage::Dispatched, .. } => paper_wins,
        Channel::Postal { stage, .. } => stage != PostalStage::Returned,
        Channel::Paper => false,
    }
}

#[cfg(test)]
mod tests;
