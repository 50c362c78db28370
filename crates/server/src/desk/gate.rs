//! The gate before every route: origin, token, who asks, and whether that one may.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{RawPathParams, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use subtle::ConstantTimeEq as _;
use tabella_desk_store::{Actor, Office, Role};
use tabella_election::UnitId;
use tabella_identity::PersonId;
use tower_sessions::Session;

use super::{
    input::{JSON_MAX, drain, read},
    page::{Visit, form::Sent},
    policy::{Action, Scope, Who, office_for, permits},
    portal,
    problem::Problem,
    session::{self, SignedIn},
    shared::{Served, Shared, rng},
};
use crate::listen::Peer;

/// Who asks, as found out at the gate.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) person: SignedIn,
    pub(super) offices: Arc<Vec<Office>>,
}

impl Caller {
    /// In which office the caller does something.
    pub(super) fn role(&self, action: Action, scope: Scope<'_>) -> Result<Role, Problem> {
        office_for(&self.offices, action, scope).ok_or_else(Problem::forbidden)
    }

    /// The same, for people of a district, as the data log has it.
    pub(super) fn actor(&self, action: Action, served: &Served, unit: &UnitId) -> Result<Actor, Problem> {
        let role = self.role(action, Scope::District(&served.election, unit))?;
        Ok(Actor::Office(role, self.person.key))
    }
}

/// Those who may do it there now: the consent of somebody who was dismissed since no longer counts.
pub(super) async fn still_may(
    shared: &Shared,
    people: Vec<PersonId>,
    action: Action,
    scope: Scope<'_>,
) -> Result<Vec<PersonId>, Problem> {
    let mut may = Vec::new();
    for person in people {
        let offices = shared.store.offices(&shared.store.key().person(&person)).await?;
        if office_for(&offices, action, scope).is_some() {
            may.push(person);
        }
    }
    Ok(may)
}

/// What the gate knows of a route.
#[derive(Clone)]
pub(super) struct Guarded {
    pub(super) shared: Arc<Shared>,
    pub(super) action: Action,
    pub(super) body_max: usize,
}

/// Lets a request for a page pass, or not. Either way a page comes of it.
pub(super) async fn page_gate(
    State(guarded): State<Guarded>,
    params: RawPathParams,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let shared = Arc::clone(&guarded.shared);
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let headers = parts.headers.clone();
    let admitted = admit_to_page(&guarded, &params, &session, &mut parts, body).await;
    let caller = match parts.extensions.get::<Caller>() {
        Some(caller) => Some(caller.clone()),
        // whoever may not do this is still who they are
        None if admitted.is_err() => known(&shared, &session).await,
        None => None,
    };
    let visit = Visit::new(&shared, &session, caller.as_ref(), &headers, &path).await;
    let visit = match visit {
        Ok(visit) => visit,
        Err(problem) => return problem.into_response(),
    };
    let response = match admitted {
        Ok(()) => {
            parts.extensions.insert(visit.clone());
            next.run(Request::from_parts(parts, Body::empty())).await
        }
        Err(problem) => problem.into_response(),
    };
    portal::explain(response, &visit)
}

/// Who is signed in, for the head of a page that tells of a problem: nothing is allowed by it.
pub(super) async fn known(shared: &Shared, session: &Session) -> Option<Caller> {
    let person = session::signed_in(session, |id| shared.store.key().person(id)).await.ok()??;
    Some(Caller { person, offices: Arc::default() })
}

async fn admit_to_page(
    guarded: &Guarded,
    params: &RawPathParams,
    session: &Session,
    parts: &mut Parts,
    body: Body,
) -> Result<(), Problem> {
    let shared = &guarded.shared;
    let params: Vec<(&str, &str)> = params.iter().collect();
    let sent = if parts.method == Method::POST {
        let bytes = read(body, guarded.body_max).await?;
        Sent::read(&parts.headers, &bytes)?
    } else {
        Sent::default()
    };
    let named = Some(sent.text("csrf")).filter(|token| !token.is_empty());
    let caller = admit(shared, guarded.action, &params, session, parts, named).await?;
    if guarded.action == Action::SignIn {
        session::begin(session, shared.now().0, &mut rng()?).await?;
    }
    parts.extensions.insert(sent);
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    Ok(())
}

