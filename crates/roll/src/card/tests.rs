//! True tokens, from the registrar's approval to the auditor's check.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::authorisation::{CredentialSecret, Purpose};
use tabella_election::{Election, Signed};
use tabella_identity::{
    demo::{DemoAuthority, DemoStatus},
    ocsp::Nonce,
};
use tabella_tests::{Fixture, Setup};

use super::*;
use crate::{
    audit::{Case, FaultKind, Report, Statement, audit},
    channel::Channel,
    credential::{
        Approved, Authorization, CredentialRequest, RequestRefusal, ServerNonce, Situation, TakenNonce,
        approve,
    },
    electorate::Electorate,
    eligibility::eligible,
    evidence::Evidence,
    export::{Export, Header, Subject},
    testing::{person_id, roll},
};

const ORIGIN: &str = "https://vote.example.org";

struct Demo {
    fixture: Fixture,
    authority: DemoAuthority,
    configuration: Configuration,
    rng: ChaCha20Rng,
}

impl Demo {
    fn new() -> Self {
        let authority = DemoAuthority::new();
        let mut setup = Setup::default();
        setup.draft["eid"]["trust_anchors"] = vec![hex(&sha256(b"", &[authority.certificate()]))].into();
        let fixture = Fixture::unannounced(&setup);
        let configuration = demo_configuration(&fixture.election, vec![authority.anchor()]).unwrap();
        Self { fixture, authority, configuration, rng: ChaCha20Rng::from_seed([2; 32]) }
    }

    fn now(&self) -> UnixTime {
        UnixTime(self.fixture.election.opens() + 60)
    }

    /// A request with a card's answer for an origin, and what the registrar makes of it.
    fn request(&mut self, who: u64, origin: &str, status: DemoStatus) -> Result<Approved, RequestRefusal> {
        let (election, now) = (Election::clone(&self.fixture.election), self.now());
        let secret = CredentialSecret::generate(&mut self.rng);
        let nonce = TakenNonce { nonce: ServerNonce::generate(&mut self.rng), issued: now };
        let authorization = Authorization::new(election.id(), secret.public(), None, &nonce.nonce);
        let challenge_nonce = authorization.challenge_nonce();
        let card = self.authority.card(&person_id(who), "Ada", "Byron");
        let token = card.authenticate(origin, &challenge_nonce);
        let parsed = Token::parse(token.as_bytes()).unwrap();
        let ocsp_nonce = Nonce::random(&mut self.rng);
        let answer = match web_eid::check(&parsed, ORIGIN, &challenge_nonce, &self.configuration, now) {
            Ok(unconfirmed) => self.authority.respond(&unconfirmed.ocsp_request(&ocsp_nonce), status, now),
            Err(_) => Vec::new(),
        };
        let request = CredentialRequest {
            credential: *secret.public(),
            replaces: None,
            possession: secret.authorise(election.id(), Purpose::Register, &authorization.0, &mut self.rng),
            token: token.into_bytes(),
        };
        let roll = roll(3);
        let session = person_id(who);
        let closes = UnixTime(election.closes());
        let situation = Situation {
            election: &election,
            session: &session,
            eligible: eligible(roll.find(&session), &election, closes, Channel::Undecided, now).unwrap(),
            live: None,
            nonce,
            origin: ORIGIN,
            revocation: Revocation::Answered { answer: &answer, nonce: &ocsp_nonce },
            now,
        };
        approve(&request, &situation, &self.configuration, &mut self.rng)
    }

    fn audit(&self, approved: &Approved, configuration: &Configuration) -> Report {
        let election = &self.fixture.election;
        let credential = approved.credential().clone();
        let header = Header { election: *election.id(), issuers: Vec::new() };
        let key = (credential.credential.0, Subject::Credential);
        let records = [(key, approved.opening().clone())].into();
        let export = Export { header, records, electorate: Electorate::from(&roll(3)), counted: Vec::new() };
        let signed = Signed::sign(credential, election.id(), &self.fixture.people.registrar);
        let card = configuration;
        let case = Case {
            election,
            roll: &export.electorate,
            export: &export,
            card,
            paper_counted: None,
            closes: UnixTime(election.closes()),
            closed: true,
            outages: &[],
            officials: None,
        };
        audit(&case, [(4, Statement::Credential(signed))])
    }
}

