//! The protocol over HTTP: `POST /add-checkpoint`.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::{net::TcpListener, sync::Semaphore, task::spawn_blocking};
use tower_http::timeout::TimeoutLayer;

use super::{Clock, Config, ConfigError, MAX_REQUEST_BYTES, Refusal, Witness};
use crate::listen;

/// Media type of an answer that tells a tree size.
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// Connections at once; further ones wait until one ends. A log keeps one or two.
const CONNECTIONS: usize = 256;

/// Longest time for a request, its body included.
const REQUEST_TIME: Duration = Duration::from_secs(15);

/// Requests that are worked on at once; further ones wait. Each is a few signatures and two writes.
const AT_ONCE: usize = 32;

struct App {
    witness: Arc<Witness>,
    places: Semaphore,
}

/// The witness's routes: `POST /add-checkpoint`, `GET /healthz`.
pub fn router(witness: Arc<Witness>) -> Router {
    let app = Arc::new(App { witness, places: Semaphore::new(AT_ONCE) });
    Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .route("/healthz", get(|| async { "ok\n" }))
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIME))
        .with_state(app)
}

async fn add_checkpoint(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let witness = Arc::clone(&app.witness);
    let Ok(_place) = app.places.acquire().await else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    // a client that goes away does not stop the write that has begun
    match spawn_blocking(move || witness.add_checkpoint(&body)).await {
        Ok(Ok(line)) => line.into_response(),
        Ok(Err(refusal)) => refused(&refusal),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refused(refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::Malformed(_) | Refusal::Backwards { .. } => StatusCode::BAD_REQUEST,
        Refusal::UnknownLog(_) => StatusCode::NOT_FOUND,
        Refusal::NotSigned(_) => StatusCode::FORBIDDEN,
        Refusal::Conflict { latest } | Refusal::Fork { latest } => {
            return (StatusCode::CONFLICT, [(CONTENT_TYPE, SIZE_TYPE)], format!("{latest}\n"))
                .into_response();
        }
        Refusal::Inconsistent(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Memory => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, format!("{refusal}\n")).into_response()
}

/// Answers until `stop` is done; requests that have begun are finished. Slow clients are let go, and at most 256 are there
/// at once.
pub async fn serve(
    witness: Arc<Witness>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    listen::serve(listener, router(witness), CONNECTIONS, stop).await;
}

/// A whole process: opens the memory, tells `ready` the address that it listens on, and answers until SIGTERM or SIGINT.
/// `first` begins the memory.
///
/// # Errors
/// [`ConfigError`].
pub fn run(config: &Config, first: bool, clock: Clock, ready: impl FnOnce(&str)) -> Result<(), ConfigError> {
    let witness = Arc::new(config.open(first, clock)?);
    let listening = |source| ConfigError::Listen { address: config.listen.clone(), source };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(listening)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(&config.listen).await.map_err(listening)?;
        let stop = stopped().map_err(listening)?;
        ready(&listener.local_addr().map_err(listening)?.to_string());
        serve(witness, listener, stop).await;
        Ok(())
    })
}

/// Done when the process is asked to end.
fn stopped() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}
