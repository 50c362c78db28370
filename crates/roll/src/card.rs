//! What the registrar and the auditor ask of an e-ID.

use tabella_crypto::hash::{hex, sha256};
use tabella_election::Election;
use tabella_identity::{
    Anchor, AnchorFault, Configuration, ConfigurationFault, Level, PersonId, Refusal, Revocation, Token,
    UnixTime, web_eid,
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
    /// Origins or issuers that are not allowed.
    #[error(transparent)]
    Configuration(#[from] ConfigurationFault),
}

/// How the e-IDs of an election are checked: the manifest's origins, and issuers (DER) whose hashes the manifest has.
///
/// # Errors
/// [`IssuerError`]; always for the demo authority.
pub fn configuration(election: &Election, issuers: &[Vec<u8>]) -> Result<Configuration, IssuerError> {
    let origins = election.manifest().eid.origins.clone();
    Ok(Configuration::new(origins, anchors(election, issuers)?)?)
}

/// The same for a demonstration: the demo authority may be among the issuers.
///
/// # Errors
/// [`IssuerError`].
#[cfg(feature = "demo")]
pub fn demo_configuration(election: &Election, issuers: &[Vec<u8>]) -> Result<Configuration, IssuerError> {
    let origins = election.manifest().eid.origins.clone();
    Ok(Configuration::demo(origins, anchors(election, issuers)?)?)
}

/// Those of some issuers (DER) whose hashes the manifest has: whoever else signs cards is nothing to this election.
pub fn named_issuers(election: &Election, issuers: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let named = &election.manifest().eid.trust_anchors;
    issuers.iter().filter(|der| named.contains(&hex(&sha256(b"", &[der])))).cloned().collect()
}

fn anchors(election: &Election, issuers: &[Vec<u8>]) -> Result<Vec<Anchor>, IssuerError> {
    let named = &election.manifest().eid.trust_anchors;
    let anchor = |der: &Vec<u8>| {
        let hash = hex(&sha256(b"", &[der]));
        if !named.contains(&hash) {
            return Err(IssuerError::NotNamed(hash));
        }
        Ok(Anchor::new(der, Level::High)?)
    };
    issuers.iter().map(anchor).collect()
}

#[cfg(test)]
mod tests;
