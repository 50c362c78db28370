//! Reading entries and blobs.

use tabella_crypto::hash::{BlobHash, Tracker};
use tabella_database::{during, on};
use tabella_tlog::{LeafIndex, leaf_hash};

use crate::{
    error::StoreError,
    pool::UrnPool,
    values::{from_sql, to_sql},
};

/// Where a ballot or challenge stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its entry.
    pub index: LeafIndex,
    /// Kind of the entry, as its appender named it.
    pub kind: String,
}

const ENTRIES: &str = "SELECT idx, bytes, leaf FROM entry WHERE idx >= $1 ORDER BY idx LIMIT $2";
const BY_TRACKER: &str = "SELECT idx, kind FROM entry WHERE tracker = $1";
const BLOB: &str = "SELECT bytes FROM blob WHERE hash = $1";

/// `idx, bytes, leaf`.
pub(crate) type EntryRow = (i64, Vec<u8>, Vec<u8>);

impl UrnPool {
    /// Up to `limit` entries from an index on: fewer at the end of the log. Each is checked against its leaf hash.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] names the entry; [`StoreError::Database`].
    pub async fn entries(&self, from: LeafIndex, limit: u32) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows = self.entry_rows(from, limit).await?;
        (from.0..).zip(rows).map(|(index, row)| checked(index, row)).collect()
    }

    /// One entry; `None` if the log is shorter.
    ///
    /// # Errors
    /// As [`UrnPool::entries`].
    pub async fn entry(&self, index: LeafIndex) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.entry_rows(index, 1).await?.pop();
        // the next row would mean a gap, if it is not simply the end
        let row = row.filter(|(found, ..)| from_sql(*found) == index.0);
        row.map(|row| checked(index.0, row)).transpose()
    }

    /// The ballot or challenge with this tracker; `None` if it is not on the board.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn by_tracker(&self, tracker: &Tracker) -> Result<Option<Found>, StoreError> {
        let tracker = tracker.as_bytes().as_slice();
        let row: Option<(i64, String)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(BY_TRACKER).bind(tracker).fetch_optional(pool).await
        })
        .map_err(during("entry by tracker"))?;
        Ok(row.map(|(index, kind)| Found { index: LeafIndex(from_sql(index)), kind }))
    }

    /// The content with this hash, checked against it; `None` if no entry brought it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn blob(&self, hash: &BlobHash) -> Result<Option<Vec<u8>>, StoreError> {
        let name = hash.as_bytes().as_slice();
        let row: Option<(Vec<u8>,)> = on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(BLOB)
            .bind(name)
            .fetch_optional(pool)
            .await)
        .map_err(during("blob"))?;
        let Some((bytes,)) = row else { return Ok(None) };
        if BlobHash::of(&bytes) != *hash {
            return Err(StoreError::corrupt(format!("blob {hash}"), "the bytes do not have this hash"));
        }
        Ok(Some(bytes))
    }

    pub(crate) async fn entry_rows(&self, from: LeafIndex, limit: u32) -> Result<Vec<EntryRow>, StoreError> {
        let rows = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(ENTRIES).bind(to_sql(from.0)).bind(i64::from(limit));
            query.fetch_all(pool).await
        })
        .map_err(during("entries"))?;
        Ok(rows)
    }
}

/// The bytes of a row, if it is the entry of this index and has its leaf hash.
pub(crate) fn checked(index: u64, (found, bytes, leaf): EntryRow) -> Result<Vec<u8>, StoreError> {
    let place = || format!("entry {index}");
    if from_sql(found) != index {
        return Err(StoreError::corrupt(place(), "it is missing"));
    }
    if leaf_hash(&bytes).as_bytes().as_slice() != leaf {
        return Err(StoreError::corrupt(place(), "the bytes do not have the leaf hash"));
    }
    Ok(bytes)
}
