//! What voters' browsers download: the WebAssembly module, the pages, and the hash of each file.
//!
//! `target/client/module` holds what wasm-bindgen wrote, `target/client/dist` what a server serves. The same sources give the
//! same bytes, in whatever folder they lie: paths of this machine are left out. Each check bundles the pages again in another folder;
//! `cargo xtask client --reproduce` builds everything again there, the modules too.

mod module;
mod node;
mod reproduce;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::Args;

pub(crate) use node::{Packages, chromium, has_node};

use crate::shell::{self, Workspace};

/// What to do with the client.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Also run the crypto vectors and the module's own tests in WebAssembly, and bundle the pages again in another folder
    #[arg(long)]
    check: bool,
    /// Also build all of it again from the last commit in another folder, and compare every byte
    #[arg(long)]
    reproduce: bool,
    /// Also measure the module with curve25519-dalek's backends of 32 and of 64 bits
    #[arg(long)]
    backends: bool,
}

/// Where the client is built.
pub(crate) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.metadata.target_directory.as_std_path().join("client")
}

/// Builds the client.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    build(workspace)?;
    if options.check {
        check(workspace)?;
    }
    if options.backends {
        module::compare_backends(workspace)?;
    }
    if options.reproduce {
        reproduce::all(workspace)?;
    }
    for (path, hash) in hashes(&folder(workspace).join("dist"))? {
        println!("{hash}  {path}");
    }
    Ok(ExitCode::SUCCESS)
}

/// The module and the pages.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let packages = Packages::install(workspace, "web")?;
    module::build(workspace, &packages)?;
    shell::run(&mut packages.run("tsc", &["--noEmit", "-p", "."]))?;
    let mut bundle = packages.node();
    shell::run(bundle.arg("build.mjs").arg(folder(workspace)))
}

/// The vectors and the module's own tests, in Node's WebAssembly; and that the pages do not depend on where they are bundled.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    module::vectors(workspace)?;
    let mut test = workspace.program("node");
    test.arg("--test").arg("tests/browser/module.test.mjs").env("TABELLA_CLIENT", folder(workspace));
    shell::run(&mut test)?;
    reproduce::pages(workspace)
}

/// SHA-256 of every file, as the bundler wrote them down.
fn hashes(dist: &Path) -> Result<BTreeMap<String, String>> {
    let list = dist.join("SHA256SUMS");
    let text = fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let lines = text.lines().map(|line| {
        let (hash, path) =
            line.split_once("  ").with_context(|| format!("{line:?} in {}", list.display()))?;
        Ok((path.to_owned(), hash.to_owned()))
    });
    lines.collect()
}
