//! Encrypting and proving, on the voter's device. Constant time in choices and scalars.

use curve25519_dalek::traits::{MultiscalarMul as _, VartimeMultiscalarMul as _};
use merlin::Transcript;
use rand_core::{CryptoRng, RngCore};
use subtle::{Choice, ConditionallySelectable as _};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::{BallotProof, ChoicesError, Ciphertexts, StyleKeys, statement};
use crate::{
    CompressedRistretto, RistrettoPoint, Scalar, Tracker, points_proof::PointsWitness,
    transcript::ProofTranscript as _,
};

/// A ballot's seed: r derives from it, and nothing else does. A challenge reveals it.
///
/// # Security
/// Whoever has the seed of a ballot sees its choices. One ballot each; no `Debug`, no `Clone`.
#[derive(ZeroizeOnDrop)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A fresh seed.
    pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// A revealed seed.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The seed, to be revealed by a challenge or shown to the voter's second device.
    pub fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `r`: transcript `"tabella/v1/seed"` over election, credential, style and seed.
    pub(super) fn randomness(&self, keys: &StyleKeys, credential: &CompressedRistretto) -> Zeroizing<Scalar> {
        let mut transcript = Transcript::new(b"tabella/v1/seed");
        transcript.append(b"election", keys.election.as_bytes());
        transcript.append_point(b"credential", credential);
        transcript.append(b"style", keys.style.as_bytes());
        transcript.append(b"seed", &self.0);
        Zeroizing::new(transcript.challenge_scalar(b"r"))
    }
}

/// An encrypted ballot's ciphertexts with their proof.
pub struct Encrypted {
    /// `A`, `B_m`, `B_j`.
    pub ciphertexts: Ciphertexts,
    /// The proof.
    pub proof: BallotProof,
}

/// `[A, B_m…, B_j…]` of these choices, all encoded together.
fn ciphertexts(keys: &StyleKeys, r: &Scalar, choices: &[u32]) -> Ciphertexts {
    // Points are encoded in batches as the encodings of doubled points (they share one inversion), so everything is
    // made with half the scalars.
    let half = Scalar::from(2u8).invert();
    let half_r = Zeroizing::new(r * half);
    let half_value = |v: &u32| Zeroizing::new(Scalar::from(*v) * half);
    let (options, points) = choices.split_at_checked(keys.shape.options()).unwrap_or((choices, &[]));
    let mut halves = Zeroizing::new(vec![StyleKeys::mul_base(&half_r)]);
    // `option_max` of most options is 1: adding G/2 or nothing is cheaper than a multiplication
    let half_base = StyleKeys::mul_base(&half);
    for (m, v) in options.iter().enumerate() {
        let bound = keys.shape.option_bound(m);
        let value = if bound <= SMALL {
            small_multiple(&half_base, *v, bound)
        } else {
            StyleKeys::mul_base(&half_value(v))
        };
        halves.push(value + keys.mul_option(m, &half_r));
    }
    for (j, v) in points.iter().enumerate() {
        halves.push(StyleKeys::mul_base(&half_value(v)) + keys.mul_points_option(j, &half_r));
    }
    let mut encoded = RistrettoPoint::double_and_compress_batch(halves.iter()).into_iter();
    Ciphertexts {
        a: encoded.next().unwrap_or_default(),
        b: encoded.by_ref().take(options.len()).collect(),
        points_b: encoded.collect(),
    }
}

/// Up to here, adding is cheaper than multiplying.
const SMALL: u32 = 8;

/// `v·point` for v in [0, bound], always `bound` additions.
fn small_multiple(point: &RistrettoPoint, v: u32, bound: u32) -> RistrettoPoint {
    let mut sum = RistrettoPoint::default();
    for i in 0..bound {
        let more = subtle::ConstantTimeGreater::ct_gt(&v, &i);
        sum += RistrettoPoint::conditional_select(&RistrettoPoint::default(), point, more);
    }
    sum
}

