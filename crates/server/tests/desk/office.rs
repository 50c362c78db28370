//! The office: rolls, looks, corrections, revocations, appointments, evidence.

use std::{fs, path::Path};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tabella_database::testing::TestDatabase;
use tabella_identity::demo::DemoAuthority;
use tabella_roll::{Elector, Roll, export::Export};
use tabella_tests::Fixture;

use crate::{
    browser::Browser,
    credentials::register,
    device::Device,
    exports::fetch,
    on_both,
    stand::{AUDITOR, HELPDESK, MANAGERS, REGISTRARS, Stand, authority, card, entry, person_id, roll, setup},
};

on_both!(
    rolls_take_two_registrars,
    looks_are_written_down_first,
    looks_have_a_limit,
    g05_critical_deeds_take_two_people,
    a_deed_is_about_what_was_seen,
    a_dismissed_official_is_out_at_once,
    evidence_goes_to_the_auditor,
    offices_end_at_their_district,
    nobody_is_moved_out_of_a_district,
    every_office_can_be_taken,
);

/// Proposes a deed and has another official consent to it.
fn by_two(stand: &Stand, officials: [u64; 2], path: &str, body: &Value) -> crate::browser::Answer {
    let [one, other] = officials.map(|number| stand.signed_in(number));
    let proposed = one.post(path, body).good();
    consent(&other, &proposed)
}

fn consent(browser: &Browser, proposed: &Value) -> crate::browser::Answer {
    let deed = proposed["deed"].as_str().unwrap();
    browser.post(&format!("/desk/v1/office/deeds/{deed}/consent"), &json!({}))
}

fn rolls_take_two_registrars(database: TestDatabase) {
    let stand = Stand::new(database, 3);
    let [one, other] = REGISTRARS.map(|number| stand.signed_in(number));
    register(&stand, &stand.signed_in(2), 2, &mut Device::new(1)).good();
    // faulty lines: looked through, not kept
    let csv = String::from_utf8(roll(4).to_csv()).unwrap().replace(",east,east,1,", ",east,north,1,");
    let looked = one.post_as(&stand.of_office("uploads"), "text/csv", csv.as_bytes()).good();
    assert_eq!((&looked["upload"], &looked["rejected"]), (&json!(null), &json!(4)));
    // nobody is told who is on the roll without a record of the question
    assert_eq!(looked["report"], json!(null));
    assert_eq!(looked["faults"][0]["column"], "style");
    // lines are counted, not faults; and no file empties a roll
    let twice = csv.replace(",east,north,1,", ",nowhere,north,many,");
    let looked = one.post_as(&stand.of_office("uploads"), "text/csv", twice.as_bytes()).good();
    assert!(looked["faults"].as_array().unwrap().len() > 4 && looked["rejected"] == 4, "{looked}");
    let partial = stand.of_office("uploads?partial=true");
    assert_eq!(one.post_as(&partial, "text/csv", twice.as_bytes()).problem(), "roll-empty");
    let head = csv.lines().next().unwrap();
    assert_eq!(one.post_as(&stand.of_office("uploads"), "text/csv", head.as_bytes()).problem(), "roll-empty");
    assert_eq!(one.post_as(&stand.of_office("uploads"), "text/csv", b"names\nx\n").problem(), "malformed");

    // 2 leaves, 3 moves, 4 is new
    let mut new = Roll::new();
    for number in [1, 3, 4] {
        let mut entry = entry(number);
        if number == 3 {
            entry.person.address = None;
        }
        new.insert(entry).unwrap();
    }
    let uploaded = one.post_as(&stand.of_office("uploads"), "text/csv", &new.to_csv()).good();
    let report = &uploaded["report"];
    assert_eq!((&report["added"], &report["removed"]), (&json!([4]), &json!([2])));
    assert_eq!(report["changed"], json!([{ "number": 3, "columns": ["address"] }]));
    assert_eq!(report["credentials_at_stake"], json!([2]));
    assert_eq!(report["warnings"], json!(["1 of 3 people would leave the roll: is the file whole?"]));
    let upload = &uploaded["upload"];
    let path = |rest: &str| stand.of_office(&format!("uploads/{upload}{rest}"));
    let seen = json!({ "difference": report["difference"] });
    assert_eq!(stand.signed_in(AUDITOR).get(&path("")).good()["report"], *report);
    assert_eq!(one.post(&path("/consent"), &seen).good()["consents"], 1);
    assert_eq!(one.post(&path("/consent"), &seen).good()["consents"], 1);
    assert_eq!(one.post(&path("/apply"), &seen).problem(), "consents");
    let other_difference = json!({ "difference": "0".repeat(64) });
    assert_eq!(other.post(&path("/consent"), &other_difference).problem(), "other-difference");
    assert_eq!(other.post(&path("/consent"), &seen).good()["consents"], 2);
    // how voters are reached is theirs to change: that keeps no roll from coming into force
    let own = json!({ "changes": { "language": "fr" } });
    stand.signed_in(1).post(&stand.of_election("me/correction"), &own).good();
    other.post(&path("/apply"), &seen).good();
    assert_eq!(other.post(&path("/apply"), &seen).problem(), "consents");
    let gone = stand.signed_in(2).get("/desk/v1/me/elections").good();
    assert_eq!(gone["elections"][0]["reason"], "not-on-roll");
    assert_eq!(one.get(&stand.of_office("uploads")).good()["uploads"], json!([]));
    assert_eq!(one.post(&path("/withdraw"), &json!({})).problem(), "not-found");
}

