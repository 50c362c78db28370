//! What files are called, how they open, how long they are.

use super::house::{House, is_rust};

/// Beyond this a file says in its first line why.
const LONG: usize = 1000;
/// How that line says it.
const REASON: &str = "long because";

pub(crate) fn descriptions_open_the_crate(house: &House) -> Vec<String> {
    let mut said = Vec::new();
    for room in &house.rooms {
        let text =
            house.files.iter().find(|file| file.path == room.root).map_or("", |file| file.text.as_str());
        let first = text.lines().next().and_then(|line| line.strip_prefix("//! ")).unwrap_or_default();
        let sentence = |text: &str| text.trim().trim_end_matches('.').to_owned();
        if room.description.is_empty() || sentence(first) != sentence(&room.description) {
            said.push(format!(
                "{}: the first line is {first:?}, the description in Cargo.toml {:?}: one sentence says in both places what \
                 the crate is",
                room.root, room.description
            ));
        }
    }
    said
}

pub(crate) fn libraries_forbid_unsafe_code(house: &House) -> Vec<String> {
    // the macros of wasm-bindgen write unsafe code
    let libraries = house.rooms.iter().filter(|room| room.is_library && room.name != "tabella-wasm");
    libraries
        .filter(|room| {
            let file = house.files.iter().find(|file| file.path == room.root);
            !file.is_some_and(|file| file.text.lines().any(|line| line.trim() == "#![forbid(unsafe_code)]"))
        })
        .map(|room| format!("{}: #![forbid(unsafe_code)] is missing", room.root))
        .collect()
}

pub(crate) fn no_mod_rs(house: &House) -> Vec<String> {
    let found = house.files.iter().filter(|file| file.path.ends_with("/mod.rs"));
    found
        .map(|file| format!("{}: a module `foo` lives in foo.rs and foo/, never in mod.rs", file.path))
        .collect()
}

pub(crate) fn nothing_built_is_kept(house: &House) -> Vec<String> {
    let built = |path: &str| path.split('/').any(|part| part == "target" || part == "node_modules");
    let found = house.files.iter().filter(|file| built(&file.path));
    found.map(|file| format!("{}: built or fetched files are not part of the project", file.path)).collect()
}

pub(crate) fn long_files_say_why(house: &House) -> Vec<String> {
    let mut said = Vec::new();
    for file in &house.files {
        let lines = file.text.lines().count();
        let first = file.text.lines().next().unwrap_or_default();
        if lines > LONG && !first.contains(REASON) {
            let advice = if is_rust(&file.path) { "split it into foo.rs and foo/" } else { "split it" };
            said.push(format!(
                "{}: {lines} lines: {advice}, or let its first line say {REASON:?} …",
                file.path
            ));
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::{
        super::house::{File, Room},
        *,
    };

    fn house(path: &str, text: &str) -> House {
        House { files: vec![File { path: path.into(), text: text.into() }], ..House::default() }
    }

    fn library(description: &str, text: &str) -> House {
        let room = Room {
            name: "tabella-x".into(),
            description: description.into(),
            root: "crates/x/src/lib.rs".into(),
            is_library: true,
            sources: "crates/x/src/".into(),
            ..Room::default()
        };
        House { rooms: vec![room], ..house("crates/x/src/lib.rs", text) }
    }

    #[test]
    fn a_crate_opens_with_its_description() {
        assert_eq!(descriptions_open_the_crate(&library("Counts", "//! Counts.\n//! More.\n")), [""; 0]);
        assert_eq!(descriptions_open_the_crate(&library("Counts", "//! Counts votes.\n")).len(), 1);
        assert_eq!(descriptions_open_the_crate(&library("Counts", "#![x]\n//! Counts\n")).len(), 1);
        assert_eq!(descriptions_open_the_crate(&library("", "")).len(), 1);
    }

    #[test]
    fn a_library_forbids_unsafe_code() {
        assert_eq!(libraries_forbid_unsafe_code(&library("", "//! x\n#![forbid(unsafe_code)]\n")), [""; 0]);
        assert_eq!(libraries_forbid_unsafe_code(&library("", "// #![forbid(unsafe_code)]\n")).len(), 1);
    }

    #[test]
    fn mod_rs_is_refused() {
        assert_eq!(no_mod_rs(&house("crates/x/src/a/mod.rs", "")).len(), 1);
        assert_eq!(no_mod_rs(&house("crates/x/src/a/cmod.rs", "")), [""; 0]);
    }

    #[test]
    fn built_files_are_refused() {
        assert_eq!(nothing_built_is_kept(&house("tests/fuzz/target/a", "")).len(), 1);
        assert_eq!(nothing_built_is_kept(&house("web/node_modules/a/b.js", "")).len(), 1);
        assert_eq!(nothing_built_is_kept(&house("crates/x/src/target.rs", "")), [""; 0]);
    }

    #[test]
    fn a_long_file_says_why() {
        let long = "x\n".repeat(LONG + 1);
        assert_eq!(long_files_say_why(&house("a.rs", &long)).len(), 1);
        assert_eq!(
            long_files_say_why(&house("a.rs", &format!("//! Table, long because it is one.\n{long}"))),
            [""; 0]
        );
        assert_eq!(long_files_say_why(&house("a.rs", &"x\n".repeat(LONG))), [""; 0]);
    }
}
