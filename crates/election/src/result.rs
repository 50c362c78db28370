//! The result, as published.

use tabella_crypto::cbor::{DecodeError, Reader, Writer};

use crate::tally_statement::TallyStatement;

/// Counts per contest (manifest order), group and option; no groups where a contest is not decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts(pub Vec<Vec<Vec<u64>>>);

/// Votes that came by post, counted by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalCounts {
    /// Reference of the paper protocol that they stand in.
    pub reference: String,
    /// Per contest, group and option, in the groups of the electronic counts.
    pub counts: Counts,
}

/// The blob of a `result` entry: `[counts, [* [reference, counts]]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultBlob {
    /// Electronic votes.
    pub counts: Counts,
    /// Postal votes, one for each protocol.
    pub postal: Vec<PostalCounts>,
}

/// More protocols than any election has; bounds what a decoder allocates.
const POSTAL_MAX: u64 = 4096;

impl ResultBlob {
    /// The blob's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let writer = write_counts(Writer::new().array(2), &self.counts).array(self.postal.len());
        let written = self.postal.iter().fold(writer, |writer, postal| {
            write_counts(writer.array(2).text(&postal.reference), &postal.counts)
        });
        written.finish()
    }

    /// Reads the result of this tally.
    ///
    /// # Errors
    /// [`DecodeError`] for any other bytes than [`Self::encode`] writes, and any other number of contests, groups or
    /// options than the statement has.
    pub fn decode(bytes: &[u8], statement: &TallyStatement) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.array_of(2)?;
        let counts = read_counts(&mut reader, statement)?;
        let at = reader.position();
        let protocols = reader.array()?;
        if protocols > POSTAL_MAX {
            return Err(DecodeError::Expected { expected: "fewer postal protocols", at });
        }
        let mut postal = Vec::new();
        for _ in 0..protocols {
            reader.array_of(2)?;
            let reference = reader.text()?.to_owned();
            postal.push(PostalCounts { reference, counts: read_counts(&mut reader, statement)? });
        }
        reader.finish()?;
        Ok(Self { counts, postal })
    }
}

fn write_counts(writer: Writer, counts: &Counts) -> Writer {
    counts.0.iter().fold(writer.array(counts.0.len()), |writer, groups| {
        groups.iter().fold(writer.array(groups.len()), |writer, options| {
            options.iter().fold(writer.array(options.len()), |writer, count| writer.uint(*count))
        })
    })
}

fn read_counts(reader: &mut Reader<'_>, statement: &TallyStatement) -> Result<Counts, DecodeError> {
    reader.array_of(statement.contests.len())?;
    let mut contests = Vec::with_capacity(statement.contests.len());
    for contest in &statement.contests {
        reader.array_of(contest.groups.len())?;
        let mut groups = Vec::with_capacity(contest.groups.len());
        for _ in &contest.groups {
            let options = contest.key_indices.len();
            reader.array_of(options)?;
            groups.push((0..options).map(|_| reader.uint()).collect::<Result<_, _>>()?);
        }
        contests.push(groups);
    }
    Ok(Counts(contests))
}

#[cfg(test)]
mod tests {
    use tabella_crypto::{ElectionId, RistrettoPoint, RootHash};

    use super::*;
    use crate::{ContestTally, GroupTally};

    /// Contests with these numbers of options and groups.
    fn statement(contests: &[(usize, usize)]) -> TallyStatement {
        let zero = RistrettoPoint::default();
        let group =
            GroupTally { units: vec!["u".into()], ballots: 0, weight: 0, a: zero, b: Vec::new(), bound: 0 };
        let contests = contests.iter().enumerate().map(|(contest, (options, groups))| ContestTally {
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

    fn postal(reference: &str) -> PostalCounts {
        PostalCounts { reference: reference.into(), counts: Counts(vec![vec![vec![0, 1]], vec![]]) }
    }

    #[test]
    fn bytes_of_a_result() {
        let counts = Counts(vec![vec![vec![3, 500]], vec![]]);
        let blob = ResultBlob { counts, postal: vec![postal("p1")] };
        let bytes = blob.encode();
        let expected = b"\x82\x82\x81\x82\x03\x19\x01\xf4\x80\x81\x82\x62p1\x82\x81\x82\x00\x01\x80";
        assert_eq!(bytes, expected);
        assert_eq!(ResultBlob::decode(&bytes, &statement(&[(2, 1), (7, 0)])), Ok(blob));
        for other in [&[(2, 1)][..], &[(2, 2), (7, 0)], &[(3, 1), (7, 0)], &[(2, 1), (7, 1)]] {
            assert!(ResultBlob::decode(&bytes, &statement(other)).is_err(), "{other:?}");
        }
        assert!(ResultBlob::decode(&[&bytes[..], b"\0"].concat(), &statement(&[(2, 1), (7, 0)])).is_err());
    }

    #[test]
    fn no_more_protocols_than_the_limit() {
        let statement = statement(&[(2, 1), (7, 0)]);
        let mut blob = ResultBlob { counts: postal("").counts, postal: Vec::new() };
        blob.postal = vec![postal("p"); 4096];
        assert!(ResultBlob::decode(&blob.encode(), &statement).is_ok());
        blob.postal.push(postal("p"));
        assert!(ResultBlob::decode(&blob.encode(), &statement).is_err());
    }
}
