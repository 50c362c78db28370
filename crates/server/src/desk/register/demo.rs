//! A demonstration's population register over HTTP. It marks all that it says, and can be told to be slow, down or confused.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use tokio::net::TcpListener;

use super::{
    DEMO,
    answer::{ANSWER_MAX, Answer, Person, Question},
};
use crate::listen;

/// How it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DemoMood {
    /// As it should.
    #[default]
    Kind,
    /// As it should, after so long.
    Slow(Duration),
    /// Not: what stands before it says so.
    Down,
    /// To another question.
    Confused,
    /// Always this, whatever was asked.
    Says(Vec<u8>),
}

/// A question as it came.
#[derive(Clone, Debug)]
pub struct DemoAsked {
    /// Path and query.
    pub path: String,
    /// Headers by their names.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

/// The register. Clones share everything.
#[derive(Clone, Default)]
pub struct DemoRegister(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    people: BTreeMap<String, Person>,
    mood: DemoMood,
    asked: Vec<DemoAsked>,
}

/// Connections at once.
const CONNECTIONS: usize = 64;
/// Questions kept.
const ASKED: usize = 1_000;

impl DemoRegister {
    /// Of a JSON object with a record for each personal code.
    ///
    /// # Errors
    /// If it is none.
    pub fn new(people: &[u8]) -> Result<Self, serde_json::Error> {
        let register = Self::default();
        register.put(people)?;
        Ok(register)
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on these people stand in it, and no others.
    ///
    /// # Errors
    /// If it is no JSON object with a record for each personal code.
    pub fn put(&self, people: &[u8]) -> Result<(), serde_json::Error> {
        self.inside().people = serde_json::from_slice(people)?;
        Ok(())
    }

    /// From now on it answers so.
    pub fn be(&self, mood: DemoMood) {
        self.inside().mood = mood;
    }

    /// What it was asked, the newest last.
    pub fn asked(&self) -> Vec<DemoAsked> {
        self.inside().asked.clone()
    }

    /// Answers until `stop` is done.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()> + Send) {
        let router = Router::new().fallback(take).with_state(self);
        listen::serve(listener, router, CONNECTIONS, stop).await;
    }

    fn note(&self, asked: DemoAsked) -> DemoMood {
        let mut inside = self.inside();
        inside.asked.push(asked);
        let older = inside.asked.len().saturating_sub(ASKED);
        inside.asked.drain(..older);
        inside.mood.clone()
    }

    fn answer(&self, question: &Question) -> Answer {
        let person = self.inside().people.get(&question.personal_code).cloned();
        Answer { personal_code: question.personal_code.clone(), person }
    }
}

async fn take(State(register): State<DemoRegister>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let headers: BTreeMap<String, String> = parts.headers.iter().map(header).collect();
    let body: Bytes = axum::body::to_bytes(body, ANSWER_MAX).await.unwrap_or_default();
    let path = parts.uri.to_string();
    let is_service = parts.method == Method::POST && path.starts_with("/r1/");
    let id = headers.get("x-road-id").cloned().unwrap_or_default();
    let mood = register.note(DemoAsked { path, headers, body: body.to_vec() });
    let mut response = match mood {
        DemoMood::Down => fault("Server.ServerProxy.ServiceFailed.HttpError"),
        DemoMood::Says(bytes) => json(bytes),
        mood => {
            if let DemoMood::Slow(time) = mood {
                tokio::time::sleep(time).await;
            }
            match serde_json::from_slice::<Question>(&body) {
                Ok(question) if is_service => {
                    json(serde_json::to_vec(&register.answer(&question)).unwrap_or_default())
                }
                _ => fault("Client.BadRequest"),
            }
        }
    };
    let echoed = if register.inside().mood == DemoMood::Confused { "another" } else { &*id };
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static(DEMO), HeaderValue::from_static("nothing here is real"));
    if let Ok(echoed) = HeaderValue::from_str(echoed) {
        headers.insert(HeaderName::from_static("x-road-id"), echoed);
    }
    response
}

fn json(bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], bytes).into_response()
}

/// As a security server says it.
fn fault(word: &'static str) -> Response {
    let headers = [(HeaderName::from_static("x-road-error"), HeaderValue::from_static(word))];
    (StatusCode::INTERNAL_SERVER_ERROR, headers).into_response()
}
