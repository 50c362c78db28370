//! `tabella cast`: a voter's device on the command line, for tests and for assisted use.
//!
//! Encrypts, shows the tracker, and only then asks whether to cast or to check; verifies the receipt, and then the proof that
//! the ballot stands on the witnessed board. What is kept says nothing of the choice.

pub(crate) mod booth;
mod receipts;
pub(crate) mod selections;
pub(crate) mod service;

use std::{
    io::{self, BufRead as _, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use serde_json::json;
use tabella_ballot::{CredentialSecret, Posted, Prepared, Tracker, tracker_text};
use tabella_board::Receipt;
use tabella_crypto::hash::{hex, parse_hex32};
use tabella_tlog::{LeafIndex, TreeSize};
use zeroize::Zeroizing;

use self::{booth::Booth, receipts::Receipts, service::Service};
use crate::{
    files::read_secret,
    http::{HttpClient, HttpError, HttpSource, Patience},
    terminal::count,
    verify::TrustArgs,
};

/// Arguments of `tabella cast`.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct CastArgs {
    /// The board's URL
    url: String,
    #[command(flatten)]
    trust: TrustArgs,
    /// The credential's secret: a file with 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    credential: PathBuf,
    /// What is chosen, as JSON: {"contest": {"option": 1}}; what is left out gets no votes
    #[arg(long, value_name = "FILE")]
    selections: PathBuf,
    /// Where receipts and the last tracker are kept; nothing there says how anyone voted
    #[arg(long, value_name = "DIR")]
    receipts: PathBuf,
    /// Cast without asking
    #[arg(long, conflicts_with = "challenge")]
    yes: bool,
    /// Check the device without asking: open the ballot for everyone to see. It never counts
    #[arg(long)]
    challenge: bool,
    /// Go on although the board knows another last ballot than this device: somebody voted with another device
    #[arg(long)]
    voted_elsewhere: bool,
    /// Longest wait for the witnessed proof
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    wait: u64,
    /// End with one line of JSON
    #[arg(long)]
    json: bool,
}

/// What the voter wants with the encrypted ballot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    Cast,
    Check,
    Stop,
}

/// Runs the command.
///
/// # Errors
/// What stood in the way, or what does not fit, for people.
pub fn run(arguments: &CastArgs) -> anyhow::Result<()> {
    let client = HttpClient::new(&arguments.url, Patience::default())?;
    let booth = Booth::enter(HttpSource::open(client.clone())?, &arguments.trust.trust()?)?;
    let service = Service::new(client);
    let secret = read_credential(&arguments.credential)?;
    let receipts = Receipts::open(&arguments.receipts, secret.public())?;
    let wait = Duration::from_secs(arguments.wait);
    let voter = Voter { booth: &booth, service: &service, receipts: &receipts, wait };
    // before anything else: nobody knows whether it stands on the board
    if let Some(entry) = receipts.pending()? {
        voter.send_again(&entry)?;
    }
    let standing = service.credential(secret.public())?;
    if !receipts.fits(&standing.previous)? && !arguments.voted_elsewhere {
        bail!(
            "this device cast another ballot last than the board says ({}): either somebody voted with this credential on \
             another device, or the ballot box hides a ballot. If it was you, repeat with --voted-elsewhere",
            describe(&standing.previous)
        );
    }

    let mut rng = ChaCha20Rng::from_rng(OsRng)?;
    let style = booth.style(&standing.style)?;
    let choices = selections::read(&arguments.selections, &booth.election, style)?;
    let prepared = Prepared::encrypt(&booth.styles, style, &secret, standing.previous, choices, &mut rng)?;
    let tracker = *prepared.tracker();
    println!("Tracker: {}", tracker_text(&tracker));
    let (entry, is_cast) = match decide(arguments)? {
        Decision::Stop => {
            println!("Nothing was sent.");
            return Ok(());
        }
        Decision::Cast => {
            // the seed, which shows the vote, ends here
            let entry = prepared.cast(&secret, &mut rng, &booth.styles).0.encode();
            receipts.begin(&tracker, &entry)?;
            (entry, true)
        }
        Decision::Check => (prepared.challenge(&secret, &mut rng, &booth.styles).encode(), false),
    };
    let receipt = service.post(&entry)?;
    let Acknowledged { index, size, witnesses, receipt_path, proof_path } =
        voter.acknowledge(&entry, &tracker, &receipt, is_cast)?;
    if !is_cast {
        println!(
            "The ballot is open for everyone: tabella board show {index} --board {}. It does not count; vote again. Let another \
             computer check it: tabella challenge check - --board {} --election-id {}, and paste the tracker.",
            arguments.url,
            arguments.url,
            booth.election.id()
        );
    }
    if arguments.json {
        println!(
            "{}",
            json!({
                "tracker": tracker.to_string(),
                "tracker_text": tracker_text(&tracker),
                "kind": if is_cast { "ballot" } else { "challenge" },
                "index": index.0,
                "size": size.0,
                "witnesses": witnesses,
                "receipt": receipt_path.display().to_string(),
                "proof": proof_path.display().to_string(),
            })
        );
    }
    Ok(())
}

