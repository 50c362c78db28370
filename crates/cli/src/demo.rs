//! `tabella demo`: a whole election on this machine, from keys to verified result.
//!
//! Everything is real but the people: the trustees are runs of the `ceremony` program, the ballot box and its witnesses are
//! runs of this one, ballots are proved and cast over HTTP, and the board is verified from its URL. The votes are known here,
//! and only here, so that the result can be compared with them.

mod board;
mod cast;
mod chart;
mod children;
mod deck;
#[cfg(feature = "demo")]
mod live;
#[cfg(not(feature = "demo"))]
#[path = "demo/no_cards.rs"]
mod live;
mod officials;
mod phases;
mod rehearse;
mod scenario;
mod servers;
mod trustees;

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail, ensure};
use clap::{Args, ValueEnum};
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, RngCore as _, SeedableRng as _};
use serde_json::json;
use tabella_ballot::Styles;
use tabella_board::{BoardState, Entry};
use tabella_crypto::{ElectionId, KeysHash, RootHash};
use tabella_election::{
    Election, UnitId,
    draft::fill,
    manifest::Manifest,
    message::{Close, End, ManifestPosted, Open, ResultPosted},
};
use tabella_tally::ResultBlob;
use tabella_verifier::{Trust, Verdict};

pub use self::rehearse::RehearseArgs;
use self::{
    board::{Board, InDirectory, Online},
    cast::{PlainTally, Polling},
    children::Children,
    officials::{Officials, blob_hash},
    phases::Phases,
    rehearse::{Comparison, Rehearsal},
    scenario::{Scenario, Size, Voters},
    servers::Database,
    trustees::TrusteeRoom,
};
use crate::{board::archive::archive, files::now};

/// Trustees, and how many of them must decrypt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Needed {
    needed: u16,
    of: u16,
}

/// Trustees of the demo.
const TRUSTEES: Needed = Needed { needed: 3, of: 5 };

/// How often the authority tries to end the voting while people vote.
const END_ATTEMPTS: u32 = 10;

/// Seconds between the demo's moments, on the election's own clock.
const MINUTE: i64 = 60;

/// Arguments of `tabella demo`.
#[derive(Args)]
pub struct DemoArgs {
    /// ee2023, lu-panachage, small, town, or a draft file [default: town for people, ee2023 with --headless]
    #[arg(long)]
    election: Option<String>,
    /// How many people vote
    #[arg(long, conflicts_with = "scale")]
    voters: Option<usize>,
    /// A fraction of the published ballots; 1 casts all of them exactly
    #[arg(long, value_parser = parse_scale)]
    scale: Option<f64>,
    /// Where the ballot box keeps the board: sqlite, or the URL of an empty database, postgres://user@host/name
    /// [default: sqlite]
    #[arg(long, value_parser = Database::parse, conflicts_with = "directory")]
    database: Option<Database>,
    /// Without servers: the board is written into a directory. So it is with --scale 1, unless a database is named:
    /// hundreds of thousands of ballots, one by one over HTTP, take long
    #[arg(long)]
    directory: bool,
    /// The ceremony program (default: beside this program, or in PATH)
    #[arg(long)]
    ceremony: Option<PathBuf>,
    /// Where to leave manifest, board, and the files of servers and trustees (default: a new temporary directory)
    #[arg(long)]
    out: Option<PathBuf>,
    /// Only the terminal: simulated voters, no desk, no pages
    #[arg(long)]
    headless: bool,
    /// Only a part of it: the postal service, which is a desk without an urn and without a booth
    #[arg(long, value_enum, conflicts_with_all = ["headless", "client", "database", "directory", "scale", "voters", "json"])]
    only: Option<Only>,
    /// The folder of the booth's files, as `cargo xtask client` writes it
    #[arg(
        long,
        required_unless_present_any = ["headless", "only"],
        conflicts_with_all = ["headless", "database", "directory", "scale"]
    )]
    client: Option<PathBuf>,
    /// The program that lays out what is printed [default: the one that lies beside this program, if it is there]
    #[arg(long, conflicts_with = "headless")]
    documents: Option<PathBuf>,
    /// The port of the pages; 0 takes a free one
    #[arg(long, default_value_t = 8080, conflicts_with = "headless")]
    port: u16,
    /// End with one line of JSON
    #[arg(long)]
    json: bool,
}

