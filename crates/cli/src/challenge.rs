//! `tabella challenge check`: whether a device encrypted what it showed, from the ballot that it opened and the board's keys.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail, ensure};
use clap::{Args, Subcommand};
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use serde_json::json;
use tabella_ballot::{BallotError, Challenge, Posted, Tracker, tracker_text, verify_batch};
use tabella_crypto::{
    cbor::Reader,
    hash::{hex, sha256},
};
use tabella_election::Election;
use tabella_tlog::{Checkpoint, CompactRange, LeafIndex, LogReader, Source};
use tabella_verifier::{Opened, Trust};

use crate::{
    cast::selections,
    files::open_board,
    terminal::{self, one_line},
    verify::TrustArgs,
};

/// Largest input, in bytes: an entry has at most 65,535, in hexadecimal twice as many, and some white space.
const INPUT_MAX: u64 = 256 * 1024;

/// Ballots that voters had opened.
#[derive(Subcommand)]
pub enum ChallengeCommand {
    /// Check that an opened ballot holds what it is said to hold
    Check(CheckArgs),
}

/// Exit codes: 0 if the ballot holds what it says, 1 if it does not, 2 if nothing could be checked.
#[derive(Args)]
pub struct CheckArgs {
    /// The opened ballot: a file with the board's entry, as bytes, in hexadecimal or in base64; or with a tracker, to be looked up on the
    /// board. `-` reads what is pasted
    #[arg(value_name = "FILE|-")]
    ballot: PathBuf,
    /// The board: a directory, an archive, or a URL
    #[arg(long, value_name = "DIR|ARCHIVE|URL")]
    board: PathBuf,
    #[command(flatten)]
    trust: TrustArgs,
    /// What you chose, as for `tabella cast`: then the ballot must hold exactly that
    #[arg(long, value_name = "FILE")]
    selections: Option<PathBuf>,
    /// Print one JSON object on one line
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// If there is no opened ballot, or no board to hold it against.
pub fn run(command: &ChallengeCommand) -> anyhow::Result<ExitCode> {
    let ChallengeCommand::Check(arguments) = command;
    let trust = arguments.trust.trust()?;
    let source = open_board(&arguments.board)?;
    let found = check(&read(&arguments.ballot)?, &*source, &trust, arguments.selections.as_deref())?;
    if arguments.json {
        println!("{}", terminal::json(&found.as_json())?);
    } else {
        print!("{}", found.as_text());
    }
    Ok(ExitCode::from(u8::from(!found.holds())))
}

/// Votes by contest and option.
type Votes = BTreeMap<String, BTreeMap<String, u32>>;

/// What was found.
struct Found {
    challenge: Challenge,
    tracker: Tracker,
    style: String,
    /// Why the ballot is not what it says; none if it is.
    fault: Option<BallotError>,
    /// What it says, without zeros.
    votes: Votes,
    /// Whether that is what the voter chose; none if the voter did not say.
    expected: Option<bool>,
    /// Where exactly this stands on the board.
    on_board: Option<LeafIndex>,
    /// Where the board has this ballot in another way: opened otherwise, or cast.
    elsewhere: Option<LeafIndex>,
}

impl Found {
    fn holds(&self) -> bool {
        self.fault.is_none() && self.expected != Some(false) && self.elsewhere.is_none()
    }

    fn as_json(&self) -> serde_json::Value {
        json!({
            "holds": self.holds(),
            "fault": self.fault.as_ref().map(ToString::to_string),
            "as_chosen": self.expected,
            "tracker": self.tracker.to_string(),
            "tracker_text": tracker_text(&self.tracker),
            "credential": hex(self.challenge.ballot.credential.as_bytes()),
            "style": self.style,
            "says": self.votes,
            "index": self.on_board.map(|index| index.0),
            "elsewhere": self.elsewhere.map(|index| index.0),
        })
    }

    fn as_text(&self) -> String {
        let mut lines = vec![format!("Tracker: {}", tracker_text(&self.tracker))];
        lines.push(match self.on_board {
            Some(index) => format!("It is entry {index} of the board."),
            None => "The board does not have it.".into(),
        });
        lines.push("The device says that this is in it:".into());
        for (contest, options) in &self.votes {
            for (option, votes) in options {
                lines.push(format!("  {} {}: {votes}", one_line(contest), one_line(option)));
            }
        }
        if self.votes.values().all(BTreeMap::is_empty) {
            lines.push("  nothing".into());
        }
        if let Some(index) = self.elsewhere {
            lines.push(format!(
                "WRONG: entry {index} of the board has the same ballot otherwise: cast, or with another content."
            ));
        }
        if self.expected == Some(false) {
            lines.push("WRONG: that is not what you chose. The device changed your vote.".into());
        }
        lines.push(match &self.fault {
            Some(fault) => {
                format!("WRONG: the ballot does not hold this: {fault}. The device that made it lied.")
            }
            None => "The ballot holds exactly this.".into(),
        });
        lines.join("\n") + "\n"
    }
}

/// What was given.
enum Given {
    Entry(Vec<u8>),
    Tracker(Tracker),
}

fn read(path: &Path) -> anyhow::Result<Given> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(INPUT_MAX).read_to_end(&mut bytes)?;
    } else {
        let file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        file.take(INPUT_MAX).read_to_end(&mut bytes)?;
    }
    parse(bytes)
}

