//! Section 1a, third part: groups, generators of randomness, batches, frames (A13 – A19, A22).

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::{CryptoRng, RngCore};
use tabella_ballot::{Choices, Prepared, Seed};
use tabella_crypto::{
    CompressedRistretto, ElectionId, RistrettoPoint, RootHash, Scalar, Tracker, TrusteeIndex,
    ballot_proof::{Encrypted, encrypt},
    group,
    share::{ShareContext, ShareStatement},
};
use tabella_election::Election;
use tabella_tests::{Fixture, Setup, drafts::contest, entry_of};

use crate::{
    fiat_shamir::challenge_of,
    one_of_three, open, refused,
    weak::{Flaws, Forged, G, Statement, authorisation_residual, cast_entry, randomness},
};

/// The group is compiled in.
#[test]
fn a13_points_of_another_group() {
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
    let fixture = Fixture::unannounced(&Setup::default());
    let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
    manifest["group"] = "p256".into();
    assert!(Election::parse(&serde_json::to_vec(&manifest).unwrap()).is_err());

    let (mut fixture, voter) = one_of_three();
    let (posted, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let honest = Forged::of(&fixture, &posted);
    for torsion in EIGHT_TORSION {
        for edwards in [torsion, ED25519_BASEPOINT_POINT + torsion] {
            let mut forged = honest.clone();
            forged.ciphertexts.b[0] = CompressedRistretto(edwards.compress().to_bytes());
            let entry = forged.entry(&voter.secret, &mut fixture.rng);
            let name = fixture.refuse(entry).name();
            assert!(["point", "ballot-proof"].contains(&name), "{name}");
        }
    }
}

/// Two thousand encryptions each of 0 and of 1: no byte of B tells which is which, nor does the length. No parameter of
/// security exists to be set.
#[test]
fn a14_encryptions_do_not_tell_the_vote() {
    let fixture = open(&[contest(1, 1, 0, 1)]);
    let keys = fixture.styles();
    let keys = keys.get(0).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(14);
    let credential = (Scalar::random(&mut rng) * G).compress();
    const SAMPLES: i32 = 2000;
    let mut ones = [[0i32; 256]; 2];
    for (choice, ones) in [0u32, 1].into_iter().zip(&mut ones) {
        for _ in 0..SAMPLES {
            let seed = Seed::generate(&mut rng);
            let Encrypted { ciphertexts, .. } =
                encrypt(keys, &credential, &Tracker::NONE, &seed, &[choice], &mut rng).unwrap();
            for (bit, ones) in ones.iter_mut().enumerate() {
                *ones += i32::from(ciphertexts.b[0].0[bit / 8] >> (bit % 8) & 1);
            }
        }
    }
    // the difference of two binomial counts has a deviation of √(n/2) ≈ 32; six of them is never seen by chance
    for (bit, (zeros, ones)) in ones[0].iter().zip(&ones[1]).enumerate() {
        assert!((zeros - ones).abs() < 190, "bit {bit} of B: {zeros} and {ones} of {SAMPLES}");
    }
}

/// A generator that gives zeros for ever.
struct Stuck;

impl RngCore for Stuck {
    fn next_u32(&mut self) -> u32 {
        0
    }
    fn next_u64(&mut self) -> u64 {
        0
    }
    fn fill_bytes(&mut self, dest: &mut [u8]) {
        dest.fill(0);
    }
    fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), rand_core::Error> {
        dest.fill(0);
        Ok(())
    }
}

impl CryptoRng for Stuck {}

