//! Two ballot boxes on one PostgreSQL.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use clap::Args;
use serde_json::json;
use tabella_service::{Database, Hall, Ledger, Pace};

use crate::voting::Crowd;

const CROWDS: usize = 4;

#[derive(Args)]
pub(crate) struct Options {
    /// How often the sequencing box is killed; the other takes over, and it comes back as the second
    #[arg(long, default_value_t = 5)]
    kills: u32,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut hall = Hall::open(Database::Postgres, Pace::Unlimited, 2)?;
    let rounds = usize::try_from(hall.fixture.election.manifest().limits.ballots_per_chain)?;
    let voters = hall.voters(CROWDS * 50)?;
    let (election, styles) = (hall.fixture.election.clone(), hall.fixture.styles());
    let (stop, active) = (AtomicBool::new(false), AtomicUsize::new(0));
    let clients = [hall.client(0), hall.client(1)];
    let mut gaps = Vec::new();
    let ledger = thread::scope(|scope| -> Result<Ledger> {
        let workers: Vec<_> = (0_u64..)
            .zip(voters.chunks(voters.len().div_ceil(CROWDS)))
            .map(|(seed, voters)| {
                let crowd = Crowd { election: &election, styles: &styles, voters, seed };
                let (stop, active, clients) = (&stop, &active, &clients);
                scope.spawn(move || {
                    let client = || {
                        let [first, second] = clients;
                        if active.load(Ordering::Relaxed) == 0 { first.clone() } else { second.clone() }
                    };
                    crowd.vote(&client, stop, rounds)
                })
            })
            .collect();
        let mut fire = || -> Result<()> {
            for _ in 0..options.kills {
                thread::sleep(Duration::from_secs(2));
                let (old, new) = match active.load(Ordering::Relaxed) {
                    0 => (0, 1),
                    _ => (1, 0),
                };
                let start = Instant::now();
                hall.kill(old);
                hall.wait_ready(new)?;
                gaps.push(start.elapsed());
                active.store(new, Ordering::Relaxed);
                hall.start(old)?;
            }
            thread::sleep(Duration::from_secs(1));
            // the end is posted to the first
            if active.load(Ordering::Relaxed) == 1 {
                thread::sleep(Duration::from_secs(1));
                hall.kill(1);
                hall.wait_ready(0)?;
                active.store(0, Ordering::Relaxed);
            }
            Ok(())
        };
        let fired = fire();
        stop.store(true, Ordering::Relaxed);
        let mut ledger = Ledger::default();
        for worker in workers {
            ledger.extend(worker.join().ok().context("a voter's thread panicked")??);
        }
        fired.map(|()| ledger)
    })?;
    let board = hall.finish(ledger.reach())?;
    let reckoning = ledger.reckon(&election, &board);
    let verdict = hall.verdict()?;
    gaps.sort_unstable();
    let milliseconds =
        |gap: Option<&Duration>| gap.map(|gap| u64::try_from(gap.as_millis()).unwrap_or(u64::MAX));
    let report = json!({
        "kills": options.kills,
        "acknowledged": reckoning.acknowledged,
        "lost": reckoning.lost,
        "doubled": reckoning.doubled,
        "false_receipts": reckoning.false_receipts,
        "gap_ms": {"median": milliseconds(gaps.get(gaps.len() / 2)), "longest": milliseconds(gaps.last())},
        "verdict": verdict,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    Ok(reckoning.is_clean() && verdict == "verified" && reckoning.acknowledged > 0)
}
