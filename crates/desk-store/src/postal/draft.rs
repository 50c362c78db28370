//! Requests that are being typed.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::ElectionId;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::UnixTime;
use tabella_postal::{Attachment, Contact, Form, Reference};
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    message::{News, REMINDER},
    pool::DeskPool,
    seal::{PersonKey, Place},
};

const SAVE: &str = "INSERT INTO postal_draft (election, person, reference, content, attachment, saved) \
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (election, person) DO UPDATE SET \
                    reference = excluded.reference, content = excluded.content, attachment = excluded.attachment, \
                    saved = excluded.saved";
const LOAD: &str =
    "SELECT reference, content, attachment, saved FROM postal_draft WHERE election = $1 AND person = $2";
pub(super) const FORGET: &str = "DELETE FROM postal_draft WHERE election = $1 AND person = $2";
const FORGET_OLD: &str = "DELETE FROM postal_draft WHERE election = $1 AND saved < $2";
/// A page of those who were not reminded yet, behind a person.
const UNREMINDED: &str = "SELECT person, content FROM postal_draft WHERE election = $1 AND reminded IS NULL AND person > $2 \
                          ORDER BY person LIMIT 500";
/// Only one process writes the message.
const REMINDED: &str =
    "UPDATE postal_draft SET reminded = $3 WHERE election = $1 AND person = $2 AND reminded IS NULL";
const COUNT: &str = "SELECT count(*) FROM postal_draft WHERE election = $1";

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalDraft {
    /// Number that the request will have.
    pub reference: Reference,
    /// The form so far.
    pub form: Form,
    /// Picture of the passport or identity card.
    pub attachment: Option<Attachment>,
    /// When it was saved.
    pub saved: UnixTime,
}

type Row = (String, Vec<u8>, Option<Vec<u8>>, i64);

