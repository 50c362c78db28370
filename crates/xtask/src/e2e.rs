//! The client in Chromium, against the real ballot box, and the demonstration: `tests/browser/`.

use std::{
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{
    client::{self, Packages},
    documents,
    shell::{self, Profile, Workspace},
};

/// What is tested; each is a file of tests/browser, and `postal` is two.
const PARTS: [&str; 9] =
    ["journeys", "lies", "looks", "demo", "postal", "office", "prepare", "verifier", "observe"];

/// The files of a part.
fn files(part: &str) -> impl Iterator<Item = &str> {
    std::iter::once(part).chain((part == "postal").then_some("postal-alone"))
}

/// Makes boards, lawful and not, with what the native verifier says of each.
const BOARDS: &str = "boards";

/// Signs a share of the decryption that is wrong, as a trustee would who lies.
const LIAR: &str = "liar";

/// Lawful boards and mutated ones, as many as `cargo xtask test` gives the verifier in Python.
const ALL_BOARDS: &str = "200,2000";

/// So many files of tests at once.
const TOGETHER: &str = "--test-concurrency=2";

/// What to test in the browser.
#[derive(Args)]
pub(crate) struct Options {
    /// Only these: journeys, lies, looks, demo, postal, office, prepare, verifier, observe
    #[arg(value_parser = PARTS)]
    parts: Vec<String>,
    /// For `verifier`: all boards that the verifier in Python takes, minutes in place of seconds
    #[arg(long)]
    all_boards: bool,
    /// End with one JSON object on one line
    #[arg(long)]
    json: bool,
}

/// Why the browser's tests cannot run here, if they cannot.
pub(crate) fn obstacle(workspace: &Workspace) -> Option<String> {
    if !client::has_node(workspace) {
        return Some("Node 18 and npm are not installed (`apt-get install nodejs npm`)".into());
    }
    client::chromium()
        .is_none()
        .then(|| "there is no Chromium (`apt-get install chromium`, or name one in $CHROMIUM)".into())
}

/// Builds everything and runs the tests.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    if let Some(obstacle) = obstacle(workspace) {
        anyhow::bail!("{obstacle}");
    }
    client::build(workspace)?;
    let parts: Vec<&str> = options.parts.iter().map(String::as_str).collect();
    let mut tests = command(workspace, &parts)?;
    if options.all_boards {
        tests.env("TABELLA_BOARDS_COUNT", ALL_BOARDS);
    }
    let output = tests.stdout(Stdio::piped()).output().with_context(|| shell::line(&tests))?;
    let said = String::from_utf8_lossy(&output.stdout);
    print!("{said}");
    let sum = |name: &str| -> u64 {
        let prefix = format!("# {name} ");
        said.lines().filter_map(|line| line.strip_prefix(&prefix)?.trim().parse::<u64>().ok()).sum()
    };
    println!("pictures: {}", client::folder(workspace).join("pictures").display());
    if options.json {
        println!("{{\"passed\":{},\"failed\":{},\"skipped\":{}}}", sum("pass"), sum("fail"), sum("skipped"));
    }
    Ok(shell::pass_on(output.status))
}

/// The programs that make boards and lies, with the features that the tests build it with: after the tests, nothing is left to compile.
pub(crate) fn boards(workspace: &Workspace) -> Result<PathBuf> {
    let examples = ["--example", BOARDS, "--example", LIAR];
    let build = [&["build", "--locked", "--workspace"], &examples[..]].concat();
    shell::run(&mut workspace.cargo_as_tested(&build))?;
    Ok(workspace.binary(Profile::Dev, &format!("examples/{BOARDS}")))
}

/// The tests, all of them if none is named. The client was built before.
pub(crate) fn command(workspace: &Workspace, parts: &[&str]) -> Result<Command> {
    shell::build_as_tested(workspace)?;
    let boards = boards(workspace)?;
    let printing = documents::build(workspace)?;
    Packages::install(workspace, "tests/browser")?;
    let parts = if parts.is_empty() { &PARTS } else { parts };
    let mut command = workspace.program("node");
    // most of a journey is waiting; Node before 18.19 runs one file after the other on small machines
    if workspace.has("node", &[TOGETHER, "-e", "0"]) {
        command.arg(TOGETHER);
    }
    command.args(["--test", "--test-reporter=tap"]);
    command
        .args(parts.iter().flat_map(|part| files(part)).map(|file| format!("tests/browser/{file}.test.mjs")));
    command.env("TABELLA_CLIENT", client::folder(workspace));
    command.env("TABELLA_SERVICE", workspace.binary(Profile::Dev, "service"));
    command.env("TABELLA", workspace.binary(Profile::Dev, "tabella"));
    command.env("TABELLA_BOARDS", boards);
    command.env("TABELLA_LIAR", workspace.binary(Profile::Dev, &format!("examples/{LIAR}")));
    command.env(documents::PROGRAM, printing);
    command.envs(client::chromium().map(|path| ("CHROMIUM", path)));
    Ok(command)
}
