//! A board of a fixture as files in memory, signed and cosigned.

use std::{collections::BTreeMap, fs, path::Path};

use tabella_board::{Entry, Kind};
use tabella_tests::{Fixture, LOG_NAME, People};
use tabella_tlog::{Checkpoint, Cosigner, DirectoryWriter, Durability, NoteSigner, SignedNote, TreeSize};
use tabella_verifier::{INDEX_PATH, encode_index, witnessed_path};

/// Files by their path within the board.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The moments at which witnesses sign.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) open: u64,
    pub(crate) end: u64,
    pub(crate) after: u64,
}

impl Times {
    /// As it should be.
    pub(crate) fn of(fixture: &Fixture) -> Self {
        let closes = u64::try_from(fixture.election.closes()).unwrap();
        Self { open: closes - 1000, end: closes + 1, after: closes + 100_000 }
    }
}

/// A tree head signed by the log and cosigned by witnesses 1 and 3.
pub(crate) fn signed(people: &People, head: &Checkpoint, time: u64) -> SignedNote {
    let log = NoteSigner::new(LOG_NAME, people.checkpoint.clone()).unwrap();
    let mut note = head.sign(&log).unwrap();
    for (number, key) in (1..).zip(&people.witnesses).filter(|(number, _)| *number != 2) {
        let witness = Cosigner::new(&format!("witness.example.org/{number}"), key.clone()).unwrap();
        note.add_signature(witness.cosign(&note, time).unwrap()).unwrap();
    }
    note
}

/// The fixture's board in files.
pub(crate) fn board(fixture: &Fixture) -> Files {
    log(&fixture.people, &fixture.entries, Times::of(fixture))
}

/// Any entries in files, lawful or not, with checkpoints kept at `open`, `end`, `close` and the end.
pub(crate) fn log(people: &People, entries: &[Entry], times: Times) -> Files {
    let directory = tempfile::tempdir().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    let (mut kept, mut time) = (Vec::new(), times.open);
    for (position, entry) in entries.iter().enumerate() {
        if entry.blob_hash().is_some() {
            writer.put_blob(entry.blob()).unwrap();
        }
        writer.append(&[entry.bytes()]).unwrap();
        match entry.kind() {
            Kind::End => time = times.end,
            Kind::Close => time = times.after,
            _ => {}
        }
        let is_last = position + 1 == entries.len();
        if is_last || matches!(entry.kind(), Kind::Open | Kind::End | Kind::Close) {
            let (size, root) = writer.integrate().unwrap();
            let note = signed(people, &Checkpoint::new(LOG_NAME, size, root), time);
            writer.publish(note.encode().as_bytes()).unwrap();
            kept.push((size, note));
        }
    }
    for (size, note) in &kept {
        writer.put_file(&witnessed_path(*size), note.encode().as_bytes()).unwrap();
    }
    let sizes: Vec<TreeSize> = kept.iter().map(|(size, _)| *size).collect();
    writer.put_file(INDEX_PATH, &encode_index(&sizes)).unwrap();
    read_all(directory.path())
}

/// All files of a directory.
pub(crate) fn read_all(directory: &Path) -> Files {
    fn walk(root: &Path, directory: &Path, files: &mut Files) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    let mut files = Files::new();
    walk(directory, directory, &mut files);
    files
}

/// Writes files into a directory.
pub(crate) fn write_all(files: &Files, directory: &Path) {
    for (path, bytes) in files {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
