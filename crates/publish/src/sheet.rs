//! The result on paper: what `tabella-documents` is to lay out in each language, bound to the board on every page. A short sheet for
//! people to sign, and a report with everything that the page says.

use tabella_documents::{Answer, Order, Part, Record};
use tabella_seats::Outcome;

use crate::{
    numbers::Numbers,
    sections::{self, Section},
    texts::Texts,
};

/// People who sign the sheet by hand: the officials of the count.
const SIGNATURES: usize = 2;

/// The sheet to sign.
pub(crate) fn sheet_name(language: &str) -> String {
    format!("result.{language}.pdf")
}

/// The report.
pub(crate) fn report_name(language: &str) -> String {
    format!("report.{language}.pdf")
}

/// What papers are made of, besides the numbers.
pub(crate) struct Paper<'a> {
    /// The board's, with its signature.
    pub(crate) checkpoint: &'a str,
    /// SHA-256 of `result.json`, which has every number: whoever signs the short sheet signs for all.
    pub(crate) numbers_hash: String,
    /// The key that the folder is signed with.
    pub(crate) key: &'a str,
    pub(crate) at: i64,
}

/// File names and orders.
pub(crate) fn orders(
    numbers: &Numbers<'_>,
    seats: Option<&Outcome>,
    paper: &Paper<'_>,
) -> Vec<(String, Order)> {
    let both = |code| {
        let sheet = Order::Record(record(numbers, seats, paper, code, true));
        let report = Order::Record(record(numbers, seats, paper, code, false));
        [(sheet_name(code), sheet), (report_name(code), report)]
    };
    numbers.languages().flat_map(both).collect()
}

fn record(
    numbers: &Numbers<'_>,
    seats: Option<&Outcome>,
    paper: &Paper<'_>,
    language: &str,
    short: bool,
) -> Record {
    let texts = &Texts::of(language);
    let manifest = numbers.election.manifest();
    let (id, size, root) = (numbers.election.id().to_string(), numbers.report.size, numbers.root());
    let bound =
        [("id", id.as_str().into()), ("size", Texts::number(size).into()), ("root", root.as_str().into())];
    let title = manifest.title.get(language).unwrap_or_default();
    let sections = sections::all(numbers, seats, language, texts);
    let mut parts: Vec<Part> =
        sections.into_iter().filter(|section| section.short || !short).map(part).collect();
    let code = |label: String, value: &str| Answer { label, value: value.to_owned() };
    let mut about = vec![texts.get("check-about"), texts.get("sheet-about")];
    about.push(if short { texts.get("sheet-rest") } else { texts.get("signed-about") });
    let mut commands = vec![format!("tabella verify board.tar --election-id {id} --counts")];
    if !short {
        commands.push(numbers.check(seats, "FOLDER"));
    }
    let mut codes = vec![
        code(texts.get("election-id"), &id),
        code(texts.get("root"), &root),
        code(texts.get("checkpoint"), paper.checkpoint),
        code(texts.get("numbers-hash"), &paper.numbers_hash),
        code(texts.get("sheet-command"), &commands.join("\n")),
    ];
    if !short {
        codes.push(code(texts.get("signed-key"), paper.key));
    }
    parts.push(Part { heading: texts.get("check"), text: about, codes, ..Part::default() });
    let heading = if short { texts.get("heading") } else { texts.get("report") };
    Record {
        language: language.to_owned(),
        title: format!("{heading}: {title}"),
        lead: vec![manifest.authority.name.clone(), texts.get("verified"), texts.get("verified-about")],
        parts,
        bound: texts.with("sheet-bound", &bound),
        scanned: Some(Answer {
            label: texts.get("sheet-scanned"),
            value: format!("tabella:{id}:{size}:{root}"),
        }),
        signatures: if short { vec![texts.get("sheet-signature"); SIGNATURES] } else { Vec::new() },
        at: paper.at,
    }
}

fn part(section: Section) -> Part {
    Part {
        heading: section.heading,
        sub: section.sub,
        text: section.warning.into_iter().chain(section.text).collect(),
        table: section.table.map(|captioned| captioned.table),
        ..Part::default()
    }
}
