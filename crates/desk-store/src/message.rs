//! Messages to people: written in the transaction that does what they tell, sent afterwards by another program, at least once.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    ElectionId,
    cbor::{DecodeError, Reader, Writer},
};
use tabella_database::{during, on};
use tabella_identity::{Redacted, UnixTime};
use tabella_postal::{Move, Reason, Reference, Request, State};
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
    seal::Place,
};

/// The kind of message that tells of a postal request.
pub(crate) const POSTAL: &str = "postal";
/// The kind of message that tells of a credential.
pub(crate) const CREDENTIAL: &str = "credential";
/// The kind of message that tells that a contact was corrected.
pub(crate) const CONTACT: &str = "contact";
/// The kind of message that reminds of a draft.
pub(crate) const REMINDER: &str = "reminder";

const DUE: &str = "SELECT message, election, kind, language, seal, recipient, content, tries, made FROM message \
                   WHERE sent IS NULL AND given_up IS NULL AND due <= $1 ORDER BY due, message LIMIT $2";
const SENT: &str = "UPDATE message SET sent = $2, recipient = NULL, content = NULL \
                    WHERE message = $1 AND sent IS NULL AND given_up IS NULL";
const AGAIN: &str = "UPDATE message SET due = $2, tries = tries + 1 \
                     WHERE message = $1 AND sent IS NULL AND given_up IS NULL";
const GIVE_UP: &str = "UPDATE message SET given_up = $2, tries = tries + 1, recipient = NULL, content = NULL \
                       WHERE message = $1 AND sent IS NULL AND given_up IS NULL";
const GIVEN_UP: &str = "SELECT count(*) FROM message WHERE election = $1 AND given_up IS NOT NULL";

/// What a message tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// Where a request for a vote by post is now.
    Postal(PostalNews),
    /// A credential was given: whoever did not ask for it calls the office.
    Credential,
    /// The e-mail address or telephone number of this request was corrected: whoever did not do it calls the office.
    Contact(Reference),
    /// A request was begun and not sent; the last moment for that.
    Reminder(UnixTime),
}

/// Where a request is now. Nothing in it is for the office alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalNews {
    /// The request's number.
    pub reference: Reference,
    /// Where it is now.
    pub state: State,
    /// Why; none if there is no reason, or none that is shown.
    pub reason: Option<Reason>,
    /// Why, in words.
    pub words: Redacted<String>,
}

/// A message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its position: the same message always has the same, so that one sent twice can be told.
    pub message: u64,
    /// For which election.
    pub election: ElectionId,
    /// In which language.
    pub language: String,
    /// E-mail address.
    pub recipient: Redacted<String>,
    /// What it tells.
    pub news: News,
    /// How often it was tried.
    pub tries: u64,
    /// When it was written.
    pub made: UnixTime,
}

impl News {
    /// Of a step. A reason that is not shown takes its words with it.
    pub(crate) fn of(request: &Request, moved: &Move, words: &str) -> Self {
        let hidden = moved.reason.is_some_and(|reason| reason.shown().is_none());
        Self::Postal(PostalNews {
            reference: request.reference().clone(),
            state: moved.to,
            reason: moved.reason.and_then(Reason::shown),
            words: Redacted::new(if hidden { String::new() } else { words.to_owned() }),
        })
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let news = match self {
            Self::Postal(news) => news,
            Self::Credential => return Zeroizing::new(Writer::new().array(0).finish()),
            Self::Contact(reference) => {
                return Zeroizing::new(Writer::new().array(1).text(&reference.to_string()).finish());
            }
            Self::Reminder(until) => {
                // no request was taken before 1970
                let until = u64::try_from(until.0).unwrap_or(0);
                return Zeroizing::new(Writer::new().array(1).uint(until).finish());
            }
        };
        let writer = Writer::new().array(4).text(&news.reference.to_string()).text(news.state.name());
        let writer = writer.text(news.reason.map_or("", Reason::name)).text(news.words.expose());
        Zeroizing::new(writer.finish())
    }

