//! Signed messages of the board (section 8), as bytes.
//!
//! An entry is the CBOR array `[type, fields…, signature]`. The signature is Ed25519 over
//! `"tabella/v1/<type>" || 0x00 || election_id ||` the array without its last element, so that no signature fits another type
//! of entry or another election. Who must have signed, and when an entry may stand on the board, is not decided here.

mod authority;
mod registrar;
mod trustee;

use tabella_crypto::{
    ElectionId,
    cbor::{Reader, Writer},
    signature::{self, BadSignature, FrequentKey, Purpose, SignatureBytes, SigningKey, VerifyingKey},
};

pub use authority::{Close, End, ManifestPosted, Notice, Open, ResultPosted};
pub use registrar::{Credential, Reason, Revocation};
pub use tabella_crypto::cbor::DecodeError;
pub use trustee::{Complaint, DecryptionShare, JointKeysSigned, TestShare, TrusteeCommitment};

/// Contents of one type of signed entry.
pub trait Message: Sized {
    /// The entry's type, its first element; also the purpose of its signature.
    const TYPE: &'static str;
    /// How many elements stand between the type and the signature. At most 21: the array's head is one byte.
    const FIELDS: usize;

    /// Writes the fields in order.
    #[must_use]
    fn write(&self, writer: Writer) -> Writer;

    /// Reads the fields in order.
    ///
    /// # Errors
    /// [`DecodeError`] for anything that [`Self::write`] does not write.
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;
}

/// A message with its signature, as the entry's bytes. Decoded does not mean verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed<M> {
    /// What is said.
    pub message: M,
    /// The entry's last element.
    pub signature: SignatureBytes,
    bytes: Vec<u8>,
}

impl<M: Message> Signed<M> {
    /// Signs a message for one election.
    pub fn sign(message: M, election: &ElectionId, key: &SigningKey) -> Self {
        let signed = unsigned(&message);
        let signature = signature::sign(key, Purpose(M::TYPE), election, &signed);
        Self { bytes: whole(&message, &signature), message, signature }
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// [`DecodeError`] for another type of entry, and for any bytes that are not the one encoding of a message.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(M::FIELDS + 2)?;
        let at = reader.position();
        if reader.text()? != M::TYPE {
            return Err(DecodeError::Expected { expected: M::TYPE, at });
        }
        let message = M::read(&mut reader)?;
        let signature = reader.fixed()?;
        reader.finish()?;
        Ok(Self { message, signature, bytes: bytes.to_vec() })
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`BadSignature`] if it is not `key`'s for this message, type and election.
    pub fn verify(&self, election: &ElectionId, key: &VerifyingKey) -> Result<(), BadSignature> {
        signature::verify(key, Purpose(M::TYPE), election, &unsigned(&self.message), &self.signature)
    }

    /// [`Self::verify`] with a key that signs often.
    ///
    /// # Errors
    /// [`BadSignature`].
    pub fn verify_frequent(&self, election: &ElectionId, key: &FrequentKey) -> Result<(), BadSignature> {
        key.verify(Purpose(M::TYPE), election, &unsigned(&self.message), &self.signature)
    }

    /// The entry's bytes.
    pub fn encode(&self) -> &[u8] {
        &self.bytes
    }
}

/// The array without its last element: what is signed. Strict decoding makes these the published bytes.
fn unsigned<M: Message>(message: &M) -> Vec<u8> {
    message.write(Writer::new().array(M::FIELDS + 1).text(M::TYPE)).finish()
}

fn whole<M: Message>(message: &M, signature: &SignatureBytes) -> Vec<u8> {
    message.write(Writer::new().array(M::FIELDS + 2).text(M::TYPE)).bytes(signature).finish()
}

#[cfg(test)]
mod tests;
