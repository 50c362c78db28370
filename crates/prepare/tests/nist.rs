//! Ballot definitions as NIST SP 1500-20 says: what is written is read again as it was; what others write is taken, told, or refused.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::{collections::BTreeMap, fs, path::Path};

use proptest::prelude::*;
use serde_json::{Value, json};
use tabella_election::manifest::{
    BallotStyle, Contest, ContestOption, EVERY_LANGUAGE, List, ReportingUnit, Rule, Text, UtcTime,
};
use tabella_prepare::{
    Draft, Facts, FaultName, check_list, is_ready,
    nist::{self, Loss, NOT_SAID, Wrong},
};
use tabella_tests::{Fixture, Setup};

const MADE: UtcTime = UtcTime(1_790_000_000);

/// Every draft of the project.
const DRAFTS: [&str; 6] = [
    "data/small.draft.json",
    "data/town.draft.json",
    "data/ee2023.draft.json",
    "data/lu-panachage.draft.json",
    "browser/town.draft.json",
    "browser/five.draft.json",
];

fn draft(name: &str) -> Draft {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(name);
    Draft::read(&fs::read(path).unwrap()).unwrap()
}

fn written(facts: &Facts) -> Value {
    serde_json::from_slice(&nist::write(facts, MADE).unwrap()).unwrap()
}

/// What is left of the facts in a definition: all but what it does not say.
fn said(facts: &Facts) -> Value {
    let (mut said, nothing) =
        (serde_json::to_value(facts).unwrap(), serde_json::to_value(Facts::default()).unwrap());
    for field in NOT_SAID {
        let place = format!("/{field}");
        *said.pointer_mut(&place).unwrap() = nothing.pointer(&place).unwrap().clone();
    }
    said
}

#[track_caller]
fn comes_back(facts: &Facts) {
    let bytes = nist::write(facts, MADE).unwrap();
    let taken = nist::read(&bytes).unwrap();
    assert_eq!(serde_json::to_value(taken.draft.facts()).unwrap(), said(facts));
    assert_eq!(taken.left, []);
    assert_eq!(nist::write(taken.draft.facts(), MADE).unwrap(), bytes);
}

#[test]
fn every_election_of_the_project_comes_back() {
    for name in DRAFTS {
        let draft = draft(name);
        comes_back(draft.facts());
        // the manifest, too, with everyone's keys; what it alone says is asked for again by the check list
        let value = serde_json::from_slice(draft.bytes()).unwrap();
        let fixture = Fixture::unannounced(&Setup { draft: value, ..Setup::default() });
        let manifest = Draft::read(fixture.election.bytes()).unwrap();
        comes_back(manifest.facts());
        let taken = nist::read(&nist::write(manifest.facts(), MADE).unwrap()).unwrap().draft;
        assert!(is_ready(&check_list(&manifest)) && !is_ready(&check_list(&taken)));
        assert_eq!(taken.facts().authority.name, manifest.facts().authority.name);
    }
}

#[test]
fn a_definition_as_others_read_it() {
    let definition = written(draft("data/small.draft.json").facts());
    let election = &definition["Election"][0];
    assert_eq!(
        (&definition["Version"], &definition["@type"]),
        (&json!("1.0.0"), &json!("BallotDefinition.BallotDefinition"))
    );
    assert_eq!((&election["StartDate"], &election["EndDate"]), (&json!("2027-03-01"), &json!("2027-03-05")));
    assert_eq!(election["ElectionScopeId"], "unit:town");
    let contests = election["Contest"].as_array().unwrap();
    let of = |field: &str| contests.iter().map(|one| one[field].clone()).collect::<Vec<_>>();
    assert_eq!(
        of("VoteVariation"),
        ["plurality", "plurality", "approval", "n-of-m", "cumulative", "cumulative", "cumulative"]
    );
    assert_eq!(of("VotesAllowed"), [1, 1, 5, 3, 4, 5, 1000]);
    // where all vote, and where only some do
    assert_eq!(
        (&contests[0]["ElectionDistrictId"], &contests[2]["ElectionDistrictId"]),
        (&json!("unit:town"), &json!("unit:east"))
    );
    // the words of the standard are enough wherever nobody must vote, and all votes may go to one option
    let own = |contest: &Value| {
        let identifiers = contest["ExternalIdentifier"].as_array().unwrap();
        identifiers
            .iter()
            .skip(1)
            .map(|one| format!("{} {}", one["OtherType"], one["Value"]))
            .collect::<Vec<_>>()
    };
    let expected =
        [&["\"tabella:total_min\" \"1\""][..], &[], &[], &[], &["\"tabella:option_max\" \"2\""], &[], &[]];
    assert_eq!(contests.iter().map(own).collect::<Vec<_>>(), expected);
    let option = &contests[4]["ContestOption"][4];
    assert_eq!(
        (&option["@id"], &option["EndorsementPartyIds"]),
        (&json!("selection:council/council-5"), &json!(["party:hill"]))
    );
    let names = &definition["Party"][0]["Name"]["Text"];
    assert_eq!((&names[0]["Content"], &names[1]["Language"]), (&json!("River List"), &json!("fr")));
    let style = &election["BallotStyle"][1];
    assert_eq!((&style["GpUnitIds"], &style["Language"]), (&json!(["unit:harbour"]), &json!(["en", "fr"])));
    assert_eq!(style["OrderedContent"].as_array().unwrap().len(), 5);
    // a day of legal time, not of UTC
    let mut facts = draft("data/small.draft.json").facts().clone();
    facts.schedule.opens = Some("2027-02-28T23:30:00Z".parse().unwrap());
    assert_eq!(written(&facts)["Election"][0]["StartDate"], "2027-03-01");
    comes_back(&facts);
}

