//! The log that another implementation wrote (transparency-dev/tessera), read and written again.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::{fs, path::Path, process::Command};

use ed25519_dalek::SigningKey;
use tabella_tlog::{
    Checkpoint, CompactRange, ConsistencyProof, DirectorySource, DirectoryWriter, Durability, InclusionProof,
    LeafIndex, LogReader, NoteSigner, SignedNote, TreeSize, Vkey, leaf_hash, tree_root,
};

const VKEY: &str = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
const SIZE: TreeSize = TreeSize(15);

/// Their log.
fn theirs() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/tlog/log"))
}

fn note(log: &Path, size: u64) -> SignedNote {
    SignedNote::parse(&fs::read(log.join(format!("checkpoint.{size}"))).unwrap()).unwrap()
}

#[test]
fn checkpoints_and_proofs_of_all_sizes() {
    let log = theirs();
    let key = Vkey::parse(VKEY).unwrap();
    let source = DirectorySource::new(log);
    let reader = LogReader::new(&source);
    assert_eq!(Checkpoint::open(&reader.checkpoint().unwrap(), &key).unwrap().size, SIZE);

    let heads: Vec<_> = (0..=SIZE.0).map(|size| Checkpoint::open(&note(log, size), &key).unwrap()).collect();
    let mut range = CompactRange::new();
    let entries: Vec<_> = reader.entries(LeafIndex(0), SIZE).collect::<Result<_, _>>().unwrap();
    for (head, size) in heads.iter().zip(0..) {
        assert_eq!((head.size, &head.root), (TreeSize(size), &range.root()));
        assert_eq!(tree_root(&reader.tiles(head.size), head.size).unwrap(), head.root);
        let prefix: Vec<_> = reader.entries(LeafIndex(0), head.size).collect::<Result<_, _>>().unwrap();
        assert_eq!(prefix, entries[..usize::try_from(size).unwrap()]);
        if let Some(entry) = entries.get(usize::try_from(size).unwrap()) {
            range.push_bytes(entry);
        }
    }
    for new in &heads {
        for (index, entry) in (0..new.size.0).map(LeafIndex).zip(&entries) {
            let proof = reader.inclusion_proof(index, new.size).unwrap();
            proof.verify(&leaf_hash(entry), index, new.size, &new.root).unwrap();
            assert!(proof.verify(&leaf_hash(b"other"), index, new.size, &new.root).is_err());
        }
        for old in heads.iter().filter(|old| old.size <= new.size) {
            let proof = reader.consistency_proof(old.size, new.size).unwrap();
            proof.verify((old.size, &old.root), (new.size, &new.root)).unwrap();
        }
    }
    // the tiles of the last tree serve all smaller ones
    let tiles = reader.tiles(SIZE);
    let proof = InclusionProof::generate(&tiles, LeafIndex(4), TreeSize(7)).unwrap();
    proof.verify(&leaf_hash(&entries[4]), LeafIndex(4), TreeSize(7), &heads[7].root).unwrap();
    let proof = ConsistencyProof::generate(&tiles, TreeSize(5), TreeSize(11)).unwrap();
    proof.verify((TreeSize(5), &heads[5].root), (TreeSize(11), &heads[11].root)).unwrap();
}

/// Their entries with our writer: the same tiles and bundles at every size.
#[test]
fn the_same_bytes_at_every_size() {
    let theirs = theirs();
    let source = DirectorySource::new(theirs);
    let ours = tempfile::tempdir().unwrap();
    let mut writer = DirectoryWriter::open(ours.path(), Durability::Fast).unwrap();
    for size in 0..=SIZE.0 {
        if size > 0 {
            writer.append(&[LogReader::new(&source).entry(LeafIndex(size - 1), SIZE).unwrap()]).unwrap();
        }
        // their signature is over the same text
        let checkpoint = fs::read(theirs.join(format!("checkpoint.{size}"))).unwrap();
        writer.publish(&checkpoint).unwrap();
        assert_eq!(fs::read(ours.path().join("checkpoint")).unwrap(), checkpoint);
    }
    for size in 1..=SIZE.0 {
        for path in [format!("tile/0/000.p/{size}"), format!("tile/entries/000.p/{size}")] {
            assert_eq!(
                fs::read(ours.path().join(&path)).unwrap(),
                fs::read(theirs.join(&path)).unwrap(),
                "{path}"
            );
        }
    }
    // and a log of theirs is one that our writer goes on with
    let copy = tempfile::tempdir().unwrap();
    for path in ["checkpoint", "tile/0/000.p/15", "tile/entries/000.p/15"] {
        fs::create_dir_all(copy.path().join(path).parent().unwrap()).unwrap();
        fs::copy(theirs.join(path), copy.path().join(path)).unwrap();
    }
    let reopened = DirectoryWriter::open(copy.path(), Durability::Fast).unwrap();
    assert_eq!((reopened.size(), reopened.root()), (writer.size(), writer.root()));
}

/// The independent checker accepts what we write and sign, and refuses it when a byte of it differs.
#[test]
fn the_given_checker_accepts_our_log() {
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/tlog/verify_tlog.py");
    if !checker.is_file() {
        println!("skipped: needs ../shared/data");
        return;
    }
    let python = Command::new("python3").args(["-c", "import cryptography"]).output();
    if !python.is_ok_and(|output| output.status.success()) {
        println!("skipped: needs python3 with cryptography");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let signer = NoteSigner::new("example.com/ours", SigningKey::from_bytes(&[5; 32])).unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Full).unwrap();
    for size in 0..=9_u8 {
        if size > 0 {
            writer.append(&[vec![size; usize::from(size) * 100]]).unwrap();
        }
        let note =
            Checkpoint::new(signer.name(), writer.size(), writer.root()).sign(&signer).unwrap().encode();
        writer.publish(note.as_bytes()).unwrap();
        writer.put_file(&format!("checkpoint.{size}"), note.as_bytes()).unwrap();
    }
    let check = || {
        let mut python = Command::new("python3");
        let vkey = signer.vkey().unwrap().to_string();
        python.arg(&checker).arg(directory.path()).arg(vkey).output().unwrap()
    };
    let output = check();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "11 checkpoints OK");

    let path = directory.path().join("tile/entries/000.p/9");
    let mut bundle = fs::read(&path).unwrap();
    *bundle.last_mut().unwrap() ^= 1;
    fs::write(&path, bundle).unwrap();
    assert!(!check().status.success());
}
