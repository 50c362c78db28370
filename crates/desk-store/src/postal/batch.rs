//! Batches of packs: frozen when they are made, numbered from 1. And what the office counts: packs by where they are.

use tabella_crypto::ElectionId;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_election::UnitId;
use tabella_identity::UnixTime;
use tabella_postal::{Official, PackCode, Reference, State, alarm::Common};

use super::{
    PostalCase,
    read::{reference, state},
};
use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
};

/// One after the other on PostgreSQL, too.
const LOCK: &str = "UPDATE election SET added = added WHERE election = $1";
const NEXT: &str = "SELECT COALESCE(max(batch), 0) + 1 FROM postal_batch WHERE election = $1";
const MAKE: &str = "INSERT INTO postal_batch (election, batch, official, made) VALUES ($1, $2, $3, $4)";
/// What goes farthest first, then what waited longest.
const FILL: &str = "INSERT INTO postal_batch_item (request, election, batch) \
                    SELECT r.request, r.election, $2 FROM postal_request AS r WHERE r.election = $1 AND r.state = 'approved' \
                    AND NOT EXISTS (SELECT 1 FROM postal_batch_item AS i WHERE i.request = r.request) \
                    ORDER BY r.place, r.filed, r.request LIMIT $3";
const ALL: &str = "SELECT b.batch, b.official, b.made, count(i.request), \
                   COALESCE(sum(CASE WHEN r.state IN ('approved', 'queued') THEN 1 ELSE 0 END), 0), \
                   COALESCE(sum(CASE WHEN r.state = 'printed' THEN 1 ELSE 0 END), 0) \
                   FROM postal_batch AS b LEFT JOIN postal_batch_item AS i ON i.election = b.election AND i.batch = b.batch \
                   LEFT JOIN postal_request AS r ON r.request = i.request WHERE b.election = $1 \
                   GROUP BY b.batch, b.official, b.made ORDER BY b.batch DESC";
const ITEMS: &str = "SELECT r.reference, r.state, r.district, \
                     (SELECT k.pack FROM postal_pack AS k WHERE k.request = r.request AND k.void IS NULL) \
                     FROM postal_batch_item AS i JOIN postal_request AS r ON r.request = i.request \
                     WHERE i.election = $1 AND i.batch = $2 ORDER BY r.place, r.filed, r.request";
const ALARMS: &str = "SELECT c.common, count(DISTINCT o.number) FROM postal_cluster AS c JOIN postal_cluster AS o \
                      ON o.election = c.election AND o.common = c.common AND o.cluster = c.cluster \
                      WHERE c.request = $1 GROUP BY c.common ORDER BY c.common";
/// Of a rejected envelope the last pack has come back; its code is void all the same.
const PACKS: &str = "SELECT r.district, k.void, r.state, CAST(CASE WHEN k.pack = (SELECT p.pack FROM postal_pack AS p \
                     WHERE p.request = r.request ORDER BY p.made DESC, p.pack DESC LIMIT 1) THEN 1 ELSE 0 END AS BIGINT), count(*) \
                     FROM postal_pack AS k JOIN postal_request AS r ON r.request = k.request WHERE r.election = $1 \
                     GROUP BY 1, 2, 3, 4 ORDER BY 1";

/// A batch as the office lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalBatch {
    /// Its number, from 1.
    pub batch: u64,
    /// Who made it.
    pub official: Official,
    /// When.
    pub made: UnixTime,
    /// How many packs it was made for.
    pub size: u64,
    /// How many are still to be printed.
    pub to_print: u64,
    /// How many lie in the office, printed.
    pub to_send: u64,
}

/// One pack of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalBatchItem {
    /// The request.
    pub reference: Reference,
    /// Where it is.
    pub state: State,
    /// The reporting unit.
    pub district: UnitId,
    /// The pack's code, once printed.
    pub pack: Option<PackCode>,
}

/// Packs of a reporting unit: issued = returned + outstanding + cancelled, each counted by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalBalance {
    /// The reporting unit.
    pub district: UnitId,
    /// Packs that were printed.
    pub issued: u64,
    /// Packs whose envelope has come.
    pub returned: u64,
    /// Packs whose envelope would be taken, and has not come.
    pub outstanding: u64,
    /// Packs whose envelope is refused: sent anew, taken back, over.
    pub cancelled: u64,
}

type PackRow = (String, Option<i64>, String, i64, i64);

