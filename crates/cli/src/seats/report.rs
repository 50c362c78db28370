//! An allocation as a text that can be checked with pencil and paper.

use std::fmt::Write as _;

use tabella_seats::{Elected, Outcome, PluralityContest, ProportionalContest, RiigikoguWorking, Working};

/// The seats, the elected, what is open, and the working.
pub(super) fn as_text(outcome: &Outcome) -> String {
    let mut text = String::new();
    // writing to a text cannot fail
    let _ = seats(&mut text, outcome);
    text
}

fn seats(text: &mut String, outcome: &Outcome) -> std::fmt::Result {
    let given: usize =
        outcome.lists.iter().map(|list| usize::try_from(list.seats).unwrap_or(usize::MAX)).sum();
    let alone = outcome.elected.iter().filter(|elected| elected.list.is_none()).count();
    writeln!(text, "{}: {} seats", outcome.method, outcome.seats)?;
    for list in &outcome.lists {
        let name = list.name.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
        write!(text, "{:>6}  {}{name}: {} votes", list.seats, list.list, list.votes)?;
        if let (Some(personal), Some(district), Some(compensation)) =
            (list.personal, list.district, list.compensation)
        {
            write!(text, "; personal {personal}, district {district}, compensation {compensation}")?;
        }
        writeln!(text, "{}", if list.passes_threshold == Some(false) { "; below 5 per cent" } else { "" })?;
    }
    if alone > 0 && !outcome.lists.is_empty() {
        writeln!(text, "{alone:>6}  without a list")?;
    }
    if !outcome.lists.is_empty() {
        writeln!(text, "{:>6}  in all", given + alone)?;
    }
    people(text, "elected", &outcome.elected)?;
    people(text, "members after alternates took the seats of those who declined", &outcome.members)?;
    if !outcome.ties.is_empty() {
        writeln!(text, "\nopen")?;
    }
    for tie in &outcome.ties {
        let place = tie.district.as_ref().map(|district| format!("{district}: ")).unwrap_or_default();
        writeln!(text, "  {place}{} of {}: {}", tie.seats, tie.between.join(", "), tie.because)?;
    }
    if !outcome.notes.is_empty() {
        writeln!(text, "\nnotes")?;
    }
    for note in &outcome.notes {
        writeln!(text, "  {note}")?;
    }
    writeln!(text, "\nworking")?;
    match &outcome.working {
        Working::Riigikogu(working) => riigikogu(text, working),
        Working::Proportional(contests) => {
            contests.iter().try_for_each(|contest| proportional(text, contest))
        }
        Working::Plurality(contests) => contests.iter().try_for_each(|contest| plurality(text, contest)),
    }
}

fn people(text: &mut String, title: &str, people: &[Elected]) -> std::fmt::Result {
    if !people.is_empty() {
        writeln!(text, "\n{title}")?;
    }
    for member in people {
        let name = member.name.as_deref().map(|name| format!(" {name}")).unwrap_or_default();
        let list = member.list.as_ref().map_or_else(|| "no list".to_owned(), ToString::to_string);
        let replaces = member.replaces.as_ref().map(|who| format!(", for {who}")).unwrap_or_default();
        writeln!(
            text,
            "{:>6}  {}{name}, {list}, {}, {} votes, {}{replaces}",
            member.position,
            member.candidate,
            member.district,
            member.votes,
            member.mandate.name()
        )?;
    }
    Ok(())
}

fn riigikogu(text: &mut String, working: &RiigikoguWorking) -> std::fmt::Result {
    writeln!(text, "  {} votes in the country; 5 per cent are {}", working.votes, working.threshold)?;
    for district in &working.districts {
        writeln!(
            text,
            "  {}: {} votes / {} mandates = quota {}; {} left for compensation",
            district.district, district.votes, district.mandates, district.quota, district.left
        )?;
        for list in &district.lists {
            let more = if list.three_quarters { " + 1 for three quarters" } else { "" };
            writeln!(
                text,
                "    {}: {} votes = {} quotas: {}{more}, {} mandates here",
                list.list, list.votes, list.quotas, list.whole, list.mandates
            )?;
        }
    }
    writeln!(text, "  {} compensation mandates", working.compensation.mandates)?;
    for given in &working.compensation.given {
        write!(
            text,
            "    {} / {} = {}: {}",
            given.award.to, given.award.divisor, given.award.figure, given.candidate
        )?;
        let over: Vec<String> = given.passed_over.iter().map(ToString::to_string).collect();
        let over = if over.is_empty() {
            over.concat()
        } else {
            format!("; below 5 per cent of the quota: {}", over.join(", "))
        };
        writeln!(text, "{over}")?;
    }
    for next in &working.compensation.next {
        writeln!(text, "    not reached: {} / {} = {}", next.to, next.divisor, next.figure)?;
    }
    Ok(())
}

fn proportional(text: &mut String, contest: &ProportionalContest) -> std::fmt::Result {
    write!(text, "  {}: {} votes, {} seats", contest.district, contest.votes, contest.seats)?;
    match contest.electoral_number {
        Some(number) => writeln!(text, "; electoral number {number}")?,
        None => writeln!(text)?,
    }
    for list in &contest.lists {
        let by_number = list.by_number.map(|seats| format!(", {seats} by the number")).unwrap_or_default();
        writeln!(text, "    {}: {} votes{by_number}, {} seats", list.list, list.votes, list.seats)?;
    }
    for award in &contest.quotients {
        writeln!(text, "    {} / {} = {}", award.to, award.divisor, award.figure)?;
    }
    for next in &contest.next {
        writeln!(text, "    not reached: {} / {} = {}", next.to, next.divisor, next.figure)?;
    }
    Ok(())
}

fn plurality(text: &mut String, contest: &PluralityContest) -> std::fmt::Result {
    writeln!(text, "  {}: {} votes, {} seats", contest.district, contest.votes, contest.seats)?;
    for placed in &contest.order {
        let mark = if placed.elected { ", elected" } else { "" };
        writeln!(text, "    {}: {} votes{mark}", placed.candidate, placed.votes)?;
    }
    Ok(())
}
