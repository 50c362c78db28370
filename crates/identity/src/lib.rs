//! Who somebody is, shown with a national e-ID: Web eID tokens, certificates, OCSP answers, signed documents.
//!
//! The formats are those of [Web eID], X.509 (RFC 5280) and OCSP (RFC 6960).
//!
//! # What is here
//! The relying party's side, without a socket, a clock or the system's randomness:
//!
//! 1. [`Challenge::issue`] makes a nonce for one browser session; [`Challenge::redeem`] consumes it.
//! 2. [`Token::parse`] reads what the browser sent (`web-eid:1.0` and `web-eid:1.1`).
//! 3. [`web_eid::check`] verifies signature, origin, nonce, certificate and issuer against a [`Configuration`].
//! 4. [`Unconfirmed::ocsp_request`] is what to send to the OCSP responder, [`Unconfirmed::confirm`] takes its answer, and only
//!    then is there an [`AuthenticatedPerson`].
//! 5. [`signing`] verifies a document signature made with the signing certificate of the same person.
//!
//! Every refusal is a [`Refusal`] with a stable name ([`Refusal::name`]). Times are [`UnixTime`], in seconds.
//!
//! ```
//! use tabella_identity::{
//!     AuthenticatedPerson, Challenge, Configuration, Refusal, Revocation, Token, UnixTime, nonce_text, ocsp::Nonce, web_eid,
//! };
//!
//! /// `challenge` was taken out of the session; `ask` posts a request to a responder's address.
//! fn sign_in(
//!     json: &[u8],
//!     challenge: Challenge,
//!     configuration: &Configuration,
//!     nonce: &Nonce,
//!     ask: impl Fn(&str, Vec<u8>) -> Vec<u8>,
//!     now: UnixTime,
//! ) -> Result<AuthenticatedPerson, Refusal> {
//!     let text = nonce_text(&challenge.redeem(now)?);
//!     let token = Token::parse(json)?;
//!     let unconfirmed = web_eid::check(&token, "https://vote.example.org", &text, configuration, now)?;
//!     let responder = unconfirmed.certificate().ocsp_url().unwrap_or_default();
//!     let answer = ask(responder, unconfirmed.ocsp_request(nonce));
//!     unconfirmed.confirm(Revocation::Answered { answer: &answer, nonce }, now)
//! }
//! ```
//!
//! # What is not here
//! No HTTP (the caller asks the OCSP responder), no sessions, no roll. No private keys, but for the feature `demo`: there, an
//! authority, cards and a responder whose keys everyone knows, refused by every [`Configuration`] that is not made for it.
//! This crate does not build for WebAssembly: signatures are verified by AWS-LC, which is C.
//!
//! # How it trusts
//! Pinned are *issuers* of cards ([`Anchor`]), never roots: the path has one step, and there is no path building to attack.
//! What RFC 5280 leaves to the relying party is decided closed: unknown critical extensions, other curves than the three of
//! NIST by name, SHA-1, RSA below 2048 bits and keys of the ROCA generator are refused.
//!
//! # Sources
//! Web eID system architecture and authentication token format (web-eid/web-eid-system-architecture-doc), RFC 5280
//! (certificates), RFC 5480 (named curves), RFC 6960 and RFC 9654 (OCSP and its nonce), RFC 6454 (origins), RFC 7518 (names of
//! algorithms), ETSI EN 319 412-1 (identifiers of people), Regulation (EU) 910/2014 (levels).
//!
//! [Web eID]: https://web-eid.eu
#![forbid(unsafe_code)]

mod algorithm;
mod anchor;
mod certificate;
mod challenge;
mod configuration;
#[cfg(feature = "demo")]
pub mod demo;
mod key;
mod key_index;
pub mod ocsp;
mod path;
mod person;
mod refusal;
mod revocation;
pub mod signing;
mod subject;
pub mod web_eid;

pub use algorithm::TokenAlgorithm;
pub use anchor::{Anchor, AnchorFault};
pub use certificate::{CERTIFICATE_MAX, Certificate, CertificateFault};
pub use challenge::{CHALLENGE_LIFETIME, Challenge, nonce_text, sign_in_nonce};
pub use configuration::{Configuration, ConfigurationFault, DEMO_AUTHORITY_NAME, ESTONIAN_MOBILE_ID};
pub use key::{Curve, KeyFault, PublicKey, RSA_BITS_MAX, RSA_BITS_MIN};
pub use key_index::{KeyIndex, KeyReuse};
pub use person::{
    AuthenticatedPerson, Country, IdKind, Level, Method, PERSON_ID_MAX, PersonId, PersonIdError, Redacted,
    UnixTime,
};
pub use refusal::Refusal;
pub use revocation::{Revocation, RevocationStatus, WhyUnchecked};
pub use subject::SubjectFault;
pub use web_eid::{Token, TokenFault, Unconfirmed};
pub use x509_cert::der::asn1::ObjectIdentifier;
