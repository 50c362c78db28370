//! The trustee's offline program: key ceremony and decryption on an unconnected machine.
//!
//! It reads and writes files only: secrets beside the trustee's key file, sealed with a passphrase; everything for others
//! on a removable medium. Each step says what it does, what comes next, and what happens if the trustee stops there.
//! A step that was interrupted can be run again: it goes on where it stopped and never overwrites a file.
#![forbid(unsafe_code)]

mod cli;
mod files;
mod load;
mod paths;
mod problem;
mod steps;
mod talk;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli::Cli { command, common } = cli::Cli::parse();
    let talk = talk::Talk::new(common);
    let mut code = ExitCode::SUCCESS;
    let done = match command {
        cli::Command::New(args) => steps::new::run(&talk, &args),
        cli::Command::Round1(args) => steps::round1::run(&talk, &args),
        cli::Command::Round2(args) => steps::round2::run(&talk, &args),
        cli::Command::Finish(args) => steps::finish::run(&talk, &args),
        cli::Command::Decrypt(args) => steps::decrypt::run(&talk, &args),
        cli::Command::Inspect(args) => steps::inspect::run(&talk, &args).map(|(explained, all)| {
            code = if all { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            explained
        }),
    };
    match done.and_then(|result| talk.result(&result)) {
        Ok(()) => code,
        Err(problem) => {
            talk.problem(&problem);
            ExitCode::FAILURE
        }
    }
}
