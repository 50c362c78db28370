//! Rolls that wait for two officials, and putting one in force.

use std::collections::BTreeSet;

use rand_core::{CryptoRng, RngCore};
use sqlx::{QueryBuilder, Row as _};
use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, OneSnapshot as _, committing, during, on};
use tabella_election::Election;
use tabella_identity::UnixTime;
use tabella_roll::{Channel, Difference, Event, Roll, difference::DifferenceHash, import, transition};

use crate::{
    change::{NewEntry, Refused, post_entries},
    error::StoreError,
    line::{BY_NUMBER, Line, LineRow, Rolls, read_rolls},
    official::{Consents, DeedHash, TAKE_BACK, use_consents},
    pool::{DeskPool, bytes32},
    seal::{PersonKey, Place},
    usage::{Actor, Usage, log_usage},
};

/// A roll that waits.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its number.
    pub upload: u64,
    /// What it changes of the roll that was in force when it came.
    pub difference: DifferenceHash,
    /// Who brought it.
    pub official: PersonKey,
    /// When.
    pub uploaded: UnixTime,
}

/// The sealed file and the difference it was kept with.
type FileRow = (Vec<u8>, Vec<u8>);

/// Rows of one statement: six values each, and SQLite takes 32,766.
const ROWS: usize = 1000;

const PUT: &str = "INSERT INTO upload (election, file, difference, official, uploaded) VALUES ($1, $2, $3, $4, $5) \
                   RETURNING upload";
const WAITING: &str = "SELECT upload, difference, official, uploaded FROM upload \
                       WHERE election = $1 AND applied IS NULL AND file IS NOT NULL ORDER BY upload";
const FILE: &str = "SELECT file, difference FROM upload WHERE upload = $1 AND election = $2 AND applied IS NULL AND file IS NOT NULL";
const WITHDRAW: &str = "UPDATE upload SET file = NULL WHERE upload = $1 AND applied IS NULL AND file IS NOT NULL \
                        RETURNING difference";
const APPLY: &str =
    "UPDATE upload SET applied = $2, file = NULL WHERE upload = $1 AND applied IS NULL AND file IS NOT NULL";
/// Rolls of one election change one after the other.
const LOCK: &str = "UPDATE election SET added = added WHERE election = $1";
const LOCK_LINES: &str = "UPDATE roll_line SET changed = changed WHERE election = $1";
const ADD: &str = "INSERT INTO roll_line (election, number, person, content, district, channel, changed) ";
const CHANGE: &str = "UPDATE roll_line SET content = $3, district = $4, removed = NULL, changed = changed + 1 \
                      WHERE election = $1 AND number = $2";
const REMOVE: &str =
    "UPDATE roll_line SET removed = $3, changed = changed + 1 WHERE election = $1 AND number = $2";
const UNLINK: &str = "UPDATE roll_line SET channel = $3, live = NULL WHERE election = $1 AND number = $2";
const GONE: &str =
    "SELECT number, person FROM roll_line WHERE election = $1 AND (removed IS NOT NULL OR content IS NULL)";

impl DeskPool {
    /// Keeps a roll until two officials consent to what it changes: [`DeskPool::consent`] to [`DeedHash::of_roll`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn upload(
        &self,
        election: &ElectionId,
        roll: &Roll,
        difference: &DifferenceHash,
        official: &PersonKey,
        now: UnixTime,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<u64, StoreError> {
        let id = election.as_bytes().as_slice();
        let file = self.key.seal(place(&difference.0), &roll.to_csv(), rng);
        let number: i64 = on!(&self.database, |pool: Db| {
            let put = sqlx::query_scalar::<Db, _>(PUT).bind(id).bind(file).bind(difference.0.as_slice());
            put.bind(official.as_bytes().as_slice()).bind(now.0).fetch_one(pool).await
        })
        .map_err(during("upload"))?;
        Ok(number.unsigned_abs())
    }