/// A part of an election that can be tried by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// Requests for a vote by post, and the office that decides on them.
    Postal,
}

/// Runs a rehearsal.
///
/// # Errors
/// What went wrong, for people.
pub fn rehearse(arguments: &RehearseArgs) -> anyhow::Result<()> {
    let rehearsal = Rehearsal::read(arguments)?;
    let ceremony = trustees::find_program(arguments.ceremony.as_deref())?;
    let dir = new_folder(&arguments.out)?;
    let children = Arc::new(Children::default());
    children.end_when_interrupted(None)?;
    let demo = Demo {
        phases: Phases::new(),
        dir,
        scenario: Scenario { name: "rehearsal".into(), draft: rehearsal.draft.clone(), counts: None },
        database: Some(arguments.database.clone()),
        children: Arc::clone(&children),
        pages: None,
        trustees: rehearsal.trustees.unwrap_or(TRUSTEES),
        rehearsal: Some(rehearsal),
        json: arguments.json,
    };
    let words = format!("the files of the rehearsal that failed stay in {}", demo.dir.display());
    let outcome = demo.run(Size::Voters(0), &ceremony);
    children.say_nothing_if_interrupted();
    children.end();
    outcome.context(words)
}

/// An empty folder, made if it is not there.
fn new_folder(dir: &Path) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    if fs::read_dir(dir)?.next().is_some() {
        bail!(
            "{} is not empty; name an empty or new directory, so that nothing is overwritten",
            dir.display()
        );
    }
    Ok(fs::canonicalize(dir)?)
}

fn parse_scale(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(scale) if 0.0 < scale && scale <= 1.0 => Ok(scale),
        _ => Err("a fraction between 0 and 1, such as 0.01 or 1".into()),
    }
}

/// Runs the demo.
///
/// # Errors
/// What went wrong, for people.
pub fn run(arguments: &DemoArgs) -> anyhow::Result<()> {
    let size = match (arguments.voters, arguments.scale) {
        (_, Some(scale)) => Size::Scale(scale),
        (voters, None) => Size::Voters(voters.unwrap_or(if arguments.headless { 300 } else { 30 })),
    };
    ensure!(!matches!(size, Size::Voters(0)), "--voters needs at least one voter");
    ensure!(
        cfg!(feature = "demo") || arguments.headless,
        "this program was built without demo cards; --headless works, or build it with --features demo"
    );
    let usual = if arguments.headless { "ee2023" } else { "town" };
    let scenario = Scenario::load(arguments.election.as_deref().unwrap_or(usual))?;
    if arguments.client.is_some() {
        ensure_free(arguments.port)?;
    }
    let ceremony = trustees::find_program(arguments.ceremony.as_deref())?;
    let dir = match &arguments.out {
        Some(dir) => new_folder(dir)?,
        None => tempfile::Builder::new().prefix("tabella-demo-").tempdir()?.keep(),
    };
    let children = Arc::new(Children::default());
    children.end_when_interrupted(arguments.out.is_none().then(|| dir.clone()))?;
    if arguments.only == Some(Only::Postal) {
        let outcome = live::serve_postal(&children, &dir, &scenario.draft, &ceremony, &Pages::new(arguments));
        children.say_nothing_if_interrupted();
        children.end();
        return outcome
            .with_context(|| format!("the files of the demo that failed stay in {}", dir.display()));
    }
    let is_whole = matches!(size, Size::Scale(scale) if scale >= 1.0);
    let database = match &arguments.database {
        _ if arguments.directory => None,
        None if is_whole => None,
        given => Some(given.clone().unwrap_or(Database::Sqlite)),
    };
    let words = format!("the files of the demo that failed stay in {}", dir.display());
    let pages = arguments.client.is_some().then(|| Pages::new(arguments));
    let demo = Demo {
        phases: Phases::new(),
        dir,
        scenario,
        database,
        children: Arc::clone(&children),
        pages,
        trustees: TRUSTEES,
        rehearsal: None,
        json: arguments.json,
    };
    let outcome = demo.run(size, &ceremony);
    children.say_nothing_if_interrupted();
    children.end();
    outcome.context(words)
}

