//! The tiles that a growing tree has, computed from its leaves.

use serde::{Deserialize, Serialize};
use tabella_tlog::{
    CompactRange, Hash, TilePath,
    tile::{MAX_LEVEL, TILE_WIDTH},
};

/// The right edge of all levels of tiles: what is needed to go on computing them. At most 8 kB per level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TileEdge {
    leaves: u64,
    /// Per level the hashes of its last tile, fewer than a full tile has.
    levels: Vec<Vec<Hash>>,
}

impl TileEdge {
    /// How many leaves were added.
    pub(crate) fn leaves(&self) -> u64 {
        self.leaves
    }

    /// Whether the hashes are as many as the number of leaves says: what a file holds may be anything.
    pub(crate) fn is_whole(&self) -> bool {
        let expected = |level: usize| {
            let nodes =
                u32::try_from(8 * level).ok().and_then(|shift| self.leaves.checked_shr(shift)).unwrap_or(0);
            nodes % u64::from(TILE_WIDTH)
        };
        let levels = self.levels.len() <= usize::from(MAX_LEVEL);
        levels && (0..8).all(|level| self.levels.get(level).map_or(0, Vec::len) as u64 == expected(level))
    }

    /// Hashes of the last tile of level 0, if it is partial.
    pub(crate) fn last_leaves(&self) -> &[Hash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// Adds a leaf and tells every tile above level 0 that becomes full.
    pub(crate) fn push<E>(
        &mut self,
        leaf: Hash,
        full: &mut impl FnMut(TilePath, &[Hash]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.leaves += 1;
        let (mut node, mut level) = (leaf, 0);
        loop {
            if self.levels.len() <= level {
                self.levels.push(Vec::new());
            }
            let Some(tile) = self.levels.get_mut(level) else { return Ok(()) };
            tile.push(node);
            if tile.len() < usize::from(TILE_WIDTH) {
                return Ok(());
            }
            let hashes = std::mem::take(tile);
            if level > 0
                && let Some(path) = self.path(level, TILE_WIDTH)
            {
                full(path, &hashes)?;
            }
            let mut root = CompactRange::new();
            for hash in hashes {
                root.push(hash);
            }
            (node, level) = (root.root(), level + 1);
        }
    }

    /// The partial tiles above level 0.
    pub(crate) fn partial(&self) -> impl Iterator<Item = (TilePath, &[Hash])> {
        self.levels.iter().enumerate().skip(1).filter_map(|(level, hashes)| {
            let width = u16::try_from(hashes.len()).ok()?;
            Some((self.path(level, width)?, hashes.as_slice()))
        })
    }

    /// Path of the last tile of a level.
    fn path(&self, level: usize, width: u16) -> Option<TilePath> {
        let nodes = self.leaves.checked_shr(u32::try_from(8 * level).ok()?)?;
        let index = nodes.checked_sub(width.into())? / u64::from(TILE_WIDTH);
        TilePath::new(u8::try_from(level).ok()?, index, width)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tabella_tlog::leaf_hash;

    use super::*;

    #[test]
    fn tiles_of_a_growing_tree() {
        let mut edge = TileEdge::default();
        let mut tree = CompactRange::new();
        let mut subtrees = Vec::new();
        let mut full: Vec<(String, Vec<Hash>)> = Vec::new();
        for index in 0..70_000_u32 {
            let leaf = leaf_hash(&index.to_be_bytes());
            tree.push(leaf);
            if index.is_multiple_of(256) {
                subtrees.push(CompactRange::new());
            }
            subtrees.last_mut().unwrap().push(leaf);
            edge.push::<Infallible>(leaf, &mut |path, hashes| {
                full.push((path.to_string(), hashes.to_vec()));
                Ok(())
            })
            .unwrap();
            assert_eq!(edge.last_leaves().len(), usize::try_from((index + 1) % 256).unwrap());
        }
        assert!(edge.is_whole());
        assert_eq!(full.len(), 1);
        assert_eq!(full[0].0, "tile/1/000");
        let roots: Vec<Hash> = subtrees.iter().map(CompactRange::root).collect();
        assert_eq!(full[0].1, roots[..256]);
        let partial: Vec<_> =
            edge.partial().map(|(path, hashes)| (path.to_string(), hashes.to_vec())).collect();
        assert_eq!(partial[0], ("tile/1/001.p/17".into(), roots[256..273].to_vec()));
        assert_eq!(partial[1].0, "tile/2/000.p/1");
        assert_eq!(partial.len(), 2);
    }

    #[test]
    fn a_broken_edge_is_noticed() {
        let edge = TileEdge { leaves: 300, levels: vec![vec![leaf_hash(b""); 44], vec![leaf_hash(b"")]] };
        assert!(edge.is_whole());
        assert!(!TileEdge { leaves: 301, ..edge.clone() }.is_whole());
        assert!(!TileEdge { leaves: 44, ..edge }.is_whole());
    }
}
