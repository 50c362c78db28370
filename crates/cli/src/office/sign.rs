//! `tabella office sign`: entries of the authority and the registrar, each tried on the board before it is written.

mod postal;
mod registrar;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail, ensure};
use clap::{Args, Subcommand};
use tabella_board::Entry;
use tabella_crypto::{BlobHash, RootHash};
use tabella_election::{
    Election, Message, Signed,
    manifest::UtcTime,
    message::{Close, End, ManifestPosted, Notice, Open, ResultPosted},
};
use tabella_tally::ResultBlob;
use tabella_tlog::DirectorySource;

use super::{replay::Replay, write_new};
use crate::{
    files::read_signing_key,
    terminal::{count, lines},
};

#[derive(Subcommand)]
pub enum SignCommand {
    /// This is the election: the board's first entry
    Manifest(OfManifest),
    /// Voting may begin, under the keys of the ceremony on the board
    Open(OnBoard),
    /// A notice to everyone; with --closes, a later end of voting
    Notice(NoticeArgs),
    /// Voting is over
    End(OnBoard),
    /// What is counted is the board as it stands
    Close(OnBoard),
    /// The counts that the decryption shares on the board give; with --postal, those of the paper ballots beside them
    Result(ResultArgs),
    /// Someone may vote. Signed with the registrar's key
    Credential(registrar::CredentialArgs),
    /// A credential counts no longer. Signed with the registrar's key
    Revocation(registrar::RevocationArgs),
}

#[derive(Args)]
pub struct OfManifest {
    /// The manifest
    #[arg(long, value_name = "FILE")]
    manifest: PathBuf,
    #[command(flatten)]
    signer: Signer,
}

#[derive(Args)]
pub struct OnBoard {
    /// The board: a directory, an archive, or a URL
    #[arg(long, value_name = "DIR|ARCHIVE|URL")]
    board: PathBuf,
    #[command(flatten)]
    signer: Signer,
}

#[derive(Args)]
pub struct NoticeArgs {
    /// What everyone is to know
    #[arg(long)]
    text: String,
    /// The new end of voting, in UTC: 2027-03-05T19:00:00Z
    #[arg(long, value_name = "TIME")]
    closes: Option<UtcTime>,
    #[command(flatten)]
    on: OnBoard,
}

#[derive(Args)]
pub struct ResultArgs {
    /// Postal counts as JSON: [{"reference": "protocol 1", "counts": [[[1, 2]]]}], per contest, group and option
    #[arg(long, value_name = "FILE")]
    postal: Option<PathBuf>,
    #[command(flatten)]
    on: OnBoard,
}

/// Whose entry it is.
#[derive(Clone, Copy)]
enum By {
    Authority,
    Registrar,
}

