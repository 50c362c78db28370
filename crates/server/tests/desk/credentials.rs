//! Credentials: what a device sends, and what it gets.

use std::sync::Barrier;

use serde_json::{Value, json};
use tabella_crypto::ElectionId;
use tabella_database::testing::TestDatabase;

use crate::{
    browser::{Answer, Browser},
    device::Device,
    on_both,
    stand::{ORIGIN, Stand, card},
};

on_both!(a_device_gets_a_credential, what_is_refused, a_hundred_at_once_give_one_live_credential);

pub(crate) fn challenge(stand: &Stand, browser: &Browser) -> Answer {
    browser.post(&stand.of_election("credential/challenge"), &json!({}))
}

/// A new device for a person who is signed in.
pub(crate) fn register(stand: &Stand, browser: &Browser, person: u64, device: &mut Device) -> Answer {
    let challenge = challenge(stand, browser).good();
    let request = device.request(stand.election.id(), &challenge, &card(person));
    browser.post(&stand.of_election("credential"), &request)
}

fn status(stand: &Stand, browser: &Browser) -> Value {
    browser.get(&stand.of_election("credential")).good()
}

fn a_device_gets_a_credential(database: TestDatabase) {
    let stand = Stand::new(database, 3);
    let browser = stand.signed_in(1);
    assert_eq!(status(&stand, &browser)["credential"], json!(null));
    let (mut phone, mut laptop) = (Device::new(1), Device::new(2));
    let given = register(&stand, &browser, 1, &mut phone).good();
    assert_eq!((&given["channel"], &given["style"]), (&json!("online"), &json!("east")));
    assert_eq!(status(&stand, &browser)["credential"], phone.credential());
    // a new device replaces the old one
    let again = stand.signed_in(1);
    register(&stand, &again, 1, &mut laptop).good();
    assert_eq!(status(&stand, &browser)["credential"], laptop.credential());
    // the person reads it in the data log
    let usage = browser.get("/desk/v1/me/usage").good();
    let deeds: Vec<&str> =
        usage["usage"].as_array().unwrap().iter().map(|line| line["deed"].as_str().unwrap()).collect();
    assert_eq!(deeds, ["give-credential", "give-credential"]);
    // nobody takes a key that was somebody's
    let other = stand.signed_in(2);
    let taken = register(&stand, &other, 2, &mut phone);
    assert_eq!(taken.problem(), "credential-taken");
    assert_eq!(status(&stand, &other)["credential"], json!(null));
}

fn what_is_refused(database: TestDatabase) {
    let stand = Stand::new(database, 3);
    let id = *stand.election.id();
    let (browser, other) = (stand.signed_in(1), stand.signed_in(2));
    let path = stand.of_election("credential");
    let mut device = Device::new(1);
    let asked = || challenge(&stand, &browser).good();

    let challenge_of_mine = asked();
    let request = device.request(&id, &challenge_of_mine, &card(1));
    // F01: in another session, and twice
    assert_eq!(other.post(&path, &request).problem(), "no-challenge");
    challenge(&stand, &other).good();
    assert_eq!(other.post(&path, &request).reason(), "signature");
    let (first, second) = (browser.post(&path, &request), browser.post(&path, &request));
    assert_eq!((first.status, &*second.problem()), (200, "no-challenge"));

    let refused = |change: &dyn Fn(&mut Device, &Value) -> Value| {
        let mut device = Device::new(9);
        let request = change(&mut device, &asked());
        browser.post(&path, &request).reason()
    };
    assert_eq!(refused(&|device, challenge| device.request(&id, challenge, &card(2))), "other-person");
    assert_eq!(
        refused(&|device, challenge| device.request_from(&id, challenge, &card(1), "https://evil.example")),
        "signature"
    );
    assert_eq!(
        refused(&|device, challenge| device.request(&ElectionId([7; 32]), challenge, &card(1))),
        "signature"
    );
    // a sign-in is no request for a credential
    assert_eq!(
        refused(&|device, challenge| {
            let mut request = device.request(&id, challenge, &card(1));
            request["token"] = card(1).authenticate(ORIGIN, &"A".repeat(44)).into();
            request
        }),
        "signature"
    );
    // possession of another secret
    assert_eq!(
        refused(&|device, challenge| {
            let mut request = device.request(&id, challenge, &card(1));
            let stranger = Device::new(10).request(&id, challenge, &card(1));
            (request["key"], request["z"]) = (stranger["key"].clone(), stranger["z"].clone());
            request
        }),
        "possession"
    );
    // replaces something else than the live one
    assert_eq!(
        refused(&|device, challenge| {
            let mut challenge = challenge.clone();
            challenge["replaces"] = json!(null);
            device.request(&id, &challenge, &card(1))
        }),
        "replaces"
    );
    let late = asked();
    let request = device.request(&id, &late, &card(1));
    stand.later(301);
    assert_eq!(browser.post(&path, &request).reason(), "nonce-expired");
    assert_eq!(browser.post(&path, &json!({ "credential": "x" })).problem(), "malformed");
    let elsewhere = format!("/desk/v1/elections/{}/credential/challenge", "0".repeat(64));
    assert_eq!(browser.post(&elsewhere, &json!({})).problem(), "not-found");
    assert_eq!(status(&stand, &browser)["credential"], json!(Device::new(1).credential()));
}

fn a_hundred_at_once_give_one_live_credential(database: TestDatabase) {
    const MANY: u64 = 100;
    let stand = Stand::new(database, 1);
    let all = Barrier::new(usize::try_from(MANY).unwrap());
    let path = stand.of_election("credential");
    let answers: Vec<(String, Answer)> = std::thread::scope(|scope| {
        let device = |number: u64| {
            let (stand, all, path) = (&stand, &all, &path);
            scope.spawn(move || {
                let (browser, mut device) = (stand.browser(), Device::new(100 + number));
                all.wait();
                browser.sign_in(&card(1)).good();
                let challenge = challenge(stand, &browser).good();
                let request = device.request(stand.election.id(), &challenge, &card(1));
                all.wait();
                (device.credential(), browser.post(path, &request))
            })
        };
        let devices: Vec<_> = (0..MANY).map(device).collect();
        devices.into_iter().map(|device| device.join().unwrap()).collect()
    });
    let (given, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|(_, answer)| answer.status == 200);
    assert_eq!(given.len(), 1, "{given:?}");
    assert!(refused.iter().all(|(_, answer)| answer.reason() == "replaces"));
    assert_eq!(status(&stand, &stand.signed_in(1))["credential"], given[0].0);
    let usage = stand.signed_in(1).get("/desk/v1/me/usage").good();
    assert_eq!(usage["usage"].as_array().unwrap().len(), 1);
}
