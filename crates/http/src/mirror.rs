//! A board's files, copied from wherever they come into a directory.

use std::{fs, path::Path};

use anyhow::Context as _;
use tabella_board::{Entry, EntryError};
use tabella_tlog::{BundlePath, Checkpoint, LeafIndex, LogReader, SignedNote, Source, TilePath, TreeSize};
use tabella_verifier::{INDEX_PATH, SourceBlobs, blob_path, parse_index, witnessed_path};

/// Copies the tree of the board's checkpoint: tiles, entries, blobs, and the checkpoints that it keeps. Nothing is verified,
/// and entries that cannot be read are copied like others: an archive can be evidence.
///
/// # Errors
/// If a file cannot be read or written, or is missing.
pub fn mirror(source: &dyn Source, directory: &Path) -> anyhow::Result<()> {
    let size = mirror_tree(source, directory)?;
    mirror_blobs(source, source, size, directory)
}

/// The same without blobs; the size of the tree. Who does not trust the source compares the root before the blobs are copied that
/// the entries name.
///
/// # Errors
/// As [`mirror`].
pub fn mirror_tree(source: &dyn Source, directory: &Path) -> anyhow::Result<TreeSize> {
    let put = |path: &str, bytes: &[u8]| put(directory, path, bytes);
    let copy = |path: &str| -> anyhow::Result<bool> {
        let Some(bytes) = source.read(path)? else { return Ok(false) };
        put(path, &bytes)?;
        Ok(true)
    };
    let need = |path: String| -> anyhow::Result<()> {
        copy(&path)?.then_some(()).with_context(|| format!("{path} is missing"))
    };
    // a partial tile may be gone once the full one is there
    let need_either = |path: String, full: String| {
        if copy(&path)? { Ok(()) } else { need(full) }
    };

    let checkpoint = source.read("checkpoint")?.context("checkpoint is missing")?;
    let size = Checkpoint::parse(SignedNote::parse(&checkpoint)?.text())?.size;
    put("checkpoint", &checkpoint)?;
    if let Some(index) = source.read(INDEX_PATH)? {
        put(INDEX_PATH, &index)?;
        for size in parse_index(&index)? {
            need(witnessed_path(size))?;
        }
    }
    for index in 0.. {
        let Some(path) = BundlePath::in_tree(index, size) else { break };
        need_either(path.to_string(), path.to_full().to_string())?;
    }
    for level in 0.. {
        if TilePath::in_tree(level, 0, size).is_none() {
            break;
        }
        for index in 0.. {
            let Some(path) = TilePath::in_tree(level, index, size) else { break };
            need_either(path.to_string(), path.to_full().to_string())?;
        }
    }
    Ok(size)
}

/// Copies the blobs that the entries of a tree name.
///
/// # Errors
/// As [`mirror`].
pub fn mirror_blobs(
    entries: &dyn Source,
    blobs: &dyn Source,
    size: TreeSize,
    directory: &Path,
) -> anyhow::Result<()> {
    for entry in LogReader::new(entries).entries(LeafIndex(0), size) {
        match Entry::read(entry?, &SourceBlobs(blobs)) {
            Ok(entry) => {
                if let Some(hash) = entry.blob_hash() {
                    put(directory, &blob_path(&hash), entry.blob())?;
                }
            }
            Err(EntryError::Read(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    Ok(())
}

fn put(directory: &Path, path: &str, bytes: &[u8]) -> std::io::Result<()> {
    let path = directory.join(path);
    fs::create_dir_all(path.parent().unwrap_or(directory))?;
    fs::write(path, bytes)
}
