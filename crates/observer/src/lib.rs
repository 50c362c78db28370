//! The browser's doors to the verifier: whole boards, over the network or out of an archive; no logic of its own.
//!
//! # What is here
//! [`Observer`] (a board whose files the worker gives) → [`Run`] (the complete verifier, a batch of entries at a time; several workers
//! share out the proofs: one of them the judge's [`Run`], the others a [`Second`] each) and what
//! people look for on a board: [`Observer::find`], [`Observer::latest`], [`Observer::notices`]. All doors of `tabella_wasm` are in
//! the same module: [`Observer::open`] gives its [`Board`], which looks into challenged ballots.
//!
//! It runs in a worker that reads files while it is asked: `tabellaFile(path)` and `tabellaBytes(start, length)` are functions
//! that the worker has put into its global scope. Whatever fails throws one JSON text with a `code`.
//!
//! # What is not here
//! No rules: [`tabella_verifier::Verification`] is the judge, the same as on the command line. No secrets.
#![forbid(unsafe_code)]

mod find;
mod second;
mod source;

pub use second::Second;

use std::{cell::RefCell, collections::BTreeMap, num::NonZeroU32};

use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore as _, SeedableRng as _};
use serde_json::{Value, json};
use tabella_crypto::{ElectionId, signature::VerifyingKey};
use tabella_tlog::{Hash, Source, TreeSize};
use tabella_verifier::{
    Opened, OpenedError, Progress, Report, Shared, Stage, Step, Trust, Turn, Verdict, Verification, Voucher,
    continues,
};
use tabella_wasm::{Board, Fault, hex32, rng};
use wasm_bindgen::prelude::*;

use crate::source::{Chosen, Network};

/// A board whose files the worker gives.
#[wasm_bindgen]
pub struct Observer {
    /// Lives as long as the worker, which looks at one board.
    source: &'static dyn Source,
    /// Whether it grows: what it shows must then continue what it showed before. An archive may be of any day.
    live: bool,
}

thread_local! {
    /// The last tree that was shown of each live board, as long as the worker lives: the board may be opened again and again.
    static SEEN: RefCell<BTreeMap<ElectionId, (TreeSize, Hash)>> = const { RefCell::new(BTreeMap::new()) };
}

/// Refuses a tree that does not continue the one that was shown of this board before, and remembers it.
fn remember(
    source: &dyn Source,
    election: ElectionId,
    size: TreeSize,
    root: Hash,
) -> Result<(), OpenedError> {
    let seen = SEEN.with_borrow(|seen| seen.get(&election).copied());
    if let Some((old, old_root)) = seen {
        continues(source, (old, &old_root), (size, &root))?;
    }
    SEEN.with_borrow_mut(|seen| seen.insert(election, (size, root)));
    Ok(())
}

/// Points of the sum that is computed in two ways: enough for the ways that large batches go.
const POINTS: u32 = 512;

/// Whether this machine and this browser compute right.
#[wasm_bindgen(js_name = computesRight)]
pub fn computes_right() -> bool {
    tabella_crypto::group::computes_right(POINTS)
}

#[wasm_bindgen]
impl Observer {
    /// A board that the worker fetches, file by file.
    pub fn network() -> Self {
        Self { source: &Network, live: true }
    }

    /// A board in an archive of so many bytes. Its index is read here.
    ///
    /// # Errors
    /// `archive` if it is none.
    pub fn archive(length: f64) -> Result<Self, JsValue> {
        let archive = Chosen::open(length).map_err(|error| thrown("archive", &error))?;
        Ok(Self { source: Box::leak(Box::new(archive)), live: false })
    }

    /// The election that the board says it is of, `{"id", "manifest"}`: nothing of it is checked.
    ///
    /// # Errors
    /// [`Fault::Board`].
    pub fn claimed(&self) -> Result<String, Fault> {
        Ok(find::claimed(self.source)?.to_string())
    }

    /// Begins to verify the board of this election (64 hexadecimal digits, from outside the board).
    ///
    /// # Errors
    /// [`Fault::Argument`].
    pub fn verify(&self, election: &str) -> Result<Run, Fault> {
        Ok(self.run(trust(election)?))
    }

    /// The same with `workers` − 1 other workers, each with a [`Second`].
    ///
    /// # Errors
    /// [`Fault::Argument`].
    #[wasm_bindgen(js_name = verifyShared)]
    pub fn verify_shared(&self, election: &str, workers: u32) -> Result<Run, Fault> {
        let of = NonZeroU32::new(workers).ok_or(Fault::Argument("a number of workers"))?;
        let judge = Judge::Shared(Box::new(Shared::new(self.source, trust(election)?, of)));
        Ok(self.judged(judge, workers))
    }

