//! A test deck: ballots whose votes are known beforehand, so that the counts that they must give are known, too.
//!
//! Where nobody brings one, it is made: in every contest of every ballot style each option gets its own number of votes, and the next
//! contest and the next style others, so that options, contests or styles that were mixed up are seen in the counts; beside those the emptiest and the fullest ballot that is lawful.

use std::{collections::BTreeMap, io::Write};

use anyhow::{Context as _, bail, ensure};
use serde::{Deserialize, Serialize};
use tabella_election::{
    Election, Style,
    manifest::{Contest, Rule},
};

use super::cast::PlainTally;

/// Up to this many options of a contest get numbers of votes of their own; in longer ones they come again after so many.
const DISTINCT: usize = 30;

/// How much further on each contest of each style begins with its numbers: with 30 it has no common divisor.
const OFFSET: usize = 7;

/// Ballots that are added to a style at most so that no two options of a contest get the same.
const TRIES: usize = 1_000;

/// Most ballots of a deck, so that a slip of the finger in a number of times is not a night of voting.
pub(super) const BALLOTS_MAX: usize = 1_000_000;

/// A line of a deck's file (CSV): votes for an option on a ballot. The lines of a ballot stand one after the other; without contest,
/// option and votes it is a ballot without a vote.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// What the ballot is called; every line of it says the same.
    ballot: String,
    /// How often it is cast.
    times: usize,
    style: String,
    contest: String,
    option: String,
    votes: Option<u32>,
}

/// A ballot, and how often it is cast.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    name: String,
    pub(super) style: usize,
    pub(super) times: usize,
    /// Per contest of the style, per option.
    votes: Vec<Vec<u32>>,
}

/// The ballots.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Deck(pub(super) Vec<Marked>);

impl Deck {
    /// Of every ballot style.
    pub(super) fn of(election: &Election) -> Self {
        let (mut marked, mut offset) = (Vec::new(), 0);
        for (position, style) in election.styles().iter().enumerate() {
            let column = |contest| {
                // what is counted under another contest or another style is seen, too
                offset += OFFSET;
                Column::new(contest, offset)
            };
            let mut columns: Vec<_> = contests(election, style).map(column).collect();
            for _ in 0..TRIES {
                let longest = longest(&columns);
                let alike = columns.iter_mut().find_map(|column| Some((column.alike(longest)?, column)));
                let Some((option, column)) = alike else { break };
                column.ballots.push(column.one(option));
            }
            for ballot in 0..longest(&columns) {
                let votes =
                    |column: &Column<'_>| column.ballots.get(ballot).unwrap_or(&column.emptiest).clone();
                let votes = columns.iter().map(votes).collect();
                let name = format!("{}-{}", style.id, ballot + 1);
                marked.push(Marked { name, style: position, times: 1, votes });
            }
        }
        Self(marked)
    }

    /// Reads a deck's file.
    ///
    /// # Errors
    /// What is wrong, and in which line.
    pub(super) fn read(election: &Election, file: &[u8]) -> anyhow::Result<Self> {
        let mut deck: Vec<Marked> = Vec::new();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
        for line in reader.deserialize::<Line>() {
            let line = line.context(
                "the deck is a table with the columns ballot, times, style, contest, option, votes (CSV, with commas)",
            )?;
            let words = format!("ballot {}", line.ballot);
            take(election, &mut deck, line).context(words)?;
        }
        ensure!(!deck.is_empty(), "the deck has no ballots");
        let ballots = deck.iter().map(|marked| marked.times).try_fold(0_usize, usize::checked_add);
        ensure!(
            ballots.is_some_and(|ballots| ballots <= BALLOTS_MAX),
            "the deck has more than {BALLOTS_MAX} ballots"
        );
        for marked in &deck {
            lawful(election, marked).with_context(|| format!("ballot {}", marked.name))?;
        }
        Ok(Self(deck))
    }

    /// Writes a deck's file.
    pub(super) fn write(&self, election: &Election, out: impl Write) -> anyhow::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        for Marked { name, style, times, votes } in &self.0 {
            let Some(style) = election.styles().get(*style) else { continue };
            let line = |contest: String, option: String, votes: Option<u32>| Line {
                ballot: name.clone(),
                times: *times,
                style: style.id.to_string(),
                contest,
                option,
                votes,
            };
            let mut lines = Vec::new();
            for (contest, votes) in contests(election, style).zip(votes) {
                for (option, votes) in contest.options.iter().zip(votes).filter(|(_, votes)| **votes > 0) {
                    lines.push(line(contest.id.to_string(), option.id.to_string(), Some(*votes)));
                }
            }
            if lines.is_empty() {
                lines.push(line(String::new(), String::new(), None));
            }
            for line in lines {
                writer.serialize(line)?;
            }
        }
        writer.flush()?;
        Ok(())
    }

    /// The counts that it must give, added up from the ballots alone.
    pub(super) fn expected(&self, election: &Election) -> PlainTally {
        let mut sums: BTreeMap<(usize, usize), Vec<u64>> = BTreeMap::new();
        for Marked { style, times, votes, .. } in &self.0 {
            let Some(style) = election.styles().get(*style) else { continue };
            for (contest, votes) in style.contests.iter().zip(votes) {
                let of_contest = sums.entry((*contest, style.unit)).or_insert_with(|| vec![0; votes.len()]);
                for (sum, votes) in of_contest.iter_mut().zip(votes) {
                    *sum += *times as u64 * u64::from(*votes);
                }
            }
        }
        PlainTally(sums)
    }
}

