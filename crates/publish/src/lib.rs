//! What is published of a verified election: the result as pages, tables and open data.
//!
//! # What is here
//! [`Publication::new`] takes an election and the [`Report`] of a verifier that found every check passed; [`Publication::files`] are
//! the files of one folder, which any web server can show and anyone can make again from the board; [`Publication::differences`]
//! compares them with a folder that somebody else made:
//!
//! | file | what |
//! | --- | --- |
//! | `index.html`, `index.<language>.html` | the result for people, tables first |
//! | `result.<language>.pdf` | a short sheet to sign and keep, if there is a program that lays it out |
//! | `report.<language>.pdf` | everything that the page says, as a document |
//! | `result.csv` | votes per contest and option |
//! | `lists.csv` | votes per contest and list |
//! | `groups.csv` | votes per contest, group of reporting units and option |
//! | `turnout.csv` | how many credentials, ballots, challenges and revocations |
//! | `result.json` | all of it, with the board's root and size, for programs |
//! | `seats.json` | the seats with the working shown, if a method was given |
//! | `mandates.json` | what they were worked out with besides the votes, as it was given |
//! | `nist-1500-100.json` | the result as NIST SP 1500-100 says (Election Results Common Data Format, version 2) |
//! | `README.txt` | what these files are, and how to check them |
//! | `SHA256SUMS` | the hash of each file |
//! | `SHA256SUMS.note` | the election authority's signature under `SHA256SUMS`, once it signed |
//!
//! # What is not here
//! No verification of the board (that is `verifier`'s), no secret key, no files, no network, no clock. Nothing is published that is not on the board, but the
//! mandates and list orders that a method of seats needs: these are given, and `result.json` says so.
#![forbid(unsafe_code)]

mod chart;
mod nist;
mod numbers;
mod page;
mod sections;
mod sheet;
mod signature;
mod tables;
mod texts;
mod working;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use sha2::{Digest as _, Sha256};
use tabella_crypto::hash::hex;
use tabella_documents::Order;
use tabella_election::{ContestId, Election, manifest::UtcTime};
use tabella_seats::{Counts, Definition, InputError, Method, Outcome, allocate};
use tabella_verifier::{Report, Verdict};

use numbers::Numbers;

// The public interface is, besides what stands below:
pub use signature::{SIGNATURE, SignatureError, key_name};

/// Why nothing is published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// A check failed or is pending.
    #[error("the board is not verified to its end ({}); nothing is published of it", .0.as_str())]
    NotVerified(Verdict),
    /// The report is about another election.
    #[error("the report is about another election than the manifest")]
    OtherElection,
    /// The mandates do not fit the election.
    #[error("the seats cannot be worked out: {0}")]
    Seats(#[from] InputError),
    /// The file with mandates and lists is no JSON object, or has votes of its own.
    #[error(
        "the file of mandates must be a JSON object with `seats`, and without `contests`: the votes are the board's"
    )]
    Mandates,
    /// Seats are asked for where the votes are not known.
    #[error(
        "contest {0} is not decrypted, as too few ballots were cast: no seats follow from it; leave it out of `seats`"
    )]
    NotDecrypted(ContestId),
    /// Seats of the whole country are asked for where the votes of a part are not known.
    #[error(
        "contest {contest} is not decrypted, as too few ballots were cast: {method} needs the votes of all contests"
    )]
    NotAllDecrypted {
        /// Which contest.
        contest: ContestId,
        /// The method.
        method: &'static str,
    },
}

/// What may lie beside the files, and is not one of them: the board's archive.
pub const BOARD: &str = "board.tar";

/// The hashes of all other files.
const SUMS: &str = "SHA256SUMS";

/// The file that says when it was made.
const MOMENT: &str = "nist-1500-100.json";

/// How a folder is not what follows from the board.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// A file that should be there.
    #[error("{0} is missing")]
    Missing(String),
    /// A file with other bytes.
    #[error("{0} is not what the board gives")]
    Other(String),
    /// A file that is none of them.
    #[error("{0} does not follow from the board")]
    Unknown(String),
    /// A signature that is none.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

/// The moment that a published folder says it was made at.
pub fn moment(folder: &BTreeMap<String, Vec<u8>>) -> Option<UtcTime> {
    let report: serde_json::Value = serde_json::from_slice(folder.get(MOMENT)?).ok()?;
    report.get("GeneratedDate")?.as_str()?.parse().ok()
}

/// A verified result, ready to be written down.
pub struct Publication<'a> {
    numbers: Numbers<'a>,
    seats: Option<Outcome>,
    /// As they were given, if seats were worked out.
    mandates: Vec<u8>,
    made: UtcTime,
    /// The result on paper, by file name.
    sheets: BTreeMap<String, Vec<u8>>,
}

impl<'a> Publication<'a> {
    /// The result that `report` found on the board of `election`, published at the moment `made`.
    ///
    /// # Errors
    /// [`PublishError::NotVerified`] unless every check passed; [`PublishError::OtherElection`].
    pub fn new(election: &'a Election, report: &'a Report, made: UtcTime) -> Result<Self, PublishError> {
        if report.election.as_ref() != Some(election.id()) {
            return Err(PublishError::OtherElection);
        }
        let numbers = Numbers::new(election, report).ok_or(PublishError::NotVerified(report.verdict()))?;
        Ok(Self { numbers, seats: None, mandates: Vec::new(), made, sheets: BTreeMap::new() })
    }

