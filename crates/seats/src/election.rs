//! Counts that fit together.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    counts::{Counts, Seats, Votes},
    definition::{DefinedContest, Definition},
    id::{CandidateId, ContestId, ListId},
};

/// The most votes in all contests: a trillion, so that no product of votes and seats is too large.
pub const VOTES_MAX: u64 = 1_000_000_000_000;

/// The most seats in all contests.
pub const SEATS_MAX: u32 = 100_000;

/// Why counts cannot be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The JSON has another form.
    #[error("this is not the form of the counts (`tabella seats --help` shows it): {0}")]
    Form(#[source] serde_json::Error),
    /// Nothing to count.
    #[error("`contests` is empty; give the votes of at least one contest")]
    NoContests,
    /// The seats of a contest are not known.
    #[error("contest {0} has no number of seats; give it in `seats`")]
    NoSeats(ContestId),
    /// More seats than the arithmetic is made for.
    #[error(
        "there are more than {SEATS_MAX} seats, which is more than any house; look for a number that is too long"
    )]
    TooManySeats,
    /// More votes than the arithmetic is made for.
    #[error(
        "there are more than {VOTES_MAX} votes, which is more than people; look for a number that is too long"
    )]
    TooManyVotes,
    /// `seats` names a contest without votes.
    #[error("`seats` names contest {0}, which `contests` has not; write it as it stands there")]
    UnknownContest(ContestId),
    /// A candidate is named that has no count.
    #[error(
        "{place} names candidate {candidate}, for whom `contests` has no votes; write 0 votes there, or take the name out"
    )]
    UnknownCandidate {
        /// Which member of the counts.
        place: String,
        /// Who.
        candidate: CandidateId,
    },
    /// The definition does not know an option.
    #[error(
        "contest {contest} has votes for {candidate}, which the definition does not know; is it this election's?"
    )]
    Undefined {
        /// Where.
        contest: ContestId,
        /// Who.
        candidate: CandidateId,
    },
    /// A candidate stands in two contests, or on two lists.
    #[error(
        "candidate {candidate} stands twice in {place}; where lists are given, a candidate has one contest and one list"
    )]
    Twice {
        /// Which member of the counts.
        place: String,
        /// Who.
        candidate: CandidateId,
    },
    /// The method needs lists.
    #[error("{0} needs `lists`: for each party its candidates in the order of its national list")]
    NoLists(&'static str),
    /// The converter's sentence.
    #[error("{0}")]
    Raw(#[from] crate::raw::RawError),
}

/// Who stands for election.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub(crate) id: CandidateId,
    pub(crate) name: Option<String>,
    pub(crate) contest: ContestId,
    pub(crate) list: Option<ListId>,
    /// Place on the own list's order, if it has one for this candidate.
    pub(crate) rank: Option<usize>,
    /// Place on the consolidated list.
    pub(crate) consolidated: Option<u64>,
    pub(crate) votes: u64,
}

/// A place in which seats are won.
#[derive(Clone, Debug)]
pub struct Contest {
    pub(crate) id: ContestId,
    pub(crate) seats: Option<u32>,
    pub(crate) candidates: Vec<Candidate>,
}

impl Contest {
    /// Valid votes.
    pub(crate) fn votes(&self) -> u64 {
        self.candidates.iter().map(|candidate| candidate.votes).sum()
    }

    /// Seats, if they are known.
    pub(crate) fn seats(&self) -> Result<u32, InputError> {
        self.seats.ok_or_else(|| InputError::NoSeats(self.id.clone()))
    }
}

/// A list of candidates.
#[derive(Clone, Debug)]
pub struct List {
    pub(crate) id: ListId,
    pub(crate) name: Option<String>,
}

/// Counts that fit together.
#[derive(Clone, Debug)]
pub struct Election {
    pub(crate) contests: Vec<Contest>,
    pub(crate) lists: Vec<List>,
    pub(crate) declined: Vec<CandidateId>,
    pub(crate) remarks: Vec<String>,
    lots: Vec<CandidateId>,
}

