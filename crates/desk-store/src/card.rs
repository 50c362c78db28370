//! Which card's key was seen with whom.

use tabella_database::{during, on};
use tabella_identity::{AuthenticatedPerson, UnixTime};

use crate::{error::StoreError, pool::DeskPool};

const SEE: &str = "INSERT INTO card (card, person, seen) VALUES ($1, $2, $3) ON CONFLICT (card) DO NOTHING";
const WHOSE: &str = "SELECT person FROM card WHERE card = $1";

impl DeskPool {
    /// Remembers with whom the key of a card was seen first, and says whether it was this person: `false` means that cards of
    /// two people have one key, and whoever holds either can be both ([`tabella_identity::KeyIndex`]).
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn see_card(&self, person: &AuthenticatedPerson, now: UnixTime) -> Result<bool, StoreError> {
        let (card, own) = (self.key.card(person.key_hash()), self.key.person(person.id()));
        let whose: Result<Vec<u8>, _> = on!(&self.database, |pool: Db| {
            let see = sqlx::query::<Db>(SEE).bind(card.as_slice()).bind(own.0.as_slice()).bind(now.0);
            match see.execute(pool).await {
                Ok(_) => sqlx::query_scalar::<Db, _>(WHOSE).bind(card.as_slice()).fetch_one(pool).await,
                Err(error) => Err(error),
            }
        });
        Ok(whose.map_err(during("see card"))? == own.0)
    }
}
