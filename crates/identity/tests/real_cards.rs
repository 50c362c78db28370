//! Real tokens of Estonian, Belgian, Finnish and Latvian (test) cards, and real OCSP answers: each gives its verdict at its
//! time, and no changed byte does.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::{fs, path::PathBuf};

use serde_json::Value;
use tabella_identity::{
    Anchor, Configuration, Level, Method, Refusal, Revocation, RevocationStatus, Token, UnixTime,
    WhyUnchecked,
    ocsp::{self, Nonce, OcspFault, Status},
    web_eid,
};

const IN_2023: UnixTime = UnixTime(1_680_000_000);
const UNCHECKED: Revocation<'static> = Revocation::Unchecked(WhyUnchecked::Diagnosis);

/// The folder of the data.
fn data() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/webeid"))
}

fn anchor(file: &str) -> Anchor {
    let bytes = fs::read(data().join(file)).unwrap();
    let mut anchors = Anchor::read_all(&bytes, Level::High).unwrap();
    assert_eq!(anchors.len(), 1);
    anchors.remove(0)
}

struct Case {
    token: Value,
    origin: String,
    nonce: String,
    issuer: Option<String>,
}

impl Case {
    fn named(name: &str) -> Self {
        let text = fs::read_to_string(data().join("tokens.json")).unwrap();
        let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
        let case = cases.into_iter().find(|case| case["name"] == name).unwrap();
        let text = |name: &str| case[name].as_str().map(str::to_owned);
        Self {
            token: case["token"].clone(),
            origin: text("origin").unwrap(),
            nonce: text("nonce").unwrap(),
            issuer: text("issuer_ca_file"),
        }
    }

    fn configuration(&self) -> Configuration {
        let issuer = self.issuer.as_deref().unwrap_or("ESTEID2018.cer");
        Configuration::new(vec![self.origin.clone()], vec![anchor(issuer)]).unwrap()
    }

    fn token(&self) -> Token {
        Token::parse(self.token.to_string().as_bytes()).unwrap()
    }

    /// The identifier, or why not.
    fn verdict(&self, now: UnixTime) -> Result<String, Refusal> {
        let person =
            web_eid::verify(&self.token(), &self.origin, &self.nonce, &self.configuration(), UNCHECKED, now)?;
        assert_eq!((person.method(), person.level(), person.at()), (Method::WebEid, Level::High, now));
        assert_eq!(person.revocation(), RevocationStatus::Unchecked(WhyUnchecked::Diagnosis));
        Ok(person.id().expose())
    }
}

const VALID: [(&str, &str); 3] = [
    ("VALID_AUTH_TOKEN", "PNOEE-38001085718"),
    ("BELGIAN_TEST_ID_CARD_AUTH_TOKEN_ECC", "SERBE-01050399864"),
    ("FINNISH_TEST_ID_CARD_BACKMAN_JUHANI_AUTH_TOKEN", "SERFI-999020016"),
];

#[test]
fn every_token_gives_its_verdict_at_its_time() {
    for (name, id) in VALID {
        assert_eq!(Case::named(name).verdict(IN_2023).as_deref(), Ok(id), "{name}");
    }
    assert_eq!(Case::named("AUTH_TOKEN_WRONG_CERT").verdict(IN_2023), Err(Refusal::Signature));
    // Its issuer is not pinned; its signature is verified in src/web_eid/tests.rs.
    assert_eq!(Case::named("VALID_RS256_AUTH_TOKEN").verdict(IN_2023), Err(Refusal::IssuerUnknown));
}

#[test]
fn names_are_read_for_display() {
    let case = Case::named("VALID_AUTH_TOKEN");
    let configuration = case.configuration();
    let unconfirmed =
        web_eid::check(&case.token(), &case.origin, &case.nonce, &configuration, IN_2023).unwrap();
    assert_eq!(unconfirmed.certificate().ocsp_url(), Some("http://aia.demo.sk.ee/esteid2018"));
    let person = unconfirmed.confirm(UNCHECKED, IN_2023).unwrap();
    assert_eq!(person.given_name().expose(), "JAAK-KRISTJAN");
    assert_eq!(person.surname().expose(), "JÕEORG");
    let printed = format!("{person:?}");
    assert!(
        !printed.contains("38001085718") && !printed.contains("KRISTJAN") && !printed.contains("EORG"),
        "{printed}"
    );
}

#[test]
fn f07_validity_is_to_the_second() {
    for (name, first, last) in [
        ("VALID_AUTH_TOKEN", 1_626_957_788, 1_783_634_399),
        ("BELGIAN_TEST_ID_CARD_AUTH_TOKEN_ECC", 1_603_404_000, 1_918_936_800),
        ("FINNISH_TEST_ID_CARD_BACKMAN_JUHANI_AUTH_TOKEN", 1_674_684_000, 1_832_277_599),
    ] {
        let case = Case::named(name);
        assert_eq!(
            case.verdict(UnixTime(first - 1)),
            Err(Refusal::NotYetValid { from: UnixTime(first) }),
            "{name}"
        );
        assert!(case.verdict(UnixTime(first)).is_ok(), "{name}");
        assert!(case.verdict(UnixTime(last)).is_ok(), "{name}");
        assert_eq!(
            case.verdict(UnixTime(last + 1)),
            Err(Refusal::Expired { since: UnixTime(last) }),
            "{name}"
        );
    }
}

