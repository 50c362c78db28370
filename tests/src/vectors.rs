//! The frozen test vectors `tests/vectors/*.json`, made anew from fixed seeds.
//!
//! [`generate`] is what the program `vectors` writes, or compares with the files. Whoever implements the protocol reads the files
//! alone; so does the test `vectors`, which checks the code against them. Section 15 of docs/protocol.md says what is in them.

mod ballots;
mod basics;
mod ceremony;
mod groups;
mod log;
mod manifests;
mod negative;
mod recorder;
mod rules;
mod tally;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tabella_crypto::{CompressedRistretto, RistrettoPoint, Scalar, hash::hex};

pub use groups::election_of_tree;

/// Every file with its content.
pub fn generate() -> BTreeMap<&'static str, String> {
    let held = rules::hold();
    let files = [
        ("generators.json", basics::generators()),
        ("encodings.json", basics::encodings()),
        ("manifest.json", manifests::manifests(&held)),
        ("ceremony.json", ceremony::ceremony(&held)),
        ("board.json", tally::board(&held)),
        ("ballots.json", ballots::ballots(&held)),
        ("authorisation.json", ballots::authorisations(&held)),
        ("transcripts.json", ballots::transcripts(&held)),
        ("shares.json", tally::shares(&held)),
        ("tally.json", tally::tally(&held)),
        ("groups.json", groups::groups()),
        ("merkle.json", log::merkle()),
        ("checkpoint.json", log::checkpoint()),
        ("negative.json", negative::negative()),
    ];
    files.into_iter().map(|(name, value)| (name, written(&value))).collect()
}

fn written(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap();
    text.push('\n');
    text
}

/// Bytes in hexadecimal.
fn bytes(bytes: impl AsRef<[u8]>) -> Value {
    hex(bytes.as_ref()).into()
}

fn scalar(scalar: &Scalar) -> Value {
    bytes(scalar.as_bytes())
}

fn point(point: &RistrettoPoint) -> Value {
    bytes(point.compress().as_bytes())
}

fn points(points: &[RistrettoPoint]) -> Value {
    points.iter().map(point).collect()
}

fn encoded(points: &[CompressedRistretto]) -> Value {
    points.iter().map(|point| bytes(point.as_bytes())).collect()
}

/// The first word of an error's `Debug` form, as names in files are written: `TooManyKeys { … }` is `too-many-keys`.
pub fn error_name(error: &impl std::fmt::Debug) -> String {
    let debug = format!("{error:?}");
    let word: String = debug.chars().take_while(char::is_ascii_alphanumeric).collect();
    let mut name = String::new();
    for c in word.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// What stands at the top of every file.
fn file(about: &str, rest: Value) -> Value {
    let mut file = json!({ "about": about });
    if let (Value::Object(file), Value::Object(rest)) = (&mut file, rest) {
        file.extend(rest);
    }
    file
}