impl Election {
    /// Checks counts, with names, lists and blank options of the definition where there is one.
    ///
    /// # Errors
    /// What does not fit, by name.
    pub fn new(counts: Counts, definition: Option<&Definition>) -> Result<Self, InputError> {
        if counts.contests.is_empty() {
            return Err(InputError::NoContests);
        }
        let known = Known::read(&counts, definition)?;
        let mut contests = Vec::new();
        for (id, Votes(votes)) in &counts.contests {
            contests.push(known.contest(id, votes)?);
        }
        let election = Self {
            lists: known.lists(&counts, definition),
            contests,
            declined: counts.declined,
            lots: counts.lots,
            remarks: counts.remarks,
        };
        election.check(&counts.lists, &counts.affiliations, &counts.consolidated)?;
        Ok(election)
    }

    /// All candidates, contest by contest.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        self.contests.iter().flat_map(|contest| &contest.candidates)
    }

    /// Who is preferred among these by lots that were drawn, if all of them were.
    pub(crate) fn drawn(&self, tied: &[String]) -> Option<Vec<usize>> {
        let place = |name: &str| self.lots.iter().position(|lot| lot.as_str() == name);
        let mut places = Vec::new();
        for (at, name) in tied.iter().enumerate() {
            places.push((place(name)?, at));
        }
        places.sort_unstable();
        Some(places.into_iter().map(|(_, at)| at).collect())
    }

    fn check(
        &self,
        lists: &[(ListId, Vec<CandidateId>)],
        affiliations: &[(CandidateId, ListId)],
        consolidated: &[CandidateId],
    ) -> Result<(), InputError> {
        let votes = self.candidates().map(|candidate| u128::from(candidate.votes)).sum::<u128>();
        if votes > u128::from(VOTES_MAX) {
            return Err(InputError::TooManyVotes);
        }
        let seats = self.contests.iter().filter_map(|contest| contest.seats).map(u64::from).sum::<u64>();
        if seats > u64::from(SEATS_MAX) {
            return Err(InputError::TooManySeats);
        }
        let mut standing = BTreeSet::new();
        for candidate in self.candidates() {
            let new = standing.insert(&candidate.id);
            if !new && !self.lists.is_empty() {
                return Err(InputError::Twice {
                    place: "`contests`".into(),
                    candidate: candidate.id.clone(),
                });
            }
        }
        let known = |place: String, candidate: &CandidateId| {
            let stands = standing.contains(candidate);
            if stands {
                Ok(())
            } else {
                Err(InputError::UnknownCandidate { place, candidate: candidate.clone() })
            }
        };
        for (list, candidates) in lists {
            candidates.iter().try_for_each(|candidate| known(format!("list {list}"), candidate))?;
        }
        affiliations.iter().try_for_each(|(candidate, _)| known("`affiliations`".into(), candidate))?;
        consolidated.iter().try_for_each(|candidate| known("`consolidated`".into(), candidate))?;
        self.declined.iter().try_for_each(|candidate| known("`declined`".into(), candidate))
    }
}

/// What is said of candidates outside the votes.
struct Known<'a> {
    seats: BTreeMap<&'a ContestId, u32>,
    each: Option<u32>,
    list: BTreeMap<&'a CandidateId, &'a ListId>,
    rank: BTreeMap<&'a CandidateId, usize>,
    names: BTreeMap<&'a CandidateId, &'a str>,
    consolidated: BTreeMap<&'a CandidateId, u64>,
    defined: BTreeMap<&'a ContestId, &'a DefinedContest>,
    is_defined: bool,
}

