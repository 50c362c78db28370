//! Votes on paper, counted by hand: each protocol is typed by two people who do not see each other's numbers, and holds once both
//! typed the same. It is gone once two took it back; what somebody typed who may no longer count is nobody's word.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Extension,
    extract::{Path, Query, State, rejection::QueryRejection},
    response::Response,
};
use serde::Deserialize;
use tabella_desk_store::{PaperCount, PersonKey};

use super::{
    At,
    deed::Paper,
    look::{ContestTally, Phase, Tally},
};
use crate::desk::{
    gate::Caller,
    page::{Block, Field, Form, Page, Visit, form::Sent, go},
    policy::{Action, Scope, office_for},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// Longest reference, in characters, and most votes that somebody can type.
const REFERENCE_MAX: usize = 100;
const VOTES_MAX: u64 = 100_000_000;

/// People who must take a protocol back, unless only one has typed it.
const TAKE_BACK: usize = 2;

/// Votes per group and option.
type Votes = Vec<Vec<u64>>;

/// What somebody typed; none: it is taken back.
type Typing = Option<Votes>;

/// A paper protocol with what was typed of it.
pub(super) struct Protocol {
    pub(super) reference: String,
    /// Per contest of the manifest; none where it is not decrypted.
    pub(super) contests: Vec<Option<Typed>>,
}

/// What was typed of a contest: by whom, and what.
pub(super) struct Typed {
    pub(super) contest: String,
    pub(super) by: Vec<(PersonKey, Votes)>,
}

/// How far a contest of a protocol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Nobody typed it.
    None,
    /// One person has.
    One,
    /// Two have, and not the same.
    Differ,
    /// All who typed it typed the same, two at least.
    Equal,
}

impl Typed {
    pub(super) fn agreement(&self) -> Agreement {
        match self.by.as_slice() {
            [] => Agreement::None,
            [_] => Agreement::One,
            [(_, first), rest @ ..] if rest.iter().all(|(_, votes)| votes == first) => Agreement::Equal,
            _ => Agreement::Differ,
        }
    }
}

impl Protocol {
    pub(super) fn is_accepted(&self) -> bool {
        self.contests.iter().flatten().all(|typed| typed.agreement() == Agreement::Equal)
    }

    /// The votes that hold.
    pub(super) fn accepted(&self) -> Option<Paper> {
        let votes = |typed: &Option<Typed>| match typed {
            None => Some(Vec::new()),
            Some(typed) if typed.agreement() == Agreement::Equal => {
                typed.by.first().map(|(_, votes)| votes.clone())
            }
            Some(_) => None,
        };
        let counts = self.contests.iter().map(votes).collect::<Option<_>>()?;
        Some(Paper { reference: self.reference.clone(), counts })
    }
}

/// What was typed of a protocol, and who had to do with it.
#[derive(Default)]
struct Pile {
    contests: BTreeMap<String, Vec<(PersonKey, Votes)>>,
    people: BTreeSet<PersonKey>,
    took_back: BTreeSet<PersonKey>,
}

impl Pile {
    /// Nobody's numbers are left, and enough people took it back: one cannot make go what another one typed.
    fn is_gone(&self) -> bool {
        self.contests.is_empty() && self.took_back.len() >= self.people.len().min(TAKE_BACK)
    }
}

/// Puts together what was typed by those who `may` count.
fn protocols(tally: &Tally, counts: Vec<PaperCount>, may: &BTreeSet<PersonKey>) -> Vec<Protocol> {
    let mut piles: BTreeMap<String, Pile> = BTreeMap::new();
    for PaperCount { reference, contest, official, counts } in counts {
        let pile = piles.entry(reference).or_default();
        pile.people.insert(official);
        match serde_json::from_str::<Typing>(&counts) {
            Ok(Some(votes)) if may.contains(&official) => {
                pile.contests.entry(contest).or_default().push((official, votes));
            }
            // it was given in office, and stays
            Ok(None) => drop(pile.took_back.insert(official)),
            // of one who may not; or of another shape, and typed for other groups
            Ok(Some(_)) | Err(_) => {}
        }
    }
    let protocol = |(reference, mut pile): (String, Pile)| {
        let contests = tally.contests.iter().map(|contest| {
            let by = pile.contests.remove(&contest.contest).unwrap_or_default();
            (!contest.groups.is_empty()).then(|| Typed { contest: contest.contest.clone(), by })
        });
        Protocol { reference, contests: contests.collect() }
    };
    piles.into_iter().filter(|(_, pile)| !pile.is_gone()).map(protocol).collect()
}

