//! Many at once: one credential, one vote.

use std::sync::Arc;

use tabella_crypto::CompressedRistretto;
use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{DeskPool, Line, Refused, Whose};
use tabella_election::Election;
use tabella_roll::{Channel, Event, RollNumber};

use crate::{
    post_office::fresh,
    support::{give, happened, key, person_id, point, rng, usage, with_people},
};

on_both!(
    a_hundred_devices_one_credential,
    a_chain_is_counted_under_its_lock,
    credential_and_envelope_at_once
);

pub(crate) async fn credential(
    store: &DeskPool,
    election: &Election,
    person: u64,
    credential: u64,
    replaces: Option<CompressedRistretto>,
) -> Result<Line, Refused<&'static str>> {
    let whose = Whose::Person(key().person(&person_id(person)));
    let decide = give(election, point(credential), replaces);
    store
        .change(election.id(), whose, &usage(election, person, "credential"), None, decide, &mut fresh())
        .await
}

async fn event(
    store: &DeskPool,
    election: &Election,
    person: u64,
    event: Event,
) -> Result<Line, Refused<&'static str>> {
    let decide = happened(election, event);
    let whose = Whose::Number(RollNumber(person));
    store.change(election.id(), whose, &usage(election, person, "postal"), None, decide, &mut rng()).await
}

/// A hundred requests of one person, all without a credential to replace: one gets through. Then a hundred that replace
/// it: one again. Two processes.
async fn a_hundred_devices_one_credential(database: TestDatabase) {
    let (store, election) = with_people(&database, 2).await;
    let (other, election) = (crate::support::open(&database).await, Arc::new(election));
    let mut live = None;
    for round in 1..=2_u64 {
        let requests: Vec<_> = (0..100)
            .map(|device| {
                let (store, election) = ([&store, &other][device % 2].clone(), Arc::clone(&election));
                let number = round * 1000 + device as u64;
                tokio::spawn(async move { credential(&store, &election, 1, number, live).await })
            })
            .collect();
        let mut given = Vec::new();
        for request in requests {
            match request.await.unwrap() {
                Ok(line) => given.push(line),
                Err(Refused::By("replaces")) => {}
                Err(other) => panic!("{other}"),
            }
        }
        let [line] = &given[..] else { panic!("{} were given in round {round}", given.len()) };
        live = line.live;
    }
    let line = store.line(election.id(), RollNumber(1)).await.unwrap();
    assert_eq!((line.live, line.chain_length, line.channel), (live, 2, Channel::Online));
    assert_eq!(store.waiting(election.id(), 1000).await.unwrap().len(), 2);
    assert_eq!(store.evidence(election.id()).await.unwrap().len(), 2);
}

/// Attack G03: a credential is asked for and an accepted envelope is entered in the same moment, again and again: a thousand
/// times the one sets out first, a thousand times the other. Whoever comes first, never both count: the credential is revoked, or
/// was never given.
async fn credential_and_envelope_at_once(database: TestDatabase) {
    const PEOPLE: u64 = 2000;
    // people at the same time; each has a race of its own. SQLite writes one after the other anyway
    let races: u64 = if database.server().is_some() { 8 } else { 1 };
    let (store, election) = with_people(&database, PEOPLE).await;
    let election = Arc::new(election);
    // by who set out first: how often the credential was given, and how often the envelope was there before
    let mut counted = [[0_u64; 2]; 2];
    for first in (1..=PEOPLE).step_by(usize::try_from(races).unwrap()) {
        let running: Vec<_> = (first..first + races)
            .map(|person| tokio::spawn(race(store.clone(), Arc::clone(&election), person)))
            .collect();
        for (person, race) in (first..).zip(running) {
            let given = race.await.unwrap();
            counted[usize::from(sets_out_on_paper(person))][usize::from(!given)] += 1;
        }
    }
    let [online, paper] = counted;
    println!("set out online first: {online:?}, on paper first: {paper:?} (given, refused)");
    assert_eq!([online[0] + online[1], paper[0] + paper[1]], [PEOPLE / 2; 2]);
    let given = online[0] + paper[0];
    assert!(0 < given && given < PEOPLE, "only one order came about");
    // an entry and its revocation for each who was first online
    let entries = store.waiting(election.id(), 5000).await.unwrap().len() as u64;
    assert_eq!(entries, 2 * given);
}

fn sets_out_on_paper(person: u64) -> bool {
    person % 2 == 1
}

/// One person's race; whether a credential was given.
async fn race(store: DeskPool, election: Arc<Election>, person: u64) -> bool {
    for step in [Event::PostalRequested, Event::PostalApproved, Event::PostalDispatched] {
        event(&store, &election, person, step).await.unwrap();
    }
    let online = || {
        let (store, election) = (store.clone(), Arc::clone(&election));
        tokio::spawn(async move { credential(&store, &election, person, person, None).await })
    };
    let post = || {
        let (store, election) = (store.clone(), Arc::clone(&election));
        tokio::spawn(async move {
            event(&store, &election, person, Event::PostalReturned).await?;
            event(&store, &election, person, Event::PostalAccepted).await
        })
    };
    let (online, post) = if sets_out_on_paper(person) {
        let post = post();
        tokio::task::yield_now().await;
        (online(), post)
    } else {
        let online = online();
        (online, post())
    };
    let paper = post.await.unwrap().unwrap();
    assert_eq!(paper.channel, Channel::Paper);
    let given = match online.await.unwrap() {
        Ok(_) => true,
        Err(Refused::By("postal-vote-arrived" | "voted-on-paper")) => false,
        Err(other) => panic!("{other}"),
    };
    let line = store.line(election.id(), RollNumber(person)).await.unwrap();
    assert_eq!((line.channel, line.live), (Channel::Paper, None));
    let after = credential(&store, &election, person, 5000 + person, None).await;
    assert!(matches!(after, Err(Refused::By("voted-on-paper"))));
    given
}

/// Requests that follow each other on the same line see the chain that they follow, not the one from before they waited.
async fn a_chain_is_counted_under_its_lock(database: TestDatabase) {
    const MAX: u64 = 5;
    let (store, election) = with_people(&database, 1).await;
    let election = Arc::new(election);
    let requests: Vec<_> = (1..=40)
        .map(|number| {
            let (store, election) = (store.clone(), Arc::clone(&election));
            tokio::spawn(async move {
                let decide = |line: &Line| {
                    if line.chain_length >= MAX {
                        return Err("chain is full");
                    }
                    give(&election, point(number), line.live)(line)
                };
                let (whose, about) = (Whose::Number(RollNumber(1)), usage(&election, 1, "credential"));
                store.change(election.id(), whose, &about, None, decide, &mut fresh()).await.is_ok()
            })
        })
        .collect();
    let mut given = 0;
    for request in requests {
        given += u64::from(request.await.unwrap());
    }
    assert_eq!(given, MAX);
    assert_eq!(store.waiting(election.id(), 100).await.unwrap().len() as u64, MAX);
}
