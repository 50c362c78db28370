//! The evidence of an election with its roll, encrypted to an auditor: written beside all requests, fetched in parts.

mod folder;
mod job;

use std::{path::PathBuf, sync::Arc};

use axum::{
    Extension, Json,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_crypto::{
    ElectionId,
    hash::{hex, parse_hex32},
};
use tabella_desk_store::{Actor, Consents, DeedHash};
use tabella_roll::export::{ExportWriter, Header};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;
use utoipa::ToSchema;

use self::job::{Job, Progress, State as Stage};
pub(in crate::desk) use self::{
    folder::Folder,
    job::{Exports, settle_left, write},
};
use super::deeds::{self, Deed};
use crate::desk::{
    gate::Caller,
    input::Input,
    policy::{Action, Scope},
    problem::Problem,
    shared::{Served, Shared},
};

/// To whom.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct To {
    /// The auditor's age recipient, `age1…`.
    recipient: String,
}

/// Proposes to hand the evidence out; once another official consented, the file is written.
pub(in crate::desk) async fn propose(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
    Input(To { recipient }): Input<To>,
) -> Result<Response, Problem> {
    let served = shared.served(&election)?;
    deeds::propose(&shared, &caller, Some(served), &Deed::Export { recipient }).await
}

/// Refuses what is no recipient.
pub(super) fn check_recipient(recipient: &str) -> Result<(), Problem> {
    let header = Header { election: ElectionId([0; 32]), issuers: Vec::new() };
    ExportWriter::begin(recipient, &header, std::io::sink()).map(drop).map_err(Problem::malformed)
}

/// Begins to write, or says how far it is. The consents are used up when the file is complete, together with the record of it:
/// whatever stops it before leaves them as they were.
pub(super) async fn begin(
    shared: &Shared,
    served: &Arc<Served>,
    recipient: String,
    actor: Actor,
    consents: Consents<'_>,
) -> Result<Response, Problem> {
    let deed = *consents.deed;
    let of = shared.store.export_size(served.id()).await?;
    let last = consents.last.map(|(official, at)| (official.clone(), at));
    shared
        .exports
        .begin(Job { served: Arc::clone(served), recipient, actor, deed, since: consents.since, last }, of)?;
    let path = format!("/desk/v1/office/elections/{}/evidence/{}", served.id(), hex(&deed.0));
    let shown = Json(status(shared, served, &deed)?);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, path)], shown).into_response())
}

/// The complete file with its length, and what this process remembers of writing it.
type Written = (Option<(PathBuf, u64)>, Option<Arc<Progress>>);

/// Looks for the file first: it has its name only when all is done, and what is remembered of an earlier try is older. Where there is
/// no folder to look into, what is remembered says why.
fn written(shared: &Shared, served: &Served, deed: &DeedHash) -> Result<Written, Problem> {
    let progress = shared.exports.progress(served.id(), deed);
    match shared.exports.folder().find(served.id(), deed) {
        Ok(found) => Ok((found, progress)),
        Err(_) if progress.is_some() => Ok((None, progress)),
        Err(error) => Err(Problem::internal(error)),
    }
}

/// How far an export is.
fn status(shared: &Shared, served: &Served, deed: &DeedHash) -> Result<Value, Problem> {
    let mut shown = json!({ "export": hex(&deed.0) });
    let (found, progress) = written(shared, served, deed)?;
    let members = if let Some((_, bytes)) = found {
        json!({ "state": "ready", "bytes": bytes })
    } else {
        let progress = progress.ok_or_else(|| Problem::not_found("export"))?;
        let (state, done, of) = progress.shown();
        // what is left to do may have grown since it was counted
        let of = of.max(done);
        if let Stage::Failed(reason) = state {
            json!({ "state": state.name(), "records": done, "of": of, "reason": reason })
        } else {
            json!({ "state": state.name(), "records": done, "of": of })
        }
    };
    if let (Some(shown), Value::Object(members)) = (shown.as_object_mut(), members) {
        shown.extend(members);
    }
    Ok(shown)
}

/// An export of an election, for those who may hand evidence out.
fn of_caller<'s>(
    shared: &'s Shared,
    caller: &Caller,
    (election, deed): &(String, String),
) -> Result<(&'s Arc<Served>, DeedHash), Problem> {
    let served = shared.served(election)?;
    caller.role(Action::ExportEvidence, Scope::Election(&served.election))?;
    let deed = parse_hex32(deed).map(DeedHash).map_err(|_| Problem::not_found("export"))?;
    Ok((served, deed))
}

/// Says how far it is.
pub(in crate::desk) async fn progress(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(export): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let (served, deed) = of_caller(&shared, &caller, &export)?;
    Ok(Json(status(&shared, served, &deed)?))
}

/// The file, or the part that is asked for (RFC 9110, 14): whoever is cut off goes on from there.
pub(in crate::desk) async fn file(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(export): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let (served, deed) = of_caller(&shared, &caller, &export)?;
    let (found, progress) = written(&shared, served, &deed)?;
    let Some((path, _)) = found else {
        return Err(match progress {
            Some(_) => Problem::conflict("not-ready", "the file is not complete: ask how far it is"),
            None => Problem::not_found("export"),
        });
    };
    let answer = ServeFile::new(path).oneshot(request).await;
    let mut answer = match answer {
        Ok(answer) => answer.map(Body::new),
        Err(never) => match never {},
    };
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    let name = HeaderValue::from_static("attachment; filename=\"evidence.age\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}