/// With a dead generator no nonce repeats from one statement to another, and the board refuses an A that comes back.
#[test]
fn a15_dead_generator() {
    let (mut fixture, voter) = one_of_three();
    let styles = fixture.styles();
    let make = |seed: [u8; 32], previous: Tracker, choices: [u32; 3]| {
        let choices = Choices::from_values(choices.to_vec());
        let seed = Seed::from_bytes(seed);
        Prepared::with_seed(&styles, 0, &voter.secret, previous, choices, seed, &mut Stuck).unwrap()
    };
    let one = make([1; 32], Tracker::NONE, [1, 0, 0]);
    // another vote, another place, another seed: all fresh scalars differ, so no two proofs share a nonce
    let others = [
        make([1; 32], Tracker::NONE, [0, 1, 0]),
        make([1; 32], Tracker([1; 32]), [1, 0, 0]),
        make([2; 32], Tracker::NONE, [1, 0, 0]),
    ];
    for other in others {
        let (a, b) = (&one.ballot().proof, &other.ballot().proof);
        assert!(a.commitments.iter().all(|commitment| !b.commitments.contains(commitment)));
        assert!(a.f.iter().all(|f| !b.f.contains(f)));
        let key = |prepared: Prepared| match prepared.cast(&voter.secret, &mut Stuck, &styles).0 {
            tabella_ballot::Posted::Cast(cast) => cast.authorisation.key,
            tabella_ballot::Posted::Challenge(_) => unreachable!(),
        };
        assert_ne!(key(make([1; 32], Tracker::NONE, [1, 0, 0])), key(other));
    }
    // the seed itself comes from the generator alone: the same r twice, which the board does not take
    let first = Prepared::encrypt(
        &styles,
        0,
        &voter.secret,
        Tracker::NONE,
        Choices::from_values(vec![1, 0, 0]),
        &mut Stuck,
    );
    let (posted, _) = first.unwrap().cast(&voter.secret, &mut Stuck, &styles);
    fixture.expect(entry_of(&posted));
    let second = Prepared::encrypt(
        &styles,
        0,
        &voter.secret,
        *posted.ballot().tracker(),
        Choices::from_values(vec![0, 1, 0]),
        &mut Stuck,
    );
    let (again, _) = second.unwrap().cast(&voter.secret, &mut Stuck, &styles);
    assert_eq!(again.ballot().ciphertexts.a, posted.ballot().ciphertexts.a);
    refused(&mut fixture, entry_of(&again), "randomness-reused");
    // and another voter's ballot has another r even so
    let other = fixture.credential(0, 1);
    let third = Prepared::encrypt(
        &styles,
        0,
        &other.secret,
        Tracker::NONE,
        Choices::from_values(vec![0, 1, 0]),
        &mut Stuck,
    );
    let (third, _) = third.unwrap().cast(&other.secret, &mut Stuck, &styles);
    fixture.expect(entry_of(&third));
}

/// The curve is the one without the known leak (RUSTSEC-2024-0344), once in the tree.
#[test]
fn a16_no_curve_with_known_leaks() {
    let lock = include_str!("../../Cargo.lock");
    let versions: Vec<&str> = lock
        .split("[[package]]")
        .filter(|package| package.contains("\nname = \"curve25519-dalek\"\n"))
        .collect();
    assert_eq!(versions.len(), 1);
    assert!(versions[0].contains("version = \"4.1.3\""));
}

