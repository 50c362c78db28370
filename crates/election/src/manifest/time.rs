//! Times of the manifest: RFC 3339 in UTC, whole seconds, one spelling.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment, as seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UtcTime(pub i64);

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        if !(0..=9999).contains(&year) {
            return write!(f, "{} s", self.0);
        }
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Days from 0000-03-01 to 1970-01-01. Years are counted from March on: the leap day is then the last of its year.
const EPOCH: i64 = 719_468;

/// Days of 400 years.
const CYCLE: i64 = 146_097;

/// The last moment that a manifest can name (section 3.2): 9999-12-30T22:00:00Z, so that it is a date in every time zone.
const LAST: i64 = 253_402_207_200;

/// Days since 1970-01-01 of a date of the Gregorian calendar; what comes after the end of a month lies in the next one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - EPOCH
}

/// Year, month and day, so many days after 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let year = (day - day / 1_460 + day / 36_524 - day / (CYCLE - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = 400 * cycle + year;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

impl std::str::FromStr for UtcTime {
    type Err = NotUtc;

    fn from_str(text: &str) -> Result<Self, NotUtc> {
        let number = |from: usize, to: usize| -> Result<i64, NotUtc> {
            text.get(from..to).and_then(|digits| digits.parse().ok()).ok_or(NotUtc)
        };
        let days = days(number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let time = Self(DAY * days + 3600 * number(11, 13)? + 60 * number(14, 16)? + number(17, 19)?);
        // what is printed back must be what was read: every digit and what stands between, and no 30th of February
        if time.0 <= LAST && time.to_string() == text { Ok(time) } else { Err(NotUtc) }
    }
}

/// A text that is not a time such as `2027-03-01T08:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a time in UTC in whole seconds, such as 2027-03-01T08:00:00Z")]
pub struct NotUtc;

impl Serialize for UtcTime {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UtcTime {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_calendar_says() {
        // every tenth day of the years 0 to 9999, at another time of the day
        for (count, day) in (-719_528..2_932_890).step_by(10).enumerate() {
            let time = UtcTime(DAY * day + i64::try_from(count).unwrap() * 7919 % DAY);
            let expected = jiff::Timestamp::from_second(time.0).unwrap().to_string();
            assert_eq!(time.to_string(), expected);
            assert_eq!(expected.parse(), Ok(time));
        }
        assert_eq!("0000-01-01T00:00:00Z".parse(), Ok(UtcTime(-719_528 * DAY)));
        assert_eq!("9999-12-30T22:00:00Z".parse(), Ok(UtcTime(LAST)));
        for late in ["9999-12-30T22:00:01Z", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"] {
            assert_eq!(late.parse::<UtcTime>(), Err(NotUtc));
        }
        for beyond in [i64::MIN, -719_528 * DAY - 1, 2_932_897 * DAY, i64::MAX] {
            assert_eq!(UtcTime(beyond).to_string(), format!("{beyond} s"));
        }
    }

    #[test]
    fn a_moment_has_one_spelling() {
        assert_eq!("1970-01-02T00:00:01Z".parse(), Ok(UtcTime(86401)));
        assert_eq!(UtcTime(86401).to_string(), "1970-01-02T00:00:01Z");
        for bad in [
            "1970-01-02T00:00:01+00:00",
            "1970-01-02T00:00:01.0Z",
            "1970-01-02T00:00:01.5Z",
            "1970-01-02t00:00:01z",
            "1970-01-02 00:00:01Z",
            "1970-01-02T00:00:01",
            "1970-01-02T00:00Z",
            "1970-01-02T00:00:60Z",
            "1970-02-30T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "1970-13-01T00:00:00Z",
            "1970-00-10T00:00:00Z",
            "1970-01-00T00:00:00Z",
            "1970-01-02T24:00:00Z",
            "1970-01-02T00:00:+1Z",
            "1970-01-02T00:00:ü1Z",
            "+001970-01-02T00:00:01Z",
            "-000001-01-02T00:00:01Z",
            " 1970-01-02T00:00:01Z",
            "1970-01-02T00:00:01Z[UTC]",
            "",
        ] {
            assert_eq!(bad.parse::<UtcTime>(), Err(NotUtc), "{bad}");
        }
    }
}
