//! Who somebody is, shown with a national e-ID.
#![forbid(unsafe_code)]

mod person;

pub use person::{
    AuthenticatedPerson, Country, IdKind, Level, Method, PersonId, PersonIdError, Redacted, UnixTime,
};
