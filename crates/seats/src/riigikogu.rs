//! Estonia's parliament: Riigikogu Election Act (Riigikogu valimise seadus, RT I, 03.01.2020, 13), § 62.
//!
//! 1. The *simple quota* of a district is its valid votes by its mandates (1). Who has at least that many votes is elected: a
//!    *personal mandate* (2).
//! 2. Lists whose candidates have at least 5 per cent of the votes in the country get, in each district, as many mandates as their votes
//!    there contain the quota, and one more if what remains is at least 75 per cent of it; personal mandates are part of these. They go to the
//!    candidates with the most votes in the district, each with at least 10 per cent of the quota: *district mandates* (3). Of equal
//!    votes, who stands higher on the national list.
//! 3. Mandates that are left in all districts go to these lists as *compensation mandates* (4), one after the other to the highest votes /
//!    n^0.9, where n starts behind the mandates already won; of equal figures, the list whose candidates stand further back on the
//!    consolidated list (5). They go down the list's national order, to candidates who are not yet elected and have at least
//!    5 per cent of the quota in their district (6).
//!
//! # How this reads the law where it is brief
//! - A mandate that a list earned in a district but has no candidate with 10 per cent of the quota for is not distributed there: it goes
//!   to the compensation mandates, and the list does not count as having won it.
//! - If the rule of 75 per cent gives a district more mandates than it has, all stand, and there are fewer compensation mandates. It is noted.
//! - A list whose national order has nobody left who may be elected takes no further part. It is noted.
//! - Who stands further back is plain only if all candidates of one list are behind all of the other; otherwise it is a tie for lots.
//! - Alternates (§ 75): for a personal or district mandate, the candidate of the list with the most votes in the same district who has
//!   10 per cent of its quota; if there is none, and for a compensation mandate, the first on the national list who has 5 per cent. This is
//!   read off the seats of 2023, all 21 of which it explains.

mod alternates;
mod compensation;
mod district;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    election::{Candidate, Election, InputError, List},
    id::{CandidateId, ContestId, ListId},
    method::Method,
    outcome::{Award, Elected, ListSeats, Mandate, Outcome, Working, number},
};

/// A list needs one vote in so many of the country's: 5 per cent.
const THRESHOLD: u128 = 20;

/// Working of the whole election.
#[derive(Clone, Debug, Serialize)]
pub struct RiigikoguWorking {
    /// Valid votes in the country.
    pub votes: u64,
    /// The fewest votes that are 5 per cent of them.
    pub threshold: u64,
    /// Step by step in each district.
    pub districts: Vec<DistrictWorking>,
    /// Compensation mandates.
    pub compensation: Compensation,
}

/// Working of a district.
#[derive(Clone, Debug, Serialize)]
pub struct DistrictWorking {
    /// Which district.
    pub district: ContestId,
    /// Valid votes.
    pub votes: u64,
    /// Mandates.
    pub mandates: u32,
    /// Votes by mandates, with three decimals, the rest cut off.
    pub quota: String,
    /// Who has a personal mandate.
    pub personal: Vec<CandidateId>,
    /// Lists that pass the threshold.
    pub lists: Vec<DistrictList>,
    /// Mandates that go to the compensation mandates; below 0 if the district gave more than it has.
    pub left: i64,
}

/// A list in a district.
#[derive(Clone, Debug, Serialize)]
pub struct DistrictList {
    /// Which list.
    pub list: ListId,
    /// Its votes in the district.
    pub votes: u64,
    /// Votes by the quota, with three decimals, the rest cut off.
    pub quotas: String,
    /// How often the votes contain the quota.
    pub whole: u32,
    /// Whether what remains is at least 75 per cent of the quota.
    pub three_quarters: bool,
    /// Mandates of the list here: personal ones and those below.
    pub mandates: u32,
    /// Who has a district mandate, by votes.
    pub elected: Vec<CandidateId>,
}

/// Working of the compensation mandates.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Compensation {
    /// How many there are.
    pub mandates: u32,
    /// Each in the order in which it was given.
    pub given: Vec<Compensated>,
    /// The next figure of each list, which got none.
    pub next: Vec<Award>,
}

/// A compensation mandate.
#[derive(Clone, Debug, Serialize)]
pub struct Compensated {
    /// The list, its divisor, and its comparative figure.
    #[serde(flatten)]
    pub award: Award,
    /// Who is elected.
    pub candidate: CandidateId,
    /// Who stands before on the national list, is not elected, and lacks 5 per cent of the quota.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<CandidateId>,
}

/// Votes and mandates of a district: what the quota is made of.
#[derive(Clone, Copy, Debug)]
struct Quota {
    votes: u64,
    mandates: u32,
}

impl Quota {
    /// Whether `votes` are at least `above / below` of the quota.
    fn at_least(self, votes: u64, above: u128, below: u128) -> bool {
        let has = u128::from(votes) * u128::from(self.mandates) * below;
        // without votes there is no quota that anybody could have reached
        votes > 0 && self.mandates > 0 && has >= u128::from(self.votes) * above
    }

