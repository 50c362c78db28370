//! What the population register says of requests: whom to ask about, written down before it is asked, and its answers.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::ElectionId;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::{PersonId, UnixTime};
use tabella_postal::{
    Reference,
    register::{Record, Said, Verdict},
};
use tabella_roll::RollNumber;
use zeroize::Zeroizing;

use super::{
    PostalCase, PostalOffice, PostalRefused, read,
    read::{CaseRow, reference, verdict},
};
use crate::{
    change::{LOCK_NUMBER, LOCK_PERSON, Whose},
    error::StoreError,
    line::{BY_NUMBER, Line, LineRow},
    pool::DeskPool,
    seal::Place,
    usage::{Actor as User, Usage, log_usage},
};

/// What has been decided, or can never be, is not asked about.
const UNCHECKED: &str = "SELECT r.request, r.reference, r.number, coalesce(v.tries, 0) FROM postal_request AS r \
                         JOIN roll_line AS l ON l.election = r.election AND l.number = r.number \
                         LEFT JOIN postal_check AS v ON v.request = r.request \
                         WHERE r.election = $1 AND r.state IN ('submitted', 'under-review', 'more-info-needed') \
                         AND r.content IS NOT NULL AND l.content IS NOT NULL AND l.removed IS NULL \
                         AND v.verdict IS NULL AND (v.due IS NULL OR v.due <= $2) \
                         ORDER BY coalesce(v.due, r.filed), r.request LIMIT $3";
/// One process asks, and not again before it is due, whatever becomes of that process.
const CLAIM: &str = "INSERT INTO postal_check (request, tries, due) VALUES ($1, 1, $2) \
                     ON CONFLICT (request) DO UPDATE SET tries = postal_check.tries + 1, due = excluded.due \
                     WHERE postal_check.verdict IS NULL AND postal_check.due <= $3";
const SETTLE: &str = "UPDATE postal_check SET verdict = $2, content = $3, checked = $4, tries = 0 \
                      WHERE request = $1 AND verdict IS NULL";
const CHECK: &str =
    "SELECT verdict, content, checked FROM postal_check WHERE request = $1 AND verdict IS NOT NULL";
const AGAIN: &str = "UPDATE postal_check SET verdict = NULL, content = NULL, checked = NULL, tries = 0, due = $3 \
                     WHERE (verdict IS NULL OR verdict <> 'agrees') AND request = (SELECT r.request FROM postal_request AS r \
                     WHERE r.election = $1 AND r.reference = $2 AND r.state IN ('submitted', 'under-review', 'more-info-needed'))";

/// A request about which the register is to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    request: i64,
    /// Its number for people.
    pub reference: Reference,
    /// Whose: number on the roll.
    pub line: RollNumber,
    /// How often it was asked about in vain.
    pub tries: u64,
}

/// What the register said, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalCheck {
    /// What it said.
    pub said: Said,
    /// When.
    pub at: UnixTime,
}

