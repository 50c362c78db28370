//! Rolls: uploaded, looked through, consented to by two, put in force.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_crypto::hash::{hex, parse_hex32};
use tabella_desk_store::{Actor, DeedHash, Line, Refused, StoreError};
use tabella_roll::{
    Column, Difference,
    difference::{Changed, DifferenceHash},
    evidence::EvidenceError,
    import::{Import, Limits, import},
};
use utoipa::ToSchema;

use super::{Decided, deeds::waited_too_long, two};
use crate::desk::{
    gate::{Caller, still_may},
    input::{Input, check_type, read},
    me::refused,
    policy::{Action, Scope},
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// Most faults that a report tells.
const REJECTED_MAX: usize = 1_000;

/// If more than one in so many people would leave the roll, a report warns: a file may be cut off.
const REMOVED_FRACTION: usize = 10;

/// The reason in the evidence of revocations that a new roll brings.
const REASON: &str = "the electoral roll changed: the person left it, or votes on something else";

fn whole<'a>(
    shared: &'a Shared,
    caller: &Caller,
    action: Action,
    id: &str,
) -> Result<&'a Arc<Served>, Problem> {
    let served = shared.served(id)?;
    caller.role(action, Scope::Election(&served.election))?;
    Ok(served)
}

/// Rolls that wait.
pub(in crate::desk) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
) -> Result<Json<Value>, Problem> {
    let served = whole(&shared, &caller, Action::SeeRoll, &election)?;
    let uploads = shared.store.uploads(served.id()).await?;
    let uploads = uploads.iter().map(|upload| {
        let own = upload.official == caller.person.key;
        json!({ "upload": upload.upload, "difference": hex(&upload.difference.0), "uploaded": upload.uploaded.0, "own": own })
    });
    Ok(Json(json!({ "uploads": uploads.collect::<Vec<_>>() })))
}

/// How to take a roll.
#[derive(Deserialize)]
pub(in crate::desk) struct How {
    /// Keep the good lines although others are faulty: people on faulty lines leave the roll.
    #[serde(default)]
    partial: bool,
}

/// Takes a roll (CSV). With faulty lines it is only looked through, unless `partial=true`: the report of what would change comes
/// only with what is kept, by whom and when.
pub(in crate::desk) async fn upload(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
    how: Result<Query<How>, QueryRejection>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let served = whole(&shared, &caller, Action::ChangeRoll, &election)?;
    if shared.now() >= shared.kept_until(&served.election) {
        let words = "the time of retention is over: nothing is kept about people any more";
        return Err(Problem::conflict("retention-over", words));
    }
    let Query(how) = how.map_err(|_| Problem::malformed("partial is true or false"))?;
    check_type(request.headers(), "text/csv")?;
    let file = read(request.into_body(), shared.config.limits.roll_bytes as usize).await?;
    // a report tells who is on the roll, for whatever codes stand in the file: counted like a look
    shared.limits.take_look(&caller.person.key)?;
    let read = shared.whole_rolls.run(async {
        let rolls = shared.store.rolls(served.id()).await?;
        let import = import(&file, &served.election, &rolls.ever, &Limits::default());
        let Import { accepted, rejected, rows, .. } = import.map_err(Problem::malformed)?;
        let difference = Difference::new(served.id(), &rolls.in_force, accepted.clone());
        Ok::<_, Problem>((accepted, rejected, rows, difference))
    });
    let (accepted, rejected, rows, difference) = read.await?;
    if accepted.is_empty() && (rows == 0 || how.partial) {
        let words = "the file has no good line: everybody would leave the roll";
        return Err(Problem::conflict("roll-empty", words));
    }
    let kept = if rejected.is_empty() || how.partial {
        let (hash, official, mut rng) = (difference.hash(), &caller.person.key, rng()?);
        let put = shared.store.upload(served.id(), &accepted, &hash, official, shared.now(), &mut rng);
        Some(put.await?)
    } else {
        None
    };
    let faults = rejected.iter().take(REJECTED_MAX).map(|fault| {
        json!({
            "line": fault.line,
            "column": fault.column.map(Column::name),
            "reason": fault.reason.to_string(),
        })
    });
    let lines: BTreeSet<u64> = rejected.iter().map(|fault| fault.line).collect();
    Ok(Json(json!({
        "upload": kept,
        "rows": rows,
        "accepted": accepted.len(),
        // lines; each may have several faults
        "rejected": lines.len(),
        "faults": faults.collect::<Vec<_>>(),
        // none without a record of who asked with which file
        "report": kept.map(|_| report(&difference)),
    })))
}

