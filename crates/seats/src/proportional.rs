//! Methods that give each contest's seats to lists by quotients.
//!
//! **D'Hondt, Sainte-Laguë**: each seat goes to the highest quotient. Equal quotients for too few seats are a matter of lots.
//!
//! **Hagenbach-Bischoff**, as in Luxembourg (loi électorale modifiée du 18 février 2003, art. 159 and 160): the valid votes of all lists are
//! divided by the seats plus one; the *electoral number* is the whole number just above that quotient, and each list gets as many
//! seats as its votes contain it. Every seat that is left goes to the list with the highest quotient of its votes by its seats plus one; of
//! equal quotients, the list with more votes has it. The seats are those of D'Hondt: the electoral number only saves the first steps
//! (E. Hagenbach-Bischoff, *Die Verteilungsrechnung beim Basler Gesetz nach dem Grundsatz der Verhältniswahl*, 1905).
//!
//! Within a list the candidates with the most votes are elected; equals at the edge are reported. An independent candidate is a list of one. A
//! list cannot have more seats than candidates: its further quotients do not count.

use std::{cmp::Reverse, collections::BTreeMap};

use serde::Serialize;

use crate::{
    election::{Candidate, Contest, Election, InputError},
    highest::{Entry, Given, highest},
    id::{ContestId, ListId},
    method::Method,
    outcome::{Award, Elected, ListSeats, Mandate, Outcome, Tie, Working, number},
    plurality,
    prefer::prefer,
    series::Series,
};

/// Working of one contest.
#[derive(Clone, Debug, Serialize)]
pub struct ProportionalContest {
    /// Which contest.
    pub district: ContestId,
    /// Seats to fill.
    pub seats: u32,
    /// Valid votes of all lists.
    pub votes: u64,
    /// The electoral number (Hagenbach-Bischoff).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub electoral_number: Option<u64>,
    /// Votes and seats of each list.
    pub lists: Vec<Initial>,
    /// Quotients that got a seat, in order.
    pub quotients: Vec<Award>,
    /// The next quotient of each list, which did not.
    pub next: Vec<Award>,
}

/// A list's share of a contest.
#[derive(Clone, Debug, Serialize)]
pub struct Initial {
    /// The list, or the independent candidate.
    pub list: String,
    /// Votes in this contest.
    pub votes: u64,
    /// Seats by the electoral number (Hagenbach-Bischoff).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_number: Option<u32>,
    /// Seats in all.
    pub seats: u32,
}

/// Who competes in a contest: a list, or a candidate without one.
struct Party<'a> {
    name: &'a str,
    candidates: Vec<&'a Candidate>,
    votes: u64,
}

/// The lists of a contest in the order of the counts, then its independent candidates.
fn parties<'a>(election: &'a Election, contest: &'a Contest) -> Vec<Party<'a>> {
    let party = |name, candidates: Vec<&'a Candidate>| Party {
        name,
        votes: candidates.iter().map(|candidate| candidate.votes).sum(),
        candidates,
    };
    let of_list = |list: &'a crate::List| {
        let own = contest.candidates.iter().filter(|candidate| candidate.list.as_ref() == Some(&list.id));
        let own: Vec<_> = own.collect();
        (!own.is_empty()).then(|| party(list.id.as_str(), own))
    };
    let alone = contest.candidates.iter().filter(|candidate| candidate.list.is_none());
    let alone = alone.map(|candidate| party(candidate.id.as_str(), vec![candidate]));
    election.lists.iter().filter_map(of_list).chain(alone).collect()
}

pub(crate) fn allocate(method: Method, series: Series, election: &Election) -> Result<Outcome, InputError> {
    // without any list, entries of a contest stand for lists and elect no persons
    let bare = election.lists.is_empty();
    let (mut elected, mut ties, mut working) = (Vec::new(), Vec::new(), Vec::new());
    let mut notes = election.remarks.clone();
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    for contest in &election.contests {
        let seats = contest.seats()?;
        let parties = parties(election, contest);
        let share = share(method, series, election, contest, &parties, seats, bare);
        if share.unfilled > 0 {
            notes
                .push(format!("contest {}: nobody with votes can take {} seats", contest.id, share.unfilled));
        }
        for (party, of_party) in parties.iter().zip(&share.working.lists) {
            *sums.entry(party.name).or_default() += of_party.seats;
            if !bare {
                let chosen = plurality::best(election, &party.candidates, of_party.seats);
                let chosen = chosen.unwrap_or_else(|open| {
                    ties.push(plurality::tie(contest, &open));
                    open.sure
                });
                elected.extend(chosen.into_iter().map(|candidate| Elected::new(candidate, Mandate::List)));
            }
        }
        ties.extend(share.tie);
        working.push(share.working);
    }
    let outcome = Outcome {
        method,
        seats: working.iter().map(|contest| contest.seats).sum(),
        decided: false,
        lists: list_seats(election, &sums, bare),
        elected,
        members: Vec::new(),
        ties,
        notes,
        working: Working::Proportional(working),
    };
    Ok(outcome.finish())
}

