//! A whole board in one file: an uncompressed tar with the paths of the directory.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use tabella_tlog::{Source, SourceError};
use tar::{EntryType, Header};

/// What of a board's directory belongs into its archive.
const PARTS: [&str; 4] = ["blob", "checkpoint", "tile", "witnessed"];

/// What whoever opens an archive by hand finds first. The same for every board, and no part of it: readers pass over it.
const README: &str = "README.txt";

const README_TEXT: &str = "\
This is the bulletin board of an election held with Tabella: every entry, as it was signed and published.

checkpoint     the signed tree of all entries, with what witnesses signed
witnessed/     such trees of earlier moments
tile/          the entries, and the hashes that make them one tree
blob/          what entries name by a hash: the manifest, proofs of the key ceremony, decryption shares, the result

Anyone can verify all of it, from the manifest to the counts, with a program of their own choice. You need the election id, or the
key of the election authority: get it from somewhere else than this file.

    tabella verify board.tar --election-id ID

does it; so does the observer's page (observe.html) in a browser without a network. docs/protocol.md of Tabella says what every byte
means, so that others can write programs that do it.
";

/// Why a file is no archive of a board.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Something cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Another file, or one that is cut off or damaged. What it holds is not repeated: it can be anything.
    #[error("not a tar file, or a damaged one")]
    Tar,
    /// A path that could name a file outside the board.
    #[error("the archive has a path that is not one of a board: {0:?}")]
    Path(String),
    /// The same path twice: readers could differ in which one they take.
    #[error("the archive has {0:?} twice")]
    Twice(String),
    /// A link, a device, or a sparse file.
    #[error("{0:?} in the archive is neither a file nor a directory")]
    Kind(String),
}

/// The files of an archive, read where they lie. The index is made in one pass when it is opened.
pub struct ArchiveSource<R> {
    file: Mutex<R>,
    /// Start and length of every file.
    index: BTreeMap<String, (u64, u64)>,
}

impl<R: Read + Seek> ArchiveSource<R> {
    /// Reads the index of an archive.
    ///
    /// # Errors
    /// [`ArchiveError`].
    pub fn open(mut file: R) -> Result<Self, ArchiveError> {
        let mut index = BTreeMap::new();
        let end = file.seek(SeekFrom::End(0))?;
        file.seek(SeekFrom::Start(0))?;
        let mut archive = tar::Archive::new(&mut file);
        for entry in archive.entries_with_seek().map_err(|error| unlike_tar(&error))? {
            let entry = entry.map_err(|error| unlike_tar(&error))?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            let path = name.strip_prefix("./").unwrap_or(&name);
            if kind == EntryType::Directory {
                continue;
            }
            if !matches!(kind, EntryType::Regular) {
                return Err(ArchiveError::Kind(name));
            }
            if !is_plain(path) {
                return Err(ArchiveError::Path(name));
            }
            let (start, length) = (entry.raw_file_position(), entry.size());
            if start.checked_add(length).is_none_or(|after| after > end) {
                return Err(ArchiveError::Tar);
            }
            if index.insert(path.to_owned(), (start, length)).is_some() {
                return Err(ArchiveError::Twice(name));
            }
        }
        Ok(Self { file: Mutex::new(file), index })
    }
}

/// The reader's words repeat bytes of the file.
fn unlike_tar(error: &io::Error) -> ArchiveError {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    match error.kind() {
        InvalidData | InvalidInput | Other | UnexpectedEof => ArchiveError::Tar,
        kind => ArchiveError::Io(kind.into()),
    }
}

impl<R: Read + Seek + Send> Source for ArchiveSource<R> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let Some((start, length)) = self.index.get(path) else { return Ok(None) };
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut read = || {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(*start))?;
            (&mut *file).take(*length).read_to_end(&mut bytes)?;
            if bytes.len() as u64 == *length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
        };
        read().map(Some).map_err(|error| SourceError::new(path, error))
    }
}

/// Names of letters, digits, `.`, `-` and `_`, none of them `.` or `..`, between single slashes.
fn is_plain(path: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || b".-_".contains(&c);
    path.split('/').all(|name| !["", ".", ".."].contains(&name) && name.bytes().all(plain))
}

/// Writes the archive of a board's directory. The same files give the same bytes: paths in order, no times, no owners. A text
/// comes first that says what it is.
///
/// # Errors
/// [`ArchiveError`] for a link or a name that is not one of a board, or if something cannot be read or written.
pub fn write_archive(directory: &Path, out: impl Write) -> Result<(), ArchiveError> {
    let mut files = Vec::new();
    for part in PARTS {
        collect(directory, part, &mut files)?;
    }
    files.sort_unstable();
    let mut tar = tar::Builder::new(out);
    // its name is the first in the order of bytes, too
    tar.append_data(&mut header(README_TEXT.len() as u64), README, README_TEXT.as_bytes())?;
    for path in files {
        let mut file = File::open(directory.join(&path))?;
        tar.append_data(&mut header(file.metadata()?.len()), &path, &mut file)?;
    }
    tar.into_inner()?.flush()?;
    Ok(())
}

/// Of a file of so many bytes, whoever wrote it and when.
fn header(size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(size);
    header
}

