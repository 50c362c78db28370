//! Files that commands take.

use std::{
    fs,
    fs::{File, TryLockError},
    io,
    io::Write as _,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail, ensure};
use ed25519_dalek::SigningKey;
use tabella_crypto::hash::parse_hex32;
use tabella_tlog::{DirectorySource, Source};
use tabella_verifier::{ArchiveSource, Memory};
use zeroize::Zeroizing;

use crate::http::{HttpClient, HttpSource, Patience, is_url};

/// A board: a directory, an archive of one, or the board at a URL as it is now.
///
/// # Errors
/// If there is nothing there, or a file that is no archive.
pub(crate) fn open_board(path: &Path) -> anyhow::Result<Box<dyn Source>> {
    if let Some(url) = as_url(path) {
        return Ok(Box::new(HttpSource::open(HttpClient::new(url, Patience::default())?)?));
    }
    let metadata = fs::metadata(path).with_context(|| format!("there is no board at {}", path.display()))?;
    let source: Box<dyn Source> = if metadata.is_dir() {
        Box::new(DirectorySource::new(path))
    } else if metadata.is_file() {
        let open = || anyhow::Ok(ArchiveSource::open(File::open(path)?)?);
        Box::new(open().with_context(|| format!("{} is not a board's archive", path.display()))?)
    } else {
        bail!("{} is not a board: neither a directory nor a file", path.display());
    };
    // an empty archive would else be a board that fails every check
    if source.read("checkpoint")?.is_none() {
        bail!("{} is not a board: it has no file named checkpoint", path.display());
    }
    Ok(source)
}

/// The URL that stands where a path could.
pub(crate) fn as_url(path: &Path) -> Option<&str> {
    path.to_str().filter(|target| is_url(target))
}

/// Reads a file with a secret, which only its owner can read.
///
/// # Errors
/// If others can read it, or nobody can.
pub(crate) fn read_secret(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let cannot = || format!("cannot read the key in {}", path.display());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).with_context(cannot)?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("{} can be read by others: chmod 600 {}", path.display(), path.display());
        }
    }
    fs::read_to_string(path).map(Zeroizing::new).with_context(cannot)
}

/// Reads a signing key: a file with 64 hexadecimal digits.
///
/// # Errors
/// If it is anything else. The error does not repeat what the file holds.
pub(crate) fn read_signing_key(path: &Path) -> anyhow::Result<SigningKey> {
    let text = read_secret(path)?;
    let seed = parse_hex32(text.trim_end());
    let seed = seed.map_err(|_| anyhow::anyhow!("{} is not a key: 64 hexadecimal digits", path.display()))?;
    Ok(SigningKey::from_bytes(&seed))
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "only the program reads the clock")]
pub(crate) fn now() -> anyhow::Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}

/// What an earlier run of the verifier kept in a file, and what this one is going to keep there. A file that cannot be read
/// or written is no finding about the board: the verifier never sees it.
pub(crate) struct KeptState<'a> {
    path: &'a Path,
    before: Option<Vec<u8>>,
    after: Option<Vec<u8>>,
}

impl<'a> KeptState<'a> {
    /// Reads what was kept, if anything.
    ///
    /// # Errors
    /// If the file cannot be read, or there is no folder to write it to.
    pub(crate) fn read(path: &'a Path) -> anyhow::Result<Self> {
        let folder = folder(path);
        ensure!(
            folder.is_dir(),
            "the state cannot be kept in {}: there is no folder {}",
            path.display(),
            folder.display()
        );
        let is_other = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
        ensure!(!is_other, "the state cannot be kept in {}: it is not a file", path.display());
        let before = FileMemory(path)
            .load()
            .with_context(|| format!("cannot read the state in {}", path.display()))?;
        Ok(Self { path, before, after: None })
    }

    /// Writes what is to be kept.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        let Some(bytes) = &self.after else { return Ok(()) };
        let written = FileMemory(self.path).store(bytes);
        written.with_context(|| format!("cannot keep the state in {}", self.path.display()))
    }
}

