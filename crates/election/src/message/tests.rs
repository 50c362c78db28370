use proptest::prelude::*;
use tabella_crypto::{
    BlobHash, CeremonyHash, CompressedRistretto, EvidenceCommitment, KeysHash, RootHash, TrusteeIndex,
    hash::hex,
};

use super::*;
use crate::testing::signing_key;

const ELECTION: ElectionId = ElectionId([9; 32]);

/// Round trip, signature, and no other bytes.
fn check<M: Message + Clone + std::fmt::Debug + PartialEq>(message: &M, array_without_signature: &str) {
    let key = signing_key(1);
    let signed = Signed::sign(message.clone(), &ELECTION, &key);
    let bytes = signed.encode();
    let unsigned = array_without_signature;
    let (head, body) = unsigned.split_at(2);
    assert_eq!(head, hex(&[0x80 + u8::try_from(M::FIELDS).unwrap() + 1]), "the array that is signed");
    let whole = format!(
        "{}{body}5840{}",
        hex(&[0x80 + u8::try_from(M::FIELDS).unwrap() + 2]),
        hex(&signed.signature)
    );
    assert_eq!(hex(bytes), whole);

    let decoded = Signed::<M>::decode(bytes).unwrap();
    assert_eq!(decoded, signed);
    assert_eq!(decoded.verify(&ELECTION, &key.verifying_key()), Ok(()));
    assert_eq!(decoded.verify(&ElectionId([8; 32]), &key.verifying_key()), Err(BadSignature));
    assert_eq!(decoded.verify(&ELECTION, &signing_key(2).verifying_key()), Err(BadSignature));

    // signed by an implementation that knows only the document
    let by_hand = ed25519_dalek::Signer::sign(
        &key,
        &[
            b"tabella/v1/",
            M::TYPE.as_bytes(),
            b"\0",
            &[9; 32],
            &data_encoding::HEXLOWER.decode(unsigned.as_bytes()).unwrap(),
        ]
        .concat(),
    );
    assert_eq!(signed.signature, by_hand.to_bytes());

    for end in 0..bytes.len() {
        assert!(Signed::<M>::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
    assert!(Signed::<M>::decode(&[bytes, &[0]].concat()).is_err());
    for (position, bit) in (0..bytes.len()).flat_map(|position| (0..8).map(move |bit| (position, bit))) {
        let mut other = bytes.to_vec();
        other[position] ^= 1 << bit;
        if let Ok(decoded) = Signed::<M>::decode(&other) {
            assert_eq!(decoded.encode(), other);
            assert_eq!(whole_of(&decoded), other, "one encoding");
            assert_eq!(decoded.verify(&ELECTION, &key.verifying_key()), Err(BadSignature), "byte {position}");
        }
    }
}

fn whole_of<M: Message>(signed: &Signed<M>) -> Vec<u8> {
    whole(&signed.message, &signed.signature)
}

fn x(byte: u8) -> String {
    hex(&[byte; 32])
}

#[test]
fn every_type_has_the_bytes_of_the_document() {
    let [two, three] = [2, 3].map(|k| TrusteeIndex::new(k).unwrap());
    let (point, other_point) = (CompressedRistretto([1; 32]), CompressedRistretto([2; 32]));
    let evidence = EvidenceCommitment([3; 32]);
    let text = |text: &str| format!("{:02x}{}", 0x60 + text.len(), hex(text.as_bytes()));

    check(
        &ManifestPosted { manifest_hash: BlobHash([1; 32]) },
        &format!("82{}5820{}", text("manifest"), x(1)),
    );
    check(
        &TrusteeCommitment { trustee: two, attempt: 300, package_hash: BlobHash([1; 32]) },
        &format!("84{}0219012c5820{}", text("trustee-commitment"), x(1)),
    );
    check(
        &Complaint { trustee: two, attempt: 1, accused: three, reason: "ß".into() },
        &format!("85{}02010362c39f", text("complaint")),
    );
    check(
        &JointKeysSigned { trustee: two, keys_hash: KeysHash([1; 32]), ceremony_hash: CeremonyHash([2; 32]) },
        &format!("84{}025820{}5820{}", text("joint-keys"), x(1), x(2)),
    );
    check(
        &TestShare { trustee: two, ceremony_hash: CeremonyHash([2; 32]), share_hash: BlobHash([1; 32]) },
        &format!("84{}025820{}5820{}", text("test-share"), x(2), x(1)),
    );
    check(&Open { keys_hash: KeysHash([1; 32]) }, &format!("82{}5820{}", text("open"), x(1)));
    let credential = Credential {
        credential: point,
        style: "d1".into(),
        weight: 24,
        evidence,
        replaces: Some(other_point),
    };
    let start = format!("86{}5820{}6264311818", text("credential"), x(1));
    check(&credential, &format!("{start}5820{}5820{}", x(3), x(2)));
    check(&Credential { replaces: None, ..credential }, &format!("{start}5820{}f6", x(3)));
    for (reason, word) in [(Reason::Paper, "paper"), (Reason::Administrative, "administrative")] {
        check(
            &Revocation { credential: point, reason, evidence },
            &format!("84{}5820{}{}5820{}", text("revocation"), x(1), text(word), x(3)),
        );
    }
    check(&Notice { sequence: 0, text: String::new(), closes: None }, &format!("84{}0060f6", text("notice")));
    check(
        &Notice { sequence: 1, text: "x".into(), closes: Some(1_700_000_000) },
        &format!("84{}0161781a6553f100", text("notice")),
    );
    check(
        &End { keys_hash: KeysHash([1; 32]), size: 258 },
        &format!("83{}5820{}480000000000000102", text("end"), x(1)),
    );
    check(
        &Close { size: 258, root: RootHash([1; 32]) },
        &format!("82{}58280000000000000102{}", text("close"), x(1)),
    );
    check(
        &DecryptionShare { trustee: two, share_hash: BlobHash([1; 32]) },
        &format!("83{}025820{}", text("decryption-share"), x(1)),
    );
    check(&ResultPosted { result_hash: BlobHash([1; 32]) }, &format!("82{}5820{}", text("result"), x(1)));
}

#[test]
fn one_type_is_not_another() {
    let open = Signed::sign(Open { keys_hash: KeysHash([1; 32]) }, &ELECTION, &signing_key(1));
    assert_eq!(
        Signed::<ResultPosted>::decode(open.encode()),
        Err(DecodeError::Expected { expected: "result", at: 1 })
    );
    let complaint = |trustee, accused| {
        let writer = Writer::new().array(6).text("complaint").uint(trustee).uint(1).uint(accused).text("");
        Signed::<Complaint>::decode(&writer.bytes(&[0; 64]).finish())
    };
    assert!(complaint(1, 2).is_ok());
    for (trustee, accused) in [(0, 2), (1, 0), (1, 65536)] {
        assert!(complaint(trustee, accused).is_err(), "trustees are counted from 1 to 65535");
    }
}

proptest! {
    #[test]
    fn garbage_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (Signed::<Credential>::decode(&bytes), Signed::<Notice>::decode(&bytes), Signed::<Close>::decode(&bytes));
    }
}
