//! Signed documents.

use tabella_identity::signing::{self, DocumentSignature};

use super::super::*;

const DOCUMENT: &[u8] = "Palun saatke mulle hääletamissedel posti teel.".as_bytes();

fn signed(document: &[u8], signature: &DocumentSignature, signer: &PersonId) -> Result<PersonId, Refusal> {
    let configuration = configuration();
    let checked = signing::check(document, signature, signer, &configuration, NOW)?;
    checked.confirm(UNCHECKED, NOW).map(|document| document.signer().clone())
}

#[test]
fn an_honest_signature_is_taken() {
    let signature = card().sign(DOCUMENT);
    assert_eq!(signed(DOCUMENT, &signature, &mari()), Ok(mari()));
    let read = DocumentSignature::parse(signature.to_json().as_bytes()).unwrap();
    assert_eq!(read, signature);
}

#[test]
fn f13_a_login_signs_no_document() {
    use sha2::{Digest as _, Sha384};
    let card = card();
    // What signing in signs, shown as a document: with either certificate.
    let document = [Sha384::digest(ORIGIN), Sha384::digest(NONCE)].concat();
    let login = card.misuse_authentication_key(&document);
    let mut signature = card.sign(DOCUMENT);
    signature.signature = login;
    assert_eq!(signed(&document, &signature, &mari()), Err(Refusal::Signature));
    signature.certificate = card.authentication_certificate().to_vec();
    assert_eq!(signed(&document, &signature, &mari()), Err(Refusal::KeyUsage));
}

#[test]
fn other_documents_people_and_algorithms() {
    let signature = card().sign(DOCUMENT);
    assert_eq!(signed(b"another", &signature, &mari()), Err(Refusal::Signature));
    assert_eq!(signed(b"", &signature, &mari()), Err(Refusal::Signature));
    assert_eq!(signed(DOCUMENT, &signature, &jaan()), Err(Refusal::OtherPerson));
    let his = DemoAuthority::new().card(&jaan(), "MARI-LIIS", "MÄNNIK").sign(DOCUMENT);
    assert_eq!(signed(DOCUMENT, &his, &mari()), Err(Refusal::OtherPerson));
    for (crypto, hash, padding, refusal) in [
        ("ECC", "SHA-256", "NONE", Refusal::Signature),
        ("ECC", "SHA-512", "NONE", Refusal::Signature),
        ("ECC", "SHA-224", "NONE", Refusal::Algorithm),
        ("ECC", "SHA-1", "NONE", Refusal::Algorithm),
        ("ECC", "SHA-384", "PSS", Refusal::Algorithm),
        ("RSA", "SHA-384", "NONE", Refusal::Algorithm),
        ("RSA", "SHA-384", "PKCS1.5", Refusal::AlgorithmMismatch),
        ("RSA", "SHA-384", "PSS", Refusal::AlgorithmMismatch),
    ] {
        let mut other = signature.clone();
        other.algorithm.crypto_algorithm = crypto.into();
        other.algorithm.hash_function = hash.into();
        other.algorithm.padding_scheme = padding.into();
        assert_eq!(signed(DOCUMENT, &other, &mari()), Err(refusal), "{crypto} {hash} {padding}");
    }
    for place in 0..signature.signature.len() {
        let mut changed = signature.clone();
        changed.signature[place] ^= 1;
        assert_eq!(signed(DOCUMENT, &changed, &mari()), Err(Refusal::Signature));
    }
}
