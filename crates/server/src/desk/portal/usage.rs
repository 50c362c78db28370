//! Who looked at one's data.

use std::sync::Arc;

use axum::{Extension, extract::State, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use tabella_identity::UnixTime;

use crate::desk::{
    gate::Caller,
    page::{Block, Page, Table, Visit},
    problem::Problem,
    shared::{Served, Shared},
};

/// Most lines on the page.
const LINES: u32 = 500;

/// The data log of the person who asks.
pub(in crate::desk) async fn usage(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Problem> {
    let t = visit.texts;
    let word = |key: String, otherwise: &str| t.find(&key).unwrap_or_else(|| otherwise.to_owned());
    let lines = shared.store.usage_of(&caller.person.key, UnixTime(0), LINES).await?;
    let rows = lines.iter().map(|line| {
        // what belongs to no election is told in the time of the first: the page names no other
        let of = |served: &&Arc<Served>| line.election.is_none_or(|id| *served.id() == id);
        let served = shared.elections.iter().find(of).or_else(|| shared.elections.first());
        let zone = served.and_then(|served| tabella_postal::deadline::legal_zone(&served.election).ok());
        let at =
            zone.unwrap_or(TimeZone::UTC).to_datetime(Timestamp::from_second(line.at.0).unwrap_or_default());
        let who = word(format!("role-{}", line.actor), &line.actor);
        let what = word(format!("deed-{}", line.deed), &line.deed);
        let why = word(format!("purpose-{}", line.purpose), &line.purpose);
        vec![t.moment(at).into(), who.into(), what.into(), why.into()]
    });
    let head = ["usage-when", "usage-who", "usage-what", "usage-why"].map(|key| t.get(key)).to_vec();
    let table = Table { caption: t.get("usage-title"), head, rows: rows.collect() };
    let mut page = Page::new(t.get("usage-title"))
        .back("/elections", t.get("back-to-elections"))
        .with(Block::Text(t.get("usage-lead")));
    page.push(if lines.is_empty() { Block::Text(t.get("usage-none")) } else { Block::Table(table) });
    Ok(page.show(&visit))
}
