//! Seats: who has them, and each step of the way there in words that need no other book.

use std::collections::{BTreeMap, BTreeSet};

use tabella_documents::Table;
use tabella_seats::{
    Award, CandidateId, ContestId, DistrictList, DistrictWorking, Elected, Initial, Mandate, Method, Outcome,
    Placed, PluralityContest, ProportionalContest, RiigikoguWorking, Tie, Working,
};

use crate::{
    chart::{Chart, Measure},
    numbers::{Numbers, Votes},
    sections::{Captioned, Section},
    texts::Texts,
};

/// What the methods are called and how they go, by the method's name.
#[cfg(test)]
pub(crate) const METHODS: [&str; 6] = [
    "method-ee-riigikogu",
    "method-dhondt",
    "method-sainte-lague",
    "method-sainte-lague-modified",
    "method-hagenbach-bischoff",
    "method-plurality",
];

/// By what a seat was won, by the mandate's name.
#[cfg(test)]
pub(crate) const MANDATES: [&str; 5] =
    ["mandate-personal", "mandate-district", "mandate-compensation", "mandate-list", "mandate-plurality"];

/// Elected people whom the page shows without being asked.
const ELECTED_MAX: usize = 30;

/// Between names that one id has.
const EITHER: &str = " / ";

/// A list or a candidate of a contest. Ids may come again in other contests, for others.
type Key<'a> = (&'a str, &'a str);

/// Names of what an outcome calls by its id, in one language.
struct Names<'a> {
    lists: BTreeMap<Key<'a>, &'a str>,
    candidates: BTreeMap<Key<'a>, &'a str>,
    /// Candidates on no list of the manifest.
    alone: BTreeSet<Key<'a>>,
    /// Of lists that the manifest does not name.
    other_lists: BTreeMap<&'a str, &'a str>,
    contests: BTreeMap<&'a str, &'a str>,
    /// In the manifest, from one.
    places: BTreeMap<&'a str, usize>,
    /// Contests of which nothing was decrypted.
    unknown: Vec<&'a str>,
    texts: &'a Texts,
}

/// Seats and who has them.
pub(crate) fn seats(numbers: &Numbers<'_>, outcome: &Outcome, language: &str, texts: &Texts) -> Vec<Section> {
    let names = Names::new(numbers, outcome, language, texts);
    let mut sections = vec![names.seats(outcome)];
    if !outcome.elected.is_empty() {
        sections.push(names.people("elected", &outcome.elected, texts.get("elected")));
    }
    if !outcome.members.is_empty() {
        sections.push(names.people("members", &outcome.members, texts.get("members")));
    }
    sections
}

/// How the seats were worked out.
pub(crate) fn steps(numbers: &Numbers<'_>, outcome: &Outcome, language: &str, texts: &Texts) -> Vec<Section> {
    let names = Names::new(numbers, outcome, language, texts);
    let mut text = vec![texts.get(&format!("method-{}", outcome.method.name()))];
    if !outcome.notes.is_empty() {
        text.push(texts.get("seats-notes"));
    }
    let mut sections = vec![Section {
        anchor: "working".to_owned(),
        heading: texts.get("working"),
        text,
        ..Section::default()
    }];
    match &outcome.working {
        Working::Riigikogu(working) => sections.extend(names.riigikogu(working)),
        Working::Proportional(contests) => {
            for contest in contests {
                sections.extend(names.proportional(outcome.method, contest));
            }
        }
        Working::Plurality(contests) => {
            sections.extend(contests.iter().map(|contest| names.plurality(contest)));
        }
    }
    sections
}

/// Whether something with this id stands in the contest; without a contest, in any.
fn has<'k>(mut keys: impl Iterator<Item = &'k Key<'k>>, place: Option<&str>, id: &str) -> bool {
    keys.any(|(contest, other)| *other == id && place.is_none_or(|place| place == *contest))
}

