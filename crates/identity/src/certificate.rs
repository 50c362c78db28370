//! X.509 certificates (RFC 5280), read strictly and kept as the bytes that were signed.

use std::{fmt, ops::Range};

use sha2::{Digest as _, Sha256};
use x509_cert::{
    Version,
    der::{
        self, Decode as _, Encode as _, Reader as _, SliceReader, Tag, Tagged as _,
        asn1::{AnyRef, BitStringRef, ObjectIdentifier},
    },
    ext::pkix::{
        AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies,
        ExtendedKeyUsage, NameConstraints, SubjectAltName, SubjectKeyIdentifier, name::GeneralName,
    },
    name::Name,
};

use crate::{
    UnixTime,
    algorithm::Scheme,
    key::{KeyFault, PublicKey},
};

/// Largest certificate, in bytes: those of cards have between one and three thousand.
pub const CERTIFICATE_MAX: usize = 8 * 1024;

/// Bits of KeyUsage (RFC 5280, 4.2.1.3), the first bit of the string highest.
pub(crate) mod usage {
    pub(crate) const DIGITAL_SIGNATURE: u16 = 0x8000;
    pub(crate) const NON_REPUDIATION: u16 = 0x4000;
    pub(crate) const CERTIFICATE_SIGN: u16 = 0x0400;
    pub(crate) const CRL_SIGN: u16 = 0x0200;
}

const SUBJECT_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const NAME_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.30");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.31");
const CERTIFICATE_POLICIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.32");
const AUTHORITY_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const AUTHORITY_INFO_ACCESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.1");
const QC_STATEMENTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.1.3");
const ACCESS_OCSP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1");

/// A certificate whose form and key passed [`CertificateFault`]'s checks. Nothing is known yet of who signed it.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    tbs: Range<usize>,
    parsed: x509_cert::Certificate,
    key: PublicKey,
    pub(crate) extensions: Extensions,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // name and number of a person
        f.debug_struct("Certificate").finish_non_exhaustive()
    }
}

/// What the extensions say, as far as it decides something here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) key_usage: Option<u16>,
    pub(crate) extended: Option<Vec<ObjectIdentifier>>,
    pub(crate) policies: Vec<ObjectIdentifier>,
    pub(crate) authority: bool,
    pub(crate) subject_key: Option<Vec<u8>>,
    pub(crate) authority_key: Option<Vec<u8>>,
    pub(crate) name_constraints: Option<NameConstraints>,
    /// The subject has a DNS name, an IP address or a URI among its alternative names.
    pub(crate) named_as_host: bool,
    pub(crate) ocsp: Option<String>,
    /// The first critical extension that is not processed here.
    pub(crate) unknown_critical: Option<ObjectIdentifier>,
}

/// Why bytes are not a certificate that is worth a look.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// More than [`CERTIFICATE_MAX`] bytes.
    #[error("the certificate has {bytes} bytes, more than {CERTIFICATE_MAX}")]
    Size {
        /// How many it has.
        bytes: usize,
    },
    /// Not a Certificate of RFC 5280 in DER.
    #[error("the certificate cannot be read: {0}")]
    Malformed(String),
    /// Another version than 3, which alone has extensions.
    #[error("the certificate is not of version 3")]
    Version,
    /// An extension stands twice.
    #[error("the certificate has extension {0} twice")]
    ExtensionTwice(ObjectIdentifier),
    /// An extension whose content cannot be read.
    #[error("the certificate's extension {0} cannot be read")]
    Extension(ObjectIdentifier),
    /// The two places that name the signature algorithm differ.
    #[error("the certificate names two different signature algorithms")]
    TwoAlgorithms,
    /// The key is refused.
    #[error(transparent)]
    Key(#[from] KeyFault),
}

impl CertificateFault {
    fn malformed(error: der::Error) -> Self {
        Self::Malformed(error.kind().to_string())
    }
}

