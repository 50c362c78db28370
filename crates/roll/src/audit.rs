//! The auditor's check (section 9): does every credential on the board come from one eligible person's own e-ID, and every
//! revocation from a cause?
//!
//! The auditor has the board's `credential` and `revocation` entries in their order, the roll, and the registrar's evidence.
//! What is checked here is checked against the registrar; that the entries are the board's, and everything else about the
//! board, is the verifier's business.

mod fault;
mod paper;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    ops::RangeInclusive,
};

pub use fault::{Fault, FaultKind};
use tabella_crypto::{CompressedRistretto, EvidenceCommitment};
use tabella_election::{
    Election, Signed,
    message::{Credential, Reason, Revocation},
};
use tabella_identity::{PersonId, Revocation as CardRevocation, UnixTime, WhyUnchecked};

use crate::{
    card::{Card, CardRefusal, Presented},
    credential::{Authorization, ServerNonce, possession},
    electorate::Electorate,
    entry::RollNumber,
    evidence::{Evidence, SignIn},
    export::{Export, Subject},
};

/// What the registrar said on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A `credential` entry.
    Credential(Signed<Credential>),
    /// A `revocation` entry.
    Revocation(Signed<Revocation>),
}

/// What the auditor holds.
pub struct Case<'a, C: Card> {
    /// The election.
    pub election: &'a Election,
    /// Who may vote, as it stood at the close.
    pub roll: &'a Electorate,
    /// The registrar's evidence.
    pub export: &'a Export,
    /// How e-IDs are checked.
    pub card: &'a C,
    /// How many votes on paper were counted by hand; none if it is not known.
    pub paper_counted: Option<u64>,
    /// The closing time in force: the manifest's, or that of the board's last extension.
    pub closes: UnixTime,
    /// Whether the board is closed. Before, the revocation for an envelope that came may be on its way.
    pub closed: bool,
    /// When officials had declared that cards' issuers give no answers.
    pub outages: &'a [RangeInclusive<UnixTime>],
    /// The officials who may decide to revoke; none if they are not known.
    pub officials: Option<&'a BTreeSet<PersonId>>,
}

/// What the registrar alone says caused a revocation. No card signed it, so the auditor asks those whom it names.
#[derive(Clone, PartialEq, Eq)]
pub struct Cause {
    /// The revocation.
    pub entry: u64,
    /// A vote on paper, or a decision.
    pub evidence: Evidence,
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cause").field("entry", &self.entry).finish_non_exhaustive()
    }
}

/// What was counted on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Credentials, replacements included.
    pub credentials: u64,
    /// Credentials that took another's place.
    pub replacements: u64,
    /// Different people who were shown to have signed in.
    pub people: u64,
    /// Revocations because of a vote on paper.
    pub revoked_paper: u64,
    /// Revocations by decision of the office.
    pub revoked_administrative: u64,
    /// Envelopes whose votes count.
    pub envelopes: u64,
    /// Those of them whose senders never had a credential.
    pub envelopes_only: u64,
    /// Sign-ins without an OCSP answer, in a declared outage or not.
    pub without_ocsp: u64,
    /// Records of evidence for which there is no entry on the board: requests that were overtaken.
    pub unused_records: u64,
}

/// What the auditor found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Everything that is wrong, in order of entries.
    pub faults: Vec<Fault>,
    /// Numbers.
    pub numbers: Numbers,
    /// Why credentials were revoked, in order of entries.
    pub causes: Vec<Cause>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Checks everything. `entries` are all `credential` and `revocation` entries of the board with their indices, in order.
pub fn audit<C: Card>(case: &Case<'_, C>, entries: impl IntoIterator<Item = (u64, Statement)>) -> Report {
    let mut auditor = Auditor::new(case);
    if case.export.header.election != *case.election.id() {
        auditor.faults.push(Fault { entry: None, number: None, kind: FaultKind::OtherElection });
    }
    for (index, statement) in entries {
        match statement {
            Statement::Credential(signed) => auditor.credential(index, &signed),
            Statement::Revocation(signed) => auditor.revocation(index, &signed),
        }
    }
    auditor.finish()
}

