//! Signing in and out, and choosing a language.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use tower_sessions::Session;

use crate::desk::{
    page::{Block, Field, Form, Page, Visit, form::Sent, go},
    problem::Problem,
    session,
    shared::Shared,
    sign_in::{CLEAR, enter},
    texts::Texts,
};

/// Asks for the card.
pub(in crate::desk) async fn ask(Extension(visit): Extension<Visit>) -> Response {
    let t = visit.texts;
    let mut form = Form::post("/sign-in").field(Field::hidden("token", "")).button(t.get("sign-in-card"));
    form.card = Some("sign-in");
    let mut page = Page::new(t.get("sign-in-title"))
        .back("/", t.get("back-to-start"))
        .with(Block::Text(t.get("sign-in-lead")))
        .with(Block::List(vec![t.get("sign-in-1"), t.get("sign-in-2"), t.get("sign-in-3")]))
        .with(Block::Form(form));
    if visit.demo {
        let code = Field::line("person", t.get("sign-in-demo-person"), "").hint(t.get("sign-in-demo-hint"));
        let form = Form::post("/sign-in/demo").field(code).button(t.get("sign-in-demo"));
        page.push(Block::Heading(t.get("sign-in-demo-title")));
        page.push(Block::Form(form));
    }
    page.show(&visit)
}

/// Takes the card's answer.
pub(in crate::desk) async fn sign_in(
    State(shared): State<Arc<Shared>>,
    Extension(sent): Extension<Sent>,
    session: Session,
) -> Result<Response, Problem> {
    enter(&shared, &session, sent.text("token")).await?;
    Ok(go("/elections"))
}

/// Signs in with a card of the demo authority, which is made here on the spot.
#[cfg(feature = "demo")]
pub(in crate::desk) async fn demo(
    State(shared): State<Arc<Shared>>,
    Extension(sent): Extension<Sent>,
    session: Session,
) -> Result<Response, Problem> {
    use tabella_identity::{Challenge, PersonId, nonce_text, sign_in_nonce};

    if !shared.config.demo {
        return Err(Problem::not_found("address"));
    }
    let person = PersonId::parse(sent.text("person").trim())
        .map_err(|error| Problem::malformed(format!("the personal code {error}")))?;
    let key = session::key(&session).ok_or_else(Problem::csrf)?;
    let now = shared.now();
    let challenge = Challenge::issue(&mut crate::desk::shared::rng()?, now);
    shared.store.ask(&key, crate::desk::sign_in::PURPOSE, challenge.nonce(), now).await?;
    let nonce = nonce_text(&sign_in_nonce(challenge.nonce()));
    let card = demo_card(&shared, &person).await?;
    let token = card.authenticate(&shared.config.origin, &nonce);
    enter(&shared, &session, &token).await?;
    Ok(go("/elections"))
}

/// A demo card in the name that stands on a roll.
#[cfg(feature = "demo")]
pub(in crate::desk) async fn demo_card(
    shared: &Shared,
    person: &tabella_identity::PersonId,
) -> Result<tabella_identity::demo::DemoCard, Problem> {
    let mut names = ("Demo".to_owned(), "Person".to_owned());
    for served in &shared.elections {
        if let Some(line) = shared.store.find(served.id(), person).await? {
            let person = &line.entry.person;
            names = (person.given_name.expose().clone(), person.surname.expose().clone());
        }
    }
    Ok(tabella_identity::demo::DemoAuthority::new().card(person, &names.0, &names.1))
}

/// There are no demo cards in this program.
#[cfg(not(feature = "demo"))]
pub(in crate::desk) async fn demo() -> Result<Response, Problem> {
    Err(Problem::not_found("address"))
}

/// Signs out.
pub(in crate::desk) async fn sign_out(session: Session) -> Result<Response, Problem> {
    session.flush().await?;
    Ok((CLEAR, go("/")).into_response())
}

/// Chooses the language of this session.
pub(in crate::desk) async fn choose_language(
    Extension(sent): Extension<Sent>,
    session: Session,
) -> Result<Response, Problem> {
    if let Some(texts) = Texts::of(sent.text("language")) {
        session::choose_language(&session, texts.code()).await?;
    }
    // back to a page of this server and to no other
    let to = sent.text("to");
    let own = to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\r', '\n']);
    Ok(go(if own { to } else { "/" }))
}
