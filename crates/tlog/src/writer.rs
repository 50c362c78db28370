//! Writing a log into a directory.
//!
//! Order of writing: full tiles and bundles as they fill up, partial ones for a tree head ([`DirectoryWriter::integrate`]),
//! and the checkpoint last ([`DirectoryWriter::publish`]). Every file appears whole, by a temporary file that is renamed; so
//! whenever the writer dies, the directory has the log of its last checkpoint, and opening it goes on from there.

mod edge;
mod files;

use std::{collections::BTreeMap, io, path::PathBuf};

use sha2::{Digest, Sha256};

use crate::{
    checkpoint::{Checkpoint, CheckpointError},
    hash::{Hash, LeafIndex, TreeSize},
    note::{NoteError, SignedNote},
    reader::{CHECKPOINT_PATH, LogError},
    source::{DirectorySource, Source, is_plain},
    text::hex,
    tile::{BundleError, BundlePath, MAX_ENTRY_BYTES, TILE_WIDTH, encode_tile},
};

use edge::Edge;
use files::Files;

/// What a crash of the machine may cost. A crash of the program alone costs nothing in either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Files and directories are synced before the checkpoint that needs them, and the checkpoint before `publish` returns.
    Full,
    /// Nothing is synced: for tests and demonstrations.
    Fast,
}

/// Why a log is not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file cannot be written.
    #[error("{path}: {source}")]
    Io {
        /// Path of the file within the log.
        path: String,
        /// The reason.
        source: io::Error,
    },
    /// An entry is too long; nothing was appended.
    #[error(transparent)]
    Entry(#[from] BundleError),
    /// The checkpoint is not a signed note.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    /// The note is not a checkpoint.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The directory cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The checkpoint in the directory is of a greater tree than the files beside it.
    #[error("the checkpoint has {size} entries, but {path} is missing")]
    Behind {
        /// Size of the checkpoint.
        size: TreeSize,
        /// A file that a tree of this size has.
        path: String,
    },
    /// The tiles in the directory are not those of the checkpoint.
    #[error("the tiles do not have the root of the checkpoint of size {size}")]
    Tiles {
        /// Size of the checkpoint.
        size: TreeSize,
    },
    /// The last entries in the directory are not those of the tiles.
    #[error("{path} does not have the entries of its tile")]
    Entries {
        /// Path of the bundle.
        path: String,
    },
    /// The checkpoint to publish is neither of the current tree, nor of one that was integrated since the last one.
    #[error("there is no tree of size {size} to publish")]
    NoSuchHead {
        /// Size of the checkpoint.
        size: TreeSize,
    },
    /// The checkpoint to publish has another root than the tree of its size.
    #[error("the checkpoint of size {size} does not have the root of that tree")]
    Root {
        /// Size of the checkpoint.
        size: TreeSize,
    },
    /// A path that belongs to the log itself or leads out of it.
    #[error("{0:?} is not a path for other files")]
    Path(String),
    /// An earlier write failed: memory and directory may differ. Open the directory again.
    #[error("an earlier write failed")]
    Broken,
}

/// The writer of a log in a directory. There must be one at a time.
pub struct DirectoryWriter {
    files: Files,
    edge: Edge,
    /// Heads whose tiles are all written, not older than the published one.
    heads: BTreeMap<TreeSize, Hash>,
    published: TreeSize,
    /// Tree size from which on the partial files in a directory are not needed any more.
    outgrown: Vec<(TreeSize, String)>,
    broken: bool,
}

impl DirectoryWriter {
    /// Opens the log in a directory, or an empty one if it has no checkpoint. What was appended after its checkpoint is
    /// gone. The checkpoint's signatures are not verified.
    ///
    /// # Errors
    /// [`WriteError::Behind`], [`WriteError::Tiles`], [`WriteError::Entries`] if the files are not those of the checkpoint;
    /// [`WriteError::Note`], [`WriteError::Checkpoint`], [`WriteError::Log`], [`WriteError::Io`].
    pub fn open(directory: impl Into<PathBuf>, durability: Durability) -> Result<Self, WriteError> {
        let directory = directory.into();
        let source = DirectorySource::new(&directory);
        let (edge, heads) = match source.read(CHECKPOINT_PATH).map_err(LogError::from)? {
            None => (Edge::default(), BTreeMap::new()),
            Some(bytes) => {
                let checkpoint = Checkpoint::parse(SignedNote::parse(&bytes)?.text())?;
                let edge = Edge::load(&source, &checkpoint)?;
                (edge, BTreeMap::from([(checkpoint.size, checkpoint.root)]))
            }
        };
        let published = edge.size();
        let files = Files::open(directory, durability)?;
        let mut writer = Self { files, edge, heads, published, outgrown: Vec::new(), broken: false };
        writer.guard(Self::remove_unpublished)?;
        Ok(writer)
    }

    /// Number of entries appended, published or not.
    pub fn size(&self) -> TreeSize {
        self.edge.size()
    }

    /// Root over the entries appended, published or not.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// Number of entries under the last checkpoint; 0 if there is none.
    pub fn published(&self) -> TreeSize {
        self.published
    }

    /// Adds entries at the end and tells the index of the first of them. Full tiles and bundles are written, the last
    /// partial ones stay in memory: the cost is that of the entries, whatever the size of the log.
    ///
    /// # Errors
    /// [`WriteError::Entry`] with the position of an entry that is too long; then nothing is appended.
    /// [`WriteError::Io`], [`WriteError::Broken`].
    pub fn append(&mut self, entries: &[impl AsRef<[u8]>]) -> Result<LeafIndex, WriteError> {
        let first = LeafIndex(self.size().0);
        let lengths = entries.iter().map(|entry| entry.as_ref().len());
        if let Some((position, bytes)) = lengths.enumerate().find(|&(_, bytes)| bytes > MAX_ENTRY_BYTES) {
            return Err(BundleError::EntryTooLong { position, bytes }.into());
        }
        self.guard(|writer| entries.iter().try_for_each(|entry| writer.append_one(entry.as_ref())))?;
        Ok(first)
    }

