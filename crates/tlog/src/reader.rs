//! Reading a log from a [`Source`].

mod tiles;

use crate::{
    checkpoint::CheckpointError,
    hash::{LeafIndex, TreeSize},
    note::{NoteError, SignedNote},
    proof::{ConsistencyProof, InclusionProof, ProofError},
    source::{Source, SourceError},
    tile::{BundleError, BundlePath, TILE_WIDTH, TilePath, decode_bundle, place},
};

pub use tiles::TileReader;

/// Path of the checkpoint.
pub const CHECKPOINT_PATH: &str = "checkpoint";

/// Why a log cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// A file cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file that a tree of this size has is not there.
    #[error("{path} is missing")]
    Missing {
        /// Its path.
        path: String,
    },
    /// The checkpoint is not a signed note.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    /// The note in `checkpoint` is not a checkpoint.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// A bundle's bytes are not those of its entries.
    #[error("{path}: {error}")]
    Bundle {
        /// Path of the bundle.
        path: String,
        /// What is wrong with it.
        error: BundleError,
    },
    /// A tile does not have as many hashes as its path says.
    #[error("{path}: {bytes} bytes are not the hashes of this tile")]
    Tile {
        /// Path of the tile.
        path: String,
        /// Its length.
        bytes: usize,
    },
    /// No tile of a tree of this size has this subtree or entry, or no proof exists.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The tree has no perfect subtree at this place.
    #[error("a tree of {size} has no subtree {index} of height {height}")]
    NoSuchSubtree {
        /// Size of the tree.
        size: TreeSize,
        /// Height of the subtree.
        height: u32,
        /// Position among the subtrees of this height.
        index: u64,
    },
}

/// The files of a log. What is read is a claim until it is checked against the root of a verified checkpoint.
#[derive(Clone, Copy)]
pub struct LogReader<'a> {
    source: &'a dyn Source,
}

impl<'a> LogReader<'a> {
    /// The log in these files.
    pub fn new(source: &'a dyn Source) -> Self {
        Self { source }
    }

    /// The note at `checkpoint`; its signatures are not verified ([`crate::Checkpoint::open`]).
    ///
    /// # Errors
    /// [`LogError::Missing`], [`LogError::Note`], [`LogError::Source`].
    pub fn checkpoint(&self) -> Result<SignedNote, LogError> {
        let missing = || LogError::Missing { path: CHECKPOINT_PATH.into() };
        let bytes = self.source.read(CHECKPOINT_PATH)?.ok_or_else(missing)?;
        Ok(SignedNote::parse(&bytes)?)
    }

    /// The entries from `from` to the end of the tree of this size, read bundle by bundle. After an error it ends.
    pub fn entries(&self, from: LeafIndex, size: TreeSize) -> Entries<'a> {
        Entries { log: *self, next: from.0, size, bundle: Vec::new().into_iter() }
    }

    /// One entry of the tree of this size.
    ///
    /// # Errors
    /// [`LogError`]; [`ProofError::NoSuchLeaf`] if the tree has no such entry.
    pub fn entry(&self, index: LeafIndex, size: TreeSize) -> Result<Vec<u8>, LogError> {
        self.entries(index, size).next().unwrap_or(Err(ProofError::NoSuchLeaf { index, size }.into()))
    }

    /// The tiles of the tree of this size, which was published.
    pub fn tiles(&self, size: TreeSize) -> TileReader<'a> {
        TileReader::new(self.source, size)
    }

    /// The proof that entry `index` is in the tree of this size, which was published.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn inclusion_proof(&self, index: LeafIndex, size: TreeSize) -> Result<InclusionProof, LogError> {
        InclusionProof::generate(&self.tiles(size), index, size)
    }

    /// The proof that the tree of size `old` is the beginning of that of size `new`, which was published.
    ///
    /// # Errors
    /// [`LogError`].
    pub fn consistency_proof(&self, old: TreeSize, new: TreeSize) -> Result<ConsistencyProof, LogError> {
        ConsistencyProof::generate(&self.tiles(new), old, new)
    }

    /// The entries of a bundle of the tree of this size.
    pub(crate) fn bundle(&self, path: BundlePath) -> Result<Vec<Vec<u8>>, LogError> {
        let missing = || LogError::Missing { path: path.to_string() };
        let (bytes, width) = path.read(self.source)?.ok_or_else(missing)?;
        let entries = decode_bundle(&bytes, width);
        let entries = entries.map_err(|error| LogError::Bundle { path: path.to_string(), error })?;
        Ok(entries.into_iter().take(path.width().into()).map(<[u8]>::to_vec).collect())
    }
}

impl TilePath {
    /// The bytes of the tile and how many hashes they should be; those of the full tile where the partial one is gone.
    /// `None` if neither is there.
    ///
    /// # Errors
    /// [`SourceError`].
    pub fn read(self, source: &dyn Source) -> Result<Option<(Vec<u8>, u16)>, SourceError> {
        read_or_full(source, self.width(), &self, &self.to_full())
    }
}

impl BundlePath {
    /// The bytes of the bundle and how many entries they should be; those of the full bundle where the partial one is
    /// gone. `None` if neither is there.
    ///
    /// # Errors
    /// [`SourceError`].
    pub fn read(self, source: &dyn Source) -> Result<Option<(Vec<u8>, u16)>, SourceError> {
        read_or_full(source, self.width(), &self, &self.to_full())
    }
}

/// A file with its width: a log may delete a partial file once the full one is there (tlog-tiles).
fn read_or_full(
    source: &dyn Source,
    width: u16,
    path: &impl ToString,
    full: &impl ToString,
) -> Result<Option<(Vec<u8>, u16)>, SourceError> {
    if let Some(bytes) = source.read(&path.to_string())? {
        return Ok(Some((bytes, width)));
    }
    let other = if width < TILE_WIDTH { source.read(&full.to_string())? } else { None };
    Ok(other.map(|bytes| (bytes, TILE_WIDTH)))
}

/// The entries of a log in their order. See [`LogReader::entries`].
pub struct Entries<'a> {
    log: LogReader<'a>,
    /// Index of the next entry.
    next: u64,
    size: TreeSize,
    /// What is left of the bundle it lies in.
    bundle: std::vec::IntoIter<Vec<u8>>,
}

impl Iterator for Entries<'_> {
    type Item = Result<Vec<u8>, LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.size.0 {
            return None;
        }
        if self.bundle.len() == 0 {
            let (index, position) = place(self.next);
            let bundle = self.log.bundle(BundlePath::in_tree(index, self.size)?);
            match bundle {
                Ok(entries) => self.bundle = entries.into_iter(),
                Err(error) => {
                    self.next = self.size.0;
                    return Some(Err(error));
                }
            }
            self.bundle.by_ref().take(position).for_each(drop);
        }
        self.next += 1;
        self.bundle.next().map(Ok)
    }
}
