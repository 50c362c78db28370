//! Edits of a draft, each of one section. What refers to something that gets another id follows; what others refer to cannot be
//! taken out.

use tabella_election::{
    UnitId,
    manifest::{
        Authority, BallotBox, BallotStyle, Client, Contest, ContestOption, Eid, Limits, List, PostalDeadline,
        Registrar, ReportingUnit, Rule, Text, Trustee, UtcTime, VotingRules,
    },
};

use crate::facts::{Facts, Section};

/// A change of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row<T> {
    /// Another one at the end.
    Add(T),
    /// The one at this position says something else.
    Set(usize, T),
    /// The one at this position comes before the one before it.
    Up(usize),
    /// The one at this position comes after the one after it.
    Down(usize),
    /// The one at this position is taken out.
    Remove(usize),
}

/// What officials decide about voting more than once, weights and limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the manifest's own fields")]
pub struct Voting {
    pub rules: VotingRules,
    pub voters_max: u64,
    pub weight_max: u64,
    pub min_reporting_unit: u64,
    pub limits: Limits,
}

/// A change of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Title and languages. Texts in a language that is no longer offered are gone.
    Title {
        /// In every language.
        title: Text,
        /// The first is the default.
        languages: Vec<String>,
    },
    /// When, without deadlines of the post.
    Schedule {
        /// First moment.
        opens: Option<UtcTime>,
        /// Last moment.
        closes: Option<UtcTime>,
        /// Seconds for the witnesses.
        grace_seconds: u32,
        /// IANA name.
        time_zone: String,
    },
    /// A reporting unit.
    Unit(Row<ReportingUnit>),
    /// A contest: what stands in its lists and options stays, whatever the edit says of them.
    Contest(Row<Contest>),
    /// A list of the contest at this position.
    List(usize, Row<List>),
    /// An option of the contest at this position.
    Option(usize, Row<ContestOption>),
    /// Lists and options of several contests, in place of those that they had.
    Candidates(Vec<(usize, Vec<List>, Vec<ContestOption>)>),
    /// A ballot style.
    Style(Row<BallotStyle>),
    /// Voting more than once, weights, limits.
    Rules(Voting),
    /// A deadline of voting by post.
    Deadline(Row<PostalDeadline>),
    /// Election authority, registrar, ballot box.
    Offices {
        /// Who holds the election.
        authority: Authority,
        /// Who admits voters.
        registrar: Registrar,
        /// Who keeps the board.
        ballot_box: BallotBox,
    },
    /// How many trustees must decrypt together.
    Threshold(u16),
    /// A trustee.
    Trustee(Row<Trustee>),
    /// How many witnesses must have signed.
    Quorum(u32),
    /// A witness, by its verifier key.
    Witness(Row<String>),
    /// Sign-in by e-ID.
    Eid(Eid),
    /// A released voting client.
    Client(Row<Client>),
}

/// Why an edit is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Something has no id.
    #[error("an id is missing")]
    NoId,
    /// Another one has the id.
    #[error("there is another \"{0}\"")]
    Taken(String),
    /// Something refers to it.
    #[error("\"{id}\" is used by \"{by}\"")]
    Used {
        /// What is to be taken out.
        id: String,
        /// What refers to it.
        by: String,
    },
    /// There is nothing at this position.
    #[error("there is no such line")]
    NoSuch,
}

impl EditError {
    /// A word for keys of texts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoId => "no-id",
            Self::Taken(_) => "taken",
            Self::Used { .. } => "used",
            Self::NoSuch => "no-such",
        }
    }
}

impl Edit {
    /// The section that it changes.
    pub fn section(&self) -> Section {
        match self {
            Self::Title { .. } => Section::Title,
            Self::Schedule { .. } => Section::Schedule,
            Self::Unit(_) => Section::Units,
            Self::Contest(_) => Section::Contests,
            Self::List(..) | Self::Option(..) | Self::Candidates(_) => Section::Options,
            Self::Style(_) => Section::Styles,
            Self::Rules(_) => Section::Rules,
            Self::Deadline(_) => Section::Postal,
            Self::Offices { .. } => Section::Offices,
            Self::Threshold(_) | Self::Trustee(_) => Section::Trustees,
            Self::Quorum(_) | Self::Witness(_) => Section::Witnesses,
            Self::Eid(_) => Section::Eid,
            Self::Client(_) => Section::Clients,
        }
    }

