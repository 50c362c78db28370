//! Credentials, ballots and challenges: chains.
//!
//! A chain is a credential with everything that replaced it: one person's votes. State per chain is a few words, and
//! nothing ever walks along a chain.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tabella_ballot::{EncryptedBallot, VerifiedBallot};
use tabella_crypto::{Tracker, ballot_proof::Decoded};
use tabella_election::{
    Election,
    message::{Credential, Notice, Reason, Revocation},
};
use tabella_tally::Accumulator;

use super::{BoardState, Phase};
use crate::{Rejection, shared::Sharing};

/// Which chain: position in order of the first credential.
type ChainId = u32;

/// One person's votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Chain {
    /// P that may vote; none after a revocation.
    live: Option<[u8; 32]>,
    /// Position of the style in the manifest.
    style: u32,
    weight: u64,
    last: Option<LastBallot>,
    credentials: u32,
    ballots: u32,
    challenges: u32,
}

/// A ballot on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LastBallot {
    pub(super) index: u64,
    pub(super) tracker: Tracker,
}

/// A ballot that was counted when it came and no longer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Uncounted {
    pub(super) ballot: LastBallot,
    pub(super) style: u32,
    pub(super) weight: u64,
}

/// Numbers for reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Credentials admitted, replacements included.
    pub credentials: u64,
    /// Credentials that replaced another.
    pub replacements: u64,
    /// Ballots cast, replaced ones included.
    pub ballots: u64,
    /// Ballots challenged.
    pub challenges: u64,
    /// Ballots that count as the board stands.
    pub counted: u64,
    /// Revocations because of a postal vote.
    pub revoked_paper: u64,
    /// Of these, how many had a ballot.
    pub revoked_paper_with_ballot: u64,
    /// Revocations by decision of the office.
    pub revoked_administrative: u64,
    /// Of these, how many had a ballot.
    pub revoked_administrative_with_ballot: u64,
    /// Notices.
    pub notices: u64,
}

/// How far the voting is in one style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnout {
    /// Chains with a live credential.
    pub live: u64,
    /// Of these, how many have a ballot that counts as the board stands.
    pub voted: u64,
}

/// What a voter's client needs to know of its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainView {
    /// Position of the style in the manifest.
    pub style: usize,
    /// What a ballot of this chain weighs.
    pub weight: u64,
    /// What the next ballot's `previous` must be.
    pub previous: Tracker,
    /// How many ballots may still be cast.
    pub ballots_left: u32,
    /// How many may still be challenged.
    pub challenges_left: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Voting {
    /// Every P ever admitted.
    credentials: BTreeMap<[u8; 32], ChainId>,
    chains: Vec<Chain>,
    live: u64,
    /// A of every ballot and challenge.
    randomness: BTreeSet<[u8; 32]>,
    /// Sums of all counted ballots and of those in `uncounted`.
    pub(crate) sums: Accumulator,
    pub(super) uncounted: Vec<Uncounted>,
    pub(super) closes: i64,
    counters: Counters,
}

impl Voting {
    pub(super) fn new(election: &Election) -> Self {
        Self {
            credentials: BTreeMap::new(),
            chains: Vec::new(),
            live: 0,
            randomness: BTreeSet::new(),
            sums: Accumulator::new(election),
            uncounted: Vec::new(),
            closes: election.closes(),
            counters: Counters::default(),
        }
    }

    pub(super) fn counters(&self) -> Counters {
        let counted = self.counters.ballots - self.uncounted.len() as u64;
        Counters { counted, ..self.counters }
    }

    /// The chain whose live credential this is.
    fn live_chain(&self, credential: &[u8; 32]) -> Result<(ChainId, &Chain), Rejection> {
        let id = *self.credentials.get(credential).ok_or(Rejection::NotLive)?;
        let chain = self.chain(id)?;
        if chain.live.as_ref() == Some(credential) { Ok((id, chain)) } else { Err(Rejection::NotLive) }
    }

    fn chain(&self, id: ChainId) -> Result<&Chain, Rejection> {
        self.chains.get(id as usize).ok_or(Rejection::NotLive)
    }

    fn chain_mut(&mut self, id: ChainId) -> Result<&mut Chain, Rejection> {
        self.chains.get_mut(id as usize).ok_or(Rejection::NotLive)
    }