impl Marked {
    /// In the protocol's order: bit-vector options in order, then points options.
    pub(super) fn choices(&self, style: &Style) -> Vec<u32> {
        let (mut bit_vector, mut points): (Vec<u32>, Vec<u32>) = Default::default();
        for (votes, shape) in self.votes.iter().zip(style.shape.contests()) {
            if shape.is_points() { points.extend(votes) } else { bit_vector.extend(votes) }
        }
        bit_vector.extend(points);
        bit_vector
    }
}

fn contests<'e>(election: &'e Election, style: &'e Style) -> impl Iterator<Item = &'e Contest> {
    style.contests.iter().filter_map(|position| election.manifest().contests.get(*position))
}

/// The ballots of one contest.
struct Column<'e> {
    rule: &'e Rule,
    /// As few votes as are lawful: on the ballots on which only other contests are of interest.
    emptiest: Vec<u32>,
    /// Each option as often as its place says, then the emptiest and the fullest.
    ballots: Vec<Vec<u32>>,
}

impl<'e> Column<'e> {
    /// `offset`: how much further on its numbers of votes begin.
    fn new(contest: &'e Contest, offset: usize) -> Self {
        let (rule, options) = (&contest.rule, contest.options.len());
        let filled = |total, from| {
            let mut votes = vec![0; options];
            fill(&mut votes, rule, total, from);
            votes
        };
        let mut column = Self { rule, emptiest: filled(rule.total_min, 0), ballots: Vec::new() };
        column.ballots = (0..options)
            .flat_map(|option| vec![column.one(option); (option + offset) % DISTINCT + 1])
            .collect();
        column.ballots.extend([column.emptiest.clone(), filled(rule.total_max, options / 2)]);
        column
    }

    /// As many votes for an option as are lawful, and what the rule asks for besides on those that follow.
    fn one(&self, option: usize) -> Vec<u32> {
        let mut votes = vec![0; self.emptiest.len()];
        if let Some(vote) = votes.get_mut(option) {
            *vote = self.rule.option_max.min(self.rule.total_max);
        }
        fill(&mut votes, self.rule, self.rule.total_min, option);
        votes
    }

    /// An option that gets as many votes as an earlier one, on so many ballots in all.
    fn alike(&self, ballots: usize) -> Option<usize> {
        let rest = (ballots - self.ballots.len()) as u64;
        let sum = |option: usize| -> u64 {
            let votes = |votes: &Vec<u32>| votes.get(option).copied().map_or(0, u64::from);
            self.ballots.iter().map(votes).sum::<u64>() + rest * votes(&self.emptiest)
        };
        let sums: Vec<u64> = (0..self.emptiest.len()).map(sum).collect();
        let few = sums.len() <= DISTINCT;
        (1..sums.len())
            .find(|option| few && sums.iter().take(*option).any(|sum| sums.get(*option) == Some(sum)))
    }
}

