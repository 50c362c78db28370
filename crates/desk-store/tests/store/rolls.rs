//! Rolls: two officials put one in force.

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{Change, DeedHash, Refused, StoreError, Whose};
use tabella_identity::{Redacted, UnixTime};
use tabella_roll::{Channel, Difference, Roll, RollEntry, RollNumber, import::Limits};

use crate::{
    races::credential,
    support::{
        BY, NOW, SINCE, entry, key, official, official_id, person_id, put, revocation, rng, roll, usage,
        with_people,
    },
};

on_both!(
    two_officials_and_the_difference_they_saw,
    who_goes_loses_the_credential,
    withdrawn,
    numbers_are_given_once,
    a_correction_and_a_new_roll_at_once,
);

async fn two_officials_and_the_difference_they_saw(database: TestDatabase) {
    let (store, election) = with_people(&database, 2).await;
    let id = election.id();
    let (old, new) = (store.roll(id).await.unwrap(), roll(1..=4));
    assert_eq!(old, roll(1..=2));
    let seen = Difference::new(id, &old, new.clone()).hash();
    let upload = store.upload(id, &new, &seen, &official(1), NOW, &mut rng()).await.unwrap();
    let waiting = store.uploads(id).await.unwrap();
    assert_eq!((waiting.len(), waiting[0].upload, waiting[0].difference), (1, upload, seen));
    assert_eq!(store.difference(&election, upload).await.unwrap().hash(), seen);

    let deed = DeedHash::of_roll(upload, &seen);
    assert_eq!(store.consent(&deed, &official_id(1), NOW, &mut rng()).await.unwrap(), 1);
    assert_eq!(store.consent(&deed, &official_id(1), NOW, &mut rng()).await.unwrap(), 1);
    let alone = store.apply_upload(&election, upload, &seen, SINCE, BY, NOW, revocation, &mut rng()).await;
    assert!(matches!(alone, Err(Refused::Store(StoreError::Consents { given: 1 }))));
    assert_eq!(store.consent(&deed, &official_id(2), NOW, &mut rng()).await.unwrap(), 2);
    // meanwhile another roll came into force: what was seen is no longer what would happen
    put(&store, &election, &roll(1..=3)).await;
    let other = store.apply_upload(&election, upload, &seen, SINCE, BY, NOW, revocation, &mut rng()).await;
    assert!(matches!(other, Err(Refused::Store(StoreError::OtherDifference))));
    assert_eq!(store.roll(id).await.unwrap(), roll(1..=3));

    let now = store.difference(&election, upload).await.unwrap().hash();
    for number in [1, 2] {
        store.consent(&DeedHash::of_roll(upload, &now), &official_id(number), NOW, &mut rng()).await.unwrap();
    }
    store.apply_upload(&election, upload, &now, SINCE, BY, NOW, revocation, &mut rng()).await.unwrap();
    assert_eq!(store.roll(id).await.unwrap(), new);
    let twice = store.apply_upload(&election, upload, &now, SINCE, BY, NOW, revocation, &mut rng()).await;
    assert!(matches!(twice, Err(Refused::Store(StoreError::NoUpload(_)))));
}

async fn who_goes_loses_the_credential(database: TestDatabase) {
    let (store, election) = with_people(&database, 4).await;
    for person in 1..=4 {
        credential(&store, &election, person, person, None).await.unwrap();
    }
    let mut new = Roll::new();
    for mut entry in (1..=3).map(entry) {
        match entry.number.0 {
            1 => entry.person.address = None,
            2 => (entry.district, entry.style) = ("harbour".into(), "harbour".into()),
            _ => {}
        }
        new.insert(entry).unwrap();
    }
    put(&store, &election, &new).await;
    let line = |number| store.line(election.id(), RollNumber(number));
    for (number, online) in [(1, true), (2, false), (3, true), (4, false)] {
        let line = line(number).await.unwrap();
        assert_eq!((line.live.is_some(), line.channel == Channel::Online), (online, online), "{number}");
        assert_eq!(line.removed, number == 4);
    }
    assert_eq!(store.waiting(election.id(), 100).await.unwrap().len(), 6);
    assert!(matches!(credential(&store, &election, 4, 9, None).await, Err(Refused::NotOnRoll)));
    // a chain begins anew after an administrative revocation
    assert_eq!(
        credential(&store, &election, 2, 10, None).await.unwrap().live,
        Some(crate::support::point(10))
    );
    assert_eq!(line(2).await.unwrap().chain_length, 1);
    // whoever comes back has the old number
    put(&store, &election, &roll(1..=4)).await;
    let back = store.find(election.id(), &person_id(4)).await.unwrap().unwrap();
    assert_eq!((back.entry.number, back.removed, back.channel), (RollNumber(4), false, Channel::Undecided));
    // and reads of going and of coming back
    let read = store.usage_of(&key().person(&person_id(4)), UnixTime(0), 10).await.unwrap();
    assert_eq!(read.iter().filter(|line| line.deed == "roll").count(), 2);
}

