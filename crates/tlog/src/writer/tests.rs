use std::fs;

use ed25519_dalek::SigningKey;
use tempfile::TempDir;

use super::*;
use crate::{hash::leaf_hash, note::NoteSigner, proof::tree_root, range::CompactRange, reader::LogReader};

fn entry(branch: u8, index: u64) -> Vec<u8> {
    let mut bytes = index.to_be_bytes().to_vec();
    bytes.resize(8 + usize::try_from(index % 7).unwrap(), branch);
    bytes
}

/// Entries `from .. to` of one of the ways the log could have gone on.
fn entries(branch: u8, from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(|index| entry(branch, index)).collect()
}

fn signed(size: TreeSize, root: Hash) -> Vec<u8> {
    let signer = NoteSigner::new("example.com/log", SigningKey::from_bytes(&[1; 32])).unwrap();
    Checkpoint::new("example.com/log", size, root).sign(&signer).unwrap().encode().into_bytes()
}

fn publish(writer: &mut DirectoryWriter) -> Result<(), WriteError> {
    let note = signed(writer.size(), writer.root());
    writer.publish(&note)
}

/// Reads the published log as a stranger: entries, tiles and checkpoint have one root.
fn audit(directory: &TempDir) -> (TreeSize, Vec<Vec<u8>>) {
    let source = DirectorySource::new(directory.path());
    let log = LogReader::new(&source);
    let checkpoint = match log.checkpoint() {
        Err(LogError::Missing { .. }) => return (TreeSize(0), vec![]),
        note => Checkpoint::parse(note.unwrap().text()).unwrap(),
    };
    let entries: Vec<_> = log.entries(LeafIndex(0), checkpoint.size).collect::<Result<_, _>>().unwrap();
    let mut range = CompactRange::new();
    for entry in &entries {
        range.push_bytes(entry);
    }
    assert_eq!((range.size(), range.root()), (checkpoint.size, checkpoint.root));
    assert_eq!(tree_root(&log.tiles(checkpoint.size), checkpoint.size).unwrap(), checkpoint.root);
    for (index, entry) in (0..).map(LeafIndex).zip(&entries).step_by(37) {
        let proof = log.inclusion_proof(index, checkpoint.size).unwrap();
        proof.verify(&leaf_hash(entry), index, checkpoint.size, &checkpoint.root).unwrap();
    }
    (checkpoint.size, entries)
}

#[test]
fn any_step_may_fail() {
    // from a tree of 300 over three full tiles to one of 600 and further to 1030, with a blob
    let script = |writer: &mut DirectoryWriter| {
        writer.append(&entries(1, writer.size().0, 600))?;
        writer.put_blob(b"blob")?;
        publish(writer)?;
        writer.append(&entries(1, 600, 900))?;
        writer.integrate()?;
        writer.append(&entries(1, 900, 1030))?;
        publish(writer)
    };
    let mut failures = 0;
    for steps in 0.. {
        let directory = TempDir::new().unwrap();
        let mut writer = DirectoryWriter::open(directory.path(), Durability::Full).unwrap();
        writer.append(&entries(1, 0, 300)).unwrap();
        publish(&mut writer).unwrap();
        writer.files.fail_in = Some(steps);
        let result = script(&mut writer);
        if result.is_ok() {
            break;
        }
        failures += 1;
        // after a failure nothing is written any more
        writer.files.fail_in = None;
        assert!(matches!(writer.append(&entries(1, 0, 1)), Err(WriteError::Broken)));
        assert!(matches!(publish(&mut writer), Err(WriteError::Broken | WriteError::NoSuchHead { .. })));
        drop(writer);
        let (size, read) = audit(&directory);
        assert!([300, 600, 1030].contains(&size.0), "{size} after step {steps}");
        assert_eq!(read, entries(1, 0, size.0));
        // goes on, and in another way than before the failure
        let mut writer = DirectoryWriter::open(directory.path(), Durability::Full).unwrap();
        assert_eq!((writer.size(), writer.published()), (size, size));
        writer.append(&entries(2, size.0, 1100)).unwrap();
        publish(&mut writer).unwrap();
        let (now, read) = audit(&directory);
        assert_eq!(
            (now, &read[..]),
            (TreeSize(1100), &[entries(1, 0, size.0), entries(2, size.0, 1100)].concat()[..])
        );
        let left = fs::read_dir(directory.path().join(".tmp")).unwrap().count();
        assert_eq!(left, 0, "after step {steps}");
    }
    assert!(failures > 50, "{failures} steps could fail");
}

