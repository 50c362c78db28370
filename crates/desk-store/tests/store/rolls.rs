//! Rolls: two officials put one in force.

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{DeedHash, Refused, StoreError};
use tabella_roll::{Channel, Difference, Roll, RollNumber};

use crate::{
    races::credential,
    support::{NOW, entry, official, person_id, put, revocation, rng, roll, with_people},
};

on_both!(two_officials_and_the_difference_they_saw, who_goes_loses_the_credential, withdrawn);

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

    let deed = DeedHash(seen.0);
    assert_eq!(store.consent(&deed, &official(1), NOW).await.unwrap(), 1);
    assert_eq!(store.consent(&deed, &official(1), NOW).await.unwrap(), 1);
    let alone = store.apply_upload(&election, upload, &seen, NOW, revocation, &mut rng()).await;
    assert!(matches!(alone, Err(Refused::Store(StoreError::Consents { given: 1 }))));
    assert_eq!(store.consent(&deed, &official(2), NOW).await.unwrap(), 2);
    // meanwhile another roll came into force: what was seen is no longer what would happen
    put(&store, &election, &roll(1..=3)).await;
    let other = store.apply_upload(&election, upload, &seen, NOW, revocation, &mut rng()).await;
    assert!(matches!(other, Err(Refused::Store(StoreError::OtherDifference))));
    assert_eq!(store.roll(id).await.unwrap(), roll(1..=3));

    let now = store.difference(&election, upload).await.unwrap().hash();
    for number in [1, 2] {
        store.consent(&DeedHash(now.0), &official(number), NOW).await.unwrap();
    }
    store.apply_upload(&election, upload, &now, NOW, revocation, &mut rng()).await.unwrap();
    assert_eq!(store.roll(id).await.unwrap(), new);
    let twice = store.apply_upload(&election, upload, &now, NOW, revocation, &mut rng()).await;
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
}

async fn withdrawn(database: TestDatabase) {
    let (store, election) = with_people(&database, 1).await;
    let old = store.roll(election.id()).await.unwrap();
    let seen = Difference::new(election.id(), &old, roll(1..=2)).hash();
    let upload =
        store.upload(election.id(), &roll(1..=2), &seen, &official(1), NOW, &mut rng()).await.unwrap();
    store.withdraw_upload(upload).await.unwrap();
    assert!(matches!(store.withdraw_upload(upload).await, Err(StoreError::NoUpload(_))));
    assert!(matches!(store.difference(&election, upload).await, Err(StoreError::NoUpload(_))));
    assert!(store.uploads(election.id()).await.unwrap().is_empty());
}
