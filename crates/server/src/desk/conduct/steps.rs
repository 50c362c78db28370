//! Opening, ending, closing, notices: proposed by one official, consented to by another one.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use tabella_crypto::hash::{hex, parse_hex32};
use tabella_desk_store::{AuthorityEntry, DeedHash};

use super::{
    At,
    checks::{What, in_the_way, phase_words},
    deed::{BoardDeed, Paper},
    look::{Phase, Situation},
    paper,
};
use crate::desk::{
    gate::Caller,
    office::deeds::{self, Deed, consent_to, waited_too_long},
    page::{Block, Check, Field, Form, Kind, Page, Standing, StepLine, Visit, form::Sent, go},
    policy::{Action, Scope},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// A deed that waits for a second official.
pub(super) struct Waiting {
    hash: DeedHash,
    pub(super) deed: BoardDeed,
    /// The caller proposed it.
    own: bool,
    made: i64,
}

/// The steps of the election.
pub(in crate::desk) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let page = at.steps(&caller, &visit, Vec::new(), &Sent::default()).await?;
    Ok(page.show(&visit))
}

/// Proposes what the authority is to say.
pub(in crate::desk) async fn propose(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    caller.role(Action::RunElection, Scope::Election(&at.served.election))?;
    let t = visit.texts;
    let situation = at.situation().await?;
    let deed = match at.read(t, &situation, &sent).await? {
        Ok(deed) => deed,
        Err(wrong) => return at.refused(&caller, &visit, vec![wrong], &sent).await,
    };
    let mut wrong = in_the_way(&at.deed_checks(t, &situation, &deed).await?);
    if at.conduct().authority.is_none() {
        wrong.push(t.get("no-key"));
    }
    let waiting = at.waiting(&caller).await?;
    if waiting.iter().any(|waiting| waiting.deed.what() == deed.what()) {
        wrong.push(t.get("proposed-already"));
    }
    if !wrong.is_empty() {
        return at.refused(&caller, &visit, wrong, &sent).await;
    }
    let is_result = deed.what() == What::Result;
    deeds::propose(&shared, &caller, Some(at.served), &Deed::Board(deed)).await?;
    Ok(go(&at.office(if is_result { "tally" } else { "conduct" })))
}

/// Consents to what another official proposed: it is signed and sent.
pub(in crate::desk) async fn consent(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    caller.role(Action::RunElection, Scope::Election(&at.served.election))?;
    let t = visit.texts;
    let hash = parse_hex32(sent.text("deed")).map(DeedHash).map_err(|_| Problem::not_found("deed"))?;
    let waiting = at.waiting(&caller).await?;
    let Some(waiting) = waiting.into_iter().find(|waiting| waiting.hash == hash) else {
        return at.refused(&caller, &visit, vec![t.get("deed-gone")], &sent).await;
    };
    if sent.ticked("take-back") {
        shared.store.take_consents_back(&hash).await?;
        return Ok(go(&at.office(if waiting.deed.what() == What::Result { "tally" } else { "conduct" })));
    }
    if waiting.own {
        return at.refused(&caller, &visit, vec![t.get("second-official")], &sent).await;
    }
    if !sent.ticked("sure") {
        return at.refused(&caller, &visit, vec![t.get("wrong-unsure")], &sent).await;
    }
    // in the words of the page, before it is checked once more where it is signed
    let situation = at.situation().await?;
    let wrong = in_the_way(&at.deed_checks(t, &situation, &waiting.deed).await?);
    if !wrong.is_empty() {
        return at.refused(&caller, &visit, wrong, &sent).await;
    }
    consent_to(&shared, &caller, &hash).await?;
    Ok(go(&at.office(if waiting.deed.what() == What::Result { "tally" } else { "conduct" })))
}

