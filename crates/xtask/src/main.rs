//! Tasks of the project: demo, test, tidy, vectors, client, e2e, bench, sign-ins, fuzz, soak, faults, load, flood, handover.
//!
//! `cargo xtask <task>` from anywhere in the project; `cargo xtask <task> --help` lists what a task takes.

mod bench;
mod client;
mod demo;
mod documents;
mod e2e;
mod fuzz;
mod service;
mod shell;
mod test;
mod tidy;
mod vectors;
mod wasm;

use std::process::ExitCode;

use clap::Parser;

use shell::Workspace;

/// Tasks of the Tabella project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    /// Run a whole election in the terminal, from key ceremony to verified result
    Demo(demo::Options),
    /// Check everything: format, lints, rules of the house, tests, wasm, whole elections
    Test(test::Options),
    /// Check the rules of the house: arrows between crates, forbidden words, headers
    Tidy,
    /// Write the frozen test vectors, or check that the code still gives them
    Vectors(vectors::Options),
    /// Build what voters' browsers download
    Client(client::Options),
    /// Test the client in Chromium, against the real ballot box
    E2e(e2e::Options),
    /// Measure proving and verifying
    Bench(bench::Options),
    /// Sign-ins and credentials per second at the desk, and what each step costs
    #[command(disable_help_flag = true)]
    SignIns(bench::More),
    /// Run every fuzz target for a while
    Fuzz(fuzz::Options),
    /// Kill the ballot box at random moments while people vote, and hold it to its promises
    #[command(disable_help_flag = true)]
    Soak(service::Options),
    /// Let every call that writes to the disk fail in turn, and hold the ballot box and a witness to their promises
    #[command(disable_help_flag = true)]
    Faults(service::Options),
    /// Ballots per second from HTTP to receipt, beside verification alone
    #[command(disable_help_flag = true)]
    Load(service::Options),
    /// Honest voters beside clients who send thousands of wrong ballots
    #[command(disable_help_flag = true)]
    Flood(service::Options),
    /// Two ballot boxes on one PostgreSQL: one is killed, the other takes over
    #[command(disable_help_flag = true)]
    Handover(service::Options),
}

fn main() -> ExitCode {
    let task = Task::parse();
    let outcome = Workspace::find().and_then(|workspace| match task {
        Task::Demo(options) => demo::run(&workspace, &options),
        Task::Test(options) => Ok(test::run(&workspace, &options)),
        Task::Tidy => tidy::run(&workspace),
        Task::Vectors(options) => vectors::run(&workspace, &options),
        Task::Client(options) => client::run(&workspace, &options),
        Task::E2e(options) => e2e::run(&workspace, &options),
        Task::Bench(options) => bench::run(&workspace, &options),
        Task::SignIns(more) => bench::sign_ins(&workspace, &more),
        Task::Fuzz(options) => fuzz::run(&workspace, &options),
        Task::Soak(options) => service::run(&workspace, "soak", &options),
        Task::Faults(options) => service::run(&workspace, "faults", &options),
        Task::Load(options) => service::run(&workspace, "load", &options),
        Task::Flood(options) => service::run(&workspace, "flood", &options),
        Task::Handover(options) => service::run(&workspace, "handover", &options),
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
