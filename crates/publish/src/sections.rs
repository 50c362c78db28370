//! What is said of a result in one language, section by section: the pages and the paper have it in common.

use tabella_documents::Table;
use tabella_election::manifest::Rule;
use tabella_seats::Outcome;
use tabella_verifier::GroupOutcome;

use crate::{
    chart::{Chart, Measure},
    numbers::{Counted, Numbers, Row, Votes},
    texts::Texts,
    working,
};

/// In a cell whose number is not on the board.
const UNKNOWN: &str = "–";

/// A part of the result under a heading of its own.
#[derive(Default)]
pub(crate) struct Section {
    /// Where links lead to.
    pub(crate) anchor: String,
    pub(crate) heading: String,
    /// It belongs to the last one that does not.
    pub(crate) sub: bool,
    /// On the page it is shown when somebody asks for it.
    pub(crate) folded: bool,
    /// It stands on the sheet, too, which is short.
    pub(crate) short: bool,
    /// What must not be overlooked.
    pub(crate) warning: Option<String>,
    pub(crate) text: Vec<String>,
    pub(crate) table: Option<Captioned>,
    /// Below the table, with the same numbers.
    pub(crate) chart: Option<Chart>,
}

/// A table that says what it is.
pub(crate) struct Captioned {
    pub(crate) caption: String,
    pub(crate) table: Table,
}

/// Everything that is said, in order. The parts of a contest follow it.
pub(crate) fn all(
    numbers: &Numbers<'_>,
    seats: Option<&Outcome>,
    language: &str,
    texts: &Texts,
) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(outcome) = seats {
        sections.extend(working::seats(numbers, outcome, language, texts));
    }
    for (position, counted) in numbers.contests.iter().enumerate() {
        sections.extend(OfContest { numbers, counted, position, language, texts }.sections());
    }
    sections.push(of_turnout(numbers, texts));
    if let Some(outcome) = seats {
        sections.extend(working::steps(numbers, outcome, language, texts));
    }
    sections
}

/// How many people took part, and how.
fn of_turnout(numbers: &Numbers<'_>, texts: &Texts) -> Section {
    let rows = numbers.turnout().into_iter().map(|(what, number)| {
        vec![texts.get(&format!("turnout-{}", what.replace('_', "-"))), Texts::number(number)]
    });
    Section {
        anchor: "turnout".to_owned(),
        heading: texts.get("turnout"),
        short: true,
        text: vec![texts.get("turnout-about")],
        table: Some(Captioned {
            caption: texts.get("turnout-caption"),
            table: Table {
                head: vec![texts.get("what"), texts.get("number")],
                words: 1,
                rows: rows.collect(),
                sum: None,
            },
        }),
        ..Section::default()
    }
}

/// A contest, and the words for it.
struct OfContest<'a> {
    numbers: &'a Numbers<'a>,
    counted: &'a Counted<'a>,
    /// In the manifest.
    position: usize,
    language: &'a str,
    texts: &'a Texts,
}

