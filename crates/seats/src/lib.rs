//! Seats from votes, with the working shown: Estonia's Riigikogu, Hagenbach-Bischoff, D'Hondt, Sainte-Laguë, first past the post.
//!
//! # What is here
//! 1. [`Counts`] is the file of votes, seats and lists; [`raw`] makes it of Estonia's published results.
//! 2. [`Election::new`] checks it, with the election's [`Definition`] if there is one.
//! 3. [`allocate`] gives the [`Outcome`] by a [`Method`]: seats of each list, who is elected, and each number on the way.
//!
//! # Form of the counts
//! ```json
//! {
//!   "contests": {"d1": {"101": 736, "102": 18}, "d2": {"113": 24}},
//!   "seats": {"d1": 10, "d2": 13},
//!   "lists": {"PP": [113, 101], "IE": ["102"]}
//! }
//! ```
//! | member | meaning |
//! | --- | --- |
//! | `contests` | votes of each candidate, by contest (district) and candidate; the only member that every method needs |
//! | `seats` | seats of each contest, or one number for every contest; `plurality` takes 1 where it is left out |
//! | `lists` | candidates of each list, of all contests, in the list's own order; for `ee-riigikogu` the national list |
//! | `affiliations` | `{"102": "IE"}`: the list of a candidate whom `lists` does not place |
//! | `names`, `list_names` | names of candidates and of lists, for people |
//! | `consolidated` | candidates in the order of the consolidated list; without it, ids that are numbers are that order |
//! | `lots` | candidates or lists in the order in which lots were drawn, first the one who is preferred |
//! | `declined` | elected candidates who do not take their seat, and alternates who do not: `ee-riigikogu` then seats alternates |
//! | `source`, `licence`, `ballots` | allowed, and not used |
//!
//! This is the project's file of counts (`tests/data/*.counts.json`) with more members. A candidate on no list is independent. If there
//! are neither `lists` nor `affiliations`, each entry of a contest stands for a list of its own: `{"contests": {"x":
//! {"A": 100, "B": 80}}, "seats": 8}` is an exercise from a textbook.
//!
//! # Nothing is rounded, nothing is tossed
//! Every comparison is one of integers ([`Series::compare`]), so equal is equal and near is not. Where the law breaks a tie, its rule is
//! applied and cited; where it needs a lot, or a fact that is not in the counts, the [`Tie`] is reported and what is left of the
//! seats stays open until `lots` says how it went.
//!
//! # What is not here
//! No counting of ballots, no signatures, no files, no clock, no randomness.
#![forbid(unsafe_code)]

pub mod raw;

mod counts;
mod definition;
mod election;
mod highest;
mod id;
mod method;
mod outcome;
mod plurality;
mod prefer;
mod proportional;
mod riigikogu;
mod series;
mod wide;

// The public interface is:
pub use counts::{Counts, Seats, Votes};
pub use definition::Definition;
pub use election::{Candidate, Contest, Election, InputError, List, SEATS_MAX, VOTES_MAX};
pub use id::{CandidateId, ContestId, ListId};
pub use method::{Method, UnknownMethod, allocate};
pub use outcome::{Award, Elected, ListSeats, Mandate, Outcome, Tie, Working};
pub use plurality::{Placed, PluralityContest};
pub use proportional::{Initial, ProportionalContest};
pub use riigikogu::{Compensated, Compensation, DistrictList, DistrictWorking, RiigikoguWorking};
pub use series::{Quotient, Series};
