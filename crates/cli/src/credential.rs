//! `tabella credential`: what a voter's device keeps.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rand_core::OsRng;
use tabella_ballot::CredentialSecret;
use tabella_crypto::hash::hex;
use zeroize::Zeroizing;

use crate::office::write_new;

/// What to do with a credential.
#[derive(Subcommand)]
pub enum CredentialCommand {
    /// Make a credential: a secret for `tabella cast`, and the public half that the registrar signs
    New(NewArgs),
}

/// Arguments of `tabella credential new`.
#[derive(Args)]
pub struct NewArgs {
    /// Where to write the secret. It is not sealed: whoever has it can vote
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// If there is such a file already, or it cannot be written.
pub fn run(command: &CredentialCommand) -> anyhow::Result<()> {
    let CredentialCommand::New(NewArgs { out }) = command;
    let secret = CredentialSecret::generate(&mut OsRng);
    let mut text = Zeroizing::new(hex(&*secret.expose_bytes()));
    text.push('\n');
    write_new(out, text.as_bytes(), true)?;
    eprintln!("The secret is in {}. The public half, for the registrar:", out.display());
    println!("{}", hex(secret.public().as_bytes()));
    Ok(())
}
