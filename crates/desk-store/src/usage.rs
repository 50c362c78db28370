//! Who looked at or changed whose data, as the person sees it: a chain of hashes that only grows.

use std::fmt;

use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha256};
use sqlx::QueryBuilder;
use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::UnixTime;

use crate::{
    error::StoreError,
    official::{Consents, Role, use_consents},
    pool::{DeskPool, bytes32, or_all},
    seal::PersonKey,
};

/// Rows of one statement: nine values each, and SQLite takes 32,766.
const ROWS: usize = 1000;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person whose data it is.
    Person,
    /// A program by itself, such as an import or a deadline.
    System,
    /// An official, in a role. Which one is kept beside it.
    Office(Role, PersonKey),
}

impl Actor {
    /// The word in the database and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::System => "system",
            Self::Office(role, _) => role.as_str(),
        }
    }

    /// Which official.
    pub fn official(self) -> Option<PersonKey> {
        match self {
            Self::Office(_, official) => Some(official),
            Self::Person | Self::System => None,
        }
    }
}

/// One use of a person's data, to be logged. Logged together with what is done, or before it is shown.
#[derive(Clone, Debug)]
pub struct Usage {
    /// Whose data.
    pub person: PersonKey,
    /// For which election.
    pub election: Option<ElectionId>,
    /// When.
    pub at: UnixTime,
    /// Who.
    pub actor: Actor,
    /// What was done: a word of the code, never free text.
    pub deed: &'static str,
    /// Why: a word of the code.
    pub purpose: &'static str,
}

/// One logged use, as read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageLine {
    /// Position in the log, from 1, without gaps.
    pub number: u64,
    /// For which election.
    pub election: Option<ElectionId>,
    /// When.
    pub at: UnixTime,
    /// `person`, `system`, or the role of the office.
    pub actor: String,
    /// What was done.
    pub deed: String,
    /// Why.
    pub purpose: String,
}

/// The first line of the log that is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenChain {
    /// Its number; one more than there are lines if the end is missing.
    pub number: u64,
}

impl fmt::Display for BrokenChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the data log is not as it was written", self.number)
    }
}

pub(crate) const NEXT: &str = "UPDATE desk SET usages = usages + 1 WHERE one = 1 RETURNING usages, chain";
pub(crate) const ADVANCE: &str = "UPDATE desk SET chain = $1 WHERE one = 1";
pub(crate) const PUT: &str = "INSERT INTO usage (usage, person, election, at, actor, official, deed, purpose, chain) \
                              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const ADVANCE_BY: &str = "UPDATE desk SET usages = usages + $1 WHERE one = 1 RETURNING usages, chain";
const PUT_MANY: &str =
    "INSERT INTO usage (usage, person, election, at, actor, official, deed, purpose, chain) ";
const ON_ROLL: &str =
    "SELECT person FROM roll_line WHERE election = $1 AND content IS NOT NULL ORDER BY number";
const OF_PERSON: &str = "SELECT usage, election, at, actor, deed, purpose FROM usage WHERE person = $1 AND at >= $2 \
                         ORDER BY usage DESC LIMIT $3";
const FIRST: &str = "SELECT at FROM usage ORDER BY usage LIMIT 1";
const HEAD: &str = "SELECT usages, chain FROM desk WHERE one = 1";
const ALL: &str = "SELECT usage, person, election, at, actor, official, deed, purpose, chain FROM usage WHERE usage > $1 \
                   ORDER BY usage LIMIT 1000";

