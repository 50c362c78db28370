//! What officials know of the board: every entry read from its URL, verified and applied.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_board::{BoardState, Entry, admit};
use tabella_election::Election;
use tabella_tlog::{Checkpoint, LogReader, SignedNote, Source as _, TreeSize};
use tabella_verifier::{Entries, SourceBlobs};

use crate::http::{HttpClient, HttpSource};

/// Entries that are verified together.
const TOGETHER: usize = 2_000;

/// Longest wait for a checkpoint with a quorum of witnesses.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pause between two looks at the checkpoint.
const PAUSE: Duration = Duration::from_millis(20);

pub(super) struct Replica {
    source: HttpSource,
    state: BoardState,
    rng: ChaCha20Rng,
}

impl Replica {
    /// Nothing is read yet.
    pub(super) fn new(client: HttpClient, election: Arc<Election>) -> anyhow::Result<Self> {
        let rng = ChaCha20Rng::from_rng(OsRng)?;
        Ok(Self { source: HttpSource::live(client), state: BoardState::new(election), rng })
    }

    pub(super) fn state(&self) -> &BoardState {
        &self.state
    }

    /// Waits until the board shows exactly so many entries to everyone, and reads those that are new.
    pub(super) fn catch_up(&mut self, size: TreeSize) -> anyhow::Result<()> {
        let head = self.wait(size)?;
        ensure!(head.size == size, "the board has {} entries, {size} were sent", head.size);
        let log = LogReader::new(&self.source);
        let mut entries = log.entries(tabella_tlog::LeafIndex(self.state.tree().size().0), size);
        let read = |bytes: Result<Vec<u8>, _>| anyhow::Ok(Entry::read(bytes?, &SourceBlobs(&self.source))?);
        loop {
            let first = self.state.tree().size().0;
            let chunk: Vec<Entry> =
                entries.by_ref().take(TOGETHER).map(read).collect::<anyhow::Result<_>>()?;
            if chunk.is_empty() {
                break;
            }
            let verdicts = admit(&mut self.state, chunk, &Entries::new(&self.source, size), &mut self.rng)?;
            for (verdict, index) in verdicts.into_iter().zip(first..) {
                verdict.with_context(|| format!("entry {index} of the board"))?;
            }
        }
        ensure!(self.state.tree().root() == head.root, "the board's entries are not those of its checkpoint");
        Ok(())
    }

    fn wait(&self, size: TreeSize) -> anyhow::Result<Checkpoint> {
        let election = self.state.election();
        let begun = Instant::now();
        loop {
            if let Some(bytes) = self.source.read("checkpoint")? {
                let note = SignedNote::parse(&bytes)?;
                let head = Checkpoint::open(&note, election.checkpoint_key())?;
                election.witness_policy().check(&note)?;
                if head.size >= size {
                    return Ok(head);
                }
            }
            ensure!(begun.elapsed() < PATIENCE, "no quorum of witnesses has seen {size} entries");
            thread::sleep(PAUSE);
        }
    }
}