    pub(super) fn apply_credential(
        &mut self,
        election: &Election,
        message: &Credential,
    ) -> Result<(), Rejection> {
        let manifest = election.manifest();
        let style = election.styles().iter().position(|style| style.id == message.style);
        let style = style.and_then(|style| u32::try_from(style).ok()).ok_or(Rejection::UnknownStyle)?;
        if !(1..=manifest.weight_max).contains(&message.weight) {
            return Err(Rejection::Weight { got: message.weight, max: manifest.weight_max });
        }
        let credential = message.credential.0;
        if self.credentials.contains_key(&credential) {
            return Err(Rejection::CredentialReused);
        }
        let id = if let Some(replaced) = &message.replaces {
            let (id, chain) = self.live_chain(&replaced.0)?;
            if chain.style != style || chain.weight != message.weight {
                return Err(Rejection::Replacement);
            }
            if chain.credentials >= manifest.limits.credentials_per_chain {
                return Err(Rejection::ChainLimit("credentials"));
            }
            let chain = self.chain_mut(id)?;
            chain.live = Some(credential);
            chain.credentials += 1;
            self.counters.replacements += 1;
            id
        } else {
            if self.live >= manifest.voters_max {
                return Err(Rejection::TooManyVoters);
            }
            let id = ChainId::try_from(self.chains.len()).map_err(|_| Rejection::TooManyVoters)?;
            self.chains.push(Chain {
                live: Some(credential),
                style,
                weight: message.weight,
                last: None,
                credentials: 1,
                ballots: 0,
                challenges: 0,
            });
            self.live += 1;
            id
        };
        self.credentials.insert(credential, id);
        self.counters.credentials += 1;
        Ok(())
    }

    pub(super) fn apply_revocation(&mut self, message: &Revocation) -> Result<(), Rejection> {
        let (id, _) = self.live_chain(&message.credential.0)?;
        let chain = self.chain_mut(id)?;
        chain.live = None;
        let uncounted =
            chain.last.map(|ballot| Uncounted { ballot, style: chain.style, weight: chain.weight });
        self.live -= 1;
        let (revoked, with_ballot) = match message.reason {
            Reason::Paper => (&mut self.counters.revoked_paper, &mut self.counters.revoked_paper_with_ballot),
            Reason::Administrative => (
                &mut self.counters.revoked_administrative,
                &mut self.counters.revoked_administrative_with_ballot,
            ),
        };
        *revoked += 1;
        *with_ballot += u64::from(uncounted.is_some());
        self.uncounted.extend(uncounted);
        Ok(())
    }

    pub(super) fn apply_notice(&mut self, message: &Notice, phase: Phase) -> Result<(), Rejection> {
        let expected = self.counters.notices + 1;
        if message.sequence != expected {
            return Err(Rejection::Sequence { expected, got: message.sequence });
        }
        if let Some(closes) = message.closes {
            let closes = i64::try_from(closes).map_err(|_| Rejection::Extension)?;
            if phase >= Phase::Ended || closes <= self.closes {
                return Err(Rejection::Extension);
            }
            self.closes = closes;
        }
        self.counters.notices += 1;
        Ok(())
    }
}

impl BoardState {
    /// The state rules of a ballot or challenge, which need no proof: a ballot box checks them first.
    ///
    /// # Errors
    /// [`Rejection`] names the rule.
    pub fn check_ballot(&self, ballot: &EncryptedBallot, is_cast: bool) -> Result<(), Rejection> {
        self.ballot_chain(ballot, is_cast).map(|_| ())
    }

    fn ballot_chain(&self, ballot: &EncryptedBallot, is_cast: bool) -> Result<ChainId, Rejection> {
        let manifest = self.election.manifest();
        let (id, chain) = self.voting.live_chain(&ballot.credential.0)?;
        if chain.style as usize != ballot.style {
            return Err(Rejection::OtherStyle);
        }
        if is_cast && chain.ballots >= manifest.limits.ballots_per_chain {
            return Err(Rejection::ChainLimit("ballots"));
        }
        if is_cast && chain.ballots > 0 && !manifest.rules.revoting {
            return Err(Rejection::NoRevoting);
        }
        if !is_cast && chain.challenges >= manifest.limits.challenges_per_chain {
            return Err(Rejection::ChainLimit("challenges"));
        }
        let last = chain.last.map_or(Tracker::NONE, |last| last.tracker);
        if ballot.previous != last {
            return Err(Rejection::Previous);
        }
        // also what refuses a challenge of a ballot that stands on the board: they would share A
        if self.voting.randomness.contains(&ballot.ciphertexts.a.0) {
            return Err(Rejection::RandomnessReused);
        }
        Ok(id)
    }

