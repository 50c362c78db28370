//! Joint decryption against decryption with the whole secret, and every refusal.

use frost_ristretto255 as frost;
use tabella_crypto::{CompressedRistretto, RistrettoPoint, RootHash, group, share::lagrange_at_zero};
use zeroize::Zeroizing;

use super::*;
use crate::testing::{CHEAP, Done, Setup, all_contests, index, one_contest, passphrase};

const VOTES: [u64; 4] = [5, 0, 17, 3];

/// A closed tally with one group for each contest; option i has `VOTES[i % 4]` votes.
fn tally(setup: &mut Setup, keys: &CeremonyKeys) -> TallyStatement {
    let contests = setup.election.manifest().contests.iter().enumerate().map(|(contest, listed)| {
        let key_indices = setup.election.key_indices(contest).to_vec();
        let r = Scalar::random(&mut setup.rng);
        let option = |(position, w): (usize, &usize)| {
            let votes = Scalar::from(VOTES[position % 4]);
            RistrettoPoint::mul_base(&votes) + r * keys.joint.get(*w).unwrap()
        };
        ContestTally {
            contest,
            contest_id: listed.id.clone(),
            groups: vec![GroupTally {
                units: vec!["east".into(), "west".into()],
                ballots: 25,
                weight: 25,
                a: RistrettoPoint::mul_base(&r),
                b: key_indices.iter().enumerate().map(option).collect(),
                bound: 25,
            }],
            key_indices,
        }
    });
    TallyStatement {
        election: *setup.election.id(),
        root: RootHash([9; 32]),
        size: 77,
        contests: contests.collect(),
    }
}

/// Every trustee's verified `D_o` of one contest's only group.
fn verified(
    setup: &Setup,
    statement: &TallyStatement,
    keys: &CeremonyKeys,
    decrypted: &Decrypted,
    contest: usize,
) -> Vec<RistrettoPoint> {
    let trustee = decrypted.entry.message.trustee;
    decrypted.entry.verify(setup.election.id(), setup.election.trustee_key(trustee).unwrap()).unwrap();
    assert_eq!(BlobHash::of(&decrypted.blob), decrypted.entry.message.share_hash);
    let share = TallyShare::decode(&decrypted.blob, statement).unwrap();
    let tally = &statement.contests[contest];
    let context = ShareContext::Tally {
        election: &statement.election,
        root: &statement.root,
        size: statement.size,
        contest: tally.contest_id.as_str(),
        group: &["east", "west"],
    };
    let group = &tally.groups[0];
    let verification_keys = &keys.verification_keys(trustee, &tally.key_indices).unwrap();
    let statement = ShareStatement { context, trustee, a: &group.a, b: &group.b, verification_keys };
    statement.verify(&share.contests[contest][0]).unwrap()
}

fn votes_of(statement: &TallyStatement, contest: usize, d: &[RistrettoPoint]) -> Vec<CompressedRistretto> {
    statement.contests[contest].groups[0].b.iter().zip(d).map(|(b, d)| (b - d).compress()).collect()
}

fn expected(options: usize) -> Vec<CompressedRistretto> {
    (0..options).map(|i| RistrettoPoint::mul_base(&Scalar::from(VOTES[i % 4])).compress()).collect()
}

