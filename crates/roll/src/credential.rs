//! A voter's request for a credential (section 9), and what the registrar makes of it.

use data_encoding::BASE64;
use rand_core::{CryptoRng, RngCore};
use tabella_crypto::{
    CompressedRistretto, ElectionId,
    authorisation::{Authorisation, Purpose, Statement, credential_authorization},
};
use tabella_election::{Election, message::Credential};
use tabella_identity::{PersonId, Revocation, UnixTime, WhyUnchecked};

use crate::{
    card::{Card, CardRefusal, Presented},
    channel::{Channel, Effects},
    eligibility::Eligible,
    entry::RollNumber,
    evidence::{Evidence, EvidenceError, Opening, SignIn},
};

/// Longest life of a [`ServerNonce`], in seconds.
pub const NONCE_SECONDS: i64 = 300;
/// Longest token that is looked at, in bytes.
pub const TOKEN_MAX: usize = 20_000;

/// The registrar's 32 random bytes in an authorization: bound to one session, used once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerNonce(pub [u8; 32]);

impl ServerNonce {
    /// A fresh one.
    pub fn generate(rng: &mut (impl RngCore + CryptoRng)) -> Self {
        let mut nonce = [0; 32];
        rng.fill_bytes(&mut nonce);
        Self(nonce)
    }
}

/// What the e-ID signs:
/// `SHA-256("tabella/v1/credential" || election_id || P || replaces (32 bytes, zeros if none) || server_nonce)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization(pub [u8; 32]);

impl Authorization {
    /// For a credential `P`.
    pub fn new(
        election: &ElectionId,
        credential: &CompressedRistretto,
        replaces: Option<&CompressedRistretto>,
        server_nonce: &ServerNonce,
    ) -> Self {
        Self(credential_authorization(election, credential, replaces, &server_nonce.0))
    }

    /// The challenge nonce of Web eID: the authorization in base64, 44 characters.
    pub fn challenge_nonce(&self) -> String {
        BASE64.encode(&self.0)
    }
}

/// What a voter's client sends.
#[derive(Clone, PartialEq, Eq)]
pub struct CredentialRequest {
    /// P.
    pub credential: CompressedRistretto,
    /// The person's live credential, as the client was told.
    pub replaces: Option<CompressedRistretto>,
    /// The proof of possession: an authorisation of section 5.4 for the purpose `register`.
    pub possession: Authorisation,
    /// The e-ID's authentication token for [`Authorization::challenge_nonce`], as the browser gave it.
    pub token: Vec<u8>,
}

/// A nonce that was taken out of the session's store: it cannot come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenNonce {
    /// The bytes.
    pub nonce: ServerNonce,
    /// When it was given out.
    pub issued: UnixTime,
}

/// A person's live credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// P.
    pub credential: CompressedRistretto,
    /// How many credentials its chain has, itself included.
    pub chain_length: u32,
}

/// What the registrar knows when a request comes.
pub struct Situation<'a> {
    /// The election.
    pub election: &'a Election,
    /// Who is signed in.
    pub session: &'a PersonId,
    /// That the person may have a credential.
    pub eligible: Eligible<'a>,
    /// The person's live credential, read in the transaction that appends the new one.
    pub live: Option<Live>,
    /// The session's nonce.
    pub nonce: TakenNonce,
    /// The origin on which the page runs, by configuration.
    pub origin: &'a str,
    /// The OCSP answer on the token's certificate; or that there is none, in an outage that officials declared.
    pub revocation: Revocation<'a>,
    /// Now.
    pub now: UnixTime,
}

/// Why no credential is given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestRefusal {
    /// An origin that is none of the manifest's.
    #[error("the manifest does not name the origin of this page")]
    Origin,
    /// Too old, or from the future.
    #[error("the request took too long; sign in again")]
    NonceExpired,
    /// An old OCSP answer, or none.
    #[error("whether the card is revoked was not asked for this request")]
    NoOcspAnswer,
    /// Not the person's live credential.
    #[error("the credential to be replaced is not the live one; sign again")]
    Replaces,
    /// More replacements than the manifest allows.
    #[error("no more new devices for this person: the limit is {max} credentials")]
    ChainLimit {
        /// The limit.
        max: u32,
    },
    /// A new credential that is the old one.
    #[error("the new credential is the old one")]
    Same,
    /// P is no lawful point, or the proof of possession does not verify.
    #[error("the proof of possession does not verify")]
    Possession,
    /// The token is too long to be one.
    #[error("the token is too long")]
    TokenTooLong,
    /// The e-ID's answer is refused.
    #[error(transparent)]
    Card(#[from] CardRefusal),
    /// The card is somebody else's.
    #[error("the card is another person's than the one who signed in")]
    OtherPerson,
    /// The signed-in person and the line of the roll do not belong together.
    #[error("the line of the roll is another person's")]
    OtherEntry,
    /// The evidence cannot be written.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
}

