//! The office: every status from both sides, batches, envelopes, four eyes, and a long work list.

use std::{fmt::Write as _, io::Read as _, time::Instant};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;
use tabella_database::testing::TestDatabase;
use tabella_postal::Reference;
use tabella_tests::Fixture;

use crate::{
    browser::{Answer, Browser},
    credentials::register,
    device::Device,
    on_both,
    postal::{file, number, shows},
    stand::{AUDITOR, JANUARY, POSTAL_OFFICERS, Stand, printer, roll, setup},
};

on_both!(
    every_status_from_both_sides,
    papers_take_the_place_of_a_credential,
    g05_who_enters_does_not_decide,
    twenty_thousand_requests,
);

/// Takes steps as an official.
pub(crate) fn steps(stand: &Stand, officer: &Browser, reference: &str, steps: &[&str]) -> Answer {
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    let mut last = officer.page(&case);
    for step in steps {
        last = officer.form(&case, &[("step", step)]);
        assert_eq!(last.status, 200, "{step}: {}", last.text());
    }
    last
}

/// The next batch: made, printed, handed to the post as far as this goes.
pub(crate) fn batch(stand: &Stand, officer: &Browser, deeds: &[&str]) -> String {
    let batches = stand.of_post_office("/batches");
    officer.page(&batches);
    let made = officer.form_only(&batches, &[]);
    let path = made.header("location").to_owned();
    assert!(path.starts_with(&batches), "{made:?}");
    for deed in deeds {
        assert_eq!(officer.form(&path, &[("do", deed)]).status, 200, "{deed}");
    }
    path
}

/// The code of a request's papers, as its page shows it.
pub(crate) fn code(stand: &Stand, officer: &Browser, reference: &str) -> String {
    let page = officer.page(&stand.of_post_office(&format!("/requests/{reference}"))).text();
    let (_, rest) = page.split_once("Code of the papers</dt>").unwrap();
    rest.split_once("<bdi>").unwrap().1.split('<').next().unwrap().to_owned()
}

/// The second official consents to what waits.
pub(crate) fn consent(stand: &Stand, second: &Browser, reference: &str) -> Answer {
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    let page = second.page(&case).text();
    let (_, rest) = page.split_once("name=\"deed\" value=\"").unwrap_or_else(|| panic!("{page}"));
    let deed = rest.split('"').next().unwrap().to_owned();
    second.form(&format!("{case}/second"), &[("deed", &deed)])
}

pub(crate) fn scan(stand: &Stand, officer: &Browser, code: &str) -> Answer {
    let path = stand.of_post_office("/scan");
    officer.page(&path);
    officer.form(&path, &[("code", code)])
}

/// What the printing house reads.
pub(crate) fn decrypted(file: &[u8]) -> String {
    let decryptor = age::Decryptor::new(file).unwrap();
    let mut plain = decryptor.decrypt(std::iter::once(printer() as &dyn age::Identity)).unwrap();
    let mut text = String::new();
    plain.read_to_string(&mut text).unwrap();
    text
}

/// What the office calls otherwise than the person.
const OFFICE: [(&str, &str); 7] = [
    ("received by the office", "new"),
    ("we need something from you", "waits for the person’s answer"),
    ("on the way to you", "with the post"),
    ("came back to us", "came back undelivered"),
    ("your envelope is here", "envelope received"),
    ("something is missing in your envelope", "envelope set aside, can be mended"),
    ("ended: you voted another way", "ended: voted another way"),
];

/// Both sides see the same status, each in its words.
#[track_caller]
fn both(stand: &Stand, person: u64, officer: &Browser, reference: &str, words: &str) {
    let path = format!("/requests/{reference}");
    shows(&stand.signed_in(person).page(&stand.of_post(&path)), &[&format!("Your vote by post: {words}")]);
    let own = OFFICE.iter().find(|(person, _)| *person == words).map_or(words, |(_, office)| office);
    shows(&officer.page(&stand.of_post_office(&path)), &[&format!("<p>{own}</p>")]);
}

