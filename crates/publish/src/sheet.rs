//! The result on paper: what `tabella-documents` is to lay out, in each language, bound to the board on every page.

use tabella_documents::{Answer, Order, Part, Record, Table};
use tabella_seats::Outcome;

use crate::{
    numbers::{Counted, Numbers, Row},
    texts::Texts,
};

/// People who sign the sheet by hand: the officials of the count.
const SIGNATURES: usize = 2;

/// File names and orders. `checkpoint` is the board's, with its signature.
pub(crate) fn orders(
    numbers: &Numbers<'_>,
    seats: Option<&Outcome>,
    checkpoint: &str,
    at: i64,
) -> Vec<(String, Order)> {
    let sheet = |code| {
        let record = record(numbers, seats, checkpoint, at, code);
        (format!("result.{code}.pdf"), Order::Record(record))
    };
    numbers.languages().map(sheet).collect()
}

fn record(
    numbers: &Numbers<'_>,
    seats: Option<&Outcome>,
    checkpoint: &str,
    at: i64,
    language: &str,
) -> Record {
    let texts = Texts::of(language);
    let manifest = numbers.election.manifest();
    let (id, size, root) = (numbers.election.id().to_string(), numbers.report.size, numbers.root());
    let bound =
        [("id", id.as_str().into()), ("size", Texts::number(size).into()), ("root", root.as_str().into())];
    let title = manifest.title.get(language).unwrap_or_default();
    let mut parts: Vec<Part> = seats.map(|outcome| of_seats(outcome, &texts)).into_iter().flatten().collect();
    parts.extend(numbers.contests.iter().map(|counted| of_contest(counted, language, &texts)));
    parts.push(of_turnout(numbers, &texts));
    let code = |label: String, value: &str| Answer { label, value: value.to_owned() };
    parts.push(Part {
        heading: texts.get("check"),
        text: vec![texts.get("check-about"), texts.get("sheet-about")],
        codes: vec![
            code(texts.get("election-id"), &id),
            code(texts.get("root"), &root),
            code(texts.get("checkpoint"), checkpoint),
            code(
                texts.get("sheet-command"),
                &format!("tabella verify board.tar --election-id {id} --counts"),
            ),
        ],
        ..Part::default()
    });
    Record {
        language: language.to_owned(),
        title: format!("{}: {title}", texts.get("heading")),
        lead: vec![manifest.authority.name.clone(), texts.get("verified"), texts.get("verified-about")],
        parts,
        bound: texts.with("sheet-bound", &bound),
        scanned: Some(Answer {
            label: texts.get("sheet-scanned"),
            value: format!("tabella:{id}:{size}:{root}"),
        }),
        signatures: vec![texts.get("sheet-signature"); SIGNATURES],
        at,
    }
}

fn of_seats(outcome: &Outcome, texts: &Texts) -> Vec<Part> {
    let undecided = (!outcome.decided).then(|| texts.get("seats-undecided"));
    let rows = outcome.lists.iter().map(|list| {
        let name = list.name.clone().unwrap_or_else(|| list.list.to_string());
        vec![name, Texts::number(list.votes), list.seats.to_string()]
    });
    let lists = Part {
        heading: format!("{} ({})", texts.get("seats"), outcome.method.name()),
        text: undecided.into_iter().collect(),
        table: Some(Table {
            head: ["list", "votes", "seats"].map(|key| texts.get(key)).to_vec(),
            words: 1,
            rows: rows.collect(),
            sum: Some(vec![texts.get("sum"), String::new(), outcome.seats.to_string()]),
        }),
        ..Part::default()
    };
    if outcome.elected.is_empty() {
        return vec![lists];
    }
    let elected = outcome.elected.iter().map(|elected| {
        let name = elected.name.clone().unwrap_or_else(|| elected.candidate.to_string());
        vec![name, elected.list.as_ref().map(ToString::to_string).unwrap_or_default()]
    });
    let elected = Part {
        heading: texts.get("elected"),
        table: Some(Table {
            head: ["option", "list"].map(|key| texts.get(key)).to_vec(),
            words: 2,
            rows: elected.collect(),
            sum: None,
        }),
        ..Part::default()
    };
    vec![lists, elected]
}

fn of_contest(counted: &Counted<'_>, language: &str, texts: &Texts) -> Part {
    let heading = counted.contest.title.get(language).unwrap_or_default().to_owned();
    if counted.groups.is_empty() {
        return Part { heading, text: vec![texts.get("not-decrypted")], ..Part::default() };
    }
    let total = counted.total();
    let by_post = counted.rows.iter().any(|row| row.by_post > 0);
    let lists = counted.rows.iter().any(|row| row.list.is_some());
    let mut head = vec![texts.get("option")];
    head.extend(lists.then(|| texts.get("list")));
    let words = head.len();
    head.extend(by_post.then(|| [texts.get("online"), texts.get("by-post")]).into_iter().flatten());
    head.extend([texts.get("votes"), texts.get("share")]);
    let line = |row: &Row<'_>| {
        let mut cells = vec![row.option.name.get(language).unwrap_or_default().to_owned()];
        let list = row.list.and_then(|list| list.name.get(language)).unwrap_or_default();
        cells.extend(lists.then(|| list.to_owned()));
        let parts = || [Texts::number(row.online), Texts::number(row.by_post)];
        cells.extend(by_post.then(parts).into_iter().flatten());
        cells.extend([Texts::number(row.total()), texts.share(row.total(), total)]);
        cells
    };
    // the most votes first; where they are equal, the order of the ballot
    let mut rows: Vec<&Row<'_>> = counted.rows.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.total()));
    let mut sum = vec![String::new(); head.len()];
    for (place, text) in [(0, texts.get("sum")), (head.len() - 2, Texts::number(total))] {
        if let Some(cell) = sum.get_mut(place) {
            *cell = text;
        }
    }
    Part {
        heading,
        text: by_post.then(|| texts.get("by-post-about")).into_iter().collect(),
        table: Some(Table { head, words, rows: rows.into_iter().map(line).collect(), sum: Some(sum) }),
        ..Part::default()
    }
}

fn of_turnout(numbers: &Numbers<'_>, texts: &Texts) -> Part {
    let rows = numbers.turnout().into_iter().map(|(what, number)| {
        vec![texts.get(&format!("turnout-{}", what.replace('_', "-"))), Texts::number(number)]
    });
    Part {
        heading: texts.get("turnout"),
        table: Some(Table {
            head: vec![texts.get("turnout"), texts.get("sheet-number")],
            words: 1,
            rows: rows.collect(),
            sum: None,
        }),
        ..Part::default()
    }
}
