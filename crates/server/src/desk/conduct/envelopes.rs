//! Votes on paper beside the envelopes that were accepted: more papers than envelopes came from nowhere, or from elsewhere.

use std::collections::BTreeMap;

use tabella_postal::State;

use super::{At, deed::Paper, look::Tally};
use crate::desk::{
    page::{Check, Standing},
    problem::Problem,
    texts::Texts,
};

/// A group whose protocols have votes of more papers than envelopes were accepted from its units.
#[derive(Debug, PartialEq, Eq)]
struct Surplus {
    /// Positions in the tally.
    contest: usize,
    group: usize,
    /// So many papers there must have been: each had all the votes that one may have.
    papers: u64,
    envelopes: u64,
}

/// Where there are more papers than envelopes. `most` is what a paper may have of a contest.
fn surplus(
    tally: &Tally,
    papers: &[Paper],
    most: impl Fn(&str) -> u64,
    accepted: &BTreeMap<String, u64>,
) -> Vec<Surplus> {
    let mut found = Vec::new();
    for (contest, one) in tally.contests.iter().enumerate() {
        for (group, units) in one.groups.iter().enumerate() {
            let votes = papers.iter().filter_map(|paper| paper.counts.get(contest)?.get(group)).flatten();
            let votes = votes.fold(0, |sum: u64, count| sum.saturating_add(*count));
            let papers = votes.div_ceil(most(&one.contest).max(1));
            let envelopes = units.units.iter().filter_map(|unit| accepted.get(unit)).sum();
            if papers > envelopes {
                found.push(Surplus { contest, group, papers, envelopes });
            }
        }
    }
    found
}

impl At<'_> {
    /// What somebody should ask before the result is signed, where votes come by post here: the desk knows how many envelopes were
    /// accepted. It is a doubt and no more, as papers from polling stations may be counted in the same protocols.
    pub(super) async fn check_envelopes(
        &self,
        t: &Texts,
        tally: Option<&Tally>,
        papers: &[Paper],
    ) -> Result<Vec<Check>, Problem> {
        let Some(tally) = tally.filter(|_| self.served.postal.is_some() && !papers.is_empty()) else {
            return Ok(Vec::new());
        };
        let mut accepted: BTreeMap<String, u64> = BTreeMap::new();
        for (unit, state, count) in self.shared.store.postal_counts(self.served.id()).await? {
            if state == State::Accepted {
                *accepted.entry(unit.0).or_default() += count;
            }
        }
        let manifest = self.served.election.manifest();
        let most = |contest: &str| {
            let rule = manifest.contests.iter().find(|one| one.id.as_str() == contest).map(|one| one.rule);
            u64::from(rule.map_or(1, |rule| rule.total_max)).saturating_mul(manifest.weight_max)
        };
        let words = |surplus: Surplus| {
            let contest = tally.contests.get(surplus.contest)?;
            let values = [
                ("contest", self.contest_title(t, &contest.contest).into()),
                ("units", self.units(t, &contest.groups.get(surplus.group)?.units).into()),
                ("papers", surplus.papers.into()),
                ("envelopes", surplus.envelopes.into()),
            ];
            Some(Check { standing: Standing::Doubt, words: t.with("check-paper-more", &values) })
        };
        Ok(surplus(tally, papers, most, &accepted).into_iter().filter_map(words).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::conduct::look::{ContestTally, GroupTally};

    fn group(units: &[&str]) -> GroupTally {
        GroupTally { units: units.iter().map(|unit| (*unit).to_owned()).collect(), ballots: 12 }
    }

    #[test]
    fn more_papers_than_envelopes_are_named() {
        let contests = vec![
            ContestTally {
                contest: "mayor".into(),
                groups: vec![group(&["east", "west"]), group(&["north"])],
            },
            ContestTally { contest: "board".into(), groups: vec![group(&["east", "west", "north"])] },
        ];
        let tally = Tally { contests, shares: vec![], needed: 3, counts: None, postal: None };
        let paper = |mayor: [[u64; 2]; 2], board: [u64; 2]| Paper {
            reference: "P".into(),
            counts: vec![mayor.map(Vec::from).to_vec(), vec![board.to_vec()]],
        };
        let most = |contest: &str| if contest == "board" { 3 } else { 1 };
        let accepted =
            BTreeMap::from([("east".to_owned(), 2), ("west".to_owned(), 1), ("north".to_owned(), 1)]);
        let found = |papers: &[Paper]| surplus(&tally, papers, most, &accepted);
        assert_eq!(found(&[]), []);
        // as many as came: three, one, and twelve votes of four who had three each
        assert_eq!(found(&[paper([[2, 1], [0, 1]], [6, 6])]), []);
        // one protocol twice
        let twice = [paper([[2, 1], [0, 0]], [6, 6]), paper([[0, 1], [0, 1]], [1, 0])];
        assert_eq!(
            found(&twice),
            [
                Surplus { contest: 0, group: 0, papers: 4, envelopes: 3 },
                Surplus { contest: 1, group: 0, papers: 5, envelopes: 4 }
            ]
        );
        let too_many = [paper([[0, 0], [0, 0]], [u64::MAX, u64::MAX])];
        assert_eq!(found(&too_many).len(), 1);
    }
}
