//! Lawful boards, whole or on their way.

use std::collections::BTreeSet;

use rand_chacha::ChaCha20Rng;
use rand_core::RngCore as _;
use tabella_board::{Entry, Phase};
use tabella_election::message::{Complaint, Notice, Reason};
use tabella_tally::{PostalCounts, ResultBlob};
use tabella_tests::{Fixture, Setup, Voter};
use tabella_verifier::Trust;

use crate::{
    draft::draft,
    files::{Files, Raw, Signers, log},
};

/// A number from 0 that is smaller than `bound`.
pub(crate) fn below(rng: &mut ChaCha20Rng, bound: usize) -> usize {
    usize::try_from(rng.next_u64() % bound as u64).unwrap()
}

/// A lawful board with everyone's secrets.
pub(crate) struct Family {
    /// What it is.
    pub(crate) name: String,
    /// The election.
    pub(crate) fixture: Fixture,
    /// Its entries.
    pub(crate) entries: Vec<Raw>,
    /// Who signs its checkpoints.
    pub(crate) signers: Signers,
    /// Everyone who ever had a credential.
    pub(crate) voters: Vec<Voter>,
}

/// Where a board stops that is not complete.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    Manifest,
    Commitments,
    Keys,
    Voting,
    End,
    Close,
    Shares,
    Result,
}

impl Family {
    /// The lawful board with this number.
    pub(crate) fn new(number: u64, rng: &mut ChaCha20Rng) -> Self {
        let (name, draft) = draft(number, rng);
        let trustees = 2 + below(rng, 3);
        let least = trustees / 2 + 1;
        let threshold = least.max(2) + below(rng, trustees - least.max(2) + 1);
        let setup = Setup {
            draft,
            trustees: u16::try_from(trustees).unwrap(),
            threshold: u16::try_from(threshold).unwrap(),
            seed: rng.next_u64(),
        };
        let stops = [
            Stop::Manifest,
            Stop::Commitments,
            Stop::Keys,
            Stop::Voting,
            Stop::End,
            Stop::Close,
            Stop::Shares,
        ];
        let stop = if below(rng, 4) == 0 { stops[below(rng, stops.len())] } else { Stop::Result };
        let mut fixture = Fixture::announced(&setup);
        let mut voters = Vec::new();
        setup_phase(&mut fixture, stop, rng);
        if stop >= Stop::Voting {
            vote(&mut fixture, &mut voters, number, rng);
        }
        if stop >= Stop::End {
            fixture.end();
            if below(rng, 3) == 0 {
                notice(&mut fixture, None);
            }
            if let Some(voter) = voters.first().filter(|_| below(rng, 3) == 0) {
                let entry = fixture.revocation(voter, Reason::Paper);
                let _ = fixture.post(entry);
            }
        }
        if stop >= Stop::Close {
            fixture.close();
        }
        if stop >= Stop::Shares {
            decrypt(&mut fixture, stop, rng);
        }
        if stop == Stop::Result {
            result(&mut fixture, rng);
        }
        let closes = u64::try_from(fixture.state.closes()).unwrap();
        let signers = Signers {
            open: closes - 1000,
            end: closes + 1,
            after: closes + 100_000,
            witnesses: [vec![0, 1], vec![0, 2], vec![2, 1], vec![0, 1, 2]][below(rng, 4)].clone(),
            not_kept: BTreeSet::new(),
        };
        let entries = fixture.entries.iter().map(Raw::from).collect();
        Self { name, fixture, entries, signers, voters }
    }

    /// The files of the lawful board.
    pub(crate) fn files(&self) -> Files {
        log(&self.fixture.people, &self.entries, &self.signers)
    }

    /// Trust in the election itself.
    pub(crate) fn trust(&self) -> Trust {
        Trust::Election(*self.fixture.election.id())
    }

    /// Trust in whatever the authority signed.
    pub(crate) fn authority(&self) -> Trust {
        Trust::Authority(self.fixture.people.authority.verifying_key())
    }
}

fn notice(fixture: &mut Fixture, closes: Option<u64>) {
    let notices = fixture.entries.iter().filter(|entry| entry.kind() == tabella_board::Kind::Notice).count();
    let message = Notice { sequence: notices as u64 + 1, text: "Ünicode".into(), closes };
    let entry = fixture.signed(message, &fixture.people.authority, Vec::new());
    fixture.expect(entry);
}

