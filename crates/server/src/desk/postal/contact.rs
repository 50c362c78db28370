//! How the office reaches somebody who asked for a vote by post, as the person corrects it.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use tabella_desk_store::PostalCase;
use tabella_postal::{Contact, Fault, Field as Of};

use super::{Post, fields::Wrongs};
use crate::desk::{
    gate::Caller,
    page::{Block, Field, Form, Kind, Page, Visit, form::Sent, go},
    problem::Problem,
    shared::{Shared, rng},
};

impl Post<'_> {
    /// A request of this person that has not ended.
    async fn open_case(&self, caller: &Caller, reference: &str) -> Result<PostalCase, Problem> {
        let case = self.own_case(caller, reference).await?;
        if case.state.is_final() {
            return Err(Problem::conflict("illegal-step", "the request has ended"));
        }
        Ok(case)
    }
}

/// Shows what holds now.
pub(in crate::desk) async fn ask(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.open_case(&caller, &reference).await?;
    let (email, phone) =
        case.request.as_ref().map_or(("", ""), |request| (request.expose_email(), request.expose_phone()));
    Ok(page(&post, &visit, &case, (email, phone), &[]))
}

fn page(
    post: &Post<'_>,
    visit: &Visit,
    case: &PostalCase,
    (email, phone): (&str, &str),
    faults: &[Fault],
) -> Response {
    let t = visit.texts;
    let wrongs = Wrongs { post, t, faults };
    let here = format!("{}/requests/{}", post.path(), case.reference);
    let email = Field::new("email", t.get("field-email"), Kind::Line("email", email.to_owned(), "email"));
    let phone = Field::new("phone", t.get("field-phone"), Kind::Line("tel", phone.to_owned(), "tel"));
    let form = Form::post(format!("{here}/contact"))
        .field(wrongs.on(Of::Email, email.hint(t.get("field-email-hint"))))
        .field(wrongs.on(Of::Phone, phone.hint(t.get("field-phone-hint"))))
        .button(t.get("contact-save"));
    Page::new(t.get("contact-change"))
        .back(here, t.get("back"))
        .with(Block::Text(t.get("contact-change-about")))
        .with(Block::Form(form))
        .show(visit)
}

/// Corrects it.
pub(in crate::desk) async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.open_case(&caller, &reference).await?;
    let typed = (sent.text("email"), sent.text("phone"));
    let contact = match Contact::check(typed.0, typed.1) {
        Ok(contact) => contact,
        Err(faults) => return Ok(page(&post, &visit, &case, typed, &faults)),
    };
    let (office, now) = (post.office(), shared.now());
    let person = caller.person.key;
    let store = &shared.store;
    store.correct_postal_contact(&office, person, &case.reference, &contact, now, &mut rng()?).await?;
    shared.mail.notify_one();
    Ok(go(&format!("{}/requests/{}?reached", post.path(), case.reference)))
}
