//! A draft: what is known, and the bytes that say it.

use serde_json::{Map, Value};
use tabella_election::{
    Election,
    manifest::{ManifestError, from_value, parse_strict},
};

use crate::{
    edit::{Edit, EditError},
    facts::{Facts, OF_KEYS, Section},
};

/// A manifest that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    facts: Facts,
    bytes: Vec<u8>,
}

impl Default for Draft {
    fn default() -> Self {
        Self::of(Facts::default())
    }
}

impl Draft {
    /// A draft that says this.
    pub fn of(facts: Facts) -> Self {
        let bytes = write(&facts);
        Self { facts, bytes }
    }

    /// Reads a manifest, or one in which whole fields or moments are missing. As strict as the reader of manifests otherwise: what
    /// it would read in two ways is refused. The bytes stay what they are until something is changed.
    ///
    /// # Errors
    /// [`ManifestError`] that says what is not as it should be, and where.
    pub fn read(bytes: &[u8]) -> Result<Self, ManifestError> {
        let written: Map<String, Value> = parse_strict(bytes)?;
        let mut whole = fields(&Facts::default());
        if let Some(unknown) = written.keys().find(|key| !whole.contains_key(*key)) {
            let message = format!("there is no field \"{unknown}\"");
            return Err(ManifestError::Json { message });
        }
        whole.extend(written);
        // for errors that name places
        from_value::<Facts>(Value::Object(whole.clone()))?;
        let facts = parse_strict(Value::Object(whole).to_string().as_bytes())?;
        Ok(Self { facts, bytes: bytes.to_vec() })
    }

    /// What is known.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The election that the file would be.
    ///
    /// # Errors
    /// [`ManifestError`] as long as it is none.
    pub fn election(&self) -> Result<Election, ManifestError> {
        Election::parse(&self.bytes)
    }

    /// Changes a section; which one, or nothing if it said so before.
    ///
    /// # Errors
    /// [`EditError`]; the draft stays what it was.
    pub fn edit(&mut self, edit: Edit) -> Result<Option<Section>, EditError> {
        let (mut facts, section) = (self.facts.clone(), edit.section());
        edit.apply(&mut facts)?;
        if facts == self.facts {
            return Ok(None);
        }
        *self = Self::of(facts);
        Ok(Some(section))
    }
}

fn fields(facts: &Facts) -> Map<String, Value> {
    match serde_json::to_value(facts) {
        Ok(Value::Object(fields)) => fields,
        // keys are texts, and numbers are integers
        _ => Map::new(),
    }
}

fn write(facts: &Facts) -> Vec<u8> {
    let (mut whole, nothing) = (fields(facts), fields(&Facts::default()));
    for key in OF_KEYS {
        if whole.get(key) == nothing.get(key) {
            whole.shift_remove(key);
        }
    }
    format!("{:#}\n", Value::Object(whole)).into_bytes()
}
