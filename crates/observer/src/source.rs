//! Files of a board that the worker gives.

use std::io::{self, Read, Seek, SeekFrom};

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
    /// Bytes from `start` on: the index of an archive is read in many small pieces.
    start: u64,
    held: Vec<u8>,
}

/// How much is read at once.
const PIECE: u64 = 1 << 18;

impl Chosen {
    /// An archive of so many bytes.
    pub(crate) fn open(length: f64) -> Result<Archive, ArchiveError> {
        Archive::open(Self { length: whole(length), at: 0, start: 0, held: Vec::new() })
    }
}

impl Read for Chosen {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.held_from(self.at).is_empty() && self.at < self.length {
            let length = PIECE.min(self.length - self.at);
            self.held = bytes(number(self.at), number(length)).map_err(|_| io::ErrorKind::NotFound)?;
            self.start = self.at;
        }
        let read = self.held_from(self.at).read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Chosen {
    fn held_from(&self, at: u64) -> &[u8] {
        let skipped = at.checked_sub(self.start).and_then(|skipped| usize::try_from(skipped).ok());
        skipped.and_then(|skipped| self.held.get(skipped..)).unwrap_or_default()
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
