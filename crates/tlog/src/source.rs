//! Where the files of a log come from.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

/// A set of files by their path within the log, such as `checkpoint` or `tile/0/000`.
///
/// What it gives is a claim: whoever reads it checks it against a signed root.
pub trait Source: Send + Sync {
    /// The bytes of a file; `None` if there is no such file.
    ///
    /// # Errors
    /// [`SourceError`] if the file may be there but cannot be read.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError>;
}

/// A file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct SourceError {
    /// The path within the log.
    pub path: String,
    /// The reason.
    pub source: io::Error,
}

impl SourceError {
    /// A path that cannot be read, and why.
    pub fn new(path: &str, source: io::Error) -> Self {
        Self { path: path.into(), source }
    }
}

/// Files of a directory.
#[derive(Clone, Debug)]
pub struct DirectorySource {
    root: PathBuf,
}

impl DirectorySource {
    /// The files below `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl Source for DirectorySource {
    /// # Errors
    /// Also for a path that could lead out of the directory: only names of letters, digits, `.`, `-` and `_`, none of
    /// them `.` or `..`, between single slashes. Also for what is no regular file.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        if !is_plain(path) {
            return Err(SourceError::new(path, io::Error::from(io::ErrorKind::InvalidInput)));
        }
        let file = self.root.join(path);
        // a device or a pipe may never end
        let is_file = fs::metadata(&file).map(|metadata| metadata.is_file());
        match is_file.and_then(|is_file| if is_file { fs::read(&file) } else { Err(not_a_file()) }) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SourceError::new(path, error)),
        }
    }
}

fn not_a_file() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")
}

/// Files in memory.
impl Source for BTreeMap<String, Vec<u8>> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.get(path).cloned())
    }
}

/// Whether a path can only name a file within the log.
pub(crate) fn is_plain(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b".-_".contains(&c);
    path.split('/').all(|name| !["", ".", ".."].contains(&name) && name.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_way_out() {
        for good in ["checkpoint", "checkpoint.12", "tile/entries/x001/234.p/5"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in
            ["", "/", "/etc/passwd", "../checkpoint", "tile/../..", "a//b", "a/", "./a", "a\\b", "c:", "a\0b"]
        {
            assert!(!is_plain(bad), "{bad:?}");
            assert!(DirectorySource::new("/").read(bad).is_err(), "{bad:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_is_no_file_of_a_log() {
        let directory = tempfile::tempdir().unwrap();
        let source = DirectorySource::new(directory.path());
        // /dev/zero would fill the memory
        std::os::unix::fs::symlink("/dev/null", directory.path().join("checkpoint")).unwrap();
        let error = source.read("checkpoint").unwrap_err();
        assert_eq!(error.source.kind(), io::ErrorKind::InvalidInput);
        fs::create_dir(directory.path().join("tile")).unwrap();
        assert!(source.read("tile").is_err());
        assert!(source.read("blob").unwrap().is_none());
    }
}
