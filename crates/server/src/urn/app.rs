//! The routes, and what holds for all of them.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, predicate::SizeAbove},
};

use super::{
    board, cast, entries, events,
    intake::{Intake, in_order},
    look,
    metrics::METRICS_TYPE,
    openapi,
    problem::{Problem, ProblemName},
    shared::{Shared, Stage},
    tally,
};

/// No script, no style, no picture from anywhere: what is served here is data and one page of words.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// On every answer.
const HEADERS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// Shorter answers are sent as they are, in bytes.
const COMPRESSED_FROM: u64 = 1_024;

/// All routes.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    let (ballot_max, official_max) =
        (shared.election.ballot_entry_max(), entries::official_max(&shared.election));
    let taking = |max| from_fn_with_state(Intake { shared: Arc::clone(&shared), max }, in_order);
    // the limit around what reads the body
    let ballots =
        post(cast::cast).layer::<_, Infallible>((DefaultBodyLimit::max(ballot_max), taking(ballot_max)));
    let officials = post(entries::post_entry)
        .layer::<_, Infallible>((DefaultBodyLimit::max(official_max), taking(official_max)));
    let reading = Router::new()
        .route("/checkpoint", get(board::checkpoint))
        .route("/tile/{*path}", get(board::tile))
        .route("/blob/sha256/{hash}", get(board::blob))
        .route("/witnessed/{size}", get(board::witnessed))
        .route("/api/v1/entries/{index}", get(entries::show_entry))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/api", get(openapi::page))
        .layer(
            // most of what is encrypted does not get shorter: trying must cost little
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(SizeAbove::new(COMPRESSED_FROM)),
        );
    let board = reading
        .route("/api/v1/credentials/{credential}", get(look::credential))
        .route("/api/v1/trackers/{tracker}", get(look::tracker))
        .route("/api/v1/receipts/{index}/proof", get(look::proof))
        .route("/api/v1/status", get(look::status))
        .route("/api/v1/turnout", get(tally::turnout))
        .route("/api/v1/tally", get(tally::tally))
        .route("/api/style.css", get(openapi::style))
        .layer(from_fn_with_state(Arc::clone(&shared), in_time))
        // after the time limit: listeners stay, and what is taken has its own
        .route("/api/v1/ballots", ballots)
        .route("/api/v1/entries", officials)
        .route("/api/v1/events", get(events::events))
        .layer(from_fn_with_state(Arc::clone(&shared), for_everyone));
    Router::new()
        .merge(board)
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .fallback(|| async { Problem::NotFound("address") })
        .method_not_allowed_fallback(|| async { Problem::Method })
        // one layer each: a route is copied for every request, with all the layers that were put around it one by one
        .layer((
            from_fn_with_state(Arc::clone(&shared), of_all),
            CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                Problem::Internal("a handler panicked".into()).into_response()
            }),
        ))
        .with_state(shared)
}

/// The board is for everyone, also for the pages of other organisations; each address has its share of it.
async fn for_everyone(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match shared.limits.take(&request) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// What holds for every request and every answer.
async fn of_all(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    // bodies come as they are: what is compressed could be anything once it is not
    let mut response = if request.headers().contains_key(header::CONTENT_ENCODING) {
        Problem::MediaType.into_response()
    } else {
        next.run(request).await
    };
    if let Some(ProblemName(name)) = response.extensions().get() {
        shared.metrics.count_refused(name);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// An answer to who only reads is there in time or not at all.
async fn in_time(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let time = shared.config.limits.request_time();
    tokio::time::timeout(time, next.run(request))
        .await
        .unwrap_or_else(|_| Problem::SlowAnswer.into_response())
}

/// Whether the process lives.
async fn healthz(State(shared): State<Arc<Shared>>) -> Response {
    let status = match &*shared.stage.borrow() {
        Stage::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::OK,
    };
    (status, "ok\n").into_response()
}

/// Whether entries are taken.
async fn readyz(State(shared): State<Arc<Shared>>) -> Response {
    let stage = shared.stage.borrow().clone();
    let status = if stage == Stage::Ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, format!("{}\n", stage.words())).into_response()
}

async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let mut response = Response::new(Body::from(shared.metrics.text()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(METRICS_TYPE));
    response
}
