//! How people are reached, corrected after they asked; and drafts that are remembered.

use tabella_database::{on_both, testing::TestDatabase};
use tabella_desk_store::{News, PostalDraft, PostalRefused};
use tabella_identity::UnixTime;
use tabella_postal::{Contact, DeliverTo, Form, Step};

use crate::{
    post_office::{JANUARY, Office, form, form_to, fresh, reference},
    postal::people,
    support::{key, person_id},
};

on_both!(
    a_contact_is_corrected_and_erased,
    a_crowd_at_one_address_is_seen_late,
    once_and_to_those_who_can_be_reached
);

async fn a_contact_is_corrected_and_erased(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 2).await;
    let [one, two] = [1, 2].map(|number| key().person(&person_id(number)));
    let asked = Form { email: "old@example.org".into(), ..form() };
    office.enter(&store, 1, &asked, &reference(1)).await.unwrap();
    let correct = async |person, email: &str| {
        let contact = Contact::check(email, "+352 621 123 456").unwrap();
        store
            .correct_postal_contact(&office.rules(), person, &reference(1), &contact, JANUARY, &mut fresh())
            .await
    };
    let somebody_else = correct(two, "thief@example.org").await;
    assert!(matches!(somebody_else, Err(PostalRefused::NoRequest)));
    for email in ["second@example.org", "third@example.org"] {
        correct(one, email).await.unwrap();
        let request = office.case(&store, &reference(1)).await.request.unwrap();
        assert_eq!((request.expose_email(), request.expose_phone()), (email, "+352621123456"));
    }
    // both addresses each time, and from now on the last one
    office.go(&store, &reference(1), &[Step::TakeUp]).await;
    let messages = store.messages_due(UnixTime(i64::MAX), 20).await.unwrap();
    let to: Vec<&str> = messages.iter().map(|message| message.recipient.expose().as_str()).collect();
    let [old, second, third] = ["old@example.org", "second@example.org", "third@example.org"];
    assert_eq!(to, [old, old, second, second, third, third]);
    let told = messages.iter().filter(|message| message.news == News::Contact(reference(1)));
    assert_eq!(told.count(), 4);
    let deeds = store.usage_of(&one, UnixTime(0), 100).await.unwrap();
    assert_eq!(deeds.iter().filter(|line| line.deed == "change-contact").count(), 2);

    for tampering in [
        "DELETE FROM postal_contact",
        "UPDATE postal_contact SET at = 5",
        "UPDATE postal_contact SET content = (SELECT content FROM postal_request)",
    ] {
        assert!(database.sql(tampering).await.is_err(), "{tampering}");
    }
    // fails as long as something is there
    let kept = "INSERT INTO postal_contact (request, position, content, at) \
                SELECT request, position, content, at FROM postal_contact WHERE content IS NOT NULL";
    assert!(database.sql(kept).await.is_err());
    store.scrub(office.id()).await.unwrap();
    database.sql(kept).await.unwrap();
    assert_eq!(office.case(&store, &reference(1)).await.request, None);
    assert!(matches!(correct(one, third).await, Err(PostalRefused::NotOnRoll | PostalRefused::Scrubbed)));
}

/// Whoever gathers other people's requests behind one telephone after they were filed is seen, too.
async fn a_crowd_at_one_address_is_seen_late(database: TestDatabase) {
    let office = Office::new();
    let crowd = u64::try_from(office.limits.contact).unwrap() + 1;
    let store = people(&database, &office, crowd).await;
    let contact = Contact::check("harvest@example.org", "").unwrap();
    for number in 1..=crowd {
        let form =
            Form { email: String::new(), phone: String::new(), ..form_to(&format!("{number} rue X"), "") };
        office.enter(&store, number, &form, &reference(number)).await.unwrap();
        assert!(!office.case(&store, &reference(number)).await.alarmed);
    }
    for number in 1..=crowd {
        let person = key().person(&person_id(number));
        let (rules, reference) = (office.rules(), reference(number));
        store
            .correct_postal_contact(&rules, person, &reference, &contact, JANUARY, &mut fresh())
            .await
            .unwrap();
    }
    for number in 1..=crowd {
        assert!(office.case(&store, &reference(number)).await.alarmed, "{number}");
    }
}

async fn once_and_to_those_who_can_be_reached(database: TestDatabase) {
    let office = Office::new();
    let store = people(&database, &office, 4).await;
    for (number, email) in [(1, "one@example.org"), (2, ""), (3, "no address"), (4, "four@example.org")] {
        let deliver_to = Some(if number == 4 { DeliverTo::Abroad } else { DeliverTo::Registered });
        let form = Form { email: email.into(), deliver_to, ..form() };
        let draft = PostalDraft { reference: reference(number), form, attachment: None, saved: JANUARY };
        let person = key().person(&person_id(number));
        store.save_postal_draft(office.id(), &person, &draft, &mut fresh()).await.unwrap();
    }
    let until = UnixTime(JANUARY.0 + 1_000);
    let due = |form: &Form| (form.deliver_to == Some(DeliverTo::Registered)).then_some(until);
    let remind =
        async || store.remind_of_postal_drafts(office.id(), due, JANUARY, &mut fresh()).await.unwrap();
    assert_eq!(remind().await, 1);
    assert_eq!(remind().await, 0, "twice");
    let messages = store.messages_due(UnixTime(i64::MAX), 10).await.unwrap();
    let told: Vec<_> = messages.iter().map(|m| (m.recipient.expose().as_str(), &m.news)).collect();
    assert_eq!(told, [("one@example.org", &News::Reminder(until))]);
    // saved once more, it is still the same draft
    let draft = store.postal_draft(office.id(), &key().person(&person_id(1))).await.unwrap().unwrap();
    store.save_postal_draft(office.id(), &key().person(&person_id(1)), &draft, &mut fresh()).await.unwrap();
    assert_eq!(remind().await, 0);
    store.scrub(office.id()).await.unwrap();
    assert!(store.messages_due(UnixTime(i64::MAX), 10).await.unwrap().is_empty());
}
