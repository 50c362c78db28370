//! A result of every kind of contest, written down and read back.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::collections::BTreeMap;

use serde_json::Value;
use tabella_election::{Election, manifest::UtcTime};
use tabella_publish::{Publication, PublishError};
use tabella_seats::Method;
use tabella_tests::{Fixture, Setup, drafts};
use tabella_verifier::{ContestOutcome, GroupOutcome, Report, Verdict};

const AT: UtcTime = UtcTime(1_700_000_000);

/// A draft whose names try to be something else.
fn election() -> Election {
    let mut draft = drafts::with_contests(&[drafts::contest(3, 1, 0, 1), drafts::contest(4, 2, 0, 5)]);
    let contest = &mut draft["contests"][0];
    contest["options"][0]["name"] = serde_json::json!({"und": "=HYPERLINK(\"http://x\")"});
    contest["options"][1]["name"] = serde_json::json!({"und": "<script>alert(1)</script> & \"Co\""});
    let fixture = Fixture::announced(&Setup { draft, ..Setup::default() });
    Election::parse(fixture.election.bytes()).unwrap()
}

/// A verifier's report as it would be, with votes 10, 20, 30 … online and 1 by post for each option of the first contest.
fn report(election: &Election) -> Report {
    let outcome = |position: usize| {
        let contest = &election.manifest().contests[position];
        let units: Vec<_> = election.manifest().reporting_units.iter().map(|unit| unit.id.clone()).collect();
        let votes =
            |of: u64| contest.options.iter().map(|option| option.id.clone()).zip((1..).map(move |n| n * of));
        let groups = if position == 0 {
            vec![GroupOutcome { units, ballots: 60, weight: 60, counts: votes(10).collect() }]
        } else {
            Vec::new()
        };
        let none = || contest.options.iter().map(|option| (option.id.clone(), 0)).collect();
        ContestOutcome {
            contest: contest.id.clone(),
            totals: if position == 0 { votes(10).collect() } else { none() },
            postal: if position == 0 {
                contest.options.iter().map(|o| (o.id.clone(), 1)).collect()
            } else {
                none()
            },
            groups,
        }
    };
    Report {
        verdict: Verdict::Verified,
        election: Some(*election.id()),
        size: 1234,
        root: None,
        phase: None,
        resumed_from: None,
        first_failure: None,
        checks: Vec::new(),
        counters: None,
        result: Some(vec![outcome(0), outcome(1)]),
    }
}

fn files(election: &Election, report: &Report) -> BTreeMap<String, String> {
    let files = Publication::new(election, report, AT).unwrap().files();
    files.into_iter().map(|(name, content)| (name, String::from_utf8(content).unwrap())).collect()
}

#[test]
fn only_what_is_verified_is_published() {
    let election = election();
    let mut report = report(&election);
    for verdict in [Verdict::Failed, Verdict::Incomplete] {
        report.verdict = verdict;
        assert!(
            matches!(Publication::new(&election, &report, AT), Err(PublishError::NotVerified(v)) if v == verdict)
        );
    }
    report.verdict = Verdict::Verified;
    report.election = None;
    assert!(matches!(Publication::new(&election, &report, AT), Err(PublishError::OtherElection)));
}

#[test]
fn every_file_says_the_same_numbers() {
    let election = election();
    let report = report(&election);
    let files = files(&election, &report);
    let rows: Vec<&str> = files["result.csv"].lines().collect();
    // the second contest is not decrypted
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(rows[1].contains("'=HYPERLINK") && rows[1].ends_with("10,1,11"), "{}", rows[1]);
    assert!(rows[3].ends_with("30,1,31"));
    assert_eq!(files["groups.csv"].lines().count(), 4);
    let json: Value = serde_json::from_str(&files["result.json"]).unwrap();
    assert_eq!(json["contests"][0]["options"][2]["total"], 31);
    assert_eq!(json["contests"][1]["decrypted"], false);
    assert_eq!(json["board"]["size"], 1234);
    let nist: Value = serde_json::from_str(&files["nist-1500-100.json"]).unwrap();
    let counts = &nist["Election"][0]["Contest"][0]["ContestSelection"][2]["VoteCounts"];
    let of = |what: &str| {
        counts
            .as_array()
            .unwrap()
            .iter()
            .find(|count| count["OtherType"] == what || count["Type"] == what)
            .unwrap()["Count"]
            .clone()
    };
    assert_eq!((of("online"), of("absentee-mail"), of("total")), (30.into(), 1.into(), 31.into()));
    assert_eq!(nist["Election"][0]["Contest"][1]["ContestSelection"][0]["VoteCounts"], serde_json::json!([]));
    assert_eq!(nist["GeneratedDate"], "2023-11-14T22:13:20Z");
    // whatever is referred to is there, and under one name
    let mut ids = Vec::new();
    let (mut named, mut referred) = (Vec::new(), Vec::new());
    walk(&nist, &mut ids, &mut referred);
    named.extend(ids.iter().cloned());
    named.sort();
    named.dedup();
    assert_eq!(named.len(), ids.len(), "an id twice");
    assert!(referred.len() > 10);
    for id in referred {
        assert!(named.contains(&id), "{id}");
    }
}

