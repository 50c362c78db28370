//! One look at a board.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context as _, anyhow};
use tabella_board::{Entry, Kind};
use tabella_election::{Election, Signed, message::ManifestPosted};
use tabella_tlog::{
    Checkpoint, Cosignature, Hash, LeafIndex, LogError, LogReader, SignedNote, Source, TreeSize, leaf_hash,
    proof::tree_root,
};
use tabella_verifier::{SourceBlobs, Trust};

use super::{entries, kept::Kept};
use crate::{evidence::Evidence, http::HttpSource};

/// The kind of alarm over a checkpoint that too few witnesses signed.
pub(super) const UNWITNESSED: &str = "unwitnessed";

/// A checkpoint that was accepted.
pub(super) struct News {
    pub(super) size: TreeSize,
    pub(super) root: Hash,
    /// Size of the one before; none at the first look.
    pub(super) before: Option<TreeSize>,
    pub(super) cosignatures: Vec<Cosignature>,
}

/// The board contradicts itself, or is not what it must be.
pub(super) struct Alarm {
    pub(super) kind: &'static str,
    pub(super) words: String,
    /// File with the checkpoints.
    pub(super) evidence: Option<PathBuf>,
}

/// Why a checkpoint is not accepted.
pub(super) enum Trouble {
    /// This must be told to others.
    Alarm(Alarm),
    /// No answer, or a disk that does not write: nothing is known.
    Unchecked(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Unchecked(error.into())
    }
}

pub(super) struct Follower {
    source: HttpSource,
    election: Arc<Election>,
    kept: Kept,
    seen: Option<(Checkpoint, SignedNote)>,
}

impl Follower {
    /// Goes on where the last one ended; at first, takes the manifest that stands on the board, if it is the trusted one.
    pub(super) fn start(source: HttpSource, kept: Kept, trust: Option<&Trust>) -> Result<Self, Trouble> {
        let known = kept.manifest()?;
        let election = match (&known, trust) {
            (Some(bytes), _) => Arc::new(Election::parse(bytes).context("the kept manifest is damaged")?),
            (None, Some(_)) => first_manifest(&source)?,
            (None, None) => {
                return Err(anyhow!(
                    "nothing is kept there yet: name the election with --election-id or --authority-key"
                )
                .into());
            }
        };
        let is_trusted = match trust {
            None => true,
            Some(Trust::Election(id)) => id == election.id(),
            Some(Trust::Authority(key)) => key == election.authority_key(),
        };
        if !is_trusted {
            let where_ = if known.is_some() { "the state is" } else { "the board is" };
            return Err(alarm(
                "other-election",
                format!("{where_} of election {}, which is not the trusted one", election.id()),
            ));
        }
        if known.is_none() {
            kept.keep_manifest(election.bytes())?;
        }
        let seen = match kept.checkpoint()? {
            None => None,
            Some(note) => {
                let checkpoint = Checkpoint::open(&note, election.checkpoint_key());
                Some((checkpoint.context("the kept checkpoint is damaged")?, note))
            }
        };
        Ok(Self { source, election, kept, seen })
    }

    /// Reads the board's checkpoint and accepts it, if it continues the one before.
    pub(super) fn look(&mut self) -> Result<News, Trouble> {
        let bytes = self.source.read("checkpoint")?.context("the board has no checkpoint")?;
        let invalid = |words: String| alarm("invalid", words);
        let note = SignedNote::parse(&bytes).map_err(|e| invalid(format!("not a checkpoint: {e}")))?;
        let checkpoint = Checkpoint::open(&note, self.election.checkpoint_key())
            .map_err(|e| invalid(format!("not a checkpoint of this board: {e}")))?;
        if let Some((before, old)) = &self.seen {
            self.continues(before, old, &checkpoint, &note)?;
        }
        let cosignatures = self.election.witness_policy().check(&note).map_err(|error| {
            let words = format!("the checkpoint of {}: {error}", entries(checkpoint.size));
            self.accuse(UNWITNESSED, &words, &note.encode().into_bytes(), &[&note])
        })?;
        let before = self.seen.as_ref().map(|(before, _)| before.size);
        if before.is_none() {
            self.holds_manifest(&checkpoint)?;
        }
        self.kept.keep(checkpoint.size, &note)?;
        let news = News { size: checkpoint.size, root: checkpoint.root, before, cosignatures };
        self.seen = Some((checkpoint, note));
        Ok(news)
    }

