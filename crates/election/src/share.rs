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
        let written = self
            .contests
            .iter()
            .fold(contests, |writer, groups| groups.iter().fold(writer.array(groups.len()), write_share));
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

#[cfg(test)]
mod tests {
    use tabella_crypto::{ElectionId, RistrettoPoint, RootHash};

    use super::*;
    use crate::tally_statement::{ContestTally, GroupTally};

    fn share(options: usize) -> Share {
        let point = |byte| CompressedRistretto([byte; 32]);
        Share { d: (1..).map(point).take(options).collect(), t: [point(8), point(9)], s: [10; 32] }
    }

    fn statement(options_and_groups: &[(usize, usize)]) -> TallyStatement {
        let zero = RistrettoPoint::default();
        let group =
            GroupTally { units: vec!["u".into()], ballots: 0, weight: 0, a: zero, b: vec![], bound: 0 };
        let contests =
            options_and_groups.iter().enumerate().map(|(contest, (options, groups))| ContestTally {
                contest,
                contest_id: "c".into(),
                key_indices: (1..=*options).collect(),
                groups: vec![group.clone(); *groups],
            });
        TallyStatement {
            election: ElectionId([0; 32]),
            root: RootHash([0; 32]),
            size: 1,
            contests: contests.collect(),
        }
    }

    #[test]
    fn test_share_has_the_bytes_of_the_document() {
        let blob = TestShareBlob(share(3));
        let bytes = blob.encode();
        let d: Vec<u8> = [[1; 32], [2; 32], [3; 32]].concat();
        let expected =
            [&[0x83, 0x58, 96][..], &d, &[0x58, 64], &[8; 32], &[9; 32], &[0x58, 32], &[10; 32]].concat();
        assert_eq!(bytes, expected);
        assert_eq!(TestShareBlob::decode(&bytes, 3), Ok(blob));
        assert!(TestShareBlob::decode(&bytes, 2).is_err());
        assert!(TestShareBlob::decode(&bytes, 4).is_err());
        assert!(TestShareBlob::decode(&[&bytes[..], &[0]].concat(), 3).is_err());
    }

    #[test]
    fn tally_share_has_the_layout_of_the_statement() {
        let blob = TallyShare { contests: vec![vec![share(2), share(2)], vec![], vec![share(9)]] };
        let bytes = blob.encode();
        assert_eq!(bytes[..4], [0x83, 0x82, 0x83, 0x58]);
        assert_eq!(TallyShare::decode(&bytes, &statement(&[(2, 2), (5, 0), (9, 1)])), Ok(blob));
        for other in [
            &[(2, 2), (5, 0)][..],
            &[(2, 1), (5, 0), (9, 1)],
            &[(2, 2), (5, 1), (9, 1)],
            &[(3, 2), (5, 0), (9, 1)],
        ] {
            assert!(TallyShare::decode(&bytes, &statement(other)).is_err(), "{other:?}");
        }
    }
}