fn walk(value: &Value, ids: &mut Vec<String>, referred: &mut Vec<String>) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    match value {
        Value::Array(values) => values.iter().for_each(|value| walk(value, ids, referred)),
        Value::Object(members) => {
            for (name, value) in members {
                match name.as_str() {
                    "@id" => ids.push(text(value)),
                    name if name.ends_with("Ids") => {
                        referred.extend(value.as_array().unwrap().iter().map(text));
                    }
                    name if name.ends_with("Id") && name != "VendorApplicationId" => {
                        referred.push(text(value));
                    }
                    _ => walk(value, ids, referred),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn pages_for_everyone() {
    let election = election();
    let report = report(&election);
    let files = files(&election, &report);
    for language in &election.manifest().languages {
        let page = &files[&format!("index.{language}.html")];
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        assert!(!page.contains("<script"), "a name became an element");
        assert!(page.contains("&#60;script&#62;alert(1)"), "the name is shown");
        // the most votes first
        let (most, least) = (page.find(">31</td>").unwrap(), page.find(">11</td>").unwrap());
        assert!(most < least);
        assert!(page.contains(&election.id().to_string()));
    }
    assert_eq!(files["index.html"], files[&format!("index.{}.html", election.manifest().languages[0])]);
}

#[test]
fn the_same_board_gives_the_same_folder_and_its_hashes() {
    let election = election();
    let report = report(&election);
    let (one, other) = (files(&election, &report), files(&election, &report));
    assert_eq!(one, other);
    let sums: Vec<&str> = one["SHA256SUMS"].lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(sums.len(), one.len() - 1);
    assert!(sums.iter().all(|name| one.contains_key(*name)));
}

#[test]
fn seats_follow_from_the_board_s_votes() {
    let election = election();
    let report = report(&election);
    let publication = || Publication::new(&election, &report, AT).unwrap();
    for wrong in ["[]", "{}", "no json", r#"{"seats": 2, "contests": {}}"#] {
        let refused = publication().with_seats(Method::DHondt, wrong.as_bytes());
        assert!(matches!(refused, Err(PublishError::Mandates)), "{wrong}");
    }
    let [first, second] = &election.manifest().contests[..] else { panic!("two contests") };
    let mandates = format!(r#"{{"seats": {{"{}": 6, "{}": 4}}}}"#, first.id, second.id);
    let publication = publication().with_seats(Method::DHondt, mandates.as_bytes()).unwrap();
    let given: u32 = publication.seats().unwrap().lists.iter().map(|list| list.seats).sum();
    println!("{:?}", publication.seats());
    assert_eq!(given, 6);
    let files = publication.files();
    assert!(files.contains_key("seats.json"));
    let page = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(page.contains("(dhondt)"));
}

/// Every language has its sheet, with all names as they are and the board on it; laid out, it is one of the files.
#[test]
fn a_sheet_for_each_language_is_bound_to_the_board() {
    let election = election();
    let report = report(&election);
    let publication = Publication::new(&election, &report, AT).unwrap();
    let sheets = publication.sheets("board.example\n1234\nroot\n\u{2014} board.example c2ln");
    let languages = &election.manifest().languages;
    assert_eq!(sheets.len(), languages.len());
    for ((name, order), language) in sheets.iter().zip(languages) {
        assert_eq!(*name, format!("result.{language}.pdf"));
        let order = serde_json::to_value(order).unwrap();
        assert_eq!((&order["document"], &order["language"]), (&"record".into(), &language.as_str().into()));
        let id = election.id().to_string();
        for text in [&order["bound"], &order["scanned"]["value"]] {
            assert!(text.as_str().unwrap().contains(&id), "{text}");
        }
        let contest = &order["parts"][0]["table"];
        // the most votes first, online and by post together
        assert_eq!(
            contest["rows"][0].as_array().unwrap().last().unwrap().as_str().unwrap().chars().last(),
            Some('%')
        );
        let names: Vec<&str> =
            contest["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
        assert!(names.contains(&"=HYPERLINK(\"http://x\")"), "{names:?}");
        assert!(names.contains(&"<script>alert(1)</script> & \"Co\""), "{names:?}");
        let width = contest["head"].as_array().unwrap().len();
        assert!(contest["rows"].as_array().unwrap().iter().all(|row| row.as_array().unwrap().len() == width));
        assert_eq!(contest["sum"].as_array().unwrap().len(), width);
        let codes = order["parts"].as_array().unwrap().last().unwrap()["codes"].to_string();
        assert!(codes.contains("board.example c2ln"), "{codes}");
    }
    let (name, _) = sheets[0].clone();
    let with = publication.with_sheets(BTreeMap::from([(name.clone(), b"%PDF-".to_vec())])).files();
    assert!(String::from_utf8_lossy(&with["SHA256SUMS"]).contains(&name));
    assert_eq!(with[&name], b"%PDF-");
}