    pub(super) fn apply_ballot(&mut self, verified: &VerifiedBallot) -> Result<(), Rejection> {
        let styles = self.styles.as_ref().ok_or(Rejection::OtherContext)?;
        if !verified.is_verified_for(styles) {
            return Err(Rejection::OtherContext);
        }
        self.take_ballot(verified.posted().ballot(), verified.is_cast(), Some(verified.decoded()))
    }

    /// Takes a ballot or challenge into its chain, and its points into the sums if they are given.
    pub(super) fn take_ballot(
        &mut self,
        ballot: &EncryptedBallot,
        is_cast: bool,
        points: Option<&Decoded>,
    ) -> Result<(), Rejection> {
        let id = self.ballot_chain(ballot, is_cast)?;
        let index = self.tree.size().0;
        let voting = &mut self.voting;
        voting.randomness.insert(ballot.ciphertexts.a.0);
        if !is_cast {
            voting.chain_mut(id)?.challenges += 1;
            voting.counters.challenges += 1;
            return Ok(());
        }
        let chain = voting.chain_mut(id)?;
        chain.ballots += 1;
        let now = LastBallot { index, tracker: *ballot.tracker() };
        let before = chain.last.replace(now);
        let (style, weight) = (chain.style, chain.weight);
        voting.uncounted.extend(before.map(|ballot| Uncounted { ballot, style, weight }));
        match (points, &mut self.sharing) {
            (Some(points), _) => voting.sums.add(style as usize, weight, points),
            (None, Sharing::Open(supposed)) => supposed.count(style as usize, weight),
            (None, Sharing::None | Sharing::Closed) => return Err(Rejection::OtherContext),
        }
        voting.counters.ballots += 1;
        Ok(())
    }

    /// How far the voting is, per style in manifest order. Looks at every chain.
    pub fn turnout(&self) -> Vec<Turnout> {
        let mut styles = vec![Turnout::default(); self.election.styles().len()];
        for chain in self.voting.chains.iter().filter(|chain| chain.live.is_some()) {
            if let Some(style) = styles.get_mut(chain.style as usize) {
                style.live += 1;
                style.voted += u64::from(chain.last.is_some());
            }
        }
        styles
    }

    /// Which chain a credential belongs to, live or not: position in the order of first credentials. A replacement has the
    /// chain of what it replaces.
    pub fn chain_of(&self, credential: &[u8; 32]) -> Option<u32> {
        self.voting.credentials.get(credential).copied()
    }

    /// The chain of a live credential.
    ///
    /// # Errors
    /// [`Rejection::NotLive`].
    pub fn chain(&self, credential: &[u8; 32]) -> Result<ChainView, Rejection> {
        let (_, chain) = self.voting.live_chain(credential)?;
        let limits = &self.election.manifest().limits;
        let ballots_left = if chain.ballots > 0 && !self.election.manifest().rules.revoting {
            0
        } else {
            limits.ballots_per_chain.saturating_sub(chain.ballots)
        };
        Ok(ChainView {
            style: chain.style as usize,
            weight: chain.weight,
            previous: chain.last.map_or(Tracker::NONE, |last| last.tracker),
            ballots_left,
            challenges_left: limits.challenges_per_chain.saturating_sub(chain.challenges),
        })
    }

    /// What the client of this credential needs for its next ballot: the tracker that `previous` must be, or why it may
    /// not vote.
    ///
    /// # Errors
    /// [`Rejection::NotLive`].
    pub fn previous(&self, credential: &[u8; 32]) -> Result<Tracker, Rejection> {
        let (_, chain) = self.voting.live_chain(credential)?;
        Ok(chain.last.map_or(Tracker::NONE, |last| last.tracker))
    }
}
