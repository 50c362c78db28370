//! One request on one page of the office, and every step that an official takes with it.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use tabella_crypto::hash::{hex, parse_hex32};
use tabella_desk_store::{
    About, Consents, DeedHash, Line, NewEntry, PostalCase, PostalRefused, Role, Stepped, Usage,
};
use tabella_election::{Signed, UnitId, message::Revocation};
use tabella_identity::{PersonId, UnixTime};
use tabella_postal::{
    Act, Actor, Consent, Official, Reason, Reference, State as At, Step, StepRefusal, deadline::Deadlines,
    register::Standing,
};
use tabella_roll::evidence::{Evidence, PaperVote};

use super::{
    Post,
    batches::PRINTED,
    fields::{language_name, person},
    papers,
    request::address,
};
use crate::desk::{
    gate::Caller,
    office::deeds::{self, Deed},
    page::{Block, Choice, Fact, Field, Form, Kind, Page, StepLine, Visit, form::Sent, go},
    policy::{Action, Scope},
    problem::Problem,
    shared::{Shared, rng},
};

/// Most characters of what an official says.
const WORDS_MAX: usize = 1_000;

/// What officials do with one request. Packs are queued, printed and posted in batches; envelopes are received by their code.
const STEPS: [Step; 14] = [
    Step::TakeUp,
    Step::Approve,
    Step::Ask,
    Step::Refuse,
    Step::Answer,
    Step::Deliver,
    Step::ReturnUndelivered,
    Step::Reissue,
    Step::Accept,
    Step::SetAside,
    Step::Cure,
    Step::Reject,
    Step::Withdraw,
    Step::Receive,
];

/// A step that two officials take, as the first one proposes it.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::desk) struct PostalStepDeed {
    /// The request.
    pub(in crate::desk) reference: String,
    step: String,
    reason: Option<String>,
    words: String,
    /// What the population register had said by then.
    #[serde(default)]
    register: Option<String>,
}

impl Post<'_> {
    /// Takes a step; a live credential is revoked where an accepted envelope takes its place.
    pub(super) async fn step(
        &self,
        case: &PostalCase,
        step: Step,
        act: &Act,
        role: Role,
        consents: Option<Consents<'_>>,
    ) -> Result<Stepped, PostalRefused<Problem>> {
        let mut evidence_rng = rng().map_err(PostalRefused::By)?;
        let mut store_rng = rng().map_err(PostalRefused::By)?;
        let revoke = |line: &Line, reason| -> Result<NewEntry, Problem> {
            let credential = line.live.ok_or_else(|| Problem::internal("a revocation of nothing"))?;
            let pack = case.pack.as_ref().ok_or_else(|| Problem::internal("an envelope without a code"))?;
            let paper = PaperVote { number: line.entry.number, reference: pack.to_string(), at: act.at };
            let opening = Evidence::Paper(paper).seal(&mut evidence_rng)?;
            let message = Revocation { credential, reason, evidence: opening.commitment() };
            let signed = Signed::sign(message, self.served.id(), &self.served.registrar);
            Ok(NewEntry {
                about: About::Revocation { credential, reason },
                entry: signed.encode().to_vec(),
                nonce: opening.nonce,
                evidence: opening.evidence,
            })
        };
        let (office, store) = (self.office(), &self.shared.store);
        let stepped = store
            .step_postal(&office, &case.reference, step, act, role, consents, revoke, &mut store_rng)
            .await?;
        self.served.wake.notify_one();
        self.shared.mail.notify_one();
        Ok(stepped)
    }

    /// In which office the caller acts on a request.
    pub(super) fn role(&self, caller: &Caller, action: Action, case: &PostalCase) -> Result<Role, Problem> {
        let unit = UnitId::from(case.district.as_str());
        // whose district is not the official's is not there for that official
        caller
            .role(action, Scope::District(&self.served.election, &unit))
            .map_err(|_| Problem::not_found("request"))
    }

    /// Writes down that somebody looks at a request, before it is shown.
    async fn log_look(&self, caller: &Caller, case: &PostalCase) -> Result<Line, Problem> {
        let role = self.role(caller, Action::LookAtPostal, case)?;
        self.shared.limits.take_look(&caller.person.key)?;
        let line = self.shared.store.line(self.served.id(), case.line).await?;
        let usage = Usage {
            person: self.shared.store.key().person(&line.entry.person.id),
            election: Some(*self.served.id()),
            at: self.shared.now(),
            actor: tabella_desk_store::Actor::Office(role, caller.person.key),
            deed: "look",
            purpose: "postal-request",
        };
        self.shared.store.log_usage(&usage).await?;
        self.shared.metrics.looks.inc();
        Ok(line)
    }

    /// Whether the envelope came after the last moment; none if it has not come.
    async fn came_late(&self, case: &PostalCase) -> Result<Option<bool>, Problem> {
        let Some(request) = &case.request else { return Ok(None) };
        let steps = self.shared.store.postal_steps(case).await?;
        let came = steps.iter().find(|step| step.step == Step::Receive).map(|step| step.at);
        let deadlines = Deadlines::of(&self.served.election, request.deliver_to().place())?;
        let until = deadlines.map(|deadlines| deadlines.return_until.0);
        Ok(came.zip(until).map(|(came, until)| came.0 > until))
    }
}

