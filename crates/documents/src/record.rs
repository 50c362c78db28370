//! What was done or found, to be kept: a result, the protocol of a ceremony.

use typst::foundations::{Array, Bytes, IntoValue as _, Value, dict};

use crate::{
    Answer, Part, Record, Table,
    paper::{Paper, RenderError, render},
    qr,
    said::{Said, lines, said},
    texts::Texts,
    world::Template,
};

impl Record {
    /// Makes the document.
    pub(crate) fn render(&self) -> Result<Paper, RenderError> {
        let scanned = self.scanned.as_ref().and_then(|scanned| {
            let picture = Bytes::from_string(qr::picture(&scanned.value)?);
            Some(Value::Dict(dict! { "about" => scanned.label.as_str(), "picture" => picture }))
        });
        let data = dict! {
            "language" => Texts::of(&self.language).code,
            "title" => self.title.as_str(),
            "heading" => said(&self.title),
            "lead" => lines(self.lead.iter().map(String::as_str)),
            "parts" => self.parts.iter().map(part).collect::<Array>(),
            "bound" => said(&self.bound),
            "scanned" => scanned,
            "signatures" => lines(self.signatures.iter().map(String::as_str)),
        };
        render(Template::Record, data, self.at)
    }
}

fn part(part: &Part) -> Value {
    let Part { heading, sub, text, facts, codes, table } = part;
    let answer = |answer: &Answer| {
        Value::Dict(dict! { "label" => said(&answer.label), "value" => lines(answer.value.lines()) })
    };
    Value::Dict(dict! {
        "heading" => said(heading),
        "level" => if *sub { 3 } else { 2 },
        "text" => lines(text.iter().map(String::as_str)),
        "facts" => facts.iter().map(answer).collect::<Array>(),
        "codes" => codes.iter().map(answer).collect::<Array>(),
        "table" => table.as_ref().map(shown),
    })
}

/// Every line has as many cells as there are heads: what is missing is empty, and what is too much would shift the others.
fn shown(table: &Table) -> Value {
    let columns = table.head.len();
    let cells = |row: &Vec<String>| {
        let cells = row.iter().map(String::as_str).chain(std::iter::repeat("")).take(columns);
        cells.map(|cell| Said::into_value(said(cell))).collect::<Array>().into_value()
    };
    Value::Dict(dict! {
        "head" => lines(table.head.iter().map(String::as_str)),
        "words" => i64::try_from(table.words).unwrap_or(i64::MAX),
        "rows" => table.rows.iter().map(cells).collect::<Array>(),
        "sum" => table.sum.as_ref().map(cells),
    })
}
