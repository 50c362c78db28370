//! What prover and verifier put into the transcript, in one place for both.

use merlin::Transcript;

use super::StyleKeys;
use crate::{
    CompressedRistretto, Scalar, Tracker,
    points_proof::{self, PointsProof},
    transcript::ProofTranscript as _,
};

/// A ballot's ciphertexts as published: `A`, `[B_m…]`, `[B_j…]`. Nothing is decoded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ciphertexts {
    /// `A = r·G`.
    pub a: CompressedRistretto,
    /// `B_m`, one per bit-vector option.
    pub b: Vec<CompressedRistretto>,
    /// `B_j`, one per points option.
    pub points_b: Vec<CompressedRistretto>,
}

/// A ballot's proof as published. Nothing is decoded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotProof {
    /// Bits, Mask, Cross, Square, L_a, L_b.
    pub commitments: [CompressedRistretto; 6],
    /// `f_i`, one per bit.
    pub f: Vec<[u8; 32]>,
    /// z_bits, z_cross, z_link.
    pub z: [[u8; 32]; 3],
    /// Section 6's part; present exactly if the style has points options.
    pub points: Option<PointsProof>,
}

/// The transcript with the head of one ballot: `credential`, `previous`.
pub(super) fn head(keys: &StyleKeys, credential: &CompressedRistretto, previous: &Tracker) -> Transcript {
    let mut transcript = keys.transcript.clone();
    transcript.append_point(b"credential", credential);
    transcript.append(b"previous", previous.as_bytes());
    transcript
}

/// `a`, then each option's `b`, then each points option's `b` and `v`.
pub(super) fn append_ciphertexts(
    transcript: &mut Transcript,
    ciphertexts: &Ciphertexts,
    points_v: &[CompressedRistretto],
) {
    transcript.append_point(b"a", &ciphertexts.a);
    for b in &ciphertexts.b {
        transcript.append_point(b"b", b);
    }
    for (b, v) in ciphertexts.points_b.iter().zip(points_v) {
        transcript.append_point(b"b", b);
        transcript.append_point(b"v", v);
    }
}

/// `bits`, `mask`, `cross`, `square`; gives y.
pub(super) fn challenge_y(
    transcript: &mut Transcript,
    [bits, mask, cross, square]: [&CompressedRistretto; 4],
) -> Scalar {
    transcript.append_point(b"bits", bits);
    transcript.append_point(b"mask", mask);
    transcript.append_point(b"cross", cross);
    transcript.append_point(b"square", square);
    transcript.challenge_scalar(b"y")
}

/// `link-a`, `link-b`; gives x.
pub(super) fn challenge_x(
    transcript: &mut Transcript,
    l_a: &CompressedRistretto,
    l_b: &CompressedRistretto,
) -> Scalar {
    transcript.append_point(b"link-a", l_a);
    transcript.append_point(b"link-b", l_b);
    transcript.challenge_scalar(b"x")
}

/// The points transcript that hangs on this ballot, opened after x.
pub(super) fn points_transcript(transcript: &mut Transcript) -> Transcript {
    let mut ballot = [0; 32];
    transcript.challenge_bytes(b"points", &mut ballot);
    points_proof::transcript(&ballot)
}

/// What y makes of the style: the public weights of the link.
pub(super) struct Weights {
    /// `g_m = w_m + u_q(m)`.
    pub(super) g: Vec<Scalar>,
    /// `λ_i`.
    pub(super) lambda: Vec<Scalar>,
    /// `κ`.
    pub(super) kappa: Scalar,
}

impl Weights {
    /// Unwrap safety: every index comes from the style's own shape, never from a peer.
    #[expect(clippy::indexing_slicing, reason = "indices of the shape into lists of the shape's lengths")]
    pub(super) fn new(keys: &StyleKeys, y: &Scalar) -> Self {
        let shape = &keys.shape;
        let mut power = Scalar::ONE;
        let mut next = || {
            power *= y;
            power
        };
        let w: Vec<Scalar> = shape.option_keys.iter().map(|_| next()).collect();
        let u: Vec<Scalar> = shape.totals.iter().map(|_| next()).collect();
        // most coefficients are 1, and a multiplication is the dear part of this loop
        let times = |weight: &Scalar, coefficient: u32| {
            if coefficient == 1 { *weight } else { weight * Scalar::from(coefficient) }
        };
        Self {
            g: w.iter().zip(&shape.contest_of).map(|(w, q)| w + u[*q]).collect(),
            lambda: shape
                .option_bits
                .iter()
                .map(|bit| times(&w[bit.of], bit.coefficient))
                .chain(shape.slack_bits.iter().map(|bit| -times(&u[bit.of], bit.coefficient)))
                .collect(),
            kappa: u.iter().zip(&shape.totals).map(|(u, total)| times(u, *total)).sum(),
        }
    }
}
