//! Section 1b: ballots and the election as a protocol.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_ballot::{Posted, parse_tracker, tracker_text};
use tabella_board::Entry;
use tabella_crypto::{RistrettoPoint, Scalar, Tracker, authorisation::Purpose, group};
use tabella_election::{Election, TallyStatement, message::Reason};
use tabella_tally::{TallyError, combine, verify_share};
use tabella_tests::{Fixture, Setup, drafts::contest, entry_of, fingerprint};

use crate::{
    ceremony::{ready_trustee, statement_of},
    one_of_three, open, refused,
    weak::{Flaws, Forged, G, Statement, cast_entry, tracker},
};

/// Another voter's ballot as one's own: verbatim, renamed, permuted, in another election.
#[test]
fn b01_copied_ballots() {
    let mut fixture = open(&[contest(3, 1, 1, 1), contest(3, 1, 1, 1)]);
    let victim = fixture.credential(0, 1);
    let thief = fixture.credential(0, 1);
    let posted = fixture.cast(&victim, &[1, 0, 0, 0, 1, 0]);
    refused(&mut fixture, entry_of(&posted), "previous");

    let stolen = Forged::of(&fixture, &posted);
    // the thief's word over the victim's bytes
    let ballot = stolen.encode();
    let id = *fixture.election.id();
    let own = thief.secret.authorise(&id, Purpose::Cast, &tracker(&ballot), &mut fixture.rng);
    refused(&mut fixture, cast_entry(&ballot, own.key.as_bytes(), &own.z), "authorisation");
    // renamed
    let mut renamed = stolen.clone();
    renamed.statement.credential = *thief.secret.public();
    let entry = renamed.entry(&thief.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
    // contests, options, proof elements and commitments in another order
    type Change = fn(&mut Forged);
    let changes: [Change; 5] = [
        |forged| forged.ciphertexts.b.rotate_left(3),
        |forged| forged.ciphertexts.b.swap(0, 1),
        |forged| forged.proof.f.reverse(),
        |forged| forged.proof.commitments.swap(0, 1),
        |forged| forged.proof.z.swap(0, 1),
    ];
    for change in changes {
        for mut forged in [renamed.clone(), Forged::of(&fixture, &posted)] {
            change(&mut forged);
            let secret = if forged.statement.credential == renamed.statement.credential {
                &thief.secret
            } else {
                &victim.secret
            };
            let entry = forged.entry(secret, &mut fixture.rng);
            refused(&mut fixture, entry, "ballot-proof");
        }
    }
    // in another election with the same keys: a06; after a proof over the same ciphertexts, if r were known
    let (own, seed) = fixture.ballot(&thief, &[1, 0, 0, 0, 1, 0]);
    let r = crate::weak::randomness(&Forged::of(&fixture, &own).statement, seed.expose_bytes());
    fixture.expect(entry_of(&own));
    let previous = *own.ballot().tracker();
    let statement = Statement::new(&fixture, 0, thief.secret.public(), previous, Flaws::default());
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (again, _) = statement.prove(statement.honest(r, &[0, 0, 1, 0, 1, 0]), &mut rng);
    let entry = again.entry(&thief.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "randomness-reused");
}

/// Three voters of whom one copies another: the count does not give the copied vote away.
#[test]
fn b02_replay_in_a_small_precinct() {
    let mut fixture = open(&[contest(3, 1, 1, 1)]);
    let voters: Vec<_> = (0..3).map(|_| fixture.credential(0, 1)).collect();
    let first = fixture.cast(&voters[0], &[0, 1, 0]);
    fixture.cast(&voters[1], &[1, 0, 0]);
    let mut replay = Forged::of(&fixture, &first);
    replay.statement.credential = *voters[2].secret.public();
    let entry = replay.entry(&voters[2].secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
    assert_eq!(fixture.finish().0, [[[1, 1, 0]]]);
}

/// Ballots that hold the same or a related vote, made without the randomness.
#[test]
fn b03_mauled_ballots() {
    let (mut fixture, voter) = one_of_three();
    let (posted, _) = fixture.ballot(&voter, &[0, 1, 0]);
    let honest = Forged::of(&fixture, &posted);
    let keys = honest.statement.keys.clone();
    let s = Scalar::random(&mut fixture.rng);
    let map = |change: &dyn Fn(usize, RistrettoPoint) -> RistrettoPoint| {
        let mut forged = honest.clone();
        forged.ciphertexts.a = change(0, group::point(&forged.ciphertexts.a).unwrap()).compress();
        for (m, b) in forged.ciphertexts.b.iter_mut().enumerate() {
            *b = change(m + 1, group::point(b).unwrap()).compress();
        }
        forged
    };
    // each B under its own key: key index m is position m here
    let rerandomised = map(&|m, point| point + s * if m == 0 { G } else { keys[m - 1] });
    let negated = map(&|_, point| -point);
    let doubled = map(&|_, point| point + point);
    let moved = map(&|m, point| match m {
        1 => point + G,
        2 => point - G,
        _ => point,
    });
    for forged in [rerandomised, negated, doubled, moved] {
        let entry = forged.entry(&voter.secret, &mut fixture.rng);
        refused(&mut fixture, entry, "ballot-proof");
    }
    // times 1 it is the same ballot, and it counts once
    let entry = honest.entry(&voter.secret, &mut fixture.rng);
    fixture.expect(entry);
    let entry = honest.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "previous");
}

/// The same choices make different trackers, and a client knows its own without asking the server.
#[test]
fn b04_clash() {
    let mut fixture = open(&[contest(3, 1, 1, 1)]);
    let (one, two) = (fixture.credential(0, 1), fixture.credential(0, 1));
    let first = fixture.cast(&one, &[0, 1, 0]);
    let (second, _) = fixture.ballot(&two, &[0, 1, 0]);
    assert_ne!(first.ballot().tracker(), second.ballot().tracker());
    // what the second client computes from its own bytes is not what the server shows it
    assert_eq!(second.ballot().tracker().0, tracker(second.ballot().encode()));
    assert_ne!(tracker_text(second.ballot().tracker()), tracker_text(first.ballot().tracker()));
    let before = fixture.entries.len();
    fixture.expect(entry_of(&second));
    assert_eq!(fixture.entries.len(), before + 1);
    assert_eq!(fixture.state.counters().counted, 2);
    // 130 bits: 26 characters
    let text = tracker_text(first.ballot().tracker());
    assert_eq!(text.chars().filter(|c| *c != '-').count(), 26);
    assert!(parse_tracker(&text).is_ok());
}

/// Ballots without a voter.
#[test]
fn b05_stuffing() {
    let (mut fixture, voter) = one_of_three();
    let abstainer = fixture.credential(0, 1);
    let stranger = fixture.stranger(0, 1);
    let (posted, _) = fixture.ballot(&stranger, &[1, 0, 0]);
    refused(&mut fixture, entry_of(&posted), "not-live");
    // a credential that the ballot box or the authority makes
    let message = tabella_election::message::Credential {
        credential: *stranger.secret.public(),
        style: "s".into(),
        weight: 1,
        evidence: tabella_crypto::EvidenceCommitment([0; 32]),
        replaces: None,
    };
    for key in
        [&fixture.people.authority, &fixture.people.receipt, &fixture.people.checkpoint].map(Clone::clone)
    {
        let entry = fixture.signed(message.clone(), &key, vec![]);
        refused(&mut fixture, entry, "signature");
    }
    // for an abstainer, with no authorisation, with one of another ballot, with one of another voter
    let statement = Statement::new(&fixture, 0, abstainer.secret.public(), Tracker::NONE, Flaws::default());
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let (stuffed, _) = statement.prove(statement.honest(Scalar::random(&mut rng), &[1, 0, 0]), &mut rng);
    assert!(stuffed.accepted());
    let ballot = stuffed.encode();
    refused(&mut fixture, cast_entry(&ballot, &[0; 32], &[0; 32]), "authorisation");
    let (other, _) = fixture.ballot(&abstainer, &[0, 1, 0]);
    let Posted::Cast(other) = other else { unreachable!() };
    let key = other.authorisation.key;
    refused(&mut fixture, cast_entry(&ballot, key.as_bytes(), &other.authorisation.z), "authorisation");
    let id = *fixture.election.id();
    let word = voter.secret.authorise(&id, Purpose::Cast, &tracker(&ballot), &mut rng);
    refused(&mut fixture, cast_entry(&ballot, word.key.as_bytes(), &word.z), "authorisation");
    // a ballot of a style that the voter does not have
    let mut two_styles = Fixture::new(&Setup::default());
    let east = two_styles.credential(0, 1);
    let wrong = tabella_tests::Voter { secret: east.secret, style: 1, weight: 1 };
    let mut choices = vec![0; two_styles.shape(1).options() + two_styles.shape(1).points_options()];
    choices[0] = 1;
    let (posted, _) = two_styles.ballot(&wrong, &choices);
    refused(&mut two_styles, entry_of(&posted), "other-style");
}

/// Fewer counted ballots than the manifest allows are not decrypted, and no board is decrypted at two sizes.
#[test]
fn b12_tiny_ballot_box() {
    let mut setup = Setup::with_contests(&[contest(3, 1, 1, 1)]);
    setup.draft["min_reporting_unit"] = 3.into();
    for ballots in 0..=3 {
        let mut fixture = Fixture::new(&setup);
        for _ in 0..ballots {
            let voter = fixture.credential(0, 1);
            fixture.cast(&voter, &[1, 0, 0]);
        }
        fixture.end();
        fixture.close();
        assert_eq!(fixture.statement().contests[0].groups.len(), usize::from(ballots == 3), "{ballots}");
        if ballots < 3 {
            let trustee = fixture.trustees()[0];
            // a share of what may not be decrypted has no place
            let mut wanted = (*fixture.statement()).clone();
            wanted.contests[0].groups.push(tabella_election::GroupTally {
                units: vec!["u".into()],
                ballots,
                weight: ballots,
                a: G,
                b: vec![G; 3],
                bound: ballots,
            });
            let share = fixture.share(trustee, &wanted);
            let entry = fixture.share_entry(trustee, &share);
            refused(&mut fixture, entry, "encoding");
            fixture.decrypt(&[1, 2]);
            assert_eq!(fixture.result().unwrap().0, [Vec::<Vec<u64>>::new()]);
        }
        let entry = fixture.close_entry();
        refused(&mut fixture, entry, "phase");
    }
    // a trustee's tool that decrypted m ballots does not decrypt m + 1
    let (keys, mut share, ceremony, _) = ready_trustee();
    let mut rng = ChaCha20Rng::seed_from_u64(12);
    let first = statement_of(&ceremony, 10);
    share.remember(tabella_trustee::Closed::of(&first)).unwrap();
    assert!(tabella_trustee::decrypt(&share, &keys, &first, &ceremony.keys, &mut rng).is_ok());
    let second = statement_of(&ceremony, 11);
    assert!(share.remember(tabella_trustee::Closed::of(&second)).is_err());
    let error = tabella_trustee::decrypt(&share, &keys, &second, &ceremony.keys, &mut rng).unwrap_err();
    assert!(matches!(error, tabella_trustee::DecryptError::SecondClose(_)), "{error}");
}

/// Shares of anything but the board's own sums: one ballot, the sum less one ballot, the sum made fresh.
#[test]
fn b13_decryption_oracle() {
    let (mut fixture, voter) = one_of_three();
    let other = fixture.credential(0, 1);
    let single = fixture.cast(&voter, &[0, 1, 0]);
    fixture.cast(&other, &[0, 0, 1]);
    fixture.end();
    fixture.close();
    let statement = fixture.statement();
    let target = single.ballot().ciphertexts.decode().unwrap();
    let keys = fixture.state.ceremony().unwrap().joint.points().to_vec();
    let s = Scalar::random(&mut fixture.rng);
    type Change<'a> = &'a dyn Fn(&mut TallyStatement);
    let changes: [Change<'_>; 5] = [
        &|wanted| {
            let group = &mut wanted.contests[0].groups[0];
            (group.a, group.b) = (target.a, target.b.clone());
        },
        &|wanted| {
            let group = &mut wanted.contests[0].groups[0];
            group.a -= target.a;
            group.b.iter_mut().zip(&target.b).for_each(|(sum, b)| *sum -= b);
        },
        &|wanted| {
            let group = &mut wanted.contests[0].groups[0];
            group.a += s * G;
            group.b.iter_mut().zip(&keys).for_each(|(sum, key)| *sum += s * key);
        },
        &|wanted| wanted.size -= 1,
        &|wanted| wanted.root.0[0] ^= 1,
    ];
    let trustee = fixture.trustees()[0];
    for change in changes {
        let mut wanted = (*statement).clone();
        change(&mut wanted);
        let share = fixture.share(trustee, &wanted);
        let entry = fixture.share_entry(trustee, &share);
        refused(&mut fixture, entry, "share");
    }
}

/// Whatever is half done leaves no trace: a batch that fails in the middle, a process that stops and goes on from its
/// snapshot, a network that sends twice.
#[test]
fn b14_half_done_steps() {
    let (mut fixture, voter) = one_of_three();
    let other = fixture.credential(0, 1);
    let opened = fixture.replayed_to_open().tree().root().0;
    let (good, _) = fixture.ballot(&voter, &[1, 0, 0]);
    let (bad, _) = fixture.ballot(&other, &[0, 1, 0]);
    let mut broken = Forged::of(&fixture, &bad);
    broken.proof.z[2] = [0; 32];
    let broken = broken.entry(&other.secret, &mut fixture.rng);
    // good, broken, the same again, the other's good one
    let verdicts = fixture.post_all(vec![entry_of(&good), broken, entry_of(&good), entry_of(&bad)]);
    let names: Vec<_> =
        verdicts.iter().map(|verdict| verdict.as_ref().err().map(tabella_board::Rejection::name)).collect();
    assert_eq!(names, [None, Some("ballot-proof"), Some("previous"), None]);
    assert_eq!(fixture.state.counters().counted, 2);

    let snapshot = fixture.state.snapshot(opened).unwrap();
    let mut resumed = fixture.clone();
    resumed.state = fixture.replayed_to_open();
    resumed.state.restore(&snapshot).unwrap();
    assert_eq!(fingerprint(&resumed.state), fingerprint(&fixture.state));
    refused(&mut resumed, entry_of(&good), "previous");
    resumed.revoke(&other, Reason::Administrative);
    fixture.revoke(&other, Reason::Administrative);
    assert_eq!(resumed.finish(), fixture.finish());
    assert_eq!(fixture.replayed().tree().root(), fixture.state.tree().root());
}

/// All ballots of a style are equally long, whatever they say.
#[test]
fn b16_length_tells_nothing() {
    for (name, contests) in tabella_tests::drafts::RULES {
        let mut fixture = open(contests);
        let voter = fixture.credential(0, 1);
        let full = crate::exhaustive::lawful(&fixture);
        let mut turned = full.clone();
        if contests.len() == 1 {
            turned.reverse();
        }
        let mut all = vec![full.clone(), turned];
        if contests.iter().all(|contest| contest.total_min == 0) {
            all.push(vec![0; full.len()]);
        }
        let lengths: std::collections::BTreeSet<usize> =
            all.iter().map(|choices| entry_of(&fixture.ballot(&voter, choices).0).bytes().len()).collect();
        assert_eq!(lengths.len(), 1, "{name}: {lengths:?}");
    }
}

/// Sums that are no count end in a named error in bounded time.
#[test]
fn b21_unsolvable_sums() {
    let (mut fixture, voter) = one_of_three();
    fixture.cast(&voter, &[1, 0, 0]);
    fixture.end();
    fixture.close();
    let honest = fixture.statement();
    let bound = honest.contests[0].groups[0].bound;
    assert_eq!(bound, 1);
    let keys = std::sync::Arc::clone(fixture.state.ceremony().unwrap());
    let (threshold, n) = (fixture.election.threshold(), fixture.election.trustee_count());
    let trustees = fixture.trustees();
    let two_63 = Scalar::from(1u64 << 63);
    // added to option 2, which has no votes
    for (extra, fits) in [
        (Scalar::ZERO, true),
        (Scalar::ONE, true),
        (Scalar::from(2u8), false),
        (-Scalar::ONE, false),
        (two_63, false),
    ] {
        let mut statement = (*honest).clone();
        statement.contests[0].groups[0].b[1] += extra * G;
        let shares: Vec<_> = trustees
            .iter()
            .take(2)
            .map(|k| {
                let share = fixture.share(*k, &statement);
                verify_share(&statement, &keys, *k, &share).unwrap()
            })
            .collect();
        let start = std::time::Instant::now();
        match combine(&statement, &shares, threshold, n) {
            Ok(_) => assert!(fits),
            Err(error) => {
                assert!(!fits);
                assert!(matches!(error, TallyError::Count { option: 1, .. }), "{error}");
            }
        }
        assert!(start.elapsed().as_secs() < 30);
    }
    // no ballots at all
    let mut empty = open(&[contest(3, 1, 1, 1)]);
    empty.end();
    empty.close();
    empty.decrypt(&[1, 2]);
    assert_eq!(empty.result().unwrap().0, [Vec::<Vec<u64>>::new()]);
}

/// More choices than allowed, by every way a hostile device has.
#[test]
fn b22_more_choices_than_allowed() {
    let mut fixture = open(&[contest(5, 1, 0, 3)]);
    let voter = fixture.credential(0, 1);
    let mut rng = ChaCha20Rng::seed_from_u64(22);
    let statement = Statement::new(&fixture, 0, voter.secret.public(), Tracker::NONE, Flaws::default());
    let lawful = |rng: &mut ChaCha20Rng| statement.honest(Scalar::random(rng), &[1, 1, 1, 0, 0]);
    // five bits set, and every setting of the slack bits; values as the bits say; values outside the bits
    let slack = lawful(&mut rng).bits.len() - 5;
    for pattern in 0..1u8 << slack {
        let mut witness = lawful(&mut rng);
        witness.values = vec![Scalar::ONE; 5];
        witness.bits = vec![Scalar::ONE; 5];
        witness.bits.extend((0..slack).map(|i| Scalar::from(pattern >> i & 1)));
        let (forged, _) = statement.prove(witness, &mut rng);
        let entry = forged.entry(&voter.secret, &mut fixture.rng);
        refused(&mut fixture, entry, "ballot-proof");
    }
    for (m, value) in [(0, Scalar::from(2u8)), (3, Scalar::ONE), (4, -Scalar::ONE)] {
        let mut witness = lawful(&mut rng);
        witness.values[m] = value;
        let entry = statement.prove(witness, &mut rng).0.entry(&voter.secret, &mut fixture.rng);
        refused(&mut fixture, entry, "ballot-proof");
        // and with "bits" that are no bits
        let mut witness = lawful(&mut rng);
        witness.values[m] = value;
        witness.bits[m] = value;
        let entry = statement.prove(witness, &mut rng).0.entry(&voter.secret, &mut fixture.rng);
        refused(&mut fixture, entry, "ballot-proof");
    }
    // the first option's ciphertext again in another's place
    let (posted, _) = fixture.ballot(&voter, &[1, 1, 0, 0, 0]);
    let mut doubled = Forged::of(&fixture, &posted);
    doubled.ciphertexts.b[2] = doubled.ciphertexts.b[0];
    let entry = doubled.entry(&voter.secret, &mut fixture.rng);
    refused(&mut fixture, entry, "ballot-proof");
}

/// Options in another order make another election, for which no old ballot is good.
#[test]
fn b23_options_in_another_order() {
    let setup = Setup::with_contests(&[contest(3, 1, 1, 1)]);
    let mut turned = setup.clone();
    turned.draft["contests"][0]["options"].as_array_mut().unwrap().reverse();
    let (mut one, mut two) = (Fixture::new(&setup), Fixture::new(&turned));
    assert_ne!(one.election.id(), two.election.id());
    let voter = one.credential(0, 1);
    let entry = two.credential_entry(&voter, None);
    two.expect(entry);
    let (posted, _) = one.ballot(&voter, &[1, 0, 0]);
    refused(&mut two, entry_of(&posted), "ballot-election");
    // the manifest is entry 0 and cannot be posted again or changed
    let entry = one.entries[0].clone();
    refused(&mut one, entry, "phase");
    let entry = two.entries[0].clone();
    let mut empty = Fixture::unannounced(&setup);
    refused(&mut empty, entry, "signature");
    assert!(Election::parse(one.election.bytes()).is_ok());
}

/// A blank ballot looks like any other.
#[test]
fn b24_blank_ballots_look_like_others() {
    let mut fixture = open(&[contest(4, 1, 0, 2)]);
    let voter = fixture.credential(0, 1);
    for choices in [[0, 0, 0, 0], [1, 0, 0, 1]] {
        let (posted, _) = fixture.ballot(&voter, &choices);
        let ballot = posted.ballot();
        // no point is the identity or stands there twice, no response is zero or stands there twice
        let mut seen = std::collections::BTreeSet::from([[0; 32]]);
        for point in
            ballot.ciphertexts.b.iter().chain([&ballot.ciphertexts.a]).chain(&ballot.proof.commitments)
        {
            assert!(seen.insert(point.0));
        }
        for scalar in ballot.proof.f.iter().chain(&ballot.proof.z) {
            assert!(seen.insert(*scalar));
        }
    }
    let blank: Entry = entry_of(&fixture.ballot(&voter, &[0, 0, 0, 0]).0);
    fixture.expect(blank);
    assert_eq!(fixture.finish().0, [[[0, 0, 0, 0]]]);
}
