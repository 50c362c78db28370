//! What the transactions of postal requests write.

use tabella_crypto::ElectionId;
use tabella_postal::{
    Request,
    alarm::{Cluster, Common},
};

use super::Filing;
use crate::{line::Line, seal::Place};

pub(super) const INSERT: &str = "INSERT INTO postal_request (reference, election, number, district, place, state, open, since, \
                                 steps, filed, alarmed, entered_by, content, consent, attachment) \
                                 VALUES ($1, $2, $3, $4, $5, $6, 1, $7, 1, $8, 0, $9, $10, $11, $12) RETURNING request";
pub(crate) const STEP: &str = "INSERT INTO postal_step (request, position, step, state, actor, official, second, reason, words, at) \
                               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
pub(super) const CLUSTER: &str = "INSERT INTO postal_cluster (election, common, cluster, request, number, filed) \
                                  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (election, common, cluster, request) DO NOTHING";
pub(super) const ALARM: &str = "UPDATE postal_request SET alarmed = 1 WHERE request = $1 AND alarmed = 0";
/// Flags choose what else changes: on approval its time, after the decision the picture goes.
pub(crate) const MOVE: &str = "UPDATE postal_request SET state = $2, open = $3, since = $4, steps = $5, answer_until = $6, \
                               approved = CASE WHEN $7 = 1 THEN $4 ELSE approved END, \
                               attachment = CASE WHEN $8 = 1 THEN attachment ELSE NULL END WHERE request = $1";
pub(crate) const VOID: &str = "UPDATE postal_pack SET void = $2 WHERE request = $1 AND void IS NULL";
pub(crate) const PACK: &str = "INSERT INTO postal_pack (pack, request, made) VALUES ($1, $2, $3)";
pub(crate) const MESSAGE: &str = "INSERT INTO message (election, kind, language, seal, recipient, content, made, due, tries) \
                                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)";

/// Where a column of a request is sealed: bound to the request's number.
pub(crate) fn request_place<'a>(column: &'static str, reference: &'a str) -> Place<'a> {
    Place { table: "postal_request", column, row: reference.as_bytes() }
}

pub(crate) fn words_row(reference: &str, position: i64) -> Vec<u8> {
    [reference.as_bytes(), &position.to_be_bytes()].concat()
}

/// Where the words of a step are sealed.
pub(crate) fn words_place(row: &[u8]) -> Place<'_> {
    Place { table: "postal_step", column: "words", row }
}

/// Where a corrected contact is sealed.
pub(crate) fn contact_place(row: &[u8]) -> Place<'_> {
    Place { table: "postal_contact", column: "content", row }
}

/// What is written of a new request.
pub(super) struct Origin<'a> {
    pub(super) election: &'a ElectionId,
    pub(super) line: &'a Line,
    pub(super) filing: &'a Filing<'a>,
    pub(super) request: &'a Request,
    pub(super) clusters: &'a [(Common, Cluster)],
}

/// Writes a new request with its first step and what it has in common with others.
macro_rules! insert_request {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $origin:expr, $moved:expr, $rng:expr) => {{
        use $crate::postal::write::{CLUSTER, INSERT, request_place};
        let (origin, moved): (&Origin<'_>, &::tabella_postal::Move) = (&$origin, &$moved);
        let (request, filing) = (origin.request, origin.filing);
        let reference = request.reference().to_string();
        let mut seal =
            |column, plain: &[u8]| $store.key().seal(request_place(column, &reference), plain, $rng);
        let content = seal("content", &::zeroize::Zeroizing::new(request.encode()));
        let consent = seal("consent", &::zeroize::Zeroizing::new(filing.consent.encode()));
        let attachment = filing.attachment.map(|attachment| seal("attachment", attachment.expose()));
        let entered_by = match filing.by {
            ::tabella_postal::Actor::Official(official) => Some(official.0.to_vec()),
            ::tabella_postal::Actor::Citizen | ::tabella_postal::Actor::System => None,
        };
        let number: i64 = ::sqlx::query_scalar::<$Db, i64>(INSERT)
            .bind(&reference)
            .bind(origin.election.as_bytes().as_slice())
            .bind(origin.line.entry.number.0.cast_signed())
            .bind(origin.line.entry.district.as_str())
            .bind(request.deliver_to().place().kind())
            .bind(moved.to.name())
            .bind(moved.at.0)
            .bind(filing.received.0)
            .bind(entered_by)
            .bind(content)
            .bind(consent)
            .bind(attachment)
            .fetch_one(&mut *$tx)
            .await
            .map_err(::tabella_database::during($deed))?;
        $crate::postal::write::insert_step!(
            $store, $tx, $Db, $deed, number, 1_i64, &reference, moved, "", $rng
        );
        for (common, cluster) in origin.clusters {
            ::sqlx::query::<$Db>(CLUSTER)
                .bind(origin.election.as_bytes().as_slice())
                .bind(common.name())
                .bind(cluster.0.as_slice())
                .bind(number)
                .bind(origin.line.entry.number.0.cast_signed())
                .bind(filing.received.0)
                .execute(&mut *$tx)
                .await
                .map_err(::tabella_database::during($deed))?;
        }
    }};
}
pub(super) use insert_request;

