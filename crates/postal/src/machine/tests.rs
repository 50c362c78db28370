use std::collections::BTreeSet;

use proptest::prelude::*;
use tabella_election::manifest::VotingRules;
use tabella_identity::UnixTime;
use tabella_roll::{Channel, Event, PostalStage, transition};

use super::*;
use crate::register::{Standing, Verdict};

const NOW: UnixTime = UnixTime(1_800_000_000);
const ONE: Official = Official([1; 32]);
const OTHER: Official = Official([2; 32]);

/// Facts and an act with which a step that the table allows is always taken.
fn willing(state: State, step: Step) -> (Act, Facts) {
    let over = UnixTime(NOW.0 - 1);
    let facts = match step {
        Step::Expire => Facts { expires: Some(over), ..Facts::default() },
        _ => Facts::default(),
    };
    let actor = match step {
        Step::Submit | Step::Answer | Step::Withdraw | Step::Cure => Actor::Citizen,
        Step::Expire | Step::Supersede => Actor::System,
        _ => Actor::Official(ONE),
    };
    let act = Act { reason: step.reasons().next(), ..Act::new(actor, NOW) };
    assert!(state.after(step).is_none() || state.step(step, &act, &facts).is_ok(), "{state:?} {step:?}");
    (act, facts)
}

#[test]
fn words_are_names() {
    for state in State::ALL {
        assert_eq!(State::from_name(state.name()), Some(*state));
    }
    for step in Step::ALL {
        assert_eq!(Step::from_name(step.name()), Some(*step));
    }
    for reason in Reason::ALL {
        assert_eq!(Reason::from_name(reason.name()), Some(*reason));
    }
    assert_eq!(
        (State::from_name("lost"), Step::from_name("lose"), Reason::from_name("")),
        (None, None, None)
    );
}

/// The table as a picture: a change of it is seen here.
#[test]
fn the_whole_table() {
    let mut lines = Vec::new();
    for state in State::ALL {
        let steps = Step::ALL.iter().filter_map(|step| Some((step, state.after(*step)?)));
        let steps: Vec<_> = steps.map(|(step, to)| format!("{}→{}", step.name(), to.name())).collect();
        lines.push(format!("{}: {}", state.name(), steps.join(" ")).trim_end().to_owned());
    }
    assert_eq!(lines.join("\n"), include_str!("table.txt").trim_end());
}

#[test]
fn every_state_is_reached_and_every_way_ends() {
    let mut reached = BTreeSet::from([State::Draft]);
    loop {
        let next: BTreeSet<State> = reached
            .iter()
            .flat_map(|state| Step::ALL.iter().filter_map(|step| state.after(*step)))
            .chain(reached.iter().copied())
            .collect();
        if next == reached {
            break;
        }
        reached = next;
    }
    assert_eq!(reached.len(), State::ALL.len());
    let ends = [
        State::Accepted,
        State::Rejected,
        State::Withdrawn,
        State::Refused,
        State::Expired,
        State::Superseded,
    ];
    for state in State::ALL {
        assert_eq!(state.is_final(), ends.contains(state), "{state:?}");
        assert_eq!(state.ahead().is_empty(), state.is_final(), "{state:?}");
        assert!(state.stage().is_none() || !state.is_final());
    }
}

