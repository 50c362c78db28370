//! Subtrees from tiles.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::LogError;
use crate::{
    hash::{Hash, TreeSize, perfect_root},
    proof::HashReader,
    source::Source,
    tile::{TilePath, decode_tile, place},
};

/// Tiles kept in memory: 8 MiB of hashes. A proof touches at most two tiles per level.
const TILES_KEPT: usize = 1024;

/// Levels of hashes between a tile and the one above it.
const TILE_HEIGHT: u32 = 8;

/// The tiles of the tree of one published size. It serves every smaller tree too: perfect subtrees stay as a tree grows.
pub struct TileReader<'a> {
    source: &'a dyn Source,
    size: TreeSize,
    tiles: RefCell<BTreeMap<TilePath, Rc<[Hash]>>>,
}

impl<'a> TileReader<'a> {
    /// The tiles of the tree of this size.
    pub fn new(source: &'a dyn Source, size: TreeSize) -> Self {
        Self { source, size, tiles: RefCell::default() }
    }

    /// The hashes of a tile, as many as its path says; where the partial file is gone, the beginning of the full tile.
    ///
    /// # Errors
    /// [`LogError::Missing`], [`LogError::Tile`], [`LogError::Source`].
    pub fn tile(&self, path: TilePath) -> Result<Rc<[Hash]>, LogError> {
        if let Some(hashes) = self.tiles.borrow().get(&path) {
            return Ok(Rc::clone(hashes));
        }
        let missing = || LogError::Missing { path: path.to_string() };
        let (bytes, width) = path.read(self.source)?.ok_or_else(missing)?;
        let hashes = decode_tile(&bytes).filter(|hashes| hashes.len() == usize::from(width));
        let wrong = || LogError::Tile { path: path.to_string(), bytes: bytes.len() };
        let hashes: Rc<[Hash]> = hashes.ok_or_else(wrong)?.into_iter().take(path.width().into()).collect();
        let mut tiles = self.tiles.borrow_mut();
        if tiles.len() >= TILES_KEPT {
            tiles.clear();
        }
        tiles.insert(path, Rc::clone(&hashes));
        Ok(hashes)
    }
}

impl HashReader for TileReader<'_> {
    type Error = LogError;

    fn subtree(&self, height: u32, index: u64) -> Result<Hash, LogError> {
        let nothing = || LogError::NoSuchSubtree { size: self.size, height, index };
        let level = u8::try_from(height / TILE_HEIGHT).map_err(|_| nothing())?;
        // its nodes at the height of the tile: 1 to 128 of them, all in one tile
        let within = height % TILE_HEIGHT;
        let (tile, first) = place(index.checked_mul(1 << within).ok_or_else(nothing)?);
        let path = TilePath::in_tree(level, tile, self.size).ok_or_else(nothing)?;
        let (tile, nodes) = (self.tile(path)?, first..first + (1 << within));
        tile.get(nodes).map(perfect_root).ok_or_else(nothing)
    }
}
