//! The tiles at the right edge of a growing tree.

use crate::{
    hash::{Hash, TreeSize, perfect_root},
    range::{CompactRange, RangeError},
    tile::{TILE_WIDTH, TilePath},
};

/// Hashes per level of a tile, as a shift: 2⁸ = 256.
const TILE_HEIGHT: u32 = 8;

/// A tree of which only the partial tiles are kept: enough to add leaves, to know the root, and to tell each tile that
/// becomes full. O(log n) memory: fewer than 256 hashes per level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TileEdge {
    range: CompactRange,
    /// Per level the hashes of its partial tile, none if its last tile is full.
    levels: Vec<Vec<Hash>>,
}

/// A tile that became full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullTile {
    /// Where it lies.
    pub path: TilePath,
    /// Its 256 hashes.
    pub hashes: Vec<Hash>,
    /// The root over them: a node of the level above.
    pub root: Hash,
}

impl TileEdge {
    /// The edge of the tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// The partial tiles that a tree of this size has, that of leaves first: what [`TileEdge::from_tiles`] needs.
    pub fn paths(size: TreeSize) -> impl Iterator<Item = TilePath> {
        let nodes = move |level: u8| size.0.checked_shr(TILE_HEIGHT * u32::from(level)).unwrap_or(0);
        let levels = (0_u8..).take_while(move |level| nodes(*level) > 0);
        levels.filter_map(move |level| TilePath::in_tree(level, nodes(level) / u64::from(TILE_WIDTH), size))
    }

    /// The edge of the tree of this size from its partial tiles, as [`TileEdge::paths`] orders them. The root over them is
    /// a claim until it is compared.
    ///
    /// # Errors
    /// [`RangeError`] if these are not as many tiles and hashes as the size has.
    pub fn from_tiles(
        size: TreeSize,
        tiles: impl IntoIterator<Item = Vec<Hash>>,
    ) -> Result<Self, RangeError> {
        let mut levels: Vec<Vec<Hash>> = Vec::new();
        let mut tiles = tiles.into_iter();
        for path in Self::paths(size) {
            levels.resize_with(path.level().into(), Vec::new);
            levels.push(
                tiles.next().filter(|tile| tile.len() == usize::from(path.width())).unwrap_or_default(),
            );
        }
        let peaks = levels.iter().rev().flat_map(|hashes| peaks(hashes)).collect();
        Ok(Self { range: CompactRange::from_peaks(size, peaks)?, levels })
    }

    /// Number of leaves.
    pub fn size(&self) -> TreeSize {
        self.range.size()
    }

    /// The root; [`crate::EMPTY_ROOT`] if there is no leaf.
    pub fn root(&self) -> Hash {
        self.range.root()
    }

    /// Adds a leaf and tells the tiles that it made full, lower levels first; most leaves make none.
    pub fn push(&mut self, leaf: Hash) -> Vec<FullTile> {
        self.range.push(leaf);
        let mut full = Vec::new();
        let mut node = leaf;
        for level in 0_u8.. {
            let place = usize::from(level);
            if self.levels.len() <= place {
                self.levels.push(Vec::new());
            }
            let Some(hashes) = self.levels.get_mut(place) else { break };
            hashes.push(node);
            if hashes.len() < usize::from(TILE_WIDTH) {
                break;
            }
            let tiles = self.range.size().0.checked_shr(TILE_HEIGHT * (u32::from(level) + 1)).unwrap_or(0);
            let Some(path) = TilePath::new(level, tiles.saturating_sub(1), TILE_WIDTH) else { break };
            let tile = FullTile { path, root: perfect_root(hashes), hashes: std::mem::take(hashes) };
            node = tile.root;
            full.push(tile);
        }
        full
    }

    /// The partial tiles and their hashes, that of leaves first.
    pub fn partial_tiles(&self) -> impl Iterator<Item = (TilePath, &[Hash])> {
        Self::paths(self.size()).filter_map(|path| {
            let hashes = self.levels.get(usize::from(path.level()))?;
            Some((path, hashes.as_slice()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EMPTY_ROOT, leaf_hash};

    #[test]
    fn grows_and_is_read_again() {
        let mut edge = TileEdge::new();
        let mut range = CompactRange::new();
        let mut full = Vec::new();
        assert_eq!(edge.root(), EMPTY_ROOT);
        for n in 0..66_000_u32 {
            let leaf = leaf_hash(&n.to_be_bytes());
            range.push(leaf);
            full.extend(edge.push(leaf).into_iter().map(|tile| tile.path.to_string()));
            if n % 997 == 0 || (65_530..65_540).contains(&n) {
                assert_eq!((edge.size(), edge.root()), (range.size(), range.root()));
                let tiles = edge.partial_tiles().map(|(_, hashes)| hashes.to_vec());
                let again = TileEdge::from_tiles(edge.size(), tiles).unwrap();
                assert_eq!((again.size(), again.root()), (edge.size(), edge.root()));
                assert!(again.partial_tiles().eq(edge.partial_tiles()), "{n}");
            }
        }
        assert_eq!(full.len(), 66_000 / 256 + 1);
        let second = full.iter().position(|path| path == "tile/1/000").unwrap();
        assert_eq!(full[second - 1], "tile/0/255");
    }

    #[test]
    fn other_tiles_are_refused() {
        let hash = leaf_hash(b"");
        assert!(TileEdge::from_tiles(TreeSize(3), [vec![hash; 3]]).is_ok());
        assert!(TileEdge::from_tiles(TreeSize(3), [vec![hash; 2]]).is_err());
        assert!(TileEdge::from_tiles(TreeSize(3), []).is_err());
        assert!(TileEdge::from_tiles(TreeSize(257), [vec![hash], vec![]]).is_err());
        // no partial tile of leaves, one of the level above
        let edge = TileEdge::from_tiles(TreeSize(512), [vec![hash; 2]]).unwrap();
        assert_eq!(
            edge.partial_tiles().map(|(path, _)| path.to_string()).collect::<Vec<_>>(),
            ["tile/1/000.p/2"]
        );
    }
}
