//! The path of one step: a card's certificate under its pinned issuer.
//!
//! RFC 5280's algorithm for a path of length one, and what Web eID asks of the certificate's purpose. There is nothing to
//! build, to fetch or to loop through; a token cannot bring an issuer along.

use crate::{
    Anchor, Certificate, Configuration, ObjectIdentifier, Refusal, UnixTime,
    certificate::{same_name, usage},
};

const CLIENT_AUTHENTICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

/// What a certificate is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Authentication,
    DocumentSigning,
}

/// Checks everything of a card's certificate but its revocation; gives its issuer.
pub(crate) fn check<'c>(
    certificate: &Certificate,
    purpose: Purpose,
    configuration: &'c Configuration,
    now: UnixTime,
) -> Result<&'c Anchor, Refusal> {
    let anchor = issuer(certificate, configuration.anchors(), now)?;
    if anchor.is_demo() && !configuration.takes_demo() {
        return Err(Refusal::DemoAuthority);
    }
    let (first, last) = certificate.validity();
    if now < first {
        return Err(Refusal::NotYetValid { from: first });
    }
    if now > last {
        return Err(Refusal::Expired { since: last });
    }
    let extensions = &certificate.extensions;
    if let Some(id) = extensions.unknown_critical {
        return Err(Refusal::CriticalExtension(id));
    }
    if extensions.authority || extensions.name_constraints.is_some() {
        return Err(Refusal::Authority);
    }
    if anchor.certificate().extensions.name_constraints.is_some() && extensions.named_as_host {
        return Err(Refusal::NameConstraint);
    }
    let stated = &extensions.policies;
    if let Some(policy) = configuration.disallowed_among(stated).or_else(|| anchor.refused_among(stated)) {
        return Err(Refusal::PolicyDisallowed(policy));
    }
    if !anchor.takes_policies(stated, purpose) {
        return Err(Refusal::PolicyMissing);
    }
    serves(certificate, purpose, anchor)?;
    Ok(anchor)
}

/// The anchor whose name the certificate gives as its issuer and whose key signed it.
fn issuer<'a>(
    certificate: &Certificate,
    anchors: &'a [Anchor],
    now: UnixTime,
) -> Result<&'a Anchor, Refusal> {
    let mut refusal = Refusal::IssuerUnknown;
    for anchor in anchors {
        let authority = anchor.certificate();
        if !same_name(authority.subject(), certificate.issuer()) {
            continue;
        }
        let keys = (&authority.extensions.subject_key, &certificate.extensions.authority_key);
        if matches!(keys, (Some(has), Some(wanted)) if has != wanted) {
            continue;
        }
        if certificate.scheme().is_none() {
            return Err(Refusal::IssuerAlgorithm);
        }
        if !certificate.is_signed_by(authority.key()) {
            refusal = Refusal::IssuerSignature;
        } else if !authority.is_valid_at(now) {
            refusal = Refusal::IssuerNotValid;
        } else {
            return Ok(anchor);
        }
    }
    Err(refusal)
}

/// Key usage, extended key usage.
fn serves(certificate: &Certificate, purpose: Purpose, anchor: &Anchor) -> Result<(), Refusal> {
    let extensions = &certificate.extensions;
    let Some(bits) = extensions.key_usage else { return Err(Refusal::KeyUsageMissing) };
    if bits & (usage::CERTIFICATE_SIGN | usage::CRL_SIGN) != 0 {
        return Err(Refusal::Authority);
    }
    match (purpose, &extensions.extended) {
        (Purpose::Authentication, _) if !extensions.may(usage::DIGITAL_SIGNATURE) => Err(Refusal::KeyUsage),
        (Purpose::Authentication, Some(listed)) if listed.contains(&CLIENT_AUTHENTICATION) => Ok(()),
        (Purpose::Authentication, Some(_)) => Err(Refusal::ExtendedKeyUsage),
        // What is for declarations of will is not for signing in unless it says so.
        (Purpose::Authentication, None) if extensions.may(usage::NON_REPUDIATION) => Err(Refusal::KeyUsage),
        // See Anchor::with_explicit_purpose.
        (Purpose::Authentication, None)
            if anchor.needs_explicit_purpose() || extensions.policies.is_empty() =>
        {
            Err(Refusal::ExtendedKeyUsageMissing)
        }
        (Purpose::Authentication, None) => Ok(()),
        (Purpose::DocumentSigning, _) if extensions.may(usage::NON_REPUDIATION) => Ok(()),
        (Purpose::DocumentSigning, _) => Err(Refusal::KeyUsage),
    }
}
