//! What handlers, sequencer and publisher have in common.

use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Instant,
};

use tabella_board::{BoardState, Phase};
use tabella_election::Election;
use tabella_tlog::{Hash, TreeSize};
use tabella_urn_store::{UrnPool, UrnSource};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, mpsc, watch},
};

use super::{
    Clock,
    board::ON_THE_WAY,
    careful::Careful,
    config::{Config, Keys},
    cores::Cores,
    intake::LARGE_AT_ONCE,
    limits::Limits,
    metrics::Metrics,
    problem::Problem,
    sequencer::Request,
    tally::Kept,
    witnesses::Witness,
};

/// What the urn is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Another process is the sequencer; this one shows the board and waits.
    Standby,
    /// Entries are read and verified again.
    Replaying,
    /// Witnesses are asked what they have seen.
    AskingWitnesses,
    /// Entries are taken.
    Ready,
    /// Nothing more is taken; what was taken is finished.
    Stopping,
    /// Something that must not be; the process ends.
    Failed(String),
}

impl Stage {
    /// For clients.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Standby => "standby: another process takes ballots",
            Self::Replaying => "starting: the board is verified again",
            Self::AskingWitnesses => "starting: witnesses are asked what they have seen",
            Self::Ready => "ready",
            Self::Stopping => "stopping",
            Self::Failed(_) => "failed",
        }
    }
}

/// The durable log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Durable {
    pub(super) size: TreeSize,
    pub(super) root: Hash,
    pub(super) phase: Phase,
    /// Size with the entry that began the phase.
    pub(super) phase_size: TreeSize,
}

/// The last checkpoint that a quorum cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublishedHead {
    pub(super) size: TreeSize,
    pub(super) root: Hash,
    pub(super) note: Arc<str>,
}

/// What handlers, sequencer and publisher have in common.
pub(super) struct Shared {
    pub(super) config: Config,
    pub(super) election: Arc<Election>,
    pub(super) keys: Keys,
    pub(super) pool: UrnPool,
    pub(super) runtime: Handle,
    pub(super) clock: Clock,
    pub(super) witnesses: Vec<Arc<Witness>>,
    pub(super) limits: Limits,
    /// Places for large bodies.
    pub(super) large: Semaphore,
    /// Memory for what readers get, in kibibytes.
    pub(super) on_the_way: Arc<Semaphore>,
    pub(super) metrics: Metrics,
    pub(super) stage: watch::Sender<Stage>,
    pub(super) durable: watch::Sender<Option<Durable>>,
    pub(super) published: watch::Sender<Option<PublishedHead>>,
    pub(super) queue: mpsc::Sender<Request>,
    pub(super) suspects_queue: mpsc::Sender<Request>,
    /// What was computed for readers.
    pub(super) kept: Kept,
    /// The reducer's state; none before it is replayed. Ahead of the store while a batch is written.
    state: RwLock<Option<BoardState>>,
    /// If it has cores of its own.
    pub(super) cores: Option<Cores>,
    /// Chains of which a ballot failed its proof.
    suspects: RwLock<BTreeSet<u32>>,
    careful: Careful,
}

impl Shared {
    #[expect(clippy::too_many_arguments, reason = "one constructor, called once")]
    pub(super) fn new(
        config: Config,
        cores: Option<Cores>,
        election: Arc<Election>,
        keys: Keys,
        pool: UrnPool,
        clock: Clock,
        witnesses: Vec<Arc<Witness>>,
        published: Option<PublishedHead>,
        queue: mpsc::Sender<Request>,
        suspects_queue: mpsc::Sender<Request>,
    ) -> Self {
        Self {
            limits: Limits::new(&config.limits, config.address_header.as_deref()),
            large: Semaphore::new(LARGE_AT_ONCE),
            on_the_way: Arc::new(Semaphore::new(ON_THE_WAY)),
            config,
            cores,
            election,
            keys,
            pool,
            runtime: Handle::current(),
            clock,
            witnesses,
            metrics: Metrics::new(),
            stage: watch::Sender::new(Stage::Standby),
            durable: watch::Sender::new(None),
            published: watch::Sender::new(published),
            queue,
            suspects_queue,
            kept: Kept::default(),
            state: RwLock::new(None),
            suspects: RwLock::default(),
            careful: Careful::default(),
        }
    }