fn every_status_from_both_sides(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let stand = Stand::of_january(database, &fixture, &roll(6), "");
    let [officer, second] = POSTAL_OFFICERS.map(|number| stand.signed_in(number));
    let one = file(&stand, 1);
    let case = stand.of_post_office(&format!("/requests/{one}"));
    let citizen = |wish: &str, words: &str| {
        let browser = stand.signed_in(1);
        let path = stand.of_post(&format!("/requests/{one}/{wish}"));
        assert_eq!(browser.page(&path).status, 200, "{wish}");
        browser.form(&path, &[("words", words)])
    };
    both(&stand, 1, &officer, &one, "received by the office");
    steps(&stand, &officer, &one, &["take-up"]);
    both(&stand, 1, &officer, &one, "being checked");
    // a reason is needed, and for another one words
    assert_eq!(officer.form(&case, &[("step", "ask")]).status, 422);
    let mute = officer.form(&case, &[("step", "ask"), ("reason", "other"), ("words", " ")]);
    shows(&mute, &["Say in words what the other reason is"]);
    officer.form(&case, &[("step", "ask"), ("reason", "incomplete"), ("words", "Which flat?")]);
    both(&stand, 1, &officer, &one, "we need something from you");
    shows(
        &stand.signed_in(1).page(&stand.of_post(&format!("/requests/{one}"))),
        &["Which flat?", "22 January 2027"],
    );
    assert_eq!(citizen("answer", " ").status, 422);
    citizen("answer", "Flat 2");
    shows(&officer.page(&case), &["Flat 2"]);
    steps(&stand, &officer, &one, &["approve"]);
    both(&stand, 1, &officer, &one, "approved");
    // what cannot follow is refused
    assert_eq!(officer.form(&case, &[("step", "accept")]).problem(), "illegal-step");
    assert_eq!(officer.form(&case, &[("step", "print")]).problem(), "malformed");
    let path = batch(&stand, &officer, &[]);
    both(&stand, 1, &officer, &one, "about to be printed");
    officer.form(&path, &[("do", "print")]);
    both(&stand, 1, &officer, &one, "printed");
    let first = code(&stand, &officer, &one);
    shows(
        &scan(&stand, &officer, &first),
        &["SET ASIDE, unopened: an envelope of this code is not expected"],
    );
    officer.form(&path, &[("do", "dispatch")]);
    both(&stand, 1, &officer, &one, "on the way to you");
    citizen("deliver", "");
    both(&stand, 1, &officer, &one, "arrived");
    officer.form(&case, &[("step", "return-undelivered"), ("reason", "moved")]);
    both(&stand, 1, &officer, &one, "came back to us");
    // two officials send it again
    let again = [("step", "reissue"), ("reason", "came-back"), ("words", "")];
    shows(&officer.form(&case, &again), &["Another official must consent"]);
    both(&stand, 1, &officer, &one, "came back to us");
    consent(&stand, &second, &one);
    both(&stand, 1, &officer, &one, "sent again");
    shows(&scan(&stand, &officer, &first), &["SET ASIDE, unopened: this code is void"]);
    shows(&scan(&stand, &officer, "0123"), &["A code has 12 letters and digits, and this one has 4."]);
    shows(&scan(&stand, &officer, "4N7Q-2HTC-W9K3"), &["One of the characters is wrong"]);
    shows(&scan(&stand, &officer, "4N7Q-2HTC-W9KU"), &["without U and Z"]);
    let new = code(&stand, &officer, &one);
    officer.page(&case);
    let anew = decrypted(&officer.form_only(&format!("{case}/file"), &[]).body);
    assert!(anew.contains(&new) && !anew.contains(&first) && anew.lines().count() == 2, "{anew}");
    shows(&scan(&stand, &officer, &new.to_lowercase().replace('-', " ")), &["Received: ", &one]);
    both(&stand, 1, &officer, &one, "your envelope is here");
    officer.form(&case, &[("step", "set-aside"), ("reason", "not-signed"), ("words", "Please sign.")]);
    both(&stand, 1, &officer, &one, "something is missing in your envelope");
    citizen("cure", "Signed at the counter");
    both(&stand, 1, &officer, &one, "your envelope is here");
    steps(&stand, &officer, &one, &["accept"]);
    both(&stand, 1, &officer, &one, "accepted");

    other_ends(&stand, &officer, &second);
    // issued = returned + outstanding + cancelled
    let row = |stand: &Stand| {
        let officer = stand.signed_in(POSTAL_OFFICERS[0]);
        shows(&officer.page(&stand.of_post_office("/reconciliation")), &["right"]);
        officer.get(&stand.of_post_office("/reconciliation.csv")).text()
    };
    assert_eq!(row(&stand), "district,issued,returned,outstanding,cancelled\r\n\"east\",4,2,1,1\r\n");
    // what never came back is over
    let five = stand.signed_in(5).page("/elections").text();
    let five = five.split_once("Your request ").unwrap().1[..14].to_owned();
    let until = stand.election.manifest().schedule.postal_deadlines[0].return_until.0;
    let after = stand.again(&fixture, "", until + 1);
    wait("what is over is ended", || {
        let page = after.signed_in(5).page(&after.of_post(&format!("/requests/{five}")));
        page.text().contains("Your vote by post: over")
    });
    assert_eq!(row(&after), "district,issued,returned,outstanding,cancelled\r\n\"east\",4,2,0,2\r\n");
}

