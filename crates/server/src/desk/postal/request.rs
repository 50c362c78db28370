//! A citizen's request: where it is, what comes next, and what the citizen can do with it.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};
use tabella_desk_store::{PostalCase, Role};
use tabella_postal::{Act, Actor, Place, Reason, State as At, Step, deadline::Deadlines, register::Standing};
use tabella_roll::Channel;

use super::Post;
use crate::desk::{
    gate::Caller,
    me,
    page::{Block, Fact, Field, Form, Kind, Page, StepLine, Visit, form::Sent, go},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// Most characters of an answer.
const WORDS_MAX: usize = 2_000;

/// What a citizen does with a request: steps of the machine, and asking anew with other answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Step(Step),
    Correct,
}

impl Wish {
    const ALL: [Self; 5] = [
        Self::Step(Step::Answer),
        Self::Step(Step::Cure),
        Self::Step(Step::Deliver),
        Self::Correct,
        Self::Step(Step::Withdraw),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Step(step) => step.name(),
            Self::Correct => "correct",
        }
    }

    fn from_name(name: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|wish| wish.name() == name).ok_or_else(|| Problem::not_found("step"))
    }

    /// What the machine is asked for. Who corrects a request takes it back.
    fn step(self) -> Step {
        match self {
            Self::Step(step) => step,
            Self::Correct => Step::Withdraw,
        }
    }

    /// Whether it can be wished for now. After the approval the address no longer changes by itself.
    fn is_open(self, case: &PostalCase) -> bool {
        let follows = case.state.after(self.step()).is_some();
        let undecided = matches!(case.state, At::Submitted | At::UnderReview | At::MoreInfoNeeded);
        follows && (self != Self::Correct || undecided)
    }

    fn takes_words(self) -> bool {
        matches!(self, Self::Step(Step::Answer | Step::Cure))
    }
}

/// Where the request is.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((election, reference)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.own_case(&caller, &reference).await?;
    let line = me::line_of(&shared, post.served, &caller).await?;
    let t = visit.texts;
    let state = case.state.name();
    let mut page = Page::new(t.with("request-title", &[("state", t.get(&format!("state-{state}")).into())]))
        .back("/elections", t.get("back-to-elections"));
    if query.as_deref() == Some("sent") {
        page.push(Block::Note("good", t.get("request-sent")));
    }
    if query.as_deref() == Some("reached") {
        page.push(Block::Note("good", t.get("contact-changed")));
    }
    page.push(Block::Code(t.get("request-number"), case.reference.to_string()));
    page.push(Block::Text(t.get(&format!("state-{state}-about"))));
    if post.open_standing(case.state, case.verdict) == Standing::Waits {
        page.push(Block::Text(t.get("request-register-waits")));
    }
    if let Some(until) = case.answer_until {
        let until = post.moment(t, until.0);
        page.push(Block::Note("warning", t.with("answer-until", &[("until", until.into())])));
    }
    page.push(Block::Heading(t.get("timeline")));
    page.push(Block::Steps(timeline(&post, &case, &visit).await?));
    if let Some(request) = &case.request {
        let mut facts = asked(&post, t, request);
        let or_nothing = |text: &str| if text.is_empty() { t.get("nothing") } else { text.to_owned() };
        for (label, text) in
            [("field-email", request.expose_email()), ("field-phone", request.expose_phone())]
        {
            let href = format!("{}/requests/{}/contact", post.path(), case.reference);
            let change = (!case.state.is_final()).then(|| (href, t.get("change")));
            facts.push(Fact { change, ..Fact::new(t.get(label), or_nothing(text)) });
        }
        facts.extend(back(&post, t, request.deliver_to().place())?);
        page.push(Block::Heading(t.get("request-answers")));
        page.push(Block::Facts(facts));
        if shared.press.is_there() {
            let paper = format!("{}/requests/{}/confirmation.pdf", post.path(), case.reference);
            page.push(Block::Links(vec![(paper, t.get("request-paper"))]));
        }
    }
    let open = Wish::ALL.into_iter().filter(|wish| wish.is_open(&case));
    let link = |wish: Wish| {
        let href = format!("{}/requests/{}/{}", post.path(), case.reference, wish.name());
        (href, t.get(&format!("wish-{}", wish.name())))
    };
    let links: Vec<_> = open.map(link).collect();
    page.push(Block::Heading(t.get("request-can")));
    if !links.is_empty() {
        page.push(Block::Links(links));
    }
    if let Some(why) = no_way_back(case.state) {
        page.push(Block::Text(t.get(why)));
    }
    if !case.state.is_final() {
        let channel = line.map_or(Channel::Undecided, |line| line.channel);
        page.blocks.extend(post.which_counts(t, channel).map(Block::Text));
    }
    if visit.has_help() {
        page.push(Block::Text(t.get("request-tell-us")));
        page.push(Block::Help);
    }
    Ok(page.show(&visit))
}

/// Why a request cannot be taken back, where somebody might wish to.
fn no_way_back(state: At) -> Option<&'static str> {
    match state {
        At::Dispatched | At::Delivered | At::Reissued => Some("no-way-back-papers-out"),
        At::EnvelopeReceived | At::Deficient => Some("no-way-back-envelope-here"),
        _ => None,
    }
}

