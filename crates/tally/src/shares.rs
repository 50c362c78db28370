//! Decryption shares: verification and combination.

use std::collections::BTreeSet;

use tabella_crypto::{
    RistrettoPoint, Scalar, Threshold, TrusteeIndex,
    dlog::{DiscreteLogTable, OutOfBound},
    parallel,
    share::{DuplicateIndex, ShareContext, ShareError, ShareStatement, lagrange_at_zero},
};
use tabella_election::{
    ContestId, ContestTally, GroupTally, TallyStatement, ceremony::CeremonyKeys, share::TallyShare,
};

use crate::Counts;

/// A trustee's share that was checked against one statement. The only constructor is [`verify_share`].
#[derive(Clone, Debug)]
pub struct VerifiedShare {
    trustee: TrusteeIndex,
    /// Per contest and group, `D_o`.
    contests: Vec<Vec<Vec<RistrettoPoint>>>,
}

impl VerifiedShare {
    /// Whose share.
    pub fn trustee(&self) -> TrusteeIndex {
        self.trustee
    }
}

/// A wrong share, with its trustee and place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareFault {
    /// Not one part per contest and group.
    #[error("trustee {culprit}: the share has not one part per contest and group")]
    Layout {
        /// Whose share.
        culprit: TrusteeIndex,
    },
    /// A trustee or key index that the ceremony does not have.
    #[error("trustee {culprit} has no verification keys")]
    Keys {
        /// Whose share.
        culprit: TrusteeIndex,
    },
    /// One part fails.
    #[error("trustee {culprit}, contest \"{contest}\", group {group}: {error}")]
    Share {
        /// Whose share.
        culprit: TrusteeIndex,
        /// The contest's id.
        contest: ContestId,
        /// Position of the group, from 0.
        group: usize,
        /// What is wrong.
        error: ShareError,
    },
}

/// Checks every part of a trustee's share.
///
/// # Errors
/// [`ShareFault`] names the trustee and the first part that fails.
pub fn verify_share(
    statement: &TallyStatement,
    keys: &CeremonyKeys,
    trustee: TrusteeIndex,
    share: &TallyShare,
) -> Result<VerifiedShare, ShareFault> {
    let layout = ShareFault::Layout { culprit: trustee };
    let same_groups =
        statement.contests.iter().map(|c| c.groups.len()).eq(share.contests.iter().map(Vec::len));
    if !same_groups {
        return Err(layout);
    }
    let contests = statement.contests.iter().zip(&share.contests).collect();
    let contests = in_order(contests, |(contest, shares): (&ContestTally, &Vec<_>)| {
        let verification_keys = keys
            .verification_keys(trustee, &contest.key_indices)
            .ok_or(ShareFault::Keys { culprit: trustee })?;
        contest
            .groups
            .iter()
            .zip(shares)
            .enumerate()
            .map(|(position, (group, share))| {
                let units = unit_ids(group);
                let context = context(statement, contest.contest_id.as_str(), &units);
                ShareStatement {
                    context,
                    trustee,
                    a: &group.a,
                    b: &group.b,
                    verification_keys: &verification_keys,
                }
                .verify(share)
                .map_err(|error| ShareFault::Share {
                    culprit: trustee,
                    contest: contest.contest_id.clone(),
                    group: position,
                    error,
                })
            })
            .collect()
    })?;
    Ok(VerifiedShare { trustee, contests })
}

fn unit_ids(group: &GroupTally) -> Vec<&str> {
    group.units.iter().map(tabella_election::UnitId::as_str).collect()
}

