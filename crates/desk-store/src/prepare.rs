//! Elections that are being prepared: drafts of manifests, who changed what, and the two officials who fix one.

use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha256};
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::{PersonId, UnixTime};

use crate::{
    error::StoreError,
    official::{Consents, DeedHash, TAKE_BACK, use_consents},
    pool::{DeskPool, bytes32},
    proposal::{OPEN, Proposal, put_proposal},
    seal::{PersonKey, Place},
};

/// A draft of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElectionDraft {
    /// Number.
    pub number: u64,
    /// The file as it stands.
    pub content: Vec<u8>,
    /// Grows with every change.
    pub version: u64,
    /// When it was begun.
    pub made: UnixTime,
    /// SHA-256 of the content and the deed, once two officials have fixed it.
    pub fixed: Option<([u8; 32], DeedHash)>,
    /// When it was deleted: nothing stands in it any more.
    pub deleted: Option<UnixTime>,
}

/// Who does something with a draft, and what.
#[derive(Clone, Copy)]
pub struct DraftDeed<'a> {
    /// The section that is changed, or what is done with the whole: a word of the code.
    pub section: &'a str,
    /// Who.
    pub official: PersonKey,
    /// The official's name.
    pub who: &'a str,
    /// When.
    pub at: UnixTime,
}

/// Something that was done with a draft.
#[derive(Clone)]
pub struct DraftChange {
    /// The version that it made, or was about.
    pub version: u64,
    /// A word of the code.
    pub section: String,
    /// Who.
    pub official: PersonKey,
    /// The official's name.
    pub who: String,
    /// When.
    pub at: UnixTime,
}

const BEGIN: &str =
    "INSERT INTO election_draft (content, version, made) VALUES ($1, 1, $2) RETURNING election_draft";
const GET: &str = "SELECT election_draft, content, version, made, fixed, deed, deleted FROM election_draft \
                   WHERE election_draft = $1 AND deleted IS NULL";
const ALL: &str = "SELECT election_draft, content, version, made, fixed, deed, deleted FROM election_draft \
                   ORDER BY election_draft DESC";
const CHANGE: &str = "UPDATE election_draft SET content = $3, version = version + 1 \
                      WHERE election_draft = $1 AND version = $2 AND fixed IS NULL AND deleted IS NULL";
const DELETE: &str = "UPDATE election_draft SET content = $3, version = version + 1, deleted = $4 \
                      WHERE election_draft = $1 AND version = $2 AND fixed IS NULL AND deleted IS NULL";
/// Locks the row for the rest of the transaction; SQLite has one writer anyway.
const LOCK: &str = "UPDATE election_draft SET version = version WHERE election_draft = $1 AND fixed IS NULL AND deleted IS NULL";
/// The same if it still is the version that an official saw.
const LOCK_SEEN: &str = "UPDATE election_draft SET version = version \
                         WHERE election_draft = $1 AND version = $2 AND fixed IS NULL AND deleted IS NULL";
const FIX: &str = "UPDATE election_draft SET fixed = $2, deed = $3 WHERE election_draft = $1";
const PLACE: &str = "SELECT coalesce(max(place), 0) + 1 FROM election_draft_change WHERE election_draft = $1";
const PUT_CHANGE: &str = "INSERT INTO election_draft_change (election_draft, place, version, section, official, who, at) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7)";
const CHANGES: &str = "SELECT place, version, section, official, who, at FROM election_draft_change \
                       WHERE election_draft = $1 ORDER BY place DESC";
const SIGNERS: &str = "SELECT official FROM consent WHERE deed = $1 AND done = 1 ORDER BY given, official";

type Row = (i64, Vec<u8>, i64, i64, Option<Vec<u8>>, Option<Vec<u8>>, Option<i64>);
type ChangeRow = (i64, i64, String, Vec<u8>, Vec<u8>, i64);

/// Writes down who did what, as part of the transaction that does it.
macro_rules! write_down {
    ($store:expr, $tx:expr, $Db:ident, $during:expr, $number:expr, $version:expr, $deed:expr, $rng:expr) => {{
        let deed: DraftDeed<'_> = $deed;
        let place = sqlx::query_scalar::<$Db, i64>(PLACE).bind($number);
        let place = place.fetch_one(&mut *$tx).await.map_err(during($during))?;
        let who = $store.key.seal(who($number, place).place(), deed.who.as_bytes(), $rng);
        let put = sqlx::query::<$Db>(PUT_CHANGE).bind($number).bind(place).bind($version).bind(deed.section);
        let put = put.bind(deed.official.as_bytes().as_slice()).bind(who).bind(deed.at.0);
        put.execute(&mut *$tx).await.map_err(during($during))?;
    }};
}

