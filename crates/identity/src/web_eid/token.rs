//! The token as it comes: JSON, read once and strictly.

use data_encoding::BASE64;
use serde::Deserialize;

use crate::signing::SignatureAlgorithm;

/// Largest token, in bytes. Those of version 1.0 have about three thousand.
pub const TOKEN_MAX: usize = 32 * 1024;
/// Most signing certificates in one token: cards have one, some two.
pub const SIGNING_CERTIFICATES_MAX: usize = 4;

/// A Web eID authentication token. Nothing in it is verified.
///
/// # Security
/// `Debug` leaves out everything: the certificate names a person.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    pub(crate) certificate: Vec<u8>,
    pub(crate) algorithm: String,
    pub(crate) signature: Vec<u8>,
    pub(crate) signing: Vec<SigningCertificate>,
}

/// A signing certificate of a token of version 1.1, and the algorithms the card has for it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SigningCertificate {
    pub(crate) certificate: Vec<u8>,
    pub(crate) algorithms: Vec<SignatureAlgorithm>,
}

/// Why a text is not a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// More than [`TOKEN_MAX`] bytes.
    #[error("the token has {bytes} bytes, more than {TOKEN_MAX}")]
    Size {
        /// How many it has.
        bytes: usize,
    },
    /// Not one JSON object with the members of a token, each once.
    #[error("the token is not the JSON object it should be (line {line}, column {column})")]
    Json {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// Another format than `web-eid:1.0` and `web-eid:1.1`.
    #[error("the token's format is neither web-eid:1.0 nor web-eid:1.1")]
    Format,
    /// A member that is not Base64 (RFC 4648, section 4, padded) of something.
    #[error("{member} is not Base64")]
    Base64 {
        /// Its name.
        member: &'static str,
    },
    /// A member that the format does not have, or lacks one that it must have.
    #[error("the token's format does not go with its signing certificates")]
    SigningCertificates,
    /// A signature algorithm of the signing certificate that Web eID does not name.
    #[error("the token lists a signature algorithm that Web eID does not have")]
    SignatureAlgorithm,
}

impl TokenFault {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Size { .. } => "token-size",
            Self::Json { .. } => "token-json",
            Self::Format => "token-format",
            Self::Base64 { .. } => "token-base64",
            Self::SigningCertificates => "token-signing-certificates",
            Self::SignatureAlgorithm => "token-signature-algorithm",
        }
    }
}

/// Members that decide nothing (`appVersion`, and whatever the browser's extension adds) are passed over; members that decide
/// something stand there once.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    format: String,
    algorithm: String,
    signature: String,
    unverified_certificate: String,
    unverified_signing_certificates: Option<Vec<WrittenSigning>>,
    /// For issuers between the pinned one and the card, of which there are none here: what a token brings along is not trusted.
    unverified_intermediate_certificates: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenSigning {
    certificate: String,
    supported_signature_algorithms: Vec<SignatureAlgorithm>,
}

impl Token {
    /// Reads a token: the JSON object that `web-eid.js` gives to the page, as it is.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn parse(json: &[u8]) -> Result<Self, TokenFault> {
        if json.len() > TOKEN_MAX {
            return Err(TokenFault::Size { bytes: json.len() });
        }
        // A JSON array of the right texts would pass for the object.
        let begins = json.iter().find(|byte| !byte.is_ascii_whitespace());
        if begins != Some(&b'{') {
            return Err(TokenFault::Json { line: 1, column: 1 });
        }
        let written: Written = serde_json::from_slice(json)
            .map_err(|error| TokenFault::Json { line: error.line(), column: error.column() })?;
        let signing = match (written.format.as_str(), written.unverified_signing_certificates) {
            ("web-eid:1.0", None) if written.unverified_intermediate_certificates.is_none() => Vec::new(),
            ("web-eid:1.1", Some(listed)) if (1..=SIGNING_CERTIFICATES_MAX).contains(&listed.len()) => listed,
            ("web-eid:1.1", None) if written.unverified_intermediate_certificates.is_some() => Vec::new(),
            ("web-eid:1.0" | "web-eid:1.1", _) => return Err(TokenFault::SigningCertificates),
            _ => return Err(TokenFault::Format),
        };
        Ok(Self {
            certificate: bytes("unverifiedCertificate", &written.unverified_certificate)?,
            signature: bytes("signature", &written.signature)?,
            algorithm: written.algorithm,
            signing: signing.into_iter().map(signing_certificate).collect::<Result<_, _>>()?,
        })
    }

    /// The authentication certificate (DER), unverified.
    pub fn unverified_certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The signature as it came: `r || s` for ECDSA.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token({}, <redacted>)", self.algorithm.escape_debug())
    }
}

fn signing_certificate(written: WrittenSigning) -> Result<SigningCertificate, TokenFault> {
    let algorithms = written.supported_signature_algorithms;
    if algorithms.is_empty() || !algorithms.iter().all(SignatureAlgorithm::is_of_web_eid) {
        return Err(TokenFault::SignatureAlgorithm);
    }
    Ok(SigningCertificate { certificate: bytes("certificate", &written.certificate)?, algorithms })
}

fn bytes(member: &'static str, text: &str) -> Result<Vec<u8>, TokenFault> {
    let bytes = BASE64.decode(text.as_bytes()).map_err(|_| TokenFault::Base64 { member })?;
    if bytes.is_empty() { Err(TokenFault::Base64 { member }) } else { Ok(bytes) }
}
