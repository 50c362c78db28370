//! What an allocation says, in one form for every method.

use serde::Serialize;

use crate::{
    election::Candidate,
    id::{CandidateId, ContestId, ListId},
    method::Method,
    plurality::PluralityContest,
    proportional::ProportionalContest,
    riigikogu::RiigikoguWorking,
    series::{Quotient, Series},
};

/// Seats, members, and how they came about.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// By which method.
    pub method: Method,
    /// Seats of all contests.
    pub seats: u32,
    /// Whether every seat that the method gives is given to somebody: no [`Tie`] is open.
    pub decided: bool,
    /// Seats of each list; those of independent candidates stand in `elected` only.
    pub lists: Vec<ListSeats>,
    /// Who is elected, in the order of contests and mandates.
    pub elected: Vec<Elected>,
    /// Who sits after those in `declined` made room, if anybody did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Elected>,
    /// What lots have to decide.
    pub ties: Vec<Tie>,
    /// What an official should know: seats that nobody can take, and the like.
    pub notes: Vec<String>,
    /// Each number on the way.
    pub working: Working,
}

impl Outcome {
    /// Numbers the elected and tells whether all is decided.
    pub(crate) fn finish(mut self) -> Self {
        for (position, elected) in (1..).zip(&mut self.elected) {
            elected.position = position;
        }
        for (position, member) in (1..).zip(&mut self.members) {
            member.position = position;
        }
        self.decided = self.ties.is_empty();
        self
    }
}

/// Seats of a list.
#[derive(Clone, Debug, Serialize)]
pub struct ListSeats {
    /// Which list.
    pub list: ListId,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its votes in all contests.
    pub votes: u64,
    /// Its seats as far as they are decided.
    pub seats: u32,
    /// Of them personal mandates (Estonia).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal: Option<u32>,
    /// Of them district mandates (Estonia).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<u32>,
    /// Of them compensation mandates (Estonia).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compensation: Option<u32>,
    /// Whether it has at least 5 per cent of the votes (Estonia).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passes_threshold: Option<bool>,
}

/// By what a seat was won.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mandate {
    /// By the simple quota alone (Estonia).
    Personal,
    /// By the votes of the list in the district (Estonia).
    District,
    /// By the votes of the list in the country (Estonia).
    Compensation,
    /// By the votes of the list, or of an independent candidate, in the contest.
    List,
    /// By more votes than others.
    Plurality,
}

impl Mandate {
    /// As it is printed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::District => "district",
            Self::Compensation => "compensation",
            Self::List => "list",
            Self::Plurality => "plurality",
        }
    }
}

/// A candidate with a seat.
#[derive(Clone, Debug, Serialize)]
pub struct Elected {
    /// Place in the order of this list, from 1.
    pub position: u32,
    /// Who.
    pub candidate: CandidateId,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The list; an independent candidate has none.
    pub list: Option<ListId>,
    /// Where the candidate stood.
    pub district: ContestId,
    /// By what.
    pub mandate: Mandate,
    /// The candidate's own votes.
    pub votes: u64,
    /// Whose seat an alternate took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<CandidateId>,
}

impl Elected {
    pub(crate) fn new(candidate: &Candidate, mandate: Mandate) -> Self {
        Self {
            position: 0,
            candidate: candidate.id.clone(),
            name: candidate.name.clone(),
            list: candidate.list.clone(),
            district: candidate.contest.clone(),
            mandate,
            votes: candidate.votes,
            replaces: None,
        }
    }
}

/// Equals among whom a lot decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tie {
    /// Where; a tie in the whole country has no district.
    pub district: Option<ContestId>,
    /// Seats that are open, fewer than the equals.
    pub seats: u32,
    /// Lists or candidates.
    pub between: Vec<String>,
    /// What is equal, and what to do.
    pub because: String,
}

/// A seat given by a quotient, or one that just was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Award {
    /// The list, or the independent candidate.
    pub to: String,
    /// The divisor as it is written.
    pub divisor: String,
    /// The quotient with three decimals, the rest cut off.
    pub figure: String,
}

impl Award {
    pub(crate) fn new(to: &str, series: Series, quotient: Quotient) -> Self {
        Self { to: to.to_owned(), divisor: series.divisor(quotient.place), figure: series.figure(quotient) }
    }
}

/// The working of a method.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Working {
    /// Estonia's.
    Riigikogu(Box<RiigikoguWorking>),
    /// Of the methods with lists, by contest.
    Proportional(Vec<ProportionalContest>),
    /// First past the post, by contest.
    Plurality(Vec<PluralityContest>),
}

/// How many, as seats are counted.
pub(crate) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
