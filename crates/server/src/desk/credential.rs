//! Credentials (protocol section 9): the challenge, the request, and where the entry stands.

use std::{sync::Arc, time::Instant};

use axum::{
    Extension, Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tabella_crypto::{
    CompressedRistretto,
    authorisation::Authorisation,
    hash::{hex, parse_hex32},
};
use tabella_desk_store::{About, Actor, Change, Line, NewEntry, Usage, Whose};
use tabella_election::Signed;
use tabella_roll::{
    credential::{
        Authorization, CredentialRequest, Live, NONCE_SECONDS, ServerNonce, Situation, TakenNonce, approve,
    },
    eligibility::{NotEligible, eligible},
};
use tower_sessions::Session;
use utoipa::ToSchema;

use super::{
    apart::apart,
    card,
    gate::Caller,
    input::Input,
    me::{line_of, refused},
    problem::Problem,
    session,
    shared::{Served, Shared, rng},
};

fn purpose(served: &Served) -> String {
    format!("credential/{}", served.id())
}

fn live_text(live: Option<&CompressedRistretto>) -> Option<String> {
    live.map(|live| hex(live.as_bytes()))
}

/// The registrar's part of the authorization, and the credential that the new one replaces.
pub(super) async fn challenge(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
    session: Session,
) -> Result<Json<Value>, Problem> {
    let served = shared.served(&election)?;
    let key = session::key(&session).ok_or_else(Problem::signed_out)?;
    let line = line_of(&shared, served, &caller).await?.ok_or(NotEligible::NotOnRoll)?;
    let now = shared.now();
    eligible(Some(&line.entry), &served.election, served.closes(), line.channel, now)?;
    let nonce = ServerNonce::generate(&mut rng()?);
    shared.store.ask(&key, &purpose(served), &nonce.0, now).await?;
    Ok(Json(json!({
        "server_nonce": hex(&nonce.0),
        "replaces": live_text(line.live.as_ref()),
        "origin": shared.config.origin,
        "expires": now.0 + NONCE_SECONDS,
    })))
}

/// A request for a credential. Points and scalars are 64 hexadecimal digits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    /// P.
    credential: String,
    /// The live credential, as the challenge told.
    replaces: Option<String>,
    /// K of the proof of possession.
    key: String,
    /// z of the proof of possession.
    z: String,
    /// The Web eID authentication token for the authorization, in one text.
    token: String,
}

impl Request {
    fn read(self) -> Result<CredentialRequest, Problem> {
        let bytes = |text: &str| {
            parse_hex32(text).map_err(|_| Problem::malformed("points and scalars are 64 hexadecimal digits"))
        };
        let point = |text: &str| bytes(text).map(CompressedRistretto);
        Ok(CredentialRequest {
            credential: point(&self.credential)?,
            replaces: self.replaces.as_deref().map(point).transpose()?,
            possession: Authorisation { key: point(&self.key)?, z: bytes(&self.z)? },
            token: self.token.into_bytes(),
        })
    }
}

/// Gives a credential: signed, in the outbox, with its evidence, in one transaction.
pub(super) async fn give(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
    session: Session,
    Input(request): Input<Request>,
) -> Result<Json<Value>, Problem> {
    let served = shared.served(&election)?;
    let key = session::key(&session).ok_or_else(Problem::signed_out)?;
    // out of the store before anything is looked at
    let taken =
        shared.store.take_challenge(&key, &purpose(served)).await?.ok_or_else(Problem::no_challenge)?;
    let nonce = TakenNonce { nonce: ServerNonce(*taken.0), issued: taken.1 };
    let request = request.read()?;
    let authorization =
        Authorization::new(served.id(), &request.credential, request.replaces.as_ref(), &nonce.nonce);
    let asked = card::ask(&shared, &served.card, &request.token, &authorization.challenge_nonce()).await?;

    let now = shared.now();
    let usage = Usage {
        person: caller.person.key,
        election: Some(*served.id()),
        at: now,
        actor: Actor::Person,
        deed: "give-credential",
        purpose: "vote-online",
    };
    let (mut evidence_rng, mut store_rng) = (rng()?, rng()?);
    let decide = |line: &Line| -> Result<Change, Problem> {
        let eligible = eligible(Some(&line.entry), &served.election, served.closes(), line.channel, now)?;
        let chain_length = u32::try_from(line.chain_length).unwrap_or(u32::MAX);
        let situation = Situation {
            election: &served.election,
            session: &caller.person.id,
            eligible,
            live: line.live.map(|credential| Live { credential, chain_length }),
            nonce,
            origin: &shared.config.origin,
            revocation: asked.revocation(),
            now,
        };
        let approved = apart(|| approve(&request, &situation, &served.card, &mut evidence_rng))?;
        let signed = Signed::sign(approved.credential().clone(), served.id(), &served.registrar);
        let about = About::Credential { credential: request.credential, replaces: request.replaces };
        let opening = approved.opening();
        let entry = NewEntry {
            about,
            entry: signed.encode().to_vec(),
            nonce: opening.nonce,
            evidence: opening.evidence.clone(),
        };
        Ok(Change { entry: line.entry.clone(), channel: approved.channel(), entries: vec![entry] })
    };
    let whose = Whose::Person(caller.person.key);
    let started = Instant::now();
    let line = shared.store.change(served.id(), whose, &usage, None, decide, &mut store_rng).await;
    shared.metrics.transaction_seconds.observe(started.elapsed().as_secs_f64());
    let line = line.map_err(refused)?;
    served.wake.notify_one();
    shared.mail.notify_one();
    shared.metrics.credentials.inc();
    Ok(Json(json!({
        "credential": live_text(line.live.as_ref()),
        "channel": line.channel.to_string(),
        "style": line.entry.style.as_str(),
        "weight": line.entry.weight,
        "index": null,
    })))
}

/// The person's live credential and where on the board it stands; and the newest one, if the board refused it.
pub(super) async fn status(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(election): Path<String>,
) -> Result<Json<Value>, Problem> {
    let served = shared.served(&election)?;
    let line = line_of(&shared, served, &caller).await?.ok_or(NotEligible::NotOnRoll)?;
    let index = match &line.live {
        Some(live) => shared.store.place_of(served.id(), live.as_bytes()).await?,
        None => None,
    };
    let refused = shared.store.refusal_of(served.id(), line.entry.number).await?;
    let refused = refused
        .map(|(credential, problem)| json!({ "credential": hex(credential.as_bytes()), "problem": problem }));
    Ok(Json(json!({
        "credential": live_text(line.live.as_ref()),
        "channel": line.channel.to_string(),
        "style": line.entry.style.as_str(),
        "weight": line.entry.weight,
        "index": index,
        "refused": refused,
    })))
}
