//! Who may vote, as far as the auditor's check needs to know it: neither names nor addresses.

use std::collections::BTreeMap;

use tabella_election::StyleId;
use tabella_identity::PersonId;

use crate::{
    entry::{RollEntry, RollNumber},
    roll::{Roll, RollError},
};

/// A person on the roll, or who was on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elector {
    /// The number on the roll.
    pub number: RollNumber,
    /// Who.
    pub id: PersonId,
    /// What the person votes on.
    pub style: StyleId,
    /// What the person's ballot weighs.
    pub weight: u64,
    /// Whether the person has left the roll: then the person may not vote.
    pub removed: bool,
}

impl Elector {
    /// Of a line of the roll.
    pub fn of(entry: &RollEntry, removed: bool) -> Self {
        Self {
            number: entry.number,
            id: entry.person.id.clone(),
            style: entry.style.clone(),
            weight: entry.weight,
            removed,
        }
    }
}

/// Everyone who is on the roll or was: every person once, every number once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Electorate {
    electors: BTreeMap<RollNumber, Elector>,
    numbers: BTreeMap<PersonId, RollNumber>,
}

impl Electorate {
    /// Adds somebody.
    ///
    /// # Errors
    /// [`RollError`] if the person or the number is there already.
    pub fn insert(&mut self, elector: Elector) -> Result<(), RollError> {
        if let Some(number) = self.numbers.get(&elector.id) {
            return Err(RollError::Person(*number));
        }
        if self.electors.contains_key(&elector.number) {
            return Err(RollError::Number(elector.number));
        }
        self.numbers.insert(elector.id.clone(), elector.number);
        self.electors.insert(elector.number, elector);
        Ok(())
    }

    /// Who this is on the roll; none if the person has left it.
    pub fn find(&self, person: &PersonId) -> Option<&Elector> {
        self.electors.get(self.numbers.get(person)?).filter(|elector| !elector.removed)
    }

    /// The number that this person has or had.
    pub fn number(&self, person: &PersonId) -> Option<RollNumber> {
        self.numbers.get(person).copied()
    }

    /// Who has or had this number.
    pub fn elector(&self, number: RollNumber) -> Option<&Elector> {
        self.electors.get(&number)
    }

    /// How many people there are, those included who have left.
    pub fn len(&self) -> usize {
        self.electors.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.electors.is_empty()
    }
}

impl From<&Roll> for Electorate {
    fn from(roll: &Roll) -> Self {
        let mut electorate = Self::default();
        for entry in roll.iter() {
            // a roll has every person and every number once
            let _ = electorate.insert(Elector::of(entry, false));
        }
        electorate
    }
}
