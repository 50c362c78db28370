//! The fields of a form: what a draft says, and what somebody typed in its place.

use std::collections::{BTreeMap, BTreeSet};

use tabella_election::manifest::{AssuranceLevel, EVERY_LANGUAGE, Eid, EidIssuer, Rule, Text};
use tabella_prepare::{Facts, Section, zone};

use super::{
    place::{Place, Thing},
    words::{contest_name, pick},
};
use crate::desk::{
    page::{Choice, Field, Kind, form::Sent},
    texts::Texts,
};

/// How people fill a contest in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filling {
    /// One option.
    One,
    /// One option, or none.
    OneOrBlank,
    /// Several options, one vote each.
    Several,
    /// Votes, several for one option.
    Votes,
    /// Points.
    Points,
}

impl Filling {
    pub(super) const ALL: [Self; 5] = [Self::One, Self::OneOrBlank, Self::Several, Self::Votes, Self::Points];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::OneOrBlank => "one-or-blank",
            Self::Several => "several",
            Self::Votes => "votes",
            Self::Points => "points",
        }
    }

    pub(super) fn of(rule: Rule) -> Self {
        match (rule.option_max, rule.total_min, rule.total_max) {
            (256.., ..) => Self::Points,
            (2.., ..) => Self::Votes,
            (_, 1, 1) => Self::One,
            (_, 0, 1) => Self::OneOrBlank,
            _ => Self::Several,
        }
    }
}

/// The fields of a place, filled in from the draft.
pub(super) fn fields(t: &Texts, facts: &Facts, place: Place) -> Vec<Field> {
    let make = Make { t, facts };
    match (place.section, place.thing) {
        (Section::Title, _) => make.title(),
        (Section::Schedule, _) => make.schedule(),
        (Section::Units, Thing::Row(at)) => make.unit(at),
        (Section::Contests, Thing::Row(at)) => make.contest(at),
        (Section::Options, Thing::Whole) => {
            vec![make.field("file", Kind::File(".csv,text/csv"))]
        }
        (_, Thing::List(contest, at)) => make.list(contest, at),
        (_, Thing::Option(contest, at)) => make.option(contest, at),
        (Section::Styles, Thing::Row(at)) => make.style(at),
        (Section::Rules, _) => make.rules(),
        (Section::Postal, Thing::Row(at)) => make.deadline(at),
        (Section::Offices, _) => make.offices(),
        (Section::Trustees, Thing::Whole) => {
            vec![make.number("threshold", facts.trustees.threshold.into())]
        }
        (Section::Trustees, Thing::Row(at)) => make.trustee(at),
        (Section::Witnesses, Thing::Whole) => vec![make.number("quorum", facts.witnesses.quorum.into())],
        (Section::Witnesses, Thing::Row(at)) => {
            let vkey = at.and_then(|at| facts.witnesses.members.get(at));
            vec![make.line("vkey", vkey.map_or("", String::as_str))]
        }
        (Section::Eid, _) => make.eid(),
        (Section::Clients, Thing::Row(at)) => {
            let client = at.and_then(|at| facts.clients.get(at));
            let (name, hash) = client.map_or(("", ""), |client| (&client.name, &client.sha256));
            vec![make.line("client-name", name), make.line("sha256", hash)]
        }
        _ => Vec::new(),
    }
}

/// Puts what was typed in the place of what the draft says, with what is wrong with it.
pub(super) fn refill(fields: &mut [Field], sent: &Sent, wrong: &BTreeMap<String, String>) {
    for field in fields {
        let typed = sent.text(&field.name);
        match &mut field.kind {
            Kind::Line(_, value, _) | Kind::Area(value) => typed.clone_into(value),
            Kind::Check(chosen) => *chosen = sent.ticked(&field.name),
            Kind::Radio(choices) | Kind::Select(choices) => {
                for choice in choices {
                    choice.chosen = choice.value == typed;
                }
            }
            Kind::Hidden(_) | Kind::File(_) | Kind::Files(_) => {}
        }
        field.error = wrong.get(&field.name).cloned();
    }
}

