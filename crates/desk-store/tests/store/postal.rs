//! Votes by post: one transaction for each step, and nothing half.

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{DeskPool, Message, News, PostalDraft, PostalNews, PostalRefused, WorkFilter};
use tabella_identity::UnixTime;
use tabella_postal::{
    Act, Actor, Attachment, Consent, Field, Form, PackCode, Place, Reason, State, Step, StepRefusal,
    expected::medians,
};
use tabella_roll::{Channel, PostalStage};

use crate::{
    post_office::{JANUARY, Office, because, clerk, decider, form, form_to, line, other, reference},
    races::credential,
    support::{CANARY, key, open, person_id, put, rng, roll, stand_nowhere},
};

on_both!(
    from_draft_to_counted,
    refused_leaves_nothing,
    a_pack_that_was_lost_is_void,
    a_crowd_at_one_address_needs_two_officials,
    after_approval_a_new_address_needs_two_officials,
    an_online_vote_ends_the_request,
    a_credential_is_announced,
    batches_are_frozen_and_packs_add_up,
    messages_are_sent_at_least_once,
    the_work_list_page_by_page,
    who_left_the_roll_gets_no_papers,
    what_was_done_stays,
    nothing_is_left_after_retention
);

pub(crate) async fn people(database: &TestDatabase, office: &Office, people: u64) -> DeskPool {
    let store = open(database).await;
    store.add_election(&office.election, JANUARY).await.unwrap();
    put(&store, &office.election, &roll(1..=people)).await;
    store
}

async fn from_draft_to_counted(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    let (id, person) = (office.id(), key().person(&person_id(1)));
    let draft = PostalDraft {
        reference: reference(1),
        form: Form { place_of_birth: String::new(), ..form() },
        attachment: Some(Attachment::new(b"%PDF-1.7".to_vec()).unwrap()),
        saved: JANUARY,
    };
    store.save_postal_draft(id, &person, &draft, &mut rng()).await.unwrap();
    let draft = PostalDraft { form: form(), ..draft };
    store.save_postal_draft(id, &person, &draft, &mut rng()).await.unwrap();
    assert_eq!(store.postal_draft(id, &person).await.unwrap(), Some(draft.clone()));
    assert_eq!(store.postal_drafts(id).await.unwrap(), 1);
    assert_eq!(store.postal_draft(id, &key().person(&person_id(2))).await.unwrap(), None);

    // somebody who may vote online as well
    credential(&store, &office.election, 1, 1, None).await.unwrap();
    let request = office.file(&store, 1, &draft.form, &draft.reference).await.unwrap();
    assert_eq!(store.postal_draft(id, &person).await.unwrap(), None);
    let requested = Channel::Postal { stage: PostalStage::Requested, online: true };
    assert_eq!(line(&store, &office, 1).await.channel, requested);
    let case = office.case(&store, &reference(1)).await;
    assert_eq!(
        (case.state, case.request.as_ref(), case.entered_by),
        (State::Submitted, Some(&request), None)
    );
    let consent = store.postal_consent(id, &reference(1)).await.unwrap();
    assert!(
        matches!(consent, Some(Consent::Signed(signed)) if signed.document().expose().contains("Kanarienvogel"))
    );

    let way = [Step::TakeUp, Step::Approve, Step::Queue, Step::Print];
    let pack = office.go(&store, &reference(1), &way).await.pack.unwrap();
    office.go(&store, &reference(1), &[Step::Dispatch]).await;
    // the scanner reads the code
    let found = store.postal_pack(id, &pack).await.unwrap().unwrap();
    assert_eq!((&found.reference, found.void), (&reference(1), None));
    assert_eq!(store.postal_pack(id, &PackCode::generate(&mut rng())).await.unwrap(), None);
    let received = office.go(&store, &found.reference, &[Step::Receive]).await;
    assert_eq!(received.moved.to, State::EnvelopeReceived);
    assert!(received.line.live.is_some());
    let accepted = office.go(&store, &found.reference, &[Step::Accept]).await;
    assert_eq!((accepted.line.channel, accepted.line.live), (Channel::Paper, None));
    // the credential and its revocation
    assert_eq!(store.waiting(id, 10).await.unwrap().len(), 2);

    let steps = store.postal_steps(&office.case(&store, &reference(1)).await).await.unwrap();
    let names: Vec<_> =
        steps.iter().map(|step| (step.position, step.step.name(), step.state.name())).collect();
    assert_eq!(
        names,
        [
            (1, "submit", "submitted"),
            (2, "take-up", "under-review"),
            (3, "approve", "approved"),
            (4, "queue", "queued"),
            (5, "print", "printed"),
            (6, "dispatch", "dispatched"),
            (7, "receive", "envelope-received"),
            (8, "accept", "accepted"),
        ]
    );
    assert_eq!((steps[0].actor.as_str(), steps[1].actor.as_str()), ("citizen", "official"));
    assert_eq!(steps[2].second, Some(other()));
    // the credential, and one line for each step
    let usage = store.usage_of(&person, UnixTime(0), 100).await.unwrap();
    assert_eq!(usage.len(), 9);
    assert_eq!((usage[0].deed.as_str(), usage[0].actor.as_str()), ("accept", "postal-officer"));
    assert_eq!(store.check_usage().await.unwrap(), None);
    let stays = store.postal_stays(id, UnixTime(0)).await.unwrap();
    assert_eq!(stays.len(), 7);
    assert!(medians(stays).is_empty());
    assert_eq!(store.postal_counts(id).await.unwrap(), [("east".into(), State::Accepted, 1)]);
    assert_eq!(store.postal_cases_of(id, &person).await.unwrap().len(), 1);
}

