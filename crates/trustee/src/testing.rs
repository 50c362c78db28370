//! What the unit tests build on: elections with trustees who have real keys, and ceremonies among them.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use tabella_crypto::{TrusteeIndex, hash::hex, signature::SigningKey};
use tabella_election::{Election, draft};
use tabella_tlog::note::Vkey;

use crate::{
    key_ceremony::{AwaitingCommitments, AwaitingShares, CommitmentEntry, CommitmentView, Round2Package},
    keys::TrusteeKeys,
    seal::{Passphrase, Session, WorkFactor},
    share::TrusteeShare,
};

const SMALL: &[u8] = include_bytes!("../../../tests/data/small.draft.json");

pub(crate) const CHEAP: WorkFactor = WorkFactor::MIN_FOR_TESTS;

pub(crate) fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery staple".into()).unwrap()
}

pub(crate) fn index(k: u16) -> TrusteeIndex {
    TrusteeIndex::new(k).unwrap()
}

/// An election and its trustees' keys.
pub(crate) struct Setup {
    pub(crate) election: Election,
    pub(crate) keys: Vec<TrusteeKeys>,
    pub(crate) rng: ChaCha20Rng,
}

/// The first options of the draft's first contest only: an election with this many joint keys, at most 3.
pub(crate) fn one_contest(options: usize) -> Vec<u8> {
    let mut draft: Value = serde_json::from_slice(SMALL).unwrap();
    draft["contests"].as_array_mut().unwrap().truncate(1);
    draft["contests"][0]["options"].as_array_mut().unwrap().truncate(options);
    draft["styles"].as_array_mut().unwrap().truncate(1);
    draft["styles"][0]["contests"] = json!([draft["contests"][0]["id"]]);
    serde_json::to_vec(&draft).unwrap()
}

/// All contests of the small election.
pub(crate) fn all_contests() -> Vec<u8> {
    SMALL.to_vec()
}

fn election(draft: &[u8], threshold: u16, keys: &[TrusteeKeys]) -> Election {
    let signing = |number: u8| SigningKey::from_bytes(&[number; 32]);
    let key = |number| hex(signing(number).verifying_key().as_bytes());
    let witness = Vkey::cosignature("witness.example/1", signing(20).verifying_key()).unwrap();
    let members: Vec<Value> = keys
        .iter()
        .map(|keys| {
            let public = keys.public();
            json!({"name": public.name, "key": public.key_hex(), "encryption_key": public.encryption_key})
        })
        .collect();
    let keys = serde_json::from_value(json!({
        "authority": {"name": "Authority", "key": key(10)},
        "trustees": {"threshold": threshold, "members": members},
        "registrar": {"name": "Registrar", "key": key(11)},
        "ballot_box": {
            "name": "Box",
            "receipt_key": key(12),
            "checkpoint_key": Vkey::ed25519("box.example", signing(13).verifying_key()).unwrap().to_string(),
        },
        "witnesses": {"quorum": 1, "members": [witness.to_string()]},
    }));
    Election::parse(&draft::fill(draft, keys.unwrap()).unwrap()).unwrap()
}

/// What all trustees hold when a ceremony is over.
pub(crate) struct Done {
    pub(crate) view: CommitmentView,
    pub(crate) shares: Vec<TrusteeShare>,
}

impl Setup {
    pub(crate) fn new(draft: &[u8], threshold: u16, n: u16) -> Self {
        let mut rng = ChaCha20Rng::from_seed([u8::try_from(n).unwrap(); 32]);
        let keys: Vec<_> =
            (1..=n).map(|k| TrusteeKeys::generate(&format!("Trustee {k}"), &mut rng)).collect();
        Self { election: election(draft, threshold, &keys), keys, rng }
    }

    /// Another election with the same trustees.
    pub(crate) fn other_election(&self) -> Election {
        let mut draft: Value = serde_json::from_slice(&one_contest(2)).unwrap();
        draft["title"]["en"] = "A rehearsal".into();
        election(&serde_json::to_vec(&draft).unwrap(), self.election.threshold().0, &self.keys)
    }

    pub(crate) fn keys(&self, k: u16) -> &TrusteeKeys {
        &self.keys[usize::from(k) - 1]
    }

    pub(crate) fn session(&self, k: u16, attempt: u64) -> Session {
        Session { election: *self.election.id(), trustee: index(k), attempt }
    }

    pub(crate) fn begin(&mut self, attempt: u64) -> Vec<AwaitingCommitments> {
        let Self { election, keys, rng } = self;
        keys.iter().map(|keys| AwaitingCommitments::begin(election, keys, attempt, rng).unwrap()).collect()
    }

    pub(crate) fn entries(&self, states: &[AwaitingCommitments]) -> Vec<CommitmentEntry> {
        states.iter().zip(&self.keys).map(|(state, keys)| entry(state, keys)).collect()
    }

    pub(crate) fn distribute(
        &self,
        states: Vec<AwaitingCommitments>,
        view: &CommitmentView,
    ) -> (Vec<AwaitingShares>, Vec<Round2Package>) {
        let (states, packages): (Vec<_>, Vec<_>) = states
            .into_iter()
            .zip(&self.keys)
            .map(|(state, keys)| state.distribute(&self.election, keys, view).unwrap())
            .unzip();
        (states, packages.into_iter().flatten().collect())
    }

    /// A whole ceremony in which everything goes well.
    pub(crate) fn ceremony(&mut self) -> Done {
        let states = self.begin(1);
        let view = CommitmentView::check(&self.election, 1, &self.entries(&states)).unwrap();
        let (states, packages) = self.distribute(states, &view);
        let shares = states
            .into_iter()
            .zip(&self.keys)
            .zip(1..)
            .map(|((state, keys), k)| state.finish(&self.election, keys, &view, &to(&packages, k)).unwrap())
            .collect();
        Done { view, shares }
    }
}

pub(crate) fn entry(state: &AwaitingCommitments, keys: &TrusteeKeys) -> CommitmentEntry {
    let commitment = state.commitment(keys);
    CommitmentEntry { entry: commitment.entry.encode().to_vec(), blob: commitment.blob }
}

/// The packages for one trustee.
pub(crate) fn to(packages: &[Round2Package], k: u16) -> Vec<Round2Package> {
    packages.iter().filter(|package| package.recipient == index(k)).cloned().collect()
}
