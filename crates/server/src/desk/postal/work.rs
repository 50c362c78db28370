//! The office's work list: oldest first, with what is overdue, page by page; and approving the clean ones together.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use serde::Deserialize;
use tabella_desk_store::{PostalCase, PostalRefused, WorkFilter, WorkLine};
use tabella_election::UnitId;
use tabella_identity::UnixTime;
use tabella_postal::{Act, Actor, DeliverTo, State as At, Step, StepRefusal, register::Standing};

use super::{
    Post,
    step::{TO_DECIDE, official},
};
use crate::desk::{
    gate::Caller,
    page::{Block, Cell, Choice, Fact, Field, Form, Kind, Page, Table, Visit, form::Sent},
    policy::{Action, Scope, Who, permits},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// Lines of a page.
const LINES: u32 = 50;
const DAY: i64 = 86_400;

/// Which requests to show.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::desk) struct Filter {
    /// `decide`, `all`, or a state.
    state: String,
    district: String,
    /// `yes`: only those that an alarm names.
    alarmed: String,
    /// How they stand to the population register; empty: however.
    register: String,
    /// At least so many days old.
    days: String,
    /// `filed.request` of the last line of the page before.
    after: String,
}

impl Filter {
    fn states(&self) -> Vec<At> {
        match &*self.state {
            "all" => Vec::new(),
            name => At::from_name(name).map_or_else(|| TO_DECIDE.to_vec(), |state| vec![state]),
        }
    }

    fn after(&self) -> Option<(UnixTime, u64)> {
        let (filed, request) = self.after.split_once('.')?;
        Some((UnixTime(filed.parse().ok()?), request.parse().ok()?))
    }

    /// The same with another page; nothing of it needs to be escaped but what a person typed, which is left out.
    fn page(&self, last: &WorkLine) -> String {
        let known = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        let pairs = [
            ("state", &self.state),
            ("district", &self.district),
            ("alarmed", &self.alarmed),
            ("register", &self.register),
            ("days", &self.days),
        ];
        let pairs = pairs.into_iter().filter(|(_, text)| !text.is_empty() && known(text));
        let pairs: Vec<String> = pairs.map(|(name, text)| format!("{name}={text}")).collect();
        format!("?{}&after={}.{}", pairs.join("&"), last.filed.0, last.request).replace("?&", "?")
    }
}

/// The reporting units in which the caller holds office; none: in all.
fn districts(post: &Post<'_>, caller: &Caller, action: Action) -> Option<Vec<UnitId>> {
    let election = &post.served.election;
    if caller.role(action, Scope::Election(election)).is_ok() {
        return None;
    }
    let units = election.manifest().reporting_units.iter().map(|unit| unit.id.clone());
    Some(units.filter(|unit| caller.role(action, Scope::District(election, unit)).is_ok()).collect())
}

/// The work list.
pub(in crate::desk) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
    filter: Result<Query<Filter>, QueryRejection>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let Query(filter) = filter.map_err(|_| Problem::malformed("there is no such filter"))?;
    show(&post, &caller, &visit, &filter, None).await
}

