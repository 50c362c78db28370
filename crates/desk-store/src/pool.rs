//! Opening the store with its key, and the elections that it serves.

use std::sync::Arc;

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, Database, SchemaState, Step, committing, during, on};
use tabella_election::Election;
use tabella_identity::UnixTime;

use crate::{
    error::StoreError,
    seal::{DeskKey, Place},
};

/// The migrations, in order.
const STEPS: &[Step] = &[
    Step {
        version: 1,
        name: "desk",
        sqlite: include_str!("../../../migrations/desk/sqlite/0001_desk.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0001_desk.sql"),
    },
    Step {
        version: 2,
        name: "cards",
        sqlite: include_str!("../../../migrations/desk/sqlite/0002_cards.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0002_cards.sql"),
    },
    Step {
        version: 3,
        name: "postal",
        sqlite: include_str!("../../../migrations/desk/sqlite/0003_postal.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0003_postal.sql"),
    },
    Step {
        version: 4,
        name: "contact",
        sqlite: include_str!("../../../migrations/desk/sqlite/0004_contact.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0004_contact.sql"),
    },
    Step {
        version: 5,
        name: "register",
        sqlite: include_str!("../../../migrations/desk/sqlite/0005_register.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0005_register.sql"),
    },
    Step {
        version: 6,
        name: "conduct",
        sqlite: include_str!("../../../migrations/desk/sqlite/0006_conduct.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0006_conduct.sql"),
    },
    Step {
        version: 7,
        name: "prepare",
        sqlite: include_str!("../../../migrations/desk/sqlite/0007_prepare.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0007_prepare.sql"),
    },
    Step {
        version: 8,
        name: "delete_draft",
        sqlite: include_str!("../../../migrations/desk/sqlite/0008_delete_draft.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0008_delete_draft.sql"),
    },
    Step {
        version: 9,
        name: "room",
        sqlite: include_str!("../../../migrations/desk/sqlite/0009_room.sql"),
        postgres: include_str!("../../../migrations/desk/postgres/0009_room.sql"),
    },
];

/// The desk's database and the key that opens what is sealed in it. Clones share both.
#[derive(Clone)]
pub struct DeskPool {
    pub(crate) database: Database,
    pub(crate) key: Arc<DeskKey>,
}

const PROOF: Place<'static> = Place { table: "desk", column: "proof", row: b"1" };
const PROVEN: &[u8] = b"tabella/v1/desk";

const PUT_PROOF: &str =
    "INSERT INTO desk (one, proof, usages, chain) VALUES (1, $1, 0, $2) ON CONFLICT (one) DO NOTHING";
const GET_PROOF: &str = "SELECT proof FROM desk WHERE one = 1";
const PUT_ELECTION: &str =
    "INSERT INTO election (election, manifest, added) VALUES ($1, $2, $3) ON CONFLICT (election) DO NOTHING";
const ELECTIONS: &str = "SELECT manifest FROM election ORDER BY added, election";

impl DeskPool {
    /// Opens the database at `sqlite:PATH` or `postgres://…`, migrates it forward, and makes sure that the key is its own; a
    /// new database takes the key it is given.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`StoreError::Database`].
    pub async fn open(
        url: &str,
        key: DeskKey,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<Self, StoreError> {
        const DEED: &str = "prove the key";
        let database = Database::open(url, STEPS).await?;
        let proof = key.seal(PROOF, PROVEN, rng);
        let found: Vec<u8> = on!(&database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            sqlx::query::<Db>(PUT_PROOF)
                .bind(proof)
                .bind([0_u8; 32].as_slice())
                .execute(&mut *tx)
                .await
                .map_err(during(DEED))?;
            let found =
                sqlx::query_scalar::<Db, _>(GET_PROOF).fetch_one(&mut *tx).await.map_err(during(DEED))?;
            tx.commit().await.map_err(committing(DEED))?;
            found
        });
        match key.open(PROOF, &found) {
            Ok(proven) if *proven == PROVEN => Ok(Self { database, key: Arc::new(key) }),
            _ => Err(StoreError::WrongKey),
        }
    }

    /// Tells the schema of the database at this URL and changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn check(url: &str) -> Result<SchemaState, StoreError> {
        Ok(Database::check(url, STEPS).await?)
    }

    /// The key.
    pub fn key(&self) -> &DeskKey {
        &self.key
    }

    /// Begins to serve an election; one that is served already stays as it is.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_election(&self, election: &Election, now: UnixTime) -> Result<(), StoreError> {
        let (id, manifest) = (election.id().as_bytes().as_slice(), election.bytes());
        let done = on!(&self.database, |pool: Db| {
            let put = sqlx::query::<Db>(PUT_ELECTION).bind(id).bind(manifest).bind(now.0);
            put.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("add election"))?)
    }

    /// The elections served, in the order in which they were added.
    ///
    /// # Errors
    /// [`StoreError::Manifest`] if a newer program wrote one that this one does not read; [`StoreError::Database`].
    pub async fn elections(&self) -> Result<Vec<Election>, StoreError> {
        let rows: Vec<Vec<u8>> =
            on!(&self.database, |pool: Db| sqlx::query_scalar::<Db, _>(ELECTIONS).fetch_all(pool).await)
                .map_err(during("elections"))?;
        rows.iter().map(|manifest| Ok(Election::parse(manifest)?)).collect()
    }

    /// Closes the connections and waits for those in use. Clones are closed too.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

/// An id out of the database.
pub(crate) fn bytes32(bytes: &[u8], place: &str) -> Result<[u8; 32], StoreError> {
    bytes.try_into().map_err(|_| StoreError::corrupt(place, format!("{} bytes, not 32", bytes.len())))
}

/// No election, where a column asks for one.
pub(crate) fn or_all(election: Option<&ElectionId>) -> &[u8] {
    election.map_or(&[], |election| election.as_bytes().as_slice())
}
