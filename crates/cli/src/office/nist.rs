//! `tabella office to-nist` and `from-nist`: ballot definitions as NIST SP 1500-20 says.

use std::{fmt::Display, fs, path::PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use tabella_election::manifest::UtcTime;
use tabella_prepare::{Draft, Facts, nist};

use super::write_new;
use crate::files::now;

#[derive(Args)]
pub struct ToNistArgs {
    /// A manifest or a draft
    #[arg(long, value_name = "FILE")]
    draft: PathBuf,
    /// Where to write the ballot definition
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The moment that stands in it, such as 2027-03-01T20:00:00Z; now, if it is left out
    #[arg(long, value_name = "TIME")]
    at: Option<UtcTime>,
}

#[derive(Args)]
pub struct FromNistArgs {
    /// The ballot definition: NIST SP 1500-20 version 1.0.0, JSON
    #[arg(long, value_name = "FILE")]
    definition: PathBuf,
    /// Where to write the draft, for `tabella office manifest` or the office's pages
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write it also if it does not keep everything that the definition says
    #[arg(long)]
    leave_out: bool,
}

pub(super) fn to(arguments: &ToNistArgs) -> anyhow::Result<()> {
    let name = arguments.draft.display();
    let bytes = fs::read(&arguments.draft).with_context(|| format!("cannot read {name}"))?;
    let draft = Draft::read(&bytes).with_context(|| format!("{name} is no draft of a manifest"))?;
    let made = match arguments.at {
        Some(at) => at,
        None => UtcTime(i64::try_from(now()?)?),
    };
    let definition = nist::write(draft.facts(), made).map_err(|faults| {
        anyhow::anyhow!("{name} does not say what a ballot definition must say:\n{}", lines(&faults))
    })?;
    write_new(&arguments.out, &definition, false)?;
    eprintln!("The ballot definition is in {}. It does not say:", arguments.out.display());
    println!("{}", nist::NOT_SAID.join("\n"));
    Ok(())
}

pub(super) fn from(arguments: &FromNistArgs) -> anyhow::Result<()> {
    let name = arguments.definition.display();
    let bytes = fs::read(&arguments.definition).with_context(|| format!("cannot read {name}"))?;
    let taken = nist::read(&bytes)
        .map_err(|faults| anyhow::anyhow!("{name} cannot become a draft:\n{}\nNothing is written. Have it put right in the system that it comes from", lines(&faults)))?;
    if !taken.left.is_empty() {
        let left = lines(&taken.left);
        if !arguments.leave_out {
            bail!(
                "{name} says what a draft has no place for:\n{left}\nNothing is written. --leave-out writes the draft without it"
            );
        }
        eprintln!("The draft has no place for:\n{}", crate::terminal::lines(&left));
    }
    // names of offices come with their keys
    let nobody = Facts::default().authority;
    let issuer = taken.draft.facts().authority.name.clone();
    let draft = Draft::of(Facts { authority: nobody, ..taken.draft.facts().clone() });
    write_new(&arguments.out, draft.bytes(), false)?;
    eprintln!(
        "The draft is in {}, with the usual limits; what the definition does not say stays open.",
        arguments.out.display()
    );
    if !issuer.is_empty() {
        eprintln!("Issued by:");
        println!("{}", crate::terminal::lines(&issuer));
    }
    Ok(())
}

fn lines(of: &[impl Display]) -> String {
    of.iter().map(|one| format!("  {one}")).collect::<Vec<_>>().join("\n")
}
