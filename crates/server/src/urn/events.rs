//! Server-sent events: each new checkpoint, as it is published.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::{Stream, stream::unfold};

use super::{
    limits::Listening,
    problem::{Problem, Shown},
    sequencer::ended,
    shared::{PublishedHead, Shared, Stage},
};

/// A comment is sent this often, so that proxies keep the connection.
const ALIVE: Duration = Duration::from_secs(20);

type Heads = tokio::sync::watch::Receiver<Option<PublishedHead>>;
type Stages = tokio::sync::watch::Receiver<Stage>;

/// Each new checkpoint: `event: checkpoint`, `id:` its size, `data:` the signed note.
#[utoipa::path(get, path = "/api/v1/events", tag = "board", responses(
    (status = 200, description = "The last checkpoint, then each new one; a slow reader misses some, never the last", body = String, content_type = "text/event-stream"),
    (status = 503, description = "Too many clients are listening", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn events(
    State(shared): State<Arc<Shared>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let place = shared.limits.listen(&shared)?;
    let mut heads = shared.published.subscribe();
    heads.mark_changed();
    let start = (heads, shared.stage.subscribe(), place);
    let stream = unfold(start, |(mut heads, mut stages, place): (Heads, Stages, Listening)| async move {
        loop {
            tokio::select! {
                changed = heads.changed() => changed.ok()?,
                () = ended(&mut stages) => return None,
            }
            let head = heads.borrow_and_update().clone();
            if let Some(head) = head {
                let event = Event::default().event("checkpoint").id(head.size.to_string()).data(&*head.note);
                return Some((Ok(event), (heads, stages, place)));
            }
        }
    });
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE)))
}