/// A credential with everything that replaced it.
#[derive(Default)]
struct Chain {
    /// Its first entry.
    first: u64,
    /// P that may vote.
    live: Option<CompressedRistretto>,
    /// Whose, if that was shown.
    person: Option<PersonId>,
    /// The number that the registrar gave with the last credential.
    number: Option<RollNumber>,
    /// Revoked by decision of the office, with its evidence: then a new chain may follow, and what the roll says by now need
    /// not be what it said then.
    ended: bool,
    /// Differences from the roll.
    pending: Vec<Fault>,
}

/// A credential.
struct Known {
    index: u64,
    chain: usize,
}

/// A person who signed in.
struct Standing {
    chain: usize,
    /// The entry that revoked because of paper.
    paper: Option<u64>,
}

struct Auditor<'a, C: Card> {
    case: &'a Case<'a, C>,
    faults: Vec<Fault>,
    numbers: Numbers,
    credentials: BTreeMap<[u8; 32], Known>,
    chains: Vec<Chain>,
    people: BTreeMap<PersonId, Standing>,
    nonces: BTreeMap<ServerNonce, u64>,
    references: BTreeMap<String, u64>,
    /// Envelopes whose votes count, with their senders.
    counted: BTreeSet<(RollNumber, &'a str)>,
    used: BTreeSet<([u8; 32], Subject)>,
    causes: Vec<Cause>,
}

impl<'a, C: Card> Auditor<'a, C> {
    fn new(case: &'a Case<'a, C>) -> Self {
        Self {
            case,
            faults: Vec::new(),
            numbers: Numbers::default(),
            credentials: BTreeMap::new(),
            chains: Vec::new(),
            people: BTreeMap::new(),
            nonces: BTreeMap::new(),
            references: BTreeMap::new(),
            counted: case.export.counted.iter().map(|one| (one.number, one.reference.as_str())).collect(),
            used: BTreeSet::new(),
            causes: Vec::new(),
        }
    }

    fn fault(&mut self, entry: u64, number: Option<RollNumber>, kind: FaultKind) {
        self.faults.push(Fault { entry: Some(entry), number, kind });
    }

    fn credential(&mut self, index: u64, signed: &Signed<Credential>) {
        let (case, message) = (self.case, &signed.message);
        self.numbers.credentials += 1;
        self.numbers.replacements += u64::from(message.replaces.is_some());
        if signed.verify(case.election.id(), case.election.registrar_key()).is_err() {
            self.fault(index, None, FaultKind::RegistrarSignature);
        }
        if let Some(known) = self.credentials.get(&message.credential.0) {
            let first = known.index;
            return self.fault(index, None, FaultKind::CredentialRepeated { first });
        }
        let sign_in = match self.evidence(index, &message.credential, Subject::Credential, message.evidence) {
            Some(Evidence::SignIn(sign_in)) => Some(sign_in),
            Some(other) => {
                self.fault(index, Some(other.number()), FaultKind::WrongEvidence);
                None
            }
            None => None,
        };
        let number = sign_in.as_ref().map(|sign_in| sign_in.number);
        let person = sign_in.and_then(|sign_in| self.sign_in(index, message, &sign_in));

        let chain = self.chain(index, message, person.as_ref(), number);
        self.credentials.insert(message.credential.0, Known { index, chain });
        if let Some(chain) = self.chains.get_mut(chain) {
            chain.live = Some(message.credential);
            chain.number = number.or(chain.number);
            if let Some(person) = &person {
                chain.pending.extend(differences(case.roll, index, message, person, number));
            }
        }
    }

    /// The evidence that opens a commitment.
    fn evidence(
        &mut self,
        index: u64,
        credential: &CompressedRistretto,
        subject: Subject,
        commitment: EvidenceCommitment,
    ) -> Option<Evidence> {
        let case = self.case;
        let key = (credential.0, subject);
        let Some(opening) = case.export.records.get(&key) else {
            self.fault(index, None, FaultKind::MissingEvidence);
            return None;
        };
        self.used.insert(key);
        if opening.commitment() != commitment {
            self.fault(index, None, FaultKind::OtherEvidence);
            return None;
        }
        let evidence = Evidence::decode(&opening.evidence);
        if evidence.is_err() {
            self.fault(index, None, FaultKind::MalformedEvidence);
        }
        evidence.ok()
    }

