//! First past the post: the n candidates of a contest with the most votes.

use std::cmp::Reverse;

use serde::Serialize;

use crate::{
    election::{Candidate, Contest, Election},
    id::{CandidateId, ContestId},
    method::Method,
    outcome::{Elected, ListSeats, Mandate, Outcome, Tie, Working, number},
    prefer::{Open, prefer},
};

/// Working of one contest.
#[derive(Clone, Debug, Serialize)]
pub struct PluralityContest {
    /// Which contest.
    pub district: ContestId,
    /// Seats to fill.
    pub seats: u32,
    /// Valid votes.
    pub votes: u64,
    /// The candidates by votes.
    pub order: Vec<Placed>,
}

/// A candidate in the order of votes.
#[derive(Clone, Debug, Serialize)]
pub struct Placed {
    /// Who.
    pub candidate: CandidateId,
    /// How many votes.
    pub votes: u64,
    /// Whether they were enough.
    pub elected: bool,
}

/// The candidates with the most votes.
pub(crate) fn best<'a>(
    election: &Election,
    candidates: &[&'a Candidate],
    seats: u32,
) -> Result<Vec<&'a Candidate>, Open<&'a Candidate>> {
    let places = usize::try_from(seats).unwrap_or(usize::MAX);
    let votes = |candidate: &Candidate| Reverse(candidate.votes);
    prefer(election, candidates, places, votes, |candidate| candidate.id.to_string())
}

/// A tie of candidates with equal votes.
pub(crate) fn tie(contest: &Contest, open: &Open<&Candidate>) -> Tie {
    let votes = open.equals.first().map_or(0, |candidate| candidate.votes);
    Tie {
        district: Some(contest.id.clone()),
        seats: number(open.left),
        between: open.equals.iter().map(|candidate| candidate.id.to_string()).collect(),
        because: format!("{votes} votes each; draw lots and write the order into `lots`"),
    }
}

pub(crate) fn allocate(election: &Election) -> Outcome {
    let mut outcome = Outcome {
        method: Method::Plurality,
        seats: 0,
        decided: false,
        lists: Vec::new(),
        elected: Vec::new(),
        members: Vec::new(),
        ties: Vec::new(),
        notes: election.remarks.clone(),
        working: Working::Plurality(Vec::new()),
    };
    let mut working = Vec::new();
    for contest in &election.contests {
        let seats = contest.seats.unwrap_or(1);
        outcome.seats += seats;
        let voted: Vec<&Candidate> = contest.candidates.iter().filter(|c| c.votes > 0).collect();
        let chosen = best(election, &voted, seats).unwrap_or_else(|open| {
            outcome.ties.push(tie(contest, &open));
            open.sure
        });
        let empty = usize::try_from(seats).unwrap_or(usize::MAX).saturating_sub(voted.len());
        if empty > 0 {
            outcome
                .notes
                .push(format!("contest {}: {empty} seats stay empty, nobody else has votes", contest.id));
        }
        let mut order: Vec<&Candidate> = contest.candidates.iter().collect();
        order.sort_by_key(|candidate| Reverse(candidate.votes));
        let won = |candidate: &Candidate| chosen.iter().any(|winner| winner.id == candidate.id);
        working.push(PluralityContest {
            district: contest.id.clone(),
            seats,
            votes: contest.votes(),
            order: order
                .iter()
                .map(|c| Placed { candidate: c.id.clone(), votes: c.votes, elected: won(c) })
                .collect(),
        });
        outcome.elected.extend(chosen.iter().map(|winner| Elected::new(winner, Mandate::Plurality)));
    }
    outcome.lists = by_list(election, &outcome.elected);
    outcome.working = Working::Plurality(working);
    outcome.finish()
}

/// How many of the elected stand on each list.
fn by_list(election: &Election, elected: &[Elected]) -> Vec<ListSeats> {
    let of = |list: &crate::List| ListSeats {
        list: list.id.clone(),
        name: list.name.clone(),
        votes: election.candidates().filter(|c| c.list.as_ref() == Some(&list.id)).map(|c| c.votes).sum(),
        seats: number(elected.iter().filter(|e| e.list.as_ref() == Some(&list.id)).count()),
        personal: None,
        district: None,
        compensation: None,
        passes_threshold: None,
    };
    election.lists.iter().map(of).collect()
}
