//! Connections to one of the two.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions as _, PgConnection, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    error::{DatabaseError, during},
    schema::{self, SchemaState, Step},
};

/// Connections that read at once.
const CONNECTIONS: u32 = 8;

/// How long a writer waits for another one of the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Connections to a database. Clones share them.
#[derive(Clone)]
pub enum Database {
    /// One file.
    Sqlite(SqlitePool),
    /// A server.
    Postgres(PgPool),
}

/// Runs the same expression on either database: `on!(&database, |pool: Db| …)`, where `Db` names its driver.
#[macro_export]
macro_rules! on {
    ($database:expr, |$pool:ident: $Db:ident| $body:expr) => {
        match $database {
            $crate::Database::Sqlite($pool) => {
                #[expect(clippy::allow_attributes, reason = "not every expression names the driver")]
                #[allow(dead_code)]
                type $Db = ::sqlx::Sqlite;
                $body
            }
            $crate::Database::Postgres($pool) => {
                #[expect(clippy::allow_attributes, reason = "not every expression names the driver")]
                #[allow(dead_code)]
                type $Db = ::sqlx::Postgres;
                $body
            }
        }
    };
}

/// How a transaction that will write begins.
pub trait BeginWrite {
    /// The statement.
    const BEGIN_WRITE: &'static str;
}

impl BeginWrite for sqlx::Sqlite {
    /// Takes the write lock at once: a reader that becomes a writer could be refused half-way.
    const BEGIN_WRITE: &'static str = "BEGIN IMMEDIATE";
}

impl BeginWrite for sqlx::Postgres {
    const BEGIN_WRITE: &'static str = "BEGIN";
}

/// How a transaction that reads several times sees one state of the database.
pub trait OneSnapshot {
    /// The first statement after its begin.
    const ONE_SNAPSHOT: &'static str;
}

impl OneSnapshot for sqlx::Sqlite {
    /// SQLite's transactions do from their first reading on; this is one.
    const ONE_SNAPSHOT: &'static str = "SELECT 1 FROM sqlite_schema LIMIT 1";
}

impl OneSnapshot for sqlx::Postgres {
    const ONE_SNAPSHOT: &'static str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
}

impl Database {
    /// Opens the database at `sqlite:PATH` or `postgres://…` and migrates it forward by `steps`. A SQLite file is created if it
    /// is missing; a PostgreSQL database has to be there.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn open(url: &str, steps: &[Step]) -> Result<Self, DatabaseError> {
        let database = match options(url)? {
            Options::Sqlite(options) => {
                // every commit is on the disk before it is told
                let options =
                    options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
                // what is erased is overwritten, not only forgotten
                let options = options.pragma("secure_delete", "ON");
                let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
                let pool = pool.connect_with(options.create_if_missing(true)).await;
                Self::Sqlite(pool.map_err(during("open"))?)
            }
            Options::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(CONNECTIONS);
                let pool = pool.connect_with(options).await.map_err(during("open"))?;
                check_durable(&mut *pool.acquire().await.map_err(during("open"))?).await?;
                Self::Postgres(pool)
            }
        };
        schema::migrate(&database, steps).await?;
        Ok(database)
    }

    /// Tells how the schema of the database at this URL stands to `steps`, and changes nothing.
    ///
    /// # Errors
    /// [`DatabaseError::Url`], [`DatabaseError::Failed`]; [`DatabaseError::NotDurable`] for a PostgreSQL that `open` refuses.
    pub async fn check(url: &str, steps: &[Step]) -> Result<SchemaState, DatabaseError> {
        let database = match options(url)? {
            Options::Sqlite(options) => {
                if !options.get_filename().exists() {
                    return Ok(SchemaState::Absent);
                }
                let pool = SqlitePoolOptions::new().max_connections(1);
                let options = options.read_only(true);
                Self::Sqlite(pool.connect_with(options).await.map_err(during("check"))?)
            }
            Options::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(1);
                let pool = pool.connect_with(options).await.map_err(during("check"))?;
                check_durable(&mut *pool.acquire().await.map_err(during("check"))?).await?;
                Self::Postgres(pool)
            }
        };
        let state = schema::state(&database, steps).await;
        database.close().await;
        state
    }

    /// Closes the connections and waits for those in use. Clones are closed too.
    pub async fn close(&self) {
        on!(self, |pool: Db| pool.close().await);
    }
}

enum Options {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

fn options(url: &str) -> Result<Options, DatabaseError> {
    // the reason may quote a password
    let wrong = |_| DatabaseError::Url(without_password(url));
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") if !url.contains(":memory:") && !url.contains("mode=memory") => {
            let options = SqliteConnectOptions::from_str(url).map_err(wrong)?;
            Ok(Options::Sqlite(
                options.foreign_keys(true).busy_timeout(BUSY_TIMEOUT).disable_statement_logging(),
            ))
        }
        Some("postgres" | "postgresql") => {
            let options = PgConnectOptions::from_str(url).map_err(wrong)?;
            Ok(Options::Postgres(options.disable_statement_logging()))
        }
        _ => Err(DatabaseError::Url(without_password(url))),
    }
}

fn without_password(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((_, place)) => format!("…@{place}"),
        None => url.into(),
    }
}

/// Refuses a server, role or connection that acknowledges before it is durable.
///
/// # Errors
/// [`DatabaseError::NotDurable`], [`DatabaseError::Failed`].
pub async fn check_durable(connection: &mut PgConnection) -> Result<(), DatabaseError> {
    const SETTINGS: [(&str, &str); 2] =
        [("synchronous_commit", "SHOW synchronous_commit"), ("fsync", "SHOW fsync")];
    for (setting, show) in SETTINGS {
        let value: String =
            sqlx::query_scalar(show).fetch_one(&mut *connection).await.map_err(during("open"))?;
        if value == "off" {
            return Err(DatabaseError::NotDurable { setting, value });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        assert!(matches!(options("sqlite:urn.db"), Ok(Options::Sqlite(_))));
        assert!(matches!(options("sqlite:///var/lib/urn.db"), Ok(Options::Sqlite(_))));
        assert!(matches!(options("postgres://urn@localhost/urn"), Ok(Options::Postgres(_))));
        for bad in ["", "urn.db", "sqlite::memory:", "sqlite:x?mode=memory", "mysql://x"] {
            assert!(matches!(options(bad), Err(DatabaseError::Url(_))), "{bad}");
        }
        let Err(error) = options("mysql://urn:secret@localhost/urn") else { panic!("accepted") };
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