    /// Begins to verify the turns of worker `number` of `workers`, of the board whose checkpoint the judge read ([`Run::note`]).
    ///
    /// # Errors
    /// [`Fault::Argument`].
    pub fn second(&self, election: &str, note: Vec<u8>, number: u32, workers: u32) -> Result<Second, Fault> {
        let turn = Turn::new(number, workers).filter(|_| number > 0);
        let turn = turn.ok_or(Fault::Argument("the number of a second worker"))?;
        Ok(Second::new(self.source, trust(election)?, note, turn, self.live.then_some(workers)))
    }

    /// Begins to verify whatever board the authority with this Ed25519 key (64 hexadecimal digits) signed the manifest of.
    ///
    /// # Errors
    /// [`Fault::Argument`].
    #[wasm_bindgen(js_name = verifyAuthority)]
    pub fn verify_authority(&self, key: &str) -> Result<Run, Fault> {
        let key = VerifyingKey::from_bytes(&hex32(key)?).map_err(|_| Fault::Argument("an Ed25519 key"))?;
        Ok(self.run(Trust::Authority(key)))
    }

    /// The board verified up to `open`, as a voter's device does it; its tree continues the one that was opened before.
    ///
    /// # Errors
    /// [`Fault::Board`], [`Fault::Randomness`].
    pub fn open(&self, election: &str) -> Result<Board, Fault> {
        let opened = Opened::read(self.source, &trust(election)?, &mut rng()?)?;
        if self.live {
            let tree = &opened.checkpoint;
            remember(self.source, *opened.election.id(), tree.size, tree.root)?;
        }
        Ok(Board::from(opened))
    }

    /// Where the ballot with this tracker stands, as people type it:
    /// `{"index", "tracker", "text", "kind", "standing": "counts" | "replaced" | "revoked" | "challenge", "by"}`, or null. That the entry is of the
    /// tree that `board` was opened with is proved; what follows it is what the board's files say.
    ///
    /// # Errors
    /// [`Fault::TrackerText`], [`Fault::Board`].
    pub fn find(&self, board: &Board, tracker: &str) -> Result<String, Fault> {
        Ok(find::ballot(self.source, board.opened(), tracker)?.to_string())
    }

    /// The bytes of an entry of the tree that `board` was opened with; that they are of it is proved.
    ///
    /// # Errors
    /// [`Fault::Argument`], [`Fault::Board`].
    pub fn entry(&self, board: &Board, index: f64) -> Result<Vec<u8>, Fault> {
        find::entry(self.source, board.opened(), index)
    }

    /// The checkpoint: `{"size", "root", "origin", "witnesses": [{"name", "time"}]}`; signed and witnessed.
    ///
    /// # Errors
    /// [`Fault::Board`].
    pub fn checkpoint(&self, board: &Board) -> Result<String, Fault> {
        Ok(find::checkpoint(board.opened())?.to_string())
    }

    /// So many of the last entries, latest first, as JSON.
    ///
    /// # Errors
    /// [`Fault::Board`].
    pub fn latest(&self, board: &Board, count: u32) -> Result<String, Fault> {
        Ok(find::latest(self.source, board.opened(), count.into())?.to_string())
    }

    /// Every notice of the board: `[{"index", "text", "closes"}]`. Reads the whole board.
    ///
    /// # Errors
    /// [`Fault::Board`].
    pub fn notices(&self, board: &Board) -> Result<String, Fault> {
        Ok(find::notices(self.source, board.opened()).map_err(OpenedError::from)?.to_string())
    }
}

impl Observer {
    fn run(&self, trust: Trust) -> Run {
        self.judged(Judge::Alone(Box::new(Verification::new(self.source, trust))), 1)
    }

    fn judged(&self, judge: Judge, workers: u32) -> Run {
        Run { judge, workers, heard: Vec::new(), live: self.live.then_some(self.source) }
    }
}

fn trust(election: &str) -> Result<Trust, Fault> {
    Ok(Trust::Election(ElectionId(hex32(election)?)))
}

/// The verifier on its way through a board.
#[wasm_bindgen]
pub struct Run {
    judge: Judge,
    /// How many there were at first.
    workers: u32,
    /// What other workers vouched for.
    heard: Vec<Voucher>,
    /// A board that grows.
    live: Option<&'static dyn Source>,
}

