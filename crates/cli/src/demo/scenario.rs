//! Which election the demo holds, and who votes how.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, bail};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore as _, SeedableRng as _};
use serde::Deserialize;
use tabella_election::{Election, Style, manifest::Contest};

use super::deck::{Deck, Marked};

/// The elections that come with the program.
const BUILT_IN: [BuiltIn; 4] = [
    BuiltIn {
        name: "ee2023",
        draft: include_bytes!("../../../../tests/data/ee2023.draft.json"),
        counts: Some(include_bytes!("../../../../tests/data/ee2023.counts.json")),
    },
    BuiltIn {
        name: "lu-panachage",
        draft: include_bytes!("../../../../tests/data/lu-panachage.draft.json"),
        counts: Some(include_bytes!("../../../../tests/data/lu-panachage.counts.json")),
    },
    BuiltIn { name: "small", draft: include_bytes!("../../../../tests/data/small.draft.json"), counts: None },
    BuiltIn { name: "town", draft: include_bytes!("../../../../tests/data/town.draft.json"), counts: None },
];

/// An election that comes with the program.
struct BuiltIn {
    name: &'static str,
    draft: &'static [u8],
    counts: Option<&'static [u8]>,
}

/// Votes that were counted in a real election (or invented for a synthetic one).
#[derive(Deserialize)]
pub(super) struct CountsFile {
    /// Where the numbers come from.
    pub(super) source: String,
    /// Votes per contest and option.
    contests: BTreeMap<String, BTreeMap<String, u64>>,
    /// Ballots per style.
    ballots: BTreeMap<String, u64>,
}

/// A draft manifest, with counts where there are any.
pub(super) struct Scenario {
    pub(super) name: String,
    pub(super) draft: Vec<u8>,
    pub(super) counts: Option<CountsFile>,
}

impl Scenario {
    /// A built-in election, or a draft file (its counts beside it as `<name>.counts.json`, if any).
    pub(super) fn load(name: &str) -> anyhow::Result<Self> {
        let (draft, counts) = if let Some(known) = BUILT_IN.iter().find(|known| known.name == name) {
            (known.draft.to_vec(), known.counts.map(<[u8]>::to_vec))
        } else {
            let draft = std::fs::read(name).with_context(|| {
                let known = BUILT_IN.map(|known| known.name).join(", ");
                format!("{name} is neither a built-in election ({known}) nor a readable draft file")
            })?;
            let beside = name.strip_suffix(".draft.json").map(|stem| format!("{stem}.counts.json"));
            let counts = beside.filter(|path| Path::new(path).exists()).map(std::fs::read).transpose()?;
            (draft, counts)
        };
        let counts =
            counts.map(|bytes| serde_json::from_slice(&bytes)).transpose().context("reading the counts")?;
        Ok(Self { name: name.to_owned(), draft, counts })
    }
}

/// How many people vote.
#[derive(Clone, Copy, Debug)]
pub(super) enum Size {
    Voters(usize),
    /// A fraction of the ballots in the counts; 1 casts exactly the published votes.
    Scale(f64),
}

/// A vote before it is spelt out: a choice for every option would not fit in memory for a whole country.
#[derive(Clone, Copy)]
enum Vote {
    /// One vote for this option of the style's only contest.
    Option(u32),
    /// Drawn when it is cast, contest by contest, by the published weights.
    Drawn,
    /// This ballot of the deck.
    Deck(usize),
}

/// What a simulated voter does besides voting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Behaviour {
    /// Votes once.
    Plain,
    /// Votes for something else first.
    Revotes,
    /// Challenges a first ballot.
    Challenges,
    /// Votes, signs in again on another device, and votes again there.
    Replaces,
    /// Votes, but a postal vote comes in and takes precedence.
    Revoked,
}

/// A simulated voter.
#[derive(Clone, Copy)]
pub(super) struct Voter {
    pub(super) style: usize,
    vote: Vote,
    pub(super) behaviour: Behaviour,
}

/// All voters, in the order in which they come.
pub(super) struct Voters {
    pub(super) list: Vec<Voter>,
    /// Published votes per contest and option, in manifest order: weights for drawing.
    weights: Vec<Vec<u64>>,
    /// Whether every published vote is cast.
    pub(super) exact: bool,
    /// The ballots of a deck; none where votes are drawn.
    deck: Vec<Vec<u32>>,
}

