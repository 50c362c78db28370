//! The one that appends.

mod lock;

use std::{io, time::Duration};

use sqlx::{Connection as _, Postgres, QueryBuilder, Sqlite};
use tabella_crypto::hash::{BlobHash, Tracker};
use tabella_database::{BeginWrite, DatabaseError, committing, during};
use tabella_tlog::{
    FullTile, Hash, LeafIndex, TileEdge, leaf_hash,
    tile::{MAX_ENTRY_BYTES, encode_tile},
};
use tokio::time::timeout;

use crate::{
    error::StoreError,
    pool::{Epoch, HEAD, Head, HeadRow, UrnPool, head_of},
    values::to_sql,
};

use lock::{Held, with};

/// An entry to append.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Its type, for look-ups.
    pub kind: &'a str,
    /// Its bytes, at most 65,535.
    pub bytes: &'a [u8],
    /// The tracker of a ballot or challenge. No tracker is on the board twice.
    pub tracker: Option<Tracker>,
}

/// Entries that become part of the log together, with the contents that they name.
#[derive(Clone, Copy, Debug)]
pub struct Append<'a> {
    /// Index of the first entry: the size of the log that the caller has judged them against.
    pub first: LeafIndex,
    /// The entries, in order.
    pub entries: &'a [NewEntry<'a>],
    /// Contents named by their SHA-256. One that is there already is left as it is.
    pub blobs: &'a [&'a [u8]],
}

/// The only one that may append. Dropping it lets the next one in.
///
/// After an append that failed in the database it is poisoned: what it remembers and what was written may differ, so it
/// refuses everything. The caller drops it, looks at the head, and takes a new one.
pub struct Sequencer {
    held: Held,
    epoch: Epoch,
    edge: TileEdge,
    poisoned: bool,
}

/// Longest time for the answer whether it is still the one. PostgreSQL frees the lock of a machine that vanished after eleven
/// seconds.
const CHECK_TIME: Duration = Duration::from_secs(10);

/// Rows of one statement: five values each, and SQLite takes 32,766.
const ROWS: usize = 1000;

/// Statements of so many rows are kept prepared, one for each number: PostgreSQL reads and plans them once, and is asked once
/// instead of twice. A connection keeps a hundred.
const PREPARED: usize = 80;

const NEXT_EPOCH: &str = "UPDATE log SET epoch = epoch + 1 WHERE one = 1";
const LAST: &str = "SELECT max(idx) FROM entry";
const ADVANCE: &str = "UPDATE log SET size = $1, root = $2 WHERE one = 1 AND epoch = $3 AND size = $4";
const BLOB: &str = "INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
const TILE: &str = "INSERT INTO tile (level, idx, root, hashes) ";

/// How entries are inserted.
trait InsertEntries {
    const INSERT: &'static str;
}

impl InsertEntries for Sqlite {
    /// What fails ends the transaction: SQLite need not be able to undo the statement alone, and copies no pages for it.
    const INSERT: &'static str = "INSERT OR FAIL INTO entry (idx, kind, bytes, leaf, tracker) ";
}

impl InsertEntries for Postgres {
    const INSERT: &'static str = "INSERT INTO entry (idx, kind, bytes, leaf, tracker) ";
}

impl UrnPool {
    /// Becomes the sequencer. If another one holds the lock, `wait` decides: wait for its end, or `None`.
    ///
    /// SQLite is locked by the file `<database>.lock`, PostgreSQL by an advisory lock on the sequencer's own connection: either
    /// falls with the process that holds it.
    ///
    /// # Errors
    /// [`StoreError::Waiting`] if PostgreSQL cannot be asked while this one waits; [`StoreError::Unbound`];
    /// [`StoreError::Corrupt`] if entries and tiles do not have the root of the head;
    /// [`StoreError::Lock`], [`StoreError::NotDurable`], [`StoreError::Database`], [`StoreError::Unknown`].
    pub async fn sequencer(&self, wait: bool) -> Result<Option<Sequencer>, StoreError> {
        let Some(mut held) = Held::take(&self.database, wait).await? else { return Ok(None) };
        match self.begin(&mut held).await {
            Ok((epoch, edge)) => Ok(Some(Sequencer { held, epoch, edge, poisoned: false })),
            Err(error) => {
                // the first error tells more
                drop(held.release().await);
                Err(error)
            }
        }
    }

