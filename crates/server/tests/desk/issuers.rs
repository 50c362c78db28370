//! What is asked of the cards of single issuers, by the desk's config and by an election's manifest.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tabella_database::testing::TestDatabase;
use tabella_server::desk::StartError;
use tabella_tests::Fixture;

use crate::{
    credentials::register,
    device::Device,
    postal::{TYPED, ask},
    stand::{JANUARY, Stand, authority, card, roll, setup},
};

/// Policy of the demo authority's cards.
const POLICY: &str = "1.3.6.1.4.1.32473.1";
const OTHER: &str = "1.3.6.1.4.1.32473.2";

/// The small election whose manifest asks this of e-IDs.
fn election(eid: &Value) -> Fixture {
    let mut setup = setup();
    let fields = setup.draft["eid"].as_object_mut().unwrap();
    fields.extend(eid.as_object().unwrap().clone());
    Fixture::unannounced(&setup)
}

/// The same, of the demo authority's.
fn of_issuer(asked: &Value) -> Fixture {
    let mut issuer = asked.clone();
    issuer["anchor"] = setup().draft["eid"]["trust_anchors"][0].clone();
    election(&json!({ "issuers": [issuer] }))
}

/// A desk in January that asks this of the demo authority's cards.
fn start(fixture: &Fixture, first: &str, asked: &str) -> Result<Stand, StartError> {
    let change = |folder: &Path, text: String| {
        fs::write(folder.join("demo.der"), authority().certificate()).unwrap();
        let issuer = format!("[[issuer]]\ncertificate = \"demo.der\"\n{asked}\n[limits]");
        let first = format!("{first}\n{}", text.replacen("[limits]", &issuer, 1));
        first.replacen("[limits]", "[limits]\nlooks_per_hour = 100000", 1)
    };
    Stand::start_at(TestDatabase::sqlite(), fixture, &change, None, JANUARY)
}

fn sign_in(fixture: &Fixture, first: &str, asked: &str) -> String {
    let stand = start(fixture, first, asked).unwrap();
    stand.browser().sign_in(&card(1)).reason()
}

/// Why somebody who has signed in gets no credential; empty if there is one.
fn credential(fixture: &Fixture, first: &str, asked: &str) -> String {
    let stand = start(fixture, first, asked).unwrap();
    stand.put_roll(&roll(1));
    stand.later(fixture.election.opens() + 1_000 - JANUARY);
    let answer = register(&stand, &stand.signed_in(1), 1, &mut Device::new(1));
    if answer.status == 200 { String::new() } else { answer.reason() }
}

/// What a signed request for a vote by post ends in; empty if it is filed.
fn signature(fixture: &Fixture, asked: &str) -> String {
    let stand = start(fixture, "", asked).unwrap();
    stand.put_roll(&roll(1));
    ask(&stand, &stand.signed_in(1), 1, &TYPED).problem()
}

#[test]
fn f07_policies_that_a_desk_asks_for_at_sign_in() {
    let plain = election(&json!({}));
    assert_eq!(sign_in(&plain, "", &format!("policies = [\"{OTHER}\", \"{POLICY}\"]")), "");
    assert_eq!(sign_in(&plain, "", &format!("policies = [\"{OTHER}\"]")), "policy-missing");
    assert_eq!(sign_in(&plain, "", &format!("refused_policies = [\"{OTHER}\"]")), "");
    for refused in [POLICY, "1.3.6.1.4.1.32473"] {
        assert_eq!(sign_in(&plain, "", &format!("refused_policies = [\"{refused}\"]")), "policy-disallowed");
    }
    // what is asked of signatures is nothing to signing in
    assert_eq!(sign_in(&plain, "", &format!("signing_policies = [\"{OTHER}\"]")), "");
}

#[test]
fn f07_policies_for_signing_documents() {
    let plain = election(&json!({}));
    assert_eq!(signature(&plain, &format!("signing_policies = [\"{POLICY}\"]")), "");
    assert_eq!(signature(&plain, &format!("signing_policies = [\"{OTHER}\"]")), "card-refused");
    let manifest = of_issuer(&json!({ "signing_policies": [OTHER] }));
    assert_eq!(signature(&manifest, ""), "card-refused");
}

#[test]
fn f07_policies_of_the_manifest_hold_for_credentials() {
    let missing = of_issuer(&json!({ "policies": [OTHER] }));
    assert_eq!(credential(&missing, "", ""), "policy-missing");
    // the desk's list does not take the place of the manifest's
    assert_eq!(credential(&missing, "", &format!("policies = [\"{POLICY}\"]")), "policy-missing");
    let refused = of_issuer(&json!({ "refused_policies": [POLICY] }));
    assert_eq!(credential(&refused, "", ""), "policy-disallowed");
    assert_eq!(credential(&of_issuer(&json!({ "policies": [POLICY] })), "", ""), "");
}

#[test]
fn f12_the_level_is_the_manifests_and_the_desks() {
    let (plain, low) = (election(&json!({})), election(&json!({ "level": "substantial" })));
    let (lower, substantial) = ("level = \"substantial\"", "level = \"substantial\"");
    // nobody could sign in
    let StartError::Config(refused) = start(&plain, "", substantial).err().unwrap() else { panic!() };
    assert!(refused.to_string().contains("below the level"), "{refused}");
    assert_eq!(credential(&plain, lower, substantial), "level");
    assert_eq!(credential(&low, lower, substantial), "");
    // the manifest says less of the issuer than the desk does
    let issuer = of_issuer(&json!({ "level": "substantial" }));
    assert_eq!(credential(&issuer, "", ""), "level");
    assert_eq!(credential(&low, "", ""), "");
}

#[test]
fn an_issuer_stands_once() {
    let plain = election(&json!({}));
    let twice = start(&plain, "issuers = [\"demo.der\"]", "").err().unwrap();
    assert!(twice.to_string().contains("in the config already"), "{twice}");
    let none = start(&plain, "", "policies = [\"id card\"]").err().unwrap();
    assert!(none.to_string().contains("is no object identifier"), "{none}");
}
