//! A citizen asks: what one should know before, the sheets of the form, and the answers side by side. What is typed is kept,
//! right or wrong.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};
use tabella_desk_store::{Line, PostalDraft};
use tabella_postal::{
    DeliverTo, Fault, Field as Of, Form as Typed, Permission, Place, Reference, Request,
    deadline::{Deadlines, Window},
    document,
};

use tabella_roll::Channel;

use super::{
    Post, Standing,
    fields::{Sheet, Wrongs, language_name, person},
    refusal,
};
use crate::desk::{
    gate::Caller,
    page::{Block, Fact, Field, Form, Kind, Page, Visit, form::Sent, go},
    portal,
    problem::Problem,
    shared::{Shared, rng},
    texts::Texts,
};

impl Post<'_> {
    /// Until when papers can be asked for to a kind of place, and how many days are left.
    pub(super) fn until(&self, t: &Texts, place: Place) -> String {
        let Ok(Some(deadlines)) = Deadlines::of(&self.served.election, place) else {
            return t.get("place-not-offered");
        };
        let until = self.moment(t, deadlines.apply_until.0);
        match deadlines.to_apply(self.shared.now()) {
            Window::Open { days_left } => {
                let days = u64::from(days_left);
                t.with("apply-until", &[("until", until.into()), ("days", days.into())])
            }
            Window::Over => t.with("apply-over", &[("until", until.into())]),
        }
    }

    /// The same as a sentence of its own.
    pub(super) fn until_words(&self, t: &Texts, place: Place) -> String {
        let Ok(Some(deadlines)) = Deadlines::of(&self.served.election, place) else {
            return t.get("place-not-offered");
        };
        match deadlines.to_apply(self.shared.now()) {
            Window::Open { .. } => t.with("choice-until", &[("until", self.until(t, place).into())]),
            Window::Over => self.until(t, place),
        }
    }

    /// What one should know of a place before one asks.
    fn place_facts(&self, t: &Texts, place: Place) -> Result<Vec<Block>, Problem> {
        let Some(deadlines) = Deadlines::of(&self.served.election, place)? else { return Ok(Vec::new()) };
        let [there, back] = self.postal.rules.days(place);
        let (there_text, back_text) = (u64::from(there), u64::from(back));
        let mut blocks = vec![
            Block::Heading(t.get(&format!("place-{}", place.kind()))),
            Block::Facts(vec![
                Fact::new(t.get("deadline-apply"), self.until(t, place)),
                Fact::new(t.get("deadline-return"), self.moment(t, deadlines.return_until.0)),
                Fact::new(
                    t.get("days-in-post"),
                    t.with("days-there-back", &[("there", there_text.into()), ("back", back_text.into())]),
                ),
                Fact::new(t.get("post-by"), t.date(deadlines.post_by(back))),
            ]),
        ];
        let now = self.shared.now();
        if matches!(deadlines.to_apply(now), Window::Open { .. }) && deadlines.is_tight(now, there, back) {
            blocks.push(Block::Note("warning", t.get("post-is-tight")));
        }
        Ok(blocks)
    }
}

/// Before you start: whether one may ask, until when, and how long it takes.
pub(in crate::desk) async fn before(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let t = visit.texts;
    let standing = Standing::of(&post, &caller).await?;
    let permission = match standing.asking(&post).permission()? {
        Ok(permission) => permission,
        Err(refused) => return Ok(refusal::page(&post, &visit, &refused)),
    };
    let mut page = Page::new(t.get("before-title"))
        .back("/elections", t.get("back-to-elections"))
        .with(Block::Text(portal::title(post.served, visit.texts.code())))
        .with(Block::Text(t.get("before-lead")));
    page.blocks.extend(post.expected(t, tabella_postal::State::UnderReview).map(Block::Text));
    for place in Place::ALL {
        page.blocks.extend(post.place_facts(t, place)?);
    }
    let channel = standing.line.as_ref().map_or(Channel::Undecided, |line| line.channel);
    page.blocks.extend(post.which_counts(t, channel).map(Block::Text));
    if permission.replaces_online() {
        page.push(Block::Note("warning", t.get("before-replaces-online")));
    }
    if standing.taken_back.is_some() {
        page.push(Block::Note("warning", t.get("before-again")));
    }
    page.push(Block::Heading(t.get("before-need")));
    let mut need = vec![t.get("before-need-card"), t.get("before-need-address")];
    if post.postal.rules.terms.identity_abroad {
        need.push(t.get("before-need-identity"));
    }
    page.push(Block::List(need));
    let draft = shared.store.postal_draft(post.served.id(), &caller.person.key).await?;
    let go = if draft.is_some() { t.get("draft-resume") } else { t.get("before-go") };
    page.push(Block::Form(Form::post(post.path()).button(go)));
    Ok(page.show(&visit))
}

