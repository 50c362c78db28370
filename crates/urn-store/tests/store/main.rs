//! The store on SQLite and on PostgreSQL: the same tests, against real files and a real server.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod append;
mod checkpoints;
mod crash;
mod damage;
mod files;
mod schema;
mod sequencers;
mod speed;
mod support;