    pub(crate) fn apply(self, facts: &mut Facts) -> Result<(), EditError> {
        match self {
            Self::Title { title, languages } => set_languages(facts, title, languages),
            Self::Schedule { opens, closes, grace_seconds, time_zone } => {
                let deadlines = std::mem::take(&mut facts.schedule.postal_deadlines);
                facts.schedule =
                    crate::Times { opens, closes, grace_seconds, time_zone, postal_deadlines: deadlines };
            }
            Self::Unit(row) => unit(facts, row)?,
            Self::Contest(row) => contest(facts, row)?,
            Self::List(contest, row) => list(at(&mut facts.contests, contest)?, row)?,
            Self::Option(contest, row) => {
                put(&mut at(&mut facts.contests, contest)?.options, row, |option| &option.id.0)?;
            }
            Self::Candidates(lists) => {
                for (position, lists, options) in lists {
                    let contest = at(&mut facts.contests, position)?;
                    (contest.lists, contest.options) = (lists, options);
                }
            }
            Self::Style(row) => put(&mut facts.styles, row, |style| &style.id.0)?,
            Self::Rules(Voting { rules, voters_max, weight_max, min_reporting_unit, limits }) => {
                (facts.rules, facts.limits) = (rules, limits);
                (facts.voters_max, facts.weight_max) = (voters_max, weight_max);
                facts.min_reporting_unit = min_reporting_unit;
            }
            Self::Deadline(row) => put(&mut facts.schedule.postal_deadlines, row, |one| &one.kind)?,
            Self::Offices { authority, registrar, ballot_box } => {
                (facts.authority, facts.registrar, facts.ballot_box) = (authority, registrar, ballot_box);
            }
            Self::Threshold(threshold) => facts.trustees.threshold = threshold,
            Self::Trustee(row) => put(&mut facts.trustees.members, row, |trustee| &trustee.name)?,
            Self::Quorum(quorum) => facts.witnesses.quorum = quorum,
            Self::Witness(row) => put(&mut facts.witnesses.members, row, |witness| witness)?,
            Self::Eid(eid) => facts.eid = eid,
            Self::Client(row) => put(&mut facts.clients, row, |client| &client.name)?,
        }
        Ok(())
    }
}

fn at<T>(rows: &mut [T], position: usize) -> Result<&mut T, EditError> {
    rows.get_mut(position).ok_or(EditError::NoSuch)
}

/// Changes a list of things, each with an id of its own.
fn put<T>(rows: &mut Vec<T>, row: Row<T>, id: impl Fn(&T) -> &String) -> Result<(), EditError> {
    let free = |rows: &[T], own: &T, position: Option<usize>| {
        if id(own).is_empty() {
            return Err(EditError::NoId);
        }
        let others = rows.iter().enumerate().filter(|(other, _)| Some(*other) != position);
        match others.map(|(_, other)| id(other)).find(|other| *other == id(own)) {
            Some(taken) => Err(EditError::Taken(taken.clone())),
            None => Ok(()),
        }
    };
    match row {
        Row::Add(new) => {
            free(rows, &new, None)?;
            rows.push(new);
        }
        Row::Set(position, new) => {
            free(rows, &new, Some(position))?;
            *at(rows, position)? = new;
        }
        Row::Up(position) => {
            at(rows, position)?;
            rows.swap(position, position.saturating_sub(1));
        }
        Row::Down(position) => {
            at(rows, position)?;
            let last = rows.len() - 1;
            rows.swap(position, (position + 1).min(last));
        }
        Row::Remove(position) => {
            at(rows, position)?;
            rows.remove(position);
        }
    }
    Ok(())
}

/// Every text of a draft for people.
pub(crate) fn texts(facts: &mut Facts) -> impl Iterator<Item = &mut Text> {
    let units = facts.reporting_units.iter_mut().map(|unit| &mut unit.name);
    let contests = facts.contests.iter_mut().flat_map(|contest| {
        let lists = contest.lists.iter_mut().map(|list| &mut list.name);
        let options = contest.options.iter_mut().map(|option| &mut option.name);
        std::iter::once(&mut contest.title).chain(lists).chain(options)
    });
    std::iter::once(&mut facts.title).chain(units).chain(contests)
}

