//! The commands that read and write boards, as a person runs them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::Arc,
};

use tabella_board::{Entry, Kind, Phase, Rejection};
use tabella_cli::{board_dir::BoardDir, verify};
use tabella_crypto::{BlobHash, hash::hex};
use tabella_documents::testing;
use tabella_election::message::Reason;
use tabella_tests::{Fixture, LOG_NAME, Setup, drafts::contest, entry_of};
use tabella_tlog::{Cosigner, LeafIndex, NoteSigner, TreeSize};
use tabella_verifier::Trust;

fn election() -> Fixture {
    Fixture::new(&Setup::with_contests(&[contest(3, 1, 0, 1), contest(2, 1000, 0, 1000)]))
}

fn vote(fixture: &mut Fixture) {
    for choice in 0..2 {
        let voter = fixture.credential(0, 1);
        fixture.cast(&voter, &[choice, 0, 0, 7, 8]);
        fixture.cast(&voter, &[0, choice, 0, 1, 1]);
        fixture.challenge(&voter, &[0, 0, 1, 9, 0]);
    }
    let voter = fixture.credential(0, 1);
    fixture.cast(&voter, &[0, 0, 1, 0, 0]);
    fixture.revoke(&voter, Reason::Paper);
    fixture.expect(fixture.notice(1, None));
}

struct Signers {
    log: NoteSigner,
    witnesses: Vec<Cosigner>,
    time: u64,
}

impl Signers {
    fn of(fixture: &Fixture) -> Self {
        let witness = |(number, key): (u32, &ed25519_dalek::SigningKey)| {
            Cosigner::new(&format!("witness.example.org/{number}"), key.clone()).unwrap()
        };
        Self {
            log: NoteSigner::new(LOG_NAME, fixture.people.checkpoint.clone()).unwrap(),
            witnesses: (1..).zip(&fixture.people.witnesses).map(witness).collect(),
            time: u64::try_from(fixture.election.closes()).unwrap(),
        }
    }

    fn publish(&self, board: &mut BoardDir) {
        board.publish(&self.log, &self.witnesses, self.time).unwrap();
    }
}

/// Posts a fixture's entries, publishing at every change of phase.
fn post(fixture: &Fixture, board: &mut BoardDir, entries: &[Entry]) {
    let signers = Signers::of(fixture);
    let changes = |entry: &Entry| matches!(entry.kind(), Kind::Open | Kind::End | Kind::Close | Kind::Result);
    for chunk in entries.split_inclusive(changes) {
        assert!(board.admit(chunk.to_vec()).unwrap().iter().all(Result::is_ok));
        signers.publish(board);
    }
}

