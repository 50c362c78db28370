//! The urn over HTTP, with witnesses, on SQLite.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

mod abuse;
mod casting;
mod election;
mod load;
mod stand;
mod starts;
mod stock;
