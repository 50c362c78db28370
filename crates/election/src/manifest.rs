//! The manifest (section 3): the JSON file that the election authority signs, as its names and values stand there.
//!
//! [`Manifest::parse`] accepts one reading only: whatever two parsers could read in two ways is refused, because the
//! hash of these bytes names the election and everyone must mean the same one.

mod check;
mod eid;
mod error;
mod keys;
mod strict_json;
mod time;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use eid::{AssuranceLevel, Eid, EidIssuer};
pub use error::ManifestError;
pub(crate) use keys::Keys;
pub use keys::{check_checkpoint_key, check_key, check_recipient, check_witness_key};
pub use strict_json::{from_value, parse as parse_strict};
pub use time::UtcTime;

use crate::{
    ids::{ContestId, OptionId, StyleId, UnitId},
    layout::Layout,
};

/// The language of a name that is the same in every language.
pub const EVERY_LANGUAGE: &str = "und";

/// The whole manifest. Made by [`Manifest::parse`], which checks all requirements of section 3.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the protocol and of this format: 1.
    pub version: u32,
    /// The election's title.
    pub title: Text,
    /// Offered languages (BCP 47), the first is the default.
    pub languages: Vec<String>,
    /// Who holds the election and signs the manifest.
    pub authority: Authority,
    /// When.
    pub schedule: Schedule,
    /// Where votes are counted: a forest, parents by id.
    pub reporting_units: Vec<ReportingUnit>,
    /// What is voted on.
    pub contests: Vec<Contest>,
    /// Which voters vote on what.
    pub styles: Vec<BallotStyle>,
    /// Who decrypts.
    pub trustees: Trustees,
    /// Who admits voters.
    pub registrar: Registrar,
    /// Who keeps the board.
    pub ballot_box: BallotBox,
    /// Who watches the board.
    pub witnesses: Witnesses,
    /// Which e-IDs are accepted, and where.
    pub eid: Eid,
    /// Rules on voting more than once.
    pub rules: VotingRules,
    /// Most live credentials at any time.
    pub voters_max: u64,
    /// Most that one voter's ballot may weigh.
    #[serde(default = "one")]
    pub weight_max: u64,
    /// Fewest counted ballots that are decrypted together.
    pub min_reporting_unit: u64,
    /// Limits of one chain of credentials.
    pub limits: Limits,
    /// Released voting clients, by hash.
    pub clients: Vec<Client>,
}

fn one() -> u64 {
    1
}

/// A text in every offered language, by language; or, for names, under [`EVERY_LANGUAGE`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<String, String>);

impl Text {
    /// The text in an offered language.
    pub fn get(&self, language: &str) -> Option<&str> {
        self.0.get(language).or_else(|| self.0.get(EVERY_LANGUAGE)).map(String::as_str)
    }
}

/// The election authority.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Name for people.
    pub name: String,
    /// Ed25519 key, 64 lower-case hexadecimal digits.
    pub key: String,
}

/// Times of the election.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// First moment of online voting.
    pub opens: UtcTime,
    /// End of online voting, unless a notice extends it.
    pub closes: UtcTime,
    /// Seconds after closing within which a witness must have seen `end`.
    pub grace_seconds: u32,
    /// IANA name of the legal time zone, for showing times and reckoning deadlines.
    pub time_zone: String,
    /// Deadlines of voting by post.
    pub postal_deadlines: Vec<PostalDeadline>,
}

/// Deadlines for one kind of postal vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostalDeadline {
    /// Which kind, such as `home` or `abroad`.
    pub kind: String,
    /// Last moment to ask for a postal vote.
    pub apply_until: UtcTime,
    /// Last moment for the returned vote to arrive.
    pub return_until: UtcTime,
}

/// A place or body for which votes are counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingUnit {
    /// Unique id.
    pub id: UnitId,
    /// Name for people.
    pub name: Text,
    /// The unit that contains it; none for a root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
}

/// A question with its options.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    /// Unique id.
    pub id: ContestId,
    /// Title for people.
    pub title: Text,
    /// What a ballot may hold.
    pub rule: Rule,
    /// Lists or parties, to which options may belong.
    pub lists: Vec<List>,
    /// The options, in the order of the ballot.
    pub options: Vec<ContestOption>,
}

/// A contest's rule in numbers (section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Most that one option may get.
    pub option_max: u32,
    /// Least over the contest.
    pub total_min: u32,
    /// Most over the contest.
    pub total_max: u32,
}

/// A list or party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Unique in the contest.
    pub id: String,
    /// Name for people.
    pub name: Text,
}

/// Something that can be voted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestOption {
    /// Unique in the contest.
    pub id: OptionId,
    /// Name for people.
    pub name: Text,
    /// The list it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// Whether this is the explicit blank choice. Written only if true.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blank: bool,
}

/// Which contests the voters of one place vote on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotStyle {
    /// Unique id.
    pub id: StyleId,
    /// Its contests; their order here means nothing.
    pub contests: Vec<ContestId>,
    /// Where its ballots are counted: a leaf.
    pub reporting_unit: UnitId,
}

/// The trustees and how many of them must decrypt together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trustees {
    /// t of the n members.
    pub threshold: u16,
    /// In order of their index, from 1.
    pub members: Vec<Trustee>,
}

/// A trustee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trustee {
    /// Name for people.
    pub name: String,
    /// Ed25519 key, 64 lower-case hexadecimal digits.
    pub key: String,
    /// age recipient (`age1…`), to which the other trustees encrypt.
    pub encryption_key: String,
}

/// The registrar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registrar {
    /// Name for people.
    pub name: String,
    /// Ed25519 key, 64 lower-case hexadecimal digits.
    pub key: String,
}

/// The ballot box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotBox {
    /// Name for people.
    pub name: String,
    /// Ed25519 key of receipts, 64 lower-case hexadecimal digits.
    pub receipt_key: String,
    /// Key of checkpoints as a C2SP signed-note verifier key.
    pub checkpoint_key: String,
}

/// The witnesses of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnesses {
    /// How many must have cosigned a checkpoint.
    pub quorum: u32,
    /// C2SP cosignature verifier keys.
    pub members: Vec<String>,
}

/// Rules on voting more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VotingRules {
    /// Whether a later online ballot replaces an earlier one.
    pub revoting: bool,
    /// Whether a vote by post replaces the online ballot.
    pub paper_precedence: bool,
}

/// Limits of one chain of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Most ballots.
    pub ballots_per_chain: u32,
    /// Most challenges.
    pub challenges_per_chain: u32,
    /// Most credentials, the first counted.
    pub credentials_per_chain: u32,
    /// Most checks of one ballot on a second device.
    pub second_device_checks: u32,
}

/// A released voting client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// Name for people.
    pub name: String,
    /// SHA-256 of the release, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// [`ManifestError`] for everything that section 3 refuses, naming what and where.
    pub fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = parse_strict(bytes)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// All requirements of section 3; the keys and the layout that they allow.
    pub(crate) fn check(&self) -> Result<(Keys, Layout), ManifestError> {
        check::facts(self)?;
        Ok((Keys::decode(self)?, Layout::new(self)?))
    }
}

#[cfg(test)]
mod tests;
