//! `tabella verify`: everything that anyone can check.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_crypto::{ElectionId, hash::parse_hex32, signature::VerifyingKey};
use tabella_verifier::{Memory, Options, Progress, Report, Stage, Trust, Verdict, verify};

use crate::{
    files::{KeptState, open_board},
    terminal::{json, one_line},
};

/// Exit codes: 0 if every check passed, 1 if one failed, 3 if none failed but some are pending, 2 if nothing could be checked.
#[derive(Args)]
pub struct VerifyArgs {
    /// The board: a directory, an archive, or a URL
    #[arg(value_name = "BOARD")]
    board: PathBuf,
    #[command(flatten)]
    trust: TrustArgs,
    /// Keep what was verified in this file: the next run goes on there, and notices a board that changed
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Print the report as one JSON object on one line
    #[arg(long)]
    json: bool,
    /// Print the verified counts too
    #[arg(long, conflicts_with = "json")]
    counts: bool,
    /// No progress bar
    #[arg(long)]
    quiet: bool,
}

/// What you know of the election from somewhere else than the board.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct TrustArgs {
    /// The election's id
    #[arg(long, alias = "election", value_name = "HEX", value_parser = election_id)]
    election_id: Option<ElectionId>,
    /// The election authority's public key
    #[arg(long, alias = "authority", value_name = "HEX", value_parser = authority_key)]
    authority_key: Option<VerifyingKey>,
}

impl TrustArgs {
    /// What is trusted.
    pub(crate) fn trust(&self) -> anyhow::Result<Trust> {
        Ok(match (self.election_id, self.authority_key) {
            (Some(id), _) => Trust::Election(id),
            (None, key) => Trust::Authority(key.context("give --election-id or --authority-key")?),
        })
    }
}

pub(crate) fn election_id(text: &str) -> Result<ElectionId, String> {
    text.parse().map_err(|error: tabella_crypto::hash::HexError| error.to_string())
}

pub(crate) fn authority_key(text: &str) -> Result<VerifyingKey, String> {
    let bytes = parse_hex32(text).map_err(|error| error.to_string())?;
    VerifyingKey::from_bytes(&bytes).map_err(|_| "not a public key".to_owned())
}

/// Runs the command.
///
/// # Errors
/// If there is no board to verify, or the state cannot be read or written.
pub fn run(arguments: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let trust = arguments.trust.trust()?;
    let bar = if arguments.quiet { ProgressBar::hidden() } else { bar()? };
    let mut state = arguments.state.as_deref().map(KeptState::read).transpose()?;
    let report = with_board(&arguments.board, &trust, state.as_mut(), &mut |progress| {
        show(&bar, progress);
    })?;
    bar.finish_and_clear();
    if arguments.json {
        println!("{}", json(&report)?);
    } else {
        println!("{}", report.summary());
    }
    if arguments.counts {
        print_counts(&report);
    }
    // the report stands without it
    state.as_ref().map_or(Ok(()), KeptState::write)?;
    Ok(ExitCode::from(match report.verdict() {
        Verdict::Verified => 0,
        Verdict::Failed => 1,
        Verdict::Incomplete => 3,
    }))
}

/// Verifies a board without a word.
///
/// # Errors
/// If there is no board at this path.
pub fn run_quietly(board: &Path, trust: &Trust) -> anyhow::Result<Report> {
    with_board(board, trust, None, &mut |_| {})
}

fn with_board(
    board: &Path,
    trust: &Trust,
    state: Option<&mut KeptState<'_>>,
    progress: &mut dyn FnMut(Progress),
) -> anyhow::Result<Report> {
    let source = open_board(board)?;
    let options = Options { memory: state.map(|memory| memory as &mut dyn Memory) };
    let mut rng = ChaCha20Rng::from_rng(OsRng)?;
    Ok(verify(&*source, trust, options, progress, &mut rng))
}

fn bar() -> anyhow::Result<ProgressBar> {
    let style =
        ProgressStyle::with_template("{msg:10} {bar:40} {human_pos} of {human_len} entries, {eta} left")?;
    Ok(ProgressBar::no_length().with_style(style))
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_message(match progress.stage {
        Stage::Entries => "verifying",
        Stage::Tally => "adding up",
    });
    bar.set_length(progress.total);
    bar.set_position(progress.done);
}

fn print_counts(report: &Report) {
    for contest in report.result.iter().flatten() {
        println!("\n{}", one_line(&contest.contest.to_string()));
        if contest.groups.is_empty() {
            println!("  not decrypted: too few ballots");
            continue;
        }
        for ((option, count), (_, postal)) in contest.totals.iter().zip(&contest.postal) {
            let option = one_line(&option.to_string());
            println!("  {option:<12} {count:>12} online {postal:>12} by post (as the authority says)");
        }
    }
}
