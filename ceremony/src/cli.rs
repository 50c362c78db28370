//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use tabella_trustee::seal::WorkFactor;

/// Whether this is the program for connected machines.
const ONLINE: bool = cfg!(feature = "online");

const ABOUT: &str = if ONLINE {
    "The trustee's program for connected machines: key ceremony and decryption where the authority has allowed a network"
} else {
    "The trustee's offline program: key ceremony and decryption on an unconnected machine"
};

/// Both programs have one name: this tells which of them lies on a machine.
const VERSION: &str = if ONLINE {
    concat!(env!("CARGO_PKG_VERSION"), " (for connected machines)")
} else {
    concat!(env!("CARGO_PKG_VERSION"), " (offline)")
};

/// The program's arguments.
#[derive(Parser)]
#[command(name = "ceremony", about = ABOUT, version = VERSION, propagate_version = true, after_help = ORDER)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

const ORDER: &str = "\
The steps, in order:
  new      once, before the election is announced: makes your keys
  round1   with the signed manifest: makes your commitment
  round2   when the commitments of all trustees are on the medium
  finish   when the packages of all trustees for you are on the medium
  decrypt  after the election is closed
A step that was interrupted can simply be run again. To practise, without other people: rehearse.";

/// What every step takes.
#[derive(Args)]
pub(crate) struct Common {
    /// Read the passphrase from the first line of this file instead of asking for it
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Answer every question with yes (for scripts)
    #[arg(long, global = true)]
    pub(crate) yes: bool,
    /// Print the result as one line of JSON; explanations go to the standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Scrypt's work factor: N = 2^n. Only rehearsals and tests use less than the default
    #[arg(long, global = true, hide = true, value_name = "N", value_parser = work_factor)]
    pub(crate) work_factor: Option<WorkFactor>,
}

fn work_factor(text: &str) -> Result<WorkFactor, String> {
    text.parse().ok().and_then(WorkFactor::new).ok_or_else(|| "a whole number from 1 to 20".to_owned())
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make your keys, once, before the election is announced
    New(New),
    /// Round 1: draw your secret and write your commitment to it
    Round1(Ceremony),
    /// Round 2: check all commitments and write one encrypted package for each other trustee
    Round2(Ceremony),
    /// Check the packages for you and make your share of the election key
    Finish(Ceremony),
    /// Verify the closed board and decrypt your part of the totals
    Decrypt(Decrypt),
    /// For a trustee whose machine has no network: hand in what is on the medium, and fetch what others made; needs no key
    #[cfg(feature = "online")]
    Carry(Carry),
    /// Explain files of the ceremony; needs no passphrase
    Inspect(Inspect),
    /// Practise the key ceremony on this machine: you are one trustee, the program plays all others
    Rehearse(Rehearse),
}

#[derive(Args)]
pub(crate) struct Rehearse {
    /// The folder for everything that is made; it must not be there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Your name
    #[arg(long, default_value = "You")]
    pub(crate) name: String,
    /// How many trustees take part, you included
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(2..=20))]
    pub(crate) trustees: u16,
    /// How many of them decrypt
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=20))]
    pub(crate) threshold: u16,
}

#[derive(Args)]
pub(crate) struct New {
    /// Your name as the manifest will show it
    #[arg(long)]
    pub(crate) name: String,
    /// Where to write your sealed key file, such as alice.trustee
    #[arg(long, value_name = "FILE.trustee")]
    pub(crate) out: PathBuf,
}

#[derive(Args)]
pub(crate) struct Ceremony {
    /// Your sealed key file
    #[arg(long, value_name = "FILE.trustee")]
    pub(crate) trustee: PathBuf,
    /// The election's manifest
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: PathBuf,
    /// The directory that is carried between the trustees
    #[arg(long, value_name = "DIR")]
    pub(crate) media: PathBuf,
    /// Which attempt at the ceremony, from 1
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) attempt: u64,
    #[command(flatten)]
    pub(crate) online: Online,
}

/// At a connected machine.
#[derive(Args)]
pub(crate) struct Online {
    /// The address of the room's page: what others made is fetched there, and what this step makes is handed in
    #[arg(long, value_name = "URL", hide = !ONLINE)]
    pub(crate) relay: Option<String>,
    /// With --relay: how many minutes to wait for others
    #[arg(long, value_name = "MINUTES", default_value_t = 60, hide = !ONLINE)]
    pub(crate) wait: u64,
}

#[cfg(feature = "online")]
#[derive(Args)]
pub(crate) struct Carry {
    /// The election's manifest
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: PathBuf,
    /// The directory that is carried between the trustees
    #[arg(long, value_name = "DIR")]
    pub(crate) media: PathBuf,
    /// The address of the room's page
    #[arg(long, value_name = "URL")]
    pub(crate) relay: String,
}

#[derive(Args)]
pub(crate) struct Decrypt {
    /// Your sealed key file; your share lies beside it
    #[arg(long, value_name = "FILE.trustee")]
    pub(crate) trustee: PathBuf,
    /// The election's manifest
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: PathBuf,
    /// The closed board: its directory, or one archive file
    #[arg(long, value_name = "DIR|ARCHIVE")]
    pub(crate) board: Option<PathBuf>,
    /// The directory that carries your part back
    #[arg(long, value_name = "DIR")]
    pub(crate) media: PathBuf,
    /// The 24 words that the trustees agreed on: stops if the board has others, asks nothing if it has these
    #[arg(long, value_name = "WORDS")]
    pub(crate) expect_words: Option<String>,
    #[command(flatten)]
    pub(crate) online: Online,
}

#[derive(Args)]
pub(crate) struct Inspect {
    /// Any files of the ceremony
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}
