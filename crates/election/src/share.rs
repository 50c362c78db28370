//! Blobs that hold decryption shares (sections 4 and 10), in strict CBOR.
//!
//! A share in a blob is undecoded: [`ShareStatement::verify`](tabella_crypto::share::ShareStatement::verify) decodes
//! its points and checks its proof.

use tabella_crypto::{
    CompressedRistretto,
    cbor::{DecodeError, Reader, Writer},
    group::compressed,
    share::Share,
};

use crate::tally_statement::TallyStatement;

/// The blob of a `test-share` entry: `[[D_1 … D_W], [t2, t3], s]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestShareBlob(pub Share);

impl TestShareBlob {
    /// The blob's bytes.
    pub fn encode(&self) -> Vec<u8> {
        write_share(Writer::new(), &self.0).finish()
    }

    /// Reads the blob of an election with `keys` joint keys (W).
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes than [`Self::encode`] writes, and any other number of parts.
    pub fn decode(bytes: &[u8], keys: usize) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let share = read_share(&mut reader, keys)?;
        reader.finish()?;
        Ok(Self(share))
    }
}

/// The blob of a `decryption-share` entry: `[* contest [* group [[D…], [t2, t3], s]]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyShare {
    /// Per contest, in manifest order, one share for each group; none for a contest that is not decrypted.
    pub contests: Vec<Vec<Share>>,
}

impl TallyShare {
    /// The blob's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let contests = Writer::new().array(self.contests.len());
        let written = self.contests.iter().fold(contests, |writer, groups| {
            groups.iter().fold(writer.array(groups.len()), write_share)
        });
        written.finish()
    }

    /// Reads the blob of a trustee who decrypts this statement.
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes than [`Self::encode`] writes, and any other number of contests, groups or
    /// options than the statement has.
    pub fn decode(bytes: &[u8], statement: &TallyStatement) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(statement.contests.len())?;
        let mut contests = Vec::with_capacity(statement.contests.len());
        for contest in &statement.contests {
            reader.array_of(contest.groups.len())?;
            let shares = contest.groups.iter().map(|_| read_share(&mut reader, contest.key_indices.len()));
            contests.push(shares.collect::<Result<_, _>>()?);
        }
        reader.finish()?;
        Ok(Self { contests })
    }
}

fn write_share(writer: Writer, share: &Share) -> Writer {
    writer
        .array(3)
        .list(share.d.iter().map(CompressedRistretto::as_bytes))
        .list(share.t.iter().map(CompressedRistretto::as_bytes))
        .bytes(&share.s)
}

fn read_share(reader: &mut Reader<'_>, options: usize) -> Result<Share, DecodeError> {
    reader.array_of(3)?;
    let d = compressed(reader.list(options)?);
    let at = reader.position();
    let t = compressed(reader.list(2)?).try_into();
    let t = t.map_err(|_| DecodeError::Expected { expected: "two points", at })?;
    Ok(Share { d, t, s: reader.fixed()? })
}
