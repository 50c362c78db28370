//! Sessions: beginning, signing in with a card, extending, signing out.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_crypto::hash::hex;
use tabella_desk_store::Office;
use tabella_identity::{AuthenticatedPerson, Challenge, nonce_text, sign_in_nonce};
use tower_sessions::Session;
use utoipa::ToSchema;

use super::{
    card,
    gate::Caller,
    input::Input,
    problem::Problem,
    session,
    shared::{Shared, rng},
};

pub(super) const PURPOSE: &str = "sign-in";

/// The session; begins one if there is none. Does not extend it.
pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    session: Session,
) -> Result<Json<Value>, Problem> {
    let now = shared.now().0;
    session::begin(&session, now, &mut rng()?).await?;
    Ok(Json(session::shown(&session, &shared.config.session, now, false).await?))
}

/// Extends the session.
pub(super) async fn extend(
    State(shared): State<Arc<Shared>>,
    session: Session,
) -> Result<Json<Value>, Problem> {
    let now = shared.now().0;
    session::extend(&session, now).await?;
    Ok(Json(session::shown(&session, &shared.config.session, now, true).await?))
}

/// A nonce for this session. The page hashes it under a label of its own before the card signs ([`sign_in_nonce`]): a server that
/// wants a signature for something else does not get it.
pub(super) async fn challenge(
    State(shared): State<Arc<Shared>>,
    session: Session,
) -> Result<Json<Value>, Problem> {
    let key = session::key(&session).ok_or_else(Problem::csrf)?;
    let now = shared.now();
    let challenge = Challenge::issue(&mut rng()?, now);
    shared.store.ask(&key, PURPOSE, challenge.nonce(), now).await?;
    Ok(Json(json!({
        "server_nonce": hex(challenge.nonce()),
        "origin": shared.config.origin,
        "expires": now.0 + tabella_identity::CHALLENGE_LIFETIME,
    })))
}

/// A card's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// The Web eID authentication token, as the browser's extension gave it, in one text.
    token: String,
}

/// Signs in. The challenge is gone, whatever comes of it.
pub(super) async fn sign_in(
    State(shared): State<Arc<Shared>>,
    session: Session,
    Input(answer): Input<Answer>,
) -> Result<Json<Value>, Problem> {
    let person = enter(&shared, &session, &answer.token).await?;
    let now = shared.now().0;
    let offices = shared.store.offices(&shared.store.key().person(person.id())).await?;
    let elections = shared
        .elections
        .iter()
        .map(|served| json!({ "id": served.id().to_string(), "title": served.election.manifest().title }));
    // the same for everyone: whether somebody stands on a roll is asked for elections, one at a time
    Ok(Json(json!({
        "person": {
            "id": person.id().expose(),
            "given_name": person.given_name().expose(),
            "surname": person.surname().expose(),
        },
        "offices": offices.iter().map(shown_office).collect::<Vec<_>>(),
        "elections": elections.collect::<Vec<_>>(),
        "session": session::shown(&session, &shared.config.session, now, true).await?,
    })))
}

/// Signs in with a token.
pub(super) async fn enter(
    shared: &Shared,
    session: &Session,
    token: &str,
) -> Result<AuthenticatedPerson, Problem> {
    let key = session::key(session).ok_or_else(Problem::csrf)?;
    let taken = shared.store.take_challenge(&key, PURPOSE).await?.ok_or_else(Problem::no_challenge)?;
    let challenge = Challenge::restore(*taken.0, taken.1);
    let nonce = challenge.redeem(shared.now()).map_err(|_| Problem::no_challenge())?;
    let nonce = nonce_text(&sign_in_nonce(&nonce));
    let person = card::authenticate(shared, &shared.card, token.as_bytes(), &nonce).await?;
    session::sign_in(session, &person, shared.now().0, &mut rng()?).await?;
    shared.metrics.sign_ins.inc();
    Ok(person)
}

pub(super) fn shown_office(office: &Office) -> Value {
    json!({
        "role": office.role.as_str(),
        "election": office.election.map(|election| election.to_string()),
        "district": office.district.as_ref().map(tabella_election::UnitId::as_str),
    })
}

/// Nothing of this site stays in the browser.
pub(super) const CLEAR: [(&str, &str); 1] = [("clear-site-data", "\"cache\", \"cookies\", \"storage\"")];

/// Signs out here.
pub(super) async fn sign_out(session: Session) -> Result<Response, Problem> {
    session.flush().await?;
    Ok((CLEAR, Json(json!({ "signed_in": false }))).into_response())
}

/// Signs out of every session of this person.
pub(super) async fn sign_out_everywhere(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    session: Session,
) -> Result<Response, Problem> {
    let ended = shared.store.end_sessions_of(&caller.person.key).await?;
    session.flush().await?;
    Ok((CLEAR, Json(json!({ "signed_in": false, "ended": ended }))).into_response())
}
