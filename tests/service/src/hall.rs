//! An election with everyone's secrets, its witnesses and ballot boxes as processes.

mod grip;

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::ValueEnum;
use tabella_ballot::CredentialSecret;
use tabella_board::{Entry, Kind};
use tabella_cli::http::{HttpClient, HttpSource, Patience};
use tabella_crypto::{hash::hex, signature::SigningKey};
use tabella_database::testing::PostgresServer;
use tabella_tests::{Fixture, Setup, Voter, drafts::contest};
use tabella_tlog::{Checkpoint, LeafIndex, LogReader, Vkey};
use tabella_verifier::SourceBlobs;
use tempfile::TempDir;

use crate::{Answer, Client, client::ADDRESS_HEADER};

// The public interface is:
pub use grip::{Signal, signal};

/// How long a process may take to be ready.
const START: Duration = Duration::from_secs(120);

/// As many as a test may want.
const VOTERS_MAX: u64 = 100_000;

/// Options of the one contest.
pub const OPTIONS: usize = 5;

/// Which database the ballot box writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Database {
    /// A file.
    Sqlite,
    /// A server of its own.
    Postgres,
}

/// How the ballot box pools and whom it lets in how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As shipped, but for the wait: voters of a test do not hide behind each other. Clients say which address they have.
    Shipped,
    /// No limit per address or credential: all clients of a test are one address. Checkpoints and snapshots come often.
    Unlimited,
    /// The same without the haste: checkpoints and snapshots as shipped.
    Measured {
        /// Whether it has `own_cores`.
        own_cores: bool,
    },
}

/// A process that is killed when nobody holds it any longer.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // it may be gone already
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where an election takes place.
pub struct Hall {
    /// Everyone's secrets; its board is what was posted to set the election up.
    pub fixture: Fixture,
    folder: TempDir,
    program: PathBuf,
    boxes: Vec<Option<Running>>,
    ports: Vec<u16>,
    witnesses: Vec<Running>,
    /// Dropped last: the boxes write to it.
    _postgres: Option<PostgresServer>,
}

impl Hall {
    /// Sets up the files of an election, starts its witnesses, and so many ballot boxes on one database; the first one is
    /// ready, and the board is open for voting.
    ///
    /// # Errors
    /// What stood in the way.
    pub fn open(database: Database, pace: Pace, boxes: usize) -> Result<Self> {
        let mut setup = Setup::with_contests(&[contest(OPTIONS, 1, 1, 1)]);
        if let Some(draft) = setup.draft.as_object_mut() {
            draft.insert("voters_max".into(), VOTERS_MAX.into());
        }
        Self::open_with(&setup, database, pace, boxes)
    }

    /// [`Self::open`] for another election.
    ///
    /// # Errors
    /// What stood in the way.
    pub fn open_with(setup: &Setup, database: Database, pace: Pace, boxes: usize) -> Result<Self> {
        let mut fixture = Fixture::new(setup);
        let folder = tempfile::tempdir()?;
        let postgres = (database == Database::Postgres).then(PostgresServer::start).transpose()?;
        let url = match &postgres {
            Some(server) => server.database()?,
            None => format!("sqlite:{}", folder.path().join("urn.db").display()),
        };
        fs::write(folder.path().join("manifest.json"), fixture.election.bytes())?;
        write_secret(&folder.path().join("receipt.key"), &fixture.people.receipt)?;
        write_secret(&folder.path().join("checkpoint.key"), &fixture.people.checkpoint)?;
        let setup = std::mem::take(&mut fixture.entries);
        let mut hall = Self {
            fixture,
            folder,
            program: program()?,
            boxes: Vec::new(),
            ports: Vec::new(),
            witnesses: Vec::new(),
            _postgres: postgres,
        };
        let witnesses = hall.start_witnesses()?;
        for number in 0..boxes {
            let port = free_port()?;
            let config = config(&url, pace, port, &witnesses);
            fs::write(hall.config(number), config)?;
            fs::set_permissions(hall.config(number), fs::Permissions::from_mode(0o600))?;
            hall.ports.push(port);
            hall.boxes.push(None);
            hall.start(number)?;
            if number == 0 {
                hall.wait_ready(0)?;
            }
        }
        for entry in setup {
            hall.enter(&entry)?;
        }
        Ok(hall)
    }

