//! Messages by e-mail, to a mail server that speaks SMTP.

use std::collections::BTreeSet;

use tabella_database::testing::TestDatabase;
use tabella_identity::Redacted;
use tabella_roll::Roll;
use tabella_tests::Fixture;

use crate::{
    browser::Browser,
    credentials::register,
    device::Device,
    on_both,
    postal::{TYPED, ask, number, shows},
    postal_office::{steps, wait},
    smtp::{MailServer, Mood},
    stand::{JANUARY, POSTAL_OFFICERS, Stand, entry, setup},
};

on_both!(
    a_message_at_every_change,
    a_credential_is_told_of,
    a_message_survives_a_crash_between_sending_and_marking,
    a_busy_server_is_asked_again_and_a_strict_one_is_not,
    a_new_address_is_told_to_the_old_one,
    a_contact_is_corrected_a_few_times,
    a_draft_is_remembered_once,
);

fn people(count: u64) -> Roll {
    let mut roll = Roll::new();
    for number in 1..=count {
        let mut entry = entry(number);
        entry.person.email = Some(Redacted::new(format!("person{number}@example.org")));
        roll.insert(entry).unwrap();
    }
    roll
}

/// Files a request of somebody who reads e-mail.
fn file(stand: &Stand, person: u64) -> String {
    let email = format!("person{person}@example.org");
    let contact: [(&str, &str); 2] = [("language", "en"), ("email", &email)];
    let typed = [TYPED[0], TYPED[1], TYPED[2], ("contact", &contact[..])];
    number(&ask(stand, &stand.signed_in(person), person, &typed))
}

/// Two people on the roll, and the first one's request and browser.
fn filed(database: TestDatabase) -> (MailServer, Stand, String, Browser) {
    let server = MailServer::start();
    let stand = Stand::of_january(database, &Fixture::unannounced(&setup()), &people(2), &server.config());
    let reference = file(&stand, 1);
    let browser = stand.signed_in(1);
    (server, stand, reference, browser)
}

fn a_message_at_every_change(database: TestDatabase) {
    let server = MailServer::start();
    let stand = Stand::of_january(database, &Fixture::unannounced(&setup()), &people(1), &server.config());
    let reference = file(&stand, 1);
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    steps(&stand, &officer, &reference, &["take-up"]);
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    officer.form(
        &case,
        &[("step", "refuse"), ("reason", "address-unclear"), ("words", "There is no number 7.")],
    );
    wait("three letters", || server.letters().len() >= 3);
    let letters = server.letters();
    let subjects: Vec<String> = letters.iter().map(|letter| letter.header("Subject")).collect();
    for (subject, state) in subjects.iter().zip(["received by the office", "being checked", "refused"]) {
        assert_eq!(*subject, format!("Your vote by post {reference}: {state}"));
    }
    for letter in &letters {
        assert_eq!(letter.to, "person1@example.org");
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        let body = letter.body();
        assert!(body.contains(&reference) && body.contains("we send no links"), "{body}");
        // no link asks anyone to sign in; no name, no address of the person
        for never in ["http", "href", "Weber", "rue du Nord", "sign-in"] {
            assert!(!letter.text.contains(never) && !body.contains(never), "{never}: {body}");
        }
    }
    let last = letters.last().unwrap().body();
    assert!(
        last.contains("The post does not know the address.") && last.contains("There is no number 7."),
        "{last}"
    );
    let numbers: BTreeSet<String> = letters.iter().map(|letter| letter.header("Message-ID")).collect();
    assert_eq!(numbers.len(), 3);
    assert!(numbers.iter().all(|number| number.ends_with("@office.example.org>")), "{numbers:?}");
}