/// A voter's device before the ballot box.
struct Voter<'a> {
    booth: &'a Booth,
    service: &'a Service,
    receipts: &'a Receipts,
    /// Longest wait for the witnessed proof.
    wait: Duration,
}

/// A ballot that stands on the board, and what proves it.
struct Acknowledged {
    index: LeafIndex,
    size: TreeSize,
    witnesses: Vec<String>,
    receipt_path: PathBuf,
    proof_path: PathBuf,
}

impl Voter<'_> {
    /// Verifies and keeps the receipt, then the proof.
    fn acknowledge(
        &self,
        entry: &[u8],
        tracker: &Tracker,
        receipt: &Receipt,
        is_cast: bool,
    ) -> anyhow::Result<Acknowledged> {
        receipt.verify(&self.booth.election).context("the receipt is not signed by the ballot box")?;
        ensure!(
            receipt.tracker() == tracker,
            "the receipt is for another ballot: {}",
            describe(receipt.tracker())
        );
        let receipt_path = self.receipts.keep(receipt, is_cast)?;
        let index = receipt.index();
        println!("Entry {index}; receipt in {}", receipt_path.display());

        let proof = self.service.proof(index, self.wait)?;
        let included = self.booth.included(&proof, index, entry)?;
        let proof_path = self.receipts.keep_proof(tracker, &proof)?;
        let witnesses: Vec<String> = included.cosignatures.into_iter().map(|c| c.name).collect();
        let size = included.checkpoint.size;
        println!(
            "On the board of {}, cosigned by {}; proof in {}",
            count(size.0, "entry", "entries"),
            witnesses.join(", "),
            proof_path.display()
        );
        Ok(Acknowledged { index, size, witnesses, receipt_path, proof_path })
    }

    /// Sends the ballot of an earlier run, of which no answer came: the very same bytes get the receipt if it stands on the board,
    /// and a place if it does not.
    fn send_again(&self, entry: &[u8]) -> anyhow::Result<()> {
        let posted = Posted::decode(entry, &self.booth.styles).context("the ballot of an earlier run")?;
        let tracker = *posted.ballot().tracker();
        println!("Earlier ballot {} has no answer; it is sent again.", tracker_text(&tracker));
        match self.service.post(entry) {
            Ok(receipt) => self.acknowledge(entry, &tracker, &receipt, true).map(drop),
            Err(error) if is_refused(&error) => {
                println!("It is not on the board and cannot be cast any more: {error:#}");
                self.receipts.answered()
            }
            Err(error) => Err(error.context("an earlier ballot has no answer yet; nothing new was sent")),
        }
    }
}

/// Whether the board's rules refuse an entry, now and later: not a proxy, and not for a moment.
fn is_refused(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(HttpError::Refused { status: 409 | 422, .. }))
}

fn decide(arguments: &CastArgs) -> anyhow::Result<Decision> {
    if arguments.yes {
        return Ok(Decision::Cast);
    }
    if arguments.challenge {
        return Ok(Decision::Check);
    }
    println!(
        "Note the tracker. Then cast this ballot, or check that the device encrypted what you chose: a ballot that is"
    );
    println!("checked is shown to everyone and does not count.");
    loop {
        print!("cast, check or stop? ");
        io::stdout().flush()?;
        let mut line = String::new();
        ensure!(
            io::stdin().lock().read_line(&mut line)? > 0,
            "no answer; nothing was sent (--yes, --challenge)"
        );
        match line.trim() {
            "cast" => return Ok(Decision::Cast),
            "check" => return Ok(Decision::Check),
            "stop" => return Ok(Decision::Stop),
            _ => {}
        }
    }
}

/// Reads a credential's secret. The error does not repeat what the file holds.
fn read_credential(path: &Path) -> anyhow::Result<CredentialSecret> {
    let text = read_secret(path)?;
    let bytes = parse_hex32(text.trim_end()).map(Zeroizing::new).ok();
    let secret = bytes.and_then(|bytes| CredentialSecret::from_bytes(&bytes).ok());
    secret
        .with_context(|| format!("{} is not a credential: a scalar of 64 hexadecimal digits", path.display()))
}

fn describe(tracker: &Tracker) -> String {
    if *tracker == Tracker::NONE { "no ballot".into() } else { tracker_text(tracker) }
}

/// A credential's public key in a path.
fn public_hex(public: &tabella_crypto::CompressedRistretto) -> String {
    hex(public.as_bytes())
}
