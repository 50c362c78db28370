//! Packages of round 2: one trustee's parts for another, encrypted and signed.

use std::str::FromStr as _;

use tabella_crypto::{
    CeremonyHash, TrusteeIndex,
    cbor::{DecodeError, Reader, Writer},
    signature::{self, SignatureBytes},
};
use tabella_election::{Election, ceremony};
use zeroize::Zeroizing;

use super::{BadShare, Fault, fault::BadShareReason};
use crate::{keys::TrusteeKeys, seal};

/// What a trustee sends to another in round 2. Anyone may carry it.
///
/// As bytes it is CBOR `["round2", sender, recipient, ceremony hash, ciphertext, signature]`; the ciphertext is an age
/// file for the recipient's encryption key in the manifest and holds one CBOR byte string with W scalars; the signature
/// is the sender's over [`ceremony::round2_message`].
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

/// A trustee's encryption key.
pub(super) fn recipient(election: &Election, trustee: TrusteeIndex) -> Result<age::x25519::Recipient, Fault> {
    let member = election.manifest().trustees.members.get(trustee.zero_based());
    member
        .and_then(|member| age::x25519::Recipient::from_str(&member.encryption_key).ok())
        .ok_or(Fault::Recipient { culprit: trustee })
}

impl Round2Package {
    /// Encrypts and signs one trustee's parts (32 bytes for each joint key).
    pub(super) fn make(
        election: &Election,
        keys: &TrusteeKeys,
        ceremony: CeremonyHash,
        sender: TrusteeIndex,
        to: TrusteeIndex,
        parts: &[u8],
    ) -> Result<Self, Fault> {
        let plaintext = Zeroizing::new(Writer::new().bytes(parts).finish());
        let ciphertext = seal::encrypt(&recipient(election, to)?, &plaintext)?;
        let message = ceremony::round2_message(&ceremony, sender, to, &ciphertext);
        let signature = signature::sign(keys.signing(), ceremony::ROUND2, election.id(), &message);
        Ok(Self { sender, recipient: to, ceremony, ciphertext, signature })
    }

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

    /// Checks that the sender signed the package, for this recipient and for the commitments that are seen here.
    ///
    /// # Errors
    /// [`Fault::NotForMe`], [`Fault::OtherCeremony`], [`Fault::PackageSignature`].
    pub fn verify(
        &self,
        election: &Election,
        recipient: TrusteeIndex,
        ceremony: &CeremonyHash,
    ) -> Result<(), Fault> {
        let Self { sender, .. } = *self;
        let key = election
            .trustee_key(sender)
            .ok_or(Fault::NoSuchTrustee { trustee: sender, count: election.trustee_count() })?;
        if self.recipient != recipient || sender == recipient {
            return Err(Fault::NotForMe { sender, recipient: self.recipient });
        }
        // before the hash is believed: only what the sender signed is the sender's word
        let message = ceremony::round2_message(&self.ceremony, sender, recipient, &self.ciphertext);
        signature::verify(key, ceremony::ROUND2, election.id(), &message, &self.signature)
            .map_err(|_| Fault::PackageSignature { sender })?;
        if self.ceremony != *ceremony {
            return Err(Fault::OtherCeremony { sender, expected: *ceremony, got: self.ceremony });
        }
        Ok(())
    }

    /// The parts in a verified package: 32 bytes for each of `count` joint keys.
    pub(super) fn open(&self, keys: &TrusteeKeys, count: usize) -> Result<Zeroizing<Vec<u8>>, BadShare> {
        let bad = |reason| BadShare { complainant: self.recipient, accused: self.sender, reason };
        let plaintext = seal::decrypt(keys.identity(), &self.ciphertext)
            .map_err(|_| bad(BadShareReason::NotDecryptable))?;
        let mut reader = Reader::new(&plaintext);
        let parts = reader.bytes().map_err(|_| bad(BadShareReason::Layout))?;
        if parts.len() != 32 * count || reader.finish().is_err() {
            return Err(bad(BadShareReason::Layout));
        }
        Ok(Zeroizing::new(parts.to_vec()))
    }
}

fn index(reader: &mut Reader<'_>) -> Result<TrusteeIndex, DecodeError> {
    let at = reader.position();
    let number = reader.uint_as()?;
    TrusteeIndex::new(number).ok_or(DecodeError::Expected { expected: "a trustee, counted from 1", at })
}
