//! The columns of a roll, and what may stand in them. Imports and corrections hold to the same rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use tabella_election::{Election, StyleId, UnitId};
use tabella_identity::{PersonId, Redacted};

use crate::entry::{BirthDate, RollEntry, RollNumber};

/// A column of a roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// `number`: the number on the roll. May be left out of a file: then numbers are given.
    Number,
    /// `personal_code`: country, kind and code as ETSI EN 319 412-1 writes them, such as `PNOEE-38001085718`.
    PersonalCode,
    /// `given_name`: all given names.
    GivenName,
    /// `surname`.
    Surname,
    /// `birth_date`: `YYYY-MM-DD`.
    BirthDate,
    /// `district`: id of a reporting unit.
    District,
    /// `style`: id of a ballot style whose reporting unit lies in the district.
    Style,
    /// `weight`: 1 up to the manifest's `weight_max`.
    Weight,
    /// `language`: one of the manifest's.
    Language,
    /// `address`: postal address, lines separated by line breaks; may be empty.
    Address,
    /// `email`: may be empty.
    Email,
}

impl Column {
    /// Every column, in the order in which files are written.
    pub const ALL: [Self; 11] = [
        Self::Number,
        Self::PersonalCode,
        Self::GivenName,
        Self::Surname,
        Self::BirthDate,
        Self::District,
        Self::Style,
        Self::Weight,
        Self::Language,
        Self::Address,
        Self::Email,
    ];

    /// The column's name in the first line of a file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::PersonalCode => "personal_code",
            Self::GivenName => "given_name",
            Self::Surname => "surname",
            Self::BirthDate => "birth_date",
            Self::District => "district",
            Self::Style => "style",
            Self::Weight => "weight",
            Self::Language => "language",
            Self::Address => "address",
            Self::Email => "email",
        }
    }

    /// The column with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// Most characters in a field.
    pub fn characters_max(self) -> usize {
        match self {
            Self::Number | Self::Weight => 20,
            Self::BirthDate => 10,
            Self::Language => 35,
            Self::PersonalCode => 64,
            Self::GivenName | Self::Surname => 200,
            Self::District | Self::Style => 128,
            Self::Email => 254,
            Self::Address => 1000,
        }
    }

    /// Whether a change of this column changes who somebody is or what somebody votes on.
    pub fn is_decisive(self) -> bool {
        !matches!(self, Self::Language | Self::Address | Self::Email)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with a field. Never repeats what stands in it: a shifted column could hold anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum FieldError {
    /// Nothing where something must stand.
    #[error("is empty")]
    Empty,
    /// More than [`Column::characters_max`].
    #[error("has more than {max} characters")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Space at the start or the end.
    #[error("starts or ends with a space")]
    Spaces,
    /// Control characters, or characters that are not seen but change what is.
    #[error("holds a character that cannot be seen")]
    Invisible,
    /// A text that a spreadsheet would run.
    #[error("starts with a character that spreadsheets take for a formula")]
    Formula,
    /// Not a whole number in plain digits.
    #[error("is not a whole number from 1, in digits without leading zeros")]
    Number,
    /// A number that not every database and every page can hold.
    #[error("is more than {max}")]
    NumberTooLarge {
        /// The limit.
        max: u64,
    },
    /// Not an identifier of ETSI EN 319 412-1.
    #[error("is not a personal code such as PNOEE-38001085718")]
    PersonalCode,
    /// Not a day.
    #[error("is not a date such as 1980-01-08")]
    Date,
    /// A day of birth that no voter has.
    #[error("is no voter's day of birth")]
    BirthDate,
    /// No such reporting unit.
    #[error("is not a reporting unit of the manifest")]
    UnknownDistrict,
    /// No such style.
    #[error("is not a ballot style of the manifest")]
    UnknownStyle,
    /// The style's ballots are counted somewhere else.
    #[error("is a ballot style whose reporting unit does not lie in the district")]
    StyleElsewhere,
    /// More than the manifest allows.
    #[error("is more than the manifest's weight_max, {max}")]
    Weight {
        /// The limit.
        max: u64,
    },
    /// No such language.
    #[error("is not a language of the manifest")]
    UnknownLanguage,
    /// Too many lines, or an empty one.
    #[error("is not 1 to {max} lines, none of them empty")]
    Lines {
        /// The limit.
        max: usize,
    },
    /// Not an e-mail address.
    #[error("is not an e-mail address")]
    Email,
    /// A column that stays as it is.
    #[error("cannot be corrected: take the person off the roll and enter the right one")]
    Fixed,
}

/// Largest number on a roll: JSON's numbers are exact up to here, and the database's go further.
const NUMBER_MAX: u64 = 1 << 53;
/// Most lines of an address.
const ADDRESS_LINES: usize = 10;
/// Nobody votes who was born before.
const FIRST_BIRTH_YEAR: i16 = 1880;

/// What the manifest says about fields.
pub struct FieldRules<'e> {
    /// For every reporting unit itself and all that contain it.
    within: BTreeMap<&'e str, BTreeSet<&'e str>>,
    /// The reporting unit of every style.
    styles: BTreeMap<&'e str, &'e str>,
    languages: BTreeSet<&'e str>,
    weight_max: u64,
    /// The day of the opening, in UTC.
    opening: Date,
}

