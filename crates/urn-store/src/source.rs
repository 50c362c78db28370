//! The store as the files of a log.

use std::io;

use tabella_crypto::hash::BlobHash;
use tabella_tlog::{BundlePath, Source, SourceError, TilePath, TreeSize, reader::CHECKPOINT_PATH};
use tokio::runtime::Handle;

use crate::{error::StoreError, pool::UrnPool};

/// The store as the files of a log: `checkpoint`, `tile/…`, `tile/entries/…`, `blob/sha256/<hex>`, `witnessed/<size>` and
/// `witnessed/index`.
///
/// Each read waits for the database: only for threads that may block, never for one that runs async tasks (it would panic).
pub struct UrnSource {
    pool: UrnPool,
    runtime: Handle,
    encode_index: fn(&[TreeSize]) -> Vec<u8>,
}

impl UrnSource {
    /// The files of this store. `encode_index` writes the list of kept sizes: its format belongs to whoever verifies.
    pub fn new(pool: UrnPool, runtime: Handle, encode_index: fn(&[TreeSize]) -> Vec<u8>) -> Self {
        Self { pool, runtime, encode_index }
    }

    async fn file(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if path == CHECKPOINT_PATH {
            return self.pool.checkpoint_published().await;
        }
        if path == "witnessed/index" {
            let sizes = self.pool.kept_sizes().await?;
            return Ok((!sizes.is_empty()).then(|| (self.encode_index)(&sizes)));
        }
        if let Some(size) = path.strip_prefix("witnessed/") {
            return match size.parse().ok().map(TreeSize).filter(|number| number.to_string() == size) {
                Some(size) => self.pool.checkpoint_kept(size).await,
                None => Ok(None),
            };
        }
        if let Some(name) = path.strip_prefix("blob/sha256/") {
            return match name.parse::<BlobHash>() {
                Ok(hash) => self.pool.blob(&hash).await,
                Err(_) => Ok(None),
            };
        }
        if let Ok(path) = path.parse::<BundlePath>() {
            return self.pool.bundle(path).await;
        }
        match path.parse::<TilePath>() {
            Ok(path) => self.pool.tile(path).await,
            Err(_) => Ok(None),
        }
    }
}

impl Source for UrnSource {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let read = self.runtime.block_on(self.file(path));
        read.map_err(|error| SourceError::new(path, io::Error::other(error)))
    }
}
