//! Answers about revocation: whatever is wrong with one, nobody signs in.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_identity::{
    RevocationStatus, Unconfirmed,
    ocsp::{self, Nonce, OcspFault, Status},
};
use x509_cert::der::{Decode as _, Encode as _};
use x509_ocsp::OcspRequest;

use super::super::*;

struct Desk {
    authority: DemoAuthority,
    configuration: Configuration,
    nonce: Nonce,
}

impl Desk {
    fn new() -> Self {
        let nonce = Nonce::random(&mut ChaCha20Rng::seed_from_u64(7));
        Self { authority: DemoAuthority::new(), configuration: configuration(), nonce }
    }

    fn unconfirmed(&self) -> Unconfirmed<'_> {
        let token = Token::parse(card().authenticate(ORIGIN, NONCE).as_bytes()).unwrap();
        web_eid::check(&token, ORIGIN, NONCE, &self.configuration, NOW).unwrap()
    }

    fn request(&self) -> Vec<u8> {
        self.unconfirmed().ocsp_request(&self.nonce)
    }

    fn good(&self, request: &[u8]) -> Vec<u8> {
        self.authority.respond(request, Status::Good, NOW)
    }

    fn confirm(&self, answer: &[u8]) -> Result<RevocationStatus, Refusal> {
        let answered = Revocation::Answered { answer, nonce: &self.nonce };
        self.unconfirmed().confirm(answered, NOW).map(|person| person.revocation())
    }

    fn fault(&self, answer: &[u8]) -> OcspFault {
        match self.confirm(answer) {
            Err(Refusal::Ocsp(fault)) => fault,
            other => panic!("no fault: {other:?}"),
        }
    }
}

/// The request with a change, in DER.
fn changed(request: &[u8], change: impl FnOnce(&mut OcspRequest)) -> Vec<u8> {
    let mut request = OcspRequest::from_der(request).unwrap();
    change(&mut request);
    request.to_der().unwrap()
}

#[test]
fn f08_good_revoked_unknown() {
    let desk = Desk::new();
    assert_eq!(desk.confirm(&desk.good(&desk.request())), Ok(RevocationStatus::Good { at: NOW }));
    let since = UnixTime(NOW.0 - 3600);
    let revoked = desk.authority.respond(&desk.request(), Status::Revoked { since }, NOW);
    assert_eq!(desk.confirm(&revoked), Err(Refusal::Revoked { since }));
    let unknown = desk.authority.respond(&desk.request(), Status::Unknown, NOW);
    assert_eq!(desk.confirm(&unknown), Err(Refusal::RevocationUnknown));
}

#[test]
fn f08_stale_or_from_the_future() {
    let desk = Desk::new();
    let at = |seconds| desk.authority.respond(&desk.request(), Status::Good, UnixTime(NOW.0 + seconds));
    assert!(desk.confirm(&at(-ocsp::MAX_AGE)).is_ok());
    assert_eq!(desk.fault(&at(-ocsp::MAX_AGE - 1)), OcspFault::Stale);
    assert!(desk.confirm(&at(ocsp::MAX_SKEW)).is_ok());
    assert_eq!(desk.fault(&at(ocsp::MAX_SKEW + 1)), OcspFault::FromTheFuture);
}

#[test]
fn f08_another_request() {
    let desk = Desk::new();
    // Last time's answer, and one for whoever asks without a nonce.
    let other = Nonce::random(&mut ChaCha20Rng::seed_from_u64(8));
    assert_eq!(desk.fault(&desk.good(&desk.unconfirmed().ocsp_request(&other))), OcspFault::Nonce);
    let without = changed(&desk.request(), |request| request.tbs_request.request_extensions = None);
    assert_eq!(desk.fault(&desk.good(&without)), OcspFault::NonceMissing);
    let twice = changed(&desk.request(), |request| {
        let extensions = request.tbs_request.request_extensions.as_mut().unwrap();
        extensions.push(extensions[0].clone());
    });
    assert_eq!(desk.fault(&desk.good(&twice)), OcspFault::Nonce);
    // Kept as evidence it is read without its nonce.
    let kept = desk.good(&desk.request());
    assert!(desk.unconfirmed().confirm(Revocation::Recorded(&kept), NOW).is_ok());
}