    fn decode(kind: &str, bytes: &[u8]) -> Result<Option<Self>, DecodeError> {
        let mut reader = Reader::new(bytes);
        if kind == CREDENTIAL {
            reader.array_of(0)?;
            return reader.finish().map(|()| Some(Self::Credential));
        }
        if kind == CONTACT || kind == REMINDER {
            reader.array_of(1)?;
            let news = if kind == CONTACT {
                reader.text()?.parse().ok().map(Self::Contact)
            } else {
                Some(Self::Reminder(UnixTime(reader.uint_as()?)))
            };
            return reader.finish().map(|()| news);
        }
        reader.array_of(4)?;
        let (reference, state) = (reader.text()?.parse(), State::from_name(reader.text()?));
        let reason = Reason::from_name(reader.text()?);
        let words = Redacted::new(reader.text()?.to_owned());
        reader.finish()?;
        let (Ok(reference), Some(state)) = (reference, state) else { return Ok(None) };
        Ok(Some(Self::Postal(PostalNews { reference, state, reason, words })))
    }
}

type Row = (i64, Vec<u8>, String, String, Vec<u8>, Vec<u8>, Vec<u8>, i64, i64);

impl DeskPool {
    /// The random name to which the sealed columns are bound, and the columns.
    pub(crate) fn sealed_message(
        &self,
        recipient: &str,
        news: &News,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let mut name = vec![0; 16];
        rng.fill_bytes(&mut name);
        let recipient = self.key.seal(place("recipient", &name), recipient.as_bytes(), rng);
        let content = self.key.seal(place("content", &name), &news.encode(), rng);
        (name, recipient, content)
    }

    /// Messages that are to be sent now, those that waited longest first. Until one of [`DeskPool::message_sent`],
    /// [`DeskPool::message_again`] and [`DeskPool::give_message_up`] was said, a message is due: a program that dies between
    /// sending and saying so sends twice, never not at all.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn messages_due(&self, now: UnixTime, limit: u32) -> Result<Vec<Message>, StoreError> {
        let rows: Vec<Row> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(DUE).bind(now.0).bind(i64::from(limit)).fetch_all(pool).await
        })
        .map_err(during("messages"))?;
        let message = |row: Row| {
            let (message, election, kind, language, name, recipient, content, tries, made) = row;
            let open = |column, sealed: &[u8]| {
                let place = place(column, &name);
                self.key.open(place, sealed).map_err(|why| StoreError::corrupt(place.shown(), why))
            };
            let corrupt = |why: &str| StoreError::corrupt("message.content", why);
            let recipient = open("recipient", &recipient)?;
            let recipient = std::str::from_utf8(&recipient).map_err(|_| corrupt("is no address"))?;
            let news = News::decode(&kind, &open("content", &content)?)
                .map_err(|why| StoreError::corrupt("message.content", why))?;
            Ok(Message {
                message: message.unsigned_abs(),
                election: ElectionId(bytes32(&election, "message.election")?),
                language,
                recipient: Redacted::new(recipient.to_owned()),
                news: news.ok_or_else(|| corrupt("tells nothing"))?,
                tries: tries.unsigned_abs(),
                made: UnixTime(made),
            })
        };
        rows.into_iter().map(message).collect()
    }

    /// The mail server has taken a message: what it told and to whom is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn message_sent(&self, message: u64, now: UnixTime) -> Result<(), StoreError> {
        self.message_is(SENT, message, now).await
    }

    /// The mail server has not taken a message: it is tried again at `due`.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn message_again(&self, message: u64, due: UnixTime) -> Result<(), StoreError> {
        self.message_is(AGAIN, message, due).await
    }

    /// The mail server will never take a message. The person sees the same on the page.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn give_message_up(&self, message: u64, now: UnixTime) -> Result<(), StoreError> {
        self.message_is(GIVE_UP, message, now).await
    }

    async fn message_is(&self, query: &'static str, message: u64, at: UnixTime) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let update = sqlx::query::<Db>(query).bind(message.cast_signed()).bind(at.0);
            update.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("a message's end"))?)
    }

    /// How many messages were given up.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn messages_given_up(&self, election: &ElectionId) -> Result<u64, StoreError> {
        let count: i64 = on!(&self.database, |pool: Db| {
            sqlx::query_scalar::<Db, _>(GIVEN_UP).bind(election.as_bytes().as_slice()).fetch_one(pool).await
        })
        .map_err(during("messages given up"))?;
        Ok(count.unsigned_abs())
    }
}

fn place<'a>(column: &'static str, row: &'a [u8]) -> Place<'a> {
    Place { table: "message", column, row }
}