/// Begins a draft, or goes on with it.
pub(in crate::desk) async fn begin(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let standing = Standing::of(&post, &caller).await?;
    let permission = match standing.asking(&post).permission()? {
        Ok(permission) => permission,
        Err(refused) => return Ok(refusal::page(&post, &visit, &refused)),
    };
    if shared.store.postal_draft(post.served.id(), &caller.person.key).await?.is_some() {
        return Ok(go(&format!("{}/form/check", post.path())));
    }
    let form = post.filled_in(&caller, permission.entry()).await?;
    post.begin_draft(&caller, form).await?;
    Ok(go(&format!("{}/form/data", post.path())))
}

impl Post<'_> {
    /// A new draft under a number of its own.
    pub(super) async fn begin_draft(&self, caller: &Caller, form: Typed) -> Result<(), Problem> {
        let reference = Reference::generate(&mut rng()?);
        let draft = PostalDraft { reference, form, attachment: None, saved: self.shared.now() };
        self.save(caller, &draft).await
    }

    async fn save(&self, caller: &Caller, draft: &PostalDraft) -> Result<(), Problem> {
        let store = &self.shared.store;
        Ok(store.save_postal_draft(self.served.id(), &caller.person.key, draft, &mut rng()?).await?)
    }

    pub(super) async fn draft(&self, caller: &Caller) -> Result<PostalDraft, Problem> {
        let draft = self.shared.store.postal_draft(self.served.id(), &caller.person.key).await?;
        draft.ok_or_else(|| Problem::conflict("no-draft", "no request has been begun"))
    }
}

/// What is wrong with a draft, or the request that it makes.
pub(super) fn made(permission: &Permission<'_>, draft: &PostalDraft) -> Result<Request, Vec<Fault>> {
    permission.request(&draft.form, draft.attachment.as_ref(), draft.reference.clone())
}