#[test]
fn what_was_not_published_is_gone() {
    let directory = TempDir::new().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    assert_eq!(writer.append(&entries(1, 0, 200)).unwrap(), LeafIndex(0));
    publish(&mut writer).unwrap();
    // fills the tile, and goes beyond it
    assert_eq!(writer.append(&entries(1, 200, 700)).unwrap(), LeafIndex(200));
    writer.integrate().unwrap();
    assert_eq!((writer.size(), writer.published()), (TreeSize(700), TreeSize(200)));
    drop(writer);
    fs::write(directory.path().join(".tmp/file"), b"half a ti").unwrap();

    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    assert!(!directory.path().join(".tmp/file").exists());
    assert!(!directory.path().join("tile/entries/000").exists());
    assert!(!directory.path().join("tile/0/000").exists());
    assert_eq!(writer.size(), TreeSize(200));
    assert_eq!(audit(&directory).1, entries(1, 0, 200));
    writer.append(&entries(2, 200, 700)).unwrap();
    publish(&mut writer).unwrap();
    assert_eq!(audit(&directory).1, [entries(1, 0, 200), entries(2, 200, 700)].concat());
    // the full tile is published: its partial predecessors are gone
    assert!(!directory.path().join("tile/entries/000.p").exists());
    assert!(!directory.path().join("tile/0/000.p").exists());
    assert!(directory.path().join("tile/0/002.p/188").exists());
}

/// A crash after the partial files of a tree were pruned by somebody else: the full tile serves.
#[test]
fn opens_where_only_the_full_tile_is() {
    let directory = TempDir::new().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    writer.append(&entries(1, 0, 200)).unwrap();
    publish(&mut writer).unwrap();
    writer.append(&entries(1, 200, 300)).unwrap();
    drop(writer);
    fs::remove_dir_all(directory.path().join("tile/0/000.p")).unwrap();
    fs::remove_dir_all(directory.path().join("tile/entries/000.p")).unwrap();
    assert_eq!(audit(&directory).1, entries(1, 0, 200));
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    assert!(!directory.path().join("tile/0/000").exists());
    assert_eq!(audit(&directory).1, entries(1, 0, 200));
    writer.append(&entries(2, 200, 201)).unwrap();
    publish(&mut writer).unwrap();
    assert_eq!(audit(&directory).1, [entries(1, 0, 200), entries(2, 200, 201)].concat());
}

#[test]
fn a_checkpoint_without_its_files_is_named() {
    let open = |size: u64, spoil: &dyn Fn(&std::path::Path)| {
        let directory = TempDir::new().unwrap();
        let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
        writer.append(&entries(1, 0, size)).unwrap();
        publish(&mut writer).unwrap();
        drop(writer);
        spoil(directory.path());
        DirectoryWriter::open(directory.path(), Durability::Fast).err().unwrap()
    };
    let replaced = |size| {
        move |path: &std::path::Path| {
            fs::write(path.join("checkpoint"), signed(TreeSize(size), leaf_hash(b""))).unwrap();
        }
    };
    let error = open(300, &replaced(301));
    let expected = "the checkpoint has 301 entries, but tile/0/001.p/45 is missing";
    assert!(matches!(&error, WriteError::Behind { size: TreeSize(301), path } if path == "tile/0/001.p/45"));
    assert_eq!(error.to_string(), expected);
    assert!(matches!(open(300, &replaced(512)), WriteError::Behind { path, .. } if path == "tile/1/000.p/2"));
    assert!(matches!(open(300, &replaced(300)), WriteError::Tiles { size: TreeSize(300) }));
    let error = open(300, &|path| fs::remove_file(path.join("tile/entries/001.p/44")).unwrap());
    assert!(matches!(error, WriteError::Behind { path, .. } if path == "tile/entries/001.p/44"));
    let error = open(300, &|path| {
        let bundle = crate::tile::encode_bundle(&entries(2, 256, 300)).unwrap();
        fs::write(path.join("tile/entries/001.p/44"), bundle).unwrap();
    });
    assert!(matches!(error, WriteError::Entries { path } if path == "tile/entries/001.p/44"));
    let error = open(300, &|path| fs::write(path.join("tile/0/001.p/44"), [0; 44 * 32 - 1]).unwrap());
    assert!(matches!(error, WriteError::Log(LogError::Tile { bytes: 1407, .. })));
    assert!(matches!(
        open(300, &|path| fs::write(path.join("checkpoint"), b"x").unwrap()),
        WriteError::Note(_)
    ));
}

