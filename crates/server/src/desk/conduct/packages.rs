//! Packages of the second round of the key ceremony, carried between trustees at connected machines. What a trustee signed for
//! the commitments on the board is taken from anyone and given to anyone: only its recipient can read it. The first package of
//! a sender for a recipient stays.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use tabella_crypto::{CeremonyHash, TrusteeIndex, hash::parse_hex32};
use tabella_desk_store::PackageName;
use tabella_election::ceremony::Round2Package;

use super::{At, look::Phase};
use crate::desk::{
    input::{check_type, read},
    problem::Problem,
    shared::Shared,
};

/// Longest package: 32 bytes for each of 4,096 keys, and what encryption adds.
pub(in crate::desk) const PACKAGE_MAX: usize = 256 * 1024;

/// Its media type.
pub(in crate::desk) const PACKAGE: &str = "application/cbor";

/// Takes a package.
pub(in crate::desk) async fn take(
    State(shared): State<Arc<Shared>>,
    Path(election): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    check_type(&headers, PACKAGE)?;
    let bytes = read(body, PACKAGE_MAX).await?;
    let package = Round2Package::decode(&bytes).map_err(Problem::malformed)?;
    // a stranger's words cost one look at a signature
    if !package.is_signed(&at.served.election) {
        let title = "No trustee signed this for another trustee of this election";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "package-signature", title));
    }
    let Round2Package { ceremony, sender, recipient, .. } = package;
    let name = PackageName { ceremony, sender, recipient };
    let answer = |kept: bool| {
        Json(json!({ "sender": sender.get(), "recipient": recipient.get(), "kept": kept })).into_response()
    };
    // anyone can send again what anyone can fetch: neither this nor what comes too late asks the board
    if at.shared.store.package(at.served.id(), &name).await?.is_some() {
        return Ok(answer(false));
    }
    let over = || Problem::conflict("not-now", "there is no key ceremony now");
    if at.look().await.is_ok_and(|board| board.phase > Some(Phase::Setup)) {
        return Err(over());
    }
    let silent = |error: super::ask::NoAnswer| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "board-silent", "The board does not answer")
            .saying(error)
    };
    let board = at.look_now().await.map_err(silent)?;
    let said = at.ceremony(&board).await;
    if board.phase != Some(Phase::Setup) || said.opened {
        return Err(over());
    }
    if said.hash() != Some(ceremony) {
        let words = "the package is not for the commitments that stand on the board";
        return Err(Problem::conflict("other-ceremony", words));
    }
    Ok(answer(at.shared.store.keep_package(at.served.id(), &name, &bytes).await?))
}

/// Gives a package.
pub(in crate::desk) async fn give(
    State(shared): State<Arc<Shared>>,
    Path((election, ceremony, sender, recipient)): Path<(String, String, String, String)>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let none = || Problem::not_found("package");
    let place = |text: &str| text.parse().ok().and_then(TrusteeIndex::new).ok_or_else(none);
    let ceremony = CeremonyHash(parse_hex32(&ceremony).map_err(|_| none())?);
    let name = PackageName { ceremony, sender: place(&sender)?, recipient: place(&recipient)? };
    let package = at.shared.store.package(at.served.id(), &name).await?.ok_or_else(none)?;
    Ok(([(header::CONTENT_TYPE, PACKAGE), (header::CACHE_CONTROL, "no-store")], package).into_response())
}