/// Bytes as they are, hexadecimal or base64.
fn parse(bytes: Vec<u8>) -> anyhow::Result<Given> {
    let text = str::from_utf8(&bytes).ok().map(|text| text.split_whitespace().collect::<String>());
    let decoded = text.and_then(|text| {
        let text = text.as_bytes();
        let decoded = HEXLOWER_PERMISSIVE.decode(text).or_else(|_| BASE64.decode(text));
        decoded.or_else(|_| BASE64URL_NOPAD.decode(text)).ok()
    });
    let bytes = decoded.unwrap_or(bytes);
    ensure!(!bytes.is_empty(), "nothing was given: an opened ballot, or its tracker");
    Ok(match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(tracker) => Given::Tracker(Tracker(tracker)),
        Err(_) => Given::Entry(bytes),
    })
}

fn check(
    given: &Given,
    source: &dyn Source,
    trust: &Trust,
    selections: Option<&Path>,
) -> anyhow::Result<Found> {
    let mut rng = ChaCha20Rng::from_rng(OsRng)?;
    let opened = Opened::read(source, trust, &mut rng)?;
    let tracker = match given {
        Given::Tracker(tracker) => *tracker,
        Given::Entry(entry) => tracker_of(entry).context("neither an opened ballot nor a tracker")?,
    };
    let places = places(source, &opened.checkpoint, &tracker)?;
    let entry = match given {
        Given::Entry(entry) => entry,
        Given::Tracker(_) => match places.as_slice() {
            [(_, entry)] => entry,
            [] => bail!("no ballot with this tracker is on the board"),
            _ => bail!("the board has several entries with this tracker"),
        },
    };
    let posted = Posted::decode(entry, &opened.styles).context("not an opened ballot of this election")?;
    let Posted::Challenge(challenge) = &posted else {
        bail!("this ballot was cast, not opened: nobody can look into it");
    };
    let challenge = challenge.clone();
    let fault = verify_batch(&opened.styles, vec![posted], &mut rng).pop().context("one verdict")?.err();
    let style = challenge.ballot.style;
    let expected = selections.map(|path| selections::read(path, &opened.election, style)).transpose()?;
    let (same, other): (Vec<_>, Vec<_>) = places.iter().partition(|(_, found)| found == entry);
    Ok(Found {
        votes: votes(&opened.election, style, &challenge.choices)?,
        style: opened.election.styles().get(style).context("a ballot style")?.id.to_string(),
        expected: expected.map(|expected| expected.expose() == challenge.choices.as_slice()),
        on_board: same.first().map(|(index, _)| *index),
        elsewhere: other.first().map(|(index, _)| *index),
        challenge,
        tracker,
        fault,
    })
}

/// The tracker of a ballot or of an opened one.
fn tracker_of(entry: &[u8]) -> Option<Tracker> {
    let mut reader = Reader::new(entry);
    reader.array().ok()?;
    matches!(reader.text().ok()?, "ballot" | "challenge").then_some(())?;
    Some(Tracker(sha256(b"tabella/v1/tracker", &[reader.bytes().ok()?])))
}

/// Every entry with this tracker, in a tree that the log signed.
fn places(
    source: &dyn Source,
    checkpoint: &Checkpoint,
    tracker: &Tracker,
) -> anyhow::Result<Vec<(LeafIndex, Vec<u8>)>> {
    let log = LogReader::new(source);
    let (mut tree, mut found) = (CompactRange::new(), Vec::new());
    for (index, entry) in (0..).zip(log.entries(LeafIndex(0), checkpoint.size)) {
        let entry = entry?;
        tree.push_bytes(&entry);
        if tracker_of(&entry).as_ref() == Some(tracker) {
            found.push((LeafIndex(index), entry));
        }
    }
    ensure!(
        tree.root() == checkpoint.root,
        "the board's entries are not those of its checkpoint; get the board again"
    );
    Ok(found)
}

fn votes(election: &Election, style: usize, choices: &[u32]) -> anyhow::Result<Votes> {
    let style = election.styles().get(style).context("a ballot style")?;
    let mut votes = Votes::new();
    for (position, (_, _, values)) in style.contests.iter().zip(style.shape.split(choices)) {
        let contest = election.manifest().contests.get(*position).context("a contest")?;
        let named = contest.options.iter().zip(values.iter().copied()).filter(|(_, votes)| *votes > 0);
        let named = named.map(|(option, votes)| (option.id.to_string(), votes));
        votes.insert(contest.id.to_string(), named.collect());
    }
    Ok(votes)
}
