//! Points and scalars from their canonical encodings (section 2, RFC 9496).

use rand_core::{CryptoRng, RngCore};

use crate::{CompressedRistretto, RistrettoPoint, Scalar};

/// Bytes that are not the canonical encoding of a point or a scalar. Nothing is repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodingError {
    /// Not a canonical ristretto255 encoding.
    #[error("not the canonical encoding of a point")]
    Point,
    /// The identity where the protocol forbids it.
    #[error("the identity element where it is forbidden")]
    Identity,
    /// Not less than the group order.
    #[error("not the canonical encoding of a scalar")]
    Scalar,
}

/// Decodes a point; the identity is allowed.
///
/// # Errors
/// [`EncodingError::Point`].
pub fn point(bytes: &CompressedRistretto) -> Result<RistrettoPoint, EncodingError> {
    bytes.decompress().ok_or(EncodingError::Point)
}

/// Decodes a point that must not be the identity (P, A and joint keys).
///
/// # Errors
/// [`EncodingError`].
pub fn non_identity(bytes: &CompressedRistretto) -> Result<RistrettoPoint, EncodingError> {
    // the canonical encoding of the identity is all zeros
    if bytes.0 == [0; 32] { Err(EncodingError::Identity) } else { point(bytes) }
}

/// Decodes a scalar.
///
/// # Errors
/// [`EncodingError::Scalar`] for anything not below the group order.
pub fn scalar(bytes: [u8; 32]) -> Result<Scalar, EncodingError> {
    Option::from(Scalar::from_canonical_bytes(bytes)).ok_or(EncodingError::Scalar)
}

/// Decodes a list of scalars.
///
/// # Errors
/// [`EncodingError::Scalar`].
pub fn scalars(list: &[[u8; 32]]) -> Result<Vec<Scalar>, EncodingError> {
    list.iter().map(|bytes| scalar(*bytes)).collect()
}

/// The weight of an equation that is checked together with others, uniform in [1, 2¹²⁸) (section 5, *Batch verification*).
pub(crate) fn weight(rng: &mut (impl RngCore + CryptoRng)) -> Scalar {
    loop {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        let weight = u128::from_le_bytes(bytes);
        if weight != 0 {
            return Scalar::from(weight);
        }
    }
}

/// Points as bytes, undecoded.
pub fn compressed(list: Vec<[u8; 32]>) -> Vec<CompressedRistretto> {
    list.into_iter().map(CompressedRistretto).collect()
}

/// `Σ scalar·point`, in variable time: public values only.
pub fn vartime_sum(scalars: &[Scalar], points: &[RistrettoPoint]) -> RistrettoPoint {
    use curve25519_dalek::traits::VartimeMultiscalarMul as _;
    RistrettoPoint::vartime_multiscalar_mul(scalars, points)
}

/// Whether this machine computes right: `Σ sᵢ·(xᵢ·G)` over points that were written and read again is `(Σ sᵢ·xᵢ)·G`. What verifies has
/// then run once, as a browser's compiler likes it. Nothing secret.
pub fn computes_right(points: u32) -> bool {
    let step = Scalar::from(u128::MAX) * Scalar::from(u128::MAX);
    let (mut scalar, mut expected) = (step, Scalar::ZERO);
    let (mut scalars, mut read) = (Vec::new(), Vec::new());
    for number in 1..=points {
        let discrete_log = scalar + Scalar::from(number);
        let Ok(point) = point(&RistrettoPoint::mul_base(&discrete_log).compress()) else { return false };
        expected += scalar * discrete_log;
        scalars.push(scalar);
        read.push(point);
        scalar = scalar * step + Scalar::ONE;
    }
    vartime_sum(&scalars, &read) == RistrettoPoint::mul_base(&expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_computes_right_in_both_ways_of_multiplying() {
        // few points are multiplied in another way than many
        assert!(computes_right(0) && computes_right(1) && computes_right(20) && computes_right(400));
    }
}
