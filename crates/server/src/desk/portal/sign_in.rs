//! Signing in and out, and choosing a language.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use tower_sessions::Session;

use crate::desk::{
    config::DemoCardConfig,
    gate::Caller,
    page::{Block, Field, Form, Page, Visit, form::Sent, go},
    problem::Problem,
    session,
    shared::Shared,
    sign_in::{CLEAR, enter},
    texts::Texts,
};

/// Asks for the card.
pub(in crate::desk) async fn ask(
    State(shared): State<Arc<Shared>>,
    Extension(visit): Extension<Visit>,
) -> Response {
    asked(&shared, &visit, "", None)
}

/// The page; what was typed as a personal code, and what is wrong with it.
fn asked(shared: &Shared, visit: &Visit, typed: &str, wrong: Option<String>) -> Response {
    let t = visit.texts;
    let mut form = Form::post("/sign-in").field(Field::hidden("token", "")).button(t.get("sign-in-card"));
    form.card = Some("sign-in");
    let mut page = Page::new(t.get("sign-in-title"))
        .back("/", t.get("back-to-start"))
        .with(Block::Text(t.get("sign-in-lead")))
        .with(Block::List(vec![t.get("sign-in-1"), t.get("sign-in-2"), t.get("sign-in-3")]))
        .with(Block::Form(form));
    if visit.demo {
        let (officials, people): (Vec<_>, Vec<_>) =
            shared.config.demo_cards.iter().partition(|card| {
                shared.config.officials.iter().any(|official| official.person == card.person)
            });
        for (heading, cards) in [("sign-in-demo-title", people), ("sign-in-demo-officials", officials)] {
            if !cards.is_empty() {
                page.push(Block::Heading(t.get(heading)));
                page.push(Block::Form(of_cards(t, &cards)));
            }
        }
        let code =
            Field::line("person", t.get("sign-in-demo-person"), typed).hint(t.get("sign-in-demo-hint"));
        let form = Form::post("/sign-in/demo").field(code.wrong(wrong)).button(t.get("sign-in-demo"));
        page.push(Block::Heading(t.get("sign-in-demo-other")));
        page.push(Block::Form(form));
    }
    page.show(visit)
}

/// A button for each card. What an official does is said in words.
fn of_cards(t: &Texts, cards: &[&DemoCardConfig]) -> Form {
    let mut form = Form::post("/sign-in/demo");
    form.class = "cards";
    cards.iter().fold(form, |form, card| {
        let name = format!("{} {}", card.given_name, card.surname);
        let about = t.find(&format!("role-{}", card.about)).unwrap_or_else(|| card.about.clone());
        form.choice("person", &card.person, name, about)
    })
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
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    session: Session,
) -> Result<Response, Problem> {
    use tabella_identity::{Challenge, PersonId, nonce_text, sign_in_nonce};

    if !shared.config.demo {
        return Err(Problem::not_found("address"));
    }
    let typed = sent.text("person").trim();
    let Ok(person) = PersonId::parse(typed) else {
        let wrong = visit.texts.get("wrong-personal-code");
        return Ok(asked(&shared, &visit, typed, Some(wrong)));
    };
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
    let shown = shared.config.demo_cards.iter().find(|card| card.person == person.expose());
    let names = shown.map(|card| (card.given_name.clone(), card.surname.clone()));
    let mut names = names.unwrap_or_else(|| ("Demo".to_owned(), "Person".to_owned()));
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

/// Signs out of every session of this person.
pub(in crate::desk) async fn sign_out_everywhere(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    session: Session,
) -> Result<Response, Problem> {
    shared.store.end_sessions_of(&caller.person.key).await?;
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
