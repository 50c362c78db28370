//! `tabella board post`: an operator appends entries from files.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use tabella_board::Entry;
use tabella_election::Election;
use tabella_tlog::{Cosigner, DirectorySource, NoteSigner, SignedNote, note::NoteSignature};
use tabella_verifier::SourceBlobs;

use crate::{
    board_dir::BoardDir,
    files::{as_url, read_signing_key},
    http::{HttpClient, Patience, send},
    office::write_new,
};

#[derive(Args)]
pub struct PostArgs {
    /// The board: a directory, or the URL of a ballot box, which signs and publishes by itself
    #[arg(long, value_name = "DIR|URL")]
    board: PathBuf,
    /// Begin a new board for this manifest
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The ballot box's checkpoint key, for a directory: a file with 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    checkpoint_key: Option<PathBuf>,
    /// A witness's key that is at hand, for rehearsals: a file with 64 hexadecimal digits; may be repeated
    #[arg(long, value_name = "FILE")]
    witness_key: Vec<PathBuf>,
    /// Publish nothing yet: write the checkpoint that witnesses are to cosign into this file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["witness_key", "cosigned"])]
    head: Option<PathBuf>,
    /// The same checkpoint as a witness cosigned it; may be repeated
    #[arg(long, value_name = "FILE")]
    cosigned: Vec<PathBuf>,
    /// Entries in the order in which they are posted; the blobs that they name lie in `blob/sha256` beside them
    #[arg(value_name = "FILE", required = true)]
    entries: Vec<PathBuf>,
}

pub(super) fn run(arguments: &PostArgs) -> anyhow::Result<()> {
    let entries =
        arguments.entries.iter().map(|path| read_entry(path)).collect::<anyhow::Result<Vec<_>>>()?;
    if let Some(url) = as_url(&arguments.board) {
        return post_to(url, arguments, &entries);
    }
    let checkpoint_key = arguments.checkpoint_key.as_deref();
    let checkpoint_key = checkpoint_key.context("a board in a directory needs --checkpoint-key")?;
    let _alone = alone(&arguments.board, arguments.manifest.is_some())?;
    let mut board = match &arguments.manifest {
        Some(manifest) => {
            let bytes = fs::read(manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
            let election = Election::parse(&bytes).with_context(|| format!("{}", manifest.display()))?;
            BoardDir::create(&arguments.board, Arc::new(election))?
        }
        None => BoardDir::open(&arguments.board, |_, _| {})?,
    };
    let election = Arc::clone(board.state().election());
    let key = read_signing_key(checkpoint_key)?;
    let log = NoteSigner::new(election.checkpoint_key().name(), key)?;
    let witnesses = arguments
        .witness_key
        .iter()
        .map(|path| witness(&election, path))
        .collect::<anyhow::Result<Vec<_>>>()?;

    let from = board.state().tree().size();
    for (verdict, path) in board.admit(entries)?.into_iter().zip(&arguments.entries) {
        if let Err(rejection) = verdict {
            bail!("{} is refused ({}): {rejection}; nothing was published", path.display(), rejection.name());
        }
    }
    let mut note = board.sign_head(&log)?;
    if let Some(path) = &arguments.head {
        write_new(path, note.encode().as_bytes(), false)?;
        println!("Nothing is published yet. Let the witnesses cosign {}; then run the same", path.display());
        println!("command with --cosigned instead of --head.");
        return Ok(());
    }
    for path in &arguments.cosigned {
        add_cosignatures(&mut note, path)?;
    }
    for witness in &witnesses {
        note.add_signature(witness.cosign(&note, now()?)?)?;
    }
    board.publish_note(&note)?;
    let tree = board.state().tree();
    let (first, last) = (from.0, tree.size().0.saturating_sub(1));
    let entries = if first == last { format!("entry {last}") } else { format!("entries {first} to {last}") };
    println!("{entries} posted; root {}", tree.root());
    Ok(())
}

/// Sends entries to a ballot box, one after the other.
fn post_to(url: &str, arguments: &PostArgs, entries: &[Entry]) -> anyhow::Result<()> {
    let PostArgs { manifest, checkpoint_key, witness_key, head, cosigned, .. } = arguments;
    let is_bare = manifest.is_none() && checkpoint_key.is_none() && head.is_none();
    ensure!(
        is_bare && witness_key.is_empty() && cosigned.is_empty(),
        "the ballot box at a URL signs and publishes by itself: give only the entries"
    );
    let client = HttpClient::new(url, Patience::default())?;
    for (entry, path) in entries.iter().zip(&arguments.entries) {
        let index = send(&client, entry).with_context(|| format!("{}", path.display()))?;
        println!("{}: entry {index}", path.display());
    }
    Ok(())
}

/// Keeps other runs of this command out of the directory: two writers would destroy the board. The operating system lets go
/// when the process ends, however it ends.
fn alone(directory: &Path, new: bool) -> anyhow::Result<File> {
    if new {
        fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
    }
    ensure!(directory.is_dir(), "there is no board at {}", directory.display());
    let path = directory.join(".lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another program is writing to the board in {}; wait until it is done", directory.display())
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

/// An entry with the blob that it names, both from one directory.
fn read_entry(path: &Path) -> anyhow::Result<Entry> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let source = DirectorySource::new(directory);
    Entry::read(bytes, &SourceBlobs(&source)).with_context(|| format!("{}", path.display()))
}

/// Takes over what witnesses added to the same checkpoint.
fn add_cosignatures(note: &mut SignedNote, path: &Path) -> anyhow::Result<()> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let cosigned = SignedNote::parse(&bytes).with_context(|| format!("{}", path.display()))?;
    if cosigned.text() != note.text() {
        bail!(
            "{} is of another checkpoint; give the same entries as with --head, in the same order",
            path.display()
        );
    }
    for signature in cosigned.signatures() {
        let is_there =
            |known: &NoteSignature| known.name() == signature.name() && known.key_id() == signature.key_id();
        if !note.signatures().iter().any(is_there) {
            note.add_signature(signature.clone())?;
        }
    }
    Ok(())
}

/// The manifest's witness whose key lies in the file.
fn witness(election: &Election, path: &Path) -> anyhow::Result<Cosigner> {
    let key = read_signing_key(path)?;
    let policy = election.witness_policy();
    let public = key.verifying_key();
    let Some(member) = policy.members.iter().find(|member| member.key_bytes() == public.as_bytes()) else {
        bail!("{} is the key of no witness of the manifest", path.display());
    };
    Ok(Cosigner::new(member.name(), key)?)
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "a witness that is at hand tells when it saw the checkpoint")]
fn now() -> anyhow::Result<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}
