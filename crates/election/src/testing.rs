//! What the unit tests build on: keys for drafts, and manifests with one thing changed.

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use tabella_crypto::hash::hex;

use crate::{
    Election, ManifestError,
    draft::{self, DraftKeys},
};

pub(crate) const SMALL: &[u8] = include_bytes!("../../../tests/data/small.draft.json");
pub(crate) const EE2023: &[u8] = include_bytes!("../../../tests/data/ee2023.draft.json");
pub(crate) const LU_PANACHAGE: &[u8] = include_bytes!("../../../tests/data/lu-panachage.draft.json");

/// The signing key of somebody, by number.
pub(crate) fn signing_key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn key(number: u8) -> String {
    hex(signing_key(number).verifying_key().as_bytes())
}

/// Something of the right form; nothing is encrypted to it here.
fn recipient(number: u8) -> String {
    format!("age1{}{}", "q".repeat(56), ["q", "p", "z", "r", "y", "9"][usize::from(number)].repeat(2))
}

/// A vkey of one algorithm (C2SP signed-note): the key id is the start of SHA-256(name, newline, algorithm, key).
pub(crate) fn vkey(name: &str, algorithm: u8, key: &[u8; 32]) -> String {
    use sha2::Digest as _;
    let id =
        sha2::Sha256::new().chain_update(name).chain_update([b'\n', algorithm]).chain_update(key).finalize();
    let encoded = data_encoding::BASE64.encode(&[&[algorithm], &key[..]].concat());
    format!("{name}+{}+{encoded}", hex(&id[..4]))
}

pub(crate) fn keys() -> DraftKeys {
    let public = |number| signing_key(number).verifying_key().to_bytes();
    let member =
        |k: u8| json!({"name": format!("Trustee {k}"), "key": key(k), "encryption_key": recipient(k)});
    let witness = |w: u8| vkey(&format!("witness.example/{w}"), 4, &public(20 + w));
    serde_json::from_value(json!({
        "authority": {"name": "Authority", "key": key(10)},
        "trustees": {"threshold": 2, "members": [member(1), member(2), member(3)]},
        "registrar": {"name": "Registrar", "key": key(11)},
        "ballot_box": {"name": "Box", "receipt_key": key(12), "checkpoint_key": vkey("box.example", 1, &public(13))},
        "witnesses": {"quorum": 2, "members": [witness(1), witness(2), witness(3)]},
    }))
    .unwrap()
}

pub(crate) fn manifest(draft: &[u8]) -> Vec<u8> {
    draft::fill(draft, keys()).unwrap()
}

pub(crate) fn election(draft: &[u8]) -> Election {
    Election::parse(&manifest(draft)).unwrap()
}

/// A draft's manifest after some change.
pub(crate) fn changed(draft: &[u8], change: impl FnOnce(&mut Value)) -> Result<Election, ManifestError> {
    let mut value = serde_json::from_slice(&manifest(draft)).unwrap();
    change(&mut value);
    Election::parse(&serde_json::to_vec(&value).unwrap())
}
