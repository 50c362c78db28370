//! Tables for spreadsheets (RFC 4180), and the words that go with the folder.

use tabella_seats::Outcome;
use tabella_verifier::one_line;

use crate::numbers::{Counted, Numbers};

/// A text cell that no spreadsheet takes for a formula (OWASP, CSV injection): neither as a whole, nor in parts where the spreadsheet
/// cuts at semicolons or tabs, as it does in many countries, and takes the quotes for letters.
fn cell(text: &str) -> String {
    let mut safe = String::new();
    let mut at_start = true;
    for c in text.chars() {
        let is_cut = matches!(c, ';' | '\t' | '\r' | '\n');
        if at_start && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            safe.push('\'');
        }
        safe.push(c);
        at_start = is_cut || (at_start && (c.is_whitespace() || c == '"'));
    }
    safe
}

fn table<R: IntoIterator<Item = Vec<String>>>(header: &[&str], rows: R) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // writing to memory cannot fail, and rows have as many cells as the header
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(&row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Votes per contest and option; nothing for a contest that is not decrypted.
pub(crate) fn result(numbers: &Numbers<'_>) -> String {
    let header = [
        "contest",
        "contest_title",
        "option",
        "option_name",
        "list",
        "list_name",
        "online",
        "by_post",
        "total",
    ];
    let decrypted = numbers.contests.iter().filter(|counted| !counted.groups.is_empty());
    let rows = decrypted.flat_map(|counted| {
        counted.rows.iter().map(|row| {
            vec![
                cell(counted.contest.id.as_str()),
                cell(numbers.name(&counted.contest.title)),
                cell(row.option.id.as_str()),
                cell(numbers.name(&row.option.name)),
                row.list.map(|list| cell(&list.id)).unwrap_or_default(),
                row.list.map(|list| cell(numbers.name(&list.name))).unwrap_or_default(),
                row.votes.online.to_string(),
                row.votes.by_post.to_string(),
                row.votes.total().to_string(),
            ]
        })
    });
    table(&header, rows)
}

/// Votes per contest and list: those of its candidates together; without an id those who stand on no list.
pub(crate) fn lists(numbers: &Numbers<'_>) -> String {
    let header = ["contest", "contest_title", "list", "list_name", "options", "online", "by_post", "total"];
    let decrypted = numbers.contests.iter().filter(|counted| !counted.groups.is_empty());
    let rows = decrypted.flat_map(|counted| {
        counted.lists().into_iter().map(|one| {
            vec![
                cell(counted.contest.id.as_str()),
                cell(numbers.name(&counted.contest.title)),
                one.list.map(|list| cell(&list.id)).unwrap_or_default(),
                one.list.map(|list| cell(numbers.name(&list.name))).unwrap_or_default(),
                one.options.to_string(),
                one.votes.online.to_string(),
                one.votes.by_post.to_string(),
                one.votes.total().to_string(),
            ]
        })
    });
    table(&header, rows)
}

/// Votes per contest, group of reporting units and option.
pub(crate) fn groups(numbers: &Numbers<'_>) -> String {
    let header = [
        "contest",
        "units",
        "unit_names",
        "ballots",
        "weight",
        "option",
        "option_name",
        "online",
        "by_post",
        "total",
    ];
    let mut rows = Vec::new();
    for counted in &numbers.contests {
        for group in counted.groups {
            let units: Vec<&str> = group.units.iter().map(tabella_election::UnitId::as_str).collect();
            let names =
                group.units.iter().filter_map(|unit| numbers.unit(unit)).map(|name| numbers.name(name));
            let names: Vec<&str> = names.collect();
            for (position, row) in counted.rows.iter().enumerate() {
                let votes = Counted::of_group(group, position);
                rows.push(vec![
                    cell(counted.contest.id.as_str()),
                    cell(&units.join(" ")),
                    cell(&names.join(", ")),
                    group.ballots.to_string(),
                    group.weight.to_string(),
                    cell(row.option.id.as_str()),
                    cell(numbers.name(&row.option.name)),
                    votes.online.to_string(),
                    votes.by_post.to_string(),
                    votes.total().to_string(),
                ]);
            }
        }
    }
    table(&header, rows)
}

/// How many credentials, ballots, challenges, revocations.
pub(crate) fn turnout(numbers: &Numbers<'_>) -> String {
    let rows = numbers.turnout().into_iter().map(|(what, number)| vec![what.to_owned(), number.to_string()]);
    table(&["what", "number"], rows)
}

/// `README.txt`. English, as the names of columns and members are.
pub(crate) fn readme(numbers: &Numbers<'_>, outcome: Option<&Outcome>, key: &str) -> String {
    let id = numbers.election.id();
    let seats = if outcome.is_some() {
        "seats.json           the seats with every number on the way\n\
         mandates.json        what they were worked out with besides the votes: how many seats there are, the order of\n\
         \x20                    lists. It is not on the board: it was given.\n"
    } else {
        ""
    };
    format!(
        "{title}\n\n\
         Election id  {id}\n\
         Board        {size} entries, root {root}\n\n\
         index.html           the result for people\n\
         result.*.pdf         a short sheet to sign by hand and keep, if somebody laid it out (PDF/UA)\n\
         report.*.pdf         everything that the page says, as a document (PDF/UA)\n\
         result.csv           votes per contest and option: online, by post, together\n\
         lists.csv            votes per contest and list: those of its candidates together; without an id: those on no list\n\
         groups.csv           votes per contest, group of reporting units and option; ballots and weight are the group's\n\
         turnout.csv          credentials, ballots, challenges, revocations\n\
         result.json          all of this for programs\n\
         {seats}\
         nist-1500-100.json   NIST SP 1500-100, Election Results Common Data Format, version 2 (JSON)\n\
         board.tar            the board itself, if it lies here: everything else follows from it\n\
         SHA256SUMS           the hash of each file but board.tar and SHA256SUMS.note\n\
         SHA256SUMS.note      the election authority's signature under SHA256SUMS, if it has signed\n\n\
         Online votes are proved by the board. Check them yourself, with the program of anyone you trust:\n\n\
         \x20   tabella verify board.tar --election-id {id} --counts\n\n\
         Votes by post are what the election authority counted and signed. The same board gives the same\n\
         files; this compares every byte of them, and checks the signature:\n\n\
         \x20   {check}\n\n\
         SHA256SUMS.note is a signed note (c2sp.org/signed-note). Any tool for these verifies it with this key,\n\
         which is the authority's in the manifest:\n\n\
         \x20   {key}\n\n\
         Its lines are what it is for, the election id, size and root of the board, and the SHA-256 of SHA256SUMS.\n\n\
         A blank choice is an option in result.csv and groups.csv; lists.csv is without it. Units that stand in one line\n\
         of groups.csv were decrypted together, because fewer ballots came from one of them than are ever counted alone.\n\
         Where a cell, or what follows a semicolon in it, begins with = + - or @, a ' stands before, so that no spreadsheet\n\
         takes it for a formula.\n",
        title = one_line(numbers.name(&numbers.election.manifest().title)),
        check = numbers.check(outcome, "FOLDER"),
        size = numbers.report.size,
        root = numbers.root(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(cell(text), format!("'{text}"));
            assert_eq!(cell(&format!("\t{text}")), format!("\t'{text}"));
            assert_eq!(cell(&format!("A\r\n{text}")), format!("A\r\n'{text}"));
        }
        assert_eq!(cell("Ann = Bo-Lee"), "Ann = Bo-Lee");
        assert_eq!(cell("Ann; \"=1+1; B"), "Ann; \"'=1+1; B");
        assert_eq!(cell(" ＝1"), " '＝1");
        assert_eq!(table(&["a", "b"], [vec!["x,\"y\"".into(), "1".into()]]), "a,b\r\n\"x,\"\"y\"\"\",1\r\n");
    }
}
