//! Entries of officials, and any entry to read.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use serde::Serialize;
use tabella_board::{BoardState, Entry, EntryError, Kind, Rejection, verify_batch, view};
use tabella_crypto::{
    Tracker,
    cbor::{DecodeError, Reader},
    signature::VerifyingKey,
};
use tabella_election::{
    Election, Message, Signed,
    message::{DecryptionShare, ManifestPosted, ResultPosted, TestShare, TrusteeCommitment},
};
use tabella_tlog::{LeafIndex, leaf_hash};
use tabella_urn_store::Found;
use tabella_verifier::SourceBlobs;
use utoipa::ToSchema;

use super::{
    board::{IMMUTABLE, counted, file},
    cast::{CBOR, enqueue, with_state},
    problem::{Problem, Shown},
    sequencer::key_of,
    shared::Shared,
};

/// Bytes of CBOR around entry and blob.
pub(super) const HEADS: usize = 32;

/// Most bytes of what officials send: an entry and the largest blob that this election can have.
pub(super) fn official_max(election: &Election) -> usize {
    let manifest = election.manifest();
    let (units, contests) = (manifest.reporting_units.len().max(1), manifest.contests.len());
    // a contest has at most one group for each unit whose ballots carry it, and each group its counts
    let (mut groups, mut cells) = (0, 0);
    for (position, contest) in manifest.contests.iter().enumerate() {
        let styles = election.styles().iter().filter(|style| style.contests.contains(&position));
        let voting = styles.map(|style| style.unit).collect::<BTreeSet<_>>().len();
        groups += voting;
        cells += voting * contest.options.len();
    }
    // per run: t points, R, mu; per contest and group: a point per option, t2, t3, s. A head has at most 9 bytes.
    let commitment = election.key_count() * (32 * usize::from(election.threshold().0) + 32 + 32 + 4 * 9);
    let share = 32 * cells + groups * (32 * 3 + 5 * 9) + 9 * contests;
    let counts = 9 * (cells + groups + contests);
    // the result lists postal counts per protocol; as many protocols as there are units, with their references
    let result = 2 * counts + units * (1_024 + counts);
    tabella_board::ENTRY_MAX
        + HEADS
        + [election.bytes().len(), commitment, share, result].into_iter().fold(0, usize::max)
}

/// Where an official's entry stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Appended {
    /// Its index, from 0.
    index: u64,
    /// Its type.
    #[serde(rename = "type")]
    kind: String,
    /// RFC 6962 leaf hash, hexadecimal.
    leaf_hash: String,
}

/// Appends an entry of the authority, the registrar or a trustee.
///
/// Who may say it is decided by its signature. The very same bytes sent again get the very same answer.
#[utoipa::path(
    post, path = "/api/v1/entries", tag = "officials",
    request_body(content = Vec<u8>, content_type = "application/cbor", description = "`[entry: bstr, [* blob: bstr]]`"),
    responses(
        (status = 200, description = "It is durable", body = Appended),
        (status = 400, description = "Not an entry", body = Shown, content_type = "application/problem+json"),
        (status = 408, description = "The body came too slowly", body = Shown, content_type = "application/problem+json"),
        (status = 409, description = "The board's state refuses it", body = Shown, content_type = "application/problem+json"),
        (status = 422, description = "The signature or the content is wrong", body = Shown, content_type = "application/problem+json"),
        (status = 503, description = "Busy or not ready; Retry-After says when", body = Shown, content_type = "application/problem+json"),
    )
)]
pub(super) async fn post_entry(State(shared): State<Arc<Shared>>, body: Bytes) -> Result<Response, Problem> {
    let (entry, blob) = decode(&body).map_err(|error| Problem::Malformed(error.to_string()))?;
    let entry = Entry::with_blob(entry.to_vec(), blob.to_vec()).map_err(|error| match error {
        // an entry that needs a blob and came without
        EntryError::BlobHash(hash) if blob.is_empty() => Problem::Entry(EntryError::BlobMissing(hash)),
        error => Problem::Entry(error),
    })?;
    if matches!(entry.kind(), Kind::Ballot | Kind::Challenge) {
        return Err(Problem::WrongRoute("/api/v1/ballots"));
    }
    if let Some(index) = find(&shared, &entry).await? {
        return Ok(appended(&entry, index));
    }
    // a stranger's words go no further, and cost the reducer nothing
    let context = with_state(&shared, BoardState::context)?;
    let alone = entry.clone();
    let verdict = tokio::task::spawn_blocking(move || {
        let mut rng = ChaCha20Rng::from_rng(OsRng).map_err(|error| Problem::Internal(error.to_string()))?;
        Ok::<_, Problem>(verify_batch(&context, vec![alone], &mut rng).pop())
    });
    let verdict = verdict.await.map_err(|error| Problem::Internal(error.to_string()))??;
    if let Some(Err(rejection)) = verdict
        && is_final(&rejection)
    {
        return Err(rejection.into());
    }
    match enqueue(&shared.queue, entry.clone(), None).await {
        Ok(index) => Ok(appended(&entry, index)),
        Err(Problem::Rejected(rejection)) => match find(&shared, &entry).await? {
            Some(index) => Ok(appended(&entry, index)),
            None => Err(rejection.into()),
        },
        Err(problem) => Err(problem),
    }
}