/// The person corrects how the office reaches them: it is written down, and both addresses learn of it.
fn a_new_address_is_told_to_the_old_one(database: TestDatabase) {
    let (server, stand, reference, browser) = filed(database);
    let path = stand.of_post(&format!("/requests/{reference}"));
    shows(&browser.page(&path), &["person1@example.org", &format!("{path}/contact")]);
    shows(&browser.page(&format!("{path}/contact")), &["value=\"person1@example.org\""]);
    let wrong = browser.form(&format!("{path}/contact"), &[("email", "new"), ("phone", "621")]);
    assert_eq!(wrong.status, 422);
    shows(&wrong, &["E-mail: Type an e-mail address", "Telephone: Type a telephone number", "value=\"621\""]);
    let typed = [("email", "new@example.org"), ("phone", "+352 621 123 456")];
    shows(
        &browser.form(&format!("{path}/contact"), &typed),
        &["are changed", "new@example.org", "+352621123456"],
    );
    shows(&browser.page("/usage"), &["changed your e-mail address or telephone number"]);
    wait("three letters", || server.letters().len() >= 3);
    let told: BTreeSet<String> = server.letters()[1..].iter().map(|letter| letter.to.clone()).collect();
    assert_eq!(told, BTreeSet::from(["new@example.org".to_owned(), "person1@example.org".to_owned()]));
    assert!(
        server.letters()[1..].iter().all(|letter| letter.body().contains("call the election office at once"))
    );
    // from now on the office writes there; what was signed stays what it was
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    steps(&stand, &officer, &reference, &["take-up"]);
    wait("the next letter", || server.letters().len() >= 4);
    assert_eq!(server.letters()[3].to, "new@example.org");
    shows(&officer.page(&stand.of_post_office(&format!("/requests/{reference}"))), &["new@example.org"]);
    // nobody else's, and nothing that has ended
    let other = stand.signed_in(2);
    other.page("/elections");
    assert_eq!(other.form(&format!("{path}/contact"), &typed).problem(), "not-found");
    browser.form(&format!("{path}/withdraw"), &[]);
    assert_eq!(browser.form(&format!("{path}/contact"), &typed).problem(), "illegal-step");
}

/// Each correction tells two people; who sends them without end would make the office a source of letters.
fn a_contact_is_corrected_a_few_times(database: TestDatabase) {
    let (_server, stand, reference, browser) = filed(database);
    let path = stand.of_post(&format!("/requests/{reference}/contact"));
    let corrected = |email: &str| browser.form(&path, &[("email", email)]);
    for number in 0..10 {
        shows(&corrected(&format!("new{number}@example.org")), &["are changed"]);
        // pressed twice: nothing changes, and nothing is counted
        assert_eq!(corrected(&format!("new{number}@example.org")).status, 200);
    }
    let often = corrected("other@example.org");
    assert_eq!((often.status, often.problem()), (409, "contact-too-often".into()));
    shows(&often, &["This was changed too often", "Tell us"]);
    shows(&browser.page(&path), &["value=\"new9@example.org\""]);
}

/// Who began and did not send is reminded once, a week before the last day, if there is an e-mail address.
fn a_draft_is_remembered_once(database: TestDatabase) {
    let server = MailServer::start();
    let fixture = Fixture::unannounced(&setup());
    let stand = Stand::of_january(database, &fixture, &people(2), &server.config());
    for (person, email) in [(1, "person1@example.org"), (2, "")] {
        let browser = stand.signed_in(person);
        browser.page(&stand.of_post(""));
        browser.form(&stand.of_post(""), &[]);
        browser.form(&stand.of_post("/form/delivery"), &[("deliver-to", "registered")]);
        browser.form(&stand.of_post("/form/contact"), &[("language", "en"), ("email", email)]);
    }
    let until = fixture.election.manifest().schedule.postal_deadlines[0].apply_until.0;
    // eight days before, and then seven: each a desk that starts and looks around
    let stand = stand.again(&fixture, &server.config(), until - 7 * 86_400 - 1);
    let lines =
        |count: u64| stand.browser().get("/metrics").text().contains(&format!("mailed_total {count}"));
    assert!(lines(0) && server.letters().is_empty());
    let stand = stand.again(&fixture, &server.config(), until - 7 * 86_400);
    wait("a letter", || !server.letters().is_empty());
    let letters = server.letters();
    assert_eq!((letters.len(), &*letters[0].to), (1, "person1@example.org"));
    assert_eq!(letters[0].header("Subject"), "Your request for a vote by post is not sent yet");
    // written at that second and not before
    assert!(letters[0].header("Date").contains(":59 "), "{}", letters[0].header("Date"));
    let body = letters[0].body();
    assert!(
        body.contains("until Friday 12 February 2027, 23:59 (Europe/Luxembourg)") && !body.contains("http"),
        "{body}"
    );
    let stand = stand.again(&fixture, &server.config(), until - 2 * 86_400);
    // the one after shows that the one before had its time
    file(&stand, 2);
    wait("another letter", || server.letters().len() >= 2);
    assert!(server.letters()[1].header("Subject").contains("received by the office"));
    assert_eq!(server.letters().len(), 2);
}