impl Voters {
    /// Draws the voters of a scenario.
    pub(super) fn new(
        election: &Election,
        scenario: &Scenario,
        size: Size,
        rng: &mut ChaCha20Rng,
    ) -> anyhow::Result<Self> {
        let weights = weights(election, scenario.counts.as_ref())?;
        let published = published_votes(election, scenario.counts.as_ref(), &weights);
        let total = published.len();
        let (count, exact) = match size {
            Size::Voters(count) => (count, false),
            Size::Scale(_) if total == 0 => {
                bail!("--scale needs an election with published counts; use --voters")
            }
            #[expect(
                clippy::cast_sign_loss,
                clippy::cast_possible_truncation,
                reason = "a fraction of a small count"
            )]
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
            Size::Scale(scale) => {
                ((total as f64 * scale).round() as usize, (scale - 1.0).abs() < f64::EPSILON)
            }
        };
        let mut votes = published;
        shuffle(&mut votes, rng);
        let styles = election.styles().len();
        while votes.len() < count {
            votes.push((below(rng, styles), Vote::Drawn));
        }
        votes.truncate(count);
        let voters = with_behaviours(votes, styles, rng);
        Ok(Self { list: voters, weights, exact, deck: Vec::new() })
    }

    /// A voter for each ballot of a deck, in no order. Some have second thoughts, and some vote by post as well.
    pub(super) fn of_deck(election: &Election, deck: &Deck, rng: &mut ChaCha20Rng) -> anyhow::Result<Self> {
        let weights = weights(election, None)?;
        let choices =
            |marked: &Marked| election.styles().get(marked.style).map(|style| marked.choices(style));
        let ballots =
            deck.0.iter().map(|marked| choices(marked).context("a style")).collect::<anyhow::Result<_>>()?;
        let cast = deck.0.iter().enumerate();
        let mut votes: Vec<_> = cast
            .flat_map(|(position, marked)| {
                (0..marked.times).map(move |_| (marked.style, Vote::Deck(position)))
            })
            .collect();
        shuffle(&mut votes, rng);
        let list = with_behaviours(votes, election.styles().len(), rng);
        Ok(Self { list, weights, exact: false, deck: ballots })
    }

    /// How many votes a voter has: in a rehearsal one, so that anyone can add a deck up.
    pub(super) fn weight(&self, weight_max: u64, rng: &mut ChaCha20Rng) -> u64 {
        if self.deck.is_empty() { 1 + rng.next_u64() % weight_max.max(1) } else { 1 }
    }

    /// The voter's choices in the protocol's order: bit-vector options in order, then points options.
    pub(super) fn choices(&self, election: &Election, voter: &Voter, rng: &mut ChaCha20Rng) -> Vec<u32> {
        let Some(style) = election.styles().get(voter.style) else { return Vec::new() };
        match voter.vote {
            Vote::Drawn => self.draw(election, style, rng),
            Vote::Deck(ballot) => self.deck.get(ballot).cloned().unwrap_or_default(),
            Vote::Option(option) => {
                let mut choices = vec![0; style.shape.options()];
                if let Some(choice) = choices.get_mut(option as usize) {
                    *choice = 1;
                }
                choices
            }
        }
    }

    /// Lawful choices drawn by the published weights.
    pub(super) fn draw(&self, election: &Election, style: &Style, rng: &mut ChaCha20Rng) -> Vec<u32> {
        let (mut bit_vector, mut points) = (Vec::new(), Vec::new());
        for (position, shape) in style.contests.iter().zip(style.shape.contests()) {
            let Some(contest) = election.manifest().contests.get(*position) else { continue };
            let empty = Vec::new();
            let drawn = draw_contest(contest, self.weights.get(*position).unwrap_or(&empty), rng);
            if shape.is_points() { points.extend(drawn) } else { bit_vector.extend(drawn) }
        }
        bit_vector.extend(points);
        bit_vector
    }
}

