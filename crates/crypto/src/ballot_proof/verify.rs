//! Verifying ballots, one or a batch: all group equations of all ballots in one multi-scalar multiplication.

use std::sync::Arc;

use bulletproofs::PedersenGens;
use curve25519_dalek::{constants::RISTRETTO_BASEPOINT_POINT, traits::VartimeMultiscalarMul as _};
use rand_core::{CryptoRng, RngCore};

use super::{BallotProof, Ciphertexts, JointKeys, StyleKeys, statement};
use crate::{
    CompressedRistretto, RistrettoPoint, Scalar, Tracker,
    authorisation::{self, Authorisation},
    generators,
    group::{self, EncodingError},
    parallel,
    points_proof::{PointsEquations, PointsError},
    transcript::ProofTranscript as _,
};

/// Ballots per multi-scalar multiplication: beyond this, Pippenger gains little and a bad ballot costs more bisection.
pub const VERIFY_CHUNK: usize = 512;

/// One ballot to verify, with the authorisation that came with it.
#[derive(Clone)]
pub struct Item<'a> {
    /// The ballot's style.
    pub keys: &'a Arc<StyleKeys>,
    /// P.
    pub credential: &'a CompressedRistretto,
    /// Tracker of the chain's previous ballot, or zeros.
    pub previous: &'a Tracker,
    /// The ciphertexts.
    pub ciphertexts: &'a Ciphertexts,
    /// Points that were decoded ahead, if any. Those of other ciphertexts, or of another proof, are of no use, and do no harm.
    pub ahead: Option<&'a DecodedAhead>,
    /// The proof.
    pub proof: &'a BallotProof,
    /// What is authorised.
    pub purpose: authorisation::Purpose<'a>,
    /// This ballot's tracker.
    pub tracker: &'a Tracker,
    /// The authorisation; none if it was verified before.
    pub authorisation: Option<&'a Authorisation>,
}

impl Item<'_> {
    fn statement(&self) -> authorisation::Statement<'_> {
        authorisation::Statement {
            election: &self.keys.election,
            purpose: self.purpose,
            credential: self.credential,
            tracker: self.tracker.as_bytes(),
        }
    }
}

/// A verified ballot's decoded ciphertexts, so that nobody decodes them twice.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// `A`.
    pub a: RistrettoPoint,
    /// `B_m`.
    pub b: Vec<RistrettoPoint>,
    /// `B_j`.
    pub points_b: Vec<RistrettoPoint>,
}

/// The points of ciphertexts and of their proof's commitments, decoded ahead of the verification: by whoever has time before a
/// batch is full.
#[derive(Clone, Debug)]
pub struct DecodedAhead {
    ciphertexts: (Ciphertexts, Decoded),
    commitments: ([CompressedRistretto; 6], [RistrettoPoint; 6]),
}

impl DecodedAhead {
    /// Decodes what the verification of this ballot decodes first.
    ///
    /// # Errors
    /// As the verification's own.
    pub fn new(ciphertexts: &Ciphertexts, proof: &BallotProof) -> Result<Self, EncodingError> {
        Ok(Self {
            ciphertexts: (ciphertexts.clone(), ciphertexts.decode()?),
            commitments: (proof.commitments, proof.decode_commitments()?),
        })
    }

    /// The points, if they are this ballot's.
    fn of(&self, ciphertexts: &Ciphertexts, proof: &BallotProof) -> Option<(Decoded, [RistrettoPoint; 6])> {
        let is_own = self.ciphertexts.0 == *ciphertexts && self.commitments.0 == proof.commitments;
        is_own.then(|| (self.ciphertexts.1.clone(), self.commitments.1))
    }
}

impl BallotProof {
    fn decode_commitments(&self) -> Result<[RistrettoPoint; 6], EncodingError> {
        let [bits, mask, cross, square, l_a, l_b] = &self.commitments;
        Ok([
            group::point(bits)?,
            group::point(mask)?,
            group::point(cross)?,
            group::point(square)?,
            group::point(l_a)?,
            group::point(l_b)?,
        ])
    }
}

impl Ciphertexts {
    /// Decodes all points.
    ///
    /// # Errors
    /// [`EncodingError`] for a point that is not canonical, and for A = identity.
    pub fn decode(&self) -> Result<Decoded, EncodingError> {
        let decode =
            |list: &[CompressedRistretto]| list.iter().map(group::point).collect::<Result<Vec<_>, _>>();
        Ok(Decoded {
            a: group::non_identity(&self.a)?,
            b: decode(&self.b)?,
            points_b: decode(&self.points_b)?,
        })
    }
}

