//! `tabella audit-eligibility`: what only an auditor can check, who is given the registrar's evidence.

mod report;

use std::{
    collections::BTreeSet,
    fs,
    fs::{File, OpenOptions},
    io::{BufReader, Write as _},
    ops::RangeInclusive,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use jiff::Timestamp;
use report::{Missing, Verdict};
use tabella_crypto::{BlobHash, cbor::Reader, hash::hex};
use tabella_election::{
    Election, Message, Signed,
    message::{Close, Credential, ManifestPosted, Notice, Revocation},
};
use tabella_identity::{Configuration, IdKind, PersonId, UnixTime};
use tabella_roll::{
    Electorate, Roll,
    audit::{Case, Statement, audit},
    configuration,
    export::{Export, ExportError},
    import::{self, Limits},
    named_issuers,
};
use tabella_tlog::{Checkpoint, CompactRange, LeafIndex, LogReader, Source};

use crate::{
    files::{open_board, read_secret},
    terminal,
};

/// Exit code of a board with faults.
const EXIT_FAULTS: u8 = 1;
/// Exit code of an audit that found nothing but lacked something to compare with.
const EXIT_INCOMPLETE: u8 = 3;
/// Rejected lines of the roll that are printed.
const LINES_SHOWN: usize = 20;

/// Exit codes: 0 if nothing is wrong, 1 if something is, 2 if nothing could be checked, 3 if nothing is wrong as far as it
/// could be checked: the board is not closed, or something to compare with was not given.
#[derive(Args)]
pub struct AuditArgs {
    /// The board: a directory, an archive, or a URL. Verify it too: `tabella verify`
    #[arg(long, value_name = "DIR|ARCHIVE|URL")]
    board: PathBuf,
    /// The manifest, from somewhere else than the board
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// The roll at the close, with numbers (CSV), if you have it from elsewhere; otherwise the registrar's in the evidence counts
    #[arg(long, value_name = "FILE")]
    roll: Option<PathBuf>,
    /// The registrar's evidence with the roll, encrypted to you
    #[arg(long, value_name = "FILE")]
    evidence: PathBuf,
    /// Your age identity: the file with AGE-SECRET-KEY-1…
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// How many votes by post were counted, by the protocol of the postal count
    #[arg(long, value_name = "N")]
    postal_counted: Option<u64>,
    /// The officials who may decide to revoke: a file with one identifier on each line, such as PNOEE-38001085718
    #[arg(long, value_name = "FILE")]
    officials: Option<PathBuf>,
    /// A declared time in which cards were taken without an answer whether they were revoked, from its minutes
    #[arg(long, value_name = "FROM/UNTIL", value_parser = outage)]
    outage: Vec<RangeInclusive<UnixTime>>,
    /// Write why credentials were revoked, by whose decision or which envelope, to this new file (CSV), to ask those named
    #[arg(long, value_name = "FILE")]
    causes: Option<PathBuf>,
    /// Take cards of the demo authority, which anyone can make
    #[cfg(feature = "demo")]
    #[arg(long)]
    demo: bool,
    /// Print the report as one JSON object on one line
    #[arg(long)]
    json: bool,
}

/// What the registrar said on a board.
struct Registered {
    statements: Vec<(u64, Statement)>,
    size: u64,
    root: [u8; 32],
    closed: bool,
    /// The closing time in force.
    closes: UnixTime,
}

/// Runs the command.
///
/// # Errors
/// If there is nothing to check: a file is missing or damaged, the board is another election's.
pub fn run(arguments: &AuditArgs) -> anyhow::Result<ExitCode> {
    let manifest = fs::read(&arguments.manifest).with_context(|| cannot_read(&arguments.manifest))?;
    let election = Election::parse(&manifest).with_context(|| arguments.manifest.display().to_string())?;
    let registered = read_board(&*open_board(&arguments.board)?, &election)?;
    let export = read_evidence(&arguments.evidence, &arguments.key)?;
    let own = arguments.roll.as_deref().map(|path| read_roll(path, &election)).transpose()?;
    let roll = own.as_ref().unwrap_or(&export.electorate);
    ensure!(!roll.is_empty() || registered.statements.is_empty(), "there is nobody on the roll");
    let card = cards(arguments, &election, &export)?;
    let officials = arguments.officials.as_deref().map(read_officials).transpose()?;
    let case = Case {
        election: &election,
        roll,
        export: &export,
        card: &card,
        paper_counted: arguments.postal_counted,
        closes: registered.closes,
        closed: registered.closed,
        outages: &arguments.outage,
        officials: officials.as_ref(),
    };
    let audited = audit(&case, registered.statements);
    let mut missing = Vec::new();
    if !registered.closed {
        missing.push(Missing::Close);
    }
    let paper = audited.numbers.revoked_paper + audited.numbers.envelopes;
    if paper > 0 && arguments.postal_counted.is_none() {
        missing.push(Missing::PostalCount);
    }
    if audited.numbers.revoked_administrative > 0 && officials.is_none() {
        missing.push(Missing::Officials);
    }
    if let Some(path) = &arguments.causes {
        let table = report::causes(&audited)?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let cannot_write = || format!("cannot write {}; it must not be there yet", path.display());
        file.and_then(|mut file| file.write_all(table.as_bytes())).with_context(cannot_write)?;
    }
    let (size, root) = (registered.size, hex(&registered.root));
    if arguments.json {
        println!("{}", terminal::json(&report::as_json(&audited, election.id(), size, &root, &missing))?);
    } else {
        print!("{}", report::as_text(&audited, size, &missing));
    }
    Ok(match report::verdict(&audited, &missing) {
        Verdict::Clean => ExitCode::SUCCESS,
        Verdict::Faults => ExitCode::from(EXIT_FAULTS),
        Verdict::Incomplete => ExitCode::from(EXIT_INCOMPLETE),
    })
}

/// `FROM/UNTIL`, each in RFC 3339.
fn outage(text: &str) -> Result<RangeInclusive<UnixTime>, String> {
    let (from, until) = text
        .split_once('/')
        .ok_or("two times with a slash between, such as 2026-03-01T12:00:00Z/2026-03-01T13:00:00Z")?;
    let time = |text: &str| -> Result<UnixTime, String> {
        let time: Timestamp = text.parse().map_err(|_| format!("{text} is no time in RFC 3339"))?;
        Ok(UnixTime(time.as_second()))
    };
    let (from, until) = (time(from)?, time(until)?);
    if from > until {
        return Err("it ends before it begins".into());
    }
    Ok(from..=until)
}

fn read_officials(path: &Path) -> anyhow::Result<BTreeSet<PersonId>> {
    let text = fs::read_to_string(path).with_context(|| cannot_read(path))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let of_line = || format!("{}, line {number}", path.display());
            let person = PersonId::parse(line.trim()).with_context(of_line)?;
            // a code that nobody has would let nobody be missed
            let code = person.expose_code();
            let is_short = code.len() != 11 || !code.bytes().all(|digit| digit.is_ascii_digit());
            let estonian = person.kind() == IdKind::Pno && person.country().to_string() == "EE";
            ensure!(!estonian || !is_short, "{}: a personal code of Estonia has eleven digits", of_line());
            Ok(person)
        })
        .collect()
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

