//! Decryption: too few, wrong, any t, and the same with other implementations' arithmetic.

use tabella_board::Rejection;
use tabella_crypto::{RistrettoPoint, Scalar, TrusteeIndex, share::ShareError};
use tabella_tally::{ShareFault, TallyError, combine, verify_share};
use tabella_tests::{Fixture, Setup, drafts::contest};

fn closed(n: u16, t: u16) -> Fixture {
    let setup = Setup::with_contests(&[contest(3, 1, 1, 1), contest(2, 5, 0, 5)]);
    let mut fixture = Fixture::new(&Setup { trustees: n, threshold: t, ..setup });
    for choices in [[1, 0, 0, 5, 0], [0, 1, 0, 0, 2], [1, 0, 0, 1, 1]] {
        let voter = fixture.credential(0, 2);
        fixture.cast(&voter, &choices);
    }
    fixture.end();
    fixture.close();
    fixture
}

#[test]
fn t_less_one_trustees_get_nothing_and_the_missing_are_named() {
    for (n, t) in [(2, 2), (3, 2), (5, 3), (7, 4)] {
        let mut fixture = closed(n, t);
        let present: Vec<u16> = (n - t + 2..=n).collect();
        fixture.decrypt(&present);
        let Err(Rejection::Tally(TallyError::Missing { present: count, needed, missing })) =
            fixture.state.counts()
        else {
            panic!("t − 1 shares give no counts")
        };
        assert_eq!((count, needed), (present.len(), t));
        let missing: Vec<u16> = missing.into_iter().map(TrusteeIndex::get).collect();
        assert_eq!(missing, (1..n - t + 2).collect::<Vec<_>>());
        // nothing of the votes shows in t − 1 shares: naively combined they give no small logarithm
        let one_more = n - t + 1;
        fixture.decrypt(&[one_more]);
        assert_eq!(fixture.result().unwrap().0, [[vec![4, 2, 0]], [vec![12, 6]]]);
    }
}

#[test]
fn a_wrong_share_names_its_trustee_and_the_others_give_the_result() {
    let mut fixture = closed(5, 3);
    let statement = fixture.statement();
    let cheat = TrusteeIndex::new(2).unwrap();
    // wrong secrets, honestly proved; right secrets with one D changed; a share of zeros
    let mut secrets = fixture.people.trustees[1].secrets.clone();
    std::mem::swap(&mut fixture.people.trustees[1].secrets, &mut secrets);
    fixture.people.trustees[1].secrets = secrets.iter().map(|x| x + Scalar::ONE).collect();
    let wrong_key = fixture.share(cheat, &statement);
    fixture.people.trustees[1].secrets = secrets;
    let mut changed = fixture.share(cheat, &statement);
    changed.contests[1][0].d[1] = RistrettoPoint::mul_base(&Scalar::from(9u8)).compress();
    let keys = std::sync::Arc::clone(fixture.state.ceremony().unwrap());
    for (share, contest) in [(wrong_key, "c1"), (changed, "c2")] {
        let fault = verify_share(&statement, &keys, cheat, &share).unwrap_err();
        let ShareFault::Share { culprit, contest: place, group, error } = &fault else { panic!("{fault}") };
        assert_eq!((*culprit, place.as_str(), *group, *error), (cheat, contest, 0, ShareError::Proof));
        assert!(fault.to_string().contains("trustee 2"));
        let entry = fixture.share_entry(cheat, &share);
        let rejection = fixture.refuse(entry);
        assert_eq!(rejection, Rejection::Share(fault));
    }
    fixture.decrypt(&[5, 1, 4]);
    assert_eq!(fixture.result().unwrap().0, [[vec![4, 2, 0]], [vec![12, 6]]]);
}

#[test]
fn any_t_trustees_give_what_the_reconstructed_key_gives() {
    let mut fixture = closed(5, 3);
    let statement = fixture.statement();
    let keys = std::sync::Arc::clone(fixture.state.ceremony().unwrap());
    let shares: Vec<_> = fixture
        .trustees()
        .into_iter()
        .map(|k| {
            let share = fixture.share(k, &statement);
            verify_share(&statement, &keys, k, &share).unwrap()
        })
        .collect();
    // with the secret keys themselves
    let expected: Vec<Vec<Vec<u64>>> = statement
        .contests
        .iter()
        .map(|contest| {
            contest
                .groups
                .iter()
                .map(|group| {
                    contest
                        .key_indices
                        .iter()
                        .zip(&group.b)
                        .map(|(w, b)| {
                            let point = b - fixture.joint_secret(*w) * group.a;
                            (0..=group.bound)
                                .find(|v| RistrettoPoint::mul_base(&Scalar::from(*v)) == point)
                                .unwrap()
                        })
                        .collect()
                })
                .collect()
        })
        .collect();
    for a in 0..5 {
        for b in a + 1..5 {
            for c in b + 1..5 {
                let chosen = [&shares[c], &shares[a], &shares[b]].map(Clone::clone);
                let counts = combine(&statement, &chosen, fixture.election.threshold(), 5).unwrap();
                assert_eq!(counts.0, expected);
            }
        }
    }
}

/// The joint key of a ceremony is that of its dealer's polynomial: FROST's own reconstruction agrees with ours.
#[test]
fn frost_reconstructs_the_same_keys() {
    use frost_ristretto255::{
        VerifyingKey,
        keys::{KeyPackage, SigningShare, reconstruct},
    };
    let fixture = closed(5, 3);
    let joint = &fixture.state.ceremony().unwrap().joint;
    for w in 1..=joint.points().len() {
        for chosen in [[1u16, 2, 3], [5, 3, 1], [2, 4, 5]] {
            let packages: Vec<KeyPackage> = chosen
                .iter()
                .map(|k| {
                    let secret = fixture.people.trustees[usize::from(*k) - 1].secrets[w - 1];
                    let share = SigningShare::deserialize(secret.as_bytes()).unwrap();
                    let key = VerifyingKey::deserialize(joint.get(w).unwrap().compress().as_bytes()).unwrap();
                    KeyPackage::new((*k).try_into().unwrap(), share, share.into(), key, 3)
                })
                .collect();
            let secret = reconstruct(&packages).unwrap().serialize();
            assert_eq!(secret, fixture.joint_secret(w).as_bytes());
        }
    }
}
