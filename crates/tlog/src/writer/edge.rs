//! The right edge of a log that is written: its partial tiles and its open bundle.

use crate::{
    checkpoint::Checkpoint,
    hash::{Hash, TreeSize, leaf_hash, perfect_root},
    range::CompactRange,
    reader::{LogError, LogReader},
    source::Source,
    tile::{BundleError, BundlePath, TILE_WIDTH, TilePath, push_entry},
};

use super::WriteError;

#[derive(Default)]
pub(super) struct Edge {
    range: CompactRange,
    /// Per level the hashes of its partial tile, none if its last tile is full.
    levels: Vec<Vec<Hash>>,
    /// Bytes of the partial bundle.
    bundle: Vec<u8>,
}

/// A tile that became full.
pub(super) struct FullTile {
    pub(super) index: u64,
    pub(super) hashes: Vec<Hash>,
}

impl FullTile {
    /// The node of the level above.
    pub(super) fn root(&self) -> Hash {
        perfect_root(&self.hashes)
    }
}

impl Edge {
    /// The edge of the tree of a checkpoint, checked against its root.
    pub(super) fn load(source: &dyn Source, checkpoint: &Checkpoint) -> Result<Self, WriteError> {
        let size = checkpoint.size;
        let behind = |error| match error {
            LogError::Missing { path } => WriteError::Behind { size, path },
            other => other.into(),
        };
        let log = LogReader::new(source);
        let tiles = log.tiles(size);
        let mut levels = Vec::new();
        for level in 0_u8.. {
            let nodes = size.0.checked_shr(8 * u32::from(level)).unwrap_or(0);
            if nodes == 0 {
                break;
            }
            let hashes = match TilePath::in_tree(level, nodes / u64::from(TILE_WIDTH), size) {
                Some(path) => tiles.tile(path).map_err(behind)?.to_vec(),
                None => Vec::new(),
            };
            levels.push(hashes);
        }
        let peaks = levels.iter().rev().flat_map(|hashes| peaks(hashes)).collect();
        let range = CompactRange::from_peaks(size, peaks).map_err(|_| WriteError::Tiles { size })?;
        if range.root() != checkpoint.root {
            return Err(WriteError::Tiles { size });
        }
        let mut edge = Self { range, levels, bundle: Vec::new() };
        if let Some(path) = BundlePath::in_tree(size.0 / u64::from(TILE_WIDTH), size) {
            let entries = log.bundle(path).map_err(behind)?;
            let leaves = entries.iter().map(|entry| leaf_hash(entry));
            if !edge.levels.first().is_some_and(|tile| tile.iter().copied().eq(leaves)) {
                return Err(WriteError::Entries { path: path.to_string() });
            }
            for entry in &entries {
                push_entry(&mut edge.bundle, entry)?;
            }
        }
        Ok(edge)
    }

    pub(super) fn size(&self) -> TreeSize {
        self.range.size()
    }

    pub(super) fn root(&self) -> Hash {
        self.range.root()
    }

    /// Adds an entry to the tree and to the open bundle, not yet to the tiles.
    pub(super) fn push(&mut self, entry: &[u8]) -> Result<Hash, BundleError> {
        push_entry(&mut self.bundle, entry)?;
        let leaf = leaf_hash(entry);
        self.range.push(leaf);
        Ok(leaf)
    }

    /// Adds a node to the tile of its level; tells the tile if that made it full.
    pub(super) fn push_node(&mut self, level: u8, node: Hash) -> Option<FullTile> {
        if self.levels.len() <= usize::from(level) {
            self.levels.push(Vec::new());
        }
        let hashes = self.levels.get_mut(usize::from(level))?;
        hashes.push(node);
        if hashes.len() < usize::from(TILE_WIDTH) {
            return None;
        }
        let tiles = self.range.size().0.checked_shr(8 * (u32::from(level) + 1))?;
        Some(FullTile { index: tiles.checked_sub(1)?, hashes: std::mem::take(hashes) })
    }

    /// The bytes of the open bundle, which is full; a new one is open then.
    pub(super) fn take_bundle(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bundle)
    }

    /// The partial bundle.
    pub(super) fn partial_bundle(&self) -> Option<(BundlePath, &[u8])> {
        let path = BundlePath::in_tree(self.size().0 / u64::from(TILE_WIDTH), self.size())?;
        Some((path, &self.bundle))
    }

    /// The partial tiles, those of leaves first.
    pub(super) fn partial_tiles(&self) -> impl Iterator<Item = (TilePath, &[Hash])> {
        (0_u8..).zip(&self.levels).filter_map(|(level, hashes)| {
            let nodes = self.size().0.checked_shr(8 * u32::from(level))?;
            Some((TilePath::in_tree(level, nodes / u64::from(TILE_WIDTH), self.size())?, hashes.as_slice()))
        })
    }
}

/// The roots of the perfect subtrees over a partial tile, larger first.
fn peaks(hashes: &[Hash]) -> Vec<Hash> {
    let mut peaks = Vec::new();
    let mut rest = hashes;
    while let Some(height) = rest.len().checked_ilog2() {
        let (subtree, after) = rest.split_at(1 << height);
        peaks.push(perfect_root(subtree));
        rest = after;
    }
    peaks
}
