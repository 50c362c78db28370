//! Where exports lie. A file has its name once it is complete and its consents are used up; before, it has another, and whoever
//! is at it holds a lock.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use tabella_crypto::{
    ElectionId,
    hash::{hex, parse_hex32},
};
use tabella_desk_store::DeedHash;
use tabella_identity::UnixTime;

/// Behind the name of what is being written.
const PART: &str = "part";
/// Behind the name of what is written to its end while the consents for it are being used up.
const WRITTEN: &str = "written";
/// Behind the name of what is complete.
const WHOLE: &str = "age";

/// How often a file is begun that another desk clears away before it is locked.
const ATTEMPTS: u32 = 10;

/// A folder of exports, for one desk or several.
pub(in crate::desk) struct Folder(PathBuf);

/// A file that is being written; gone if it is not written to its end.
pub(super) struct Part {
    file: File,
    path: PathBuf,
}

/// A file that is written to its end. It stays until somebody knows whether its consents are used up.
pub(in crate::desk) struct Written {
    file: File,
    path: PathBuf,
    /// What two officials agreed on.
    pub(in crate::desk) deed: DeedHash,
}

impl Folder {
    pub(in crate::desk) fn new(path: &Path) -> Self {
        Self(path.into())
    }

    /// Removes what was never completed and is written by nobody any more.
    pub(in crate::desk) fn sweep(&self) -> io::Result<()> {
        for path in self.files(PART)? {
            let Some(file) = there(File::open(&path))? else { continue };
            if file.try_lock().is_ok() {
                there(fs::remove_file(path))?;
            }
        }
        Ok(())
    }

    /// What was written to its end by somebody who is not there any more.
    pub(in crate::desk) fn left(&self) -> io::Result<Vec<Written>> {
        let mut left = Vec::new();
        for path in self.files(WRITTEN)? {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let Some(deed) = name.split('-').nth(1).and_then(|deed| parse_hex32(deed).ok()) else { continue };
            let Some(file) = there(File::open(&path))? else { continue };
            if file.try_lock().is_ok() && is_at(&file, &path)? {
                left.push(Written { file, path, deed: DeedHash(deed) });
            }
        }
        Ok(left)
    }

    /// Removes the files of an election, or of all, that were made before.
    pub(in crate::desk) fn forget(&self, election: Option<&ElectionId>, before: UnixTime) -> io::Result<()> {
        let start = election.map(|election| format!("{election}-")).unwrap_or_default();
        for path in self.files(WHOLE)? {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let made = name.rsplit('-').next().and_then(|made| made.parse().ok());
            if name.starts_with(&start) && made.is_some_and(|made: i64| made < before.0) {
                there(fs::remove_file(path))?;
            }
        }
        Ok(())
    }

    /// A complete file and its length in bytes.
    pub(super) fn find(&self, election: &ElectionId, deed: &DeedHash) -> io::Result<Option<(PathBuf, u64)>> {
        let start = format!("{election}-{}-", hex(&deed.0));
        let ours =
            |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start));
        let Some(path) = self.files(WHOLE)?.into_iter().find(ours) else { return Ok(None) };
        Ok(there(fs::metadata(&path))?.map(|found| (path, found.len())))
    }

    /// Begins a file.
    pub(super) fn begin(&self, election: &ElectionId, deed: &DeedHash, now: UnixTime) -> io::Result<Part> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let path = self.0.join(format!("{election}-{}-{}.{PART}", hex(&deed.0), now.0));
        for _ in 0..ATTEMPTS {
            let begun = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            let Some(file) = free(begun)? else { continue };
            // another desk that starts takes what is not locked for what somebody left behind
            if file.try_lock().is_ok() && is_at(&file, &path)? {
                return Ok(Part { file, path });
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    fn files(&self, kind: &str) -> io::Result<Vec<PathBuf>> {
        let listed = match fs::read_dir(&self.0) {
            Ok(listed) => listed,
            // made with the first export
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        for file in listed {
            let path = file?.path();
            if path.extension().is_some_and(|extension| extension == kind) {
                found.push(path);
            }
        }
        Ok(found)
    }
}

/// Nothing if it is not there any more: several desks may clear away at once.
fn there<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}

/// Nothing if there is one already.
fn free<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        outcome => outcome.map(Some),
    }
}

/// Whether this file still has that name.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let (ours, named) = (file.metadata()?, there(fs::metadata(path))?);
    Ok(named.is_some_and(|named| (named.dev(), named.ino()) == (ours.dev(), ours.ino())))
}

/// Another name, for good.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    to.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

impl Part {
    /// It is written to its end, and stays.
    pub(super) fn written(self, deed: DeedHash) -> io::Result<Written> {
        self.file.sync_all()?;
        let path = self.path.with_extension(WRITTEN);
        rename(&self.path, &path)?;
        // the same lock
        Ok(Written { file: self.file.try_clone()?, path, deed })
    }
}

impl Written {
    /// Gives it its name: from now on it is served. Its length in bytes.
    pub(in crate::desk) fn complete(self) -> io::Result<u64> {
        let bytes = self.file.metadata()?.len();
        rename(&self.path, &self.path.with_extension(WHOLE))?;
        Ok(bytes)
    }

    /// Removes it.
    pub(in crate::desk) fn discard(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // has another name if it was written to its end
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_complete_is_found() {
        let directory = tempfile::tempdir().unwrap();
        let folder = Folder::new(&directory.path().join("exports"));
        let (election, deed, now) = (ElectionId([1; 32]), DeedHash([2; 32]), UnixTime(1_000));
        let found = || folder.find(&election, &deed).unwrap().map(|(_, bytes)| bytes);
        assert_eq!(found(), None);
        folder.sweep().unwrap();
        let mut part = folder.begin(&election, &deed, now).unwrap();
        part.write_all(b"half").unwrap();
        // somebody else's, who is still at it
        folder.sweep().unwrap();
        assert_eq!((found(), folder.files(PART).unwrap().len()), (None, 1));
        // a process that ended left one, without a lock
        fs::write(folder.0.join(format!("{election}-{}-999.part", hex(&deed.0))), b"half").unwrap();
        folder.sweep().unwrap();
        assert_eq!((found(), folder.files(PART).unwrap().len()), (None, 1));
        part.write_all(b" and half").unwrap();
        let written = part.written(deed).unwrap();
        // whether it may be had is known to whoever wrote it, and to nobody else as long as that one is there
        folder.sweep().unwrap();
        assert_eq!((found(), folder.left().unwrap().len()), (None, 0));
        drop(written);
        let [left] = <[Written; 1]>::try_from(folder.left().unwrap()).ok().unwrap();
        assert_eq!((left.deed.0, left.complete().unwrap()), (deed.0, 13));
        assert_eq!((found(), folder.files(PART).unwrap().len()), (Some(13), 0));
        assert!(folder.find(&ElectionId([3; 32]), &deed).unwrap().is_none());
        // what is given up leaves nothing
        drop(folder.begin(&election, &deed, UnixTime(1_001)).unwrap());
        assert_eq!(folder.files(PART).unwrap().len(), 0);
        folder.begin(&election, &deed, UnixTime(1_001)).unwrap().written(deed).unwrap().discard().unwrap();
        assert_eq!((folder.left().unwrap().len(), found()), (0, Some(13)));
        folder.forget(None, now).unwrap();
        folder.forget(Some(&ElectionId([3; 32])), UnixTime(2_000)).unwrap();
        assert_eq!(found(), Some(13));
        folder.forget(Some(&election), UnixTime(2_000)).unwrap();
        assert_eq!(found(), None);
    }
}