/// Before anything else: whoever waited for a key ceremony should not learn only then that the port is taken.
fn ensure_free(port: u16) -> anyhow::Result<()> {
    let words = || {
        format!(
            "port {port} of this machine cannot be used; name another one with --port, or take a free one with --port 0"
        )
    };
    TcpListener::bind(("127.0.0.1", port)).map(drop).with_context(words)
}

/// This program, as somebody types it.
fn program() -> String {
    let path = env::current_exe().ok().map(|path| path.display().to_string());
    match path {
        Some(path) if path.contains(char::is_whitespace) => format!("'{path}'"),
        Some(path) => path,
        None => "tabella".to_owned(),
    }
}

struct Demo {
    phases: Phases,
    dir: PathBuf,
    scenario: Scenario,
    /// None for a board in a directory, without servers.
    database: Option<Database>,
    children: Arc<Children>,
    /// None with simulated voters only.
    pages: Option<Pages>,
    trustees: Needed,
    /// Then the votes are a deck's.
    rehearsal: Option<Rehearsal>,
    /// Whether to end with one line of JSON.
    json: bool,
}

/// What people with browsers see.
#[cfg_attr(not(feature = "demo"), expect(dead_code, reason = "only demo cards let people in"))]
struct Pages {
    /// The booth's files; none where nobody votes online.
    client: Option<PathBuf>,
    /// The program that lays out what is printed.
    documents: Option<PathBuf>,
    port: u16,
}

impl Pages {
    fn new(arguments: &DemoArgs) -> Self {
        let DemoArgs { client, documents, port, .. } = arguments;
        Self { client: client.clone(), documents: documents.clone(), port: *port }
    }
}

