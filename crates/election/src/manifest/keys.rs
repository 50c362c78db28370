//! The keys of a manifest, decoded.

use std::collections::BTreeMap;

use tabella_crypto::{hash::parse_hex32, signature::VerifyingKey};
use tabella_tlog::{Vkey, note::Algorithm};

use super::{Manifest, ManifestError, check::unique};

/// Every key of the manifest.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) authority: VerifyingKey,
    pub(crate) trustees: Vec<VerifyingKey>,
    pub(crate) registrar: VerifyingKey,
    pub(crate) receipt: VerifyingKey,
    pub(crate) checkpoint: Vkey,
    pub(crate) witnesses: Vec<Vkey>,
}

impl Keys {
    /// Decodes and checks all keys, the trustees' threshold and the witnesses' quorum.
    pub(crate) fn decode(manifest: &Manifest) -> Result<Self, ManifestError> {
        let trustees = trustees(manifest)?;
        let places = ["ballot_box/receipt_key", "ballot_box/checkpoint_key"];
        let receipt = ed25519(places[0], &manifest.ballot_box.receipt_key)?;
        let (checkpoint, checkpoint_key) =
            vkey(places[1], &manifest.ballot_box.checkpoint_key, Algorithm::Ed25519)?;
        // a receipt must never pass for a checkpoint
        different(
            [receipt, checkpoint_key].iter().zip(places).map(|(key, place)| (place.into(), key.to_bytes())),
        )?;
        Ok(Self {
            authority: ed25519("authority/key", &manifest.authority.key)?,
            trustees,
            registrar: ed25519("registrar/key", &manifest.registrar.key)?,
            receipt,
            checkpoint,
            witnesses: witnesses(manifest)?,
        })
    }
}

fn trustees(manifest: &Manifest) -> Result<Vec<VerifyingKey>, ManifestError> {
    let members = &manifest.trustees.members;
    let (t, n) = (manifest.trustees.threshold, members.len());
    // an index has 16 bits: t alone would allow nearly twice as many trustees
    let countable = u16::try_from(n).is_ok();
    if t < 2 || usize::from(t) > n || 2 * usize::from(t) <= n || !countable {
        return Err(ManifestError::Threshold { threshold: t, trustees: n });
    }
    let place = |field: &str, k: usize| format!("trustees/{}/{field}", k + 1);
    different(members.iter().enumerate().map(|(k, member)| (place("key", k), &member.key)))?;
    different(
        members.iter().enumerate().map(|(k, member)| (place("encryption_key", k), &member.encryption_key)),
    )?;
    members
        .iter()
        .enumerate()
        .map(|(k, member)| {
            age_recipient(&place("encryption_key", k), &member.encryption_key)?;
            ed25519(&place("key", k), &member.key)
        })
        .collect()
}

fn witnesses(manifest: &Manifest) -> Result<Vec<Vkey>, ManifestError> {
    let (quorum, members) = (manifest.witnesses.quorum, &manifest.witnesses.members);
    let needed = u64::from(quorum);
    if 2 * needed <= members.len() as u64 || needed > members.len() as u64 {
        return Err(ManifestError::Quorum { quorum, witnesses: members.len() });
    }
    let place = |w: usize| format!("witnesses/{}", w + 1);
    let parse = |(w, member): (usize, &String)| vkey(&place(w), member, Algorithm::CosignatureV1);
    let (vkeys, keys): (Vec<Vkey>, Vec<VerifyingKey>) =
        members.iter().enumerate().map(parse).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    // one key under two names would be one witness that counts twice; cosignatures are told apart by name
    unique("witnesses", vkeys.iter().map(Vkey::name))?;
    different(keys.iter().enumerate().map(|(w, key)| (place(w), key.to_bytes())))?;
    Ok(vkeys)
}

/// Whether a text is a usable Ed25519 key, as authority, trustees, registrar and receipts have one.
///
/// # Errors
/// [`ManifestError::Key`] that names the place.
pub fn check_key(place: &str, text: &str) -> Result<(), ManifestError> {
    ed25519(place, text).map(drop)
}

/// Whether a text looks like the age recipient of a trustee.
///
/// # Errors
/// [`ManifestError::Key`] that names the place.
pub fn check_recipient(place: &str, text: &str) -> Result<(), ManifestError> {
    age_recipient(place, text)
}

/// Whether a text is a verifier key of checkpoints.
///
/// # Errors
/// [`ManifestError::Key`] that names the place.
pub fn check_checkpoint_key(place: &str, text: &str) -> Result<(), ManifestError> {
    vkey(place, text, Algorithm::Ed25519).map(drop)
}

/// Whether a text is a verifier key of a witness; the name in it.
///
/// # Errors
/// [`ManifestError::Key`] that names the place.
pub fn check_witness_key(place: &str, text: &str) -> Result<String, ManifestError> {
    vkey(place, text, Algorithm::CosignatureV1).map(|(vkey, _)| vkey.name().to_owned())
}

fn different<K: Ord>(keys: impl Iterator<Item = (String, K)>) -> Result<(), ManifestError> {
    let mut seen = BTreeMap::new();
    for (second, key) in keys {
        if let Some(first) = seen.insert(key, second.clone()) {
            return Err(ManifestError::SameKey { first, second });
        }
    }
    Ok(())
}

fn key_error(place: &str, reason: &impl ToString) -> ManifestError {
    ManifestError::Key { place: place.into(), reason: reason.to_string() }
}

/// An Ed25519 key from 64 lower-case hexadecimal digits: a canonical point that is not of small order, for under a weak
/// key one signature can fit many messages.
fn ed25519(place: &str, text: &str) -> Result<VerifyingKey, ManifestError> {
    let bytes = parse_hex32(text).map_err(|error| key_error(place, &error))?;
    let key = VerifyingKey::from_bytes(&bytes).map_err(|_| key_error(place, &"not a point of the curve"))?;
    if key.to_edwards().compress().to_bytes() != bytes {
        return Err(key_error(place, &"not the canonical encoding of its point"));
    }
    if key.is_weak() {
        return Err(key_error(place, &"of small order"));
    }
    Ok(key)
}

/// A signed-note verifier key for this algorithm, and the Ed25519 key in it. That it is canonical and not of small order
/// is checked where it is parsed.
fn vkey(place: &str, text: &str, algorithm: Algorithm) -> Result<(Vkey, VerifyingKey), ManifestError> {
    let vkey = Vkey::parse(text).map_err(|error| key_error(place, &error))?;
    match vkey.ed25519_key() {
        Some(key) if vkey.algorithm() == algorithm => Ok((vkey.clone(), *key)),
        _ => Err(key_error(place, &format_args!("expected a key for {algorithm}"))),
    }
}

/// Whether a text looks like an age recipient: `age1`, then 58 characters of bech32 in lower case (X25519 keys have 32
/// bytes and a checksum). The checksum is age's to check.
fn age_recipient(place: &str, text: &str) -> Result<(), ManifestError> {
    let data = text.strip_prefix("age1").unwrap_or_default();
    if data.len() == 58 && data.bytes().all(|c| b"qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(&c)) {
        Ok(())
    } else {
        Err(key_error(place, &"an age recipient is age1 and 58 characters of bech32 in lower case"))
    }
}
