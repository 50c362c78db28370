//! Random elections against a count in the open: every rule, weights, voting again, new devices, revocations, challenges.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use tabella_ballot::Posted;
use tabella_crypto::{ballot_proof::Shape, group};
use tabella_election::message::Reason;
use tabella_tests::{Fixture, Setup, Voter, drafts, plain};

/// Random lawful choices.
pub(crate) fn choices(shape: &Shape, rng: &mut ChaCha20Rng) -> Vec<u32> {
    let (mut bits, mut points) = (Vec::new(), Vec::new());
    for contest in shape.contests() {
        let n = contest.key_indices.len();
        let mut values = vec![0u32; n];
        let span = contest.total_max - contest.total_min + 1;
        let mut left = contest.total_min + rng.next_u32() % span;
        while left > 0 {
            let option = rng.next_u32() as usize % n;
            let step = left.min(contest.option_max - values[option]);
            let step = if contest.is_points() { step.min(1 + rng.next_u32() % 400) } else { step.min(1) };
            values[option] += step;
            left -= step;
        }
        if contest.is_points() { points.extend(values) } else { bits.extend(values) }
    }
    bits.extend(points);
    bits
}

/// One person and what counts of theirs as things stand.
struct Person {
    voter: Voter,
    last: Option<Vec<u32>>,
    revoked: bool,
}

struct Played {
    fixture: Fixture,
    people: Vec<Person>,
}

/// People come, vote, vote again, challenge, change devices and are struck off, before and after the end of voting.
fn play(setup: &Setup, steps: usize, random: u64) -> Played {
    let mut fixture = Fixture::new(setup);
    let mut rng = ChaCha20Rng::seed_from_u64(random);
    let mut people: Vec<Person> = Vec::new();
    let weight_max = fixture.election.manifest().weight_max;
    let styles = fixture.election.styles().len();
    for _ in 0..steps {
        let someone = people.len() as u32;
        let pick = |rng: &mut ChaCha20Rng| (rng.next_u32() % someone.max(1)) as usize;
        match rng.next_u32() % 10 {
            0..3 => {
                let style = rng.next_u32() as usize % styles;
                let weight = 1 + rng.next_u64() % weight_max;
                let voter = fixture.credential(style, weight);
                people.push(Person { voter, last: None, revoked: false });
            }
            action if !people.is_empty() => {
                let i = pick(&mut rng);
                if people[i].revoked {
                    continue;
                }
                let person = &mut people[i];
                match action {
                    3..7 => {
                        let vote = choices(fixture.shape(person.voter.style), &mut rng);
                        fixture.cast(&person.voter, &vote);
                        person.last = Some(vote);
                    }
                    7 => {
                        let vote = choices(fixture.shape(person.voter.style), &mut rng);
                        fixture.challenge(&person.voter, &vote);
                    }
                    8 => person.voter = fixture.replace(&person.voter),
                    _ => revoke(&mut fixture, person, &mut rng),
                }
            }
            _ => {}
        }
    }
    fixture.end();
    for person in &mut people {
        if !person.revoked && rng.next_u32() % 5 == 0 {
            revoke(&mut fixture, person, &mut rng);
        }
    }
    fixture.close();
    Played { fixture, people }
}

fn revoke(fixture: &mut Fixture, person: &mut Person, rng: &mut ChaCha20Rng) {
    let reason = if rng.next_u32().is_multiple_of(2) { Reason::Paper } else { Reason::Administrative };
    fixture.revoke(&person.voter, reason);
    person.revoked = true;
}

impl Played {
    fn votes(&self) -> Vec<plain::Vote> {
        let counted = self.people.iter().filter(|person| !person.revoked);
        counted
            .filter_map(|person| {
                let Voter { style, weight, .. } = person.voter;
                Some(plain::Vote { style, weight, choices: person.last.clone()? })
            })
            .collect()
    }

    /// The published counts are those of the open count, summed over the groups.
    fn check(&mut self) {
        let votes = self.votes();
        let election = std::sync::Arc::clone(&self.fixture.election);
        let expected = plain::count(&election, &votes);
        let statement = self.fixture.statement();
        let trustees: Vec<u16> = {
            // any t of them
            let n = election.trustee_count();
            let t = election.threshold().0;
            (n - t + 1..=n).collect()
        };
        self.fixture.decrypt(&trustees);
        let counts = self.fixture.result().unwrap();
        let minimum = election.manifest().min_reporting_unit;
        let position = |id: &tabella_election::UnitId| {
            election.manifest().reporting_units.iter().position(|unit| unit.id == *id).unwrap()
        };
        for (contest, (tally, counted)) in statement.contests.iter().zip(&counts.0).enumerate() {
            let total: u64 = expected[contest].iter().map(|(ballots, _)| ballots).sum();
            assert_eq!(tally.groups.is_empty(), total < minimum, "contest {contest} with {total} ballots");
            let mut seen = BTreeSet::new();
            for (group, counted) in tally.groups.iter().zip(counted) {
                let mut sums = vec![0; counted.len()];
                let mut ballots = 0;
                for unit in &group.units {
                    assert!(seen.insert(position(unit)), "a unit in two groups");
                    let (number, votes) = &expected[contest][position(unit)];
                    ballots += number;
                    sums.iter_mut().zip(votes).for_each(|(sum, vote)| *sum += vote);
                }
                assert_eq!((group.ballots, counted), (ballots, &sums), "contest {contest}");
                assert!(ballots >= minimum);
            }
        }
        assert_eq!(self.fixture.state.counters().counted, votes.len() as u64);
    }

