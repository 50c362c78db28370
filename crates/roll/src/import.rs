//! Reading a roll from a file.
//!
//! # Format
//! CSV (RFC 4180) in UTF-8, with or without a byte order mark; lines end with `\n` or `\r\n`; fields are separated by
//! commas, semicolons or tabs, whichever separates the names in the first line. The first line names the columns
//! ([`Column::name`]) in any order: `personal_code`, `given_name`, `surname`, `birth_date`, `district`, `style`, `weight`,
//! `language`, `address`, `email`, and optionally `number`. What may stand in them is said at [`Column`]; a field with a
//! separator, a quotation mark or a line break stands in `"`, a quotation mark inside is written twice.
//!
//! A line with anything wrong is rejected whole, and everything that is wrong with it is reported with line and column,
//! never with what the field holds. If a code or number is there twice, all its lines are rejected: which of them is
//! right is not for the program to say. A file that cannot be read as a table at all is refused as a whole.

mod table;

use std::collections::BTreeMap;

use tabella_election::{Election, UnitId};

pub use table::ImportError;
use table::{Columns, Row};

use crate::{
    entry::{Person, RollEntry, RollNumber},
    field::{Column, FieldError, FieldRules},
    roll::Roll,
};

/// How much a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the file.
    pub bytes_max: usize,
    /// Most lines with data.
    pub rows_max: usize,
}

impl Default for Limits {
    /// A gigabyte, ten million lines.
    fn default() -> Self {
        Self { bytes_max: 1 << 30, rows_max: 10_000_000 }
    }
}

/// What a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The lines without fault.
    pub accepted: Roll,
    /// Every fault of every other line, in order of lines.
    pub rejected: Vec<Rejected>,
    /// How many lines with data there were.
    pub rows: usize,
    /// Whether the file has the column `number`.
    pub numbered: bool,
}

/// A fault of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("line {line}{}: {reason}", at(*column))]
pub struct Rejected {
    /// Where the row begins in the file, from 1; the first line holds the names of the columns.
    pub line: u64,
    /// Which column; none if the fault is the whole line's.
    pub column: Option<Column>,
    /// What is wrong.
    pub reason: Reason,
}

fn at(column: Option<Column>) -> String {
    column.map_or_else(String::new, |column| format!(", {column}"))
}

/// Why a line is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Reason {
    /// A field is not what its column demands.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// More or fewer fields than the first line.
    #[error("has {got} fields instead of {expected}")]
    FieldCount {
        /// As many as the first line names.
        expected: usize,
        /// As many as there are.
        got: usize,
    },
    /// Bytes that are no text.
    #[error("is not UTF-8")]
    NotUtf8,
    /// A quotation mark without its second: where the field ends cannot be said.
    #[error("has a quotation mark that is not closed; everything up to line {last} may belong to it")]
    OpenQuote {
        /// The last line that may belong to the field.
        last: u64,
    },
    /// The same person is on another line.
    #[error("is also on line {line}")]
    DuplicateCode {
        /// The other line, or one of them.
        line: u64,
    },
    /// The same number is on another line.
    #[error("is also on line {line}")]
    DuplicateNumber {
        /// The other line, or one of them.
        line: u64,
    },
    /// On the roll so far the number is another person's.
    #[error("is another person's number on the roll so far")]
    NumberTaken,
    /// On the roll so far the person has another number.
    #[error("is not this person's number on the roll so far")]
    NumberChanged,
}

/// Reads a roll. People who are on the roll `so_far` keep their numbers; others get the next ones in order of lines, unless
/// the file has numbers.
///
/// # Errors
/// [`ImportError`] if the file is no table with the right columns, or too large.
pub fn import(
    file: &[u8],
    election: &Election,
    so_far: &Roll,
    limits: &Limits,
) -> Result<Import, ImportError> {
    let rules = FieldRules::new(election);
    let (columns, mut table) = table::open(file, limits)?;
    let mut rejected = Vec::new();
    let mut candidates = Vec::new();
    let mut rows = 0;
    while let Some(row) = table.next()? {
        rows += 1;
        if rows > limits.rows_max {
            return Err(ImportError::TooManyRows { max: limits.rows_max });
        }
        match read(&row, &columns, &rules) {
            Ok(candidate) => candidates.push(candidate),
            Err(faults) => rejected.extend(faults),
        }
    }
    let candidates = without_doubles(candidates, &mut rejected);
    let accepted = number(candidates, so_far, &mut rejected);
    rejected.sort();
    Ok(Import { accepted, rejected, rows, numbered: columns.has(Column::Number) })
}

/// A line without fault in itself. The number of its entry is a placeholder if the file has none.
struct Candidate {
    line: u64,
    numbered: bool,
    entry: RollEntry,
}

const NO_NUMBER: RollNumber = RollNumber(0);

