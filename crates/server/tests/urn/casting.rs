//! From a ballot to a receipt and its proof.

use rand_core::RngCore as _;
use tabella_board::Receipt;
use tabella_crypto::Tracker;
use tabella_crypto::hash::hex;
use tabella_tests::{Fixture, Setup, entry_of};
use tabella_tlog::{LeafIndex, TlogProof};

use crate::stand::Stand;

#[test]
fn receipt_then_proof() {
    let mut stand = Stand::open(|_| {});
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let client = stand.client();
    let credential = hex(voter.secret.public().as_bytes());
    let shown = client.get(&format!("/api/v1/credentials/{credential}")).json();
    assert_eq!((shown["weight"].as_u64(), shown["previous"].as_str()), (Some(1), Some(&*"0".repeat(64))));

    let posted = stand.fixture.cast(&voter, &[1, 0]);
    let entry = entry_of(&posted);
    let answer = client.cast(entry.bytes());
    assert_eq!((answer.status, &*answer.kind, &*answer.caching), (200, "application/cbor", "no-store"));
    let receipt = Receipt::decode(&answer.body).unwrap();
    receipt.verify(&stand.fixture.election).unwrap();
    assert_eq!(receipt.tracker(), posted.ballot().tracker());
    assert_eq!(receipt.index().0, stand.fixture.entries.len() as u64 - 1);

    // the very same bytes: the very same receipt, before and after they are witnessed
    assert_eq!(client.cast(entry.bytes()), answer);
    stand.wait_published(receipt.index().0 + 1);
    assert_eq!(client.cast(entry.bytes()), answer);

    let proof = client.get(&format!("/api/v1/receipts/{}/proof", receipt.index()));
    let proof = TlogProof::parse(&proof.body).unwrap();
    let election = &stand.fixture.election;
    let included =
        proof.verify(entry.bytes(), election.checkpoint_key(), &election.witness_policy()).unwrap();
    assert_eq!(included.index, receipt.index());
    assert!(included.cosignatures.len() >= 2);

    let found = client.get(&format!("/api/v1/trackers/{}", posted.ballot().tracker())).json();
    assert_eq!((found["index"].as_u64(), found["type"].as_str()), (Some(receipt.index().0), Some("ballot")));
    assert_eq!(found["witnessed"], true);
    let shown = client.get(&format!("/api/v1/entries/{}", receipt.index())).json();
    assert_eq!(shown["ballot"]["tracker_hash"].as_str(), Some(&*posted.ballot().tracker().to_string()));
    let next = client.get(&format!("/api/v1/credentials/{credential}")).json();
    assert_eq!(next["previous"].as_str(), Some(&*posted.ballot().tracker().to_string()));

    let json = [("content-type", "application/cbor"), ("accept", "application/json")];
    let shown = client.post("/api/v1/ballots", &json, entry.bytes()).json();
    assert_eq!(shown["receipt"].as_str(), Some(&*hex(&answer.body)));
}

#[test]
fn receipts_have_one_spelling_and_one_author() {
    let (fixture, mut rng) = (Fixture::new(&Setup::default()), Setup::default().rng());
    let (election, place) = (&fixture.election, (LeafIndex(7), Tracker([9; 32])));
    let receipt = Receipt::sign(election, place.0, place.1, &fixture.people.receipt);
    assert_eq!(Receipt::decode(receipt.encode()).unwrap(), receipt);
    assert_eq!(receipt.verify(election), Ok(()));
    // another place, another key, another election
    let bytes = receipt.encode();
    let other = |at: usize| [&bytes[..at], &[bytes[at] ^ 1], &bytes[at + 1..]].concat();
    for at in [9, 20, bytes.len() - 1] {
        assert!(
            Receipt::decode(&other(at)).is_ok_and(|receipt| receipt.verify(election).is_err()),
            "byte {at}"
        );
    }
    assert!(Receipt::sign(election, place.0, place.1, &fixture.people.checkpoint).verify(election).is_err());
    let elsewhere = Fixture::unannounced(&Setup { seed: 2, ..Setup::default() });
    assert!(receipt.verify(&elsewhere.election).is_err());
    // strict
    assert!(Receipt::decode(&[bytes, &[0]].concat()).is_err());
    assert!(Receipt::decode(&bytes[..bytes.len() - 1]).is_err());
    assert!(Receipt::decode(&other(2)).is_err());
    let mut noise = [0; 80];
    rng.fill_bytes(&mut noise);
    assert!(Receipt::decode(&noise).is_err());
}

#[test]
fn another_authorisation_is_no_second_ballot() {
    let mut stand = Stand::open(|_| {});
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let (styles, prepared) = (stand.fixture.styles(), stand.fixture.prepare(&voter, &[0, 1]));
    let ballot = prepared.ballot().clone();
    let (posted, _) = prepared.cast(&voter.secret, &mut stand.fixture.rng, &styles);
    let client = stand.client();
    assert_eq!(client.cast(entry_of(&posted).bytes()).status, 200);
    let again = crate::abuse::authorised(&mut stand.fixture, &voter, ballot.encode());
    assert_ne!(again, entry_of(&posted).bytes());
    let answer = client.cast(&again);
    assert_eq!((answer.status, &*answer.problem()), (409, "other-content"));
}

#[test]
fn challenges_are_shown_and_never_counted() {
    let mut stand = Stand::open(|_| {});
    let voter = stand.fixture.credential(0, 1);
    stand.send_last();
    let posted = stand.fixture.challenge(&voter, &[1, 0]);
    stand.send_last();
    let client = stand.client();
    let found = client.get(&format!("/api/v1/trackers/{}", posted.ballot().tracker())).json();
    assert_eq!(found["type"], "challenge");
    let shown = client.get(&format!("/api/v1/entries/{}", found["index"])).json();
    assert_eq!(shown["choices"], serde_json::json!([1, 0]));
    let status = client.get("/api/v1/status").json();
    assert_eq!((&status["counts"]["challenges"], &status["counts"]["counted"]), (&1.into(), &0.into()));
}

#[test]
fn many_at_once() {
    let mut stand = Stand::open(|_| {});
    let voters: Vec<_> = (0..24)
        .map(|_| {
            let voter = stand.fixture.credential(0, 1);
            stand.send_last();
            voter
        })
        .collect();
    let entries: Vec<_> =
        voters.iter().map(|voter| entry_of(&stand.fixture.ballot(voter, &[1, 0]).0)).collect();
    let client = stand.client();
    let receipts: Vec<Receipt> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            entries.iter().map(|entry| scope.spawn(|| client.cast(entry.bytes()))).collect();
        threads.into_iter().map(|thread| Receipt::decode(&thread.join().unwrap().body).unwrap()).collect()
    });
    let mut indices: Vec<u64> = receipts.iter().map(|receipt| receipt.index().0).collect();
    indices.sort_unstable();
    indices.dedup();
    assert_eq!(indices.len(), entries.len(), "two receipts for one place");
    for (receipt, entry) in receipts.iter().zip(&entries) {
        receipt.verify(&stand.fixture.election).unwrap();
        let width = receipt.index().0 % 256 + 1;
        let bundle = client.get(&format!("/tile/entries/{:03}.p/{width}", receipt.index().0 / 256)).body;
        let bundle = tabella_tlog::tile::decode_bundle(&bundle, u16::try_from(width).unwrap()).unwrap();
        assert_eq!(*bundle.last().unwrap(), entry.bytes());
    }
}
