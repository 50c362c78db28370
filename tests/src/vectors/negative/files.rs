//! Bytes that are no entry, no manifest, no note, no path.

use serde_json::{Value, json};
use tabella_board::{Entry, EntryError};
use tabella_crypto::{BlobHash, cbor::Writer};
use tabella_election::Election;
use tabella_tlog::{BundlePath, Checkpoint, SignedNote, TilePath, WitnessPolicy};

use crate::{
    Fixture, Setup,
    drafts::contest,
    vectors::{bytes, error_name, log::NoteKeys},
};

/// The name of an error of [`Entry::with_blob`].
pub(in crate::vectors) fn entry_error_name(error: &EntryError) -> &'static str {
    match error {
        EntryError::TooLong(_) => "too-long",
        EntryError::Decode(_) => "encoding",
        EntryError::BlobMissing(_) => "blob-missing",
        EntryError::BlobHash(_) => "blob-hash",
        EntryError::Read(_) => "unreadable",
    }
}

pub(super) fn no_entries() -> Value {
    let share = Writer::new().array(4).text("decryption-share").uint(1).bytes(&BlobHash::of(b"blob").0);
    let share = share.bytes(&[0; 64]).finish();
    let empty: &[u8] = b"";
    [
        ("nothing", Vec::new(), empty, "An entry is an array."),
        ("a text alone", Writer::new().text("ballot").finish(), empty, "An entry is an array."),
        ("an empty array", vec![0x80], empty, "An entry starts with its type."),
        ("unknown type", Writer::new().array(1).text("vote").finish(), empty, "There is no such type."),
        ("type in capitals", Writer::new().array(1).text("Ballot").finish(), empty, "There is no such type."),
        ("indefinite array", vec![0x9f, 0x64, b'o', b'p', b'e', b'n', 0xff], empty, "Lengths are definite."),
        (
            "array head in two bytes",
            b"\x98\x01\x64open".to_vec(),
            empty,
            "Core deterministic encoding: the shortest head.",
        ),
        (
            "type in two bytes",
            b"\x81\x78\x04open".to_vec(),
            empty,
            "Core deterministic encoding: the shortest head.",
        ),
        ("another blob", share.clone(), b"other", "The blob's bytes have another hash than the entry says."),
        ("hash of a blob cut short", share[..30].to_vec(), b"blob", "The hash has 32 bytes."),
    ]
    .map(|(name, entry, blob, why)| {
        let error = Entry::with_blob(entry.clone(), blob.to_vec()).unwrap_err();
        let error = entry_error_name(&error);
        json!({ "name": name, "entry": bytes(entry), "blob": bytes(blob), "error": error, "why": why })
    })
    .into()
}

