//! What the board shows now.

use std::{
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use serde::Deserialize;
use tabella_desk_store::AuthorityEntry;
use tabella_tlog::{Checkpoint, PolicyError, SignedNote};

use super::{At, ask::NoAnswer, ceremony::Ceremony};
use crate::desk::problem::Problem;

/// So long what the board said is good enough for who only looks.
const LOOK_TIME: Duration = Duration::from_secs(1);
/// So long nobody who only looks asks again after no answer: each would wait for it.
const SILENT_TIME: Duration = Duration::from_secs(5);
/// Most waiting entries that are counted.
const WAITING_MAX: u32 = 10_000;

/// What the board said, and when.
pub(super) type Looked = (Instant, Result<Arc<Board>, NoAnswer>);

/// Where an election is (protocol, section 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Phase {
    Empty,
    Setup,
    Voting,
    Ended,
    Closed,
    Complete,
}

impl Phase {
    pub(super) const ALL: [Self; 6] =
        [Self::Empty, Self::Setup, Self::Voting, Self::Ended, Self::Closed, Self::Complete];

    /// A word that does not change.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Setup => "setup",
            Self::Voting => "voting",
            Self::Ended => "ended",
            Self::Closed => "closed",
            Self::Complete => "complete",
        }
    }
}

/// What the ballot box says of itself and of the board.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Board {
    election_id: String,
    pub(super) ready: bool,
    /// What it is at, in its own words.
    pub(super) server: String,
    pub(super) phase: Option<Phase>,
    pub(super) closes: Option<i64>,
    pub(super) log: Option<Tree>,
    pub(super) counts: Option<Counts>,
    /// The keys of the ceremony.
    pub(super) keys_hash: Option<String>,
}

/// A tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Tree {
    pub(super) size: u64,
    pub(super) root: String,
}

/// What stands on the board.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Counts {
    pub(super) credentials: u64,
    pub(super) ballots: u64,
    pub(super) counted: u64,
    pub(super) challenges: u64,
    pub(super) revocations: u64,
    pub(super) revoked_paper: u64,
    pub(super) notices: u64,
}

/// How many can vote and have voted online, per style.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Turnout {
    pub(super) styles: Vec<StyleTurnout>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct StyleTurnout {
    pub(super) style: String,
    pub(super) credentials: u64,
    pub(super) voted: u64,
}

