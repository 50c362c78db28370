//! Whether a certificate is revoked: requests and answers of RFC 6960, without the network.
//!
//! The answer is believed only if it is about this certificate alone, fresh, made for this request (its nonce), and signed by the
//! issuer itself or by a responder that the issuer itself certified for that. Everything else is a fault, and a fault is a
//! refusal.

use aws_lc_rs::digest;
use rand_core::{CryptoRng, RngCore};
use x509_cert::{
    der::{
        Decode as _, Encode as _, Reader as _, SliceReader,
        asn1::{AnyRef, BitStringRef, Null, ObjectIdentifier, OctetString, OctetStringRef},
    },
    ext::Extension,
    spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef},
};
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    OcspResponseStatus, Request, ResponderId, ResponseData, TbsRequest, Version,
};

use crate::{
    Anchor, Certificate, PublicKey, UnixTime,
    algorithm::Scheme,
    certificate::{first_inside, same_name, usage},
};

/// Oldest `thisUpdate`, in seconds: Web eID's two minutes. The responders of cards answer for this moment.
pub const MAX_AGE: i64 = 120;
/// How far the responder's clock may be ahead of ours, in seconds.
pub const MAX_SKEW: i64 = 60;
/// Largest answer, in bytes.
pub const ANSWER_MAX: usize = 64 * 1024;
/// Most certificates in one answer.
const CERTIFICATES_MAX: usize = 8;

const OCSP_BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const OCSP_NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
const OCSP_SIGNING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.9");
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// The nonce of one request (RFC 9654): 32 random bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(Vec<u8>);

impl Nonce {
    /// A fresh one.
    pub fn random(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut bytes = vec![0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// One that was kept. RFC 9654 has 1 to 128 bytes; None for other lengths.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (1..=128).contains(&bytes.len()).then(|| Self(bytes.to_vec()))
    }

    /// The bytes, to keep.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether the extension's value is this nonce: an OCTET STRING of it, or, as some responders echo, the bare bytes.
    fn is_echoed_by(&self, value: &[u8]) -> bool {
        value == self.0 || OctetStringRef::from_der(value).is_ok_and(|inner| inner.as_bytes() == self.0)
    }
}

/// What the responder says of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked {
        /// Since when.
        since: UnixTime,
    },
    /// Not known to the responder.
    Unknown,
}

/// An answer that can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub status: Status,
    /// For which moment.
    pub this_update: UnixTime,
}

/// Why an answer cannot be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OcspFault {
    /// More than [`ANSWER_MAX`] bytes.
    #[error("the OCSP answer has more than {ANSWER_MAX} bytes")]
    Size,
    /// Not an OCSPResponse with a BasicOCSPResponse in DER.
    #[error("the OCSP answer cannot be read")]
    Malformed,
    /// The responder did not answer the question (status `tryLater`, `unauthorized` …).
    #[error("the OCSP responder did not answer: status {0}")]
    Responder(u32),
    /// Not exactly one certificate in the answer.
    #[error("the OCSP answer is about {0} certificates, not one")]
    Responses(usize),
    /// Another certificate, or another issuer.
    #[error("the OCSP answer is about another certificate")]
    OtherCertificate,
    /// A critical extension that is not known here.
    #[error("the OCSP answer has the critical extension {0}, which is not known here")]
    CriticalExtension(ObjectIdentifier),
    /// The answer has no nonce.
    #[error("the OCSP answer does not repeat the nonce")]
    NonceMissing,
    /// The answer has another nonce than the request.
    #[error("the OCSP answer is to another request")]
    Nonce,
    /// The signer is neither the issuer nor has a certificate of it in the answer.
    #[error("the OCSP answer is not from a responder of the issuer")]
    ResponderUnknown,
    /// The signer's certificate is not for OCSP.
    #[error("the OCSP responder's certificate is not for OCSP")]
    ResponderPurpose,
    /// The signer's certificate is not valid now.
    #[error("the OCSP responder's certificate is not valid at this time")]
    ResponderNotValid,
    /// The signature does not verify, or is of an algorithm that is not allowed.
    #[error("the OCSP answer's signature is not valid")]
    Signature,
    /// `thisUpdate` more than [`MAX_AGE`] ago, or `nextUpdate` passed.
    #[error("the OCSP answer is too old")]
    Stale,
    /// `thisUpdate` or `producedAt` more than [`MAX_SKEW`] ahead, or before the other.
    #[error("the OCSP answer is from the future")]
    FromTheFuture,
}