impl<'a> Names<'a> {
    fn new(numbers: &'a Numbers<'a>, outcome: &'a Outcome, language: &str, texts: &'a Texts) -> Self {
        let (mut lists, mut candidates, mut contests) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let named = outcome.lists.iter().filter_map(|list| Some((list.list.as_str(), list.name.as_deref()?)));
        let (mut alone, mut places, mut unknown) = (BTreeSet::new(), BTreeMap::new(), Vec::new());
        for (position, counted) in numbers.contests.iter().enumerate() {
            let contest = counted.contest;
            let place = contest.id.as_str();
            places.insert(place, position + 1);
            let title = contest.title.get(language);
            contests.extend(title.map(|title| (place, title)));
            unknown.extend(title.filter(|_| counted.groups.is_empty()));
            for list in &contest.lists {
                lists.extend(list.name.get(language).map(|name| ((place, list.id.as_str()), name)));
            }
            for option in &contest.options {
                let key = (place, option.id.as_str());
                candidates.extend(option.name.get(language).map(|name| (key, name)));
                alone.extend(option.list.is_none().then_some(key));
            }
        }
        Self { lists, candidates, alone, other_lists: named.collect(), contests, places, unknown, texts }
    }

    /// The name in a contest; for what stands in all, each name that one of them has for it.
    fn find(names: &BTreeMap<Key<'a>, &'a str>, place: Option<&str>, id: &str) -> Option<String> {
        if let Some(name) = place.and_then(|place| names.get(&(place, id))) {
            return Some((*name).to_owned());
        }
        let mut any: Vec<&str> = Vec::new();
        for (_, name) in names.iter().filter(|((_, other), _)| *other == id) {
            if !any.contains(name) {
                any.push(name);
            }
        }
        (!any.is_empty()).then(|| any.join(EITHER))
    }

    fn list(&self, place: Option<&str>, id: &str) -> String {
        let other = || self.other_lists.get(id).map(|name| (*name).to_owned());
        Self::find(&self.lists, place, id).or_else(other).unwrap_or_else(|| id.to_owned())
    }

    fn candidate(&self, place: Option<&str>, id: &str) -> String {
        Self::find(&self.candidates, place, id).unwrap_or_else(|| id.to_owned())
    }

    /// A list, or a candidate who stands on none: an outcome has only the id of either. Where both have it, both are named: which of
    /// them is meant must not be guessed.
    fn party(&self, place: Option<&str>, id: &str) -> String {
        let is_list = has(self.lists.keys(), place, id);
        match (is_list, has(self.alone.iter(), place, id)) {
            (true, true) => [self.list(place, id), self.candidate(place, id)].join(EITHER),
            (false, true) => self.candidate(place, id),
            (_, false) => self.list(place, id),
        }
    }

    /// Who is equal: all of them lists, or all of them candidates.
    fn equals(&self, tie: &Tie) -> String {
        let place = tie.district.as_ref().map(ContestId::as_str);
        let lists = tie.between.iter().all(|id| has(self.lists.keys(), place, id));
        let candidates = tie.between.iter().all(|id| has(self.candidates.keys(), place, id));
        let name = |id: &String| match (lists, candidates) {
            (true, true) => [self.list(place, id), self.candidate(place, id)].join(EITHER),
            (true, false) => self.list(place, id),
            (false, true) => self.candidate(place, id),
            (false, false) => self.party(place, id),
        };
        tie.between.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// Of the contest's working: by position, as an id may be any text.
    fn anchor(&self, contest: &ContestId) -> String {
        format!("working-{}", self.places.get(contest.as_str()).copied().unwrap_or_default())
    }

    fn contest(&self, id: &str) -> String {
        self.contests.get(id).map_or(id, |name| name).to_owned()
    }

    fn people_of<'c>(&self, place: Option<&str>, ids: impl IntoIterator<Item = &'c CandidateId>) -> String {
        let names = ids.into_iter().map(|id| self.candidate(place, id.as_str()));
        names.collect::<Vec<_>>().join(", ")
    }

