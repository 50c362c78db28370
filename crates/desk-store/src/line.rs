//! Lines of rolls: finding people on them, and the whole roll.

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    CompressedRistretto,
    cbor::{Reader, Writer},
    hash::ElectionId,
};
use tabella_database::{OneSnapshot as _, during, on};

use tabella_identity::{PersonId, Redacted};
use tabella_roll::{BirthDate, Channel, Column, Elector, Person, Roll, RollEntry, RollNumber};
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32},
    seal::{PersonKey, Place},
};

/// A person on a roll, and how the person votes.
#[derive(Clone, Debug)]
pub struct Line {
    /// What the roll says.
    pub entry: RollEntry,
    /// How the person votes.
    pub channel: Channel,
    /// The live credential.
    pub live: Option<CompressedRistretto>,
    /// How many credentials the person was given since the last revocation: the live one and those it replaced. What the board
    /// refused does not count.
    pub chain_length: u64,
    /// Whether the line was taken off the roll: then the person may not vote.
    pub removed: bool,
    /// Number of changes so far: whoever changes it again says what it was.
    pub changed: u64,
}

/// What [`columns`] gives.
pub(crate) type LineRow = (i64, Option<Vec<u8>>, String, Option<Vec<u8>>, Option<i64>, i64, i64);

/// The columns of a [`LineRow`], the last one computed: credentials given since the last revocation and not refused.
macro_rules! columns {
    () => {
        "number, content, channel, live, removed, changed, (SELECT count(*) FROM credential AS c \
         JOIN outbox AS o ON o.outbox = c.outbox AND o.refused IS NULL WHERE c.election = roll_line.election AND c.number = roll_line.number AND c.outbox > coalesce((\
         SELECT max(r.outbox) FROM revocation AS r JOIN outbox AS q ON q.outbox = r.outbox AND q.refused IS NULL \
         JOIN credential AS d ON d.election = r.election AND d.credential = r.credential WHERE d.election = roll_line.election AND d.number = roll_line.number), 0))"
    };
}

const OF_PERSON: &str = concat!("SELECT ", columns!(), " FROM roll_line WHERE election = $1 AND person = $2");
pub(crate) const BY_NUMBER: &str =
    concat!("SELECT ", columns!(), " FROM roll_line WHERE election = $1 AND number = $2");
pub(crate) const ALL: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM roll_line WHERE election = $1 AND number > $2 ORDER BY number LIMIT 1000"
);
const ELECTIONS_OF: &str =
    "SELECT election FROM roll_line WHERE person = $1 AND removed IS NULL ORDER BY election";

/// The people of an election.
#[derive(Clone, Debug, Default)]
pub struct Rolls {
    /// Who may vote.
    pub in_force: Roll,
    /// Who may vote or could once; without those who were scrubbed.
    pub ever: Roll,
}

/// Reads [`Rolls`] page by page as part of a transaction.
macro_rules! read_rolls {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $election:expr) => {{
        use $crate::line::{ALL, LineRow, Rolls};
        let (mut rolls, mut last) = (Rolls::default(), 0_i64);
        loop {
            let page = ::sqlx::query_as::<$Db, LineRow>(ALL).bind($election.as_bytes().as_slice()).bind(last);
            let rows = page.fetch_all(&mut *$tx).await.map_err(::tabella_database::during($deed))?;
            let Some(row) = rows.last() else { break rolls };
            last = row.0;
            for row in rows {
                let Some(line) = $store.line_of($election, row)? else { continue };
                let twice = |why| $crate::error::StoreError::corrupt("roll_line", why);
                if !line.removed {
                    rolls.in_force.insert(line.entry.clone()).map_err(twice)?;
                }
                rolls.ever.insert(line.entry).map_err(twice)?;
            }
        }
    }};
}
pub(crate) use read_rolls;

