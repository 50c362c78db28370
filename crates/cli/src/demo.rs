//! `tabella demo`: a whole election on this machine, from keys to verified result.
//!
//! Everything is real but the people: the trustees are runs of the `ceremony` program, the ballots are proved and verified,
//! the board is a directory that anyone can verify later. The votes are known here, and only here, so that the result can
//! be compared with them.

mod cast;
mod chart;
mod officials;
mod phases;
mod scenario;
mod trustees;

use std::{fs, path::PathBuf, sync::Arc};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, RngCore as _, SeedableRng as _};
use serde_json::json;
use tabella_ballot::Styles;
use tabella_board::Entry;
use tabella_crypto::RootHash;
use tabella_election::{
    Election, UnitId,
    draft::fill,
    message::{Close, End, ManifestPosted, Open, ResultPosted},
};
use tabella_tally::ResultBlob;
use tabella_verifier::{Trust, Verdict};

use self::{
    cast::{PlainTally, Polling},
    officials::{Officials, blob_hash},
    phases::Phases,
    scenario::{Scenario, Size, Voters},
    trustees::TrusteeRoom,
};
use crate::board_dir::BoardDir;

/// Trustees of the demo, how many must decrypt, and who does.
const TRUSTEES: u16 = 5;
const THRESHOLD: u16 = 3;
const DECRYPTING: [u16; 3] = [1, 3, 4];

/// Seconds between the demo's moments, on the election's own clock.
const MINUTE: i64 = 60;

/// Arguments of `tabella demo`.
#[derive(Args)]
pub struct DemoArgs {
    /// ee2023, lu-panachage, small, or a draft file
    #[arg(long, default_value = "ee2023")]
    election: String,
    /// How many people vote
    #[arg(long, conflicts_with = "scale")]
    voters: Option<usize>,
    /// A fraction of the published ballots; 1 casts all of them exactly
    #[arg(long, value_parser = parse_scale)]
    scale: Option<f64>,
    /// The ceremony program
    #[arg(long, default_value = "ceremony")]
    ceremony: PathBuf,
    /// Where to leave manifest, board and the trustees' files (default: a new temporary directory)
    #[arg(long)]
    out: Option<PathBuf>,
    /// Only the terminal (the only way so far)
    #[arg(long)]
    headless: bool,
    /// End with one line of JSON
    #[arg(long)]
    json: bool,
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
        (voters, None) => Size::Voters(voters.unwrap_or(300)),
    };
    ensure!(!matches!(size, Size::Voters(0)), "--voters needs at least one voter");
    let dir = match &arguments.out {
        Some(dir) => {
            fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
            if fs::read_dir(dir)?.next().is_some() {
                bail!(
                    "{} is not empty; name an empty or new directory, so that nothing is overwritten",
                    dir.display()
                );
            }
            dir.clone()
        }
        None => tempfile::Builder::new().prefix("tabella-demo-").tempdir()?.keep(),
    };
    Demo { phases: Phases::new(), dir, scenario: Scenario::load(&arguments.election)? }.run(arguments, size)
}

struct Demo {
    phases: Phases,
    dir: PathBuf,
    scenario: Scenario,
}

