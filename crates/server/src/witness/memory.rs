//! What a witness remembers, in a folder: one file for each log with the latest cosigned checkpoint as the log signed it.
//!
//! ```text
//! witness                     the witness's verifier key; locked while the witness runs
//! <SHA-256 of origin>         the latest cosigned checkpoint of this log
//! evidence/<SHA-256 of origin>-<size>   two checkpoints of this log that contradict each other
//! ```

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tabella_crypto::BlobHash;
use tabella_tlog::{Checkpoint, CheckpointError, NoteError, SignedNote, TreeSize, Vkey, VkeyError};

/// Name of the file that says whose memory this is.
const OWNER: &str = "witness";

/// Why a witness cannot start with this memory.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// No memory. Made only when asked for: a witness that lost its memory must not begin as if it had none.
    #[error(
        "{0} holds no memory of a witness. If this witness never cosigned anything, begin one (--first). If it did, its \
         memory is lost: cosigning without it could vouch for a board that was rolled back; make a new witness key instead"
    )]
    Absent(PathBuf),
    /// A memory that was to be begun is there.
    #[error("{0} holds a memory already; start without --first")]
    Present(PathBuf),
    /// The memory of another witness.
    #[error("{path} is the memory of {found}, not of {expected}")]
    OtherWitness {
        /// The folder.
        path: PathBuf,
        /// The key in it.
        found: String,
        /// The key that was given.
        expected: String,
    },
    /// Another process has it.
    #[error("{0} is in use by another process")]
    Locked(PathBuf),
    /// Not readable or not writable.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that is no checkpoint of its log.
    #[error("{path} is not what this witness wrote: {error}")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: CheckpointError,
    },
    /// No usable key of the witness.
    #[error("the witness's key: {0}")]
    Key(VkeyError),
}

/// The folder, locked.
pub(super) struct Memory {
    path: PathBuf,
    /// Unlocked when it is closed.
    _lock: File,
}

impl Memory {
    /// Begins a memory.
    pub(super) fn begin(path: &Path, vkey: &Vkey) -> Result<Self, StateError> {
        let owner = path.join(OWNER);
        if owner.exists() {
            return Err(StateError::Present(path.into()));
        }
        let begin = || {
            fs::create_dir_all(path.join("evidence"))?;
            replace(path, OWNER, &format!("{vkey}\n"))
        };
        begin().map_err(|source| StateError::Io { path: path.into(), source })?;
        Self::open(path, vkey)
    }

    /// Opens a memory.
    pub(super) fn open(path: &Path, vkey: &Vkey) -> Result<Self, StateError> {
        let owner = path.join(OWNER);
        let failed = |source| StateError::Io { path: owner.clone(), source };
        let lock = match OpenOptions::new().read(true).append(true).open(&owner) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(StateError::Absent(path.into()));
            }
            opened => opened.map_err(failed)?,
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StateError::Locked(path.into())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let found = fs::read_to_string(&owner).map_err(failed)?;
        if found.trim_end() != vkey.to_string() {
            let (found, expected) = (found.trim_end().into(), vkey.to_string());
            return Err(StateError::OtherWitness { path: path.into(), found, expected });
        }
        Ok(Self { path: path.into(), _lock: lock })
    }

    /// The latest cosigned checkpoint of a log. What lies there must be signed by one of its keys: a file that was
    /// damaged stops the start, it is not taken for a log that was never seen.
    pub(super) fn load(
        &self,
        origin: &str,
        keys: &[Vkey],
    ) -> Result<Option<(Checkpoint, SignedNote)>, StateError> {
        let path = self.path.join(name(origin));
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|source| StateError::Io { path: path.clone(), source })?,
        };
        let read = || {
            let note = SignedNote::parse(&bytes)?;
            let mut refused = CheckpointError::Note(NoteError::NotSigned(origin.into()));
            for key in keys {
                match Checkpoint::open(&note, key) {
                    Ok(checkpoint) => return Ok((checkpoint, note)),
                    Err(error) => refused = error,
                }
            }
            Err(refused)
        };
        read().map(Some).map_err(|error| StateError::Corrupt { path, error })
    }

    /// Remembers a checkpoint. When this returns it survives a power failure.
    pub(super) fn store(&self, origin: &str, note: &SignedNote) -> io::Result<()> {
        replace(&self.path, &name(origin), &note.encode())
    }

    /// Keeps two checkpoints that contradict each other, the first time.
    pub(super) fn keep_evidence(
        &self,
        origin: &str,
        size: TreeSize,
        cosigned: &SignedNote,
        refused: &SignedNote,
    ) -> io::Result<()> {
        let (folder, name) = (self.path.join("evidence"), format!("{}-{size}", name(origin)));
        if folder.join(&name).exists() {
            return Ok(());
        }
        // as docs/protocol.md, section 8.6, has it: `tabella evidence check` reads it
        let text = serde_json::json!({
            "type": "tabella-evidence-of-two-boards",
            "version": 1,
            "words": format!("two boards of size {size}: this witness cosigned the first checkpoint and refused the second"),
            "checkpoints": [cosigned.encode(), refused.encode()],
        });
        let text = format!("{text:#}\n");
        fs::create_dir_all(&folder)?;
        replace(&folder, &name, &text)
    }
}

/// An origin may hold any characters.
fn name(origin: &str) -> String {
    BlobHash::of(origin.as_bytes()).to_string()
}

/// Writes a file whole or not at all, and durably: its bytes, then its name.
fn replace(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let temporary = folder.join(format!("{name}.new"));
    let mut file = File::create(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, folder.join(name))?;
    File::open(folder)?.sync_all()
}
