//! Signed entries on their way to the board.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Row as _};
use tabella_crypto::{CompressedRistretto, hash::ElectionId};
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_election::Election;
use tabella_identity::UnixTime;
use tabella_roll::{Channel, Event, RollNumber, transition};

use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
    seal::PersonKey,
    usage::{Actor, Usage, log_usage},
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
const REFUSED: &str = "UPDATE outbox SET refused = $2 WHERE outbox = $1 AND idx IS NULL AND refused IS NULL";
const LINE_OF: &str = "SELECT number FROM credential WHERE election = $1 AND credential = $2";
const LOCK: &str = "UPDATE roll_line SET changed = changed + 1 WHERE election = $1 AND number = $2 \
                    RETURNING person, channel, live";
/// What a credential replaced, whether the board refused it, and whether it is revoked.
const BEFORE: &str = "SELECT c.replaces, \
                      (SELECT count(*) FROM outbox AS o WHERE o.outbox = c.outbox AND o.refused IS NOT NULL), \
                      (SELECT count(*) FROM revocation AS r JOIN outbox AS o ON o.outbox = r.outbox \
                      WHERE r.election = c.election AND r.credential = c.credential AND o.refused IS NULL) \
                      FROM credential AS c WHERE c.election = $1 AND c.credential = $2";
const SET_LIVE: &str = "UPDATE roll_line SET live = $3, channel = $4 WHERE election = $1 AND number = $2";
const NEWEST: &str = "SELECT c.credential, o.refused FROM credential AS c JOIN outbox AS o ON o.outbox = c.outbox \
                      WHERE c.election = $1 AND c.number = $2 ORDER BY c.outbox DESC LIMIT 1";
const ALL_REFUSED: &str = "SELECT outbox, refused FROM outbox WHERE election = $1 AND refused IS NOT NULL AND idx IS NULL ORDER BY outbox";
const PLACE_OF: &str = "SELECT outbox.idx FROM outbox JOIN credential ON credential.outbox = outbox.outbox \
                        WHERE credential.election = $1 AND credential.credential = $2";

/// Person, channel and live credential of a line.
type Locked = (Vec<u8>, String, Option<Vec<u8>>);
/// What [`BEFORE`] gives.
type Before = (Option<Vec<u8>>, i64, i64);

/// The channel of somebody who has a live credential, or has none.
fn with_credential(channel: Channel, live: bool, election: &Election) -> Channel {
    let event = if live { Event::CredentialIssued } else { Event::CredentialRevoked };
    let follows = transition(channel, event, &election.manifest().rules);
    // where the event cannot be, it changes nothing
    follows.map_or(channel, |(channel, _)| channel)
}

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

    /// The urn will never take the entry that gives or revokes a credential, and has said why by the name of the problem. It no
    /// longer stands in the way of the others. Board and desk differ from here on: somebody has to look. The person is not
    /// left with a credential that the board does not know: live is the newest one that it took or still may take.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn refused(
        &self,
        election: &Election,
        outbox: u64,
        credential: Option<&CompressedRistretto>,
        problem: &str,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        const DEED: &str = "refused";
        let id = election.id().as_bytes().as_slice();
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            // the line before the outbox, as in every change
            let number: Option<i64> = match credential {
                None => None,
                Some(credential) => {
                    let line = sqlx::query_scalar::<Db, _>(LINE_OF).bind(id);
                    let line = line.bind(credential.as_bytes().as_slice());
                    line.fetch_optional(&mut *tx).await.map_err(during(DEED))?
                }
            };
            let line: Option<Locked> = match number {
                None => None,
                Some(number) => {
                    let lock = sqlx::query_as::<Db, _>(LOCK).bind(id).bind(number);
                    lock.fetch_optional(&mut *tx).await.map_err(during(DEED))?
                }
            };
            let refused = sqlx::query::<Db>(REFUSED).bind(outbox.cast_signed()).bind(problem);
            refused.execute(&mut *tx).await.map_err(during(DEED))?;

            if let (Some(credential), Some(number), Some((person, channel, live))) =
                (credential, number, line)
                && live.as_deref().is_none_or(|live| live == credential.as_bytes())
            {
                let mut now_live = Some(credential.as_bytes().to_vec());
                while let Some(one) = &now_live {
                    let before = sqlx::query_as::<Db, Before>(BEFORE).bind(id).bind(one.as_slice());
                    let before = before.fetch_optional(&mut *tx).await.map_err(during(DEED))?;
                    match before {
                        Some((_, 0, 0)) => break,
                        Some((replaced, 1.., _)) => now_live = replaced,
                        Some(_) | None => now_live = None,
                    }
                }
                if now_live != live {
                    let channel: Channel =
                        channel.parse().map_err(|why| StoreError::corrupt("roll_line.channel", why))?;
                    let set = sqlx::query::<Db>(SET_LIVE).bind(id).bind(number).bind(now_live.as_deref());
                    let set = set.bind(with_credential(channel, now_live.is_some(), election).to_string());
                    set.execute(&mut *tx).await.map_err(during(DEED))?;
                    let usage = Usage {
                        person: PersonKey(bytes32(&person, "roll_line.person")?),
                        election: Some(*election.id()),
                        at: now,
                        actor: Actor::System,
                        deed: "credential-refused",
                        purpose: "vote-online",
                    };
                    log_usage!(tx, Db, DEED, &usage);
                }
            }
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// The newest credential that a line was given, if the board has refused it, and the name of the problem.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn refusal_of(
        &self,
        election: &ElectionId,
        number: RollNumber,
    ) -> Result<Option<(CompressedRistretto, String)>, StoreError> {
        let id = election.as_bytes().as_slice();
        let row: Option<(Vec<u8>, Option<String>)> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(NEWEST).bind(id).bind(number.0.cast_signed());
            query.fetch_optional(pool).await
        })
        .map_err(during("refusal of a credential"))?;
        let Some((credential, Some(problem))) = row else { return Ok(None) };
        Ok(Some((CompressedRistretto(bytes32(&credential, "credential.credential")?), problem)))
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
