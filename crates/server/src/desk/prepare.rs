//! Preparing an election: drafts of manifests, filled in page by page, with a check list; fixed by two election managers. What is
//! lawful is decided in `tabella_prepare` and by the reader of manifests; here people are led.

mod fields;
mod fix;
mod form;
mod list;
mod overview;
mod place;
mod read;
mod words;

use axum::response::Response;
use tabella_desk_store::{DraftDeed, ElectionDraft};
use tabella_prepare::Draft;

pub(super) use self::{
    fix::{ManifestDeed, act as fix, fix_by_two, show as fix_ask},
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
        let draft = Draft::read(&kept.content).map_err(Problem::internal)?;
        Ok(Self { shared, caller, kept, draft })
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

/// Keys of texts that are put together here.
#[cfg(test)]
pub(super) fn keys() -> Vec<String> {
    use tabella_prepare::{Check, FaultName, Section, candidates::RowWhat};
    let all = |prefix: &str, names: Vec<&str>| -> Vec<String> {
        names.iter().map(|name| format!("prepare-{prefix}-{name}")).collect()
    };
    let places = [
        "title",
        "none",
        "authority",
        "registrar",
        "ballot-box",
        "receipt-key",
        "checkpoint-key",
        "trustees",
        "voters-max",
        "weight-max",
        "min-reporting-unit",
        "ballots-per-chain",
        "credentials-per-chain",
    ];
    let things = ["unit", "contest", "list", "option", "style", "deadline", "trustee", "witness", "client"];
    let deeds = ["begin", "begin-election", "begin-copy", "begin-file", "propose", "take-back", "fix"];
    let fields = [
        "file",
        "languages",
        "title-in",
        "name",
        "name-in",
        "time_zone",
        "opens",
        "closes",
        "grace_seconds",
        "id",
        "parent",
        "filling",
        "total_min",
        "total_max",
        "option_max",
        "list",
        "blank",
        "unit",
        "revoting",
        "paper_precedence",
        "voters_max",
        "weight_max",
        "min_reporting_unit",
        "ballots_per_chain",
        "challenges_per_chain",
        "credentials_per_chain",
        "second_device_checks",
        "kind",
        "apply_until",
        "return_until",
        "authority-name",
        "authority-key",
        "registrar-name",
        "registrar-key",
        "box-name",
        "receipt-key",
        "checkpoint-key",
        "threshold",
        "trustee-name",
        "trustee-key",
        "trustee-encryption",
        "quorum",
        "vkey",
        "origins",
        "anchors",
        "level",
        "issuers",
        "client-name",
        "sha256",
    ];
    let wrong = [
        "empty",
        "id",
        "number",
        "key",
        "no-name",
        "two-names",
        "languages",
        "time-unread",
        "time-skipped",
        "time-twice",
        "zone",
        "backwards",
        "filling",
        "votes",
        "points",
        "totals",
        "file",
        "choose",
        "zone-first",
        "return",
        "issuers",
        "said",
        "hash",
        "json",
    ];
    let fillings = fields::Filling::ALL.map(fields::Filling::name);
    [
        all("section", Section::ALL.map(Section::name).into()),
        all("check", Check::ALL.map(Check::name).into()),
        all("fault", FaultName::ALL.iter().map(|fault| fault.name()).collect()),
        all("row", RowWhat::ALL.map(RowWhat::name).into()),
        all("place", places.into()),
        all("new", things.into()),
        all("deed", deeds.into()),
        all("field", fields.into()),
        all("wrong", wrong.into()),
        all("filling", fillings.into()),
        all("filling", fillings.map(|name| format!("{name}-about")).iter().map(String::as_str).collect()),
        all("level", fields::LEVELS.map(|(_, name)| name).into()),
        all("kind", ["home", "abroad"].into()),
        all("refused", ["stale", "fixed", "other", "red", "no-id", "taken", "used", "no-such"].into()),
        ["up", "down", "remove"].map(|deed| format!("prepare-{deed}")).into(),
    ]
    .concat()
}
