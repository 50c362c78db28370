//! Faults of the disk, one after another.
//!
//! First each stretch of a ballot's way is walked without a fault, and its calls are counted. Then each of these calls fails in
//! turn, in a run of its own, with every fault. What a machine without power forgets is not in here: the system's cache
//! survives all of this.

mod strace;

use std::{
    collections::BTreeMap,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;
use tabella_ballot::{Styles, Tracker};
use tabella_board::Receipt;
use tabella_service::{Answer, Database, Hall, Ledger, Pace, Signal, signal};
use tabella_tests::Voter;
use tabella_tlog::{Checkpoint, SignedNote};

use self::strace::{Fault, Injection, Seen, Strace};
use crate::voting::ballot;

/// How long one request may take, and a process that has to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a checkpoint may take that comes only if the fault did no harm.
const PUBLISHED: Duration = Duration::from_millis(2_500);

/// The same for a cosignature, after which the ballot box need not try again.
const COSIGNED: Duration = Duration::from_millis(800);

/// Runs between two verifications of the whole board.
const VERIFY_EVERY: usize = 25;

/// Runs of each call, fault and stretch in a sample.
const SAMPLE: u32 = 1;

/// Most runs of each call and fault while the ballot box ends: it copies the log into the database page by page, and one page
/// is like another.
const PAGES: u32 = 8;

/// The witness that meets faults, and one that is away meanwhile, so that the quorum needs the first.
const WITNESS: usize = 0;
const AWAY: usize = 2;

#[derive(Args)]
pub(crate) struct Options {
    /// Where the ballot box writes to; PostgreSQL's files are not this program's
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// A sample of the calls only
    #[arg(long)]
    quick: bool,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
}

/// A part of a ballot's way in which something writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stretch {
    /// From the post of a ballot to its receipt.
    Cast,
    /// From the receipt to the checkpoint.
    Publish,
    /// The ballot box ends in order.
    Stop,
    /// A witness whose cosignature is needed remembers the checkpoint.
    Witness,
}

impl Stretch {
    const ALL: [Self; 4] = [Self::Cast, Self::Publish, Self::Stop, Self::Witness];
}

/// What the voter got at first.
#[derive(Clone, Debug)]
enum First {
    Receipt(Receipt),
    /// A problem that says so.
    Problem,
    /// The connection was closed.
    CutOff,
}

/// Everything that a test of faults gathers.
struct Trial {
    hall: Hall,
    styles: Arc<Styles>,
    agent: ureq::Agent,
    rng: ChaCha20Rng,
    ledger: Ledger,
    complaints: Vec<String>,
    receipts: usize,
    clean_errors: usize,
    cut_off: usize,
    /// Runs in which the call that was to fail was not made.
    missed: usize,
}

