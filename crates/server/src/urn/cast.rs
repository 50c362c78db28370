//! Casting and challenging: from bytes to a receipt.
//!
//! What is cheap comes first, and what a stranger can cause costs nobody else: type, length → decoding → the board's state → a place
//! in the queue → the authorisation → the credential's share → the proof. The sequencer checks authorisations of many ballots together,
//! and all at once where nothing forged, wrong or one too many came lately.

use std::{ops::Range, sync::Arc};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tabella_ballot::{Posted, Styles, tracker_text};
use tabella_board::{BoardState, Entry, Kind, Phase, PostedEntry, Receipt, Rejection};
use tabella_crypto::{Tracker, hash::hex};
use tabella_tlog::{LeafIndex, TreeSize};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};
use utoipa::ToSchema;

use super::{
    problem::{Problem, Shown},
    sequencer::{Author, Refusal, Request},
    shared::{Shared, Stage},
};

/// When so many wait, whoever verifies is behind, and a ballot's points are decoded while it waits. When fewer do, whoever verifies
/// has time for that; when more do, there is no room for more points than bytes.
const BEHIND: Range<usize> = 16..512;

/// Media type of entries and receipts.
pub(super) const CBOR: &str = "application/cbor";

/// A receipt for people and programs that do not read CBOR.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReceiptShown {
    /// Where the entry stands, from 0.
    index: u64,
    /// The tracker as people read it.
    tracker: String,
    /// The tracker's 32 bytes, hexadecimal.
    tracker_hash: String,
    /// The receipt's bytes, hexadecimal: keep these.
    receipt: String,
}