impl At<'_> {
    /// What a form proposes; what is wrong with it.
    async fn read(
        &self,
        t: &Texts,
        situation: &Situation,
        sent: &Sent,
    ) -> Result<Result<BoardDeed, String>, Problem> {
        let text = |name: &str| Some(sent.text(name).trim().to_owned()).filter(|text| !text.is_empty());
        Ok(match sent.text("say") {
            "open" => {
                let keys = situation.board.as_ref().ok().and_then(|board| board.keys_hash.clone());
                Ok(BoardDeed::Open { keys: keys.unwrap_or_default() })
            }
            "notice" => match text("closes").map(|typed| self.time(&typed)) {
                Some(None) => Err(t.get("wrong-time")),
                closes => {
                    Ok(BoardDeed::Notice { text: text("text").unwrap_or_default(), closes: closes.flatten() })
                }
            },
            "end" => Ok(BoardDeed::End { early: text("early") }),
            "close" => {
                let log = situation.log().cloned().unwrap_or_default();
                Ok(BoardDeed::Close { size: log.size, root: log.root })
            }
            "result" => {
                let papers = self.papers(situation.tally.as_ref()).await?;
                let paper: Vec<Paper> = papers.iter().filter_map(paper::Protocol::accepted).collect();
                let counts = situation.tally.as_ref().and_then(|tally| tally.counts.clone());
                Ok(BoardDeed::Result { counts: counts.unwrap_or_default(), paper })
            }
            "give-up" => {
                let number = sent.text("number").parse().map_err(Problem::malformed)?;
                let entry = situation.entries.iter().find(|entry| entry.waits() && entry.number == number);
                match entry {
                    Some(entry) => {
                        Ok(BoardDeed::GiveUp { number, what: entry.kind.clone(), made: entry.made.0 })
                    }
                    None => Err(t.get("check-waits-not")),
                }
            }
            _ => return Err(Problem::malformed("the authority says no such thing")),
        })
    }

    /// A day and a time of day on the clocks of legal time: 2027-03-05 21:00.
    fn time(&self, typed: &str) -> Option<i64> {
        let zone = tabella_postal::deadline::legal_zone(&self.served.election).ok()?;
        Some(tabella_prepare::zone::read(&zone, typed).ok()?.0)
    }

    /// The page again, with what stands in the way.
    async fn refused(
        &self,
        caller: &Caller,
        visit: &Visit,
        wrong: Vec<String>,
        sent: &Sent,
    ) -> Result<Response, Problem> {
        let mut page = self.steps(caller, visit, wrong, sent).await?;
        (page.status, page.problem) = (StatusCode::CONFLICT, Some("not-now"));
        Ok(page.show(visit))
    }

    /// What is proposed in this election and not done.
    pub(super) async fn waiting(&self, caller: &Caller) -> Result<Vec<Waiting>, Problem> {
        let since = waited_too_long(self.shared);
        let mut waiting = Vec::new();
        for proposal in self.shared.store.proposals(since).await? {
            if proposal.election.as_ref() != Some(self.served.id()) {
                continue;
            }
            let Ok(Deed::Board(deed)) = serde_json::from_slice::<Deed>(&proposal.content) else { continue };
            let hash = proposal.deed();
            let consenters = self.shared.store.consenters(&hash, since).await?;
            let own = consenters.contains(&caller.person.id);
            waiting.push(Waiting { hash, deed, own, made: proposal.made.0 });
        }
        Ok(waiting)
    }

    async fn steps(
        &self,
        caller: &Caller,
        visit: &Visit,
        wrong: Vec<String>,
        sent: &Sent,
    ) -> Result<Page, Problem> {
        let t = visit.texts;
        let situation = self.situation().await?;
        let mut page = Page::new(t.get("steps-title")).back(self.office("board"), t.get("watch-title"));
        page.push(Block::Text(self.title(visit)));
        page.blocks.extend(refusals(t, wrong));
        page.push(Block::Steps(timeline(t, &situation)));
        page.blocks.extend(self.last_word(t, &situation.entries));
        let may = caller.role(Action::RunElection, Scope::Election(&self.served.election)).is_ok();
        let waiting = self.waiting(caller).await?;
        for one in waiting.iter().filter(|one| one.deed.what() != What::Result) {
            self.second(t, &mut page, &situation, one, may).await?;
        }
        let proposed = |what: What| waiting.iter().any(|one| one.deed.what() == what);
        if situation.entries.iter().any(AuthorityEntry::waits) && !proposed(What::GiveUp) {
            self.offer(t, &mut page, &situation, What::GiveUp, may, sent);
        }
        let next = match situation.phase() {
            Some(Phase::Setup) => Some(What::Open),
            Some(Phase::Voting) => Some(What::End),
            Some(Phase::Ended) => Some(What::Close),
            _ => None,
        };
        if let Some(what) = next.filter(|what| !proposed(*what)) {
            self.offer(t, &mut page, &situation, what, may, sent);
        }
        if matches!(situation.phase(), Some(Phase::Setup | Phase::Voting | Phase::Ended))
            && !proposed(What::Notice)
        {
            self.offer(t, &mut page, &situation, What::Notice, may, sent);
        }
        if matches!(situation.phase(), Some(Phase::Closed | Phase::Complete)) {
            page.push(Block::Go(self.office("tally"), t.get("tally-title")));
        }
        page.push(Block::Heading(t.get("stop-title")));
        let phase = situation.phase().map_or("unknown", Phase::name);
        page.push(Block::Text(t.get(&format!("stop-{phase}"))));
        Ok(page)
    }

    /// What became of what was signed last.
    pub(super) fn last_word(&self, t: &Texts, entries: &[AuthorityEntry]) -> Option<Block> {
        let last = entries.last()?;
        let what = What::ALL.into_iter().find(|what| what.name() == last.kind)?;
        let what = t.get(&format!("what-{}", what.name()));
        let made = self.moment(t, last.made.0);
        let args = [("what", what.into()), ("made", made.into())];
        Some(match (&last.index, &last.refused) {
            (Some(index), _) => {
                let words = t.with("said-placed", &args);
                Block::Note(
                    "good",
                    format!("{words} {}", t.with("said-place", &[("index", (*index).into())])),
                )
            }
            (None, Some(problem)) => {
                let words = t.with("said-refused", &args);
                Block::Note("warning", format!("{words} {}", said_of(t, problem)))
            }
            (None, None) => Block::Note("warning", t.with("said-waits", &args)),
        })
    }

    /// What is proposed, with the form for a second official.
    pub(super) async fn second(
        &self,
        t: &Texts,
        page: &mut Page,
        situation: &Situation,
        waiting: &Waiting,
        may: bool,
    ) -> Result<(), Problem> {
        page.push(Block::Heading(t.get("consent-title")));
        page.push(Block::Text(waiting.deed.words(self, t)));
        let made = self.moment(t, waiting.made);
        page.push(Block::Text(t.with("proposed-at", &[("made", made.into())])));
        let checks = self.deed_checks(t, situation, &waiting.deed).await?;
        page.push(Block::Checks(checks));
        let take_back =
            Form::post(self.office("conduct/consent")).field(Field::hidden("deed", hex(&waiting.hash.0)));
        let take_back = take_back.other("take-back", "yes", t.get("take-back"));
        if waiting.own {
            page.push(Block::Note("warning", t.get("second-official")));
        } else if may {
            let sure = t.get(&format!("sure-{}", waiting.deed.what().name()));
            let form = Form::post(self.office("conduct/consent"))
                .field(Field::hidden("deed", hex(&waiting.hash.0)))
                .field(Field::new("sure", sure, Kind::Check(false)))
                .button(t.get("consent-go"));
            page.push(Block::Form(form));
        }
        if may {
            page.push(Block::Form(take_back));
        }
        Ok(())
    }

    /// A deed that can be proposed, with its check list.
    pub(super) fn offer(
        &self,
        t: &Texts,
        page: &mut Page,
        situation: &Situation,
        what: What,
        may: bool,
        sent: &Sent,
    ) {
        let name = what.name();
        page.push(Block::Heading(t.get(&format!("what-{name}"))));
        page.push(Block::Text(t.get(&format!("about-{name}"))));
        let checks = self.checks(t, situation, what, false);
        let is_early = what == What::End && situation.now < situation.closes(self.served.election.closes());
        page.push(Block::Checks(checks));
        if self.conduct().authority.is_none() {
            page.push(Block::Note("warning", t.get("no-key")));
            page.push(Block::Document(self.commands(what)));
            page.push(Block::Links(vec![(format!("{}/hand-in", self.room()), t.get("hand-title"))]));
            return;
        }
        if !may {
            return;
        }
        let mut form = Form::post(self.office("conduct")).field(Field::hidden("say", name));
        if let Some(waits) = situation.entries.iter().find(|entry| what == What::GiveUp && entry.waits()) {
            form = form.field(Field::hidden("number", waits.number));
        }
        if what == What::Notice {
            let ceremony = Some(&situation.ceremony).filter(|_| situation.phase() == Some(Phase::Setup));
            let hash = ceremony.and_then(|ceremony| self.protocol_hash(ceremony));
            let hash =
                hash.filter(|hash| sent.text("text").is_empty() && situation.ceremony.noted(hash).is_none());
            let about = hash.map(|hash| t.with("protocol-notice", &[("hash", hash.into())]));
            let text = about.unwrap_or_else(|| sent.text("text").to_owned());
            let text = Field::new("text", t.get("notice-text"), Kind::Area(text));
            let closes = Field::line("closes", t.get("notice-closes"), sent.text("closes"));
            form = form.field(text).field(closes.hint(t.get("notice-closes-hint")));
        }
        if is_early {
            let early = Field::line("early", t.get("end-early"), sent.text("early"));
            form = form.field(early.hint(t.get("end-early-hint")));
        }
        page.push(Block::Form(form.button(t.get("propose"))));
    }

    /// What to run where the key is (ceremony/runbook).
    pub(super) fn commands(&self, what: What) -> String {
        let board = &self.served.urn;
        let (more, file) = match what {
            What::Notice => (" --text \"…\"", "notice-1"),
            What::Result => (" --postal paper.json", "result"),
            _ => ("", what.name()),
        };
        let name = what.name();
        format!(
            "tabella office sign {name}{more} --board {board} --key authority.key --out stick\n\
             tabella board post --board {board} stick/{file}.entry"
        )
    }
}

