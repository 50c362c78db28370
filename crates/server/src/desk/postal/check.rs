//! What the population register says of requests: asked in the background, again until it answers; and what of it is shown.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use futures_util::{StreamExt as _, stream};
use tabella_desk_store::{Actor, PostalCase, PostalRefused, StoreError, Unchecked, Usage};
use tabella_identity::UnixTime;
use tabella_postal::{
    Form as Typed, State as At,
    register::{Record, Standing, Verdict},
};
use tabella_roll::RollEntry;

use super::Post;
use crate::desk::{
    gate::Caller,
    page::{Block, Fact, Form, go},
    policy::Action,
    problem::Problem,
    register::{Asker, Query, Unanswered},
    shared::{Served, Shared, rng},
    texts::Texts,
};

/// Why the register is asked, in questions and in the data log.
const PURPOSE: &str = "vote-by-post";
/// How often the store is looked at when nobody wakes the program: another process may have taken a request.
const LOOK: Duration = Duration::from_secs(5);
/// Requests read from the store at once.
const BATCH: u32 = 100;
/// Questions at the same time.
const IN_FLIGHT: usize = 4;
/// First and longest pause after a failure of the register.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));
/// First and longest time, in seconds, before the same request is asked about again, as long as it was asked about less than
/// [`OFTEN`] times.
const AGAIN: (i64, i64) = (60, 900);
/// So often in vain, and it is asked about less and less: every question is a line in the data log of the person.
const OFTEN: u64 = 8;
/// In the end once a day.
const DAY: i64 = 86_400;

/// States in which the office has not decided.
const UNDECIDED: [At; 3] = [At::Submitted, At::UnderReview, At::MoreInfoNeeded];

/// Why a request stays unchecked for now.
#[derive(Debug, thiserror::Error)]
enum CheckError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Refused(#[from] PostalRefused<std::convert::Infallible>),
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    #[error("no randomness")]
    Random,
}

/// Asks about every request that is open to a decision, for as long as the desk runs.
pub(in crate::desk) async fn check(shared: Arc<Shared>, served: Arc<Served>) {
    let (Ok(post), Some(asker)) = (Post::new(&shared, &served), &shared.register) else { return };
    let mut pause = PAUSES.0;
    loop {
        match post.check_all(asker).await {
            Ok(()) => {
                pause = PAUSES.0;
                tokio::select! {
                    () = post.postal.unchecked.notified() => {}
                    () = tokio::time::sleep(LOOK) => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, election = %served.id(), "requests wait for the population register");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSES.1);
            }
        }
    }
}

/// How many seconds after a question the same one is asked again; so often it was asked before, in vain.
fn again_after(tries: u64) -> i64 {
    if tries < OFTEN {
        (AGAIN.0 << tries).min(AGAIN.1)
    } else {
        (AGAIN.1 << (tries - OFTEN + 1).min(10)).min(DAY)
    }
}