impl RequestRefusal {
    /// A short name that stays the same.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::NonceExpired => "nonce-expired",
            Self::NoOcspAnswer => "no-ocsp-answer",
            Self::Replaces => "replaces",
            Self::ChainLimit { .. } => "chain-limit",
            Self::Same => "same",
            Self::Possession => "possession",
            Self::TokenTooLong => "token-too-long",
            Self::Card(CardRefusal(name)) => name,
            Self::OtherPerson => "other-person",
            Self::OtherEntry => "other-entry",
            Self::Evidence(_) => "evidence",
        }
    }
}

/// A credential that may be published, with everything that must be stored in the same transaction. The only constructor is
/// [`approve`].
#[derive(Clone, Debug)]
pub struct Approved {
    credential: Credential,
    opening: Opening,
    number: RollNumber,
    channel: Channel,
    effects: Effects,
}

impl Approved {
    /// The entry for the board, not signed yet.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The evidence, to be kept sealed.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Whose.
    pub fn number(&self) -> RollNumber {
        self.number
    }

    /// The person's channel from now on.
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// What must happen together with it.
    pub fn effects(&self) -> Effects {
        self.effects
    }
}

/// Checks a request, cheapest first.
///
/// # Errors
/// [`RequestRefusal`] names the reason.
pub fn approve(
    request: &CredentialRequest,
    situation: &Situation<'_>,
    card: &impl Card,
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<Approved, RequestRefusal> {
    let Situation { election, session, eligible, live, nonce, origin, revocation, now } = *situation;
    let manifest = election.manifest();
    if !manifest.eid.origins.iter().any(|named| named == origin) {
        return Err(RequestRefusal::Origin);
    }
    if !(0..=NONCE_SECONDS).contains(&now.0.saturating_sub(nonce.issued.0)) {
        return Err(RequestRefusal::NonceExpired);
    }
    let ocsp = match revocation {
        Revocation::Answered { answer, .. } => Some(answer),
        Revocation::Unchecked(WhyUnchecked::Outage) => None,
        Revocation::Recorded(_) | Revocation::Unchecked(WhyUnchecked::Diagnosis) => {
            return Err(RequestRefusal::NoOcspAnswer);
        }
    };
    let entry = eligible.entry();
    if entry.person.id != *session {
        return Err(RequestRefusal::OtherEntry);
    }
    if request.replaces != live.map(|live| live.credential) {
        return Err(RequestRefusal::Replaces);
    }
    if request.replaces == Some(request.credential) {
        return Err(RequestRefusal::Same);
    }
    let max = manifest.limits.credentials_per_chain;
    if live.is_some_and(|live| live.chain_length >= max) {
        return Err(RequestRefusal::ChainLimit { max });
    }
    if request.token.len() > TOKEN_MAX {
        return Err(RequestRefusal::TokenTooLong);
    }
    let authorization =
        Authorization::new(election.id(), &request.credential, request.replaces.as_ref(), &nonce.nonce);
    possession(election.id(), &request.credential, &authorization, &request.possession)
        .map_err(|()| RequestRefusal::Possession)?;
    let challenge_nonce = authorization.challenge_nonce();
    let presented =
        Presented { token: &request.token, origin, challenge_nonce: &challenge_nonce, revocation, at: now };
    if card.check(&presented)? != *session {
        return Err(RequestRefusal::OtherPerson);
    }

    let evidence = Evidence::SignIn(SignIn {
        number: entry.number,
        origin: origin.to_owned(),
        token: request.token.clone(),
        server_nonce: nonce.nonce,
        ocsp: ocsp.map(<[u8]>::to_vec),
        at: now,
        possession: request.possession,
    });
    let opening = evidence.seal(rng)?;
    let credential = Credential {
        credential: request.credential,
        style: entry.style.clone(),
        weight: entry.weight,
        evidence: opening.commitment(),
        replaces: request.replaces,
    };
    let (channel, effects) = (eligible.channel(), eligible.effects());
    Ok(Approved { credential, opening, number: entry.number, channel, effects })
}

/// Whether the device proves that it holds the secret of P.
pub(crate) fn possession(
    election: &ElectionId,
    credential: &CompressedRistretto,
    authorization: &Authorization,
    proof: &Authorisation,
) -> Result<(), ()> {
    let statement = Statement { election, purpose: Purpose::Register, credential, tracker: &authorization.0 };
    statement.verify(proof).map_err(|_| ())
}

#[cfg(test)]
mod tests;