    fn seats(&self, outcome: &Outcome) -> Section {
        let texts = self.texts;
        // where there are no lists, candidates stand in their place
        let name = |id: &str| {
            let none = self.lists.is_empty() && has(self.candidates.keys(), None, id);
            if none { self.candidate(None, id) } else { self.list(None, id) }
        };
        let rows = outcome
            .lists
            .iter()
            .map(|list| vec![name(list.list.as_str()), Texts::number(list.votes), list.seats.to_string()]);
        let mut rows: Vec<Vec<String>> = rows.collect();
        let of_lists = outcome.lists.iter().map(|list| u64::from(list.seats)).sum::<u64>();
        let alone = outcome.elected.iter().filter(|elected| elected.list.is_none()).count();
        if alone > 0 {
            rows.push(vec![texts.get("no-list"), String::new(), alone.to_string()]);
        }
        let all = u64::from(outcome.seats);
        let open = all.saturating_sub(of_lists).saturating_sub(alone.try_into().unwrap_or(u64::MAX));
        if open > 0 {
            rows.push(vec![texts.get("seats-open"), String::new(), open.to_string()]);
        }
        let bars = outcome.lists.iter().filter(|list| list.seats > 0);
        let bars =
            bars.map(|list| (name(list.list.as_str()), Votes { online: u64::from(list.seats), by_post: 0 }));
        let mut bars: Vec<_> = bars.collect();
        bars.sort_by_key(|(_, votes)| std::cmp::Reverse(votes.online));
        let chart = || Chart::new(&texts.get("seats"), bars, Measure { whole: all, by_post: false }, texts);
        let ties = outcome.ties.iter().map(|tie| {
            let whole = || texts.get("riigikogu-compensation");
            let place = tie.district.as_ref().map_or_else(whole, |id| self.contest(id.as_str()));
            let values = [
                ("place", place.into()),
                ("seats", tie.seats.to_string().into()),
                ("names", self.equals(tie).into()),
            ];
            texts.with("seats-tie", &values)
        });
        let unknown = (!self.unknown.is_empty())
            .then(|| texts.with("seats-not-counted", &[("contests", self.unknown.join(", ").into())]));
        Section {
            anchor: "seats".to_owned(),
            heading: texts.get("seats"),
            short: true,
            warning: (!outcome.decided).then(|| texts.get("seats-undecided")),
            text: [
                vec![texts.get(&format!("method-{}", outcome.method.name())), texts.get("seats-given")],
                unknown.into_iter().collect(),
                ties.collect(),
            ]
            .concat(),
            chart: (of_lists > 0).then(chart),
            table: Some(Captioned {
                caption: texts.get("seats-caption"),
                table: Table {
                    head: vec![texts.get("list"), texts.get("votes"), texts.get("seats")],
                    words: 1,
                    rows,
                    sum: Some(vec![texts.get("sum"), String::new(), outcome.seats.to_string()]),
                },
            }),
            ..Section::default()
        }
    }

    fn people(&self, anchor: &str, people: &[Elected], heading: String) -> Section {
        let texts = self.texts;
        // who stands on no list won by the own votes alone
        let mandate = |one: &Elected| match (&one.list, one.mandate) {
            (None, Mandate::List) => Mandate::Personal,
            (_, mandate) => mandate,
        };
        let kinds: BTreeSet<Mandate> = people.iter().map(mandate).collect();
        let places: BTreeSet<&ContestId> = people.iter().map(|one| &one.district).collect();
        // what is the same for all is not said of each
        let (by_kind, by_place) = (kinds.len() > 1, places.len() > 1);
        let row = |one: &Elected| {
            let place = Some(one.district.as_str());
            let list =
                one.list.as_ref().map_or_else(|| texts.get("no-list"), |id| self.list(place, id.as_str()));
            let mut row = vec![self.candidate(place, one.candidate.as_str()), list];
            row.extend(by_place.then(|| self.contest(one.district.as_str())));
            row.extend(by_kind.then(|| texts.get(&format!("mandate-{}", mandate(one).name()))));
            row.push(Texts::number(one.votes));
            row
        };
        let mut head = vec![texts.get("option"), texts.get("list")];
        head.extend(by_place.then(|| texts.get("contest")));
        head.extend(by_kind.then(|| texts.get("won-by")));
        let words = head.len();
        head.push(texts.get("own-votes"));
        Section {
            anchor: anchor.to_owned(),
            heading: heading.clone(),
            sub: true,
            folded: people.len() > ELECTED_MAX,
            short: true,
            table: Some(Captioned {
                caption: heading,
                table: Table { head, words, rows: people.iter().map(row).collect(), sum: None },
            }),
            ..Section::default()
        }
    }

