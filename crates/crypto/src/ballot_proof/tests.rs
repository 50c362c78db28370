use std::sync::Arc;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;
use crate::{
    CompressedRistretto, ElectionId, RistrettoPoint, Tracker,
    authorisation::{Authorisation, CredentialSecret, Purpose},
};

const ELECTION: ElectionId = ElectionId([7; 32]);

/// options, option_max, total_min, total_max
type Rule = (usize, u32, u32, u32);

struct Room {
    keys: JointKeys,
    style: Arc<StyleKeys>,
    rng: ChaCha20Rng,
}

fn room(contests: &[Rule], tables: bool) -> Room {
    let mut rng = ChaCha20Rng::from_seed([1; 32]);
    let mut next = 1;
    let contests = contests
        .iter()
        .map(|&(options, option_max, total_min, total_max)| {
            let key_indices = (next..next + options).collect();
            next += options;
            ContestShape { key_indices, option_max, total_min, total_max }
        })
        .collect();
    let keys = JointKeys::new((1..next).map(|_| RistrettoPoint::random(&mut rng)).collect());
    let style = StyleKeys::new(ELECTION, "style", Shape::new(contests), &keys).unwrap();
    Room { style: Arc::new(if tables { style.with_tables() } else { style }), keys, rng }
}

struct Cast {
    secret: CredentialSecret,
    encrypted: Encrypted,
    authorisation: Authorisation,
    tracker: Tracker,
}

impl Room {
    fn cast(&mut self, choices: &[u32]) -> Cast {
        let secret = CredentialSecret::generate(&mut self.rng);
        let seed = Seed::generate(&mut self.rng);
        let encrypted =
            encrypt(&self.style, secret.public(), &Tracker::NONE, &seed, choices, &mut self.rng).unwrap();
        assert!(reencrypts(&self.style, secret.public(), &seed, choices, &encrypted.ciphertexts));
        let opened = |seed: &Seed| open(&self.style, secret.public(), seed, &encrypted.ciphertexts);
        assert_eq!(*opened(&seed).unwrap(), choices);
        assert!(opened(&Seed::from_bytes([8; 32])).is_none());
        let tracker = Tracker([9; 32]);
        let authorisation = secret.authorise(&ELECTION, Purpose::Cast, tracker.as_bytes(), &mut self.rng);
        Cast { secret, encrypted, authorisation, tracker }
    }

    fn item<'a>(&'a self, cast: &'a Cast) -> Item<'a> {
        Item {
            keys: &self.style,
            credential: cast.secret.public(),
            previous: &Tracker::NONE,
            ciphertexts: &cast.encrypted.ciphertexts,
            ahead: None,
            proof: &cast.encrypted.proof,
            purpose: Purpose::Cast,
            tracker: &cast.tracker,
            authorisation: Some(&cast.authorisation),
        }
    }

    fn verify(&self, cast: &Cast) -> Result<(), ProofError> {
        let mut rng = ChaCha20Rng::from_seed([5; 32]);
        verify_batch(&self.keys, &[self.item(cast)], &mut rng).remove(0).map(|_| ())
    }
}

const BALLOTS: &[(&[Rule], &[&[u32]])] = &[
    (&[(5, 1, 1, 1)], &[&[0, 0, 1, 0, 0]]),
    (&[(5, 1, 0, 1)], &[&[0, 0, 0, 0, 0], &[1, 0, 0, 0, 0]]),
    (&[(1, 1, 1, 1)], &[&[1]]),
    (&[(4, 1, 0, 4)], &[&[1, 1, 0, 1], &[0, 0, 0, 0], &[1, 1, 1, 1]]),
    (&[(6, 2, 0, 7)], &[&[2, 2, 1, 2, 0, 0], &[0, 0, 0, 0, 0, 1]]),
    (&[(3, 200, 10, 255)], &[&[200, 55, 0], &[0, 10, 0]]),
    (&[(2, 1, 1, 1), (3, 5, 0, 5), (2, 1, 2, 2)], &[&[1, 0, 0, 5, 0, 1, 1]]),
    (&[(3, 1000, 0, 1000)], &[&[1000, 0, 0], &[0, 0, 0], &[333, 333, 334]]),
    (
        &[(2, 1, 1, 1), (3, 4_000_000_000, 5, 4_000_000_000), (2, 300, 1, 400)],
        &[&[0, 1, 4_000_000_000, 0, 0, 300, 100]],
    ),
];

#[test]
fn lawful_ballots_of_every_rule_verify() {
    for (contests, ballots) in BALLOTS {
        for tables in [false, true] {
            let mut room = room(contests, tables);
            for choices in *ballots {
                let cast = room.cast(choices);
                assert_eq!(room.verify(&cast), Ok(()), "{contests:?} {choices:?}");
            }
        }
    }
}

