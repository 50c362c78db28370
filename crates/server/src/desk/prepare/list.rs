//! The drafts there are, and how another one is begun.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};
use tabella_desk_store::{DraftDeed, ElectionDraft};
use tabella_election::manifest::UtcTime;
use tabella_prepare::Draft;

use super::{ROOT, aside, definition, may, name, words};
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
    let visit = visit.in_zone(ZONE);
    Ok(page(&shared, &visit, Wrong::default()).await?.show(&visit))
}

/// Of the moments on the page: drafts may have any other, or none.
const ZONE: &str = "UTC";

/// What stands in the way of a file.
#[derive(Default)]
pub(super) struct Wrong {
    /// Of a manifest.
    pub(super) file: Option<String>,
    /// Of a ballot definition; with what there is to say of it, and whether it can be taken all the same.
    pub(super) definition: Option<String>,
    pub(super) lines: Vec<String>,
    pub(super) takeable: bool,
}

async fn page(shared: &Shared, visit: &Visit, wrong: Wrong) -> Result<Page, Problem> {
    let t = visit.texts;
    let mut page = Page::new(t.get("prepare-title")).back("/elections", t.get("back-to-elections"));
    page.push(Block::Text(t.get("prepare-lead")));
    let mut rows = Vec::new();
    let kept = shared.store.election_drafts().await?;
    let drafts = aside(move || {
        let read = |kept: ElectionDraft| (Draft::read(&kept.content), kept);
        kept.into_iter().map(read).collect::<Vec<_>>()
    });
    for (draft, kept) in drafts.await? {
        // one that is read no more does not hide the others
        let untitled = || t.with("prepare-untitled", &[("number", kept.number.into())]);
        if let Some(at) = kept.deleted {
            let changes = shared.store.election_draft_changes(kept.number).await?;
            let who = changes.first().map_or_else(String::new, |change| change.who.clone());
            let when = t.moment(tabella_prepare::zone::civil(&jiff::tz::TimeZone::UTC, UtcTime(at.0)));
            let state = t.with("prepare-deleted-by", &[("who", who.into()), ("when", when.into())]);
            rows.push(vec![kept.number.into(), untitled().into(), state.into()]);
            continue;
        }
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
    let file = file.hint(t.get("prepare-begin-file-hint")).wrong(wrong.file.clone());
    let from_file = Form { upload: true, ..Form::post(ROOT) };
    let from_file = from_file.field(Field::hidden("from", "file")).field(file);
    page.push(Block::Form(from_file.other("go", "file", t.get("prepare-begin-file-go"))));
    page.blocks.extend(definition::form(t, wrong));
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
    let visit = visit.in_zone(ZONE);
    let t = visit.texts;
    let (content, section) = match sent.text("from") {
        "" => (Draft::default().bytes().to_vec(), "begin"),
        "election" => (shared.served(sent.text("election"))?.election.bytes().to_vec(), "begin-election"),
        "draft" => {
            let number = sent.text("draft").parse().unwrap_or(0);
            let kept = shared.store.election_draft(number).await?;
            (kept.ok_or_else(|| Problem::not_found("draft"))?.content, "begin-copy")
        }
        "file" => {
            let file = sent.file().map(<[u8]>::to_vec);
            let read = aside(move || file.map(|file| Draft::read(&file))).await?;
            let begun = match read {
                Some(Ok(draft)) => Ok((draft.bytes().to_vec(), "begin-file")),
                Some(Err(error)) => Err(t.with("prepare-wrong-json", &[("said", error.to_string().into())])),
                None => Err(t.get("prepare-wrong-file")),
            };
            match begun {
                Ok(begun) => begun,
                Err(words) => {
                    let wrong = Wrong { file: Some(words), ..Wrong::default() };
                    return Ok(page(&shared, &visit, wrong).await?.show(&visit));
                }
            }
        }
        "nist" => match definition::read(t, &sent).await? {
            Ok(draft) => (draft.bytes().to_vec(), "begin-nist"),
            Err(wrong) => return Ok(page(&shared, &visit, wrong).await?.show(&visit)),
        },
        _ => return Err(Problem::malformed("a draft is begun from something else")),
    };
    let who = name(&caller);
    let deed = DraftDeed { section, official: caller.person.key, who: &who, at: shared.now() };
    let number = shared.store.begin_election_draft(&content, deed, &mut rng()?).await?;
    tracing::info!(draft = number, section, "a draft of an election was begun");
    Ok(go(&format!("{ROOT}/{number}")))
}
