//! The electoral roll: who may vote, where, through which channel; credentials, their evidence and its audit.
//!
//! The specification is `docs/protocol.md`, section 9.
//!
//! # What is here
//! CSV → [`import::import`] → [`Roll`] → [`Difference`], which two officials approve; [`Correction`]s of single entries.
//! [`eligibility`] asks whether a person may have a credential now. [`channel`] is the only place where the ways of
//! voting know of each other. [`credential`] turns a voter's request into a credential entry and its [`evidence`];
//! [`audit`] is the auditor's check of a board against evidence and roll.
//!
//! # What is not here
//! No ballots: nothing here can learn how, or whether, somebody voted. No database, no network, no clock; randomness is a
//! parameter, except inside age, which draws its own.
#![forbid(unsafe_code)]

pub mod audit;
pub mod channel;
pub mod correction;
pub mod credential;
pub mod difference;
pub mod eligibility;
pub mod evidence;
pub mod export;
pub mod import;

mod card;
mod electorate;
mod entry;
mod field;
mod roll;
#[cfg(test)]
mod testing;

#[cfg(feature = "demo")]
pub use card::demo_configuration;
pub use card::{
    Card, CardRefusal, IssuerError, Presented, configuration, is_named, level, named_issuers, policies,
};
pub use channel::{Channel, Event, PostalStage, transition};
pub use correction::Correction;
pub use difference::Difference;
pub use electorate::{Elector, Electorate};
pub use entry::{BirthDate, Person, RollEntry, RollNumber};
pub use field::{Column, FieldError, FieldRules, is_invisible};
pub use roll::{Roll, RollError, RollHash};
