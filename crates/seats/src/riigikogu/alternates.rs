//! Who sits after those who declined made room: § 75.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{Country, compensation, district};
use crate::{
    election::Candidate,
    id::CandidateId,
    outcome::{Elected, Mandate},
};

/// The members in the order of the elected, alternates in the places of those who declined; nobody if nobody declined.
///
/// The seats are filled in the order of `declined`: an alternate who is there, too, is passed over.
pub(super) fn seat(country: &Country, elected: &[Elected], notes: &mut Vec<String>) -> Vec<Elected> {
    let declined = &country.election.declined;
    if declined.is_empty() {
        return Vec::new();
    }
    let mut used: BTreeSet<CandidateId> = elected.iter().map(|elected| elected.candidate.clone()).collect();
    used.extend(declined.iter().cloned());
    let mut members: Vec<Option<Elected>> = elected.iter().cloned().map(Some).collect();
    for who in declined {
        let seat =
            members.iter_mut().find(|seat| seat.as_ref().is_some_and(|member| member.candidate == *who));
        let Some(seat) = seat else { continue };
        let Some(leaving) = seat.take() else { continue };
        let Some(alternate) = next(country, &leaving, &used) else {
            notes.push(format!("{who} declined, and no candidate of the list is left: the seat is open"));
            continue;
        };
        used.insert(alternate.id.clone());
        *seat =
            Some(Elected { replaces: Some(leaving.candidate), ..Elected::new(alternate, leaving.mandate) });
    }
    members.into_iter().flatten().collect()
}

fn next<'a>(country: &Country<'a>, leaving: &Elected, used: &BTreeSet<CandidateId>) -> Option<&'a Candidate> {
    let free = |candidate: &&Candidate| candidate.list == leaving.list && !used.contains(&candidate.id);
    // an independent candidate has no alternates
    leaving.list.as_ref()?;
    let has = |candidate: &Candidate, least| country.quota(candidate).at_least(candidate.votes, 1, least);
    if leaving.mandate != Mandate::Compensation {
        let contest = country.election.contests.iter().find(|contest| contest.id == leaving.district)?;
        let same = contest.candidates.iter().filter(free).filter(|candidate| has(candidate, district::LEAST));
        if let Some(first) = same.min_by_key(|candidate| (Reverse(candidate.votes), candidate.rank)) {
            return Some(first);
        }
    }
    let listed = country.election.candidates().filter(free).filter(|candidate| candidate.rank.is_some());
    listed.filter(|candidate| has(candidate, compensation::LEAST)).min_by_key(|candidate| candidate.rank)
}
