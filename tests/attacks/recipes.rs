//! The recipes of the reviews (the last section of the protocol) and its marked rules, each as a regression test.

use merlin::Transcript;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_ballot::{CastBallot, Posted};
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, RootHash, Scalar, Tracker, TrusteeIndex,
    authorisation::Purpose,
    ballot_proof::Seed,
    cbor::Writer,
    group,
    share::{Share, ShareContext, ShareError, ShareStatement},
};
use tabella_tests::{Fixture, drafts::contest, entry_of};

use crate::{
    ceremony, one_of_three, open, refused,
    weak::{Flaws, Forged, G, Statement, cast_entry, scalar, tracker},
};

fn forge(
    fixture: &mut Fixture,
    voter: &tabella_tests::Voter,
    flaws: Flaws,
    choices: &[u32],
    change: &dyn Fn(&mut crate::weak::Witness<'_>),
) -> (Forged, crate::weak::Trace) {
    let statement = Statement::new(fixture, 0, voter.secret.public(), fixture.previous(voter), flaws);
    let mut witness = statement.honest(Scalar::random(&mut fixture.rng), choices);
    change(&mut witness);
    statement.prove(witness, &mut fixture.rng)
}

/// One ciphertext left out of the transcript: it takes what 1000 votes for another option leave over.
#[test]
fn recipe_ciphertext_left_out_of_the_transcript() {
    let (mut fixture, voter) = one_of_three();
    let flaws = Flaws { omit: &[(b"b", Some(0))], ..Flaws::default() };
    let (forged, _) = forge(&mut fixture, &voter, flaws, &[1, 0, 0], &|witness| {
        witness.values[1] = Scalar::from(1000u32);
        witness.after_y = &|trace, values, _| {
            values[0] -= trace.g[1] * Scalar::from(1000u32) * trace.g[0].invert();
        };
    });
    assert!(forged.accepted(), "1000 where a ciphertext is not hashed");
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
}

/// u_q = y^q beside w_m = y^m: contest 2 has no vote, so option 2 gets its vote too.
#[test]
fn recipe_contest_weights_overlapping_option_weights() {
    let mut fixture = open(&[contest(2, 1, 1, 1), contest(2, 1, 1, 1)]);
    let voter = fixture.credential(0, 1);
    let flaws = Flaws { overlapping_weights: true, ..Flaws::default() };
    // y¹: v₁ + (v₁ + v₂) = 1 + b₁;  y²: v₂ + (v₃ + v₄) = 1 + b₂;  y³: v₃ = b₃;  y⁴: v₄ = b₄
    let (forged, _) = forge(&mut fixture, &voter, flaws, &[0, 1, 1, 0], &|witness| {
        witness.values = [0u8, 2, 0, 0].map(Scalar::from).to_vec();
        witness.bits = [1u8, 1, 0, 0].map(Scalar::from).to_vec();
    });
    assert!(forged.accepted(), "two votes for one option where the weights overlap");
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
}

/// One batch weight for (3a) and (3b): trustees know Y* = s·G and answer for both at once.
#[test]
fn recipe_one_batch_weight_for_both_halves() {
    let (mut fixture, voter) = one_of_three();
    let (mut forged, trace) = forge(&mut fixture, &voter, Flaws::default(), &[1, 0, 0], &|witness| {
        witness.values[0] = Scalar::from(2u8);
    });
    // z·(G + Y*) takes up the excess x·g₁·G
    let s: Scalar = trace.g.iter().zip(1..).map(|(g, w)| g * fixture.joint_secret(w)).sum();
    let shift = trace.x * trace.g[0] * (Scalar::ONE + s).invert();
    let z = group::scalar(forged.proof.z[2]).unwrap() + shift;
    forged.proof.z[2] = z.to_bytes();
    let residuals = forged.residuals().unwrap();
    assert_eq!(residuals[2] + residuals[3], RistrettoPoint::default(), "a 2 accepted under one weight");
    assert_ne!(residuals[2], RistrettoPoint::default());
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
}

/// A client that took the nonce of its authorisation from the ballot's seed: a challenge tells the credential's secret.
#[test]
fn recipe_credential_secret_from_a_revealed_seed() {
    let (mut fixture, voter) = one_of_three();
    let (prepared, styles) = (fixture.prepare(&voter, &[0, 1, 0]), fixture.styles());
    let ballot = prepared.ballot().encode().to_vec();
    let Posted::Challenge(challenge) = prepared.challenge(&voter.secret, &mut fixture.rng, &styles) else {
        unreachable!()
    };
    let seed = challenge.seed;
    let from_seed = |label: &'static [u8]| {
        let mut transcript = Transcript::new(b"nonces");
        transcript.append_message(b"seed", &seed);
        scalar(&mut transcript, label)
    };
    let c_of = |key: &CompressedRistretto| {
        let mut transcript = Transcript::new(b"tabella/v1/authorise");
        transcript.append_message(b"election", fixture.election.id().as_bytes());
        transcript.append_message(b"purpose", b"challenge");
        transcript.append_message(b"credential", voter.secret.public().as_bytes());
        transcript.append_message(b"tracker", &tracker(&ballot));
        transcript.append_message(b"seed", &seed);
        transcript.append_message(b"key", key.as_bytes());
        scalar(&mut transcript, b"c")
    };
    let s = group::scalar(*voter.secret.expose_bytes()).unwrap();
    // the flawed client
    let k = from_seed(b"k");
    let c = c_of(&(k * G).compress());
    let z = k + c * s;
    assert_eq!((z - from_seed(b"k")) * c.invert(), s, "everyone learns s");
    // ours: with all that the seed gives (r and what a transcript makes of it) nothing comes out
    let statement = Forged::of(&fixture, &Posted::Challenge(challenge.clone())).statement;
    let r = crate::weak::randomness(&statement, &seed);
    let c = c_of(&challenge.authorisation.key);
    let z = group::scalar(challenge.authorisation.z).unwrap();
    assert_eq!(z * G, group::point(&challenge.authorisation.key).unwrap() + c * s * G);
    for guess in [r, from_seed(b"k"), from_seed(b"r"), group::scalar([0; 32]).unwrap()] {
        assert_ne!((z - guess) * c.invert(), s);
    }
    // only r derives from the seed: the same seed again gives the same A, and no other point or response
    let again = tabella_ballot::Prepared::with_seed(
        &styles,
        0,
        &voter.secret,
        Tracker::NONE,
        tabella_ballot::Choices::from_values(vec![0, 1, 0]),
        Seed::from_bytes(seed),
        &mut fixture.rng,
    )
    .unwrap();
    let (one, two) = (&challenge.ballot, again.ballot());
    assert_eq!(one.ciphertexts, two.ciphertexts);
    assert!(one.proof.commitments.iter().zip(&two.proof.commitments).all(|(a, b)| a != b));
    assert!(one.proof.f.iter().zip(&two.proof.f).all(|(a, b)| a != b));
    assert!(one.proof.z.iter().zip(&two.proof.z).all(|(a, b)| a != b));
}

