//! Evidence for the auditor, and its end.

use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, Database, committing, during, on};
use tabella_identity::UnixTime;
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
    seal::Place,
};

/// Evidence for one entry of the board.
pub struct KeptEvidence {
    /// The entry, as published.
    pub entry: Vec<u8>,
    /// Opens the commitment in the entry.
    pub nonce: Zeroizing<[u8; 32]>,
    /// What was committed to.
    pub evidence: Zeroizing<Vec<u8>>,
}

type Row = (i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

const CREDENTIALS: &str = "SELECT t.outbox, o.entry, t.credential, t.nonce, t.evidence FROM credential t \
                           JOIN outbox o ON o.outbox = t.outbox \
                           WHERE t.election = $1 AND t.outbox > $2 AND t.evidence IS NOT NULL ORDER BY t.outbox LIMIT 500";
const REVOCATIONS: &str = "SELECT t.outbox, o.entry, t.credential, t.nonce, t.evidence FROM revocation t \
                           JOIN outbox o ON o.outbox = t.outbox \
                           WHERE t.election = $1 AND t.outbox > $2 AND t.evidence IS NOT NULL ORDER BY t.outbox LIMIT 500";

/// What a line, a credential and a revocation lose when their time is over. Numbers, hashes and what the board shows stay.
const SCRUB: [&str; 12] = [
    "UPDATE roll_line SET content = NULL WHERE election = $1 AND content IS NOT NULL",
    "UPDATE credential SET nonce = NULL, evidence = NULL WHERE election = $1 AND evidence IS NOT NULL",
    "UPDATE revocation SET nonce = NULL, evidence = NULL WHERE election = $1 AND evidence IS NOT NULL",
    "UPDATE upload SET file = NULL WHERE election = $1 AND file IS NOT NULL",
    "DELETE FROM consent WHERE deed IN (SELECT deed FROM proposal WHERE election = $1)",
    "DELETE FROM proposal WHERE election = $1",
    "UPDATE postal_request SET content = NULL, consent = NULL, attachment = NULL WHERE election = $1 AND content IS NOT NULL",
    "UPDATE postal_step SET words = NULL WHERE words IS NOT NULL \
     AND request IN (SELECT request FROM postal_request WHERE election = $1)",
    "UPDATE postal_contact SET content = NULL WHERE content IS NOT NULL \
     AND request IN (SELECT request FROM postal_request WHERE election = $1)",
    "DELETE FROM postal_cluster WHERE election = $1",
    "DELETE FROM postal_draft WHERE election = $1",
    "UPDATE message SET recipient = NULL, content = NULL, given_up = coalesce(given_up, sent, made) \
     WHERE election = $1 AND content IS NOT NULL",
];

/// What no election keeps: who decided what about offices, rolls and outages. The proposal goes with its consents, or it could be
/// consented to once more.
const FORGET: [&str; 2] = ["DELETE FROM proposal WHERE made < $1", "DELETE FROM consent WHERE given < $1"];
const FORGET_CARDS: &str = "DELETE FROM card WHERE seen < $1";

/// SQLite copies what changed into its file and empties the log of changes. Others clear away by themselves.
const EMPTY_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

impl DeskPool {
    /// All evidence of an election that was not scrubbed, credentials first, in the order of the outbox.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn evidence(&self, election: &ElectionId) -> Result<Vec<KeptEvidence>, StoreError> {
        let mut kept = Vec::new();
        for (table, query) in [("credential", CREDENTIALS), ("revocation", REVOCATIONS)] {
            let mut last = 0;
            loop {
                let id = election.as_bytes().as_slice();
                let rows: Vec<Row> = on!(&self.database, |pool: Db| {
                    sqlx::query_as::<Db, _>(query).bind(id).bind(last).fetch_all(pool).await
                })
                .map_err(during("evidence"))?;
                let Some(row) = rows.last() else { break };
                last = row.0;
                for row in rows {
                    kept.push(self.open_evidence(election, table, row)?);
                }
            }
        }
        Ok(kept)
    }

    fn open_evidence(
        &self,
        election: &ElectionId,
        table: &'static str,
        row: Row,
    ) -> Result<KeptEvidence, StoreError> {
        let (_, entry, credential, nonce, evidence) = row;
        let name = [election.as_bytes().as_slice(), &credential].concat();
        let open = |column, sealed: &[u8]| {
            let place = Place { table, column, row: &name };
            self.key.open(place, sealed).map_err(|why| StoreError::corrupt(place.shown(), why))
        };
        let nonce = Zeroizing::new(bytes32(&open("nonce", &nonce)?, "nonce")?);
        Ok(KeptEvidence { entry, nonce, evidence: open("evidence", &evidence)? })
    }

    /// Ends the retention of an election: names, codes, addresses and evidence are gone for good; what is left says nothing
    /// about a person without the desk's key and the personal code. Returns whether there was anything.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn scrub(&self, election: &ElectionId) -> Result<bool, StoreError> {
        const DEED: &str = "scrub";
        let (id, mut erased) = (election.as_bytes().as_slice(), 0);
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            for scrub in SCRUB {
                let scrub = sqlx::query::<Db>(scrub).bind(id).execute(&mut *tx);
                erased += scrub.await.map_err(during(DEED))?.rows_affected();
            }
            tx.commit().await.map_err(committing(DEED))?;
        });
        if erased > 0 {
            self.empty_log().await?;
        }
        Ok(erased > 0)
    }

    /// Forgets the decisions of officials from before, whatever they were about; and, if `cards`, which cards were seen before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_decisions(&self, before: UnixTime, cards: bool) -> Result<(), StoreError> {
        const DEED: &str = "forget decisions";
        let mut forgotten = 0;
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            for forget in FORGET.into_iter().chain(cards.then_some(FORGET_CARDS)) {
                let forget = sqlx::query::<Db>(forget).bind(before.0).execute(&mut *tx);
                forgotten += forget.await.map_err(during(DEED))?.rows_affected();
            }
            tx.commit().await.map_err(committing(DEED))?;
        });
        if forgotten > 0 { self.empty_log().await } else { Ok(()) }
    }

    async fn empty_log(&self) -> Result<(), StoreError> {
        if let Database::Sqlite(pool) = &self.database {
            sqlx::query(EMPTY_LOG).execute(pool).await.map_err(during("empty the log"))?;
        }
        Ok(())
    }
}
