//! Attacks that must fail: one test per row of the catalogue that applies to protocol, board and trustees, and one per
//! recipe of the reviews.
//!
//! Each test makes the concrete attack, checks the name of the refusal and that the board's state did not change. Where an
//! attack needs a flawed verifier, [`weak`] has one, and the attack must succeed against it.
//!
//! # Rows that do not apply here
//! | row | why | where |
//! |---|---|---|
//! | A16 timing of the prover | a statistical measurement on a quiet machine | `randomness::a16_…` pins the curve |
//! | B06 – B11, B15, B17 – B20 | e-ID, server, browser, paper | their rooms' tests |
//! | C09 memory dumps, file modes | the ceremony program's files | `c09_…` checks that no secret can be printed |
//! | evidence of another origin; one person with two chains | the auditor's check of the registrar | the registrar's tests |
//! | words of size and root before the first share | the ceremony program asks | its tests; `rules::recipe_close_…` checks the words |
//! | second device | the voter's second device | its tests |
#![forbid(unsafe_code)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::items_after_statements,
    reason = "tests stop where they cannot go on, and choose their own numbers"
)]

mod ballot;
mod bytes;
mod ceremony;
mod encodings;
mod exhaustive;
mod fiat_shamir;
mod mutation;
mod randomness;
mod recipes;
mod rules;
mod tally;
mod weak;

use tabella_board::{Entry, Rejection};
use tabella_crypto::CompressedRistretto;
use tabella_tests::{Fixture, Setup, Voter, drafts::Contest};

/// An open election with one style that has these contests.
fn open(contests: &[Contest]) -> Fixture {
    Fixture::new(&Setup::with_contests(contests))
}

/// An open 1-of-3 election with a voter.
fn one_of_three() -> (Fixture, Voter) {
    let mut fixture = open(&[tabella_tests::drafts::contest(3, 1, 1, 1)]);
    let voter = fixture.credential(0, 1);
    (fixture, voter)
}

/// Tries an entry and expects this refusal.
#[track_caller]
fn refused(fixture: &mut Fixture, entry: Entry, name: &str) -> Rejection {
    let rejection = fixture.refuse(entry);
    assert_eq!(rejection.name(), name, "{rejection}");
    rejection
}

fn point(bytes: [u8; 32]) -> CompressedRistretto {
    CompressedRistretto(bytes)
}
