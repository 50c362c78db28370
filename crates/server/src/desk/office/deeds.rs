//! Critical deeds: one official proposes, another consents, and then it is done.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tabella_crypto::hash::{hex, parse_hex32};
use tabella_desk_store::{
    Actor, Change, DeedHash, Line, OFFICIALS_NEEDED, Office, Proposal, Role, Usage, Whose,
};
use tabella_election::UnitId;
use tabella_identity::{PersonId, UnixTime};
use tabella_roll::{Correction, Event, RollNumber, channel::ChannelRefusal, correction::Author, transition};
use zeroize::Zeroizing;

use super::{Decided, export, lines, two};
use crate::desk::{
    gate::{Caller, still_may},
    me::{alone, columns, refused},
    policy::{Action, Scope},
    postal::{self, Post, PostalStepDeed},
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// How long a proposal waits for its second official, in seconds.
pub(in crate::desk) const PROPOSAL_SECONDS: i64 = 7 * 86_400;

/// A deed that takes two officials.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(in crate::desk) enum Deed {
    /// Revoke the live credential of a line.
    Revoke { number: u64, reason: String },
    /// Correct what decides who votes on what.
    Correct { number: u64, changes: BTreeMap<String, String>, reason: String },
    /// Give an office.
    Appoint { person: String, role: String, district: Option<UnitId> },
    /// Take an office.
    Dismiss { person: String, role: String, district: Option<UnitId> },
    /// Hand the evidence out to an auditor.
    Export { recipient: String },
    /// Take a step with a request for a vote by post.
    Postal(PostalStepDeed),
}

impl Deed {
    fn kind(&self) -> &'static str {
        match self {
            Self::Revoke { .. } => "revoke",
            Self::Correct { .. } => "correct",
            Self::Appoint { .. } => "appoint",
            Self::Dismiss { .. } => "dismiss",
            Self::Export { .. } => "export",
            Self::Postal(_) => "postal",
        }
    }

    /// What both officials must be allowed to do.
    fn action(&self) -> Action {
        match self {
            // whoever decides who votes on what may change the roll
            Self::Correct { .. } => Action::ChangeRoll,
            Self::Revoke { .. } => Action::RevokeCredential,
            Self::Appoint { .. } | Self::Dismiss { .. } => Action::Appoint,
            Self::Export { .. } => Action::ExportEvidence,
            Self::Postal(_) => Action::DecidePostal,
        }
    }

    fn office(
        role: &str,
        election: Option<&Arc<Served>>,
        district: Option<&UnitId>,
    ) -> Result<Office, Problem> {
        let role = Role::from_word(role).ok_or_else(|| Problem::malformed("there is no such role"))?;
        if let Some(district) = district {
            let served = election.ok_or_else(|| Problem::malformed("a district is one of an election"))?;
            if !served.election.manifest().reporting_units.iter().any(|unit| unit.id == *district) {
                return Err(Problem::not_found("district"));
            }
        }
        Ok(Office { role, election: election.map(|served| *served.id()), district: district.cloned() })
    }
}

/// Where officials must hold office to take part in a deed.
enum Place {
    Everywhere,
    Election(Arc<Served>),
    District(Arc<Served>, UnitId),
}

impl Place {
    fn scope(&self) -> Scope<'_> {
        match self {
            Self::Everywhere => Scope::Everything,
            Self::Election(served) => Scope::Election(&served.election),
            Self::District(served, unit) => Scope::District(&served.election, unit),
        }
    }
}

/// Where a deed takes place; refuses what could never be done.
async fn place(shared: &Shared, election: Option<&Arc<Served>>, deed: &Deed) -> Result<Place, Problem> {
    match (deed, election) {
        (Deed::Revoke { number, .. } | Deed::Correct { number, .. }, Some(served)) => {
            let line = lines::line(shared, served, *number).await?;
            Ok(Place::District(Arc::clone(served), line.entry.district))
        }
        (Deed::Appoint { person, role, district } | Deed::Dismiss { person, role, district }, election) => {
            Deed::office(role, election, district.as_ref())?;
            PersonId::parse(person)
                .map_err(|error| Problem::malformed(format!("the personal code {error}")))?;
            Ok(election.cloned().map_or(Place::Everywhere, Place::Election))
        }
        (Deed::Export { recipient }, Some(served)) => {
            export::check_recipient(recipient)?;
            Ok(Place::Election(Arc::clone(served)))
        }
        (Deed::Postal(step), Some(served)) => {
            let district = step.district(&Post::new(shared, served)?).await?;
            Ok(Place::District(Arc::clone(served), district))
        }
        (Deed::Revoke { .. } | Deed::Correct { .. } | Deed::Export { .. } | Deed::Postal(_), None) => {
            Err(Problem::malformed("the deed is one of an election"))
        }
    }
}

