//! What a program does by itself: ends what is overdue, measures how long things take.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use tabella_desk_store::{PostalRefused, Role};
use tabella_identity::UnixTime;
use tabella_postal::{
    Act, Actor, Form, Place, Reason, State, Step,
    deadline::{Deadlines, Window},
    expected::medians,
};

use super::Post;
use crate::desk::{
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// How often.
const LOOK: Duration = Duration::from_secs(60);
/// Requests ended at once.
const LINES: u32 = 500;
/// What lies longer ago says nothing of today, in seconds.
const MEASURED: i64 = 90 * 86_400;

/// Looks after an election's votes by post, for as long as the desk runs.
pub(in crate::desk) async fn keep(shared: Arc<Shared>, served: Arc<Served>) {
    let Ok(post) = Post::new(&shared, &served) else { return };
    loop {
        if let Err(problem) = post.end_overdue().await {
            tracing::warn!(?problem, election = %served.id(), "what is overdue stays for now");
        }
        if let Err(problem) = post.remind().await {
            tracing::warn!(?problem, election = %served.id(), "nobody is reminded for now");
        }
        if let Err(problem) = post.measure().await {
            tracing::warn!(?problem, election = %served.id(), "expected times stay as they are");
        }
        tokio::time::sleep(LOOK).await;
    }
}

impl Post<'_> {
    async fn measure(&self) -> Result<(), Problem> {
        let since = UnixTime(self.shared.now().0 - MEASURED);
        let stays = self.shared.store.postal_stays(self.served.id(), since).await?;
        *self.postal.expected.lock().unwrap_or_else(PoisonError::into_inner) = medians(stays);
        Ok(())
    }

    /// Reminds of drafts whose deadline is near. Who has not chosen where the papers go has until the last deadline that there
    /// is.
    async fn remind(&self) -> Result<(), Problem> {
        let (now, before) = (self.shared.now(), self.postal.rules.remind);
        let mut until = BTreeMap::new();
        for place in Place::ALL {
            if let Some(deadlines) = Deadlines::of(&self.served.election, place)? {
                until.insert(place.kind(), deadlines.apply_until.0);
            }
        }
        let near = |until: i64| (until - before..=until).contains(&now.0);
        if before == 0 || !until.values().any(|until| near(*until)) {
            return Ok(());
        }
        let due = |form: &Form| {
            let chosen = form.deliver_to.map(|to| until.get(to.place().kind()));
            let until = chosen.unwrap_or_else(|| until.values().max()).copied()?;
            near(until).then_some(UnixTime(until))
        };
        let reminded =
            self.shared.store.remind_of_postal_drafts(self.served.id(), due, now, &mut rng()?).await?;
        if reminded > 0 {
            self.shared.mail.notify_one();
        }
        Ok(())
    }

    /// Ends requests whose time is over; envelopes that were not mended in time are rejected.
    async fn end_overdue(&self) -> Result<(), Problem> {
        let (now, id) = (self.shared.now(), self.served.id());
        let mut closed = Vec::new();
        for place in Place::ALL {
            let deadlines = Deadlines::of(&self.served.election, place)?;
            if deadlines.is_some_and(|deadlines| deadlines.to_return(now) == Window::Over) {
                closed.push(place);
            }
        }
        if closed.len() == Place::ALL.len() {
            // nobody can send what is only typed
            self.shared.store.forget_postal_drafts(id, now).await?;
        }
        for (reference, state) in self.shared.store.postal_overdue(id, now, &closed, LINES).await? {
            let act = Act::new(Actor::System, now);
            let (step, act) = match state {
                State::Deficient => (Step::Reject, act.because(Reason::NoResponse, "")),
                _ => (Step::Expire, act),
            };
            let case = self.case(&reference.to_string()).await?;
            match self.step(&case, step, &act, Role::PostalOfficer, None).await {
                // who was asked and has not answered is the office's to refuse, until the time of the vote is over
                Ok(_) | Err(PostalRefused::Step(_)) => {}
                Err(refused) => return Err(refused.into()),
            }
        }
        Ok(())
    }
}
