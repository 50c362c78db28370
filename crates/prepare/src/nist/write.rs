//! A definition out of a draft.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use tabella_election::{
    ContestId, UnitId,
    manifest::{BallotStyle, Contest, List, ReportingUnit, Text, UtcTime},
};

use super::{
    Fault, STYLE_OPTIONS_MAX, Wrong,
    node::Found,
    words::{NOTES, OWN, SCOPE, SCOPE_TYPE, UNIT_TYPE, VERSION, rule, variation},
};
use crate::{facts::Facts, zone};

/// The definition of the election that a draft is, made at this moment. The same draft and moment give the same bytes.
///
/// # Errors
/// What is missing in the draft, or refers to nothing: everything that the standard wants to be there.
pub fn write(facts: &Facts, made: UtcTime) -> Result<Vec<u8>, Vec<Fault>> {
    let mut found = Found::default();
    unsaid(&mut found, facts);
    let (Some(opens), Some(closes), true) =
        (facts.schedule.opens, facts.schedule.closes, found.faults.is_empty())
    else {
        return Err(found.faults);
    };
    let (units, parties) = (Units::new(facts), Parties::new(facts));
    let candidates = facts.contests.iter().flat_map(|contest| candidates(contest, &parties));
    let contests =
        facts.contests.iter().enumerate().map(|(at, one)| contest(facts, at, one, &units, &parties));
    let counts: BTreeMap<&ContestId, usize> =
        facts.contests.iter().map(|contest| (&contest.id, contest.options.len())).collect();
    let named =
        facts.styles.iter().flat_map(|style| &style.contests).filter_map(|contest| counts.get(contest));
    let options: BTreeMap<&ContestId, Vec<String>> = if named.sum::<usize>() <= STYLE_OPTIONS_MAX {
        facts.contests.iter().map(|contest| (&contest.id, selections(contest))).collect()
    } else {
        BTreeMap::new()
    };
    let styles = facts.styles.iter().map(|one| style(facts, one, &options));
    let mut own = vec![("opens", opens.to_string()), ("closes", closes.to_string())];
    if !facts.schedule.time_zone.is_empty() {
        own.push(("time_zone", facts.schedule.time_zone.clone()));
    }
    if languages(facts) != facts.languages {
        own.extend(facts.languages.iter().map(|language| ("language", language.clone())));
    }
    let day = |moment: UtcTime| day(&facts.schedule.time_zone, moment);
    let document = json!({
        "@type": "BallotDefinition.BallotDefinition",
        "Version": VERSION,
        "GeneratedDate": made.to_string(),
        "Issuer": facts.authority.name,
        "IssuerAbbreviation": facts.authority.name,
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "VendorApplicationId": concat!("tabella ", env!("CARGO_PKG_VERSION")),
        "Notes": NOTES,
        "GpUnit": units.list,
        "Party": parties.list(),
        "Election": [{
            "@type": "BallotDefinition.Election",
            "Name": text(&facts.title),
            "Type": "general",
            "StartDate": day(opens),
            "EndDate": day(closes),
            "ElectionScopeId": units.scope,
            "ExternalIdentifier": identifiers(None, own),
            "Candidate": candidates.collect::<Vec<_>>(),
            "Contest": contests.collect::<Vec<_>>(),
            "BallotStyle": styles.collect::<Vec<_>>(),
        }],
    });
    Ok(format!("{document:#}\n").into_bytes())
}

/// The day in legal time; as long as the time zone is not known, in UTC.
pub(super) fn day(time_zone: &str, moment: UtcTime) -> String {
    let zone = zone::find(time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    zone::civil(&zone, moment).date().to_string()
}

/// Languages as the rest of a definition says them: those of the ballot styles, then what else there are texts in.
pub(super) fn languages(facts: &Facts) -> Vec<String> {
    let styles = facts.styles.first().map_or(&[][..], |_| &facts.languages);
    let units = facts.reporting_units.iter().map(|unit| &unit.name);
    let lists = facts.contests.iter().flat_map(|contest| contest.lists.iter().map(|list| &list.name));
    let of_contests = facts.contests.iter().flat_map(|contest| {
        std::iter::once(&contest.title).chain(contest.options.iter().map(|option| &option.name))
    });
    let mut languages = Languages::default();
    languages.take(styles.iter().map(String::as_str));
    for text in std::iter::once(&facts.title).chain(units).chain(lists).chain(of_contests) {
        languages.take(text.0.keys().map(String::as_str));
    }
    languages.list
}

/// Languages in the order in which they are met.
#[derive(Default)]
pub(super) struct Languages {
    met: BTreeSet<String>,
    pub(super) list: Vec<String>,
}

impl Languages {
    /// `und` is none.
    pub(super) fn take<'a>(&mut self, languages: impl Iterator<Item = &'a str>) {
        for language in languages.filter(|one| *one != tabella_election::manifest::EVERY_LANGUAGE) {
            if self.met.insert(language.to_owned()) {
                self.list.push(language.to_owned());
            }
        }
    }
}

