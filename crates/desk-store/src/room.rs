//! Packages of the second round of a key ceremony: what trustees at connected machines send each other, opaque here.

use tabella_crypto::{CeremonyHash, TrusteeIndex, hash::ElectionId};
use tabella_database::{during, on};

use crate::{error::StoreError, pool::DeskPool};

/// Whose package, for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageName {
    /// The commitments for which it was made.
    pub ceremony: CeremonyHash,
    /// From whom.
    pub sender: TrusteeIndex,
    /// To whom.
    pub recipient: TrusteeIndex,
}

// of two that are sent at once, one is the first
const PUT: &str = "INSERT INTO round2_package (election, ceremony, sender, recipient, package) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (election, ceremony, sender, recipient) DO NOTHING";
const GET: &str = "SELECT package FROM round2_package WHERE election = $1 AND ceremony = $2 AND sender = $3 AND recipient = $4";
const FORGET: &str = "DELETE FROM round2_package WHERE election = $1";

impl DeskPool {
    /// Keeps a package, unless there is one of this name: the first stays. Whether it is kept now.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn keep_package(
        &self,
        election: &ElectionId,
        name: &PackageName,
        package: &[u8],
    ) -> Result<bool, StoreError> {
        let kept = on!(&self.database, |pool: Db| {
            let put = sqlx::query::<Db>(PUT).bind(election.as_bytes().as_slice());
            let put = put.bind(name.ceremony.as_bytes().as_slice()).bind(i64::from(name.sender.get()));
            let put = put.bind(i64::from(name.recipient.get())).bind(package);
            put.execute(pool).await.map(|done| done.rows_affected() == 1)
        });
        Ok(kept.map_err(during("keep a package of the key ceremony"))?)
    }

    /// The package of this name.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn package(
        &self,
        election: &ElectionId,
        name: &PackageName,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let found: Result<Option<(Vec<u8>,)>, _> = on!(&self.database, |pool: Db| {
            let get = sqlx::query_as::<Db, _>(GET).bind(election.as_bytes().as_slice());
            let get = get.bind(name.ceremony.as_bytes().as_slice()).bind(i64::from(name.sender.get()));
            get.bind(i64::from(name.recipient.get())).fetch_optional(pool).await
        });
        let found = found.map_err(during("a package of the key ceremony"))?;
        Ok(found.map(|(package,)| package))
    }

    /// Deletes all packages of an election: once voting is open nobody needs them.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn forget_packages(&self, election: &ElectionId) -> Result<(), StoreError> {
        let done = on!(&self.database, |pool: Db| {
            let forget = sqlx::query::<Db>(FORGET).bind(election.as_bytes().as_slice());
            forget.execute(pool).await.map(drop)
        });
        Ok(done.map_err(during("forget the packages of the key ceremony"))?)
    }
}
