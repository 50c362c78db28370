//! Everything that changes a person's line on a roll is one transaction: it locks the line, asks a pure function what
//! follows, and writes that with the board entries it needs and with its line in the data log.

use rand_core::{CryptoRng, RngCore};
use sqlx::Row as _;
use tabella_crypto::{CompressedRistretto, hash::ElectionId};
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_election::message::Reason;
use tabella_roll::{Channel, RollEntry, RollNumber};

use crate::{
    error::StoreError,
    line::{BY_NUMBER, Line, LineRow},
    message::{CREDENTIAL, News},
    official::{Consents, use_consents},
    pool::DeskPool,
    postal::{
        ends_request,
        write::{MESSAGE, supersede_request},
    },
    seal::{PersonKey, Place},
    usage::{Usage, log_usage},
};

/// Whose line.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// This person's.
    Person(PersonKey),
    /// The line with this number.
    Number(RollNumber),
}

/// What a signed entry for the board is about.
pub enum About {
    /// A credential is given; it becomes the line's live one.
    Credential {
        /// The public key P.
        credential: CompressedRistretto,
        /// The one it replaces.
        replaces: Option<CompressedRistretto>,
    },
    /// The line's live credential is revoked.
    Revocation {
        /// The public key P.
        credential: CompressedRistretto,
        /// Why.
        reason: Reason,
    },
}

/// A signed entry for the board.
pub struct NewEntry {
    /// What it is about.
    pub about: About,
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// 32 random bytes that open its commitment.
    pub nonce: [u8; 32],
    /// What it commits to.
    pub evidence: Vec<u8>,
}

/// What follows for a line.
pub struct Change {
    /// The line as it is from now on.
    pub entry: RollEntry,
    /// How the person votes from now on.
    pub channel: Channel,
    /// Entries for the board, in order; the last one decides which credential is live.
    pub entries: Vec<NewEntry>,
}

/// Locks the line. It is read by a second statement: what PostgreSQL's first one sees besides the line itself, it saw before
/// it waited.
pub(crate) const LOCK_PERSON: &str =
    "UPDATE roll_line SET changed = changed + 1 WHERE election = $1 AND person = $2 RETURNING number";
pub(crate) const LOCK_NUMBER: &str =
    "UPDATE roll_line SET changed = changed + 1 WHERE election = $1 AND number = $2 RETURNING number";
pub(crate) const WRITE: &str = "UPDATE roll_line SET content = $3, district = $4, channel = $5, live = $6 \
                     WHERE election = $1 AND number = $2";
pub(crate) const POST: &str =
    "INSERT INTO outbox (election, entry, made) VALUES ($1, $2, $3) RETURNING outbox";
pub(crate) const GIVE: &str = "INSERT INTO credential (election, credential, number, replaces, nonce, evidence, outbox) \
                               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (election, credential) DO NOTHING";
pub(crate) const REVOKE: &str = "INSERT INTO revocation (election, credential, reason, nonce, evidence, outbox) \
                                 VALUES ($1, $2, $3, $4, $5, $6)";

/// Writes entries into the outbox as part of a transaction; gives the credential that is live after them.
macro_rules! post_entries {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $election:expr, $number:expr, $live:expr, $entries:expr, $at:expr, $rng:expr) => {{
        use $crate::change::{About, GIVE, POST, REVOKE, sealed};
        let (id, mut live) = ($election.as_bytes().as_slice(), $live);
        for new in $entries {
            let during = || ::tabella_database::during($deed);
            let post = ::sqlx::query::<$Db>(POST).bind(id).bind(new.entry.as_slice()).bind($at.0);
            let row = post.fetch_one(&mut *$tx).await.map_err(during())?;
            let outbox: i64 = row.try_get(0).map_err(during())?;
            let (nonce, evidence) = sealed($store.key(), $election, new, $rng);
            match &new.about {
                About::Credential { credential, replaces } => {
                    let given = ::sqlx::query::<$Db>(GIVE)
                        .bind(id)
                        .bind(credential.as_bytes().as_slice())
                        .bind($number.0.cast_signed())
                        .bind(replaces.as_ref().map(|replaced| replaced.as_bytes().as_slice()))
                        .bind(nonce)
                        .bind(evidence)
                        .bind(outbox)
                        .execute(&mut *$tx)
                        .await
                        .map_err(during())?
                        .rows_affected();
                    if given == 0 {
                        // dropping the transaction takes the entry back out of the outbox
                        return Err($crate::error::StoreError::CredentialTaken);
                    }
                    live = Some(*credential);
                }
                About::Revocation { credential, reason } => {
                    ::sqlx::query::<$Db>(REVOKE)
                        .bind(id)
                        .bind(credential.as_bytes().as_slice())
                        .bind(reason.as_str())
                        .bind(nonce)
                        .bind(evidence)
                        .bind(outbox)
                        .execute(&mut *$tx)
                        .await
                        .map_err(during())?;
                    live = None;
                }
            }
        }
        live
    }};
}
pub(crate) use post_entries;

