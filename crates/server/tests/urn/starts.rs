//! Stops and starts: nothing is lost, nothing older is shown.

use std::{
    fs,
    net::TcpStream,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use sqlx::{Connection as _, Executor as _};
use tabella_board::Receipt;
use tabella_database::testing::PostgresServer;
use tabella_server::witness::Request;
use tabella_tests::{Fixture, entry_of};
use tabella_tlog::{
    Checkpoint, CompactRange, DirectorySource, DirectoryWriter, Durability, LeafIndex, LogReader, NoteSigner,
    TreeSize,
};

use crate::stand::{PATIENCE, Stand};

/// The files of an embedded database: its log and the log's index may outlive a stop.
const FILES: [&str; 3] = ["urn.db", "urn.db-wal", "urn.db-shm"];

/// A copy of a stopped store.
fn backup(stand: &Stand) -> [Option<Vec<u8>>; 3] {
    FILES.map(|name| fs::read(stand.folder.path().join(name)).ok())
}

/// Puts a copy in the store's place: no file of what followed it stays.
fn restore(stand: &Stand, backup: &[Option<Vec<u8>>; 3]) {
    for (name, bytes) in FILES.iter().zip(backup) {
        let path = stand.folder.path().join(name);
        let _ = fs::remove_file(&path);
        if let Some(bytes) = bytes {
            fs::write(path, bytes).unwrap();
        }
    }
}

#[test]
fn older_than_the_witnesses() {
    let mut stand = Stand::open(|_| {});
    stand.wait_published(stand.fixture.entries.len() as u64);
    stand.stop();
    let backup = backup(&stand);
    stand.start().unwrap();
    stand.fixture.credential(0, 1);
    stand.send_last();
    stand.wait_published(stand.fixture.entries.len() as u64);
    stand.stop();

    restore(&stand, &backup);
    let why = stand.start().unwrap_err();
    assert!(why.contains("this store is older than what the witness witness.example.org/"), "{why}");
    let (ours, theirs) = (stand.fixture.entries.len() - 1, stand.fixture.entries.len());
    assert!(why.contains(&format!("it saw {theirs} entries, here are {ours}")), "{why}");
}

#[test]
fn without_its_database() {
    let mut stand = Stand::open(|_| {});
    stand.wait_published(stand.fixture.entries.len() as u64);
    stand.stop();
    restore(&stand, &[None, None, None]);
    let why = stand.start().unwrap_err();
    assert!(why.contains("this store is older"), "{why}");
}

#[test]
fn a_fork_is_refused() {
    let mut stand = Stand::open(|_| {});
    stand.stop();
    let backup = backup(&stand);
    stand.start().unwrap();
    stand.fixture.credential(0, 1);
    stand.send_last();
    stand.wait_published(stand.fixture.entries.len() as u64);
    stand.stop();
    // the older copy goes on behind the witnesses' backs: as many entries, another one at the end
    restore(&stand, &backup);
    let forked = stand.fixture.stranger(0, 1);
    let entry = stand.fixture.credential_entry(&forked, None);
    stand.runtime().block_on(async {
        let pool = tabella_urn_store::UrnPool::open(stand.config.database.as_ref().unwrap()).await.unwrap();
        let mut sequencer = pool.sequencer(false).await.unwrap().unwrap();
        let first = LeafIndex(sequencer.head().size.0);
        let new = tabella_urn_store::NewEntry { kind: "credential", bytes: entry.bytes(), tracker: None };
        let append = tabella_urn_store::Append { first, entries: &[new], blobs: &[] };
        sequencer.append(&append).await.unwrap();
        sequencer.release().await.unwrap();
        pool.close().await;
    });
    let why = stand.start().unwrap_err();
    assert!(why.contains("has signed another board"), "{why}");
}

/// Waits until the urn has closed its door by itself.
fn wait_failed(stand: &Stand) {
    let (address, started) = (stand.client().address(), Instant::now());
    while TcpStream::connect(address).is_ok() {
        assert!(started.elapsed() < PATIENCE, "the urn goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The tree of the board in memory.
fn tree(fixture: &Fixture) -> CompactRange {
    let mut tree = CompactRange::new();
    fixture.entries.iter().for_each(|entry| tree.push_bytes(entry.bytes()));
    tree
}

#[test]
fn a_running_urn_ends_when_a_witness_contradicts_it() {
    let mut stand = Stand::open(|_| {});
    stand.wait_published(stand.fixture.entries.len() as u64);
    // one of three witnesses signs another board with the same key, one entry longer. The others would be a quorum
    let before = tree(&stand.fixture);
    let mut fork = before.clone();
    fork.push_bytes(b"another");
    let signer = NoteSigner::new(tabella_tests::LOG_NAME, stand.fixture.people.checkpoint.clone()).unwrap();
    let note = Checkpoint::new(tabella_tests::LOG_NAME, fork.size(), fork.root()).sign(&signer).unwrap();
    // the tree of the fork, for the proof that it begins with what the witness has signed
    let place = stand.folder.path().join("fork");
    let mut writer = DirectoryWriter::open(&place, Durability::Fast).unwrap();
    let entries: Vec<&[u8]> = stand.fixture.entries.iter().map(tabella_board::Entry::bytes).collect();
    writer.append(&entries).unwrap();
    writer.append(&[b"another"]).unwrap();
    writer.integrate().unwrap();
    let source = DirectorySource::new(&place);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let url = format!("{}/add-checkpoint", stand.config.witnesses[2].url);
    let (mut old, started) = (before.size(), Instant::now());
    loop {
        let proof = LogReader::new(&source).consistency_proof(old, fork.size()).unwrap();
        let mut answer = agent.post(&url).send(Request::encode(old, &proof, &note)).unwrap();
        let words = answer.body_mut().read_to_string().unwrap();
        match answer.status().as_u16() {
            200 => break,
            // the quorum went on without it: it may have signed less, and more a moment later
            409 => old = TreeSize(words.trim().parse().unwrap()),
            status => panic!("the witness does not take the fork: {status}: {words}"),
        }
        assert!(started.elapsed() < PATIENCE, "the witness does not take the fork");
    }
    stand.fixture.credential(0, 1);
    stand.send_last();
    wait_failed(&stand);
    let why = stand.start().unwrap_err();
    assert!(why.contains("has signed another board"), "{why}");
}

#[test]
fn an_idle_urn_notices_that_another_one_took_over() {
    let stand = Stand::open(|_| {});
    let url = stand.config.database.clone().unwrap();
    stand.runtime().block_on(async {
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        connection.execute("UPDATE log SET epoch = epoch + 1").await.unwrap();
    });
    wait_failed(&stand);
}

#[test]
fn a_second_process_outwaits_a_database_that_is_away() {
    let server = PostgresServer::start().unwrap();
    let (url, other) = (server.database().unwrap(), server.database().unwrap());
    let mut stand = Stand::open(|config| config.database = Some(url.clone()));
    stand.wait_published(stand.fixture.entries.len() as u64);
    let (runtime, config) = (tokio::runtime::Runtime::new().unwrap(), stand.config.clone());
    let second =
        runtime.block_on(tabella_server::urn::Urn::start(config, std::sync::Arc::new(|| 0))).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    // all but the lock's own connection fall, and no new one is let in for a while
    let name = url.split(['/', '?']).nth(3).unwrap().to_owned();
    let away = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
    let fall = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid NOT IN \
         (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)"
    );
    runtime.block_on(async {
        let mut connection = sqlx::PgConnection::connect(&other).await.unwrap();
        connection.execute(&*away).await.unwrap();
        connection.execute(&*fall).await.unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
        connection.execute(&*away.replace("false", "true")).await.unwrap();
    });
    stand.stop();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, second.ready()).await }).unwrap().unwrap();
    runtime.block_on(second.stop());
}