/// Whether no other entry before it could have made the entry lawful.
fn is_final(rejection: &Rejection) -> bool {
    matches!(
        rejection,
        Rejection::Encoding(_)
            | Rejection::Point(_)
            | Rejection::Signature(_)
            | Rejection::UnknownTrustee(_)
            | Rejection::Manifest
            | Rejection::Package(_)
    )
}

/// `[entry, [* blob]]`; the blob is empty if there is none.
fn decode(bytes: &[u8]) -> Result<(&[u8], &[u8]), DecodeError> {
    let mut reader = Reader::new(bytes);
    reader.array_of(2)?;
    let entry = reader.bytes()?;
    let at = reader.position();
    let blob = match reader.array()? {
        0 => &[],
        1 => reader.bytes()?,
        _ => return Err(DecodeError::Expected { expected: "at most one blob", at }),
    };
    reader.finish()?;
    Ok((entry, blob))
}

/// The entry that a body begins with, if it is of a kind with a content and an official of this election signed it: what a
/// large body has to show before the rest of it is read.
pub(super) fn signed_first<'b>(election: &Election, begin: &'b [u8]) -> Result<&'b [u8], Problem> {
    let mut reader = Reader::new(begin);
    let entry = reader.array_of(2).and_then(|()| reader.bytes());
    let entry = entry.map_err(|error| Problem::Malformed(error.to_string()))?;
    let authority = Some(election.authority_key());
    let signed = is_signed::<ManifestPosted>(election, entry, |_| authority)
        || is_signed::<TrusteeCommitment>(election, entry, |message| election.trustee_key(message.trustee))
        || is_signed::<TestShare>(election, entry, |message| election.trustee_key(message.trustee))
        || is_signed::<DecryptionShare>(election, entry, |message| election.trustee_key(message.trustee))
        || is_signed::<ResultPosted>(election, entry, |_| authority);
    if signed {
        Ok(entry)
    } else {
        Err(Rejection::Signature("official whose entry has a large content").into())
    }
}

fn is_signed<'k, M: Message>(
    election: &Election,
    entry: &[u8],
    key: impl FnOnce(&M) -> Option<&'k VerifyingKey>,
) -> bool {
    let Ok(signed) = Signed::<M>::decode(entry) else { return false };
    key(&signed.message).is_some_and(|key| signed.verify(election.id(), key).is_ok())
}

/// The answer for an official's entry that is on the board already.
pub(super) async fn again(shared: &Shared, entry: &[u8]) -> Result<Option<Response>, Problem> {
    let found = shared.pool.by_tracker(&Tracker(leaf_hash(entry).0)).await?;
    Ok(found.map(|Found { index, kind }| answer(entry, kind, index)))
}