/// A challenge's ballot cast by somebody else, a cast ballot challenged, and the other ways to turn one into the other.
#[test]
fn recipe_challenge_replayed_as_a_cast() {
    let (mut fixture, voter) = one_of_three();
    let Posted::Challenge(challenge) = fixture.challenged(&voter, &[0, 1, 0]) else { unreachable!() };
    let replayed = |challenge: &tabella_ballot::Challenge| {
        Posted::Cast(CastBallot { ballot: challenge.ballot.clone(), authorisation: challenge.authorisation })
    };
    // before and after the challenge stands on the board
    refused(&mut fixture, entry_of(&replayed(&challenge)), "authorisation");
    let challenged = entry_of(&Posted::Challenge(challenge.clone()));
    fixture.expect(challenged.clone());
    refused(&mut fixture, entry_of(&replayed(&challenge)), "authorisation");
    refused(&mut fixture, challenged, "randomness-reused");
    // the voter's own device casts what it challenged
    let ballot = challenge.ballot.encode().to_vec();
    let id = *fixture.election.id();
    let word = voter.secret.authorise(&id, Purpose::Cast, &tracker(&ballot), &mut fixture.rng);
    refused(&mut fixture, cast_entry(&ballot, word.key.as_bytes(), &word.z), "randomness-reused");
    // a challenge never becomes `previous`
    assert_eq!(fixture.previous(&voter), Tracker::NONE);

    // a cast ballot turned into a challenge by whoever saw its seed, and by the voter
    let (posted, seed) = fixture.ballot(&voter, &[1, 0, 0]);
    let Posted::Cast(cast) = posted.clone() else { unreachable!() };
    let open_it = |authorisation| {
        entry_of(&Posted::Challenge(tabella_ballot::Challenge {
            ballot: cast.ballot.clone(),
            seed: *seed.expose_bytes(),
            choices: vec![1, 0, 0],
            authorisation,
        }))
    };
    refused(&mut fixture, open_it(cast.authorisation), "authorisation");
    fixture.expect(entry_of(&posted));
    let purpose = Purpose::Challenge { seed: seed.expose_bytes() };
    let word = voter.secret.authorise(&id, purpose, cast.ballot.tracker().as_bytes(), &mut fixture.rng);
    refused(&mut fixture, open_it(word), "previous");
    assert_eq!(fixture.finish().0, [[[1, 0, 0]]]);
}

