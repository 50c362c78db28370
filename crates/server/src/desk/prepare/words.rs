//! The words of a draft's faults, changes and things.

use tabella_election::manifest::{Contest, Text};
use tabella_prepare::{
    CheckLine, Draft, EditError, Fault, FaultName, Section,
    candidates::{RowFault, RowWhat},
    nist,
};

use super::place::Place;
use crate::desk::{
    page::{Check, Standing},
    texts::Texts,
};

/// A text in the language of the page, or in any; something else if it is in none.
pub(super) fn pick(t: &Texts, text: &Text, otherwise: &str) -> String {
    let found = [t.code(), "en"].into_iter().find_map(|language| text.get(language));
    let found = found.or_else(|| text.0.values().next().map(String::as_str));
    found.filter(|found| !found.trim().is_empty()).unwrap_or(otherwise).to_owned()
}

/// What a draft is called.
pub(super) fn title(t: &Texts, draft: &Draft, number: u64) -> String {
    let otherwise = t.with("prepare-untitled", &[("number", number.into())]);
    pick(t, &draft.facts().title, &otherwise)
}

pub(super) fn contest_name(t: &Texts, contest: &Contest) -> String {
    pick(t, &contest.title, contest.id.as_str())
}

/// What is to be done about a fault.
fn fault(t: &Texts, fault: &Fault) -> String {
    let Fault { name, place, found, .. } = fault;
    let named = |text: &str, key: &str| if text.is_empty() { t.get(key) } else { text.to_owned() };
    let place = match name {
        FaultName::NoText | FaultName::LanguageTag => named(place, "prepare-place-title"),
        FaultName::NoName | FaultName::Key | FaultName::Zero => t
            .find(&format!("prepare-place-{}", place.replace('_', "-")))
            .unwrap_or_else(|| named(place, "prepare-place-none")),
        _ => named(place, "prepare-place-none"),
    };
    let args = [("place", place.into()), ("found", found.as_str().into())];
    t.with(&format!("prepare-fault-{}", name.name()), &args)
}

/// Most faults of one check that are told.
const TOLD: usize = 5;

fn line(t: &Texts, line: &CheckLine) -> Check {
    let name = line.check.name();
    if line.faults.is_empty() {
        return Check { standing: Standing::Good, words: t.get(&format!("prepare-check-{name}")) };
    }
    let standing = if line.is_good() { Standing::Doubt } else { Standing::Bad };
    // what stands in the way comes first
    let (bad, doubt): (Vec<&Fault>, Vec<&Fault>) = line.faults.iter().partition(|fault| fault.in_the_way);
    let mut words: Vec<String> = bad.into_iter().chain(doubt).take(TOLD).map(|one| fault(t, one)).collect();
    if let Some(more) = line.faults.len().checked_sub(TOLD).filter(|more| *more > 0) {
        words.push(t.with("prepare-more", &[("more", (more as u64).into())]));
    }
    Check { standing, words: words.join(" ") }
}

/// The check list in words.
pub(super) fn checks(t: &Texts, list: &[CheckLine]) -> Vec<Check> {
    list.iter().map(|one| line(t, one)).collect()
}

/// Why an edit is refused.
pub(super) fn refused(t: &Texts, error: &EditError) -> String {
    let (id, by) = match error {
        EditError::Taken(id) => (id.as_str(), ""),
        EditError::Used { id, by } => (id.as_str(), by.as_str()),
        EditError::NoId | EditError::NoSuch => ("", ""),
    };
    let args = [("id", id.to_owned().into()), ("by", by.to_owned().into())];
    t.with(&format!("prepare-refused-{}", error.name()), &args)
}

/// What is wrong with a table of candidates.
pub(super) fn row_fault(t: &Texts, fault: &RowFault) -> String {
    let RowFault { line, column, what, found } = fault;
    let what = t.with(&format!("prepare-row-{}", RowWhat::name(*what)), &[("found", found.as_str().into())]);
    let args = [("line", (*line).into()), ("column", column.as_str().into()), ("what", what.into())];
    t.with(if column.is_empty() { "prepare-row" } else { "prepare-row-column" }, &args)
}

/// What is wrong with a ballot definition, or with a draft that is to become one.
pub(super) fn definition_fault(t: &Texts, fault: &nist::Fault) -> String {
    placed(
        t,
        &fault.place,
        t.with(&said("wrong", fault.what.name()), &[("found", fault.found.clone().into())]),
    )
}

/// What a draft must say before it is a ballot definition, with the section in which it is said.
pub(super) fn unsaid(t: &Texts, fault: &nist::Fault) -> String {
    let section = match fault.place.split('/').next() {
        Some("schedule") => Section::Schedule,
        Some("reporting_units") => Section::Units,
        Some("contests") if fault.place.contains("/options") || fault.place.contains("/lists") => {
            Section::Options
        }
        Some("contests") => Section::Contests,
        Some("styles") => Section::Styles,
        _ => Section::Title,
    };
    let section = t.get(&format!("prepare-section-{}", section.name()));
    placed(t, &section, definition_fault(t, fault))
}

/// What of a ballot definition a draft does not keep.
pub(super) fn definition_left(t: &Texts, left: &nist::Left) -> String {
    let what = t.with(&said("loss", left.what.name()), &[("found", left.found.clone().into())]);
    let line = placed(t, &left.place, what);
    match left.count {
        1 => line,
        count => t.with("prepare-nist-many", &[("line", line.into()), ("count", count.into())]),
    }
}

fn said(kind: &str, name: &str) -> String {
    format!("prepare-nist-{kind}-{name}")
}

fn placed(t: &Texts, place: &str, what: String) -> String {
    if place.is_empty() {
        return what;
    }
    t.with("prepare-nist-line", &[("place", place.to_owned().into()), ("what", what.into())])
}

/// What was changed, or done with the whole.
pub(super) fn deed(t: &Texts, section: &str) -> String {
    let known = t.find(&format!("prepare-section-{section}"));
    known.unwrap_or_else(|| t.get(&format!("prepare-deed-{section}")))
}

/// What a page of a thing is called.
pub(super) fn heading(t: &Texts, place: Place, what: Option<String>) -> String {
    what.unwrap_or_else(|| t.get(&format!("prepare-section-{}", place.section.name())))
}
