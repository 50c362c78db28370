//! Bodies of requests. What is wrong with one is said without repeating any of it.

use axum::{
    body::Body,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Largest body of JSON, in bytes: a token with signing certificates and what belongs to it.
pub(super) const JSON_MAX: usize = 64 * 1024;

/// A body of JSON.
pub(super) struct Input<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        check_type(request.headers(), "application/json")?;
        let bytes = read(request.into_body(), JSON_MAX).await?;
        let read = serde_json::from_slice(&bytes);
        read.map(Self).map_err(|error| Problem::malformed(words(&error)))
    }
}

/// What is wrong with JSON. serde's own words quote names and values that were sent: of them only what this program wrote
/// itself is repeated.
fn words(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(&*said, |(said, _)| said);
    let expected = || match said.rsplit_once("expected ") {
        Some((_, expected)) if !said.ends_with("there are no fields") => expected,
        _ => "no fields",
    };
    let what = if said.starts_with("missing field `") {
        format!(": {said}")
    } else if said.starts_with("unknown field `") {
        format!(": unknown field, expected {}", expected())
    } else if said.starts_with("invalid type: ") {
        format!(": expected {}", expected())
    } else {
        String::new()
    };
    format!("not the JSON that this address takes{what} (line {line}, column {column})")
}

/// So much more is read of a body that nobody wants before the answer: to a client that still sends, a connection that is closed
/// is no answer.
const DRAINED_MAX: usize = 1024 * 1024;

/// The whole body, if it is no longer than this.
pub(super) async fn read(body: Body, max: usize) -> Result<Vec<u8>, Problem> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::malformed("the body cannot be read"))?;
        length = length.saturating_add(chunk.len());
        if length <= max {
            bytes.extend_from_slice(&chunk);
        } else if length > max.saturating_add(DRAINED_MAX) {
            break;
        }
    }
    if length <= max { Ok(bytes) } else { Err(Problem::too_large()) }
}

/// Takes what a client still sends, within bounds, before it is refused.
pub(super) async fn drain(body: Body) {
    // what comes of it does not matter
    let _ = read(body, 0).await;
}

/// Refuses other media types: no form of a foreign page can send this one without asking.
pub(super) fn check_type(headers: &HeaderMap, expected: &'static str) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(Problem::media_type(expected)) }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read only")]
    struct Asked {
        purpose: String,
        number: Option<u64>,
    }

    #[test]
    fn fields_are_named_and_nothing_that_was_sent() {
        let said = |text: &str| words(&serde_json::from_str::<Asked>(text).unwrap_err());
        assert!(said("{}").contains(": missing field `purpose` (line 1"), "{}", said("{}"));
        let unknown = said("{\"Maasikas`, expected Mari\": 1}");
        assert!(unknown.contains(": unknown field, expected `purpose` or `number` (line 1"), "{unknown}");
        let other = said("{\"purpose\": \"Maasikas\", \"number\": \"expected Maasikas\"}");
        assert!(other.contains(": expected u64 (line 1"), "{other}");
        assert!([unknown, other, said("{Maasikas")].iter().all(|said| !said.contains("Maasikas")));
    }
}
