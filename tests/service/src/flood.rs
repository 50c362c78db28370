//! Clients with real credentials who send ballots that are well formed and wrong: the dearest thing to send to a ballot box.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;
use tabella_ballot::{Posted, Styles, Tracker};
use tabella_crypto::{authorisation::Purpose, cbor::Writer};
use tabella_election::Election;
use tabella_service::{Answer, Client, Database, Hall, Pace};
use tabella_tests::Voter;

use crate::voting::ballot;

/// Threads of honest voters.
const HONEST: usize = 4;

#[derive(Args)]
pub(crate) struct Options {
    /// Wrong ballots of each hostile client
    #[arg(long, default_value_t = 10_000)]
    wrong: usize,
    /// Hostile clients, each with its own credential
    #[arg(long, default_value_t = 4)]
    hostile: usize,
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
                scope.spawn(move || wrong_ballots(election, styles, voter, options.wrong, seed))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect()
    });
    let (first, second) = honest.split_at(options.honest);
    let client = hall.client(0);
    let quiet = honest_time(&client, &styles, first)?;
    let (stop, sent) = (AtomicBool::new(false), AtomicUsize::new(0));
    let flooded = thread::scope(|scope| -> Result<Duration> {
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
    let slower = flooded.as_secs_f64() / quiet.as_secs_f64();
    eprintln!(
        "{} honest ballots in {quiet:.2?} alone, in {flooded:.2?} beside {} wrong ones",
        options.honest,
        sent.load(Ordering::Relaxed)
    );
    let report = json!({
        "honest": options.honest,
        "wrong_sent": sent.load(Ordering::Relaxed),
        "slower": (slower * 100.0).round() / 100.0,
    });
    println!("{}", if options.json { report.to_string() } else { format!("{report:#}") });
    Ok(true)
}

/// Sends everything as fast as answers come, round and round, whatever they are.
fn attack(client: &Client, ballots: &[Vec<u8>], stop: &AtomicBool, sent: &AtomicUsize) -> Result<()> {
    for ballot in ballots.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let answer = client.cast(ballot);
        ensure!(!matches!(answer, Answer::Receipt(_)), "a ballot with a wrong proof was accepted");
        sent.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// How long a few threads of voters take, one ballot each.
fn honest_time(client: &Client, styles: &Styles, voters: &[Voter]) -> Result<Duration> {
    let start = Instant::now();
    thread::scope(|scope| {
        let workers: Vec<_> = (0_u64..)
            .zip(voters.chunks(voters.len().div_ceil(HONEST)))
            .map(|(seed, voters)| {
                scope.spawn(move || -> Result<()> {
                    let mut rng = ChaCha20Rng::seed_from_u64(seed);
                    for (number, voter) in (seed << 16..).zip(voters) {
                        let client =
                            client.from_address(&format!("198.51.{}.{}", number >> 8 & 255, number & 255));
                        let entry = ballot(styles, voter, Tracker::NONE, &mut rng);
                        loop {
                            match client.cast(&entry) {
                                Answer::Receipt(_) => break,
                                // a connection that idled too long is closed: the same bytes go again
                                Answer::Later(_) | Answer::Unknown(_) => {
                                    thread::sleep(Duration::from_millis(5));
                                }
                                answer => anyhow::bail!("an honest ballot gets {answer:?}"),
                            }
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().ok().context("a voter's thread panicked")?)
    })?;
    Ok(start.elapsed())
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
