//! Reading a board's files: bundles, tiles, blobs.

use std::{
    collections::VecDeque,
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