    /// Each seat with the quotient that won it, and those that came next.
    fn quotients(&self, place: Option<&str>, given: &[Award], next: &[Award], first: u64) -> Table {
        let texts = self.texts;
        let row = |seat: String, award: &Award| {
            vec![self.party(place, &award.to), seat, self.figure(&award.divisor), self.figure(&award.figure)]
        };
        let seats = (first..).zip(given).map(|(seat, award)| row(Texts::number(seat), award));
        let none = texts.get("no-seat");
        let next = next.iter().map(|award| row(none.clone(), award));
        Table {
            head: vec![texts.get("party"), texts.get("seat"), texts.get("divisor"), texts.get("figure")],
            words: 1,
            rows: seats.chain(next).collect(),
            sum: None,
        }
    }

    /// A figure with the mark of the language before its decimals.
    fn figure(&self, figure: &str) -> String {
        let (whole, decimals) = figure.split_once('.').unwrap_or((figure, ""));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), Texts::number);
        if decimals.is_empty() { whole } else { format!("{whole}{}{decimals}", self.texts.mark()) }
    }

    fn proportional(&self, method: Method, contest: &ProportionalContest) -> Vec<Section> {
        let texts = self.texts;
        let name = self.contest(contest.district.as_str());
        let place = Some(contest.district.as_str());
        let anchor = self.anchor(&contest.district);
        let mut text = vec![texts.with(
            "working-start",
            &[("votes", Texts::number(contest.votes).into()), ("seats", contest.seats.to_string().into())],
        )];
        let by_number: u32 = contest.lists.iter().filter_map(|list| list.by_number).sum();
        if let Some(number) = contest.electoral_number {
            let values = [
                ("votes", Texts::number(contest.votes).into()),
                ("divisor", (u64::from(contest.seats) + 1).to_string().into()),
                ("number", Texts::number(number).into()),
            ];
            text.push(texts.with("working-number", &values));
        }
        let mut head = vec![texts.get("party"), texts.get("votes")];
        head.extend(contest.electoral_number.map(|_| texts.get("by-number")));
        head.push(texts.get("seats"));
        let row = |list: &Initial| {
            let mut row = vec![self.party(place, &list.list), Texts::number(list.votes)];
            row.extend(list.by_number.map(|seats| seats.to_string()));
            row.push(list.seats.to_string());
            row
        };
        let table = Table { head, words: 1, rows: contest.lists.iter().map(row).collect(), sum: None };
        let heading = texts.with("working-of", &[("contest", name.as_str().into())]);
        let first = step(anchor.clone(), heading, text, table);
        if contest.quotients.is_empty() && contest.next.is_empty() {
            return vec![first];
        }
        let left = texts.with("working-left", &[("seats", contest.quotients.len().to_string().into())]);
        let text = match method {
            Method::HagenbachBischoff => vec![left, texts.get("working-one-more")],
            _ => vec![texts.get("working-highest")],
        };
        let heading = texts.with("working-seat-by-seat", &[("contest", name.as_str().into())]);
        let table = self.quotients(place, &contest.quotients, &contest.next, u64::from(by_number) + 1);
        vec![first, step(format!("{anchor}-quotients"), heading, text, table)]
    }

    fn plurality(&self, contest: &PluralityContest) -> Section {
        let texts = self.texts;
        let place = Some(contest.district.as_str());
        let row = |one: &Placed| {
            let word = if one.elected { texts.get("has-seat") } else { texts.get("no-seat") };
            vec![self.candidate(place, one.candidate.as_str()), Texts::number(one.votes), word]
        };
        let start =
            [("votes", Texts::number(contest.votes).into()), ("seats", contest.seats.to_string().into())];
        let name = self.contest(contest.district.as_str());
        step(
            self.anchor(&contest.district),
            texts.with("working-of", &[("contest", name.into())]),
            vec![texts.with("working-start", &start)],
            Table {
                head: vec![texts.get("option"), texts.get("votes"), texts.get("seat")],
                words: 1,
                rows: contest.order.iter().map(row).collect(),
                sum: None,
            },
        )
    }

    fn riigikogu(&self, working: &RiigikoguWorking) -> Vec<Section> {
        let texts = self.texts;
        let mut sections: Vec<Section> =
            working.districts.iter().map(|district| self.riigikogu_district(working, district)).collect();
        let given: Vec<Award> = working.compensation.given.iter().map(|one| one.award.clone()).collect();
        let mut table = self.quotients(None, &given, &working.compensation.next, 1);
        // beside the list, who of it has the seat
        table.head.insert(1, texts.get("option"));
        table.words = 2;
        let people =
            working.compensation.given.iter().map(|one| self.candidate(None, one.candidate.as_str()));
        let people = people.chain(std::iter::repeat(String::new()));
        for (row, name) in table.rows.iter_mut().zip(people) {
            row.insert(1, name);
        }
        let passed = working.compensation.given.iter().filter(|one| !one.passed_over.is_empty()).map(|one| {
            let over = self.people_of(None, &one.passed_over);
            let values =
                [("name", self.candidate(None, one.candidate.as_str()).into()), ("names", over.into())];
            texts.with("riigikogu-passed", &values)
        });
        let mandates = [("seats", working.compensation.mandates.to_string().into())];
        let text = [vec![texts.with("riigikogu-compensation-about", &mandates)], passed.collect()].concat();
        sections.push(step(
            "working-compensation".to_owned(),
            texts.get("riigikogu-compensation"),
            text,
            table,
        ));
        sections
    }

    fn riigikogu_district(&self, working: &RiigikoguWorking, district: &DistrictWorking) -> Section {
        let texts = self.texts;
        let name = self.contest(district.district.as_str());
        let place = Some(district.district.as_str());
        let votes = |votes: u64| Texts::number(votes).into();
        let country = [("votes", votes(working.votes)), ("least", votes(working.threshold))];
        let quota = [
            ("votes", votes(district.votes)),
            ("seats", district.mandates.to_string().into()),
            ("quota", self.figure(&district.quota).into()),
        ];
        let mut text =
            vec![texts.with("riigikogu-threshold", &country), texts.with("riigikogu-quota", &quota)];
        let own = self.people_of(place, &district.personal);
        text.push(if own.is_empty() {
            texts.get("riigikogu-personal-none")
        } else {
            texts.with("riigikogu-personal", &[("names", own.into())])
        });
        text.push(texts.get("riigikogu-lists"));
        // below 0 where the district gave more than it has
        let left = district.left.max(0).to_string();
        text.push(texts.with("riigikogu-left", &[("seats", left.into())]));
        let row = |list: &DistrictList| {
            let elected = self.people_of(place, &list.elected);
            vec![
                self.list(place, list.list.as_str()),
                elected,
                Texts::number(list.votes),
                self.figure(&list.quotas),
                list.mandates.to_string(),
            ]
        };
        step(
            self.anchor(&district.district),
            texts.with("working-of", &[("contest", name.into())]),
            text,
            Table {
                head: vec![
                    texts.get("list"),
                    texts.get("riigikogu-elected"),
                    texts.get("votes"),
                    texts.get("quotas"),
                    texts.get("seats"),
                ],
                words: 2,
                rows: district.lists.iter().map(row).collect(),
                sum: None,
            },
        )
    }
}

/// A step of the way, which the page shows to those who ask.
fn step(anchor: String, heading: String, text: Vec<String>, table: Table) -> Section {
    let table = Some(Captioned { caption: heading.clone(), table });
    Section { anchor, heading, sub: true, folded: true, text, table, ..Section::default() }
}

#[cfg(test)]
mod tests {
    use tabella_seats::Mandate::{Compensation, District, List, Personal, Plurality};

    use super::*;

    #[test]
    fn every_method_and_mandate_has_its_words() {
        assert_eq!(METHODS.to_vec(), Method::ALL.map(|method| format!("method-{}", method.name())).to_vec());
        let all = [Personal, District, Compensation, List, Plurality];
        assert_eq!(MANDATES.to_vec(), all.map(|mandate| format!("mandate-{}", mandate.name())).to_vec());
    }
}