/// Which protocol and contest.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::desk) struct Asked {
    reference: String,
    contest: String,
}

/// Asks for the votes of a contest in a protocol.
pub(in crate::desk) async fn ask(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    caller.role(Action::CountPaper, Scope::Election(&at.served.election))?;
    let Query(asked) = asked.map_err(|_| Problem::malformed("name a protocol and a contest"))?;
    let tally = at.closed_tally().await?;
    let contest = contest(&tally, &asked.contest)?;
    let reference = asked.reference.trim();
    if reference.is_empty() || reference.chars().count() > REFERENCE_MAX {
        return Ok(go(&at.office("tally")));
    }
    Ok(at.paper_form(&visit, reference, contest, &Sent::default(), &BTreeMap::new()).show(&visit))
}

/// Keeps the votes of a contest in a protocol.
pub(in crate::desk) async fn keep(
    State(shared): State<Arc<Shared>>,
    Extension(caller): Extension<Caller>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    caller.role(Action::CountPaper, Scope::Election(&at.served.election))?;
    let tally = at.closed_tally().await?;
    if sent.ticked("take-back") {
        at.take_back(&tally, sent.text("protocol"), caller.person.key).await?;
        return Ok(go(&at.office("tally")));
    }
    let reference = sent.text("reference").trim();
    if reference.is_empty() || reference.chars().count() > REFERENCE_MAX {
        return Err(Problem::malformed("a protocol has a reference"));
    }
    let contest = contest(&tally, sent.text("contest"))?;
    let options = at.options(visit.texts, &contest.contest);
    let (mut votes, mut wrong) = (Votes::new(), BTreeMap::new());
    for group in 0..contest.groups.len() {
        let mut row = Vec::new();
        for option in 0..options.len() {
            let name = field(group, option);
            let typed = sent.text(&name).trim().parse::<u64>().ok().filter(|votes| *votes <= VOTES_MAX);
            if typed.is_none() {
                wrong.insert(name.clone(), visit.texts.get("wrong-votes"));
            }
            row.push(typed.unwrap_or(0));
        }
        votes.push(row);
    }
    if !wrong.is_empty() {
        return Ok(at.paper_form(&visit, reference, contest, &sent, &wrong).show(&visit));
    }
    let count = PaperCount {
        reference: reference.to_owned(),
        contest: contest.contest.clone(),
        official: caller.person.key,
        counts: serde_json::to_string(&Some(votes)).map_err(Problem::internal)?,
    };
    shared.store.keep_paper_count(at.served.id(), &count, shared.now()).await?;
    Ok(go(&at.office("tally")))
}

fn field(group: usize, option: usize) -> String {
    format!("votes-{group}-{option}")
}

fn contest<'t>(tally: &'t Tally, id: &str) -> Result<&'t ContestTally, Problem> {
    let found = tally.contests.iter().find(|contest| contest.contest == id && !contest.groups.is_empty());
    found.ok_or_else(|| Problem::not_found("contest"))
}

