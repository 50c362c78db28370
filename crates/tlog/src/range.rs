//! The right edge of a growing tree.

use serde::{Deserialize, Serialize};

use crate::hash::{EMPTY_ROOT, Hash, MAX_TREE_SIZE, TreeSize, fold_peaks, leaf_hash, node_hash};

/// A tree of which only the roots of its perfect subtrees are kept: as many hashes as the size has one bits.
///
/// Enough to add leaves and to know the root, in O(log n) memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct CompactRange {
    size: u64,
    /// Larger subtrees first.
    peaks: Vec<Hash>,
}

impl CompactRange {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// A tree from its size and the roots of its perfect subtrees, larger first.
    ///
    /// # Errors
    /// [`RangeError`] if the size is above [`MAX_TREE_SIZE`] or does not have that many subtrees.
    pub fn from_peaks(size: TreeSize, peaks: Vec<Hash>) -> Result<Self, RangeError> {
        let TreeSize(size) = size;
        if size > MAX_TREE_SIZE || size.count_ones() as usize != peaks.len() {
            return Err(RangeError { size, peaks: peaks.len() });
        }
        Ok(Self { size, peaks })
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            // one peak for each one bit: as many are there
            let Some(left) = self.peaks.pop() else { break };
            node = node_hash(&left, &node);
        }
        self.peaks.push(node);
        self.size += 1;
    }

    /// Adds a leaf by its entry.
    pub fn push_bytes(&mut self, entry: &[u8]) {
        self.push(leaf_hash(entry));
    }

    /// Number of leaves.
    pub fn size(&self) -> TreeSize {
        TreeSize(self.size)
    }

    /// The root; [`EMPTY_ROOT`] if there is no leaf.
    pub fn root(&self) -> Hash {
        if self.size == 0 { EMPTY_ROOT } else { fold_peaks(&self.peaks) }
    }
}

/// A size and a number of subtrees that do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tree of {size} leaves does not have {peaks} perfect subtrees")]
pub struct RangeError {
    /// The size.
    pub size: u64,
    /// The number of subtrees.
    pub peaks: usize,
}

#[derive(Serialize, Deserialize)]
struct Parts {
    size: TreeSize,
    peaks: Vec<Hash>,
}

impl From<CompactRange> for Parts {
    fn from(range: CompactRange) -> Self {
        Self { size: range.size(), peaks: range.peaks }
    }
}

impl TryFrom<Parts> for CompactRange {
    type Error = RangeError;

    fn try_from(parts: Parts) -> Result<Self, RangeError> {
        Self::from_peaks(parts.size, parts.peaks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_and_read_again() {
        let mut range = CompactRange::new();
        for n in 0..11_u8 {
            range.push_bytes(&[n]);
        }
        let bytes = postcard::to_stdvec(&range).unwrap();
        // a size, a number of hashes, and three hashes of 32 bytes
        assert_eq!(bytes.len(), 2 + 3 * 32);
        assert_eq!(postcard::from_bytes(&bytes), Ok(range.clone()));
        let json = serde_json::to_string(&range).unwrap();
        assert!(json.starts_with("{\"size\":11,\"peaks\":[\""), "{json}");
        assert_eq!(serde_json::from_str::<CompactRange>(&json).unwrap(), range);
        // a size that does not have three subtrees, and one above the limit
        let mut other = bytes.clone();
        other[0] = 12;
        assert!(postcard::from_bytes::<CompactRange>(&other).is_err());
        let error = RangeError { size: 1 << 63, peaks: 1 };
        assert_eq!(CompactRange::from_peaks(TreeSize(1 << 63), vec![EMPTY_ROOT]), Err(error));
        assert_eq!(CompactRange::from_peaks(TreeSize(0), vec![]), Ok(CompactRange::new()));
    }
}
