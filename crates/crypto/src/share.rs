//! Decryption shares and their proof: one batched DLEQ for all options of a contest and group (sections 4 and 10).
//!
//! # Construction
//! Trustee k publishes `D_o = x_{w(o),k}·A` for every option o. The transcript takes the whole statement, all D
//! included, and only then gives one weight `δ_o` per option: with `X = Σ δ_o·x_o`, `M = Σ δ_o·Y_o` and `Z = Σ δ_o·D_o`
//! the proof is a Chaum–Pedersen proof that `M = X·G` and `Z = X·A`. Weights drawn before the D, or none, would let a
//! trustee move votes between options.

use curve25519_dalek::traits::{MultiscalarMul as _, VartimeMultiscalarMul as _};
use merlin::Transcript;
use rand_core::{CryptoRng, RngCore};
use zeroize::Zeroizing;

use crate::{
    CeremonyHash, CompressedRistretto, ElectionId, RistrettoPoint, RootHash, Scalar, TrusteeIndex, group,
    transcript::ProofTranscript as _,
};

/// What a share is for; opens the transcript.
#[derive(Clone, Copy, Debug)]
pub enum ShareContext<'a> {
    /// The test decryption before opening (section 4).
    Test {
        /// Which election.
        election: &'a ElectionId,
        /// Which key ceremony.
        ceremony: &'a CeremonyHash,
    },
    /// One contest and group of the tally (section 10).
    Tally {
        /// Which election.
        election: &'a ElectionId,
        /// Tree hash of the board whose last leaf is `close`.
        root: &'a RootHash,
        /// Its size, the `close` leaf counted.
        size: u64,
        /// The contest's id.
        contest: &'a str,
        /// The ids of the group's reporting units, in manifest order.
        group: &'a [&'a str],
    },
}

impl ShareContext<'_> {
    fn transcript(&self, trustee: TrusteeIndex) -> Transcript {
        match self {
            Self::Test { election, ceremony } => {
                let mut transcript = Transcript::new(b"tabella/v1/test-share");
                transcript.append(b"election", election.as_bytes());
                transcript.append(b"ceremony", ceremony.as_bytes());
                transcript.append_u16(b"trustee", trustee.get());
                transcript
            }
            Self::Tally { election, root, size, contest, group } => {
                let mut transcript = Transcript::new(b"tabella/v1/share");
                transcript.append(b"election", election.as_bytes());
                transcript.append(b"root", root.as_bytes());
                transcript.append_u64_be(b"size", *size);
                transcript.append_u16(b"trustee", trustee.get());
                transcript.append(b"contest", contest.as_bytes());
                for unit in *group {
                    transcript.append(b"group", unit.as_bytes());
                }
                transcript
            }
        }
    }
}

/// The ciphertexts that a share decrypts, and whose share it is.
#[derive(Clone, Copy, Debug)]
pub struct ShareStatement<'a> {
    /// What the share is for.
    pub context: ShareContext<'a>,
    /// Whose share.
    pub trustee: TrusteeIndex,
    /// The common first half `A` of the ciphertexts. The identity is legal (nobody voted).
    pub a: &'a RistrettoPoint,
    /// The second halves `B_o`.
    pub b: &'a [RistrettoPoint],
    /// The trustee's verification keys `Y_{w(o),k}`, one per option.
    pub verification_keys: &'a [RistrettoPoint],
}

/// A share as it is published: `[D…]`, `[t2, t3]`, `s`. Nothing is decoded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// `D_o`, one per option.
    pub d: Vec<CompressedRistretto>,
    /// The proof's commitments `t2`, `t3`.
    pub t: [CompressedRistretto; 2],
    /// The proof's response.
    pub s: [u8; 32],
}

/// Why a share is not a share of this statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Not one `D` per option.
    #[error("a decryption share must have one part per option")]
    Length,
    /// Not canonical.
    #[error(transparent)]
    Encoding(#[from] group::EncodingError),
    /// The proof fails.
    #[error("the proof of the decryption share does not verify")]
    Proof,
}

