//! Clients with real credentials who send ballots that are well formed and wrong: the dearest thing to send to a ballot box. Or
//! strangers, who forge what other people's credentials authorise.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Args, value_parser};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use serde_json::json;
use tabella_ballot::{Posted, Styles, Tracker};
use tabella_crypto::{authorisation::Purpose, cbor::Writer};
use tabella_election::Election;
use tabella_service::{Answer, Database, Hall, Ledger, Line, Pace};
use tabella_tests::Voter;
use tokio::{runtime, task::JoinSet, time::sleep};

use crate::voting::{ballot, by_steps, forge};

/// Honest voters at once.
const HONEST: usize = 4;

/// Turns that honest voters take alone, and beside the flood.
const ROUNDS: usize = 4;

/// Ballots before a turn that are not measured.
const WARMING: usize = 100;

/// After a flood, until the ballot box asks everything at once again: ten seconds, and a bit.
const CALM: Duration = Duration::from_millis(10_500);

/// A flood may make honest voters wait less than this many times as long.
const SLOWER: f64 = 2.0;

/// What became of wrong ballots.
#[derive(Default)]
struct Wrong {
    /// Found wrong: their proofs, or at least their authorisations, were looked at.
    refused: AtomicUsize,
    /// Answered otherwise: too many of an address, which is asked first, or of a credential.
    turned_away: AtomicUsize,
}

impl Wrong {
    fn counts(&self) -> [usize; 2] {
        [&self.refused, &self.turned_away].map(|count| count.load(Ordering::Relaxed))
    }
}

#[derive(Args)]
pub(crate) struct Options {
    /// Wrong ballots of each hostile client, who sends them round and round. The limits are as shipped: most are one too many
    #[arg(long, default_value = "10000", value_parser = value_parser!(u32).range(1..))]
    wrong: u32,
    /// Hostile clients, each with its own credential and address
    #[arg(long, default_value = "4", value_parser = value_parser!(u8).range(1..=250))]
    hostile: u8,
    /// Most wrong ballots per second of all of them. They share a machine with the ballot box: what they take of it is missing there
    #[arg(long, default_value = "10000", value_parser = value_parser!(u32).range(1..))]
    per_second: u32,
    /// Hostile clients are strangers: they know the credentials, as everybody does, and forge the authorisations
    #[arg(long)]
    strangers: bool,
    /// Ballots of honest voters, alone, and as many beside the flood
    #[arg(long, default_value = "4000", value_parser = value_parser!(u32).range(100..=40_000))]
    honest: u32,
    /// Where the ballot box writes to
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
}

/// How long honest voters took, in all and each.
#[derive(Default)]
struct Times {
    elapsed: Duration,
    each: Vec<Duration>,
}

impl Times {
    /// Half of them, and all but one in a hundred, waited no longer than so many milliseconds.
    fn percentiles(&mut self) -> [f64; 2] {
        self.each.sort_unstable();
        [50, 99].map(|percent| {
            let place = self.each.len() * percent / 100;
            let time = self.each.get(place).copied().unwrap_or_default();
            (time.as_secs_f64() * 10_000.0).round() / 10.0
        })
    }
}

pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut hall = Hall::open(options.database, Pace::Shipped, 1)?;
    let honest = usize::try_from(options.honest)?;
    let voters = hall.voters(2 * honest)?;
    let hostile = hall.voters(options.hostile.into())?;
    let (election, styles) = (hall.fixture.election.clone(), hall.fixture.styles());
    let warming = hall.voters(ROUNDS * WARMING)?;
    eprintln!(
        "making {} wrong ballots, and {} right ones …",
        options.wrong * u32::from(options.hostile),
        2 * honest
    );
    let wrong: Vec<Arc<Vec<Vec<u8>>>> = (0_u64..)
        .zip(&hostile)
        .par_bridge()
        .map(|(seed, voter)| {
            let mut ballots = wrong_ballots(&election, &styles, voter, options.wrong, seed);
            if options.strangers {
                for ballot in &mut ballots {
                    forge(ballot);
                }
            }
            Arc::new(ballots)
        })
        .collect();
    let ballots = |voters: &[Voter]| -> Vec<Vec<u8>> {
        let made = (0_u64..).zip(voters).par_bridge();
        made.map(|(n, voter)| ballot(&styles, voter, Tracker::NONE, &mut ChaCha20Rng::seed_from_u64(n)))
            .collect()
    };
    let (right, warming) = (ballots(&voters), ballots(&warming));

    let (first, second) = right.split_at(honest);
    let (mut quiet, mut flooded, mut flood_time) = (Times::default(), Times::default(), Duration::ZERO);
    let (mut ledger, mut wrong_sent, mut turned_away) = (Ledger::default(), 0, 0);
    let (address, most) = (hall.address(0), honest.div_ceil(ROUNDS));
    // in turn, so that a machine that slows down does so for both
    let turns = first.chunks(most).zip(second.chunks(most)).zip(warming.chunks(WARMING));
    for (turn, ((alone, beside), warming)) in turns.enumerate() {
        if turn > 0 {
            thread::sleep(CALM);
        }
        // whoever is first finds everything cold
        vote(address, warming, &mut Times::default(), &mut ledger)?;
        let before = by_steps(&hall)?;
        vote(address, alone, &mut quiet, &mut ledger)?;
        ensure!(by_steps(&hall)? <= before, "ballots were asked step by step while nobody sent wrong ones");
        let per_second = options.per_second;
        let flood =
            Arc::new(Flood { address, per_second, stop: AtomicBool::default(), sent: Wrong::default() });
        thread::scope(|scope| -> Result<()> {
            let rising = scope.spawn(|| flood.rise(&wrong));
            // not before the flood has risen
            thread::sleep(Duration::from_millis(200));
            let voted = vote(address, beside, &mut flooded, &mut ledger);
            flood.stop.store(true, Ordering::Relaxed);
            flood_time += rising.join().ok().context("the flood's thread panicked")??;
            voted
        })?;
        let [refused, away] = flood.sent.counts();
        wrong_sent += refused;
        turned_away += away;
    }

    let board = hall.board(ledger.reach())?;
    let reckoning = ledger.reckon(&election, &board);
    let kept = reckoning.is_clean() && reckoning.acknowledged == right.len() + warming.len();
    let slower = flooded.elapsed.as_secs_f64() / quiet.elapsed.as_secs_f64();
    let rate = |count: usize| -> Result<f64> {
        Ok((f64::from(u32::try_from(count)?) / flood_time.as_secs_f64()).round())
    };
    let ([p50, p99], [p50_flooded, p99_flooded]) = (quiet.percentiles(), flooded.percentiles());
    eprintln!(
        "{honest} honest ballots in {:.2?} alone, in {:.2?} beside {wrong_sent} wrong ones; {turned_away} more were turned away; \
         {reckoning:?}",
        quiet.elapsed, flooded.elapsed,
    );
    let report = json!({
        "honest": honest,
        "hostile": options.hostile,
        "strangers": options.strangers,
        "wrong_sent": wrong_sent,
        "turned_away": turned_away,
        "wrong_per_s": rate(wrong_sent)?,
        "turned_away_per_s": rate(turned_away)?,
        "promises_kept": kept,
        "p50_ms": p50,
        "p99_ms": p99,
        "p50_flooded_ms": p50_flooded,
        "p99_flooded_ms": p99_flooded,
        "slower": (slower * 100.0).round() / 100.0,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    Ok(kept && wrong_sent > 0 && slower < SLOWER)
}

/// All hostile clients of a turn.
struct Flood {
    address: SocketAddr,
    /// Most ballots per second of all of them.
    per_second: u32,
    stop: AtomicBool,
    sent: Wrong,
}

impl Flood {
    /// Every client sends its ballots, round and round, as fast as answers come and all of them together may, until told to stop.
    fn rise(self: &Arc<Self>, wrong: &[Arc<Vec<Vec<u8>>>]) -> Result<Duration> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let start = Instant::now();
        runtime.block_on(async {
            let mut clients = JoinSet::new();
            for (number, ballots) in wrong.iter().enumerate() {
                clients.spawn(Arc::clone(self).attack(number, Arc::clone(ballots), start));
            }
            while let Some(done) = clients.join_next().await {
                done??;
            }
            Ok(start.elapsed())
        })
    }

    async fn attack(
        self: Arc<Self>,
        number: usize,
        ballots: Arc<Vec<Vec<u8>>>,
        start: Instant,
    ) -> Result<()> {
        let from = format!("192.0.2.{number}");
        let mut line = Line::open(self.address).await?;
        line.set_address(&from);
        for ballot in ballots.iter().cycle() {
            while self.is_ahead(start)? && !self.is_over() {
                sleep(Duration::from_millis(1)).await;
            }
            if self.is_over() {
                break;
            }
            let counter = match line.cast(ballot).await {
                Answer::Receipt(_) => bail!("a ballot with a wrong proof was accepted"),
                Answer::Refused { status: 422, .. } => &self.sent.refused,
                Answer::Later(_) => &self.sent.turned_away,
                answer => bail!("a wrong ballot gets {answer:?}"),
            };
            counter.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether they sent as many as they may.
    fn is_ahead(&self, start: Instant) -> Result<bool> {
        let sent = self.sent.counts().iter().sum::<usize>();
        Ok(f64::from(u32::try_from(sent)?) >= start.elapsed().as_secs_f64() * f64::from(self.per_second))
    }
}

/// A few at once cast one ballot after another, each voter from an own address.
fn vote(address: SocketAddr, ballots: &[Vec<u8>], times: &mut Times, ledger: &mut Ledger) -> Result<()> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut lines = Vec::new();
        for _ in 0..HONEST {
            lines.push(Line::open(address).await?);
        }
        let shares = ballots.chunks(ballots.len().div_ceil(HONEST));
        let start = Instant::now();
        let mut voting = JoinSet::new();
        for ((number, line), share) in lines.into_iter().enumerate().zip(shares) {
            voting.spawn(vote_all(line, address, number, share.to_vec()));
        }
        while let Some(done) = voting.join_next().await {
            let (each, promises) = done??;
            times.each.extend(each);
            ledger.extend(promises);
        }
        times.elapsed += start.elapsed();
        Ok(())
    })
}

