//! The ballot box under fire and under load: `tests/service/`.

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use clap::Args;

use crate::shell::{self, Workspace};

#[derive(Args)]
pub(crate) struct Options {
    /// What `service` takes: --kills N, --clients N, --database sqlite|postgres, --json …; --help lists it
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    more: Vec<OsString>,
}

/// Builds the ballot box and what attacks it, and runs a task of the latter.
pub(crate) fn run(workspace: &Workspace, task: &str, options: &Options) -> Result<ExitCode> {
    let build = ["build", "--release", "--locked", "--package=tabella-cli", "--package=tabella-service"];
    shell::run(&mut workspace.cargo(&build))?;
    let mut command = workspace.program(workspace.release_binary("service"));
    command.arg(task).args(&options.more);
    Ok(shell::pass_on(shell::status(&mut command)?))
}