/// What a challenge says must be what was encrypted: other choices, another seed, choices outside the rules.
#[test]
fn recipe_challenge_that_does_not_open() {
    let mut fixture = open(&[contest(2, 1, 0, 1), contest(2, 1000, 0, 1000)]);
    let voter = fixture.credential(0, 1);
    let Posted::Challenge(good) = fixture.challenged(&voter, &[0, 1, 5, 995]) else { unreachable!() };
    let id = *fixture.election.id();
    let attempt = |fixture: &mut Fixture, seed: [u8; 32], choices: Vec<u32>| {
        let purpose = Purpose::Challenge { seed: &seed };
        let authorisation =
            voter.secret.authorise(&id, purpose, good.ballot.tracker().as_bytes(), &mut fixture.rng);
        let challenge = tabella_ballot::Challenge { seed, choices, authorisation, ..good.clone() };
        let entry = entry_of(&Posted::Challenge(challenge));
        refused(fixture, entry, "challenge");
    };
    for choices in
        [[1, 0, 5, 995], [0, 0, 5, 995], [0, 1, 6, 995], [0, 1, 995, 5], [0, 2, 5, 995], [0, 1, 5, 1995]]
    {
        attempt(&mut fixture, good.seed, choices.to_vec());
    }
    let mut other = good.seed;
    other[0] ^= 1;
    attempt(&mut fixture, other, good.choices.clone());
    // the proof is checked too
    let mut broken = Forged::of(&fixture, &Posted::Challenge(good.clone()));
    broken.proof.z[0] = [0; 32];
    let ballot = broken.encode();
    let purpose = Purpose::Challenge { seed: &good.seed };
    let word = voter.secret.authorise(&id, purpose, &tracker(&ballot), &mut fixture.rng);
    let writer = Writer::new().array(6).text("challenge").bytes(&ballot).bytes(&good.seed).array(4);
    let writer = good.choices.iter().fold(writer, |writer, choice| writer.uint((*choice).into()));
    let bytes = writer.bytes(word.key.as_bytes()).bytes(&word.z).finish();
    let entry = tabella_board::Entry::with_blob(bytes, vec![]).unwrap();
    refused(&mut fixture, entry, "ballot-proof");
    fixture.expect(entry_of(&Posted::Challenge(good)));
}

