//! `tabella rehearse`: the election to come, held once before with known votes, by the very programs that will hold it.
//!
//! Contests, options, rules and ballot styles are the manifest's; the keys are others, made for the rehearsal, and every title says
//! that it is one. So it is another election, with a board of its own, and nothing of it can be taken for the real one.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use clap::Args;
use serde_json::{Map, Value};
use tabella_board::BoardState;
use tabella_election::{Election, UnitId, manifest::Manifest};

use super::{Needed, cast::PlainTally, deck::Deck, servers::Database};
use crate::terminal::one_line;

const AFTER: &str = "What is left in the folder: manifest.json, the board (board.tar for the public), deck.csv with every ballot that was cast, and
comparison.csv with what had to be counted and what was. `tabella publish FOLDER/board.tar --election-id … --out FOLDER/result` makes
its result pages, which say REHEARSAL, too.

A deck is a table (CSV) with the columns ballot, times, style, contest, option, votes: a line for each option that has votes on a
ballot. Leave --deck out to get one that gives each option of a contest its own number of votes, and look at deck.csv.

Every vote is counted apart in a rehearsal (min_reporting_unit is 1), as there is nothing to keep secret, and every voter has one
vote; weights are part of `tabella demo`. Some people vote twice, on two devices, challenge a ballot, or vote by post as well.

Exit code: 0 if the board is verified and every count is what it had to be.";

/// What a rehearsal is of.
#[derive(Args)]
#[command(after_long_help = AFTER)]
pub struct RehearseArgs {
    /// The election's manifest, or its draft
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    /// The folder to leave everything in; it must be new or empty
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: PathBuf,
    /// The ballots; made if it is left out
    #[arg(long, value_name = "FILE")]
    deck: Option<PathBuf>,
    /// Where the ballot box keeps the board: sqlite, or the URL of an empty database, postgres://user@host/name
    #[arg(long, value_parser = Database::parse, default_value = "sqlite")]
    pub(super) database: Database,
    /// The ceremony program (default: beside this program, or in PATH)
    #[arg(long)]
    pub(super) ceremony: Option<PathBuf>,
    /// End with one line of JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// How a rehearsal's draft differs from the election's.
pub(super) struct Rehearsal {
    pub(super) draft: Vec<u8>,
    /// Those of the manifest; none if it is a draft.
    pub(super) trustees: Option<Needed>,
    /// The file of a deck that somebody brought.
    pub(super) deck: Option<Vec<u8>>,
}

/// Fields of a manifest that a draft has not: they hold keys.
const KEYS: [&str; 5] = ["authority", "trustees", "registrar", "ballot_box", "witnesses"];

/// What a title says before all else.
fn mark(language: &str) -> &'static str {
    match language {
        "fr" => "RÉPÉTITION",
        "de" => "PROBEWAHL",
        "lb" => "PROUFWAL",
        "et" => "PROOVIVALIMINE",
        _ => "REHEARSAL",
    }
}

impl Rehearsal {
    pub(super) fn read(arguments: &RehearseArgs) -> anyhow::Result<Self> {
        let read = |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let deck = arguments.deck.as_deref().map(read).transpose()?;
        let words = || arguments.manifest.display().to_string();
        let (draft, trustees) = draft(&read(&arguments.manifest)?).with_context(words)?;
        Ok(Self { draft, trustees, deck })
    }
}

/// The rehearsal's draft, and the number of trustees that the manifest names.
fn draft(bytes: &[u8]) -> anyhow::Result<(Vec<u8>, Option<Needed>)> {
    let mut whole: Map<String, Value> = serde_json::from_slice(bytes)?;
    let trustees = if whole.contains_key("trustees") {
        // a manifest is one, or it is said what is wrong with it
        let manifest = Manifest::parse(bytes)?;
        Election::parse(bytes)?;
        let count = u16::try_from(manifest.trustees.members.len())?;
        Some(Needed { of: count, needed: manifest.trustees.threshold })
    } else {
        None
    };
    for field in KEYS {
        whole.remove(field);
    }
    let title = whole.get_mut("title").and_then(Value::as_object_mut).context("it has no title")?;
    for (language, title) in title.iter_mut() {
        let said = title.as_str().unwrap_or_default();
        *title = format!("{}: {said}", mark(language)).into();
    }
    whole.insert("min_reporting_unit".into(), 1.into());
    Ok((serde_json::to_vec_pretty(&whole)?, trustees))
}

/// What had to be counted and what was, by contest, reporting units and option.
pub(super) struct Comparison(Vec<Compared>);

struct Compared {
    contest: String,
    units: String,
    option: String,
    expected: u64,
    counted: u64,
}

