//! Writes the test vectors: `vectors DIRECTORY`, or compares them with the files: `vectors DIRECTORY --check`.
#![forbid(unsafe_code)]

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (directory, check) = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [directory] => (PathBuf::from(directory), false),
        [directory, "--check"] => (PathBuf::from(directory), true),
        _ => {
            eprintln!("usage: vectors DIRECTORY [--check]");
            return ExitCode::from(2);
        }
    };
    let mut all_right = true;
    for (name, content) in tabella_tests::vectors::generate() {
        let path = directory.join(name);
        if check {
            let same = std::fs::read_to_string(&path).is_ok_and(|found| found == content);
            all_right &= same;
            println!(
                "{name}: {}",
                if same { "as the code makes it" } else { "differs from what the code makes" }
            );
        } else if let Err(error) = std::fs::write(&path, &content) {
            eprintln!("{}: {error}", path.display());
            all_right = false;
        } else {
            println!("{name}: {} bytes", content.len());
        }
    }
    if all_right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
