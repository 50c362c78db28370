//! Whether the certificate still holds: what the caller has in hand to show it.

use crate::{
    Certificate, Refusal, UnixTime,
    anchor::Anchor,
    ocsp::{self, Nonce, Status},
};

/// What there is to say about revocation. There is no default: whoever leaves it out says why.
#[derive(Clone, Copy, Debug)]
pub enum Revocation<'a> {
    /// The responder's answer to our request with this nonce.
    Answered {
        /// OCSPResponse, DER.
        answer: &'a [u8],
        /// The request's.
        nonce: &'a Nonce,
    },
    /// An answer kept as evidence, read again with the time at which it was given; its nonce is not compared.
    Recorded(&'a [u8]),
    /// No answer.
    Unchecked(WhyUnchecked),
}

/// Why nobody asked whether the certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyUnchecked {
    /// The responder is down, and two officials decided that people sign in nevertheless. The caller logs it.
    Outage,
    /// The verdict is about the token alone: a card is being looked into, nobody signs in.
    Diagnosis,
}

/// What was found of the certificate's revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationStatus {
    /// Not revoked at this time.
    Good {
        /// The answer's `thisUpdate`.
        at: UnixTime,
    },
    /// Nobody asked.
    Unchecked(WhyUnchecked),
}

pub(crate) fn check(
    certificate: &Certificate,
    anchor: &Anchor,
    revocation: Revocation<'_>,
    now: UnixTime,
) -> Result<RevocationStatus, Refusal> {
    let (answer, nonce) = match revocation {
        Revocation::Answered { answer, nonce } => (answer, Some(nonce)),
        Revocation::Recorded(answer) => (answer, None),
        Revocation::Unchecked(why) => return Ok(RevocationStatus::Unchecked(why)),
    };
    let serial = certificate.serial().as_bytes();
    let answer = ocsp::read(answer, serial, anchor, nonce, now)?;
    match answer.status {
        Status::Good => Ok(RevocationStatus::Good { at: answer.this_update }),
        Status::Revoked { since } => Err(Refusal::Revoked { since }),
        Status::Unknown => Err(Refusal::RevocationUnknown),
    }
}
