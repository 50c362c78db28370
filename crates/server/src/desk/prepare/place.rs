//! Where in a draft somebody is: a section, or one thing in it.

use tabella_prepare::{Facts, Section};

use crate::desk::problem::Problem;

/// What a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    /// What the section says as a whole.
    Whole,
    /// One of its things, by position; none: a new one.
    Row(Option<usize>),
    /// The lists and options of the contest at this position.
    Contest(usize),
    /// A list of it.
    List(usize, Option<usize>),
    /// An option of it.
    Option(usize, Option<usize>),
}

/// A page's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) section: Section,
    pub(super) thing: Thing,
}

impl Place {
    /// The place that an address names, if there is one.
    pub(super) fn read(facts: &Facts, section: &str, item: Option<&str>) -> Result<Self, Problem> {
        let missing = || Problem::not_found("page");
        let section = Section::from_name(section).ok_or_else(missing)?;
        let Some(item) = item else { return Ok(Self { section, thing: Thing::Whole }) };
        let position = |text: &str, count: usize| {
            let position = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            position.filter(|position| *position < count).ok_or_else(missing)
        };
        let row = |text: &str, count: usize| match text {
            "new" => Ok(None),
            text => position(text, count).map(Some),
        };
        let thing = if section == Section::Options {
            let mut parts = item.splitn(3, '-');
            let at = position(parts.next().unwrap_or_default(), facts.contests.len())?;
            let contest = facts.contests.get(at).ok_or_else(missing)?;
            match (parts.next(), parts.next()) {
                (None, _) => Thing::Contest(at),
                (Some("list"), Some(item)) => Thing::List(at, row(item, contest.lists.len())?),
                (Some("option"), Some(item)) => Thing::Option(at, row(item, contest.options.len())?),
                _ => return Err(missing()),
            }
        } else {
            Thing::Row(row(item, rows(facts, section).ok_or_else(missing)?)?)
        };
        Ok(Self { section, thing })
    }

    /// Behind the draft's address.
    pub(super) fn path(self) -> String {
        let of = |position: Option<usize>| {
            position.map_or_else(|| "new".to_owned(), |position| (position + 1).to_string())
        };
        let section = self.section.name();
        match self.thing {
            Thing::Whole => section.to_owned(),
            Thing::Row(at) => format!("{section}/{}", of(at)),
            Thing::Contest(contest) => format!("{section}/{}", contest + 1),
            Thing::List(contest, at) => format!("{section}/{}-list-{}", contest + 1, of(at)),
            Thing::Option(contest, at) => format!("{section}/{}-option-{}", contest + 1, of(at)),
        }
    }

    /// The page that leads here.
    pub(super) fn above(self) -> Option<Self> {
        let thing = match self.thing {
            Thing::Whole => return None,
            Thing::Row(_) | Thing::Contest(_) => Thing::Whole,
            Thing::List(contest, _) | Thing::Option(contest, _) => Thing::Contest(contest),
        };
        Some(Self { thing, ..self })
    }

    /// The position of a thing that is there already.
    pub(super) fn existing(self) -> Option<usize> {
        match self.thing {
            Thing::Row(at) | Thing::List(_, at) | Thing::Option(_, at) => at,
            Thing::Whole | Thing::Contest(_) => None,
        }
    }

    /// Whether it is one of several things.
    pub(super) fn is_row(self) -> bool {
        matches!(self.thing, Thing::Row(_) | Thing::List(..) | Thing::Option(..))
    }
}

/// How many things a section lists; none if it lists nothing of its own.
pub(super) fn rows(facts: &Facts, section: Section) -> Option<usize> {
    Some(match section {
        Section::Units => facts.reporting_units.len(),
        Section::Contests => facts.contests.len(),
        Section::Styles => facts.styles.len(),
        Section::Postal => facts.schedule.postal_deadlines.len(),
        Section::Trustees => facts.trustees.members.len(),
        Section::Witnesses => facts.witnesses.members.len(),
        Section::Clients => facts.clients.len(),
        Section::Title
        | Section::Schedule
        | Section::Options
        | Section::Rules
        | Section::Offices
        | Section::Eid => return None,
    })
}