impl DeskPool {
    /// Makes a batch of what is approved and in no batch yet, at most `limit`; none if there is nothing. From then on it holds
    /// these requests and no others.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn make_postal_batch(
        &self,
        election: &ElectionId,
        official: Official,
        now: UnixTime,
        limit: u32,
    ) -> Result<Option<u64>, StoreError> {
        const DEED: &str = "make a batch";
        let id = election.as_bytes().as_slice();
        Ok(on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            sqlx::query::<Db>(LOCK).bind(id).execute(&mut *tx).await.map_err(during(DEED))?;
            let next = sqlx::query_scalar::<Db, _>(NEXT).bind(id).fetch_one(&mut *tx).await;
            let batch: i64 = next.map_err(during(DEED))?;
            let make = sqlx::query::<Db>(MAKE).bind(id).bind(batch).bind(official.0.as_slice()).bind(now.0);
            make.execute(&mut *tx).await.map_err(during(DEED))?;
            let fill = sqlx::query::<Db>(FILL).bind(id).bind(batch).bind(i64::from(limit));
            let size = fill.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected();
            if size == 0 {
                // dropping the transaction leaves no empty batch behind
                return Ok(None);
            }
            tx.commit().await.map_err(committing(DEED))?;
            Some(batch.unsigned_abs())
        }))
    }

    /// All batches, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_batches(&self, election: &ElectionId) -> Result<Vec<PostalBatch>, StoreError> {
        let rows: Vec<(i64, Vec<u8>, i64, i64, i64, i64)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(ALL).bind(election.as_bytes().as_slice()).fetch_all(pool).await
        })
        .map_err(during("batches"))?;
        let batch = |(batch, official, made, size, to_print, to_send): (i64, Vec<u8>, i64, i64, i64, i64)| {
            Ok(PostalBatch {
                batch: batch.unsigned_abs(),
                official: Official(bytes32(&official, "postal_batch.official")?),
                made: UnixTime(made),
                size: size.unsigned_abs(),
                to_print: to_print.unsigned_abs(),
                to_send: to_send.unsigned_abs(),
            })
        };
        rows.into_iter().map(batch).collect()
    }

    /// What is in a batch, in the order in which it is printed; empty if there is no such batch.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_batch(
        &self,
        election: &ElectionId,
        batch: u64,
    ) -> Result<Vec<PostalBatchItem>, StoreError> {
        let rows: Vec<(String, String, String, Option<String>)> = on!(&self.database, |pool: Db| {
            let items = sqlx::query_as::<Db, _>(ITEMS).bind(election.as_bytes().as_slice());
            items.bind(batch.cast_signed()).fetch_all(pool).await
        })
        .map_err(during("batch"))?;
        let item = |(code, at, district, pack): (String, String, String, Option<String>)| {
            let pack = pack.map(|pack| pack.parse()).transpose();
            Ok(PostalBatchItem {
                reference: reference(&code)?,
                state: state(&at)?,
                district: UnitId(district),
                pack: pack
                    .map_err(|why: tabella_postal::CodeError| StoreError::corrupt("postal_pack.pack", why))?,
            })
        };
        rows.into_iter().map(item).collect()
    }

    /// With how many people a request has its address, contact and network in common, its own person counted.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_common(&self, case: &PostalCase) -> Result<Vec<(Common, u64)>, StoreError> {
        let rows: Vec<(String, i64)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(ALARMS).bind(case.number).fetch_all(pool).await
        })
        .map_err(during("what requests have in common"))?;
        let common = |(word, people): (String, i64)| {
            let all = [Common::Address, Common::Contact, Common::Network];
            let common = all.into_iter().find(|common| common.name() == word);
            let common = common.ok_or_else(|| StoreError::corrupt("postal_cluster.common", "no such word"));
            Ok((common?, people.unsigned_abs()))
        };
        rows.into_iter().map(common).collect()
    }

    /// Where the packs are, by reporting unit.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_balance(&self, election: &ElectionId) -> Result<Vec<PostalBalance>, StoreError> {
        let rows: Vec<PackRow> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(PACKS).bind(election.as_bytes().as_slice()).fetch_all(pool).await
        })
        .map_err(during("balance of packs"))?;
        let mut balances: Vec<PostalBalance> = Vec::new();
        for (district, void, at, last, count) in rows {
            let (at, count) = (state(&at)?, count.unsigned_abs());
            if balances.last().is_none_or(|balance| balance.district.as_str() != district) {
                let district = UnitId(district);
                balances.push(PostalBalance {
                    district,
                    issued: 0,
                    returned: 0,
                    outstanding: 0,
                    cancelled: 0,
                });
            }
            let Some(balance) = balances.last_mut() else { continue };
            let here = matches!(at, State::EnvelopeReceived | State::Deficient | State::Accepted);
            balance.issued += count;
            match void {
                None if here => balance.returned += count,
                None => balance.outstanding += count,
                Some(_) if at == State::Rejected && last == 1 => balance.returned += count,
                Some(_) => balance.cancelled += count,
            }
        }
        Ok(balances)
    }
}