impl Comparison {
    pub(super) fn new(
        election: &Election,
        expected: &PlainTally,
        state: &BoardState,
    ) -> anyhow::Result<Self> {
        let manifest = election.manifest();
        let statement = state.statement().context("the board is closed")?;
        let result = state.result().context("the result is published")?;
        let mut lines = Vec::new();
        for (contest, groups) in statement.contests.iter().zip(&result.counts.0) {
            let Some(of) = manifest.contests.get(contest.contest) else { continue };
            for (group, counts) in contest.groups.iter().zip(groups) {
                let position = |id: &UnitId| manifest.reporting_units.iter().position(|unit| unit.id == *id);
                let units: Vec<usize> = group.units.iter().filter_map(position).collect();
                let must = expected.counts(contest.contest, &units, of.options.len());
                let names: Vec<&str> = group.units.iter().map(UnitId::as_str).collect();
                for ((option, expected), counted) in of.options.iter().zip(must).zip(counts) {
                    lines.push(Compared {
                        contest: of.id.to_string(),
                        units: names.join(" "),
                        option: option.id.to_string(),
                        expected,
                        counted: *counted,
                    });
                }
            }
        }
        // what was expected and counted nowhere is missing, and not equal
        let sum = |of: &dyn Fn(&Compared) -> u64| lines.iter().map(of).sum::<u64>();
        let all: u64 = expected.0.values().flatten().sum();
        ensure!(sum(&|line| line.expected) == all, "votes of the deck are in no count");
        Ok(Self(lines))
    }

    /// Whether all are equal.
    pub(super) fn holds(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|line| line.expected == line.counted)
    }

    /// As a table for everyone.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let mut writer = csv::Writer::from_path(path)?;
        writer.write_record(["contest", "reporting units", "option", "expected", "counted"])?;
        for line in &self.0 {
            let (expected, counted) = (line.expected.to_string(), line.counted.to_string());
            writer.write_record([&*line.contest, &line.units, &line.option, &expected, &counted])?;
        }
        writer.flush()?;
        Ok(())
    }

    /// How many there are, and each that differs.
    pub(super) fn print(&self, mut out: impl std::io::Write) -> std::io::Result<()> {
        let different = self.0.iter().filter(|line| line.expected != line.counted);
        for Compared { contest, units, option, expected, counted } in different.clone() {
            let words =
                format!("DIFFERS: {contest}, {units}, {option}: {expected} expected, {counted} counted");
            writeln!(out, "{}", one_line(&words))?;
        }
        let empty = self.0.iter().filter(|line| line.expected == 0).count();
        if empty > 0 {
            writeln!(
                out,
                "{empty} counts had to be 0: the deck has no votes there, and shows little of them"
            )?;
        }
        let votes: u64 = self.0.iter().map(|line| line.expected).sum();
        writeln!(
            out,
            "{} counts of {votes} votes compared with the deck, {} differ",
            self.0.len(),
            different.count()
        )
    }
}

/// The deck of a rehearsal, left in its folder.
pub(super) fn deck(brought: Option<&[u8]>, election: &Election, folder: &Path) -> anyhow::Result<Deck> {
    let deck = match brought {
        Some(file) => Deck::read(election, file)?,
        None => Deck::of(election),
    };
    let mut file = Vec::new();
    deck.write(election, &mut file)?;
    fs::File::create_new(folder.join("deck.csv"))?.write_all(&file)?;
    Ok(deck)
}

#[cfg(test)]
mod tests {
    use tabella_tests::{Fixture, Setup};

    use super::*;

    #[test]
    fn a_rehearsal_is_no_election_of_anybody() {
        let fixture = Fixture::new(&Setup::default());
        let (draft, trustees) = draft(fixture.election.bytes()).unwrap();
        assert_eq!(trustees, Some(Needed { of: 3, needed: 2 }));
        let draft: Map<String, Value> = serde_json::from_slice(&draft).unwrap();
        assert!(KEYS.iter().all(|field| !draft.contains_key(*field)));
        let titles = draft["title"].as_object().unwrap();
        assert!(!titles.is_empty());
        for (language, title) in titles {
            assert!(title.as_str().unwrap().starts_with(mark(language)), "{title}");
        }
    }

    #[test]
    fn a_count_that_differs_is_named() {
        let line = |option: &str, counted| Compared {
            contest: "mayor".into(),
            units: "east west".into(),
            option: option.into(),
            expected: 3,
            counted,
        };
        let said = |lines| {
            let (comparison, mut said) = (Comparison(lines), Vec::new());
            comparison.print(&mut said).unwrap();
            (comparison.holds(), String::from_utf8(said).unwrap())
        };
        let (holds, words) = said(vec![line("anna", 3), line("bert", 3)]);
        assert!(holds && words == "2 counts of 6 votes compared with the deck, 0 differ\n", "{words}");
        let (holds, words) = said(vec![line("anna", 3), line("bert", 4)]);
        assert!(
            !holds && words.starts_with("DIFFERS: mayor, east west, bert: 3 expected, 4 counted\n"),
            "{words}"
        );
        // nothing counted is nothing compared
        assert!(!said(vec![]).0);
    }
}
