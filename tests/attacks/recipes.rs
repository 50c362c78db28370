//! The recipes of the reviews (the last section of the protocol) and its marked rules, each as a regression test.

use merlin::Transcript;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use std::collections::{BTreeMap, BTreeSet};
use tabella_ballot::{CastBallot, Posted, parse_tracker, tracker_text};
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, RootHash, Scalar, Tracker, TrusteeIndex,
    authorisation::Purpose,
    ballot_proof::{Seed, reencrypts},
    cbor::Writer,
    group,
    share::{Share, ShareContext, ShareError, ShareStatement},
};
use tabella_election::{
    Election, ManifestError,
    groups::groups,
    message::{Close, Credential, End, Reason},
};
use tabella_tests::{Fixture, Setup, drafts::contest, entry_of};

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
    let mut attempt = |fixture: &mut Fixture, seed: [u8; 32], choices: Vec<u32>| {
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
        d.iter().for_each(|d| transcript.append_message(b"d", d.compress().as_bytes()));
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

/// P = identity has the secret 0, which everyone knows.
#[test]
fn recipe_identity_as_credential() {
    let (mut fixture, voter) = one_of_three();
    let identity = CompressedRistretto([0; 32]);
    let credential = |credential, replaces| Credential {
        credential,
        style: "s".into(),
        weight: 1,
        evidence: tabella_crypto::EvidenceCommitment([0; 32]),
        replaces,
    };
    let entry = fixture.signed(credential(identity, None), &fixture.people.registrar, vec![]);
    refused(&mut fixture, entry, "point");
    let other = fixture.stranger(0, 1);
    let entry =
        fixture.signed(credential(*other.secret.public(), Some(identity)), &fixture.people.registrar, vec![]);
    refused(&mut fixture, entry, "not-live");
    // K = z·G is an authorisation of the secret 0
    let (posted, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let mut forged = Forged::of(&fixture, &posted);
    forged.statement.credential = identity;
    let z = Scalar::from(3u8);
    let entry = cast_entry(&forged.encode(), (z * G).compress().as_bytes(), &z.to_bytes());
    refused(&mut fixture, entry, "point");
    let zero = tabella_crypto::authorisation::CredentialSecret::from_bytes(&zeroize::Zeroizing::new([0; 32]));
    assert!(zero.is_err());
}

/// Two quorums of witnesses must meet: any two majorities do, two halves do not.
#[test]
fn recipe_two_witness_quorums_that_do_not_meet() {
    let fixture = Fixture::unannounced(&Setup::default());
    let parse = |quorum: u32, members: usize| {
        let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
        let all: Vec<String> = (1..=members)
            .map(|w| {
                let key = ed25519_dalek::SigningKey::from_bytes(&[w as u8; 32]).verifying_key();
                tabella_tlog::Vkey::cosignature(&format!("w.example/{w}"), key).unwrap().to_string()
            })
            .collect();
        manifest["witnesses"] = serde_json::json!({"quorum": quorum, "members": all});
        Election::parse(&serde_json::to_vec(&manifest).unwrap())
    };
    for members in 1..=7 {
        for quorum in 0..=8u32 {
            let meets = 2 * quorum as usize > members && quorum as usize <= members;
            match parse(quorum, members) {
                Ok(_) => assert!(meets, "{quorum} of {members}"),
                Err(error) => {
                    assert!(!meets, "{quorum} of {members}");
                    assert!(matches!(error, ManifestError::Quorum { .. }), "{error}");
                }
            }
        }
    }
}

/// A `close` signed for another branch, replayed on this one; after it nothing but shares and the result.
#[test]
fn recipe_close_on_a_fork() {
    let (mut fixture, voter) = one_of_three();
    let other = fixture.credential(0, 1);
    fixture.cast(&voter, &[1, 0, 0]);
    fixture.cast(&other, &[0, 1, 0]);
    let mut fork = fixture.clone();
    fork.revoke(&voter, Reason::Administrative);
    fixture.revoke(&other, Reason::Administrative);
    let entry = fixture.close_entry();
    refused(&mut fixture, entry, "phase");
    for board in [&mut fixture, &mut fork] {
        board.end();
    }
    assert_eq!(fixture.state.tree().size(), fork.state.tree().size());
    let entry = fork.close_entry();
    refused(&mut fixture, entry, "other-tree");
    let early = fixture.close_entry();
    let notice = fixture.notice(1, None);
    fixture.expect(notice);
    refused(&mut fixture, early, "other-tree");
    // a share for one branch is nothing on the other
    fork.close();
    let trustee = fixture.trustees()[0];
    let share = fork.share(trustee, &fork.statement());
    fixture.close();
    let again = fixture.close_entry();
    refused(&mut fixture, again, "phase");
    let entry = fixture.share_entry(trustee, &share);
    refused(&mut fixture, entry, "share");
    let revocation = fixture.revocation(&voter, Reason::Paper);
    let notice = fixture.notice(2, None);
    for entry in [revocation, notice] {
        refused(&mut fixture, entry, "phase");
    }
    // what the trustees compare outside the system differs
    let words = |fixture: &Fixture| tabella_trustee::root_words(&fixture.state.close().unwrap().1);
    assert_ne!(words(&fixture), words(&fork));
    fixture.decrypt(&[1, 2]);
    fixture.result().unwrap();
    let share = fixture.share(fixture.trustees()[2], &fixture.statement());
    let entry = fixture.share_entry(fixture.trustees()[2], &share);
    refused(&mut fixture, entry, "phase");
}

/// FROST's round-1 packages replayed are c03; round 2 here: another sender, recipient, attempt, election; changed bytes.
#[test]
fn recipe_frost_package_replayed() {
    ceremony::replayed_round2();
}

/// `end`: whose it is, for which keys and tree; after it only revocations, notices and `close`.
#[test]
fn recipe_after_end_only_revocations_notices_and_close() {
    let (mut fixture, voter) = one_of_three();
    let late = fixture.stranger(0, 1);
    let (posted, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let challenged = fixture.challenged(&voter, &[1, 0, 0]);
    let keys_hash = *fixture.state.ceremony().unwrap().joint.hash();
    let size = fixture.state.tree().size().0;
    let end = |fixture: &Fixture, keys_hash, size, key: &ed25519_dalek::SigningKey| {
        fixture.signed(End { keys_hash, size }, key, vec![])
    };
    let authority = fixture.people.authority.clone();
    let entry = end(&fixture, keys_hash, size, &fixture.people.registrar);
    refused(&mut fixture, entry, "signature");
    let entry = end(&fixture, tabella_crypto::KeysHash([0; 32]), size, &authority);
    refused(&mut fixture, entry, "other-keys");
    let entry = end(&fixture, keys_hash, size + 1, &authority);
    refused(&mut fixture, entry, "other-tree");
    // a lower bound may be low: ballots come in while the authority signs
    let entry = end(&fixture, keys_hash, 1, &authority);
    fixture.expect(entry.clone());
    let credential = fixture.credential_entry(&late, None);
    let share = tabella_election::share::TallyShare { contests: vec![] };
    let share = fixture.share_entry(fixture.trustees()[0], &share);
    for entry in [entry, entry_of(&posted), entry_of(&challenged), credential] {
        refused(&mut fixture, entry, "phase");
    }
    refused(&mut fixture, share, "not-settled");
    let extension = fixture.notice(1, Some(u64::MAX >> 1));
    refused(&mut fixture, extension, "extension");
    let notice = fixture.notice(1, None);
    fixture.expect(notice);
    fixture.revoke(&voter, Reason::Paper);
    fixture.close();
}

/// Who may vote, how often, with what weight: limits of credentials and chains.
#[test]
fn recipe_limits_of_chains() {
    let mut setup = Setup::with_contests(&[contest(1, 1, 0, 1)]);
    setup.draft["voters_max"] = 2.into();
    setup.draft["limits"] = serde_json::json!(
        {"ballots_per_chain": 2, "challenges_per_chain": 1, "credentials_per_chain": 2, "second_device_checks": 1}
    );
    let mut fixture = Fixture::new(&setup);
    for weight in [0, 4, u64::MAX] {
        let voter = fixture.stranger(0, weight);
        let entry = fixture.credential_entry(&voter, None);
        refused(&mut fixture, entry, "weight");
    }
    let voter = fixture.credential(0, 2);
    let entry = fixture.credential_entry(&voter, None);
    refused(&mut fixture, entry, "credential-reused");
    fixture.challenge(&voter, &[1]);
    let again = fixture.challenged(&voter, &[1]);
    refused(&mut fixture, entry_of(&again), "chain-limit");
    let first = fixture.cast(&voter, &[1]);
    // another ballot for the first place: reordering and holding back
    let (late, _) = {
        let prepared = fixture.prepare_after(&voter, Tracker::NONE, &[0]);
        let styles = fixture.styles();
        prepared.cast(&voter.secret, &mut fixture.rng, &styles)
    };
    refused(&mut fixture, entry_of(&late), "previous");
    // a replacement of another weight, of itself, of someone unknown; the chain goes on in the right one
    let heavier = fixture.stranger(0, 3);
    let entry = fixture.credential_entry(&heavier, Some(*voter.secret.public()));
    refused(&mut fixture, entry, "replacement");
    let entry = fixture.credential_entry(&voter, Some(*voter.secret.public()));
    refused(&mut fixture, entry, "credential-reused");
    let entry = fixture.credential_entry(&heavier, Some(*heavier.secret.public()));
    refused(&mut fixture, entry, "not-live");
    let new = fixture.replace(&voter);
    assert_eq!(fixture.previous(&new), *first.ballot().tracker());
    let (old, _) = fixture.ballot(&voter, &[0]);
    refused(&mut fixture, entry_of(&old), "not-live");
    let third = fixture.stranger(0, 2);
    let entry = fixture.credential_entry(&third, Some(*new.secret.public()));
    refused(&mut fixture, entry, "chain-limit");
    fixture.cast(&new, &[1]);
    let (more, _) = fixture.ballot(&new, &[0]);
    refused(&mut fixture, entry_of(&more), "chain-limit");
    // voters_max counts those who are live
    let other = fixture.credential(0, 1);
    let excess = fixture.stranger(0, 1);
    let entry = fixture.credential_entry(&excess, None);
    refused(&mut fixture, entry.clone(), "too-many-voters");
    fixture.revoke(&other, Reason::Administrative);
    let revocation = fixture.revocation(&other, Reason::Paper);
    refused(&mut fixture, revocation, "not-live");
    let comeback = fixture.credential_entry(&other, None);
    refused(&mut fixture, comeback, "credential-reused");
    fixture.expect(entry);
    assert_eq!(fixture.finish().0, [[[2]]]);

    setup.draft["rules"]["revoting"] = false.into();
    let mut once = Fixture::new(&setup);
    let voter = once.credential(0, 1);
    once.cast(&voter, &[1]);
    let (again, _) = once.ballot(&voter, &[0]);
    refused(&mut once, entry_of(&again), "no-revoting");
}

/// Extensions extend, before `end`; notices are numbered.
#[test]
fn recipe_notices() {
    let (mut fixture, _) = one_of_three();
    let closes = u64::try_from(fixture.state.closes()).unwrap();
    for sequence in [0, 2] {
        let entry = fixture.notice(sequence, None);
        refused(&mut fixture, entry, "sequence");
    }
    for earlier in [0, closes - 1, closes, u64::MAX] {
        let entry = fixture.notice(1, Some(earlier));
        refused(&mut fixture, entry, "extension");
    }
    let entry = fixture.notice(1, Some(closes + 60));
    fixture.expect(entry);
    assert_eq!(fixture.state.closes() as u64, closes + 60);
    let entry = fixture.notice(2, Some(closes + 60));
    refused(&mut fixture, entry, "extension");
}

/// 130 bits of a tracker are shown, so that no device finds two ballots for one text: every one of them matters.
#[test]
fn recipe_tracker_text_has_130_bits() {
    let good = Tracker([0x5a; 32]);
    for bit in 0..256 {
        let mut other = good;
        other.0[bit / 8] ^= 0x80 >> (bit % 8);
        assert_eq!(tracker_text(&other) != tracker_text(&good), bit < 130, "bit {bit}");
    }
    let text = tracker_text(&good);
    assert_eq!(parse_tracker(&text.to_lowercase().replace('-', " ")), parse_tracker(&text));
    for bad in ["", "U", &text[1..], &format!("{text}0"), &text.replacen(|c| c != '-', "!", 1)] {
        assert!(parse_tracker(bad).is_err(), "{bad}");
    }
    assert!(reencrypts_is_bound_to_the_credential());
}

/// r derives from election, credential, style and seed: another voter's ballot with the same seed is another ballot.
fn reencrypts_is_bound_to_the_credential() -> bool {
    let (mut fixture, voter) = one_of_three();
    let other = fixture.stranger(0, 1);
    let (posted, seed) = fixture.ballot(&voter, &[1, 0, 0]);
    let styles = fixture.styles();
    let opens = |p: &CompressedRistretto| {
        let seed = Seed::from_bytes(*seed.expose_bytes());
        reencrypts(styles.get(0).unwrap(), p, &seed, &[1, 0, 0], &posted.ballot().ciphertexts)
    };
    opens(voter.secret.public()) && !opens(other.secret.public())
}

/// The manifest's rules of section 3: each change of a good manifest is refused.
#[test]
fn recipe_manifests_that_are_refused() {
    use serde_json::json;
    let fixture = Fixture::unannounced(&Setup::default());
    let parse = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut manifest: serde_json::Value = serde_json::from_slice(fixture.election.bytes()).unwrap();
        change(&mut manifest);
        Election::parse(&serde_json::to_vec(&manifest).unwrap())
    };
    assert!(parse(&|_| {}).is_ok());
    type Change<'a> = (&'a str, &'a dyn Fn(&mut serde_json::Value));
    let changes: [Change<'_>; 24] = [
        ("repeated contest id", &|m| m["contests"][1]["id"] = "mayor".into()),
        ("repeated option id", &|m| m["contests"][0]["options"][1]["id"] = "mayor-1".into()),
        ("repeated style id", &|m| m["styles"][1]["id"] = "east".into()),
        ("repeated unit id", &|m| m["reporting_units"][1]["id"] = "town".into()),
        ("a contest twice in a style", &|m| m["styles"][0]["contests"][1] = "mayor".into()),
        ("a contest that no style names", &|m| m["styles"][1]["contests"] = json!(["mayor"])),
        ("a style at no leaf", &|m| m["styles"][1]["reporting_unit"] = "west".into()),
        ("units in a circle", &|m| m["reporting_units"][0]["parent"] = "harbour".into()),
        ("a trustee twice", &|m| {
            m["trustees"]["members"][1]["key"] = m["trustees"]["members"][0]["key"].clone();
        }),
        ("an encryption key twice", &|m| {
            m["trustees"]["members"][1]["encryption_key"] =
                m["trustees"]["members"][0]["encryption_key"].clone();
        }),
        ("a witness twice", &|m| m["witnesses"]["members"][1] = m["witnesses"]["members"][0].clone()),
        ("no options", &|m| m["contests"][0]["options"] = json!([])),
        ("option_max 0", &|m| m["contests"][1]["rule"]["option_max"] = 0.into()),
        ("total_min > total_max", &|m| m["contests"][0]["rule"]["total_min"] = 2.into()),
        ("total_max > Σ option_max", &|m| m["contests"][0]["rule"]["total_max"] = 4.into()),
        ("option_max 2^32", &|m| m["contests"][6]["rule"]["option_max"] = (1u64 << 32).into()),
        ("t 1", &|m| m["trustees"]["threshold"] = 1.into()),
        ("t > n", &|m| m["trustees"]["threshold"] = 4.into()),
        ("min_reporting_unit 0", &|m| m["min_reporting_unit"] = 0.into()),
        ("2^48 votes", &|m| m["voters_max"] = (1u64 << 48).into()),
        ("votes beyond u64", &|m| {
            m["voters_max"] = u64::MAX.into();
            m["weight_max"] = u64::MAX.into();
        }),
        ("129 points options", &|m| {
            m["contests"][6]["options"] =
                (0..129).map(|i| json!({"id": format!("p{i}"), "name": {"und": "p"}})).collect();
        }),
        ("receipts and checkpoints with one key", &|m| {
            let hex = tabella_crypto::hash::hex(fixture.people.checkpoint.verifying_key().as_bytes());
            m["ballot_box"]["receipt_key"] = hex.into();
        }),
        ("4097 keys", &|m| {
            m["contests"][6]["rule"] = json!({"option_max": 1, "total_min": 1, "total_max": 1});
            m["contests"][6]["options"] =
                (0..4100).map(|i| json!({"id": format!("p{i}"), "name": {"und": "p"}})).collect();
        }),
    ];
    for (what, change) in changes {
        assert!(parse(change).is_err(), "{what}");
    }
}

/// The rule of groups, once more from its words, on random trees.
fn groups_by_the_words(
    parents: &[Option<usize>],
    sizes: &BTreeMap<usize, u64>,
    minimum: u64,
) -> Option<Vec<Vec<usize>>> {
    let chain = |unit: usize| std::iter::successors(Some(unit), |unit| parents[*unit]).collect::<Vec<_>>();
    let mut parts: Vec<(u64, BTreeSet<usize>)> =
        sizes.iter().map(|(unit, size)| (*size, BTreeSet::from([*unit]))).collect();
    loop {
        parts.sort_by_key(|(size, units)| (*size, *units.first().unwrap()));
        if parts.first().is_none_or(|(size, _)| *size >= minimum) {
            parts.sort_by_key(|(_, units)| *units.first().unwrap());
            return Some(parts.into_iter().map(|(_, units)| units.into_iter().collect()).collect());
        }
        let (size, units) = parts.remove(0);
        // ancestors of all units' parents, lowest first, then the virtual root
        let first = *units.first().unwrap();
        let common = |node: &usize| units.iter().all(|unit| chain(*unit)[1..].contains(node));
        let mut nodes: Vec<Option<usize>> =
            chain(first).into_iter().skip(1).filter(common).map(Some).collect();
        nodes.push(None);
        let under = |part: &BTreeSet<usize>, node: Option<usize>| {
            node.is_none_or(|node| part.iter().all(|unit| chain(*unit).contains(&node)))
        };
        let target = nodes.into_iter().find_map(|node| parts.iter().position(|(_, part)| under(part, node)));
        let (other_size, other) = parts.get_mut(target?)?;
        *other_size += size;
        other.extend(units);
    }
}

/// 400 random trees with random sizes: the same groups, disjoint, complete and large enough.
#[test]
fn recipe_group_rule_has_one_reading() {
    let mut rng = ChaCha20Rng::seed_from_u64(400);
    let base = Fixture::unannounced(&Setup::with_contests(&[contest(1, 1, 0, 1)]));
    let manifest: serde_json::Value = serde_json::from_slice(base.election.bytes()).unwrap();
    let mut undecrypted = 0;
    for _ in 0..400 {
        let count = 1 + rng.next_u32() as usize % 10;
        let mut parents: Vec<Option<usize>> = Vec::new();
        for unit in 0..count {
            let root = unit == 0 || rng.next_u32() % 6 == 0;
            parents.push((!root).then(|| rng.next_u32() as usize % unit));
        }
        let inner: BTreeSet<usize> = parents.iter().flatten().copied().collect();
        let leaves: Vec<usize> = (0..count).filter(|unit| !inner.contains(unit)).collect();
        let minimum = 1 + u64::from(rng.next_u32() % 12);
        let sizes: BTreeMap<usize, u64> =
            leaves.iter().map(|leaf| (*leaf, u64::from(rng.next_u32() % 9))).collect();
        let mut manifest = manifest.clone();
        manifest["min_reporting_unit"] = minimum.into();
        manifest["reporting_units"] = parents
            .iter()
            .enumerate()
            .map(|(unit, parent)| {
                let mut json = serde_json::json!({"id": format!("u{unit}"), "name": {"und": "u"}});
                if let Some(parent) = parent {
                    json["parent"] = format!("u{parent}").into();
                }
                json
            })
            .collect();
        manifest["styles"] = leaves
            .iter()
            .map(|leaf| serde_json::json!({"id": format!("s{leaf}"), "contests": ["c1"], "reporting_unit": format!("u{leaf}")}))
            .collect();
        let election = Election::parse(&serde_json::to_vec(&manifest).unwrap()).unwrap();
        let ours = groups(&election, 0, &sizes).ok();
        let ours: Option<Vec<Vec<usize>>> =
            ours.map(|groups| groups.into_iter().map(|group| group.units).collect());
        let expected = groups_by_the_words(&parents, &sizes, minimum);
        assert_eq!(ours, expected, "parents {parents:?}, sizes {sizes:?}, at least {minimum}");
        let Some(groups) = ours else {
            undecrypted += 1;
            assert!(sizes.values().sum::<u64>() < minimum);
            continue;
        };
        let mut all: Vec<usize> = groups.concat();
        all.sort_unstable();
        assert_eq!(all, leaves, "each unit in exactly one group");
        assert!(groups.iter().all(|group| group.iter().map(|unit| sizes[unit]).sum::<u64>() >= minimum));
    }
    assert!(undecrypted < 200);
}

/// A result that the shares do not give, without enough shares, or with postal counts of no protocol.
#[test]
fn recipe_results_that_are_refused() {
    use tabella_tally::{Counts, PostalCounts, ResultBlob};
    let (mut fixture, voter) = one_of_three();
    fixture.cast(&voter, &[0, 1, 0]);
    let counts = |list: [u64; 3]| Counts(vec![vec![list.to_vec()]]);
    let blob = |list, postal| ResultBlob { counts: counts(list), postal };
    let entry = fixture.result_entry(&blob([0, 1, 0], vec![]));
    refused(&mut fixture, entry.clone(), "not-settled");
    fixture.end();
    fixture.close();
    refused(&mut fixture, entry.clone(), "tally");
    fixture.decrypt(&[3]);
    refused(&mut fixture, entry.clone(), "tally");
    fixture.decrypt(&[1]);
    for wrong in [[1, 0, 0], [0, 0, 0], [0, 2, 0], [0, 1, u64::MAX]] {
        let entry = fixture.result_entry(&blob(wrong, vec![]));
        refused(&mut fixture, entry, "counts");
    }
    let postal = |reference: &str| PostalCounts { reference: reference.into(), counts: counts([5, 0, 0]) };
    for bad in ["", " "] {
        let entry = fixture.result_entry(&blob([0, 1, 0], vec![postal(bad)]));
        refused(&mut fixture, entry, "postal-reference");
    }
    let other = fixture.signed(
        tabella_election::message::ResultPosted { result_hash: tabella_crypto::BlobHash::of(entry.blob()) },
        &fixture.people.registrar,
        entry.blob().to_vec(),
    );
    refused(&mut fixture, other, "signature");
    let good = fixture.result_entry(&blob([0, 1, 0], vec![postal("Protocol 7")]));
    fixture.expect(good.clone());
    refused(&mut fixture, good, "phase");
    let close = Close { size: 0, root: RootHash([0; 32]) };
    let entry = fixture.signed(close, &fixture.people.authority, vec![]);
    refused(&mut fixture, entry, "phase");
}
