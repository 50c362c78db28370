//! The desk over HTTP, with demo cards, on SQLite and PostgreSQL.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

mod board;
mod browser;
mod canary;
mod conduct;
mod credentials;
mod device;
mod exports;
mod issuers;
mod letters;
mod matrix;
mod office;
mod outbox;
mod papers;
mod postal;
mod postal_attacks;
mod postal_office;
mod prepare;
mod register;
mod sign_in;
mod smtp;
mod stand;
mod starts;
#[expect(dead_code, reason = "the urn's own tests use all of it")]
#[path = "../urn/stand.rs"]
mod urn;

/// Runs each `fn(TestDatabase)` as a test on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use tabella_database::testing::TestDatabase;

            #[test]
            fn sqlite() {
                super::$name(TestDatabase::sqlite());
            }

            #[test]
            fn postgres() {
                super::$name(TestDatabase::postgres());
            }
        }
    )+};
}
use on_both;
