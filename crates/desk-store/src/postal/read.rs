//! Reading one postal request, with everything about it.

use tabella_crypto::ElectionId;
use tabella_database::{during, on};
use tabella_identity::UnixTime;
use tabella_postal::{
    Attachment, CodeError, Consent, Contact, Official, PackCode, Reason, Reference, Request, State, Step,
    register::Verdict,
};
use tabella_roll::RollNumber;
use zeroize::Zeroizing;

use super::write::{contact_place, request_place, words_place, words_row};
use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
    seal::PersonKey,
};

macro_rules! columns {
    () => {
        "SELECT p.request, p.reference, p.number, p.district, p.state, p.since, p.steps, p.filed, p.answer_until, p.alarmed, \
         p.entered_by, p.content, (SELECT k.pack FROM postal_pack AS k WHERE k.request = p.request AND k.void IS NULL), \
         c.position, c.content, (SELECT v.verdict FROM postal_check AS v WHERE v.request = p.request) FROM postal_request AS p LEFT JOIN postal_contact AS c ON c.request = p.request \
         AND c.position = (SELECT max(n.position) FROM postal_contact AS n WHERE n.request = p.request) WHERE p.election = $1 "
    };
}

pub(super) const TAKEN_BACK: &str = "SELECT reference FROM postal_request WHERE election = $1 AND number = $2 \
                                     AND state = 'withdrawn' AND approved IS NOT NULL ORDER BY request DESC LIMIT 1";
pub(super) const NUMBER_OF: &str = "SELECT number FROM postal_request WHERE election = $1 AND reference = $2";
pub(super) const CASE: &str = concat!(columns!(), "AND p.reference = $2");
pub(crate) const CASE_OF_LINE: &str = concat!(columns!(), "AND p.number = $2 AND p.open = 1");
const TAKEN_BACK_OF: &str = "SELECT r.reference FROM postal_request AS r JOIN roll_line AS l \
                             ON l.election = r.election AND l.number = r.number WHERE r.election = $1 AND l.person = $2 \
                             AND r.state = 'withdrawn' AND r.approved IS NOT NULL ORDER BY r.request DESC LIMIT 1";
const CASES_OF_PERSON: &str = concat!(
    columns!(),
    "AND p.number = (SELECT l.number FROM roll_line AS l WHERE l.election = $1 AND l.person = $2) ORDER BY p.request DESC"
);
/// The newest are enough: an alarm that was raised stays.
pub(super) const SAME: &str = "SELECT request, number, filed FROM postal_cluster \
                               WHERE election = $1 AND common = $2 AND cluster = $3 ORDER BY request DESC LIMIT 1000";
const STEPS: &str = "SELECT position, step, state, actor, official, second, reason, words, at FROM postal_step \
                     WHERE request = $1 ORDER BY position";
const CONSENT: &str = "SELECT consent FROM postal_request WHERE election = $1 AND reference = $2";
const ATTACHMENT: &str = "SELECT attachment FROM postal_request WHERE election = $1 AND reference = $2";
const PACK: &str = "SELECT r.reference, k.void FROM postal_pack AS k JOIN postal_request AS r ON r.request = k.request \
                    WHERE r.election = $1 AND k.pack = $2";

/// What [`columns`] gives.
pub(crate) type CaseRow = (
    i64,
    String,
    i64,
    String,
    String,
    i64,
    i64,
    i64,
    Option<i64>,
    i64,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<String>,
    Option<i64>,
    Option<Vec<u8>>,
    Option<String>,
);

/// A request as it is now.
#[derive(Clone, Debug)]
pub struct PostalCase {
    pub(crate) number: i64,
    /// Its number for people.
    pub reference: Reference,
    /// Whose: number on the roll.
    pub line: RollNumber,
    /// The reporting unit at the time of the request.
    pub district: String,
    /// Where it is.
    pub state: State,
    /// Since when.
    pub since: UnixTime,
    /// Number of steps so far.
    pub steps: u64,
    /// When it came in.
    pub filed: UnixTime,
    /// Until when the person may answer or mend.
    pub answer_until: Option<UnixTime>,
    /// Whether it has more in common with others than usual.
    pub alarmed: bool,
    /// Who entered it for the person.
    pub entered_by: Option<Official>,
    /// What was asked for, with how the person is reached now; none once scrubbed.
    pub request: Option<Request>,
    /// How often the person corrected that.
    pub(crate) contacts: i64,
    /// The pack whose envelope is taken.
    pub pack: Option<PackCode>,
    /// What the population register said of it.
    pub verdict: Option<Verdict>,
}

