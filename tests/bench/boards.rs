//! What counting and verifying a whole board costs: one contest of five options, a credential and a ballot for everyone.

#[expect(clippy::unwrap_used, reason = "a measurement that cannot go on must stop")]
#[path = "../../crates/verifier/tests/common/logged.rs"]
mod logged;

use std::{fs, hint::black_box, time::Duration};

use curve25519_dalek::traits::VartimeMultiscalarMul as _;
use elastic_elgamal::{
    Ciphertext, Keypair,
    app::{ChoiceParams, EncryptedChoice},
    group::Ristretto,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use tabella_ballot::{Choices, CredentialSecret, Posted, Prepared, Tracker, VerifiedBallot};
use tabella_board::{Entry, Kind};
use tabella_crypto::{RistrettoPoint, RootHash, Scalar, TrusteeIndex, hash::sha256};
use tabella_election::TallyStatement;
use tabella_tally::{Accumulator, Counts, combine, statement, verify_share};
use tabella_tests::{Fixture, Setup, Voter, drafts::contest, entry_of};
use tabella_tlog::DirectorySource;
use tabella_verifier::{Options, Trust, Verdict, verify};

use crate::{Case, Report, Run, alternate, measure::Contender};

const OPTIONS: usize = 5;

/// Entries made together.
const CHUNK: usize = 2_000;

/// The generator with this number.
fn rng(number: usize) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(number as u64)
}

/// The tally of many ballots and the verifier over their board.
pub(crate) fn measure(run: &Run, report: &mut Report) {
    let size = if run.quick { 10_000 } else { 100_000 };
    let names = ["tally", "verifier"].map(|what| format!("{what}/1-of-5/{size}"));
    if !names.iter().any(|name| run.wants(name)) {
        return;
    }
    let [tally, verifier] = names;
    // one round takes minutes
    let once =
        Run { wanted: Vec::new(), time: Duration::ZERO, rounds: if run.quick { 3 } else { 1 }, ..*run };
    let board = Board::new(size);
    if run.wants(&tally) {
        board.tally(tally, &once, report);
    }
    if run.wants(&verifier) {
        board.verifier(verifier, &once, report);
    }
}

/// A closed board with its result.
struct Board {
    fixture: Fixture,
    ballots: Vec<Posted>,
    counts: Counts,
}

impl Board {
    fn new(size: usize) -> Self {
        eprintln!("making {size} ballots …");
        let mut setup = Setup::with_contests(&[contest(OPTIONS, 1, 1, 1)]);
        setup.draft.as_object_mut().expect("a draft is an object").insert("voters_max".into(), size.into());
        let mut fixture = Fixture::new(&setup);
        let mut ballots = Vec::with_capacity(size);
        for start in (0..size).step_by(CHUNK) {
            let voters: Vec<Voter> =
                (start..size.min(start + CHUNK)).map(|_| fixture.stranger(0, 1)).collect();
            let credentials = voters.iter().map(|voter| fixture.credential_entry(voter, None)).collect();
            post(&mut fixture, credentials);
            let cast: Vec<Posted> = (start..)
                .zip(&voters)
                .par_bridge()
                .map(|(number, voter)| cast(&fixture, number, &voter.secret))
                .collect();
            post(&mut fixture, cast.iter().map(entry_of).collect());
            ballots.extend(cast);
        }
        let counts = fixture.finish();
        Self { fixture, ballots, counts }
    }

    /// Ballots that are verified already: their sum, the shares' proofs, the discrete logarithms.
    fn tally(&self, name: String, run: &Run, report: &mut Report) {
        let fixture = &self.fixture;
        let verified = self.verified();
        let keys = fixture.state.ceremony().expect("a ceremony was held");
        let closed = fixture.statement();
        let shares: Vec<_> = {
            let mut fixture = fixture.clone();
            let threshold = fixture.election.threshold().0;
            let trustees = (1..=threshold).map(|k| TrusteeIndex::new(k).expect("from 1"));
            trustees.map(|trustee| (trustee, fixture.share(trustee, &closed))).collect()
        };
        let own = Contender::new(verified.len(), || {
            let mut sums = Accumulator::new(&fixture.election);
            for ballot in &verified {
                sums.add(0, 1, ballot.decoded());
            }
            let tally: TallyStatement =
                statement(&fixture.election, &sums, RootHash(closed.root.0), closed.size);
            let shares: Vec<_> = shares
                .iter()
                .map(|(trustee, share)| verify_share(&tally, keys, *trustee, share).expect("a right share"))
                .collect();
            let threshold = fixture.election.threshold();
            let counts = combine(&tally, &shares, threshold, fixture.election.trustee_count());
            assert_eq!(counts.expect("enough shares"), self.counts, "another result than the board's");
        });
        let points: Vec<RistrettoPoint> = verified.iter().take(1).flat_map(ciphertexts).collect();
        let floor = Contender::new(verified.len(), move || {
            let mut sums = vec![RistrettoPoint::default(); points.len()];
            for _ in 0..self.ballots.len() {
                for (sum, point) in sums.iter_mut().zip(&points) {
                    *sum += black_box(point);
                }
            }
            black_box(sums);
        });
        let times = alternate(run, vec![own, floor, peer_sum(self.ballots.len())]);
        let &[us_per_ballot, floor, peer] = times.as_slice() else { unreachable!("three were measured") };
        report.add(&Case { name, us_per_ballot, floor_us: Some(floor), peer_us: Some(peer), bytes: None });
    }

