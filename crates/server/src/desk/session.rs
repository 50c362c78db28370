//! What a browser's session holds: who signed in, and the token that its requests must name.
//!
//! Number, cookie and rotation are tower-sessions'; what is kept lies sealed in the desk's store under the number's hash.

mod kept;

use data_encoding::HEXLOWER;
use rand_core::{CryptoRng, RngCore};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;
use tabella_desk_store::{PersonKey, SessionKey};
use tabella_identity::{AuthenticatedPerson, Method, PersonId, Redacted};
use tower_sessions::{Session, SessionManagerLayer};
use zeroize::Zeroizing;

pub(super) use self::kept::KeptSessions;
use super::{config::SessionConfig, problem::Problem};

/// The session's cookie: for this host only, over TLS only.
const COOKIE: &str = "__Host-tabella";

/// Header in which every request that changes something names the session's token.
pub(super) const CSRF_HEADER: &str = "x-csrf-token";

const CSRF: &str = "csrf";
const PERSON: &str = "person";
const GIVEN_NAME: &str = "given_name";
const SURNAME: &str = "surname";
const LANGUAGE: &str = "language";
const METHOD: &str = "method";
const BEGAN: &str = "began";
const ENDS: &str = "ends";
const SEEN: &str = "seen";

/// Requests within so many seconds extend the session once.
const TOUCH: i64 = 30;

/// Sets and reads the cookie: HttpOnly, Secure, SameSite=Strict, Path=/, without Domain and without Max-Age.
pub(super) fn layer(sessions: KeptSessions) -> SessionManagerLayer<KeptSessions> {
    SessionManagerLayer::new(sessions).with_name(COOKIE)
}

/// The store's key of a session that has a number already.
pub(super) fn key(session: &Session) -> Option<SessionKey> {
    session.id().as_ref().map(kept::key_of)
}

/// Who is signed in.
#[derive(Clone)]
pub(super) struct SignedIn {
    pub(super) id: PersonId,
    pub(super) key: PersonKey,
    pub(super) given_name: Redacted<String>,
    pub(super) surname: Redacted<String>,
    pub(super) method: String,
}

/// Begins a session that nobody has signed in to, unless there is one.
pub(super) async fn begin(
    session: &Session,
    now: i64,
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<(), Problem> {
    if session.get_value(CSRF).await?.is_none() {
        session.insert(BEGAN, now).await?;
        session.insert(CSRF, token(rng)).await?;
    }
    Ok(())
}

/// Puts a person into the session, under a new number and a new token.
pub(super) async fn sign_in(
    session: &Session,
    person: &AuthenticatedPerson,
    now: i64,
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<(), Problem> {
    session.cycle_id().await?;
    let method = match person.method() {
        Method::WebEid => "web-eid",
        Method::DemoCard => "demo-card",
        _ => "other",
    };
    session.insert(PERSON, &*Zeroizing::new(person.id().expose())).await?;
    session.insert(GIVEN_NAME, person.given_name().expose()).await?;
    session.insert(SURNAME, person.surname().expose()).await?;
    session.insert(METHOD, method).await?;
    session.insert(BEGAN, now).await?;
    session.insert(CSRF, token(rng)).await?;
    Ok(())
}

fn token(rng: &mut (impl RngCore + CryptoRng)) -> String {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    HEXLOWER.encode(&bytes)
}

/// Who is signed in, if anybody.
pub(super) async fn signed_in(
    session: &Session,
    key: impl FnOnce(&PersonId) -> PersonKey,
) -> Result<Option<SignedIn>, Problem> {
    let Some(person) = session.get::<String>(PERSON).await? else { return Ok(None) };
    let id = PersonId::parse(&person).map_err(|_| Problem::internal("a session holds something else"))?;
    let name = |name: Option<String>| Redacted::new(name.unwrap_or_default());
    Ok(Some(SignedIn {
        key: key(&id),
        id,
        given_name: name(session.get(GIVEN_NAME).await?),
        surname: name(session.get(SURNAME).await?),
        method: session.get(METHOD).await?.unwrap_or_default(),
    }))
}

/// Whether a request names the session's token.
pub(super) async fn names_token(session: &Session, named: Option<&str>) -> Result<bool, Problem> {
    let token: Option<String> = session.get(CSRF).await?;
    let (Some(token), Some(named)) = (token, named) else { return Ok(false) };
    Ok(token.as_bytes().ct_eq(named.as_bytes()).into())
}

/// The session's token, for the forms of its pages.
pub(super) async fn token_of(session: &Session) -> Result<Option<String>, Problem> {
    Ok(session.get(CSRF).await?)
}

/// The language that was chosen for this session.
pub(super) async fn language(session: &Session) -> Result<Option<String>, Problem> {
    Ok(session.get(LANGUAGE).await?)
}

/// Chooses the language of this session.
pub(super) async fn choose_language(session: &Session, code: &str) -> Result<(), Problem> {
    Ok(session.insert(LANGUAGE, code).await?)
}

/// A request extends the session.
pub(super) async fn touch(session: &Session, now: i64) -> Result<(), Problem> {
    let seen: Option<i64> = session.get(SEEN).await?;
    if seen.is_none_or(|seen| now.saturating_sub(seen) >= TOUCH) {
        session.insert(SEEN, now).await?;
    }
    Ok(())
}

/// A request extends the session to the full, whenever the last one was.
pub(super) async fn extend(session: &Session, now: i64) -> Result<(), Problem> {
    session.remove::<i64>(SEEN).await?;
    touch(session, now).await
}

/// The session as the page needs it: its token, when it ends without a request, and when in any case.
pub(super) async fn shown(
    session: &Session,
    config: &SessionConfig,
    now: i64,
    extended: bool,
) -> Result<Value, Problem> {
    let began: i64 = session.get(BEGAN).await?.unwrap_or(now);
    let last = began.saturating_add(config.absolute_seconds.into());
    let extended_to = now.saturating_add(config.idle_seconds.into()).min(last);
    let ends = if extended { extended_to } else { session.get(ENDS).await?.unwrap_or(extended_to) };
    Ok(json!({
        "csrf": session.get::<String>(CSRF).await?,
        "signed_in": session.get_value(PERSON).await?.is_some(),
        "now": now,
        "ends": ends,
        "seconds_left": (ends - now).max(0),
        "ends_at_the_latest": last,
        "idle_seconds": config.idle_seconds,
    }))
}
