//! What goes wrong with any database.

use sqlx::{migrate::MigrateError, sqlite::SqliteError};

/// `SQLITE_IOERR`, `SQLITE_CORRUPT`, `SQLITE_NOTADB`. A full disk is none: nothing was written, and a later try is honest.
const SQLITE_DISK: [u32; 3] = [10, 11, 26];

/// `io_error`, `data_corrupted`, `index_corrupted`. After a sync that failed PostgreSQL ends all its connections by itself.
const POSTGRES_DISK: [&str; 3] = ["58030", "XX001", "XX002"];

/// Why a database is not opened or does not do what it is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The URL is neither of a SQLite file nor of a PostgreSQL database.
    #[error("{0:?} is not a database: expected sqlite:PATH or postgres://…")]
    Url(String),
    /// The database failed; nothing of the deed was written.
    #[error("{deed}: {source}")]
    Failed {
        /// Name of the transaction or query.
        deed: &'static str,
        /// What the database says.
        source: sqlx::Error,
    },
    /// The database failed while it committed: the deed may have been done or not. Open it again and look.
    #[error("{deed}: not known whether it was committed: {source}")]
    Unknown {
        /// Name of the transaction.
        deed: &'static str,
        /// What the database says.
        source: sqlx::Error,
    },
    /// A newer program has migrated the database; this one does not understand it and leaves it alone.
    #[error("the database has schema {found}, this program knows schemas up to {known}: run a newer one")]
    Future {
        /// Schema of the database.
        found: i64,
        /// Newest schema of this program.
        known: i64,
    },
    /// The schema is not one that this program's migrations made.
    #[error("migrating the database: {0}")]
    Migration(MigrateError),
    /// PostgreSQL is set up to acknowledge what it may lose.
    #[error("PostgreSQL has {setting} = {value}: it would acknowledge what it can lose")]
    NotDurable {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        value: String,
    },
}

impl DatabaseError {
    /// Whether the disk failed under the database. What memory, cache and disk hold may differ then, and a second try could
    /// succeed without changing that: the process has to end, and the next one looks at what is there.
    pub fn is_disk_failure(&self) -> bool {
        let (Self::Failed { source, .. } | Self::Unknown { source, .. }) = self else { return false };
        let Some(error) = source.as_database_error() else { return false };
        let code = error.code().unwrap_or_default();
        if error.try_downcast_ref::<SqliteError>().is_some() {
            // the low byte of an extended code is the code
            code.parse::<u32>().is_ok_and(|code| SQLITE_DISK.contains(&(code & 0xff)))
        } else {
            POSTGRES_DISK.contains(&code.as_ref())
        }
    }

    /// Whether the database refused because a row that must be the only one of its kind is there already.
    pub fn is_unique_violation(&self) -> bool {
        let Self::Failed { source, .. } = self else { return false };
        source.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    }
}

/// Names the deed during which the database failed.
pub fn during(deed: &'static str) -> impl FnOnce(sqlx::Error) -> DatabaseError {
    move |source| DatabaseError::Failed { deed, source }
}

/// Names the deed whose commit failed.
pub fn committing(deed: &'static str) -> impl FnOnce(sqlx::Error) -> DatabaseError {
    move |source| DatabaseError::Unknown { deed, source }
}
