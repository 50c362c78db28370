//! Trustees at connected machines, with a real house: nothing is doubled, nobody is believed, whoever is missing or lies is named.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tabella_crypto::{BlobHash, CeremonyHash, KeysHash, TrusteeIndex, signature};
use tabella_election::{
    Signed,
    ceremony::{self, Round2Package},
    message::{DecryptionShare, JointKeysSigned, ManifestPosted, TrusteeCommitment},
};
use tabella_tlog::{Checkpoint, CompactRange, Cosigner, NoteSigner, SignedNote};

use crate::{
    hall::{Hall, Step},
    room::{AUTHORITY, LOG, PROGRAM, WITNESS, names, official, ran},
};

fn all(steps: Vec<Step>) -> Vec<Value> {
    steps.into_iter().map(|step| step.ends().done()).collect()
}

fn entries(folder: &Path) -> Vec<String> {
    names(folder).into_iter().filter(|name| has(name, "entry")).collect()
}

fn has(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == extension)
}

/// The places of what a step handed in.
fn places(done: &Value) -> &serde_json::Map<String, Value> {
    done["handed_in"].as_object().unwrap()
}

#[test]
fn five_trustees_of_whom_one_carries_a_stick() {
    let hall = Hall::open(3, 5);
    // nothing can begin before the authority's manifest is there
    let early = hall.online("round1", 1, &["--wait", "0"]).ends();
    assert!(early.failed("still-waiting").contains("the manifest"), "{}", early.stderr);
    hall.manifest();
    // on four machines, which fetch the manifest themselves
    let done = all((1..=4).map(|k| hall.online("round1", k, &[])).collect());
    let manifest = fs::read(hall.room.manifest()).unwrap();
    for (k, done) in (1..).zip(&done) {
        assert_eq!(fs::read(hall.room.own(k, "manifest.json")).unwrap(), manifest);
        assert_eq!(done["trustee"], k);
        assert!(places(done)[&format!("commitment-{k}.entry")].as_u64().unwrap() > 0);
    }
    hall.published();
    // who is missing is named
    let waited = hall.online("round2", 1, &["--wait", "0"]).ends();
    let text = waited.failed("still-waiting");
    assert!(text.contains("the commitments of: trustee 5 (Trustee 5)."), "{text}");

    // the fifth one's machine has no network
    let mut waiting: Vec<Step> = (1..=4).map(|k| hall.online("round2", k, &[])).collect();
    hall.room.step("round1", 5).done();
    thread::sleep(Duration::from_secs(2));
    assert!(waiting.iter_mut().all(Step::still_runs));
    // one machine fails meanwhile
    waiting.remove(0).cut();
    let carried = hall.carry().done();
    assert!(places(&carried).contains_key("commitment-5.entry"), "{carried}");
    let done = all(waiting);
    assert_eq!(places(&done[0]).len(), 4, "{}", done[0]);
    hall.published();
    let first = hall.online("round2", 1, &[]).ends().done();
    assert!(done.iter().all(|other| other["ceremony"] == first["ceremony"]));

    let waiting: Vec<Step> = (1..=4).map(|k| hall.online("finish", k, &[])).collect();
    hall.carry().done();
    assert_eq!(
        entries(&hall.room.media()),
        (1..=5).map(|k| format!("commitment-{k}.entry")).collect::<Vec<_>>()
    );
    assert_eq!(hall.room.step("round2", 5).done()["ceremony"], first["ceremony"]);
    let carried = hall.carry().done();
    assert!(places(&carried).contains_key("round2-5-to-1.message"), "{carried}");
    let done = all(waiting);
    assert!(done.iter().all(|other| other["keys"] == done[0]["keys"]));
    // what was handed in is not doubled
    let size = hall.status()["log"]["size"].clone();
    let again = hall.online("finish", 2, &[]).ends().done();
    assert_eq!(places(&again), places(&done[1]));
    assert_eq!(hall.status()["log"]["size"], size);
    // nor where all that was handed in is lost: it comes back from the board
    hall.published();
    fs::remove_dir_all(hall.folder(2)).unwrap();
    fs::create_dir(hall.folder(2)).unwrap();
    let again = hall.online("finish", 2, &[]).ends().done();
    assert_eq!(places(&again), places(&done[1]));
    assert_eq!(hall.status()["log"]["size"], size);

    hall.published();
    hall.carry().done();
    let last = hall.room.step("finish", 5).done();
    assert_eq!((&last["keys"], &last["agreeing"]), (&done[0]["keys"], &5.into()));
    hall.carry().done();
    hall.published();
    assert_eq!((&hall.status()["keys_hash"], &hall.status()["log"]["size"]), (&last["keys"], &16.into()));
    // the ballot box takes the opening only with five valid test shares
    hall.voting();
    // secrets never left: no machine has anything in its folder that is not public or encrypted
    for k in 1..=4 {
        let folder = names(&hall.folder(k));
        let public = |name: &String| has(name, "entry") || has(name, "message") || name == "blob";
        assert!(folder.iter().all(public), "{folder:?}");
        assert!(hall.room.own(k, "own.attempt-1.share").exists());
    }
    // once voting is open, what they sent each other is forgotten
    let path = format!("packages/{}/1/2", first["ceremony"].as_str().unwrap());
    let room = tabella_http::HttpClient::new(&hall.page, tabella_http::Patience::default()).unwrap();
    let started = Instant::now();
    while room.get(&path, 1 << 20).unwrap().is_some() {
        assert!(started.elapsed() < Duration::from_secs(60));
        thread::sleep(Duration::from_millis(200));
    }
    let late = hall.carry_from(&hall.folder(1)).failed("board-refuses");
    assert!(late.contains("there is no key ceremony now"), "{late}");
}