impl Memory for KeptState<'_> {
    fn load(&mut self) -> io::Result<Option<Vec<u8>>> {
        Ok(self.before.clone())
    }

    fn store(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.after = Some(bytes.to_vec());
        Ok(())
    }
}

/// The folder that a file lies in.
fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whoever holds it is the only one that reads and writes a memory. The lock lies beside the file, which each store replaces.
pub(crate) struct MemoryLock {
    /// Unlocked when it is closed.
    _file: File,
}

impl MemoryLock {
    /// Takes the lock of the memory in this file.
    ///
    /// # Errors
    /// If another process holds it, or it cannot be made.
    pub(crate) fn take(memory: &Path) -> anyhow::Result<Self> {
        let mut path = memory.as_os_str().to_owned();
        path.push(".lock");
        let cannot = || format!("cannot lock {}", memory.display());
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.with_context(cannot)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => {
                bail!("{} is in use by another process; wait until it has ended", memory.display())
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(cannot),
        }
    }
}

/// A small memory, in one file.
pub(crate) struct FileMemory<'a>(pub(crate) &'a Path);

impl Memory for FileMemory<'_> {
    fn load(&mut self) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn store(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder(self.0))?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(self.0)?;
        // its name too is on the disk before anything is done that it must remember
        File::open(folder(self.0))?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn memory_is_replaced_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state");
        let mut memory = FileMemory(&path);
        assert_eq!(memory.load().unwrap(), None);
        memory.store(b"one").unwrap();
        memory.store(b"two").unwrap();
        assert_eq!(memory.load().unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
        assert!(FileMemory(directory.path()).load().is_err());
    }

    #[test]
    fn a_memory_has_one_holder() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state");
        let held = MemoryLock::take(&path).unwrap();
        // a store replaces the file, not the lock
        FileMemory(&path).store(b"one").unwrap();
        let said = format!("{:#}", MemoryLock::take(&path).err().unwrap());
        assert!(said.contains("is in use by another process"), "{said}");
        drop(held);
        MemoryLock::take(&path).unwrap();
    }

    #[test]
    fn what_is_no_board() {
        let directory = tempfile::tempdir().unwrap();
        let said = |path: &Path| format!("{:#}", open_board(path).err().unwrap());
        assert!(said(&directory.path().join("none")).contains("there is no board at"));
        assert!(said(directory.path()).contains("has no file named checkpoint"));
        let file = directory.path().join("file");
        fs::write(&file, [1; 600]).unwrap();
        let words = "is not a board's archive: not a tar file, or a damaged one";
        assert!(said(&file).ends_with(words), "{}", said(&file));
        // as tar sees them, both are empty archives
        fs::write(&file, [0; 1024]).unwrap();
        assert!(said(&file).contains("has no file named checkpoint"));
        #[cfg(target_os = "linux")]
        assert!(said(Path::new("/dev/zero")).contains("neither a directory nor a file"));
    }

    #[test]
    fn a_state_that_cannot_be_kept() {
        let directory = tempfile::tempdir().unwrap();
        let said = |path: &Path| format!("{:#}", KeptState::read(path).err().unwrap());
        let nowhere = directory.path().join("nowhere/state");
        assert!(said(&nowhere).contains(&format!("{}", nowhere.display())));
        assert!(said(directory.path()).contains("it is not a file"));
        let path = directory.path().join("state");
        let mut state = KeptState::read(&path).unwrap();
        assert_eq!(state.load().unwrap(), None);
        state.store(b"seen").unwrap();
        state.write().unwrap();
        assert_eq!(KeptState::read(&path).unwrap().load().unwrap().as_deref(), Some(&b"seen"[..]));
    }

    #[test]
    fn keys() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        fs::write(&path, format!("{}\n", "07".repeat(32))).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let said = format!("{:#}", read_signing_key(&path).unwrap_err());
        assert!(said.contains("chmod 600"), "{said}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read_signing_key(&path).unwrap().to_bytes(), [7; 32]);
        fs::write(&path, "secret").unwrap();
        let said = format!("{:#}", read_signing_key(&path).unwrap_err());
        assert!(said.contains("64 hexadecimal digits") && !said.contains("secret"));
        assert!(read_signing_key(&directory.path().join("none")).is_err());
    }
}
