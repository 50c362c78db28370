//! Merkle trees by the definition of RFC 6962, and signed notes.

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tabella_tlog::{Checkpoint, Cosigner, Hash, NoteSigner, SignedNote, TreeSize, Vkey};

use super::{bytes, file};

/// Leaf i is the decimal number i.
fn leaf(i: usize) -> Vec<u8> {
    i.to_string().into_bytes()
}

/// MTH of RFC 6962 §2.1 over leaves from … to − 1, as it is written there.
fn tree_hash(from: usize, to: usize) -> [u8; 32] {
    match to - from {
        0 => Sha256::digest([]).into(),
        1 => Sha256::new().chain_update([0]).chain_update(leaf(from)).finalize().into(),
        count => {
            let split = from + largest_power_below(count);
            let (left, right) = (tree_hash(from, split), tree_hash(split, to));
            Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
        }
    }
}

/// Largest power of two smaller than n.
fn largest_power_below(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// PATH of RFC 6962 §2.1.1.
fn path(leaf: usize, from: usize, to: usize) -> Vec<[u8; 32]> {
    if to - from == 1 {
        return Vec::new();
    }
    let split = from + largest_power_below(to - from);
    let (mut rest, sibling) = if leaf < split {
        (path(leaf, from, split), tree_hash(split, to))
    } else {
        (path(leaf, split, to), tree_hash(from, split))
    };
    rest.push(sibling);
    rest
}

/// SUBPROOF of RFC 6962 §2.1.2.
fn subproof(old: usize, from: usize, to: usize, is_whole: bool) -> Vec<[u8; 32]> {
    if from + old == to {
        return if is_whole { Vec::new() } else { vec![tree_hash(from, to)] };
    }
    let k = largest_power_below(to - from);
    let (mut rest, sibling) = if old <= k {
        (subproof(old, from, from + k, is_whole), tree_hash(from + k, to))
    } else {
        (subproof(old - k, from + k, to, false), tree_hash(from, from + k))
    };
    rest.push(sibling);
    rest
}

fn hashes(hashes: &[[u8; 32]]) -> Value {
    hashes.iter().map(bytes).collect()
}

pub(super) fn merkle() -> Value {
    let roots: Vec<Value> = (0..=9)
        .chain([255, 256, 257, 1000])
        .map(|size| json!({ "size": size, "root": bytes(tree_hash(0, size)) }))
        .collect();
    let inclusion: Vec<Value> = [
        (0, 1),
        (0, 2),
        (1, 2),
        (0, 3),
        (2, 3),
        (3, 7),
        (6, 7),
        (5, 8),
        (8, 9),
        (255, 257),
        (256, 257),
        (700, 1000),
    ]
    .into_iter()
    .map(|(index, size)| json!({ "index": index, "size": size, "proof": hashes(&path(index, 0, size)) }))
    .collect();
    let consistency: Vec<Value> =
        [(1, 1), (1, 2), (2, 3), (3, 7), (4, 7), (6, 8), (8, 9), (5, 1000), (256, 257), (255, 1000)]
            .into_iter()
            .map(
                |(old, new)| json!({ "old": old, "new": new, "proof": hashes(&subproof(old, 0, new, true)) }),
            )
            .collect();
    file(
        "Section 8.1, RFC 6962 and 9162: leaf i is the number i in decimal digits. Inclusion proofs start beside the leaf.",
        json!({ "roots": roots, "inclusion": inclusion, "consistency": consistency }),
    )
}

/// Keys of the notes: the log's, three witnesses'.
pub(super) struct NoteKeys {
    pub(super) log: NoteSigner,
    pub(super) witnesses: Vec<Cosigner>,
}

impl NoteKeys {
    pub(super) fn new() -> Self {
        let key = |number: u8| SigningKey::from_bytes(&[number; 32]);
        let witness = |w: u8| Cosigner::new(&format!("witness.example.org/{w}"), key(40 + w)).unwrap();
        Self {
            log: NoteSigner::new("board.example.org/vectors", key(40)).unwrap(),
            witnesses: (1..=3).map(witness).collect(),
        }
    }

    pub(super) fn log_key(&self) -> Vkey {
        self.log.vkey().unwrap()
    }

    pub(super) fn witness_keys(&self) -> Vec<Vkey> {
        self.witnesses.iter().map(|witness| witness.vkey().unwrap()).collect()
    }

    /// The tree of nine leaves, cosigned by the first two witnesses.
    pub(super) fn note(&self) -> SignedNote {
        let root = Hash(tree_hash(0, 9));
        let checkpoint = Checkpoint::new("board.example.org/vectors", TreeSize(9), root);
        let mut note = checkpoint.sign(&self.log).unwrap();
        for (witness, time) in self.witnesses.iter().take(2).zip([1_804_269_600, 1_804_269_601]) {
            let line = witness.cosign(&note, time).unwrap();
            note.add_signature(line).unwrap();
        }
        note
    }
}

pub(super) fn checkpoint() -> Value {
    let keys = NoteKeys::new();
    let note = keys.note();
    let vkey = |key: &Vkey| json!({ "vkey": key.to_string(), "key_id": bytes(key.key_id().0), "public_key": bytes(key.key_bytes()) });
    let proof = json!({
        "index": 8,
        "entry": bytes(leaf(8)),
        "tlog_proof": tlog_proof(&note),
    });
    file(
        "Section 8.1: the checkpoint of the first nine leaves of merkle.json, cosigned by two of three witnesses, and a tlog-proof of the last leaf. Secret keys are 32 times the byte 40 (log), 41, 42, 43 (witnesses).",
        json!({
            "log": vkey(&keys.log_key()),
            "witnesses": keys.witness_keys().iter().map(vkey).collect::<Vec<_>>(),
            "quorum": 2,
            "origin": "board.example.org/vectors",
            "size": 9,
            "root": bytes(tree_hash(0, 9)),
            "cosigned": [
                { "witness": "witness.example.org/1", "time": 1_804_269_600 },
                { "witness": "witness.example.org/2", "time": 1_804_269_601 },
            ],
            "note": note.encode(),
            "proof": proof,
        }),
    )
}

/// A tlog-proof by hand.
fn tlog_proof(note: &SignedNote) -> String {
    let mut text = "c2sp.org/tlog-proof@v1\nindex 8\n".to_owned();
    for hash in path(8, 0, 9) {
        text.push_str(&Hash(hash).to_base64());
        text.push('\n');
    }
    text + "\n" + &note.encode()
}
