//! What the office and everyone may watch: how many have voted where, and how far the tally is. What is computed for one reader is
//! kept for the next ones.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use tabella_board::{BoardState, Phase};
use tabella_crypto::TrusteeIndex;
use tabella_election::Counts;
use utoipa::ToSchema;

use super::{
    board::FRESH,
    cast::with_state,
    problem::{Problem, Shown},
    shared::Shared,
};

/// So long a turnout is good enough: every chain is looked at for one.
const TURNOUT_TIME: Duration = Duration::from_secs(5);

/// What was computed for readers.
#[derive(Default)]
pub(super) struct Kept {
    turnout: Mutex<Option<(Instant, Turnout)>>,
    /// The counts that so many shares give.
    counts: Mutex<Option<(usize, Counts)>>,
}

/// How many can vote and have voted online.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct Turnout {
    /// In the order of the manifest.
    styles: Vec<StyleTurnout>,
}

/// Of one ballot style.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct StyleTurnout {
    /// Id of the style.
    style: String,
    /// People with a live credential.
    credentials: u64,
    /// Of these, those with a ballot that counts as the board stands.
    voted: u64,
}

/// How many have voted where.
#[utoipa::path(get, path = "/api/v1/turnout", tag = "board", responses(
    (status = 200, description = "Per ballot style; some seconds old at most", body = Turnout),
    (status = 503, description = "Not ready", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn turnout(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let looked = tokio::task::spawn_blocking(move || {
        let mut kept = shared.kept.turnout.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, turnout)) = &*kept
            && at.elapsed() < TURNOUT_TIME
        {
            return Ok(turnout.clone());
        }
        let numbers = with_state(&shared, BoardState::turnout)?;
        let styles = shared.election.styles().iter().zip(numbers).map(|(style, turnout)| StyleTurnout {
            style: style.id.to_string(),
            credentials: turnout.live,
            voted: turnout.voted,
        });
        let turnout = Turnout { styles: styles.collect() };
        *kept = Some((Instant::now(), turnout.clone()));
        Ok::<_, Problem>(turnout)
    });
    let turnout = looked.await.map_err(|error| Problem::Internal(error.to_string()))??;
    Ok(([(header::CACHE_CONTROL, FRESH)], Json(turnout)).into_response())
}

/// How far the tally is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tally {
    /// Per contest, in the order of the manifest.
    contests: Vec<ContestShown>,
    /// Trustees whose share stands on the board, by their place in the manifest, from 1.
    shares: Vec<u16>,
    /// How many shares are needed.
    needed: u16,
    /// Votes per contest, group and option, once there are enough shares.
    counts: Option<Vec<Vec<Vec<u64>>>>,
    /// Votes on paper, once the result stands: reference, and counts in the same groups.
    postal: Option<Vec<PostalShown>>,
}

/// A contest with its groups of reporting units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContestShown {
    contest: String,
    /// Empty: too few ballots, the contest is not decrypted.
    groups: Vec<GroupShown>,
}

/// Reporting units that are decrypted together.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupShown {
    /// Ids.
    units: Vec<String>,
    /// Counted ballots.
    ballots: u64,
}

/// Votes on paper.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PostalShown {
    reference: String,
    counts: Vec<Vec<Vec<u64>>>,
}

/// The tally of the closed board.
#[utoipa::path(get, path = "/api/v1/tally", tag = "board", responses(
    (status = 200, description = "Groups, shares, and the counts that they give", body = Tally),
    (status = 404, description = "The board is not closed", body = Shown, content_type = "application/problem+json"),
    (status = 503, description = "Not ready", body = Shown, content_type = "application/problem+json"),
))]
pub(super) async fn tally(State(shared): State<Arc<Shared>>) -> Result<Response, Problem> {
    let looked = tokio::task::spawn_blocking(move || {
        let mut kept = shared.kept.counts.lock().unwrap_or_else(PoisonError::into_inner);
        with_state(&shared, |state| shown(state, &mut kept))?
            .ok_or(Problem::NotFound("tally before the close"))
    });
    let tally = looked.await.map_err(|error| Problem::Internal(error.to_string()))??;
    Ok(([(header::CACHE_CONTROL, FRESH)], Json(tally)).into_response())
}

fn shown(state: &BoardState, kept: &mut Option<(usize, Counts)>) -> Option<Tally> {
    if !matches!(state.phase(), Phase::Closed | Phase::Complete) {
        return None;
    }
    let statement = state.statement()?;
    let group = |group: &tabella_election::GroupTally| GroupShown {
        units: group.units.iter().map(ToString::to_string).collect(),
        ballots: group.ballots,
    };
    let contests = statement.contests.iter().map(|contest| ContestShown {
        contest: contest.contest_id.to_string(),
        groups: contest.groups.iter().map(group).collect(),
    });
    let shares: Vec<u16> = state.shares().map(TrusteeIndex::get).collect();
    if kept.as_ref().is_none_or(|(number, _)| *number != shares.len()) {
        // counts are looked for by trying: once for each share that comes
        *kept = state.counts().ok().map(|counts| (shares.len(), counts));
    }
    let postal = state.result().map(|result| {
        let one = |one: &tabella_election::PostalCounts| PostalShown {
            reference: one.reference.clone(),
            counts: one.counts.0.clone(),
        };
        result.postal.iter().map(one).collect()
    });
    Some(Tally {
        contests: contests.collect(),
        shares,
        needed: state.election().threshold().0,
        counts: kept.as_ref().map(|(_, counts)| counts.0.clone()),
        postal,
    })
}
