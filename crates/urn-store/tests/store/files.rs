//! The store as the files of a log: the very files that a directory has.

use std::collections::BTreeMap;

use tabella_crypto::hash::BlobHash;
use tabella_tlog::{
    BundlePath, DirectoryWriter, Durability, LeafIndex, LogReader, Source as _, TilePath, TreeSize, tree_root,
};
use tabella_urn_store::{Append, Published, UrnSource};
use tokio::runtime::Handle;

use crate::support::{Fixture, append, entry, on_both, root};

on_both!(as_a_directory, every_width);

fn index(sizes: &[TreeSize]) -> Vec<u8> {
    format!("{sizes:?}").into_bytes()
}

async fn as_a_directory(fixture: Fixture) {
    const SIZE: u64 = 66_000;
    let (pool, mut sequencer) = fixture.filled(600).await;
    append(&mut sequencer, SIZE - 600).await.unwrap();
    sequencer.append(&Append { first: LeafIndex(SIZE), entries: &[], blobs: &[b"blob"] }).await.unwrap();
    let note = |size: u64, kept| {
        let pool = pool.clone();
        async move {
            let note = format!("note {size}");
            let checkpoint =
                Published { size: TreeSize(size), root: root(size), note: note.as_bytes(), kept };
            pool.publish(&checkpoint).await.unwrap();
        }
    };
    note(300, true).await;
    note(SIZE, false).await;
    let source = UrnSource::new(pool, Handle::current(), index);
    tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = DirectoryWriter::open(folder.path(), Durability::Fast).unwrap();
        let entries: Vec<Vec<u8>> = (0..SIZE).map(entry).collect();
        writer.append(&entries).unwrap();
        writer.integrate().unwrap();
        let mut files = 0;
        let mut folders = vec![folder.path().to_path_buf()];
        while let Some(here) = folders.pop() {
            for item in here.read_dir().unwrap().map(|item| item.unwrap().path()) {
                if item.is_dir() {
                    folders.push(item);
                    continue;
                }
                let path = item.strip_prefix(folder.path()).unwrap().to_str().unwrap();
                if path.starts_with("tile/") {
                    assert!(source.read(path).unwrap() == Some(std::fs::read(&item).unwrap()), "{path}");
                    files += 1;
                }
            }
        }
        // full and partial tiles of levels 0 to 2, bundles
        assert_eq!(files, 258 + 2 + 1 + 258);

        let log = LogReader::new(&source);
        let size = TreeSize(SIZE);
        assert_eq!(tree_root(&log.tiles(size), size).unwrap(), root(SIZE));
        assert!(log.entries(LeafIndex(0), size).map(Result::unwrap).eq(entries));

        assert_eq!(source.read("checkpoint").unwrap().unwrap(), b"note 66000");
        assert_eq!(source.read("witnessed/300").unwrap().unwrap(), b"note 300");
        assert_eq!(source.read("witnessed/index").unwrap().unwrap(), index(&[TreeSize(300)]));
        assert_eq!(source.read(&format!("blob/sha256/{}", BlobHash::of(b"blob"))).unwrap().unwrap(), b"blob");
        for path in [
            "",
            "checkpoint/",
            "witnessed/66000",
            "witnessed/0300",
            "witnessed/+300",
            "blob/sha256/00",
            "tile/0/258",
            "tile/3/000.p/1",
            "tile/63/000.p/1",
            "tile/0/0",
            "tile/entries/258",
            "tile/0/x018/x446/x744/x073/x709/x551/615",
            "tile/entries/x018/x446/x744/x073/x709/x551/615.p/1",
            "../etc/passwd",
        ] {
            assert_eq!(source.read(path).unwrap(), None, "{path}");
        }
    })
    .await
    .unwrap();
}

/// A partial tile stays readable when the log has grown past it.
async fn every_width(fixture: Fixture) {
    let (pool, _sequencer) = fixture.filled(530).await;
    let mut leaves: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    for index in 0..3 {
        for width in (1..=256).step_by(5).chain([256]) {
            let (tile, bundle) = (TilePath::new(0, index, width), BundlePath::new(index, width));
            let tile = pool.tile(tile.unwrap()).await.unwrap();
            let bundle = pool.bundle(bundle.unwrap()).await.unwrap();
            let there = index * 256 + u64::from(width) <= 530;
            assert_eq!((tile.is_some(), bundle.is_some()), (there, there), "{index} {width}");
            let Some(tile) = tile else { continue };
            assert_eq!(tile.len(), 32 * usize::from(width));
            // each is the beginning of the next
            let before = leaves.insert(index, tile.clone()).unwrap_or_default();
            assert!(tile.starts_with(&before));
        }
    }
    let node = pool.tile(TilePath::new(1, 0, 2).unwrap()).await.unwrap().unwrap();
    assert!(node.starts_with(root(256).as_bytes()));
    assert_eq!(pool.tile(TilePath::new(1, 0, 3).unwrap()).await.unwrap(), None);
}
