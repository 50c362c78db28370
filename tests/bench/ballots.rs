//! Proving and verifying ballots of every rule, authorisation included.

mod floor;
mod peer;
mod rules;

use std::{hint::black_box, sync::Arc};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use tabella_crypto::{
    ElectionId, RistrettoPoint, Tracker,
    authorisation::{Authorisation, CredentialSecret, Purpose},
    ballot_proof::{Encrypted, Item, JointKeys, Seed, Shape, StyleKeys, encrypt, verify_batch},
    hash::sha256,
};

use crate::{Case, Report, Run, alternate, measure::Contender};
use rules::Rule;

/// Ballots of one batch.
const BATCH: usize = 500;

const ELECTION: ElectionId = ElectionId([7; 32]);

/// The generator with this number.
pub(crate) fn rng(number: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(number)
}

/// Every rule: one ballot proved, one verified, a batch verified.
pub(crate) fn measure(run: &Run, report: &mut Report) {
    for rule in rules::all() {
        let kinds = ["prove", "prove-with-tables", "verify-one", "verify-batch"];
        if kinds.iter().any(|kind| run.wants(&format!("{kind}/{}", rule.name))) {
            Room::new(rule).measure(run, report);
        }
    }
}

/// A style with a batch of its ballots.
struct Room {
    rule: Rule,
    joint: JointKeys,
    bare: Arc<StyleKeys>,
    tables: Arc<StyleKeys>,
    ballots: Vec<Ballot>,
}

/// A ballot as a verifier has it before it looks.
pub(crate) struct Ballot {
    secret: CredentialSecret,
    encrypted: Encrypted,
    authorisation: Authorisation,
    tracker: Tracker,
}

impl Room {
    fn new(rule: Rule) -> Self {
        let mut random = rng(0);
        let joint = JointKeys::new(
            rule.contest.key_indices.iter().map(|_| RistrettoPoint::random(&mut random)).collect(),
        );
        let keys = || {
            let shape = Shape::new(vec![rule.contest.clone()]);
            StyleKeys::new(ELECTION, rule.name, shape, &joint).expect("one key per option")
        };
        let (bare, tables) = (Arc::new(keys()), Arc::new(keys().with_tables()));
        let ballots = (0..BATCH)
            .into_par_iter()
            .map(|number| {
                let mut random = rng(1 + number as u64);
                let secret = CredentialSecret::generate(&mut random);
                let encrypted = prove(&tables, &secret, &(rule.choices)(number), &mut random);
                let tracker = Tracker(sha256(b"tabella/v1/tracker", &[&number.to_be_bytes()]));
                let authorisation =
                    secret.authorise(&ELECTION, Purpose::Cast, tracker.as_bytes(), &mut random);
                Ballot { secret, encrypted, authorisation, tracker }
            })
            .collect();
        Self { rule, joint, bare, tables, ballots }
    }

    fn measure(&self, run: &Run, report: &mut Report) {
        self.prove(run, report);
        self.verify_one(run, report);
        self.verify_batch(run, report);
    }

    fn prove(&self, run: &Run, report: &mut Report) {
        let names = ["prove", "prove-with-tables"].map(|kind| format!("{kind}/{}", self.rule.name));
        if !names.iter().any(|name| run.wants(name)) {
            return;
        }
        let contender = |keys: &Arc<StyleKeys>| {
            let keys = Arc::clone(keys);
            let (mut number, mut random) = (0, rng(3));
            let secret = CredentialSecret::generate(&mut random);
            Contender::new(1, move || {
                number += 1;
                black_box(prove(&keys, &secret, &(self.rule.choices)(number), &mut random));
            })
        };
        let times = alternate(run, vec![contender(&self.bare), contender(&self.tables)]);
        for (name, us_per_ballot) in names.into_iter().zip(times) {
            report.add(&Case { name, us_per_ballot, floor_us: None, peer_us: None, bytes: self.bytes() });
        }
    }

    fn verify_one(&self, run: &Run, report: &mut Report) {
        let name = format!("verify-one/{}", self.rule.name);
        if !run.wants(&name) {
            return;
        }
        let one = self.ballots.get(..1).expect("a batch");
        let times = alternate(run, vec![self.verifier(one), floor::contender(one, &self.rule)]);
        let &[us_per_ballot, floor] = times.as_slice() else { unreachable!("two were measured") };
        report.add(&Case { name, us_per_ballot, floor_us: Some(floor), peer_us: None, bytes: self.bytes() });
    }

    fn verify_batch(&self, run: &Run, report: &mut Report) {
        let name = format!("verify-batch/{}", self.rule.name);
        if !run.wants(&name) {
            return;
        }
        let mut contenders = vec![self.verifier(&self.ballots), floor::contender(&self.ballots, &self.rule)];
        contenders
            .extend(self.rule.single_choice.then(|| peer::contender(self.rule.contest.key_indices.len())));
        let times = alternate(run, contenders);
        let (Some(own), floor, peer) = (times.first(), times.get(1), times.get(2)) else {
            unreachable!("measured")
        };
        report.add(&Case {
            name,
            us_per_ballot: *own,
            floor_us: floor.copied(),
            peer_us: peer.copied(),
            bytes: self.bytes(),
        });
    }

    fn verifier<'a>(&'a self, ballots: &'a [Ballot]) -> Contender<'a> {
        let items: Vec<Item<'a>> = ballots
            .iter()
            .map(|ballot| Item {
                keys: &self.bare,
                credential: ballot.secret.public(),
                previous: &Tracker::NONE,
                ciphertexts: &ballot.encrypted.ciphertexts,
                ahead: None,
                proof: &ballot.encrypted.proof,
                purpose: Purpose::Cast,
                tracker: &ballot.tracker,
                authorisation: Some(&ballot.authorisation),
            })
            .collect();
        let mut random = rng(2);
        Contender::new(items.len(), move || {
            let verdicts = verify_batch(&self.joint, &items, &mut random);
            assert!(verdicts.iter().all(Result::is_ok), "a lawful ballot was refused");
        })
    }

    fn bytes(&self) -> Option<usize> {
        self.ballots.first().map(|ballot| floor::entry(ballot, &self.rule).len())
    }
}

fn prove(
    keys: &StyleKeys,
    secret: &CredentialSecret,
    choices: &[u32],
    random: &mut ChaCha20Rng,
) -> Encrypted {
    let seed = Seed::generate(random);
    encrypt(keys, secret.public(), &Tracker::NONE, &seed, choices, random).expect("lawful choices")
}
