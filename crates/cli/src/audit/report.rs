//! What the auditor reads.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Value, json};
use tabella_crypto::ElectionId;
use tabella_roll::{
    audit::{Numbers, Report},
    evidence::{Decision, Evidence, PaperVote},
};

use crate::terminal::count;

/// What the auditor lacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// Voting may go on.
    Close,
    /// Revocations because of paper were not compared.
    PostalCount,
    /// Who is an official was not compared.
    Officials,
}

impl Missing {
    fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::PostalCount => "postal-count",
            Self::Officials => "officials",
        }
    }

    fn words(self, size: u64) -> String {
        match self {
            Self::Close => format!(
                "The board is not closed: this is true of its first {}.",
                count(size, "entry", "entries")
            ),
            Self::PostalCount => {
                "Not compared with the votes by post that were counted: give --postal-counted".into()
            }
            Self::Officials => "Not compared with those who may decide to revoke: give --officials".into(),
        }
    }
}

/// The last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Clean,
    Faults,
    Incomplete,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Faults => "faults",
            Self::Incomplete => "incomplete",
        }
    }
}

pub(super) fn verdict(report: &Report, missing: &[Missing]) -> Verdict {
    match (report.is_clean(), missing.is_empty()) {
        (false, _) => Verdict::Faults,
        (true, true) => Verdict::Clean,
        (true, false) => Verdict::Incomplete,
    }
}

pub(super) fn as_text(report: &Report, size: u64, missing: &[Missing]) -> String {
    let Numbers {
        credentials,
        replacements,
        people,
        revoked_paper,
        revoked_administrative,
        envelopes,
        envelopes_only,
        without_ocsp,
        unused_records,
    } = report.numbers;
    let mut lines = Vec::new();
    for fault in &report.faults {
        let number =
            fault.number.map_or_else(String::new, |number| format!(" (number {number} on the roll)"));
        lines.push(format!("{fault}{number} [{}]", fault.kind.name()));
    }
    lines.push(format!(
        "{} of {}, {replacements} of them for a new device",
        count(credentials, "credential", "credentials"),
        count(people, "person", "people")
    ));
    lines.push(format!("{revoked_paper} revoked because of paper, {revoked_administrative} by the office"));
    lines.push(format!(
        "{} accepted, {envelopes_only} of them from people who never had a credential",
        count(envelopes, "envelope", "envelopes")
    ));
    if without_ocsp > 0 {
        lines.push(format!(
            "{} without an answer whether the card was revoked",
            count(without_ocsp, "sign-in", "sign-ins")
        ));
    }
    if unused_records > 0 {
        lines.push(format!(
            "{} of evidence without an entry on the board",
            count(unused_records, "record", "records")
        ));
    }
    lines.extend(missing.iter().map(|missing| missing.words(size)));
    lines.push(match verdict(report, missing) {
        Verdict::Faults => format!("Verdict: {}", count(report.faults.len() as u64, "fault", "faults")),
        other => format!("Verdict: {}", other.name()),
    });
    lines.join("\n") + "\n"
}

pub(super) fn as_json(
    report: &Report,
    election: &ElectionId,
    size: u64,
    root: &str,
    missing: &[Missing],
) -> Value {
    let faults: Vec<Value> = report
        .faults
        .iter()
        .map(|fault| {
            json!({
                "entry": fault.entry,
                "roll_number": fault.number.map(|number| number.0),
                "fault": fault.kind.name(),
                "detail": fault.kind.to_string(),
            })
        })
        .collect();
    let numbers = report.numbers;
    json!({
        "verdict": verdict(report, missing).name(),
        "election": election,
        "size": size,
        "root": root,
        "closed": !missing.contains(&Missing::Close),
        "missing": missing.iter().map(|missing| missing.name()).collect::<Vec<_>>(),
        "numbers": {
            "credentials": numbers.credentials,
            "replacements": numbers.replacements,
            "people": numbers.people,
            "revoked_paper": numbers.revoked_paper,
            "revoked_administrative": numbers.revoked_administrative,
            "envelopes": numbers.envelopes,
            "envelopes_only": numbers.envelopes_only,
            "without_ocsp": numbers.without_ocsp,
            "unused_records": numbers.unused_records,
        },
        "faults": faults,
    })
}

/// Why credentials were revoked, for the auditor who asks those named. Personal data.
///
/// # Errors
/// None in practice: it is written to memory.
pub(super) fn causes(report: &Report) -> anyhow::Result<String> {
    let mut table = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    table.write_record(["entry", "roll_number", "cause", "text", "official", "other_official", "at"])?;
    for cause in &report.causes {
        let (kind, text, officials, at) = match &cause.evidence {
            Evidence::Paper(PaperVote { reference, at, .. }) => ("paper", reference, None, *at),
            Evidence::Administrative(Decision { reason, officials, at, .. }) => {
                ("administrative", reason, Some(officials), *at)
            }
            Evidence::SignIn(_) => continue,
        };
        let [one, other] =
            officials.map_or_else(Default::default, |[one, other]| [one.expose(), other.expose()]);
        let at = Timestamp::from_second(at.0)?.to_string();
        let (entry, number) = (cause.entry.to_string(), cause.evidence.number().to_string());
        let (text, one, other) = (as_text_only(text), as_text_only(&one), as_text_only(&other));
        table.write_record([&entry, &number, kind, &*text, &*one, &*other, &at])?;
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}

/// What officials wrote, for spreadsheets: none of them takes it for a formula.
fn as_text_only(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use tabella_identity::{PersonId, UnixTime};
    use tabella_roll::{RollNumber, audit::Cause};

    use super::*;

    #[test]
    fn no_cause_is_a_formula() {
        let officials = ["PNOEE-30303039917", "PNOEE-30303039918"].map(|id| PersonId::parse(id).unwrap());
        let cause = |reason: &str| {
            let (number, at, reason) = (RollNumber(1), UnixTime(0), reason.to_owned());
            let evidence =
                Evidence::Administrative(Decision { number, reason, officials: officials.clone(), at });
            Cause { entry: 7, evidence }
        };
        let paper = PaperVote { number: RollNumber(2), reference: "=1+1".into(), at: UnixTime(0) };
        let mut causes = ["=HYPERLINK(0)", "+1", "-1", "@x", "\t=1", "\r=1", "moved"].map(cause).to_vec();
        causes.push(Cause { entry: 8, evidence: Evidence::Paper(paper) });
        let report = Report { faults: Vec::new(), numbers: Numbers::default(), causes };
        let table = causes_of(&report);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(table.as_bytes());
        let texts: Vec<String> = reader.records().map(|row| row.unwrap()[3].to_owned()).collect();
        let quoted = ["'=HYPERLINK(0)", "'+1", "'-1", "'@x", "'\t=1", "'\r=1", "moved", "'=1+1"];
        assert_eq!(texts, quoted);
    }

    fn causes_of(report: &Report) -> String {
        super::causes(report).unwrap()
    }
}