/// Writes a usage as part of a transaction. It comes last in it: the row that orders the log is locked until the end.
macro_rules! log_usage {
    ($tx:expr, $Db:ident, $deed:expr, $usage:expr) => {{
        use $crate::usage::{ADVANCE, NEXT, PUT, chain_of};
        let usage: &$crate::usage::Usage = $usage;
        let (number, before): (i64, Vec<u8>) = ::sqlx::query_as::<$Db, _>(NEXT)
            .fetch_one(&mut *$tx)
            .await
            .map_err(::tabella_database::during($deed))?;
        let official = usage.actor.official();
        let chain = chain_of(&before, number, usage);
        ::sqlx::query::<$Db>(PUT)
            .bind(number)
            .bind(usage.person.as_bytes().as_slice())
            .bind($crate::pool::or_all(usage.election.as_ref()))
            .bind(usage.at.0)
            .bind(usage.actor.as_str())
            .bind(official.as_ref().map(|official| official.as_bytes().as_slice()))
            .bind(usage.deed)
            .bind(usage.purpose)
            .bind(chain.as_slice())
            .execute(&mut *$tx)
            .await
            .map_err(::tabella_database::during($deed))?;
        ::sqlx::query::<$Db>(ADVANCE)
            .bind(chain.as_slice())
            .execute(&mut *$tx)
            .await
            .map_err(::tabella_database::during($deed))?;
    }};
}
pub(crate) use log_usage;

type Line = (i64, Vec<u8>, i64, String, String, String);
type WholeLine = (i64, Vec<u8>, Vec<u8>, i64, String, Option<Vec<u8>>, String, String, Vec<u8>);

impl DeskPool {
    /// Logs a look at a person's data. Only then it may be shown.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn log_usage(&self, usage: &Usage) -> Result<(), StoreError> {
        const DEED: &str = "log usage";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            log_usage!(tx, Db, DEED, usage);
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Logs one use of the data of everyone who is on the roll of the election or was: the evidence and the roll. Only then
    /// they may be handed out. Returns how many people they are. `used` says by whom, what was done and why; the consents to it are used up.
    ///
    /// # Errors
    /// [`StoreError::Consents`], [`StoreError::DeedDone`], [`StoreError::Database`].
    pub async fn log_evidence_usage(
        &self,
        election: &ElectionId,
        at: UnixTime,
        used: (Actor, &'static str, &'static str),
        consents: Consents<'_>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<u64, StoreError> {
        const DEED: &str = "log usage of evidence";
        let (actor, deed, purpose) = used;
        let id = election.as_bytes().as_slice();
        let official = actor.official();
        let official = official.as_ref().map(|official| official.as_bytes().as_slice());
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            use_consents!(self, tx, Db, DEED, consents, rng);
            let people = sqlx::query_scalar::<Db, Vec<u8>>(ON_ROLL).bind(id).fetch_all(&mut *tx);
            let people = people.await.map_err(during(DEED))?;
            let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
            let advance = sqlx::query_as::<Db, (i64, Vec<u8>)>(ADVANCE_BY).bind(count);
            let (size, mut chain) = advance.fetch_one(&mut *tx).await.map_err(during(DEED))?;
            let mut number = size - count;
            for people in people.chunks(ROWS) {
                let lines: Vec<_> = people
                    .iter()
                    .map(|person| {
                        number += 1;
                        let (election, at, actor) = (id, at.0, actor.as_str());
                        chain = Fields { person, election, at, actor, official, deed, purpose }
                            .chain(&chain, number)
                            .to_vec();
                        (number, person, chain.clone())
                    })
                    .collect();
                let mut insert = QueryBuilder::<Db>::new(PUT_MANY);
                insert.push_values(&lines, |mut row, (number, person, chain)| {
                    row.push_bind(*number)
                        .push_bind(person.as_slice())
                        .push_bind(id)
                        .push_bind(at.0)
                        .push_bind(actor.as_str())
                        .push_bind(official)
                        .push_bind(deed)
                        .push_bind(purpose)
                        .push_bind(chain.as_slice());
                });
                insert.build().persistent(false).execute(&mut *tx).await.map_err(during(DEED))?;
            }
            sqlx::query::<Db>(ADVANCE)
                .bind(chain.as_slice())
                .execute(&mut *tx)
                .await
                .map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
            Ok(count.unsigned_abs())
        })
    }

    /// The newest uses of a person's data since a moment, at most `limit`, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn usage_of(
        &self,
        person: &PersonKey,
        since: UnixTime,
        limit: u32,
    ) -> Result<Vec<UsageLine>, StoreError> {
        let rows: Vec<Line> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(OF_PERSON).bind(person.as_bytes().as_slice());
            query.bind(since.0).bind(i64::from(limit)).fetch_all(pool).await
        })
        .map_err(during("usage"))?;
        rows.into_iter()
            .map(|(number, election, at, actor, deed, purpose)| {
                let election = match &*election {
                    [] => None,
                    id => Some(ElectionId(bytes32(id, "usage.election")?)),
                };
                let (number, at) = (number.unsigned_abs(), UnixTime(at));
                Ok(UsageLine { number, election, at, actor, deed, purpose })
            })
            .collect()
    }

    /// When the log begins; none if nothing stands in it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn first_usage(&self) -> Result<Option<UnixTime>, StoreError> {
        let first: Option<i64> =
            on!(&self.database, |pool: Db| sqlx::query_scalar::<Db, _>(FIRST).fetch_optional(pool).await)
                .map_err(during("usage"))?;
        Ok(first.map(UnixTime))
    }

    /// Reads the whole log and computes its chain again.
    ///
    /// # Errors
    /// [`StoreError::Database`]: the reading itself failed.
    pub async fn check_usage(&self) -> Result<Option<BrokenChain>, StoreError> {
        const DEED: &str = "check usage";
        // read first: lines that are added meanwhile come after it
        let (size, head): (i64, Vec<u8>) =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(HEAD).fetch_one(pool).await)
                .map_err(during(DEED))?;
        let (mut last, mut chain) = (0_i64, vec![0; 32]);
        while last < size {
            let rows: Vec<WholeLine> = on!(&self.database, |pool: Db| {
                sqlx::query_as::<Db, _>(ALL).bind(last).fetch_all(pool).await
            })
            .map_err(during(DEED))?;
            let broken = Some(BrokenChain { number: last.unsigned_abs() + 1 });
            if rows.is_empty() {
                return Ok(broken);
            }
            for row in rows.into_iter().take_while(|row| row.0 <= size) {
                let broken = Some(BrokenChain { number: last.unsigned_abs() + 1 });
                let (number, person, election, at, actor, official, deed, purpose, written) = row;
                let fields = Fields {
                    person: &person,
                    election: &election,
                    at,
                    actor: &actor,
                    official: official.as_deref(),
                    deed: &deed,
                    purpose: &purpose,
                };
                chain = fields.chain(&chain, number).to_vec();
                if number != last + 1 || chain != written {
                    return Ok(broken);
                }
                last = number;
            }
            if last == size && chain != head {
                return Ok(Some(BrokenChain { number: last.unsigned_abs() }));
            }
        }
        Ok(None)
    }
}