/// What the standard wants to be there and is not.
fn unsaid(found: &mut Found, facts: &Facts) {
    text_there(found, "title".to_owned(), &facts.title);
    if facts.languages.is_empty() {
        found.wrong(Wrong::NoField, "languages", "");
    }
    for (place, moment) in [("opens", facts.schedule.opens), ("closes", facts.schedule.closes)] {
        if moment.is_none() {
            found.wrong(Wrong::NoTime, format!("schedule/{place}"), "");
        }
    }
    let units = ids(found, "reporting_units", facts.reporting_units.iter().map(|unit| unit.id.as_str()));
    for ReportingUnit { id, parent, .. } in &facts.reporting_units {
        if let Some(parent) = parent.as_ref().filter(|parent| !units.contains(parent.as_str())) {
            found.wrong(Wrong::Reference, format!("reporting_units/{id}/parent"), parent.as_str());
        }
    }
    let contests = ids(found, "contests", facts.contests.iter().map(|contest| contest.id.as_str()));
    for contest in &facts.contests {
        let place = format!("contests/{}", contest.id);
        if contest.rule.total_max == 0 {
            found.wrong(Wrong::Number, format!("{place}/rule/total_max"), "0");
        }
        let lists = ids(found, &format!("{place}/lists"), contest.lists.iter().map(|list| &*list.id));
        for list in &contest.lists {
            text_there(found, format!("{place}/lists/{}/name", list.id), &list.name);
        }
        ids(found, &format!("{place}/options"), contest.options.iter().map(|option| option.id.as_str()));
        for option in &contest.options {
            let place = format!("{place}/options/{}", option.id);
            text_there(found, format!("{place}/name"), &option.name);
            if let Some(list) = option.list.as_ref().filter(|list| !lists.contains(list.as_str())) {
                found.wrong(Wrong::Reference, format!("{place}/list"), list);
            }
        }
    }
    ids(found, "styles", facts.styles.iter().map(|style| style.id.as_str()));
    for style in &facts.styles {
        let place = format!("styles/{}", style.id);
        if !units.contains(style.reporting_unit.as_str()) {
            found.wrong(Wrong::Reference, format!("{place}/reporting_unit"), style.reporting_unit.as_str());
        }
        let place = format!("{place}/contests");
        for contest in ids(found, &place, style.contests.iter().map(ContestId::as_str)) {
            if !contests.contains(contest) {
                found.wrong(Wrong::Reference, place.clone(), contest);
            }
        }
    }
    // the ids of what follows are put together
    if !found.faults.is_empty() {
        return;
    }
    // ids may hold slashes: two that become one in a definition are refused
    let of_options = |contest: &Contest| {
        contest.options.iter().map(|option| format!("{}/{}", contest.id, option.id)).collect::<Vec<_>>()
    };
    let whole: Vec<String> = facts.contests.iter().flat_map(of_options).collect();
    ids(found, "contests", whole.iter().map(String::as_str));
    let parties = Parties::new(facts);
    let mut names = BTreeMap::new();
    for (contest, list) in &parties.lists {
        let id = parties.id(contest, &list.id);
        if *names.entry(id).or_insert(&list.name) != &list.name {
            found.wrong(Wrong::Twice, format!("contests/{contest}/lists"), &*list.id);
        }
    }
}

fn text_there(found: &mut Found, place: String, text: &Text) {
    if text.0.is_empty() {
        found.wrong(Wrong::NoText, place, "");
    }
}

fn ids<'a>(found: &mut Found, place: &str, ids: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if id.is_empty() {
            found.wrong(Wrong::NoId, place, "");
        } else if !seen.insert(id) {
            found.wrong(Wrong::Twice, place, id);
        }
        found.id(place.to_owned(), id);
    }
    seen
}

