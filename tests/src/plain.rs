//! Counting the same votes in the open: what the board must come to.

use tabella_election::Election;

/// A vote that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Position of the style in the manifest.
    pub style: usize,
    /// What it weighs.
    pub weight: u64,
    /// Bit-vector options in order, then points options.
    pub choices: Vec<u32>,
}

/// Per contest (manifest order) and reporting unit (manifest order), how many ballots carry the contest and their weighted
/// votes per option. No groups are formed: that is what is to be tested.
pub fn count<'v>(
    election: &Election,
    votes: impl IntoIterator<Item = &'v Vote>,
) -> Vec<Vec<(u64, Vec<u64>)>> {
    let manifest = election.manifest();
    let units = manifest.reporting_units.len();
    let mut counts: Vec<Vec<(u64, Vec<u64>)>> =
        manifest.contests.iter().map(|contest| vec![(0, vec![0; contest.options.len()]); units]).collect();
    for vote in votes {
        let style = &election.styles()[vote.style];
        for (position, _, values) in style.shape.split(&vote.choices) {
            let (ballots, sums) = &mut counts[style.contests[position]][style.unit];
            *ballots += 1;
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += vote.weight * u64::from(*value);
            }
        }
    }
    counts
}
