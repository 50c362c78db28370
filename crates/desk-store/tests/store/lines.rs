//! A person's line: all or nothing, and the data log with it.

use std::path::{Path, PathBuf};

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{About, Change, Consents, DeedHash, Line, Refused, StoreError, Whose};
use tabella_election::message::Reason;
use tabella_identity::UnixTime;
use tabella_roll::{Channel, RollNumber};

use crate::{
    races::credential,
    support::{NOW, give, key, new_entry, official_id, person_id, point, rng, usage, with_people},
};

on_both!(
    found_by_code,
    refused_leaves_nothing,
    entries_get_their_place,
    what_is_refused_is_not_live,
    moved_seals_are_noticed,
    the_end_of_retention
);

async fn found_by_code(database: TestDatabase) {
    let (store, election) = with_people(&database, 3).await;
    let line = store.find(election.id(), &person_id(2)).await.unwrap().unwrap();
    assert_eq!(line.entry, crate::support::entry(2));
    assert_eq!((line.channel, line.live, line.chain_length), (Channel::Undecided, None, 0));
    assert!(store.find(election.id(), &person_id(4)).await.unwrap().is_none());
    assert_eq!(store.elections_of(&key().person(&person_id(2))).await.unwrap(), [*election.id()]);
    assert!(store.elections_of(&key().person(&person_id(4))).await.unwrap().is_empty());
    assert!(matches!(store.line(election.id(), RollNumber(4)).await, Err(StoreError::NoLine(RollNumber(4)))));
}

async fn refused_leaves_nothing(database: TestDatabase) {
    let (store, election) = with_people(&database, 1).await;
    let before = store.line(election.id(), RollNumber(1)).await.unwrap();
    let refused = credential(&store, &election, 1, 1, Some(point(7))).await;
    assert!(matches!(refused, Err(Refused::By("replaces"))));
    // two officials are asked for, one has consented
    let (deed, whose) = (DeedHash([1; 32]), Whose::Number(RollNumber(1)));
    let consents = Consents { deed: &deed, since: UnixTime(0), last: None };
    store.consent(&deed, &official_id(1), NOW, &mut rng()).await.unwrap();
    let about = usage(&election, 1, "credential");
    let decide = give(&election, point(1), None);
    let refused = store.change(election.id(), whose, &about, Some(consents), decide, &mut rng()).await;
    assert!(matches!(refused, Err(Refused::Store(StoreError::Consents { given: 1 }))));
    let after = store.line(election.id(), RollNumber(1)).await.unwrap();
    assert_eq!((after.changed, after.channel), (before.changed, before.channel));
    assert!(store.waiting(election.id(), 10).await.unwrap().is_empty());
    assert!(store.usage_of(&about.person, UnixTime(0), 10).await.unwrap().is_empty());
    // the consent was not used up
    store.consent(&deed, &official_id(2), NOW, &mut rng()).await.unwrap();
    let decide = give(&election, point(1), None);
    store.change(election.id(), whose, &about, Some(consents), decide, &mut rng()).await.unwrap();
    let decide = give(&election, point(2), Some(point(1)));
    let again = store.change(election.id(), whose, &about, Some(consents), decide, &mut rng()).await;
    assert!(matches!(again, Err(Refused::Store(StoreError::DeedDone))));
    assert!(matches!(credential(&store, &election, 2, 9, None).await, Err(Refused::NotOnRoll)));
    assert_eq!(store.usage_of(&about.person, UnixTime(0), 10).await.unwrap().len(), 1);
}

async fn entries_get_their_place(database: TestDatabase) {
    let (store, election) = with_people(&database, 2).await;
    credential(&store, &election, 1, 1, None).await.unwrap();
    credential(&store, &election, 2, 2, None).await.unwrap();
    let waiting = store.waiting(election.id(), 10).await.unwrap();
    assert_eq!(waiting.len(), 2);
    assert_eq!(store.place_of(election.id(), point(1).as_bytes()).await.unwrap(), None);
    store.placed(waiting[0].outbox, 17).await.unwrap();
    // said twice it stays
    store.placed(waiting[0].outbox, 18).await.unwrap();
    assert_eq!(store.place_of(election.id(), point(1).as_bytes()).await.unwrap(), Some(17));
    assert_eq!(store.waiting(election.id(), 10).await.unwrap(), waiting[1..]);
    store.refused(&election, waiting[1].outbox, None, "not-live", NOW).await.unwrap();
    assert!(store.waiting(election.id(), 10).await.unwrap().is_empty());
    assert_eq!(store.all_refused(election.id()).await.unwrap(), [(waiting[1].outbox, "not-live".into())]);
    for tampering in [
        "UPDATE outbox SET entry = election",
        "DELETE FROM credential",
        "UPDATE credential SET number = 2",
        "UPDATE credential SET evidence = nonce",
        "UPDATE usage SET actor = 'system'",
        "DELETE FROM usage",
    ] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
}