/// The official as the steps have it.
pub(super) fn official(caller: &Caller) -> Official {
    Official(*caller.person.key.as_bytes())
}

/// One request on one page.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.case(&reference).await?;
    show_case(&post, &caller, &visit, &case, None).await
}

/// A step that was asked for wrongly: what was typed, and what is wrong.
struct Missed<'a> {
    step: Step,
    sent: &'a Sent,
    refusal: StepRefusal,
}

async fn show_case(
    post: &Post<'_>,
    caller: &Caller,
    visit: &Visit,
    case: &PostalCase,
    missed: Option<&Missed<'_>>,
) -> Result<Response, Problem> {
    let t = visit.texts;
    let line = post.log_look(caller, case).await?;
    let store = &post.shared.store;
    let title = t.with("case-title", &[("reference", case.reference.to_string().into())]);
    let mut page = Page::new(title).back(post.office_path(), t.get("back-to-work"));
    page.push(Block::Text(Post::word(t, "state", case.state.name())));
    if case.alarmed {
        page.push(Block::Note("warning", t.get("case-alarmed")));
    }
    page.blocks.extend(post.register_note(t, case));
    for (common, people) in store.postal_common(case).await? {
        if people > 1 {
            page.push(Block::Text(
                t.with(&format!("common-{}", common.name()), &[("people", people.into())]),
            ));
        }
    }
    page.push(Block::Facts(facts(post, visit, case, &line).await?));
    if case.request.as_ref().is_some_and(|request| request.attachment().is_some())
        && store.postal_attachment(post.served.id(), &case.reference).await?.is_some()
    {
        let href = format!("{}/requests/{}/identity", post.office_path(), case.reference);
        page.push(Block::Links(vec![(href, t.get("case-picture"))]));
    }
    let unit = UnitId::from(case.district.as_str());
    let here = Scope::District(&post.served.election, &unit);
    let has_file = case.pack.is_some() && PRINTED.contains(&case.state);
    if has_file && caller.role(Action::SendPostal, here).is_ok() {
        let root = format!("{}/requests/{}", post.office_path(), case.reference);
        if post.postal.rules.printer.is_some() {
            page.push(Block::Form(Form::post(format!("{root}/file")).button(t.get("batch-file"))));
        }
        papers::offer(&mut page, post.shared, &root, visit);
    }
    page.push(Block::Heading(t.get("timeline")));
    let mut lines = Vec::new();
    for step in store.postal_steps(case).await? {
        let mut notes = vec![post.moment(t, step.at.0), t.get(&format!("actor-{}", step.actor))];
        if step.second.is_some() {
            notes.push(t.get("by-two-officials"));
        }
        notes.extend(step.reason.map(|reason| t.get(&format!("reason-{}", reason.name()))));
        notes.extend(Some(step.words).filter(|words| !words.is_empty()));
        let title = Post::word(t, "state", step.state.name());
        lines.push(StepLine { class: "done", title, notes });
    }
    page.push(Block::Steps(lines));
    if caller.role(Action::DecidePostal, here).is_ok() {
        page.blocks.extend(waiting(post, caller, visit, case).await?);
        page.blocks.extend(post.register_again(t, case));
        page.blocks.extend(steps(post, visit, case, missed).await?);
    }
    Ok(page.show(visit))
}