fn looks_are_written_down_first(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let helpdesk = stand.signed_in(HELPDESK);
    let path = stand.of_office("lines/look");
    assert_eq!(helpdesk.post(&path, &json!({ "number": 1 })).problem(), "malformed");
    let curious = json!({ "purpose": "curiosity", "number": 1 });
    assert_eq!(helpdesk.post(&path, &curious).problem(), "malformed");
    let code = person_id(1).expose();
    let shown = helpdesk.post(&path, &json!({ "purpose": "phone-call", "personal_code": code })).good();
    assert_eq!((&shown["line"]["number"], &shown["channel"]), (&json!("1"), &json!("undecided")));
    // somebody who is not on the roll was looked for: that person reads it, too
    let code = person_id(7).expose();
    let missed = helpdesk.post(&path, &json!({ "purpose": "counter", "personal_code": code }));
    assert_eq!(missed.problem(), "not-found");
    for (person, purpose) in [(1, "phone-call"), (7, "counter")] {
        let usage = stand.signed_in(person).get("/desk/v1/me/usage").good();
        let line = &usage["usage"][0];
        assert_eq!((&line["actor"], &line["purpose"]), (&json!("helpdesk"), &json!(purpose)));
    }
    assert_eq!(stand.signed_in(2).get("/desk/v1/me/usage").good()["usage"], json!([]));

    // an official corrects how a person is reached; the person, too
    let path = stand.of_office("lines/1/correction");
    let change = json!({ "changes": { "email": "weber@example.org" }, "reason": "called" });
    helpdesk.post(&path, &change).good();
    let voter = stand.signed_in(1);
    assert_eq!(voter.get("/desk/v1/me").good()["lines"][0]["line"]["email"], "weber@example.org");
    let own = stand.of_election("me/correction");
    let corrected = voter.post(&own, &json!({ "changes": { "language": "fr" } })).good();
    assert_eq!(corrected["line"]["language"], "fr");
    assert_eq!(voter.post(&own, &json!({ "changes": { "weight": "2" } })).problem(), "correction");
    let auditor = stand.signed_in(AUDITOR);
    assert_eq!(auditor.get("/desk/v1/office/usage/check").good()["intact"], true);
}