/// A step as it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalStep {
    /// From 1.
    pub position: u64,
    /// What was done.
    pub step: Step,
    /// Where it led.
    pub state: State,
    /// `citizen`, `official` or `system`.
    pub actor: String,
    /// Which official.
    pub official: Option<Official>,
    /// The second official.
    pub second: Option<Official>,
    /// Why.
    pub reason: Option<Reason>,
    /// Why, in words; empty if there are none, or once scrubbed.
    pub words: String,
    /// When.
    pub at: UnixTime,
}

/// Whose a pack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalPack {
    /// The request.
    pub reference: Reference,
    /// Since when its envelope is refused; none if it is taken.
    pub void: Option<UnixTime>,
}

type StepRow =
    (i64, String, String, String, Option<Vec<u8>>, Option<Vec<u8>>, Option<String>, Option<Vec<u8>>, i64);

pub(super) fn reference(text: &str) -> Result<Reference, StoreError> {
    text.parse().map_err(|why| StoreError::corrupt("postal_request.reference", why))
}

pub(super) fn state(text: &str) -> Result<State, StoreError> {
    State::from_name(text).ok_or_else(|| StoreError::corrupt("postal_request.state", "is no state"))
}

pub(super) fn verdict(text: &str) -> Result<Verdict, StoreError> {
    Verdict::from_name(text).ok_or_else(|| StoreError::corrupt("postal_check.verdict", "is no verdict"))
}

fn official(bytes: Option<Vec<u8>>, place: &str) -> Result<Option<Official>, StoreError> {
    bytes.map(|bytes| bytes32(&bytes, place).map(Official)).transpose()
}

impl DeskPool {
    pub(crate) fn case_of(&self, row: CaseRow) -> Result<PostalCase, StoreError> {
        let (
            number,
            code,
            line,
            district,
            at,
            since,
            steps,
            filed,
            answer,
            alarmed,
            by,
            content,
            pack,
            last,
            contact,
            said,
        ) = row;
        let contacts = last.unwrap_or(0);
        let request = content.map(|sealed| {
            let place = request_place("content", &code);
            let opened =
                self.key.open(place, &sealed).map_err(|why| StoreError::corrupt(place.shown(), why))?;
            let request = Request::decode(&opened).map_err(|why| StoreError::corrupt(place.shown(), why))?;
            let Some(sealed) = &contact else { return Ok::<_, StoreError>(request) };
            let row = words_row(&code, contacts);
            let place = contact_place(&row);
            let opened =
                self.key.open(place, sealed).map_err(|why| StoreError::corrupt(place.shown(), why))?;
            let contact = Contact::decode(&opened).map_err(|why| StoreError::corrupt(place.shown(), why))?;
            Ok(request.reached_by(&contact))
        });
        let pack = pack.map(|code| code.parse::<PackCode>());
        let pack = pack.transpose().map_err(|why: CodeError| StoreError::corrupt("postal_pack.pack", why));
        Ok(PostalCase {
            number,
            reference: reference(&code)?,
            line: RollNumber(line.unsigned_abs()),
            district,
            state: state(&at)?,
            since: UnixTime(since),
            steps: steps.unsigned_abs(),
            filed: UnixTime(filed),
            answer_until: answer.map(UnixTime),
            alarmed: alarmed == 1,
            entered_by: official(by, "postal_request.entered_by")?,
            request: request.transpose()?,
            contacts,
            pack: pack?,
            verdict: said.map(|said| verdict(&said)).transpose()?,
        })
    }

