//! Personal and district mandates: § 62 (1) to (3).

use std::cmp::Reverse;

use super::{Country, DistrictList, DistrictWorking, Standing};
use crate::{
    election::{Candidate, Contest, InputError},
    outcome::{Tie, number},
    prefer::{Open, prefer},
    series::ratio,
};

/// A candidate of the list needs 10 per cent of the quota: one vote in so many of its votes.
pub(super) const LEAST: u128 = 10;

pub(super) struct Found<'a> {
    /// By votes.
    pub(super) personal: Vec<&'a Candidate>,
    /// List by list, each by votes.
    pub(super) elected: Vec<&'a Candidate>,
    pub(super) ties: Vec<Tie>,
    pub(super) notes: Vec<String>,
    pub(super) working: DistrictWorking,
}

pub(super) fn allocate<'a>(country: &Country<'a>, contest: &'a Contest) -> Result<Found<'a>, InputError> {
    let (votes, mandates) = (contest.votes(), contest.seats()?);
    let quota = super::Quota { votes, mandates };
    let mut personal: Vec<&Candidate> =
        contest.candidates.iter().filter(|candidate| quota.at_least(candidate.votes, 1, 1)).collect();
    personal.sort_by_key(|candidate| Reverse(candidate.votes));
    let mut found = Found {
        personal,
        elected: Vec::new(),
        ties: Vec::new(),
        notes: Vec::new(),
        working: DistrictWorking {
            district: contest.id.clone(),
            votes,
            mandates,
            quota: ratio(u128::from(votes), u128::from(mandates)),
            personal: Vec::new(),
            lists: Vec::new(),
            left: 0,
        },
    };
    found.working.personal = found.personal.iter().map(|candidate| candidate.id.clone()).collect();
    let mut open = 0;
    for standing in &country.passing {
        open += found.list(country, contest, quota, standing);
    }
    let given = i64::from(number(found.personal.len() + found.elected.len())) + i64::from(open);
    found.working.left = i64::from(mandates) - given;
    if found.working.left < 0 {
        found.notes.push(format!(
            "district {} has {mandates} mandates, and its quota gives {given}: there are fewer compensation mandates",
            contest.id
        ));
    }
    Ok(found)
}

impl<'a> Found<'a> {
    /// Gives a list its district mandates; returns how many are its own but wait for a lot.
    fn list(
        &mut self,
        country: &Country<'a>,
        contest: &'a Contest,
        quota: super::Quota,
        standing: &Standing,
    ) -> u32 {
        let list = &standing.list.id;
        let own: Vec<&Candidate> =
            contest.candidates.iter().filter(|candidate| candidate.list.as_ref() == Some(list)).collect();
        let votes: u64 = own.iter().map(|candidate| candidate.votes).sum();
        if votes == 0 {
            return 0;
        }
        let (whole, three_quarters) = quota.share(votes);
        let earned = whole + u32::from(three_quarters);
        let personal = number(own.iter().filter(|candidate| quota.at_least(candidate.votes, 1, 1)).count());
        // votes of personal mandates are votes of the list, so there are at least as many
        let district = earned.saturating_sub(personal);
        let able: Vec<&Candidate> = own
            .into_iter()
            .filter(|candidate| {
                !quota.at_least(candidate.votes, 1, 1) && quota.at_least(candidate.votes, 1, LEAST)
            })
            .collect();
        let missing = district.saturating_sub(number(able.len()));
        if missing > 0 {
            self.notes.push(format!(
                "district {}: list {list} has no candidate with 10 per cent of the quota for {missing} of its {earned} mandates; \
                 they go to the compensation mandates",
                contest.id
            ));
        }
        let mut waiting = 0;
        let chosen = by_votes(country, &able, district).unwrap_or_else(|open| {
            let votes = open.equals.first().map_or(0, |candidate| candidate.votes);
            waiting = number(open.left);
            self.ties.push(Tie {
                district: Some(contest.id.clone()),
                seats: waiting,
                between: open.equals.iter().map(|candidate| candidate.id.to_string()).collect(),
                because: format!(
                    "{votes} votes each, and `lists` does not say who stands higher on the national list {list}; give it \
                     there, or draw lots and write the order into `lots`"
                ),
            });
            open.sure
        });
        self.working.lists.push(DistrictList {
            list: list.clone(),
            votes,
            quotas: ratio(u128::from(votes) * u128::from(quota.mandates), u128::from(quota.votes)),
            whole,
            three_quarters,
            mandates: earned - missing,
            elected: chosen.iter().map(|candidate| candidate.id.clone()).collect(),
        });
        self.elected.extend(chosen);
        waiting
    }
}

/// The candidates with the most votes; of equals, who stands higher on the national list, if it places them all.
fn by_votes<'a>(
    country: &Country<'a>,
    able: &[&'a Candidate],
    places: u32,
) -> Result<Vec<&'a Candidate>, Open<&'a Candidate>> {
    let unplaced = |votes: u64| able.iter().any(|other| other.votes == votes && other.rank.is_none());
    let key = |candidate: &Candidate| {
        let rank = if unplaced(candidate.votes) { None } else { candidate.rank };
        (Reverse(candidate.votes), rank)
    };
    let places = usize::try_from(places).unwrap_or(usize::MAX);
    prefer(country.election, able, places, key, |candidate| candidate.id.to_string())
}
