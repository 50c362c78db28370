//! A03: leaving out any one append of any transcript is noticed, by prover and by verifier.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_ballot::{Posted, Styles};
use tabella_crypto::{
    CeremonyHash, ElectionId, RistrettoPoint, RootHash, Scalar, Tracker, TrusteeIndex,
    authorisation::{CredentialSecret, Purpose, Statement},
    ballot_proof::{JointKeys, Seed, encrypt, reencrypts},
    share::{ShareContext, ShareStatement},
    transcript::mutation::leaving_out,
};
use tabella_tests::{Fixture, drafts::contest};

use crate::open;

/// A mutated prover's work fails the right verifier, the right prover's work fails a mutated verifier, for every append
/// that either reaches. `work` proves, then `check` verifies.
fn every_append_counts<T>(expected: &[&str], work: impl Fn() -> T, check: impl Fn(&T) -> bool) {
    let (proof, made) = leaving_out(None, &work);
    let (verdict, read) = leaving_out(None, || check(&proof));
    assert!(verdict, "an honest proof");
    let names = |labels: &[&[u8]]| -> Vec<String> {
        labels.iter().map(|label| String::from_utf8(label.to_vec()).unwrap()).collect()
    };
    assert_eq!(names(&made), expected, "what the prover appends");
    assert_eq!(names(&read), expected, "what the verifier appends");
    for (skip, label) in expected.iter().enumerate() {
        let (mutant, _) = leaving_out(Some(skip), &work);
        assert!(!check(&mutant), "the prover left out append {skip}, {label}");
        let (verdict, _) = leaving_out(Some(skip), || check(&proof));
        assert!(!verdict, "the verifier left out append {skip}, {label}");
    }
}

/// Mutants live in one thread: rayon must not carry the work away.
fn in_this_thread(body: impl FnOnce() + Send) {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(body);
}

/// A ballot with bits and points, its transcript's head included: the styles are made anew for every mutant.
#[test]
fn a03_ballot_transcript() {
    let fixture = open(&[contest(2, 1, 0, 1), contest(2, 1000, 0, 1000)]);
    let joint: JointKeys = fixture.state.ceremony().unwrap().joint.clone();
    let election = std::sync::Arc::clone(&fixture.election);
    let secret = CredentialSecret::generate(&mut ChaCha20Rng::seed_from_u64(3));
    in_this_thread(move || {
        let styles = || Styles::new(&election, &joint).unwrap();
        let seed = [5; 32];
        let previous = Tracker([6; 32]);
        let work = || {
            let styles = styles();
            // the transcript of the seed is another test's
            let keys = styles.get(0).unwrap();
            let mut rng = ChaCha20Rng::seed_from_u64(3);
            encrypt(keys, secret.public(), &previous, &Seed::from_bytes(seed), &[0, 1, 300, 700], &mut rng)
                .unwrap()
        };
        let check = |encrypted: &tabella_crypto::ballot_proof::Encrypted| {
            let styles = styles();
            let tracker = Tracker([7; 32]);
            // the authorisation's appends are taken out of the plan: it is made and checked outside
            let authorisation = secret.authorise(
                styles.election(),
                Purpose::Cast,
                tracker.as_bytes(),
                &mut ChaCha20Rng::seed_from_u64(4),
            );
            let item = tabella_crypto::ballot_proof::Item {
                keys: styles.get(0).unwrap(),
                credential: secret.public(),
                previous: &previous,
                ciphertexts: &encrypted.ciphertexts,
                ahead: None,
                proof: &encrypted.proof,
                purpose: Purpose::Cast,
                tracker: &tracker,
                authorisation: Some(&authorisation),
            };
            let mut rng = ChaCha20Rng::seed_from_u64(5);
            tabella_crypto::ballot_proof::verify_batch(&joint, &[item], &mut rng)[0].is_ok()
        };
        let head = ["election", "joint-keys", "style"];
        let seed_labels = ["election", "credential", "style", "seed"];
        let body = [
            "credential",
            "previous",
            "a",
            "b",
            "b",
            "b",
            "v",
            "b",
            "v",
            "bits",
            "mask",
            "cross",
            "square",
            "link-a",
            "link-b",
            "ballot",
        ];
        let authorise = ["election", "purpose", "credential", "tracker", "key"];
        let names = |labels: &[&[u8]]| -> Vec<String> {
            labels.iter().map(|label| String::from_utf8(label.to_vec()).unwrap()).collect()
        };
        let (proof, made) = leaving_out(None, work);
        let (verdict, read) = leaving_out(None, || check(&proof));
        assert!(verdict, "an honest ballot");
        let link = ["t1", "t2", "t3"];
        assert_eq!(names(&made), [&head[..], &seed_labels, &body, &link].concat(), "what the prover appends");
        assert_eq!(
            names(&read),
            [&head[..], &authorise, &authorise, &body, &link].concat(),
            "what the verifier appends"
        );
        for (skip, label) in names(&made).iter().enumerate() {
            // a mutant of the seed's derivation is an honest ballot with another r (see the next test)
            let in_seed = (head.len()..head.len() + seed_labels.len()).contains(&skip);
            let (mutant, _) = leaving_out(Some(skip), work);
            assert_eq!(check(&mutant), in_seed, "the prover left out append {skip}, {label}");
        }
        for (skip, label) in names(&read).iter().enumerate() {
            let (verdict, _) = leaving_out(Some(skip), || check(&proof));
            assert!(!verdict, "the verifier left out append {skip}, {label}");
        }
    });
}