fn tabella(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tabella")).args(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A directory with a board of the whole election.
fn complete() -> (Fixture, tempfile::TempDir, PathBuf) {
    let mut fixture = election();
    vote(&mut fixture);
    fixture.finish();
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("board");
    let mut board = BoardDir::create(&place, Arc::clone(&fixture.election)).unwrap();
    post(&fixture, &mut board, &fixture.entries);
    assert_eq!(board.state().phase(), Phase::Complete);
    (fixture, directory, place)
}

#[test]
fn a_board_is_opened_where_it_was_published() {
    let mut fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("board");
    let mut board = BoardDir::create(&place, Arc::clone(&fixture.election)).unwrap();
    post(&fixture, &mut board, &fixture.entries);
    let opened = fixture.entries.len();
    vote(&mut fixture);
    board.admit(fixture.entries.get(opened..).unwrap().to_vec()).unwrap();
    drop(board);

    // never published: gone
    let mut board = BoardDir::open(&place, |_, _| {}).unwrap();
    assert_eq!(board.state().tree().size(), TreeSize(opened as u64));
    post(&fixture, &mut board, fixture.entries.get(opened..).unwrap());
    let voted = fixture.entries.len();
    fixture.finish();
    let mut board = BoardDir::open(&place, |_, _| {}).unwrap();
    post(&fixture, &mut board, fixture.entries.get(voted..).unwrap());
    assert_eq!(board.state().tree().root(), fixture.state.tree().root());
    assert!(BoardDir::create(&place, Arc::clone(&fixture.election)).is_err());

    // kept: open, end, close, result
    let kept = fs::read_to_string(place.join("witnessed/index")).unwrap();
    let position = |kind| fixture.entries.iter().position(|entry| entry.kind() == kind).unwrap() + 1;
    let sizes =
        [Kind::Open, Kind::End, Kind::Close, Kind::Result].map(|kind| format!("{}\n", position(kind)));
    assert_eq!(kept, sizes.concat());
    let output = tabella(&["verify", path(&place), "--election-id", &fixture.election.id().to_string()]);
    assert_eq!(code(&output), 0, "{}", text(&output.stdout));
}

#[test]
fn refused_entries_are_left_out() {
    let mut fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let mut board = BoardDir::create(directory.path(), Arc::clone(&fixture.election)).unwrap();
    post(&fixture, &mut board, &fixture.entries);
    let size = fixture.entries.len() as u64;
    let voter = fixture.stranger(0, 1);
    let credential = fixture.credential_entry(&voter, None);
    let ballot = entry_of(&fixture.ballot(&voter, &[1, 0, 0, 0, 0]).0);
    let verdicts = board.admit(vec![credential.clone(), credential, ballot.clone(), ballot]).unwrap();
    assert_eq!(verdicts.first().unwrap(), &Ok(LeafIndex(size)));
    assert_eq!(verdicts.get(1).unwrap(), &Err(Rejection::CredentialReused));
    assert_eq!(verdicts.get(2).unwrap(), &Ok(LeafIndex(size + 1)));
    assert!(verdicts.get(3).unwrap().is_err());
    assert_eq!(board.state().tree().size(), TreeSize(size + 2));
}

#[test]
fn a_checkpoint_needs_its_witnesses_and_its_key() {
    let fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let mut board = BoardDir::create(directory.path(), Arc::clone(&fixture.election)).unwrap();
    board.admit(fixture.entries.clone()).unwrap();
    let signers = Signers::of(&fixture);
    assert!(board.publish(&signers.log, signers.witnesses.get(..1).unwrap(), 1).is_err());
    let other = NoteSigner::new(LOG_NAME, fixture.people.receipt.clone()).unwrap();
    assert!(board.publish(&other, &signers.witnesses, 1).is_err());
    assert!(!directory.path().join("checkpoint").exists());
    signers.publish(&mut board);
}

#[test]
fn verify_says_with_its_exit_code_what_it_found() {
    let (fixture, directory, place) = complete();
    let id = fixture.election.id().to_string();
    let authority = hex(fixture.people.authority.verifying_key().as_bytes());
    let archive = directory.path().join("board.tar");
    let output = tabella(&["board", "archive", "--board", path(&place), "--out", path(&archive)]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));

    for board in [path(&place), path(&archive)] {
        let output = tabella(&["verify", board, "--election-id", &id, "--counts"]);
        assert_eq!(code(&output), 0, "{}", text(&output.stdout));
        assert!(text(&output.stdout).contains("Verdict: verified"));
        let output = tabella(&["verify", board, "--authority-key", &authority, "--json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((code(&output), report["verdict"].as_str()), (0, Some("verified")));
        assert_eq!(report["checks"].as_array().unwrap().len(), 15);
        assert_eq!(report["checks"][7]["check"], "V8");
        assert_eq!(report["checks"][7]["numbers"]["ballots"], 5);
    }
    // failed
    let output = tabella(&["verify", path(&place), "--election-id", &"0".repeat(64), "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((code(&output), &report["first_failure"]["check"]), (1, &"V1".into()));
    // wrong use
    for wrong in [
        vec!["verify", path(&place)],
        vec!["verify", path(&place), "--election-id", "12"],
        vec!["verify", path(&place), "--election-id", &id, "--authority-key", &authority],
        vec!["verify", path(directory.path()), "--election-id", &id],
        vec!["verify", "/nowhere", "--election-id", &id],
    ] {
        let output = tabella(&wrong);
        assert_eq!((code(&output), text(&output.stdout).as_str()), (2, ""), "{wrong:?}");
        assert!(!output.stderr.is_empty());
    }
}

/// Nothing is asked of anybody, and nothing is written. Where the system lets nobody take network and disk away, nothing is shown.
#[test]
fn verify_needs_neither_network_nor_a_place_to_write() {
    let (fixture, _directory, place) = complete();
    let id = fixture.election.id().to_string();
    let apart = |script: &str| {
        let unshare = ["--net", "--mount", "--", "sh", "-ceu", script, "sh", env!("CARGO_BIN_EXE_tabella")];
        Command::new("unshare").args(unshare).args([path(&place), &id]).output()
    };
    let read_only = "mount --rbind / / && mount -o remount,bind,ro /";
    // the place has become read-only, and no network is left but the loopback of its own
    let none = format!("{read_only}; ! touch \"$2/file\" && test \"$(grep -c : /proc/self/net/dev)\" = 1");
    if !apart(&none).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: nobody may unshare the network and mount read-only here");
        return;
    }
    let verified = apart(&format!("{read_only}; exec \"$1\" verify \"$2\" --election-id \"$3\"")).unwrap();
    assert_eq!(code(&verified), 0, "{}", text(&verified.stderr));
}

#[test]
fn verify_remembers() {
    let mut fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let (place, state) = (directory.path().join("board"), directory.path().join("state"));
    let id = fixture.election.id().to_string();
    let verify =
        || tabella(&["verify", path(&place), "--election-id", &id, "--state", path(&state), "--json"]);
    let resumed = |output: &Output| {
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        report["resumed_from"].as_u64()
    };
    let mut board = BoardDir::create(&place, Arc::clone(&fixture.election)).unwrap();
    post(&fixture, &mut board, &fixture.entries);
    let output = verify();
    assert_eq!((code(&output), resumed(&output)), (3, None), "{}", text(&output.stderr));
    let opened = fixture.entries.len();
    vote(&mut fixture);
    post(&fixture, &mut board, fixture.entries.get(opened..).unwrap());
    let output = verify();
    assert_eq!((code(&output), resumed(&output)), (3, Some(opened as u64)));
}

#[test]
fn show_prints_every_entry() {
    let (fixture, _directory, place) = complete();
    for (index, entry) in fixture.entries.iter().enumerate() {
        let index = index.to_string();
        let output = tabella(&["board", "show", &index, "--board", path(&place), "--json"]);
        assert_eq!(code(&output), 0, "{index}: {}", text(&output.stderr));
        let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(shown["type"], entry.kind().as_str());
        let output = tabella(&["board", "show", &index, "--board", path(&place)]);
        assert!(
            text(&output.stdout).contains(&format!("type: {}\n", entry.kind())),
            "{}",
            text(&output.stdout)
        );
    }
    let show = |kind: Kind| {
        let index = fixture.entries.iter().position(|entry| entry.kind() == kind).unwrap().to_string();
        let output = tabella(&["board", "show", &index, "--board", path(&place), "--json"]);
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let challenge = show(Kind::Challenge);
    assert_eq!(challenge["choices"], serde_json::json!([0, 0, 1, 9, 0]));
    assert_eq!(challenge["ballot"]["b"].as_array().unwrap().len(), 3);
    assert_eq!(challenge["ballot"]["points"]["b"].as_array().unwrap().len(), 2);
    assert_eq!(show(Kind::Manifest)["manifest"]["version"], 1);
    assert_eq!(show(Kind::Revocation)["reason"], "paper");
    let counts = &show(Kind::Result)["result"]["counts"];
    assert_eq!(counts, &serde_json::json!([[[0, 1, 0]], [[2, 2]]]));

    let beyond = fixture.entries.len().to_string();
    let output = tabella(&["board", "show", &beyond, "--board", path(&place)]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("counted from 0"));
}

#[test]
fn an_operator_posts_files() {
    let fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let file = directory.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, bytes).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        path(&file).to_owned()
    };
    let manifest = put("manifest.json", fixture.election.bytes());
    let key = |name: &str, key: &ed25519_dalek::SigningKey| put(name, hex(key.as_bytes()).as_bytes());
    let log = key("log.key", &fixture.people.checkpoint);
    let witnesses: Vec<String> = (1..)
        .zip(&fixture.people.witnesses)
        .map(|(number, witness)| key(&format!("witness-{number}.key"), witness))
        .collect();
    let entries: Vec<String> = fixture
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            if let Some(hash) = entry.blob_hash() {
                put(&tabella_verifier::blob_path(&hash), entry.blob());
            }
            put(&format!("{index}.entry"), entry.bytes())
        })
        .collect();
    let board = path(&directory.path().join("board")).to_owned();
    let common = ["board", "post", "--board", &board, "--checkpoint-key", &log];
    let witnessed: Vec<&str> =
        witnesses.iter().flat_map(|witness| ["--witness-key", witness.as_str()]).collect();
    let run = |more: &[&str], entries: &[String]| {
        let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
        tabella(&[&common, more, &entries].concat())
    };
    let (first, rest) = entries.split_at(4);
    let begin = [&["--manifest", &manifest], &witnessed[..]].concat();
    let output = run(&begin, first);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("entries 0 to 3 posted"), "{}", text(&output.stdout));

    // what a person can get wrong
    let said = |output: Output| {
        assert_eq!(code(&output), 2);
        text(&output.stderr)
    };
    assert!(said(run(&begin, rest)).contains("has a board already"));
    assert!(said(run(&witnessed, first)).contains("is refused (phase)"));
    assert!(said(run(&[], rest)).contains("cosignatures"));
    assert!(said(run(&["--witness-key", &log], rest)).contains("no witness of the manifest"));
    assert!(said(run(&witnessed, &["none.entry".to_owned()])).contains("cannot read none.entry"));
    let output = run(&witnessed, rest);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let output = tabella(&["verify", &board, "--election-id", &fixture.election.id().to_string()]);
    assert_eq!(code(&output), 3, "{}", text(&output.stdout));
}

