//! The room with a house: desk and ballot box under one address, a witness, and clocks that show what the test wants.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use rand_core::OsRng;
use serde_json::{Value, json};
use tabella_ballot::{Choices, CredentialSecret, Prepared, Styles, Tracker};
use tabella_board::Entry;
use tabella_crypto::{BlobHash, EvidenceCommitment, KeysHash, RootHash, hash::hex};
use tabella_election::{
    Message, Signed,
    message::{Close, Credential, End, ManifestPosted, Open, TrusteeCommitment},
};
use tabella_http::{HttpClient, Patience, send};
use tabella_server::{
    house::{Config, House, Running},
    witness::{self, Witness},
};
use tabella_tlog::Cosigner;
use tabella_trustee::key_ceremony::{CommitmentEntry, CommitmentView};
use tokio::runtime::Runtime;

use crate::room::{AUTHORITY, LOG, REGISTRAR, Ran, Room, WITNESS, official, ran};

/// SHA-256 of the certificate of the authority whose cards anyone can make: a desk must have one, nobody signs in here.
const DEMO_ANCHOR: &str = "0354504a3554feaa087a44be3318cf0cee2ddae3b1478f8e481c791c8dd5f0bf";
const ORIGIN: &str = "https://vote.demo.tabella.example";
/// How long anything may take on a busy machine.
const LONG: Duration = Duration::from_secs(120);

pub(crate) struct Hall {
    pub(crate) room: Room,
    /// The address of the room's page.
    pub(crate) page: String,
    pub(crate) board: HttpClient,
    /// What the clocks of the servers show.
    pub(crate) time: Arc<AtomicI64>,
    house: Option<Running>,
    runtime: Runtime,
}

/// A step that runs.
pub(crate) struct Step(Child);

impl Step {
    pub(crate) fn ends(self) -> Ran {
        ran(&self.0.wait_with_output().unwrap())
    }