/// The lines of the address, without the recipient.
pub(super) fn address(post: &Post<'_>, request: &tabella_postal::Request) -> String {
    let lines = request.address().label("", post.postal.rules.terms.home);
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What was asked for.
pub(super) fn asked(post: &Post<'_>, t: &Texts, request: &tabella_postal::Request) -> Vec<Fact> {
    vec![
        Fact::new(t.get("field-deliver-to"), t.get(&format!("deliver-{}", request.deliver_to().name()))),
        Fact::new(t.get("field-address"), address(post, request)),
        Fact::new(t.get("field-duration"), t.get(&format!("duration-{}", request.duration().name()))),
    ]
}

/// When the vote should be posted, and until when it must be back; nothing if no papers are delivered there.
pub(super) fn back(post: &Post<'_>, t: &Texts, place: Place) -> Result<Vec<Fact>, Problem> {
    let Some(deadlines) = Deadlines::of(&post.served.election, place)? else { return Ok(Vec::new()) };
    let [_, days] = post.postal.rules.days(place);
    Ok(vec![
        Fact::new(t.get("post-by"), t.date(deadlines.post_by(days))),
        Fact::new(t.get("deadline-return"), post.moment(t, deadlines.return_until.0)),
    ])
}

async fn timeline(post: &Post<'_>, case: &PostalCase, visit: &Visit) -> Result<Vec<StepLine>, Problem> {
    let t = visit.texts;
    let steps = post.shared.store.postal_steps(case).await?;
    let last = steps.len();
    let mut lines = Vec::new();
    for (position, step) in (1..).zip(&steps) {
        let mut notes = vec![post.moment(t, step.at.0)];
        // suspected fraud is recorded and never shown
        let hidden = step.reason.is_some_and(|reason| reason.shown().is_none());
        if let Some(reason) = step.reason.and_then(Reason::shown) {
            notes.push(t.get(&format!("reason-{}", reason.name())));
        }
        if !step.words.is_empty() && !hidden {
            notes.push(step.words.clone());
        }
        let now = position == last && !case.state.is_final();
        if now {
            notes.extend(post.expected(t, case.state));
        }
        let title = t.get(&format!("state-{}", step.state.name()));
        lines.push(StepLine { class: if now { "now" } else { "done" }, title, notes });
    }
    for state in case.state.ahead() {
        let notes = post.expected(t, *state).into_iter().collect();
        lines.push(StepLine { class: "later", title: t.get(&format!("state-{}", state.name())), notes });
    }
    Ok(lines)
}

/// A second look before something is done.
pub(in crate::desk) async fn ask(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((election, reference, wish)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.own_case(&caller, &reference).await?;
    let wish = Wish::from_name(&wish)?;
    if !wish.is_open(&case) {
        return Err(Problem::conflict("illegal-step", "this does not follow now"));
    }
    Ok(confirm(&post, &visit, &case, wish, "", None))
}

fn confirm(
    post: &Post<'_>,
    visit: &Visit,
    case: &PostalCase,
    wish: Wish,
    typed: &str,
    wrong: Option<String>,
) -> Response {
    let t = visit.texts;
    let here = format!("{}/requests/{}", post.path(), case.reference);
    let mut form = Form::post(format!("{here}/{}", wish.name()));
    if wish.takes_words() {
        let area = Field::new("words", t.get("field-answer"), Kind::Area(typed.to_owned()));
        form = form.field(area.wrong(wrong));
    }
    let form = form.button(t.get(&format!("wish-{}", wish.name())));
    Page::new(t.get(&format!("wish-{}", wish.name())))
        .back(here, t.get("back"))
        .with(Block::Text(t.get(&format!("wish-{}-about", wish.name()))))
        .with(Block::Form(form))
        .show(visit)
}

/// Does it.
pub(in crate::desk) async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((election, reference, wish)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.own_case(&caller, &reference).await?;
    let wish = Wish::from_name(&wish)?;
    if !wish.is_open(&case) {
        return Err(Problem::conflict("illegal-step", "this does not follow now"));
    }
    let t = visit.texts;
    let words = sent.text("words").trim();
    if wish.takes_words() {
        let wrong = if words.is_empty() {
            Some(t.get("wrong-missing"))
        } else if words.chars().nth(WORDS_MAX).is_some() {
            let max = u64::try_from(WORDS_MAX).unwrap_or(u64::MAX);
            Some(t.with("wrong-too-long", &[("max", max.into())]))
        } else {
            None
        };
        if wrong.is_some() {
            return Ok(confirm(&post, &visit, &case, wish, words, wrong));
        }
    }
    let words = if wish.takes_words() { words.to_owned() } else { String::new() };
    let act = Act { words, ..Act::new(Actor::Citizen, shared.now()) };
    post.step(&case, wish.step(), &act, Role::PostalOfficer, None).await?;
    if wish == Wish::Correct
        && let Some(request) = &case.request
    {
        post.begin_draft(&caller, request.form()).await?;
        return Ok(go(&format!("{}/form/check", post.path())));
    }
    Ok(go(&format!("{}/requests/{}", post.path(), case.reference)))
}
