//! A board in a directory: what a ballot box does with entries, without a server.
//!
//! Entries go through the reducer before they are written; nothing becomes visible before [`BoardDir::publish`]. The state is
//! kept in memory and files are only appended to, so that admitting costs the same on a large board as on a small one.
//!
//! One process at a time may have a directory open.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use anyhow::{Context as _, ensure};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_board::{BoardState, Entry, Kind, Phase, Rejection, admit};
use tabella_election::Election;
use tabella_tlog::{
    Checkpoint, Cosigner, DirectorySource, DirectoryWriter, Durability, LeafIndex, LogReader, NoteSigner,
    SignedNote, Source as _, TreeSize,
};
use tabella_verifier::{Entries, INDEX_PATH, SourceBlobs, encode_index, parse_index, witnessed_path};

/// Entries replayed together when a directory is opened.
const REPLAYED_TOGETHER: usize = 2_000;

/// An open board.
pub struct BoardDir {
    source: DirectorySource,
    writer: DirectoryWriter,
    state: BoardState,
    /// Size with the entry that began the phase the board is in.
    phase_size: TreeSize,
    /// Sizes of the checkpoints that are kept for good.
    witnessed: BTreeSet<TreeSize>,
    rng: ChaCha20Rng,
}

impl BoardDir {
    /// An empty board in a directory that has none yet. It is made if it is not there.
    ///
    /// # Errors
    /// If there is a board already, or the directory cannot be written.
    pub fn create(directory: &Path, election: Arc<Election>) -> anyhow::Result<Self> {
        Self::create_with(directory, election, Durability::Full)
    }