async fn facts(post: &Post<'_>, visit: &Visit, case: &PostalCase, line: &Line) -> Result<Vec<Fact>, Problem> {
    let t = visit.texts;
    let mut facts = person(t, line);
    facts.extend(post.register_facts(t, case).await?);
    facts.push(Fact::new(t.get("field-number"), line.entry.number));
    facts.push(Fact::new(t.get("field-district"), post.district(t, &case.district)));
    facts.push(Fact::new(t.get("case-filed"), post.moment(t, case.filed.0)));
    let consent = match post.shared.store.postal_consent(post.served.id(), &case.reference).await? {
        Some(Consent::Signed(signed)) => {
            t.with("case-signed", &[("at", post.moment(t, signed.at().0).into())])
        }
        Some(Consent::OnBehalf(record)) => {
            let how = t.get(&format!("how-{}", record.how().name()));
            t.with("case-entered", &[("how", how.into()), ("record", record.record().into())])
        }
        None => t.get("nothing"),
    };
    facts.push(Fact::new(t.get("case-consent"), consent));
    if let Some(request) = &case.request {
        let optional = |text: &str| if text.is_empty() { t.get("nothing") } else { text.to_owned() };
        facts.extend([
            Fact::new(t.get("field-place-of-birth"), request.expose_place_of_birth()),
            Fact::new(t.get("field-deliver-to"), Post::word(t, "deliver", request.deliver_to().name())),
            Fact::new(t.get("field-address"), address(post, request)),
            Fact::new(t.get("field-duration"), Post::word(t, "duration", request.duration().name())),
            Fact::new(t.get("field-language"), language_name(t, request.language())),
            Fact::new(t.get("field-email"), optional(request.expose_email())),
            Fact::new(t.get("field-phone"), optional(request.expose_phone())),
        ]);
        if let Some(replaced) = request.replaces() {
            facts.push(Fact::new(t.get("case-replaces"), replaced));
        }
    }
    facts.extend(case.pack.as_ref().map(|pack| Fact::new(t.get("case-pack"), pack)));
    Ok(facts)
}

/// Steps that another official proposed and that wait for a second one.
async fn waiting(
    post: &Post<'_>,
    caller: &Caller,
    visit: &Visit,
    case: &PostalCase,
) -> Result<Vec<Block>, Problem> {
    let t = visit.texts;
    let mut blocks = Vec::new();
    let since = deeds::waited_too_long(post.shared);
    for proposal in post.shared.store.proposals(since).await? {
        let Ok(Deed::Postal(deed)) = serde_json::from_slice(&proposal.content) else { continue };
        if proposal.election != Some(*post.served.id()) || deed.reference != case.reference.to_string() {
            continue;
        }
        let hash = proposal.deed();
        let consenters = post.shared.store.consenters(&hash, since).await?;
        if consenters.is_empty() {
            continue;
        }
        let step = t.get(&format!("step-{}", deed.step));
        blocks.push(Block::Heading(t.with("second-title", &[("step", step.into())])));
        let reason = deed.reason.as_ref().map(|reason| t.get(&format!("reason-{reason}")));
        blocks.extend(reason.map(Block::Text));
        blocks.extend(Some(deed.words).filter(|words| !words.is_empty()).map(Block::Text));
        if consenters.contains(&caller.person.id) {
            blocks.push(Block::Note("warning", t.get("second-wait")));
        } else {
            let form = Form::post(format!("{}/requests/{}/second", post.office_path(), case.reference))
                .field(Field::hidden("deed", hex(&hash.0)))
                .button(t.get("second-go"));
            blocks.push(Block::Form(form));
        }
    }
    Ok(blocks)
}

