//! A PostgreSQL for one demo. The program that starts it is the store's, and no part of what is shipped.

use std::{
    io::{BufRead as _, BufReader},
    os::unix::process::CommandExt as _,
    process::{Child, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use crate::shell::{self, Workspace};

/// A server with an empty database; it ends when this is dropped, and when this process ends.
pub(super) struct Postgres {
    child: Child,
    url: String,
}

impl Postgres {
    /// Builds the program that starts it, and waits until it runs.
    pub(super) fn start(workspace: &Workspace) -> Result<Self> {
        shell::run(&mut workspace.cargo(&[
            "build",
            "--release",
            "--locked",
            // chosen so that what both depend on is built the same, once
            "--package=tabella-cli",
            "--package=tabella-database",
            "--features=tabella-database/testing",
            "--example=postgres",
        ]))?;
        let mut command = workspace.program(workspace.release_binary("examples/postgres"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // an interrupt from the keyboard goes past it: it ends in order when its standard input does
        let mut child = command.process_group(0).spawn().context("cannot run the store's PostgreSQL")?;
        let mut url = String::new();
        if let Some(stdout) = &mut child.stdout {
            BufReader::new(stdout).read_line(&mut url)?;
        }
        ensure!(!url.is_empty(), "there is no PostgreSQL for the demo; see above");
        Ok(Self { child, url: url.trim_end().to_owned() })
    }

    /// The URL of its database.
    pub(super) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // it says itself what went wrong
        let _ = self.child.wait();
    }
}
