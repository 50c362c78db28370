//! Measurements: `tests/bench/`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::shell::{self, Workspace};

#[derive(Args)]
pub(crate) struct Options {
    /// Fewer rounds: minutes instead of a quarter of an hour, and more noise
    #[arg(long)]
    quick: bool,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
    /// Only cases whose name contains one of these
    cases: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut command =
        workspace.cargo(&["bench", "--locked", "--package=tabella-tests", "--bench=ballots", "--"]);
    for (wanted, word) in [(options.quick, "--quick"), (options.json, "--json")] {
        if wanted {
            command.arg(word);
        }
    }
    command.args(&options.cases);
    Ok(shell::pass_on(shell::status(&mut command)?))
}
