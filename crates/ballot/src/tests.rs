//! From selections to verdicts, on one style that has a bit-vector contest between two points contests.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::{
    ElectionId, RistrettoPoint, Scalar,
    ballot_proof::{ContestShape, JointKeys, ProofError, Shape},
};
use tabella_election::Style;

use crate::*;

const ELECTION: ElectionId = ElectionId([1; 32]);

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([5; 32])
}

fn shape() -> Shape {
    let contest = |first: usize, options: usize, option_max, total_min, total_max| ContestShape {
        key_indices: (first..first + options).collect(),
        option_max,
        total_min,
        total_max,
    };
    Shape::new(vec![contest(1, 2, 1000, 0, 1000), contest(3, 3, 1, 1, 1), contest(6, 1, 300, 0, 300)])
}

fn styles(election: ElectionId) -> Styles {
    let key = |w: u64| RistrettoPoint::mul_base(&Scalar::from(100 + w));
    Styles::of_one(election, "s", shape(), &JointKeys::new((1..=6).map(key).collect()))
}

fn selections() -> Selections {
    let style = Style { id: "s".into(), unit: 0, contests: vec![0, 1, 2], shape: shape() };
    let mut selections = Selections::blank(&style);
    for (contest, option, votes) in [(0, 0, 400), (0, 1, 600), (1, 2, 1), (2, 0, 7)] {
        *selections.get_mut(contest, option).unwrap() = votes;
    }
    assert!(selections.get_mut(1, 3).is_none() && selections.get_mut(3, 0).is_none());
    selections
}

fn prepared(secret: &CredentialSecret) -> Prepared {
    let choices = selections().choices();
    Prepared::encrypt(&styles(ELECTION), 0, secret, Tracker::NONE, choices, &mut rng()).unwrap()
}

fn verdict(posted: Posted) -> Result<bool, BallotError> {
    let verdict = verify_batch(&styles(ELECTION), vec![posted], &mut rng()).remove(0);
    verdict.map(|ballot| ballot.is_cast())
}

#[test]
fn bit_vector_contests_come_first() {
    assert_eq!(selections().choices().expose(), [0, 0, 1, 400, 600, 7]);
}

#[test]
fn cast_and_challenged_ballots_verify() {
    let secret = CredentialSecret::generate(&mut rng());
    let (cast, _) = prepared(&secret).cast(&secret, &mut rng(), &styles(ELECTION));
    let challenge = prepared(&secret).challenge(&secret, &mut rng(), &styles(ELECTION));
    for posted in [&cast, &challenge] {
        let bytes = posted.encode();
        let decoded = Posted::decode(&bytes, &styles(ELECTION)).unwrap();
        assert_eq!((&decoded, decoded.encode()), (posted, bytes.clone()));
        for bad in [&bytes[..bytes.len() - 1], &[&bytes[..], &[0]].concat()] {
            assert!(matches!(Posted::decode(bad, &styles(ELECTION)), Err(BallotError::Decode(_))));
        }
    }
    assert_eq!(verdict(cast), Ok(true));
    assert_eq!(verdict(challenge), Ok(false));
}

#[test]
fn unlawful_choices_are_not_encrypted() {
    let secret = CredentialSecret::generate(&mut rng());
    for choices in
        [vec![1, 1, 0, 0, 0, 0], vec![0, 0, 0, 0, 0, 0], vec![0, 0, 1, 1001, 0, 0], vec![0, 0, 1, 0, 0]]
    {
        let choices = Choices::from_values(choices);
        let made = Prepared::encrypt(&styles(ELECTION), 0, &secret, Tracker::NONE, choices, &mut rng());
        assert!(matches!(made.err(), Some(BallotError::Choices(_))));
    }
}

#[test]
fn a_device_that_encrypted_something_else_is_found() {
    let secret = CredentialSecret::generate(&mut rng());
    for (position, lie) in [(0, 1), (3, 401), (5, 8)] {
        let Posted::Challenge(mut challenge) =
            prepared(&secret).challenge(&secret, &mut rng(), &styles(ELECTION))
        else {
            panic!("not a challenge")
        };
        challenge.choices[position] = lie;
        assert_eq!(verdict(Posted::Challenge(challenge)), Err(BallotError::Challenge));
    }
}

#[test]
fn one_bad_ballot_among_many_is_named() {
    let secret = CredentialSecret::generate(&mut rng());
    let (good, _) = prepared(&secret).cast(&secret, &mut rng(), &styles(ELECTION));
    let Posted::Cast(mut bad) = good.clone() else { panic!("not cast") };
    bad.authorisation.z = [0; 32];
    let batch = vec![good.clone(), Posted::Cast(bad), good];
    let verdicts = verify_batch(&styles(ELECTION), batch, &mut rng());
    let errors: Vec<_> = verdicts.into_iter().map(Result::err).collect();
    assert_eq!(errors, [None, Some(BallotError::Proof(ProofError::Authorisation)), None]);
}

#[test]
fn a_ballot_belongs_to_one_election() {
    let secret = CredentialSecret::generate(&mut rng());
    let (cast, _) = prepared(&secret).cast(&secret, &mut rng(), &styles(ELECTION));
    let elsewhere = styles(ElectionId([2; 32]));
    assert_eq!(Posted::decode(&cast.encode(), &elsewhere), Err(BallotError::Election));
}