impl DeskPool {
    /// Requests that are open to a decision and about which the register has not answered and may be asked now, those that
    /// waited longest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_unchecked(
        &self,
        election: &ElectionId,
        now: UnixTime,
        limit: u32,
    ) -> Result<Vec<Unchecked>, StoreError> {
        let rows: Vec<(i64, String, i64, i64)> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(UNCHECKED).bind(election.as_bytes().as_slice());
            query.bind(now.0).bind(i64::from(limit)).fetch_all(pool).await
        })
        .map_err(during("unchecked postal requests"))?;
        let unchecked = |(request, code, line, tries): (i64, String, i64, i64)| {
            let (line, tries) = (RollNumber(line.unsigned_abs()), tries.unsigned_abs());
            Ok(Unchecked { request, reference: reference(&code)?, line, tries })
        };
        rows.into_iter().map(unchecked).collect()
    }

    /// Writes down that the register is asked about a request, in the data log of its person as well; only then it is asked.
    /// Without an answer, or if its line cannot be read, it is due again at `due`. Returns who it is; none if somebody else asks
    /// already.
    ///
    /// # Errors
    /// [`StoreError::NoLine`], [`StoreError::Scrubbed`], [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn claim_postal_check(
        &self,
        election: &ElectionId,
        unchecked: &Unchecked,
        due: UnixTime,
        now: UnixTime,
    ) -> Result<Option<PersonId>, StoreError> {
        const DEED: &str = "ask the register";
        let person = match self.line(election, unchecked.line).await {
            Ok(line) => line.entry.person.id,
            Err(error) => {
                // nobody is asked, and it does not stand before all others again at once
                on!(&self.database, |pool: Db| {
                    let claim = sqlx::query::<Db>(CLAIM).bind(unchecked.request).bind(due.0).bind(now.0);
                    claim.execute(pool).await.map_err(during(DEED))?;
                });
                return Err(error);
            }
        };
        let usage = Usage {
            person: self.key().person(&person),
            election: Some(*election),
            at: now,
            actor: User::System,
            deed: "ask-register",
            purpose: "vote-by-post",
        };
        Ok(on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let claim = sqlx::query::<Db>(CLAIM).bind(unchecked.request).bind(due.0).bind(now.0);
            let claim = claim.execute(&mut *tx).await.map_err(during(DEED))?;
            if claim.rows_affected() == 0 {
                return Ok(None);
            }
            log_usage!(tx, Db, DEED, &usage);
            tx.commit().await.map_err(committing(DEED))?;
            Some(person)
        }))
    }

    /// Writes down what the register says of a request: its record of the person, or that it has none, is compared with the
    /// line as it is now. Kept is where they differ. None if it had answered before.
    ///
    /// # Errors
    /// [`PostalRefused::NoRequest`], [`PostalRefused::Scrubbed`], [`PostalRefused::Store`].
    pub async fn settle_postal_check(
        &self,
        office: &PostalOffice<'_>,
        reference: &Reference,
        record: Option<&Record>,
        now: UnixTime,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<Option<Verdict>, PostalRefused<std::convert::Infallible>> {
        const DEED: &str = "write down what the register says";
        let election = office.election.id();
        Ok(on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let code = reference.to_string();
            let number = number_of!(tx, Db, DEED, election, reference).ok_or(PostalRefused::NoRequest)?;
            let line: Option<Line> = locked_line!(self, tx, Db, DEED, election, Whose::Number(number));
            let line = line.ok_or(PostalRefused::Scrubbed)?;
            let row = sqlx::query_as::<Db, CaseRow>(read::CASE).bind(election.as_bytes().as_slice());
            let row = row.bind(&code).fetch_one(&mut *tx).await.map_err(during(DEED))?;
            let case = self.case_of(row)?;
            let request = case.request.as_ref().ok_or(PostalRefused::Scrubbed)?;
            let said = Said::of(record, &line.entry, request, office.terms.home);
            let differing = Zeroizing::new(said.encode_differing());
            let sealed = (!said.differing.is_empty()).then(|| self.key().seal(place(&code), &differing, rng));
            let settle = sqlx::query::<Db>(SETTLE).bind(case.number).bind(said.verdict.name()).bind(sealed);
            let settle = settle.bind(now.0).execute(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
            (settle.rows_affected() == 1).then_some(said.verdict)
        }))
    }

    /// What the register said of a request; none until it answers. Once scrubbed nothing is left but the verdict.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_check(&self, case: &PostalCase) -> Result<Option<PostalCheck>, StoreError> {
        let row: Option<(String, Option<Vec<u8>>, i64)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(CHECK).bind(case.number).fetch_optional(pool).await
        })
        .map_err(during("what the register says"))?;
        let Some((word, sealed, at)) = row else { return Ok(None) };
        let (verdict, code) = (verdict(&word)?, case.reference.to_string());
        let said = match sealed {
            None => Said { verdict, differing: Vec::new() },
            Some(sealed) => {
                let place = place(&code);
                let opened = self.key.open(place, &sealed);
                let opened = opened.map_err(|why| StoreError::corrupt(place.shown(), why))?;
                Said::decode(verdict, &opened).map_err(|why| StoreError::corrupt(place.shown(), why))?
            }
        };
        Ok(Some(PostalCheck { said, at: UnixTime(at) }))
    }

    /// Lets the register be asked at once, and what it said be forgotten: the roll or the register was corrected since. What it
    /// confirmed stays confirmed, and what was decided decided. Returns whether it is asked.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn ask_register_again(
        &self,
        election: &ElectionId,
        reference: &Reference,
        now: UnixTime,
    ) -> Result<bool, StoreError> {
        const DEED: &str = "ask the register again";
        Ok(on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let Some(number) = number_of!(tx, Db, DEED, election, reference) else { return Ok(false) };
            // a decision at the same moment comes before this or after it
            let line: Option<Line> = locked_line!(self, tx, Db, DEED, election, Whose::Number(number));
            if line.is_none() {
                return Ok(false);
            }
            let again =
                sqlx::query::<Db>(AGAIN).bind(election.as_bytes().as_slice()).bind(reference.to_string());
            let again = again.bind(now.0).execute(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
            again.rows_affected() == 1
        }))
    }
}

fn place(reference: &str) -> Place<'_> {
    Place { table: "postal_check", column: "content", row: reference.as_bytes() }
}