/// A form for every step that can follow.
async fn steps(
    post: &Post<'_>,
    visit: &Visit,
    case: &PostalCase,
    missed: Option<&Missed<'_>>,
) -> Result<Vec<Block>, Problem> {
    let t = visit.texts;
    let mut blocks = Vec::new();
    let late = post.came_late(case).await? == Some(true);
    if late && !case.state.is_final() {
        blocks.push(Block::Note("warning", t.get("case-late")));
    }
    for step in STEPS {
        let scanned = step == Step::Receive;
        if case.state.after(step).is_none()
            || scanned
            || (late && matches!(step, Step::Accept | Step::SetAside))
        {
            continue;
        }
        let words = t.get(&format!("step-{}", step.name()));
        let missed = missed.filter(|missed| missed.step == step);
        let typed = |name| missed.map_or("", |missed| missed.sent.text(name));
        let mut form = Form::post(format!("{}/requests/{}", post.office_path(), case.reference))
            .field(Field::hidden("step", step.name()));
        let reasons: Vec<Reason> = step.reasons().collect();
        let wrong = missed.map(|missed| {
            let name = missed.refusal.name();
            t.find(&format!("problem-{name}")).unwrap_or_else(|| t.get("problem-other"))
        });
        let of_words = missed
            .is_some_and(|missed| matches!(missed.refusal, StepRefusal::NoWords | StepRefusal::Unconfirmed));
        let standing = if step == Step::Approve { post.standing(case.verdict) } else { Standing::NotAsked };
        let unconfirmed = standing.needs_two();
        if standing != Standing::NotAsked {
            form = form.field(Field::hidden("register", standing.name()));
        }
        if !reasons.is_empty() {
            let choice = |reason: &Reason| {
                let name = reason.name();
                Choice::new(name, t.get(&format!("reason-{name}")), typed("reason") == name)
            };
            let radio = Kind::Radio(reasons.iter().map(choice).collect());
            let field = Field::new("reason", t.get("field-reason"), radio);
            form = form.field(field.wrong(wrong.clone().filter(|_| !of_words)));
        }
        if unconfirmed || !reasons.is_empty() || matches!(step, Step::Answer | Step::Cure) {
            let area = Field::new("words", t.get("field-words"), Kind::Area(typed("words").to_owned()));
            let area = area.hint(t.get("field-words-hint"));
            form = form.field(area.wrong(wrong.filter(|_| of_words)));
        }
        blocks.push(Block::Heading(words.clone()));
        blocks.push(Block::Form(form.button(words)));
    }
    Ok(blocks)
}

/// Takes a step; where two officials are needed, proposes it.
pub(in crate::desk) async fn decide(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.case(&reference).await?;
    let role = post.role(&caller, Action::DecidePostal, &case)?;
    let step =
        Step::from_name(sent.text("step")).filter(|step| STEPS.contains(step) && *step != Step::Receive);
    let step = step.ok_or_else(|| Problem::malformed("there is no such step"))?;
    let words = sent.text("words").trim();
    if words.chars().nth(WORDS_MAX).is_some() {
        return Err(Problem::malformed("too many words"));
    }
    let reason = Reason::from_name(sent.text("reason"));
    // what the page said on which it was decided; on one without this field no register was asked
    let seen = Standing::from_name(sent.text("register")).unwrap_or_default();
    let act = Act {
        reason,
        words: words.to_owned(),
        seen: Some(seen),
        ..Act::new(Actor::Official(official(&caller)), shared.now())
    };
    // an envelope that came too late is not accepted, whatever it is like
    if step == Step::Accept && post.came_late(&case).await? == Some(true) {
        return Err(Problem::conflict("too-late", "the envelope came after the deadline"));
    }
    match post.step(&case, step, &act, role, None).await {
        Ok(_) => {}
        Err(PostalRefused::Step(StepRefusal::TwoOfficials)) => {
            let deed = Deed::Postal(PostalStepDeed {
                reference: case.reference.to_string(),
                step: step.name().to_owned(),
                reason: reason.map(|reason| reason.name().to_owned()),
                words: words.to_owned(),
                register: Some(seen.name().to_owned()),
            });
            deeds::propose(&shared, &caller, Some(post.served), &deed).await?;
        }
        Err(PostalRefused::Step(
            refusal @ (StepRefusal::NoReason
            | StepRefusal::OtherReason
            | StepRefusal::NoWords
            | StepRefusal::Unconfirmed),
        )) => {
            let missed = Missed { step, sent: &sent, refusal };
            return show_case(&post, &caller, &visit, &case, Some(&missed)).await;
        }
        Err(refused) => return Err(refused.into()),
    }
    Ok(go(&format!("{}/requests/{}", post.office_path(), case.reference)))
}

