//! The end: the others' parts become a share of every joint key.

use std::collections::BTreeMap;

use frost_ristretto255::{
    Error,
    keys::{SigningShare, dkg},
};
use tabella_crypto::{TrusteeIndex, group};
use tabella_election::{Election, Signed, message::JointKeysSigned};
use zeroize::Zeroizing;

use super::{
    AwaitingShares, BadShare, CommitmentView, Fault, Round2Package, fault::BadShareReason, frost_format,
    package,
};
use crate::{keys::TrusteeKeys, share::TrusteeShare};

impl AwaitingShares {
    /// Checks every part that the others sent and adds them up.
    ///
    /// # Errors
    /// [`Fault::BadShare`] is to be published as a [complaint](BadShare::complaint) and ends the ceremony; the others
    /// say what to bring or whom to ask. The state is gone then; its sealed file is not.
    pub fn finish(
        self,
        election: &Election,
        keys: &TrusteeKeys,
        view: &CommitmentView,
        packages: &[Round2Package],
    ) -> Result<TrusteeShare, Fault> {
        let me = self.session.trustee;
        let expected = keys.session(election, view.attempt())?;
        self.session.must_be(&expected).map_err(Fault::OtherSession)?;
        let seen = view.keys().hash;
        if seen != self.ceremony {
            return Err(Fault::ViewChanged { expected: self.ceremony, got: seen });
        }
        let parts = self.open_packages(election, keys, packages)?;

        let mut secrets = Zeroizing::new(Vec::with_capacity(self.own.len()));
        for (w, own) in self.own.iter().enumerate() {
            let fault = |error| Fault::Frost { run: w + 1, error };
            let commitments = frost_format::others(view.others(w, me)).map_err(fault)?;
            let received = received(w, me, &parts)?;
            let key_package = match dkg::part3(&own.0, &commitments, &received) {
                Ok((key_package, _)) => Zeroizing::new(key_package),
                Err(error) => return Err(name_accused(error, w + 1, me, &parts)),
            };
            let bytes = Zeroizing::new(key_package.signing_share().serialize());
            let bytes: &[u8; 32] =
                bytes.as_slice().try_into().map_err(|_| fault(Error::SerializationError))?;
            secrets.push(group::scalar(*bytes).map_err(|_| fault(Error::SerializationError))?);
        }
        TrusteeShare::new(self.session, view.keys(), secrets).map_err(|run| Fault::WrongSum { run })
    }

    /// One verified and decrypted package of each other trustee.
    fn open_packages(
        &self,
        election: &Election,
        keys: &TrusteeKeys,
        packages: &[Round2Package],
    ) -> Result<BTreeMap<TrusteeIndex, Zeroizing<Vec<u8>>>, Fault> {
        let me = self.session.trustee;
        let mut by_sender = BTreeMap::new();
        for package in packages {
            package::verify_package(package, election, me, &self.ceremony)?;
            by_sender.insert(package.sender, package);
        }
        TrusteeIndex::all(election.trustee_count())
            .filter(|trustee| *trustee != me)
            .map(|trustee| {
                let package = by_sender.get(&trustee).ok_or(Fault::MissingPackage { trustee })?;
                Ok((trustee, package::open(package, keys, self.own.len()).map_err(Fault::BadShare)?))
            })
            .collect()
    }
}

/// The parts of run `w` (from 0) as the crate has them.
fn received(
    w: usize,
    me: TrusteeIndex,
    parts: &BTreeMap<TrusteeIndex, Zeroizing<Vec<u8>>>,
) -> Result<BTreeMap<frost_ristretto255::Identifier, dkg::round2::Package>, Fault> {
    parts
        .iter()
        .map(|(sender, parts)| {
            let bytes = parts.chunks_exact(32).nth(w).unwrap_or_default();
            // a scalar that is not canonical
            let share = SigningShare::deserialize(bytes).map_err(|_| bad_value(me, *sender, w + 1))?;
            let identifier =
                frost_format::identifier(*sender).map_err(|error| Fault::Frost { run: w + 1, error })?;
            Ok((identifier, dkg::round2::Package::new(share)))
        })
        .collect()
}

fn bad_value(complainant: TrusteeIndex, accused: TrusteeIndex, run: usize) -> Fault {
    Fault::BadShare(BadShare { complainant, accused, reason: BadShareReason::Value { run } })
}

/// The trustee whom the crate names.
fn name_accused(
    error: Error,
    run: usize,
    me: TrusteeIndex,
    parts: &BTreeMap<TrusteeIndex, Zeroizing<Vec<u8>>>,
) -> Fault {
    let Error::InvalidSecretShare { culprit: Some(culprit) } = error else {
        return Fault::Frost { run, error };
    };
    match parts.keys().find(|sender| frost_format::identifier(**sender) == Ok(culprit)) {
        Some(accused) => bad_value(me, *accused, run),
        None => Fault::Frost { run, error },
    }
}

/// Which trustees signed another view of the ceremony than this one, or signed nothing of this election: the ceremony
/// was shown differently to different trustees, and its keys must not be used.
pub fn disagreements(
    election: &Election,
    view: &CommitmentView,
    signed: &[Signed<JointKeysSigned>],
) -> Vec<TrusteeIndex> {
    let keys = view.keys();
    let agrees = |entry: &Signed<JointKeysSigned>| {
        let said = &entry.message;
        let key = election.trustee_key(said.trustee);
        key.is_some_and(|key| entry.verify(election.id(), key).is_ok())
            && said.keys_hash == *keys.joint.hash()
            && said.ceremony_hash == keys.hash
    };
    signed.iter().filter(|entry| !agrees(entry)).map(|entry| entry.message.trustee).collect()
}
