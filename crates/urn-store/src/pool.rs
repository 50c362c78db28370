//! Opening the store, binding it to an election, and its head.

use std::fmt;

use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, Database, SchemaState, Step, committing, during, on};
use tabella_tlog::{EMPTY_ROOT, Hash, TreeSize};

use crate::{
    error::StoreError,
    values::{from_sql, hash},
};

/// The migrations, in order.
const STEPS: &[Step] = &[Step {
    version: 1,
    name: "urn",
    sqlite: include_str!("../../../migrations/urn/sqlite/0001_urn.sql"),
    postgres: include_str!("../../../migrations/urn/postgres/0001_urn.sql"),
}];

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

/// What a store belongs to for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The election.
    pub election: ElectionId,
    /// Its log's origin, the name of the checkpoint key.
    pub origin: String,
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
    /// [`StoreError::Database`].
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        Ok(Self { database: Database::open(url, STEPS).await? })
    }

    /// Tells the schema of the database at this URL and changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn check(url: &str) -> Result<SchemaState, StoreError> {
        Ok(Database::check(url, STEPS).await?)
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

    /// What the store is bound to, if it is.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn bound(&self) -> Result<Option<Bound>, StoreError> {
        let row: Option<(Vec<u8>, String)> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(BOUND).fetch_optional(pool).await)
                .map_err(during("bound"))?;
        row.map(|(election, origin)| {
            let Hash(election) = hash(&election, || "log.election_id".into())?;
            Ok(Bound { election: ElectionId(election), origin })
        })
        .transpose()
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
        self.database.close().await;
    }
}

/// `size, root, epoch`.
pub(crate) type HeadRow = (i64, Vec<u8>, i64);

pub(crate) fn head_of(row: Option<HeadRow>) -> Result<Head, StoreError> {
    let (size, root, epoch) = row.ok_or(StoreError::Unbound)?;
    let root = hash(&root, || "log.root".into())?;
    Ok(Head { size: TreeSize(from_sql(size)), root, epoch: Epoch(from_sql(epoch)) })
}
