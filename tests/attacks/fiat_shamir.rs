//! Section 1a: Fiat–Shamir and sigma proofs (A01 – A08). A03 is in `mutation.rs`.

use merlin::Transcript;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::{
    CompressedRistretto, ElectionId, RistrettoPoint, RootHash, Scalar, Tracker, TrusteeIndex,
    generators::{blinding_generator, vector_generator},
    group,
    share::{Share, ShareContext, ShareError, ShareStatement},
};
use tabella_election::Election;
use tabella_tally::ResultBlob;
use tabella_tests::{Fixture, Setup, drafts::contest, entry_of};

use crate::{
    one_of_three, open, refused,
    weak::{Flaws, Forged, G, Statement, authorisation_residual, cast_entry, scalar},
};

/// The whole statement left out: A and the B are chosen after the challenges. 1000 votes for option 2; option 1 takes what
/// is left over and becomes worthless.
#[test]
fn a01_forged_statement() {
    let (mut fixture, voter) = one_of_three();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let flaws = Flaws { omit: &[(b"a", None), (b"b", None)], ..Flaws::default() };
    let statement = Statement::new(&fixture, 0, voter.secret.public(), Tracker::NONE, flaws);
    let mut witness = statement.honest(Scalar::random(&mut rng), &[1, 0, 0]);
    witness.after_y = &|trace, values, _| {
        let thousand = Scalar::from(1000u32);
        // Σ g_m v_m stays what the bits say
        values[0] -= trace.g[1] * thousand * trace.g[0].invert();
        values[1] = thousand;
    };
    let (forged, _) = statement.prove(witness, &mut rng);
    assert!(forged.accepted(), "the attack succeeds where the statement is not hashed");
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");

    // a proof that was made over a different B
    let (posted, _) = fixture.ballot(&voter, &[0, 1, 0]);
    let (other, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let mut swapped = Forged::of(&fixture, &posted);
    swapped.ciphertexts.b[0] = other.ballot().ciphertexts.b[0];
    let entry = swapped.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
    fixture.cast(&voter, &[1, 0, 0]);
}

/// A commitment V of the range proof shifted, with and without its t_x; a points part carried from another ballot.
#[test]
fn a02_commitments_of_the_range_proof_are_bound() {
    let mut fixture = open(&[contest(2, 1000, 0, 1000)]);
    let voter = fixture.credential(0, 1);
    let (posted, _) = fixture.ballot(&voter, &[400, 600]);
    let honest = Forged::of(&fixture, &posted);
    assert!(honest.accepted());

    let mut shifted = honest.clone();
    let points = shifted.proof.points.as_mut().unwrap();
    points.v[0] = (group::point(&points.v[0]).unwrap() + G).compress();
    let entry = shifted.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "range-proof");
    // the fifth element of a range proof is t_x
    let points = shifted.proof.points.as_mut().unwrap();
    let t_x: [u8; 32] = points.range[128..160].try_into().unwrap();
    points.range[128..160].copy_from_slice((group::scalar(t_x).unwrap() + Scalar::ONE).as_bytes());
    let entry = shifted.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "range-proof");

    let (other, _) = fixture.ballot(&voter, &[400, 600]);
    let mut carried = honest.clone();
    carried.proof.points.clone_from(&other.ballot().proof.points);
    let entry = carried.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "range-proof");
    let entry = honest.entry(&voter.secret, &mut fixture.rng);
    fixture.expect(entry);
}

/// One multiplication over all equations with weights that the prover knows before it answers: the authorisation's z takes
/// up what 1000 votes leave over.
#[test]
fn a04_phantom_challenge() {
    let (mut fixture, voter) = one_of_three();
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let statement = Statement::new(&fixture, 0, voter.secret.public(), Tracker::NONE, Flaws::default());
    let mut witness = statement.honest(Scalar::random(&mut rng), &[1, 0, 0]);
    witness.values[0] = Scalar::from(1000u32);
    let (forged, _) = statement.prove(witness, &mut rng);

    // the flawed verifier squeezes its weights from the commitments, before any response
    let weights = |forged: &Forged, key: &CompressedRistretto| -> Vec<Scalar> {
        let mut transcript = Transcript::new(b"batch");
        for commitment in forged.proof.commitments {
            transcript.append_message(b"commitment", commitment.as_bytes());
        }
        transcript.append_message(b"key", key.as_bytes());
        (0..5).map(|_| scalar(&mut transcript, b"weight")).collect()
    };
    let sum = |forged: &Forged, key: &CompressedRistretto, z: &Scalar, weights: &[Scalar]| {
        let mut residuals = forged.residuals().unwrap();
        residuals.push(authorisation_residual(forged, key, z));
        residuals.iter().zip(weights).map(|(residual, weight)| weight * residual).sum::<RistrettoPoint>()
    };

    let k = Scalar::random(&mut rng);
    let key = (k * G).compress();
    let known = weights(&forged, &key);
    // z of an honest authorisation, plus what cancels w3b·x·g·999
    let honest_z = {
        let c = challenge_of(&forged, &key);
        k + c * group::scalar(*voter.secret.expose_bytes()).unwrap()
    };
    assert_eq!(authorisation_residual(&forged, &key, &honest_z), RistrettoPoint::default());
    let [_, _, _, excess] = forged.residuals().unwrap().try_into().unwrap();
    let trace = trace_of(&forged);
    let error = trace.0 * trace.1 * Scalar::from(999u32);
    assert_eq!(excess, error * G);
    let z = honest_z + known[3] * error * known[4].invert();

    let zero = RistrettoPoint::default();
    assert_eq!(sum(&forged, &key, &z, &known), zero, "weights before the responses: 1000 accepted");
    let late: Vec<Scalar> = (0..5).map(|_| Scalar::random(&mut rng)).collect();
    assert_ne!(sum(&forged, &key, &z, &late), zero, "weights after the responses: refused");
    let entry = cast_entry(&forged.encode(), key.as_bytes(), &z.to_bytes());
    refused(&mut fixture, entry, "authorisation");
    // and with an honest authorisation
    let entry = forged.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
}

