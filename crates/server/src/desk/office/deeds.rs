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
use tabella_crypto::{
    CompressedRistretto,
    hash::{hex, parse_hex32},
};
use tabella_desk_store::{
    Actor, Change, Consents, DeedHash, Line, OFFICIALS_NEEDED, Office, Proposal, Role, StoreError, Usage,
    Whose,
};
use tabella_election::UnitId;
use tabella_identity::{PersonId, UnixTime};
use tabella_roll::{
    Column, Correction, Event, RollNumber, channel::ChannelRefusal, correction::Author, transition,
};
use zeroize::Zeroizing;

use super::{Decided, export, lines, two};
use crate::desk::{
    conduct::{self, BoardDeed},
    gate::{Caller, still_may},
    me::{alone, columns, refused},
    policy::{Action, Scope},
    postal::{self, Post, PostalStepDeed},
    prepare::{self, ManifestDeed},
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// How long a proposal waits for its second official, in seconds.
pub(in crate::desk) const PROPOSAL_SECONDS: i64 = 7 * 86_400;

/// A deed that takes two officials.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(in crate::desk) enum Deed {
    /// Revoke this credential of a line, if it still is the live one.
    Revoke { number: u64, credential: String, reason: String },
    /// Correct what decides who votes on what, if it still reads as it did before.
    Correct {
        number: u64,
        before: BTreeMap<String, String>,
        changes: BTreeMap<String, String>,
        reason: String,
    },
    /// Give an office.
    Appoint { person: String, role: String, district: Option<UnitId> },
    /// Take an office.
    Dismiss { person: String, role: String, district: Option<UnitId> },
    /// Hand the evidence out to an auditor.
    Export { recipient: String },
    /// Take a step with a request for a vote by post.
    Postal(PostalStepDeed),
    /// Sign as the authority.
    Board(BoardDeed),
    /// Fix the manifest of an election that is prepared.
    Manifest(ManifestDeed),
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
            Self::Board(_) => "board",
            Self::Manifest(_) => "manifest",
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
            Self::Board(_) => Action::RunElection,
            Self::Manifest(_) => Action::PrepareElection,
        }
    }

    fn office(
        role: &str,
        election: Option<&Arc<Served>>,
        district: Option<&UnitId>,
    ) -> Result<Office, Problem> {
        let role = Role::from_word(role).ok_or_else(|| Problem::malformed("there is no such role"))?;
        Ok(Office { role, election: election.map(|served| *served.id()), district: district.cloned() })
    }
}

/// Where officials must hold office to take part in a deed.
enum Place {
    Everywhere,
    Election(Arc<Served>),
    /// Where a person lives, and where to that person moves.
    District(Arc<Served>, UnitId, Option<UnitId>),
}

impl Place {
    /// In all of these.
    fn scopes(&self) -> Vec<Scope<'_>> {
        match self {
            Self::Everywhere => vec![Scope::Everything],
            Self::Election(served) => vec![Scope::Election(&served.election)],
            Self::District(served, from, to) => [Some(from), to.as_ref()]
                .into_iter()
                .flatten()
                .map(|unit| Scope::District(&served.election, unit))
                .collect(),
        }
    }

    /// In which office the caller takes part.
    fn role(&self, caller: &Caller, action: Action) -> Result<Role, Problem> {
        let mut roles = Vec::new();
        for scope in self.scopes() {
            roles.push(caller.role(action, scope)?);
        }
        roles.first().copied().ok_or_else(Problem::forbidden)
    }

    /// Those who may take part now.
    async fn still_may(
        &self,
        shared: &Shared,
        mut people: Vec<PersonId>,
        action: Action,
    ) -> Result<Vec<PersonId>, Problem> {
        for scope in self.scopes() {
            people = still_may(shared, people, action, scope).await?;
        }
        Ok(people)
    }

    /// Refuses a line that lies somewhere else by now.
    fn holds(&self, line: &Line) -> Result<(), Problem> {
        match self {
            Self::District(_, unit, _) if line.entry.district != *unit => Err(line_changed()),
            _ => Ok(()),
        }
    }
}

fn line_changed() -> Problem {
    let words = "the line was changed after the deed was proposed: look at it and propose anew";
    Problem::conflict("line-changed", words)
}

