//! `tabella publish`: a verified result as a folder for everyone; or whether such a folder is what the board gives.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, bail, ensure};
use clap::{Args, builder::PossibleValuesParser, builder::TypedValueParser as _};
use tabella_election::{Election, manifest::UtcTime};
use tabella_publish::{BOARD, Publication, SIGNATURE, key_name, moment};
use tabella_seats::Method;
use tabella_tlog::{Checkpoint, LogReader, NoteSigner, SignedNote};
use tabella_verifier::{Report, Verdict, one_line};

use crate::{
    files::{now, open_board, read_signing_key},
    office::{replay::head, write_new},
    verify::{self, TrustArgs},
};

const AFTER: &str = r#"The folder holds the result as pages in the election's languages, as CSV, as JSON and as NIST SP 1500-100; README.txt in it says
what each file is. Put `tabella board archive`'s board.tar beside them.

With --seats, --mandates is a JSON file like {"seats": {"d1": 10, "d2": 13}, "lists": {"PP": [113, 101]}}: the form of `tabella seats`
without votes, which are the board's.

With --check nothing is written: the files of a folder that somebody published are made again, with the moment that stands in them,
and every byte is compared, and the authority's signature if there is one. A folder with seats has the mandates in it, as they were
given: --seats METHOD --mandates FOLDER/mandates.json.

With --sign the election authority signs the folder: SHA256SUMS.note, a signed note (c2sp.org/signed-note) that names the election, the
board's size and root, and the hash of SHA256SUMS. With --check, a folder that was made before is signed once every byte was compared.

Exit code: 0 if the board is verified and the files are written (or are what the board gives), 1 if a check failed or a file differs,
3 if some checks are pending; nothing is written then."#;

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
    #[arg(long, value_name = "FOLDER", required_unless_present = "check")]
    out: Option<PathBuf>,
    /// In place of making one: compare this folder with what the board gives
    #[arg(long, value_name = "FOLDER", conflicts_with = "out")]
    check: Option<PathBuf>,
    /// Sign the folder with the election authority's key: a file with 64 hexadecimal digits
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,
    /// Also give the seats, by this method
    #[arg(long, requires = "mandates", value_name = "METHOD",
        value_parser = PossibleValuesParser::new(Method::ALL.map(Method::name)).try_map(|name| name.parse::<Method>()))]
    seats: Option<Method>,
    /// How many seats there are, and the orders of lists
    #[arg(long, requires = "seats", value_name = "FILE")]
    mandates: Option<PathBuf>,
    /// The program that lays out the sheets to sign and keep (PDF) [default: tabella-documents beside this program, if it is there]
    #[arg(long, value_name = "PROGRAM")]
    documents: Option<PathBuf>,
    /// The moment that stands in the files, such as 2027-03-01T20:00:00Z; now, if it is left out
    #[arg(long, value_name = "TIME")]
    at: Option<UtcTime>,
}

