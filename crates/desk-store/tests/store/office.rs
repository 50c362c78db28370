//! Officials and the data log.

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{Actor, BrokenChain, Office, Proposal, Role, StoreError, Usage};
use tabella_identity::UnixTime;
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
    assert!(store.dismiss(&official(1), &everywhere).await.unwrap());
    assert!(!store.dismiss(&official(1), &everywhere).await.unwrap());
    assert_eq!(store.offices(&official(1)).await.unwrap(), [here]);
}

async fn what_one_proposes_another_consents_to(database: TestDatabase) {
    let (store, election) = (open(&database).await, election());
    let content = Zeroizing::new(b"line 7".to_vec());
    let proposal = Proposal { kind: "revoke".into(), election: Some(*election.id()), made: NOW, content };
    let deed = store.propose(&proposal, &official_id(1), &mut rng()).await.unwrap();
    assert_eq!(deed, proposal.deed());
    let alone = store.use_consents(&deed).await;
    assert!(matches!(alone, Err(StoreError::Consents { given: 1 })));
    let open = store.proposals(UnixTime(NOW.0 - 1)).await.unwrap();
    assert_eq!((open.len(), &*open[0].kind, &**open[0].content), (1, "revoke", &b"line 7"[..]));
    assert!(store.proposals(NOW).await.unwrap().is_empty());
    let later = UnixTime(NOW.0 + 1);
    assert_eq!(store.consent(&deed, &official_id(2), later, &mut rng()).await.unwrap(), 2);
    assert_eq!(store.consenters(&deed).await.unwrap(), [official_id(1), official_id(2)]);
    store.use_consents(&deed).await.unwrap();
    assert!(matches!(store.use_consents(&deed).await, Err(StoreError::Consents { given: 0 })));
    assert!(store.proposals(UnixTime(0)).await.unwrap().is_empty());
    assert!(store.proposal(&deed).await.unwrap().is_some());
    // the same deed once more takes two officials once more
    assert_eq!(store.consent(&deed, &official_id(1), later, &mut rng()).await.unwrap(), 1);
    assert_eq!(store.consenters(&deed).await.unwrap(), [official_id(1)]);
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
