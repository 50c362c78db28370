//! The reducer, the transaction, the answer: in this order.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use rand_chacha::ChaCha20Rng;
use tabella_board::{BoardState, Checked, Entry, Kind, Phase, Rejection, Verified, admit};
use tabella_crypto::Tracker;
use tabella_tlog::{Hash, LeafIndex, TreeSize};
use tabella_urn_store::{Append, NewEntry, Sequencer, StoreError};
use tabella_verifier::Entries;

use super::{Fatal, Judged, Refusal, Request, Verdict, fresh_rng, replay};
use crate::urn::{
    metrics::gauge,
    shared::{Durable, Shared},
};

/// The tree right after `open`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    pub(super) size: TreeSize,
    pub(super) root: Hash,
}

/// How often it makes sure that nobody has taken over: so long one that lost its lock may still say that it is ready.
const SURE: Duration = Duration::from_secs(1);

/// Entries and what was said of each.
type Refused = Vec<(Request, Refusal)>;

/// What stands in the store under a tracker: of ballots and challenges theirs, of other entries the leaf hash, so that the very
/// same entry is found when it is sent again. The two are hashes of different things and never meet.
pub(in crate::urn) fn key_of(entry: &Entry, tracker: Option<Tracker>) -> Tracker {
    tracker.unwrap_or_else(|| Tracker(entry.leaf().hash().0))
}

/// Applies what was verified and writes it.
pub(super) struct Appender {
    shared: Arc<Shared>,
    sequencer: Sequencer,
    opened: Option<Opened>,
    /// Entries since the last snapshot.
    since_snapshot: u64,
    rng: ChaCha20Rng,
}

impl Appender {
    /// Replays the store.
    pub(super) fn start(shared: &Arc<Shared>, sequencer: Sequencer) -> Result<Self, Fatal> {
        let head = sequencer.head();
        let mut rng = fresh_rng()?;
        let replayed = replay::replay(shared, head.size, head.root, &mut rng)?;
        let appender = Self {
            shared: Arc::clone(shared),
            sequencer,
            opened: replayed.opened,
            since_snapshot: replayed.verified,
            rng,
        };
        for credential in shared.runtime.block_on(shared.pool.suspects())? {
            if let Some(chain) = replayed.state.chain_of(&credential) {
                shared.suspect(chain);
            }
        }
        *shared.state_mut() = Some(replayed.state);
        appender.tell();
        Ok(appender)
    }

    /// Takes batches until nobody sends any more, then ends in order.
    pub(super) fn run(mut self, batches: &Receiver<Vec<Judged>>) -> Result<(), Fatal> {
        let mut sure = Instant::now();
        loop {
            match batches.recv_timeout(SURE.saturating_sub(sure.elapsed())) {
                Ok(mut batch) => {
                    // what others verified meanwhile goes with it: one transaction costs as much as two
                    while batch.len() < self.shared.config.pool.ballots as usize
                        && let Ok(more) = batches.try_recv()
                    {
                        batch.extend(more);
                    }
                    self.take(batch)?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(self.finish()?),
            }
            if sure.elapsed() >= SURE {
                self.shared.runtime.block_on(self.sequencer.check())?;
                sure = Instant::now();
            }
        }
    }

    /// Keeps a snapshot and lets the next sequencer in.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.snapshot()?;
        self.shared.runtime.block_on(self.sequencer.release())
    }

    fn take(&mut self, batch: Vec<Judged>) -> Result<(), Fatal> {
        let (mut accepted, mut refused): (Vec<Request>, Refused) = (Vec::new(), Vec::new());
        for Judged { request, verdict } in batch {
            if self.awaits_witnesses() {
                refused.push((request, Refusal::AwaitingWitnesses));
                continue;
            }
            let verdict = match verdict {
                Verdict::Checked(verdict) => verdict.and_then(|verified| self.apply(verified)),
                Verdict::Later => {
                    // the tally reads ballots again when `close` comes: they must be written by then
                    self.write(&mut accepted)?;
                    self.admit(&request.entry)?
                }
            };
            match verdict {
                Ok(()) => accepted.push(request),
                Err(rejection) => refused.push((request, Refusal::Rejected(rejection))),
            }
        }
        self.write(&mut accepted)?;
        // only now: who is refused because of another entry in this batch finds that one in the store
        for (request, refusal) in refused {
            let _ = request.reply.send(Err(refusal));
        }
        Ok(())
    }

    /// Trustees ask for a checkpoint of the very tree that ends with `close`.
    fn awaits_witnesses(&self) -> bool {
        let state = self.shared.state();
        let close = state.as_ref().filter(|state| state.phase() == Phase::Closed).and_then(BoardState::close);
        close.is_some_and(|(size, _)| self.shared.published_size().0 < size)
    }

