//! The verified numbers beside the names that the manifest gives them.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use tabella_election::{
    Election, UnitId,
    manifest::{Contest, ContestOption, EVERY_LANGUAGE, List, Text},
};
use tabella_seats::Outcome;
use tabella_verifier::{ContestOutcome, GroupOutcome, ProtocolOutcome, Report, Verdict};

/// What the seats were worked out with besides the votes, as it was given.
pub(crate) const MANDATES: &str = "mandates.json";

/// What is counted besides votes, as programs call it.
pub(crate) const TURNOUT: [&str; 9] = [
    "ballots_counted",
    "ballots_cast",
    "ballots_challenged",
    "credentials_given",
    "credentials_replaced",
    "revoked_for_paper",
    "revoked_for_paper_with_ballot",
    "revoked_by_decision",
    "revoked_by_decision_with_ballot",
];

/// Everything that is published, in the manifest's order.
pub(crate) struct Numbers<'a> {
    pub(crate) election: &'a Election,
    pub(crate) report: &'a Report,
    pub(crate) contests: Vec<Counted<'a>>,
}

/// A contest with its votes.
pub(crate) struct Counted<'a> {
    pub(crate) contest: &'a Contest,
    /// None: not decrypted, because too few ballots were cast.
    pub(crate) groups: &'a [GroupOutcome],
    pub(crate) protocols: &'a [ProtocolOutcome],
    pub(crate) rows: Vec<Row<'a>>,
}

/// Votes by channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Votes {
    pub(crate) online: u64,
    /// As the authority says; not verified by the board.
    pub(crate) by_post: u64,
}

impl Serialize for Votes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({"online": self.online, "by_post": self.by_post, "total": self.total()}).serialize(serializer)
    }
}

impl Votes {
    /// Both.
    pub(crate) fn total(self) -> u64 {
        // both are sums over fewer people than live on earth
        self.online.saturating_add(self.by_post)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            online: self.online.saturating_add(other.online),
            by_post: self.by_post.saturating_add(other.by_post),
        }
    }
}

/// A list with the votes of its candidates, and of itself where it is an option.
pub(crate) struct ListVotes<'a> {
    /// None: those who stand on no list.
    pub(crate) list: Option<&'a List>,
    /// How many names stand on it.
    pub(crate) options: usize,
    pub(crate) votes: Votes,
}

/// An option with its votes.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) option: &'a ContestOption,
    pub(crate) list: Option<&'a List>,
    pub(crate) votes: Votes,
}

impl<'a> Numbers<'a> {
    /// `None` unless everything is verified.
    pub(crate) fn new(election: &'a Election, report: &'a Report) -> Option<Self> {
        let result = report.result.as_ref().filter(|_| report.verdict() == Verdict::Verified)?;
        let contests = election.manifest().contests.iter().zip(result);
        let contests = contests.map(|(contest, outcome)| Counted::new(contest, outcome)).collect();
        Some(Self { election, report, contests })
    }

