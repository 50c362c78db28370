//! Attack G03: post and online in the same moment, in both orders, again and again.

use std::sync::Arc;

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{PostalRefused, Refused};
use tabella_postal::{State, Step};
use tabella_roll::Channel;

use crate::{
    post_office::{Office, form, line, reference},
    postal::people,
    races::credential,
};

on_both!(
    asking_twice_at_once,
    asking_and_voting_online_at_once,
    dispatch_and_voting_online_at_once,
    accepted_and_voting_online_at_once
);

/// How often each race is run: half of the time either has the first word.
const PEOPLE: u64 = 100;

async fn asking_twice_at_once(database: TestDatabase) {
    let office = Arc::new(Office::new());
    let store = people(&database, &office, 1).await;
    let other = crate::support::open(&database).await;
    let asks: Vec<_> = (1..=40_u64)
        .map(|number| {
            let store = if number % 2 == 0 { store.clone() } else { other.clone() };
            let office = Arc::clone(&office);
            tokio::spawn(async move { office.enter(&store, 1, &form(), &reference(number)).await })
        })
        .collect();
    let mut taken = 0;
    for asked in asks {
        match asked.await.unwrap() {
            Ok(_) => taken += 1,
            Err(PostalRefused::Refused(refusal)) => assert_eq!(refusal.why.name(), "duplicate"),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(taken, 1);
    let person = crate::support::key().person(&crate::support::person_id(1));
    assert_eq!(store.postal_cases_of(office.id(), &person).await.unwrap().len(), 1);
}

/// Where online is final: whoever comes first, in the end the person votes online, and no request is open.
async fn asking_and_voting_online_at_once(database: TestDatabase) {
    let office = Arc::new(Office::where_online_is_final());
    let store = people(&database, &office, PEOPLE).await;
    let (mut refused, mut superseded) = (0, 0);
    for person in 1..=PEOPLE {
        let ask = || {
            let (store, office) = (store.clone(), Arc::clone(&office));
            tokio::spawn(async move { office.enter(&store, person, &form(), &reference(person)).await })
        };
        let vote = || {
            let (store, office) = (store.clone(), Arc::clone(&office));
            tokio::spawn(async move { credential(&store, &office.election, person, person, None).await })
        };
        let (asked, voted) = if person % 2 == 0 {
            let asked = ask();
            (asked, vote())
        } else {
            let voted = vote();
            (ask(), voted)
        };
        voted.await.unwrap().unwrap();
        match asked.await.unwrap() {
            Ok(_) => {
                superseded += 1;
                assert_eq!(office.case(&store, &reference(person)).await.state, State::Superseded);
            }
            Err(PostalRefused::Refused(refusal)) => {
                refused += 1;
                assert_eq!(refusal.why.name(), "voted-online");
                assert!(store.postal_case(office.id(), &reference(person)).await.unwrap().is_none());
            }
            Err(other) => panic!("{other}"),
        }
        let line = line(&store, &office, person).await;
        assert_eq!((line.channel, line.live.is_some()), (Channel::Online, true));
    }
    assert_eq!(refused + superseded, PEOPLE);
    println!("asked too late {refused} times, superseded {superseded} times");
}

/// Where online is final: papers that are out exclude it, and it stops papers that are not.
async fn dispatch_and_voting_online_at_once(database: TestDatabase) {
    let office = Arc::new(Office::where_online_is_final());
    let store = people(&database, &office, PEOPLE).await;
    let (mut out, mut stopped) = (0, 0);
    for person in 1..=PEOPLE {
        office.enter(&store, person, &form(), &reference(person)).await.unwrap();
        let way = [Step::TakeUp, Step::Approve, Step::Queue, Step::Print];
        office.go(&store, &reference(person), &way).await;
        let send = || {
            let (store, office) = (store.clone(), Arc::clone(&office));
            tokio::spawn(async move { office.step(&store, &reference(person), Step::Dispatch).await })
        };
        let vote = || {
            let (store, office) = (store.clone(), Arc::clone(&office));
            tokio::spawn(async move { credential(&store, &office.election, person, person, None).await })
        };
        let (sent, voted) = if person % 2 == 0 {
            let sent = send();
            (sent, vote())
        } else {
            let voted = vote();
            (send(), voted)
        };
        let state = match (sent.await.unwrap(), voted.await.unwrap()) {
            (Ok(_), Err(Refused::By("pack-is-out"))) => {
                out += 1;
                State::Dispatched
            }
            (Err(PostalRefused::Step(_)), Ok(_)) => {
                stopped += 1;
                State::Superseded
            }
            (sent, voted) => panic!("both, or neither: {:?} {:?}", sent.is_ok(), voted.is_ok()),
        };
        let case = office.case(&store, &reference(person)).await;
        let line = line(&store, &office, person).await;
        assert_eq!(case.state, state);
        assert_eq!(line.live.is_some(), state == State::Superseded);
        assert_eq!(case.pack.is_some(), state == State::Dispatched);
    }
    assert_eq!(out + stopped, PEOPLE);
    println!("out first {out} times, online first {stopped} times");
}

/// Where paper has precedence: never do both count.
async fn accepted_and_voting_online_at_once(database: TestDatabase) {
    let office = Arc::new(Office::new());
    let store = people(&database, &office, PEOPLE).await;
    for person in 1..=PEOPLE {
        office.enter(&store, person, &form(), &reference(person)).await.unwrap();
        let way = [Step::TakeUp, Step::Approve, Step::Queue, Step::Print, Step::Dispatch];
        office.go(&store, &reference(person), &way).await;
        let count = || {
            let (store, office) = (store.clone(), Arc::clone(&office));
            tokio::spawn(async move {
                office.go(&store, &reference(person), &[Step::Receive, Step::Accept]).await
            })
        };
        let vote = || {
            let (store, office) = (store.clone(), Arc::clone(&office));
            tokio::spawn(async move { credential(&store, &office.election, person, person, None).await })
        };
        let (counted, voted) = if person % 2 == 0 {
            let counted = count();
            (counted, vote())
        } else {
            let voted = vote();
            (count(), voted)
        };
        assert_eq!(counted.await.unwrap().moved.to, State::Accepted);
        match voted.await.unwrap() {
            Ok(_) | Err(Refused::By("postal-vote-arrived" | "voted-on-paper")) => {}
            Err(other) => panic!("{other}"),
        }
        let line = line(&store, &office, person).await;
        assert_eq!((line.channel, line.live), (Channel::Paper, None));
    }
    // each credential has its revocation
    assert_eq!(store.waiting(office.id(), 1000).await.unwrap().len() % 2, 0);
}