/// Whoever did not ask for a credential learns that there is one.
fn a_credential_is_told_of(database: TestDatabase) {
    let server = MailServer::start();
    let mut setup = setup();
    setup.draft["schedule"]["opens"] = "2027-01-10T08:00:00Z".into();
    let stand = Stand::of_january(database, &Fixture::unannounced(&setup), &people(2), &server.config());
    register(&stand, &stand.signed_in(2), 2, &mut Device::new(1)).good();
    wait("a letter", || !server.letters().is_empty());
    let letters = server.letters();
    assert_eq!((letters.len(), &*letters[0].to), (1, "person2@example.org"));
    assert_eq!(letters[0].header("Subject"), "A way to vote online was registered for you");
    assert!(letters[0].body().contains("call the election office at once"));
}

/// The server has the message, and the desk dies before it knows: the next desk sends it again, under the same number.
fn a_message_survives_a_crash_between_sending_and_marking(database: TestDatabase) {
    let server = MailServer::start();
    server.be(Mood::Broken);
    let fixture = Fixture::unannounced(&setup());
    let stand = Stand::of_january(database, &fixture, &people(1), &server.config());
    file(&stand, 1);
    wait("the letter came", || !server.letters().is_empty());
    server.be(Mood::Kind);
    let stand = stand.again(&fixture, &server.config(), JANUARY + 3_600);
    wait("it comes again", || server.letters().len() >= 2);
    let letters = server.letters();
    assert_eq!(letters[0].header("Message-ID"), letters[1].header("Message-ID"));
    assert_eq!(letters[0].text, letters[1].text, "the same letter, to the byte");
    // and then no more
    stand.later(86_400);
    let stand = stand.again(&fixture, &server.config(), JANUARY + 2 * 86_400);
    let metrics = stand.browser().get("/metrics").text();
    assert!(metrics.contains("tabella_desk_mailed_total 0"), "{metrics}");
    assert_eq!(server.letters().len(), 2);
}

fn a_busy_server_is_asked_again_and_a_strict_one_is_not(database: TestDatabase) {
    let server = MailServer::start();
    server.be(Mood::Busy);
    let fixture = Fixture::unannounced(&setup());
    let stand = Stand::of_january(database, &fixture, &people(2), &server.config());
    file(&stand, 1);
    let tried = |count: u64| {
        let metrics = stand.browser().get("/metrics").text();
        metrics.contains(&format!("tabella_desk_unmailed_total {count}"))
    };
    wait("it was tried", || tried(1));
    server.be(Mood::Strict);
    stand.later(61);
    wait("it was tried again, and given up", || tried(2));
    server.be(Mood::Kind);
    stand.later(7_200);
    let reference = file(&stand, 2);
    wait("the other letter", || !server.letters().is_empty());
    let letters = server.letters();
    assert_eq!((letters.len(), &*letters[0].to), (1, "person2@example.org"));
    assert!(letters[0].header("Subject").contains(&reference));
}
