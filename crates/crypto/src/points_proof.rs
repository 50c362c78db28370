//! Points contests (section 6): an aggregated Bulletproof over independent Pedersen commitments, and a proof that the
//! ciphertexts hold the same values.
//!
//! The blinding base is the hash point of [`PedersenGens::default`], never a joint key: a coalition of trustees knows
//! the joint key's discrete logarithm and could open a commitment two ways.

use bulletproofs::{BulletproofGens, PedersenGens, RangeProof};
use merlin::Transcript;
use rand_core::{CryptoRng, RngCore};
use zeroize::Zeroizing;

use crate::{
    CompressedRistretto, RistrettoPoint, Scalar,
    ballot_proof::{ContestShape, Shape},
    group::{self, EncodingError},
    transcript::ProofTranscript as _,
};

/// Bits of every range.
const RANGE_BITS: usize = 32;

/// A ballot's points part as published, without its `B_j`. Nothing is decoded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsProof {
    /// `V_j = v_j·G + γ_j·H_bp`, one per points option.
    pub v: Vec<CompressedRistretto>,
    /// The range proof's bytes.
    pub range: Vec<u8>,
    /// t1, t2, t3.
    pub t: [CompressedRistretto; 3],
    /// z_v, z_r, z_γ.
    pub z: [[u8; 32]; 3],
}

/// How many values are in range: per contest all v and all `option_max − v` and the two distances of the total, padded
/// with zeros to a power of two.
fn range_count(shape: &Shape) -> usize {
    let count: usize = shape.points_contests().map(|contest| 2 * contest.key_indices.len() + 2).sum();
    count.next_power_of_two()
}

/// Length in bytes of the range proof of a style; 0 if it has no points contest.
pub fn range_proof_len(shape: &Shape) -> usize {
    if shape.points_options() == 0 {
        return 0;
    }
    let rounds = (RANGE_BITS * range_count(shape)).ilog2() as usize;
    32 * (9 + 2 * rounds)
}

pub(crate) fn range_generators(shape: &Shape) -> BulletproofGens {
    BulletproofGens::new(RANGE_BITS, range_count(shape))
}

/// The transcript `"tabella/v1/points"`, tied to its ballot.
pub(crate) fn transcript(ballot: &[u8; 32]) -> Transcript {
    let mut transcript = Transcript::new(b"tabella/v1/points");
    transcript.append(b"ballot", ballot);
    transcript
}

/// What is in range, derived in one way from whatever stands for the values: the values themselves, their blindings, or
/// their commitments. `constant(c)` is what stands for the public number c.
fn ranges<T, V>(shape: &Shape, values: &[V], constant: impl Fn(u32) -> T) -> Vec<T>
where
    V: Copy + Into<T>,
    T: Copy + std::ops::Sub<Output = T> + std::iter::Sum<T>,
{
    let mut rest = values;
    let mut all = Vec::with_capacity(range_count(shape));
    for contest in shape.points_contests() {
        let (own, tail) = rest.split_at_checked(contest.key_indices.len()).unwrap_or((rest, &[]));
        rest = tail;
        let ContestShape { option_max, total_min, total_max, .. } = contest;
        all.extend(own.iter().map(|v| (*v).into()));
        all.extend(own.iter().map(|v| constant(*option_max) - (*v).into()));
        let total: T = own.iter().map(|v| (*v).into()).sum();
        all.push(constant(*total_max) - total);
        all.push(total - constant(*total_min));
    }
    all.resize(range_count(shape), constant(0));
    all
}

/// t1, t2, t3 into the points transcript as the range proof leaves it; gives c.
fn challenge_link(transcript: &mut Transcript, [t1, t2, t3]: &[CompressedRistretto; 3]) -> Scalar {
    transcript.append_point(b"t1", t1);
    transcript.append_point(b"t2", t2);
    transcript.append_point(b"t3", t3);
    transcript.challenge_scalar(b"link")
}

/// `y^1 … y^count`.
fn powers(y: &Scalar, count: usize) -> Vec<Scalar> {
    std::iter::successors(Some(*y), |power| Some(power * y)).take(count).collect()
}

/// The prover's values with their blindings, committed to before y.
pub(crate) struct PointsWitness {
    values: Zeroizing<Vec<u32>>,
    gammas: Zeroizing<Vec<Scalar>>,
    commitments: Vec<CompressedRistretto>,
}

impl PointsWitness {
    pub(crate) fn commit(values: &[u32], rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let pedersen = PedersenGens::default();
        let gammas = Zeroizing::new(values.iter().map(|_| Scalar::random(rng)).collect::<Vec<_>>());
        let commitments = values
            .iter()
            .zip(gammas.iter())
            .map(|(v, gamma)| pedersen.commit(Scalar::from(*v), *gamma).compress())
            .collect();
        Self { values: Zeroizing::new(values.to_vec()), gammas, commitments }
    }

    pub(crate) fn commitments(&self) -> &[CompressedRistretto] {
        &self.commitments
    }

