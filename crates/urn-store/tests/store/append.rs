//! What is appended is read again.

use tabella_crypto::hash::{BlobHash, ElectionId, Tracker};
use tabella_tlog::{EMPTY_ROOT, LeafIndex, TreeSize};
use tabella_urn_store::{Append, Epoch, Found, Head, NewEntry, StoreError, UrnPool, fsck};

use crate::support::{ELECTION, Fixture, ORIGIN, append, entry, on_both, root, tracker};

on_both!(
    one_election,
    entries_and_trackers,
    blobs_once,
    refusals_leave_no_trace,
    a_tracker_once,
    nothing_is_changed,
    snapshots_and_suspects
);

async fn one_election(fixture: Fixture) {
    let pool = UrnPool::open(&fixture.url).await.unwrap();
    assert!(matches!(pool.head().await, Err(StoreError::Unbound)));
    assert!(matches!(pool.sequencer(false).await, Err(StoreError::Unbound)));
    pool.bind(&ELECTION, ORIGIN).await.unwrap();
    pool.bind(&ELECTION, ORIGIN).await.unwrap();
    let head = Head { size: TreeSize(0), root: EMPTY_ROOT, epoch: Epoch(1) };
    // the one that was refused above has left no lock
    let sequencer = pool.sequencer(false).await.unwrap().unwrap();
    assert_eq!((pool.head().await.unwrap(), sequencer.head()), (head, head));
    let other = ElectionId([8; 32]);
    let error = pool.bind(&other, ORIGIN).await.unwrap_err().to_string();
    assert!(error.contains(&ELECTION.to_string()) && error.contains(&other.to_string()), "{error}");
    assert!(matches!(pool.bind(&ELECTION, "elsewhere").await, Err(StoreError::OtherElection { .. })));
}

async fn entries_and_trackers(fixture: Fixture) {
    let (pool, sequencer) = fixture.filled(700).await;
    assert_eq!(pool.head().await.unwrap(), sequencer.head());
    assert_eq!(sequencer.head().root, root(700));
    let all = pool.entries(LeafIndex(0), 10_000).await.unwrap();
    assert!(all.iter().eq((0..700).map(entry).collect::<Vec<_>>().iter()));
    assert_eq!(pool.entries(LeafIndex(698), 10).await.unwrap(), [entry(698), entry(699)]);
    assert_eq!(pool.entries(LeafIndex(10), 1).await.unwrap(), [entry(10)]);
    assert!(pool.entries(LeafIndex(700), 10).await.unwrap().is_empty());
    assert_eq!(pool.entry(LeafIndex(256)).await.unwrap(), Some(entry(256)));
    assert_eq!(pool.entry(LeafIndex(700)).await.unwrap(), None);
    assert_eq!(pool.entry(LeafIndex(u64::MAX)).await.unwrap(), None);
    let found = Found { index: LeafIndex(300), kind: "ballot".into() };
    assert_eq!(pool.by_tracker(&tracker(300).unwrap()).await.unwrap(), Some(found));
    assert_eq!(pool.by_tracker(&Tracker::NONE).await.unwrap(), None);
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
}

async fn blobs_once(fixture: Fixture) {
    let (pool, mut sequencer) = fixture.filled(1).await;
    let large = vec![9; 3_000_000];
    let batch = Append { first: LeafIndex(1), entries: &[], blobs: &[b"small", &large, b"small"] };
    assert_eq!(sequencer.append(&batch).await.unwrap(), sequencer.head());
    // the same again, beside another
    let batch = Append { first: LeafIndex(1), entries: &[], blobs: &[b"small", b""] };
    sequencer.append(&batch).await.unwrap();
    for blob in [&b"small"[..], &large, b""] {
        assert_eq!(pool.blob(&BlobHash::of(blob)).await.unwrap().as_deref(), Some(blob));
    }
    assert_eq!(pool.blob(&BlobHash([0; 32])).await.unwrap(), None);
    assert_eq!(pool.head().await.unwrap().size, TreeSize(1));
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
}

async fn refusals_leave_no_trace(fixture: Fixture) {
    let (pool, mut sequencer) = fixture.filled(5).await;
    let before = pool.head().await.unwrap();
    let long = vec![0; 65_536];
    let entries =
        [(1, &b"good"[..]), (2, &long)].map(|(_, bytes)| NewEntry { kind: "notice", bytes, tracker: None });
    for first in [0, 4, 6] {
        let batch = Append { first: LeafIndex(first), entries: &entries[..1], blobs: &[] };
        let refused = sequencer.append(&batch).await;
        assert!(matches!(refused, Err(StoreError::NotNext { size: TreeSize(5), .. })), "{refused:?}");
    }
    let batch = Append { first: LeafIndex(5), entries: &entries, blobs: &[b"blob"] };
    let refused = sequencer.append(&batch).await;
    assert!(matches!(refused, Err(StoreError::EntryTooLong { position: 1, bytes: 65_536 })), "{refused:?}");
    let nothing = Append { first: LeafIndex(5), entries: &[], blobs: &[] };
    assert_eq!(sequencer.append(&nothing).await.unwrap(), before);
    assert_eq!(pool.head().await.unwrap(), before);
    assert_eq!(pool.blob(&BlobHash::of(b"blob")).await.unwrap(), None);
    // it is not poisoned, and the longest entry fits
    let longest = NewEntry { kind: "notice", bytes: &long[1..], tracker: None };
    sequencer.append(&Append { first: LeafIndex(5), entries: &[longest], blobs: &[] }).await.unwrap();
    assert_eq!(pool.entry(LeafIndex(5)).await.unwrap().unwrap().len(), 65_535);
}

