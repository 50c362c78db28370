//! A device that gets a credential.

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};
use tabella_crypto::{
    CompressedRistretto, ElectionId,
    authorisation::{CredentialSecret, Purpose},
    hash::{hex, parse_hex32},
};
use tabella_identity::demo::DemoCard;
use tabella_roll::credential::{Authorization, ServerNonce};

use crate::stand::ORIGIN;

/// A device with its secret.
pub(crate) struct Device {
    pub(crate) secret: CredentialSecret,
    rng: ChaCha20Rng,
}

impl Device {
    pub(crate) fn new(number: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(number);
        Self { secret: CredentialSecret::generate(&mut rng), rng }
    }

    pub(crate) fn credential(&self) -> String {
        hex(self.secret.public().as_bytes())
    }

    /// What the device sends for a challenge.
    pub(crate) fn request(&mut self, election: &ElectionId, challenge: &Value, card: &DemoCard) -> Value {
        self.request_from(election, challenge, card, ORIGIN)
    }

    pub(crate) fn request_from(
        &mut self,
        election: &ElectionId,
        challenge: &Value,
        card: &DemoCard,
        origin: &str,
    ) -> Value {
        let nonce = ServerNonce(parse_hex32(challenge["server_nonce"].as_str().unwrap()).unwrap());
        let replaces = challenge["replaces"].as_str();
        let replaced = replaces.map(|live| CompressedRistretto(parse_hex32(live).unwrap()));
        let authorization = Authorization::new(election, self.secret.public(), replaced.as_ref(), &nonce);
        let proof = self.secret.authorise(election, Purpose::Register, &authorization.0, &mut self.rng);
        json!({
            "credential": self.credential(),
            "replaces": replaces,
            "key": hex(proof.key.as_bytes()),
            "z": hex(&proof.z),
            "token": card.authenticate(origin, &authorization.challenge_nonce()),
        })
    }
}