/// Signatures on which verifiers disagree: S not reduced, R or the key with a part of small order.
#[test]
fn a17_ed25519_signatures_with_two_readings() {
    use curve25519_dalek::{constants::EIGHT_TORSION, edwards::EdwardsPoint, scalar::clamp_integer};
    use ed25519_dalek::SigningKey;
    use sha2::{Digest as _, Sha512};
    use tabella_crypto::signature::{BadSignature, Purpose, sign, verify};

    let key = SigningKey::from_bytes(&[5; 32]);
    let (public, election, purpose) = (key.verifying_key(), ElectionId([1; 32]), Purpose("open"));
    let good = sign(&key, purpose, &election, b"m");
    assert_eq!(verify(&public, purpose, &election, b"m", &good), Ok(()));

    let mut not_reduced = good;
    crate::encodings::add_order(&mut not_reduced[32..]);
    assert_eq!(verify(&public, purpose, &election, b"m", &not_reduced), Err(BadSignature));

    // R = r·B + T: the cofactored equation holds, the cofactorless does not
    let expanded = Sha512::digest([5; 32]);
    let secret = Scalar::from_bytes_mod_order_wide(&{
        let mut wide = [0; 64];
        wide[..32].copy_from_slice(&clamp_integer(expanded[..32].try_into().unwrap()));
        wide
    });
    let r = Scalar::from(77u8);
    let big_r = (EdwardsPoint::mul_base(&r) + EIGHT_TORSION[1]).compress();
    let signed = [b"tabella/v1/open\0".as_slice(), election.as_bytes(), b"m"].concat();
    let k = Scalar::from_bytes_mod_order_wide(
        &Sha512::new()
            .chain_update(big_r.as_bytes())
            .chain_update(public.as_bytes())
            .chain_update(&signed)
            .finalize()
            .into(),
    );
    let s = r + k * secret;
    let torsion = [big_r.as_bytes().as_slice(), s.as_bytes()].concat();
    assert_eq!(verify(&public, purpose, &election, b"m", &torsion.try_into().unwrap()), Err(BadSignature));

    // a key of small order signs everything: no manifest may name it
    let fixture = Fixture::unannounced(&Setup::default());
    for torsion in EIGHT_TORSION {
        let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
        manifest["authority"]["key"] = tabella_crypto::hash::hex(torsion.compress().as_bytes()).into();
        assert!(Election::parse(&serde_json::to_vec(&manifest).unwrap()).is_err());
    }
}

/// Weights that are constant or counted: what one ballot has too much, another's authorisation has too little.
#[test]
fn a18_two_ballots_cancel_under_constant_weights() {
    let (mut fixture, voter) = one_of_three();
    let other = fixture.credential(0, 1);
    let mut rng = ChaCha20Rng::seed_from_u64(18);
    let statement = Statement::new(&fixture, 0, voter.secret.public(), Tracker::NONE, Flaws::default());
    let mut witness = statement.honest(Scalar::random(&mut rng), &[1, 0, 0]);
    witness.values[0] = Scalar::from(1000u32);
    let (forged, trace) = statement.prove(witness, &mut rng);
    let error = trace.x * trace.g[0] * Scalar::from(999u32);

    let (accomplice, _) = fixture.ballot(&other, &[0, 0, 1]);
    let helper = Forged::of(&fixture, &accomplice);
    for counted in [false, true] {
        let weight = |i: u64| if counted { Scalar::from(i + 1) } else { Scalar::ONE };
        // the fourth equation of the first ballot, the last of the second
        let shift = weight(3) * error * weight(9).invert();
        let k = Scalar::random(&mut rng);
        let key = (k * G).compress();
        let c = challenge_of(&helper, &key);
        let z = k + c * group::scalar(*other.secret.expose_bytes()).unwrap() + shift;
        let mut residuals = forged.residuals().unwrap();
        residuals.push(RistrettoPoint::default());
        residuals.extend(helper.residuals().unwrap());
        residuals.push(authorisation_residual(&helper, &key, &z));
        let sum: RistrettoPoint = (0..).zip(&residuals).map(|(i, residual)| weight(i) * residual).sum();
        assert_eq!(sum, RistrettoPoint::default(), "both accepted under weights that are known");

        let first = forged.entry(&voter.secret, &mut fixture.rng);
        let second = cast_entry(&helper.encode(), key.as_bytes(), &z.to_bytes());
        let before = fixture.state.tree().root();
        // on one thread: on more, each would be a batch of its own
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let verdicts = pool.install(|| fixture.post_all(vec![first, second]));
        let names: Vec<_> = verdicts.into_iter().map(|verdict| verdict.unwrap_err().name()).collect();
        assert_eq!(names, ["ballot-proof", "authorisation"]);
        assert_eq!(fixture.state.tree().root(), before);
    }
}