    /// How often `votes` contain the quota, and whether the rest is at least three quarters of it.
    fn share(self, votes: u64) -> (u32, bool) {
        let (has, quota) = (u128::from(votes) * u128::from(self.mandates), u128::from(self.votes));
        if quota == 0 {
            return (0, false);
        }
        let whole = u32::try_from(has / quota).unwrap_or(u32::MAX);
        (whole, 4 * (has % quota) >= 3 * quota)
    }
}

/// All that is fixed before the first mandate.
struct Country<'a> {
    election: &'a Election,
    votes: u64,
    quotas: BTreeMap<&'a ContestId, Quota>,
    /// Lists with at least 5 per cent.
    passing: Vec<Standing<'a>>,
}

/// A list in the country.
struct Standing<'a> {
    list: &'a List,
    votes: u64,
    /// Its candidates in the national order; those whom it does not place are left out.
    national: Vec<&'a Candidate>,
}

impl<'a> Country<'a> {
    fn read(election: &'a Election) -> Result<Self, InputError> {
        let mut quotas = BTreeMap::new();
        for contest in &election.contests {
            quotas.insert(&contest.id, Quota { votes: contest.votes(), mandates: contest.seats()? });
        }
        let votes = election.candidates().map(|candidate| candidate.votes).sum();
        let standing = election.lists.iter().map(|list| {
            let mut national: Vec<&Candidate> =
                election.candidates().filter(|candidate| candidate.list.as_ref() == Some(&list.id)).collect();
            let votes = national.iter().map(|candidate| candidate.votes).sum();
            national.retain(|candidate| candidate.rank.is_some());
            national.sort_by_key(|candidate| candidate.rank);
            Standing { list, votes, national }
        });
        let passing =
            standing.filter(|list| list.votes > 0 && u128::from(list.votes) * THRESHOLD >= u128::from(votes));
        Ok(Self { election, votes, quotas, passing: passing.collect() })
    }

    /// The quota where a candidate stands.
    fn quota(&self, candidate: &Candidate) -> Quota {
        self.quotas.get(&candidate.contest).copied().unwrap_or(Quota { votes: 0, mandates: 0 })
    }
}

/// Gives the mandates.
pub(crate) fn allocate(election: &Election) -> Result<Outcome, InputError> {
    if election.lists.is_empty() {
        return Err(InputError::NoLists(Method::EeRiigikogu.name()));
    }
    let country = Country::read(election)?;
    let mut notes = election.remarks.clone();
    let (mut personal, mut of_districts, mut ties, mut districts) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for contest in &election.contests {
        let found = district::allocate(&country, contest)?;
        personal.extend(found.personal);
        of_districts.extend(found.elected);
        ties.extend(found.ties);
        notes.extend(found.notes);
        districts.push(found.working);
    }
    let seats: u32 = districts.iter().map(|district: &DistrictWorking| district.mandates).sum();
    let mut elected: Vec<Elected> = personal.iter().map(|who| Elected::new(who, Mandate::Personal)).collect();
    elected.extend(of_districts.iter().map(|who| Elected::new(who, Mandate::District)));
    let mut compensation = Compensation::default();
    if ties.is_empty() {
        let taken: BTreeSet<&CandidateId> = elected.iter().map(|elected| &elected.candidate).collect();
        let found = compensation::allocate(&country, seats.saturating_sub(number(elected.len())), &taken);
        let given = found.elected.iter().map(|who| Elected::new(who, Mandate::Compensation));
        elected.extend(given.collect::<Vec<_>>());
        ties.extend(found.tie);
        notes.extend(found.notes);
        compensation = found.working;
    } else {
        notes.push("the compensation mandates wait for the lots in the districts".into());
    }
    let members = alternates::seat(&country, &elected, &mut notes);
    let outcome = Outcome {
        method: Method::EeRiigikogu,
        seats,
        decided: false,
        lists: list_seats(&country, &elected),
        elected,
        members,
        ties,
        notes,
        working: Working::Riigikogu(Box::new(RiigikoguWorking {
            votes: country.votes,
            threshold: u64::try_from(u128::from(country.votes).div_ceil(THRESHOLD)).unwrap_or(u64::MAX),
            districts,
            compensation,
        })),
    };
    Ok(outcome.finish())
}

fn list_seats(country: &Country, elected: &[Elected]) -> Vec<ListSeats> {
    let election = country.election;
    let of = |list: &List| {
        let own = || elected.iter().filter(|elected| elected.list.as_ref() == Some(&list.id));
        let by = |mandate: Mandate| Some(number(own().filter(|elected| elected.mandate == mandate).count()));
        let candidates = election.candidates().filter(|candidate| candidate.list.as_ref() == Some(&list.id));
        ListSeats {
            list: list.id.clone(),
            name: list.name.clone(),
            votes: candidates.map(|candidate| candidate.votes).sum(),
            seats: number(own().count()),
            personal: by(Mandate::Personal),
            district: by(Mandate::District),
            compensation: by(Mandate::Compensation),
            passes_threshold: Some(country.passing.iter().any(|passing| passing.list.id == list.id)),
        }
    };
    election.lists.iter().map(of).collect()
}
