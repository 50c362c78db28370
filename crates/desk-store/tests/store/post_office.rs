//! People who ask for a vote by post, and the office that decides.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicU64, Ordering},
};

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use tabella_crypto::ElectionId;
use tabella_desk_store::{
    About, DeskPool, Filing, Line, NewEntry, PostalCase, PostalOffice, PostalRefused, Role, Stepped, Whose,
};
use tabella_election::{Election, message::Reason as Why};
use tabella_identity::{
    Configuration, Country, PersonId, Revocation, UnixTime,
    demo::{DemoAuthority, DemoStatus},
    ocsp, signing,
};
use tabella_postal::{
    Act, Actor, AddressForm, Asking, Consent, DeliverTo, Duration, Form, How, Official, OnBehalf, Reason,
    Reference, Request, Signed, Step, Terms, alarm::Limits, document,
};
use tabella_roll::RollNumber;

use crate::support::{CANARY, election, key, new_entry, official, person_id};

/// 15 January 2027: in time for every place.
pub(crate) const JANUARY: UnixTime = UnixTime(1_800_014_400);

/// An office with its rules.
pub(crate) struct Office {
    pub(crate) election: Election,
    pub(crate) terms: Terms,
    pub(crate) limits: Limits,
    /// Whether a population register is asked.
    pub(crate) asks_register: bool,
}

impl Office {
    /// Paper has precedence.
    pub(crate) fn new() -> Self {
        Self::of(election())
    }

    /// Who has chosen to vote online votes online.
    pub(crate) fn where_online_is_final() -> Self {
        let text = String::from_utf8(election().bytes().to_vec()).unwrap();
        let (before, after) = text.split_once("\"paper_precedence\"").unwrap();
        let text = format!("{before}\"paper_precedence\"{}", after.replacen("true", "false", 1));
        let office = Self::of(Election::parse(text.as_bytes()).unwrap());
        assert!(!office.election.manifest().rules.paper_precedence);
        office
    }

    pub(crate) fn of(election: Election) -> Self {
        Self {
            election,
            terms: Terms::new(Country::new("LU").unwrap()),
            limits: Limits::default(),
            asks_register: false,
        }
    }

    pub(crate) fn id(&self) -> &ElectionId {
        self.election.id()
    }

    pub(crate) fn rules(&self) -> PostalOffice<'_> {
        PostalOffice {
            election: &self.election,
            terms: &self.terms,
            limits: &self.limits,
            asks_register: self.asks_register,
        }
    }

    /// What an official enters at the counter.
    pub(crate) async fn enter(
        &self,
        store: &DeskPool,
        person: u64,
        form: &Form,
        reference: &Reference,
    ) -> Result<Request, PostalRefused<Infallible>> {
        let counter = OnBehalf::new(How::Counter, "passport seen", JANUARY).unwrap();
        let consent = Consent::OnBehalf(counter);
        let filing = Filing { by: clerk(), from: None, ..filing(person, form, reference, &consent) };
        store.file_postal(&self.rules(), &filing, Role::Helpdesk, &mut fresh()).await
    }

    /// The person signs what is to be signed, and files it.
    pub(crate) async fn file(
        &self,
        store: &DeskPool,
        person: u64,
        form: &Form,
        reference: &Reference,
    ) -> Result<Request, PostalRefused<Infallible>> {
        let consent = self.signed(store, person, form, reference).await;
        let filing = filing(person, form, reference, &consent);
        store.file_postal(&self.rules(), &filing, Role::PostalOfficer, &mut fresh()).await
    }

    /// A signature over the request as it would be if nothing stood in its way.
    pub(crate) async fn signed(
        &self,
        store: &DeskPool,
        person: u64,
        form: &Form,
        reference: &Reference,
    ) -> Consent {
        let line = store.find(self.id(), &person_id(person)).await.unwrap().unwrap();
        let asking = Asking {
            election: &self.election,
            terms: &self.terms,
            entry: Some(&line.entry),
            channel: tabella_roll::Channel::Undecided,
            open: None,
            taken_back: None,
            closes: UnixTime(self.election.closes()),
            now: JANUARY,
        };
        let permission = asking.permission().unwrap().unwrap();
        let request = permission.request(form, None, reference.clone()).unwrap();
        let document = document::of(&request, &line.entry, &self.election, "en");
        sign(&person_id(person), document)
    }

    /// A step that an official takes, with a second one where two are needed.
    pub(crate) async fn step(
        &self,
        store: &DeskPool,
        reference: &Reference,
        step: Step,
    ) -> Result<Stepped, PostalRefused<&'static str>> {
        let reason = step.reasons().next();
        let act = Act { reason, second: Some(other()), ..Act::new(decider(), JANUARY) };
        self.act(store, reference, step, &act).await
    }

    pub(crate) async fn act(
        &self,
        store: &DeskPool,
        reference: &Reference,
        step: Step,
        act: &Act,
    ) -> Result<Stepped, PostalRefused<&'static str>> {
        let role = Role::PostalOfficer;
        store.step_postal(&self.rules(), reference, step, act, role, None, revocation, &mut fresh()).await
    }

    /// All of these steps.
    pub(crate) async fn go(&self, store: &DeskPool, reference: &Reference, steps: &[Step]) -> Stepped {
        let mut last = None;
        for step in steps {
            last = Some(self.step(store, reference, *step).await.unwrap());
        }
        last.unwrap()
    }

    pub(crate) async fn case(&self, store: &DeskPool, reference: &Reference) -> PostalCase {
        store.postal_case(self.id(), reference).await.unwrap().unwrap()
    }
}