    /// Works the seats out from the votes on the board, online and by post together.
    ///
    /// `mandates` is the form of counts that [`tabella_seats`] describes without `contests`: `seats`, and what else the method needs.
    /// No seats are worked out in contests that are not decrypted.
    ///
    /// # Errors
    /// [`PublishError::Mandates`], [`PublishError::Seats`], [`PublishError::NotDecrypted`], [`PublishError::NotAllDecrypted`].
    pub fn with_seats(mut self, method: Method, mandates: &[u8]) -> Result<Self, PublishError> {
        let mut counts: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(mandates).map_err(|_| PublishError::Mandates)?;
        if counts.contains_key("contests") || !counts.contains_key("seats") {
            return Err(PublishError::Mandates);
        }
        for counted in self.numbers.not_decrypted() {
            let contest = counted.contest.id.clone();
            if counts.get("seats").is_some_and(|seats| seats.get(contest.as_str()).is_some()) {
                return Err(PublishError::NotDecrypted(contest));
            }
            if method == Method::EeRiigikogu {
                return Err(PublishError::NotAllDecrypted { contest, method: method.name() });
            }
        }
        counts.insert("contests".to_owned(), self.numbers.votes());
        let counts = Counts::from_json(serde_json::Value::from(counts).to_string().as_bytes())?;
        let definition = Definition::from_json(self.numbers.election.bytes())?;
        let election = tabella_seats::Election::new(counts, Some(&definition))?;
        self.seats = Some(allocate(method, &election)?);
        self.mandates = mandates.to_vec();
        Ok(self)
    }

    /// What is to be laid out for people to sign and keep, in each language: file names, and orders to `tabella-documents`. Each
    /// page bears the election's id and the board's size and root; `checkpoint`, which stands in it, is the board's own.
    pub fn sheets(&self, checkpoint: &str) -> Vec<(String, Order)> {
        let numbers_hash = hex(&Sha256::digest(self.json()));
        let paper = sheet::Paper { checkpoint, numbers_hash, key: &self.key(), at: self.made.0 };
        sheet::orders(&self.numbers, self.seats.as_ref(), &paper)
    }

    /// `result.json`.
    fn json(&self) -> String {
        pretty(&self.numbers.as_json(self.seats.as_ref()))
    }

    /// The authority's key as tools for signed notes take it.
    fn key(&self) -> String {
        signature::key(self.numbers.election).map(|key| key.to_string()).unwrap_or_default()
    }

    /// What the election authority signs, as the text of a C2SP signed note under the name [`key_name`]: which board this
    /// follows from, and the hash of `SHA256SUMS`.
    pub fn statement(&self) -> String {
        let files = self.files();
        signature::statement(&self.numbers, files.get(SUMS).map_or(&[], Vec::as_slice))
    }

    /// With these sheets, laid out, beside the other files.
    #[must_use]
    pub fn with_sheets(self, sheets: BTreeMap<String, Vec<u8>>) -> Self {
        Self { sheets, ..self }
    }

    /// The seats, if they were worked out.
    pub fn seats(&self) -> Option<&Outcome> {
        self.seats.as_ref()
    }

    /// In what a folder, as somebody published it, is not these files. `board.tar` may lie in it: who has that needs no more. So may
    /// [`SIGNATURE`], and must then be the authority's under these files.
    pub fn differences(&self, folder: &BTreeMap<String, Vec<u8>>) -> Vec<Difference> {
        let files = self.files();
        let names: BTreeSet<&String> =
            files.keys().chain(folder.keys()).filter(|name| *name != BOARD && *name != SIGNATURE).collect();
        let signature = folder.get(SIGNATURE).and_then(|note| {
            let sums = files.get(SUMS).map_or(&[][..], Vec::as_slice);
            let statement = signature::statement(&self.numbers, sums);
            signature::verify(self.numbers.election, &statement, note).err().map(Difference::Signature)
        });
        let judge = |name: &String| match (files.get(name), folder.get(name)) {
            (Some(own), Some(theirs)) => (own != theirs).then(|| Difference::Other(name.clone())),
            (Some(_), None) => Some(Difference::Missing(name.clone())),
            (None, _) => Some(Difference::Unknown(name.clone())),
        };
        names.into_iter().filter_map(judge).chain(signature).collect()
    }

    /// The files by name. The same board, mandates and moment give the same bytes.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.sheets.clone();
        if self.seats.is_some() {
            files.insert(numbers::MANDATES.to_owned(), self.mandates.clone());
        }
        let numbers = &self.numbers;
        let mut put = |name: &str, content: String| files.insert(name.to_owned(), content.into_bytes());
        put("result.csv", tables::result(numbers));
        put("lists.csv", tables::lists(numbers));
        put("groups.csv", tables::groups(numbers));
        put("turnout.csv", tables::turnout(numbers));
        put("result.json", self.json());
        put(MOMENT, pretty(&nist::report(numbers, self.made)));
        if let Some(seats) = self.seats.as_ref().and_then(|seats| serde_json::to_value(seats).ok()) {
            put("seats.json", pretty(&seats));
        }
        put("style.css", page::STYLE.to_owned());
        put("README.txt", tables::readme(numbers, self.seats.as_ref(), &self.key()));
        let sheets: Vec<&String> = self.sheets.keys().collect();
        for (name, content) in page::pages(numbers, self.seats.as_ref(), &sheets, &self.key()) {
            put(&name, content);
        }
        let mut sums = String::new();
        for (name, content) in &files {
            let _ = writeln!(sums, "{}  {name}", hex(&Sha256::digest(content)));
        }
        files.insert(SUMS.to_owned(), sums.into_bytes());
        files
    }
}

/// JSON for people, with a line's end.
fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
