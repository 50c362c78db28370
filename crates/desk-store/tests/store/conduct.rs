//! How an election is run: the authority's entries, the board's hours, counts of votes on paper.

use tabella_crypto::{CeremonyHash, ElectionId, TrusteeIndex};
use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{BoardHour, NewAuthorityEntry, PackageName, PaperCount, StoreError};
use tabella_identity::UnixTime;

use crate::{
    office::{by, propose},
    support::{NOW, election, official, open, rng},
};

on_both!(
    the_authority_speaks_by_two,
    the_last_look_of_an_hour_counts,
    who_types_anew_replaces_the_own,
    the_first_package_stays_until_all_are_forgotten,
);

async fn the_authority_speaks_by_two(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    store.add_election(&election, NOW).await.unwrap();
    let id = election.id();
    let entry = |kind, content| NewAuthorityEntry { election: id, kind, entry: b"entry", content };
    let close = propose(&store, b"close", 1).await;
    let alone = store.sign_by_two(&entry("close", None), by(&close, 1), NOW, &mut rng()).await;
    assert!(matches!(alone, Err(StoreError::Consents { given: 1 })));
    assert!(store.authority_entries(id).await.unwrap().is_empty());
    store.sign_by_two(&entry("close", None), by(&close, 2), NOW, &mut rng()).await.unwrap();
    let again = store.sign_by_two(&entry("close", None), by(&close, 3), NOW, &mut rng()).await;
    assert!(matches!(again, Err(StoreError::DeedDone)));
    let result = propose(&store, b"result", 1).await;
    store.sign_by_two(&entry("result", Some(b"counts")), by(&result, 2), NOW, &mut rng()).await.unwrap();

    let waiting = store.authority_waiting(id).await.unwrap();
    let kinds: Vec<_> = waiting.iter().map(|one| (&*one.kind, one.content.as_deref())).collect();
    assert_eq!(kinds, [("close", None), ("result", Some(&b"counts"[..]))]);
    assert_eq!(waiting[0].entry, b"entry");
    store.authority_placed(waiting[0].number, 77).await.unwrap();
    store.authority_refused(waiting[1].number, "counts").await.unwrap();
    // what the urn has said stays
    store.authority_refused(waiting[0].number, "other-tree").await.unwrap();
    store.authority_placed(waiting[1].number, 78).await.unwrap();
    let entries = store.authority_entries(id).await.unwrap();
    assert_eq!((entries[0].index, &entries[0].refused, entries[0].waits()), (Some(77), &None, false));
    assert_eq!(
        (entries[1].index, entries[1].refused.as_deref(), entries[1].made),
        (None, Some("counts"), NOW)
    );
    assert!(store.authority_waiting(id).await.unwrap().is_empty());
    for tampering in [
        "DELETE FROM authority_entry",
        "UPDATE authority_entry SET kind = 'open'",
        "UPDATE authority_entry SET idx = 5 WHERE idx = 77",
        "UPDATE authority_entry SET refused = NULL WHERE refused = 'counts'",
    ] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
}

async fn the_last_look_of_an_hour_counts(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    store.add_election(&election, NOW).await.unwrap();
    let start = NOW.0.div_euclid(3_600) * 3_600;
    for (seconds, voted) in [(10, 1), (3_500, 7), (3_600, 8), (9_000, 9)] {
        let hour = BoardHour { hour: UnixTime(start + seconds), credentials: 10, voted, revocations: 0 };
        store.keep_hour(election.id(), &hour).await.unwrap();
    }
    let hours = store.board_hours(election.id(), 2).await.unwrap();
    let shown: Vec<_> = hours.iter().map(|hour| (hour.hour.0 - start, hour.voted)).collect();
    assert_eq!(shown, [(7_200, 9), (3_600, 8)]);
    assert_eq!(store.board_hours(election.id(), 9).await.unwrap()[2].voted, 7);
}

async fn who_types_anew_replaces_the_own(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    store.add_election(&election, NOW).await.unwrap();
    let count = |number: u64, contest: &str, counts: &str| PaperCount {
        reference: "P 1".into(),
        contest: contest.into(),
        official: official(number),
        counts: counts.into(),
    };
    for (number, contest, counts) in
        [(1, "mayor", "[[1]]"), (2, "mayor", "[[2]]"), (1, "mayor", "[[2]]"), (1, "bridge", "[[5]]")]
    {
        store.keep_paper_count(election.id(), &count(number, contest, counts), NOW).await.unwrap();
    }
    let counts = store.paper_counts(election.id()).await.unwrap();
    assert_eq!(counts, [count(1, "bridge", "[[5]]"), count(2, "mayor", "[[2]]"), count(1, "mayor", "[[2]]")]);
    for tampering in [
        "DELETE FROM paper_count",
        "UPDATE paper_count SET counts = '[[9]]'",
        "UPDATE paper_count SET replaced = 0 WHERE replaced = 1",
    ] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
}

async fn the_first_package_stays_until_all_are_forgotten(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    let (id, other) = (election.id(), ElectionId([9; 32]));
    let [one, two] = [1, 2].map(|place| TrusteeIndex::new(place).unwrap());
    let name = PackageName { ceremony: CeremonyHash([1; 32]), sender: one, recipient: two };
    assert_eq!(store.package(id, &name).await.unwrap(), None);
    assert!(store.keep_package(id, &name, b"first").await.unwrap());
    assert!(!store.keep_package(id, &name, b"second").await.unwrap());
    assert_eq!(store.package(id, &name).await.unwrap().unwrap(), b"first");
    // another name is another package
    let later = PackageName { ceremony: CeremonyHash([2; 32]), ..name };
    let back = PackageName { sender: two, recipient: one, ..name };
    for name in [later, back] {
        assert_eq!(store.package(id, &name).await.unwrap(), None);
    }
    assert!(store.keep_package(&other, &name, b"of another election").await.unwrap());
    store.forget_packages(id).await.unwrap();
    assert_eq!(store.package(id, &name).await.unwrap(), None);
    assert_eq!(store.package(&other, &name).await.unwrap().unwrap(), b"of another election");
}
