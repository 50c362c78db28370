//! `tabella witness new`, `tabella witness serve`: a witness as a small process of its own (C2SP tlog-witness).

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use ed25519_dalek::SigningKey;
use rand_core::OsRng;
use serde_json::json;
use tabella_crypto::hash::hex;
use tabella_server::{
    doctor::Kind,
    witness::{Config, run as serve},
};
use tabella_tlog::Cosigner;

use crate::{
    files::now,
    serve::{end_with_input, log, refused},
};

/// A witness that answers over HTTP.
#[derive(Subcommand)]
pub enum ServiceCommand {
    /// Make a witness's key and print the verifier key for the manifest
    New(NewArgs),
    /// Cosign checkpoints over HTTP, each only as the continuation of the one before
    Serve(ServeArgs),
}

/// Arguments of `tabella witness new`.
#[derive(Args)]
pub struct NewArgs {
    /// The witness's name, such as witness.example.org/1: a host that you hold, without spaces and plus signs
    #[arg(long)]
    name: String,
    /// Where to write the secret key; never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print one line of JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `tabella witness serve`.
#[derive(Args)]
pub struct ServeArgs {
    /// The config file; crates/server/witness.example.toml is a sample
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Begin the witness's memory. Only for a key that never cosigned anything: a witness that lost its memory, or goes back
    /// to an older copy, can be made to vouch for a board that was rolled back, and nothing can refuse that
    #[arg(long)]
    first: bool,
    /// Write the log as JSON, one event on each line (the default if nobody looks on)
    #[arg(long)]
    json_log: bool,
    /// End when standard input ends, with whoever started this
    #[arg(long, hide = true)]
    with_input: bool,
}

/// Runs the command.
///
/// # Errors
/// What stood in the way, for people.
pub fn run(command: &ServiceCommand) -> anyhow::Result<()> {
    match command {
        ServiceCommand::New(arguments) => new(arguments),
        ServiceCommand::Serve(arguments) => {
            let config = Config::load(&arguments.config)
                .map_err(|error| refused(&arguments.config, Kind::Witness, error))?;
            let clock = Arc::new(|| now().unwrap_or(0));
            log(arguments.json_log);
            if arguments.with_input {
                end_with_input();
            }
            // scripts wait for this line: with port 0 it tells the port
            serve(&config, arguments.first, clock, |address| println!("http://{address}"))?;
            Ok(())
        }
    }
}

fn new(arguments: &NewArgs) -> anyhow::Result<()> {
    let key = SigningKey::generate(&mut OsRng);
    let vkey = Cosigner::new(&arguments.name, key.clone())?.vkey()?.to_string();
    write_secret(&arguments.out, &format!("{}\n", hex(key.as_bytes())))?;
    if arguments.json {
        println!("{}", json!({ "name": arguments.name, "vkey": vkey }));
    } else {
        println!("{vkey}");
    }
    Ok(())
}

/// Writes a new file that only its owner can read.
fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = || {
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    written().with_context(|| format!("cannot write {}", path.display()))
}