impl<'e> FieldRules<'e> {
    /// The rules of one election.
    pub fn new(election: &'e Election) -> Self {
        let manifest = election.manifest();
        let parents: BTreeMap<&str, Option<&str>> = manifest
            .reporting_units
            .iter()
            .map(|unit| (unit.id.as_str(), unit.parent.as_ref().map(UnitId::as_str)))
            .collect();
        // the units are a forest: a checked manifest has no circle
        let within = |unit: &&'e str| {
            std::iter::successors(Some(*unit), |unit| parents.get(*unit).copied().flatten()).collect()
        };
        let opening = Timestamp::from_second(election.opens()).unwrap_or(Timestamp::MAX);
        Self {
            within: parents.keys().map(|unit| (*unit, within(unit))).collect(),
            styles: manifest
                .styles
                .iter()
                .map(|style| (style.id.as_str(), style.reporting_unit.as_str()))
                .collect(),
            languages: manifest.languages.iter().map(String::as_str).collect(),
            weight_max: manifest.weight_max,
            opening: TimeZone::UTC.to_datetime(opening).date(),
        }
    }

    pub(crate) fn number(text: &str) -> Result<RollNumber, FieldError> {
        match whole_number(text)? {
            number if number > NUMBER_MAX => Err(FieldError::NumberTooLarge { max: NUMBER_MAX }),
            number => Ok(RollNumber(number)),
        }
    }

    pub(crate) fn personal_code(text: &str) -> Result<PersonId, FieldError> {
        required(Column::PersonalCode, text)?;
        PersonId::parse(text).map_err(|_| FieldError::PersonalCode)
    }

    pub(crate) fn name(column: Column, text: &str) -> Result<Redacted<String>, FieldError> {
        required(column, text).map(|text| Redacted::new(text.to_owned()))
    }

    pub(crate) fn birth_date(&self, text: &str) -> Result<BirthDate, FieldError> {
        required(Column::BirthDate, text)?;
        let date: Date = text.parse().map_err(|_| FieldError::Date)?;
        // one spelling
        if date.to_string() != text {
            return Err(FieldError::Date);
        }
        if date.year() < FIRST_BIRTH_YEAR || date > self.opening {
            return Err(FieldError::BirthDate);
        }
        Ok(BirthDate::new(date))
    }

    pub(crate) fn district(&self, text: &str) -> Result<UnitId, FieldError> {
        required(Column::District, text)?;
        if self.within.contains_key(text) { Ok(text.into()) } else { Err(FieldError::UnknownDistrict) }
    }

    /// `district` is none where it is wrong itself.
    pub(crate) fn style(&self, text: &str, district: Option<&UnitId>) -> Result<StyleId, FieldError> {
        required(Column::Style, text)?;
        let unit = self.styles.get(text).ok_or(FieldError::UnknownStyle)?;
        let within = self.within.get(unit);
        match district {
            Some(district) if !within.is_some_and(|within| within.contains(district.as_str())) => {
                Err(FieldError::StyleElsewhere)
            }
            _ => Ok(text.into()),
        }
    }

    pub(crate) fn weight(&self, text: &str) -> Result<u64, FieldError> {
        match whole_number(text)? {
            weight if weight > self.weight_max => Err(FieldError::Weight { max: self.weight_max }),
            weight => Ok(weight),
        }
    }

    pub(crate) fn language(&self, text: &str) -> Result<String, FieldError> {
        required(Column::Language, text)?;
        if self.languages.contains(text) { Ok(text.to_owned()) } else { Err(FieldError::UnknownLanguage) }
    }

    /// Line breaks may be `\n` or `\r\n`; kept is `\n`.
    pub(crate) fn address(text: &str) -> Result<Option<Redacted<String>>, FieldError> {
        if text.is_empty() {
            return Ok(None);
        }
        let text = text.replace("\r\n", "\n");
        short(Column::Address, &text)?;
        let mut lines = 0;
        for line in text.split('\n') {
            lines += 1;
            if line.is_empty() || lines > ADDRESS_LINES {
                return Err(FieldError::Lines { max: ADDRESS_LINES });
            }
            visible(line)?;
        }
        Ok(Some(Redacted::new(text)))
    }

    /// An e-mail address; none of an empty text.
    ///
    /// # Errors
    /// [`FieldError::Email`] and what no text may have.
    pub fn email(text: &str) -> Result<Option<Redacted<String>>, FieldError> {
        if text.is_empty() {
            return Ok(None);
        }
        required(Column::Email, text)?;
        let (local, domain) = text.split_once('@').ok_or(FieldError::Email)?;
        let labels = domain.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c == '-' || c.is_alphanumeric())
                && !label.starts_with('-')
        });
        let letters = |c: char| !c.is_whitespace() && !"\"(),:;<>@[\\]".contains(c);
        if local.is_empty()
            || local.len() > 64
            || !local.chars().all(letters)
            || !labels
            || !domain.contains('.')
        {
            return Err(FieldError::Email);
        }
        Ok(Some(Redacted::new(text.to_owned())))
    }

    /// An entry with one column changed.
    ///
    /// # Errors
    /// [`FieldError`]: as in an import; number and personal code stay what they are.
    pub(crate) fn set(&self, entry: &mut RollEntry, column: Column, text: &str) -> Result<(), FieldError> {
        match column {
            Column::Number | Column::PersonalCode => return Err(FieldError::Fixed),
            Column::GivenName => entry.person.given_name = Self::name(column, text)?,
            Column::Surname => entry.person.surname = Self::name(column, text)?,
            Column::BirthDate => entry.person.birth_date = self.birth_date(text)?,
            Column::District => entry.district = self.district(text)?,
            // together with the district, which may change too: the caller asks again
            Column::Style => entry.style = self.style(text, None)?,
            Column::Weight => entry.weight = self.weight(text)?,
            Column::Language => entry.person.language = self.language(text)?,
            Column::Address => entry.person.address = Self::address(text)?,
            Column::Email => entry.person.email = Self::email(text)?,
        }
        Ok(())
    }
}

