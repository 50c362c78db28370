use jiff::civil::{date, time};
use proptest::prelude::*;
use tabella_tests::{Fixture, Setup};

use super::*;

fn calendar(days: u16, time: Option<Time>) -> Term {
    Term { days, counted: Days::Calendar, time }
}

/// The Saturdays' and Sundays' companions in England.
fn bank_holidays() -> Days {
    let days = [
        date(2019, 4, 19),
        date(2019, 4, 22),
        date(2019, 5, 6),
        date(2024, 5, 6),
        date(2024, 5, 27),
        date(2025, 4, 18),
        date(2025, 4, 21),
    ];
    Days::Working(days.into())
}

fn unix(text: &str) -> UnixTime {
    UnixTime(text.parse::<Timestamp>().unwrap().as_second())
}

/// Deadlines of elections that took place, as their authorities announced them.
#[test]
fn as_announced() {
    let uk = Term { days: 11, counted: bank_holidays(), time: Some(time(17, 0, 0, 0)) };
    let (luxembourg, london) = ("Europe/Luxembourg", "Europe/London");
    for (what, term, polling_day, zone, announced) in [
        // Luxembourg, electoral law of 18 February 2003 as amended: 25 days before at home, 40 abroad
        ("Chamber 2023", calendar(25, None), date(2023, 10, 8), luxembourg, "2023-09-13T21:59:59Z"),
        ("Chamber 2023, abroad", calendar(40, None), date(2023, 10, 8), luxembourg, "2023-08-29T21:59:59Z"),
        ("communes 2023", calendar(25, None), date(2023, 6, 11), luxembourg, "2023-05-17T21:59:59Z"),
        ("communes 2023, abroad", calendar(40, None), date(2023, 6, 11), luxembourg, "2023-05-02T21:59:59Z"),
        ("Parliament 2024", calendar(25, None), date(2024, 6, 9), luxembourg, "2024-05-15T21:59:59Z"),
        ("Parliament 2024, abroad", calendar(40, None), date(2024, 6, 9), luxembourg, "2024-04-30T21:59:59Z"),
        // the day of the election, 14:00
        (
            "Chamber 2023, back",
            calendar(0, Some(time(14, 0, 0, 0))),
            date(2023, 10, 8),
            luxembourg,
            "2023-10-08T12:00:00Z",
        ),
        // United Kingdom: 17:00 on the 11th working day before
        ("Parliament 2019", uk.clone(), date(2019, 5, 23), london, "2019-05-08T16:00:00Z"),
        ("general 2024", uk.clone(), date(2024, 7, 4), london, "2024-06-19T16:00:00Z"),
        ("counties 2025, after Easter", uk, date(2025, 5, 1), london, "2025-04-14T16:00:00Z"),
        // Germany: 15:00 on the second day before
        (
            "Bundestag 2025",
            calendar(2, Some(time(15, 0, 0, 0))),
            date(2025, 2, 23),
            "Europe/Berlin",
            "2025-02-21T14:00:00Z",
        ),
        // Estonia, from abroad: 30 days before
        ("Riigikogu 2023", calendar(30, None), date(2023, 3, 5), "Europe/Tallinn", "2023-02-03T21:59:59Z"),
    ] {
        assert_eq!(term.moment(polling_day, zone).unwrap().to_string(), announced, "{what}");
    }
}

#[test]
fn leap_days_count() {
    assert_eq!(calendar(25, None).day(date(2028, 3, 10)), Ok(date(2028, 2, 14)));
    assert_eq!(calendar(25, None).day(date(2027, 3, 10)), Ok(date(2027, 2, 13)));
    assert_eq!(calendar(10, None).day(date(2028, 3, 10)), Ok(date(2028, 2, 29)));
}

#[test]
fn clocks_that_are_changed() {
    let at = |hour| Some(time(hour, 30, 0, 0));
    for (what, term, polling_day, zone, moment) in [
        // 02:30 does not come on 28 March 2027: 03:30 does
        ("a gap", calendar(0, at(2)), date(2027, 3, 28), "Europe/Luxembourg", "2027-03-28T01:30:00Z"),
        // 02:30 comes twice on 25 October 2026
        (
            "an hour twice",
            calendar(0, at(2)),
            date(2026, 10, 25),
            "Europe/Luxembourg",
            "2026-10-25T01:30:00Z",
        ),
        // the clocks change between the deadline and polling day
        ("across", calendar(25, None), date(2027, 4, 11), "Europe/Luxembourg", "2027-03-17T22:59:59Z"),
        // the day itself has 23 hours, its end is an hour earlier
        ("a short day", calendar(0, None), date(2027, 3, 28), "Europe/Luxembourg", "2027-03-28T21:59:59Z"),
        // the next day begins at 01:00: midnight does not come
        ("no midnight", calendar(1, None), date(2023, 9, 3), "America/Santiago", "2023-09-03T03:59:59Z"),
        // the next day does not come at all: the international date line
        ("no day", calendar(1, None), date(2011, 12, 30), "Pacific/Apia", "2011-12-30T09:59:59Z"),
    ] {
        assert_eq!(term.moment(polling_day, zone).unwrap().to_string(), moment, "{what}");
    }
    let nowhere = calendar(0, None).moment(date(2027, 1, 1), "Europe/Atlantis");
    assert_eq!(nowhere, Err(DeadlineError::TimeZone("Europe/Atlantis".into())));
}

