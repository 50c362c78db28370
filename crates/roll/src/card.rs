//! What the registrar and the auditor ask of an e-ID.

use tabella_crypto::hash::{hex, sha256};
use tabella_election::{Election, manifest::AssuranceLevel};
use tabella_identity::{
    Anchor, AnchorFault, Configuration, ConfigurationFault, Level, ObjectIdentifier, PersonId, Refusal,
    Revocation, Token, UnixTime, web_eid,
};

/// A card's answer, with what it must answer to.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The authentication token as the browser sent it.
    pub token: &'a [u8],
    /// The origin that the card signed: one of the manifest's.
    pub origin: &'a str,
    /// The challenge nonce as text: the authorization in base64.
    pub challenge_nonce: &'a str,
    /// The OCSP answer on the certificate, or why there is none.
    pub revocation: Revocation<'a>,
    /// When the answer was given.
    pub at: UnixTime,
}

/// Why an answer shows nobody: the reason's short name, the same for everyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("the e-ID's answer is refused: {0}")]
pub struct CardRefusal(pub &'static str);

/// How an e-ID's answers are checked: signature, certificate, policy, revocation.
pub trait Card {
    /// Who answered.
    ///
    /// # Errors
    /// [`CardRefusal`] names the reason.
    fn check(&self, presented: &Presented<'_>) -> Result<PersonId, CardRefusal>;
}

/// Web eID.
impl Card for Configuration {
    fn check(&self, presented: &Presented<'_>) -> Result<PersonId, CardRefusal> {
        let Presented { token, origin, challenge_nonce, revocation, at } = *presented;
        let refused = |refusal: &Refusal| CardRefusal(refusal.name());
        let token = Token::parse(token).map_err(|fault| refused(&Refusal::from(fault)))?;
        let person = web_eid::verify(&token, origin, challenge_nonce, self, revocation, at);
        person.map(|person| person.id().clone()).map_err(|refusal| refused(&refusal))
    }
}

/// Why an election's e-IDs cannot be checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    /// A certificate that the manifest does not name.
    #[error("an issuer's certificate is none of the manifest's trust anchors: SHA-256 {0}")]
    NotNamed(String),
    /// No certificate of an issuer.
    #[error(transparent)]
    Anchor(#[from] AnchorFault),
    /// A policy that is no object identifier.
    #[error("{0:?} is no object identifier such as 0.4.0.2042.1.2")]
    Policy(String),
    /// Origins or issuers that are not allowed.
    #[error(transparent)]
    Configuration(#[from] ConfigurationFault),
}

/// How the e-IDs of an election are checked: the manifest's origins and level, and issuers whose hashes the manifest has, with
/// what the manifest asks of their certificates besides what the anchors ask.
///
/// # Errors
/// [`IssuerError`]; always for the demo authority.
pub fn configuration(election: &Election, issuers: Vec<Anchor>) -> Result<Configuration, IssuerError> {
    let eid = &election.manifest().eid;
    let configuration = Configuration::new(eid.origins.clone(), bound(election, issuers)?)?;
    Ok(configuration.with_level(level(eid.level)))
}

/// The same for a demonstration: the demo authority may be among the issuers.
///
/// # Errors
/// [`IssuerError`].
#[cfg(feature = "demo")]
pub fn demo_configuration(election: &Election, issuers: Vec<Anchor>) -> Result<Configuration, IssuerError> {
    let eid = &election.manifest().eid;
    let configuration = Configuration::demo(eid.origins.clone(), bound(election, issuers)?)?;
    Ok(configuration.with_level(level(eid.level)))
}

/// Whether the manifest names this issuer: whoever else signs cards is nothing to this election.
pub fn is_named(election: &Election, issuer: &Anchor) -> bool {
    names(election, issuer.certificate().der())
}

/// Those of some issuers' certificates (DER) that the manifest names, to be taken as far as the manifest takes them.
///
/// # Errors
/// [`IssuerError::Anchor`] if one that is named is no issuer's.
pub fn named_issuers(election: &Election, issuers: &[Vec<u8>]) -> Result<Vec<Anchor>, IssuerError> {
    let named = issuers.iter().filter(|der| names(election, der));
    named.map(|der| Ok(Anchor::new(der, Level::High)?)).collect()
}

/// The level of e-IDs for one of the manifest's or of a config file.
pub fn level(level: AssuranceLevel) -> Level {
    match level {
        AssuranceLevel::Low => Level::Low,
        AssuranceLevel::Substantial => Level::Substantial,
        AssuranceLevel::High => Level::High,
    }
}

/// Policies as they are written, dotted.
///
/// # Errors
/// [`IssuerError::Policy`].
pub fn policies(listed: &[String]) -> Result<Vec<ObjectIdentifier>, IssuerError> {
    let read =
        |policy: &String| ObjectIdentifier::new(policy).map_err(|_| IssuerError::Policy(policy.clone()));
    listed.iter().map(read).collect()
}

fn names(election: &Election, der: &[u8]) -> bool {
    election.manifest().eid.trust_anchors.contains(&hex(&sha256(b"", &[der])))
}

/// The issuers, each with what the manifest asks of it: that can only narrow what is taken.
fn bound(election: &Election, issuers: Vec<Anchor>) -> Result<Vec<Anchor>, IssuerError> {
    let eid = &election.manifest().eid;
    let narrow = |anchor: Anchor| {
        let hash = hex(&sha256(b"", &[anchor.certificate().der()]));
        if !eid.trust_anchors.contains(&hash) {
            return Err(IssuerError::NotNamed(hash));
        }
        let Some(asked) = eid.issuer(&hash) else { return Ok(anchor) };
        Ok(anchor
            .at_most(level(asked.level))
            .with_policies(&policies(&asked.policies)?)
            .with_signing_policies(&policies(&asked.signing_policies)?)
            .without_policies(&policies(&asked.refused_policies)?))
    };
    issuers.into_iter().map(narrow).collect()
}

#[cfg(test)]
mod tests;
