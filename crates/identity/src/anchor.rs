//! Pinned issuers of cards.

use data_encoding::BASE64;

use crate::{
    Certificate, CertificateFault, Level, ObjectIdentifier,
    certificate::{is_host, usage},
    configuration::{first_below, is_demo_authority},
    path::Purpose,
};

/// An issuer of cards that is trusted: an intermediate certificate, pinned. A card must be issued by it directly.
#[derive(Clone, Debug)]
pub struct Anchor {
    certificate: Certificate,
    level: Level,
    /// Of each of these lists a certificate for signing in must state one.
    policies: Vec<Vec<ObjectIdentifier>>,
    /// The same of one for signing documents.
    signing_policies: Vec<Vec<ObjectIdentifier>>,
    /// Nothing at or below these.
    refused: Vec<ObjectIdentifier>,
    explicit_purpose: bool,
    demo: bool,
}

/// Why a certificate cannot be an [`Anchor`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnchorFault {
    /// The certificate itself.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    /// It is not an authority's (CA:TRUE, keyCertSign).
    #[error("not the certificate of a certificate authority")]
    NotAnAuthority,
    /// It constrains other names than of hosts, which is not implemented.
    #[error("the authority constrains names of people or directories, which is not implemented")]
    NameConstraints,
    /// PEM that is not Base64 between BEGIN CERTIFICATE and END CERTIFICATE.
    #[error("neither a certificate in DER nor certificates in PEM")]
    Pem,
}

impl Anchor {
    /// Pins an issuer (DER), with the level of assurance that its cards have.
    ///
    /// Everything an anchor says of itself but its key, name and validity is the operator's decision to trust it (RFC 5280,
    /// 6.1.1), with two exceptions: it must be an authority, and its constraints on names of hosts hold.
    ///
    /// # Errors
    /// [`AnchorFault`].
    pub fn new(der: &[u8], level: Level) -> Result<Self, AnchorFault> {
        let certificate = Certificate::parse(der)?;
        let extensions = &certificate.extensions;
        if !extensions.authority
            || extensions.key_usage.is_some_and(|bits| bits & usage::CERTIFICATE_SIGN == 0)
        {
            return Err(AnchorFault::NotAnAuthority);
        }
        if let Some(constraints) = &extensions.name_constraints {
            let trees = constraints.permitted_subtrees.iter().chain(&constraints.excluded_subtrees).flatten();
            if !trees.into_iter().all(|tree| is_host(&tree.base)) {
                return Err(AnchorFault::NameConstraints);
            }
        }
        let demo = is_demo_authority(&certificate);
        Ok(Self {
            certificate,
            level,
            policies: Vec::new(),
            signing_policies: Vec::new(),
            refused: Vec::new(),
            explicit_purpose: false,
            demo,
        })
    }

    /// Every certificate of a file: one in DER, or any number in PEM (RFC 7468).
    ///
    /// # Errors
    /// [`AnchorFault`].
    pub fn read_all(file: &[u8], level: Level) -> Result<Vec<Self>, AnchorFault> {
        let Some(mut rest) = std::str::from_utf8(file).ok().filter(|text| text.contains("-----BEGIN "))
        else {
            return Ok(vec![Self::new(file, level)?]);
        };
        let mut found = Vec::new();
        while let Some((_, begun)) = rest.split_once("-----BEGIN CERTIFICATE-----") {
            let (body, after) = begun.split_once("-----END CERTIFICATE-----").ok_or(AnchorFault::Pem)?;
            let body: String = body.split_whitespace().collect();
            let der = BASE64.decode(body.as_bytes()).map_err(|_| AnchorFault::Pem)?;
            found.push(Self::new(&der, level)?);
            rest = after;
        }
        if found.is_empty() { Err(AnchorFault::Pem) } else { Ok(found) }
    }

