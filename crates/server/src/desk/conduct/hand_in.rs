//! A stick is handed in: signed entries with their contents go to the ballot box as they are, and its answer is told. Who signed an
//! entry decides whose it is, not who brings it.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use tabella_crypto::{BlobHash, TrusteeIndex, signature::VerifyingKey};
use tabella_election::{
    Election, Message, Signed,
    message::{
        Close, Complaint, DecryptionShare, End, JointKeysSigned, ManifestPosted, Notice, Open, ResultPosted,
        TestShare, TrusteeCommitment,
    },
};

use super::{At, ask::Sent as Answered, steps::said_of};
use crate::desk::{
    apart::apart,
    page::{Block, Check, Field, Form, Kind, Page, Standing, Visit, form::Sent},
    problem::Problem,
    shared::Shared,
    texts::Texts,
};

/// An entry from a stick.
struct Brought {
    /// Its type, a word of the protocol.
    kind: &'static str,
    /// The trustee who is said to have written it; none if it is the authority.
    trustee: Option<u16>,
    /// Whether that one signed it.
    signed: bool,
    /// The content that it names.
    content: Option<BlobHash>,
    bytes: Vec<u8>,
}

/// Asks for the files.
pub(in crate::desk) async fn ask(
    State(shared): State<Arc<Shared>>,
    Extension(visit): Extension<Visit>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    Ok(at.hand_in(&visit, Vec::new(), None).show(&visit))
}

/// Takes the files and sends what is in them.
pub(in crate::desk) async fn take(
    State(shared): State<Arc<Shared>>,
    Extension(visit): Extension<Visit>,
    Extension(sent): Extension<Sent>,
    Path(election): Path<String>,
) -> Result<Response, Problem> {
    let at = At::of(&shared, &election)?;
    let t = visit.texts;
    let (mut entries, mut contents) = (Vec::new(), Vec::new());
    for file in sent.files() {
        match read(&at.served.election, file) {
            Some(entry) => entries.push(entry),
            None => contents.push(file),
        }
    }
    if entries.is_empty() {
        return Ok(at.hand_in(&visit, Vec::new(), Some(t.get("hand-no-entry"))).show(&visit));
    }
    // in the order in which they can stand on the board
    entries.sort_by_key(|entry| (order(entry.kind), entry.trustee));
    // the same entry twice is one, and each content is hashed once
    entries.dedup_by(|one, other| one.bytes == other.bytes);
    let contents: BTreeMap<BlobHash, &[u8]> =
        apart(|| contents.into_iter().map(|content: &[u8]| (BlobHash::of(content), content)).collect());
    let (mut said, mut all_good) = (Vec::new(), true);
    for entry in &entries {
        let check = at.forward(t, entry, &contents).await;
        all_good &= check.standing == Standing::Good;
        said.push(check);
    }
    let mut page = at.hand_in(&visit, said, None);
    if !all_good {
        (page.status, page.problem) = (StatusCode::CONFLICT, Some("not-now"));
    }
    Ok(page.show(&visit))
}