#[test]
fn only_trees_that_were_written_are_published() {
    let directory = TempDir::new().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    writer.append(&entries(1, 0, 10)).unwrap();
    let ten = writer.integrate().unwrap();
    writer.append(&entries(1, 10, 20)).unwrap();
    let twenty = writer.integrate().unwrap();
    writer.append(&entries(1, 20, 30)).unwrap();
    assert!(matches!(
        writer.publish(&signed(TreeSize(15), ten.1)),
        Err(WriteError::NoSuchHead { size: TreeSize(15) })
    ));
    assert!(matches!(writer.publish(&signed(ten.0, twenty.1)), Err(WriteError::Root { size: TreeSize(10) })));
    assert!(matches!(writer.publish(&signed(TreeSize(30), twenty.1)), Err(WriteError::Root { .. })));
    assert!(matches!(writer.publish(b"note"), Err(WriteError::Note(_))));
    assert!(!directory.path().join("checkpoint").exists());
    // while the log grows, the head that the witnesses have seen is published
    writer.publish(&signed(twenty.0, twenty.1)).unwrap();
    assert_eq!(audit(&directory).1, entries(1, 0, 20));
    assert!(matches!(
        writer.publish(&signed(ten.0, ten.1)),
        Err(WriteError::NoSuchHead { size: TreeSize(10) })
    ));
    // again, as with one more cosignature
    writer.publish(&signed(twenty.0, twenty.1)).unwrap();
    publish(&mut writer).unwrap();
    assert_eq!(audit(&directory).1, entries(1, 0, 30));
}

#[test]
fn the_empty_log_is_published() {
    let directory = TempDir::new().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Full).unwrap();
    publish(&mut writer).unwrap();
    let writer = DirectoryWriter::open(directory.path(), Durability::Full).unwrap();
    assert_eq!((writer.size(), writer.root()), (TreeSize(0), crate::hash::EMPTY_ROOT));
}

#[test]
fn a_long_entry_spoils_nothing() {
    let directory = TempDir::new().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    let error = writer.append(&[vec![], vec![0; 65_536]]).unwrap_err();
    assert!(matches!(error, WriteError::Entry(BundleError::EntryTooLong { position: 1, bytes: 65_536 })));
    assert_eq!(writer.size(), TreeSize(0));
    writer.append(&[vec![0; 65_535]]).unwrap();
    publish(&mut writer).unwrap();
    assert_eq!(audit(&directory).1, [vec![0; 65_535]]);
}

#[test]
fn other_files() {
    let directory = TempDir::new().unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Full).unwrap();
    let hash = writer.put_blob(b"abc").unwrap();
    assert_eq!(hash, <[u8; 32]>::from(Sha256::digest(b"abc")));
    writer.put_blob(b"abc").unwrap();
    let path = "blob/sha256/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(DirectorySource::new(directory.path()).read(path).unwrap().as_deref(), Some(&b"abc"[..]));
    writer.put_file("witnessed/12", b"note").unwrap();
    assert_eq!(fs::read(directory.path().join("witnessed/12")).unwrap(), b"note");
    for bad in ["checkpoint", "tile/0/000", "blob/x", "../x", "/x", "", ".tmp/x", "a/../b", "checkpoint/x"] {
        assert!(matches!(writer.put_file(bad, b""), Err(WriteError::Path(path)) if path == bad), "{bad}");
    }
}
