//! What the unit tests build on.

use jiff::Timestamp;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_election::Election;
use tabella_identity::{Country, PersonId, Redacted, UnixTime};
use tabella_roll::{BirthDate, Channel, Person, RollEntry, RollNumber};
use tabella_tests::{Fixture, Setup};

use crate::{Asking, DeliverTo, Duration, Form, Reference, Terms};

/// The small election, its office in Luxembourg, and somebody in the east.
pub(crate) struct World {
    pub(crate) election: Election,
    pub(crate) terms: Terms,
    pub(crate) entry: RollEntry,
}

impl World {
    /// Paper has precedence.
    pub(crate) fn new() -> Self {
        Self::with_rules(true)
    }

    pub(crate) fn with_rules(paper_precedence: bool) -> Self {
        let setup = Setup::default();
        let election = Election::clone(&Fixture::unannounced(&setup).election);
        let election = if paper_precedence { election } else { Self::online_is_final(&election) };
        let person = Person {
            id: PersonId::parse("PNOLU-1980010800001").unwrap(),
            given_name: Redacted::new("Léa".into()),
            surname: Redacted::new("Weber".into()),
            birth_date: BirthDate::new(jiff::civil::date(1980, 1, 8)),
            language: "en".into(),
            address: Some(Redacted::new("1, rue de l'Été\nL-1234 Luxembourg".into())),
            email: Some(Redacted::new("lea@example.org".into())),
        };
        let entry = RollEntry {
            number: RollNumber(1),
            person,
            district: "east".into(),
            style: "east".into(),
            weight: 1,
        };
        Self { election, terms: Terms::new(Country::new("LU").unwrap()), entry }
    }

    fn online_is_final(election: &Election) -> Election {
        let text = String::from_utf8(election.bytes().to_vec()).unwrap();
        let changed = turned(&text);
        assert_ne!(changed, text);
        Election::parse(changed.as_bytes()).unwrap()
    }

    /// On 15 January 2027, at noon.
    pub(crate) fn asking(&self) -> Asking<'_> {
        Asking {
            election: &self.election,
            terms: &self.terms,
            entry: Some(&self.entry),
            channel: Channel::Undecided,
            open: None,
            taken_back: None,
            closes: UnixTime(self.election.closes()),
            now: unix("2027-01-15T12:00:00Z"),
        }
    }
}

/// The manifest with the rule turned round, whatever its spaces.
fn turned(text: &str) -> String {
    let (before, after) = text.split_once("\"paper_precedence\"").unwrap();
    format!("{before}\"paper_precedence\"{}", after.replacen("true", "false", 1))
}

/// A form that is right.
pub(crate) fn form() -> Form {
    Form {
        place_of_birth: "Esch".into(),
        deliver_to: Some(DeliverTo::Registered),
        duration: Some(Duration::Election),
        language: "en".into(),
        declared: true,
        ..Form::default()
    }
}

pub(crate) fn reference(seed: u64) -> Reference {
    Reference::generate(&mut ChaCha20Rng::seed_from_u64(seed))
}

pub(crate) fn unix(text: &str) -> UnixTime {
    UnixTime(text.parse::<Timestamp>().unwrap().as_second())
}