impl At<'_> {
    fn hand_in(&self, visit: &Visit, said: Vec<Check>, wrong: Option<String>) -> Page {
        let t = visit.texts;
        let mut page = Page::new(t.get("hand-title")).back(self.room(), t.get("room-title"));
        page.push(Block::Text(self.title(visit)));
        if !said.is_empty() {
            page.push(Block::Heading(t.get("hand-said")));
            page.push(Block::Checks(said));
        }
        page.push(Block::Text(t.get("hand-lead")));
        let files = Field::new("files", t.get("hand-files"), Kind::Files(""));
        let form = Form::post(format!("{}/hand-in", self.room()));
        let form = form.field(files.hint(t.get("hand-files-hint")).wrong(wrong)).button(t.get("hand-go"));
        page.push(Block::Form(Form { upload: true, ..form }));
        page.push(Block::Heading(t.get("stop-title")));
        page.push(Block::Text(t.get("hand-stop")));
        page
    }

    /// Sends an entry; what the ballot box said of it.
    async fn forward(&self, t: &Texts, entry: &Brought, contents: &BTreeMap<BlobHash, &[u8]>) -> Check {
        let who = entry.trustee.map_or_else(|| t.get("hand-authority"), |place| self.trustee(place));
        let what = t.get(&format!("entry-{}", entry.kind));
        let args = [("who", who.as_str().into()), ("what", what.as_str().into())];
        let bad = |words: String| Check { standing: Standing::Bad, words };
        if !entry.signed {
            return bad(t.with("hand-forged", &args));
        }
        let content = match entry.content {
            None => None,
            Some(hash) => match contents.get(&hash) {
                Some(content) => Some(*content),
                None if contents.is_empty() => return bad(t.with("hand-no-content", &args)),
                None => return bad(t.with("hand-other-content", &args)),
            },
        };
        match self.send(&entry.bytes, content).await {
            Answered::Placed(index) => {
                let words = t.with("hand-taken", &args);
                let words = format!("{words} {}", t.with("said-place", &[("index", index.into())]));
                Check { standing: Standing::Good, words }
            }
            Answered::Refused { name, detail } => {
                let why = said_of(t, &name);
                let words = t.with("hand-refused", &args);
                // what only its author can have done wrong
                let culprit = matches!(
                    &*name,
                    "share" | "test-share" | "package" | "repeated-term" | "encoding" | "point"
                );
                let culprit = if culprit {
                    let where_to = [("section", section(entry.kind).into())];
                    format!("{} {}", t.with("hand-culprit", &args), t.with("hand-where", &where_to))
                } else {
                    String::new()
                };
                tracing::warn!(
                    kind = entry.kind,
                    trustee = entry.trustee,
                    name,
                    detail,
                    "an entry from a stick is refused"
                );
                bad(format!("{words} {why} {culprit}").trim_end().to_owned())
            }
            Answered::Later(why) => {
                let args = [args[0].clone(), args[1].clone(), ("why", why.into())];
                bad(t.with("hand-later", &args))
            }
        }
    }
}

/// Where the runbook says what to do with a trustee who signed what is wrong; its page has one language.
fn section(kind: &str) -> &'static str {
    if kind == DecryptionShare::TYPE { "A wrong share at the tally" } else { "Somebody's mistake, or worse" }
}

/// Where an entry's type stands in the order of an election.
fn order(kind: &str) -> usize {
    const ORDER: [&str; 11] = [
        ManifestPosted::TYPE,
        TrusteeCommitment::TYPE,
        Complaint::TYPE,
        JointKeysSigned::TYPE,
        TestShare::TYPE,
        Open::TYPE,
        Notice::TYPE,
        End::TYPE,
        Close::TYPE,
        DecryptionShare::TYPE,
        ResultPosted::TYPE,
    ];
    ORDER.iter().position(|one| *one == kind).unwrap_or(ORDER.len())
}

/// Reads an entry of a trustee or of the authority; none for anything else, such as a content.
fn read(election: &Election, bytes: &[u8]) -> Option<Brought> {
    of::<TrusteeCommitment>(election, bytes, |m| Some(m.trustee), |m| Some(m.package_hash))
        .or_else(|| of::<Complaint>(election, bytes, |m| Some(m.trustee), |_| None))
        .or_else(|| of::<JointKeysSigned>(election, bytes, |m| Some(m.trustee), |_| None))
        .or_else(|| of::<TestShare>(election, bytes, |m| Some(m.trustee), |m| Some(m.share_hash)))
        .or_else(|| of::<DecryptionShare>(election, bytes, |m| Some(m.trustee), |m| Some(m.share_hash)))
        .or_else(|| of::<ManifestPosted>(election, bytes, |_| None, |m| Some(m.manifest_hash)))
        .or_else(|| of::<Open>(election, bytes, |_| None, |_| None))
        .or_else(|| of::<Notice>(election, bytes, |_| None, |_| None))
        .or_else(|| of::<End>(election, bytes, |_| None, |_| None))
        .or_else(|| of::<Close>(election, bytes, |_| None, |_| None))
        .or_else(|| of::<ResultPosted>(election, bytes, |_| None, |m| Some(m.result_hash)))
}

fn of<M: Message>(
    election: &Election,
    bytes: &[u8],
    trustee: impl FnOnce(&M) -> Option<TrusteeIndex>,
    content: impl FnOnce(&M) -> Option<BlobHash>,
) -> Option<Brought> {
    let entry = Signed::<M>::decode(bytes).ok()?;
    let trustee = trustee(&entry.message);
    let key: Option<&VerifyingKey> = match trustee {
        Some(trustee) => election.trustee_key(trustee),
        None => Some(election.authority_key()),
    };
    let signed = key.is_some_and(|key| entry.verify(election.id(), key).is_ok());
    let trustee = trustee.map(TrusteeIndex::get);
    Some(Brought { kind: M::TYPE, trustee, signed, content: content(&entry.message), bytes: bytes.to_vec() })
}