/// Where a deed takes place; refuses what could never be done.
async fn place(shared: &Shared, election: Option<&Arc<Served>>, deed: &Deed) -> Result<Place, Problem> {
    match (deed, election) {
        (Deed::Revoke { number, .. }, Some(served)) => {
            let line = lines::line(shared, served, *number).await?;
            Ok(Place::District(Arc::clone(served), line.entry.district, None))
        }
        (Deed::Correct { number, changes, .. }, Some(served)) => {
            let line = lines::line(shared, served, *number).await?;
            let to = changes.get(Column::District.name()).map(|unit| UnitId::from(&**unit));
            Ok(Place::District(Arc::clone(served), line.entry.district, to))
        }
        (Deed::Appoint { person, role, district } | Deed::Dismiss { person, role, district }, election) => {
            Deed::office(role, election, district.as_ref())?;
            PersonId::parse(person)
                .map_err(|error| Problem::malformed(format!("the personal code {error}")))?;
            if matches!(deed, Deed::Appoint { .. }) {
                check_district(election, district.as_ref())?;
            }
            Ok(election.cloned().map_or(Place::Everywhere, Place::Election))
        }
        (Deed::Export { recipient }, Some(served)) => {
            export::check_recipient(recipient)?;
            Ok(Place::Election(Arc::clone(served)))
        }
        (Deed::Postal(step), Some(served)) => {
            let district = step.district(&Post::new(shared, served)?).await?;
            Ok(Place::District(Arc::clone(served), district, None))
        }
        (Deed::Board(_), Some(served)) => Ok(Place::Election(Arc::clone(served))),
        (Deed::Manifest(_), None) => Ok(Place::Everywhere),
        (Deed::Manifest(_), Some(_)) => Err(Problem::malformed("the deed is one of no election yet")),
        (
            Deed::Revoke { .. }
            | Deed::Correct { .. }
            | Deed::Export { .. }
            | Deed::Postal(_)
            | Deed::Board(_),
            None,
        ) => Err(Problem::malformed("the deed is one of an election")),
    }
}

/// Refuses an office in a district that is none.
fn check_district(election: Option<&Arc<Served>>, district: Option<&UnitId>) -> Result<(), Problem> {
    let Some(district) = district else { return Ok(()) };
    let served = election.ok_or_else(|| Problem::malformed("a district is one of an election"))?;
    if served.election.manifest().reporting_units.iter().any(|unit| unit.id == *district) {
        Ok(())
    } else {
        Err(Problem::not_found("district"))
    }
}

/// Proposes a deed: 202 with what another official must consent to.
pub(in crate::desk) async fn propose(
    shared: &Shared,
    caller: &Caller,
    election: Option<&Arc<Served>>,
    deed: &Deed,
) -> Result<Response, Problem> {
    let proposal = proposal(shared, caller, election, deed).await?;
    let hash = shared.store.propose(&proposal, &caller.person.id, &mut rng()?).await?;
    let shown = json!({ "deed": hex(&hash.0), "consents": 1, "needed": OFFICIALS_NEEDED });
    Ok((StatusCode::ACCEPTED, Json(shown)).into_response())
}

/// A deed as somebody proposes it who may.
pub(in crate::desk) async fn proposal(
    shared: &Shared,
    caller: &Caller,
    election: Option<&Arc<Served>>,
    deed: &Deed,
) -> Result<Proposal, Problem> {
    place(shared, election, deed).await?.role(caller, deed.action())?;
    if let Deed::Dismiss { person, role, district } = deed {
        let (person, office) = Doing::office(person, role, election, district.as_ref())?;
        // whatever the office is: those of the config have districts without an election
        if !shared.store.offices(&shared.store.key().person(&person)).await?.contains(&office) {
            return Err(StoreError::NotHeld.into());
        }
    }
    Ok(Proposal {
        kind: deed.kind().to_owned(),
        election: election.map(|served| *served.id()),
        made: shared.now(),
        content: Zeroizing::new(serde_json::to_vec(deed).map_err(|_| Problem::internal("a deed"))?),
    })
}

fn read(shared: &Shared, proposal: &Proposal) -> Result<(Option<Arc<Served>>, Deed), Problem> {
    let deed = serde_json::from_slice(&proposal.content);
    let deed = deed.map_err(|_| Problem::internal("a proposal holds something else"))?;
    let served = proposal.election.map(|election| shared.served(&election.to_string()).cloned());
    Ok((served.transpose()?, deed))
}

/// Proposals and consents up to then are over.
pub(in crate::desk) fn waited_too_long(shared: &Shared) -> UnixTime {
    UnixTime(shared.now().0 - PROPOSAL_SECONDS)
}

