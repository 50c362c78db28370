//! What the server keeps for itself: its reducer's newest state, and the credentials that wait outside batches.

use tabella_database::{during, on};
use tabella_tlog::{Hash, TreeSize};

use crate::{
    error::StoreError,
    pool::UrnPool,
    values::{from_sql, hash, to_sql},
};

/// A state of the reducer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Number of entries it has read.
    pub size: TreeSize,
    /// The root over them.
    pub root: Hash,
    /// The state; the store does not read it.
    pub bytes: Vec<u8>,
}

const SNAPSHOT: &str = "SELECT size, root, bytes FROM snapshot WHERE one = 1";
const PUT_SNAPSHOT: &str = "INSERT INTO snapshot (one, size, root, bytes) VALUES (1, $1, $2, $3) \
                            ON CONFLICT (one) DO UPDATE SET size = excluded.size, root = excluded.root, \
                            bytes = excluded.bytes WHERE excluded.size >= snapshot.size";
const SUSPECTS: &str = "SELECT credential FROM suspect ORDER BY credential";
const ADD_SUSPECT: &str = "INSERT INTO suspect (credential) VALUES ($1) ON CONFLICT (credential) DO NOTHING";

impl UrnPool {
    /// The newest snapshot, if it is of this log; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError::OtherRoot`], [`StoreError::NoSuchSize`] if the log does not have this root at this size, as after
    /// half a backup was restored; [`StoreError::Database`].
    pub async fn snapshot(&self) -> Result<Option<Snapshot>, StoreError> {
        let row: Option<(i64, Vec<u8>, Vec<u8>)> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(SNAPSHOT).fetch_optional(pool).await)
                .map_err(during("snapshot"))?;
        let Some((size, root, bytes)) = row else { return Ok(None) };
        let snapshot =
            Snapshot { size: TreeSize(from_sql(size)), root: hash(&root, || "snapshot.root".into())?, bytes };
        self.check_root(&snapshot).await?;
        Ok(Some(snapshot))
    }

    /// Keeps a snapshot in place of the one before; an older one is ignored.
    ///
    /// # Errors
    /// As [`UrnPool::snapshot`].
    pub async fn put_snapshot(&self, snapshot: &Snapshot) -> Result<(), StoreError> {
        self.check_root(snapshot).await?;
        let (size, root) = (to_sql(snapshot.size.0), snapshot.root.as_bytes().as_slice());
        let done = on!(&self.database, |pool: Db| {
            let put = sqlx::query::<Db>(PUT_SNAPSHOT).bind(size).bind(root).bind(snapshot.bytes.as_slice());
            put.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("put snapshot"))?)
    }

    async fn check_root(&self, snapshot: &Snapshot) -> Result<(), StoreError> {
        let Snapshot { size, root: given, .. } = *snapshot;
        let ours = self.root_at(size).await?;
        if ours == given { Ok(()) } else { Err(StoreError::OtherRoot { size, ours, given }) }
    }

    /// The credentials whose ballot once failed its proof, ascending: 32 bytes each, the public key P.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn suspects(&self) -> Result<Vec<[u8; 32]>, StoreError> {
        let rows: Vec<(Vec<u8>,)> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(SUSPECTS).fetch_all(pool).await)
                .map_err(during("suspects"))?;
        rows.iter().map(|(bytes,)| Ok(hash(bytes, || "suspect.credential".into())?.0)).collect()
    }

    /// Remembers a credential, by its public key P, whose ballot failed its proof. Once is enough.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_suspect(&self, credential: &[u8; 32]) -> Result<(), StoreError> {
        let credential = credential.as_slice();
        let done = on!(&self.database, |pool: Db| {
            sqlx::query::<Db>(ADD_SUSPECT).bind(credential).execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("add suspect"))?)
    }
}
