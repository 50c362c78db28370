//! Votes on paper beside the electronic ones: nobody counts twice, and nobody's credential is taken for an envelope that is not
//! there.

use std::collections::{BTreeMap, BTreeSet};

use super::{Auditor, Fault, FaultKind};
use crate::{card::Card, entry::RollNumber, evidence::PaperVote, export::Counted};

impl<C: Card> Auditor<'_, C> {
    /// The cause of a revocation: an envelope, once, that is among those that count.
    pub(super) fn paper(&mut self, index: u64, paper: &PaperVote) {
        if let Some(first) = self.references.insert(paper.reference.clone(), index) {
            self.fault(index, Some(paper.number), FaultKind::PaperVoteReused { first });
        }
        if !self.counted.contains(&(paper.number, paper.reference.as_str())) {
            self.fault(index, Some(paper.number), FaultKind::PaperNotCounted);
        }
    }

    /// All envelopes that count, once the board was read.
    pub(super) fn envelopes(&mut self) {
        let case = self.case;
        let mut chains: BTreeMap<RollNumber, BTreeSet<usize>> = BTreeMap::new();
        for (id, chain) in self.chains.iter().enumerate() {
            // by who signed in, and by the registrar's own word
            let shown = chain.person.as_ref().and_then(|person| case.roll.number(person));
            for number in shown.into_iter().chain(chain.number) {
                chains.entry(number).or_default().insert(id);
            }
        }
        let (mut people, mut references) = (BTreeSet::new(), BTreeMap::new());
        for Counted { number, reference } in &case.export.counted {
            let number = *number;
            let fault = |kind| Fault { entry: None, number: Some(number), kind };
            if case.roll.elector(number).is_none() {
                self.faults.push(fault(FaultKind::EnvelopeOfNobody));
            }
            let of = *references.entry(reference).or_insert(number);
            if of != number {
                self.faults.push(fault(FaultKind::EnvelopeOfTwo));
            }
            if !people.insert(number) {
                self.faults.push(fault(FaultKind::SecondEnvelope));
                continue;
            }
            let Some(own) = chains.get(&number) else {
                self.numbers.envelopes_only += 1;
                continue;
            };
            if !case.closed {
                continue;
            }
            let live = own.iter().filter_map(|id| self.chains.get(*id)).filter(|chain| chain.live.is_some());
            self.faults.extend(
                live.map(|chain| Fault { entry: Some(chain.first), ..fault(FaultKind::CountedTwice) }),
            );
        }
        let envelopes = case.export.counted.len() as u64;
        self.numbers.envelopes = envelopes;
        if let Some(counted) = case.paper_counted.filter(|counted| *counted > envelopes) {
            let kind = FaultKind::TooFewEnvelopes { counted, envelopes };
            self.faults.push(Fault { entry: None, number: None, kind });
        }
    }
}
