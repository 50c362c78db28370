//! The other methods: worked examples from textbooks, and what holds for any votes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::cmp::Ordering;

use proptest::prelude::*;
use serde_json::{Value, json};
use tabella_seats::{Counts, Election, InputError, Method, Outcome, Quotient, Series, Working, allocate};

const PROPORTIONAL: [Method; 4] =
    [Method::DHondt, Method::SainteLague, Method::SainteLagueModified, Method::HagenbachBischoff];

fn try_run(method: Method, counts: &Value) -> Result<Outcome, InputError> {
    let counts = Counts::from_json(counts.to_string().as_bytes())?;
    allocate(method, &Election::new(counts, None)?)
}

fn run(method: Method, counts: &Value) -> Outcome {
    try_run(method, counts).unwrap()
}

/// Lists named by their place, with votes only.
fn bare(votes: &[u64], seats: u32) -> Value {
    let votes: serde_json::Map<String, Value> =
        votes.iter().enumerate().map(|(at, votes)| (at.to_string(), json!(votes))).collect();
    json!({"contests": {"x": votes}, "seats": seats})
}

fn seats(method: Method, votes: &[u64], house: u32) -> Vec<u32> {
    run(method, &bare(votes, house)).lists.iter().map(|list| list.seats).collect()
}

fn elected(outcome: &Outcome) -> Vec<&str> {
    outcome.elected.iter().map(|elected| elected.candidate.as_str()).collect()
}

/// Wikipedia, "D'Hondt method" and "Sainte-Laguë method" (as of 2023): 230,000 votes, 8 seats.
#[test]
fn the_example_of_the_encyclopedia() {
    let votes = [100_000, 80_000, 30_000, 20_000];
    assert_eq!(seats(Method::DHondt, &votes, 8), [4, 3, 1, 0]);
    assert_eq!(seats(Method::HagenbachBischoff, &votes, 8), [4, 3, 1, 0]);
    assert_eq!(seats(Method::SainteLague, &votes, 8), [3, 3, 1, 1]);
    let outcome = run(Method::DHondt, &bare(&votes, 8));
    let Working::Proportional(contests) = &outcome.working else { panic!("{outcome:?}") };
    let figures: Vec<_> =
        contests[0].quotients.iter().map(|award| (award.to.as_str(), award.figure.as_str())).collect();
    let expected = [
        ("0", "100000.000"),
        ("1", "80000.000"),
        ("0", "50000.000"),
        ("1", "40000.000"),
        ("0", "33333.333"),
        ("2", "30000.000"),
        ("1", "26666.666"),
        ("0", "25000.000"),
    ];
    assert_eq!(figures, expected);
}

/// Wikipedia, "Highest averages method" (as of 2023): 100,000 votes, 10 seats.
#[test]
fn the_example_with_six_lists() {
    let votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100];
    assert_eq!(seats(Method::DHondt, &votes, 10), [5, 2, 2, 1, 0, 0]);
    assert_eq!(seats(Method::SainteLague, &votes, 10), [4, 2, 2, 1, 1, 0]);
    assert_eq!(seats(Method::SainteLagueModified, &votes, 10), [5, 2, 2, 1, 0, 0]);
}

/// 1,000 votes, 7 seats: the electoral number is the whole number just above 1,000 / 8 = 125, though 125 is whole itself (art. 159).
#[test]
fn the_electoral_number_is_above_the_quotient() {
    let outcome = run(Method::HagenbachBischoff, &bare(&[500, 375, 125], 7));
    let Working::Proportional(contests) = &outcome.working else { panic!("{outcome:?}") };
    assert_eq!(contests[0].electoral_number, Some(126));
    let by_number: Vec<_> = contests[0].lists.iter().map(|list| list.by_number.unwrap()).collect();
    assert_eq!(by_number, [3, 2, 0]);
    // two seats are left for 500 / 4 = 375 / 3 = 125 / 1: the lists with more votes have them (art. 160)
    assert_eq!(outcome.lists.iter().map(|list| list.seats).collect::<Vec<_>>(), [4, 3, 0]);
    assert!(outcome.decided);
    // D'Hondt alone has no such rule
    let outcome = run(Method::DHondt, &bare(&[500, 375, 125], 7));
    assert!(!outcome.decided);
    assert_eq!(outcome.ties[0].between, ["0", "1", "2"]);
    assert_eq!(outcome.ties[0].seats, 2);
    let mut drawn = bare(&[500, 375, 125], 7);
    drawn["lots"] = json!([2, 0, 1]);
    let lists = run(Method::DHondt, &drawn).lists;
    assert_eq!(lists.iter().map(|list| list.seats).collect::<Vec<_>>(), [4, 2, 1]);
}