    /// Says at most this level of its cards.
    #[must_use]
    pub fn at_most(mut self, level: Level) -> Self {
        self.level = self.level.min(level);
        self
    }

    /// Takes only cards whose certificate for signing in states one of these policies, and one of those that were asked for
    /// before. An empty list asks for nothing.
    #[must_use]
    pub fn with_policies(mut self, policies: &[ObjectIdentifier]) -> Self {
        self.policies.extend(asked_for(policies));
        self
    }

    /// The same of certificates for signing documents.
    #[must_use]
    pub fn with_signing_policies(mut self, policies: &[ObjectIdentifier]) -> Self {
        self.signing_policies.extend(asked_for(policies));
        self
    }

    /// Takes no certificate that states one of these policies or one below them, for whatever it is.
    #[must_use]
    pub fn without_policies(mut self, policies: &[ObjectIdentifier]) -> Self {
        self.refused.extend_from_slice(policies);
        self
    }

    /// Takes only cards whose certificate states the purpose of client authentication in so many words (extended key usage).
    ///
    /// Without this, a certificate that restricts its purposes to none (RFC 5280, 4.2.1.12) is taken for authentication if its
    /// key usage says signatures without non-repudiation and it states the policy it was issued under: so are Finland's and
    /// Luxembourg's cards, and Web eID's own validation library takes them.
    #[must_use]
    pub fn with_explicit_purpose(mut self) -> Self {
        self.explicit_purpose = true;
        self
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The level of its cards.
    pub fn level(&self) -> Level {
        self.level
    }

    pub(crate) fn is_demo(&self) -> bool {
        self.demo
    }

    pub(crate) fn needs_explicit_purpose(&self) -> bool {
        self.explicit_purpose
    }

    /// Whether it takes a certificate with these policies for this purpose.
    pub(crate) fn takes_policies(&self, stated: &[ObjectIdentifier], purpose: Purpose) -> bool {
        let lists = match purpose {
            Purpose::Authentication => &self.policies,
            Purpose::DocumentSigning => &self.signing_policies,
        };
        lists.iter().all(|list| list.iter().any(|policy| stated.contains(policy)))
    }

    /// The first of the stated policies that it refuses.
    pub(crate) fn refused_among(&self, stated: &[ObjectIdentifier]) -> Option<ObjectIdentifier> {
        first_below(&self.refused, stated)
    }
}

fn asked_for(policies: &[ObjectIdentifier]) -> Option<Vec<ObjectIdentifier>> {
    (!policies.is_empty()).then(|| policies.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::DemoAuthority;

    #[test]
    fn issuers_are_read_from_pem_and_der() {
        let authority = DemoAuthority::new();
        let der = authority.certificate();
        let pem = |der: &[u8]| {
            let text = BASE64.encode(der);
            let lines: Vec<&str> =
                text.as_bytes().chunks(64).filter_map(|line| str::from_utf8(line).ok()).collect();
            format!("-----BEGIN CERTIFICATE-----\r\n{}\r\n-----END CERTIFICATE-----\r\n", lines.join("\r\n"))
        };
        let read = |file: &[u8]| Anchor::read_all(file, Level::High).map(|anchors| anchors.len());
        assert_eq!(read(der), Ok(1));
        assert_eq!(read(format!("a remark\n{}{}", pem(der), pem(der)).as_bytes()), Ok(2));
        // one that is none spoils the file
        let card = authority.card(&crate::PersonId::parse("PNOEE-1").unwrap(), "A", "B");
        let mixed = pem(der) + &pem(card.authentication_certificate());
        assert_eq!(read(mixed.as_bytes()), Err(AnchorFault::NotAnAuthority));
        for broken in [
            "",
            "-----BEGIN CERTIFICATE-----\nAAAA",
            "-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----",
        ] {
            assert!(read(broken.as_bytes()).is_err(), "{broken}");
        }
        assert_eq!(
            read(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
            Err(AnchorFault::Pem)
        );
    }
}