async fn refused_leaves_nothing(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    let person = key().person(&person_id(1));
    let name = |refused: PostalRefused<_>| match refused {
        PostalRefused::Refused(refusal) => refusal.why.name(),
        PostalRefused::Consent(refusal) => refusal.name(),
        PostalRefused::Step(refusal) => refusal.name(),
        other => panic!("{other}"),
    };
    let wrong = office.enter(&store, 1, &Form { declared: false, ..form() }, &reference(1)).await;
    let Err(PostalRefused::Faults(faults)) = wrong else { panic!("taken") };
    assert_eq!(faults[0].field, Field::Declaration);
    // another address than the one that was signed
    let signed = office.signed(&store, 1, &form(), &reference(1)).await;
    let moved = form_to("1 rue X", "");
    let filing = tabella_desk_store::Filing {
        whose: tabella_desk_store::Whose::Person(person),
        form: &moved,
        attachment: None,
        reference: &reference(1),
        consent: &signed,
        by: Actor::Citizen,
        language: "en",
        from: None,
        received: JANUARY,
        closes: UnixTime(1_900_000_000),
        now: JANUARY,
    };
    let role = tabella_desk_store::Role::PostalOfficer;
    let other_text = store.file_postal(&office.rules(), &filing, role, &mut rng()).await;
    assert_eq!(name(other_text.unwrap_err()), "other-document");
    let unsigned = tabella_desk_store::Filing { form: &form(), by: clerk(), ..filing };
    let unsigned = store.file_postal(&office.rules(), &unsigned, role, &mut rng()).await;
    assert_eq!(name(unsigned.unwrap_err()), "unsigned");
    assert!(matches!(office.step(&store, &reference(1), Step::TakeUp).await, Err(PostalRefused::NoRequest)));
    assert_eq!(line(&store, &office, 1).await.channel, Channel::Undecided);
    assert!(store.usage_of(&person, UnixTime(0), 10).await.unwrap().is_empty());
    assert!(store.messages_due(JANUARY, 10).await.unwrap().is_empty());
    let everything = WorkFilter::default();
    assert!(store.postal_work(office.id(), &everything, 10).await.unwrap().is_empty());

    office.enter(&store, 1, &form(), &reference(1)).await.unwrap();
    let second = office.enter(&store, 1, &form(), &reference(2)).await;
    assert_eq!(name(second.unwrap_err()), "duplicate");
    // a step that does not follow, one that is another's, one without a reason
    let case = office.case(&store, &reference(1)).await;
    let dispatch = office.step(&store, &reference(1), Step::Dispatch).await;
    let illegal = StepRefusal::Illegal { state: State::Submitted, step: Step::Dispatch };
    assert!(matches!(dispatch, Err(PostalRefused::Step(refusal)) if refusal == illegal));
    let citizen = office.act(&store, &reference(1), Step::TakeUp, &Act::new(Actor::Citizen, JANUARY)).await;
    assert!(matches!(citizen, Err(PostalRefused::Step(StepRefusal::Actor(Actor::Citizen)))));
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    let mute = office.act(&store, &reference(1), Step::Refuse, &Act::new(decider(), JANUARY)).await;
    assert!(matches!(mute, Err(PostalRefused::Step(StepRefusal::NoReason))));
    // attack G05: who entered it decides
    let own = Act::new(clerk(), JANUARY).with(other());
    let own = office.act(&store, &reference(1), Step::Approve, &own).await;
    assert!(matches!(own, Err(PostalRefused::Step(StepRefusal::OwnEntry))));
    let after = office.case(&store, &reference(1)).await;
    assert_eq!((after.steps, after.state), (case.steps + 1, State::UnderReview));
    assert_eq!(store.usage_of(&person, UnixTime(0), 10).await.unwrap().len(), 2);
}

