//! The whole board, its tally, shares and counts.

use serde_json::{Value, json};
use tabella_board::Kind;
use tabella_crypto::{
    CompressedRistretto, RistrettoPoint, TrusteeIndex,
    cbor::Reader,
    share::{Share, lagrange_at_zero},
};
use tabella_election::{
    ContestTally, GroupTally,
    ceremony::test_ciphertext,
    share::{TallyShare, TestShareBlob},
};
use tabella_tlog::CompactRange;

use super::{bytes, encoded, file, point, points, recorder::Recorder, rules::Held, scalar};

pub(super) fn board(held: &Held) -> Value {
    let mut tree = CompactRange::new();
    let entries: Vec<Value> = held
        .fixture
        .entries
        .iter()
        .map(|entry| {
            tree.push_bytes(entry.bytes());
            let mut value = json!({ "type": entry.kind().as_str(), "bytes": bytes(entry.bytes()) });
            // the manifest itself stands in manifest.json
            if entry.blob_hash().is_some() && entry.kind() != Kind::Manifest {
                value["blob"] = bytes(entry.blob());
            }
            value["root"] = bytes(tree.root().0);
            value
        })
        .collect();
    file(
        "Section 8: every entry of a whole election in order, with the root of the tree up to it. The blob of the first is the first manifest of manifest.json.",
        json!({ "election_id": bytes(held.fixture.election.id().0), "entries": entries }),
    )
}

/// A trustee's entry of some type on the board: its blob.
fn blob_of(held: &Held, kind: Kind, trustee: u16) -> Vec<u8> {
    let is_theirs = |bytes: &[u8]| {
        let mut reader = Reader::new(bytes);
        reader.array().unwrap();
        reader.text().unwrap();
        reader.uint().unwrap() == u64::from(trustee)
    };
    let mut entries = held.fixture.entries.iter();
    let entry = entries.find(|entry| entry.kind() == kind && is_theirs(entry.bytes()));
    entry.unwrap().blob().to_vec()
}

fn tally_share(held: &Held, trustee: u16) -> TallyShare {
    let blob = blob_of(held, Kind::DecryptionShare, trustee);
    TallyShare::decode(&blob, &held.fixture.statement()).unwrap()
}

fn share(share: &Share) -> Value {
    json!({ "D": encoded(&share.d), "t": encoded(&share.t), "s": bytes(share.s) })
}

pub(super) fn shares(held: &Held) -> Value {
    let fixture = &held.fixture;
    let statement = fixture.statement();
    let of_trustee = |trustee: TrusteeIndex| {
        let shares = tally_share(held, trustee.get());
        let contests = statement.contests.iter().zip(&shares.contests).map(|(contest, shares)| {
            json!({ "contest": contest.contest_id, "groups": shares.iter().map(share).collect::<Vec<_>>() })
        });
        let TestShareBlob(test) = TestShareBlob::decode(
            &blob_of(held, Kind::TestShare, trustee.get()),
            fixture.election.key_count(),
        )
        .unwrap();
        json!({
            "trustee": trustee.get(),
            "test_share": share(&test),
            "contests": contests.collect::<Vec<_>>(),
            "blob": bytes(shares.encode()),
        })
    };
    file(
        "Sections 4.3 and 10.3: test shares and decryption shares of the board in board.json. Ciphertexts are in tally.json, keys in ceremony.json.",
        json!({
            "election_id": bytes(statement.election.0),
            "root": bytes(statement.root.0),
            "size": statement.size,
            "shares": fixture.trustees().into_iter().map(of_trustee).collect::<Vec<_>>(),
        }),
    )
}