#[test]
fn a_tie_stays_open_until_lots_are_drawn() {
    let mut counts = bare(&[300, 100, 100], 4);
    let outcome = run(Method::HagenbachBischoff, &counts);
    assert!(!outcome.decided);
    assert_eq!(outcome.lists.iter().map(|list| list.seats).collect::<Vec<_>>(), [3, 0, 0]);
    // 300 / 3 ties with both, and has more votes; the last seat is open between the equals
    assert_eq!((outcome.ties[0].seats, outcome.ties[0].between.len()), (1, 2));
    counts["lots"] = json!(["2", "1"]);
    let outcome = run(Method::HagenbachBischoff, &counts);
    assert_eq!(outcome.lists.iter().map(|list| list.seats).collect::<Vec<_>>(), [3, 0, 1]);
}

#[test]
fn within_a_list_the_most_votes_are_elected() {
    let counts = json!({
        "contests": {"north": {"a1": 40, "a2": 50, "a3": 10, "b1": 30, "b2": 30, "solo": 45}},
        "seats": 4,
        "lists": {"A": ["a1", "a2", "a3"], "B": ["b1", "b2"]},
        "names": {"a2": "Maia Feldspat"},
    });
    // A 100, B 60, solo 45: 100, 60, 50, 45
    let outcome = run(Method::DHondt, &counts);
    assert_eq!(elected(&outcome), ["a2", "a1", "solo"]);
    assert_eq!(outcome.elected[0].name.as_deref(), Some("Maia Feldspat"));
    assert_eq!(outcome.lists.iter().map(|list| list.seats).collect::<Vec<_>>(), [2, 1]);
    // who of B is for lots
    assert_eq!((outcome.ties.len(), outcome.ties[0].seats), (1, 1));
    assert_eq!(outcome.ties[0].between, ["b1", "b2"]);
    let mut drawn = counts.clone();
    drawn["lots"] = json!(["b2", "b1"]);
    assert_eq!(elected(&run(Method::DHondt, &drawn)), ["a2", "a1", "b2", "solo"]);
}

#[test]
fn a_list_has_no_more_seats_than_candidates() {
    let counts = json!({
        "contests": {"x": {"a": 900, "b1": 60, "b2": 40}},
        "seats": 4,
        "lists": {"A": ["a"], "B": ["b1", "b2"]},
    });
    for method in PROPORTIONAL {
        let outcome = run(method, &counts);
        assert_eq!(elected(&outcome), ["a", "b1", "b2"], "{method}");
        assert!(outcome.notes[0].contains("nobody with votes can take 1 seats"), "{:?}", outcome.notes);
    }
}

