//! A card's answer: verified, and its revocation asked for. Fails closed.

use std::{
    io::Read as _,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use rand_core::OsRng;
use tabella_desk_store::{DeedHash, OFFICIALS_NEEDED, Proposal};
use tabella_identity::{
    AuthenticatedPerson, Configuration, PersonId, Revocation, Token, Unconfirmed, UnixTime, WhyUnchecked,
    ocsp::{ANSWER_MAX, Nonce},
    signing::{self, DocumentSignature, SignedDocument},
    web_eid,
};
use zeroize::Zeroizing;

use super::{
    apart::apart,
    config::OutageConfig,
    gate::still_may,
    policy::{Action, Scope},
    problem::Problem,
    shared::Shared,
};

/// Why a responder gave no answer; for the log.
#[derive(Debug, thiserror::Error)]
#[error("the responder is silent: {0}")]
pub struct Silent(pub String);

/// Whoever says whether cards are revoked (OCSP).
#[async_trait]
pub trait Responder: Send + Sync {
    /// Sends a request (DER) to the address that stands in the certificate, and gives the answer (DER) as it came.
    ///
    /// # Errors
    /// [`Silent`].
    async fn ask(&self, address: Option<&str>, request: Vec<u8>) -> Result<Vec<u8>, Silent>;
}

/// Asks over HTTP.
pub(super) struct HttpResponder {
    agent: ureq::Agent,
}

/// Longest time for an answer: that of Web eID's own library.
const ANSWER_TIME: Duration = Duration::from_secs(5);

impl HttpResponder {
    pub(super) fn new() -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(ANSWER_TIME)).max_redirects(0);
        Self { agent: config.build().into() }
    }
}

#[async_trait]
impl Responder for HttpResponder {
    async fn ask(&self, address: Option<&str>, request: Vec<u8>) -> Result<Vec<u8>, Silent> {
        let silent = |error: &dyn std::fmt::Display| Silent(error.to_string());
        let address = address.filter(|address| address.starts_with("http")).map(str::to_owned);
        let address = address.ok_or_else(|| silent(&"the certificate names none"))?;
        let agent = self.agent.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let post = agent.post(&address).content_type("application/ocsp-request");
            let mut answer = post.send(&request[..]).map_err(|error| silent(&error))?;
            let mut bytes = Vec::new();
            let limit = ANSWER_MAX as u64 + 1;
            let read = answer.body_mut().as_reader().take(limit).read_to_end(&mut bytes);
            read.map_err(|error| silent(&error)).map(|_| bytes)
        });
        asked.await.map_err(|error| Silent(error.to_string()))?
    }
}

/// The demo authority's responder, in this process.
#[cfg(feature = "demo")]
pub(super) struct DemoResponder {
    pub(super) authority: tabella_identity::demo::DemoAuthority,
    pub(super) clock: super::Clock,
}

#[cfg(feature = "demo")]
#[async_trait]
impl Responder for DemoResponder {
    async fn ask(&self, _address: Option<&str>, request: Vec<u8>) -> Result<Vec<u8>, Silent> {
        let now = UnixTime((self.clock)());
        Ok(self.authority.respond(&request, tabella_identity::demo::DemoStatus::Good, now))
    }
}

/// What a responder said.
pub(super) struct Asked {
    answer: Option<Vec<u8>>,
    nonce: Nonce,
}

impl Asked {
    /// The answer, or that there is none in a declared outage.
    pub(super) fn revocation(&self) -> Revocation<'_> {
        match &self.answer {
            Some(answer) => Revocation::Answered { answer, nonce: &self.nonce },
            None => Revocation::Unchecked(WhyUnchecked::Outage),
        }
    }
}

/// Verifies everything of a token but its revocation, and asks for that.
pub(super) async fn ask(
    shared: &Shared,
    card: &Configuration,
    token: &[u8],
    nonce: &str,
) -> Result<Asked, Problem> {
    let unconfirmed = check(shared, card, token, nonce)?;
    ask_about(shared, &unconfirmed).await
}

