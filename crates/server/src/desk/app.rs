//! What holds for all routes.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};
use tower_sessions::Session;

use super::{
    gate::known,
    input::drain,
    metrics::METRICS_TYPE,
    page::Visit,
    portal,
    problem::{Problem, ProblemName},
    routes,
    session::{self, KeptSessions},
    shared::Shared,
};
use crate::listen::Peer;

/// No script, no style, no picture: data has none. Pages say what they have.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// All routes.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    let kept = KeptSessions::new(shared.store.clone(), Arc::clone(&shared.clock), &shared.config.session);
    routes::router(&shared)
        .fallback(|state: State<Arc<Shared>>, session: Session, request: Request| {
            nothing_here(state, session, request, Problem::not_found("address"))
        })
        .method_not_allowed_fallback(|state: State<Arc<Shared>>, session: Session, request: Request| {
            nothing_here(state, session, request, Problem::method())
        })
        .layer(session::layer(kept))
        .layer(from_fn_with_state(Arc::clone(&shared), in_time))
        .layer(from_fn_with_state(Arc::clone(&shared), per_address))
        .layer(from_fn_with_state(Arc::clone(&shared), count))
        .layer(from_fn(no_other_body_coding))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::internal("a handler panicked").into_response()
        }))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(POLICY),
        ))
        // with "no-referrer" browsers send forms with the origin "null", which is nobody's
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .with_state(shared)
}

fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// Nothing answers here: for people a page says so, for machines a problem.
async fn nothing_here(
    State(shared): State<Arc<Shared>>,
    session: Session,
    request: Request,
    problem: Problem,
) -> Response {
    let (parts, body) = request.into_parts();
    drain(body).await;
    let response = problem.into_response();
    let path = parts.uri.path();
    if path.starts_with("/desk/") {
        return response;
    }
    let caller = known(&shared, &session).await;
    match Visit::new(&shared, &session, caller.as_ref(), &parts.headers, "/").await {
        Ok(visit) => portal::explain(response, &visit),
        Err(problem) => problem.into_response(),
    }
}

/// A request takes so long and no longer. A transaction that is broken off leaves nothing behind.
async fn in_time(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let time = shared.config.limits.request_time();
    let answer = tokio::time::timeout(time, next.run(request)).await;
    answer.unwrap_or_else(|_| Problem::too_late().into_response())
}

/// Counts a request against its address before anything of its body is read.
async fn per_address(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    match shared.limits.take_request(shared.limits.address(request.headers(), peer)) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Bodies come as they are: what is compressed could be anything once it is not.
async fn no_other_body_coding(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Problem::media_type("uncompressed").into_response();
    }
    next.run(request).await
}

async fn count(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if let Some(ProblemName(name, _)) = response.extensions().get() {
        shared.metrics.count_refused(name);
    }
    response
}

/// Whether the process lives.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether the database answers.
pub(super) async fn readyz(State(shared): State<Arc<Shared>>) -> Response {
    match shared.store.elections().await {
        Ok(_) => "ready\n".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    ([(header::CONTENT_TYPE, METRICS_TYPE)], shared.metrics.text()).into_response()
}

pub(super) async fn description() -> Json<Value> {
    Json(routes::description())
}
