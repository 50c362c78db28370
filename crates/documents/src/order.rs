//! What is ordered: everything that stands in a document, and nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A document to be made. There are people in it: it has no `Debug`.
#[derive(Clone, Deserialize, Serialize)]
#[serde(tag = "document", rename_all = "kebab-case")]
pub enum Order {
    /// Of a request.
    Confirmation(Confirmation),
    /// Sheets of address labels: eight of 99.1 × 67.7 mm on A4, enough for the longest address that anybody can type.
    Labels(Packs),
    /// Letters to go with the papers, each in the person's language, for envelopes with a window (DIN 5008, form B).
    Letters(Packs),
    /// Return envelopes (C5) with the pack's code in letters and as a picture.
    Envelopes(Packs),
    /// Of packs of an election, by district.
    Reconciliation(Reconciliation),
    /// What was done or found, to be kept and signed: a result, the protocol of a ceremony.
    Record(Record),
}

/// What is said of a request: a label in the language of the document, and what stands under it.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Such as "Address".
    pub label: String,
    /// In lines.
    pub value: String,
}

/// A request came in: for the person.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Of the page on which it is asked for.
    pub language: String,
    /// Whether the office has still to decide: then it says what comes next.
    pub undecided: bool,
    /// The request's number.
    pub reference: String,
    /// What the election is called.
    pub election: String,
    /// Who asked.
    pub person: String,
    /// When it came in, in words.
    pub filed: String,
    /// What was asked for, and until when what must be done.
    pub answers: Vec<Answer>,
    /// SHA-256 of the text that the person signed, in hexadecimal digits; none if an official entered the request.
    pub signed: Option<String>,
    /// Where the person sees how far it is.
    pub site: String,
    /// How the office is reached, in lines.
    pub help: Vec<String>,
    /// Now, in words.
    pub made: String,
    /// Now, in seconds since 1970.
    pub at: i64,
}

/// What the papers of a pack say. Words are in the pack's own language.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The pack's code.
    pub code: String,
    /// Which ballot paper goes into it.
    pub style: String,
    /// Of the person.
    pub language: String,
    /// The label: name and address.
    pub lines: Vec<String>,
    /// What the election is called.
    pub election: String,
    /// The reporting unit.
    pub district: String,
    /// The last day on which the vote should be posted.
    pub post_by: String,
    /// The last moment at which it may arrive.
    pub return_until: String,
    /// How the office is reached, in lines.
    pub help: Vec<String>,
    /// Where the vote is sent to, in lines: with the country where the pack goes abroad.
    pub office: Vec<String>,
}

/// Packs, and for whom the file is.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Packs {
    /// The official's language.
    pub language: String,
    /// Which they are, such as "Batch 3".
    pub of: String,
    /// Today, in words of each pack's language by its code: a letter has a date.
    pub dates: BTreeMap<String, String>,
    /// Now, in seconds since 1970.
    pub at: i64,
    /// One label, letter or envelope for each.
    pub packs: Vec<Pack>,
}

/// Packs of a district, each count by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// Its name.
    pub district: String,
    /// Packs that were printed.
    pub issued: u64,
    /// Packs whose envelope has come.
    pub returned: u64,
    /// Packs whose envelope would be taken, and has not come.
    pub outstanding: u64,
    /// Packs whose envelope is refused.
    pub cancelled: u64,
}

impl Balance {
    /// Whether every pack is somewhere: issued = returned + outstanding + cancelled.
    pub fn adds_up(&self) -> bool {
        let parts = [self.returned, self.outstanding, self.cancelled];
        parts.into_iter().try_fold(0, u64::checked_add) == Some(self.issued)
    }
}

/// Where the packs of an election are.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reconciliation {
    /// The official's.
    pub language: String,
    /// Whether these are all districts: an official of some sees no others, and the paper says so.
    pub whole: bool,
    /// What the election is called.
    pub election: String,
    /// One for each district.
    pub balances: Vec<Balance>,
    /// Now, in words.
    pub made: String,
    /// Now, in seconds since 1970.
    pub at: i64,
}

/// What was done or found, in parts; every word is the caller's.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Of all its words.
    pub language: String,
    /// Such as "Result: Town Council 2027".
    pub title: String,
    /// What it is about, in paragraphs.
    pub lead: Vec<String>,
    /// In this order.
    pub parts: Vec<Part>,
    /// What binds the paper to the board, below every page: its size and root.
    pub bound: String,
    /// The same for a scanner, and what the picture is, for those who do not see it.
    pub scanned: Option<Answer>,
    /// What stands under each line that somebody signs.
    pub signatures: Vec<String>,
    /// Now, in seconds since 1970.
    pub at: i64,
}

/// A part of a record.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    /// Its heading.
    pub heading: String,
    /// It belongs to the last part that does not: its heading is of the level below.
    pub sub: bool,
    /// Paragraphs.
    pub text: Vec<String>,
    /// What is known, each under its label.
    pub facts: Vec<Answer>,
    /// Hashes, keys and commands, letter by letter, each under its label.
    pub codes: Vec<Answer>,
    /// A table.
    pub table: Option<Table>,
}

/// A table whose first column names what each line is about.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Table {
    /// The columns' heads.
    pub head: Vec<String>,
    /// How many of the first columns are words; the others are numbers.
    pub words: usize,
    /// As many cells each as there are heads.
    pub rows: Vec<Vec<String>>,
    /// A last line that stands apart.
    pub sum: Option<Vec<String>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_adds_up() {
        let balance = |issued, returned, outstanding, cancelled| Balance {
            district: String::new(),
            issued,
            returned,
            outstanding,
            cancelled,
        };
        assert!(balance(6, 1, 2, 3).adds_up() && balance(0, 0, 0, 0).adds_up());
        assert!(!balance(7, 1, 2, 3).adds_up() && !balance(0, u64::MAX, 1, 0).adds_up());
    }
}