impl ShareStatement<'_> {
    /// Transcript up to the weights, which it returns. The lengths of `b`, the keys and `d` are equal (checked by the
    /// callers).
    fn weights(&self, d: &[CompressedRistretto]) -> (Transcript, Vec<Scalar>) {
        let mut transcript = self.context.transcript(self.trustee);
        transcript.append_point(b"a", &self.a.compress());
        for (b, y) in self.b.iter().zip(self.verification_keys) {
            transcript.append_point(b"b", &b.compress());
            transcript.append_point(b"y", &y.compress());
        }
        for d in d {
            transcript.append_point(b"d", d);
        }
        let weights = d.iter().map(|_| transcript.challenge_scalar(b"weight")).collect();
        (transcript, weights)
    }

    /// Makes the share with the secret shares `x_{w(o),k}`, one per option, in constant time.
    ///
    /// # Errors
    /// [`ShareError::Length`] if keys, ciphertexts and secrets are not equally many.
    pub fn prove(
        &self,
        secrets: &[Scalar],
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Result<Share, ShareError> {
        if secrets.len() != self.b.len() || secrets.len() != self.verification_keys.len() {
            return Err(ShareError::Length);
        }
        let d: Vec<_> = secrets.iter().map(|x| (x * self.a).compress()).collect();
        let (mut transcript, weights) = self.weights(&d);
        let x = Zeroizing::new(weights.iter().zip(secrets).map(|(weight, x)| weight * x).sum::<Scalar>());
        // Forked here, over the whole statement: a cloned machine or a weak generator must not repeat ρ for another.
        let mut own = transcript.witness_rng(secrets.iter().map(|x| x.as_bytes().as_slice()), rng);
        let rho = Zeroizing::new(Scalar::random(&mut own));
        let t = [RistrettoPoint::mul_base(&rho).compress(), (*rho * self.a).compress()];
        let c = transcript.share_challenge(&t);
        Ok(Share { d, t, s: (*rho - c * *x).to_bytes() })
    }

    /// Checks the share; returns the decoded `D_o`.
    ///
    /// # Errors
    /// [`ShareError`].
    pub fn verify(&self, share: &Share) -> Result<Vec<RistrettoPoint>, ShareError> {
        if share.d.len() != self.b.len() || share.d.len() != self.verification_keys.len() {
            return Err(ShareError::Length);
        }
        let d = share.d.iter().map(group::point).collect::<Result<Vec<_>, _>>()?;
        let [t2, t3] = [group::point(&share.t[0])?, group::point(&share.t[1])?];
        let s = group::scalar(share.s)?;
        let (mut transcript, weights) = self.weights(&share.d);
        let c = transcript.share_challenge(&share.t);
        let m = RistrettoPoint::vartime_multiscalar_mul(&weights, self.verification_keys);
        let z = RistrettoPoint::vartime_multiscalar_mul(&weights, &d);
        let holds = RistrettoPoint::vartime_double_scalar_mul_basepoint(&c, &m, &s) == t2
            && RistrettoPoint::multiscalar_mul([s, c], [*self.a, z]) == t3;
        holds.then_some(d).ok_or(ShareError::Proof)
    }
}

trait ShareTranscript {
    fn share_challenge(&mut self, t: &[CompressedRistretto; 2]) -> Scalar;
}

impl ShareTranscript for Transcript {
    fn share_challenge(&mut self, [t2, t3]: &[CompressedRistretto; 2]) -> Scalar {
        self.append_point(b"t2", t2);
        self.append_point(b"t3", t3);
        self.challenge_scalar(b"c")
    }
}

/// The Lagrange coefficients at 0 of the polynomial through these trustees' abscissae.
///
/// # Errors
/// [`DuplicateIndex`]: with a repeated abscissa a batch inversion silently gives zeros, and the result would be wrong
/// without a sign.
pub fn lagrange_at_zero(trustees: &[TrusteeIndex]) -> Result<Vec<Scalar>, DuplicateIndex> {
    trustees
        .iter()
        .enumerate()
        .map(|(position, trustee)| {
            let x = trustee.scalar();
            let mut numerator = Scalar::ONE;
            let mut denominator = Scalar::ONE;
            for (other_position, other) in trustees.iter().enumerate() {
                if other_position == position {
                    continue;
                }
                if other == trustee {
                    return Err(DuplicateIndex { trustee: *trustee });
                }
                numerator *= other.scalar();
                denominator *= other.scalar() - x;
            }
            Ok(numerator * denominator.invert())
        })
        .collect()
}