async fn a_pack_that_was_lost_is_void(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 1).await;
    office.enter(&store, 1, &form(), &reference(1)).await.unwrap();
    let way = [Step::TakeUp, Step::Approve, Step::Queue, Step::Print];
    let first = office.go(&store, &reference(1), &way).await.pack.unwrap();
    office.go(&store, &reference(1), &[Step::Dispatch]).await;
    let alone = because(decider(), Reason::Lost, "");
    let alone = office.act(&store, &reference(1), Step::Reissue, &alone).await;
    assert!(matches!(alone, Err(PostalRefused::Step(StepRefusal::TwoOfficials))));
    let second = office.go(&store, &reference(1), &[Step::Reissue]).await.pack.unwrap();
    assert_ne!(first, second);
    let void = store.postal_pack(office.id(), &first).await.unwrap().unwrap();
    assert_eq!(void.void, Some(JANUARY));
    assert_eq!(office.case(&store, &reference(1)).await.pack, Some(second.clone()));
    // taken back in the office: none is taken any more
    office.go(&store, &reference(1), &[Step::ReturnUndelivered]).await;
    let citizen = Act::new(Actor::Citizen, JANUARY);
    let back = office.act(&store, &reference(1), Step::Withdraw, &citizen).await.unwrap();
    assert_eq!(back.line.channel, Channel::Undecided);
    let void = store.postal_pack(office.id(), &second).await.unwrap().unwrap();
    assert_eq!(void.void, Some(JANUARY));
    assert_eq!(office.case(&store, &reference(1)).await.pack, None);
}