    pub(crate) fn still_runs(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    /// As if the machine had been switched off.
    pub(crate) fn cut(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Hall {
    /// n trustees with keys, and a house with an empty board.
    pub(crate) fn open(threshold: u16, n: u16) -> Self {
        let room = Room::new(threshold, n);
        let mut manifest: Value = serde_json::from_slice(&fs::read(room.manifest()).unwrap()).unwrap();
        manifest["eid"] = json!({ "trust_anchors": [DEMO_ANCHOR], "origins": [ORIGIN] });
        fs::write(room.manifest(), manifest.to_string()).unwrap();
        let election = room.election();
        let time = Arc::new(AtomicI64::new(election.opens() + 60));
        let runtime = Runtime::new().unwrap();

        let at = |name: &str| room.path("house").join(name);
        fs::create_dir(room.path("house")).unwrap();
        fs::copy(room.manifest(), at("manifest.json")).unwrap();
        for (name, number) in [("registrar", REGISTRAR), ("receipt", 12), ("checkpoint", LOG)] {
            secret(&at(&format!("{name}.key")), &hex(&official(number).to_bytes()));
        }
        secret(&at("desk.key"), &"5a".repeat(32));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let origin = format!("http://127.0.0.1:{port}");
        let url = format!("{origin}/board/{}", election.id());
        let seen = witness(&runtime, &room, &at("witness"), &time);
        let urn = format!(
            "listen = \"127.0.0.1:0\"\nmanifest = \"manifest.json\"\ndatabase = \"sqlite:urn.db\"\nreceipt_key = \"receipt.key\"\n\
             checkpoint_key = \"checkpoint.key\"\n[pool]\nmilliseconds = 0\ncheckpoint_milliseconds = 0\n[limits]\n\
             address_per_second = 10000\naddress_burst = 10000\n[[witness]]\nname = \"witness.example\"\nurl = \"http://{seen}\"\n"
        );
        let desk = format!(
            "listen = \"127.0.0.1:0\"\norigin = \"{ORIGIN}\"\ndatabase = \"sqlite:desk.db\"\nkey = \"desk.key\"\ndemo = true\n\
             [limits]\naddress_per_second = 10000\naddress_burst = 10000\n[[election]]\nmanifest = \"manifest.json\"\n\
             registrar_key = \"registrar.key\"\nurn = \"{url}\"\n"
        );
        let house = format!("listen = \"127.0.0.1:{port}\"\ndesk = \"desk.toml\"\nurns = [\"urn.toml\"]\n");
        for (name, text) in [("urn.toml", urn), ("desk.toml", desk), ("house.toml", house)] {
            fs::write(at(name), text).unwrap();
        }
        let clock = {
            let time = Arc::clone(&time);
            Arc::new(move || time.load(Ordering::Relaxed))
        };
        let config = Config::load(&at("house.toml")).unwrap();
        let house = runtime.block_on(House::start(config, clock)).unwrap();
        let board = HttpClient::new(&url, Patience::default()).unwrap();
        let page = format!("{origin}/room/{}", election.id());
        for k in 1..=n {
            fs::create_dir(room.own(k, "relay")).unwrap();
        }
        let hall = Self { room, page, board, time, house: Some(house), runtime };
        hall.wait(|status| status["ready"] == true);
        hall
    }

    /// The folder that a trustee at a connected machine has in place of a stick.
    pub(crate) fn folder(&self, k: u16) -> PathBuf {
        self.room.own(k, "relay")
    }

    /// A step of a trustee at a connected machine.
    pub(crate) fn online(&self, step: &str, k: u16, more: &[&str]) -> Step {
        let (folder, manifest) = (self.folder(k), self.room.own(k, "manifest.json"));
        let mut command = self.room.command(k);
        command.args([step, "--trustee", &self.room.key_file(k), "--relay", &self.page]).args(more);
        command.arg("--manifest").arg(manifest).arg("--media").arg(folder);
        Step(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// The stick goes to a connected machine.
    pub(crate) fn carry(&self) -> Ran {
        self.carry_from(&self.room.media())
    }

    pub(crate) fn carry_from(&self, media: &Path) -> Ran {
        let mut command = self.room.command(1);
        command.args(["carry", "--relay", &self.page]).arg("--media").arg(media);
        ran(&command.arg("--manifest").arg(self.room.manifest()).output().unwrap())
    }

    pub(crate) fn status(&self) -> Value {
        serde_json::from_slice(&self.board.get("api/v1/status", 1 << 16).unwrap().unwrap()).unwrap()
    }

    /// Waits until the ballot box says so.
    pub(crate) fn wait(&self, so: impl Fn(&Value) -> bool) {
        let started = Instant::now();
        while !so(&self.status()) {
            assert!(started.elapsed() < LONG, "{}", self.status());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the witness has seen everything.
    pub(crate) fn published(&self) {
        self.wait(|status| status["published"]["size"] == status["log"]["size"]);
    }

    fn put(&self, entry: &[u8], blob: Vec<u8>) {
        send(&self.board, &Entry::with_blob(entry.to_vec(), blob).unwrap()).unwrap();
        self.published();
    }

    /// The authority says something.
    fn authority(&self, message: impl Message, blob: Vec<u8>) {
        let signed = Signed::sign(message, self.room.election().id(), &official(AUTHORITY));
        self.put(signed.encode(), blob);
    }

    pub(crate) fn manifest(&self) {
        let manifest = fs::read(self.room.manifest()).unwrap();
        self.authority(ManifestPosted { manifest_hash: BlobHash::of(&manifest) }, manifest);
    }

    fn keys_hash(&self) -> KeysHash {
        let hash = self.status()["keys_hash"].as_str().unwrap().to_owned();
        KeysHash(tabella_crypto::hash::parse_hex32(&hash).unwrap())
    }

    pub(crate) fn voting(&self) {
        self.authority(Open { keys_hash: self.keys_hash() }, Vec::new());
        assert_eq!(self.status()["phase"], "voting");
    }

    /// Votes for these options, each of somebody else; the commitments lie in this folder.
    pub(crate) fn votes(&self, folder: &Path, options: &[usize]) {
        let election = self.room.election();
        let commitment = |k: u16| {
            let entry = fs::read(folder.join(format!("commitment-{k}.entry"))).unwrap();
            let hash = Signed::<TrusteeCommitment>::decode(&entry).unwrap().message.package_hash;
            let blob = fs::read(folder.join(format!("blob/sha256/{hash}"))).unwrap();
            CommitmentEntry { entry, blob }
        };
        let commitments: Vec<_> = (1..=election.trustee_count()).map(commitment).collect();
        let view = CommitmentView::check(&election, 1, &commitments).unwrap();
        let styles = Styles::new(&election, &view.keys().joint).unwrap();
        for option in options {
            let secret = CredentialSecret::generate(&mut OsRng);
            let credential = Credential {
                credential: *secret.public(),
                style: election.styles()[0].id.clone(),
                weight: 1,
                evidence: EvidenceCommitment(secret.public().to_bytes()),
                replaces: None,
            };
            let signed = Signed::sign(credential, election.id(), &official(REGISTRAR));
            self.put(signed.encode(), Vec::new());
            let mut choices = vec![0; 2];
            choices[*option] = 1;
            let choices = Choices::from_values(choices);
            let prepared =
                Prepared::encrypt(&styles, 0, &secret, Tracker::NONE, choices, &mut OsRng).unwrap();
            let ballot = prepared.cast(&secret, &mut OsRng, &styles).0.encode();
            self.board.post("api/v1/ballots", "application/cbor", &ballot, 1 << 16).unwrap();
        }
    }

    pub(crate) fn end(&self) {
        self.time.store(self.room.election().closes() + 1, Ordering::Relaxed);
        let size = self.status()["log"]["size"].as_u64().unwrap();
        self.authority(End { keys_hash: self.keys_hash(), size }, Vec::new());
    }

    pub(crate) fn close(&self) {
        let log = self.status()["log"].clone();
        let root = tabella_crypto::hash::parse_hex32(log["root"].as_str().unwrap()).unwrap();
        self.authority(Close { size: log["size"].as_u64().unwrap(), root: RootHash(root) }, Vec::new());
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        if let Some(house) = self.house.take() {
            self.runtime.block_on(house.stop());
        }
    }
}

fn secret(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

fn witness(runtime: &Runtime, room: &Room, state: &Path, time: &Arc<AtomicI64>) -> std::net::SocketAddr {
    let time = Arc::clone(time);
    let clock = Arc::new(move || time.load(Ordering::Relaxed).unsigned_abs());
    let cosigner = Cosigner::new("witness.example", official(WITNESS)).unwrap();
    let logs = [room.election().checkpoint_key().clone()];
    let witness = Arc::new(Witness::open(cosigner, &logs, state, true, clock).unwrap());
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(witness::serve(witness, listener, std::future::pending()));
        address
    })
}