async fn vote_all(
    mut line: Line,
    address: SocketAddr,
    number: usize,
    ballots: Vec<Vec<u8>>,
) -> Result<(Vec<Duration>, Ledger)> {
    let (mut each, mut ledger) = (Vec::new(), Ledger::default());
    for (voter, entry) in ballots.into_iter().enumerate() {
        let from = format!("10.{number}.{}.{}", voter >> 8 & 255, voter & 255);
        line.set_address(&from);
        let start = Instant::now();
        loop {
            match line.cast(&entry).await {
                Answer::Receipt(receipt) => {
                    ledger.note(entry, receipt);
                    break;
                }
                Answer::Later(_) => sleep(Duration::from_millis(5)).await,
                // a connection that idled too long is closed: the same bytes go again
                Answer::Unknown(_) => {
                    line = Line::open(address).await?;
                    line.set_address(&from);
                }
                answer => bail!("an honest ballot gets {answer:?}"),
            }
        }
        each.push(start.elapsed());
    }
    Ok((each, ledger))
}

/// Ballots whose every part decodes, rightly authorised, with a response that does not fit.
fn wrong_ballots(election: &Election, styles: &Styles, voter: &Voter, count: u32, seed: u64) -> Vec<Vec<u8>> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let right = ballot(styles, voter, Tracker::NONE, &mut rng);
    let posted = Posted::decode(&right, styles).expect("just made");
    let bytes = posted.ballot().encode();
    // the last response, little endian, before the null of `points`: its lower bytes can be anything
    let place = bytes.len() - 1 - 32;
    (1..=count)
        .map(|number| {
            let mut bytes = bytes.to_vec();
            for (byte, change) in bytes.iter_mut().skip(place).zip(number.to_le_bytes()) {
                *byte ^= change;
            }
            let tracker = tabella_ballot::EncryptedBallot::decode(&bytes, styles).expect("well formed");
            let word =
                voter.secret.authorise(election.id(), Purpose::Cast, tracker.tracker().as_bytes(), &mut rng);
            Writer::new()
                .array(4)
                .text("ballot")
                .bytes(&bytes)
                .bytes(word.key.as_bytes())
                .bytes(&word.z)
                .finish()
        })
        .collect()
}