/// Encrypts choices (bit-vector options in order, then points options) and proves that they are lawful.
///
/// A seed serves one ballot: any change, `previous` included, takes a new seed.
///
/// # Errors
/// [`ChoicesError`] if the choices break the style's rules.
pub fn encrypt(
    keys: &StyleKeys,
    credential: &CompressedRistretto,
    previous: &Tracker,
    seed: &Seed,
    choices: &[u32],
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<Encrypted, ChoicesError> {
    keys.shape.check(choices)?;
    let r = seed.randomness(keys, credential);
    let witness = Witness::new(&r, choices);
    let ciphertexts = ciphertexts(keys, &r, choices);
    let mut transcript = statement::head(keys, credential, previous);
    let (_, points_choices) = choices.split_at_checked(keys.shape.options()).unwrap_or((choices, &[]));
    let points = (!points_choices.is_empty())
        .then(|| PointsWitness::commit(points_choices, &mut transcript.witness_rng(witness.parts(), rng)));
    let points_v = points.as_ref().map_or(&[][..], PointsWitness::commitments);
    statement::append_ciphertexts(&mut transcript, &ciphertexts, points_v);

    // From here every scalar is fresh, hedged with the witness and bound to everything published so far.
    let mut own = transcript.witness_rng(witness.parts(), rng);
    let (mut proof, y, x) = prove_bits(keys, &mut transcript, &r, choices, &mut own);
    proof.points = points.map(|points| {
        let transcript = statement::points_transcript(&mut transcript);
        points.prove(keys.range_generators(), &keys.shape, &keys.points, transcript, &r, &y, &mut own)
    });
    debug_assert_ne!(x, Scalar::ZERO);
    Ok(Encrypted { ciphertexts, proof })
}

/// The secrets that rekey the prover's generator.
struct Witness(Zeroizing<Vec<u8>>);

impl Witness {
    fn new(r: &Scalar, choices: &[u32]) -> Self {
        let choices = choices.iter().flat_map(|choice| choice.to_le_bytes());
        Self(Zeroizing::new(r.as_bytes().iter().copied().chain(choices).collect()))
    }

    fn parts(&self) -> [&[u8]; 1] {
        [&self.0]
    }
}

fn prove_bits(
    keys: &StyleKeys,
    transcript: &mut Transcript,
    r: &Scalar,
    choices: &[u32],
    rng: &mut (impl RngCore + CryptoRng),
) -> (BallotProof, Scalar, Scalar) {
    let n = keys.shape.bits();
    let bits = keys.shape.witness_bits(choices);
    let mut fresh = |count: usize| -> Zeroizing<Vec<Scalar>> {
        Zeroizing::new((0..count).map(|_| Scalar::random(rng)).collect())
    };
    let a = fresh(n);
    let blindings = fresh(5);
    let &[rho_bits, rho_mask, rho_cross, rho_square, rho_link] = blindings.as_slice() else {
        unreachable!("five were drawn")
    };

    let mut bits_commitment = keys.mul_blinding(&rho_bits);
    for (bit, generator) in bits.iter().zip(keys.vector.iter()) {
        bits_commitment +=
            RistrettoPoint::conditional_select(&RistrettoPoint::default(), generator, Choice::from(*bit));
    }
    let signed: Zeroizing<Vec<Scalar>> = Zeroizing::new(
        a.iter()
            .zip(bits.iter())
            .map(|(a, bit)| Scalar::conditional_select(a, &-a, Choice::from(*bit)))
            .collect(),
    );
    let squared: Zeroizing<Vec<Scalar>> = Zeroizing::new(a.iter().map(|a| -(a * a)).collect());
    let commit = |scalars: &[Scalar], rho: &Scalar| {
        RistrettoPoint::multiscalar_mul(scalars, keys.vector.iter()) + keys.mul_blinding(rho)
    };
    let commitments =
        [bits_commitment, commit(&a, &rho_mask), commit(&signed, &rho_cross), commit(&squared, &rho_square)]
            .map(|point| point.compress());
    let [bits_c, mask_c, cross_c, square_c] = &commitments;
    let y = statement::challenge_y(transcript, [bits_c, mask_c, cross_c, square_c]);

    let weights = statement::Weights::new(keys, &y);
    // public weights and public keys: variable time may be used
    let y_star = RistrettoPoint::vartime_multiscalar_mul(&weights.g, &keys.options);
    let masked = Zeroizing::new(weights.lambda.iter().zip(a.iter()).map(|(l, a)| l * a).sum::<Scalar>());
    let l_a = StyleKeys::mul_base(&rho_link).compress();
    let l_b = (StyleKeys::mul_base(&masked) + rho_link * y_star).compress();
    let x = statement::challenge_x(transcript, &l_a, &l_b);

    let f = a
        .iter()
        .zip(bits.iter())
        .map(|(a, bit)| (a + Scalar::conditional_select(&Scalar::ZERO, &x, Choice::from(*bit))).to_bytes())
        .collect();
    let z = [x * rho_bits + rho_mask, x * rho_cross + rho_square, x * r + rho_link].map(|z| z.to_bytes());
    let [bits_c, mask_c, cross_c, square_c] = commitments;
    (BallotProof { commitments: [bits_c, mask_c, cross_c, square_c, l_a, l_b], f, z, points: None }, y, x)
}

/// Whether a revealed seed and choices give exactly these ciphertexts (section 7, *challenge*). Choices that break the
/// rules give `false`.
pub fn reencrypts(
    keys: &StyleKeys,
    credential: &CompressedRistretto,
    seed: &Seed,
    choices: &[u32],
    published: &Ciphertexts,
) -> bool {
    keys.shape.check(choices).is_ok()
        && ciphertexts(keys, &seed.randomness(keys, credential), choices) == *published
}
