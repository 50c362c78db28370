//! Joint keys and verification keys, from all trustees' packages.

use std::collections::BTreeMap;

use tabella_crypto::{
    CeremonyHash, CompressedRistretto, ElectionId, RistrettoPoint, TrusteeIndex,
    ballot_proof::JointKeys,
    cbor::DecodeError,
    share::{ShareContext, ShareError, ShareStatement},
};

use super::{VerifiedCommitments, test_ciphertext};
use crate::share::TestShareBlob;

/// The keys that a ceremony made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CeremonyKeys {
    /// Which ceremony.
    pub hash: CeremonyHash,
    /// `Y_1 … Y_W`.
    pub joint: JointKeys,
    /// Per run, `Y_{w,1} … Y_{w,n}`.
    verification: Vec<Vec<RistrettoPoint>>,
}

/// Why packages make no keys. Runs count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CeremonyError {
    /// Not one package of each trustee, in manifest order.
    #[error("expected the commitment package of trustee {expected}")]
    Order {
        /// Whose package is missing or out of order.
        expected: TrusteeIndex,
    },
    /// No packages at all, or too many to count.
    #[error("{0} trustees cannot hold a ceremony")]
    Trustees(usize),
    /// Packages for different numbers of keys or different thresholds.
    #[error("trustee {culprit}: the commitment package is of another ceremony than that of trustee 1")]
    Different {
        /// Who differs from the first.
        culprit: TrusteeIndex,
    },
    /// A constant term of another trustee.
    #[error("trustee {culprit}, run {run}: the constant term is that of trustee {other}")]
    Repeated {
        /// The later trustee.
        culprit: TrusteeIndex,
        /// Its run.
        run: usize,
        /// The earlier trustee.
        other: TrusteeIndex,
    },
    /// A joint key that is the identity.
    #[error("joint key {run} is the identity element")]
    Identity {
        /// Which.
        run: usize,
    },
    /// Two joint keys are the same.
    #[error("joint keys {first} and {second} are the same")]
    Same {
        /// One.
        first: usize,
        /// The other.
        second: usize,
    },
}

impl CeremonyKeys {
    /// The keys of the ceremony `hash`, from one package of each trustee in manifest order.
    ///
    /// # Errors
    /// [`CeremonyError`].
    pub fn combine(hash: CeremonyHash, packages: &[VerifiedCommitments]) -> Result<Self, CeremonyError> {
        let first = packages.first().ok_or(CeremonyError::Trustees(0))?;
        let n = u16::try_from(packages.len()).map_err(|_| CeremonyError::Trustees(packages.len()))?;
        for (package, expected) in packages.iter().zip(TrusteeIndex::all(n)) {
            if package.trustee() != expected {
                return Err(CeremonyError::Order { expected });
            }
            if package.runs().iter().map(Vec::len).ne(first.runs().iter().map(Vec::len)) {
                return Err(CeremonyError::Different { culprit: expected });
            }
        }
        no_repeated_terms(packages)?;
        let sums = sums(packages);
        let constants: Vec<RistrettoPoint> = sums.iter().filter_map(|run| run.first().copied()).collect();
        pairwise_different(&constants)?;
        let verification =
            sums.iter().map(|run| TrusteeIndex::all(n).map(|k| evaluate(run, k)).collect()).collect();
        Ok(Self { hash, joint: JointKeys::new(constants), verification })
    }

    /// `Y_{w,k}`: what trustee k's share of the secret key with index w (from 1) is checked with.
    pub fn verification(&self, w: usize, trustee: TrusteeIndex) -> Option<&RistrettoPoint> {
        self.verification.get(w.checked_sub(1)?)?.get(trustee.zero_based())
    }

    /// [`Self::verification`] for these key indices, in their order; none if there is no such key or trustee.
    pub fn verification_keys(
        &self,
        trustee: TrusteeIndex,
        key_indices: &[usize],
    ) -> Option<Vec<RistrettoPoint>> {
        key_indices.iter().map(|w| self.verification(*w, trustee).copied()).collect()
    }