/// The synthetic ballot of tests/data, with Luxembourg's seats: 60 deputies, each constituency for itself.
#[test]
fn luxembourg_elects_sixty() {
    let read = |name: &str| {
        std::fs::read(format!("{}/../../tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let definition = tabella_seats::Definition::from_json(&read("lu-panachage.draft.json")).unwrap();
    let mut counts: Value = serde_json::from_slice(&read("lu-panachage.counts.json")).unwrap();
    counts["seats"] = json!({"south": 23, "centre": 21, "north": 9, "east": 7});
    let counts = Counts::from_json(counts.to_string().as_bytes()).unwrap();
    let election = Election::new(counts, Some(&definition)).unwrap();
    let outcome = allocate(Method::HagenbachBischoff, &election).unwrap();
    assert_eq!(outcome.lists.iter().map(|list| list.seats).sum::<u32>(), 60);
    assert_eq!(outcome.lists[0].name.as_deref(), Some("Sun List"));
    let open: u32 = outcome.ties.iter().map(|tie| tie.seats).sum();
    assert_eq!(u32::try_from(outcome.elected.len()).unwrap() + open, 60);
    let dhondt = allocate(Method::DHondt, &election).unwrap();
    let seats = |outcome: &Outcome| outcome.lists.iter().map(|list| list.seats).collect::<Vec<_>>();
    assert_eq!(seats(&outcome), seats(&dhondt));
}

#[test]
fn first_past_the_post() {
    let counts = json!({"contests": {"town": {"a": 9, "b": 12, "c": 9, "d": 1}, "hill": {"e": 1, "f": 0}}});
    let outcome = run(Method::Plurality, &counts);
    assert_eq!((elected(&outcome), outcome.seats, outcome.decided), (vec!["b", "e"], 2, true));
    let mut three = counts.clone();
    three["seats"] = json!({"town": 2, "hill": 2});
    let outcome = run(Method::Plurality, &three);
    assert_eq!(elected(&outcome), ["b", "e"]);
    assert_eq!((outcome.ties[0].seats, &outcome.ties[0].between[..]), (1, &["a".to_owned(), "c".into()][..]));
    assert!(outcome.notes[0].starts_with("contest hill: 1 seats stay empty"));
    three["lots"] = json!(["c", "a"]);
    assert_eq!(elected(&run(Method::Plurality, &three)), ["b", "c", "e"]);
}

#[test]
fn limits_and_unknown_methods_are_said() {
    let large =
        try_run(Method::DHondt, &json!({"contests": {"x": {"a": 1_000_000_000_001_u64}}, "seats": 1}));
    assert!(large.unwrap_err().to_string().contains("more than 1000000000000 votes"));
    let large = try_run(Method::DHondt, &json!({"contests": {"x": {"a": 1}}, "seats": 100_001}));
    assert!(large.unwrap_err().to_string().contains("more than 100000 seats"));
    let unknown = "hare".parse::<Method>().unwrap_err().to_string();
    assert!(unknown.contains("dhondt, sainte-lague"), "{unknown}");
    for method in Method::ALL {
        assert_eq!(method.name().parse(), Ok(method));
    }
}

fn votes() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        prop::collection::vec(0..1_000_000_u64, 1..9),
        // small numbers tie
        prop::collection::vec(0..12_u64, 1..9),
    ]
}

proptest! {
    #[test]
    fn the_house_is_full_and_ties_name_what_is_open(votes in votes(), house in 0..60_u32) {
        for method in PROPORTIONAL {
            let outcome = run(method, &bare(&votes, house));
            let given: u32 = outcome.lists.iter().map(|list| list.seats).sum();
            let open: u32 = outcome.ties.iter().map(|tie| tie.seats).sum();
            if votes.iter().any(|votes| *votes > 0) {
                prop_assert_eq!(given + open, house);
            } else {
                prop_assert_eq!(given, 0);
            }
            for tie in &outcome.ties {
                prop_assert!(usize::try_from(tie.seats).unwrap() < tie.between.len());
            }
        }
    }

    #[test]
    fn more_votes_are_never_fewer_seats(votes in votes(), more in 1..5_000_u64, house in 1..40_u32) {
        for method in PROPORTIONAL {
            let before = seats(method, &votes, house)[0];
            let mut raised = votes.clone();
            raised[0] += more;
            prop_assert!(seats(method, &raised, house)[0] >= before, "{}", method);
        }
        // nor is a list with more votes behind one with fewer
        for method in PROPORTIONAL {
            let got = seats(method, &votes, house);
            for (a, b) in votes.iter().zip(&got).flat_map(|a| votes.iter().zip(&got).map(move |b| (a, b))) {
                prop_assert!(a.0 <= b.0 || a.1 >= b.1, "{}: {:?} {:?}", method, a, b);
            }
        }
    }

    #[test]
    fn hagenbach_bischoff_is_dhondt(votes in votes(), house in 0..60_u32) {
        let (one, other) = (run(Method::HagenbachBischoff, &bare(&votes, house)), run(Method::DHondt, &bare(&votes, house)));
        // where D'Hondt is decided they are the same; where not, Hagenbach-Bischoff settles at most that tie
        for (hb, dh) in one.lists.iter().zip(&other.lists) {
            let tied = other.ties.iter().any(|tie| tie.between.iter().any(|name| name == hb.list.as_str()));
            prop_assert!(hb.seats == dh.seats || tied && hb.seats == dh.seats + 1);
        }
    }

    #[test]
    fn dhondt_gives_every_whole_quota(votes in votes(), house in 1..60_u32) {
        // the lower bound of the Hare quota, and the upper bound by Droop's: floor(v · s / V) ≤ seats
        let total: u64 = votes.iter().sum();
        prop_assume!(total > 0);
        let outcome = run(Method::DHondt, &bare(&votes, house));
        let open: u32 = outcome.ties.iter().map(|tie| tie.seats).sum();
        for (votes, list) in votes.iter().zip(&outcome.lists) {
            let lower = votes * u64::from(house) / total;
            prop_assert!(u64::from(list.seats + open) >= lower);
            if outcome.decided {
                prop_assert!(u64::from(list.seats) >= lower);
            }
        }
    }

    #[test]
    fn the_order_of_lists_decides_nothing(votes in votes(), house in 0..30_u32) {
        let mut turned = votes.clone();
        turned.reverse();
        for method in PROPORTIONAL {
            let mut seats_turned = seats(method, &turned, house);
            seats_turned.reverse();
            let outcome = run(method, &bare(&votes, house));
            prop_assert_eq!(seats(method, &votes, house), seats_turned);
            // equals have equal seats
            for (a, one) in votes.iter().zip(&outcome.lists) {
                for (b, other) in votes.iter().zip(&outcome.lists) {
                    prop_assert!(a != b || one.seats == other.seats);
                }
            }
        }
    }

    #[test]
    fn exact_quotients_agree_with_floating_ones_that_are_apart(a in 1..1_000_000_u64, b in 1..1_000_000_u64, m in 1..200_u32, n in 1..200_u32) {
        let value = |votes: u64, place: u32| f64::from(u32::try_from(votes).unwrap()) / f64::from(place).powf(0.9);
        let (x, y) = (value(a, m), value(b, n));
        let exact = Series::Riigikogu.compare(Quotient { votes: a, place: m }, Quotient { votes: b, place: n });
        if (x - y).abs() > 1e-6 * x.max(y) {
            prop_assert_eq!(exact, x.partial_cmp(&y).unwrap());
        }
        if (a, m) == (b, n) {
            prop_assert_eq!(exact, Ordering::Equal);
        }
        let figure: f64 = Series::Riigikogu.figure(Quotient { votes: a, place: m }).parse().unwrap();
        prop_assert!(figure <= x + 1e-6 && x < figure + 0.001 + 1e-6);
    }
}
