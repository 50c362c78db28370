//! Officials, their roles, and deeds that need two of them.

use std::collections::BTreeSet;

use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha256};
use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_election::UnitId;
use tabella_identity::{PersonId, UnixTime};
use tabella_roll::difference::DifferenceHash;
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    pool::{DeskPool, bytes32, or_all},
    seal::{PersonKey, Place},
};

/// What an official is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Keeps the roll and gives credentials.
    Registrar,
    /// Decides on postal requests and enters what comes back.
    PostalOfficer,
    /// Prepares, opens and closes the election; names officials.
    ElectionManager,
    /// Reads everything, changes nothing.
    Auditor,
    /// Helps people who call.
    Helpdesk,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Registrar, Self::PostalOfficer, Self::ElectionManager, Self::Auditor, Self::Helpdesk];

    /// The word in the database, in configurations and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registrar => "registrar",
            Self::PostalOfficer => "postal-officer",
            Self::ElectionManager => "election-manager",
            Self::Auditor => "auditor",
            Self::Helpdesk => "helpdesk",
        }
    }

    /// The role with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// A role with where it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The role.
    pub role: Role,
    /// In this election only; none: in all.
    pub election: Option<ElectionId>,
    /// In this reporting unit and those below it only; none: in all.
    pub district: Option<UnitId>,
}

/// Hash of a critical deed with everything that it changes: officials consent to it and to nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeedHash(pub [u8; 32]);

impl DeedHash {
    /// Of putting an upload in force that changes this: SHA-256 over both. Consents to one upload are none to another that would
    /// change the same.
    pub fn of_roll(upload: u64, difference: &DifferenceHash) -> Self {
        let hash = Sha256::new_with_prefix(b"tabella/v1/desk/roll\0").chain_update(upload.to_be_bytes());
        Self(hash.chain_update(difference.0).finalize().into())
    }
}

const HOLDERS: &str = "SELECT person FROM official WHERE role = $1 AND election = $2 AND district = ''";
const APPOINT: &str = "INSERT INTO official (person, role, election, district, given) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (person, role, election, district) DO NOTHING";
const DISMISS: &str =
    "DELETE FROM official WHERE person = $1 AND role = $2 AND election = $3 AND district = $4";
const OFFICES: &str =
    "SELECT role, election, district FROM official WHERE person = $1 ORDER BY role, election, district";
/// A consent that was used up stays so: nobody consents to the same deed once more.
pub(crate) const CONSENT: &str = "INSERT INTO consent (deed, official, who, given, done) VALUES ($1, $2, $3, $4, 0) \
                                  ON CONFLICT (deed, official) DO UPDATE SET who = excluded.who, given = excluded.given \
                                  WHERE consent.done = 0";
const CONSENTERS: &str =
    "SELECT official, who FROM consent WHERE deed = $1 AND done = 0 AND given > $2 ORDER BY given, official";
const CONSENTS: &str = "SELECT count(*) FROM consent WHERE deed = $1 AND done = 0";
pub(crate) const TAKE_BACK: &str = "DELETE FROM consent WHERE deed = $1 AND done = 0";
pub(crate) const DONE: &str = "SELECT count(*) FROM consent WHERE deed = $1 AND done = 1";
pub(crate) const USE_CONSENTS: &str =
    "UPDATE consent SET done = 1 WHERE deed = $1 AND done = 0 AND given > $2";

/// How many officials a critical deed needs.
pub const OFFICIALS_NEEDED: u64 = 2;

/// Consents that a deed uses up, in the transaction that does it.
#[derive(Clone, Copy, Debug)]
pub struct Consents<'a> {
    /// The deed.
    pub deed: &'a DeedHash,
    /// Those given up to then no longer count.
    pub since: UnixTime,
    /// Who consents with the doing itself, and when; none if all have before.
    pub last: Option<(&'a PersonId, UnixTime)>,
}

