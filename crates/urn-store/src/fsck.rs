//! Reading everything again.

use std::collections::BTreeMap;

use tabella_crypto::hash::BlobHash;
use tabella_database::{Database, DatabaseError, during, on};
use tabella_tlog::{FullTile, Hash, LeafIndex, TileEdge, leaf_hash, tile::encode_tile};

use crate::{
    entries::checked,
    error::StoreError,
    pool::{Head, UrnPool},
    tiles::FULL,
    values::{from_sql, hash, to_sql},
};

/// What a whole reading found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FsckReport {
    /// The log that was read.
    pub head: Head,
    /// The first place that is not as it was written; `None` if all is.
    pub fault: Option<Fault>,
}

/// A place that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Fault {
    /// Where, such as `entry 17` or `tile/0/003`.
    pub place: String,
    /// What is wrong there.
    pub what: String,
}

/// Entries read at once.
const CHUNK: u32 = 256;

const DEED: &str = "fsck";
const BLOBS: &str = "SELECT hash, bytes FROM blob WHERE hash > $1 ORDER BY hash LIMIT 1";
const CHECKPOINTS: &str = "SELECT size, root FROM checkpoint ORDER BY size";
/// In one statement, so that a sequencer may append meanwhile.
const COUNTS: &str =
    "SELECT size, (SELECT count(*) FROM entry), (SELECT count(*) FROM tile) FROM log WHERE one = 1";

/// Reads the whole store and computes everything again: leaf hashes, tiles, roots of checkpoints and head, hashes of blobs;
/// of a SQLite file also its own structure. A sequencer may append meanwhile.
///
/// What only the entries' meaning tells (kind, tracker) is not checked here: the server replays the entries.
///
/// # Errors
/// [`StoreError::Unbound`], [`StoreError::Database`]: the reading itself failed. A fault found is in the report.
pub async fn fsck(pool: &UrnPool) -> Result<FsckReport, StoreError> {
    let head = pool.head().await?;
    let found = match read_all(pool, head).await {
        Ok(()) => structure(pool).await,
        found => found,
    };
    let fault = match found {
        Ok(()) => None,
        Err(StoreError::Corrupt { place, what }) => Some(Fault { place, what }),
        Err(StoreError::Database(DatabaseError::Failed { source, .. })) if is_corruption(&source) => {
            Some(Fault { place: "database".into(), what: source.to_string() })
        }
        Err(other) => return Err(other),
    };
    Ok(FsckReport { head, fault })
}

async fn read_all(pool: &UrnPool, head: Head) -> Result<(), StoreError> {
    let rows: Vec<(i64, Vec<u8>)> =
        on!(&pool.database, |db: Db| sqlx::query_as::<Db, _>(CHECKPOINTS).fetch_all(db).await)
            .map_err(during(DEED))?;
    // roots that the tree must have on the way
    let mut roots: BTreeMap<u64, (String, Hash)> = BTreeMap::new();
    for (size, root) in rows {
        let place = format!("checkpoint {size}");
        let root = hash(&root, || place.clone())?;
        roots.insert(from_sql(size), (place, root));
    }
    let mut edge = TileEdge::new();
    while edge.size() < head.size {
        let first = edge.size().0;
        let limit = CHUNK.min(u32::try_from(head.size.0 - first).unwrap_or(CHUNK));
        let rows = pool.entry_rows(LeafIndex(first), limit).await?;
        if rows.is_empty() {
            return Err(StoreError::corrupt(format!("entry {first}"), "it is missing"));
        }
        for (index, row) in (first..).zip(rows) {
            let entry = checked(index, row)?;
            for tile in edge.push(leaf_hash(&entry)) {
                same_tile(pool, &tile).await?;
            }
            if let Some((place, root)) = roots.remove(&edge.size().0)
                && root != edge.root()
            {
                return Err(StoreError::corrupt(place, "not the root of the entries below it"));
            }
        }
    }
    if edge.root() != head.root {
        return Err(StoreError::corrupt("log", "not the root of the entries"));
    }
    // a newer head may have been published since
    let now = pool.head().await?.size;
    if let Some((_, (place, _))) = roots.into_iter().find(|(size, _)| *size > now.0 || *size <= head.size.0) {
        return Err(StoreError::corrupt(place, format!("the log has {now} entries")));
    }
    counts(pool).await?;
    match pool.snapshot().await {
        Err(error @ (StoreError::OtherRoot { .. } | StoreError::NoSuchSize { .. })) => {
            Err(StoreError::corrupt("snapshot", error))
        }
        other => other.map(drop),
    }?;
    blobs(pool).await
}