#[test]
fn three_of_five_decrypt_and_a_lie_is_named() {
    let hall = Hall::open(3, 5);
    hall.manifest();
    for step in ["round1", "round2", "finish"] {
        all((1..=5).map(|k| hall.online(step, k, &[])).collect());
    }
    hall.published();
    hall.voting();
    hall.votes(&hall.folder(1), &[0, 1, 0]);
    hall.end();
    let early = hall.online("decrypt", 1, &["--wait", "0"]).ends();
    assert!(early.failed("still-waiting").contains("the close of the board"), "{}", early.stderr);
    hall.close();
    hall.published();
    // nothing that entries name is fetched before they are those that were signed
    let page = format!("{}/room/{}", changing(&hall, "/tile/entries/"), hall.room.election().id());
    let folder = tempfile::tempdir().unwrap();
    let mut command = hall.room.command(1);
    command.args(["decrypt", "--trustee", &hall.room.key_file(1), "--relay", &page]).arg("--media");
    command.arg(folder.path()).arg("--manifest").arg(hall.room.manifest());
    let text = ran(&command.output().unwrap()).failed("not-authentic");
    assert!(text.contains("entries of another board"), "{text}");
    let board = names(&folder.path().join("board"));
    assert!(board.contains(&"tile".to_owned()) && !board.contains(&"blob".to_owned()), "{board:?}");
    let first = hall.online("decrypt", 1, &[]).ends().done();
    assert!(places(&first)["decryption-share-1.entry"].is_u64());
    // again: the same share, at the same place
    let again = hall.online("decrypt", 1, &[]).ends().done();
    assert_eq!(places(&again), places(&first));
    assert_eq!(hall.online("decrypt", 3, &[]).ends().done()["words"], first["words"]);

    // the fifth signs a share that is not that of the key
    let (folder, manifest) = (hall.folder(5), hall.room.own(5, "manifest.json"));
    let board = hall.folder(1).join("board");
    let mut command = hall.room.command(5);
    command.args(["decrypt", "--trustee", &hall.room.key_file(5)]).arg("--board").arg(board);
    ran(&command.arg("--manifest").arg(manifest).arg("--media").arg(&folder).output().unwrap()).done();
    let path = folder.join("decryption-share-5.entry");
    let honest = fs::read(&path).unwrap();
    lie(&hall, &folder, &honest);
    let text = hall.online("decrypt", 5, &[]).ends().failed("board-refuses");
    assert!(text.contains("decryption-share-5.entry is refused") && text.contains("share"), "{text}");
    assert_eq!(hall.status()["phase"], "closed");
    // the result does not need that one
    hall.online("decrypt", 4, &[]).ends().done();
    hall.published();
    let tally = hall.board.get("api/v1/tally", 1 << 20).unwrap().unwrap();
    let tally: Value = serde_json::from_slice(&tally).unwrap();
    assert_eq!(
        (&tally["shares"], &tally["counts"]),
        (&serde_json::json!([1, 3, 4]), &serde_json::json!([[[2, 1]]]))
    );
}