/// Attacks G01 and G02.
async fn a_crowd_at_one_address_needs_two_officials(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 8).await;
    let alone = Act::new(decider(), JANUARY);
    for person in 1..=6 {
        let form = form_to("1, rue X", &format!("{person}@example.org"));
        office.enter(&store, person, &form, &reference(person)).await.unwrap();
    }
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    let alarmed = WorkFilter { alarmed: true, ..WorkFilter::default() };
    assert!(store.postal_work(office.id(), &alarmed, 10).await.unwrap().is_empty());
    // the seventh makes it a crowd, however the street is spelled; the eighth lives elsewhere
    office.enter(&store, 7, &form_to("1 Rue x", "7@example.org"), &reference(7)).await.unwrap();
    office.enter(&store, 8, &form_to("2 rue X", "8@example.org"), &reference(8)).await.unwrap();
    assert_eq!(store.postal_work(office.id(), &alarmed, 10).await.unwrap().len(), 7);
    let approved = office.act(&store, &reference(1), Step::Approve, &alone).await;
    assert!(matches!(approved, Err(PostalRefused::Step(StepRefusal::TwoOfficials))));
    let two = alone.clone().with(other());
    office.act(&store, &reference(1), Step::Approve, &two).await.unwrap();
    office.go(&store, &reference(8), &[Step::TakeUp]).await;
    office.act(&store, &reference(8), Step::Approve, &alone).await.unwrap();
}

/// Attack G02: the address is frozen; another one is another request, which two officials look at.
async fn after_approval_a_new_address_needs_two_officials(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 1).await;
    let (alone, citizen) = (Act::new(decider(), JANUARY), Act::new(Actor::Citizen, JANUARY));
    office.enter(&store, 1, &form(), &reference(1)).await.unwrap();
    // taken back before: nothing has been decided yet
    office.act(&store, &reference(1), Step::Withdraw, &citizen).await.unwrap();
    office.enter(&store, 1, &form(), &reference(2)).await.unwrap();
    office.go(&store, &reference(2), &[Step::TakeUp]).await;
    office.act(&store, &reference(2), Step::Approve, &alone).await.unwrap();
    office.act(&store, &reference(2), Step::Withdraw, &citizen).await.unwrap();
    let person = key().person(&person_id(1));
    assert_eq!(store.postal_taken_back(office.id(), &person).await.unwrap(), Some(reference(2)));
    let moved = office.enter(&store, 1, &form_to("1 rue X", ""), &reference(3)).await.unwrap();
    assert_eq!(moved.replaces(), Some(&reference(2)));
    office.go(&store, &reference(3), &[Step::TakeUp]).await;
    let refused = office.act(&store, &reference(3), Step::Approve, &alone).await;
    assert!(matches!(refused, Err(PostalRefused::Step(StepRefusal::TwoOfficials))));
    office.act(&store, &reference(3), Step::Approve, &alone.with(other())).await.unwrap();
    let person = key().person(&person_id(1));
    let states: Vec<_> = store.postal_cases_of(office.id(), &person).await.unwrap();
    let states: Vec<_> = states.iter().map(|case| case.state).collect();
    assert_eq!(states, [State::Approved, State::Withdrawn, State::Withdrawn]);
}

async fn an_online_vote_ends_the_request(database: TestDatabase) {
    let office = Office::where_online_is_final();
    let store = people(&database, &office, 2).await;
    office.enter(&store, 1, &form(), &reference(1)).await.unwrap();
    office.go(&store, &reference(1), &[Step::TakeUp, Step::Approve]).await;
    credential(&store, &office.election, 1, 1, None).await.unwrap();
    let case = office.case(&store, &reference(1)).await;
    assert_eq!(case.state, State::Superseded);
    let steps = store.postal_steps(&case).await.unwrap();
    assert_eq!((steps[3].step, steps[3].actor.as_str()), (Step::Supersede, "system"));
    let queue = office.step(&store, &reference(1), Step::Queue).await;
    assert!(matches!(queue, Err(PostalRefused::Step(StepRefusal::Illegal { .. }))));
    let again = office.enter(&store, 1, &form(), &reference(2)).await;
    assert!(matches!(again, Err(PostalRefused::Refused(refusal)) if refusal.why.name() == "voted-online"));
    // the other way round the pack is out first
    office.enter(&store, 2, &form(), &reference(3)).await.unwrap();
    let way = [Step::TakeUp, Step::Approve, Step::Queue, Step::Print, Step::Dispatch];
    office.go(&store, &reference(3), &way).await;
    let late = credential(&store, &office.election, 2, 2, None).await;
    assert!(matches!(late, Err(tabella_desk_store::Refused::By("pack-is-out"))));
    assert_eq!(office.case(&store, &reference(3)).await.state, State::Dispatched);
}

