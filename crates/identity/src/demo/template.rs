//! Certificates from scratch: what a card's should have, and, for tests, what it should not.

use p384::ecdsa::{
    DerSignature, Signature, SigningKey,
    signature::{Signer as _, hazmat::PrehashSigner as _},
};
use sha2::{Digest as _, Sha384};
use x509_cert::{
    Version,
    certificate::TbsCertificateInner,
    der::{
        Any, Decode as _, Encode as _, Tag,
        asn1::{BitString, GeneralizedTime, ObjectIdentifier, OctetString, SetOfVec},
    },
    ext::Extension,
    name::{Name, RdnSequence, RelativeDistinguishedName},
    serial_number::SerialNumber,
    spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned},
    time::{Time, Validity},
};

use crate::UnixTime;

const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");

/// Attributes of a name, in order: object identifier (dotted) and text.
pub type Names = Vec<(&'static str, String)>;

/// A certificate to be signed. Fields are what a certificate says; whoever changes one makes a certificate with that defect.
#[derive(Clone, Debug)]
pub struct Template {
    /// Serial number, big-endian, positive.
    pub serial: Vec<u8>,
    /// The issuer's name.
    pub issuer: Names,
    /// The subject's.
    pub subject: Names,
    /// First second.
    pub not_before: UnixTime,
    /// Last second.
    pub not_after: UnixTime,
    /// SubjectPublicKeyInfo, DER.
    pub key: Vec<u8>,
    /// Extensions: object identifier (dotted), critical, value (DER).
    pub extensions: Vec<(&'static str, bool, Vec<u8>)>,
}

impl Template {
    /// The certificate (DER), signed with ECDSA, P-384, SHA-384.
    ///
    /// # Panics
    /// If a field cannot be encoded.
    pub fn sign(&self, issuer: &SigningKey) -> Vec<u8> {
        let algorithm = AlgorithmIdentifierOwned { oid: ECDSA_SHA384, parameters: None };
        let extensions = self.extensions.iter().map(|(id, critical, value)| Extension {
            extn_id: oid(id),
            critical: *critical,
            extn_value: OctetString::new(value.as_slice()).expect("an extension is short"),
        });
        let tbs: TbsCertificateInner = TbsCertificateInner {
            version: Version::V3,
            serial_number: SerialNumber::new(&self.serial).expect("a serial number is short"),
            signature: algorithm.clone(),
            issuer: name(&self.issuer),
            validity: Validity { not_before: time(self.not_before), not_after: time(self.not_after) },
            subject: name(&self.subject),
            subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(&self.key).expect("a key"),
            issuer_unique_id: None,
            subject_unique_id: None,
            extensions: Some(extensions.collect()),
        };
        let signature = sign(issuer, &tbs.to_der().expect("what was built encodes"));
        x509_cert::Certificate {
            tbs_certificate: tbs,
            signature_algorithm: algorithm,
            signature: BitString::from_bytes(&signature).expect("a signature is short"),
        }
        .to_der()
        .expect("what was built encodes")
    }
}

/// A signature in DER.
pub(super) fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: DerSignature = key.sign(message);
    signature.as_bytes().to_vec()
}

/// A signature of a hash, as cards give it.
pub(super) fn sign_hash(key: &SigningKey, hash: &[u8]) -> Vec<u8> {
    let signature: Signature = key.sign_prehash(hash).expect("a hash of SHA-384 is long enough");
    signature.to_bytes().to_vec()
}

/// A signature as cards give it.
pub(super) fn sign_raw(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: Signature = key.sign(message);
    signature.to_bytes().to_vec()
}

/// The key that follows from a public text.
pub(super) fn key(label: &str) -> SigningKey {
    (0u32..)
        .find_map(|attempt| {
            let seed = Sha384::new()
                .chain_update(b"tabella/v1/demo/key\0")
                .chain_update(attempt.to_be_bytes())
                .chain_update(label)
                .finalize();
            SigningKey::from_slice(&seed).ok()
        })
        .expect("almost every text of 48 bytes is a scalar")
}

/// SubjectPublicKeyInfo, DER.
pub(super) fn spki(key: &SigningKey) -> Vec<u8> {
    // SEQUENCE { SEQUENCE { id-ecPublicKey, secp384r1 }, BIT STRING of 97 bytes }
    const BEFORE_POINT: [u8; 23] = [
        0x30, 0x76, 0x30, 0x10, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 0x22, 3,
        0x62, 0,
    ];
    [&BEFORE_POINT, key.verifying_key().to_encoded_point(false).as_bytes()].concat()
}

pub(super) fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new(dotted).expect("an object identifier")
}

pub(super) fn name(attributes: &Names) -> Name {
    let set = |(id, text): &(&str, String)| {
        // EN 319 412-2: countryName and serialNumber are PrintableString.
        let tag = if matches!(*id, "2.5.4.6" | "2.5.4.5") { Tag::PrintableString } else { Tag::Utf8String };
        let attribute = x509_cert::attr::AttributeTypeAndValue {
            oid: oid(id),
            value: Any::new(tag, text.as_bytes()).expect("a name is short"),
        };
        let mut set = SetOfVec::new();
        set.insert(attribute).expect("one attribute");
        RelativeDistinguishedName(set)
    };
    RdnSequence(attributes.iter().map(set).collect())
}

pub(super) fn generalized(time: UnixTime) -> GeneralizedTime {
    let seconds = std::time::Duration::from_secs(u64::try_from(time.0).expect("after 1970"));
    GeneralizedTime::from_unix_duration(seconds).expect("before the year 10000")
}

/// RFC 5280, 4.1.2.5: UTCTime until 2049.
fn time(time: UnixTime) -> Time {
    let seconds = std::time::Duration::from_secs(u64::try_from(time.0).expect("after 1970"));
    x509_cert::der::asn1::UtcTime::from_unix_duration(seconds)
        .map_or_else(|_| Time::GeneralTime(generalized(time)), Time::UtcTime)
}