/// Another last scalar in the proof of trustee 5's share, signed by trustee 5.
fn lie(hall: &Hall, folder: &Path, honest: &[u8]) {
    let message = Signed::<DecryptionShare>::decode(honest).unwrap().message;
    let mut blob = fs::read(folder.join(format!("blob/sha256/{}", message.share_hash))).unwrap();
    // the lowest byte of a scalar, so that it stays one
    let position = blob.len() - 32;
    blob[position] ^= 1;
    let share_hash = BlobHash::of(&blob);
    fs::write(folder.join(format!("blob/sha256/{share_hash}")), blob).unwrap();
    let lie = DecryptionShare { trustee: TrusteeIndex::new(5).unwrap(), share_hash };
    let signed = Signed::sign(lie, hall.room.election().id(), &hall.room.signing_key(5));
    fs::write(folder.join("decryption-share-5.entry"), signed.encode()).unwrap();
}

#[test]
fn a_bad_package_ends_the_attempt_for_all() {
    let hall = Hall::open(2, 3);
    hall.manifest();
    all((1..=3).map(|k| hall.online("round1", k, &[])).collect());
    hall.published();
    all((1..=2).map(|k| hall.online("round2", k, &[])).collect());
    // trustee 3 signs what trustee 1 cannot read, and carries it
    let (folder, manifest) = (hall.folder(3), hall.room.own(3, "manifest.json"));
    hall.carry_from(&folder).done();
    let mut command = hall.room.command(3);
    command.args(["round2", "--trustee", &hall.room.key_file(3)]).arg("--manifest").arg(manifest);
    ran(&command.arg("--media").arg(&folder).output().unwrap()).done();
    let path = folder.join("round2-3-to-1.message");
    let mut package = Round2Package::decode(&fs::read(&path).unwrap()).unwrap();
    *package.ciphertext.last_mut().unwrap() ^= 1;
    // changed on the way: the room takes it from nobody
    fs::write(&path, package.encode()).unwrap();
    let text = hall.carry_from(&folder).failed("board-refuses");
    assert!(text.contains("No trustee signed this"), "{text}");
    let (election, key) = (hall.room.election(), hall.room.signing_key(3));
    let message =
        ceremony::round2_message(&package.ceremony, package.sender, package.recipient, &package.ciphertext);
    package.signature = signature::sign(&key, ceremony::ROUND2, election.id(), &message);
    assert!(package.is_signed(&election));
    fs::write(&path, package.encode()).unwrap();
    hall.carry_from(&folder).done();

    // it complains, but the way is interrupted
    let page = format!("{}/room/{}", changing(&hall, "nothing"), election.id());
    let mut command = hall.room.command(1);
    command.args(["finish", "--trustee", &hall.room.key_file(1), "--relay", &page]);
    command.arg("--manifest").arg(hall.room.own(1, "manifest.json")).arg("--media").arg(hall.folder(1));
    ran(&command.output().unwrap()).failed("board-refuses");
    let complaint = hall.folder(1).join("complaint-1.entry");
    let size = hall.status()["log"]["size"].as_u64().unwrap();
    assert!(complaint.exists());
    // the same command hands it in; once more is not needed
    let text = hall.online("finish", 1, &[]).ends().failed("complaint");
    assert_eq!(hall.status()["log"]["size"], size + 1);
    for part in ["trustee 1 (Trustee 1)", "trustee 3 (Trustee 3)", "undecided", "--attempt 2"] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    hall.published();
    // the complaint is on the board: the others stop, and whoever comes late
    for (step, k) in [("finish", 2), ("round2", 2)] {
        let text = hall.online(step, k, &[]).ends().failed("complaint");
        assert!(text.contains("trustee 1 (Trustee 1) complained of trustee 3 (Trustee 3)"), "{text}");
    }
    // all start again; who goes on with what is over is told
    hall.online("round1", 1, &["--attempt", "2"]).ends().done();
    hall.published();
    let text = hall.online("finish", 2, &[]).ends().failed("later-attempt");
    assert!(text.contains("--attempt 2"), "{text}");
    all((2..=3).map(|k| hall.online("round1", k, &["--attempt", "2"])).collect());
    for step in ["round2", "finish"] {
        all((1..=3).map(|k| hall.online(step, k, &["--attempt", "2"])).collect());
    }
    hall.published();
    hall.voting();
}

