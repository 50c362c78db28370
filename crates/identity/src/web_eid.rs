//! Web eID authentication: the token of a card, verified.
//!
//! What the card signed is `hash(origin) || hash(nonce)`, where the origin is the page's as the browser wrote it and the nonce
//! is its Base64 *text*; the hash is the signature algorithm's. Hashing each of them first keeps one from running into the
//! other. Neither stands in the token: the verifier takes the origin from its configuration and the nonce from the session.

use crate::{
    Anchor, AuthenticatedPerson, Certificate, Configuration, Method, Refusal, Revocation, TokenAlgorithm,
    UnixTime,
    certificate::same_name,
    ocsp,
    path::{self, Purpose},
    revocation,
    subject::Subject,
};

pub(crate) mod origin;
mod token;

pub use token::{SIGNING_CERTIFICATES_MAX, TOKEN_MAX, Token, TokenFault};

/// Characters of a nonce: 256 bits in Base64 are 44.
pub const NONCE_MIN: usize = 44;
/// Longest nonce that Web eID's application signs.
pub const NONCE_MAX: usize = 128;

/// A token of which everything is verified but the revocation of its certificate.
#[derive(Clone, Debug)]
pub struct Unconfirmed<'c> {
    certificate: Certificate,
    anchor: &'c Anchor,
    subject: Subject,
    at: UnixTime,
}

/// Checks a token against an origin and a nonce (its Base64 text): everything but revocation.
///
/// The origin is the caller's: the one it serves, or the one that stands in the evidence. It must be one of the
/// configuration's, byte for byte.
///
/// # Errors
/// [`Refusal`], the first that applies in this order: nonce and origin, form of the certificate, issuer, validity, purpose,
/// policies, signature, level, subject, signing certificates.
pub fn check<'c>(
    token: &Token,
    origin: &str,
    nonce: &str,
    configuration: &'c Configuration,
    now: UnixTime,
) -> Result<Unconfirmed<'c>, Refusal> {
    let characters = nonce.chars().count();
    if !(NONCE_MIN..=NONCE_MAX).contains(&characters) || !nonce.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Refusal::NonceLength { characters });
    }
    if !configuration.origins().iter().any(|own| own == origin) {
        return Err(Refusal::Origin);
    }
    let certificate = Certificate::parse(&token.certificate)?;
    let anchor = path::check(&certificate, Purpose::Authentication, configuration, now)?;
    verify_signature(token, &certificate, origin, nonce)?;
    if anchor.level() < configuration.level() {
        return Err(Refusal::Level { level: anchor.level() });
    }
    let subject = Subject::read(certificate.subject())?;
    for signing in &token.signing {
        check_signing_certificate(&signing.certificate, &certificate, &subject, configuration, now)
            .map_err(|refusal| Refusal::SigningCertificate(Box::new(refusal)))?;
    }
    Ok(Unconfirmed { certificate, anchor, subject, at: now })
}

/// [`check`] and [`Unconfirmed::confirm`] in one, for whoever has the OCSP answer already.
///
/// # Errors
/// [`Refusal`].
pub fn verify(
    token: &Token,
    origin: &str,
    nonce: &str,
    configuration: &Configuration,
    revocation: Revocation<'_>,
    now: UnixTime,
) -> Result<AuthenticatedPerson, Refusal> {
    check(token, origin, nonce, configuration, now)?.confirm(revocation, now)
}

impl Unconfirmed<'_> {
    /// The certificate whose revocation is to be asked for.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What to send to the responder ([`Certificate::ocsp_url`]): POST, `application/ocsp-request`.
    pub fn ocsp_request(&self, nonce: &ocsp::Nonce) -> Vec<u8> {
        ocsp::request(&self.certificate, self.anchor, nonce)
    }

    /// Takes the responder's answer, or the reason why there is none.
    ///
    /// # Errors
    /// [`Refusal::Ocsp`], [`Refusal::Revoked`], [`Refusal::RevocationUnknown`].
    pub fn confirm(self, revocation: Revocation<'_>, now: UnixTime) -> Result<AuthenticatedPerson, Refusal> {
        let revocation = revocation::check(&self.certificate, self.anchor, revocation, now)?;
        Ok(AuthenticatedPerson {
            id: self.subject.id,
            given_name: self.subject.given_name,
            surname: self.subject.surname,
            certificate_hash: self.certificate.hash(),
            key_hash: self.certificate.key_hash(),
            method: if self.anchor.is_demo() { Method::DemoCard } else { Method::WebEid },
            level: self.anchor.level(),
            revocation,
            at: self.at,
        })
    }
}

/// The signature alone, under the key of a certificate of which nothing else is known.
fn verify_signature(
    token: &Token,
    certificate: &Certificate,
    origin: &str,
    nonce: &str,
) -> Result<(), Refusal> {
    let algorithm = TokenAlgorithm::parse(&token.algorithm).ok_or(Refusal::Algorithm)?;
    if !algorithm.fits(certificate.key()) {
        return Err(Refusal::AlgorithmMismatch);
    }
    let hash = algorithm.hash();
    let mut signed = hash.digest(origin.as_bytes()).as_ref().to_vec();
    signed.extend_from_slice(hash.digest(nonce.as_bytes()).as_ref());
    if certificate.key().verifies_raw(algorithm.scheme(), &signed, &token.signature) {
        Ok(())
    } else {
        Err(Refusal::Signature)
    }
}

/// A signing certificate that a token brings is one of the same person, from the same issuer, for signing documents. Whether it
/// is revoked is asked when it has signed something.
fn check_signing_certificate(
    der: &[u8],
    authentication: &Certificate,
    person: &Subject,
    configuration: &Configuration,
    now: UnixTime,
) -> Result<(), Refusal> {
    let certificate = Certificate::parse(der)?;
    path::check(&certificate, Purpose::DocumentSigning, configuration, now)?;
    if !same_name(certificate.issuer(), authentication.issuer()) {
        return Err(Refusal::OtherIssuer);
    }
    if Subject::read(certificate.subject())?.id != person.id {
        return Err(Refusal::OtherPerson);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
