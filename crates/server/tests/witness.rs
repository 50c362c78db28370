//! The witness over real sockets: status codes, a log that others wrote, and two forks at once (attacks D01, D02).
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::{Arc, Barrier, Mutex},
    thread,
    time::Duration,
};

use ed25519_dalek::SigningKey;
use tabella_server::witness::{MAX_REQUEST_BYTES, Request, SIZE_TYPE, Witness, serve};
use tabella_tlog::{
    Checkpoint, CompactRange, ConsistencyProof, Cosigner, DirectorySource, Hash, HashReader, LogReader,
    NoteSigner, ProofError, SignedNote, TreeSize, Vkey, checkpoint::verify_cosignature, leaf_hash, tree_root,
};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};

const ORIGIN: &str = "board.example.org/2026";

fn log_signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[1; 32])).unwrap()
}

/// A witness that listens.
struct Listening {
    address: SocketAddr,
    vkey: Vkey,
    runtime: Option<Runtime>,
    stop: Option<oneshot::Sender<()>>,
}

impl Listening {
    fn start(state: &Path, logs: &[Vkey]) -> Self {
        let cosigner = Cosigner::new("witness.example.org/1", SigningKey::from_bytes(&[2; 32])).unwrap();
        let witness = Witness::open(cosigner, logs, state, true, Arc::new(|| 1_700_000_000)).unwrap();
        let vkey = witness.vkey().unwrap();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        runtime.spawn(serve(Arc::new(witness), listener, async {
            let _ = stopped.await;
        }));
        Self { address, vkey, runtime: Some(runtime), stop: Some(stop) }
    }

    /// Status, media type, body.
    fn post(&self, body: &[u8]) -> (u16, String, String) {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut answer = agent.post(format!("http://{}/add-checkpoint", self.address)).send(body).unwrap();
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        (answer.status().as_u16(), kind.unwrap_or_default(), answer.body_mut().read_to_string().unwrap())
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.runtime.take().unwrap().shutdown_background();
    }
}

/// A tree in memory.
struct Tree(Vec<Hash>);

impl HashReader for Tree {
    type Error = ProofError;

    fn subtree(&self, height: u32, index: u64) -> Result<Hash, ProofError> {
        let first = usize::try_from(index << height).unwrap();
        let mut range = CompactRange::new();
        self.0.iter().skip(first).take(1 << height).for_each(|leaf| range.push(*leaf));
        Ok(range.root())
    }
}

impl Tree {
    /// `size` entries of which the first `common` are those of every such tree.
    fn line(name: &str, common: u64, size: u64) -> Self {
        let entry = |index| if index < common { format!("{index}") } else { format!("{name}{index}") };
        Self((0..size).map(|index| leaf_hash(entry(index).as_bytes())).collect())
    }

    fn root(&self, size: u64) -> Hash {
        tree_root(self, TreeSize(size)).unwrap()
    }

    fn request(&self, old: u64, new: u64) -> Vec<u8> {
        let proof = ConsistencyProof::generate(self, TreeSize(old), TreeSize(new)).unwrap();
        let head = Checkpoint::new(ORIGIN, TreeSize(new), self.root(new)).sign(&log_signer()).unwrap();
        Request::encode(TreeSize(old), &proof, &head).into_bytes()
    }
}

#[test]
fn status_codes() {
    let state = tempfile::tempdir().unwrap();
    let witness = Listening::start(state.path(), &[log_signer().vkey().unwrap()]);
    let (one, two) = (Tree::line("one", 4, 9), Tree::line("two", 4, 9));
    assert_eq!(witness.post(b"old 0\n").0, 400);
    let (status, _, line) = witness.post(&one.request(0, 5));
    assert_eq!(status, 200);
    let mut note = Request::parse(&one.request(0, 5)).unwrap().note;
    note.add_signature(line.strip_suffix('\n').unwrap().parse().unwrap()).unwrap();
    assert_eq!(verify_cosignature(&note, &witness.vkey).unwrap().time, 1_700_000_000);

    let size = |size: u64| (409, SIZE_TYPE.to_owned(), format!("{size}\n"));
    assert_eq!(witness.post(&one.request(0, 5)), size(5));
    assert_eq!(witness.post(&one.request(3, 8)), size(5));
    assert_eq!(witness.post(&two.request(5, 5)), size(5));
    assert_eq!(witness.post(&two.request(5, 8)).0, 422);
    let backwards = Request::encode(TreeSize(7), &ConsistencyProof { hashes: vec![] }, &note);
    assert_eq!(witness.post(backwards.as_bytes()).0, 400);

    let sign = |name: &str, seed: u8| {
        let signer = NoteSigner::new(name, SigningKey::from_bytes(&[seed; 32])).unwrap();
        let head = Checkpoint::new(name, TreeSize(6), one.root(6)).sign(&signer).unwrap();
        Request::encode(TreeSize(5), &ConsistencyProof { hashes: vec![] }, &head)
    };
    assert_eq!(witness.post(sign("other.example.org", 1).as_bytes()).0, 404);
    assert_eq!(witness.post(sign(ORIGIN, 3).as_bytes()).0, 403);
    assert_eq!(witness.post(&vec![b'x'; MAX_REQUEST_BYTES + 1]).0, 413);
    assert_eq!(witness.post(&one.request(5, 9)).0, 200);
}

