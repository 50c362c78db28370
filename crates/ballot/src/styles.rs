//! All ballot styles of one election with their keys.

use std::sync::Arc;

#[cfg(test)]
use tabella_crypto::ballot_proof::Shape;
use tabella_crypto::{
    ElectionId,
    ballot_proof::{JointKeys, NoSuchKey, StyleKeys},
};
use tabella_election::Election;

/// What ballots of an election are made and verified with.
#[derive(Clone)]
pub struct Styles {
    election: ElectionId,
    keys: JointKeys,
    by_position: Vec<Arc<StyleKeys>>,
}

impl Styles {
    /// The styles of an election with its joint keys.
    ///
    /// # Errors
    /// [`NoSuchKey`] if the keys are fewer than the manifest needs.
    pub fn new(election: &Election, keys: &JointKeys) -> Result<Self, NoSuchKey> {
        Ok(Self { election: *election.id(), by_position: election.style_keys(keys)?, keys: keys.clone() })
    }

    /// The same with fixed-base tables for making many ballots (30 KB for each option of each style).
    ///
    /// # Errors
    /// [`NoSuchKey`] as [`Self::new`].
    pub fn with_tables(election: &Election, keys: &JointKeys) -> Result<Self, NoSuchKey> {
        let with_tables = |style: &tabella_election::Style| {
            StyleKeys::new(*election.id(), style.id.as_str(), style.shape.clone(), keys)
                .map(|keys| Arc::new(keys.with_tables()))
        };
        let by_position = election.styles().iter().map(with_tables).collect::<Result<_, _>>()?;
        Ok(Self { election: *election.id(), by_position, keys: keys.clone() })
    }

    /// Which election.
    pub fn election(&self) -> &ElectionId {
        &self.election
    }

    /// The joint keys.
    pub fn joint_keys(&self) -> &JointKeys {
        &self.keys
    }

    /// The style at this position of the manifest.
    pub fn get(&self, position: usize) -> Option<&Arc<StyleKeys>> {
        self.by_position.get(position)
    }

    /// Position in the manifest and keys of the style with this id.
    pub fn find(&self, id: &str) -> Option<(usize, &Arc<StyleKeys>)> {
        self.by_position.iter().enumerate().find(|(_, keys)| keys.style() == id)
    }

    /// One style, without a manifest.
    #[cfg(test)]
    pub(crate) fn of_one(election: ElectionId, style: &str, shape: Shape, keys: &JointKeys) -> Self {
        let style = StyleKeys::new(election, style, shape, keys).unwrap();
        Self { election, by_position: vec![Arc::new(style)], keys: keys.clone() }
    }
}
