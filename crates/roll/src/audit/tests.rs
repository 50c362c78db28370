//! An honest registrar, and everything that a dishonest one could do.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::{
    authorisation::{CredentialSecret, Purpose},
    signature::SigningKey,
};
use tabella_identity::UnixTime;
use tabella_tests::{Fixture, Setup};

use super::*;
use crate::{
    evidence::{Decision, PaperVote},
    export::{Counted, Header},
    roll::Roll,
    testing::{PaperCard, person_id, roll},
};

mod envelopes;

const ORIGIN: &str = "https://vote.example.org";
const AT: UnixTime = UnixTime(1_803_900_000);

/// A registrar with its key, and the board that it writes.
struct Office {
    election: Election,
    key: SigningKey,
    roll: Roll,
    rng: ChaCha20Rng,
    export: Export,
    entries: Vec<(u64, Statement)>,
    paper_counted: Option<u64>,
    closed: bool,
    closes: UnixTime,
    outages: Vec<RangeInclusive<UnixTime>>,
    officials: Option<BTreeSet<PersonId>>,
}

/// Before it is committed to and signed.
struct Draft {
    message: Credential,
    sign_in: SignIn,
}

impl Office {
    fn new() -> Self {
        Self::of(&Setup::default())
    }

    fn of(setup: &Setup) -> Self {
        let fixture = Fixture::unannounced(setup);
        let election = Election::clone(&fixture.election);
        let header = Header { election: *election.id(), issuers: Vec::new() };
        Self {
            closes: UnixTime(election.closes()),
            outages: Vec::new(),
            officials: None,
            election,
            key: fixture.people.registrar.clone(),
            roll: roll(9),
            rng: ChaCha20Rng::from_seed([5; 32]),
            export: Export {
                header,
                records: BTreeMap::new(),
                electorate: Electorate::default(),
                counted: Vec::new(),
            },
            entries: Vec::new(),
            paper_counted: None,
            closed: true,
        }
    }

    fn next(&self) -> u64 {
        // other entries stand between
        7 + 3 * self.entries.len() as u64
    }

    /// What an honest sign-in gives; the office may then change it.
    fn draft(&mut self, who: u64, replaces: Option<CompressedRistretto>) -> Draft {
        let secret = CredentialSecret::generate(&mut self.rng);
        let server_nonce = ServerNonce::generate(&mut self.rng);
        let id = *self.election.id();
        let authorization = Authorization::new(&id, secret.public(), replaces.as_ref(), &server_nonce);
        let entry = self.roll.entry(RollNumber(who)).unwrap();
        Draft {
            message: Credential {
                credential: *secret.public(),
                style: entry.style.clone(),
                weight: entry.weight,
                evidence: EvidenceCommitment([0; 32]),
                replaces,
            },
            sign_in: SignIn {
                number: RollNumber(who),
                origin: ORIGIN.into(),
                token: PaperCard::sign(&person_id(who), ORIGIN, &authorization.challenge_nonce()),
                server_nonce,
                ocsp: Some(vec![1]),
                at: AT,
                possession: secret.authorise(&id, Purpose::Register, &authorization.0, &mut self.rng),
            },
        }
    }

    fn publish(&mut self, Draft { mut message, sign_in }: Draft) -> CompressedRistretto {
        let credential = message.credential;
        let opening = Evidence::SignIn(sign_in).seal(&mut self.rng).unwrap();
        message.evidence = opening.commitment();
        self.export.records.insert((credential.0, Subject::Credential), opening);
        self.post(message);
        credential
    }

    fn post(&mut self, message: Credential) {
        let signed = Signed::sign(message, self.election.id(), &self.key);
        self.entries.push((self.next(), Statement::Credential(signed)));
    }

    fn issue(&mut self, who: u64) -> CompressedRistretto {
        let draft = self.draft(who, None);
        self.publish(draft)
    }

    fn replace(&mut self, who: u64, old: CompressedRistretto) -> CompressedRistretto {
        let draft = self.draft(who, Some(old));
        self.publish(draft)
    }

