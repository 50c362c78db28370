//! What clients look up: their credential, a tracker, a proof, the state of the election.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tabella_ballot::{parse_tracker, tracker_text};
use tabella_board::Phase;
use tabella_crypto::{Tracker, hash::parse_hex32};
use tabella_tlog::{LeafIndex, LogReader, SignedNote, TlogProof};
use utoipa::ToSchema;

use super::{
    board::FRESH,
    cast::with_state,
    problem::{Problem, Shown},
    shared::Shared,
};

/// What the holder of a credential needs for the next ballot.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CredentialShown {
    /// Id of the ballot style.
    style: String,
    /// What a ballot of it weighs.
    weight: u64,
    /// The tracker that the next ballot must follow, hexadecimal; zeros if there is none.
    previous: String,
    /// Ballots that may still be cast.
    ballots_left: u32,
    /// Ballots that may still be challenged.
    challenges_left: u32,
}

/// A live credential.
#[utoipa::path(get, path = "/api/v1/credentials/{credential}", tag = "voting",
    params(("credential" = String, Path, description = "P, hexadecimal")),
    responses(
        (status = 200, description = "It is live", body = CredentialShown),
        (status = 404, description = "It is unknown, replaced or revoked", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn credential(
    State(shared): State<Arc<Shared>>,
    Path(credential): Path<String>,
) -> Result<Response, Problem> {
    let credential = parse_hex32(&credential).map_err(|_| Problem::NotFound("live credential"))?;
    let chain = with_state(&shared, |state| state.chain(&credential))?;
    let chain = chain.map_err(|_| Problem::NotFound("live credential"))?;
    let style =
        shared.election.styles().get(chain.style).map(|style| style.id.to_string()).unwrap_or_default();
    let shown = CredentialShown {
        style,
        weight: chain.weight,
        previous: chain.previous.to_string(),
        ballots_left: chain.ballots_left,
        challenges_left: chain.challenges_left,
    };
    Ok(fresh(shown))
}

/// Where a ballot stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrackerShown {
    /// Index of its entry, from 0.
    index: u64,
    /// `ballot` or `challenge`.
    #[serde(rename = "type")]
    kind: String,
    /// The tracker as people read it.
    tracker: String,
    /// Whether a witnessed checkpoint covers it: from then on there is a proof.
    witnessed: bool,
}

/// A ballot or challenge by its tracker.
#[utoipa::path(get, path = "/api/v1/trackers/{tracker}", tag = "voting",
    params(("tracker" = String, Path, description = "All 32 bytes, hexadecimal, as the QR code has them")),
    responses(
        (status = 200, description = "It is on the board", body = TrackerShown),
        (status = 404, description = "It is not", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn tracker(
    State(shared): State<Arc<Shared>>,
    Path(tracker): Path<String>,
) -> Result<Response, Problem> {
    let tracker = parse_hex32(&tracker).map(Tracker).map_err(|_| {
        if parse_tracker(&tracker).is_ok() {
            Problem::Malformed(
                "this is the short form for people; the look-up needs all 32 bytes, hexadecimal".into(),
            )
        } else {
            Problem::Malformed("a tracker has 64 hexadecimal digits".into())
        }
    })?;
    let found = shared.pool.by_tracker(&tracker).await?;
    // entries of officials stand under their leaf hash there, which is nobody's tracker
    let found = found.filter(|found| matches!(found.kind.as_str(), "ballot" | "challenge"));
    let found = found.ok_or(Problem::NotFound("ballot"))?;
    let witnessed = found.index.0 < shared.published_size().0;
    Ok(fresh(TrackerShown {
        index: found.index.0,
        kind: found.kind,
        tracker: tracker_text(&tracker),
        witnessed,
    }))
}

/// The proof that an entry stands in the log, for its owner to verify and keep.
#[utoipa::path(get, path = "/api/v1/receipts/{index}/proof", tag = "voting",
    params(("index" = u64, Path, description = "As the receipt says")),
    responses(
        (status = 200, description = "A proof (C2SP tlog-proof)", body = String, content_type = "text/plain"),
        (status = 404, description = "The log is shorter", body = Shown, content_type = "application/problem+json"),
        (status = 409, description = "Witnesses have not seen it yet; Retry-After says when to ask again", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn proof(
    State(shared): State<Arc<Shared>>,
    Path(index): Path<String>,
) -> Result<Response, Problem> {
    let index = LeafIndex(index.parse().map_err(|_| Problem::NotFound("entry"))?);
    let published = shared.published.borrow().clone();
    let Some(head) = published.filter(|head| index.0 < head.size.0) else {
        return Err(if index.0 < shared.pool.head().await?.size.0 {
            Problem::NotCovered { index, published: shared.published_size() }
        } else {
            Problem::NotFound("entry")
        });
    };
    let made = tokio::task::spawn_blocking(move || {
        let source = shared.source();
        let inclusion = LogReader::new(&source).inclusion_proof(index, head.size);
        let inclusion = inclusion.map_err(|error| Problem::Internal(error.to_string()))?;
        let checkpoint =
            SignedNote::parse(head.note.as_bytes()).map_err(|error| Problem::Internal(error.to_string()))?;
        let proof = TlogProof { extra: None, index, inclusion, checkpoint };
        proof.encode().map_err(|error| Problem::Internal(error.to_string()))
    });
    let text = made.await.map_err(|error| Problem::Internal(error.to_string()))??;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, FRESH)], text)
        .into_response())
}

/// The state of the election.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Status {
    /// Hexadecimal.
    election_id: String,
    /// The log's name.
    origin: String,
    /// Whether entries are taken.
    ready: bool,
    /// What the server is at.
    server: &'static str,
    /// `empty`, `setup`, `voting`, `ended`, `closed`, `complete`; none while the server starts or waits.
    phase: Option<&'static str>,
    /// Closing time in force, seconds since 1970; `end` decides, not the clock.
    closes: Option<i64>,
    /// The durable log: what `end` and `close` speak of.
    log: Option<Tree>,
    /// The last witnessed checkpoint.
    published: Option<Tree>,
    /// What stands on the board.
    counts: Option<Counts>,
    /// The keys of the ceremony, once every trustee's commitment of one attempt is there: what `open` names, hexadecimal.
    keys_hash: Option<String>,
}

