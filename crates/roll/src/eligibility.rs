//! Whether a person may have a credential now.

use tabella_election::Election;
use tabella_identity::UnixTime;

use crate::{
    channel::{Channel, ChannelRefusal, Effects, Event, transition},
    entry::RollEntry,
};

/// Why a person may not vote online now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEligible {
    /// Not on the roll of this election.
    #[error("not on the electoral roll of this election")]
    NotOnRoll,
    /// The roll says something that the manifest does not know.
    #[error("the electoral roll's ballot style or weight is none of this election")]
    OtherElection,
    /// Too early.
    #[error("online voting has not begun")]
    NotYetOpen {
        /// When it begins.
        opens: UnixTime,
    },
    /// Too late.
    #[error("online voting is over")]
    Closed {
        /// When it ended.
        closed: UnixTime,
    },
    /// Another way of voting excludes it.
    #[error(transparent)]
    Channel(#[from] ChannelRefusal),
}

impl NotEligible {
    /// A short name that stays the same.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotOnRoll => "not-on-roll",
            Self::OtherElection => "other-election",
            Self::NotYetOpen { .. } => "not-yet-open",
            Self::Closed { .. } => "closed",
            Self::Channel(refusal) => refusal.name(),
        }
    }
}

/// Someone who may have a credential now. The only constructor is [`eligible`].
#[derive(Clone, Copy, Debug)]
pub struct Eligible<'r> {
    entry: &'r RollEntry,
    channel: Channel,
    effects: Effects,
}

impl<'r> Eligible<'r> {
    /// The line of the roll.
    pub fn entry(&self) -> &'r RollEntry {
        self.entry
    }

    /// The channel after the credential is issued.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// What must happen together with it.
    pub fn effects(&self) -> Effects {
        self.effects
    }
}

/// Asks whether a person may have a credential. `entry` is the person's line of the roll, if there is one; `closes` is the
/// closing time in force, which a notice may have put later than the manifest's. Voting is open from `opens` on and before
/// `closes`.
///
/// # Errors
/// [`NotEligible`] says why not.
pub fn eligible<'r>(
    entry: Option<&'r RollEntry>,
    election: &Election,
    closes: UnixTime,
    channel: Channel,
    now: UnixTime,
) -> Result<Eligible<'r>, NotEligible> {
    let entry = entry.ok_or(NotEligible::NotOnRoll)?;
    let manifest = election.manifest();
    if election.style(entry.style.as_str()).is_none() || !(1..=manifest.weight_max).contains(&entry.weight) {
        return Err(NotEligible::OtherElection);
    }
    let opens = UnixTime(election.opens());
    if now < opens {
        return Err(NotEligible::NotYetOpen { opens });
    }
    if now >= closes {
        return Err(NotEligible::Closed { closed: closes });
    }
    let (channel, effects) = transition(channel, Event::CredentialIssued, &manifest.rules)?;
    Ok(Eligible { entry, channel, effects })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{election, entry};

    #[test]
    fn on_the_roll_in_time_and_not_on_paper() {
        let (election, entry) = (election(), entry(1));
        let (opens, closes) = (UnixTime(election.opens()), UnixTime(election.closes()));
        let ask = |entry, closes, channel, now| {
            eligible(entry, &election, closes, channel, now).map(|eligible| eligible.channel())
        };
        let some = Some(&entry);
        assert_eq!(ask(some, closes, Channel::Undecided, opens), Ok(Channel::Online));
        assert_eq!(ask(some, closes, Channel::Online, UnixTime(closes.0 - 1)), Ok(Channel::Online));
        assert_eq!(ask(None, closes, Channel::Undecided, opens), Err(NotEligible::NotOnRoll));
        let early = UnixTime(opens.0 - 1);
        assert_eq!(ask(some, closes, Channel::Undecided, early), Err(NotEligible::NotYetOpen { opens }));
        let closed = NotEligible::Closed { closed: closes };
        assert_eq!(ask(some, closes, Channel::Undecided, closes), Err(closed));
        let extended = UnixTime(closes.0 + 3600);
        assert_eq!(ask(some, extended, Channel::Undecided, closes), Ok(Channel::Online));
        let paper = NotEligible::Channel(ChannelRefusal::VotedOnPaper);
        assert_eq!(ask(some, closes, Channel::Paper, opens), Err(paper));
    }

    #[test]
    fn a_roll_of_another_election_admits_nobody() {
        let election = election();
        let (opens, closes) = (UnixTime(election.opens()), UnixTime(election.closes()));
        for (style, weight) in [("west", 1), ("east", 0), ("east", 4)] {
            let mut entry = entry(1);
            (entry.style, entry.weight) = (style.into(), weight);
            let refused = eligible(Some(&entry), &election, closes, Channel::Undecided, opens);
            assert_eq!(refused.unwrap_err(), NotEligible::OtherElection);
        }
    }
}
