//! `tabella office key`: a signing key in a file.

use std::path::PathBuf;

use clap::Args;
use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use rand_core::OsRng;
use tabella_tlog::Vkey;

use super::write_new;

#[derive(Args)]
pub struct KeyArgs {
    /// Where to write the secret key. It is not sealed: keep it on an encrypted disk
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The key signs checkpoints under this name, such as board.example.org
    #[arg(long, value_name = "NAME", conflicts_with = "witness")]
    checkpoint: Option<String>,
    /// The key cosigns checkpoints under this name, such as witness.example.net
    #[arg(long, value_name = "NAME")]
    witness: Option<String>,
}

pub(super) fn run(arguments: &KeyArgs) -> anyhow::Result<()> {
    let key = SigningKey::generate(&mut OsRng);
    let public = key.verifying_key();
    let shown = match (&arguments.checkpoint, &arguments.witness) {
        (Some(name), _) => Vkey::ed25519(name, public)?.to_string(),
        (None, Some(name)) => Vkey::cosignature(name, public)?.to_string(),
        (None, None) => HEXLOWER.encode(public.as_bytes()),
    };
    let secret = format!("{}\n", HEXLOWER.encode(&key.to_bytes()));
    write_new(&arguments.out, secret.as_bytes(), true)?;
    eprintln!("The secret key is in {}. The public key, for the manifest:", arguments.out.display());
    println!("{shown}");
    Ok(())
}
