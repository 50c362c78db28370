//! What a voter's device must know before it encrypts: the election and its joint keys, from the board and from nobody's word.

use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_ballot::Styles;
use tabella_board::{BoardState, Entry, EntrySource, Kind, Phase, ReadError, admit};
use tabella_election::Election;
use tabella_tlog::{Checkpoint, Included, LeafIndex, LogReader, TlogProof};
use tabella_verifier::{SourceBlobs, Trust};

use crate::http::HttpSource;

/// Most entries before `open`: three for each trustee and attempt, and notices.
const SETUP_MAX: usize = 20_000;

/// An election that is open, as its board shows it.
pub(crate) struct Booth {
    pub(crate) election: Arc<Election>,
    pub(crate) styles: Arc<Styles>,
    source: HttpSource,
    checkpoint: Checkpoint,
}

impl Booth {
    /// Reads the board up to `open` and verifies it like an observer: the trusted manifest, every trustee's package, the
    /// joint keys; and that these entries are the beginning of the tree that the log signed and a quorum of witnesses saw.
    pub(crate) fn enter(source: HttpSource, trust: &Trust) -> anyhow::Result<Self> {
        let log = LogReader::new(&source);
        let note = log.checkpoint()?;
        let size = Checkpoint::parse(note.text())?.size;
        let mut entries = Vec::new();
        for bytes in log.entries(LeafIndex(0), size).take(SETUP_MAX) {
            let entry = Entry::read(bytes?, &SourceBlobs(&source))?;
            let kind = entry.kind();
            entries.push(entry);
            if kind == Kind::Open {
                break;
            }
        }
        let first = entries.first().filter(|entry| entry.kind() == Kind::Manifest);
        let first = first.context("the board does not begin with a manifest")?;
        let election = Arc::new(Election::parse(first.blob()).context("the manifest on the board")?);
        let is_trusted = match trust {
            Trust::Election(id) => id == election.id(),
            Trust::Authority(key) => key == election.authority_key(),
        };
        ensure!(is_trusted, "the board is of election {}, which is not the trusted one", election.id());
        let checkpoint = Checkpoint::open(&note, election.checkpoint_key())?;
        election.witness_policy().check(&note)?;

        let mut state = BoardState::new(Arc::clone(&election));
        let verdicts = admit(&mut state, entries, &Nothing, &mut ChaCha20Rng::from_rng(OsRng)?)?;
        for (index, verdict) in verdicts.into_iter().enumerate() {
            verdict.with_context(|| format!("entry {index} of the board"))?;
        }
        let (Phase::Voting, Some(styles)) = (state.phase(), state.styles()) else {
            bail!("the election is not open: the board is {}", state.phase());
        };
        let (old, new) = (state.tree().size(), checkpoint.size);
        let proof = log.consistency_proof(old, new)?;
        proof
            .verify((old, &state.tree().root()), (new, &checkpoint.root))
            .context("the entries up to `open` are not the beginning of the signed tree")?;
        let styles = Arc::clone(styles);
        Ok(Self { election, styles, source, checkpoint })
    }

    /// Position of a ballot style.
    pub(crate) fn style(&self, id: &str) -> anyhow::Result<usize> {
        let position = self.election.styles().iter().position(|style| style.id.as_str() == id);
        position.with_context(|| {
            format!("the ballot box names the ballot style {id:?}, which the manifest does not have")
        })
    }

    /// Verifies that an entry stands at this index of the log, in a tree that a quorum of witnesses saw and that continues the
    /// one that the keys were read from.
    pub(crate) fn included(
        &self,
        proof: &TlogProof,
        index: LeafIndex,
        entry: &[u8],
    ) -> anyhow::Result<Included> {
        ensure!(proof.index == index, "the proof is for entry {}, the receipt for {index}", proof.index);
        let policy = self.election.witness_policy();
        let included = proof.verify(entry, self.election.checkpoint_key(), &policy)?;
        let (old, new) = (&self.checkpoint, &included.checkpoint);
        ensure!(
            old.size <= new.size,
            "the proof is in a tree of {}, older than the one of {}",
            new.size,
            old.size
        );
        let consistency = LogReader::new(&self.source).consistency_proof(old.size, new.size)?;
        consistency
            .verify((old.size, &old.root), (new.size, &new.root))
            .context("the board showed two trees while you voted")?;
        Ok(included)
    }
}

/// Before `close` nothing is read again.
struct Nothing;

impl EntrySource for Nothing {
    fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        Err(ReadError(format!("entry {index} is not kept")))
    }
}
