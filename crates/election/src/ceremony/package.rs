//! Packages of round 1: commitments to polynomials with proofs of possession.

use sha2::{Digest as _, Sha512};
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, Scalar, Threshold, TrusteeIndex,
    cbor::{DecodeError, Reader, Writer},
    group, parallel,
};

/// The blob of a trustee-commitment entry: `[* [[C_0 … C_{t−1}], R, μ]]`, one per run. Nothing is decoded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentPackage {
    /// Runs w = 1 … W.
    pub runs: Vec<RunCommitment>,
}

/// One run's polynomial, committed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunCommitment {
    /// `C_0 … C_{t−1}`.
    pub coefficients: Vec<CompressedRistretto>,
    /// R, the proof's commitment.
    pub r: CompressedRistretto,
    /// μ, the proof's response.
    pub mu: [u8; 32],
}

/// Why a package is refused. Runs count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// Not one polynomial per joint key.
    #[error("trustee {culprit}: {got} runs in the commitment package, expected {expected}")]
    Runs {
        /// Whose package.
        culprit: TrusteeIndex,
        /// W.
        expected: usize,
        /// Runs of the package.
        got: usize,
    },
    /// A polynomial of another degree than t − 1: it would change the threshold.
    #[error("trustee {culprit}, run {run}: {got} coefficients, expected {expected}")]
    Coefficients {
        /// Whose package.
        culprit: TrusteeIndex,
        /// Which run.
        run: usize,
        /// t.
        expected: usize,
        /// Coefficients of the run.
        got: usize,
    },
    /// Not canonical, or the identity.
    #[error("trustee {culprit}, run {run}: {error}")]
    Encoding {
        /// Whose package.
        culprit: TrusteeIndex,
        /// Which run.
        run: usize,
        /// What is wrong.
        error: group::EncodingError,
    },
    /// The proof of possession fails.
    #[error("trustee {culprit}, run {run}: the proof of possession does not verify")]
    Proof {
        /// Whose package.
        culprit: TrusteeIndex,
        /// Which run.
        run: usize,
    },
    /// A constant term that an earlier run of the package has.
    #[error("trustee {culprit}, run {run}: the constant term is that of an earlier run")]
    Repeated {
        /// Whose package.
        culprit: TrusteeIndex,
        /// Which run.
        run: usize,
    },
}

impl CommitmentPackage {
    /// The blob's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let runs = self.runs.iter().fold(Writer::new().array(self.runs.len()), |writer, run| {
            let coefficients = run.coefficients.iter().map(CompressedRistretto::as_bytes);
            writer.array(3).list(coefficients).bytes(run.r.as_bytes()).bytes(&run.mu)
        });
        runs.finish()
    }

    /// Reads the blob of an election with `keys` joint keys (W).
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes than [`Self::encode`] writes, and any other number of runs or coefficients.
    pub fn decode(bytes: &[u8], keys: usize, threshold: Threshold) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(keys)?;
        let runs = (0..keys)
            .map(|_| {
                reader.array_of(3)?;
                let coefficients = group::compressed(reader.list(threshold.0.into())?);
                let r = CompressedRistretto(reader.fixed()?);
                Ok(RunCommitment { coefficients, r, mu: reader.fixed()? })
            })
            .collect::<Result<_, DecodeError>>()?;
        reader.finish()?;
        Ok(Self { runs })
    }

    /// Checks the package of the trustee who signed it.
    ///
    /// # Errors
    /// [`PackageError`] names the first run that is wrong.
    pub fn verify(
        &self,
        trustee: TrusteeIndex,
        keys: usize,
        threshold: Threshold,
    ) -> Result<VerifiedCommitments, PackageError> {
        if self.runs.len() != keys {
            return Err(PackageError::Runs { culprit: trustee, expected: keys, got: self.runs.len() });
        }
        let runs = self.runs.iter().enumerate().collect();
        let verdicts =
            parallel::map(runs, |(w, run): (usize, &RunCommitment)| run.verify(trustee, w + 1, threshold));
        let runs = verdicts.into_iter().collect::<Result<Vec<_>, _>>()?;
        let constant_terms = self.runs.iter().filter_map(|run| run.coefficients.first().copied()).collect();
        let verified = VerifiedCommitments { trustee, constant_terms, runs };
        let mut seen = std::collections::BTreeSet::new();
        match verified.constant_terms.iter().position(|term| !seen.insert(term.as_bytes())) {
            Some(earlier) => Err(PackageError::Repeated { culprit: trustee, run: earlier + 1 }),
            None => Ok(verified),
        }
    }
}

impl RunCommitment {
    /// Exactly t coefficients, no identity, and `μ·G = R + c·C_0`.
    fn verify(
        &self,
        culprit: TrusteeIndex,
        run: usize,
        threshold: Threshold,
    ) -> Result<Vec<RistrettoPoint>, PackageError> {
        let expected = usize::from(threshold.0);
        let encoding = |error| PackageError::Encoding { culprit, run, error };
        let (Some(c_0), true) = (self.coefficients.first(), self.coefficients.len() == expected) else {
            return Err(PackageError::Coefficients { culprit, run, expected, got: self.coefficients.len() });
        };
        let points = self.coefficients.iter().map(group::non_identity).collect::<Result<Vec<_>, _>>();
        let points = points.map_err(encoding)?;
        let r = group::non_identity(&self.r).map_err(encoding)?;
        let mu = group::scalar(self.mu).map_err(encoding)?;
        let c = challenge(culprit, c_0, &self.r);
        // μ·G − c·C_0 = R
        let holds = points
            .first()
            .is_some_and(|key| RistrettoPoint::vartime_double_scalar_mul_basepoint(&-c, key, &mu) == r);
        if holds { Ok(points) } else { Err(PackageError::Proof { culprit, run }) }
    }
}

/// `SHA-512("FROST-RISTRETTO255-SHA512-v1" || "dkg" || identifier || C_0 || R) mod ℓ`, the challenge of the crate
/// frost-ristretto255.
pub(super) fn challenge(trustee: TrusteeIndex, c_0: &CompressedRistretto, r: &CompressedRistretto) -> Scalar {
    let digest = Sha512::new_with_prefix(b"FROST-RISTRETTO255-SHA512-v1")
        .chain_update(b"dkg")
        .chain_update(trustee.scalar().as_bytes())
        .chain_update(c_0.as_bytes())
        .chain_update(r.as_bytes())
        .finalize();
    Scalar::from_bytes_mod_order_wide(&digest.into())
}

/// A package whose proofs were checked. The only constructor is [`CommitmentPackage::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCommitments {
    trustee: TrusteeIndex,
    constant_terms: Vec<CompressedRistretto>,
    runs: Vec<Vec<RistrettoPoint>>,
}

impl VerifiedCommitments {
    /// Whose package.
    pub fn trustee(&self) -> TrusteeIndex {
        self.trustee
    }

    /// `C_0` of every run, to be compared with all others on the board, earlier attempts included.
    pub fn constant_terms(&self) -> &[CompressedRistretto] {
        &self.constant_terms
    }

    /// `C_0 … C_{t−1}` of every run.
    pub fn runs(&self) -> &[Vec<RistrettoPoint>] {
        &self.runs
    }
}