impl At<'_> {
    /// The protocols with what was typed of each.
    pub(super) async fn papers(&self, tally: Option<&Tally>) -> Result<Vec<Protocol>, Problem> {
        let Some(tally) = tally else { return Ok(Vec::new()) };
        let counts = self.shared.store.paper_counts(self.served.id()).await?;
        let everywhere = Scope::Election(&self.served.election);
        let mut may = BTreeSet::new();
        for person in counts.iter().map(|count| count.official).collect::<BTreeSet<_>>() {
            let offices = self.shared.store.offices(&person).await?;
            if office_for(&offices, Action::CountPaper, everywhere).is_some() {
                may.insert(person);
            }
        }
        Ok(protocols(tally, counts, &may))
    }

    /// An official says that there is no such protocol: what the official typed of it goes.
    async fn take_back(&self, tally: &Tally, reference: &str, official: PersonKey) -> Result<(), Problem> {
        let papers = self.papers(Some(tally)).await?;
        if !papers.iter().any(|one| one.reference == reference) {
            return Err(Problem::not_found("protocol"));
        }
        let counts = serde_json::to_string(&Typing::None).map_err(Problem::internal)?;
        for contest in tally.contests.iter().filter(|contest| !contest.groups.is_empty()) {
            let (reference, contest) = (reference.to_owned(), contest.contest.clone());
            let count = PaperCount { reference, contest, official, counts: counts.clone() };
            self.shared.store.keep_paper_count(self.served.id(), &count, self.shared.now()).await?;
        }
        Ok(())
    }

    /// The tally, while the result does not stand.
    async fn closed_tally(&self) -> Result<Tally, Problem> {
        let phase = self.look_now().await.ok().and_then(|board| board.phase);
        let tally = if phase == Some(Phase::Closed) { self.tally().await } else { None };
        tally.ok_or_else(|| {
            Problem::conflict("not-now", "votes on paper are typed between the close and the result")
        })
    }

    /// Names of a contest's options.
    pub(super) fn options(&self, t: &Texts, contest: &str) -> Vec<String> {
        let mut contests = self.served.election.manifest().contests.iter();
        let contest = contests.find(|one| one.id.as_str() == contest);
        let options = contest.map_or(&[][..], |contest| &contest.options).iter();
        options.map(|option| self.said(t, &option.name).unwrap_or(option.id.as_str()).to_owned()).collect()
    }

    /// A contest's title.
    pub(super) fn contest_title(&self, t: &Texts, contest: &str) -> String {
        let mut contests = self.served.election.manifest().contests.iter();
        let title = contests.find(|one| one.id.as_str() == contest).and_then(|one| self.said(t, &one.title));
        title.unwrap_or(contest).to_owned()
    }

    fn paper_form(
        &self,
        visit: &Visit,
        reference: &str,
        contest: &ContestTally,
        sent: &Sent,
        wrong: &BTreeMap<String, String>,
    ) -> Page {
        let t = visit.texts;
        let mut page = Page::new(t.with("paper-of", &[("reference", reference.into())]));
        page = page.back(self.office("tally"), t.get("tally-title"));
        page.push(Block::Text(self.contest_title(t, &contest.contest)));
        page.push(Block::Text(t.get("paper-lead")));
        let options = self.options(t, &contest.contest);
        let mut form = Form::post(self.office("tally/paper"))
            .field(Field::hidden("reference", reference))
            .field(Field::hidden("contest", &contest.contest));
        for (group, one) in contest.groups.iter().enumerate() {
            let units = self.units(t, &one.units);
            for (option, name) in options.iter().enumerate() {
                let id = field(group, option);
                let label = format!("{units}: {name}");
                form = form.field(Field::line(&id, label, sent.text(&id)).wrong(wrong.get(&id).cloned()));
            }
        }
        page.push(Block::Form(form.button(t.get("paper-keep"))));
        page.push(Block::Heading(t.get("stop-title")));
        page.push(Block::Text(t.get("paper-stop")));
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::conduct::look::GroupTally;

    fn people() -> [PersonKey; 3] {
        [1, 2, 3].map(|one| PersonKey::from_bytes([one; 32]))
    }

    fn tally() -> Tally {
        let groups = vec![GroupTally { units: vec!["town".into()], ballots: 12 }];
        let contests = vec![ContestTally { contest: "mayor".into(), groups }];
        Tally { contests, shares: vec![], needed: 3, counts: None, postal: None }
    }

    fn typed(official: PersonKey, counts: &str) -> PaperCount {
        PaperCount { reference: "P 1".into(), contest: "mayor".into(), official, counts: counts.into() }
    }

    fn states(counts: &[PaperCount], may: &[PersonKey]) -> Vec<Agreement> {
        let may = may.iter().copied().collect();
        let protocols = protocols(&tally(), counts.to_vec(), &may);
        protocols.iter().flat_map(|one| one.contests.iter().flatten().map(Typed::agreement)).collect()
    }

    #[test]
    fn two_take_back_what_two_typed() {
        let [some, other, _] = people();
        let both = [typed(some, "[[3,4]]"), typed(other, "[[3,4]]")];
        assert_eq!(states(&both, &[some, other]), [Agreement::Equal]);
        let one = [typed(some, "null"), typed(other, "[[3,4]]")];
        assert_eq!(states(&one, &[some, other]), [Agreement::One]);
        for may in [&[some, other][..], &[other], &[]] {
            assert!(states(&[typed(some, "null"), typed(other, "null")], may).is_empty());
        }
        // what nobody else has typed, its typist takes back alone
        assert!(states(&[typed(some, "null")], &[some]).is_empty());
    }

    #[test]
    fn who_may_no_longer_count_has_typed_nothing() {
        let [some, other, third] = people();
        let both = [typed(some, "[[3,4]]"), typed(other, "[[3,4]]")];
        assert_eq!(states(&both, &[some]), [Agreement::One]);
        // it does not vanish: somebody must type it, or two must take it back
        assert_eq!(states(&both, &[]), [Agreement::None]);
        let one = [both.clone().to_vec(), vec![typed(third, "null")]].concat();
        assert_eq!(states(&one, &[third]), [Agreement::None]);
    }
}