impl Demo {
    #[expect(clippy::too_many_lines, reason = "an election has this many steps, one after the other")]
    fn run(mut self, size: Size, ceremony: &Path) -> anyhow::Result<()> {
        let Needed { needed, of: count } = self.trustees;
        let officials = Officials::new()?;
        let mut seed = [0; 32];
        OsRng.fill_bytes(&mut seed);

        self.phases.start("keys", "Officials and trustees make their keys");
        let room = TrusteeRoom::new(ceremony, &self.dir.join("trustees"), count)?;
        let keys = officials.draft_keys(needed, room.make_keys()?)?;
        let mut manifest = fill(&self.draft()?, keys)?;
        if self.database.is_some() {
            // witnesses have a clock
            manifest = opening_at(&manifest, i64::try_from(now()?)?)?;
        }
        let manifest_path = self.dir.join("manifest.json");
        fs::write(&manifest_path, &manifest)?;
        let election = Arc::new(Election::parse(&manifest)?);
        let id = *election.id();
        let mut rng = ChaCha20Rng::from_seed(seed);
        let deck =
            self.rehearsal.as_ref().map(|one| rehearse::deck(one.deck.as_deref(), &election, &self.dir));
        let deck = deck.transpose()?;
        let voters = match &deck {
            Some(deck) => Voters::of_deck(&election, deck, &mut rng)?,
            None => Voters::new(&election, &self.scenario, size, &mut rng)?,
        };

        let (mut board, house) = self.open_board(&election, &officials)?;

        self.phases.start(
            "ceremony",
            &format!("Key ceremony: {} joint keys, {needed} of {count}", election.key_count()),
        );
        let posted = officials.authority_entry(&id, ManifestPosted { manifest_hash: blob_hash(&manifest) });
        board.post(vec![Entry::with_blob(posted, manifest.clone())?])?;
        room.step("round1", &manifest_path)?;
        board.post(room.entries("commitment", 1..=room.count)?)?;
        room.step("round2", &manifest_path)?;
        room.step("finish", &manifest_path)?;
        board.post(room.entries("joint-keys", 1..=room.count)?)?;
        board.post(room.entries("test-share", 1..=room.count)?)?;
        board.publish(election.opens())?;
        let joint = board.state().ceremony().context("the ceremony is complete")?.joint.clone();
        let keys_hash = *joint.hash();
        board
            .post(vec![Entry::with_blob(officials.authority_entry(&id, Open { keys_hash }), Vec::new())?])?;
        board.publish(election.opens())?;

        if let Some(house) = &house {
            self.phases.start("roll", "Two registrars put the town's people on the roll");
            live::fill_roll(house, &election)?;
        }
        self.phases.start("cast", &format!("{} people vote", voters.list.len()));
        let styles = Styles::with_tables(&election, &joint)?;
        let polling =
            Polling { election: &election, officials: &officials, styles: &styles, voters: &voters, seed };
        let bar = Phases::bar(voters.list.len() as u64);
        let (tally, times) = board.vote(&polling, &bar)?;
        bar.finish_and_clear();
        board.publish(election.closes())?;
        self.phases.note("proving_cpu", times.proving);
        self.phases.note("admitting", times.admitting);
        if let Some(house) = &house {
            self.phases.start("open", "People with browsers vote");
            live::wait_for_people(house, &self.dir, &election);
        }
        self.end(&mut *board, &officials, &id, keys_hash)?;
        board.publish(election.closes())?;
        let tree = board.state().tree();
        let close = Close { size: tree.size().0, root: RootHash(tree.root().0) };
        board.post(vec![Entry::with_blob(officials.authority_entry(&id, close), Vec::new())?])?;
        board.publish(election.closes() + MINUTE)?;

        // every second one first: nobody is needed more than another
        let mut decrypting: Vec<u16> =
            (1..=count).step_by(2).chain((2..=count).step_by(2)).take(needed.into()).collect();
        decrypting.sort_unstable();
        self.phases.start("decrypt", &format!("Trustees {decrypting:?} verify the board and decrypt"));
        room.decrypt(&decrypting, &manifest_path, &board.for_trustees()?)?;
        board.post(room.entries("decryption-share", decrypting)?)?;
        self.phases.start("result", "The shares are combined");
        board.publish(election.closes() + 2 * MINUTE)?;
        let counts = board.state().counts()?;
        let blob = ResultBlob { counts: counts.clone(), postal: Vec::new() }.encode();
        let result = officials.authority_entry(&id, ResultPosted { result_hash: blob_hash(&blob) });
        board.post(vec![Entry::with_blob(result, blob)?])?;
        board.publish(election.closes() + 2 * MINUTE)?;

        let target = board.target();
        self.phases.start(
            "verify",
            &format!("An observer verifies everything, from the board alone: {}", target.display()),
        );
        let report = crate::verify::run_quietly(&target, &Trust::Election(id))?;
        self.phases.end();

        let board_path = board.keep()?;
        let state = board.state();
        let statement = state.statement().context("the board is closed")?;
        // nobody but they themselves knows what people with browsers chose
        let matches = house.is_some() || same_as_plain(&election, &tally, state)?;
        let comparison =
            deck.as_ref().map(|deck| Comparison::new(&election, &deck.expected(&election), state));
        let comparison = comparison.transpose()?;
        let matches = matches && comparison.as_ref().is_none_or(Comparison::holds);
        if let Some(comparison) = &comparison {
            comparison.write(&self.dir.join("comparison.csv"))?;
            archive(&board_path, &self.dir.join("board.tar"))?;
        }
        let counters = state.counters();
        if !self.json {
            println!("{}", chart::draw(&election, statement, &counts));
            println!("{}", report.summary());
        }
        self.phases.print_table();
        eprintln!(
            "{} ballots on the board, {} counted ({} cast again, {} challenged, {} revoked for a postal vote)",
            counters.ballots,
            counters.counted,
            counters.ballots - counters.counted - counters.revoked_paper_with_ballot,
            counters.challenges,
            counters.revoked_paper
        );
        if let Some(comparison) = &comparison {
            comparison.print(std::io::stderr())?;
        }
        let whose = match (&self.scenario.counts, voters.exact) {
            (Some(counts), true) => format!("the published votes ({})", counts.source),
            _ if deck.is_some() => "what the deck must give".to_owned(),
            _ => "the votes that the simulated voters cast".to_owned(),
        };
        if house.is_none() {
            eprintln!("The result {} {whose}.", if matches { "equals" } else { "DIFFERS from" });
        }
        eprintln!(
            "Board: {}   try: {} verify {} --election-id {id}",
            board_path.display(),
            program(),
            board_path.display()
        );
        let verified = report.verdict() == Verdict::Verified;
        if self.json {
            let object = json!({
                "election": self.scenario.name,
                "election_id": id.to_string(),
                "ballots": counters.ballots,
                "counted": counters.counted,
                "challenges": counters.challenges,
                "revoked": counters.revoked_paper,
                "verdict": report.verdict().as_str(),
                "result_matches": matches,
                "published_votes": voters.exact,
                "timings_ms": self.phases.timings_ms(),
                "peak_mb": self.phases.peaks_mb(),
                "board": board_path.to_string_lossy(),
            });
            println!("{object}");
        }
        if let Some(house) = &house {
            live::wait_for_end(house, &id);
        }
        ensure!(verified, "the board does not verify");
        ensure!(matches, "the result is not what was voted");
        Ok(())
    }

