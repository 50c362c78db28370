//! Who takes a step, and whether they may.

use tabella_identity::UnixTime;
use tabella_roll::Event;

use super::{Reason, State, Step};
use crate::{deadline::Place, register::Standing, request::Request, terms::Terms};

/// An official, as the data log knows them: a keyed hash of the personal code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Official(pub [u8; 32]);

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// The person whose request it is.
    Citizen,
    /// An official.
    Official(Official),
    /// A program by itself: a deadline, a way of voting that excludes this one, the post's tracking.
    System,
}

impl Actor {
    /// A short name that stays the same.
    pub fn name(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Official(_) => "official",
            Self::System => "system",
        }
    }
}

/// A step as somebody takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub actor: Actor,
    /// The second official, where two are needed.
    pub second: Option<Official>,
    /// Why, from the list.
    pub reason: Option<Reason>,
    /// Why, in words: shown to the person.
    pub words: String,
    /// What the population register had said when this was decided; none where nobody looked.
    pub seen: Option<Standing>,
    /// When.
    pub at: UnixTime,
}

impl Act {
    /// A step without a reason.
    pub fn new(actor: Actor, at: UnixTime) -> Self {
        Self { actor, second: None, reason: None, words: String::new(), seen: None, at }
    }

    /// With a reason.
    #[must_use]
    pub fn because(self, reason: Reason, words: &str) -> Self {
        Self { reason: Some(reason), words: words.into(), ..self }
    }

    /// With a second official.
    #[must_use]
    pub fn with(self, second: Official) -> Self {
        Self { second: Some(second), ..self }
    }
}

/// What of a request decides who may take a step, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The official who entered it on behalf of the person; none if the person filed it.
    pub entered_by: Option<Official>,
    /// Steps that take two officials.
    pub two_officials: Vec<Step>,
    /// Until when the person may answer or mend, in this state.
    pub answer_until: Option<UnixTime>,
    /// From when it may expire; none: not yet known.
    pub expires: Option<UnixTime>,
    /// What the population register says.
    pub register: Standing,
}

impl Facts {
    /// The facts of a request. Two officials approve what goes abroad where the rules say so, what takes the place of an
    /// approved request (attack G02), and what an alarm names (attack G01).
    pub fn of(request: &Request, terms: &Terms, alarmed: bool) -> Self {
        let mut two_officials: Vec<Step> = terms.four_eyes.iter().copied().collect();
        let abroad = terms.four_eyes_abroad && request.deliver_to().place() == Place::Abroad;
        if (abroad || request.replaces().is_some() || alarmed) && !two_officials.contains(&Step::Approve) {
            two_officials.push(Step::Approve);
        }
        Self { two_officials, ..Self::default() }
    }
}

/// A step that was taken, to be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// From where.
    pub from: State,
    /// Which.
    pub step: Step,
    /// To where.
    pub to: State,
    /// Who.
    pub actor: Actor,
    /// The second official.
    pub second: Option<Official>,
    /// Why.
    pub reason: Option<Reason>,
    /// When.
    pub at: UnixTime,
}

impl Move {
    /// What it is for the roll: to be put through [`tabella_roll::transition`] in the same transaction. None for steps that no
    /// other way of voting has to know of, and for those that followed from one.
    pub fn event(&self) -> Option<Event> {
        match (self.step, self.from.stage()) {
            (Step::Submit, _) => Some(Event::PostalRequested),
            (Step::Approve, _) => Some(Event::PostalApproved),
            (Step::Refuse, _) => Some(Event::PostalRefused),
            // a pack that is out stays so on the roll: whoever has it could still send it
            (Step::Withdraw, Some(_)) => Some(Event::PostalWithdrawn),
            (Step::Expire, Some(stage)) if stage != tabella_roll::PostalStage::Dispatched => {
                Some(Event::PostalWithdrawn)
            }
            (Step::Dispatch | Step::Reissue, _) => Some(Event::PostalDispatched),
            (Step::ReturnUndelivered, _) => Some(Event::PostalUndelivered),
            (Step::Receive, _) => Some(Event::PostalReturned),
            (Step::Accept, _) => Some(Event::PostalAccepted),
            (Step::Reject, _) => Some(Event::PostalRejected),
            (
                Step::TakeUp
                | Step::Ask
                | Step::Answer
                | Step::Withdraw
                | Step::Queue
                | Step::Print
                | Step::Deliver
                | Step::SetAside
                | Step::Cure
                | Step::Expire
                | Step::Supersede,
                _,
            ) => None,
        }
    }
}