#[derive(Args)]
struct Signer {
    /// The key of who says this, the authority or the registrar: a file with 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The directory for the entry, such as a stick
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub(super) fn run(command: &SignCommand) -> anyhow::Result<()> {
    match command {
        SignCommand::Manifest(arguments) => manifest(arguments),
        SignCommand::Open(on) => {
            let replay = Replay::read(&on.board)?;
            let keys = replay.state.ceremony().context("the key ceremony on the board is not complete")?;
            let open = Open { keys_hash: *keys.joint.hash() };
            let said = format!("voting may begin under the keys\n  {}", open.keys_hash);
            write(replay, By::Authority, &on.signer, "open", open, Vec::new(), &said)
        }
        SignCommand::Notice(arguments) => notice(arguments),
        SignCommand::End(on) => {
            let replay = Replay::read(&on.board)?;
            let keys = replay.state.ceremony().context("the board was never opened")?;
            let size = replay.state.tree().size().0;
            let end = End { keys_hash: *keys.joint.hash(), size };
            let said = format!("voting is over, after {}", count(size, "entry", "entries"));
            write(replay, By::Authority, &on.signer, "end", end, Vec::new(), &said)
        }
        SignCommand::Close(on) => {
            let replay = Replay::read(&on.board)?;
            let tree = replay.state.tree();
            let close = Close { size: tree.size().0, root: RootHash(tree.root().0) };
            let counted = replay.state.counters().counted;
            let said = format!(
                "counted: {}; nothing may be added to the {} before this",
                count(counted, "ballot", "ballots"),
                count(close.size, "entry", "entries")
            );
            write(replay, By::Authority, &on.signer, "close", close, Vec::new(), &said)
        }
        SignCommand::Result(arguments) => result(arguments),
        SignCommand::Credential(arguments) => registrar::credential(arguments),
        SignCommand::Revocation(arguments) => registrar::revocation(arguments),
    }
}

fn manifest(arguments: &OfManifest) -> anyhow::Result<()> {
    let path = &arguments.manifest;
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let election = Election::parse(&bytes).with_context(|| format!("{}", path.display()))?;
    let said = format!("this is the election\n  {}", election.id());
    let replay = Replay::empty(Arc::new(election), Box::new(DirectorySource::new(&arguments.signer.out)))?;
    let posted = ManifestPosted { manifest_hash: BlobHash::of(&bytes) };
    write(replay, By::Authority, &arguments.signer, "manifest", posted, bytes, &said)
}

fn notice(arguments: &NoticeArgs) -> anyhow::Result<()> {
    let replay = Replay::read(&arguments.on.board)?;
    let closes = arguments.closes.map(|time| u64::try_from(time.0)).transpose()?;
    let sequence = replay.state.counters().notices + 1;
    let text = arguments.text.trim().to_owned();
    ensure!(!text.is_empty(), "the notice says nothing");
    let later = arguments.closes.map(|time| format!("; voting ends at {time}")).unwrap_or_default();
    let said = format!("notice {sequence}: {text}{later}");
    let notice = Notice { sequence, text, closes };
    let name = format!("notice-{sequence}");
    write(replay, By::Authority, &arguments.on.signer, &name, notice, Vec::new(), &said)
}

fn result(arguments: &ResultArgs) -> anyhow::Result<()> {
    let ResultArgs { postal, on } = arguments;
    let replay = Replay::read(&on.board)?;
    let counts = replay
        .state
        .counts()
        .map_err(|rejection| anyhow::anyhow!("there is no result yet ({}): {rejection}", rejection.name()))?;
    let statement = replay.state.statement().context("the board is not closed")?;
    let postal = match postal {
        Some(path) => postal::read(path, statement)?,
        None => Vec::new(),
    };
    let protocols = match postal.len() {
        0 => "no postal counts".to_owned(),
        number => format!("postal counts of {number} protocols"),
    };
    let shares = replay.state.shares().count();
    let said = format!("the counts that {shares} decryption shares give; {protocols}");
    let blob = ResultBlob { counts, postal }.encode();
    let result = ResultPosted { result_hash: BlobHash::of(&blob) };
    write(replay, By::Authority, &on.signer, "result", result, blob, &said)
}

/// Signs, tries the entry on the board, and writes it with its blob.
fn write(
    mut replay: Replay,
    by: By,
    signer: &Signer,
    name: &str,
    message: impl Message,
    blob: Vec<u8>,
    said: &str,
) -> anyhow::Result<()> {
    let key = read_signing_key(&signer.key)?;
    let election = Arc::clone(replay.state.election());
    let (whose, public) = match by {
        By::Authority => ("authority", election.authority_key()),
        By::Registrar => ("registrar", election.registrar_key()),
    };
    if key.verifying_key() != *public {
        bail!("{} is not the key of this election's {whose}", signer.key.display());
    }
    directory(&signer.out)?;
    let bytes = Signed::sign(message, election.id(), &key).encode().to_vec();
    let entry = Entry::with_blob(bytes.clone(), blob)?;
    let blob = entry.blob().to_vec();
    let hash = entry.blob_hash();
    for verdict in replay.admit(vec![entry])? {
        verdict.map_err(|rejection| {
            anyhow::anyhow!(
                "the board would refuse this ({}): {rejection}; nothing was signed",
                rejection.name()
            )
        })?;
    }
    if let Some(hash) = hash {
        let place = signer.out.join("blob").join("sha256");
        fs::create_dir_all(&place).with_context(|| format!("cannot make {}", place.display()))?;
        write_new(&place.join(hash.to_string()), &blob, false)?;
    }
    let path = signer.out.join(format!("{name}.entry"));
    write_new(&path, &bytes, false)?;
    println!("Signed: {}", lines(said));
    println!("Post it: {}", path.display());
    Ok(())
}

/// The stick must be there: a forgotten one would become a directory on the disk.
fn directory(path: &Path) -> anyhow::Result<()> {
    ensure!(
        path.is_dir(),
        "there is no directory {}; plug in the stick, or make the directory",
        path.display()
    );
    Ok(())
}
