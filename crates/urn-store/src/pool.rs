//! Opening the store, binding it to an election, and its head.

use std::{fmt, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions as _, PgConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tabella_crypto::hash::ElectionId;
use tabella_tlog::{EMPTY_ROOT, Hash, TreeSize};

use crate::{
    database::{BeginWrite, Database, from_sql, hash, on},
    error::{StoreError, committing, during},
    schema::{self, SchemaState},
};

/// Connections that read at once; the sequencer has one of its own.
const CONNECTIONS: u32 = 8;

/// How long a writer waits for another one of the same SQLite file, such as a snapshot being written.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// The store: connections to its database. Clones share them.
#[derive(Clone)]
pub struct UrnPool {
    pub(crate) database: Database,
}

/// Number of a sequencer: 1 for the first that ever appended to this store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(pub u64);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the log is at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub size: TreeSize,
    /// The root over them.
    pub root: Hash,
    /// The last sequencer; 0 if there was none.
    pub epoch: Epoch,
}

const BIND: &str = "INSERT INTO log (one, election_id, origin, epoch, size, root) VALUES (1, $1, $2, 0, 0, $3) \
                    ON CONFLICT (one) DO NOTHING";
const BOUND: &str = "SELECT election_id, origin FROM log WHERE one = 1";
pub(crate) const HEAD: &str = "SELECT size, root, epoch FROM log WHERE one = 1";

impl UrnPool {
    /// Opens the database at `sqlite:PATH` or `postgres://…` and migrates it forward. A SQLite file is created if it is
    /// missing; a PostgreSQL database has to be there.
    ///
    /// # Errors
    /// [`StoreError::Url`], [`StoreError::Future`], [`StoreError::Migration`], [`StoreError::NotDurable`],
    /// [`StoreError::Database`].
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let database = match options(url)? {
            Options::Sqlite(options) => {
                // every commit is on the disk before it is told
                let options =
                    options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
                let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).test_before_acquire(false);
                let pool = pool.connect_with(options.create_if_missing(true)).await;
                Database::Sqlite(pool.map_err(during("open"))?)
            }
            Options::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(CONNECTIONS);
                let pool = pool.connect_with(options).await.map_err(during("open"))?;
                check_durable(&mut *pool.acquire().await.map_err(during("open"))?).await?;
                Database::Postgres(pool)
            }
        };
        schema::migrate(&database).await?;
        Ok(Self { database })
    }

    /// Tells the schema of the database at this URL and changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Url`], [`StoreError::Database`]; [`StoreError::NotDurable`] for a PostgreSQL that `open` refuses.
    pub async fn check(url: &str) -> Result<SchemaState, StoreError> {
        let database = match options(url)? {
            Options::Sqlite(options) => {
                if !options.get_filename().exists() {
                    return Ok(SchemaState::Absent);
                }
                let pool = SqlitePoolOptions::new().max_connections(1);
                let options = options.read_only(true);
                Database::Sqlite(pool.connect_with(options).await.map_err(during("check"))?)
            }
            Options::Postgres(options) => {
                let pool = PgPoolOptions::new().max_connections(1);
                let pool = pool.connect_with(options).await.map_err(during("check"))?;
                check_durable(&mut *pool.acquire().await.map_err(during("check"))?).await?;
                Database::Postgres(pool)
            }
        };
        let state = schema::state(&database).await;
        on!(&database, |pool: Db| pool.close().await);
        state
    }

    /// Binds a new store to its election; afterwards it makes sure that this is the one.
    ///
    /// # Errors
    /// [`StoreError::OtherElection`], which names both; [`StoreError::Database`], [`StoreError::Unknown`].
    pub async fn bind(&self, election: &ElectionId, origin: &str) -> Result<(), StoreError> {
        const DEED: &str = "bind";
        let (id, root) = (election.as_bytes().as_slice(), EMPTY_ROOT.as_bytes().as_slice());
        let row: (Vec<u8>, String) = on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let bind = sqlx::query::<Db>(BIND).bind(id).bind(origin).bind(root);
            bind.execute(&mut *tx).await.map_err(during(DEED))?;
            let row = sqlx::query_as::<Db, _>(BOUND).fetch_one(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
            row
        });
        let (bound, bound_origin) = row;
        if bound == id && bound_origin == origin {
            return Ok(());
        }
        let Hash(bound) = hash(&bound, || "log.election_id".into())?;
        Err(StoreError::OtherElection {
            bound: ElectionId(bound),
            bound_origin,
            given: *election,
            given_origin: origin.into(),
        })
    }

    /// What the log is now.
    ///
    /// # Errors
    /// [`StoreError::Unbound`], [`StoreError::Database`].
    pub async fn head(&self) -> Result<Head, StoreError> {
        let row: Option<HeadRow> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(HEAD).fetch_optional(pool).await)
                .map_err(during("head"))?;
        head_of(row)
    }

    /// Closes the connections and waits for those in use. Clones are closed too; the sequencer is not.
    pub async fn close(&self) {
        on!(&self.database, |pool: Db| pool.close().await);
    }
}

/// `size, root, epoch`.
pub(crate) type HeadRow = (i64, Vec<u8>, i64);

pub(crate) fn head_of(row: Option<HeadRow>) -> Result<Head, StoreError> {
    let (size, root, epoch) = row.ok_or(StoreError::Unbound)?;
    let root = hash(&root, || "log.root".into())?;
    Ok(Head { size: TreeSize(from_sql(size)), root, epoch: Epoch(from_sql(epoch)) })
}

enum Options {
    Sqlite(SqliteConnectOptions),
    Postgres(PgConnectOptions),
}

fn options(url: &str) -> Result<Options, StoreError> {
    // the reason may quote a password
    let wrong = |_| StoreError::Url(without_password(url));
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
        _ => Err(StoreError::Url(without_password(url))),
    }
}

fn without_password(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((_, place)) => format!("…@{place}"),
        None => url.into(),
    }
}

/// Refuses a server, role or connection that acknowledges before it is durable.
pub(crate) async fn check_durable(connection: &mut PgConnection) -> Result<(), StoreError> {
    const SETTINGS: [(&str, &str); 2] =
        [("synchronous_commit", "SHOW synchronous_commit"), ("fsync", "SHOW fsync")];
    for (setting, show) in SETTINGS {
        let value: String =
            sqlx::query_scalar(show).fetch_one(&mut *connection).await.map_err(during("open"))?;
        if value == "off" {
            return Err(StoreError::NotDurable { setting, value });
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
            assert!(matches!(options(bad), Err(StoreError::Url(_))), "{bad}");
        }
        let Err(error) = options("mysql://urn:secret@localhost/urn") else { panic!("accepted") };
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
