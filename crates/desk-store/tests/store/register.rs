//! The population register: who is asked about, once and written down, and what is kept of the answer.

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{PostalRefused, StoreError, Unchecked, WorkFilter};
use tabella_identity::UnixTime;
use tabella_postal::{
    Act, Step, StepRefusal,
    register::{Item, Record, RecordText, Said, Standing, Verdict},
};
use tabella_roll::RollNumber;

use crate::{
    post_office::{JANUARY, Office, decider, form, fresh, other, reference},
    postal::people,
    support::{CANARY, key, open, person_id, put, roll},
};

on_both!(
    asked_once_and_written_down,
    a_broken_line_is_put_back,
    what_differs_is_sealed_and_erased,
    an_approval_waits_for_the_register,
    who_left_the_roll_is_not_asked_about
);

const LATER: UnixTime = UnixTime(JANUARY.0 + 60);

fn office() -> Office {
    Office { asks_register: true, ..Office::new() }
}

/// What the register has of person 1: the same as the roll.
fn text() -> RecordText {
    RecordText {
        given_names: format!("{CANARY} 1"),
        surname: CANARY.into(),
        birth_date: "1980-01-08".into(),
        address: Some(("LU".into(), vec![format!("1, {CANARY}"), "L-1234 Luxembourg".into()])),
        ..RecordText::default()
    }
}

async fn unchecked(store: &tabella_desk_store::DeskPool, office: &Office, now: UnixTime) -> Vec<Unchecked> {
    store.postal_unchecked(office.id(), now, 10).await.unwrap()
}

async fn settle(
    store: &tabella_desk_store::DeskPool,
    office: &Office,
    number: u64,
    record: Option<&RecordText>,
) -> Option<Verdict> {
    let record = record.map(|text| Record::check(text).unwrap());
    let (rules, reference) = (office.rules(), reference(number));
    store.settle_postal_check(&rules, &reference, record.as_ref(), LATER, &mut fresh()).await.unwrap()
}

/// Two processes see the same request: one asks, the data log says so before, and a crash leads to another try later.
async fn asked_once_and_written_down(database: TestDatabase) {
    let office = office();
    let store = people(&database, &office, 2).await;
    for number in [1, 2] {
        office.enter(&store, number, &form(), &reference(number)).await.unwrap();
    }
    let found = unchecked(&store, &office, JANUARY).await;
    let lines: Vec<_> = found.iter().map(|one| (one.line, one.tries)).collect();
    assert_eq!(lines, [(RollNumber(1), 0), (RollNumber(2), 0)]);
    let claim = async |due| store.claim_postal_check(office.id(), &found[0], due, JANUARY).await.unwrap();
    let person = key().person(&person_id(1));
    let asked = async |store: &tabella_desk_store::DeskPool| {
        let log = store.usage_of(&person, UnixTime(0), 100).await.unwrap();
        log.iter().filter(|line| (&*line.deed, &*line.purpose) == ("ask-register", "vote-by-post")).count()
    };
    assert_eq!(claim(LATER).await, Some(person_id(1)));
    assert_eq!((claim(LATER).await, asked(&store).await), (None, 1));
    assert_eq!(unchecked(&store, &office, JANUARY).await, found[1..]);
    // the process that asked is gone
    store.close().await;
    let store = open(&database).await;
    let again = unchecked(&store, &office, LATER).await;
    assert_eq!((again.len(), again[1].line, again[1].tries), (2, RollNumber(1), 1));
    let due = UnixTime(LATER.0 + 60);
    assert!(store.claim_postal_check(office.id(), &again[1], due, LATER).await.unwrap().is_some());
    assert_eq!(asked(&store).await, 2);
    assert_eq!(settle(&store, &office, 1, Some(&text())).await, Some(Verdict::Agrees));
    assert_eq!(settle(&store, &office, 1, None).await, None, "answered twice");
    assert_eq!(unchecked(&store, &office, UnixTime(i64::MAX)).await.len(), 1);
    assert_eq!(store.check_usage().await.unwrap(), None);
    // what is confirmed stays so
    assert!(!store.ask_register_again(office.id(), &reference(1), LATER).await.unwrap());
    assert_eq!(office.case(&store, &reference(1)).await.verdict, Some(Verdict::Agrees));
    // nobody is asked about once it is decided
    office.go(&store, &reference(2), &[Step::TakeUp, Step::Refuse]).await;
    assert!(unchecked(&store, &office, UnixTime(i64::MAX)).await.is_empty());
    assert!(!store.ask_register_again(office.id(), &reference(2), LATER).await.unwrap());
    assert!(!store.ask_register_again(office.id(), &reference(9), LATER).await.unwrap());
    let waits = WorkFilter { register: Some(Standing::Waits), ..WorkFilter::default() };
    assert!(store.postal_work(office.id(), &waits, 10).await.unwrap().is_empty());
}

/// A line that cannot be opened is asked about by nobody, and keeps nobody else waiting.
async fn a_broken_line_is_put_back(database: TestDatabase) {
    let office = office();
    let store = people(&database, &office, 2).await;
    for number in [1, 2] {
        office.enter(&store, number, &form(), &reference(number)).await.unwrap();
    }
    let waits = WorkFilter { register: Some(Standing::Waits), ..WorkFilter::default() };
    assert_eq!(store.postal_work(office.id(), &waits, 10).await.unwrap().len(), 2);
    database
        .sql("UPDATE roll_line SET content = (SELECT content FROM roll_line WHERE number = 2) WHERE number = 1")
        .await
        .unwrap();
    let found = unchecked(&store, &office, JANUARY).await;
    let claimed = store.claim_postal_check(office.id(), &found[0], LATER, JANUARY).await;
    assert!(matches!(claimed, Err(StoreError::Corrupt { .. })), "{claimed:?}");
    assert_eq!(unchecked(&store, &office, JANUARY).await, found[1..]);
    assert!(
        store
            .usage_of(&key().person(&person_id(1)), UnixTime(0), 100)
            .await
            .unwrap()
            .iter()
            .all(|line| line.deed != "ask-register")
    );
    let again = unchecked(&store, &office, LATER).await;
    assert_eq!((again.len(), again[1].line, again[1].tries), (2, RollNumber(1), 1));
}

