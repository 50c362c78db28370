//! Signing in, and how sessions begin, go on and end.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use tabella_database::testing::TestDatabase;
use tabella_server::desk::{Responder, Silent};
use tabella_tests::Fixture;

use crate::{
    browser::Browser,
    on_both,
    stand::{MANAGERS, ORIGIN, Stand, authority, card, setup},
};

on_both!(
    a_card_opens_a_session,
    f01_a_nonce_is_good_once_and_for_one_session,
    e04_only_own_pages_change_something,
    sessions_end,
    e12_who_is_on_the_roll_is_not_told,
    f08_without_an_answer_nobody_gets_in,
    f06_one_key_is_one_persons,
);

fn a_card_opens_a_session(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let browser = stand.browser();
    let before = browser.cookie().unwrap();
    let csrf = browser.csrf();
    assert_eq!(browser.get("/desk/v1/me").problem(), "signed-out");
    let answer = browser.sign_in(&card(1));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-tabella="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(
        !cookie.contains("Domain") && !cookie.contains("Max-Age") && !cookie.contains("Expires"),
        "{cookie}"
    );
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value);
    }
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    let said = answer.good();
    assert_eq!((&said["person"]["id"], &said["offices"]), (&json!("PNOEE-38000000001"), &json!([])));

    // another number, another token; the old ones are dead
    assert_ne!(browser.cookie().unwrap(), before);
    assert_ne!(browser.csrf(), csrf);
    let old = Browser::new(stand.address());
    old.set_cookie(Some(before));
    assert_eq!(old.get("/desk/v1/me").problem(), "signed-out");

    let me = browser.get("/desk/v1/me").good();
    assert_eq!(me["lines"][0]["line"]["address"], "1, rue du Nord\nL-1234 Luxembourg");
    let elections = browser.get("/desk/v1/me/elections").good();
    let election = &elections["elections"][0];
    assert_eq!((&election["eligible"], &election["channel"]), (&json!(true), &json!("undecided")));
    assert_eq!(election["time_zone"], "Europe/Luxembourg");
    stand.later(100 * 86_400);
    let late = stand.signed_in(1).get("/desk/v1/me/elections").good();
    assert_eq!(late["elections"][0]["reason"], "closed");
}

fn f06_one_key_is_one_persons(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    // an issuer put the key of one person's card into a certificate of another
    let doubled = |key: u64, subject: u64| {
        let mut template = card(key).authentication_template();
        template.subject = card(subject).authentication_template().subject;
        card(key).with_authentication_certificate(authority().issue(&template))
    };
    stand.signed_in(1);
    stand.signed_in(2);
    let refused = stand.browser().sign_in(&doubled(1, 2));
    assert_eq!((refused.problem(), refused.reason()), ("card-refused".into(), "shared-key".into()));
    stand.signed_in(1);

    // in another process, and in the other order
    let stand = Stand::new(stand.stop(), 0);
    assert_eq!(stand.browser().sign_in(&doubled(1, 2)).reason(), "shared-key");
    stand.browser().sign_in(&doubled(3, 4)).good();
    assert_eq!(stand.browser().sign_in(&card(3)).reason(), "shared-key");
}

fn f01_a_nonce_is_good_once_and_for_one_session(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let (mine, other) = (stand.browser(), stand.browser());
    let token = card(1).authenticate(ORIGIN, &mine.challenge());
    // in another session, without and with a challenge of its own
    assert_eq!(other.answer(&token).problem(), "no-challenge");
    other.challenge();
    let refused = other.answer(&token);
    assert_eq!((refused.problem(), refused.reason()), ("card-refused".into(), "signature".into()));
    // the failed attempt has used the other's challenge up
    assert_eq!(other.answer(&token).problem(), "no-challenge");
    mine.answer(&token).good();
    assert_eq!(mine.answer(&token).problem(), "no-challenge");
    // a newer challenge takes the place of the older one
    let late = stand.browser();
    let old = card(1).authenticate(ORIGIN, &late.challenge());
    late.challenge();
    assert_eq!(late.answer(&old).reason(), "signature");
    // too old
    let token = card(1).authenticate(ORIGIN, &late.challenge());
    stand.later(301);
    assert_eq!(late.answer(&token).problem(), "no-challenge");
    // F02: another origin
    let token = card(1).authenticate("https://vote.example.org.evil.example", &late.challenge());
    assert_eq!(late.answer(&token).reason(), "signature");
    // a card signs no nonce that the server chose, but its hash under the label of signing in
    let bare = tabella_identity::nonce_text(&late.server_nonce());
    assert_eq!(late.answer(&card(1).authenticate(ORIGIN, &bare)).reason(), "signature");
    assert_eq!(late.get("/desk/v1/me").problem(), "signed-out");
    late.challenge();
    assert_eq!(late.answer("{\"alg\":\"none\"}").problem(), "card-refused");
}