/// Points that were decoded ahead say nothing of other ciphertexts, or of another proof.
#[test]
fn what_was_decoded_ahead_is_of_this_ballot_or_of_no_use() {
    let mut room = room(&[(3, 1, 1, 1)], false);
    let good = room.cast(&[1, 0, 0]);
    let other = room.cast(&[0, 1, 0]);
    let decode = |cast: &Cast| DecodedAhead::new(&cast.encrypted.ciphertexts, &cast.encrypted.proof).unwrap();
    let (mut swapped, mut moved) = (room.cast(&[0, 0, 1]), room.cast(&[0, 0, 1]));
    let before = [&swapped, &moved].map(decode);
    swapped.encrypted.ciphertexts.b.swap(0, 1);
    moved.encrypted.proof.commitments.swap(0, 1);
    let verify = |cast: &Cast, ahead: &DecodedAhead| {
        let item = Item { ahead: Some(ahead), ..room.item(cast) };
        verify_batch(&room.keys, &[item], &mut ChaCha20Rng::from_seed([7; 32])).remove(0)
    };
    let [own, foreign] = [&good, &other].map(decode);
    // each half of them another ballot's
    let mixed =
        |one: &Cast, two: &Cast| DecodedAhead::new(&one.encrypted.ciphertexts, &two.encrypted.proof).unwrap();
    for ahead in [&own, &foreign, &mixed(&good, &other), &mixed(&other, &good)] {
        let decoded = verify(&good, ahead).unwrap();
        assert_eq!(decoded.b, good.encrypted.ciphertexts.decode().unwrap().b);
    }
    for (bad, before) in [&swapped, &moved].into_iter().zip(&before) {
        assert_eq!(verify(bad, before).err(), Some(ProofError::Proof));
    }
}

#[test]
fn a_batch_names_each_bad_ballot() {
    let mut room = room(&[(3, 1, 1, 1)], true);
    let mut casts: Vec<_> = (0..40).map(|i| room.cast([&[1, 0, 0], &[0, 1, 0], &[0, 0, 1]][i % 3])).collect();
    casts[3].encrypted.proof.f[1] = [1; 32];
    casts[4].encrypted.ciphertexts.b.swap(0, 1);
    casts[17].authorisation.z[0] ^= 1;
    casts[39].encrypted.proof.f.pop();
    casts[38].encrypted.ciphertexts.a = CompressedRistretto([0; 32]);
    casts[37].encrypted.proof.z[2] = [0xff; 32];
    let items: Vec<_> = casts.iter().map(|cast| room.item(cast)).collect();
    let verdicts = verify_batch(&room.keys, &items, &mut ChaCha20Rng::from_seed([6; 32]));
    for (position, (verdict, cast)) in verdicts.iter().zip(&casts).enumerate() {
        assert_eq!(verdict.as_ref().err(), room.verify(cast).err().as_ref(), "ballot {position} alone");
        let expected = match position {
            3 | 4 => Some(ProofError::Proof),
            17 => Some(ProofError::Authorisation),
            39 => Some(ProofError::Length),
            38 => Some(ProofError::Encoding(crate::group::EncodingError::Identity)),
            37 => Some(ProofError::Encoding(crate::group::EncodingError::Scalar)),
            _ => None,
        };
        assert_eq!(verdict.as_ref().err().copied(), expected, "ballot {position}");
    }
}

/// Errors that cancel between two ballots under equal weights (attacks.md A18).
#[test]
fn errors_of_two_ballots_do_not_cancel() {
    let mut room = room(&[(3, 1, 1, 1)], false);
    let (mut one, mut two) = (room.cast(&[1, 0, 0]), room.cast(&[0, 1, 0]));
    let shift = |cast: &mut Cast, by: crate::Scalar| {
        let z = crate::group::scalar(cast.encrypted.proof.z[0]).unwrap();
        cast.encrypted.proof.z[0] = (z + by).to_bytes();
    };
    shift(&mut one, crate::Scalar::ONE);
    shift(&mut two, -crate::Scalar::ONE);
    let items = [room.item(&one), room.item(&two)];
    // on more threads each would get a multiplication of its own, and nothing could cancel
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let verdicts = pool.install(|| verify_batch(&room.keys, &items, &mut ChaCha20Rng::from_seed([6; 32])));
    assert!(verdicts.iter().all(|verdict| verdict.as_ref().err() == Some(&ProofError::Proof)));
}

#[test]
fn a_stuck_generator_does_not_repeat_masks() {
    let room = room(&[(3, 1, 1, 1)], false);
    let secret = CredentialSecret::generate(&mut ChaCha20Rng::from_seed([2; 32]));
    let make = |seed: u8, choices: &[u32]| {
        let mut stuck = ChaCha20Rng::from_seed([0; 32]);
        encrypt(
            &room.style,
            secret.public(),
            &Tracker::NONE,
            &Seed::from_bytes([seed; 32]),
            choices,
            &mut stuck,
        )
        .unwrap()
    };
    let (one, two) = (make(1, &[1, 0, 0]), make(2, &[0, 1, 0]));
    for (a, b) in one.proof.commitments.iter().zip(&two.proof.commitments) {
        assert_ne!(a, b);
    }
}