    /// The languages of the manifest; the first is the default.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &'a str> {
        self.election.manifest().languages.iter().map(String::as_str)
    }

    /// A name in the election's first language.
    pub(crate) fn name(&self, text: &'a Text) -> &'a str {
        self.languages().next().and_then(|language| text.get(language)).unwrap_or_default()
    }

    /// The name of a reporting unit.
    pub(crate) fn unit(&self, id: &UnitId) -> Option<&'a Text> {
        self.election.manifest().reporting_units.iter().find(|unit| unit.id == *id).map(|unit| &unit.name)
    }

    /// What compares a folder with the board.
    pub(crate) fn check(&self, seats: Option<&Outcome>, folder: &str) -> String {
        let mut command =
            format!("tabella publish board.tar --election-id {} --check {folder}", self.election.id());
        if let Some(seats) = seats {
            let place = if folder == "." { String::new() } else { format!("{folder}/") };
            command = format!("{command} --seats {} --mandates {place}{MANDATES}", seats.method.name());
        }
        command
    }

    /// The board's root, 64 hexadecimal digits.
    pub(crate) fn root(&self) -> String {
        self.report.root.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    /// Contests whose votes are not known.
    pub(crate) fn not_decrypted(&self) -> impl Iterator<Item = &Counted<'a>> {
        self.contests.iter().filter(|counted| counted.groups.is_empty())
    }

    /// Votes of options that are candidates or answers, as `tabella-seats` takes them. A contest that is not decrypted is not
    /// there: no votes are something else than votes that are not known.
    pub(crate) fn votes(&self) -> Value {
        let decrypted = self.contests.iter().filter(|counted| !counted.groups.is_empty());
        let contests = decrypted.map(|contest| {
            let votes = contest.rows.iter().filter(|row| !row.option.blank);
            let votes = votes.map(|row| (row.option.id.to_string(), Value::from(row.votes.total())));
            (contest.contest.id.to_string(), Value::Object(votes.collect()))
        });
        Value::Object(contests.collect())
    }

    /// What was counted besides votes: [`TURNOUT`] with numbers.
    pub(crate) fn turnout(&self) -> Vec<(&'static str, u64)> {
        let Some(counters) = &self.report.counters else { return Vec::new() };
        let numbers = [
            counters.counted,
            counters.ballots,
            counters.challenges,
            counters.credentials.saturating_sub(counters.replacements),
            counters.replacements,
            counters.revoked_paper,
            counters.revoked_paper_with_ballot,
            counters.revoked_administrative,
            counters.revoked_administrative_with_ballot,
        ];
        TURNOUT.into_iter().zip(numbers).collect()
    }

    /// `result.json`.
    pub(crate) fn as_json(&self, seats: Option<&Outcome>) -> Value {
        let manifest = self.election.manifest();
        let contests: Vec<Value> = self
            .contests
            .iter()
            .map(|counted| {
                let options = counted.rows.iter().map(|row| {
                    json!({
                        "id": row.option.id.to_string(), "name": row.option.name, "list": row.list.map(|list| &list.id),
                        "blank": row.option.blank, "online": row.votes.online, "by_post": row.votes.by_post, "total": row.votes.total(),
                    })
                });
                let lists = counted.lists().into_iter().filter_map(|one| {
                    let list = one.list?;
                    Some(json!({"id": list.id, "name": list.name, "options": one.options, "votes": one.votes}))
                });
                json!({
                    "id": counted.contest.id.to_string(), "title": counted.contest.title, "rule": counted.contest.rule,
                    "decrypted": !counted.groups.is_empty(),
                    "ballots": counted.ballots(), "weight": counted.weight(), "not_given_online": counted.not_given(),
                    "votes": counted.valid(), "blank": counted.blank(),
                    "lists": lists.collect::<Vec<_>>(),
                    "options": options.collect::<Vec<_>>(),
                    "groups": counted.groups,
                    "paper_protocols": counted.protocols,
                })
            })
            .collect();
        json!({
            "election_id": self.election.id().to_string(),
            "title": manifest.title,
            "authority": manifest.authority.name,
            "board": {"size": self.report.size, "root": self.root()},
            "verdict": self.report.verdict().as_str(),
            "turnout": self.turnout().into_iter().map(|(name, number)| (name.to_owned(), number.into())).collect::<serde_json::Map<_, _>>(),
            "reporting_units": manifest.reporting_units,
            "contests": contests,
            "by_post_is": "what the election authority signed; the board proves the online votes only",
            "seats": seats.map(|seats| json!({
                "method": seats.method.name(), "decided": seats.decided, "working": "seats.json",
                "given": "seats of each contest and orders of lists are not on the board",
            })),
        })
    }
}

