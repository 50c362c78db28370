//! The board as the office watches it: numbers, alarms, and where to go on.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
};

use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};
use tabella_desk_store::BoardHour;
use tabella_identity::UnixTime;

use super::{
    At, again,
    checks::phase_words,
    look::{Phase, Situation},
};
use crate::desk::{
    gate::Caller,
    page::{Block, Cell, Check, Fact, Page, Standing, Table, Visit},
    policy::{Action, Scope},
    problem::Problem,
    shared::{Served, Shared},
    texts::Texts,
};

/// Hours that are shown.
const HOURS: u32 = 24;
/// So many entries wait, or are not witnessed, before somebody should look.
const LONG: u64 = 1_000;
/// Revocations by the office, for each of so many credentials, before somebody should look; a few are nothing.
const REVOKED_OF: u64 = 100;
const REVOKED_FEW: u64 = 5;
/// Seconds until the page comes again.
const REFRESH: u32 = 15;

/// The board.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let t = visit.texts;
    let situation = at.situation().await?;
    let mut page = Page::new(t.get("watch-title")).back("/elections", t.get("back-to-elections"));
    let stop = again(t, &mut page, query.as_deref(), &at.office("board"), REFRESH);
    page.push(Block::Text(at.title(&visit)));
    page.push(Block::Heading(t.get("watch-alarms")));
    page.push(Block::Checks(situation.alarms(t)));
    page.push(Block::Links(at.links(&caller, t)));
    page.push(Block::Heading(t.get("watch-numbers")));
    page.push(Block::Facts(at.facts(t, &situation)));
    if let Some(table) = at.by_district(t, &situation) {
        page.push(Block::Table(table));
    }
    let hours = shared.store.board_hours(at.served.id(), HOURS).await?;
    if !hours.is_empty() {
        page.push(Block::Table(at.by_hour(t, &hours)));
    }
    page.push(Block::Heading(t.get("stop-title")));
    page.push(Block::Text(t.get("watch-stop")));
    page.push(Block::Links(vec![stop]));
    Ok(page.show(&visit))
}

impl At<'_> {
    fn links(&self, caller: &Caller, t: &Texts) -> Vec<(String, String)> {
        let mut links = vec![
            (self.office("conduct"), t.get("steps-title")),
            (self.office("tally"), t.get("tally-title")),
            (self.room(), t.get("room-title")),
        ];
        let everywhere = Scope::Election(&self.served.election);
        if self.served.postal.is_some() && caller.role(Action::SeePostal, everywhere).is_ok() {
            links.push((self.office("reconciliation"), t.get("balance-title")));
        }
        links
    }

    fn facts(&self, t: &Texts, situation: &Situation) -> Vec<Fact> {
        let phase = situation.phase();
        let step = phase.map_or_else(|| t.get("phase-unknown"), |phase| phase_words(t, phase));
        let mut facts = vec![Fact::new(t.get("watch-step"), step)];
        let Ok(board) = &situation.board else { return facts };
        let closes = situation.closes(self.served.election.closes());
        facts.push(Fact::new(t.get("watch-closes"), self.moment(t, closes)));
        let entries = board.log.as_ref().map_or(0, |log| log.size);
        facts.push(Fact::new(t.get("watch-entries"), entries));
        if let Some(seen) = &situation.witnessed {
            let mut said = t.with(
                "watch-witnessed-said",
                &[("entries", seen.tree.as_ref().map_or(0, |tree| tree.size).into())],
            );
            if let Some(at) = seen.at.and_then(|at| i64::try_from(at).ok()) {
                said = format!("{said}\n{}", self.moment(t, at));
            }
            facts.push(Fact::new(t.get("watch-witnessed"), said));
        }
        let counts = situation.counts();
        facts.push(Fact::new(t.get("watch-credentials"), counts.credentials));
        facts.push(Fact::new(t.get("watch-ballots"), counts.ballots));
        facts.push(Fact::new(t.get("watch-voted"), counts.counted));
        facts.push(Fact::new(t.get("watch-paper"), counts.revoked_paper));
        facts.push(Fact::new(
            t.get("watch-revoked"),
            counts.revocations - counts.revoked_paper.min(counts.revocations),
        ));
        facts.push(Fact::new(t.get("watch-challenges"), counts.challenges));
        facts.push(Fact::new(t.get("watch-notices"), counts.notices));
        facts.push(Fact::new(t.get("watch-waiting"), situation.waiting));
        facts
    }

    fn by_district(&self, t: &Texts, situation: &Situation) -> Option<Table> {
        let turnout = situation.turnout.as_ref()?;
        let election = &self.served.election;
        let mut units: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
        for style in &turnout.styles {
            let unit = election.style(&style.style)?.unit;
            let sums = units.entry(unit).or_default();
            *sums = (sums.0 + style.credentials, sums.1 + style.voted);
        }
        let row = |(unit, (credentials, voted)): (&usize, &(u64, u64))| -> Vec<Cell> {
            let id = election.manifest().reporting_units.get(*unit).map_or("", |unit| unit.id.as_str());
            vec![
                self.unit(t, id).into(),
                credentials.into(),
                voted.into(),
                share(*voted, *credentials).into(),
            ]
        };
        let head = ["watch-district", "watch-credentials-live", "watch-voted", "watch-share"];
        Some(Table {
            caption: t.get("watch-by-district"),
            head: head.map(|key| t.get(key)).to_vec(),
            rows: units.iter().map(row).collect(),
        })
    }

    /// The newest first; what came in an hour is the difference to the hour before.
    fn by_hour(&self, t: &Texts, hours: &[BoardHour]) -> Table {
        let rows = hours.iter().enumerate().map(|(position, hour)| {
            let before = hours.get(position + 1);
            let more = |of: fn(&BoardHour) -> u64| {
                let (now, then) = (of(hour), before.map_or(0, of));
                if now >= then { format!("+{}", now - then) } else { format!("−{}", then - now) }
            };
            vec![
                self.moment(t, hour.hour.0).into(),
                hour.voted.into(),
                more(|hour| hour.voted).into(),
                more(|hour| hour.credentials).into(),
                more(|hour| hour.revocations).into(),
            ]
        });
        let head =
            ["watch-hour", "watch-voted", "watch-voted-more", "watch-credentials-more", "watch-revoked-more"];
        Table {
            caption: t.get("watch-by-hour"),
            head: head.map(|key| t.get(key)).to_vec(),
            rows: rows.collect(),
        }
    }
}

