//! One service, asked with patience.

use std::{collections::BTreeMap, thread, time::Duration};

use rand_core::{OsRng, RngCore as _};
use serde_json::Value;
use ureq::{Agent, Body, http::Response};

/// Time for a connection to stand.
const CONNECT: Duration = Duration::from_secs(10);

/// Time until an answer begins. A ballot box answers after it verified a batch and wrote it to disk.
const ANSWER: Duration = Duration::from_secs(60);

/// Longest silence within an answer.
const SILENCE: Duration = Duration::from_secs(20);

/// Longest time for one request with its answer, however steadily it drips.
const WHOLE: Duration = Duration::from_secs(600);

/// Redirections that are followed, such as to the store where tiles lie.
const REDIRECTS: u32 = 3;

/// Longest wait that a server can ask for with `Retry-After`.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// What one of the most common browsers calls itself: a server that gives people something else than those who check it must not
/// know which is which.
const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/// Of an error page, this much is read for the words in it.
const PROBLEM_BYTES: u64 = 64 * 1024;

/// Whether a command's target is a URL, not a path.
pub fn is_url(target: &str) -> bool {
    target.starts_with("http://") || target.starts_with("https://")
}

/// Why a service did not give what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Not a URL that a board can have.
    #[error("not the URL of a board: {0:?} (http:// or https://, without user, query and fragment)")]
    Url(String),
    /// No answer, at the last attempt.
    #[error("{url}: {error} (tried {attempts} {})", if *.attempts == 1 { "time" } else { "times" })]
    Unreachable {
        /// What was asked for.
        url: String,
        /// How often.
        attempts: u32,
        /// What went wrong last.
        error: Box<ureq::Error>,
    },
    /// An answer that no later attempt would change.
    #[error("{url}: {error}")]
    Broken {
        /// What was asked for.
        url: String,
        /// What is wrong with it.
        error: Box<ureq::Error>,
    },
    /// An answer that says no.
    #[error("{url}: the server answers {status}{}{words}", if .words.is_empty() { "" } else { ": " })]
    Refused {
        /// What was asked for.
        url: String,
        /// The status code.
        status: u16,
        /// The server's words, if it gave any.
        words: String,
    },
    /// More bytes than the file can have.
    #[error("{url}: more than {limit} bytes, which this file cannot have")]
    TooLong {
        /// What was asked for.
        url: String,
        /// The most that it can have.
        limit: u64,
    },
}

/// How often to try, and how long to wait in between.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Attempts, at least one.
    pub attempts: u32,
    /// The wait after the first attempt; it doubles each time, and each is shortened at random by up to a half so that many
    /// clients of one server that came back do not knock at once.
    pub first_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { attempts: 5, first_wait: Duration::from_millis(250) }
    }
}

impl Patience {
    /// The wait after an attempt, from 1; what the server asks for, if it is longer.
    fn wait(self, attempt: u32, asked: Option<Duration>) -> Duration {
        let doubled = self.first_wait.saturating_mul(1 << attempt.saturating_sub(1).min(16));
        let jitter = 500 + OsRng.next_u32() % 501;
        let wait = doubled.min(WAIT_MAX) * jitter / 1000;
        wait.max(asked.unwrap_or_default()).min(WAIT_MAX)
    }
}

/// An answer that says yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code, 200 to 299.
    pub status: u16,
    /// Its bytes.
    pub body: Vec<u8>,
    /// How they are encoded, `Content-Encoding`; empty if they are as they are.
    pub encoding: String,
    /// Its headers by their names in lower case; one that is there several times, with commas.
    pub headers: BTreeMap<String, String>,
}

/// One service by its URL.
#[derive(Clone, Debug)]
pub struct HttpClient {
    agent: Agent,
    /// Without a slash at the end.
    base: String,
    patience: Patience,
}