fn looks_have_a_limit(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let change = |_: &Path, text: String| text.replace("[limits]\n", "[limits]\nlooks_per_hour = 2\n");
    let stand = Stand::start(database, &fixture, &change, None).unwrap();
    stand.put_roll(&roll(1));
    let look = |official: &Browser, number: u64| {
        official.post(&stand.of_office("lines/look"), &json!({ "purpose": "letter", "number": number }))
    };
    let helpdesk = stand.signed_in(HELPDESK);
    look(&helpdesk, 1).good();
    // who looks for numbers by trying is counted, too; a new session changes nothing
    assert_eq!(look(&helpdesk, 2).problem(), "not-found");
    let refused = look(&stand.signed_in(HELPDESK), 1);
    assert_eq!((refused.status, &*refused.problem()), (429, "too-many-requests"));
    look(&stand.signed_in(AUDITOR), 1).good();
    // so do reports of what a roll would change: they say who is on it
    let registrar = stand.signed_in(REGISTRARS[1]);
    let upload = || registrar.post_as(&stand.of_office("uploads"), "text/csv", &roll(2).to_csv());
    let kept = upload().good()["upload"].clone();
    registrar.get(&stand.of_office(&format!("uploads/{kept}"))).good();
    assert_eq!(upload().problem(), "too-many-requests");
    assert_eq!(look(&registrar, 1).problem(), "too-many-requests");
}

fn g05_critical_deeds_take_two_people(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let (voter, mut device) = (stand.signed_in(1), Device::new(1));
    let revocation = stand.of_office("lines/1/revocation");
    let why = json!({ "reason": "the phone was stolen" });
    // nothing to revoke yet
    let [one, other] = REGISTRARS.map(|number| stand.signed_in(number));
    assert_eq!(one.post(&revocation, &why).problem(), "no-credential");
    register(&stand, &voter, 1, &mut device).good();

    stand.later(1);
    let proposed = one.post(&revocation, &why);
    assert_eq!(proposed.status, 202);
    let proposed = proposed.good();
    assert_eq!(consent(&one, &proposed).problem(), "consented-already");
    assert_eq!(consent(&stand.signed_in(AUDITOR), &proposed).problem(), "forbidden");
    assert_eq!(consent(&stand.signed_in(MANAGERS[0]), &proposed).problem(), "forbidden");
    let waiting = other.get("/desk/v1/office/deeds").good();
    let listed = waiting["deeds"].as_array().unwrap();
    assert!(listed.iter().any(|deed| deed["deed"] == proposed["deed"] && deed["own"] == false));
    assert!(listed.iter().all(|deed| deed["content"].is_null()));
    let auditor = stand.signed_in(AUDITOR);
    let seen = auditor.get("/desk/v1/office/deeds").good();
    assert!(seen["deeds"].as_array().unwrap().iter().all(|deed| deed["content"].is_null()));
    // what it says is shown to those who may consent, and the person reads who looked
    let look = format!("/desk/v1/office/deeds/{}/look", proposed["deed"].as_str().unwrap());
    assert_eq!(auditor.post(&look, &json!({})).problem(), "forbidden");
    assert_eq!(stand.signed_in(MANAGERS[0]).post(&look, &json!({})).problem(), "forbidden");
    assert_eq!(other.post(&look, &json!({})).good()["content"]["reason"], why["reason"]);
    let usage = voter.get("/desk/v1/me/usage").good();
    assert_eq!(
        (&usage["usage"][0]["deed"], &usage["usage"][0]["purpose"]),
        (&json!("look"), &json!("decision-of-two-officials"))
    );
    assert_eq!(voter.get(&stand.of_election("credential")).good()["credential"], device.credential());
    consent(&other, &proposed).good();
    assert_eq!(consent(&other, &proposed).problem(), "deed-over");
    assert_eq!(other.post(&look, &json!({})).problem(), "deed-over");
    let after = voter.get(&stand.of_election("credential")).good();
    assert_eq!((&after["credential"], &after["channel"]), (&json!(null), &json!("undecided")));
    let usage = voter.get("/desk/v1/me/usage").good();
    assert_eq!(usage["usage"][0]["deed"], "revoke-credential");
    // a new chain after that
    register(&stand, &voter, 1, &mut Device::new(2)).good();

    // what decides who votes on what takes two registrars, and revokes
    let correction = stand.of_office("lines/1/correction");
    let change = json!({ "changes": { "district": "harbour", "style": "harbour" }, "reason": "moved" });
    by_two(&stand, REGISTRARS, &correction, &change).good();
    let after = voter.get(&stand.of_election("credential")).good();
    assert_eq!((&after["credential"], &after["style"]), (&json!(null), &json!("harbour")));
    // a proposal does not wait forever
    register(&stand, &voter, 1, &mut Device::new(3)).good();
    let old = one.post(&revocation, &why).good();
    stand.later(8 * 86_400);
    assert_eq!(consent(&stand.signed_in(REGISTRARS[1]), &old).problem(), "deed-over");
}

