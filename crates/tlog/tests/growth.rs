//! A log that grows over several levels of tiles, read while it grows.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

use ed25519_dalek::SigningKey;
use tabella_tlog::{
    Checkpoint, CompactRange, DirectorySource, DirectoryWriter, Durability, Hash, LeafIndex, LogReader,
    NoteSigner, TreeSize, leaf_hash, tree_root,
};

fn entry(index: u64) -> Vec<u8> {
    index.to_le_bytes()[..usize::try_from(index % 9).unwrap()].to_vec()
}

fn publish(writer: &mut DirectoryWriter, signer: &NoteSigner) {
    let note = Checkpoint::new(signer.name(), writer.size(), writer.root()).sign(signer).unwrap();
    writer.publish(note.encode().as_bytes()).unwrap();
}

/// Up to a size with a level 2: sizes around the borders of tiles are published, reopened and read.
#[test]
fn over_three_levels() {
    let directory = tempfile::tempdir().unwrap();
    let signer = NoteSigner::new("example.com/log", SigningKey::from_bytes(&[3; 32])).unwrap();
    let key = signer.vkey().unwrap();
    let source = DirectorySource::new(directory.path());
    let log = LogReader::new(&source);
    let sizes = [1, 2, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537, 70_000];
    let mut heads: Vec<(TreeSize, Hash)> = vec![];
    let mut range = CompactRange::new();
    for size in sizes {
        let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
        let new: Vec<_> = (writer.size().0..size).map(entry).collect();
        for entry in &new {
            range.push_bytes(entry);
        }
        // in pieces that know nothing of tiles
        for chunk in new.chunks(1999) {
            writer.append(chunk).unwrap();
        }
        assert_eq!((writer.size(), writer.root()), (range.size(), range.root()));
        publish(&mut writer, &signer);

        let checkpoint = Checkpoint::open(&log.checkpoint().unwrap(), &key).unwrap();
        assert_eq!((checkpoint.size, checkpoint.root), (range.size(), range.root()));
        heads.push((checkpoint.size, checkpoint.root));
        let tiles = log.tiles(checkpoint.size);
        for &(old, root) in &heads {
            assert_eq!(tree_root(&tiles, old).unwrap(), root);
            let proof = log.consistency_proof(old, checkpoint.size).unwrap();
            proof.verify((old, &root), (checkpoint.size, &checkpoint.root)).unwrap();
        }
        for index in [0, 1, 255, 256, 511, size / 2, size - 1].map(|index| index.min(size - 1)).map(LeafIndex)
        {
            let read = log.entry(index, checkpoint.size).unwrap();
            assert_eq!(read, entry(index.0));
            let proof = log.inclusion_proof(index, checkpoint.size).unwrap();
            proof.verify(&leaf_hash(&read), index, checkpoint.size, &checkpoint.root).unwrap();
        }
        assert!(log.entry(LeafIndex(size), checkpoint.size).is_err());
    }
    // the example of tlog-tiles
    for path in [
        "tile/0/272",
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
        "tile/entries/273.p/112",
    ] {
        assert!(directory.path().join(path).is_file(), "{path}");
    }
    let from = [0, 1, 255, 256, 257, 69_887, 69_888, 69_999, 70_000, 70_001];
    for first in from {
        let read: Vec<_> = log.entries(LeafIndex(first), TreeSize(70_000)).collect::<Result<_, _>>().unwrap();
        assert!(read.iter().cloned().eq((first..70_000).map(entry)), "from {first}");
    }
}

/// A missing or broken bundle ends the reading with an error that names it, and is never skipped.
#[test]
fn broken_files_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let signer = NoteSigner::new("example.com/log", SigningKey::from_bytes(&[3; 32])).unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    writer.append(&(0..600).map(entry).collect::<Vec<_>>()).unwrap();
    publish(&mut writer, &signer);
    let source = DirectorySource::new(directory.path());
    let log = LogReader::new(&source);
    let read = || log.entries(LeafIndex(0), TreeSize(600)).collect::<Vec<_>>();
    let path = directory.path().join("tile/entries/001");
    let bundle = std::fs::read(&path).unwrap();

    std::fs::write(&path, &bundle[..bundle.len() - 1]).unwrap();
    let items = read();
    assert_eq!(items.len(), 257);
    let error = items[256].as_ref().unwrap_err().to_string();
    assert_eq!(error, "tile/entries/001: entry 255: the bundle ends within it");

    std::fs::write(&path, [bundle.as_slice(), &[0, 0]].concat()).unwrap();
    let error = read()[256].as_ref().unwrap_err().to_string();
    assert_eq!(error, "tile/entries/001: 257 entries in a bundle of 256");

    std::fs::remove_file(&path).unwrap();
    let error = read()[256].as_ref().unwrap_err().to_string();
    assert_eq!(error, "tile/entries/001 is missing");
}

/// 300,000 entries of 6 kB in pieces of 2,000: `cargo test --release -p tabella-tlog --test growth -- --ignored --nocapture`.
#[test]
#[ignore = "writes 1.8 GB"]
fn a_large_log_is_fast() {
    let directory = tempfile::tempdir().unwrap();
    let signer = NoteSigner::new("example.com/log", SigningKey::from_bytes(&[3; 32])).unwrap();
    let mut writer = DirectoryWriter::open(directory.path(), Durability::Fast).unwrap();
    let entries: Vec<_> =
        (0..2000_u64).map(|index| [index.to_le_bytes().as_slice(), &[7; 5992]].concat()).collect();
    let start = std::time::Instant::now();
    let mut last = start;
    for _ in 0..150 {
        last = std::time::Instant::now();
        writer.append(&entries).unwrap();
        publish(&mut writer, &signer);
    }
    println!("300,000 entries in {:?}, the last 2,000 in {:?}", start.elapsed(), last.elapsed());
    assert_eq!(writer.published(), TreeSize(300_000));
}
