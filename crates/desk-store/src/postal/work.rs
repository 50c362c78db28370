//! The office's view of all postal requests: the work list, counts, how long things take, what is overdue. No name is in it.

use sqlx::QueryBuilder;
use tabella_crypto::ElectionId;
use tabella_database::{during, on};
use tabella_election::UnitId;
use tabella_identity::UnixTime;
use tabella_postal::{
    Place, Reference, State,
    register::{Standing, Verdict},
};
use tabella_roll::RollNumber;

use super::read::{reference, state, verdict};
use crate::{error::StoreError, pool::DeskPool};

const WORK: &str = "SELECT request, reference, number, district, place, state, since, filed, alarmed, \
                    (SELECT v.verdict FROM postal_check AS v WHERE v.request = postal_request.request) FROM postal_request \
                    WHERE election = ";
/// Requests about which the population register said something.
const SAID: &str =
    "EXISTS (SELECT 1 FROM postal_check AS v WHERE v.request = postal_request.request AND v.verdict ";
const UNDECIDED: &str = " AND state IN ('submitted', 'under-review', 'more-info-needed')";
const COUNTS: &str = "SELECT district, state, count(*) FROM postal_request WHERE election = $1 \
                      GROUP BY district, state ORDER BY district, state";
const STAYS: &str = "SELECT s.request, s.state, s.at FROM postal_step AS s JOIN postal_request AS r ON r.request = s.request \
                     WHERE r.election = $1 AND s.at >= $2 ORDER BY s.request, s.position";
const OVERDUE: &str = "SELECT reference, state FROM postal_request WHERE election = $1 AND open = 1 \
                       AND (answer_until < $2 OR (place IN ($3, $4) AND state NOT IN ('envelope-received', 'deficient'))) \
                       ORDER BY request LIMIT $5";

/// Which requests an official looks at.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkFilter<'a> {
    /// In these states; empty: in all.
    pub states: &'a [State],
    /// Of these reporting units; none: of all.
    pub districts: Option<&'a [UnitId]>,
    /// Whose papers go there; none: anywhere.
    pub place: Option<Place>,
    /// Only those that an alarm names.
    pub alarmed: bool,
    /// Only those that stand so to the population register; none: all.
    pub register: Option<Standing>,
    /// Only those that came in until then.
    pub before: Option<UnixTime>,
    /// Behind this one, the last of the page before: [`WorkLine::filed`] and [`WorkLine::request`].
    pub after: Option<(UnixTime, u64)>,
}

/// A line of the work list. It has no name: a look at a name is a line in the data log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkLine {
    /// In the order in which they came; not for people.
    pub request: u64,
    /// Its number for people.
    pub reference: Reference,
    /// Whose: number on the roll.
    pub line: RollNumber,
    /// The reporting unit.
    pub district: UnitId,
    /// Whether the papers go abroad.
    pub abroad: bool,
    /// Where it is.
    pub state: State,
    /// Since when.
    pub since: UnixTime,
    /// When it came in.
    pub filed: UnixTime,
    /// Whether an alarm names it.
    pub alarmed: bool,
    /// What the population register said of it.
    pub verdict: Option<Verdict>,
}

type WorkRow = (i64, String, i64, String, String, String, i64, i64, i64, Option<String>);

