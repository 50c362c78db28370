//! The Riigikogu of 5 March 2023 from its published votes, and the law's rules one by one.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::{Value, json};
use tabella_seats::{
    Counts, Definition, Elected, Election, Mandate, Method, Outcome, Working, allocate, raw,
};

fn file(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data")).join(name)).unwrap()
}

fn run(counts: &Value) -> Outcome {
    let counts = Counts::from_json(counts.to_string().as_bytes()).unwrap();
    allocate(Method::EeRiigikogu, &Election::new(counts, None).unwrap()).unwrap()
}

fn ids<'a>(elected: impl IntoIterator<Item = &'a Elected>) -> Vec<String> {
    elected.into_iter().map(|elected| elected.candidate.to_string()).collect()
}

fn by(outcome: &Outcome, mandate: Mandate) -> Vec<String> {
    ids(outcome.elected.iter().filter(|elected| elected.mandate == mandate))
}

fn set(value: &Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn working(outcome: &Outcome) -> &tabella_seats::RiigikoguWorking {
    match &outcome.working {
        Working::Riigikogu(working) => working,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_votes_of_2023_elect_the_101_of_2023() {
    let definition = Definition::from_json(&file("ee2023.draft.json")).unwrap();
    let counts = Counts::from_json(&file("ee2023.seats.json")).unwrap();
    let outcome = allocate(Method::EeRiigikogu, &Election::new(counts, Some(&definition)).unwrap()).unwrap();
    let published: Value = serde_json::from_slice(&file("ee2023.elected.json")).unwrap();

    assert_eq!((outcome.seats, outcome.elected.len(), outcome.decided), (101, 101, true));
    assert_eq!(
        by(&outcome, Mandate::Personal).into_iter().collect::<BTreeSet<_>>(),
        set(&published["personal"])
    );
    assert_eq!(
        by(&outcome, Mandate::District).into_iter().collect::<BTreeSet<_>>(),
        set(&published["district"])
    );
    // the compensation mandates in their order and with their figures
    assert_eq!(compensated(&outcome), published["compensation"]);

    let seats: Vec<(&str, u32)> = outcome.lists.iter().map(|list| (list.list.as_str(), list.seats)).collect();
    let expected = [
        ("EÜVP", 0),
        ("KESK", 16),
        ("EKRE", 17),
        ("REF", 37),
        ("EE200", 14),
        ("ROH", 0),
        ("PP", 0),
        ("IE", 8),
        ("SDE", 9),
    ];
    assert_eq!(seats, expected);
    assert_eq!(working(&outcome).votes, 610_299);
    assert_eq!(working(&outcome).threshold, 30_515);
    assert_eq!(
        outcome.elected.iter().map(|elected| elected.position).collect::<Vec<_>>(),
        (1..=101).collect::<Vec<_>>()
    );
    let first = outcome.elected.iter().find(|elected| elected.votes == 31_816).unwrap();
    assert_eq!(first.name.as_deref(), Some("Kaja Kallas"));
    assert_eq!((first.list.as_ref().unwrap().as_str(), first.district.as_str()), ("REF", "d4"));
    assert!(outcome.members.is_empty() && outcome.notes.is_empty() && outcome.ties.is_empty());
}

fn compensated(outcome: &Outcome) -> Value {
    let given = working(outcome).compensation.given.iter();
    given.map(|given| json!({"candidate": given.candidate, "figure": given.award.figure})).collect()
}

/// What the same law gives for the electronic votes alone: here a list lacks a candidate with 10 per cent of the quota.
#[test]
fn the_electronic_votes_alone_agree_with_another_working() {
    let mut counts: Value = serde_json::from_slice(&file("ee2023.seats.json")).unwrap();
    let electronic: Value = serde_json::from_slice(&file("ee2023.counts.json")).unwrap();
    counts["contests"] = electronic["contests"].clone();
    let outcome = run(&counts);
    let published: Value = serde_json::from_slice(&file("ee2023.elected.json")).unwrap();
    assert_eq!(compensated(&outcome), published["electronic_compensation"]);
    assert_eq!((by(&outcome, Mandate::Personal).len(), by(&outcome, Mandate::District).len()), (12, 60));
    assert_eq!(outcome.notes.len(), 1, "{:?}", outcome.notes);
    assert!(outcome.notes[0].starts_with("district d4: list REF has no candidate with 10 per cent"));
}

#[test]
fn alternates_make_the_101_who_sat() {
    let mut counts: Value = serde_json::from_slice(&file("ee2023.seats.json")).unwrap();
    let published: Value = serde_json::from_slice(&file("ee2023.elected.json")).unwrap();
    counts["declined"] = published["declined"].clone();
    let outcome = run(&counts);
    assert_eq!(outcome.members.len(), 101);
    assert_eq!(ids(&outcome.members).into_iter().collect::<BTreeSet<_>>(), set(&published["members"]));
    assert_eq!(outcome.members.iter().filter(|member| member.replaces.is_some()).count(), 21);
    // the seats of the election itself are untouched
    assert_eq!(outcome.elected.len(), 101);
    assert_eq!(by(&outcome, Mandate::Personal).len(), 9);
}

/// The published form of the fixture: rows with numbers as the source writes them.
fn published_form() -> (Value, Value, Value) {
    let counts: Value = serde_json::from_slice(&file("ee2023.seats.json")).unwrap();
    let list_of = |candidate: &str| {
        let lists = counts["lists"].as_object().unwrap();
        let number: u64 = candidate.parse().unwrap();
        lists
            .iter()
            .find(|(_, order)| order.as_array().unwrap().contains(&json!(number)))
            .map(|(list, _)| list)
    };
    let mut rows = Vec::new();
    for (district, votes) in counts["contests"].as_object().unwrap() {
        for (candidate, votes) in votes.as_object().unwrap() {
            rows.push(json!({
                "district": district[1..].parse::<u64>().unwrap(),
                "number": candidate.parse::<u64>().unwrap(),
                "party": list_of(candidate).map_or("Üksikkandidaadid".into(), |list| format!("Erakond {list}")),
                "votes": votes,
            }));
        }
    }
    let districts = counts["seats"].as_object().unwrap();
    let districts =
        districts.iter().map(|(district, seats)| (district[1..].to_owned(), seats.clone())).collect();
    (Value::Array(rows), Value::Object(districts), counts["lists"].clone())
}

fn run_raw(results: &Value, districts: &Value, lists: &Value) -> Outcome {
    let bytes = |value: &Value| value.to_string().into_bytes();
    let counts = raw::counts(&bytes(results), &bytes(districts), &bytes(lists)).unwrap();
    allocate(Method::EeRiigikogu, &Election::new(counts, None).unwrap()).unwrap()
}

#[test]
fn the_published_form_says_the_same() {
    let expected = run(&serde_json::from_slice(&file("ee2023.seats.json")).unwrap());
    let (results, districts, lists) = published_form();
    let outcome = run_raw(&results, &districts, &lists);
    let all = |outcome: &Outcome| ids(&outcome.elected).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(all(&outcome), all(&expected));
    assert_eq!(outcome.notes, [""; 0]);

    // lists that won nothing need not be ranked, numbers may be texts, and rows may lack a party
    let (mut rows, mut few) = (results, lists);
    few.as_object_mut().unwrap().retain(|list, _| !["PP", "ROH", "EÜVP"].contains(&list.as_str()));
    for row in rows.as_array_mut().unwrap() {
        row["votes"] = json!(row["votes"].to_string());
        if row["party"] == "Üksikkandidaadid" {
            row.as_object_mut().unwrap().remove("party");
        }
    }
    let outcome = run_raw(&rows, &districts, &few);
    assert_eq!(all(&outcome), all(&expected));
    assert_eq!(outcome.notes.len(), 3, "{:?}", outcome.notes);
    let greens = outcome.lists.iter().find(|list| list.list.as_str() == "Erakond ROH").unwrap();
    assert_eq!((greens.votes, greens.seats, greens.passes_threshold), (5886, 0, Some(false)));
}

#[test]
fn the_source_itself_says_the_same() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/ee2023"));
    if !folder.exists() {
        println!("skipped: needs ../shared/data");
        return;
    }
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let counts =
        raw::counts(&read("ee-res2023.json"), &read("ee-dists2023.json"), &read("ee-yler2023.json")).unwrap();
    let outcome = allocate(Method::EeRiigikogu, &Election::new(counts, None).unwrap()).unwrap();
    let expected = run(&serde_json::from_slice(&file("ee2023.seats.json")).unwrap());
    let all = |outcome: &Outcome| ids(&outcome.elected).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(all(&outcome), all(&expected));
    let kallas = outcome.elected.iter().find(|elected| elected.votes == 31_816).unwrap();
    assert_eq!(kallas.name.as_deref(), Some("KAJA KALLAS"));
}

/// One district of 4 mandates and 4,000 votes: the quota is 1,000.
fn small(votes: &Value, lists: &Value) -> Value {
    json!({"contests": {"1": votes}, "seats": 4, "lists": lists})
}

#[test]
fn exactly_the_quota_is_a_personal_mandate_for_anybody() {
    // 104 is independent; 103 misses by one
    let votes = json!({"101": 1001, "102": 0, "103": 999, "104": 1000, "105": 1000});
    let outcome = run(&small(&votes, &json!({"A": [101, 102], "B": [103], "C": [105]})));
    assert_eq!(by(&outcome, Mandate::Personal), ["101", "104", "105"]);
    // three quarters of the quota are enough for the list
    assert_eq!(by(&outcome, Mandate::District), ["103"]);
    assert_eq!(working(&outcome).districts[0].quota, "1000.000");
}

#[test]
fn three_quarters_are_three_quarters() {
    let votes = json!({"101": 900, "102": 850, "103": 749, "111": 900, "112": 601});
    // A: 1,750 = 1 quota and exactly 75 per cent; B: 749, one short; C: 1,501
    let lists = json!({"A": [101, 102], "B": [103], "C": [111, 112]});
    let outcome = run(&small(&votes, &lists));
    let lists = &working(&outcome).districts[0].lists;
    let seen: Vec<_> =
        lists.iter().map(|l| (l.list.as_str(), l.whole, l.three_quarters, l.mandates)).collect();
    assert_eq!(seen, [("A", 1, true, 2), ("B", 0, false, 0), ("C", 1, false, 1)]);
    assert_eq!(by(&outcome, Mandate::District), ["101", "102", "111"]);
    // the fourth mandate: B has 749 / 1 against 1,750 / 3^0.9 and 1,501 / 2^0.9 = 804.3
    assert_eq!(by(&outcome, Mandate::Compensation), ["112"]);
    assert_eq!(working(&outcome).compensation.given[0].award.figure, "804.365");
    assert_eq!(working(&outcome).compensation.given[0].award.divisor, "2^0.9");
}

#[test]
fn five_per_cent_are_the_threshold() {
    // 1,000 votes each in 4 mandates; list B has exactly 5 per cent of 4,000, list C one vote less
    let district = json!({"101": 950, "102": 950, "103": 900, "104": 801, "111": 200, "121": 199});
    let outcome = run(&small(&district, &json!({"A": [101, 102, 103, 104], "B": [111], "C": [121]})));
    let passes: Vec<_> = outcome.lists.iter().map(|list| list.passes_threshold.unwrap()).collect();
    assert_eq!(passes, [true, true, false]);
    assert_eq!(working(&outcome).threshold, 200);
}

#[test]
fn district_mandates_need_ten_per_cent_and_compensation_mandates_five() {
    // A earned 2 here; 102 has 99 of 1,000: not a tenth. 103 leads the national list with 49, not a twentieth.
    let votes = json!({"101": 1700, "102": 99, "103": 49, "111": 999, "112": 1, "121": 1152});
    let outcome = run(&small(&votes, &json!({"A": [103, 102, 101], "B": [111, 112], "C": [121]})));
    assert_eq!(by(&outcome, Mandate::Personal), ["101", "121"]);
    assert_eq!(by(&outcome, Mandate::District), ["111"]);
    // A is given the mandate that it could not fill by its next divisor, the second, not the third
    assert_eq!(by(&outcome, Mandate::Compensation), ["102"]);
    let given = &working(&outcome).compensation.given[0];
    assert_eq!((given.award.divisor.as_str(), given.passed_over[0].as_str()), ("2^0.9", "103"));
    assert!(outcome.notes.iter().any(|note| note.contains("10 per cent")), "{:?}", outcome.notes);
}

#[test]
fn equal_votes_go_to_who_stands_higher_on_the_national_list() {
    let votes = json!({"101": 700, "102": 700, "103": 600, "111": 500, "112": 500, "121": 1000});
    let outcome = run(&small(&votes, &json!({"A": [102, 103, 101], "B": [111, 112], "C": [121]})));
    assert_eq!(by(&outcome, Mandate::District)[..2], ["102", "101"]);
    // B has one mandate for two with equal votes
    assert_eq!(by(&outcome, Mandate::District)[2], "111");

    // without an order of B it is for lots, and compensation mandates wait
    let mut unordered = small(&votes, &json!({"A": [102, 103, 101], "C": [121]}));
    unordered["affiliations"] = json!({"111": "B", "112": "B"});
    let outcome = run(&unordered);
    assert!(!outcome.decided);
    assert_eq!(
        (outcome.ties[0].seats, &outcome.ties[0].between[..]),
        (1, &["111".to_owned(), "112".into()][..])
    );
    unordered["lots"] = json!([112, 111]);
    assert_eq!(by(&run(&unordered), Mandate::District)[2], "112");
}

#[test]
fn equal_figures_go_to_the_list_further_back() {
    // four lists of 1,000 in districts of 1,600: nobody reaches three quarters of a quota
    let one = json!({"101": 500, "201": 500, "301": 300, "401": 300});
    let two = json!({"102": 500, "202": 500, "302": 300, "402": 300});
    let contests = json!({"1": one, "2": two});
    let lists = json!({"A": [101, 102], "B": [202, 201], "C": [301, 302], "D": [401, 402]});
    let counts = json!({"contests": contests, "seats": {"1": 2, "2": 1}, "lists": lists});
    // 3 mandates: A and B have 1,000 / 1 each, C and D 600 / 1; 1,000 / 2^0.9 = 535.8
    let outcome = run(&counts);
    assert_eq!(by(&outcome, Mandate::Compensation), ["101", "202", "401"]);
    let mut back = counts.clone();
    back["consolidated"] = json!([401, 402, 101, 102, 201, 202, 301, 302]);
    assert_eq!(by(&run(&back), Mandate::Compensation), ["101", "202", "301"]);
    // mixed on the consolidated list: lots
    back["consolidated"] = json!([401, 301, 302, 402, 101, 102, 201, 202]);
    let outcome = run(&back);
    assert_eq!(by(&outcome, Mandate::Compensation), ["101", "202"]);
    assert_eq!((outcome.decided, outcome.ties[0].seats, outcome.ties[0].between.len()), (false, 1, 2));
    back["lots"] = json!(["D", "C"]);
    assert_eq!(by(&run(&back), Mandate::Compensation), ["101", "202", "401"]);
}

#[test]
fn a_district_that_gives_more_than_it_has_is_noted() {
    // five lists with 800 of 1,000 each in a district of four
    let votes = json!({"101": 800, "111": 800, "121": 800, "131": 800, "141": 800});
    let lists = json!({"A": [101], "B": [111], "C": [121], "D": [131], "E": [141]});
    let outcome = run(&small(&votes, &lists));
    assert_eq!((outcome.seats, by(&outcome, Mandate::District).len()), (4, 5));
    assert_eq!(working(&outcome).districts[0].left, -1);
    assert!(outcome.notes[0].contains("its quota gives 5"), "{:?}", outcome.notes);
}

#[test]
fn a_list_without_anybody_left_takes_no_further_part() {
    // A has most votes, and one candidate
    let votes = json!({"101": 3400, "111": 300, "112": 300});
    let outcome = run(&small(&votes, &json!({"A": [101], "B": [111, 112]})));
    assert_eq!(ids(&outcome.elected), ["101", "111", "112"]);
    assert_eq!(by(&outcome, Mandate::Compensation), ["111", "112"]);
    assert!(outcome.notes.iter().any(|note| note.starts_with("list A: nobody")), "{:?}", outcome.notes);
    assert!(outcome.notes.iter().any(|note| note.starts_with("1 compensation")), "{:?}", outcome.notes);
}

#[test]
fn nobody_is_elected_without_votes() {
    let outcome = run(&small(&json!({"101": 0, "111": 0}), &json!({"A": [101], "B": [111]})));
    assert_eq!(outcome.elected.len(), 0);
    assert!(outcome.lists.iter().all(|list| list.passes_threshold == Some(false)));
}

#[test]
fn what_does_not_fit_is_said() {
    let said = |counts: Value| {
        let counts = Counts::from_json(counts.to_string().as_bytes());
        let outcome =
            counts.and_then(|c| Election::new(c, None)).and_then(|e| allocate(Method::EeRiigikogu, &e));
        outcome.unwrap_err().to_string()
    };
    let contests = json!({"1": {"101": 5}});
    assert!(said(json!({"contests": contests, "seats": 1})).starts_with("ee-riigikogu needs `lists`"));
    assert!(said(json!({"contests": contests, "lists": {"A": [101]}})).contains("no number of seats"));
    assert!(said(json!({"contests": contests, "seats": {"2": 1}})).contains("`seats` names contest 2"));
    assert!(said(json!({"contests": contests, "lists": {"A": [7]}})).contains("list A names candidate 7"));
    assert!(said(json!({"contests": contests, "lists": {"A": [101], "B": [101]}})).contains("stands twice"));
    assert!(said(json!({"contests": {}})).contains("is empty"));
    assert!(said(json!({"contests": contests, "seat": 1})).contains("unknown field `seat`"));
    let twice = Counts::from_json(br#"{"contests": {"1": {"101": 5, "101": 6}}}"#).unwrap_err();
    assert!(twice.to_string().contains("101 stands here twice"), "{twice}");
    let raw =
        raw::counts(br#"[{"name": "X", "district": 9, "votes": 1}]"#, br#"{"1": 2}"#, b"{}").unwrap_err();
    assert!(raw.to_string().contains("district 9"), "{raw}");
}
