//! Every election with what the person may do in it now.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};
use tabella_desk_store::Line;
use tabella_roll::eligibility::eligible;

use crate::desk::{
    gate::Caller,
    me::line_of,
    page::{Block, Fact, Form, Page, Visit},
    policy::{Action, Scope, Who, office_for, permits},
    postal::Post,
    problem::Problem,
    shared::{Served, Shared},
};

/// My elections.
pub(in crate::desk) async fn elections(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Problem> {
    let t = visit.texts;
    let mut page = Page::new(t.get("elections-title"));
    let offices = shared.store.offices(&caller.person.key).await?;
    if offices.iter().any(|office| permits(Who::Official(office.role), Action::SeePostal)) {
        page.push(Block::Heading(t.get("office-title")));
        let posts = shared.elections.iter().filter(|served| served.postal.is_some());
        let links = posts.map(|served| {
            (
                format!("/office/{}", served.id()),
                t.with("office-link", &[("title", title(served, t.code()).into())]),
            )
        });
        page.push(Block::Links(links.collect()));
    }
    // where somebody holds an office, the election is run
    let here = |served: &&Arc<Served>| {
        offices.iter().any(|office| office.election.is_none_or(|only| only == *served.id()))
    };
    let run: Vec<(String, String)> = shared
        .elections
        .iter()
        .filter(here)
        .map(|served| {
            let words = t.with("conduct-link", &[("title", title(served, visit.texts.code()).into())]);
            (format!("/office/{}/board", served.id()), words)
        })
        .collect();
    if !run.is_empty() {
        page.push(Block::Links(run));
    }
    if office_for(&offices, Action::PrepareElection, Scope::Everything).is_some() {
        page.push(Block::Links(vec![("/office/prepare".into(), t.get("prepare-title"))]));
    }
    for served in &shared.elections {
        let line = line_of(&shared, served, &caller).await?;
        page.push(Block::Heading(title(served, t.code())));
        show(&shared, served, line.as_ref(), &caller, &visit, &mut page).await?;
    }
    page.push(Block::Heading(t.get("elections-more")));
    page.push(Block::Links(vec![("/usage".into(), t.get("usage-title"))]));
    let everywhere = t.get("sign-out-everywhere");
    page.push(Block::Text(t.get("sign-out-everywhere-about")));
    page.push(Block::Form(Form::post("/sign-out/everywhere").choice("", "", everywhere, String::new())));
    Ok(page.show(&visit))
}

/// Where the booth stands, on every origin, and its page to find a ballot.
const BOOTH: &str = "/vote/";
const LOOK: &str = "/vote/look.html";

/// An election's name in a language, if it has one there.
pub(in crate::desk) fn title(served: &Served, language: &str) -> String {
    let manifest = served.election.manifest();
    let titles = &manifest.title;
    let mut languages = [language, "en"].into_iter().chain(manifest.languages.iter().map(String::as_str));
    languages.find_map(|language| titles.get(language)).unwrap_or_default().to_owned()
}

async fn show(
    shared: &Shared,
    served: &Arc<Served>,
    line: Option<&Line>,
    caller: &Caller,
    visit: &Visit,
    page: &mut Page,
) -> Result<(), Problem> {
    let t = visit.texts;
    let Some(line) = line else {
        page.push(Block::Text(t.get("elections-not-on-roll")));
        return Ok(());
    };
    let now = shared.now();
    let online = eligible(Some(&line.entry), &served.election, served.closes_shown(now), line.channel, now);
    let zone = tabella_postal::deadline::legal_zone(&served.election).map_err(Problem::internal)?;
    let moment = |at: i64| t.moment(zone.to_datetime(jiff::Timestamp::from_second(at).unwrap_or_default()));
    let mut links = Vec::new();
    let online = match online {
        Ok(_) if served.online => {
            links.push((BOOTH.to_owned(), t.get("online")));
            t.with("online-now", &[("until", moment(served.closes().0).into())])
        }
        Ok(_) => String::new(),
        Err(why) => {
            let from = moment(served.election.opens());
            match why.name() {
                "not-yet-open" => t.with("online-from", &[("from", from.into())]),
                name => t.find(&format!("why-{name}")).unwrap_or_else(|| t.get("online-not")),
            }
        }
    };
    let mut facts: Vec<Fact> =
        served.online.then(|| Fact::new(t.get("online"), online)).into_iter().collect();
    let mut counts = None;
    if let Ok(post) = Post::new(shared, served) {
        let root = post.path();
        counts = post.which_counts(t, line.channel);
        let cases = shared.store.postal_cases_of(served.id(), &caller.person.key).await?;
        let draft = shared.store.postal_draft(served.id(), &caller.person.key).await?;
        if let Some(case) = cases.first() {
            let state = t.get(&format!("state-{}", case.state.name()));
            facts.push(Fact::new(t.get("by-post"), state));
        }
        for case in &cases {
            let words = t.with("see-request", &[("reference", case.reference.to_string().into())]);
            links.push((format!("{root}/requests/{}", case.reference), words));
        }
        if draft.is_some() {
            page.push(Block::Note("warning", t.get("draft-not-sent")));
            links.push((format!("{root}/form/check"), t.get("draft-resume")));
        } else if cases.first().is_none_or(|case| case.state.is_final()) {
            links.push((root, t.get("by-post-ask")));
        }
    }
    page.push(Block::Facts(facts));
    if line.live.is_some() {
        // whether the device cast a ballot stands on the board, which is not asked here
        page.push(Block::Text(t.get("online-registered")));
        links.push((LOOK.to_owned(), t.get("online-look")));
    }
    page.blocks.extend(counts.map(Block::Text));
    page.push(Block::Links(links));
    Ok(())
}
