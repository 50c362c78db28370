//! `tabella board`: look at a board, archive it, post to it.

pub(crate) mod archive;
mod post;
mod show;

use clap::Subcommand;

/// What to do with a board.
#[derive(Subcommand)]
pub enum BoardCommand {
    /// Print one entry as readable text or JSON. Nothing is verified.
    Show(show::ShowArgs),
    /// Write a board into one file
    Archive(archive::ArchiveArgs),
    /// Append entries to a board and publish a checkpoint; or send them to the ballot box at a URL
    Post(post::PostArgs),
}

/// Runs the command.
///
/// # Errors
/// What stood in the way, for people.
pub fn run(command: BoardCommand) -> anyhow::Result<()> {
    match command {
        BoardCommand::Show(arguments) => show::run(&arguments),
        BoardCommand::Archive(arguments) => archive::run(&arguments),
        BoardCommand::Post(arguments) => post::run(&arguments),
    }
}