async fn show(
    post: &Post<'_>,
    caller: &Caller,
    visit: &Visit,
    filter: &Filter,
    unsure: Option<String>,
) -> Result<Response, Problem> {
    let t = visit.texts;
    let now = post.shared.now();
    let own = districts(post, caller, Action::SeePostal);
    let chosen = Some(UnitId::from(filter.district.as_str())).filter(|unit| !unit.as_str().is_empty());
    let units = match (&own, chosen) {
        (own, None) => own.clone(),
        (None, Some(unit)) => Some(vec![unit]),
        (Some(own), Some(unit)) => Some(own.iter().filter(|one| **one == unit).cloned().collect()),
    };
    let states = filter.states();
    let days: Option<i64> = filter.days.parse().ok();
    let asked = WorkFilter {
        states: &states,
        districts: units.as_deref(),
        place: None,
        alarmed: filter.alarmed == "yes",
        register: Standing::from_name(&filter.register),
        before: days.map(|days| UnixTime(now.0 - days.clamp(0, 10_000) * DAY)),
        after: filter.after(),
    };
    let lines = post.shared.store.postal_work(post.served.id(), &asked, LINES + 1).await?;
    let more = lines.len() > LINES as usize;
    let lines = lines.get(..lines.len().min(LINES as usize)).unwrap_or_default();

    let mut page = Page::new(t.get("work-title")).back("/elections", t.get("back-to-elections"));
    page.push(Block::Links(links(post, caller, t)));
    let drafts = post.shared.store.postal_drafts(post.served.id()).await?;
    page.push(Block::Facts(vec![Fact::new(t.get("work-drafts"), drafts)]));
    page.push(Block::Form(filters(post, t, filter, own.as_deref())));
    if lines.is_empty() {
        page.push(Block::Text(t.get("work-none")));
        return Ok(page.show(visit));
    }
    page.push(Block::Table(table(post, t, lines, now)));
    if let Some(last) = lines.last().filter(|_| more) {
        let href = format!("{}{}", post.office_path(), filter.page(last));
        page.push(Block::Links(vec![(href, t.get("work-more"))]));
    }
    let is_simple = |line: &&WorkLine| {
        let plain = line.state == At::Submitted && !line.alarmed && !line.abroad;
        plain && post.standing(line.verdict).is_clean()
    };
    let simple: Vec<&WorkLine> = lines.iter().filter(is_simple).collect();
    if !simple.is_empty() && districts(post, caller, Action::DecidePostal).is_none_or(|own| !own.is_empty()) {
        let mut form = Form::post(format!("{}/bulk", post.office_path()));
        form.fields.extend(simple.iter().map(|line| Field::hidden("reference", &line.reference)));
        let count = u64::try_from(simple.len()).unwrap_or(u64::MAX);
        let sure = Field::new("sure", t.with("bulk-sure", &[("count", count.into())]), Kind::Check(false));
        page.push(Block::Heading(t.get("bulk-title")));
        page.push(Block::Text(t.get("bulk-about")));
        if post.shared.register.is_some() {
            page.push(Block::Text(t.get("bulk-register")));
        }
        page.push(Block::Form(form.field(sure.wrong(unsure)).button(t.get("bulk-go"))));
    }
    Ok(page.show(visit))
}

fn links(post: &Post<'_>, caller: &Caller, t: &Texts) -> Vec<(String, String)> {
    let to = |rest: &str, key: &str| (format!("{}/{rest}", post.office_path()), t.get(key));
    let may = |action| caller.offices.iter().any(|office| permits(Who::Official(office.role), action));
    let mut links = vec![to("batches", "batches-title"), to("reconciliation", "balance-title")];
    if may(Action::ReceivePostal) {
        links.push(to("scan", "scan-title"));
    }
    if may(Action::EnterPostal) {
        links.push(to("enter", "enter-title"));
    }
    links
}

fn filters(post: &Post<'_>, t: &Texts, filter: &Filter, own: Option<&[UnitId]>) -> Form {
    let mut states = vec![
        Choice::new("decide", t.get("work-decide"), filter.state.is_empty() || filter.state == "decide"),
        Choice::new("all", t.get("work-all"), filter.state == "all"),
    ];
    let drafts_left_out = At::ALL.iter().filter(|state| **state != At::Draft);
    states.extend(drafts_left_out.map(|state| {
        let name = state.name();
        Choice::new(name, Post::word(t, "state", name), filter.state == name)
    }));
    let units = post.served.election.manifest().reporting_units.iter();
    let units = units.filter(|unit| own.is_none_or(|own| own.contains(&unit.id)));
    let mut districts = vec![Choice::new("", t.get("work-all"), filter.district.is_empty())];
    districts.extend(units.map(|unit| {
        let name = post.district(t, unit.id.as_str());
        Choice::new(unit.id.as_str(), name, filter.district == unit.id.as_str())
    }));
    let days = Field::line("days", t.get("work-days"), &filter.days);
    let form = Form { method: "get", ..Form::post(post.office_path()) };
    let mut form = form
        .field(Field::new("state", t.get("work-state"), Kind::Select(states)))
        .field(Field::new("district", t.get("field-district"), Kind::Select(districts)))
        .field(days)
        .field(Field::new("alarmed", t.get("work-alarmed"), Kind::Check(filter.alarmed == "yes")));
    if post.shared.register.is_some() {
        let mut standings = vec![Choice::new("", t.get("work-all"), filter.register.is_empty())];
        let asked = Standing::ALL.into_iter().filter(|standing| *standing != Standing::NotAsked);
        standings.extend(asked.map(|standing| {
            let name = standing.name();
            Choice::new(name, t.get(&format!("register-{name}")), filter.register == name)
        }));
        form = form.field(Field::new("register", t.get("register-title"), Kind::Select(standings)));
    }
    form.button(t.get("work-filter"))
}

