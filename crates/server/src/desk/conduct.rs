//! Running an election: what the board shows, the key ceremony on the wall, opening, ending and closing, the tally. The board is
//! read over HTTP as everyone reads it, and what may follow on it is decided there; here officials are led, and the authority's
//! key signs what two of them consented to.

mod ask;
mod carry;
mod ceremony;
mod checks;
mod deed;
mod envelopes;
mod hand_in;
mod look;
mod packages;
mod paper;
mod protocol;
mod room;
mod steps;
mod tally;
mod watch;

use std::sync::{Arc, Mutex, atomic::AtomicI64};

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use tabella_election::manifest::Text;

use self::{ask::Asker, ceremony::Ceremony, look::Looked};
pub(super) use self::{
    carry::{carry, is_closing},
    deed::{BoardDeed, sign_by_two},
    hand_in::{ask as hand_in_ask, take as hand_in},
    packages::{PACKAGE, PACKAGE_MAX, give as give_package, take as take_package},
    paper::{ask as paper_ask, keep as paper_keep},
    protocol::{json as protocol_json, sheet as protocol_sheet},
    room::show as room,
    steps::{consent, propose, refusals, show as steps},
    tally::show as tally,
    watch::{keep_hours, show as watch},
};
use super::{
    page::{Page, Visit},
    portal,
    problem::Problem,
    shared::{Served, Shared},
    texts::Texts,
};

/// What running an election needs besides the election.
pub(super) struct Conduct {
    /// The authority's key; without it the pages say which commands to run.
    authority: Option<SigningKey>,
    /// Where the result is published.
    results: Option<String>,
    asker: Asker,
    /// What the board said last.
    seen: Mutex<Option<Looked>>,
    looking: tokio::sync::Mutex<()>,
    ceremony: tokio::sync::Mutex<Ceremony>,
    /// Held while the registrar's entries go out, and from the look at the board to what the authority says of it.
    pub(super) sending: tokio::sync::Mutex<()>,
    /// One at a time carries the authority's entries.
    carrying: tokio::sync::Mutex<()>,
    /// The minute in which the board's numbers were kept last.
    kept: AtomicI64,
}

impl Conduct {
    pub(super) fn new(authority: Option<SigningKey>, results: Option<String>) -> Self {
        let (seen, ceremony) = (Mutex::default(), tokio::sync::Mutex::default());
        Self {
            authority,
            results,
            asker: Asker::new(),
            seen,
            looking: tokio::sync::Mutex::default(),
            ceremony,
            sending: tokio::sync::Mutex::default(),
            carrying: tokio::sync::Mutex::default(),
            kept: AtomicI64::new(i64::MIN),
        }
    }
}

/// An election that is run.
#[derive(Clone, Copy)]
struct At<'a> {
    shared: &'a Shared,
    served: &'a Arc<Served>,
}

impl<'a> At<'a> {
    /// Of the election with this id.
    fn of(shared: &'a Shared, election: &str) -> Result<Self, Problem> {
        Ok(Self { shared, served: shared.served(election)? })
    }

    fn conduct(&self) -> &'a Conduct {
        &self.served.conduct
    }

    /// Where an office's page is.
    fn office(&self, rest: &str) -> String {
        format!("/office/{}/{rest}", self.served.id())
    }

    /// Where the room's pages are.
    fn room(&self) -> String {
        format!("/room/{}", self.served.id())
    }

    fn title(&self, visit: &Visit) -> String {
        portal::title(self.served, visit.texts.code())
    }

    /// On the calendar and the clocks of legal time.
    fn moment(&self, t: &Texts, at: i64) -> String {
        let zone = tabella_postal::deadline::legal_zone(&self.served.election);
        let at = Timestamp::from_second(at).unwrap_or_default();
        t.moment(zone.unwrap_or(jiff::tz::TimeZone::UTC).to_datetime(at))
    }

    /// A reporting unit by its name.
    fn unit(&self, t: &Texts, id: &str) -> String {
        let manifest = self.served.election.manifest();
        let unit = manifest.reporting_units.iter().find(|unit| unit.id.as_str() == id);
        unit.and_then(|unit| self.said(t, &unit.name)).unwrap_or(id).to_owned()
    }

    /// A text of the manifest, in the language of the page if it has one there.
    fn said<'m>(&self, t: &Texts, text: &'m Text) -> Option<&'m str> {
        let languages = self.served.election.manifest().languages.iter().map(String::as_str);
        [t.code(), "en"].into_iter().chain(languages).find_map(|language| text.get(language))
    }

    /// Several reporting units.
    fn units(&self, t: &Texts, ids: &[String]) -> String {
        ids.iter().map(|id| self.unit(t, id)).collect::<Vec<_>>().join(", ")
    }

    /// A trustee's name, by the place in the manifest, from 1.
    fn trustee(&self, place: u16) -> String {
        let members = &self.served.election.manifest().trustees.members;
        let member = usize::from(place).checked_sub(1).and_then(|position| members.get(position));
        member.map_or_else(|| place.to_string(), |member| member.name.clone())
    }
}

/// Lets a page come again by itself, unless its address says that it stays; the link to the other of the two, since who reads slowly
/// stops it.
fn again(t: &Texts, page: &mut Page, query: Option<&str>, address: &str, seconds: u32) -> (String, String) {
    if query == Some("still") {
        return (address.to_owned(), t.get("room-go-on"));
    }
    page.refresh = Some(seconds);
    (format!("{address}?still"), t.with("room-still", &[("seconds", u64::from(seconds).into())]))
}

/// A hash as people compare it: in groups of eight.
pub(super) fn grouped(hash: &str) -> String {
    let letters: Vec<char> = hash.chars().collect();
    letters.chunks(8).map(|chunk| chunk.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