    /// Raises the epoch, and reads the right edge of the tree.
    async fn begin(&self, held: &mut Held) -> Result<(Epoch, TileEdge), StoreError> {
        const DEED: &str = "become the sequencer";
        // Whatever a former sequencer has begun is committed or refused by now: both change this row.
        let (row, last): (Option<HeadRow>, (Option<i64>,)) = with!(held, |connection: Db| {
            let mut tx = connection.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            sqlx::query::<Db>(NEXT_EPOCH).execute(&mut *tx).await.map_err(during(DEED))?;
            let row = sqlx::query_as::<Db, _>(HEAD).fetch_optional(&mut *tx).await.map_err(during(DEED))?;
            let last = sqlx::query_as::<Db, _>(LAST).fetch_one(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
            (row, last)
        });
        let head = head_of(row)?;
        if last.0.map_or(0, |index| index.saturating_add(1)) != to_sql(head.size.0) {
            return Err(StoreError::corrupt(
                "log",
                format!("the last entry is not that of size {}", head.size),
            ));
        }
        let edge = self.edge(head.size).await?;
        if edge.root() != head.root {
            return Err(StoreError::corrupt(
                "tiles",
                format!("not the root of the log at size {}", head.size),
            ));
        }
        Ok((head.epoch, edge))
    }
}

impl Sequencer {
    /// Its number.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The log after its last append.
    pub fn head(&self) -> Head {
        Head { size: self.edge.size(), root: self.edge.root(), epoch: self.epoch }
    }

    /// Appends in one transaction: entries, blobs, the tiles that they fill, and the head. They are durable when it returns.
    /// The cost is that of the batch, whatever the size of the log. A batch of nothing changes nothing.
    ///
    /// # Errors
    /// [`StoreError::NotNext`], [`StoreError::EntryTooLong`]: nothing happened, and the sequencer goes on.
    ///
    /// Otherwise it is poisoned, as it is if the future is dropped: [`StoreError::DuplicateTracker`], [`StoreError::Fenced`] and
    /// [`StoreError::Database`] if nothing was written, [`StoreError::Unknown`] if that is not known, and
    /// [`StoreError::Poisoned`] from then on.
    pub async fn append(&mut self, append: &Append<'_>) -> Result<Head, StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        let size = self.edge.size();
        if append.first.0 != size.0 {
            return Err(StoreError::NotNext { first: append.first, size });
        }
        let lengths = append.entries.iter().map(|entry| entry.bytes.len());
        if let Some((position, bytes)) = lengths.enumerate().find(|(_, bytes)| *bytes > MAX_ENTRY_BYTES) {
            return Err(StoreError::EntryTooLong { position, bytes });
        }
        if append.entries.is_empty() && append.blobs.is_empty() {
            return Ok(self.head());
        }
        let mut edge = self.edge.clone();
        let mut tiles = Vec::new();
        let leaves: Vec<Hash> = append.entries.iter().map(|entry| leaf_hash(entry.bytes)).collect();
        for leaf in &leaves {
            tiles.extend(edge.push(*leaf));
        }
        // Until the commit is known: also if this future is dropped on the way.
        self.poisoned = true;
        let head = Head { size: edge.size(), root: edge.root(), epoch: self.epoch };
        self.write(append, &leaves, &tiles, head).await?;
        self.poisoned = false;
        self.edge = edge;
        Ok(head)
    }

