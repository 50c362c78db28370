//! Files that appear whole or not at all.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{Durability, WriteError};

/// Where files are written before they get their names: in the log's directory, for a rename must not cross file systems.
const TEMPORARY: &str = ".tmp";

pub(super) struct Files {
    root: PathBuf,
    durability: Durability,
    /// Directories that exist.
    made: BTreeSet<PathBuf>,
    /// Directories with names that are not synced yet.
    dirty: BTreeSet<PathBuf>,
    /// Steps until one fails.
    #[cfg(test)]
    pub(super) fail_in: Option<u32>,
}

impl Files {
    /// Makes the directory if it is not there, and removes what a writer that died left half written.
    pub(super) fn open(root: PathBuf, durability: Durability) -> Result<Self, WriteError> {
        let open = || {
            let temporary = root.join(TEMPORARY);
            fs::create_dir_all(&temporary)?;
            for left in fs::read_dir(&temporary)? {
                fs::remove_file(left?.path())?;
            }
            Ok(())
        };
        open().map_err(|source| WriteError::Io { path: TEMPORARY.into(), source })?;
        let dirty = BTreeSet::from([root.clone()]);
        Ok(Self {
            root,
            durability,
            made: BTreeSet::new(),
            dirty,
            #[cfg(test)]
            fail_in: None,
        })
    }

    /// Writes a file and names it.
    pub(super) fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.try_write(path, bytes).map_err(|source| WriteError::Io { path: path.into(), source })
    }

    fn try_write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let target = self.root.join(path);
        let directory = target.parent().unwrap_or(&self.root).to_owned();
        self.make(&directory)?;
        let temporary = self.root.join(TEMPORARY).join("file");
        self.step()?;
        let mut file = File::create(&temporary)?;
        self.step()?;
        file.write_all(bytes)?;
        self.step()?;
        if self.durability == Durability::Full {
            file.sync_all()?;
        }
        drop(file);
        self.step()?;
        fs::rename(&temporary, &target)?;
        self.dirty.insert(directory);
        Ok(())
    }

    fn make(&mut self, directory: &Path) -> io::Result<()> {
        if self.made.contains(directory) {
            return Ok(());
        }
        self.step()?;
        fs::create_dir_all(directory)?;
        // any of them may be new, and a new one is a name in the one above
        let above = directory.ancestors().skip(1).take_while(|above| above.starts_with(&self.root));
        self.dirty.extend(above.map(Path::to_owned));
        self.made.insert(directory.to_owned());
        Ok(())
    }

    /// Makes the names of the files durable.
    pub(super) fn sync(&mut self) -> Result<(), WriteError> {
        for directory in std::mem::take(&mut self.dirty) {
            // only there a directory can be opened and synced
            if self.durability == Durability::Full && cfg!(unix) {
                let synced = self.step().and_then(|()| File::open(&directory)?.sync_all());
                synced.map_err(|source| WriteError::Io { path: directory.display().to_string(), source })?;
            }
        }
        Ok(())
    }

    pub(super) fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    pub(super) fn remove(&mut self, path: &str) -> Result<(), WriteError> {
        let removed = self.step().and_then(|()| fs::remove_file(self.root.join(path)));
        removed.map_err(|source| WriteError::Io { path: path.into(), source })
    }

    /// Removes a directory of partial files. One that stays costs space and nothing else.
    pub(super) fn remove_directory(&mut self, path: &str) {
        let directory = self.root.join(path);
        self.made.remove(&directory);
        self.dirty.remove(&directory);
        if self.step().is_ok() {
            drop(fs::remove_dir_all(directory));
        }
    }

    /// Stands before each step that can fail, so that tests can make it.
    #[cfg_attr(
        not(test),
        expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "counts in tests only")
    )]
    fn step(&mut self) -> io::Result<()> {
        #[cfg(test)]
        if let Some(left) = self.fail_in.as_mut() {
            *left = left.checked_sub(1).ok_or_else(|| io::Error::other("made to fail"))?;
        }
        Ok(())
    }
}
