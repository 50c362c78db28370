//! The tabella binary.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser as _;
use tabella_cli::{Cli, EXIT_USAGE, printed};

fn main() -> ExitCode {
    Cli::parse().run().unwrap_or_else(|error| {
        eprintln!("{}", printed(&error));
        ExitCode::from(EXIT_USAGE)
    })
}