    /// Unwrap safety: the values were checked against the rules, so every range holds, and the count is a power of two.
    #[expect(clippy::too_many_arguments, reason = "the statement of one proof")]
    pub(crate) fn prove(
        self,
        generators: &BulletproofGens,
        shape: &Shape,
        keys: &[RistrettoPoint],
        mut transcript: Transcript,
        r: &Scalar,
        y: &Scalar,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> PointsProof {
        let pedersen = PedersenGens::default();
        let scalars: Zeroizing<Vec<Scalar>> =
            Zeroizing::new(self.values.iter().map(|v| Scalar::from(*v)).collect());
        let wide: Zeroizing<Vec<Wide>> =
            Zeroizing::new(self.values.iter().map(|v| Wide(i64::from(*v))).collect());
        let values: Zeroizing<Vec<u64>> = Zeroizing::new(
            ranges::<Wide, Wide>(shape, &wide, |c| Wide(i64::from(c)))
                .into_iter()
                .map(|v| v.0.unsigned_abs())
                .collect(),
        );
        let blindings = Zeroizing::new(ranges::<Scalar, Scalar>(shape, &self.gammas, |_| Scalar::ZERO));
        #[expect(clippy::expect_used, reason = "see unwrap safety")]
        let (range, _) = RangeProof::prove_multiple_with_rng(
            generators,
            &pedersen,
            &mut transcript,
            &values,
            &blindings,
            RANGE_BITS,
            rng,
        )
        .expect("lawful values are in range");

        let weights = powers(y, keys.len());
        let dot = |list: &[Scalar]| -> Scalar { weights.iter().zip(list).map(|(w, x)| w * x).sum() };
        let rho = Zeroizing::new([Scalar::random(rng), Scalar::random(rng), Scalar::random(rng)]);
        let [rho_v, rho_r, rho_gamma] = &*rho;
        let key_sum = {
            use curve25519_dalek::traits::VartimeMultiscalarMul as _;
            RistrettoPoint::vartime_multiscalar_mul(&weights, keys)
        };
        let base_v = RistrettoPoint::mul_base(rho_v);
        let t = [
            RistrettoPoint::mul_base(rho_r),
            base_v + rho_r * key_sum,
            base_v + rho_gamma * pedersen.B_blinding,
        ]
        .map(|point| point.compress());
        let c = challenge_link(&mut transcript, &t);
        let z = [rho_v + c * dot(&scalars), rho_r + c * r, rho_gamma + c * dot(&self.gammas)]
            .map(|z| z.to_bytes());
        PointsProof { v: self.commitments, range: range.to_bytes(), t, z }
    }
}

/// A value as a number that may be subtracted from.
#[derive(Clone, Copy, Default)]
struct Wide(i64);

impl zeroize::DefaultIsZeroes for Wide {}

impl std::ops::Sub for Wide {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl std::iter::Sum for Wide {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        Self(values.map(|v| v.0).sum())
    }
}

/// The points part of one ballot, range proof checked, the link's equations decoded but not yet checked: a batch checks
/// many at once.
pub(crate) struct PointsEquations {
    pub(crate) v: Vec<RistrettoPoint>,
    pub(crate) t: [RistrettoPoint; 3],
    pub(crate) z: [Scalar; 3],
    pub(crate) c: Scalar,
    /// `y^j`.
    pub(crate) weights: Vec<Scalar>,
}

/// Why the points part is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PointsError {
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    #[error("the range proof has a wrong length or is not canonical")]
    Format,
    #[error("the range proof does not verify")]
    Range,
}

impl PointsProof {
    /// Checks the range proof and decodes the rest. Lengths of lists were checked by the caller.
    pub(crate) fn equations(
        &self,
        generators: &BulletproofGens,
        shape: &Shape,
        mut transcript: Transcript,
        y: &Scalar,
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<PointsEquations, PointsError> {
        if self.range.len() != range_proof_len(shape) {
            return Err(PointsError::Format);
        }
        let range = RangeProof::from_bytes(&self.range).map_err(|_| PointsError::Format)?;
        if range.to_bytes() != self.range {
            return Err(PointsError::Format);
        }
        let v = self.v.iter().map(group::point).collect::<Result<Vec<_>, _>>()?;
        let [t1, t2, t3] = &self.t;
        let t = [group::point(t1)?, group::point(t2)?, group::point(t3)?];
        let [z_v, z_r, z_gamma] = self.z;
        let z = [group::scalar(z_v)?, group::scalar(z_r)?, group::scalar(z_gamma)?];
        let commitments: Vec<_> = ranges::<RistrettoPoint, RistrettoPoint>(shape, &v, |c| {
            if c == 0 { RistrettoPoint::default() } else { RistrettoPoint::mul_base(&Scalar::from(c)) }
        })
        .iter()
        .map(RistrettoPoint::compress)
        .collect();
        range
            .verify_multiple_with_rng(
                generators,
                &PedersenGens::default(),
                &mut transcript,
                &commitments,
                RANGE_BITS,
                rng,
            )
            .map_err(|_| PointsError::Range)?;
        let c = challenge_link(&mut transcript, &self.t);
        Ok(PointsEquations { weights: powers(y, v.len()), v, t, z, c })
    }
}