/// All files at or below `path`.
fn collect(directory: &Path, path: &str, files: &mut Vec<String>) -> Result<(), ArchiveError> {
    if !is_plain(path) {
        return Err(ArchiveError::Path(path.into()));
    }
    let whole = directory.join(path);
    let kind = match fs::symlink_metadata(&whole) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?.file_type(),
    };
    if kind.is_file() {
        files.push(path.into());
        return Ok(());
    }
    if !kind.is_dir() {
        return Err(ArchiveError::Kind(path.into()));
    }
    for entry in fs::read_dir(whole)? {
        let name = entry?.file_name();
        let name = name.to_str().ok_or_else(|| ArchiveError::Path(name.to_string_lossy().into_owned()))?;
        collect(directory, &format!("{path}/{name}"), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn board() -> tempfile::TempDir {
        let board = tempfile::tempdir().unwrap();
        for (path, bytes) in [
            ("checkpoint", "c"),
            ("tile/0/000.p/1", "tt"),
            ("tile/entries/x001/000", ""),
            ("other", "x"),
            ("blob/sha256/ab", "b"),
        ] {
            let path = board.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        board
    }

    fn tar(files: &[(&str, EntryType, &[u8])]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, kind, bytes) in files {
            let mut header = Header::new_ustar();
            // set_path refuses what an attacker would write
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            tar.append(&header, *bytes).unwrap();
        }
        tar.into_inner().unwrap()
    }

    fn open(bytes: &[u8]) -> Result<ArchiveSource<Cursor<&[u8]>>, ArchiveError> {
        ArchiveSource::open(Cursor::new(bytes))
    }

    #[test]
    fn same_files_as_the_directory() {
        let board = board();
        let mut bytes = Vec::new();
        write_archive(board.path(), &mut bytes).unwrap();
        let archive = open(&bytes).unwrap();
        let read = |path: &str| archive.read(path).unwrap();
        assert_eq!(read("checkpoint").as_deref(), Some(&b"c"[..]));
        assert_eq!(read("tile/0/000.p/1").as_deref(), Some(&b"tt"[..]));
        assert_eq!(read("tile/entries/x001/000").as_deref(), Some(&b""[..]));
        assert_eq!(read("blob/sha256/ab").as_deref(), Some(&b"b"[..]));
        assert_eq!((read("other"), read("tile"), read("tile/0/001")), (None, None, None));
        let mut again = Vec::new();
        write_archive(board.path(), &mut again).unwrap();
        assert!(bytes == again);
    }

    #[test]
    fn an_archive_says_what_it_is() {
        let board = board();
        fs::write(board.path().join(README), b"another text, which is no part of the board").unwrap();
        let mut bytes = Vec::new();
        write_archive(board.path(), &mut bytes).unwrap();
        let mut archive = tar::Archive::new(&bytes[..]);
        let names =
            archive.entries().unwrap().map(|entry| entry.unwrap().path().unwrap().display().to_string());
        let names: Vec<String> = names.collect();
        assert_eq!(names.first().map(String::as_str), Some(README));
        assert!(names.is_sorted());
        let text = open(&bytes).unwrap().read(README).unwrap().unwrap();
        assert_eq!(text, README_TEXT.as_bytes());
    }

    #[test]
    fn archives_made_by_hand() {
        let files: [(&str, EntryType, &[u8]); 3] = [
            ("./", EntryType::Directory, b""),
            ("./checkpoint", EntryType::Regular, b"c"),
            ("tile/", EntryType::Directory, b""),
        ];
        let bytes = tar(&files);
        assert_eq!(open(&bytes).unwrap().read("checkpoint").unwrap().as_deref(), Some(&b"c"[..]));
    }

    #[test]
    fn refuses_what_readers_could_take_differently() {
        let twice = tar(&[("a", EntryType::Regular, b"1"), ("a", EntryType::Regular, b"2")]);
        assert!(matches!(open(&twice), Err(ArchiveError::Twice(path)) if path == "a"));
        let twice = tar(&[("a", EntryType::Regular, b"1"), ("./a", EntryType::Regular, b"2")]);
        assert!(matches!(open(&twice), Err(ArchiveError::Twice(path)) if path == "./a"));
        for bad in ["/a", "../a", "a/../b", "a//b", "a/./b", "a\\b", "a b"] {
            let bytes = tar(&[(bad, EntryType::Regular, b"")]);
            assert!(matches!(open(&bytes), Err(ArchiveError::Path(path)) if path == bad), "{bad}");
        }
        for kind in [EntryType::Symlink, EntryType::Link, EntryType::Fifo, EntryType::Char] {
            let bytes = tar(&[("a", kind, b"")]);
            assert!(matches!(open(&bytes), Err(ArchiveError::Kind(path)) if path == "a"), "{kind:?}");
        }
    }

    #[test]
    fn refuses_a_broken_file() {
        let bytes = tar(&[("a", EntryType::Regular, &[7; 1000])]);
        for broken in [&bytes[..700], &bytes[..300], &[1; 600], &[0x9b; 512], b"<!doctype html>"] {
            let error = open(broken).err().unwrap();
            assert!(matches!(error, ArchiveError::Tar), "{error:?}");
            assert_eq!(error.to_string(), "not a tar file, or a damaged one");
        }
    }

    #[cfg(unix)]
    #[test]
    fn no_links_into_an_archive() {
        let board = board();
        std::os::unix::fs::symlink("/etc/passwd", board.path().join("tile/link")).unwrap();
        assert!(
            matches!(write_archive(board.path(), Vec::new()), Err(ArchiveError::Kind(path)) if path == "tile/link")
        );
    }
}
