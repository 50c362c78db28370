//! What the desk holds of the person who asks, and which elections are open to them.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_desk_store::{Actor, Change, Line, Refused, Usage, Whose};
use tabella_roll::{
    Column, Correction, Roll, RollEntry,
    correction::{Author, CorrectionError},
    eligibility::{NotEligible, eligible},
};
use utoipa::ToSchema;

use super::{
    gate::Caller,
    input::Input,
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// The person's line, if there is one on the roll in force.
pub(super) async fn line_of(
    shared: &Shared,
    served: &Served,
    caller: &Caller,
) -> Result<Option<Line>, Problem> {
    let line = shared.store.find(served.id(), &caller.person.id).await?;
    Ok(line.filter(|line| !line.removed))
}

/// A line of the roll, column by column.
pub(super) fn shown_entry(entry: &RollEntry) -> Value {
    let columns = Column::ALL.into_iter().map(|column| (column.name().to_owned(), entry.text(column).into()));
    Value::Object(columns.collect())
}

/// The own data as the rolls have it.
pub(super) async fn me(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Problem> {
    let mut lines = Vec::new();
    for served in &shared.elections {
        if let Some(line) = line_of(&shared, served, &caller).await? {
            lines.push(json!({ "election": served.id().to_string(), "line": shown_entry(&line.entry) }));
        }
    }
    let person = &caller.person;
    Ok(Json(json!({
        "id": person.id.expose(),
        "given_name": person.given_name.expose(),
        "surname": person.surname.expose(),
        "method": person.method,
        "lines": lines,
    })))
}

/// Every election that the desk serves, and whether the person may vote online in it now.
pub(super) async fn elections(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Problem> {
    let mut elections = Vec::new();
    for served in &shared.elections {
        let line = line_of(&shared, served, &caller).await?;
        elections.push(shown_election(&shared, served, line.as_ref()));
    }
    Ok(Json(json!({ "elections": elections })))
}

fn shown_election(shared: &Shared, served: &Served, line: Option<&Line>) -> Value {
    let election = &served.election;
    let why = match line {
        None => Err(NotEligible::NotOnRoll),
        Some(line) => {
            let now = shared.now();
            eligible(Some(&line.entry), election, served.closes_shown(now), line.channel, now).map(drop)
        }
    };
    let why = why.err();
    json!({
        "id": election.id().to_string(),
        "title": election.manifest().title,
        "opens": election.opens(),
        "closes": served.closes().0,
        "time_zone": election.manifest().schedule.time_zone,
        "on_roll": line.is_some(),
        "district": line.map(|line| line.entry.district.as_str()),
        "style": line.map(|line| line.entry.style.as_str()),
        "channel": line.map(|line| line.channel.to_string()),
        "has_credential": line.is_some_and(|line| line.live.is_some()),
        "eligible": why.is_none(),
        "reason": why.as_ref().map(NotEligible::name),
        "words": why.map(|why| why.to_string()),
    })
}

/// New texts by column.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Contact {
    changes: BTreeMap<String, String>,
}

/// Columns by their names.
pub(super) fn columns(changes: &BTreeMap<String, String>) -> Result<BTreeMap<Column, String>, Problem> {
    let column = |(name, text): (&String, &String)| {
        let column = Column::from_name(name).ok_or_else(|| Problem::malformed("there is no such column"))?;
        Ok((column, text.clone()))
    };
    changes.iter().map(column).collect()
}

/// The person corrects how the office reaches them: language, address, e-mail.
pub(super) async fn correct(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
    Input(contact): Input<Contact>,
) -> Result<Json<Value>, Problem> {
    let served = shared.served(&election)?;
    let changes = columns(&contact.changes)?;
    let usage = Usage {
        person: caller.person.key,
        election: Some(*served.id()),
        at: shared.now(),
        actor: Actor::Person,
        deed: "correct",
        purpose: "own-data",
    };
    let decide = |line: &Line| {
        let number = line.entry.number;
        let correction = Correction { number, changes, reason: String::new(), author: Author::Voter };
        let corrected = correction.apply(&alone(&line.entry), &served.election)?;
        Ok::<_, CorrectionError>(Change {
            entry: corrected.after,
            channel: line.channel,
            entries: Vec::new(),
        })
    };
    let whose = Whose::Person(caller.person.key);
    let changed = shared.store.change(served.id(), whose, &usage, None, decide, &mut rng()?).await;
    let line = changed.map_err(refused)?;
    Ok(Json(json!({ "line": shown_entry(&line.entry) })))
}

/// A roll of one line.
pub(super) fn alone(entry: &RollEntry) -> Roll {
    let mut roll = Roll::new();
    // an empty roll takes every line
    let _ = roll.insert(entry.clone());
    roll
}

/// Why a line was not changed, for the client.
pub(super) fn refused<E: Into<Problem>>(refused: Refused<E>) -> Problem {
    match refused {
        Refused::NotOnRoll => NotEligible::NotOnRoll.into(),
        Refused::By(why) => why.into(),
        Refused::Store(error) => error.into(),
    }
}