/// Two officials agree on a line as the first one saw it.
fn a_deed_is_about_what_was_seen(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let [one, other] = REGISTRARS.map(|number| stand.signed_in(number));
    let (voter, mut laptop) = (stand.signed_in(1), Device::new(2));
    register(&stand, &voter, 1, &mut Device::new(1)).good();
    let revocation = stand.of_office("lines/1/revocation");
    let stolen = one.post(&revocation, &json!({ "reason": "the phone was stolen" })).good();
    // the person has helped herself meanwhile
    register(&stand, &voter, 1, &mut laptop).good();
    assert_eq!(consent(&other, &stolen).problem(), "line-changed");
    let live = || voter.get(&stand.of_election("credential")).good()["credential"].clone();
    assert_eq!(live(), laptop.credential());

    let correction = stand.of_office("lines/1/correction");
    let weight = |weight: &str| json!({ "changes": { "weight": weight }, "reason": "shares" });
    let first = one.post(&correction, &weight("2")).good();
    by_two(&stand, REGISTRARS, &correction, &weight("3")).good();
    assert_eq!(consent(&other, &first).problem(), "line-changed");
    assert_eq!(voter.get("/desk/v1/me").good()["lines"][0]["line"]["weight"], "3");
    register(&stand, &voter, 1, &mut Device::new(3)).good();
    let again = one.post(&revocation, &json!({ "reason": "the laptop, too" })).good();
    consent(&other, &again).good();
    assert_eq!(live(), json!(null));
}

fn a_dismissed_official_is_out_at_once(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let newcomer = stand.signed_in(11);
    let look = json!({ "purpose": "letter", "number": 1 });
    let path = stand.of_office("lines/look");
    assert_eq!(newcomer.post(&path, &look).problem(), "forbidden");
    let office = json!({ "person": person_id(11).expose(), "role": "helpdesk", "election": stand.election.id().to_string() });
    by_two(&stand, MANAGERS, "/desk/v1/office/officials/appoint", &office).good();
    newcomer.post(&path, &look).good();
    let said = stand.browser().sign_in(&card(11)).good();
    assert_eq!(said["offices"][0]["role"], "helpdesk");
    by_two(&stand, MANAGERS, "/desk/v1/office/officials/dismiss", &office).good();
    assert_eq!(newcomer.post(&path, &look).problem(), "forbidden");
    // again, and again by two; a second later, or it would be the same deed
    stand.later(1);
    let [one, other] = MANAGERS.map(|number| stand.signed_in(number));
    let again = one.post("/desk/v1/office/officials/appoint", &office).good();
    assert_eq!(newcomer.post(&path, &look).problem(), "forbidden");
    consent(&other, &again).good();
    newcomer.post(&path, &look).good();
    // what a dismissed official consented to before needs another one now
    let registrar = json!({ "person": person_id(11).expose(), "role": "registrar" });
    by_two(&stand, MANAGERS, "/desk/v1/office/officials/appoint", &registrar).good();
    register(&stand, &stand.signed_in(1), 1, &mut Device::new(1)).good();
    let why = json!({ "reason": "the phone was stolen" });
    let left = newcomer.post(&stand.of_office("lines/1/revocation"), &why).good();
    by_two(&stand, MANAGERS, "/desk/v1/office/officials/dismiss", &registrar).good();
    let [first, second] = REGISTRARS.map(|number| stand.signed_in(number));
    assert_eq!(consent(&first, &left).problem(), "consents");
    consent(&second, &left).good();
    let nonsense = json!({ "person": person_id(11).expose(), "role": "king" });
    assert_eq!(one.post("/desk/v1/office/officials/appoint", &nonsense).problem(), "malformed");
}

