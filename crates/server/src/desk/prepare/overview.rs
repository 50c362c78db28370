//! A draft as a whole: its sections, how far each is, the check list, who changed what; and its file.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use tabella_crypto::hash::hex;
use tabella_prepare::{CheckLine, Section, is_ready};

use super::{At, DEFINITION, PREVIEW, ROOT, file, place::rows, words};
use crate::desk::{
    conduct::grouped,
    gate::Caller,
    page::{Block, Cell, Fact, Field, Form, Kind, Page, Table, Visit},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// So many of the last changes are shown.
const CHANGES: usize = 20;

/// A draft.
pub(in crate::desk) async fn overview(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let t = visit.texts;
    let mut page = Page::new(at.title(&visit)).back(ROOT, t.get("prepare-title"));
    let list = at.checks().await?;
    if at.is_fixed() {
        page.blocks.extend(at.fixed(t).await?);
    } else {
        let key = if is_ready(&list) { "prepare-ready" } else { "prepare-not-ready" };
        page.push(Block::Note(if is_ready(&list) { "good" } else { "warning" }, t.get(key)));
    }
    let mut links = vec![
        (
            at.path("manifest.json"),
            t.get(if at.is_fixed() { "prepare-export-fixed" } else { "prepare-export" }),
        ),
        (at.path(DEFINITION), t.get("prepare-export-nist")),
        (format!("{PREVIEW}?draft={}", at.kept.number), t.get("prepare-preview")),
    ];
    if !at.is_fixed() {
        links.push((at.path("fix"), t.get("prepare-fix-title")));
    }
    page.push(Block::Links(links));
    page.push(Block::Heading(t.get("prepare-sections")));
    page.push(Block::Facts(Section::ALL.iter().map(|section| at.section(t, &list, *section)).collect()));
    page.push(Block::Heading(t.get("prepare-checks")));
    page.push(Block::Checks(words::checks(t, &list)));
    page.push(Block::Table(at.changes(t).await?));
    page.push(Block::Heading(t.get("prepare-copy")));
    let copy = Form::post(ROOT).field(Field::hidden("from", "draft"));
    let copy = copy.field(Field::hidden("draft", at.kept.number));
    page.push(Block::Form(copy.other("go", "draft", t.get("prepare-copy-go"))));
    if !at.is_fixed() {
        page.push(Block::Heading(t.get("prepare-delete")));
        page.push(Block::Text(t.get("prepare-delete-about")));
        let delete = Form::post(at.path("delete")).field(Field::hidden("version", at.kept.version));
        let delete = delete.field(Field::new("sure", t.get("prepare-delete-sure"), Kind::Check(false)));
        page.push(Block::Form(delete.other("go", "delete", t.get("prepare-delete-go"))));
    }
    Ok(page.show(&visit))
}

/// The file.
pub(in crate::desk) async fn manifest(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let name =
        if at.is_fixed() { "manifest.json".to_owned() } else { format!("draft-{}.json", at.kept.number) };
    Ok(file(at.kept.content, &name))
}

impl At<'_> {
    /// What was fixed, and by whom.
    pub(super) async fn fixed(&self, t: &Texts) -> Result<Vec<Block>, Problem> {
        let Some((hash, deed)) = self.kept.fixed else { return Ok(Vec::new()) };
        let changes = self.shared.store.election_draft_changes(self.kept.number).await?;
        let mut names = Vec::new();
        for official in self.shared.store.signers(&deed).await? {
            let known = changes.iter().find(|change| change.official == official);
            names.push(known.map_or_else(|| t.get("prepare-unnamed"), |change| change.who.clone()));
        }
        let mut facts = vec![
            Fact::new(t.get("prepare-fixed-by"), names.join("\n")),
            Fact::new(t.get("prepare-hash"), grouped(&hex(&hash))),
        ];
        if let Some(change) = changes.iter().find(|change| change.section == "fix") {
            facts.insert(1, Fact::new(t.get("prepare-fixed-at"), self.moment(t, change.at.0)));
        }
        facts.push(Fact::new(t.get("prepare-id"), grouped(&self.id())));
        Ok(vec![Block::Note("good", t.get("prepare-fixed")), Block::Facts(facts)])
    }

    /// The id of the election that the file is.
    pub(super) fn id(&self) -> String {
        tabella_crypto::ElectionId::of_manifest(self.draft.bytes()).to_string()
    }

    /// A section, and how far it is.
    fn section(&self, t: &Texts, list: &[CheckLine], section: Section) -> Fact {
        let faults = list.iter().filter(|line| line.section == section).flat_map(|line| &line.faults);
        let count = faults.filter(|fault| fault.in_the_way).count() as u64;
        let mut lines = Vec::new();
        if let Some(things) = rows(self.draft.facts(), section) {
            lines.push(t.with("prepare-things", &[("count", (things as u64).into())]));
        }
        lines.push(match count {
            0 => t.get("prepare-in-order"),
            count => t.with("prepare-to-do", &[("count", count.into())]),
        });
        let mut fact = Fact::new(t.get(&format!("prepare-section-{}", section.name())), lines.join("\n"));
        let words = t.get(if self.is_fixed() { "prepare-look" } else { "prepare-change" });
        fact.change = Some((self.path(section.name()), words));
        fact
    }

    async fn changes(&self, t: &Texts) -> Result<Table, Problem> {
        let changes = self.shared.store.election_draft_changes(self.kept.number).await?;
        // how it was begun, too
        let first = changes.last().filter(|_| changes.len() > CHANGES);
        let rows = changes.iter().take(CHANGES).chain(first).map(|change| -> Vec<Cell> {
            let what = words::deed(t, &change.section);
            vec![self.moment(t, change.at.0).into(), change.who.clone().into(), what.into()]
        });
        let head = ["prepare-when", "prepare-who", "prepare-did"].map(|key| t.get(key)).into();
        Ok(Table { caption: t.get("prepare-changes"), head, rows: rows.collect() })
    }
}
