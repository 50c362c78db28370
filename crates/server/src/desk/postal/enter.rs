//! A request at the counter, by telephone or on paper: an official enters it for the person. The same rules hold, and whoever
//! enters it decides nothing on it.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use jiff::civil::Date;
use tabella_desk_store::{Filing, Line, Office, PostalRefused, Usage, Whose};
use tabella_identity::{PersonId, UnixTime};
use tabella_postal::{
    Actor, Attachment, Consent, DeliverTo, Duration, Fault, Field as Of, Form as Typed, How, OnBehalf,
    Reference,
};
use tabella_roll::RollNumber;

use super::{
    Post,
    fields::{Sheet, Wrongs, countries_but, person},
    step::official,
};
use crate::desk::{
    gate::Caller,
    page::{Block, Choice, Field, Form, Kind, Page, Visit, form::Sent},
    policy::{Action, Scope, Who, permits},
    problem::Problem,
    shared::{Shared, rng},
};

/// Asks for whom.
pub(in crate::desk) async fn ask(
    State(shared): State<Arc<Shared>>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    Ok(whom(&post, &visit, &Sent::default(), None))
}

fn whom(post: &Post<'_>, visit: &Visit, sent: &Sent, wrong: Option<String>) -> Response {
    let t = visit.texts;
    let code = Field::line("person", t.get("field-personal-code"), sent.text("person"));
    let form = Form::post(format!("{}/enter", post.office_path()))
        .field(code.wrong(wrong))
        .button(t.get("continue"));
    Page::new(t.get("enter-title"))
        .back(post.office_path(), t.get("back-to-work"))
        .with(Block::Text(t.get("enter-lead")))
        .with(Block::Form(form))
        .show(visit)
}

impl Post<'_> {
    /// The person's line, after it was written down who looks at it.
    async fn look_for(&self, caller: &Caller, code: &str) -> Result<Option<Line>, Problem> {
        let Ok(id) = PersonId::parse(code.trim()) else { return Ok(None) };
        self.shared.limits.take_look(&caller.person.key)?;
        let line = self.shared.store.find(self.served.id(), &id).await?.filter(|line| !line.removed);
        let within = line.and_then(|line| {
            let scope = Scope::District(&self.served.election, &line.entry.district);
            let role = caller.role(Action::EnterPostal, scope).ok()?;
            Some((line, role))
        });
        // whoever is sought in vain is told as well
        let may = |office: &&Office| permits(Who::Official(office.role), Action::EnterPostal);
        let anywhere = caller.offices.iter().find(may).map(|office| office.role);
        let role = within.as_ref().map(|(_, role)| *role).or(anywhere).ok_or_else(Problem::forbidden)?;
        let usage = Usage {
            person: self.shared.store.key().person(&id),
            election: Some(*self.served.id()),
            at: self.shared.now(),
            actor: tabella_desk_store::Actor::Office(role, caller.person.key),
            deed: "look",
            purpose: "postal-request",
        };
        self.shared.store.log_usage(&usage).await?;
        Ok(within.map(|(line, _)| line))
    }
}

/// Shows the form, filled in from the roll.
pub(in crate::desk) async fn look(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let Some(line) = post.look_for(&caller, sent.text("person")).await? else {
        let words = visit.texts.get("wrong-person");
        return Ok(whom(&post, &visit, &sent, Some(words)));
    };
    let typed = Typed::prefilled(&line.entry);
    Ok(whole(&post, &visit, &line, &typed, &Sent::default(), &Missed::default()))
}

/// What is wrong with what an official typed.
#[derive(Default)]
struct Missed {
    faults: Vec<Fault>,
    how: Option<String>,
    record: Option<String>,
    received: Option<String>,
}

fn whole(
    post: &Post<'_>,
    visit: &Visit,
    line: &Line,
    typed: &Typed,
    sent: &Sent,
    missed: &Missed,
) -> Response {
    let t = visit.texts;
    let wrongs = Wrongs { post, t, faults: &missed.faults };
    let how = |how: How| {
        Choice::new(how.name(), t.get(&format!("how-{}", how.name())), sent.text("how") == how.name())
    };
    let how = Kind::Radio(How::ALL.into_iter().map(how).collect());
    let today =
        post.postal.zone.to_datetime(jiff::Timestamp::from_second(post.shared.now().0).unwrap_or_default());
    let received = Some(sent.text("received")).filter(|text| !text.is_empty());
    let received = received.map_or_else(|| today.date().to_string(), ToOwned::to_owned);
    let received = Kind::Line("date", received, "off");
    let mut form = Form::post(format!("{}/enter/file", post.office_path()))
        .field(Field::hidden("number", line.entry.number))
        .field(Field::new("how", t.get("field-how"), how).wrong(missed.how.clone()))
        .field(
            Field::line("record", t.get("field-record"), sent.text("record"))
                .hint(t.get("field-record-hint"))
                .wrong(missed.record.clone()),
        )
        .field(Field::new("received", t.get("field-received"), received).wrong(missed.received.clone()));
    form.upload = true;
    form.fields.extend(Sheet::Data.fields(&wrongs, line, typed));
    form.fields.extend(Sheet::Delivery.fields(&wrongs, line, typed));
    let countries = Kind::Select(countries_but(t, None, &typed.address.country));
    form = form.field(wrongs.on(Of::Country, Field::new("country", t.get("field-country"), countries)));
    let lines = Field::new("lines", t.get("field-lines"), Kind::Area(typed.address.lines.clone()));
    form = form.field(wrongs.on(Of::Lines, lines.hint(t.get("field-lines-hint"))));
    if post.postal.rules.terms.identity_abroad {
        form.fields.extend(Sheet::Identity.fields(&wrongs, line, typed));
    }
    form.fields.extend(Sheet::Duration.fields(&wrongs, line, typed));
    form.fields.extend(Sheet::Contact.fields(&wrongs, line, typed));
    // the words of whoever asks are not the office's
    for field in &mut form.fields {
        let Kind::Radio(choices) = &mut field.kind else { continue };
        let kind = if field.name == "deliver-to" { "deliver" } else { &*field.name };
        for choice in choices {
            choice.text = t.find(&format!("office-{kind}-{}", choice.value)).unwrap_or(choice.text.clone());
        }
    }
    let declaration = Field::new("declaration", t.get("field-declared-for"), Kind::Check(typed.declared));
    form = form.field(wrongs.on(Of::Declaration, declaration)).button(t.get("enter-go"));
    Page::new(t.get("enter-title"))
        .back(format!("{}/enter", post.office_path()), t.get("back"))
        .with(Block::Facts(person(t, line)))
        .with(Block::Form(form))
        .show(visit)
}

