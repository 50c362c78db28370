//! Names of signature algorithms, in the three places that name them: JWS, X.509 and Web eID's signing.

use aws_lc_rs::digest;
use x509_cert::{
    der::{
        Reader as _, SliceReader, Tag, TagMode, TagNumber,
        asn1::{AnyRef, ObjectIdentifier},
    },
    spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef},
};

use crate::key::{Curve, PublicKey};

const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// Hash functions that a signature may stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn digest(self, message: &[u8]) -> digest::Digest {
        let algorithm = match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, message)
    }

    fn bytes(self) -> u8 {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    fn from_oid(algorithm: &AlgorithmIdentifierRef<'_>) -> Option<Self> {
        if !algorithm.parameters.is_none_or(is_null) {
            return None;
        }
        match algorithm.oid {
            SHA256 => Some(Self::Sha256),
            SHA384 => Some(Self::Sha384),
            SHA512 => Some(Self::Sha512),
            _ => None,
        }
    }
}

/// Signature schemes. ECDSA signatures are `Ecdsa-Sig-Value` in DER here; PSS is with MGF1 of the same hash and a salt of its
/// length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Ecdsa(Hash),
    RsaPkcs1(Hash),
    RsaPss(Hash),
}

impl Scheme {
    /// The algorithm of an X.509 certificate or an OCSP answer; None for any that is not allowed, SHA-1 above all.
    ///
    /// RFC 5758 wants the parameters of ECDSA absent, RFC 4055 those of RSA NULL: either is accepted in both, for Finnish cards
    /// write NULL with ECDSA, and nothing depends on it.
    pub(crate) fn from_identifier(algorithm: &AlgorithmIdentifierOwned) -> Option<Self> {
        let parameters = algorithm.parameters.as_ref().map(AnyRef::from);
        if algorithm.oid == RSA_PSS {
            return parameters.and_then(pss).map(Self::RsaPss);
        }
        if !parameters.is_none_or(is_null) {
            return None;
        }
        match algorithm.oid {
            ECDSA_SHA256 => Some(Self::Ecdsa(Hash::Sha256)),
            ECDSA_SHA384 => Some(Self::Ecdsa(Hash::Sha384)),
            ECDSA_SHA512 => Some(Self::Ecdsa(Hash::Sha512)),
            RSA_SHA256 => Some(Self::RsaPkcs1(Hash::Sha256)),
            RSA_SHA384 => Some(Self::RsaPkcs1(Hash::Sha384)),
            RSA_SHA512 => Some(Self::RsaPkcs1(Hash::Sha512)),
            _ => None,
        }
    }
}

fn is_null(parameters: AnyRef<'_>) -> bool {
    x509_cert::der::Tagged::tag(&parameters) == Tag::Null && parameters.value().is_empty()
}

/// RSASSA-PSS-params of RFC 4055: only the three that make sense. The defaults are SHA-1, so an absent field is a refusal.
fn pss(parameters: AnyRef<'_>) -> Option<Hash> {
    if x509_cert::der::Tagged::tag(&parameters) != Tag::Sequence {
        return None;
    }
    let mut fields = SliceReader::new(parameters.value()).ok()?;
    let hash: AlgorithmIdentifierRef<'_> =
        fields.context_specific(TagNumber::N0, TagMode::Explicit).ok()??;
    let mask: AlgorithmIdentifierRef<'_> =
        fields.context_specific(TagNumber::N1, TagMode::Explicit).ok()??;
    let salt: u8 = fields.context_specific(TagNumber::N2, TagMode::Explicit).ok()??;
    let trailer: Option<u8> = fields.context_specific(TagNumber::N3, TagMode::Explicit).ok()?;
    let hash = Hash::from_oid(&hash)?;
    let mask_hash = mask.parameters.and_then(|inner| inner.decode_as::<AlgorithmIdentifierRef<'_>>().ok())?;
    let lawful = mask.oid == MGF1
        && Hash::from_oid(&mask_hash) == Some(hash)
        && salt == hash.bytes()
        && trailer.is_none_or(|trailer| trailer == 1)
        && fields.is_finished();
    lawful.then_some(hash)
}

/// Algorithms of authentication tokens: the names of RFC 7518, sections 3.3 to 3.5, that Web eID allows. There is no `none` and
/// nothing symmetric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAlgorithm {
    /// ECDSA, P-256, SHA-256.
    Es256,
    /// ECDSA, P-384, SHA-384.
    Es384,
    /// ECDSA, P-521, SHA-512.
    Es512,
    /// RSASSA-PKCS1-v1_5, SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5, SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5, SHA-512.
    Rs512,
    /// RSASSA-PSS, SHA-256.
    Ps256,
    /// RSASSA-PSS, SHA-384.
    Ps384,
    /// RSASSA-PSS, SHA-512.
    Ps512,
}

