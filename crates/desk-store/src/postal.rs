//! Requests for a vote by post: filed, decided, sent and received. Every step is one transaction that locks the person's
//! line, asks `tabella_postal` and `tabella_roll` what follows, and writes request, channel, board entries, message and data
//! log together.

mod batch;
mod draft;
pub(crate) mod read;
mod work;
pub(crate) mod write;

use core::net::IpAddr;
use std::collections::BTreeSet;

use rand_core::{CryptoRng, RngCore};
use sqlx::Row as _;
use tabella_database::{BeginWrite as _, committing, during, on};
use tabella_election::{Election, message::Reason};
use tabella_identity::UnixTime;
use tabella_postal::{
    Act, Actor, Asking, Attachment, Consent, ConsentRefusal, Facts, Fault, Form, Move, PackCode, Reference,
    Refusal, Request, State, Step, StepRefusal, Terms,
    alarm::{self, Limits},
    deadline::{DeadlineError, Deadlines},
    document,
    register::Standing,
};
use tabella_roll::{Channel, RollNumber, channel::ChannelRefusal, transition};

use crate::{
    change::{LOCK_NUMBER, LOCK_PERSON, NewEntry, WRITE, Whose, post_entries},
    error::StoreError,
    line::{BY_NUMBER, Line, LineRow},
    official::{Consents, Role, use_consents},
    pool::DeskPool,
    seal::PersonKey,
    usage::{Actor as User, Usage, log_usage},
};
pub use batch::{PostalBalance, PostalBatch, PostalBatchItem};
pub use draft::PostalDraft;
use read::CaseRow;
pub use read::{PostalCase, PostalPack, PostalStep};
pub use register::{PostalCheck, Unchecked};
pub use work::{WorkFilter, WorkLine};
use write::{Origin, insert_request, move_request, queue_message};

/// Which office decides, by which rules.
#[derive(Clone, Copy, Debug)]
pub struct PostalOffice<'a> {
    /// The election.
    pub election: &'a Election,
    /// The law.
    pub terms: &'a Terms,
    /// When somebody looks at what requests have in common.
    pub limits: &'a Limits,
    /// Whether a population register is asked about every request.
    pub asks_register: bool,
}

/// A request that comes in.
#[derive(Clone, Copy, Debug)]
pub struct Filing<'a> {
    /// Whose.
    pub whose: Whose,
    /// What was typed.
    pub form: &'a Form,
    /// Picture of the passport or identity card.
    pub attachment: Option<&'a Attachment>,
    /// Its number, as in the document.
    pub reference: &'a Reference,
    /// What stands behind it.
    pub consent: &'a Consent,
    /// In which language the person read and signed it.
    pub language: &'a str,
    /// The person, or the official who enters it for the person.
    pub by: Actor,
    /// From where it was filed; none if an official enters it.
    pub from: Option<IpAddr>,
    /// When it came in: now, or when the letter was received.
    pub received: UnixTime,
    /// When online voting closes, as in force.
    pub closes: UnixTime,
    /// Now.
    pub now: UnixTime,
}

