//! `cargo xtask soak` and `cargo xtask load`: the ballot box under fire and under load, on this machine's loopback only.

mod faults;
mod flood;
mod handover;
mod load;
mod soak;
mod stand;
mod voting;

use std::process::ExitCode;

use clap::Parser;

/// The ballot box under fire and under load.
#[derive(Parser)]
#[command(name = "service")]
enum Task {
    /// Kill the ballot box at random moments while people vote, and hold it to its promises
    Soak(soak::Options),
    /// Let every call that writes to the disk fail in turn, and hold the ballot box and a witness to their promises
    Faults(faults::Options),
    /// Ballots per second from HTTP to receipt, beside verification alone
    Load(load::Options),
    /// Honest voters beside clients who send thousands of ballots with wrong proofs
    Flood(flood::Options),
    /// Two ballot boxes on one database: one is killed, the other takes over
    Handover(handover::Options),
    /// Keep an election open for tests in other languages, which speak JSON on standard input and output
    Stand(stand::Options),
}

fn main() -> ExitCode {
    let outcome = match Task::parse() {
        Task::Soak(options) => soak::run(&options),
        Task::Faults(options) => faults::run(&options),
        Task::Load(options) => load::run(&options),
        Task::Flood(options) => flood::run(&options),
        Task::Handover(options) => handover::run(&options),
        Task::Stand(options) => stand::run(&options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("service: {error:#}");
            ExitCode::FAILURE
        }
    }
}
