//! Lists of candidates out of a table: CSV in UTF-8, its first line names the columns. All of it is taken, or nothing.
//!
//! | column | what stands in it |
//! | --- | --- |
//! | `contest` | id of a contest of the draft; must be there |
//! | `number` | the option's number, 1 to 9999, once in its list; must be there |
//! | `name` | the name, if it is the same in every language |
//! | `name_fr`, … | the name in a language of the draft; then in all of them |
//! | `list` | id of the list; empty: on none |
//! | `list_name`, `list_name_fr`, … | the list's name, the same in each of its lines, or only in the first; a list that the contest has keeps its name without |
//! | `blank` | `yes`: the option with which people vote blank |
//!
//! The options of every contest that the file names are replaced, in the order of the file. An option's id is `list-number`, or
//! the number alone if it is on no list.

use std::collections::{BTreeMap, BTreeSet};

use tabella_election::manifest::{ContestOption, EVERY_LANGUAGE, List, Text};

use crate::{edit::Edit, facts::Facts};

/// Most faults that are told at once.
pub const FAULTS_MAX: usize = 50;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {what:?} {found:?}")]
pub struct RowFault {
    /// Of the file, from 1.
    pub line: u64,
    /// By its name; empty if it is the whole line.
    pub column: String,
    /// What is wrong.
    pub what: RowWhat,
    /// What stands there.
    pub found: String,
}

/// What can be wrong with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowWhat {
    /// Not UTF-8, or not as many cells as the first line has.
    Unread,
    /// A column that must be there.
    NoColumn,
    /// A column that means nothing here.
    UnknownColumn,
    /// A column that is there twice.
    ColumnTwice,
    /// No line below the first.
    Nothing,
    /// No contest of the draft.
    UnknownContest,
    /// Not a number from 1 to 9999.
    Number,
    /// The number was given in its list before.
    NumberTwice,
    /// No name, or not in every language, or both `name` and names by language.
    Name,
    /// A new list without a name, or not in every language.
    ListName,
    /// Another name than the list has in a line above.
    OtherListName,
    /// Something else than `yes` or nothing.
    Blank,
}

impl RowWhat {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Unread,
        Self::NoColumn,
        Self::UnknownColumn,
        Self::ColumnTwice,
        Self::Nothing,
        Self::UnknownContest,
        Self::Number,
        Self::NumberTwice,
        Self::Name,
        Self::ListName,
        Self::OtherListName,
        Self::Blank,
    ];

    /// A word for keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::NoColumn => "no-column",
            Self::UnknownColumn => "unknown-column",
            Self::ColumnTwice => "column-twice",
            Self::Nothing => "nothing",
            Self::UnknownContest => "unknown-contest",
            Self::Number => "number",
            Self::NumberTwice => "number-twice",
            Self::Name => "name",
            Self::ListName => "list-name",
            Self::OtherListName => "other-list-name",
            Self::Blank => "blank",
        }
    }
}

/// Reads a table: the edit that puts it into the draft.
///
/// # Errors
/// Every fault, up to [`FAULTS_MAX`]: then nothing of it is taken.
pub fn read(facts: &Facts, bytes: &[u8]) -> Result<Edit, Vec<RowFault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count() as u64;
        vec![fault(line, "", RowWhat::Unread, "")]
    })?;
    let mut table = Table::new(facts, text)?;
    table.rows(text);
    table.finish()
}

fn fault(line: u64, column: &str, what: RowWhat, found: &str) -> RowFault {
    RowFault { line, column: column.to_owned(), what, found: found.to_owned() }
}

/// What separates columns: whatever the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    // of equals the last one wins
    b"\t;,".iter().copied().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .trim(csv::Trim::All)
        .has_headers(false)
        .from_reader(text.as_bytes())
}

/// A table that is being read. Whatever a line asks for is found by its name: a long table takes no longer for each of its lines.
struct Table<'a> {
    facts: &'a Facts,
    /// Column by name.
    columns: BTreeMap<String, usize>,
    /// Contest by id.
    contests: BTreeMap<&'a str, usize>,
    /// Lists and options of a contest, by its position.
    read: BTreeMap<usize, Read>,
    faults: Vec<RowFault>,
}

/// Lists and options of a contest as far as they are read.
#[derive(Default)]
struct Read {
    lists: Vec<List>,
    /// Position among them by id.
    by_id: BTreeMap<String, usize>,
    options: Vec<ContestOption>,
    ids: BTreeSet<String>,
    /// Names of the lists that the contest has.
    kept: BTreeMap<String, Text>,
}

/// A line of it.
struct Line<'a> {
    number: u64,
    record: &'a csv::StringRecord,
}

