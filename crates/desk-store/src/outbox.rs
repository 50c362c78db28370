//! Signed entries on their way to the board.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Row as _};
use tabella_crypto::{CompressedRistretto, hash::ElectionId};
use tabella_database::{during, on};
use tabella_roll::RollNumber;

use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
};

/// An entry that waits for its place on the board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Position in the outbox.
    pub outbox: u64,
    /// The signed entry. Sent twice it gets the same place twice.
    pub entry: Vec<u8>,
}

/// Credentials of one statement: SQLite takes 32,766 values.
const ROWS: usize = 1_000;

const LINES_OF: &str = "SELECT credential, number FROM credential WHERE election = ";
const WAITING: &str = "SELECT outbox, entry FROM outbox WHERE election = $1 AND idx IS NULL AND refused IS NULL ORDER BY outbox LIMIT $2";
const PLACED: &str = "UPDATE outbox SET idx = $2 WHERE outbox = $1 AND idx IS NULL";
const REFUSED: &str = "UPDATE outbox SET refused = $2 WHERE outbox = $1 AND idx IS NULL";
const ALL_REFUSED: &str = "SELECT outbox, refused FROM outbox WHERE election = $1 AND refused IS NOT NULL AND idx IS NULL ORDER BY outbox";
const PLACE_OF: &str = "SELECT outbox.idx FROM outbox JOIN credential ON credential.outbox = outbox.outbox \
                        WHERE credential.election = $1 AND credential.credential = $2";

impl DeskPool {
    /// The oldest entries that wait, in the order in which they must reach the board.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn waiting(&self, election: &ElectionId, limit: u32) -> Result<Vec<Waiting>, StoreError> {
        let id = election.as_bytes().as_slice();
        let rows: Vec<(i64, Vec<u8>)> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(WAITING).bind(id).bind(i64::from(limit));
            query.fetch_all(pool).await
        })
        .map_err(during("waiting"))?;
        Ok(rows.into_iter().map(|(outbox, entry)| Waiting { outbox: outbox.unsigned_abs(), entry }).collect())
    }

    /// Whose credentials these are: the number on the roll by the bytes of P. One that nobody was given is left out.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn lines_of(
        &self,
        election: &ElectionId,
        credentials: &[CompressedRistretto],
    ) -> Result<BTreeMap<[u8; 32], RollNumber>, StoreError> {
        const DEED: &str = "lines of credentials";
        let mut lines = BTreeMap::new();
        for some in credentials.chunks(ROWS) {
            let rows: Vec<(Vec<u8>, i64)> = on!(&self.database, |pool: Db| {
                let mut query = QueryBuilder::<Db>::new(LINES_OF);
                query.push_bind(election.as_bytes().as_slice()).push(" AND credential IN (");
                let mut list = query.separated(", ");
                for credential in some {
                    list.push_bind(credential.as_bytes().as_slice());
                }
                query.push(")");
                let rows = query.build().persistent(false).fetch_all(pool).await.map_err(during(DEED))?;
                let row = |row: &<Db as sqlx::Database>::Row| Ok((row.try_get(0)?, row.try_get(1)?));
                rows.iter().map(row).collect::<Result<_, sqlx::Error>>().map_err(during(DEED))?
            });
            for (credential, number) in rows {
                let credential = bytes32(&credential, "credential.credential")?;
                lines.insert(credential, RollNumber(number.unsigned_abs()));
            }
        }
        Ok(lines)
    }

    /// The urn has said where on the board an entry stands.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn placed(&self, outbox: u64, index: u64) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let placed = sqlx::query::<Db>(PLACED).bind(outbox.cast_signed()).bind(index.cast_signed());
            placed.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("placed"))?)
    }

    /// The urn will never take an entry, and has said why by the name of the problem. It no longer stands in the way of the
    /// others. Board and desk differ from here on: somebody has to look.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn refused(&self, outbox: u64, problem: &str) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let refused = sqlx::query::<Db>(REFUSED).bind(outbox.cast_signed()).bind(problem);
            refused.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("refused"))?)
    }

    /// The entries that the urn will never take, with the names of the problems.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn all_refused(&self, election: &ElectionId) -> Result<Vec<(u64, String)>, StoreError> {
        let id = election.as_bytes().as_slice();
        let rows: Vec<(i64, String)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(ALL_REFUSED).bind(id).fetch_all(pool).await
        })
        .map_err(during("refused entries"))?;
        Ok(rows.into_iter().map(|(outbox, problem)| (outbox.unsigned_abs(), problem)).collect())
    }

    /// Where on the board a credential stands; none while it is on its way, or unknown.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn place_of(
        &self,
        election: &ElectionId,
        credential: &[u8; 32],
    ) -> Result<Option<u64>, StoreError> {
        let id = election.as_bytes().as_slice();
        let place: Option<Option<i64>> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_scalar::<Db, _>(PLACE_OF).bind(id).bind(credential.as_slice());
            query.fetch_optional(pool).await
        })
        .map_err(during("place of a credential"))?;
        Ok(place.flatten().map(i64::unsigned_abs))
    }
}
