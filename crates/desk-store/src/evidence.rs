//! Evidence for the auditor, and its end.

use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, Database, committing, during, on};
use tabella_identity::UnixTime;
use tabella_roll::{RollNumber, export::Counted};
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

/// For which entries of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceOf {
    /// `credential`.
    Credentials,
    /// `revocation`.
    Revocations,
}

type Row = (i64, Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

const CREDENTIALS: &str = "SELECT t.outbox, o.entry, t.credential, t.nonce, t.evidence FROM credential t \
                           JOIN outbox o ON o.outbox = t.outbox \
                           WHERE t.election = $1 AND t.outbox > $2 AND t.evidence IS NOT NULL ORDER BY t.outbox LIMIT 500";
const REVOCATIONS: &str = "SELECT t.outbox, o.entry, t.credential, t.nonce, t.evidence FROM revocation t \
                           JOIN outbox o ON o.outbox = t.outbox \
                           WHERE t.election = $1 AND t.outbox > $2 AND t.evidence IS NOT NULL ORDER BY t.outbox LIMIT 500";

const EXPORT_SIZE: &str = "SELECT (SELECT count(*) FROM credential WHERE election = $1 AND evidence IS NOT NULL) \
                           + (SELECT count(*) FROM revocation WHERE election = $1 AND evidence IS NOT NULL) \
                           + (SELECT count(*) FROM roll_line WHERE election = $1 AND content IS NOT NULL) \
                           + (SELECT count(*) FROM postal_request WHERE election = $1 AND state = 'accepted')";
const COUNTED: &str = "SELECT r.request, r.number, k.pack FROM postal_request AS r \
                       JOIN postal_pack AS k ON k.request = r.request AND k.void IS NULL \
                       WHERE r.election = $1 AND r.state = 'accepted' AND r.request > $2 ORDER BY r.request LIMIT 500";

/// What a line, a credential and a revocation lose when their time is over. Numbers, hashes and what the board shows stay.
const SCRUB: [&str; 13] = [
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
    "UPDATE postal_check SET content = NULL WHERE content IS NOT NULL \
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
        for of in [EvidenceOf::Credentials, EvidenceOf::Revocations] {
            let mut last = 0;
            while let Some((place, page)) = self.evidence_page(election, of, last).await? {
                last = place;
                kept.extend(page);
            }
        }
        Ok(kept)
    }

    /// A page of it, of 500 at most, behind a place; with the last one's place. None at the end.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn evidence_page(
        &self,
        election: &ElectionId,
        of: EvidenceOf,
        last: i64,
    ) -> Result<Option<(i64, Vec<KeptEvidence>)>, StoreError> {
        let (table, query) = match of {
            EvidenceOf::Credentials => ("credential", CREDENTIALS),
            EvidenceOf::Revocations => ("revocation", REVOCATIONS),
        };
        let id = election.as_bytes().as_slice();
        let rows: Vec<Row> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(query).bind(id).bind(last).fetch_all(pool).await
        })
        .map_err(during("evidence"))?;
        let Some(last) = rows.last().map(|row| row.0) else { return Ok(None) };
        let kept: Result<_, _> =
            rows.into_iter().map(|row| self.open_evidence(election, table, row)).collect();
        Ok(Some((last, kept?)))
    }

    /// How many records an export of an election has: evidence, lines of the roll, envelopes.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn export_size(&self, election: &ElectionId) -> Result<u64, StoreError> {
        let count: i64 = on!(&self.database, |pool: Db| {
            let query = sqlx::query_scalar::<Db, _>(EXPORT_SIZE);
            query.bind(election.as_bytes().as_slice()).fetch_one(pool).await
        })
        .map_err(during("size of an export"))?;
        Ok(count.unsigned_abs())
    }

    /// Envelopes whose votes count, a page of them behind the last one's place, each with its own place; none at the end.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn counted(&self, election: &ElectionId, last: i64) -> Result<Vec<(i64, Counted)>, StoreError> {
        let rows: Vec<(i64, i64, String)> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(COUNTED).bind(election.as_bytes().as_slice());
            query.bind(last).fetch_all(pool).await
        })
        .map_err(during("counted envelopes"))?;
        let counted = |(place, number, reference): (i64, i64, String)| {
            (place, Counted { number: RollNumber(number.unsigned_abs()), reference })
        };
        Ok(rows.into_iter().map(counted).collect())
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
