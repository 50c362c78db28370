//! A board read through the reducer, without touching it.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, ensure};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_board::{BoardState, Entry, Kind, admit};
use tabella_election::Election;
use tabella_tlog::{Checkpoint, LeafIndex, LogReader, Source, TreeSize};
use tabella_verifier::{Entries, SourceBlobs};

use crate::files::open_board;

/// Entries replayed together.
const TOGETHER: usize = 2_000;

/// A board up to its checkpoint.
pub(super) struct Replay {
    source: Box<dyn Source>,
    size: TreeSize,
    pub(super) state: BoardState,
    rng: ChaCha20Rng,
}

impl Replay {
    /// A board without entries.
    pub(super) fn empty(election: Arc<Election>, blobs: Box<dyn Source>) -> anyhow::Result<Self> {
        let rng = ChaCha20Rng::from_rng(OsRng)?;
        Ok(Self { source: blobs, size: TreeSize(0), state: BoardState::new(election), rng })
    }

    /// Reads a directory, an archive or the board at a URL.
    ///
    /// # Errors
    /// If there is no board, or one with an entry that is not lawful, or not the one that its checkpoint signs.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let source = open_board(path)?;
        let (election, checkpoint) = head(source.as_ref())?;
        let mut replay = Self::empty(election, source)?;
        replay.size = checkpoint.size;
        let mut next = 0;
        loop {
            let mut chunk = Vec::new();
            let log = LogReader::new(replay.source.as_ref());
            for bytes in log.entries(LeafIndex(next), checkpoint.size).take(TOGETHER) {
                chunk.push(Entry::read(bytes?, &SourceBlobs(replay.source.as_ref()))?);
            }
            if chunk.is_empty() {
                break;
            }
            next += chunk.len() as u64;
            let from = replay.state.tree().size().0;
            for (verdict, index) in replay.admit(chunk)?.into_iter().zip(from..) {
                verdict.with_context(|| format!("entry {index} of the board"))?;
            }
        }
        ensure!(
            replay.state.tree().root() == checkpoint.root,
            "the entries are not those of the board's checkpoint; get the board again"
        );
        Ok(replay)
    }

    /// Whether the entries may follow, each after the other.
    pub(super) fn admit(
        &mut self,
        entries: Vec<Entry>,
    ) -> anyhow::Result<Vec<Result<(), tabella_board::Rejection>>> {
        let source = Entries::new(self.source.as_ref(), self.size);
        Ok(admit(&mut self.state, entries, &source, &mut self.rng)?)
    }
}

/// The election of a board and its checkpoint, signed by the log that the manifest names. Whether the manifest is the
/// right one is for the caller to say.
pub(crate) fn head(source: &dyn Source) -> anyhow::Result<(Arc<Election>, Checkpoint)> {
    let log = LogReader::new(source);
    let note = log.checkpoint()?;
    let size = Checkpoint::parse(note.text())?.size;
    let first = Entry::read(log.entry(LeafIndex(0), size)?, &SourceBlobs(source))?;
    ensure!(first.kind() == Kind::Manifest, "the first entry of the board is not a manifest");
    let election = Arc::new(Election::parse(first.blob())?);
    let checkpoint = Checkpoint::open(&note, election.checkpoint_key())?;
    Ok((election, checkpoint))
}
