//! Clients with real credentials who send ballots that are well formed and wrong: the dearest thing to send to a ballot box. Or
//! strangers, who forge what other people's credentials authorise.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;
use tabella_ballot::{Posted, Styles, Tracker};
use tabella_crypto::{authorisation::Purpose, cbor::Writer};
use tabella_election::Election;
use tabella_service::{Answer, Client, Database, Hall, Ledger, Pace};
use tabella_tests::Voter;

use crate::voting::{ballot, forge};

/// Threads of honest voters.
const HONEST: usize = 4;

/// A flood may make honest voters wait less than this many times as long.
const SLOWER: f64 = 2.0;

/// What became of wrong ballots.
#[derive(Default)]
struct Wrong {
    /// Their proofs were looked at.
    refused: AtomicUsize,
    /// They were turned away before: too many, too fast.
    turned_away: AtomicUsize,
}

#[derive(Args)]
pub(crate) struct Options {
    /// Wrong ballots of each hostile client
    #[arg(long, default_value_t = 10_000)]
    wrong: usize,
    /// Hostile clients, each with its own credential
    #[arg(long, default_value_t = 4)]
    hostile: usize,
    /// Hostile clients are strangers: they know the credentials, as everybody does, and forge the authorisations
    #[arg(long)]
    strangers: bool,
    /// Honest voters
    #[arg(long, default_value_t = 800)]
    honest: usize,
    /// Where the ballot box writes to
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(options: &Options) -> Result<bool> {
    let mut hall = Hall::open(options.database, Pace::Shipped, 1)?;
    let honest = hall.voters(2 * options.honest)?;
    let hostile = hall.voters(options.hostile)?;
    let (election, styles) = (hall.fixture.election.clone(), hall.fixture.styles());
    eprintln!("making {} wrong ballots …", options.wrong * options.hostile);
    let wrong: Vec<Vec<Vec<u8>>> = thread::scope(|scope| {
        let workers: Vec<_> = (0_u64..)
            .zip(&hostile)
            .map(|(seed, voter)| {
                let (election, styles) = (&election, &styles);
                scope.spawn(move || {
                    let mut ballots = wrong_ballots(election, styles, voter, options.wrong, seed);
                    if options.strangers {
                        for ballot in &mut ballots {
                            forge(ballot);
                        }
                    }
                    ballots
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    let (first, second) = honest.split_at(options.honest);
    let client = hall.client(0);
    let (quiet, mut ledger) = honest_time(&client, &styles, first)?;
    let (stop, sent) = (AtomicBool::new(false), Wrong::default());
    let (flooded, promises) = thread::scope(|scope| -> Result<(Duration, Ledger)> {
        let attackers: Vec<_> = wrong
            .iter()
            .enumerate()
            .map(|(number, ballots)| {
                let client = client.from_address(&format!("192.0.2.{}", number % 256));
                let (stop, sent) = (&stop, &sent);
                scope.spawn(move || attack(&client, ballots, stop, sent))
            })
            .collect();
        // not before the flood has risen
        thread::sleep(Duration::from_millis(200));
        let time = honest_time(&client, &styles, second);
        stop.store(true, Ordering::Relaxed);
        for attacker in attackers {
            attacker.join().ok().context("a hostile client's thread panicked")??;
        }
        time
    })?;
    ledger.extend(promises);
    let board = hall.board(ledger.reach())?;
    let reckoning = ledger.reckon(&election, &board);
    let kept = reckoning.is_clean() && reckoning.acknowledged == honest.len();
    let slower = flooded.as_secs_f64() / quiet.as_secs_f64();
    let [wrong_sent, turned_away] =
        [&sent.refused, &sent.turned_away].map(|count| count.load(Ordering::Relaxed));
    eprintln!(
        "{} honest ballots in {quiet:.2?} alone, in {flooded:.2?} beside {wrong_sent} wrong ones; {turned_away} more were turned \
         away; {reckoning:?}",
        options.honest,
    );
    let report = json!({
        "honest": options.honest,
        "wrong_sent": wrong_sent,
        "turned_away": turned_away,
        "promises_kept": kept,
        "slower": (slower * 100.0).round() / 100.0,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    Ok(kept && wrong_sent > 0 && slower < SLOWER)
}

/// Sends everything as fast as answers come, round and round, whatever they are.
fn attack(client: &Client, ballots: &[Vec<u8>], stop: &AtomicBool, sent: &Wrong) -> Result<()> {
    for ballot in ballots.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let counter = match client.cast(ballot) {
            Answer::Receipt(_) => bail!("a ballot with a wrong proof was accepted"),
            Answer::Refused { status: 422, .. } => &sent.refused,
            _ => &sent.turned_away,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// How long a few threads of voters take, one ballot each, and what they were promised.
fn honest_time(client: &Client, styles: &Styles, voters: &[Voter]) -> Result<(Duration, Ledger)> {
    let start = Instant::now();
    let ledger = thread::scope(|scope| {
        let workers: Vec<_> = (0_u64..)
            .zip(voters.chunks(voters.len().div_ceil(HONEST)))
            .map(|(seed, voters)| {
                scope.spawn(move || -> Result<Ledger> {
                    let (mut ledger, mut rng) = (Ledger::default(), ChaCha20Rng::seed_from_u64(seed));
                    for (number, voter) in (seed << 16..).zip(voters) {
                        let client =
                            client.from_address(&format!("198.51.{}.{}", number >> 8 & 255, number & 255));
                        let entry = ballot(styles, voter, Tracker::NONE, &mut rng);
                        loop {
                            match client.cast(&entry) {
                                Answer::Receipt(receipt) => {
                                    ledger.note(entry, receipt);
                                    break;
                                }
                                // a connection that idled too long is closed: the same bytes go again
                                Answer::Later(_) | Answer::Unknown(_) => {
                                    thread::sleep(Duration::from_millis(5));
                                }
                                answer => bail!("an honest ballot gets {answer:?}"),
                            }
                        }
                    }
                    Ok(ledger)
                })
            })
            .collect();
        let mut ledger = Ledger::default();
        for worker in workers {
            ledger.extend(worker.join().ok().context("a voter's thread panicked")??);
        }
        anyhow::Ok(ledger)
    })?;
    Ok((start.elapsed(), ledger))
}

/// Ballots whose every part decodes, rightly authorised, with a response that does not fit.
fn wrong_ballots(
    election: &Election,
    styles: &Styles,
    voter: &Voter,
    count: usize,
    seed: u64,
) -> Vec<Vec<u8>> {
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
