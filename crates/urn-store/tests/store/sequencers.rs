//! One appends at a time, and a former one does no harm.

use std::time::Duration;

use tabella_tlog::TreeSize;
use tabella_urn_store::{DatabaseError, Epoch, StoreError, UrnPool, fsck};
use tokio::time::timeout;

use crate::support::{Fixture, append, on_both, root};

on_both!(
    one_at_a_time,
    a_former_one_is_fenced,
    a_former_one_finds_out_without_an_append,
    a_dropped_append_poisons,
    taken_over_while_it_works,
);

/// Ends the connection that is the lock.
const KILL: &str = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = \
                    (SELECT oid FROM pg_database WHERE datname = current_database())";

async fn one_at_a_time(fixture: Fixture) {
    let pool = fixture.open().await;
    // as from another process
    let other = UrnPool::open(&fixture.url).await.unwrap();
    let mut first = pool.sequencer(true).await.unwrap().unwrap();
    assert_eq!(first.epoch(), Epoch(1));
    assert!(other.sequencer(false).await.unwrap().is_none());
    assert!(pool.sequencer(false).await.unwrap().is_none());
    assert!(timeout(Duration::from_millis(300), other.sequencer(true)).await.is_err());
    append(&mut first, 300).await.unwrap();
    let waiting = tokio::spawn(async move { other.sequencer(true).await.unwrap().unwrap() });
    tokio::time::sleep(Duration::from_millis(100)).await;
    first.release().await.unwrap();
    let mut second = timeout(Duration::from_secs(10), waiting).await.unwrap().unwrap();
    assert_eq!((second.epoch(), second.head().size), (Epoch(2), TreeSize(300)));
    append(&mut second, 300).await.unwrap();
    // dropped, not released
    drop(second);
    let third = timeout(Duration::from_secs(10), pool.sequencer(true)).await.unwrap().unwrap().unwrap();
    assert_eq!((third.epoch(), third.head().root), (Epoch(3), root(600)));
    assert_eq!(pool.head().await.unwrap(), third.head());
}

/// As after a lock that failed: another sequencer was there, and the connection did not notice.
async fn a_former_one_is_fenced(fixture: Fixture) {
    let (pool, mut former) = fixture.filled(10).await;
    fixture.sql("UPDATE log SET epoch = epoch + 1").await.unwrap();
    let fenced = append(&mut former, 1).await;
    assert!(matches!(fenced, Err(StoreError::Fenced { ours: Epoch(1), .. })), "{fenced:?}");
    assert!(matches!(append(&mut former, 1).await, Err(StoreError::Poisoned)));
    let head = pool.head().await.unwrap();
    assert_eq!((head.size, head.epoch), (TreeSize(10), Epoch(2)));
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
}

async fn a_former_one_finds_out_without_an_append(fixture: Fixture) {
    let (_pool, mut former) = fixture.filled(10).await;
    former.check().await.unwrap();
    append(&mut former, 1).await.unwrap();
    former.check().await.unwrap();
    fixture.sql("UPDATE log SET epoch = epoch + 1").await.unwrap();
    let fenced = former.check().await;
    assert!(matches!(fenced, Err(StoreError::Fenced { ours: Epoch(1), .. })), "{fenced:?}");
    assert!(matches!(former.check().await, Err(StoreError::Poisoned)));
    assert!(matches!(append(&mut former, 1).await, Err(StoreError::Poisoned)));
    drop(former);
    if fixture.is_postgres() {
        // the lock fell with its connection, and nobody has taken it yet
        let other = UrnPool::open(&fixture.url).await.unwrap();
        let mut next = other.sequencer(true).await.unwrap().unwrap();
        fixture.sql(KILL).await.unwrap();
        let fallen = next.check().await;
        assert!(matches!(fallen, Err(StoreError::Database(_))), "{fallen:?}");
    }
}

/// Who waits and cannot ask is told so, and nothing else: it may wait again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_for_a_database_that_is_away() {
    let fixture = Fixture::postgres();
    let (pool, first) = fixture.filled(10).await;
    // statements against one database come from another one
    let other = Fixture::on(fixture.server.clone().unwrap());
    let name = fixture.url.split(['/', '?']).nth(3).unwrap();
    let away = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
    other.sql(&away).await.unwrap();
    let waiting = pool.sequencer(true).await.err();
    assert!(matches!(waiting, Some(StoreError::Waiting(_))), "{waiting:?}");
    let at_once = pool.sequencer(false).await.err();
    assert!(matches!(at_once, Some(StoreError::Database(_))), "{at_once:?}");
    other.sql(&away.replace("false", "true")).await.unwrap();
    let waiting = tokio::spawn(async move { pool.sequencer(true).await.map(|taken| taken.unwrap().epoch()) });
    tokio::time::sleep(Duration::from_millis(300)).await;
    first.release().await.unwrap();
    let taken = timeout(Duration::from_secs(30), waiting).await.unwrap().unwrap().unwrap();
    assert_eq!(taken, Epoch(2));
}

async fn a_dropped_append_poisons(fixture: Fixture) {
    let (pool, mut sequencer) = fixture.filled(10).await;
    // polled a little, then dropped
    let dropped = timeout(Duration::from_micros(50), append(&mut sequencer, 2000)).await;
    if dropped.is_err() {
        assert!(matches!(append(&mut sequencer, 1).await, Err(StoreError::Poisoned)));
    }
    drop(sequencer);
    let mut next = pool.sequencer(true).await.unwrap().unwrap();
    let size = next.head().size.0;
    assert!([10, 2010].contains(&size), "{size}");
    append(&mut next, 5).await.unwrap();
    assert_eq!(pool.head().await.unwrap().root, root(size + 5));
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
}

/// On PostgreSQL the first one's connection is killed in the midst of its appends and the second takes over; on SQLite,
/// where there is no connection to kill, the first one is dropped in the midst of one.
async fn taken_over_while_it_works(fixture: Fixture) {
    let (pool, mut first) = fixture.filled(10).await;
    let killed = fixture.is_postgres();
    let working = tokio::spawn(async move {
        let mut acknowledged = first.head();
        let mut fall = Ok(());
        for _ in 0..10_000 {
            match timeout(Duration::from_secs(if killed { 60 } else { 1 }), append(&mut first, 20)).await {
                Ok(Ok(head)) => acknowledged = head,
                Ok(Err(error)) => {
                    fall = Err(error);
                    break;
                }
                Err(_) => break,
            }
            if !killed && acknowledged.size.0 > 500 {
                break;
            }
        }
        (acknowledged, fall, first)
    });
    let waiting = {
        let other = UrnPool::open(&fixture.url).await.unwrap();
        tokio::spawn(async move { other.sequencer(true).await.unwrap().unwrap() })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    if killed {
        fixture.sql(KILL).await.unwrap();
    }
    let (acknowledged, fall, mut first) = working.await.unwrap();
    if killed {
        assert!(
            matches!(
                fall,
                Err(StoreError::Database(DatabaseError::Failed { .. } | DatabaseError::Unknown { .. }))
            ),
            "{fall:?}"
        );
        assert!(matches!(append(&mut first, 1).await, Err(StoreError::Poisoned)));
    } else {
        drop(first);
    }
    let mut second = timeout(Duration::from_secs(10), waiting).await.unwrap().unwrap();
    let head = second.head();
    assert_eq!(second.epoch(), Epoch(2));
    assert!(head.size >= acknowledged.size, "{head:?} {acknowledged:?}");
    assert_eq!(head.root, root(head.size.0));
    append(&mut second, 100).await.unwrap();
    assert_eq!(pool.head().await.unwrap(), second.head());
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
}
