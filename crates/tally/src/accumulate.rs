//! Sums of ballots, and the tally ciphertexts that they make.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, RootHash, Scalar,
    ballot_proof::{Decoded, Shape},
    group,
};
use tabella_election::{ContestTally, Election, GroupTally, TallyStatement, UnitId, groups::groups};

/// `Σ weight·A` and `Σ weight·B` of the counted ballots of each style.
///
/// It is kept up with every ballot, so that its memory does not grow with their number; a ballot that no longer counts is
/// taken out again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accumulator {
    styles: Vec<StyleSum>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StyleSum {
    ballots: u64,
    /// Wider than a weight: ballots that no longer count are in here until the close.
    weight: u128,
    a: Sum,
    /// Bit-vector options in order, then points options.
    b: Vec<Sum>,
}

/// A point that is stored by its encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum(RistrettoPoint);

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.compress().0.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let encoding = CompressedRistretto(<[u8; 32]>::deserialize(d)?);
        group::point(&encoding).map(Self).map_err(de::Error::custom)
    }
}

impl Accumulator {
    /// No ballots yet.
    #[must_use]
    pub fn new(election: &Election) -> Self {
        let empty = |shape: &Shape| StyleSum {
            ballots: 0,
            weight: 0,
            a: Sum::default(),
            b: vec![Sum::default(); shape.options() + shape.points_options()],
        };
        Self { styles: election.styles().iter().map(|style| empty(&style.shape)).collect() }
    }

    /// Counts a ballot of the style at this position with this weight.
    pub fn add(&mut self, style: usize, weight: u64, ballot: &Decoded) {
        if let Some(sum) = self.styles.get_mut(style) {
            sum.ballots += 1;
            sum.weight += u128::from(weight);
            sum.add(weight, ballot);
        }
    }

    /// Counts a ballot whose points somebody else sums.
    pub fn count(&mut self, style: usize, weight: u64) {
        if let Some(sum) = self.styles.get_mut(style) {
            sum.ballots += 1;
            sum.weight += u128::from(weight);
        }
    }

    /// Whether these are sums of as many ballots of each style, and of the same weight.
    pub fn counts_as(&self, other: &Self) -> bool {
        let numbers = |sum: &StyleSum| (sum.ballots, sum.weight, sum.b.len());
        self.styles.iter().map(numbers).eq(other.styles.iter().map(numbers))
    }

    /// Takes a counted ballot out again.
    pub fn subtract(&mut self, style: usize, weight: u64, ballot: &Decoded) {
        if let Some(sum) = self.styles.get_mut(style) {
            // a ballot is taken out at most once, and only after it was counted
            sum.ballots -= 1;
            sum.weight -= u128::from(weight);
            sum.subtract(weight, ballot);
        }
    }

    /// Takes in the sums of other ballots of the same election. `false`, and nothing changes, if they are of other styles.
    #[must_use]
    pub fn merge(&mut self, other: &Self) -> bool {
        let merged = self.styles.iter().zip(&other.styles).map(|(own, other)| own.merged(other));
        let merged: Option<Vec<StyleSum>> = merged.collect();
        let Some(styles) = merged.filter(|_| self.styles.len() == other.styles.len()) else { return false };
        self.styles = styles;
        true
    }

    /// How many ballots are counted.
    pub fn ballots(&self) -> u64 {
        self.styles.iter().map(|style| style.ballots).sum()
    }
}

impl StyleSum {
    fn merged(&self, other: &Self) -> Option<Self> {
        let b = self.b.iter().zip(&other.b).map(|(own, other)| Sum(own.0 + other.0));
        (self.b.len() == other.b.len()).then_some(Self {
            ballots: self.ballots.checked_add(other.ballots)?,
            weight: self.weight.checked_add(other.weight)?,
            a: Sum(self.a.0 + other.a.0),
            b: b.collect(),
        })
    }

    fn add(&mut self, weight: u64, ballot: &Decoded) {
        for (sum, point) in self.with(ballot) {
            sum.0 += times(weight, point);
        }
    }

    fn subtract(&mut self, weight: u64, ballot: &Decoded) {
        for (sum, point) in self.with(ballot) {
            sum.0 -= times(weight, point);
        }
    }

