//! Kills at random moments.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use clap::Args;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use serde_json::json;
use tabella_service::{Client, Database, Hall, Ledger, Pace};

use crate::voting::Crowd;

/// Threads that vote.
const CROWDS: usize = 8;

#[derive(Args)]
pub(crate) struct Options {
    /// How often the ballot box is killed
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// Where it writes to
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// Moments of the kills and choices of the voters follow from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options) -> Result<bool> {
    let begun = Instant::now();
    let mut hall = Hall::open(options.database, Pace::Unlimited, 1)?;
    // a voter may vote so often
    let rounds = usize::try_from(hall.fixture.election.manifest().limits.ballots_per_chain)?;
    let kills = usize::try_from(options.kills)?;
    let voters = hall.voters(CROWDS * (kills / 4).max(10))?;
    let (election, styles) = (hall.fixture.election.clone(), hall.fixture.styles());
    let (stop, url) = (AtomicBool::new(false), hall.url(0));
    let (mut kills, mut rng) = (0, ChaCha20Rng::seed_from_u64(options.seed));
    let mut slowest = Duration::ZERO;
    let ledger = thread::scope(|scope| -> Result<Ledger> {
        let workers: Vec<_> = (0_u64..)
            .zip(voters.chunks(voters.len().div_ceil(CROWDS)))
            .map(|(number, voters)| {
                let crowd =
                    Crowd { election: &election, styles: &styles, voters, seed: options.seed + number };
                let (stop, client) = (&stop, Client::new(&url));
                scope.spawn(move || crowd.vote(&|| client.clone(), stop, rounds))
            })
            .collect();
        let mut fire = || -> Result<()> {
            while kills < options.kills {
                // sometimes in the middle of starting, mostly in the middle of voting
                thread::sleep(Duration::from_millis(u64::from(rng.next_u32() % 400)));
                hall.kill(0);
                kills += 1;
                hall.start(0)?;
                if rng.next_u32() % 8 != 0 {
                    let start = Instant::now();
                    hall.wait_ready(0)?;
                    slowest = slowest.max(start.elapsed());
                }
                if kills % 20 == 0 {
                    eprintln!("{kills} kills, {:.0?}", begun.elapsed());
                }
            }
            hall.wait_ready(0)
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
    eprintln!(
        "{} entries, {kills} kills, {} promises, slowest start {slowest:.2?}, {:.0?} in all: {verdict}",
        board.len(),
        reckoning.acknowledged,
        begun.elapsed()
    );
    let report = json!({
        "kills": kills,
        "acknowledged": reckoning.acknowledged,
        "lost": reckoning.lost,
        "doubled": reckoning.doubled,
        "false_receipts": reckoning.false_receipts,
        "verdict": verdict,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    Ok(reckoning.is_clean() && verdict == "verified" && reckoning.acknowledged > 0)
}
