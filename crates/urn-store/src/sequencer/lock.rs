//! The lock that makes a sequencer the only one, and the connection it writes with.

use std::{
    ffi::OsString,
    fs::{File, TryLockError},
    io,
    path::PathBuf,
    time::Duration,
};

use sqlx::{
    Connection as _, Executor as _, PgConnection, SqliteConnection, SqlitePool, postgres::PgConnectOptions,
};
use tabella_database::{Database, DatabaseError, check_durable, during};
use tokio::time::{sleep, timeout};

use crate::error::StoreError;

/// How often one that waits asks again: the most it adds to the gap when another takes over.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// Longest time for an answer of the database while the lock is asked for.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// Name of the advisory lock. Such locks are per database, and a database has one urn.
const ADVISORY: i64 = i64::from_be_bytes(*b"tab.urn.");

/// A machine that vanishes from the network leaves its lock behind until PostgreSQL notices: after about ten seconds.
const KEEPALIVE: &str =
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3";

/// Settings of the connection that writes. Trackers are found all over their index: 64 MiB hold that of a million entries. And it
/// seldom stops to bring the log into the file, each page once for many transactions: after 32 MiB, if no other connection does.
const WRITER: [(&str, &str); 2] = [("cache_size", "-65536"), ("wal_autocheckpoint", "8192")];

/// A lock that is held, and the sequencer's own connection.
pub(super) enum Held {
    Sqlite {
        connection: SqliteConnection,
        lock: File,
        path: PathBuf,
    },
    /// The connection is the lock.
    Postgres(PgConnection),
}

/// Runs the same expression on either connection, like [`tabella_database::on`].
macro_rules! with {
    ($held:expr, |$connection:ident: $Db:ident| $body:expr) => {
        match $held {
            $crate::sequencer::lock::Held::Sqlite { connection: $connection, .. } => {
                type $Db = sqlx::Sqlite;
                $body
            }
            $crate::sequencer::lock::Held::Postgres($connection) => {
                type $Db = sqlx::Postgres;
                $body
            }
        }
    };
}
pub(super) use with;

impl Held {
    /// Takes the lock, at once or when it becomes free.
    pub(super) async fn take(database: &Database, wait: bool) -> Result<Option<Self>, StoreError> {
        match database {
            Database::Sqlite(pool) => loop {
                let held = Self::try_file(pool).await?;
                if held.is_some() || !wait {
                    return Ok(held);
                }
                sleep(ASK_AGAIN).await;
            },
            Database::Postgres(pool) => Self::advisory(&pool.connect_options(), wait).await,
        }
    }

    async fn try_file(pool: &SqlitePool) -> Result<Option<Self>, StoreError> {
        let options = pool.connect_options();
        let mut name = OsString::from(options.get_filename());
        name.push(".lock");
        let path = PathBuf::from(name);
        let failed = |source| StoreError::Lock { path: path.clone(), source };
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let options =
            WRITER.into_iter().fold((*options).clone(), |options, (name, value)| options.pragma(name, value));
        let mut connection = SqliteConnection::connect_with(&options).await.map_err(during("lock"))?;
        settle(&mut connection).await?;
        Ok(Some(Self::Sqlite { connection, lock, path }))
    }

    /// One connection asks until the lock is free, and is the lock from then on.
    async fn advisory(options: &PgConnectOptions, wait: bool) -> Result<Option<Self>, StoreError> {
        let begin = async {
            let mut connection = PgConnection::connect_with(options).await?;
            connection.execute(KEEPALIVE).await?;
            Ok::<_, sqlx::Error>(connection)
        };
        let failed = |error: sqlx::Error| {
            let error = during("lock")(error);
            if wait { StoreError::Waiting(error) } else { StoreError::Database(error) }
        };
        let mut connection = in_time(begin).await.map_err(failed)?;
        loop {
            let free = sqlx::query_scalar::<_, bool>("SELECT pg_try_advisory_lock($1)").bind(ADVISORY);
            if in_time(free.fetch_one(&mut connection)).await.map_err(failed)? {
                check_durable(&mut connection).await?;
                return Ok(Some(Self::Postgres(connection)));
            }
            if !wait {
                connection.close().await.map_err(failed)?;
                return Ok(None);
            }
            sleep(ASK_AGAIN).await;
        }
    }

    /// Closes the connection, then unlocks.
    pub(super) async fn release(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { connection, lock, path } => {
                connection.close().await.map_err(during("release"))?;
                lock.unlock().map_err(|source| StoreError::Lock { path, source })
            }
            Self::Postgres(mut connection) => {
                sqlx::query("SELECT pg_advisory_unlock($1)")
                    .bind(ADVISORY)
                    .execute(&mut connection)
                    .await
                    .map_err(during("release"))?;
                Ok(connection.close().await.map_err(during("release"))?)
            }
        }
    }
}

/// An answer of the database, or the error that there is none: its machine may have vanished.
async fn in_time<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let silent = || Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into()));
    timeout(ANSWER_TIME, answer).await.unwrap_or_else(|_| silent())
}

/// Brings all that is in the write-ahead log into the database, and both to the disk.
///
/// After a sync that failed, the system may keep bytes that never reached the disk, and say of a second sync that all is
/// well. A process that ended for this reason leaves such a log, and what stands in it would be taken for durable: so it is
/// written once more, to another place, before anything is promised.
async fn settle(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    const DEED: &str = "settle the write-ahead log";
    let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(connection)
        .await
        .map_err(during(DEED))?;
    if busy == 0 {
        return Ok(());
    }
    let source = sqlx::Error::Protocol("another process reads the database and does not end".into());
    Err(DatabaseError::Failed { deed: DEED, source }.into())
}
