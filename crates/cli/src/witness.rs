//! `tabella witness`: cosign a checkpoint, if it extends what was cosigned before.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, ensure};
use clap::Args;
use tabella_board::Entry;
use tabella_crypto::ElectionId;
use tabella_election::Election;
use tabella_tlog::{
    Checkpoint, Cosigner, DirectorySource, LeafIndex, LogReader, SignedNote, TreeSize, proof::tree_root,
};
use tabella_verifier::{Memory as _, SourceBlobs};

use crate::{
    evidence::Evidence,
    files::{FileMemory, MemoryLock, read_signing_key},
    office::write_new,
    terminal::count,
};

/// Arguments of `tabella witness`.
#[derive(Args)]
pub struct WitnessArgs {
    /// The board's directory, as `tabella board post --head` left it
    #[arg(long, value_name = "DIR")]
    board: PathBuf,
    /// The election's id, from somewhere else than the board
    #[arg(long, value_name = "HEX")]
    election_id: ElectionId,
    /// The checkpoint to cosign
    #[arg(long, value_name = "FILE")]
    head: PathBuf,
    /// The witness's key: a file with 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// What this witness cosigned last. Never lose it, never go back to an older copy
    #[arg(long, value_name = "FILE")]
    memory: PathBuf,
    /// This witness cosigns this board for the first time: begin the memory
    #[arg(long)]
    first: bool,
    /// Where to write the cosigned checkpoint
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// Why nothing was cosigned, for people.
pub fn run(arguments: &WitnessArgs) -> anyhow::Result<()> {
    let source = DirectorySource::new(&arguments.board);
    let log = LogReader::new(&source);
    let bytes = fs::read(&arguments.head);
    let bytes = bytes.with_context(|| format!("cannot read {}", arguments.head.display()))?;
    let mut head = SignedNote::parse(&bytes).with_context(|| format!("{}", arguments.head.display()))?;
    let size = Checkpoint::parse(head.text())?.size;
    let first = Entry::read(log.entry(LeafIndex(0), size)?, &SourceBlobs(&source))?;
    let election = Election::parse(first.blob()).context("the first entry of the board is no manifest")?;
    ensure!(
        *election.id() == arguments.election_id,
        "this is the board of another election, {}; nothing was cosigned",
        election.id()
    );
    let new = Checkpoint::open(&head, election.checkpoint_key())?;
    let witness = cosigner(&election, &arguments.key)?;
    ensure!(
        !arguments.out.exists(),
        "{} is there already and is never overwritten; name another file",
        arguments.out.display()
    );

    // until the cosignature is written: two runs at once could remember one tree and sign two
    let _lock = MemoryLock::take(&arguments.memory)?;
    let mut memory = FileMemory(&arguments.memory);
    let kept = memory.load().with_context(|| format!("cannot read {}", arguments.memory.display()))?;
    match (&kept, arguments.first) {
        (None, true) => {}
        (None, false) => anyhow::bail!(
            "there is no memory {}; give --first only if this witness never cosigned this board",
            arguments.memory.display()
        ),
        (Some(_), true) => {
            anyhow::bail!("{} is a memory already; leave out --first", arguments.memory.display())
        }
        (Some(bytes), false) => {
            let note = SignedNote::parse(bytes).with_context(|| format!("{}", arguments.memory.display()))?;
            let old = Checkpoint::open(&note, election.checkpoint_key())?;
            if let Err(error) = extends(&log, &old, &new) {
                let path = accuse(arguments, &log, (&old, &note), (&new, &head))?;
                return Err(error.context(format!("what was signed is in {}", path.display())));
            }
        }
    }
    // kept before it is handed out: what left the machine is never forgotten
    memory.store(&bytes).with_context(|| format!("cannot write {}", arguments.memory.display()))?;
    head.add_signature(witness.cosign(&head, now()?)?)?;
    write_new(&arguments.out, head.encode().as_bytes(), false)?;
    println!("Cosigned: {}, root {}", count(new.size.0, "entry", "entries"), new.root);
    println!("Bring {} to the board.", arguments.out.display());
    Ok(())
}

/// Whether the new tree begins with the old one.
fn extends(log: &LogReader<'_>, old: &Checkpoint, new: &Checkpoint) -> anyhow::Result<()> {
    let TreeSize(before) = old.size;
    let other = || {
        format!(
            "this board does not extend the one of {} that was cosigned before; nothing was \
             cosigned. Keep both checkpoints and tell everyone: they are proof of two boards",
            count(before, "entry", "entries")
        )
    };
    ensure!(old.size <= new.size, other());
    if old.size == new.size {
        ensure!(old.root == new.root, other());
        return Ok(());
    }
    let proof = log.consistency_proof(old.size, new.size)?;
    proof.verify((old.size, &old.root), (new.size, &new.root)).with_context(other)
}

/// Keeps both checkpoints, with what the newer tree begins with, beside the memory.
fn accuse(
    arguments: &WitnessArgs,
    log: &LogReader<'_>,
    (old, cosigned): (&Checkpoint, &SignedNote),
    (new, refused): (&Checkpoint, &SignedNote),
) -> anyhow::Result<PathBuf> {
    let words = "this witness cosigned the first checkpoint and refused the second, which does not extend it";
    let mut evidence = Evidence::new(words, [cosigned, refused]);
    if old.size < new.size
        && let Ok(prefix) = tree_root(&log.tiles(new.size), old.size)
        && let Ok(proof) = log.consistency_proof(old.size, new.size)
        && proof.verify((old.size, &prefix), (new.size, &new.root)).is_ok()
    {
        evidence = evidence.with_prefix(&prefix, &proof);
    }
    let mut path = arguments.memory.clone().into_os_string();
    path.push(format!(".evidence-{}-{}", old.size, new.size));
    let path = PathBuf::from(path);
    let written = FileMemory(&path).store(&evidence.encode()?);
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// The manifest's witness whose key lies in the file.
fn cosigner(election: &Election, path: &Path) -> anyhow::Result<Cosigner> {
    let key = read_signing_key(path)?;
    let policy = election.witness_policy();
    let public = key.verifying_key();
    let member = policy.members.iter().find(|member| member.key_bytes() == public.as_bytes());
    let member =
        member.with_context(|| format!("{} is the key of no witness of the manifest", path.display()))?;
    Ok(Cosigner::new(member.name(), key)?)
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "a witness tells when it saw the checkpoint")]
fn now() -> anyhow::Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}
