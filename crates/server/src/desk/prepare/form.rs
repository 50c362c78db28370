//! The pages of a section and of its things: what stands there, the form to change it, and what becomes of what was typed.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use tabella_desk_store::StoreError;
use tabella_prepare::{Facts, Section};

use super::{
    At, aside, fields, name,
    place::{Place, Thing},
    read::{self, Wrong},
    words,
};
use crate::desk::{
    gate::Caller,
    page::{Block, Cell, Fact, Field, Form, Kind, Page, Table, Visit, form::Sent, go},
    problem::Problem,
    shared::{Shared, rng},
    texts::Texts,
};

/// A section.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((number, section)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let place = Place::read(at.draft.facts(), &section, None)?;
    Ok(at.page(&visit, place, None).show(&visit))
}

/// One thing of a section.
pub(in crate::desk) async fn item_show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((number, section, item)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let place = Place::read(at.draft.facts(), &section, Some(&item))?;
    Ok(at.page(&visit, place, None).show(&visit))
}

/// Changes a section.
pub(in crate::desk) async fn save(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((number, section)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let place = Place::read(at.draft.facts(), &section, None)?;
    at.take(&visit, place, &sent).await
}

/// Changes one thing of a section.
pub(in crate::desk) async fn item_save(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((number, section, item)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let place = Place::read(at.draft.facts(), &section, Some(&item));
    match place {
        Ok(place) => at.take(&visit, place, &sent).await,
        // what somebody else took out meanwhile is a change, not a wrong address
        Err(_) if !sent.text("version").is_empty() && sent.text("version") != at.kept.version.to_string() => {
            let place = Place::read(at.draft.facts(), &section, None)?;
            at.stale(&visit, place, &Sent::default()).await
        }
        Err(problem) => Err(problem),
    }
}

/// What was typed, what is wrong with it, and what stands in the way of all of it.
struct Typed<'a> {
    sent: &'a Sent,
    wrong: &'a Wrong,
    refused: Option<String>,
    /// The version that the form names; it stays, so that nothing is overwritten unseen.
    version: String,
}

impl At<'_> {
    async fn take(mut self, visit: &Visit, place: Place, sent: &Sent) -> Result<Response, Problem> {
        let t = visit.texts;
        if self.is_fixed() {
            return Ok(self.refuse(visit, place, sent, "draft-fixed", t.get("prepare-refused-fixed")));
        }
        let seen: u64 =
            sent.text("version").parse().map_err(|_| Problem::malformed("a form without version"))?;
        if seen != self.kept.version {
            return self.stale(visit, place, sent).await;
        }
        let (facts, typed) = (self.draft.facts().clone(), sent.clone());
        let edit = match aside(move || read::read(t, &facts, place, &typed)).await?? {
            Ok(edit) => edit,
            Err(wrong) => return Ok(self.wrong(visit, place, sent, &wrong)),
        };
        let changed = match self.draft.edit(edit) {
            Ok(changed) => changed,
            Err(error) => {
                let (field, words) = (read::field_of(place, &error), words::refused(t, &error));
                if field.is_empty() {
                    return Ok(self.refuse(visit, place, sent, "draft-edit", words));
                }
                return Ok(self.wrong(visit, place, sent, &[(field.to_owned(), words)].into()));
            }
        };
        if let Some(section) = changed {
            let (number, who, bytes) = (self.kept.number, name(self.caller), self.draft.bytes());
            let deed = self.deed(section.name(), &who);
            match self.shared.store.change_election_draft(number, seen, bytes, deed, &mut rng()?).await {
                Err(StoreError::DraftChanged) => return self.stale(visit, place, sent).await,
                changed => drop(changed?),
            }
            tracing::info!(draft = number, section = section.name(), "a draft of an election was changed");
        }
        // who has offered a language now writes the title in it
        let languages = place.section == Section::Title && self.draft.facts().title.0.is_empty();
        let next = if languages { Some(place) } else { place.above() };
        Ok(go(&self.path(&next.map(Place::path).unwrap_or_default())))
    }

    /// The page again, with what is wrong at its field.
    fn wrong(&self, visit: &Visit, place: Place, sent: &Sent, wrong: &Wrong) -> Response {
        let version = sent.text("version").to_owned();
        self.page(visit, place, Some(Typed { sent, wrong, refused: None, version })).show(visit)
    }

    /// The page again, with what stands in the way.
    fn refuse(
        &self,
        visit: &Visit,
        place: Place,
        sent: &Sent,
        problem: &'static str,
        words: String,
    ) -> Response {
        let (version, wrong) = (sent.text("version").to_owned(), Wrong::new());
        let typed = Typed { sent, wrong: &wrong, refused: Some(words), version };
        let mut page = self.page(visit, place, Some(typed));
        (page.status, page.problem) = (StatusCode::CONFLICT, Some(problem));
        page.show(visit)
    }

    /// Somebody else was faster: who changed what.
    async fn stale(&self, visit: &Visit, place: Place, sent: &Sent) -> Result<Response, Problem> {
        let words = self.stale_words(visit.texts).await?;
        Ok(self.refuse(visit, place, sent, "draft-changed", words))
    }

    /// Who changed what last.
    pub(super) async fn stale_words(&self, t: &Texts) -> Result<String, Problem> {
        let changes = self.shared.store.election_draft_changes(self.kept.number).await?;
        Ok(changes.first().map_or_else(String::new, |last| {
            let args = [
                ("who", last.who.as_str().into()),
                ("what", words::deed(t, &last.section).into()),
                ("when", self.moment(t, last.at.0).into()),
            ];
            t.with("prepare-refused-stale", &args)
        }))
    }

    fn page(&self, visit: &Visit, place: Place, typed: Option<Typed<'_>>) -> Page {
        let (t, facts) = (visit.texts, self.draft.facts());
        let above = place.above();
        let up =
            above.map_or_else(|| self.title(visit), |above| words::heading(t, above, self.what(t, above)));
        let mut page = Page::new(words::heading(t, place, self.what(t, place)));
        page = page.back(self.path(&above.map(Place::path).unwrap_or_default()), up);
        if let Some(refused) = typed.as_ref().and_then(|typed| typed.refused.clone()) {
            page.push(Block::Note("warning", refused));
            page.push(Block::Links(vec![(self.path(&place.path()), t.get("prepare-read-anew"))]));
        }
        if let Some(about) = t.find(&format!("prepare-about-{}", about(place))) {
            page.push(Block::Text(about));
        }
        for table in self.tables(t, facts, place) {
            page.blocks.extend(table);
        }
        self.form(t, &mut page, place, typed);
        page
    }

    /// What a thing is called.
    fn what(&self, t: &Texts, place: Place) -> Option<String> {
        let facts = self.draft.facts();
        let new = || Some(t.get(&format!("prepare-new-{}", about(place))));
        match place.thing {
            Thing::Whole => None,
            Thing::Contest(at) => facts.contests.get(at).map(|contest| words::contest_name(t, contest)),
            Thing::Row(None) | Thing::List(_, None) | Thing::Option(_, None) => new(),
            Thing::List(contest, Some(at)) => {
                let list = facts.contests.get(contest)?.lists.get(at)?;
                Some(words::pick(t, &list.name, &list.id))
            }
            Thing::Option(contest, Some(at)) => {
                let option = facts.contests.get(contest)?.options.get(at)?;
                Some(words::pick(t, &option.name, option.id.as_str()))
            }
            Thing::Row(Some(at)) => rows(t, facts, place.section).get(at).map(|row| row.1.clone()),
        }
    }

    fn form(&self, t: &Texts, page: &mut Page, place: Place, typed: Option<Typed<'_>>) {
        let mut fields = fields::fields(t, self.draft.facts(), place);
        if fields.is_empty() {
            return;
        }
        if self.is_fixed() {
            let facts = fields.iter().filter(|field| !matches!(field.kind, Kind::File(_)));
            page.push(Block::Facts(
                facts.map(|field| Fact::new(field.label.clone(), fields::shown(t, field))).collect(),
            ));
            return;
        }
        let mut version = self.kept.version.to_string();
        if let Some(typed) = typed {
            // what moves or is taken out has typed nothing
            if typed.sent.text("deed").is_empty() && typed.sent != &Sent::default() {
                fields::refill(&mut fields, typed.sent, typed.wrong);
            }
            version = typed.version;
        }
        let upload = fields.iter().any(|field| matches!(field.kind, Kind::File(_)));
        let mut form = Form { upload, ..Form::post(self.path(&place.path())) };
        form = form.field(Field::hidden("version", &version));
        for field in fields {
            form = form.field(field);
        }
        let go = if upload { "prepare-take-file" } else { "prepare-save" };
        page.push(Block::Form(form.button(t.get(go))));
        if place.is_row() && place.existing().is_some() {
            let move_on = Form::post(self.path(&place.path())).field(Field::hidden("version", &version));
            let move_on = ["up", "down", "remove"]
                .into_iter()
                .fold(move_on, |form, deed| form.other("deed", deed, t.get(&format!("prepare-{deed}"))));
            page.push(Block::Form(move_on));
        }
    }

    /// The things of a place, with links to each and to a new one.
    fn tables(&self, t: &Texts, facts: &Facts, place: Place) -> Vec<Vec<Block>> {
        let table = |caption: String, rows: Vec<(Place, String, String)>, new: Option<Place>| {
            let rows: Vec<Vec<Cell>> = rows
                .into_iter()
                .map(|(place, text, about)| {
                    vec![Cell { text, href: Some(self.path(&place.path())) }, about.into()]
                })
                .collect();
            let head = vec![t.get("prepare-what"), t.get("prepare-more-of-it")];
            let mut blocks = Vec::new();
            if rows.is_empty() {
                blocks.push(Block::Text(t.get("prepare-none")));
            } else {
                blocks.push(Block::Table(Table { caption, head, rows }));
            }
            if let Some(new) = new.filter(|_| !self.is_fixed()) {
                let words = t.get(&format!("prepare-new-{}", about(new)));
                blocks.push(Block::Links(vec![(self.path(&new.path()), words)]));
            }
            blocks
        };
        let at = |thing: Thing| Place { thing, ..place };
        match place.thing {
            Thing::Whole if place.section == Section::Options => {
                let rows = facts.contests.iter().enumerate().map(|(position, contest)| {
                    let count =
                        t.with("prepare-options", &[("count", (contest.options.len() as u64).into())]);
                    (at(Thing::Contest(position)), words::contest_name(t, contest), count)
                });
                vec![table(t.get("prepare-section-contests"), rows.collect(), None)]
            }
            Thing::Whole if super::place::rows(facts, place.section).is_some() => {
                let rows = rows(t, facts, place.section).into_iter().enumerate();
                let rows =
                    rows.map(|(position, (_, text, about))| (at(Thing::Row(Some(position))), text, about));
                let caption = t.get(&format!("prepare-section-{}", place.section.name()));
                vec![table(caption, rows.collect(), Some(at(Thing::Row(None))))]
            }
            Thing::Contest(position) => {
                let Some(contest) = facts.contests.get(position) else { return Vec::new() };
                let names: BTreeMap<_, _> =
                    contest.lists.iter().rev().map(|list| (&list.id, &list.name)).collect();
                let mut on_them: BTreeMap<&String, u64> = BTreeMap::new();
                for list in contest.options.iter().filter_map(|option| option.list.as_ref()) {
                    *on_them.entry(list).or_default() += 1;
                }
                let lists = contest.lists.iter().enumerate().map(|(one, list)| {
                    let on_it = on_them.get(&list.id).copied().unwrap_or(0);
                    let count = t.with("prepare-options", &[("count", on_it.into())]);
                    (at(Thing::List(position, Some(one))), words::pick(t, &list.name, &list.id), count)
                });
                let options = contest.options.iter().enumerate().map(|(one, option)| {
                    let name = words::pick(t, &option.name, option.id.as_str());
                    let list = option.list.as_ref().and_then(|list| Some((list, names.get(list)?)));
                    let list = list.map_or_else(String::new, |(list, name)| words::pick(t, name, list));
                    (at(Thing::Option(position, Some(one))), name, list)
                });
                let (lists, options) = (lists.collect(), options.collect());
                vec![
                    vec![Block::Heading(t.get("prepare-lists"))],
                    table(t.get("prepare-lists"), lists, Some(at(Thing::List(position, None)))),
                    vec![Block::Heading(t.get("prepare-section-options"))],
                    table(t.get("prepare-section-options"), options, Some(at(Thing::Option(position, None)))),
                ]
            }
            _ => Vec::new(),
        }
    }
}

