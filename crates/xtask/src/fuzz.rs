//! Fuzz targets of `tests/fuzz/`, one after the other.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::shell::{self, Workspace};

/// Where the targets live, outside the workspace.
const FOLDER: &str = "--fuzz-dir=tests/fuzz";

#[derive(Args)]
pub(crate) struct Options {
    /// How long each target runs
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Only these targets
    targets: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if !workspace.has("cargo", &["+nightly", "--version"]) {
        bail!("fuzzing needs the nightly compiler: rustup toolchain install nightly --profile minimal");
    }
    if !workspace.has("cargo", &["fuzz", "--version"]) {
        bail!("fuzzing needs cargo-fuzz: cargo install cargo-fuzz --locked");
    }
    let output = workspace.cargo(&["+nightly", "fuzz", "list", FOLDER]).output()?;
    if !output.status.success() {
        // a backtrace may follow
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("cargo fuzz list: {}", said.lines().next().unwrap_or_default());
    }
    let all = String::from_utf8(output.stdout).context("cargo fuzz list does not speak UTF-8")?;
    let wanted = |target: &&str| options.targets.is_empty() || options.targets.iter().any(|t| t == target);
    let targets: Vec<&str> = all.split_whitespace().filter(wanted).collect();
    if targets.is_empty() {
        bail!("no such fuzz target; there are: {}", all.split_whitespace().collect::<Vec<_>>().join(", "));
    }
    // without seeds a fuzzer needs hours to find a first ballot
    let seeds = ["run", "--quiet", "--manifest-path=tests/fuzz/Cargo.toml", "--example=seeds"];
    shell::run(&mut workspace.cargo(&seeds)).context("no seeds could be made from tests/vectors")?;
    for target in &targets {
        eprintln!("\n== fuzz {target}, {} s ==", options.seconds);
        let time = format!("-max_total_time={}", options.seconds);
        let arguments = ["+nightly", "fuzz", "run", FOLDER, target, "--", &time, "-print_final_stats=1"];
        shell::run(&mut workspace.cargo(&arguments))
            .with_context(|| format!("{target} found an input that breaks it, see tests/fuzz/artifacts"))?;
    }
    println!("{} targets, {} s each: nothing found", targets.len(), options.seconds);
    Ok(ExitCode::SUCCESS)
}
