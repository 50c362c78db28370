//! What the unit tests build on.

use tabella_crypto::hash;
use tabella_election::Election;
use tabella_identity::{PersonId, Redacted};
use tabella_tests::{Fixture, Setup};

use crate::{BirthDate, Card, CardRefusal, Column, Person, Presented, Roll, RollEntry, RollNumber};

/// The small election: styles `east` and `harbour`, weights up to 3, paper precedence, languages `en` and `fr`.
pub(crate) fn election() -> Election {
    Election::clone(&Fixture::unannounced(&Setup::default()).election)
}

pub(crate) fn person_id(number: u64) -> PersonId {
    PersonId::parse(&format!("PNOLU-{number:013}")).unwrap()
}

/// Someone in the east with weight 1.
pub(crate) fn entry(number: u64) -> RollEntry {
    RollEntry {
        number: RollNumber(number),
        person: Person {
            id: person_id(number),
            given_name: Redacted::new(format!("Given {number}")),
            surname: Redacted::new("Weber, \"Müller\"".into()),
            birth_date: BirthDate::new(jiff::civil::date(1980, 1, 8)),
            language: "en".into(),
            address: Some(Redacted::new(format!("{number}, rue de l'Été\nL-1234 Luxembourg"))),
            email: None,
        },
        district: "east".into(),
        style: "east".into(),
        weight: 1,
    }
}

/// A roll with the numbers from 1.
pub(crate) fn roll(people: u64) -> Roll {
    let mut roll = Roll::new();
    for number in 1..=people {
        roll.insert(entry(number)).unwrap();
    }
    roll
}

/// Another value in one column, lawful or not.
pub(crate) fn change(entry: &mut RollEntry, column: Column) {
    match column {
        Column::Number => entry.number = RollNumber(9_000),
        Column::PersonalCode => entry.person.id = person_id(9_000),
        Column::GivenName => entry.person.given_name = Redacted::new("Other".into()),
        Column::Surname => entry.person.surname = Redacted::new("Other".into()),
        Column::BirthDate => entry.person.birth_date = BirthDate::new(jiff::civil::date(1980, 1, 9)),
        Column::District => entry.district = "town".into(),
        Column::Style => entry.style = "harbour".into(),
        Column::Weight => entry.weight += 1,
        Column::Language => entry.person.language = "fr".into(),
        Column::Address => entry.person.address = None,
        Column::Email => entry.person.email = Some(Redacted::new("other@example.org".into())),
    }
}

/// A card for tests of everything but cards: its signature is a hash that everyone can make.
pub(crate) struct PaperCard;

impl PaperCard {
    pub(crate) fn sign(person: &PersonId, origin: &str, challenge_nonce: &str) -> Vec<u8> {
        let person = person.expose();
        let parts = [person.as_bytes(), b"\0", origin.as_bytes(), b"\0", challenge_nonce.as_bytes()];
        format!("{person} {}", hash::hex(&hash::sha256(b"paper", &parts))).into_bytes()
    }
}

impl Card for PaperCard {
    fn check(&self, presented: &Presented<'_>) -> Result<PersonId, CardRefusal> {
        let text = std::str::from_utf8(presented.token).map_err(|_| CardRefusal("token"))?;
        let (person, _) = text.split_once(' ').ok_or(CardRefusal("token"))?;
        let person = PersonId::parse(person).map_err(|_| CardRefusal("token"))?;
        let expected = Self::sign(&person, presented.origin, presented.challenge_nonce);
        if expected == presented.token { Ok(person) } else { Err(CardRefusal("signature")) }
    }
}