    fn config(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("urn-{number}.toml"))
    }

    /// Starts a ballot box; it may not be ready yet.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(&mut self, number: usize) -> Result<()> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.log(number))?;
        let child = Command::new(&self.program)
            .args(["serve", "urn", "--config"])
            .arg(self.config(number))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot run {}", self.program.display()))?;
        *self.boxes.get_mut(number).context("no such ballot box")? = Some(Running(child));
        Ok(())
    }

    /// What a ballot box wrote about itself.
    pub fn log(&self, number: usize) -> PathBuf {
        self.folder.path().join(format!("urn-{number}.log"))
    }

    /// Kills a ballot box with SIGKILL.
    pub fn kill(&mut self, number: usize) {
        if let Some(running) = self.boxes.get_mut(number) {
            running.take();
        }
    }

    /// Waits until a ballot box takes ballots.
    ///
    /// # Errors
    /// With the last of what it wrote, if it does not in time.
    pub fn wait_ready(&mut self, number: usize) -> Result<()> {
        let (client, start) = (self.client(number), Instant::now());
        while client.get("readyz").is_none() {
            let Some(Some(running)) = self.boxes.get_mut(number) else {
                bail!("box {number} was not started")
            };
            let ended = running.0.try_wait()?;
            if ended.is_some() || start.elapsed() > START {
                let log = fs::read_to_string(self.log(number))?;
                let tail: Vec<&str> = log.lines().rev().take(20).collect();
                let tail: Vec<&str> = tail.into_iter().rev().collect();
                bail!("ballot box {number} is not ready ({ended:?}):\n{}", tail.join("\n"));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Where a ballot box listens.
    pub fn address(&self, number: usize) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.ports.get(number).copied().unwrap_or_default()).into()
    }

    /// Where a ballot box is reached.
    pub fn url(&self, number: usize) -> String {
        format!("http://{}", self.address(number))
    }

    /// Speaks to a ballot box.
    pub fn client(&self, number: usize) -> Client {
        Client::new(&self.url(number))
    }

    fn start_witnesses(&mut self) -> Result<Vec<(String, u16)>> {
        let log = Vkey::ed25519(tabella_tests::LOG_NAME, self.fixture.people.checkpoint.verifying_key())?;
        let mut witnesses = Vec::new();
        for (number, key) in (1..).zip(&self.fixture.people.witnesses) {
            let (name, port) = (format!("witness.example.org/{number}"), free_port()?);
            let folder = self.folder.path().join(format!("witness-{number}"));
            fs::create_dir(&folder)?;
            write_secret(&folder.join("key"), key)?;
            let config = format!(
                "name = {name:?}\nkey = \"key\"\nstate = \"state\"\nlisten = \"127.0.0.1:{port}\"\n\n[[log]]\nvkey = {:?}\n",
                log.to_string()
            );
            fs::write(folder.join("witness.toml"), config)?;
            let output = fs::File::create(folder.join("log"))?;
            let child = Command::new(&self.program)
                .args(["witness", "serve", "--first", "--config"])
                .arg(folder.join("witness.toml"))
                .stdin(Stdio::null())
                .stdout(output.try_clone()?)
                .stderr(output)
                .spawn()?;
            self.witnesses.push(Running(child));
            witnesses.push((name, port));
        }
        for (_, port) in &witnesses {
            let start = Instant::now();
            while std::net::TcpStream::connect(("127.0.0.1", *port)).is_err() {
                ensure!(start.elapsed() < START, "a witness does not listen on port {port}");
                thread::sleep(Duration::from_millis(5));
            }
        }
        Ok(witnesses)
    }

    /// Posts an official's or a trustee's entry, again and again until the first ballot box says that it stands.
    ///
    /// # Errors
    /// If it is refused.
    pub fn enter(&self, entry: &Entry) -> Result<()> {
        enter(&self.client(0), entry)
    }

    /// So many voters with credentials on the board.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub fn voters(&mut self, count: usize) -> Result<Vec<Voter>> {
        let voters: Vec<Voter> = (0..count)
            .map(|_| Voter { secret: CredentialSecret::generate(&mut self.fixture.rng), style: 0, weight: 1 })
            .collect();
        let entries: Vec<Entry> =
            voters.iter().map(|voter| self.fixture.credential_entry(voter, None)).collect();
        // many at once: the box takes them in batches
        let client = self.client(0);
        thread::scope(|scope| {
            let workers: Vec<_> = entries
                .chunks(entries.len().div_ceil(32).max(1))
                .enumerate()
                .map(|(number, chunk)| {
                    let client = client.from_address(&format!("203.0.113.{number}"));
                    scope.spawn(move || chunk.iter().try_for_each(|entry| enter(&client, entry)))
                })
                .collect();
            workers.into_iter().try_for_each(|worker| worker.join().ok().context("a thread panicked")?)
        })?;
        Ok(voters)
    }

    /// The number of a ballot box's process, while it runs.
    pub fn process(&self, number: usize) -> Option<u32> {
        Some(self.boxes.get(number)?.as_ref()?.0.id())
    }

    /// Everything on the board as the first ballot box publishes it, at least so many entries.
    ///
    /// # Errors
    /// If it cannot be read or stays shorter.
    pub fn board(&self, at_least: u64) -> Result<Vec<Entry>> {
        let source = HttpSource::live(HttpClient::new(&self.url(0), Patience::default())?);
        let (log, start) = (LogReader::new(&source), Instant::now());
        loop {
            if let Ok(note) = log.checkpoint() {
                let size = Checkpoint::open(&note, self.fixture.election.checkpoint_key())?.size;
                if size.0 >= at_least {
                    let entries = log.entries(LeafIndex(0), size);
                    return entries.map(|bytes| Ok(Entry::read(bytes?, &SourceBlobs(&source))?)).collect();
                }
            }
            ensure!(start.elapsed() < START, "the board does not reach {at_least} entries");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends the election on the board: `end`, `close`, shares of the threshold's trustees, result. Returns all entries.
    ///
    /// # Errors
    /// As [`Self::enter`] and [`Self::board`].
    pub fn finish(&mut self, at_least: u64) -> Result<Vec<Entry>> {
        let board = self.board(at_least)?;
        // the fixture's state ends with `open`
        let known = usize::try_from(self.fixture.state.tree().size().0)?;
        self.fixture.entries = board.get(..known).context("a short board")?.to_vec();
        for (verdict, index) in
            self.fixture.post_all(board.get(known..).unwrap_or_default().to_vec()).into_iter().zip(known..)
        {
            verdict.with_context(|| format!("entry {index} of the published board"))?;
        }
        let end = self.fixture.end_entry();
        self.settle(end)?;
        let close = self.fixture.close_entry();
        self.settle(close)?;
        let statement = self.fixture.statement();
        for k in 1..=self.fixture.election.threshold().0 {
            let trustee = tabella_crypto::TrusteeIndex::new(k).context("from 1")?;
            let share = self.fixture.share(trustee, &statement);
            let entry = self.fixture.share_entry(trustee, &share);
            self.settle(entry)?;
        }
        let counts = self.fixture.state.counts()?;
        let result = tabella_tally::ResultBlob { counts, postal: Vec::new() };
        let entry = self.fixture.result_entry(&result);
        self.settle(entry)?;
        let size = self.fixture.state.tree().size().0;
        let board = self.board(size)?;
        ensure!(
            board.last().is_some_and(|entry| entry.kind() == Kind::Result),
            "the result is not the last entry"
        );
        Ok(board)
    }

    /// Enters it on the ballot box's board and on ours, and waits until it is published.
    fn settle(&mut self, entry: Entry) -> Result<()> {
        self.enter(&entry)?;
        self.fixture.post(entry)?;
        self.board(self.fixture.state.tree().size().0).map(|_| ())
    }

    /// Runs `tabella verify` on the first ballot box and returns its words: `verified` if all is well.
    ///
    /// # Errors
    /// If it cannot be run or says nothing.
    pub fn verdict(&self) -> Result<String> {
        let output = Command::new(&self.program)
            .args([
                "verify",
                &self.url(0),
                "--json",
                "--election-id",
                &self.fixture.election.id().to_string(),
            ])
            .stdin(Stdio::null())
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().last().with_context(|| {
            format!("tabella verify says nothing: {}", String::from_utf8_lossy(&output.stderr))
        })?;
        let report: serde_json::Value = serde_json::from_str(line).context("not a report")?;
        Ok(report.get("verdict").and_then(|verdict| verdict.as_str()).unwrap_or("?").to_owned())
    }
}

/// Posts an entry until the ballot box says that it stands.
fn enter(client: &Client, entry: &Entry) -> Result<()> {
    let start = Instant::now();
    loop {
        match client.enter(entry.bytes(), entry.blob()) {
            Answer::Entered => return Ok(()),
            Answer::Refused { status, problem } => {
                bail!("a {} entry is refused ({status}): {problem}", entry.kind())
            }
            Answer::Later(_) | Answer::Unknown(_) if start.elapsed() < START => {
                thread::sleep(Duration::from_millis(20));
            }
            answer => bail!("a {} entry gets no answer: {answer:?}", entry.kind()),
        }
    }
}

/// The config of a ballot box.
fn config(database: &str, pace: Pace, port: u16, witnesses: &[(String, u16)]) -> String {
    let mut config = format!(
        "listen = \"127.0.0.1:{port}\"\nmanifest = \"manifest.json\"\ndatabase = {database:?}\n\
         receipt_key = \"receipt.key\"\ncheckpoint_key = \"checkpoint.key\"\naddress_header = {ADDRESS_HEADER:?}\n"
    );
    for (name, port) in witnesses {
        config.extend([
            "\n[[witness]]\n".to_owned(),
            format!("name = {name:?}\nurl = \"http://127.0.0.1:{port}\"\n"),
        ]);
    }
    config + "\n" + &settings(pace)
}

/// What a ballot box has otherwise than shipped.
pub fn settings(pace: Pace) -> String {
    let mut config = "[pool]\nmilliseconds = 0\n".to_owned();
    match pace {
        Pace::Measured { own_cores } => config.extend(own_cores.then_some("own_cores = true\n")),
        Pace::Shipped => {}
        Pace::Unlimited => {
            config.push_str("checkpoint_milliseconds = 100\nsnapshot_entries = 2000\n");
        }
    }
    if pace != Pace::Shipped {
        let most = 1_000_000;
        let names = ["address_per_second", "address_burst", "credential_per_minute", "credential_burst"];
        config.push_str("\n[limits]\n");
        config.extend(names.map(|name| format!("{name} = {most}\n")));
    }
    config
}

fn write_secret(path: &Path, key: &SigningKey) -> Result<()> {
    fs::write(path, hex(key.as_bytes()))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(())
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// `tabella`, built beside this program.
fn program() -> Result<PathBuf> {
    let here = env::current_exe()?;
    let folder = here.parent().context("a program lies in a folder")?;
    // a test's own program lies one folder deeper
    let program = [folder, folder.parent().unwrap_or(folder)].map(|folder| folder.join("tabella"));
    let found = program.into_iter().find(|path| path.is_file());
    found.context("tabella is not built: cargo build --release -p tabella-cli")
}