struct Share {
    working: ProportionalContest,
    tie: Option<Tie>,
    unfilled: u32,
}

fn share(
    method: Method,
    series: Series,
    election: &Election,
    contest: &Contest,
    parties: &[Party],
    seats: u32,
    bare: bool,
) -> Share {
    let votes = contest.votes();
    // art. 159: the whole number just above votes / (seats + 1)
    let electoral_number = (method == Method::HagenbachBischoff).then(|| votes / (u64::from(seats) + 1) + 1);
    let room = |party: &Party| if bare { u32::MAX } else { number(party.candidates.len()) };
    let by_number = |party: &Party| {
        let whole = electoral_number.map_or(0, |electoral| party.votes / electoral);
        u32::try_from(whole).unwrap_or(u32::MAX).min(room(party))
    };
    let entries: Vec<Entry> = parties
        .iter()
        .map(|party| Entry {
            votes: party.votes,
            won: by_number(party),
            room: room(party) - by_number(party),
        })
        .collect();
    let left = seats - entries.iter().map(|entry| entry.won).sum::<u32>();
    let votes_of = |at: usize| parties.get(at).map_or(0, |party| party.votes);
    let name = |at: usize| parties.get(at).map_or("", |party| party.name);
    // art. 160: of equal quotients, the list with more votes; the other methods know lots only
    let rule = |at: usize| Reverse(if method == Method::HagenbachBischoff { votes_of(at) } else { 0 });
    let decide =
        |tied: &[usize], places: usize| prefer(election, tied, places, rule, |at| name(at).to_owned());
    let run = highest(series, &entries, left, &decide);
    let award = |given: &Given| Award::new(name(given.entry), series, given.quotient);
    let won = |at: usize| number(run.given.iter().filter(|given| given.entry == at).count());
    let lists = parties.iter().zip(&entries).enumerate().map(|(at, (party, entry))| Initial {
        list: party.name.to_owned(),
        votes: party.votes,
        by_number: electoral_number.map(|_| entry.won),
        seats: entry.won + won(at),
    });
    let tie = run.tied.as_ref().map(|tied| Tie {
        district: Some(contest.id.clone()),
        seats: run.open,
        between: tied.iter().map(|at| name(*at).to_owned()).collect(),
        because: format!(
            "equal quotients of {}; draw lots and write the order into `lots`",
            run.next.first().map(|given| series.figure(given.quotient)).unwrap_or_default()
        ),
    });
    let working = ProportionalContest {
        district: contest.id.clone(),
        seats,
        votes,
        electoral_number,
        lists: lists.collect(),
        quotients: run.given.iter().map(award).collect(),
        next: run.next.iter().map(award).collect(),
    };
    Share { working, tie, unfilled: run.unfilled }
}

/// Seats of each list in all contests; without lists, of each entry.
fn list_seats(election: &Election, sums: &BTreeMap<&str, u32>, bare: bool) -> Vec<ListSeats> {
    let of = |id: &str, name: Option<&String>, votes: u64| ListSeats {
        list: id.into(),
        name: name.cloned(),
        votes,
        seats: sums.get(id).copied().unwrap_or_default(),
        personal: None,
        district: None,
        compensation: None,
        passes_threshold: None,
    };
    if !bare {
        let votes = |list: &ListId| {
            election
                .candidates()
                .filter(|candidate| candidate.list.as_ref() == Some(list))
                .map(|c| c.votes)
                .sum()
        };
        return election
            .lists
            .iter()
            .map(|list| of(list.id.as_str(), list.name.as_ref(), votes(&list.id)))
            .collect();
    }
    let mut seats: Vec<ListSeats> = Vec::new();
    for entry in election.candidates() {
        match seats.iter_mut().find(|list| list.list.as_str() == entry.id.as_str()) {
            Some(list) => list.votes += entry.votes,
            None => seats.push(of(entry.id.as_str(), entry.name.as_ref(), entry.votes)),
        }
    }
    seats
}
