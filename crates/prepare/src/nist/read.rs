//! A draft out of a definition: all of it, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tabella_election::{
    ContestId, UnitId,
    manifest::{
        BallotStyle, Contest, ContestOption, EVERY_LANGUAGE, List, ReportingUnit, Rule, Text, UtcTime,
    },
};

use super::{
    Fault, Left, Loss, Wrong, json,
    node::{Found, Identifiers, Node, told},
    words::{CLASS, CONTROLLING, NOTES, SCOPE, SCOPE_TYPE, UNIT_TYPE, VERSION, rule},
    write::{Languages, day, languages},
};
use crate::{draft::Draft, facts::Facts};

/// Most bytes of names, and of ids in ballot styles, that a draft takes out of a definition, which may refer to one many times.
const REPEATED_MAX: usize = 8 << 20;
/// What each of them takes besides its letters.
const EACH: usize = 32;
/// Most languages of a draft: every question is asked in each of them.
const LANGUAGES_MAX: usize = 100;
/// Units around a unit that are looked through for the district of a contest.
const AROUND_MAX: usize = 32;

/// A draft out of a definition, and what of the definition it does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What the definition does not say stays open in it.
    pub draft: Draft,
    /// Each kind once.
    pub left: Vec<Left>,
}

/// Reads a definition.
///
/// # Errors
/// Every fault, up to [`super::FAULTS_MAX`]: then nothing of it is taken.
pub fn read(bytes: &[u8]) -> Result<Taken, Vec<Fault>> {
    let fault = |what, found: String| vec![Fault { what, place: String::new(), found }];
    let document = json::parse(bytes).map_err(|(what, said)| fault(what, told(&said)))?;
    let Value::Object(object) = &document else { return Err(fault(Wrong::Kind, String::new())) };
    let mut reader = Reader::default();
    let facts = reader.document(&Node { object, place: String::new() });
    match (facts, reader.found.faults.is_empty()) {
        (Some(facts), true) => Ok(Taken { draft: Draft::of(facts), left: reader.found.left() }),
        _ => Err(reader.found.faults),
    }
}

/// Something that options refer to.
struct Named {
    name: Text,
    /// Of a party: its id; of a candidate: the party.
    id: Option<String>,
    used: bool,
    place: String,
}

#[derive(Default)]
struct Reader<'a> {
    found: Found,
    /// Every `@id`.
    ids: BTreeSet<&'a str>,
    units: BTreeMap<&'a str, UnitId>,
    /// The whole of all units, if it is none itself.
    whole: Option<&'a str>,
    parties: BTreeMap<&'a str, Named>,
    candidates: BTreeMap<&'a str, Named>,
    contests: BTreeMap<&'a str, Held<'a>>,
    /// Bytes of names and of ids in ballot styles so far.
    repeated: usize,
}

/// A contest as ballot styles refer to it.
struct Held<'a> {
    id: ContestId,
    /// `@id`s of its options, and of those that are not taken over.
    options: Vec<&'a str>,
    left: BTreeSet<&'a str>,
    district: &'a str,
    place: String,
}

/// What an object calls itself.
struct Own<'a> {
    at: &'a str,
    identifiers: Identifiers,
}

/// Bytes that a text takes.
fn size(text: &Text) -> usize {
    text.0.iter().map(|(language, content)| language.len() + content.len() + EACH).sum()
}

