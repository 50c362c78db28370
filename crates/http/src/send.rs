//! Entries to a ballot box over HTTP, which publishes them by itself.

use anyhow::Context as _;
use serde::Deserialize;
use tabella_board::Entry;
use tabella_crypto::cbor::Writer;
use tabella_tlog::LeafIndex;

use crate::HttpClient;

/// Longest answer that is read.
const ANSWER_MAX: u64 = 64 * 1024;

#[derive(Deserialize)]
struct Appended {
    index: u64,
}

/// Gives in an entry of an official or a trustee, with its blob; where it stands. The same entry again stands where it stood.
///
/// # Errors
/// If the ballot box does not answer or refuses it.
pub fn send(client: &HttpClient, entry: &Entry) -> anyhow::Result<LeafIndex> {
    let writer = Writer::new().array(2).bytes(entry.bytes());
    let body = match entry.blob_hash() {
        Some(_) => writer.array(1).bytes(entry.blob()),
        None => writer.array(0),
    };
    let answer = client.post("api/v1/entries", "application/cbor", &body.finish(), ANSWER_MAX);
    let answer = answer.with_context(|| format!("a {} entry", entry.kind()))?;
    let Appended { index } = serde_json::from_slice(&answer.body).context("the ballot box's answer")?;
    Ok(LeafIndex(index))
}
