//! What someone changed behind the store's back, and what a disk forgot.

use std::fs;

use tabella_crypto::hash::BlobHash;
use tabella_tlog::{BundlePath, LeafIndex, TilePath, TreeSize};
use tabella_urn_store::{Append, Published, Snapshot, StoreError, UrnPool, fsck};

use crate::support::{ELECTION, Fixture, ORIGIN, entry, on_both, root};

on_both!(every_place_is_named, a_flipped_bit_is_no_answer, no_sequencer_on_a_damaged_edge);

/// A log with something in every table.
async fn whole(fixture: &Fixture) -> UrnPool {
    let (pool, mut sequencer) = fixture.filled(600).await;
    let blobs = Append { first: LeafIndex(600), entries: &[], blobs: &[b"a blob", b"another"] };
    sequencer.append(&blobs).await.unwrap();
    for size in [100, 600] {
        let note = Published { size: TreeSize(size), root: root(size), note: b"note", kept: true };
        pool.publish(&note).await.unwrap();
    }
    let snapshot = Snapshot { size: TreeSize(500), root: root(500), bytes: vec![1] };
    pool.put_snapshot(&snapshot).await.unwrap();
    pool
}

/// Place that is named, damage, table, and how it is undone: a column and the row whose former value it gets back, or no column
/// and a statement.
const DAMAGES: &[(&str, &str, &str, &str, &str)] = &[
    ("entry 300", "UPDATE entry SET bytes = leaf WHERE idx = 300", "entry", "bytes", "idx = 300"),
    (
        "entry 17",
        "UPDATE entry SET leaf = (SELECT root FROM log) WHERE idx = 17",
        "entry",
        "leaf",
        "idx = 17",
    ),
    (
        "entry 599",
        "UPDATE entry SET idx = 1000 WHERE idx = 599",
        "entry",
        "",
        "UPDATE entry SET idx = 599 WHERE idx = 1000",
    ),
    (
        "entry 40",
        "UPDATE entry SET idx = 1000 WHERE idx = 40",
        "entry",
        "",
        "UPDATE entry SET idx = 40 WHERE idx = 1000",
    ),
    (
        "tile/0/001",
        "UPDATE tile SET hashes = (SELECT hashes FROM tile WHERE idx = 0) WHERE idx = 1",
        "tile",
        "hashes",
        "idx = 1",
    ),
    ("tile/0/000", "UPDATE tile SET root = (SELECT root FROM log) WHERE idx = 0", "tile", "root", "idx = 0"),
    (
        "tile/0/001",
        "UPDATE tile SET idx = 7 WHERE idx = 1",
        "tile",
        "",
        "UPDATE tile SET idx = 1 WHERE idx = 7",
    ),
    (
        "tiles",
        "INSERT INTO tile SELECT level, 7, root, hashes FROM tile WHERE idx = 0",
        "tile",
        "",
        "DELETE FROM tile WHERE idx = 7",
    ),
    ("log", "UPDATE log SET root = election_id", "log", "root", "one = 1"),
    (
        "checkpoint 100",
        "UPDATE checkpoint SET root = (SELECT root FROM checkpoint WHERE size = 600) WHERE size = 100",
        "checkpoint",
        "root",
        "size = 100",
    ),
    (
        "checkpoint 700",
        "UPDATE checkpoint SET size = 700 WHERE size = 600",
        "checkpoint",
        "",
        "UPDATE checkpoint SET size = 600 WHERE size = 700",
    ),
    ("snapshot", "UPDATE snapshot SET size = 499", "snapshot", "", "UPDATE snapshot SET size = 500"),
    (
        "blob",
        "UPDATE blob SET bytes = (SELECT hash FROM blob WHERE hash = HASH) WHERE hash = HASH",
        "blob",
        "bytes",
        "hash = HASH",
    ),
];

