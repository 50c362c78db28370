//! `tabella office manifest`: from a draft to a manifest.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use tabella_election::{
    Election,
    draft::{DraftKeys, fill},
};

use super::write_new;

#[derive(Args)]
pub struct ManifestArgs {
    /// The draft: a manifest without keys
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// Public keys and names: `authority`, `trustees`, `registrar`, `ballot_box` and `witnesses` as in a manifest
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// Where to write the manifest
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn run(arguments: &ManifestArgs) -> anyhow::Result<()> {
    let read = |path: &PathBuf| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let (draft, keys) = (arguments.draft.display(), arguments.keys.display());
    let public = DraftKeys::parse(&read(&arguments.keys)?).with_context(|| {
        format!(
            "{keys} does not hold the public keys. Write authority, trustees, registrar, ballot_box and witnesses into it, \
             each as in a manifest"
        )
    })?;
    let manifest = fill(&read(&arguments.draft)?, public).with_context(|| {
        format!("{draft} and the keys of {keys} make no manifest. Correct what is named here and try again")
    })?;
    let election = Election::parse(&manifest)?;
    write_new(&arguments.out, &manifest, false)?;
    eprintln!(
        "The manifest is in {}: {} trustees, of whom {} decrypt. Election id:",
        arguments.out.display(),
        election.trustee_count(),
        election.threshold().0
    );
    println!("{}", election.id());
    Ok(())
}
