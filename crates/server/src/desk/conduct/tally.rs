//! The tally: which districts are counted together, whose shares are there, votes on paper, and the result.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};

use super::{
    At,
    checks::{What, check_paper, phase_words},
    deed::{BoardDeed, Paper},
    look::{PaperTally, Phase, Situation, Tally},
    paper::{Agreement, Protocol, Typed},
};
use crate::desk::{
    gate::Caller,
    page::{Block, Cell, Check, Choice, Fact, Field, Form, Kind, Page, Standing, Table, Visit, form::Sent},
    policy::{Action, Scope},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// The tally.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let t = visit.texts;
    let situation = at.situation().await?;
    let mut page = Page::new(t.get("tally-title")).back(at.office("board"), t.get("watch-title"));
    page.push(Block::Text(at.title(&visit)));
    let step = situation.phase().map_or_else(|| t.get("phase-unknown"), |phase| phase_words(t, phase));
    page.push(Block::Facts(vec![Fact::new(t.get("watch-step"), step)]));
    let Some(tally) = &situation.tally else {
        page.push(Block::Text(t.get("tally-not-closed")));
        page.push(Block::Go(at.office("conduct"), t.get("steps-title")));
        return Ok(page.show(&visit));
    };
    let everywhere = Scope::Election(&at.served.election);
    at.shares(t, &mut page, tally, situation.phase());
    at.groups(t, &mut page, tally);
    let papers = at.papers(Some(tally)).await?;
    let is_open = situation.phase() == Some(Phase::Closed);
    let counts_paper = is_open && caller.role(Action::CountPaper, everywhere).is_ok();
    let agreed: Vec<Paper> = papers.iter().filter_map(Protocol::accepted).collect();
    let doubts = at.check_envelopes(t, Some(tally), &agreed).await?;
    at.paper(t, &mut page, tally, &papers, doubts, counts_paper);
    at.result(t, &mut page, &caller, &situation, tally, &papers).await?;
    page.push(Block::Heading(t.get("stop-title")));
    let phase = situation.phase().map_or("unknown", Phase::name);
    page.push(Block::Text(t.get(&format!("stop-{phase}"))));
    Ok(page.show(&visit))
}