    /// Who signed for this credential.
    fn sign_in(&mut self, index: u64, message: &Credential, sign_in: &SignIn) -> Option<PersonId> {
        let (case, number) = (self.case, Some(sign_in.number));
        let voting = UnixTime(case.election.opens())..=UnixTime(case.closes.0 + case.election.grace());
        if !voting.contains(&sign_in.at) {
            self.fault(index, number, FaultKind::Time);
        }
        if sign_in.ocsp.is_none() {
            self.numbers.without_ocsp += 1;
            if !case.outages.iter().any(|outage| outage.contains(&sign_in.at)) {
                self.fault(index, number, FaultKind::NoOcspAnswer);
            }
        }
        if let Some(first) = self.nonces.insert(sign_in.server_nonce, index) {
            self.fault(index, number, FaultKind::NonceReused { first });
        }
        if !case.election.manifest().eid.origins.contains(&sign_in.origin) {
            self.fault(index, number, FaultKind::Origin);
            return None;
        }
        let outage = CardRevocation::Unchecked(WhyUnchecked::Outage);
        let revocation = sign_in.ocsp.as_deref().map_or(outage, CardRevocation::Recorded);
        let check = |replaces: Option<&CompressedRistretto>| {
            let authorization =
                Authorization::new(case.election.id(), &message.credential, replaces, &sign_in.server_nonce);
            let presented = Presented {
                token: &sign_in.token,
                origin: &sign_in.origin,
                challenge_nonce: &authorization.challenge_nonce(),
                revocation,
                at: sign_in.at,
            };
            case.card.check(&presented).map(|person| (person, authorization))
        };
        match check(message.replaces.as_ref()) {
            Ok((person, authorization)) => {
                let election = case.election.id();
                if possession(election, &message.credential, &authorization, &sign_in.possession).is_err() {
                    self.fault(index, number, FaultKind::Possession);
                }
                Some(person)
            }
            Err(CardRefusal(reason)) => {
                // does the card's answer stand for another `replaces`?
                let own = self.live_of(sign_in.number);
                let signed = [None, own.as_ref()].into_iter().find_map(|replaces| check(replaces).ok());
                let kind = match signed {
                    Some(_) => FaultKind::ReplacesNotSigned,
                    None => FaultKind::Token { reason },
                };
                self.fault(index, number, kind);
                signed.map(|(person, _)| person)
            }
        }
    }

    /// The live credential of the person with this number.
    fn live_of(&self, number: RollNumber) -> Option<CompressedRistretto> {
        let standing = self.people.get(&self.case.roll.elector(number)?.id)?;
        self.chains.get(standing.chain)?.live
    }

    /// The chain whose live credential this is.
    fn live_chain(&self, credential: &CompressedRistretto) -> Option<usize> {
        let id = self.credentials.get(&credential.0)?.chain;
        (self.chains.get(id)?.live == Some(*credential)).then_some(id)
    }

    /// The chain to which a credential belongs.
    fn chain(
        &mut self,
        index: u64,
        message: &Credential,
        person: Option<&PersonId>,
        number: Option<RollNumber>,
    ) -> usize {
        let continued = message.replaces.as_ref().and_then(|replaced| self.live_chain(replaced));
        if message.replaces.is_some() && continued.is_none() {
            self.fault(index, number, FaultKind::ReplacesNotLive);
        }
        let id = continued.unwrap_or(self.chains.len());
        if continued.is_none() {
            self.chains.push(Chain { first: index, ..Chain::default() });
        }
        let Some(person) = person else { return id };
        let owner = self.chains.get(id).and_then(|chain| chain.person.clone());
        if owner.is_some_and(|owner| owner != *person) {
            self.fault(index, number, FaultKind::ChainOfTwo);
        }
        let standing = self.people.get(person).map(|standing| (standing.chain, standing.paper));
        if let Some((chain, paper)) = standing {
            if let Some(revocation) = paper {
                self.fault(index, number, FaultKind::AfterPaper { revocation });
            } else if let Some(other) = self.chains.get(chain).filter(|other| chain != id && !other.ended) {
                let first = other.first;
                self.fault(index, number, FaultKind::SecondChain { first });
            }
        }
        if let Some(chain) = self.chains.get_mut(id) {
            chain.person.get_or_insert_with(|| person.clone());
        }
        self.people
            .insert(person.clone(), Standing { chain: id, paper: standing.and_then(|(_, paper)| paper) });
        id
    }