fn context<'a>(statement: &'a TallyStatement, contest: &'a str, group: &'a [&'a str]) -> ShareContext<'a> {
    ShareContext::Tally {
        election: &statement.election,
        root: &statement.root,
        size: statement.size,
        contest,
        group,
    }
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TallyError {
    /// Fewer than t shares.
    #[error("{} of {needed} needed shares; missing: trustees {}", .present, list(.missing))]
    Missing {
        /// Valid shares at hand.
        present: usize,
        /// t.
        needed: u16,
        /// Who has not given a valid share.
        missing: Vec<TrusteeIndex>,
    },
    /// The same trustee twice.
    #[error(transparent)]
    Duplicate(#[from] DuplicateIndex),
    /// Shares of another statement.
    #[error("the shares are not of this tally")]
    Layout,
    /// A decrypted point is no count.
    #[error("contest \"{contest}\", group {group}, option {option}: {error}")]
    Count {
        /// The contest's id.
        contest: ContestId,
        /// Position of the group, from 0.
        group: usize,
        /// Position of the option, from 0.
        option: usize,
        /// What was tried.
        error: OutOfBound,
    },
}

fn list(trustees: &[TrusteeIndex]) -> String {
    trustees.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Combines the t lowest-indexed shares and decodes the counts.
///
/// # Errors
/// [`TallyError`]: too few shares (names who is missing), a repeated trustee, or a point that is no count within its
/// bound (bounded time).
pub fn combine(
    statement: &TallyStatement,
    shares: &[VerifiedShare],
    threshold: Threshold,
    trustees: u16,
) -> Result<Counts, TallyError> {
    let mut chosen: Vec<&VerifiedShare> = shares.iter().collect();
    chosen.sort_by_key(|share| share.trustee);
    lagrange_at_zero(&chosen.iter().map(|share| share.trustee).collect::<Vec<_>>())?;
    if chosen.len() < usize::from(threshold.0) {
        let present: BTreeSet<_> = chosen.iter().map(|share| share.trustee).collect();
        let missing = TrusteeIndex::all(trustees).filter(|trustee| !present.contains(trustee)).collect();
        return Err(TallyError::Missing { present: chosen.len(), needed: threshold.0, missing });
    }
    chosen.truncate(usize::from(threshold.0));
    let coefficients = lagrange_at_zero(&chosen.iter().map(|share| share.trustee).collect::<Vec<_>>())?;

    let groups = statement.contests.iter().flat_map(|contest| &contest.groups);
    let bound = groups.clone().map(|group| group.bound).max().unwrap_or(0);
    let table = DiscreteLogTable::new(bound, groups.map(|group| group.b.len()).sum());
    in_order(statement.contests.iter().enumerate().collect(), |(c, contest): (usize, &ContestTally)| {
        in_order(contest.groups.iter().enumerate().collect(), |(g, group): (usize, &GroupTally)| {
            let parts: Option<Vec<&Vec<RistrettoPoint>>> =
                chosen.iter().map(|share| share.contests.get(c)?.get(g)).collect();
            let parts = parts.ok_or(TallyError::Layout)?;
            if parts.iter().any(|part| part.len() != group.b.len()) {
                return Err(TallyError::Layout);
            }
            decrypt_group(group, &coefficients, &parts, &table).map_err(|(option, error)| TallyError::Count {
                contest: contest.contest_id.clone(),
                group: g,
                option,
                error,
            })
        })
    })
    .map(Counts)
}

/// What `each` gives for every item, or the error that comes first in order.
fn in_order<T: Send, R: Send, E: Send>(
    items: Vec<T>,
    each: impl Fn(T) -> Result<R, E> + Send + Sync,
) -> Result<Vec<R>, E> {
    parallel::map(items, each).into_iter().collect()
}

fn decrypt_group(
    group: &GroupTally,
    coefficients: &[Scalar],
    parts: &[&Vec<RistrettoPoint>],
    table: &DiscreteLogTable,
) -> Result<Vec<u64>, (usize, OutOfBound)> {
    use tabella_crypto::group::vartime_sum;
    let decrypt = |(option, b): (usize, &RistrettoPoint)| {
        let d: Vec<RistrettoPoint> = parts.iter().filter_map(|part| part.get(option).copied()).collect();
        let count = table.find(&(b - vartime_sum(coefficients, &d))).map_err(|error| (option, error))?;
        // the table serves the largest group; each has its own bound
        if count <= group.bound { Ok(count) } else { Err((option, OutOfBound { bound: group.bound })) }
    };
    in_order(group.b.iter().enumerate().collect(), decrypt)
}

#[cfg(test)]
mod tests {
    use tabella_crypto::{ElectionId, RootHash};
    use tabella_election::ContestTally;

    use super::*;

    fn trustee(k: u16) -> TrusteeIndex {
        TrusteeIndex::new(k).unwrap()
    }

    fn times(factor: Scalar) -> RistrettoPoint {
        RistrettoPoint::mul_base(&factor)
    }

    /// One contest in one group, with r = 1 and the secret polynomials `5 + 7·x` and `11 + 13·x` of its two options.
    fn tally(counts: [u64; 2], bound: u64) -> (TallyStatement, [VerifiedShare; 3]) {
        let polynomial = |option: usize, x: Scalar| {
            let [c0, c1] = [[5_u64, 7], [11, 13]][option].map(Scalar::from);
            c0 + c1 * x
        };
        let b = [0, 1].map(|o| times(Scalar::from(counts[o]) + polynomial(o, Scalar::ZERO)));
        let group = GroupTally {
            units: vec!["u".into()],
            ballots: 9,
            weight: 9,
            a: times(Scalar::ONE),
            b: b.to_vec(),
            bound,
        };
        let contest =
            ContestTally { contest: 0, contest_id: "c".into(), key_indices: vec![1, 2], groups: vec![group] };
        let statement = TallyStatement {
            election: ElectionId([0; 32]),
            root: RootHash([0; 32]),
            size: 1,
            contests: vec![contest],
        };
        let share = |k: u16| {
            let trustee = trustee(k);
            let d = [0, 1].map(|o| times(polynomial(o, trustee.scalar()))).to_vec();
            VerifiedShare { trustee, contests: vec![vec![d]] }
        };
        (statement, [1, 2, 3].map(share))
    }

    fn combined(statement: &TallyStatement, shares: &[&VerifiedShare]) -> Result<Counts, TallyError> {
        let shares: Vec<VerifiedShare> = shares.iter().copied().cloned().collect();
        combine(statement, &shares, Threshold(2), 3)
    }

    #[test]
    fn any_two_of_three_give_the_counts() {
        let (statement, [one, two, three]) = tally([4, 9], 9);
        let counts = Ok(Counts(vec![vec![vec![4, 9]]]));
        for shares in [&[&one, &two][..], &[&three, &one], &[&two, &three], &[&three, &two, &one]] {
            assert_eq!(combined(&statement, shares), counts);
        }
    }

    #[test]
    fn who_is_missing_is_named() {
        let (statement, [_, two, _]) = tally([4, 9], 9);
        let missing = vec![trustee(1), trustee(3)];
        let error = TallyError::Missing { present: 1, needed: 2, missing };
        assert_eq!(combined(&statement, &[&two]), Err(error));
        let twice = combined(&statement, &[&two, &two]);
        assert_eq!(twice, Err(DuplicateIndex { trustee: trustee(2) }.into()));
    }

    #[test]
    fn a_count_above_the_bound_is_none() {
        let (statement, [one, two, _]) = tally([10, 10], 9);
        let error = combined(&statement, &[&one, &two]).unwrap_err();
        // the first option is named, however the work is shared out
        assert!(matches!(error, TallyError::Count { group: 0, option: 0, .. }), "{error}");
    }

    #[test]
    fn shares_of_another_tally() {
        let (statement, [one, mut two, _]) = tally([4, 9], 9);
        two.contests[0][0].pop();
        assert_eq!(combined(&statement, &[&one, &two]), Err(TallyError::Layout));
        two.contests[0].pop();
        assert_eq!(combined(&statement, &[&one, &two]), Err(TallyError::Layout));
    }
}
