//! The office: rolls, people's lines, critical deeds, officials.

pub(super) mod deeds;
pub(super) mod export;
pub(super) mod lines;
pub(super) mod officials;
pub(super) mod uploads;

use tabella_crypto::CompressedRistretto;
use tabella_desk_store::{About, NewEntry};
use tabella_election::{Signed, message::Reason, message::Revocation};
use tabella_identity::{PersonId, UnixTime};
use tabella_roll::{
    RollNumber,
    evidence::{Decision, Evidence, EvidenceError},
};

use super::{problem::Problem, shared::Served};

/// What two officials decided about a line.
pub(super) struct Decided<'a> {
    pub(super) served: &'a Served,
    pub(super) officials: &'a [PersonId; 2],
    pub(super) reason: &'a str,
    pub(super) at: UnixTime,
}

impl Decided<'_> {
    /// The signed revocation of a live credential, with its evidence.
    pub(super) fn revocation(
        &self,
        number: RollNumber,
        credential: CompressedRistretto,
        rng: &mut (impl rand_core::RngCore + rand_core::CryptoRng),
    ) -> Result<NewEntry, EvidenceError> {
        let Self { served, officials, reason, at } = *self;
        let decision = Decision { number, reason: reason.to_owned(), officials: officials.clone(), at };
        let opening = Evidence::Administrative(decision).seal(rng)?;
        let reason = Reason::Administrative;
        let message = Revocation { credential, reason, evidence: opening.commitment() };
        let signed = Signed::sign(message, served.id(), &served.registrar);
        Ok(NewEntry {
            about: About::Revocation { credential, reason },
            entry: signed.encode().to_vec(),
            nonce: opening.nonce,
            evidence: opening.evidence,
        })
    }
}

/// Two officials out of those who consented: the first two.
pub(super) fn two(officials: Vec<PersonId>) -> Result<[PersonId; 2], Problem> {
    let given = officials.len();
    let mut officials = officials.into_iter();
    match (officials.next(), officials.next()) {
        (Some(one), Some(other)) => Ok([one, other]),
        _ => Err(Problem::conflict("consents", format!("{given} of 2 officials have consented"))),
    }
}
