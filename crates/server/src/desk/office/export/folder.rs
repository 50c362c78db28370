//! Where exports lie. A file has its name once it is complete; what is being written has another, and whoever writes it holds
//! a lock.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use tabella_crypto::{ElectionId, hash::hex};
use tabella_desk_store::DeedHash;
use tabella_identity::UnixTime;

/// Behind the name of what is being written.
const PART: &str = "part";
/// Behind the name of what is complete.
const WHOLE: &str = "age";

/// A folder of exports, for one desk or several.
pub(in crate::desk) struct Folder(PathBuf);

/// A file that is being written; gone if it is not completed.
pub(super) struct Part {
    file: File,
    written: PathBuf,
    whole: PathBuf,
}

impl Folder {
    pub(in crate::desk) fn new(path: &Path) -> Self {
        Self(path.into())
    }

    /// Removes what was never completed and is written by nobody any more.
    pub(in crate::desk) fn sweep(&self) -> io::Result<()> {
        for path in self.files(PART)? {
            if File::open(&path)?.try_lock().is_ok() {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Removes the files of an election, or of all, that were made before.
    pub(in crate::desk) fn forget(&self, election: Option<&ElectionId>, before: UnixTime) -> io::Result<()> {
        let start = election.map(|election| format!("{election}-")).unwrap_or_default();
        for path in self.files(WHOLE)? {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let made = name.rsplit('-').next().and_then(|made| made.parse().ok());
            if name.starts_with(&start) && made.is_some_and(|made: i64| made < before.0) {
                fs::remove_file(path)?;
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
        let bytes = fs::metadata(&path)?.len();
        Ok(Some((path, bytes)))
    }

    /// Begins a file.
    pub(super) fn begin(&self, election: &ElectionId, deed: &DeedHash, now: UnixTime) -> io::Result<Part> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.0)?;
        let name = format!("{election}-{}-{}", hex(&deed.0), now.0);
        let part = self.0.join(format!("{name}.{PART}"));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
        let part = Part { file, written: part, whole: self.0.join(format!("{name}.{WHOLE}")) };
        part.file.try_lock()?;
        Ok(part)
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

impl Part {
    /// Makes what was written so far last.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Gives it its name: from now on it is served.
    pub(super) fn complete(self) -> io::Result<u64> {
        let bytes = self.file.metadata()?.len();
        fs::rename(&self.written, &self.whole)?;
        if let Some(folder) = self.whole.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(bytes)
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
        // not there any more if it was completed
        let _ = fs::remove_file(&self.written);
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
        assert_eq!(part.complete().unwrap(), 13);
        assert_eq!((found(), folder.files(PART).unwrap().len()), (Some(13), 0));
        assert!(folder.find(&ElectionId([3; 32]), &deed).unwrap().is_none());
        // what is given up leaves nothing
        drop(folder.begin(&election, &deed, UnixTime(1_001)).unwrap());
        assert_eq!(folder.files(PART).unwrap().len(), 0);
        folder.forget(None, now).unwrap();
        folder.forget(Some(&ElectionId([3; 32])), UnixTime(2_000)).unwrap();
        assert_eq!(found(), Some(13));
        folder.forget(Some(&election), UnixTime(2_000)).unwrap();
        assert_eq!(found(), None);
    }
}