/// A filing by the person, from a network that many share.
fn filing<'a>(person: u64, form: &'a Form, reference: &'a Reference, consent: &'a Consent) -> Filing<'a> {
    Filing {
        whose: Whose::Person(key().person(&person_id(person))),
        form,
        attachment: None,
        reference,
        consent,
        by: Actor::Citizen,
        language: "en",
        from: Some("192.0.2.7".parse().unwrap()),
        received: JANUARY,
        closes: UnixTime(1_900_000_000),
        now: JANUARY,
    }
}

fn sign(signer: &PersonId, text: document::Document) -> Consent {
    let authority = DemoAuthority::new();
    let origin = "https://vote.example.org".to_owned();
    let configuration = Configuration::demo(vec![origin], vec![authority.anchor()]).unwrap();
    let bytes = text.expose().as_bytes();
    let signature = authority.card(signer, "Given", "Surname").sign(bytes);
    let nonce = ocsp::Nonce::from_bytes(&[4; 32]).unwrap();
    let unconfirmed = signing::check(bytes, &signature, signer, &configuration, JANUARY).unwrap();
    let answer = authority.respond(&unconfirmed.ocsp_request(&nonce), DemoStatus::Good, JANUARY);
    let revocation = Revocation::Answered { answer: &answer, nonce: &nonce };
    let verified = unconfirmed.confirm(revocation, JANUARY).unwrap();
    Consent::Signed(Signed::keep(text, signature, Some(answer), &verified))
}

/// A form that is right: papers go to the registered address.
pub(crate) fn form() -> Form {
    Form {
        place_of_birth: CANARY.into(),
        deliver_to: Some(DeliverTo::Registered),
        duration: Some(Duration::Election),
        language: "en".into(),
        email: format!("{CANARY}@example.org"),
        declared: true,
        ..Form::default()
    }
}

/// The same, with papers to one address for all.
pub(crate) fn form_to(street: &str, email: &str) -> Form {
    let address = AddressForm {
        country: "LU".into(),
        street: street.into(),
        city: "Esch".into(),
        postal_code: "4001".into(),
        ..AddressForm::default()
    };
    Form { deliver_to: Some(DeliverTo::Home), address, email: email.into(), ..form() }
}

pub(crate) fn reference(number: u64) -> Reference {
    Reference::generate(&mut ChaCha20Rng::seed_from_u64(number))
}

/// Another one each time: codes of packs come from it.
pub(crate) fn fresh() -> ChaCha20Rng {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    ChaCha20Rng::seed_from_u64(CALLS.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn clerk() -> Actor {
    Actor::Official(Official(*official(7).as_bytes()))
}

pub(crate) fn decider() -> Actor {
    Actor::Official(Official(*official(1).as_bytes()))
}

pub(crate) fn other() -> Official {
    Official(*official(2).as_bytes())
}

#[expect(clippy::unnecessary_wraps, reason = "as the store asks for it")]
fn revocation(line: &Line, reason: Why) -> Result<NewEntry, &'static str> {
    Ok(new_entry(About::Revocation { credential: line.live.unwrap(), reason }))
}

pub(crate) fn because(actor: Actor, reason: Reason, words: &str) -> Act {
    Act::new(actor, JANUARY).because(reason, words)
}

pub(crate) async fn line(store: &DeskPool, office: &Office, person: u64) -> Line {
    store.line(office.id(), RollNumber(person)).await.unwrap()
}