/// A lawful manifest, and what makes it unlawful.
#[expect(clippy::too_many_lines, reason = "one case after another")]
pub(super) fn manifests() -> Value {
    let setup = Setup { seed: 62, ..Setup::with_contests(&[contest(2, 1, 1, 1), contest(2, 1000, 0, 1000)]) };
    let manifest = String::from_utf8(Fixture::unannounced(&setup).election.bytes().to_vec()).unwrap();
    let parsed = Election::parse(manifest.as_bytes()).unwrap();
    let parsed = parsed.manifest();
    let (first, second) = (&parsed.trustees.members[0], &parsed.trustees.members[1]);
    let witness = &parsed.witnesses.members;
    let authority = parsed.authority.key.as_str();
    let cases = [
        (
            "key twice",
            r#""version": 1,"#,
            r#""version": 1, "version": 1,"#.to_owned(),
            "Readers differ in which one they take.",
        ),
        (
            "key twice, once escaped",
            r#""version": 1,"#,
            r#""version": 1, "v\u0065rsion": 1,"#.into(),
            "Keys are compared after escapes are resolved.",
        ),
        (
            "unknown key",
            r#""version": 1,"#,
            r#""version": 1, "remark": "",  "#.into(),
            "Unknown keys are refused.",
        ),
        ("decimal point", r#""version": 1,"#, r#""version": 1.0,"#.into(), "Numbers are plain integers."),
        ("exponent", r#""version": 1,"#, r#""version": 1e0,"#.into(), "Numbers are plain integers."),
        ("negative number", r#""total_min": 1,"#, r#""total_min": -1,"#.into(), "Numbers are unsigned."),
        ("leading zero", r#""version": 1,"#, r#""version": 01,"#.into(), "Numbers have one spelling."),
        (
            "number in quotation marks",
            r#""version": 1,"#,
            r#""version": "1","#.into(),
            "A string is no number.",
        ),
        (
            "null for an absent field",
            r#""id": "u","#,
            r#""id": "u", "parent": null,"#.into(),
            "Absent fields are left out.",
        ),
        (
            "blank false",
            r#""id": "o1","#,
            r#""id": "o1", "blank": false,"#.into(),
            "false is said by leaving it out.",
        ),
        (
            "missing field",
            ",\n  \"clients\": []",
            String::new(),
            "Every field but the optional ones is there.",
        ),
        ("version 2", r#""version": 1,"#, r#""version": 2,"#.into(), "The version is 1."),
        ("text after the end", "\n}\n", "\n}\n{}".into(), "One object and nothing else."),
        (
            "title without a language",
            r#""fr": "Une petite élection""#,
            r#""de": "x""#.into(),
            "Texts are in exactly the offered languages.",
        ),
        (
            "closes before it opens",
            "2027-03-05T17:00:00Z",
            "2027-02-05T17:00:00Z".into(),
            "closes is after opens.",
        ),
        (
            "time with an offset",
            "2027-03-05T17:00:00Z",
            "2027-03-05T17:00:00+00:00".into(),
            "Times have one spelling.",
        ),
        (
            "time with a fraction",
            "2027-03-05T17:00:00Z",
            "2027-03-05T17:00:00.5Z".into(),
            "Times are whole seconds.",
        ),
        ("option twice", r#""id": "o2""#, r#""id": "o1""#.into(), "Ids are unique."),
        (
            "contest twice in a style",
            r#""c1",
        "c2""#,
            r#""c1",
        "c1""#
                .into(),
            "A style names a contest once.",
        ),
        (
            "contest in no style",
            r#""c1",
        "c2""#,
            r#""c1""#.into(),
            "Some style names each contest.",
        ),
        (
            "style with an unknown contest",
            r#""c1",
        "c2""#,
            r#""c1", "c2",
        "c3""#
                .into(),
            "There is no contest c3.",
        ),
        (
            "style in an unknown unit",
            r#""reporting_unit": "u""#,
            r#""reporting_unit": "v""#.into(),
            "There is no unit v.",
        ),
        (
            "style in a unit that contains another",
            r#""reporting_units": ["#,
            r#""reporting_units": [{ "id": "v", "name": { "und": "v" }, "parent": "u" },"#.into(),
            "A style counts its ballots at a leaf.",
        ),
        (
            "unit with an unknown parent",
            r#""id": "u","#,
            r#""id": "u", "parent": "v","#.into(),
            "There is no unit v.",
        ),
        ("unit in itself", r#""id": "u","#, r#""id": "u", "parent": "u","#.into(), "Units are a forest."),
        (
            "no votes for an option",
            r#""option_max": 1,"#,
            r#""option_max": 0,"#.into(),
            "option_max is at least 1.",
        ),
        (
            "total_min above total_max",
            r#""total_min": 1,"#,
            r#""total_min": 2,"#.into(),
            "total_min ≤ total_max.",
        ),
        (
            "total_max out of reach",
            r#""total_max": 1
"#,
            r#""total_max": 3
"#
            .into(),
            "total_max ≤ options · option_max.",
        ),
        (
            "blank in two ways",
            r#""id": "o1","#,
            r#""id": "o1", "blank": true,"#.into(),
            "An option marked blank, in the contest with total_min 1, is lawful once only: here the second contest has total_min 0.",
        ),
        ("threshold 1", r#""threshold": 2"#, r#""threshold": 1"#.into(), "t is at least 2."),
        ("threshold above n", r#""threshold": 2"#, r#""threshold": 4"#.into(), "t is at most n."),
        ("two trustees with one key", &second.key, first.key.clone(), "A trustee would count twice."),
        (
            "two trustees with one encryption key",
            &second.encryption_key,
            first.encryption_key.clone(),
            "A trustee would read another's shares.",
        ),
        ("quorum of half", r#""quorum": 2"#, r#""quorum": 1"#.into(), "Two quorums must meet."),
        ("quorum above the witnesses", r#""quorum": 2"#, r#""quorum": 4"#.into(), "A quorum must exist."),
        ("a witness twice", &witness[1], witness[0].clone(), "A witness would count twice."),
        ("key in capitals", authority, authority.to_uppercase(), "Keys are in lower case."),
        ("key too short", authority, authority[2..].to_owned(), "Keys have 32 bytes."),
        (
            "key of small order",
            authority,
            format!("01{}", "0".repeat(62)),
            "Under such a key one signature fits many messages.",
        ),
        ("key not canonical", authority, format!("{}7f", "ff".repeat(31)), "A point has one encoding."),
        (
            "origin without https",
            "https://vote.example.org",
            "http://vote.example.org".into(),
            "Origins are https.",
        ),
        (
            "origin with a slash",
            "https://vote.example.org",
            "https://vote.example.org/".into(),
            "No token has such an origin.",
        ),
        ("no voters", r#""voters_max": 1000"#, r#""voters_max": 0"#.into(), "voters_max is at least 1."),
        (
            "too many votes to count",
            r#""voters_max": 1000"#,
            r#""voters_max": 1000000000000"#.into(),
            "voters_max · weight_max · option_max ≤ 2^48.",
        ),
        (
            "votes that overflow 64 bits",
            r#""voters_max": 1000"#,
            r#""voters_max": 18446744073709551615"#.into(),
            "Computed without overflow.",
        ),
        (
            "no reporting unit is small",
            r#""min_reporting_unit": 1"#,
            r#""min_reporting_unit": 0"#.into(),
            "min_reporting_unit is at least 1.",
        ),
    ];
    let mut seen = Vec::new();
    for (name, from, to, why) in cases {
        // the blank option of the first case must stand in the contest with total_min 0
        let from_second = name == "blank in two ways";
        let start = if from_second { manifest.find("\"c2\"").unwrap() } else { 0 };
        let at =
            start + manifest[start..].find(from).unwrap_or_else(|| panic!("{name}: {from:?} is not there"));
        let text = [&manifest[..at], &to, &manifest[at + from.len()..]].concat();
        let error = Election::parse(text.as_bytes()).expect_err(name);
        let why = if from_second {
            "total_min 0 and an option marked blank would be two ways to vote blank."
        } else {
            why
        };
        seen.push(json!({ "name": name, "at": at, "remove": from, "insert": to, "error": error_name(&error), "why": why }));
    }
    json!({ "manifest": manifest, "cases": seen })
}

/// Why a note is not a checkpoint that counts.
pub(in crate::vectors) fn note_error(note: &[u8], keys: &NoteKeys) -> Option<String> {
    let parsed = match SignedNote::parse(note) {
        Ok(parsed) => parsed,
        Err(error) => return Some(error_name(&error)),
    };
    if let Err(error) = Checkpoint::open(&parsed, &keys.log_key()) {
        return Some(inner_name(&error));
    }
    let policy = WitnessPolicy { members: keys.witness_keys(), quorum: 2 };
    policy.check(&parsed).err().map(|error| inner_name(&error))
}

/// The innermost reason: `Note(BadSignature(…))` is `bad-signature`.
pub(in crate::vectors) fn inner_name(error: &impl std::fmt::Debug) -> String {
    let debug = format!("{error:?}");
    let inner = debug.trim_start_matches("Invalid(").trim_start_matches("Note(");
    error_name(&format_args!("{inner}"))
}

pub(super) fn notes() -> Value {
    let keys = NoteKeys::new();
    let good = keys.note().encode();
    assert_eq!(note_error(good.as_bytes(), &keys), None);
    let lines: Vec<&str> = good.lines().collect();
    let [origin, size, root, "", log, first, second] = lines.as_slice() else {
        unreachable!("three lines of text and three signatures")
    };
    let text = format!("{origin}\n{size}\n{root}\n");
    let note = |text: &str, signatures: &[&str]| {
        [text, "\n"]
            .into_iter()
            .chain(signatures.iter().flat_map(|line| [*line, "\n"]))
            .collect::<String>()
            .into_bytes()
    };
    // signed by the log although it is no lawful text
    let signed = |text: String| SignedNote::sign(text, &keys.log).unwrap().encode().into_bytes();
    let two = [*log, *first, *second];
    [
        ("no signature", note(&text, &[]), "A note has at least one signature line."),
        (
            "no empty line",
            format!("{text}{log}\n").into_bytes(),
            "An empty line stands before the signatures.",
        ),
        ("no newline at the end", good.trim_end().as_bytes().to_vec(), "The last line ends too."),
        (
            "line feed of another system",
            good.replace('\n', "\r\n").into_bytes(),
            "No control characters but newline.",
        ),
        ("not UTF-8", [&[0xff], good.as_bytes()].concat(), "Notes are UTF-8."),
        (
            "hyphen for the dash",
            note(&text, &[&log.replace('—', "-"), first, second]),
            "Signature lines start with an em dash.",
        ),
        (
            "signature without padding",
            note(&text, &[log.trim_end_matches('='), first, second]),
            "base64 is padded.",
        ),
        ("not signed by the log", note(&text, &[first, second]), "The log's own signature is missing."),
        ("signed twice by the log", note(&text, &[log, log, first, second]), "One line for each key."),
        ("another size", note(&text.replace("\n9\n", "\n8\n"), &two), "The log signed size 9."),
        ("one cosignature of two", note(&text, &[log, first]), "The quorum is 2."),
        ("one witness twice", note(&text, &[log, first, first]), "One line for each key."),
        (
            "cosignature of another time",
            note(&text, &[log, &other_time(first), second]),
            "The time is signed.",
        ),
        ("size with a leading zero", signed(text.replace("\n9\n", "\n09\n")), "Sizes have one spelling."),
        (
            "size beyond 2^63",
            signed(text.replace("\n9\n", "\n9223372036854775808\n")),
            "Sizes are at most 2^63 − 1.",
        ),
        ("root too short", signed(format!("{origin}\n{size}\nAAAA\n")), "A root has 32 bytes."),
        ("two lines", signed(format!("{origin}\n{size}\n")), "Origin, size, root."),
        ("empty extension line", signed(format!("{text}\n")), "No line is empty."),
        (
            "another log",
            signed(text.replace(origin, "board.example.org/other")),
            "The origin is the name of the log's key.",
        ),
    ]
    .map(|(name, bytes, why)| {
        let error = note_error(&bytes, &keys).unwrap_or_else(|| panic!("{name} was accepted"));
        json!({ "name": name, "note": super::bytes(bytes), "error": error, "why": why })
    })
    .into()
}

/// The same cosignature with another time.
fn other_time(line: &str) -> String {
    let (head, base64) = line.rsplit_once(' ').unwrap();
    let mut signature = data_encoding::BASE64.decode(base64.as_bytes()).unwrap();
    signature[11] ^= 1;
    format!("{head} {}", data_encoding::BASE64.encode(&signature))
}

pub(super) fn paths() -> Value {
    [
        ("tile/0/0", "Groups have three digits."),
        ("tile/0/x000/001", "No leading group of zeros."),
        ("tile/0/001/000", "All groups but the last start with x."),
        ("tile/00/000", "Levels have one spelling."),
        ("tile/64/000", "Levels end at 63."),
        ("tile/0/000.p/0", "A partial tile is not empty."),
        ("tile/0/000.p/256", "A full tile is not partial."),
        ("tile/entries/000.p/01", "Widths have one spelling."),
        ("tile/entries/x1/000", "Groups have three digits."),
        ("/tile/entries/000", "Paths are relative."),
    ]
    .map(|(path, why)| {
        assert!(path.parse::<TilePath>().is_err() && path.parse::<BundlePath>().is_err(), "{path}");
        json!({ "path": path, "why": why })
    })
    .into()
}