#[test]
fn f07_issuers_are_pinned() {
    let files = [
        "TEST_of_ESTEID2018.cer",
        "ESTEID2018.cer",
        "TEST_of_ESTEID-SK_2015.cer",
        "eID TEST EC Citizen CA.cer",
        "DVV TEST Certificates - G5E.crt",
    ];
    for (name, _) in VALID {
        let mut case = Case::named(name);
        let own = case.issuer.clone().unwrap();
        for file in files.iter().filter(|file| **file != own) {
            case.issuer = Some((*file).to_owned());
            assert_eq!(case.verdict(IN_2023), Err(Refusal::IssuerUnknown), "{name} under {file}");
        }
        // All of them together do no harm.
        let all = files.iter().map(|file| anchor(file)).collect();
        let configuration = Configuration::new(vec![case.origin.clone()], all).unwrap();
        assert!(web_eid::check(&case.token(), &case.origin, &case.nonce, &configuration, IN_2023).is_ok());
    }
    // A responder is no issuer.
    let responder = fs::read(data().join("TEST_of_SK_OCSP_RESPONDER_2020.cer")).unwrap();
    assert!(Anchor::read_all(&responder, Level::High).is_err());
}

#[test]
fn f07_a_missing_extended_key_usage_where_it_is_asked_for() {
    for (name, taken) in
        [("VALID_AUTH_TOKEN", true), ("FINNISH_TEST_ID_CARD_BACKMAN_JUHANI_AUTH_TOKEN", false)]
    {
        let case = Case::named(name);
        let anchor = anchor(case.issuer.as_deref().unwrap()).with_explicit_purpose();
        let configuration = Configuration::new(vec![case.origin.clone()], vec![anchor]).unwrap();
        let result = web_eid::check(&case.token(), &case.origin, &case.nonce, &configuration, IN_2023);
        assert_eq!(result.err(), (!taken).then_some(Refusal::ExtendedKeyUsageMissing), "{name}");
    }
}

#[test]
fn f02_no_other_origin() {
    let case = Case::named("VALID_AUTH_TOKEN");
    for origin in [
        "https://evil.example",
        "https://ria.ee:8443",
        "https://www.ria.ee",
        "https://ria.e",
        "https://ria.eee",
    ] {
        // As an origin that this service does not have …
        let result =
            web_eid::verify(&case.token(), origin, &case.nonce, &case.configuration(), UNCHECKED, IN_2023);
        assert_eq!(result.err(), Some(Refusal::Origin), "{origin}");
        // … and as the origin of another service, to which the token is taken.
        let issuer = anchor(case.issuer.as_deref().unwrap());
        let other = Configuration::new(vec![origin.into()], vec![issuer]).unwrap();
        let result = web_eid::check(&case.token(), origin, &case.nonce, &other, IN_2023);
        assert_eq!(result.err(), Some(Refusal::Signature), "{origin}");
    }
}

#[test]
fn f03_no_other_algorithm() {
    for (name, _) in VALID {
        for (algorithm, refusal) in [
            ("none", Refusal::Algorithm),
            ("HS384", Refusal::Algorithm),
            ("ES384 ", Refusal::Algorithm),
            ("ES256", Refusal::AlgorithmMismatch),
            ("ES512", Refusal::AlgorithmMismatch),
            ("RS384", Refusal::AlgorithmMismatch),
            ("PS384", Refusal::AlgorithmMismatch),
        ] {
            let mut case = Case::named(name);
            case.token["algorithm"] = algorithm.into();
            assert_eq!(case.verdict(IN_2023), Err(refusal), "{name}: {algorithm}");
        }
    }
}

#[test]
fn no_changed_byte_of_a_token_is_taken() {
    for (name, _) in VALID {
        let case = Case::named(name);
        let configuration = case.configuration();
        let is_taken = |case: &Case, origin: &str, nonce: &str| {
            Token::parse(case.token.to_string().as_bytes())
                .is_ok_and(|token| web_eid::check(&token, origin, nonce, &configuration, IN_2023).is_ok())
        };
        assert!(is_taken(&case, &case.origin, &case.nonce));
        for member in ["unverifiedCertificate", "signature"] {
            let bytes =
                data_encoding::BASE64.decode(case.token[member].as_str().unwrap().as_bytes()).unwrap();
            for place in 0..bytes.len() {
                for bits in [1 << (place % 8), 0x80, 0xff] {
                    let mut changed = bytes.clone();
                    changed[place] ^= bits;
                    let mut hostile = Case::named_like(&case);
                    hostile.token[member] = data_encoding::BASE64.encode(&changed).into();
                    assert!(
                        !is_taken(&hostile, &case.origin, &case.nonce),
                        "{name}: {member}[{place}] ^ {bits:#x}"
                    );
                }
            }
        }
        let changes = |text: &str| -> Vec<String> {
            let other = |place| if text.as_bytes()[place] == b'x' { 'y' } else { 'x' };
            (0..text.len())
                .map(|place| format!("{}{}{}", &text[..place], other(place), &text[place + 1..]))
                .collect()
        };
        for nonce in changes(&case.nonce) {
            assert!(!is_taken(&case, &case.origin, &nonce), "{nonce}");
        }
        for origin in changes(&case.origin) {
            assert!(!is_taken(&case, &origin, &case.nonce), "{origin}");
        }
    }
}

