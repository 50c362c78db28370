//! How an election is run: entries that the authority signed, what the board showed hour by hour, counts of votes on paper.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::UnixTime;

use crate::{
    error::StoreError,
    official::{Consents, use_consents},
    pool::{DeskPool, bytes32},
    seal::PersonKey,
};

/// An entry that the authority's key signed.
pub struct NewAuthorityEntry<'a> {
    /// For which election.
    pub election: &'a ElectionId,
    /// Its type, a word of the protocol.
    pub kind: &'static str,
    /// The signed entry.
    pub entry: &'a [u8],
    /// The content that it names by its hash.
    pub content: Option<&'a [u8]>,
}

/// An entry of the authority, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityEntry {
    /// Position.
    pub number: u64,
    /// Its type, a word of the protocol.
    pub kind: String,
    /// When it was signed.
    pub made: UnixTime,
    /// Where on the board it stands.
    pub index: Option<u64>,
    /// Name of the problem for which the urn will never take it.
    pub refused: Option<String>,
}

impl AuthorityEntry {
    /// Whether it is on its way.
    pub fn waits(&self) -> bool {
        self.index.is_none() && self.refused.is_none()
    }
}

/// An entry of the authority that is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityWaiting {
    /// Position.
    pub number: u64,
    /// Its type, a word of the protocol.
    pub kind: String,
    /// The signed entry. Sent twice it gets the same place twice.
    pub entry: Vec<u8>,
    /// The content that it names by its hash.
    pub content: Option<Vec<u8>>,
}

/// What the board showed when it was last looked at in an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoardHour {
    /// When the hour begins.
    pub hour: UnixTime,
    /// Credentials.
    pub credentials: u64,
    /// Ballots that counted.
    pub voted: u64,
    /// Revocations.
    pub revocations: u64,
}

/// Votes on paper as somebody typed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperCount {
    /// The paper protocol that they stand in.
    pub reference: String,
    /// Id of the contest.
    pub contest: String,
    /// Who typed them.
    pub official: PersonKey,
    /// Votes per group and option; opaque here.
    pub counts: String,
}

const PUT_ENTRY: &str = "INSERT INTO authority_entry (election, kind, entry, content, deed, made) VALUES ($1, $2, $3, $4, $5, $6)";
const ENTRIES: &str = "SELECT authority_entry, kind, made, idx, refused FROM authority_entry \
                       WHERE election = $1 ORDER BY authority_entry";
const WAITING: &str = "SELECT authority_entry, kind, entry, content FROM authority_entry \
                       WHERE election = $1 AND idx IS NULL AND refused IS NULL ORDER BY authority_entry";
const PLACED: &str =
    "UPDATE authority_entry SET idx = $2 WHERE authority_entry = $1 AND idx IS NULL AND refused IS NULL";
const REFUSED: &str =
    "UPDATE authority_entry SET refused = $2 WHERE authority_entry = $1 AND idx IS NULL AND refused IS NULL";
const PUT_HOUR: &str = "INSERT INTO board_hour (election, hour, credentials, voted, revocations) VALUES ($1, $2, $3, $4, $5) \
                        ON CONFLICT (election, hour) DO UPDATE SET credentials = excluded.credentials, \
                        voted = excluded.voted, revocations = excluded.revocations";
const HOURS: &str = "SELECT hour, credentials, voted, revocations FROM board_hour WHERE election = $1 ORDER BY hour DESC LIMIT $2";
const REPLACE_COUNT: &str = "UPDATE paper_count SET replaced = 1 WHERE election = $1 AND reference = $2 AND contest = $3 \
                             AND official = $4 AND replaced = 0";
const PUT_COUNT: &str = "INSERT INTO paper_count (election, reference, contest, official, counts, made, replaced) \
                         VALUES ($1, $2, $3, $4, $5, $6, 0)";
const COUNTS: &str = "SELECT reference, contest, official, counts FROM paper_count \
                      WHERE election = $1 AND replaced = 0 ORDER BY reference, contest, paper_count";

type EntryRow = (i64, String, i64, Option<i64>, Option<String>);
type WaitingRow = (i64, String, Vec<u8>, Option<Vec<u8>>);

