//! The desk's store on both databases.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

mod conduct;
mod contacts;
mod lines;
mod office;
mod opening;
mod post_office;
mod postal;
mod postal_races;
mod prepare;
mod races;
mod register;
mod rolls;
mod sessions;
mod support;
