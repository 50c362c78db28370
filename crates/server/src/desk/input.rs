//! Bodies of requests. What is wrong with one is said without repeating any of it.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse as _,
};
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Largest body of JSON, in bytes: a token with signing certificates and what belongs to it.
pub(super) const JSON_MAX: usize = 64 * 1024;

/// A body of JSON.
pub(super) struct Input<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        check_type(request.headers(), "application/json")?;
        let bytes = body(request, state).await?;
        let read = serde_json::from_slice(&bytes);
        // serde's own words quote values
        read.map(Self).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Problem::malformed(format!("not the JSON that this address takes (line {line}, column {column})"))
        })
    }
}

/// The whole body, within the limit of its route.
pub(super) async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large()
        } else {
            Problem::malformed("the body cannot be read")
        }
    })
}

/// Refuses other media types: no form of a foreign page can send this one without asking.
pub(super) fn check_type(headers: &HeaderMap, expected: &'static str) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(Problem::media_type(expected)) }
}
