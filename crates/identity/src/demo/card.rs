//! A card of the demo authority, and the software that uses it.

use data_encoding::BASE64;
use p384::ecdsa::SigningKey;
use sha2::{Digest as _, Sha256, Sha384};
use x509_cert::der::Encode as _;

use super::{
    DemoAuthority,
    authority::{VALIDITY, authority_name},
    template::{self, Names, Template},
};
use crate::{
    IdKind, PersonId,
    signing::{DocumentSignature, SignatureAlgorithm},
};

/// Policy of demo cards: an arc that stands for nothing (RFC 5612's documentation enterprise number).
const POLICY: &str = "1.3.6.1.4.1.32473.1";

/// A card: an authentication key (PIN 1) and a signing key (PIN 2), P-384 both, and their certificates.
pub struct DemoCard {
    subject: Names,
    authentication: SigningKey,
    authentication_certificate: Vec<u8>,
    signing: SigningKey,
    signing_certificate: Vec<u8>,
}

impl DemoCard {
    pub(super) fn new(authority: &DemoAuthority, id: &PersonId, given_name: &str, surname: &str) -> Self {
        let mut card = Self {
            subject: subject(id, given_name, surname),
            authentication: template::key(&format!("authentication {}", id.expose())),
            authentication_certificate: Vec::new(),
            signing: template::key(&format!("signing {}", id.expose())),
            signing_certificate: Vec::new(),
        };
        card.authentication_certificate = authority.issue(&card.authentication_template());
        card.signing_certificate = authority.issue(&card.signing_template());
        card
    }

    /// What its authentication certificate says, to be changed and issued again.
    pub fn authentication_template(&self) -> Template {
        self.template(&self.authentication, vec![3, 2, 7, 0x80], Some(&["1.3.6.1.5.5.7.3.2"]))
    }

    /// What its signing certificate says.
    pub fn signing_template(&self) -> Template {
        self.template(&self.signing, vec![3, 2, 6, 0x40], None)
    }

    fn template(&self, key: &SigningKey, key_usage: Vec<u8>, purposes_of: Option<&[&str]>) -> Template {
        let key = template::spki(key);
        let mut extensions = vec![
            ("2.5.29.19", true, vec![0x30, 0]),
            ("2.5.29.15", true, key_usage),
            ("2.5.29.32", false, policies(&[POLICY])),
            // authorityKeyIdentifier
            ("2.5.29.35", false, vec![0x30, 6, 0x80, 4, b'd', b'e', b'm', b'o']),
        ];
        if let Some(listed) = purposes_of {
            extensions.push(("2.5.29.37", false, purposes(listed)));
        }
        // Positive, and not shorter for one card than for another.
        let mut serial: Vec<u8> = Sha256::digest(&key).into_iter().take(16).collect();
        if let Some(first) = serial.first_mut() {
            *first = *first & 0x7f | 0x40;
        }
        Template {
            serial,
            issuer: authority_name(),
            subject: self.subject.clone(),
            not_before: VALIDITY.0,
            not_after: VALIDITY.1,
            key,
            extensions,
        }
    }

    /// The card with another authentication certificate (DER).
    #[must_use]
    pub fn with_authentication_certificate(mut self, der: Vec<u8>) -> Self {
        self.authentication_certificate = der;
        self
    }

    /// The card with another signing certificate (DER).
    #[must_use]
    pub fn with_signing_certificate(mut self, der: Vec<u8>) -> Self {
        self.signing_certificate = der;
        self
    }

    /// The authentication certificate, DER.
    pub fn authentication_certificate(&self) -> &[u8] {
        &self.authentication_certificate
    }

    /// The signing certificate, DER.
    pub fn signing_certificate(&self) -> &[u8] {
        &self.signing_certificate
    }

    pub(super) fn authentication_key(&self) -> &SigningKey {
        &self.authentication
    }

    pub(super) fn subject(&self) -> Names {
        self.subject.clone()
    }

    /// Signs in: the token (`web-eid:1.0`, JSON) for an origin and a nonce (its text). Asks for no PIN.
    pub fn authenticate(&self, origin: &str, nonce: &str) -> String {
        let signature = template::sign_raw(&self.authentication, &to_sign(origin, nonce));
        serde_json::json!({
            "unverifiedCertificate": BASE64.encode(&self.authentication_certificate),
            "algorithm": "ES384",
            "signature": BASE64.encode(&signature),
            "format": "web-eid:1.0",
            "appVersion": "https://web-eid.eu/web-eid-app/releases/0.0.0+tabella-demo",
        })
        .to_string()
    }

    /// The same as `web-eid:1.1`, with the signing certificate.
    ///
    /// # Panics
    /// Never: the token is its own.
    pub fn authenticate_for_signing(&self, origin: &str, nonce: &str) -> String {
        let mut token: serde_json::Value =
            serde_json::from_str(&self.authenticate(origin, nonce)).expect("our own token is JSON");
        if let Some(members) = token.as_object_mut() {
            members.insert("format".into(), "web-eid:1.1".into());
            members.insert(
                "unverifiedSigningCertificates".into(),
                serde_json::json!([{
                    "certificate": BASE64.encode(&self.signing_certificate),
                    "supportedSignatureAlgorithms": [algorithm()],
                }]),
            );
        }
        token.to_string()
    }

    /// Signs a document with the signing certificate.
    pub fn sign(&self, document: &[u8]) -> DocumentSignature {
        DocumentSignature {
            certificate: self.signing_certificate.clone(),
            algorithm: algorithm(),
            signature: template::sign_raw(&self.signing, document),
        }
    }

    /// Signs a document's hash (SHA-384) with the signing certificate, as a browser's extension asks; nothing if the hash has
    /// another length.
    pub fn sign_hash(&self, hash: &[u8]) -> Option<Vec<u8>> {
        (hash.len() == <Sha384 as sha2::Digest>::output_size())
            .then(|| template::sign_hash(&self.signing, hash))
    }

    /// Signs any bytes with the *authentication* key, as malware on the person's computer could.
    pub fn misuse_authentication_key(&self, message: &[u8]) -> Vec<u8> {
        template::sign_raw(&self.authentication, message)
    }
}

fn to_sign(origin: &str, nonce: &str) -> Vec<u8> {
    [Sha384::digest(origin), Sha384::digest(nonce)].concat()
}

fn algorithm() -> SignatureAlgorithm {
    SignatureAlgorithm {
        crypto_algorithm: "ECC".into(),
        hash_function: "SHA-384".into(),
        padding_scheme: "NONE".into(),
    }
}

fn subject(id: &PersonId, given_name: &str, surname: &str) -> Names {
    let serial = if id.kind() == IdKind::Bare { id.expose_code().to_owned() } else { id.expose() };
    vec![
        ("2.5.4.6", id.country().to_string()),
        ("2.5.4.3", format!("{surname},{given_name},{}", id.expose_code())),
        ("2.5.4.4", surname.into()),
        ("2.5.4.42", given_name.into()),
        ("2.5.4.5", serial),
    ]
}

/// ExtKeyUsageSyntax, DER.
pub(super) fn purposes(listed: &[&str]) -> Vec<u8> {
    listed.iter().map(|one| template::oid(one)).collect::<Vec<_>>().to_der().expect("short")
}

/// CertificatePolicies without qualifiers, DER.
fn policies(listed: &[&str]) -> Vec<u8> {
    listed.iter().map(|one| vec![template::oid(one)]).collect::<Vec<_>>().to_der().expect("short")
}