    fn revoke(&mut self, credential: CompressedRistretto, reason: Reason, evidence: &Evidence) {
        let opening = evidence.seal(&mut self.rng).unwrap();
        let message = Revocation { credential, reason, evidence: opening.commitment() };
        self.export.records.insert((credential.0, Subject::Revocation), opening);
        self.post_revocation(message);
    }

    fn post_revocation(&mut self, message: Revocation) {
        let signed = Signed::sign(message, self.election.id(), &self.key);
        self.entries.push((self.next(), Statement::Revocation(signed)));
    }

    fn paper(&mut self, who: u64, credential: CompressedRistretto) {
        self.envelope(who);
        self.revoke(credential, Reason::Paper, &returned(who, &format!("envelope {who}")));
    }

    /// An envelope is accepted, whether there is a credential or not.
    fn envelope(&mut self, who: u64) {
        let reference = format!("envelope {who}");
        self.export.counted.push(Counted { number: RollNumber(who), reference });
    }

    fn decide(&mut self, who: u64, credential: CompressedRistretto) {
        self.revoke(credential, Reason::Administrative, &decision(who));
    }

    fn audit(&self) -> Report {
        let case = Case {
            election: &self.election,
            roll: &Electorate::from(&self.roll),
            export: &self.export,
            card: &PaperCard,
            paper_counted: self.paper_counted,
            closes: self.closes,
            closed: self.closed,
            outages: &self.outages,
            officials: self.officials.as_ref(),
        };
        audit(&case, self.entries.iter().cloned())
    }

    /// The names of all faults with their entries, counted among those of the registrar.
    fn faults(&self) -> Vec<(Option<usize>, &'static str)> {
        let position = |entry: u64| self.entries.iter().position(|(index, _)| *index == entry).unwrap();
        self.audit().faults.iter().map(|fault| (fault.entry.map(position), fault.kind.name())).collect()
    }
}

fn returned(who: u64, reference: &str) -> Evidence {
    Evidence::Paper(PaperVote { number: RollNumber(who), reference: reference.into(), at: AT })
}

fn decision(who: u64) -> Evidence {
    Evidence::Administrative(Decision {
        number: RollNumber(who),
        reason: "the roll was wrong".into(),
        officials: [person_id(101), person_id(102)],
        at: AT,
    })
}

#[test]
fn an_honest_registrar_is_clean() {
    let mut office = Office::new();
    let one = office.issue(1);
    let two = office.issue(2);
    let second_device = office.replace(1, one);
    office.replace(1, second_device);
    office.paper(2, two);
    let three = office.issue(3);
    office.decide(3, three);
    office.issue(3);
    office.paper_counted = Some(1);
    let report = office.audit();
    assert_eq!((office.faults(), report.is_clean()), (vec![], true));
    let expected = Numbers {
        credentials: 6,
        replacements: 2,
        people: 3,
        revoked_paper: 1,
        revoked_administrative: 1,
        envelopes: 1,
        envelopes_only: 0,
        without_ocsp: 0,
        unused_records: 0,
    };
    assert_eq!(report.numbers, expected);
}

#[test]
fn a_credential_that_is_added_has_no_evidence() {
    let mut office = Office::new();
    office.issue(1);
    let draft = office.draft(2, None);
    office.post(draft.message);
    assert_eq!(office.faults(), [(Some(1), "missing-evidence")]);
}

#[test]
fn a_credential_that_is_added_with_invented_evidence() {
    let mut office = Office::new();
    let mut draft = office.draft(2, None);
    draft.sign_in.token = b"PNOLU-0000000000002 0000".to_vec();
    office.publish(draft);
    assert_eq!(office.faults(), [(Some(0), "token")]);
}

#[test]
fn a_credential_that_is_added_for_someone_who_may_not_vote() {
    let mut office = Office::new();
    let draft = office.draft(9, None);
    office.publish(draft);
    office.roll.remove(RollNumber(9)).unwrap();
    assert_eq!(office.faults(), [(Some(0), "not-on-roll")]);
}

#[test]
fn one_sign_in_is_used_for_two_credentials() {
    let mut office = Office::new();
    let first = office.draft(1, None);
    let sign_in = first.sign_in.clone();
    office.publish(first);
    let mut second = office.draft(2, None);
    second.sign_in = sign_in;
    office.publish(second);
    assert_eq!(office.faults(), [(Some(1), "nonce-reused"), (Some(1), "token")]);
}