struct Fields<'a> {
    person: &'a [u8],
    election: &'a [u8],
    at: i64,
    actor: &'a str,
    official: Option<&'a [u8]>,
    deed: &'a str,
    purpose: &'a str,
}

impl Fields<'_> {
    /// SHA-256 over the chain before and every field, each with its length.
    fn chain(&self, before: &[u8], number: i64) -> [u8; 32] {
        let (number, at) = (number.to_be_bytes(), self.at.to_be_bytes());
        let fields: [&[u8]; 9] = [
            before,
            &number,
            self.person,
            self.election,
            &at,
            self.actor.as_bytes(),
            self.official.unwrap_or_default(),
            self.deed.as_bytes(),
            self.purpose.as_bytes(),
        ];
        let mut hash = Sha256::new_with_prefix(b"tabella/v1/desk/usage\0");
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hash.finalize().into()
    }
}

pub(crate) fn chain_of(before: &[u8], number: i64, usage: &Usage) -> [u8; 32] {
    let official = usage.actor.official();
    let fields = Fields {
        person: usage.person.as_bytes(),
        election: or_all(usage.election.as_ref()),
        at: usage.at.0,
        actor: usage.actor.as_str(),
        official: official.as_ref().map(|official| official.as_bytes().as_slice()),
        deed: usage.deed,
        purpose: usage.purpose,
    };
    fields.chain(before, number)
}