fn longest(columns: &[Column<'_>]) -> usize {
    columns.iter().map(|column| column.ballots.len()).max().unwrap_or(0)
}

/// Gives votes, from an option on, until there are so many.
fn fill(votes: &mut [u32], rule: &Rule, total: u32, from: usize) {
    let length = votes.len();
    for step in 0..length {
        let given: u32 = votes.iter().sum();
        let Some(vote) = votes.get_mut((from + step) % length) else { return };
        *vote += (rule.option_max - *vote).min(total.saturating_sub(given));
    }
}

fn take(election: &Election, deck: &mut Vec<Marked>, line: Line) -> anyhow::Result<()> {
    let Line { ballot, times, style, contest, option, votes } = line;
    ensure!(times > 0, "it is cast 0 times: leave it out");
    let position = election.styles().iter().position(|one| one.id.as_str() == style);
    let position = position.with_context(|| format!("there is no ballot style {style}"))?;
    let style = election.styles().get(position).context("a style")?;
    if deck.last().is_none_or(|last| last.name != ballot) {
        ensure!(
            deck.iter().all(|one| one.name != ballot),
            "its lines do not stand one after the other, or two ballots are called alike"
        );
        let votes = contests(election, style).map(|contest| vec![0; contest.options.len()]).collect();
        deck.push(Marked { name: ballot, style: position, times, votes });
    }
    let last = deck.last_mut().context("a ballot")?;
    ensure!(last.style == position && last.times == times, "its lines differ in style or times");
    if contest.is_empty() && option.is_empty() && votes.unwrap_or(0) == 0 {
        return Ok(());
    }
    let place = contests(election, style).position(|one| one.id.as_str() == contest);
    let place = place.with_context(|| format!("its style has no contest {contest}"))?;
    let mut options =
        contests(election, style).nth(place).map(|one| one.options.iter()).context("a contest")?;
    let at = options.position(|one| one.id.as_str() == option);
    let at = at.with_context(|| format!("contest {contest} has no option {option}"))?;
    let vote = last.votes.get_mut(place).and_then(|votes| votes.get_mut(at)).context("an option")?;
    ensure!(*vote == 0, "option {option} stands there twice");
    *vote = votes.with_context(|| format!("option {option} has no number of votes"))?;
    Ok(())
}

fn lawful(election: &Election, marked: &Marked) -> anyhow::Result<()> {
    let style = election.styles().get(marked.style).context("a style")?;
    for (contest, votes) in contests(election, style).zip(&marked.votes) {
        let Rule { option_max, total_min, total_max } = contest.rule;
        let total: u64 = votes.iter().map(|votes| u64::from(*votes)).sum();
        if votes.iter().any(|votes| *votes > option_max) {
            bail!("contest {}: an option gets more than {option_max}", contest.id);
        }
        if total < u64::from(total_min) || total > u64::from(total_max) {
            bail!("contest {}: {total} votes, lawful are {total_min} to {total_max}", contest.id);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tabella_tests::{Fixture, Setup};

    use super::*;

    fn election() -> Election {
        let election = Fixture::new(&Setup::default()).election;
        Election::parse(election.bytes()).unwrap()
    }

    fn read(text: &str) -> Result<Deck, String> {
        Deck::read(&election(), text.as_bytes()).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_made_deck_is_lawful_and_its_file_gives_it_back() {
        let election = election();
        let deck = Deck::of(&election);
        assert!(deck.0.iter().all(|marked| lawful(&election, marked).is_ok()));
        let styles: std::collections::BTreeSet<_> = deck.0.iter().map(|marked| marked.style).collect();
        assert_eq!(styles.len(), election.styles().len());
        let mut file = Vec::new();
        deck.write(&election, &mut file).unwrap();
        assert_eq!(Deck::read(&election, &file).unwrap(), deck);
    }

    #[test]
    fn no_two_options_of_a_style_get_the_same() {
        let town = serde_json::from_slice(include_bytes!("../../../../tests/data/town.draft.json")).unwrap();
        let town = Fixture::announced(&Setup { draft: town, ..Setup::default() }).election;
        for election in [election(), Election::parse(town.bytes()).unwrap()] {
            let all = Deck::of(&election).expected(&election).0;
            let rows: std::collections::BTreeSet<_> = all.values().collect();
            assert_eq!(rows.len(), all.len(), "two contests, or two districts, are counted alike");
            let mut contests = 0;
            for style in 0..election.styles().len() {
                let deck = Deck::of(&election).0.into_iter().filter(|marked| marked.style == style);
                for ((_, _), counts) in Deck(deck.collect()).expected(&election).0 {
                    let distinct: std::collections::BTreeSet<_> = counts.iter().collect();
                    assert_eq!(distinct.len(), counts.len(), "{counts:?}");
                    contests += 1;
                }
            }
            assert!(contests > 2);
        }
    }

    #[test]
    fn what_is_wrong_in_a_file_is_named() {
        let election = election();
        let style = election.styles()[0].id.to_string();
        let contest = &election.manifest().contests[election.styles()[0].contests[0]];
        let (id, option) = (&contest.id, &contest.options[0].id);
        let head = "ballot,times,style,contest,option,votes";
        let refused = |line: &str, words: &str| {
            let said = read(&format!("{head}\n{line}\n")).unwrap_err();
            assert!(said.contains(words), "{line}: {said}");
        };
        refused(&format!("a,1,nowhere,{id},{option},1"), "ballot a: there is no ballot style nowhere");
        refused(&format!("a,1,{style},none,{option},1"), "no contest none");
        refused(&format!("a,1,{style},{id},nobody,1"), "no option nobody");
        refused(&format!("a,0,{style},{id},{option},1"), "cast 0 times");
        refused(&format!("a,1,{style},{id},{option},999"), "an option gets more than");
        refused(&format!("a,1,{style},{id},{option},"), "no number of votes");
        refused(&format!("a,9999999999,{style},{id},{option},1"), "more than 1000000 ballots");
        refused(
            &format!("a,1,{style},{id},{option},1\na,2,{style},{id},{option},1"),
            "differ in style or times",
        );
        refused(&format!("a,1,{style},{id},{option},1\na,1,{style},{id},{option},1"), "stands there twice");
        refused(&format!("a,one,{style},{id},{option},1"), "columns ballot, times, style");
        assert!(read(head).unwrap_err().contains("no ballots"));
    }
}