    /// The state, if it is there.
    pub(super) fn state(&self) -> RwLockReadGuard<'_, Option<BoardState>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn state_mut(&self) -> RwLockWriteGuard<'_, Option<BoardState>> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_suspect(&self, chain: u32) -> bool {
        self.suspects.read().unwrap_or_else(PoisonError::into_inner).contains(&chain)
    }

    /// Whether the chain was not suspect before.
    pub(super) fn suspect(&self, chain: u32) -> bool {
        self.suspects.write().unwrap_or_else(PoisonError::into_inner).insert(chain)
    }

    /// Whether a ballot is asked everything at once. Nobody hides in a pool that does not wait; one that does must not be filled by
    /// what strangers forge.
    pub(super) fn trusts(&self) -> bool {
        self.config.pool.milliseconds == 0 && !self.careful.is(Instant::now())
    }

    /// Entries that nobody has begun to verify.
    pub(super) fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Asks step by step for a while.
    pub(super) fn be_careful(&self) {
        self.careful.note(Instant::now());
    }

    /// A ballot is refused as forged, wrong or one too many.
    pub(super) fn note_bad(&self) {
        self.be_careful();
        self.metrics.bad.inc();
    }

    /// The store as files, for threads that may block.
    pub(super) fn source(&self) -> UrnSource {
        UrnSource::new(self.pool.clone(), self.runtime.clone(), tabella_verifier::encode_index)
    }

    pub(super) fn published_size(&self) -> TreeSize {
        self.published.borrow().as_ref().map_or(TreeSize(0), |head| head.size)
    }

    /// Shows a published checkpoint that was read from the store, unless a newer one is shown already: what was read may be old
    /// by the time it is here.
    pub(super) fn show(&self, read: Option<&PublishedHead>) {
        self.published.send_if_modified(|shown| {
            let newer = is_newer(read, shown.as_ref());
            if newer {
                *shown = read.cloned();
            }
            newer
        });
    }

    /// Whether entries are taken.
    pub(super) fn check_ready(&self) -> Result<(), Problem> {
        match &*self.stage.borrow() {
            Stage::Ready => Ok(()),
            stage => Err(Problem::NotReady(stage.words())),
        }
    }

    /// Moves on, unless the urn stops or failed already.
    pub(super) fn enter(&self, next: Stage) {
        self.stage.send_if_modified(|stage| {
            if matches!(stage, Stage::Stopping | Stage::Failed(_)) && !matches!(next, Stage::Failed(_)) {
                return false;
            }
            if matches!(stage, Stage::Failed(_)) {
                return false;
            }
            tracing::info!(stage = next.words(), "the urn");
            *stage = next;
            true
        });
    }

    /// Ends the process: what memory holds and what is written may differ.
    pub(super) fn fail(&self, why: impl std::fmt::Display) {
        tracing::error!(%why, "the urn stops");
        self.enter(Stage::Failed(why.to_string()));
    }
}

fn is_newer(read: Option<&PublishedHead>, shown: Option<&PublishedHead>) -> bool {
    read.map(|head| head.size) > shown.map(|head| head.size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_head_is_never_shown_over_a_newer_one() {
        let head =
            |size, root| PublishedHead { size: TreeSize(size), root: Hash([root; 32]), note: "".into() };
        let (older, newer) = (head(7, 1), head(8, 2));
        assert!(is_newer(Some(&older), None) && is_newer(Some(&newer), Some(&older)));
        assert!(!is_newer(Some(&older), Some(&newer)) && !is_newer(None, Some(&older)));
        assert!(!is_newer(Some(&older), Some(&older)) && !is_newer(None, None));
    }
}