/// The word for texts about a place.
fn about(place: Place) -> &'static str {
    match (place.section, place.thing) {
        (_, Thing::List(..)) => "list",
        (_, Thing::Option(..)) => "option",
        (_, Thing::Contest(_)) => "choices",
        (Section::Units, Thing::Row(_)) => "unit",
        (Section::Contests, Thing::Row(_)) => "contest",
        (Section::Styles, Thing::Row(_)) => "style",
        (Section::Postal, Thing::Row(_)) => "deadline",
        (Section::Trustees, Thing::Row(_)) => "trustee",
        (Section::Witnesses, Thing::Row(_)) => "witness",
        (Section::Clients, Thing::Row(_)) => "client",
        (section, _) => section.name(),
    }
}

/// The things of a section: id, name, more of it.
fn rows(t: &Texts, facts: &Facts, section: Section) -> Vec<(String, String, String)> {
    let named = |id: &str, name: String, more: String| (id.to_owned(), name, more);
    match section {
        Section::Units => {
            let units: BTreeMap<_, _> =
                facts.reporting_units.iter().rev().map(|unit| (unit.id.as_str(), &unit.name)).collect();
            let name =
                |id: &str| units.get(id).map_or_else(|| id.to_owned(), |name| words::pick(t, name, id));
            let row = |unit: &tabella_election::manifest::ReportingUnit| {
                let parent = unit.parent.as_ref().map_or_else(String::new, |parent| name(parent.as_str()));
                named(unit.id.as_str(), name(unit.id.as_str()), parent)
            };
            facts.reporting_units.iter().map(row).collect()
        }
        Section::Contests => {
            let row = |contest: &tabella_election::manifest::Contest| {
                let filling = fields::Filling::of(contest.rule).name();
                let more = t.get(&format!("prepare-filling-{filling}"));
                named(contest.id.as_str(), words::contest_name(t, contest), more)
            };
            facts.contests.iter().map(row).collect()
        }
        Section::Styles => {
            let known: BTreeMap<_, _> =
                facts.contests.iter().rev().map(|contest| (&contest.id, contest)).collect();
            let row = |style: &tabella_election::manifest::BallotStyle| {
                let contests = style.contests.iter().map(|id| {
                    known.get(id).map_or_else(|| id.to_string(), |contest| words::contest_name(t, contest))
                });
                let contests = contests.collect::<Vec<_>>().join(", ");
                named(style.id.as_str(), style.id.to_string(), contests)
            };
            facts.styles.iter().map(row).collect()
        }
        Section::Postal => {
            let zone = tabella_prepare::zone::find(&facts.schedule.time_zone);
            let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
            let row = |one: &tabella_election::manifest::PostalDeadline| {
                let kind = t.find(&format!("prepare-kind-{}", one.kind)).unwrap_or_else(|| one.kind.clone());
                named(&one.kind, kind, t.moment(tabella_prepare::zone::civil(&zone, one.apply_until)))
            };
            facts.schedule.postal_deadlines.iter().map(row).collect()
        }
        Section::Trustees => {
            let rows = facts.trustees.members.iter();
            rows.map(|one| named(&one.name, one.name.clone(), one.key.clone())).collect()
        }
        Section::Witnesses => {
            let name = |vkey: &String| vkey.split('+').next().unwrap_or_default().to_owned();
            facts.witnesses.members.iter().map(|vkey| named(vkey, name(vkey), vkey.clone())).collect()
        }
        Section::Clients => {
            let rows = facts.clients.iter();
            rows.map(|client| named(&client.name, client.name.clone(), client.sha256.clone())).collect()
        }
        _ => Vec::new(),
    }
}