#[test]
fn what_a_definition_must_say_is_demanded_of_a_draft() {
    let faults = |facts: &Facts| {
        let faults = nist::write(facts, MADE).unwrap_err();
        faults.into_iter().map(|fault| (fault.what, fault.place)).collect::<Vec<_>>()
    };
    let at = |what, place: &str| (what, place.to_owned());
    assert_eq!(
        faults(&Facts::default()),
        [
            at(Wrong::NoText, "title"),
            at(Wrong::NoField, "languages"),
            at(Wrong::NoTime, "schedule/opens"),
            at(Wrong::NoTime, "schedule/closes")
        ]
    );
    let small = draft("data/small.draft.json").facts().clone();
    let with = |change: &dyn Fn(&mut Facts)| {
        let mut facts = small.clone();
        change(&mut facts);
        faults(&facts)
    };
    let empty = || Text(BTreeMap::new());
    for (change, what, place) in [
        (
            &(|facts: &mut Facts| facts.reporting_units[1].parent = Some("moon".into()))
                as &dyn Fn(&mut Facts),
            Wrong::Reference,
            "reporting_units/east/parent",
        ),
        (
            &|facts| facts.contests[4].options[0].list = Some("sea".into()),
            Wrong::Reference,
            "contests/council/options/council-1/list",
        ),
        (
            &|facts| facts.styles[0].reporting_unit = "moon".into(),
            Wrong::Reference,
            "styles/east/reporting_unit",
        ),
        (&|facts| facts.styles[0].contests[0] = "moon".into(), Wrong::Reference, "styles/east/contests"),
        (&|facts| facts.styles[0].contests[0] = "board".into(), Wrong::Twice, "styles/east/contests"),
        (&|facts| facts.contests[0].options[1].id = "mayor-1".into(), Wrong::Twice, "contests/mayor/options"),
        (&|facts| facts.styles[0].id = "".into(), Wrong::NoId, "styles"),
        (
            &|facts| facts.contests[0].options[1].name = empty(),
            Wrong::NoText,
            "contests/mayor/options/mayor-2/name",
        ),
        (
            &|facts| facts.contests[4].lists[1].name = empty(),
            Wrong::NoText,
            "contests/council/lists/hill/name",
        ),
        (&|facts| facts.contests[1].rule.total_max = 0, Wrong::Number, "contests/bridge/rule/total_max"),
    ] {
        assert_eq!(with(change)[0], at(what, place));
    }
    // two ids that would become one
    let merged = with(&|facts| {
        facts.contests[0].id = "bridge/x".into();
        facts.contests[0].options[0].id = "y".into();
        facts.contests[1].options[0].id = "x/y".into();
        facts.styles.clear();
    });
    assert_eq!(merged, [at(Wrong::Twice, "contests")]);
}

/// A definition that is changed at one place.
fn changed(place: &str, value: Value) -> Vec<u8> {
    let mut definition = written(draft("data/small.draft.json").facts());
    let (object, field) = place.rsplit_once('/').unwrap();
    let object = definition.pointer_mut(object).unwrap();
    match object {
        Value::Array(array) if field == "-" => array.push(value),
        Value::Array(array) => array[field.parse::<usize>().unwrap()] = value,
        object => object[field] = value,
    }
    definition.to_string().into_bytes()
}

/// Each change is refused for this reason, at this place; the place of the change is where none is given.
#[track_caller]
fn refused(cases: Vec<(&str, Value, Wrong, &str)>) {
    for (place, value, what, told) in cases {
        let told = if told == "=" { place.trim_start_matches('/') } else { told };
        let faults = nist::read(&changed(place, value)).unwrap_err();
        let found: Vec<_> = faults.iter().map(|fault| (fault.what, &*fault.place)).collect();
        assert!(found.contains(&(what, told)), "{place}: {found:?}");
        assert!(faults[0].to_string().len() > 20);
    }
}

