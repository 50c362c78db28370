//! Entries of the registrar. That a credential belongs to someone eligible is for whoever runs this to know.

use clap::{Args, ValueEnum};
use tabella_crypto::{CompressedRistretto, EvidenceCommitment, hash::parse_hex32};
use tabella_election::{
    StyleId,
    message::{Credential, Reason, Revocation},
};

use super::{By, OnBoard, write};
use crate::office::replay::Replay;

#[derive(Args)]
pub struct CredentialArgs {
    /// The public half that `tabella credential new` printed
    #[arg(long, value_name = "HEX", value_parser = point)]
    credential: CompressedRistretto,
    /// The ballot style: what its holder votes on, by its id in the manifest
    #[arg(long, value_name = "ID")]
    style: String,
    /// What its ballot weighs
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    weight: u64,
    /// Commitment to the evidence of who its holder is
    #[arg(long, value_name = "HEX")]
    evidence: EvidenceCommitment,
    /// The credential of the same person that this one takes the place of
    #[arg(long, value_name = "HEX", value_parser = point)]
    replaces: Option<CompressedRistretto>,
    #[command(flatten)]
    on: OnBoard,
}

#[derive(Args)]
pub struct RevocationArgs {
    /// The credential that counts no longer
    #[arg(long, value_name = "HEX", value_parser = point)]
    credential: CompressedRistretto,
    /// Why
    #[arg(long)]
    reason: Why,
    /// Commitment to the evidence
    #[arg(long, value_name = "HEX")]
    evidence: EvidenceCommitment,
    #[command(flatten)]
    on: OnBoard,
}

/// [`Reason`] on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum Why {
    /// Its holder's vote came by post
    Paper,
    /// A decision of the office
    Administrative,
}

/// A point as bytes: whether it is one is for the board's rules.
fn point(text: &str) -> Result<CompressedRistretto, String> {
    parse_hex32(text).map(CompressedRistretto).map_err(|error| error.to_string())
}

pub(super) fn credential(arguments: &CredentialArgs) -> anyhow::Result<()> {
    let CredentialArgs { credential, style, weight, evidence, replaces, on } = arguments;
    let message = Credential {
        credential: *credential,
        style: StyleId(style.clone()),
        weight: *weight,
        evidence: *evidence,
        replaces: *replaces,
    };
    let name = name(credential);
    let said = format!("credential {name} may vote on {style:?}");
    let replay = Replay::read(&on.board)?;
    write(replay, By::Registrar, &on.signer, &format!("credential-{name}"), message, Vec::new(), &said)
}

pub(super) fn revocation(arguments: &RevocationArgs) -> anyhow::Result<()> {
    let RevocationArgs { credential, reason, evidence, on } = arguments;
    let reason = match reason {
        Why::Paper => Reason::Paper,
        Why::Administrative => Reason::Administrative,
    };
    let message = Revocation { credential: *credential, reason, evidence: *evidence };
    let name = name(credential);
    let said = format!("credential {name} counts no longer ({})", reason.as_str());
    let replay = Replay::read(&on.board)?;
    write(replay, By::Registrar, &on.signer, &format!("revocation-{name}"), message, Vec::new(), &said)
}

/// Enough of a credential to tell it from others in a folder.
fn name(credential: &CompressedRistretto) -> String {
    tabella_crypto::hash::hex(credential.as_bytes()).chars().take(16).collect()
}
