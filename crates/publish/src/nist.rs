//! The result as NIST SP 1500-100 revision 2 says: Election Results Common Data Format, in JSON.
//!
//! What the format has no word for stands in its `other` values: votes online are `other` / `online`, and groups of reporting units that
//! were decrypted together are units of type `other` that are composed of theirs.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Value, json};
use tabella_election::{
    UnitId,
    manifest::{List, Rule, Text, UtcTime},
};
use tabella_verifier::GroupOutcome;

use crate::numbers::{Counted, Numbers, Row};

/// The whole of all reporting units, where they have no common parent.
const SCOPE: &str = "scope";

pub(crate) fn report(numbers: &Numbers<'_>, made: UtcTime) -> Value {
    let manifest = numbers.election.manifest();
    let mut units = Units::new(numbers);
    let parties = Parties::new(numbers);
    let contests: Vec<Value> =
        numbers.contests.iter().map(|counted| contest(numbers, counted, &mut units, &parties)).collect();
    let candidates = numbers.contests.iter().flat_map(|counted| {
        let parties = &parties;
        counted.rows.iter().map(move |row| {
            let mut candidate = json!({
                "@id": candidate_id(counted, row), "@type": "ElectionResults.Candidate", "BallotName": text(&row.option.name),
            });
            if let Some(list) = row.list {
                insert(&mut candidate, "PartyId", parties.id(counted, list).into());
            }
            candidate
        })
    });
    let ballots = numbers.report.counters.as_ref().map_or(0, |counters| counters.counted);
    json!({
        "@type": "ElectionResults.ElectionReport",
        "Format": "summary-contest",
        "GeneratedDate": made.to_string(),
        "Issuer": manifest.authority.name,
        "IssuerAbbreviation": manifest.authority.name,
        "SequenceStart": 1,
        "SequenceEnd": 1,
        // whether it is certified is for those to say who may certify it
        "Status": "unofficial-complete",
        "VendorApplicationId": concat!("tabella ", env!("CARGO_PKG_VERSION")),
        "Notes": format!(
            "Election {}; board of {} entries with root {}", numbers.election.id(), numbers.report.size, numbers.root()
        ),
        "GpUnit": units.list,
        "Party": parties.list(),
        "Election": [{
            "@type": "ElectionResults.Election",
            "Name": text(&manifest.title),
            "Type": "general",
            "StartDate": day(manifest.schedule.opens),
            "EndDate": day(manifest.schedule.closes),
            "ElectionScopeId": units.scope,
            "BallotCounts": [{
                "@type": "ElectionResults.BallotCounts", "GpUnitId": units.scope, "Type": "other", "OtherType": "online",
                "BallotsCast": ballots,
            }],
            "Candidate": candidates.collect::<Vec<_>>(),
            "Contest": contests,
        }],
    })
}

fn contest(numbers: &Numbers<'_>, counted: &Counted<'_>, units: &mut Units, parties: &Parties) -> Value {
    let district = units.district(numbers, counted);
    let groups: Vec<String> = counted.groups.iter().map(|group| units.group(group)).collect();
    let selections = counted.rows.iter().enumerate().map(|(position, row)| {
        let mut counts = Vec::new();
        if !counted.groups.is_empty() {
            counts.push(count(&district, row.votes.online, Some("online")));
            counts.push(by_post(&district, row.votes.by_post));
            counts.push(count(&district, row.votes.total(), None));
        }
        for (unit, group) in groups.iter().zip(counted.groups).filter(|(unit, _)| **unit != district) {
            let votes = Counted::of_group(group, position);
            counts.push(count(unit, votes.online, Some("online")));
            counts.push(by_post(unit, votes.by_post));
            counts.push(count(unit, votes.total(), None));
        }
        let mut selection = json!({
            "@id": of(counted, "selection", row.option.id.as_str()), "@type": "ElectionResults.CandidateSelection",
            "CandidateIds": [candidate_id(counted, row)], "SequenceOrder": position + 1, "VoteCounts": counts,
        });
        if let Some(list) = row.list {
            insert(&mut selection, "EndorsementPartyIds", json!([parties.id(counted, list)]));
        }
        selection
    });
    json!({
        "@id": format!("contest:{}", plain(counted.contest.id.as_str())), "@type": "ElectionResults.CandidateContest",
        "Name": numbers.name(&counted.contest.title), "BallotTitle": text(&counted.contest.title),
        "ElectionDistrictId": district, "VotesAllowed": counted.contest.rule.total_max,
        "VoteVariation": variation(counted.contest.rule, counted.rows.len()),
        "ContestSelection": selections.collect::<Vec<_>>(),
    })
}

fn count(unit: &str, count: u64, other: Option<&str>) -> Value {
    let mut value =
        json!({"@type": "ElectionResults.VoteCounts", "GpUnitId": unit, "Type": "total", "Count": count});
    if let Some(other) = other {
        insert(&mut value, "Type", "other".into());
        insert(&mut value, "OtherType", other.into());
    }
    value
}

fn by_post(unit: &str, count: u64) -> Value {
    json!({"@type": "ElectionResults.VoteCounts", "GpUnitId": unit, "Type": "absentee-mail", "Count": count})
}

fn variation(rule: Rule, options: usize) -> &'static str {
    match (rule.option_max, rule.total_max) {
        (1, 1) => "plurality",
        (1, most) if usize::try_from(most).is_ok_and(|most| most >= options) => "approval",
        (1, _) => "n-of-m",
        _ => "cumulative",
    }
}