/// x and g_1 of a ballot.
fn trace_of(forged: &Forged) -> (Scalar, Scalar) {
    let trace = forged.trace();
    (trace.x, trace.g[0])
}

pub(crate) fn challenge_of(forged: &Forged, key: &CompressedRistretto) -> Scalar {
    crate::weak::authorisation_challenge(forged, key)
}

/// There is no challenge to publish, and nothing that a proof holds goes unchecked.
#[test]
fn a05_every_response_is_checked() {
    let mut fixture = open(&[contest(3, 1, 1, 1), contest(2, 1000, 0, 1000)]);
    let voter = fixture.credential(0, 1);
    let (posted, _) = fixture.ballot(&voter, &[0, 1, 0, 3, 4]);
    let honest = Forged::of(&fixture, &posted);
    let random = Scalar::random(&mut fixture.rng).to_bytes();
    let mut all: Vec<Forged> = Vec::new();
    let mut with = |change: &dyn Fn(&mut Forged)| {
        let mut forged = honest.clone();
        change(&mut forged);
        all.push(forged);
    };
    for i in 0..honest.proof.f.len() {
        with(&|forged| forged.proof.f[i] = random);
    }
    for i in 0..3 {
        with(&|forged| forged.proof.z[i] = random);
        with(&|forged| forged.proof.points.as_mut().unwrap().z[i] = random);
    }
    let other = RistrettoPoint::random(&mut fixture.rng).compress();
    for i in 0..6 {
        with(&|forged| forged.proof.commitments[i] = other);
    }
    for i in 0..3 {
        with(&|forged| forged.proof.points.as_mut().unwrap().t[i] = other);
    }
    for forged in all {
        let entry = forged.entry(&voter.secret, &mut fixture.rng);
        let name = fixture.refuse(entry).name();
        // a changed commitment changes what the range proof hangs on
        assert!(["ballot-proof", "range-proof"].contains(&name), "{name}");
    }
}

/// Everything that is proved is proved for one election: two elections with the same people and the same joint keys.
#[test]
fn a06_nothing_fits_another_election_with_the_same_keys() {
    let setup = Setup::default();
    let mut other_setup = setup.clone();
    other_setup.draft["title"]["en"] = "Another election".into();
    let (mut one, mut two) = (Fixture::announced(&setup), Fixture::announced(&other_setup));
    let round1 = one.round1(1);
    refused(&mut two, round1.entries[0].clone(), "signature");
    one.commit(&round1);
    let same = two.round1(1);
    two.commit(&same);
    assert_ne!(one.election.id(), two.election.id());
    assert_eq!(one.state.ceremony().unwrap().joint, two.state.ceremony().unwrap().joint);

    let trustee = one.trustees()[0];
    refused(&mut two, one.joint_keys(trustee), "signature");
    for fixture in [&mut one, &mut two] {
        for trustee in fixture.trustees() {
            let entry = fixture.joint_keys(trustee);
            fixture.expect(entry);
        }
    }
    let test_share = one.test_share(trustee);
    refused(&mut two, test_share.clone(), "signature");
    let share = tabella_election::share::TestShareBlob::decode(test_share.blob(), one.election.key_count());
    let entry = two.test_share_entry(trustee, share.unwrap().0);
    refused(&mut two, entry, "test-share");
    for fixture in [&mut one, &mut two] {
        for trustee in fixture.trustees() {
            let entry = fixture.test_share(trustee);
            fixture.expect(entry);
        }
        fixture.open();
    }

    // the same voter in both
    let voter = one.credential(0, 1);
    let entry = one.credential_entry(&voter, None);
    refused(&mut two, entry, "signature");
    let entry = two.credential_entry(&voter, None);
    two.expect(entry);
    let mut choices = vec![0; two.shape(0).options() + two.shape(0).points_options()];
    choices[0] = 1;
    let (posted, _) = one.ballot(&voter, &choices);
    refused(&mut two, entry_of(&posted), "ballot-election");
    let mut renamed = Forged::of(&one, &posted);
    renamed.statement.election = *two.election.id();
    let entry = renamed.entry(&voter.secret, &mut two.rng);
    refused(&mut two, entry, "range-proof");

    for fixture in [&mut one, &mut two] {
        fixture.end();
    }
    refused(&mut two, one.close_entry(), "signature");
    one.close();
    two.close();
    let share = one.share(trustee, &one.statement());
    let entry = one.share_entry(trustee, &share);
    refused(&mut two, entry, "signature");
}