    /// For each key index every counted A enters exactly one decrypted sum.
    fn check_group_invariant(&self) {
        let fixture = &self.fixture;
        let statement = fixture.statement();
        // who counts, from the entries alone
        let mut counted = Vec::new();
        for person in self.people.iter().filter(|person| !person.revoked && person.last.is_some()) {
            let tracker = fixture.state.previous(person.voter.secret.public().as_bytes()).unwrap();
            let entry = fixture.entries.iter().find_map(|entry| {
                let styles = fixture.styles();
                let posted = Posted::decode(entry.bytes(), &styles).ok()?;
                (matches!(posted, Posted::Cast(_)) && *posted.ballot().tracker() == tracker).then_some(posted)
            });
            counted.push((entry.unwrap(), person.voter.weight));
        }
        let election = &fixture.election;
        for w in 1..=election.key_count() {
            // every decrypted sum that uses this key, by contest and group: its A is the weighted sum of the ballots whose
            // style carries the contest and whose unit is in the group, and no ballot is in two of them
            let mut entered: Vec<usize> = vec![0; counted.len()];
            for contest in statement.contests.iter().filter(|contest| contest.key_indices.contains(&w)) {
                for tally in &contest.groups {
                    let mut a = tabella_crypto::RistrettoPoint::default();
                    for ((posted, weight), entered) in counted.iter().zip(&mut entered) {
                        let style = &election.styles()[posted.ballot().style];
                        let unit = &election.manifest().reporting_units[style.unit].id;
                        if style.contests.contains(&contest.contest) && tally.units.contains(unit) {
                            let point = group::point(&posted.ballot().ciphertexts.a).unwrap();
                            a += tabella_crypto::Scalar::from(*weight) * point;
                            *entered += 1;
                        }
                    }
                    assert_eq!(a, tally.a, "key {w}, contest {}", contest.contest_id);
                }
            }
            for ((posted, _), entered) in counted.iter().zip(&entered) {
                let style = &election.styles()[posted.ballot().style];
                let carries =
                    style.contests.iter().find(|contest| election.key_indices(**contest).contains(&w));
                let decrypted =
                    carries.is_some_and(|contest| !statement.contests[*contest].groups.is_empty());
                assert_eq!(*entered, usize::from(decrypted), "key {w}");
            }
        }
    }
}

proptest! {
    // whole elections: a few, each different; failures print their seed
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_elections_of_every_rule(seed in any::<u64>(), weight_max in 1u64..5, t in 2u16..4) {
        for (_, contests) in drafts::RULES {
            let mut setup = Setup { trustees: 2 * t - 1, threshold: t, seed, ..Setup::with_contests(contests) };
            setup.draft["weight_max"] = weight_max.into();
            let mut played = play(&setup, 12, seed);
            played.check();
        }
    }

    #[test]
    fn random_elections_with_groups(seed in any::<u64>(), minimum in 1u64..5) {
        let mut setup = Setup { seed, ..Setup::default() };
        setup.draft["min_reporting_unit"] = minimum.into();
        let mut played = play(&setup, 25, seed);
        played.check_group_invariant();
        played.check();
    }
}

/// The rule of counting by hand: the last ballot of the chain, through new devices, unless its last credential is revoked.
#[test]
fn counting_rule() {
    let mut fixture = Fixture::new(&Setup::with_contests(&[drafts::contest(5, 1, 1, 1)]));
    let vote = |option: usize| {
        let mut choices = vec![0; 5];
        choices[option] = 1;
        choices
    };
    // votes, changes device without voting again: still counted
    let one = fixture.credential(0, 1);
    fixture.cast(&one, &vote(0));
    fixture.replace(&one);
    // votes, changes device, votes again: the second
    let two = fixture.credential(0, 2);
    fixture.cast(&two, &vote(0));
    let two = fixture.replace(&two);
    fixture.cast(&two, &vote(1));
    // votes, challenges afterwards: still the ballot
    let three = fixture.credential(0, 3);
    fixture.cast(&three, &vote(2));
    fixture.challenge(&three, &vote(0));
    // votes, new device, revoked for paper after the end: nothing
    let four = fixture.credential(0, 1);
    fixture.cast(&four, &vote(3));
    let four = fixture.replace(&four);
    // revoked, and admitted again as a new chain: the new chain's
    let five = fixture.credential(0, 1);
    fixture.cast(&five, &vote(3));
    fixture.revoke(&five, Reason::Administrative);
    let five = fixture.credential(0, 1);
    fixture.cast(&five, &vote(4));
    // never votes; is revoked without a ballot
    let six = fixture.credential(0, 1);
    fixture.revoke(&six, Reason::Paper);
    fixture.end();
    fixture.revoke(&four, Reason::Paper);
    fixture.close();
    fixture.decrypt(&[1, 2]);
    assert_eq!(fixture.result().unwrap().0, [[[1, 2, 3, 0, 1]]]);
    let counters = fixture.state.counters();
    assert_eq!((counters.credentials, counters.replacements), (10, 3));
    assert_eq!((counters.ballots, counters.counted, counters.challenges), (7, 4, 1));
    assert_eq!((counters.revoked_paper, counters.revoked_paper_with_ballot), (2, 1));
    assert_eq!((counters.revoked_administrative, counters.revoked_administrative_with_ballot), (1, 1));
}
