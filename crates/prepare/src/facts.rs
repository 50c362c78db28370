//! The facts of a manifest as far as they are known: the manifest's own types, where only moments can be missing.

use serde::{Deserialize, Serialize};
use tabella_election::manifest::{
    Authority, BallotBox, BallotStyle, Client, Contest, Eid, Limits, PostalDeadline, Registrar,
    ReportingUnit, Text, Trustees, UtcTime, VotingRules, Witnesses,
};

/// What is known of a manifest. In the order of its fields, as they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the manifest's own fields")]
pub struct Facts {
    pub version: u32,
    pub title: Text,
    pub languages: Vec<String>,
    pub authority: Authority,
    pub schedule: Times,
    pub reporting_units: Vec<ReportingUnit>,
    pub contests: Vec<Contest>,
    pub styles: Vec<BallotStyle>,
    pub trustees: Trustees,
    pub registrar: Registrar,
    pub ballot_box: BallotBox,
    pub witnesses: Witnesses,
    pub eid: Eid,
    pub rules: VotingRules,
    pub voters_max: u64,
    pub weight_max: u64,
    pub min_reporting_unit: u64,
    pub limits: Limits,
    pub clients: Vec<Client>,
}

/// Times of the election; those that are not known are missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Times {
    /// First moment of online voting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<UtcTime>,
    /// End of online voting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<UtcTime>,
    /// Seconds after closing within which a witness must have seen `end`.
    pub grace_seconds: u32,
    /// IANA name of the legal time zone; empty if it is not known.
    pub time_zone: String,
    /// Deadlines of voting by post.
    pub postal_deadlines: Vec<PostalDeadline>,
}

/// Fields that hold keys: left out of a draft as long as nothing stands in them, for `tabella office manifest` fills them in.
pub(crate) const OF_KEYS: [&str; 5] = ["authority", "trustees", "registrar", "ballot_box", "witnesses"];

impl Default for Facts {
    /// What an election begins with when nothing is known: limits as usual, the grace that witnesses with sticks need.
    fn default() -> Self {
        let none = String::new;
        Self {
            version: 1,
            title: Text(std::collections::BTreeMap::new()),
            languages: Vec::new(),
            authority: Authority { name: none(), key: none() },
            schedule: Times {
                opens: None,
                closes: None,
                grace_seconds: 7200,
                time_zone: none(),
                postal_deadlines: Vec::new(),
            },
            reporting_units: Vec::new(),
            contests: Vec::new(),
            styles: Vec::new(),
            trustees: Trustees { threshold: 0, members: Vec::new() },
            registrar: Registrar { name: none(), key: none() },
            ballot_box: BallotBox { name: none(), receipt_key: none(), checkpoint_key: none() },
            witnesses: Witnesses { quorum: 0, members: Vec::new() },
            eid: Eid {
                trust_anchors: Vec::new(),
                origins: Vec::new(),
                level: tabella_election::manifest::AssuranceLevel::default(),
                issuers: Vec::new(),
            },
            rules: VotingRules { revoting: true, paper_precedence: true },
            voters_max: 0,
            weight_max: 1,
            min_reporting_unit: 0,
            limits: Limits {
                ballots_per_chain: 50,
                challenges_per_chain: 20,
                credentials_per_chain: 20,
                second_device_checks: 3,
            },
            clients: Vec::new(),
        }
    }
}

/// A part of a manifest that officials fill in together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Title and languages.
    Title,
    /// When online voting opens and closes, and in which time zone.
    Schedule,
    /// Reporting units.
    Units,
    /// Contests with their rules.
    Contests,
    /// Lists and options of the contests.
    Options,
    /// Ballot styles.
    Styles,
    /// Voting more than once, weights, limits.
    Rules,
    /// Deadlines of voting by post.
    Postal,
    /// Election authority, registrar, ballot box.
    Offices,
    /// Trustees and their threshold.
    Trustees,
    /// Witnesses and their quorum.
    Witnesses,
    /// Sign-in by e-ID.
    Eid,
    /// Released voting clients.
    Clients,
}

impl Section {
    /// All of them, in the order in which they are filled in.
    pub const ALL: [Self; 13] = [
        Self::Title,
        Self::Schedule,
        Self::Units,
        Self::Contests,
        Self::Options,
        Self::Styles,
        Self::Rules,
        Self::Postal,
        Self::Offices,
        Self::Trustees,
        Self::Witnesses,
        Self::Eid,
        Self::Clients,
    ];

    /// A word for addresses, logs and keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Schedule => "schedule",
            Self::Units => "units",
            Self::Contests => "contests",
            Self::Options => "options",
            Self::Styles => "styles",
            Self::Rules => "rules",
            Self::Postal => "postal",
            Self::Offices => "offices",
            Self::Trustees => "trustees",
            Self::Witnesses => "witnesses",
            Self::Eid => "eid",
            Self::Clients => "clients",
        }
    }

    /// The section with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }
}