async fn what_differs_is_sealed_and_erased(database: TestDatabase) {
    let office = office();
    let store = people(&database, &office, 1).await;
    office.enter(&store, 1, &form(), &reference(1)).await.unwrap();
    assert_eq!(store.postal_check(&office.case(&store, &reference(1)).await).await.unwrap(), None);
    let found = unchecked(&store, &office, JANUARY).await;
    store.claim_postal_check(office.id(), &found[0], LATER, JANUARY).await.unwrap().unwrap();
    let moved = RecordText { surname: format!("{CANARY}-Weber"), ..text() };
    assert_eq!(settle(&store, &office, 1, Some(&moved)).await, Some(Verdict::Differs));
    let case = office.case(&store, &reference(1)).await;
    let check = store.postal_check(&case).await.unwrap().unwrap();
    assert_eq!((check.at, check.said.differing[0].0), (LATER, Item::Surname));
    assert_eq!(check.said.differing[0].1.expose(), &moved.surname);
    let only = |register| WorkFilter { register, ..WorkFilter::default() };
    for standing in Standing::ALL {
        let found = store.postal_work(office.id(), &only(Some(standing)), 10).await.unwrap();
        assert_eq!(found.len(), usize::from(standing == Standing::Said(Verdict::Differs)), "{standing:?}");
        assert!(found.iter().all(|line| line.verdict == Some(Verdict::Differs)));
    }
    for tampering in ["DELETE FROM postal_check", "UPDATE postal_check SET request = request + 1"] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
    // fails as long as something is there
    let kept = "INSERT INTO postal_check (request, tries, due) SELECT request, 0, 0 FROM postal_check WHERE content IS NOT NULL";
    assert!(database.sql(kept).await.is_err());
    store.scrub(office.id()).await.unwrap();
    database.sql(kept).await.unwrap();
    let check = store.postal_check(&office.case(&store, &reference(1)).await).await.unwrap().unwrap();
    assert_eq!(check.said, Said { verdict: Verdict::Differs, differing: Vec::new() });
    let late = store.settle_postal_check(&office.rules(), &reference(1), None, LATER, &mut fresh()).await;
    assert!(matches!(late, Err(PostalRefused::Scrubbed)));
    let line = store.claim_postal_check(office.id(), &found[0], LATER, LATER).await;
    assert!(matches!(line, Err(StoreError::Scrubbed(_))));
}

/// One official is not enough ahead of the register, nor against it; and it is asked again once something was corrected.
async fn an_approval_waits_for_the_register(database: TestDatabase) {
    let office = office();
    let store = people(&database, &office, 1).await;
    office.enter(&store, 1, &form(), &reference(1)).await.unwrap();
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    let one = Act::new(decider(), JANUARY);
    let approve = async |act: &Act| match office.act(&store, &reference(1), Step::Approve, act).await {
        Ok(_) => None,
        Err(PostalRefused::Step(refusal)) => Some(refusal),
        Err(error) => panic!("{error}"),
    };
    assert_eq!(approve(&one.clone().with(other())).await, Some(StepRefusal::Unconfirmed));
    let said = Act { words: "seen at the counter".into(), seen: Some(Standing::Waits), ..one.clone() };
    assert_eq!(approve(&said).await, Some(StepRefusal::TwoOfficials));
    let found = unchecked(&store, &office, JANUARY).await;
    store.claim_postal_check(office.id(), &found[0], LATER, JANUARY).await.unwrap().unwrap();
    let late = RecordText { deceased: true, ..text() };
    assert_eq!(settle(&store, &office, 1, Some(&late)).await, Some(Verdict::Deceased));
    // the second official consents to what the first one saw
    assert_eq!(approve(&said.clone().with(other())).await, Some(StepRefusal::RegisterSaid));
    assert_eq!(approve(&one).await, Some(StepRefusal::Unconfirmed));
    assert!(store.ask_register_again(office.id(), &reference(1), LATER).await.unwrap());
    assert_eq!(office.case(&store, &reference(1)).await.verdict, None);
    let found = unchecked(&store, &office, LATER).await;
    store.claim_postal_check(office.id(), &found[0], LATER, LATER).await.unwrap().unwrap();
    let moved = RecordText { address: None, ..text() };
    assert_eq!(settle(&store, &office, 1, Some(&moved)).await, Some(Verdict::Differs));
    // an official has looked, and not before it was there
    assert_eq!(approve(&said.clone().with(other())).await, Some(StepRefusal::RegisterSaid));
    assert_eq!(approve(&one).await, None);
}

async fn who_left_the_roll_is_not_asked_about(database: TestDatabase) {
    let office = office();
    let store = people(&database, &office, 2).await;
    for number in [1, 2] {
        office.enter(&store, number, &form(), &reference(number)).await.unwrap();
    }
    put(&store, &office.election, &roll(1..=1)).await;
    let found = unchecked(&store, &office, JANUARY).await;
    assert_eq!(found.iter().map(|one| one.line).collect::<Vec<_>>(), [RollNumber(1)]);
}
