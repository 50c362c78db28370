//! People's lines: looked at for a purpose, corrected.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_crypto::hash::hex;
use tabella_desk_store::{Change, Line, StoreError, Usage, Whose};
use tabella_identity::PersonId;
use tabella_roll::{
    Column, Correction, RollNumber,
    channel::ChannelRefusal,
    correction::{Author, CorrectionError},
};
use utoipa::ToSchema;

use super::deeds::{self, Deed};
use crate::desk::{
    gate::Caller,
    input::Input,
    me::{alone, columns, refused, shown_entry},
    policy::{Action, Scope, Who, holds_in, permits},
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// For what an official looks at somebody's data, as the person reads it in the data log.
const PURPOSES: [&str; 7] =
    ["phone-call", "counter", "letter", "postal-request", "correction", "complaint", "audit"];

/// Whom to look at, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct Look {
    /// One of the purposes; without one nothing is shown.
    purpose: String,
    /// The number on the roll.
    number: Option<u64>,
    /// Or the personal code.
    personal_code: Option<String>,
}

/// Shows a person's line. First it is written down who looked, and why.
pub(in crate::desk) async fn look(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
    Input(look): Input<Look>,
) -> Result<Json<Value>, Problem> {
    let served = shared.served(&election)?;
    let purpose = PURPOSES.into_iter().find(|purpose| *purpose == look.purpose);
    let purpose = purpose.ok_or_else(|| Problem::malformed(format!("the purpose is one of {PURPOSES:?}")))?;
    shared.limits.take_look(&caller.person.key)?;
    let (person, line) = match (look.number, &look.personal_code) {
        (Some(number), None) => {
            let line = line(&shared, served, number).await?;
            (line.entry.person.id.clone(), Some(line))
        }
        (None, Some(code)) => {
            let person = PersonId::parse(code)
                .map_err(|error| Problem::malformed(format!("the personal code {error}")))?;
            let line = shared.store.find(served.id(), &person).await?;
            (person, line.filter(|line| !line.removed))
        }
        _ => return Err(Problem::malformed("give a number or a personal code")),
    };
    // that somebody was looked for in vain is logged, too; whose district is not the official's is not there for that official
    let within = line.and_then(|line| {
        let actor = caller.actor(Action::LookAtLine, served, &line.entry.district).ok()?;
        Some((line, actor))
    });
    let actor = within.as_ref().map_or_else(|| anywhere(&caller, served), |(_, actor)| Ok(*actor));
    let actor = actor.map_err(|_| Problem::not_found("line"))?;
    let usage = Usage {
        person: shared.store.key().person(&person),
        election: Some(*served.id()),
        at: shared.now(),
        actor,
        deed: "look",
        purpose,
    };
    shared.store.log_usage(&usage).await?;
    shared.metrics.looks.inc();
    let (line, _) = within.ok_or_else(|| Problem::not_found("line"))?;
    Ok(Json(json!({
        "line": shown_entry(&line.entry),
        "channel": line.channel.to_string(),
        "has_credential": line.live.is_some(),
        "changes": line.changed,
    })))
}

/// The office in this election, wherever in it.
fn anywhere(caller: &Caller, served: &Served) -> Result<tabella_desk_store::Actor, Problem> {
    let here = |office: &&tabella_desk_store::Office| {
        let everywhere = tabella_desk_store::Office { district: None, ..(*office).clone() };
        permits(Who::Official(office.role), Action::LookAtLine)
            && holds_in(&everywhere, Scope::Election(&served.election))
    };
    let office = caller.offices.iter().find(here).ok_or_else(Problem::forbidden)?;
    Ok(tabella_desk_store::Actor::Office(office.role, caller.person.key))
}

/// The line with this number, if it is on the roll.
pub(super) async fn line(shared: &Shared, served: &Served, number: u64) -> Result<Line, Problem> {
    let line = shared.store.line(served.id(), RollNumber(number)).await?;
    if line.removed { Err(StoreError::NoLine(RollNumber(number)).into()) } else { Ok(line) }
}

pub(super) fn number(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| Problem::not_found("line"))
}

/// A correction.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct Wrong {
    /// New texts by column.
    changes: BTreeMap<String, String>,
    /// Why.
    reason: String,
}

/// Corrects how a person is reached at once; what decides who votes on what becomes a proposal to another official.
pub(in crate::desk) async fn correct(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, at)): Path<(String, String)>,
    Input(Wrong { changes, reason }): Input<Wrong>,
) -> Result<Response, Problem> {
    let served = shared.served(&election)?;
    let by_column = columns(&changes)?;
    let number = number(&at)?;
    if by_column.keys().any(|column| column.is_decisive()) {
        let line = line(&shared, served, number).await?;
        caller.actor(Action::ChangeRoll, served, &line.entry.district)?;
        let before = |column: &Column| (column.name().to_owned(), line.entry.text(*column));
        let before = by_column.keys().map(before).collect();
        let deed = Deed::Correct { number, before, changes, reason };
        return deeds::propose(&shared, &caller, Some(served), &deed).await;
    }
    let before = line(&shared, served, number).await?;
    let actor = caller.actor(Action::CorrectLine, served, &before.entry.district)?;
    let usage = Usage {
        person: shared.store.key().person(&before.entry.person.id),
        election: Some(*served.id()),
        at: shared.now(),
        actor,
        deed: "correct",
        purpose: "correction",
    };
    let author = Author::Official(caller.person.id.clone());
    let correction = Correction { number: RollNumber(number), changes: by_column, reason, author };
    let decide = |line: &Line| {
        let corrected = correction.apply(&alone(&line.entry), &served.election)?;
        Ok::<_, CorrectionError>(Change {
            entry: corrected.after,
            channel: line.channel,
            entries: Vec::new(),
        })
    };
    let whose = Whose::Number(RollNumber(number));
    let changed = shared.store.change(served.id(), whose, &usage, None, decide, &mut rng()?).await;
    let line = changed.map_err(refused)?;
    Ok(Json(json!({ "number": line.entry.number.0, "changes": line.changed })).into_response())
}

/// Why a credential goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct Why {
    reason: String,
}

/// Proposes to revoke a person's credential.
pub(in crate::desk) async fn revoke(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, at)): Path<(String, String)>,
    Input(Why { reason }): Input<Why>,
) -> Result<Response, Problem> {
    let served = shared.served(&election)?;
    let number = number(&at)?;
    let line = line(&shared, served, number).await?;
    caller.actor(Action::RevokeCredential, served, &line.entry.district)?;
    let live = line.live.ok_or(ChannelRefusal::NoCredential);
    let live = live.map_err(|why| Problem::conflict(why.name(), why))?;
    let deed = Deed::Revoke { number, credential: hex(live.as_bytes()), reason };
    deeds::propose(&shared, &caller, Some(served), &deed).await
}