    fn append_one(&mut self, entry: &[u8]) -> Result<(), WriteError> {
        for tile in self.edge.push(entry)? {
            if tile.path.level() == 0
                && let Some(path) = BundlePath::new(tile.path.index(), TILE_WIDTH)
            {
                self.files.write(&path.to_string(), &self.edge.take_bundle())?;
                self.outgrown.push((self.size(), format!("{path}.p")));
            }
            self.files.write(&tile.path.to_string(), &encode_tile(&tile.hashes))?;
            self.outgrown.push((self.size(), format!("{}.p", tile.path)));
        }
        Ok(())
    }

    /// Writes the partial tiles and the partial bundle of the current tree, so that its head can be signed, cosigned, and
    /// published later, whether or not the log grows meanwhile.
    ///
    /// # Errors
    /// [`WriteError::Io`], [`WriteError::Broken`].
    pub fn integrate(&mut self) -> Result<(TreeSize, Hash), WriteError> {
        let head = (self.size(), self.root());
        if !self.heads.contains_key(&head.0) {
            self.guard(Self::write_partial)?;
            self.heads.insert(head.0, head.1);
        }
        Ok(head)
    }

    fn write_partial(&mut self) -> Result<(), WriteError> {
        if let Some((path, bundle)) = self.edge.partial_bundle() {
            self.files.write(&path.to_string(), bundle)?;
        }
        for (path, hashes) in self.edge.partial_tiles() {
            self.files.write(&path.to_string(), &encode_tile(hashes))?;
        }
        Ok(())
    }

    /// Writes the checkpoint: the note, with the log's signature and any cosignatures, of the current tree or of one that
    /// was integrated and is not older than the last checkpoint. The signatures are not verified.
    ///
    /// # Errors
    /// [`WriteError::Note`], [`WriteError::Checkpoint`], [`WriteError::NoSuchHead`], [`WriteError::Root`]; then nothing is
    /// written. [`WriteError::Io`], [`WriteError::Broken`].
    pub fn publish(&mut self, note: &[u8]) -> Result<(), WriteError> {
        let checkpoint = Checkpoint::parse(SignedNote::parse(note)?.text())?;
        let size = checkpoint.size;
        let known = self.heads.get(&size).copied();
        let root = known
            .or_else(|| (size == self.size()).then(|| self.root()))
            .ok_or(WriteError::NoSuchHead { size })?;
        if root != checkpoint.root {
            return Err(WriteError::Root { size });
        }
        if known.is_none() {
            self.integrate()?;
        }
        self.guard(|writer| {
            writer.files.sync()?;
            writer.files.write(CHECKPOINT_PATH, note)?;
            writer.files.sync()
        })?;
        self.published = size;
        self.heads = self.heads.split_off(&size);
        // tlog-tiles: a partial tile may go once the full one is published
        for (_, directory) in self.outgrown.extract_if(.., |(needed, _)| *needed <= size) {
            self.files.remove_directory(&directory);
        }
        Ok(())
    }

    /// Keeps bytes at `blob/sha256/<hex>` and tells their SHA-256. They are durable with the next checkpoint.
    ///
    /// # Errors
    /// [`WriteError::Io`], [`WriteError::Broken`].
    pub fn put_blob(&mut self, bytes: &[u8]) -> Result<[u8; 32], WriteError> {
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let path = format!("blob/sha256/{}", hex(&hash));
        self.guard(|writer| writer.files.write(&path, bytes))?;
        Ok(hash)
    }

    /// Keeps a file beside the log, whole or not at all, and durable with the next checkpoint.
    ///
    /// # Errors
    /// [`WriteError::Path`] for `checkpoint`, for paths in `tile` and `blob`, hidden ones, and any that leads out of the
    /// directory; [`WriteError::Io`], [`WriteError::Broken`].
    pub fn put_file(&mut self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let first = path.split('/').next().unwrap_or_default();
        if !is_plain(path) || first.starts_with('.') || ["checkpoint", "tile", "blob"].contains(&first) {
            return Err(WriteError::Path(path.into()));
        }
        self.guard(|writer| writer.files.write(path, bytes))
    }

    /// Removes the full files at the places of partial ones: entries that no checkpoint ever had. The partial ones are
    /// written first, for a log may have had the full ones alone.
    fn remove_unpublished(&mut self) -> Result<(), WriteError> {
        let tiles = self.edge.partial_tiles().map(|(path, _)| path.to_full().to_string());
        let bundle = self.edge.partial_bundle().map(|(path, _)| path.to_full().to_string());
        let full: Vec<String> = tiles.chain(bundle).filter(|path| self.files.exists(path)).collect();
        if full.is_empty() {
            return Ok(());
        }
        self.write_partial()?;
        self.files.sync()?;
        full.iter().try_for_each(|path| self.files.remove(path))
    }

    /// Does what writes; after an error nothing is written any more.
    fn guard<T>(&mut self, write: impl FnOnce(&mut Self) -> Result<T, WriteError>) -> Result<T, WriteError> {
        if self.broken {
            return Err(WriteError::Broken);
        }
        let result = write(self);
        self.broken = result.is_err();
        result
    }
}

#[cfg(test)]
mod tests;
