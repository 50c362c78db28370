//! The result for people: one page for each language, without scripts, tables first.

use askama::Template;
use tabella_seats::Outcome;

use crate::{
    numbers::{Counted, Numbers, Row},
    texts::Texts,
};

/// The pages' style sheet, a file of its own so that their policy need not allow any style within them.
pub(crate) const STYLE: &str = include_str!("../templates/style.css");

/// Width of the longest bar, in hundredths.
const WIDTH: u64 = 100;

#[derive(Template)]
#[template(path = "results.html")]
struct Page<'a> {
    texts: &'a Texts,
    /// The other languages: file, code, name.
    others: Vec<(String, &'static str, &'static str)>,
    title: &'a str,
    authority: &'a str,
    id: String,
    size: String,
    root: String,
    turnout: Vec<(String, String)>,
    seats: Option<Seats>,
    contests: Vec<Contest<'a>>,
}

struct Seats {
    method: &'static str,
    all: String,
    decided: bool,
    lists: Vec<[String; 3]>,
    elected: Vec<[String; 2]>,
}

struct Contest<'a> {
    anchor: String,
    title: &'a str,
    decrypted: bool,
    total: String,
    by_post: bool,
    rows: Vec<Line<'a>>,
}

struct Line<'a> {
    name: &'a str,
    list: &'a str,
    online: String,
    by_post: String,
    total: String,
    share: String,
    bar: u64,
}

/// File names and content. The first language of the manifest is `index.html`, too.
pub(crate) fn pages(numbers: &Numbers<'_>, seats: Option<&Outcome>) -> Vec<(String, String)> {
    let languages: Vec<(&str, Texts)> = numbers.languages().map(|code| (code, Texts::of(code))).collect();
    let file = |code: &str| format!("index.{code}.html");
    let mut pages = Vec::new();
    for (code, texts) in &languages {
        let others = languages.iter().filter(|(other, _)| other != code);
        let others = others.map(|(other, texts)| (file(other), texts.code, texts.name)).collect();
        let page = Page {
            texts,
            others,
            title: numbers.election.manifest().title.get(code).unwrap_or_default(),
            authority: &numbers.election.manifest().authority.name,
            id: numbers.election.id().to_string(),
            size: Texts::number(numbers.report.size),
            root: numbers.root(),
            turnout: numbers
                .turnout()
                .into_iter()
                .map(|(what, number)| {
                    (texts.get(&format!("turnout-{}", what.replace('_', "-"))), Texts::number(number))
                })
                .collect(),
            seats: seats.map(Seats::of),
            contests: numbers.contests.iter().map(|counted| contest(counted, code, texts)).collect(),
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

fn contest<'a>(counted: &Counted<'a>, language: &str, texts: &Texts) -> Contest<'a> {
    let total = counted.total();
    let longest = counted.rows.iter().map(Row::total).max().unwrap_or(0).max(1);
    let mut rows: Vec<_> = counted.rows.iter().collect();
    // the most votes first; where they are equal, the order of the ballot
    rows.sort_by_key(|row| std::cmp::Reverse(row.total()));
    Contest {
        anchor: format!("contest-{}", counted.contest.id),
        title: counted.contest.title.get(language).unwrap_or_default(),
        decrypted: !counted.groups.is_empty(),
        total: Texts::number(total),
        by_post: counted.rows.iter().any(|row| row.by_post > 0),
        rows: rows
            .into_iter()
            .map(|row| Line {
                name: row.option.name.get(language).unwrap_or_default(),
                list: row.list.and_then(|list| list.name.get(language)).unwrap_or_default(),
                online: Texts::number(row.online),
                by_post: Texts::number(row.by_post),
                total: Texts::number(row.total()),
                share: texts.share(row.total(), total),
                bar: u64::try_from(u128::from(row.total()) * u128::from(WIDTH) / u128::from(longest))
                    .unwrap_or(WIDTH),
            })
            .collect(),
    }
}

impl Seats {
    fn of(outcome: &Outcome) -> Self {
        let lists = outcome.lists.iter().map(|list| {
            let name = list.name.clone().unwrap_or_else(|| list.list.to_string());
            [name, Texts::number(list.votes), list.seats.to_string()]
        });
        let elected = outcome.elected.iter().map(|elected| {
            let name = elected.name.clone().unwrap_or_else(|| elected.candidate.to_string());
            [name, elected.list.as_ref().map(ToString::to_string).unwrap_or_default()]
        });
        Self {
            method: outcome.method.name(),
            all: outcome.seats.to_string(),
            decided: outcome.decided,
            lists: lists.collect(),
            elected: elected.collect(),
        }
    }
}
