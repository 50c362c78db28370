//! `tabella office`: what the election authority and the registrar do with their keys, away from the board.
//!
//! The board is only read, from a directory, an archive or a URL; what is signed is a file that `tabella board post` takes.

mod key;
mod manifest;
mod nist;
pub(crate) mod replay;
mod sign;

use std::{fs, io::Write as _, path::Path};

use anyhow::{Context as _, bail};
use clap::Subcommand;

/// What the office does.
#[derive(Subcommand)]
pub enum OfficeCommand {
    /// Make a signing key for the authority, the registrar, the ballot box or a witness
    Key(key::KeyArgs),
    /// Fill the keys of all who take part into a draft: the manifest
    Manifest(manifest::ManifestArgs),
    /// Write a manifest or a draft as a ballot definition for other systems (NIST SP 1500-20)
    ToNist(nist::ToNistArgs),
    /// Read a ballot definition of another system (NIST SP 1500-20): a draft
    FromNist(nist::FromNistArgs),
    /// Sign an entry of the authority or the registrar, if the board would take it
    #[command(subcommand)]
    Sign(sign::SignCommand),
}

/// Runs the command.
///
/// # Errors
/// What stood in the way, for people.
pub fn run(command: &OfficeCommand) -> anyhow::Result<()> {
    match command {
        OfficeCommand::Key(arguments) => key::run(arguments),
        OfficeCommand::Manifest(arguments) => manifest::run(arguments),
        OfficeCommand::ToNist(arguments) => nist::to(arguments),
        OfficeCommand::FromNist(arguments) => nist::from(arguments),
        OfficeCommand::Sign(command) => sign::run(command),
    }
}

/// Writes a file whole or not at all, and never over another. A secret is its owner's only.
///
/// # Errors
/// If there is such a file already, with other content, or it cannot be written.
pub(crate) fn write_new(path: &Path, bytes: &[u8], secret: bool) -> anyhow::Result<()> {
    if path.exists() {
        if !secret && fs::read(path).is_ok_and(|found| found == bytes) {
            return Ok(());
        }
        bail!("{} is there already and is never overwritten; name another file", path.display());
    }
    let cannot = || format!("cannot write {}", path.display());
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tabella-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(if secret { 0o600 } else { 0o644 }));
    }
    let mut file = builder.tempfile_in(directory).with_context(cannot)?;
    file.write_all(bytes).with_context(cannot)?;
    file.as_file().sync_all().with_context(cannot)?;
    file.persist_noclobber(path).with_context(cannot)?;
    Ok(())
}
