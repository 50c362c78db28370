//! What the authority says by decision of two officials: checked, signed, and on its way.

use std::sync::Arc;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tabella_crypto::{BlobHash, KeysHash, RootHash, hash::parse_hex32};
use tabella_desk_store::{Consents, NewAuthorityEntry};
use tabella_election::{
    Counts, Message, PostalCounts, ResultBlob, Signed,
    message::{Close, End, Notice, Open, ResultPosted},
};
use tabella_identity::UnixTime;

use super::{
    At, carry,
    checks::{NOTICE_MAX, What, check_paper, in_the_way},
    look::{Situation, Tree},
};
use crate::desk::{
    page::{Check, Standing},
    problem::Problem,
    shared::{Served, Shared, rng},
    texts::Texts,
};

/// Votes on paper that go into the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::desk) struct Paper {
    pub(super) reference: String,
    /// Per contest, group and option.
    pub(super) counts: Vec<Vec<Vec<u64>>>,
}

/// What the authority is to say, as both officials see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "kebab-case")]
pub(in crate::desk) enum BoardDeed {
    /// Voting may begin, under these keys.
    Open { keys: String },
    /// A notice to everyone; with a time, voting ends later.
    Notice { text: String, closes: Option<i64> },
    /// Voting is over; if that is before its time, why.
    End { early: Option<String> },
    /// What is counted is this board.
    Close { size: u64, root: String },
    /// The counts.
    Result { counts: Vec<Vec<Vec<u64>>>, paper: Vec<Paper> },
    /// What was signed and has no answer is sent no more.
    GiveUp { number: u64, what: String, made: i64 },
}

/// An entry to be signed.
struct Say {
    entry: Vec<u8>,
    content: Option<Vec<u8>>,
}

impl BoardDeed {
    pub(super) fn what(&self) -> What {
        match self {
            Self::Open { .. } => What::Open,
            Self::Notice { .. } => What::Notice,
            Self::End { .. } => What::End,
            Self::Close { .. } => What::Close,
            Self::Result { .. } => What::Result,
            Self::GiveUp { .. } => What::GiveUp,
        }
    }

    /// What it says, for whoever consents.
    pub(super) fn words(&self, at: &At<'_>, t: &Texts) -> String {
        match self {
            Self::Open { keys } => t.with("says-open", &[("keys", super::grouped(keys).into())]),
            Self::Notice { text, closes: None } => t.with("says-notice", &[("text", text.as_str().into())]),
            Self::Notice { text, closes: Some(closes) } => {
                let closes = at.moment(t, *closes);
                t.with("says-extension", &[("text", text.as_str().into()), ("closes", closes.into())])
            }
            Self::End { early: None } => t.get("says-end"),
            Self::End { early: Some(reason) } => {
                t.with("says-end-early", &[("reason", reason.as_str().into())])
            }
            Self::Close { size, root } => {
                t.with("says-close", &[("size", (*size).into()), ("root", super::grouped(root).into())])
            }
            Self::Result { paper, .. } => {
                t.with("says-result", &[("protocols", (paper.len() as u64).into())])
            }
            Self::GiveUp { what, made, .. } => {
                let what = t.find(&format!("what-{what}")).unwrap_or_else(|| what.clone());
                t.with("says-give-up", &[("what", what.into()), ("made", at.moment(t, *made).into())])
            }
        }
    }
}