fn e04_only_own_pages_change_something(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let browser = stand.signed_in(1);
    let (path, csrf) = ("/desk/v1/session/extend", browser.csrf());
    let send = |headers: &[(&str, &str)]| browser.send("POST", path, headers, b"{}").problem();
    let token = ("x-csrf-token", &*csrf);
    assert_eq!(send(&[("origin", ORIGIN), token]), "");
    assert_eq!(send(&[token]), "foreign-origin");
    for origin in ["https://evil.example", "null", "http://vote.example.org", "https://vote.example.org/"] {
        assert_eq!(send(&[("origin", origin), token]), "foreign-origin", "{origin}");
    }
    assert_eq!(send(&[("origin", ORIGIN), ("sec-fetch-site", "cross-site"), token]), "foreign-origin");
    assert_eq!(send(&[("origin", ORIGIN)]), "csrf");
    assert_eq!(send(&[("origin", ORIGIN), ("x-csrf-token", "")]), "csrf");
    let other = stand.signed_in(2).csrf();
    assert_eq!(send(&[("origin", ORIGIN), ("x-csrf-token", &other)]), "csrf");
    // a form of another site cannot send JSON
    let headers = [("origin", ORIGIN), token, ("content-type", "text/plain")];
    assert_eq!(browser.send("POST", "/desk/v1/sign-in", &headers, b"{}").problem(), "media-type");
    let long = vec![b' '; 100_000];
    let headers = [("origin", ORIGIN), token, ("content-type", "application/json")];
    assert_eq!(browser.send("POST", "/desk/v1/sign-in", &headers, &long).problem(), "too-large");
    assert_eq!(browser.send("POST", "/desk/v1/me", &headers, b"{}").problem(), "method");
    assert_eq!(browser.get("/desk/v1/nothing").problem(), "not-found");
}

fn sessions_end(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let (one, other, stranger) = (stand.signed_in(1), stand.signed_in(1), stand.signed_in(2));
    let ends = |browser: &Browser| {
        let session = browser.get("/desk/v1/session").good();
        let left = session["seconds_left"].as_i64().unwrap();
        assert_eq!(left, session["ends"].as_i64().unwrap() - session["now"].as_i64().unwrap());
        left
    };
    stand.later(600);
    // to look when it ends does not extend it
    assert_eq!((ends(&one), ends(&one)), (300, 300));
    one.post("/desk/v1/session/extend", &json!({})).good();
    assert_eq!(ends(&one), 900);
    stranger.get("/desk/v1/me").good();
    stand.later(301);
    assert_eq!(other.get("/desk/v1/me").problem(), "signed-out");
    one.get("/desk/v1/me").good();
    // however often it is extended, it ends
    for _ in 0..50 {
        stand.later(600);
        one.get("/desk/v1/me");
    }
    assert_eq!(one.get("/desk/v1/me").problem(), "signed-out");

    // out here, out everywhere
    let (one, two, three) = (stand.signed_in(3), stand.signed_in(3), stand.signed_in(3));
    let stranger = stand.signed_in(2);
    let cookie = one.cookie();
    let out = one.post("/desk/v1/sign-out", &json!({}));
    assert!(out.header("clear-site-data").contains("storage"), "{out:?}");
    one.set_cookie(cookie);
    assert_eq!(one.get("/desk/v1/me").problem(), "signed-out");
    assert_eq!(two.post("/desk/v1/sign-out/everywhere", &json!({})).good()["ended"], 2);
    assert_eq!(three.get("/desk/v1/me").problem(), "signed-out");
    stranger.get("/desk/v1/me").good();
}

