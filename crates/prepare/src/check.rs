//! The check list: what of a draft is in order, and what is to be done. The rules are those of the protocol's section 3 and, above
//! them, what people need who are to vote under it; the reader of manifests has the last word.

use std::collections::{BTreeMap, BTreeSet};

use tabella_election::manifest::{
    Contest, EVERY_LANGUAGE, ManifestError, Text, check_checkpoint_key, check_key, check_recipient,
    check_witness_key,
};

use crate::{
    draft::Draft,
    facts::{Facts, Section},
    hidden::{hides, shown},
    zone,
};

/// Something that must be in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// Languages are offered.
    Languages,
    /// Every text is there in every language.
    Texts,
    /// Voting opens before it closes.
    Times,
    /// The legal time zone is known.
    Zone,
    /// Reporting units form a forest.
    Units,
    /// Contests have options.
    Contests,
    /// Each contest's limits can be met.
    Limits,
    /// Every contest is voted on, every ballot counted at a place without others in it.
    Styles,
    /// Numbers of voters, ballots, devices.
    Numbers,
    /// Deadlines of voting by post are in order.
    Postal,
    /// Authority, registrar and ballot box have names and keys.
    Offices,
    /// Trustees and their threshold.
    Trustees,
    /// Witnesses and their quorum.
    Witnesses,
    /// e-IDs that are taken, and where.
    Eid,
    /// Hashes of voting clients.
    Clients,
    /// The reader of manifests takes the file.
    Manifest,
}

impl Check {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 16] = [
        Self::Languages,
        Self::Texts,
        Self::Times,
        Self::Zone,
        Self::Units,
        Self::Contests,
        Self::Limits,
        Self::Styles,
        Self::Numbers,
        Self::Postal,
        Self::Offices,
        Self::Trustees,
        Self::Witnesses,
        Self::Eid,
        Self::Clients,
        Self::Manifest,
    ];

    /// A word for keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Languages => "languages",
            Self::Texts => "texts",
            Self::Times => "times",
            Self::Zone => "zone",
            Self::Units => "units",
            Self::Contests => "contests",
            Self::Limits => "limits",
            Self::Styles => "styles",
            Self::Numbers => "numbers",
            Self::Postal => "postal",
            Self::Offices => "offices",
            Self::Trustees => "trustees",
            Self::Witnesses => "witnesses",
            Self::Eid => "eid",
            Self::Clients => "clients",
            Self::Manifest => "manifest",
        }
    }
}

