//! The election of the vectors: one ballot style for each rule, held from the manifest to the result.

use rand_core::RngCore as _;
use serde_json::{Value, json};
use tabella_ballot::{Choices, CredentialSecret, Posted, Prepared, Seed, Tracker};
use tabella_crypto::Scalar;
use tabella_election::message::Reason;
use tabella_tally::Counts;

use crate::{
    Fixture, Setup, Voter,
    drafts::{self, Contest, contest},
    entry_of,
    plain::{self, Vote},
};

/// Style id, contests, and two ballots' choices (bit-vector options in order, then points options).
type Rule = (&'static str, Vec<Contest>, &'static [&'static [u32]]);

fn rules() -> Vec<Rule> {
    vec![
        ("1-of-2", vec![contest(2, 1, 1, 1)], &[&[0, 1], &[1, 0]]),
        ("1-of-3 or blank", vec![contest(3, 1, 0, 1)], &[&[0, 0, 0], &[0, 0, 1]]),
        ("approval", vec![contest(4, 1, 0, 4)], &[&[1, 1, 0, 1], &[0, 0, 0, 0]]),
        ("k-of-n", vec![contest(5, 1, 0, 3)], &[&[1, 0, 1, 0, 1], &[0, 1, 0, 0, 0]]),
        ("panachage", vec![contest(4, 2, 0, 5)], &[&[2, 2, 1, 0], &[0, 0, 0, 1]]),
        // one counted ballot only: this contest is not decrypted
        ("cumulative", vec![contest(3, 5, 0, 5)], &[&[5, 0, 0]]),
        ("bit vector at its limit", vec![contest(2, 255, 10, 300)], &[&[200, 55], &[255, 45]]),
        ("points", vec![contest(2, 1000, 10, 1000)], &[&[1000, 0], &[3, 7]]),
        (
            "several contests",
            vec![contest(2, 1, 1, 1), contest(3, 2, 1, 4)],
            &[&[0, 1, 2, 1, 1], &[1, 0, 0, 0, 1]],
        ),
        (
            "bits and points",
            vec![contest(2, 500, 0, 700), contest(2, 1, 0, 1), contest(2, 300, 1, 300)],
            &[&[1, 0, 500, 200, 0, 300], &[0, 0, 0, 0, 1, 0]],
        ),
    ]
}

/// Units of the styles in turn; the last contest is voted on everywhere.
const UNITS: [&str; 3] = ["north", "south", "west"];

fn draft() -> Value {
    let mut contests: Vec<Contest> = rules().into_iter().flat_map(|(_, contests, _)| contests).collect();
    contests.push(contest(3, 1, 1, 1));
    let mut draft = drafts::with_contests(&contests);
    draft["title"] = json!({ "en": "Election of the test vectors", "fr": "Élection des vecteurs de test" });
    draft["reporting_units"] = json!([
        { "id": "land", "name": { "und": "Land" } },
        { "id": "north", "name": { "und": "North" }, "parent": "land" },
        { "id": "south", "name": { "und": "South" }, "parent": "land" },
        { "id": "west", "name": { "und": "West" }, "parent": "land" },
    ]);
    let mut next = 1;
    let mut styles: Vec<Value> = rules()
        .iter()
        .zip(UNITS.iter().cycle())
        .map(|((id, contests, _), unit)| {
            let ids: Vec<String> = (next..next + contests.len()).map(|c| format!("c{c}")).collect();
            next += contests.len();
            json!({ "id": id, "contests": ids, "reporting_unit": unit })
        })
        .collect();
    let everywhere = UNITS.map(|unit| {
        json!({ "id": format!("mayor {unit}"), "contests": [format!("c{next}")], "reporting_unit": unit })
    });
    styles.extend(everywhere);
    draft["styles"] = styles.into();
    draft["min_reporting_unit"] = json!(2);
    draft
}

/// A ballot that the vectors describe.
pub(super) struct Made {
    pub(super) style: usize,
    pub(super) secret: Scalar,
    pub(super) seed: [u8; 32],
    pub(super) previous: Tracker,
    pub(super) choices: Vec<u32>,
    pub(super) posted: Posted,
    /// Index on the board.
    pub(super) index: u64,
}

/// The election after its result.
pub(super) struct Held {
    pub(super) fixture: Fixture,
    pub(super) made: Vec<Made>,
    /// Index of each counted ballot with its vote.
    pub(super) counted: Vec<(u64, Vote)>,
    pub(super) counts: Counts,
}

fn copy(voter: &Voter) -> Voter {
    Voter {
        secret: CredentialSecret::from_bytes(&voter.secret.expose_bytes()).unwrap(),
        style: voter.style,
        weight: voter.weight,
    }
}

impl Held {
    fn make(&mut self, voter: &Voter, choices: &[u32], challenge: bool) -> u64 {
        let fixture = &mut self.fixture;
        let mut seed = [0; 32];
        fixture.rng.fill_bytes(&mut seed);
        let (styles, previous) = (fixture.styles(), fixture.previous(voter));
        let prepared = Prepared::with_seed(
            &styles,
            voter.style,
            &voter.secret,
            previous,
            Choices::from_values(choices.to_vec()),
            Seed::from_bytes(seed),
            &mut fixture.rng,
        )
        .unwrap();
        let posted = if challenge {
            prepared.challenge(&voter.secret, &mut fixture.rng, &styles)
        } else {
            prepared.cast(&voter.secret, &mut fixture.rng, &styles).0
        };
        let index = fixture.entries.len() as u64;
        fixture.expect(entry_of(&posted));
        let secret = Scalar::from_canonical_bytes(*voter.secret.expose_bytes()).unwrap();
        let (style, choices) = (voter.style, choices.to_vec());
        self.made.push(Made { style, secret, seed, previous, choices, posted, index });
        index
    }

    fn count(&mut self, voter: &Voter, choices: &[u32], index: u64) {
        let vote = Vote { style: voter.style, weight: voter.weight, choices: choices.to_vec() };
        self.counted.push((index, vote));
    }

    fn vote(&mut self, voter: &Voter, choices: &[u32]) {
        let index = self.make(voter, choices, false);
        self.count(voter, choices, index);
    }
}

/// Holds the election.
pub(super) fn hold() -> Held {
    let fixture = Fixture::new(&Setup { draft: draft(), seed: 2027, ..Setup::default() });
    let mut held = Held { fixture, made: Vec::new(), counted: Vec::new(), counts: Counts(Vec::new()) };
    for (style, (_, _, ballots)) in rules().iter().enumerate() {
        for (choices, weight) in ballots.iter().zip([1, 3]) {
            let voter = held.fixture.credential(style, weight);
            held.vote(&voter, choices);
        }
    }

    let mayor = rules().len();
    let [north, south, west] = [mayor, mayor + 1, mayor + 2];
    for choices in [[1, 0, 0], [0, 1, 0]] {
        let voter = held.fixture.credential(north, 2);
        held.vote(&voter, &choices);
    }
    // votes, challenges, votes again
    let voter = held.fixture.credential(south, 1);
    held.make(&voter, &[0, 0, 1], false);
    held.make(&voter, &[0, 1, 0], true);
    held.vote(&voter, &[1, 0, 0]);
    // signs in again and does not vote again: the ballot of the chain counts
    let voter = held.fixture.credential(west, 3);
    held.vote(&voter, &[0, 0, 1]);
    held.fixture.replace(&voter);
    // signs in again and votes again
    let voter = held.fixture.credential(west, 1);
    held.make(&voter, &[1, 0, 0], false);
    let again = held.fixture.replace(&copy(&voter));
    held.vote(&again, &[0, 1, 0]);
    // votes by post as well
    let voter = held.fixture.credential(west, 1);
    held.make(&voter, &[1, 0, 0], false);
    let late = held.fixture.credential(west, 1);
    held.make(&late, &[1, 0, 0], false);
    held.fixture.revoke(&voter, Reason::Paper);
    let closes = u64::try_from(held.fixture.election.closes()).unwrap() + 3600;
    let notices = [held.fixture.notice(1, None), held.fixture.notice(2, Some(closes))];
    for notice in notices {
        held.fixture.expect(notice);
    }

    held.fixture.end();
    held.fixture.revoke(&late, Reason::Administrative);
    held.fixture.close();
    held.fixture.decrypt(&[3, 1, 2]);
    held.counts = held.fixture.result().unwrap();
    held.check();
    held
}

impl Held {
    /// The published counts are those of the votes, counted in the open.
    fn check(&self) {
        let expected = plain::count(&self.fixture.election, self.counted.iter().map(|(_, vote)| vote));
        let statement = self.fixture.statement();
        for ((units, contest), counts) in expected.iter().zip(&statement.contests).zip(&self.counts.0) {
            let decrypted: u64 = counts.iter().flatten().sum();
            let cast: u64 = units.iter().flat_map(|(_, counts)| counts).sum();
            assert!(decrypted == cast || contest.groups.is_empty(), "{}", contest.contest_id);
        }
    }
}