#[test]
fn stops_in_order_and_loses_nothing() {
    let mut stand = Stand::open(|config| config.pool.milliseconds = 50);
    let mut entries = Vec::new();
    for _ in 0..40 {
        let voter = stand.fixture.credential(0, 1);
        stand.send_last();
        entries.push(entry_of(&stand.fixture.ballot(&voter, &[1, 0]).0));
    }
    let (client, stopped) = (stand.client(), AtomicBool::new(false));
    let receipts: Vec<(usize, Receipt)> = std::thread::scope(|scope| {
        let casting = scope.spawn(|| {
            let mut receipts = Vec::new();
            for (position, chunk) in entries.chunks(4).enumerate() {
                let answers: Vec<_> = std::thread::scope(|scope| {
                    let threads: Vec<_> =
                        chunk.iter().map(|entry| scope.spawn(|| client.try_cast(entry.bytes()))).collect();
                    threads.into_iter().map(|thread| thread.join().unwrap()).collect()
                });
                for (offset, answer) in answers.into_iter().enumerate() {
                    match answer {
                        Ok(answer) if answer.status == 200 => {
                            receipts.push((position * 4 + offset, Receipt::decode(&answer.body).unwrap()));
                        }
                        // refused with a word, or the connection was not taken any more
                        Ok(answer) => assert_eq!(answer.status, 503, "{answer:?}"),
                        Err(error) => assert!(stopped.load(Ordering::Relaxed), "{error}"),
                    }
                }
            }
            receipts
        });
        std::thread::sleep(Duration::from_millis(300));
        stopped.store(true, Ordering::Relaxed);
        stand.stop();
        casting.join().unwrap()
    });
    assert!(!receipts.is_empty(), "the test stopped before anything was cast");

    stand.start().unwrap();
    let client = stand.client();
    let size = client.get("/api/v1/status").json()["log"]["size"].as_u64().unwrap();
    let log = LogReader::new(&client);
    for (position, receipt) in &receipts {
        let entry = log.entry(receipt.index(), TreeSize(size)).unwrap();
        assert_eq!(entry, entries[*position].bytes(), "a receipt for something else");
    }
    // those without an answer send the same bytes again, and those with one too
    let mut indices = Vec::new();
    for entry in &entries {
        let answer = client.cast(entry.bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
        indices.push(Receipt::decode(&answer.body).unwrap().index());
    }
    for (position, receipt) in &receipts {
        assert_eq!(indices[*position], receipt.index());
    }
    indices.sort_unstable();
    indices.dedup();
    assert_eq!(indices.len(), entries.len());
}

#[test]
fn snapshot_saves_the_verification_and_never_decides() {
    let mut stand = Stand::open(|config| config.pool.snapshot_entries = 1);
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    stand.fixture.cast(&voter, &[1, 0]);
    stand.send_last();
    stand.stop();
    stand.start().unwrap();
    // the chain goes on
    stand.fixture.cast(&voter, &[0, 1]);
    stand.send_last();
    stand.stop();
    // a snapshot of somebody else is not believed
    stand.runtime().block_on(async {
        let pool = tabella_urn_store::UrnPool::open(stand.config.database.as_ref().unwrap()).await.unwrap();
        let head = pool.head().await.unwrap();
        let mut snapshot = pool.snapshot().await.unwrap().unwrap();
        assert_eq!(snapshot.size, head.size);
        *snapshot.bytes.last_mut().unwrap() ^= 1;
        pool.put_snapshot(&snapshot).await.unwrap();
        pool.close().await;
    });
    stand.start().unwrap();
    stand.fixture.cast(&voter, &[1, 0]);
    stand.send_last();
}

#[test]
fn second_process_waits_and_takes_over() {
    second_process(Stand::open(|_| {}));
}

#[test]
fn second_process_waits_and_takes_over_on_postgres() {
    let server = PostgresServer::start().unwrap();
    second_process(Stand::open(|config| config.database = Some(server.database().unwrap())));
}

fn second_process(mut stand: Stand) {
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let (runtime, config) = (tokio::runtime::Runtime::new().unwrap(), stand.config.clone());
    let second =
        runtime.block_on(tabella_server::urn::Urn::start(config, std::sync::Arc::new(|| 0))).unwrap();
    let client = crate::stand::Client::new(second.address());
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(client.get("/readyz").status, 503);
    assert_eq!(client.get("/healthz").status, 200);
    let posted = stand.fixture.cast(&voter, &[1, 0]);
    let refused = client.cast(entry_of(&posted).bytes());
    assert_eq!((refused.status, &*refused.problem(), refused.retry_after), (503, "not-ready", Some(2)));
    stand.send_last();
    stand.wait_published(stand.fixture.entries.len() as u64);
    stand.stop();
    runtime.block_on(second.ready()).unwrap();
    let answer = client.cast(entry_of(&posted).bytes());
    assert_eq!(answer.status, 200, "acknowledged by the first, known to the second: {answer:?}");
    assert_eq!(client.get("/checkpoint").status, 200);
    runtime.block_on(second.stop());
}

#[test]
fn doctor_finds_what_is_wrong_and_changes_nothing() {
    use tabella_server::urn::{doctor, is_well};
    let mut stand = Stand::new();
    let config = stand.folder.path().join("urn.toml");
    let findings = stand.runtime().block_on(doctor(&config));
    assert!(is_well(&findings), "{findings:?}");
    assert!(!stand.folder.path().join(FILES[0]).exists(), "the doctor made a database");
    stand.start().unwrap();
    stand.stop();
    let findings = stand.runtime().block_on(doctor(&config));
    assert!(is_well(&findings), "{findings:?}");
    // the database of another election
    let (text, other) = (fs::read_to_string(&config).unwrap(), stand.folder.path().join("other.db"));
    stand.runtime().block_on(async {
        let pool = tabella_urn_store::UrnPool::open(&format!("sqlite:{}", other.display())).await.unwrap();
        let id = tabella_crypto::ElectionId([0; 32]);
        pool.bind(&id, stand.fixture.election.checkpoint_key().name()).await.unwrap();
        pool.close().await;
    });
    fs::write(&config, text.replace("sqlite:urn.db", "sqlite:other.db")).unwrap();
    let findings = stand.runtime().block_on(doctor(&config));
    let wrong: Vec<_> = findings.iter().filter(|finding| finding.result.is_err()).collect();
    assert_eq!(wrong.len(), 1, "{findings:?}");
    assert!(wrong[0].result.as_ref().unwrap_err().contains("bound to election 0000"), "{wrong:?}");
    fs::write(&config, text).unwrap();
    // another key than the manifest's
    fs::copy(stand.folder.path().join("receipt.key"), stand.folder.path().join("checkpoint.key")).unwrap();
    let findings = stand.runtime().block_on(doctor(&config));
    let wrong: Vec<_> = findings.iter().filter(|finding| finding.result.is_err()).collect();
    assert_eq!(wrong.len(), 1, "{findings:?}");
    assert!(wrong[0].result.as_ref().unwrap_err().contains("checkpoint key"), "{wrong:?}");
    assert!(stand.start().unwrap_err().contains("checkpoint key"));
}

/// Cores are shared out before a process has threads, so not for an urn among other things in one.
#[test]
fn an_urn_among_others_has_no_cores_of_its_own() {
    use tabella_server::urn::{doctor, is_well};
    let mut stand = Stand::new();
    stand.config.pool.own_cores = true;
    assert!(stand.start().unwrap_err().contains("leave it out of [pool]"));
    // what a process of its own would find
    let config = stand.folder.path().join("urn.toml");
    let text = fs::read_to_string(&config).unwrap().replace("[pool]\n", "[pool]\nown_cores = true\n");
    fs::write(&config, text).unwrap();
    let findings = stand.runtime().block_on(doctor(&config));
    let cores = findings.iter().find(|finding| finding.what == "cores").unwrap();
    let enough = cfg!(target_os = "linux") && std::thread::available_parallelism().unwrap().get() > 1;
    assert_eq!((cores.result.is_ok(), is_well(&findings)), (enough, enough), "{findings:?}");
    // in a house
    let house = stand.folder.path().join("house.toml");
    fs::write(&house, "listen = \"127.0.0.1:0\"\ndesk = \"desk.toml\"\nurns = [\"urn.toml\"]\n").unwrap();
    let sections = stand.runtime().block_on(tabella_server::doctor::examine(&house)).unwrap();
    let urn = sections.iter().find(|section| section.path == config).unwrap();
    let cores = urn.findings.iter().find(|finding| finding.what == "cores").unwrap();
    assert!(cores.result.as_ref().unwrap_err().contains("a process of its own"), "{cores:?}");
}

#[test]
fn too_few_witnesses_can_never_publish() {
    let mut stand = Stand::new();
    stand.config.witnesses.truncate(1);
    assert!(stand.start().unwrap_err().contains("quorum is 2"));
    stand.config.witnesses[0].name = "witness.example.org/9".into();
    assert!(stand.start().unwrap_err().contains("names no witness"));
}

#[test]
fn silent_witnesses_delay_the_start() {
    let mut stand = Stand::open(|_| {});
    stand.stop();
    let witnesses = stand.config.witnesses.clone();
    for witness in &mut stand.config.witnesses[1..] {
        // nobody listens there
        witness.url = "http://127.0.0.1:9".into();
    }
    let (config, clock) = (stand.config.clone(), std::sync::Arc::new(|| 0));
    let running = stand.runtime().block_on(tabella_server::urn::Urn::start(config, clock)).unwrap();
    let client = crate::stand::Client::new(running.address());
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(client.get("/readyz").status, 503);
    let entry = stand.fixture.notice(1, None);
    assert_eq!(client.official(&entry).problem(), "not-ready");
    // reading goes on
    assert_eq!(client.get("/tile/entries/000.p/1").status, 200);
    stand.runtime().block_on(running.stop());
    stand.config.witnesses = witnesses;
    stand.start().unwrap();
    assert_eq!(stand.client().official(&entry).status, 200);
}