/// The log that transparency-dev/tessera wrote, checkpoint by checkpoint.
#[test]
fn a_foreign_log() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/tlog/log");
    let log = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
    let state = tempfile::tempdir().unwrap();
    let witness = Listening::start(state.path(), &[Vkey::parse(log).unwrap()]);
    let source = DirectorySource::new(&shared);
    let mut old = TreeSize(0);
    for new in (0..=15).map(TreeSize) {
        let bytes = fs::read(shared.join(format!("checkpoint.{new}"))).unwrap();
        let note = SignedNote::parse(&bytes).unwrap();
        let proof = LogReader::new(&source).consistency_proof(old, new).unwrap();
        let (status, _, answer) = witness.post(Request::encode(old, &proof, &note).as_bytes());
        assert_eq!(status, 200, "{new}: {answer}");
        old = new;
    }
}

/// What 100 clients do to the witness at once: each follows one of two lines and jumps to where the witness says it is.
#[test]
fn of_two_forks_at_once_one_is_cosigned() {
    for round in 0..4 {
        let state = tempfile::tempdir().unwrap();
        let witness = Listening::start(state.path(), &[log_signer().vkey().unwrap()]);
        let lines = [Tree::line("one", 4, 40), Tree::line("two", 4, 40)];
        // half of the rounds begin before the fork
        let common = if round % 2 == 0 { 0 } else { 4 };
        if common > 0 {
            assert_eq!(witness.post(&lines[0].request(0, common)).0, 200);
        }
        let cosigned: Mutex<Vec<(usize, u64)>> = Mutex::default();
        let start = Barrier::new(100);
        thread::scope(|scope| {
            for client in 0..100_u64 {
                let (witness, lines, cosigned, start) = (&witness, &lines, &cosigned, &start);
                scope.spawn(move || {
                    let line = usize::try_from(client % 2).unwrap();
                    let tree = lines.get(line).unwrap();
                    let (mut old, new) = (common, 5 + client % 35);
                    start.wait();
                    for _ in 0..3 {
                        let (status, _, body) = witness.post(&tree.request(old, new));
                        match status {
                            200 => return cosigned.lock().unwrap().push((line, new)),
                            409 => old = body.trim_end().parse().unwrap(),
                            422 => return,
                            other => panic!("{other}: {body}"),
                        }
                        if old > new {
                            return;
                        }
                    }
                });
            }
        });
        let cosigned = cosigned.into_inner().unwrap();
        let (first, _) = *cosigned.first().unwrap();
        assert!(cosigned.iter().all(|(line, _)| *line == first), "two lines cosigned: {cosigned:?}");
        // what is kept is the largest of what was cosigned
        let largest = cosigned.iter().map(|(_, size)| *size).max().unwrap();
        let other = lines.get(1 - first).unwrap();
        assert_eq!(
            witness.post(&other.request(largest, largest)),
            (409, SIZE_TYPE.into(), format!("{largest}\n"))
        );
        let evidence: Vec<PathBuf> =
            fs::read_dir(state.path().join("evidence")).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(!evidence.is_empty());
    }
}

#[test]
fn strangers_who_only_connect_do_not_stay() {
    let directory = tempfile::tempdir().unwrap();
    let witness = Listening::start(&directory.path().join("state"), &[log_signer().vkey().unwrap()]);
    // more headers than any log sends
    let mut stream = TcpStream::connect(witness.address).unwrap();
    let headers: Vec<String> = (0..100).map(|number| format!("x-{number}: y\r\n")).collect();
    let headers = headers.concat();
    stream.write_all(format!("GET /healthz HTTP/1.1\r\nhost: w\r\n{headers}\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");

    // all places are taken: one more waits until one is free
    let mut idle: Vec<TcpStream> = (0..256).map(|_| TcpStream::connect(witness.address).unwrap()).collect();
    let mut stream = TcpStream::connect(witness.address).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: w\r\nconnection: close\r\n\r\n").unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    assert!(stream.read(&mut [0; 1]).is_err());
    idle.pop();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    // who sends no headers is let go
    let mut silent = idle.pop().unwrap();
    silent.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    assert_eq!(silent.read(&mut [0; 64]).unwrap(), 0);
}