/// How far the tally is.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tally {
    pub(super) contests: Vec<ContestTally>,
    pub(super) shares: Vec<u16>,
    pub(super) needed: u16,
    pub(super) counts: Option<Vec<Vec<Vec<u64>>>>,
    pub(super) postal: Option<Vec<PaperTally>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct ContestTally {
    pub(super) contest: String,
    pub(super) groups: Vec<GroupTally>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct GroupTally {
    pub(super) units: Vec<String>,
    pub(super) ballots: u64,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct PaperTally {
    pub(super) reference: String,
    pub(super) counts: Vec<Vec<Vec<u64>>>,
}

/// What the witnesses have seen, as the last checkpoint shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Witnessed {
    /// Whether the log's own signature holds.
    pub(super) signed: bool,
    /// What it covers.
    pub(super) tree: Option<Tree>,
    /// Named witnesses without a valid cosignature.
    pub(super) missing: Vec<String>,
    pub(super) quorum: bool,
    /// The latest cosignature, seconds since 1970.
    pub(super) at: Option<u64>,
}

/// Everything that decides what can be done now.
pub(super) struct Situation {
    pub(super) board: Result<Arc<Board>, NoAnswer>,
    /// None if nothing is published yet, or it cannot be read.
    pub(super) witnessed: Option<Witnessed>,
    pub(super) ceremony: Ceremony,
    /// Before the end.
    pub(super) turnout: Option<Turnout>,
    /// After the close.
    pub(super) tally: Option<Tally>,
    /// Entries of the registrar that wait, and those that were refused.
    pub(super) waiting: usize,
    pub(super) refused: usize,
    pub(super) entries: Vec<AuthorityEntry>,
    pub(super) now: i64,
}

impl At<'_> {
    fn address(&self, rest: &str) -> String {
        format!("{}/{rest}", self.served.urn)
    }

    /// What the board says, a second old at most; that it does not answer, a little longer.
    pub(super) async fn look(&self) -> Result<Arc<Board>, NoAnswer> {
        // one asks, the others wait for that answer
        let _one = self.conduct().looking.lock().await;
        let seen = self.conduct().seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match seen {
            Some((at, Ok(board))) if at.elapsed() < LOOK_TIME => Ok(board),
            Some((at, Err(error))) if at.elapsed() < SILENT_TIME => Err(error),
            _ => self.look_now().await,
        }
    }

    /// What the board said is old: something was put on it.
    pub(super) fn forget(&self) {
        self.conduct().seen.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// What the board says now.
    pub(super) async fn look_now(&self) -> Result<Arc<Board>, NoAnswer> {
        let said = self.conduct().asker.json::<Board>(self.address("api/v1/status")).await;
        let board = match said {
            Ok(Some(board)) if board.election_id == self.served.id().to_string() => Ok(Arc::new(board)),
            Ok(Some(board)) => Err(NoAnswer(format!("it is of election {}", board.election_id))),
            Ok(None) => Err(NoAnswer("it is no ballot box".into())),
            Err(error) => Err(error),
        };
        let mut seen = self.conduct().seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = Some((Instant::now(), board.clone()));
        board
    }

    /// Whose cosignatures the last checkpoint has.
    async fn witnessed(&self) -> Option<Witnessed> {
        let note = self.conduct().asker.bytes(self.address("checkpoint")).await.ok()??;
        let note = SignedNote::parse(&note).ok()?;
        let election = &self.served.election;
        let policy = election.witness_policy();
        let Ok(checkpoint) = Checkpoint::open(&note, election.checkpoint_key()) else {
            let missing = policy.members.iter().map(|member| member.name().to_owned()).collect();
            return Some(Witnessed { missing, ..Witnessed::default() });
        };
        let (quorum, missing, at) = match policy.check(&note) {
            Ok(seen) => {
                let missing = policy.members.iter().map(|member| member.name().to_owned());
                let missing = missing.filter(|name| !seen.iter().any(|one| one.name == *name)).collect();
                (true, missing, seen.iter().map(|one| one.time).max())
            }
            Err(PolicyError::TooFew { missing, .. }) => (false, missing, None),
            Err(_) => (false, policy.members.iter().map(|member| member.name().to_owned()).collect(), None),
        };
        let tree = Tree { size: checkpoint.size.0, root: checkpoint.root.to_hex() };
        Some(Witnessed { signed: true, tree: Some(tree), missing, quorum, at })
    }

    /// Asks for everything that decides what can be done now.
    pub(super) async fn situation(&self) -> Result<Situation, Problem> {
        let board = self.look_now().await;
        let phase = board.as_ref().ok().and_then(|board| board.phase);
        let (mut witnessed, mut turnout, mut tally) = (None, None, None);
        let mut ceremony = Ceremony::default();
        if let Ok(board) = &board {
            witnessed = self.witnessed().await;
            ceremony = self.ceremony(board).await;
            if matches!(phase, Some(Phase::Voting | Phase::Ended)) {
                turnout = self.conduct().asker.json(self.address("api/v1/turnout")).await.ok().flatten();
            }
            if phase >= Some(Phase::Closed) {
                tally = self.tally().await;
            }
        }
        let (store, id) = (&self.shared.store, self.served.id());
        Ok(Situation {
            board,
            witnessed,
            ceremony,
            turnout,
            tally,
            waiting: store.waiting(id, WAITING_MAX).await?.len(),
            refused: store.all_refused(id).await?.len(),
            entries: store.authority_entries(id).await?,
            now: self.shared.now().0,
        })
    }

    pub(super) async fn tally(&self) -> Option<Tally> {
        self.conduct().asker.json(self.address("api/v1/tally")).await.ok().flatten()
    }

    /// An entry of the board, if there is one at this place.
    pub(super) async fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, NoAnswer> {
        self.conduct().asker.bytes(self.address(&format!("api/v1/entries/{index}"))).await
    }
}

impl Situation {
    pub(super) fn phase(&self) -> Option<Phase> {
        self.board.as_ref().ok().and_then(|board| board.phase)
    }

    pub(super) fn counts(&self) -> Counts {
        self.board.as_ref().ok().and_then(|board| board.counts.clone()).unwrap_or_default()
    }

    /// The closing time in force.
    pub(super) fn closes(&self, manifest: i64) -> i64 {
        self.board.as_ref().ok().and_then(|board| board.closes).unwrap_or(manifest)
    }

    /// The tree as the ballot box says it is.
    pub(super) fn log(&self) -> Option<&Tree> {
        self.board.as_ref().ok().and_then(|board| board.log.as_ref())
    }

    /// Whether the checkpoint is of that very tree: size and root, under the log's signature.
    pub(super) fn is_witnessed_whole(&self) -> bool {
        let signed = self.witnessed.as_ref().filter(|seen| seen.signed).and_then(|seen| seen.tree.as_ref());
        signed.is_some() && signed == self.log()
    }

    /// Entries that the checkpoint does not cover.
    pub(super) fn unwitnessed(&self) -> u64 {
        let covered = self.witnessed.as_ref().and_then(|seen| seen.tree.as_ref()).map_or(0, |tree| tree.size);
        self.log().map_or(0, |log| log.size).saturating_sub(covered)
    }
}
