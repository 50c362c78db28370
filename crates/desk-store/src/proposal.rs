//! Critical deeds that one official proposes and another consents to.

use rand_core::{CryptoRng, RngCore};
use sha2::{Digest as _, Sha256};
use tabella_crypto::hash::ElectionId;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_identity::{PersonId, UnixTime};
use zeroize::Zeroizing;

use crate::{
    error::StoreError,
    official::DeedHash,
    pool::{DeskPool, bytes32, or_all},
    seal::Place,
};

/// A deed that is proposed.
pub struct Proposal {
    /// What kind of deed: a word of the code.
    pub kind: String,
    /// For which election.
    pub election: Option<ElectionId>,
    /// When it was proposed.
    pub made: UnixTime,
    /// What exactly; opaque here.
    pub content: Zeroizing<Vec<u8>>,
}

impl Proposal {
    /// What officials consent to: SHA-256 over all of it.
    pub fn deed(&self) -> DeedHash {
        let election = or_all(self.election.as_ref());
        let mut hash = Sha256::new_with_prefix(b"tabella/v1/desk/proposal\0");
        for field in [self.kind.as_bytes(), election, &self.made.0.to_be_bytes(), self.content.as_slice()] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        DeedHash(hash.finalize().into())
    }
}

pub(crate) const PUT: &str = "INSERT INTO proposal (deed, kind, election, content, made) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (deed) DO NOTHING";
const GET: &str = "SELECT deed, kind, election, content, made FROM proposal WHERE deed = $1";
pub(crate) const OPEN: &str = "SELECT deed, kind, election, content, made FROM proposal WHERE made > $1 AND EXISTS \
                    (SELECT 1 FROM consent WHERE consent.deed = proposal.deed AND done = 0) ORDER BY made, deed";

pub(crate) type Row = (Vec<u8>, String, Vec<u8>, Vec<u8>, i64);

/// Keeps a proposal with its proposer's consent, as part of a transaction; whether it was not there before.
macro_rules! put_proposal {
    ($store:expr, $tx:expr, $Db:ident, $during:expr, $proposal:expr, $official:expr, $rng:expr) => {{
        let proposal: &$crate::proposal::Proposal = $proposal;
        let during = || ::tabella_database::during($during);
        let deed = proposal.deed();
        let content = $store.key.seal($crate::proposal::place(&deed.0), &proposal.content, $rng);
        let (official, who) = $store.sealed_consent(&deed, $official, $rng);
        let put = ::sqlx::query::<$Db>($crate::proposal::PUT).bind(deed.0.as_slice()).bind(&*proposal.kind);
        let put =
            put.bind($crate::pool::or_all(proposal.election.as_ref())).bind(content).bind(proposal.made.0);
        if put.execute(&mut *$tx).await.map_err(during())?.rows_affected() == 0 {
            let done = ::sqlx::query_scalar::<$Db, i64>($crate::official::DONE).bind(deed.0.as_slice());
            if done.fetch_one(&mut *$tx).await.map_err(during())? > 0 {
                return Err($crate::error::StoreError::DeedDone);
            }
            false
        } else {
            let consent = ::sqlx::query::<$Db>($crate::official::CONSENT).bind(deed.0.as_slice());
            let consent = consent.bind(official.as_bytes().as_slice()).bind(who).bind(proposal.made.0);
            consent.execute(&mut *$tx).await.map_err(during())?;
            true
        }
    }};
}
pub(crate) use put_proposal;

impl DeskPool {
    /// Keeps a proposal with its proposer's consent. If somebody proposed the very same in the same second, it stays that one's.
    ///
    /// # Errors
    /// [`StoreError::DeedDone`] if it has been done since; [`StoreError::Database`].
    pub async fn propose(
        &self,
        proposal: &Proposal,
        official: &PersonId,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<DeedHash, StoreError> {
        const DEED: &str = "propose";
        on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            if put_proposal!(self, tx, Db, DEED, proposal, official, rng) {
                tx.commit().await.map_err(committing(DEED))?;
            }
        });
        Ok(proposal.deed())
    }

    /// A proposal, done or not.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn proposal(&self, deed: &DeedHash) -> Result<Option<Proposal>, StoreError> {
        let row: Option<Row> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(GET).bind(deed.0.as_slice()).fetch_optional(pool).await
        })
        .map_err(during("proposal"))?;
        row.map(|row| self.open_proposal(row)).transpose()
    }

    /// The proposals made after a moment that are not done, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], [`StoreError::Database`].
    pub async fn proposals(&self, after: UnixTime) -> Result<Vec<Proposal>, StoreError> {
        let rows: Vec<Row> = on!(&self.database, |pool: Db| {
            sqlx::query_as::<Db, _>(OPEN).bind(after.0).fetch_all(pool).await
        })
        .map_err(during("proposals"))?;
        rows.into_iter().map(|row| self.open_proposal(row)).collect()
    }

    pub(crate) fn open_proposal(
        &self,
        (deed, kind, election, content, made): Row,
    ) -> Result<Proposal, StoreError> {
        let place = place(&deed);
        let content = self.key.open(place, &content);
        let content = content.map_err(|why| StoreError::corrupt(place.shown(), why))?;
        let election = match &*election {
            [] => None,
            id => Some(ElectionId(bytes32(id, "proposal.election")?)),
        };
        let proposal = Proposal { kind, election, made: UnixTime(made), content };
        if proposal.deed().0 != *deed {
            return Err(StoreError::corrupt("proposal", "is another deed"));
        }
        Ok(proposal)
    }
}

pub(crate) fn place(deed: &[u8]) -> Place<'_> {
    Place { table: "proposal", column: "content", row: deed }
}
