//! The key ceremony of a fixture, with the crate frost-ristretto255 and without any encryption: all trustees sit in one room.

use std::collections::BTreeMap;

use frost_ristretto255::{Identifier, keys::dkg};
use rand_chacha::ChaCha20Rng;
use tabella_board::Entry;
use tabella_crypto::{BlobHash, CompressedRistretto, Scalar, TrusteeIndex, group};
use tabella_election::{
    Election, Signed,
    ceremony::{CommitmentPackage, RunCommitment},
    message::TrusteeCommitment,
};

use crate::people::Trustee;

/// One trustee's polynomials with their commitments, one for each joint key.
pub struct FrostPackages {
    secrets: Vec<dkg::round1::SecretPackage>,
    public: Vec<dkg::round1::Package>,
}

/// Round 1 of all trustees.
pub struct Round1 {
    /// In manifest order.
    pub trustees: Vec<FrostPackages>,
    /// The entries for the board.
    pub entries: Vec<Entry>,
}

pub(crate) fn identifier(trustee: TrusteeIndex) -> Identifier {
    trustee.get().try_into().unwrap()
}

fn bytes32(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().unwrap()
}

impl FrostPackages {
    /// Fresh polynomials of one trustee.
    pub fn draw(election: &Election, trustee: TrusteeIndex, rng: &mut ChaCha20Rng) -> Self {
        let (n, t) = (election.trustee_count(), election.threshold().0);
        let (secrets, public) = (0..election.key_count())
            .map(|_| dkg::part1(identifier(trustee), n, t, &mut *rng).unwrap())
            .unzip();
        Self { secrets, public }
    }

    /// The commitments as the board has them.
    pub fn package(&self) -> CommitmentPackage {
        let run = |package: &dkg::round1::Package| {
            let coefficients = package.commitment().serialize().unwrap();
            let proof = package.proof_of_knowledge().serialize().unwrap();
            let (r, mu) = proof.split_at(32);
            RunCommitment {
                coefficients: coefficients.iter().map(|c| CompressedRistretto(bytes32(c))).collect(),
                r: CompressedRistretto(bytes32(r)),
                mu: bytes32(mu),
            }
        };
        CommitmentPackage { runs: self.public.iter().map(run).collect() }
    }

    /// The secret constant term of run `w` (from 0).
    pub fn constant_term(&self, w: usize) -> Scalar {
        let coefficients = self.secrets[w].coefficients();
        group::scalar(bytes32(&coefficients[0].to_bytes()[..])).unwrap()
    }
}

/// A trustee-commitment entry for a package.
pub(crate) fn commitment_entry(
    election: &Election,
    trustee: TrusteeIndex,
    attempt: u64,
    package: &CommitmentPackage,
    signer: &Trustee,
) -> Entry {
    let blob = package.encode();
    let message = TrusteeCommitment { trustee, attempt, package_hash: BlobHash::of(&blob) };
    let signed = Signed::sign(message, election.id(), &signer.signing);
    Entry::with_blob(signed.encode().to_vec(), blob).unwrap()
}

/// Rounds 2 and 3: every trustee's share of every joint key.
pub(crate) fn shares(election: &Election, round1: &Round1) -> Vec<Vec<Scalar>> {
    let all: Vec<TrusteeIndex> = TrusteeIndex::all(election.trustee_count()).collect();
    let mut shares = vec![Vec::new(); all.len()];
    for w in 0..election.key_count() {
        let public: BTreeMap<Identifier, dkg::round1::Package> =
            all.iter().map(|k| (identifier(*k), round1.trustees[k.zero_based()].public[w].clone())).collect();
        let others = |k: TrusteeIndex| {
            let mut others = public.clone();
            others.remove(&identifier(k));
            others
        };
        let (secrets, sent): (Vec<_>, Vec<_>) = all
            .iter()
            .map(|k| {
                let secret = round1.trustees[k.zero_based()].secrets[w].clone();
                dkg::part2(secret, &others(*k)).unwrap()
            })
            .unzip();
        for k in &all {
            let received = all
                .iter()
                .filter(|sender| *sender != k)
                .map(|sender| (identifier(*sender), sent[sender.zero_based()][&identifier(*k)].clone()))
                .collect();
            let (key, _) = dkg::part3(&secrets[k.zero_based()], &others(*k), &received).unwrap();
            shares[k.zero_based()].push(group::scalar(bytes32(&key.signing_share().serialize())).unwrap());
        }
    }
    shares
}
