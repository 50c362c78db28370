//! Everything that must hold before a change goes in, cheapest first.

use std::{
    io::{BufRead as _, BufReader, Write},
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::{
    client, demo, documents, e2e,
    shell::{self, Profile, Workspace},
    tidy, wasm,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Format, lints, rules and tests; no doc tests, no wasm, no whole elections
    #[arg(long)]
    quick: bool,
}

/// What a step ended with.
enum Done {
    /// Well.
    Passed,
    /// Well, so many tests.
    Counted(Count),
    /// Not at all, and what to do for it.
    Skipped(String),
}

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

struct Step {
    name: &'static str,
    /// Said when it fails.
    advice: &'static str,
    run: fn(&Workspace, &mut Count) -> Result<Done>,
    quick: bool,
}

const STEPS: &[Step] = &[
    Step { name: "format", advice: "`cargo fmt --all` puts it right", run: format, quick: true },
    Step {
        name: "rules of the house",
        advice: "each line above says what and why; the rules stand in crates/xtask/src/tidy",
        run: rules,
        quick: true,
    },
    Step {
        name: "build and lints",
        advice: "see the words of rustc and clippy above",
        run: lints,
        quick: true,
    },
    Step { name: "dependencies", advice: "see deny.toml", run: dependencies, quick: true },
    Step {
        name: "documents",
        advice: "the failing tests are named above; `cargo test --features testing` in crates/documents shows them again",
        run: printed,
        quick: true,
    },
    Step { name: "tests", advice: "the failing tests are named above", run: tests, quick: true },
    Step { name: "doc tests", advice: "an example in the docs does not hold", run: doc_tests, quick: false },
    Step {
        name: "independent verifier",
        advice: "tests/independent/README.md says how to look at one board; if code and docs/protocol.md differ, one of them is wrong",
        run: independent,
        quick: false,
    },
    Step {
        name: "browser",
        advice: "a pure floor does not build for wasm32; what it took in needs an operating system",
        run: browser,
        quick: false,
    },
    Step {
        name: "client",
        advice: "`cargo xtask client --check` shows it again",
        run: build_client,
        quick: false,
    },
    Step {
        name: "client in Chromium",
        advice: "`cargo xtask e2e` shows it again; pictures lie in target/client/pictures",
        run: client_in_chromium,
        quick: false,
    },
    Step {
        name: "whole election: small",
        advice: "`cargo xtask demo --headless --election small` shows it again",
        run: |workspace, _| election(workspace, "small"),
        quick: false,
    },
    Step {
        name: "whole election: ee2023",
        advice: "`cargo xtask demo --headless --election ee2023` shows it again",
        run: |workspace, _| election(workspace, "ee2023"),
        quick: false,
    },
    Step {
        name: "rehearsal",
        advice: "`tabella rehearse tests/data/town.draft.json --out FOLDER` shows it again",
        run: rehearsal,
        quick: false,
    },
];

/// Runs the steps in order, up to the first that fails. The last line counts the tests.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> ExitCode {
    let start = Instant::now();
    let workspace = &workspace.with_lints();
    let mut count = Count::default();
    let mut notes = Vec::new();
    let mut failure = None;
    for step in STEPS.iter().filter(|step| step.quick || !options.quick) {
        println!("\n== {} ==", step.name);
        let begun = Instant::now();
        let outcome = (step.run)(workspace, &mut count);
        let time = seconds(begun.elapsed());
        match outcome {
            Ok(Done::Passed) => println!("-- {}: passed in {time}", step.name),
            Ok(Done::Counted(own)) => println!("-- {}: {} passed in {time}", step.name, own.passed),
            Ok(Done::Skipped(why)) => {
                println!("-- {}: skipped: {why}", step.name);
                notes.push(format!("{} skipped: {why}", step.name));
            }
            Err(error) => {
                println!("-- {}: FAILED after {time}", step.name);
                failure = Some(format!("{} failed: {error:#}. {}.", step.name, step.advice));
                break;
            }
        }
    }
    println!();
    for note in notes {
        println!("{note}");
    }
    if let Some(sentence) = &failure {
        println!("{sentence}");
        // a run that stopped at something else than a test must not read as a run without failures
        count.failed = count.failed.max(1);
    } else {
        println!("everything passed in {}", seconds(start.elapsed()));
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if failure.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn seconds(time: Duration) -> String {
    let whole = time.as_secs();
    if whole < 60 {
        format!("{:.1} s", time.as_secs_f32())
    } else {
        format!("{} min {} s", whole / 60, whole % 60)
    }
}

fn format(workspace: &Workspace, _: &mut Count) -> Result<Done> {
    shell::run(&mut workspace.cargo(&["fmt", "--all", "--", "--check"]))?;
    documents::format(workspace)?;
    Ok(Done::Passed)
}

fn lints(workspace: &Workspace, _: &mut Count) -> Result<Done> {
    shell::run(&mut workspace.cargo_as_tested(&["build", "--locked", "--workspace", "--all-targets"]))?;
    // as it is shipped: tests take the demo's cards in
    let shipped = ["build", "--locked", "--workspace", "--lib", "--bins"];
    shell::run(&mut workspace.cargo_as_tested(&shipped))?;
    offline(workspace)?;
    Ok(Done::Passed)
}

/// The trustees' program as it is shipped has no network, and says so: in tests it is the one for connected machines.
fn offline(workspace: &Workspace) -> Result<()> {
    let says = |arguments: &[&str], words: &str| -> Result<bool> {
        let output =
            workspace.program(workspace.binary(Profile::Dev, "ceremony")).args(arguments).output()?;
        let said = [output.stdout, output.stderr].concat();
        Ok(String::from_utf8_lossy(&said).contains(words))
    };
    ensure!(says(&["--version"], "(offline)")?, "the program that is shipped is not the offline one");
    let files = ["--trustee", "own.trustee", "--manifest", "manifest.json", "--media", "."];
    let relay = ["--relay", "http://127.0.0.1:9/"];
    for step in ["round1", "round2", "finish", "decrypt"] {
        ensure!(
            says(
                &[&[step][..], &files, &relay].concat(),
                "there is no code in it that speaks with a network"
            )?,
            "`ceremony {step} --relay` is not refused by the offline program"
        );
        ensure!(!says(&[step, "--help"], "--relay")?, "`ceremony {step} --help` offers a network");
    }
    ensure!(says(&["carry", "--help"], "unrecognized subcommand")?, "the offline program carries");
    Ok(())
}

/// The program that lays out what is printed: a workspace of its own.
fn printed(workspace: &Workspace, count: &mut Count) -> Result<Done> {
    counted(&mut documents::tests(workspace)?, &mut std::io::stdout(), count)
}

fn rules(workspace: &Workspace, _: &mut Count) -> Result<Done> {
    tidy::check(workspace)?;
    Ok(Done::Passed)
}

fn dependencies(workspace: &Workspace, _: &mut Count) -> Result<Done> {
    if !workspace.has("cargo", &["deny", "--version"]) {
        // building it takes as long as everything else here; the one rule that would be fatal is among tidy's
        return Ok(Done::Skipped("cargo-deny not installed (cargo install cargo-deny --locked)".into()));
    }
    let offline = ["check", "bans", "licenses", "sources"];
    shell::run(workspace.cargo(&["deny", "--offline"]).args(offline))?;
    // what only other systems need is not there yet
    shell::run(&mut workspace.cargo(&["fetch", "--locked", documents::MANIFEST]))?;
    shell::run(workspace.cargo(&["deny", "--offline", documents::MANIFEST]).args(offline))?;
    // the list of advisories is fetched from another place, which may be out of reach
    if workspace.has("cargo", &["deny", "fetch", "db"]) {
        shell::run(&mut workspace.cargo(&["deny", "check", "advisories"]))?;
        shell::run(&mut workspace.cargo(&["deny", documents::MANIFEST, "check", "advisories"]))?;
        Ok(Done::Passed)
    } else {
        Ok(Done::Skipped("advisories cannot be fetched; bans, licences and sources passed".into()))
    }
}

fn tests(workspace: &Workspace, count: &mut Count) -> Result<Done> {
    let arguments = if workspace.has("cargo", &["nextest", "--version"]) {
        &["nextest", "run", "--locked", "--workspace", "--no-fail-fast", "--status-level=pass"][..]
    } else {
        &["test", "--locked", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]
    };
    let mut command = workspace.cargo_as_tested(arguments);
    counted(command.env(documents::PROGRAM, documents::build(workspace)?), &mut std::io::stdout(), count)
}

fn doc_tests(workspace: &Workspace, count: &mut Count) -> Result<Done> {
    let arguments = ["test", "--locked", "--workspace", "--doc"];
    counted(&mut workspace.cargo_as_tested(&arguments), &mut std::io::stdout(), count)
}

/// Vectors, then boards that are made here, through the verifier in Python: it must say what ours says.
fn independent(workspace: &Workspace, count: &mut Count) -> Result<Done> {
    let supported = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"];
    if !workspace.has("python3", &supported) {
        return Ok(Done::Skipped("there is no python3 (3.11 or later)".into()));
    }
    let (valid, mutated) = ("200", "2000");
    let boards = workspace.metadata.target_directory.join("independent");
    let mut make = workspace.program(e2e::boards(workspace)?);
    shell::run(make.arg(boards.as_str()).args(["--valid", valid, "--mutated", mutated]))?;
    let mut sum = Count::default();
    for arguments in [&["vectors"][..], &["boards", boards.as_str(), "--valid", valid, "--mutated", mutated]]
    {
        let mut python = workspace.program("python3");
        python.args(["-B", "tests/independent/run.py"]).args(arguments);
        let mut own = Count::default();
        let outcome = counted(&mut python, &mut std::io::stdout(), &mut own);
        count.passed += own.passed;
        count.failed += own.failed;
        outcome?;
        sum.passed += own.passed;
    }
    // the boards are as large as a build; they are kept only to be looked at
    std::fs::remove_dir_all(&boards).with_context(|| format!("cannot remove {boards}"))?;
    Ok(Done::Counted(sum))
}

fn browser(workspace: &Workspace, _: &mut Count) -> Result<Done> {
    if !wasm::is_installed(workspace) {
        return Ok(Done::Skipped(format!("rustup target add {}", wasm::TARGET)));
    }
    wasm::check(workspace)?;
    Ok(Done::Passed)
}

/// What voters download, and the crypto vectors in it.
fn build_client(workspace: &Workspace, _: &mut Count) -> Result<Done> {
    if !client::has_node(workspace) {
        return Ok(Done::Skipped("Node 18 and npm are not installed (apt-get install nodejs npm)".into()));
    }
    client::build(workspace)?;
    client::check(workspace)?;
    Ok(Done::Passed)
}

fn client_in_chromium(workspace: &Workspace, count: &mut Count) -> Result<Done> {
    match e2e::obstacle(workspace) {
        Some(obstacle) => Ok(Done::Skipped(obstacle)),
        None => counted(&mut e2e::command(workspace, &[])?, &mut std::io::stdout(), count),
    }
}

/// A demo behind servers, over HTTP.
fn election(workspace: &Workspace, name: &str) -> Result<Done> {
    // as the tests were built: what is compiled is compiled once, and overflows are counted here too
    shell::build_as_tested(workspace)?;
    let options = demo::Options {
        headless: true,
        election: Some(name.to_owned()),
        voters: Some(300),
        ..Default::default()
    };
    shell::run(&mut demo::command(workspace, Profile::Dev, &options)?)?;
    Ok(Done::Passed)
}

/// An election held before with known votes: of a draft, with ballots that are made; then of the manifest that came of it, with the same
/// ballots brought as a file.
fn rehearsal(workspace: &Workspace, _: &mut Count) -> Result<Done> {
    shell::build_as_tested(workspace)?;
    let folder = tempfile::tempdir()?;
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let rehearse = |manifest: &Path, out: &Path| {
        let mut command = workspace.program(workspace.binary(Profile::Dev, "tabella"));
        command.arg("rehearse").arg(manifest).arg("--out").arg(out);
        command.arg("--ceremony").arg(workspace.binary(Profile::Dev, "ceremony"));
        command
    };
    shell::run(&mut rehearse(Path::new("tests/data/town.draft.json"), &first))?;
    shell::run(rehearse(&first.join("manifest.json"), &second).arg("--deck").arg(first.join("deck.csv")))?;
    Ok(Done::Passed)
}

/// Runs a test runner, shows what it says on `shown`, and adds its own sums to `count`.
fn counted(command: &mut Command, shown: &mut impl Write, count: &mut Count) -> Result<Done> {
    let name = shell::line(command);
    // nextest sums up on standard error, cargo test on standard output: one pipe for both keeps their order
    let (reader, writer) = std::io::pipe().context("no pipe")?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().with_context(|| format!("cannot run {name}"))?;
    // our ends of the pipe must go, or its end never comes
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut own = Count::default();
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        shown.write_all(&line)?;
        let sum = summary(&String::from_utf8_lossy(&line));
        own.passed += sum.passed;
        own.failed += sum.failed;
        line.clear();
    }
    count.passed += own.passed;
    count.failed += own.failed;
    let status = child.wait()?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    if own.failed > 0 {
        bail!("`{name}` reported {} failures", own.failed);
    }
    Ok(Done::Counted(own))
}

/// What a runner's line of summary says; zeros for every other line.
///
/// `test result: ok. 3 passed; 0 failed; …` of cargo test and of tests/independent, `Summary [ 0.1s] 5 tests run: 4 passed, 1
/// failed, …` of nextest, `# pass 4` and `# fail 1` of node.
fn summary(line: &str) -> Count {
    let plain = without_colours(line);
    let text = plain.trim_start();
    // node's sums, each on a line of its own
    if let Some((name, number)) = text.strip_prefix("# ").and_then(|sum| sum.trim_end().split_once(' ')) {
        let number = number.parse().unwrap_or_default();
        return match name {
            "pass" => Count { passed: number, failed: 0 },
            "fail" => Count { passed: 0, failed: number },
            _ => Count::default(),
        };
    }
    let Some(rest) = text.strip_prefix("test result:").or_else(|| {
        text.starts_with("Summary [").then(|| text.split_once("run:")).flatten().map(|(_, rest)| rest)
    }) else {
        return Count::default();
    };
    let words: Vec<&str> =
        rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |what: &str| -> u64 {
        words
            .windows(2)
            .filter_map(|pair| match pair {
                [number, word] if *word == what => number.parse::<u64>().ok(),
                _ => None,
            })
            .sum()
    };
    Count { passed: number("passed"), failed: number("failed") + number("timed") }
}

/// The line without `ESC [ … m`.
fn without_colours(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_all_runners_are_read() {
        let cargo = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(summary(cargo), Count { passed: 12, failed: 3 });
        let nextest =
            "     Summary [   0.012s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(summary(nextest), Count { passed: 6, failed: 3 });
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m2\u{1b}[0m tests run: \u{1b}[1m2\u{1b}[0m \u{1b}[32mpassed\u{1b}[0m, 0 skipped\n";
        assert_eq!(summary(coloured), Count { passed: 2, failed: 0 });
        assert_eq!(summary("test passwords::two_passed_one_failed ... ok"), Count::default());
        assert_eq!(summary("# pass 5\n"), Count { passed: 5, failed: 0 });
        assert_eq!(summary("# fail 2\n"), Count { passed: 0, failed: 2 });
        assert_eq!(summary("# duration_ms 1200.5\n"), Count::default());
    }

    #[test]
    fn a_runner_that_fails_is_an_error_and_still_counted() {
        let mut count = Count::default();
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'test result: FAILED. 4 passed; 1 failed; 0 ignored' >&2; exit 101"]);
        let mut shown = Vec::new();
        assert!(counted(&mut command, &mut shown, &mut count).is_err());
        assert!(shown.starts_with(b"test result: FAILED. 4"));
        assert_eq!(count, Count { passed: 4, failed: 1 });
    }
}
