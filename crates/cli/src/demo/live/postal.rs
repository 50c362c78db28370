//! The postal service by itself: a desk without an urn, with requests for its office to work on.

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use tabella_election::{Election, draft::fill};

use super::{
    ORIGIN, fill_roll,
    people::{self, DemoVoter, VOTERS},
    serve_house, wait_for_enter,
};
use crate::{
    demo::{
        Needed, Pages, TRUSTEES, children::Children, live::browser::Browser, officials::Officials,
        opening_at, phases::Phases, servers, trustees::TrusteeRoom,
    },
    files::now,
};

/// Voting opens so many seconds from now: before, people ask for their papers.
const LATER: i64 = 30 * 86_400;

/// Where nothing listens (RFC 863): what the desk has for the board waits for ever.
const NO_URN: &str = "http://127.0.0.1:9";

/// How the office's page says that the population register has not answered yet.
const WAITS: &str = "waits";

/// Longest time in which the population register answers.
const REGISTER: Duration = Duration::from_secs(60);

/// What somebody asks for, sheet by sheet.
type Typed = &'static [(&'static str, &'static [(&'static str, &'static str)])];

/// To the registered address.
const AT_HOME: Typed = &[
    ("data", &[("place-of-birth", "Esch-sur-Alzette")]),
    ("delivery", &[("deliver-to", "registered")]),
    ("duration", &[("duration", "election")]),
    ("contact", &[("language", "en"), ("email", ""), ("phone", "")]),
    ("check", &[("declaration", "yes")]),
];

/// To a hotel in another country.
const ABROAD: Typed = &[
    ("data", &[("place-of-birth", "Luxembourg")]),
    ("delivery", &[("deliver-to", "abroad")]),
    ("country", &[("country", "GB")]),
    (
        "address",
        &[
            ("organisation", "c/o The Swan Hotel"),
            ("street", "10 High Street"),
            ("city", "Bath"),
            ("postal-code", "BA1 5LN"),
        ],
    ),
    ("duration", &[("duration", "election")]),
    ("contact", &[("language", "fr"), ("email", ""), ("phone", "")]),
    ("check", &[("declaration", "yes")]),
];

/// Makes an election, starts its desk, and waits until the person has seen enough.
pub(crate) fn serve(
    children: &Children,
    dir: &Path,
    draft: &[u8],
    ceremony: &Path,
    pages: &Pages,
) -> anyhow::Result<()> {
    let mut phases = Phases::new();
    phases.start("keys", "Officials and trustees make their keys");
    let officials = Officials::new()?;
    let Needed { needed, of: count } = TRUSTEES;
    let room = TrusteeRoom::new(ceremony, &dir.join("trustees"), count)?;
    let manifest = fill(&super::draft(draft, pages)?, officials.draft_keys(needed, room.make_keys()?)?)?;
    let manifest = opening_at(&manifest, i64::try_from(now()?)?.saturating_add(LATER))?;
    fs::write(dir.join("manifest.json"), &manifest)?;
    let election = Election::parse(&manifest)?;

    phases.start("serve", "The desk starts, without an urn");
    let folder = dir.join("servers");
    fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let (url, log) = serve_house(children, &folder, &officials, NO_URN, &pages.found()?, &election)?;
    servers::wait_ready(&url).with_context(|| format!("see {}", log.display()))?;

    phases.start(
        "roll",
        "Two registrars put the town's people on the roll, and three of them ask for a vote by post",
    );
    fill_roll(&url, &election)?;
    let election = election.id().to_string();
    let [mari, jaan, _, nicolas, _] = &VOTERS;
    for (voter, typed) in [(jaan, AT_HOME), (nicolas, ABROAD)] {
        let reference = ask(&url, &election, voter, typed)?;
        approve(&url, &election, &reference)?;
    }
    print(&url, &election)?;
    ask(&url, &election, mari, AT_HOME)?;
    phases.end();

    // browsers take a page without TLS for safe only under this name
    let page = url.replace("127.0.0.1", "localhost");
    println!("\nThe postal service is open. Everything is on this machine; nothing is real.\n");
    println!(
        "  My elections    {page}/ (ask for a vote by post; see where a request is; the demo's cards lie there)"
    );
    println!("  The office      {page}/office/{election} (sign in as {})", people::postal_officer());
    println!("                    batch 1 has two packs: print labels, letters and return envelopes");
    println!("                    {page}/office/{election}/reconciliation says where the packs are");
    println!("\nPress Enter to end everything.");
    wait_for_enter();
    Ok(())
}

/// Asks for a vote by post, as a citizen does; the number of the request.
fn ask(url: &str, election: &str, voter: &DemoVoter, typed: Typed) -> anyhow::Result<String> {
    let mut browser = Browser::sign_in(url, ORIGIN, &voter.card())?;
    let root = format!("/postal/{election}");
    browser.form(&root, &[])?;
    for (sheet, fields) in typed {
        browser.form(&format!("{root}/form/{sheet}"), fields)?;
    }
    let filed = browser.form(&format!("{root}/sign/demo"), &[])?;
    let reference = filed.rsplit('/').next().and_then(|end| end.split('?').next());
    Ok(reference.context("a request without a number")?.to_owned())
}

/// Approves a request, as the office does: once the population register has answered.
fn approve(url: &str, election: &str, reference: &str) -> anyhow::Result<()> {
    let mut browser = officer(url)?;
    let page = format!("/office/{election}/requests/{reference}");
    browser.form(&page, &[("step", "take-up")])?;
    let begun = Instant::now();
    let said = loop {
        match browser.hidden(&page, "register")? {
            Some(said) if said != WAITS => break said,
            _ => ensure!(begun.elapsed() < REGISTER, "the demo's population register does not answer"),
        }
        sleep(Duration::from_millis(100));
    };
    browser.form(&page, &[("step", "approve"), ("register", &said)])?;
    Ok(())
}

/// Makes a batch of what is approved, with codes.
fn print(url: &str, election: &str) -> anyhow::Result<()> {
    let mut browser = officer(url)?;
    let batch = browser.form(&format!("/office/{election}/batches"), &[])?;
    browser.form(&batch, &[("do", "print")])?;
    Ok(())
}

fn officer(url: &str) -> anyhow::Result<Browser> {
    let officer = people::OFFICIALS.iter().find(|official| official.role == "postal-officer");
    Browser::sign_in(url, ORIGIN, &officer.context("the demo has a postal officer")?.card())
}