impl Demo {
    #[expect(clippy::too_many_lines, reason = "an election has this many steps, one after the other")]
    fn run(mut self, arguments: &DemoArgs, size: Size) -> anyhow::Result<()> {
        let officials = Officials::new()?;
        let mut seed = [0; 32];
        OsRng.fill_bytes(&mut seed);

        self.phases.start("keys", "Officials and trustees make their keys");
        let room = TrusteeRoom::new(&arguments.ceremony, &self.dir.join("trustees"), TRUSTEES)?;
        let manifest = fill(&self.scenario.draft, officials.draft_keys(THRESHOLD, room.make_keys()?)?)?;
        let manifest_path = self.dir.join("manifest.json");
        fs::write(&manifest_path, &manifest)?;
        let election = Arc::new(Election::parse(&manifest)?);
        let id = *election.id();
        let voters = Voters::new(&election, &self.scenario, size, &mut ChaCha20Rng::from_seed(seed))?;

        self.phases.start(
            "ceremony",
            &format!("Key ceremony: {} joint keys, {THRESHOLD} of {TRUSTEES}", election.key_count()),
        );
        let board_path = self.dir.join("board");
        let mut board = BoardDir::create(&board_path, Arc::clone(&election))?;
        let posted = officials.authority_entry(&id, ManifestPosted { manifest_hash: blob_hash(&manifest) });
        admit(&mut board, vec![Entry::with_blob(posted, manifest.clone())?])?;
        room.step("round1", &manifest_path)?;
        for trustee in 1..=room.count {
            admit(&mut board, vec![room.entry("commitment", trustee)?])?;
        }
        room.step("round2", &manifest_path)?;
        room.step("finish", &manifest_path)?;
        for kind in ["joint-keys", "test-share"] {
            for trustee in 1..=room.count {
                admit(&mut board, vec![room.entry(kind, trustee)?])?;
            }
        }
        let joint = board.state().ceremony().context("the ceremony is complete")?.joint.clone();
        let keys_hash = *joint.hash();
        admit(
            &mut board,
            vec![Entry::with_blob(officials.authority_entry(&id, Open { keys_hash }), Vec::new())?],
        )?;
        publish(&mut board, &officials, election.opens())?;

        self.phases.start("cast", &format!("{} people vote", voters.list.len()));
        let styles = Styles::with_tables(&election, &joint)?;
        let polling =
            Polling { election: &election, officials: &officials, styles: &styles, voters: &voters, seed };
        let bar = Phases::bar(voters.list.len() as u64);
        let (tally, times) = polling.run(&mut board, |done| bar.inc(done))?;
        bar.finish_and_clear();
        self.phases.note("proving_cpu", times.proving);
        self.phases.note("admitting", times.admitting);
        let size = board.state().tree().size().0;
        let end = officials.authority_entry(&id, End { keys_hash, size });
        admit(&mut board, vec![Entry::with_blob(end, Vec::new())?])?;
        publish(&mut board, &officials, election.closes())?;
        let tree = board.state().tree();
        let close = Close { size: tree.size().0, root: RootHash(tree.root().0) };
        admit(&mut board, vec![Entry::with_blob(officials.authority_entry(&id, close), Vec::new())?])?;
        publish(&mut board, &officials, election.closes() + MINUTE)?;

        self.phases.start("decrypt", &format!("Trustees {DECRYPTING:?} verify the board and decrypt"));
        room.decrypt(&DECRYPTING, &manifest_path, &board_path)?;
        for trustee in DECRYPTING {
            admit(&mut board, vec![room.entry("decryption-share", trustee)?])?;
        }
        self.phases.start("result", "The shares are combined");
        let counts = board.state().counts()?;
        let blob = ResultBlob { counts: counts.clone(), postal: Vec::new() }.encode();
        let result = officials.authority_entry(&id, ResultPosted { result_hash: blob_hash(&blob) });
        admit(&mut board, vec![Entry::with_blob(result, blob)?])?;
        publish(&mut board, &officials, election.closes() + 2 * MINUTE)?;

        self.phases.start("verify", "An observer verifies everything, from the board alone");
        let report = crate::verify::run_quietly(&board_path, &Trust::Election(id))?;
        self.phases.end();

        let state = board.state();
        let statement = state.statement().context("the board is closed")?;
        let matches = same_as_plain(&election, &tally, &board)?;
        let counters = state.counters();
        if !arguments.json {
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
        let whose = match (&self.scenario.counts, voters.exact) {
            (Some(counts), true) => format!("the published votes ({})", counts.source),
            _ => "the votes that the simulated voters cast".to_owned(),
        };
        eprintln!("The result {} {whose}.", if matches { "equals" } else { "DIFFERS from" });
        eprintln!(
            "Board: {}   try: tabella verify {} --election-id {id}",
            board_path.display(),
            board_path.display()
        );
        let verified = report.verdict() == Verdict::Verified;
        if arguments.json {
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
        ensure!(verified, "the board does not verify");
        ensure!(matches, "the result is not what was voted");
        Ok(())
    }
}

/// Admits entries that must be lawful.
fn admit(board: &mut BoardDir, entries: Vec<Entry>) -> anyhow::Result<()> {
    for verdict in board.admit(entries)? {
        verdict.context("the board refused an entry of the demo")?;
    }
    Ok(())
}

fn publish(board: &mut BoardDir, officials: &Officials, time: i64) -> anyhow::Result<()> {
    board.publish(&officials.log, &officials.witnesses, u64::try_from(time)?)
}

/// Whether every decrypted count is what the simulated voters chose.
fn same_as_plain(election: &Election, tally: &PlainTally, board: &BoardDir) -> anyhow::Result<bool> {
    let statement = board.state().statement().context("the board is closed")?;
    let result = board.state().result().context("the result is published")?;
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