    /// Makes sure that no other one has taken over: asks the database, on the connection that is the lock.
    ///
    /// # Errors
    /// [`StoreError::Fenced`]; [`StoreError::Database`] if the connection fell, and the lock with it, or nothing is answered;
    /// [`StoreError::Poisoned`]. It is poisoned from then on.
    pub async fn check(&mut self) -> Result<(), StoreError> {
        const DEED: &str = "make sure of the lock";
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        self.poisoned = true;
        let asked = async {
            let row: Result<Option<HeadRow>, sqlx::Error> = with!(&mut self.held, |connection: Db| {
                sqlx::query_as::<Db, _>(HEAD).fetch_optional(&mut *connection).await
            });
            row.map_err(during(DEED))
        };
        let silent = || sqlx::Error::Io(io::ErrorKind::TimedOut.into());
        let row = timeout(CHECK_TIME, asked).await.unwrap_or_else(|_| Err(during(DEED)(silent())))?;
        let found = head_of(row)?;
        if found.epoch != self.epoch {
            return Err(StoreError::Fenced { ours: self.epoch, found });
        }
        self.poisoned = false;
        Ok(())
    }

    /// Lets the next one in, and waits until the lock is free.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Lock`]; the lock falls with the process at the latest.
    pub async fn release(self) -> Result<(), StoreError> {
        self.held.release().await
    }

    async fn write(
        &mut self,
        append: &Append<'_>,
        leaves: &[Hash],
        tiles: &[FullTile],
        head: Head,
    ) -> Result<(), StoreError> {
        const DEED: &str = "append";
        let before = to_sql(append.first.0);
        let (size, root, epoch) = (to_sql(head.size.0), head.root.0.to_vec(), to_sql(head.epoch.0));
        let rows: Vec<_> = (before..).zip(append.entries).zip(leaves).collect();
        with!(&mut self.held, |connection: Db| {
            let mut tx = connection.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            // First, so that the row is locked: a second sequencer waits here or is seen here.
            let advance = sqlx::query::<Db>(ADVANCE).bind(size).bind(root).bind(epoch).bind(before);
            if advance.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() != 1 {
                let row =
                    sqlx::query_as::<Db, _>(HEAD).fetch_optional(&mut *tx).await.map_err(during(DEED))?;
                return Err(StoreError::Fenced { ours: head.epoch, found: head_of(row)? });
            }
            for rows in rows.chunks(ROWS) {
                let mut insert = QueryBuilder::<Db>::new(Db::INSERT);
                insert.push_values(rows, |mut row, ((index, entry), leaf)| {
                    row.push_bind(*index)
                        .push_bind(entry.kind)
                        .push_bind(entry.bytes)
                        .push_bind(leaf.as_bytes().as_slice())
                        .push_bind(entry.tracker.as_ref().map(|tracker| tracker.as_bytes().as_slice()));
                });
                let insert = insert.build().persistent(rows.len() <= PREPARED);
                insert.execute(&mut *tx).await.map_err(duplicate(DEED))?;
            }
            for blob in append.blobs {
                let BlobHash(hash) = BlobHash::of(blob);
                let insert = sqlx::query::<Db>(BLOB).bind(hash.to_vec()).bind(*blob);
                insert.execute(&mut *tx).await.map_err(during(DEED))?;
            }
            for tiles in tiles.chunks(ROWS) {
                let mut insert = QueryBuilder::<Db>::new(TILE);
                insert.push_values(tiles, |mut row, tile| {
                    row.push_bind(i64::from(tile.path.level()))
                        .push_bind(to_sql(tile.path.index()))
                        .push_bind(tile.root.as_bytes().as_slice())
                        .push_bind(encode_tile(&tile.hashes));
                });
                insert.build().persistent(false).execute(&mut *tx).await.map_err(during(DEED))?;
            }
            Ok(tx.commit().await.map_err(committing(DEED))?)
        })
    }
}

/// Tells an entry whose tracker is there already from other failures. PostgreSQL names the index, SQLite the column.
fn duplicate(deed: &'static str) -> impl FnOnce(sqlx::Error) -> StoreError {
    const NAMES: [&str; 2] = ["entry_tracker", "entry.tracker"];
    move |source| match source.as_database_error() {
        Some(error)
            if error.is_unique_violation() && NAMES.iter().any(|name| error.message().contains(name)) =>
        {
            StoreError::DuplicateTracker
        }
        _ => StoreError::Database(DatabaseError::Failed { deed, source }),
    }
}
