//! A trustee's part of the decryption (section 10).

use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    BlobHash, CeremonyHash, ElectionId, Scalar,
    share::{Share, ShareContext, ShareError, ShareStatement},
};
use tabella_election::{
    ContestTally, GroupTally, Signed, TallyStatement, UnitId, ceremony::CeremonyKeys,
    message::DecryptionShare, share::TallyShare,
};
use zeroize::Zeroizing;

use crate::{
    keys::TrusteeKeys,
    share::{Closed, SecondClose, TrusteeShare},
};

/// A decryption share: the entry for the board and the blob that it names.
#[derive(Clone, Debug)]
pub struct Decrypted {
    /// The entry.
    pub entry: Signed<DecryptionShare>,
    /// The blob's content.
    pub share: TallyShare,
    /// The blob.
    pub blob: Vec<u8>,
}

/// Why a trustee does not decrypt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// The tally of another election.
    #[error("the tally is of election {got}, the share of election {expected}")]
    Election {
        /// The share's.
        expected: ElectionId,
        /// The tally's.
        got: ElectionId,
    },
    /// The board's keys come from another ceremony, or another attempt at it.
    #[error("the board's keys come from ceremony {got}, the share from ceremony {expected}")]
    Ceremony {
        /// The share's.
        expected: CeremonyHash,
        /// The board's.
        got: CeremonyHash,
    },
    /// A secret is not that of the board's verification key.
    #[error("the share of key {run} does not fit the verification key on the board")]
    VerificationKey {
        /// Key index, from 1.
        run: usize,
    },
    /// The share does not remember this close yet: [`TrusteeShare::remember`] comes first.
    #[error("the share was not committed to this close")]
    NotRemembered,
    /// The share remembers another close.
    #[error(transparent)]
    SecondClose(#[from] SecondClose),
    /// A key index that the election does not have, or ciphertexts of the wrong number.
    #[error("the tally of contest {contest} does not fit the keys of the election")]
    Statement {
        /// Its position in the manifest.
        contest: usize,
    },
}

/// Decrypts this trustee's part of every group of a tally that the trustee's own verifier computed.
///
/// The share must [remember](TrusteeShare::remember) the tally's close, and have been sealed with that memory, before.
///
/// # Errors
/// [`DecryptError`].
pub fn decrypt(
    share: &TrusteeShare,
    keys: &TrusteeKeys,
    statement: &TallyStatement,
    ceremony_keys: &CeremonyKeys,
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<Decrypted, DecryptError> {
    let (expected, got) = (share.session().election, statement.election);
    if expected != got {
        return Err(DecryptError::Election { expected, got });
    }
    let (expected, got) = (*share.ceremony(), ceremony_keys.hash);
    if expected != got {
        return Err(DecryptError::Ceremony { expected, got });
    }
    share.check_public(ceremony_keys).map_err(|run| DecryptError::VerificationKey { run })?;
    let second = Closed::of(statement);
    match share.closed() {
        None => return Err(DecryptError::NotRemembered),
        Some(first) if *first != second => {
            return Err(SecondClose { first: *first, second }.into());
        }
        Some(_) => {}
    }

    let mut contests = Vec::with_capacity(statement.contests.len());
    for contest in &statement.contests {
        let fault = DecryptError::Statement { contest: contest.contest };
        let mut secrets: Zeroizing<Vec<Scalar>> =
            Zeroizing::new(Vec::with_capacity(contest.key_indices.len()));
        for w in &contest.key_indices {
            secrets.push(*share.secret(*w).ok_or(fault)?);
        }
        let groups = contest.groups.iter().map(|group| {
            decrypt_group(share, statement, contest, group, ceremony_keys, &secrets, rng).map_err(|_| fault)
        });
        contests.push(groups.collect::<Result<Vec<_>, _>>()?);
    }
    let tally_share = TallyShare { contests };
    let blob = tally_share.encode();
    let message = DecryptionShare { trustee: share.trustee(), share_hash: BlobHash::of(&blob) };
    let entry = Signed::sign(message, &share.session().election, keys.signing());
    Ok(Decrypted { entry, share: tally_share, blob })
}

fn decrypt_group(
    share: &TrusteeShare,
    statement: &TallyStatement,
    contest: &ContestTally,
    group: &GroupTally,
    ceremony_keys: &CeremonyKeys,
    secrets: &[Scalar],
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<Share, ShareError> {
    let units: Vec<&str> = group.units.iter().map(UnitId::as_str).collect();
    let verification_keys =
        ceremony_keys.verification_keys(share.trustee(), &contest.key_indices).ok_or(ShareError::Length)?;
    let statement = ShareStatement {
        context: ShareContext::Tally {
            election: &statement.election,
            root: &statement.root,
            size: statement.size,
            contest: contest.contest_id.as_str(),
            group: &units,
        },
        trustee: share.trustee(),
        a: &group.a,
        b: &group.b,
        verification_keys: &verification_keys,
    };
    statement.prove(secrets, rng)
}

#[cfg(test)]
mod tests;