#[test]
fn one_sign_in_is_shown_as_two_peoples() {
    // the registrar's own P, signed by a willing card, entered under another's number
    let mut office = Office::new();
    office.issue(1);
    let mut draft = office.draft(1, None);
    draft.sign_in.number = RollNumber(2);
    office.publish(draft);
    assert_eq!(office.faults(), [(Some(1), "second-chain"), (Some(1), "other-person")]);
}

#[test]
fn one_person_has_two_chains() {
    let mut office = Office::new();
    office.issue(1);
    office.issue(1);
    assert_eq!(office.faults(), [(Some(1), "second-chain")]);
    let report = office.audit();
    assert_eq!(report.faults[0].kind, FaultKind::SecondChain { first: 7 });
    assert_eq!(report.faults[0].number, Some(RollNumber(1)));
}

#[test]
fn one_chain_has_two_people() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.replace(2, one);
    assert_eq!(office.faults(), [(Some(1), "chain-of-two")]);
}

#[test]
fn evidence_from_another_origin() {
    let mut office = Office::new();
    for origin in [
        "https://evil.example",
        "https://vote.example.org/",
        "http://vote.example.org",
        "https://Vote.example.org",
    ] {
        let mut draft = office.draft(1, None);
        let authorization = Authorization::new(
            office.election.id(),
            &draft.message.credential,
            None,
            &draft.sign_in.server_nonce,
        );
        draft.sign_in.token = PaperCard::sign(&person_id(1), origin, &authorization.challenge_nonce());
        // said to be the election's
        let mut hidden = Draft { message: draft.message.clone(), sign_in: draft.sign_in.clone() };
        draft.sign_in.origin = origin.into();
        office.publish(draft);
        assert_eq!(office.faults(), [(Some(0), "origin")], "{origin}");
        office.entries.clear();
        hidden.sign_in.origin = ORIGIN.into();
        office.publish(hidden);
        assert_eq!(office.faults(), [(Some(0), "token")], "{origin}");
        office.entries.clear();
    }
}

#[test]
fn evidence_is_swapped() {
    let mut office = Office::new();
    let (one, two) = (office.issue(1), office.issue(2));
    let key = |credential: CompressedRistretto| (credential.0, Subject::Credential);
    let first = office.export.records.remove(&key(one)).unwrap();
    let second = office.export.records.insert(key(two), first).unwrap();
    office.export.records.insert(key(one), second);
    assert_eq!(office.faults(), [(Some(0), "other-evidence"), (Some(1), "other-evidence")]);
}

#[test]
fn evidence_is_swapped_before_it_is_committed_to() {
    let mut office = Office::new();
    let (mut one, mut two) = (office.draft(1, None), office.draft(2, None));
    std::mem::swap(&mut one.sign_in, &mut two.sign_in);
    office.publish(one);
    office.publish(two);
    assert_eq!(office.faults(), [(Some(0), "token"), (Some(1), "token")]);
}

#[test]
fn evidence_is_changed_after_it_was_committed_to() {
    let mut office = Office::new();
    let one = office.issue(1);
    let opening = office.export.records.get_mut(&(one.0, Subject::Credential)).unwrap();
    *opening.evidence.last_mut().unwrap() ^= 1;
    assert_eq!(office.faults(), [(Some(0), "other-evidence")]);
}

#[test]
fn a_weight_is_raised() {
    let mut office = Office::new();
    let mut draft = office.draft(1, None);
    draft.message.weight = 3;
    office.publish(draft);
    assert_eq!(office.faults(), [(Some(0), "weight")]);
    assert_eq!(office.audit().faults[0].kind, FaultKind::Weight { credential: 3, roll: 1 });
}

#[test]
fn a_style_is_changed() {
    let mut office = Office::new();
    let mut draft = office.draft(1, None);
    draft.message.style = "harbour".into();
    office.publish(draft);
    assert_eq!(office.faults(), [(Some(0), "style")]);
}

#[test]
fn a_wrong_style_that_was_mended_is_no_fault() {
    let mut office = Office::new();
    let mut draft = office.draft(1, None);
    draft.message.style = "harbour".into();
    let wrong = office.publish(draft);
    office.decide(1, wrong);
    office.issue(1);
    assert_eq!(office.faults(), []);
}

