//! Input that is made to be expensive.

use std::sync::LazyLock;

use proptest::prelude::*;
use tabella_identity::{
    CERTIFICATE_MAX, Certificate, CertificateFault, TokenFault, ocsp, signing::DocumentSignature,
};

use super::super::*;

#[test]
fn e11_sizes_are_looked_at_first() {
    let honest = card().authenticate(ORIGIN, NONCE);
    let padded = honest.replacen('{', &format!("{{\"padding\":\"{}\",", "x".repeat(web_eid::TOKEN_MAX)), 1);
    assert!(matches!(verdict(&padded), Err(Refusal::Token(TokenFault::Size { .. }))));
    // A thousand name constraints do not fit.
    let hostile = defect(|template| {
        let tree = [0x30, 10, 0x82, 8, b'a', b'a', b'.', b'x', b'x', b'.', b'e', b'e'].repeat(1000);
        let length = |content: &[u8]| u16::try_from(content.len()).unwrap().to_be_bytes();
        let excluded = [&[0xa1, 0x82][..], &length(&tree), &tree].concat();
        let value = [&[0x30, 0x82][..], &length(&excluded), &excluded].concat();
        template.extensions.push(("2.5.29.30", true, value));
    });
    assert!(
        matches!(hostile, Err(Refusal::Certificate(CertificateFault::Size { bytes })) if bytes > CERTIFICATE_MAX)
    );
    // Nested a thousand times, in JSON and in DER.
    let deep = format!("{{\"x\":{}{}", "[".repeat(1000), "]".repeat(1000));
    assert!(matches!(verdict(&deep), Err(Refusal::Token(TokenFault::Json { .. }))));
    let mut deep = vec![5, 0];
    while deep.len() < 8_000 {
        let length = u16::try_from(deep.len()).unwrap().to_be_bytes();
        deep = [&[0x30, 0x82][..], &length, &deep].concat();
    }
    assert!(Certificate::parse(&deep).is_err());
    assert!(ocsp::read(&deep, &[1], &DemoAuthority::new().anchor(), None, NOW).is_err());
}

static ANCHOR: LazyLock<Anchor> = LazyLock::new(|| DemoAuthority::new().anchor());
static CERTIFICATE: LazyLock<Vec<u8>> = LazyLock::new(|| card().authentication_certificate().to_vec());

proptest! {
    #[test]
    fn e11_nothing_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400), place in 0usize..2000, byte: u8) {
        let _ = Token::parse(&bytes);
        let _ = DocumentSignature::parse(&bytes);
        let _ = Certificate::parse(&bytes);
        let _ = ocsp::read(&bytes, &[1], &ANCHOR, None, NOW);
        // A certificate with one byte of its own changed, cut, or lengthened.
        let mut certificate = CERTIFICATE.clone();
        let place = place % certificate.len();
        certificate[place] = byte;
        let _ = Certificate::parse(&certificate);
        let _ = Certificate::parse(&certificate[..place]);
        certificate.push(byte);
        certificate.extend(bytes);
        prop_assert!(Certificate::parse(&certificate).is_err());
    }
}