fn set_languages(facts: &mut Facts, title: Text, languages: Vec<String>) {
    let gone: Vec<String> =
        facts.languages.iter().filter(|language| !languages.contains(language)).cloned().collect();
    (facts.title, facts.languages) = (title, languages);
    for text in texts(facts) {
        text.0.retain(|language, _| !gone.contains(language));
    }
}

fn unit(facts: &mut Facts, row: Row<ReportingUnit>) -> Result<(), EditError> {
    let before = match row {
        Row::Set(position, _) | Row::Remove(position) => {
            facts.reporting_units.get(position).map(|unit| unit.id.clone())
        }
        _ => None,
    };
    let Some(before) = before else { return put(&mut facts.reporting_units, row, |unit| &unit.id.0) };
    let after = if let Row::Set(_, unit) = &row {
        unit.id.clone()
    } else {
        let mut inner = facts.reporting_units.iter().filter(|unit| unit.parent.as_ref() == Some(&before));
        let mut styles = facts.styles.iter().filter(|style| style.reporting_unit == before);
        let by = inner.next().map(|unit| unit.id.0.clone());
        if let Some(by) = by.or_else(|| styles.next().map(|style| style.id.0.clone())) {
            return Err(EditError::Used { id: before.0, by });
        }
        before.clone()
    };
    put(&mut facts.reporting_units, row, |unit| &unit.id.0)?;
    let follow = |id: &mut UnitId| {
        if *id == before {
            *id = after.clone();
        }
    };
    facts.reporting_units.iter_mut().filter_map(|unit| unit.parent.as_mut()).for_each(follow);
    facts.styles.iter_mut().map(|style| &mut style.reporting_unit).for_each(follow);
    Ok(())
}

fn contest(facts: &mut Facts, row: Row<Contest>) -> Result<(), EditError> {
    match row {
        Row::Set(position, mut new) => {
            let old = at(&mut facts.contests, position)?.clone();
            (new.lists, new.options) = (old.lists, old.options);
            let after = new.id.clone();
            put(&mut facts.contests, Row::Set(position, new), |contest| &contest.id.0)?;
            for id in facts.styles.iter_mut().flat_map(|style| &mut style.contests) {
                if *id == old.id {
                    *id = after.clone();
                }
            }
            Ok(())
        }
        Row::Remove(position) => {
            let id = at(&mut facts.contests, position)?.id.clone();
            if let Some(style) = facts.styles.iter().find(|style| style.contests.contains(&id)) {
                return Err(EditError::Used { id: id.0, by: style.id.0.clone() });
            }
            put(&mut facts.contests, Row::Remove(position), |contest| &contest.id.0)
        }
        row => put(&mut facts.contests, row, |contest| &contest.id.0),
    }
}

fn list(contest: &mut Contest, row: Row<List>) -> Result<(), EditError> {
    let before = match row {
        Row::Set(position, _) | Row::Remove(position) => {
            contest.lists.get(position).map(|list| list.id.clone())
        }
        _ => None,
    };
    let after = match (&row, &before) {
        (Row::Set(_, list), _) => Some(list.id.clone()),
        (Row::Remove(_), Some(before)) => {
            let on_it = contest.options.iter().find(|option| option.list.as_ref() == Some(before));
            if let Some(option) = on_it {
                return Err(EditError::Used { id: before.clone(), by: option.id.0.clone() });
            }
            None
        }
        _ => None,
    };
    put(&mut contest.lists, row, |list| &list.id)?;
    if let (Some(before), Some(after)) = (before, after) {
        for list in contest.options.iter_mut().filter_map(|option| option.list.as_mut()) {
            if *list == before {
                list.clone_from(&after);
            }
        }
    }
    Ok(())
}

impl Edit {
    /// A contest without lists and options, as [`Edit::Contest`] takes it.
    pub fn question(id: &str, title: Text, rule: Rule) -> Contest {
        Contest { id: id.into(), title, rule, lists: Vec::new(), options: Vec::new() }
    }
}