#[test]
fn a_true_token_is_approved_and_audited() {
    let mut demo = Demo::new();
    let approved = demo.request(2, ORIGIN, DemoStatus::Good).unwrap();
    assert_eq!(demo.audit(&approved, &demo.configuration).faults, []);
    assert!(!format!("{approved:?}").contains("Byron"));
}

#[test]
fn a_true_token_from_another_origin_is_refused() {
    let mut demo = Demo::new();
    for origin in ["https://evil.example", "https://vote.example.org:8443"] {
        assert_eq!(demo.request(2, origin, DemoStatus::Good).unwrap_err(), CardRefusal("signature").into());
    }
}

#[test]
fn a_revoked_card_gets_no_credential() {
    let mut demo = Demo::new();
    let since = UnixTime(demo.now().0 - 100);
    assert_eq!(demo.request(2, ORIGIN, DemoStatus::Revoked { since }).unwrap_err().name(), "revoked");
}

#[test]
fn a_stranger_to_the_manifest_is_no_issuer() {
    let election = &Demo::new().fixture.election.clone();
    let authority = DemoAuthority::new();
    let refused = configuration(election, vec![authority.anchor()]).unwrap_err();
    assert_eq!(refused, IssuerError::Configuration(ConfigurationFault::DemoAuthority));
    let other = Fixture::unannounced(&Setup::default()).election;
    let refused = demo_configuration(&other, vec![authority.anchor()]).unwrap_err();
    assert!(matches!(refused, IssuerError::NotNamed(_)));
}

#[test]
fn the_ocsp_answer_is_part_of_the_evidence() {
    let mut demo = Demo::new();
    let approved = demo.request(2, ORIGIN, DemoStatus::Good).unwrap();
    let Evidence::SignIn(sign_in) = Evidence::decode(&approved.opening().evidence).unwrap() else { panic!() };
    // read again two hours later it would be stale: the auditor reads it as of the sign-in
    let presented = |at, ocsp: &[u8]| {
        let authorization = Authorization::new(
            demo.fixture.election.id(),
            &approved.credential().credential,
            None,
            &sign_in.server_nonce,
        );
        let nonce = authorization.challenge_nonce();
        let revocation = Revocation::Recorded(ocsp);
        let presented =
            Presented { token: &sign_in.token, origin: ORIGIN, challenge_nonce: &nonce, revocation, at };
        demo.configuration.check(&presented)
    };
    let ocsp = sign_in.ocsp.clone().unwrap();
    assert_eq!(presented(sign_in.at, &ocsp), Ok(person_id(2)));
    assert!(presented(UnixTime(sign_in.at.0 + 7200), &ocsp).is_err());
    assert!(presented(sign_in.at, &[]).is_err());
}

#[test]
fn the_audit_asks_what_the_manifest_asks() {
    let mut demo = Demo::new();
    let approved = demo.request(2, ORIGIN, DemoStatus::Good).unwrap();
    // a registrar who asked for less than a manifest with these lines says
    let under = |member: &str, asked: &[&str]| {
        let mut setup = Setup::default();
        let hash = hex(&sha256(b"", &[demo.authority.certificate()]));
        let mut issuer = setup.draft["eid"].clone();
        issuer.as_object_mut().unwrap().clear();
        issuer["anchor"] = hash.clone().into();
        issuer[member] = if member == "level" { asked[0].into() } else { asked.into() };
        setup.draft["eid"]["trust_anchors"] = vec![hash].into();
        setup.draft["eid"]["issuers"] = vec![issuer].into();
        let other = Fixture::unannounced(&setup).election;
        let configuration = demo_configuration(&other, vec![demo.authority.anchor()]).unwrap();
        let presented = demo.audit(&approved, &configuration);
        presented.faults.iter().map(|fault| fault.kind).collect::<Vec<_>>()
    };
    let refused = |reason| vec![FaultKind::Token { reason }];
    assert_eq!(under("policies", &["1.3.6.1.4.1.32473.1"]), []);
    assert_eq!(under("policies", &["1.3.6.1.4.1.32473.2"]), refused("policy-missing"));
    assert_eq!(under("refused_policies", &["1.3.6.1.4.1"]), refused("policy-disallowed"));
    assert_eq!(under("level", &["substantial"]), refused("level"));
}