/// Refused for a reason that the person never reads; taken back; rejected by two; and one that is out.
fn other_ends(stand: &Stand, officer: &Browser, second: &Browser) {
    let two = file(stand, 2);
    steps(stand, officer, &two, &["take-up"]);
    let fraud = [("step", "refuse"), ("reason", "suspected-fraud"), ("words", "same hand as 17 others")];
    officer.form(&stand.of_post_office(&format!("/requests/{two}")), &fraud);
    both(stand, 2, officer, &two, "refused");
    let told = stand.signed_in(2).page(&stand.of_post(&format!("/requests/{two}"))).text();
    assert!(!told.contains("same hand") && !told.contains("Fraud"), "{told}");
    let three = file(stand, 3);
    let browser = stand.signed_in(3);
    let path = stand.of_post(&format!("/requests/{three}/withdraw"));
    shows(&browser.page(&path), &["no papers are sent"]);
    browser.form(&path, &[]);
    both(stand, 3, officer, &three, "taken back");
    let four = file(stand, 4);
    let five = file(stand, 5);
    for reference in [&four, &five] {
        steps(stand, officer, reference, &["take-up", "approve"]);
    }
    batch(stand, officer, &["print", "dispatch"]);
    scan(stand, officer, &code(stand, officer, &four));
    let case = stand.of_post_office(&format!("/requests/{four}"));
    officer.form(&case, &[("step", "reject"), ("reason", "opened"), ("words", "")]);
    consent(stand, second, &four);
    both(stand, 4, officer, &four, "rejected");
}

pub(crate) fn wait(what: &str, done: impl Fn() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < crate::urn::PATIENCE, "{what}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

/// Paper has precedence: an accepted envelope revokes the live credential on the board, in the same transaction; one that came
/// late is not accepted.
fn papers_take_the_place_of_a_credential(database: TestDatabase) {
    let mut setup = setup();
    setup.draft["schedule"]["opens"] = "2027-01-10T08:00:00Z".into();
    let stand = Stand::of_january(database, &Fixture::unannounced(&setup), &roll(2), "");
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    register(&stand, &stand.signed_in(1), 1, &mut Device::new(1)).good();
    let browser = stand.signed_in(1);
    shows(&browser.page(&stand.of_post("")), &["it takes the place of a vote online"]);
    let references = [file(&stand, 1), file(&stand, 2)];
    for reference in &references {
        steps(&stand, &officer, reference, &["take-up", "approve"]);
    }
    let path = batch(&stand, &officer, &["print", "dispatch"]);
    let waiting = |stand: &Stand| {
        let outbox = stand.signed_in(AUDITOR).get(&stand.of_office("outbox")).good();
        outbox["waiting"].as_u64().unwrap()
    };
    assert_eq!(waiting(&stand), 1);
    scan(&stand, &officer, &code(&stand, &officer, &references[0]));
    let me = || stand.signed_in(1).get("/desk/v1/me/elections").good()["elections"][0].clone();
    assert_eq!(me()["has_credential"], true);
    steps(&stand, &officer, &references[0], &["accept"]);
    assert_eq!((&me()["channel"], &me()["has_credential"]), (&json!("paper"), &json!(false)));
    assert_eq!(waiting(&stand), 2, "the credential and its revocation");

    // the file for the printing house opens with its key and with no other, and holds no formula
    officer.page(&path);
    let file = officer.form_only(&format!("{path}/file"), &[]);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"batch-1.csv.age\"");
    assert!(file.body.starts_with(b"age-encryption.org/v1") && !file.text().contains("rue du Nord"));
    let rows = decrypted(&file.body);
    assert_eq!(rows.lines().count(), 2, "{rows}");
    assert!(rows.contains("Given2 Weber,\"2, rue du Nord\",L-1234 Luxembourg"), "{rows}");
    let stranger = age::x25519::Identity::generate();
    let decryptor = age::Decryptor::new(&file.body[..]).unwrap();
    assert!(decryptor.decrypt(std::iter::once(&stranger as &dyn age::Identity)).is_err());
    shows(&stand.signed_in(2).page("/usage"), &["handed your address to the printing house"]);

    let until = stand.election.manifest().schedule.postal_deadlines[0].return_until.0;
    stand.time.store(until + 60, std::sync::atomic::Ordering::Relaxed);
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    scan(&stand, &officer, &code(&stand, &officer, &references[1]));
    let case = stand.of_post_office(&format!("/requests/{}", references[1]));
    let page = officer.page(&case);
    shows(&page, &["came after the deadline"]);
    assert!(!page.text().contains("value=\"accept\""));
    assert_eq!(officer.form(&case, &[("step", "accept")]).problem(), "too-late");
}

