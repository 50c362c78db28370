//! Times of the manifest: RFC 3339 in UTC, whole seconds, one spelling.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment, as seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UtcTime(pub i64);

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(self.0) {
            Ok(time) => time.fmt(f),
            Err(_) => write!(f, "{} s", self.0),
        }
    }
}

impl std::str::FromStr for UtcTime {
    type Err = NotUtc;

    fn from_str(text: &str) -> Result<Self, NotUtc> {
        let time: Timestamp = text.parse().map_err(|_| NotUtc)?;
        // what is printed back must be what was read: no offset, no lower-case letters; nor fractions, nor years before 0
        if time.to_string() == text && text.len() == "2027-03-01T08:00:00Z".len() {
            Ok(Self(time.as_second()))
        } else {
            Err(NotUtc)
        }
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