/// Every language of a text. `und` is BCP 47's word for no language in particular.
fn text(text: &Text) -> Value {
    let strings = text.0.iter().map(|(language, content)| {
        json!({"@type": "BallotDefinition.LanguageString", "Language": language, "Content": content})
    });
    json!({"@type": "BallotDefinition.InternationalizedText", "Text": strings.collect::<Vec<_>>()})
}

/// The manifest's own id, and what the standard has no word for.
fn identifiers(id: Option<&str>, own: Vec<(&str, String)>) -> Value {
    let id = id.map(
        |id| json!({"@type": "BallotDefinition.ExternalIdentifier", "Type": "local-level", "Value": id}),
    );
    let own = own.into_iter().map(|(name, value)| {
        json!({
            "@type": "BallotDefinition.ExternalIdentifier", "Type": "other", "OtherType": format!("{OWN}{name}"), "Value": value,
        })
    });
    id.into_iter().chain(own).collect()
}

fn insert(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

fn contest(facts: &Facts, position: usize, contest: &Contest, units: &Units, parties: &Parties<'_>) -> Value {
    let Contest { id, title, rule: own_rule, lists, options } = contest;
    let variation = variation(*own_rule, options.len());
    let mut own = Vec::new();
    let said = rule(variation, own_rule.total_max);
    if said.is_none_or(|said| said.option_max != own_rule.option_max) {
        own.push(("option_max", own_rule.option_max.to_string()));
    }
    if own_rule.total_min != 0 {
        own.push(("total_min", own_rule.total_min.to_string()));
    }
    let mut seen = BTreeSet::new();
    let met = options.iter().filter_map(|option| option.list.as_deref()).filter(|list| seen.insert(*list));
    if !met.eq(lists.iter().map(|list| &*list.id)) {
        own.extend(lists.iter().map(|list| ("list", parties.id(id, &list.id))));
    }
    let selections = options.iter().zip(selections(contest)).enumerate().map(|(at, (option, selection))| {
        let own = if option.blank { vec![("blank", "true".to_owned())] } else { Vec::new() };
        let mut value = json!({
            "@id": selection, "@type": "BallotDefinition.CandidateOption",
            "ExternalIdentifier": identifiers(Some(option.id.as_str()), own),
            "CandidateIds": [format!("candidate:{id}/{}", option.id)], "SequenceOrder": at + 1,
        });
        if let Some(list) = &option.list {
            insert(&mut value, "EndorsementPartyIds", json!([parties.id(id, list)]));
        }
        value
    });
    let mut value = json!({
        "@id": format!("contest:{id}"), "@type": "BallotDefinition.CandidateContest",
        "ExternalIdentifier": identifiers(Some(id.as_str()), own),
        "Name": facts.languages.first().and_then(|first| title.get(first)).or(title.0.values().next().map(String::as_str)).unwrap_or(""),
        "ElectionDistrictId": units.district(id), "SequenceOrder": position + 1, "VotesAllowed": own_rule.total_max,
        "VoteVariation": variation, "ContestOption": selections.collect::<Vec<_>>(),
    });
    if !title.0.is_empty() {
        insert(&mut value, "BallotTitle", text(title));
    }
    value
}

fn selections(contest: &Contest) -> Vec<String> {
    contest.options.iter().map(|option| format!("selection:{}/{}", contest.id, option.id)).collect()
}

fn candidates(contest: &Contest, parties: &Parties<'_>) -> Vec<Value> {
    let candidate = |option: &tabella_election::manifest::ContestOption| {
        let mut value = json!({
            "@id": format!("candidate:{}/{}", contest.id, option.id), "@type": "BallotDefinition.Candidate",
            "BallotName": text(&option.name),
        });
        if let Some(list) = &option.list {
            insert(&mut value, "PartyId", parties.id(&contest.id, list).into());
        }
        value
    };
    contest.options.iter().map(candidate).collect()
}

fn style(facts: &Facts, style: &BallotStyle, options: &BTreeMap<&ContestId, Vec<String>>) -> Value {
    let contests = style.contests.iter().map(|contest| {
        let mut value =
            json!({"@type": "BallotDefinition.OrderedContest", "ContestId": format!("contest:{contest}")});
        if let Some(options) = options.get(contest) {
            insert(&mut value, "OrderedContestOptionIds", json!(options));
        }
        value
    });
    json!({
        "@type": "BallotDefinition.BallotStyle", "ExternalIdentifier": identifiers(Some(style.id.as_str()), Vec::new()),
        "GpUnitIds": [unit_id(&style.reporting_unit)], "Language": facts.languages,
        "OrderedContent": contests.collect::<Vec<_>>(),
    })
}

fn unit_id(unit: &UnitId) -> String {
    format!("unit:{unit}")
}

/// Reporting units, and where each contest is held.
struct Units {
    scope: String,
    list: Vec<Value>,
    /// The one unit in which a contest is voted on; none if there are several.
    districts: BTreeMap<ContestId, Option<UnitId>>,
}

impl Units {
    fn new(facts: &Facts) -> Self {
        let units = &facts.reporting_units;
        let mut parts: BTreeMap<&UnitId, Vec<String>> = BTreeMap::new();
        for unit in units {
            if let Some(parent) = &unit.parent {
                parts.entry(parent).or_default().push(unit_id(&unit.id));
            }
        }
        let mut list: Vec<Value> = units
            .iter()
            .map(|unit| {
                let mut value = json!({
                    "@id": unit_id(&unit.id), "@type": "BallotDefinition.ReportingUnit",
                    "ExternalIdentifier": identifiers(Some(unit.id.as_str()), Vec::new()),
                    "Type": "other", "OtherType": UNIT_TYPE,
                });
                if !unit.name.0.is_empty() {
                    insert(&mut value, "Name", text(&unit.name));
                }
                if let Some(parts) = parts.get(&unit.id) {
                    insert(&mut value, "ComposingGpUnitIds", json!(parts));
                }
                value
            })
            .collect();
        let roots: Vec<String> =
            units.iter().filter(|unit| unit.parent.is_none()).map(|unit| unit_id(&unit.id)).collect();
        let scope = if let [root] = roots.as_slice() {
            root.clone()
        } else {
            list.push(json!({
                "@id": SCOPE, "@type": "BallotDefinition.ReportingUnit", "Type": "other", "OtherType": SCOPE_TYPE,
                "ComposingGpUnitIds": roots,
            }));
            SCOPE.to_owned()
        };
        let mut districts: BTreeMap<ContestId, Option<UnitId>> = BTreeMap::new();
        for style in &facts.styles {
            for contest in &style.contests {
                let unit = districts.entry(contest.clone()).or_insert(Some(style.reporting_unit.clone()));
                if unit.as_ref() != Some(&style.reporting_unit) {
                    *unit = None;
                }
            }
        }
        Self { scope, list, districts }
    }

    fn district(&self, contest: &ContestId) -> String {
        self.districts.get(contest).and_then(Option::as_ref).map_or_else(|| self.scope.clone(), unit_id)
    }
}

/// Lists as parties. The same id with the same names in several contests is one party.
struct Parties<'a> {
    /// By the id of the list: its name, if it has the same one everywhere.
    names: BTreeMap<&'a str, Option<&'a Text>>,
    lists: Vec<(&'a ContestId, &'a List)>,
}

impl<'a> Parties<'a> {
    fn new(facts: &'a Facts) -> Self {
        let lists = facts.contests.iter().flat_map(|one| one.lists.iter().map(move |list| (&one.id, list)));
        let mut names: BTreeMap<&str, Option<&Text>> = BTreeMap::new();
        for (_, list) in lists.clone() {
            let name = names.entry(&list.id).or_insert(Some(&list.name));
            *name = name.filter(|name| **name == list.name);
        }
        Self { names, lists: lists.collect() }
    }

    fn id(&self, contest: &ContestId, list: &str) -> String {
        match self.names.get(list) {
            Some(Some(_)) => format!("party:{list}"),
            _ => format!("party:{contest}/{list}"),
        }
    }

    fn list(&self) -> Vec<Value> {
        let mut parties: Map<String, Value> = Map::new();
        for (contest, list) in &self.lists {
            let id = self.id(contest, &list.id);
            parties.entry(id.clone()).or_insert_with(|| {
                json!({
                    "@id": id, "@type": "BallotDefinition.Party",
                    "ExternalIdentifier": identifiers(Some(&list.id), Vec::new()), "Name": text(&list.name),
                })
            });
        }
        parties.into_iter().map(|(_, party)| party).collect()
    }
}
