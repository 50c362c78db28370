//! Reading and writing files: whole or not at all, and never over another.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
};

use tabella_crypto::BlobHash;
use tabella_verifier::moves_cursor;
use tempfile::Builder;

use crate::{
    problem::{Outcome, Problem},
    talk::line,
};

/// Most bytes of a file that is read: the largest blob is a commitment package for 4,096 keys.
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// The trustee only (0600).
    Secret,
    /// Everyone (0644).
    Public,
}

/// Reads a file.
pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    let problem = |error: io::Error| Problem::read(path, &error);
    if fs::metadata(path).map_err(problem)?.is_dir() {
        return Err(problem(io::ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::new();
    // a device or a pipe tells no size and may never end
    let limit = BYTES_MAX + 1;
    let read = File::open(path).map_err(problem)?.take(limit).read_to_end(&mut bytes).map_err(problem)?;
    if read as u64 == limit {
        return Err(Problem::new(
            "wrong-file",
            format!("{} is too large to be a file of the ceremony.", path.display()),
            "Give the file that the step asks for. `ceremony inspect FILE` says what a file is.",
        ));
    }
    Ok(bytes)
}

/// Reads a file that may be missing.
pub(crate) fn read_if_there(path: &Path) -> Outcome<Option<Vec<u8>>> {
    if path.exists() { read(path).map(Some) } else { Ok(None) }
}

/// Writes a new file: all bytes are on the disk before the name appears. A file of that name is left as it is: an error
/// unless it has the same content.
pub(crate) fn write_new(path: &Path, bytes: &[u8], access: Access) -> Outcome<()> {
    if let Some(found) = read_if_there(path)? {
        return if found == bytes { Ok(()) } else { Err(Problem::exists(path)) };
    }
    let problem = |error: &io::Error| Problem::write(path, error);
    let temporary = temporary(path, bytes, access).map_err(|error| problem(&error))?;
    temporary.persist_noclobber(path).map_err(|error| problem(&error.error))?;
    sync_directory(path).map_err(|error| problem(&error))
}

/// Replaces a file of one's own: before and after every moment one of the two contents is whole.
pub(crate) fn replace(path: &Path, bytes: &[u8], access: Access) -> Outcome<()> {
    let problem = |error: &io::Error| Problem::write(path, error);
    let temporary = temporary(path, bytes, access).map_err(|error| problem(&error))?;
    temporary.persist(path).map_err(|error| problem(&error.error))?;
    sync_directory(path).map_err(|error| problem(&error))
}

/// The directory that a file lies in.
pub(crate) fn directory(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn temporary(path: &Path, bytes: &[u8], access: Access) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".ceremony-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = if access == Access::Secret { 0o600 } else { 0o644 };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let mut file = builder.tempfile_in(directory(path))?;
    fill(file.as_file_mut(), bytes)?;
    Ok(file)
}

fn fill(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_directory(path: &Path) -> io::Result<()> {
    // not every file system of a removable medium can
    match File::open(directory(path)).and_then(|directory| directory.sync_all()) {
        Err(error) if error.kind() != io::ErrorKind::InvalidInput => Err(error),
        _ => Ok(()),
    }
}

/// Checks that the medium is there. It is never made: a forgotten stick would become a directory on the disk.
pub(crate) fn medium(path: &Path) -> Outcome<()> {
    if path.is_dir() {
        return Ok(());
    }
    Err(Problem::new(
        "no-medium",
        format!("There is no directory {}.", path.display()),
        "Plug in and mount the medium, or make the directory. Then run the same command again.",
    ))
}

/// Where a medium or a board keeps a blob.
pub(crate) fn blob_path(media: &Path, hash: &BlobHash) -> PathBuf {
    media.join("blob").join("sha256").join(hash.to_string())
}

/// Writes a blob under its name.
pub(crate) fn write_blob(media: &Path, blob: &[u8]) -> Outcome<PathBuf> {
    let path = blob_path(media, &BlobHash::of(blob));
    fs::create_dir_all(directory(&path)).map_err(|error| Problem::directory(directory(&path), &error))?;
    write_new(&path, blob, Access::Public)?;
    Ok(path)
}

/// The files of a medium whose name starts and ends so, by name.
pub(crate) fn matching(media: &Path, prefix: &str, suffix: &str) -> Outcome<Vec<PathBuf>> {
    let problem = |error: io::Error| Problem::read(media, &error);
    let mut found = Vec::new();
    for item in fs::read_dir(media).map_err(problem)? {
        let path = item.map_err(problem)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(prefix) && name.ends_with(suffix) {
            // it goes to a terminal, and the medium comes from others
            if name.chars().any(moves_cursor) {
                return Err(Problem::new(
                    "wrong-file",
                    format!("{} is a name that no step gives a file.", line(name)),
                    "Take the file off the medium, and ask who put it there.",
                ));
            }
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_over_another_and_never_half() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        write_new(&path, b"one", Access::Secret).unwrap();
        write_new(&path, b"one", Access::Secret).unwrap();
        let problem = write_new(&path, b"two", Access::Secret).unwrap_err();
        assert_eq!((problem.kind, fs::read(&path).unwrap()), ("file-exists", b"one".to_vec()));
        replace(&path, b"two", Access::Secret).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn secrets_are_their_owners() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        for (access, mode) in [(Access::Secret, 0o600), (Access::Public, 0o644)] {
            let path = directory.path().join(mode.to_string());
            write_new(&path, b"x", access).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777 & !0o022, mode);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_does_not_write_over_the_screen() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["commitment-1.entry", "note-\u{1b}[2J.entry"] {
            fs::write(directory.path().join(name), "x").unwrap();
        }
        let found = || matching(directory.path(), "commitment-", ".entry");
        assert_eq!(found().unwrap(), [directory.path().join("commitment-1.entry")]);
        fs::write(directory.path().join("commitment-\u{1b}[2J.entry"), "x").unwrap();
        let problem = found().unwrap_err();
        assert_eq!(problem.kind, "wrong-file");
        assert!(problem.what.starts_with("commitment-\u{fffd}[2J.entry is a name"), "{problem}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_never_ends_is_no_file_of_the_ceremony() {
        let problem = read(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(problem.kind, "wrong-file");
        assert!(problem.to_string().contains("too large"), "{problem}");
        assert_eq!(read(Path::new("/tmp")).unwrap_err().kind, "wrong-file");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_has_a_sentence() {
        let mut full = File::options().write(true).open("/dev/full").unwrap();
        let error = fill(&mut full, b"x").unwrap_err();
        let problem = Problem::write(Path::new("stick/round2-1-to-2.message"), &error);
        assert_eq!(problem.kind, "disk-full");
        let text = problem.to_string();
        for part in ["no room for stick/round2-1-to-2.message", "Make room", "Nothing was lost"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