/// Messages are framed: texts that are the same when joined are different groups.
#[test]
fn a19_transcripts_frame_their_messages() {
    let mut rng = ChaCha20Rng::seed_from_u64(19);
    let (election, root) = (ElectionId([1; 32]), RootHash([2; 32]));
    let secret = Scalar::random(&mut rng);
    let (a, b) = (RistrettoPoint::random(&mut rng), RistrettoPoint::random(&mut rng));
    let long = "x".repeat(65_536);
    let places: [(&str, &[&str]); 10] = [
        ("c", &["1", "11"]),
        ("c", &["11", "1"]),
        ("c", &["111"]),
        ("c1", &["11"]),
        ("", &["c", "1", "11"]),
        ("c", &["", "111"]),
        ("c", &["111", ""]),
        ("c", &["1\u{0}11"]),
        ("c:1", &["11"]),
        ("c", &[&long]),
    ];
    let statements: Vec<ShareStatement<'_>> = places
        .iter()
        .map(|(contest, group)| ShareStatement {
            context: ShareContext::Tally { election: &election, root: &root, size: 1, contest, group },
            trustee: TrusteeIndex::new(1).unwrap(),
            a: &a,
            b: std::slice::from_ref(&b),
            verification_keys: &[],
        })
        .collect();
    let keys = [secret * G];
    let statements: Vec<_> = statements
        .into_iter()
        .map(|statement| ShareStatement { verification_keys: &keys, ..statement })
        .collect();
    for (i, made) in statements.iter().enumerate() {
        let share = made.prove(&[secret], &mut rng).unwrap();
        for (j, checked) in statements.iter().enumerate() {
            assert_eq!(checked.verify(&share).is_ok(), i == j, "{:?} as {:?}", places[i], places[j]);
        }
    }
}

/// Bytes are hashed and signed as published: whatever is written, dropped and read again is the same, and the same facts in
/// other bytes are another election.
#[test]
fn a22_bytes_are_what_is_hashed() {
    let (mut fixture, voter) = one_of_three();
    let (posted, _) = fixture.ballot(&voter, &[0, 0, 1]);
    let bytes = posted.encode();
    let tracker = *posted.ballot().tracker();
    drop(posted);
    let read = tabella_ballot::Posted::decode(&bytes, &fixture.styles()).unwrap();
    assert_eq!(read.encode(), bytes);
    assert_eq!(*read.ballot().tracker(), tracker);
    fixture.expect(entry_of(&read));
    assert_eq!(fixture.replayed().tree().root(), fixture.state.tree().root());

    let manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
    let other = Election::parse(&serde_json::to_vec(&manifest).unwrap()).unwrap();
    assert_eq!(other.manifest(), fixture.election.manifest());
    assert_ne!(other.id(), fixture.election.id());
    let seed = [3; 32];
    let statement = Statement::new(&fixture, 0, voter.secret.public(), Tracker::NONE, Flaws::default());
    let mut elsewhere = statement.clone();
    elsewhere.election = *other.id();
    assert_ne!(randomness(&statement, &seed), randomness(&elsewhere, &seed));
}

/// The second implementation and ours agree on honest ballots of every rule, both ways.
#[test]
fn a22_a_second_implementation_agrees() {
    for (name, contests) in tabella_tests::drafts::RULES {
        let mut fixture = open(contests);
        let voter = fixture.credential(0, 1);
        let choices = crate::exhaustive::lawful(&fixture);
        let (posted, seed) = fixture.ballot(&voter, &choices);
        let ours = Forged::of(&fixture, &posted);
        assert!(ours.accepted(), "{name}: ours by theirs");
        assert_eq!(ours.encode(), posted.ballot().encode(), "{name}");
        let r = randomness(&ours.statement, seed.expose_bytes());
        let mut rng = ChaCha20Rng::seed_from_u64(22);
        let (theirs, _) = ours.statement.prove(ours.statement.honest(r, &choices), &mut rng);
        assert_eq!(theirs.ciphertexts, ours.ciphertexts, "{name}: r from the seed");
        let entry = theirs.entry(&voter.secret, &mut fixture.rng);
        fixture.expect(entry);
    }
}
