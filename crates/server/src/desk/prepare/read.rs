//! What a form says, as an edit of the draft; or what is wrong with it, field by field.

use std::collections::BTreeMap;

use tabella_election::{
    ManifestError,
    manifest::{
        Authority, BallotBox, BallotStyle, Client, ContestOption, EVERY_LANGUAGE, Eid, EidIssuer, Limits,
        List, PostalDeadline, Registrar, ReportingUnit, Rule, Text, Trustee, UtcTime, VotingRules,
        check_checkpoint_key, check_key, check_recipient, check_witness_key,
    },
};
use tabella_prepare::{Edit, EditError, Facts, Row, Section, Voting, candidates, zone};

use super::{
    fields::{Filling, LEVELS},
    place::{Place, Thing},
    words,
};
use crate::desk::{page::form::Sent, problem::Problem, texts::Texts};

/// What is wrong, by the name of the field.
pub(super) type Wrong = BTreeMap<String, String>;

/// Reads what was typed into the form of a place.
pub(super) fn read(
    t: &Texts,
    facts: &Facts,
    place: Place,
    sent: &Sent,
) -> Result<Result<Edit, Wrong>, Problem> {
    let mut form = Read { t, facts, sent, wrong: Wrong::new() };
    let deed = match (place.existing(), sent.text("deed")) {
        (Some(at), "up") => Some(Row::Up(at)),
        (Some(at), "down") => Some(Row::Down(at)),
        (Some(at), "remove") => Some(Row::Remove(at)),
        (_, "") => None,
        _ => return Err(Problem::malformed("there is no such deed")),
    };
    let edit = if let Some(deed) = deed { moved(place, deed) } else { form.edit(place) };
    let edit = edit.ok_or_else(|| Problem::not_found("page"))?;
    Ok(if form.wrong.is_empty() { Ok(edit) } else { Err(form.wrong) })
}

/// The field to which a refusal of an edit belongs.
pub(super) fn field_of(place: Place, error: &EditError) -> &'static str {
    match (error, place.section) {
        (EditError::NoSuch | EditError::Used { .. }, _) => "",
        (_, Section::Postal) => "kind",
        (_, Section::Trustees) => "trustee-name",
        (_, Section::Witnesses) => "vkey",
        (_, Section::Clients) => "client-name",
        _ => "id",
    }
}

/// A thing that is moved or taken out, whatever it says.
fn moved(place: Place, deed: Row<()>) -> Option<Edit> {
    fn of<T>(deed: Row<()>) -> Option<Row<T>> {
        match deed {
            Row::Up(at) => Some(Row::Up(at)),
            Row::Down(at) => Some(Row::Down(at)),
            Row::Remove(at) => Some(Row::Remove(at)),
            Row::Add(()) | Row::Set(_, ()) => None,
        }
    }
    Some(match (place.section, place.thing) {
        (_, Thing::List(contest, _)) => Edit::List(contest, of(deed)?),
        (_, Thing::Option(contest, _)) => Edit::Option(contest, of(deed)?),
        (Section::Units, _) => Edit::Unit(of(deed)?),
        (Section::Contests, _) => Edit::Contest(of(deed)?),
        (Section::Styles, _) => Edit::Style(of(deed)?),
        (Section::Postal, _) => Edit::Deadline(of(deed)?),
        (Section::Trustees, _) => Edit::Trustee(of(deed)?),
        (Section::Witnesses, _) => Edit::Witness(of(deed)?),
        (Section::Clients, _) => Edit::Client(of(deed)?),
        _ => return None,
    })
}

fn row<T>(at: Option<usize>, value: T) -> Row<T> {
    match at {
        Some(at) => Row::Set(at, value),
        None => Row::Add(value),
    }
}

struct Read<'a> {
    t: &'a Texts,
    facts: &'a Facts,
    sent: &'a Sent,
    wrong: Wrong,
}