pub(super) fn tally(held: &Held) -> Value {
    let statement = held.fixture.statement();
    let contests: Vec<Value> = statement
        .contests
        .iter()
        .zip(&held.counts.0)
        .map(|(contest, counts)| {
            let groups: Vec<Value> =
                contest.groups.iter().zip(counts).map(|(group, counts)| group_tally(group, counts)).collect();
            json!({ "contest": contest.contest_id, "key_indices": contest.key_indices, "groups": groups })
        })
        .collect();
    let counted: Vec<Value> = held
        .counted
        .iter()
        .map(|(index, vote)| {
            let style = &held.fixture.election.styles()[vote.style].id;
            json!({ "index": index, "style": style, "weight": vote.weight, "choices": vote.choices })
        })
        .collect();
    let result = held.fixture.entries.iter().find(|entry| entry.kind() == Kind::Result).unwrap();
    file(
        "Section 10: what of board.json counts, the tally ciphertexts, the counts, and Lagrange coefficients. A contest without groups is not decrypted.",
        json!({
            "size": statement.size,
            "root": bytes(statement.root.0),
            "counted_ballots": counted,
            "contests": contests,
            "result_blob": bytes(result.blob()),
            "lagrange": [lagrange(&[1, 2]), lagrange(&[1, 3]), lagrange(&[2, 3, 5]), lagrange(&[7, 1, 65_535])],
            "lagrange_refused": [[1, 2, 1]],
        }),
    )
}

fn group_tally(group: &GroupTally, counts: &[u64]) -> Value {
    json!({
        "units": group.units,
        "ballots": group.ballots,
        "weight": group.weight,
        "bound": group.bound,
        "A": point(&group.a),
        "B": points(&group.b),
        "counts": counts,
    })
}

fn lagrange(trustees: &[u16]) -> Value {
    let indices: Vec<TrusteeIndex> = trustees.iter().map(|k| TrusteeIndex::new(*k).unwrap()).collect();
    let coefficients = lagrange_at_zero(&indices).unwrap();
    json!({ "trustees": trustees, "coefficients": coefficients.iter().map(scalar).collect::<Vec<_>>() })
}

/// What both kinds of shares append after their heads.
fn append_share(
    mut recorder: Recorder,
    (a, b): (&RistrettoPoint, &[RistrettoPoint]),
    keys: &[RistrettoPoint],
    share: &Share,
    of: &str,
) -> Value {
    recorder.append("a", a.compress().as_bytes());
    for (b, y) in b.iter().zip(keys) {
        recorder.append("b", b.compress().as_bytes());
        recorder.append("y", y.compress().as_bytes());
    }
    for CompressedRistretto(d) in &share.d {
        recorder.append("d", d);
    }
    for _ in &share.d {
        recorder.challenge("weight");
    }
    recorder.append("t2", &share.t[0].0);
    recorder.append("t3", &share.t[1].0);
    recorder.challenge("c");
    recorder.finish(of)
}

pub(super) fn share_transcript(held: &Held, contest: &ContestTally, group: usize, trustee: u16) -> Value {
    let statement = held.fixture.statement();
    let index = TrusteeIndex::new(trustee).unwrap();
    let keys = held.fixture.state.ceremony().unwrap().verification_keys(index, &contest.key_indices).unwrap();
    let share = &tally_share(held, trustee).contests[contest.contest][group];
    let group = &contest.groups[group];
    let mut recorder = Recorder::new("tabella/v1/share");
    recorder.append("election", &statement.election.0);
    recorder.append("root", &statement.root.0);
    recorder.append("size", &statement.size.to_be_bytes());
    recorder.append("trustee", &trustee.to_be_bytes());
    recorder.append("contest", contest.contest_id.as_str().as_bytes());
    for unit in &group.units {
        recorder.append("group", unit.as_str().as_bytes());
    }
    let of = format!("trustee {trustee}'s share of contest {}, its first group", contest.contest_id);
    append_share(recorder, (&group.a, &group.b), &keys, share, &of)
}

pub(super) fn test_share_transcript(held: &Held, trustee: u16) -> Value {
    let keys = held.fixture.state.ceremony().unwrap();
    let all: Vec<usize> = (1..=keys.joint.points().len()).collect();
    let verification = keys.verification_keys(TrusteeIndex::new(trustee).unwrap(), &all).unwrap();
    let TestShareBlob(share) =
        TestShareBlob::decode(&blob_of(held, Kind::TestShare, trustee), all.len()).unwrap();
    let (a, b) = test_ciphertext(keys);
    let mut recorder = Recorder::new("tabella/v1/test-share");
    recorder.append("election", &held.fixture.election.id().0);
    recorder.append("ceremony", &keys.hash.0);
    recorder.append("trustee", &trustee.to_be_bytes());
    append_share(recorder, (&a, &b), &verification, &share, &format!("trustee {trustee}'s test share"))
}