    /// Checks the blob of a trustee's `test-share`: its share of the decryption of [`test_ciphertext`].
    ///
    /// # Errors
    /// [`TestShareError`].
    pub fn verify_test_share(
        &self,
        election: &ElectionId,
        trustee: TrusteeIndex,
        blob: &[u8],
    ) -> Result<(), TestShareError> {
        let all: Vec<usize> = (1..=self.joint.points().len()).collect();
        let verification_keys = self.verification_keys(trustee, &all).ok_or(TestShareError::Unknown)?;
        let TestShareBlob(share) = TestShareBlob::decode(blob, all.len())?;
        let (a, b) = test_ciphertext(self);
        let context = ShareContext::Test { election, ceremony: &self.hash };
        let statement =
            ShareStatement { context, trustee, a: &a, b: &b, verification_keys: &verification_keys };
        Ok(statement.verify(&share).map(drop)?)
    }
}

/// Why a test share is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TestShareError {
    /// No trustee has this number.
    #[error("no trustee has this number")]
    Unknown,
    /// Not the one encoding of a share for these keys.
    #[error(transparent)]
    Encoding(#[from] DecodeError),
    /// The share is wrong.
    #[error(transparent)]
    Share(#[from] ShareError),
}

/// FROST's proofs bind neither session nor run: a repeated constant term could be another's, replayed.
fn no_repeated_terms(packages: &[VerifiedCommitments]) -> Result<(), CeremonyError> {
    let mut seen: BTreeMap<&[u8; 32], TrusteeIndex> = BTreeMap::new();
    for package in packages {
        for (w, term) in package.constant_terms().iter().enumerate() {
            if let Some(other) = seen.insert(term.as_bytes(), package.trustee()) {
                return Err(CeremonyError::Repeated { culprit: package.trustee(), run: w + 1, other });
            }
        }
    }
    Ok(())
}

/// Per run, the coefficients of the sum of all trustees' polynomials.
fn sums(packages: &[VerifiedCommitments]) -> Vec<Vec<RistrettoPoint>> {
    let mut sums: Vec<Vec<RistrettoPoint>> = Vec::new();
    for package in packages {
        if sums.is_empty() {
            sums = package.runs().to_vec();
            continue;
        }
        for (sum, coefficient) in sums.iter_mut().flatten().zip(package.runs().iter().flatten()) {
            *sum += coefficient;
        }
    }
    sums
}

/// Never the identity; no two the same.
fn pairwise_different(keys: &[RistrettoPoint]) -> Result<(), CeremonyError> {
    let mut seen: BTreeMap<[u8; 32], usize> = BTreeMap::new();
    for (key, run) in keys.iter().map(RistrettoPoint::compress).zip(1..) {
        if key == CompressedRistretto::default() {
            return Err(CeremonyError::Identity { run });
        }
        if let Some(first) = seen.insert(key.to_bytes(), run) {
            return Err(CeremonyError::Same { first, second: run });
        }
    }
    Ok(())
}

/// `Σ_i k^i·S_i` by Horner's rule.
fn evaluate(coefficients: &[RistrettoPoint], k: TrusteeIndex) -> RistrettoPoint {
    coefficients
        .iter()
        .rev()
        .fold(RistrettoPoint::default(), |sum, coefficient| times(&sum, k.get()) + coefficient)
}

/// `k·point` by doubling and adding: k is public and small, a multiplication by a scalar would cost tenfold.
fn times(point: &RistrettoPoint, k: u16) -> RistrettoPoint {
    (0..u16::BITS - k.leading_zeros()).rev().fold(RistrettoPoint::default(), |sum, bit| {
        let doubled = sum + sum;
        if k >> bit & 1 == 1 { doubled + point } else { doubled }
    })
}