#[test]
fn what_is_no_whole_definition_is_refused_with_its_place() {
    let own = "/Election/0/ExternalIdentifier/0/Value";
    let twice = "/Election/0/ExternalIdentifier/1/OtherType";
    refused(vec![
        ("/Version", json!("2.0.0"), Wrong::Version, "="),
        ("/@type", json!("ElectionResults.ElectionReport"), Wrong::Class, ""),
        ("/SequenceEnd", json!(2), Wrong::Part, "="),
        ("/More", json!(1), Wrong::UnknownField, "="),
        ("/Election", json!([]), Wrong::Elections, "="),
        ("/Election", json!([{}, {}]), Wrong::Elections, "="),
        ("/Election", json!({}), Wrong::Kind, "="),
        ("/Party/1/@id", json!("party:river"), Wrong::Twice, "="),
        ("/GpUnit/0/ComposingGpUnitIds", json!(["unit:moon"]), Wrong::Reference, "="),
        ("/GpUnit/0/Name/Text/1/Language", json!("en"), Wrong::Twice, "="),
        ("/Election/0/StartDate", json!("2027-03-02"), Wrong::Disagrees, "="),
        (own, json!("2027-03-01"), Wrong::Moment, "Election/0/ExternalIdentifier/0"),
        (twice, json!("tabella:opens"), Wrong::Twice, "Election/0/ExternalIdentifier/1"),
    ]);
    for (bytes, words) in [
        (&b"{\"Version\":1,\"Version\":1}"[..], "repeated"),
        (b"{", "EOF"),
        (b"\xff", "expected value"),
        (&[b"[".repeat(100_000), b"]".repeat(100_000)].concat(), "recursion limit"),
    ] {
        let faults = nist::read(bytes).unwrap_err();
        assert!(faults[0].what == Wrong::Json && faults[0].found.contains(words), "{faults:?}");
    }
    // what is long is told in short
    let long = nist::read(&changed("/Version", json!("x".repeat(100_000)))).unwrap_err();
    assert!(long[0].found.len() < 1000);
}

#[test]
fn what_would_be_another_election_is_refused_with_its_place() {
    let contest = "Election/0/Contest/0";
    let [variation, votes, order, class, district, own, own_type] = [
        "VoteVariation",
        "VotesAllowed",
        "SequenceOrder",
        "@type",
        "ElectionDistrictId",
        "ExternalIdentifier/1/Value",
        "ExternalIdentifier/1/OtherType",
    ]
    .map(|field| format!("/{contest}/{field}"));
    let identifier = format!("{contest}/ExternalIdentifier/1");
    let option = format!("{contest}/ContestOption/0");
    let [kind, candidates] = ["@type", "CandidateIds"].map(|field| format!("/{option}/{field}"));
    let units = "/Election/0/BallotStyle/0/GpUnitIds";
    let twice = "/Election/0/BallotStyle/0/OrderedContent/1/ContestId";
    let options = "/Election/0/BallotStyle/0/OrderedContent/0/OrderedContestOptionIds";
    refused(vec![
        (&variation, json!("rcv"), Wrong::Variation, "="),
        (&variation, json!("borda"), Wrong::Variation, "="),
        (&variation, json!("range"), Wrong::Variation, "="),
        (&variation, json!("other"), Wrong::Variation, "="),
        (&votes, json!(0), Wrong::Number, "="),
        (&votes, json!(1.5), Wrong::Number, "="),
        (&order, json!("first"), Wrong::Kind, "="),
        (&class, json!("BallotDefinition.StraightPartyContest"), Wrong::Controls, contest),
        (&district, json!("unit:moon"), Wrong::Reference, "="),
        (&own, json!("01"), Wrong::Own, &identifier),
        (&own_type, json!("tabella:moon"), Wrong::Own, &identifier),
        (&kind, json!("BallotDefinition.ActivationOption"), Wrong::Class, &option),
        (&candidates, json!([]), Wrong::Nameless, &option),
        (&candidates, json!(["x"]), Wrong::Reference, "="),
        (units, json!([]), Wrong::NoField, "="),
        (twice, json!("contest:mayor"), Wrong::Twice, "="),
        (options, json!(["selection:mayor/mayor-1"]), Wrong::Options, "="),
    ]);
}