/// Uses the consents to a deed up, as part of the transaction that does it.
macro_rules! use_consents {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $consents:expr, $rng:expr) => {{
        let consents: $crate::official::Consents<'_> = $consents;
        let hash = consents.deed.0.as_slice();
        let during = || ::tabella_database::during($deed);
        if let Some((official, at)) = consents.last {
            let (official, who) = $store.sealed_consent(consents.deed, official, $rng);
            let consent = ::sqlx::query::<$Db>($crate::official::CONSENT).bind(hash);
            let consent = consent.bind(official.as_bytes().as_slice()).bind(who).bind(at.0);
            if consent.execute(&mut *$tx).await.map_err(during())?.rows_affected() == 0 {
                return Err($crate::error::StoreError::DeedDone);
            }
        }
        let done = ::sqlx::query_scalar::<$Db, i64>($crate::official::DONE).bind(hash);
        if done.fetch_one(&mut *$tx).await.map_err(during())? > 0 {
            return Err($crate::error::StoreError::DeedDone);
        }
        let used = ::sqlx::query::<$Db>($crate::official::USE_CONSENTS)
            .bind(hash)
            .bind(consents.since.0)
            .execute(&mut *$tx)
            .await
            .map_err(during())?
            .rows_affected();
        if used < $crate::official::OFFICIALS_NEEDED {
            // dropping the transaction gives the consents back
            return Err($crate::error::StoreError::Consents { given: used });
        }
    }};
}
pub(crate) use use_consents;