/// The same trustee twice in one combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("trustee {trustee} appears twice among the shares to combine")]
pub struct DuplicateIndex {
    /// Who.
    pub trustee: TrusteeIndex,
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    #[test]
    fn share_proof_binds_everything() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        let secrets: Vec<_> = (0..5).map(|_| Scalar::random(&mut rng)).collect();
        let keys: Vec<_> = secrets.iter().map(RistrettoPoint::mul_base).collect();
        let a = RistrettoPoint::random(&mut rng);
        let b: Vec<_> = (0..5).map(|_| RistrettoPoint::random(&mut rng)).collect();
        let (election, root) = (ElectionId([1; 32]), RootHash([2; 32]));
        let trustee = TrusteeIndex::new(2).unwrap();
        let context = ShareContext::Tally {
            election: &election,
            root: &root,
            size: 9,
            contest: "c",
            group: &["u", "v"],
        };
        let statement = ShareStatement { context, trustee, a: &a, b: &b, verification_keys: &keys };
        let share = statement.prove(&secrets, &mut rng).unwrap();
        assert_eq!(statement.verify(&share).unwrap(), secrets.iter().map(|x| x * a).collect::<Vec<_>>());

        let others = [
            ShareStatement { trustee: TrusteeIndex::new(1).unwrap(), ..statement },
            ShareStatement { a: &b[0], ..statement },
            ShareStatement {
                context: ShareContext::Tally {
                    election: &election,
                    root: &root,
                    size: 8,
                    contest: "c",
                    group: &["u", "v"],
                },
                ..statement
            },
            ShareStatement {
                context: ShareContext::Tally {
                    election: &election,
                    root: &root,
                    size: 9,
                    contest: "cu",
                    group: &["v"],
                },
                ..statement
            },
            ShareStatement {
                context: ShareContext::Test { election: &election, ceremony: &CeremonyHash([2; 32]) },
                ..statement
            },
        ];
        for other in others {
            assert_eq!(other.verify(&share), Err(ShareError::Proof));
        }
        // votes moved between two options: the sum of the D is unchanged
        let mut moved = share.clone();
        let five = RistrettoPoint::mul_base(&Scalar::from(5u8));
        moved.d[0] = (secrets[0] * a + five).compress();
        moved.d[1] = (secrets[1] * a - five).compress();
        assert_eq!(statement.verify(&moved), Err(ShareError::Proof));
        moved.d.pop();
        assert_eq!(statement.verify(&moved), Err(ShareError::Length));
    }

    #[test]
    fn the_identity_is_a_legal_ciphertext() {
        let mut rng = ChaCha20Rng::from_seed([2; 32]);
        let secret = Scalar::random(&mut rng);
        let (zero, key) = (RistrettoPoint::default(), RistrettoPoint::mul_base(&secret));
        let context = ShareContext::Test { election: &ElectionId([0; 32]), ceremony: &CeremonyHash([0; 32]) };
        let trustee = TrusteeIndex::new(1).unwrap();
        let statement = ShareStatement { context, trustee, a: &zero, b: &[zero], verification_keys: &[key] };
        let share = statement.prove(&[secret], &mut rng).unwrap();
        assert_eq!(statement.verify(&share), Ok(vec![zero]));
    }

    #[test]
    fn lagrange_refuses_a_repeated_index() {
        let [one, two, five] = [1, 2, 5].map(|k| TrusteeIndex::new(k).unwrap());
        assert_eq!(lagrange_at_zero(&[one, two, one]), Err(DuplicateIndex { trustee: one }));
        // f(x) = 7 + 3x + 2x²
        let f = |k: TrusteeIndex| {
            Scalar::from(7u8) + Scalar::from(3u8) * k.scalar() + Scalar::from(2u8) * k.scalar() * k.scalar()
        };
        let trustees = [five, one, two];
        let sum: Scalar =
            lagrange_at_zero(&trustees).unwrap().iter().zip(trustees).map(|(l, k)| l * f(k)).sum();
        assert_eq!(sum, Scalar::from(7u8));
    }
}
