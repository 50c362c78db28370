//! How a desk starts, what it shows to operators, and what it refuses to start with.

use std::{
    fs,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use rand_core::OsRng;
use serde_json::json;
use tabella_database::testing::TestDatabase;
use tabella_desk_store::{DeskKey, DeskPool, Proposal};
use tabella_identity::{
    UnixTime,
    demo::{DemoAuthority, DemoStatus},
};
use tabella_server::desk::{Responder, Silent, StartError};
use tabella_tests::{Fixture, Setup};
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use crate::{
    browser::Browser,
    on_both,
    stand::{ORIGIN, REGISTRARS, Stand, authority, card, person_id, roll, setup, setup_of, write_secret},
};

on_both!(operators_see_how_it_is, another_key_opens_nothing, retention_ends, retention_ends_for_all);

fn retention_ends(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let stand = Stand::new(database, 1);
    let lines =
        |stand: &Stand| stand.signed_in(1).get("/desk/v1/me").good()["lines"].as_array().unwrap().len();
    let ends = fixture.election.closes() + 180 * 86_400;
    let start =
        |stand: Stand, now| Stand::start_at(stand.stop(), &fixture, &|_, text| text, None, now).unwrap();
    let stand = start(stand, ends - 30);
    assert_eq!(lines(&stand), 1);
    let stand = start(stand, ends);
    let started = Instant::now();
    while lines(&stand) > 0 {
        assert!(started.elapsed() < Duration::from_secs(60), "nothing was erased");
    }
    // and nothing is kept any more
    let registrar = stand.signed_in(REGISTRARS[0]);
    let late = registrar.post_as(&stand.of_office("uploads"), "text/csv", &roll(1).to_csv());
    assert_eq!(late.problem(), "retention-over");
}

/// What an election leaves that the config no longer names ends, too.
fn retention_ends_for_all(database: TestDatabase) {
    let url = database.url.clone();
    let fixture = Fixture::unannounced(&setup());
    let stand = Stand::new(database, 1);
    let former = Fixture::unannounced(&Setup { seed: 9, ..setup() }).election;
    let runtime = Runtime::new().unwrap();
    let opened = async || DeskPool::open(&url, DeskKey::new(&[0x5a; 32]), &mut OsRng).await;
    let proposal = Proposal {
        kind: "revoke".into(),
        election: Some(*former.id()),
        made: UnixTime(fixture.election.opens() + 999),
        content: Zeroizing::new(b"{}".to_vec()),
    };
    let deed = runtime.block_on(async {
        let store = opened().await.unwrap();
        store.add_election(&former, proposal.made).await.unwrap();
        let official = person_id(REGISTRARS[0]);
        store.propose(&proposal, &official, &mut OsRng).await.unwrap()
    });
    // what nobody can consent to keeps nobody from the rest
    let deeds = stand.signed_in(REGISTRARS[1]).get("/desk/v1/office/deeds").good();
    assert_eq!(deeds["deeds"], json!([]));
    let ends = fixture.election.closes() + 180 * 86_400;
    let _stand = Stand::start_at(stand.stop(), &fixture, &|_, text| text, None, ends).unwrap();
    runtime.block_on(async {
        let (store, started) = (opened().await.unwrap(), Instant::now());
        while store.proposal(&deed).await.unwrap().is_some() {
            assert!(started.elapsed() < Duration::from_secs(60), "nothing was erased");
        }
        assert!(store.consenters(&deed, UnixTime(0)).await.unwrap().is_empty());
    });
}

/// Cards and responder of an authority that is not the demo's.
struct Real(DemoAuthority, i64);

#[async_trait]
impl Responder for Real {
    async fn ask(&self, _address: Option<&str>, request: Vec<u8>) -> Result<Vec<u8>, Silent> {
        Ok(self.0.respond(&request, DemoStatus::Good, UnixTime(self.1)))
    }
}

/// The sample's way: issuers by name, no demonstration.
fn production(der: &[u8]) -> impl Fn(&Path, String) -> String {
    move |folder, text| {
        fs::write(folder.join("issuer.der"), der).unwrap();
        text.replace("demo = true\n", "issuers = [\"issuer.der\"]\n")
    }
}

#[test]
fn f07_production_takes_no_demo_card() {
    // by name and key, by the name alone, by the key alone
    for demo in [
        DemoAuthority::new(),
        DemoAuthority::stranger("stranger", tabella_identity::DEMO_AUTHORITY_NAME),
        DemoAuthority::stranger("authority", "Innocent CA"),
    ] {
        let fixture = Fixture::unannounced(&setup_of(&demo));
        let change = production(demo.certificate());
        let refused = Stand::start(TestDatabase::sqlite(), &fixture, &change, None).err().unwrap();
        assert!(refused.to_string().contains("the demo authority is no issuer"), "{refused}");
    }
    let stranger = || DemoAuthority::stranger("stranger", "A real authority");
    let fixture = Fixture::unannounced(&setup_of(&stranger()));
    let responder = Arc::new(Real(stranger(), fixture.election.opens() + 1_000));
    let real = stranger();
    let change = production(real.certificate());
    let stand = Stand::start(TestDatabase::sqlite(), &fixture, &change, Some(responder)).unwrap();
    let browser = stand.browser();
    assert_eq!(browser.sign_in(&card(1)).reason(), "issuer-unknown");
    let mut template = card(1).authentication_template();
    template.issuer = vec![("2.5.4.3", "A real authority".into())];
    let said = browser.sign_in(&card(1).with_authentication_certificate(real.issue(&template))).good();
    assert_eq!(said["person"]["id"], person_id(1).expose());
    assert_eq!(browser.get("/desk/v1/me").good()["method"], "web-eid");
}

#[test]
fn what_cannot_be_is_said_at_the_start() {
    let fixture = Fixture::unannounced(&setup());
    let refused = |change: &dyn Fn(&Path, String) -> String| {
        let refused = Stand::start(TestDatabase::sqlite(), &fixture, change, None).err().unwrap();
        assert!(matches!(refused, StartError::Config(_)), "{refused}");
        refused.to_string()
    };
    let edit = |from: &'static str, to: &'static str| move |_: &Path, text: String| text.replace(from, to);
    assert!(refused(&edit(ORIGIN, "https://other.example.org")).contains("does not name the origin"));
    assert!(refused(&edit("helpdesk", "king")).contains("\"king\" is no role"));
    let code = refused(&edit("PNOEE-38000090007", "PNOEE 38000090007"));
    assert!(code.contains("official 7") && !code.contains("38000090007"), "{code}");
    let readable = refused(&|folder: &Path, text| {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder.join("registrar.key"), fs::Permissions::from_mode(0o640)).unwrap();
        text
    });
    assert!(readable.contains("can be read by others"), "{readable}");
    let foreign = refused(&|folder: &Path, text| {
        fs::write(folder.join("registrar.key"), "07".repeat(32)).unwrap();
        text
    });
    assert!(
        foreign.contains("is not the manifest's registrar key") && !foreign.contains("0707"),
        "{foreign}"
    );
    let authority = refused(&|folder: &Path, text| {
        write_secret(&folder.join("authority.key"), &"07".repeat(32));
        text.replace("registrar_key", "authority_key = \"authority.key\"\nregistrar_key")
    });
    assert!(authority.contains("is not the key of the manifest's authority"), "{authority}");
    let elsewhere =
        |_: &Path, text: String| text.replace("registrar_key", "results = \"http://a\"\nregistrar_key");
    assert!(refused(&elsewhere).contains("results is a path"));
    // an issuer that the manifest does not name would take cards that no auditor accepts
    let other = DemoAuthority::stranger("stranger", "Another authority");
    let fixture = Fixture::unannounced(&setup_of(&other));
    let change = |_: &Path, text| text;
    assert!(Stand::start(TestDatabase::sqlite(), &fixture, &change, None).is_err());
}

