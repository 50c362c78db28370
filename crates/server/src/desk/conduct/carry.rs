//! The authority's entries on their way to the board: in their order, again until the ballot box has said what becomes of each.

use std::{sync::Arc, time::Duration};

use tabella_desk_store::{AuthorityWaiting, Consents, StoreError};

use super::{At, ask::Sent, checks::What};
use crate::desk::{
    problem::Problem,
    shared::{Served, Shared, rng},
};

/// Why something is sent no more, where not the ballot box said so but two officials.
const GIVEN_UP: &str = "given-up";

/// Pause before what was refused is sent once more: another process may have sent the very same bytes a moment ago, and then they
/// are on the board.
const ONCE_MORE: Duration = Duration::from_secs(1);

/// Sends what waits. Whatever fails is tried again with the next look.
pub(in crate::desk) async fn carry(shared: &Shared, served: &Arc<Served>) {
    // one after the other: sent twice at once, the second could be refused because of the first
    let _alone = served.conduct.carrying.lock().await;
    if let Err(error) = carry_all(At { shared, served }).await {
        tracing::error!(%error, "entries of the authority");
    }
}

/// Whether a signed `close` waits: nothing else may then be put on the board that it is about.
pub(in crate::desk) async fn is_closing(shared: &Shared, served: &Served) -> bool {
    match shared.store.authority_waiting(served.id()).await {
        Ok(waiting) => waiting.iter().any(|entry| entry.kind == What::Close.name()),
        // it cannot be known: what waits may wait a little longer
        Err(_) => true,
    }
}

async fn carry_all(at: At<'_>) -> Result<(), StoreError> {
    let (store, election) = (&at.shared.store, at.served.id());
    for AuthorityWaiting { number, kind, entry, content } in store.authority_waiting(election).await? {
        let mut sent = at.send(&entry, content.as_deref()).await;
        if matches!(sent, Sent::Refused { .. }) {
            tokio::time::sleep(ONCE_MORE).await;
            sent = at.send(&entry, content.as_deref()).await;
        }
        match sent {
            Sent::Placed(index) => {
                tracing::info!(kind, index, %election, "the authority has spoken");
                store.authority_placed(number, index).await?;
            }
            Sent::Refused { name, detail } => {
                tracing::error!(kind, name, detail, %election, "the board refuses the authority");
                store.authority_refused(number, &name).await?;
            }
            Sent::Later(why) => {
                tracing::warn!(kind, why, %election, "an entry of the authority waits");
                return Ok(());
            }
        }
    }
    Ok(())
}

impl At<'_> {
    /// What waits is sent no more.
    pub(super) async fn give_up(&self, number: u64, consents: Consents<'_>) -> Result<(), Problem> {
        // not while it is being sent: then its answer is near
        let _alone = self.served.conduct.carrying.lock().await;
        let store = &self.shared.store;
        let waiting = store.authority_waiting(self.served.id()).await?;
        if let Some(entry) = waiting.iter().find(|entry| entry.number == number) {
            // it may be there, and only the answer was lost
            match self.send(&entry.entry, entry.content.as_deref()).await {
                Sent::Placed(index) => {
                    store.authority_placed(number, index).await?;
                    return Err(Problem::conflict("not-now", format!("it is on the board: entry {index}")));
                }
                Sent::Refused { name, .. } => {
                    store.authority_refused(number, &name).await?;
                    return Err(Problem::conflict("not-now", format!("the board refuses it: {name}")));
                }
                Sent::Later(_) => {}
            }
        }
        let mut rng = rng()?;
        self.shared.store.give_up_by_two(number, GIVEN_UP, consents, &mut rng).await?;
        tracing::warn!(election = %self.served.id(), "an entry of the authority is given up");
        Ok(())
    }

    /// Sends an entry to the ballot box.
    pub(super) async fn send(&self, entry: &[u8], content: Option<&[u8]>) -> Sent {
        let sent = self.conduct().asker.send(&self.served.urn, entry, content).await;
        if matches!(sent, Sent::Placed(_)) {
            self.forget();
        }
        sent
    }
}
