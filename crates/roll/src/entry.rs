//! One line of the roll: a person, and what that person votes on.

use std::fmt;

use jiff::civil::Date;
use tabella_crypto::cbor::Writer;
use tabella_election::{StyleId, UnitId};
use tabella_identity::{PersonId, Redacted};

use crate::field::Column;

/// A person's number on the roll of one election. It says nothing about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RollNumber(pub u64);

impl fmt::Display for RollNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A day of birth. `Debug` does not print it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BirthDate(Date);

impl BirthDate {
    /// Hides it.
    pub fn new(date: Date) -> Self {
        Self(date)
    }

    /// The day. Every call is a place where it may get out.
    pub fn expose(&self) -> &Date {
        &self.0
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("redacted")
    }
}

/// A person as the register knows it. Names are for reading only: a person is found by its id, never by a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Country, kind and code, as an e-ID states them.
    pub id: PersonId,
    /// All given names.
    pub given_name: Redacted<String>,
    /// The surname.
    pub surname: Redacted<String>,
    /// The day of birth.
    pub birth_date: BirthDate,
    /// In which of the election's languages the person is written to.
    pub language: String,
    /// Postal address, its lines separated by `\n`; none if the register has none.
    pub address: Option<Redacted<String>>,
    /// E-mail address; none if the register has none.
    pub email: Option<Redacted<String>>,
}

/// A person who may vote in one election.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollEntry {
    /// The number on this roll.
    pub number: RollNumber,
    /// Who.
    pub person: Person,
    /// Where the person is registered: a reporting unit.
    pub district: UnitId,
    /// What the person votes on.
    pub style: StyleId,
    /// What the person's ballot weighs, from 1 to the manifest's `weight_max`.
    pub weight: u64,
}

impl RollEntry {
    /// The text of a column as a roll's file has it; empty where there is nothing.
    pub fn text(&self, column: Column) -> String {
        let person = &self.person;
        let optional = |field: &Option<Redacted<String>>| {
            field.as_ref().map_or_else(String::new, |text| text.expose().clone())
        };
        match column {
            Column::Number => self.number.to_string(),
            Column::PersonalCode => person.id.expose(),
            Column::GivenName => person.given_name.expose().clone(),
            Column::Surname => person.surname.expose().clone(),
            Column::BirthDate => person.birth_date.expose().to_string(),
            Column::District => self.district.to_string(),
            Column::Style => self.style.to_string(),
            Column::Weight => self.weight.to_string(),
            Column::Language => person.language.clone(),
            Column::Address => optional(&person.address),
            Column::Email => optional(&person.email),
        }
    }

    /// The columns in which two entries differ.
    pub fn differs(&self, other: &Self) -> Vec<Column> {
        Column::ALL.into_iter().filter(|column| self.text(*column) != other.text(*column)).collect()
    }

    /// As one CBOR array of texts, in the order of [`Column::ALL`].
    pub(crate) fn write(&self, writer: Writer) -> Writer {
        let writer = writer.array(Column::ALL.len());
        Column::ALL.into_iter().fold(writer, |writer, column| writer.text(&self.text(column)))
    }
}
