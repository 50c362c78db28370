//! The log's files (C2SP tlog-tiles), at the root of the server.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use tabella_crypto::BlobHash;
use tabella_tlog::{BundlePath, TilePath, TreeSize};
use tabella_verifier::encode_index;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

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

/// Kibibytes of bundles and contents that are on their way to readers. Each is a megabyte or more, and a slow reader holds it for
/// minutes: without a limit, readers could take the memory that voters need.
pub(super) const ON_THE_WAY: usize = 512 * 1024;

/// Bytes that are counted until the last of them is written.
struct Counted {
    bytes: Vec<u8>,
    _place: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

pub(super) fn counted(on_the_way: &Arc<Semaphore>, bytes: Vec<u8>) -> Result<Bytes, Problem> {
    let size = u32::try_from(bytes.len().div_ceil(1024)).unwrap_or(u32::MAX);
    let place = Arc::clone(on_the_way).try_acquire_many_owned(size);
    let place = place.map_err(|_| Problem::TooManyReaders)?;
    Ok(Bytes::from_owner(Counted { bytes, _place: place }))
}

pub(super) fn file(kind: &'static str, caching: &'static str, bytes: impl Into<Bytes>) -> Response {
    let bytes = bytes.into();
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
    let bytes = counted(&shared.on_the_way, bytes.ok_or(Problem::NotFound("tile"))?)?;
    Ok(file(BYTES, IMMUTABLE, bytes))
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
    Ok(file(BYTES, IMMUTABLE, counted(&shared.on_the_way, bytes)?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_hold_is_counted_until_it_is_written() {
        let on_the_way = Arc::new(Semaphore::new(3));
        let first = counted(&on_the_way, vec![7; 2_048]).unwrap();
        let second = counted(&on_the_way, vec![7]).unwrap();
        assert!(matches!(counted(&on_the_way, vec![7]), Err(Problem::TooManyReaders)));
        drop(second);
        // a piece of it is still to be written
        let rest = first.slice(2_000..);
        drop(first);
        assert!(matches!(counted(&on_the_way, vec![7; 1_025]), Err(Problem::TooManyReaders)));
        drop(rest);
        assert_eq!(counted(&on_the_way, vec![7; 3_072]).unwrap(), vec![7; 3_072]);
    }
}