#[test]
fn a_replacement_that_the_person_did_not_sign() {
    let mut office = Office::new();
    let (one, two) = (office.issue(1), office.issue(2));
    // the person signed a new chain, the board makes it replace
    let mut draft = office.draft(1, None);
    draft.message.replaces = Some(one);
    office.publish(draft);
    assert_eq!(office.faults(), [(Some(2), "replaces-not-signed")]);
    // the person signed to replace, the board makes it another chain
    let mut draft = office.draft(2, Some(two));
    draft.message.replaces = None;
    office.publish(draft);
    let expected =
        [(Some(2), "replaces-not-signed"), (Some(3), "replaces-not-signed"), (Some(3), "second-chain")];
    assert_eq!(office.faults(), expected);
}

#[test]
fn a_replacement_of_what_is_not_live() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.replace(1, one);
    office.replace(1, one);
    assert_eq!(office.faults(), [(Some(2), "replaces-not-live"), (Some(2), "second-chain")]);
}

#[test]
fn a_credential_twice() {
    let mut office = Office::new();
    let draft = office.draft(1, None);
    let again = draft.message.clone();
    office.publish(draft);
    office.post(again);
    assert_eq!(office.faults(), [(Some(1), "credential-repeated")]);
}

#[test]
fn a_revocation_without_evidence() {
    for reason in [Reason::Paper, Reason::Administrative] {
        let mut office = Office::new();
        let one = office.issue(1);
        let evidence = EvidenceCommitment([1; 32]);
        office.post_revocation(Revocation { credential: one, reason, evidence });
        assert_eq!(office.faults(), [(Some(1), "missing-evidence")]);
    }
}

#[test]
fn a_revocation_with_the_wrong_evidence() {
    let mut office = Office::new();
    let credentials: Vec<_> = (1..=4).map(|who| office.issue(who)).collect();
    office.revoke(credentials[0], Reason::Administrative, &returned(1, "envelope 1"));
    office.revoke(credentials[1], Reason::Paper, &decision(2));
    // a cause, but another person's
    office.revoke(credentials[2], Reason::Paper, &returned(9, "envelope 9"));
    // an envelope that was used before
    office.revoke(credentials[3], Reason::Paper, &returned(4, "envelope 9"));
    let expected = [
        (Some(4), "wrong-evidence"),
        (Some(4), "paper-not-counted"),
        (Some(5), "wrong-evidence"),
        (Some(6), "revokes-anothers"),
        (Some(6), "paper-not-counted"),
        (Some(7), "paper-vote-reused"),
        (Some(7), "paper-not-counted"),
    ];
    assert_eq!(office.faults(), expected);
}

#[test]
fn a_decision_of_one_official() {
    let mut office = Office::new();
    let one = office.issue(1);
    let mut evidence = decision(1).encode().unwrap();
    let at = evidence.windows(3).rposition(|window| window == b"102").unwrap();
    evidence[at + 2] = b'1';
    let opening = crate::evidence::Opening { nonce: [0; 32], evidence };
    let message =
        Revocation { credential: one, reason: Reason::Administrative, evidence: opening.commitment() };
    office.export.records.insert((one.0, Subject::Revocation), opening);
    office.post_revocation(message);
    office.issue(1);
    // and so the next chain is a second one
    assert_eq!(office.faults(), [(Some(1), "malformed-evidence"), (Some(2), "second-chain")]);
}

#[test]
fn a_revocation_of_what_is_not_live() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.replace(1, one);
    office.decide(1, one);
    office.decide(1, CompressedRistretto([9; 32]));
    assert_eq!(office.faults(), [(Some(2), "revokes-not-live"), (Some(3), "revokes-not-live")]);
}

#[test]
fn a_credential_after_paper() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.paper(1, one);
    let again = office.issue(1);
    assert_eq!(office.faults(), [(Some(2), "after-paper"), (Some(2), "counted-twice")]);
    assert_eq!(office.audit().faults[0].kind, FaultKind::AfterPaper { revocation: 10 });
    // a decision of the office does not open the way again
    office.decide(1, again);
    office.issue(1);
    let expected = [(Some(2), "after-paper"), (Some(4), "after-paper"), (Some(4), "counted-twice")];
    assert_eq!(office.faults(), expected);
}