impl DeskPool {
    /// A person's line on the roll of an election, if there is one that was not scrubbed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn find(&self, election: &ElectionId, person: &PersonId) -> Result<Option<Line>, StoreError> {
        let (id, person) = (election.as_bytes().as_slice(), self.key.person(person));
        let row: Option<LineRow> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(OF_PERSON).bind(id).bind(person.as_bytes().as_slice());
            query.fetch_optional(pool).await
        })
        .map_err(during("find"))?;
        row.map_or(Ok(None), |row| self.line_of(election, row))
    }

    /// The line with this number.
    ///
    /// # Errors
    /// [`StoreError::NoLine`], [`StoreError::Scrubbed`], [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn line(&self, election: &ElectionId, number: RollNumber) -> Result<Line, StoreError> {
        let id = election.as_bytes().as_slice();
        let row: Option<LineRow> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_as::<Db, _>(BY_NUMBER).bind(id).bind(number.0.cast_signed());
            query.fetch_optional(pool).await
        })
        .map_err(during("line"))?;
        let row = row.ok_or(StoreError::NoLine(number))?;
        self.line_of(election, row)?.ok_or(StoreError::Scrubbed(number))
    }

    /// The elections on whose roll a person stands.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn elections_of(&self, person: &PersonKey) -> Result<Vec<ElectionId>, StoreError> {
        let rows: Vec<Vec<u8>> = on!(&self.database, |pool: Db| {
            sqlx::query_scalar::<Db, _>(ELECTIONS_OF).bind(person.as_bytes().as_slice()).fetch_all(pool).await
        })
        .map_err(during("elections of a person"))?;
        rows.iter().map(|id| Ok(ElectionId(bytes32(id, "roll_line.election")?))).collect()
    }

    /// The roll in force: every line that was neither removed nor scrubbed.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn roll(&self, election: &ElectionId) -> Result<Roll, StoreError> {
        Ok(self.rolls(election).await?.in_force)
    }

    /// Everyone who is on the roll or was and was not scrubbed, by number, from after `last` on; at most a thousand.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn electors(
        &self,
        election: &ElectionId,
        last: RollNumber,
    ) -> Result<Vec<Elector>, StoreError> {
        let (id, mut last) = (election.as_bytes().as_slice(), last.0.cast_signed());
        loop {
            let rows: Vec<LineRow> = on!(&self.database, |pool: Db| {
                sqlx::query_as::<Db, _>(ALL).bind(id).bind(last).fetch_all(pool).await
            })
            .map_err(during("electors"))?;
            let Some(row) = rows.last() else { return Ok(Vec::new()) };
            last = row.0;
            let mut electors = Vec::new();
            for row in rows {
                let line = self.line_of(election, row)?;
                electors.extend(line.map(|line| Elector::of(&line.entry, line.removed)));
            }
            // a page of scrubbed lines is not the end
            if !electors.is_empty() {
                return Ok(electors);
            }
        }
    }

    /// The roll in force, and everyone who ever stood on it: imports take their numbers from the second, so that no number
    /// is given twice and whoever comes back gets the old one.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn rolls(&self, election: &ElectionId) -> Result<Rolls, StoreError> {
        const DEED: &str = "roll";
        on!(&self.database, |pool: Db| {
            // one snapshot for all pages
            let mut tx = pool.begin().await.map_err(during(DEED))?;
            sqlx::query::<Db>(Db::ONE_SNAPSHOT).execute(&mut *tx).await.map_err(during(DEED))?;
            Ok(read_rolls!(self, tx, Db, DEED, election))
        })
    }

    /// Opens a row; `None` if it was scrubbed.
    pub(crate) fn line_of(&self, election: &ElectionId, row: LineRow) -> Result<Option<Line>, StoreError> {
        let (number, content, channel, live, removed, changed, chain_length) = row;
        let number = RollNumber(number.unsigned_abs());
        let Some(content) = content else { return Ok(None) };
        let row = row_name(election, number);
        let place = content_place(&row);
        let opened = self.key.open(place, &content);
        let opened = opened.map_err(|why| StoreError::corrupt(place.shown(), why))?;
        let entry = read_entry(&opened).ok_or_else(|| StoreError::corrupt(place.shown(), "is no line"))?;
        if entry.number != number {
            return Err(StoreError::corrupt(place.shown(), "is another line"));
        }
        let channel = channel.parse().map_err(|why| StoreError::corrupt("roll_line.channel", why))?;
        let live = live.map(|live| bytes32(&live, "roll_line.live").map(CompressedRistretto)).transpose()?;
        Ok(Some(Line {
            entry,
            channel,
            live,
            chain_length: chain_length.unsigned_abs(),
            removed: removed.is_some(),
            changed: changed.unsigned_abs(),
        }))
    }

    pub(crate) fn seal_entry(
        &self,
        election: &ElectionId,
        entry: &RollEntry,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Vec<u8> {
        let columns = Column::ALL.map(|column| Zeroizing::new(entry.text(column)));
        let writer = Writer::new().array(columns.len());
        let plain = Zeroizing::new(columns.iter().fold(writer, |writer, text| writer.text(text)).finish());
        self.key.seal(content_place(&row_name(election, entry.number)), &plain, rng)
    }
}

pub(crate) fn row_name(election: &ElectionId, number: RollNumber) -> Vec<u8> {
    [election.as_bytes().as_slice(), &number.0.to_be_bytes()].concat()
}

fn content_place(row: &[u8]) -> Place<'_> {
    Place { table: "roll_line", column: "content", row }
}

/// Reads what [`DeskPool::seal_entry`] wrote. What the manifest allows was checked before; the seal says that it is that.
fn read_entry(bytes: &[u8]) -> Option<RollEntry> {
    let mut reader = Reader::new(bytes);
    reader.array_of(Column::ALL.len()).ok()?;
    let texts: Vec<String> =
        Column::ALL.iter().map(|_| reader.text().map(ToOwned::to_owned)).collect::<Result<_, _>>().ok()?;
    reader.finish().ok()?;
    let texts: [String; Column::ALL.len()] = texts.try_into().ok()?;
    let [number, code, given_name, surname, birth_date, district, style, weight, language, address, email] =
        texts;
    let optional = |text: String| Some(text).filter(|text| !text.is_empty()).map(Redacted::new);
    let code = Zeroizing::new(code);
    let person = Person {
        id: PersonId::parse(&code).ok()?,
        given_name: Redacted::new(given_name),
        surname: Redacted::new(surname),
        birth_date: BirthDate::new(birth_date.parse().ok()?),
        language,
        address: optional(address),
        email: optional(email),
    };
    Some(RollEntry {
        number: RollNumber(number.parse().ok()?),
        person,
        district: district.as_str().into(),
        style: style.as_str().into(),
        weight: weight.parse().ok()?,
    })
}
