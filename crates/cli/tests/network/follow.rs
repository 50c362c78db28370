//! `follow`: a board that grows is kept, one that contradicts itself is shouted about (attacks D01).

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    boards::{Signers, copy, election, post, write},
    code, path, tabella, text,
    web::Web,
};

/// One look: exit code, and what was said.
fn look(url: &str, state: &Path, more: &[&str]) -> (i32, Value, String) {
    let arguments = [&["follow", url, "--state", path(state), "--once", "--json"], more].concat();
    let output = tabella(&arguments);
    let line = text(&output.stdout).lines().last().unwrap_or("null").to_owned();
    (code(&output), serde_json::from_str(&line).unwrap(), text(&output.stderr))
}

#[test]
fn growth_is_kept_and_contradictions_are_shouted() {
    let mut fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let mut board = write(&fixture, &at("board"));
    let (web, id) = (Web::of(&at("board")), fixture.election.id().to_string());
    let (url, state) = (web.url(), at("state"));
    let opened = fixture.entries.len() as u64;

    // whom to believe must be said once
    let (status, _, words) = look(&url, &state, &[]);
    assert!(status == 2 && words.contains("--election-id"), "{words}");
    let (status, said, _) = look(&url, &at("wrong"), &["--election-id", &"0".repeat(64)]);
    assert_eq!((status, &said["kind"]), (1, &"other-election".into()));

    let (status, said, words) = look(&url, &state, &["--election-id", &id]);
    assert_eq!((status, &said["event"], &said["size"]), (0, &"checkpoint".into(), &opened.into()), "{words}");
    assert_eq!(said["cosignatures"].as_array().unwrap().len(), 3);
    // the address of the board's page for people is that of the board
    for url in [&url, &format!("{url}/api"), &format!("{url}/api/")] {
        let (status, said, _) = look(url, &state, &[]);
        assert_eq!((status, &said["event"]), (0, &"unchanged".into()));
    }

    // two lines from here on
    copy(&at("board"), &at("old"));
    let mut other = fixture.clone();
    for fixture in [&mut fixture, &mut other] {
        let voter = fixture.credential(0, 1);
        fixture.cast(&voter, &[1, 0, 0, 7, 8]);
    }
    let voter = other.stranger(0, 1);
    // the same size, other entries: the last ballot differs
    let last = other.entries.len() - 1;
    other = {
        let mut line = election();
        let voters = [line.credential(0, 1), voter];
        line.cast(voters.first().unwrap(), &[0, 1, 0, 7, 8]);
        line
    };
    assert_eq!(other.entries.len(), last + 1);
    post(&fixture, &mut board, fixture.entries.get(usize::try_from(opened).unwrap()..).unwrap());
    let (status, said, _) = look(&url, &state, &[]);
    assert_eq!((status, &said["size"], &said["before"]), (0, &(opened + 2).into(), &opened.into()));
    let kept = fs::read_dir(state.join("checkpoints")).unwrap().count();
    assert_eq!(kept, 2);

    // what is shouted, and the evidence: both checkpoints, signed
    let shouted = |kind: &str, shown: &Path, proves: Option<&str>| {
        web.show(shown);
        let (status, said, words) = look(&url, &state, &[]);
        assert_eq!((status, &said["kind"]), (1, &kind.into()), "{words}");
        assert!(words.starts_with("ALARM: "), "{words}");
        let file = said["evidence"].as_str().unwrap();
        let evidence: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
        for (signed, board) in evidence["checkpoints"].as_array().unwrap().iter().zip([&*at("board"), shown])
        {
            assert_eq!(*signed, fs::read_to_string(board.join("checkpoint")).unwrap());
        }
        // what it proves to everyone, under the manifest alone
        let checked =
            tabella(&["evidence", "check", file, "--manifest", path(&state.join("manifest.json")), "--json"]);
        let found: Value = serde_json::from_slice(&checked.stdout).unwrap();
        assert_eq!((code(&checked), &found["proves"]), (proves.map_or(1, |_| 0), &json!(proves)), "{found}");
    };
    // a smaller tree is one that was shown before; no witness went back
    shouted("rollback", &at("old"), None);
    let mut fork = write(&other, &at("fork"));
    shouted("fork", &at("fork"), Some("fork"));
    let size = other.entries.len();
    let voter = other.credential(0, 1);
    other.cast(&voter, &[1, 0, 0, 0, 0]);
    post(&other, &mut fork, other.entries.get(size..).unwrap());
    shouted("inconsistent", &at("fork"), Some("fork"));

    // nothing of that was accepted: the first line goes on
    web.show(&at("board"));
    assert_eq!(look(&url, &state, &["--election-id", &id]).1["event"], "unchanged");
    drop(web);
    assert_eq!(look(&url, &state, &[]).0, 2);
}