/// Why a ballot is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// A list has not the length that the style gives.
    #[error("a list of the ballot has not the length that its style gives")]
    Length,
    /// A point or a scalar is not canonical, or the identity where it is forbidden.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// The range proof is malformed.
    #[error("the range proof has a wrong length or is not canonical")]
    RangeFormat,
    /// The range proof fails.
    #[error("the range proof does not verify")]
    Range,
    /// The authorisation fails.
    #[error("the authorisation does not verify")]
    Authorisation,
    /// The ballot proof fails.
    #[error("the ballot proof does not verify")]
    Proof,
}

impl From<PointsError> for ProofError {
    fn from(error: PointsError) -> Self {
        match error {
            PointsError::Encoding(error) => Self::Encoding(error),
            PointsError::Format => Self::RangeFormat,
            PointsError::Range => Self::Range,
        }
    }
}

/// Equations per ballot: (1), (2), (3a), (3b), the authorisation, three of the points link.
const EQUATIONS: usize = 8;

/// One independent weight per equation, uniform in [1, 2¹²⁸).
type Weights = [Scalar; EQUATIONS];

fn draw_weights(rng: &mut (impl RngCore + CryptoRng)) -> Weights {
    std::array::from_fn(|_| group::weight(rng))
}

/// One ballot's equations: points decoded, challenges recomputed, nothing checked yet.
struct Equations<'a> {
    keys: &'a StyleKeys,
    decoded: Decoded,
    commitments: [RistrettoPoint; 6],
    f: Vec<Scalar>,
    z: [Scalar; 3],
    x: Scalar,
    link: statement::Weights,
    authorisation: Option<authorisation::Equation>,
    points: Option<PointsEquations>,
}

impl<'a> Equations<'a> {
    fn new(item: &Item<'a>, rng: &mut (impl RngCore + CryptoRng)) -> Result<Self, ProofError> {
        let keys: &StyleKeys = item.keys;
        let (shape, ciphertexts, proof) = (&keys.shape, item.ciphertexts, item.proof);
        let points_v = proof.points.as_ref().map_or(&[][..], |points| &points.v);
        if ciphertexts.b.len() != shape.options()
            || ciphertexts.points_b.len() != shape.points_options()
            || points_v.len() != shape.points_options()
            || proof.points.is_some() != (shape.points_options() > 0)
            || proof.f.len() != shape.bits()
        {
            return Err(ProofError::Length);
        }
        let (decoded, commitments) = match item.ahead.and_then(|ahead| ahead.of(ciphertexts, proof)) {
            Some(points) => points,
            None => (ciphertexts.decode()?, proof.decode_commitments()?),
        };
        let [bits, mask, cross, square, l_a, l_b] = &proof.commitments;
        let f = group::scalars(&proof.f)?;
        let [z_bits, z_cross, z_link] = proof.z;
        let z = [group::scalar(z_bits)?, group::scalar(z_cross)?, group::scalar(z_link)?];
        let authorisation = match item.authorisation {
            Some(authorisation) => Some(item.statement().equation(authorisation)?),
            None => None,
        };

        let mut transcript = statement::head(keys, item.credential, item.previous);
        statement::append_ciphertexts(&mut transcript, ciphertexts, points_v);
        let y = statement::challenge_y(&mut transcript, [bits, mask, cross, square]);
        let x = statement::challenge_x(&mut transcript, l_a, l_b);
        let points = match &proof.points {
            None => None,
            Some(points) => {
                let transcript = statement::points_transcript(&mut transcript);
                Some(points.equations(keys.range_generators(), shape, transcript, &y, rng)?)
            }
        };
        let link = statement::Weights::new(keys, &y);
        Ok(Self { keys, decoded, commitments, f, z, x, link, authorisation, points })
    }
}

/// Σ weight·(left − right) of all equations; the points that many ballots share are collected.
struct Sum<'k> {
    keys: &'k JointKeys,
    base: Scalar,
    blinding: Scalar,
    range_blinding: Scalar,
    vector: Vec<Scalar>,
    joint: Vec<Scalar>,
    scalars: Vec<Scalar>,
    points: Vec<RistrettoPoint>,
}

impl<'k> Sum<'k> {
    fn new(keys: &'k JointKeys) -> Self {
        Self {
            keys,
            base: Scalar::ZERO,
            blinding: Scalar::ZERO,
            range_blinding: Scalar::ZERO,
            vector: Vec::new(),
            joint: vec![Scalar::ZERO; keys.points().len()],
            scalars: Vec::new(),
            points: Vec::new(),
        }
    }