/// What changes, by numbers and columns: nobody's data is shown.
fn report(difference: &Difference) -> Value {
    let numbers = |entries: &[tabella_roll::RollEntry]| -> Vec<u64> {
        entries.iter().map(|entry| entry.number.0).collect()
    };
    let changed = difference.changed.iter().map(|Changed { before, columns, .. }| {
        json!({ "number": before.number.0, "columns": columns.iter().map(|column| column.name()).collect::<Vec<_>>() })
    });
    let mut warnings = Vec::new();
    let (before, leaving) = (difference.before(), difference.removed.len());
    if leaving.saturating_mul(REMOVED_FRACTION) > before {
        warnings.push(format!("{leaving} of {before} people would leave the roll: is the file whole?"));
    }
    json!({
        "difference": hex(&difference.hash().0),
        "warnings": warnings,
        "added": numbers(&difference.added),
        "changed": changed.collect::<Vec<_>>(),
        "removed": numbers(&difference.removed),
        "credentials_at_stake": difference.revocations().map(|number| number.0).collect::<Vec<_>>(),
    })
}

/// What a roll that waits would change now.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, upload)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let served = whole(&shared, &caller, Action::SeeRoll, &election)?;
    shared.limits.take_look(&caller.person.key)?;
    let difference = shared.store.difference(&served.election, number(&upload)?);
    let difference = shared.whole_rolls.run(difference).await?;
    Ok(Json(json!({ "report": report(&difference) })))
}

fn number(upload: &str) -> Result<u64, Problem> {
    upload.parse().map_err(|_| Problem::not_found("upload"))
}

/// What an official has seen and means.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct Seen {
    /// The hash in the report.
    difference: String,
}

impl Seen {
    fn hash(&self) -> Result<DifferenceHash, Problem> {
        let hash = parse_hex32(&self.difference).map(DifferenceHash);
        hash.map_err(|_| Problem::malformed("a difference is 64 hexadecimal digits"))
    }
}

/// Consents to what a roll changes.
pub(in crate::desk) async fn consent(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, upload)): Path<(String, String)>,
    Input(seen): Input<Seen>,
) -> Result<Json<Value>, Problem> {
    let served = whole(&shared, &caller, Action::ChangeRoll, &election)?;
    let seen = seen.hash()?;
    let upload = number(&upload)?;
    let difference = shared.whole_rolls.run(shared.store.difference(&served.election, upload)).await?;
    if difference.hash() != seen {
        return Err(StoreError::OtherDifference.into());
    }
    let (deed, now) = (DeedHash::of_roll(upload, &seen), shared.now());
    let consents = shared.store.consent(&deed, &caller.person.id, now, &mut rng()?).await?;
    Ok(Json(json!({ "consents": consents, "needed": tabella_desk_store::OFFICIALS_NEEDED })))
}

/// Puts a roll in force.
pub(in crate::desk) async fn apply(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, upload)): Path<(String, String)>,
    Input(seen): Input<Seen>,
) -> Result<Json<Value>, Problem> {
    let served = shared.served(&election)?;
    let role = caller.role(Action::ChangeRoll, Scope::Election(&served.election))?;
    let actor = Actor::Office(role, caller.person.key);
    let (seen, upload, at) = (seen.hash()?, number(&upload)?, shared.now());
    let (deed, since) = (DeedHash::of_roll(upload, &seen), waited_too_long(&shared));
    let consenters = shared.store.consenters(&deed, since).await?;
    let scope = Scope::Election(&served.election);
    let officials = two(still_may(&shared, consenters, Action::ChangeRoll, scope).await?)?;
    let decided = Decided { served, officials: &officials, reason: REASON, at };
    let mut evidence_rng = rng()?;
    let revoke = |line: &Line| {
        let live = line.live.ok_or(EvidenceError::Type)?;
        decided.revocation(line.entry.number, live, &mut evidence_rng)
    };
    let mut rng = rng()?;
    let applied =
        shared.store.apply_upload(&served.election, upload, &seen, since, actor, at, revoke, &mut rng);
    let applied = shared.whole_rolls.run(applied).await;
    if matches!(applied, Err(Refused::Store(StoreError::OtherDifference))) {
        // what they consented to is nothing that could happen
        shared.store.take_consents_back(&deed).await?;
    }
    applied.map_err(refused)?;
    served.wake.notify_one();
    tracing::info!(election = %served.id(), upload, "a roll was put in force");
    Ok(Json(json!({ "applied": upload })))
}

/// Takes a roll that waits back.
pub(in crate::desk) async fn withdraw(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, upload)): Path<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let served = whole(&shared, &caller, Action::ChangeRoll, &election)?;
    let upload = number(&upload)?;
    if !shared.store.uploads(served.id()).await?.iter().any(|waiting| waiting.upload == upload) {
        return Err(Problem::not_found("upload"));
    }
    shared.store.withdraw_upload(upload).await?;
    Ok(Json(json!({ "withdrawn": upload })))
}
