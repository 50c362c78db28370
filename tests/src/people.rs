//! Everyone's secrets.

use ed25519_dalek::SigningKey;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rand_core::RngCore as _;
use serde_json::{Value, json};
use tabella_ballot::CredentialSecret;
use tabella_crypto::{Scalar, hash::hex};
use tabella_election::draft::{self, DraftKeys};
use tabella_tlog::Vkey;

/// From what a [`crate::Fixture`] is made.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The draft of the manifest.
    pub draft: Value,
    /// n.
    pub trustees: u16,
    /// t.
    pub threshold: u16,
    /// Everything random derives from this.
    pub seed: u64,
}

impl Default for Setup {
    /// The small election with three trustees of whom two decrypt.
    fn default() -> Self {
        Self { draft: crate::drafts::small(), trustees: 3, threshold: 2, seed: 1 }
    }
}

impl Setup {
    /// [`Self::default`] with one style that has these contests.
    pub fn with_contests(contests: &[crate::drafts::Contest]) -> Self {
        Self { draft: crate::drafts::with_contests(contests), ..Self::default() }
    }

    /// The generator of this setup.
    pub fn rng(&self) -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(self.seed)
    }
}

/// A trustee's secrets.
#[derive(Clone)]
pub struct Trustee {
    /// Signs entries.
    pub signing: SigningKey,
    /// `x_{w,k}`, w = 1 … W, once the ceremony is over.
    pub secrets: Vec<Scalar>,
}

/// Everyone but the voters.
#[derive(Clone)]
pub struct People {
    /// The election authority.
    pub authority: SigningKey,
    /// The registrar.
    pub registrar: SigningKey,
    /// The ballot box: receipts.
    pub receipt: SigningKey,
    /// The ballot box: checkpoints.
    pub checkpoint: SigningKey,
    /// Three witnesses, of whom two must cosign.
    pub witnesses: Vec<SigningKey>,
    /// In manifest order.
    pub trustees: Vec<Trustee>,
}

/// A voter's device.
pub struct Voter {
    /// s.
    pub secret: CredentialSecret,
    /// Position of the style in the manifest.
    pub style: usize,
    /// What the ballot weighs.
    pub weight: u64,
}

/// Name of the log's checkpoint key.
pub const LOG_NAME: &str = "board.example.org/test";

fn key_hex(key: &SigningKey) -> String {
    hex(key.verifying_key().as_bytes())
}

impl People {
    /// Everyone's keys, in this order: authority, registrar, receipts, checkpoints, witnesses, trustees.
    pub fn generate(trustees: u16, rng: &mut ChaCha20Rng) -> Self {
        let mut key = || SigningKey::generate(rng);
        Self {
            authority: key(),
            registrar: key(),
            receipt: key(),
            checkpoint: key(),
            witnesses: (0..3).map(|_| key()).collect(),
            trustees: (0..trustees).map(|_| Trustee { signing: key(), secrets: Vec::new() }).collect(),
        }
    }

    /// The manifest's bytes. The trustees' encryption keys have the right form and no owner: fixtures encrypt nothing.
    ///
    /// # Panics
    /// If the draft makes no lawful manifest.
    pub fn manifest(&self, setup: &Setup, rng: &mut ChaCha20Rng) -> Vec<u8> {
        let members: Vec<Value> = (1..)
            .zip(&self.trustees)
            .map(|(k, trustee)| {
                json!({
                    "name": format!("Trustee {k}"),
                    "key": key_hex(&trustee.signing),
                    "encryption_key": recipient(rng),
                })
            })
            .collect();
        let witnesses: Vec<String> = (1..)
            .zip(&self.witnesses)
            .map(|(w, key)| {
                Vkey::cosignature(&format!("witness.example.org/{w}"), key.verifying_key())
                    .unwrap()
                    .to_string()
            })
            .collect();
        let checkpoint = Vkey::ed25519(LOG_NAME, self.checkpoint.verifying_key()).unwrap().to_string();
        let keys: DraftKeys = serde_json::from_value(json!({
            "authority": {"name": "Authority", "key": key_hex(&self.authority)},
            "trustees": {"threshold": setup.threshold, "members": members},
            "registrar": {"name": "Registrar", "key": key_hex(&self.registrar)},
            "ballot_box": {
                "name": "Ballot box",
                "receipt_key": key_hex(&self.receipt),
                "checkpoint_key": checkpoint,
            },
            "witnesses": {"quorum": 2, "members": witnesses},
        }))
        .unwrap();
        draft::fill(&serde_json::to_vec(&setup.draft).unwrap(), keys).unwrap()
    }
}

/// An X25519 recipient of age: bech32 (BIP 173) of a Curve25519 point.
fn recipient(rng: &mut ChaCha20Rng) -> String {
    let mut secret = [0; 32];
    rng.fill_bytes(&mut secret);
    bech32("age", curve25519_dalek::MontgomeryPoint::mul_base_clamped(secret).as_bytes())
}

fn bech32(prefix: &str, data: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let (mut groups, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for byte in data {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            groups.push((held >> bits & 31) as u8);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        groups.push((held << (5 - bits) & 31) as u8);
    }
    let high = prefix.bytes().map(|c| c >> 5);
    let low = prefix.bytes().map(|c| c & 31);
    let values = high.chain([0]).chain(low).chain(groups.iter().copied()).chain([0; 6]);
    let checksum = values.fold(1u32, |sum, value| {
        let top = sum >> 25;
        let sum = (sum & 0x1ff_ffff) << 5 ^ u32::from(value);
        [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]
            .iter()
            .enumerate()
            .fold(sum, |sum, (i, term)| if top >> i & 1 == 1 { sum ^ term } else { sum })
    }) ^ 1;
    let checksum = (0..6u32).rev().map(|i| (checksum >> (5 * i) & 31) as u8);
    let text: String =
        groups.iter().copied().chain(checksum).map(|g| char::from(ALPHABET[usize::from(g)])).collect();
    format!("{prefix}1{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_are_those_of_age() {
        // from age's own documentation (age-keygen -y of a published identity is not needed: only the checksum is at stake)
        let recipient = recipient(&mut Setup::default().rng());
        assert_eq!(recipient.len(), 62);
        assert!(recipient.starts_with("age1"));
        // BIP 173: the checksum of an empty payload with the prefix "a" is 2uel5l
        assert_eq!(bech32("a", &[]), "a12uel5l");
    }
}