fn offices_end_at_their_district(database: TestDatabase) {
    let stand = Stand::new(database, 2);
    let id = stand.election.id().to_string();
    let office = |district: &str| json!({ "person": person_id(12).expose(), "role": "registrar", "election": id, "district": district });
    let nowhere = stand.signed_in(MANAGERS[0]).post("/desk/v1/office/officials/appoint", &office("atlantis"));
    assert_eq!(nowhere.problem(), "not-found");
    by_two(&stand, MANAGERS, "/desk/v1/office/officials/appoint", &office("west")).good();
    let official = stand.signed_in(12);
    let look = json!({ "purpose": "letter", "number": 1 });
    // person 1 lives in the east
    assert_eq!(official.post(&stand.of_office("lines/look"), &look).problem(), "not-found");
    assert_eq!(official.get(&stand.of_office("uploads")).problem(), "forbidden");
    let why = json!({ "reason": "x" });
    assert_eq!(official.post(&stand.of_office("lines/1/revocation"), &why).problem(), "forbidden");
    let change = json!({ "changes": { "email": "" }, "reason": "x" });
    assert_eq!(official.post(&stand.of_office("lines/1/correction"), &change).problem(), "forbidden");
    by_two(&stand, MANAGERS, "/desk/v1/office/officials/appoint", &office("town")).good();
    official.post(&stand.of_office("lines/look"), &look).good();
    // the person reads of the look in vain, too
    let usage = stand.signed_in(1).get("/desk/v1/me/usage").good();
    assert_eq!(usage["usage"].as_array().unwrap().len(), 2, "{usage}");
}

/// The config's officials, too; and whoever does not hold an office is not dismissed from it.
fn every_office_can_be_taken(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let code = person_id(14).expose();
    let change = |_: &Path, text: String| {
        text + &format!("[[official]]\nperson = \"{code}\"\nrole = \"helpdesk\"\ndistrict = \"east\"\n")
    };
    let stand = Stand::start(database, &fixture, &change, None).unwrap();
    stand.put_roll(&roll(1));
    let official = stand.signed_in(14);
    let look = || official.post(&stand.of_office("lines/look"), &json!({ "purpose": "letter", "number": 1 }));
    look().good();
    let path = "/desk/v1/office/officials/dismiss";
    let manager = stand.signed_in(MANAGERS[0]);
    for other in [
        json!({ "person": code, "role": "helpdesk" }),
        json!({ "person": code, "role": "helpdesk", "district": "west" }),
        json!({ "person": person_id(1).expose(), "role": "helpdesk", "district": "east" }),
    ] {
        assert_eq!(manager.post(path, &other).problem(), "not-held", "{other}");
    }
    let office = json!({ "person": code, "role": "helpdesk", "district": "east" });
    by_two(&stand, MANAGERS, path, &office).good();
    assert_eq!(look().problem(), "forbidden");
    assert_eq!(manager.post(path, &office).problem(), "not-held");
}

