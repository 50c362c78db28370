//! The file of counts, as it is written.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, Visitor},
};

use crate::{
    election::InputError,
    id::{CandidateId, ContestId, ListId},
};

/// Votes, and what a method needs beside them; the crate's first page explains each member.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Votes by contest and candidate.
    #[serde(deserialize_with = "pairs")]
    pub contests: Vec<(ContestId, Votes)>,
    /// Seats to fill.
    #[serde(default)]
    pub seats: Seats,
    /// Candidates of each list in the list's own order.
    #[serde(default, deserialize_with = "pairs")]
    pub lists: Vec<(ListId, Vec<CandidateId>)>,
    /// Lists of candidates whom `lists` does not place.
    #[serde(default, deserialize_with = "pairs")]
    pub affiliations: Vec<(CandidateId, ListId)>,
    /// Candidates' names.
    #[serde(default, deserialize_with = "pairs")]
    pub names: Vec<(CandidateId, String)>,
    /// Lists' names.
    #[serde(default, deserialize_with = "pairs")]
    pub list_names: Vec<(ListId, String)>,
    /// The consolidated list.
    #[serde(default)]
    pub consolidated: Vec<CandidateId>,
    /// Lots that were drawn.
    #[serde(default)]
    pub lots: Vec<CandidateId>,
    /// Who does not take the seat.
    #[serde(default)]
    pub declined: Vec<CandidateId>,
    /// What stands beside the votes in the project's files of counts and decides nothing.
    #[serde(default, rename = "source")]
    _source: Option<String>,
    #[serde(default, rename = "licence")]
    _licence: Option<String>,
    #[serde(default, rename = "ballots")]
    _ballots: Option<IgnoredAny>,
    /// What a conversion had to pass over, in words.
    #[serde(skip)]
    pub remarks: Vec<String>,
}

impl Counts {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// If it is none: where, and what was expected.
    pub fn from_json(bytes: &[u8]) -> Result<Self, InputError> {
        serde_json::from_slice(bytes).map_err(InputError::Form)
    }
}

/// Seats of the contests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Seats {
    /// The file does not say.
    #[default]
    Unsaid,
    /// As many in every contest.
    Each(u32),
    /// By contest.
    Of(Vec<(ContestId, u32)>),
}

impl<'de> Deserialize<'de> for Seats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrEach;

        impl<'de> Visitor<'de> for OneOrEach {
            type Value = Seats;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seats, or such a number for each contest")
            }

            fn visit_u64<E: de::Error>(self, seats: u64) -> Result<Seats, E> {
                u32::try_from(seats).map(Seats::Each).map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Seats, A::Error> {
                Pairs(PhantomData).visit_map(map).map(Seats::Of)
            }
        }

        deserializer.deserialize_any(OneOrEach)
    }
}

/// An object with its order kept and every key once.
struct Pairs<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for Pairs<K, V>
where
    K: Deserialize<'de> + PartialEq + Ord + Clone + fmt::Display,
    V: Deserialize<'de>,
{
    type Value = Vec<(K, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut seen = std::collections::BTreeSet::new();
        let mut pairs = Vec::new();
        while let Some((key, value)) = map.next_entry::<K, V>()? {
            if !seen.insert(key.clone()) {
                return Err(de::Error::custom(format!("{key} stands here twice")));
            }
            pairs.push((key, value));
        }
        Ok(pairs)
    }
}

pub(crate) fn pairs<'de, D, K, V>(deserializer: D) -> Result<Vec<(K, V)>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + Clone + fmt::Display,
    V: Deserialize<'de>,
{
    deserializer.deserialize_map(Pairs(PhantomData))
}

/// Votes of one contest, by candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Votes(#[serde(deserialize_with = "pairs")] pub Vec<(CandidateId, u64)>);
