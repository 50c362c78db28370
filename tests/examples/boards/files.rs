//! A log of any byte strings in files, signed and cosigned.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use tabella_board::{Entry, Kind};
use tabella_tests::{LOG_NAME, People};
use tabella_tlog::{Checkpoint, Cosigner, DirectoryWriter, Durability, NoteSigner, SignedNote, TreeSize};
use tabella_verifier::{INDEX_PATH, encode_index, witnessed_path};

/// Files by their path within the board.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// What is to stand on the log at one index, lawful or not.
#[derive(Clone)]
pub(crate) struct Raw {
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
    /// A file to put beside the log, under its own hash.
    pub(crate) blob: Option<Vec<u8>>,
    /// What it is, or was made from.
    pub(crate) kind: Kind,
}

impl From<&Entry> for Raw {
    fn from(entry: &Entry) -> Self {
        let blob = entry.blob_hash().map(|_| entry.blob().to_vec());
        Self { bytes: entry.bytes().to_vec(), blob, kind: entry.kind() }
    }
}

/// Who signs checkpoints, and when.
#[derive(Clone)]
pub(crate) struct Signers {
    /// Seconds since 1970, until `end`.
    pub(crate) open: u64,
    /// From `end` on.
    pub(crate) end: u64,
    /// From `close` on.
    pub(crate) after: u64,
    /// Positions of the witnesses that cosign.
    pub(crate) witnesses: Vec<usize>,
    /// Kept checkpoints are left out before these kinds.
    pub(crate) not_kept: BTreeSet<Kind>,
}

/// A tree head signed by the log and cosigned.
pub(crate) fn signed(people: &People, head: &Checkpoint, time: u64, witnesses: &[usize]) -> SignedNote {
    let log = NoteSigner::new(LOG_NAME, people.checkpoint.clone()).unwrap();
    let mut note = head.sign(&log).unwrap();
    for position in witnesses {
        let name = format!("witness.example.org/{}", position + 1);
        let witness = Cosigner::new(&name, people.witnesses[*position].clone()).unwrap();
        note.add_signature(witness.cosign(&note, time + *position as u64).unwrap()).unwrap();
    }
    note
}

/// The files of a log, with checkpoints kept at `open`, `end`, `close` and the end.
pub(crate) fn log(people: &People, entries: &[Raw], signers: &Signers) -> Files {
    let directory = tempfile::tempdir().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    let (mut kept, mut time) = (Vec::new(), signers.open);
    for (position, entry) in entries.iter().enumerate() {
        if let Some(blob) = &entry.blob {
            writer.put_blob(blob).unwrap();
        }
        writer.append(&[&entry.bytes]).unwrap();
        match entry.kind {
            Kind::End => time = signers.end,
            Kind::Close => time = signers.after,
            _ => {}
        }
        let is_last = position + 1 == entries.len();
        let is_kept = matches!(entry.kind, Kind::Open | Kind::End | Kind::Close);
        if is_last || is_kept {
            let (size, root) = writer.integrate().unwrap();
            let note = signed(people, &Checkpoint::new(LOG_NAME, size, root), time, &signers.witnesses);
            writer.publish(note.encode().as_bytes()).unwrap();
            if !signers.not_kept.contains(&entry.kind) {
                kept.push((size, note));
            }
        }
    }
    for (size, note) in &kept {
        writer.put_file(&witnessed_path(*size), note.encode().as_bytes()).unwrap();
    }
    let sizes: Vec<TreeSize> = kept.iter().map(|(size, _)| *size).collect();
    writer.put_file(INDEX_PATH, &encode_index(&sizes)).unwrap();
    let mut files = Files::new();
    read(directory.path(), directory.path(), &mut files);
    files
}

fn read(root: &Path, directory: &Path, files: &mut Files) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            // the writer's own notes are no part of the board
            if ["checkpoint", "tile/", "blob/", "witnessed/"].iter().any(|part| name.starts_with(part)) {
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
}
