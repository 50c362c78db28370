//! What comes before a body is read, and how it is read.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest as _, Request, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tokio::time::{Instant, timeout_at};

use super::{cast::CBOR, problem::Problem, shared::Shared};

/// Longer bodies are large: at most [`LARGE_AT_ONCE`] of them are held in memory.
pub(super) const LARGE_FROM: usize = 128 * 1024;

/// Large bodies at once. Only officials' entries with a content can be large, and they are few.
pub(super) const LARGE_AT_ONCE: usize = 4;

/// What a route that takes entries may take.
#[derive(Clone)]
pub(super) struct Intake {
    pub(super) shared: Arc<Shared>,
    /// Bytes of the longest body.
    pub(super) max: usize,
}

/// Asks what is cheap first: whether entries are taken at all, the media type, the length that is announced. Then reads the body,
/// a large one only if few are there; what is left of the time is the handler's. A ballot that has been taken is finished
/// whatever becomes of the request.
pub(super) async fn in_order(State(intake): State<Intake>, request: Request, next: Next) -> Response {
    try_in_order(&intake, request, next).await.unwrap_or_else(Problem::into_response)
}

async fn try_in_order(intake: &Intake, request: Request, next: Next) -> Result<Response, Problem> {
    let Intake { shared, max } = intake;
    let deadline = Instant::now() + shared.config.limits.request_time();
    shared.check_ready()?;
    check_cbor(request.headers())?;
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // who announces nothing may send the longest
    let length = announced.unwrap_or(*max);
    if length > *max {
        return Err(Problem::TooLarge { max: *max });
    }
    let _place = if length > LARGE_FROM {
        Some(shared.large.try_acquire().map_err(|_| Problem::TooManyLarge)?)
    } else {
        None
    };
    let (parts, body) = request.into_parts();
    let reading = Request::from_parts(parts.clone(), body);
    let bytes = timeout_at(deadline, Bytes::from_request(reading, &())).await;
    let bytes = read(bytes.map_err(|_| Problem::SlowBody)?, *max)?;
    let request = Request::from_parts(parts, bytes.into());
    timeout_at(deadline, next.run(request)).await.map_err(|_| Problem::Unknown)
}

/// The body, if it came whole.
fn read(body: Result<Bytes, BytesRejection>, max: usize) -> Result<Bytes, Problem> {
    body.map_err(|error| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::TooLarge { max }
        } else {
            Problem::Body
        }
    })
}

/// Refuses other media types: no form of a foreign page can send this one without asking.
fn check_cbor(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.eq_ignore_ascii_case(CBOR)) { Ok(()) } else { Err(Problem::MediaType) }
}