async fn withdrawn(database: TestDatabase) {
    let (store, election) = with_people(&database, 1).await;
    let old = store.roll(election.id()).await.unwrap();
    let seen = Difference::new(election.id(), &old, roll(1..=2)).hash();
    let upload =
        store.upload(election.id(), &roll(1..=2), &seen, &official(1), NOW, &mut rng()).await.unwrap();
    let deed = DeedHash::of_roll(upload, &seen);
    for number in [1, 2] {
        store.consent(&deed, &official_id(number), NOW, &mut rng()).await.unwrap();
    }
    // two consents, but old ones
    let late = store.apply_upload(&election, upload, &seen, NOW, BY, NOW, revocation, &mut rng()).await;
    assert!(matches!(late, Err(Refused::Store(StoreError::Consents { given: 0 }))));
    store.withdraw_upload(upload).await.unwrap();
    assert!(store.consenters(&deed, SINCE).await.unwrap().is_empty());
    assert!(matches!(store.withdraw_upload(upload).await, Err(StoreError::NoUpload(_))));
    assert!(matches!(store.difference(&election, upload).await, Err(StoreError::NoUpload(_))));
    assert!(store.uploads(election.id()).await.unwrap().is_empty());
    // the same file once more takes two officials once more
    let again =
        store.upload(election.id(), &roll(1..=2), &seen, &official(1), NOW, &mut rng()).await.unwrap();
    let alone = store.apply_upload(&election, again, &seen, SINCE, BY, NOW, revocation, &mut rng()).await;
    assert!(matches!(alone, Err(Refused::Store(StoreError::Consents { given: 0 }))));
}

/// A number is nobody else's, even after its owner has left the roll; and an upload whose numbers became others' meanwhile
/// is not put in force under any name.
async fn numbers_are_given_once(database: TestDatabase) {
    let (store, election) = with_people(&database, 3).await;
    let id = election.id();
    // two files by people who did not know of each other: both give number 4
    let (mut fourth, mut other) = (roll(1..=3), roll(1..=3));
    fourth.insert(entry(4)).unwrap();
    other.insert(RollEntry { number: RollNumber(4), ..entry(5) }).unwrap();
    let old = store.roll(id).await.unwrap();
    let seen = Difference::new(id, &old, other.clone()).hash();
    let late = store.upload(id, &other, &seen, &official(1), NOW, &mut rng()).await.unwrap();
    put(&store, &election, &fourth).await;
    assert!(matches!(store.difference(&election, late).await, Err(StoreError::OtherDifference)));
    // 4 leaves; whoever is imported next gets 5
    put(&store, &election, &roll(1..=3)).await;
    let rolls = store.rolls(id).await.unwrap();
    assert_eq!((rolls.in_force.len(), rolls.ever.len()), (3, 4));
    let mut without_number = roll(1..=3);
    without_number.insert(RollEntry { number: RollNumber(9), ..entry(6) }).unwrap();
    // the file that a register delivers has no numbers
    let (csv, mut file) = (without_number.to_csv(), csv::Writer::from_writer(Vec::new()));
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice());
    for row in rows.records() {
        file.write_record(row.unwrap().iter().skip(1)).unwrap();
    }
    let file = file.into_inner().unwrap();
    let import = tabella_roll::import::import(&file, &election, &rolls.ever, &Limits::default()).unwrap();
    assert_eq!(import.rejected, []);
    put(&store, &election, &import.accepted).await;
    let new = store.find(id, &person_id(6)).await.unwrap().unwrap();
    assert_eq!(new.entry.number, RollNumber(5));
    // and who comes back without a number gets the old one
    put(&store, &election, &roll(1..=4)).await;
    assert_eq!(store.find(id, &person_id(4)).await.unwrap().unwrap().entry.number, RollNumber(4));
}

/// Whatever comes first: the roll in force is the one that two officials saw, and the correction is not half there.
async fn a_correction_and_a_new_roll_at_once(database: TestDatabase) {
    let (store, election) = with_people(&database, 300).await;
    let election = std::sync::Arc::new(election);
    let id = *election.id();
    for round in 0..10_u64 {
        let current = store.roll(&id).await.unwrap();
        let mut new = Roll::new();
        for mut entry in current.iter().cloned() {
            if entry.number.0 == 7 {
                entry.person.address = Some(Redacted::new(format!("new roll {round}")));
            }
            new.insert(entry).unwrap();
        }
        let seen = Difference::new(&id, &current, new.clone()).hash();
        let upload = store.upload(&id, &new, &seen, &official(1), NOW, &mut rng()).await.unwrap();
        for number in [1, 2] {
            store
                .consent(&DeedHash::of_roll(upload, &seen), &official_id(number), NOW, &mut rng())
                .await
                .unwrap();
        }
        let weight = 1 + round % 2;
        let correction = {
            let (store, election) = (store.clone(), std::sync::Arc::clone(&election));
            tokio::spawn(async move {
                let decide = |line: &tabella_desk_store::Line| {
                    let mut entry = line.entry.clone();
                    entry.weight = 3 - weight;
                    Ok::<_, &'static str>(Change { entry, channel: line.channel, entries: Vec::new() })
                };
                let (whose, about) = (Whose::Number(RollNumber(7)), usage(&election, 7, "correction"));
                store.change(election.id(), whose, &about, None, decide, &mut rng()).await.unwrap();
            })
        };
        let applied =
            store.apply_upload(&election, upload, &seen, SINCE, BY, NOW, revocation, &mut rng()).await;
        correction.await.unwrap();
        let line = store.line(&id, RollNumber(7)).await.unwrap().entry;
        assert_eq!(line.weight, 3 - weight, "the correction is lost in round {round}");
        let address = line.person.address.as_ref().unwrap().expose() == &format!("new roll {round}");
        match applied {
            Ok(()) => assert!(address),
            Err(Refused::Store(StoreError::OtherDifference)) => {
                assert!(!address);
                store.withdraw_upload(upload).await.unwrap();
            }
            Err(other) => panic!("{other}"),
        }
    }
}