/// A sheet, or the answers side by side.
pub(in crate::desk) async fn shown(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((election, sheet)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let standing = Standing::of(&post, &caller).await?;
    let permission = match standing.asking(&post).permission()? {
        Ok(permission) => permission,
        Err(refused) => return Ok(refusal::page(&post, &visit, &refused)),
    };
    let draft = post.draft(&caller).await?;
    let line = standing.line.as_ref().ok_or_else(|| Problem::not_found("line"))?;
    if sheet == "check" {
        return Ok(answers(&post, &visit, line, &draft, &permission, false));
    }
    let sheet = Sheet::from_name(&sheet).ok_or_else(|| Problem::not_found("page"))?;
    Ok(one(&post, &visit, line, &draft, sheet, &[], query.as_deref() == Some("change")))
}

fn one(
    post: &Post<'_>,
    visit: &Visit,
    line: &Line,
    draft: &PostalDraft,
    sheet: Sheet,
    faults: &[Fault],
    changes: bool,
) -> Response {
    let t = visit.texts;
    let sheets = Sheet::all_of(post, &draft.form);
    let at = sheets.iter().position(|one| *one == sheet).unwrap_or(0);
    let back = at.checked_sub(1).and_then(|at| sheets.get(at));
    let back = match back {
        _ if changes => format!("{}/form/check", post.path()),
        Some(sheet) => format!("{}/form/{}", post.path(), sheet.name()),
        None => post.path(),
    };
    let mut page = Page::new(t.get(&format!("sheet-{}", sheet.name()))).back(back, t.get("back"));
    page.blocks.extend(sheet.blocks(post, visit, line, draft, faults));
    if changes && let Some(Block::Form(form)) = page.blocks.last_mut() {
        form.fields.push(Field::hidden("change", "yes"));
    }
    page.show(visit)
}

/// Keeps what was typed, and goes on if it is right.
pub(in crate::desk) async fn save(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((election, sheet)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let mut draft = post.draft(&caller).await?;
    let at = Sheet::from_name(&sheet);
    let mut faults = Vec::new();
    match at {
        Some(sheet) => {
            faults.extend(sheet.take(&post, &sent, &mut draft));
            // the declaration is about the answers: with other answers it is made anew
            draft.form.declared = false;
        }
        None if sheet == "check" => draft.form.declared = sent.ticked("declaration"),
        None => return Err(Problem::not_found("page")),
    }
    draft.saved = shared.now();
    // before anything is said about it: nothing typed is lost
    post.save(&caller, &draft).await?;
    if sent.text("then") == "later" {
        return Ok(go("/elections"));
    }
    let standing = Standing::of(&post, &caller).await?;
    let permission = match standing.asking(&post).permission()? {
        Ok(permission) => permission,
        Err(refused) => return Ok(refusal::page(&post, &visit, &refused)),
    };
    let line = standing.line.as_ref().ok_or_else(|| Problem::not_found("line"))?;
    let made = made(&permission, &draft);
    let Some(sheet) = at else {
        return Ok(match made {
            Ok(_) => go(&format!("{}/sign", post.path())),
            Err(_) => answers(&post, &visit, line, &draft, &permission, true),
        });
    };
    let at_sheet = |fault: &Fault| Sheet::of(fault.field, &draft.form);
    let all = made.err().unwrap_or_default();
    if faults.is_empty() {
        faults.extend(all.iter().filter(|fault| at_sheet(fault) == Some(sheet)).copied());
    }
    let changes = sent.ticked("change");
    if !faults.is_empty() {
        return Ok(one(&post, &visit, line, &draft, sheet, &faults, changes));
    }
    let sheets = Sheet::all_of(&post, &draft.form).into_iter();
    let mut later = sheets.filter(|next| *next > sheet);
    // whoever came to change one answer goes back to them all, past what is missing because of that
    let next = if changes {
        later.find(|next| all.iter().any(|fault| at_sheet(fault) == Some(*next)))
    } else {
        later.next()
    };
    Ok(go(&match next {
        Some(next) => format!("{}/form/{}{}", post.path(), next.name(), if changes { CHANGE } else { "" }),
        None => format!("{}/form/check", post.path()),
    }))
}

/// Behind the address of a sheet to which somebody comes back from the answers.
const CHANGE: &str = "?change";

/// The answers, each with the way back to where it was given.
fn answers(
    post: &Post<'_>,
    visit: &Visit,
    line: &Line,
    draft: &PostalDraft,
    permission: &Permission<'_>,
    asked: bool,
) -> Response {
    let t = visit.texts;
    let faults = made(permission, draft).err().unwrap_or_default();
    let typed = &draft.form;
    let to = |sheet: Sheet| format!("{}/form/{}{CHANGE}", post.path(), sheet.name());
    let wrongs = Wrongs { post, t, faults: &faults };
    let fact = |sheet: Sheet, label: &str, value: String| {
        let value = if value.is_empty() { t.get("nothing") } else { value };
        Fact { change: Some((to(sheet), t.get("change"))), ..Fact::new(t.get(label), value) }
    };
    let mut facts = person(t, line);
    facts.push(fact(Sheet::Data, "field-place-of-birth", typed.place_of_birth.clone()));
    let deliver = typed.deliver_to.map_or_else(String::new, |to| t.get(&format!("deliver-{}", to.name())));
    facts.push(fact(Sheet::Delivery, "field-deliver-to", deliver));
    if matches!(typed.deliver_to, Some(DeliverTo::Home | DeliverTo::Abroad)) {
        let lines = tabella_postal::Address::check(&typed.address);
        let lines = lines.map(|address| address.label("", post.postal.rules.terms.home).join("\n"));
        facts.push(fact(Sheet::Address, "field-address", lines.unwrap_or_default()));
    }
    if Sheet::all_of(post, typed).contains(&Sheet::Identity) {
        let there = draft.attachment.as_ref().map_or_else(String::new, |_| t.get("sheet-identity-there"));
        facts.push(fact(Sheet::Identity, "field-attachment", there));
    }
    let duration =
        typed.duration.map_or_else(String::new, |duration| t.get(&format!("duration-{}", duration.name())));
    facts.push(fact(Sheet::Duration, "field-duration", duration));
    facts.push(fact(Sheet::Contact, "field-language", language_name(t, &typed.language)));
    facts.push(fact(Sheet::Contact, "field-email", typed.email.clone()));
    facts.push(fact(Sheet::Contact, "field-phone", typed.phone.clone()));

    let mut page =
        Page::new(t.get("check-title")).back(format!("{}/form/contact", post.path()), t.get("back"));
    page.push(Block::Note("warning", t.get("check-not-sent")));
    page.push(Block::Facts(facts));
    let open: Vec<&Fault> = faults.iter().filter(|fault| fault.field != Of::Declaration).collect();
    if !open.is_empty() {
        page.push(Block::Heading(t.get("check-open")));
        let link = |fault: &&Fault| {
            let sheet = Sheet::of(fault.field, typed).unwrap_or(Sheet::Data);
            let label = t.find(&format!("field-{}", fault.field.name())).unwrap_or_default();
            (to(sheet), format!("{label}: {}", wrongs.words(fault.wrong)))
        };
        page.push(Block::Links(open.iter().map(link).collect()));
    }
    page.push(Block::Heading(t.get("check-declare")));
    let declaration =
        Field::new("declaration", document::declaration(t.code()).to_owned(), Kind::Check(typed.declared));
    let shown = Wrongs { post, t, faults: if asked { &faults } else { &[] } };
    let form = Form::post(format!("{}/form/check", post.path()))
        .field(shown.on(Of::Declaration, declaration))
        .button(t.get("check-go"))
        .other("then", "later", t.get("save-later"));
    page.push(Block::Form(form));
    page.show(visit)
}
