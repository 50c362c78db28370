//! What a follower keeps, in a folder.
//!
//! ```text
//! manifest.json         the election that is followed
//! checkpoint            the latest checkpoint that was accepted
//! checkpoints/<size>    every one that was accepted
//! evidence/…            checkpoints that contradict each other
//! lock                  held while a follower runs
//! ```

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use tabella_tlog::{SignedNote, TreeSize};
use tabella_verifier::Memory as _;

use crate::files::FileMemory;

pub(super) struct Kept {
    folder: PathBuf,
    /// Unlocked when it is closed.
    _lock: File,
}

impl Kept {
    /// Opens the folder, or makes it.
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        for folder in [folder.join("checkpoints"), folder.join("evidence")] {
            fs::create_dir_all(folder)?;
        }
        let lock = File::options().create(true).append(true).open(folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { folder: folder.into(), _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => bail!("another follower uses it"),
            Err(fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        FileMemory(&self.folder.join(name)).load()
    }

    /// The manifest of the election that is followed; none at first.
    pub(super) fn manifest(&self) -> io::Result<Option<Vec<u8>>> {
        self.read("manifest.json")
    }

    pub(super) fn keep_manifest(&self, bytes: &[u8]) -> io::Result<()> {
        FileMemory(&self.folder.join("manifest.json")).store(bytes)
    }

    /// The latest checkpoint that was accepted.
    pub(super) fn checkpoint(&self) -> anyhow::Result<Option<SignedNote>> {
        let Some(bytes) = self.read("checkpoint")? else { return Ok(None) };
        let path = self.folder.join("checkpoint");
        Ok(Some(SignedNote::parse(&bytes).with_context(|| format!("{} is damaged", path.display()))?))
    }

    pub(super) fn keep(&self, size: TreeSize, note: &SignedNote) -> io::Result<()> {
        let bytes = note.encode().into_bytes();
        FileMemory(&self.folder.join(format!("checkpoints/{size}"))).store(&bytes)?;
        FileMemory(&self.folder.join("checkpoint")).store(&bytes)
    }

    /// Writes evidence, and says where.
    pub(super) fn accuse(&self, name: &str, evidence: &[u8]) -> io::Result<PathBuf> {
        let path = self.folder.join("evidence").join(name);
        FileMemory(&path).store(evidence)?;
        Ok(path)
    }
}
