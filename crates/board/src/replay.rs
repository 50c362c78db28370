//! Taking entries one after another, verified together as far as the rules allow.

use rand_core::{CryptoRng, RngCore};

use crate::{BoardState, Context, Entry, Kind, ReadError, Rejection, shared::Judged, verify_batch};

/// Where admitted entries can be read again.
pub trait EntrySource: Sync {
    /// The bytes of the entry at this index.
    ///
    /// # Errors
    /// [`ReadError`] if it cannot be read.
    fn entry(&self, index: u64) -> Result<Vec<u8>, ReadError>;
}

/// Whether entries after one of this type are verified against something else than before.
fn changes_context(kind: Kind) -> bool {
    matches!(kind, Kind::Manifest | Kind::TrusteeCommitment | Kind::Close)
}

/// Verifies entries in as few batches as possible and applies them in order. A refused entry is left out and the next one
/// is tried: the caller decides what a refusal means. Verdicts come in the order of the entries.
///
/// After `close` the tally is computed, reading ballots from `admitted`, which must give every entry admitted so far.
///
/// # Errors
/// [`ReadError`] if the tally cannot be computed.
pub fn admit(
    state: &mut BoardState,
    entries: Vec<Entry>,
    admitted: &dyn EntrySource,
    rng: &mut (impl RngCore + CryptoRng),
) -> Result<Vec<Result<(), Rejection>>, ReadError> {
    let verify = |context: &Context, batch| {
        let verified = verify_batch(context, batch, rng).into_iter();
        verified.map(|verdict| verdict.map(Judged::Verified)).collect()
    };
    admit_by(state, entries, Entry::kind, admitted, verify)
}

/// The order of all this; `judge` says of each entry of a batch whether it may be applied.
pub(crate) fn admit_by<T>(
    state: &mut BoardState,
    entries: Vec<T>,
    kind: impl Fn(&T) -> Kind,
    admitted: &dyn EntrySource,
    mut judge: impl FnMut(&Context, Vec<T>) -> Vec<Result<Judged, Rejection>>,
) -> Result<Vec<Result<(), Rejection>>, ReadError> {
    let mut verdicts = Vec::with_capacity(entries.len());
    let mut rest = entries.into_iter().peekable();
    while rest.peek().is_some() {
        let mut batch = Vec::new();
        for entry in rest.by_ref() {
            let last = changes_context(kind(&entry));
            batch.push(entry);
            if last {
                break;
            }
        }
        for judged in judge(&state.context(), batch) {
            verdicts.push(judged.and_then(|judged| match judged {
                Judged::Verified(entry) => state.apply(entry),
                Judged::Supposed(entry) => state.apply_supposed(entry),
            }));
        }
        state.settle(admitted)?;
    }
    Ok(verdicts)
}