macro_rules! fault_names {
    ($($(#[$doc:meta])* $variant:ident $word:literal;)*) => {
        /// What is to be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultName {
            $($(#[$doc])* $variant,)*
        }

        impl FaultName {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// A word for keys of texts.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

fault_names! {
    /// Nothing is there: offer, add, name one.
    NoLanguage "no-language";
    /// Not the tag of a language, or twice.
    LanguageTag "language-tag";
    /// A text is missing in a language.
    NoText "no-text";
    /// A moment is missing.
    NoTime "no-time";
    /// It closes before it opens.
    Backwards "backwards";
    /// The time zone is unknown.
    NoZone "no-zone";
    /// No reporting unit.
    NoUnit "no-unit";
    /// An id is empty or twice in its list.
    Id "id";
    /// A unit lies in one that is not there.
    NoParent "no-parent";
    /// A unit lies in itself.
    Circle "circle";
    /// No contest.
    NoContest "no-contest";
    /// Nothing to choose.
    NoOptions "no-options";
    /// An option on a list that the contest does not have.
    NoList "no-list";
    /// Its numbers cannot be met.
    Totals "totals";
    /// Two ways to vote blank.
    Blank "blank";
    /// No style.
    NoStyle "no-style";
    /// A style without contests.
    EmptyStyle "empty-style";
    /// A style names a contest that is not there, or twice.
    StyleContest "style-contest";
    /// A style's unit is not there.
    StyleUnit "style-unit";
    /// A style's unit has others in it.
    NoLeaf "no-leaf";
    /// No style has this contest.
    Unused "unused";
    /// No style is counted in this unit: nobody there can vote.
    Unreached "unreached";
    /// A number is 0.
    Zero "zero";
    /// More votes than can be counted.
    TooMany "too-many";
    /// A deadline twice.
    DeadlineTwice "deadline-twice";
    /// A vote would have to be back before it is asked for.
    DeadlineBackwards "deadline-backwards";
    /// Neither `home` nor `abroad`: the desk asks for no other.
    DeadlineKind "deadline-kind";
    /// A name is missing.
    NoName "no-name";
    /// A key is missing or not usable.
    Key "key";
    /// Two with one key.
    SameKey "same-key";
    /// Threshold of the trustees.
    Threshold "threshold";
    /// Quorum of the witnesses.
    Quorum "quorum";
    /// No issuer of cards.
    NoAnchor "no-anchor";
    /// No address of the desk.
    NoOrigin "no-origin";
    /// Something of the e-ID's settings.
    Eid "eid";
    /// A client's hash.
    Client "client";
    /// What the reader of manifests says.
    Manifest "manifest";
    /// A character stands in a text or an id that people do not see.
    Hidden "hidden";
}

/// The languages that are offered.
struct Languages<'a> {
    in_order: &'a [String],
    known: BTreeSet<&'a String>,
}

/// Most faults of one check, of those that stand in the way and of the others: pages count them and show the first ones.
const FAULTS_MAX: usize = 10_000;
/// Most letters of what stands somewhere that a fault repeats.
const TOLD_MAX: usize = 1_000;

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub name: FaultName,
    /// At which thing: an id, a name, a place of the manifest.
    pub place: String,
    /// What stands there, or belongs there.
    pub found: String,
    /// Whether it stands in the way, or somebody should just look at it.
    pub in_the_way: bool,
}

/// A line of the check list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckLine {
    /// What was looked at.
    pub check: Check,
    /// Where it is put in order.
    pub section: Section,
    /// What is to be done; nothing if it is in order.
    pub faults: Vec<Fault>,
}

impl CheckLine {
    /// Whether nothing of it stands in the way.
    pub fn is_good(&self) -> bool {
        !self.faults.iter().any(|fault| fault.in_the_way)
    }
}

/// Whether nothing stands in the way.
pub fn is_ready(list: &[CheckLine]) -> bool {
    list.iter().all(CheckLine::is_good)
}

/// The check list of a draft, always every check.
pub fn check_list(draft: &Draft) -> Vec<CheckLine> {
    let look = |check: Check| {
        let mut found = Found::default();
        let section = found.look(check, draft);
        CheckLine { check, section, faults: found.faults }
    };
    Check::ALL.into_iter().map(look).collect()
}

#[derive(Default)]
struct Found {
    faults: Vec<Fault>,
    /// How many of them stand in the way, and how many do not.
    in_the_way: usize,
    doubts: usize,
}

impl Found {
    #[expect(clippy::needless_pass_by_value, reason = "a text, a number or an error, as it comes")]
    fn say(&mut self, name: FaultName, place: impl Into<String>, found: impl ToString) {
        self.put(Fault { name, place: place.into(), found: found.to_string(), in_the_way: true });
    }

    fn put(&mut self, mut fault: Fault) {
        for text in [&mut fault.place, &mut fault.found] {
            if text.len() > TOLD_MAX || hides(text) {
                *text = shown(text, TOLD_MAX);
            }
        }
        let told = if fault.in_the_way { &mut self.in_the_way } else { &mut self.doubts };
        if *told < FAULTS_MAX {
            *told += 1;
            self.faults.push(fault);
        }
    }

    #[expect(clippy::needless_pass_by_value, reason = "a text, a number or an error, as it comes")]
    fn doubt(&mut self, name: FaultName, place: impl Into<String>, found: impl ToString) {
        self.put(Fault { name, place: place.into(), found: found.to_string(), in_the_way: false });
    }

    fn none(&mut self, name: FaultName) {
        self.say(name, "", "");
    }

    fn look(&mut self, check: Check, draft: &Draft) -> Section {
        let facts = draft.facts();
        match check {
            Check::Languages => self.languages(facts),
            Check::Texts => self.texts(facts),
            Check::Times => self.times(facts),
            Check::Zone => self.zone(facts),
            Check::Units => self.units(facts),
            Check::Contests => self.contests(facts),
            Check::Limits => self.limits(facts),
            Check::Styles => self.styles(facts),
            Check::Numbers => self.numbers(facts),
            Check::Postal => self.postal(facts),
            Check::Offices => self.offices(facts),
            Check::Trustees => self.trustees(facts),
            Check::Witnesses => self.witnesses(facts),
            Check::Eid => self.eid(facts),
            Check::Clients => self.clients(facts),
            Check::Manifest => {
                if let Err(error) = draft.election() {
                    self.say(FaultName::Manifest, "", &error);
                    return section_of(&error);
                }
                Section::Title
            }
        }
    }

    /// None empty, none twice.
    fn ids<'a>(&mut self, place: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if id.is_empty() || !seen.insert(id) {
                self.say(FaultName::Id, place, id);
            }
            if hides(id) {
                self.say(FaultName::Hidden, place, id);
            }
        }
    }

    fn languages(&mut self, facts: &Facts) -> Section {
        if facts.languages.is_empty() {
            self.none(FaultName::NoLanguage);
        }
        let mut seen = BTreeSet::new();
        for language in &facts.languages {
            let tag = language
                .split('-')
                .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric()));
            if !tag || language == EVERY_LANGUAGE || !seen.insert(language) {
                self.say(FaultName::LanguageTag, "", language);
            }
        }
        Section::Title
    }

    /// A text of the draft: in every language, and nothing in it that people do not see.
    fn text(&mut self, languages: &Languages<'_>, place: impl Fn() -> String, text: &Text, is_name: bool) {
        // what is told stands in the way already
        if self.in_the_way == FAULTS_MAX {
            return;
        }
        let given = |language: &str| text.0.get(language).is_some_and(|text| !text.trim().is_empty());
        for text in text.0.values().filter(|text| hides(text)) {
            self.doubt(FaultName::Hidden, place(), text);
        }
        if is_name && text.0.len() == 1 && given(EVERY_LANGUAGE) {
            return;
        }
        for language in languages.in_order.iter().filter(|language| !given(language)).take(FAULTS_MAX) {
            self.say(FaultName::NoText, place(), language);
        }
        for other in text.0.keys().filter(|language| !languages.known.contains(language)) {
            self.say(FaultName::LanguageTag, place(), other);
        }
    }

    fn texts(&mut self, facts: &Facts) -> Section {
        let mut section = None;
        let mut before = 0;
        let mut first = |found: &Self, of: Section| {
            if found.faults.len() > before {
                section = section.or(Some(of));
                before = found.faults.len();
            }
        };
        let languages = &Languages { in_order: &facts.languages, known: facts.languages.iter().collect() };
        self.text(languages, String::new, &facts.title, false);
        first(self, Section::Title);
        for unit in &facts.reporting_units {
            self.text(languages, || unit.id.to_string(), &unit.name, true);
        }
        first(self, Section::Units);
        for contest in &facts.contests {
            self.text(languages, || contest.id.to_string(), &contest.title, false);
        }
        first(self, Section::Contests);
        for contest in &facts.contests {
            for list in &contest.lists {
                self.text(languages, || format!("{}/{}", contest.id, list.id), &list.name, true);
            }
            for option in &contest.options {
                self.text(languages, || format!("{}/{}", contest.id, option.id), &option.name, true);
            }
        }
        first(self, Section::Options);
        section.unwrap_or(Section::Title)
    }

    fn times(&mut self, facts: &Facts) -> Section {
        match (facts.schedule.opens, facts.schedule.closes) {
            (Some(opens), Some(closes)) if closes <= opens => self.none(FaultName::Backwards),
            (Some(_), Some(_)) => {}
            _ => self.none(FaultName::NoTime),
        }
        Section::Schedule
    }

    fn zone(&mut self, facts: &Facts) -> Section {
        if zone::find(&facts.schedule.time_zone).is_none() {
            self.say(FaultName::NoZone, "", &facts.schedule.time_zone);
        }
        Section::Schedule
    }

    fn units(&mut self, facts: &Facts) -> Section {
        let units = &facts.reporting_units;
        if units.is_empty() {
            self.none(FaultName::NoUnit);
        }
        self.ids("reporting_units", units.iter().map(|unit| unit.id.as_str()));
        let parents: BTreeMap<_, _> = units.iter().map(|unit| (&unit.id, unit.parent.as_ref())).collect();
        for unit in units {
            if let Some(parent) = unit.parent.as_ref().filter(|parent| !parents.contains_key(parent)) {
                self.say(FaultName::NoParent, unit.id.as_str(), parent);
            }
        }
        // each unit is visited once: the way up from it ends at a unit from which the way up is known
        let mut ends = BTreeMap::new();
        for unit in units {
            let mut way = BTreeSet::new();
            let mut at = Some(&unit.id);
            let circle = loop {
                let Some(id) = at else { break false };
                if let Some(known) = ends.get(id) {
                    break *known;
                }
                if !way.insert(id) {
                    break true;
                }
                at = parents.get(id).copied().flatten();
            };
            ends.extend(way.into_iter().map(|id| (id, circle)));
            if circle {
                self.say(FaultName::Circle, unit.id.as_str(), "");
            }
        }
        Section::Units
    }

    fn contests(&mut self, facts: &Facts) -> Section {
        let mut section = Section::Contests;
        if facts.contests.is_empty() {
            self.none(FaultName::NoContest);
        }
        self.ids("contests", facts.contests.iter().map(|contest| contest.id.as_str()));
        if self.faults.is_empty() {
            section = Section::Options;
        }
        for contest in &facts.contests {
            let place = contest.id.as_str();
            if contest.options.is_empty() {
                self.say(FaultName::NoOptions, place, "");
            }
            self.ids(place, contest.lists.iter().map(|list| list.id.as_str()));
            self.ids(place, contest.options.iter().map(|option| option.id.as_str()));
            let lists: BTreeSet<&str> = contest.lists.iter().map(|list| list.id.as_str()).collect();
            for option in &contest.options {
                if let Some(list) = option.list.as_ref().filter(|list| !lists.contains(list.as_str())) {
                    self.say(FaultName::NoList, format!("{place}/{}", option.id), list);
                }
            }
        }
        section
    }

    fn limits(&mut self, facts: &Facts) -> Section {
        for Contest { id, rule, options, .. } in &facts.contests {
            let most = options.len() as u64 * u64::from(rule.option_max);
            let met = rule.option_max > 0 && rule.total_max > 0 && rule.total_min <= rule.total_max;
            if !met || (!options.is_empty() && u64::from(rule.total_max) > most) {
                self.say(FaultName::Totals, id.as_str(), most);
            }
            let blank = options.iter().filter(|option| option.blank).count();
            if blank + usize::from(rule.total_min == 0) > 1 {
                self.say(FaultName::Blank, id.as_str(), "");
            }
        }
        Section::Contests
    }

    fn styles(&mut self, facts: &Facts) -> Section {
        if facts.styles.is_empty() {
            self.none(FaultName::NoStyle);
        }
        self.ids("styles", facts.styles.iter().map(|style| style.id.as_str()));
        let contests: BTreeSet<_> = facts.contests.iter().map(|contest| &contest.id).collect();
        let units: BTreeSet<_> = facts.reporting_units.iter().map(|unit| &unit.id).collect();
        let inner: BTreeSet<_> =
            facts.reporting_units.iter().filter_map(|unit| unit.parent.as_ref()).collect();
        for style in &facts.styles {
            let place = style.id.as_str();
            if style.contests.is_empty() {
                self.say(FaultName::EmptyStyle, place, "");
            }
            let mut seen = BTreeSet::new();
            for contest in &style.contests {
                if !contests.contains(contest) || !seen.insert(contest) {
                    self.say(FaultName::StyleContest, place, contest);
                }
            }
            let unit = &style.reporting_unit;
            if !units.contains(unit) {
                self.say(FaultName::StyleUnit, place, unit);
            } else if inner.contains(unit) {
                self.say(FaultName::NoLeaf, place, unit);
            }
        }
        let used: BTreeSet<_> = facts.styles.iter().flat_map(|style| &style.contests).collect();
        for contest in contests.difference(&used) {
            self.say(FaultName::Unused, contest.as_str(), "");
        }
        let reached: BTreeSet<_> = facts.styles.iter().map(|style| &style.reporting_unit).collect();
        for unit in units.iter().filter(|unit| !inner.contains(**unit) && !reached.contains(**unit)) {
            self.doubt(FaultName::Unreached, unit.as_str(), "");
        }
        Section::Styles
    }

    fn numbers(&mut self, facts: &Facts) -> Section {
        for (field, number) in [
            ("voters_max", facts.voters_max),
            ("weight_max", facts.weight_max),
            ("min_reporting_unit", facts.min_reporting_unit),
            ("ballots_per_chain", facts.limits.ballots_per_chain.into()),
            ("credentials_per_chain", facts.limits.credentials_per_chain.into()),
        ] {
            if number == 0 {
                self.say(FaultName::Zero, field, "");
            }
        }
        let weight = u128::from(facts.voters_max) * u128::from(facts.weight_max);
        for contest in &facts.contests {
            let votes = weight.checked_mul(contest.rule.option_max.into());
            if votes.is_none_or(|votes| votes > 1 << 48) {
                self.say(FaultName::TooMany, contest.id.as_str(), "");
            }
        }
        Section::Rules
    }

    fn postal(&mut self, facts: &Facts) -> Section {
        let mut seen = BTreeSet::new();
        for deadline in &facts.schedule.postal_deadlines {
            let kind = &*deadline.kind;
            if !seen.insert(kind) || kind.is_empty() {
                self.say(FaultName::DeadlineTwice, kind, "");
            }
            if deadline.return_until < deadline.apply_until {
                self.say(FaultName::DeadlineBackwards, kind, "");
            }
            if !["home", "abroad"].contains(&kind) {
                self.doubt(FaultName::DeadlineKind, kind, "");
            }
        }
        Section::Postal
    }

    fn named(&mut self, place: &str, name: &str) {
        if name.trim().is_empty() {
            self.say(FaultName::NoName, place, "");
        }
    }

    fn key(&mut self, place: &str, checked: Result<(), ManifestError>) {
        match checked {
            Err(ManifestError::Key { reason, .. }) => self.say(FaultName::Key, place, reason),
            Err(other) => self.say(FaultName::Key, place, other),
            Ok(()) => {}
        }
    }

    fn offices(&mut self, facts: &Facts) -> Section {
        let Facts { authority, registrar, ballot_box, .. } = facts;
        for (place, name) in
            [("authority", &authority.name), ("registrar", &registrar.name), ("ballot_box", &ballot_box.name)]
        {
            self.named(place, name);
            if hides(name) {
                self.doubt(FaultName::Hidden, place, name);
            }
        }
        self.key("authority", check_key("", &authority.key));
        self.key("registrar", check_key("", &registrar.key));
        self.key("receipt_key", check_key("", &ballot_box.receipt_key));
        self.key("checkpoint_key", check_checkpoint_key("", &ballot_box.checkpoint_key));
        Section::Offices
    }

    fn same<'a>(&mut self, keys: impl Iterator<Item = (&'a str, &'a str)>) {
        let mut seen = BTreeMap::new();
        for (place, key) in keys.filter(|(_, key)| !key.is_empty()) {
            if let Some(first) = seen.insert(key, place) {
                self.say(FaultName::SameKey, place, first);
            }
        }
    }

    fn trustees(&mut self, facts: &Facts) -> Section {
        let members = &facts.trustees.members;
        let (t, n) = (usize::from(facts.trustees.threshold), members.len());
        if t < 2 || t > n || 2 * t <= n || u16::try_from(n).is_err() {
            self.say(FaultName::Threshold, n.to_string(), t);
        }
        for trustee in members {
            self.named("trustees", &trustee.name);
            self.key(&trustee.name, check_key("", &trustee.key));
            self.key(&trustee.name, check_recipient("", &trustee.encryption_key));
        }
        self.same(members.iter().map(|one| (&*one.name, &*one.key)));
        self.same(members.iter().map(|one| (&*one.name, &*one.encryption_key)));
        Section::Trustees
    }

    fn witnesses(&mut self, facts: &Facts) -> Section {
        let members = &facts.witnesses.members;
        let (quorum, n) = (u64::from(facts.witnesses.quorum), members.len() as u64);
        if 2 * quorum <= n || quorum > n {
            self.say(FaultName::Quorum, n.to_string(), quorum);
        }
        let mut names = BTreeSet::new();
        for witness in members {
            match check_witness_key("", witness) {
                Ok(name) if !names.insert(name.clone()) => self.say(FaultName::SameKey, name.clone(), name),
                Ok(_) => {}
                Err(error) => self.key(witness, Err(error)),
            }
        }
        Section::Witnesses
    }

    fn eid(&mut self, facts: &Facts) -> Section {
        if facts.eid.trust_anchors.is_empty() {
            self.none(FaultName::NoAnchor);
        }
        if facts.eid.origins.is_empty() {
            self.none(FaultName::NoOrigin);
        }
        if let Err(error) = facts.eid.check() {
            self.say(FaultName::Eid, "", error);
        }
        Section::Eid
    }

    fn clients(&mut self, facts: &Facts) -> Section {
        let mut seen = BTreeSet::new();
        for client in &facts.clients {
            let hash = tabella_crypto::hash::parse_hex32(&client.sha256);
            if hash.is_err() || client.name.is_empty() || !seen.insert(&client.name) {
                self.say(FaultName::Client, &*client.name, &client.sha256);
            }
        }
        Section::Clients
    }
}

/// Where something is put in order that only the reader of manifests finds.
fn section_of(error: &ManifestError) -> Section {
    match error {
        ManifestError::UnitCycle { .. } => Section::Units,
        ManifestError::Totals { .. } | ManifestError::Blank { .. } | ManifestError::TooManyKeys { .. } => {
            Section::Contests
        }
        ManifestError::NoLeaf { .. }
        | ManifestError::UnusedContest { .. }
        | ManifestError::TooManyPointsOptions { .. }
        | ManifestError::ChallengeTooLong { .. } => Section::Styles,
        ManifestError::Schedule { .. } => Section::Schedule,
        ManifestError::TooManyVotes { .. } | ManifestError::Zero { .. } => Section::Rules,
        ManifestError::Threshold { .. } => Section::Trustees,
        ManifestError::Quorum { .. } => Section::Witnesses,
        ManifestError::Key { .. } | ManifestError::SameKey { .. } => Section::Offices,
        _ => Section::Title,
    }
}