fn news(message: &Message) -> &PostalNews {
    let News::Postal(news) = &message.news else { panic!("another message") };
    news
}

/// A credential is told of in the transaction that gives it.
async fn a_credential_is_announced(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 1).await;
    credential(&store, &office.election, 1, 1, None).await.unwrap();
    let due = store.messages_due(UnixTime(i64::MAX), 10).await.unwrap();
    assert_eq!(due.iter().map(|message| &message.news).collect::<Vec<_>>(), [&News::Credential]);
    assert!(due[0].recipient.expose().contains('@'));
}

/// A batch is frozen: what is approved later goes into the next one, what is taken back stays and is not printed.
async fn batches_are_frozen_and_packs_add_up(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 6).await;
    let id = office.id();
    let Actor::Official(clerk) = decider() else { panic!("an official") };
    let make = async || store.make_postal_batch(id, clerk, JANUARY, 3).await.unwrap();
    assert_eq!(make().await, None);
    for person in 1..=5 {
        office.enter(&store, person, &form(), &reference(person)).await.unwrap();
        office.go(&store, &reference(person), &[Step::TakeUp, Step::Approve]).await;
    }
    assert_eq!((make().await, make().await, make().await), (Some(1), Some(2), None));
    let items = async |batch| {
        let items = store.postal_batch(id, batch).await.unwrap();
        items.into_iter().map(|item| (item.reference, item.state, item.pack)).collect::<Vec<_>>()
    };
    assert_eq!(items(1).await.len(), 3);
    assert_eq!(items(3).await, []);
    office.go(&store, &reference(2), &[Step::Withdraw]).await;
    assert_eq!(items(1).await[1], (reference(2), State::Withdrawn, None));
    let printed = [Step::Queue, Step::Print];
    let code = office.go(&store, &reference(1), &printed).await.pack;
    assert_eq!(items(1).await[0], (reference(1), State::Printed, code));
    let batches = store.postal_batches(id).await.unwrap();
    let told: Vec<_> = batches.iter().map(|one| (one.batch, one.size, one.to_print, one.to_send)).collect();
    assert_eq!(told, [(2, 2, 2, 0), (1, 3, 1, 1)]);

    // one out, one sent anew and back, one rejected, one taken back when it was printed
    office.go(&store, &reference(1), &[Step::Dispatch]).await;
    let way = [Step::Queue, Step::Print, Step::Dispatch, Step::Reissue, Step::Receive, Step::Accept];
    office.go(&store, &reference(3), &way).await;
    let way = [Step::Queue, Step::Print, Step::Dispatch, Step::Receive, Step::Reject];
    office.go(&store, &reference(4), &way).await;
    office.go(&store, &reference(5), &[Step::Queue, Step::Print, Step::Withdraw]).await;
    let balance = store.postal_balance(id).await.unwrap();
    let [east] = &balance[..] else { panic!("{balance:?}") };
    assert_eq!((east.issued, east.returned, east.outstanding, east.cancelled), (5, 2, 1, 2));
    for sql in ["DELETE FROM postal_batch_item", "UPDATE postal_batch SET made = 1"] {
        assert!(database.sql(sql).await.is_err(), "{sql}");
    }
    // one clerk entered them all, for one address each: nothing but the contact is shared
    let common = store.postal_common(&office.case(&store, &reference(1)).await).await.unwrap();
    assert!(common.iter().all(|(_, people)| *people >= 1) && !common.is_empty(), "{common:?}");
}