/// The ids of things beside each other: the local ones, if each has one of its own, otherwise those of the file.
fn ids(things: &[Own<'_>]) -> Vec<String> {
    let local: Option<Vec<&String>> = things.iter().map(|one| one.identifiers.local.as_ref()).collect();
    let distinct = |ids: &Vec<&String>| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    match local.filter(distinct) {
        Some(local) => local.into_iter().cloned().collect(),
        None => things.iter().map(|one| one.at.to_owned()).collect(),
    }
}

impl<'a> Reader<'a> {
    fn document(&mut self, root: &Node<'a>) -> Option<Facts> {
        self.found.class(root, &["BallotDefinition"])?;
        let version = self.found.needed(root, "Version")?;
        if version != VERSION {
            self.found.wrong(Wrong::Version, root.at("Version"), version);
            return None;
        }
        for field in ["SequenceStart", "SequenceEnd"] {
            if self.found.number(root, field).is_some_and(|number| number != 1) {
                self.found.wrong(Wrong::Part, root.at(field), "");
            }
        }
        let issuer = self.found.needed(root, "Issuer").unwrap_or_default();
        for (field, own) in [("IssuerAbbreviation", issuer), ("Notes", NOTES)] {
            if self.found.string(root, field).is_some_and(|said| said != own) {
                let kind = format!("BallotDefinition.{field}");
                self.found.leave(Loss::Field, &kind, root.at(field), &kind);
            }
        }
        let elections = self.found.objects(root, "Election");
        let [election] = elections.as_slice() else {
            self.found.wrong(Wrong::Elections, root.at("Election"), elections.len().to_string());
            return None;
        };
        self.found.class(election, &["Election"])?;
        let mut facts = Facts::default();
        issuer.clone_into(&mut facts.authority.name);
        facts.title = self.found.needed_texts(election, "Name");
        facts.reporting_units = self.units(root);
        self.parties(root);
        self.candidates(election);
        let own = self.found.identifiers(election, "Election", &["opens", "closes", "time_zone", "language"]);
        self.schedule(election, &own, &mut facts);
        self.kind_and_scope(election, &facts);
        let (contests, unnamed) = self.contests(election);
        facts.contests = contests;
        self.styles(election, &mut facts);
        self.districts(&facts);
        facts.languages = languages(&facts);
        if facts.languages.len() > LANGUAGES_MAX {
            self.found.wrong(Wrong::TooLarge, election.place.clone(), "");
            return None;
        }
        let said: Vec<String> = own.all("language").map(|(language, _)| language.to_owned()).collect();
        if !said.is_empty() {
            facts.languages = said;
        }
        self.titles(&mut facts, unnamed);
        self.unused();
        Some(facts)
    }

    /// The object's `@id`, which no other has.
    fn own(&mut self, node: &Node<'a>, class: &str, own: &[&str]) -> Own<'a> {
        let at = self.found.needed(node, "@id").unwrap_or_default();
        if at.is_empty() {
            self.found.wrong(Wrong::NoId, node.at("@id"), "");
        } else if !self.ids.insert(at) {
            self.found.wrong(Wrong::Twice, node.at("@id"), at);
        }
        self.found.id(node.at("@id"), at);
        Own { at, identifiers: self.found.identifiers(node, class, own) }
    }

    fn units(&mut self, root: &Node<'a>) -> Vec<ReportingUnit> {
        let mut nodes = Vec::new();
        let mut owns = Vec::new();
        for node in self.found.objects(root, "GpUnit") {
            if self.found.class(&node, &["ReportingUnit"]).is_none() {
                continue;
            }
            let own = self.own(&node, "ReportingUnit", &[]);
            let kind = self.found.needed(&node, "Type").unwrap_or_default();
            let other = self.found.string(&node, "OtherType").unwrap_or_default();
            if (own.at, kind, other) == (SCOPE, "other", SCOPE_TYPE) {
                self.whole = Some(own.at);
                continue;
            }
            if (kind, other) != ("other", UNIT_TYPE) {
                self.found.leave(Loss::Field, "ReportingUnit.Type", node.at("Type"), "ReportingUnit.Type");
            }
            nodes.push(node);
            owns.push(own);
        }
        let ids = ids(&owns);
        self.units = owns.iter().zip(&ids).map(|(own, id)| (own.at, UnitId(id.clone()))).collect();
        let mut parents: BTreeMap<UnitId, Vec<&UnitId>> = BTreeMap::new();
        let given: Vec<UnitId> = ids.iter().map(|id| UnitId(id.clone())).collect();
        for (node, parent) in nodes.iter().zip(&given) {
            let parts: BTreeSet<&str> = self.found.strings(node, "ComposingGpUnitIds").into_iter().collect();
            for part in parts {
                match self.units.get(part) {
                    Some(part) => parents.entry(part.clone()).or_default().push(parent),
                    None => self.found.wrong(Wrong::Reference, node.at("ComposingGpUnitIds"), part),
                }
            }
        }
        let mut units = Vec::new();
        for (node, id) in nodes.iter().zip(&given) {
            let parent = match parents.get(id).map(Vec::as_slice) {
                Some([parent]) => Some((*parent).clone()),
                Some(_) => {
                    self.found.leave(Loss::Parents, "", node.place.clone(), id.as_str());
                    None
                }
                None => None,
            };
            let name = self.found.texts(node, "Name").unwrap_or_else(|| Text(BTreeMap::new()));
            units.push(ReportingUnit { id: id.clone(), name, parent });
        }
        units
    }

    fn parties(&mut self, root: &Node<'a>) {
        for node in self.found.objects(root, "Party") {
            let Some(class) = self.found.class(&node, &["Party", "Coalition"]) else { continue };
            let own = self.own(&node, class, &[]);
            let name = self.found.needed_texts(&node, "Name");
            let party = Named { name, id: own.identifiers.local, used: false, place: node.place };
            self.parties.insert(own.at, party);
        }
    }

    fn candidates(&mut self, election: &Node<'a>) {
        for node in self.found.objects(election, "Candidate") {
            if self.found.class(&node, &["Candidate"]).is_none() {
                continue;
            }
            let Own { at, .. } = self.own(&node, "Candidate", &[]);
            let name = self.found.needed_texts(&node, "BallotName");
            let party = self.found.string(&node, "PartyId");
            if let Some(party) = party.filter(|party| !self.parties.contains_key(party)) {
                self.found.wrong(Wrong::Reference, node.at("PartyId"), party);
            }
            let id = party.map(str::to_owned);
            self.candidates.insert(at, Named { name, id, used: false, place: node.place });
        }
    }

    /// Moments, if the file has ours; a day alone opens and closes nothing.
    fn schedule(&mut self, election: &Node<'a>, own: &Identifiers, facts: &mut Facts) {
        if let Some((zone, _)) = own.all("time_zone").next() {
            zone.clone_into(&mut facts.schedule.time_zone);
        }
        for (name, field) in [("opens", "StartDate"), ("closes", "EndDate")] {
            let said = self.found.needed(election, field).unwrap_or_default();
            let Some((value, place)) = own.all(name).next() else {
                self.found.leave(Loss::Day, field, election.at(field), said);
                continue;
            };
            let Ok(moment) = value.parse::<UtcTime>() else {
                self.found.wrong(Wrong::Moment, place, value);
                continue;
            };
            if day(&facts.schedule.time_zone, moment) != said {
                self.found.wrong(Wrong::Disagrees, election.at(field), said);
            }
            let moment = Some(moment);
            if name == "opens" { facts.schedule.opens = moment } else { facts.schedule.closes = moment }
        }
    }

    fn kind_and_scope(&mut self, election: &Node<'a>, facts: &Facts) {
        if self.found.needed(election, "Type").is_some_and(|kind| kind != "general") {
            self.found.leave(Loss::Field, "Election.Type", election.at("Type"), "Election.Type");
        }
        let Some(scope) = self.found.needed(election, "ElectionScopeId") else { return };
        let place = election.at("ElectionScopeId");
        let mut roots = facts.reporting_units.iter().filter(|unit| unit.parent.is_none());
        match (self.units.get(scope), roots.next(), roots.next()) {
            (Some(unit), Some(root), None) if *unit == root.id => {}
            (Some(_), ..) => self.found.leave(Loss::Field, "scope", place, "Election.ElectionScopeId"),
            (None, ..) if self.whole == Some(scope) => {}
            (None, ..) => self.found.wrong(Wrong::Reference, place, scope),
        }
    }

    /// The contests, and of those without a title for people the name for programs.
    fn contests(&mut self, election: &Node<'a>) -> (Vec<Contest>, BTreeMap<ContestId, (&'a str, String)>) {
        let (mut read, mut unnamed) = (Vec::new(), BTreeMap::new());
        let kinds = ["CandidateContest", "BallotMeasureContest", "RetentionContest", "PartyContest"];
        for node in self.found.in_order(election, "Contest") {
            let controls =
                node.object.get("@type").and_then(Value::as_str).and_then(|kind| kind.strip_prefix(CLASS));
            if let Some(kind) = controls.filter(|kind| CONTROLLING.contains(kind)) {
                self.found.wrong(Wrong::Controls, node.place.clone(), kind);
                continue;
            }
            let Some(class) = self.found.class(&node, &kinds) else { continue };
            let own = self.own(&node, class, &["option_max", "total_min", "list"]);
            read.push((node, class, own));
        }
        let (nodes, owns): (Vec<_>, Vec<_>) =
            read.into_iter().map(|(node, class, own)| ((node, class), own)).unzip();
        let mut contests = Vec::new();
        for (((node, class), own), id) in nodes.iter().zip(&owns).zip(ids(&owns)) {
            let id = ContestId(id);
            let title = self.found.texts(node, "BallotTitle");
            let name = self.found.needed(node, "Name").unwrap_or_default();
            match &title {
                None if !name.is_empty() => drop(unnamed.insert(id.clone(), (name, node.at("Name")))),
                Some(title) if !title.0.values().any(|text| text == name) => {
                    self.found.leave(Loss::Field, "name", node.at("Name"), &format!("{class}.Name"));
                }
                _ => {}
            }
            let rule = self.rule(node, class, &own.identifiers);
            let mut held = Held {
                id: id.clone(),
                options: Vec::new(),
                left: BTreeSet::new(),
                district: self.found.needed(node, "ElectionDistrictId").unwrap_or_default(),
                place: node.at("ElectionDistrictId"),
            };
            if !self.units.contains_key(held.district) && self.whole != Some(held.district) {
                self.found.wrong(Wrong::Reference, held.place.clone(), held.district);
            }
            let (lists, options) = self.options(node, own, &mut held);
            self.contests.insert(own.at, held);
            let title = title.unwrap_or_else(|| Text(BTreeMap::new()));
            contests.push(Contest { id, title, rule, lists, options });
        }
        (contests, unnamed)
    }

    fn rule(&mut self, node: &Node<'a>, class: &str, own: &Identifiers) -> Rule {
        let votes = if class == "CandidateContest" {
            if !node.object.contains_key("VotesAllowed") {
                self.found.wrong(Wrong::NoField, node.at("VotesAllowed"), "");
            }
            self.found.number(node, "VotesAllowed").unwrap_or(1)
        } else {
            1
        };
        let variation = self.found.string(node, "VoteVariation");
        let place = node.at("VoteVariation");
        match variation {
            None if votes > 1 => self.found.leave(Loss::Assumed, "", place.clone(), ""),
            Some(how @ ("majority" | "super-majority" | "proportional")) => {
                self.found.leave(Loss::Winners, "", place.clone(), how);
            }
            _ => {}
        }
        let mut said = rule(variation.unwrap_or("n-of-m"), votes).unwrap_or_else(|| {
            let other = node.object.get("OtherVoteVariation").and_then(Value::as_str);
            self.found.wrong(Wrong::Variation, place, other.or(variation).unwrap_or_default());
            Rule { option_max: 1, total_min: 0, total_max: votes }
        });
        for (name, number) in [("option_max", &mut said.option_max), ("total_min", &mut said.total_min)] {
            for (value, place) in own.all(name) {
                match value.parse() {
                    Ok(read) if u32::to_string(&read) == value => *number = read,
                    _ => self.found.wrong(Wrong::Own, place, value),
                }
            }
        }
        said
    }

    fn options(
        &mut self,
        contest: &Node<'a>,
        own: &Own<'a>,
        held: &mut Held<'a>,
    ) -> (Vec<List>, Vec<ContestOption>) {
        let mut read = Vec::new();
        for node in self.found.in_order(contest, "ContestOption") {
            let kinds = ["CandidateOption", "BallotMeasureOption", "PartyOption"];
            let Some(class) = self.found.class(&node, &kinds) else { continue };
            let own = self.own(&node, class, &["blank"]);
            held.options.push(own.at);
            if self.found.flag(&node, "IsWriteIn") {
                held.left.insert(own.at);
                self.found.leave(Loss::WriteIn, "", node.place.clone(), own.at);
                continue;
            }
            let blank = own.identifiers.all("blank").next();
            if let Some((value, place)) = blank.filter(|(value, _)| *value != "true") {
                self.found.wrong(Wrong::Own, place, value);
            }
            let (name, party) = match class {
                "CandidateOption" => self.candidate_option(&node),
                "PartyOption" => {
                    let parties = self.found.strings(&node, "PartyIds");
                    (self.name(&node, "PartyIds", &parties, true), None)
                }
                _ => (self.found.needed_texts(&node, "Selection"), None),
            };
            let blank = blank.is_some();
            read.push(((name, party, blank), own));
        }
        let lists = self.lists(contest, own, read.iter().filter_map(|((_, party, _), _)| *party));
        let (things, owns): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let options = things.into_iter().zip(ids(&owns)).map(|((name, party, blank), id)| ContestOption {
            id: id.as_str().into(),
            name,
            list: party.and_then(|party| lists.get(party)).map(|(_, list)| list.id.clone()),
            blank,
        });
        let options = options.collect();
        let mut lists: Vec<(usize, List)> = lists.into_values().collect();
        lists.sort_by_key(|(position, _)| *position);
        (lists.into_iter().map(|(_, list)| list).collect(), options)
    }

    /// Its name, and the party on whose list it is.
    fn candidate_option(&mut self, node: &Node<'a>) -> (Text, Option<&'a str>) {
        let candidates = self.found.strings(node, "CandidateIds");
        let name = self.name(node, "CandidateIds", &candidates, false);
        let endorsed = self.found.strings(node, "EndorsementPartyIds");
        for party in endorsed.iter().filter(|party| !self.parties.contains_key(*party)) {
            self.found.wrong(Wrong::Reference, node.at("EndorsementPartyIds"), *party);
        }
        let own: BTreeSet<&str> = candidates
            .iter()
            .filter_map(|candidate| self.candidates.get(candidate)?.id.as_deref())
            .filter_map(|party| self.parties.get_key_value(party).map(|(party, _)| *party))
            .collect();
        let party = match (endorsed.as_slice(), own.iter().next()) {
            ([], Some(party)) if own.len() == 1 => Some(*party),
            ([], None) => None,
            ([party], own_party) => {
                if own.len() > 1 || own_party.is_some_and(|own| own != party) {
                    self.found.leave(
                        Loss::Field,
                        "Candidate.PartyId",
                        node.place.clone(),
                        "Candidate.PartyId",
                    );
                }
                Some(*party)
            }
            _ => {
                self.found.leave(Loss::Parties, "", node.place.clone(), "");
                None
            }
        };
        (name, party)
    }

    /// The name of an option: that of the candidate or the party; of several, all of them.
    fn name(&mut self, node: &Node<'a>, field: &str, ids: &[&'a str], parties: bool) -> Text {
        let known = if parties { &mut self.parties } else { &mut self.candidates };
        let mut names = Vec::new();
        let mut met = BTreeSet::new();
        for id in ids {
            match known.get_mut(id) {
                Some(_) if !met.insert(id) => self.found.wrong(Wrong::Twice, node.at(field), *id),
                Some(named) => {
                    named.used = true;
                    self.repeated = self.repeated.saturating_add(size(&named.name));
                    if self.repeated <= REPEATED_MAX {
                        names.push(named.name.clone());
                    }
                }
                None => self.found.wrong(Wrong::Reference, node.at(field), *id),
            }
        }
        let languages: BTreeSet<&String> = names.iter().flat_map(|name| name.0.keys()).collect();
        if names.len() > 1 {
            // one name in each language out of all of them
            let longest = |name: &Text| name.0.values().map(String::len).max().unwrap_or(0) + EACH;
            let one = names.iter().map(longest).sum::<usize>();
            self.repeated = self.repeated.saturating_add(one.saturating_mul(languages.len()));
        }
        if self.repeated > REPEATED_MAX {
            self.found.wrong(Wrong::TooLarge, node.place.clone(), "");
            return Text(BTreeMap::new());
        }
        if ids.is_empty() {
            self.found.wrong(Wrong::Nameless, node.place.clone(), "");
        }
        if names.len() < 2 {
            return names.pop().unwrap_or_else(|| Text(BTreeMap::new()));
        }
        self.found.leave(Loss::Ticket, "", node.place.clone(), "");
        let joined = |language: &&String| {
            let parts = names
                .iter()
                .filter_map(|name| name.get(language).or_else(|| name.0.values().next().map(String::as_str)));
            ((*language).clone(), parts.collect::<Vec<_>>().join(" / "))
        };
        let several = languages.len() > 1;
        // what is the same in every language stands for none of them alone
        Text(languages.iter().filter(|one| !several || **one != EVERY_LANGUAGE).map(joined).collect())
    }

    /// The lists of a contest by party, each with its position: first those that it names itself, then those of its options.
    fn lists(
        &mut self,
        contest: &Node<'a>,
        own: &Own<'a>,
        of_options: impl Iterator<Item = &'a str>,
    ) -> BTreeMap<&'a str, (usize, List)> {
        let mut parties: Vec<&'a str> = Vec::new();
        let mut met = BTreeSet::new();
        for (party, place) in own.identifiers.all("list") {
            match self.parties.get_key_value(party) {
                Some((party, _)) if met.insert(*party) => parties.push(*party),
                Some(_) => self.found.wrong(Wrong::Twice, place, party),
                None => self.found.wrong(Wrong::Reference, place, party),
            }
        }
        parties.extend(of_options.filter(|party| met.insert(*party)));
        let mut owns = Vec::new();
        let mut names = Vec::new();
        for at in &parties {
            let Some(party) = self.parties.get_mut(at) else { continue };
            party.used = true;
            self.repeated = self.repeated.saturating_add(size(&party.name));
            if self.repeated > REPEATED_MAX {
                self.found.wrong(Wrong::TooLarge, contest.place.clone(), "");
                break;
            }
            owns.push(Own { at, identifiers: Identifiers { local: party.id.clone(), own: Vec::new() } });
            names.push(party.name.clone());
        }
        let lists = ids(&owns).into_iter().zip(names).map(|(id, name)| List { id, name }).enumerate();
        owns.iter().map(|own| own.at).zip(lists).collect()
    }

    fn styles(&mut self, election: &Node<'a>, facts: &mut Facts) {
        let mut languages = Languages::default();
        let (mut read, mut owns) = (Vec::new(), Vec::new());
        for node in self.found.objects(election, "BallotStyle") {
            if self.found.class(&node, &["BallotStyle"]).is_none() {
                continue;
            }
            languages.take(self.found.strings(&node, "Language").into_iter());
            let mut contests = (Vec::new(), BTreeSet::new());
            self.content(&node, &mut contests);
            let mut units = Vec::new();
            let mut met = BTreeSet::new();
            for unit in self.found.strings(&node, "GpUnitIds") {
                match self.units.get(unit) {
                    _ if !met.insert(unit) => self.found.wrong(Wrong::Twice, node.at("GpUnitIds"), unit),
                    Some(unit) => units.push(unit.clone()),
                    None => self.found.wrong(Wrong::Reference, node.at("GpUnitIds"), unit),
                }
            }
            match units.len() {
                0 => self.found.wrong(Wrong::NoField, node.at("GpUnitIds"), ""),
                1 => {}
                count => self.found.leave(Loss::Units, "", node.place.clone(), &count.to_string()),
            }
            let identifiers = self.found.identifiers(&node, "BallotStyle", &[]);
            let id = identifiers.local.as_ref().map_or(0, String::len);
            let of_contests: usize = contests.0.iter().map(|contest| contest.as_str().len() + EACH).sum();
            for unit in &units {
                let own = id + 2 * unit.as_str().len() + EACH;
                self.repeated = self.repeated.saturating_add(own.saturating_add(of_contests));
            }
            if self.repeated > REPEATED_MAX {
                return self.found.wrong(Wrong::TooLarge, node.place, "");
            }
            read.push((units, contests.0));
            owns.push(Own { at: "", identifiers });
        }
        let mut given = ids(&owns);
        if given.iter().any(String::is_empty) {
            given = (1..=read.len()).map(|number| format!("style-{number}")).collect();
        }
        let mut styles = Vec::new();
        for ((units, contests), id) in read.into_iter().zip(given) {
            let several = units.len() > 1;
            for unit in units {
                let id = if several { format!("{id}/{unit}") } else { id.clone() };
                styles.push(BallotStyle {
                    id: id.as_str().into(),
                    contests: contests.clone(),
                    reporting_unit: unit,
                });
            }
        }
        if styles.iter().map(|style| style.id.as_str()).collect::<BTreeSet<_>>().len() < styles.len() {
            for (position, style) in styles.iter_mut().enumerate() {
                style.id = format!("style-{}", position + 1).as_str().into();
            }
        }
        (facts.styles, facts.languages) = (styles, languages.list);
    }

    /// The contests of a ballot style, wherever they stand on it.
    fn content(&mut self, node: &Node<'a>, contests: &mut (Vec<ContestId>, BTreeSet<&'a str>)) {
        for one in self.found.objects(node, "OrderedContent") {
            match self.found.class(&one, &["OrderedContest", "OrderedHeader"]) {
                Some("OrderedHeader") => {
                    self.found.leave(Loss::Headings, "", one.place.clone(), "");
                    self.content(&one, contests);
                }
                Some(_) => self.ordered(&one, contests),
                None => {}
            }
        }
    }

    fn ordered(&mut self, node: &Node<'a>, contests: &mut (Vec<ContestId>, BTreeSet<&'a str>)) {
        let Some(id) = self.found.needed(node, "ContestId") else { return };
        let options = self.found.strings(node, "OrderedContestOptionIds");
        let Some(contest) = self.contests.get(id) else {
            return self.found.wrong(Wrong::Reference, node.at("ContestId"), id);
        };
        if !contests.1.insert(id) {
            return self.found.wrong(Wrong::Twice, node.at("ContestId"), id);
        }
        contests.0.push(contest.id.clone());
        if options.is_empty() || options == contest.options {
            return;
        }
        let offered = |options: &[&'a str]| -> BTreeSet<&'a str> {
            options.iter().copied().filter(|one| !contest.left.contains(one)).collect()
        };
        let place = node.at("OrderedContestOptionIds");
        if offered(&options) == offered(&contest.options) {
            self.found.leave(Loss::Order, "", place, id);
        } else {
            self.found.wrong(Wrong::Options, place, id);
        }
    }

    /// Where a contest is held follows from the ballot styles: what says otherwise is told.
    fn districts(&mut self, facts: &Facts) {
        let parents: BTreeMap<&UnitId, &UnitId> =
            facts.reporting_units.iter().filter_map(|unit| Some((&unit.id, unit.parent.as_ref()?))).collect();
        let mut held: BTreeMap<&ContestId, Vec<&UnitId>> = BTreeMap::new();
        for style in &facts.styles {
            for contest in &style.contests {
                held.entry(contest).or_default().push(&style.reporting_unit);
            }
        }
        let mut roots = facts.reporting_units.iter().filter(|unit| unit.parent.is_none());
        let root = roots.next().filter(|_| roots.next().is_none()).map(|unit| &unit.id);
        for contest in self.contests.values() {
            let units = held.get(&contest.id);
            let inside = |unit: &&&UnitId, district: &UnitId| {
                let around = std::iter::successors(Some(**unit), |unit| parents.get(unit).copied());
                around.take(AROUND_MAX).any(|one| one == district)
            };
            let agrees = match (self.units.get(contest.district), units) {
                // the whole
                (None, _) => true,
                (Some(district), _) if Some(district) == root => true,
                (Some(district), Some(units)) => units.iter().all(|unit| inside(&unit, district)),
                (Some(_), None) => false,
            };
            if !agrees {
                self.found.leave(Loss::District, "", contest.place.clone(), contest.district);
            }
        }
    }

    /// A name for programs stands for a title, in the first language.
    fn titles(&mut self, facts: &mut Facts, mut unnamed: BTreeMap<ContestId, (&'a str, String)>) {
        let language = facts.languages.first().cloned();
        let several = facts.languages.len() != 1;
        for contest in &mut facts.contests {
            let Some((name, place)) = unnamed.remove(&contest.id) else { continue };
            if several {
                self.found.leave(Loss::Language, "", place, name);
            }
            if let Some(language) = &language {
                contest.title.0.insert(language.clone(), name.to_owned());
            }
        }
    }

    fn unused(&mut self) {
        for (kind, named) in [("Party", &self.parties), ("Candidate", &self.candidates)] {
            for (id, one) in named.iter().filter(|(_, one)| !one.used) {
                self.found.leave(Loss::Unused, kind, one.place.clone(), id);
            }
        }
    }
}