/// What the board refuses is nobody's live credential: the one before it is, or none.
async fn what_is_refused_is_not_live(database: TestDatabase) {
    let (store, election) = with_people(&database, 4).await;
    let give = async |person, number, replaces: Option<u64>| {
        credential(&store, &election, person, number, replaces.map(point)).await.unwrap();
        store.waiting(election.id(), 100).await.unwrap().last().unwrap().outbox
    };
    let refuse = async |outbox, number| {
        store.refused(&election, outbox, Some(&point(number)), "phase", NOW).await.unwrap();
    };
    let live = async |person| {
        let line = store.line(election.id(), RollNumber(person)).await.unwrap();
        (line.live, line.channel, line.chain_length)
    };
    // the second device of 1
    give(1, 1, None).await;
    let second = give(1, 2, Some(1)).await;
    assert_eq!(store.refusal_of(election.id(), RollNumber(1)).await.unwrap(), None);
    refuse(second, 2).await;
    assert_eq!(live(1).await, (Some(point(1)), Channel::Online, 1));
    let refusal = store.refusal_of(election.id(), RollNumber(1)).await.unwrap();
    assert_eq!(refusal, Some((point(2), "phase".into())));
    // the person reads of it, once
    refuse(second, 2).await;
    let read = store.usage_of(&key().person(&person_id(1)), UnixTime(0), 10).await.unwrap();
    assert_eq!(read.iter().filter(|line| line.deed == "credential-refused").count(), 1);
    give(1, 3, Some(1)).await;
    assert_eq!(store.refusal_of(election.id(), RollNumber(1)).await.unwrap(), None);
    // the only one of 2
    let only = give(2, 4, None).await;
    refuse(only, 4).await;
    assert_eq!(live(2).await, (None, Channel::Undecided, 0));
    give(2, 5, None).await;
    // two of 3, one after the other
    give(3, 6, None).await;
    let (seventh, eighth) = (give(3, 7, Some(6)).await, give(3, 8, Some(7)).await);
    refuse(seventh, 7).await;
    assert_eq!(live(3).await.0, Some(point(8)));
    refuse(eighth, 8).await;
    assert_eq!(live(3).await, (Some(point(6)), Channel::Online, 1));
    // of 4 the second one was revoked meanwhile: the first one still stands on the board, and no second chain begins beside it
    give(4, 9, None).await;
    let tenth = give(4, 10, Some(9)).await;
    let revoke = |line: &Line| {
        let reason = Reason::Administrative;
        let about = About::Revocation { credential: line.live.unwrap(), reason };
        let (entry, channel) = (line.entry.clone(), Channel::Undecided);
        Ok::<_, &'static str>(Change { entry, channel, entries: vec![new_entry(about)] })
    };
    let (whose, about) = (Whose::Number(RollNumber(4)), usage(&election, 4, "revoke"));
    store.change(election.id(), whose, &about, None, revoke, &mut rng()).await.unwrap();
    let revocation = store.waiting(election.id(), 100).await.unwrap().last().unwrap().outbox;
    assert_eq!(live(4).await.0, None);
    refuse(tenth, 10).await;
    refuse(revocation, 10).await;
    assert_eq!(live(4).await, (Some(point(9)), Channel::Online, 1));
    assert_eq!(store.check_usage().await.unwrap(), None);
}

async fn moved_seals_are_noticed(database: TestDatabase) {
    let (store, election) = with_people(&database, 2).await;
    database
        .sql("UPDATE roll_line SET content = (SELECT content FROM roll_line WHERE number = 2) WHERE number = 1")
        .await
        .unwrap();
    let error = store.line(election.id(), RollNumber(1)).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { place, .. } if place == "roll_line.content"), "{error}");
}

/// What SQLite keeps sealed of people, and where; it was written to the file itself.
async fn sealed_in_file(database: &TestDatabase) -> Option<(Vec<Vec<u8>>, [PathBuf; 2])> {
    let path = database.url.strip_prefix("sqlite:")?;
    let pool = sqlx::SqlitePool::connect(&database.url).await.unwrap();
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&pool).await.unwrap();
    let sealed = sqlx::query_scalar("SELECT substr(content, 1, 40) FROM roll_line").fetch_all(&pool).await;
    let sealed: Vec<Vec<u8>> = sealed.unwrap();
    let files = [path.into(), format!("{path}-wal").into()];
    let bytes = std::fs::read(&files[0]).unwrap();
    assert!(sealed.iter().all(|sealed| bytes.windows(sealed.len()).any(|window| window == sealed)));
    pool.close().await;
    Some((sealed, files))
}

async fn the_end_of_retention(database: TestDatabase) {
    let (store, election) = with_people(&database, 2).await;
    credential(&store, &election, 1, 1, None).await.unwrap();
    let kept = store.evidence(election.id()).await.unwrap();
    assert_eq!(
        (kept.len(), &*kept[0].evidence, *kept[0].nonce),
        (1, &b"evidence of Kanarienvogel".to_vec(), [5; 32])
    );
    let sealed = sealed_in_file(&database).await;
    assert!(store.scrub(election.id()).await.unwrap());
    if let Some((sealed, files)) = sealed {
        let holds = |file: &Path| {
            let bytes = std::fs::read(file).unwrap_or_default();
            sealed.iter().any(|sealed| bytes.windows(sealed.len()).any(|window| window == sealed))
        };
        assert!(files.iter().all(|file| !holds(file)), "what is erased still stands in the file");
    }
    // again and again
    assert!(!store.scrub(election.id()).await.unwrap());
    assert!(store.evidence(election.id()).await.unwrap().is_empty());
    assert!(store.find(election.id(), &person_id(1)).await.unwrap().is_none());
    assert!(store.roll(election.id()).await.unwrap().is_empty());
    assert!(matches!(store.line(election.id(), RollNumber(1)).await, Err(StoreError::Scrubbed(_))));
    assert!(matches!(credential(&store, &election, 1, 2, Some(point(1))).await, Err(Refused::NotOnRoll)));
}
