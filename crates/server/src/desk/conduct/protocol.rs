//! The protocol of the key ceremony: what stands on the board of it, as JSON and as a sheet that trustees and officials sign by hand.
//! Everyone can make the JSON again from the board; its hash is put there by the authority, as a notice.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use tabella_crypto::BlobHash;
use tabella_documents::{Answer, Order, Part, Record, Table};

use super::{
    At,
    ceremony::{Ceremony, Step},
    grouped,
};
use crate::desk::{
    page::{Block, Visit},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// Officials who sign the sheet beside the trustees.
const OFFICIALS: usize = 2;

/// The file. Field by field what the board says: two who read the same board write the same bytes.
#[derive(Serialize)]
struct Protocol<'a> {
    format: &'static str,
    election: String,
    /// SHA-256 of the manifest's bytes.
    manifest: String,
    authority: &'a str,
    /// Trustees who can decrypt together.
    needed: u16,
    trustees: Vec<Trustee<'a>>,
    attempt: u64,
    /// Whether all trustees have done everything, and nobody complains.
    complete: bool,
    /// What they confirmed.
    ceremony_hash: Option<String>,
    keys_hash: Option<String>,
    /// Every entry of the ceremony, with those of attempts that came to nothing.
    entries: &'a [Step],
}

#[derive(Serialize)]
struct Trustee<'a> {
    place: u16,
    name: &'a str,
    signing_key: String,
    commitment: bool,
    keys: bool,
    test: bool,
}

/// The file, for everyone.
pub(in crate::desk) async fn json(
    State(shared): State<Arc<Shared>>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let ceremony = at.ceremony_now().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ceremony-protocol.json\""),
    ];
    Ok((headers, at.protocol(&ceremony)?).into_response())
}

/// The sheet, for everyone.
pub(in crate::desk) async fn sheet(
    State(shared): State<Arc<Shared>>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let ceremony = at.ceremony_now().await?;
    let turn = shared.sheets.turn().await?;
    let record = at.record(&visit, &ceremony)?;
    let file = turn.print(&Order::Record(record)).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ceremony-protocol.pdf\""),
    ];
    Ok((headers, file).into_response())
}

