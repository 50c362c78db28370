//! A file as a table: rows with their line numbers, fields by column.

use std::{collections::BTreeMap, str};

use csv::ByteRecord;

use super::{Limits, Reason};
use crate::field::Column;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// Why a file cannot be read as a roll at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Too large.
    #[error("the file has {bytes} bytes, at most {max} are read")]
    TooLarge {
        /// How many it has.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// Too many rows.
    #[error("the file has more than {max} lines with data")]
    TooManyRows {
        /// The limit.
        max: usize,
    },
    /// No first line.
    #[error("the file is empty: its first line names the columns")]
    Empty,
    /// A first line in another encoding.
    #[error("the first line is not UTF-8: save the file as UTF-8")]
    NotUtf8,
    /// Different separators in the first line, or none.
    #[error("the names in the first line are separated by neither commas nor semicolons nor tabs alone")]
    Separator,
    /// A column that is none of ours.
    #[error("column {position} of the first line has a name that is not known")]
    UnknownColumn {
        /// Counted from 1.
        position: usize,
    },
    /// A column that is there twice.
    #[error("the first line names the column {0} twice")]
    RepeatedColumn(Column),
    /// A column that is not there.
    #[error("the first line does not name the column {0}")]
    MissingColumn(Column),
    /// The table itself is broken.
    #[error("the file cannot be read: {0}")]
    Csv(String),
}

/// Where every column stands.
pub(super) struct Columns {
    positions: BTreeMap<Column, usize>,
    width: usize,
}

impl Columns {
    /// Whether the file has this column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.positions.contains_key(&column)
    }
}

/// The rows of a file.
pub(super) struct Rows<'f> {
    bytes: &'f [u8],
    reader: csv::Reader<&'f [u8]>,
    /// The line on which the next byte stands, from 1.
    line: u64,
}

/// One row.
pub(super) struct Row {
    /// The line on which it begins.
    pub(super) line: u64,
    /// The line on which it ends.
    last: u64,
    record: ByteRecord,
    /// Whether its quotation marks come in pairs.
    closed: bool,
}

impl Row {
    /// Whether fields can be told from each other.
    pub(super) fn check(&self, columns: &Columns) -> Result<(), Reason> {
        if !self.closed {
            return Err(Reason::OpenQuote { last: self.last });
        }
        match self.record.len() {
            got if got != columns.width => Err(Reason::FieldCount { expected: columns.width, got }),
            _ => Ok(()),
        }
    }

    /// What stands in a column.
    pub(super) fn text(&self, columns: &Columns, column: Column) -> Result<&str, Reason> {
        let position = columns.positions.get(&column);
        let field = position.and_then(|position| self.record.get(*position)).unwrap_or_default();
        str::from_utf8(field).map_err(|_| Reason::NotUtf8)
    }
}

/// Reads the first line.
pub(super) fn open<'f>(file: &'f [u8], limits: &Limits) -> Result<(Columns, Rows<'f>), ImportError> {
    if file.len() > limits.bytes_max {
        return Err(ImportError::TooLarge { bytes: file.len(), max: limits.bytes_max });
    }
    let bytes = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let first = str::from_utf8(first).map_err(|_| ImportError::NotUtf8)?;
    if first.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    let mut found = SEPARATORS.into_iter().filter(|separator| count(first.as_bytes(), *separator) > 0);
    let (Some(separator), None) = (found.next(), found.next()) else {
        return Err(ImportError::Separator);
    };
    let reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::Any(b'\n'))
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut rows = Rows { bytes, reader, line: 1 };
    let header = rows.next()?.ok_or(ImportError::Empty)?.record;
    let mut positions = BTreeMap::new();
    for (position, name) in header.iter().enumerate() {
        let unknown = ImportError::UnknownColumn { position: position + 1 };
        let column = str::from_utf8(name).ok().and_then(Column::from_name).ok_or(unknown)?;
        if positions.insert(column, position).is_some() {
            return Err(ImportError::RepeatedColumn(column));
        }
    }
    let required = Column::ALL.into_iter().filter(|column| *column != Column::Number);
    if let Some(column) = required.into_iter().find(|column| !positions.contains_key(column)) {
        return Err(ImportError::MissingColumn(column));
    }
    Ok((Columns { positions, width: header.len() }, rows))
}

impl Rows<'_> {
    /// The next row; none at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Row>, ImportError> {
        loop {
            let from = self.offset();
            let mut record = ByteRecord::new();
            let read = self.reader.read_byte_record(&mut record);
            if !read.map_err(|error| ImportError::Csv(error.to_string()))? {
                return Ok(None);
            }
            // counted here: the reader leaves out empty lines before a record
            let raw = self.bytes.get(from..self.offset()).unwrap_or_default();
            let empty = raw.iter().take_while(|b| **b == b'\n').count();
            let own = raw.get(empty..).unwrap_or_default();
            let line = self.line + empty as u64;
            self.line = line + count(own, b'\n') as u64;
            let last = self.line - u64::from(own.ends_with(b"\n"));
            if own != b"\r\n" && own != b"\r" {
                let closed = count(own, b'"').is_multiple_of(2);
                return Ok(Some(Row { line, last, record: without_return(record), closed }));
            }
        }
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX)
    }
}

/// A record without the `\r` of its line's end.
fn without_return(mut record: ByteRecord) -> ByteRecord {
    let before = record.len().saturating_sub(1);
    let last = record.get(before).and_then(|field| field.strip_suffix(b"\r")).map(<[u8]>::to_vec);
    if let Some(last) = last {
        record.truncate(before);
        record.push_field(&last);
    }
    record
}

fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().map(|b| usize::from(*b == byte)).sum()
}