impl DeskPool {
    /// Whether a deed was done, and its consents are used up.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn is_done(&self, deed: &DeedHash) -> Result<bool, StoreError> {
        const DEED: &str = "look whether a deed was done";
        let done = on!(&self.database, |pool: Db| {
            let done = sqlx::query_scalar::<Db, i64>(DONE).bind(deed.0.as_slice());
            done.fetch_one(pool).await.map_err(during(DEED))?
        });
        Ok(done > 0)
    }

    /// Gives an office to a person.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn appoint(
        &self,
        person: &PersonKey,
        office: &Office,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let appoint = sqlx::query::<Db>(APPOINT).bind(person.as_bytes().as_slice());
            let appoint = appoint.bind(office.role.as_str()).bind(or_all(office.election.as_ref()));
            let appoint = appoint.bind(office.district.as_ref().map_or("", UnitId::as_str)).bind(now.0);
            appoint.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("appoint"))?)
    }

    /// Gives an office to a person by the decision of two officials.
    ///
    /// # Errors
    /// [`StoreError::Consents`], [`StoreError::DeedDone`], [`StoreError::Database`].
    pub async fn appoint_by_two(
        &self,
        person: &PersonKey,
        office: &Office,
        consents: Consents<'_>,
        now: UnixTime,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "appoint";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            use_consents!(self, tx, Db, DEED, consents, rng);
            let appoint = sqlx::query::<Db>(APPOINT).bind(person.as_bytes().as_slice());
            let appoint = appoint.bind(office.role.as_str()).bind(or_all(office.election.as_ref()));
            let appoint = appoint.bind(office.district.as_ref().map_or("", UnitId::as_str)).bind(now.0);
            appoint.execute(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// Takes an office from a person by the decision of two officials.
    ///
    /// # Errors
    /// [`StoreError::NotHeld`], [`StoreError::Consents`], [`StoreError::DeedDone`], [`StoreError::Database`].
    pub async fn dismiss_by_two(
        &self,
        person: &PersonKey,
        office: &Office,
        consents: Consents<'_>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<(), StoreError> {
        const DEED: &str = "dismiss";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            use_consents!(self, tx, Db, DEED, consents, rng);
            let dismiss = sqlx::query::<Db>(DISMISS).bind(person.as_bytes().as_slice());
            let dismiss = dismiss.bind(office.role.as_str()).bind(or_all(office.election.as_ref()));
            let dismiss = dismiss.bind(office.district.as_ref().map_or("", UnitId::as_str));
            if dismiss.execute(&mut *tx).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::NotHeld);
            }
            tx.commit().await.map_err(committing(DEED))?;
        });
        Ok(())
    }

    /// The offices that a person holds now.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn offices(&self, person: &PersonKey) -> Result<Vec<Office>, StoreError> {
        let rows: Vec<(String, Vec<u8>, String)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(OFFICES).bind(person.as_bytes().as_slice()).fetch_all(pool).await
        })
        .map_err(during("offices"))?;
        let office = |(role, election, district): (String, Vec<u8>, String)| {
            let role = Role::from_word(&role)
                .ok_or_else(|| StoreError::corrupt("official.role", format!("{role} is no role")))?;
            let election = match &*election {
                [] => None,
                id => Some(ElectionId(bytes32(id, "official.election")?)),
            };
            let district = Some(&*district).filter(|district| !district.is_empty()).map(UnitId::from);
            Ok(Office { role, election, district })
        };
        rows.into_iter().map(office).collect()
    }

    /// Everyone who holds a role everywhere now.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn holders(&self, role: Role) -> Result<BTreeSet<PersonKey>, StoreError> {
        let rows: Vec<Vec<u8>> = on!(&self.database, |pool: Db| {
            let query = sqlx::query_scalar::<Db, _>(HOLDERS).bind(role.as_str()).bind(or_all(None));
            query.fetch_all(pool).await
        })
        .map_err(during("holders"))?;
        rows.iter().map(|person| Ok(PersonKey(bytes32(person, "official.person")?))).collect()
    }

    /// An official consents to a deed. Returns how many have consented, this one included; the same one counts once.
    ///
    /// # Errors
    /// [`StoreError::DeedDone`], [`StoreError::Database`].
    pub async fn consent(
        &self,
        deed: &DeedHash,
        official: &PersonId,
        now: UnixTime,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<u64, StoreError> {
        const DEED: &str = "consent";
        let (official, who) = self.sealed_consent(deed, official, rng);
        let count: i64 = on!(&self.database, |pool: Db| {
            let consent = sqlx::query::<Db>(CONSENT).bind(deed.0.as_slice());
            let consent = consent.bind(official.as_bytes().as_slice()).bind(who).bind(now.0);
            if consent.execute(pool).await.map_err(during(DEED))?.rows_affected() == 0 {
                return Err(StoreError::DeedDone);
            }
            sqlx::query_scalar::<Db, _>(CONSENTS)
                .bind(deed.0.as_slice())
                .fetch_one(pool)
                .await
                .map_err(during(DEED))?
        });
        Ok(count.unsigned_abs())
    }

    /// Who has consented after `since` to a deed that was not done yet, the first one first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn consenters(&self, deed: &DeedHash, since: UnixTime) -> Result<Vec<PersonId>, StoreError> {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(CONSENTERS).bind(deed.0.as_slice()).bind(since.0).fetch_all(pool).await
        })
        .map_err(during("consenters"))?;
        let who = |(official, who): (Vec<u8>, Vec<u8>)| {
            let row = [deed.0.as_slice(), &official].concat();
            let place = Place { row: &row, ..WHO };
            let code = self.key.open(place, &who).map_err(|why| StoreError::corrupt(place.shown(), why))?;
            let code = std::str::from_utf8(&code).ok().and_then(|code| PersonId::parse(code).ok());
            code.ok_or_else(|| StoreError::corrupt(place.shown(), "is nobody"))
        };
        rows.into_iter().map(who).collect()
    }

    /// Takes every consent back to a deed that was not done.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn take_consents_back(&self, deed: &DeedHash) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            sqlx::query::<Db>(TAKE_BACK).bind(deed.0.as_slice()).execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("take consents back"))?)
    }

    pub(crate) fn sealed_consent(
        &self,
        deed: &DeedHash,
        official: &PersonId,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> (PersonKey, Vec<u8>) {
        let key = self.key.person(official);
        let row = [deed.0.as_slice(), key.as_bytes()].concat();
        let code = Zeroizing::new(official.expose());
        (key, self.key.seal(Place { row: &row, ..WHO }, code.as_bytes(), rng))
    }
}

const WHO: Place<'static> = Place { table: "consent", column: "who", row: &[] };