async fn find(shared: &Shared, entry: &Entry) -> Result<Option<LeafIndex>, Problem> {
    Ok(shared.pool.by_tracker(&key_of(entry, None)).await?.map(|found| found.index))
}

fn appended(entry: &Entry, index: LeafIndex) -> Response {
    answer(entry.bytes(), entry.kind().as_str().into(), index)
}

fn answer(entry: &[u8], kind: String, index: LeafIndex) -> Response {
    let shown = Appended { index: index.0, kind, leaf_hash: leaf_hash(entry).to_hex() };
    ([(header::CACHE_CONTROL, "no-store")], Json(shown)).into_response()
}

/// Any entry: decoded, or its bytes (`Accept: application/cbor`).
#[utoipa::path(
    get, path = "/api/v1/entries/{index}", tag = "board",
    params(("index" = u64, Path, description = "From 0")),
    responses(
        (status = 200, description = "What the entry says, with its blob; see docs/protocol.md for the fields; or the entry as it stands in the log", content(
            (Object = "application/json"), (Vec<u8> = "application/cbor"))),
        (status = 404, description = "The log is shorter", body = Shown, content_type = "application/problem+json"),
    )
)]
pub(super) async fn show_entry(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Path(index): Path<String>,
) -> Result<Response, Problem> {
    let index = LeafIndex(index.parse().map_err(|_| Problem::NotFound("entry"))?);
    let bytes = shared.pool.entry(index).await?.ok_or(Problem::NotFound("entry"))?;
    if headers.get(header::ACCEPT).is_some_and(|accept| accept == CBOR) {
        let bytes = counted(&shared.on_the_way, bytes)?;
        return Ok(([(header::VARY, "accept")], file(CBOR, IMMUTABLE, bytes)).into_response());
    }
    let answer = tokio::task::spawn_blocking(move || {
        let source = shared.source();
        let entry = Entry::read(bytes, &SourceBlobs(&source))
            .map_err(|error| Problem::Internal(error.to_string()))?;
        let shown = view::entry(index, &entry).map_err(|error| Problem::Internal(error.to_string()))?;
        let json = serde_json::to_vec(&shown).map_err(|error| Problem::Internal(error.to_string()))?;
        // what stands in the log does not change
        let shown = file("application/json", IMMUTABLE, counted(&shared.on_the_way, json)?);
        Ok(([(header::VARY, "accept")], shown).into_response())
    });
    answer.await.map_err(|error| Problem::Internal(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tabella_tests::{
        Fixture, Setup,
        drafts::{contest, with_contests},
    };

    use super::*;

    /// Twenty districts; each votes on its own contest, or all of them on all contests.
    fn max(alike: bool) -> usize {
        const DISTRICTS: usize = 20;
        let mut draft = with_contests(&[contest(40, 1, 1, 1); DISTRICTS]);
        let unit = |n: usize| json!({ "id": format!("u{n}"), "name": { "und": "District" } });
        let style = |n: usize| {
            let contests: Vec<String> =
                (1..=DISTRICTS).filter(|c| alike || *c == n).map(|c| format!("c{c}")).collect();
            json!({ "id": format!("s{n}"), "contests": contests, "reporting_unit": format!("u{n}") })
        };
        draft["reporting_units"] = (1..=DISTRICTS).map(unit).collect::<Value>();
        draft["styles"] = (1..=DISTRICTS).map(style).collect::<Value>();
        official_max(&Fixture::unannounced(&Setup { draft, ..Setup::default() }).election)
    }

    #[test]
    fn districts_that_vote_apart_do_not_multiply() {
        let (apart, alike) = (max(false), max(true));
        // twenty protocols of eight hundred counts
        assert!((20 * 7_200..600_000).contains(&apart), "{apart}");
        // twenty protocols of twenty groups of eight hundred counts
        assert!((20 * 20 * 7_200..20 * 20 * 10_000).contains(&alike), "{alike}");
    }
}
