//! The runbooks, typed as they are printed: a whole key ceremony and a tally with the real programs, and a new attempt.
//!
//! Every block of commands in `runbook/` begins with three backticks, `sh` and who types it. Nothing is added to a command but
//! the answers that a person would type. What the page says that one sees must be seen.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, helpers included"
)]

mod page;
mod people;
mod votes;

use std::{collections::BTreeSet, fs, path::Path};

use crate::{
    page::Page,
    people::{People, source_of_the_program},
};

const BEFORE: &str = "before.md";
const CEREMONY: &str = "key-ceremony.md";
const VOTING: &str = "voting-days.md";
const TALLY: &str = "tally.md";
const WRONG: &str = "if-something-goes-wrong.md";

#[test]
fn a_whole_election_by_the_book() {
    let people = People::in_a_room();
    people.follow(&Page::read(BEFORE), |_| true);
    people.follow(&Page::read(CEREMONY), |_| true);
    votes::cast(&people, &[0, 1, 0, 0, 1]);
    people.follow(&Page::read(VOTING), |_| true);
    people.follow(&Page::read(TALLY), |_| true);
    let said = people.observer_sees_the_result();
    assert!(said.contains("verified"), "{said}");
    assert_eq!(votes::counts(&said), [3, 2], "{said}");
    people.follow(&Page::read(WRONG), |section| section == "A wrong share at the tally");
}

#[test]
fn a_complaint_and_a_new_attempt_by_the_book() {
    let people = People::in_a_room();
    let (ceremony, wrong) = (Page::read(CEREMONY), Page::read(WRONG));
    people.follow(&ceremony, |section| section < "4");
    people.follow(&wrong, |section| section == "What `ceremony` says");
    people.follow(&ceremony, |section| section.starts_with("4."));
    people.trustee_3_sends_trustee_1_what_nobody_can_read();
    let said =
        people.refused(1, "ceremony finish --trustee own.trustee --manifest manifest.json --media stick");
    assert!(said.contains("the complaint is of") && said.contains("--attempt 2"), "{said}");
    people.follow(&wrong, |section| section == "A new attempt");
    people.follow(&wrong, |section| section == "Telling the public");
    people.follow_without_numbers(&ceremony, |section| section.starts_with("6."));
}

#[test]
fn every_refusal_of_the_program_is_on_the_page() {
    let mut kinds = BTreeSet::new();
    for text in source_of_the_program() {
        for opening in ["Problem::new(", "Self::new(", "whole("] {
            for (start, _) in text.match_indices(opening) {
                let after = text[start + opening.len()..].trim_start();
                if let Some(kind) = after.strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                    kinds.insert(kind.to_owned());
                }
            }
        }
    }
    assert!(kinds.len() > 30, "{kinds:?}");
    let page = fs::read_to_string(page::directory().join(WRONG)).unwrap();
    let cell = |line: &str| {
        line.strip_suffix("` |").and_then(|line| line.rsplit_once("| `")).map(|(_, name)| name.to_owned())
    };
    let named: BTreeSet<String> = page.lines().filter_map(cell).collect();
    assert_eq!(named, kinds);
}

#[test]
fn no_page_points_to_nowhere() {
    for name in [BEFORE, CEREMONY, VOTING, TALLY, WRONG] {
        let text = fs::read_to_string(page::directory().join(name)).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = page::directory().join(if file.is_empty() { name } else { file });
            assert!(path.exists(), "{name}: {target}");
            assert!(heading.is_empty() || headings(&path).contains(heading), "{name}: {target}");
        }
    }
}

/// Anchors as the usual renderers make them.
fn headings(path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).unwrap();
    let heading =
        |line: &str| line.strip_prefix('#').map(|line| line.trim_start_matches('#').trim().to_lowercase());
    let kept = |c: char| c.is_alphanumeric() || " -_".contains(c);
    let anchor = |line: String| line.chars().filter(|c| kept(*c)).collect::<String>().replace(' ', "-");
    text.lines().filter_map(heading).map(anchor).collect()
}
