//! Which reporting units are decrypted together (section 10).
//!
//! Small groups would tell how few people voted; groups that overlap would let their difference be taken. So per contest the
//! units are joined into disjoint groups, each large enough, and only these are ever decrypted.

use std::collections::{BTreeMap, BTreeSet};

use crate::{election::Election, ids::ContestId, layout::ancestors};

/// Reporting units whose ballots are decrypted as one sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Positions in the manifest, ascending.
    pub units: Vec<usize>,
}

/// All ballots of a contest together are fewer than are ever decrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("contest \"{contest}\" is not decrypted: {ballots} counted ballots, at least {minimum} are needed")]
pub struct TooFew {
    /// The contest.
    pub contest: ContestId,
    /// Its counted ballots.
    pub ballots: u64,
    /// min_reporting_unit.
    pub minimum: u64,
}

/// The groups of the contest at this position of the manifest, in manifest order of their first units.
///
/// `sizes` gives for each reporting unit (by position) the number, not the weight, of counted ballots whose style
/// carries the contest; a unit that is missing has none, and units of no such style are not looked at.
///
/// # Errors
/// [`TooFew`]: the contest is not decrypted at all.
pub fn groups(
    election: &Election,
    contest: usize,
    sizes: &BTreeMap<usize, u64>,
) -> Result<Vec<Group>, TooFew> {
    let styles = election.styles().iter().filter(|style| style.contests.contains(&contest));
    let units: BTreeSet<usize> = styles.map(|style| style.unit).collect();
    let sized = units.iter().map(|unit| (*unit, sizes.get(unit).copied().unwrap_or(0)));
    let minimum = election.manifest().min_reporting_unit;
    join(election.parents(), sized, minimum).map_err(|ballots| {
        let id = election.manifest().contests.get(contest).map(|contest| contest.id.clone());
        TooFew { contest: id.unwrap_or_else(|| "".into()), ballots, minimum }
    })
}

/// A group on the way.
struct Part {
    /// Ascending, never empty.
    units: BTreeSet<usize>,
    ballots: u64,
}

impl Part {
    /// Order of size; ties in manifest order of the first unit.
    fn rank(&self) -> (u64, Option<&usize>) {
        (self.ballots, self.units.first())
    }
}

/// The rule itself. `parents` is the forest; a virtual root stands above every root.
///
/// # Errors
/// The number of ballots, if all together are below `minimum`.
fn join(
    parents: &[Option<usize>],
    units: impl Iterator<Item = (usize, u64)>,
    minimum: u64,
) -> Result<Vec<Group>, u64> {
    let mut parts: Vec<Part> = units.map(|(unit, ballots)| Part { units: [unit].into(), ballots }).collect();
    while let Some(position) = lowest(&parts, |_| true) {
        let smallest = parts.swap_remove(position);
        if smallest.ballots >= minimum {
            parts.push(smallest);
            break;
        }
        let place = above(parents, &smallest.units);
        let neighbour = place.iter().map(Some).chain([None]).find_map(|node| {
            lowest(&parts, |part| part.units.iter().all(|unit| lies_under(parents, *unit, node.copied())))
        });
        let Some(neighbour) = neighbour.and_then(|position| parts.get_mut(position)) else {
            return Err(smallest.ballots);
        };
        neighbour.units.extend(smallest.units);
        neighbour.ballots += smallest.ballots;
    }
    parts.sort_unstable_by(|a, b| a.units.first().cmp(&b.units.first()));
    Ok(parts.into_iter().map(|part| Group { units: part.units.into_iter().collect() }).collect())
}

/// Position of the smallest part among those that qualify.
fn lowest(parts: &[Part], qualifies: impl Fn(&Part) -> bool) -> Option<usize> {
    let candidates = parts.iter().enumerate().filter(|(_, part)| qualifies(part));
    candidates.min_by_key(|(_, part)| part.rank()).map(|(position, _)| position)
}

/// From the lowest common ancestor of the units' parents up to their root; empty if only the virtual root contains all.
fn above(parents: &[Option<usize>], units: &BTreeSet<usize>) -> Vec<usize> {
    let mut ways = units.iter().map(|unit| ancestors(parents, *unit).skip(1));
    let first: Vec<usize> = ways.next().map(Iterator::collect).unwrap_or_default();
    ways.fold(first, |common, way| {
        let way: BTreeSet<usize> = way.collect();
        common.into_iter().skip_while(|node| !way.contains(node)).collect()
    })
}

/// Whether a unit is a node or its descendant; `None` is the virtual root.
fn lies_under(parents: &[Option<usize>], unit: usize, node: Option<usize>) -> bool {
    node.is_none_or(|node| ancestors(parents, unit).any(|ancestor| ancestor == node))
}

#[cfg(test)]
mod tests;