/// Writes a step.
macro_rules! insert_step {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $number:expr, $position:expr, $reference:expr, $moved:expr, $words:expr, $rng:expr) => {{
        use $crate::postal::write::{STEP, words_place, words_row};
        let (moved, words, position): (&::tabella_postal::Move, &str, i64) = ($moved, $words, $position);
        let row = words_row($reference, position);
        let sealed =
            (!words.is_empty()).then(|| $store.key().seal(words_place(&row), words.as_bytes(), $rng));
        let official = match moved.actor {
            ::tabella_postal::Actor::Official(official) => Some(official.0.to_vec()),
            ::tabella_postal::Actor::Citizen | ::tabella_postal::Actor::System => None,
        };
        ::sqlx::query::<$Db>(STEP)
            .bind($number)
            .bind(position)
            .bind(moved.step.name())
            .bind(moved.to.name())
            .bind(moved.actor.name())
            .bind(official)
            .bind(moved.second.map(|second| second.0.to_vec()))
            .bind(moved.reason.map(::tabella_postal::Reason::name))
            .bind(sealed)
            .bind(moved.at.0)
            .execute(&mut *$tx)
            .await
            .map_err(::tabella_database::during($deed))?;
    }};
}
pub(crate) use insert_step;

/// Writes a step of a request and where it is now; voids its pack or gives it a new one, whose code is returned. A picture of
/// an identity card is gone once it was decided.
macro_rules! move_request {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $case:expr, $moved:expr, $words:expr, $answer_until:expr, $rng:expr) => {{
        use ::tabella_postal::{PackCode, State, Step};
        use $crate::postal::write::{MOVE, PACK, VOID};
        let case: &$crate::postal::PostalCase = &$case;
        let moved: &::tabella_postal::Move = &$moved;
        let until: Option<::tabella_identity::UnixTime> = $answer_until;
        let position = case.steps.cast_signed() + 1;
        let reference = case.reference.to_string();
        let undecided = matches!(moved.to, State::Submitted | State::UnderReview | State::MoreInfoNeeded);
        ::sqlx::query::<$Db>(MOVE)
            .bind(case.number)
            .bind(moved.to.name())
            .bind(i64::from(!moved.to.is_final()))
            .bind(moved.at.0)
            .bind(position)
            .bind(until.map(|until| until.0))
            .bind(i64::from(moved.to == State::Approved))
            .bind(i64::from(undecided))
            .execute(&mut *$tx)
            .await
            .map_err(::tabella_database::during($deed))?;
        $crate::postal::write::insert_step!(
            $store,
            $tx,
            $Db,
            $deed,
            case.number,
            position,
            &reference,
            moved,
            $words,
            $rng
        );
        let makes = matches!(moved.step, Step::Print | Step::Reissue);
        if makes || (moved.to.is_final() && moved.to != State::Accepted) {
            let void = ::sqlx::query::<$Db>(VOID).bind(case.number).bind(moved.at.0);
            void.execute(&mut *$tx).await.map_err(::tabella_database::during($deed))?;
        }
        if makes {
            let code = PackCode::generate($rng);
            let put = ::sqlx::query::<$Db>(PACK).bind(code.to_string()).bind(case.number).bind(moved.at.0);
            put.execute(&mut *$tx).await.map_err(::tabella_database::during($deed))?;
            Some(code)
        } else {
            None
        }
    }};
}
pub(crate) use move_request;

/// Writes the message about a step, if the person has an e-mail address. What is not for the person is not in it.
macro_rules! queue_message {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $election:expr, $request:expr, $moved:expr, $words:expr, $rng:expr) => {{
        let (request, moved): (&::tabella_postal::Request, &::tabella_postal::Move) = ($request, &$moved);
        if !request.expose_email().is_empty() {
            let news = $crate::message::News::of(request, moved, $words);
            let (seal, recipient, content) = $store.sealed_message(request.expose_email(), &news, $rng);
            ::sqlx::query::<$Db>($crate::postal::write::MESSAGE)
                .bind($election.as_bytes().as_slice())
                .bind($crate::message::POSTAL)
                .bind(request.language())
                .bind(seal)
                .bind(recipient)
                .bind(content)
                .bind(moved.at.0)
                .bind(moved.at.0)
                .execute(&mut *$tx)
                .await
                .map_err(::tabella_database::during($deed))?;
        }
    }};
}
pub(crate) use queue_message;

/// Ends the request of a line whose person voted another way, as part of the transaction that says so.
macro_rules! supersede_request {
    ($store:expr, $tx:expr, $Db:ident, $deed:expr, $election:expr, $number:expr, $at:expr, $rng:expr) => {{
        let open = ::sqlx::query_as::<$Db, $crate::postal::read::CaseRow>($crate::postal::read::CASE_OF_LINE);
        let open = open.bind($election.as_bytes().as_slice()).bind($number.0.cast_signed());
        let open = open.fetch_optional(&mut *$tx).await.map_err(::tabella_database::during($deed))?;
        if let Some(row) = open {
            let case = $store.case_of(row)?;
            let act = ::tabella_postal::Act::new(::tabella_postal::Actor::System, $at);
            let moved = case
                .state
                .step(::tabella_postal::Step::Supersede, &act, &::tabella_postal::Facts::default())
                .map_err(|why| $crate::error::StoreError::corrupt("postal_request.state", why))?;
            $crate::postal::write::move_request!($store, $tx, $Db, $deed, case, moved, "", None, $rng);
            if let Some(request) = &case.request {
                $crate::postal::write::queue_message!(
                    $store, $tx, $Db, $deed, $election, request, moved, "", $rng
                );
            }
        }
    }};
}
pub(crate) use supersede_request;