pub(crate) fn run(options: &Options) -> Result<bool> {
    ensure!(options.database == Database::Sqlite, "PostgreSQL writes its files itself: --database sqlite");
    strace::check()?;
    let begun = Instant::now();
    let hall = Hall::open(options.database, Pace::Unlimited, 1)?;
    let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
    let mut trial = Trial {
        styles: hall.fixture.styles(),
        hall,
        agent: agent.max_idle_connections(0).build().into(),
        rng: ChaCha20Rng::seed_from_u64(1),
        ledger: Ledger::default(),
        complaints: Vec::new(),
        receipts: 0,
        clean_errors: 0,
        cut_off: 0,
        missed: 0,
    };
    let mut plan = Vec::new();
    let mut calls = BTreeMap::new();
    for (stretch, voter) in Stretch::ALL.into_iter().zip(trial.hall.voters(Stretch::ALL.len())?) {
        let seen = trial.run(stretch, None, &voter)?;
        plan.extend(
            injections(&seen, stretch, options.quick).into_iter().map(|injection| (stretch, injection)),
        );
        calls.insert(format!("{stretch:?}").to_lowercase(), seen.calls());
    }
    (trial.receipts, trial.missed) = (0, 0);
    let voters = trial.hall.voters(plan.len())?;
    // a snapshot, so that these need not be verified at every start
    trial.end()?;
    trial.restart()?;
    eprintln!("{} runs: {calls:?}", plan.len());
    for (number, ((stretch, injection), voter)) in (1..).zip(plan.iter().zip(&voters)) {
        let before = trial.complaints.len();
        let run = trial.run(*stretch, Some(injection), voter);
        run.with_context(|| format!("run {number}: {stretch:?}, {injection:?}"))?;
        for complaint in trial.complaints.get(before..).unwrap_or_default() {
            eprintln!("run {number}: {stretch:?}, {injection:?}: {complaint}");
        }
        if number % VERIFY_EVERY == 0 {
            let verdict = trial.hall.verdict()?;
            ensure!(verdict != "failed", "run {number}: the board does not verify");
            eprintln!("{number} runs, {:.0?}: the board so far: {verdict}", begun.elapsed());
        }
    }
    let Trial { mut hall, ledger, complaints, receipts, clean_errors, cut_off, missed, .. } = trial;
    let board = hall.finish(ledger.reach())?;
    let reckoning = ledger.reckon(&hall.fixture.election, &board);
    hall.follow()?;
    let verdict = hall.verdict()?;
    eprintln!("{} promises, {:.0?} in all: {verdict}", reckoning.acknowledged, begun.elapsed());
    let broken = reckoning.lost + reckoning.doubled + reckoning.false_receipts + complaints.len();
    let report = json!({
        "runs": plan.len(),
        "struck": plan.len() - missed,
        "calls": calls,
        "receipts": receipts,
        "clean_errors": clean_errors,
        "cut_off": cut_off,
        "broken_promises": broken,
        "verdict": verdict,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    // how many pages a ballot touches depends on where it falls
    Ok(broken == 0 && verdict == "verified" && missed * 3 <= plan.len())
}

/// Every call that was seen with every fault, or a sample.
fn injections(seen: &Seen, stretch: Stretch, quick: bool) -> Vec<Injection> {
    let most = match stretch {
        _ if quick => SAMPLE,
        Stretch::Stop => PAGES,
        _ => u32::MAX,
    };
    let mut injections = Vec::new();
    for (call, count) in seen.calls() {
        let few = count.min(most);
        // evenly from the first to the last
        let numbers = (0..few).map(|i| 1 + i * (count - 1) / (few - 1).max(1));
        for nth in numbers {
            injections.extend(Fault::ALL.map(|fault| Injection { call: call.clone(), nth, fault }));
        }
    }
    injections
}

impl Trial {
    /// One ballot with at most one fault on its way, and everything that must hold afterwards.
    fn run(&mut self, stretch: Stretch, injection: Option<&Injection>, voter: &Voter) -> Result<Seen> {
        let entry = ballot(&self.styles, voter, Tracker::NONE, &mut self.rng);
        let (first, seen) = match stretch {
            Stretch::Cast => self.while_cast(&entry, injection)?,
            Stretch::Publish => self.while_published(&entry, injection)?,
            Stretch::Stop => self.while_stopped(&entry, injection)?,
            Stretch::Witness => self.while_cosigned(&entry, injection)?,
        };
        self.missed += usize::from(injection.is_some() && !seen.struck());
        match &first {
            First::Receipt(receipt) => {
                self.receipts += 1;
                self.ledger.note(entry.clone(), receipt.clone());
            }
            First::Problem => self.clean_errors += 1,
            First::CutOff => self.cut_off += 1,
        }
        self.restart()?;
        let Answer::Receipt(second) = self.hall.client(0).cast(&entry) else {
            bail!("the same bytes get no receipt after the start");
        };
        if let First::Receipt(first) = &first
            && first.encode() != second.encode()
        {
            self.complaints.push("the same bytes got another receipt".into());
        }
        self.ledger.note(entry, second);
        self.follow();
        Ok(seen)
    }

    /// Holds the ballot box or a witness.
    fn hold_box(&self, injection: Option<&Injection>) -> Result<Strace> {
        let process = self.hall.box_process(0).context("the ballot box was not started")?;
        Strace::hold(process, &self.hall.database_files(), injection)
    }

    fn while_cast(&mut self, entry: &[u8], injection: Option<&Injection>) -> Result<(First, Seen)> {
        let strace = self.hold_box(injection)?;
        let first = self.cast(entry)?;
        if !matches!(first, First::Receipt(_)) && !self.hall.wait_end(0, PATIENCE)? {
            self.complaints.push("the ballot box goes on after its disk failed".into());
        }
        Ok((first, strace.release()?))
    }

    fn while_published(&mut self, entry: &[u8], injection: Option<&Injection>) -> Result<(First, Seen)> {
        // no checkpoint before the ballot box is held
        self.signal_witnesses(Signal::Stop)?;
        let first = self.cast(entry);
        let strace = self.hold_box(injection);
        self.signal_witnesses(Signal::Continue)?;
        let (first, strace) = (first?, strace?);
        let published = self.wait_published(&first, PUBLISHED)?;
        let seen = strace.release()?;
        let failed = injection.filter(|injection| injection.fault != Fault::Kill && seen.struck());
        let failed =
            failed.filter(|injection| injection.fault == Fault::Io || injection.call.ends_with("sync"));
        if let Some(injection) = failed
            && !self.hall.wait_end(0, Duration::from_secs(1))?
        {
            let then = if published { "publishes" } else { "goes on" };
            self.complaints.push(format!("the ballot box {then} although {} failed", injection.call));
        }
        if injection.is_none() && !published {
            bail!("no checkpoint, and no fault");
        }
        self.follow();
        Ok((first, seen))
    }

    fn while_stopped(&mut self, entry: &[u8], injection: Option<&Injection>) -> Result<(First, Seen)> {
        let first = self.cast(entry)?;
        // or it may be in the way
        ensure!(self.wait_published(&first, PATIENCE)?, "no checkpoint, and no fault");
        let strace = self.hold_box(injection)?;
        self.end()?;
        Ok((first, strace.release()?))
    }

    fn while_cosigned(&mut self, entry: &[u8], injection: Option<&Injection>) -> Result<(First, Seen)> {
        self.hall.kill_witness(AWAY);
        let process = self.hall.witness_process(WITNESS).context("no witness")?;
        let strace = Strace::hold(process, &self.hall.witness_files(WITNESS)?, injection)?;
        let first = self.cast(entry)?;
        let mut published = self.wait_published(&first, COSIGNED)?;
        let seen = strace.release()?;
        if published && seen.struck() {
            self.complaints.push("a witness cosigned what it could not write down".into());
        }
        self.follow();
        self.hall.restart_witness(WITNESS)?;
        published = published || self.wait_published(&first, PATIENCE)?;
        if !published {
            self.complaints.push("no checkpoint after the witness came back".into());
        }
        self.hall.restart_witness(AWAY)?;
        Ok((first, seen))
    }

    /// Posts a ballot once.
    fn cast(&mut self, entry: &[u8]) -> Result<First> {
        let request = self.agent.post(format!("{}/api/v1/ballots", self.hall.url(0)));
        let Ok(mut answer) = request.header("content-type", "application/cbor").send(entry) else {
            return Ok(First::CutOff);
        };
        let status = answer.status().as_u16();
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let is_problem = kind.is_some_and(|kind| kind.starts_with("application/problem+json"));
        let Ok(body) = answer.body_mut().read_to_vec() else { return Ok(First::CutOff) };
        if status == 200 {
            return Ok(First::Receipt(Receipt::decode(&body)?));
        }
        // a refusal for good would be a lie: the ballot is lawful
        if !is_problem || status < 500 {
            let words = String::from_utf8_lossy(&body).into_owned();
            self.complaints.push(format!("a lawful ballot gets {status}: {words}"));
        }
        Ok(First::Problem)
    }

    fn signal_witnesses(&self, what: Signal) -> Result<()> {
        (0..)
            .map_while(|number| self.hall.witness_process(number))
            .try_for_each(|process| signal(process, what))
    }

    /// Waits for a checkpoint that covers the ballot, or for the end of the ballot box; whether it is published.
    fn wait_published(&mut self, first: &First, time: Duration) -> Result<bool> {
        let First::Receipt(receipt) = first else { bail!("no receipt, and no fault") };
        let (client, start) = (self.hall.client(0), Instant::now());
        loop {
            let note = client.get("checkpoint").and_then(|note| SignedNote::parse(&note).ok());
            let key = self.hall.fixture.election.checkpoint_key();
            let checkpoint = note.and_then(|note| Checkpoint::open(&note, key).ok());
            if checkpoint.is_some_and(|checkpoint| checkpoint.size.0 > receipt.index().0) {
                return Ok(true);
            }
            if start.elapsed() > time || self.hall.wait_end(0, Duration::ZERO)? {
                return Ok(false);
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the ballot box in order.
    fn end(&mut self) -> Result<()> {
        let process = self.hall.box_process(0).context("the ballot box was not started")?;
        signal(process, Signal::Terminate)?;
        ensure!(self.hall.wait_end(0, PATIENCE)?, "the ballot box does not end");
        Ok(())
    }

    /// Kills what is left of the ballot box and starts it again, without faults.
    fn restart(&mut self) -> Result<()> {
        self.hall.kill(0);
        self.hall.start(0)?;
        self.hall.wait_ready(0)
    }

    /// Keeps the checkpoint that is shown now, if one is shown, and holds it against those before.
    fn follow(&mut self) {
        let is_there = self.hall.client(0).get("checkpoint").is_some();
        if is_there && let Err(error) = self.hall.follow() {
            self.complaints.push(error.to_string());
        }
    }
}