#[test]
fn a_verified_result_is_published() {
    let (fixture, directory, place) = complete();
    let id = fixture.election.id().to_string();
    let out = directory.path().join("published");
    let publish = |board: &Path, more: &[&str]| {
        let arguments = [
            "publish",
            path(board),
            "--election-id",
            &id,
            "--out",
            path(&out),
            "--at",
            "2027-03-01T20:00:00Z",
        ];
        tabella(&[&arguments, more].concat())
    };
    let output = publish(&place, &[]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let result: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("result.json")).unwrap()).unwrap();
    assert_eq!(result["election_id"], id);
    assert_eq!(result["verdict"], "verified");
    let report = verify::run_quietly(&place, &Trust::Election(*fixture.election.id())).unwrap();
    for (contest, outcome) in result["contests"].as_array().unwrap().iter().zip(report.result.unwrap()) {
        for (option, (_, count)) in contest["options"].as_array().unwrap().iter().zip(outcome.totals) {
            assert_eq!(option["online"], count);
        }
    }
    for name in ["index.html", "result.csv", "lists.csv", "nist-1500-100.json", "README.txt", "SHA256SUMS"] {
        assert!(out.join(name).exists(), "{name}");
    }

    // never over what is there
    let output = publish(&place, &[]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("never overwritten"));

    // anyone makes the same files again, at whatever moment; what is added, changed or gone is named
    let check = |folder: &Path| {
        let output = tabella(&["publish", path(&place), "--election-id", &id, "--check", path(folder)]);
        (code(&output), text(&output.stdout))
    };
    let (status, said) = check(&out);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("Not signed"), "{said}");
    fs::write(out.join("board.tar"), b"whatever: it is verified by itself").unwrap();
    let (status, said) = check(&out);
    assert_eq!((status, said.contains("Not compared: board.tar")), (0, true), "{said}");
    let good: BTreeMap<String, Vec<u8>> = fs::read_dir(&out)
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap()))
        .collect();
    for (name, bytes) in good.iter().filter(|(name, _)| *name != "board.tar") {
        let mut changed = bytes.clone();
        let at = changed.len() / 2;
        *changed.get_mut(at).unwrap() ^= 1;
        fs::write(out.join(name), changed).unwrap();
        let (status, said) = check(&out);
        assert_eq!(status, 1);
        assert!(said.contains(&format!("{name} is not what the board gives")), "{said}");
        fs::remove_file(out.join(name)).unwrap();
        let (status, said) = check(&out);
        assert_eq!((status, said.contains(&format!("{name} is missing"))), (1, true), "{said}");
        fs::write(out.join(name), bytes).unwrap();
    }
    fs::write(out.join("more.csv"), b"").unwrap();
    let (status, said) = check(&out);
    assert_eq!((status, said.contains("more.csv does not follow from the board")), (1, true), "{said}");
    fs::remove_file(out.join("more.csv")).unwrap();
    assert_eq!(check(&out).0, 0);
    assert_eq!(code(&tabella(&["publish", path(&place), "--election-id", &id])), 2);

    // nothing of a board that does not verify, and no half folder
    fs::remove_dir_all(&out).unwrap();
    let bundles = place.join("tile/entries/000.p").read_dir().unwrap().map(|bundle| bundle.unwrap().path());
    // of the partial ones that were published on the way, the last
    let bundle = bundles.max_by_key(|bundle| fs::metadata(bundle).unwrap().len()).unwrap();
    let mut bytes = fs::read(&bundle).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&bundle, bytes).unwrap();
    let output = publish(&place, &[]);
    assert_eq!(code(&output), 1);
    assert!(text(&output.stderr).contains("Nothing is published"));
    assert!(!out.exists());
    assert_eq!(directory.path().read_dir().unwrap().count(), 1, "something is left over");
}