    /// A request. Who looks at it is logged before: [`DeskPool::log_usage`].
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_case(
        &self,
        election: &ElectionId,
        number: &Reference,
    ) -> Result<Option<PostalCase>, StoreError> {
        let row: Option<CaseRow> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(CASE).bind(election.as_bytes().as_slice());
            query.bind(number.to_string()).fetch_optional(pool).await
        })
        .map_err(during("postal request"))?;
        row.map(|row| self.case_of(row)).transpose()
    }

    /// All requests of a person, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_cases_of(
        &self,
        election: &ElectionId,
        person: &PersonKey,
    ) -> Result<Vec<PostalCase>, StoreError> {
        let rows: Vec<CaseRow> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(CASES_OF_PERSON).bind(election.as_bytes().as_slice());
            query.bind(person.as_bytes().as_slice()).fetch_all(pool).await
        })
        .map_err(during("postal requests of a person"))?;
        rows.into_iter().map(|row| self.case_of(row)).collect()
    }

    /// The person's request that was taken back after it was approved: a new one names it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_taken_back(
        &self,
        election: &ElectionId,
        person: &PersonKey,
    ) -> Result<Option<Reference>, StoreError> {
        let found: Option<String> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_scalar::<Db, _>(TAKEN_BACK_OF).bind(election.as_bytes().as_slice());
            query.bind(person.as_bytes().as_slice()).fetch_optional(pool).await
        })
        .map_err(during("postal request taken back"))?;
        found.map(|code| reference(&code)).transpose()
    }

    /// Every step of a request, the first one first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_steps(&self, case: &PostalCase) -> Result<Vec<PostalStep>, StoreError> {
        let rows: Vec<StepRow> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(STEPS).bind(case.number).fetch_all(pool).await
        })
        .map_err(during("steps of a postal request"))?;
        rows.into_iter().map(|row| self.step_of(&case.reference, row)).collect()
    }

    fn step_of(&self, case: &Reference, row: StepRow) -> Result<PostalStep, StoreError> {
        let (position, step, to, actor, first, second, reason, words, at) = row;
        let unknown = |column| move || StoreError::corrupt(column, "is no word of this program");
        let row = words_row(&case.to_string(), position);
        let words = words.map(|sealed| {
            let place = words_place(&row);
            let opened = self.key.open(place, &sealed);
            let opened = opened.map_err(|why| StoreError::corrupt(place.shown(), why))?;
            String::from_utf8(opened.to_vec()).map_err(|why| StoreError::corrupt(place.shown(), why))
        });
        let reason = reason
            .map(|reason| Reason::from_name(&reason).ok_or_else(unknown("postal_step.reason")))
            .transpose()?;
        Ok(PostalStep {
            position: position.unsigned_abs(),
            step: Step::from_name(&step).ok_or_else(unknown("postal_step.step"))?,
            state: state(&to)?,
            actor,
            official: official(first, "postal_step.official")?,
            second: official(second, "postal_step.second")?,
            reason,
            words: words.transpose()?.unwrap_or_default(),
            at: UnixTime(at),
        })
    }

    /// What stands behind a request; none once scrubbed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_consent(
        &self,
        election: &ElectionId,
        number: &Reference,
    ) -> Result<Option<Consent>, StoreError> {
        let opened = self.postal_column(election, number, "consent", CONSENT).await?;
        let consent = opened.map(|bytes| Consent::decode(&bytes)).transpose();
        consent.map_err(|why| StoreError::corrupt("postal_request.consent", why))
    }

    /// The picture of the passport or identity card; none if there is none, and after the decision.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_attachment(
        &self,
        election: &ElectionId,
        number: &Reference,
    ) -> Result<Option<Attachment>, StoreError> {
        let opened = self.postal_column(election, number, "attachment", ATTACHMENT).await?;
        let attachment = opened.map(|bytes| Attachment::new(bytes.to_vec())).transpose();
        attachment.map_err(|why| StoreError::corrupt("postal_request.attachment", why))
    }

    async fn postal_column(
        &self,
        election: &ElectionId,
        number: &Reference,
        column: &'static str,
        query: &'static str,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let code = number.to_string();
        let sealed: Option<Option<Vec<u8>>> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_scalar::<Db, _>(query).bind(election.as_bytes().as_slice());
            query.bind(&code).fetch_optional(pool).await
        })
        .map_err(during("column of a postal request"))?;
        let place = request_place(column, &code);
        let opened = sealed.flatten().map(|sealed| self.key.open(place, &sealed)).transpose();
        opened.map_err(|why| StoreError::corrupt(place.shown(), why))
    }

    /// Whose the pack with this code is.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_pack(
        &self,
        election: &ElectionId,
        pack: &PackCode,
    ) -> Result<Option<PostalPack>, StoreError> {
        let row: Option<(String, Option<i64>)> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(PACK).bind(election.as_bytes().as_slice());
            query.bind(pack.to_string()).fetch_optional(pool).await
        })
        .map_err(during("postal pack"))?;
        let Some((code, void)) = row else { return Ok(None) };
        Ok(Some(PostalPack { reference: reference(&code)?, void: void.map(UnixTime) }))
    }
}