/// Proposes a deed: 202 with what another official must consent to.
pub(in crate::desk) async fn propose(
    shared: &Shared,
    caller: &Caller,
    election: Option<&Arc<Served>>,
    deed: &Deed,
) -> Result<Response, Problem> {
    caller.role(deed.action(), place(shared, election, deed).await?.scope())?;
    let proposal = Proposal {
        kind: deed.kind().to_owned(),
        election: election.map(|served| *served.id()),
        made: shared.now(),
        content: Zeroizing::new(serde_json::to_vec(deed).map_err(|_| Problem::internal("a deed"))?),
    };
    let hash = shared.store.propose(&proposal, &caller.person.id, &mut rng()?).await?;
    let shown = json!({ "deed": hex(&hash.0), "consents": 1, "needed": OFFICIALS_NEEDED });
    Ok((StatusCode::ACCEPTED, Json(shown)).into_response())
}

fn read(shared: &Shared, proposal: &Proposal) -> Result<(Option<Arc<Served>>, Deed), Problem> {
    let deed = serde_json::from_slice(&proposal.content);
    let deed = deed.map_err(|_| Problem::internal("a proposal holds something else"))?;
    let served = proposal.election.map(|election| shared.served(&election.to_string()).cloned());
    Ok((served.transpose()?, deed))
}

/// The proposals that wait and that the caller may consent to; auditors see them all, without what they say.
pub(in crate::desk) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Problem> {
    let mut shown = Vec::new();
    for proposal in shared.store.proposals(UnixTime(shared.now().0 - PROPOSAL_SECONDS)).await? {
        let hash = proposal.deed();
        let (served, deed) = read(&shared, &proposal)?;
        let place = place(&shared, served.as_ref(), &deed).await;
        let may = place.is_ok_and(|place| caller.role(deed.action(), place.scope()).is_ok());
        let own = shared.store.consenters(&hash).await?.contains(&caller.person.id);
        if !may && !caller.offices.iter().any(|office| office.role == Role::Auditor) {
            continue;
        }
        shown.push(json!({
            "deed": hex(&hash.0),
            "kind": proposal.kind,
            "election": proposal.election.map(|election| election.to_string()),
            "made": proposal.made.0,
            "own": own,
            "content": may.then_some(&deed),
        }));
    }
    Ok(Json(json!({ "deeds": shown })))
}

/// Consents to a deed that somebody else proposed, and does it.
pub(in crate::desk) async fn consent(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(deed): Path<String>,
) -> Result<Response, Problem> {
    let hash = parse_hex32(&deed).map(DeedHash).map_err(|_| Problem::not_found("deed"))?;
    consent_to(&shared, &caller, &hash).await
}

/// Consents to the deed with this hash, and does it.
pub(in crate::desk) async fn consent_to(
    shared: &Shared,
    caller: &Caller,
    hash: &DeedHash,
) -> Result<Response, Problem> {
    let hash = *hash;
    let proposal = shared.store.proposal(&hash).await?.ok_or_else(|| Problem::not_found("deed"))?;
    let now = shared.now();
    let consenters = shared.store.consenters(&hash).await?;
    if consenters.is_empty() || now.0 - proposal.made.0 > PROPOSAL_SECONDS {
        return Err(Problem::conflict("deed-over", "the deed was done, or waited too long"));
    }
    let (served, deed) = read(shared, &proposal)?;
    let place = place(shared, served.as_ref(), &deed).await?;
    let role = caller.role(deed.action(), place.scope())?;
    if consenters.contains(&caller.person.id) {
        let words = "another official than those who consented already must consent";
        return Err(Problem::conflict("consented-already", words));
    }
    shared.store.consent(&hash, &caller.person.id, now, &mut rng()?).await?;
    let consenters = shared.store.consenters(&hash).await?;
    let officials = two(still_may(shared, consenters, deed.action(), place.scope()).await?)?;
    let actor = Actor::Office(role, caller.person.key);
    let doing = Doing { shared, hash, actor, officials, at: now };
    let response = doing.carry_out(served.as_ref(), deed).await?;
    tracing::info!(kind = proposal.kind, "two officials did a critical deed");
    Ok(response)
}

/// A deed that is being done.
struct Doing<'a> {
    shared: &'a Shared,
    hash: DeedHash,
    actor: Actor,
    officials: [PersonId; 2],
    at: UnixTime,
}

