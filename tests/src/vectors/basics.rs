//! Generators; encodings of numbers, texts and trackers.

use bulletproofs::PedersenGens;
use curve25519_dalek::constants::RISTRETTO_BASEPOINT_POINT;
use serde_json::{Value, json};
use tabella_ballot::{parse_tracker, tracker_text};
use tabella_crypto::{
    ElectionId, Tracker,
    cbor::Writer,
    generators::{blinding_generator, vector_generator},
    hash::sha256,
    signature::{Purpose, SigningKey, sign},
};

use super::{bytes, file, point};

pub(super) fn generators() -> Value {
    let indices = (1..=64).chain([255, 256, 4096, 65_535, 65_536]);
    let vector: Vec<Value> =
        indices.map(|i| json!({ "i": i, "point": point(&vector_generator(i)) })).collect();
    file(
        "Section 2.1: the base point, H, some of the G_i; section 6: H_bp.",
        json!({
            "G": point(&RISTRETTO_BASEPOINT_POINT),
            "H": point(&blinding_generator()),
            "H_bp": point(&PedersenGens::default().B_blinding),
            "G_i": vector,
        }),
    )
}

pub(super) fn encodings() -> Value {
    let numbers = [0, 1, 23, 24, 255, 256, 65_535, 65_536, u64::from(u32::MAX), 1 << 32, u64::MAX].map(
        |number| json!({ "uint": number.to_string(), "cbor": bytes(Writer::new().uint(number).finish()) }),
    );
    let strings = [0, 1, 23, 24, 255, 256].map(|length| {
        let string: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
        json!({ "bytes": bytes(&string), "cbor": bytes(Writer::new().bytes(&string).finish()) })
    });
    let texts = ["", "a", "Ünïcödé", "paper"]
        .map(|text| json!({ "text": text, "cbor": bytes(Writer::new().text(text).finish()) }));
    let mixed = Writer::new().array(4).uint(1).bytes(&[2; 3]).text("x").null().finish();
    file(
        "Section 2.3 (CBOR), 2.4 (hashes), 2.5 (signatures), 5.3 (tracker texts).",
        json!({
            "uint": numbers,
            "byte_strings": strings,
            "text_strings": texts,
            "array_of_1_h020202_x_null": bytes(mixed),
            "refused_cbor": refused_cbor(),
            "hashes": hashes(),
            "signature": signature(),
            "tracker_texts": tracker_texts(),
            "tracker_inputs": tracker_inputs(),
        }),
    )
}

/// Bytes of which no item may be read, with the item that a lax reader would find.
fn refused_cbor() -> Value {
    [
        ("uint", "1817", "23 in two bytes"),
        ("uint", "1900ff", "255 in three bytes"),
        ("uint", "1a0000ffff", "65535 in five bytes"),
        ("uint", "1b00000000ffffffff", "2^32 − 1 in nine bytes"),
        ("uint", "20", "a negative integer"),
        ("uint", "f93c00", "a floating-point number"),
        ("uint", "c100", "a tag"),
        ("uint", "0000", "a byte after the end"),
        ("uint", "", "nothing"),
        ("bytes", "5801ff", "length 1 in two bytes"),
        ("bytes", "5f41ffff", "indefinite length"),
        ("bytes", "42ff", "shorter than it says"),
        ("bytes", "61ff", "a text string"),
        ("text", "7f6161ff", "indefinite length"),
        ("text", "61ff", "not UTF-8"),
        ("text", "4161", "a byte string"),
        ("array", "9fff", "indefinite length"),
        ("array", "9800", "length 0 in two bytes"),
        ("array", "a0", "a map"),
        ("null", "f7", "undefined"),
        ("null", "f4", "false"),
    ]
    .map(|(item, cbor, why)| json!({ "item": item, "cbor": cbor, "why": why }))
    .into()
}

fn hashes() -> Value {
    let message = b"{}";
    json!([
        { "of": "election_id of the manifest bytes", "input": bytes(message), "sha256": bytes(ElectionId::of_manifest(message).0) },
        { "of": "tracker of the ballot bytes", "input": bytes(message), "sha256": bytes(sha256(b"tabella/v1/tracker", &[message])) },
    ])
}

fn signature() -> Value {
    let key = SigningKey::from_bytes(&[1; 32]);
    let election = ElectionId([2; 32]);
    json!({
        "secret_key": bytes(key.as_bytes()),
        "public_key": bytes(key.verifying_key().as_bytes()),
        "purpose": "open",
        "election_id": bytes(election.0),
        "message": bytes(b"message"),
        "signed": bytes([&b"tabella/v1/open\0"[..], &election.0, b"message"].concat()),
        "signature": bytes(sign(&key, Purpose("open"), &election, b"message")),
    })
}

fn tracker_texts() -> Value {
    let mut trackers = vec![[0; 32], [0xff; 32], std::array::from_fn(|i| u8::try_from(i).unwrap())];
    trackers.extend((0..5u8).map(|i| sha256(b"tracker", &[&[i]])));
    trackers
        .into_iter()
        .map(|tracker| json!({ "tracker": bytes(tracker), "text": tracker_text(&Tracker(tracker)) }))
        .collect()
}

/// What people type, and what it is read as (null: an error).
fn tracker_inputs() -> Value {
    let shown = tracker_text(&Tracker(sha256(b"tracker", &[&[0]])));
    let inputs = [
        shown.clone(),
        shown.to_lowercase(),
        shown.replace('-', ""),
        shown.replace('-', " \u{2003}\t\n"),
        "oOiI-lL00-1111-1111-1111-1111-11".into(),
        "0011-1100-1111-1111-1111-1111-1".into(),
        format!("{shown}0"),
        shown.replacen(|c: char| c.is_ascii_alphanumeric(), "U", 1),
        shown.replacen('-', "–", 1),
        shown.replacen(|c: char| c.is_ascii_alphanumeric(), "é", 1),
        String::new(),
    ];
    inputs.map(|input| json!({ "input": input, "read": parse_tracker(&input).ok() })).into()
}