/// The tile in the database is this one.
async fn same_tile(pool: &UrnPool, tile: &FullTile) -> Result<(), StoreError> {
    let (level, index) = (i64::from(tile.path.level()), to_sql(tile.path.index()));
    let row: Option<(Vec<u8>, Vec<u8>)> = on!(&pool.database, |db: Db| {
        sqlx::query_as::<Db, _>(FULL).bind(level).bind(index).fetch_optional(db).await
    })
    .map_err(during(DEED))?;
    let fault = |what| StoreError::corrupt(tile.path, what);
    let (hashes, root) = row.ok_or_else(|| fault("it is missing"))?;
    if hashes != encode_tile(&tile.hashes) {
        return Err(fault("not the hashes of its entries"));
    }
    if root == tile.root.as_bytes() { Ok(()) } else { Err(fault("not the root of its hashes")) }
}

/// Nothing is there that no one reads.
async fn counts(pool: &UrnPool) -> Result<(), StoreError> {
    let (size, entries, tiles): (i64, i64, i64) =
        on!(&pool.database, |db: Db| sqlx::query_as::<Db, _>(COUNTS).fetch_one(db).await)
            .map_err(during(DEED))?;
    if entries != size {
        return Err(StoreError::corrupt("log", format!("{entries} entries at size {size}")));
    }
    let full: u64 = (1..8).map(|level| from_sql(size) >> (8 * level)).sum();
    if from_sql(tiles) != full {
        return Err(StoreError::corrupt("tiles", format!("{tiles} at size {size}, which fills {full}")));
    }
    Ok(())
}

async fn blobs(pool: &UrnPool) -> Result<(), StoreError> {
    let mut last: Vec<u8> = Vec::new();
    loop {
        let row: Option<(Vec<u8>, Vec<u8>)> = on!(&pool.database, |db: Db| {
            sqlx::query_as::<Db, _>(BLOBS).bind(last.as_slice()).fetch_optional(db).await
        })
        .map_err(during(DEED))?;
        let Some((name, bytes)) = row else { return Ok(()) };
        let Hash(name) = hash(&name, || "blob.hash".into())?;
        if BlobHash::of(&bytes) != BlobHash(name) {
            let place = format!("blob {}", BlobHash(name));
            return Err(StoreError::corrupt(place, "the bytes do not have this hash"));
        }
        last = name.to_vec();
    }
}

/// Pages and indexes of a SQLite file.
async fn structure(pool: &UrnPool) -> Result<(), StoreError> {
    let Database::Sqlite(pool) = &pool.database else { return Ok(()) };
    let said: String =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(pool).await.map_err(during(DEED))?;
    if said == "ok" { Ok(()) } else { Err(StoreError::corrupt("database", said)) }
}

/// Whether the database itself says that its files are damaged.
fn is_corruption(error: &sqlx::Error) -> bool {
    let Some(code) = error.as_database_error().and_then(sqlx::error::DatabaseError::code) else {
        return false;
    };
    match code.parse::<u32>() {
        // SQLITE_CORRUPT with its extended codes, SQLITE_NOTADB
        Ok(code) => matches!(code & 0xff, 11 | 26),
        // data_corrupted, index_corrupted
        Err(_) => matches!(&*code, "XX001" | "XX002"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_where() {
        let fault = Fault { place: "entry 17".into(), what: "it is missing".into() };
        assert_eq!(fault.to_string(), "entry 17: it is missing");
        assert!(!is_corruption(&sqlx::Error::RowNotFound));
    }
}
