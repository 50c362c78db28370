//! The trustee's offline program: key ceremony and decryption on an unconnected machine.
//!
//! It reads and writes files only: secrets beside the trustee's key file, sealed with a passphrase; everything for others
//! on a removable medium. Each step says what it does, what comes next, and what happens if the trustee stops there.
//! A step that was interrupted can be run again: it goes on where it stopped and never overwrites a file.
//!
//! # The feature `online`
//! A second program for connected machines, from the same steps: with `--relay` it does what otherwise a person with a
//! stick does. Before a step it puts on the medium what others have published, after the step it hands in what the step
//! put there. No key is open while it speaks with the network. Without the feature there is no code for that.
#![forbid(unsafe_code)]

mod cli;
mod files;
mod load;
mod online;
mod paths;
mod problem;
mod steps;
mod talk;

use std::process::ExitCode;

use clap::Parser as _;

use crate::online::Awaited;

/// Runs the program with its arguments.
pub fn main() -> ExitCode {
    let cli::Cli { command, common } = cli::Cli::parse();
    let talk = talk::Talk::new(common);
    let mut code = ExitCode::SUCCESS;
    let done = match command {
        cli::Command::New(args) => steps::new::run(&talk, &args),
        cli::Command::Round1(args) => online::step(&talk, &args, Awaited::Manifest, steps::round1::run),
        cli::Command::Round2(args) => online::step(&talk, &args, Awaited::Commitments, steps::round2::run),
        cli::Command::Finish(args) => online::step(&talk, &args, Awaited::Packages, steps::finish::run),
        cli::Command::Decrypt(args) => online::decrypt(&talk, &args),
        #[cfg(feature = "online")]
        cli::Command::Carry(args) => online::carry(&talk, &args),
        cli::Command::Inspect(args) => steps::inspect::run(&talk, &args).map(|(explained, all)| {
            code = if all { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            explained
        }),
        cli::Command::Rehearse(args) => steps::rehearse::run(&talk, &args),
    };
    match done.and_then(|result| talk.result(&result)) {
        Ok(()) => code,
        Err(problem) => {
            talk.problem(&problem);
            ExitCode::FAILURE
        }
    }
}