#[test]
fn what_a_draft_has_no_place_for_is_named() {
    let text = |text: &str| {
        json!({
            "@type": "BallotDefinition.InternationalizedText",
            "Text": [{"@type": "BallotDefinition.LanguageString", "Language": "en", "Content": text}],
        })
    };
    for (place, value, what, told) in [
        ("/IsTest", json!(true), Loss::Field, "IsTest"),
        ("/Election/0/Type", json!("special"), Loss::Field, "Election/0/Type"),
        ("/Election/0/Contest/0/NumberElected", json!(1), Loss::Field, "Election/0/Contest/0/NumberElected"),
        (
            "/Election/0/Contest/0/VoteVariation",
            json!("majority"),
            Loss::Winners,
            "Election/0/Contest/0/VoteVariation",
        ),
        (
            "/Election/0/Contest/0/ContestOption/1/IsWriteIn",
            json!(true),
            Loss::WriteIn,
            "Election/0/Contest/0/ContestOption/1",
        ),
        (
            "/Election/0/Contest/0/ContestOption/1/CandidateIds",
            json!(["candidate:mayor/mayor-1", "candidate:mayor/mayor-2"]),
            Loss::Ticket,
            "Election/0/Contest/0/ContestOption/1",
        ),
        (
            "/Election/0/Contest/4/ContestOption/1/EndorsementPartyIds",
            json!(["party:hill", "party:river"]),
            Loss::Parties,
            "Election/0/Contest/4/ContestOption/1",
        ),
        (
            "/Election/0/Contest/2/ElectionDistrictId",
            json!("unit:west"),
            Loss::District,
            "Election/0/Contest/2/ElectionDistrictId",
        ),
        (
            "/Election/0/BallotStyle/0/GpUnitIds",
            json!(["unit:east", "unit:harbour"]),
            Loss::Units,
            "Election/0/BallotStyle/0",
        ),
        ("/GpUnit/1/ComposingGpUnitIds", json!(["unit:harbour"]), Loss::Parents, "GpUnit/3"),
        (
            "/Election/0/BallotStyle/0/OrderedContent/1/OrderedContestOptionIds",
            json!(["selection:bridge/bridge-2", "selection:bridge/bridge-1"]),
            Loss::Order,
            "Election/0/BallotStyle/0/OrderedContent/1/OrderedContestOptionIds",
        ),
        (
            "/Party/-",
            json!({"@type": "BallotDefinition.Party", "@id": "party:x", "Name": text("X")}),
            Loss::Unused,
            "Party/2",
        ),
    ] {
        let taken = nist::read(&changed(place, value)).unwrap();
        let left: Vec<_> = taken.left.iter().map(|left| (left.what, &*left.place)).collect();
        assert!(left.contains(&(what, told)), "{place}: {left:?}");
    }
    let units =
        nist::read(&changed("/Election/0/BallotStyle/0/GpUnitIds", json!(["unit:east", "unit:harbour"])))
            .unwrap();
    let styles: Vec<&str> = units.draft.facts().styles.iter().map(|style| style.id.as_str()).collect();
    assert_eq!(styles, ["east/east", "east/harbour", "harbour"]);
    let ticket = changed(
        "/Election/0/Contest/0/ContestOption/1/CandidateIds",
        json!(["candidate:mayor/mayor-1", "candidate:mayor/mayor-2"]),
    );
    let ticket = nist::read(&ticket).unwrap().draft;
    assert_eq!(ticket.facts().contests[0].options[1].name.get("fr"), Some("Altair Basalt / Maia Feldspat"));
    // the same in many places is told once
    let many = changed("/Election/0/Contest/0/ContestOption/1/IsWriteIn", json!(true));
    let many = String::from_utf8(many)
        .unwrap()
        .replace("\"EndorsementPartyIds\"", "\"IsWriteIn\":true,\"EndorsementPartyIds\"");
    let left = nist::read(many.as_bytes()).unwrap().left;
    let written_in = left.iter().find(|left| left.what == Loss::WriteIn).unwrap();
    assert_eq!(written_in.count, 9);
}