impl Post<'_> {
    /// Asks about everything that is due. A register that is silent for one is not asked about others.
    async fn check_all(&self, asker: &Asker) -> Result<(), CheckError> {
        loop {
            let due = self.shared.store.postal_unchecked(self.served.id(), self.shared.now(), BATCH).await?;
            if due.is_empty() {
                return Ok(());
            }
            let failed = AtomicBool::new(false);
            let checked = stream::iter(due).map(|unchecked| async {
                if failed.load(Ordering::Relaxed) {
                    return Ok(());
                }
                let checked = self.check_one(asker, unchecked).await;
                let checked = checked.or_else(|error| match error {
                    // it waits by itself until it is due again
                    CheckError::Unanswered(why) if !why.is_of_all() => {
                        tracing::warn!(why = why.name(), election = %self.served.id(), "an answer of the population register is refused");
                        Ok(())
                    }
                    error => Err(error),
                });
                failed.fetch_or(checked.is_err(), Ordering::Relaxed);
                checked
            });
            let mut checked = checked.buffer_unordered(IN_FLIGHT);
            let mut outcome = Ok(());
            while let Some(one) = checked.next().await {
                outcome = outcome.and(one);
            }
            outcome?;
        }
    }

    /// Asks about one request. Before that it is written down, with when it is asked again should this process end.
    async fn check_one(&self, asker: &Asker, unchecked: Unchecked) -> Result<(), CheckError> {
        let (store, id, now) = (&self.shared.store, self.served.id(), self.shared.now());
        let due = UnixTime(now.0 + again_after(unchecked.tries));
        let Some(person) = store.claim_postal_check(id, &unchecked, due, now).await? else { return Ok(()) };
        let query = Query {
            person,
            purpose: PURPOSE,
            issue: unchecked.reference.to_string(),
            user: None,
            time: asker.time(),
        };
        let answered = asker.ask(query).await;
        self.shared.metrics.count_register(answered.as_ref().err());
        let record = answered?;
        let mut rng = rng().map_err(|_| CheckError::Random)?;
        let (office, now) = (self.office(), self.shared.now());
        match store.settle_postal_check(&office, &unchecked.reference, record.as_ref(), now, &mut rng).await {
            // its time of retention was over meanwhile
            Ok(_) | Err(PostalRefused::Scrubbed) => Ok(()),
            Err(refused) => Err(refused.into()),
        }
    }

    /// A new form, filled in with what is known. The register is asked if it answers at once; the look is written down.
    pub(super) async fn filled_in(&self, caller: &Caller, entry: &RollEntry) -> Result<Typed, Problem> {
        let record = self.own_record(caller).await?;
        let home = self.postal.rules.terms.home;
        Ok(record.map_or_else(|| Typed::prefilled(entry), |record| Typed::prefilled_by(entry, &record, home)))
    }

    async fn own_record(&self, caller: &Caller) -> Result<Option<Record>, Problem> {
        let Some(place) = self.shared.register.as_ref().and_then(Asker::place) else { return Ok(None) };
        let usage = Usage {
            person: caller.person.key,
            election: Some(*self.served.id()),
            at: self.shared.now(),
            actor: Actor::Person,
            deed: "ask-register",
            purpose: PURPOSE,
        };
        self.shared.store.log_usage(&usage).await?;
        let answered = place.ask(&caller.person.id, PURPOSE).await;
        self.shared.metrics.count_register(answered.as_ref().err());
        Ok(answered.unwrap_or_else(|why| {
            tracing::warn!(%why, "a form is filled in from the roll alone");
            None
        }))
    }

    /// How a request stands to the register.
    pub(super) fn standing(&self, verdict: Option<Verdict>) -> Standing {
        Standing::of(self.shared.register.is_some(), verdict)
    }

    /// The same, as long as it decides anything.
    pub(super) fn open_standing(&self, state: At, verdict: Option<Verdict>) -> Standing {
        if UNDECIDED.contains(&state) { self.standing(verdict) } else { Standing::NotAsked }
    }

    /// The same, and later as well, as long as papers can be stopped, that the person has died or is not known: an answer may
    /// come after the decision.
    pub(super) fn noted_standing(&self, state: At, verdict: Option<Verdict>) -> Standing {
        match verdict {
            Some(Verdict::NotFound | Verdict::Deceased) if !state.is_final() => self.standing(verdict),
            _ => self.open_standing(state, verdict),
        }
    }

    /// What the register said, beside what the person and the roll say.
    pub(super) async fn register_facts(&self, t: &Texts, case: &PostalCase) -> Result<Vec<Fact>, Problem> {
        let Some(check) = self.shared.store.postal_check(case).await? else {
            let standing = self.open_standing(case.state, case.verdict);
            let waits = (standing == Standing::Waits)
                .then(|| Fact::new(t.get("register-title"), t.get("register-waits")));
            return Ok(waits.into_iter().collect());
        };
        let verdict = t.get(&format!("register-{}", check.said.verdict.name()));
        let at = self.moment(t, check.at.0);
        let said = t.with("register-said", &[("verdict", verdict.into()), ("at", at.into())]);
        let mut facts = vec![Fact::new(t.get("register-title"), said)];
        for (item, text) in &check.said.differing {
            let field = t.get(&format!("field-{}", item.name()));
            let text = Some(text.expose().clone()).filter(|text| !text.is_empty());
            facts.push(Fact::new(
                t.with("register-has", &[("field", field.into())]),
                text.unwrap_or_else(|| t.get("nothing")),
            ));
        }
        Ok(facts)
    }

    /// What an official has to know of it before a decision, and sometimes after it.
    pub(super) fn register_note(&self, t: &Texts, case: &PostalCase) -> Option<Block> {
        let standing = self.noted_standing(case.state, case.verdict);
        let note = |key: &str| Some(Block::Note("warning", t.get(key)));
        match standing {
            Standing::Said(_) if !UNDECIDED.contains(&case.state) => note("case-register-decided"),
            Standing::Waits => note("case-register-waits"),
            Standing::Said(Verdict::Differs) => note("case-register-differs"),
            Standing::Said(Verdict::NotFound) => note("case-register-not-found"),
            Standing::Said(Verdict::Deceased) => note("case-register-deceased"),
            Standing::NotAsked | Standing::Said(Verdict::Agrees) => None,
        }
    }

    /// The form with which the register is asked again.
    pub(super) fn register_again(&self, t: &Texts, case: &PostalCase) -> Option<Block> {
        let standing = self.open_standing(case.state, case.verdict);
        let form = Form::post(format!("{}/requests/{}/register", self.office_path(), case.reference));
        (!standing.is_clean()).then(|| Block::Form(form.button(t.get("register-again"))))
    }
}

/// Lets the register be asked about a request again.
pub(in crate::desk) async fn again(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Path((election, reference)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let post = Post::of(&shared, &election)?;
    let case = post.case(&reference).await?;
    post.role(&caller, Action::DecidePostal, &case)?;
    if shared.register.is_none() {
        return Err(Problem::conflict("illegal-step", "no register is asked"));
    }
    if shared.store.ask_register_again(post.served.id(), &case.reference, shared.now()).await? {
        post.postal.unchecked.notify_one();
    }
    Ok(go(&format!("{}/requests/{}", post.office_path(), case.reference)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_end_once_a_day() {
        let pauses: Vec<_> = (0..16).map(again_after).collect();
        let quarters: Vec<_> = pauses[7..].iter().map(|pause| pause / 900).collect();
        assert_eq!(pauses[..8], [60, 120, 240, 480, 900, 900, 900, 900]);
        assert_eq!(quarters, [1, 2, 4, 8, 16, 32, 64, 96, 96]);
        assert_eq!(again_after(u64::MAX), DAY);
    }
}
