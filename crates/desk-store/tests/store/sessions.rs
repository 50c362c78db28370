//! Sessions and challenges.

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{Session, SessionKey, StoreError};
use tabella_identity::UnixTime;
use zeroize::Zeroizing;

use crate::support::{key, open, person_id, rng};

on_both!(a_session_lives_and_ends, a_challenge_is_taken_once);

fn session(person: Option<u64>, data: &[u8]) -> Session {
    Session {
        data: Zeroizing::new(data.to_vec()),
        person: person.map(|number| key().person(&person_id(number))),
        began: UnixTime(100),
        expires: UnixTime(200),
    }
}

async fn a_session_lives_and_ends(database: TestDatabase) {
    let store = open(&database).await;
    let keys = [1_u8, 2, 3].map(|number| SessionKey::of(&[number; 16]));
    for (key, person) in keys.iter().zip([Some(1), Some(1), Some(2)]) {
        store.begin_session(key, &session(person, b"one"), &mut rng()).await.unwrap();
    }
    let taken = store.begin_session(&keys[0], &session(None, b"two"), &mut rng()).await;
    assert!(matches!(taken, Err(StoreError::SessionTaken)));
    let loaded = store.session(&keys[0], UnixTime(199)).await.unwrap().unwrap();
    assert_eq!((&**loaded.data, loaded.began, loaded.expires), (&b"one"[..], UnixTime(100), UnixTime(200)));
    assert!(store.session(&keys[0], UnixTime(200)).await.unwrap().is_none());
    let longer = Session { expires: UnixTime(300), ..session(Some(1), b"more") };
    assert!(store.save_session(&keys[0], &longer, &mut rng()).await.unwrap());
    let loaded = store.session(&keys[0], UnixTime(250)).await.unwrap().unwrap();
    assert_eq!(&**loaded.data, b"more");
    // signed out everywhere, and a late save does not bring it back
    assert_eq!(store.end_sessions_of(&key().person(&person_id(1))).await.unwrap(), 2);
    assert!(!store.save_session(&keys[0], &longer, &mut rng()).await.unwrap());
    assert!(store.session(&keys[1], UnixTime(150)).await.unwrap().is_none());
    assert!(store.session(&keys[2], UnixTime(150)).await.unwrap().is_some());
    store.end_session(&keys[2]).await.unwrap();
    assert!(store.session(&keys[2], UnixTime(150)).await.unwrap().is_none());
    store.forget_sessions(UnixTime(1000), UnixTime(1000)).await.unwrap();
}

async fn a_challenge_is_taken_once(database: TestDatabase) {
    let store = open(&database).await;
    let (mine, other) = (SessionKey::of(b"mine"), SessionKey::of(b"other"));
    store.ask(&mine, "sign-in", &[1; 32], UnixTime(5)).await.unwrap();
    store.ask(&mine, "sign-in", &[2; 32], UnixTime(6)).await.unwrap();
    store.ask(&mine, "credential", &[3; 32], UnixTime(7)).await.unwrap();
    assert!(store.take_challenge(&other, "sign-in").await.unwrap().is_none());
    let takers: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.take_challenge(&mine, "sign-in").await.unwrap() })
        })
        .collect();
    let mut taken = Vec::new();
    for taker in takers {
        taken.extend(taker.await.unwrap());
    }
    assert_eq!(taken.iter().map(|(nonce, at)| (**nonce, *at)).collect::<Vec<_>>(), [([2; 32], UnixTime(6))]);
    store.forget_sessions(UnixTime(0), UnixTime(7)).await.unwrap();
    assert!(store.take_challenge(&mine, "credential").await.unwrap().is_none());
}
