//! Why somebody was not believed.

use crate::{
    CertificateFault, ConfigurationFault, KeyFault, Level, ObjectIdentifier, SubjectFault, TokenFault,
    UnixTime, ocsp::OcspFault,
};

/// Every reason for which a token, a signature or a certificate is refused. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The token's form.
    #[error(transparent)]
    Token(#[from] TokenFault),
    /// A nonce older than [`crate::CHALLENGE_LIFETIME`], or from the future.
    #[error("the challenge is older than five minutes")]
    ChallengeExpired,
    /// A nonce of less than 256 bits in Base64, or more than Web eID's application signs.
    #[error("the challenge nonce has {characters} characters, not 44 to 128 visible ones")]
    NonceLength {
        /// How many it has.
        characters: usize,
    },
    /// An origin that is not among the configured ones, byte for byte.
    #[error("the origin is not one of this service")]
    Origin,
    /// An origin that no browser would send.
    #[error("the origin is not as browsers write it: https://host or https://host:port")]
    OriginMalformed,
    /// The certificate's form or key.
    #[error(transparent)]
    Certificate(#[from] CertificateFault),
    /// No pinned issuer has the name and key that the certificate gives for its issuer.
    #[error("the certificate is not from a pinned issuer")]
    IssuerUnknown,
    /// The issuer did not sign this certificate.
    #[error("the issuer did not sign this certificate")]
    IssuerSignature,
    /// The issuer signed with an algorithm that is not allowed, such as SHA-1.
    #[error("the certificate is signed with an algorithm that is not allowed")]
    IssuerAlgorithm,
    /// The pinned issuer's certificate is not valid at this time.
    #[error("the issuer's own certificate is not valid at this time")]
    IssuerNotValid,
    /// Not valid yet.
    #[error("the certificate is valid only later")]
    NotYetValid {
        /// The first second in which it is.
        from: UnixTime,
    },
    /// Not valid any more.
    #[error("the certificate has expired")]
    Expired {
        /// The last second in which it was valid.
        since: UnixTime,
    },
    /// A critical extension that is not processed here.
    #[error("the certificate has the critical extension {0}, which is not known here")]
    CriticalExtension(ObjectIdentifier),
    /// The certificate of an authority, not of a person.
    #[error("the certificate is an authority's, not a person's")]
    Authority,
    /// The issuer's constraints on names of hosts.
    #[error("the certificate names a host, and its issuer is constrained in that")]
    NameConstraint,
    /// A disallowed policy.
    #[error("the certificate is under policy {0}, which is not allowed")]
    PolicyDisallowed(ObjectIdentifier),
    /// None of the policies that the issuer's cards must have.
    #[error("the certificate is under none of the policies that are asked for")]
    PolicyMissing,
    /// No key usage at all.
    #[error("the certificate does not say what its key is for")]
    KeyUsageMissing,
    /// Key usage of another purpose: a signing certificate for signing in, or the reverse.
    #[error("the certificate's key is for another use")]
    KeyUsage,
    /// Extended key usage without client authentication.
    #[error("the certificate is for other purposes than authentication")]
    ExtendedKeyUsage,
    /// No extended key usage, and nothing that makes up for it.
    #[error("the certificate does not say that it is for authentication")]
    ExtendedKeyUsageMissing,
    /// An algorithm outside the list, such as `none`.
    #[error("the signature algorithm is not one of Web eID")]
    Algorithm,
    /// An algorithm that the certificate's key cannot have.
    #[error("the signature algorithm does not fit the certificate's key")]
    AlgorithmMismatch,
    /// The signature is not this key's over this origin and nonce (or this document).
    #[error("the signature is not by this certificate over what was to be signed")]
    Signature,
    /// A card of the demo authority.
    #[error("the card is of the demo authority: anyone can make one")]
    DemoAuthority,
    /// Cards of this issuer have a lower level of assurance than is asked for.
    #[error("the card's level of assurance is {level:?}, which is too low")]
    Level {
        /// The issuer's.
        level: Level,
    },
    /// The subject.
    #[error(transparent)]
    Subject(#[from] SubjectFault),
    /// A signing certificate of a token of version 1.1 is refused.
    #[error("the token's signing certificate: {0}")]
    SigningCertificate(Box<Refusal>),
    /// A signing certificate of another issuer than the authentication certificate's.
    #[error("the certificates are from two issuers")]
    OtherIssuer,
    /// The document was signed by, or the signing certificate belongs to, somebody else.
    #[error("the signing certificate is another person's")]
    OtherPerson,
    /// The OCSP answer cannot be relied on.
    #[error(transparent)]
    Ocsp(#[from] OcspFault),
    /// Revoked.
    #[error("the certificate is revoked")]
    Revoked {
        /// Since when, as the responder says.
        since: UnixTime,
    },
    /// The responder does not know the certificate.
    #[error("the responder does not know the certificate")]
    RevocationUnknown,
}

impl Refusal {
    /// A stable name for logs, metrics and interfaces.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Token(fault) => fault.name(),
            Self::ChallengeExpired => "challenge-expired",
            Self::NonceLength { .. } => "nonce-length",
            Self::Origin => "origin",
            Self::OriginMalformed => "origin-malformed",
            Self::Certificate(fault) => certificate(fault),
            Self::IssuerUnknown => "issuer-unknown",
            Self::IssuerSignature => "issuer-signature",
            Self::IssuerAlgorithm => "issuer-algorithm",
            Self::IssuerNotValid => "issuer-not-valid",
            Self::NotYetValid { .. } => "certificate-not-yet-valid",
            Self::Expired { .. } => "certificate-expired",
            Self::CriticalExtension(_) => "certificate-critical-extension",
            Self::Authority => "certificate-is-an-authority",
            Self::NameConstraint => "name-constraint",
            Self::PolicyDisallowed(_) => "policy-disallowed",
            Self::PolicyMissing => "policy-missing",
            Self::KeyUsageMissing => "key-usage-missing",
            Self::KeyUsage => "key-usage",
            Self::ExtendedKeyUsage => "extended-key-usage",
            Self::ExtendedKeyUsageMissing => "extended-key-usage-missing",
            Self::Algorithm => "algorithm",
            Self::AlgorithmMismatch => "algorithm-mismatch",
            Self::Signature => "signature",
            Self::DemoAuthority => "demo-authority",
            Self::Level { .. } => "level",
            Self::Subject(fault) => subject(*fault),
            Self::SigningCertificate(_) => "signing-certificate",
            Self::OtherIssuer => "other-issuer",
            Self::OtherPerson => "other-person",
            Self::Ocsp(fault) => fault.name(),
            Self::Revoked { .. } => "revoked",
            Self::RevocationUnknown => "revocation-unknown",
        }
    }
}

fn certificate(fault: &CertificateFault) -> &'static str {
    match fault {
        CertificateFault::Size { .. } => "certificate-size",
        CertificateFault::Malformed(_) => "certificate-malformed",
        CertificateFault::Version => "certificate-version",
        CertificateFault::ExtensionTwice(_) => "certificate-extension-twice",
        CertificateFault::Extension(_) => "certificate-extension",
        CertificateFault::TwoAlgorithms => "certificate-two-algorithms",
        CertificateFault::Key(fault) => match fault {
            KeyFault::Algorithm => "key-algorithm",
            KeyFault::ExplicitCurve => "key-explicit-curve",
            KeyFault::Curve => "key-curve",
            KeyFault::Point => "key-point",
            KeyFault::Malformed => "key-malformed",
            KeyFault::RsaModulus { .. } => "key-rsa-modulus",
            KeyFault::RsaExponent => "key-rsa-exponent",
            KeyFault::Roca => "key-roca",
        },
    }
}

fn subject(fault: SubjectFault) -> &'static str {
    match fault {
        SubjectFault::SerialNumber => "subject-serial-number",
        SubjectFault::Identifier(_) => "subject-identifier",
        SubjectFault::Country => "subject-country",
        SubjectFault::Organisation => "subject-organisation",
        SubjectFault::Nameless => "subject-nameless",
    }
}

/// A configuration that does not come to stand refuses every token: programs that check one token say so with these names.
impl From<&ConfigurationFault> for Refusal {
    fn from(fault: &ConfigurationFault) -> Self {
        match fault {
            ConfigurationFault::Origin(_) => Self::OriginMalformed,
            ConfigurationFault::Empty => Self::IssuerUnknown,
            ConfigurationFault::DemoAuthority => Self::DemoAuthority,
        }
    }
}
