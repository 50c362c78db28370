//! What handlers and helpers have in common. No ballot can be reached from here: the urn is an address.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use ed25519_dalek::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_core::{OsRng, SeedableRng as _};
use tabella_crypto::{ElectionId, hash::parse_hex32};
use tabella_desk_store::DeskPool;
use tabella_election::Election;
use tabella_identity::{Anchor, Configuration, UnixTime};
use tokio::sync::{Notify, Semaphore};
use zeroize::Zeroizing;

use super::{
    Clock, apart::OneByOne, card::Responder, conduct::Conduct, config::Config, limits::Limits,
    metrics::Metrics, office::export::Exports, postal::Postal, press::Press, problem::Problem,
    register::Asker,
};

/// Longest extension of voting, in seconds, that counts for how long personal data is kept.
const EXTENSION_SECONDS: i64 = 30 * 86_400;

/// An election that the desk serves.
pub(super) struct Served {
    pub(super) election: Election,
    /// How its e-IDs are checked.
    pub(super) card: Configuration,
    pub(super) registrar: SigningKey,
    /// The urn's address.
    pub(super) urn: String,
    /// Closing time in force, as the board says; the manifest's until it was asked.
    pub(super) closes: AtomicI64,
    /// Whether the ballot box says that voting has ended: it takes nothing any more. Decides nothing here.
    pub(super) ended: AtomicBool,
    /// Something was put into the outbox.
    pub(super) wake: Notify,
    /// Whether people vote online here.
    pub(super) online: bool,
    /// Votes by post, where there are any.
    pub(super) postal: Option<Postal>,
    /// How the election is run.
    pub(super) conduct: Conduct,
}

impl Served {
    pub(super) fn id(&self) -> &ElectionId {
        self.election.id()
    }

    pub(super) fn closes(&self) -> UnixTime {
        UnixTime(self.closes.load(Ordering::Relaxed))
    }

    /// The closing time as people are told: not later than now, once the ballot box has ended.
    pub(super) fn closes_shown(&self, now: UnixTime) -> UnixTime {
        let ended = self.ended.load(Ordering::Relaxed);
        if ended { self.closes().min(now) } else { self.closes() }
    }
}

/// The desk.
pub(super) struct Shared {
    pub(super) config: Config,
    pub(super) store: DeskPool,
    pub(super) elections: Vec<Arc<Served>>,
    /// How cards are checked at sign-in.
    pub(super) card: Configuration,
    /// Issuers of cards, DER.
    pub(super) issuers: Vec<Anchor>,
    pub(super) responder: Arc<dyn Responder>,
    pub(super) tracker_secret: Option<Zeroizing<String>>,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) metrics: Metrics,
    /// Places for entries on their way to an urn.
    pub(super) in_flight: Semaphore,
    /// Whoever compares, reads or changes a whole roll.
    pub(super) whole_rolls: OneByOne,
    /// What lays out the office's documents.
    pub(super) press: Press,
    /// The same for those who ask for a confirmation.
    pub(super) confirmations: Press,
    /// Of sheets that everyone may have: whoever asks for many keeps nobody's confirmation waiting.
    pub(super) sheets: Press,
    /// Exports of evidence.
    pub(super) exports: Exports,
    /// There is a message to send.
    pub(super) mail: Notify,
    /// The population register, where one is asked.
    pub(super) register: Option<Asker>,
}

impl Shared {
    pub(super) fn now(&self) -> UnixTime {
        UnixTime((self.clock)())
    }

    /// So long personal data stays after the end of voting.
    pub(super) fn retention_seconds(&self) -> i64 {
        i64::from(self.config.retention_days) * 86_400
    }

    /// When what is kept about the people of an election is erased. An urn that says that voting goes on and on does not keep it.
    pub(super) fn kept_until(&self, election: &Election) -> UnixTime {
        let served = self.elections.iter().find(|served| served.id() == election.id());
        let closes = served.map_or(election.closes(), |served| served.closes().0);
        let closes = closes.min(election.closes().saturating_add(EXTENSION_SECONDS));
        UnixTime(closes.saturating_add(self.retention_seconds()))
    }

    /// The election with this id, in hexadecimal.
    pub(super) fn served(&self, id: &str) -> Result<&Arc<Served>, Problem> {
        let id = parse_hex32(id).map_err(|_| Problem::not_found("election"))?;
        self.elections
            .iter()
            .find(|served| *served.id().as_bytes() == id)
            .ok_or_else(|| Problem::not_found("election"))
    }
}

/// A generator for one request.
pub(super) fn rng() -> Result<ChaCha20Rng, Problem> {
    ChaCha20Rng::from_rng(OsRng).map_err(Problem::internal)
}
