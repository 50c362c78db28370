//! Why a request is refused, as RFC 9457 says it. The words for the client are here; what happened inside goes to the log.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tabella_board::{EntryError, Rejection};
use tabella_tlog::{LeafIndex, TreeSize};
use tabella_urn_store::StoreError;
use utoipa::ToSchema;

/// Media type of a problem.
pub(super) const PROBLEM_TYPE: &str = "application/problem+json";

/// Seconds after which a client may ask again when the queue is full or the server is not ready.
const SOON: u32 = 2;

/// Why a request is refused.
#[derive(Debug)]
pub(super) enum Problem {
    /// The body is longer than anything lawful.
    TooLarge { max: usize },
    /// The body did not come, or broke off.
    Body,
    /// The body did not come in time.
    SlowBody,
    /// What was to be read was not there in time.
    SlowAnswer,
    /// Another media type than `application/cbor`.
    MediaType,
    /// Not what this route takes.
    Malformed(String),
    /// Not an entry, or without its blob.
    Entry(EntryError),
    /// This route takes other kinds of entries.
    WrongRoute(&'static str),
    /// The board's rules refuse it.
    Rejected(Rejection),
    /// The ballot is on the board, with another authorisation.
    OtherContent(LeafIndex),
    /// There is no such thing.
    NotFound(&'static str),
    /// The method is not for this path.
    Method,
    /// The entry is not yet in a checkpoint that witnesses cosigned.
    NotCovered { index: LeafIndex, published: TreeSize },
    /// Too many requests of one address.
    TooManyOfAddress { seconds: u32 },
    /// Too many ballots of one credential.
    TooManyOfCredential { seconds: u32 },
    /// Too many clients listen for events.
    TooManyListeners,
    /// The queue is full.
    Busy,
    /// Too many large bodies are being read.
    TooManyLarge,
    /// Too much is on its way to readers.
    TooManyReaders,
    /// Not the sequencer, or not yet.
    NotReady(&'static str),
    /// `close` waits for its checkpoint.
    AwaitingWitnesses,
    /// The server stops, its database failed, or it took too long: whether the entry is on the board is not known. The same bytes
    /// may be sent again.
    Unknown,
    /// The database does not answer.
    Store(StoreError),
    /// Something that cannot be.
    Internal(String),
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a client reads.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Shown {
    /// `urn:tabella:problem:` and a name that does not change with the words.
    #[serde(rename = "type")]
    kind: String,
    /// For people.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// For people: what is wrong with this request.
    detail: String,
}

/// Name, status, title, and seconds after which asking again may help.
type Parts = (&'static str, StatusCode, &'static str, Option<u32>);

impl Problem {
    /// How long a client should wait before it asks again, if that may help.
    #[cfg(test)]
    pub(super) fn retry_after(&self) -> Option<u32> {
        self.parts().3
    }

    fn parts(&self) -> Parts {
        use StatusCode as S;
        match self {
            Self::TooLarge { .. } => {
                ("too-large", S::PAYLOAD_TOO_LARGE, "Longer than anything this election has", None)
            }
            Self::Body => ("body", S::BAD_REQUEST, "The body cannot be read", None),
            Self::SlowBody => ("slow-body", S::REQUEST_TIMEOUT, "The body came too slowly", Some(SOON)),
            Self::SlowAnswer => {
                ("slow-answer", S::SERVICE_UNAVAILABLE, "The answer was not there in time", Some(SOON))
            }
            Self::MediaType => {
                ("media-type", S::UNSUPPORTED_MEDIA_TYPE, "The body must be application/cbor", None)
            }
            Self::Malformed(_) => ("malformed", S::BAD_REQUEST, "Not what this address takes", None),
            Self::Entry(_) => ("entry", S::BAD_REQUEST, "Not an entry", None),
            Self::WrongRoute(_) => {
                ("wrong-route", S::BAD_REQUEST, "Another address takes entries of this type", None)
            }
            Self::Rejected(rejection) => {
                (rejection.name(), rejection_status(rejection), "The board refuses the entry", None)
            }
            Self::OtherContent(_) => {
                ("other-content", S::CONFLICT, "The ballot is on the board with another authorisation", None)
            }
            Self::NotFound(_) => ("not-found", S::NOT_FOUND, "Not found", None),
            Self::Method => ("method", S::METHOD_NOT_ALLOWED, "This address does not take the method", None),
            Self::NotCovered { .. } => {
                ("not-covered", S::CONFLICT, "Witnesses have not seen the entry yet", Some(SOON))
            }
            Self::TooManyOfAddress { seconds } => {
                ("too-many-requests", S::TOO_MANY_REQUESTS, "Too many requests", Some(*seconds))
            }
            Self::TooManyOfCredential { seconds } => (
                "too-many-ballots",
                S::TOO_MANY_REQUESTS,
                "Too many ballots of one credential",
                Some(*seconds),
            ),
            Self::TooManyListeners => {
                ("too-many-listeners", S::SERVICE_UNAVAILABLE, "Too many clients are listening", Some(60))
            }
            Self::Busy => ("busy", S::SERVICE_UNAVAILABLE, "Too many ballots are waiting", Some(SOON)),
            Self::TooManyLarge => (
                "too-many-large",
                S::SERVICE_UNAVAILABLE,
                "Too many large entries are on their way",
                Some(SOON),
            ),
            Self::TooManyReaders => {
                ("too-many-readers", S::SERVICE_UNAVAILABLE, "Too many clients are reading", Some(SOON))
            }
            Self::NotReady(_) => {
                ("not-ready", S::SERVICE_UNAVAILABLE, "The ballot box is not ready", Some(SOON))
            }
            Self::AwaitingWitnesses => (
                "awaiting-witnesses",
                S::SERVICE_UNAVAILABLE,
                "Witnesses have not seen the closed board yet",
                Some(SOON),
            ),
            Self::Unknown => (
                "outcome-unknown",
                S::SERVICE_UNAVAILABLE,
                "Not known whether it is on the board; send the same bytes again",
                Some(SOON),
            ),
            Self::Store(_) | Self::Internal(_) => {
                ("internal", S::INTERNAL_SERVER_ERROR, "The server has a problem", Some(SOON))
            }
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::TooLarge { max } => format!("at most {max} bytes"),
            Self::Malformed(words) => words.clone(),
            Self::Entry(error) => error.to_string(),
            Self::WrongRoute(route) => format!("send it to {route}"),
            Self::Rejected(rejection) => rejection.to_string(),
            Self::OtherContent(index) => {
                format!(
                    "entry {index} has this tracker; look at it there, and do not trust the device if it is not yours"
                )
            }
            Self::NotFound(what) => format!("there is no such {what}"),
            Self::NotCovered { index, published } => {
                format!("entry {index}; the last cosigned checkpoint has {published} entries")
            }
            Self::NotReady(stage) => (*stage).to_owned(),
            Self::TooManyOfAddress { seconds } | Self::TooManyOfCredential { seconds } => {
                format!("ask again in {seconds} s")
            }
            // what happened inside is for the log
            Self::Store(_) | Self::Internal(_) => "the operator's log says more".to_owned(),
            Self::Body
            | Self::SlowBody
            | Self::SlowAnswer
            | Self::TooManyLarge
            | Self::TooManyReaders
            | Self::MediaType
            | Self::Method
            | Self::TooManyListeners
            | Self::Busy
            | Self::AwaitingWitnesses
            | Self::Unknown => self.parts().2.to_owned(),
        }
    }
}

/// 409 if another order of events would have made the entry lawful, 422 if nothing would.
fn rejection_status(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::Phase { .. }
        | Rejection::Attempt { .. }
        | Rejection::Complaint
        | Rejection::Twice(_)
        | Rejection::CeremonyIncomplete(_)
        | Rejection::CredentialReused
        | Rejection::TooManyVoters
        | Rejection::NotLive
        | Rejection::ChainLimit(_)
        | Rejection::NoRevoting
        | Rejection::Previous
        | Rejection::RandomnessReused
        | Rejection::Sequence { .. }
        | Rejection::Extension
        | Rejection::OtherTree
        | Rejection::NotSettled
        | Rejection::OtherContext => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (name, status, title, retry_after) = self.parts();
        match &self {
            Self::Store(error) => tracing::error!(%error, "the database"),
            Self::Internal(error) => tracing::error!(%error, "internal"),
            _ => tracing::debug!(name, "refused"),
        }
        let shown = Shown {
            kind: format!("urn:tabella:problem:{name}"),
            title,
            status: status.as_u16(),
            detail: self.detail(),
        };
        let body = serde_json::to_vec(&shown).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // for the metrics
        response.extensions_mut().insert(ProblemName(name));
        response
    }
}

/// The problem's name, for whoever counts answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProblemName(pub(super) &'static str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_stays_inside() {
        let problem = Problem::Internal("password=secret".into());
        assert!(!problem.detail().contains("secret"));
        assert_eq!(problem.into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn whoever_may_ask_again_is_told_when() {
        let response = Problem::Busy.into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers().get(header::RETRY_AFTER).unwrap(), "2");
        assert_eq!(Problem::Rejected(Rejection::Previous).retry_after(), None);
        assert_eq!(Problem::Rejected(Rejection::Previous).into_response().status(), StatusCode::CONFLICT);
        let wrong = Rejection::Ballot(tabella_ballot::BallotError::Version);
        assert_eq!(Problem::Rejected(wrong).into_response().status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}
