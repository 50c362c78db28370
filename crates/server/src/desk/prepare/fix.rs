//! Fixing a draft: one election manager proposes the bytes, another one consents to the same.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tabella_crypto::hash::{hex, parse_hex32};
use tabella_desk_store::{Consents, DeedHash, DraftDeed, Proposal, StoreError};
use tabella_identity::UnixTime;
use tabella_prepare::{Draft, check_list, is_ready};

use super::{At, ROOT, aside, name, words};
use crate::desk::{
    conduct::{grouped, refusals},
    gate::Caller,
    office::deeds::{self, Deed, consent_to, waited_too_long},
    page::{Block, Fact, Field, Form, Kind, Page, Visit, form::Sent, go},
    problem::Problem,
    shared::{Shared, rng},
};

/// The manifest that is to be fixed, as both officials see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::desk) struct ManifestDeed {
    draft: u64,
    /// Of its bytes.
    sha256: String,
}

/// A proposal that waits.
struct Waiting {
    deed: DeedHash,
    /// The caller proposed it.
    own: bool,
    made: i64,
}

/// What is fixed, and what stands in the way.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    Ok(at.fix_page(&visit, Vec::new()).await?.show(&visit))
}

/// Proposes, consents, or takes a proposal back.
pub(in crate::desk) async fn act(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let t = visit.texts;
    let stop = async |key: &str| -> Result<Response, Problem> {
        let mut page = at.fix_page(&visit, vec![t.get(key)]).await?;
        (page.status, page.problem) = (StatusCode::CONFLICT, Some("not-now"));
        Ok(page.show(&visit))
    };
    if at.is_fixed() {
        return stop("prepare-refused-fixed").await;
    }
    // what the page showed is what is proposed, consented to, taken back
    if sent.text("sha256") != hex(&at.hash()) {
        return stop("prepare-refused-other").await;
    }
    let waiting = at.waiting().await?;
    let who = name(&caller);
    let (number, version) = (at.kept.number, at.kept.version);
    match (sent.text("say"), waiting) {
        ("propose", Some(_)) => stop("proposed-already").await,
        ("propose", None) => {
            if !is_ready(&at.checks().await?) {
                return stop("prepare-refused-red").await;
            }
            let deed = Deed::Manifest(ManifestDeed { draft: number, sha256: hex(&at.hash()) });
            let proposal = deeds::proposal(&shared, &caller, None, &deed).await?;
            let proposal = (&proposal, &caller.person.id);
            let deed = at.deed("propose", &who);
            shared.store.propose_election_draft(number, version, deed, proposal, &mut rng()?).await?;
            tracing::info!(draft = number, "an official proposes to fix a draft of an election");
            Ok(go(&at.path("fix")))
        }
        ("consent" | "take-back", None) => stop("deed-gone").await,
        ("take-back", Some(waiting)) => {
            let deed = at.deed("take-back", &who);
            match shared
                .store
                .take_election_draft_back(number, version, deed, &waiting.deed, &mut rng()?)
                .await
            {
                Ok(()) => Ok(go(&at.path("fix"))),
                Err(StoreError::DeedDone) => stop("deed-gone").await,
                Err(error) => Err(error.into()),
            }
        }
        ("consent", Some(Waiting { own: true, .. })) => stop("second-official").await,
        ("consent", Some(_)) if !sent.ticked("sure") => stop("wrong-unsure").await,
        ("consent", Some(waiting)) => {
            consent_to(&shared, &caller, &waiting.deed).await?;
            Ok(go(&format!("{ROOT}/{number}")))
        }
        _ => Err(Problem::malformed("nothing of that kind is done here")),
    }
}

/// Deletes a draft that nobody has fixed or proposes to fix.
pub(in crate::desk) async fn delete(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &caller, &number).await?;
    let visit = at.seen(visit);
    let t = visit.texts;
    let stop = |problem: &'static str, words: String| {
        let mut page = Page::new(t.get("prepare-delete")).back(at.path(""), at.title(&visit));
        page.blocks.extend(refusals(t, vec![words]));
        (page.status, page.problem) = (StatusCode::CONFLICT, Some(problem));
        Ok(page.show(&visit))
    };
    if at.is_fixed() {
        return stop("draft-fixed", t.get("prepare-refused-fixed"));
    }
    if sent.text("version") != at.kept.version.to_string() {
        return stop("draft-changed", at.stale_words(t).await?);
    }
    if !sent.ticked("sure") {
        return stop("not-now", t.get("prepare-delete-unsure"));
    }
    let (number, version, who) = (at.kept.number, at.kept.version, name(&caller));
    let deed = at.deed("delete", &who);
    let waits = (waited_too_long(&shared), |proposal: &Proposal| at.is_fixed_by(proposal));
    match shared.store.delete_election_draft(number, version, deed, waits, &mut rng()?).await {
        Ok(()) => {
            tracing::info!(draft = number, "a draft of an election was deleted");
            Ok(go(ROOT))
        }
        Err(StoreError::DraftProposed) => stop("not-now", t.get("prepare-refused-proposed")),
        // somebody was faster by a moment
        Err(StoreError::DraftChanged) => stop("draft-changed", at.stale_words(t).await?),
        Err(error) => Err(error.into()),
    }
}