impl Certificate {
    /// Reads a certificate.
    ///
    /// # Errors
    /// [`CertificateFault`].
    pub fn parse(bytes: &[u8]) -> Result<Self, CertificateFault> {
        if bytes.len() > CERTIFICATE_MAX {
            return Err(CertificateFault::Size { bytes: bytes.len() });
        }
        let parsed = x509_cert::Certificate::from_der(bytes).map_err(CertificateFault::malformed)?;
        let tbs = first_inside(bytes).map_err(CertificateFault::malformed)?;
        let inner = &parsed.tbs_certificate;
        if inner.version != Version::V3 {
            return Err(CertificateFault::Version);
        }
        if inner.signature != parsed.signature_algorithm {
            return Err(CertificateFault::TwoAlgorithms);
        }
        let key = PublicKey::from_spki(&inner.subject_public_key_info)?;
        let extensions = Extensions::read(inner.extensions.as_deref().unwrap_or_default())?;
        Ok(Self { der: bytes.to_vec(), tbs, parsed, key, extensions })
    }

    /// The bytes as they came.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of the bytes.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// SHA-256 of the SubjectPublicKeyInfo.
    pub fn key_hash(&self) -> [u8; 32] {
        // Decoding was DER, which has one spelling: encoding gives the same bytes.
        let spki = self.parsed.tbs_certificate.subject_public_key_info.to_der().unwrap_or_default();
        Sha256::digest(spki).into()
    }

    /// The subject's key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// First and last second in which it is valid (RFC 5280, 4.1.2.5: both included).
    pub fn validity(&self) -> (UnixTime, UnixTime) {
        let validity = &self.parsed.tbs_certificate.validity;
        let seconds = |time: &x509_cert::time::Time| {
            // X.509 cannot say a year after 9999.
            UnixTime(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
        };
        (seconds(&validity.not_before), seconds(&validity.not_after))
    }

    /// Where its issuer answers OCSP requests: the first such address of AuthorityInfoAccess.
    ///
    /// # Security
    /// Ask it only once the issuer's signature is verified (an [`crate::Unconfirmed`] has it): anyone can write an address.
    pub fn ocsp_url(&self) -> Option<&str> {
        self.extensions.ocsp.as_deref()
    }

    /// The issuer's name as text (RFC 4514). Anyone can write one.
    pub fn issuer_name(&self) -> String {
        self.issuer().to_string()
    }

    /// The subject's name as text (RFC 4514): a person's is personal data, an authority's is none.
    pub fn subject_name(&self) -> String {
        self.subject().to_string()
    }

    pub(crate) fn subject(&self) -> &Name {
        &self.parsed.tbs_certificate.subject
    }

    pub(crate) fn issuer(&self) -> &Name {
        &self.parsed.tbs_certificate.issuer
    }

    pub(crate) fn serial(&self) -> &x509_cert::serial_number::SerialNumber {
        &self.parsed.tbs_certificate.serial_number
    }

    /// The BIT STRING of the key, which OCSP hashes.
    pub(crate) fn key_bits(&self) -> &[u8] {
        self.parsed.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes()
    }

    /// The scheme of the issuer's signature; None if it is not an allowed one.
    pub(crate) fn scheme(&self) -> Option<Scheme> {
        Scheme::from_identifier(&self.parsed.signature_algorithm)
    }

    /// Whether the key signed this certificate.
    pub(crate) fn is_signed_by(&self, issuer: &PublicKey) -> bool {
        let signature = self.parsed.signature.as_bytes();
        match (self.scheme(), signature, self.der.get(self.tbs.clone())) {
            (Some(scheme), Some(signature), Some(tbs)) => issuer.verifies(scheme, tbs, signature),
            _ => false,
        }
    }

    pub(crate) fn is_valid_at(&self, now: UnixTime) -> bool {
        let (first, last) = self.validity();
        (first..=last).contains(&now)
    }
}

/// Where the first element inside of a SEQUENCE lies: of a certificate or an OCSP answer, that which is signed.
pub(crate) fn first_inside(bytes: &[u8]) -> der::Result<Range<usize>> {
    let outer = AnyRef::from_der(bytes)?;
    if outer.tag() != Tag::Sequence {
        return Err(outer.tag().unexpected_error(Some(Tag::Sequence)));
    }
    let start = bytes.len() - outer.value().len();
    let length = SliceReader::new(outer.value())?.tlv_bytes()?.len();
    Ok(start..start + length)
}

impl Extensions {
    fn read(listed: &[x509_cert::ext::Extension]) -> Result<Self, CertificateFault> {
        let mut read = Self::default();
        for (place, extension) in listed.iter().enumerate() {
            let id = extension.extn_id;
            if listed.iter().take(place).any(|other| other.extn_id == id) {
                return Err(CertificateFault::ExtensionTwice(id));
            }
            read.take(id, extension.critical, extension.extn_value.as_bytes())
                .map_err(|_| CertificateFault::Extension(id))?;
        }
        Ok(read)
    }

