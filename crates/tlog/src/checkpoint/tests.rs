use ed25519_dalek::SigningKey;

use super::*;
use crate::hash::leaf_hash;

const ORIGIN: &str = "example.com/log";

fn log() -> NoteSigner {
    NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[1; 32])).unwrap()
}

fn witness(number: u8) -> Cosigner {
    Cosigner::new(&format!("witness.example/{number}"), SigningKey::from_bytes(&[10 + number; 32])).unwrap()
}

fn head() -> Checkpoint {
    Checkpoint::new(ORIGIN, TreeSize(1), leaf_hash(b"entry"))
}

fn policy(members: &[u8], quorum: usize) -> WitnessPolicy {
    WitnessPolicy { members: members.iter().map(|&w| witness(w).vkey().unwrap()).collect(), quorum }
}

#[test]
fn text_of_a_checkpoint() {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let checkpoint = Checkpoint::parse(text).unwrap();
    assert_eq!(
        (checkpoint.origin.as_str(), checkpoint.size),
        ("example.com/behind-the-sofa", TreeSize(20_852_163))
    );
    assert_eq!(checkpoint.encode().as_deref(), Ok(text));
    let extended = Checkpoint::parse(&format!("{text}one\ntwo words\n")).unwrap();
    assert_eq!(extended.extensions, ["one", "two words"]);
    assert_eq!(extended.encode(), Ok(format!("{text}one\ntwo words\n")));
}

#[test]
fn strict_text() {
    let root = leaf_hash(b"").to_base64();
    for bad in [
        "",
        "\n",
        "o\n1\n",
        &format!("o\n1\n{root}"),
        &format!("\n1\n{root}\n"),
        &format!("o\n1\n{root}\n\n"),
    ] {
        assert_eq!(Checkpoint::parse(bad), Err(CheckpointError::Shape), "{bad:?}");
    }
    for size in ["01", "+1", "-1", "1 ", "a", "9223372036854775808", "18446744073709551616"] {
        assert_eq!(
            Checkpoint::parse(&format!("o\n{size}\n{root}\n")),
            Err(CheckpointError::Size(size.into()))
        );
    }
    assert!(Checkpoint::parse(&format!("o\n9223372036854775807\n{root}\n")).is_ok());
    for line in [root.trim_end_matches('='), &root[4..], &format!("{root} ")] {
        let error = CheckpointError::Root { size: TreeSize(1), line: line.into() };
        assert_eq!(Checkpoint::parse(&format!("o\n1\n{line}\n")), Err(error));
    }
    let error = CheckpointError::Root { size: TreeSize(0), line: root.clone() };
    assert_eq!(Checkpoint::parse(&format!("o\n0\n{root}\n")), Err(error));
    assert!(Checkpoint::parse(&format!("o\n0\n{}\n", EMPTY_ROOT.to_base64())).is_ok());
    let long = "o".repeat(256);
    assert_eq!(Checkpoint::parse(&format!("{long}\n1\n{root}\n")), Err(CheckpointError::LongOrigin(256)));
}

#[test]
fn fields_that_are_no_checkpoint_are_not_written() {
    for bad in [
        Checkpoint { origin: String::new(), ..head() },
        Checkpoint { origin: "two\nlines".into(), ..head() },
        Checkpoint { extensions: vec![String::new()], ..head() },
        Checkpoint { extensions: vec!["two\nlines".into()], ..head() },
        Checkpoint { size: TreeSize(0), ..head() },
        Checkpoint { size: TreeSize(u64::MAX), ..head() },
    ] {
        assert!(bad.encode().is_err(), "{bad:?}");
    }
    let tab = Checkpoint { extensions: vec!["a\tb".into()], ..head() };
    assert_eq!(tab.sign(&log()), Err(CheckpointError::Note(NoteError::Characters)));
}

#[test]
fn open_needs_the_log() {
    let note = head().sign(&log()).unwrap();
    assert_eq!(Checkpoint::open(&note, &log().vkey().unwrap()), Ok(head()));
    let other = NoteSigner::new("example.com/other", SigningKey::from_bytes(&[1; 32])).unwrap();
    let error = CheckpointError::Origin { expected: "example.com/other".into(), found: ORIGIN.into() };
    assert_eq!(head().sign(&other), Err(error.clone()));
    // a note can say anything: the origin is compared, not only the signature
    let note = SignedNote::sign(head().encode().unwrap(), &other).unwrap();
    assert_eq!(Checkpoint::open(&note, &other.vkey().unwrap()), Err(error));
}

