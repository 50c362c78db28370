//! The demo authority and its OCSP responder.

use p384::ecdsa::SigningKey;
use x509_cert::{
    der::{Decode as _, Encode as _, asn1::BitString},
    ext::Extension,
    spki::AlgorithmIdentifierOwned,
};
use x509_ocsp::{
    BasicOcspResponse, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse, ResponderId, ResponseData,
    RevokedInfo, SingleResponse, Version,
};

use super::{
    card::DemoCard,
    template::{self, Names, Template},
};
use crate::{Anchor, DEMO_AUTHORITY_NAME, Level, PersonId, UnixTime, ocsp::Status};

/// 2020-01-01T00:00:00Z.
const BEGIN: UnixTime = UnixTime(1_577_836_800);
/// 2049-12-31T23:59:59Z.
const END: UnixTime = UnixTime(2_524_607_999);

/// The authority of demo cards. There is one: its keys follow from the source.
pub struct DemoAuthority {
    pub(super) key: SigningKey,
    responder: SigningKey,
    certificate: Vec<u8>,
    responder_certificate: Vec<u8>,
}

/// What the demo responder shall say.
pub type DemoStatus = Status;

impl Default for DemoAuthority {
    fn default() -> Self {
        Self::new()
    }
}

impl DemoAuthority {
    /// The authority.
    pub fn new() -> Self {
        Self::named("authority", &authority_name())
    }

    /// Another authority, with the key of this label and this common name, for tests of what a relying party does with strangers.
    pub fn stranger(label: &str, common_name: &str) -> Self {
        Self::named(label, &vec![("2.5.4.3", common_name.into())])
    }

    fn named(label: &str, name: &Names) -> Self {
        let key = template::key(label);
        let responder = template::key(&format!("{label} responder"));
        let authority = Template {
            serial: vec![1],
            issuer: name.clone(),
            subject: name.clone(),
            not_before: BEGIN,
            not_after: END,
            key: template::spki(&key),
            extensions: vec![
                // CA:TRUE, pathlen 0; keyCertSign and cRLSign
                ("2.5.29.19", true, vec![0x30, 6, 1, 1, 0xff, 2, 1, 0]),
                ("2.5.29.15", true, vec![3, 2, 1, 6]),
                // subjectKeyIdentifier
                ("2.5.29.14", false, vec![4, 4, b'd', b'e', b'm', b'o']),
            ],
        };
        let responder_template = Template {
            serial: vec![2],
            issuer: name.clone(),
            subject: vec![("2.5.4.3", format!("{DEMO_AUTHORITY_NAME}: OCSP"))],
            not_before: BEGIN,
            not_after: END,
            key: template::spki(&responder),
            extensions: vec![
                ("2.5.29.15", true, vec![3, 2, 7, 0x80]),
                ("2.5.29.37", true, super::card::purposes(&["1.3.6.1.5.5.7.3.9"])),
                // id-pkix-ocsp-nocheck
                ("1.3.6.1.5.5.7.48.1.5", false, vec![5, 0]),
            ],
        };
        Self {
            certificate: authority.sign(&key),
            responder_certificate: responder_template.sign(&key),
            key,
            responder,
        }
    }

    /// Its certificate, DER.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Its responder's certificate, DER.
    pub fn responder_certificate(&self) -> &[u8] {
        &self.responder_certificate
    }

    /// To be trusted in a demonstration, and in nothing else.
    ///
    /// # Panics
    /// Never: the certificate is its own.
    pub fn anchor(&self) -> Anchor {
        Anchor::new(&self.certificate, Level::High).expect("the demo authority is one")
    }

    /// A card for anyone.
    pub fn card(&self, id: &PersonId, given_name: &str, surname: &str) -> DemoCard {
        DemoCard::new(self, id, given_name, surname)
    }

    /// Signs any certificate.
    pub fn issue(&self, template: &Template) -> Vec<u8> {
        template.sign(&self.key)
    }

    /// The responder's answer (OCSPResponse, DER) to a request: this status for everything it asks about, `thisUpdate` now.
    /// What is no request is answered `malformedRequest`.
    pub fn respond(&self, request: &[u8], status: DemoStatus, now: UnixTime) -> Vec<u8> {
        let Ok(request) = OcspRequest::from_der(request) else {
            return OcspResponse::malformed_request().to_der().unwrap_or_default();
        };
        let time = |time| OcspGeneralizedTime(template::generalized(time));
        let cert_status = match status {
            Status::Good => CertStatus::good(),
            Status::Unknown => CertStatus::unknown(),
            Status::Revoked { since } => {
                CertStatus::revoked(RevokedInfo { revocation_time: time(since), revocation_reason: None })
            }
        };
        let responses = request.tbs_request.request_list.into_iter().map(|asked| SingleResponse {
            cert_id: asked.req_cert,
            cert_status,
            this_update: time(now),
            next_update: None,
            single_extensions: None,
        });
        let nonce = |one: &Extension| one.extn_id == template::oid("1.3.6.1.5.5.7.48.1.2");
        let echoed =
            request.tbs_request.request_extensions.map(|asked| asked.into_iter().filter(nonce).collect());
        let data = ResponseData {
            version: Version::V1,
            responder_id: ResponderId::ByName(template::name(&vec![(
                "2.5.4.3",
                format!("{DEMO_AUTHORITY_NAME}: OCSP"),
            )])),
            produced_at: time(now),
            responses: responses.collect(),
            response_extensions: echoed,
        };
        sign_answer(data, &self.responder, &self.responder_certificate)
    }

    /// Signs what an answer says, with the key of the card's authentication certificate: a responder that the authority did
    /// not make one.
    pub fn respond_with_card(&self, request: &[u8], card: &DemoCard, now: UnixTime) -> Vec<u8> {
        let honest = self.respond(request, Status::Good, now);
        let body = OcspResponse::from_der(&honest).ok().and_then(|answer| answer.response_bytes);
        let basic = body.and_then(|body| BasicOcspResponse::from_der(body.response.as_bytes()).ok());
        let Some(mut data) = basic.map(|basic| basic.tbs_response_data) else { return Vec::new() };
        data.responder_id = ResponderId::ByName(template::name(&card.subject()));
        sign_answer(data, card.authentication_key(), card.authentication_certificate())
    }
}

fn sign_answer(data: ResponseData, key: &SigningKey, certificate: &[u8]) -> Vec<u8> {
    let signature = template::sign(key, &data.to_der().expect("what was built encodes"));
    let basic = BasicOcspResponse {
        tbs_response_data: data,
        signature_algorithm: AlgorithmIdentifierOwned {
            oid: template::oid("1.2.840.10045.4.3.3"),
            parameters: None,
        },
        signature: BitString::from_bytes(&signature).expect("a signature is short"),
        certs: Some(vec![x509_cert::Certificate::from_der(certificate).expect("our own certificate")]),
    };
    OcspResponse::successful(basic).and_then(|answer| answer.to_der()).expect("what was built encodes")
}

pub(super) fn authority_name() -> Names {
    vec![("2.5.4.10", "Tabella".into()), ("2.5.4.3", DEMO_AUTHORITY_NAME.into())]
}

/// When demo cards are valid.
pub(super) const VALIDITY: (UnixTime, UnixTime) = (BEGIN, END);
