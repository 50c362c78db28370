//! Files that commands take.

use std::{
    fs,
    fs::File,
    io,
    io::Write as _,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail};
use ed25519_dalek::SigningKey;
use tabella_crypto::hash::parse_hex32;
use tabella_tlog::{DirectorySource, Source};
use tabella_verifier::{ArchiveSource, Memory};

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
    if metadata.is_dir() {
        if !path.join("checkpoint").is_file() {
            bail!("{} is not a board: it has no file named checkpoint", path.display());
        }
        return Ok(Box::new(DirectorySource::new(path)));
    }
    let open = || anyhow::Ok(ArchiveSource::open(File::open(path)?)?);
    Ok(Box::new(open().with_context(|| format!("{} is not a board's archive", path.display()))?))
}

/// The URL that stands where a path could.
pub(crate) fn as_url(path: &Path) -> Option<&str> {
    path.to_str().filter(|target| is_url(target))
}

/// Reads a signing key: a file with 64 hexadecimal digits.
///
/// # Errors
/// If it is anything else. The error does not repeat what the file holds.
pub(crate) fn read_signing_key(path: &Path) -> anyhow::Result<SigningKey> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read the key in {}", path.display()))?;
    let seed = parse_hex32(text.trim_end());
    let seed = seed.map_err(|_| anyhow::anyhow!("{} is not a key: 64 hexadecimal digits", path.display()))?;
    Ok(SigningKey::from_bytes(&seed))
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "only the program reads the clock")]
pub(crate) fn now() -> anyhow::Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}

/// What the verifier keeps, in one file.
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
        let directory =
            self.0.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(self.0)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
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
    fn what_is_no_board() {
        let directory = tempfile::tempdir().unwrap();
        let said = |path: &Path| format!("{:#}", open_board(path).err().unwrap());
        assert!(said(&directory.path().join("none")).contains("there is no board at"));
        assert!(said(directory.path()).contains("has no file named checkpoint"));
        let file = directory.path().join("file");
        fs::write(&file, [1; 600]).unwrap();
        assert!(said(&file).contains("is not a board's archive"));
    }

    #[test]
    fn keys() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        fs::write(&path, format!("{}\n", "07".repeat(32))).unwrap();
        assert_eq!(read_signing_key(&path).unwrap().to_bytes(), [7; 32]);
        fs::write(&path, "secret").unwrap();
        let said = format!("{:#}", read_signing_key(&path).unwrap_err());
        assert!(said.contains("64 hexadecimal digits") && !said.contains("secret"));
        assert!(read_signing_key(&directory.path().join("none")).is_err());
    }
}
