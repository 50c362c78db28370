//! Files with secrets: only their owner can read them, and what they hold is never repeated.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tabella_crypto::hash::parse_hex32;
use zeroize::Zeroizing;

/// Why a file with a secret is not used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A key that is not there.
    #[error(
        "{0} is not there: put it back if it was made before (those of an election stand in its manifest); \
         `tabella office key --out {0}` makes a new one"
    )]
    Missing(PathBuf),
    /// Others than its owner can read it.
    #[error("{0} can be read by others: chmod 600")]
    Mode(PathBuf),
    /// It holds something else than a key.
    #[error("{0} is not a key: 64 hexadecimal digits")]
    Key(PathBuf),
}

/// Reads a file that only its owner can read.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<String>, SecretError> {
    let failed = |source| SecretError::Read { path: path.into(), source };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o077 != 0 {
            return Err(SecretError::Mode(path.into()));
        }
    }
    fs::read_to_string(path).map(Zeroizing::new).map_err(failed)
}

/// Reads 32 secret bytes, as `tabella office key` writes them.
pub(crate) fn read_seed(path: &Path) -> Result<Zeroizing<[u8; 32]>, SecretError> {
    let text = read(path).map_err(|error| match error {
        SecretError::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
            SecretError::Missing(path.into())
        }
        error => error,
    })?;
    parse_hex32(text.trim_end()).map(Zeroizing::new).map_err(|_| SecretError::Key(path.into()))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn keys_of_others_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        fs::write(&path, "07".repeat(32)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(read_seed(&path), Err(SecretError::Mode(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(*read_seed(&path).unwrap(), [7; 32]);
        fs::write(&path, "secret").unwrap();
        let said = read_seed(&path).unwrap_err().to_string();
        assert!(said.contains("64 hexadecimal digits") && !said.contains("secret"), "{said}");
        let said = read_seed(&directory.path().join("none")).unwrap_err().to_string();
        assert!(said.contains("none is not there") && said.contains("tabella office key --out"), "{said}");
    }
}