/// Consents to a step that another official proposed.
pub(in crate::desk) async fn second(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(sent): Extension<Sent>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.case(&reference).await?;
    post.role(&caller, Action::DecidePostal, &case)?;
    let hash = parse_hex32(sent.text("deed")).map(DeedHash).map_err(|_| Problem::not_found("deed"))?;
    deeds::consent_to(&shared, &caller, &hash).await?;
    Ok(go(&format!("{}/requests/{}", post.office_path(), case.reference)))
}

/// Takes the step to which two officials consented.
pub(in crate::desk) async fn two_officials(
    post: &Post<'_>,
    deed: &PostalStepDeed,
    officials: &[PersonId; 2],
    role: Role,
    at: UnixTime,
    consents: Consents<'_>,
) -> Result<(), Problem> {
    let case = post.case(&deed.reference).await?;
    let step = Step::from_name(&deed.step).ok_or_else(|| Problem::internal("a proposal of no step"))?;
    if step == Step::Accept && post.came_late(&case).await? == Some(true) {
        return Err(Problem::conflict("too-late", "the envelope came after the deadline"));
    }
    let [first, second] = [0, 1].map(|at: usize| {
        officials.get(at).map(|one| Official(*post.shared.store.key().person(one).as_bytes()))
    });
    let first = first.ok_or_else(|| Problem::internal("nobody"))?;
    let act = Act {
        second,
        reason: deed.reason.as_deref().and_then(Reason::from_name),
        words: deed.words.clone(),
        seen: deed.register.as_deref().and_then(Standing::from_name),
        ..Act::new(Actor::Official(first), at)
    };
    post.step(&case, step, &act, role, Some(consents)).await?;
    Ok(())
}

impl PostalStepDeed {
    /// Of which district's official it is.
    pub(in crate::desk) async fn district(&self, post: &Post<'_>) -> Result<UnitId, Problem> {
        let reference: Result<Reference, _> = self.reference.parse();
        let reference = reference.map_err(|_| Problem::internal("a proposal about nothing"))?;
        Ok(UnitId::from(post.case(&reference.to_string()).await?.district.as_str()))
    }
}

/// The picture of the passport or identity card, as a file: it is never shown as part of a page.
pub(in crate::desk) async fn picture(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.case(&reference).await?;
    post.log_look(&caller, &case).await?;
    let picture = shared.store.postal_attachment(post.served.id(), &case.reference).await?;
    let picture = picture.ok_or_else(|| Problem::not_found("picture"))?;
    let name = format!("attachment; filename=\"{}\"", case.reference);
    let headers = [
        (header::CONTENT_TYPE, picture.kind().media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    Ok((headers, picture.expose().to_vec()).into_response())
}

/// States in which an official has something to decide.
pub(super) const TO_DECIDE: [At; 4] =
    [At::Submitted, At::UnderReview, At::EnvelopeReceived, At::Undeliverable];
