//! A whole election through the urn, verified from its URL.

use std::sync::atomic::Ordering;

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::json;
use tabella_election::message::Reason;
use tabella_verifier::{Options, Trust, Verdict, verify};

use crate::stand::Stand;

#[test]
fn verifies_from_its_url() {
    let mut stand = Stand::open(|_| {});
    stand.wait_published(stand.fixture.entries.len() as u64);
    for choices in [[1, 0], [0, 1], [1, 0]] {
        let voter = stand.fixture.credential(0, 1);
        stand.send_last();
        stand.fixture.cast(&voter, &choices);
        stand.send_last();
        stand.fixture.cast(&voter, &choices);
        stand.send_last();
    }
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let client = stand.client();
    // it may be some seconds old: nobody has looked before
    let turnout = client.get("/api/v1/turnout").json();
    let style = stand.fixture.election.styles()[0].id.to_string();
    assert_eq!(turnout, json!({ "styles": [{ "style": style, "credentials": 4, "voted": 3 }] }));
    assert_eq!(client.get("/api/v1/tally").problem(), "not-found");
    stand.fixture.revoke(&voter, Reason::Paper);
    stand.send_last();
    let status = client.get("/api/v1/status").json();
    assert_eq!((&status["counts"]["revoked_paper"], &status["counts"]["notices"]), (&json!(1), &json!(0)));
    let keys = stand.fixture.state.ceremony().unwrap().joint.hash().to_string();
    assert_eq!(status["keys_hash"], keys);
    let last = stand.fixture.entries.last().unwrap();
    let path = format!("/api/v1/entries/{}", stand.fixture.entries.len() - 1);
    assert_eq!(client.get_as(&path, "application/cbor").body, last.bytes());
    stand.time.store(stand.fixture.election.closes() + 1, Ordering::Relaxed);
    stand.fixture.end();
    stand.send_last();
    stand.wait_published(stand.fixture.entries.len() as u64);
    let late = stand.fixture.stranger(0, 1);
    let late = stand.fixture.credential_entry(&late, None);
    assert_eq!(stand.client().official(&late).problem(), "phase");

    // a restart between the phases
    stand.stop();
    stand.start().unwrap();
    stand.fixture.close();
    stand.send_last();
    stand.wait_published(stand.fixture.entries.len() as u64);
    for k in 1..=stand.fixture.election.threshold().0 {
        let tally = stand.client().get("/api/v1/tally").json();
        assert_eq!(
            (tally["shares"].as_array().unwrap().len(), &tally["counts"]),
            (usize::from(k) - 1, &json!(null))
        );
        stand.fixture.decrypt(&[k]);
        stand.send_last();
    }
    let tally = stand.client().get("/api/v1/tally").json();
    let groups = json!([{ "contest": "c1", "groups": [{ "units": ["u"], "ballots": 3 }] }]);
    assert_eq!((&tally["contests"], &tally["counts"]), (&groups, &json!([[[2, 1]]])));
    assert_eq!(
        (&tally["needed"], &tally["postal"]),
        (&json!(stand.fixture.election.threshold().0), &json!(null))
    );
    stand.fixture.result().unwrap();
    stand.send_last();
    let size = stand.fixture.entries.len() as u64;
    stand.wait_published(size);

    let client = stand.client();
    let trust = Trust::Election(*stand.fixture.election.id());
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    let report = verify(&client, &trust, Options::default(), &mut |_| {}, &mut rng);
    assert_eq!(report.verdict(), Verdict::Verified, "{}", report.summary());

    // what is kept: the first after open, end, close, result
    let index = String::from_utf8(client.get("/witnessed/index").body).unwrap();
    let sizes: Vec<u64> = index.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(sizes.last(), Some(&size));
    assert!(sizes.len() >= 4, "{sizes:?}");

    // complete: a start after that shows it all the same
    stand.stop();
    stand.start().unwrap();
    assert_eq!(stand.client().get("/api/v1/status").json()["phase"], "complete");
}

#[test]
fn board_files_as_the_formats_say() {
    let stand = Stand::open(|_| {});
    let size = stand.fixture.entries.len() as u64;
    stand.wait_published(size);
    let client = stand.client();
    let checkpoint = client.get("/checkpoint");
    assert_eq!((checkpoint.status, &*checkpoint.caching), (200, "no-cache"));
    assert!(checkpoint.kind.starts_with("text/plain"));
    let tile = client.get(&format!("/tile/0/000.p/{size}"));
    assert_eq!(
        (tile.status, tile.body.len() as u64, &*tile.kind),
        (200, 32 * size, "application/octet-stream")
    );
    assert!(tile.caching.contains("immutable"));
    let blob =
        client.get(&format!("/blob/sha256/{}", tabella_crypto::BlobHash::of(stand.fixture.election.bytes())));
    assert_eq!(blob.body, stand.fixture.election.bytes());
    for missing in [
        "/tile/0/000".to_owned(),
        format!("/tile/0/000.p/{}", size + 1),
        "/tile/0/0".into(),
        "/tile/63/000".into(),
        "/tile/entries/x000/000".into(),
        "/tile/../checkpoint".into(),
        "/tile/0/%2e%2e/%2e%2e/checkpoint".into(),
        "/witnessed/01".into(),
        "/witnessed/-1".into(),
        "/blob/sha256/zz".into(),
        "/nothing".into(),
        "/api/v1/entries/99999".into(),
        "/api/v1/entries/x".into(),
        "/api/v1/receipts/99999/proof".into(),
    ] {
        let answer = client.get(&missing);
        assert_eq!((answer.status, &*answer.problem()), (404, "not-found"), "{missing}");
    }
    assert_eq!(client.post("/checkpoint", &[], b"").problem(), "method");
    for page in ["/api", "/api/v1/openapi.json", "/api/style.css", "/healthz", "/readyz", "/metrics"] {
        assert_eq!(client.get(page).status, 200, "{page}");
    }
    let metrics = String::from_utf8(client.get("/metrics").body).unwrap();
    assert!(metrics.contains(&format!("tabella_urn_appended_total {size}")), "{metrics}");
}
