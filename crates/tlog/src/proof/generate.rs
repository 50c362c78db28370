//! Computing proofs from the perfect subtrees of a tree.

use crate::hash::{Hash, LeafIndex, TreeSize, fold_peaks};

use super::ProofError;

/// Gives the roots of perfect subtrees, from tiles or from memory.
pub trait HashReader {
    /// Why a subtree cannot be given.
    type Error: From<ProofError>;

    /// The root over the leaves `index · 2^height .. (index + 1) · 2^height`.
    ///
    /// # Errors
    /// If the tree does not have all these leaves, or the hashes cannot be read.
    fn subtree(&self, height: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// Root over the leaves `from .. to`, where `from` is a multiple of the largest power of two not above `to - from`.
pub(super) fn range_root<R: HashReader + ?Sized>(reader: &R, from: u64, to: u64) -> Result<Hash, R::Error> {
    let mut peaks = Vec::new();
    let mut start = from;
    while let Some(height) = (to - start).checked_ilog2() {
        peaks.push(reader.subtree(height, start >> height)?);
        start += 1 << height;
    }
    Ok(fold_peaks(&peaks))
}

/// Where a range of two or more leaves is split: after the largest power of two below its length.
fn split(from: u64, to: u64) -> u64 {
    from + (1 << (to - from - 1).ilog2())
}

/// `PATH(index, D[0..size])` of RFC 6962.
pub(super) fn inclusion<R: HashReader + ?Sized>(
    reader: &R,
    index: LeafIndex,
    size: TreeSize,
) -> Result<Vec<Hash>, R::Error> {
    if index.0 >= size.0 {
        return Err(ProofError::NoSuchLeaf { index, size }.into());
    }
    let (mut from, mut to) = (0, size.0);
    let mut hashes = Vec::new();
    while to - from > 1 {
        let middle = split(from, to);
        if index.0 < middle {
            hashes.push(range_root(reader, middle, to)?);
            to = middle;
        } else {
            hashes.push(range_root(reader, from, middle)?);
            from = middle;
        }
    }
    hashes.reverse();
    Ok(hashes)
}

/// `PROOF(old, D[0..new])` of RFC 6962.
pub(super) fn consistency<R: HashReader + ?Sized>(
    reader: &R,
    old: TreeSize,
    new: TreeSize,
) -> Result<Vec<Hash>, R::Error> {
    if old > new {
        return Err(ProofError::Order { old, new }.into());
    }
    let mut hashes = Vec::new();
    if old.0 == 0 {
        return Ok(hashes);
    }
    let (mut from, mut to) = (0, new.0);
    while to != old.0 {
        let middle = split(from, to);
        if old.0 <= middle {
            hashes.push(range_root(reader, middle, to)?);
            to = middle;
        } else {
            hashes.push(range_root(reader, from, middle)?);
            from = middle;
        }
    }
    // a range that begins at 0 is the older tree itself, whose root the verifier has
    if from > 0 {
        hashes.push(range_root(reader, from, to)?);
    }
    hashes.reverse();
    Ok(hashes)
}