impl OcspFault {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Size => "ocsp-size",
            Self::Malformed => "ocsp-malformed",
            Self::Responder(_) => "ocsp-responder-status",
            Self::Responses(_) => "ocsp-responses",
            Self::OtherCertificate => "ocsp-other-certificate",
            Self::CriticalExtension(_) => "ocsp-critical-extension",
            Self::NonceMissing => "ocsp-nonce-missing",
            Self::Nonce => "ocsp-nonce",
            Self::ResponderUnknown => "ocsp-responder-unknown",
            Self::ResponderPurpose => "ocsp-responder-purpose",
            Self::ResponderNotValid => "ocsp-responder-not-valid",
            Self::Signature => "ocsp-signature",
            Self::Stale => "ocsp-stale",
            Self::FromTheFuture => "ocsp-from-the-future",
        }
    }
}

/// OCSPRequest (DER) about one certificate, with the nonce.
///
/// CertID is hashed with SHA-1, which every responder knows; it names the certificate and proves nothing.
pub fn request(certificate: &Certificate, issuer: &Anchor, nonce: &Nonce) -> Vec<u8> {
    let issuer = issuer.certificate();
    let octets = |bytes: &[u8]| OctetString::new(bytes);
    let encode = || -> x509_cert::der::Result<Vec<u8>> {
        let req_cert = CertId {
            hash_algorithm: AlgorithmIdentifierOwned { oid: SHA1, parameters: Some(Null.into()) },
            issuer_name_hash: octets(sha1(&issuer.subject().to_der()?).as_ref())?,
            issuer_key_hash: octets(sha1(issuer.key_bits()).as_ref())?,
            serial_number: certificate.serial().clone(),
        };
        let nonce = Extension {
            extn_id: OCSP_NONCE,
            critical: false,
            extn_value: octets(&octets(nonce.as_bytes())?.to_der()?)?,
        };
        let tbs_request = TbsRequest {
            version: Version::V1,
            requestor_name: None,
            request_list: vec![Request { req_cert, single_request_extensions: None }],
            request_extensions: Some(vec![nonce]),
        };
        OcspRequest { tbs_request, optional_signature: None }.to_der()
    };
    // Lengths of what was decoded before: they fit.
    encode().unwrap_or_default()
}

fn sha1(bytes: &[u8]) -> digest::Digest {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)
}

/// Reads an answer about the certificate with this serial number (big-endian, without leading zeros) of this issuer.
///
/// Without a nonce the answer is one that was kept, and `now` the time at which it was given.
///
/// # Errors
/// [`OcspFault`]: fail closed.
pub fn read(
    answer: &[u8],
    serial: &[u8],
    issuer: &Anchor,
    nonce: Option<&Nonce>,
    now: UnixTime,
) -> Result<Answer, OcspFault> {
    if answer.len() > ANSWER_MAX {
        return Err(OcspFault::Size);
    }
    let outer = OcspResponse::from_der(answer).map_err(|_| OcspFault::Malformed)?;
    if outer.response_status != OcspResponseStatus::Successful {
        return Err(OcspFault::Responder(outer.response_status as u32));
    }
    let body =
        outer.response_bytes.filter(|body| body.response_type == OCSP_BASIC).ok_or(OcspFault::Malformed)?;
    let bytes = body.response.as_bytes();
    let basic = BasicOcspResponse::from_der(bytes).map_err(|_| OcspFault::Malformed)?;
    let written = Written::read(bytes).map_err(|_| OcspFault::Malformed)?;
    let data = &basic.tbs_response_data;
    let [single] = data.responses.as_slice() else { return Err(OcspFault::Responses(data.responses.len())) };
    if !is_about(&single.cert_id, serial, issuer.certificate()) {
        return Err(OcspFault::OtherCertificate);
    }
    let extensions = data.response_extensions.iter().chain(&single.single_extensions).flatten();
    if let Some(unknown) = extensions.into_iter().find(|one| one.critical && one.extn_id != OCSP_NONCE) {
        return Err(OcspFault::CriticalExtension(unknown.extn_id));
    }
    if let Some(nonce) = nonce {
        check_nonce(data, nonce)?;
    }
    let signer = signer(&data.responder_id, &written.certificates, issuer, now)?;
    let scheme = Scheme::from_identifier(&basic.signature_algorithm).ok_or(OcspFault::Signature)?;
    if !signer.verifies(scheme, written.signed, written.signature) {
        return Err(OcspFault::Signature);
    }
    let this_update = seconds(&single.this_update);
    check_times(this_update, seconds(&data.produced_at), single.next_update.as_ref().map(seconds), now)?;
    let status = match &single.cert_status {
        CertStatus::Good(_) => Status::Good,
        CertStatus::Revoked(info) => Status::Revoked { since: seconds(&info.revocation_time) },
        CertStatus::Unknown(_) => Status::Unknown,
    };
    Ok(Answer { status, this_update })
}

/// BasicOCSPResponse as the bytes that were signed.
struct Written<'a> {
    signed: &'a [u8],
    signature: &'a [u8],
    certificates: Vec<&'a [u8]>,
}