    /// The scenario's draft; for people with browsers, with the demo's cards and the booth's hashes in it.
    fn draft(&self) -> anyhow::Result<Vec<u8>> {
        match &self.pages {
            Some(pages) => live::draft(&self.scenario.draft, pages),
            None => Ok(self.scenario.draft.clone()),
        }
    }

    /// An empty board: behind servers that are started here, or in a directory. With the address of the pages, if there are any.
    fn open_board<'a>(
        &mut self,
        election: &Arc<Election>,
        officials: &'a Officials,
    ) -> anyhow::Result<(Box<dyn Board + 'a>, Option<String>)> {
        let Some(database) = &self.database else {
            return Ok((Box::new(InDirectory::create(&self.dir.join("board"), election, officials)?), None));
        };
        if let Some(pages) = &self.pages {
            self.phases.start("serve", "Desk, ballot box, pages and three witnesses start");
            let id = election.id();
            let house = live::start(&self.children, &self.dir, officials, pages, election)?;
            let board = Online::new(&format!("{house}/board/{id}"), &self.dir, election)?;
            return Ok((Box::new(board), Some(house)));
        }
        self.phases.start("serve", "A ballot box and three witnesses start");
        let url = servers::start(&self.children, &self.dir, officials, database)?;
        Ok((Box::new(Online::new(&url, &self.dir, election)?), None))
    }

    /// Ends the voting. A ballot that came in since the board was read makes the authority read it again.
    fn end(
        &self,
        board: &mut (dyn Board + '_),
        officials: &Officials,
        id: &ElectionId,
        keys_hash: KeysHash,
    ) -> anyhow::Result<()> {
        for attempt in 1.. {
            board.catch_up()?;
            let size = board.state().tree().size().0;
            let end = officials.authority_entry(id, End { keys_hash, size });
            match board.post(vec![Entry::with_blob(end, Vec::new())?]) {
                Err(_) if self.pages.is_some() && attempt < END_ATTEMPTS => {}
                outcome => return outcome,
            }
        }
        Ok(())
    }
}

/// The manifest with its whole calendar moved, so that voting opens at `time`, in seconds since 1970.
fn opening_at(manifest: &[u8], time: i64) -> anyhow::Result<Vec<u8>> {
    let mut manifest = Manifest::parse(manifest)?;
    let schedule = &mut manifest.schedule;
    let later = time - schedule.opens.0;
    let deadlines = schedule.postal_deadlines.iter_mut();
    let deadlines = deadlines.flat_map(|deadline| [&mut deadline.apply_until, &mut deadline.return_until]);
    for moment in deadlines.chain([&mut schedule.opens, &mut schedule.closes]) {
        moment.0 += later;
    }
    let mut bytes = serde_json::to_vec_pretty(&manifest)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Whether every decrypted count is what the simulated voters chose.
fn same_as_plain(election: &Election, tally: &PlainTally, state: &BoardState) -> anyhow::Result<bool> {
    let statement = state.statement().context("the board is closed")?;
    let result = state.result().context("the result is published")?;
    for (contest, groups) in statement.contests.iter().zip(&result.counts.0) {
        for (group, counts) in contest.groups.iter().zip(groups) {
            let position =
                |id: &UnitId| election.manifest().reporting_units.iter().position(|unit| unit.id == *id);
            let units: Vec<usize> = group.units.iter().filter_map(position).collect();
            if *counts != tally.counts(contest.contest, &units, contest.key_indices.len()) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_said_with_the_remedy() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let said = format!("{:#}", ensure_free(taken.local_addr().unwrap().port()).unwrap_err());
        assert!(said.contains("--port"), "{said}");
        ensure_free(0).unwrap();
    }
}
