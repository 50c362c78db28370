//! Tiles, entry bundles, and the tree at any size it had.

use tabella_database::{during, on};
use tabella_tlog::{
    BundlePath, Hash, LeafIndex, TileEdge, TilePath, TreeSize,
    tile::{TILE_WIDTH, decode_tile, encode_bundle},
};

use crate::{
    entries::checked,
    error::StoreError,
    pool::UrnPool,
    values::{hash, to_sql},
};

pub(crate) const FULL: &str = "SELECT hashes, root FROM tile WHERE level = $1 AND idx = $2";
const LEAVES: &str = "SELECT leaf FROM entry WHERE idx >= $1 AND idx < $2 ORDER BY idx";
const NODES: &str = "SELECT root FROM tile WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx";

impl UrnPool {
    /// The bytes of a tile of hashes, full or of any smaller width; `None` if the log has not grown that far.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if a full tile does not have its root; [`StoreError::Database`].
    pub async fn tile(&self, path: TilePath) -> Result<Option<Vec<u8>>, StoreError> {
        if path.is_partial() { self.partial_tile(path).await } else { self.full_tile(path).await }
    }

    /// The bytes of an entry bundle, full or of any smaller width; `None` if the log has not grown that far.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names an entry that does not have its leaf hash; [`StoreError::Database`].
    pub async fn bundle(&self, path: BundlePath) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(first) = path.index().checked_mul(TILE_WIDTH.into()) else { return Ok(None) };
        let rows = self.entry_rows(LeafIndex(first), path.width().into()).await?;
        if rows.len() < path.width().into() {
            return Ok(None);
        }
        let entries: Vec<Vec<u8>> =
            (first..).zip(rows).map(|(index, row)| checked(index, row)).collect::<Result<_, _>>()?;
        encode_bundle(&entries).map(Some).map_err(|error| StoreError::corrupt(path, error))
    }

    async fn full_tile(&self, path: TilePath) -> Result<Option<Vec<u8>>, StoreError> {
        let (level, index) = (i64::from(path.level()), to_sql(path.index()));
        let row: Option<(Vec<u8>, Vec<u8>)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(FULL).bind(level).bind(index).fetch_optional(pool).await
        })
        .map_err(during("full tile"))?;
        let Some((bytes, root)) = row else { return Ok(None) };
        let own = decode_tile(&bytes).and_then(|hashes| tile_root(&hashes));
        if own != Some(hash(&root, || path.to_string())?) {
            return Err(StoreError::corrupt(path, "the hashes do not have the root"));
        }
        Ok(Some(bytes))
    }

    /// Its hashes are leaves, or the roots of full tiles of the level below.
    async fn partial_tile(&self, path: TilePath) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(first) = path.index().checked_mul(TILE_WIDTH.into()) else { return Ok(None) };
        let (from, to) = (to_sql(first), to_sql(first.saturating_add(path.width().into())));
        let rows: Vec<(Vec<u8>,)> = on!(&self.database, |pool: Db| match path.level().checked_sub(1) {
            None => sqlx::query_as::<Db, _>(LEAVES).bind(from).bind(to).fetch_all(pool).await,
            Some(below) => {
                let nodes = sqlx::query_as::<Db, _>(NODES).bind(i64::from(below));
                nodes.bind(from).bind(to).fetch_all(pool).await
            }
        })
        .map_err(during("partial tile"))?;
        let whole = rows.len() == usize::from(path.width());
        Ok(whole.then(|| rows.into_iter().flat_map(|(hash,)| hash).collect()))
    }

    /// The right edge that the tree had at this size, which the log has reached.
    pub(crate) async fn edge(&self, size: TreeSize) -> Result<TileEdge, StoreError> {
        let mut tiles = Vec::new();
        for path in TileEdge::paths(size) {
            let bytes = self.tile(path).await?;
            let bytes = bytes.ok_or_else(|| StoreError::corrupt(path, "hashes below it are missing"))?;
            tiles.push(
                decode_tile(&bytes)
                    .ok_or_else(|| StoreError::corrupt(path, "not a whole number of hashes"))?,
            );
        }
        TileEdge::from_tiles(size, tiles).map_err(|error| StoreError::corrupt("tiles", error))
    }

    /// The root that the log had at this size.
    pub(crate) async fn root_at(&self, size: TreeSize) -> Result<Hash, StoreError> {
        let head = self.head().await?;
        match size.cmp(&head.size) {
            std::cmp::Ordering::Greater => Err(StoreError::NoSuchSize { size, head: head.size }),
            std::cmp::Ordering::Equal => Ok(head.root),
            std::cmp::Ordering::Less => Ok(self.edge(size).await?.root()),
        }
    }
}

/// The root over the hashes of a full tile.
fn tile_root(hashes: &[Hash]) -> Option<Hash> {
    let mut tree = tabella_tlog::CompactRange::new();
    for hash in hashes {
        tree.push(*hash);
    }
    (hashes.len() == usize::from(TILE_WIDTH)).then(|| tree.root())
}