/// Files it.
pub(in crate::desk) async fn file(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let t = visit.texts;
    let number: u64 = sent.text("number").parse().map_err(|_| Problem::not_found("line"))?;
    let line = shared.store.line(post.served.id(), RollNumber(number)).await?;
    let scope = Scope::District(&post.served.election, &line.entry.district);
    let role = caller.role(Action::EnterPostal, scope).map_err(|_| Problem::not_found("line"))?;
    let now = shared.now();
    let typed = typed(&post, &sent);
    let mut missed = Missed::default();
    let received = received(&post, sent.text("received"), now).unwrap_or_else(|| {
        missed.received = Some(t.get("wrong-received"));
        now
    });
    let attachment = match sent.file().map(|file| Attachment::new(file.to_vec())).transpose() {
        Ok(attachment) => attachment,
        Err(wrong) => {
            missed.faults.push(Fault { field: Of::Attachment, wrong });
            None
        }
    };
    let how = How::from_name(sent.text("how"));
    if how.is_none() {
        missed.how = Some(t.get("wrong-unchosen"));
    }
    let record = OnBehalf::new(how.unwrap_or(How::Counter), sent.text("record"), received);
    let wrongs = Wrongs { post: &post, t, faults: &[] };
    let record = match record {
        Ok(record) => Some(record),
        Err(wrong) => {
            missed.record = Some(wrongs.words(wrong));
            None
        }
    };
    let right = missed.faults.is_empty() && missed.how.is_none() && missed.received.is_none();
    let Some(record) = record.filter(|_| right) else {
        return Ok(whole(&post, &visit, &line, &typed, &sent, &missed));
    };
    let reference = Reference::generate(&mut rng()?);
    let filing = Filing {
        whose: Whose::Number(RollNumber(number)),
        form: &typed,
        attachment: attachment.as_ref(),
        reference: &reference,
        consent: &Consent::OnBehalf(record),
        language: t.code(),
        by: Actor::Official(official(&caller)),
        from: None,
        received,
        closes: post.served.closes(),
        now,
    };
    match shared.store.file_postal(&post.office(), &filing, role, &mut rng()?).await {
        Ok(_) => {}
        Err(PostalRefused::Faults(faults)) => {
            missed.faults = faults;
            return Ok(whole(&post, &visit, &line, &typed, &sent, &missed));
        }
        Err(refused) => return Err(refused.into()),
    }
    shared.mail.notify_one();
    post.postal.unchecked.notify_one();
    let page = Page::new(t.get("enter-done"))
        .back(post.office_path(), t.get("back-to-work"))
        .with(Block::Code(t.get("request-number"), reference.to_string()))
        .with(Block::Text(t.get("enter-done-about")))
        .with(Block::Go(format!("{}/enter", post.office_path()), t.get("enter-next")));
    Ok(page.show(&visit))
}

fn typed(post: &Post<'_>, sent: &Sent) -> Typed {
    let deliver_to = DeliverTo::from_name(sent.text("deliver-to"));
    let mut typed = Typed {
        place_of_birth: sent.text("place-of-birth").to_owned(),
        deliver_to,
        duration: Duration::from_name(sent.text("duration")),
        language: sent.text("language").to_owned(),
        email: sent.text("email").to_owned(),
        phone: sent.text("phone").to_owned(),
        declared: sent.ticked("declaration"),
        ..Typed::default()
    };
    sent.text("country").clone_into(&mut typed.address.country);
    if deliver_to == Some(DeliverTo::Home) && typed.address.country.is_empty() {
        typed.address.country = post.postal.rules.terms.home.to_string();
    }
    sent.text("lines").clone_into(&mut typed.address.lines);
    typed
}

/// When it came in: now, or on an earlier day, at noon of legal time.
fn received(post: &Post<'_>, text: &str, now: UnixTime) -> Option<UnixTime> {
    let day: Date = text.parse().ok()?;
    let today = post.postal.zone.to_datetime(jiff::Timestamp::from_second(now.0).ok()?).date();
    if day >= today {
        return (day == today).then_some(now);
    }
    let noon = post.postal.zone.to_zoned(day.at(12, 0, 0, 0)).ok()?;
    Some(UnixTime(noon.timestamp().as_second()))
}
