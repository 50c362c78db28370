//! The schema and its migrations: forward only, checked at start.

use std::{borrow::Cow, fmt};

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::{
    error::{DatabaseError, committing, during},
    on,
    open::{BeginWrite as _, Database},
};

/// One migration: forward only. A step that was released never changes: the database remembers its hash and would refuse.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Number, from 1, ascending by 1.
    pub version: i64,
    /// Name, for people.
    pub name: &'static str,
    /// Its text for SQLite.
    pub sqlite: &'static str,
    /// Its text for PostgreSQL.
    pub postgres: &'static str,
}

/// How the schema of a database stands to this program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// No schema: the database is new.
    Absent,
    /// Older; opening migrates it.
    Behind {
        /// Schema of the database.
        found: i64,
        /// Newest schema of this program.
        known: i64,
    },
    /// This program's.
    Current {
        /// The schema.
        version: i64,
    },
    /// Newer than this program; opening refuses.
    Ahead {
        /// Schema of the database.
        found: i64,
        /// Newest schema of this program.
        known: i64,
    },
}

impl fmt::Display for SchemaState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("no schema yet"),
            Self::Behind { found, known } => write!(f, "schema {found}, will be migrated to {known}"),
            Self::Current { version } => write!(f, "schema {version}"),
            Self::Ahead { found, known } => {
                write!(f, "schema {found}, newer than {known}, the newest known here")
            }
        }
    }
}

fn newest(steps: &[Step]) -> i64 {
    steps.last().map_or(0, |step| step.version)
}

pub(crate) async fn state(database: &Database, steps: &[Step]) -> Result<SchemaState, DatabaseError> {
    const DEED: &str = "schema version";
    const VERSION: &str = "SELECT max(version) FROM _sqlx_migrations WHERE success";
    let exists = match database {
        Database::Sqlite(_) => "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'",
        Database::Postgres(_) => "SELECT count(to_regclass('_sqlx_migrations'))",
    };
    let found: Option<i64> = on!(database, |pool: Db| {
        let tables: i64 = sqlx::query_scalar::<Db, _>(exists).fetch_one(pool).await.map_err(during(DEED))?;
        match tables {
            0 => None,
            _ => sqlx::query_scalar::<Db, _>(VERSION).fetch_one(pool).await.map_err(during(DEED))?,
        }
    });
    let known = newest(steps);
    Ok(match found {
        None => SchemaState::Absent,
        Some(found) if found < known => SchemaState::Behind { found, known },
        Some(found) if found > known => SchemaState::Ahead { found, known },
        Some(version) => SchemaState::Current { version },
    })
}

pub(crate) async fn migrate(database: &Database, steps: &[Step]) -> Result<(), DatabaseError> {
    const DEED: &str = "migrate";
    if let SchemaState::Ahead { found, known } = state(database, steps).await? {
        return Err(DatabaseError::Future { found, known });
    }
    let text = |step: &Step| match database {
        Database::Sqlite(_) => step.sqlite,
        Database::Postgres(_) => step.postgres,
    };
    let migration = |step: &Step| {
        let (name, text) = (Cow::Borrowed(step.name), Cow::Borrowed(text(step)));
        Migration::new(step.version, name, MigrationType::Simple, text, false)
    };
    let migrations = steps.iter().map(migration).collect();
    let migrator = Migrator { migrations, ..Migrator::DEFAULT };
    // `run_direct`, not `run`: of `run` the compiler cannot tell that its future may be sent to another thread.
    let done = match database {
        // PostgreSQL: one at a time by an advisory lock, each step a transaction.
        Database::Postgres(pool) => {
            let mut connection = pool.acquire().await.map_err(during(DEED))?;
            migrator.run_direct(&mut *connection).await
        }
        // SQLite: one at a time by the write lock, all steps one transaction.
        Database::Sqlite(pool) => {
            let mut tx = pool.begin_with(sqlx::Sqlite::BEGIN_WRITE).await.map_err(during(DEED))?;
            let done = migrator.run_direct(&mut *tx).await;
            if done.is_ok() {
                tx.commit().await.map_err(committing(DEED))?;
            }
            done
        }
    };
    done.map_err(|error| match error {
        MigrateError::VersionMissing(found) => DatabaseError::Future { found, known: newest(steps) },
        other => DatabaseError::Migration(other),
    })
}