impl DeskPool {
    /// Changes a line. A request for a vote by post ends with the change that lets the person vote otherwise; of a credential
    /// that is given the person is told by e-mail. `decide` sees the line as it is while nobody else can change it, and says
    /// what follows, or refuses: then nothing was written, not even in the data log. It must not wait for anything. Returned
    /// is the line as it is now.
    ///
    /// # Errors
    /// [`StoreError::NoLine`] or, for a person, [`Refused::NotOnRoll`]; [`Refused::By`] is `decide`'s;
    /// [`StoreError::Consents`], [`StoreError::DeedDone`]; [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn change<E>(
        &self,
        election: &ElectionId,
        whose: Whose,
        usage: &Usage,
        consents: Option<Consents<'_>>,
        decide: impl FnOnce(&Line) -> Result<Change, E>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<Line, Refused<E>> {
        const DEED: &str = "change a line";
        let id = election.as_bytes().as_slice();
        let store = |error: tabella_database::DatabaseError| Refused::Store(error.into());
        let line = on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED)).map_err(store)?;
            let number: Option<i64> = match whose {
                Whose::Person(person) => {
                    let lock = sqlx::query_scalar::<Db, _>(LOCK_PERSON).bind(id);
                    lock.bind(person.as_bytes().to_vec()).fetch_optional(&mut *tx).await
                }
                Whose::Number(number) => {
                    let lock = sqlx::query_scalar::<Db, _>(LOCK_NUMBER).bind(id);
                    lock.bind(number.0.cast_signed()).fetch_optional(&mut *tx).await
                }
            }
            .map_err(during(DEED))
            .map_err(store)?;
            let line = match number {
                None => None,
                Some(number) => {
                    let read = sqlx::query_as::<Db, LineRow>(BY_NUMBER).bind(id).bind(number);
                    let row = read.fetch_one(&mut *tx).await.map_err(during(DEED)).map_err(store)?;
                    self.line_of(election, row).map_err(Refused::Store)?
                }
            };
            let Some(mut line) = line.filter(|line| !line.removed) else { return Err(Refused::NotOnRoll) };
            let change = decide(&line).map_err(Refused::By)?;
            let number = line.entry.number;
            let written: Result<(), StoreError> = async {
                if let Some(consents) = consents {
                    use_consents!(self, tx, Db, DEED, consents, rng);
                }
                line.live = post_entries!(
                    self,
                    tx,
                    Db,
                    DEED,
                    election,
                    number,
                    line.live,
                    &change.entries,
                    usage.at,
                    rng
                );
                if ends_request(line.channel, change.channel) {
                    supersede_request!(self, tx, Db, DEED, election, number, usage.at, rng);
                }
                let gives = |new: &NewEntry| matches!(new.about, About::Credential { .. });
                if let Some(email) =
                    change.entry.person.email.as_ref().filter(|_| change.entries.iter().any(gives))
                {
                    let (seal, recipient, content) =
                        self.sealed_message(email.expose(), &News::Credential, rng);
                    let put = sqlx::query::<Db>(MESSAGE).bind(id).bind(CREDENTIAL);
                    let put = put.bind(change.entry.person.language.as_str());
                    let put = put.bind(seal).bind(recipient).bind(content).bind(usage.at.0).bind(usage.at.0);
                    put.execute(&mut *tx).await.map_err(during(DEED))?;
                }
                let live = line.live.as_ref().map(|live| live.as_bytes().as_slice());
                let write = sqlx::query::<Db>(WRITE).bind(id).bind(number.0.cast_signed());
                let write = write.bind(self.seal_entry(election, &change.entry, rng));
                let write =
                    write.bind(change.entry.district.as_str()).bind(change.channel.to_string()).bind(live);
                write.execute(&mut *tx).await.map_err(during(DEED))?;
                log_usage!(tx, Db, DEED, usage);
                Ok(())
            }
            .await;
            written.map_err(Refused::Store)?;
            tx.commit().await.map_err(committing(DEED)).map_err(store)?;
            (line.entry, line.channel) = (change.entry, change.channel);
            line
        });
        Ok(line)
    }
}

/// Why a line was not changed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refused<E> {
    /// The person is not on this roll, or no longer.
    #[error("not on the electoral roll of this election")]
    NotOnRoll,
    /// Whoever decides said no.
    #[error("{0}")]
    By(E),
    /// The store.
    #[error("{0}")]
    Store(StoreError),
}

/// Nonce and evidence as the database keeps them.
pub(crate) fn sealed(
    key: &crate::seal::DeskKey,
    election: &ElectionId,
    new: &NewEntry,
    rng: &mut (impl RngCore + CryptoRng + Send),
) -> (Vec<u8>, Vec<u8>) {
    let (table, credential) = match &new.about {
        About::Credential { credential, .. } => ("credential", credential),
        About::Revocation { credential, .. } => ("revocation", credential),
    };
    let row = evidence_row(election, credential);
    let mut seal = |column, plain: &[u8]| key.seal(Place { table, column, row: &row }, plain, rng);
    (seal("nonce", &new.nonce), seal("evidence", &new.evidence))
}

pub(crate) fn evidence_row(election: &ElectionId, credential: &CompressedRistretto) -> Vec<u8> {
    [election.as_bytes().as_slice(), credential.as_bytes()].concat()
}