/// Why a step is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefusal {
    /// Not in the table.
    #[error("{step:?} does not follow on {state:?}")]
    Illegal {
        /// Where the request is.
        state: State,
        /// What was to be done.
        step: Step,
    },
    /// Not this one's to take.
    #[error("{} may not take this step", .0.name())]
    Actor(Actor),
    /// Without a reason.
    #[error("choose a reason")]
    NoReason,
    /// With a reason that is not one of this step.
    #[error("this is no reason for this step")]
    OtherReason,
    /// Other, and no words.
    #[error("say in words what the other reason is")]
    NoWords,
    /// One official where two are needed.
    #[error("two officials are needed")]
    TwoOfficials,
    /// One person cannot be two.
    #[error("both officials are one person")]
    OneOfficial,
    /// The population register has not confirmed the request, and nobody says why it is approved all the same.
    #[error("the population register has not confirmed this: two officials approve it, and say why in words")]
    Unconfirmed,
    /// The population register has said something else since.
    #[error("the population register has said something else since: look at the request again")]
    RegisterSaid,
    /// Who entered a request does not decide on it.
    #[error("who entered a request for somebody does not decide on it")]
    OwnEntry,
    /// Time is left.
    #[error("not before its time is over")]
    NotYet,
    /// No time is left.
    #[error("the time for this is over")]
    TooLate,
}

impl StepRefusal {
    /// A short name that stays the same.
    pub fn name(self) -> &'static str {
        match self {
            Self::Illegal { .. } => "illegal-step",
            Self::Actor(_) => "not-yours",
            Self::NoReason => "no-reason",
            Self::OtherReason => "other-reason",
            Self::NoWords => "no-words",
            Self::TwoOfficials => "two-officials",
            Self::OneOfficial => "one-official",
            Self::Unconfirmed => "unconfirmed",
            Self::RegisterSaid => "register-said",
            Self::OwnEntry => "own-entry",
            Self::NotYet => "not-yet",
            Self::TooLate => "too-late",
        }
    }
}

impl Step {
    /// Whether somebody of this kind takes it at all. Officials enter what the person says at the counter, by telephone or on
    /// paper.
    fn is_of(self, actor: Actor) -> bool {
        match self {
            Self::Submit | Self::Answer | Self::Withdraw | Self::Cure => !matches!(actor, Actor::System),
            Self::Deliver => true,
            Self::Expire | Self::Supersede => matches!(actor, Actor::System),
            // the time to mend it ran out
            Self::Reject => !matches!(actor, Actor::Citizen),
            Self::TakeUp
            | Self::Ask
            | Self::Approve
            | Self::Refuse
            | Self::Queue
            | Self::Print
            | Self::Dispatch
            | Self::ReturnUndelivered
            | Self::Reissue
            | Self::Receive
            | Self::Accept
            | Self::SetAside => matches!(actor, Actor::Official(_)),
        }
    }
}

impl Act {
    pub(super) fn check(&self, state: State, step: Step, facts: &Facts) -> Result<(), StepRefusal> {
        if !step.is_of(self.actor) {
            return Err(StepRefusal::Actor(self.actor));
        }
        self.check_reason(step)?;
        self.check_time(state, step, facts)?;
        let Actor::Official(first) = self.actor else { return Ok(()) };
        if self.second == Some(first) {
            return Err(StepRefusal::OneOfficial);
        }
        let approves = step == Step::Approve;
        // even what one official alone may approve is approved by who has seen it
        let unclean = approves && !facts.register.is_clean();
        if unclean && self.seen.is_some_and(|seen| seen != facts.register) {
            return Err(StepRefusal::RegisterSaid);
        }
        let unconfirmed = approves && facts.register.needs_two();
        if unconfirmed && self.words.trim().is_empty() {
            return Err(StepRefusal::Unconfirmed);
        }
        if self.second.is_none() && (unconfirmed || facts.two_officials.contains(&step)) {
            return Err(StepRefusal::TwoOfficials);
        }
        // attack G05
        let decides = matches!(step, Step::Approve | Step::Refuse);
        if decides && facts.entered_by.is_some_and(|by| by == first || Some(by) == self.second) {
            return Err(StepRefusal::OwnEntry);
        }
        Ok(())
    }

    fn check_reason(&self, step: Step) -> Result<(), StepRefusal> {
        match self.reason {
            Some(reason) if !reason.is_for(step) => Err(StepRefusal::OtherReason),
            Some(Reason::Other) if self.words.trim().is_empty() => Err(StepRefusal::NoWords),
            None if step.reasons().next().is_some() => Err(StepRefusal::NoReason),
            _ => Ok(()),
        }
    }

    fn check_time(&self, state: State, step: Step, facts: &Facts) -> Result<(), StepRefusal> {
        let over = |until: Option<UnixTime>| until.is_some_and(|until| self.at > until);
        let system = self.actor == Actor::System;
        match step {
            Step::Answer | Step::Cure if over(facts.answer_until) => Err(StepRefusal::TooLate),
            Step::Expire if !over(facts.expires) => Err(StepRefusal::NotYet),
            // by itself a program rejects only what was not mended
            Step::Reject if system && state != State::Deficient => Err(StepRefusal::Actor(self.actor)),
            Step::Reject if system && !over(facts.answer_until) => Err(StepRefusal::NotYet),
            _ => Ok(()),
        }
    }
}
