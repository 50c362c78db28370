//! The result as bars in the terminal.

use std::fmt::Write as _;

use tabella_election::{Election, TallyStatement};
use tabella_tally::Counts;

use crate::terminal::one_line;

/// Width of the longest bar, in characters.
const WIDTH: usize = 40;

/// Most bars in one chart; the rest is summed up in one line.
const BARS: usize = 12;

/// One chart over all contests by list where every contest has lists, otherwise one chart for each contest.
pub(super) fn draw(election: &Election, statement: &TallyStatement, counts: &Counts) -> String {
    let language = election.manifest().languages.first().map_or("en", String::as_str);
    let contests = || election.manifest().contests.iter().zip(&statement.contests).zip(&counts.0);
    let mut text = String::new();
    if contests().len() > 3 && contests().all(|((contest, _), _)| contest.lists.len() > 1) {
        let mut lists: Vec<(String, u64)> = Vec::new();
        for ((contest, _), groups) in contests() {
            for (position, option) in contest.options.iter().enumerate() {
                let list = contest.lists.iter().find(|list| Some(&list.id) == option.list.as_ref());
                let name = list.and_then(|list| list.name.get(language)).unwrap_or("(no list)");
                let votes: u64 = groups.iter().filter_map(|group| group.get(position)).sum();
                match lists.iter_mut().find(|(known, _)| known == name) {
                    Some((_, sum)) => *sum += votes,
                    None => lists.push((name.to_owned(), votes)),
                }
            }
        }
        let title = election.manifest().title.get(language).unwrap_or_default();
        text.push_str(&bars(title, lists));
        return text;
    }
    for ((contest, tally), groups) in contests() {
        let title = contest.title.get(language).unwrap_or_default();
        if tally.groups.is_empty() {
            let _ = write!(text, "\n{}\n  not decrypted: too few ballots for secrecy\n", one_line(title));
            continue;
        }
        let name = |id: &tabella_election::manifest::ContestOption| {
            id.name.get(language).unwrap_or_default().to_owned()
        };
        let votes = |position: usize| groups.iter().filter_map(|group| group.get(position)).sum();
        let options =
            contest.options.iter().enumerate().map(|(position, option)| (name(option), votes(position)));
        text.push_str(&bars(title, options.collect()));
    }
    text
}

fn bars(title: &str, mut rows: Vec<(String, u64)>) -> String {
    rows.sort_by_key(|(_, votes)| std::cmp::Reverse(*votes));
    let rest: u64 = rows.iter().skip(BARS).map(|(_, votes)| votes).sum();
    let others = rows.len().saturating_sub(BARS);
    rows.truncate(BARS);
    let largest = rows.first().map_or(1, |(_, votes)| (*votes).max(1));
    let label = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(40);
    let mut text = format!("\n{}\n", one_line(title));
    for (name, votes) in &rows {
        let name: String = one_line(name).chars().take(40).collect();
        let pad = " ".repeat(label.saturating_sub(name.chars().count()));
        let length = usize::try_from(votes * WIDTH as u64 / largest).unwrap_or(WIDTH);
        let _ = writeln!(text, "  {name}{pad} {} {votes}", "█".repeat(length));
    }
    if others > 0 {
        let _ = writeln!(text, "  and {others} more with {rest}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_rows() {
        let rows = vec![("Ada\n\u{1b}[1A".to_owned(), 2), ("Ülo".to_owned(), 1)];
        let text = bars("Mayor\r\u{9b}2J", rows);
        let full = "█".repeat(WIDTH);
        let half = "█".repeat(WIDTH / 2);
        assert_eq!(
            text,
            format!("\nMayor\u{fffd}\u{fffd}2J\n  Ada\u{fffd}\u{fffd}[1A {full} 2\n  Ülo      {half} 1\n")
        );
    }
}
