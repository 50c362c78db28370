//! Compensation mandates: § 62 (4) to (6).

use std::{cmp::Reverse, collections::BTreeSet};

use super::{Compensated, Compensation, Country, Standing};
use crate::{
    election::Candidate,
    highest::{Entry, highest},
    id::CandidateId,
    outcome::{Award, Tie, number},
    prefer::prefer,
    series::Series,
};

/// A candidate needs 5 per cent of the quota of the own district: one vote in so many of its votes.
pub(super) const LEAST: u128 = 20;

pub(super) struct Found<'a> {
    pub(super) elected: Vec<&'a Candidate>,
    pub(super) tie: Option<Tie>,
    pub(super) notes: Vec<String>,
    pub(super) working: Compensation,
}

/// A list's candidates who may still be elected, each with those passed over on the way.
struct Queue<'a> {
    able: Vec<(&'a Candidate, Vec<CandidateId>)>,
    won: u32,
}

fn queue<'a>(country: &Country<'a>, standing: &Standing<'a>, taken: &BTreeSet<&CandidateId>) -> Queue<'a> {
    let (mut able, mut passed_over) = (Vec::new(), Vec::new());
    for candidate in standing.national.iter().filter(|candidate| !taken.contains(&candidate.id)) {
        if country.quota(candidate).at_least(candidate.votes, 1, LEAST) {
            able.push((*candidate, std::mem::take(&mut passed_over)));
        } else {
            passed_over.push(candidate.id.clone());
        }
    }
    let own =
        country.election.candidates().filter(|candidate| candidate.list.as_ref() == Some(&standing.list.id));
    Queue { able, won: number(own.filter(|candidate| taken.contains(&candidate.id)).count()) }
}

pub(super) fn allocate<'a>(
    country: &Country<'a>,
    mandates: u32,
    taken: &BTreeSet<&CandidateId>,
) -> Found<'a> {
    let mut notes = Vec::new();
    let queues: Vec<Queue> = country.passing.iter().map(|standing| queue(country, standing, taken)).collect();
    let entries = country.passing.iter().zip(&queues);
    let entries: Vec<Entry> = entries
        .map(|(standing, queue)| Entry {
            votes: standing.votes,
            won: queue.won,
            room: number(queue.able.len()),
        })
        .collect();
    let name = |at: usize| country.passing.get(at).map_or("", |standing| standing.list.id.as_str());
    let back = further_back(country);
    let decide = |tied: &[usize], places: usize| {
        let place = |at: usize| back.as_ref().and_then(|places| places.get(at).copied());
        prefer(country.election, tied, places, |at| Reverse(place(at)), |at| name(at).to_owned())
    };
    let run = highest(Series::Riigikogu, &entries, mandates, &decide);
    let mut working = Compensation { mandates, given: Vec::new(), next: Vec::new() };
    let mut elected = Vec::new();
    let mut queues: Vec<_> = queues.into_iter().map(|queue| queue.able.into_iter()).collect();
    for given in &run.given {
        if let Some((candidate, passed_over)) = queues.get_mut(given.entry).and_then(Iterator::next) {
            elected.push(candidate);
            let award = Award::new(name(given.entry), Series::Riigikogu, given.quotient);
            working.given.push(Compensated { award, candidate: candidate.id.clone(), passed_over });
        }
    }
    working.next =
        run.next.iter().map(|next| Award::new(name(next.entry), Series::Riigikogu, next.quotient)).collect();
    for (standing, queue) in country.passing.iter().zip(&queues) {
        if mandates > 0 && queue.len() == 0 {
            notes.push(format!(
                "list {}: nobody is left on its national list who may be elected; it takes no further part",
                standing.list.id
            ));
        }
    }
    if run.unfilled > 0 {
        notes.push(format!("{} compensation mandates have nobody who may be elected", run.unfilled));
    }
    let tie = run.tied.map(|tied| Tie {
        district: None,
        seats: run.open,
        between: tied.iter().map(|at| name(*at).to_owned()).collect(),
        because: "equal comparative figures, and neither list stands wholly behind the other on the consolidated list; give its \
                  order in `consolidated`, or draw lots and write the order into `lots`"
            .into(),
    });
    Found { elected, tie, notes, working }
}

/// Of each list the place of its last candidate on the consolidated list, if the lists stand there one wholly behind the other.
fn further_back(country: &Country) -> Option<Vec<u64>> {
    let mut spans = Vec::new();
    for standing in &country.passing {
        let own = country
            .election
            .candidates()
            .filter(|candidate| candidate.list.as_ref() == Some(&standing.list.id));
        let places: Option<Vec<u64>> = own.map(|candidate| candidate.consolidated).collect();
        let places = places?;
        spans.push((places.iter().min().copied()?, places.iter().max().copied()?));
    }
    let mut order = spans.clone();
    order.sort_unstable();
    let apart = order.windows(2).all(|pair| matches!(pair, [(_, end), (start, _)] if end < start));
    apart.then(|| spans.into_iter().map(|(_, last)| last).collect())
}