/// One line, with all its faults or as an entry.
fn read(row: &Row, columns: &Columns, rules: &FieldRules<'_>) -> Result<Candidate, Vec<Rejected>> {
    let line = row.line;
    let mut faults = Vec::new();
    let mut fault = |column, reason| faults.push(Rejected { line, column, reason });
    if let Err(reason) = row.check(columns) {
        fault(None, reason);
        return Err(faults);
    }
    // a closure for each type of field: the value, or none and a fault
    macro_rules! field {
        ($column:expr, $read:expr) => {{
            let text = row.text(columns, $column);
            let value = text.and_then(|text| $read(text).map_err(Reason::Field));
            value.map_err(|reason| fault(Some($column), reason)).ok()
        }};
    }
    let numbered = columns.has(Column::Number);
    let number = if numbered { field!(Column::Number, FieldRules::number) } else { Some(NO_NUMBER) };
    let id = field!(Column::PersonalCode, FieldRules::personal_code);
    let given_name = field!(Column::GivenName, |text| FieldRules::name(Column::GivenName, text));
    let surname = field!(Column::Surname, |text| FieldRules::name(Column::Surname, text));
    let birth_date = field!(Column::BirthDate, |text| rules.birth_date(text));
    let district: Option<UnitId> = field!(Column::District, |text| rules.district(text));
    let style = field!(Column::Style, |text| rules.style(text, district.as_ref()));
    let weight = field!(Column::Weight, |text| rules.weight(text));
    let language = field!(Column::Language, |text| rules.language(text));
    let address = field!(Column::Address, FieldRules::address);
    let email = field!(Column::Email, FieldRules::email);
    let entry = (|| {
        let person = Person {
            id: id?,
            given_name: given_name?,
            surname: surname?,
            birth_date: birth_date?,
            language: language?,
            address: address?,
            email: email?,
        };
        Some(RollEntry { number: number?, person, district: district?, style: style?, weight: weight? })
    })();
    entry.map(|entry| Candidate { line, numbered, entry }).ok_or(faults)
}

/// The lines on which a person or a number stands: the first, and the second if there is one.
type Lines<K> = BTreeMap<K, (u64, Option<u64>)>;

fn see<K: Ord>(seen: &mut Lines<K>, key: K, line: u64) {
    seen.entry(key).and_modify(|(_, second)| *second = second.or(Some(line))).or_insert((line, None));
}

/// Another line than this one.
fn other<K: Ord>(seen: &Lines<K>, key: &K, line: u64) -> Option<u64> {
    let (first, second) = seen.get(key)?;
    if *first == line { *second } else { Some(*first) }
}

/// Leaves out every line whose person or number is on another.
fn without_doubles(candidates: Vec<Candidate>, rejected: &mut Vec<Rejected>) -> Vec<Candidate> {
    let (mut people, mut numbers) = (Lines::new(), Lines::new());
    for Candidate { line, numbered, entry } in &candidates {
        see(&mut people, &entry.person.id, *line);
        if *numbered {
            see(&mut numbers, entry.number, *line);
        }
    }
    let mut doubles = Vec::new();
    for Candidate { line, entry, .. } in &candidates {
        let mut fault = |column, reason| doubles.push(Rejected { line: *line, column: Some(column), reason });
        if let Some(line) = other(&people, &&entry.person.id, *line) {
            fault(Column::PersonalCode, Reason::DuplicateCode { line });
        }
        if let Some(line) = other(&numbers, &entry.number, *line) {
            fault(Column::Number, Reason::DuplicateNumber { line });
        }
    }
    let is_double = |line: u64| doubles.binary_search_by_key(&line, |double| double.line).is_ok();
    let single = candidates.into_iter().filter(|candidate| !is_double(candidate.line)).collect();
    rejected.extend(doubles);
    single
}

/// Gives numbers, or checks the file's against the roll so far.
fn number(candidates: Vec<Candidate>, so_far: &Roll, rejected: &mut Vec<Rejected>) -> Roll {
    let mut roll = Roll::new();
    let mut last = so_far.last_number();
    for Candidate { line, numbered, mut entry } in candidates {
        let known = so_far.find(&entry.person.id).map(|known| known.number);
        let reason = match known {
            _ if !numbered => {
                entry.number = known.unwrap_or_else(|| {
                    last = RollNumber(last.0 + 1);
                    last
                });
                None
            }
            Some(known) if known != entry.number => Some(Reason::NumberChanged),
            None if so_far.entry(entry.number).is_some() => Some(Reason::NumberTaken),
            _ => None,
        };
        if let Some(reason) = reason {
            rejected.push(Rejected { line, column: Some(Column::Number), reason });
        } else {
            // neither person nor number can be there already: doubles were left out, numbers given are new
            let inserted = roll.insert(entry);
            debug_assert!(inserted.is_ok());
        }
    }
    roll
}

#[cfg(test)]
mod tests;
