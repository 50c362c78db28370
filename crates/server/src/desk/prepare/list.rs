//! The drafts there are, and how another one is begun.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};
use tabella_desk_store::DraftDeed;
use tabella_prepare::Draft;

use super::{ROOT, may, name, words};
use crate::desk::{
    gate::Caller,
    page::{Block, Cell, Choice, Field, Form, Kind, Page, Table, Visit, form::Sent, go},
    portal,
    problem::Problem,
    shared::{Shared, rng},
};

/// The drafts.
pub(in crate::desk) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Problem> {
    may(&caller)?;
    Ok(page(&shared, &visit, None).await?.show(&visit))
}

async fn page(shared: &Shared, visit: &Visit, wrong: Option<String>) -> Result<Page, Problem> {
    let t = visit.texts;
    let mut page = Page::new(t.get("prepare-title")).back("/elections", t.get("back-to-elections"));
    page.push(Block::Text(t.get("prepare-lead")));
    let mut rows = Vec::new();
    for kept in shared.store.election_drafts().await? {
        // one that is read no more does not hide the others
        let draft = Draft::read(&kept.content);
        let untitled = || t.with("prepare-untitled", &[("number", kept.number.into())]);
        let title = draft.map_or_else(|_| untitled(), |draft| words::title(t, &draft, kept.number));
        let state = t.get(if kept.fixed.is_some() { "prepare-state-fixed" } else { "prepare-state-open" });
        let link = Cell { text: title, href: Some(format!("{ROOT}/{}", kept.number)) };
        rows.push(vec![kept.number.into(), link, state.into()]);
    }
    if !rows.is_empty() {
        let head = ["prepare-number", "prepare-what", "prepare-state"].map(|key| t.get(key)).into();
        page.push(Block::Table(Table { caption: t.get("prepare-drafts"), head, rows }));
    }
    page.push(Block::Heading(t.get("prepare-begin")));
    page.push(Block::Text(t.get("prepare-begin-about")));
    page.push(Block::Form(Form::post(ROOT).button(t.get("prepare-begin-nothing"))));
    let file = Field::new("file", t.get("prepare-begin-file"), Kind::File(".json,application/json"));
    let file = file.hint(t.get("prepare-begin-file-hint")).wrong(wrong);
    let from_file = Form { upload: true, ..Form::post(ROOT) };
    let from_file = from_file.field(Field::hidden("from", "file")).field(file);
    page.push(Block::Form(from_file.other("go", "file", t.get("prepare-begin-file-go"))));
    if !shared.elections.is_empty() {
        let choices = shared
            .elections
            .iter()
            .map(|served| Choice::new(&served.id().to_string(), portal::title(served, t.code()), false));
        let election =
            Field::new("election", t.get("prepare-begin-election"), Kind::Select(choices.collect()));
        let form = Form::post(ROOT).field(Field::hidden("from", "election")).field(election);
        page.push(Block::Form(form.other("go", "election", t.get("prepare-begin-election-go"))));
    }
    Ok(page)
}

/// Begins a draft: out of nothing, a file, an election that is served here, another draft.
pub(in crate::desk) async fn begin(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
) -> Result<Response, Problem> {
    may(&caller)?;
    let t = visit.texts;
    let (content, section) = match sent.text("from") {
        "" => (Draft::default().bytes().to_vec(), "begin"),
        "election" => (shared.served(sent.text("election"))?.election.bytes().to_vec(), "begin-election"),
        "draft" => {
            let number = sent.text("draft").parse().unwrap_or(0);
            let kept = shared.store.election_draft(number).await?;
            (kept.ok_or_else(|| Problem::not_found("draft"))?.content, "begin-copy")
        }
        "file" => match sent.file().map(Draft::read) {
            Some(Ok(draft)) => (draft.bytes().to_vec(), "begin-file"),
            Some(Err(error)) => {
                let wrong = t.with("prepare-wrong-json", &[("said", error.to_string().into())]);
                return Ok(page(&shared, &visit, Some(wrong)).await?.show(&visit));
            }
            None => {
                let wrong = t.get("prepare-wrong-file");
                return Ok(page(&shared, &visit, Some(wrong)).await?.show(&visit));
            }
        },
        _ => return Err(Problem::malformed("a draft is begun from something else")),
    };
    let who = name(&caller);
    let deed = DraftDeed { section, official: caller.person.key, who: &who, at: shared.now() };
    let number = shared.store.begin_election_draft(&content, deed, &mut rng()?).await?;
    tracing::info!(draft = number, section, "a draft of an election was begun");
    Ok(go(&format!("{ROOT}/{number}")))
}