    fn take(&mut self, id: ObjectIdentifier, critical: bool, value: &[u8]) -> der::Result<()> {
        match id {
            KEY_USAGE => {
                // A named bit list: what is not written is zero.
                let bits = BitStringRef::from_der(value)?;
                let mut bytes = bits.raw_bytes().iter().copied();
                self.key_usage =
                    Some(u16::from_be_bytes([bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)]));
            }
            EXTENDED_KEY_USAGE => self.extended = Some(ExtendedKeyUsage::from_der(value)?.0),
            CERTIFICATE_POLICIES => {
                let policies = CertificatePolicies::from_der(value)?.0;
                self.policies = policies.iter().map(|policy| policy.policy_identifier).collect();
            }
            BASIC_CONSTRAINTS => self.authority = BasicConstraints::from_der(value)?.ca,
            SUBJECT_KEY_ID => self.subject_key = Some(SubjectKeyIdentifier::from_der(value)?.0.into_bytes()),
            AUTHORITY_KEY_ID => {
                let key = AuthorityKeyIdentifier::from_der(value)?.key_identifier;
                self.authority_key = key.map(der::asn1::OctetString::into_bytes);
            }
            NAME_CONSTRAINTS => self.name_constraints = Some(NameConstraints::from_der(value)?),
            // Only whether a host is named matters: what cannot be read may be one.
            SUBJECT_ALT_NAME => {
                self.named_as_host =
                    SubjectAltName::from_der(value).map_or(true, |names| names.0.iter().any(is_host));
            }
            AUTHORITY_INFO_ACCESS => {
                let places =
                    AuthorityInfoAccessSyntax::from_der(value).map(|places| places.0).unwrap_or_default();
                self.ocsp = places.iter().find_map(|place| match &place.access_location {
                    GeneralName::UniformResourceIdentifier(url) if place.access_method == ACCESS_OCSP => {
                        Some(url.to_string())
                    }
                    _ => None,
                });
            }
            // They say nothing that decides here, and are understood.
            QC_STATEMENTS | CRL_DISTRIBUTION_POINTS => {}
            _ if critical && self.unknown_critical.is_none() => self.unknown_critical = Some(id),
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn may(&self, usage: u16) -> bool {
        self.key_usage.is_some_and(|bits| bits & usage == usage)
    }
}

/// The kinds of names that a name constraint on hosts is about.
pub(crate) fn is_host(name: &GeneralName) -> bool {
    matches!(
        name,
        GeneralName::DnsName(_) | GeneralName::IpAddress(_) | GeneralName::UniformResourceIdentifier(_)
    )
}

/// Whether two names are the same: attribute for attribute, text compared without regard to its string type, its case and
/// runs of blanks (RFC 5280, 7.1). Which key signed decides in the end, so that this need not be all of RFC 4518.
pub(crate) fn same_name(left: &Name, right: &Name) -> bool {
    left == right
        || (left.0.len() == right.0.len()
            && left.0.iter().zip(&right.0).all(|(left, right)| {
                left.0.len() == right.0.len()
                    && left.0.iter().all(|one| {
                        right.0.iter().any(|other| {
                            one.oid == other.oid
                                && (one.value == other.value
                                    || text(&one.value)
                                        .zip(text(&other.value))
                                        .is_some_and(|(one, other)| folded(&one) == folded(&other)))
                        })
                    })
            }))
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The text of a DirectoryString (or IA5String).
pub(crate) fn text(value: &der::Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::Utf8String => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Tag::PrintableString | Tag::Ia5String => {
            bytes.is_ascii().then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
        }
        // Officially T.61; everybody wrote Latin-1.
        Tag::TeletexString => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString if bytes.len().is_multiple_of(2) => {
            let units: Vec<u16> = bytes
                .iter()
                .step_by(2)
                .zip(bytes.iter().skip(1).step_by(2))
                .map(|(high, low)| u16::from_be_bytes([*high, *low]))
                .collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}