impl<'a> Table<'a> {
    fn new(facts: &'a Facts, text: &str) -> Result<Self, Vec<RowFault>> {
        let head = reader(text).records().next().and_then(Result::ok).unwrap_or_default();
        let (mut columns, mut faults) = (BTreeMap::new(), Vec::new());
        for (position, name) in head.iter().enumerate() {
            let name = name.to_ascii_lowercase();
            let language = name.strip_prefix("list_name_").or_else(|| name.strip_prefix("name_"));
            let known = match language {
                Some(tag) => facts.languages.iter().any(|one| one.eq_ignore_ascii_case(tag)),
                None => ["contest", "number", "name", "list", "list_name", "blank"].contains(&name.as_str()),
            };
            if !known {
                faults.push(fault(1, &name, RowWhat::UnknownColumn, ""));
            } else if columns.insert(name.clone(), position).is_some() {
                faults.push(fault(1, &name, RowWhat::ColumnTwice, ""));
            }
        }
        let missing = ["contest", "number"].into_iter().filter(|name| !columns.contains_key(*name));
        faults.extend(missing.map(|name| fault(1, name, RowWhat::NoColumn, "")));
        if !columns.keys().any(|name| name.starts_with("name")) {
            faults.push(fault(1, "name", RowWhat::NoColumn, ""));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let ids = facts.contests.iter().enumerate().rev();
        let contests = ids.map(|(position, contest)| (contest.id.as_str(), position)).collect();
        Ok(Self { facts, columns, contests, read: BTreeMap::new(), faults })
    }

    fn rows(&mut self, text: &str) {
        let mut rows = 0;
        for (position, record) in reader(text).records().enumerate().skip(1) {
            let below = position as u64 + 1;
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(below, csv::Position::line);
                    self.faults.push(fault(line, "", RowWhat::Unread, ""));
                    continue;
                }
            };
            rows += 1;
            let number = record.position().map_or(below, csv::Position::line);
            self.row(&Line { number, record: &record });
            if self.faults.len() >= FAULTS_MAX {
                return;
            }
        }
        if rows == 0 && self.faults.is_empty() {
            self.faults.push(fault(2, "", RowWhat::Nothing, ""));
        }
    }

    fn cell<'r>(&self, line: &Line<'r>, column: &str) -> &'r str {
        self.columns.get(column).and_then(|position| line.record.get(*position)).unwrap_or_default()
    }

    fn wrong(&mut self, line: &Line<'_>, column: &str, what: RowWhat, found: &str) {
        self.faults.push(fault(line.number, column, what, found));
    }

    /// A name out of its columns; none if all are empty. The column that is wrong.
    fn name(&self, line: &Line<'_>, column: &str) -> Result<Option<Text>, String> {
        let same = self.cell(line, column);
        let place = |language: &String| format!("{column}_{}", language.to_ascii_lowercase());
        let given = |place: &str| !self.cell(line, place).is_empty();
        let columns = self.columns.range(format!("{column}_")..).map(|(name, _)| name);
        let by_language = columns.take_while(|name| name.starts_with(column)).any(|name| given(name));
        match (same.is_empty(), by_language) {
            (true, false) => Ok(None),
            (false, false) => Ok(Some(Text([(EVERY_LANGUAGE.to_owned(), same.to_owned())].into()))),
            (false, true) => Err(column.to_owned()),
            (true, true) => {
                let text = |language: &String| match self.cell(line, &place(language)) {
                    "" => Err(place(language)),
                    text => Ok((language.clone(), text.to_owned())),
                };
                self.facts.languages.iter().map(text).collect::<Result<_, _>>().map(|texts| Some(Text(texts)))
            }
        }
    }

    fn row(&mut self, line: &Line<'_>) {
        let before = self.faults.len();
        let id = self.cell(line, "contest");
        let Some(contest) = self.contests.get(id).copied() else {
            return self.wrong(line, "contest", RowWhat::UnknownContest, id);
        };
        let typed = self.cell(line, "number");
        let number = typed.parse::<u16>().ok().filter(|number| (1..=9999).contains(number));
        if number.is_none() {
            self.wrong(line, "number", RowWhat::Number, typed);
        }
        let name = match self.name(line, "name") {
            Ok(Some(name)) => Some(name),
            Ok(None) => {
                self.wrong(line, "name", RowWhat::Name, "");
                None
            }
            Err(column) => {
                self.wrong(line, &column, RowWhat::Name, "");
                None
            }
        };
        let blank = match self.cell(line, "blank") {
            "" => false,
            "yes" => true,
            other => {
                self.wrong(line, "blank", RowWhat::Blank, other);
                false
            }
        };
        let list = Some(self.cell(line, "list")).filter(|list| !list.is_empty()).map(str::to_owned);
        if let Some(list) = &list {
            self.list(line, contest, list);
        }
        let (Some(number), Some(name)) = (number, name) else { return };
        let id = list.as_ref().map_or_else(|| number.to_string(), |list| format!("{list}-{number}"));
        let whole = self.faults.len() == before;
        let read = self.of(contest);
        if read.ids.contains(&id) {
            self.wrong(line, "number", RowWhat::NumberTwice, typed);
        } else if whole {
            read.options.push(ContestOption { id: id.as_str().into(), name, list, blank });
            read.ids.insert(id);
        }
    }

    /// What is read of the contest at this position.
    fn of(&mut self, contest: usize) -> &mut Read {
        let facts = self.facts;
        self.read.entry(contest).or_insert_with(|| {
            let lists = facts.contests.get(contest).map_or(&[][..], |contest| &contest.lists);
            let kept = lists.iter().rev().map(|list| (list.id.clone(), list.name.clone())).collect();
            Read { kept, ..Read::default() }
        })
    }

    /// A list that an option is on.
    fn list(&mut self, line: &Line<'_>, contest: usize, id: &str) {
        let given = match self.name(line, "list_name") {
            Ok(given) => given,
            Err(column) => return self.wrong(line, &column, RowWhat::ListName, ""),
        };
        let read = self.of(contest);
        let known = read.by_id.get(id).and_then(|position| read.lists.get(*position));
        match (known, given) {
            (Some(known), Some(given)) => {
                if known.name != given {
                    self.wrong(line, "list_name", RowWhat::OtherListName, id);
                }
            }
            (Some(_), None) => {}
            (None, given) => {
                let Some(name) = given.or_else(|| read.kept.get(id).cloned()) else {
                    return self.wrong(line, "list_name", RowWhat::ListName, id);
                };
                read.by_id.insert(id.to_owned(), read.lists.len());
                read.lists.push(List { id: id.to_owned(), name });
            }
        }
    }

    fn finish(self) -> Result<Edit, Vec<RowFault>> {
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        let read = self.read.into_iter();
        Ok(Edit::Candidates(read.map(|(contest, read)| (contest, read.lists, read.options)).collect()))
    }
}