fn small() -> Deadlines {
    let election = Election::clone(&Fixture::unannounced(&Setup::default()).election);
    assert_eq!(polling_day(&election), Ok(date(2027, 3, 7)));
    Deadlines::of(&election, Place::Home).unwrap().unwrap()
}

/// Attack G10: the last second, from every side of the world.
#[test]
fn the_last_second_counts_and_the_next_does_not() {
    let deadlines = small();
    assert_eq!(deadlines.apply_until.to_string(), "2027-02-12T22:59:59Z");
    for (now, window) in [
        ("2027-02-12T22:59:59Z", Window::Open { days_left: 0 }),
        ("2027-02-12T23:59:59+01:00", Window::Open { days_left: 0 }),
        ("2027-02-13T12:59:59+14:00", Window::Open { days_left: 0 }),
        ("2027-02-12T10:59:59-12:00", Window::Open { days_left: 0 }),
        ("2027-02-11T23:00:00Z", Window::Open { days_left: 0 }),
        ("2027-02-11T22:59:59Z", Window::Open { days_left: 1 }),
        ("2027-02-12T23:00:00Z", Window::Over),
        ("2027-02-12T23:59:59-12:00", Window::Over),
    ] {
        assert_eq!(deadlines.to_apply(unix(now)), window, "{now}");
    }
    assert_eq!(deadlines.to_return(unix("2027-03-07T13:00:00Z")), Window::Open { days_left: 0 });
    assert_eq!(deadlines.to_return(unix("2027-03-07T13:00:01Z")), Window::Over);
}

#[test]
fn when_to_post() {
    let deadlines = small();
    assert_eq!(deadlines.post_by(10), date(2027, 2, 25));
    assert!(!deadlines.is_tight(unix("2027-02-10T12:00:00Z"), 15, 10));
    assert!(deadlines.is_tight(unix("2027-02-11T12:00:00Z"), 15, 10));
}

proptest! {
    /// In every zone: the end of a day is its last second, and days left are midnights.
    #[test]
    fn ends_of_days_everywhere(zone in 0..600_usize, year in 1990_i16..2060, day in 1_i16..366, before in 0_u16..90) {
        let database = TimeZoneDatabase::bundled();
        let names: Vec<_> = database.available().collect();
        let name = names[zone % names.len()].to_string();
        let zone = database.get(&name).unwrap();
        let polling_day = date(year, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day) - 1));
        let moment = calendar(before, None).moment(polling_day, &name).unwrap();
        let last = civil(&zone, moment.0);
        let next = civil(&zone, moment.0 + 1);
        let day = calendar(before, None).day(polling_day).unwrap();
        prop_assert!(last.date() <= day && next.date() > day, "{name}: {last} {next} {day}");

        let deadlines = Deadlines { apply_until: moment, return_until: moment, zone: zone.clone() };
        for earlier in [0, 1, 3600, 86_399, 86_400, 1_000_000] {
            let now = UnixTime(moment.0 - earlier);
            let Window::Open { days_left } = deadlines.to_apply(now) else { panic!("over") };
            let today = civil(&zone, now.0).date();
            let reached = today.saturating_add(jiff::Span::new().days(i64::from(days_left)));
            prop_assert_eq!(reached, last.date());
        }
        prop_assert_eq!(deadlines.to_apply(UnixTime(moment.0 + 1)), Window::Over);
    }

    /// A working day is never a holiday, and calendar days are never later than working days.
    #[test]
    fn working_days(year in 1990_i16..2060, day in 1_i16..366, before in 1_u16..60) {
        let polling_day = date(year, 1, 1).saturating_add(jiff::Span::new().days(i64::from(day) - 1));
        let working = Term { days: before, counted: bank_holidays(), time: None }.day(polling_day).unwrap();
        prop_assert!(!matches!(working.weekday(), Weekday::Saturday | Weekday::Sunday));
        prop_assert!(working <= calendar(before, None).day(polling_day).unwrap());
    }
}