impl TokenAlgorithm {
    /// The algorithm of that name, exactly as written.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "ES512" => Self::Es512,
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            _ => return None,
        })
    }

    /// Whether a key can be the key of this algorithm: for a curve there is exactly one algorithm, an RSA key may pad either way.
    pub fn fits(self, key: &PublicKey) -> bool {
        match key {
            PublicKey::Ec { curve, .. } => {
                self == match curve {
                    Curve::P256 => Self::Es256,
                    Curve::P384 => Self::Es384,
                    Curve::P521 => Self::Es512,
                }
            }
            PublicKey::Rsa { .. } => !matches!(self, Self::Es256 | Self::Es384 | Self::Es512),
        }
    }

    pub(crate) fn hash(self) -> Hash {
        match self {
            Self::Es256 | Self::Rs256 | Self::Ps256 => Hash::Sha256,
            Self::Es384 | Self::Rs384 | Self::Ps384 => Hash::Sha384,
            Self::Es512 | Self::Rs512 | Self::Ps512 => Hash::Sha512,
        }
    }

    pub(crate) fn scheme(self) -> Scheme {
        let hash = self.hash();
        match self {
            Self::Es256 | Self::Es384 | Self::Es512 => Scheme::Ecdsa(hash),
            Self::Rs256 | Self::Rs384 | Self::Rs512 => Scheme::RsaPkcs1(hash),
            Self::Ps256 | Self::Ps384 | Self::Ps512 => Scheme::RsaPss(hash),
        }
    }
}

#[cfg(test)]
mod tests {
    use x509_cert::der::Decode as _;

    use super::*;

    fn identifier(hex: &str) -> AlgorithmIdentifierOwned {
        let bytes = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
        AlgorithmIdentifierOwned::from_der(&bytes).unwrap()
    }

    #[test]
    fn algorithms_of_certificates_are_a_closed_list() {
        let lawful = [
            ("300a06082a8648ce3d040304", Scheme::Ecdsa(Hash::Sha512)),
            // as Finnish cards write it
            ("300c06082a8648ce3d0403030500", Scheme::Ecdsa(Hash::Sha384)),
            ("300d06092a864886f70d01010b0500", Scheme::RsaPkcs1(Hash::Sha256)),
            (PSS_SHA256, Scheme::RsaPss(Hash::Sha256)),
        ];
        for (hex, scheme) in lawful {
            assert_eq!(Scheme::from_identifier(&identifier(hex)), Some(scheme), "{hex}");
        }
        let refused = [
            // SHA-1 with RSA and with ECDSA, MD5 with RSA
            "300d06092a864886f70d0101050500",
            "300906072a8648ce3d0401",
            "300d06092a864886f70d0101040500",
            // PSS without parameters, with empty ones (SHA-1), with a salt of 20 bytes
            "300b06092a864886f70d01010a",
            "300d06092a864886f70d01010a3000",
            &PSS_SHA256.replace("020120", "020114"),
            // the mask's hash is another one
            &PSS_SHA256.replacen("0402010500a1", "0402020500a1", 1),
        ];
        for hex in refused {
            assert_eq!(Scheme::from_identifier(&identifier(hex)), None, "{hex}");
        }
    }

    const PSS_SHA256: &str = "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108\
                              300d06096086480165030402010500a203020120";

    #[test]
    fn no_other_name_is_an_algorithm() {
        for name in
            ["none", "None", "", "HS256", "HS384", "es384", "ES384 ", "ES256K", "EdDSA", "RS1", "ES384\0"]
        {
            assert_eq!(TokenAlgorithm::parse(name), None, "{name:?}");
        }
    }
}
