//! Replay, origin, algorithm, signature.

use data_encoding::{BASE64, HEXLOWER};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use tabella_identity::{CHALLENGE_LIFETIME, Challenge, nonce_text};

use super::super::*;

fn changed(change: impl FnOnce(&mut Value)) -> Result<String, Refusal> {
    let mut token: Value = serde_json::from_str(&card().authenticate(ORIGIN, NONCE)).unwrap();
    change(&mut token);
    verdict(&token.to_string())
}

#[test]
fn an_honest_token_is_taken() {
    assert_eq!(verdict(&card().authenticate(ORIGIN, NONCE)).as_deref(), Ok("PNOEE-60001019906"));
    assert_eq!(verdict(&card().authenticate_for_signing(ORIGIN, NONCE)).as_deref(), Ok("PNOEE-60001019906"));
}

#[test]
fn f01_replay_and_nonces() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (first, second) = (Challenge::issue(&mut rng, NOW), Challenge::issue(&mut rng, NOW));
    assert_ne!(first.text(), second.text());
    assert_eq!(first.text().len(), 44);
    let token = Token::parse(card().authenticate(ORIGIN, &first.text()).as_bytes()).unwrap();
    let in_session = |challenge: Challenge, now| {
        let nonce = nonce_text(&challenge.redeem(now)?);
        web_eid::verify(&token, ORIGIN, &nonce, &configuration(), UNCHECKED, now)
    };
    // A session takes its challenge out before it verifies: what is left of it (a copy from the database) is another request.
    let kept = (*first.nonce(), first.issued());
    assert!(in_session(first, NOW).is_ok());
    // The same token in another session.
    assert_eq!(in_session(second, NOW).err(), Some(Refusal::Signature));
    // The five minutes, to the second; a clock that went back.
    let again = || Challenge::restore(kept.0, kept.1);
    assert!(in_session(again(), UnixTime(NOW.0 + CHALLENGE_LIFETIME)).is_ok());
    assert_eq!(
        in_session(again(), UnixTime(NOW.0 + CHALLENGE_LIFETIME + 1)).err(),
        Some(Refusal::ChallengeExpired)
    );
    assert_eq!(in_session(again(), UnixTime(NOW.0 - 1)).err(), Some(Refusal::ChallengeExpired));
    // Nonces of less than 256 bits, and none at all.
    for nonce in
        ["", "x", &NONCE[1..], &"1".repeat(129), &NONCE.replace('M', " "), &NONCE.replace('M', "\u{41c}")]
    {
        let token = Token::parse(card().authenticate(ORIGIN, nonce).as_bytes()).unwrap();
        let result = web_eid::verify(&token, ORIGIN, nonce, &configuration(), UNCHECKED, NOW);
        assert!(matches!(result.err(), Some(Refusal::NonceLength { .. })), "{nonce:?}");
    }
}

#[test]
fn f02_origin_confusion() {
    // A phishing page relays our nonce: the card signs the page's origin, whichever way it is spelled.
    for origin in [
        "https://evil.example",
        "http://vote.example.org",
        "https://vote.example.org/",
        "https://vote.example.org:443",
        "https://VOTE.example.org",
        "https://vote.example.org.",
        "https://xn--vte-gna.example.org",
        "",
    ] {
        assert_eq!(verdict(&card().authenticate(origin, NONCE)), Err(Refusal::Signature), "{origin}");
        let token = Token::parse(card().authenticate(origin, NONCE).as_bytes()).unwrap();
        let result = web_eid::verify(&token, origin, NONCE, &configuration(), UNCHECKED, NOW);
        assert_eq!(result.err(), Some(Refusal::Origin), "{origin}");
    }
    // The border between origin and nonce cannot be moved: they are hashed each.
    let token =
        Token::parse(card().authenticate(&format!("{ORIGIN}{}", &NONCE[..1]), &NONCE[1..]).as_bytes())
            .unwrap();
    let result = web_eid::verify(&token, ORIGIN, NONCE, &configuration(), UNCHECKED, NOW);
    assert_eq!(result.err(), Some(Refusal::Signature));
    // What is not an origin cannot be configured.
    for origin in ["https://vote.example.org/", "http://vote.example.org", "*", "https://*.example.org"] {
        let anchors = vec![DemoAuthority::new().anchor()];
        assert!(Configuration::demo(vec![origin.into()], anchors).is_err(), "{origin}");
    }
}

