//! Manifests with what follows from them.

use serde_json::{Value, json};
use tabella_election::Election;

use super::{bytes, file, rules::Held};
use crate::{Fixture, Setup};

pub(super) fn manifests(held: &Held) -> Value {
    let small = Fixture::unannounced(&Setup::default());
    file(
        "Section 3: manifests (the exact bytes, as a JSON string), their ids and what follows from them. The first is the manifest of all other files.",
        json!({ "manifests": [manifest(&held.fixture.election), manifest(&small.election)] }),
    )
}

fn manifest(election: &Election) -> Value {
    let contests: Vec<Value> = election
        .manifest()
        .contests
        .iter()
        .enumerate()
        .map(|(position, contest)| {
            json!({ "contest": contest.id, "key_indices": election.key_indices(position) })
        })
        .collect();
    let styles: Vec<Value> = election
        .styles()
        .iter()
        .map(|style| {
            json!({
                "style": style.id,
                "M": style.shape.options(),
                "N": style.shape.bits(),
                "J": style.shape.points_options(),
                "range_proof_bytes": tabella_crypto::points_proof::range_proof_len(&style.shape),
            })
        })
        .collect();
    json!({
        "manifest": std::str::from_utf8(election.bytes()).unwrap(),
        "election_id": bytes(election.id().0),
        "W": election.key_count(),
        "contests": contests,
        "styles": styles,
    })
}
