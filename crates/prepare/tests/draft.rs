//! Drafts out of nothing and out of every manifest of the project: the same bytes again, edits, candidates, the check list.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must stop")]

use std::{fmt::Write as _, fs, path::Path};

use proptest::prelude::*;
use serde_json::{Value, json};
use tabella_election::{
    Manifest,
    manifest::{
        ContestOption, EVERY_LANGUAGE, List, PostalDeadline, ReportingUnit, Rule, Text, Trustee, UtcTime,
    },
};
use tabella_prepare::{
    Check, Draft, Edit, EditError, FaultName, Row, Section,
    candidates::{self, RowFault, RowWhat},
    check_list, is_ready,
};
use tabella_tests::{Fixture, Setup, drafts};

fn data(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(name)).unwrap()
}

/// Every draft of the project.
const DRAFTS: [&str; 6] = [
    "data/small.draft.json",
    "data/town.draft.json",
    "data/ee2023.draft.json",
    "data/lu-panachage.draft.json",
    "browser/town.draft.json",
    "browser/five.draft.json",
];

/// Every draft with keys: lawful manifests, as the project writes them.
fn manifests() -> Vec<Vec<u8>> {
    let fill = |name: &&str| {
        let draft: Value = serde_json::from_slice(&data(name)).unwrap();
        Fixture::unannounced(&Setup { draft, ..Setup::default() }).election.bytes().to_vec()
    };
    DRAFTS.iter().map(fill).collect()
}

/// The lawful manifests of the protocol's test vectors.
fn vectors() -> Vec<Vec<u8>> {
    let vectors: Value = serde_json::from_slice(&data("vectors/manifest.json")).unwrap();
    let manifests = vectors["manifests"].as_array().unwrap();
    let bytes = manifests.iter().map(|one| one["manifest"].as_str().unwrap().as_bytes().to_vec());
    bytes.collect()
}

fn small() -> Draft {
    let fixture = Fixture::unannounced(&Setup { draft: drafts::small(), ..Setup::default() });
    Draft::read(fixture.election.bytes()).unwrap()
}

fn name(text: &str) -> Text {
    Text([(EVERY_LANGUAGE.to_owned(), text.to_owned())].into())
}

fn faults(draft: &Draft, check: Check) -> Vec<FaultName> {
    let list = check_list(draft);
    assert_eq!(list.len(), Check::ALL.len());
    let line = list.into_iter().find(|line| line.check == check).unwrap();
    line.faults.into_iter().map(|fault| fault.name).collect()
}

#[test]
fn what_is_not_changed_stays_the_file_it_was() {
    for bytes in manifests() {
        let draft = Draft::read(&bytes).unwrap();
        assert_eq!(draft.bytes(), bytes);
        // and what would be written in its place is the very same
        assert_eq!(Draft::of(draft.facts().clone()).bytes(), bytes);
        assert!(is_ready(&check_list(&draft)), "{:?}", check_list(&draft));
    }
    // other formats stay, too; what is written in their place says the same, and from then on does not change
    for bytes in DRAFTS.iter().map(|name| data(name)).chain(vectors()) {
        let draft = Draft::read(&bytes).unwrap();
        assert_eq!(draft.bytes(), bytes);
        let written = Draft::of(draft.facts().clone());
        let again = Draft::read(written.bytes()).unwrap();
        assert_eq!((again.facts(), again.bytes()), (draft.facts(), written.bytes()));
    }
    for bytes in vectors() {
        let written = Draft::of(Draft::read(&bytes).unwrap().facts().clone());
        assert_eq!(Manifest::parse(written.bytes()).unwrap(), Manifest::parse(&bytes).unwrap());
    }
}

#[test]
fn a_draft_without_keys_takes_them_as_it_always_did() {
    for name in DRAFTS {
        let (bytes, keys) = (data(name), |written: &[u8]| {
            let draft: Value = serde_json::from_slice(written).unwrap();
            let setup = Setup { draft, ..Setup::default() };
            Fixture::unannounced(&setup).election.bytes().to_vec()
        });
        let written = Draft::of(Draft::read(&bytes).unwrap().facts().clone());
        assert_eq!(keys(written.bytes()), keys(&bytes), "{name}");
    }
}

