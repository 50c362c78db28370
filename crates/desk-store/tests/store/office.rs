//! Officials and the data log.

use std::sync::OnceLock;

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{
    Actor, BrokenChain, Consents, DeedHash, DeskPool, Office, Proposal, Role, StoreError, Usage,
};
use tabella_identity::{PersonId, UnixTime};
use zeroize::Zeroizing;

use crate::support::{NOW, election, key, official, official_id, open, person_id, rng, usage};

on_both!(offices_are_given_and_taken, what_one_proposes_another_consents_to, looks_are_chained);

async fn offices_are_given_and_taken(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    let everywhere = Office { role: Role::Helpdesk, election: None, district: None };
    let here =
        Office { role: Role::PostalOfficer, election: Some(*election.id()), district: Some("east".into()) };
    for office in [&everywhere, &here, &here] {
        store.appoint(&official(1), office, NOW).await.unwrap();
    }
    assert_eq!(store.offices(&official(1)).await.unwrap(), [everywhere.clone(), here.clone()]);
    assert!(store.offices(&official(2)).await.unwrap().is_empty());
    let dismissal = propose(&store, b"dismiss", 1).await;
    store.dismiss_by_two(&official(1), &everywhere, by(&dismissal, 2), &mut rng()).await.unwrap();
    assert_eq!(store.offices(&official(1)).await.unwrap(), [here]);
    // the office is no longer there: nothing is done, and no consent is used up
    let again = propose(&store, b"dismiss again", 1).await;
    let nothing = store.dismiss_by_two(&official(1), &everywhere, by(&again, 2), &mut rng()).await;
    assert!(matches!(nothing, Err(StoreError::NotHeld)));
    assert_eq!(store.consenters(&again, UnixTime(0)).await.unwrap(), [official_id(1)]);
    let appointment = propose(&store, b"appoint", 1).await;
    let alone = store.appoint_by_two(&official(1), &everywhere, by(&appointment, 1), NOW, &mut rng()).await;
    assert!(matches!(alone, Err(StoreError::Consents { given: 1 })));
    store.appoint_by_two(&official(1), &everywhere, by(&appointment, 2), NOW, &mut rng()).await.unwrap();
    assert_eq!(store.offices(&official(1)).await.unwrap().len(), 2);
}

/// A proposal of an official.
pub(crate) async fn propose(store: &DeskPool, content: &[u8], official: u64) -> DeedHash {
    let content = Zeroizing::new(content.to_vec());
    let proposal = Proposal { kind: "office".into(), election: None, made: NOW, content };
    store.propose(&proposal, &official_id(official), &mut rng()).await.unwrap()
}

/// Another official consents and does it.
pub(crate) fn by(deed: &DeedHash, official: u64) -> Consents<'_> {
    static OFFICIALS: OnceLock<Vec<PersonId>> = OnceLock::new();
    let officials = OFFICIALS.get_or_init(|| (0..10).map(official_id).collect());
    let last = officials.get(usize::try_from(official).unwrap()).map(|official| (official, NOW));
    Consents { deed, since: UnixTime(0), last }
}

async fn what_one_proposes_another_consents_to(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    let content = Zeroizing::new(b"line 7".to_vec());
    let proposal = Proposal { kind: "revoke".into(), election: Some(*election.id()), made: NOW, content };
    let deed = store.propose(&proposal, &official_id(1), &mut rng()).await.unwrap();
    assert_eq!(deed, proposal.deed());
    let open = store.proposals(UnixTime(NOW.0 - 1)).await.unwrap();
    assert_eq!((open.len(), &*open[0].kind, &**open[0].content), (1, "revoke", &b"line 7"[..]));
    assert!(store.proposals(NOW).await.unwrap().is_empty());
    let later = UnixTime(NOW.0 + 1);
    assert_eq!(store.consent(&deed, &official_id(2), later, &mut rng()).await.unwrap(), 2);
    assert_eq!(store.consenters(&deed, UnixTime(0)).await.unwrap(), [official_id(1), official_id(2)]);
    // consents do not count forever
    assert_eq!(store.consenters(&deed, NOW).await.unwrap(), [official_id(2)]);
    let office = Office { role: Role::Helpdesk, election: None, district: None };
    let appoint = async |last: u64, since: UnixTime| {
        let consents = Consents { since, ..by(&deed, last) };
        store.appoint_by_two(&official(5), &office, consents, later, &mut rng()).await
    };
    assert!(matches!(appoint(2, later).await, Err(StoreError::Consents { given: 0 })));
    appoint(2, UnixTime(0)).await.unwrap();
    assert!(store.proposals(UnixTime(0)).await.unwrap().is_empty());
    assert!(store.proposal(&deed).await.unwrap().is_some());
    // done is done: no click more, of whomever, does it again
    for number in [1, 2, 3] {
        assert!(matches!(appoint(number, UnixTime(0)).await, Err(StoreError::DeedDone)), "{number}");
    }
    for number in [1, 2] {
        let again = store.consent(&deed, &official_id(number), later, &mut rng()).await;
        assert!(matches!(again, Err(StoreError::DeedDone)));
    }
    assert!(store.consenters(&deed, UnixTime(0)).await.unwrap().is_empty());
    let again = store.propose(&proposal, &official_id(3), &mut rng()).await;
    assert!(matches!(again, Err(StoreError::DeedDone)));
    assert!(store.consenters(&deed, UnixTime(0)).await.unwrap().is_empty());
    database.sql("UPDATE proposal SET kind = 'export'").await.unwrap();
    assert!(matches!(store.proposal(&deed).await, Err(StoreError::Corrupt { .. })));
}

async fn looks_are_chained(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    let looks: Vec<_> = (1..=20)
        .map(|number| {
            let (store, look) = (store.clone(), usage(&election, number % 3, "look"));
            tokio::spawn(async move { store.log_usage(&look).await.unwrap() })
        })
        .collect();
    for look in looks {
        look.await.unwrap();
    }
    let look = Usage {
        actor: Actor::Office(Role::Helpdesk, official(1)),
        purpose: "call",
        at: UnixTime(NOW.0 + 1),
        ..usage(&election, 1, "look")
    };
    store.log_usage(&look).await.unwrap();
    let person = key().person(&person_id(1));
    let lines = store.usage_of(&person, UnixTime(0), 100).await.unwrap();
    assert_eq!((lines.len(), &*lines[0].actor, &*lines[0].purpose), (8, "helpdesk", "call"));
    assert!(lines.is_sorted_by(|a, b| a.number > b.number));
    assert_eq!(store.usage_of(&person, look.at, 100).await.unwrap(), lines[..1]);
    assert_eq!(store.check_usage().await.unwrap(), None);

    let disarm = if database.server().is_some() {
        "ALTER TABLE usage DISABLE TRIGGER ALL"
    } else {
        "DROP TRIGGER usage_update; DROP TRIGGER usage_delete"
    };
    database.sql(disarm).await.unwrap();
    database.sql("UPDATE usage SET purpose = 'because' WHERE usage = 5").await.unwrap();
    assert_eq!(store.check_usage().await.unwrap(), Some(BrokenChain { number: 5 }));
    database.sql("UPDATE usage SET purpose = 'vote-online' WHERE usage = 5").await.unwrap();
    assert_eq!(store.check_usage().await.unwrap(), None);
    database.sql("DELETE FROM usage WHERE usage = 21").await.unwrap();
    assert_eq!(store.check_usage().await.unwrap(), Some(BrokenChain { number: 21 }));
}
