//! Who looked at a person's data: for the person, and for Estonia's Data Tracker (e-gov/AJ, `dumonitor-openapi-v2.yaml`).

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_desk_store::UsageLine;
use tabella_identity::{PersonId, UnixTime};

use super::{config::DataTrackerConfig, gate::Caller, problem::Problem, shared::Shared};

/// Most lines that a person sees at once, and that the Data Tracker may ask for.
const LINES_MAX: u32 = 10_000;
/// The Data Tracker's own.
const LINES: u32 = 1_000;

/// The data log of the person who asks, the newest line first.
pub(super) async fn own(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Problem> {
    let lines = shared.store.usage_of(&caller.person.key, UnixTime(0), LINES_MAX).await?;
    let lines = lines.iter().map(|line| {
        json!({
            "number": line.number,
            "at": line.at.0,
            "election": line.election.map(|election| election.to_string()),
            "actor": line.actor,
            "deed": line.deed,
            "purpose": line.purpose,
        })
    });
    Ok(Json(json!({ "usage": lines.collect::<Vec<_>>() })))
}

/// What `findUsage` is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Find {
    user_code: String,
    period_start: Option<String>,
    period_end: Option<String>,
    offset: Option<u32>,
    limit: Option<u32>,
}

/// Uses of a person's data. Somebody else's are not told: the desk knows of no right to represent.
pub(super) async fn find(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    query: Result<Query<Find>, QueryRejection>,
) -> Result<Json<Value>, TrackerProblem> {
    let tracker = shared.config.data_tracker.as_ref().ok_or(TrackerProblem::Failed)?;
    let Query(find) = query.map_err(|_| TrackerProblem::Asked)?;
    let asker = headers.get("x-road-userid").and_then(|asker| asker.to_str().ok());
    if asker != Some(&*find.user_code) {
        return Err(TrackerProblem::Asked);
    }
    let person = person(&find.user_code).ok_or(TrackerProblem::Asked)?;
    let time = |text: &Option<String>, otherwise| match text {
        None => Ok(otherwise),
        Some(text) => time(text).ok_or(TrackerProblem::Asked),
    };
    let (start, end) = (time(&find.period_start, i64::MIN)?, time(&find.period_end, i64::MAX)?);
    let (offset, limit) = (find.offset.unwrap_or(0), find.limit.unwrap_or(LINES).min(LINES_MAX));
    let key = shared.store.key().person(&person);
    let lines = shared.store.usage_of(&key, UnixTime(start), u32::MAX).await.map_err(|error| {
        tracing::error!(%error, "the data log");
        TrackerProblem::Failed
    })?;
    let lines: Vec<&UsageLine> = lines.iter().filter(|line| line.at.0 <= end).collect();
    let page = lines.iter().skip(offset as usize).take(limit as usize).map(|line| shown(line, tracker));
    Ok(Json(json!({ "totalUsages": lines.len(), "usages": page.collect::<Vec<_>>() })))
}

/// Since when there is a log.
pub(super) async fn period(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, TrackerProblem> {
    // nothing is deleted
    let first = shared.store.first_usage().await.map_err(|error| {
        tracing::error!(%error, "the data log");
        TrackerProblem::Failed
    })?;
    Ok(Json(json!({ "periodStart": text(first.unwrap_or_else(|| shared.now()).0) })))
}

/// Whether the log can be asked.
pub(super) async fn heartbeat(State(shared): State<Arc<Shared>>) -> Json<Value> {
    match shared.store.elections().await {
        Ok(_) => Json(json!({ "status": "OK", "message": "the data log can be read" })),
        Err(_) => Json(json!({ "status": "FAIL", "message": "the data log cannot be read" })),
    }
}

/// What `findUsage` takes.
const ASKED: &str = "not what findUsage takes: userCode is EE and eleven digits, the header X-Road-UserId the same; times are RFC \
                     3339, offset and limit whole numbers";

/// 400 or 500, as the Data Tracker knows them.
pub(super) enum TrackerProblem {
    Asked,
    Failed,
}

impl IntoResponse for TrackerProblem {
    fn into_response(self) -> Response {
        match self {
            Self::Asked => (StatusCode::BAD_REQUEST, Json(json!({ "message": ASKED }))),
            Self::Failed => {
                (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "message": "the data log cannot be read" })))
            }
        }
        .into_response()
    }
}

fn shown(line: &UsageLine, tracker: &DataTrackerConfig) -> Value {
    json!({
        "logtime": text(line.at.0),
        "action": format!("{}: {} ({})", line.actor, line.deed, line.purpose),
        "receiverCode": tracker.organisation_code,
        "receiverName": tracker.organisation_name,
        "receiverSystem": tracker.system,
    })
}

/// `EE` and eleven digits.
fn person(code: &str) -> Option<PersonId> {
    let digits = code.strip_prefix("EE").filter(|digits| digits.len() == 11)?;
    digits
        .bytes()
        .all(|digit| digit.is_ascii_digit())
        .then(|| PersonId::parse(&format!("PNOEE-{digits}")).ok())?
}

/// RFC 3339; without a zone, as in the Data Tracker's own examples, UTC.
fn time(text: &str) -> Option<i64> {
    let zoned = text.parse::<Timestamp>().ok();
    let plain = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    zoned.or_else(plain).map(Timestamp::as_second)
}

fn text(time: i64) -> String {
    Timestamp::from_second(time).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_times_of_the_data_tracker() {
        assert_eq!(person("EE38001085718").unwrap().expose(), "PNOEE-38001085718");
        for code in ["38001085718", "EE3800108571", "EE3800108571x", "LV38001085718"] {
            assert!(person(code).is_none(), "{code}");
        }
        assert_eq!(time("2021-01-31T10:20:30"), time("2021-01-31T12:20:30+02:00"));
        assert_eq!(text(time("2021-01-31T10:20:30Z").unwrap()), "2021-01-31T10:20:30Z");
        assert_eq!(time("yesterday"), None);
    }
}
