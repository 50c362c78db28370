//! The attacks on signing in with an e-ID, each under the name of its row in the list of attacks: tokens, certificates and
//! answers that are made for the purpose, against cards of the demo authority.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod attacks {
    mod certificates;
    mod documents;
    mod ocsp;
    mod resources;
    mod tokens;
}

use tabella_identity::{
    Anchor, Configuration, PersonId, Refusal, Revocation, Token, UnixTime, WhyUnchecked,
    demo::{DemoAuthority, DemoCard, Template},
    web_eid,
};

const ORIGIN: &str = "https://vote.example.org";
const NONCE: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
/// 2026-03-01T12:00:00Z.
const NOW: UnixTime = UnixTime(1_772_366_400);
const UNCHECKED: Revocation<'static> = Revocation::Unchecked(WhyUnchecked::Diagnosis);

fn mari() -> PersonId {
    PersonId::parse("PNOEE-60001019906").unwrap()
}

fn jaan() -> PersonId {
    PersonId::parse("PNOEE-30303039914").unwrap()
}

fn card() -> DemoCard {
    DemoAuthority::new().card(&mari(), "MARI-LIIS", "MÄNNIK")
}

fn trusting(anchor: Anchor) -> Configuration {
    Configuration::demo(vec![ORIGIN.into()], vec![anchor]).unwrap()
}

fn configuration() -> Configuration {
    trusting(DemoAuthority::new().anchor())
}

/// The identifier that the token shows under the configuration, or why it shows none.
fn verdict_under(configuration: &Configuration, token: &str, now: UnixTime) -> Result<String, Refusal> {
    let token = Token::parse(token.as_bytes())?;
    web_eid::verify(&token, ORIGIN, NONCE, configuration, UNCHECKED, now).map(|person| person.id().expose())
}

fn verdict(token: &str) -> Result<String, Refusal> {
    verdict_under(&configuration(), token, NOW)
}

/// What comes of a card whose authentication certificate was issued with a defect.
fn defect(change: impl FnOnce(&mut Template)) -> Result<String, Refusal> {
    verdict(&defective(change).authenticate(ORIGIN, NONCE))
}

fn defective(change: impl FnOnce(&mut Template)) -> DemoCard {
    let card = card();
    let mut template = card.authentication_template();
    change(&mut template);
    let certificate = DemoAuthority::new().issue(&template);
    card.with_authentication_certificate(certificate)
}