/// A whole number from 1, in one spelling.
fn whole_number(text: &str) -> Result<u64, FieldError> {
    if text.is_empty() {
        return Err(FieldError::Empty);
    }
    let number: u64 = text.parse().map_err(|_| FieldError::Number)?;
    if number > 0 && number.to_string() == text { Ok(number) } else { Err(FieldError::Number) }
}

fn required(column: Column, text: &str) -> Result<&str, FieldError> {
    if text.is_empty() {
        return Err(FieldError::Empty);
    }
    short(column, text)?;
    visible(text)?;
    Ok(text)
}

fn short(column: Column, text: &str) -> Result<(), FieldError> {
    let max = column.characters_max();
    if text.chars().nth(max).is_some() { Err(FieldError::TooLong { max }) } else { Ok(()) }
}

/// One line that says what it shows.
fn visible(line: &str) -> Result<(), FieldError> {
    if line.starts_with(['=', '+', '-', '@', '\t']) {
        return Err(FieldError::Formula);
    }
    if line.chars().any(is_invisible) {
        return Err(FieldError::Invisible);
    }
    if line.trim() != line {
        return Err(FieldError::Spaces);
    }
    Ok(())
}

/// Control characters, marks of direction, and characters without width that no name needs. The joiners U+200C and
/// U+200D are letters' business in some scripts.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2060}'..='\u{206f}').contains(&c)
        || ('\u{e0000}'..='\u{e007f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fit_everywhere() {
        assert_eq!(FieldRules::number("9007199254740992"), Ok(RollNumber(NUMBER_MAX)));
        for large in ["9007199254740993", "9223372036854775808", "18446744073709551615"] {
            let refused = Err(FieldError::NumberTooLarge { max: NUMBER_MAX });
            assert_eq!(FieldRules::number(large), refused, "{large}");
        }
        assert_eq!(FieldRules::number("0"), Err(FieldError::Number));
    }
}
