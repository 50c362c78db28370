//! One text for two databases.

use sqlx::{PgPool, SqlitePool};
use tabella_tlog::Hash;

use crate::error::StoreError;

/// Connections to one of the two.
#[derive(Clone)]
pub(crate) enum Database {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs the same expression on either database: `on!(&self.database, |pool: Db| …)`, where `Db` names its driver.
macro_rules! on {
    ($database:expr, |$pool:ident: $Db:ident| $body:expr) => {
        match $database {
            $crate::database::Database::Sqlite($pool) => {
                #[expect(clippy::allow_attributes, reason = "not every expression names the driver")]
                #[allow(dead_code)]
                type $Db = sqlx::Sqlite;
                $body
            }
            $crate::database::Database::Postgres($pool) => {
                #[expect(clippy::allow_attributes, reason = "not every expression names the driver")]
                #[allow(dead_code)]
                type $Db = sqlx::Postgres;
                $body
            }
        }
    };
}
pub(crate) use on;

/// How a transaction that will write begins.
pub(crate) trait BeginWrite {
    const BEGIN_WRITE: &'static str;
}

impl BeginWrite for sqlx::Sqlite {
    /// Takes the write lock at once: a reader that becomes a writer could be refused half-way.
    const BEGIN_WRITE: &'static str = "BEGIN IMMEDIATE";
}

impl BeginWrite for sqlx::Postgres {
    const BEGIN_WRITE: &'static str = "BEGIN";
}

/// A size or position as a database keeps it. None is above 2⁶³ − 1 (tlog); what a peer asks for beyond is not there.
pub(crate) fn to_sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A size or position out of the database, whose checks allow no negative one.
pub(crate) fn from_sql(number: i64) -> u64 {
    number.unsigned_abs()
}

/// A hash out of the database.
pub(crate) fn hash(bytes: &[u8], place: impl FnOnce() -> String) -> Result<Hash, StoreError> {
    let short =
        |_| StoreError::Corrupt { place: place(), what: format!("{} bytes are not a hash", bytes.len()) };
    bytes.try_into().map(Hash).map_err(short)
}
