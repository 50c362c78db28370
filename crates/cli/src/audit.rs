//! `tabella audit-eligibility`: what only an auditor can check, who is given the registrar's evidence.

use std::{
    fs,
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use serde_json::{Value, json};
use tabella_crypto::{BlobHash, cbor::Reader, hash::hex};
use tabella_election::{
    Election, Message, Signed,
    message::{Close, Credential, ManifestPosted, Revocation},
};
use tabella_identity::Configuration;
use tabella_roll::{
    Roll,
    audit::{Case, Numbers, Report, Statement, audit},
    configuration,
    export::Export,
    import::{self, Limits},
};
use tabella_tlog::{Checkpoint, CompactRange, LeafIndex, LogReader, Source};

use crate::{files::open_board, terminal};

/// Exit code of a board with faults.
const EXIT_FAULTS: u8 = 1;
/// Rejected lines of the roll that are printed.
const LINES_SHOWN: usize = 20;

/// Exit codes: 0 if nothing is wrong, 1 if something is, 2 if nothing could be checked.
#[derive(Args)]
pub struct AuditArgs {
    /// The board: a directory, an archive, or a URL. Verify it too: `tabella verify`
    #[arg(long, value_name = "DIR|ARCHIVE|URL")]
    board: PathBuf,
    /// The manifest, from somewhere else than the board
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    /// The roll at the close, with numbers (CSV)
    #[arg(long, value_name = "FILE")]
    roll: PathBuf,
    /// The registrar's evidence, encrypted to you
    #[arg(long, value_name = "FILE")]
    evidence: PathBuf,
    /// Your age identity: the file with AGE-SECRET-KEY-1…
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// How many votes by post were counted, by the protocol of the postal count
    #[arg(long, value_name = "N")]
    postal_counted: Option<u64>,
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
}

/// Runs the command.
///
/// # Errors
/// If there is nothing to check: a file is missing or damaged, the board is another election's.
pub fn run(arguments: &AuditArgs) -> anyhow::Result<ExitCode> {
    let manifest = fs::read(&arguments.manifest).with_context(|| cannot_read(&arguments.manifest))?;
    let election = Election::parse(&manifest)?;
    let registered = read_board(&*open_board(&arguments.board)?, &election)?;
    let roll = read_roll(&arguments.roll, &election)?;
    let export = read_evidence(&arguments.evidence, &arguments.key)?;
    let card = cards(arguments, &election, &export)?;
    let Registered { statements, size, root, closed } = registered;
    let paper_counted = arguments.postal_counted;
    let case = Case { election: &election, roll: &roll, export: &export, card: &card, paper_counted };
    let report = audit(&case, statements);
    if arguments.json {
        println!("{}", terminal::json(&as_json(&report, &election, size, &root, closed))?);
    } else {
        print!("{}", as_text(&report, size, closed, paper_counted.is_some()));
    }
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_FAULTS) })
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
            Close::TYPE => closed = true,
            _ => {}
        }
    }
    ensure!(
        tree.root() == checkpoint.root,
        "the entries are not those of the board's checkpoint; get the board again"
    );
    Ok(Registered { statements, size: checkpoint.size.0, root: checkpoint.root.0, closed })
}

/// The type of an entry.
fn kind(bytes: &[u8]) -> anyhow::Result<&str> {
    let mut reader = Reader::new(bytes);
    reader.array()?;
    Ok(reader.text()?)
}

/// A roll without a single fault: one that was read in part would find fault with the registrar.
fn read_roll(path: &Path, election: &Election) -> anyhow::Result<Roll> {
    let file = fs::read(path).with_context(|| cannot_read(path))?;
    let import = import::import(&file, election, &Roll::new(), &Limits::default())
        .with_context(|| format!("{} is no roll", path.display()))?;
    ensure!(import.numbered, "{} has no column `number`: export the roll as the desk has it", path.display());
    if !import.rejected.is_empty() {
        let shown = import.rejected.iter().take(LINES_SHOWN).map(|rejected| format!("\n  {rejected}"));
        bail!("{} has {} faults:{}", path.display(), import.rejected.len(), shown.collect::<String>());
    }
    Ok(import.accepted)
}

fn read_evidence(path: &Path, key: &Path) -> anyhow::Result<Export> {
    let key = zeroize::Zeroizing::new(fs::read_to_string(key).with_context(|| cannot_read(key))?);
    let file = BufReader::new(File::open(path).with_context(|| cannot_read(path))?);
    Export::read(&key, file).with_context(|| cannot_read(path))
}

/// The issuers in the evidence, as far as the manifest names them.
fn cards(arguments: &AuditArgs, election: &Election, export: &Export) -> anyhow::Result<Configuration> {
    #[cfg(feature = "demo")]
    if arguments.demo {
        return Ok(tabella_roll::demo_configuration(election, &export.header.issuers)?);
    }
    #[cfg(not(feature = "demo"))]
    let _ = arguments;
    Ok(configuration(election, &export.header.issuers)?)
}

fn as_text(report: &Report, size: u64, closed: bool, compared: bool) -> String {
    let Numbers {
        credentials,
        replacements,
        people,
        revoked_paper,
        revoked_administrative,
        without_ocsp,
        unused_records,
    } = report.numbers;
    let mut lines = Vec::new();
    for fault in &report.faults {
        let number =
            fault.number.map_or_else(String::new, |number| format!(" (number {number} on the roll)"));
        lines.push(format!("{fault}{number} [{}]", fault.kind.name()));
    }
    lines.push(format!(
        "{credentials} credentials of {people} people, {replacements} of them for a new device"
    ));
    lines.push(format!("{revoked_paper} revoked because of paper, {revoked_administrative} by the office"));
    if !compared && revoked_paper > 0 {
        lines.push("not compared with the votes by post that were counted: give --postal-counted".into());
    }
    if without_ocsp > 0 {
        lines.push(format!(
            "{without_ocsp} sign-ins without an answer whether the card was revoked: was an outage declared?"
        ));
    }
    if unused_records > 0 {
        lines.push(format!("{unused_records} records of evidence without an entry on the board"));
    }
    if !closed {
        lines.push(format!("The board is not closed: this is true of its first {size} entries."));
    }
    let faults = report.faults.len();
    lines.push(if report.is_clean() { "Verdict: clean".into() } else { format!("Verdict: {faults} faults") });
    lines.join("\n") + "\n"
}

fn as_json(report: &Report, election: &Election, size: u64, root: &[u8; 32], closed: bool) -> Value {
    let faults: Vec<Value> = report
        .faults
        .iter()
        .map(|fault| {
            json!({
                "entry": fault.entry,
                "roll_number": fault.number.map(|number| number.0),
                "fault": fault.kind.name(),
                "detail": fault.kind.to_string(),
            })
        })
        .collect();
    let numbers = report.numbers;
    json!({
        "verdict": if report.is_clean() { "clean" } else { "faults" },
        "election": election.id(),
        "size": size,
        "root": hex(root),
        "closed": closed,
        "numbers": {
            "credentials": numbers.credentials,
            "replacements": numbers.replacements,
            "people": numbers.people,
            "revoked_paper": numbers.revoked_paper,
            "revoked_administrative": numbers.revoked_administrative,
            "without_ocsp": numbers.without_ocsp,
            "unused_records": numbers.unused_records,
        },
        "faults": faults,
    })
}