impl At<'_> {
    /// Whether these very bytes would be fixed by it.
    fn is_fixed_by(&self, proposal: &Proposal) -> bool {
        let deed = serde_json::from_slice::<Deed>(&proposal.content);
        matches!(deed, Ok(Deed::Manifest(deed)) if deed.draft == self.kept.number && deed.sha256 == hex(&self.hash()))
    }

    /// Who proposed these very bytes.
    async fn waiting(&self) -> Result<Option<Waiting>, Problem> {
        let since = waited_too_long(self.shared);
        for proposal in self.shared.store.proposals(since).await? {
            if !self.is_fixed_by(&proposal) {
                continue;
            }
            let (made, deed) = (proposal.made.0, proposal.deed());
            let consenters = self.shared.store.consenters(&deed, since).await?;
            if !consenters.is_empty() {
                return Ok(Some(Waiting { deed, own: consenters.contains(&self.caller.person.id), made }));
            }
        }
        Ok(None)
    }

    async fn fix_page(&self, visit: &Visit, wrong: Vec<String>) -> Result<Page, Problem> {
        let t = visit.texts;
        let mut page = Page::new(t.get("prepare-fix-title")).back(self.path(""), self.title(visit));
        if !wrong.is_empty() {
            page.blocks.extend(refusals(t, wrong));
        }
        if self.is_fixed() {
            page.blocks.extend(self.fixed(t).await?);
            page.push(Block::Go(self.path("manifest.json"), t.get("prepare-export-fixed")));
            return Ok(page);
        }
        page.push(Block::Text(t.get("prepare-fix-about")));
        let hash = hex(&self.hash());
        page.push(Block::Facts(vec![
            Fact::new(t.get("prepare-hash"), grouped(&hash)),
            Fact::new(t.get("prepare-id"), grouped(&self.id())),
        ]));
        let list = self.checks().await?;
        page.push(Block::Checks(words::checks(t, &list)));
        let form = |say: &str| {
            let form = Form::post(self.path("fix")).field(Field::hidden("say", say));
            form.field(Field::hidden("sha256", &hash))
        };
        let ready = is_ready(&list);
        match self.waiting().await? {
            None if ready => page.push(Block::Form(form("propose").button(t.get("propose")))),
            None => page.push(Block::Note("warning", t.get("prepare-refused-red"))),
            Some(waiting) => {
                page.push(Block::Heading(t.get("consent-title")));
                let made = self.moment(t, waiting.made);
                page.push(Block::Text(t.with("proposed-at", &[("made", made.into())])));
                if waiting.own {
                    page.push(Block::Note("warning", t.get("second-official")));
                } else {
                    let sure = Field::new("sure", t.get("prepare-sure"), Kind::Check(false));
                    page.push(Block::Form(form("consent").field(sure).button(t.get("consent-go"))));
                }
                page.push(Block::Form(form("take-back").other("go", "yes", t.get("take-back"))));
            }
        }
        Ok(page)
    }
}

/// Fixes what two officials consented to, if it still is that, and still in order.
pub(in crate::desk) async fn fix_by_two(
    shared: &Shared,
    caller: &Caller,
    deed: &ManifestDeed,
    now: UnixTime,
    consents: Consents<'_>,
) -> Result<Response, Problem> {
    let kept = shared.store.election_draft(deed.draft).await?.ok_or_else(|| Problem::not_found("draft"))?;
    let content = kept.content;
    let ready = aside(move || Draft::read(&content).map(|draft| is_ready(&check_list(&draft)))).await?;
    if !ready.map_err(Problem::internal)? {
        return Err(Problem::conflict("not-now", "the check list is not in order"));
    }
    let hash = parse_hex32(&deed.sha256).map_err(|_| Problem::internal("a proposal without a hash"))?;
    let who = name(caller);
    let done = DraftDeed { section: "fix", official: caller.person.key, who: &who, at: now };
    shared.store.fix_election_draft(deed.draft, &hash, done, consents, &mut rng()?).await?;
    tracing::info!(
        draft = deed.draft,
        sha256 = deed.sha256,
        "two officials fixed the manifest of an election"
    );
    Ok((StatusCode::OK, Json(json!({ "done": "manifest" }))).into_response())
}