/// As somebody else would write it: no words of ours, other names, a measure, headings, a name for programs.
#[test]
fn a_definition_of_somebody_else() {
    let text = |text: &str| {
        json!({
            "@type": "BallotDefinition.InternationalizedText",
            "Text": [{"@type": "BallotDefinition.LanguageString", "Language": "en-US", "Content": text}],
        })
    };
    let unit = |id: &str, parts: &[&str]| {
        json!({
            "@type": "BallotDefinition.ReportingUnit", "@id": id, "Type": "precinct", "Name": text(id), "ComposingGpUnitIds": parts,
        })
    };
    let ordered = |id: &str| json!({"@type": "BallotDefinition.OrderedContest", "ContestId": id});
    let definition = json!({
        "@type": "BallotDefinition.BallotDefinition", "Version": "1.0.0", "GeneratedDate": "2026-01-01T00:00:00-05:00",
        "Issuer": "County", "IssuerAbbreviation": "County", "SequenceStart": 1, "SequenceEnd": 1, "VendorApplicationId": "by hand",
        "GpUnit": [unit("county", &["p1", "p2"]), unit("p1", &[]), unit("p2", &[])],
        "Party": [{"@type": "BallotDefinition.Party", "@id": "blue", "Name": text("Blue")}],
        "Header": [{"@type": "BallotDefinition.Header", "@id": "local", "Name": text("Local")}],
        "Election": [{
            "@type": "BallotDefinition.Election", "Name": text("November"), "Type": "general", "StartDate": "2026-11-03",
            "EndDate": "2026-11-03", "ElectionScopeId": "county",
            "Candidate": [
                {"@type": "BallotDefinition.Candidate", "@id": "ada", "BallotName": text("Ada"), "PartyId": "blue"},
                {"@type": "BallotDefinition.Candidate", "@id": "bo", "BallotName": text("Bo")},
            ],
            "Contest": [
                {
                    "@type": "BallotDefinition.CandidateContest", "@id": "council", "Name": "Council", "ElectionDistrictId": "county",
                    "VotesAllowed": 2, "SequenceOrder": 2, "ContestOption": [
                        {"@type": "BallotDefinition.CandidateOption", "@id": "o-bo", "CandidateIds": ["bo"], "SequenceOrder": 2},
                        {"@type": "BallotDefinition.CandidateOption", "@id": "o-ada", "CandidateIds": ["ada"], "SequenceOrder": 1},
                    ],
                },
                {
                    "@type": "BallotDefinition.BallotMeasureContest", "@id": "park", "Name": "Measure 1", "BallotTitle": text("A park?"),
                    "ElectionDistrictId": "county", "SequenceOrder": 1, "FullText": text("All of it."), "ContestOption": [
                        {"@type": "BallotDefinition.BallotMeasureOption", "@id": "yes", "Selection": text("Yes")},
                        {"@type": "BallotDefinition.BallotMeasureOption", "@id": "no", "Selection": text("No")},
                    ],
                },
            ],
            "BallotStyle": [{
                "@type": "BallotDefinition.BallotStyle", "GpUnitIds": ["p1", "p2"],
                "OrderedContent": [{
                    "@type": "BallotDefinition.OrderedHeader", "HeaderId": "local", "OrderedContent": [ordered("council"), ordered("park")],
                }],
            }],
        }],
    });
    let taken = nist::read(definition.to_string().as_bytes()).unwrap();
    let facts = taken.draft.facts();
    assert_eq!(facts.languages, ["en-US"]);
    assert_eq!((facts.schedule.opens, facts.schedule.closes), (None, None));
    let [park, council] = facts.contests.as_slice() else { panic!("two contests") };
    assert_eq!((park.title.get("en-US"), council.title.get("en-US")), (Some("A park?"), Some("Council")));
    assert_eq!(park.rule, Rule { option_max: 1, total_min: 0, total_max: 1 });
    assert_eq!(council.rule, Rule { option_max: 1, total_min: 0, total_max: 2 });
    let options: Vec<_> = council.options.iter().map(|one| (one.id.as_str(), one.list.as_deref())).collect();
    assert_eq!(options, [("o-ada", Some("blue")), ("o-bo", None)]);
    let styles: Vec<_> =
        facts.styles.iter().map(|one| (one.id.as_str(), one.reporting_unit.as_str())).collect();
    assert_eq!(styles, [("style-1/p1", "p1"), ("style-1/p2", "p2")]);
    assert_eq!(facts.reporting_units[2].parent.as_ref().unwrap().as_str(), "county");
    let left: Vec<(Loss, &str, u64)> =
        taken.left.iter().map(|one| (one.what, &*one.found, one.count)).collect();
    assert_eq!(
        left,
        [
            (Loss::Field, "BallotDefinition.Header", 1),
            (Loss::Field, "BallotMeasureContest.FullText", 1),
            (Loss::Field, "ReportingUnit.Type", 3),
            (Loss::Field, "BallotMeasureContest.Name", 1),
            (Loss::Day, "2026-11-03", 1),
            (Loss::Day, "2026-11-03", 1),
            (Loss::Units, "2", 1),
            (Loss::Headings, "", 1),
            (Loss::Assumed, "", 1),
        ]
    );
    // what came out of it is written and read as everything else
    let mut whole = facts.clone();
    (whole.schedule.opens, whole.schedule.closes) =
        (Some(UtcTime(1_800_000_000)), Some(UtcTime(1_800_100_000)));
    comes_back(&whole);
}