    /// The rolls that wait, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn uploads(&self, election: &ElectionId) -> Result<Vec<Upload>, StoreError> {
        let id = election.as_bytes().as_slice();
        let rows: Vec<(i64, Vec<u8>, Vec<u8>, i64)> =
            on!(&self.database, |pool: Db| sqlx::query_as::<Db, _>(WAITING).bind(id).fetch_all(pool).await)
                .map_err(during("uploads"))?;
        let upload = |(upload, difference, official, uploaded): (i64, Vec<u8>, Vec<u8>, i64)| {
            Ok(Upload {
                upload: upload.unsigned_abs(),
                difference: DifferenceHash(bytes32(&difference, "upload.difference")?),
                official: PersonKey(bytes32(&official, "upload.official")?),
                uploaded: UnixTime(uploaded),
            })
        };
        rows.into_iter().map(upload).collect()
    }

    /// What a roll that waits would change now.
    ///
    /// # Errors
    /// [`StoreError::NoUpload`], [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn difference(&self, election: &Election, upload: u64) -> Result<Difference, StoreError> {
        const DEED: &str = "difference";
        let id = election.id().as_bytes().as_slice();
        let (file, rolls) = on!(&self.database, |pool: Db| {
            let mut tx = pool.begin().await.map_err(during(DEED))?;
            sqlx::query::<Db>(Db::ONE_SNAPSHOT).execute(&mut *tx).await.map_err(during(DEED))?;
            let file = sqlx::query_as::<Db, _>(FILE).bind(upload.cast_signed()).bind(id);
            let file = file.fetch_optional(&mut *tx).await.map_err(during(DEED))?;
            (file, read_rolls!(self, tx, Db, DEED, election.id()))
        });
        self.difference_of(election, upload, file, &rolls)
    }

    fn difference_of(
        &self,
        election: &Election,
        upload: u64,
        file: Option<FileRow>,
        rolls: &Rolls,
    ) -> Result<Difference, StoreError> {
        let (file, difference) = file.ok_or(StoreError::NoUpload(upload))?;
        let place = place(&difference);
        let file = self.key.open(place, &file).map_err(|why| StoreError::corrupt(place.shown(), why))?;
        // no limits: it is what was read from a file within them
        let limits = import::Limits { bytes_max: usize::MAX, rows_max: usize::MAX };
        let import = import::import(&file, election, &rolls.ever, &limits);
        let import = import.map_err(|why| StoreError::corrupt(place.shown(), why))?;
        if !import.rejected.is_empty() {
            // the numbers that it was given are others' by now
            return Err(StoreError::OtherDifference);
        }
        Ok(Difference::new(election.id(), &rolls.in_force, import.accepted))
    }

    /// Takes a waiting roll back, and the consents to it.
    ///
    /// # Errors
    /// [`StoreError::NoUpload`], [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn withdraw_upload(&self, upload: u64) -> Result<(), StoreError> {
        const DEED: &str = "withdraw an upload";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let withdraw = sqlx::query_scalar::<Db, Vec<u8>>(WITHDRAW).bind(upload.cast_signed());
            let difference = withdraw.fetch_optional(&mut *tx).await.map_err(during(DEED))?;
            let difference = difference.ok_or(StoreError::NoUpload(upload))?;
            let difference = DifferenceHash(bytes32(&difference, "upload.difference")?);
            let deed = DeedHash::of_roll(upload, &difference);
            let back = sqlx::query::<Db>(TAKE_BACK).bind(deed.0.as_slice());
            back.execute(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Puts a waiting roll in force. `seen` is the difference that two officials consented to after `since`; if the roll has
    /// changed meanwhile, nothing happens. `revoke` makes the revocation of a live credential whose line goes or votes on something else. Each line
    /// that changes, goes or comes back gets its line in the data log, by `actor`.
    ///
    /// # Errors
    /// [`StoreError::OtherDifference`], [`StoreError::Consents`], [`StoreError::NoUpload`]; [`Refused::By`] is `revoke`'s;
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    #[expect(clippy::too_many_arguments, reason = "what, what was seen of it, by whom, when")]
    #[expect(clippy::too_many_lines, reason = "one transaction, read from top to bottom")]
    pub async fn apply_upload<E>(
        &self,
        election: &Election,
        upload: u64,
        seen: &DifferenceHash,
        since: UnixTime,
        actor: Actor,
        now: UnixTime,
        mut revoke: impl FnMut(&Line) -> Result<NewEntry, E>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), Refused<E>> {
        const DEED: &str = "put a roll in force";
        let (id, rules) = (election.id().as_bytes().as_slice(), &election.manifest().rules);
        let store = |error: tabella_database::DatabaseError| Refused::Store(error.into());
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED)).map_err(store)?;
            sqlx::query::<Db>(LOCK).bind(id).execute(&mut *tx).await.map_err(during(DEED)).map_err(store)?;
            // every line waits for us and we for those that are changing: what is read now stays so
            sqlx::query::<Db>(LOCK_LINES)
                .bind(id)
                .execute(&mut *tx)
                .await
                .map_err(during(DEED))
                .map_err(store)?;
            let file = sqlx::query_as::<Db, _>(FILE).bind(upload.cast_signed()).bind(id);
            let file = file.fetch_optional(&mut *tx).await.map_err(during(DEED)).map_err(store)?;
            let read: Result<Rolls, StoreError> =
                async { Ok(read_rolls!(self, tx, Db, DEED, election.id())) }.await;
            let rolls = read.map_err(Refused::Store)?;
            let difference = self.difference_of(election, upload, file, &rolls).map_err(Refused::Store)?;
            if difference.hash() != *seen {
                return Err(Refused::Store(StoreError::OtherDifference));
            }
            let used: Result<(), StoreError> = async {
                let deed = &DeedHash::of_roll(upload, seen);
                use_consents!(self, tx, Db, DEED, Consents { deed, since, last: None }, rng);
                let apply = sqlx::query::<Db>(APPLY).bind(upload.cast_signed()).bind(now.0);
                match apply.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() {
                    0 => Err(StoreError::NoUpload(upload)),
                    _ => Ok(()),
                }
            }
            .await;
            used.map_err(Refused::Store)?;

            let mut revoked = Vec::new();
            for number in difference.revocations() {
                let read = sqlx::query_as::<Db, LineRow>(BY_NUMBER).bind(id).bind(number.0.cast_signed());
                let row = read.fetch_one(&mut *tx).await.map_err(during(DEED)).map_err(store)?;
                let line = self.line_of(election.id(), row).map_err(Refused::Store)?;
                let Some(line) = line.filter(|line| line.live.is_some()) else { continue };
                revoked.push((number, revoke(&line).map_err(Refused::By)?, line));
            }
            let written: Result<(), StoreError> = async {
                for (number, entry, line) in &revoked {
                    let entries = std::slice::from_ref(entry);
                    post_entries!(self, tx, Db, DEED, election.id(), number, line.live, entries, now, rng);
                    let (channel, _) = transition(line.channel, Event::CredentialRevoked, rules)
                        .map_err(|why| StoreError::corrupt("roll_line.channel", why))?;
                    sqlx::query::<Db>(UNLINK)
                        .bind(id)
                        .bind(number.0.cast_signed())
                        .bind(channel.to_string())
                        .execute(&mut *tx)
                        .await
                        .map_err(during(DEED))?;
                }
                for removed in &difference.removed {
                    let remove = sqlx::query::<Db>(REMOVE).bind(id).bind(removed.number.0.cast_signed());
                    remove.bind(now.0).execute(&mut *tx).await.map_err(during(DEED))?;
                }
                let gone: Vec<(i64, Vec<u8>)> =
                    sqlx::query_as::<Db, _>(GONE).bind(id).fetch_all(&mut *tx).await.map_err(during(DEED))?;
                let gone: BTreeSet<_> = gone.into_iter().collect();
                let (back, new): (Vec<_>, Vec<_>) = difference.added.iter().partition(|entry| {
                    let person = self.key.person(&entry.person.id).as_bytes().to_vec();
                    gone.contains(&(entry.number.0.cast_signed(), person))
                });
                let changed = difference.changed.iter().map(|changed| &changed.after);
                for entry in changed.chain(back.iter().copied()) {
                    let change = sqlx::query::<Db>(CHANGE).bind(id).bind(entry.number.0.cast_signed());
                    let change = change.bind(self.seal_entry(election.id(), entry, rng));
                    let change = change.bind(entry.district.as_str());
                    change.execute(&mut *tx).await.map_err(during(DEED))?;
                }
                let new: Vec<_> = new
                    .into_iter()
                    .map(|entry| {
                        let person = self.key.person(&entry.person.id).as_bytes().to_vec();
                        (entry, person, self.seal_entry(election.id(), entry, rng))
                    })
                    .collect();
                for new in new.chunks(ROWS) {
                    let mut insert = QueryBuilder::<Db>::new(ADD);
                    insert.push_values(new, |mut row, (entry, person, content)| {
                        row.push_bind(id)
                            .push_bind(entry.number.0.cast_signed())
                            .push_bind(person.as_slice())
                            .push_bind(content.as_slice())
                            .push_bind(entry.district.as_str())
                            .push_bind(Channel::Undecided.to_string())
                            .push_bind(0_i64);
                    });
                    insert.build().persistent(false).execute(&mut *tx).await.map_err(during(DEED))?;
                }
                let changed = difference.changed.iter().map(|changed| &changed.after);
                for entry in changed.chain(back).chain(&difference.removed) {
                    let usage = Usage {
                        person: self.key.person(&entry.person.id),
                        election: Some(*election.id()),
                        at: now,
                        actor,
                        deed: "roll",
                        purpose: "new-roll",
                    };
                    log_usage!(tx, Db, DEED, &usage);
                }
                Ok(())
            }
            .await;
            written.map_err(Refused::Store)?;
            tx.commit().await.map_err(committing(DEED)).map_err(store)?;
        });
        Ok(())
    }
}

fn place(difference: &[u8]) -> Place<'_> {
    Place { table: "upload", column: "file", row: difference }
}
