//! Checkpoints: the published one, and those kept for good.

use tabella_database::{BeginWrite, committing, during, on};
use tabella_tlog::{Hash, TreeSize};

use crate::{
    error::StoreError,
    pool::UrnPool,
    values::{from_sql, to_sql},
};

/// A checkpoint that has its cosignatures.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// Number of entries under it.
    pub size: TreeSize,
    /// The root over them.
    pub root: Hash,
    /// The signed note, with the cosignatures. The store does not read it.
    pub note: &'a [u8],
    /// Whether it stays once a newer one is published.
    pub kept: bool,
}

/// Locks the log's row: of two that publish at once, the second sees what the first has published.
const ONE_AT_A_TIME: &str = "UPDATE log SET origin = origin WHERE one = 1";
const NEWEST: &str = "SELECT note FROM checkpoint WHERE published";
const NEWEST_SIZE: &str = "SELECT size FROM checkpoint WHERE published";
const KEPT: &str = "SELECT note FROM checkpoint WHERE kept AND size = $1";
const KEPT_SIZES: &str = "SELECT size FROM checkpoint WHERE kept ORDER BY size";
const RETIRE: &str = "UPDATE checkpoint SET published = false WHERE published AND size <> $1";
const PUBLISH: &str = "INSERT INTO checkpoint (size, root, note, kept, published) VALUES ($1, $2, $3, $4, true) \
                       ON CONFLICT (size) DO UPDATE SET note = excluded.note, published = true, \
                       kept = (checkpoint.kept OR excluded.kept)";
const FORGET: &str = "DELETE FROM checkpoint WHERE NOT published AND NOT kept";

impl UrnPool {
    /// The note that was published last.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn checkpoint_published(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(NEWEST).fetch_optional(pool).await)
                .map_err(during("published checkpoint"))?;
        Ok(row.map(|(note,)| note))
    }

    /// The kept note of this size.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn checkpoint_kept(&self, size: TreeSize) -> Result<Option<Vec<u8>>, StoreError> {
        let size = to_sql(size.0);
        let row: Option<(Vec<u8>,)> = on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(KEPT)
            .bind(size)
            .fetch_optional(pool)
            .await)
        .map_err(during("kept checkpoint"))?;
        Ok(row.map(|(note,)| note))
    }

    /// The sizes of all kept checkpoints, ascending.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn kept_sizes(&self) -> Result<Vec<TreeSize>, StoreError> {
        let rows: Vec<(i64,)> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(KEPT_SIZES).fetch_all(pool).await)
                .map_err(during("kept sizes"))?;
        Ok(rows.into_iter().map(|(size,)| TreeSize(from_sql(size))).collect())
    }

    /// Publishes a checkpoint. One of the size already published takes its place (it may have more cosignatures); a
    /// checkpoint once kept stays kept.
    ///
    /// # Errors
    /// [`StoreError::OlderCheckpoint`], [`StoreError::OtherRoot`], [`StoreError::NoSuchSize`]: nothing is changed.
    /// [`StoreError::Database`], [`StoreError::Unknown`].
    pub async fn publish(&self, checkpoint: &Published<'_>) -> Result<(), StoreError> {
        const DEED: &str = "publish checkpoint";
        let Published { size, root, note, kept } = *checkpoint;
        let ours = self.root_at(size).await?;
        if size.0 == 0 {
            return Err(StoreError::NoSuchSize { size, head: self.head().await?.size });
        }
        if root != ours {
            return Err(StoreError::OtherRoot { size, ours, given: root });
        }
        let (number, root) = (to_sql(size.0), root.as_bytes().as_slice());
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            sqlx::query::<Db>(ONE_AT_A_TIME).execute(&mut *tx).await.map_err(during(DEED))?;
            let last: Option<(i64,)> =
                sqlx::query_as::<Db, _>(NEWEST_SIZE).fetch_optional(&mut *tx).await.map_err(during(DEED))?;
            if let Some((published,)) = last
                && published > number
            {
                return Err(StoreError::OlderCheckpoint {
                    published: TreeSize(from_sql(published)),
                    given: size,
                });
            }
            sqlx::query::<Db>(RETIRE).bind(number).execute(&mut *tx).await.map_err(during(DEED))?;
            let publish = sqlx::query::<Db>(PUBLISH).bind(number).bind(root).bind(note).bind(kept);
            publish.execute(&mut *tx).await.map_err(during(DEED))?;
            sqlx::query::<Db>(FORGET).execute(&mut *tx).await.map_err(during(DEED))?;
            Ok(tx.commit().await.map_err(committing(DEED))?)
        })
    }
}
