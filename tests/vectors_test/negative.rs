//! negative.json: what must be refused is refused, by the rule that is named.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value;
use tabella_board::{BoardState, Entry, EntryError, Rejection, admit};
use tabella_election::Election;
use tabella_tests::{MemoryBoard, vectors::error_name};
use tabella_tlog::{BundlePath, Checkpoint, SignedNote, TilePath, Vkey, WitnessPolicy};

use crate::{array, bytes, number, read, rng, text};

fn entry(value: &Value) -> Entry {
    Entry::with_blob(bytes(&value["bytes"]), value.get("blob").map(bytes).unwrap_or_default()).unwrap()
}

fn post(state: &mut BoardState, entries: &mut Vec<Entry>, entry: Entry) -> Result<(), Rejection> {
    entries.push(entry.clone());
    admit(state, vec![entry], &MemoryBoard(entries), &mut rng()).unwrap().remove(0)
}

#[test]
fn boards() {
    let mut names = BTreeSet::new();
    let mut count = 0;
    for board in array(&read("negative.json")["boards"]) {
        let election = Arc::new(Election::parse(text(&board["manifest"]).as_bytes()).unwrap());
        // the state after each number of entries
        let mut states = vec![(BoardState::new(election), Vec::new())];
        for value in array(&board["entries"]) {
            let (mut state, mut entries) = states.last().unwrap().clone();
            post(&mut state, &mut entries, entry(value)).unwrap();
            states.push((state, entries));
        }
        for case in array(&board["cases"]) {
            let (mut state, mut entries) = states[usize::try_from(number(&case["after"])).unwrap()].clone();
            for given in case.get("given").map(array).unwrap_or_default() {
                post(&mut state, &mut entries, entry(given)).unwrap();
            }
            let before = tabella_tests::fingerprint(&state);
            let rejection = post(&mut state, &mut entries, entry(&case["entry"])).unwrap_err();
            assert_eq!(rejection.name(), text(&case["rejection"]), "{}: {rejection}", case["name"]);
            assert_eq!(tabella_tests::fingerprint(&state), before, "{} changed the state", case["name"]);
            names.insert(rejection.name());
            count += 1;
        }
    }
    assert!(count >= 60, "{count} cases");
    for name in NAMES {
        assert!(names.contains(name), "no case is refused as {name}");
    }
}

/// Every name of section 8.3 that bytes can be refused for.
const NAMES: [&str; 43] = [
    "encoding",
    "point",
    "signature",
    "unknown-trustee",
    "phase",
    "manifest",
    "attempt",
    "complaint",
    "twice",
    "self-accusation",
    "package",
    "repeated-term",
    "ceremony",
    "ceremony-incomplete",
    "other-keys",
    "test-share",
    "unknown-style",
    "weight",
    "credential-reused",
    "too-many-voters",
    "not-live",
    "replacement",
    "chain-limit",
    "no-revoting",
    "other-style",
    "previous",
    "randomness-reused",
    "ballot-version",
    "ballot-election",
    "ballot-style",
    "range-format",
    "range-proof",
    "authorisation",
    "ballot-proof",
    "challenge",
    "sequence",
    "extension",
    "other-tree",
    "not-settled",
    "share",
    "tally",
    "counts",
    "postal-reference",
];

/// The document lists the same names.
#[test]
fn document_has_every_name() {
    let document = super::files::protocol();
    for name in
        NAMES.iter().chain(&["other-context", "ballot-length", "too-long", "blob-missing", "blob-hash"])
    {
        assert!(document.contains(&format!("`{name}`")), "docs/protocol.md does not say what {name} is");
    }
}

#[test]
fn no_entries() {
    for case in array(&read("negative.json")["no_entries"]) {
        let error = match Entry::with_blob(bytes(&case["entry"]), bytes(&case["blob"])) {
            Err(EntryError::Decode(_)) => "encoding",
            Err(EntryError::BlobHash(_)) => "blob-hash",
            other => panic!("{}: {other:?}", case["name"]),
        };
        assert_eq!(error, text(&case["error"]), "{}", case["name"]);
    }
    let long = Entry::with_blob(vec![0x80; 65_536], Vec::new());
    assert_eq!(long, Err(EntryError::TooLong(65_536)));
}

#[test]
fn manifests() {
    let file = read("negative.json");
    let good = text(&file["manifests"]["manifest"]);
    assert!(Election::parse(good.as_bytes()).is_ok());
    for case in array(&file["manifests"]["cases"]) {
        let at = usize::try_from(number(&case["at"])).unwrap();
        let rest = good[at..].strip_prefix(text(&case["remove"])).unwrap();
        let changed = [&good[..at], text(&case["insert"]), rest].concat();
        let error = Election::parse(changed.as_bytes()).unwrap_err();
        assert_eq!(error_name(&error), text(&case["error"]), "{}: {error}", case["name"]);
    }
}

#[test]
fn notes() {
    let checkpoint = read("checkpoint.json");
    let vkey = |value: &Value| Vkey::parse(text(&value["vkey"])).unwrap();
    let log = vkey(&checkpoint["log"]);
    let members: Vec<Vkey> = array(&checkpoint["witnesses"]).iter().map(vkey).collect();
    let policy = WitnessPolicy { members, quorum: 2 };
    let is_accepted = |note: &[u8]| {
        let Ok(note) = SignedNote::parse(note) else { return false };
        Checkpoint::open(&note, &log).is_ok() && policy.check(&note).is_ok()
    };
    assert!(is_accepted(text(&checkpoint["note"]).as_bytes()));
    for case in array(&read("negative.json")["notes"]) {
        assert!(!is_accepted(&bytes(&case["note"])), "{}", case["name"]);
    }
}

#[test]
fn paths() {
    for case in array(&read("negative.json")["paths"]) {
        let path = text(&case["path"]);
        assert!(path.parse::<TilePath>().is_err() && path.parse::<BundlePath>().is_err(), "{path}");
    }
}