    fn revocation(&mut self, index: u64, signed: &Signed<Revocation>) {
        let (case, message) = (self.case, &signed.message);
        match message.reason {
            Reason::Paper => self.numbers.revoked_paper += 1,
            Reason::Administrative => self.numbers.revoked_administrative += 1,
        }
        if signed.verify(case.election.id(), case.election.registrar_key()).is_err() {
            self.fault(index, None, FaultKind::RegistrarSignature);
        }
        let evidence = self.evidence(index, &message.credential, Subject::Revocation, message.evidence);
        let number = evidence.as_ref().map(Evidence::number);
        let Some(id) = self.live_chain(&message.credential) else {
            return self.fault(index, number, FaultKind::RevokesNotLive);
        };
        let (mut person, mut of) = (None, None);
        if let Some(chain) = self.chains.get_mut(id) {
            chain.live = None;
            (person, of) = (chain.person.clone(), chain.number);
        }
        if number.is_some_and(|number| of.is_some_and(|of| of != number)) {
            self.fault(index, number, FaultKind::RevokesAnothers);
        }
        let mut caused = evidence.is_some();
        if evidence.as_ref().is_some_and(|evidence| evidence.reason() != Some(message.reason)) {
            self.fault(index, number, FaultKind::WrongEvidence);
            caused = false;
        }
        if let Some(Evidence::Administrative(decision)) = &evidence
            && let Some(officials) = case.officials
            && !decision.officials.iter().all(|official| officials.contains(official))
        {
            self.fault(index, number, FaultKind::NoOfficial);
            caused = false;
        }
        if let Some(Evidence::Paper(paper)) = &evidence {
            self.paper(index, paper);
        }
        match message.reason {
            Reason::Paper => {
                if !case.election.manifest().rules.paper_precedence {
                    self.fault(index, number, FaultKind::PaperWithoutPrecedence);
                }
                if let Some(standing) = person.and_then(|person| self.people.get_mut(&person)) {
                    standing.paper = Some(index);
                }
            }
            Reason::Administrative if caused => {
                if let Some(chain) = self.chains.get_mut(id) {
                    chain.ended = true;
                }
            }
            Reason::Administrative => {}
        }
        self.causes.extend(evidence.map(|evidence| Cause { entry: index, evidence }));
    }

    fn finish(mut self) -> Report {
        self.envelopes();
        let lasting = self.chains.into_iter().filter(|chain| !chain.ended);
        self.faults.extend(lasting.flat_map(|chain| chain.pending));
        let revoked = self.numbers.revoked_paper;
        if let Some(counted) = self.case.paper_counted.filter(|counted| revoked > *counted) {
            let kind = FaultKind::TooManyPaper { revoked, counted };
            self.faults.push(Fault { entry: None, number: None, kind });
        }
        // faults of no single entry come last
        self.faults.sort_by_key(|fault| fault.entry.unwrap_or(u64::MAX));
        self.numbers.people = self.people.len() as u64;
        self.numbers.unused_records = self.case.export.records.len().saturating_sub(self.used.len()) as u64;
        Report { faults: self.faults, numbers: self.numbers, causes: self.causes }
    }
}

/// What a credential says otherwise than the roll.
fn differences(
    roll: &Electorate,
    index: u64,
    message: &Credential,
    person: &PersonId,
    number: Option<RollNumber>,
) -> Vec<Fault> {
    let fault = |kind| Fault { entry: Some(index), number, kind };
    let Some(elector) = roll.find(person) else { return vec![fault(FaultKind::NotOnRoll)] };
    let mut faults = Vec::new();
    if number != Some(elector.number) {
        faults.push(fault(FaultKind::OtherPerson));
    }
    if message.style != elector.style {
        faults.push(fault(FaultKind::Style));
    }
    if message.weight != elector.weight {
        faults.push(fault(FaultKind::Weight { credential: message.weight, roll: elector.weight }));
    }
    faults
}

#[cfg(test)]
mod tests;
