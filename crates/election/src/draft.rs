//! From a draft to a manifest: the facts are written first, the keys are made later by their holders.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    election::Election,
    manifest::{
        Authority, BallotBox, Manifest, ManifestError, Registrar, Trustees, Witnesses, from_value,
        parse_strict,
    },
};

/// The fields of a manifest that hold keys; a draft has all the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftKeys {
    /// The election authority.
    pub authority: Authority,
    /// The trustees and their threshold.
    pub trustees: Trustees,
    /// The registrar.
    pub registrar: Registrar,
    /// The ballot box.
    pub ballot_box: BallotBox,
    /// The witnesses and their quorum.
    pub witnesses: Witnesses,
}

impl DraftKeys {
    /// Reads them from JSON, as strictly as a manifest.
    ///
    /// # Errors
    /// [`ManifestError`] that says what is not as it should be, and where.
    pub fn parse(json: &[u8]) -> Result<Self, ManifestError> {
        parse_strict(json)
    }
}

/// Fills the keys into a draft. The same draft and keys give the same bytes: indented JSON in the order of
/// [`Manifest`]'s fields, which [`Election::parse`] accepts.
///
/// # Errors
/// [`ManifestError`] if the draft is not strict JSON or already has one of the fields, or if what comes out is no
/// lawful manifest.
pub fn fill(draft_json: &[u8], keys: DraftKeys) -> Result<Vec<u8>, ManifestError> {
    let mut whole: Map<String, Value> = parse_strict(draft_json)?;
    let Value::Object(keys) = serde_json::to_value(keys).map_err(json_error)? else {
        return Err(ManifestError::Draft { field: "authority".into() });
    };
    for (field, value) in keys {
        if whole.contains_key(&field) {
            return Err(ManifestError::Draft { field });
        }
        whole.insert(field, value);
    }
    // for errors that name places of the draft
    from_value::<Manifest>(Value::Object(whole.clone()))?;
    let manifest: Manifest = parse_strict(&serde_json::to_vec(&whole).map_err(json_error)?)?;
    let mut bytes = serde_json::to_vec_pretty(&manifest).map_err(json_error)?;
    bytes.push(b'\n');
    Election::parse(&bytes)?;
    Ok(bytes)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn json_error(error: serde_json::Error) -> ManifestError {
    ManifestError::Json { message: error.to_string() }
}
