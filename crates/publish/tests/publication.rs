//! A result of every kind of contest, written down and read back.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::Digest as _;
use tabella_election::{Election, manifest::UtcTime};
use tabella_publish::{Difference, Publication, PublishError, SIGNATURE, SignatureError, key_name};
use tabella_seats::Method;
use tabella_tests::{Fixture, Setup, drafts};
use tabella_tlog::{NoteError, NoteSigner, SignedNote};
use tabella_verifier::{ContestOutcome, GroupOutcome, ProtocolOutcome, Report, Verdict};

const AT: UtcTime = UtcTime(1_700_000_000);

/// A draft whose names try to be something else.
fn election() -> Election {
    Election::parse(fixture().election.bytes()).unwrap()
}

fn fixture() -> Fixture {
    let mut draft = drafts::with_contests(&[drafts::contest(3, 1, 0, 1), drafts::contest(4, 2, 0, 5)]);
    let contest = &mut draft["contests"][0];
    contest["options"][0]["name"] = serde_json::json!({"und": "=HYPERLINK(\"http://x\")"});
    contest["options"][1]["name"] = serde_json::json!({"und": "<script>alert(1)</script> & \"Co\""});
    for (position, option) in draft["contests"][1]["options"].as_array_mut().unwrap().iter_mut().enumerate() {
        option["id"] = format!("p{position}").into();
    }
    Fixture::announced(&Setup { draft, ..Setup::default() })
}