fn operators_see_how_it_is(database: TestDatabase) {
    let stand = Stand::new(database, 0);
    let anyone = Browser::new(stand.address());
    assert_eq!(
        (anyone.get("/healthz").text(), anyone.get("/readyz").text()),
        ("ok\n".into(), "ready\n".into())
    );
    stand.signed_in(1);
    stand.browser().sign_in(&card(2).with_authentication_certificate(authority().certificate().to_vec()));
    let metrics = anyone.get("/metrics");
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    let metrics = metrics.text();
    for line in [
        "tabella_desk_sign_ins_total 1",
        "tabella_desk_card_seconds_count 2",
        "tabella_desk_responder_seconds_count 1",
        "tabella_desk_refused_total{reason=\"card-refused\"} 1",
    ] {
        assert!(metrics.contains(line), "{line}: {metrics}");
    }
}

fn another_key_opens_nothing(database: TestDatabase) {
    let fixture = Fixture::unannounced(&setup());
    let (url, unchanged) = (database.url.clone(), |_: &Path, text: String| text);
    let database = Stand::start(database, &fixture, &unchanged, None).unwrap().stop();
    let change = |folder: &Path, text: String| {
        fs::write(folder.join("desk.key"), "5b".repeat(32)).unwrap();
        text
    };
    let refused = Stand::start(database, &fixture, &change, None).err().unwrap();
    assert!(matches!(refused, StartError::Store(_)) && !refused.to_string().contains(&url), "{refused}");
}
