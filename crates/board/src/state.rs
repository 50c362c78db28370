//! The reducer: whether an entry may follow, decided in one place for writer and reader.

mod closing;
mod setup;
mod snapshot;
mod voting;

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use tabella_ballot::{Posted, Styles};
use tabella_crypto::RootHash;
use tabella_election::{Election, TallyStatement, ceremony::CeremonyKeys};
use tabella_tlog::range::CompactRange;

use self::{closing::Closing, setup::Setup, voting::Voting};
pub use self::{
    snapshot::SnapshotError,
    voting::{ChainView, Counters, Turnout},
};
use crate::{
    Content, Context, Kind, Rejection, Verified,
    shared::{Sharing, Supposed, Supposition},
    verified::Checked,
};

/// What a board is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// No entry yet.
    Empty,
    /// Key ceremony.
    Setup,
    /// Between `open` and `end`.
    Voting,
    /// Between `end` and `close`.
    Ended,
    /// After `close`.
    Closed,
    /// After `result`.
    Complete,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Setup => "in the key ceremony",
            Self::Voting => "open for voting",
            Self::Ended => "ended",
            Self::Closed => "closed",
            Self::Complete => "complete",
        })
    }
}

/// All that a board's entries add up to. Its memory grows with credentials and ballots by a few dozen bytes each.
#[derive(Clone)]
pub struct BoardState {
    election: Arc<Election>,
    phase: Phase,
    tree: CompactRange,
    setup: Setup,
    ceremony: Option<Arc<CeremonyKeys>>,
    styles: Option<Arc<Styles>>,
    pub(crate) voting: Voting,
    closing: Closing,
    pub(crate) sharing: Sharing,
}

impl BoardState {
    /// The empty board of an election.
    #[must_use]
    pub fn new(election: Arc<Election>) -> Self {
        Self {
            phase: Phase::Empty,
            tree: CompactRange::new(),
            setup: Setup::default(),
            ceremony: None,
            styles: None,
            voting: Voting::new(&election),
            closing: Closing::default(),
            sharing: Sharing::None,
            election,
        }
    }

    /// The election.
    pub fn election(&self) -> &Arc<Election> {
        &self.election
    }

    /// What the board is at.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The Merkle tree of all entries.
    pub fn tree(&self) -> &CompactRange {
        &self.tree
    }

    /// Keys and verification keys, once all trustees of an attempt committed.
    pub fn ceremony(&self) -> Option<&Arc<CeremonyKeys>> {
        self.ceremony.as_ref()
    }

    /// Ballot styles with the keys.
    pub fn styles(&self) -> Option<&Arc<Styles>> {
        self.styles.as_ref()
    }

    /// The tally of the closed board, once it is settled.
    pub fn statement(&self) -> Option<&Arc<TallyStatement>> {
        self.closing.statement.as_ref()
    }

    /// What was counted on the way.
    pub fn counters(&self) -> Counters {
        self.voting.counters()
    }

    /// Closing time in force, in seconds since 1970: the manifest's, or that of the last extension.
    pub fn closes(&self) -> i64 {
        self.voting.closes
    }

    /// Index of the `end` entry.
    pub fn end_index(&self) -> Option<u64> {
        self.closing.end_index
    }

    /// Size and root of the tree whose last leaf is `close`.
    pub fn close(&self) -> Option<(u64, RootHash)> {
        self.closing.close
    }

    /// What the next entries are verified against.
    pub fn context(&self) -> Context {
        Context {
            election: Arc::clone(&self.election),
            ceremony: self.ceremony.clone(),
            styles: self.styles.clone(),
            statement: self.closing.statement.clone(),
        }
    }

    /// Appends an entry, if it may follow. The state is unchanged if not.
    ///
    /// # Errors
    /// [`Rejection`] names the reason.
    pub fn apply(&mut self, entry: Verified<Checked>) -> Result<(), Rejection> {
        let Checked { kind, leaf, bytes, content } = entry.into_inner();
        let phase = self.allowed(kind)?;
        match content {
            Content::Manifest => {}
            Content::Commitment { message, commitments } => {
                self.apply_commitment(&message, commitments, bytes)?;
            }
            Content::Complaint(message) => self.setup.apply_complaint(&message)?,
            Content::JointKeys(message) => self.apply_joint_keys(&message)?,
            Content::TestShare(message) => self.apply_test_share(&message)?,
            Content::Open(message) => self.check_open(&message)?,
            Content::Credential(message) => self.voting.apply_credential(&self.election, &message)?,
            Content::Revocation(message) => self.voting.apply_revocation(&message)?,
            Content::Ballot(ballot) => self.apply_ballot(&ballot)?,
            Content::Notice(message) => self.voting.apply_notice(&message, self.phase)?,
            Content::End(message) => self.apply_end(&message)?,
            // the tally is of ballots that somebody verified
            Content::Close(_) if matches!(self.sharing, Sharing::Open(_)) => {
                return Err(Rejection::OtherContext);
            }
            Content::Close(message) => self.apply_close(&message, &leaf)?,
            Content::Share { share, statement } => self.closing.apply_share(share, &statement)?,
            Content::Result(result) => self.closing.apply_result(result, &self.election)?,
        }
        self.tree.push(leaf);
        self.phase = phase;
        Ok(())
    }

    /// [`Self::apply`] of what another worker verifies.
    pub(crate) fn apply_supposed(&mut self, entry: Supposed) -> Result<(), Rejection> {
        if !matches!(self.sharing, Sharing::Open(_)) {
            return Err(Rejection::OtherContext);
        }
        let Supposed { kind, leaf, content } = entry;
        let phase = self.allowed(kind)?;
        match content {
            Supposition::Credential(message) => self.voting.apply_credential(&self.election, &message)?,
            // its points are in the other's sums
            Supposition::Ballot(posted) => {
                self.take_ballot(posted.ballot(), matches!(*posted, Posted::Cast(_)), None)?;
            }
        }
        self.tree.push(leaf);
        self.phase = phase;
        Ok(())
    }

    /// The phase after an entry of this type, if one may follow now.
    fn allowed(&self, kind: Kind) -> Result<Phase, Rejection> {
        let next = match (self.phase, kind) {
            (Phase::Empty, Kind::Manifest) => Some(Phase::Setup),
            (Phase::Setup, Kind::Open) => Some(Phase::Voting),
            (Phase::Voting, Kind::End) => Some(Phase::Ended),
            (Phase::Ended, Kind::Close) => Some(Phase::Closed),
            (Phase::Closed, Kind::Result) => Some(Phase::Complete),
            (phase, kind) => may_stand(phase).contains(&kind).then_some(phase),
        };
        next.ok_or(Rejection::Phase { kind, phase: self.phase })
    }
}

/// The types that leave the phase as it is.
fn may_stand(phase: Phase) -> &'static [Kind] {
    match phase {
        Phase::Empty | Phase::Complete => &[],
        Phase::Setup => {
            &[Kind::TrusteeCommitment, Kind::Complaint, Kind::JointKeys, Kind::TestShare, Kind::Notice]
        }
        Phase::Voting => &[Kind::Credential, Kind::Revocation, Kind::Ballot, Kind::Challenge, Kind::Notice],
        Phase::Ended => &[Kind::Revocation, Kind::Notice],
        Phase::Closed => &[Kind::DecryptionShare],
    }
}