/// G05: whoever enters a request for somebody does not decide on it; the same rules hold as for everyone.
fn g05_who_enters_does_not_decide(database: TestDatabase) {
    let stand = Stand::in_january(database, 2, "");
    let [officer, second] = POSTAL_OFFICERS.map(|number| stand.signed_in(number));
    let enter = stand.of_post_office("/enter");
    officer.page(&enter);
    let nobody = officer.form(&enter, &[("person", "PNOEE-38000000099")]);
    assert_eq!(nobody.status, 422);
    let form = officer.form(&enter, &[("person", "PNOEE-38000000001")]);
    shows(&form, &["1, rue du Nord", "How did the person ask?"]);
    let fields = [
        ("number", "1"),
        ("how", "phone"),
        ("record", "called back, date of birth known"),
        ("received", "2027-01-14"),
        ("place-of-birth", "Esch"),
        ("deliver-to", "registered"),
        ("duration", "election"),
        ("language", "en"),
        ("declaration", "yes"),
    ];
    let without = |left_out: &str| {
        let fields: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != left_out).collect();
        let answer = officer.form(&format!("{enter}/file"), &fields);
        assert_eq!(answer.status, 422, "{left_out}: {}", answer.text());
        if left_out != "place-of-birth" {
            shows(&answer, &["value=\"Esch\""]);
        }
    };
    for name in ["how", "record", "received", "place-of-birth", "deliver-to", "duration", "declaration"] {
        without(name);
    }
    let entered = officer.form(&format!("{enter}/file"), &fields);
    shows(&entered, &["The request is entered"]);
    let reference = number(&entered);
    let case = stand.of_post_office(&format!("/requests/{reference}"));
    shows(&officer.page(&case), &["by telephone, called back, date of birth known"]);
    steps(&stand, &officer, &reference, &["take-up"]);
    assert_eq!(officer.form(&case, &[("step", "approve")]).problem(), "own-entry");
    steps(&stand, &second, &reference, &["approve"]);
    // the person sees it, and who entered it
    let browser = stand.signed_in(1);
    shows(&browser.page(&stand.of_post(&format!("/requests/{reference}"))), &["approved"]);
    shows(&browser.page("/usage"), &["An official for votes by post"]);
    // the second one is too late for the same person
    officer.page(&enter);
    officer.form(&enter, &[("person", "PNOEE-38000000001")]);
    assert_eq!(officer.form(&format!("{enter}/file"), &fields).problem(), "duplicate");
}

/// The work list stays quick, page by page, whatever is filtered.
fn twenty_thousand_requests(database: TestDatabase) {
    const PEOPLE: u64 = 20_000;
    let stand = Stand::in_january(database, PEOPLE, "");
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let id = stand.election.id().to_string();
    let is_postgres = stand.is_postgres();
    let election = if is_postgres { format!("'\\x{id}'") } else { format!("X'{id}'") };
    let insert = "INSERT INTO postal_request (reference, election, number, district, place, state, open, since, steps, filed, \
                  alarmed) VALUES ";
    for chunk in 0..PEOPLE / 500 {
        let mut sql = insert.to_owned();
        for line in 1..=500 {
            let number = chunk * 500 + line;
            let (state, alarmed) = (
                ["submitted", "under-review", "approved"][(number % 3) as usize],
                u64::from(number % 100 == 0),
            );
            let filed = JANUARY - 1_000_000 + number.cast_signed();
            let reference = Reference::generate(&mut rng);
            let comma = if line == 1 { "" } else { ", " };
            write!(sql, "{comma}('{reference}', {election}, {number}, 'east', 'home', '{state}', 1, {filed}, 1, {filed}, {alarmed})").unwrap();
        }
        stand.sql(&sql);
    }
    let officer = stand.signed_in(POSTAL_OFFICERS[0]);
    let mut next = stand.of_post_office("");
    for query in
        ["", "?state=all", "?state=approved", "?state=all&alarmed=yes", "?state=all&district=east&days=5"]
    {
        let path = format!("{}{query}", stand.of_post_office(""));
        let mut best = u128::MAX;
        for _ in 0..7 {
            let started = Instant::now();
            let page = officer.page(&path);
            best = best.min(started.elapsed().as_millis());
            assert_eq!(page.text().matches("/requests/").count(), 50, "{query}");
        }
        println!("{query:?}: {best} ms");
        assert!(best <= 200, "{query:?} takes {best} ms");
    }
    // page by page nothing comes twice
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..5 {
        let page = officer.page(&next).text();
        for part in page.split("/requests/").skip(1) {
            assert!(seen.insert(part[..14].to_owned()), "{part}");
        }
        let (_, rest) = page.split_once("?after=").unwrap();
        next = format!("{}?after={}", stand.of_post_office(""), rest.split('"').next().unwrap());
    }
    assert_eq!(seen.len(), 250);
}
