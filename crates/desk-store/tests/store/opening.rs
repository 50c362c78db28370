//! Opening: keys, migrations, what a copy of the database tells.

use tabella_database::on_both;
use tabella_database::testing::TestDatabase;
use tabella_desk_store::{DatabaseError, DeskKey, DeskPool, SchemaState, StoreError};

use crate::support::{CANARY, key, open, person_id, rng, stand_nowhere, with_people};

on_both!(a_key_of_its_own, the_future_is_refused, elections_stay);

async fn a_key_of_its_own(database: TestDatabase) {
    assert_eq!(DeskPool::check(&database.url).await.unwrap(), SchemaState::Absent);
    open(&database).await.close().await;
    assert_eq!(DeskPool::check(&database.url).await.unwrap(), SchemaState::Current { version: 9 });
    open(&database).await;
    let other = DeskPool::open(&database.url, DeskKey::new(&[4; 32]), &mut rng()).await;
    assert!(matches!(other.err(), Some(StoreError::WrongKey)));
}

async fn the_future_is_refused(database: TestDatabase) {
    open(&database).await.close().await;
    database.sql("UPDATE _sqlx_migrations SET version = 99 WHERE version = 4").await.unwrap();
    let Err(error) = DeskPool::open(&database.url, key(), &mut rng()).await else { panic!("opened") };
    assert!(matches!(error, StoreError::Database(DatabaseError::Future { found: 99, known: 9 })), "{error}");
}

async fn elections_stay(database: TestDatabase) {
    let (store, election) = with_people(&database, 1).await;
    store.add_election(&election, tabella_identity::UnixTime(1)).await.unwrap();
    store.close().await;
    let elections = open(&database).await.elections().await.unwrap();
    assert_eq!(elections.iter().map(|e| *e.id()).collect::<Vec<_>>(), [*election.id()]);
}

/// Names, codes, addresses and evidence stand nowhere in the files of the database.
#[tokio::test]
async fn a_copy_tells_nobody() {
    let database = TestDatabase::sqlite();
    let (store, election) = with_people(&database, 3).await;
    crate::races::credential(&store, &election, 1, 1, None).await.unwrap();
    store.close().await;
    stand_nowhere(&database, &[CANARY, "L-1234", "1980-01-08", person_id(1).expose_code()]);
}