/// The proposals that wait and that the caller may consent to; auditors see them all. What one says is shown by [`look`].
pub(in crate::desk) async fn list(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Value>, Problem> {
    let mut shown = Vec::new();
    for proposal in shared.store.proposals(waited_too_long(&shared)).await? {
        let hash = proposal.deed();
        // of an election that is served no longer, or of another version of this program
        let Ok((served, deed)) = read(&shared, &proposal) else { continue };
        let place = place(&shared, served.as_ref(), &deed).await;
        let may = place.is_ok_and(|place| place.role(&caller, deed.action()).is_ok());
        let own = shared.store.consenters(&hash, waited_too_long(&shared)).await?.contains(&caller.person.id);
        if !may && !caller.offices.iter().any(|office| office.role == Role::Auditor) {
            continue;
        }
        shown.push(json!({
            "deed": hex(&hash.0),
            "kind": proposal.kind,
            "election": proposal.election.map(|election| election.to_string()),
            "made": proposal.made.0,
            "own": own,
        }));
    }
    Ok(Json(json!({ "deeds": shown })))
}

/// Shows what a proposal says to those who may consent to it. First it is written down who looked.
pub(in crate::desk) async fn look(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path(deed): Path<String>,
) -> Result<Json<Value>, Problem> {
    let hash = parse_hex32(&deed).map(DeedHash).map_err(|_| Problem::not_found("deed"))?;
    let proposal = shared.store.proposal(&hash).await?.ok_or_else(|| Problem::not_found("deed"))?;
    let since = waited_too_long(&shared);
    if shared.store.consenters(&hash, since).await?.is_empty() || proposal.made <= since {
        return Err(Problem::over());
    }
    let (served, deed) = read(&shared, &proposal)?;
    let role = place(&shared, served.as_ref(), &deed).await?.role(&caller, deed.action())?;
    shared.limits.take_look(&caller.person.key)?;
    let person = match (&deed, &served) {
        (Deed::Revoke { number, .. } | Deed::Correct { number, .. }, Some(served)) => {
            Some(lines::line(&shared, served, *number).await?.entry.person.id)
        }
        (Deed::Appoint { person, .. } | Deed::Dismiss { person, .. }, _) => PersonId::parse(person).ok(),
        _ => None,
    };
    if let Some(person) = person {
        let usage = Usage {
            person: shared.store.key().person(&person),
            election: proposal.election,
            at: shared.now(),
            actor: Actor::Office(role, caller.person.key),
            deed: "look",
            purpose: "decision-of-two-officials",
        };
        shared.store.log_usage(&usage).await?;
    }
    shared.metrics.looks.inc();
    Ok(Json(json!({ "kind": proposal.kind, "made": proposal.made.0, "content": deed })))
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
    let (now, since) = (shared.now(), waited_too_long(shared));
    let mut consenters = shared.store.consenters(&hash, since).await?;
    if consenters.is_empty() || proposal.made <= since {
        return Err(Problem::over());
    }
    let (served, deed) = read(shared, &proposal)?;
    let place = place(shared, served.as_ref(), &deed).await?;
    let role = place.role(caller, deed.action())?;
    if consenters.contains(&caller.person.id) {
        let words = "another official than those who consented already must consent";
        return Err(Problem::conflict("consented-already", words));
    }
    consenters.push(caller.person.id.clone());
    let officials = match two(place.still_may(shared, consenters, deed.action()).await?) {
        Ok(officials) => officials,
        Err(problem) => {
            // whoever proposed it is no longer in office: this one waits for another
            shared.store.consent(&hash, &caller.person.id, now, &mut rng()?).await?;
            return Err(problem);
        }
    };
    let actor = Actor::Office(role, caller.person.key);
    // the last consent is given, all are used up and the deed is done in one transaction
    let consents = Consents { deed: &hash, since, last: Some((&caller.person.id, now)) };
    let doing = Doing { shared, caller, place: &place, consents, actor, officials, at: now };
    let response = doing.carry_out(served.as_ref(), deed).await?;
    tracing::info!(kind = proposal.kind, "two officials did a critical deed");
    Ok(response)
}

/// What two officials agreed on about a line, with the line as they saw it.
enum Agreed {
    /// This credential is revoked.
    Revocation(CompressedRistretto),
    /// The columns that change read so before.
    Correction { before: BTreeMap<Column, String>, correction: Correction },
}

impl Agreed {
    /// Refuses a line that is another by now: what the first official saw is not what would be changed.
    fn still_holds(&self, line: &Line) -> Result<(), Problem> {
        let same = match self {
            // a line without any has a name of its own
            Self::Revocation(credential) => line.live.is_none_or(|live| live == *credential),
            Self::Correction { before, .. } => {
                before.iter().all(|(column, text)| line.entry.text(*column) == *text)
            }
        };
        if same { Ok(()) } else { Err(line_changed()) }
    }
}

/// A deed that is being done.
struct Doing<'a> {
    shared: &'a Shared,
    caller: &'a Caller,
    place: &'a Place,
    consents: Consents<'a>,
    actor: Actor,
    officials: [PersonId; 2],
    at: UnixTime,
}