/// Where the election is among its steps.
fn timeline(t: &Texts, situation: &Situation) -> Vec<StepLine> {
    let now = situation.phase();
    let class = |of: Phase| match now {
        Some(now) if now > of => "done",
        Some(now) if now == of => "now",
        _ => "later",
    };
    let phases = Phase::ALL.into_iter().filter(|phase| *phase != Phase::Empty);
    let line = |phase: Phase| StepLine {
        class: if phase == Phase::Complete && now == Some(phase) { "done" } else { class(phase) },
        title: phase_words(t, phase),
        notes: Vec::new(),
    };
    phases.map(line).collect()
}

/// Why the board refused something, by the name that it gives.
pub(super) fn said_of(t: &Texts, problem: &str) -> String {
    t.find(&format!("board-{problem}"))
        .unwrap_or_else(|| t.with("board-other", &[("problem", problem.to_owned().into())]))
}

/// What stands in the way, at the top of a page.
pub(in crate::desk) fn refusals(t: &Texts, wrong: Vec<String>) -> Vec<Block> {
    if wrong.is_empty() {
        return Vec::new();
    }
    let checks = wrong.into_iter().map(|words| Check { standing: Standing::Bad, words });
    vec![Block::Note("warning", t.get("not-done")), Block::Checks(checks.collect())]
}
