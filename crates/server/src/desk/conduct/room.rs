//! The key ceremony on the wall: in large letters, without a script, for everyone in the room.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::{
    At, again,
    ceremony::{Ceremony, Done},
    checks::phase_words,
    grouped,
    look::Phase,
};
use crate::desk::{
    page::{Block, Cell, Fact, Page, Table, Visit},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// Seconds until the page comes again.
const REFRESH: u32 = 10;

/// The room page.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let t = visit.texts;
    let mut page = Page::new(t.with("room-of", &[("title", at.title(&visit).into())]));
    page.class = "room";
    let stop = again(t, &mut page, query.as_deref(), &at.room(), REFRESH);
    match at.look().await {
        Err(error) => {
            page.push(Block::Note(
                "warning",
                t.with("check-answers-not", &[("what", error.to_string().into())]),
            ));
        }
        Ok(board) => {
            let ceremony = at.ceremony(&board).await;
            at.on_the_wall(t, &mut page, board.phase, &ceremony);
        }
    }
    page.push(Block::Facts(vec![Fact::new(t.get("room-election"), grouped(&at.served.id().to_string()))]));
    page.push(Block::Links(vec![stop, (format!("{}/hand-in", at.room()), t.get("hand-title"))]));
    Ok(page.show(&visit))
}

impl At<'_> {
    fn on_the_wall(&self, t: &Texts, page: &mut Page, phase: Option<Phase>, ceremony: &Ceremony) {
        let step = phase.map_or_else(|| t.get("phase-unknown"), |phase| phase_words(t, phase));
        page.push(Block::Facts(vec![
            Fact::new(t.get("watch-step"), step),
            Fact::new(t.get("room-attempt"), ceremony.attempt.max(1)),
        ]));
        for complaint in &ceremony.complaints {
            let args = [
                ("by", self.trustee(complaint.by).into()),
                ("accused", self.trustee(complaint.accused).into()),
                ("reason", complaint.reason.as_str().into()),
            ];
            page.push(Block::Note("warning", t.with("room-complaint", &args)));
        }
        page.push(Block::Heading(t.get("room-next")));
        page.push(Block::Text(next(t, phase, ceremony)));
        let says = |done: bool| t.get(if done { "room-done" } else { "room-open" });
        let row = |(place, done): (u16, &Done)| -> Vec<Cell> {
            vec![
                format!("{place}. {}", self.trustee(place)).into(),
                says(done.commitment).into(),
                says(done.keys).into(),
                says(done.test).into(),
            ]
        };
        let head = ["room-trustee", "room-commitment", "room-keys", "room-test"];
        page.push(Block::Table(Table {
            caption: t.get("room-trustees"),
            head: head.map(|key| t.get(key)).to_vec(),
            rows: (1..).zip(&ceremony.trustees).map(row).collect(),
        }));
        for (keys, hash) in &ceremony.hashes {
            page.push(Block::Code(t.get("room-ceremony-hash"), grouped(&hash.to_string())));
            page.push(Block::Code(t.get("room-keys-hash"), grouped(&keys.to_string())));
        }
        page.blocks.extend(self.protocol_blocks(t, ceremony));
        if matches!(phase, Some(Phase::Setup)) && !ceremony.is_complete() {
            self.commands_of_trustees(t, page, ceremony);
        }
    }

    /// Who runs what now.
    fn commands_of_trustees(&self, t: &Texts, page: &mut Page, ceremony: &Ceremony) {
        let again = !ceremony.complaints.is_empty();
        let attempt = if again { ceremony.attempt + 1 } else { ceremony.attempt.max(1) };
        let more = if attempt > 1 { format!(" --attempt {attempt}") } else { String::new() };
        let run = |step: &str| {
            format!("ceremony {step} --trustee own.trustee --manifest manifest.json --media stick{more}")
        };
        let lacking = |what: &dyn Fn(&Done) -> bool| -> String {
            let names = (1_u16..).zip(&ceremony.trustees).filter(|(_, done)| again || !what(done));
            names.map(|(place, _)| self.trustee(place)).collect::<Vec<_>>().join(", ")
        };
        page.push(Block::Heading(t.get("room-commands")));
        if again || !ceremony.all(|done| done.commitment) {
            page.push(Block::Text(t.with("room-run", &[("names", lacking(&|done| done.commitment).into())])));
            page.push(Block::Document(run("round1")));
            page.push(Block::Text(t.get("room-then-commitment")));
        } else {
            let names = lacking(&|done| done.keys && done.test);
            page.push(Block::Text(t.with("room-run", &[("names", names.into())])));
            page.push(Block::Document(format!("{}\n{}", run("round2"), run("finish"))));
            page.push(Block::Text(t.get("room-then-keys")));
        }
        page.push(Block::Text(t.get("room-online")));
        page.push(Block::Document(format!("--relay {}{}", self.shared.config.origin, self.room())));
    }
}

/// What comes next, in a sentence.
fn next(t: &Texts, phase: Option<Phase>, ceremony: &Ceremony) -> String {
    match phase {
        None => t.get("phase-unknown"),
        Some(Phase::Empty) => t.get("room-next-manifest"),
        Some(Phase::Setup) if !ceremony.complaints.is_empty() => {
            t.with("room-next-again", &[("attempt", (ceremony.attempt + 1).into())])
        }
        Some(Phase::Setup) if ceremony.is_complete() => t.get("room-next-open"),
        Some(Phase::Setup) if ceremony.all(|done| done.commitment) => t.get("room-next-shares"),
        Some(Phase::Setup) => t.get("room-next-commitment"),
        Some(_) => t.get("room-next-over"),
    }
}