impl HttpClient {
    /// The service below a URL. Nothing is sent yet. The address of a board's page for people, `…/api`, is that of the board.
    ///
    /// # Errors
    /// [`HttpError::Url`].
    pub fn new(url: &str, patience: Patience) -> Result<Self, HttpError> {
        let bad = url.contains(|c: char| c.is_whitespace() || c.is_control() || "?#@\\".contains(c));
        let base = url.trim_end_matches('/');
        let base = base.strip_suffix("/api").unwrap_or(base);
        let host = base.split_once("://").map_or("", |(_, rest)| rest);
        if bad || !is_url(url) || host.is_empty() || host.starts_with('/') {
            return Err(HttpError::Url(url.into()));
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // who asked for HTTPS is not led back to HTTP
            .https_only(url.starts_with("https://"))
            .max_redirects(REDIRECTS)
            .user_agent(concat!("tabella/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_per_read(Some(SILENCE))
            .timeout_global(Some(WHOLE))
            .build();
        Ok(Self { agent: config.new_agent(), base: base.into(), patience })
    }

    /// The service's URL, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.base
    }

    /// What lies at a path; `None` if there is nothing (404, 410).
    ///
    /// # Errors
    /// [`HttpError`].
    pub fn get(&self, path: &str, limit: u64) -> Result<Option<Vec<u8>>, HttpError> {
        let found = self.find(path, limit, |url| self.agent.get(url).call())?;
        Ok(found.map(|answer| answer.body))
    }

    /// What a browser gets that asks for this path and takes these encodings, such as `gzip, br`; not decoded here. `None` if there
    /// is nothing (404, 410).
    ///
    /// # Errors
    /// [`HttpError`].
    pub fn get_as_browser(
        &self,
        path: &str,
        encodings: &str,
        limit: u64,
    ) -> Result<Option<Answer>, HttpError> {
        self.find(path, limit, |url| {
            let request = self.agent.get(url).header("Accept-Encoding", encodings);
            request.header("User-Agent", BROWSER).header("Accept", "*/*").call()
        })
    }

    /// What lies at a path, however it is asked for.
    fn find(
        &self,
        path: &str,
        limit: u64,
        send: impl Fn(&str) -> Result<Response<Body>, ureq::Error>,
    ) -> Result<Option<Answer>, HttpError> {
        match self.ask(path, limit, send) {
            Ok(answer) => Ok(Some(answer)),
            Err(HttpError::Refused { status: 404 | 410, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Gives bytes to a path. They may be sent more than once.
    ///
    /// # Errors
    /// [`HttpError`].
    pub fn post(&self, path: &str, kind: &str, bytes: &[u8], limit: u64) -> Result<Answer, HttpError> {
        self.ask(path, limit, |url| {
            self.agent.post(url).content_type(kind).header("Accept", "application/cbor").send(bytes)
        })
    }

    /// Asks until there is an answer that another attempt would not change.
    fn ask(
        &self,
        path: &str,
        limit: u64,
        send: impl Fn(&str) -> Result<Response<Body>, ureq::Error>,
    ) -> Result<Answer, HttpError> {
        let url = format!("{}/{path}", self.base);
        let mut attempt = 1;
        loop {
            match once(&url, limit, attempt, &send) {
                Err((_, Again::Yes(asked))) if attempt < self.patience.attempts => {
                    thread::sleep(self.patience.wait(attempt, asked));
                }
                Err((error, _)) => return Err(error),
                Ok(answer) => return Ok(answer),
            }
            attempt += 1;
        }
    }
}

/// One attempt; `attempts` is its number.
fn once(
    url: &str,
    limit: u64,
    attempts: u32,
    send: &impl Fn(&str) -> Result<Response<Body>, ureq::Error>,
) -> Result<Answer, (HttpError, Again)> {
    let failed = |error: ureq::Error| {
        let (url, again) = (url.to_owned(), is_passing(&error));
        let error = Box::new(error);
        if again {
            (HttpError::Unreachable { url, attempts, error }, Again::Yes(None))
        } else {
            (HttpError::Broken { url, error }, Again::No)
        }
    };
    let response = send(url).map_err(failed)?;
    let status = response.status();
    let asked = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    let encoding =
        response.headers().get("content-encoding").map(|value| value.as_bytes().to_ascii_lowercase());
    let encoding = encoding.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in response.headers() {
        let value = String::from_utf8_lossy(value.as_bytes());
        let known = headers.entry(name.as_str().to_owned()).or_default();
        *known = if known.is_empty() { value.into_owned() } else { format!("{known}, {value}") };
    }
    let (limit, success) = (if status.is_success() { limit } else { PROBLEM_BYTES }, status.is_success());
    // one byte more than allowed tells a file that is too long
    let body = response.into_body().into_with_config().limit(limit + 2).reader();
    let mut bytes = Vec::new();
    let read = std::io::Read::read_to_end(&mut std::io::Read::take(body, limit + 1), &mut bytes);
    if !success {
        // also where the error page itself breaks off
        let words = words(&bytes);
        let again = matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504);
        let again = if again { Again::Yes(asked.map(Duration::from_secs)) } else { Again::No };
        return Err((HttpError::Refused { url: url.into(), status: status.as_u16(), words }, again));
    }
    read.map_err(|error| failed(error.into()))?;
    if bytes.len() as u64 > limit {
        return Err((HttpError::TooLong { url: url.into(), limit }, Again::No));
    }
    Ok(Answer { status: status.as_u16(), body: bytes, encoding, headers })
}

/// Whether to try again, and the wait that the server asked for.
enum Again {
    Yes(Option<Duration>),
    No,
}

/// Whether the same request may succeed a moment later.
fn is_passing(error: &ureq::Error) -> bool {
    use ureq::Error;
    matches!(
        error,
        Error::Io(_)
            | Error::Timeout(_)
            | Error::HostNotFound
            | Error::ConnectionFailed
            | Error::Protocol(_)
            | Error::BodyStalled
    )
}

/// The words of an error page: title and detail of a problem (RFC 9457), or its first line of text.
fn words(page: &[u8]) -> String {
    let text = match serde_json::from_slice::<Value>(page) {
        Ok(problem) => {
            let of = |name: &str| problem.get(name).and_then(Value::as_str);
            [of("title"), of("detail")].into_iter().flatten().collect::<Vec<_>>().join(": ")
        }
        Err(_) => String::from_utf8_lossy(page).lines().next().unwrap_or_default().to_owned(),
    };
    // it goes to a terminal
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests;
