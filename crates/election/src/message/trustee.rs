//! What trustees say on the board.

use tabella_crypto::{
    BlobHash, CeremonyHash, KeysHash, TrusteeIndex,
    cbor::{DecodeError, Reader, Writer},
};

use super::Message;

/// `trustee-commitment`: a trustee's package of round 1 of the key ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrusteeCommitment {
    /// Whose.
    pub trustee: TrusteeIndex,
    /// Which attempt at the ceremony.
    pub attempt: u64,
    /// The blob with the [`CommitmentPackage`](crate::ceremony::CommitmentPackage).
    pub package_hash: BlobHash,
}

impl Message for TrusteeCommitment {
    const TYPE: &'static str = "trustee-commitment";
    const FIELDS: usize = 3;

    fn write(&self, writer: Writer) -> Writer {
        writer.uint(self.trustee.get().into()).uint(self.attempt).bytes(self.package_hash.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (trustee, attempt) = (index(reader)?, reader.uint()?);
        Ok(Self { trustee, attempt, package_hash: BlobHash(reader.fixed()?) })
    }
}

/// `complaint`: a trustee got a bad share. Whose fault it is stays undecided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Who complains.
    pub trustee: TrusteeIndex,
    /// In which attempt at the ceremony.
    pub attempt: u64,
    /// Of whom.
    pub accused: TrusteeIndex,
    /// Why, in words.
    pub reason: String,
}

impl Message for Complaint {
    const TYPE: &'static str = "complaint";
    const FIELDS: usize = 4;

    fn write(&self, writer: Writer) -> Writer {
        let (trustee, accused) = (self.trustee.get().into(), self.accused.get().into());
        writer.uint(trustee).uint(self.attempt).uint(accused).text(&self.reason)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (trustee, attempt, accused) = (index(reader)?, reader.uint()?, index(reader)?);
        Ok(Self { trustee, attempt, accused, reason: reader.text()?.to_owned() })
    }
}

/// `joint-keys`: what a trustee saw of the whole ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointKeysSigned {
    /// Who.
    pub trustee: TrusteeIndex,
    /// The joint keys.
    pub keys_hash: KeysHash,
    /// The ceremony.
    pub ceremony_hash: CeremonyHash,
}

impl Message for JointKeysSigned {
    const TYPE: &'static str = "joint-keys";
    const FIELDS: usize = 3;

    fn write(&self, writer: Writer) -> Writer {
        let writer = writer.uint(self.trustee.get().into());
        writer.bytes(self.keys_hash.as_bytes()).bytes(self.ceremony_hash.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (trustee, keys_hash) = (index(reader)?, KeysHash(reader.fixed()?));
        Ok(Self { trustee, keys_hash, ceremony_hash: CeremonyHash(reader.fixed()?) })
    }
}

/// `test-share`: proof that a trustee holds the shares of the joint keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestShare {
    /// Whose.
    pub trustee: TrusteeIndex,
    /// The ceremony.
    pub ceremony_hash: CeremonyHash,
    /// The blob with the [`TestShareBlob`](crate::share::TestShareBlob).
    pub share_hash: BlobHash,
}

impl Message for TestShare {
    const TYPE: &'static str = "test-share";
    const FIELDS: usize = 3;

    fn write(&self, writer: Writer) -> Writer {
        let writer = writer.uint(self.trustee.get().into());
        writer.bytes(self.ceremony_hash.as_bytes()).bytes(self.share_hash.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (trustee, ceremony_hash) = (index(reader)?, CeremonyHash(reader.fixed()?));
        Ok(Self { trustee, ceremony_hash, share_hash: BlobHash(reader.fixed()?) })
    }
}

/// `decryption-share`: a trustee's part of the decryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecryptionShare {
    /// Whose.
    pub trustee: TrusteeIndex,
    /// The blob with the [`TallyShare`](crate::share::TallyShare).
    pub share_hash: BlobHash,
}

impl Message for DecryptionShare {
    const TYPE: &'static str = "decryption-share";
    const FIELDS: usize = 2;

    fn write(&self, writer: Writer) -> Writer {
        writer.uint(self.trustee.get().into()).bytes(self.share_hash.as_bytes())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { trustee: index(reader)?, share_hash: BlobHash(reader.fixed()?) })
    }
}

fn index(reader: &mut Reader<'_>) -> Result<TrusteeIndex, DecodeError> {
    let at = reader.position();
    let number = reader.uint_as()?;
    TrusteeIndex::new(number).ok_or(DecodeError::Expected { expected: "a trustee, counted from 1", at })
}
