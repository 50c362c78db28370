//! Whether a person may ask for a vote by post now; and if not, what the person can still do.

use jiff::{Span, civil::Date};
use tabella_election::{Election, manifest::UtcTime};
use tabella_identity::UnixTime;
use tabella_roll::{
    Channel, Event, RollEntry,
    channel::{ChannelRefusal, Effects},
    eligibility::{NotEligible, eligible},
    transition,
};

use crate::{
    code::Reference,
    deadline::{DeadlineError, Deadlines, Place, Window, civil, legal_zone, polling_day},
    machine::{State, Step},
    terms::Terms,
};

/// A person who asks, and everything that decides whether that is possible.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The election.
    pub election: &'a Election,
    /// The office's rules.
    pub terms: &'a Terms,
    /// The person's line of the roll, if there is one.
    pub entry: Option<&'a RollEntry>,
    /// How the person votes so far.
    pub channel: Channel,
    /// The person's request that is not over, drafts left out.
    pub open: Option<(&'a Reference, State)>,
    /// The person's request that was taken back after it was approved: a new one is looked at by two officials.
    pub taken_back: Option<&'a Reference>,
    /// When online voting closes, as in force.
    pub closes: UnixTime,
    /// When the request came in: now, or when the letter with it was received.
    pub now: UnixTime,
}

/// Why somebody may not ask.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The election delivers no papers.
    #[error("this election has no vote by post")]
    NotOffered,
    /// Not on the roll.
    #[error("not on the electoral roll of this election")]
    NotOnRoll,
    /// The roll says something that the manifest does not know.
    #[error("the electoral roll's ballot style or weight is none of this election")]
    NotEligible,
    /// Too young on polling day.
    #[error("too young on polling day: old enough from {from}")]
    Minor {
        /// The first day on which the person is old enough.
        from: Date,
    },
    /// Requests are not taken yet.
    #[error("requests are taken from {from}")]
    TooEarly {
        /// The first day.
        from: Date,
    },
    /// Too late, wherever the papers were to go.
    #[error("requests were taken until {until}")]
    TooLate {
        /// The last moment.
        until: UtcTime,
    },
    /// There is a request already.
    #[error("this person has asked for a vote by post already")]
    Duplicate {
        /// Its number; none if it is no longer known.
        reference: Option<Reference>,
    },
    /// Voted online, in an election where that is final.
    #[error("this person votes online, and in this election no vote on paper takes its place")]
    VotedOnline,
    /// Voted on paper.
    #[error("this person's vote on paper counts already")]
    VotedOnPaper,
}

impl Why {
    /// A short name that stays the same.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotOffered => "not-offered",
            Self::NotOnRoll => "not-on-roll",
            Self::NotEligible => "not-eligible",
            Self::Minor { .. } => "minor",
            Self::TooEarly { .. } => "too-early",
            Self::TooLate { .. } => "too-late",
            Self::Duplicate { .. } => "duplicate",
            Self::VotedOnline => "voted-online",
            Self::VotedOnPaper => "voted-on-paper",
        }
    }
}

/// What a person can still do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Vote online.
    VoteOnline {
        /// From when.
        from: UnixTime,
        /// Before when.
        until: UnixTime,
    },
    /// Vote on paper at a polling place.
    VoteAtPollingPlace {
        /// When.
        on: Date,
    },
    /// Look at the request.
    SeeRequest {
        /// Its number.
        reference: Reference,
    },
    /// Take the request back, and ask anew.
    TakeBack {
        /// Its number.
        reference: Reference,
    },
    /// Answer the office's question.
    Answer {
        /// The request's number.
        reference: Reference,
    },
    /// Come back.
    ComeBack {
        /// When.
        on: Date,
    },
    /// Ask the office, which can correct the roll.
    CorrectRoll,
    /// Tell the office, if it was somebody else.
    SayItWasNotMe,
}

impl Remedy {
    /// A short name that stays the same: translations stand under it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::VoteOnline { .. } => "vote-online",
            Self::VoteAtPollingPlace { .. } => "vote-at-polling-place",
            Self::SeeRequest { .. } => "see-request",
            Self::TakeBack { .. } => "take-back",
            Self::Answer { .. } => "answer",
            Self::ComeBack { .. } => "come-back",
            Self::CorrectRoll => "correct-roll",
            Self::SayItWasNotMe => "say-it-was-not-me",
        }
    }
}

/// Why somebody may not ask, and what is left to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refusal {
    /// Why.
    pub why: Why,
    /// The best first.
    pub remedies: Vec<Remedy>,
}

/// Someone who may ask now. The only constructor is [`Asking::permission`].
#[derive(Clone, Debug)]
pub struct Permission<'a> {
    pub(crate) asking: Asking<'a>,
    pub(crate) entry: &'a RollEntry,
    places: Vec<(Place, Deadlines)>,
    channel: Channel,
    effects: Effects,
}