async fn messages_are_sent_at_least_once(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    office.enter(&store, 1, &Form { language: "fr".into(), ..form() }, &reference(1)).await.unwrap();
    office.enter(&store, 2, &Form { email: String::new(), ..form() }, &reference(2)).await.unwrap();
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    let fraud = because(decider(), Reason::SuspectedFraud, "same hand as in 17 others");
    office.act(&store, &reference(1), Step::Refuse, &fraud).await.unwrap();
    let due = store.messages_due(JANUARY, 10).await.unwrap();
    let told: Vec<_> = due.iter().map(|message| (news(message).state, message.tries)).collect();
    assert_eq!(told, [(State::Submitted, 0), (State::UnderReview, 0), (State::Refused, 0)]);
    let last = &due[2];
    assert_eq!(
        (last.language.as_str(), last.recipient.expose().as_str()),
        ("fr", "Kanarienvogel@example.org")
    );
    // fraud is recorded, and never told
    assert_eq!((news(last).reason, news(last).words.expose().as_str()), (None, ""));
    let steps = store.postal_steps(&office.case(&store, &reference(1)).await).await.unwrap();
    assert_eq!(
        (steps[2].reason, steps[2].words.as_str()),
        (Some(Reason::SuspectedFraud), "same hand as in 17 others")
    );
    // a program that dies after sending: the message is there again
    assert_eq!(store.messages_due(JANUARY, 10).await.unwrap(), due);
    store.message_sent(due[0].message, JANUARY).await.unwrap();
    store.message_again(due[1].message, UnixTime(JANUARY.0 + 60)).await.unwrap();
    store.give_message_up(due[2].message, JANUARY).await.unwrap();
    assert_eq!(store.messages_due(JANUARY, 10).await.unwrap(), []);
    let again = store.messages_due(UnixTime(JANUARY.0 + 60), 10).await.unwrap();
    assert_eq!((again.len(), again[0].message, again[0].tries), (1, due[1].message, 1));
    assert_eq!(store.messages_given_up(office.id()).await.unwrap(), 1);
    // what was sent once is not sent again, whatever a late program says
    store.message_again(due[0].message, JANUARY).await.unwrap();
    assert_eq!(store.messages_due(UnixTime(JANUARY.0 + 60), 10).await.unwrap().len(), 1);
}

async fn the_work_list_page_by_page(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 9).await;
    for person in 1..=9 {
        office.enter(&store, person, &form(), &reference(person)).await.unwrap();
    }
    office.go(&store, &reference(2), &[Step::TakeUp]).await;
    let read = async |filter: WorkFilter<'_>, limit| {
        let page = store.postal_work(office.id(), &filter, limit).await.unwrap();
        let lines: Vec<u64> = page.iter().map(|line| line.line.0).collect();
        (lines, page.last().map(|line| (line.filed, line.request)))
    };
    let filter = WorkFilter::default();
    let (first, after) = read(filter, 4).await;
    assert_eq!(first, [1, 2, 3, 4]);
    let (second, after) = read(WorkFilter { after, ..filter }, 4).await;
    assert_eq!(second, [5, 6, 7, 8]);
    assert_eq!(read(WorkFilter { after, ..filter }, 4).await.0, [9]);
    let review = WorkFilter { states: &[State::UnderReview, State::Approved], ..filter };
    assert_eq!(read(review, 10).await.0, [2]);
    assert_eq!(read(WorkFilter { place: Some(Place::Abroad), ..filter }, 10).await.0, [0; 0]);
    assert_eq!(read(WorkFilter { place: Some(Place::Home), ..filter }, 10).await.0.len(), 9);
    let east = ["east".into(), "town".into()];
    assert_eq!(read(WorkFilter { districts: Some(&east), ..filter }, 10).await.0.len(), 9);
    let elsewhere = ["harbour".into()];
    assert_eq!(read(WorkFilter { districts: Some(&elsewhere), ..filter }, 10).await.0, [0; 0]);
    // an official of no district
    assert_eq!(read(WorkFilter { districts: Some(&[]), ..filter }, 10).await.0, [0; 0]);
    let counts = store.postal_counts(office.id()).await.unwrap();
    let expected = [("east".into(), State::Submitted, 8), ("east".into(), State::UnderReview, 1)];
    assert_eq!(counts, expected);

    // one was asked and does not answer; later no envelope could come back in time any more
    let incomplete = because(decider(), Reason::Incomplete, "the street");
    office.act(&store, &reference(2), Step::Ask, &incomplete).await.unwrap();
    let asked = office.case(&store, &reference(2)).await;
    assert_eq!(asked.answer_until, Some(UnixTime(JANUARY.0 + 7 * 86_400)));
    let overdue = async |now, closed: &[Place]| {
        store.postal_overdue(office.id(), UnixTime(now), closed, 100).await.unwrap().len()
    };
    assert_eq!(overdue(JANUARY.0 + 7 * 86_400, &[]).await, 0);
    assert_eq!(overdue(JANUARY.0 + 7 * 86_400 + 1, &[]).await, 1);
    assert_eq!(overdue(JANUARY.0, &[Place::Abroad]).await, 0);
    assert_eq!(overdue(JANUARY.0, &[Place::Home]).await, 9);
    let early = office.act(&store, &reference(1), Step::Expire, &Act::new(Actor::System, JANUARY)).await;
    assert!(matches!(early, Err(PostalRefused::Step(StepRefusal::NotYet))));
    let march = UnixTime("2027-03-07T13:00:01Z".parse::<jiff::Timestamp>().unwrap().as_second());
    let expired = office.act(&store, &reference(1), Step::Expire, &Act::new(Actor::System, march)).await;
    assert_eq!(expired.unwrap().line.channel, Channel::Undecided);
}