/// All `credential` and `revocation` entries of the board that the log's key signed and a quorum of witnesses saw.
fn read_board(source: &dyn Source, election: &Election) -> anyhow::Result<Registered> {
    let log = LogReader::new(source);
    let note = log.checkpoint()?;
    let checkpoint = Checkpoint::open(&note, election.checkpoint_key())
        .context("the board is not signed by the ballot box of this manifest")?;
    election.witness_policy().check(&note).context("the board is not cosigned by a quorum of witnesses")?;
    let (mut tree, mut statements, mut closed) = (CompactRange::new(), Vec::new(), false);
    let mut closes = UnixTime(election.closes());
    for (index, bytes) in (0..).zip(log.entries(LeafIndex(0), checkpoint.size)) {
        let bytes = bytes?;
        tree.push_bytes(&bytes);
        let of_entry = || format!("entry {index} of the board");
        match kind(&bytes).with_context(of_entry)? {
            ManifestPosted::TYPE => {
                let posted: Signed<ManifestPosted> = Signed::decode(&bytes).with_context(of_entry)?;
                let same = posted.message.manifest_hash == BlobHash::of(election.bytes());
                ensure!(same, "the board is another election's than the manifest's");
            }
            Credential::TYPE => {
                let signed = Signed::decode(&bytes).with_context(of_entry)?;
                statements.push((index, Statement::Credential(signed)));
            }
            Revocation::TYPE => {
                let signed = Signed::decode(&bytes).with_context(of_entry)?;
                statements.push((index, Statement::Revocation(signed)));
            }
            Notice::TYPE => {
                let notice: Signed<Notice> = Signed::decode(&bytes).with_context(of_entry)?;
                closes = notice
                    .message
                    .closes
                    .map_or(closes, |time| UnixTime(i64::try_from(time).unwrap_or(i64::MAX)));
            }
            Close::TYPE => closed = true,
            _ => {}
        }
    }
    ensure!(
        tree.root() == checkpoint.root,
        "the entries are not those of the board's checkpoint; get the board again"
    );
    Ok(Registered { statements, size: checkpoint.size.0, root: checkpoint.root.0, closed, closes })
}

/// The type of an entry.
fn kind(bytes: &[u8]) -> anyhow::Result<&str> {
    let mut reader = Reader::new(bytes);
    reader.array()?;
    Ok(reader.text()?)
}

/// A roll without a single fault: one that was read in part would find fault with the registrar.
fn read_roll(path: &Path, election: &Election) -> anyhow::Result<Electorate> {
    let file = fs::read(path).with_context(|| cannot_read(path))?;
    let import = import::import(&file, election, &Roll::new(), &Limits::default())
        .with_context(|| format!("{} is no roll", path.display()))?;
    ensure!(
        import.numbered,
        "{} has no column `number`: the evidence has the roll as the desk has it",
        path.display()
    );
    if !import.rejected.is_empty() {
        let shown = import.rejected.iter().take(LINES_SHOWN).map(|rejected| format!("\n  {rejected}"));
        let faults = terminal::count(import.rejected.len() as u64, "fault", "faults");
        bail!("{} has {faults}:{}", path.display(), shown.collect::<String>());
    }
    Ok(Electorate::from(&import.accepted))
}

fn read_evidence(path: &Path, key: &Path) -> anyhow::Result<Export> {
    let secret = read_secret(key)?;
    let file = BufReader::new(File::open(path).with_context(|| cannot_read(path))?);
    Export::read(&secret, file).map_err(|error| {
        let at_fault = if matches!(error, ExportError::Identity) { key } else { path };
        anyhow::Error::new(error).context(cannot_read(at_fault))
    })
}

/// The issuers in the evidence, as far as the manifest names them.
fn cards(arguments: &AuditArgs, election: &Election, export: &Export) -> anyhow::Result<Configuration> {
    let issuers = named_issuers(election, &export.header.issuers)?;
    #[cfg(feature = "demo")]
    if arguments.demo {
        return Ok(tabella_roll::demo_configuration(election, issuers)?);
    }
    #[cfg(not(feature = "demo"))]
    let _ = arguments;
    Ok(configuration(election, issuers)?)
}
