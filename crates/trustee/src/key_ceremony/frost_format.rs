//! Between the board's format and that of the crate frost-ristretto255.

use std::collections::BTreeMap;

use frost_ristretto255::{
    Error, Identifier, Signature,
    keys::{VerifiableSecretSharingCommitment, dkg},
};
use tabella_crypto::{CompressedRistretto, TrusteeIndex};
use tabella_election::ceremony::RunCommitment;

/// Identifiers are manifest positions.
pub(super) fn identifier(trustee: TrusteeIndex) -> Result<Identifier, Error> {
    trustee.get().try_into()
}

/// A package of round 1 as the board has it.
pub(super) fn to_board(package: &dkg::round1::Package) -> Result<RunCommitment, Error> {
    let point =
        |bytes: &[u8]| bytes.try_into().map(CompressedRistretto).map_err(|_| Error::SerializationError);
    let coefficients = package.commitment().serialize()?;
    let proof = package.proof_of_knowledge().serialize()?;
    let (r, mu) = proof.split_first_chunk::<32>().ok_or(Error::MalformedSignature)?;
    Ok(RunCommitment {
        coefficients: coefficients.iter().map(|bytes| point(bytes)).collect::<Result<_, _>>()?,
        r: CompressedRistretto(*r),
        mu: mu.try_into().map_err(|_| Error::MalformedSignature)?,
    })
}

/// A package of round 1 as the crate has it.
pub(super) fn from_board(run: &RunCommitment) -> Result<dkg::round1::Package, Error> {
    let commitment = VerifiableSecretSharingCommitment::deserialize(
        run.coefficients.iter().map(CompressedRistretto::as_bytes),
    )?;
    let proof = Signature::deserialize(&[*run.r.as_bytes(), run.mu].concat())?;
    Ok(dkg::round1::Package::new(commitment, proof))
}

/// The others' packages of one run.
pub(super) fn others<'v>(
    runs: impl Iterator<Item = (TrusteeIndex, &'v RunCommitment)>,
) -> Result<BTreeMap<Identifier, dkg::round1::Package>, Error> {
    runs.map(|(trustee, run)| Ok((identifier(trustee)?, from_board(run)?))).collect()
}
