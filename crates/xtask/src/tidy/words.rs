//! Words that must not stand in the sources.

use super::{arrows, house::House};

/// Left by someone who meant to come back.
const UNFINISHED: &[&str] = &["todo!", "unimplemented!", "dbg!"];

/// What reads a clock, the system's randomness or a socket.
const IMPURE: &[&str] = &[
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
    "OsRng",
    "thread_rng",
    "from_entropy",
    "tokio",
    "std::net",
];

/// The servers' crate holds both sides of the wall: each side's folder, and what must not be named in it.
const SIDES: &[(&str, &[&str])] = &[
    (
        "crates/server/src/desk",
        &["urn", "tabella_ballot", "tabella_tally", "tabella_board", "tabella_urn_store", "tabella_verifier"],
    ),
    (
        "crates/server/src/urn",
        &[
            "desk",
            "tabella_identity",
            "tabella_roll",
            "tabella_postal",
            "tabella_documents",
            "tabella_desk_store",
        ],
    ),
];

pub(crate) fn desk_and_urn_do_not_name_each_other(house: &House) -> Vec<String> {
    let mut said = Vec::new();
    for (side, words) in SIDES {
        let inside =
            |path: &str| path.strip_prefix(side).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'));
        let imports = |file: &super::house::File| -> Vec<String> {
            let named: Vec<String> = words
                .iter()
                .map(|word| if word.contains('_') { (*word).to_owned() } else { format!("crate::{word}") })
                .collect();
            let named: Vec<&str> = named.iter().map(String::as_str).collect();
            found(&file.path, before_tests(&file.text).collect(), &named)
        };
        said.extend(house.files.iter().filter(|file| inside(&file.path)).flat_map(imports));
    }
    said.iter().map(|place| format!("{place}: no handler has both people and ballots")).collect()
}

/// Boards of which another worker verified a part.
const SUPPOSING: &[&str] = &["admit_shared", "BoardState::sharing"];

/// Who may have such boards.
const SUPPOSERS: &[&str] = &["crates/board/", "crates/verifier/", "crates/xtask/"];

pub(crate) fn only_the_verifier_supposes(house: &House) -> Vec<String> {
    let others = house.files.iter().filter(|file| !SUPPOSERS.iter().any(|room| file.path.starts_with(room)));
    others
        .filter(|file| super::house::is_rust(&file.path))
        .flat_map(|file| found(&file.path, code(&file.text).collect(), SUPPOSING))
        .map(|place| {
            format!(
                "{place}: only the verifier takes entries that it did not verify, and says nothing of them"
            )
        })
        .collect()
}

pub(crate) fn nothing_is_left_to_do(house: &House) -> Vec<String> {
    let sources = house.rooms.iter().flat_map(|room| house.sources(room));
    sources
        .flat_map(|file| found(&file.path, code(&file.text).collect(), UNFINISHED))
        .map(|place| format!("{place}: finish it, or leave it out"))
        .collect()
}

pub(crate) fn pure_floors_are_pure(house: &House) -> Vec<String> {
    let pure = house.rooms.iter().filter(|room| arrows::is_pure(&room.name));
    pure.flat_map(|room| house.sources(room))
        .filter(|file| !file.path.ends_with("/tests.rs") && !file.path.contains("/tests/"))
        .flat_map(|file| found(&file.path, before_tests(&file.text).collect(), IMPURE))
        .map(|place| format!("{place}: time, randomness and bytes are parameters here"))
        .collect()
}

/// Lines with their numbers, comments left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.enumerate().map(|(index, line)| (index + 1, line))
}

/// As [`code`], up to the tests, which stand at the end of a file.
fn before_tests(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.windows(2).position(|pair| {
        matches!(pair, [attribute, module]
            if attribute.trim() == "#[cfg(test)]" && module.starts_with("mod ") && module.ends_with('{'))
    });
    code(text).take(tests.unwrap_or(usize::MAX))
}

/// Where any of the words stands as a word of its own.
fn found(path: &str, lines: Vec<(usize, &str)>, words: &[&str]) -> Vec<String> {
    let mut places = Vec::new();
    for (number, line) in lines {
        for word in words.iter().filter(|word| has_word(line, word)) {
            places.push(format!("{path}:{number}: {word}"));
        }
    }
    places
}

fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| {
        // Index safety: both are ends of a match.
        let (before, after) =
            (line.get(..start).unwrap_or_default(), line.get(start + word.len()..).unwrap_or_default());
        !before.ends_with(part) && !after.starts_with(part) && !quoted(before)
    })
}

/// Whether a string is open at the end of this text: a rule may name what it forbids.
fn quoted(before: &str) -> bool {
    before.matches('"').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::{
        super::house::{File, Room},
        *,
    };

    fn house(name: &str, path: &str, text: &str) -> House {
        let room = Room { name: name.into(), sources: "crates/x/src/".into(), ..Room::default() };
        House {
            rooms: vec![room],
            files: vec![File { path: path.into(), text: text.into() }],
            ..House::default()
        }
    }

    #[test]
    fn unfinished_code_is_found() {
        let said = |text: &str| nothing_is_left_to_do(&house("tabella-x", "crates/x/src/a.rs", text));
        let place = format!("crates/x/src/a.rs:2: {}: finish it, or leave it out", UNFINISHED[0]);
        assert_eq!(said(&format!("fn a() {{\n    {}();\n}}", UNFINISHED[0])), [place]);
        assert_eq!(said(&format!("// {}", UNFINISHED[0])), [""; 0]);
        assert_eq!(said(&format!("let s = \"{}\";", UNFINISHED[0])), [""; 0]);
        assert_eq!(said(&format!("my_{}();", UNFINISHED[2])), [""; 0]);
    }

    #[test]
    fn a_clock_in_a_pure_floor_is_found() {
        let said = |name: &str, path: &str, text: &str| pure_floors_are_pure(&house(name, path, text));
        let clock = "use std::time::{Duration, Instant};";
        assert_eq!(said("tabella-crypto", "crates/x/src/a.rs", clock).len(), 1);
        assert_eq!(said("tabella-crypto", "crates/x/src/a.rs", "type Instantly = u8;"), [""; 0]);
        assert_eq!(said("tabella-crypto", "crates/x/src/a/tests.rs", clock), [""; 0]);
        assert_eq!(said("tabella-cli", "crates/x/src/a.rs", clock), [""; 0]);
        for word in IMPURE {
            assert_eq!(said("tabella-board", "crates/x/src/a.rs", &format!("{word};")).len(), 1, "{word}");
        }
    }

    #[test]
    fn who_supposes_what_others_verify_is_found() {
        for (path, places) in [
            ("crates/server/src/urn.rs", 2),
            ("ceremony/src/decrypt.rs", 2),
            ("crates/verifier/src/replay.rs", 0),
            ("docs/protocol.md", 0),
        ] {
            let text =
                "fn a() {\n    admit_shared(&mut state, entries);\n    BoardState::sharing(election);\n}";
            assert_eq!(only_the_verifier_supposes(&house("tabella-x", path, text)).len(), places, "{path}");
        }
    }

    #[test]
    fn a_way_between_desk_and_urn_is_found() {
        let said = |path: &str, text: &str| {
            desk_and_urn_do_not_name_each_other(&house("tabella-server", path, text))
        };
        assert_eq!(said("crates/server/src/desk/me.rs", "use tabella_board::Entry;").len(), 1);
        assert_eq!(said("crates/server/src/desk.rs", "use crate::urn::Urn;").len(), 1);
        assert_eq!(
            said("crates/server/src/urn/cast.rs", "let store: tabella_desk_store::DeskPool;").len(),
            1
        );
        assert_eq!(said("crates/server/src/urn/cast.rs", "use crate::desk;").len(), 1);
        assert_eq!(said("crates/server/src/desk/me.rs", "let urn = tabella_roll::Roll::new();"), [""; 0]);
        assert_eq!(said("crates/server/src/lib.rs", "use tabella_board::Entry;"), [""; 0]);
    }

    #[test]
    fn tests_may_read_the_clock() {
        let text = |attribute: &str| {
            format!("fn a() {{}}\n{attribute}\nmod tests {{\n    use rand_core::OsRng;\n}}\n")
        };
        let said = |text: &str| pure_floors_are_pure(&house("tabella-crypto", "crates/x/src/a.rs", text));
        assert_eq!(said(&text("#[cfg(test)]")), [""; 0]);
        assert_eq!(said(&text("#[cfg(unix)]")).len(), 1);
    }
}
