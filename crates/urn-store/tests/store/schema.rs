//! Opening, migrating, and refusing.

use tabella_urn_store::{DatabaseError, SchemaState, StoreError, UrnPool};

use crate::support::{Fixture, on_both};

on_both!(from_nothing, the_future_is_refused, a_rewritten_past_is_refused, opened_twice_at_once);

async fn from_nothing(fixture: Fixture) {
    assert_eq!(UrnPool::check(&fixture.url).await.unwrap(), SchemaState::Absent);
    // and looking has changed nothing
    assert_eq!(UrnPool::check(&fixture.url).await.unwrap(), SchemaState::Absent);
    if let Some(folder) = &fixture.folder {
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
    fixture.open().await.close().await;
    assert_eq!(UrnPool::check(&fixture.url).await.unwrap(), SchemaState::Current { version: 1 });
    fixture.open().await;
}

async fn the_future_is_refused(fixture: Fixture) {
    fixture.open().await.close().await;
    fixture.sql("UPDATE _sqlx_migrations SET version = 99").await.unwrap();
    assert_eq!(UrnPool::check(&fixture.url).await.unwrap(), SchemaState::Ahead { found: 99, known: 1 });
    let Err(error) = UrnPool::open(&fixture.url).await else { panic!("opened") };
    assert!(matches!(error, StoreError::Database(DatabaseError::Future { found: 99, known: 1 })), "{error}");
    assert!(error.to_string().contains("99"), "{error}");
}

async fn a_rewritten_past_is_refused(fixture: Fixture) {
    fixture.open().await.close().await;
    fixture.sql("UPDATE _sqlx_migrations SET checksum = (SELECT root FROM log)").await.unwrap();
    let Err(error) = UrnPool::open(&fixture.url).await else { panic!("opened") };
    assert!(matches!(error, StoreError::Database(DatabaseError::Migration(_))), "{error}");
}

async fn opened_twice_at_once(fixture: Fixture) {
    let open = |url: String| tokio::spawn(async move { UrnPool::open(&url).await.map(drop) });
    let tasks: Vec<_> = (0..4).map(|_| open(fixture.url.clone())).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn what_may_be_lost_is_not_acknowledged() {
    let fixture = Fixture::postgres();
    let off = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$";
    fixture.sql(off).await.unwrap();
    for error in [UrnPool::open(&fixture.url).await.err(), UrnPool::check(&fixture.url).await.err()] {
        let refused = matches!(
            &error,
            Some(StoreError::Database(DatabaseError::NotDurable { setting: "synchronous_commit", .. }))
        );
        assert!(refused, "{error:?}");
    }
}

#[tokio::test]
async fn no_server_no_store() {
    let error = UrnPool::open("postgres://urn:secret@localhost/urn?host=/nonexistent").await.err().unwrap();
    assert!(matches!(error, StoreError::Database(DatabaseError::Failed { .. })), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
}