impl At<'_> {
    /// The ceremony as the board shows it.
    async fn ceremony_now(&self) -> Result<Ceremony, Problem> {
        let board = self.look().await.map_err(|error| Problem::conflict("no-board", error))?;
        let ceremony = self.ceremony(&board).await;
        // half a board could look complete
        if !ceremony.is_read(board.log.as_ref().map_or(0, |log| log.size)) {
            return Err(Problem::conflict("no-board", "the board was not read to its end: ask again"));
        }
        if ceremony.steps.is_empty() { Err(Problem::not_found("key ceremony")) } else { Ok(ceremony) }
    }

    /// The file's bytes.
    pub(super) fn protocol(&self, ceremony: &Ceremony) -> Result<Vec<u8>, Problem> {
        let election = &self.served.election;
        let members = &election.manifest().trustees.members;
        let trustees = (1..).zip(members).zip(&ceremony.trustees).map(|((place, member), done)| Trustee {
            place,
            name: &member.name,
            signing_key: member.key.clone(),
            commitment: done.commitment,
            keys: done.keys,
            test: done.test,
        });
        let hashes = ceremony.hashes.first().filter(|_| ceremony.hashes.len() == 1);
        let protocol = Protocol {
            format: "tabella-ceremony-protocol-1",
            election: self.served.id().to_string(),
            manifest: BlobHash::of(election.bytes()).to_string(),
            authority: &election.manifest().authority.name,
            needed: election.threshold().0,
            trustees: trustees.collect(),
            attempt: ceremony.attempt,
            complete: ceremony.is_complete(),
            ceremony_hash: hashes.map(|(_, hash)| hash.to_string()),
            keys_hash: hashes.map(|(keys, _)| keys.to_string()),
            entries: &ceremony.steps,
        };
        let mut bytes = serde_json::to_vec_pretty(&protocol).map_err(Problem::internal)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// SHA-256 of the file, once the ceremony is complete: it changes no more unless somebody complains or begins anew.
    pub(super) fn protocol_hash(&self, ceremony: &Ceremony) -> Option<String> {
        let bytes = ceremony.is_complete().then(|| self.protocol(ceremony).ok())??;
        Some(BlobHash::of(&bytes).to_string())
    }

    /// What the room page says of it.
    pub(super) fn protocol_blocks(&self, t: &Texts, ceremony: &Ceremony) -> Vec<Block> {
        if ceremony.steps.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Heading(t.get("protocol-title")), Block::Text(t.get("protocol-about"))];
        if let Some(hash) = self.protocol_hash(ceremony) {
            blocks.push(match ceremony.noted(&hash) {
                Some(index) => Block::Note("good", t.with("protocol-noted", &[("index", index.into())])),
                None => Block::Text(t.get("protocol-not-noted")),
            });
            blocks.push(Block::Code(t.get("protocol-hash"), grouped(&hash)));
        }
        let mut links = vec![(format!("{}/protocol.json", self.room()), t.get("protocol-json"))];
        if self.shared.sheets.is_there() {
            links.push((format!("{}/protocol.pdf", self.room()), t.get("protocol-pdf")));
        }
        blocks.push(Block::Links(links));
        blocks
    }

    fn record(&self, visit: &Visit, ceremony: &Ceremony) -> Result<Record, Problem> {
        let t = visit.texts;
        let now = self.shared.now().0;
        let id = self.served.id().to_string();
        let hash = BlobHash::of(&self.protocol(ceremony)?).to_string();
        let hashes = ceremony.hashes.first().filter(|_| ceremony.hashes.len() == 1);
        let code = |key: &str, value: String| Answer { label: t.get(key), value };
        let mut codes = vec![code("room-election", id.clone())];
        if let Some((keys, ceremony_hash)) = hashes {
            codes.push(code("room-ceremony-hash", ceremony_hash.to_string()));
            codes.push(code("room-keys-hash", keys.to_string()));
        }
        codes.push(code("protocol-hash", hash.clone()));
        let noted = ceremony.noted(&hash).map(|index| t.with("protocol-noted", &[("index", index.into())]));
        let standing =
            t.get(if ceremony.is_complete() { "protocol-complete" } else { "protocol-incomplete" });
        let made = t.with("protocol-made", &[("made", self.moment(t, now).into())]);
        let says = |done: bool| t.get(if done { "room-done" } else { "room-open" });
        let rows = (1_u16..).zip(&ceremony.trustees).map(|(place, done)| {
            vec![
                format!("{place}. {}", self.trustee(place)),
                says(done.commitment),
                says(done.keys),
                says(done.test),
            ]
        });
        let head = ["room-trustee", "room-commitment", "room-keys", "room-test"];
        let trustees = Part {
            heading: t.get("room-trustees"),
            text: vec![t.with("protocol-attempt", &[("attempt", ceremony.attempt.into())])],
            table: Some(Table {
                head: head.map(|key| t.get(key)).to_vec(),
                words: 4,
                rows: rows.collect(),
                sum: None,
            }),
            ..Part::default()
        };
        let complaints = ceremony.steps.iter().filter_map(|step| {
            let complaint = step.complaint.as_ref()?;
            let args = [
                ("by", step.trustee.map(|place| self.trustee(place)).unwrap_or_default().into()),
                ("accused", self.trustee(complaint.accused).into()),
                ("reason", complaint.reason.as_str().into()),
            ];
            Some(t.with("room-complaint", &args))
        });
        let entries = ceremony.steps.iter().map(|step| Answer {
            label: format!(
                "{}. {}{}",
                step.index,
                t.find(&format!("entry-{}", step.kind)).unwrap_or_else(|| step.kind.to_owned()),
                step.trustee.map(|place| format!(", {}", self.trustee(place))).unwrap_or_default()
            ),
            value: step.sha256.clone(),
        });
        Ok(Record {
            language: t.code().to_owned(),
            title: t.with("room-of", &[("title", self.title(visit).into())]),
            lead: [self.served.election.manifest().authority.name.clone(), made, standing]
                .into_iter()
                .chain(noted)
                .collect(),
            parts: vec![
                Part {
                    heading: t.get("protocol-hashes"),
                    text: vec![t.get("protocol-compare")],
                    codes,
                    ..Part::default()
                },
                trustees,
                Part {
                    heading: t.get("protocol-entries"),
                    text: std::iter::once(t.get("protocol-entries-about")).chain(complaints).collect(),
                    codes: entries.collect(),
                    ..Part::default()
                },
            ],
            bound: t.with("protocol-bound", &[("id", id.as_str().into()), ("hash", hash.as_str().into())]),
            scanned: Some(Answer {
                label: t.get("protocol-scanned"),
                value: format!("tabella:{id}:ceremony:{hash}"),
            }),
            signatures: (1..=self.served.election.trustee_count())
                .map(|place| format!("{place}. {}", self.trustee(place)))
                .chain((0..OFFICIALS).map(|_| t.get("protocol-official")))
                .collect(),
            at: now,
        })
    }
}
