//! Requests for a vote by post: who may ask, until when, where the papers go, and each step until the vote is back.
//!
//! # What is here
//! 1. [`Asking::permission`] says whether a person may ask now, or why not and what the person can still do ([`Refusal`]).
//! 2. [`Form`] is what was typed; [`Permission::request`] makes a [`Request`] of it, or names every field that is wrong
//!    ([`Fault`]). A [`Request`] exists only if it is lawful.
//! 3. [`document::of`] is the request as a text that the person reads and signs; [`Signed`] keeps the signature for later.
//! 4. [`State`] and [`Step`]: the one machine of statuses; [`Case`] is the same machine in types.
//! 5. [`deadline`]: until when, in legal time. [`alarm`]: many requests from one place. [`register`]: what the population
//!    register says. [`expected`]: how long each step takes. [`print`](mod@print): labels and files for whoever prints and
//!    posts.
//!
//! Whether a vote by post and one online exclude each other is not decided here but in [`tabella_roll::channel`]: every step
//! that concerns it names its event ([`Move::event`]).
//!
//! # What is not here
//! No ballots. No database, no network, no clock; randomness is a parameter. Words for people are the pages'; only the
//! document that is signed has its own, which never change.
#![forbid(unsafe_code)]

pub mod alarm;
pub mod deadline;
pub mod document;
pub mod expected;
pub mod print;
pub mod register;

mod address;
mod attachment;
mod code;
mod consent;
mod contact;
mod country;
mod field;
mod form;
mod machine;
mod names;
mod permission;
mod request;
mod terms;
#[cfg(test)]
mod testing;

// The public interface is:
pub use address::{Address, AddressForm};
pub use attachment::{ATTACHMENT_MAX, Attachment, AttachmentKind};
pub use code::{CodeError, LENGTH as CODE_LENGTH, PackCode, Reference};
pub use consent::{Consent, ConsentRefusal, How, OnBehalf};
pub use contact::Contact;
pub use country::{AddressFormat, Part, countries, format_of};
pub use deadline::{Deadlines, Place};
pub use document::{Document, Signed, SignedError};
pub use field::{Fault, Field, Wrong};
pub use form::{DeliverTo, Duration, Form};
pub use machine::{
    Act, Actor, Case, Facts, Move, Official, OtherState, Reason, State, Status, Step, StepRefusal, at,
};
pub use names::{name_of, names_of};
pub use permission::{Asking, Permission, Refusal, Remedy, Why};
pub use request::{Request, RequestError};
pub use terms::Terms;
