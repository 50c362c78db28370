//! The least a client needs: post bytes, read an answer, never guess.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    time::Duration,
};

use tabella_board::Receipt;
use tabella_crypto::cbor::Writer;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

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
        self.post("api/v1/ballots", entry, receipt)
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
        told(status, &body, done)
    }
}

fn told(status: u16, body: &[u8], done: impl Fn(&[u8]) -> Answer) -> Answer {
    match status {
        200 | 201 => done(body),
        429 | 503 => Answer::Later(status),
        // the box gave up in the middle: the entry may stand
        408 | 500 | 502 | 504 => Answer::Unknown(format!("status {status}")),
        _ => Answer::Refused { status, problem: String::from_utf8_lossy(body).into_owned() },
    }
}

fn receipt(body: &[u8]) -> Answer {
    match Receipt::decode(body) {
        Ok(receipt) => Answer::Receipt(receipt),
        Err(error) => Answer::Refused { status: 200, problem: format!("not a receipt: {error}") },
    }
}

/// One kept connection of a client that is measured. All of them run on one thread of the cores that they measure, and do as little
/// as can be: one call to write, one to read.
pub struct Line {
    stream: TcpStream,
    address: String,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Line {
    /// Connects to a ballot box.
    ///
    /// # Errors
    /// If nobody listens.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address: String::new(), request: Vec::new(), answer: Vec::new() })
    }

    /// From now on for someone who comes from this address, as a proxy would say.
    pub fn set_address(&mut self, address: &str) {
        self.address = format!("{ADDRESS_HEADER}: {address}\r\n");
    }

    /// Posts a ballot or a challenge. After [`Answer::Unknown`] the connection is of no use any more.
    pub async fn cast(&mut self, entry: &[u8]) -> Answer {
        let exchanged =
            timeout(PATIENCE, self.exchange(entry)).await.unwrap_or(Err(io::ErrorKind::TimedOut.into()));
        match exchanged {
            Ok((status, body)) => told(status, self.answer.get(body..).unwrap_or_default(), receipt),
            Err(error) => Answer::Unknown(error.to_string()),
        }
    }

    /// The status, and where the body of the answer begins.
    async fn exchange(&mut self, entry: &[u8]) -> io::Result<(u16, usize)> {
        self.request.clear();
        let length = entry.len();
        write!(
            self.request,
            "POST /api/v1/ballots HTTP/1.1\r\nhost: box\r\n{}content-type: application/cbor\r\ncontent-length: {length}\r\n\r\n",
            self.address
        )?;
        self.request.extend_from_slice(entry);
        self.stream.write_all(&self.request).await?;
        self.answer.clear();
        let mut part = [0; 4096];
        loop {
            let count = self.stream.read(&mut part).await?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.answer.extend_from_slice(part.get(..count).unwrap_or_default());
            if let Some((status, head, length)) = head(&self.answer)?
                && self.answer.len() >= head + length
            {
                return Ok((status, head));
            }
        }
    }
}

/// Status, length of the head and length of the body, once the head is there.
fn head(answer: &[u8]) -> io::Result<Option<(u16, usize, usize)>> {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(None) };
    let text = String::from_utf8_lossy(answer.get(..end).unwrap_or_default()).to_ascii_lowercase();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    match (status, length) {
        (Some(status), Some(length)) => Ok(Some((status, end + 4, length))),
        _ => Err(io::Error::other(format!("an answer without status or length: {text}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_an_answer() {
        let answer = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nContent-Length: 5\r\n\r\nlater";
        let length = answer.len();
        assert_eq!(head(answer).unwrap(), Some((503, length - 5, 5)));
        assert_eq!(head(&answer[..length - 6]).unwrap(), None);
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
