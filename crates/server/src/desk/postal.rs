//! Votes by post over HTTP: the citizen's pages and the office's. What follows is decided by `tabella_postal`, and written by
//! the store in one transaction.

mod apply;
mod batches;
mod check;
mod contact;
mod enter;
mod fields;
mod papers;
mod refusal;
mod request;
mod returns;
mod sign;
mod step;
mod upkeep;
mod work;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::{Timestamp, tz::TimeZone};
use tabella_desk_store::{PostalCase, PostalOffice};
use tabella_postal::{
    Asking, Reference, State, deadline,
    expected::{Expected, Span},
};
use tabella_roll::{Channel, PostalStage};
use tokio::sync::Notify;

pub(super) use self::{
    apply::{before, begin, save, shown},
    batches::{
        act as batch_act, file as batch_file, file_of_one, list as batches, make as make_batch, show as batch,
    },
    check::{again as register_again, check},
    contact::{ask as contact_ask, take as contact_take},
    enter::{ask as enter_ask, file as enter_file, look as enter_look},
    papers::{confirmation, of_batch as batch_papers, of_one as papers_of_one, reconciliation},
    request::{ask as request_ask, show as request, take as request_take},
    returns::{balance, balance_csv, scan, scanned},
    sign::{demo as sign_demo, read as sign_read, sign},
    step::{PostalStepDeed, decide, picture, second, show as case_page, two_officials},
    upkeep::keep,
    work::{bulk, list as work},
};
use super::{
    config::PostalRules,
    gate::Caller,
    problem::Problem,
    shared::{Served, Shared},
    texts::Texts,
};

/// What an election's votes by post need besides the election.
pub(super) struct Postal {
    rules: PostalRules,
    zone: TimeZone,
    /// How long requests stay where, as measured.
    expected: Mutex<BTreeMap<State, Expected>>,
    /// There is a request about which the register is to be asked.
    unchecked: Notify,
}

impl Postal {
    pub(super) fn new(
        rules: PostalRules,
        election: &tabella_election::Election,
    ) -> Result<Self, deadline::DeadlineError> {
        Ok(Self {
            rules,
            zone: deadline::legal_zone(election)?,
            expected: Mutex::default(),
            unchecked: Notify::new(),
        })
    }
}

/// An election with its votes by post.
#[derive(Clone, Copy)]
pub(super) struct Post<'a> {
    shared: &'a Shared,
    served: &'a Arc<Served>,
    postal: &'a Postal,
}

impl<'a> Post<'a> {
    pub(super) fn new(shared: &'a Shared, served: &'a Arc<Served>) -> Result<Self, Problem> {
        let postal = served.postal.as_ref().ok_or_else(|| Problem::not_found("vote by post"))?;
        Ok(Self { shared, served, postal })
    }

    /// Of the election with this id.
    fn of(shared: &'a Shared, election: &str) -> Result<Self, Problem> {
        Self::new(shared, shared.served(election)?)
    }

    /// Where the citizen's pages are.
    pub(super) fn path(&self) -> String {
        format!("/postal/{}", self.served.id())
    }

    /// Where the office's pages are.
    fn office_path(&self) -> String {
        format!("/office/{}", self.served.id())
    }

