//! Officials: appointed and dismissed by two election managers; the data log's check; a declared outage.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_desk_store::OFFICIALS_NEEDED;
use tabella_election::UnitId;
use utoipa::ToSchema;

use super::deeds::{self, Deed};
use crate::desk::{
    card::outage_deed,
    gate::Caller,
    input::Input,
    policy::{Action, Scope},
    problem::Problem,
    shared::{Shared, rng},
};

/// A person and an office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct Post {
    /// The personal code.
    person: String,
    role: String,
    /// In this election only.
    election: Option<String>,
    /// In this reporting unit and those below it only.
    #[schema(value_type = Option<String>)]
    district: Option<UnitId>,
}

/// Proposes to give an office.
pub(in crate::desk) async fn appoint(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Input(Post { person, role, election, district }): Input<Post>,
) -> Result<Response, Problem> {
    let served = election.map(|election| shared.served(&election)).transpose()?;
    deeds::propose(&shared, &caller, served, &Deed::Appoint { person, role, district }).await
}

/// Proposes to take an office.
pub(in crate::desk) async fn dismiss(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Input(Post { person, role, election, district }): Input<Post>,
) -> Result<Response, Problem> {
    let served = election.map(|election| shared.served(&election)).transpose()?;
    deeds::propose(&shared, &caller, served, &Deed::Dismiss { person, role, district }).await
}

/// Most waiting entries that are counted.
const WAITING_MAX: u32 = 10_000;

/// How many entries wait for the board, and which ones it refused: from there on desk and board differ.
pub(in crate::desk) async fn outbox(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
) -> Result<Json<Value>, Problem> {
    let served = shared.served(&election)?;
    caller.role(Action::SeeOutbox, Scope::Election(&served.election))?;
    let waiting = shared.store.waiting(served.id(), WAITING_MAX).await?;
    let refused = shared.store.all_refused(served.id()).await?;
    let refused = refused.iter().map(|(outbox, problem)| json!({ "entry": outbox, "problem": problem }));
    Ok(Json(json!({ "waiting": waiting.len(), "refused": refused.collect::<Vec<_>>() })))
}

/// Reads the whole data log and computes its chain again.
pub(in crate::desk) async fn check_usage(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, Problem> {
    let broken = shared.store.check_usage().await?;
    if let Some(broken) = &broken {
        tracing::error!(%broken, "the data log");
    }
    Ok(Json(json!({ "intact": broken.is_none(), "broken_at": broken.map(|broken| broken.number) })))
}

/// Consents to the outage of the config.
pub(in crate::desk) async fn declare_outage(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Problem> {
    caller.role(Action::DeclareOutage, Scope::Everything)?;
    let outage = shared.config.outage.as_ref();
    let outage = outage.ok_or_else(|| Problem::conflict("no-outage", "the config names no outage"))?;
    let deed = outage_deed(outage)?;
    let consents = shared.store.consent(&deed, &caller.person.id, shared.now(), &mut rng()?).await?;
    tracing::warn!(consents, from = outage.from, until = outage.until, "an outage is consented to");
    Ok(Json(json!({ "outage": outage, "consents": consents, "needed": OFFICIALS_NEEDED })))
}