impl DeskPool {
    /// Keeps a draft; it takes the place of the person's earlier one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn save_postal_draft(
        &self,
        election: &ElectionId,
        person: &PersonKey,
        draft: &PostalDraft,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        let row = row(election, person);
        let content = Zeroizing::new(draft.form.encode());
        let content = self.key.seal(place("content", &row), &content, rng);
        let attachment = draft.attachment.as_ref();
        let attachment =
            attachment.map(|attachment| self.key.seal(place("attachment", &row), attachment.expose(), rng));
        let done = on!(&self.database, |pool: Db| {
            let save = sqlx::query::<Db>(SAVE).bind(election.as_bytes().as_slice());
            let save = save.bind(person.as_bytes().as_slice()).bind(draft.reference.to_string());
            save.bind(content).bind(attachment).bind(draft.saved.0).execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("save a draft"))?)
    }

    /// A person's draft.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_draft(
        &self,
        election: &ElectionId,
        person: &PersonKey,
    ) -> Result<Option<PostalDraft>, StoreError> {
        let found: Option<Row> = on!(&self.database, |pool: Db| {
            let load = sqlx::query_as::<Db, _>(LOAD).bind(election.as_bytes().as_slice());
            load.bind(person.as_bytes().as_slice()).fetch_optional(pool).await
        })
        .map_err(during("draft"))?;
        let Some((reference, content, attachment, saved)) = found else { return Ok(None) };
        let row = row(election, person);
        let open = |column, sealed: &[u8]| {
            let place = place(column, &row);
            self.key.open(place, sealed).map_err(|why| StoreError::corrupt(place.shown(), why))
        };
        let form = Form::decode(&open("content", &content)?);
        let attachment = attachment.map(|sealed| open("attachment", &sealed)).transpose()?;
        let attachment = attachment.map(|bytes| Attachment::new(bytes.to_vec())).transpose();
        Ok(Some(PostalDraft {
            reference: super::read::reference(&reference)?,
            form: form.map_err(|why| StoreError::corrupt("postal_draft.content", why))?,
            attachment: attachment.map_err(|why| StoreError::corrupt("postal_draft.attachment", why))?,
            saved: UnixTime(saved),
        }))
    }

    /// Reminds everyone of a draft once: writes a message to whoever left an e-mail address, where `due` gives the last moment
    /// at which what was typed can be sent. Returns how many they were.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn remind_of_postal_drafts(
        &self,
        election: &ElectionId,
        due: impl Fn(&Form) -> Option<UnixTime>,
        now: UnixTime,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<u64, StoreError> {
        const DEED: &str = "remind of drafts";
        let (mut last, mut reminded) = (Vec::new(), 0);
        loop {
            let page: Vec<(Vec<u8>, Vec<u8>)> = on!(&self.database, |pool: Db| {
                let page = sqlx::query_as::<Db, _>(UNREMINDED).bind(election.as_bytes().as_slice());
                page.bind(&last).fetch_all(pool).await
            })
            .map_err(during(DEED))?;
            let Some((person, _)) = page.last() else { return Ok(reminded) };
            last.clone_from(person);
            for (person, sealed) in &page {
                let row = [election.as_bytes().as_slice(), person].concat();
                let place = place("content", &row);
                let opened = self.key.open(place, sealed);
                let opened = opened.map_err(|why| StoreError::corrupt(place.shown(), why))?;
                let form = Form::decode(&opened).map_err(|why| StoreError::corrupt(place.shown(), why))?;
                let Some(until) = due(&form) else { continue };
                // who typed something that is no address is not reached by it
                let Ok(contact) = Contact::check(&form.email, "") else { continue };
                if contact.expose_email().is_empty() {
                    continue;
                }
                let sealed = self.sealed_message(contact.expose_email(), &News::Reminder(until), rng);
                let (seal, recipient, content) = sealed;
                on!(&self.database, |pool: Db| {
                    let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
                    let mark = sqlx::query::<Db>(REMINDED).bind(election.as_bytes().as_slice());
                    let mark = mark.bind(person).bind(now.0).execute(&mut *tx).await.map_err(during(DEED))?;
                    if mark.rows_affected() == 1 {
                        let put =
                            sqlx::query::<Db>(super::write::MESSAGE).bind(election.as_bytes().as_slice());
                        let put = put.bind(REMINDER).bind(&form.language).bind(&seal).bind(&recipient);
                        let put = put.bind(&content).bind(now.0).bind(now.0);
                        put.execute(&mut *tx).await.map_err(during(DEED))?;
                        tx.commit().await.map_err(committing(DEED))?;
                        reminded += 1;
                    }
                });
            }
        }
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_postal_draft(
        &self,
        election: &ElectionId,
        person: &PersonKey,
    ) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let forget = sqlx::query::<Db>(FORGET).bind(election.as_bytes().as_slice());
            forget.bind(person.as_bytes().as_slice()).execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("forget a draft"))?)
    }

    /// Throws drafts away that were last saved before a moment. Returns how many they were.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_postal_drafts(
        &self,
        election: &ElectionId,
        before: UnixTime,
    ) -> Result<u64, StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let forget = sqlx::query::<Db>(FORGET_OLD).bind(election.as_bytes().as_slice()).bind(before.0);
            forget.execute(pool).await.map(|done| done.rows_affected())
        });
        Ok(done.map_err(during("forget drafts"))?)
    }

    /// How many people have begun and not sent: the office sees the number, and nothing else.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn postal_drafts(&self, election: &ElectionId) -> Result<u64, StoreError> {
        let count: i64 = on!(&self.database, |pool: Db| {
            sqlx::query_scalar::<Db, _>(COUNT).bind(election.as_bytes().as_slice()).fetch_one(pool).await
        })
        .map_err(during("number of drafts"))?;
        Ok(count.unsigned_abs())
    }
}

fn row(election: &ElectionId, person: &PersonKey) -> Vec<u8> {
    [election.as_bytes().as_slice(), person.as_bytes()].concat()
}

fn place<'a>(column: &'static str, row: &'a [u8]) -> Place<'a> {
    Place { table: "postal_draft", column, row }
}