    /// Each sum with the ballot's point that belongs to it.
    fn with<'a>(
        &'a mut self,
        ballot: &'a Decoded,
    ) -> impl Iterator<Item = (&'a mut Sum, &'a RistrettoPoint)> {
        let b = self.b.iter_mut().zip(ballot.b.iter().chain(&ballot.points_b));
        std::iter::once((&mut self.a, &ballot.a)).chain(b)
    }
}

/// Nearly every ballot weighs 1: multiplying by that takes as long as verifying a third of it.
fn times(weight: u64, point: &RistrettoPoint) -> RistrettoPoint {
    if weight == 1 { *point } else { Scalar::from(weight) * point }
}

/// What the trustees decrypt, on a board whose last leaf is `close`.
#[must_use]
pub fn statement(election: &Election, sums: &Accumulator, root: RootHash, size: u64) -> TallyStatement {
    let contests = election.manifest().contests.iter().enumerate();
    let contests = contests
        .map(|(position, contest)| ContestTally {
            contest: position,
            contest_id: contest.id.clone(),
            key_indices: election.key_indices(position).to_vec(),
            groups: contest_groups(election, sums, position, u64::from(contest.rule.option_max)),
        })
        .collect();
    TallyStatement { election: *election.id(), root, size, contests }
}

/// Per reporting unit: the styles there that carry the contest, with the contest's part of their sums.
fn contest_groups(
    election: &Election,
    sums: &Accumulator,
    contest: usize,
    option_max: u64,
) -> Vec<GroupTally> {
    let mut units: BTreeMap<usize, Vec<(&StyleSum, &[Sum])>> = BTreeMap::new();
    for (style, sum) in election.styles().iter().zip(&sums.styles) {
        let parts = style.contests.iter().zip(style.shape.split(&sum.b));
        if let Some((_, (_, _, part))) = parts.into_iter().find(|(position, _)| **position == contest) {
            units.entry(style.unit).or_default().push((sum, part));
        }
    }
    let sizes =
        units.iter().map(|(unit, styles)| (*unit, styles.iter().map(|(sum, _)| sum.ballots).sum())).collect();
    // a contest with too few ballots has no groups: it is not decrypted
    let Ok(groups) = groups(election, contest, &sizes) else { return Vec::new() };
    let options = election.key_indices(contest).len();
    let unit_id = |unit: &usize| election.manifest().reporting_units.get(*unit).map(|unit| unit.id.clone());
    groups
        .into_iter()
        .map(|group| {
            let zero = RistrettoPoint::default();
            let ids: Vec<UnitId> = group.units.iter().filter_map(unit_id).collect();
            let mut tally =
                GroupTally { units: ids, ballots: 0, weight: 0, a: zero, b: vec![zero; options], bound: 0 };
            for (sum, part) in group.units.iter().filter_map(|unit| units.get(unit)).flatten() {
                tally.ballots += sum.ballots;
                // what counts weighs at most 2^48 (section 3)
                tally.weight += u64::try_from(sum.weight).unwrap_or(u64::MAX);
                tally.a += sum.a.0;
                for (total, b) in tally.b.iter_mut().zip(*part) {
                    *total += b.0;
                }
            }
            tally.bound = tally.weight * option_max;
            tally
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballots_that_no_longer_count_may_outweigh_any_total() {
        let empty = StyleSum { ballots: 0, weight: 0, a: Sum::default(), b: Vec::new() };
        let mut sums = Accumulator { styles: vec![empty] };
        let a = RistrettoPoint::mul_base(&Scalar::from(7u8));
        let ballot = Decoded { a, b: Vec::new(), points_b: Vec::new() };
        for _ in 0..3 {
            sums.add(0, 1 << 63, &ballot);
        }
        for _ in 0..2 {
            sums.subtract(0, 1 << 63, &ballot);
        }
        let [sum] = sums.styles.as_slice() else { panic!("one style") };
        assert_eq!((sum.ballots, sum.weight), (1, 1 << 63));
        assert_eq!(sum.a.0, Scalar::from(1u64 << 63) * a);
    }
}