    fn add(&mut self, scalar: Scalar, point: &RistrettoPoint) {
        self.scalars.push(scalar);
        self.points.push(*point);
    }

    fn add_joint(&mut self, key_index: usize, scalar: Scalar) {
        // Index safety: the style's keys were looked up in the same joint keys when it was made.
        if let Some(sum) = key_index.checked_sub(1).and_then(|w| self.joint.get_mut(w)) {
            *sum += scalar;
        }
    }

    fn add_ballot(&mut self, ballot: &Equations<'_>, weights: &Weights) {
        let [w1, w2, w3a, w3b, w_authorisation, w_t1, w_t2, w_t3] = weights;
        let Equations { x, commitments: [bits, mask, cross, square, l_a, l_b], .. } = ballot;
        let [z_bits, z_cross, z_link] = &ballot.z;
        let shape = &ballot.keys.shape;

        // (1) x·Bits + Mask = Σ f_i·G_i + z_bits·H
        self.add(w1 * x, bits);
        self.add(*w1, mask);
        // (2) x·Cross + Square = Σ f_i(x − f_i)·G_i + z_cross·H
        self.add(w2 * x, cross);
        self.add(*w2, square);
        self.blinding -= w1 * z_bits + w2 * z_cross;
        if self.vector.len() < ballot.f.len() {
            self.vector.resize(ballot.f.len(), Scalar::ZERO);
        }
        let mut link_f = Scalar::ZERO;
        for ((f, lambda), sum) in ballot.f.iter().zip(&ballot.link.lambda).zip(&mut self.vector) {
            *sum -= f * (w1 + w2 * (x - f));
            link_f += lambda * f;
        }
        // (3a) x·A + L_a = z_link·G
        self.add(w3a * x, &ballot.decoded.a);
        self.add(*w3a, l_a);
        self.base -= w3a * z_link;
        // (3b) x·(B* − κ·G) + L_b = (Σ λ_i f_i)·G + z_link·Y*
        let (w3b_x, w3b_z) = (w3b * x, w3b * z_link);
        for ((g, b), key_index) in ballot.link.g.iter().zip(&ballot.decoded.b).zip(&shape.option_keys) {
            self.add(w3b_x * g, b);
            self.add_joint(*key_index, -(w3b_z * g));
        }
        self.add(*w3b, l_b);
        self.base -= w3b_x * ballot.link.kappa + w3b * link_f;
        // authorisation: K + c·P = z·G
        if let Some(authorisation::Equation { key, credential, z, c }) = &ballot.authorisation {
            self.add(*w_authorisation, key);
            self.add(w_authorisation * c, credential);
            self.base -= w_authorisation * z;
        }

        let Some(points) = &ballot.points else { return };
        let ([t1, t2, t3], [z_v, z_r, z_gamma], c) = (&points.t, &points.z, &points.c);
        // t1 + c·A = z_r·G
        self.add(*w_t1, t1);
        self.add(w_t1 * c, &ballot.decoded.a);
        self.base -= w_t1 * z_r;
        // t2 + c·Σ y^j B_j = z_v·G + z_r·Σ y^j Y_j
        self.add(*w_t2, t2);
        // t3 + c·Σ y^j V_j = z_v·G + z_γ·H_bp
        self.add(*w_t3, t3);
        let per_option =
            points.weights.iter().zip(&ballot.decoded.points_b).zip(&points.v).zip(&shape.points_keys);
        for (((weight, b), v), key_index) in per_option {
            self.add(w_t2 * c * weight, b);
            self.add(w_t3 * c * weight, v);
            self.add_joint(*key_index, -(w_t2 * z_r * weight));
        }
        self.base -= (w_t2 + w_t3) * z_v;
        self.range_blinding -= w_t3 * z_gamma;
    }

    fn is_zero(&self) -> bool {
        let vector = generators::vector_generators_cached(self.vector.len());
        let range_blinding = PedersenGens::default().B_blinding;
        let used = self.joint.iter().zip(self.keys.points()).filter(|(scalar, _)| **scalar != Scalar::ZERO);
        let (joint, joint_points): (Vec<_>, Vec<_>) = used.unzip();
        let fixed = [
            (self.base, RISTRETTO_BASEPOINT_POINT),
            (self.blinding, generators::blinding_generator()),
            (self.range_blinding, range_blinding),
        ];
        let scalars = fixed.iter().map(|(s, _)| s).chain(&self.vector).chain(joint).chain(&self.scalars);
        let points = fixed
            .iter()
            .map(|(_, p)| p)
            .chain(vector.iter().take(self.vector.len()))
            .chain(joint_points)
            .chain(&self.points);
        let (scalars, points): (Vec<_>, Vec<_>) = (scalars.collect(), points.collect());
        RistrettoPoint::vartime_multiscalar_mul(scalars, points) == RistrettoPoint::default()
    }
}

