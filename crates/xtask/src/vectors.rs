//! The frozen test vectors under `tests/vectors/`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::shell::{self, Workspace};

#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail if the code gives other bytes than the files hold
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut command = workspace.cargo(&[
        "run",
        "--release",
        "--locked",
        "--package=tabella-tests",
        "--bin=vectors",
        "--",
        "tests/vectors",
    ]);
    if options.check {
        command.arg("--check");
    }
    Ok(shell::pass_on(shell::status(&mut command)?))
}