impl<'a> Counted<'a> {
    fn new(contest: &'a Contest, outcome: &'a ContestOutcome) -> Self {
        let list = |option: &ContestOption| {
            contest.lists.iter().find(|list| option.list.as_ref().is_some_and(|id| *id == list.id))
        };
        let count = |counts: &[(tabella_election::OptionId, u64)], position: usize| {
            counts.get(position).map_or(0, |(_, count)| *count)
        };
        let rows = contest.options.iter().enumerate().map(|(position, option)| Row {
            option,
            list: list(option),
            votes: Votes {
                online: count(&outcome.totals, position),
                by_post: count(&outcome.postal, position),
            },
        });
        Self { contest, groups: &outcome.groups, protocols: &outcome.protocols, rows: rows.collect() }
    }

    /// Votes over these rows.
    fn sum<'r>(rows: impl Iterator<Item = &'r Row<'r>>) -> Votes {
        rows.map(|row| row.votes).fold(Votes::default(), Votes::and)
    }

    /// Votes for somebody or something: all but blank ones.
    pub(crate) fn valid(&self) -> Votes {
        Self::sum(self.rows.iter().filter(|row| !row.option.blank))
    }

    /// Votes for the explicit blank choice, if the ballot has one.
    pub(crate) fn blank(&self) -> Option<Votes> {
        let mut blank = self.rows.iter().filter(|row| row.option.blank).peekable();
        blank.peek().is_some().then(|| Self::sum(blank))
    }

    /// Whether its options are answers: words of each language, and nobody's name.
    pub(crate) fn is_question(&self) -> bool {
        self.rows.iter().all(|row| !row.option.name.0.contains_key(EVERY_LANGUAGE) && row.list.is_none())
    }

    /// Online ballots that count.
    pub(crate) fn ballots(&self) -> u64 {
        self.groups.iter().map(|group| group.ballots).fold(0, u64::saturating_add)
    }

    /// What they weigh.
    pub(crate) fn weight(&self) -> u64 {
        self.groups.iter().map(|group| group.weight).fold(0, u64::saturating_add)
    }

    /// Online votes that could have been given and were not; none where every vote must be given, or where a blank choice says
    /// so by itself.
    pub(crate) fn not_given(&self) -> Option<u64> {
        let rule = self.contest.rule;
        let may = rule.total_min < rule.total_max && self.blank().is_none();
        let most = self.weight().saturating_mul(rule.total_max.into());
        may.then(|| most.saturating_sub(self.valid().online))
    }

    /// Whether any vote came by post.
    pub(crate) fn has_post(&self) -> bool {
        self.rows.iter().any(|row| row.votes.by_post > 0)
    }

    /// Votes by list in the manifest's order, at the end those on no list; nothing where there are no lists.
    pub(crate) fn lists(&self) -> Vec<ListVotes<'a>> {
        let of = |list: Option<&'a List>| {
            let own = || {
                let same = move |row: &&Row| row.list.map(|one| &one.id) == list.map(|one| &one.id);
                self.rows.iter().filter(same).filter(|row| !row.option.blank)
            };
            ListVotes { list, options: own().count(), votes: Self::sum(own()) }
        };
        let mut lists: Vec<_> = self.contest.lists.iter().map(|list| of(Some(list))).collect();
        let alone = of(None);
        if !lists.is_empty() && alone.options > 0 {
            lists.push(alone);
        }
        lists
    }

    /// Votes of a group of reporting units, option by option.
    pub(crate) fn of_group(group: &GroupOutcome, position: usize) -> Votes {
        let count = |counts: &[(tabella_election::OptionId, u64)]| {
            counts.get(position).map_or(0, |(_, count)| *count)
        };
        Votes { online: count(&group.counts), by_post: count(&group.postal) }
    }

    /// All votes of a group.
    pub(crate) fn all_of_group(&self, group: &GroupOutcome) -> Votes {
        (0..self.rows.len())
            .map(|position| Self::of_group(group, position))
            .fold(Votes::default(), Votes::and)
    }
}