#[test]
fn small_files_do_not_become_large_drafts() {
    // one long name that many options refer to
    let name = "x".repeat(100_000);
    let mut definition = written(draft("data/small.draft.json").facts());
    let election = &mut definition["Election"][0];
    election["Candidate"][0]["BallotName"]["Text"][0]["Content"] = name.into();
    let option = election["Contest"][0]["ContestOption"][0].clone();
    let options = (0..1000).map(|number| {
        let mut option = option.clone();
        option["@id"] = format!("o{number}").into();
        option
    });
    election["Contest"][0]["ContestOption"] = options.collect();
    election["BallotStyle"] = json!([]);
    let faults = nist::read(definition.to_string().as_bytes()).unwrap_err();
    assert_eq!(faults[0].what, Wrong::TooLarge);
    // every unit under one ballot style with every contest
    let mut facts = draft("data/small.draft.json").facts().clone();
    let contest = facts.contests[1].clone();
    facts.contests = (0..500)
        .map(|number| Contest { id: format!("c{number}").as_str().into(), ..contest.clone() })
        .collect();
    let unit = |number| ReportingUnit {
        id: format!("u{number}").as_str().into(),
        name: contest.title.clone(),
        parent: None,
    };
    facts.reporting_units = (0..500).map(unit).collect();
    let ids = facts.contests.iter().map(|contest| contest.id.clone()).collect();
    facts.styles = vec![BallotStyle { id: "all".into(), contests: ids, reporting_unit: "u0".into() }];
    let mut definition = written(&facts);
    definition["Election"][0]["BallotStyle"][0]["GpUnitIds"] =
        (0..500).map(|number| format!("unit:u{number}")).collect();
    let faults = nist::read(definition.to_string().as_bytes()).unwrap_err();
    assert_eq!(faults[0].what, Wrong::TooLarge);
}

/// How a definition with these changes is refused.
#[track_caller]
fn first_fault(change: impl FnOnce(&mut Value)) -> nist::Fault {
    let mut definition = written(draft("data/small.draft.json").facts());
    change(&mut definition);
    let mut faults = nist::read(definition.to_string().as_bytes()).unwrap_err();
    faults.swap_remove(0)
}

#[test]
fn small_files_take_no_more_memory_than_they_may() {
    // the smallest objects there are
    let objects = format!("[{}{{}}]", "{\"\":1},".repeat(250_000));
    assert_eq!(nist::read(objects.as_bytes()).unwrap_err()[0].what, Wrong::TooLarge);
    let names = |language: usize, content: &str| json!({"@type": "BallotDefinition.LanguageString", "Language": format!("l{language}"), "Content": content});
    // many languages without a letter in any
    let fault = first_fault(|definition| {
        let election = &mut definition["Election"][0];
        let candidate = &mut election["Candidate"][0];
        candidate["BallotName"]["Text"] = (0..10_000).map(|one| names(one, "")).collect();
        let (id, option) = (candidate["@id"].clone(), election["Contest"][0]["ContestOption"][0].clone());
        let options = (0..100).map(|one| {
            let mut option = option.clone();
            (option["@id"], option["CandidateIds"]) = (format!("o{one}").into(), json!([id]));
            option
        });
        election["Contest"][0]["ContestOption"] = options.collect();
    });
    assert_eq!(fault.what, Wrong::TooLarge);
    // several candidates of one option, one of them with a name in many languages
    let several = |many: usize| {
        first_fault(|definition| {
            let election = &mut definition["Election"][0];
            let mut candidate = election["Candidate"][0].clone();
            let candidates = (0..2_000).map(|one| {
                candidate["@id"] = format!("n{one}").into();
                let languages = if one == 0 { many } else { 1 };
                candidate["BallotName"]["Text"] = (0..languages).map(|one| names(one, "x")).collect();
                candidate.clone()
            });
            let candidates: Vec<Value> = candidates.collect();
            let ids = candidates.iter().map(|one| one["@id"].clone()).collect();
            election["Contest"][0]["ContestOption"][0]["CandidateIds"] = ids;
            election["Candidate"].as_array_mut().unwrap().extend(candidates);
            // a fault in any case
            election["BallotStyle"][0]["GpUnitIds"] = json!(["unit:moon"]);
        })
    };
    assert_eq!((several(1).what, several(1_000).what), (Wrong::Reference, Wrong::TooLarge));
    // the same candidate over and over
    let fault = first_fault(|definition| {
        let ids = &mut definition["Election"][0]["Contest"][0]["ContestOption"][0]["CandidateIds"];
        *ids = (0..100_000).map(|_| ids[0].clone()).collect();
    });
    assert_eq!(fault.what, Wrong::Twice);
    // ids that ballot styles repeat
    let place = "/Election/0/Contest/0/ExternalIdentifier/0/Value";
    let long = |letters| {
        first_fault(|definition| {
            *definition.pointer_mut(place).unwrap() = "é".repeat(letters).into();
            definition["Election"][0]["BallotStyle"][0]["GpUnitIds"] = json!(["unit:moon"]);
        })
    };
    assert_eq!((long(200).what, long(201).what), (Wrong::Reference, Wrong::LongId));
    assert_eq!(long(201).place, &place[1..]);
    // more languages than anybody speaks
    let fault = first_fault(|definition| {
        definition["Election"][0]["BallotStyle"][0]["Language"] =
            (0..101).map(|one| format!("l{one}")).collect();
    });
    assert_eq!(fault.what, Wrong::TooLarge);
    // a key that is repeated is told in short
    let key = format!("{{\"{0}\":1,\"{0}\":1}}", "\u{202e}".repeat(100_000));
    let told = nist::read(key.as_bytes()).unwrap_err().swap_remove(0).found;
    assert!(told.chars().count() <= 8 * 201 && !told.contains('\u{202e}'), "{told}");
}

