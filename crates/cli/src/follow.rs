//! `tabella follow`: keeps a board's checkpoints and watches that none takes back what an earlier one said.
//!
//! What is watched is the log alone: its signature, the witnesses' quorum, and that every tree is the beginning of the next.
//! That the entries are lawful is for `tabella verify`. Memory does not grow with the board: a proof is a few dozen hashes.

mod kept;
mod round;

use std::{path::PathBuf, process::ExitCode, thread, time::Duration};

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use tabella_crypto::ElectionId;
use tabella_tlog::TreeSize;
use tabella_verifier::Trust;

pub(crate) use self::round::first_manifest;
use self::{
    kept::Kept,
    round::{Follower, News, Trouble},
};
use crate::{
    http::{HttpClient, HttpSource, Patience},
    terminal::{chain, count, one_line},
};

/// Exit codes: 0 if all is well, 1 after an alarm (both checkpoints are in the file that it names), 2 if nothing could be
/// checked.
#[derive(Args)]
pub struct FollowArgs {
    /// The board's URL
    url: String,
    /// Where checkpoints are kept; a new folder at first
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    #[command(flatten)]
    trust: FollowTrust,
    /// Look once and end
    #[arg(long)]
    once: bool,
    /// Seconds between two looks
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    interval: u64,
    /// Print one JSON object on each line
    #[arg(long)]
    json: bool,
}

/// What you know of the election from somewhere else than the board; needed the first time.
#[derive(Args)]
#[group(multiple = false)]
struct FollowTrust {
    /// The election's id
    #[arg(long, alias = "election", value_name = "HEX", value_parser = crate::verify::election_id)]
    election_id: Option<ElectionId>,
    /// The election authority's public key
    #[arg(long, alias = "authority", value_name = "HEX", value_parser = crate::verify::authority_key)]
    authority_key: Option<tabella_crypto::signature::VerifyingKey>,
}

impl FollowTrust {
    fn trust(&self) -> Option<Trust> {
        self.election_id.map(Trust::Election).or(self.authority_key.map(Trust::Authority))
    }
}

/// Runs the command.
///
/// # Errors
/// If the board cannot be reached at the first look, or the state cannot be read or written.
pub fn run(arguments: &FollowArgs) -> anyhow::Result<ExitCode> {
    let source = HttpSource::live(HttpClient::new(&arguments.url, Patience::default())?);
    let trust = arguments.trust.trust();
    let kept = Kept::open(&arguments.state)
        .with_context(|| format!("cannot keep checkpoints in {}", arguments.state.display()))?;
    let mut follower = match Follower::start(source, kept, trust.as_ref()) {
        Ok(follower) => follower,
        Err(Trouble::Alarm(alarm)) => return Ok(shout(arguments, &alarm)),
        Err(Trouble::Unchecked(error)) => return Err(error),
    };
    let mut is_first = true;
    loop {
        match follower.look() {
            Ok(news) => {
                // whoever starts it hears at once that it follows, also where nothing is new
                tell(arguments, &news, is_first);
                is_first = false;
            }
            Err(Trouble::Alarm(alarm)) => return Ok(shout(arguments, &alarm)),
            Err(Trouble::Unchecked(error)) if arguments.once => return Err(error),
            // a server that is away takes nothing back; it is asked again
            Err(Trouble::Unchecked(error)) => whisper(arguments, &error),
        }
        if arguments.once {
            return Ok(ExitCode::SUCCESS);
        }
        thread::sleep(Duration::from_secs(arguments.interval));
    }
}

fn tell(arguments: &FollowArgs, news: &News, is_first: bool) {
    let News { size, root, before, cosignatures } = news;
    let is_new = *before != Some(*size);
    if !is_new && !is_first {
        return;
    }
    if arguments.json {
        let witnesses: Vec<Value> =
            cosignatures.iter().map(|c| json!({ "witness": c.name, "time": c.time })).collect();
        println!(
            "{}",
            json!({
                "event": if is_new { "checkpoint" } else { "unchanged" },
                "size": size.0,
                "root": root.to_hex(),
                "before": before.map(|size| size.0),
                "cosignatures": witnesses,
            })
        );
    } else {
        let words = match before {
            None => "the first checkpoint seen".to_owned(),
            Some(before) if is_new => format!("continues the {} seen before", entries(*before)),
            Some(_) => "as seen before".to_owned(),
        };
        let names: Vec<&str> = cosignatures.iter().map(|c| c.name.as_str()).collect();
        println!("{}, root {root}: {words}; cosigned by {}", entries(*size), one_line(&names.join(", ")));
    }
}

fn shout(arguments: &FollowArgs, alarm: &round::Alarm) -> ExitCode {
    if arguments.json {
        let evidence = alarm.evidence.as_ref().map(|path| path.display().to_string());
        println!(
            "{}",
            json!({ "event": "alarm", "kind": alarm.kind, "words": alarm.words, "evidence": evidence })
        );
    }
    eprintln!("ALARM: {}: {}", alarm.kind, one_line(&alarm.words));
    if let Some(path) = &alarm.evidence {
        eprintln!(
            "What the board signed is in {}. Keep this file and tell the election authority, the witnesses and other observers.",
            path.display()
        );
        // that witnesses' signatures are missing is no proof: they may have come later
        if alarm.kind != round::UNWITNESSED {
            let manifest = arguments.state.join("manifest.json");
            let (path, manifest) = (path.display(), manifest.display());
            eprintln!("What it proves says `tabella evidence check {path} --manifest {manifest}`.");
        }
    }
    ExitCode::from(1)
}

fn whisper(arguments: &FollowArgs, error: &anyhow::Error) {
    if arguments.json {
        println!("{}", json!({ "event": "unreachable", "words": chain(error) }));
    } else {
        eprintln!("not checked this time: {}", one_line(&chain(error)));
    }
}

fn entries(size: TreeSize) -> String {
    count(size.0, "entry", "entries")
}
