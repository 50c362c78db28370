//! Drafts of manifests: who saw an old one changes nothing, two officials fix one, and it stays.

use sha2::{Digest as _, Sha256};
use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{DraftDeed, Proposal, StoreError};
use tabella_identity::UnixTime;
use zeroize::Zeroizing;

use crate::{
    office::{by, propose},
    support::{NOW, official, official_id, open, rng},
};

on_both!(
    a_lost_update_is_refused,
    what_two_fixed_stays,
    a_proposal_and_its_note_come_together,
    what_is_deleted_is_gone_and_noted,
    what_is_proposed_is_not_deleted,
);

fn deed<'a>(section: &'a str, number: u64, who: &'a str) -> DraftDeed<'a> {
    DraftDeed { section, official: official(number), who, at: NOW }
}

/// None of the proposals that wait is about the draft.
fn no_proposal() -> (UnixTime, fn(&Proposal) -> bool) {
    (UnixTime(0), |_| false)
}

async fn a_lost_update_is_refused(database: TestDatabase) {
    let store = open(&database).await;
    let begun = store.begin_election_draft(b"{}", deed("begin", 1, "Anna"), &mut rng()).await;
    let number = begun.unwrap();
    let change = async |seen, content: &[u8], who| {
        let deed = deed("title", 2, who);
        store.change_election_draft(number, seen, content, deed, &mut rng()).await
    };
    assert_eq!(change(1, b"{\"a\":1}", "Bert").await.unwrap(), 2);
    assert!(matches!(change(1, b"{\"b\":1}", "Cleo").await, Err(StoreError::DraftChanged)));
    assert!(matches!(change(3, b"{\"b\":1}", "Cleo").await, Err(StoreError::DraftChanged)));
    let (one, other) = tokio::join!(change(2, b"one", "One"), change(2, b"other", "Other"));
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|good| **good).count(), 1);
    let draft = store.election_draft(number).await.unwrap().unwrap();
    assert_eq!((draft.version, draft.fixed), (3, None));
    let winner = if one.is_ok() { ("one", "One") } else { ("other", "Other") };
    assert_eq!(draft.content, winner.0.as_bytes());
    let changes = store.election_draft_changes(number).await.unwrap();
    let said: Vec<_> = changes.iter().map(|one| (one.version, &*one.section, &*one.who)).collect();
    assert_eq!(said, [(3, "title", winner.1), (2, "title", "Bert"), (1, "begin", "Anna")]);
    // a copy of the database does not tell who
    let others = store.begin_election_draft(b"{}", deed("begin", 1, "Anna"), &mut rng()).await.unwrap();
    let numbers: Vec<u64> = store.election_drafts().await.unwrap().iter().map(|one| one.number).collect();
    assert_eq!(numbers, [others, number]);
    assert!(store.election_draft(others + 1).await.unwrap().is_none());
    for tampering in [
        "DELETE FROM election_draft",
        "UPDATE election_draft SET made = 0",
        "DELETE FROM election_draft_change",
        "UPDATE election_draft_change SET section = 'none'",
        "UPDATE election_draft_change SET who = (SELECT who FROM election_draft_change WHERE version = 2)",
    ] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
}

