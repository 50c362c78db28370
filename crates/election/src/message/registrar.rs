//! What the registrar says on the board.

use tabella_crypto::{
    CompressedRistretto, EvidenceCommitment,
    cbor::{DecodeError, Reader, Writer},
};

use super::Message;
use crate::ids::StyleId;

/// `credential`: someone who may vote. The point is not decoded yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// P.
    pub credential: CompressedRistretto,
    /// What its holder votes on.
    pub style: StyleId,
    /// What its ballot weighs.
    pub weight: u64,
    /// Commitment to the evidence of the sign-in (section 9).
    pub evidence: EvidenceCommitment,
    /// The credential of the same person that this one takes the place of.
    pub replaces: Option<CompressedRistretto>,
}

impl Message for Credential {
    const TYPE: &'static str = "credential";
    const FIELDS: usize = 5;

    fn write(&self, writer: Writer) -> Writer {
        let writer = writer
            .bytes(self.credential.as_bytes())
            .text(self.style.as_str())
            .uint(self.weight)
            .bytes(self.evidence.as_bytes());
        match &self.replaces {
            None => writer.null(),
            Some(credential) => writer.bytes(credential.as_bytes()),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            credential: CompressedRistretto(reader.fixed()?),
            style: StyleId(reader.text()?.to_owned()),
            weight: reader.uint()?,
            evidence: EvidenceCommitment(reader.fixed()?),
            replaces: if reader.null()? { None } else { Some(CompressedRistretto(reader.fixed()?)) },
        })
    }
}

/// Why a credential is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its holder's vote came by post.
    Paper,
    /// A decision of the office.
    Administrative,
}

impl Reason {
    /// The word on the board.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Administrative => "administrative",
        }
    }
}

/// `revocation`: a credential that counts no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// P.
    pub credential: CompressedRistretto,
    /// Why.
    pub reason: Reason,
    /// Commitment to the evidence (section 9).
    pub evidence: EvidenceCommitment,
}

impl Message for Revocation {
    const TYPE: &'static str = "revocation";
    const FIELDS: usize = 3;

    fn write(&self, writer: Writer) -> Writer {
        writer.bytes(self.credential.as_bytes()).text(self.reason.as_str()).bytes(self.evidence.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let credential = CompressedRistretto(reader.fixed()?);
        let at = reader.position();
        let reason = match reader.text()? {
            "paper" => Reason::Paper,
            "administrative" => Reason::Administrative,
            _ => return Err(DecodeError::Expected { expected: "a reason to revoke", at }),
        };
        Ok(Self { credential, reason, evidence: EvidenceCommitment(reader.fixed()?) })
    }
}