fn e12_who_is_on_the_roll_is_not_told(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let said = |number: u64| {
        let (browser, code) = (stand.browser(), crate::stand::person_id(number).expose());
        let answer = browser.sign_in(&card(number));
        let mut said = answer.good();
        said["session"]["csrf"] = json!(null);
        (answer.status, said.to_string().replace(&code, "code").replace(&format!("Given{number}"), "given"))
    };
    assert_eq!(said(1), said(7), "on the roll and off it");
    let off = stand.signed_in(7);
    assert_eq!(off.get("/desk/v1/me").good()["lines"], json!([]));
    assert_eq!(off.get("/desk/v1/me/elections").good()["elections"][0]["reason"], "not-on-roll");
    assert_eq!(off.post(&stand.of_election("credential/challenge"), &json!({})).reason(), "not-on-roll");
}

struct Dead;

#[async_trait]
impl Responder for Dead {
    async fn ask(&self, _address: Option<&str>, _request: Vec<u8>) -> Result<Vec<u8>, Silent> {
        Err(Silent("it burns".into()))
    }
}

struct Lying;

#[async_trait]
impl Responder for Lying {
    async fn ask(&self, _address: Option<&str>, request: Vec<u8>) -> Result<Vec<u8>, Silent> {
        // an answer of long ago
        let then = tabella_identity::UnixTime(1_700_000_000);
        Ok(crate::stand::authority().respond(&request, tabella_identity::demo::DemoStatus::Good, then))
    }
}

/// Dies once told to.
struct Mortal(Arc<std::sync::atomic::AtomicBool>, Arc<std::sync::atomic::AtomicI64>);

#[async_trait]
impl Responder for Mortal {
    async fn ask(&self, _address: Option<&str>, request: Vec<u8>) -> Result<Vec<u8>, Silent> {
        use std::sync::atomic::Ordering;
        if self.0.load(Ordering::Relaxed) {
            return Err(Silent("it burns".into()));
        }
        let now = tabella_identity::UnixTime(self.1.load(Ordering::Relaxed));
        Ok(crate::stand::authority().respond(&request, tabella_identity::demo::DemoStatus::Good, now))
    }
}

fn f08_without_an_answer_nobody_gets_in(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let with = |database, lines: &str, responder: Arc<dyn Responder>| {
        Stand::with(database, &fixture, "http://127.0.0.1:9", 0, lines, Some(responder))
    };
    let silent = with(TestDatabase::sqlite(), "", Arc::new(Dead));
    let refused = silent.browser().sign_in(&card(1));
    assert_eq!((refused.status, &*refused.problem()), (503, "responder-silent"));
    let lying = with(TestDatabase::sqlite(), "", Arc::new(Lying));
    assert_eq!(lying.browser().sign_in(&card(1)).reason(), "ocsp-stale");

    // an outage takes its time and two election managers
    let now = fixture.election.opens() + 1_000;
    let (dead, time) = (Arc::default(), Arc::new(std::sync::atomic::AtomicI64::new(now)));
    let text = |seconds: i64| jiff_text(now + seconds);
    let lines =
        format!("[outage]\nfrom = \"{}\"\nuntil = \"{}\"\nreason = \"fire\"\n", text(100), text(1_000));
    let stand = with(database, &lines, Arc::new(Mortal(Arc::clone(&dead), time)));
    let managers = MANAGERS.map(|number| stand.signed_in(number));
    dead.store(true, std::sync::atomic::Ordering::Relaxed);
    let declare =
        |browser: &Browser| browser.post("/desk/v1/office/outage", &json!({})).good()["consents"].clone();
    assert_eq!((declare(&managers[0]), declare(&managers[0])), (json!(1), json!(1)));
    stand.later(100);
    assert_eq!(stand.browser().sign_in(&card(1)).problem(), "responder-silent");
    assert_eq!(declare(&managers[1]), json!(2));
    stand.signed_in(1);
    stand.later(900);
    assert_eq!(stand.browser().sign_in(&card(1)).problem(), "responder-silent");
}

fn jiff_text(time: i64) -> String {
    // 2027-03-01 is the day on which the small election opens
    let midnight = 1_803_859_200;
    let of_day = time - midnight;
    assert!((0..86_400).contains(&of_day));
    format!("2027-03-01T{:02}:{:02}:{:02}Z", of_day / 3_600, of_day / 60 % 60, of_day % 60)
}
