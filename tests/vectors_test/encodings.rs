//! generators.json, encodings.json, manifest.json.

use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
use sha2::{Digest as _, Sha256, Sha512};
use tabella_ballot::{parse_tracker, tracker_text};
use tabella_crypto::{
    ElectionId, RistrettoPoint, Tracker,
    cbor::{Reader, Writer},
    generators::{blinding_generator, vector_generator, vector_generators},
    signature::{self, Purpose, VerifyingKey},
};
use tabella_election::Election;

use crate::{array, bytes, bytes32, number, numbers, point, read, text};

#[test]
fn generators() {
    let file = read("generators.json");
    let map = |label: &[u8]| RistrettoPoint::from_uniform_bytes(&Sha512::digest(label).into());
    assert_eq!(point(&file["G"]), RISTRETTO_BASEPOINT_POINT);
    assert_eq!(point(&file["H"]), map(b"tabella/v1/H"));
    assert_eq!(point(&file["H"]), blinding_generator());
    assert_eq!(point(&file["H_bp"]), bulletproofs::PedersenGens::default().B_blinding);
    let list = vector_generators(64);
    for case in array(&file["G_i"]) {
        let i = u32::try_from(number(&case["i"])).unwrap();
        assert_eq!(point(&case["point"]), vector_generator(i), "G_{i}");
        assert_eq!(point(&case["point"]), map(&[&b"tabella/v1/G"[..], &i.to_be_bytes()].concat()), "G_{i}");
        if let Some(in_list) = list.get(i as usize - 1) {
            assert_eq!(vector_generator(i), *in_list);
        }
    }
}

#[test]
fn cbor() {
    let file = read("encodings.json");
    for case in array(&file["uint"]) {
        let (value, encoded) = (text(&case["uint"]).parse().unwrap(), bytes(&case["cbor"]));
        let mut reader = Reader::new(&encoded);
        assert_eq!(reader.uint(), Ok(value));
        assert_eq!(reader.finish(), Ok(()));
        assert_eq!(Writer::new().uint(value).finish(), encoded);
    }
    for case in array(&file["byte_strings"]) {
        let (value, encoded) = (bytes(&case["bytes"]), bytes(&case["cbor"]));
        assert_eq!(Reader::new(&encoded).bytes(), Ok(value.as_slice()));
        assert_eq!(Writer::new().bytes(&value).finish(), encoded);
    }
    for case in array(&file["text_strings"]) {
        let (value, encoded) = (text(&case["text"]), bytes(&case["cbor"]));
        assert_eq!(Reader::new(&encoded).text(), Ok(value));
        assert_eq!(Writer::new().text(value).finish(), encoded);
    }
    let mixed = bytes(&file["array_of_1_h020202_x_null"]);
    let mut reader = Reader::new(&mixed);
    assert_eq!(reader.array(), Ok(4));
    assert_eq!((reader.uint(), reader.bytes()), (Ok(1), Ok(&[2; 3][..])));
    assert_eq!((reader.text(), reader.null()), (Ok("x"), Ok(true)));
    assert_eq!(reader.finish(), Ok(()));
    for case in array(&file["refused_cbor"]) {
        let encoded = bytes(&case["cbor"]);
        let mut reader = Reader::new(&encoded);
        let read = match text(&case["item"]) {
            "uint" => reader.uint().is_ok(),
            "bytes" => reader.bytes().is_ok(),
            "text" => reader.text().is_ok(),
            "array" => reader.array().is_ok(),
            "null" => reader.null() == Ok(true),
            other => panic!("{other}"),
        };
        assert!(!read || reader.finish().is_err(), "{case}");
    }
}

#[test]
fn hashes_and_signatures() {
    let file = read("encodings.json");
    let [election, tracker] = array(&file["hashes"]) else { panic!("two hashes") };
    assert_eq!(ElectionId::of_manifest(&bytes(&election["input"])).0, bytes32(&election["sha256"]));
    for (case, label) in [(election, "tabella/v1/manifest"), (tracker, "tabella/v1/tracker")] {
        let digest = Sha256::new().chain_update(label).chain_update(bytes(&case["input"])).finalize();
        assert_eq!(digest[..], bytes(&case["sha256"]));
    }
    let case = &file["signature"];
    let key = VerifyingKey::from_bytes(&bytes32(&case["public_key"])).unwrap();
    let election = ElectionId(bytes32(&case["election_id"]));
    let signature: [u8; 64] = bytes(&case["signature"]).try_into().unwrap();
    let message = bytes(&case["message"]);
    assert_eq!(signature::verify(&key, Purpose("open"), &election, &message, &signature), Ok(()));
    let signed = ed25519_dalek::Signature::from_bytes(&signature);
    assert!(key.verify_strict(&bytes(&case["signed"]), &signed).is_ok());
    assert_eq!(text(&case["purpose"]), "open");
}

#[test]
fn tracker_texts() {
    let file = read("encodings.json");
    for case in array(&file["tracker_texts"]) {
        assert_eq!(tracker_text(&Tracker(bytes32(&case["tracker"]))), text(&case["text"]));
    }
    for case in array(&file["tracker_inputs"]) {
        let read = parse_tracker(text(&case["input"])).ok();
        assert_eq!(read.as_deref(), case["read"].as_str(), "{case}");
    }
}

#[test]
fn manifests() {
    for case in array(&read("manifest.json")["manifests"]) {
        let manifest = text(&case["manifest"]).as_bytes();
        let election = Election::parse(manifest).unwrap();
        let digest = Sha256::new().chain_update("tabella/v1/manifest").chain_update(manifest).finalize();
        assert_eq!(digest[..], bytes(&case["election_id"]));
        assert_eq!(election.id().0, bytes32(&case["election_id"]));
        assert_eq!(election.key_count() as u64, number(&case["W"]));
        for (position, contest) in array(&case["contests"]).iter().enumerate() {
            assert_eq!(election.key_indices(position), numbers::<usize>(&contest["key_indices"]));
        }
        for (style, expected) in election.styles().iter().zip(array(&case["styles"])) {
            assert_eq!(style.id.as_str(), text(&expected["style"]));
            let shape = &style.shape;
            let found = [shape.options(), shape.bits(), shape.points_options()];
            assert_eq!(found.map(|n| n as u64), ["M", "N", "J"].map(|n| number(&expected[n])));
            let range = tabella_crypto::points_proof::range_proof_len(shape);
            assert_eq!(range as u64, number(&expected["range_proof_bytes"]));
        }
    }
}