/// r: a challenge would no longer be reproduced.
#[test]
fn a03_seed_transcript() {
    let fixture = open(&[contest(2, 1, 0, 1)]);
    let styles = fixture.styles();
    let keys = styles.get(0).unwrap();
    let secret = CredentialSecret::generate(&mut ChaCha20Rng::seed_from_u64(3));
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let made = encrypt(keys, secret.public(), &Tracker::NONE, &Seed::from_bytes([5; 32]), &[0, 1], &mut rng)
        .unwrap();
    let check = || reencrypts(keys, secret.public(), &Seed::from_bytes([5; 32]), &[0, 1], &made.ciphertexts);
    let (verdict, labels) = leaving_out(None, check);
    assert!(verdict);
    assert_eq!(labels, [&b"election"[..], b"credential", b"style", b"seed"]);
    for skip in 0..labels.len() {
        assert!(!leaving_out(Some(skip), check).0, "append {skip} of the seed's transcript");
    }
}

#[test]
fn a03_authorisation_transcript() {
    let secret = CredentialSecret::generate(&mut ChaCha20Rng::seed_from_u64(3));
    let (election, tracker, seed) = (ElectionId([1; 32]), [2; 32], [3; 32]);
    let purposes = [Purpose::Cast, Purpose::Challenge { seed: &seed }, Purpose::Register];
    for purpose in purposes {
        let expected: &[&str] = match purpose {
            Purpose::Challenge { .. } => &["election", "purpose", "credential", "tracker", "seed", "key"],
            _ => &["election", "purpose", "credential", "tracker", "key"],
        };
        let statement =
            Statement { election: &election, purpose, credential: secret.public(), tracker: &tracker };
        every_append_counts(
            expected,
            || secret.authorise(&election, purpose, &tracker, &mut ChaCha20Rng::seed_from_u64(4)),
            |authorisation| statement.verify(authorisation).is_ok(),
        );
    }
}

#[test]
fn a03_share_transcripts() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let secrets = [Scalar::random(&mut rng), Scalar::random(&mut rng)];
    let keys = secrets.map(|secret| RistrettoPoint::mul_base(&secret));
    let [a, b, c] = [(); 3].map(|()| RistrettoPoint::random(&mut rng));
    let (election, ceremony, root) = (ElectionId([1; 32]), CeremonyHash([2; 32]), RootHash([3; 32]));
    let test = ShareContext::Test { election: &election, ceremony: &ceremony };
    let tally =
        ShareContext::Tally { election: &election, root: &root, size: 9, contest: "c", group: &["u", "v"] };
    let tail = ["a", "b", "y", "b", "y", "d", "d", "t2", "t3"];
    let heads: [(ShareContext<'_>, &[&str]); 2] = [
        (test, &["election", "ceremony", "trustee"]),
        (tally, &["election", "root", "size", "trustee", "contest", "group", "group"]),
    ];
    for (context, head) in heads {
        let trustee = TrusteeIndex::new(1).unwrap();
        let statement = ShareStatement { context, trustee, a: &a, b: &[b, c], verification_keys: &keys };
        every_append_counts(
            &[head, &tail].concat(),
            || statement.prove(&secrets, &mut ChaCha20Rng::seed_from_u64(4)).unwrap(),
            |share| statement.verify(share).is_ok(),
        );
    }
}

/// The board, run by a mutant, refuses an honest ballot too: the whole way from bytes to verdict.
#[test]
fn a03_a_mutant_board_refuses_honest_ballots() {
    let mut fixture: Fixture = open(&[contest(2, 1, 1, 1)]);
    let voter = fixture.credential(0, 1);
    let (posted, _) = fixture.ballot(&voter, &[1, 0]);
    let styles = fixture.styles();
    let joint = styles.joint_keys().clone();
    let election = std::sync::Arc::clone(&fixture.election);
    in_this_thread(move || {
        let check = || {
            let styles = Styles::new(&election, &joint).unwrap();
            let posted = Posted::decode(&posted.encode(), &styles).unwrap();
            let mut rng = ChaCha20Rng::seed_from_u64(5);
            tabella_ballot::verify_batch(&styles, vec![posted], &mut rng)[0].is_ok()
        };
        let (verdict, labels) = leaving_out(None, check);
        assert!(verdict);
        for (skip, label) in labels.iter().enumerate() {
            assert!(!leaving_out(Some(skip), check).0, "{}", String::from_utf8_lossy(label));
        }
    });
}