#[test]
fn a_relay_that_lies_is_not_believed() {
    let hall = Hall::open(2, 2);
    hall.manifest();
    hall.online("round1", 1, &[]).ends().done();
    hall.published();
    let id = hall.room.election().id().to_string();
    let checkpoint = hall.board.get("checkpoint", 1 << 16).unwrap().unwrap();
    let note = String::from_utf8(checkpoint).unwrap();
    let unseen: String =
        note.split_inclusive('\n').filter(|line| !line.contains("witness.example")).collect();
    assert!(SignedNote::parse(unseen.as_bytes()).is_ok() && unseen != note);
    let manifest = fs::read(hall.room.manifest()).unwrap();
    fs::write(hall.room.own(2, "manifest.json"), &manifest).unwrap();
    // a board that no witness has seen, and no board at all
    for (said, words) in
        [(unseen, "too few of its witnesses"), ("hello".to_owned(), "too few of its witnesses")]
    {
        let page = format!("{}/room/{id}", answering(said));
        let mut command = hall.room.command(2);
        command.args(["round1", "--trustee", &hall.room.key_file(2), "--relay", &page]);
        command.arg("--manifest").arg(hall.room.own(2, "manifest.json")).arg("--media").arg(hall.folder(2));
        let text = ran(&command.output().unwrap()).failed("not-authentic");
        assert!(text.contains(words), "{text}");
        assert_eq!(names(&hall.folder(2)), [""; 0]);
        assert!(!hall.room.own(2, "own.attempt-1.round1").exists());
    }
    // nobody there, and another election's address
    for (page, kind) in [
        (format!("http://127.0.0.1:9/room/{id}"), "no-answer"),
        (hall.page.replace(&id, &"0f".repeat(32)), "wrong-address"),
        ("https://vote.example".to_owned(), "wrong-address"),
    ] {
        let mut command = hall.room.command(2);
        command.args(["round1", "--trustee", &hall.room.key_file(2), "--relay", &page, "--wait", "0"]);
        command.arg("--manifest").arg(hall.room.own(2, "manifest.json")).arg("--media").arg(hall.folder(2));
        ran(&command.output().unwrap()).failed(kind);
    }
}

