//! The log's files (C2SP tlog-tiles), at the root of the server.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use tabella_crypto::BlobHash;
use tabella_tlog::{BundlePath, TilePath, TreeSize};
use tabella_verifier::encode_index;

use super::{
    problem::{Problem, Shown},
    shared::Shared,
};

/// For what never changes.
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// For what changes any moment.
pub(super) const FRESH: &str = "no-cache";

const BYTES: &str = "application/octet-stream";
const TEXT: &str = "text/plain; charset=utf-8";

fn file(kind: &'static str, caching: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, caching)], bytes).into_response()
}

/// The last checkpoint that a quorum of witnesses cosigned.
#[utoipa::path(get, path = "/checkpoint", tag = "board", responses(
    (status = 200, description = "A signed note (C2SP tlog-checkpoint)", body = String, content_type = "text/plain"),
    (status = 404, description = "Nothing was published yet", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn checkpoint(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let note = shared.published.borrow().as_ref().map(|head| head.note.as_bytes().to_vec());
    Ok(file(TEXT, FRESH, note.ok_or(Problem::NotFound("checkpoint yet"))?))
}

/// A tile of hashes, or a bundle of entries.
#[utoipa::path(get, path = "/tile/{path}", tag = "board",
    params(("path" = String, Path, description = "`<L>/<N>[.p/<W>]`, or `entries/<N>[.p/<W>]`")),
    responses(
        (status = 200, description = "As C2SP tlog-tiles says", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "The log is shorter", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn tile(
    State(shared): State<Arc<Shared>>,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let path = format!("tile/{path}");
    let bytes = if let Ok(bundle) = path.parse::<BundlePath>() {
        shared.pool.bundle(bundle).await?
    } else if let Ok(tile) = path.parse::<TilePath>() {
        shared.pool.tile(tile).await?
    } else {
        None
    };
    Ok(file(BYTES, IMMUTABLE, bytes.ok_or(Problem::NotFound("tile"))?))
}

/// The content that an entry names by its SHA-256.
#[utoipa::path(get, path = "/blob/sha256/{hash}", tag = "board",
    params(("hash" = String, Path, description = "Hexadecimal, lower case")),
    responses(
        (status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, description = "No entry names it", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn blob(
    State(shared): State<Arc<Shared>>,
    Path(hash): Path<String>,
) -> Result<Response, Problem> {
    let hash: BlobHash = hash.parse().map_err(|_| Problem::NotFound("blob"))?;
    let bytes = shared.pool.blob(&hash).await?.ok_or(Problem::NotFound("blob"))?;
    Ok(file(BYTES, IMMUTABLE, bytes))
}

/// A checkpoint that is kept for good, or the list of their sizes.
#[utoipa::path(get, path = "/witnessed/{size}", tag = "board",
    params(("size" = String, Path, description = "The tree's size, or `index`")),
    responses(
        (status = 200, description = "A signed note, or one size on each line", body = String, content_type = "text/plain"),
        (status = 404, description = "None is kept of this size", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn witnessed(
    State(shared): State<Arc<Shared>>,
    Path(size): Path<String>,
) -> Result<Response, Problem> {
    if size == "index" {
        let sizes = shared.pool.kept_sizes().await?;
        if sizes.is_empty() {
            return Err(Problem::NotFound("kept checkpoint yet"));
        }
        return Ok(file(TEXT, FRESH, encode_index(&sizes)));
    }
    let number = size.parse().ok().map(TreeSize).filter(|number| number.to_string() == size);
    let number = number.ok_or(Problem::NotFound("kept checkpoint"))?;
    let note = shared.pool.checkpoint_kept(number).await?.ok_or(Problem::NotFound("kept checkpoint"))?;
    Ok(file(TEXT, IMMUTABLE, note))
}