/// Whoever holds office in one district sends nobody to another one.
fn nobody_is_moved_out_of_a_district(database: TestDatabase) {
    let stand = Stand::new(database, 1);
    let id = stand.election.id().to_string();
    for number in [12, 13] {
        let office = json!({ "person": person_id(number).expose(), "role": "registrar", "election": id, "district": "east" });
        by_two(&stand, MANAGERS, "/desk/v1/office/officials/appoint", &office).good();
    }
    let [own, other] = [12, 13].map(|number| stand.signed_in(number));
    let correction = stand.of_office("lines/1/correction");
    let moved = json!({ "changes": { "district": "harbour", "style": "harbour" }, "reason": "moved" });
    assert_eq!(own.post(&correction, &moved).problem(), "forbidden");
    // nor consents to it
    let registrar = stand.signed_in(REGISTRARS[0]);
    let proposed = registrar.post(&correction, &moved).good();
    assert_eq!(consent(&other, &proposed).problem(), "forbidden");
    assert_eq!(own.get("/desk/v1/office/deeds").good()["deeds"], json!([]));
    consent(&stand.signed_in(REGISTRARS[1]), &proposed).good();
    assert_eq!(stand.signed_in(1).get("/desk/v1/me").good()["lines"][0]["line"]["district"], "harbour");
    // who left the district is no longer theirs
    let weight = json!({ "changes": { "weight": "2" }, "reason": "shares" });
    assert_eq!(own.post(&correction, &weight).problem(), "forbidden");
}

fn evidence_goes_to_the_auditor(database: TestDatabase) {
    // the desk takes cards of another issuer, too, for an election that names it
    let fixture = Fixture::unannounced(&setup());
    let other = DemoAuthority::stranger("stranger", "Another authority");
    let change = |folder: &Path, text: String| {
        fs::write(folder.join("other.der"), other.certificate()).unwrap();
        text.replace("demo = true\n", "demo = true\nissuers = [\"other.der\"]\n")
    };
    let stand = Stand::start(database, &fixture, &change, None).unwrap();
    stand.put_roll(&roll(3));
    for person in [1, 2] {
        register(&stand, &stand.signed_in(person), person, &mut Device::new(person)).good();
    }
    let why = json!({ "reason": "the phone was stolen" });
    by_two(&stand, REGISTRARS, &stand.of_office("lines/2/revocation"), &why).good();
    let key = age::x25519::Identity::generate();
    let path = stand.of_office("evidence");
    let to = json!({ "recipient": key.to_public().to_string() });
    let registrar = stand.signed_in(REGISTRARS[0]);
    assert_eq!(registrar.post(&path, &json!({ "recipient": "age1nobody" })).problem(), "malformed");
    assert_eq!(stand.signed_in(AUDITOR).post(&path, &to).problem(), "forbidden");
    let consented = by_two(&stand, [REGISTRARS[0], MANAGERS[0]], &path, &to);
    let file = fetch(&stand.signed_in(MANAGERS[0]), &consented);
    let secret = key.to_string();
    let export = Export::read(secret.expose_secret(), &file.body[..]).unwrap();
    // whoever is in it reads of it
    let newest = |person: u64| stand.signed_in(person).get("/desk/v1/me/usage").good()["usage"][0].clone();
    for person in [1, 2, 3] {
        let line = newest(person);
        assert_eq!(
            (&line["actor"], &line["deed"], &line["purpose"]),
            (&json!("election-manager"), &json!("export-evidence"), &json!("audit"))
        );
    }
    assert_eq!(newest(4), json!(null));
    let intact = stand.signed_in(AUDITOR).get("/desk/v1/office/usage/check").good();
    assert_eq!(intact["intact"], true);
    assert_eq!((export.header.election, export.records.len()), (*stand.election.id(), 3));
    assert_eq!(export.header.issuers, [authority().certificate()]);
    // and the roll, as the audit needs it
    let electorate = &export.electorate;
    assert_eq!(electorate.len(), 3);
    assert_eq!(electorate.find(&person_id(3)), Some(&Elector::of(&entry(3), false)));
}
