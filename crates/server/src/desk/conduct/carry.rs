//! The authority's entries on their way to the board: in their order, again until the ballot box has said what becomes of each.

use std::sync::Arc;

use super::{At, ask::Sent};
use crate::desk::shared::{Served, Shared};

/// Sends what waits. Whatever fails is tried again with the next look.
pub(in crate::desk) async fn carry(shared: &Shared, served: &Arc<Served>) {
    let entries = match shared.store.authority_entries(served.id()).await {
        Ok(entries) => entries,
        Err(error) => {
            tracing::error!(%error, "entries of the authority");
            return;
        }
    };
    for entry in entries.iter().filter(|entry| entry.waits()) {
        let sent = served.conduct.asker.send(&served.urn, &entry.entry, entry.content.as_deref()).await;
        let kept = match sent {
            Sent::Placed(index) => {
                At { shared, served }.forget();
                tracing::info!(kind = entry.kind, index, election = %served.id(), "the authority has spoken");
                shared.store.authority_placed(entry.number, index).await
            }
            Sent::Refused { name, detail } => {
                tracing::error!(kind = entry.kind, name, detail, election = %served.id(), "the board refuses the authority");
                shared.store.authority_refused(entry.number, &name).await
            }
            Sent::Later(why) => {
                tracing::warn!(kind = entry.kind, why, election = %served.id(), "an entry of the authority waits");
                return;
            }
        };
        if let Err(error) = kept {
            tracing::error!(%error, "entries of the authority");
            return;
        }
    }
}
