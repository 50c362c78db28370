//! merkle.json, checkpoint.json.

use serde_json::Value;
use tabella_tlog::{
    Checkpoint, CompactRange, ConsistencyProof, Hash, InclusionProof, LeafIndex, SignedNote, TlogProof,
    TreeSize, Vkey, WitnessPolicy, leaf_hash,
};

use crate::{array, bytes, bytes32, number, read, text};

fn leaf(i: u64) -> Vec<u8> {
    i.to_string().into_bytes()
}

fn root(size: u64) -> Hash {
    let mut tree = CompactRange::new();
    (0..size).for_each(|i| tree.push_bytes(&leaf(i)));
    tree.root()
}

fn hashes(value: &Value) -> Vec<Hash> {
    array(value).iter().map(|hash| Hash(bytes32(hash))).collect()
}

#[test]
fn merkle_trees() {
    let file = read("merkle.json");
    for case in array(&file["roots"]) {
        assert_eq!(root(number(&case["size"])).0, bytes32(&case["root"]), "{}", case["size"]);
    }
    for case in array(&file["inclusion"]) {
        let (index, size) = (LeafIndex(number(&case["index"])), TreeSize(number(&case["size"])));
        let proof = InclusionProof { hashes: hashes(&case["proof"]) };
        let hash = leaf_hash(&leaf(index.0));
        assert_eq!(proof.verify(&hash, index, size, &root(size.0)), Ok(()), "{case}");
        assert!(proof.verify(&leaf_hash(b"other"), index, size, &root(size.0)).is_err());
    }
    for case in array(&file["consistency"]) {
        let (old, new) = (number(&case["old"]), number(&case["new"]));
        let proof = ConsistencyProof { hashes: hashes(&case["proof"]) };
        assert_eq!(proof.verify((TreeSize(old), &root(old)), (TreeSize(new), &root(new))), Ok(()), "{case}");
        let other = Hash([1; 32]);
        assert!(proof.verify((TreeSize(old), &other), (TreeSize(new), &root(new))).is_err());
    }
}

fn vkey(value: &Value) -> Vkey {
    let vkey = Vkey::parse(text(&value["vkey"])).unwrap();
    assert_eq!(vkey.to_string(), text(&value["vkey"]));
    assert_eq!(vkey.key_id().0.as_slice(), bytes(&value["key_id"]));
    assert_eq!(vkey.key_bytes(), bytes(&value["public_key"]));
    vkey
}

#[test]
fn checkpoints() {
    let file = read("checkpoint.json");
    let log = vkey(&file["log"]);
    let members: Vec<Vkey> = array(&file["witnesses"]).iter().map(vkey).collect();
    let note = SignedNote::parse(text(&file["note"]).as_bytes()).unwrap();
    assert_eq!(note.encode(), text(&file["note"]));
    let checkpoint = Checkpoint::open(&note, &log).unwrap();
    let expected =
        Checkpoint::new(text(&file["origin"]), TreeSize(number(&file["size"])), Hash(bytes32(&file["root"])));
    assert_eq!(checkpoint, expected);
    assert_eq!(checkpoint.root, root(number(&file["size"])));
    let quorum = usize::try_from(number(&file["quorum"])).unwrap();
    let policy = WitnessPolicy { members, quorum };
    let seen: Vec<(String, u64)> =
        policy.check(&note).unwrap().into_iter().map(|c| (c.name, c.time)).collect();
    let listed: Vec<(String, u64)> =
        array(&file["cosigned"]).iter().map(|c| (text(&c["witness"]).into(), number(&c["time"]))).collect();
    assert_eq!(seen, listed);

    let proof = TlogProof::parse(text(&file["proof"]["tlog_proof"]).as_bytes()).unwrap();
    assert_eq!(proof.encode().unwrap(), text(&file["proof"]["tlog_proof"]));
    let included = proof.verify(&bytes(&file["proof"]["entry"]), &log, &policy).unwrap();
    assert_eq!(included.index, LeafIndex(number(&file["proof"]["index"])));
    assert!(proof.verify(b"7", &log, &policy).is_err());
}