impl At<'_> {
    /// The check list of a deed, with what is in the deed itself.
    pub(super) async fn deed_checks(
        &self,
        t: &Texts,
        situation: &Situation,
        deed: &BoardDeed,
    ) -> Result<Vec<Check>, Problem> {
        let early = matches!(deed, BoardDeed::End { early: Some(reason) } if !reason.trim().is_empty());
        let mut checks = self.checks(t, situation, deed.what(), early);
        let mut must = |good: bool, key: &str| {
            if !good {
                checks.push(Check { standing: Standing::Bad, words: t.get(key) });
            }
        };
        match deed {
            BoardDeed::Open { keys } => {
                let named = situation.board.as_ref().ok().and_then(|board| board.keys_hash.as_ref());
                must(named == Some(keys), "check-same-keys-not");
            }
            BoardDeed::Notice { text, closes } => {
                must(!text.trim().is_empty() && text.chars().count() <= NOTICE_MAX, "check-text-not");
                if let Some(closes) = closes {
                    let before_end = situation.phase() < Some(super::look::Phase::Ended);
                    must(before_end, "check-extension-late");
                    let in_force = situation.closes(self.served.election.closes());
                    must(*closes > in_force.max(situation.now), "check-extension-not");
                }
            }
            BoardDeed::Result { counts, paper } => {
                let papers = self.papers(situation.tally.as_ref()).await?;
                checks.push(check_paper(t, &papers));
                let same =
                    situation.tally.as_ref().is_some_and(|tally| tally.counts.as_ref() == Some(counts));
                let agreed: Vec<Paper> = papers.iter().filter_map(super::paper::Protocol::accepted).collect();
                checks.extend(self.check_envelopes(t, situation.tally.as_ref(), &agreed).await?);
                if !(same && agreed == *paper) {
                    let words = t.get("check-same-counts-not");
                    checks.push(Check { standing: Standing::Bad, words });
                }
            }
            BoardDeed::Close { size, root } => {
                let tree = Tree { size: *size, root: root.clone() };
                must(situation.log() == Some(&tree), "check-same-board-not");
            }
            BoardDeed::GiveUp { number, .. } => {
                let same = situation.entries.iter().any(|entry| entry.waits() && entry.number == *number);
                must(same, "check-waits-not");
            }
            BoardDeed::End { .. } => {}
        }
        Ok(checks)
    }

    /// The entry that says it, about the board as it was seen.
    fn say(&self, deed: &BoardDeed, situation: &Situation) -> Result<Say, Problem> {
        let log = situation.board.as_ref().ok().and_then(|board| board.log.clone());
        let log = log.ok_or_else(|| Problem::internal("a board without a log"))?;
        let keys = || {
            let keys = situation.board.as_ref().ok().and_then(|board| board.keys_hash.as_deref());
            let keys = keys.and_then(|keys| parse_hex32(keys).ok());
            keys.map(KeysHash).ok_or_else(|| Problem::internal("a board without keys"))
        };
        match deed {
            BoardDeed::Open { .. } => self.signed(Open { keys_hash: keys()? }),
            BoardDeed::Notice { text, closes } => {
                let closes = closes.map(u64::try_from).transpose().map_err(Problem::malformed)?;
                let sequence = situation.counts().notices + 1;
                self.signed(Notice { sequence, text: text.trim().to_owned(), closes })
            }
            BoardDeed::End { .. } => self.signed(End { keys_hash: keys()?, size: log.size }),
            BoardDeed::Close { .. } => {
                let root = parse_hex32(&log.root).map_err(Problem::internal)?;
                self.signed(Close { size: log.size, root: RootHash(root) })
            }
            BoardDeed::Result { counts, paper } => {
                let postal = paper.iter().map(|one| PostalCounts {
                    reference: one.reference.clone(),
                    counts: Counts(one.counts.clone()),
                });
                let blob = ResultBlob { counts: Counts(counts.clone()), postal: postal.collect() }.encode();
                let say = self.signed(ResultPosted { result_hash: BlobHash::of(&blob) })?;
                Ok(Say { content: Some(blob), ..say })
            }
            BoardDeed::GiveUp { .. } => Err(Problem::internal("nothing is said")),
        }
    }

    fn signed(&self, message: impl Message) -> Result<Say, Problem> {
        let key = self.conduct().authority.as_ref();
        let key = key.ok_or_else(|| {
            Problem::conflict("no-authority-key", "this desk holds no key of the authority")
        })?;
        let entry = Signed::sign(message, self.served.id(), key).encode().to_vec();
        Ok(Say { entry, content: None })
    }
}

/// Refuses what stands in the way, with its sentences.
fn refuse(checks: &[Check]) -> Result<(), Problem> {
    let bad = in_the_way(checks);
    if bad.is_empty() { Ok(()) } else { Err(Problem::conflict("not-now", bad.join(" "))) }
}

/// Looks at the board again, signs what two officials consented to, and sends it.
pub(in crate::desk) async fn sign_by_two(
    shared: &Shared,
    served: &Arc<Served>,
    deed: &BoardDeed,
    now: UnixTime,
    consents: Consents<'_>,
) -> Result<Response, Problem> {
    let at = At { shared, served };
    // nothing of the registrar's goes out between the look and what is said of it
    let _alone = served.conduct.sending.lock().await;
    let situation = at.situation().await?;
    refuse(&at.deed_checks(Texts::or_first("en"), &situation, deed).await?)?;
    let kind = deed.what().name();
    if let BoardDeed::GiveUp { number, .. } = deed {
        at.give_up(*number, consents).await?;
        return Ok((StatusCode::OK, Json(json!({ "done": kind }))).into_response());
    }
    let Say { entry, content } = at.say(deed, &situation)?;
    let new = NewAuthorityEntry { election: served.id(), kind, entry: &entry, content: content.as_deref() };
    shared.store.sign_by_two(&new, consents, now, &mut rng()?).await?;
    if let BoardDeed::End { early: Some(reason) } = deed {
        tracing::warn!(election = %served.id(), reason, "voting is ended before its time");
    }
    carry(shared, served).await;
    Ok((StatusCode::OK, Json(json!({ "done": kind }))).into_response())
}
