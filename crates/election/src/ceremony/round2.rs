//! Packages of round 2 as they are carried: who sends to whom, what only the recipient can read, and the sender's signature.

use tabella_crypto::{
    CeremonyHash, TrusteeIndex,
    cbor::{DecodeError, Reader, Writer},
    signature::{self, SignatureBytes},
};

use super::{ROUND2, round2_message};
use crate::Election;

/// What a trustee sends to another in round 2. Anyone may carry it.
///
/// As bytes it is CBOR `["round2", sender, recipient, ceremony hash, ciphertext, signature]`; the ciphertext is an age
/// file for the recipient's encryption key in the manifest and holds one CBOR byte string with W scalars; the signature
/// is the sender's over [`round2_message`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round2Package {
    /// From whom.
    pub sender: TrusteeIndex,
    /// To whom.
    pub recipient: TrusteeIndex,
    /// The hash of the commitments that the sender saw.
    pub ceremony: CeremonyHash,
    /// An age file.
    pub ciphertext: Vec<u8>,
    /// The sender's.
    pub signature: SignatureBytes,
}

const TYPE: &str = "round2";

impl Round2Package {
    /// The bytes to carry.
    pub fn encode(&self) -> Vec<u8> {
        Writer::new()
            .array(6)
            .text(TYPE)
            .uint(self.sender.get().into())
            .uint(self.recipient.get().into())
            .bytes(self.ceremony.as_bytes())
            .bytes(&self.ciphertext)
            .bytes(&self.signature)
            .finish()
    }

    /// Reads a package. Decoded does not mean verified.
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes than [`Self::encode`] writes.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(6)?;
        let at = reader.position();
        if reader.text()? != TYPE {
            return Err(DecodeError::Expected { expected: TYPE, at });
        }
        let package = Self {
            sender: index(&mut reader)?,
            recipient: index(&mut reader)?,
            ceremony: CeremonyHash(reader.fixed()?),
            ciphertext: reader.bytes()?.to_vec(),
            signature: reader.fixed()?,
        };
        reader.finish()?;
        Ok(package)
    }

    /// Whether the trustee who is named as the sender signed it, for another trustee of this election.
    pub fn is_signed(&self, election: &Election) -> bool {
        let Self { sender, recipient, .. } = *self;
        let message = round2_message(&self.ceremony, sender, recipient, &self.ciphertext);
        let another = sender != recipient && recipient.get() <= election.trustee_count();
        let key = election.trustee_key(sender).filter(|_| another);
        key.is_some_and(|key| {
            signature::verify(key, ROUND2, election.id(), &message, &self.signature).is_ok()
        })
    }
}

fn index(reader: &mut Reader<'_>) -> Result<TrusteeIndex, DecodeError> {
    let at = reader.position();
    let number = reader.uint_as()?;
    TrusteeIndex::new(number).ok_or(DecodeError::Expected { expected: "a trustee, counted from 1", at })
}
