//! What a voter's device must know before it encrypts, and what it checks afterwards: the election and its joint keys from the
//! board and from nobody's word, and that an entry stands on that board.

use std::sync::Arc;

use rand_core::{CryptoRng, RngCore};
use tabella_ballot::Styles;
use tabella_board::{BoardState, Entry, EntryError, EntrySource, Kind, Phase, ReadError, Rejection, admit};
use tabella_crypto::ElectionId;
use tabella_election::{Election, manifest::ManifestError};
use tabella_tlog::{
    Checkpoint, Hash, Included, LeafIndex, LogReader, ProofError, SignedNote, Source, TlogProof, TreeSize,
    checkpoint::{CheckpointError, PolicyError},
    reader::LogError,
    tlog_proof::TlogProofError,
};

use crate::{SourceBlobs, Trust};

/// Most entries before `open`: three for each trustee and attempt, and notices.
const SETUP_MAX: u64 = 20_000;

/// Why a board is not one to vote on, or an entry not on it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenedError {
    /// The board cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An entry cannot be read.
    #[error("entry {index}: {error}")]
    Entry {
        /// Its index.
        index: u64,
        /// What is wrong.
        error: EntryError,
    },
    /// The first entry is another one.
    #[error("the board does not begin with a manifest")]
    NoManifest,
    /// The manifest is refused.
    #[error("the manifest on the board: {0}")]
    Manifest(#[from] ManifestError),
    /// Another election than the trusted one.
    #[error("the board is of election {0}, which is not the trusted one")]
    OtherElection(ElectionId),
    /// The log did not sign the checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Too few witnesses signed it.
    #[error(transparent)]
    Witnesses(#[from] PolicyError),
    /// An entry breaks a rule.
    #[error("entry {index} of the board: {rejection}")]
    Rejected {
        /// Its index.
        index: usize,
        /// The rule.
        rejection: Rejection,
    },
    /// There is no `open` on the board.
    #[error("the election is not open: the board is {0}")]
    NotOpen(Phase),
    /// The entries read are not those of the signed tree.
    #[error("the entries up to `open` are not the beginning of the signed tree: {0}")]
    OtherEntries(ProofError),
    /// A proof for another entry than the one asked for.
    #[error("the proof is for entry {proof}, the receipt for {receipt}")]
    OtherIndex {
        /// Of the proof.
        proof: LeafIndex,
        /// Of the receipt.
        receipt: LeafIndex,
    },
    /// The proof does not hold.
    #[error(transparent)]
    Proof(#[from] TlogProofError),
    /// A tree smaller than the one seen before.
    #[error("the board shows a tree of {new} entries, older than the one of {old} that it showed before")]
    Older {
        /// Seen now.
        new: TreeSize,
        /// Seen before.
        old: TreeSize,
    },
    /// Two trees that do not continue each other, both signed: the log lied to somebody.
    #[error("the board showed two trees that do not continue each other: {0}")]
    TwoTrees(ProofError),
}

/// An election whose board says `open`, read and verified like an observer up to there.
#[derive(Clone)]
pub struct Opened {
    /// The election.
    pub election: Arc<Election>,
    /// Its ballot styles with the joint keys of the ceremony.
    pub styles: Arc<Styles>,
    /// The signed and witnessed tree that begins with these entries.
    pub checkpoint: Checkpoint,
    /// Its note, with everyone's signatures.
    pub note: SignedNote,
}

impl Opened {
    /// Reads the board up to `open` and verifies it: the trusted manifest, every trustee's package, the joint keys; and that
    /// these entries are the beginning of the tree that the log signed and a quorum of witnesses saw. Later entries are
    /// not read.
    ///
    /// # Errors
    /// [`OpenedError`].
    pub fn read(
        source: &dyn Source,
        trust: &Trust,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Self, OpenedError> {
        let log = LogReader::new(source);
        let note = log.checkpoint()?;
        let size = Checkpoint::parse(note.text())?.size;
        let first = first_entries(source, 1, size)?;
        let first = first.first().filter(|entry| entry.kind() == Kind::Manifest);
        let first = first.ok_or(OpenedError::NoManifest)?;
        let election = Arc::new(Election::parse(first.blob())?);
        let is_trusted = match trust {
            Trust::Election(id) => id == election.id(),
            Trust::Authority(key) => key == election.authority_key(),
        };
        if !is_trusted {
            return Err(OpenedError::OtherElection(*election.id()));
        }
        let checkpoint = Checkpoint::open(&note, election.checkpoint_key())?;
        election.witness_policy().check(&note)?;

        let mut state = BoardState::new(Arc::clone(&election));
        let verdicts = admit(&mut state, setup(source, &election, size)?, &Nothing, rng)
            .map_err(|error| OpenedError::Entry { index: 0, error: error.into() })?;
        for (index, verdict) in verdicts.into_iter().enumerate() {
            verdict.map_err(|rejection| OpenedError::Rejected { index, rejection })?;
        }
        let (Phase::Voting, Some(styles)) = (state.phase(), state.styles()) else {
            return Err(OpenedError::NotOpen(state.phase()));
        };
        let (old, new) = (state.tree().size(), checkpoint.size);
        let proof = log.consistency_proof(old, new)?;
        proof
            .verify((old, &state.tree().root()), (new, &checkpoint.root))
            .map_err(OpenedError::OtherEntries)?;
        let styles = Arc::clone(styles);
        Ok(Self { election, styles, checkpoint, note })
    }

    /// Verifies that an entry stands at this index of the log, in a tree that a quorum of witnesses saw and that continues the
    /// one that the keys were read from.
    ///
    /// # Errors
    /// [`OpenedError`].
    pub fn included(
        &self,
        source: &dyn Source,
        proof: &TlogProof,
        index: LeafIndex,
        entry: &[u8],
    ) -> Result<Included, OpenedError> {
        if proof.index != index {
            return Err(OpenedError::OtherIndex { proof: proof.index, receipt: index });
        }
        let policy = self.election.witness_policy();
        let included = proof.verify(entry, self.election.checkpoint_key(), &policy)?;
        let (old, new) = (&self.checkpoint, &included.checkpoint);
        continues(source, (old.size, &old.root), (new.size, &new.root))?;
        Ok(included)
    }
}

/// Verifies that a tree continues one that was seen before, by what the board has to show for it.
///
/// # Errors
/// [`OpenedError::Older`], [`OpenedError::TwoTrees`], [`OpenedError::Log`].
pub fn continues(
    source: &dyn Source,
    old: (TreeSize, &Hash),
    new: (TreeSize, &Hash),
) -> Result<(), OpenedError> {
    if old.0 > new.0 {
        return Err(OpenedError::Older { new: new.0, old: old.0 });
    }
    let proof = LogReader::new(source).consistency_proof(old.0, new.0)?;
    proof.verify(old, new).map_err(OpenedError::TwoTrees)
}

/// The entries up to `open`, or all of them if there is none. Ballots may follow in the same bundle: no more of it is asked for
/// than a ceremony without complaints has, and twice as much each time that this is not enough.
fn setup(source: &dyn Source, election: &Election, size: TreeSize) -> Result<Vec<Entry>, OpenedError> {
    let mut wanted = 3 * u64::from(election.trustee_count()) + 2;
    loop {
        let mut entries = first_entries(source, wanted, size)?;
        if let Some(open) = entries.iter().position(|entry| entry.kind() == Kind::Open) {
            entries.truncate(open + 1);
            return Ok(entries);
        }
        if wanted >= size.0.min(SETUP_MAX) {
            return Ok(entries);
        }
        wanted *= 2;
    }
}

/// So many entries from the first one. A board of files has partial bundles of few sizes only: then the one of its own size.
fn first_entries(source: &dyn Source, count: u64, size: TreeSize) -> Result<Vec<Entry>, OpenedError> {
    let log = LogReader::new(source);
    let few = TreeSize(count.min(size.0));
    let bytes: Vec<Vec<u8>> = match log.entries(LeafIndex(0), few).collect::<Result<_, LogError>>() {
        Err(LogError::Missing { .. }) if few < size => {
            let limit = usize::try_from(few.0).unwrap_or(usize::MAX);
            log.entries(LeafIndex(0), size).take(limit).collect::<Result<_, _>>()?
        }
        read => read?,
    };
    let blobs = SourceBlobs(source);
    // every entry before the first error: a source that fetches learns at once of all blobs that it lacks
    let read: Vec<_> = bytes.into_iter().map(|bytes| Entry::read(bytes, &blobs)).collect();
    (0..).zip(read).map(|(index, read)| read.map_err(|error| OpenedError::Entry { index, error })).collect()
}

/// Before `close` nothing is read again.
struct Nothing;

impl EntrySource for Nothing {
    fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        Err(ReadError(format!("entry {index} is not kept")))
    }
}
