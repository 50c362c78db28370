//! Why something is refused: as a problem, and for those who may not ask as a page that says what is left to do.

use axum::response::Response;
use tabella_desk_store::PostalRefused;
use tabella_postal::{Refusal, Remedy, Why, deadline::DeadlineError};

use super::Post;
use crate::desk::{
    page::{Block, Page, Visit},
    problem::Problem,
};

impl<E: Into<Problem>> From<PostalRefused<E>> for Problem {
    fn from(refused: PostalRefused<E>) -> Self {
        match refused {
            PostalRefused::NotOnRoll => Self::conflict("not-on-roll", "not on the electoral roll"),
            PostalRefused::Refused(refusal) => Self::conflict(refusal.why.name(), refusal),
            PostalRefused::Faults(_) => Self::conflict("faults", "fields are wrong"),
            PostalRefused::Consent(why) => Self::conflict(why.name(), why),
            PostalRefused::Step(why) => Self::conflict(why.name(), why),
            PostalRefused::Channel(why) => Self::conflict(why.name(), why),
            PostalRefused::Deadline(why) => why.into(),
            PostalRefused::NoRequest => Self::not_found("request"),
            PostalRefused::ContactTooOften => {
                Self::conflict("contact-too-often", "the contact was corrected too often")
            }
            PostalRefused::Scrubbed => Self::conflict("scrubbed", "the time of retention is over"),
            PostalRefused::By(why) => why.into(),
            PostalRefused::Store(why) => why.into(),
        }
    }
}

impl From<std::convert::Infallible> for Problem {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl From<DeadlineError> for Problem {
    fn from(why: DeadlineError) -> Self {
        Self::internal(why)
    }
}

/// The page for somebody who may not ask now.
pub(super) fn page(post: &Post<'_>, visit: &Visit, refusal: &Refusal) -> Response {
    let t = visit.texts;
    let why = match &refusal.why {
        Why::Minor { from } => t.with("refused-minor", &[("from", t.date(*from).into())]),
        Why::TooEarly { from } => t.with("refused-too-early", &[("from", t.date(*from).into())]),
        Why::TooLate { until } => t.with("refused-too-late", &[("until", post.moment(t, until.0).into())]),
        why => t.get(&format!("refused-{}", why.name())),
    };
    let mut page = Page::new(t.get("refused-title"))
        .back("/elections", t.get("back-to-elections"))
        .with(Block::Text(why))
        .with(Block::Heading(t.get("remedies-title")));
    page.problem = Some(refusal.why.name());
    page.status = axum::http::StatusCode::CONFLICT;
    let mut links = Vec::new();
    let mut words = Vec::new();
    for remedy in &refusal.remedies {
        let at = |reference: &tabella_postal::Reference, step: &str| {
            format!("{}/requests/{reference}{step}", post.path())
        };
        match remedy {
            Remedy::VoteOnline { from, until } => words.push(t.with(
                "remedy-vote-online",
                &[("from", post.moment(t, from.0).into()), ("until", post.moment(t, until.0).into())],
            )),
            Remedy::VoteAtPollingPlace { on } => {
                words.push(t.with("remedy-vote-at-polling-place", &[("on", t.date(*on).into())]));
            }
            Remedy::ComeBack { on } => words.push(t.with("remedy-come-back", &[("on", t.date(*on).into())])),
            Remedy::CorrectRoll => words.push(t.get("remedy-correct-roll")),
            Remedy::SayItWasNotMe => words.push(t.get("remedy-say-it-was-not-me")),
            Remedy::SeeRequest { reference } => links.push((at(reference, ""), t.get("remedy-see-request"))),
            Remedy::TakeBack { reference } => {
                links.push((at(reference, "/withdraw"), t.get("remedy-take-back")));
            }
            Remedy::Answer { reference } => links.push((at(reference, "/answer"), t.get("remedy-answer"))),
        }
    }
    if words.is_empty() && links.is_empty() {
        words.push(t.get("remedy-none"));
    }
    if !links.is_empty() {
        page.push(Block::Links(links));
    }
    if !words.is_empty() {
        page.push(Block::List(words));
    }
    page.show(visit)
}
