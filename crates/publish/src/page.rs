//! The result for people: one page for each language, without scripts, tables first.

use askama::Template;
use tabella_documents::Table;
use tabella_seats::Outcome;

use crate::{
    numbers::Numbers,
    sections::{self, Section},
    texts::Texts,
};

/// The pages' style sheet, a file of its own so that their policy need not allow any style within them.
pub(crate) const STYLE: &str = include_str!("../templates/style.css");

#[derive(Template)]
#[template(path = "results.html")]
struct Page<'a> {
    texts: &'a Texts,
    /// The words'.
    language: &'a str,
    /// The other languages: file, code, name.
    others: Vec<(String, &'a str, &'a str)>,
    title: &'a str,
    authority: &'a str,
    id: String,
    size: String,
    root: String,
    key: String,
    /// The command that compares the folder with the board.
    check: String,
    sections: Vec<Section>,
    /// The sheets in this language, if there are any.
    sheets: Vec<(String, String)>,
    has_seats: bool,
}

impl Page<'_> {
    /// Sections that follow this one and belong to it, and are open.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands over references")]
    fn parts(&self, position: &usize) -> Vec<&Section> {
        let rest = self.sections.iter().skip(position + 1);
        rest.take_while(|section| section.sub).filter(|section| !section.folded).collect()
    }
}

/// How a table is laid out on a phone: each line of three numbers and more has the name above its numbers.
fn shape(table: &Table) -> &'static str {
    match table.head.len().saturating_sub(table.words) {
        _ if table.words > 2 => "tall n1",
        0 | 1 if table.words > 1 => "tall n1",
        0 | 1 => "",
        2 => "tall n2",
        3 => "tall n3",
        4 => "tall n4",
        _ => "tall n5",
    }
}

/// Whether a column holds words, and its class.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands over references")]
fn class(table: &Table, column: &usize) -> &'static str {
    if *column < table.words { "word" } else { "number" }
}

/// File names and content. The first language of the manifest is `index.html`, too.
pub(crate) fn pages(
    numbers: &Numbers<'_>,
    seats: Option<&Outcome>,
    sheets: &[&String],
    key: &str,
) -> Vec<(String, String)> {
    let languages: Vec<(&str, Texts)> = numbers.languages().map(|code| (code, Texts::of(code))).collect();
    let file = |code: &str| format!("index.{code}.html");
    let mut pages = Vec::new();
    for (code, texts) in &languages {
        let others = languages.iter().filter(|(other, _)| other != code);
        // one that there are no words for is called by its code
        let others = others.map(|(other, texts)| {
            (file(other), *other, if texts.is_of(other) { texts.name } else { *other })
        });
        let papers = [
            (crate::sheet::sheet_name(code), texts.get("sheet-link")),
            (crate::sheet::report_name(code), texts.get("report-link")),
        ];
        let page = Page {
            texts,
            language: if texts.is_of(code) { code } else { texts.code },
            others: others.collect(),
            title: numbers.election.manifest().title.get(code).unwrap_or_default(),
            authority: &numbers.election.manifest().authority.name,
            id: numbers.election.id().to_string(),
            size: Texts::number(numbers.report.size),
            root: numbers.root(),
            key: key.to_owned(),
            check: numbers.check(seats, "."),
            sections: sections::all(numbers, seats, code, texts),
            sheets: papers.into_iter().filter(|(name, _)| sheets.contains(&name)).collect(),
            has_seats: seats.is_some(),
        };
        // a template that writes to memory cannot fail
        let content = page.render().unwrap_or_default();
        if pages.is_empty() {
            pages.push(("index.html".to_owned(), content.clone()));
        }
        pages.push((file(code), content));
    }
    pages
}
