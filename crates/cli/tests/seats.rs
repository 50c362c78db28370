//! `tabella seats`: what it prints, and how it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use serde_json::{Value, json};

fn data(name: &str) -> String {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data"))
        .join(name)
        .to_str()
        .unwrap()
        .to_owned()
}

fn seats(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tabella")).arg("seats").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn the_riigikogu_of_2023() {
    let (counts, draft) = (data("ee2023.seats.json"), data("ee2023.draft.json"));
    let output = seats(&["ee-riigikogu", &counts, "--definition", &draft, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
    let elected = outcome["elected"].as_array().unwrap();
    let oracle: Value = serde_json::from_slice(&fs::read(data("ee2023.elected.json")).unwrap()).unwrap();
    let of = |mandate: &str| -> Vec<&Value> {
        let mut ids: Vec<&Value> =
            elected.iter().filter(|e| e["mandate"] == mandate).map(|e| &e["candidate"]).collect();
        ids.sort_by_key(|id| id.as_str());
        ids
    };
    assert_eq!(elected.len(), 101);
    assert_eq!(json!(of("personal")), oracle["personal"]);
    assert_eq!(json!(of("district")), oracle["district"]);
    assert_eq!(of("compensation").len(), oracle["compensation"].as_array().unwrap().len());
    assert_eq!(outcome["working"]["votes"], 610_299);

    let printed = text(&seats(&["ee-riigikogu", &counts, "--definition", &draft]).stdout);
    for line in [
        "    37  REF  Estonian Reform Party: 190632 votes; personal 7, district 23, compensation 7",
        "   101  in all",
        "  d4: 105586 votes / 16 mandates = quota 6599.125; ",
        "    IE / 4^0.9 = 14392.616: ",
    ] {
        assert!(printed.contains(line), "{line}\n{printed}");
    }
}

#[test]
fn published_files_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, value: Value| {
        let path = folder.path().join(name);
        fs::write(&path, value.to_string()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let row = |number: u64, votes: u64| json!({"number": number, "district": 1, "votes": votes, "name": "A"});
    let results = put("res.json", json!([row(101, 900), row(102, 80), row(111, 20)]));
    let mandates = put("dists.json", json!({"1": 2}));
    let lists = put("yler.json", json!({"X": [102, 101], "Y": [111]}));
    for order in [[&results, &mandates, &lists], [&lists, &results, &mandates]] {
        let output = seats(&["ee-riigikogu", order[0], order[1], order[2], "--from", "ee-raw", "--json"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let outcome: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(outcome["elected"][0]["candidate"], "101");
        assert_eq!(outcome["elected"][1]["mandate"], "district");
    }
    let said = |arguments: &[&str]| {
        let output = seats(arguments);
        assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""));
        text(&output.stderr)
    };
    assert!(said(&["ee-riigikogu", &results]).contains("give the files of mandates"));
    assert!(said(&["ee-riigikogu", &results, &lists]).contains("none of "));
    assert!(said(&["ee-riigikogu", &results, &lists, &lists]).contains("none of "));
    assert!(
        said(&["ee-riigikogu", &results, &mandates, &lists, "--from", "counts"]).contains("are one file")
    );
}

#[test]
fn ties_have_their_own_exit_code_and_mistakes_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("counts.json");
    let run = |method: &str, counts: &Value| {
        fs::write(&path, counts.to_string()).unwrap();
        seats(&[method, path.to_str().unwrap()])
    };
    let mut counts = json!({"contests": {"x": {"A": 100, "B": 100}}, "seats": 1});
    let output = run("dhondt", &counts);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).contains("1 of A, B: equal quotients of 100.000; draw lots"), "{output:?}");
    counts["lots"] = json!(["B", "A"]);
    let output = run("dhondt", &counts);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("     1  B: 100 votes\n"), "{output:?}");
    assert_eq!(run("hagenbach-bischoff", &counts).status.code(), Some(0));
    assert_eq!(run("sainte-lague-modified", &counts).status.code(), Some(0));

    let said = text(&run("dhondt", &json!({"contests": {"x": {"A": 1}}})).stderr);
    assert!(said.contains("contest x has no number of seats; give it in `seats`"), "{said}");
    let said = text(&run("hare", &counts).stderr);
    assert!(said.contains("sainte-lague-modified"), "{said}");
    // words of a file stay where they are printed
    let output = run("plurality", &json!({"contests": {"x": {"\u{1b}[2J": 1}}}));
    assert!(!text(&output.stdout).contains('\u{1b}'), "{output:?}");
}