#[test]
fn joint_decryption_is_decryption_with_the_secret() {
    for (draft, t, n) in [(one_contest(3), 2, 3), (all_contests(), 3, 5)] {
        let mut setup = Setup::new(&draft, t, n);
        let Done { view, mut shares } = setup.ceremony();
        let keys = view.keys();
        let statement = tally(&mut setup, keys);
        let decrypted: Vec<_> = shares
            .iter_mut()
            .zip(&setup.keys)
            .map(|(share, trustee_keys)| {
                share.remember(Closed::of(&statement)).unwrap();
                decrypt(share, trustee_keys, &statement, keys, &mut setup.rng).unwrap()
            })
            .collect();
        for contest in 0..statement.contests.len() {
            let tally = &statement.contests[contest];
            for trustees in [(1..=t).collect::<Vec<u16>>(), (n - t + 1..=n).collect()] {
                let abscissae: Vec<_> = trustees.iter().map(|k| index(*k)).collect();
                let weights = lagrange_at_zero(&abscissae).unwrap();
                let parts: Vec<Vec<RistrettoPoint>> = trustees
                    .iter()
                    .map(|k| verified(&setup, &statement, keys, &decrypted[usize::from(*k) - 1], contest))
                    .collect();
                let joint: Vec<RistrettoPoint> = (0..tally.key_indices.len())
                    .map(|o| weights.iter().zip(&parts).map(|(weight, part)| weight * part[o]).sum())
                    .collect();
                assert_eq!(votes_of(&statement, contest, &joint), expected(joint.len()));

                // the same with the secret that FROST reconstructs
                for (o, w) in tally.key_indices.iter().enumerate() {
                    let secret = reconstruct(&shares, *w, &trustees, t, keys);
                    assert_eq!(secret * tally.groups[0].a, joint[o]);
                }

                // one trustee fewer gets nothing
                let weights = lagrange_at_zero(&abscissae[1..]).unwrap();
                let fewer: Vec<RistrettoPoint> = (0..tally.key_indices.len())
                    .map(|o| weights.iter().zip(&parts[1..]).map(|(weight, part)| weight * part[o]).sum())
                    .collect();
                for (got, voted) in votes_of(&statement, contest, &fewer).iter().zip(expected(fewer.len())) {
                    assert_ne!(*got, voted);
                }
            }
        }
    }
}

fn reconstruct(shares: &[TrusteeShare], w: usize, trustees: &[u16], t: u16, keys: &CeremonyKeys) -> Scalar {
    let packages: Vec<_> = trustees
        .iter()
        .map(|k| {
            let secret = shares[usize::from(*k) - 1].secret(w).unwrap();
            let signing = frost::keys::SigningShare::deserialize(secret.as_bytes()).unwrap();
            let joint = frost::VerifyingKey::deserialize(keys.joint.get(w).unwrap().compress().as_bytes());
            frost::keys::KeyPackage::new((*k).try_into().unwrap(), signing, signing.into(), joint.unwrap(), t)
        })
        .collect();
    let key = frost::keys::reconstruct(&packages).unwrap();
    group::scalar(key.serialize().try_into().unwrap()).unwrap()
}

/// The other way round: a dealer's key, split by FROST, decrypts as the dealer does.
#[test]
fn joint_decryption_agrees_with_a_dealers_key() {
    let mut setup = Setup::new(&one_contest(1), 3, 5);
    let dealer = frost::SigningKey::new(&mut setup.rng);
    let (split, _) =
        frost::keys::split(&dealer, 5, 3, frost::keys::IdentifierList::Default, &mut setup.rng).unwrap();
    let secret = group::scalar(dealer.serialize().try_into().unwrap()).unwrap();
    let a = RistrettoPoint::random(&mut setup.rng);
    let trustees = [5, 2, 3].map(index);
    let weights = lagrange_at_zero(&trustees).unwrap();
    let joint: RistrettoPoint = trustees
        .iter()
        .zip(weights)
        .map(|(k, weight)| {
            let share = &split[&frost::Identifier::try_from(k.get()).unwrap()];
            let x = group::scalar(share.signing_share().serialize().try_into().unwrap()).unwrap();
            let (one, key) = ([x], [RistrettoPoint::mul_base(&x)]);
            let (election, root) = (*setup.election.id(), RootHash([0; 32]));
            let context = ShareContext::Tally {
                election: &election,
                root: &root,
                size: 1,
                contest: "c",
                group: &["u"],
            };
            let statement = ShareStatement { context, trustee: *k, a: &a, b: &[a], verification_keys: &key };
            let share = statement.prove(&one, &mut setup.rng).unwrap();
            weight * statement.verify(&share).unwrap()[0]
        })
        .sum();
    assert_eq!(joint, secret * a);
}