impl DeskPool {
    /// Keeps an entry that was signed by decision of two officials; from then on it is on its way to the board.
    ///
    /// # Errors
    /// [`StoreError::Consents`], [`StoreError::DeedDone`], [`StoreError::Database`].
    pub async fn sign_by_two(
        &self,
        entry: &NewAuthorityEntry<'_>,
        consents: Consents<'_>,
        now: UnixTime,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "sign as the authority";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            use_consents!(self, tx, Db, DEED, consents, rng);
            let put = sqlx::query::<Db>(PUT_ENTRY).bind(entry.election.as_bytes().as_slice());
            let put = put.bind(entry.kind).bind(entry.entry).bind(entry.content);
            let put = put.bind(consents.deed.0.as_slice()).bind(now.0);
            put.execute(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Every entry of the authority, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn authority_entries(&self, election: &ElectionId) -> Result<Vec<AuthorityEntry>, StoreError> {
        let id = election.as_bytes().as_slice();
        let rows: Vec<EntryRow> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(ENTRIES).bind(id).fetch_all(pool).await
        })
        .map_err(during("entries of the authority"))?;
        let entry = |(number, kind, made, index, refused): EntryRow| AuthorityEntry {
            number: number.unsigned_abs(),
            kind,
            made: UnixTime(made),
            index: index.map(i64::unsigned_abs),
            refused,
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// The authority's entries that are on their way, in the order in which they must reach the board.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn authority_waiting(
        &self,
        election: &ElectionId,
    ) -> Result<Vec<AuthorityWaiting>, StoreError> {
        let id = election.as_bytes().as_slice();
        let rows: Vec<WaitingRow> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(WAITING).bind(id).fetch_all(pool).await
        })
        .map_err(during("waiting entries of the authority"))?;
        let entry = |(number, kind, entry, content): WaitingRow| AuthorityWaiting {
            number: number.unsigned_abs(),
            kind,
            entry,
            content,
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// The urn has said where on the board an entry of the authority stands.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn authority_placed(&self, number: u64, index: u64) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let placed = sqlx::query::<Db>(PLACED).bind(number.cast_signed()).bind(index.cast_signed());
            placed.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("place of an entry of the authority"))?)
    }

    /// The urn will never take an entry of the authority, and has said why by the name of the problem.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn authority_refused(&self, number: u64, problem: &str) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let refused = sqlx::query::<Db>(REFUSED).bind(number.cast_signed()).bind(problem);
            refused.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("refusal of an entry of the authority"))?)
    }

    /// Two officials decide that an entry of the authority without an answer is sent no more, and why. The board may have it all
    /// the same.
    ///
    /// # Errors
    /// [`StoreError::Consents`], [`StoreError::DeedDone`], also where it has its answer; [`StoreError::Database`].
    pub async fn give_up_by_two(
        &self,
        number: u64,
        why: &str,
        consents: Consents<'_>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "give an entry of the authority up";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            use_consents!(self, tx, Db, DEED, consents, rng);
            let refused = sqlx::query::<Db>(REFUSED).bind(number.cast_signed()).bind(why);
            if refused.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DeedDone);
            }
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Keeps what the board shows, as the last look of its hour.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_hour(&self, election: &ElectionId, hour: &BoardHour) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let put = sqlx::query::<Db>(PUT_HOUR).bind(election.as_bytes().as_slice());
            let put = put.bind(hour.hour.0.div_euclid(3600) * 3600).bind(hour.credentials.cast_signed());
            let put = put.bind(hour.voted.cast_signed()).bind(hour.revocations.cast_signed());
            put.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("an hour of the board"))?)
    }

    /// The last hours in which the board was looked at, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn board_hours(&self, election: &ElectionId, limit: u32) -> Result<Vec<BoardHour>, StoreError> {
        let id = election.as_bytes().as_slice();
        let rows: Vec<(i64, i64, i64, i64)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(HOURS).bind(id).bind(i64::from(limit)).fetch_all(pool).await
        })
        .map_err(during("hours of the board"))?;
        let hour = |(hour, credentials, voted, revocations): (i64, i64, i64, i64)| BoardHour {
            hour: UnixTime(hour),
            credentials: credentials.unsigned_abs(),
            voted: voted.unsigned_abs(),
            revocations: revocations.unsigned_abs(),
        };
        Ok(rows.into_iter().map(hour).collect())
    }

    /// Keeps votes on paper as somebody typed them, in place of what the same person typed before.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_paper_count(
        &self,
        election: &ElectionId,
        count: &PaperCount,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        const DEED: &str = "count on paper";
        let id = election.as_bytes().as_slice();
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let replace = sqlx::query::<Db>(REPLACE_COUNT).bind(id).bind(&*count.reference);
            let replace = replace.bind(&*count.contest).bind(count.official.as_bytes().as_slice());
            replace.execute(&mut *tx).await.map_err(during(DEED))?;
            let put = sqlx::query::<Db>(PUT_COUNT).bind(id).bind(&*count.reference).bind(&*count.contest);
            let put = put.bind(count.official.as_bytes().as_slice()).bind(&*count.counts).bind(now.0);
            put.execute(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// The votes on paper as they stand, by reference and contest, the older ones first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn paper_counts(&self, election: &ElectionId) -> Result<Vec<PaperCount>, StoreError> {
        let id = election.as_bytes().as_slice();
        let rows: Vec<(String, String, Vec<u8>, String)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(COUNTS).bind(id).fetch_all(pool).await
        })
        .map_err(during("counts on paper"))?;
        let count = |(reference, contest, official, counts): (String, String, Vec<u8>, String)| {
            let official = PersonKey(bytes32(&official, "paper_count.official")?);
            Ok(PaperCount { reference, contest, official, counts })
        };
        rows.into_iter().map(count).collect()
    }
}