#[test]
fn what_reads_in_two_ways_is_refused() {
    for (bad, words) in [
        (&br#"{"version":1,"version":1}"#[..], "repeated"),
        (br#"{"versions":1}"#, "there is no field \"versions\""),
        (br#"{"version":1.0}"#, "floating point"),
        (br#"{"contests":[{"id":"a"}]}"#, "contests/0: the field \"title\" is missing"),
        (
            br#"{"schedule":{"opens":"tomorrow","grace_seconds":1,"time_zone":"","postal_deadlines":[]}}"#,
            "UTC",
        ),
        (b"[]", "invalid type"),
        (b"\xff", "not UTF-8"),
    ] {
        let error = Draft::read(bad).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let empty = Draft::read(b"{}").unwrap();
    assert_eq!((empty.facts(), empty.bytes()), (Draft::default().facts(), &b"{}"[..]));
}

/// From nothing to a manifest, and the list says at each step what is missing.
#[test]
fn an_election_from_nothing() {
    let mut draft = Draft::default();
    assert!(!is_ready(&check_list(&draft)));
    let text = |en: &str, fr: &str| Text([("en".into(), en.into()), ("fr".into(), fr.into())].into());
    let at = |time: &str| Some(time.parse::<UtcTime>().unwrap());
    assert_eq!(faults(&draft, Check::Languages), [FaultName::NoLanguage]);
    let languages = vec!["en".to_owned(), "fr".to_owned()];
    let changed = draft.edit(Edit::Title { title: text("Mayor", "Maire"), languages });
    assert_eq!(changed, Ok(Some(Section::Title)));
    assert_eq!(faults(&draft, Check::Times), [FaultName::NoTime]);
    let mut schedule = |opens, closes| {
        let time_zone = "Europe/Luxembourg".to_owned();
        draft.edit(Edit::Schedule { opens, closes, grace_seconds: 600, time_zone }).unwrap();
        (faults(&draft, Check::Times), faults(&draft, Check::Zone))
    };
    let (opens, closes) = (at("2027-03-01T08:00:00Z"), at("2027-03-05T17:00:00Z"));
    assert_eq!(schedule(closes, opens), (vec![FaultName::Backwards], vec![]));
    assert_eq!(schedule(opens, closes), (vec![], vec![]));
    let unit = |id: &str, parent: Option<&str>| ReportingUnit {
        id: id.into(),
        name: name(id),
        parent: parent.map(Into::into),
    };
    for row in [unit("town", None), unit("east", Some("town")), unit("west", Some("town"))] {
        draft.edit(Edit::Unit(Row::Add(row))).unwrap();
    }
    let rule = Rule { option_max: 1, total_min: 0, total_max: 1 };
    let question = Edit::question("mayor", text("Mayor", "Maire"), rule);
    draft.edit(Edit::Contest(Row::Add(question))).unwrap();
    assert_eq!(faults(&draft, Check::Contests), [FaultName::NoOptions]);
    assert_eq!(
        faults(&draft, Check::Styles),
        [FaultName::NoStyle, FaultName::Unused, FaultName::Unreached, FaultName::Unreached]
    );
    let csv = "contest;number;name\nmayor;1;Ada\nmayor;2;Bo\n";
    draft.edit(candidates::read(draft.facts(), csv.as_bytes()).unwrap()).unwrap();
    let style = |id: &str, unit: &str| tabella_election::manifest::BallotStyle {
        id: id.into(),
        contests: vec!["mayor".into()],
        reporting_unit: unit.into(),
    };
    draft.edit(Edit::Style(Row::Add(style("east", "town")))).unwrap();
    assert!(faults(&draft, Check::Styles).contains(&FaultName::NoLeaf));
    draft.edit(Edit::Style(Row::Set(0, style("east", "east")))).unwrap();
    // nobody in the west can vote: somebody should look at it, but it may be so
    assert_eq!(faults(&draft, Check::Styles), [FaultName::Unreached]);
    draft.edit(Edit::Style(Row::Add(style("west", "west")))).unwrap();
    assert_eq!(faults(&draft, Check::Styles), []);
    assert_eq!(faults(&draft, Check::Numbers), [FaultName::Zero, FaultName::Zero]);
    let facts = small().facts().clone();
    let voting = tabella_prepare::Voting {
        rules: facts.rules,
        voters_max: 1 << 20,
        weight_max: 1,
        min_reporting_unit: 10,
        limits: facts.limits,
    };
    draft.edit(Edit::Rules(voting)).unwrap();
    let deadline = |apply: &str, back: &str| PostalDeadline {
        kind: "home".into(),
        apply_until: apply.parse().unwrap(),
        return_until: back.parse().unwrap(),
    };
    let (late, early) = ("2027-03-05T17:00:00Z", "2027-02-05T17:00:00Z");
    draft.edit(Edit::Deadline(Row::Add(deadline(late, early)))).unwrap();
    assert_eq!(faults(&draft, Check::Postal), [FaultName::DeadlineBackwards]);
    draft.edit(Edit::Deadline(Row::Set(0, deadline(early, late)))).unwrap();
    assert_eq!(faults(&draft, Check::Postal), []);
    let (authority, registrar, ballot_box) =
        (facts.authority.clone(), facts.registrar.clone(), facts.ballot_box.clone());
    draft.edit(Edit::Offices { authority, registrar, ballot_box }).unwrap();
    let [first, second] = [0, 1].map(|k| facts.trustees.members[k].clone());
    draft.edit(Edit::Trustee(Row::Add(first.clone()))).unwrap();
    draft.edit(Edit::Threshold(2)).unwrap();
    assert_eq!(faults(&draft, Check::Trustees), [FaultName::Threshold]);
    let twin = Trustee { name: "twin".into(), ..first };
    draft.edit(Edit::Trustee(Row::Add(twin))).unwrap();
    assert_eq!(faults(&draft, Check::Trustees), [FaultName::SameKey, FaultName::SameKey]);
    draft.edit(Edit::Trustee(Row::Set(1, second))).unwrap();
    assert_eq!(faults(&draft, Check::Witnesses), [FaultName::Quorum]);
    draft.edit(Edit::Witness(Row::Add(facts.witnesses.members[0].clone()))).unwrap();
    draft.edit(Edit::Quorum(1)).unwrap();
    assert_eq!(faults(&draft, Check::Eid), [FaultName::NoAnchor, FaultName::NoOrigin]);
    assert!(!is_ready(&check_list(&draft)));
    draft.edit(Edit::Eid(facts.eid)).unwrap();
    assert!(is_ready(&check_list(&draft)), "{:?}", check_list(&draft));
    let election = draft.election().unwrap();
    assert_eq!(election.styles().len(), 2);
    // what the project's own writer makes of it
    let mut bytes = serde_json::to_vec_pretty(election.manifest()).unwrap();
    bytes.push(b'\n');
    assert_eq!(draft.bytes(), bytes);
}

/// Each check of a lawful manifest goes red when its rule is broken, and the reader of manifests says no as well, unless the
/// check asks for more than it does.
#[test]
fn every_check_can_be_red() {
    type Break = fn(&mut Value);
    let cases: [(Check, FaultName, bool, Break); 22] = [
        (Check::Languages, FaultName::LanguageTag, true, |m| m["languages"] = json!(["en", "en"])),
        (Check::Texts, FaultName::NoText, true, |m| m["contests"][0]["title"] = json!({})),
        (Check::Texts, FaultName::NoText, false, |m| m["title"]["en"] = json!(" ")),
        (Check::Times, FaultName::Backwards, true, |m| {
            m["schedule"]["closes"] = m["schedule"]["opens"].clone();
        }),
        (Check::Zone, FaultName::NoZone, false, |m| m["schedule"]["time_zone"] = json!("Europe/Nowhere")),
        (Check::Units, FaultName::NoParent, true, |m| m["reporting_units"][1]["parent"] = json!("moon")),
        (Check::Units, FaultName::Circle, true, |m| {
            m["reporting_units"][0]["parent"] = m["reporting_units"][1]["id"].clone();
        }),
        (Check::Units, FaultName::Id, true, |m| {
            m["reporting_units"][0]["id"] = m["reporting_units"][1]["id"].clone();
        }),
        (Check::Contests, FaultName::NoOptions, true, |m| m["contests"][0]["options"] = json!([])),
        (Check::Contests, FaultName::NoList, true, |m| {
            m["contests"][0]["options"][0]["list"] = json!("moon");
        }),
        (Check::Limits, FaultName::Totals, true, |m| m["contests"][0]["rule"]["total_max"] = json!(99_999)),
        (Check::Limits, FaultName::Blank, true, |m| {
            m["contests"][0]["rule"]["total_min"] = json!(0);
            m["contests"][0]["options"][0]["blank"] = json!(true);
        }),
        (Check::Styles, FaultName::StyleUnit, true, |m| m["styles"][0]["reporting_unit"] = json!("moon")),
        (Check::Styles, FaultName::StyleContest, true, |m| m["styles"][0]["contests"] = json!(["moon"])),
        (Check::Numbers, FaultName::TooMany, true, |m| m["voters_max"] = json!(1_u64 << 60)),
        (Check::Numbers, FaultName::Zero, false, |m| m["limits"]["ballots_per_chain"] = json!(0)),
        (Check::Offices, FaultName::Key, true, |m| m["registrar"]["key"] = json!("00".repeat(32))),
        (Check::Trustees, FaultName::Threshold, true, |m| m["trustees"]["threshold"] = json!(1)),
        (Check::Trustees, FaultName::Key, true, |m| {
            m["trustees"]["members"][0]["encryption_key"] = json!("age1");
        }),
        (Check::Witnesses, FaultName::Quorum, true, |m| m["witnesses"]["quorum"] = json!(0)),
        (Check::Eid, FaultName::Eid, true, |m| m["eid"]["origins"] = json!(["http://x"])),
        (Check::Clients, FaultName::Client, true, |m| {
            m["clients"] = json!([{ "name": "booth", "sha256": "00" }]);
        }),
    ];
    let lawful: Value = serde_json::from_slice(small().bytes()).unwrap();
    for (check, fault, read, spoil) in cases {
        let mut spoilt = lawful.clone();
        spoil(&mut spoilt);
        let draft = Draft::read(spoilt.to_string().as_bytes()).unwrap();
        assert!(faults(&draft, check).contains(&fault), "{check:?} {fault:?}: {:?}", check_list(&draft));
        assert!(!is_ready(&check_list(&draft)));
        assert_eq!(faults(&draft, Check::Manifest).is_empty(), !read, "{check:?} {fault:?}");
    }
}

#[test]
fn what_is_named_elsewhere_follows_or_stays() {
    let mut draft = small();
    let facts = draft.facts().clone();
    let inner =
        facts.reporting_units.iter().position(|unit| unit.id == facts.styles[0].reporting_unit).unwrap();
    let used = draft.edit(Edit::Unit(Row::Remove(inner)));
    assert!(matches!(used, Err(EditError::Used { .. })), "{used:?}");
    let mut unit = facts.reporting_units[inner].clone();
    unit.id = "orient".into();
    draft.edit(Edit::Unit(Row::Set(inner, unit))).unwrap();
    assert_eq!(draft.facts().styles[0].reporting_unit.as_str(), "orient");
    assert!(matches!(draft.edit(Edit::Contest(Row::Remove(0))), Err(EditError::Used { .. })));
    let renamed = Edit::question("renamed", facts.contests[0].title.clone(), facts.contests[0].rule);
    draft.edit(Edit::Contest(Row::Set(0, renamed))).unwrap();
    assert_eq!(draft.facts().contests[0].options, facts.contests[0].options);
    assert!(is_ready(&check_list(&draft)), "{:?}", check_list(&draft));
    let list = |id: &str| List { id: id.into(), name: name("A list") };
    draft.edit(Edit::List(0, Row::Add(list("l")))).unwrap();
    assert_eq!(draft.edit(Edit::List(0, Row::Add(list("l")))), Err(EditError::Taken("l".into())));
    assert_eq!(draft.edit(Edit::List(0, Row::Add(list("")))), Err(EditError::NoId));
    let option = ContestOption { list: Some("l".into()), ..draft.facts().contests[0].options[0].clone() };
    draft.edit(Edit::Option(0, Row::Set(0, option))).unwrap();
    draft.edit(Edit::List(0, Row::Set(0, list("m")))).unwrap();
    assert_eq!(draft.facts().contests[0].options[0].list.as_deref(), Some("m"));
    assert!(matches!(draft.edit(Edit::List(0, Row::Remove(0))), Err(EditError::Used { .. })));
    assert_eq!(draft.edit(Edit::List(99, Row::Remove(0))), Err(EditError::NoSuch));
    assert_eq!(draft.edit(Edit::Option(0, Row::Up(99))), Err(EditError::NoSuch));
    // a language that is no longer offered takes its texts along
    let languages = vec![facts.languages[0].clone()];
    let title = Text(
        facts
            .title
            .0
            .iter()
            .filter(|(tag, _)| languages.contains(tag))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect(),
    );
    draft.edit(Edit::Title { title, languages }).unwrap();
    assert!(is_ready(&check_list(&draft)), "{:?}", check_list(&draft));
}

fn table(draft: &Draft, text: &str) -> Vec<(u64, String, RowWhat)> {
    let faults = candidates::read(draft.facts(), text.as_bytes()).unwrap_err();
    faults.into_iter().map(|RowFault { line, column, what, .. }| (line, column, what)).collect()
}

#[test]
fn candidates_all_or_nothing() {
    let draft = small();
    let contest = draft.facts().contests[0].id.clone();
    let head = "contest,list,list_name,number,name,name_en,blank\n";
    let one = |rows: &str| table(&draft, &format!("{head}{}", rows.replace('@', contest.as_str())));
    let at = |line, column: &str, what| vec![(line, column.to_owned(), what)];
    assert_eq!(one("@,a,A list,1,Ada,,\n@,a,,1,Bo,,\n"), at(3, "number", RowWhat::NumberTwice));
    assert_eq!(one("moon,,,1,Ada,,\n"), at(2, "contest", RowWhat::UnknownContest));
    assert_eq!(one("@,,,none,Ada,,\n"), at(2, "number", RowWhat::Number));
    assert_eq!(one("@,,,1,,,\n"), at(2, "name", RowWhat::Name));
    assert_eq!(one("@,,,1,Ada,Ada,\n"), at(2, "name", RowWhat::Name));
    assert_eq!(one("@,,,1,Ada,,no\n"), at(2, "blank", RowWhat::Blank));
    assert_eq!(one("@,a,,1,Ada,,\n"), at(2, "list_name", RowWhat::ListName));
    assert_eq!(one("@,a,A,1,Ada,,\n@,a,B,2,Bo,,\n"), at(3, "list_name", RowWhat::OtherListName));
    assert_eq!(one("@,a,A,1,Ada\n"), at(2, "", RowWhat::Unread));
    assert_eq!(one(""), at(2, "", RowWhat::Nothing));
    assert_eq!(table(&draft, "contest,names\n").len(), 3);
    assert_eq!(table(&draft, "contest,contest,number,name\n"), at(1, "contest", RowWhat::ColumnTwice));
    assert_eq!(candidates::read(draft.facts(), b"contest,number,name\n\xff").unwrap_err()[0].line, 2);
    assert_eq!(one(&"@,,,0,,,\n".repeat(500)).len(), candidates::FAULTS_MAX);

    let good =
        format!("\u{feff}{head}@,b,Blue,1,\"Ada, the first\",,\n@,a,Amber,1,Bo,,\n@,,,7,None of them,,yes\n");
    let edit = candidates::read(draft.facts(), good.replace('@', contest.as_str()).as_bytes()).unwrap();
    let mut filled = draft.clone();
    filled.edit(edit).unwrap();
    let contest = &filled.facts().contests[0];
    let ids: Vec<&str> = contest.options.iter().map(|option| option.id.as_str()).collect();
    assert_eq!(ids, ["b-1", "a-1", "7"]);
    assert_eq!(contest.options[0].name, name("Ada, the first"));
    assert!(contest.options[2].blank && contest.options[2].list.is_none());
    assert_eq!(contest.lists.iter().map(|list| &*list.id).collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!(filled.facts().contests[1..], draft.facts().contests[1..]);
    // the same without names of lists: they are kept
    let again = "contest\tlist\tnumber\tname\n@\ta\t2\tCleo\n".replace('@', contest.id.as_str());
    let edit = candidates::read(filled.facts(), again.as_bytes()).unwrap();
    filled.edit(edit).unwrap();
    assert_eq!(filled.facts().contests[0].lists, [List { id: "a".into(), name: name("Amber") }]);
}

/// Edits of every kind, some of which are refused.
fn edits() -> impl Strategy<Value = Edit> {
    let id = prop_oneof![Just(String::new()), "[a-c]{1,2}", ".{1,3}"];
    let row = (0_usize..5, 0_usize..4, id.clone(), ".{0,5}");
    let unit = row.clone().prop_map(|(kind, at, id, said)| {
        let unit = ReportingUnit { id: (&*id).into(), name: name(&said), parent: None };
        Edit::Unit(pick(kind, at, unit))
    });
    let contest = (row.clone(), 0_u32..3, 0_u32..3, any::<u32>()).prop_map(
        |((kind, at, id, said), max, min, total)| {
            let rule = Rule { option_max: max, total_min: min, total_max: total };
            Edit::Contest(pick(kind, at, Edit::question(&id, name(&said), rule)))
        },
    );
    let option =
        (0_usize..3, row.clone(), any::<bool>()).prop_map(|(contest, (kind, at, id, said), blank)| {
            let option = ContestOption { id: (&*id).into(), name: name(&said), list: None, blank };
            Edit::Option(contest, pick(kind, at, option))
        });
    let list = (0_usize..3, row).prop_map(|(contest, (kind, at, id, said))| {
        Edit::List(contest, pick(kind, at, List { id, name: name(&said) }))
    });
    let title = (".{0,9}", proptest::sample::subsequence(vec!["en", "fr", "de"], 0..=3)).prop_map(
        |(said, languages)| {
            let languages: Vec<String> = languages.into_iter().map(str::to_owned).collect();
            let title = Text(languages.iter().map(|tag| (tag.clone(), said.clone())).collect());
            Edit::Title { title, languages }
        },
    );
    let quorum = any::<u32>().prop_map(Edit::Quorum);
    let schedule =
        (proptest::option::of(0_i64..4_000_000_000), any::<u32>()).prop_map(|(opens, grace_seconds)| {
            Edit::Schedule {
                opens: opens.map(UtcTime),
                closes: None,
                grace_seconds,
                time_zone: "Europe/Tallinn".into(),
            }
        });
    prop_oneof![unit, contest, option, list, title, quorum, schedule]
}

fn pick<T>(kind: usize, at: usize, value: T) -> Row<T> {
    match kind {
        0 => Row::Add(value),
        1 => Row::Set(at, value),
        2 => Row::Up(at),
        3 => Row::Down(at),
        _ => Row::Remove(at),
    }
}

/// As long as a file may be: each line is found by its name, and each unit visited once.
#[test]
fn long_files_are_read_and_checked() {
    const LINES: usize = 100_000;
    let mut facts = small().facts().clone();
    let mut table = "contest,list,list_name,number,name\n".to_owned();
    for line in 0..LINES {
        let (list, number) = (line / 9999, line % 9999 + 1);
        writeln!(table, "council,l{list},List {list},{number},N").unwrap();
    }
    let Edit::Candidates(read) = candidates::read(&facts, table.as_bytes()).unwrap() else {
        panic!("candidates")
    };
    let [(4, lists, options)] = read.as_slice() else { panic!("one contest") };
    assert_eq!((lists.len(), options.len()), (11, LINES));
    assert_eq!(options.last().unwrap().id.as_str(), "l10-10");
    table.push_str("council,l3,,77,Again\n");
    let faults = candidates::read(&facts, table.as_bytes()).unwrap_err();
    let [RowFault { line: 100_002, what: RowWhat::NumberTwice, .. }] = faults.as_slice() else {
        panic!("{faults:?}")
    };
    // units in units in units, and a circle into which others lead
    let unit = |number: usize, parent: Option<usize>| ReportingUnit {
        id: format!("u{number}").as_str().into(),
        name: name("Unit"),
        parent: parent.map(|parent| format!("u{parent}").as_str().into()),
    };
    facts.reporting_units = (0..20_000).map(|number| unit(number, Some(number + 1))).collect();
    facts.reporting_units.push(unit(20_000, None));
    assert_eq!(circle(&facts), (None, 0));
    facts.reporting_units[20_000] = unit(20_000, Some(19_990));
    // so many are counted
    assert_eq!(circle(&facts), (Some("u0".into()), 10_000));
    facts.reporting_units[100] = unit(100, None);
    assert_eq!(circle(&facts), (Some("u101".into()), 10_000));
    // languages that nobody writes in
    let mut facts = small().facts().clone();
    facts.languages = (0..20_000).map(|number| format!("l{number}")).collect();
    let contest = facts.contests[0].clone();
    facts.contests = vec![contest; 2_000];
    let list = check_list(&Draft::of(facts));
    assert!(list.iter().all(|line| line.faults.len() <= 20_000) && !is_ready(&list));
}

/// The first unit that lies in itself, and how many such are told.
fn circle(facts: &tabella_prepare::Facts) -> (Option<String>, usize) {
    let list = check_list(&Draft::of(facts.clone()));
    let found = list.into_iter().flat_map(|line| line.faults);
    let places: Vec<String> =
        found.filter(|fault| fault.name == FaultName::Circle).map(|fault| fault.place).collect();
    (places.first().cloned(), places.len())
}

/// The same value with its keys in another order.
fn turned(value: &Value, by: usize) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> =
                fields.iter().map(|(key, value)| (key.clone(), turned(value, by))).collect();
            let turn = by % fields.len().max(1);
            fields.rotate_left(turn);
            Value::Object(fields.into_iter().collect())
        }
        Value::Array(values) => Value::Array(values.iter().map(|value| turned(value, by)).collect()),
        other => other.clone(),
    }
}

proptest! {
    /// A lawful manifest in any format: it stays the file that it was, and says what it said when it is written anew.
    #[test]
    fn any_format(which in 0_usize..6, by in 0_usize..40, compact in any::<bool>(), space in "[ \n\t]{0,3}") {
        static MANIFESTS: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
        let lawful = &MANIFESTS.get_or_init(manifests)[which];
        let value = turned(&serde_json::from_slice(lawful).unwrap(), by);
        let text = if compact { value.to_string() } else { format!("{value:#}") };
        let bytes = format!("{space}{text}{space}").into_bytes();
        let draft = Draft::read(&bytes).unwrap();
        prop_assert_eq!(draft.bytes(), &*bytes);
        prop_assert_eq!(Manifest::parse(&bytes).unwrap(), Manifest::parse(lawful).unwrap());
        let written = Draft::of(draft.facts().clone());
        prop_assert_eq!(written.bytes(), &**lawful);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever officials do: what is exported is read as it was, and exported as the same bytes; a refused edit changes nothing;
    /// the check list never says that a draft is ready which the reader of manifests refuses.
    #[test]
    fn export_import_export(from_nothing in any::<bool>(), edits in proptest::collection::vec(edits(), 0..12)) {
        let mut draft = if from_nothing { Draft::default() } else { small() };
        for edit in edits {
            let (before, section) = (draft.clone(), edit.section());
            if let Ok(Some(changed)) = draft.edit(edit) {
                prop_assert_eq!(changed, section);
                prop_assert_ne!(before.bytes(), draft.bytes());
            } else {
                prop_assert_eq!(&before, &draft);
            }
            let again = Draft::read(draft.bytes()).unwrap();
            prop_assert_eq!(&again, &draft);
            let written = Draft::of(again.facts().clone());
            prop_assert_eq!(written.bytes(), draft.bytes());
            prop_assert!(!is_ready(&check_list(&draft)) || Manifest::parse(draft.bytes()).is_ok());
        }
    }

    /// Any table is taken whole or refused with places; none panics.
    #[test]
    fn any_table(head in "(contest|number|name|list|list_name|blank|,|;){0,9}", rows in "([a-c0-9]|,|;|\"|\n){0,60}") {
        let draft = small();
        if let Err(faults) = candidates::read(draft.facts(), format!("{head}\n{rows}").as_bytes()) {
            prop_assert!(!faults.is_empty() && faults.iter().all(|fault| fault.line > 0));
        }
    }
}
