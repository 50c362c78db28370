//! An urn with its witnesses, all in this process, and a client.

use std::{
    fmt::Write as _,
    fs,
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use tabella_board::{Entry, Kind};
use tabella_crypto::{cbor::Writer, hash::hex, signature::SigningKey};
use tabella_server::{
    urn::{Config, Running, Urn},
    witness::{self, Witness},
};
use tabella_tests::{Fixture, Setup, drafts::contest};
use tabella_tlog::{Cosigner, SourceError};
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime};

/// How long anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// What a server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) retry_after: Option<u32>,
    pub(crate) caching: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The problem's name.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.kind, "application/problem+json", "{}", String::from_utf8_lossy(&self.body));
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        problem["type"].as_str().unwrap().strip_prefix("urn:tabella:problem:").unwrap().to_owned()
    }
}

/// A client.
#[derive(Clone)]
pub(crate) struct Client {
    agent: ureq::Agent,
    base: String,
    address: SocketAddr,
}

impl Client {
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn new(address: SocketAddr) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        Self { agent: config.build().into(), base: format!("http://{address}"), address }
    }

    fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
        Self::try_answer(response).unwrap()
    }

    fn try_answer(
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, ureq::Error> {
        let mut response = response?;
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        Ok(Answer {
            status: response.status().as_u16(),
            kind: header("content-type"),
            retry_after: header("retry-after").parse().ok(),
            caching: header("cache-control"),
            body: response.body_mut().read_to_vec()?,
        })
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        Self::answer(self.agent.get(format!("{}{path}", self.base)).call())
    }

    /// The same, as another type of content.
    pub(crate) fn get_as(&self, path: &str, accept: &str) -> Answer {
        Self::answer(self.agent.get(format!("{}{path}", self.base)).header("accept", accept).call())
    }

    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Self::answer(request.send(body))
    }

    /// Casts or challenges.
    pub(crate) fn cast(&self, entry: &[u8]) -> Answer {
        self.post("/api/v1/ballots", &[("content-type", "application/cbor")], entry)
    }

    /// As [`Client::cast`], where the connection may break.
    pub(crate) fn try_cast(&self, entry: &[u8]) -> Result<Answer, ureq::Error> {
        let request = self.agent.post(format!("{}/api/v1/ballots", self.base));
        Self::try_answer(request.header("content-type", "application/cbor").send(entry))
    }

    /// What officials send.
    pub(crate) fn official(&self, entry: &Entry) -> Answer {
        let writer = Writer::new().array(2).bytes(entry.bytes());
        let body = match entry.blob_hash() {
            Some(_) => writer.array(1).bytes(entry.blob()),
            None => writer.array(0),
        };
        self.post("/api/v1/entries", &[("content-type", "application/cbor")], &body.finish())
    }
}

impl tabella_tlog::Source for Client {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        let answer = self.get(&format!("/{path}"));
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 => Ok(None),
            status => Err(SourceError::new(path, std::io::Error::other(format!("status {status}")))),
        }
    }
}

/// The election's urn and witnesses.
pub(crate) struct Stand {
    pub(crate) fixture: Fixture,
    pub(crate) folder: TempDir,
    pub(crate) config: Config,
    running: Option<Running>,
    /// What every clock shows.
    pub(crate) time: Arc<AtomicI64>,
    runtime: Runtime,
}

fn write_key(path: &Path, key: &SigningKey) {
    fs::write(path, hex(&key.to_bytes())).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

impl Stand {
    /// An election that is open in memory; its urn is empty and does not run.
    pub(crate) fn new() -> Self {
        Self::with(&Setup::with_contests(&[contest(2, 1, 1, 1)]))
    }

    /// The same with another election.
    pub(crate) fn with(setup: &Setup) -> Self {
        let fixture = Fixture::new(setup);
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let time = Arc::new(AtomicI64::new(fixture.election.opens()));
        let at = |name: &str| folder.path().join(name);
        fs::write(at("manifest.json"), fixture.election.bytes()).unwrap();
        write_key(&at("receipt.key"), &fixture.people.receipt);
        write_key(&at("checkpoint.key"), &fixture.people.checkpoint);
        let mut text = String::from(
            "listen = \"127.0.0.1:0\"\nmanifest = \"manifest.json\"\ndatabase = \"sqlite:urn.db\"\nreceipt_key = \
             \"receipt.key\"\ncheckpoint_key = \"checkpoint.key\"\n[pool]\nmilliseconds = 0\ncheckpoint_milliseconds = 0\n",
        );
        for (number, key) in (1..).zip(&fixture.people.witnesses) {
            let name = format!("witness.example.org/{number}");
            let address = witness(&runtime, &fixture, &at(&format!("witness{number}")), &name, key, &time);
            writeln!(text, "[[witness]]\nname = \"{name}\"\nurl = \"http://{address}\"").unwrap();
        }
        fs::write(at("urn.toml"), text).unwrap();
        let config = Config::load(&at("urn.toml")).unwrap();
        Self { fixture, folder, config, running: None, time, runtime }
    }

    /// An urn that runs and is open for voting.
    pub(crate) fn open(change: impl FnOnce(&mut Config)) -> Self {
        let mut stand = Self::new();
        change(&mut stand.config);
        stand.open_board();
        stand
    }

    /// Starts the urn and opens its board.
    pub(crate) fn open_board(&mut self) {
        self.start().unwrap();
        let client = self.client();
        for entry in &self.fixture.entries {
            let answer = client.official(entry);
            assert_eq!(answer.status, 200, "{}: {answer:?}", entry.kind());
        }
    }

    /// Starts the urn; why it failed.
    pub(crate) fn start(&mut self) -> Result<(), String> {
        let time = Arc::clone(&self.time);
        let clock = Arc::new(move || time.load(Ordering::Relaxed));
        let running = self.runtime.block_on(Urn::start(self.config.clone(), clock));
        let running = running.map_err(|error| error.to_string())?;
        let ready = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, running.ready()).await });
        self.running = Some(running);
        ready.expect("the urn neither starts nor fails")
    }

    /// Stops the urn in order.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    pub(crate) fn client(&self) -> Client {
        Client::new(self.running.as_ref().unwrap().address())
    }

    /// Waits until a quorum cosigned a tree of at least this size.
    pub(crate) fn wait_published(&self, size: u64) {
        let (client, started) = (self.client(), Instant::now());
        loop {
            let status = client.get("/api/v1/status").json();
            if status["published"]["size"].as_u64().is_some_and(|published| published >= size) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "not published: {status}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The last entry of the board in memory goes to the urn.
    pub(crate) fn send_last(&self) {
        let entry = self.fixture.entries.last().unwrap();
        let client = self.client();
        let answer = match entry.kind() {
            Kind::Ballot | Kind::Challenge => client.cast(entry.bytes()),
            _ => client.official(entry),
        };
        assert_eq!(answer.status, 200, "{}: {answer:?}", entry.kind());
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A witness that runs.
fn witness(
    runtime: &Runtime,
    fixture: &Fixture,
    state: &Path,
    name: &str,
    key: &SigningKey,
    time: &Arc<AtomicI64>,
) -> SocketAddr {
    let time = Arc::clone(time);
    let clock = Arc::new(move || time.load(Ordering::Relaxed).unsigned_abs());
    let cosigner = Cosigner::new(name, key.clone()).unwrap();
    let logs = [fixture.election.checkpoint_key().clone()];
    let witness = Arc::new(Witness::open(cosigner, &logs, state, true, clock).unwrap());
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(witness::serve(witness, listener, std::future::pending()));
        address
    })
}