/// Why nothing was done. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum PostalRefused<E> {
    /// The person is not on this roll, or no longer.
    #[error("not on the electoral roll of this election")]
    NotOnRoll,
    /// The person may not ask.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Faults(Vec<Fault>),
    /// Nothing stands behind it.
    #[error(transparent)]
    Consent(#[from] ConsentRefusal),
    /// The step is not taken.
    #[error(transparent)]
    Step(#[from] StepRefusal),
    /// Another way of voting excludes it.
    #[error(transparent)]
    Channel(#[from] ChannelRefusal),
    /// The manifest.
    #[error(transparent)]
    Deadline(#[from] DeadlineError),
    /// No request has this number.
    #[error("there is no request with this number")]
    NoRequest,
    /// The contact was corrected as often as a person may.
    #[error("the contact was corrected {CONTACTS_MAX} times: the office corrects it further")]
    ContactTooOften,
    /// The request's time of retention is over.
    #[error("the request was scrubbed")]
    Scrubbed,
    /// Whoever makes the revocation said no.
    #[error("{0}")]
    By(E),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<E> From<tabella_database::DatabaseError> for PostalRefused<E> {
    fn from(error: tabella_database::DatabaseError) -> Self {
        Self::Store(error.into())
    }
}

/// So often a person corrects the contact of a request: each time writes to two addresses that nobody has confirmed.
pub(crate) const CONTACTS_MAX: i64 = 10;

/// A step that was taken.
#[derive(Clone, Debug)]
pub struct Stepped {
    /// What was done.
    pub moved: Move,
    /// The line as it is now.
    pub line: Line,
    /// The code of the pack that was made in this step.
    pub pack: Option<PackCode>,
}

/// Whose request it is, as part of a transaction: a number on the roll; none if there is no such request.
macro_rules! number_of {
    ($tx:expr, $Db:ident, $deed:expr, $election:expr, $reference:expr) => {{
        let whose = ::sqlx::query_scalar::<$Db, _>(read::NUMBER_OF).bind($election.as_bytes().as_slice());
        let whose = whose.bind($reference.to_string()).fetch_optional(&mut *$tx).await;
        let whose: Option<i64> = whose.map_err(during($deed))?;
        whose.map(|number| RollNumber(number.unsigned_abs()))
    }};
}

/// Locks a line and reads it, as part of a transaction.
macro_rules! locked_line {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $election:expr, $whose:expr) => {{
        let id = $election.as_bytes().as_slice();
        let number: Option<i64> = match $whose {
            Whose::Person(person) => {
                let lock = ::sqlx::query_scalar::<$Db, _>(LOCK_PERSON).bind(id);
                lock.bind(person.as_bytes().to_vec()).fetch_optional(&mut *$tx).await
            }
            Whose::Number(number) => {
                let lock = ::sqlx::query_scalar::<$Db, _>(LOCK_NUMBER).bind(id);
                lock.bind(number.0.cast_signed()).fetch_optional(&mut *$tx).await
            }
        }
        .map_err(during($deed))?;
        match number {
            None => None,
            Some(number) => {
                let read = ::sqlx::query_as::<$Db, LineRow>(BY_NUMBER).bind(id).bind(number);
                $store.line_of($election, read.fetch_one(&mut *$tx).await.map_err(during($deed))?)?
            }
        }
    }};
}

/// Marks those whom too many others are like, as part of a transaction: a crowd is seen by whoever makes it one.
macro_rules! raise_alarms {
    ($tx:expr, $Db:ident, $deed:expr, $election:expr, $clusters:expr, $limits:expr) => {{
        let mut traces = Vec::new();
        for (common, cluster) in $clusters {
            let rows = ::sqlx::query_as::<$Db, _>(read::SAME).bind($election.as_bytes().as_slice());
            let rows = rows.bind(common.name()).bind(cluster.0.as_slice());
            let rows: Vec<(i64, i64, i64)> = rows.fetch_all(&mut *$tx).await.map_err(during($deed))?;
            let of = |(request, who, at)| {
                (request, alarm::Trace { who, at: UnixTime(at), clusters: vec![(*common, *cluster)] })
            };
            traces.extend(rows.into_iter().map(of));
        }
        for request in alarmed(&traces, $limits) {
            let alarm = ::sqlx::query::<$Db>(write::ALARM).bind(request);
            alarm.execute(&mut *$tx).await.map_err(during($deed))?;
        }
    }};
}

/// Writes the line's channel and live credential, and the data log, as part of a transaction; these come last in it.
macro_rules! write_line {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $election:expr, $line:expr, $usage:expr, $rng:expr) => {{
        let (line, usage): (&Line, &Usage) = (&$line, $usage);
        ::sqlx::query::<$Db>(WRITE)
            .bind($election.as_bytes().as_slice())
            .bind(line.entry.number.0.cast_signed())
            .bind($store.seal_entry($election, &line.entry, $rng))
            .bind(line.entry.district.as_str())
            .bind(line.channel.to_string())
            .bind(line.live.as_ref().map(|live| live.as_bytes().as_slice()))
            .execute(&mut *$tx)
            .await
            .map_err(during($deed))?;
        log_usage!($tx, $Db, $deed, usage);
    }};
}

// behind the macros that they use
mod contact;
mod register;

impl PostalOffice<'_> {
    /// The line of the data log for a step.
    fn usage(&self, person: PersonKey, role: Role, step: Step, actor: Actor, at: UnixTime) -> Usage {
        let actor = match actor {
            Actor::Citizen => User::Person,
            Actor::System => User::System,
            Actor::Official(official) => User::Office(role, PersonKey(official.0)),
        };
        let election = Some(*self.election.id());
        Usage { person, election, at, actor, deed: step.name(), purpose: "vote-by-post" }
    }

    /// Until when the person may answer, in a state that asks for something.
    fn answer_until(&self, state: State, at: UnixTime) -> Option<UnixTime> {
        let asks = matches!(state, State::MoreInfoNeeded | State::Deficient);
        asks.then(|| UnixTime(at.0.saturating_add(self.terms.answer_seconds)))
    }
}

impl DeskPool {
    /// Takes a request in. Whether the person may ask is decided while the line is locked: of two requests at once, and of a
    /// request and an online vote at once where one excludes the other, one is refused. The channel becomes postal; a draft is
    /// gone.
    ///
    /// # Errors
    /// [`PostalRefused`].
    pub async fn file_postal(
        &self,
        office: &PostalOffice<'_>,
        filing: &Filing<'_>,
        role: Role,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<Request, PostalRefused<std::convert::Infallible>> {
        const DEED: &str = "file a postal request";
        let election = office.election.id();
        let act = Act::new(filing.by, filing.now);
        Ok(on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let line: Option<Line> = locked_line!(self, tx, Db, DEED, election, filing.whose);
            let Some(mut line) = line.filter(|line| !line.removed) else {
                return Err(PostalRefused::NotOnRoll);
            };
            let open = sqlx::query_as::<Db, CaseRow>(read::CASE_OF_LINE).bind(election.as_bytes().as_slice());
            let open = open.bind(line.entry.number.0.cast_signed()).fetch_optional(&mut *tx).await;
            let open = open.map_err(during(DEED))?.map(|row| self.case_of(row)).transpose()?;
            let back = sqlx::query_scalar::<Db, _>(read::TAKEN_BACK).bind(election.as_bytes().as_slice());
            let back = back.bind(line.entry.number.0.cast_signed());
            let back: Option<String> = back.fetch_optional(&mut *tx).await.map_err(during(DEED))?;
            let back = back.map(|reference| read::reference(&reference)).transpose()?;

            let asking = Asking {
                election: office.election,
                terms: office.terms,
                entry: Some(&line.entry),
                channel: line.channel,
                open: open.as_ref().map(|case| (&case.reference, case.state)),
                taken_back: back.as_ref(),
                closes: filing.closes,
                now: filing.received,
            };
            let permission = asking.permission()??;
            let request = permission
                .request(filing.form, filing.attachment, filing.reference.clone())
                .map_err(PostalRefused::Faults)?;
            let read = document::of(&request, &line.entry, office.election, filing.language);
            filing.consent.check(filing.by, &read)?;
            let moved = State::Draft.step(Step::Submit, &act, &Facts::default())?;
            line.channel = permission.channel();

            let clusters = self.key().clusters(election).trace(&request, filing.from);
            let origin = Origin { election, line: &line, filing, request: &request, clusters: &clusters };
            insert_request!(self, tx, Db, DEED, origin, moved, rng);
            raise_alarms!(tx, Db, DEED, election, &clusters, office.limits);
            let person = self.key().person(&line.entry.person.id);
            let gone = sqlx::query::<Db>(draft::FORGET).bind(election.as_bytes().as_slice());
            gone.bind(person.as_bytes().as_slice()).execute(&mut *tx).await.map_err(during(DEED))?;
            queue_message!(self, tx, Db, DEED, election, &request, moved, "", rng);
            let usage = office.usage(person, role, Step::Submit, filing.by, filing.now);
            write_line!(self, tx, Db, DEED, election, line, &usage, rng);
            tx.commit().await.map_err(committing(DEED))?;
            request
        }))
    }

    /// Takes a step with a request. What follows for the channel and the board is written with it; `revoke` makes the
    /// revocation of a live credential where an accepted envelope takes its place, and must not wait for anything.
    ///
    /// # Errors
    /// [`PostalRefused`].
    #[expect(clippy::too_many_arguments, reason = "what, by whom, with whose consent")]
    pub async fn step_postal<E>(
        &self,
        office: &PostalOffice<'_>,
        reference: &Reference,
        step: Step,
        act: &Act,
        role: Role,
        consents: Option<Consents<'_>>,
        revoke: impl FnOnce(&Line, Reason) -> Result<NewEntry, E>,
        rng: &mut (impl RngCore + CryptoRng + Send),
    ) -> Result<Stepped, PostalRefused<E>> {
        const DEED: &str = "step of a postal request";
        let election = office.election.id();
        Ok(on!(&self.database, |pool: Db| {
            let mut tx = pool.begin_with(Db::BEGIN_WRITE).await.map_err(during(DEED))?;
            let number = number_of!(tx, Db, DEED, election, reference).ok_or(PostalRefused::NoRequest)?;
            let line: Option<Line> = locked_line!(self, tx, Db, DEED, election, Whose::Number(number));
            let mut line = line.ok_or(PostalRefused::Scrubbed)?;
            let row = sqlx::query_as::<Db, CaseRow>(read::CASE).bind(election.as_bytes().as_slice());
            let row = row.bind(reference.to_string()).fetch_one(&mut *tx).await.map_err(during(DEED))?;
            let case = self.case_of(row)?;
            let request = case.request.as_ref().ok_or(PostalRefused::Scrubbed)?;

            let mut facts = Facts::of(request, office.terms, case.alarmed);
            facts.entered_by = case.entered_by;
            facts.answer_until = case.answer_until;
            facts.register = Standing::of(office.asks_register, case.verdict);
            facts.expires = Deadlines::of(office.election, request.deliver_to().place())?
                .map(|deadlines| UnixTime(deadlines.return_until.0));
            let moved = case.state.step(step, act, &facts)?;
            // nothing goes out to, or counts for, who is no longer on the roll
            let gives =
                [Step::Approve, Step::Queue, Step::Print, Step::Dispatch, Step::Reissue, Step::Accept];
            if line.removed && gives.contains(&step) {
                return Err(PostalRefused::NotOnRoll);
            }
            if let Some(event) = moved.event() {
                let (channel, effects) = transition(line.channel, event, &office.election.manifest().rules)?;
                let entries: Vec<NewEntry> = match (effects.revoke, line.live) {
                    (Some(reason), Some(_)) => vec![revoke(&line, reason).map_err(PostalRefused::By)?],
                    _ => Vec::new(),
                };
                let posted: Result<_, StoreError> = async {
                    Ok(post_entries!(self, tx, Db, DEED, election, number, line.live, &entries, act.at, rng))
                }
                .await;
                line.live = posted?;
                line.channel = channel;
            }
            if let Some(consents) = consents {
                let used: Result<(), StoreError> = async {
                    use_consents!(self, tx, Db, DEED, consents, rng);
                    Ok(())
                }
                .await;
                used?;
            }
            let answer_until = office.answer_until(moved.to, act.at);
            let pack = move_request!(self, tx, Db, DEED, case, moved, &act.words, answer_until, rng);
            queue_message!(self, tx, Db, DEED, election, request, moved, &act.words, rng);
            let person = self.key().person(&line.entry.person.id);
            let usage = office.usage(person, role, step, act.actor, act.at);
            write_line!(self, tx, Db, DEED, election, line, &usage, rng);
            tx.commit().await.map_err(committing(DEED))?;
            Stepped { moved, line, pack }
        }))
    }
}

/// The requests that an alarm names, in the order in which every transaction locks them.
fn alarmed(traces: &[(i64, alarm::Trace<i64>)], limits: &Limits) -> BTreeSet<i64> {
    let seen: Vec<_> = traces.iter().map(|(_, trace)| trace.clone()).collect();
    let raised = alarm::alarms(&seen, limits);
    let named = |trace: &alarm::Trace<i64>| {
        let by = |alarm: &alarm::Alarm<i64>| {
            alarm.people.contains(&trace.who) && trace.clusters.contains(&(alarm.common, alarm.cluster))
        };
        raised.iter().any(by)
    };
    traces.iter().filter(|(_, trace)| named(trace)).map(|(request, _)| *request).collect()
}

/// Whether a change of a line that was made elsewhere ends the line's request.
pub(crate) fn ends_request(before: Channel, after: Channel) -> bool {
    matches!(before, Channel::Postal { .. }) && !matches!(after, Channel::Postal { .. })
}