/// Who votes how, besides people who vote online and by post: those are not among the votes, and not counted.
fn with_behaviours(votes: Vec<(usize, Vote)>, styles: usize, rng: &mut ChaCha20Rng) -> Vec<Voter> {
    let revoked: Vec<_> =
        (0..(votes.len() / 500).max(1)).map(|_| (below(rng, styles), Vote::Drawn)).collect();
    let behaviour = |i: usize| match i {
        _ if i % 33 == 5 => Behaviour::Revotes,
        _ if i % 50 == 7 => Behaviour::Challenges,
        _ if i % 97 == 11 => Behaviour::Replaces,
        _ => Behaviour::Plain,
    };
    let mut voters: Vec<Voter> = votes
        .into_iter()
        .enumerate()
        .map(|(i, (style, vote))| Voter { style, vote, behaviour: behaviour(i) })
        .collect();
    for (i, (style, vote)) in revoked.into_iter().enumerate() {
        voters.insert(
            below(rng, voters.len() + 1).max(i),
            Voter { style, vote, behaviour: Behaviour::Revoked },
        );
    }
    voters
}

fn weights(election: &Election, counts: Option<&CountsFile>) -> anyhow::Result<Vec<Vec<u64>>> {
    let of = |contest: &Contest| {
        let Some(counts) = counts else { return Ok(vec![1; contest.options.len()]) };
        let votes = counts.contests.get(contest.id.as_str());
        let votes = votes.with_context(|| format!("the counts have no contest {}", contest.id))?;
        let of_option =
            |id: &str| votes.get(id).copied().with_context(|| format!("the counts have no option {id}"));
        contest.options.iter().map(|option| of_option(option.id.as_str())).collect()
    };
    election.manifest().contests.iter().map(of).collect()
}

/// Every published vote, where styles have one 1-of-n contest each; otherwise one drawn vote per published ballot.
fn published_votes(
    election: &Election,
    counts: Option<&CountsFile>,
    weights: &[Vec<u64>],
) -> Vec<(usize, Vote)> {
    let Some(counts) = counts else { return Vec::new() };
    let mut votes = Vec::new();
    for (position, style) in election.styles().iter().enumerate() {
        let single = match style.contests.as_slice() {
            [contest] => {
                election.manifest().contests.get(*contest).filter(|contest| contest.rule.total_max == 1)
            }
            _ => None,
        };
        let of_options = style.contests.first().and_then(|contest| weights.get(*contest));
        if let (Some(_), Some(of_options)) = (single, of_options) {
            for (option, count) in (0u32..).zip(of_options) {
                votes.extend((0..*count).map(|_| (position, Vote::Option(option))));
            }
        } else {
            let ballots = counts.ballots.get(style.id.as_str()).copied().unwrap_or(0);
            votes.extend((0..ballots).map(|_| (position, Vote::Drawn)));
        }
    }
    votes
}

/// Lawful values for one contest.
fn draw_contest(contest: &Contest, weights: &[u64], rng: &mut ChaCha20Rng) -> Vec<u32> {
    let rule = &contest.rule;
    let mut values = vec![0u32; contest.options.len()];
    let span = u64::from(rule.total_max - rule.total_min) + 1;
    let mut left = u64::from(rule.total_min) + rng.next_u64() % span;
    let total: u64 = weights.iter().map(|weight| weight + 1).sum();
    while left > 0 {
        let mut at = rng.next_u64() % total.max(1);
        let option = weights.iter().position(|weight| {
            let here = at < weight + 1;
            at = at.saturating_sub(weight + 1);
            here
        });
        let Some(value) = option.and_then(|option| values.get_mut(option)) else { break };
        let room = u64::from(rule.option_max - *value).min(left);
        if room > 0 {
            let more = 1 + rng.next_u64() % room;
            *value += u32::try_from(more).unwrap_or(0);
            left -= more;
        } else if values.iter().all(|value| *value == rule.option_max) {
            break;
        }
    }
    values
}

fn below(rng: &mut ChaCha20Rng, bound: usize) -> usize {
    usize::try_from(rng.next_u64() % (bound.max(1) as u64)).unwrap_or(0)
}

/// Fisher–Yates.
fn shuffle<T>(list: &mut [T], rng: &mut ChaCha20Rng) {
    for i in (1..list.len()).rev() {
        list.swap(i, below(rng, i + 1));
    }
}

/// A generator of its own for each voter, so that voters can be simulated in any order.
pub(super) fn voter_rng(seed: &[u8; 32], voter: usize) -> ChaCha20Rng {
    let mut rng = ChaCha20Rng::from_seed(*seed);
    rng.set_stream(voter as u64);
    rng
}