    /// The verifier over the board's files: log, setup, every signature and proof, tally, result.
    fn verifier(&self, name: String, run: &Run, report: &mut Report) {
        let directory = tempfile::tempdir().expect("a temporary directory");
        logged::write_all(&logged::board(&self.fixture), directory.path());
        let trust = Trust::Election(*self.fixture.election.id());
        let own = Contender::new(self.ballots.len(), || {
            let source = DirectorySource::new(directory.path());
            let verdict = verify(&source, &trust, Options::default(), &mut |_| {}, &mut rng(1));
            assert_eq!(verdict.verdict(), Verdict::Verified, "{}", verdict.summary());
        });
        let floor = Contender::new(self.ballots.len(), || self.floor());
        let times = alternate(run, vec![own, floor]);
        let &[us_per_ballot, floor] = times.as_slice() else { unreachable!("two were measured") };
        let entries = self.fixture.entries.iter();
        let bytes: usize = entries.map(|entry| entry.bytes().len()).sum();
        report.add(&Case {
            name,
            us_per_ballot,
            floor_us: Some(floor),
            peer_us: None,
            bytes: Some(bytes / self.ballots.len()),
        });
        fs::remove_dir_all(directory.path()).expect("the directory is ours");
    }

    /// What no verifier can do without: decode each ballot's new points and multiply them, in batches; hash every entry; one
    /// signature for each credential.
    fn floor(&self) {
        let mut random = rng(2);
        for ballots in self.ballots.chunks(CHUNK) {
            let points: Vec<RistrettoPoint> = ballots.iter().flat_map(new_points).collect();
            let scalars: Vec<Scalar> = points.iter().map(|_| Scalar::random(&mut random)).collect();
            black_box(RistrettoPoint::vartime_multiscalar_mul(&scalars, &points));
        }
        let (registrar, message) = (&self.fixture.people.registrar, [0; 200]);
        let signature = ed25519_dalek::Signer::sign(registrar, &message);
        for entry in &self.fixture.entries {
            black_box(sha256(b"", &[entry.bytes()]));
            if entry.kind() == Kind::Credential {
                registrar
                    .verifying_key()
                    .verify_strict(black_box(&message), &signature)
                    .expect("just signed");
            }
        }
    }

    fn verified(&self) -> Vec<VerifiedBallot> {
        let styles = self.fixture.styles();
        self.ballots
            .chunks(CHUNK)
            .flat_map(|chunk| tabella_ballot::verify_batch(&styles, chunk.to_vec(), &mut rng(3)))
            .map(|verdict| verdict.expect("it is on the board"))
            .collect()
    }
}

fn post(fixture: &mut Fixture, entries: Vec<Entry>) {
    for verdict in fixture.post_all(entries) {
        verdict.expect("a lawful entry");
    }
}

fn cast(fixture: &Fixture, number: usize, secret: &CredentialSecret) -> Posted {
    let mut random = rng(number);
    let choices: Vec<u32> = (0..OPTIONS).map(|option| u32::from(option == number % OPTIONS)).collect();
    let styles = fixture.styles();
    let choices = Choices::from_values(choices);
    let prepared = Prepared::encrypt(&styles, 0, secret, Tracker::NONE, choices, &mut random);
    prepared.expect("lawful choices").cast(secret, &mut random, &styles).0
}

fn ciphertexts(ballot: &VerifiedBallot) -> Vec<RistrettoPoint> {
    let ciphertexts = &ballot.posted().ballot().ciphertexts;
    let all = std::iter::once(&ciphertexts.a).chain(&ciphertexts.b);
    all.map(|point| point.decompress().expect("it is on the board")).collect()
}

/// A, B…, the six commitments, P, K.
fn new_points(posted: &Posted) -> Vec<RistrettoPoint> {
    let Posted::Cast(cast) = posted else { unreachable!("all are cast") };
    let (ciphertexts, proof) = (&cast.ballot.ciphertexts, &cast.ballot.proof);
    let head = [&cast.ballot.credential, &cast.authorisation.key, &ciphertexts.a];
    let all = head.into_iter().chain(&ciphertexts.b).chain(&proof.commitments);
    all.map(|point| point.decompress().expect("it is on the board")).collect()
}

/// elastic-elgamal: the sum of as many ballots' ciphertexts, two points for each option.
fn peer_sum<'a>(ballots: usize) -> Contender<'a> {
    let mut random = rng(4);
    let (receiver, _) = Keypair::<Ristretto>::generate(&mut random).into_tuple();
    let parameters = ChoiceParams::single(receiver, OPTIONS);
    let choice = EncryptedChoice::single(&parameters, 1, &mut random);
    let ciphertexts: Vec<Ciphertext<Ristretto>> = choice.verify(&parameters).expect("lawful").to_vec();
    Contender::new(ballots, move || {
        let mut sums = vec![Ciphertext::zero(); ciphertexts.len()];
        for _ in 0..ballots {
            for (sum, ciphertext) in sums.iter_mut().zip(&ciphertexts) {
                *sum += black_box(*ciphertext);
            }
        }
        black_box(sums);
    })
}