#[test]
fn what_is_changed_on_the_way_is_not_kept() {
    let hall = Hall::open(2, 2);
    hall.manifest();
    // one after the other: the second one's commitment is the last entry
    for k in 1..=2 {
        hall.online("round1", k, &[]).ends().done();
    }
    hall.published();
    all((1..=2).map(|k| hall.online("round2", k, &[])).collect());
    let finish = |origin: &str, folder: &Path| {
        let page = format!("{origin}/room/{}", hall.room.election().id());
        let mut command = hall.room.command(1);
        command.args(["finish", "--trustee", &hall.room.key_file(1), "--relay", &page]);
        command.arg("--manifest").arg(hall.room.manifest()).arg("--media").arg(folder);
        ran(&command.output().unwrap())
    };
    for (part, words) in [
        ("/tile/entries/", "entries of another board than the ballot box and its witnesses signed"),
        ("/blob/sha256/", "an entry without the content that its author signed"),
        ("/packages/", "a package that its sender did not sign"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let text = finish(&changing(&hall, part), folder.path()).failed("not-authentic");
        assert!(text.contains(words), "{text}");
        let kept = names(folder.path());
        let lacks = if part == "/packages/" { "round2-2-to-1.message" } else { "commitment-2.entry" };
        assert!(!kept.iter().any(|name| name == lacks), "{kept:?}");
    }
    assert!(!hall.room.own(1, "own.attempt-1.share").exists());
    // as it is, the very same goes through
    let folder = tempfile::tempdir().unwrap();
    finish(&changing(&hall, "nothing"), folder.path()).failed("board-refuses");
    assert!(hall.room.own(1, "own.attempt-1.share").exists());
}

#[test]
fn ballot_box_and_witnesses_together_do_not_speak_for_a_trustee() {
    let hall = Hall::open(2, 2);
    hall.manifest();
    hall.online("round1", 1, &[]).ends().done();
    hall.published();
    let election = hall.room.election();
    let mine = fs::read(hall.folder(1).join("commitment-1.entry")).unwrap();
    let mut forged = Signed::<TrusteeCommitment>::decode(&mine).unwrap().message;
    forged.trustee = TrusteeIndex::new(2).unwrap();
    let forged = Signed::sign(forged, election.id(), &hall.room.signing_key(1));
    let shown = forged_board(&hall, &[&mine, forged.encode()]);
    let page = format!("{shown}/room/{}", election.id());
    let mut command = hall.room.command(1);
    command.args(["round2", "--trustee", &hall.room.key_file(1), "--relay", &page]);
    command.arg("--manifest").arg(hall.room.manifest()).arg("--media").arg(hall.folder(1));
    let text = ran(&command.output().unwrap()).failed("not-authentic");
    assert!(text.contains("a trustee-commitment entry that trustee 2 did not sign"), "{text}");
    assert!(!hall.folder(1).join("commitment-2.entry").exists());
}

/// Together with a trustee they can show other keys, but not the same to everyone: who has the true ones sees it.
#[test]
fn other_keys_on_a_forged_board_are_compared() {
    let hall = Hall::open(2, 2);
    hall.manifest();
    for k in 1..=2 {
        hall.online("round1", k, &[]).ends().done();
    }
    hall.published();
    all((1..=2).map(|k| hall.online("round2", k, &[])).collect());
    let election = hall.room.election();
    let commitments = [1, 2].map(|k| {
        let name = format!("commitment-{k}.entry");
        fs::read(hall.folder(k).join(name)).unwrap()
    });
    let other = JointKeysSigned {
        trustee: TrusteeIndex::new(1).unwrap(),
        keys_hash: KeysHash([7; 32]),
        ceremony_hash: CeremonyHash([7; 32]),
    };
    let other = Signed::sign(other, election.id(), &hall.room.signing_key(1));
    let shown = forged_board(&hall, &[&commitments[0], &commitments[1], other.encode()]);
    let page = format!("{shown}/room/{}", election.id());
    let mut command = hall.room.command(2);
    command.args(["finish", "--trustee", &hall.room.key_file(2), "--relay", &page]);
    command.arg("--manifest").arg(hall.room.manifest()).arg("--media").arg(hall.folder(2));
    let text = ran(&command.output().unwrap()).failed("other-view");
    assert!(text.contains("trustee 1 (Trustee 1)"), "{text}");
    assert!(!hall.room.own(2, "own.attempt-1.share").exists());
}

/// The house with another board, as who has the keys of the authority, the ballot box and its witness can make it: the manifest and these
/// entries. What they say in hashes is as it was.
fn forged_board(hall: &Hall, entries: &[&[u8]]) -> String {
    let election = hall.room.election();
    let manifest = BlobHash::of(&fs::read(hall.room.manifest()).unwrap());
    let manifest =
        Signed::sign(ManifestPosted { manifest_hash: manifest }, election.id(), &official(AUTHORITY));
    let mut tree = CompactRange::new();
    let mut bundle = Vec::new();
    for entry in [&[manifest.encode()], entries].concat() {
        tree.push_bytes(entry);
        bundle.extend(u16::try_from(entry.len()).unwrap().to_be_bytes());
        bundle.extend(entry);
    }
    let log = election.checkpoint_key().name().to_owned();
    let signer = NoteSigner::new(&log, official(LOG)).unwrap();
    let witness = Cosigner::new("witness.example", official(WITNESS)).unwrap();
    let mut note = Checkpoint::new(log, tree.size(), tree.root()).sign(&signer).unwrap();
    note.add_signature(witness.cosign(&note, 1_700_000_000).unwrap()).unwrap();
    instead(hall, move |path, found| {
        if path.ends_with("/checkpoint") {
            Some(note.encode().into())
        } else if path.contains("/tile/entries/") {
            Some(bundle.clone())
        } else {
            found
        }
    })
}

/// The house as somebody in between shows it: of what is read below this path, the last byte is another one. Nothing is
/// taken.
fn changing(hall: &Hall, part: &'static str) -> String {
    instead(hall, move |path, mut found| {
        if let Some(last) = found.as_mut().and_then(|body| body.last_mut()).filter(|_| path.contains(part)) {
            *last ^= 1;
        }
        found
    })
}

/// The house as somebody in between shows it, who gives something else for what is read.
fn instead(hall: &Hall, shown: impl Fn(&str, Option<Vec<u8>>) -> Option<Vec<u8>> + Send + 'static) -> String {
    let origin = hall.page.split("/room/").next().unwrap().to_owned();
    let house = tabella_http::HttpClient::new(&origin, tabella_http::Patience::default()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = request.split(' ').nth(1).unwrap_or("/");
            let reads = request.starts_with("GET ");
            let found = reads.then(|| house.get(path.trim_start_matches('/'), 1 << 20).unwrap()).flatten();
            let found = shown(path, found);
            let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
            let body = found.unwrap_or_default();
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            let _ = stream.write_all(&[head.into_bytes(), body].concat());
        }
    });
    url
}

/// A server that says this to everyone.
fn answering(said: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{said}",
                said.len()
            );
            let _ = stream.write_all(head.as_bytes());
        }
    });
    url
}

#[test]
fn the_runbooks_commands_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let runbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("runbook");
    let mut seen = Vec::new();
    for page in ["key-ceremony.md", "tally.md", "if-something-goes-wrong.md"] {
        let text = fs::read_to_string(runbook.join(page)).unwrap();
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("ceremony ") && line.contains("--relay"))
        {
            let line = line.replace("ELECTION", &"0f".repeat(32));
            let words: Vec<&str> = line.split(' ').skip(1).collect();
            let output =
                Command::new(PROGRAM).args(&words).arg("--json").current_dir(folder.path()).output().unwrap();
            // understood; but there is no stick
            ran(&output).failed("no-medium");
            seen.push(words[0].to_owned());
        }
    }
    // which of the two programs it is
    let version = Command::new(PROGRAM).arg("--version").output().unwrap();
    assert!(String::from_utf8(version.stdout).unwrap().trim().ends_with(" (for connected machines)"));
    assert_eq!(seen, ["round1", "round2", "finish", "carry", "decrypt", "decrypt"]);
}