/// Runs the command.
///
/// # Errors
/// If there is no board, the folder cannot be made, or the mandates do not fit.
pub fn run(arguments: &PublishArgs) -> anyhow::Result<ExitCode> {
    if let Some(out) = arguments.out.as_ref().filter(|out| out.exists()) {
        bail!("{} is there already and is never overwritten; name another folder", out.display());
    }
    let folder = arguments.check.as_deref().map(read).transpose()?;
    if arguments.sign.is_some() && folder.as_ref().is_some_and(|folder| folder.contains_key(SIGNATURE)) {
        bail!("the folder has a {SIGNATURE} already, and it is never overwritten");
    }
    let made = match (arguments.at, &folder) {
        (Some(at), _) => at,
        (None, None) => UtcTime(i64::try_from(now()?)?),
        // a folder that does not say it differs in that file, whatever the moment
        (None, Some(folder)) => moment(folder).unwrap_or(UtcTime(0)),
    };
    let report = verify::run_quietly(&arguments.board, &arguments.trust.trust()?)?;
    if report.verdict() != Verdict::Verified {
        let said = if folder.is_some() { "Nothing is compared." } else { "Nothing is published." };
        eprintln!("{}\n{said}", report.summary());
        return Ok(ExitCode::from(if report.verdict() == Verdict::Failed { 1 } else { 3 }));
    }
    let (election, checkpoint) = election(&arguments.board, &report)?;
    let signer = arguments.sign.as_deref().map(|path| signer(path, &election)).transpose()?;
    let mut publication = Publication::new(&election, &report, made)?;
    if let (Some(method), Some(path)) = (arguments.seats, &arguments.mandates) {
        let mandates = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        publication =
            publication.with_seats(method, &mandates).with_context(|| path.display().to_string())?;
    }
    let is_sheet = |name: &String| Path::new(name).extension().is_some_and(|kind| kind == "pdf");
    let sheets = folder.as_ref().map(|folder| folder.keys().any(is_sheet));
    // whoever made a folder without sheets had no such program; if they were taken out, SHA256SUMS names them
    let program =
        tabella_documents::program(arguments.documents.as_deref()).filter(|_| sheets != Some(false));
    if program.is_none() && sheets == Some(true) {
        bail!(
            "there are sheets (PDF) in the folder: name the program that lays them out, tabella-documents, with --documents"
        );
    }
    if let Some(program) = &program {
        let sheets = publication.sheets(&checkpoint).into_iter().map(|(name, order)| {
            let made = tabella_documents::make(program, &order);
            made.map(|sheet| (name, sheet)).with_context(|| program.display().to_string())
        });
        publication = publication.with_sheets(sheets.collect::<anyhow::Result<_>>()?);
    }
    if let (Some(folder), Some(path)) = (&folder, &arguments.check) {
        if !compared(&publication, folder, path) {
            return Ok(ExitCode::FAILURE);
        }
        if folder.contains_key(BOARD) && !is_same(&path.join(BOARD), &arguments.board) {
            println!(
                "Not compared: {BOARD} in the folder. It may be another board than the one that was verified."
            );
        }
        if let Some(signer) = &signer {
            write_new(&path.join(SIGNATURE), note(&publication, signer)?.as_bytes(), false)?;
            println!("Signed: {SIGNATURE}");
        } else if folder.contains_key(SIGNATURE) {
            println!("Signed by the election authority: {SIGNATURE}");
        } else {
            println!("Not signed: there is no {SIGNATURE}");
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(out) = &arguments.out {
        let note = signer.as_ref().map(|signer| note(&publication, signer)).transpose()?;
        write(out, &publication, note.as_deref())?;
        println!("Verified and published in {}", out.display());
        if note.is_some() {
            println!("Signed: {SIGNATURE}");
        }
        if program.is_none() {
            println!(
                "No sheets to sign (PDF): tabella-documents does not lie beside this program, and --documents does not name it."
            );
        }
    }
    if publication.seats().is_some_and(|seats| !seats.decided) {
        println!("Not every seat is given: lots have to be drawn. seats.json says which.");
    }
    Ok(ExitCode::SUCCESS)
}

/// The authority's key, which must be the manifest's: nobody else's signature would say anything.
fn signer(path: &Path, election: &Election) -> anyhow::Result<NoteSigner> {
    let key = read_signing_key(path)?;
    ensure!(
        key.verifying_key() == *election.authority_key(),
        "{} is not the key of this election's authority",
        path.display()
    );
    Ok(NoteSigner::new(&key_name(election), key)?)
}

/// What the authority signs, signed.
fn note(publication: &Publication<'_>, signer: &NoteSigner) -> anyhow::Result<String> {
    Ok(SignedNote::sign(publication.statement(), signer)?.encode())
}

/// The files of a folder that somebody published.
fn read(folder: &Path) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let cannot = || format!("cannot read {}", folder.display());
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // the board itself may be large, and is compared by whoever verifies it
        let is_board = name == BOARD;
        let content =
            if is_board || !entry.path().is_file() { Ok(Vec::new()) } else { fs::read(entry.path()) };
        files.insert(name, content.with_context(cannot)?);
    }
    Ok(files)
}

/// Says what differs; whether nothing does.
fn compared(publication: &Publication<'_>, folder: &BTreeMap<String, Vec<u8>>, path: &Path) -> bool {
    let differences = publication.differences(folder);
    for difference in &differences {
        println!("{}", one_line(&difference.to_string()));
    }
    if differences.is_empty() {
        println!("Verified; every byte of {} is what the board gives", path.display());
        return true;
    }
    println!("{} is not what the board gives: {} files differ", path.display(), differences.len());
    false
}

/// The manifest whose hash the report verified, and the checkpoint of what was verified: its text and the log's own signature, which
/// are the same in every copy of the board.
fn election(board: &Path, report: &Report) -> anyhow::Result<(Arc<Election>, String)> {
    let id = report.election.context("the report names no election")?;
    let source = open_board(board)?;
    let (election, Checkpoint { size, .. }) = head(&*source)?;
    if *election.id() != id || size.0 != report.size {
        bail!("the board changed while it was read; try again");
    }
    let log = format!("\u{2014} {} ", election.checkpoint_key().name());
    let note = LogReader::new(&*source).checkpoint()?.encode();
    let own = note.lines().filter(|line| !line.starts_with('\u{2014}') || line.starts_with(&log));
    let checkpoint = own.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    Ok((election, checkpoint))
}

/// Whether two names are of the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).ok().zip(fs::canonicalize(other).ok()).is_some_and(|(one, other)| one == other)
}

/// All of the folder or nothing: it gets its name when it is complete.
fn write(out: &Path, publication: &Publication<'_>, note: Option<&str>) -> anyhow::Result<()> {
    let parent =
        out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let folder =
        tempfile::tempdir_in(parent).with_context(|| format!("cannot write to {}", parent.display()))?;
    let note = note.map(|note| (SIGNATURE.to_owned(), note.as_bytes().to_vec()));
    for (name, content) in publication.files().into_iter().chain(note) {
        let path = folder.path().join(&name);
        fs::write(&path, content).with_context(|| format!("cannot write {name} to {}", parent.display()))?;
    }
    let folder = folder.keep();
    fs::rename(&folder, out).with_context(|| format!("cannot make {}", out.display()))
}
