//! Files of a board that the worker gives.

use std::{
    collections::VecDeque,
    io::{self, Read, Seek, SeekFrom},
};

use tabella_tlog::{Source, SourceError};
use tabella_verifier::{ArchiveError, ArchiveSource};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The worker's: a file of the board, nothing if there is none. Throws if it cannot be had.
    #[wasm_bindgen(js_namespace = globalThis, js_name = tabellaFile, catch)]
    fn file(path: &str) -> Result<Option<Vec<u8>>, JsValue>;

    /// The worker's: bytes of the archive. Throws if it cannot be read.
    #[wasm_bindgen(js_namespace = globalThis, js_name = tabellaBytes, catch)]
    fn bytes(start: f64, length: f64) -> Result<Vec<u8>, JsValue>;
}

/// A board that the worker fetches.
pub(crate) struct Network;

impl Source for Network {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        file(path).map_err(|_| SourceError::new(path, io::ErrorKind::ConnectionAborted.into()))
    }
}

/// A board in an archive.
pub(crate) type Archive = ArchiveSource<Chosen>;

/// The file that somebody chose.
pub(crate) struct Chosen {
    length: u64,
    at: u64,
    /// Pieces that were read, by where they begin, the latest first: an archive's index is read in many small parts, and then
    /// entries and hashes by turns, which lie far from each other.
    held: VecDeque<(u64, Vec<u8>)>,
}

/// How much is read at once.
const PIECE: u64 = 1 << 18;

/// How many pieces are held.
const PIECES: usize = 4;

impl Chosen {
    /// An archive of so many bytes.
    pub(crate) fn open(length: f64) -> Result<Archive, ArchiveError> {
        Archive::open(Self { length: whole(length), at: 0, held: VecDeque::new() })
    }
}

impl Read for Chosen {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.held_from(self.at).is_empty() && self.at < self.length {
            let length = PIECE.min(self.length - self.at);
            let piece = bytes(number(self.at), number(length)).map_err(|_| io::ErrorKind::NotFound)?;
            self.held.truncate(PIECES - 1);
            self.held.push_front((self.at, piece));
        }
        let read = self.held_from(self.at).read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Chosen {
    /// What is held of the file from there on.
    fn held_from(&self, at: u64) -> &[u8] {
        let from = |(start, piece): &'_ (u64, Vec<u8>)| {
            let skipped = usize::try_from(at.checked_sub(*start)?).ok()?;
            (skipped < piece.len()).then_some(skipped)
        };
        let found = self.held.iter().find_map(|held| Some((from(held)?, held)));
        found.and_then(|(skipped, (_, piece))| piece.get(skipped..)).unwrap_or_default()
    }
}

impl Seek for Chosen {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(to) => Some(to),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// A number for JavaScript, whose numbers are exact up to 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "no file has 2⁵³ bytes")]
fn number(of: u64) -> f64 {
    of as f64
}

/// A length from JavaScript: never negative, and whole.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a file's length")]
fn whole(length: f64) -> u64 {
    length as u64
}