/// (a) Generators are derived from labels and not configurable. (b) A decryption proof that does not hash A proves whatever
/// one likes of an A chosen afterwards.
#[test]
fn a07_generators_and_decryption_proofs() {
    use sha2::Sha512;
    let map = |label: &[u8]| RistrettoPoint::hash_from_bytes::<Sha512>(label);
    assert_eq!(blinding_generator(), map(b"tabella/v1/H"));
    for i in [1u32, 2, 700] {
        assert_eq!(vector_generator(i), map(&[&b"tabella/v1/G"[..], &i.to_be_bytes()].concat()));
    }
    let fixture = Fixture::unannounced(&Setup::default());
    let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
    manifest["generators"] = serde_json::json!({"H": "00"});
    assert!(Election::parse(&serde_json::to_vec(&manifest).unwrap()).is_err());

    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let (election, root) = (ElectionId([1; 32]), RootHash([2; 32]));
    let trustee = TrusteeIndex::new(1).unwrap();
    let secret = Scalar::random(&mut rng);
    let key = secret * G;
    let b = RistrettoPoint::random(&mut rng);
    // D is garbage, t2 is honest, t3 random; A follows
    let d = RistrettoPoint::random(&mut rng);
    let (rho, t3) = (Scalar::random(&mut rng), RistrettoPoint::random(&mut rng));
    let share_with = |a: Option<&RistrettoPoint>| {
        let mut transcript = Transcript::new(b"tabella/v1/share");
        transcript.append_message(b"election", election.as_bytes());
        transcript.append_message(b"root", root.as_bytes());
        transcript.append_message(b"size", &9u64.to_be_bytes());
        transcript.append_message(b"trustee", &1u16.to_be_bytes());
        transcript.append_message(b"contest", b"c");
        transcript.append_message(b"group", b"u");
        if let Some(a) = a {
            transcript.append_message(b"a", a.compress().as_bytes());
        }
        transcript.append_message(b"b", b.compress().as_bytes());
        transcript.append_message(b"y", key.compress().as_bytes());
        transcript.append_message(b"d", d.compress().as_bytes());
        let weight = scalar(&mut transcript, b"weight");
        transcript.append_message(b"t2", (rho * G).compress().as_bytes());
        transcript.append_message(b"t3", t3.compress().as_bytes());
        let c = scalar(&mut transcript, b"c");
        (weight, c, rho - c * weight * secret)
    };
    let holds = |(weight, c, s): (Scalar, Scalar, Scalar), a: &RistrettoPoint| {
        s * G + c * weight * key == rho * G && s * a + c * weight * d == t3
    };
    let forged = share_with(None);
    let (weight, c, s) = forged;
    let a = s.invert() * (t3 - c * weight * d);
    assert_ne!(d, secret * a);
    assert!(holds(forged, &a), "a wrong D is proved where A is not hashed");
    assert!(!holds(share_with(Some(&a)), &a));
    let context =
        ShareContext::Tally { election: &election, root: &root, size: 9, contest: "c", group: &["u"] };
    let statement = ShareStatement { context, trustee, a: &a, b: &[b], verification_keys: &[key] };
    let share = Share { d: vec![d.compress()], t: [(rho * G).compress(), t3.compress()], s: s.to_bytes() };
    assert_eq!(statement.verify(&share), Err(ShareError::Proof));
    // the transcript above is ours: an honest share of this A is accepted
    assert!(statement.verify(&statement.prove(&[secret], &mut rng).unwrap()).is_ok());
}

/// A tally proof binds B itself, not B less the count.
#[test]
fn a08_ciphertext_and_count_are_bound_separately() {
    let (mut fixture, voter) = one_of_three();
    fixture.cast(&voter, &[1, 0, 0]);
    fixture.end();
    fixture.close();
    let statement = fixture.statement();
    let mut folded = (*statement).clone();
    folded.contests[0].groups[0].b[0] += G;
    let trustee = fixture.trustees()[0];
    let share = fixture.share(trustee, &folded);
    let entry = fixture.share_entry(trustee, &share);
    refused(&mut fixture, entry, "share");
    fixture.decrypt(&[1, 2]);
    let mut counts = fixture.state.counts().unwrap();
    counts.0[0][0][0] += 1;
    let entry = fixture.result_entry(&ResultBlob { counts, postal: vec![] });
    refused(&mut fixture, entry, "counts");
    assert_eq!(fixture.result().unwrap().0, [[[1, 0, 0]]]);
}