    /// As [`Self::create`], with a choice of what a power failure may cost.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_with(
        directory: &Path,
        election: Arc<Election>,
        durability: Durability,
    ) -> anyhow::Result<Self> {
        let board = Self::empty(directory, election, durability)?;
        ensure!(board.writer.size() == TreeSize(0), "{} has a board already", directory.display());
        Ok(board)
    }

    /// Opens a board and replays what its checkpoint covers; what was admitted after that and never published is gone.
    /// `progress` is told how many entries are done.
    ///
    /// # Errors
    /// If there is no board, or one that does not verify.
    pub fn open(directory: &Path, mut progress: impl FnMut(u64, u64)) -> anyhow::Result<Self> {
        let source = DirectorySource::new(directory);
        let log = LogReader::new(&source);
        let note = log.checkpoint().with_context(|| format!("{} has no board", directory.display()))?;
        let size = Checkpoint::parse(note.text())?.size;
        let first = Entry::read(log.entry(LeafIndex(0), size)?, &SourceBlobs(&source))?;
        ensure!(first.kind() == Kind::Manifest, "the first entry of the board is not a manifest");
        let election = Arc::new(Election::parse(first.blob())?);
        Checkpoint::open(&note, election.checkpoint_key())?;

        let mut board = Self::empty(directory, election, Durability::Full)?;
        board.witnessed = match source.read(INDEX_PATH)? {
            Some(bytes) => parse_index(&bytes)?.into_iter().collect(),
            None => BTreeSet::new(),
        };
        let mut entries = log.entries(LeafIndex(0), size);
        loop {
            let done = board.state.tree().size();
            progress(done.0, size.0);
            let read = |bytes: Result<Vec<u8>, _>| anyhow::Ok(Entry::read(bytes?, &SourceBlobs(&source))?);
            let chunk: Vec<Entry> =
                entries.by_ref().take(REPLAYED_TOGETHER).map(read).collect::<anyhow::Result<_>>()?;
            if chunk.is_empty() {
                break;
            }
            for (verdict, index) in board.reduce(chunk, size)?.into_iter().zip(done.0..) {
                verdict.with_context(|| format!("entry {index}"))?;
            }
        }
        ensure!(
            board.state.tree().root() == board.writer.root(),
            "the entries are not those of the checkpoint"
        );
        Ok(board)
    }

    fn empty(directory: &Path, election: Arc<Election>, durability: Durability) -> anyhow::Result<Self> {
        let writer = DirectoryWriter::open(directory, durability)
            .with_context(|| format!("cannot open a board in {}", directory.display()))?;
        Ok(Self {
            source: DirectorySource::new(directory),
            writer,
            state: BoardState::new(election),
            phase_size: TreeSize(0),
            witnessed: BTreeSet::new(),
            rng: ChaCha20Rng::from_rng(OsRng)?,
        })
    }

    /// What the entries add up to.
    pub fn state(&self) -> &BoardState {
        &self.state
    }

    /// Verifies entries together and appends those that may follow, with their blobs. Verdicts come in the order of the
    /// entries; an entry that is refused is left out. Nothing is visible to readers before [`Self::publish`].
    ///
    /// # Errors
    /// If files cannot be written or read. Then memory and files differ: open the directory again.
    pub fn admit(&mut self, entries: Vec<Entry>) -> anyhow::Result<Vec<Result<LeafIndex, Rejection>>> {
        let mut verdicts = Vec::with_capacity(entries.len());
        let mut rest = entries;
        while !rest.is_empty() {
            // the tally reads ballots again when `close` comes: they must be written by then
            let close = rest.iter().position(|entry| entry.kind() == Kind::Close).unwrap_or(rest.len());
            let later = rest.split_off(if close == 0 { 1 } else { close });
            if close == 0 {
                self.writer.integrate()?;
            }
            verdicts.extend(self.append(&std::mem::replace(&mut rest, later))?);
        }
        Ok(verdicts)
    }

    fn append(&mut self, entries: &[Entry]) -> anyhow::Result<Vec<Result<LeafIndex, Rejection>>> {
        let size = self.writer.size();
        let verdicts = self.reduce(entries.to_vec(), size)?;
        let accepted: Vec<&Entry> = entries
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| verdict.is_ok())
            .map(|(entry, _)| entry)
            .collect();
        for entry in accepted.iter().filter(|entry| entry.blob_hash().is_some()) {
            self.writer.put_blob(entry.blob())?;
        }
        let bytes: Vec<&[u8]> = accepted.iter().map(|entry| entry.bytes()).collect();
        self.writer.append(&bytes)?;
        ensure!(self.state.tree().root() == self.writer.root(), "the files are not what was admitted");
        Ok(verdicts)
    }

    /// The reducer. `size` is how many entries can be read again.
    fn reduce(
        &mut self,
        entries: Vec<Entry>,
        size: TreeSize,
    ) -> anyhow::Result<Vec<Result<LeafIndex, Rejection>>> {
        let kinds: Vec<Kind> = entries.iter().map(Entry::kind).collect();
        let mut next = self.state.tree().size().0;
        let verdicts = admit(&mut self.state, entries, &Entries::new(&self.source, size), &mut self.rng)?;
        let mut indexed = Vec::with_capacity(verdicts.len());
        for (verdict, kind) in verdicts.into_iter().zip(kinds) {
            indexed.push(verdict.map(|()| LeafIndex(next)));
            if indexed.last().is_some_and(Result::is_ok) {
                next += 1;
                if matches!(kind, Kind::Open | Kind::End | Kind::Close | Kind::Result) {
                    self.phase_size = TreeSize(next);
                }
            }
        }
        Ok(indexed)
    }

    /// The checkpoint of everything admitted, signed by the log, for witnesses to cosign.
    ///
    /// # Errors
    /// If the signer's name is not that of the manifest's checkpoint key, or files cannot be written.
    pub fn sign_head(&mut self, log: &NoteSigner) -> anyhow::Result<SignedNote> {
        let (size, root) = self.writer.integrate()?;
        let note = Checkpoint::new(log.name(), size, root).sign(log)?;
        Checkpoint::open(&note, self.state.election().checkpoint_key())
            .context("the checkpoint key is not the one in the manifest")?;
        Ok(note)
    }

    /// Makes everything up to this checkpoint visible. The first one after `open`, `end`, `close` and `result` is kept for
    /// good beside the tiles; trustees ask for one of the very tree that ends with `close`, so it is published before
    /// anything follows.
    ///
    /// # Errors
    /// If witnesses are missing for the manifest's quorum, or files cannot be written.
    pub fn publish_note(&mut self, note: &SignedNote) -> anyhow::Result<()> {
        self.state.election().witness_policy().check(note)?;
        let size = Checkpoint::open(note, self.state.election().checkpoint_key())?.size;
        self.writer.publish(note.encode().as_bytes())?;
        let is_kept = self.witnessed.last().is_some_and(|last| *last >= self.phase_size);
        if self.state.phase() >= Phase::Voting && size >= self.phase_size && !is_kept {
            self.writer.put_file(&witnessed_path(size), note.encode().as_bytes())?;
            let mut sizes = self.witnessed.clone();
            sizes.insert(size);
            let index: Vec<TreeSize> = sizes.iter().copied().collect();
            self.writer.put_file(INDEX_PATH, &encode_index(&index))?;
            self.witnessed = sizes;
        }
        Ok(())
    }

    /// Signs, lets witnesses who are at hand cosign at `time` (seconds since 1970), and publishes.
    ///
    /// # Errors
    /// As [`Self::sign_head`] and [`Self::publish_note`].
    pub fn publish<'a>(
        &mut self,
        log: &NoteSigner,
        witnesses: impl IntoIterator<Item = &'a Cosigner>,
        time: u64,
    ) -> anyhow::Result<()> {
        let mut note = self.sign_head(log)?;
        for witness in witnesses {
            note.add_signature(witness.cosign(&note, time)?)?;
        }
        self.publish_note(&note)
    }
}