impl<'a> Known<'a> {
    fn read(counts: &'a Counts, definition: Option<&'a Definition>) -> Result<Self, InputError> {
        let mut known = Self {
            seats: BTreeMap::new(),
            each: None,
            list: BTreeMap::new(),
            rank: BTreeMap::new(),
            names: BTreeMap::new(),
            consolidated: BTreeMap::new(),
            defined: BTreeMap::new(),
            is_defined: definition.is_some(),
        };
        match &counts.seats {
            Seats::Unsaid => {}
            Seats::Each(seats) => known.each = Some(*seats),
            Seats::Of(seats) => {
                for (contest, seats) in seats {
                    if !counts.contests.iter().any(|(id, _)| id == contest) {
                        return Err(InputError::UnknownContest(contest.clone()));
                    }
                    known.seats.insert(contest, *seats);
                }
            }
        }
        for contest in definition.iter().flat_map(|definition| &definition.contests) {
            for option in &contest.options {
                known.names.extend(option.name.any().map(|name| (&option.id, name)));
                known.list.extend(option.list.as_ref().map(|list| (&option.id, list)));
            }
            known.defined.insert(&contest.id, contest);
        }
        let mut placed = BTreeSet::new();
        for (list, candidates) in &counts.lists {
            for (rank, candidate) in candidates.iter().enumerate() {
                if !placed.insert(candidate) {
                    return Err(InputError::Twice { place: "`lists`".into(), candidate: candidate.clone() });
                }
                known.list.insert(candidate, list);
                known.rank.insert(candidate, rank);
            }
        }
        for (candidate, list) in &counts.affiliations {
            if !placed.insert(candidate) {
                let place = "`lists` and `affiliations`".into();
                return Err(InputError::Twice { place, candidate: candidate.clone() });
            }
            known.list.insert(candidate, list);
        }
        known.names.extend(counts.names.iter().map(|(candidate, name)| (candidate, name.as_str())));
        known
            .consolidated
            .extend((0..).zip(&counts.consolidated).map(|(place, candidate)| (candidate, place)));
        Ok(known)
    }

    fn contest(&self, id: &ContestId, votes: &[(CandidateId, u64)]) -> Result<Contest, InputError> {
        let seats = self.seats.get(id).copied().or(self.each);
        let mut candidates = Vec::new();
        for (candidate, votes) in votes {
            if self.is_candidate(id, candidate)? {
                candidates.push(self.candidate(id, candidate, *votes));
            }
        }
        Ok(Contest { id: id.clone(), seats, candidates })
    }

    /// Whether an option is a candidate and no blank vote.
    fn is_candidate(&self, contest: &ContestId, candidate: &CandidateId) -> Result<bool, InputError> {
        if !self.is_defined {
            return Ok(true);
        }
        let options = self.defined.get(contest).map(|contest| contest.options.as_slice()).unwrap_or_default();
        let option = options.iter().find(|option| option.id == *candidate);
        let undefined = || InputError::Undefined { contest: contest.clone(), candidate: candidate.clone() };
        option.map(|option| !option.blank).ok_or_else(undefined)
    }

    fn candidate(&self, contest: &ContestId, id: &CandidateId, votes: u64) -> Candidate {
        let consolidated =
            if self.consolidated.is_empty() { id.number() } else { self.consolidated.get(id).copied() };
        Candidate {
            id: id.clone(),
            name: self.names.get(id).map(|name| (*name).to_owned()),
            contest: contest.clone(),
            list: self.list.get(id).map(|list| (*list).clone()),
            rank: self.rank.get(id).copied(),
            consolidated,
            votes,
        }
    }

    /// The lists, each once, in the order in which they are named.
    fn lists(&self, counts: &Counts, definition: Option<&Definition>) -> Vec<List> {
        let defined = || definition.iter().flat_map(|definition| &definition.contests).flat_map(|c| &c.lists);
        let named = counts.lists.iter().map(|(list, _)| list);
        let named = named.chain(counts.affiliations.iter().map(|(_, list)| list));
        let named = named.chain(defined().map(|list| &list.id)).chain(self.list.values().copied());
        let mut seen = BTreeSet::new();
        let name = |id: &ListId| {
            let own = counts.list_names.iter().find(|(list, _)| list == id).map(|(_, name)| name.as_str());
            own.or_else(|| defined().find(|list| list.id == *id).and_then(|list| list.name.any()))
        };
        let lists = named.filter(|id| seen.insert(*id));
        lists.map(|id| List { id: id.clone(), name: name(id).map(str::to_owned) }).collect()
    }
}
