//! An election that is open, for tests in other languages: ballot box and witnesses run until standard input ends.
//!
//! One JSON object on each line, both ways. First comes `{"url", "election"}`; then each line of standard input is a deed and
//! gets one line: `{"do": "credential", "credential", "style", "replaces"?}`, `{"do": "revoke", "credential"}`,
//! `{"do": "kill"}`, `{"do": "start"}` (the ballot box), `{"do": "finish"}` (ends the election and gives `{"verdict",
//! "counts"}`, votes per contest and option).

use std::{
    fs,
    io::{self, Write as _},
    path::PathBuf,
};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tabella_crypto::{CompressedRistretto, EvidenceCommitment, hash::parse_hex32};
use tabella_election::{
    Message, StyleId,
    message::{Credential, Reason, Revocation},
};
use tabella_service::{Database, Hall, Pace};
use tabella_tests::Setup;

#[derive(Args)]
pub(crate) struct Options {
    /// The draft of the manifest
    #[arg(long)]
    draft: PathBuf,
    /// Where the ballot box writes to
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
}

/// What another program asks for.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
enum Deed {
    /// The registrar enters a credential.
    Credential { credential: String, style: String, replaces: Option<String> },
    /// The registrar takes one back because a vote came by post.
    Revoke { credential: String },
    /// The ballot box dies.
    Kill,
    /// It starts again.
    Start,
    /// Voting ends, the votes are counted.
    Finish,
}

pub(crate) fn run(options: &Options) -> Result<bool> {
    let draft =
        fs::read(&options.draft).with_context(|| format!("cannot read {}", options.draft.display()))?;
    let setup = Setup { draft: serde_json::from_slice(&draft)?, ..Setup::default() };
    let mut hall = Hall::open_with(&setup, options.database, Pace::Unlimited, 1)?;
    say(&json!({ "url": hall.url(0), "election": hall.fixture.election.id().to_string() }))?;
    for line in io::stdin().lines() {
        let answer = serde_json::from_str(&line?).map_err(Into::into).and_then(|deed| do_it(&mut hall, deed));
        say(&answer.unwrap_or_else(|error| json!({ "error": format!("{error:#}") })))?;
    }
    Ok(true)
}

fn say(value: &Value) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{value}")?;
    Ok(out.flush()?)
}

fn point(text: &str) -> Result<CompressedRistretto> {
    Ok(CompressedRistretto(parse_hex32(text)?))
}

fn do_it(hall: &mut Hall, deed: Deed) -> Result<Value> {
    match deed {
        Deed::Credential { credential, style, replaces } => {
            let replaces = replaces.as_deref().map(point).transpose()?;
            let (credential, style) = (point(&credential)?, StyleId(style));
            let evidence = EvidenceCommitment([7; 32]);
            registrar(hall, Credential { credential, style, weight: 1, evidence, replaces })?;
        }
        Deed::Revoke { credential } => {
            let (credential, evidence) = (point(&credential)?, EvidenceCommitment([8; 32]));
            registrar(hall, Revocation { credential, reason: Reason::Paper, evidence })?;
        }
        Deed::Kill => hall.kill(0),
        Deed::Start => {
            hall.start(0)?;
            hall.wait_ready(0)?;
        }
        Deed::Finish => return finish(hall),
    }
    Ok(json!({ "done": true }))
}

/// Signs as the registrar and posts.
fn registrar<M: Message>(hall: &Hall, message: M) -> Result<()> {
    hall.enter(&hall.fixture.signed(message, &hall.fixture.people.registrar, Vec::new()))
}

fn finish(hall: &mut Hall) -> Result<Value> {
    let status = hall.client(0).get("api/v1/status").context("the ballot box does not say how it is")?;
    let status: Value = serde_json::from_slice(&status)?;
    let Some(size) = status.pointer("/log/size").and_then(Value::as_u64) else { bail!("{status}") };
    hall.finish(size)?;
    let counts = hall.fixture.state.counts()?;
    let contests = hall.fixture.election.manifest().contests.iter().zip(&counts.0);
    let shown: Map<String, Value> = contests
        .map(|(contest, groups)| {
            let of_option = |at: usize| groups.iter().filter_map(|group| group.get(at)).sum::<u64>();
            let options = contest.options.iter().enumerate();
            let votes: Map<String, Value> =
                options.map(|(at, option)| (option.id.to_string(), of_option(at).into())).collect();
            (contest.id.to_string(), votes.into())
        })
        .collect();
    Ok(json!({ "verdict": hall.verdict()?, "counts": shown }))
}
