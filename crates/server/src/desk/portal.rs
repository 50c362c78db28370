//! Pages for everyone: the start, signing in, what one may do, who looked at one's data.

mod elections;
mod sign_in;
mod usage;

use std::sync::Arc;

use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};

#[cfg(feature = "demo")]
pub(super) use self::sign_in::demo_card;
pub(super) use self::{
    elections::{elections, title},
    sign_in::{ask, choose_language, demo, sign_in, sign_out, sign_out_everywhere},
    usage::usage,
};
use super::{
    page::{Block, LANGUAGE, Page, Visit},
    problem::ProblemName,
    shared::Shared,
    texts::Texts,
};

const STYLE: &str = include_str!("../../../../web/pages/style.css");
const CARD: &str = include_str!("../../../../web/pages/card.js");

/// How long a chosen language is kept, in seconds: until the election is over, and not for ever.
const LANGUAGE_SECONDS: u32 = 90 * 86_400;

/// The start.
pub(super) async fn start(
    State(shared): State<Arc<Shared>>,
    Extension(mut visit): Extension<Visit>,
    RawQuery(query): RawQuery,
) -> Response {
    // without a session, a language is chosen by the address
    let chosen = query.as_deref().and_then(|query| query.strip_prefix("language=")).and_then(Texts::of);
    visit.texts = chosen.unwrap_or(visit.texts);
    let t = visit.texts;
    let online = shared.elections.iter().any(|served| served.online).then(|| t.get("start-can-online"));
    let can = online.into_iter().chain([t.get("start-can-post"), t.get("start-can-see")]).collect();
    let mut page = Page::new(t.get("start-title"))
        .with(Block::Text(t.get("start-lead")))
        .with(Block::Heading(t.get("start-can")))
        .with(Block::List(can))
        .with(Block::Heading(t.get("start-need")))
        .with(Block::List(vec![t.get("start-need-card"), t.get("start-need-reader")]))
        .with(Block::Go("/sign-in".into(), t.get("sign-in")))
        .with(Block::Heading(t.get("start-otherwise")))
        .with(Block::Text(t.get("start-otherwise-how")));
    page.push(Block::Text(t.get("start-data")));
    let mut shown = page.show(&visit);
    if let Some(texts) = chosen {
        let cookie = format!(
            "{LANGUAGE}={}; Path=/; Max-Age={LANGUAGE_SECONDS}; SameSite=Lax; Secure; HttpOnly",
            texts.code()
        );
        shown
            .headers_mut()
            .extend(HeaderValue::try_from(cookie).ok().map(|cookie| (header::SET_COOKIE, cookie)));
    }
    shown
}

/// How pages look.
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

/// The script that speaks with the card.
pub(super) async fn card() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], CARD).into_response()
}

/// Makes a page of a problem; other answers stay what they are.
pub(super) fn explain(response: Response, visit: &Visit) -> Response {
    let Some(ProblemName(name, reason)) = response.extensions().get::<ProblemName>().copied() else {
        return response;
    };
    let t = visit.texts;
    let title = t.find(&format!("problem-{name}")).unwrap_or_else(|| t.get("problem-other"));
    let mut page = Page::new(title).back("/elections", t.get("back-to-elections"));
    (page.status, page.problem) = (response.status(), Some(name));
    let why = reason.and_then(|reason| t.find(&format!("why-{reason}")));
    page.blocks.extend(why.map(Block::Text));
    let remedy = t.find(&format!("problem-{name}-do")).unwrap_or_else(|| t.get("problem-other-do"));
    page.push(Block::Text(remedy));
    if name == "signed-out" {
        page.back = None;
        page.push(Block::Go("/sign-in".into(), t.get("sign-in")));
    }
    let mut shown = page.show(visit);
    if let Some(after) = response.headers().get(header::RETRY_AFTER) {
        shown.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    shown.extensions_mut().insert(ProblemName(name, reason));
    shown
}
