//! The key ceremony: from the packages on the board to keys, with the secrets of everyone.

use serde_json::{Value, json};
use tabella_board::Kind;
use tabella_crypto::{RistrettoPoint, TrusteeIndex};
use tabella_election::ceremony::test_ciphertext;

use super::{bytes, file, point, points, rules::Held, scalar};

pub(super) fn ceremony(held: &Held) -> Value {
    let fixture = &held.fixture;
    let keys = fixture.state.ceremony().unwrap();
    let all: Vec<usize> = (1..=fixture.election.key_count()).collect();
    let commitments: Vec<Value> = fixture
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.kind() == Kind::TrusteeCommitment)
        .map(|(index, entry)| {
            json!({ "index_in_board_json": index, "entry": bytes(entry.bytes()), "package": bytes(entry.blob()) })
        })
        .collect();
    let trustees: Vec<Value> = fixture
        .trustees()
        .into_iter()
        .map(|trustee: TrusteeIndex| {
            let secrets = &fixture.trustee(trustee).secrets;
            json!({
                "trustee": trustee.get(),
                "signing_key": bytes(fixture.trustee(trustee).signing.as_bytes()),
                "secret_shares": secrets.iter().map(scalar).collect::<Vec<_>>(),
                "verification_keys": points(&keys.verification_keys(trustee, &all).unwrap()),
            })
        })
        .collect();
    let (a, b): (RistrettoPoint, Vec<RistrettoPoint>) = test_ciphertext(keys);
    file(
        "Section 4: the ceremony of the election in manifest.json. Secrets are published here because they protect nothing.",
        json!({
            "election_id": bytes(fixture.election.id().0),
            "threshold": fixture.election.threshold(),
            "W": fixture.election.key_count(),
            "commitments": commitments,
            "ceremony_hash": bytes(keys.hash.0),
            "joint_keys": points(keys.joint.points()),
            "joint_secrets": all.iter().map(|w| scalar(&fixture.joint_secret(*w))).collect::<Vec<_>>(),
            "keys_hash": bytes(keys.joint.hash().0),
            "trustees": trustees,
            "test_ciphertext": { "A": point(&a), "B": points(&b) },
        }),
    )
}
