//! Choices from a file.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context as _;
use tabella_ballot::{Choices, Selections};
use tabella_election::Election;
use zeroize::Zeroizing;

/// Votes per contest and option.
type Votes = BTreeMap<String, BTreeMap<String, u32>>;

/// Reads `{"contest": {"option": votes}}` for the ballot style at this position.
///
/// # Errors
/// Names what the ballot does not have. Whether the choices are lawful is seen when they are encrypted.
pub(crate) fn read(path: &Path, election: &Election, style: usize) -> anyhow::Result<Choices> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&Zeroizing::new(text), election, style).with_context(|| format!("{}", path.display()))
}

fn parse(text: &str, election: &Election, style: usize) -> anyhow::Result<Choices> {
    let votes: Votes = serde_json::from_str(text)?;
    let style = election.styles().get(style).context("no such ballot style")?;
    let mut selections = Selections::blank(style);
    let contests = &election.manifest().contests;
    for (contest_id, options) in &votes {
        let id = |position: &usize| contests.get(*position).map(|contest| contest.id.as_str());
        let place = style.contests.iter().position(|position| id(position) == Some(contest_id));
        let place = place.with_context(|| format!("this ballot has no contest {contest_id:?}"))?;
        let contest = style.contests.get(place).and_then(|position| contests.get(*position));
        let contest = contest.context("a contest of the manifest")?;
        for (option_id, votes) in options {
            let option = contest.options.iter().position(|option| option.id.as_str() == option_id);
            let option =
                option.with_context(|| format!("contest {contest_id:?} has no option {option_id:?}"))?;
            *selections.get_mut(place, option).context("an option of the contest")? = *votes;
        }
    }
    Ok(selections.choices())
}

#[cfg(test)]
mod tests {
    use tabella_tests::{Fixture, Setup, drafts::contest};

    use super::*;

    #[test]
    fn contests_and_options_by_name() {
        // points come after all others in the protocol's order
        let fixture =
            Fixture::unannounced(&Setup::with_contests(&[contest(2, 1000, 0, 1000), contest(3, 1, 0, 1)]));
        let election = &fixture.election;
        let ids: Vec<(String, Vec<String>)> = election
            .manifest()
            .contests
            .iter()
            .map(|c| (c.id.as_str().to_owned(), c.options.iter().map(|o| o.id.as_str().to_owned()).collect()))
            .collect();
        let [(points, of_points), (single, of_single)] = ids.as_slice() else { panic!("two contests") };
        let text = format!(
            r#"{{"{single}": {{"{}": 1}}, "{points}": {{"{}": 7, "{}": 0}}}}"#,
            of_single[1], of_points[0], of_points[1]
        );
        assert_eq!(parse(&text, election, 0).unwrap().expose(), [0, 1, 0, 7, 0]);
        assert_eq!(parse("{}", election, 0).unwrap().expose(), [0; 5]);
        let said = |text: &str| format!("{:#}", parse(text, election, 0).err().unwrap());
        assert!(said(r#"{"none": {}}"#).contains("no contest \"none\""));
        assert!(said(&format!(r#"{{"{single}": {{"none": 1}}}}"#)).contains("no option \"none\""));
        assert!(parse(r#"{"a": {"b": -1}}"#, election, 0).is_err());
        assert!(parse("[]", election, 0).is_err());
    }
}
