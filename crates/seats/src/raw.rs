//! Estonia's results as published: three files, turned into [`Counts`].
//!
//! | file | form |
//! | --- | --- |
//! | results | `[{"number": 101, "district": 1, "votes": 736, "name": "…", "party": "…"}, …]`, one row for each candidate |
//! | districts | `{"1": 10, "2": 13}`: mandates |
//! | national lists | `{"PP": [138, 156, …]}`: candidates' numbers in the order of the list |
//!
//! `district` and `votes` must be there. Without `number` the name stands for it; `name` and `party` may be missing, other members are
//! not looked at. A candidate whom no national list has belongs to the list of the others of the same `party`, or, if no national list
//! has any of them, to a list of its own name; a candidate without party, or with one called *Üksikkandidaadid*, is independent.
//! A number on a national list that has no result is passed over and remarked.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::{
    counts::{Counts, Seats, Votes, pairs},
    id::{CandidateId, ContestId, ListId},
};

/// How the results call candidates without a list, in any number and case.
const INDEPENDENT: &str = "üksikkandida";

/// Why the published files cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RawError {
    /// A file has another form.
    #[error("{file} is not as expected: {source}")]
    Form {
        /// Which file.
        file: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// A row names nobody.
    #[error("row {0} of the results has neither number nor name; give one of them")]
    Nobody(usize),
    /// Two rows are the same candidate's.
    #[error("candidate {0} stands in two rows of the results; each candidate has one")]
    Twice(CandidateId),
    /// A district without mandates.
    #[error("the results name district {0}, for which the file of districts has no mandates")]
    UnknownDistrict(ContestId),
}

/// Which of the three files, or the project's own form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// [`Counts`].
    Counts,
    /// Results of candidates.
    Results,
    /// Mandates of districts.
    Districts,
    /// National lists.
    Lists,
}

impl Shape {
    /// Tells the files apart by what is in them.
    ///
    /// # Errors
    /// If it is no JSON.
    pub fn of(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        Ok(match serde_json::from_slice(bytes)? {
            Value::Array(_) => Self::Results,
            Value::Object(members) if members.contains_key("contests") || members.is_empty() => Self::Counts,
            Value::Object(members) if members.values().all(Value::is_array) => Self::Lists,
            Value::Object(members)
                if members.values().all(|value| value.is_number() || value.is_string()) =>
            {
                Self::Districts
            }
            _ => Self::Counts,
        })
    }
}

#[derive(Deserialize)]
struct Row {
    number: Option<CandidateId>,
    name: Option<String>,
    district: ContestId,
    party: Option<String>,
    votes: Number,
}

/// A number, which may be written as a text.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "ContestId")]
struct Number(u64);

impl TryFrom<ContestId> for Number {
    type Error = String;

    fn try_from(text: ContestId) -> Result<Self, String> {
        text.as_str().parse().map(Self).map_err(|_| format!("{text:?} is no number", text = text.as_str()))
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Districts {
    #[serde(deserialize_with = "pairs")]
    mandates: Vec<(ContestId, Number)>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Lists {
    #[serde(deserialize_with = "pairs")]
    lists: Vec<(ListId, Vec<CandidateId>)>,
}

/// Makes counts of the three files.
///
/// # Errors
/// If a file has another form, or they do not fit together.
pub fn counts(results: &[u8], districts: &[u8], lists: &[u8]) -> Result<Counts, RawError> {
    let form = |file| move |source| RawError::Form { file, source };
    let rows: Vec<Row> = serde_json::from_slice(results).map_err(form("the file of results"))?;
    let Districts { mandates } = serde_json::from_slice(districts).map_err(form("the file of districts"))?;
    let Lists { lists } = serde_json::from_slice(lists).map_err(form("the file of national lists"))?;

    let mut counts = Counts::default();
    let mut votes: BTreeMap<ContestId, Vec<(CandidateId, u64)>> = BTreeMap::new();
    let mut party_of: Vec<(CandidateId, String)> = Vec::new();
    let mut known = BTreeSet::new();
    for (index, row) in rows.into_iter().enumerate() {
        let id = row.number.or_else(|| {
            row.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(CandidateId::from)
        });
        let id = id.ok_or(RawError::Nobody(index + 1))?;
        if !known.insert(id.clone()) {
            return Err(RawError::Twice(id));
        }
        votes.entry(row.district).or_default().push((id.clone(), row.votes.0));
        counts.names.extend(row.name.map(|name| (id.clone(), name)));
        let party = row.party.map(|party| party.trim().to_owned()).unwrap_or_default();
        if !party.is_empty() && !party.to_lowercase().starts_with(INDEPENDENT) {
            party_of.push((id, party));
        }
    }
    let mut seats = Vec::new();
    for (district, mandates) in mandates {
        let mandates = u32::try_from(mandates.0).unwrap_or(u32::MAX);
        let here = Votes(votes.remove(&district).unwrap_or_default());
        counts.contests.push((district.clone(), here));
        seats.push((district, mandates));
    }
    if let Some((district, _)) = votes.pop_first() {
        return Err(RawError::UnknownDistrict(district));
    }
    counts.seats = Seats::Of(seats);
    place(&mut counts, lists, &known, &party_of);
    Ok(counts)
}

/// Puts candidates on their lists.
fn place(
    counts: &mut Counts,
    lists: Vec<(ListId, Vec<CandidateId>)>,
    known: &BTreeSet<CandidateId>,
    party_of: &[(CandidateId, String)],
) {
    let mut list_of = BTreeMap::new();
    for (list, candidates) in lists {
        let (placed, absent): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|id| known.contains(id));
        let absent =
            absent.iter().map(|id| format!("list {list}: candidate {id} has no result and is passed over"));
        counts.remarks.extend(absent);
        list_of.extend(placed.iter().map(|id| (id.clone(), list.clone())));
        counts.lists.push((list, placed));
    }
    // the list of a party is that of the first of its candidates who is on one
    let mut list_of_party: BTreeMap<&str, ListId> = BTreeMap::new();
    for (id, party) in party_of {
        if let Some(list) = list_of.get(id) {
            if !list_of_party.contains_key(party.as_str()) {
                counts.list_names.push((list.clone(), party.clone()));
            }
            list_of_party.entry(party).or_insert_with(|| list.clone());
        }
    }
    let mut unplaced: BTreeMap<&str, u32> = BTreeMap::new();
    for (id, party) in party_of.iter().filter(|(id, _)| !list_of.contains_key(id)) {
        let list = list_of_party.get(party.as_str()).cloned().unwrap_or_else(|| party.as_str().into());
        *unplaced.entry(party).or_default() += 1;
        counts.affiliations.push((id.clone(), list));
    }
    let unplaced =
        unplaced.iter().map(|(party, n)| format!("{party}: {n} candidates stand on no national list"));
    counts.remarks.extend(unplaced);
}
