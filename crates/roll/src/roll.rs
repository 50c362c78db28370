//! The roll of one election.

use std::collections::{BTreeMap, btree_map};

use tabella_crypto::{ElectionId, cbor::Writer, hash};
use tabella_identity::PersonId;

use crate::{
    entry::{RollEntry, RollNumber},
    field::Column,
};

/// `SHA-256("tabella/v1/roll" || election_id || entries)`, the entries in order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RollHash(pub [u8; 32]);

/// Why an entry cannot stand on a roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RollError {
    /// The person is there already.
    #[error("this person is on the roll already, with number {0}")]
    Person(RollNumber),
    /// The number is another person's.
    #[error("number {0} is another person's")]
    Number(RollNumber),
}

/// Who may vote in one election: every person once, every number once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    entries: BTreeMap<RollNumber, RollEntry>,
    numbers: BTreeMap<PersonId, RollNumber>,
}

impl Roll {
    /// A roll without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry.
    ///
    /// # Errors
    /// [`RollError`] if the person or the number is there already; the roll is as it was.
    pub fn insert(&mut self, entry: RollEntry) -> Result<(), RollError> {
        if let Some(number) = self.numbers.get(&entry.person.id) {
            return Err(RollError::Person(*number));
        }
        match self.entries.entry(entry.number) {
            btree_map::Entry::Occupied(_) => Err(RollError::Number(entry.number)),
            btree_map::Entry::Vacant(place) => {
                self.numbers.insert(entry.person.id.clone(), entry.number);
                place.insert(entry);
                Ok(())
            }
        }
    }

    /// Takes an entry off the roll.
    pub fn remove(&mut self, number: RollNumber) -> Option<RollEntry> {
        let entry = self.entries.remove(&number)?;
        self.numbers.remove(&entry.person.id);
        Some(entry)
    }

    /// Who this is on the roll.
    pub fn find(&self, person: &PersonId) -> Option<&RollEntry> {
        self.entry(*self.numbers.get(person)?)
    }

    /// The entry with this number.
    pub fn entry(&self, number: RollNumber) -> Option<&RollEntry> {
        self.entries.get(&number)
    }

    /// All entries, in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &RollEntry> {
        self.entries.values()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nobody may vote.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The largest number that is in use; 0 on an empty roll.
    pub fn last_number(&self) -> RollNumber {
        self.entries.last_key_value().map_or(RollNumber(0), |(number, _)| *number)
    }

    /// A name for exactly these entries in one election.
    pub fn hash(&self, election: &ElectionId) -> RollHash {
        let writer = Writer::new().array(self.entries.len());
        let encoded = self.iter().fold(writer, |writer, entry| entry.write(writer)).finish();
        RollHash(hash::sha256(b"tabella/v1/roll", &[election.as_bytes(), &encoded]))
    }

    /// The roll as a file that [`crate::import::import`] reads back to the same roll: numbers included, commas, `\r\n`.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        // writing to a Vec does not fail, nor do rows of one length
        let _ = writer.write_record(Column::ALL.map(Column::name));
        for entry in self.iter() {
            let _ = writer.write_record(Column::ALL.map(|column| entry.text(column)));
        }
        writer.into_inner().unwrap_or_default()
    }
}
