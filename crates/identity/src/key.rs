//! Public keys of certificates, and signatures under them.

use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA256_ASN1, ECDSA_P521_SHA384_ASN1,
    ECDSA_P521_SHA512_ASN1, EcdsaVerificationAlgorithm, RsaParameters,
};
use x509_cert::{
    der::{
        Encode as _, Reader as _, SliceReader, Tag, Tagged as _,
        asn1::{AnyRef, ObjectIdentifier, UintRef},
    },
    spki::SubjectPublicKeyInfoOwned,
};

use crate::algorithm::{Hash, Scheme};

mod roca;

/// Smallest RSA modulus, in bits.
pub const RSA_BITS_MIN: usize = 2048;
/// Largest RSA modulus, in bits: what AWS-LC verifies in bounded time.
pub const RSA_BITS_MAX: usize = 8192;
/// Smallest public exponent of RSA: FIPS 186-5 asks for more than 2^16.
const RSA_EXPONENT_MIN: u64 = 65_537;
/// Largest: AWS-LC takes exponents of at most 33 bits.
const RSA_EXPONENT_MAX: u64 = (1 << 33) - 1;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// The curves that are taken, by name (RFC 5480, 2.1.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
}

impl Curve {
    /// Bytes of a field element, and of r and s.
    fn bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    fn verifier(self, hash: Hash) -> &'static EcdsaVerificationAlgorithm {
        match (self, hash) {
            (Self::P256, Hash::Sha256) => &ECDSA_P256_SHA256_ASN1,
            (Self::P256, Hash::Sha384) => &ECDSA_P256_SHA384_ASN1,
            (Self::P256, Hash::Sha512) => &ECDSA_P256_SHA512_ASN1,
            (Self::P384, Hash::Sha256) => &ECDSA_P384_SHA256_ASN1,
            (Self::P384, Hash::Sha384) => &ECDSA_P384_SHA384_ASN1,
            (Self::P384, Hash::Sha512) => &ECDSA_P384_SHA512_ASN1,
            (Self::P521, Hash::Sha256) => &ECDSA_P521_SHA256_ASN1,
            (Self::P521, Hash::Sha384) => &ECDSA_P521_SHA384_ASN1,
            (Self::P521, Hash::Sha512) => &ECDSA_P521_SHA512_ASN1,
        }
    }
}

/// A public key that passed [`KeyFault`]'s checks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey {
    /// A point of a named curve.
    Ec {
        /// The curve.
        curve: Curve,
        /// `0x04 || x || y`.
        point: Vec<u8>,
    },
    /// An RSA key.
    Rsa {
        /// RSAPublicKey of RFC 8017, DER.
        key: Vec<u8>,
    },
}

/// Why a public key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Neither EC nor RSA.
    #[error("the key is neither on a curve of NIST nor RSA")]
    Algorithm,
    /// The curve is described instead of named: its generator can be chosen so that a foreign signature fits (CVE-2020-0601).
    #[error("the key describes its curve instead of naming it")]
    ExplicitCurve,
    /// A named curve, but none of P-256, P-384, P-521.
    #[error("the key is on another curve than P-256, P-384, P-521")]
    Curve,
    /// Not an uncompressed point of the curve.
    #[error("the key is not a point of its curve")]
    Point,
    /// An RSA key that is not RSAPublicKey in DER.
    #[error("the RSA key is not encoded as it must be")]
    Malformed,
    /// Too small or too large a modulus, or an even one.
    #[error("the RSA modulus has {bits} bits, not {RSA_BITS_MIN} to {RSA_BITS_MAX}, or is even")]
    RsaModulus {
        /// Its length.
        bits: usize,
    },
    /// An exponent below 65537, above 2^33, or even.
    #[error("the RSA exponent is smaller than 65537, larger than 2^33 or even")]
    RsaExponent,
    /// The modulus bears the fingerprint of a faulty generator: it can be factored (CVE-2017-15361).
    #[error("the RSA key comes from a faulty generator (ROCA)")]
    Roca,
}

impl PublicKey {
    pub(crate) fn from_spki(spki: &SubjectPublicKeyInfoOwned) -> Result<Self, KeyFault> {
        let bytes = spki.subject_public_key.as_bytes().ok_or(KeyFault::Malformed)?;
        let parameters = spki.algorithm.parameters.as_ref().map(AnyRef::from);
        match spki.algorithm.oid {
            EC_PUBLIC_KEY => Self::ec(parameters, bytes),
            RSA_ENCRYPTION => Self::rsa(parameters, bytes),
            _ => Err(KeyFault::Algorithm),
        }
    }

