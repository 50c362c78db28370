//! The least a client needs: post bytes, read an answer, never guess.

use std::time::Duration;

use tabella_board::Receipt;
use tabella_crypto::cbor::Writer;

/// Where the ballot boxes of a hall look for a client's address.
pub(crate) const ADDRESS_HEADER: &str = "x-real-ip";

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
#[derive(Debug)]
pub enum Answer {
    /// The ballot box promises that the entry stands on the board.
    Receipt(Receipt),
    /// An official's entry stands on the board.
    Entered,
    /// Refused for good.
    Refused {
        /// HTTP status.
        status: u16,
        /// The problem as JSON.
        problem: String,
    },
    /// Come again: full, stopping or too fast.
    Later(u16),
    /// No answer: nobody knows whether the entry stands.
    Unknown(String),
}

/// Speaks to one ballot box; a clone shares the connections.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    url: String,
    address: Option<String>,
}

impl Client {
    /// A client of the ballot box at this URL (no slash at the end).
    pub fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .max_idle_connections(256)
            .max_idle_connections_per_host(256)
            .build();
        Self { agent: config.into(), url: url.to_owned(), address: None }
    }

    /// The same connections, for someone who comes from this address, as a proxy would say.
    #[must_use]
    pub fn from_address(&self, address: &str) -> Self {
        Self { address: Some(address.to_owned()), ..self.clone() }
    }

    /// The body of a file of the board or of the API; `None` if it is not there or nobody answers.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        let mut answer = self.agent.get(format!("{}/{path}", self.url)).call().ok()?;
        (answer.status() == 200).then(|| answer.body_mut().read_to_vec().ok()).flatten()
    }

    /// Posts a ballot or a challenge.
    pub fn cast(&self, entry: &[u8]) -> Answer {
        self.post("api/v1/ballots", entry, |body| match Receipt::decode(body) {
            Ok(receipt) => Answer::Receipt(receipt),
            Err(error) => Answer::Refused { status: 200, problem: format!("not a receipt: {error}") },
        })
    }

    /// Posts an entry of an official or a trustee with its blob (empty if it has none).
    pub fn enter(&self, entry: &[u8], blob: &[u8]) -> Answer {
        let blobs: &[&[u8]] = if blob.is_empty() { &[] } else { &[blob] };
        let head = Writer::new().array(2).bytes(entry).array(blobs.len());
        let body = blobs.iter().fold(head, |writer, blob| writer.bytes(blob)).finish();
        self.post("api/v1/entries", &body, |_| Answer::Entered)
    }

    fn post(&self, path: &str, body: &[u8], done: impl Fn(&[u8]) -> Answer) -> Answer {
        let request = self.agent.post(format!("{}/{path}", self.url));
        let request = request.header("content-type", "application/cbor");
        let request = match &self.address {
            Some(address) => request.header(ADDRESS_HEADER, address),
            None => request,
        };
        let mut answer = match request.send(body) {
            Ok(answer) => answer,
            Err(error) => return Answer::Unknown(error.to_string()),
        };
        let status = answer.status().as_u16();
        let body = match answer.body_mut().read_to_vec() {
            Ok(body) => body,
            Err(error) => return Answer::Unknown(error.to_string()),
        };
        match status {
            200 | 201 => done(&body),
            429 | 503 => Answer::Later(status),
            // the box gave up in the middle: the entry may stand
            408 | 500 | 502 | 504 => Answer::Unknown(format!("status {status}")),
            _ => Answer::Refused { status, problem: String::from_utf8_lossy(&body).into_owned() },
        }
    }
}
