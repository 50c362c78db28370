//! What a manifest or a draft of one says about candidates: names, lists, and which options are none.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    election::InputError,
    id::{CandidateId, ContestId, ListId},
};

/// The part of a manifest that matters here. Whether the manifest is a lawful one is not asked.
#[derive(Clone, Debug, Deserialize)]
pub struct Definition {
    pub(crate) contests: Vec<DefinedContest>,
}

/// A contest of the manifest.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DefinedContest {
    pub(crate) id: ContestId,
    #[serde(default)]
    pub(crate) lists: Vec<DefinedList>,
    pub(crate) options: Vec<DefinedOption>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DefinedList {
    pub(crate) id: ListId,
    pub(crate) name: Text,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DefinedOption {
    pub(crate) id: CandidateId,
    pub(crate) name: Text,
    pub(crate) list: Option<ListId>,
    #[serde(default)]
    pub(crate) blank: bool,
}

/// A text by language; `und` is a proper name.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Text(BTreeMap<String, String>);

impl Text {
    /// The proper name, or English, or what comes first.
    pub(crate) fn any(&self) -> Option<&str> {
        let chosen = self.0.get("und").or_else(|| self.0.get("en")).or_else(|| self.0.values().next());
        chosen.map(String::as_str)
    }
}

impl Definition {
    /// Reads a manifest or a draft.
    ///
    /// # Errors
    /// If it has no contests with options.
    pub fn from_json(bytes: &[u8]) -> Result<Self, InputError> {
        serde_json::from_slice(bytes).map_err(InputError::Form)
    }
}
