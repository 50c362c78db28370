//! How long an append takes: `cargo test -p tabella-urn-store speed -- --nocapture`.

use std::time::Instant;

use tabella_crypto::hash::{BlobHash, Tracker};
use tabella_tlog::LeafIndex;
use tabella_urn_store::{Append, NewEntry};

use crate::support::{Fixture, on_both};

on_both!(appends);

/// Entries of a batch, and their length.
const ENTRIES: u64 = 500;
const BYTES: usize = 1000;

async fn appends(fixture: Fixture) {
    let pool = fixture.open().await;
    let mut sequencer = pool.sequencer(true).await.unwrap().unwrap();
    let mut times = Vec::new();
    for round in 0..20 {
        let first = round * ENTRIES;
        let bytes: Vec<Vec<u8>> =
            (first..first + ENTRIES).map(|n| [&n.to_be_bytes()[..], &[7; BYTES - 8]].concat()).collect();
        let new = |bytes: &Vec<u8>| Some(Tracker(BlobHash::of(bytes).0));
        let trackers: Vec<Option<Tracker>> = bytes.iter().map(new).collect();
        let entries: Vec<NewEntry<'_>> = bytes
            .iter()
            .zip(trackers)
            .map(|(bytes, tracker)| NewEntry { kind: "ballot", bytes, tracker })
            .collect();
        let start = Instant::now();
        sequencer.append(&Append { first: LeafIndex(first), entries: &entries, blobs: &[] }).await.unwrap();
        times.push(start.elapsed());
    }
    times.sort();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{ENTRIES} entries of {BYTES} bytes: median {median:?}, worst {worst:?}");
    // far above what it takes: a statement per entry, or work that grows with the log, would show
    assert!(median.as_millis() < 500, "median {median:?}");
}