impl DeskPool {
    /// A page of the work list, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_work(
        &self,
        election: &ElectionId,
        filter: &WorkFilter<'_>,
        limit: u32,
    ) -> Result<Vec<WorkLine>, StoreError> {
        let rows: Vec<WorkRow> = on!(&self.database, |pool: Db| {
            let mut query = QueryBuilder::<Db>::new(WORK);
            query.push_bind(election.as_bytes().to_vec());
            if !filter.states.is_empty() {
                query.push(" AND state IN (");
                let mut list = query.separated(", ");
                for state in filter.states {
                    list.push_bind(state.name());
                }
                query.push(")");
            }
            if let Some(districts) = filter.districts {
                // an official of no district sees nothing
                query.push(" AND district IN (''");
                for district in districts {
                    query.push(", ").push_bind(district.to_string());
                }
                query.push(")");
            }
            if let Some(place) = filter.place {
                query.push(" AND place = ").push_bind(place.kind());
            }
            if filter.alarmed {
                query.push(" AND alarmed = 1");
            }
            match filter.register {
                None => {}
                Some(Standing::NotAsked) => {
                    query.push(" AND NOT ").push(SAID).push("IS NOT NULL)");
                }
                // what is decided waits for nothing
                Some(Standing::Waits) => {
                    query.push(UNDECIDED).push(" AND NOT ").push(SAID).push("IS NOT NULL)");
                }
                Some(Standing::Said(verdict)) => {
                    query.push(" AND ").push(SAID).push("= ").push_bind(verdict.name()).push(")");
                }
            }
            if let Some(before) = filter.before {
                query.push(" AND filed <= ").push_bind(before.0);
            }
            if let Some((filed, request)) = filter.after {
                query.push(" AND (filed, request) > (").push_bind(filed.0);
                query.push(", ").push_bind(request.cast_signed()).push(")");
            }
            query.push(" ORDER BY filed, request LIMIT ").push_bind(i64::from(limit));
            query.build_query_as::<WorkRow>().fetch_all(pool).await
        })
        .map_err(during("postal work list"))?;
        let line = |row: WorkRow| {
            let (request, code, number, district, place, at, since, filed, alarmed, said) = row;
            Ok(WorkLine {
                request: request.unsigned_abs(),
                reference: reference(&code)?,
                line: RollNumber(number.unsigned_abs()),
                district: UnitId(district),
                abroad: place == Place::Abroad.kind(),
                state: state(&at)?,
                since: UnixTime(since),
                filed: UnixTime(filed),
                alarmed: alarmed == 1,
                verdict: said.map(|said| verdict(&said)).transpose()?,
            })
        };
        rows.into_iter().map(line).collect()
    }

    /// How many requests are where, by reporting unit: what was issued has come back, is out, or is cancelled.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_counts(
        &self,
        election: &ElectionId,
    ) -> Result<Vec<(UnitId, State, u64)>, StoreError> {
        let rows: Vec<(String, String, i64)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(COUNTS).bind(election.as_bytes().as_slice()).fetch_all(pool).await
        })
        .map_err(during("postal counts"))?;
        rows.into_iter()
            .map(|(district, at, count)| Ok((UnitId(district), state(&at)?, count.unsigned_abs())))
            .collect()
    }

    /// How long requests stayed in each state that they left, since a moment: what medians are made of.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_stays(
        &self,
        election: &ElectionId,
        since: UnixTime,
    ) -> Result<Vec<(State, UnixTime, UnixTime)>, StoreError> {
        let rows: Vec<(i64, String, i64)> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(STAYS).bind(election.as_bytes().as_slice());
            query.bind(since.0).fetch_all(pool).await
        })
        .map_err(during("postal stays"))?;
        let stay = |pair: &[(i64, String, i64)]| match pair {
            [(request, at, from), (next, _, to)] if request == next => {
                Some(state(at).map(|state| (state, UnixTime(*from), UnixTime(*to))))
            }
            _ => None,
        };
        rows.windows(2).filter_map(stay).collect()
    }

    /// Requests whose time for an answer is over, and those whose papers go to a place from which no vote can come back in
    /// time any more. Whether a program may end them is decided by [`DeskPool::step_postal`].
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn postal_overdue(
        &self,
        election: &ElectionId,
        now: UnixTime,
        closed: &[Place],
        limit: u32,
    ) -> Result<Vec<(Reference, State)>, StoreError> {
        let kind = |place| if closed.contains(&place) { place.kind() } else { "" };
        let rows: Vec<(String, String)> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(OVERDUE).bind(election.as_bytes().as_slice()).bind(now.0);
            let query = query.bind(kind(Place::Home)).bind(kind(Place::Abroad)).bind(i64::from(limit));
            query.fetch_all(pool).await
        })
        .map_err(during("overdue postal requests"))?;
        rows.into_iter().map(|(code, at)| Ok((reference(&code)?, state(&at)?))).collect()
    }
}