#[test]
fn a_checkpoint_needs_its_quorum_and_its_key() {
    let fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let (place, state) = (directory.path().join("board"), directory.path().join("state"));
    write(&fixture, &place);
    let (web, id) = (Web::of(&place), fixture.election.id().to_string());
    let file = place.join("checkpoint");
    let whole = fs::read_to_string(&file).unwrap();
    let kind = || {
        let (status, said, words) = look(&web.url(), &state, &["--election", &id]);
        (status, said["kind"].as_str().map(str::to_owned), words)
    };
    // two of three cosignatures are gone
    let lines: Vec<&str> = whole.lines().collect();
    fs::write(&file, lines.get(..lines.len() - 2).unwrap().join("\n") + "\n").unwrap();
    let (status, said, words) = kind();
    assert_eq!((status, said.as_deref()), (1, Some("unwitnessed")), "{words}");
    assert!(words.contains("Keep this file") && !words.contains("evidence check"), "{words}");
    // another text under the same signatures
    let root = lines.get(2).unwrap();
    fs::write(&file, whole.replace(root, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")).unwrap();
    assert_eq!(kind().1.as_deref(), Some("invalid"));
    // signed by the log, cosigned, and not the tree that is shown
    let signers = Signers::of(&fixture);
    let size = tabella_tlog::TreeSize(fixture.entries.len() as u64);
    let head = tabella_tlog::Checkpoint::new(signers.log.name(), size, tabella_tlog::leaf_hash(b"other"));
    let mut head = head.sign(&signers.log).unwrap();
    for witness in &signers.witnesses {
        head.add_signature(witness.cosign(&head, 1).unwrap()).unwrap();
    }
    fs::write(&file, head.encode()).unwrap();
    assert_eq!(kind().1.as_deref(), Some("invalid"));
    fs::write(&file, whole).unwrap();
    assert_eq!(kind().0, 0);
}

#[test]
fn it_goes_on_through_outages_and_ends_with_an_alarm() {
    let mut fixture = election();
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let mut board = write(&fixture, &at("board"));
    copy(&at("board"), &at("old"));
    let (web, id) = (Web::of(&at("board")), fixture.election.id().to_string());
    let mut child = Command::new(env!("CARGO_BIN_EXE_tabella"))
        .args(["follow", &web.url(), "--state", path(&at("state")), "--election-id", &id])
        .args(["--interval", "1", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(next()["event"], "checkpoint");
    // two followers of one state would undo each other's memory
    assert_eq!(look(&web.url(), &at("state"), &[]).0, 2);
    web.show(&at("nothing"));
    assert_eq!(next()["event"], "unreachable");
    let size = fixture.entries.len();
    let voter = fixture.credential(0, 1);
    fixture.cast(&voter, &[1, 0, 0, 7, 8]);
    post(&fixture, &mut board, fixture.entries.get(size..).unwrap());
    web.show(&at("board"));
    let grown = loop {
        let said = next();
        if said["event"] != "unreachable" {
            break said;
        }
    };
    assert_eq!((&grown["event"], &grown["before"]), (&"checkpoint".into(), &size.into()));
    web.show(&at("old"));
    let alarm = next();
    assert_eq!((&alarm["event"], &alarm["kind"]), (&"alarm".into(), &"rollback".into()));
    assert_eq!(child.wait().unwrap().code(), Some(1));

    // whoever goes on from a state that is known is told so, before anything new comes
    web.show(&at("board"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_tabella"))
        .args(["follow", &web.url(), "--state", path(&at("state"))])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next().unwrap().unwrap();
    assert!(line.contains(": as seen before; cosigned by"), "{line}");
    child.kill().unwrap();
    child.wait().unwrap();
}
