//! Sessions as the desk's store keeps them.

use std::fmt;

use async_trait::async_trait;
use rand_core::OsRng;
use tabella_desk_store::{DeskPool, Session, SessionKey, StoreError};
use tabella_identity::{PersonId, UnixTime};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error, Result},
};
use zeroize::Zeroizing;

use super::{BEGAN, ENDS, PERSON};
use crate::desk::{Clock, config::SessionConfig};

/// Keeps sessions under hashes of their numbers. When a session ends is decided here, by the desk's clock.
#[derive(Clone)]
pub(in crate::desk) struct KeptSessions {
    store: DeskPool,
    clock: Clock,
    idle: i64,
    absolute: i64,
}

impl fmt::Debug for KeptSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptSessions")
    }
}

/// A session in the store.
pub(super) fn key_of(id: &Id) -> SessionKey {
    SessionKey::of(&id.0.to_le_bytes())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}

impl KeptSessions {
    pub(in crate::desk) fn new(store: DeskPool, clock: Clock, config: &SessionConfig) -> Self {
        let (idle, absolute) = (config.idle_seconds.into(), config.absolute_seconds.into());
        Self { store, clock, idle, absolute }
    }

    fn session(&self, record: &Record) -> Result<Session> {
        let now = (self.clock)();
        let data = serde_json::to_vec(&record.data);
        // serde quotes values
        let data = data.map_err(|_| Error::Encode("a session cannot be written".into()))?;
        let person = record.data.get(PERSON).and_then(|person| PersonId::parse(person.as_str()?).ok());
        let began = record.data.get(BEGAN).and_then(serde_json::Value::as_i64).unwrap_or(now);
        let ends = now.saturating_add(self.idle).min(began.saturating_add(self.absolute));
        Ok(Session {
            data: Zeroizing::new(data),
            person: person.map(|person| self.store.key().person(&person)),
            began: UnixTime(began),
            expires: UnixTime(ends),
        })
    }
}

#[async_trait]
impl SessionStore for KeptSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let session = self.session(record)?;
        loop {
            match self.store.begin_session(&key_of(&record.id), &session, &mut OsRng).await {
                Err(StoreError::SessionTaken) => record.id = Id::default(),
                done => return done.map_err(failed),
            }
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let session = self.session(record)?;
        // one that has ended meanwhile stays ended
        self.store.save_session(&key_of(&record.id), &session, &mut OsRng).await.map(drop).map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let session = self.store.session(&key_of(id), UnixTime((self.clock)())).await.map_err(failed)?;
        let Some(session) = session else { return Ok(None) };
        let data = serde_json::from_slice(&session.data);
        let data = data.map_err(|_| Error::Decode("a session cannot be read".into()))?;
        let ends = session.expires.0;
        let expiry_date = OffsetDateTime::from_unix_timestamp(ends).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let mut record = Record { id: *id, data, expiry_date };
        record.data.insert(BEGAN.into(), session.began.0.into());
        record.data.insert(ENDS.into(), ends.into());
        Ok(Some(record))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.store.end_session(&key_of(id)).await.map_err(failed)
    }
}
