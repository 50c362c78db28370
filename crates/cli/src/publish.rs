//! `tabella publish`: a verified result as a folder for everyone.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use clap::{Args, builder::PossibleValuesParser, builder::TypedValueParser as _};
use tabella_election::{Election, manifest::UtcTime};
use tabella_publish::Publication;
use tabella_seats::Method;
use tabella_verifier::{Report, Verdict};

use crate::{
    files::{now, open_board},
    office::replay::head,
    verify::{self, TrustArgs},
};

const AFTER: &str = r#"The folder holds the result as pages in the election's languages, as CSV, as JSON and as NIST SP 1500-100; README.txt in it says
what each file is. Put `tabella board archive`'s board.tar beside them.

With --seats, --mandates is a JSON file like {"seats": {"d1": 10, "d2": 13}, "lists": {"PP": [113, 101]}}: the form of `tabella seats`
without votes, which are the board's.

Exit code: 0 if the board is verified and the files are written, 1 if a check failed, 3 if some are pending; nothing is written then."#;

/// What is published, and where.
#[derive(Args)]
#[command(after_long_help = AFTER)]
pub struct PublishArgs {
    /// The board: a directory, an archive, or a URL
    #[arg(value_name = "BOARD")]
    board: PathBuf,
    #[command(flatten)]
    trust: TrustArgs,
    /// The folder to make; it must not be there
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Also give the seats, by this method
    #[arg(long, requires = "mandates", value_name = "METHOD",
        value_parser = PossibleValuesParser::new(Method::ALL.map(Method::name)).try_map(|name| name.parse::<Method>()))]
    seats: Option<Method>,
    /// How many seats there are, and the orders of lists
    #[arg(long, requires = "seats", value_name = "FILE")]
    mandates: Option<PathBuf>,
    /// The moment that stands in the files, such as 2027-03-01T20:00:00Z; now, if it is left out
    #[arg(long, value_name = "TIME")]
    at: Option<UtcTime>,
}

/// Runs the command.
///
/// # Errors
/// If there is no board, the folder cannot be made, or the mandates do not fit.
pub fn run(arguments: &PublishArgs) -> anyhow::Result<ExitCode> {
    let out = &arguments.out;
    if out.exists() {
        bail!("{} is there already and is never overwritten; name another folder", out.display());
    }
    let made = match arguments.at {
        Some(at) => at,
        None => UtcTime(i64::try_from(now()?)?),
    };
    let report = verify::run_quietly(&arguments.board, &arguments.trust.trust()?)?;
    if report.verdict() != Verdict::Verified {
        eprintln!("{}\nNothing is published.", report.summary());
        return Ok(ExitCode::from(if report.verdict() == Verdict::Failed { 1 } else { 3 }));
    }
    let election = election(&arguments.board, &report)?;
    let mut publication = Publication::new(&election, &report, made)?;
    if let (Some(method), Some(path)) = (arguments.seats, &arguments.mandates) {
        let mandates = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        publication =
            publication.with_seats(method, &mandates).with_context(|| path.display().to_string())?;
    }
    write(out, &publication)?;
    println!("Verified and published in {}", out.display());
    if publication.seats().is_some_and(|seats| !seats.decided) {
        println!("Not every seat is given: lots have to be drawn. seats.json says which.");
    }
    Ok(ExitCode::SUCCESS)
}

/// The manifest whose hash the report verified.
fn election(board: &Path, report: &Report) -> anyhow::Result<Arc<Election>> {
    let id = report.election.context("the report names no election")?;
    let source = open_board(board)?;
    let (election, _) = head(&*source)?;
    if *election.id() != id {
        bail!("the board's manifest changed while it was read; try again");
    }
    Ok(election)
}

/// All of the folder or nothing: it gets its name when it is complete.
fn write(out: &Path, publication: &Publication<'_>) -> anyhow::Result<()> {
    let parent =
        out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let folder =
        tempfile::tempdir_in(parent).with_context(|| format!("cannot write to {}", parent.display()))?;
    for (name, content) in publication.files() {
        let path = folder.path().join(&name);
        fs::write(&path, content).with_context(|| format!("cannot write {name} to {}", parent.display()))?;
    }
    let folder = folder.keep();
    fs::rename(&folder, out).with_context(|| format!("cannot make {}", out.display()))
}
