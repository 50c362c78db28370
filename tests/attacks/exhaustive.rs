//! Every single-bit flip of one cast ballot of every rule: none accepted, none panics.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rayon::prelude::*;
use tabella_board::{Entry, verify_batch};
use tabella_tests::{Fixture, drafts::RULES, entry_of};

use crate::open;

/// Lawful choices for the first style that use the contests' limits.
pub(crate) fn lawful(fixture: &Fixture) -> Vec<u32> {
    let shape = fixture.shape(0);
    let (mut bits, mut points) = (Vec::new(), Vec::new());
    for contest in shape.contests() {
        let mut left = contest.total_max;
        let list = if contest.is_points() { &mut points } else { &mut bits };
        for _ in &contest.key_indices {
            let value = left.min(contest.option_max);
            list.push(value);
            left -= value;
        }
    }
    bits.extend(points);
    bits
}

fn no_flip_is_accepted(rule: &str) {
    let (_, contests) = RULES.iter().find(|(name, _)| *name == rule).unwrap();
    let mut fixture = open(contests);
    let voter = fixture.credential(0, 1);
    let choices = lawful(&fixture);
    let (posted, _) = fixture.ballot(&voter, &choices);
    let entry = entry_of(&posted);
    let context = fixture.state.context();
    // Each alone: a batch of bad ballots would be halved down to single ones anyway.
    let accepted: Vec<usize> = (0..8 * entry.bytes().len())
        .into_par_iter()
        .filter(|bit| {
            let mut bytes = entry.bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(flipped) = Entry::with_blob(bytes, Vec::new()) else { return false };
            let mut rng = ChaCha20Rng::seed_from_u64(*bit as u64);
            verify_batch(&context, vec![flipped], &mut rng)[0].is_ok()
        })
        .collect();
    assert!(accepted.is_empty(), "{rule}: accepted with bits {accepted:?} flipped");
    fixture.expect(entry);
}

#[test]
fn flips_1_of_n() {
    no_flip_is_accepted("1-of-n");
}

#[test]
fn flips_1_of_n_or_blank() {
    no_flip_is_accepted("1-of-n or blank");
}

#[test]
fn flips_approval() {
    no_flip_is_accepted("approval");
}

#[test]
fn flips_k_of_n() {
    no_flip_is_accepted("k-of-n");
}

#[test]
fn flips_panachage() {
    no_flip_is_accepted("panachage");
}

#[test]
fn flips_cumulative() {
    no_flip_is_accepted("cumulative");
}

#[test]
fn flips_points() {
    no_flip_is_accepted("points");
}

#[test]
fn flips_several_contests() {
    no_flip_is_accepted("several contests");
}

#[test]
fn flips_bits_and_points() {
    no_flip_is_accepted("bits and points");
}