impl At<'_> {
    /// Whose shares are there, and whose are missing.
    fn shares(&self, t: &Texts, page: &mut Page, tally: &Tally, phase: Option<Phase>) {
        page.push(Block::Heading(t.get("tally-shares")));
        let count = self.served.election.trustee_count();
        let rows = (1..=count).map(|place| -> Vec<Cell> {
            let there = tally.shares.contains(&place);
            let says = t.get(if there { "tally-share-there" } else { "tally-share-missing" });
            vec![format!("{place}. {}", self.trustee(place)).into(), says.into()]
        });
        let numbers =
            [("there", (tally.shares.len() as u64).into()), ("needed", u64::from(tally.needed).into())];
        let (standing, key) = if tally.counts.is_some() {
            (Standing::Good, "check-shares")
        } else {
            (Standing::Bad, "check-shares-not")
        };
        page.push(Block::Checks(vec![Check { standing, words: t.with(key, &numbers) }]));
        page.push(Block::Table(Table {
            caption: t.get("tally-shares"),
            head: vec![t.get("room-trustee"), t.get("tally-share")],
            rows: rows.collect(),
        }));
        if phase == Some(Phase::Closed) {
            page.push(Block::Text(t.get("tally-decrypt")));
            page.push(Block::Document(format!(
                "tabella board archive --board {} --out stick/board.tar\n\
                 ceremony decrypt --trustee own.trustee --manifest manifest.json --board stick/board.tar --media stick",
                self.served.urn
            )));
            page.push(Block::Links(vec![(format!("{}/hand-in", self.room()), t.get("hand-title"))]));
        }
    }

    /// Which reporting units are counted together.
    fn groups(&self, t: &Texts, page: &mut Page, tally: &Tally) {
        page.push(Block::Heading(t.get("tally-groups")));
        page.push(Block::Text(t.get("tally-groups-about")));
        let rows = tally.contests.iter().flat_map(|contest| {
            let title = self.contest_title(t, &contest.contest);
            let mut rows: Vec<Vec<Cell>> = Vec::new();
            for group in &contest.groups {
                rows.push(vec![
                    title.as_str().into(),
                    self.units(t, &group.units).into(),
                    group.ballots.into(),
                ]);
            }
            if rows.is_empty() {
                rows.push(vec![title.as_str().into(), t.get("tally-too-few").into(), "–".into()]);
            }
            rows
        });
        let head = ["tally-contest", "watch-district", "tally-ballots"];
        page.push(Block::Table(Table {
            caption: t.get("tally-groups"),
            head: head.map(|key| t.get(key)).to_vec(),
            rows: rows.collect(),
        }));
    }

    /// Votes on paper: how far each protocol is, where two differ, and the way to type one.
    fn paper(
        &self,
        t: &Texts,
        page: &mut Page,
        tally: &Tally,
        papers: &[Protocol],
        doubts: Vec<Check>,
        may: bool,
    ) {
        page.push(Block::Heading(t.get("paper-title")));
        page.push(Block::Text(t.get("paper-about")));
        page.push(Block::Checks([vec![check_paper(t, papers)], doubts].concat()));
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for protocol in papers {
            for typed in protocol.contests.iter().flatten() {
                let how = match typed.agreement() {
                    Agreement::None => "paper-none",
                    Agreement::One => "paper-one",
                    Agreement::Differ => "paper-differ",
                    Agreement::Equal => "paper-equal",
                };
                let title = self.contest_title(t, &typed.contest);
                rows.push(vec![protocol.reference.as_str().into(), title.into(), t.get(how).into()]);
            }
        }
        if !rows.is_empty() {
            let head = ["paper-reference", "tally-contest", "paper-state"];
            page.push(Block::Table(Table {
                caption: t.get("paper-title"),
                head: head.map(|key| t.get(key)).to_vec(),
                rows,
            }));
        }
        for protocol in papers {
            for typed in
                protocol.contests.iter().flatten().filter(|typed| typed.agreement() == Agreement::Differ)
            {
                page.push(Block::Table(self.differences(t, tally, protocol, typed)));
            }
        }
        if may {
            let contests = tally.contests.iter().filter(|contest| !contest.groups.is_empty());
            let choice = |contest: &super::look::ContestTally| {
                Choice::new(&contest.contest, self.contest_title(t, &contest.contest), false)
            };
            let contests: Vec<Choice> = contests.map(choice).collect();
            let form = Form { method: "get", ..Form::post(self.office("tally/paper")) };
            let form = form
                .field(
                    Field::line("reference", t.get("paper-reference"), "")
                        .hint(t.get("paper-reference-hint")),
                )
                .field(Field::new("contest", t.get("tally-contest"), Kind::Select(contests)))
                .button(t.get("paper-type"));
            page.push(Block::Form(form));
            if !papers.is_empty() {
                let one = |one: &Protocol| Choice::new(&one.reference, one.reference.clone(), false);
                let choices = papers.iter().map(one).collect();
                let form = Form::post(self.office("tally/paper"))
                    .field(
                        Field::new("protocol", t.get("paper-take-back"), Kind::Select(choices))
                            .hint(t.get("paper-take-back-hint")),
                    )
                    .field(Field::hidden("take-back", "yes"))
                    .button(t.get("paper-take-back-go"));
                page.push(Block::Form(form));
            }
        }
    }

    /// Where what people typed is not the same, by group and option; not what they typed: who counts again does not copy.
    fn differences(&self, t: &Texts, tally: &Tally, protocol: &Protocol, typed: &Typed) -> Table {
        let groups = tally.contests.iter().find(|contest| contest.contest == typed.contest);
        let groups = groups.map_or(&[][..], |contest| &contest.groups);
        let options = self.options(t, &typed.contest);
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for (group, one) in groups.iter().enumerate() {
            for (option, name) in options.iter().enumerate() {
                let votes = |votes: &Vec<Vec<u64>>| votes.get(group).and_then(|row| row.get(option)).copied();
                let said: Vec<Option<u64>> = typed.by.iter().map(|(_, typed)| votes(typed)).collect();
                if said.windows(2).all(|pair| matches!(pair, [one, other] if one == other)) {
                    continue;
                }
                rows.push(vec![self.units(t, &one.units).into(), name.as_str().into()]);
            }
        }
        let title = self.contest_title(t, &typed.contest);
        let args = [("reference", protocol.reference.as_str().into()), ("contest", title.into())];
        Table {
            caption: t.with("paper-differences", &args),
            head: vec![t.get("watch-district"), t.get("paper-option")],
            rows,
        }
    }

    /// The counts, and the result: proposed, signed, published.
    async fn result(
        &self,
        t: &Texts,
        page: &mut Page,
        caller: &Caller,
        situation: &Situation,
        tally: &Tally,
        papers: &[Protocol],
    ) -> Result<(), Problem> {
        page.push(Block::Heading(t.get("tally-result")));
        let waiting = self.waiting(caller).await?;
        let waiting = waiting.iter().find(|one| one.deed.what() == What::Result);
        // nobody consents to numbers that were not shown: these are the very ones of the proposal
        let mut shown = tally.clone();
        if let Some(BoardDeed::Result { counts, paper }) = waiting.map(|one| &one.deed) {
            (shown.counts, shown.postal) = (Some(counts.clone()), Some(on_paper(paper)));
        } else if situation.phase() != Some(Phase::Complete) {
            let agreed: Vec<_> = papers.iter().filter_map(Protocol::accepted).collect();
            shown.postal = Some(on_paper(&agreed));
        }
        for (contest, groups) in shown.contests.iter().zip(shown.counts.iter().flatten()) {
            if !groups.is_empty() {
                page.push(Block::Table(self.counted(t, &shown, &contest.contest, groups)));
            }
        }
        if situation.phase() == Some(Phase::Complete) {
            page.push(Block::Note("good", t.get("result-stands")));
            if let Some(address) = &self.conduct().results {
                page.push(Block::Go(address.clone(), t.get("result-pages")));
            } else {
                page.push(Block::Text(t.get("result-publish")));
                page.push(Block::Document(format!(
                    "tabella publish {} --election-id {} --out result --sign authority.key",
                    self.served.urn,
                    self.served.id()
                )));
            }
            return Ok(());
        }
        if let Some(last) = situation.entries.last().filter(|last| last.kind == What::Result.name()) {
            page.blocks.extend(self.last_word(t, std::slice::from_ref(last)));
        }
        let may = caller.role(Action::RunElection, Scope::Election(&self.served.election)).is_ok();
        if let Some(one) = waiting {
            self.second(t, page, situation, one, may).await?;
        } else {
            self.offer(t, page, situation, What::Result, may, &Sent::default());
            if self.conduct().authority.is_none() {
                paper_file(t, page, papers);
            }
        }
        Ok(())
    }

    /// Votes by option: online, on paper, together.
    fn counted(&self, t: &Texts, tally: &Tally, contest: &str, groups: &[Vec<u64>]) -> Table {
        let position = tally.contests.iter().position(|one| one.contest == contest);
        let sum = |groups: &[Vec<u64>], option: usize| -> u64 {
            groups.iter().filter_map(|group| group.get(option)).sum()
        };
        let on_paper = |option: usize| -> u64 {
            let protocols = tally.postal.iter().flatten();
            let counts = protocols.filter_map(|one| one.counts.get(position?));
            counts.map(|groups| sum(groups, option)).sum()
        };
        let has_paper = tally.postal.as_ref().is_some_and(|postal| !postal.is_empty());
        let row = |(option, name): (usize, String)| -> Vec<Cell> {
            let (online, paper) = (sum(groups, option), on_paper(option));
            let mut row: Vec<Cell> = vec![name.into(), online.into()];
            if has_paper {
                row.extend([paper.into(), (online + paper).into()]);
            }
            row
        };
        let mut head = vec![t.get("paper-option"), t.get("tally-online")];
        if has_paper {
            let references = tally.postal.iter().flatten().map(|one| one.reference.clone());
            let references = references.collect::<Vec<_>>().join(", ");
            head.extend([t.with("tally-paper", &[("references", references.into())]), t.get("tally-total")]);
        }
        Table {
            caption: self.contest_title(t, contest),
            head,
            rows: self.options(t, contest).into_iter().enumerate().map(row).collect(),
        }
    }
}

/// Votes on paper, as the ballot box would show them.
fn on_paper(paper: &[Paper]) -> Vec<PaperTally> {
    let one = |one: &Paper| PaperTally { reference: one.reference.clone(), counts: one.counts.clone() };
    paper.iter().map(one).collect()
}

/// What was typed of paper, as `tabella office sign result --postal` reads it.
fn paper_file(t: &Texts, page: &mut Page, papers: &[Protocol]) {
    let agreed: Vec<_> = papers.iter().filter_map(Protocol::accepted).collect();
    if let Ok(text) = serde_json::to_string(&agreed) {
        page.push(Block::Text(t.get("paper-file")));
        page.push(Block::Document(text));
    }
}