#[test]
fn f03_algorithm_confusion() {
    for (algorithm, refusal) in [
        ("none", Refusal::Algorithm),
        ("", Refusal::Algorithm),
        ("HS256", Refusal::Algorithm),
        ("es384", Refusal::Algorithm),
        ("ES256", Refusal::AlgorithmMismatch),
        ("ES512", Refusal::AlgorithmMismatch),
        ("RS256", Refusal::AlgorithmMismatch),
        ("PS384", Refusal::AlgorithmMismatch),
    ] {
        assert_eq!(changed(|token| token["algorithm"] = algorithm.into()), Err(refusal), "{algorithm}");
    }
}

/// The order of P-384.
const ORDER: &str =
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";

#[test]
fn f04_psychic_signatures() {
    let order = HEXLOWER.decode(ORDER.as_bytes()).unwrap();
    let (zero, one) = ([0; 48].as_slice(), [&[0; 47][..], &[1]].concat());
    let honest: Value = serde_json::from_str(&card().authenticate(ORIGIN, NONCE)).unwrap();
    let honest = BASE64.decode(honest["signature"].as_str().unwrap().as_bytes()).unwrap();
    let (r, s) = honest.split_at(48);
    let signed = |signature: Vec<u8>| changed(|token| token["signature"] = BASE64.encode(&signature).into());
    assert!(signed(honest.clone()).is_ok());
    for (r, s) in [
        (zero, zero),
        (zero, s),
        (r, zero),
        (&order, &order),
        (&order, s),
        (r, &order),
        (&one, &one),
        (zero, &one),
        (&order, zero),
        (&[0xff; 48], &[0xff; 48]),
    ] {
        assert_eq!(signed([r, s].concat()), Err(Refusal::Signature));
    }
    // r + n and s + n do not fit into 48 bytes; longer and shorter forms, DER, doubled.
    for signature in [
        [&[0], honest.as_slice()].concat(),
        [honest.as_slice(), &[0]].concat(),
        [&[0], r, &[0], s].concat(),
        honest[..95].to_vec(),
        honest[1..].to_vec(),
        r.to_vec(),
        [honest.as_slice(), &honest].concat(),
        [&[0x30, 0x66, 2, 0x31, 0], r, &[2, 0x31, 0], s].concat(),
        vec![0x30, 6, 2, 1, 0, 2, 1, 0],
        [s, r].concat(),
    ] {
        assert_eq!(signed(signature), Err(Refusal::Signature));
    }
    // The twin n - s is a signature, too: cards do not normalise s. It is the same token for the same nonce, which is used up.
    let mut twin = honest.clone();
    let mut borrow = 0;
    for place in (0..48).rev() {
        let difference = i16::from(order[place]) - i16::from(s[place]) - borrow;
        borrow = i16::from(difference < 0);
        twin[48 + place] = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    assert_ne!(twin, honest);
    assert_eq!(signed(twin).as_deref(), Ok("PNOEE-60001019906"));
}

#[test]
fn f13_a_signing_certificate_signs_nobody_in() {
    // The signing certificate in the place of the other; its key signs whatever is shown as a document.
    let card = card();
    let document = [sha384(ORIGIN.as_bytes()), sha384(NONCE.as_bytes())].concat();
    let signature = card.sign(&document);
    let token = json!({
        "unverifiedCertificate": BASE64.encode(card.signing_certificate()),
        "algorithm": "ES384",
        "signature": BASE64.encode(&signature.signature),
        "format": "web-eid:1.0",
    });
    assert_eq!(verdict(&token.to_string()), Err(Refusal::KeyUsage));
    // With the authentication certificate it is no signature of that key.
    let token = changed(|token| token["signature"] = BASE64.encode(&signature.signature).into());
    assert_eq!(token, Err(Refusal::Signature));
}

fn sha384(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha384::digest(bytes).to_vec()
}

#[test]
fn the_form_of_a_token() {
    let honest = card().authenticate(ORIGIN, NONCE);
    let refused = |text: &str| verdict(text).unwrap_err().name();
    for format in [
        "web-eid:0.9",
        "web-eid:1",
        "web-eid:1.2",
        "web-eid:1.10",
        "web-eid:2.0",
        "WEB-EID:1.0",
        "",
        "webauthn:1.0",
    ] {
        assert_eq!(
            changed(|token| token["format"] = format.into()).unwrap_err().name(),
            "token-format",
            "{format}"
        );
    }
    for member in ["format", "algorithm", "signature", "unverifiedCertificate"] {
        let gone = changed(|token| drop(token.as_object_mut().unwrap().remove(member)));
        assert_eq!(gone.unwrap_err().name(), "token-json", "{member}");
        for value in [json!(null), json!(1), json!([]), json!({})] {
            assert_eq!(
                changed(|token| token[member] = value.clone()).unwrap_err().name(),
                "token-json",
                "{member}"
            );
        }
        // Twice: which of them is meant?
        let twice = honest.replacen('{', &format!("{{\"{member}\":\"x\","), 1);
        assert_eq!(refused(&twice), "token-json", "{member}");
    }
    for member in ["signature", "unverifiedCertificate"] {
        for value in ["", "AA", "AAA", "AB==", "A-_=", "AA==\n", " AA==", "\u{0410}A=="] {
            assert_eq!(
                changed(|token| token[member] = value.into()).unwrap_err().name(),
                "token-base64",
                "{value:?}"
            );
        }
    }
    for text in
        ["", "null", "[]", "{}", "\"x\"", "\u{feff}{}", &format!("{honest}x"), &format!("{honest}{honest}")]
    {
        assert_eq!(refused(text), "token-json", "{text:?}");
    }
    assert_eq!(refused(&format!("[{honest}]")), "token-json");
    // What decides nothing may be there.
    assert!(changed(|token| token["issuerApp"] = "x".into()).is_ok());
    assert!(changed(|token| token["action"] = "web-eid:authenticate-success".into()).is_ok());
}

#[test]
fn signing_certificates_of_version_1_1() {
    let token = |change: &dyn Fn(&mut Value)| {
        let mut token: Value = serde_json::from_str(&card().authenticate_for_signing(ORIGIN, NONCE)).unwrap();
        change(&mut token);
        verdict(&token.to_string()).map_err(|refusal| match refusal {
            Refusal::SigningCertificate(inner) => inner.name(),
            other => other.name(),
        })
    };
    let with = |der: &[u8]| {
        token(&|token| token["unverifiedSigningCertificates"][0]["certificate"] = BASE64.encode(der).into())
    };
    assert!(token(&|_| ()).is_ok());
    assert_eq!(token(&|token| token["format"] = "web-eid:1.0".into()), Err("token-signing-certificates"));
    for value in [json!(null), json!([])] {
        let result = token(&|token| token["unverifiedSigningCertificates"] = value.clone());
        assert_eq!(result, Err("token-signing-certificates"));
    }
    // Another person's, an authentication certificate, a stranger's, an expired one.
    let authority = DemoAuthority::new();
    assert_eq!(
        with(authority.card(&jaan(), "MARI-LIIS", "MÄNNIK").signing_certificate()),
        Err("other-person")
    );
    assert_eq!(with(card().authentication_certificate()), Err("key-usage"));
    let stranger = DemoAuthority::stranger("stranger", "Stranger");
    assert_eq!(
        with(stranger.card(&mari(), "MARI-LIIS", "MÄNNIK").signing_certificate()),
        Err("issuer-signature")
    );
    let mut expired = card().signing_template();
    expired.not_after = UnixTime(NOW.0 - 1);
    assert_eq!(with(&authority.issue(&expired)), Err("certificate-expired"));
    // Algorithms that Web eID does not have, and none.
    for (word, value) in [
        ("cryptoAlgorithm", "DSA"),
        ("hashFunction", "SHA-1"),
        ("hashFunction", "MD5"),
        ("paddingScheme", ""),
    ] {
        let result = token(&|token| {
            token["unverifiedSigningCertificates"][0]["supportedSignatureAlgorithms"][0][word] = value.into();
        });
        assert_eq!(result, Err("token-signature-algorithm"), "{word} {value}");
    }
    let none =
        token(&|token| token["unverifiedSigningCertificates"][0]["supportedSignatureAlgorithms"] = json!([]));
    assert_eq!(none, Err("token-signature-algorithm"));
    // An issuer that the token brings along is not looked at.
    let brought = token(&|token| {
        let issuer = BASE64.encode(stranger.certificate());
        token["unverifiedIntermediateCertificates"] = json!([issuer]);
        let certificate = stranger.card(&mari(), "MARI-LIIS", "MÄNNIK").authentication_certificate().to_vec();
        token["unverifiedCertificate"] = BASE64.encode(&certificate).into();
    });
    assert_eq!(brought, Err("issuer-signature"));
}
