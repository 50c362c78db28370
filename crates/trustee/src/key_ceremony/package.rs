//! Packages of round 2: one trustee's parts for another, encrypted and signed.

use std::str::FromStr as _;

use tabella_crypto::{
    CeremonyHash, TrusteeIndex,
    cbor::{Reader, Writer},
    signature,
};
use tabella_election::{
    Election,
    ceremony::{self, Round2Package},
};
use zeroize::Zeroizing;

use super::{BadShare, Fault, fault::BadShareReason};
use crate::{keys::TrusteeKeys, seal};

/// A trustee's encryption key.
pub(super) fn recipient(election: &Election, trustee: TrusteeIndex) -> Result<age::x25519::Recipient, Fault> {
    let member = election.manifest().trustees.members.get(trustee.zero_based());
    member
        .and_then(|member| age::x25519::Recipient::from_str(&member.encryption_key).ok())
        .ok_or(Fault::Recipient { culprit: trustee })
}

/// Encrypts and signs one trustee's parts (32 bytes for each joint key).
pub(super) fn make(
    election: &Election,
    keys: &TrusteeKeys,
    ceremony: CeremonyHash,
    sender: TrusteeIndex,
    to: TrusteeIndex,
    parts: &[u8],
) -> Result<Round2Package, Fault> {
    let plaintext = Zeroizing::new(Writer::new().bytes(parts).finish());
    let ciphertext = seal::encrypt(&recipient(election, to)?, &plaintext)?;
    let message = ceremony::round2_message(&ceremony, sender, to, &ciphertext);
    let signature = signature::sign(keys.signing(), ceremony::ROUND2, election.id(), &message);
    Ok(Round2Package { sender, recipient: to, ceremony, ciphertext, signature })
}

/// Checks that the sender signed the package, for this recipient and for the commitments that are seen here.
///
/// # Errors
/// [`Fault::NotForMe`], [`Fault::OtherCeremony`], [`Fault::PackageSignature`].
pub fn verify_package(
    package: &Round2Package,
    election: &Election,
    recipient: TrusteeIndex,
    ceremony: &CeremonyHash,
) -> Result<(), Fault> {
    let sender = package.sender;
    if election.trustee_key(sender).is_none() {
        return Err(Fault::NoSuchTrustee { trustee: sender, count: election.trustee_count() });
    }
    if package.recipient != recipient || sender == recipient {
        return Err(Fault::NotForMe { sender, recipient: package.recipient });
    }
    // before the hash is believed: only what the sender signed is the sender's word
    if !package.is_signed(election) {
        return Err(Fault::PackageSignature { sender });
    }
    if package.ceremony != *ceremony {
        return Err(Fault::OtherCeremony { sender, expected: *ceremony, got: package.ceremony });
    }
    Ok(())
}

/// The parts in a verified package: 32 bytes for each of `count` joint keys.
pub(super) fn open(
    package: &Round2Package,
    keys: &TrusteeKeys,
    count: usize,
) -> Result<Zeroizing<Vec<u8>>, BadShare> {
    let bad = |reason| BadShare { complainant: package.recipient, accused: package.sender, reason };
    let plaintext = seal::decrypt(keys.identity(), &package.ciphertext)
        .map_err(|_| bad(BadShareReason::NotDecryptable))?;
    let mut reader = Reader::new(&plaintext);
    let parts = reader.bytes().map_err(|_| bad(BadShareReason::Layout))?;
    if parts.len() != 32 * count || reader.finish().is_err() {
        return Err(bad(BadShareReason::Layout));
    }
    Ok(Zeroizing::new(parts.to_vec()))
}
