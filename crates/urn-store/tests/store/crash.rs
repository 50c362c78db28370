//! A process that is killed in the midst of its appends.

use std::{
    env,
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use tabella_database::testing::PostgresServer;
use tabella_tlog::LeafIndex;
use tabella_urn_store::{UrnPool, fsck};

use crate::support::{Fixture, append, entry, root};

/// Tells the child which database it appends to.
const URL: &str = "URN_STORE_TEST_CHILD";

/// Times that a child is killed per database.
const KILLS: u32 = 25;

/// Number of entries of the batch that begins at this index: whatever is found must end where a batch ends.
fn batch(first: u64) -> u64 {
    1 + first * 7 % 300
}

/// Not a test: what the killed process does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the tests below"]
async fn child() {
    let Ok(url) = env::var(URL) else { return };
    let pool = UrnPool::open(&url).await.unwrap();
    let mut sequencer = pool.sequencer(true).await.unwrap().unwrap();
    println!("\nready");
    loop {
        let number = batch(sequencer.head().size.0);
        let head = append(&mut sequencer, number).await.unwrap();
        println!("acknowledged {} {}", head.size, head.root);
    }
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Runs a child until it has acknowledged a few batches and a little longer, kills it, and tells the last size and root
/// that it acknowledged.
fn run_and_kill(url: &str, batches: u32, then: Duration) -> Option<(u64, String)> {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "crash::child", "--ignored", "--nocapture"]).env(URL, url);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut child = Killed(child);
    let mut output = BufReader::new(child.0.stdout.take().unwrap());
    let mut last = None;
    let mut read = |line: &str| {
        if let Some((size, root)) = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' ')) {
            last = Some((size.parse().unwrap(), root.to_owned()));
        }
    };
    let mut seen = 0;
    while seen <= batches {
        let mut line = String::new();
        assert_ne!(output.read_line(&mut line).unwrap(), 0, "the child ended by itself");
        let line = line.trim_end();
        if line == "ready" || line.starts_with("acknowledged ") {
            seen += 1;
        }
        read(line);
    }
    thread::sleep(then);
    drop(child);
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    // the last line may be cut off
    for line in rest.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
        read(line);
    }
    last
}

async fn kills(fixture: &Fixture, kills: u32) {
    fixture.open().await.close().await;
    let mut ends = 0;
    for kill in 0..kills {
        let url = fixture.url.clone();
        let then = Duration::from_micros(u64::from(kill) * 2_654_435 % 9_000);
        let killed = tokio::task::spawn_blocking(move || run_and_kill(&url, kill % 4, then)).await.unwrap();
        let pool = fixture.open().await;
        let sequencer = pool.sequencer(true).await.unwrap().unwrap();
        let head = sequencer.head();
        if let Some((size, acknowledged)) = killed {
            assert!(
                head.size.0 >= size,
                "kill {kill}: {size} entries were acknowledged, {} are there",
                head.size
            );
            assert_eq!(root(size).to_hex(), acknowledged);
        }
        while ends < head.size.0 {
            ends += batch(ends);
        }
        assert_eq!(head.size.0, ends, "kill {kill}: half a batch");
        assert_eq!(head.root, root(head.size.0), "kill {kill}");
        let last = head.size.0.saturating_sub(1);
        assert_eq!(pool.entry(LeafIndex(last)).await.unwrap(), (head.size.0 > 0).then(|| entry(last)));
        assert_eq!(fsck(&pool).await.unwrap().fault, None, "kill {kill}");
        sequencer.release().await.unwrap();
        pool.close().await;
    }
    assert!(ends > u64::from(kills), "{ends} entries");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    kills(&Fixture::sqlite(), KILLS).await;
}

/// Here the server is killed too, at the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    let server = Arc::new(PostgresServer::start().unwrap());
    let fixture = Fixture::on(Arc::clone(&server));
    kills(&fixture, KILLS).await;
    let pool = fixture.open().await;
    let mut sequencer = pool.sequencer(true).await.unwrap().unwrap();
    let head = append(&mut sequencer, 1000).await.unwrap();
    server.crash().unwrap();
    assert!(append(&mut sequencer, 1).await.is_err());
    drop((pool, sequencer));
    let pool = fixture.open().await;
    assert_eq!((pool.head().await.unwrap().size, pool.head().await.unwrap().root), (head.size, head.root));
    assert_eq!(fsck(&pool).await.unwrap().fault, None);
}

/// What a killed process left in the write-ahead log, perhaps only in the system's cache, is in the database before the next
/// sequencer promises anything.
#[tokio::test]
async fn a_log_that_was_left_is_settled() {
    let fixture = Fixture::sqlite();
    let (pool, sequencer) = fixture.filled(5).await;
    let folder = fixture.folder.as_ref().unwrap().path();
    // killed: nobody closes the database
    for (from, to) in [("urn.db", "left.db"), ("urn.db-wal", "left.db-wal")] {
        std::fs::copy(folder.join(from), folder.join(to)).unwrap();
    }
    let url = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let left = UrnPool::open(&url("left.db")).await.unwrap();
    let next = left.sequencer(false).await.unwrap().unwrap();
    std::fs::copy(folder.join("left.db"), folder.join("alone.db")).unwrap();
    let alone = UrnPool::open(&url("alone.db")).await.unwrap();
    assert_eq!(alone.head().await.unwrap().size.0, 5);
    drop((pool, sequencer, left, next, alone));
}