impl Read<'_> {
    fn edit(&mut self, place: Place) -> Option<Edit> {
        Some(match (place.section, place.thing) {
            (Section::Title, Thing::Whole) => self.title(),
            (Section::Schedule, Thing::Whole) => self.schedule(),
            (Section::Units, Thing::Row(at)) => {
                let parent = Some(self.text("parent")).filter(|parent| !parent.is_empty());
                let (id, parent) = (self.id().as_str().into(), parent.map(|parent| parent.as_str().into()));
                Edit::Unit(row(at, ReportingUnit { id, name: self.name(), parent }))
            }
            (Section::Contests, Thing::Row(at)) => {
                let (id, title) = (self.id(), self.texts("title"));
                let rule = self.rule();
                Edit::Contest(row(at, Edit::question(&id, title, rule)))
            }
            (Section::Options, Thing::Whole) => self.candidates(),
            (_, Thing::List(contest, at)) => {
                let (id, name) = (self.id(), self.name());
                Edit::List(contest, row(at, List { id, name }))
            }
            (_, Thing::Option(contest, at)) => {
                let list = Some(self.text("list")).filter(|list| !list.is_empty());
                let (id, blank) = (self.id().as_str().into(), self.sent.ticked("blank"));
                Edit::Option(contest, row(at, ContestOption { id, name: self.name(), list, blank }))
            }
            (Section::Styles, Thing::Row(at)) => self.style(at),
            (Section::Rules, Thing::Whole) => self.rules(),
            (Section::Postal, Thing::Row(at)) => self.deadline(at),
            (Section::Offices, Thing::Whole) => self.offices(),
            (Section::Trustees, Thing::Whole) => Edit::Threshold(self.number("threshold", 1)),
            (Section::Trustees, Thing::Row(at)) => {
                let name = self.needed("trustee-name");
                let key = self.key("trustee-key", |key| check_key("", key));
                let encryption_key = self.key("trustee-encryption", |key| check_recipient("", key));
                Edit::Trustee(row(at, Trustee { name, key, encryption_key }))
            }
            (Section::Witnesses, Thing::Whole) => Edit::Quorum(self.number("quorum", 1)),
            (Section::Witnesses, Thing::Row(at)) => {
                let vkey = self.key("vkey", |key| check_witness_key("", key).map(drop));
                Edit::Witness(row(at, vkey))
            }
            (Section::Eid, Thing::Whole) => self.eid(),
            (Section::Clients, Thing::Row(at)) => {
                let (name, sha256) = (self.needed("client-name"), self.text("sha256"));
                if tabella_crypto::hash::parse_hex32(&sha256).is_err() {
                    self.say("sha256", "prepare-wrong-hash");
                }
                Edit::Client(row(at, Client { name, sha256 }))
            }
            _ => return None,
        })
    }

    fn say(&mut self, field: &str, key: &str) {
        self.wrong.insert(field.to_owned(), self.t.get(key));
    }

    fn text(&self, field: &str) -> String {
        self.sent.text(field).trim().to_owned()
    }

    fn needed(&mut self, field: &str) -> String {
        let text = self.text(field);
        if text.is_empty() {
            self.say(field, "prepare-wrong-empty");
        }
        text
    }

    /// An id: short, and without what would look like nothing.
    fn id(&mut self) -> String {
        let id = self.needed("id");
        if id.chars().count() > 64 || id.chars().any(|c| c.is_control() || c == '/') {
            self.say("id", "prepare-wrong-id");
        }
        id
    }

    fn number<T: std::str::FromStr + PartialOrd + From<u8> + Default>(
        &mut self,
        field: &str,
        least: u8,
    ) -> T {
        match self.text(field).parse::<T>() {
            Ok(number) if number >= T::from(least) => number,
            _ => {
                self.wrong.insert(
                    field.to_owned(),
                    self.t.with("prepare-wrong-number", &[("least", u64::from(least).into())]),
                );
                T::default()
            }
        }
    }

    fn key(&mut self, field: &str, check: impl Fn(&str) -> Result<(), ManifestError>) -> String {
        let key = self.text(field);
        // what nobody has made yet may be missing: the check list says so
        if !key.is_empty()
            && let Err(error) = check(&key)
        {
            let reason = match error {
                ManifestError::Key { reason, .. } => reason,
                other => other.to_string(),
            };
            let words = self.t.with("prepare-wrong-key", &[("reason", reason.into())]);
            self.wrong.insert(field.to_owned(), words);
        }
        key
    }

    /// A text, as far as it is typed: what is missing stands on the check list.
    fn texts(&self, field: &str) -> Text {
        let typed = |language: &String| {
            let text = self.text(&format!("{field}-{language}"));
            Some((language.clone(), text)).filter(|(_, text)| !text.is_empty())
        };
        Text(self.facts.languages.iter().filter_map(typed).collect())
    }

    fn name(&mut self) -> Text {
        let (same, each) = (self.text("name"), self.texts("name"));
        if same.is_empty() {
            if each.0.is_empty() {
                self.say("name", "prepare-wrong-no-name");
            }
            return each;
        }
        if !each.0.is_empty() {
            self.say("name", "prepare-wrong-two-names");
        }
        Text([(EVERY_LANGUAGE.to_owned(), same)].into())
    }

    fn title(&mut self) -> Edit {
        let typed = self.text("languages");
        let languages: Vec<String> =
            typed.split([',', ' ', ';']).filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
        let is_tag = |tag: &String| {
            tag != EVERY_LANGUAGE
                && tag.split('-').all(|part| {
                    (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric())
                })
        };
        let once = languages.iter().collect::<std::collections::BTreeSet<_>>().len() == languages.len();
        if languages.is_empty() || !once || !languages.iter().all(is_tag) {
            self.say("languages", "prepare-wrong-languages");
        }
        let mut title = self.texts("title");
        title.0.retain(|language, _| languages.contains(language));
        Edit::Title { title, languages }
    }

    /// A moment in legal time; what the draft says already may stay, even if it could not be typed.
    fn moment(
        &mut self,
        zone: Option<&jiff::tz::TimeZone>,
        field: &str,
        now: Option<UtcTime>,
    ) -> Option<UtcTime> {
        let typed = self.text(field);
        let zone = zone?;
        if typed.is_empty() {
            return None;
        }
        if let Some(now) = now.filter(|now| zone::write(zone, *now) == typed) {
            return Some(now);
        }
        match zone::read(zone, &typed) {
            Ok(moment) => Some(moment),
            Err(error) => {
                self.say(field, &format!("prepare-wrong-time-{}", error.name()));
                None
            }
        }
    }

    fn schedule(&mut self) -> Edit {
        let time_zone = self.text("time_zone");
        let zone = zone::find(&time_zone);
        if zone.is_none() {
            self.say("time_zone", "prepare-wrong-zone");
        }
        let (opens, closes) = (self.facts.schedule.opens, self.facts.schedule.closes);
        let opens = self.moment(zone.as_ref(), "opens", opens);
        let closes = self.moment(zone.as_ref(), "closes", closes);
        if opens.zip(closes).is_some_and(|(opens, closes)| closes <= opens) {
            self.say("closes", "prepare-wrong-backwards");
        }
        Edit::Schedule { opens, closes, grace_seconds: self.number("grace_seconds", 0), time_zone }
    }

    fn rule(&mut self) -> Rule {
        let typed = self.text("filling");
        let filling = Filling::ALL.into_iter().find(|filling| filling.name() == typed);
        let (min, max) = ("total_min", "total_max");
        let rule = match filling {
            None => {
                self.say("filling", "prepare-wrong-filling");
                return Rule { option_max: 1, total_min: 1, total_max: 1 };
            }
            Some(Filling::One) => return Rule { option_max: 1, total_min: 1, total_max: 1 },
            Some(Filling::OneOrBlank) => return Rule { option_max: 1, total_min: 0, total_max: 1 },
            Some(Filling::Several) => {
                Rule { option_max: 1, total_min: self.number(min, 0), total_max: self.number(max, 1) }
            }
            Some(filling @ (Filling::Votes | Filling::Points)) => {
                let option_max: u32 = self.number("option_max", 2);
                let points = option_max > 255;
                if option_max >= 2 && points != (filling == Filling::Points) {
                    self.say(
                        "option_max",
                        if points { "prepare-wrong-votes" } else { "prepare-wrong-points" },
                    );
                }
                Rule { option_max, total_min: self.number(min, 0), total_max: self.number(max, 1) }
            }
        };
        if rule.total_min > rule.total_max && !self.wrong.contains_key(max) {
            self.say(max, "prepare-wrong-totals");
        }
        rule
    }

    fn candidates(&mut self) -> Edit {
        let nothing = Edit::Candidates(Vec::new());
        let Some(file) = self.sent.file() else {
            self.say("file", "prepare-wrong-file");
            return nothing;
        };
        candidates::read(self.facts, file).unwrap_or_else(|faults| {
            let faults: Vec<String> = faults.iter().map(|fault| words::row_fault(self.t, fault)).collect();
            self.wrong.insert("file".to_owned(), faults.join(" "));
            nothing
        })
    }

    fn style(&mut self, at: Option<usize>) -> Edit {
        let (id, unit) = (self.id(), self.text("unit"));
        if unit.is_empty() {
            self.say("unit", "prepare-wrong-choose");
        }
        let contests = self.facts.contests.iter().enumerate();
        let contests = contests.filter(|(position, _)| self.sent.ticked(&format!("contest-{position}")));
        let contests = contests.map(|(_, contest)| contest.id.clone()).collect();
        Edit::Style(row(
            at,
            BallotStyle { id: id.as_str().into(), contests, reporting_unit: unit.as_str().into() },
        ))
    }

    fn rules(&mut self) -> Edit {
        let rules = VotingRules {
            revoting: self.sent.ticked("revoting"),
            paper_precedence: self.sent.ticked("paper_precedence"),
        };
        Edit::Rules(Voting {
            rules,
            voters_max: self.number("voters_max", 1),
            weight_max: self.number("weight_max", 1),
            min_reporting_unit: self.number("min_reporting_unit", 1),
            limits: Limits {
                ballots_per_chain: self.number("ballots_per_chain", 1),
                challenges_per_chain: self.number("challenges_per_chain", 0),
                credentials_per_chain: self.number("credentials_per_chain", 1),
                second_device_checks: self.number("second_device_checks", 0),
            },
        })
    }

    fn deadline(&mut self, at: Option<usize>) -> Edit {
        let now = at.and_then(|at| self.facts.schedule.postal_deadlines.get(at));
        let now = now.map(|deadline| (deadline.apply_until, deadline.return_until));
        let zone = zone::find(&self.facts.schedule.time_zone);
        if zone.is_none() {
            self.say("apply_until", "prepare-wrong-zone-first");
        }
        let mut moment = |field: &str, now: Option<UtcTime>| {
            let moment = self.moment(zone.as_ref(), field, now);
            if moment.is_none() && !self.wrong.contains_key(field) && zone.is_some() {
                self.say(field, "prepare-wrong-time-unread");
            }
            moment.unwrap_or(UtcTime(0))
        };
        let apply_until = moment("apply_until", now.map(|now| now.0));
        let return_until = moment("return_until", now.map(|now| now.1));
        if self.wrong.is_empty() && return_until < apply_until {
            self.say("return_until", "prepare-wrong-return");
        }
        let kind = self.needed("kind");
        Edit::Deadline(row(at, PostalDeadline { kind, apply_until, return_until }))
    }

    fn offices(&mut self) -> Edit {
        let key = |key: &str| check_key("", key);
        Edit::Offices {
            authority: Authority { name: self.text("authority-name"), key: self.key("authority-key", key) },
            registrar: Registrar { name: self.text("registrar-name"), key: self.key("registrar-key", key) },
            ballot_box: BallotBox {
                name: self.text("box-name"),
                receipt_key: self.key("receipt-key", key),
                checkpoint_key: self.key("checkpoint-key", |key| check_checkpoint_key("", key)),
            },
        }
    }

    fn eid(&mut self) -> Edit {
        let lines = |field: &str| -> Vec<String> {
            let lines = self.sent.text(field).lines().map(str::trim);
            lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let (origins, trust_anchors, issuers) = (lines("origins"), lines("anchors"), lines("issuers"));
        let level = |typed: &str| LEVELS.iter().find(|(_, name)| *name == typed).map(|(level, _)| *level);
        let issuer = |line: &String| {
            let parts: Vec<&str> = line.split(';').map(str::trim).collect();
            let [anchor, typed, policies, signing, refused] = parts.as_slice() else { return None };
            let list = |part: &str| part.split_whitespace().map(str::to_owned).collect();
            Some(EidIssuer {
                anchor: (*anchor).to_owned(),
                level: level(typed)?,
                policies: list(policies),
                signing_policies: list(signing),
                refused_policies: list(refused),
            })
        };
        let issuers: Option<Vec<EidIssuer>> = issuers.iter().map(issuer).collect();
        let lowest = level(self.sent.text("level")).unwrap_or_default();
        let eid = Eid { trust_anchors, origins, level: lowest, issuers: issuers.clone().unwrap_or_default() };
        if issuers.is_none() {
            self.say("issuers", "prepare-wrong-issuers");
        } else if let Err(error) = eid.check() {
            let place = error.to_string();
            let field = [("eid/trust_anchors", "anchors"), ("eid/origins", "origins")];
            let field = field.into_iter().find(|(start, _)| place.starts_with(*start));
            let words = self.t.with("prepare-wrong-said", &[("said", place.clone().into())]);
            self.wrong.insert(field.map_or("issuers", |(_, field)| field).to_owned(), words);
        }
        Edit::Eid(eid)
    }
}