    fn ec(parameters: Option<AnyRef<'_>>, bytes: &[u8]) -> Result<Self, KeyFault> {
        let parameters = parameters.ok_or(KeyFault::ExplicitCurve)?;
        // A SEQUENCE describes the curve, NULL inherits it from who knows whom.
        if parameters.tag() != Tag::ObjectIdentifier {
            return Err(KeyFault::ExplicitCurve);
        }
        let curve = match parameters.decode_as::<ObjectIdentifier>() {
            Ok(P256) => Curve::P256,
            Ok(P384) => Curve::P384,
            Ok(P521) => Curve::P521,
            _ => return Err(KeyFault::Curve),
        };
        if bytes.len() != 1 + 2 * curve.bytes() || bytes.first() != Some(&4) {
            return Err(KeyFault::Point);
        }
        signature::ParsedPublicKey::new(curve.verifier(Hash::Sha256), bytes).map_err(|_| KeyFault::Point)?;
        Ok(Self::Ec { curve, point: bytes.to_vec() })
    }

    fn rsa(parameters: Option<AnyRef<'_>>, bytes: &[u8]) -> Result<Self, KeyFault> {
        if parameters.is_some_and(|parameters| parameters.tag() != Tag::Null) {
            return Err(KeyFault::Malformed);
        }
        let (modulus, exponent) = rsa_numbers(bytes).map_err(|_| KeyFault::Malformed)?;
        let leading = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let bits = (modulus.len() * 8).saturating_sub(leading);
        let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
        if !(RSA_BITS_MIN..=RSA_BITS_MAX).contains(&bits) || !odd(modulus) {
            return Err(KeyFault::RsaModulus { bits });
        }
        if exponent.len() > 8 {
            return Err(KeyFault::RsaExponent);
        }
        let value = exponent.iter().fold(0, |sum: u64, byte| (sum << 8) | u64::from(*byte));
        if !(RSA_EXPONENT_MIN..=RSA_EXPONENT_MAX).contains(&value) || !odd(exponent) {
            return Err(KeyFault::RsaExponent);
        }
        if roca::has_fingerprint(modulus) {
            return Err(KeyFault::Roca);
        }
        Ok(Self::Rsa { key: bytes.to_vec() })
    }

    /// Whether this key made the signature over the message with that scheme; ECDSA's r and s in DER.
    ///
    /// r and s must be in 1..n, in the one DER spelling; s may be in the upper half: cards do not normalise it, and a second
    /// spelling of a signature gives nobody a second use of a nonce.
    pub(crate) fn verifies(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match (self, scheme) {
            (Self::Ec { curve, point }, Scheme::Ecdsa(hash)) => {
                signature::UnparsedPublicKey::new(curve.verifier(hash), point)
                    .verify(message, signature)
                    .is_ok()
            }
            (Self::Rsa { key }, Scheme::RsaPkcs1(hash)) => {
                signature::UnparsedPublicKey::new(pkcs1(hash), key).verify(message, signature).is_ok()
            }
            (Self::Rsa { key }, Scheme::RsaPss(hash)) => {
                signature::UnparsedPublicKey::new(pss(hash), key).verify(message, signature).is_ok()
            }
            _ => false,
        }
    }

    /// The same with ECDSA's r and s as cards give them: `r || s`, each as long as a field element (RFC 7518, 3.4).
    pub(crate) fn verifies_raw(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Ec { curve, .. } => {
                raw_to_der(*curve, signature).is_some_and(|der| self.verifies(scheme, message, &der))
            }
            Self::Rsa { .. } => self.verifies(scheme, message, signature),
        }
    }
}

fn pkcs1(hash: Hash) -> &'static RsaParameters {
    match hash {
        Hash::Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
    }
}

fn pss(hash: Hash) -> &'static RsaParameters {
    match hash {
        Hash::Sha256 => &signature::RSA_PSS_2048_8192_SHA256,
        Hash::Sha384 => &signature::RSA_PSS_2048_8192_SHA384,
        Hash::Sha512 => &signature::RSA_PSS_2048_8192_SHA512,
    }
}

/// Modulus and exponent, big-endian, without leading zeros.
fn rsa_numbers(bytes: &[u8]) -> x509_cert::der::Result<(&[u8], &[u8])> {
    let mut outer = SliceReader::new(bytes)?;
    let numbers = outer.sequence(|reader| {
        let modulus: UintRef<'_> = reader.decode()?;
        let exponent: UintRef<'_> = reader.decode()?;
        Ok((modulus.as_bytes(), exponent.as_bytes()))
    })?;
    outer.finish(numbers)
}