    fn apply(&self, verified: Verified<Checked>) -> Result<(), Rejection> {
        self.shared.state_mut().as_mut().map_or(Err(Rejection::OtherContext), |state| state.apply(verified))
    }

    /// Entries after which others are verified against something else. They are few, and only officials sign them: the state is
    /// copied, so that nobody waits for a tally.
    fn admit(&mut self, entry: &Entry) -> Result<Result<(), Rejection>, Fatal> {
        let Some(mut state) = self.shared.state().clone() else { return Ok(Err(Rejection::OtherContext)) };
        let source = self.shared.source();
        let entries = Entries::new(&source, self.sequencer.head().size);
        let verdict = admit(&mut state, vec![entry.clone()], &entries, &mut self.rng)?.pop();
        let verdict = verdict.unwrap_or(Err(Rejection::OtherContext));
        if verdict.is_ok() {
            if entry.kind() == Kind::Open {
                self.opened = Some(Opened { size: state.tree().size(), root: state.tree().root() });
            }
            *self.shared.state_mut() = Some(state);
        }
        Ok(verdict)
    }

    /// One durable transaction, then the answers.
    fn write(&mut self, accepted: &mut Vec<Request>) -> Result<(), Fatal> {
        if accepted.is_empty() {
            return Ok(());
        }
        let started = Instant::now();
        let entries: Vec<NewEntry<'_>> = accepted
            .iter()
            .map(|Request { entry, author, .. }| NewEntry {
                kind: entry.kind().as_str(),
                bytes: entry.bytes(),
                tracker: Some(key_of(entry, author.map(|author| author.tracker))),
            })
            .collect();
        let blobs = accepted.iter().map(|request| &request.entry).filter(|entry| entry.blob_hash().is_some());
        let blobs: Vec<&[u8]> = blobs.map(Entry::blob).collect();
        let first = LeafIndex(self.sequencer.head().size.0);
        let append = Append { first, entries: &entries, blobs: &blobs };
        let head = self.shared.runtime.block_on(self.sequencer.append(&append))?;
        if self.shared.state().as_ref().is_none_or(|state| state.tree().root() != head.root) {
            return Err(Fatal::Root);
        }
        let count = accepted.len() as u64;
        self.shared.metrics.appended.inc_by(count);
        self.shared.metrics.append_seconds.observe(started.elapsed().as_secs_f64());
        self.tell();
        for (index, request) in (first.0..).zip(accepted.drain(..)) {
            // a client that is gone may ask again
            let _ = request.reply.send(Ok(LeafIndex(index)));
        }
        self.since_snapshot += count;
        if self.since_snapshot >= u64::from(self.shared.config.pool.snapshot_entries) {
            self.snapshot()?;
        }
        Ok(())
    }

    /// Tells publisher and readers what is durable.
    fn tell(&self) {
        let head = self.sequencer.head();
        let state = self.shared.state();
        let Some(state) = state.as_ref() else { return };
        let phase_size = match state.phase() {
            Phase::Empty | Phase::Setup => TreeSize(0),
            Phase::Voting => self.opened.map_or(TreeSize(0), |opened| opened.size),
            Phase::Ended => TreeSize(state.end_index().map_or(0, |index| index + 1)),
            Phase::Closed => TreeSize(state.close().map_or(0, |(size, _)| size)),
            Phase::Complete => head.size,
        };
        self.shared.metrics.size.set(gauge(head.size.0));
        let durable = Durable { size: head.size, root: head.root, phase: state.phase(), phase_size };
        self.shared.durable.send_replace(Some(durable));
    }

    /// A snapshot saves time at the next start; that it cannot be written is no reason to stop, unless the disk is failing.
    fn snapshot(&mut self) -> Result<(), StoreError> {
        let head = self.sequencer.head();
        let Some(opened) = self.opened.filter(|_| self.since_snapshot > 0) else { return Ok(()) };
        let bytes = self.shared.state().as_ref().and_then(|state| state.snapshot(opened.root.0));
        let Some(bytes) = bytes else { return Ok(()) };
        let snapshot = replay::sealed(&self.shared, head.size, head.root, &bytes);
        match self.shared.runtime.block_on(self.shared.pool.put_snapshot(&snapshot)) {
            Ok(()) => self.since_snapshot = 0,
            Err(error) if error.is_disk_failure() => return Err(error),
            Err(error) => tracing::warn!(%error, "no snapshot"),
        }
        Ok(())
    }
}
