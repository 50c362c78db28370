//! What anyone may read of a sealed file.

use tabella_crypto::{
    CeremonyHash, ElectionId, KeysHash, TrusteeIndex,
    cbor::{DecodeError, Reader, Writer},
};

use super::SealError;
use crate::keys::PublicKeys;

/// One attempt of one trustee at the key ceremony of one election.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which election.
    pub election: ElectionId,
    /// Who.
    pub trustee: TrusteeIndex,
    /// Which attempt, from 1.
    pub attempt: u64,
}

/// What a sealed file holds, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// `["keys", name, key, encryption key]`: a trustee's own keys, of no election.
    Keys(PublicKeys),
    /// `["round1", election, trustee, attempt]`: the polynomials.
    Round1(Session),
    /// `["round2", election, trustee, attempt, ceremony hash]`: the trustee's own parts, after it sent the others'.
    Round2(Session, CeremonyHash),
    /// `["share", election, trustee, attempt, ceremony hash, keys hash]`: the share of every joint key.
    Share(Session, CeremonyHash, KeysHash),
}

impl Header {
    /// What the file holds, in words.
    pub fn holds(&self) -> &'static str {
        match self {
            Self::Keys(_) => "a trustee's keys",
            Self::Round1(_) => "the state after round 1",
            Self::Round2(..) => "the state after round 2",
            Self::Share(..) => "a trustee's share",
        }
    }

    /// The ceremony session, if the file belongs to one.
    pub fn session(&self) -> Option<&Session> {
        match self {
            Self::Keys(_) => None,
            Self::Round1(session) | Self::Round2(session, _) | Self::Share(session, ..) => Some(session),
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let session = |writer: Writer, session: &Session| {
            let writer = writer.bytes(session.election.as_bytes());
            writer.uint(session.trustee.get().into()).uint(session.attempt)
        };
        let writer = Writer::new();
        match self {
            Self::Keys(PublicKeys { name, key, encryption_key }) => {
                writer.array(4).text("keys").text(name).bytes(key).text(encryption_key)
            }
            Self::Round1(s) => session(writer.array(4).text("round1"), s),
            Self::Round2(s, ceremony) => {
                session(writer.array(5).text("round2"), s).bytes(ceremony.as_bytes())
            }
            Self::Share(s, ceremony, keys) => {
                let writer = session(writer.array(6).text("share"), s);
                writer.bytes(ceremony.as_bytes()).bytes(keys.as_bytes())
            }
        }
        .finish()
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let at = reader.position();
        let length = reader.array()?;
        let kind = reader.text()?;
        match (kind, length) {
            ("keys", 4) => Ok(Self::Keys(PublicKeys {
                name: reader.text()?.to_owned(),
                key: reader.fixed()?,
                encryption_key: reader.text()?.to_owned(),
            })),
            ("round1", 4) => Ok(Self::Round1(read_session(reader)?)),
            ("round2", 5) => Ok(Self::Round2(read_session(reader)?, CeremonyHash(reader.fixed()?))),
            ("share", 6) => Ok(Self::Share(
                read_session(reader)?,
                CeremonyHash(reader.fixed()?),
                KeysHash(reader.fixed()?),
            )),
            _ => Err(DecodeError::Expected { expected: "the header of a sealed file", at }),
        }
    }
}

fn read_session(reader: &mut Reader<'_>) -> Result<Session, DecodeError> {
    let election = ElectionId(reader.fixed()?);
    let at = reader.position();
    let trustee = TrusteeIndex::new(reader.uint_as()?);
    let trustee = trustee.ok_or(DecodeError::Expected { expected: "a trustee, counted from 1", at })?;
    Ok(Session { election, trustee, attempt: reader.uint()? })
}

impl Session {
    /// Whether a file of this session is one of `expected`.
    pub(crate) fn must_be(&self, expected: &Self) -> Result<(), SealError> {
        let other = |what, expected: &dyn ToString, got: &dyn ToString| SealError::Other {
            what,
            expected: expected.to_string(),
            got: got.to_string(),
        };
        if self.election != expected.election {
            Err(other("election", &expected.election, &self.election))
        } else if self.trustee != expected.trustee {
            Err(other("trustee", &expected.trustee, &self.trustee))
        } else if self.attempt != expected.attempt {
            Err(other("attempt", &expected.attempt, &self.attempt))
        } else {
            Ok(())
        }
    }
}