/// Casts a ballot, or opens one for checking.
///
/// The answer comes after the entry is durable. The very same bytes sent again get the very same receipt: when an answer
/// is lost, send them again and never make a new ballot.
#[utoipa::path(
    post, path = "/api/v1/ballots", tag = "voting",
    request_body(content = Vec<u8>, content_type = "application/cbor", description = "A `ballot` or `challenge` entry"),
    responses(
        (status = 200, description = "The receipt; JSON if asked for with Accept", content(
            (Vec<u8> = "application/cbor"), (ReceiptShown = "application/json"))),
        (status = 400, description = "Not an entry of this election", body = Shown, content_type = "application/problem+json"),
        (status = 408, description = "The body came too slowly", body = Shown, content_type = "application/problem+json"),
        (status = 409, description = "The board's state refuses it", body = Shown, content_type = "application/problem+json"),
        (status = 413, description = "Too long", body = Shown, content_type = "application/problem+json"),
        (status = 422, description = "A proof or the authorisation fails", body = Shown, content_type = "application/problem+json"),
        (status = 429, description = "Too many requests; Retry-After says when", body = Shown, content_type = "application/problem+json"),
        (status = 503, description = "Busy or not ready; Retry-After says when", body = Shown, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cast(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let entry = Entry::with_blob(body.to_vec(), Vec::new()).map_err(Problem::Entry)?;
    if !matches!(entry.kind(), Kind::Ballot | Kind::Challenge) {
        return Err(Problem::WrongRoute("/api/v1/entries"));
    }
    let styles = with_state(&shared, |state| state.styles().cloned())?;
    let styles: Arc<Styles> = styles.ok_or(Rejection::Phase { kind: entry.kind(), phase: Phase::Setup })?;
    let mut posted = Box::new(PostedEntry::decode(&entry, &styles)?);
    let tracker = *posted.posted().ballot().tracker();

    let author = match check_state(&shared, posted.posted(), entry.kind())? {
        Ok(author) => author,
        Err((rejection, size)) => return found_or(&shared, &headers, &entry, tracker, rejection, size).await,
    };
    let queue = if shared.is_suspect(author.chain) {
        // few and slow: a stranger must not stand in front of them
        let checked = posted.posted().check_authorisation(shared.election.id()).map_err(Rejection::from);
        let taken = checked.map_err(Problem::from).and_then(|()| {
            let taken = shared.limits.take_credential(&author.credential);
            taken.map_err(|seconds| Problem::TooManyOfCredential { seconds })
        });
        taken.inspect_err(|_| shared.note_bad())?;
        &shared.suspects_queue
    } else {
        if shared.trusts() && BEHIND.contains(&shared.waiting()) {
            posted.decode_ahead();
        }
        &shared.queue
    };
    match enqueue(queue, entry.clone(), Some((author, posted))).await {
        Ok(index) => Ok(receipt(&shared, &headers, index, tracker)),
        Err(Problem::Rejected(rejection)) => {
            found_or(&shared, &headers, &entry, tracker, rejection, TreeSize(0)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Looks at the state; it is there once the urn is ready.
pub(super) fn with_state<T>(shared: &Shared, look: impl FnOnce(&BoardState) -> T) -> Result<T, Problem> {
    let state = shared.state();
    state.as_ref().map(look).ok_or_else(|| Problem::NotReady(shared.stage.borrow().words()))
}

/// Whose ballot it is, or why the state refuses it, with the size of the tree that the state is of.
fn check_state(
    shared: &Shared,
    posted: &Posted,
    kind: Kind,
) -> Result<Result<Author, (Rejection, TreeSize)>, Problem> {
    with_state(shared, |state| {
        let ballot = posted.ballot();
        let credential = ballot.credential.0;
        let checked = match state.phase() {
            Phase::Voting => state.check_ballot(ballot, kind == Kind::Ballot),
            phase => Err(Rejection::Phase { kind, phase }),
        };
        let chain = checked.and_then(|()| state.chain_of(&credential).ok_or(Rejection::NotLive));
        chain
            .map(|chain| Author { chain, credential, tracker: *ballot.tracker() })
            .map_err(|rejection| (rejection, state.tree().size()))
    })
}

/// Hands an entry to the sequencer and waits until it is durable or refused.
pub(super) async fn enqueue(
    queue: &mpsc::Sender<Request>,
    entry: Entry,
    posted: Option<(Author, Box<PostedEntry>)>,
) -> Result<LeafIndex, Problem> {
    let (reply, outcome) = oneshot::channel();
    let (author, posted) = posted.unzip();
    queue.try_send(Request { entry, author, posted, reply }).map_err(|error| match error {
        TrySendError::Full(_) => Problem::Busy,
        TrySendError::Closed(_) => Problem::NotReady(Stage::Stopping.words()),
    })?;
    match outcome.await {
        Ok(Ok(index)) => Ok(index),
        Ok(Err(Refusal::Rejected(rejection))) => Err(rejection.into()),
        Ok(Err(Refusal::Busy)) => Err(Problem::Busy),
        Ok(Err(Refusal::TooMany { seconds })) => Err(Problem::TooManyOfCredential { seconds }),
        Ok(Err(Refusal::AwaitingWitnesses)) => Err(Problem::AwaitingWitnesses),
        Err(_) => Err(Problem::Unknown),
    }
}

/// Whether a refusal may come from the very entry being on the board already.
fn may_be_repeated(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::Previous
            | Rejection::RandomnessReused
            | Rejection::ChainLimit(_)
            | Rejection::NoRevoting
            | Rejection::NotLive
            | Rejection::Phase { .. }
    )
}

/// The receipt of an entry that is on the board already, or the refusal. The state may be ahead of the store: what it has
/// applied is waited for, so that nobody is refused because of an own ballot that becomes durable a moment later.
async fn found_or(
    shared: &Shared,
    headers: &HeaderMap,
    entry: &Entry,
    tracker: Tracker,
    rejection: Rejection,
    applied: TreeSize,
) -> Result<Response, Problem> {
    if !may_be_repeated(&rejection) {
        return Err(rejection.into());
    }
    durable(shared, applied).await?;
    let Some(found) = shared.pool.by_tracker(&tracker).await? else { return Err(rejection.into()) };
    if shared.pool.entry(found.index).await?.is_some_and(|bytes| bytes == entry.bytes()) {
        return Ok(receipt(shared, headers, found.index, tracker));
    }
    tracing::warn!(index = %found.index, "a ballot that is on the board was sent with another authorisation");
    Err(Problem::OtherContent(found.index))
}

/// Waits until the store has this many entries.
pub(super) async fn durable(shared: &Shared, size: TreeSize) -> Result<(), Problem> {
    let mut durable = shared.durable.subscribe();
    let mut stage = shared.stage.subscribe();
    tokio::select! {
        reached = durable.wait_for(|durable| durable.is_some_and(|durable| durable.size >= size)) => {
            reached.map(|_| ()).map_err(|_| Problem::Unknown)
        }
        _ = stage.wait_for(|stage| matches!(stage, Stage::Failed(_))) => Err(Problem::Unknown),
    }
}

/// The receipt; nothing else signs one, and this only for what the store has.
fn receipt(shared: &Shared, headers: &HeaderMap, index: LeafIndex, tracker: Tracker) -> Response {
    let receipt = Receipt::sign(&shared.election, index, tracker, &shared.keys.receipt);
    let no_store = (header::CACHE_CONTROL, "no-store");
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if !accept.contains("application/json") {
        return ([(header::CONTENT_TYPE, CBOR), no_store], receipt.encode().to_vec()).into_response();
    }
    let shown = ReceiptShown {
        index: index.0,
        tracker: tracker_text(&tracker),
        tracker_hash: tracker.to_string(),
        receipt: hex(receipt.encode()),
    };
    ([no_store], axum::Json(shown)).into_response()
}