/// As a field shows it where nothing can be changed.
pub(super) fn shown(t: &Texts, field: &Field) -> String {
    match &field.kind {
        Kind::Line(_, value, _) | Kind::Area(value) => value.clone(),
        Kind::Check(chosen) => t.get(if *chosen { "prepare-yes" } else { "prepare-no" }),
        Kind::Radio(choices) | Kind::Select(choices) => {
            let chosen = choices.iter().find(|choice| choice.chosen);
            chosen.map_or_else(String::new, |choice| choice.text.clone())
        }
        Kind::Hidden(_) | Kind::File(_) | Kind::Files(_) => String::new(),
    }
}

struct Make<'a> {
    t: &'a Texts,
    facts: &'a Facts,
}

impl Make<'_> {
    /// With its label, and with its hint if there is one.
    fn field(&self, name: &str, kind: Kind) -> Field {
        let field = Field::new(name, self.t.get(&format!("prepare-field-{name}")), kind);
        let hint = self.t.find(&format!("prepare-field-{name}-hint"));
        field.hint(hint.unwrap_or_default())
    }

    fn line(&self, name: &str, value: &str) -> Field {
        self.field(name, Kind::Line("text", value.to_owned(), "off"))
    }

    fn number(&self, name: &str, value: u64) -> Field {
        self.line(name, &if value == 0 { String::new() } else { value.to_string() })
    }

    /// A number of which 0 says something.
    fn count(&self, name: &str, value: u64) -> Field {
        self.line(name, &value.to_string())
    }

    /// A text, a field for each language.
    fn texts(&self, name: &str, text: Option<&Text>) -> Vec<Field> {
        let of = |language: &String| {
            let label = self
                .t
                .with(&format!("prepare-field-{name}-in"), &[("language", language_name(language).into())]);
            let value = text.and_then(|text| text.0.get(language)).map_or("", String::as_str);
            Field::line(&format!("{name}-{language}"), label, value)
        };
        self.facts.languages.iter().map(of).collect()
    }

    /// A name: one for all languages, or a field for each.
    fn names(&self, text: Option<&Text>) -> Vec<Field> {
        let same = text.and_then(|text| text.0.get(EVERY_LANGUAGE)).map_or("", String::as_str);
        let mut fields = vec![self.line("name", same)];
        fields.extend(self.texts("name", text));
        fields
    }

    fn title(&self) -> Vec<Field> {
        let mut fields = vec![self.line("languages", &self.facts.languages.join(", "))];
        fields.extend(self.texts("title", Some(&self.facts.title)));
        fields
    }

    fn moment(&self, moment: Option<tabella_election::manifest::UtcTime>) -> String {
        let zone = zone::find(&self.facts.schedule.time_zone);
        let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
        moment.map_or_else(String::new, |moment| zone::write(&zone, moment))
    }

    fn schedule(&self) -> Vec<Field> {
        let schedule = &self.facts.schedule;
        vec![
            self.line("time_zone", &schedule.time_zone),
            self.line("opens", &self.moment(schedule.opens)),
            self.line("closes", &self.moment(schedule.closes)),
            self.count("grace_seconds", schedule.grace_seconds.into()),
        ]
    }

    fn unit(&self, at: Option<usize>) -> Vec<Field> {
        let unit = at.and_then(|at| self.facts.reporting_units.get(at));
        let mut fields = vec![self.line("id", unit.map_or("", |unit| unit.id.as_str()))];
        fields.extend(self.names(unit.map(|unit| &unit.name)));
        let parent = unit.and_then(|unit| unit.parent.as_ref());
        let mut choices = vec![Choice::new("", self.t.get("prepare-no-parent"), parent.is_none())];
        let others = self.facts.reporting_units.iter().enumerate().filter(|(other, _)| Some(*other) != at);
        choices.extend(others.map(|(_, other)| {
            Choice::new(
                other.id.as_str(),
                pick(self.t, &other.name, other.id.as_str()),
                Some(&other.id) == parent,
            )
        }));
        fields.push(self.field("parent", Kind::Select(choices)));
        fields
    }

    fn contest(&self, at: Option<usize>) -> Vec<Field> {
        let contest = at.and_then(|at| self.facts.contests.get(at));
        let mut fields = vec![self.line("id", contest.map_or("", |contest| contest.id.as_str()))];
        fields.extend(self.texts("title", contest.map(|contest| &contest.title)));
        let filling = contest.map(|contest| Filling::of(contest.rule));
        let choices = Filling::ALL.map(|one| {
            let name = one.name();
            let mut choice =
                Choice::new(name, self.t.get(&format!("prepare-filling-{name}")), Some(one) == filling);
            choice.hint = self.t.get(&format!("prepare-filling-{name}-about"));
            choice
        });
        fields.push(self.field("filling", Kind::Radio(choices.into())));
        let rule = contest.map(|contest| contest.rule);
        let number = |of: fn(Rule) -> u32| rule.map_or_else(String::new, |rule| of(rule).to_string());
        fields.push(self.line("total_min", &number(|rule| rule.total_min)));
        fields.push(self.line("total_max", &number(|rule| rule.total_max)));
        fields.push(self.line("option_max", &number(|rule| rule.option_max)));
        fields
    }

    fn list(&self, contest: usize, at: Option<usize>) -> Vec<Field> {
        let contest = self.facts.contests.get(contest);
        let list = contest.zip(at).and_then(|(contest, at)| contest.lists.get(at));
        let mut fields = vec![self.line("id", list.map_or("", |list| &list.id))];
        fields.extend(self.names(list.map(|list| &list.name)));
        fields
    }

    fn option(&self, contest: usize, at: Option<usize>) -> Vec<Field> {
        let contest = self.facts.contests.get(contest);
        let option = contest.zip(at).and_then(|(contest, at)| contest.options.get(at));
        let mut fields = vec![self.line("id", option.map_or("", |option| option.id.as_str()))];
        fields.extend(self.names(option.map(|option| &option.name)));
        let own = option.and_then(|option| option.list.as_ref());
        let lists = contest.map_or(&[][..], |contest| &contest.lists);
        if !lists.is_empty() || own.is_some() {
            let mut choices = vec![Choice::new("", self.t.get("prepare-no-list"), own.is_none())];
            choices.extend(lists.iter().map(|list| {
                Choice::new(&list.id, pick(self.t, &list.name, &list.id), Some(&list.id) == own)
            }));
            fields.push(self.field("list", Kind::Select(choices)));
        }
        fields.push(self.field("blank", Kind::Check(option.is_some_and(|option| option.blank))));
        fields
    }

    fn style(&self, at: Option<usize>) -> Vec<Field> {
        let style = at.and_then(|at| self.facts.styles.get(at));
        let mut fields = vec![self.line("id", style.map_or("", |style| style.id.as_str()))];
        let unit = style.map(|style| &style.reporting_unit);
        let parents: BTreeSet<_> =
            self.facts.reporting_units.iter().filter_map(|unit| unit.parent.as_ref()).collect();
        // ballots are counted where no other unit lies
        let leaves = self.facts.reporting_units.iter().filter(|one| !parents.contains(&one.id));
        let mut choices = vec![Choice::new("", self.t.get("prepare-choose"), unit.is_none())];
        choices.extend(leaves.map(|one| {
            Choice::new(one.id.as_str(), pick(self.t, &one.name, one.id.as_str()), Some(&one.id) == unit)
        }));
        fields.push(self.field("unit", Kind::Select(choices)));
        let own: BTreeSet<_> = style.iter().flat_map(|style| &style.contests).collect();
        for (position, contest) in self.facts.contests.iter().enumerate() {
            let chosen = own.contains(&contest.id);
            let label =
                self.t.with("prepare-style-contest", &[("contest", contest_name(self.t, contest).into())]);
            fields.push(Field::new(&format!("contest-{position}"), label, Kind::Check(chosen)));
        }
        fields
    }

    fn rules(&self) -> Vec<Field> {
        let Facts { rules, limits, .. } = self.facts;
        vec![
            self.field("revoting", Kind::Check(rules.revoting)),
            self.field("paper_precedence", Kind::Check(rules.paper_precedence)),
            self.number("voters_max", self.facts.voters_max),
            self.number("weight_max", self.facts.weight_max),
            self.number("min_reporting_unit", self.facts.min_reporting_unit),
            self.count("ballots_per_chain", limits.ballots_per_chain.into()),
            self.count("challenges_per_chain", limits.challenges_per_chain.into()),
            self.count("credentials_per_chain", limits.credentials_per_chain.into()),
            self.count("second_device_checks", limits.second_device_checks.into()),
        ]
    }

    fn deadline(&self, at: Option<usize>) -> Vec<Field> {
        let deadline = at.and_then(|at| self.facts.schedule.postal_deadlines.get(at));
        let own = deadline.map_or("home", |deadline| &deadline.kind);
        let mut choices: Vec<Choice> = ["home", "abroad"]
            .map(|kind| Choice::new(kind, self.t.get(&format!("prepare-kind-{kind}")), kind == own))
            .into();
        if !["home", "abroad"].contains(&own) {
            choices.push(Choice::new(own, own.to_owned(), true));
        }
        vec![
            self.field("kind", Kind::Select(choices)),
            self.line("apply_until", &self.moment(deadline.map(|deadline| deadline.apply_until))),
            self.line("return_until", &self.moment(deadline.map(|deadline| deadline.return_until))),
        ]
    }

    fn offices(&self) -> Vec<Field> {
        let Facts { authority, registrar, ballot_box, .. } = self.facts;
        vec![
            self.line("authority-name", &authority.name),
            self.line("authority-key", &authority.key),
            self.line("registrar-name", &registrar.name),
            self.line("registrar-key", &registrar.key),
            self.line("box-name", &ballot_box.name),
            self.line("receipt-key", &ballot_box.receipt_key),
            self.line("checkpoint-key", &ballot_box.checkpoint_key),
        ]
    }

    fn trustee(&self, at: Option<usize>) -> Vec<Field> {
        let trustee = at.and_then(|at| self.facts.trustees.members.get(at));
        let (name, key, encryption) =
            trustee.map_or(("", "", ""), |one| (&one.name, &one.key, &one.encryption_key));
        vec![
            self.line("trustee-name", name),
            self.line("trustee-key", key),
            self.line("trustee-encryption", encryption),
        ]
    }

    fn eid(&self) -> Vec<Field> {
        let Eid { trust_anchors, origins, level, issuers } = &self.facts.eid;
        let levels = LEVELS.map(|(one, name)| {
            Choice::new(name, self.t.get(&format!("prepare-level-{name}")), one == *level)
        });
        let issuers: Vec<String> = issuers.iter().map(issuer_line).collect();
        vec![
            self.field("origins", Kind::Area(origins.join("\n"))),
            self.field("anchors", Kind::Area(trust_anchors.join("\n"))),
            self.field("level", Kind::Select(levels.into())),
            self.field("issuers", Kind::Area(issuers.join("\n"))),
        ]
    }
}

/// A language's name for itself, if we know it.
fn language_name(tag: &str) -> String {
    let known = Texts::languages().find(|(code, _)| *code == tag);
    known.map_or_else(|| tag.to_owned(), |(_, name)| name.to_owned())
}

/// Levels of assurance with their words.
pub(super) const LEVELS: [(AssuranceLevel, &str); 3] = [
    (AssuranceLevel::High, "high"),
    (AssuranceLevel::Substantial, "substantial"),
    (AssuranceLevel::Low, "low"),
];

/// An issuer in a line: hash, level, policies to sign in, policies to sign documents, refused policies.
fn issuer_line(issuer: &EidIssuer) -> String {
    let EidIssuer { anchor, level, policies, signing_policies, refused_policies } = issuer;
    let level = LEVELS.iter().find(|(one, _)| one == level).map_or("high", |(_, name)| name);
    let lists = [policies, signing_policies, refused_policies].map(|list| list.join(" "));
    format!("{anchor}; {level}; {}", lists.join("; "))
}