impl<'a> Asking<'a> {
    /// Asks whether this person may ask for a vote by post.
    ///
    /// # Errors
    /// [`Refusal`], or the manifest's own defect.
    pub fn permission(self) -> Result<Result<Permission<'a>, Refusal>, DeadlineError> {
        let mut places = Vec::new();
        for place in Place::ALL {
            places.extend(Deadlines::of(self.election, place)?.map(|deadlines| (place, deadlines)));
        }
        let polling_day = polling_day(self.election)?;
        let today = civil(&legal_zone(self.election)?, self.now.0).date();
        Ok(self.decide(places, polling_day, today).map_err(|why| {
            let remedies = self.remedies(&why, polling_day, today);
            Refusal { why, remedies }
        }))
    }

    fn decide(
        self,
        places: Vec<(Place, Deadlines)>,
        polling_day: Date,
        today: Date,
    ) -> Result<Permission<'a>, Why> {
        let manifest = self.election.manifest();
        let last = places.iter().map(|(_, deadlines)| deadlines.apply_until).max().ok_or(Why::NotOffered)?;
        let entry = self.entry.ok_or(Why::NotOnRoll)?;
        let weighs = (1..=manifest.weight_max).contains(&entry.weight);
        if self.election.style(entry.style.as_str()).is_none() || !weighs {
            return Err(Why::NotEligible);
        }
        // who is born on 29 February comes of age on the 28th
        let birth_date = *entry.person.birth_date.expose();
        let of_age = birth_date.saturating_add(Span::new().years(i64::from(self.terms.voting_age)));
        if of_age > polling_day {
            return Err(Why::Minor { from: of_age });
        }
        if let Some((reference, _)) = self.open {
            return Err(Why::Duplicate { reference: Some(reference.clone()) });
        }
        let (channel, effects) = transition(self.channel, Event::PostalRequested, &manifest.rules).map_err(
            |refusal| match refusal {
                ChannelRefusal::VotedOnPaper => Why::VotedOnPaper,
                ChannelRefusal::OnlineIsFinal => Why::VotedOnline,
                // nothing else refuses a first request
                _ => Why::Duplicate { reference: None },
            },
        )?;
        if let Some(from) = self.terms.requests_from.filter(|from| today < *from) {
            return Err(Why::TooEarly { from });
        }
        let places: Vec<_> = places
            .into_iter()
            .filter(|(_, deadlines)| deadlines.to_apply(self.now) != Window::Over)
            .collect();
        if places.is_empty() {
            return Err(Why::TooLate { until: last });
        }
        Ok(Permission { asking: self, entry, places, channel, effects })
    }

    fn remedies(&self, why: &Why, polling_day: Date, today: Date) -> Vec<Remedy> {
        let mut remedies = Vec::new();
        match why {
            Why::Duplicate { reference: Some(reference) } => {
                let state = self.open.map(|(_, state)| state);
                if state.is_some_and(|state| state.after(Step::Answer).is_some()) {
                    remedies.push(Remedy::Answer { reference: reference.clone() });
                }
                remedies.push(Remedy::SeeRequest { reference: reference.clone() });
                if state.is_some_and(|state| state.after(Step::Withdraw).is_some()) {
                    remedies.push(Remedy::TakeBack { reference: reference.clone() });
                }
            }
            Why::TooEarly { from } => remedies.push(Remedy::ComeBack { on: *from }),
            Why::NotOnRoll | Why::NotEligible => remedies.push(Remedy::CorrectRoll),
            Why::Minor { .. } => return vec![Remedy::CorrectRoll],
            Why::NotOffered
            | Why::TooLate { .. }
            | Why::VotedOnline
            | Why::VotedOnPaper
            | Why::Duplicate { reference: None } => {}
        }
        let manifest = self.election.manifest();
        let admits = |event| transition(self.channel, event, &manifest.rules).is_ok();
        let from = UnixTime(self.election.opens());
        let online = eligible(self.entry, self.election, self.closes, self.channel, self.now);
        if matches!(online, Ok(_) | Err(NotEligible::NotYetOpen { .. })) && admits(Event::CredentialIssued) {
            remedies.push(Remedy::VoteOnline { from, until: self.closes });
        }
        if self.entry.is_some() && today <= polling_day && admits(Event::VotedAtPollingPlace) {
            remedies.push(Remedy::VoteAtPollingPlace { on: polling_day });
        }
        if matches!(why, Why::VotedOnline | Why::VotedOnPaper | Why::Duplicate { .. }) {
            remedies.push(Remedy::SayItWasNotMe);
        }
        remedies
    }
}