/// The authority signs what it publishes; nobody else's word, and no word about something else, is taken for it.
#[test]
fn a_published_result_is_signed() {
    let (fixture, directory, place) = complete();
    let id = fixture.election.id().to_string();
    let out = directory.path().join("published");
    let key = |name: &str, key: &ed25519_dalek::SigningKey| {
        let file = directory.path().join(name);
        fs::write(&file, hex(&key.to_bytes())).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        path(&file).to_owned()
    };
    let (own, other) =
        (key("authority.key", &fixture.people.authority), key("registrar.key", &fixture.people.registrar));
    let publish = |more: &[&str]| {
        let output = tabella(&[&["publish", path(&place), "--election-id", &id], more].concat());
        (code(&output), text(&output.stdout), text(&output.stderr))
    };
    let (status, _, said) = publish(&["--out", path(&out), "--sign", &other]);
    assert_eq!((status, out.exists()), (2, false));
    assert!(said.contains("is not the key of this election's authority"), "{said}");
    let (status, said, _) = publish(&["--out", path(&out), "--sign", &own]);
    assert_eq!((status, said.contains("Signed: SHA256SUMS.note")), (0, true), "{said}");
    let note = out.join("SHA256SUMS.note");
    let good = fs::read_to_string(&note).unwrap();
    let sums = fs::read(out.join("SHA256SUMS")).unwrap();
    let tree = fixture.state.tree();
    let statement = format!(
        "tabella/v1/publication\n{id}\n{} {}\n{}\n\n\u{2014} tabella-authority/{id} ",
        tree.size().0,
        tree.root().to_hex(),
        BlobHash::of(&sums)
    );
    assert!(good.starts_with(&statement), "{good}");
    let check = || publish(&["--check", path(&out)]);
    let (status, said, _) = check();
    assert_eq!((status, said.contains("Signed by the election authority")), (0, true), "{said}");

    // of another election, under other files, by another key
    let mut words = good.clone();
    words.replace_range(23..87, &"0".repeat(64));
    let other_key =
        NoteSigner::new(&format!("tabella-authority/{id}"), fixture.people.registrar.clone()).unwrap();
    let (signed, _) = good.split_once("\n\n").unwrap();
    let forged = tabella_tlog::SignedNote::sign(format!("{signed}\n"), &other_key).unwrap().encode();
    let files = good.replacen(&BlobHash::of(&sums).to_string(), &"0".repeat(64), 1);
    for (wrong, why) in [
        (words, "about another election"),
        (files, "about other files"),
        (forged, "not signed by the election authority"),
        ("no note".to_owned(), "no signed note"),
    ] {
        fs::write(&note, wrong).unwrap();
        let (status, said, _) = check();
        assert_eq!((status, said.contains(why)), (1, true), "{why}: {said}");
    }

    // later, once every byte was compared; never over a signature that is there, never under what differs
    let (status, _, said) = publish(&["--check", path(&out), "--sign", &own]);
    assert_eq!((status, said.contains("never overwritten")), (2, true), "{said}");
    fs::remove_file(&note).unwrap();
    fs::write(out.join("result.csv"), b"nobody,1\n").unwrap();
    let (status, said, _) = publish(&["--check", path(&out), "--sign", &own]);
    assert_eq!(
        (status, said.contains("result.csv is not what the board gives"), note.exists()),
        (1, true, false),
        "{said}"
    );
    let _ = fs::remove_dir_all(&out);
    assert_eq!(publish(&["--out", path(&out), "--at", "2027-03-01T20:00:00Z"]).0, 0);
    let (status, said, _) = publish(&["--check", path(&out), "--sign", &own]);
    assert_eq!((status, said.contains("Signed: SHA256SUMS.note")), (0, true), "{said}");
    assert_eq!(check().0, 0);
}

