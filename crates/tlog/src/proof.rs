//! Inclusion and consistency proofs (RFC 6962, section 2.1; verified by the algorithms of RFC 9162, section 2.1).

mod generate;

use crate::hash::{EMPTY_ROOT, Hash, LeafIndex, TreeSize, node_hash};

pub use generate::HashReader;

/// Most hashes of a proof: the height of the greatest tree for inclusion, one more for consistency.
pub const MAX_PROOF_HASHES: usize = 64;

/// Why a proof is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf is not in a tree of this size.
    #[error("leaf {index} is not in a tree of {size}")]
    NoSuchLeaf {
        /// The leaf.
        index: LeafIndex,
        /// Size of the tree.
        size: TreeSize,
    },
    /// The tree that is said to be older has more leaves.
    #[error("a tree of {old} leaves is not older than one of {new}")]
    Order {
        /// Size of the tree said to be older.
        old: TreeSize,
        /// Size of the tree said to be newer.
        new: TreeSize,
    },
    /// More or fewer hashes than the sizes need.
    #[error("{0} hashes are not as many as the sizes need")]
    Length(usize),
    /// The proof leads to another root than that of the (newer) tree.
    #[error("the proof does not lead to the root")]
    Root,
    /// The proof does not lead to the root of the older tree.
    #[error("the proof does not lead to the older root")]
    OldRoot,
}

/// The hashes beside the way from a leaf to the root, the leaf's neighbour first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InclusionProof {
    /// The hashes.
    pub hashes: Vec<Hash>,
}

impl InclusionProof {
    /// Computes the proof for a leaf of the tree of this size.
    ///
    /// # Errors
    /// [`ProofError::NoSuchLeaf`], or what the reader reports.
    pub fn generate<R: HashReader + ?Sized>(
        reader: &R,
        index: LeafIndex,
        size: TreeSize,
    ) -> Result<Self, R::Error> {
        Ok(Self { hashes: generate::inclusion(reader, index, size)? })
    }

    /// Verifies that `leaf` is the hash of leaf `index` in the tree of this size and root.
    ///
    /// # Errors
    /// [`ProofError::NoSuchLeaf`], [`ProofError::Length`], [`ProofError::Root`].
    pub fn verify(
        &self,
        leaf: &Hash,
        index: LeafIndex,
        size: TreeSize,
        root: &Hash,
    ) -> Result<(), ProofError> {
        if index.0 >= size.0 {
            return Err(ProofError::NoSuchLeaf { index, size });
        }
        let wrong_length = ProofError::Length(self.hashes.len());
        // of the leaf's way and of the last leaf's way, both a number per level
        let (mut node, mut last) = (index.0, size.0 - 1);
        let mut hash = *leaf;
        for sibling in &self.hashes {
            if last == 0 {
                return Err(wrong_length);
            }
            if node % 2 == 1 || node == last {
                hash = node_hash(sibling, &hash);
                // a last node without sibling is the same node on the levels above
                while node % 2 == 0 && node != 0 {
                    (node, last) = (node >> 1, last >> 1);
                }
            } else {
                hash = node_hash(&hash, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        match (last, hash == *root) {
            (0, true) => Ok(()),
            (0, false) => Err(ProofError::Root),
            _ => Err(wrong_length),
        }
    }
}

/// The hashes that show that an older tree is the beginning of a newer one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyProof {
    /// The hashes; none if the trees are equal or the older one is empty.
    pub hashes: Vec<Hash>,
}

impl ConsistencyProof {
    /// Computes the proof between the trees of two sizes.
    ///
    /// # Errors
    /// [`ProofError::Order`], or what the reader reports.
    pub fn generate<R: HashReader + ?Sized>(
        reader: &R,
        old: TreeSize,
        new: TreeSize,
    ) -> Result<Self, R::Error> {
        Ok(Self { hashes: generate::consistency(reader, old, new)? })
    }

    /// Verifies that the tree of size and root `old` is the beginning of the tree of size and root `new`.
    ///
    /// # Errors
    /// [`ProofError::Order`], [`ProofError::Length`], [`ProofError::OldRoot`], [`ProofError::Root`].
    pub fn verify(&self, old: (TreeSize, &Hash), new: (TreeSize, &Hash)) -> Result<(), ProofError> {
        let ((old, old_root), (new, new_root)) = (old, new);
        if old > new {
            return Err(ProofError::Order { old, new });
        }
        let wrong_length = ProofError::Length(self.hashes.len());
        if old.0 == 0 || old == new {
            // anything follows the empty tree, which has one root
            return match self.hashes.is_empty() {
                false => Err(wrong_length),
                true if old.0 == 0 && *old_root != EMPTY_ROOT => Err(ProofError::OldRoot),
                true if old == new && old_root != new_root => Err(ProofError::Root),
                true => Ok(()),
            };
        }
        // the lowest node of the older tree's right edge that is whole
        let shift = old.0.trailing_zeros();
        let (mut node, mut last) = ((old.0 - 1) >> shift, (new.0 - 1) >> shift);
        // it is the older root itself if that tree is perfect; otherwise the proof begins with it
        let (first, rest) = if node == 0 {
            (old_root, self.hashes.as_slice())
        } else {
            self.hashes.split_first().ok_or(wrong_length)?
        };
        let (mut old_hash, mut new_hash) = (*first, *first);
        for sibling in rest {
            if last == 0 {
                return Err(wrong_length);
            }
            if node % 2 == 1 || node == last {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
                while node % 2 == 0 && node != 0 {
                    (node, last) = (node >> 1, last >> 1);
                }
            } else {
                new_hash = node_hash(&new_hash, sibling);
            }
            (node, last) = (node >> 1, last >> 1);
        }
        match last {
            0 if old_hash != *old_root => Err(ProofError::OldRoot),
            0 if new_hash != *new_root => Err(ProofError::Root),
            0 => Ok(()),
            _ => Err(wrong_length),
        }
    }
}

/// The root of the tree of this size, computed from its perfect subtrees.
///
/// # Errors
/// What the reader reports.
pub fn tree_root<R: HashReader + ?Sized>(reader: &R, size: TreeSize) -> Result<Hash, R::Error> {
    generate::range_root(reader, 0, size.0)
}

#[cfg(test)]
mod tests;
