//! The program that lays out what is printed, a workspace of its own: `crates/documents`.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::shell::{self, Workspace};

/// The variable that tells tests where the program is.
pub(crate) const PROGRAM: &str = "TABELLA_DOCUMENTS";

/// Its manifest.
pub(crate) const MANIFEST: &str = "--manifest-path=crates/documents/Cargo.toml";

/// cargo for it.
fn cargo(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = workspace.cargo_as_tested(arguments);
    command.arg(MANIFEST).env("CARGO_TARGET_DIR", folder(workspace));
    command
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.metadata.target_directory.join("documents").into()
}

/// Builds the program as its tests do: quickly built, and quick enough to try it.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    shell::run(&mut cargo(workspace, &["build", "--locked", "--features=testing"]))?;
    Ok(folder(workspace).join("debug/tabella-documents"))
}

/// Whether it is formatted.
pub(crate) fn format(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo(&["fmt", "--all", MANIFEST, "--", "--check"]);
    shell::run(&mut command)
}

/// Lints and builds all of it; its tests, to be run.
pub(crate) fn tests(workspace: &Workspace) -> Result<Command> {
    let all = ["build", "--locked", "--features=testing", "--all-targets"];
    shell::run(&mut cargo(workspace, &all))?;
    Ok(cargo(workspace, &["test", "--locked", "--features=testing", "--no-fail-fast"]))
}
