//! `tabella board archive`: a board in one file.

#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::{
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use clap::Args;
use tabella_verifier::write_archive;

#[derive(Args)]
pub struct ArchiveArgs {
    /// The board's directory
    #[arg(long, value_name = "DIR")]
    board: PathBuf,
    /// The file to write, an uncompressed tar
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: &ArchiveArgs) -> anyhow::Result<()> {
    let ArchiveArgs { board, out } = arguments;
    ensure!(board.join("checkpoint").is_file(), "{} is not a board's directory", board.display());
    let directory = out.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // whole or not at all
    let written = || {
        let mut builder = tempfile::Builder::new();
        // for everyone: a temporary file would be its owner's only
        #[cfg(unix)]
        builder.permissions(PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(directory)?;
        let mut buffered = BufWriter::new(&mut file);
        write_archive(board, &mut buffered)?;
        buffered.flush()?;
        drop(buffered);
        file.as_file().sync_all()?;
        file.persist(out)?;
        anyhow::Ok(())
    };
    written().with_context(|| format!("cannot write {}", out.display()))
}
