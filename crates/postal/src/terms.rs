//! What the law of an election says of votes by post beyond the manifest's deadlines: data, never constants.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tabella_identity::Country;

use crate::machine::Step;

/// The rules of an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The country of the election: what lies elsewhere is abroad.
    pub home: Country,
    /// How old a person must be on polling day, in years.
    pub voting_age: u8,
    /// First day on which requests are taken, in legal time; none: at once.
    pub requests_from: Option<Date>,
    /// Steps that always take two officials.
    pub four_eyes: BTreeSet<Step>,
    /// Whether papers that go abroad are approved by two officials.
    pub four_eyes_abroad: bool,
    /// Whether a request from abroad needs a picture of the passport or identity card.
    pub identity_abroad: bool,
    /// How long a person may take to answer or to mend an envelope, in seconds.
    pub answer_seconds: i64,
}

impl Terms {
    /// What is used where the law says nothing: 18 years; two officials send papers a second time and reject an envelope; a
    /// week to answer.
    pub fn new(home: Country) -> Self {
        Self {
            home,
            voting_age: 18,
            requests_from: None,
            four_eyes: BTreeSet::from([Step::Reissue, Step::Reject]),
            four_eyes_abroad: false,
            identity_abroad: false,
            answer_seconds: 7 * 86_400,
        }
    }
}