fn table(post: &Post<'_>, t: &Texts, lines: &[WorkLine], now: UnixTime) -> Table {
    let row = |line: &WorkLine| {
        let age = (now.0 - line.filed.0).max(0);
        let days = u64::try_from(age / DAY).unwrap_or(0);
        let mut marks = Vec::new();
        if TO_DECIDE.contains(&line.state) && age > post.postal.rules.goal {
            marks.push(t.get("mark-overdue"));
        }
        if line.alarmed {
            marks.push(t.get("mark-alarmed"));
        }
        if line.abroad {
            marks.push(t.get("mark-abroad"));
        }
        let standing = post.noted_standing(line.state, line.verdict);
        if !standing.is_clean() {
            marks.push(t.get(&format!("mark-register-{}", standing.name())));
        }
        let href = format!("{}/requests/{}", post.office_path(), line.reference);
        vec![
            Cell { text: line.reference.to_string(), href: Some(href) },
            post.moment(t, line.filed.0).into(),
            t.with("days", &[("number", days.into())]).into(),
            Post::word(t, "state", line.state.name()).into(),
            post.district(t, line.district.as_str()).into(),
            marks.join(", ").into(),
        ]
    };
    let head = ["request-number", "case-filed", "work-age", "work-state", "field-district", "work-marks"];
    Table {
        caption: t.get("work-title"),
        head: head.map(|key| t.get(key)).to_vec(),
        rows: lines.iter().map(row).collect(),
    }
}

/// Whether there is nothing in a request that a person has to look at: signed by who asks, to the registered address, without
/// an alarm, without a picture, not in the place of another one, and confirmed by the population register if one is asked.
fn is_clean(post: &Post<'_>, case: &PostalCase) -> bool {
    let simple = case.request.as_ref().is_some_and(|request| {
        request.deliver_to() == DeliverTo::Registered
            && request.replaces().is_none()
            && request.attachment().is_none()
    });
    let confirmed = post.standing(case.verdict).is_clean();
    simple && confirmed && !case.alarmed && case.entered_by.is_none() && case.state == At::Submitted
}

/// Approves the clean ones among these.
pub(in crate::desk) async fn bulk(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let t = visit.texts;
    if !sent.ticked("sure") {
        return show(&post, &caller, &visit, &Filter::default(), Some(t.get("wrong-unsure"))).await;
    }
    let (mut approved, mut left) = (0_u64, 0_u64);
    let act = Act::new(Actor::Official(official(&caller)), shared.now());
    for reference in sent.all("reference") {
        let case = post.case(reference).await?;
        let role = post.role(&caller, Action::DecidePostal, &case)?;
        if !is_clean(&post, &case) {
            left += 1;
            continue;
        }
        let taken_up = post.step(&case, Step::TakeUp, &act, role, None).await;
        let done = match taken_up {
            Ok(_) => post.step(&case, Step::Approve, &act, role, None).await,
            refused => refused,
        };
        match done {
            Ok(_) => approved += 1,
            // somebody else was faster, the person votes another way, or the rules ask for two
            Err(
                PostalRefused::Step(
                    StepRefusal::Illegal { .. } | StepRefusal::TwoOfficials | StepRefusal::Unconfirmed,
                )
                | PostalRefused::Channel(_)
                | PostalRefused::NotOnRoll,
            ) => left += 1,
            Err(refused) => return Err(refused.into()),
        }
    }
    let told = t.with("bulk-done", &[("approved", approved.into()), ("left", left.into())]);
    let page = Page::new(t.get("bulk-title")).back(post.office_path(), t.get("back-to-work"));
    Ok(page.with(Block::Note("good", told)).show(&visit))
}
