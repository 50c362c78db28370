//! Sessions of browsers, and the challenges that a card signs in them.

use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha256};
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::UnixTime;
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
    seal::{PersonKey, Place},
};

/// A session in the database: SHA-256 of the number in the cookie. A copy of the database opens no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    /// Of the number in the cookie.
    pub fn of(number: &[u8]) -> Self {
        Self(Sha256::new().chain_update(b"tabella/v1/desk/session\0").chain_update(number).finalize().into())
    }
}

/// What a session is.
pub struct Session {
    /// What it holds; opaque here.
    pub data: Zeroizing<Vec<u8>>,
    /// Who signed in; none before.
    pub person: Option<PersonKey>,
    /// When it began.
    pub began: UnixTime,
    /// When it ends if nobody does anything.
    pub expires: UnixTime,
}

const CREATE: &str = "INSERT INTO session (session, data, person, began, expires) VALUES ($1, $2, $3, $4, $5) \
                      ON CONFLICT (session) DO NOTHING";
const SAVE: &str = "UPDATE session SET data = $2, person = $3, expires = $4 WHERE session = $1";
const LOAD: &str = "SELECT data, person, began, expires FROM session WHERE session = $1 AND expires > $2";
const END: &str = "DELETE FROM session WHERE session = $1";
const END_CHALLENGES: &str = "DELETE FROM challenge WHERE session = $1";
const END_ALL: &str = "DELETE FROM session WHERE person = $1";
const FORGET: &str = "DELETE FROM session WHERE expires <= $1";
const FORGET_CHALLENGES: &str = "DELETE FROM challenge WHERE issued <= $1";
const ASK: &str = "INSERT INTO challenge (session, purpose, nonce, issued) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (session, purpose) DO UPDATE SET nonce = excluded.nonce, issued = excluded.issued";
const TAKE: &str = "DELETE FROM challenge WHERE session = $1 AND purpose = $2 RETURNING nonce, issued";

type Row = (Vec<u8>, Option<Vec<u8>>, i64, i64);

impl DeskPool {
    /// Begins a session.
    ///
    /// # Errors
    /// [`StoreError::SessionTaken`], [`StoreError::Database`].
    pub async fn begin_session(
        &self,
        key: &SessionKey,
        session: &Session,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        let data = self.key.seal(place(key), &session.data, rng);
        let done = on!(&self.database, |pool: Db| {
            let create = sqlx::query::<Db>(CREATE).bind(key.0.as_slice()).bind(data);
            let create = create.bind(session.person.as_ref().map(|person| person.0.as_slice()));
            let create = create.bind(session.began.0).bind(session.expires.0);
            create.execute(pool).await.map(|done| done.rows_affected())
        });
        match done.map_err(during("begin session"))? {
            0 => Err(StoreError::SessionTaken),
            _ => Ok(()),
        }
    }

    /// Keeps what a session now holds. One that has ended meanwhile stays ended: `false`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn save_session(
        &self,
        key: &SessionKey,
        session: &Session,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<bool, StoreError> {
        let data = self.key.seal(place(key), &session.data, rng);
        let done = on!(&self.database, |pool: Db| {
            let save = sqlx::query::<Db>(SAVE).bind(key.0.as_slice()).bind(data);
            let save = save.bind(session.person.as_ref().map(|person| person.0.as_slice()));
            save.bind(session.expires.0).execute(pool).await.map(|done| done.rows_affected())
        });
        Ok(done.map_err(during("save session"))? > 0)
    }

    /// The session, if it has not ended.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn session(&self, key: &SessionKey, now: UnixTime) -> Result<Option<Session>, StoreError> {
        let row: Option<Row> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(LOAD).bind(key.0.as_slice()).bind(now.0).fetch_optional(pool).await
        })
        .map_err(during("session"))?;
        let Some((data, person, began, expires)) = row else { return Ok(None) };
        let opened = self.key.open(place(key), &data);
        let data = opened.map_err(|why| StoreError::corrupt(place(key).shown(), why))?;
        let person = person.map(|person| bytes32(&person, "session.person").map(PersonKey)).transpose()?;
        Ok(Some(Session { data, person, began: UnixTime(began), expires: UnixTime(expires) }))
    }

    /// Ends a session and its challenges.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_session(&self, key: &SessionKey) -> Result<(), StoreError> {
        const DEED: &str = "end session";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            for end in [END, END_CHALLENGES] {
                sqlx::query::<Db>(end)
                    .bind(key.0.as_slice())
                    .execute(&mut *tx)
                    .await
                    .map_err(during(DEED))?;
            }
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Signs a person out everywhere. Returns how many sessions ended.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_sessions_of(&self, person: &PersonKey) -> Result<u64, StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let end = sqlx::query::<Db>(END_ALL).bind(person.0.as_slice());
            end.execute(pool).await.map(|done| done.rows_affected())
        });
        Ok(done.map_err(during("end sessions of a person"))?)
    }

    /// Deletes the sessions that have ended, and the challenges issued up to `issued`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_sessions(&self, now: UnixTime, issued: UnixTime) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            match sqlx::query::<Db>(FORGET).bind(now.0).execute(pool).await {
                Ok(_) => sqlx::query::<Db>(FORGET_CHALLENGES).bind(issued.0).execute(pool).await.map(drop),
                Err(error) => Err(error),
            }
        });
        Ok(done.map_err(during("forget sessions"))?)
    }

    /// Keeps the challenge that this session's card is asked to sign. It takes the place of an earlier one for the same
    /// purpose.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn ask(
        &self,
        key: &SessionKey,
        purpose: &str,
        nonce: &[u8; 32],
        now: UnixTime,
    ) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let ask = sqlx::query::<Db>(ASK).bind(key.0.as_slice()).bind(purpose).bind(nonce.as_slice());
            ask.bind(now.0).execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("ask"))?)
    }

    /// Takes the challenge out, and tells when it was issued. Of several that ask at once, one gets it.
    ///
    /// # Errors
    /// [`StoreError::Database`], [`StoreError::Corrupt`].
    pub async fn take_challenge(
        &self,
        key: &SessionKey,
        purpose: &str,
    ) -> Result<Option<(Zeroizing<[u8; 32]>, UnixTime)>, StoreError> {
        let row: Option<(Vec<u8>, i64)> = on!(&self.database, |pool: Db| {
            let take = sqlx::query_as::<Db, _>(TAKE).bind(key.0.as_slice()).bind(purpose);
            take.fetch_optional(pool).await
        })
        .map_err(during("take challenge"))?;
        let Some((nonce, issued)) = row else { return Ok(None) };
        Ok(Some((Zeroizing::new(bytes32(&nonce, "challenge.nonce")?), UnixTime(issued))))
    }
}

fn place(key: &SessionKey) -> Place<'_> {
    Place { table: "session", column: "data", row: &key.0 }
}
