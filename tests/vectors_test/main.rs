//! The code against the frozen files `tests/vectors/*.json`, which are read as they lie on disk (in a browser's build: as they
//! lay there).
//!
//! What can be computed from a file alone is computed here a second time, by the text of docs/protocol.md: challenges with merlin
//! alone, the equations of ballots and shares point by point, sums and counts from the entries of the board.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

mod ballots;
mod ceremony;
mod encodings;
mod log;
mod negative;
mod tally;

use std::sync::Arc;

use serde_json::Value;
use tabella_board::{BoardState, Entry, admit};
use tabella_crypto::{CompressedRistretto, RistrettoPoint, Scalar};
use tabella_election::Election;
use tabella_tests::MemoryBoard;

fn read(name: &str) -> Value {
    serde_json::from_slice(&files::content(name)).unwrap()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not an array: {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("not a number: {value}"))
}

fn numbers<T: TryFrom<u64>>(value: &Value) -> Vec<T> {
    array(value).iter().map(|value| T::try_from(number(value)).ok().unwrap()).collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text(value).as_bytes()).unwrap()
}

fn bytes32(value: &Value) -> [u8; 32] {
    bytes(value).try_into().unwrap()
}

fn scalar(value: &Value) -> Scalar {
    Scalar::from_canonical_bytes(bytes32(value)).unwrap()
}

fn point(value: &Value) -> RistrettoPoint {
    CompressedRistretto(bytes32(value)).decompress().unwrap()
}

fn points(value: &Value) -> Vec<RistrettoPoint> {
    array(value).iter().map(point).collect()
}

/// Deterministic: only the verdict counts.
fn rng() -> rand_chacha::ChaCha20Rng {
    rand_chacha::rand_core::SeedableRng::from_seed([77; 32])
}

/// The election of all files but some of the negative ones.
fn election() -> Arc<Election> {
    let manifest = text(&read("manifest.json")["manifests"][0]["manifest"]).to_owned();
    Arc::new(Election::parse(manifest.as_bytes()).unwrap())
}

/// The entries of board.json.
fn board() -> Vec<Entry> {
    let manifest = election().bytes().to_vec();
    array(&read("board.json")["entries"])
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let blob =
                if index == 0 { manifest.clone() } else { entry.get("blob").map(bytes).unwrap_or_default() };
            Entry::with_blob(bytes(&entry["bytes"]), blob).unwrap()
        })
        .collect()
}

/// The board replayed in one batch.
fn replayed() -> BoardState {
    let entries = board();
    let mut state = BoardState::new(election());
    let verdicts = admit(&mut state, entries.clone(), &MemoryBoard(&entries), &mut rng()).unwrap();
    for (index, verdict) in verdicts.into_iter().enumerate() {
        verdict.unwrap_or_else(|rejection| panic!("entry {index}: {rejection}"));
    }
    state
}

/// Where the files lie.
#[cfg(not(target_family = "wasm"))]
mod files {
    use std::path::PathBuf;

    fn path(name: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name)
    }

    pub(super) fn content(name: &str) -> Vec<u8> {
        std::fs::read(path(name)).unwrap()
    }

    pub(super) fn protocol() -> String {
        std::fs::read_to_string(path("../../docs/protocol.md")).unwrap()
    }

    /// The program `vectors` would write what lies there, and nothing else lies there.
    #[test]
    fn files_are_as_the_code_makes_them() {
        let generated = tabella_tests::vectors::generate();
        for (name, content) in &generated {
            let found = std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(found == *content, "{name} differs from what the code makes");
        }
        for file in std::fs::read_dir(path("")).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(generated.contains_key(name.as_str()), "{name} is made by nothing");
        }
    }

    #[test]
    fn files_stay_small() {
        let sizes = std::fs::read_dir(path("")).unwrap().map(|file| file.unwrap().metadata().unwrap().len());
        assert!(sizes.sum::<u64>() < 1_500_000);
    }
}

/// The files in the browser's build of these tests, where there are no files: `cargo xtask client --check`.
#[cfg(target_family = "wasm")]
mod files {
    macro_rules! built_in {
        ($($name:literal)*) => {
            pub(super) fn content(name: &str) -> Vec<u8> {
                match name {
                    $($name => include_bytes!(concat!("../vectors/", $name)).to_vec(),)*
                    _ => panic!("{name} is not built in"),
                }
            }
        };
    }

    built_in!(
        "authorisation.json" "ballots.json" "board.json" "ceremony.json" "checkpoint.json" "encodings.json"
        "generators.json" "groups.json" "manifest.json" "merkle.json" "negative.json" "shares.json" "tally.json"
        "transcripts.json"
    );

    pub(super) fn protocol() -> String {
        include_str!("../../docs/protocol.md").to_owned()
    }
}