/// Whether the equations of these ballots hold together.
fn hold(keys: &JointKeys, ballots: &[(usize, Equations<'_>, Weights)]) -> bool {
    let mut sum = Sum::new(keys);
    for (_, equations, weights) in ballots {
        sum.add_ballot(equations, weights);
    }
    sum.is_zero()
}

/// Positions of the ballots whose equations fail, found by halving.
fn culprits(keys: &JointKeys, ballots: &[(usize, Equations<'_>, Weights)], found: &mut Vec<usize>) {
    if ballots.is_empty() || hold(keys, ballots) {
        return;
    }
    if let [(position, ..)] = ballots {
        found.push(*position);
        return;
    }
    let (left, right) = ballots.split_at(ballots.len() / 2);
    culprits(keys, left, found);
    culprits(keys, right, found);
}

/// Verifies ballots of one election, each with its authorisation, on all cores. The verdicts come in the order of the
/// items, and do not depend on how many are verified together.
///
/// `rng` must be unpredictable to whoever made the ballots: it gives the weights, after all items were received.
pub fn verify_batch(
    keys: &JointKeys,
    items: &[Item<'_>],
    rng: &mut (impl RngCore + CryptoRng),
) -> Vec<Result<Decoded, ProofError>> {
    // One weight vector and one seed for the range proof's own verifier per ballot, drawn before the work is split up,
    // so that the generator need not be shared.
    let randomness: Vec<(Weights, [u8; 32])> = items
        .iter()
        .map(|_| {
            let mut seed = [0; 32];
            rng.fill_bytes(&mut seed);
            (draw_weights(rng), seed)
        })
        .collect();
    // all cores, in chunks that are neither too small for one multiplication nor too large to share out
    let chunk = items.len().div_ceil(parallel::cores().max(1)).clamp(1, VERIFY_CHUNK);
    let chunks = items.chunks(chunk).zip(randomness.chunks(chunk)).collect();
    let verdicts = parallel::map(chunks, |(items, randomness)| verify_chunk(keys, items, randomness));
    verdicts.into_iter().flatten().collect()
}

fn verify_chunk(
    keys: &JointKeys,
    items: &[Item<'_>],
    randomness: &[(Weights, [u8; 32])],
) -> Vec<Result<Decoded, ProofError>> {
    let mut verdicts: Vec<Option<ProofError>> = vec![None; items.len()];
    let mut pending = Vec::with_capacity(items.len());
    for (position, (item, (weights, seed))) in items.iter().zip(randomness).enumerate() {
        let mut range_rng =
            merlin::Transcript::new(b"range proof weights").witness_rng([seed.as_slice()], &mut NoEntropy);
        match Equations::new(item, &mut range_rng) {
            Ok(equations) => pending.push((position, equations, *weights)),
            Err(error) => {
                if let Some(verdict) = verdicts.get_mut(position) {
                    *verdict = Some(error);
                }
            }
        }
    }
    let mut failed = Vec::new();
    culprits(keys, &pending, &mut failed);
    for position in failed {
        if let (Some(verdict), Some(item)) = (verdicts.get_mut(position), items.get(position)) {
            *verdict = Some(blame(item));
        }
    }
    let mut decoded =
        pending.into_iter().map(|(position, equations, _)| (position, equations.decoded)).peekable();
    verdicts
        .into_iter()
        .enumerate()
        .map(|(position, verdict)| {
            let own = decoded.next_if(|(p, _)| *p == position).map(|(_, decoded)| decoded);
            match (verdict, own) {
                (Some(error), _) => Err(error),
                (None, Some(decoded)) => Ok(decoded),
                (None, None) => Err(ProofError::Proof),
            }
        })
        .collect()
}

/// Which of a failing ballot's proofs failed.
fn blame(item: &Item<'_>) -> ProofError {
    match item.authorisation.map(|authorisation| item.statement().verify(authorisation)) {
        Some(Err(_)) => ProofError::Authorisation,
        Some(Ok(())) | None => ProofError::Proof,
    }
}

/// Adds nothing: the seed that the transcript is rekeyed with is the randomness.
struct NoEntropy;

impl RngCore for NoEntropy {
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

impl CryptoRng for NoEntropy {}