fn setup_phase(fixture: &mut Fixture, stop: Stop, rng: &mut ChaCha20Rng) {
    if below(rng, 4) == 0 {
        let closes = u64::try_from(fixture.election.closes()).unwrap();
        notice(fixture, (below(rng, 2) == 0).then_some(closes + 1 + below(rng, 100_000) as u64));
    }
    if stop < Stop::Commitments {
        return;
    }
    let mut attempt = 1;
    if below(rng, 5) == 0 {
        attempt = 2;
        let failed = fixture.round1(1);
        let some = 1 + below(rng, failed.entries.len());
        for entry in &failed.entries[..some] {
            fixture.expect(entry.clone());
        }
        if below(rng, 2) == 0 {
            let all = fixture.trustees();
            let message =
                Complaint { trustee: all[0], attempt: 1, accused: all[1], reason: "a bad share".into() };
            let entry = fixture.signed(message, &fixture.trustee(all[0]).signing, Vec::new());
            fixture.expect(entry);
        }
    }
    match stop {
        Stop::Commitments => {
            let round1 = fixture.round1(attempt);
            // in another order than the manifest's
            for entry in round1.entries.iter().rev().take(1 + below(rng, 3)) {
                fixture.expect(entry.clone());
            }
        }
        Stop::Keys => {
            fixture.hold_ceremony(attempt);
        }
        _ => {
            fixture.hold_ceremony(attempt);
            fixture.open();
        }
    }
}

/// Lawful choices at random: values of the bit-vector options in order, then those of the points options.
pub(crate) fn choices(fixture: &Fixture, style: usize, rng: &mut ChaCha20Rng) -> Vec<u32> {
    let (mut bits, mut points) = (Vec::new(), Vec::new());
    for position in &fixture.election.styles()[style].contests {
        let contest = &fixture.election.manifest().contests[*position];
        let rule = &contest.rule;
        let total = rule.total_min
            + u32::try_from(below(rng, (rule.total_max - rule.total_min + 1) as usize)).unwrap();
        let mut values = vec![0; contest.options.len()];
        let mut left = total;
        while left > 0 {
            let at = below(rng, values.len());
            let most = left.min(rule.option_max - values[at]);
            if most > 0 {
                let step = 1 + u32::try_from(below(rng, most as usize)).unwrap();
                values[at] += step;
                left -= step;
            }
        }
        if rule.option_max <= 255 { &mut bits } else { &mut points }.extend(values);
    }
    bits.extend(points);
    bits
}

fn vote(fixture: &mut Fixture, voters: &mut Vec<Voter>, number: u64, rng: &mut ChaCha20Rng) {
    let styles = fixture.election.styles().len();
    let most = fixture.election.manifest().weight_max;
    let few = fixture.shape(0).points_options() > 0;
    let count = if few { 2 + below(rng, 2) } else { 2 + below(rng, 5) };
    for _ in 0..count {
        let (style, weight) = (below(rng, styles), 1 + rng.next_u64() % most);
        let voter = fixture.credential(style, weight);
        voters.push(voter);
        let mut current = voters.len() - 1;
        for _ in 0..below(rng, 4) {
            let values = choices(fixture, style, rng);
            match below(rng, 8) {
                0 => {
                    let posted = fixture.challenged(&voters[current], &values);
                    let _ = fixture.post(tabella_tests::entry_of(&posted));
                }
                1 => {
                    let new = fixture.stranger(style, weight);
                    let entry = fixture.credential_entry(&new, Some(*voters[current].secret.public()));
                    if fixture.post(entry).is_ok() {
                        voters.push(new);
                        current = voters.len() - 1;
                    }
                }
                2 => {
                    let reason = if below(rng, 2) == 0 { Reason::Paper } else { Reason::Administrative };
                    let entry = fixture.revocation(&voters[current], reason);
                    let _ = fixture.post(entry);
                }
                _ => {
                    let (posted, _) = fixture.ballot(&voters[current], &values);
                    let _ = fixture.post(tabella_tests::entry_of(&posted));
                }
            }
        }
    }
    if below(rng, 5) == 0 {
        let closes = u64::try_from(fixture.state.closes()).unwrap();
        notice(fixture, Some(closes + 3600));
    }
    if number % 50 == 11 {
        // more than one bundle
        let strangers: Vec<Voter> = (0..270).map(|_| fixture.stranger(0, 1)).collect();
        let entries: Vec<Entry> =
            strangers.iter().map(|voter| fixture.credential_entry(voter, None)).collect();
        assert!(fixture.post_all(entries).iter().all(Result::is_ok));
    }
}

fn decrypt(fixture: &mut Fixture, stop: Stop, rng: &mut ChaCha20Rng) {
    let n = fixture.election.trustee_count();
    let t = usize::from(fixture.election.threshold().0);
    let mut order: Vec<u16> = (1..=n).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, below(rng, at + 1));
    }
    let count = if stop == Stop::Shares { 1 + below(rng, t) } else { t + below(rng, usize::from(n) - t + 1) };
    fixture.decrypt(&order[..count]);
}

fn result(fixture: &mut Fixture, rng: &mut ChaCha20Rng) {
    let counts = fixture.state.counts().unwrap();
    let postal = (0..below(rng, 3))
        .map(|number| {
            let mut drawn = counts.clone();
            drawn.0.iter_mut().flatten().flatten().for_each(|count| *count = rng.next_u64() % 1000);
            PostalCounts { reference: format!("paper {number}"), counts: drawn }
        })
        .collect();
    let entry = fixture.result_entry(&ResultBlob { counts, postal });
    fixture.expect(entry);
    assert_eq!(fixture.state.phase(), Phase::Complete);
}
