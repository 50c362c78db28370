//! `cast`: encrypt, cast or check, receipt, proof, with a ballot box that is honest, and ones that are not.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tabella_board::{Entry, Kind, Receipt};
use tabella_cli::board_dir::BoardDir;
use tabella_crypto::{Tracker, hash::hex};
use tabella_tests::{Fixture, Voter};
use tabella_tlog::{DirectorySource, LeafIndex, LogReader, TlogProof};

use crate::{
    boards::{Signers, election, write},
    code, path, tabella, text,
    web::Web,
};

/// What a ballot box does wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lie {
    None,
    /// The receipt is signed with another key.
    Key,
    /// The receipt is for another ballot.
    Tracker,
    /// It hides the last ballot.
    Previous,
    /// The ballot is acknowledged and is not on the board at that place.
    Place,
    /// The ballot never reaches the witnesses.
    Unseen,
    /// It takes the ballot, and its answer is lost.
    Silent,
    /// The ballot is lost on its way.
    Deaf,
}

/// A ballot box in a few lines: a board in a directory, and the routes that a voter needs.
struct Urn {
    fixture: Fixture,
    board: BoardDir,
    place: PathBuf,
    lie: Lie,
    /// Every body that was posted.
    posted: Vec<Vec<u8>>,
}

impl Urn {
    fn answer(&mut self, method: &str, path: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        let path = path.strip_prefix("api/v1/")?;
        let parts: Vec<&str> = path.split('/').collect();
        match (method, parts.as_slice()) {
            ("GET", ["credentials", credential]) => {
                let public = tabella_crypto::hash::parse_hex32(credential).ok()?;
                let Ok(previous) = self.fixture.state.previous(&public) else { return Some((404, vec![])) };
                let hidden = self.lie == Lie::Previous || previous == Tracker::NONE;
                let previous = (!hidden).then(|| previous.to_string());
                let style = self.fixture.election.styles().first().unwrap().id.as_str().to_owned();
                Some((200, json!({ "style": style, "weight": 1, "previous": previous }).to_string().into()))
            }
            ("POST", ["ballots"]) => {
                self.posted.push(body.to_vec());
                if self.lie == Lie::Deaf {
                    return Some((503, vec![]));
                }
                let entry = Entry::with_blob(body.to_vec(), vec![]).unwrap();
                // the same bytes again: the same place
                let known = self.fixture.entries.iter().position(|entry| entry.bytes() == body);
                let index = if let Some(known) = known {
                    LeafIndex(known as u64)
                } else {
                    let verdict = self.board.admit(vec![entry.clone()]).unwrap().remove(0);
                    let Ok(index) = verdict else { return Some((422, br#"{"title":"refused"}"#.to_vec())) };
                    self.fixture.expect(entry);
                    Signers::of(&self.fixture).publish(&mut self.board);
                    index
                };
                if self.lie == Lie::Silent {
                    return Some((503, vec![]));
                }
                let mut tracker = tracker_of(body);
                if self.lie == Lie::Tracker {
                    tracker.0[0] ^= 1;
                }
                let people = &self.fixture.people;
                let key = if self.lie == Lie::Key { &people.registrar } else { &people.receipt };
                let index = if self.lie == Lie::Place { LeafIndex(index.0 - 1) } else { index };
                let receipt = Receipt::sign(&self.fixture.election, index, tracker, key);
                Some((200, receipt.encode().to_vec()))
            }
            ("GET", ["receipts", index, "proof"]) if self.lie != Lie::Unseen => {
                let source = DirectorySource::new(&self.place);
                let log = LogReader::new(&source);
                let (index, size) = (LeafIndex(index.parse().unwrap()), self.board.state().tree().size());
                let inclusion = log.inclusion_proof(index, size).unwrap();
                let proof =
                    TlogProof { extra: None, index, inclusion, checkpoint: log.checkpoint().unwrap() };
                Some((200, proof.encode().unwrap().into()))
            }
            _ => Some((409, vec![])),
        }
    }
}

fn tracker_of(entry: &[u8]) -> Tracker {
    let mut reader = tabella_crypto::cbor::Reader::new(entry);
    reader.array().unwrap();
    reader.text().unwrap();
    let bytes = reader.bytes().unwrap();
    Tracker(tabella_crypto::hash::sha256(b"tabella/v1/tracker", &[bytes]))
}

/// One voter before one ballot box.
struct Polling {
    directory: tempfile::TempDir,
    voter: Voter,
    id: String,
    urn: Arc<Mutex<Urn>>,
    web: Web,
}

impl Polling {
    fn new(lie: Lie) -> Self {
        let mut fixture = election();
        let voter = fixture.credential(0, 1);
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("board");
        let board = write(&fixture, &place);
        let id = fixture.election.id().to_string();
        let urn = Arc::new(Mutex::new(Urn { fixture, board, place: place.clone(), lie, posted: Vec::new() }));
        let inner = Arc::clone(&urn);
        let web =
            Web::with(&place, move |method, path, body| inner.lock().unwrap().answer(method, path, body));
        let credential = directory.path().join("credential");
        fs::write(&credential, hex(&*voter.secret.expose_bytes())).unwrap();
        fs::set_permissions(&credential, fs::Permissions::from_mode(0o600)).unwrap();
        Self { directory, voter, id, urn, web }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn arguments(&self, option: usize) -> Vec<String> {
        let urn = self.urn.lock().unwrap();
        let contest = urn.fixture.election.manifest().contests.first().unwrap().clone();
        let option = contest.options.get(option).unwrap().id.as_str().to_owned();
        let selections = json!({ contest.id.as_str(): { option: 1 } });
        fs::write(self.at("selections"), selections.to_string()).unwrap();
        let file = |name: &str| path(&self.at(name)).to_owned();
        [
            "cast",
            &self.web.url(),
            "--election-id",
            &self.id,
            "--credential",
            &file("credential"),
            "--selections",
            &file("selections"),
            "--receipts",
            &file("receipts"),
            "--json",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn cast(&self, option: usize, more: &[&str]) -> Output {
        let arguments = self.arguments(option);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
        tabella(&arguments)
    }

    /// Answers the question as a person does.
    fn asked(&self, option: usize, answer: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tabella"))
            .args(self.arguments(option))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn kinds(&self) -> Vec<Kind> {
        self.urn.lock().unwrap().fixture.entries.iter().map(Entry::kind).collect()
    }
}

fn last_line(output: &Output) -> Value {
    serde_json::from_str(text(&output.stdout).lines().last().unwrap()).unwrap()
}

#[test]
fn cast_check_and_cast_again() {
    let polling = Polling::new(Lie::None);
    let begun = polling.kinds().len() as u64;
    let output = polling.cast(1, &["--yes"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let first = last_line(&output);
    assert_eq!((&first["index"], &first["kind"]), (&begun.into(), &"ballot".into()));
    assert!(
        text(&output.stdout).starts_with(&format!("Tracker: {}\n", first["tracker_text"].as_str().unwrap()))
    );

    // asked: nonsense, then check; the ballot is open and does not count
    let output = polling.asked(2, "maybe\ncheck\n");
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let line = said.lines().last().unwrap();
    assert!(line.contains("\"kind\":\"challenge\""), "{said}");
    assert_eq!(polling.kinds().last(), Some(&Kind::Challenge));
    // stop: nothing is sent; so is nothing when nobody answers
    for answer in ["stop\n", ""] {
        polling.asked(2, answer);
        assert_eq!(polling.kinds().len() as u64, begun + 2);
    }
    let output = polling.asked(2, "cast\n");
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert_eq!(polling.kinds().last(), Some(&Kind::Ballot));
    assert_eq!(code(&polling.cast(2, &["--challenge"])), 0);

    // what is kept: receipts and proofs that anyone can verify, and nothing that shows the vote
    let mut urn = polling.urn.lock().unwrap();
    let receipts = polling.at("receipts");
    let mut kept = 0;
    for file in fs::read_dir(&receipts).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().unwrap() == "receipt" {
            let receipt = Receipt::decode(&fs::read(&file).unwrap()).unwrap();
            receipt.verify(&urn.fixture.election).unwrap();
            let entry = urn.fixture.entries.get(usize::try_from(receipt.index().0).unwrap()).unwrap();
            let proof = TlogProof::parse(&fs::read(file.with_extension("tlog-proof")).unwrap()).unwrap();
            let election = &urn.fixture.election;
            proof.verify(entry.bytes(), election.checkpoint_key(), &election.witness_policy()).unwrap();
            kept += 1;
        }
    }
    assert_eq!(kept, 4);
    // the board that came of it is lawful, and counts the second ballot
    urn.fixture.finish();
    assert_eq!(urn.fixture.state.result().unwrap().counts.0.first().unwrap(), &vec![vec![0, 0, 1]]);
}

#[test]
fn a_ballot_box_that_lies_is_found_out() {
    for (lie, words) in [
        (Lie::Key, "not signed by the ballot box"),
        (Lie::Tracker, "for another ballot"),
        (Lie::Place, "inclusion"),
        (Lie::Unseen, "no quorum of witnesses"),
    ] {
        let output = Polling::new(lie).cast(1, &["--yes", "--wait", "1"]);
        assert_eq!(code(&output), 2, "{lie:?}");
        assert!(text(&output.stderr).contains(words), "{lie:?}: {}", text(&output.stderr));
    }
    // it hides the ballot before
    let polling = Polling::new(Lie::None);
    assert_eq!(code(&polling.cast(1, &["--yes"])), 0);
    polling.urn.lock().unwrap().lie = Lie::Previous;
    let output = polling.cast(2, &["--yes"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("hides a ballot"), "{}", text(&output.stderr));
    assert_eq!(polling.kinds().iter().filter(|kind| **kind == Kind::Ballot).count(), 1);
}

#[test]
fn a_ballot_without_an_answer_is_sent_again_as_it_was() {
    for lie in [Lie::Silent, Lie::Deaf] {
        let polling = Polling::new(lie);
        let output = polling.cast(1, &["--yes"]);
        assert_eq!(code(&output), 2, "{lie:?}");
        let posted = std::mem::take(&mut polling.urn.lock().unwrap().posted);
        let first = posted.first().unwrap().clone();
        assert!(posted.iter().all(|body| *body == first), "{lie:?}");
        // as long as there is no answer, nothing else is sent
        assert_eq!(code(&polling.cast(2, &["--yes"])), 2, "{lie:?}");
        assert!(polling.urn.lock().unwrap().posted.iter().all(|body| *body == first), "{lie:?}");

        polling.urn.lock().unwrap().posted.clear();
        polling.urn.lock().unwrap().lie = Lie::None;
        let output = polling.cast(2, &["--yes"]);
        assert_eq!(code(&output), 0, "{lie:?}: {}", text(&output.stderr));
        let posted = polling.urn.lock().unwrap().posted.clone();
        assert_eq!((posted.len(), posted.first()), (2, Some(&first)), "{lie:?}");
        assert_eq!(polling.kinds().iter().filter(|kind| **kind == Kind::Ballot).count(), 2, "{lie:?}");
        // both have their receipt and proof, and nothing waits any more
        for entry in &posted {
            let name = tabella_ballot::tracker_text(&tracker_of(entry));
            for kind in ["receipt", "tlog-proof"] {
                assert!(polling.at("receipts").join(format!("{name}.{kind}")).is_file(), "{lie:?}: {kind}");
            }
        }
        let pending = |file: fs::DirEntry| file.path().extension().is_some_and(|kind| kind == "pending");
        assert!(!fs::read_dir(polling.at("receipts")).unwrap().any(|file| pending(file.unwrap())), "{lie:?}");
    }
}

#[test]
fn a_ballot_that_came_too_late_is_given_up() {
    let polling = Polling::new(Lie::Deaf);
    assert_eq!(code(&polling.cast(1, &["--yes"])), 2);
    // meanwhile the voter votes with another device
    polling.urn.lock().unwrap().lie = Lie::None;
    let other = path(&polling.at("other")).to_owned();
    let mut arguments = polling.arguments(2);
    let place = arguments.iter().position(|argument| argument == "--receipts").unwrap() + 1;
    *arguments.get_mut(place).unwrap() = other;
    arguments.push("--yes".into());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(code(&tabella(&arguments)), 0);
    let output = polling.cast(1, &["--yes", "--voted-elsewhere"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("cannot be cast any more"), "{}", text(&output.stdout));
    assert_eq!(polling.kinds().iter().filter(|kind| **kind == Kind::Ballot).count(), 2);
    assert!(!text(&polling.cast(2, &["--yes"]).stdout).contains("sent again"));
}

#[test]
fn what_a_person_can_get_wrong() {
    let polling = Polling::new(Lie::None);
    let said = |output: Output| {
        assert_eq!(code(&output), 2);
        text(&output.stderr)
    };
    let secret = hex(&*polling.voter.secret.expose_bytes());
    let credential = polling.at("credential");
    let with = |text: &str| {
        fs::write(&credential, text).unwrap();
        said(polling.cast(1, &["--yes"]))
    };
    assert!(with("secret").contains("is not a credential"));
    assert!(with(&format!("01{}", "0".repeat(62))).contains("knows no credential"));
    fs::write(&credential, secret).unwrap();
    fs::write(polling.at("empty"), "{}").unwrap();
    let empty = path(&polling.at("empty")).to_owned();
    // an empty ballot is lawful here; an unlawful one is not encrypted
    let mut arguments = polling.arguments(0);
    let place = arguments.iter().position(|argument| argument == "--selections").unwrap() + 1;
    *arguments.get_mut(place).unwrap() = empty.clone();
    let run = |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(["--yes"]).collect();
        tabella(&arguments)
    };
    assert_eq!(code(&run(&arguments)), 0);
    let contest = polling.urn.lock().unwrap().fixture.election.manifest().contests.first().unwrap().clone();
    let two = json!({ contest.id.as_str(): { contest.options.first().unwrap().id.as_str(): 2 } });
    fs::write(Path::new(&empty), two.to_string()).unwrap();
    said(run(&arguments));
    let id = arguments.iter().position(|argument| argument == "--election-id").unwrap() + 1;
    *arguments.get_mut(id).unwrap() = "0".repeat(64);
    assert!(said(run(&arguments)).contains("not the trusted one"));
}
