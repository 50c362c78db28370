//! Measurements: `tests/bench/`, `crates/server/benches/`.

use std::{ffi::OsString, process::ExitCode};

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

#[derive(Args)]
pub(crate) struct More {
    /// What the measurement takes: --people N, --clients N, --postgres, --json
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    more: Vec<OsString>,
}

/// Signs people in at a desk that it starts, and gives them credentials.
pub(crate) fn sign_ins(workspace: &Workspace, options: &More) -> Result<ExitCode> {
    let mut command =
        workspace.cargo(&["bench", "--locked", "--package=tabella-server", "--bench=sign_ins", "--"]);
    command.args(&options.more);
    Ok(shell::pass_on(shell::status(&mut command)?))
}