#[test]
fn what_nobody_sees_is_told() {
    for place in ["Contest/0/ExternalIdentifier/0/Value", "Contest/0/@id", "Candidate/0/@id"] {
        for hidden in ["Yes\u{202e}oN", "a\nb", "a\u{200b}b", "\u{0}"] {
            let fault = first_fault(|definition| {
                *definition.pointer_mut(&format!("/Election/0/{place}")).unwrap() = hidden.into();
            });
            assert_eq!((fault.what, fault.place), (Wrong::Hidden, format!("Election/0/{place}")));
            assert!(fault.found.contains("\\u{") && !fault.found.contains(hidden), "{}", fault.found);
        }
    }
    // a name may need such characters: the check list shows them, wherever the draft comes from
    let small = draft("data/small.draft.json").facts().clone();
    let told = |change: &dyn Fn(&mut Facts)| {
        let mut facts = small.clone();
        change(&mut facts);
        let read = nist::read(&nist::write(&facts, MADE).unwrap_or_default()).map(|taken| taken.draft);
        let list = check_list(&read.unwrap_or_else(|_| Draft::of(facts)));
        let faults = list.into_iter().flat_map(|line| line.faults);
        let hidden = faults.filter(|fault| fault.name == FaultName::Hidden);
        hidden.map(|fault| (fault.place, fault.found, fault.in_the_way)).collect::<Vec<_>>()
    };
    assert_eq!(told(&|_| {}), []);
    let turned = told(&|facts| facts.contests[0].title.0.get_mut("en").unwrap().push('\u{202e}'));
    let title = &small.contests[0].title.0["en"];
    assert_eq!(turned, [("mayor".to_owned(), format!("{title}\\u{{202e}}"), false)]);
    let hidden = told(&|facts| facts.contests[0].options[0].id = "a\u{200b}".into());
    assert_eq!(hidden, [("mayor".to_owned(), "a\\u{200b}".to_owned(), true)]);
}

#[test]
fn large_drafts_do_not_become_huge_definitions() {
    let mut facts = draft("data/small.draft.json").facts().clone();
    let (contest, style) = (&mut facts.contests[1], facts.styles[0].clone());
    let option = contest.options[0].clone();
    contest.options = (0..1_000)
        .map(|number| ContestOption { id: format!("o{number}").as_str().into(), ..option.clone() })
        .collect();
    let only = vec![contest.id.clone()];
    let styles = |count: usize| -> Vec<BallotStyle> {
        let one = |number| BallotStyle {
            id: format!("s{number}").as_str().into(),
            contests: only.clone(),
            ..style.clone()
        };
        (0..count).map(one).collect()
    };
    let named = |facts: &Facts| {
        let content = &written(facts)["Election"][0]["BallotStyle"][0]["OrderedContent"][0];
        content.get("OrderedContestOptionIds").is_some()
    };
    let most = nist::STYLE_OPTIONS_MAX / 1_000;
    facts.styles = styles(most);
    assert!(named(&facts));
    facts.styles = styles(most + 1);
    // the order is the contest's, as it always is
    assert!(!named(&facts));
    comes_back(&facts);
    facts.contests[1].id = "x".repeat(201).as_str().into();
    facts.styles.clear();
    assert_eq!(nist::write(&facts, MADE).unwrap_err()[0].what, Wrong::LongId);
}

fn texts(languages: &'static [&'static str]) -> impl Strategy<Value = Text> {
    let each = proptest::collection::vec("[a-zé<&\" ]{0,6}", languages.len())
        .prop_map(|texts| Text(languages.iter().map(|one| (*one).to_owned()).zip(texts).collect()));
    let same = "[a-zé<&\" ]{1,6}".prop_map(|text| Text([(EVERY_LANGUAGE.to_owned(), text)].into()));
    prop_oneof![each, same]
}

const OFFERED: &[&str] = &["fr", "en", "et"];