/// Unit weights in the share proof: five votes move from one option to another. Weights drawn before the D: the same, with
/// a third option as the waste bin.
#[test]
fn recipe_unit_and_early_weights_in_the_share_proof() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let secrets: Vec<Scalar> = (0..3).map(|_| Scalar::random(&mut rng)).collect();
    let keys: Vec<RistrettoPoint> = secrets.iter().map(|x| x * G).collect();
    let a = RistrettoPoint::random(&mut rng);
    let b: Vec<RistrettoPoint> = (0..3).map(|_| RistrettoPoint::random(&mut rng)).collect();
    let (election, root) = (tabella_crypto::ElectionId([1; 32]), RootHash([2; 32]));
    let context =
        ShareContext::Tally { election: &election, root: &root, size: 1, contest: "c", group: &["u"] };
    let trustee = TrusteeIndex::new(1).unwrap();
    let statement = ShareStatement { context, trustee, a: &a, b: &b, verification_keys: &keys };
    let five = Scalar::from(5u8) * G;

    // everything of section 10's transcript up to the D
    let transcript = || {
        let mut transcript = Transcript::new(b"tabella/v1/share");
        transcript.append_message(b"election", election.as_bytes());
        transcript.append_message(b"root", root.as_bytes());
        transcript.append_message(b"size", &1u64.to_be_bytes());
        transcript.append_message(b"trustee", &1u16.to_be_bytes());
        transcript.append_message(b"contest", b"c");
        transcript.append_message(b"group", b"u");
        transcript.append_message(b"a", a.compress().as_bytes());
        for (b, y) in b.iter().zip(&keys) {
            transcript.append_message(b"b", b.compress().as_bytes());
            transcript.append_message(b"y", y.compress().as_bytes());
        }
        transcript
    };
    let append_d = |transcript: &mut Transcript, d: &[RistrettoPoint]| {
        for d in d {
            transcript.append_message(b"d", d.compress().as_bytes());
        }
    };
    let honest: Vec<RistrettoPoint> = secrets.iter().map(|x| x * a).collect();
    let mut prove = |mut transcript: Transcript, weights: &[Scalar], d: &[RistrettoPoint]| {
        let x: Scalar = weights.iter().zip(&secrets).map(|(w, x)| w * x).sum();
        let rho = Scalar::random(&mut rng);
        let t = [(rho * G).compress(), (rho * a).compress()];
        transcript.append_message(b"t2", t[0].as_bytes());
        transcript.append_message(b"t3", t[1].as_bytes());
        let c = scalar(&mut transcript, b"c");
        let s = rho - c * x;
        let m: RistrettoPoint = weights.iter().zip(&keys).map(|(w, y)| w * y).sum();
        let z: RistrettoPoint = weights.iter().zip(d).map(|(w, d)| w * d).sum();
        let holds = (s * G + c * m).compress() == t[0] && (s * a + c * z).compress() == t[1];
        let d = d.iter().map(RistrettoPoint::compress).collect();
        (Share { d, t, s: s.to_bytes() }, holds)
    };

    let moved = [honest[0] + five, honest[1] - five, honest[2]];
    let mut log = transcript();
    append_d(&mut log, &moved);
    let (share, holds) = prove(log, &[Scalar::ONE; 3], &moved);
    assert!(holds, "five votes move under unit weights");
    assert_eq!(statement.verify(&share), Err(ShareError::Proof));

    let mut log = transcript();
    let early: Vec<Scalar> = (0..3).map(|_| scalar(&mut log, b"weight")).collect();
    let bin = early[2].invert() * (early[1] - early[0]) * Scalar::from(5u8) * G;
    let moved = [honest[0] + five, honest[1] - five, honest[2] + bin];
    append_d(&mut log, &moved);
    let (share, holds) = prove(log, &early, &moved);
    assert!(holds, "five votes move under weights drawn before the D");
    assert_eq!(statement.verify(&share), Err(ShareError::Proof));

    // the right order is ours
    let mut log = transcript();
    append_d(&mut log, &honest);
    let weights: Vec<Scalar> = (0..3).map(|_| scalar(&mut log, b"weight")).collect();
    let (share, holds) = prove(log, &weights, &honest);
    assert!(holds);
    assert!(statement.verify(&share).is_ok());
}

#[test]
fn recipe_duplicate_lagrange_indices() {
    ceremony::duplicate_lagrange();
}

/// Points options numbered anew in each contest: 200 points move from one contest to another, over its maximum.
#[test]
fn recipe_points_moved_between_contests() {
    let mut fixture = open(&[contest(1, 300, 0, 300), contest(1, 300, 0, 300)]);
    let voter = fixture.credential(0, 1);
    let flaws = Flaws { restarting_numbers: true, ..Flaws::default() };
    let (forged, _) = forge(&mut fixture, &voter, flaws, &[250, 250], &|witness| {
        witness.points = [450u32, 50].map(Scalar::from).to_vec();
    });
    assert!(forged.accepted(), "450 of at most 300 where numbering restarts");
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
}

/// Points ciphertexts chosen after y (their `b` not hashed): a million of at most a thousand.
#[test]
fn recipe_points_after_y() {
    let mut fixture = open(&[contest(2, 1000, 0, 1000)]);
    let voter = fixture.credential(0, 1);
    let flaws = Flaws { omit: &[(b"b", None)], ..Flaws::default() };
    let (forged, _) = forge(&mut fixture, &voter, flaws, &[400, 600], &|witness| {
        witness.after_y = &|trace, _, points| {
            let excess = Scalar::from(1_000_000u32) - points[0];
            points[0] += excess;
            points[1] -= excess * trace.y.invert();
        };
    });
    assert!(forged.accepted(), "a million where the ciphertexts are not hashed");
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    // the range proof hangs on the transcript of the ballot
    refused(&mut fixture, entry, "range-proof");
}
