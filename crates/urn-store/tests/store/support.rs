//! Databases to test on, and logs to put into them.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use sqlx::Connection as _;
use tabella_crypto::hash::{BlobHash, ElectionId, Tracker};
use tabella_database::testing::PostgresServer;
use tabella_tlog::{CompactRange, Hash, LeafIndex, TreeSize};
use tabella_urn_store::{Append, Head, NewEntry, Sequencer, StoreError, UrnPool};
use tempfile::TempDir;

pub(crate) const ELECTION: ElectionId = ElectionId([7; 32]);
pub(crate) const ORIGIN: &str = "urn.example.org/test";

/// Runs an `async fn(Fixture)` on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            use crate::support::Fixture;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Fixture::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(Fixture::postgres()).await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// An empty database.
pub(crate) struct Fixture {
    pub(crate) url: String,
    pub(crate) server: Option<Arc<PostgresServer>>,
    pub(crate) folder: Option<TempDir>,
}

impl Fixture {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("urn.db").display());
        Self { url, server: None, folder: Some(folder) }
    }

    /// On a server that the tests of this process share; the last one stops it.
    pub(crate) fn postgres() -> Self {
        static SHARED: Mutex<Weak<PostgresServer>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let server = shared.upgrade().unwrap_or_else(|| Arc::new(PostgresServer::start().unwrap()));
        *shared = Arc::downgrade(&server);
        drop(shared);
        Self::on(server)
    }

    pub(crate) fn on(server: Arc<PostgresServer>) -> Self {
        Self { url: server.database().unwrap(), server: Some(server), folder: None }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.server.is_some()
    }

    /// The store, bound.
    pub(crate) async fn open(&self) -> UrnPool {
        let pool = UrnPool::open(&self.url).await.unwrap();
        pool.bind(&ELECTION, ORIGIN).await.unwrap();
        pool
    }

    /// The store with a log of this size, written in batches of unequal size.
    pub(crate) async fn filled(&self, size: u64) -> (UrnPool, Sequencer) {
        let pool = self.open().await;
        let mut sequencer = pool.sequencer(false).await.unwrap().unwrap();
        for part in [3, 1, 252, 1, 300, u64::MAX] {
            let left = size - sequencer.head().size.0;
            append(&mut sequencer, left.min(part)).await.unwrap();
        }
        assert_eq!(sequencer.head().size, TreeSize(size));
        (pool, sequencer)
    }

    /// What someone with the database in their hands does.
    pub(crate) async fn sql(&self, statements: &str) -> Result<(), sqlx::Error> {
        if self.is_postgres() {
            let mut connection = sqlx::PgConnection::connect(&self.url).await?;
            sqlx::raw_sql(statements).execute(&mut connection).await?;
            connection.close().await
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await?;
            sqlx::raw_sql(statements).execute(&mut connection).await?;
            connection.close().await
        }
    }

    /// Takes the triggers away that stand in the way.
    pub(crate) async fn disarm(&self) {
        let statements = if self.is_postgres() {
            ["entry", "blob", "tile", "log"]
                .map(|table| format!("ALTER TABLE {table} DISABLE TRIGGER ALL;"))
                .concat()
        } else {
            let triggers = "entry_update entry_delete blob_update blob_delete tile_update tile_delete log_delete log_shrink";
            triggers.split(' ').map(|trigger| format!("DROP TRIGGER {trigger};")).collect::<Vec<_>>().concat()
        };
        self.sql(&statements).await.unwrap();
    }
}

/// Entry `index` of every test log.
pub(crate) fn entry(index: u64) -> Vec<u8> {
    let length = usize::try_from(index * 37 % 900).unwrap();
    let mut bytes = index.to_be_bytes().to_vec();
    bytes.resize(8 + length, 0xc5);
    bytes
}

/// Its tracker: every third is a ballot.
pub(crate) fn tracker(index: u64) -> Option<Tracker> {
    index.is_multiple_of(3).then(|| Tracker(BlobHash::of(&entry(index)).0))
}

/// The root of the test log of this size.
pub(crate) fn root(size: u64) -> Hash {
    let mut range = CompactRange::new();
    (0..size).for_each(|index| range.push_bytes(&entry(index)));
    range.root()
}

/// Appends the next entries of the test log.
pub(crate) async fn append(sequencer: &mut Sequencer, number: u64) -> Result<Head, StoreError> {
    let first = sequencer.head().size.0;
    let bytes: Vec<Vec<u8>> = (first..first + number).map(entry).collect();
    let new = |(index, bytes)| {
        let tracker = tracker(index);
        NewEntry { kind: if tracker.is_some() { "ballot" } else { "notice" }, bytes, tracker }
    };
    let entries: Vec<NewEntry<'_>> = (first..).zip(bytes.iter().map(Vec::as_slice)).map(new).collect();
    sequencer.append(&Append { first: LeafIndex(first), entries: &entries, blobs: &[] }).await
}