/// Where a name stands.
struct Who([u8; 16]);

impl Who {
    fn place(&self) -> Place<'_> {
        Place { table: "election_draft_change", column: "who", row: &self.0 }
    }
}

fn who(number: i64, place: i64) -> Who {
    let mut row = [0; 16];
    let bytes = number.to_be_bytes().into_iter().chain(place.to_be_bytes());
    row.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    Who(row)
}

fn opened((number, content, version, made, fixed, deed, deleted): Row) -> Result<ElectionDraft, StoreError> {
    let hash = |bytes: Vec<u8>| bytes32(&bytes, "election_draft.fixed");
    let fixed = fixed.zip(deed).map(|(fixed, deed)| Ok((hash(fixed)?, DeedHash(hash(deed)?))));
    Ok(ElectionDraft {
        number: number.unsigned_abs(),
        content,
        version: version.unsigned_abs(),
        made: UnixTime(made),
        fixed: fixed.transpose().map_err(|error: StoreError| error)?,
        deleted: deleted.map(UnixTime),
    })
}

impl DeskPool {
    /// Begins a draft with this content; its number.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn begin_election_draft(
        &self,
        content: &[u8],
        deed: DraftDeed<'_>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<u64, StoreError> {
        const DEED: &str = "begin a draft of an election";
        let number: i64 = on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let begin = sqlx::query_scalar::<Db, i64>(BEGIN).bind(content).bind(deed.at.0);
            let number = begin.fetch_one(&mut *tx).await.map_err(during(DEED))?;
            write_down!(self, tx, Db, DEED, number, 1_i64, deed, rng);
            tx.commit().await.map_err(committing(DEED))?;
            number
        });
        Ok(number.unsigned_abs())
    }

    /// The drafts, the newest first; those that were deleted, too.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn election_drafts(&self) -> Result<Vec<ElectionDraft>, StoreError> {
        let rows: Vec<Row> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(ALL).fetch_all(pool).await)
                .map_err(during("drafts of elections"))?;
        rows.into_iter().map(opened).collect()
    }

    /// A draft, if it was not deleted.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn election_draft(&self, number: u64) -> Result<Option<ElectionDraft>, StoreError> {
        let row: Option<Row> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(GET).bind(number.cast_signed()).fetch_optional(pool).await
        })
        .map_err(during("draft of an election"))?;
        row.map(opened).transpose()
    }

    /// Puts another content in the place of the one that an official saw; the new version.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`] if there is another version by now, or it was fixed; [`StoreError::Database`].
    pub async fn change_election_draft(
        &self,
        number: u64,
        seen: u64,
        content: &[u8],
        deed: DraftDeed<'_>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<u64, StoreError> {
        const DEED: &str = "change a draft of an election";
        let (number, seen) = (number.cast_signed(), seen.cast_signed());
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let change = sqlx::query::<Db>(CHANGE).bind(number).bind(seen).bind(content);
            if change.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DraftChanged);
            }
            write_down!(self, tx, Db, DEED, number, seen + 1, deed, rng);
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(seen.unsigned_abs() + 1)
    }

    /// Empties a draft for good, unless one of the proposals that wait since a moment is to fix it. Who did what with it stays.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`] if there is another version by now, or it was fixed; [`StoreError::DraftProposed`],
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn delete_election_draft(
        &self,
        number: u64,
        seen: u64,
        deed: DraftDeed<'_>,
        (since, fixes_it): (UnixTime, impl Fn(&Proposal) -> bool + Send),
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "delete a draft of an election";
        let (number, seen) = (number.cast_signed(), seen.cast_signed());
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let delete = sqlx::query::<Db>(DELETE).bind(number).bind(seen).bind(&b""[..]).bind(deed.at.0);
            if delete.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DraftChanged);
            }
            // whoever proposes locks the row as well: no proposal comes between this look and the end
            let open = sqlx::query_as::<Db, _>(OPEN).bind(since.0).fetch_all(&mut *tx).await;
            for row in open.map_err(during(DEED))? {
                if fixes_it(&self.open_proposal(row)?) {
                    return Err(StoreError::DraftProposed);
                }
            }
            write_down!(self, tx, Db, DEED, number, seen + 1, deed, rng);
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Proposes to fix a draft as an official saw it: the proposal and who made it are written down together, or neither.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`] if there is another version by now, or it was fixed; [`StoreError::DeedDone`],
    /// [`StoreError::Database`].
    pub async fn propose_election_draft(
        &self,
        number: u64,
        seen: u64,
        deed: DraftDeed<'_>,
        proposal: (&Proposal, &PersonId),
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "propose to fix a draft of an election";
        let (number, seen) = (number.cast_signed(), seen.cast_signed());
        let (proposal, official) = proposal;
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let lock = sqlx::query::<Db>(LOCK_SEEN).bind(number).bind(seen);
            if lock.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DraftChanged);
            }
            // the very same in the same second stays the first one's
            if put_proposal!(self, tx, Db, DEED, proposal, official, rng) {
                write_down!(self, tx, Db, DEED, number, seen, deed, rng);
                tx.commit().await.map_err(committing(DEED))?;
            }
        });
        Ok(())
    }

    /// Takes back what was proposed of a draft as an official saw it: the consents go and it is written down who did it, or neither.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`] if there is another version by now, or it was fixed; [`StoreError::DeedDone`] if nothing is
    /// left to take back; [`StoreError::Database`].
    pub async fn take_election_draft_back(
        &self,
        number: u64,
        seen: u64,
        deed: DraftDeed<'_>,
        proposed: &DeedHash,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "take a proposal of a draft back";
        let (number, seen) = (number.cast_signed(), seen.cast_signed());
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let lock = sqlx::query::<Db>(LOCK_SEEN).bind(number).bind(seen);
            if lock.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DraftChanged);
            }
            let back = sqlx::query::<Db>(TAKE_BACK).bind(proposed.0.as_slice());
            if back.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DeedDone);
            }
            write_down!(self, tx, Db, DEED, number, seen, deed, rng);
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Fixes a draft by the decision of two officials, if its content still has this SHA-256.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`], [`StoreError::Consents`], [`StoreError::DeedDone`], [`StoreError::Database`].
    pub async fn fix_election_draft(
        &self,
        number: u64,
        sha256: &[u8; 32],
        deed: DraftDeed<'_>,
        consents: Consents<'_>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "fix a draft of an election";
        let number = number.cast_signed();
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let lock = sqlx::query::<Db>(LOCK).bind(number);
            if lock.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DraftChanged);
            }
            let row = sqlx::query_as::<Db, Row>(GET).bind(number);
            let (_, content, version, ..) = row.fetch_one(&mut *tx).await.map_err(during(DEED))?;
            let found: [u8; 32] = Sha256::digest(&content).into();
            if found != *sha256 {
                return Err(StoreError::DraftChanged);
            }
            use_consents!(self, tx, Db, DEED, consents, rng);
            write_down!(self, tx, Db, DEED, number, version, deed, rng);
            let fix = sqlx::query::<Db>(FIX).bind(number).bind(sha256.as_slice());
            let fix = fix.bind(consents.deed.0.as_slice());
            fix.execute(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// What was done with a draft, the last first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn election_draft_changes(&self, number: u64) -> Result<Vec<DraftChange>, StoreError> {
        let number = number.cast_signed();
        let rows: Vec<ChangeRow> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(CHANGES).bind(number).fetch_all(pool).await
        })
        .map_err(during("changes of a draft"))?;
        let change = |(place, version, section, official, sealed, at): ChangeRow| {
            let row = who(number, place);
            let name = self.key.open(row.place(), &sealed);
            let name = name.map_err(|why| StoreError::corrupt(row.place().shown(), why))?;
            Ok(DraftChange {
                version: version.unsigned_abs(),
                section,
                official: PersonKey(bytes32(&official, "election_draft_change.official")?),
                who: String::from_utf8_lossy(&name).into_owned(),
                at: UnixTime(at),
            })
        };
        rows.into_iter().map(change).collect()
    }

    /// Who consented to a deed that is done, the first one first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn signers(&self, deed: &DeedHash) -> Result<Vec<PersonKey>, StoreError> {
        let rows: Vec<Vec<u8>> = on!(&self.database, |pool: Db| {
            sqlx::query_scalar::<Db, _>(SIGNERS).bind(deed.0.as_slice()).fetch_all(pool).await
        })
        .map_err(during("signers"))?;
        rows.iter().map(|person| Ok(PersonKey(bytes32(person, "consent.official")?))).collect()
    }
}
