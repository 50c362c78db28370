//! Questions to the ballot box's address.

use std::{io::Read as _, time::Duration};

use serde::{Deserialize, de::DeserializeOwned};

/// Longest time until the ballot box takes a connection.
const CONNECT_TIME: Duration = Duration::from_secs(3);
/// Longest time for an answer to a question.
const ANSWER_TIME: Duration = Duration::from_secs(8);
/// Longest time until an entry has its place: within the time that a page may take.
const PLACE_TIME: Duration = Duration::from_secs(40);
/// Longest answer: counts of many districts.
const ANSWER_BYTES: u64 = 8 * 1024 * 1024;
/// What the names of its problems begin with.
const PROBLEM: &str = "urn:tabella:problem:";

/// The address does not answer, or something else answers there; for the log and for officials.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoAnswer(pub(super) String);

/// What became of an entry that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// It stands there.
    Placed(u64),
    /// It will never be taken: the problem's name, and what is said of it.
    Refused { name: String, detail: String },
    /// Not now: why.
    Later(String),
}

/// Asks over HTTP.
pub(super) struct Asker {
    agent: ureq::Agent,
}

#[derive(Deserialize)]
struct Appended {
    index: u64,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    detail: String,
}

impl Asker {
    pub(super) fn new() -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        Self { agent: config.timeout_connect(Some(CONNECT_TIME)).build().into() }
    }

    /// What is said as JSON; none where there is no such thing.
    pub(super) async fn json<T: DeserializeOwned>(&self, url: String) -> Result<Option<T>, NoAnswer> {
        let (status, bytes) = self.get(url, "application/json").await?;
        match status {
            200 => serde_json::from_slice(&bytes).map(Some).map_err(|error| NoAnswer(error.to_string())),
            404 => Ok(None),
            status => Err(NoAnswer(format!("it answers {status}"))),
        }
    }

    /// Bytes; none where there is no such thing.
    pub(super) async fn bytes(&self, url: String) -> Result<Option<Vec<u8>>, NoAnswer> {
        match self.get(url, "application/cbor").await? {
            (200, bytes) => Ok(Some(bytes)),
            (404, _) => Ok(None),
            (status, _) => Err(NoAnswer(format!("it answers {status}"))),
        }
    }

    async fn get(&self, url: String, accept: &'static str) -> Result<(u16, Vec<u8>), NoAnswer> {
        let agent = self.agent.clone();
        blocking(move || {
            let request = agent.get(&url).config().timeout_global(Some(ANSWER_TIME)).build();
            request.header("accept", accept).call()
        })
        .await
    }

    /// Sends an entry with its content. The same bytes get the same place.
    pub(super) async fn send(&self, urn: &str, entry: &[u8], content: Option<&[u8]>) -> Sent {
        let body = tabella_crypto::cbor::Writer::new().array(2).bytes(entry);
        let body = match content {
            Some(content) => body.array(1).bytes(content),
            None => body.array(0),
        };
        let (agent, url, body) = (self.agent.clone(), format!("{urn}/api/v1/entries"), body.finish());
        let sent = blocking(move || {
            let request = agent.post(&url).config().timeout_global(Some(PLACE_TIME)).build();
            request.content_type("application/cbor").send(&body[..])
        });
        let (status, bytes) = match sent.await {
            Ok(answer) => answer,
            Err(error) => return Sent::Later(error.to_string()),
        };
        if status == 200 {
            let appended: Result<Appended, _> = serde_json::from_slice(&bytes);
            return appended
                .map_or_else(|error| Sent::Later(error.to_string()), |done| Sent::Placed(done.index));
        }
        // what stands in between has words of its own, and is no reason to give an entry up
        let refusal: Option<Refusal> = serde_json::from_slice(&bytes).ok();
        let named =
            refusal.as_ref().and_then(|refusal| Some((refusal.kind.strip_prefix(PROBLEM)?, &refusal.detail)));
        match named {
            Some((name, detail)) if matches!(status, 400 | 409 | 413 | 422) => {
                Sent::Refused { name: name.to_owned(), detail: detail.clone() }
            }
            Some((name, _)) => Sent::Later(name.to_owned()),
            None => Sent::Later(format!("it answers {status}")),
        }
    }
}

async fn blocking(
    ask: impl FnOnce() -> Result<ureq::http::Response<ureq::Body>, ureq::Error> + Send + 'static,
) -> Result<(u16, Vec<u8>), NoAnswer> {
    let silent = |error: &dyn std::fmt::Display| NoAnswer(error.to_string());
    let asked = tokio::task::spawn_blocking(move || {
        let mut answer = ask().map_err(|error| silent(&error))?;
        let mut bytes = Vec::new();
        let read = answer.body_mut().as_reader().take(ANSWER_BYTES).read_to_end(&mut bytes);
        read.map_err(|error| silent(&error))?;
        Ok((answer.status().as_u16(), bytes))
    });
    asked.await.map_err(|error| silent(&error))?
}
