//! Preparing an election: drafts of manifests, filled in page by page, with a check list; fixed by two election managers. What is
//! lawful is decided in `tabella_prepare` and by the reader of manifests; here people are led.

mod definition;
mod fields;
mod fix;
mod form;
#[cfg(test)]
mod keys;
mod list;
mod overview;
mod place;
mod read;
mod words;

use axum::response::Response;
use tabella_desk_store::{DraftDeed, ElectionDraft};
use tabella_prepare::{CheckLine, Draft, check_list};
use tokio::sync::Semaphore;

#[cfg(test)]
pub(super) use self::keys::keys;
pub(super) use self::{
    definition::show as definition,
    fix::{ManifestDeed, act as fix, delete, fix_by_two, show as fix_ask},
    form::{item_save, item_show, save, show},
    list::{begin, list},
    overview::{manifest, overview},
};
use super::{
    gate::Caller,
    page::Visit,
    policy::{Action, Scope},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// The name of the one who asks, as the log of a draft has it.
pub(super) fn name(caller: &Caller) -> String {
    format!("{} {}", caller.person.given_name.expose(), caller.person.surname.expose())
}

/// Refuses whoever does not prepare elections: an election that is none yet has officials everywhere only.
fn may(caller: &Caller) -> Result<(), Problem> {
    caller.role(Action::PrepareElection, Scope::Everything).map(drop)
}

/// So many files and drafts are worked on at once, each with its thread and its memory; whoever comes later waits.
const AT_ONCE: usize = 4;

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Does what takes long beside what others ask for.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let place = PLACES.acquire().await.map_err(Problem::internal)?;
    let work = move || {
        // kept until the work is done, whether somebody still waits for it or not
        let _place = place;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}

/// A draft that somebody looks at.
struct At<'a> {
    shared: &'a Shared,
    caller: &'a Caller,
    kept: ElectionDraft,
    draft: Draft,
}

impl<'a> At<'a> {
    async fn of(shared: &'a Shared, caller: &'a Caller, number: &str) -> Result<Self, Problem> {
        may(caller)?;
        let missing = || Problem::not_found("draft");
        let number: u64 = number.parse().map_err(|_| missing())?;
        let kept = shared.store.election_draft(number).await?.ok_or_else(missing)?;
        let content = kept.content.clone();
        let draft = aside(move || Draft::read(&content)).await?.map_err(Problem::internal)?;
        Ok(Self { shared, caller, kept, draft })
    }

    /// Its check list.
    async fn checks(&self) -> Result<Vec<CheckLine>, Problem> {
        let draft = self.draft.clone();
        aside(move || check_list(&draft)).await
    }

    /// Where its pages are.
    fn path(&self, rest: &str) -> String {
        let number = self.kept.number;
        if rest.is_empty() { format!("{ROOT}/{number}") } else { format!("{ROOT}/{number}/{rest}") }
    }

    fn title(&self, visit: &Visit) -> String {
        words::title(visit.texts, &self.draft, self.kept.number)
    }

    fn is_fixed(&self) -> bool {
        self.kept.fixed.is_some()
    }

    /// What two officials consent to.
    fn hash(&self) -> [u8; 32] {
        tabella_crypto::hash::sha256(b"", &[self.draft.bytes()])
    }

    /// The draft's legal time zone; as long as it has none, UTC.
    fn zone(&self) -> (&str, jiff::tz::TimeZone) {
        let name = &*self.draft.facts().schedule.time_zone;
        tabella_prepare::zone::find(name).map_or(("UTC", jiff::tz::TimeZone::UTC), |zone| (name, zone))
    }

    /// The look at a page of the draft: the page says whose clocks its times are of.
    fn seen(&self, visit: Visit) -> Visit {
        visit.in_zone(self.zone().0)
    }

    /// On the calendar and the clocks of the draft's legal time.
    fn moment(&self, t: &Texts, at: i64) -> String {
        let at = jiff::Timestamp::from_second(at).unwrap_or_default();
        t.moment(self.zone().1.to_datetime(at))
    }

    fn deed<'d>(&self, section: &'d str, who: &'d str) -> DraftDeed<'d> {
        DraftDeed { section, official: self.caller.person.key, who, at: self.shared.now() }
    }
}

/// Where drafts are.
const ROOT: &str = "/office/prepare";
/// A draft as a ballot definition, behind its address.
const DEFINITION: &str = "ballot-definition.json";
/// The page that shows a draft as voters will see it; it is one of the booth's, and stands where the booth stands.
const PREVIEW: &str = "/vote/preview.html";

/// A file to keep.
fn file(bytes: Vec<u8>, name: &str) -> Response {
    use axum::{http::header, response::IntoResponse as _};
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::{AT_ONCE, aside};

    #[tokio::test(flavor = "multi_thread")]
    async fn no_more_at_once_than_there_are_places() {
        let (now, most) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
        let works = (0..5 * AT_ONCE).map(|_| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            tokio::spawn(aside(move || {
                let at_once = {
                    let mut now = now.lock().unwrap();
                    *now += 1;
                    *now
                };
                let mut most = most.lock().unwrap();
                *most = at_once.max(*most);
                drop(most);
                std::thread::sleep(Duration::from_millis(20));
                *now.lock().unwrap() -= 1;
            }))
        });
        for work in works.collect::<Vec<_>>() {
            work.await.unwrap().unwrap();
        }
        assert_eq!(*most.lock().unwrap(), AT_ONCE);
    }
}
