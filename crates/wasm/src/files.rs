//! Files of a board, as far as the page has fetched them.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tabella_tlog::{Source, SourceError};
use wasm_bindgen::prelude::*;

use crate::Fault;

/// Files of a board by their path. A call that needs others throws `need` with their paths: the page fetches them and calls
/// again, until nothing is missing. So the network stays with the page, and all checks here.
#[derive(Default)]
#[wasm_bindgen]
pub struct Files {
    /// None where the board has no such file.
    fetched: BTreeMap<String, Option<Vec<u8>>>,
    missing: Mutex<BTreeSet<String>>,
}

#[wasm_bindgen]
impl Files {
    /// No files.
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// A file that was fetched; no bytes if the board has no such file.
    pub fn put(&mut self, path: String, bytes: Option<Vec<u8>>) {
        self.fetched.insert(path, bytes);
    }
}

impl Files {
    fn missing(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `read` gives, or which files it lacks.
    pub(crate) fn reading<T, E>(&self, read: impl FnOnce(&dyn Source) -> Result<T, E>) -> Result<T, Fault>
    where
        Fault: From<E>,
    {
        self.missing().clear();
        let outcome = read(self);
        let missing = std::mem::take(&mut *self.missing());
        if missing.is_empty() { Ok(outcome?) } else { Err(Fault::Need(missing.into_iter().collect())) }
    }
}

impl Source for Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        self.fetched.get(path).cloned().ok_or_else(|| {
            self.missing().insert(path.to_owned());
            SourceError::new(path, io::Error::from(io::ErrorKind::WouldBlock))
        })
    }
}
