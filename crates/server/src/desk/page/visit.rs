//! Who looks at a page, in which language, and what every page needs to know of that.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, header};
use tower_sessions::Session;

use crate::desk::{
    config::HelpConfig, gate::Caller, problem::Problem, session, shared::Shared, texts::Texts,
};

/// The cookie that keeps a language that was chosen before there was a session. It says nothing else.
pub(in crate::desk) const LANGUAGE: &str = "tabella-language";

/// A look at a page.
#[derive(Clone)]
pub(in crate::desk) struct Visit {
    pub(in crate::desk) texts: &'static Texts,
    /// The session's token; empty if there is no session.
    pub(in crate::desk) csrf: String,
    /// Of the person who is signed in.
    pub(in crate::desk) name: Option<String>,
    /// Whether cards that anyone can make are taken here.
    pub(in crate::desk) demo: bool,
    /// How the office is reached.
    pub(in crate::desk) help: HelpConfig,
    /// The page's own address.
    pub(in crate::desk) path: String,
    /// The legal time zones of the elections: times are shown in them.
    zones: String,
    /// Codes and names of all languages.
    pub(in crate::desk) languages: Vec<(&'static str, &'static str)>,
}

impl Visit {
    pub(in crate::desk) async fn new(
        shared: &Shared,
        session: &Session,
        caller: Option<&Caller>,
        headers: &HeaderMap,
        path: &str,
    ) -> Result<Self, Problem> {
        let chosen = session::language(session).await?;
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|header| header.to_str().ok());
        let mut pairs = cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.split_once('='));
        let before =
            pairs.find(|(name, _)| name.trim() == LANGUAGE).and_then(|(_, code)| Texts::of(code.trim()));
        let chosen = chosen.and_then(|code| Texts::of(&code)).or(before);
        let texts = chosen.unwrap_or_else(|| Texts::accepted(accepted));
        let name = |caller: &Caller| {
            format!("{} {}", caller.person.given_name.expose(), caller.person.surname.expose())
        };
        Ok(Self {
            texts,
            csrf: session::token_of(session).await?.unwrap_or_default(),
            name: caller.map(name),
            demo: shared.config.demo,
            help: shared.config.help.clone(),
            path: path.to_owned(),
            zones: zones(shared),
            languages: Texts::languages().collect(),
        })
    }
}

/// Each once.
fn zones(shared: &Shared) -> String {
    let zones = shared.elections.iter().map(|served| &*served.election.manifest().schedule.time_zone);
    zones.collect::<BTreeSet<&str>>().into_iter().collect::<Vec<_>>().join(", ")
}

impl Visit {
    /// The telephone number as a link has it.
    pub(in crate::desk) fn dial(&self) -> String {
        self.help.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// The same look at a page about something with a time zone of its own.
    pub(in crate::desk) fn in_zone(self, zone: &str) -> Self {
        Self { zones: zone.to_owned(), ..self }
    }

    /// Of which time zone the times on pages are.
    pub(in crate::desk) fn time_zone(&self) -> String {
        self.texts.with("time-zone", &[("zone", self.zones.as_str().into())])
    }

    /// When somebody answers, in the language of the page.
    pub(in crate::desk) fn hours(&self) -> &str {
        self.help.hours(self.texts.code())
    }

    /// Whether there is anything to say of how the office is reached.
    pub(in crate::desk) fn has_help(&self) -> bool {
        !self.help.lines(self.texts.code()).is_empty()
    }
}
