//! Documents signed with a card: a declaration of will, made with the signing certificate (PIN 2) over a document that the
//! person has read.
//!
//! Never mixed with signing in: authentication signs two hashes with another key under another certificate, and each
//! certificate is refused in the other's place.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use crate::{
    Anchor, Certificate, Configuration, PersonId, PublicKey, Refusal, Revocation, RevocationStatus,
    TokenFault, UnixTime,
    algorithm::{Hash, Scheme},
    ocsp,
    path::{self, Purpose},
    revocation,
    subject::Subject,
};

/// Largest signature in JSON, in bytes.
pub const SIGNATURE_MAX: usize = 32 * 1024;

/// A signature algorithm as Web eID's `sign` names it, in three words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignatureAlgorithm {
    /// `ECC` or `RSA`.
    pub crypto_algorithm: String,
    /// `SHA-256`, `SHA-384`, `SHA-512`; cards also offer SHA-224 and SHA-3, which are not taken here.
    pub hash_function: String,
    /// `NONE`, `PKCS1.5`, `PSS`.
    pub padding_scheme: String,
}

impl SignatureAlgorithm {
    /// Whether Web eID has these words at all.
    pub(crate) fn is_of_web_eid(&self) -> bool {
        let hashes =
            ["SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"];
        matches!(self.crypto_algorithm.as_str(), "ECC" | "RSA")
            && hashes.contains(&self.hash_function.as_str())
            && matches!(self.padding_scheme.as_str(), "NONE" | "PKCS1.5" | "PSS")
    }

    /// The scheme, if it is one that is taken; without padding there is no RSA, and with it no ECDSA.
    fn scheme(&self) -> Option<Scheme> {
        let hash = match self.hash_function.as_str() {
            "SHA-256" => Hash::Sha256,
            "SHA-384" => Hash::Sha384,
            "SHA-512" => Hash::Sha512,
            _ => return None,
        };
        match (self.crypto_algorithm.as_str(), self.padding_scheme.as_str()) {
            ("ECC", "NONE") => Some(Scheme::Ecdsa(hash)),
            ("RSA", "PKCS1.5") => Some(Scheme::RsaPkcs1(hash)),
            ("RSA", "PSS") => Some(Scheme::RsaPss(hash)),
            _ => None,
        }
    }
}

/// What the browser sends after `web-eid.js` signed a document's hash. Nothing in it is verified.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentSignature {
    /// The signing certificate, DER.
    pub certificate: Vec<u8>,
    /// How it was signed.
    pub algorithm: SignatureAlgorithm,
    /// `r || s` for ECC.
    pub signature: Vec<u8>,
}

impl std::fmt::Debug for DocumentSignature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentSignature(<redacted>)")
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    certificate: String,
    signature_algorithm: SignatureAlgorithm,
    signature: String,
}

impl DocumentSignature {
    /// Reads `{"certificate", "signatureAlgorithm": {"cryptoAlgorithm", "hashFunction", "paddingScheme"}, "signature"}`:
    /// what `getSigningCertificate` and `sign` of `web-eid.js` give, in one object.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn parse(json: &[u8]) -> Result<Self, TokenFault> {
        if json.len() > SIGNATURE_MAX {
            return Err(TokenFault::Size { bytes: json.len() });
        }
        let written: Written = serde_json::from_slice(json)
            .map_err(|error| TokenFault::Json { line: error.line(), column: error.column() })?;
        let bytes =
            |member, text: &str| BASE64.decode(text.as_bytes()).map_err(|_| TokenFault::Base64 { member });
        Ok(Self {
            certificate: bytes("certificate", &written.certificate)?,
            signature: bytes("signature", &written.signature)?,
            algorithm: written.signature_algorithm,
        })
    }

    /// The JSON that [`DocumentSignature::parse`] reads.
    pub fn to_json(&self) -> String {
        let written = Written {
            certificate: BASE64.encode(&self.certificate),
            signature_algorithm: self.algorithm.clone(),
            signature: BASE64.encode(&self.signature),
        };
        serde_json::to_string(&written).unwrap_or_default()
    }
}

/// A document's signature of which everything is verified but the revocation of its certificate.
#[derive(Clone, Debug)]
pub struct UnconfirmedSignature<'c> {
    certificate: Certificate,
    anchor: &'c Anchor,
    signer: PersonId,
    at: UnixTime,
}

/// That somebody signed a document. The only constructor is [`UnconfirmedSignature::confirm`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedDocument {
    signer: PersonId,
    certificate_hash: [u8; 32],
    revocation: RevocationStatus,
    at: UnixTime,
}

/// Checks that this person signed this document: everything but revocation. The document is hashed here; a signed hash whose
/// document nobody has is nobody's will.
///
/// # Errors
/// [`Refusal`].
pub fn check<'c>(
    document: &[u8],
    signature: &DocumentSignature,
    signer: &PersonId,
    configuration: &'c Configuration,
    now: UnixTime,
) -> Result<UnconfirmedSignature<'c>, Refusal> {
    let certificate = Certificate::parse(&signature.certificate)?;
    let anchor = path::check(&certificate, Purpose::DocumentSigning, configuration, now)?;
    let scheme = signature.algorithm.scheme().ok_or(Refusal::Algorithm)?;
    match (certificate.key(), scheme) {
        (PublicKey::Ec { .. }, Scheme::Ecdsa(_))
        | (PublicKey::Rsa { .. }, Scheme::RsaPkcs1(_) | Scheme::RsaPss(_)) => {}
        _ => return Err(Refusal::AlgorithmMismatch),
    }
    if !certificate.key().verifies_raw(scheme, document, &signature.signature) {
        return Err(Refusal::Signature);
    }
    if anchor.level() < configuration.level() {
        return Err(Refusal::Level { level: anchor.level() });
    }
    if Subject::read(certificate.subject())?.id != *signer {
        return Err(Refusal::OtherPerson);
    }
    Ok(UnconfirmedSignature { certificate, anchor, signer: signer.clone(), at: now })
}

impl UnconfirmedSignature<'_> {
    /// The certificate whose revocation is to be asked for.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What to send to the responder.
    pub fn ocsp_request(&self, nonce: &ocsp::Nonce) -> Vec<u8> {
        ocsp::request(&self.certificate, self.anchor, nonce)
    }

    /// Takes the responder's answer, or the reason why there is none.
    ///
    /// # Errors
    /// [`Refusal::Ocsp`], [`Refusal::Revoked`], [`Refusal::RevocationUnknown`].
    pub fn confirm(self, revocation: Revocation<'_>, now: UnixTime) -> Result<SignedDocument, Refusal> {
        let revocation = revocation::check(&self.certificate, self.anchor, revocation, now)?;
        Ok(SignedDocument {
            signer: self.signer,
            certificate_hash: self.certificate.hash(),
            revocation,
            at: self.at,
        })
    }
}

impl SignedDocument {
    /// Who signed.
    pub fn signer(&self) -> &PersonId {
        &self.signer
    }

    /// SHA-256 of the signing certificate.
    pub fn certificate_hash(&self) -> &[u8; 32] {
        &self.certificate_hash
    }

    /// What was found of the certificate's revocation.
    pub fn revocation(&self) -> RevocationStatus {
        self.revocation
    }

    /// When it was verified (not when it was signed, which nothing proves).
    pub fn at(&self) -> UnixTime {
        self.at
    }
}