/// E05: what a device shows is what it encrypted, or somebody else's computer says that it is not.
#[test]
fn opened_ballots_are_checked() {
    let (fixture, directory, board) = complete();
    let of_kind = |kind| fixture.entries.iter().position(|entry| entry.kind() == kind).unwrap();
    let (index, id) = (of_kind(Kind::Challenge), fixture.election.id().to_string());
    let entry = fixture.entries.get(index).unwrap().bytes().to_vec();
    let put = |name: &str, bytes: &[u8]| {
        fs::write(directory.path().join(name), bytes).unwrap();
        path(&directory.path().join(name)).to_owned()
    };
    let check = |file: &str, more: &[&str]| {
        let common = ["challenge", "check", file, "--board", path(&board), "--election-id", &id, "--json"];
        let output = tabella(&[&common, more].concat());
        let said = serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap_or_default();
        (code(&output), said, text(&output.stderr))
    };
    let of = |said: &serde_json::Value, name: &str| said.get(name).unwrap().clone();

    // as bytes, pasted as text with line breaks, and by its tracker
    let lines: Vec<String> = hex(&entry).as_bytes().chunks(60).map(text).collect();
    let lines = lines.join("\n");
    let (status, said, words) = check(&put("opened", &entry), &[]);
    assert_eq!((status, of(&said, "holds"), of(&said, "index")), (0, true.into(), index.into()), "{words}");
    let tracker = of(&said, "tracker").as_str().unwrap().to_owned();
    for given in [lines.as_bytes(), tracker.as_bytes()] {
        assert_eq!(check(&put("pasted", given), &[]).1, said);
    }
    // what the voter chose, and something else
    let says = of(&said, "says").to_string();
    let chose = put("chosen.json", says.as_bytes());
    let (status, said, words) = check(&put("opened", &entry), &["--selections", &chose]);
    assert_eq!((status, of(&said, "as_chosen")), (0, true.into()), "{words}");
    let swapped = put("swapped.json", says.replace(":9", ":8").as_bytes());
    assert_ne!(fs::read(&swapped).unwrap(), says.as_bytes());
    let (status, said, _) = check(&put("opened", &entry), &["--selections", &swapped]);
    assert_eq!((status, of(&said, "as_chosen"), of(&said, "fault")), (1, false.into(), None::<&str>.into()));

    // a device that encrypted the third and says that it was the first
    let choices = [0x85, 0, 0, 1, 9, 0];
    let at = entry.windows(6).rposition(|bytes| bytes == choices).unwrap();
    let mut lie = entry.clone();
    lie.splice(at..at + 6, [0x85, 1, 0, 0, 9, 0]);
    let (status, said, _) = check(&put("lie", &lie), &[]);
    assert_eq!((status, of(&said, "holds"), of(&said, "index")), (1, false.into(), None::<&str>.into()));
    assert_eq!(of(&said, "elsewhere"), index);
    assert!(of(&said, "fault").as_str().is_some_and(|fault| !fault.is_empty()), "{said}");

    // nobody looks into what was cast
    let cast = fixture.entries.get(of_kind(Kind::Ballot)).unwrap().bytes();
    let (status, _, words) = check(&put("cast", cast), &[]);
    assert!(status == 2 && words.contains("was cast, not opened"), "{words}");
    let (status, _, words) = check(&put("unknown", "07".repeat(32).as_bytes()), &[]);
    assert!(status == 2 && words.contains("no ballot with this tracker"), "{words}");
    assert_eq!(check(&put("nothing", b""), &[]).0, 2);
}

