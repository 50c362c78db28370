//! Whom to believe: issuers, origins, level.

use crate::{
    Anchor, Certificate, Level, ObjectIdentifier,
    certificate::text,
    web_eid::origin::{self, OriginKind},
};

/// Policies of Estonian Mobile-ID under the same issuers as the cards (and everything below): a SIM, not a card in a reader.
pub const ESTONIAN_MOBILE_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.10015.1.3");

/// The common name of the demo authority.
pub const DEMO_AUTHORITY_NAME: &str = "Tabella DEMO authority - anyone can make its cards";

/// SHA-256 of the demo authority's SubjectPublicKeyInfo: its private key is in the source (feature `demo`).
pub(crate) const DEMO_AUTHORITY_KEY: [u8; 32] = [
    0x12, 0xc7, 0x9f, 0x88, 0xb2, 0x61, 0x68, 0x9e, 0x92, 0x90, 0x54, 0x9b, 0x78, 0x82, 0x15, 0xb1, 0x9d,
    0x8a, 0x02, 0x6a, 0x6c, 0xec, 0x52, 0x72, 0xb9, 0x58, 0xf6, 0xa8, 0x29, 0xfd, 0xde, 0xee,
];

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// What a relying party believes.
#[derive(Clone, Debug)]
pub struct Configuration {
    origins: Vec<String>,
    anchors: Vec<Anchor>,
    disallowed: Vec<ObjectIdentifier>,
    level: Level,
    demo: bool,
}

/// Why a configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationFault {
    /// An origin that no browser would send: those are `https://` and a host in small ASCII letters, with a port if it is not
    /// 443, and nothing else (RFC 6454, 6.2).
    #[error("{0:?} is not an origin as browsers write it: https://host or https://host:port")]
    Origin(String),
    /// No origin, or no issuer.
    #[error("a configuration needs an origin and an issuer")]
    Empty,
    /// The demo authority, known by name or key.
    #[error("the demo authority is no issuer: anyone can make its cards")]
    DemoAuthority,
}

impl Configuration {
    /// Trusts these issuers for these origins, from level high on, and refuses [`ESTONIAN_MOBILE_ID`].
    ///
    /// # Errors
    /// [`ConfigurationFault`]; always for the demo authority.
    pub fn new(origins: Vec<String>, anchors: Vec<Anchor>) -> Result<Self, ConfigurationFault> {
        if anchors.iter().any(Anchor::is_demo) {
            return Err(ConfigurationFault::DemoAuthority);
        }
        Self::build(origins, anchors, false)
    }

    /// The same for a demonstration: the demo authority may be among the issuers, and `http://localhost` (or `127.0.0.1`), with
    /// or without a port, among the origins.
    ///
    /// # Errors
    /// [`ConfigurationFault`].
    #[cfg(feature = "demo")]
    pub fn demo(origins: Vec<String>, anchors: Vec<Anchor>) -> Result<Self, ConfigurationFault> {
        Self::build(origins, anchors, true)
    }

    fn build(origins: Vec<String>, anchors: Vec<Anchor>, demo: bool) -> Result<Self, ConfigurationFault> {
        if origins.is_empty() || anchors.is_empty() {
            return Err(ConfigurationFault::Empty);
        }
        for text in &origins {
            match origin::kind(text) {
                Some(OriginKind::Secure) => {}
                Some(OriginKind::ThisMachine) if demo => {}
                _ => return Err(ConfigurationFault::Origin(text.clone())),
            }
        }
        Ok(Self { origins, anchors, disallowed: vec![ESTONIAN_MOBILE_ID], level: Level::High, demo })
    }

    /// Takes cards from this level on.
    #[must_use]
    pub fn with_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Refuses certificates under these policies, or below them in the tree of object identifiers, besides
    /// [`ESTONIAN_MOBILE_ID`].
    #[must_use]
    pub fn with_disallowed_policies(mut self, policies: &[ObjectIdentifier]) -> Self {
        self.disallowed.extend_from_slice(policies);
        self
    }

    /// The origins, exact bytes.
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// The pinned issuers.
    pub fn anchors(&self) -> &[Anchor] {
        &self.anchors
    }

    /// The lowest level that is taken.
    pub fn level(&self) -> Level {
        self.level
    }

    pub(crate) fn takes_demo(&self) -> bool {
        self.demo
    }

    /// The first of the stated policies that is disallowed.
    pub(crate) fn disallowed_among(&self, stated: &[ObjectIdentifier]) -> Option<ObjectIdentifier> {
        first_below(&self.disallowed, stated)
    }
}

/// The first of the stated policies that is one of the parents or lies below one.
pub(crate) fn first_below(
    parents: &[ObjectIdentifier],
    stated: &[ObjectIdentifier],
) -> Option<ObjectIdentifier> {
    let below = |policy: &ObjectIdentifier| parents.iter().any(|parent| is_at_or_below(parent, policy));
    stated.iter().copied().find(below)
}

fn is_at_or_below(parent: &ObjectIdentifier, policy: &ObjectIdentifier) -> bool {
    let mut arcs = policy.arcs();
    parent.arcs().all(|arc| arcs.next() == Some(arc))
}

/// By key, or by a name with which somebody might pass off another key as the demo's.
pub(crate) fn is_demo_authority(certificate: &Certificate) -> bool {
    let attributes = certificate.subject().0.iter().flat_map(|set| set.0.iter());
    let named = |value: &str| value.eq_ignore_ascii_case(DEMO_AUTHORITY_NAME);
    certificate.key_hash() == DEMO_AUTHORITY_KEY
        || attributes
            .into_iter()
            .any(|one| one.oid == COMMON_NAME && text(&one.value).as_deref().is_some_and(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disallowed_policies_cover_what_lies_below() {
        let policy = |text| ObjectIdentifier::new_unwrap(text);
        assert!(is_at_or_below(&ESTONIAN_MOBILE_ID, &ESTONIAN_MOBILE_ID));
        assert!(is_at_or_below(&ESTONIAN_MOBILE_ID, &policy("1.3.6.1.4.1.10015.1.3.2")));
        assert!(!is_at_or_below(&ESTONIAN_MOBILE_ID, &policy("1.3.6.1.4.1.10015.1.30")));
        assert!(!is_at_or_below(&ESTONIAN_MOBILE_ID, &policy("1.3.6.1.4.1.10015.1")));
        assert!(!is_at_or_below(&ESTONIAN_MOBILE_ID, &policy("1.3.6.1.4.1.51361.1.2.1")));
    }
}