    fn office(&self) -> PostalOffice<'_> {
        let PostalRules { terms, limits, .. } = &self.postal.rules;
        let asks_register = self.shared.register.is_some();
        PostalOffice { election: &self.served.election, terms, limits, asks_register }
    }

    /// On the calendar and the clocks of legal time.
    fn moment(&self, t: &Texts, at: i64) -> String {
        t.moment(self.postal.zone.to_datetime(Timestamp::from_second(at).unwrap_or_default()))
    }

    /// How long a state usually lasts; none if too few were measured.
    fn expected(&self, t: &Texts, state: State) -> Option<String> {
        let expected = self.postal.expected.lock().unwrap_or_else(PoisonError::into_inner);
        let expected = expected.get(&state).copied()?;
        let (key, number) = match expected.span() {
            Span::Minutes(minutes) => ("span-minutes", minutes),
            Span::Hours(hours) => ("span-hours", hours),
            Span::Days(days) => ("span-days", days),
        };
        let span = t.with(key, &[("number", number.into())]);
        let count = u64::try_from(expected.count).unwrap_or(u64::MAX);
        Some(t.with("expected", &[("span", span.into()), ("count", count.into())]))
    }

    /// Which vote counts for somebody who could vote online and by post: the manifest's precedence, and how far both are.
    /// Nothing where nobody votes online.
    pub(super) fn which_counts(&self, t: &Texts, channel: Channel) -> Option<String> {
        if !self.served.online {
            return None;
        }
        let paper_wins = self.served.election.manifest().rules.paper_precedence;
        let out =
            matches!(channel, Channel::Postal { stage: PostalStage::Dispatched | PostalStage::Returned, .. });
        Some(t.get(match channel {
            Channel::Paper => "counts-paper",
            _ if paper_wins => "counts-paper-first",
            Channel::Online => "counts-online-final",
            _ if out => "counts-papers-out",
            _ => "counts-one-way",
        }))
    }

    /// A word of a request as the office says it: the person's own where there is no other.
    fn word(t: &Texts, kind: &str, name: &str) -> String {
        t.find(&format!("office-{kind}-{name}")).unwrap_or_else(|| t.get(&format!("{kind}-{name}")))
    }

    /// A reporting unit by its name, in the language of the page if it has one there.
    fn district(&self, t: &Texts, id: &str) -> String {
        let manifest = self.served.election.manifest();
        let unit = manifest.reporting_units.iter().find(|unit| unit.id.as_str() == id);
        let mut languages = [t.code(), "en"].into_iter().chain(manifest.languages.iter().map(String::as_str));
        let name = unit.and_then(|unit| languages.find_map(|language| unit.name.get(language)));
        name.unwrap_or(id).to_owned()
    }

    /// A request of this person; somebody else's is not there.
    async fn own_case(&self, caller: &Caller, reference: &str) -> Result<PostalCase, Problem> {
        let reference: Reference = reference.parse().map_err(|_| Problem::not_found("request"))?;
        let cases = self.shared.store.postal_cases_of(self.served.id(), &caller.person.key).await?;
        cases
            .into_iter()
            .find(|case| case.reference == reference)
            .ok_or_else(|| Problem::not_found("request"))
    }

    /// Any request, for the office.
    async fn case(&self, reference: &str) -> Result<PostalCase, Problem> {
        let reference: Reference = reference.parse().map_err(|_| Problem::not_found("request"))?;
        let case = self.shared.store.postal_case(self.served.id(), &reference).await?;
        case.ok_or_else(|| Problem::not_found("request"))
    }
}

/// Everything that decides whether a person may ask now.
struct Standing {
    line: Option<tabella_desk_store::Line>,
    open: Option<(Reference, State)>,
    taken_back: Option<Reference>,
}

impl Standing {
    async fn of(post: &Post<'_>, caller: &Caller) -> Result<Self, Problem> {
        let line = super::me::line_of(post.shared, post.served, caller).await?;
        let cases = post.shared.store.postal_cases_of(post.served.id(), &caller.person.key).await?;
        let open = cases.iter().find(|case| !case.state.is_final());
        let open = open.map(|case| (case.reference.clone(), case.state));
        let taken_back = post.shared.store.postal_taken_back(post.served.id(), &caller.person.key).await?;
        Ok(Self { line, open, taken_back })
    }

    fn asking<'a>(&'a self, post: &'a Post<'_>) -> Asking<'a> {
        Asking {
            election: &post.served.election,
            terms: &post.postal.rules.terms,
            entry: self.line.as_ref().map(|line| &line.entry),
            channel: self.line.as_ref().map_or(Channel::Undecided, |line| line.channel),
            open: self.open.as_ref().map(|(reference, state)| (reference, *state)),
            taken_back: self.taken_back.as_ref(),
            closes: post.served.closes(),
            now: post.shared.now(),
        }
    }
}
