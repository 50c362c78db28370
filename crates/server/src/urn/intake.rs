//! What comes before a body is read, and how it is read.

use std::sync::Arc;

use axum::{
    body::{Body, BodyDataStream},
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use futures_util::StreamExt as _;
use tokio::{
    sync::SemaphorePermit,
    time::{Instant, timeout_at},
};

use super::{
    cast::CBOR,
    entries::{self, HEADS},
    problem::Problem,
    shared::Shared,
};

/// Longer bodies are large: at most [`LARGE_AT_ONCE`] of them are held in memory. Any entry fits before this.
const LARGE_FROM: usize = tabella_board::ENTRY_MAX + HEADS;

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
/// a large one only for an official; what is left of the time is the handler's. A ballot that has been taken is finished whatever
/// becomes of the request.
pub(super) async fn in_order(State(intake): State<Intake>, request: Request, next: Next) -> Response {
    try_in_order(&intake, request, next).await.unwrap_or_else(|answer| answer)
}

async fn try_in_order(intake: &Intake, request: Request, next: Next) -> Result<Response, Response> {
    let Intake { shared, max } = intake;
    let deadline = Instant::now() + shared.config.limits.request_time();
    shared.check_ready().map_err(Problem::into_response)?;
    check_cbor(request.headers()).map_err(Problem::into_response)?;
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > *max) {
        return Err(Problem::TooLarge { max: *max }.into_response());
    }
    let (parts, body) = request.into_parts();
    let read = timeout_at(deadline, intake.read(body)).await;
    let (bytes, _place) = read.map_err(|_| Problem::SlowBody.into_response())??;
    let request = Request::from_parts(parts, Body::from(bytes));
    timeout_at(deadline, next.run(request)).await.map_err(|_| Problem::Unknown.into_response())
}

impl Intake {
    /// The body, with its place if it is large; otherwise the answer.
    async fn read(&self, body: Body) -> Result<(Vec<u8>, Option<SemaphorePermit<'_>>), Response> {
        let (mut stream, mut bytes, mut place) = (body.into_data_stream(), Vec::new(), None);
        while let Some(part) = stream.next().await {
            let part = part.map_err(|_| Problem::Body.into_response())?;
            if bytes.len() + part.len() > self.max {
                return Err(Problem::TooLarge { max: self.max }.into_response());
            }
            bytes.extend_from_slice(&part);
            if place.is_none() && bytes.len() > LARGE_FROM {
                match self.place(&bytes).await {
                    Ok(free) => place = Some(free),
                    Err(answer) => {
                        drop(bytes);
                        self.pass_by(stream).await;
                        return Err(answer);
                    }
                }
            }
        }
        Ok((bytes, place))
    }

    /// A place for the large body that begins like this. Who has no key of an official takes none, nor does who sends again what
    /// everyone can read on the board.
    async fn place(&self, begin: &[u8]) -> Result<SemaphorePermit<'_>, Response> {
        let entry = entries::signed_first(&self.shared.election, begin).map_err(Problem::into_response)?;
        if let Some(answer) = entries::again(&self.shared, entry).await.map_err(Problem::into_response)? {
            return Err(answer);
        }
        self.shared.large.try_acquire().map_err(|_| Problem::TooManyLarge.into_response())
    }

    /// Takes the rest and keeps nothing of it: a client that is still sending would not read its answer.
    async fn pass_by(&self, mut stream: BodyDataStream) {
        let mut left = self.max;
        while let Some(Ok(part)) = stream.next().await {
            left = left.saturating_sub(part.len());
            if left == 0 {
                break;
            }
        }
    }
}

/// Refuses other media types: no form of a foreign page can send this one without asking.
fn check_cbor(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.eq_ignore_ascii_case(CBOR)) { Ok(()) } else { Err(Problem::MediaType) }
}