    /// That the older tree is the beginning of the newer one.
    fn continues(
        &self,
        before: &Checkpoint,
        old: &SignedNote,
        after: &Checkpoint,
        new: &SignedNote,
    ) -> Result<(), Trouble> {
        if after.size < before.size {
            let words = format!(
                "the board showed {} and now shows {}: entries were taken back, or an old state is shown as the latest",
                entries(before.size),
                after.size
            );
            let evidence = Evidence::new(&words, [old, new]).encode()?;
            return Err(self.accuse("rollback", &words, &evidence, &[old, new]));
        }
        if after.size == before.size {
            if after.root == before.root {
                return Ok(());
            }
            let words = format!(
                "two trees of {}, with the roots {} and {}: the board shows different things to different people",
                entries(after.size),
                before.root,
                after.root
            );
            let evidence = Evidence::new(&words, [old, new]).encode()?;
            return Err(self.accuse("fork", &words, &evidence, &[old, new]));
        }
        let log = LogReader::new(&self.source);
        let proof = match log.consistency_proof(before.size, after.size) {
            Err(LogError::Source(error)) => return Err(error.into()),
            proof => proof,
        };
        let (first, last) = ((before.size, &before.root), (after.size, &after.root));
        let failed = match &proof {
            Ok(proof) => proof.verify(first, last).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        let Err(error) = failed else { return Ok(()) };
        let words = format!(
            "the board's tiles do not show that its {} continue the {} seen before: {error}",
            entries(after.size),
            before.size
        );
        let mut evidence = Evidence::new(&words, [old, new]);
        // if the tiles are those of the newer tree, what it begins with is proved to everyone
        let prefix = tree_root(&log.tiles(after.size), before.size);
        if let (Ok(proof), Ok(prefix)) = (&proof, &prefix)
            && proof.verify((before.size, prefix), last).is_ok()
        {
            evidence = evidence.with_prefix(prefix, proof);
        }
        Err(self.accuse("inconsistent", &words, &evidence.encode()?, &[old, new]))
    }

    /// That the first tree begins with the manifest. Later ones continue it.
    fn holds_manifest(&self, checkpoint: &Checkpoint) -> Result<(), Trouble> {
        let log = LogReader::new(&self.source);
        let entry = log.entry(LeafIndex(0), checkpoint.size)?;
        let proof = log.inclusion_proof(LeafIndex(0), checkpoint.size)?;
        let proved = proof.verify(&leaf_hash(&entry), LeafIndex(0), checkpoint.size, &checkpoint.root);
        proved
            .map_err(|error| alarm("invalid", format!("the first entry is not the signed one: {error}")))?;
        let entry = Entry::read(entry, &SourceBlobs(&self.source))?;
        if entry.kind() == Kind::Manifest && entry.blob() == self.election.bytes() {
            return Ok(());
        }
        Err(alarm("invalid", "the board does not begin with the manifest of this election".into()))
    }

    fn accuse(&self, kind: &'static str, words: &str, evidence: &[u8], notes: &[&SignedNote]) -> Trouble {
        let size = |note: &&SignedNote| {
            Checkpoint::parse(note.text()).map_or_else(|_| "unread".into(), |c| c.size.to_string())
        };
        let sizes: Vec<String> = notes.iter().map(size).collect();
        match self.kept.accuse(&format!("{kind}-{}", sizes.join("-")), evidence) {
            Ok(path) => Trouble::Alarm(Alarm { kind, words: words.into(), evidence: Some(path) }),
            // the alarm is louder than the disk
            Err(error) => alarm(kind, format!("{words} (the evidence could not be written: {error})")),
        }
    }
}

fn alarm(kind: &'static str, words: String) -> Trouble {
    Trouble::Alarm(Alarm { kind, words, evidence: None })
}

/// The manifest that stands first on a board, with the signature of the authority that it names. Whether it is the trusted one, and in the signed tree, is the caller's to see.
pub(crate) fn first_manifest(source: &dyn Source) -> anyhow::Result<Arc<Election>> {
    let log = LogReader::new(source);
    let size = Checkpoint::parse(log.checkpoint()?.text())?.size;
    let entry = Entry::read(log.entry(LeafIndex(0), size)?, &SourceBlobs(source))?;
    if entry.kind() != Kind::Manifest {
        return Err(anyhow!("the first entry of the board is a {}, not a manifest", entry.kind()));
    }
    let election = Election::parse(entry.blob()).context("the manifest on the board")?;
    // who trusts the authority's key trusts what it signed, not what names it
    let signed = Signed::<ManifestPosted>::decode(entry.bytes())?;
    signed.verify(election.id(), election.authority_key()).context("the manifest on the board")?;
    Ok(Arc::new(election))
}