impl Doing<'_> {
    async fn carry_out(&self, served: Option<&Arc<Served>>, deed: Deed) -> Result<Response, Problem> {
        let store = &self.shared.store;
        match (deed, served) {
            (Deed::Revoke { number, credential, reason }, Some(served)) => {
                let credential = parse_hex32(&credential).map(CompressedRistretto);
                let credential =
                    credential.map_err(|_| Problem::internal("a proposal about no credential"))?;
                self.change(served, number, &reason, &Agreed::Revocation(credential)).await
            }
            (Deed::Correct { number, before, changes, reason }, Some(served)) => {
                let [one, other] = self.officials.clone();
                let (changes, author) = (columns(&changes)?, Author::Officials(one, other));
                let correction =
                    Correction { number: RollNumber(number), changes, reason: reason.clone(), author };
                let agreed = Agreed::Correction { before: columns(&before)?, correction };
                self.change(served, number, &reason, &agreed).await
            }
            (Deed::Appoint { person, role, district }, election) => {
                let (person, office) = Self::office(&person, &role, election, district.as_ref())?;
                let person = store.key().person(&person);
                store.appoint_by_two(&person, &office, self.consents, self.at, &mut rng()?).await?;
                Ok(Json(json!({ "done": "appoint" })).into_response())
            }
            (Deed::Dismiss { person, role, district }, election) => {
                let (person, office) = Self::office(&person, &role, election, district.as_ref())?;
                let person = store.key().person(&person);
                store.dismiss_by_two(&person, &office, self.consents, &mut rng()?).await?;
                Ok(Json(json!({ "done": "dismiss" })).into_response())
            }
            (Deed::Export { recipient }, Some(served)) => {
                export::begin(self.shared, served, recipient, self.actor, self.consents).await
            }
            (Deed::Postal(step), Some(served)) => {
                let Actor::Office(role, _) = self.actor else { return Err(Problem::forbidden()) };
                let post = Post::new(self.shared, served)?;
                postal::two_officials(&post, &step, &self.officials, role, self.at, self.consents).await?;
                Ok(Json(json!({ "done": "postal" })).into_response())
            }
            (Deed::Board(deed), Some(served)) => {
                conduct::sign_by_two(self.shared, served, &deed, self.at, self.consents).await
            }
            (Deed::Manifest(deed), None) => {
                prepare::fix_by_two(self.shared, self.caller, &deed, self.at, self.consents).await
            }
            (Deed::Manifest(_), Some(_)) => Err(Problem::internal("a proposal of an election")),
            (
                Deed::Revoke { .. }
                | Deed::Correct { .. }
                | Deed::Export { .. }
                | Deed::Postal(_)
                | Deed::Board(_),
                None,
            ) => Err(Problem::internal("a proposal without its election")),
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
        agreed: &Agreed,
    ) -> Result<Response, Problem> {
        let line = lines::line(self.shared, served, number).await?;
        let usage = Usage {
            person: self.shared.store.key().person(&line.entry.person.id),
            election: Some(*served.id()),
            at: self.at,
            actor: self.actor,
            deed: match agreed {
                Agreed::Revocation(_) => "revoke-credential",
                Agreed::Correction { .. } => "correct",
            },
            purpose: "decision-of-two-officials",
        };
        let decided = Decided { served, officials: &self.officials, reason, at: self.at };
        let mut evidence_rng = rng()?;
        let decide = |line: &Line| -> Result<Change, Problem> {
            agreed.still_holds(line)?;
            self.place.holds(line)?;
            let (entry, revoke) = match agreed {
                Agreed::Revocation(_) => (line.entry.clone(), true),
                Agreed::Correction { correction, .. } => {
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
        let changed =
            store.change(served.id(), whose, &usage, Some(self.consents), decide, &mut rng()?).await;
        changed.map_err(refused)?;
        served.wake.notify_one();
        Ok(Json(json!({ "done": usage.deed })).into_response())
    }
}