impl Doing<'_> {
    async fn carry_out(&self, served: Option<&Arc<Served>>, deed: Deed) -> Result<Response, Problem> {
        let store = &self.shared.store;
        match (deed, served) {
            (Deed::Revoke { number, reason }, Some(served)) => {
                self.change(served, number, &reason, None).await
            }
            (Deed::Correct { number, changes, reason }, Some(served)) => {
                let [one, other] = self.officials.clone();
                let (changes, author) = (columns(&changes)?, Author::Officials(one, other));
                let correction = Correction { number: RollNumber(number), changes, reason, author };
                let reason = correction.reason.clone();
                self.change(served, number, &reason, Some(correction)).await
            }
            (Deed::Appoint { person, role, district }, election) => {
                let (person, office) = Self::office(&person, &role, election, district.as_ref())?;
                store.use_consents(&self.hash).await?;
                store.appoint(&store.key().person(&person), &office, self.at).await?;
                Ok(Json(json!({ "done": "appoint" })).into_response())
            }
            (Deed::Dismiss { person, role, district }, election) => {
                let (person, office) = Self::office(&person, &role, election, district.as_ref())?;
                store.use_consents(&self.hash).await?;
                let held = store.dismiss(&store.key().person(&person), &office).await?;
                Ok(Json(json!({ "done": "dismiss", "held": held })).into_response())
            }
            (Deed::Export { recipient }, Some(served)) => {
                store.use_consents(&self.hash).await?;
                export::export(self.shared, served, &recipient, self.actor, self.at).await
            }
            (Deed::Postal(step), Some(served)) => {
                let Actor::Office(role, _) = self.actor else { return Err(Problem::forbidden()) };
                let post = Post::new(self.shared, served)?;
                postal::two_officials(&post, &step, &self.officials, role, self.at, &self.hash).await?;
                Ok(Json(json!({ "done": "postal" })).into_response())
            }
            (Deed::Revoke { .. } | Deed::Correct { .. } | Deed::Export { .. } | Deed::Postal(_), None) => {
                Err(Problem::internal("a proposal without its election"))
            }
        }
    }

    fn office(
        person: &str,
        role: &str,
        election: Option<&Arc<Served>>,
        district: Option<&UnitId>,
    ) -> Result<(PersonId, Office), Problem> {
        let person = PersonId::parse(person).map_err(|_| Problem::internal("a proposal about nobody"))?;
        Ok((person, Deed::office(role, election, district)?))
    }

    /// Corrects a line, or revokes its live credential, or both, in one transaction that uses the consents up.
    async fn change(
        &self,
        served: &Served,
        number: u64,
        reason: &str,
        correction: Option<Correction>,
    ) -> Result<Response, Problem> {
        let line = lines::line(self.shared, served, number).await?;
        let usage = Usage {
            person: self.shared.store.key().person(&line.entry.person.id),
            election: Some(*served.id()),
            at: self.at,
            actor: self.actor,
            deed: if correction.is_some() { "correct" } else { "revoke-credential" },
            purpose: "decision-of-two-officials",
        };
        let decided = Decided { served, officials: &self.officials, reason, at: self.at };
        let mut evidence_rng = rng()?;
        let decide = |line: &Line| -> Result<Change, Problem> {
            let (entry, revoke) = match &correction {
                None => (line.entry.clone(), true),
                Some(correction) => {
                    let corrected = correction.apply(&alone(&line.entry), &served.election)?;
                    (corrected.after, corrected.revoke && line.live.is_some())
                }
            };
            if !revoke {
                return Ok(Change { entry, channel: line.channel, entries: Vec::new() });
            }
            let live = line.live.ok_or(ChannelRefusal::NoCredential);
            let live = live.map_err(|why| Problem::conflict(why.name(), why))?;
            let rules = &served.election.manifest().rules;
            let (channel, _) = transition(line.channel, Event::CredentialRevoked, rules)
                .map_err(|why| Problem::conflict(why.name(), why))?;
            let entries = vec![decided.revocation(line.entry.number, live, &mut evidence_rng)?];
            Ok(Change { entry, channel, entries })
        };
        let whose = Whose::Number(RollNumber(number));
        let store = &self.shared.store;
        let changed = store.change(served.id(), whose, &usage, Some(&self.hash), decide, &mut rng()?).await;
        changed.map_err(refused)?;
        served.wake.notify_one();
        Ok(Json(json!({ "done": usage.deed })).into_response())
    }
}