#[test]
fn a_share_is_for_one_close_only() {
    let mut setup = Setup::new(&one_contest(2), 2, 3);
    let Done { view, mut shares } = setup.ceremony();
    let keys = view.keys();
    let statement = tally(&mut setup, keys);
    let share = &mut shares[1];
    let mut rng = setup.rng.clone();
    let run = |share: &TrusteeShare, statement: &TallyStatement, rng: &mut _| {
        decrypt(share, setup.keys(2), statement, keys, rng).err()
    };
    assert_eq!(run(share, &statement, &mut rng), Some(DecryptError::NotRemembered));
    let first = Closed::of(&statement);
    share.remember(first).unwrap();
    assert_eq!(run(share, &statement, &mut rng), None);
    assert_eq!(share.remember(first), Ok(()), "the same close again is no harm");

    // the memory survives the file, and every other close is refused
    let file = share.seal(&passphrase(), CHEAP).unwrap();
    let session = *share.session();
    let mut share = TrusteeShare::open(&file, &passphrase(), &session).unwrap();
    assert_eq!(share.closed(), Some(&first));
    for second in [
        TallyStatement { size: 78, ..statement.clone() },
        TallyStatement { root: RootHash([8; 32]), ..statement.clone() },
    ] {
        let error = SecondClose { first, second: Closed::of(&second) };
        assert_eq!(share.remember(Closed::of(&second)), Err(error));
        assert_eq!(run(&share, &second, &mut rng), Some(DecryptError::SecondClose(error)));
    }
    assert_eq!(run(&share, &statement, &mut rng), None);
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut setup = Setup::new(&one_contest(2), 2, 3);
    let Done { view, mut shares } = setup.ceremony();
    let keys = view.keys().clone();
    let statement = tally(&mut setup, &keys);
    shares[0].remember(Closed::of(&statement)).unwrap();
    let share = &shares[0];
    let mut rng = setup.rng.clone();
    let mut run = |statement: &TallyStatement, keys: &CeremonyKeys| {
        decrypt(share, setup.keys(1), statement, keys, &mut rng).err()
    };

    let other = *setup.other_election().id();
    assert_eq!(
        run(&TallyStatement { election: other, ..statement.clone() }, &keys),
        Some(DecryptError::Election { expected: *setup.election.id(), got: other })
    );
    let mut again = Setup::new(&one_contest(2), 2, 3);
    again.ceremony(); // the seed is the same: the first ceremony would be too
    let mut foreign = again.ceremony().view.keys().clone();
    assert_eq!(
        run(&statement, &foreign),
        Some(DecryptError::Ceremony { expected: keys.hash, got: foreign.hash })
    );
    // keys of another ceremony under this ceremony's name
    foreign.hash = keys.hash;
    assert_eq!(run(&statement, &foreign), Some(DecryptError::VerificationKey { run: 1 }));
    let mut unknown_key = statement.clone();
    unknown_key.contests[0].key_indices[1] = 3;
    assert_eq!(run(&unknown_key, &keys), Some(DecryptError::Statement { contest: 0 }));
    let mut short = statement.clone();
    short.contests[0].groups[0].b.pop();
    assert_eq!(run(&short, &keys), Some(DecryptError::Statement { contest: 0 }));
    assert_eq!(run(&statement, &keys), None);

    // secrets that are not those of the keys never become a share
    let zeros = Zeroizing::new(vec![Scalar::ZERO; 2]);
    assert_eq!(TrusteeShare::new(*share.session(), &keys, zeros).err(), Some(1));
    let one = Zeroizing::new(vec![*share.secret(1).unwrap()]);
    assert_eq!(TrusteeShare::new(*share.session(), &keys, one).err(), Some(2));
}

#[test]
fn nobodys_votes_and_undecrypted_contests_are_legal() {
    let mut setup = Setup::new(&one_contest(2), 2, 3);
    let Done { view, mut shares } = setup.ceremony();
    let mut statement = tally(&mut setup, view.keys());
    let zero = RistrettoPoint::default();
    let group = &mut statement.contests[0].groups[0];
    (group.a, group.b) = (zero, vec![zero; 2]);
    shares[2].remember(Closed::of(&statement)).unwrap();
    let run = |statement: &TallyStatement, rng: &mut _| {
        decrypt(&shares[2], setup.keys(3), statement, view.keys(), rng).unwrap()
    };
    let decrypted = run(&statement, &mut setup.rng.clone());
    assert_eq!(verified(&setup, &statement, view.keys(), &decrypted, 0), [zero, zero]);
    statement.contests[0].groups.clear();
    assert_eq!(run(&statement, &mut setup.rng.clone()).share.contests, [vec![]]);
}