async fn who_left_the_roll_gets_no_papers(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    office.enter(&store, 2, &form(), &reference(1)).await.unwrap();
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    put(&store, &office.election, &roll(1..=1)).await;
    assert!(matches!(office.step(&store, &reference(1), Step::Approve).await, Err(PostalRefused::NotOnRoll)));
    let gone = because(decider(), Reason::NotOnRoll, "");
    let refused = office.act(&store, &reference(1), Step::Refuse, &gone).await.unwrap();
    assert_eq!(refused.moved.to, State::Refused);
    let asks = office.enter(&store, 2, &form(), &reference(2)).await;
    assert!(matches!(asks, Err(PostalRefused::NotOnRoll)));
}

async fn what_was_done_stays(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    for person in [1, 2] {
        office.enter(&store, person, &form(), &reference(person)).await.unwrap();
    }
    let way = [Step::TakeUp, Step::Approve, Step::Queue, Step::Print];
    office.go(&store, &reference(1), &way).await;
    let refuse = because(decider(), Reason::Other, "deceased");
    office.go(&store, &reference(2), &[Step::TakeUp]).await;
    office.act(&store, &reference(2), Step::Refuse, &refuse).await.unwrap();
    for tampering in [
        "DELETE FROM postal_request",
        "UPDATE postal_request SET filed = 1",
        "UPDATE postal_request SET number = 2 WHERE number = 1",
        "UPDATE postal_request SET content = consent",
        "UPDATE postal_request SET entered_by = NULL",
        // reopened, or ended without its flag
        "UPDATE postal_request SET state = 'approved', open = 1 WHERE number = 2",
        "UPDATE postal_request SET state = 'accepted' WHERE number = 1",
        "DELETE FROM postal_step",
        "UPDATE postal_step SET actor = 'system'",
        "UPDATE postal_step SET words = election FROM postal_request",
        "DELETE FROM postal_pack",
        "UPDATE postal_pack SET made = 1",
    ] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
    database.sql("UPDATE postal_pack SET void = 1").await.unwrap();
    assert!(database.sql("UPDATE postal_pack SET void = NULL").await.is_err());
    // a second request of the same person, past every lock
    let twice = "INSERT INTO postal_request (reference, election, number, district, place, state, open, since, steps, filed, alarmed) \
                 SELECT 'x', election, number, district, place, state, open, since, steps, filed, alarmed FROM postal_request \
                 WHERE number = 1";
    assert!(database.sql(twice).await.is_err());
}

