//! The schema and its migrations: forward only, checked at start.

use std::{borrow::Cow, fmt};

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::{
    database::{BeginWrite as _, Database, on},
    error::{StoreError, committing, during},
};

/// One step: number, name, and its text for each database.
struct Step {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// All steps in order. A step that was released never changes: the database remembers its hash and would refuse.
const STEPS: &[Step] = &[Step {
    version: 1,
    name: "urn",
    sqlite: include_str!("../../../migrations/urn/sqlite/0001_urn.sql"),
    postgres: include_str!("../../../migrations/urn/postgres/0001_urn.sql"),
}];

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

fn newest() -> i64 {
    STEPS.last().map_or(0, |step| step.version)
}

pub(crate) async fn state(database: &Database) -> Result<SchemaState, StoreError> {
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
    let known = newest();
    Ok(match found {
        None => SchemaState::Absent,
        Some(found) if found < known => SchemaState::Behind { found, known },
        Some(found) if found > known => SchemaState::Ahead { found, known },
        Some(version) => SchemaState::Current { version },
    })
}

pub(crate) async fn migrate(database: &Database) -> Result<(), StoreError> {
    const DEED: &str = "migrate";
    if let SchemaState::Ahead { found, known } = state(database).await? {
        return Err(StoreError::Future { found, known });
    }
    let text = |step: &Step| match database {
        Database::Sqlite(_) => step.sqlite,
        Database::Postgres(_) => step.postgres,
    };
    let migration = |step: &Step| {
        let (name, text) = (Cow::Borrowed(step.name), Cow::Borrowed(text(step)));
        Migration::new(step.version, name, MigrationType::Simple, text, false)
    };
    let migrations = STEPS.iter().map(migration).collect();
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
        MigrateError::VersionMissing(found) => StoreError::Future { found, known: newest() },
        other => StoreError::Migration(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_ascend_from_one() {
        assert!(STEPS.iter().map(|step| step.version).eq(1..=newest()));
    }
}
