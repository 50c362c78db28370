//! The right edge of a log that is written: its partial tiles and its open bundle.

use crate::{
    checkpoint::Checkpoint,
    edge::{FullTile, TileEdge},
    hash::{Hash, TreeSize, leaf_hash},
    reader::{LogError, LogReader},
    source::Source,
    tile::{BundleError, BundlePath, TILE_WIDTH, TilePath, push_entry},
};

use super::WriteError;

#[derive(Default)]
pub(super) struct Edge {
    tiles: TileEdge,
    /// Bytes of the partial bundle.
    bundle: Vec<u8>,
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
        let reader = log.tiles(size);
        let tiles: Vec<Vec<Hash>> = TileEdge::paths(size)
            .map(|path| reader.tile(path).map(|hashes| hashes.to_vec()).map_err(behind))
            .collect::<Result<_, _>>()?;
        let leaves = tiles.first().cloned();
        let tiles = TileEdge::from_tiles(size, tiles).map_err(|_| WriteError::Tiles { size })?;
        if tiles.root() != checkpoint.root {
            return Err(WriteError::Tiles { size });
        }
        let mut edge = Self { tiles, bundle: Vec::new() };
        if let Some(path) = BundlePath::in_tree(size.0 / u64::from(TILE_WIDTH), size) {
            let entries = log.bundle(path).map_err(behind)?;
            if !leaves.is_some_and(|tile| tile.into_iter().eq(entries.iter().map(|entry| leaf_hash(entry)))) {
                return Err(WriteError::Entries { path: path.to_string() });
            }
            for entry in &entries {
                push_entry(&mut edge.bundle, entry)?;
            }
        }
        Ok(edge)
    }

    pub(super) fn size(&self) -> TreeSize {
        self.tiles.size()
    }

    pub(super) fn root(&self) -> Hash {
        self.tiles.root()
    }

    /// Adds an entry to the tree and to the open bundle; tells the tiles that it made full.
    pub(super) fn push(&mut self, entry: &[u8]) -> Result<Vec<FullTile>, BundleError> {
        push_entry(&mut self.bundle, entry)?;
        Ok(self.tiles.push(leaf_hash(entry)))
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
        self.tiles.partial_tiles()
    }
}