async fn every_place_is_named(fixture: Fixture) {
    let pool = whole(&fixture).await;
    fixture.disarm().await;
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
    let blob = BlobHash::of(b"a blob");
    let name = |bytes: &[u8]| {
        if fixture.is_postgres() {
            format!("'\\x{}'", BlobHash::of(bytes))
        } else {
            format!("X'{}'", BlobHash::of(bytes))
        }
    };
    for (place, damage, table, column, undo) in DAMAGES.iter().copied() {
        let hash = name(b"a blob");
        let (damage, condition) = (damage.replace("HASH", &hash), undo.replace("HASH", &hash));
        let keep = format!("CREATE TABLE kept AS SELECT * FROM {table} WHERE {condition}");
        let undo = if column.is_empty() {
            undo.to_owned()
        } else {
            fixture.sql(&keep).await.unwrap();
            format!(
                "UPDATE {table} SET {column} = (SELECT {column} FROM kept) WHERE {condition}; DROP TABLE kept"
            )
        };
        fixture.sql(&damage).await.unwrap();
        let fault = fsck(&pool).await.unwrap().fault.expect(place);
        let expected = if place == "blob" { format!("blob {blob}") } else { place.to_owned() };
        assert_eq!(fault.place, expected, "{fault}");
        fixture.sql(&undo).await.unwrap();
        assert_eq!(fsck(&pool).await.unwrap().fault, None, "{undo}");
    }
}

async fn a_flipped_bit_is_no_answer(fixture: Fixture) {
    let pool = whole(&fixture).await;
    fixture.disarm().await;
    let damage = "UPDATE entry SET bytes = leaf WHERE idx = 300; UPDATE tile SET hashes = (SELECT hashes FROM tile \
                  WHERE idx = 0) WHERE idx = 1; UPDATE blob SET bytes = hash";
    fixture.sql(damage).await.unwrap();
    let corrupt = |error: StoreError, place: &str| {
        assert!(matches!(&error, StoreError::Corrupt { place: found, .. } if found == place), "{error}");
    };
    corrupt(pool.entry(LeafIndex(300)).await.unwrap_err(), "entry 300");
    corrupt(pool.entries(LeafIndex(299), 5).await.unwrap_err(), "entry 300");
    corrupt(pool.bundle(BundlePath::new(1, 256).unwrap()).await.unwrap_err(), "entry 300");
    corrupt(pool.tile(TilePath::new(0, 1, 256).unwrap()).await.unwrap_err(), "tile/0/001");
    let blob = BlobHash::of(b"a blob");
    corrupt(pool.blob(&blob).await.unwrap_err(), &format!("blob {blob}"));
    assert_eq!(pool.entry(LeafIndex(299)).await.unwrap(), Some(entry(299)));
}

async fn no_sequencer_on_a_damaged_edge(fixture: Fixture) {
    let pool = whole(&fixture).await;
    fixture.disarm().await;
    for damage in [
        "UPDATE entry SET leaf = (SELECT root FROM log) WHERE idx = 599",
        "DELETE FROM entry WHERE idx = 599",
    ] {
        fixture.sql(damage).await.unwrap();
        let refused = pool.sequencer(true).await.err().unwrap();
        assert!(matches!(refused, StoreError::Corrupt { .. }), "{refused}");
    }
}

/// Bits of the SQLite file, anywhere: either it is noticed, or nothing that is read has changed.
#[tokio::test]
async fn flipped_bits_of_the_file() {
    let fixture = Fixture::sqlite();
    whole(&fixture).await.close().await;
    let folder = fixture.folder.as_ref().unwrap().path();
    let file = folder.join("urn.db");
    fixture.sql("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    let good = fs::read(&file).unwrap();
    let (mut noticed, mut random) = (0, 0x9e37_79b9_7f4a_7c15_u64);
    for round in 0..60 {
        // xorshift: the same bits in every run
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let bit = usize::try_from(random % (8 * good.len() as u64)).unwrap();
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        let damaged = folder.join(format!("damaged{round}.db"));
        fs::write(&damaged, bad).unwrap();
        let Ok(pool) = UrnPool::open(&format!("sqlite:{}", damaged.display())).await else {
            noticed += 1;
            continue;
        };
        if !matches!(fsck(&pool).await, Ok(report) if report.fault.is_none()) {
            noticed += 1;
        } else if pool.bind(&ELECTION, ORIGIN).await.is_ok() {
            let all = pool.entries(LeafIndex(0), 1000).await.unwrap();
            assert!(all.into_iter().eq((0..600).map(entry)), "bit {bit}");
            assert_eq!(pool.head().await.unwrap().root, root(600), "bit {bit}");
        }
        pool.close().await;
    }
    assert!(noticed > 30, "{noticed} of 60");
}