impl Case {
    fn named_like(other: &Self) -> Self {
        Self {
            token: other.token.clone(),
            origin: other.origin.clone(),
            nonce: other.nonce.clone(),
            issuer: other.issuer.clone(),
        }
    }
}

/// 2021-09-17T18:25:24Z and 2021-09-18T00:13:43Z: when the two answers were given.
const GOOD_AT: i64 = 1_631_903_124;
const REVOKED_AT: i64 = 1_631_924_023;
/// The certificate that they are about.
const SERIAL: [u8; 16] =
    [0x39, 0x69, 0x01, 0x59, 0x73, 0x43, 0x26, 0x6d, 0x5b, 0xc8, 0x57, 0x77, 0x5e, 0xc5, 0xa4, 0xbe];

#[test]
fn real_answers_of_a_responder() {
    let folder = data();
    let issuer = anchor("TEST_of_ESTEID2018.cer");
    let (good, revoked) = (
        fs::read(folder.join("ocsp_response.der")).unwrap(),
        fs::read(folder.join("ocsp_response_revoked.der")).unwrap(),
    );
    let read = |answer: &[u8], now| ocsp::read(answer, &SERIAL, &issuer, None, UnixTime(now));
    let status = |answer, now| read(answer, now).map(|answer| answer.status);
    assert_eq!(status(&good, GOOD_AT), Ok(Status::Good));
    assert_eq!(status(&revoked, REVOKED_AT), Ok(Status::Revoked { since: UnixTime(1_631_923_814) }));

    // f08: to the second
    assert_eq!(status(&good, GOOD_AT + ocsp::MAX_AGE), Ok(Status::Good));
    assert_eq!(status(&good, GOOD_AT + ocsp::MAX_AGE + 1), Err(OcspFault::Stale));
    assert_eq!(status(&good, GOOD_AT - ocsp::MAX_SKEW), Ok(Status::Good));
    assert_eq!(status(&good, GOOD_AT - ocsp::MAX_SKEW - 1), Err(OcspFault::FromTheFuture));

    // This responder echoes the nonce's bare bytes.
    let with_nonce = |bytes: &[u8]| {
        let nonce = Nonce::from_bytes(bytes).unwrap();
        ocsp::read(&good, &SERIAL, &issuer, Some(&nonce), UnixTime(GOOD_AT)).map(|answer| answer.status)
    };
    let own = [0x47, 0xff, 0xaf, 0xc9, 0x18, 0x11, 0x77, 0x0e];
    assert_eq!(with_nonce(&own), Ok(Status::Good));
    assert_eq!(with_nonce(&own[..7]), Err(OcspFault::Nonce));
    assert_eq!(with_nonce(&[0; 32]), Err(OcspFault::Nonce));

    // Another certificate, another issuer.
    let mut other = SERIAL;
    other[15] ^= 1;
    assert_eq!(ocsp::read(&good, &other, &issuer, None, UnixTime(GOOD_AT)), Err(OcspFault::OtherCertificate));
    let stranger = anchor("ESTEID2018.cer");
    assert_eq!(
        ocsp::read(&good, &SERIAL, &stranger, None, UnixTime(GOOD_AT)),
        Err(OcspFault::OtherCertificate)
    );

    // A card of the same issuer is not answered by it.
    let case = Case::named("VALID_AUTH_TOKEN");
    let recorded = Revocation::Recorded(&good);
    let result = web_eid::verify(
        &case.token(),
        &case.origin,
        &case.nonce,
        &case.configuration(),
        recorded,
        UnixTime(GOOD_AT),
    );
    assert_eq!(result, Err(Refusal::Ocsp(OcspFault::OtherCertificate)));
}

#[test]
fn no_changed_byte_of_an_answer_is_good() {
    let folder = data();
    let issuer = anchor("TEST_of_ESTEID2018.cer");
    for (file, now) in [("ocsp_response.der", GOOD_AT), ("ocsp_response_revoked.der", REVOKED_AT)] {
        let answer = fs::read(folder.join(file)).unwrap();
        let read = |answer: &[u8]| ocsp::read(answer, &SERIAL, &issuer, None, UnixTime(now));
        assert!(read(&answer).is_ok());
        for place in 0..answer.len() {
            for bits in [1 << (place % 8), 0x80, 0xff] {
                let mut changed = answer.clone();
                changed[place] ^= bits;
                assert!(read(&changed).is_err(), "{file}[{place}] ^ {bits:#x}");
            }
            assert!(read(&answer[..place]).is_err(), "{file} cut at {place}");
        }
        assert!(read(&[answer.as_slice(), &[0]].concat()).is_err());
    }
}