impl<'a> Written<'a> {
    fn read(bytes: &'a [u8]) -> x509_cert::der::Result<Self> {
        let malformed = || x509_cert::der::Error::from(x509_cert::der::ErrorKind::Failed);
        let signed = bytes.get(first_inside(bytes)?).ok_or_else(malformed)?;
        let mut fields = SliceReader::new(AnyRef::from_der(bytes)?.value())?;
        fields.tlv_bytes()?;
        AlgorithmIdentifierRef::decode(&mut fields)?;
        let signature = BitStringRef::decode(&mut fields)?.as_bytes().ok_or_else(malformed)?;
        let mut certificates = Vec::new();
        if !fields.is_finished() {
            // [0] EXPLICIT SEQUENCE OF Certificate
            let listed = AnyRef::from_der(AnyRef::decode(&mut fields)?.value())?;
            let mut reader = SliceReader::new(listed.value())?;
            while !reader.is_finished() && certificates.len() < CERTIFICATES_MAX {
                certificates.push(reader.tlv_bytes()?);
            }
        }
        Ok(Self { signed, signature, certificates })
    }
}

fn is_about(id: &CertId, serial: &[u8], issuer: &Certificate) -> bool {
    let algorithm = match id.hash_algorithm.oid {
        SHA1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        SHA256 => &digest::SHA256,
        _ => return false,
    };
    let Ok(name) = issuer.subject().to_der() else { return false };
    id.issuer_name_hash.as_bytes() == digest::digest(algorithm, &name).as_ref()
        && id.issuer_key_hash.as_bytes() == digest::digest(algorithm, issuer.key_bits()).as_ref()
        && id.serial_number.as_bytes() == serial
}

fn check_nonce(data: &ResponseData, nonce: &Nonce) -> Result<(), OcspFault> {
    let mut echoes = data.response_extensions.iter().flatten().filter(|one| one.extn_id == OCSP_NONCE);
    match (echoes.next(), echoes.next()) {
        (None, _) => Err(OcspFault::NonceMissing),
        (Some(echo), None) if nonce.is_echoed_by(echo.extn_value.as_bytes()) => Ok(()),
        _ => Err(OcspFault::Nonce),
    }
}

/// The key that must have signed: the issuer's, or that of a certificate which the issuer itself made for OCSP (RFC 6960,
/// 4.2.2.2). The responder's own revocation is not asked for: there is nobody to ask but itself.
fn signer(
    responder: &ResponderId,
    certificates: &[&[u8]],
    issuer: &Anchor,
    now: UnixTime,
) -> Result<PublicKey, OcspFault> {
    let issuer = issuer.certificate();
    let is_responder = |certificate: &Certificate| match responder {
        ResponderId::ByName(name) => same_name(name, certificate.subject()),
        ResponderId::ByKey(hash) => hash.as_bytes() == sha1(certificate.key_bits()).as_ref(),
    };
    if is_responder(issuer) {
        return if issuer.is_valid_at(now) {
            Ok(issuer.key().clone())
        } else {
            Err(OcspFault::ResponderNotValid)
        };
    }
    let delegate = certificates
        .iter()
        .filter_map(|der| Certificate::parse(der).ok())
        .find(|one| {
            is_responder(one) && same_name(one.issuer(), issuer.subject()) && one.is_signed_by(issuer.key())
        })
        .ok_or(OcspFault::ResponderUnknown)?;
    let extensions = &delegate.extensions;
    let for_ocsp = extensions.extended.as_ref().is_some_and(|listed| listed.contains(&OCSP_SIGNING));
    let may_sign = extensions.key_usage.is_none() || extensions.may(usage::DIGITAL_SIGNATURE);
    if !for_ocsp || !may_sign || extensions.authority || extensions.unknown_critical.is_some() {
        return Err(OcspFault::ResponderPurpose);
    }
    if !delegate.is_valid_at(now) {
        return Err(OcspFault::ResponderNotValid);
    }
    Ok(delegate.key().clone())
}

fn check_times(
    this_update: UnixTime,
    produced: UnixTime,
    next_update: Option<UnixTime>,
    now: UnixTime,
) -> Result<(), OcspFault> {
    let latest = now.0.saturating_add(MAX_SKEW);
    if this_update.0 > latest || produced.0 > latest || this_update.0 > produced.0.saturating_add(MAX_SKEW) {
        return Err(OcspFault::FromTheFuture);
    }
    let stale = this_update.0 < now.0.saturating_sub(MAX_AGE);
    if stale || next_update.is_some_and(|next| next < now || next < this_update) {
        return Err(OcspFault::Stale);
    }
    Ok(())
}

fn seconds(time: &OcspGeneralizedTime) -> UnixTime {
    UnixTime(i64::try_from(time.0.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
}
