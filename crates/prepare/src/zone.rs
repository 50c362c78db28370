//! Legal time: moments as people type and read them, in the time zone that the manifest names.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};
use tabella_election::manifest::UtcTime;

/// Why something typed is no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not a day and a time of day.
    #[error("write a day and a time such as 2027-03-05 21:00")]
    Unread,
    /// The clocks are set forward over it.
    #[error("the clocks are set forward then: there is no such time")]
    Skipped,
    /// The clocks are set back over it.
    #[error("the clocks are set back then: there are two such times")]
    Twice,
}

impl TimeError {
    /// A word for keys of texts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Skipped => "skipped",
            Self::Twice => "twice",
        }
    }
}

/// The time zone of this name, out of the table that this program was built with.
pub fn find(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The moment that somebody typed: `2027-03-05 21:00`, with seconds if there are any.
///
/// # Errors
/// [`TimeError`].
pub fn read(zone: &TimeZone, typed: &str) -> Result<UtcTime, TimeError> {
    let typed = typed.trim();
    // an offset or a zone behind it would be read over
    let clock = typed.bytes().skip(11).all(|byte| byte.is_ascii_digit() || byte == b':');
    let shape =
        typed.len() >= 16 && clock && typed.as_bytes().get(10).is_some_and(|byte| b" T".contains(byte));
    let civil: DateTime =
        if shape { typed.replacen(' ', "T", 1).parse().ok() } else { None }.ok_or(TimeError::Unread)?;
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let moment = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => ambiguous.compatible().map_err(|_| TimeError::Unread)?,
        AmbiguousOffset::Gap { .. } => return Err(TimeError::Skipped),
        AmbiguousOffset::Fold { .. } => return Err(TimeError::Twice),
    };
    // as the manifest's own reader has it: no fractions, no years beyond
    let moment = UtcTime(moment.as_second());
    moment.to_string().parse().map_err(|_| TimeError::Unread)
}

/// A moment on the calendar and the clocks of legal time.
pub fn civil(zone: &TimeZone, moment: UtcTime) -> DateTime {
    zone.to_datetime(Timestamp::from_second(moment.0).unwrap_or_default())
}

/// A moment as [`read`] takes it.
pub fn write(zone: &TimeZone, moment: UtcTime) -> String {
    let civil = civil(zone, moment);
    let seconds = if civil.second() == 0 { String::new() } else { format!(":{:02}", civil.second()) };
    format!("{} {:02}:{:02}{seconds}", civil.date(), civil.hour(), civil.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_clocks_say() {
        let zone = find("Europe/Luxembourg").unwrap();
        let winter = read(&zone, "2027-03-05 21:00").unwrap();
        assert_eq!(winter.to_string(), "2027-03-05T20:00:00Z");
        assert_eq!(read(&zone, " 2027-07-05 21:00:30 ").unwrap().to_string(), "2027-07-05T19:00:30Z");
        assert_eq!(write(&zone, winter), "2027-03-05 21:00");
        // 28 March 2027, 02:00 becomes 03:00; 31 October 2027, 03:00 becomes 02:00
        assert_eq!(read(&zone, "2027-03-28 02:30"), Err(TimeError::Skipped));
        assert_eq!(read(&zone, "2027-10-31 02:30"), Err(TimeError::Twice));
        for wrong in ["", "tomorrow", "2027-03-05", "5.3.2027 21:00", "2027-02-30 12:00", "2027-03-05 25:00"]
        {
            assert_eq!(read(&zone, wrong), Err(TimeError::Unread), "{wrong}");
        }
        assert!(find("Europe/Nowhere").is_none());
    }

    #[test]
    fn what_stands_behind_the_time_is_not_read_over() {
        let zone = find("Europe/Luxembourg").unwrap();
        let read = |typed| read(&zone, typed).map(|moment| moment.to_string());
        assert_eq!(read("2027-03-05 21:00").unwrap(), "2027-03-05T20:00:00Z");
        assert_eq!(read("2027-03-05T21:00:30").unwrap(), "2027-03-05T20:00:30Z");
        for more in ["+00:00", "Z", "[UTC]", "+01:00[Europe/Luxembourg]", "-05", ".5"] {
            let typed = format!("2027-03-05 21:00{more}");
            assert_eq!(super::read(&zone, &typed), Err(TimeError::Unread), "{more}");
        }
    }
}