/// A verifier's report as it would be, with votes 10, 20, 30 … online and 1 by post for each option of the first contest.
fn report(election: &Election) -> Report {
    let outcome = |position: usize| {
        let contest = &election.manifest().contests[position];
        let units: Vec<_> = election.manifest().reporting_units.iter().map(|unit| unit.id.clone()).collect();
        let votes =
            |of: u64| contest.options.iter().map(|option| option.id.clone()).zip((1..).map(move |n| n * of));
        let by_post = || contest.options.iter().map(|option| (option.id.clone(), 1)).collect();
        let groups = if position == 0 {
            vec![GroupOutcome {
                units,
                ballots: 61,
                weight: 61,
                counts: votes(10).collect(),
                postal: by_post(),
            }]
        } else {
            Vec::new()
        };
        let none = || contest.options.iter().map(|option| (option.id.clone(), 0)).collect();
        ContestOutcome {
            contest: contest.id.clone(),
            totals: if position == 0 { votes(10).collect() } else { none() },
            postal: if position == 0 { by_post() } else { none() },
            protocols: vec![ProtocolOutcome { reference: "Protocol 9".into(), votes: 3 }],
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

fn sha256(bytes: &[u8]) -> String {
    tabella_crypto::hash::hex(&sha2::Sha256::digest(bytes))
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
    let contest = &json["contests"][0];
    assert_eq!(contest["votes"], serde_json::json!({"online": 60, "by_post": 3, "total": 63}));
    assert_eq!((&contest["ballots"], &contest["not_given_online"]), (&61.into(), &1.into()));
    assert_eq!(contest["paper_protocols"][0]["reference"], "Protocol 9");
    let group: Vec<&str> = files["groups.csv"].lines().nth(3).unwrap().rsplit(',').take(3).collect();
    assert_eq!(group, ["31", "1", "30"]);
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

/// The election's ballot definition (NIST SP 1500-20) and its result speak of the same things under the same names.
#[test]
fn definition_and_result_link_up() {
    let election = election();
    let files = files(&election, &report(&election));
    let result: Value = serde_json::from_str(&files["nist-1500-100.json"]).unwrap();
    let draft = tabella_prepare::Draft::read(election.bytes()).unwrap();
    let definition = tabella_prepare::nist::write(draft.facts(), AT).unwrap();
    let definition: Value = serde_json::from_slice(&definition).unwrap();
    let (mut defined, mut counted) = (Vec::new(), Vec::new());
    walk(&definition, &mut defined, &mut Vec::new());
    walk(&result, &mut counted, &mut Vec::new());
    // but for units that were decrypted together
    counted.retain(|id| !id.starts_with("group:"));
    defined.sort();
    counted.sort();
    assert_eq!(defined, counted);
    let [of_definition, of_result] = [&definition, &result].map(|one| &one["Election"][0]);
    assert_eq!(of_definition["ElectionScopeId"], of_result["ElectionScopeId"]);
    for (one, other) in
        of_definition["Contest"].as_array().unwrap().iter().zip(of_result["Contest"].as_array().unwrap())
    {
        for field in ["@id", "ElectionDistrictId", "VotesAllowed", "VoteVariation"] {
            assert_eq!(one[field], other[field], "{field}");
        }
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
        // every table says what it is and what its columns and lines are; every chart says its numbers
        let tables = page.matches("<table ").count();
        assert!(tables >= 3 && page.matches("<caption").count() == tables, "{tables}");
        assert_eq!(page.matches("<thead").count(), tables);
        assert!(page.contains("scope=\"col\"") && page.contains("scope=\"row\""));
        assert!(page.contains("<svg role=\"img\" aria-label=\"") && page.contains("31 ("));
        assert!(page.contains("Protocol 9"));
        let anchors: Vec<&str> =
            page.match_indices("href=\"#").map(|(at, _)| page[at + 7..].split('"').next().unwrap()).collect();
        assert!(anchors.len() > 5);
        for anchor in anchors {
            assert_eq!(page.matches(&format!("id=\"{anchor}\"")).count(), 1, "{anchor}");
        }
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
    // what is not decrypted has no votes that anything follows from, not even none
    let mandates = format!(r#"{{"seats": {{"{}": 6, "{}": 4}}}}"#, first.id, second.id);
    let refused = publication().with_seats(Method::DHondt, mandates.as_bytes());
    assert!(matches!(refused, Err(PublishError::NotDecrypted(contest)) if contest == second.id));
    let mandates = format!(r#"{{"seats": {{"{}": 6}}}}"#, first.id);
    let refused = publication().with_seats(Method::EeRiigikogu, mandates.as_bytes());
    assert!(matches!(refused, Err(PublishError::NotAllDecrypted { contest, .. }) if contest == second.id));
    let publication = publication().with_seats(Method::DHondt, mandates.as_bytes()).unwrap();
    let given: u32 = publication.seats().unwrap().lists.iter().map(|list| list.seats).sum();
    assert_eq!((given, publication.seats().unwrap().seats), (6, 6));
    let files = publication.files();
    assert!(files.contains_key("seats.json"));
    // whoever checks the folder needs what was given, and is told so
    assert_eq!(files["mandates.json"], mandates.as_bytes());
    for (name, folder) in [
        ("index.html", ". --seats dhondt --mandates "),
        ("README.txt", "FOLDER --seats dhondt --mandates FOLDER/"),
    ] {
        let said = format!("--election-id {} --check {folder}mandates.json", election.id());
        assert!(String::from_utf8_lossy(&files[name]).contains(&said), "{said} in {name}");
    }
    let page = String::from_utf8(files["index.html"].clone()).unwrap();
    for words in ["D’Hondt", "id=\"working-1\"", "id=\"working-1-quotients\""] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("No seats are worked out for"), "{page}");
    // the last seat's quotient, and one that got none
    assert!(page.contains(">10.333<") && page.contains("no seat"), "{page}");
}

/// Each method shows its working, in every language, with names in place of ids.
#[test]
fn every_method_shows_its_working() {
    let election = election();
    let mut report = report(&election);
    let [first, second] = &election.manifest().contests[..] else { panic!("two contests") };
    // nobody voted in the second, and it is known
    let nothing = ContestOutcome { contest: second.id.clone(), ..report.result.as_ref().unwrap()[0].clone() };
    let zero = |counts: &mut Vec<(tabella_election::OptionId, u64)>| {
        *counts = second.options.iter().map(|option| (option.id.clone(), 0)).collect();
    };
    report.result.as_mut().unwrap()[1] = nothing;
    let outcome = &mut report.result.as_mut().unwrap()[1];
    for counts in [&mut outcome.totals, &mut outcome.postal] {
        zero(counts);
    }
    zero(&mut outcome.groups[0].counts);
    zero(&mut outcome.groups[0].postal);
    let ids: Vec<String> = first.options.iter().map(|option| format!("\"{}\"", option.id)).collect();
    let more = format!(
        r#"{{"seats": {{"{}": 2, "{}": 1}}, "lists": {{"L": [{}]}}}}"#,
        first.id,
        second.id,
        ids.join(", ")
    );
    let plain = format!(r#"{{"seats": {{"{}": 2, "{}": 1}}}}"#, first.id, second.id);
    for method in Method::ALL {
        let mandates = if method == Method::EeRiigikogu { &more } else { &plain };
        let publication = Publication::new(&election, &report, AT).unwrap();
        let publication = publication.with_seats(method, mandates.as_bytes()).unwrap();
        for (name, content) in publication.files() {
            if !name.starts_with("index.") {
                continue;
            }
            let page = String::from_utf8(content).unwrap();
            for anchor in ["id=\"seats\"", "id=\"working\"", "id=\"working-1\"", "href=\"seats.json\""] {
                assert!(page.contains(anchor), "{method}: {anchor} in {name}");
            }
            // nothing without a text: a key that is missing is shown
            for key in ["method-", "mandate-", "riigikogu-", "working-start"] {
                assert!(!page.contains(&format!(">{key}")), "{method}: {key} in {name}");
            }
        }
    }
}

/// Ids may be any text: none meets another where they become anchors, or ids of the open data; lists and candidates with the same id
/// keep their names; what nobody got is not shown as given.
#[test]
fn ids_may_be_any_text() {
    let rule = drafts::contest(3, 1, 0, 1);
    let mut draft = drafts::with_contests(&[rule, rule, rule]);
    let ids = ["a", "a-lists", "a/\"><b>1"];
    draft["styles"][0]["contests"] = serde_json::json!(ids);
    for (contest, id) in draft["contests"].as_array_mut().unwrap().iter_mut().zip(ids) {
        contest["id"] = id.into();
    }
    // list 1 and candidate 1, who stands on none; list 2 with others' names elsewhere
    for (position, names) in [["Alder", "Birch"], ["Alder", "Cedar"]].into_iter().enumerate() {
        let contest = &mut draft["contests"][position];
        contest["lists"] = serde_json::json!([{"id": "1", "name": {"und": names[0]}}, {"id": "2", "name": {"und": names[1]}}]);
        let options = contest["options"].as_array_mut().unwrap();
        for (at, option) in options.iter_mut().enumerate() {
            option["id"] = format!("{}", 3 * position + at + 1).into();
        }
        options[0]["name"] = serde_json::json!({"und": format!("Ann {position}")});
        options[1]["list"] = "1".into();
        options[2]["list"] = "2".into();
    }
    draft["contests"][0]["options"][2]["id"] = "lists/1".into();
    for (at, option) in draft["contests"][2]["options"].as_array_mut().unwrap().iter_mut().enumerate() {
        option["id"] = ["1\"><b>x", "=1+1", "z"][at].into();
    }
    let fixture = Fixture::announced(&Setup { draft, ..Setup::default() });
    let election = Election::parse(fixture.election.bytes()).unwrap();
    let units = |unit: &tabella_election::manifest::ReportingUnit| unit.id.clone();
    let outcome = |contest: &tabella_election::manifest::Contest| {
        let counts = |of: u64| contest.options.iter().map(move |option| (option.id.clone(), of));
        let group = GroupOutcome {
            units: election.manifest().reporting_units.iter().map(units).collect(),
            ballots: 12,
            weight: 12,
            counts: counts(4).collect(),
            postal: counts(0).collect(),
        };
        ContestOutcome {
            contest: contest.id.clone(),
            groups: vec![group],
            totals: counts(4).collect(),
            postal: counts(0).collect(),
            protocols: Vec::new(),
        }
    };
    let result = election.manifest().contests.iter().map(outcome).collect();
    let report = Report { result: Some(result), election: Some(*election.id()), ..report(&self::election()) };
    // one seat more than there are candidates, and one that three are equal for
    let mandates = serde_json::json!({"seats": {"a": 4, "a-lists": 1, ids[2]: 1}}).to_string();
    let publication = Publication::new(&election, &report, AT).unwrap();
    let files = publication.with_seats(Method::DHondt, mandates.as_bytes()).unwrap().files();
    let nist: Value = serde_json::from_slice(&files["nist-1500-100.json"]).unwrap();
    let (mut named, mut referred) = (Vec::new(), Vec::new());
    walk(&nist, &mut named, &mut referred);
    let unique: std::collections::BTreeSet<&String> = named.iter().collect();
    assert_eq!(unique.len(), named.len(), "{named:?}");
    let page = String::from_utf8(files["index.en.html"].clone()).unwrap();
    let mut anchors: Vec<&str> =
        page.match_indices(" id=\"").map(|(at, _)| page[at + 5..].split('"').next().unwrap()).collect();
    let all = anchors.len();
    assert!(all > 15, "{anchors:?}");
    anchors.sort_unstable();
    anchors.dedup();
    assert_eq!(anchors.len(), all, "{anchors:?}");
    assert!(anchors.iter().all(|anchor| anchor.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')));
    assert!(!page.contains("<b>"));
    for words in ["<bdi>Alder / Ann 0</bdi>", "<bdi>Birch / Cedar</bdi>", "<bdi>Not given</bdi>"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    // in the second contest 1 is a list only
    assert!(page.contains("Equal are: Alder, Cedar, Ann 1."), "{page}");
}

/// Votes of lists are those of their candidates; a blank choice is apart; units that were counted together are named.
#[test]
fn lists_blank_votes_and_merged_units() {
    let mut draft = drafts::small();
    draft["min_reporting_unit"] = 5.into();
    let contest = &mut draft["contests"][0];
    contest["lists"] =
        serde_json::json!([{"id": "A", "name": {"und": "Alder"}}, {"id": "B", "name": {"und": "Birch"}}]);
    contest["options"][0]["list"] = "A".into();
    contest["options"][1]["list"] = "A".into();
    contest["options"][2] = serde_json::json!({"id": "none", "name": {"und": "None of them"}, "blank": true});
    let fixture = Fixture::announced(&Setup { draft, ..Setup::default() });
    let election = Election::parse(fixture.election.bytes()).unwrap();
    let outcome = |(position, contest): (usize, &tabella_election::manifest::Contest)| {
        let counts =
            |of: u64| contest.options.iter().map(|option| option.id.clone()).zip((1..).map(move |n| n * of));
        let group = |units: &[&str], of: u64| GroupOutcome {
            units: units.iter().map(|unit| (*unit).into()).collect(),
            ballots: of,
            weight: of,
            counts: counts(of).collect(),
            postal: counts(0).collect(),
        };
        let groups =
            if position == 0 { vec![group(&["east", "west"], 10), group(&["harbour"], 100)] } else { vec![] };
        ContestOutcome {
            contest: contest.id.clone(),
            totals: counts(if position == 0 { 110 } else { 0 }).collect(),
            postal: counts(0).collect(),
            protocols: Vec::new(),
            groups,
        }
    };
    let result = election.manifest().contests.iter().enumerate().map(outcome).collect();
    let report = Report { result: Some(result), election: Some(*election.id()), ..report(&self::election()) };
    let files = files(&election, &report);
    let lists: Vec<&str> = files["lists.csv"].lines().skip(1).collect();
    assert_eq!(lists.len(), 2, "{lists:?}");
    assert!(lists[0].ends_with(",A,Alder,2,330,0,330"), "{lists:?}");
    assert!(lists[1].ends_with(",B,Birch,0,0,0,0"), "{lists:?}");
    let json: Value = serde_json::from_str(&files["result.json"]).unwrap();
    let contest = &json["contests"][0];
    assert_eq!((&contest["votes"]["total"], &contest["blank"]["total"]), (&330.into(), &330.into()));
    assert_eq!(contest["not_given_online"], Value::Null);
    let page = &files["index.en.html"];
    for words in [
        "Counted together: East, West. From at least one of them fewer than 5 ballots came.",
        "Harbour: votes by name",
        "Shares are parts of all votes but the blank ones.",
        // of 330 votes that are not blank
        "33.3\u{a0}%",
        // nothing of what was not decrypted, not even how many ballots
        "Too few ballots were cast for this: fewer than 5.",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // names, as one of them is nobody's; a weighed vote that was not given is no ballot without a vote
    assert!(page.contains("Votes by name") && !page.contains("Votes by answer"));
    assert!(!page.contains("Votes are weighed"));
    let mut weighed = report.clone();
    let result = weighed.result.as_mut().unwrap();
    result[0].groups[0].weight += 5;
    let page = &self::files(&election, &weighed)["index.en.html"];
    assert!(page.contains("Votes are weighed"), "{page}");
    assert!(!page.contains("Ballots without a vote"), "{page}");
    let page = &files["index.en.html"];
    // no channel that nobody used
    assert!(!page.contains("By post"), "{page}");
}

/// Only the authority's signature under these very files is one.
#[test]
fn the_authority_signs_the_folder() {
    let fixture = fixture();
    let election = Election::parse(fixture.election.bytes()).unwrap();
    let report = report(&election);
    let publication = Publication::new(&election, &report, AT).unwrap();
    let sign = |publication: &Publication<'_>, key: &ed25519_dalek::SigningKey| {
        let signer = NoteSigner::new(&key_name(&election), key.clone()).unwrap();
        SignedNote::sign(publication.statement(), &signer).unwrap().encode().into_bytes()
    };
    let with = |note: Vec<u8>| {
        let mut folder = publication.files();
        folder.insert(SIGNATURE.to_owned(), note);
        folder
    };
    let good = sign(&publication, &fixture.people.authority);
    assert_eq!(publication.differences(&with(good.clone())), []);
    let refused = |note: Vec<u8>| match &publication.differences(&with(note))[..] {
        [Difference::Signature(why)] => why.clone(),
        other => panic!("{other:?}"),
    };
    // somebody else's key under the authority's name
    let name = key_name(&election);
    assert_eq!(
        refused(sign(&publication, &fixture.people.registrar)),
        SignatureError::NotAuthority(NoteError::NotSigned(name.clone()))
    );
    // one bit of the signature
    let mut note = String::from_utf8(good.clone()).unwrap();
    let at = note.len() - 8;
    let other = if note.as_bytes()[at] == b'A' { "B" } else { "A" };
    note.replace_range(at..=at, other);
    assert_eq!(refused(note.into_bytes()), SignatureError::NotAuthority(NoteError::BadSignature(name)));
    // under the files of another moment
    let later = Publication::new(&election, &report, UtcTime(AT.0 + 1)).unwrap();
    assert_eq!(refused(sign(&later, &fixture.people.authority)), SignatureError::OtherFiles);
    // of another board: what it says is signed, and it says something else
    let longer = Report { size: 1235, ..report.clone() };
    let longer = Publication::new(&election, &longer, AT).unwrap();
    assert_eq!(refused(sign(&longer, &fixture.people.authority)), SignatureError::OtherFiles);
    // of another election with the same authority
    let text = String::from_utf8(good).unwrap();
    let id = election.id().to_string();
    let elsewhere = text.replacen(&id, &"0".repeat(id.len()), 1);
    assert_eq!(refused(elsewhere.into_bytes()), SignatureError::OtherElection);
    assert!(matches!(refused(b"no note".to_vec()), SignatureError::Note(_)));
    // a changed file is named, and the signature is not the fault
    let mut folder = publication.files();
    folder.insert(SIGNATURE.to_owned(), sign(&publication, &fixture.people.authority));
    folder.get_mut("result.csv").unwrap().push(b'1');
    assert_eq!(publication.differences(&folder), [Difference::Other("result.csv".to_owned())]);
    // what README.txt and the page say is the key that verifies it
    let files = files(&election, &report);
    let key: tabella_tlog::Vkey = files["README.txt"]
        .lines()
        .find_map(|line| line.trim().starts_with("tabella-authority/").then(|| line.trim().parse().unwrap()))
        .unwrap();
    assert_eq!(
        SignedNote::parse(&sign(&publication, &fixture.people.authority)).unwrap().verify(&key),
        Ok(())
    );
    assert!(
        files["index.html"].contains(&key.to_string().replace('+', "&#43;"))
            || files["index.html"].contains(&key.to_string())
    );
}

/// Every language has its sheet, with all names as they are and the board on it; laid out, it is one of the files.
#[test]
fn a_sheet_for_each_language_is_bound_to_the_board() {
    let election = election();
    let report = report(&election);
    let publication = Publication::new(&election, &report, AT).unwrap();
    let sheets = publication.sheets("board.example\n1234\nroot\n\u{2014} board.example c2ln");
    let languages = &election.manifest().languages;
    assert_eq!(sheets.len(), 2 * languages.len());
    let numbers = sha256(&publication.files()["result.json"]);
    for (pair, language) in sheets.chunks(2).zip(languages) {
        let [(sheet_name, sheet), (report_name, report)] = pair else { panic!("two papers") };
        assert_eq!(
            (sheet_name, report_name),
            (&format!("result.{language}.pdf"), &format!("report.{language}.pdf"))
        );
        for (order, signatures) in [(sheet, 2), (report, 0)] {
            let order = serde_json::to_value(order).unwrap();
            assert_eq!(
                (&order["document"], &order["language"]),
                (&"record".into(), &language.as_str().into())
            );
            let id = election.id().to_string();
            for text in [&order["bound"], &order["scanned"]["value"]] {
                assert!(text.as_str().unwrap().contains(&id), "{text}");
            }
            assert_eq!(order["signatures"].as_array().unwrap().len(), signatures);
            let parts = order["parts"].as_array().unwrap();
            let tables: Vec<&Value> =
                parts.iter().map(|part| &part["table"]).filter(|table| !table.is_null()).collect();
            for table in &tables {
                let width = table["head"].as_array().unwrap().len();
                let rows = table["rows"].as_array().unwrap();
                assert!(rows.iter().all(|row| row.as_array().unwrap().len() == width), "{table}");
                assert!(table["sum"].is_null() || table["sum"].as_array().unwrap().len() == width, "{table}");
            }
            // the most votes first, online and by post together
            let names: Vec<&str> =
                tables[1]["rows"].as_array().unwrap().iter().map(|row| row[0].as_str().unwrap()).collect();
            assert_eq!(names.last(), Some(&"=HYPERLINK(\"http://x\")"), "{names:?}");
            assert!(names.contains(&"<script>alert(1)</script> & \"Co\""), "{names:?}");
            assert!(
                tables[1]["rows"][0].as_array().unwrap().last().unwrap().as_str().unwrap().ends_with('%')
            );
            let codes = parts.last().unwrap()["codes"].to_string();
            for code in ["board.example c2ln", &numbers, &id] {
                assert!(codes.contains(code), "{code} in {codes}");
            }
        }
    }
    let (name, _) = sheets[0].clone();
    let with = publication.with_sheets(BTreeMap::from([(name.clone(), b"%PDF-".to_vec())])).files();
    assert!(String::from_utf8_lossy(&with["SHA256SUMS"]).contains(&name));
    assert_eq!(with[&name], b"%PDF-");
}
