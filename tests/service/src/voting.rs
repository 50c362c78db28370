//! Voters who vote again and again and write down every promise.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use tabella_ballot::{Choices, Prepared, Styles, Tracker};
use tabella_election::Election;
use tabella_service::{Answer, Client, Hall, Ledger, OPTIONS};
use tabella_tests::Voter;

/// A crowd's share of voters, one thread.
pub(crate) struct Crowd<'a> {
    pub(crate) election: &'a Election,
    pub(crate) styles: &'a Styles,
    pub(crate) voters: &'a [Voter],
    pub(crate) seed: u64,
}

/// A voter's place in the chain.
struct Chain<'a> {
    voter: &'a Voter,
    last: Tracker,
}

impl Crowd<'_> {
    /// Votes until told to stop, at most `rounds` ballots each. `client` is asked anew for each try: boxes come and go.
    /// A ballot without an answer is sent again, the same bytes, until there is one: nobody knows whether it stands.
    pub(crate) fn vote(
        &self,
        client: &dyn Fn() -> Client,
        stop: &AtomicBool,
        rounds: usize,
    ) -> Result<Ledger> {
        let (mut ledger, mut rng) = (Ledger::default(), ChaCha20Rng::seed_from_u64(self.seed));
        let mut chains: Vec<Chain<'_>> =
            self.voters.iter().map(|voter| Chain { voter, last: Tracker::NONE }).collect();
        for _ in 0..rounds {
            for chain in &mut chains {
                if stop.load(Ordering::Relaxed) {
                    return Ok(ledger);
                }
                self.once(chain, client, &mut ledger, &mut rng)?;
            }
        }
        Ok(ledger)
    }

    fn once(
        &self,
        chain: &mut Chain<'_>,
        client: &dyn Fn() -> Client,
        ledger: &mut Ledger,
        rng: &mut ChaCha20Rng,
    ) -> Result<()> {
        let entry = ballot(self.styles, chain.voter, chain.last, rng);
        let begun = Instant::now();
        loop {
            ensure!(begun.elapsed() < Duration::from_secs(180), "a ballot waits for three minutes");
            match client().cast(&entry) {
                Answer::Receipt(receipt) => {
                    // the voter's own device checks it before it says "done"
                    ensure!(receipt.verify(self.election).is_ok(), "a receipt with a wrong signature");
                    chain.last = *receipt.tracker();
                    ledger.note(entry, receipt);
                    return Ok(());
                }
                Answer::Later(_) | Answer::Unknown(_) => thread::sleep(Duration::from_millis(10)),
                answer => bail!("a lawful ballot gets {answer:?}"),
            }
        }
    }
}

/// A ballot for an option that chance picks, as the bytes that are posted.
pub(crate) fn ballot(styles: &Styles, voter: &Voter, previous: Tracker, rng: &mut ChaCha20Rng) -> Vec<u8> {
    let option = rng.next_u32() as usize % OPTIONS;
    let choices = (0..OPTIONS).map(|o| u32::from(o == option)).collect();
    let choices = Choices::from_values(choices);
    let prepared = Prepared::encrypt(styles, voter.style, &voter.secret, previous, choices, rng);
    let prepared = prepared.expect("one option of the contest is a lawful choice");
    prepared.cast(&voter.secret, rng, styles).0.encode()
}

/// A figure that the ballot box gives of itself, by its name and labels.
pub(crate) fn figure(hall: &Hall, name: &str) -> Result<f64> {
    let text = String::from_utf8(hall.client(0).get("metrics").context("no metrics")?)?;
    let start = format!("tabella_urn_{name} ");
    let value = text.lines().find_map(|line| line.strip_prefix(&start)?.trim().parse().ok());
    value.with_context(|| format!("no {start}among the metrics"))
}

/// Ballots that passed and were asked step by step.
pub(crate) fn by_steps(hall: &Hall) -> Result<f64> {
    figure(hall, "verified_total{way=\"by_steps\"}")
}

/// Another response of the authorisation: 32 bytes, little endian, that end an entry.
pub(crate) fn forge(entry: &mut [u8]) {
    let place = entry.len() - 32;
    if let Some(lowest) = entry.get_mut(place) {
        *lowest ^= 1;
    }
}
