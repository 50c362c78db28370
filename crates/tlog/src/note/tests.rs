use ed25519_dalek::SigningKey;

use super::*;

fn signer() -> NoteSigner {
    NoteSigner::new("example.com/log", SigningKey::from_bytes(&[1; 32])).unwrap()
}

/// The example of C2SP signed-note: a text with an empty line.
const EXAMPLE: &str = "Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
";

#[test]
fn example_of_the_specification() {
    let note = SignedNote::parse(EXAMPLE.as_bytes()).unwrap();
    assert!(note.text().ends_with("\n\ned è subito sera.\n"));
    assert_eq!(note.signatures()[0].name(), "quasimodo.example/salvatore");
    assert_eq!(note.signatures()[0].key_id(), KeyId([0x36, 0x7b, 0xa0, 0x4b]));
    assert_eq!(note.signatures()[0].signature().len(), 64);
    assert_eq!(note.encode(), EXAMPLE);
}

#[test]
fn sign_and_verify() {
    let key = signer().vkey().unwrap();
    let note = SignedNote::sign("hello\n".into(), &signer()).unwrap();
    assert_eq!(note.verify(&key), Ok(()));
    assert_eq!(SignedNote::parse(note.encode().as_bytes()), Ok(note.clone()));

    let other = note.encode().replace("hello", "hallo");
    let error = NoteError::BadSignature("example.com/log".into());
    assert_eq!(SignedNote::parse(other.as_bytes()).unwrap().verify(&key), Err(error));
    let stranger =
        Vkey::ed25519("example.com/log", SigningKey::from_bytes(&[2; 32]).verifying_key()).unwrap();
    assert_eq!(note.verify(&stranger), Err(NoteError::NotSigned("example.com/log".into())));
    // the same key for another purpose has another id
    let witness =
        Vkey::cosignature("example.com/log", SigningKey::from_bytes(&[1; 32]).verifying_key()).unwrap();
    assert_eq!(note.verify(&witness), Err(NoteError::NotSigned("example.com/log".into())));
}

#[test]
fn every_byte_counts() {
    let key = signer().vkey().unwrap();
    let bytes = SignedNote::sign("hello\nworld\n".into(), &signer()).unwrap().encode().into_bytes();
    for position in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[position] ^= 1 << bit;
            let verdict = SignedNote::parse(&changed).and_then(|note| note.verify(&key));
            assert!(verdict.is_err(), "byte {position}, bit {bit}");
        }
    }
}

#[test]
fn twice_is_refused_of_a_known_key_and_ignored_of_a_stranger() {
    let key = signer().vkey().unwrap();
    let mut note = SignedNote::sign("hello\n".into(), &signer()).unwrap();
    let line = note.signatures()[0].clone();
    assert_eq!(note.add_signature(line.clone()), Err(NoteError::SignedTwice("example.com/log".into())));
    let twice = format!("{}{line}\n", note.encode());
    let error = NoteError::SignedTwice("example.com/log".into());
    assert_eq!(SignedNote::parse(twice.as_bytes()).unwrap().verify(&key), Err(error));
    let strangers = format!("{}— x AAAAAAA=\n— x AAAAAAA=\n", note.encode());
    assert_eq!(SignedNote::parse(strangers.as_bytes()).unwrap().verify(&key), Ok(()));
}

