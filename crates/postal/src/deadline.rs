//! Until when, in legal time: the deadlines of a manifest, and how a law's words become those.

use std::{collections::BTreeSet, fmt};

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time, Weekday},
    tz::{TimeZone, TimeZoneDatabase},
};
use tabella_election::{Election, manifest::UtcTime};
use tabella_identity::UnixTime;

/// Where papers are delivered, as far as deadlines depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the country.
    Home,
    /// In another country.
    Abroad,
}

impl Place {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Home, Self::Abroad];

    /// As the manifest's `schedule.postal_deadlines` names it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Abroad => "abroad",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

/// A manifest from which no deadlines follow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// Nobody knows its legal time zone.
    #[error("time zone {0} is unknown")]
    TimeZone(String),
    /// Beyond all years.
    #[error("there is no such time")]
    Time,
}

/// The legal time zone, out of the table that this program was built with.
///
/// # Errors
/// [`DeadlineError::TimeZone`].
pub fn legal_zone(election: &Election) -> Result<TimeZone, DeadlineError> {
    zone(&election.manifest().schedule.time_zone)
}

fn zone(name: &str) -> Result<TimeZone, DeadlineError> {
    TimeZoneDatabase::bundled().get(name).map_err(|_| DeadlineError::TimeZone(name.into()))
}

/// Until when people may ask for papers delivered to a kind of place, and until when the vote must be back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// Last moment to ask.
    pub apply_until: UtcTime,
    /// Last moment for the vote to arrive.
    pub return_until: UtcTime,
    zone: TimeZone,
}

/// Where a moment lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// In time.
    Open {
        /// Midnights of legal time until the day of the deadline: 0 on the day itself.
        days_left: u32,
    },
    /// Too late.
    Over,
}

impl Deadlines {
    /// The deadlines of an election; none if it delivers no papers there.
    ///
    /// # Errors
    /// [`DeadlineError`].
    pub fn of(election: &Election, place: Place) -> Result<Option<Self>, DeadlineError> {
        let schedule = &election.manifest().schedule;
        let zone = legal_zone(election)?;
        let deadline = schedule.postal_deadlines.iter().find(|deadline| deadline.kind == place.kind());
        Ok(deadline.map(|deadline| Self {
            apply_until: deadline.apply_until,
            return_until: deadline.return_until,
            zone,
        }))
    }

    /// Whether somebody may still ask. The second that the manifest names is the last one that counts.
    pub fn to_apply(&self, now: UnixTime) -> Window {
        self.window(self.apply_until, now)
    }

    /// Whether a vote that arrives now is in time.
    pub fn to_return(&self, now: UnixTime) -> Window {
        self.window(self.return_until, now)
    }

    fn window(&self, until: UtcTime, now: UnixTime) -> Window {
        if now.0 > until.0 {
            return Window::Over;
        }
        let days = (self.civil(until.0).date() - self.civil(now.0).date()).get_days();
        Window::Open { days_left: u32::try_from(days).unwrap_or(0) }
    }

    /// A moment on the calendar and the clocks of legal time, for people to read.
    pub fn civil(&self, seconds: i64) -> DateTime {
        civil(&self.zone, seconds)
    }

    /// The last day on which an envelope should be posted that needs so many days to the office.
    pub fn post_by(&self, days_in_the_post: u16) -> Date {
        let last = self.civil(self.return_until.0).date();
        last.saturating_sub(jiff::Span::new().days(i64::from(days_in_the_post)))
    }

    /// Whether papers sent today would hardly be back in time: then another way of voting is safer, and the person is told
    /// before asking.
    pub fn is_tight(&self, now: UnixTime, days_there: u16, days_back: u16) -> bool {
        let arrived = self.civil(now.0).date().saturating_add(jiff::Span::new().days(i64::from(days_there)));
        arrived > self.post_by(days_back)
    }
}

pub(crate) fn civil(zone: &TimeZone, seconds: i64) -> DateTime {
    let at =
        Timestamp::from_second(seconds).unwrap_or(if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX });
    zone.to_datetime(at)
}

/// The polling day: the last one in legal time on which a vote by post may arrive, or else the one on which online voting
/// closes.
///
/// # Errors
/// [`DeadlineError::TimeZone`].
pub fn polling_day(election: &Election) -> Result<Date, DeadlineError> {
    let schedule = &election.manifest().schedule;
    let last = schedule.postal_deadlines.iter().map(|deadline| deadline.return_until).max();
    Ok(civil(&legal_zone(election)?, last.unwrap_or(schedule.closes).0).date())
}

/// Which days a law counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    /// All.
    Calendar,
    /// Mondays to Fridays but for these holidays.
    Working(BTreeSet<Date>),
}

/// A deadline in the words of a law: "by 17:00 on the 11th working day before polling day".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// How many days before polling day, which is not counted.
    pub days: u16,
    /// Which of them count.
    pub counted: Days,
    /// Until when on that day; none: until its end.
    pub time: Option<Time>,
}

impl Term {
    /// The day.
    ///
    /// # Errors
    /// [`DeadlineError::Time`] before all years.
    pub fn day(&self, polling_day: Date) -> Result<Date, DeadlineError> {
        let mut day = polling_day;
        let mut left = self.days;
        while left > 0 {
            day = day.yesterday().map_err(|_| DeadlineError::Time)?;
            let counts = match &self.counted {
                Days::Calendar => true,
                Days::Working(holidays) => {
                    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&day)
                }
            };
            left -= u16::from(counts);
        }
        Ok(day)
    }

    /// The last second that is in time, for a manifest. Where clocks are changed, the person has the doubt: of an hour that
    /// comes twice the second, and for a time that does not come at all as much later as the clocks jump.
    ///
    /// # Errors
    /// [`DeadlineError`].
    pub fn moment(&self, polling_day: Date, zone_name: &str) -> Result<UtcTime, DeadlineError> {
        let zone = zone(zone_name)?;
        let day = self.day(polling_day)?;
        if let Some(time) = self.time {
            let at = zone.to_ambiguous_timestamp(day.to_datetime(time)).later();
            return at.map(|at| UtcTime(at.as_second())).map_err(|_| DeadlineError::Time);
        }
        // the day's end is where the next one begins, be that at midnight or not
        let next = day.tomorrow().map_err(|_| DeadlineError::Time)?;
        let begins = next.to_zoned(zone).and_then(|day| day.start_of_day());
        begins.map(|day| UtcTime(day.timestamp().as_second() - 1)).map_err(|_| DeadlineError::Time)
    }
}

#[cfg(test)]
mod tests;
