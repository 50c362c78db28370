//! What stands sealed in the database: a copy of the database alone tells nobody's name, code or address.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac};
use rand_core::{CryptoRng, RngCore};
use sha2::Sha256;
use tabella_crypto::ElectionId;
use tabella_identity::PersonId;
use tabella_postal::alarm::ClusterKey;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const NONCE_BYTES: usize = 24;

/// The key that opens the desk's database. It is kept outside of it.
///
/// # Security
/// Whoever has it and the database reads every name and address.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct DeskKey {
    seal: [u8; 32],
    find: [u8; 32],
}

/// A person in the database: HMAC-SHA256 of the personal code under the desk's key. Without the key it cannot be found
/// out by trying all codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonKey(pub(crate) [u8; 32]);

impl PersonKey {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From bytes that [`PersonKey::as_bytes`] gave.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Where something sealed stands. It opens nowhere else: neither in another column nor in another row.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    /// What the row is found by.
    pub(crate) row: &'a [u8],
}

impl Place<'_> {
    fn name(self) -> Vec<u8> {
        let Self { table, column, row } = self;
        // names have no zero byte, and the row is the rest
        [b"tabella/v1/desk/seal\0", table.as_bytes(), b"\0", column.as_bytes(), b"\0", row].concat()
    }

    /// `table.column`, without the row, which could be personal.
    pub(crate) fn shown(self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

/// It was not sealed here with this key, or was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("does not open with the desk's key")]
pub(crate) struct Unopened;

impl DeskKey {
    /// From 32 secret bytes; from them come two keys, by HMAC-SHA256: one that seals, one that finds.
    pub fn new(secret: &[u8; 32]) -> Self {
        let derive = |purpose: &str| mac(secret, &[b"tabella/v1/desk/key\0", purpose.as_bytes()]);
        Self { seal: derive("seal"), find: derive("find") }
    }

    /// How the database finds a person.
    pub fn person(&self, person: &PersonId) -> PersonKey {
        let code = Zeroizing::new(person.expose());
        PersonKey(mac(&self.find, &[b"person\0", code.as_bytes()]))
    }

    /// How the database finds a card, by the hash of its public key: directories publish keys with names.
    pub(crate) fn card(&self, key_hash: &[u8; 32]) -> [u8; 32] {
        mac(&self.find, &[b"card\0", key_hash])
    }

    /// The key with which requests of one election are compared.
    pub(crate) fn clusters(&self, election: &ElectionId) -> ClusterKey {
        ClusterKey::new(mac(&self.find, &[b"cluster\0", election.as_bytes()]))
    }

    /// XChaCha20-Poly1305 under a random nonce, which stands in front; the place is authenticated with it.
    pub(crate) fn seal(
        &self,
        place: Place<'_>,
        plain: &[u8],
        rng: &mut (impl RngCore + CryptoRng),
    ) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        let payload = Payload { msg: plain, aad: &place.name() };
        let cipher = XChaCha20Poly1305::new((&self.seal).into());
        #[expect(clippy::expect_used, reason = "fails above 256 GiB, more than any column")]
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).expect("short");
        [nonce.as_slice(), &sealed].concat()
    }

    pub(crate) fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Unopened)?;
        let payload = Payload { msg: sealed, aad: &place.name() };
        let cipher = XChaCha20Poly1305::new((&self.seal).into());
        cipher.decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| Unopened)
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    const PLACE: Place<'_> = Place { table: "line", column: "address", row: b"7" };

    #[test]
    fn opens_only_where_it_was_sealed() {
        let (key, mut rng) = (DeskKey::new(&[1; 32]), ChaCha20Rng::from_seed([2; 32]));
        let sealed = key.seal(PLACE, b"1 rue du Nord", &mut rng);
        assert_eq!(**key.open(PLACE, &sealed).unwrap(), *b"1 rue du Nord");
        for elsewhere in [
            Place { table: "person", ..PLACE },
            Place { column: "email", ..PLACE },
            Place { row: b"8", ..PLACE },
            Place { row: b"", ..PLACE },
        ] {
            assert!(key.open(elsewhere, &sealed).is_err());
        }
        assert!(DeskKey::new(&[3; 32]).open(PLACE, &sealed).is_err());
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(key.open(PLACE, &changed).is_err(), "{position}");
        }
        assert!(key.open(PLACE, &sealed[..20]).is_err());
        assert_ne!(key.seal(PLACE, b"1 rue du Nord", &mut rng), sealed);
    }

    #[test]
    fn people_are_found_by_their_whole_code() {
        let key = DeskKey::new(&[1; 32]);
        let person = |text| key.person(&PersonId::parse(text).unwrap());
        assert_eq!(person("PNOEE-38001085718"), person("PNOEE-38001085718"));
        assert_ne!(person("PNOEE-38001085718"), person("PNOLT-38001085718"));
        assert_ne!(person("PNOEE-38001085718"), person("IDCEE-38001085718"));
        assert_ne!(
            person("PNOEE-38001085718"),
            DeskKey::new(&[4; 32]).person(&PersonId::parse("PNOEE-38001085718").unwrap())
        );
    }
}
