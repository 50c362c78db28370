//! Proofs that can be kept and verified offline (C2SP tlog-proof; file extension `.tlog-proof`).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! [extra <base64>]
//! index <decimal>
//! [<base64 of a hash of the inclusion proof> …]
//!
//! <checkpoint, a signed note with cosignatures>
//! ```

use std::fmt;

use crate::{
    checkpoint::{Checkpoint, CheckpointError, Cosignature, PolicyError, WitnessPolicy},
    hash::{Hash, LeafIndex, leaf_hash, parse_decimal},
    note::{MAX_NOTE_BYTES, NoteError, SignedNote, Vkey},
    proof::{InclusionProof, MAX_PROOF_HASHES, ProofError},
    text::{base64, from_base64},
};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Greatest length of the extra data: room for an entry and something beside it.
pub const MAX_EXTRA_BYTES: usize = 128 * 1024;

/// Greatest length of a proof: extra data in base64, 64 hashes in base64, and a note.
pub const MAX_TLOG_PROOF_BYTES: usize =
    MAX_EXTRA_BYTES / 3 * 4 + MAX_PROOF_HASHES * 45 + 1024 + MAX_NOTE_BYTES;

/// Why a proof is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlogProofError {
    /// Longer than [`MAX_TLOG_PROOF_BYTES`].
    #[error("a proof of {0} bytes, at most {MAX_TLOG_PROOF_BYTES}")]
    TooLong(usize),
    /// Not UTF-8, without its first line, or without an empty line before the checkpoint.
    #[error("not a {HEADER} proof")]
    Shape,
    /// The extra data is empty, too long, or not base64.
    #[error("the extra data is empty, too long or not base64")]
    Extra,
    /// No index line where it belongs.
    #[error("not an index line: {0:?}")]
    Index(String),
    /// A line that is not a hash.
    #[error("not a hash: {0:?}")]
    Hash(String),
    /// More than [`MAX_PROOF_HASHES`] hashes.
    #[error("more than {MAX_PROOF_HASHES} hashes")]
    TooManyHashes,
    /// The note is not one.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    /// It is not a checkpoint, or the log did not sign it.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The witnesses' quorum is not met.
    #[error("witnesses: {0}")]
    Policy(#[from] PolicyError),
    /// The entry is not in the tree at this index.
    #[error("inclusion: {0}")]
    Inclusion(#[from] ProofError),
}

/// An entry's place in a log, a checkpoint, and the proof between them. Nothing of it is verified before
/// [`TlogProof::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Data for the application, not authenticated; not empty if there.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry.
    pub index: LeafIndex,
    /// Proof of inclusion.
    pub inclusion: InclusionProof,
    /// The checkpoint with its signatures.
    pub checkpoint: SignedNote,
}

/// An entry that is in a log, as the log and enough witnesses signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// Index of the entry.
    pub index: LeafIndex,
    /// The tree it is in.
    pub checkpoint: Checkpoint,
    /// The witnesses' cosignatures.
    pub cosignatures: Vec<Cosignature>,
}

impl TlogProof {
    /// Reads a proof.
    ///
    /// # Errors
    /// [`TlogProofError`] for anything that [`TlogProof::encode`] does not write.
    pub fn parse(bytes: &[u8]) -> Result<Self, TlogProofError> {
        if bytes.len() > MAX_TLOG_PROOF_BYTES {
            return Err(TlogProofError::TooLong(bytes.len()));
        }
        let text = str::from_utf8(bytes).map_err(|_| TlogProofError::Shape)?;
        let (head, note) = text.split_once("\n\n").ok_or(TlogProofError::Shape)?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(TlogProofError::Shape);
        }
        let mut line = lines.next().unwrap_or_default();
        let extra = line.strip_prefix("extra ").map(parse_extra).transpose()?;
        if extra.is_some() {
            line = lines.next().unwrap_or_default();
        }
        let index = line.strip_prefix("index ").and_then(parse_decimal);
        let index = LeafIndex(index.ok_or_else(|| TlogProofError::Index(line.into()))?);
        let hash = |line: &str| Hash::from_base64(line).ok_or_else(|| TlogProofError::Hash(line.into()));
        let hashes: Vec<_> = lines.map(hash).collect::<Result<_, _>>()?;
        if hashes.len() > MAX_PROOF_HASHES {
            return Err(TlogProofError::TooManyHashes);
        }
        let checkpoint = SignedNote::parse(note.as_bytes())?;
        Checkpoint::parse(checkpoint.text())?;
        Ok(Self { extra, index, inclusion: InclusionProof { hashes }, checkpoint })
    }

    /// The text to keep.
    ///
    /// # Errors
    /// [`TlogProofError`] if the fields are not those of a proof, such as extra data that is empty.
    pub fn encode(&self) -> Result<String, TlogProofError> {
        let text = self.to_string();
        // what reads back as this, and only that, is written
        if Self::parse(text.as_bytes())? == *self { Ok(text) } else { Err(TlogProofError::Shape) }
    }

    /// Verifies that the log with this key has the entry at the index that the proof names, in a tree that a quorum of
    /// witnesses saw.
    ///
    /// # Errors
    /// [`TlogProofError::Checkpoint`], [`TlogProofError::Policy`], [`TlogProofError::Inclusion`].
    pub fn verify(
        &self,
        entry: &[u8],
        log: &Vkey,
        witnesses: &WitnessPolicy,
    ) -> Result<Included, TlogProofError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, log)?;
        let cosignatures = witnesses.check(&self.checkpoint)?;
        self.inclusion.verify(&leaf_hash(entry), self.index, checkpoint.size, &checkpoint.root)?;
        Ok(Included { index: self.index, checkpoint, cosignatures })
    }
}

fn parse_extra(base64: &str) -> Result<Vec<u8>, TlogProofError> {
    let extra = from_base64(base64).ok_or(TlogProofError::Extra)?;
    if extra.is_empty() || extra.len() > MAX_EXTRA_BYTES { Err(TlogProofError::Extra) } else { Ok(extra) }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.inclusion.hashes {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint.encode())
    }
}

#[cfg(test)]
mod tests;
