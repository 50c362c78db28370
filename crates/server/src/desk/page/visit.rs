//! Who looks at a page, in which language, and what every page needs to know of that.

use axum::http::{HeaderMap, header};
use tower_sessions::Session;

use crate::desk::{gate::Caller, problem::Problem, session, shared::Shared, texts::Texts};

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
    /// How the office is reached, in lines.
    pub(in crate::desk) contact: String,
    /// The page's own address.
    pub(in crate::desk) path: String,
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
        let texts = chosen.and_then(|code| Texts::of(&code)).unwrap_or_else(|| Texts::accepted(accepted));
        let name = |caller: &Caller| {
            format!("{} {}", caller.person.given_name.expose(), caller.person.surname.expose())
        };
        Ok(Self {
            texts,
            csrf: session::token_of(session).await?.unwrap_or_default(),
            name: caller.map(name),
            demo: shared.config.demo,
            contact: shared.config.contact.clone(),
            path: path.to_owned(),
            languages: Texts::languages().collect(),
        })
    }
}
