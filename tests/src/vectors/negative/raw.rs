//! Ballots and packages with anything in them.

use tabella_ballot::{CredentialSecret, EncryptedBallot, Tracker};
use tabella_board::Entry;
use tabella_crypto::{
    BlobHash, CompressedRistretto, ElectionId, RistrettoPoint, Scalar, TrusteeIndex,
    authorisation::{Authorisation, Purpose},
    cbor::Writer,
    hash::sha256,
};
use tabella_election::{
    ceremony::{CommitmentPackage, RunCommitment},
    message::TrusteeCommitment,
};

use crate::Fixture;

/// A ballot's fields, to be changed.
#[derive(Clone)]
pub(super) struct RawBallot {
    pub(super) version: u64,
    pub(super) election: ElectionId,
    pub(super) style: String,
    pub(super) credential: CompressedRistretto,
    pub(super) previous: Tracker,
    pub(super) a: [u8; 32],
    pub(super) b: Vec<[u8; 32]>,
    pub(super) commitments: Vec<[u8; 32]>,
    pub(super) f: Vec<[u8; 32]>,
    pub(super) z: Vec<[u8; 32]>,
    pub(super) points: Option<RawPoints>,
}

#[derive(Clone)]
pub(super) struct RawPoints {
    pub(super) b: Vec<[u8; 32]>,
    pub(super) v: Vec<[u8; 32]>,
    pub(super) range: Vec<u8>,
    pub(super) t: Vec<[u8; 32]>,
    pub(super) z: Vec<[u8; 32]>,
}

fn raw(points: &[CompressedRistretto]) -> Vec<[u8; 32]> {
    points.iter().map(|point| point.0).collect()
}

impl RawBallot {
    pub(super) fn of(fixture: &Fixture, ballot: &EncryptedBallot) -> Self {
        let (ciphertexts, proof) = (&ballot.ciphertexts, &ballot.proof);
        let points = proof.points.as_ref().map(|points| RawPoints {
            b: raw(&ciphertexts.points_b),
            v: raw(&points.v),
            range: points.range.clone(),
            t: raw(&points.t),
            z: points.z.to_vec(),
        });
        let raw_ballot = Self {
            version: 1,
            election: *fixture.election.id(),
            style: fixture.election.styles()[ballot.style].id.to_string(),
            credential: ballot.credential,
            previous: ballot.previous,
            a: ciphertexts.a.0,
            b: raw(&ciphertexts.b),
            commitments: raw(&proof.commitments),
            f: proof.f.clone(),
            z: proof.z.to_vec(),
            points,
        };
        assert_eq!(raw_ballot.encode(), ballot.encode());
        raw_ballot
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let writer = Writer::new()
            .array(11)
            .uint(self.version)
            .bytes(&self.election.0)
            .text(&self.style)
            .bytes(&self.credential.0)
            .bytes(&self.previous.0)
            .bytes(&self.a)
            .list(&self.b)
            .list(&self.commitments)
            .list(&self.f)
            .list(&self.z);
        match &self.points {
            None => writer.null(),
            Some(points) => {
                let writer = writer.array(5).list(&points.b).list(&points.v).bytes(&points.range);
                writer.list(&points.t).list(&points.z)
            }
        }
        .finish()
    }

    /// The ballot cast by the holder of the secret.
    pub(super) fn cast(&self, fixture: &mut Fixture, secret: &CredentialSecret) -> Entry {
        cast(fixture, &self.encode(), secret)
    }

    /// The ballot with one thing changed.
    pub(super) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = self.clone();
        change(&mut other);
        other
    }
}

/// Any bytes in place of a ballot, rightly authorised.
pub(super) fn cast(fixture: &mut Fixture, ballot: &[u8], secret: &CredentialSecret) -> Entry {
    let tracker = sha256(b"tabella/v1/tracker", &[ballot]);
    let authorisation = secret.authorise(fixture.election.id(), Purpose::Cast, &tracker, &mut fixture.rng);
    ballot_entry(ballot, &authorisation)
}

pub(super) fn ballot_entry(ballot: &[u8], authorisation: &Authorisation) -> Entry {
    let writer = Writer::new().array(4).text("ballot").bytes(ballot);
    entry(writer.bytes(&authorisation.key.0).bytes(&authorisation.z).finish())
}

/// A challenge entry, rightly authorised.
pub(super) fn challenge(
    fixture: &mut Fixture,
    ballot: &[u8],
    seed: &[u8; 32],
    choices: &[u32],
    secret: &CredentialSecret,
) -> Entry {
    let tracker = sha256(b"tabella/v1/tracker", &[ballot]);
    let authorisation =
        secret.authorise(fixture.election.id(), Purpose::Challenge { seed }, &tracker, &mut fixture.rng);
    challenge_entry(ballot, seed, choices, &authorisation)
}

pub(super) fn challenge_entry(
    ballot: &[u8],
    seed: &[u8; 32],
    choices: &[u32],
    authorisation: &Authorisation,
) -> Entry {
    let writer = Writer::new().array(6).text("challenge").bytes(ballot).bytes(seed).array(choices.len());
    let writer = choices.iter().fold(writer, |writer, choice| writer.uint(u64::from(*choice)));
    entry(writer.bytes(&authorisation.key.0).bytes(&authorisation.z).finish())
}

/// Bytes that begin as an entry without blob.
pub(super) fn entry(bytes: Vec<u8>) -> Entry {
    Entry::with_blob(bytes, Vec::new()).unwrap()
}

/// A run of round 1 from its coefficients, with its proof.
pub(super) fn proved_run(trustee: u16, coefficients: &[Scalar], nonce: &Scalar) -> RunCommitment {
    use sha2::{Digest as _, Sha512};
    let encode = |scalar: &Scalar| RistrettoPoint::mul_base(scalar).compress();
    let commitments: Vec<CompressedRistretto> = coefficients.iter().map(encode).collect();
    let r = encode(nonce);
    let digest = Sha512::new()
        .chain_update(b"FROST-RISTRETTO255-SHA512-v1dkg")
        .chain_update(Scalar::from(trustee).as_bytes())
        .chain_update(commitments[0].0)
        .chain_update(r.0)
        .finalize();
    let c = Scalar::from_bytes_mod_order_wide(&digest.into());
    RunCommitment { coefficients: commitments, r, mu: (nonce + c * coefficients[0]).to_bytes() }
}

/// A commitment entry with any blob.
pub(super) fn commitment(fixture: &Fixture, trustee: u16, attempt: u64, blob: Vec<u8>) -> Entry {
    let trustee = TrusteeIndex::new(trustee).unwrap();
    let message = TrusteeCommitment { trustee, attempt, package_hash: BlobHash::of(&blob) };
    fixture.signed(message, &fixture.trustee(trustee).signing, blob)
}

/// The package with one thing changed.
pub(super) fn changed(package: &CommitmentPackage, change: impl FnOnce(&mut CommitmentPackage)) -> Vec<u8> {
    let mut other = package.clone();
    change(&mut other);
    other.encode()
}