/// Lets a request pass, or not.
pub(super) async fn gate(
    State(guarded): State<Guarded>,
    params: RawPathParams,
    session: Session,
    request: Request,
    next: Next,
) -> Response {
    let Guarded { shared, action, body_max } = guarded;
    let params: Vec<(&str, &str)> = params.iter().collect();
    let (mut parts, body) = request.into_parts();
    let named = parts.headers.get(session::CSRF_HEADER).and_then(|token| token.to_str().ok());
    match admit(&shared, action, &params, &session, &parts, named).await {
        Ok(caller) => {
            if let Some(caller) = caller {
                parts.extensions.insert(caller);
            }
            // what is long is read by its own handler
            let body = if body_max > JSON_MAX {
                body
            } else {
                match read(body, body_max).await {
                    Ok(bytes) => Body::from(bytes),
                    Err(problem) => return problem.into_response(),
                }
            };
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => {
            drain(body).await;
            problem.into_response()
        }
    }
}

async fn admit(
    shared: &Shared,
    action: Action,
    params: &[(&str, &str)],
    session: &Session,
    request: &Parts,
    named: Option<&str>,
) -> Result<Option<Caller>, Problem> {
    if action == Action::Public {
        return Ok(None);
    }
    let headers = &request.headers;
    if action == Action::DataTracker {
        return if is_portal(shared, headers) { Ok(None) } else { Err(Problem::signed_out()) };
    }
    if action == Action::SignIn {
        let peer = request.extensions.get::<Peer>().copied();
        shared.limits.take_sign_in(shared.limits.address(headers, peer))?;
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        check_origin(shared, headers)?;
        if !session::names_token(session, named).await? {
            return Err(Problem::csrf());
        }
    }
    if permits(Who::Nobody, action) {
        return Ok(None);
    }
    let person = session::signed_in(session, |id| shared.store.key().person(id)).await?;
    let person = person.ok_or_else(Problem::signed_out)?;
    session::touch(session, shared.now().0).await?;
    if permits(Who::Person, action) {
        return Ok(Some(Caller { person, offices: Arc::default() }));
    }
    // read anew each time: who is dismissed is out at once
    let offices = shared.store.offices(&person.key).await?;
    if !offices.iter().any(|office| permits(Who::Official(office.role), action)) {
        return Err(Problem::forbidden());
    }
    if let Some((_, id)) = params.iter().find(|(name, _)| *name == "election") {
        let (id, here) =
            (*shared.served(id)?.id(), |office: &Office| permits(Who::Official(office.role), action));
        let holds = |office: &Office| office.election.is_none_or(|only| only == id);
        if !offices.iter().any(|office| here(office) && holds(office)) {
            return Err(Problem::forbidden());
        }
    }
    Ok(Some(Caller { person, offices: Arc::new(offices) }))
}

/// The exact origin: no browser leaves it out of a request that changes something.
fn check_origin(shared: &Shared, headers: &HeaderMap) -> Result<(), Problem> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let own = |origin: &axum::http::HeaderValue| origin.as_bytes() == shared.config.origin.as_bytes();
    let same = origins.next().is_some_and(own) && origins.next().is_none();
    let site = headers.get("sec-fetch-site");
    if same && site.is_none_or(|site| site == "same-origin") {
        Ok(())
    } else {
        Err(Problem::foreign_origin())
    }
}

/// Whether the Data Tracker's security server asks.
fn is_portal(shared: &Shared, headers: &HeaderMap) -> bool {
    let named = headers.get(header::AUTHORIZATION).and_then(|named| named.to_str().ok());
    let named = named.and_then(|named| named.strip_prefix("Bearer "));
    let (Some(secret), Some(named)) = (&shared.tracker_secret, named) else { return false };
    secret.as_bytes().ct_eq(named.as_bytes()).into()
}
