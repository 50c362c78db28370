//! Which e-IDs an election accepts (sections 3.2 and 9).

use serde::{Deserialize, Serialize};

use super::{
    ManifestError,
    check::{sha256, text, unique},
};

/// Sign-in by e-ID (section 9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eid {
    /// SHA-256 of accepted issuers' DER certificates, 64 lower-case hexadecimal digits each.
    pub trust_anchors: Vec<String>,
    /// Exact Web eID origins: scheme, host and port as a browser writes them.
    pub origins: Vec<String>,
    /// The lowest level of assurance that is taken: high if it is left out.
    #[serde(default, skip_serializing_if = "AssuranceLevel::is_default")]
    pub level: AssuranceLevel,
    /// What is asked of single issuers' certificates; of the others nothing but the level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<EidIssuer>,
}

/// What is asked of the certificates of one issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EidIssuer {
    /// One of [`Eid::trust_anchors`].
    pub anchor: String,
    /// The level of assurance of its certificates: high if it is left out.
    #[serde(default, skip_serializing_if = "AssuranceLevel::is_default")]
    pub level: AssuranceLevel,
    /// Certificates for signing in state one of these policies (object identifiers, dotted); any will do if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// Certificates for signing documents state one of these; any will do if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signing_policies: Vec<String>,
    /// No certificate states one of these policies or one below them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused_policies: Vec<String>,
}

/// A level of assurance of Regulation (EU) 910/2014, article 8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssuranceLevel {
    /// Low.
    Low,
    /// Substantial.
    Substantial,
    /// High.
    #[default]
    High,
}

impl AssuranceLevel {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Eid {
    /// What certificates of the issuer with this hash must be, if the manifest says.
    pub fn issuer(&self, anchor: &str) -> Option<&EidIssuer> {
        self.issuers.iter().find(|issuer| issuer.anchor == anchor)
    }

    /// What section 3 demands of it.
    ///
    /// # Errors
    /// [`ManifestError`] that names what is not as it should be.
    pub fn check(&self) -> Result<(), ManifestError> {
        unique("eid/trust_anchors", self.trust_anchors.iter().map(String::as_str))?;
        for anchor in &self.trust_anchors {
            sha256("eid/trust_anchors", anchor)?;
        }
        unique("eid/origins", self.origins.iter().map(String::as_str))?;
        if let Some(origin) = self.origins.iter().find(|origin| !is_origin(origin)) {
            return Err(text("eid/origins", origin, "an origin such as https://vote.example.org"));
        }
        unique("eid/issuers", self.issuers.iter().map(|issuer| issuer.anchor.as_str()))?;
        self.issuers.iter().try_for_each(|issuer| self.check_issuer(issuer))
    }

    fn check_issuer(&self, issuer: &EidIssuer) -> Result<(), ManifestError> {
        let EidIssuer { anchor, level: _, policies, signing_policies, refused_policies } = issuer;
        if !self.trust_anchors.contains(anchor) {
            return Err(text("eid/issuers", anchor, "one of eid/trust_anchors"));
        }
        for (name, listed) in [
            ("policies", policies),
            ("signing_policies", signing_policies),
            ("refused_policies", refused_policies),
        ] {
            let place = format!("eid/issuers/{anchor}/{name}");
            unique(&place, listed.iter().map(String::as_str))?;
            if let Some(policy) = listed.iter().find(|policy| !is_object_identifier(policy)) {
                return Err(text(&place, policy, "an object identifier such as 0.4.0.2042.1.2"));
            }
        }
        Ok(())
    }
}

/// Two to 20 numbers below 2^32 in plain digits with dots between, the first at most 2, and the second at most 39.
fn is_object_identifier(policy: &str) -> bool {
    let arcs: Option<Vec<u32>> = policy
        .split('.')
        .map(|arc| arc.parse::<u32>().ok().filter(|number| number.to_string() == arc))
        .collect();
    arcs.is_some_and(|arcs| {
        matches!(arcs.as_slice(), [0..=2, 0..=39, ..]) && policy.len() <= 64 && arcs.len() <= 20
    })
}

/// As browsers write an origin: `https://host` or `https://host:port`, lower case, nothing after it. Any other text
/// would never equal the origin of a token.
fn is_origin(origin: &str) -> bool {
    let Some(rest) = origin.strip_prefix("https://") else { return false };
    // the port of an IPv6 address follows the bracket
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let host_fits = !host.is_empty()
        && host.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-._[:]".contains(&c))
        && (host.starts_with('[') || !host.contains(':'));
    let port_fits = port.is_none_or(|port| {
        port.parse::<u16>().is_ok_and(|number| number != 0 && number != 443 && number.to_string() == port)
    });
    host_fits && port_fits
}