impl OfContest<'_> {
    fn sections(&self) -> Vec<Section> {
        let first = self.whole();
        if self.counted.groups.is_empty() {
            return vec![first];
        }
        let mut sections = vec![first];
        sections.extend(self.by_list());
        sections.push(self.by_option());
        sections.extend(self.by_district());
        sections
    }

    fn title(&self) -> &str {
        self.counted.contest.title.get(self.language).unwrap_or_default()
    }

    /// By position: an id may be any text, and end as a part does.
    fn anchor(&self, part: &str) -> String {
        format!("contest-{}{part}", self.position + 1)
    }

    /// The columns for votes: by channel where there is more than one, and all.
    fn heads(&self) -> Vec<String> {
        let texts = self.texts;
        let mut heads = Vec::new();
        if self.counted.has_post() {
            heads.extend([texts.get("online"), texts.get("by-post")]);
        }
        heads.push(texts.get("votes"));
        heads
    }

    fn cells(&self, votes: Votes) -> Vec<String> {
        let mut cells = Vec::new();
        if self.counted.has_post() {
            cells.extend([votes.online, votes.by_post].map(Texts::number));
        }
        cells.push(Texts::number(votes.total()));
        cells
    }

    fn captioned(&self, of: &str, table: Table) -> Captioned {
        Captioned { caption: format!("{}: {of}", self.title()), table }
    }

    /// With shares of a whole, if it is more than nothing; none of nothing.
    fn chart(&self, of: &str, bars: Vec<(String, Votes)>, whole: u64) -> Option<Chart> {
        let of = format!("{}: {of}", self.title());
        let measure = Measure { whole, by_post: self.counted.has_post() };
        let votes = bars.iter().any(|(_, votes)| votes.total() > 0);
        votes.then(|| Chart::new(&of, bars, measure, self.texts))
    }

    /// What was counted, and in which way it was cast.
    fn whole(&self) -> Section {
        let (texts, counted) = (self.texts, self.counted);
        let section = Section {
            anchor: self.anchor(""),
            heading: self.title().to_owned(),
            short: true,
            text: vec![rule(counted.contest.rule, texts)],
            ..Section::default()
        };
        if counted.groups.is_empty() {
            let least = Texts::number(self.numbers.election.manifest().min_reporting_unit);
            let too_few = texts.with("not-decrypted", &[("least", least.into())]);
            return Section { text: [section.text, vec![too_few]].concat(), ..section };
        }
        let post = counted.has_post();
        let online_only = |what: String, number: u64| {
            let mut row = vec![what, Texts::number(number)];
            row.extend(post.then(|| [UNKNOWN, UNKNOWN].map(str::to_owned)).into_iter().flatten());
            row
        };
        let votes = |what: String, votes: Votes| {
            let all =
                if post { vec![votes.online, votes.by_post, votes.total()] } else { vec![votes.online] };
            [vec![what], all.into_iter().map(Texts::number).collect()].concat()
        };
        let mut rows = vec![online_only(texts.get("count-ballots"), counted.ballots())];
        let weighs = counted.weight() != counted.ballots();
        if weighs {
            rows.push(online_only(texts.get("count-weight"), counted.weight()));
        }
        rows.push(votes(texts.get("count-votes"), counted.valid()));
        rows.extend(counted.blank().map(|blank| votes(texts.get("count-blank"), blank)));
        rows.extend(counted.not_given().map(|number| {
            // of weighed votes this is no number of ballots
            let ballots = counted.contest.rule.total_max == 1 && !weighs;
            let what = if ballots { texts.get("count-blank-ballots") } else { texts.get("count-not-given") };
            online_only(what, number)
        }));
        let mut head = vec![texts.get("what"), texts.get("online")];
        head.extend(post.then(|| [texts.get("by-post"), texts.get("sum")]).into_iter().flatten());
        let mut text = section.text;
        text.extend(weighs.then(|| texts.get("weight-about")));
        if post {
            // one without votes in this contest has nothing to say of it
            let protocols = counted.protocols.iter().filter(|one| one.votes > 0);
            let names: Vec<&str> = protocols.map(|one| one.reference.as_str()).collect();
            text.push(texts.with("by-post-about", &[("protocols", names.join(", ").into())]));
        }
        let table = Table { head, words: 1, rows, sum: None };
        Section { text, table: Some(self.captioned(&texts.get("by-channel"), table)), ..section }
    }

    fn by_list(&self) -> Option<Section> {
        let (texts, valid) = (self.texts, self.counted.valid());
        let mut lists: Vec<(String, usize, Votes)> = self
            .counted
            .lists()
            .into_iter()
            .map(|one| {
                let name = one.list.and_then(|list| list.name.get(self.language)).map(str::to_owned);
                (name.unwrap_or_else(|| texts.get("no-list")), one.options, one.votes)
            })
            .collect();
        if lists.is_empty() {
            return None;
        }
        lists.sort_by_key(|(_, _, votes)| std::cmp::Reverse(votes.total()));
        let row = |(name, _, votes): &(String, usize, Votes)| {
            let share = texts.share(votes.total(), valid.total());
            [vec![name.clone()], self.cells(*votes), vec![share]].concat()
        };
        let table = Table {
            head: [vec![texts.get("list")], self.heads(), vec![texts.get("share")]].concat(),
            words: 1,
            rows: lists.iter().map(row).collect(),
            sum: Some([vec![texts.get("sum")], self.cells(valid), vec![String::new()]].concat()),
        };
        let of = texts.get("by-list");
        let bars = lists.into_iter().map(|(name, _, votes)| (name, votes)).collect();
        Some(Section {
            anchor: self.anchor("-lists"),
            heading: of.clone(),
            sub: true,
            short: true,
            text: vec![texts.get("by-list-about")],
            chart: self.chart(&of, bars, valid.total()),
            table: Some(self.captioned(&of, table)),
            ..Section::default()
        })
    }

    /// The most votes first; where they are equal, the order of the ballot; blank ones last.
    fn order(&self, votes: impl Fn(usize) -> Votes) -> Vec<(&Row<'_>, Votes)> {
        let mut rows: Vec<_> =
            self.counted.rows.iter().enumerate().map(|(position, row)| (row, votes(position))).collect();
        rows.sort_by_key(|(row, votes)| (row.option.blank, std::cmp::Reverse(votes.total())));
        rows
    }

    fn name(&self, row: &Row<'_>) -> String {
        row.option.name.get(self.language).unwrap_or_default().to_owned()
    }

    /// Options with their votes, and with the sum of all.
    fn options(&self, rows: &[(&Row<'_>, Votes)]) -> Table {
        let texts = self.texts;
        let lists = self.counted.rows.iter().any(|row| row.list.is_some());
        let given = |blank: bool| {
            let of = rows.iter().filter(move |(row, _)| blank || !row.option.blank);
            of.fold(Votes::default(), |sum, (_, votes)| sum.and(*votes))
        };
        let (all, valid) = (given(true), given(false));
        let row = |(row, votes): &(&Row<'_>, Votes)| {
            let mut cells = vec![self.name(row)];
            let list = row.list.and_then(|list| list.name.get(self.language)).unwrap_or_default();
            cells.extend(lists.then(|| list.to_owned()));
            cells.extend(self.cells(*votes));
            let share =
                if row.option.blank { String::new() } else { texts.share(votes.total(), valid.total()) };
            cells.push(share);
            cells
        };
        let mut head =
            vec![if self.counted.is_question() { texts.get("answer") } else { texts.get("option") }];
        head.extend(lists.then(|| texts.get("list")));
        let words = head.len();
        head.extend(self.heads());
        head.push(texts.get("share"));
        let mut sum = vec![texts.get("sum")];
        sum.extend(lists.then(String::new));
        sum.extend(self.cells(all));
        sum.push(String::new());
        Table { head, words, rows: rows.iter().map(row).collect(), sum: Some(sum) }
    }

    fn by_option(&self) -> Section {
        let (texts, counted) = (self.texts, self.counted);
        let of = if counted.is_question() { texts.get("by-answer") } else { texts.get("by-option") };
        let rows = self.order(|position| counted.rows.get(position).map(|row| row.votes).unwrap_or_default());
        let named = rows.iter().filter(|(row, _)| !row.option.blank);
        let bars = named.map(|(row, votes)| (self.name(row), *votes)).collect();
        Section {
            anchor: self.anchor("-names"),
            heading: of.clone(),
            sub: true,
            // a long list of candidates is for the report
            short: counted.contest.lists.is_empty(),
            text: counted.blank().map(|_| texts.get("share-about")).into_iter().collect(),
            chart: self.chart(&of, bars, counted.valid().total()),
            table: Some(self.captioned(&of, self.options(&rows))),
            ..Section::default()
        }
    }

    fn units(&self, group: &GroupOutcome) -> String {
        let name = |unit| self.numbers.unit(unit).and_then(|name| name.get(self.language));
        let names: Vec<&str> =
            group.units.iter().map(|unit| name(unit).unwrap_or_else(|| unit.as_str())).collect();
        names.join(", ")
    }

    fn by_district(&self) -> Vec<Section> {
        let (texts, counted) = (self.texts, self.counted);
        let of = texts.get("by-district");
        let least = Texts::number(self.numbers.election.manifest().min_reporting_unit);
        let merged = |group: &GroupOutcome| {
            let values = [("units", self.units(group).into()), ("least", least.as_str().into())];
            (group.units.len() > 1).then(|| texts.with("merged", &values))
        };
        let section = Section {
            anchor: self.anchor("-districts"),
            heading: of.clone(),
            sub: true,
            text: counted.groups.iter().filter_map(merged).collect(),
            ..Section::default()
        };
        if let [only] = counted.groups {
            // the numbers of the one are those of the whole
            if only.units.len() == 1 {
                return Vec::new();
            }
            return vec![section];
        }
        let weighs = counted.weight() != counted.ballots();
        let line = |name: String, ballots: u64, weight: u64, votes: Votes| {
            let mut row = vec![name, Texts::number(ballots)];
            row.extend(weighs.then(|| Texts::number(weight)));
            row.extend(self.cells(votes));
            row
        };
        let rows = counted
            .groups
            .iter()
            .map(|group| line(self.units(group), group.ballots, group.weight, counted.all_of_group(group)));
        let mut head = vec![texts.get("district"), texts.get("ballots-online")];
        head.extend(weighs.then(|| texts.get("weight")));
        head.extend(self.heads());
        let all = counted.valid().and(counted.blank().unwrap_or_default());
        let table = Table {
            head,
            words: 1,
            rows: rows.collect(),
            sum: Some(line(texts.get("sum"), counted.ballots(), counted.weight(), all)),
        };
        let bars = counted.groups.iter().map(|group| (self.units(group), counted.all_of_group(group)));
        let by_option = |units: &str| {
            let values = [("units", units.into())];
            let is_question = counted.is_question();
            if is_question {
                texts.with("in-district-answer", &values)
            } else {
                texts.with("in-district", &values)
            }
        };
        let mut sections = vec![Section {
            chart: self.chart(&of, bars.collect(), 0),
            table: Some(self.captioned(&of, table)),
            ..section
        }];
        sections.extend(counted.groups.iter().enumerate().map(|(position, group)| {
            let units = self.units(group);
            let rows = self.order(|option| Counted::of_group(group, option));
            Section {
                anchor: self.anchor(&format!("-district-{}", position + 1)),
                heading: by_option(&units),
                sub: true,
                folded: true,
                table: Some(self.captioned(&units, self.options(&rows))),
                ..Section::default()
            }
        }));
        sections
    }
}

/// What a voter could do, in words.
fn rule(rule: Rule, texts: &Texts) -> String {
    let values = [
        ("most", Texts::number(rule.total_max.into()).into()),
        ("each", Texts::number(rule.option_max.into()).into()),
    ];
    match (rule.total_max, rule.option_max) {
        (1, _) => texts.get("rule-one"),
        (_, 1) => texts.with("rule-many", &values),
        _ => texts.with("rule-several", &values),
    }
}
