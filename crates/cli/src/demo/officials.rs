//! The demo's officials: election authority, registrar, ballot box and witnesses, with fresh keys.

use ed25519_dalek::SigningKey;
use rand_core::OsRng;
use tabella_crypto::{BlobHash, ElectionId, hash::hex};
use tabella_election::{
    Message, Signed,
    draft::DraftKeys,
    manifest::{Authority, BallotBox, Registrar, Trustee, Trustees, Witnesses},
};
use tabella_tlog::{Cosigner, NoteSigner};

/// Who does what in the demo. All on one machine, which a real election must never do.
pub(super) struct Officials {
    pub(super) authority: SigningKey,
    pub(super) registrar: SigningKey,
    pub(super) receipt: SigningKey,
    pub(super) checkpoint: SigningKey,
    pub(super) log: NoteSigner,
    pub(super) witnesses: Vec<Witness>,
}

/// A witness: by its key, and as it cosigns.
pub(super) struct Witness {
    pub(super) name: String,
    pub(super) key: SigningKey,
    pub(super) cosigner: Cosigner,
}

/// Name of the demo's log: the origin of its checkpoints.
const LOG: &str = "board.demo.tabella.example";

impl Officials {
    /// Fresh keys.
    pub(super) fn new() -> anyhow::Result<Self> {
        let key = || SigningKey::generate(&mut OsRng);
        let witness = |number: u32| {
            let (name, key) = (format!("witness-{number}.demo.tabella.example"), key());
            let cosigner = Cosigner::new(&name, key.clone())?;
            anyhow::Ok(Witness { name, key, cosigner })
        };
        let checkpoint = key();
        Ok(Self {
            authority: key(),
            registrar: key(),
            receipt: key(),
            log: NoteSigner::new(LOG, checkpoint.clone())?,
            checkpoint,
            witnesses: (1..=3).map(witness).collect::<Result<_, _>>()?,
        })
    }

    /// What the manifest says of them.
    pub(super) fn draft_keys(&self, threshold: u16, members: Vec<Trustee>) -> anyhow::Result<DraftKeys> {
        let public = |key: &SigningKey| hex(key.verifying_key().as_bytes());
        let witnesses =
            self.witnesses.iter().map(|witness| witness.cosigner.vkey().map(|vkey| vkey.to_string()));
        Ok(DraftKeys {
            authority: Authority { name: "Demo election authority".into(), key: public(&self.authority) },
            trustees: Trustees { threshold, members },
            registrar: Registrar { name: "Demo registrar".into(), key: public(&self.registrar) },
            ballot_box: BallotBox {
                name: "Demo ballot box".into(),
                receipt_key: public(&self.receipt),
                checkpoint_key: self.log.vkey()?.to_string(),
            },
            witnesses: Witnesses { quorum: 2, members: witnesses.collect::<Result<_, _>>()? },
        })
    }

    /// An entry signed by the election authority.
    pub(super) fn authority_entry<M: Message>(&self, election: &ElectionId, message: M) -> Vec<u8> {
        Signed::sign(message, election, &self.authority).encode().to_vec()
    }

    /// An entry signed by the registrar.
    pub(super) fn registrar_entry<M: Message>(&self, election: &ElectionId, message: M) -> Vec<u8> {
        Signed::sign(message, election, &self.registrar).encode().to_vec()
    }
}

/// The name of a blob.
pub(super) fn blob_hash(blob: &[u8]) -> BlobHash {
    BlobHash::of(blob)
}
