use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

const PAPER_WINS: VotingRules = VotingRules { revoting: true, paper_precedence: true };
const ONE_WAY: VotingRules = VotingRules { revoting: true, paper_precedence: false };

/// Every state × event: the next state with its effects (`!` revoke with `paper`, `×` the postal vote ends), or the reason why
/// not. Columns in the order of `Event::ALL`.
fn table(rules: VotingRules) -> String {
    let mut lines = String::new();
    for channel in Channel::all() {
        for event in Event::ALL {
            let cell = match transition(channel, event, &rules) {
                Err(refusal) => format!("({})", refusal.name()),
                Ok((next, effects)) => {
                    let revoke = if effects.revoke == Some(Reason::Paper) { "!" } else { "" };
                    let supersede = if effects.supersede_postal { "×" } else { "" };
                    format!("{next}{revoke}{supersede}")
                }
            };
            writeln!(lines, "{channel} {event:?} {cell}").unwrap();
        }
    }
    lines
}

#[test]
fn every_state_and_event_where_paper_wins() {
    assert_eq!(table(PAPER_WINS), include_str!("paper_wins.txt"));
}

#[test]
fn every_state_and_event_where_paper_does_not_win() {
    assert_eq!(table(ONE_WAY), include_str!("one_way.txt"));
}

#[test]
fn names_are_read_back() {
    for channel in Channel::all() {
        assert_eq!(channel.to_string().parse(), Ok(channel));
    }
    assert_eq!(Channel::all().count(), 13);
    assert_eq!("postal".parse::<Channel>(), Err(ParseChannelError));
}

/// What the world outside knows, kept by the effects alone.
#[derive(Default)]
struct World {
    live: bool,
    paper_counted: u32,
    paper_revocations: u32,
}

fn run(rules: VotingRules, events: &[Event]) -> (Channel, World) {
    let (mut channel, mut world) = (Channel::Undecided, World::default());
    for event in events {
        let admitted = transition(channel, Event::CredentialIssued, &rules).is_ok();
        let Ok((next, effects)) = transition(channel, *event, &rules) else { continue };
        match event {
            Event::CredentialIssued => world.live = true,
            Event::CredentialRevoked => {
                assert!(world.live);
                world.live = false;
            }
            Event::PostalAccepted | Event::VotedAtPollingPlace => world.paper_counted += 1,
            _ => {}
        }
        if effects.revoke.is_some() {
            assert!(world.live, "nothing to revoke");
            world.live = false;
            world.paper_revocations += 1;
        }
        assert!(admitted || *event != Event::CredentialIssued);
        let admits = transition(next, Event::CredentialIssued, &rules).is_ok();
        assert_eq!(effects.refuse_credentials, !admits);
        assert!(u32::from(world.live) + world.paper_counted <= 1, "two votes after {event:?}");
        assert_eq!(next.has_credential(), world.live);
        assert_eq!(next == Channel::Paper, world.paper_counted == 1);
        assert!(rules.paper_precedence || effects.revoke.is_none(), "paper took precedence");
        channel = next;
    }
    (channel, world)
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(prop::sample::select(Event::ALL.to_vec()), 0..60)
}

proptest! {
    #[test]
    fn nobody_has_two_votes(events in events(), paper_precedence: bool, revoting: bool) {
        let (_, world) = run(VotingRules { revoting, paper_precedence }, &events);
        prop_assert!(world.paper_revocations <= world.paper_counted);
    }

    #[test]
    fn a_refused_event_changes_nothing_for_later(mut events in events(), at in 0usize..60, extra in 0usize..12) {
        let whole = run(PAPER_WINS, &events).0;
        let (before, _) = events.split_at(at.min(events.len()));
        let state = run(PAPER_WINS, before).0;
        if transition(state, Event::ALL[extra], &PAPER_WINS).is_err() {
            events.insert(at.min(events.len()), Event::ALL[extra]);
            prop_assert_eq!(run(PAPER_WINS, &events).0, whole);
        }
    }
}

#[test]
fn a_request_and_a_credential_in_either_order() {
    // G03: approval of a request and a sign-in at the same moment; the database decides which comes first
    let post =
        [Event::PostalRequested, Event::PostalApproved, Event::PostalDispatched, Event::PostalReturned];
    let one = run(PAPER_WINS, &[&[Event::CredentialIssued], &post[..], &[Event::PostalAccepted]].concat());
    let two = run(
        PAPER_WINS,
        &[&post[..3], &[Event::CredentialIssued], &post[3..], &[Event::PostalAccepted]].concat(),
    );
    for (channel, world) in [one, two] {
        assert_eq!((channel, world.live, world.paper_revocations), (Channel::Paper, false, 1));
    }
    // without precedence whoever comes first wins
    let first_online =
        run(ONE_WAY, &[&[Event::CredentialIssued], &post[..], &[Event::PostalAccepted]].concat());
    assert_eq!(first_online.0, Channel::Online);
    let first_post = run(
        ONE_WAY,
        &[&post[..3], &[Event::CredentialIssued], &post[3..], &[Event::PostalAccepted]].concat(),
    );
    assert_eq!((first_post.0, first_post.1.live), (Channel::Paper, false));
}

#[test]
fn a_pack_cannot_be_withdrawn_once_it_is_out() {
    let dispatched = Channel::Postal { stage: PostalStage::Dispatched, online: false };
    for rules in [PAPER_WINS, ONE_WAY] {
        assert_eq!(transition(dispatched, Event::PostalWithdrawn, &rules), Err(ChannelRefusal::PackIsOut));
    }
}