/// A tree.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tree {
    /// Entries.
    size: u64,
    /// RFC 6962 root, hexadecimal.
    root: String,
}

/// What stands on the board.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Counts {
    credentials: u64,
    ballots: u64,
    counted: u64,
    challenges: u64,
    revocations: u64,
    /// Of these, because of a vote on paper.
    revoked_paper: u64,
    notices: u64,
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Empty => "empty",
        Phase::Setup => "setup",
        Phase::Voting => "voting",
        Phase::Ended => "ended",
        Phase::Closed => "closed",
        Phase::Complete => "complete",
    }
}

/// The state of the election and of this server.
#[utoipa::path(get, path = "/api/v1/status", tag = "board", responses((status = 200, description = "The state", body = Status)))]
pub(super) async fn status(State(shared): State<Arc<Shared>>) -> Response {
    let stage = shared.stage.borrow().clone();
    let durable = *shared.durable.borrow();
    let log = durable.map(|durable| Tree { size: durable.size.0, root: durable.root.to_hex() });
    let published = shared.published.borrow().clone();
    let published = published.map(|head| Tree { size: head.size.0, root: head.root.to_hex() });
    let seen = with_state(&shared, |state| {
        let counters = state.counters();
        let counts = Counts {
            credentials: counters.credentials,
            ballots: counters.ballots,
            counted: counters.counted,
            challenges: counters.challenges,
            revocations: counters.revoked_paper + counters.revoked_administrative,
            revoked_paper: counters.revoked_paper,
            notices: counters.notices,
        };
        (state.closes(), counts, state.ceremony().map(|keys| keys.joint.hash().to_string()))
    });
    let (closes, counts, keys_hash) = match seen {
        Ok((closes, counts, keys_hash)) => (Some(closes), Some(counts), keys_hash),
        Err(_) => (None, None, None),
    };
    fresh(Status {
        election_id: shared.election.id().to_string(),
        origin: shared.election.checkpoint_key().name().to_owned(),
        ready: stage == super::Stage::Ready,
        server: stage.words(),
        phase: durable.map(|durable| phase_name(durable.phase)),
        closes,
        log,
        published,
        counts,
        keys_hash,
    })
}

fn fresh(shown: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, FRESH)], Json(shown)).into_response()
}