fn raw_to_der(curve: Curve, signature: &[u8]) -> Option<Vec<u8>> {
    if signature.len() != 2 * curve.bytes() {
        return None;
    }
    let (r, s) = signature.split_at(curve.bytes());
    let mut body = UintRef::new(r).ok()?.to_der().ok()?;
    body.extend(UintRef::new(s).ok()?.to_der().ok()?);
    AnyRef::new(Tag::Sequence, &body).ok()?.to_der().ok()
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use x509_cert::der::Decode as _;

    use super::*;

    fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> SubjectPublicKeyInfoOwned {
        let mut body = UintRef::new(modulus).unwrap().to_der().unwrap();
        body.extend(UintRef::new(exponent).unwrap().to_der().unwrap());
        let key = AnyRef::new(Tag::Sequence, &body).unwrap().to_der().unwrap();
        let algorithm = x509_cert::spki::AlgorithmIdentifier { oid: RSA_ENCRYPTION, parameters: None };
        SubjectPublicKeyInfoOwned {
            algorithm,
            subject_public_key: x509_cert::der::asn1::BitString::from_bytes(&key).unwrap(),
        }
    }

    /// An odd modulus without the fingerprint.
    fn modulus(bits: usize) -> Vec<u8> {
        let mut bytes = vec![0xb5; bits / 8];
        *bytes.last_mut().unwrap() = 0x07;
        bytes
    }

    #[test]
    fn f06_rsa_keys_that_are_too_small_or_odd_in_exponent() {
        let with = |modulus: &[u8], exponent: &[u8]| PublicKey::from_spki(&rsa_spki(modulus, exponent)).err();
        let three_bytes = [1, 0, 1];
        assert_eq!(with(&modulus(2048), &three_bytes), None);
        assert_eq!(with(&modulus(2040), &three_bytes), Some(KeyFault::RsaModulus { bits: 2040 }));
        assert_eq!(with(&modulus(1024), &three_bytes), Some(KeyFault::RsaModulus { bits: 1024 }));
        assert_eq!(with(&modulus(8200), &three_bytes), Some(KeyFault::RsaModulus { bits: 8200 }));
        let mut even = modulus(2048);
        *even.last_mut().unwrap() = 6;
        assert_eq!(with(&even, &three_bytes), Some(KeyFault::RsaModulus { bits: 2048 }));
        for exponent in [&[1u8][..], &[3], &[17], &[0xff, 0xff], &[1, 0, 0], &[2, 0, 0, 0, 1], &[1; 9]] {
            assert_eq!(with(&modulus(2048), exponent), Some(KeyFault::RsaExponent), "{exponent:?}");
        }
    }

    #[test]
    fn f05_only_named_curves_and_their_points() {
        let point = "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7\
                     3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f";
        let spki = |parameters: &str, point: &str| {
            let key = HEXLOWER.decode(format!("00{point}").as_bytes()).unwrap();
            let key = AnyRef::new(Tag::BitString, &key).unwrap().to_der().unwrap();
            let inner = HEXLOWER.decode(format!("06072a8648ce3d0201{parameters}").as_bytes()).unwrap();
            let mut body = AnyRef::new(Tag::Sequence, &inner).unwrap().to_der().unwrap();
            body.extend(key);
            let der = AnyRef::new(Tag::Sequence, &body).unwrap().to_der().unwrap();
            PublicKey::from_spki(&SubjectPublicKeyInfoOwned::from_der(&der).unwrap()).err()
        };
        assert_eq!(spki("06052b81040022", point), None);
        // described, inherited, absent
        assert_eq!(spki("3003020101", point), Some(KeyFault::ExplicitCurve));
        assert_eq!(spki("0500", point), Some(KeyFault::ExplicitCurve));
        assert_eq!(spki("", point), Some(KeyFault::ExplicitCurve));
        // secp256k1; P-384's point on P-256; another y; the compressed form; infinity
        assert_eq!(spki("06052b8104000a", point), Some(KeyFault::Curve));
        assert_eq!(spki("06082a8648ce3d030107", point), Some(KeyFault::Point));
        assert_eq!(
            spki("06052b81040022", &format!("{}60", &point[..point.len() - 2])),
            Some(KeyFault::Point)
        );
        assert_eq!(spki("06052b81040022", &format!("03{}", &point[2..98])), Some(KeyFault::Point));
        assert_eq!(spki("06052b81040022", "00"), Some(KeyFault::Point));
    }
}