fn contests() -> impl Strategy<Value = Vec<Contest>> {
    let lists = proptest::sample::subsequence(vec!["a", "b", "ü c"], 0..=3).prop_shuffle();
    let rule = (prop_oneof![1_u32..4, Just(300_u32)], 0_u32..3, 1_u32..9)
        .prop_map(|(option_max, total_min, total_max)| Rule { option_max, total_min, total_max });
    let options =
        proptest::collection::vec((texts(OFFERED), proptest::option::of(0_usize..3), any::<bool>()), 0..6);
    let contest = (texts(OFFERED), rule, lists, options, proptest::collection::vec(texts(OFFERED), 3))
        .prop_map(|(title, rule, lists, options, names)| {
            let lists: Vec<List> =
                lists.into_iter().zip(names).map(|(id, name)| List { id: id.to_owned(), name }).collect();
            let options =
                options.into_iter().enumerate().map(|(number, (name, list, blank))| ContestOption {
                    id: format!("{}", number * 7 % 10).as_str().into(),
                    name,
                    list: list.and_then(|list| lists.get(list)).map(|list| list.id.clone()),
                    blank,
                });
            let options = options.collect();
            Contest { id: "".into(), title, rule, lists, options }
        });
    proptest::collection::vec(contest, 0..4).prop_map(|mut contests| {
        for (number, contest) in contests.iter_mut().enumerate() {
            contest.id = format!("contest {number}").as_str().into();
        }
        contests
    })
}

fn facts() -> impl Strategy<Value = Facts> {
    let units = proptest::collection::vec((texts(OFFERED), proptest::option::of(0_usize..5)), 1..6);
    let styles = proptest::collection::vec((0_usize..9, proptest::collection::vec(any::<bool>(), 4)), 0..4);
    let times = (
        0_i64..4_000_000_000,
        0_i64..4_000_000_000,
        proptest::sample::select(vec!["", "Europe/Tallinn", "America/Denver"]),
    );
    (
        texts(OFFERED),
        units,
        contests(),
        styles,
        times,
        proptest::sample::subsequence(OFFERED.to_vec(), 1..=3).prop_shuffle(),
        "[a-zé<&\" ]{0,9}",
    )
        .prop_map(|(title, units, contests, styles, (opens, closes, zone), languages, issuer)| {
            let mut facts = Facts { title, contests, ..Facts::default() };
            facts.languages = languages.into_iter().map(str::to_owned).collect();
            facts.authority.name = issuer;
            (facts.schedule.opens, facts.schedule.closes) = (Some(UtcTime(opens)), Some(UtcTime(closes)));
            zone.clone_into(&mut facts.schedule.time_zone);
            let id = |number: usize| format!("u{number}").as_str().into();
            // in units before them, so that there is no circle
            facts.reporting_units = units
                .into_iter()
                .enumerate()
                .map(|(number, (name, parent))| ReportingUnit {
                    id: id(number),
                    name,
                    parent: parent.filter(|parent| *parent < number).map(id),
                })
                .collect();
            let (units, contests) = (&facts.reporting_units, &facts.contests);
            let style = |(number, (unit, chosen)): (usize, (usize, Vec<bool>))| BallotStyle {
                id: format!("style {number}").as_str().into(),
                contests: contests
                    .iter()
                    .zip(chosen)
                    .filter(|(_, chosen)| *chosen)
                    .map(|(one, _)| one.id.clone())
                    .rev()
                    .collect(),
                reporting_unit: units[unit % units.len()].id.clone(),
            };
            facts.styles = styles.into_iter().enumerate().map(style).collect();
            facts
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Whatever can be said comes back, by every rule, in whatever order.
    #[test]
    fn any_draft_comes_back(facts in facts()) {
        comes_back(&facts);
    }

    /// A definition with something taken out, doubled or turned into something else is read or refused with places; none panics.
    #[test]
    fn any_definition(facts in facts(), steps in proptest::collection::vec(any::<proptest::sample::Index>(), 1..9), how in 0_usize..4) {
        let mut definition = written(&facts);
        let mut at = &mut definition;
        for (depth, step) in steps.iter().enumerate() {
            let last = depth + 1 == steps.len();
            let (count, keys) = match &*at {
                Value::Object(object) => (object.len(), object.keys().cloned().collect()),
                Value::Array(array) => (array.len(), Vec::new()),
                _ => break,
            };
            if count == 0 { break; }
            let chosen = step.index(count);
            match (&mut *at, last, how) {
                (Value::Object(object), true, 0) => { object.remove(&keys[chosen]); break; }
                (Value::Array(array), true, 0) => { array.remove(chosen); break; }
                (Value::Array(array), true, 1) => { let twice = array[chosen].clone(); array.push(twice); break; }
                (Value::Object(object), true, _) => { object[&keys[chosen]] = json!(how); break; }
                (Value::Array(array), true, _) => { array[chosen] = json!("unit:u0"); break; }
                (Value::Object(object), ..) => at = object.get_mut(&keys[chosen]).unwrap(),
                (Value::Array(array), ..) => at = &mut array[chosen],
                _ => break,
            }
        }
        match nist::read(definition.to_string().as_bytes()) {
            Ok(taken) => { Draft::read(taken.draft.bytes()).unwrap(); }
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}