#[test]
fn shapes() {
    let refused = |text: &str| SignedNote::parse(text.as_bytes()).unwrap_err();
    let line = "— x AAAAAAA=";
    assert!(SignedNote::parse(format!("a\n\n{line}\n").as_bytes()).is_ok());
    for text in
        ["", "\n", "a\n", "a\n\n", &format!("a\n{line}\n"), &format!("a\n\n{line}"), &format!("\n{line}\n")]
    {
        assert!(matches!(refused(text), NoteError::Shape | NoteError::SignatureLine(_)), "{text:?}");
    }
    for bad in [
        "x AAAAAAA=",
        "- x AAAAAAA=",
        "—x AAAAAAA=",
        "— x  AAAAAAA=",
        "— x AAAAAAA= ",
        "—  AAAAAAA=",
        "— x+y AAAAAAA=",
        "— x AAAAAAB=",
        "— x AAAAAAA",
        "— x AAAAAA==",
        "— x",
        "— x\u{a0}y AAAAAAA=",
        "— x\u{85}y AAAAAAA=",
    ] {
        assert_eq!(refused(&format!("a\n\n{bad}\n")), NoteError::SignatureLine(bad.into()));
    }
    assert_eq!(refused(&format!("a\r\n\n{line}\n")), NoteError::Characters);
    assert_eq!(refused(&format!("a\0\n\n{line}\n")), NoteError::Characters);
    assert_eq!(SignedNote::parse(b"\xff\n\n"), Err(NoteError::Characters));
    assert_eq!(refused(&"a".repeat(MAX_NOTE_BYTES + 1)), NoteError::TooLong(MAX_NOTE_BYTES + 1));
    let lines = |n: usize| format!("a\n\n{}", format!("{line}\n").repeat(n));
    assert!(SignedNote::parse(lines(MAX_SIGNATURES).as_bytes()).is_ok());
    assert_eq!(refused(&lines(MAX_SIGNATURES + 1)), NoteError::TooManySignatures);
    assert_eq!(SignedNote::sign("hello".into(), &signer()), Err(NoteError::Shape));
    assert_eq!(SignedNote::sign("a\tb\n".into(), &signer()), Err(NoteError::Characters));
}

#[test]
fn verifier_keys() {
    let text = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
    let vkey = Vkey::parse(text).unwrap();
    assert_eq!((vkey.name(), vkey.algorithm()), ("example.com/log/testdata", Algorithm::Ed25519));
    assert_eq!(vkey.to_string(), text);

    let key = vkey.key_bytes().to_vec();
    let with = |name: &str, algorithm: u8, key: &[u8]| {
        let id = data_encoding::HEXLOWER.encode(&vkey_id(name, algorithm, key));
        Vkey::parse(&format!("{name}+{id}+{}", data_encoding::BASE64.encode(&[&[algorithm], key].concat())))
    };
    assert_eq!(with("w", 4, &key).unwrap().algorithm(), Algorithm::CosignatureV1);
    let ml_dsa = with("w", 6, &[7; ML_DSA_44_KEY_BYTES]).unwrap();
    assert_eq!((ml_dsa.algorithm(), ml_dsa.ed25519_key()), (Algorithm::MlDsa44Cosignature, None));
    assert_eq!(Vkey::parse(&ml_dsa.to_string()), Ok(ml_dsa));

    assert_eq!(with("w", 6, &key), Err(VkeyError::PublicKey("w".into())));
    assert_eq!(with("w", 1, &key[1..]), Err(VkeyError::PublicKey("w".into())));
    assert_eq!(with("w", 2, &key), Err(VkeyError::Algorithm(2)));
    assert_eq!(with("w x", 1, &key), Err(VkeyError::Name("w x".into())));
    assert_eq!(with("", 1, &key), Err(VkeyError::Name(String::new())));
    let long = "w".repeat(MAX_NAME_BYTES + 1);
    assert_eq!(with(&long, 1, &key), Err(VkeyError::Name(long.clone())));
    // the identity, a point of order 2, and p + 1, a second spelling of the identity
    let mut order_2 = [0xff; 32];
    (order_2[0], order_2[31]) = (0xec, 0x7f);
    let mut again = [0xff; 32];
    (again[0], again[31]) = (0xee, 0x7f);
    let mut identity = [0; 32];
    identity[0] = 1;
    for bad in [identity, order_2, again] {
        assert_eq!(with("w", 1, &bad), Err(VkeyError::PublicKey("w".into())));
        assert_eq!(with("w", 4, &bad), Err(VkeyError::PublicKey("w".into())));
    }
    for bad in ["", "w", "w+33d7b496", "w+33d7b496+", "w+33d7b496+A", &text.replace("SxX", "Sx")[..20]] {
        assert_eq!(Vkey::parse(bad), Err(VkeyError::Shape), "{bad:?}");
    }
    for bad in [text.replace("33d7", "33d8"), text.replace("33d7", "33D7"), text.replace("log/", "lag/")] {
        assert!(matches!(Vkey::parse(&bad), Err(VkeyError::KeyId { .. })), "{bad:?}");
    }
}

fn vkey_id(name: &str, algorithm: u8, key: &[u8]) -> [u8; 4] {
    use sha2::Digest;
    let input = [name.as_bytes(), b"\n", &[algorithm], key].concat();
    sha2::Sha256::digest(input)[..4].try_into().unwrap()
}
