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

use crate::{
    files::{as_url, open_board},
    http::mirror,
};

#[derive(Args)]
pub struct ArchiveArgs {
    /// The board: a directory, or a URL. Nothing is verified
    #[arg(long, value_name = "DIR|URL")]
    board: PathBuf,
    /// The file to write, an uncompressed tar
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: &ArchiveArgs) -> anyhow::Result<()> {
    archive(&arguments.board, &arguments.out)
}

/// Writes a board, from a directory or a URL, into one file.
///
/// # Errors
/// If there is no board, or a file cannot be read or written.
pub(crate) fn archive(board: &Path, out: &Path) -> anyhow::Result<()> {
    if as_url(board).is_some() {
        let copy = tempfile::Builder::new().prefix("tabella-board-").tempdir_in(folder(out))?;
        mirror(&*open_board(board)?, copy.path())?;
        return write(copy.path(), out);
    }
    ensure!(board.join("checkpoint").is_file(), "{} is not a board's directory", board.display());
    write(board, out)
}

/// The folder that a file lies in.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn write(board: &Path, out: &Path) -> anyhow::Result<()> {
    // whole or not at all
    let written = || {
        let mut builder = tempfile::Builder::new();
        // for everyone: a temporary file would be its owner's only
        #[cfg(unix)]
        builder.permissions(PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(folder(out))?;
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
