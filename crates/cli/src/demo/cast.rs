//! Simulated voters: credentials, ballots, second thoughts, challenges, new devices, postal votes.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rand_chacha::ChaCha20Rng;
use rand_core::RngCore as _;
use rayon::prelude::*;
use tabella_ballot::{Choices, CredentialSecret, Posted, Prepared, Styles, Tracker};
use tabella_crypto::{CompressedRistretto, EvidenceCommitment};
use tabella_election::{
    Election,
    message::{Credential, Reason, Revocation},
};

use super::{
    officials::Officials,
    scenario::{Behaviour, Voter, Voters, voter_rng},
};

/// Voters simulated together: bounds memory, and gives a board in a directory batches of a good size.
const CHUNK: usize = 2_000;

/// What the demo knows in clear and the board must give back: votes per contest, reporting unit and option.
#[derive(Default)]
pub(super) struct PlainTally(pub(super) BTreeMap<(usize, usize), Vec<u64>>);

/// What casting took.
#[derive(Default)]
pub(super) struct CastTimes {
    /// On the voters' devices, summed over cores.
    pub(super) proving: Duration,
    /// From the voters' devices to the board, wall clock.
    pub(super) admitting: Duration,
}

pub(super) struct Polling<'a> {
    pub(super) election: &'a Election,
    pub(super) officials: &'a Officials,
    pub(super) styles: &'a Styles,
    pub(super) voters: &'a Voters,
    pub(super) seed: [u8; 32],
}

/// Something that one voter's visit leaves on the board.
pub(super) enum Step {
    /// The registrar's entry.
    Registrar(Vec<u8>),
    /// A ballot that is cast or challenged.
    Voter {
        /// The entry.
        entry: Vec<u8>,
        /// What the voter noted.
        tracker: Tracker,
    },
}

/// One voter's steps, in the order of the stages in which they reach the board.
#[derive(Default)]
pub(super) struct Visit {
    pub(super) stages: [Option<Step>; STAGES],
    /// What counts in the end, unless it is revoked.
    counted: Option<(usize, u64, Vec<u32>)>,
}

/// Stages of a visit: signed in, a first ballot, signed in again, the last ballot, revoked.
pub(super) const STAGES: usize = 5;

impl Polling<'_> {
    /// Everybody votes. `post` brings the ballots of a few thousand voters to the board.
    pub(super) fn run(
        &self,
        mut post: impl FnMut(Vec<Visit>) -> anyhow::Result<()>,
    ) -> anyhow::Result<(PlainTally, CastTimes)> {
        let (mut tally, mut times) = (PlainTally::default(), CastTimes::default());
        for (number, chunk) in self.voters.list.chunks(CHUNK).enumerate() {
            let proving = AtomicU64::new(0);
            let visits: Vec<Visit> = chunk
                .par_iter()
                .enumerate()
                .map(|(i, voter)| {
                    let start = Instant::now();
                    let visit = self.visit(voter, &mut voter_rng(&self.seed, number * CHUNK + i));
                    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
                    proving.fetch_add(micros, Ordering::Relaxed);
                    visit
                })
                .collect::<anyhow::Result<_>>()?;
            times.proving += Duration::from_micros(proving.into_inner());
            for (style, weight, choices) in visits.iter().filter_map(|visit| visit.counted.as_ref()) {
                tally.add(self.election, *style, *weight, choices);
            }

            let start = Instant::now();
            post(visits)?;
            times.admitting += start.elapsed();
        }
        Ok((tally, times))
    }

    fn visit(&self, voter: &Voter, rng: &mut ChaCha20Rng) -> anyhow::Result<Visit> {
        let id = self.election.id();
        let style = self.election.styles().get(voter.style).context("a style of the election")?;
        let weight = self.voters.weight(self.election.manifest().weight_max, rng);
        let mut secret = CredentialSecret::generate(rng);
        let credential =
            |secret: &CredentialSecret, replaces: Option<CompressedRistretto>, evidence: [u8; 32]| {
                self.officials.registrar_entry(
                    id,
                    Credential {
                        credential: *secret.public(),
                        style: style.id.clone(),
                        weight,
                        evidence: EvidenceCommitment(evidence),
                        replaces,
                    },
                )
            };
        let mut visit = Visit::default();
        let [signed_in, first, new_device, last, revoked] = &mut visit.stages;
        *signed_in = Some(Step::Registrar(credential(&secret, None, random(rng))));
        let mut previous = Tracker::NONE;
        if voter.behaviour != Behaviour::Plain && voter.behaviour != Behaviour::Revoked {
            let other = self.voters.draw(self.election, style, rng);
            let prepared = self.prepare(voter.style, &secret, previous, other, rng)?;
            let tracker = *prepared.tracker();
            let posted = if voter.behaviour == Behaviour::Challenges {
                prepared.challenge(&secret, rng, self.styles)
            } else {
                previous = tracker;
                prepared.cast(&secret, rng, self.styles).0
            };
            *first = Some(Step::Voter { entry: Posted::encode(&posted), tracker });
        }
        if voter.behaviour == Behaviour::Replaces {
            let old = *secret.public();
            secret = CredentialSecret::generate(rng);
            *new_device = Some(Step::Registrar(credential(&secret, Some(old), random(rng))));
        }
        let choices = self.voters.choices(self.election, voter, rng);
        let prepared = self.prepare(voter.style, &secret, previous, choices.clone(), rng)?;
        let tracker = *prepared.tracker();
        *last = Some(Step::Voter { entry: prepared.cast(&secret, rng, self.styles).0.encode(), tracker });
        if voter.behaviour == Behaviour::Revoked {
            let evidence = EvidenceCommitment(random(rng));
            let revocation = Revocation { credential: *secret.public(), reason: Reason::Paper, evidence };
            *revoked = Some(Step::Registrar(self.officials.registrar_entry(id, revocation)));
        } else {
            visit.counted = Some((voter.style, weight, choices));
        }
        Ok(visit)
    }

    fn prepare(
        &self,
        style: usize,
        secret: &CredentialSecret,
        previous: Tracker,
        choices: Vec<u32>,
        rng: &mut ChaCha20Rng,
    ) -> anyhow::Result<Prepared> {
        let choices = Choices::from_values(choices);
        Ok(Prepared::encrypt(self.styles, style, secret, previous, choices, rng)?)
    }
}

fn random(rng: &mut ChaCha20Rng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}

impl PlainTally {
    fn add(&mut self, election: &Election, style: usize, weight: u64, choices: &[u32]) {
        let Some(style) = election.styles().get(style) else { return };
        for (contest, (_, shape, values)) in style.contests.iter().zip(style.shape.split(choices)) {
            let sums =
                self.0.entry((*contest, style.unit)).or_insert_with(|| vec![0; shape.key_indices.len()]);
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += weight * u64::from(*value);
            }
        }
    }

    /// The counts that this tally gives for one contest and these reporting units.
    pub(super) fn counts(&self, contest: usize, units: &[usize], options: usize) -> Vec<u64> {
        let mut counts = vec![0; options];
        for unit in units {
            for (count, sum) in counts.iter_mut().zip(self.0.get(&(contest, *unit)).into_iter().flatten()) {
                *count += sum;
            }
        }
        counts
    }
}