/// Who answered.
pub(super) async fn authenticate(
    shared: &Shared,
    card: &Configuration,
    token: &[u8],
    nonce: &str,
) -> Result<AuthenticatedPerson, Problem> {
    let unconfirmed = check(shared, card, token, nonce)?;
    let asked = ask_about(shared, &unconfirmed).await?;
    let person = apart(|| unconfirmed.confirm(asked.revocation(), shared.now()))?;
    if !shared.store.see_card(&person, shared.now()).await? {
        tracing::error!("cards of two people have one key; their issuer has to look into both");
        return Err(Problem::shared_card());
    }
    Ok(person)
}

fn check<'c>(
    shared: &Shared,
    card: &'c Configuration,
    token: &[u8],
    nonce: &str,
) -> Result<Unconfirmed<'c>, Problem> {
    let started = Instant::now();
    let token = Token::parse(token).map_err(tabella_identity::Refusal::from)?;
    let checked = apart(|| web_eid::check(&token, &shared.config.origin, nonce, card, shared.now()));
    shared.metrics.card_seconds.observe(started.elapsed().as_secs_f64());
    Ok(checked?)
}

/// That somebody signed a document, and the responder's answer to keep with it; none in a declared outage.
pub(super) async fn signed(
    shared: &Shared,
    card: &Configuration,
    document: &[u8],
    signature: &DocumentSignature,
    signer: &PersonId,
) -> Result<(SignedDocument, Option<Vec<u8>>), Problem> {
    let unconfirmed = signing::check(document, signature, signer, card, shared.now())?;
    let nonce = Nonce::random(&mut OsRng);
    let (address, request) = (unconfirmed.certificate().ocsp_url(), unconfirmed.ocsp_request(&nonce));
    let asked = ask_responder(shared, address, request, nonce).await?;
    let signed = unconfirmed.confirm(asked.revocation(), shared.now())?;
    Ok((signed, asked.answer))
}

async fn ask_about(shared: &Shared, unconfirmed: &Unconfirmed<'_>) -> Result<Asked, Problem> {
    let nonce = Nonce::random(&mut OsRng);
    let request = unconfirmed.ocsp_request(&nonce);
    ask_responder(shared, unconfirmed.certificate().ocsp_url(), request, nonce).await
}

async fn ask_responder(
    shared: &Shared,
    address: Option<&str>,
    request: Vec<u8>,
    nonce: Nonce,
) -> Result<Asked, Problem> {
    let started = Instant::now();
    let answer = shared.responder.ask(address, request).await;
    shared.metrics.responder_seconds.observe(started.elapsed().as_secs_f64());
    match answer {
        Ok(answer) => Ok(Asked { answer: Some(answer), nonce }),
        Err(silent) if is_declared(shared).await? => {
            tracing::warn!(%silent, "a card is taken unchecked: two officials declared an outage");
            shared.metrics.sign_ins_unchecked.inc();
            Ok(Asked { answer: None, nonce })
        }
        Err(silent) => Err(Problem::silent_responder(&silent.to_string())),
    }
}

/// What two election managers consent to: the lines of the config, to the letter.
pub(super) fn outage_deed(outage: &OutageConfig) -> Result<DeedHash, Problem> {
    let (from, _) = outage.times().ok_or_else(|| Problem::internal("the outage has no times"))?;
    let content = Zeroizing::new(serde_json::to_vec(outage).map_err(Problem::internal)?);
    Ok(Proposal { kind: "outage".into(), election: None, made: UnixTime(from), content }.deed())
}

/// Whether an outage is configured for now and two officials consented to it.
async fn is_declared(shared: &Shared) -> Result<bool, Problem> {
    let Some(outage) = &shared.config.outage else { return Ok(false) };
    let now = shared.now().0;
    if outage.times().is_none_or(|(from, until)| !(from..until).contains(&now)) {
        return Ok(false);
    }
    let consenters = shared.store.consenters(&outage_deed(outage)?, UnixTime(i64::MIN)).await?;
    let managers = still_may(shared, consenters, Action::DeclareOutage, Scope::Everything).await?;
    Ok(managers.len() as u64 >= OFFICIALS_NEEDED)
}