async fn a_tracker_once(fixture: Fixture) {
    let (pool, mut sequencer) = fixture.filled(5).await;
    let before = pool.head().await.unwrap();
    let entries = [(b"new", None), (b"old", tracker(3))].map(|(bytes, tracker)| NewEntry {
        kind: "ballot",
        bytes,
        tracker,
    });
    let batch = Append { first: LeafIndex(5), entries: &entries, blobs: &[b"blob"] };
    let refused = sequencer.append(&batch).await;
    assert!(matches!(refused, Err(StoreError::DuplicateTracker)), "{refused:?}");
    assert_eq!(pool.head().await.unwrap(), before);
    assert_eq!(pool.entry(LeafIndex(5)).await.unwrap(), None);
    assert_eq!(pool.blob(&BlobHash::of(b"blob")).await.unwrap(), None);
    assert!(matches!(append(&mut sequencer, 1).await, Err(StoreError::Poisoned)));
    drop(sequencer);
    let mut sequencer = pool.sequencer(true).await.unwrap().unwrap();
    append(&mut sequencer, 1).await.unwrap();
    assert_eq!(pool.head().await.unwrap().root, root(6));
}

async fn nothing_is_changed(fixture: Fixture) {
    let (pool, mut sequencer) = fixture.filled(257).await;
    sequencer.append(&Append { first: LeafIndex(257), entries: &[], blobs: &[b"blob"] }).await.unwrap();
    let mut statements = vec![
        "UPDATE entry SET kind = 'x' WHERE idx = 3",
        "UPDATE entry SET bytes = leaf WHERE idx = 3",
        "DELETE FROM entry WHERE idx = 256",
        "DELETE FROM entry",
        "UPDATE blob SET bytes = hash",
        "DELETE FROM blob",
        "UPDATE tile SET level = 1",
        "DELETE FROM tile",
        "DELETE FROM log",
        "UPDATE log SET size = size - 1",
        "UPDATE log SET epoch = 0",
        "UPDATE log SET origin = 'elsewhere'",
        "UPDATE log SET election_id = root",
    ];
    if fixture.is_postgres() {
        statements.extend(["TRUNCATE entry", "TRUNCATE blob", "TRUNCATE tile", "TRUNCATE log"]);
    } else {
        statements
            .push("INSERT OR REPLACE INTO entry SELECT idx, 'x', bytes, leaf, NULL FROM entry WHERE idx = 4");
    }
    for statement in statements {
        let error = fixture.sql(statement).await.unwrap_err().to_string();
        assert!(error.contains("is append-only"), "{statement}: {error}");
    }
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
    assert_eq!(pool.head().await.unwrap(), sequencer.head());
}

async fn snapshots_and_suspects(fixture: Fixture) {
    use tabella_urn_store::Snapshot;
    let (pool, _sequencer) = fixture.filled(600).await;
    assert_eq!(pool.snapshot().await.unwrap(), None);
    let snapshot = |size: u64, root_of: u64| Snapshot {
        size: TreeSize(size),
        root: root(root_of),
        bytes: size.to_be_bytes().to_vec(),
    };
    for size in [0, 300, 600, 257] {
        pool.put_snapshot(&snapshot(size, size)).await.unwrap();
    }
    assert_eq!(pool.snapshot().await.unwrap(), Some(snapshot(600, 600)));
    let wrong = pool.put_snapshot(&snapshot(600, 599)).await;
    assert!(matches!(wrong, Err(StoreError::OtherRoot { .. })), "{wrong:?}");
    let ahead = pool.put_snapshot(&snapshot(601, 601)).await;
    assert!(matches!(ahead, Err(StoreError::NoSuchSize { .. })), "{ahead:?}");
    assert_eq!(pool.snapshot().await.unwrap(), Some(snapshot(600, 600)));

    assert!(pool.suspects().await.unwrap().is_empty());
    for credential in [[9; 32], [1; 32], [9; 32]] {
        pool.add_suspect(&credential).await.unwrap();
    }
    assert_eq!(pool.suspects().await.unwrap(), [[1; 32], [9; 32]]);
}
