//! Publishing never goes back.

use tabella_tlog::TreeSize;
use tabella_urn_store::{Published, StoreError, fsck};

use crate::support::{Fixture, append, on_both, root};

on_both!(newest_and_kept, never_back, two_at_once);

fn of(size: u64, note: &str, kept: bool) -> Published<'_> {
    Published { size: TreeSize(size), root: root(size), note: note.as_bytes(), kept }
}

async fn newest_and_kept(fixture: Fixture) {
    let (pool, mut sequencer) = fixture.filled(600).await;
    let published =
        async || pool.checkpoint_published().await.unwrap().map(|note| String::from_utf8(note).unwrap());
    assert_eq!(published().await, None);
    pool.publish(&of(1, "one", true)).await.unwrap();
    pool.publish(&of(256, "two", false)).await.unwrap();
    assert_eq!(published().await.as_deref(), Some("two"));
    // once more, with another cosignature
    pool.publish(&of(256, "two, cosigned", true)).await.unwrap();
    // and again, by someone who does not know that it is kept
    pool.publish(&of(256, "two, cosigned twice", false)).await.unwrap();
    pool.publish(&of(599, "three", false)).await.unwrap();
    append(&mut sequencer, 10).await.unwrap();
    pool.publish(&of(600, "four", false)).await.unwrap();
    pool.publish(&of(610, "five", true)).await.unwrap();
    assert_eq!(published().await.as_deref(), Some("five"));
    assert_eq!(pool.kept_sizes().await.unwrap(), [TreeSize(1), TreeSize(256), TreeSize(610)]);
    let kept = pool.checkpoint_kept(TreeSize(256)).await.unwrap();
    assert_eq!(kept.as_deref(), Some(&b"two, cosigned twice"[..]));
    for size in [0, 2, 599, 600, u64::MAX] {
        assert_eq!(pool.checkpoint_kept(TreeSize(size)).await.unwrap(), None, "{size}");
    }
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
}

async fn never_back(fixture: Fixture) {
    let (pool, _sequencer) = fixture.filled(600).await;
    pool.publish(&of(300, "good", false)).await.unwrap();
    let older = pool.publish(&of(299, "older", true)).await;
    assert!(
        matches!(older, Err(StoreError::OlderCheckpoint { published: TreeSize(300), given: TreeSize(299) })),
        "{older:?}"
    );
    for size in [300, 400, 600] {
        let other = pool.publish(&Published { root: root(7), ..of(size, "other", true) }).await;
        assert!(matches!(other, Err(StoreError::OtherRoot { .. })), "{other:?}");
    }
    let ahead = pool.publish(&of(601, "ahead", true)).await;
    assert!(matches!(ahead, Err(StoreError::NoSuchSize { head: TreeSize(600), .. })), "{ahead:?}");
    let empty = pool.publish(&of(0, "empty", true)).await;
    assert!(matches!(empty, Err(StoreError::NoSuchSize { .. })), "{empty:?}");
    assert_eq!(pool.checkpoint_published().await.unwrap().as_deref(), Some(&b"good"[..]));
    assert!(pool.kept_sizes().await.unwrap().is_empty());
}

async fn two_at_once(fixture: Fixture) {
    let (pool, _sequencer) = fixture.filled(100).await;
    let publish = |size: u64| {
        let pool = pool.clone();
        tokio::spawn(async move { pool.publish(&of(size, &size.to_string(), true)).await.is_ok() })
    };
    let mut tasks = Vec::new();
    for round in 0..20 {
        tasks.push(publish(5 * round + 5));
        tasks.push(publish(5 * round + 4));
    }
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.unwrap());
    }
    assert!(done.iter().any(|done| *done));
    // whatever came through, the published one is the greatest of them
    let published = String::from_utf8(pool.checkpoint_published().await.unwrap().unwrap()).unwrap();
    assert_eq!(pool.kept_sizes().await.unwrap().last().unwrap().to_string(), published);
}