/// Laid out, the result is as much of the folder as all else: the same bytes from the same board.
#[test]
fn a_verified_result_is_published_on_paper() {
    let (fixture, directory, place) = complete();
    let id = fixture.election.id().to_string();
    let out = directory.path().join("published");
    let (program, folder) = (testing::program(), path(&out));
    let with = |more: &[&str]| {
        let start = ["publish", path(&place), "--election-id", &id];
        tabella(&[&start, more, &["--documents", path(&program)]].concat())
    };
    let output = with(&["--out", folder]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let root = fixture.state.tree().root().to_hex();
    for language in &fixture.election.manifest().languages {
        for name in ["result", "report"] {
            let sheet =
                testing::Read::new(fs::read(out.join(format!("{name}.{language}.pdf"))).unwrap()).unwrap();
            assert_eq!(sheet.lacks(), [""; 0]);
            for page in 0..sheet.pages() {
                let page: String = sheet.page(page).chars().filter(char::is_ascii_alphanumeric).collect();
                assert!(page.contains(&root) && page.contains(&id), "{page}");
            }
            let votes = fixture.election.manifest().contests.first().unwrap();
            assert!(votes.options.iter().all(|option| sheet.says(option.name.get(language).unwrap())));
            assert!(sheet.says(LOG_NAME), "the checkpoint");
        }
        let page = fs::read_to_string(out.join(format!("index.{language}.html"))).unwrap();
        for name in ["result", "report"] {
            assert!(page.contains(&format!("href=\"{name}.{language}.pdf\"")), "{name}");
        }
    }
    let output = with(&["--check", folder]);
    assert_eq!(code(&output), 0, "{}{}", text(&output.stdout), text(&output.stderr));
    // nobody can compare them who has no program for it
    let output = tabella(&["publish", path(&place), "--election-id", &id, "--check", folder]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("--documents"), "{}", text(&output.stderr));
    let name = format!("result.{}.pdf", fixture.election.manifest().languages.first().unwrap());
    let mut bytes = fs::read(out.join(&name)).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(out.join(&name), bytes).unwrap();
    let output = with(&["--check", folder]);
    assert_eq!(code(&output), 1);
    assert!(
        text(&output.stdout).contains(&format!("{name} is not what the board gives")),
        "{}",
        text(&output.stdout)
    );
}