fn candidate_id(counted: &Counted<'_>, row: &Row<'_>) -> String {
    of(counted, "candidate", row.option.id.as_str())
}

/// An id of something in a contest.
fn of(counted: &Counted<'_>, kind: &str, id: &str) -> String {
    format!("{kind}:{}/{}", plain(counted.contest.id.as_str()), plain(id))
}

/// An id of the manifest, which may be any text, so that what stands between two of them stands in none (RFC 3986, percent-encoding).
fn plain(id: &str) -> String {
    let mut text = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Every language of a text. `und` is BCP 47's word for no language in particular.
fn text(text: &Text) -> Value {
    let strings = text.0.iter().map(|(language, content)| {
        json!({"@type": "ElectionResults.LanguageString", "Language": language, "Content": content})
    });
    json!({"@type": "ElectionResults.InternationalizedText", "Text": strings.collect::<Vec<_>>()})
}

/// The day, in UTC.
fn day(time: UtcTime) -> String {
    time.to_string().split('T').next().unwrap_or_default().to_owned()
}

fn insert(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

/// Reporting units, and groups of them.
struct Units {
    scope: String,
    list: Vec<Value>,
}

impl Units {
    fn new(numbers: &Numbers<'_>) -> Self {
        let units = &numbers.election.manifest().reporting_units;
        let mut roots = units.iter().filter(|unit| unit.parent.is_none());
        let root = roots.next().filter(|_| roots.next().is_none());
        let mut list: Vec<Value> = units
            .iter()
            .map(|unit| {
                let parts: Vec<String> = units
                    .iter()
                    .filter(|part| part.parent.as_ref() == Some(&unit.id))
                    .map(|part| id(&part.id))
                    .collect();
                let mut value = unit_of(&id(&unit.id), &parts);
                insert(&mut value, "Name", text(&unit.name));
                value
            })
            .collect();
        let scope = root.map_or_else(|| SCOPE.to_owned(), |unit| id(&unit.id));
        if root.is_none() {
            let parts: Vec<String> =
                units.iter().filter(|unit| unit.parent.is_none()).map(|unit| id(&unit.id)).collect();
            list.push(unit_of(SCOPE, &parts));
        }
        Self { scope, list }
    }

    /// Where everyone is who votes on this contest: one unit, or the whole.
    fn district(&self, numbers: &Numbers<'_>, counted: &Counted<'_>) -> String {
        let styles = numbers.election.manifest().styles.iter();
        let mut units = styles
            .filter(|style| style.contests.contains(&counted.contest.id))
            .map(|style| &style.reporting_unit);
        let first = units.next();
        match first {
            Some(first) if units.all(|unit| unit == first) => id(first),
            _ => self.scope.clone(),
        }
    }

    /// The unit that stands for a group.
    fn group(&mut self, group: &GroupOutcome) -> String {
        let parts: Vec<String> = group.units.iter().map(id).collect();
        if let [only] = parts.as_slice() {
            return only.clone();
        }
        let name = format!(
            "group:{}",
            group.units.iter().map(|unit| plain(unit.as_str())).collect::<Vec<_>>().join("+")
        );
        if !self.list.iter().any(|unit| unit.get("@id").is_some_and(|id| *id == name)) {
            self.list.push(unit_of(&name, &parts));
        }
        name
    }
}

fn id(unit: &UnitId) -> String {
    format!("unit:{}", plain(unit.as_str()))
}

fn unit_of(id: &str, parts: &[String]) -> Value {
    let mut value = json!({
        "@id": id, "@type": "ElectionResults.ReportingUnit", "Type": "other", "OtherType": "reporting unit",
    });
    if !parts.is_empty() {
        insert(&mut value, "ComposingGpUnitIds", json!(parts));
    }
    value
}

/// Lists as parties. The same id with the same names in several contests is one party.
struct Parties(BTreeMap<(String, String), (String, Value)>);

impl Parties {
    fn new(numbers: &Numbers<'_>) -> Self {
        let mut names: BTreeMap<&str, Option<&Text>> = BTreeMap::new();
        for list in numbers.contests.iter().flat_map(|counted| &counted.contest.lists) {
            let name = names.entry(&list.id).or_insert(Some(&list.name));
            *name = name.filter(|name| **name == list.name);
        }
        let mut parties = BTreeMap::new();
        for counted in &numbers.contests {
            for list in &counted.contest.lists {
                let id = match names.get(list.id.as_str()) {
                    Some(Some(_)) => format!("party:{}", plain(&list.id)),
                    _ => of(counted, "party", &list.id),
                };
                let party = json!({"@id": id, "@type": "ElectionResults.Party", "Name": text(&list.name)});
                parties.insert((counted.contest.id.to_string(), list.id.clone()), (id, party));
            }
        }
        Self(parties)
    }

    fn id(&self, counted: &Counted<'_>, list: &List) -> String {
        let key = (counted.contest.id.to_string(), list.id.clone());
        self.0.get(&key).map(|(id, _)| id.clone()).unwrap_or_default()
    }

    fn list(&self) -> Vec<&Value> {
        let unique: BTreeMap<&String, &Value> = self.0.values().map(|(id, party)| (id, party)).collect();
        unique.into_values().collect()
    }
}