enum Judge {
    Alone(Box<Verification<'static>>),
    Shared(Box<Shared<'static>>),
}

/// How far a worker of so many is, for its page; and what of a board that it fetches it will read next, and after that.
fn shown(progress: Progress, workers: u32, live: bool) -> Value {
    let Progress { stage, done, total } = progress;
    let stage = match stage {
        Stage::Entries => "entries",
        Stage::Tally => "tally",
    };
    let ahead = live.then(|| progress.ahead(workers));
    json!({ "stage": stage, "done": done, "total": total, "ahead": ahead })
}

/// A generator for a step, seeded by the browser's: asking that one for each of a step's weights takes longer than they do.
fn seeded() -> Result<ChaCha20Rng, Fault> {
    let mut seed = [0; 32];
    rng()?.fill_bytes(&mut seed);
    Ok(ChaCha20Rng::from_seed(seed))
}

/// A JSON text with a code, for what only the observer's page has a sentence for.
fn thrown(code: &str, detail: &dyn std::fmt::Display) -> JsValue {
    JsValue::from_str(&json!({ "code": code, "detail": detail.to_string() }).to_string())
}

#[wasm_bindgen]
impl Run {
    /// The checkpoint that was read, once it was: what seconds begin with.
    pub fn note(&self) -> Option<Vec<u8>> {
        match &self.judge {
            Judge::Alone(_) => None,
            Judge::Shared(shared) => shared.note(),
        }
    }

    /// Takes in what another worker vouched for. [`Self::vouch`] says whether these are all, and of this board.
    ///
    /// # Errors
    /// `workers` for anything but a voucher.
    pub fn hear(&mut self, voucher: &[u8]) -> Result<(), JsValue> {
        let voucher = Voucher::decode(voucher).ok_or_else(|| thrown("workers", &"not a voucher"))?;
        self.heard.push(voucher);
        Ok(())
    }

    /// Goes on behind the place where the judge waits, with what was heard.
    ///
    /// # Errors
    /// `workers` unless every other worker vouched for its turns of this very board.
    pub fn vouch(&mut self) -> Result<(), JsValue> {
        let heard = std::mem::take(&mut self.heard);
        match &mut self.judge {
            Judge::Alone(_) => Err(thrown("workers", &"there are no others")),
            Judge::Shared(shared) => shared.vouch(&heard).map_err(|error| thrown("workers", &error)),
        }
    }

    /// Begins again without other workers: one of them vouches for nothing.
    pub fn alone(&mut self) {
        if let Judge::Shared(shared) = &mut self.judge {
            shared.alone();
        }
    }

    /// Whether it is verified without other workers (any more).
    #[wasm_bindgen(js_name = isAlone)]
    pub fn is_alone(&self) -> bool {
        match &self.judge {
            Judge::Alone(_) => true,
            Judge::Shared(shared) => shared.is_alone(),
        }
    }

    /// Goes a batch of entries on: `{"stage", "done", "total", "ahead"}`, `{"waiting": true, "ahead"}` where [`Self::vouch`] is needed, in the end
    /// `{"report", "summary"}`.
    ///
    /// # Errors
    /// [`Fault::Randomness`]; [`Fault::Board`] if what was verified does not continue what was shown.
    pub fn step(&mut self) -> Result<String, Fault> {
        let mut reached = Value::Null;
        let workers = if self.is_alone() { 1 } else { self.workers };
        let live = self.live.is_some();
        let mut progress = |progress| reached = shown(progress, workers, live);
        let report: Option<Report> = match &mut self.judge {
            Judge::Alone(alone) => alone.step(&mut progress, &mut seeded()?),
            Judge::Shared(shared) => match shared.step(&mut progress, &mut seeded()?) {
                Step::Onwards => None,
                Step::Waiting => {
                    let ahead = live.then(|| [shared.ahead(), Vec::new()]);
                    return Ok(json!({ "waiting": true, "ahead": ahead }).to_string());
                }
                Step::Report(report) => Some(*report),
            },
        };
        if let (Some(source), Some(report)) = (self.live, &report)
            && let (Verdict::Verified | Verdict::Incomplete, Some(election), Some(root)) =
                (report.verdict, report.election, report.root)
        {
            // of a board that nobody opened here, nothing was shown
            if SEEN.with_borrow(|seen| seen.contains_key(&election)) {
                remember(source, election, TreeSize(report.size), root)?;
            }
        }
        let said = match report {
            None => reached,
            Some(report) => json!({ "report": report, "summary": report.summary() }),
        };
        Ok(said.to_string())
    }
}