#[test]
fn cosignatures() {
    let mut note = head().sign(&log()).unwrap();
    for w in [1, 2] {
        let line = witness(w).cosign(&note, 1_679_315_146 + u64::from(w)).unwrap();
        note.add_signature(line).unwrap();
    }
    let note = SignedNote::parse(note.encode().as_bytes()).unwrap();
    let times = |found: Vec<Cosignature>| found.into_iter().map(|c| (c.name, c.time)).collect::<Vec<_>>();
    let found = times(policy(&[3, 2, 1], 2).check(&note).unwrap());
    assert_eq!(
        found,
        [("witness.example/2".into(), 1_679_315_148), ("witness.example/1".into(), 1_679_315_147)]
    );
    let error = PolicyError::TooFew {
        quorum: 3,
        found: 2,
        missing: vec!["witness.example/3".into(), "witness.example/4".into()],
        unverified: vec![],
    };
    let words = "2 cosignatures, 3 are needed; missing: witness.example/3, witness.example/4";
    assert_eq!(error.to_string(), words);
    assert_eq!(policy(&[1, 2, 3, 4], 3).check(&note), Err(error));
    // the log's key is no witness, a witness's key is no log
    let key = witness(1).vkey().unwrap();
    assert!(matches!(note.verify(&key), Err(NoteError::Algorithm { .. })));
    let wrong = verify_cosignature(&note, &log().vkey().unwrap());
    assert!(matches!(wrong, Err(CheckpointError::Note(NoteError::Algorithm { .. }))));
}

/// Every byte of the signature, and the time in it, counts; a broken one of a member spoils the note.
#[test]
fn changed_cosignatures() {
    let note = head().sign(&log()).unwrap();
    let line = witness(1).cosign(&note, 1_679_315_147).unwrap();
    for position in 0..line.signature().len() {
        let mut bytes = line.signature().to_vec();
        bytes[position] ^= 1;
        let mut changed = note.clone();
        changed.add_signature(crate::note::NoteSignature::new(line.name(), line.key_id(), bytes)).unwrap();
        assert!(
            matches!(policy(&[1, 2], 0).check(&changed), Err(PolicyError::Invalid(_))),
            "byte {position}"
        );
    }
    let mut moved = Checkpoint::new(ORIGIN, TreeSize(2), leaf_hash(b"entry")).sign(&log()).unwrap();
    moved.add_signature(line).unwrap();
    assert!(policy(&[1], 1).check(&moved).is_err());
}

#[test]
fn limits_of_time() {
    let mut note = head().sign(&log()).unwrap();
    let error = CheckpointError::Timestamp("witness.example/1".into());
    assert_eq!(witness(1).cosign(&note, MAX_TIMESTAMP + 1), Err(error.clone()));
    let line = witness(1).cosign(&note, MAX_TIMESTAMP).unwrap();
    let late = [&[0x80], &line.signature()[1..]].concat();
    note.add_signature(crate::note::NoteSignature::new(line.name(), line.key_id(), late)).unwrap();
    assert_eq!(verify_cosignature(&note, &witness(1).vkey().unwrap()), Err(error));
}

#[test]
fn one_key_counts_once() {
    let note = head().sign(&log()).unwrap();
    let key = SigningKey::from_bytes(&[11; 32]);
    let alias = Vkey::cosignature("witness.example/alias", key.verifying_key()).unwrap();
    let mut twice = policy(&[1], 0);
    twice.members.push(alias);
    let [first, second] = ["witness.example/1", "witness.example/alias"].map(String::from);
    assert_eq!(twice.check(&note), Err(PolicyError::SameWitness { first, second }));
    assert!(matches!(policy(&[1, 1], 0).check(&note), Err(PolicyError::SameWitness { .. })));
}

/// Room for ML-DSA-44: such a witness is known by name, and never counts.
#[test]
fn ml_dsa_is_recognised_and_does_not_count() {
    use sha2::Digest;
    let name = "witness.example/pq";
    let key = [&[6u8][..], &[7; crate::note::ML_DSA_44_KEY_BYTES]].concat();
    let id = sha2::Sha256::digest([name.as_bytes(), b"\n", &key].concat());
    let hex = data_encoding::HEXLOWER.encode(&id[..4]);
    let vkey = Vkey::parse(&format!("{name}+{hex}+{}", data_encoding::BASE64.encode(&key))).unwrap();
    let mut note = head().sign(&log()).unwrap();
    let signature = [&[0; 8][..], &[9; 2420]].concat();
    note.add_signature(crate::note::NoteSignature::new(name, vkey.key_id(), signature)).unwrap();
    let note = SignedNote::parse(note.encode().as_bytes()).unwrap();
    let policy = WitnessPolicy { members: vec![vkey], quorum: 1 };
    let error = PolicyError::TooFew { quorum: 1, found: 0, missing: vec![], unverified: vec![name.into()] };
    assert_eq!(error.to_string(), "0 cosignatures, 1 are needed; not verified: witness.example/pq");
    assert_eq!(policy.check(&note), Err(error));
}
