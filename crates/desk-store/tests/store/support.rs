//! An election, people, and a store that knows them.

use std::{fs, io, iter};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::CompressedRistretto;
use tabella_database::testing::TestDatabase;
use tabella_desk_store::{About, Actor, Change, DeskKey, DeskPool, Line, NewEntry, PersonKey, Usage};
use tabella_election::Election;
use tabella_identity::{PersonId, Redacted, UnixTime};
use tabella_roll::{BirthDate, Difference, Event, Person, Roll, RollEntry, RollNumber, transition};
use tabella_tests::{Fixture, Setup};

pub(crate) const NOW: UnixTime = UnixTime(1_700_000_000);
/// Consents are newer.
pub(crate) const SINCE: UnixTime = UnixTime(NOW.0 - 1);
/// Who puts rolls in force.
pub(crate) const BY: Actor = Actor::System;
/// Stands in every field that is personal: nothing outside the seals may hold it.
pub(crate) const CANARY: &str = "Kanarienvogel";

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([9; 32])
}

pub(crate) fn key() -> DeskKey {
    DeskKey::new(&[3; 32])
}

/// The small election: styles `east` and `harbour`, paper precedence.
pub(crate) fn election() -> Election {
    Election::clone(&Fixture::unannounced(&Setup::default()).election)
}

pub(crate) fn person_id(number: u64) -> PersonId {
    PersonId::parse(&format!("PNOLU-19800108{number:05}")).unwrap()
}

pub(crate) fn official_id(number: u64) -> PersonId {
    person_id(90_000 + number)
}

pub(crate) fn official(number: u64) -> PersonKey {
    key().person(&official_id(number))
}

pub(crate) fn entry(number: u64) -> RollEntry {
    let person = Person {
        id: person_id(number),
        given_name: Redacted::new(format!("{CANARY} {number}")),
        surname: Redacted::new(CANARY.into()),
        birth_date: BirthDate::new("1980-01-08".parse().unwrap()),
        language: "en".into(),
        address: Some(Redacted::new(format!("{number}, {CANARY}\nL-1234 Luxembourg"))),
        email: Some(Redacted::new(format!("{CANARY}@example.org"))),
    };
    RollEntry { number: RollNumber(number), person, district: "east".into(), style: "east".into(), weight: 1 }
}

pub(crate) fn roll(people: std::ops::RangeInclusive<u64>) -> Roll {
    let mut roll = Roll::new();
    people.for_each(|number| roll.insert(entry(number)).unwrap());
    roll
}

pub(crate) async fn open(database: &TestDatabase) -> DeskPool {
    DeskPool::open(&database.url, key(), &mut rng()).await.unwrap()
}

/// Puts a roll in force with two officials' consent.
pub(crate) async fn put(store: &DeskPool, election: &Election, roll: &Roll) {
    let current = store.roll(election.id()).await.unwrap();
    let difference = Difference::new(election.id(), &current, roll.clone()).hash();
    let upload = store.upload(election.id(), roll, &difference, &official(1), NOW, &mut rng()).await.unwrap();
    for number in [1, 2] {
        let deed = tabella_desk_store::DeedHash::of_roll(upload, &difference);
        store.consent(&deed, &official_id(number), NOW, &mut rng()).await.unwrap();
    }
    store.apply_upload(election, upload, &difference, SINCE, BY, NOW, revocation, &mut rng()).await.unwrap();
}

/// A store with an election and so many people.
pub(crate) async fn with_people(database: &TestDatabase, people: u64) -> (DeskPool, Election) {
    let (store, election) = (open(database).await, election());
    store.add_election(&election, NOW).await.unwrap();
    put(&store, &election, &roll(1..=people)).await;
    (store, election)
}

pub(crate) fn point(number: u64) -> CompressedRistretto {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    CompressedRistretto(bytes)
}

pub(crate) fn usage(election: &Election, number: u64, deed: &'static str) -> Usage {
    Usage {
        person: key().person(&person_id(number)),
        election: Some(*election.id()),
        at: NOW,
        actor: Actor::Person,
        deed,
        purpose: "vote-online",
    }
}

pub(crate) fn new_entry(about: About) -> NewEntry {
    let evidence = format!("evidence of {CANARY}").into_bytes();
    NewEntry { about, entry: b"signed".to_vec(), nonce: [5; 32], evidence }
}

#[expect(clippy::unnecessary_wraps, reason = "as the store asks for it")]
pub(crate) fn revocation(line: &Line) -> Result<NewEntry, std::convert::Infallible> {
    let reason = tabella_election::message::Reason::Administrative;
    Ok(new_entry(About::Revocation { credential: line.live.unwrap(), reason }))
}

/// What the registrar decides: the channel allows it, and `replaces` is the live credential.
pub(crate) fn give(
    election: &Election,
    credential: CompressedRistretto,
    replaces: Option<CompressedRistretto>,
) -> impl FnOnce(&Line) -> Result<Change, &'static str> {
    let rules = election.manifest().rules;
    move |line| {
        let (channel, _) = transition(line.channel, Event::CredentialIssued, &rules)
            .map_err(tabella_roll::channel::ChannelRefusal::name)?;
        if line.live != replaces {
            return Err("replaces");
        }
        let entries = vec![new_entry(About::Credential { credential, replaces })];
        Ok(Change { entry: line.entry.clone(), channel, entries })
    }
}

/// What the postal office decides.
pub(crate) fn happened(
    election: &Election,
    event: Event,
) -> impl FnOnce(&Line) -> Result<Change, &'static str> {
    let rules = election.manifest().rules;
    move |line| {
        let (channel, effects) =
            transition(line.channel, event, &rules).map_err(tabella_roll::channel::ChannelRefusal::name)?;
        let entries = match (effects.revoke, line.live) {
            (Some(reason), Some(credential)) => vec![new_entry(About::Revocation { credential, reason })],
            _ => Vec::new(),
        };
        Ok(Change { entry: line.entry.clone(), channel, entries })
    }
}

/// None of these stands in a file of the database.
pub(crate) fn stand_nowhere(database: &TestDatabase, secrets: &[&str]) {
    let folder = database.folder().unwrap();
    let read =
        || -> io::Result<Vec<Vec<u8>>> { folder.read_dir()?.map(|file| fs::read(file?.path())).collect() };
    // SQLite takes its log away after the last connection is closed: perhaps after it was listed here
    let gone = |read: &io::Result<_>| matches!(read, Err(error) if error.kind() == io::ErrorKind::NotFound);
    let files = iter::repeat_with(read).take(100).find(|read| !gone(read));
    let files = files.unwrap().unwrap();
    assert!(!files.is_empty());
    for bytes in files {
        for secret in secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} stands in the open");
        }
    }
}
