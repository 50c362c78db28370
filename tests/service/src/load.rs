//! Ballots per second, HTTP to receipt, beside verification alone.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread::{self, available_parallelism},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use clap::{Args, value_parser};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use serde_json::json;
use tabella_ballot::Tracker;
use tabella_board::{Entry, verify_batch};
use tabella_crypto::{ballot_proof::VERIFY_CHUNK, parallel};
use tabella_service::{Answer, Client, Database, Hall, Ledger, Line, Pace, settings};
use tokio::{runtime, task::JoinSet, time::sleep};

use crate::voting::{ballot, by_steps, figure, forge};

/// Turns that casting and verification alone take.
const ROUNDS: usize = 8;

#[derive(Args)]
pub(crate) struct Options {
    /// Clients that each wait for one receipt before the next ballot
    #[arg(long, default_value = "64", value_parser = value_parser!(u32).range(1..))]
    clients: u32,
    /// Ballots for each client; who is faster takes more of them
    #[arg(long, default_value = "400", value_parser = value_parser!(u32).range(1..))]
    ballots: u32,
    /// Where the ballot box writes to
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// Without `own_cores`, which it has otherwise where there are two
    #[arg(long)]
    shared_cores: bool,
    /// Somebody forges a ballot every so many seconds: less than ten of them, and the ballot box asks step by step
    #[arg(long, value_name = "SECONDS", value_parser = value_parser!(u32).range(1..))]
    forged_every: Option<u32>,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options) -> Result<bool> {
    let own_cores = !options.shared_cores && cfg!(target_os = "linux") && available_parallelism()?.get() > 1;
    let pace = Pace::Measured { own_cores };
    let mut hall = Hall::open(options.database, pace, 1)?;
    let settings = settings(pace).lines().collect::<Vec<_>>().join(" ");
    eprintln!("on {} cores; otherwise than shipped, the ballot box has {settings}", parallel::cores());
    let clients = usize::try_from(options.clients)?;
    let count = clients * usize::try_from(options.ballots)?;
    let mut voters = hall.voters(count + 1)?;
    let victim = voters.pop().context("no voter")?;
    let (election, styles) = (hall.fixture.election.clone(), hall.fixture.styles());
    eprintln!("making {count} ballots …");
    let ballots: Vec<Vec<u8>> = (0_u64..)
        .zip(&voters)
        .par_bridge()
        .map(|(number, voter)| ballot(&styles, voter, Tracker::NONE, &mut ChaCha20Rng::seed_from_u64(number)))
        .collect();
    let begun = Figures::read(&hall)?;
    let Measured { casting, verifying, mut latencies, ledger } = thread::scope(|scope| {
        let (end, ended) = mpsc::channel();
        let forger = options.forged_every.map(|seconds| {
            let mut forged = ballot(&styles, &victim, Tracker::NONE, &mut ChaCha20Rng::seed_from_u64(1));
            forge(&mut forged);
            let (client, pause) = (hall.client(0), Duration::from_secs(seconds.into()));
            scope.spawn(move || send_forged(&client, &forged, pause, &ended))
        });
        let measured = measure(&hall, &ballots, clients);
        drop(end);
        if let Some(forger) = forger {
            forger.join().ok().context("a thread panicked")??;
        }
        measured
    })?;
    let done = Figures::read(&hall)?;

    let many = f64::from(u32::try_from(ballots.len())?);
    let (own, alone) = (many / casting.as_secs_f64(), many / verifying.as_secs_f64());
    latencies.sort_unstable();
    let p99 = latencies.get(latencies.len() * 99 / 100).context("no latency")?.as_secs_f64() * 1e3;
    let p50 = latencies.get(latencies.len() / 2).context("no latency")?.as_secs_f64() * 1e3;
    let board = hall.board(ledger.reach())?;
    let reckoning = ledger.reckon(&election, &board);
    ensure!(reckoning.is_clean() && reckoning.acknowledged == count, "promises were not kept: {reckoning:?}");
    eprintln!(
        "{own:.0} ballots/s with {clients} clients, {alone:.0}/s verified alone; half within {p50:.0} ms, 99 % within {p99:.0} ms"
    );
    let [entries, verify, append] = done.since(&begun);
    let in_steps = done.by_steps - begun.by_steps;
    eprintln!(
        "{entries:.0} ballots in a batch; a batch was verified in {:.1} ms and written in {:.1} ms",
        verify * 1e3,
        append * 1e3
    );
    let tenths = |value: f64| (value * 10.0).round() / 10.0;
    let report = json!({
        "ballots_per_s": tenths(own),
        "verify_only_per_s": tenths(alone),
        "ratio": (own / alone * 100.0).round() / 100.0,
        "at_least_half": own >= alone / 2.0,
        "p99_ms": tenths(p99),
        "own_cores": own_cores,
        "forged_every": options.forged_every,
        "by_steps": (in_steps / many * 100.0).round() / 100.0,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    // how fast a machine is is a figure, not a verdict: promises were held against the board above
    Ok(true)
}

/// What casting and verification alone took.
struct Measured {
    casting: Duration,
    verifying: Duration,
    /// Of each ballot, until its receipt was there.
    latencies: Vec<Duration>,
    ledger: Ledger,
}

/// In turn, so that a machine that slows down does so for both.
fn measure(hall: &Hall, ballots: &[Vec<u8>], clients: usize) -> Result<Measured> {
    let (mut casting, mut verifying) = (Duration::ZERO, Duration::ZERO);
    let (mut latencies, mut ledger) = (Vec::new(), Ledger::default());
    for round in ballots.chunks(ballots.len().div_ceil(ROUNDS)) {
        let (elapsed, times, promises) = cast(hall, round, clients)?;
        casting += elapsed;
        latencies.extend(times);
        ledger.extend(promises);
        verifying += verify_only(hall, round)?;
    }
    Ok(Measured { casting, verifying, latencies, ledger })
}

/// Sends a forged ballot, pauses, and sends it again, until the other end is gone.
fn send_forged(client: &Client, forged: &[u8], pause: Duration, ended: &Receiver<()>) -> Result<()> {
    loop {
        let answer = client.cast(forged);
        let refused = matches!(&answer, Answer::Refused { status: 422, .. } | Answer::Later(_));
        ensure!(refused, "a forged ballot gets {answer:?}");
        if ended.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
            return Ok(());
        }
    }
}

/// What the ballot box says of itself.
struct Figures {
    /// Sum and count of some of its histograms.
    histograms: [(f64, f64); 3],
    /// Ballots that were asked step by step.
    by_steps: f64,
}

impl Figures {
    const NAMES: [&str; 3] = ["batch_entries", "verify_seconds", "append_seconds"];

    fn read(hall: &Hall) -> Result<Self> {
        let mut histograms = [(0.0, 0.0); 3];
        for (figures, name) in histograms.iter_mut().zip(Self::NAMES) {
            let of = |part: &str| figure(hall, &format!("{name}_{part}"));
            *figures = (of("sum")?, of("count")?);
        }
        Ok(Self { histograms, by_steps: by_steps(hall)? })
    }

    /// Each one's mean over what was added since an earlier reading.
    fn since(&self, earlier: &Self) -> [f64; 3] {
        let mut means = [0.0; 3];
        for ((mean, now), then) in means.iter_mut().zip(self.histograms).zip(earlier.histograms) {
            *mean = (now.0 - then.0) / (now.1 - then.1);
        }
        means
    }
}

/// How long verification of all of them takes on all cores, and nothing else.
fn verify_only(hall: &Hall, ballots: &[Vec<u8>]) -> Result<Duration> {
    let context = hall.fixture.state.context();
    let entries: Vec<Entry> =
        ballots.iter().map(|bytes| Entry::with_blob(bytes.clone(), Vec::new())).collect::<Result<_, _>>()?;
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let start = Instant::now();
    // none smaller than the others: it would cost more for each ballot
    let most = parallel::cores() * VERIFY_CHUNK;
    for batch in entries.chunks(entries.len().div_ceil(entries.len().div_ceil(most))) {
        let verdicts = verify_batch(&context, batch.to_vec(), &mut rng);
        ensure!(verdicts.iter().all(Result::is_ok), "a lawful ballot does not verify");
    }
    Ok(start.elapsed())
}

/// Every client casts one ballot after another, until there are none. One thread is all of them: what the clients cost is missing to the ballot
/// box, which in an election they do not share a machine with.
fn cast(hall: &Hall, ballots: &[Vec<u8>], clients: usize) -> Result<(Duration, Vec<Duration>, Ledger)> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut lines = Vec::new();
        for _ in 0..clients {
            lines.push(Line::open(hall.address(0)).await?);
        }
        let waiting = Arc::new(Mutex::new(VecDeque::from(ballots.to_vec())));
        let start = Instant::now();
        let mut casting = JoinSet::new();
        for line in lines {
            casting.spawn(cast_all(line, Arc::clone(&waiting)));
        }
        let (mut latencies, mut ledger) = (Vec::new(), Ledger::default());
        while let Some(done) = casting.join_next().await {
            let (times, promises) = done??;
            latencies.extend(times);
            ledger.extend(promises);
        }
        Ok((start.elapsed(), latencies, ledger))
    })
}

async fn cast_all(mut line: Line, waiting: Arc<Mutex<VecDeque<Vec<u8>>>>) -> Result<(Vec<Duration>, Ledger)> {
    let (mut latencies, mut ledger) = (Vec::new(), Ledger::default());
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(entry) = next() {
        let start = Instant::now();
        loop {
            match line.cast(&entry).await {
                Answer::Receipt(receipt) => {
                    ledger.note(entry, receipt);
                    break;
                }
                Answer::Later(_) => sleep(Duration::from_millis(5)).await,
                answer => anyhow::bail!("a lawful ballot gets {answer:?}"),
            }
        }
        latencies.push(start.elapsed());
    }
    Ok((latencies, ledger))
}