/// Everything that is not in the table is refused by name, and changes nothing.
#[test]
fn the_stored_form_refuses_what_does_not_compile() {
    let mut refused = 0;
    for state in State::ALL {
        for step in Step::ALL {
            let (act, facts) = willing(*state, *step);
            if let Some(to) = state.after(*step) {
                assert_eq!(state.step(*step, &act, &facts).unwrap().to, to);
            } else {
                let illegal = StepRefusal::Illegal { state: *state, step: *step };
                assert_eq!(state.step(*step, &act, &facts), Err(illegal));
                refused += 1;
            }
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn a_case_from_draft_to_counted() {
    let citizen = Act::new(Actor::Citizen, NOW);
    let official = Act::new(Actor::Official(ONE), NOW);
    let facts = Facts::default();
    let case = Case::<at::Draft>::found(State::Draft).unwrap();
    let case = case.submit(&citizen, &facts).unwrap().take_up(&official, &facts).unwrap();
    let case = case.approve(&official, &facts).unwrap().queue(&official, &facts).unwrap();
    let case = case.print(&official, &facts).unwrap().dispatch(&official, &facts).unwrap();
    let case = case.deliver(&citizen, &facts).unwrap().receive(&official, &facts).unwrap();
    let unsigned = official.clone().because(Reason::NotSigned, "");
    let case = case.set_aside(&unsigned, &facts).unwrap().cure(&citizen, &facts).unwrap();
    let case = case.accept(&official, &facts).unwrap();
    assert_eq!((case.state(), case.moves().len()), (State::Accepted, 11));
    let other = OtherState { expected: State::Draft, found: State::Accepted };
    assert_eq!(Case::<at::Draft>::found(State::Accepted), Err(other));
}

#[test]
fn who_may_take_which_step() {
    for step in Step::ALL {
        let state = State::ALL.iter().find(|state| state.after(*step).is_some()).unwrap();
        let (act, facts) = willing(*state, *step);
        let allowed = [Actor::Citizen, Actor::Official(ONE), Actor::System].map(|actor| {
            let act = Act { actor, ..act.clone() };
            state.step(*step, &act, &facts) != Err(StepRefusal::Actor(actor))
        });
        let expected = match step {
            Step::Submit | Step::Answer | Step::Withdraw | Step::Cure => [true, true, false],
            Step::Deliver => [true, true, true],
            Step::Expire | Step::Supersede => [false, false, true],
            // by itself only what was not mended: see below
            _ => [false, true, false],
        };
        assert_eq!(allowed, expected, "{step:?}");
    }
}

/// Attacks G01, G02 and G05.
#[test]
fn four_eyes() {
    let facts = Facts {
        entered_by: Some(ONE),
        two_officials: vec![Step::Approve, Step::Reissue],
        ..Facts::default()
    };
    let approve = |act: &Act| State::UnderReview.step(Step::Approve, act, &facts).map(|_| ());
    let by = |official| Act::new(Actor::Official(official), NOW);
    assert_eq!(approve(&by(OTHER)), Err(StepRefusal::TwoOfficials));
    assert_eq!(approve(&by(OTHER).with(OTHER)), Err(StepRefusal::OneOfficial));
    assert_eq!(approve(&by(ONE).with(OTHER)), Err(StepRefusal::OwnEntry));
    assert_eq!(approve(&by(OTHER).with(ONE)), Err(StepRefusal::OwnEntry));
    assert_eq!(approve(&by(OTHER).with(Official([3; 32]))), Ok(()));
    let refuse = by(ONE).because(Reason::Incomplete, "");
    assert_eq!(State::UnderReview.step(Step::Refuse, &refuse, &facts), Err(StepRefusal::OwnEntry));
    let reissue = by(ONE).because(Reason::Lost, "");
    assert_eq!(State::Dispatched.step(Step::Reissue, &reissue, &facts), Err(StepRefusal::TwoOfficials));
    assert!(State::Dispatched.step(Step::Reissue, &reissue.with(OTHER), &facts).is_ok());
    // a step for which one is enough
    assert!(State::Printed.step(Step::Dispatch, &by(ONE), &facts).is_ok());
}

/// What the population register has not confirmed is approved by two, who say why, and know what it said.
#[test]
fn ahead_of_the_register() {
    let approve = |register, act: &Act| {
        let facts = Facts { register, ..Facts::default() };
        State::UnderReview.step(Step::Approve, act, &facts).map(|_| ())
    };
    let one = Act::new(Actor::Official(ONE), NOW);
    let said = |words: &str| Act { words: words.into(), ..one.clone() };
    for standing in Standing::ALL {
        // what was decided on is what it says now, or now it says nothing against it
        for seen in Standing::ALL {
            let act = Act { seen: Some(seen), ..said("known here").with(OTHER) };
            let known = standing.is_clean() || seen == standing;
            let expected = if known { Ok(()) } else { Err(StepRefusal::RegisterSaid) };
            assert_eq!(approve(standing, &act), expected, "{seen:?} {standing:?}");
        }
        if !standing.needs_two() {
            assert_eq!(approve(standing, &one), Ok(()), "{standing:?}");
            continue;
        }
        assert_eq!(approve(standing, &one.clone().with(OTHER)), Err(StepRefusal::Unconfirmed));
        assert_eq!(approve(standing, &said(" ")), Err(StepRefusal::Unconfirmed));
        assert_eq!(approve(standing, &said("known here")), Err(StepRefusal::TwoOfficials));
        assert_eq!(approve(standing, &said("known here").with(ONE)), Err(StepRefusal::OneOfficial));
        assert_eq!(approve(standing, &said("known here").with(OTHER)), Ok(()));
        // it stands in the way of nothing else
        let facts = Facts { register: standing, ..Facts::default() };
        let refuse = one.clone().because(Reason::Incomplete, "");
        assert!(State::UnderReview.step(Step::Refuse, &refuse, &facts).is_ok());
        assert!(State::Approved.step(Step::Queue, &one, &facts).is_ok());
    }
    // a difference that came after the page was read: alone, and as a proposal
    let differs = Standing::Said(Verdict::Differs);
    let waited = Act { seen: Some(Standing::Waits), ..one.clone() };
    assert_eq!(approve(differs, &waited), Err(StepRefusal::RegisterSaid));
    assert_eq!(approve(differs, &waited.with(OTHER)), Err(StepRefusal::RegisterSaid));
    assert_eq!(approve(differs, &Act { seen: Some(differs), ..one }), Ok(()));
}

#[test]
fn reasons_from_the_list() {
    let facts = Facts::default();
    let refuse = |act: &Act| State::UnderReview.step(Step::Refuse, act, &facts).map(|step| step.reason);
    let act = Act::new(Actor::Official(ONE), NOW);
    assert_eq!(refuse(&act), Err(StepRefusal::NoReason));
    assert_eq!(refuse(&act.clone().because(Reason::Lost, "")), Err(StepRefusal::OtherReason));
    assert_eq!(refuse(&act.clone().because(Reason::Other, " ")), Err(StepRefusal::NoWords));
    assert_eq!(refuse(&act.clone().because(Reason::Other, "deceased")), Ok(Some(Reason::Other)));
    let needless = act.because(Reason::Other, "x");
    assert_eq!(State::Approved.step(Step::Queue, &needless, &facts), Err(StepRefusal::OtherReason));
    let hidden: Vec<_> = Reason::ALL.iter().filter(|reason| reason.shown().is_none()).collect();
    assert_eq!(hidden, [&Reason::SuspectedFraud]);
}

#[test]
fn time_for_an_answer() {
    let facts = Facts { answer_until: Some(NOW), expires: Some(NOW), ..Facts::default() };
    let late = UnixTime(NOW.0 + 1);
    for (state, step) in [(State::MoreInfoNeeded, Step::Answer), (State::Deficient, Step::Cure)] {
        let citizen = |at| Act::new(Actor::Citizen, at);
        assert!(state.step(step, &citizen(NOW), &facts).is_ok());
        assert_eq!(state.step(step, &citizen(late), &facts), Err(StepRefusal::TooLate));
    }
    let system = |at| Act::new(Actor::System, at);
    assert_eq!(State::Submitted.step(Step::Expire, &system(NOW), &facts), Err(StepRefusal::NotYet));
    assert!(State::Submitted.step(Step::Expire, &system(late), &facts).is_ok());
    // nothing expires of which it is not known when
    assert_eq!(
        State::Submitted.step(Step::Expire, &system(late), &Facts::default()),
        Err(StepRefusal::NotYet)
    );
    let reject = |state: State, at| {
        state.step(Step::Reject, &system(at).because(Reason::NoResponse, ""), &facts).map(|step| step.to)
    };
    assert_eq!(reject(State::Deficient, NOW), Err(StepRefusal::NotYet));
    assert_eq!(reject(State::Deficient, late), Ok(State::Rejected));
    assert_eq!(reject(State::EnvelopeReceived, late), Err(StepRefusal::Actor(Actor::System)));
}

proptest! {
    /// Whatever happens in whatever order: a request and its line on the roll agree on where the vote is, and the roll never
    /// refuses what the table allows.
    #[test]
    fn machine_and_roll_agree(
        steps in proptest::collection::vec(0..Step::ALL.len(), 0..60),
        paper_precedence: bool,
    ) {
        let rules = VotingRules { revoting: true, paper_precedence };
        let (mut state, mut channel) = (State::Draft, Channel::Undecided);
        for step in steps {
            let step = Step::ALL[step];
            let (act, facts) = willing(state, step);
            let Ok(moved) = state.step(step, &act, &facts) else {
                prop_assert_eq!(state.after(step), None);
                continue;
            };
            if step == Step::Supersede {
                // it follows from what the person did elsewhere
                let (next, effects) = transition(channel, Event::VotedAtPollingPlace, &rules).unwrap();
                prop_assert!(effects.supersede_postal);
                channel = next;
            }
            if let Some(event) = moved.event() {
                let after = transition(channel, event, &rules);
                prop_assert!(after.is_ok(), "{:?} {:?} {:?}", channel, moved, after);
                channel = after.unwrap().0;
            }
            state = moved.to;
            let stage = match channel {
                Channel::Postal { stage, .. } => Some(stage),
                _ => None,
            };
            // a pack that never came back stays out
            let out = state == State::Expired && stage == Some(PostalStage::Dispatched);
            prop_assert!(stage == state.stage() || out, "{:?} {:?}", state, channel);
        }
        prop_assert_eq!(channel == Channel::Paper, matches!(state, State::Accepted | State::Superseded));
    }
}
