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
use tabella_board::Entry;
use tabella_crypto::{CompressedRistretto, EvidenceCommitment};
use tabella_election::{
    Election,
    message::{Credential, Reason, Revocation},
};

use super::{
    officials::Officials,
    scenario::{Behaviour, Voter, Voters, voter_rng},
};
use crate::board_dir::BoardDir;

/// Voters simulated together: bounds memory, and gives the ballot box batches of a good size.
const CHUNK: usize = 2_000;

/// What the demo knows in clear and the board must give back: votes per contest, reporting unit and option.
#[derive(Default)]
pub(super) struct PlainTally(pub(super) BTreeMap<(usize, usize), Vec<u64>>);

/// What casting took.
#[derive(Default)]
pub(super) struct CastTimes {
    /// On the voters' devices, summed over cores.
    pub(super) proving: Duration,
    /// In the ballot box, wall clock.
    pub(super) admitting: Duration,
}

pub(super) struct Polling<'a> {
    pub(super) election: &'a Election,
    pub(super) officials: &'a Officials,
    pub(super) styles: &'a Styles,
    pub(super) voters: &'a Voters,
    pub(super) seed: [u8; 32],
}

/// One voter's entries, in the order of the stages in which they reach the board.
#[derive(Default)]
struct Visit {
    stages: [Option<Vec<u8>>; 5],
    /// What counts in the end, unless it is revoked.
    counted: Option<(usize, u64, Vec<u32>)>,
}

impl Polling<'_> {
    /// Everybody votes. `progress` is told how many voters are done.
    pub(super) fn run(
        &self,
        board: &mut BoardDir,
        mut progress: impl FnMut(u64),
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

            let start = Instant::now();
            let mut stages: [Vec<Entry>; 5] = Default::default();
            for visit in visits {
                if let Some((style, weight, choices)) = visit.counted {
                    tally.add(self.election, style, weight, &choices);
                }
                for (stage, bytes) in stages.iter_mut().zip(visit.stages) {
                    stage.extend(bytes.map(|bytes| Entry::with_blob(bytes, Vec::new())).transpose()?);
                }
            }
            for stage in stages {
                for verdict in board.admit(stage)? {
                    verdict.context("the board refused a lawful entry")?;
                }
            }
            times.admitting += start.elapsed();
            progress(chunk.len() as u64);
        }
        Ok((tally, times))
    }

    fn visit(&self, voter: &Voter, rng: &mut ChaCha20Rng) -> anyhow::Result<Visit> {
        let id = self.election.id();
        let style = self.election.styles().get(voter.style).context("a style of the election")?;
        let weight_max = self.election.manifest().weight_max.max(1);
        let weight = 1 + rng.next_u64() % weight_max;
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
        *signed_in = Some(credential(&secret, None, random(rng)));
        let mut previous = Tracker::NONE;
        if voter.behaviour != Behaviour::Plain && voter.behaviour != Behaviour::Revoked {
            let other = self.voters.draw(self.election, style, rng);
            let prepared = self.prepare(voter.style, &secret, previous, other, rng)?;
            let posted = if voter.behaviour == Behaviour::Challenges {
                prepared.challenge(&secret, rng, self.styles)
            } else {
                previous = *prepared.tracker();
                prepared.cast(&secret, rng, self.styles).0
            };
            *first = Some(Posted::encode(&posted));
        }
        if voter.behaviour == Behaviour::Replaces {
            let old = *secret.public();
            secret = CredentialSecret::generate(rng);
            *new_device = Some(credential(&secret, Some(old), random(rng)));
        }
        let choices = self.voters.choices(self.election, voter, rng);
        let prepared = self.prepare(voter.style, &secret, previous, choices.clone(), rng)?;
        *last = Some(prepared.cast(&secret, rng, self.styles).0.encode());
        if voter.behaviour == Behaviour::Revoked {
            let evidence = EvidenceCommitment(random(rng));
            let revocation = Revocation { credential: *secret.public(), reason: Reason::Paper, evidence };
            *revoked = Some(self.officials.registrar_entry(id, revocation));
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
