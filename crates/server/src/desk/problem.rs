//! Why a request is refused, as RFC 9457 says it. The words for the client hold nothing personal and nothing that the client
//! sent; what happened inside goes to the log.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tabella_desk_store::StoreError;
use tabella_identity::Refusal;
use tabella_roll::{
    correction::CorrectionError, credential::RequestRefusal, eligibility::NotEligible,
    evidence::EvidenceError,
};

/// Media type of a problem.
const PROBLEM_TYPE: &str = "application/problem+json";

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Problem {
    /// Does not change with the words.
    name: &'static str,
    status: StatusCode,
    title: &'static str,
    detail: String,
    /// Which of the card's or the request's reasons, by its stable name.
    reason: Option<&'static str>,
    retry_after: Option<u32>,
    /// For the log.
    inside: Option<String>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, name: &'static str, title: &'static str) -> Self {
        let detail = title.to_owned();
        Self { name, status, title, detail, reason: None, retry_after: None, inside: None }
    }

    /// What is wrong with this request, for people.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a text or an error, as it comes")]
    pub(super) fn saying(mut self, detail: impl ToString) -> Self {
        self.detail = detail.to_string();
        self
    }

    #[must_use]
    pub(super) fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    pub(super) fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed-out", "Nobody is signed in, or no longer")
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Your office does not allow this")
    }

    pub(super) fn foreign_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "foreign-origin",
            "The request does not come from a page of this service",
        )
    }

    pub(super) fn csrf() -> Self {
        Self::new(StatusCode::FORBIDDEN, "csrf", "The request does not name this session's token")
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found").saying(format!("there is no such {what}"))
    }

    pub(super) fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", "This address does not take the method")
    }

    pub(super) fn media_type(expected: &str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "The body has another media type")
            .saying(format!("the body must be {expected}"))
    }

    /// Its name.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn malformed(words: impl ToString) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "Not what this address takes").saying(words)
    }

    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too long")
    }

    pub(super) fn too_many(seconds: u32) -> Self {
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests");
        Self { retry_after: Some(seconds), ..problem }.saying(format!("ask again in {seconds} s"))
    }

    pub(super) fn too_late() -> Self {
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "too-slow", "The request took too long");
        Self { retry_after: Some(5), ..problem }
    }

    /// A nonce that this session was not given, that was used, or that is too old.
    pub(super) fn no_challenge() -> Self {
        Self::new(StatusCode::CONFLICT, "no-challenge", "Ask for a new challenge and sign again")
    }

    /// Nobody says whether the card is revoked.
    pub(super) fn silent_responder(inside: &str) -> Self {
        let title = "Whether cards are valid cannot be found out now; try again later";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "responder-silent", title);
        Self { retry_after: Some(30), inside: Some(inside.to_owned()), ..problem }
    }

    /// The program that lays out documents is not there.
    pub(super) fn no_press(inside: impl Into<String>) -> Self {
        let title = "Nothing can be printed here";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "no-press", title);
        Self { inside: Some(inside.into()), ..problem }
    }

    pub(super) fn card(name: &'static str, words: impl ToString) -> Self {
        Self::new(StatusCode::FORBIDDEN, "card-refused", "The card's answer is refused")
            .saying(words)
            .because(name)
    }

    /// Whoever holds one of the cards can be both people.
    pub(super) fn shared_card() -> Self {
        Self::card(
            "shared-key",
            "another person's card has the same key; ask the issuer of your card for a new one",
        )
    }

    pub(super) fn conflict(name: &'static str, words: impl ToString) -> Self {
        Self::new(StatusCode::CONFLICT, name, "This cannot be done now").saying(words)
    }

    /// A proposal that no longer waits.
    pub(super) fn over() -> Self {
        Self::conflict("deed-over", "the deed was done, or waited too long")
    }

    #[expect(clippy::needless_pass_by_value, reason = "a text or an error, as it comes")]
    pub(super) fn internal(inside: impl ToString) -> Self {
        let problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The server has a problem");
        Self { retry_after: Some(5), inside: Some(inside.to_string()), ..problem }
            .saying("the operator's log says more")
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::card(refusal.name(), &refusal)
    }
}

impl From<NotEligible> for Problem {
    fn from(why: NotEligible) -> Self {
        Self::conflict("not-eligible", why).because(why.name())
    }
}

impl From<RequestRefusal> for Problem {
    fn from(why: RequestRefusal) -> Self {
        match why {
            RequestRefusal::Card(_) | RequestRefusal::OtherPerson => Self::card(why.name(), &why),
            _ => Self::conflict("request-refused", &why).because(why.name()),
        }
    }
}

impl From<CorrectionError> for Problem {
    fn from(why: CorrectionError) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "correction", "The correction is refused").saying(why)
    }
}

impl From<EvidenceError> for Problem {
    fn from(why: EvidenceError) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "reason", "The reason is refused").saying(why)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoLine(_) | StoreError::Scrubbed(_) => Self::not_found("line"),
            StoreError::NoUpload(_) => Self::not_found("upload"),
            StoreError::NoElection(_) => Self::not_found("election"),
            StoreError::OtherDifference => Self::conflict("other-difference", &error),
            StoreError::DraftChanged => Self::conflict("draft-changed", &error),
            StoreError::DraftProposed => Self::conflict("not-now", &error),
            StoreError::DeedDone => Self::conflict("deed-over", &error),
            StoreError::NotHeld => Self::conflict("not-held", &error),
            StoreError::CredentialTaken => Self::conflict("credential-taken", &error),
            StoreError::Consents { .. } => Self::conflict("consents", &error),
            _ => Self::internal(error),
        }
    }
}

impl From<tower_sessions::session::Error> for Problem {
    fn from(error: tower_sessions::session::Error) -> Self {
        match error {
            // a store's words
            tower_sessions::session::Error::Store(error) => Self::internal(error),
            // serde's, which quote values
            tower_sessions::session::Error::SerdeJson(_) => Self::internal("a session holds something else"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Some(inside) = &self.inside {
            tracing::error!(name = self.name, inside, "refused");
        } else {
            tracing::debug!(name = self.name, "refused");
        }
        let mut shown = json!({
            "type": format!("urn:tabella:problem:{}", self.name),
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let (Some(reason), Some(members)) = (self.reason, shown.as_object_mut()) {
            members.insert("reason".into(), reason.into());
        }
        let mut response = Response::new(Body::from(shown.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // for the metrics
        response.extensions_mut().insert(ProblemName(self.name, self.reason));
        response
    }
}

/// The problem's name, for whoever counts answers; and which of the reasons, for pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProblemName(pub(super) &'static str, pub(super) Option<&'static str>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_stays_inside() {
        let problem = Problem::internal("password=secret");
        assert!(!problem.detail.contains("secret") && !problem.title.contains("secret"));
        assert_eq!(problem.into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn whoever_may_ask_again_is_told_when() {
        let response = Problem::too_many(7).into_response();
        assert_eq!(response.headers().get(header::RETRY_AFTER).unwrap(), "7");
        assert!(!Problem::forbidden().into_response().headers().contains_key(header::RETRY_AFTER));
    }
}
