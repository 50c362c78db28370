//! A board behind servers: everything is sent and read over HTTP.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
    vec::IntoIter,
};

use anyhow::{Context as _, anyhow, ensure};
use indicatif::ProgressBar;
use serde_json::Value;
use tabella_board::{BoardState, Entry};
use tabella_election::Election;
use tabella_tlog::{LeafIndex, TreeSize};
use tabella_verifier::Trust;

use super::{Board, replica::Replica};
use crate::{
    board::archive::archive,
    cast::{booth::Booth, service::Service},
    demo::cast::{CastTimes, PlainTally, Polling, Step, Visit},
    files::open_board,
    http::{HttpClient, HttpSource, Patience, mirror, send},
};

/// Voters at once. Each waits most of the time: for the pool to fill, for the disk.
const CLIENTS: usize = 64;

/// One of so many entries is a sample: its voter asks for the proof that it stands on the witnessed board.
const SAMPLED: u64 = 16;

/// Longest wait for a proof.
const PROOF_WAIT: Duration = Duration::from_secs(60);

/// Most bytes of a status.
const STATUS_BYTES: u64 = 100_000;

/// How often a board that grows is looked at, and the pause in between.
const LOOKS: u32 = 25;
const LOOK: Duration = Duration::from_millis(200);

pub(crate) struct Online {
    url: String,
    dir: PathBuf,
    election: Arc<Election>,
    client: HttpClient,
    replica: Replica,
    /// Entries that the ballot box acknowledged.
    sent: u64,
}

/// What a voter took home.
struct Kept {
    index: LeafIndex,
    entry: Vec<u8>,
}

/// What one client did.
#[derive(Default)]
struct Done {
    sent: u64,
    sample: Vec<Kept>,
}

impl Online {
    /// The empty board at a URL; `dir` is for its copies.
    pub(crate) fn new(url: &str, dir: &Path, election: &Arc<Election>) -> anyhow::Result<Self> {
        let client = HttpClient::new(url, Patience::default())?;
        let replica = Replica::new(client.clone(), Arc::clone(election))?;
        let (url, dir, election) = (url.to_owned(), dir.to_owned(), Arc::clone(election));
        Ok(Self { url, dir, election, client, replica, sent: 0 })
    }

    /// Entries on the board, as the ballot box says.
    fn size(&self) -> anyhow::Result<u64> {
        let status = self.client.get("api/v1/status", STATUS_BYTES)?;
        let status: Value =
            serde_json::from_slice(&status.context("the ballot box does not say how it is")?)?;
        status.pointer("/log/size").and_then(Value::as_u64).context("the ballot box does not tell its size")
    }

    /// The voters come, many at a time; each waits for every receipt.
    fn send(&self, visits: Vec<Visit>, bar: &ProgressBar) -> anyhow::Result<Done> {
        let queue = Mutex::new(visits.into_iter());
        thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| self.client(&queue, bar))).collect();
            let mut all = Done::default();
            for client in clients {
                let done = client.join().map_err(|_| anyhow!("a client broke down"))??;
                all.sent += done.sent;
                all.sample.extend(done.sample);
            }
            Ok(all)
        })
    }

    /// Takes one voter after the other from the queue. An error empties it: nobody goes on.
    fn client(&self, queue: &Mutex<IntoIter<Visit>>, bar: &ProgressBar) -> anyhow::Result<Done> {
        let client = HttpClient::new(&self.url, Patience::default())?;
        let service = Service::new(client.clone());
        let lock = || queue.lock().unwrap_or_else(PoisonError::into_inner);
        let mut done = Done::default();
        loop {
            let Some(visit) = lock().next() else { return Ok(done) };
            for step in visit.stages.into_iter().flatten() {
                if let Err(error) = self.step(step, &client, &service, &mut done) {
                    *lock() = Vec::new().into_iter();
                    return Err(error);
                }
            }
            bar.inc(1);
        }
    }

    fn step(
        &self,
        step: Step,
        client: &HttpClient,
        service: &Service,
        done: &mut Done,
    ) -> anyhow::Result<()> {
        done.sent += 1;
        let (entry, tracker) = match step {
            Step::Registrar(entry) => return send(client, &Entry::with_blob(entry, Vec::new())?).map(drop),
            Step::Voter { entry, tracker } => (entry, tracker),
        };
        let receipt = service.post(&entry)?;
        receipt.verify(&self.election).context("a receipt is not signed by the ballot box")?;
        ensure!(*receipt.tracker() == tracker, "a receipt is for another ballot");
        if receipt.index().0 % SAMPLED == 0 {
            done.sample.push(Kept { index: receipt.index(), entry });
        }
        Ok(())
    }
}

impl Board for Online {
    fn post(&mut self, entries: Vec<Entry>) -> anyhow::Result<()> {
        for entry in entries {
            send(&self.client, &entry)?;
            self.sent += 1;
        }
        Ok(())
    }

    fn vote(&mut self, polling: &Polling<'_>, bar: &ProgressBar) -> anyhow::Result<(PlainTally, CastTimes)> {
        // what a voter's device knows before it encrypts
        let source = HttpSource::open(self.client.clone())?;
        let booth = Booth::enter(source, &Trust::Election(*self.election.id()))?;
        let mut all = Done::default();
        let outcome = polling.run(|visits| {
            let done = self.send(visits, bar)?;
            all.sent += done.sent;
            all.sample.extend(done.sample);
            Ok(())
        })?;
        self.sent += all.sent;
        let service = Service::new(self.client.clone());
        for kept in &all.sample {
            let proof = service.proof(kept.index, PROOF_WAIT)?;
            booth.included(&proof, kept.index, &kept.entry)?;
        }
        let proofs = all.sample.len();
        bar.suspend(|| eprintln!("  all receipts verified, and for {proofs} of them the proof of inclusion"));
        Ok(outcome)
    }

    fn publish(&mut self, _: i64) -> anyhow::Result<()> {
        self.replica.catch_up(TreeSize(self.sent))
    }

    fn catch_up(&mut self) -> anyhow::Result<()> {
        // while people vote, the board grows between two looks
        for _ in 1..LOOKS {
            self.sent = self.size()?;
            if self.replica.catch_up(TreeSize(self.sent)).is_ok() {
                return Ok(());
            }
            thread::sleep(LOOK);
        }
        self.sent = self.size()?;
        self.replica.catch_up(TreeSize(self.sent))
    }

    fn state(&self) -> &BoardState {
        self.replica.state()
    }

    fn for_trustees(&self) -> anyhow::Result<PathBuf> {
        let path = self.dir.join("board.tar");
        archive(Path::new(&self.url), &path)?;
        Ok(path)
    }

    fn target(&self) -> PathBuf {
        PathBuf::from(&self.url)
    }

    fn keep(&self) -> anyhow::Result<PathBuf> {
        let path = self.dir.join("board");
        mirror(&*open_board(Path::new(&self.url))?, &path)?;
        Ok(path)
    }
}