impl Situation {
    /// What somebody should look at; that nothing is.
    pub(super) fn alarms(&self, t: &Texts) -> Vec<Check> {
        let mut alarms = Vec::new();
        let mut put = |standing, words| alarms.push(Check { standing, words });
        match &self.board {
            Err(error) => {
                put(Standing::Bad, t.with("check-answers-not", &[("what", error.to_string().into())]));
            }
            Ok(board) if !board.ready => {
                put(Standing::Bad, t.with("check-answers-not", &[("what", board.server.as_str().into())]));
            }
            Ok(_) => {}
        }
        if let Some(seen) = &self.witnessed {
            if !seen.signed {
                put(Standing::Bad, t.get("alarm-signature"));
            } else if !seen.missing.is_empty() {
                let standing = if seen.quorum { Standing::Doubt } else { Standing::Bad };
                put(standing, t.with("alarm-witness", &[("names", seen.missing.join(", ").into())]));
            }
        }
        if self.unwitnessed() >= LONG {
            put(Standing::Doubt, t.with("check-witnessed-not", &[("entries", self.unwitnessed().into())]));
        }
        let waiting = self.waiting as u64;
        if waiting >= LONG {
            put(Standing::Doubt, t.with("check-queue-not", &[("count", waiting.into())]));
        }
        if self.refused > 0 {
            put(Standing::Bad, t.with("alarm-refused", &[("count", (self.refused as u64).into())]));
        }
        let counts = self.counts();
        let revoked = counts.revocations.saturating_sub(counts.revoked_paper);
        if revoked > REVOKED_FEW.max(counts.credentials / REVOKED_OF) {
            put(Standing::Doubt, t.with("alarm-revoked", &[("count", revoked.into())]));
        }
        if alarms.is_empty() {
            alarms.push(Check { standing: Standing::Good, words: t.get("alarm-none") });
        }
        alarms
    }
}

/// In hundredths, with one digit more.
fn share(part: u64, whole: u64) -> String {
    let mille = (part * 1_000).checked_div(whole);
    mille.map_or_else(|| "–".to_owned(), |mille| format!("{}.{} %", mille / 10, mille % 10))
}

/// Keeps what the board shows, once a minute, while people vote, and forgets what trustees sent each other.
pub(in crate::desk) async fn keep_hours(shared: &Shared, served: &Arc<Served>) {
    let minute = shared.now().0.div_euclid(60);
    if served.conduct.kept.load(Ordering::Relaxed) == minute {
        return;
    }
    let Ok(board) = (At { shared, served }).look().await else { return };
    if board.phase <= Some(Phase::Setup) {
        return;
    }
    // every trustee has a share by now; also of a desk that was down while people voted
    if let Err(error) = shared.store.forget_packages(served.id()).await {
        tracing::warn!(%error, "packages of the key ceremony are kept");
    }
    if !matches!(board.phase, Some(Phase::Voting | Phase::Ended)) {
        served.conduct.kept.store(minute, Ordering::Relaxed);
        return;
    }
    let Some(counts) = &board.counts else { return };
    let hour = BoardHour {
        hour: UnixTime(shared.now().0),
        credentials: counts.credentials,
        voted: counts.counted,
        revocations: counts.revocations,
    };
    match shared.store.keep_hour(served.id(), &hour).await {
        Ok(()) => served.conduct.kept.store(minute, Ordering::Relaxed),
        Err(error) => tracing::warn!(%error, "an hour of the board is not kept"),
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares_of_nothing_are_none() {
        assert_eq!((share(1, 3), share(3, 3), share(0, 0)), ("33.3 %".into(), "100.0 %".into(), "–".into()));
    }
}