async fn nothing_is_left_after_retention(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    let (id, person) = (office.id(), key().person(&person_id(2)));
    office.enter(&store, 1, &form(), &reference(1)).await.unwrap();
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    office
        .act(&store, &reference(1), Step::Refuse, &because(decider(), Reason::Other, CANARY))
        .await
        .unwrap();
    let draft = PostalDraft { reference: reference(2), form: form(), attachment: None, saved: JANUARY };
    store.save_postal_draft(id, &person, &draft, &mut rng()).await.unwrap();
    assert_eq!(store.forget_postal_drafts(id, JANUARY).await.unwrap(), 0);
    store.scrub(id).await.unwrap();
    let case = office.case(&store, &reference(1)).await;
    assert_eq!((case.state, case.request.as_ref()), (State::Refused, None));
    assert_eq!(store.postal_consent(id, &reference(1)).await.unwrap(), None);
    let steps = store.postal_steps(&case).await.unwrap();
    assert_eq!((steps.len(), steps[2].words.as_str()), (3, ""));
    assert_eq!(store.postal_draft(id, &person).await.unwrap(), None);
    assert!(store.messages_due(UnixTime(i64::MAX), 10).await.unwrap().is_empty());
    // what is left is what statistics need
    assert_eq!(store.postal_counts(id).await.unwrap(), [("east".into(), State::Refused, 1)]);
}

/// A picture of an identity card is there for the decision, and not longer.
#[tokio::test]
async fn a_picture_is_gone_after_the_decision() {
    let database = TestDatabase::sqlite();
    let office = Office::new();
    let store = people(&database, &office, 1).await;
    let picture = Attachment::new(format!("%PDF-1.7 {CANARY}").into_bytes()).unwrap();
    let counter = tabella_postal::OnBehalf::new(tabella_postal::How::Paper, "folder 7", JANUARY).unwrap();
    let filing = tabella_desk_store::Filing {
        whose: tabella_desk_store::Whose::Person(key().person(&person_id(1))),
        form: &form(),
        attachment: Some(&picture),
        reference: &reference(1),
        consent: &Consent::OnBehalf(counter),
        by: clerk(),
        language: "en",
        from: None,
        received: JANUARY,
        closes: UnixTime(1_900_000_000),
        now: JANUARY,
    };
    let role = tabella_desk_store::Role::Helpdesk;
    store.file_postal(&office.rules(), &filing, role, &mut rng()).await.unwrap();
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    assert_eq!(store.postal_attachment(office.id(), &reference(1)).await.unwrap(), Some(picture));
    office.go(&store, &reference(1), &[Step::Approve]).await;
    assert_eq!(store.postal_attachment(office.id(), &reference(1)).await.unwrap(), None);
    let hash = office.case(&store, &reference(1)).await.request.unwrap();
    assert!(hash.attachment().is_some());
}

/// Nothing of what people typed stands in the files of the database.
#[tokio::test]
async fn a_copy_tells_nobody_who_asked() {
    let database = TestDatabase::sqlite();
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    office.file(&store, 1, &form_to("1 Canary Street", "lea@example.org"), &reference(1)).await.unwrap();
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    let ask = because(decider(), Reason::Other, &format!("{CANARY}?"));
    office.act(&store, &reference(1), Step::Ask, &ask).await.unwrap();
    let draft = PostalDraft { reference: reference(2), form: form(), attachment: None, saved: JANUARY };
    store.save_postal_draft(office.id(), &key().person(&person_id(2)), &draft, &mut rng()).await.unwrap();
    store.close().await;
    stand_nowhere(&database, &[CANARY, "Canary Street", "lea@example.org", "REQUEST FOR A VOTE"]);
}
