use ed25519_dalek::SigningKey;

use super::*;
use crate::{
    checkpoint::Cosigner,
    hash::{TreeSize, node_hash},
    note::NoteSigner,
};

const ENTRY: &[u8] = b"entry";

fn signer() -> NoteSigner {
    NoteSigner::new("example.com/log", SigningKey::from_bytes(&[1; 32])).unwrap()
}

fn witness() -> Cosigner {
    Cosigner::new("witness.example/1", SigningKey::from_bytes(&[2; 32])).unwrap()
}

fn policy() -> WitnessPolicy {
    WitnessPolicy { members: vec![witness().vkey().unwrap()], quorum: 1 }
}

/// Entry 1 of 2, cosigned.
fn proof(extra: Option<Vec<u8>>) -> TlogProof {
    let other = leaf_hash(b"other");
    let root = node_hash(&other, &leaf_hash(ENTRY));
    let mut checkpoint = Checkpoint::new("example.com/log", TreeSize(2), root).sign(&signer()).unwrap();
    checkpoint.add_signature(witness().cosign(&checkpoint, 1_700_000_000).unwrap()).unwrap();
    TlogProof { extra, index: LeafIndex(1), inclusion: InclusionProof { hashes: vec![other] }, checkpoint }
}

#[test]
fn keep_and_verify() {
    for extra in [None, Some(b"extra".to_vec())] {
        let kept = proof(extra.clone()).encode().unwrap();
        let read = TlogProof::parse(kept.as_bytes()).unwrap();
        assert_eq!(read, proof(extra));
        let included = read.verify(ENTRY, &signer().vkey().unwrap(), &policy()).unwrap();
        assert_eq!((included.index, included.checkpoint.size), (LeafIndex(1), TreeSize(2)));
        assert_eq!(included.cosignatures[0].time, 1_700_000_000);
    }
    let text = proof(Some(b"extra".to_vec())).encode().unwrap();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 1\n"), "{text}");
    assert!(text.contains("=\n\nexample.com/log\n2\n"), "{text}");
}

/// A proof of a tree of one entry has no hashes.
#[test]
fn a_single_entry() {
    let checkpoint =
        Checkpoint::new("example.com/log", TreeSize(1), leaf_hash(ENTRY)).sign(&signer()).unwrap();
    let inclusion = InclusionProof { hashes: vec![] };
    let proof = TlogProof { extra: None, index: LeafIndex(0), inclusion, checkpoint };
    let text = proof.encode().unwrap();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\nexample.com/log\n1\n"), "{text}");
    assert_eq!(TlogProof::parse(text.as_bytes()), Ok(proof.clone()));
    let nobody = WitnessPolicy { members: vec![], quorum: 0 };
    assert!(proof.verify(ENTRY, &signer().vkey().unwrap(), &nobody).is_ok());
    let error = proof.verify(ENTRY, &signer().vkey().unwrap(), &policy()).unwrap_err();
    assert!(matches!(error, TlogProofError::Policy(PolicyError::TooFew { .. })));
    assert!(error.to_string().contains("witness.example/1"), "{error}");
}

/// A proof of which any bit differs is refused, or is the same proof with other extra data, which nobody signed.
#[test]
fn every_byte_counts() {
    let bytes = proof(None).encode().unwrap().into_bytes();
    let key = signer().vkey().unwrap();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[position] ^= 1 << bit;
            let verdict = TlogProof::parse(&changed).and_then(|proof| proof.verify(ENTRY, &key, &policy()));
            assert!(verdict.is_err(), "byte {position}, bit {bit}");
        }
    }
    assert_eq!(
        proof(None).verify(b"entri", &key, &policy()),
        Err(TlogProofError::Inclusion(ProofError::Root))
    );
}

#[test]
fn shapes() {
    let text = proof(Some(b"extra".to_vec())).encode().unwrap();
    let refused = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        TlogProof::parse(changed.as_bytes()).unwrap_err()
    };
    assert_eq!(refused("@v1", "@v2"), TlogProofError::Shape);
    assert_eq!(refused("c2sp", "\nc2sp"), TlogProofError::Shape);
    for bad in ["extra ", "extra ZXh0cmE", "extra ZXh0cmF=", "extra  ZXh0cmE="] {
        assert_eq!(refused("extra ZXh0cmE=", bad), TlogProofError::Extra);
    }
    for bad in
        ["index 01", "index ", "index", "index -1", "index  1", "index 1 ", "Index 1", "extra ZXh0cmE="]
    {
        assert_eq!(refused("index 1", bad), TlogProofError::Index(bad.into()));
    }
    assert_eq!(refused("index 1\n", ""), TlogProofError::Index(leaf_hash(b"other").to_base64()));
    assert_eq!(refused("index 1\n", "index 1\nx\n"), TlogProofError::Hash("x".into()));
    assert_eq!(
        refused("extra ZXh0cmE=\nindex 1", "index 1\nextra ZXh0cmE="),
        TlogProofError::Hash("extra ZXh0cmE=".into())
    );
    let shape = TlogProofError::Checkpoint(CheckpointError::Shape);
    assert_eq!(refused("=\n\nexample", "=\n\n\nexample"), shape);
    assert_eq!(refused("=\n\nexample.com/log\n", "=\n\n"), shape);
    assert!(matches!(refused("— ", "- "), TlogProofError::Note(NoteError::SignatureLine(_))));
    let long = "x".repeat(MAX_TLOG_PROOF_BYTES + 1);
    assert_eq!(TlogProof::parse(long.as_bytes()), Err(TlogProofError::TooLong(long.len())));
    let mut many = proof(None);
    many.inclusion.hashes = vec![leaf_hash(b""); MAX_PROOF_HASHES + 1];
    assert_eq!(many.encode(), Err(TlogProofError::TooManyHashes));
    assert_eq!(proof(Some(vec![])).encode(), Err(TlogProofError::Extra));
}