async fn what_two_fixed_stays(database: TestDatabase) {
    let store = open(&database).await;
    let begin = deed("begin", 1, "Anna");
    let number = store.begin_election_draft(b"manifest", begin, &mut rng()).await.unwrap();
    let hash: [u8; 32] = Sha256::digest(b"manifest").into();
    let fixed = propose(&store, b"manifest", 1).await;
    let fix = async |hash: &[u8; 32], last| {
        let deed = deed("fix", last, "Bert");
        store.fix_election_draft(number, hash, deed, by(&fixed, last), &mut rng()).await
    };
    assert!(matches!(fix(&[7; 32], 2).await, Err(StoreError::DraftChanged)));
    assert!(matches!(fix(&hash, 1).await, Err(StoreError::Consents { given: 1 })));
    assert_eq!(store.election_draft(number).await.unwrap().unwrap().fixed, None);
    fix(&hash, 2).await.unwrap();
    let draft = store.election_draft(number).await.unwrap().unwrap();
    assert_eq!((draft.fixed, &*draft.content), (Some((hash, fixed)), &b"manifest"[..]));
    let signers = store.signers(&fixed).await.unwrap();
    assert_eq!(signers, [1, 2].map(official));
    // neither again, nor otherwise
    assert!(matches!(fix(&hash, 2).await, Err(StoreError::DraftChanged)));
    let late = deed("title", 1, "Anna");
    let changed = store.change_election_draft(number, draft.version, b"other", late, &mut rng()).await;
    assert!(matches!(changed, Err(StoreError::DraftChanged)));
    let back = store.take_election_draft_back(number, draft.version, late, &fixed, &mut rng()).await;
    assert!(matches!(back, Err(StoreError::DraftChanged)));
    let deleted = store.delete_election_draft(number, draft.version, late, no_proposal(), &mut rng()).await;
    assert!(matches!(deleted, Err(StoreError::DraftChanged)));
    for tampering in
        ["UPDATE election_draft SET content = content", "UPDATE election_draft SET fixed = NULL, deed = NULL"]
    {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
    assert_eq!(store.election_draft_changes(number).await.unwrap().len(), 2);
}

async fn a_proposal_and_its_note_come_together(database: TestDatabase) {
    let store = open(&database).await;
    let number = store.begin_election_draft(b"{}", deed("begin", 1, "Anna"), &mut rng()).await.unwrap();
    let proposal = |content: &[u8]| Proposal {
        kind: "manifest".into(),
        election: None,
        made: NOW,
        content: Zeroizing::new(content.to_vec()),
    };
    let propose = async |seen, content: &[u8], last| {
        let proposal = proposal(content);
        let deed = deed("propose", last, "Anna");
        store.propose_election_draft(number, seen, deed, (&proposal, &official_id(last)), &mut rng()).await
    };
    let said = async || {
        let changes = store.election_draft_changes(number).await.unwrap();
        changes.iter().map(|one| (one.version, one.section.clone())).collect::<Vec<_>>()
    };
    let waiting = async || store.proposals(UnixTime(NOW.0 - 1)).await.unwrap().len();
    // whoever saw another version proposes nothing, and nothing says so
    assert!(matches!(propose(2, b"one", 1).await, Err(StoreError::DraftChanged)));
    assert_eq!((said().await, waiting().await), (vec![(1, "begin".to_owned())], 0));
    propose(1, b"one", 1).await.unwrap();
    // the same once more is one proposal and one note
    propose(1, b"one", 2).await.unwrap();
    assert_eq!((said().await.len(), waiting().await), (2, 1));
    let made = proposal(b"one").deed();
    let back = async |seen| {
        let deed = deed("take-back", 2, "Bert");
        store.take_election_draft_back(number, seen, deed, &made, &mut rng()).await
    };
    assert!(matches!(back(2).await, Err(StoreError::DraftChanged)));
    assert_eq!((said().await.len(), waiting().await), (2, 1));
    back(1).await.unwrap();
    assert_eq!((said().await.first().cloned(), waiting().await), (Some((1, "take-back".to_owned())), 0));
    // twice at once: the second one is told, and not noted
    assert!(matches!(back(1).await, Err(StoreError::DeedDone)));
    assert_eq!(said().await.len(), 3);
    // a proposal that was done in between stays unsaid
    let (sha, done) = (Sha256::digest(b"{}").into(), proposal(b"two").deed());
    propose(1, b"two", 1).await.unwrap();
    store.fix_election_draft(number, &sha, deed("fix", 2, "Bert"), by(&done, 2), &mut rng()).await.unwrap();
    let before = said().await;
    assert!(matches!(propose(1, b"two", 1).await, Err(StoreError::DraftChanged)));
    assert_eq!(said().await, before);
}

async fn what_is_deleted_is_gone_and_noted(database: TestDatabase) {
    let store = open(&database).await;
    let begin = deed("begin", 1, "Anna");
    let number = store.begin_election_draft(b"secret", begin, &mut rng()).await.unwrap();
    let delete = async |seen| {
        store.delete_election_draft(number, seen, deed("delete", 2, "Bert"), no_proposal(), &mut rng()).await
    };
    assert!(matches!(delete(2).await, Err(StoreError::DraftChanged)));
    delete(1).await.unwrap();
    assert!(matches!(delete(2).await, Err(StoreError::DraftChanged)));
    assert!(store.election_draft(number).await.unwrap().is_none());
    let all = store.election_drafts().await.unwrap();
    assert_eq!((all.len(), &*all[0].content, all[0].deleted), (1, &b""[..], Some(NOW)));
    let changes = store.election_draft_changes(number).await.unwrap();
    let said: Vec<_> = changes.iter().map(|one| (one.version, &*one.section, &*one.who)).collect();
    assert_eq!(said, [(2, "delete", "Bert"), (1, "begin", "Anna")]);
    // nobody brings it back, changes or fixes it
    let changed = store.change_election_draft(number, 2, b"{}", begin, &mut rng()).await;
    assert!(matches!(changed, Err(StoreError::DraftChanged)));
    let nothing: [u8; 32] = Sha256::digest(b"").into();
    let proposed = propose(&store, b"nothing", 1).await;
    let fixed = store.fix_election_draft(number, &nothing, begin, by(&proposed, 2), &mut rng()).await;
    assert!(matches!(fixed, Err(StoreError::DraftChanged)));
    for tampering in [
        "UPDATE election_draft SET deleted = NULL",
        "UPDATE election_draft SET version = 9",
        "DELETE FROM election_draft",
    ] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
}

async fn what_is_proposed_is_not_deleted(database: TestDatabase) {
    let store = open(&database).await;
    let begin =
        async || store.begin_election_draft(b"{}", deed("begin", 1, "Anna"), &mut rng()).await.unwrap();
    let about = |number: u64| Proposal {
        kind: "manifest".into(),
        election: None,
        made: NOW,
        content: Zeroizing::new(number.to_string().into_bytes()),
    };
    let propose = async |number| {
        let (proposal, official) = (about(number), official_id(1));
        let deed = deed("propose", 1, "Anna");
        store.propose_election_draft(number, 1, deed, (&proposal, &official), &mut rng()).await
    };
    let delete_since = async |number: u64, since| {
        let waits = (since, move |proposal: &Proposal| *proposal.content == number.to_string().into_bytes());
        store.delete_election_draft(number, 1, deed("delete", 2, "Bert"), waits, &mut rng()).await
    };
    let delete = async |number| delete_since(number, UnixTime(NOW.0 - 1)).await;
    let (draft, other) = (begin().await, begin().await);
    propose(draft).await.unwrap();
    assert!(matches!(delete(draft).await, Err(StoreError::DraftProposed)));
    // nothing of the deletion is left, nor is it noted
    assert_eq!(store.election_draft(draft).await.unwrap().unwrap().content, b"{}");
    assert_eq!(store.election_draft_changes(draft).await.unwrap().len(), 2);
    // another draft's proposal is in nobody's way, nor is one that was taken back or waited too long
    delete(other).await.unwrap();
    let (back, late) = (about(draft).deed(), begin().await);
    store.take_election_draft_back(draft, 1, deed("take-back", 1, "Anna"), &back, &mut rng()).await.unwrap();
    delete(draft).await.unwrap();
    propose(late).await.unwrap();
    delete_since(late, NOW).await.unwrap();
    // at the same moment: one of them comes first, and the other is told
    let mut firsts = [0, 0];
    for round in 0..40 {
        let number = begin().await;
        let (proposed, deleted) = if round % 2 == 0 {
            tokio::join!(propose(number), delete(number))
        } else {
            let (deleted, proposed) = tokio::join!(delete(number), propose(number));
            (proposed, deleted)
        };
        match (proposed, deleted) {
            (Ok(()), Err(StoreError::DraftProposed)) => firsts[0] += 1,
            (Err(StoreError::DraftChanged), Ok(())) => firsts[1] += 1,
            both => panic!("{both:?}"),
        }
    }
    assert!(firsts.iter().all(|first| *first > 0), "{firsts:?}");
}