#[test]
fn paper_where_it_has_no_precedence() {
    let mut setup = Setup::default();
    setup.draft["rules"]["paper_precedence"] = false.into();
    let mut office = Office::of(&setup);
    let one = office.issue(1);
    office.paper(1, one);
    assert_eq!(office.faults(), [(Some(1), "paper-without-precedence")]);
}

#[test]
fn somebody_elses_signature() {
    let mut office = Office::new();
    let key = std::mem::replace(&mut office.key, SigningKey::from_bytes(&[9; 32]));
    let one = office.issue(1);
    office.decide(1, one);
    office.key = key;
    assert_eq!(office.faults(), [(Some(0), "registrar-signature"), (Some(1), "registrar-signature")]);
}

#[test]
fn a_proof_of_possession_of_something_else() {
    let mut office = Office::new();
    let other = office.draft(2, None).sign_in.possession;
    let mut draft = office.draft(1, None);
    draft.sign_in.possession = other;
    office.publish(draft);
    assert_eq!(office.faults(), [(Some(0), "possession")]);
}

#[test]
fn evidence_of_another_election_and_what_is_left_over() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.entries.clear();
    office.export.header.election = tabella_crypto::ElectionId([1; 32]);
    let report = office.audit();
    assert_eq!(report.faults[0].kind, FaultKind::OtherElection);
    assert_eq!(report.numbers.unused_records, 1);
    assert!(office.export.records.contains_key(&(one.0, Subject::Credential)));
}

#[test]
fn sign_ins_without_an_ocsp_answer_need_an_outage() {
    let mut office = Office::new();
    let mut draft = office.draft(1, None);
    draft.sign_in.ocsp = None;
    office.publish(draft);
    assert_eq!(
        (office.faults(), office.audit().numbers.without_ocsp),
        (vec![(Some(0), "no-ocsp-answer")], 1)
    );
    office.outages = vec![UnixTime(AT.0 - 60)..=UnixTime(AT.0 - 1), UnixTime(AT.0 + 1)..=UnixTime(AT.0 + 60)];
    assert_eq!(office.faults(), [(Some(0), "no-ocsp-answer")]);
    office.outages.push(AT..=AT);
    assert_eq!((office.faults(), office.audit().numbers.without_ocsp), (vec![], 1));
}

#[test]
fn sign_ins_when_nobody_could_vote() {
    let mut office = Office::new();
    let (opens, closes) = (office.election.opens(), office.election.closes());
    let last = closes + office.election.grace();
    for (who, at) in [(1, opens - 1), (2, opens), (3, last), (4, last + 1)] {
        let mut draft = office.draft(who, None);
        draft.sign_in.at = UnixTime(at);
        office.publish(draft);
    }
    assert_eq!(office.faults(), [(Some(0), "time"), (Some(3), "time")]);
    // voting was extended
    office.closes.0 += 1;
    assert_eq!(office.faults(), [(Some(0), "time")]);
}

#[test]
fn a_decision_of_others_than_the_officials() {
    let mut office = Office::new();
    let one = office.issue(1);
    office.decide(1, one);
    office.issue(1);
    office.officials = Some([101, 102, 103].map(person_id).into());
    assert_eq!(office.faults(), []);
    // without a decision there is no second chain either
    office.officials = Some([101, 103].map(person_id).into());
    assert_eq!(office.faults(), [(Some(1), "no-official"), (Some(2), "second-chain")]);
    let causes = office.audit().causes;
    assert_eq!(causes, [Cause { entry: 10, evidence: decision(1) }]);
    assert!(!format!("{causes:?}").contains("wrong"));
}

#[test]
fn faults_say_nothing_about_persons() {
    let mut office = Office::new();
    office.issue(1);
    office.issue(1);
    let fault = office.audit().faults[0];
    assert_eq!(
        fault.to_string(),
        "entry 10: the person has a chain of credentials already, which begins with entry 7"
    );
    assert!(!format!("{fault:?}").contains("PNOLU"));
}
