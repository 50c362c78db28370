//! One key, one person.

use std::collections::BTreeMap;

use crate::{AuthenticatedPerson, PersonId};

/// Which key was seen with whom: cards of two people with one key were found in Estonia (Parsovs, USENIX Security 2020), and
/// whoever holds one of them can be both.
///
/// In memory; a database does the same with a unique index on [`AuthenticatedPerson::key_hash`].
#[derive(Clone, Debug, Default)]
pub struct KeyIndex {
    seen: BTreeMap<[u8; 32], PersonId>,
}

/// The key belongs to somebody else already.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the certificate's key was seen with another person: the issuer has to look into both cards")]
pub struct KeyReuse {
    /// With whom.
    pub earlier: PersonId,
}

impl KeyIndex {
    /// Remembers whose key it is.
    ///
    /// # Errors
    /// [`KeyReuse`] if it is another person's.
    pub fn see(&mut self, person: &AuthenticatedPerson) -> Result<(), KeyReuse> {
        let earlier = self.seen.entry(*person.key_hash()).or_insert_with(|| person.id().clone());
        if earlier == person.id() { Ok(()) } else { Err(KeyReuse { earlier: earlier.clone() }) }
    }
}
