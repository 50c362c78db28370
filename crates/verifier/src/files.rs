//! Reading a board's files: bundles, tiles, blobs.

use std::{
    collections::{BTreeSet, VecDeque},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use tabella_board::{Blobs, EntrySource, ReadError};
use tabella_crypto::BlobHash;
use tabella_tlog::{
    BundlePath, Hash, Source, SourceError, TilePath, TreeSize,
    tile::{TILE_WIDTH, decode_bundle, decode_tile},
};

/// Bundles kept at hand while entries are read again, about one for each core; 256 ballots of 1 to 6 kB in practice.
const BUNDLES_KEPT: usize = 16;

/// Path of a blob within the board.
pub fn blob_path(hash: &BlobHash) -> String {
    format!("blob/sha256/{hash}")
}

/// Blobs of a source.
pub struct SourceBlobs<'a>(pub &'a dyn Source);

impl Blobs for SourceBlobs<'_> {
    fn blob(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, ReadError> {
        self.0.read(&blob_path(hash)).map_err(|error| ReadError(error.to_string()))
    }
}

/// A bundle's bytes and how many entries it has; `None` if there is none.
pub(crate) fn read_bundle(
    source: &dyn Source,
    index: u64,
    size: TreeSize,
) -> Result<Option<(Vec<u8>, u16)>, SourceError> {
    BundlePath::in_tree(index, size).map_or(Ok(None), |path| path.read(source))
}

/// The hashes of a tile, as many as its path says; `None` if it is missing or has another length.
pub(crate) fn read_tile(source: &dyn Source, path: TilePath) -> Result<Option<Vec<Hash>>, SourceError> {
    let hashes = path
        .read(source)?
        .and_then(|(bytes, width)| decode_tile(&bytes).filter(|hashes| hashes.len() == usize::from(width)));
    Ok(hashes.map(|mut hashes| {
        hashes.truncate(path.width().into());
        hashes
    }))
}

/// Paths of the bundles in which entries of a tree of this size begin, and of the tiles of their hashes. A bundle that lies before
/// the first of them was read already.
pub(crate) fn paths(entries: Range<u64>, size: TreeSize) -> Vec<String> {
    let width = u64::from(TILE_WIDTH);
    let bundles = entries.start.div_ceil(width)..entries.end.min(size.0).div_ceil(width);
    let both = |index| {
        let (bundle, tile) = (BundlePath::in_tree(index, size)?, TilePath::in_tree(0, index, size)?);
        Some([bundle.to_string(), tile.to_string()])
    };
    bundles.map_while(both).flatten().collect()
}

/// Paths of the bundles with these entries of a tree of this size.
pub(crate) fn bundle_paths(entries: impl Iterator<Item = u64>, size: TreeSize) -> Vec<String> {
    let bundles: BTreeSet<u64> = entries.map(|index| index / u64::from(TILE_WIDTH)).collect();
    let path = |index| BundlePath::in_tree(index, size).map(|path| path.to_string());
    bundles.into_iter().filter_map(path).collect()
}

/// Single entries of a tree of some size. They are a claim: whoever reads them checks them.
pub struct Entries<'a> {
    source: &'a dyn Source,
    size: TreeSize,
    recent: Mutex<VecDeque<(u64, Arc<Bundle>)>>,
}

struct Bundle {
    bytes: Vec<u8>,
    width: u16,
}

impl<'a> Entries<'a> {
    /// The entries of the tree of this size.
    pub fn new(source: &'a dyn Source, size: TreeSize) -> Self {
        Self { source, size, recent: Mutex::default() }
    }

    fn bundle(&self, index: u64) -> Result<Arc<Bundle>, ReadError> {
        let recent = || self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bundle)) = recent().iter().find(|(at, _)| *at == index) {
            return Ok(Arc::clone(bundle));
        }
        let read =
            read_bundle(self.source, index, self.size).map_err(|error| ReadError(error.to_string()))?;
        let (bytes, width) = read.ok_or_else(|| ReadError(format!("entry bundle {index} is missing")))?;
        let bundle = Arc::new(Bundle { bytes, width });
        let mut recent = recent();
        recent.push_front((index, Arc::clone(&bundle)));
        recent.truncate(BUNDLES_KEPT);
        Ok(bundle)
    }
}

impl EntrySource for Entries<'_> {
    fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError> {
        let missing = || ReadError(format!("entry {index} is missing"));
        let bundle = self.bundle(index / u64::from(TILE_WIDTH))?;
        let entries =
            decode_bundle(&bundle.bytes, bundle.width).map_err(|error| ReadError(error.to_string()))?;
        let position = usize::try_from(index % u64::from(TILE_WIDTH)).map_err(|_| missing())?;
        entries.get(position).map(|entry| entry.to_vec()).ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_what_is_read_next() {
        let size = TreeSize(700);
        let named = |entries| paths(entries, size).join(" ");
        assert_eq!(named(0..1), "tile/entries/000 tile/0/000");
        assert_eq!(named(0..256), "tile/entries/000 tile/0/000");
        // bundle 0 was read with its first entry
        assert_eq!(named(1..257), "tile/entries/001 tile/0/001");
        assert_eq!(named(300..9000), "tile/entries/002.p/188 tile/0/002.p/188");
        assert_eq!(named(600..700), "");
        assert_eq!(named(700..9000), "");
        let again = bundle_paths([600, 3, 255, 9000].into_iter(), size);
        assert_eq!(again, ["tile/entries/000", "tile/entries/002.p/188"]);
    }
}