#[test]
fn f08_another_certificate() {
    let desk = Desk::new();
    let his = desk.authority.card(&jaan(), "JAAN", "TAMM").authenticate(ORIGIN, NONCE);
    let his = Token::parse(his.as_bytes()).unwrap();
    let his =
        web_eid::check(&his, ORIGIN, NONCE, &desk.configuration, NOW).unwrap().ocsp_request(&desk.nonce);
    assert_eq!(desk.fault(&desk.good(&his)), OcspFault::OtherCertificate);
    // Both of them, and neither.
    let one = |request: &[u8]| OcspRequest::from_der(request).unwrap().tbs_request.request_list[0].clone();
    let both = changed(&desk.request(), |request| request.tbs_request.request_list.push(one(&his)));
    assert_eq!(desk.fault(&desk.good(&both)), OcspFault::Responses(2));
    let neither = changed(&desk.request(), |request| request.tbs_request.request_list.clear());
    assert_eq!(desk.fault(&desk.good(&neither)), OcspFault::Responses(0));
    // The same serial number of another issuer; a hash that is none of ours.
    let issuer = changed(&desk.request(), |request| {
        let id = &mut request.tbs_request.request_list[0].req_cert;
        id.issuer_key_hash = x509_cert::der::asn1::OctetString::new([0; 20]).unwrap();
    });
    assert_eq!(desk.fault(&desk.good(&issuer)), OcspFault::OtherCertificate);
    let hash = changed(&desk.request(), |request| {
        let id = &mut request.tbs_request.request_list[0].req_cert;
        id.hash_algorithm.oid = x509_cert::der::asn1::ObjectIdentifier::new_unwrap("1.2.840.113549.2.5");
    });
    assert_eq!(desk.fault(&desk.good(&hash)), OcspFault::OtherCertificate);
}

#[test]
fn f08_another_responder() {
    let desk = Desk::new();
    // A stranger's responder; a card that plays responder; an answer whose responder is expired.
    let stranger = DemoAuthority::stranger("stranger", "Stranger");
    let answer = stranger.respond(&desk.request(), Status::Good, NOW);
    assert_eq!(desk.fault(&answer), OcspFault::ResponderUnknown);
    let answer = desk.authority.respond_with_card(&desk.request(), &card(), NOW);
    assert_eq!(desk.fault(&answer), OcspFault::ResponderPurpose);
    let later = UnixTime(2_524_608_000);
    let late = desk.authority.respond(&desk.request(), Status::Good, later);
    let serial = card().authentication_template().serial;
    let result = ocsp::read(&late, &serial, &desk.authority.anchor(), Some(&desk.nonce), later);
    assert_eq!(result, Err(OcspFault::ResponderNotValid));
}

#[test]
fn f08_no_answer() {
    let desk = Desk::new();
    assert_eq!(desk.fault(b""), OcspFault::Malformed);
    assert_eq!(desk.fault(b"<html>502 Bad Gateway</html>"), OcspFault::Malformed);
    assert_eq!(desk.fault(&vec![0x30; 65 * 1024]), OcspFault::Size);
    // malformedRequest, tryLater, unauthorized; successful without an answer
    for (status, fault) in [
        (1, OcspFault::Responder(1)),
        (3, OcspFault::Responder(3)),
        (6, OcspFault::Responder(6)),
        (0, OcspFault::Malformed),
        (4, OcspFault::Malformed),
    ] {
        assert_eq!(desk.fault(&[0x30, 3, 0x0a, 1, status]), fault);
    }
    assert_eq!(
        desk.fault(&desk.authority.respond(b"no request", Status::Good, NOW)),
        OcspFault::Responder(1)
    );
    // Only those who say why go on without: it is in the result.
    let person = desk.unconfirmed().confirm(Revocation::Unchecked(WhyUnchecked::Outage), NOW).unwrap();
    assert_eq!(person.revocation(), RevocationStatus::Unchecked(WhyUnchecked::Outage));
}

#[test]
fn f08_no_changed_byte_is_good() {
    let desk = Desk::new();
    let (answer, anchor) = (desk.good(&desk.request()), desk.authority.anchor());
    let serial = card().authentication_template().serial;
    let read = |answer: &[u8]| ocsp::read(answer, &serial, &anchor, Some(&desk.nonce), NOW);
    assert_eq!(read(&answer).unwrap().status, Status::Good);
    for place in 0..answer.len() {
        for bits in [1 << (place % 8), 0xff] {
            let mut changed = answer.clone();
            changed[place] ^= bits;
            assert!(read(&changed).is_err(), "[{place}] ^ {bits:#x}");
        }
    }
}
