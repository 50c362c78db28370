//! Signatures of tokens whose issuer is not at hand, and the key of the demo authority.

use data_encoding::HEXLOWER;

use super::*;
use crate::demo::DemoAuthority;

#[test]
fn the_demo_authority_is_known_by_its_key() {
    let authority = DemoAuthority::new();
    let certificate = Certificate::parse(authority.certificate()).unwrap();
    assert_eq!(
        HEXLOWER.encode(&certificate.key_hash()),
        HEXLOWER.encode(&crate::configuration::DEMO_AUTHORITY_KEY)
    );
}

/// The Latvian card's issuer is not among the test data: its signature (RS256) alone can be checked.
#[test]
fn an_rsa_signature_of_a_real_card() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/webeid/tokens.json"));
    let cases: serde_json::Value = serde_json::from_str(text).unwrap();
    let case =
        cases.as_array().unwrap().iter().find(|case| case["name"] == "VALID_RS256_AUTH_TOKEN").unwrap();
    let parse = |token: &serde_json::Value| Token::parse(token.to_string().as_bytes()).unwrap();
    let (origin, nonce) = (case["origin"].as_str().unwrap(), case["nonce"].as_str().unwrap());
    let token = parse(&case["token"]);
    let certificate = Certificate::parse(token.unverified_certificate()).unwrap();
    assert_eq!(verify_signature(&token, &certificate, origin, nonce), Ok(()));
    assert_eq!(
        verify_signature(&token, &certificate, "https://ria.ee.example", nonce),
        Err(Refusal::Signature)
    );
    // f03: the same key pads two ways, and hashes three; only what was done verifies.
    for (algorithm, refusal) in [
        ("RS384", Refusal::Signature),
        ("PS256", Refusal::Signature),
        ("ES256", Refusal::AlgorithmMismatch),
        ("HS256", Refusal::Algorithm),
        ("none", Refusal::Algorithm),
    ] {
        let mut changed = case["token"].clone();
        changed["algorithm"] = algorithm.into();
        assert_eq!(
            verify_signature(&parse(&changed), &certificate, origin, nonce),
            Err(refusal),
            "{algorithm}"
        );
    }
    assert_eq!(Subject::read(certificate.subject()).unwrap().id.expose(), "PNOLV-321922-33032");
}
