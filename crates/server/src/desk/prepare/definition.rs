//! Ballot definitions of other systems (NIST SP 1500-20): a draft as one, and a draft out of one. What a draft has no place for is told
//! before anything is taken.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use tabella_election::manifest::UtcTime;
use tabella_prepare::{Draft, nist};

use super::{At, aside, file, list::Wrong, words};
use crate::desk::{
    gate::Caller,
    page::{Block, Field, Form, Kind, Page, Visit, form::Sent},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// The draft as a ballot definition; or what it does not say yet.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let (facts, made) = (at.draft.facts().clone(), UtcTime(shared.now().0));
    match aside(move || nist::write(&facts, made)).await? {
        Ok(definition) => Ok(file(definition, &format!("ballot-definition-{}.json", at.kept.number))),
        Err(faults) => {
            let t = visit.texts;
            let mut page = Page::new(t.get("prepare-export-nist")).back(at.path(""), at.title(&visit));
            page.push(Block::Note("warning", t.get("prepare-nist-unsaid")));
            page.push(Block::List(faults.iter().map(|fault| words::unsaid(t, fault)).collect()));
            (page.status, page.problem) = (StatusCode::CONFLICT, Some("not-now"));
            Ok(page.show(&visit))
        }
    }
}

/// A draft out of the file that was sent; or what stands in the way of it.
pub(super) async fn read(t: &Texts, sent: &Sent) -> Result<Result<Draft, Wrong>, Problem> {
    let Some(file) = sent.file().map(<[u8]>::to_vec) else {
        return Ok(Err(Wrong { definition: Some(t.get("prepare-wrong-file")), ..Wrong::default() }));
    };
    let wrong = |key: &str, lines: Vec<String>, takeable| {
        Ok(Err(Wrong { definition: Some(t.get(key)), lines, takeable, ..Wrong::default() }))
    };
    match aside(move || nist::read(&file)).await? {
        Ok(taken) if taken.left.is_empty() || sent.ticked("leave_out") => Ok(Ok(taken.draft)),
        Ok(taken) => {
            let left = taken.left.iter().map(|left| words::definition_left(t, left));
            wrong("prepare-nist-left", left.collect(), true)
        }
        Err(faults) => {
            let faults = faults.iter().map(|fault| words::definition_fault(t, fault));
            wrong("prepare-nist-refused", faults.collect(), false)
        }
    }
}

/// The form that takes one.
pub(super) fn form(t: &Texts, wrong: Wrong) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !wrong.lines.is_empty() {
        let heading = if wrong.takeable { "prepare-nist-left-title" } else { "prepare-nist-refused-title" };
        blocks.push(Block::Heading(t.get(heading)));
        blocks.push(Block::List(wrong.lines));
    }
    // another name than the file of the form above has
    let field = Field::new("definition", t.get("prepare-begin-nist"), Kind::File(".json,application/json"));
    let field = field.hint(t.get("prepare-begin-nist-hint")).wrong(wrong.definition);
    let form = Form { upload: true, ..Form::post(super::ROOT) };
    let mut form = form.field(Field::hidden("from", "nist")).field(field);
    if wrong.takeable {
        form = form.field(Field::new("leave_out", t.get("prepare-nist-leave-out"), Kind::Check(false)));
    }
    blocks.push(Block::Form(form.other("go", "nist", t.get("prepare-begin-nist-go"))));
    blocks
}
