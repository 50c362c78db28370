//! Small boards, lawful and not, with what the verifier says of each: for another verifier to agree or not.
//!
//! `boards OUT [--valid 200] [--mutated 2000] [--seed 1]` writes, for each lawful board with number N, `OUT/N/board/…` (its
//! files), `OUT/N/board.tar` (its archive) and `OUT/N/family.json`: whom to trust, the report on the lawful board, and boards
//! that differ from it by some files, each with its name and its report. The same seed gives the same boards.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a program for tests that cannot go on must stop"
)]

mod cbor;
mod draft;
mod files;
mod mutate;
mod valid;

use std::{fs, num::NonZeroU32, path::Path, process::ExitCode, str::FromStr};

use data_encoding::{BASE64, HEXLOWER};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use tabella_verifier::{
    Options, Report, Second, SecondStep, Shared, Step, Trust, Turn, verify, write_archive,
};

use files::Files;
use mutate::Mutated;
use valid::Family;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(out) = arguments.first().filter(|first| !first.starts_with('-')) else {
        eprintln!("usage: boards OUT [--valid N] [--mutated N] [--seed N]");
        return ExitCode::from(2);
    };
    let valid: u64 = option(&arguments, "--valid", 200);
    let mutated: u64 = option(&arguments, "--mutated", 2000);
    let seed: u64 = option(&arguments, "--seed", 1);
    let out = Path::new(out);
    if out.exists() {
        fs::remove_dir_all(out).unwrap();
    }
    (0..valid).into_par_iter().for_each(|number| {
        // the first boards take what is left over
        let count = mutated / valid + u64::from(number < mutated % valid);
        write(&out.join(format!("{number:04}")), seed, number, count);
    });
    println!("{valid} lawful boards and {mutated} others in {}", out.display());
    ExitCode::SUCCESS
}

fn option<T: FromStr<Err: std::fmt::Debug>>(arguments: &[String], name: &str, default: T) -> T {
    let at = arguments.iter().position(|argument| argument == name);
    at.map_or(default, |at| arguments[at + 1].parse().unwrap())
}

/// One lawful board and `count` others made from it.
fn write(folder: &Path, seed: u64, number: u64, count: u64) {
    let mut rng = ChaCha20Rng::seed_from_u64(seed << 32 | number);
    let family = Family::new(number, &mut rng);
    let lawful = family.files();
    for (path, bytes) in &lawful {
        let path = folder.join("board").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    write_archive(&folder.join("board"), fs::File::create(folder.join("board.tar")).unwrap()).unwrap();
    let report = report(&lawful, &family.trust());
    assert_ne!(report["verdict"], "failed", "board {number}: {report}");
    let others: Vec<Value> = (0..count)
        .map(|_| {
            let Mutated { name, files, by_authority } = mutate::mutate(&family, &lawful, &mut rng);
            let trust = if by_authority { family.authority() } else { family.trust() };
            json!({
                "name": name,
                "trust": if by_authority { "authority" } else { "election" },
                "changes": changes(&lawful, &files),
                "report": self::report(&files, &trust),
            })
        })
        .collect();
    let family = json!({
        "name": family.name,
        "election": HEXLOWER.encode(&family.fixture.election.id().0),
        "authority": HEXLOWER.encode(family.fixture.people.authority.verifying_key().as_bytes()),
        "report": report,
        "boards": others,
    });
    fs::write(folder.join("family.json"), serde_json::to_vec(&family).unwrap()).unwrap();
}

/// Files that differ, in base64; `null` for those that are gone.
fn changes(from: &Files, to: &Files) -> Map<String, Value> {
    let gone = from.keys().filter(|path| !to.contains_key(*path)).map(|path| (path.clone(), Value::Null));
    let new = to.iter().filter(|(path, bytes)| from.get(*path) != Some(*bytes));
    gone.chain(new.map(|(path, bytes)| (path.clone(), BASE64.encode(bytes).into()))).collect()
}

/// What the verifier says, without its sentences.
fn report(files: &Files, trust: &Trust) -> Value {
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    let report = verify(files, trust, Options::default(), &mut |_| {}, &mut rng);
    assert_eq!(shared(files, trust, &mut rng), report, "two workers say something else than one");
    let mut value = serde_json::to_value(&report).unwrap();
    strip(&mut value);
    value
}

/// What two workers say that share out the proofs.
fn shared(files: &Files, trust: &Trust, rng: &mut ChaCha20Rng) -> Report {
    let of = NonZeroU32::MIN.saturating_add(1);
    let mut judge = Shared::new(files, trust.clone(), of);
    loop {
        match judge.step(&mut |_| {}, rng) {
            Step::Onwards => {}
            Step::Report(report) => return *report,
            Step::Waiting => {
                let (note, turn) = (judge.note().unwrap(), Turn::new(1, 2).unwrap());
                let mut second = Second::new(files, trust.clone(), note, turn);
                loop {
                    match second.step(&mut |_| {}, rng) {
                        SecondStep::Onwards => continue,
                        SecondStep::Voucher(voucher) => judge.vouch(&[*voucher]).unwrap(),
                        SecondStep::Nothing(_) => judge.alone(),
                    }
                    break;
                }
            }
        }
    }
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("words");
            map.values_mut().for_each(strip);
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}