impl<'a> Permission<'a> {
    /// The line of the roll.
    pub fn entry(&self) -> &'a RollEntry {
        self.entry
    }

    /// Where papers can still be sent, with the deadlines that hold there.
    pub fn places(&self) -> &[(Place, Deadlines)] {
        &self.places
    }

    /// The deadlines of a place; none if it is too late or not offered.
    pub fn deadlines(&self, place: Place) -> Option<&Deadlines> {
        self.places.iter().find(|(open, _)| *open == place).map(|(_, deadlines)| deadlines)
    }

    /// The channel once the request is in.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// What must happen together with it.
    pub fn effects(&self) -> Effects {
        self.effects
    }

    /// Whether the person holds a credential, which the vote by post would take the place of: told before asking.
    pub fn replaces_online(&self) -> bool {
        self.channel.has_credential()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tabella_roll::{BirthDate, PostalStage};

    use super::*;
    use crate::testing::{World, reference, unix};

    fn names(asking: Asking<'_>) -> (&'static str, Vec<&'static str>) {
        let refusal = asking.permission().unwrap().unwrap_err();
        (refusal.why.name(), refusal.remedies.iter().map(Remedy::name).collect())
    }

    #[test]
    fn in_time_and_on_the_roll() {
        let world = World::new();
        let permission = world.asking().permission().unwrap().unwrap();
        assert_eq!(permission.channel(), Channel::Postal { stage: PostalStage::Requested, online: false });
        assert_eq!(permission.places().len(), 2);
        assert!(!permission.replaces_online());
        let online = Asking { channel: Channel::Online, ..world.asking() };
        assert!(online.permission().unwrap().unwrap().replaces_online());
    }

    #[test]
    fn each_refusal_says_what_is_left() {
        let world = World::new();
        let asking = world.asking();
        let reference = reference(1);
        assert_eq!(names(Asking { entry: None, ..asking }), ("not-on-roll", vec!["correct-roll"]));
        let late = unix("2027-02-12T23:00:00Z");
        let both = vec!["vote-online", "vote-at-polling-place"];
        assert_eq!(names(Asking { now: late, ..asking }), ("too-late", both.clone()));
        // after the polls there is nothing left
        let over = unix("2027-03-09T00:00:00Z");
        assert_eq!(names(Asking { now: over, ..asking }), ("too-late", vec![]));
        let mut other = world.entry.clone();
        other.style = "west".into();
        let ineligible = Asking { entry: Some(&other), ..asking };
        assert_eq!(names(ineligible), ("not-eligible", vec!["correct-roll", "vote-at-polling-place"]));
        let open = |state| Asking {
            open: Some((&reference, state)),
            channel: Channel::Postal { stage: state.stage().unwrap(), online: false },
            ..asking
        };
        let mut see = vec!["see-request", "take-back"];
        see.extend(&both);
        see.push("say-it-was-not-me");
        assert_eq!(names(open(State::Approved)), ("duplicate", see.clone()));
        see.insert(0, "answer");
        assert_eq!(names(open(State::MoreInfoNeeded)), ("duplicate", see));
        assert_eq!(
            names(open(State::EnvelopeReceived)),
            ("duplicate", vec!["see-request", "say-it-was-not-me"])
        );
        assert_eq!(
            names(Asking { channel: Channel::Paper, ..asking }),
            ("voted-on-paper", vec!["say-it-was-not-me"])
        );
        let mut terms = world.terms.clone();
        terms.requests_from = Some(date(2027, 1, 16));
        let early = Asking { terms: &terms, ..asking };
        let (why, remedies) = names(early);
        assert_eq!((why, remedies[0]), ("too-early", "come-back"));
        terms.requests_from = Some(date(2027, 1, 15));
        assert!(Asking { terms: &terms, ..asking }.permission().unwrap().is_ok());
    }

    #[test]
    fn where_online_is_final_nobody_asks_after_it() {
        let world = World::with_rules(false);
        let asking = Asking { channel: Channel::Online, ..world.asking() };
        // the same credential may be replaced: the person votes online again
        assert_eq!(names(asking), ("voted-online", vec!["vote-online", "say-it-was-not-me"]));
        assert!(world.asking().permission().unwrap().is_ok());
    }

    #[test]
    fn of_age_on_polling_day() {
        let mut world = World::new();
        // polling day is 7 March 2027
        for (born, of_age) in [(date(2009, 3, 7), true), (date(2009, 3, 8), false), (date(2008, 2, 29), true)]
        {
            world.entry.person.birth_date = BirthDate::new(born);
            let permission = world.asking().permission().unwrap();
            assert_eq!(permission.is_ok(), of_age, "{born}");
            if let Err(refusal) = permission {
                assert_eq!(refusal.why, Why::Minor { from: date(2027, 3, 8) });
                assert_eq!(refusal.remedies, [Remedy::CorrectRoll]);
            }
        }
    }

    #[test]
    fn a_place_closes_before_the_other() {
        let world = World::new();
        let now = unix("2027-01-26T23:00:00Z");
        let permission = Asking { now, ..world.asking() }.permission().unwrap().unwrap();
        assert!(permission.deadlines(Place::Home).is_some());
        assert!(permission.deadlines(Place::Abroad).is_none());
    }
}
