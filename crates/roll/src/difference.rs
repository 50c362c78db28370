//! What a new roll changes, and the two officials who approve it.

use std::collections::BTreeMap;

use tabella_crypto::{ElectionId, cbor::Writer, hash};
use tabella_identity::PersonId;

use crate::{
    entry::{RollEntry, RollNumber},
    field::Column,
    roll::Roll,
};

/// `SHA-256("tabella/v1/roll-difference" || election_id || decisive changes || hash of the new roll)`: what officials
/// approve. It is the same only if the new roll is the same to the last letter and changes the same of what decides who
/// votes on what. How people are reached, which they change themselves at any time, is not part of what was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DifferenceHash(pub [u8; 32]);

/// A change of one person's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// As it is.
    pub before: RollEntry,
    /// As it would be.
    pub after: RollEntry,
    /// The columns that differ.
    pub columns: Vec<Column>,
}

/// What a new roll changes. People are the same if their personal codes are.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Who is new.
    pub added: Vec<RollEntry>,
    /// Whose entry changes.
    pub changed: Vec<Changed>,
    /// Who is no longer there.
    pub removed: Vec<RollEntry>,
    before: usize,
    hash: DifferenceHash,
    new: Roll,
}

/// An official's word on a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub official: PersonId,
    /// What was approved.
    pub difference: DifferenceHash,
}

/// Why a difference is not approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    /// One person cannot be two.
    #[error("both approvals are one official's")]
    OneOfficial,
    /// What was approved is something else.
    #[error("an approval is for another difference")]
    OtherDifference,
}

/// The roll is no longer what the difference was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the roll was changed after the difference was made; make it again")]
pub struct Outdated;

/// A roll that two officials approved. The only constructor is [`Difference::approve`].
#[derive(Clone, Debug)]
pub struct ApprovedRoll {
    hash: DifferenceHash,
    new: Roll,
}

impl Difference {
    /// Compares two rolls of one election.
    pub fn new(election: &ElectionId, old: &Roll, new: Roll) -> Self {
        let by_person = |roll: &Roll| -> BTreeMap<PersonId, RollEntry> {
            roll.iter().map(|entry| (entry.person.id.clone(), entry.clone())).collect()
        };
        let mut before = by_person(old);
        let (mut added, mut changed) = (Vec::new(), Vec::new());
        for after in new.iter() {
            match before.remove(&after.person.id) {
                None => added.push(after.clone()),
                Some(before) if before != *after => {
                    let columns = before.differs(after);
                    changed.push(Changed { before, after: after.clone(), columns });
                }
                Some(_) => {}
            }
        }
        let mut removed: Vec<RollEntry> = before.into_values().collect();
        removed.sort_by_key(|entry| entry.number);
        let decisive = decisive(&added, &changed, &removed);
        let parts: [&[u8]; 3] = [election.as_bytes(), &decisive, &new.hash(election).0];
        let hash = DifferenceHash(hash::sha256(b"tabella/v1/roll-difference", &parts));
        Self { added, changed, removed, before: old.len(), hash, new }
    }

    /// What officials approve.
    pub fn hash(&self) -> DifferenceHash {
        self.hash
    }

    /// How many people are on the roll that it would change.
    pub fn before(&self) -> usize {
        self.before
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// Whose live credential, if there is one, must be revoked: people who leave the roll, and those whose style or weight
    /// changes.
    pub fn revocations(&self) -> impl Iterator<Item = RollNumber> {
        let changed =
            self.changed.iter().filter(|Changed { before, after, .. }| votes_otherwise(before, after));
        let numbers = changed.map(|changed| changed.before.number);
        self.removed.iter().map(|entry| entry.number).chain(numbers)
    }

    /// Takes the word of two officials.
    ///
    /// # Errors
    /// [`ApprovalError`] unless they are two people and mean this difference.
    pub fn approve(self, approvals: &[Approval; 2]) -> Result<ApprovedRoll, ApprovalError> {
        let [one, other] = approvals;
        if one.official == other.official {
            return Err(ApprovalError::OneOfficial);
        }
        if approvals.iter().any(|approval| approval.difference != self.hash) {
            return Err(ApprovalError::OtherDifference);
        }
        Ok(ApprovedRoll { hash: self.hash, new: self.new })
    }
}

/// Three CBOR arrays: the numbers of those who are new; what was and what will be of those of whom something decisive changes;
/// what was of those who go.
fn decisive(added: &[RollEntry], changed: &[Changed], removed: &[RollEntry]) -> Vec<u8> {
    let columns = || Column::ALL.into_iter().filter(|column| column.is_decisive());
    let line = |writer: Writer, entry: &RollEntry| {
        columns().fold(writer.array(columns().count()), |writer, column| writer.text(&entry.text(column)))
    };
    let changed: Vec<&Changed> =
        changed.iter().filter(|changed| changed.columns.iter().any(|column| column.is_decisive())).collect();
    let writer = Writer::new().array(3).array(added.len());
    let writer = added.iter().fold(writer, |writer, entry| writer.uint(entry.number.0));
    let writer = changed.iter().fold(writer.array(changed.len()), |writer, Changed { before, after, .. }| {
        line(line(writer.array(2), before), after)
    });
    removed.iter().fold(writer.array(removed.len()), line).finish()
}

/// Whether a credential for the one entry is none for the other.
pub(crate) fn votes_otherwise(before: &RollEntry, after: &RollEntry) -> bool {
    before.style != after.style || before.weight != after.weight
}

impl ApprovedRoll {
    /// The new roll, to stand in the place of `current`.
    ///
    /// # Errors
    /// [`Outdated`] if the new roll would change something else of `current` than was approved.
    pub fn replace(self, election: &ElectionId, current: &Roll) -> Result<Roll, Outdated> {
        let now = Difference::new(election, current, self.new);
        if now.hash == self.hash { Ok(now.new) } else { Err(Outdated) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{election, person_id, roll};

    fn approval(number: u64, difference: DifferenceHash) -> Approval {
        Approval { official: person_id(number), difference }
    }

    /// A roll of four; and one in which 1 moved, 2 has another weight, 3 is gone, 5 is new.
    fn two_rolls() -> (Roll, Roll) {
        let old = roll(4);
        let mut new = Roll::new();
        for mut entry in roll(5).iter().cloned() {
            match entry.number.0 {
                1 => entry.person.address = Some(tabella_identity::Redacted::new("Elsewhere 1".into())),
                2 => entry.weight = 2,
                3 => continue,
                _ => {}
            }
            new.insert(entry).unwrap();
        }
        (old, new)
    }

    #[test]
    fn what_changes_is_said() {
        let (election, (old, new)) = (election(), two_rolls());
        let difference = Difference::new(election.id(), &old, new);
        let numbers = |entries: &[RollEntry]| entries.iter().map(|entry| entry.number.0).collect::<Vec<_>>();
        assert_eq!((numbers(&difference.added), numbers(&difference.removed)), (vec![5], vec![3]));
        let changed: Vec<_> =
            difference.changed.iter().map(|c| (c.before.number.0, c.columns.clone())).collect();
        assert_eq!(changed, [(1, vec![Column::Address]), (2, vec![Column::Weight])]);
        assert_eq!(difference.revocations().collect::<Vec<_>>(), [RollNumber(3), RollNumber(2)]);
        assert!(!difference.is_empty());
        assert!(Difference::new(election.id(), &old, old.clone()).is_empty());
    }

    #[test]
    fn two_people_approve_one_difference() {
        let (election, (old, new)) = (election(), two_rolls());
        let id = election.id();
        let difference = Difference::new(id, &old, new.clone());
        let hash = difference.hash();
        let alone = [approval(1, hash), approval(1, hash)];
        assert_eq!(difference.clone().approve(&alone).unwrap_err(), ApprovalError::OneOfficial);
        let other = Difference::new(id, &old, roll(3)).hash();
        let mixed = [approval(1, hash), approval(2, other)];
        assert_eq!(difference.clone().approve(&mixed).unwrap_err(), ApprovalError::OtherDifference);
        let approved = difference.approve(&[approval(1, hash), approval(2, hash)]).unwrap();
        assert_eq!(approved.clone().replace(id, &roll(3)), Err(Outdated));
        assert_eq!(approved.replace(id, &old).unwrap(), new);
    }

    #[test]
    fn the_hash_depends_on_every_letter() {
        let (election, roll) = (election(), roll(3));
        let hash = |new: Roll| Difference::new(election.id(), &roll, new).hash();
        let mut seen = vec![hash(roll.clone())];
        for column in Column::ALL {
            let mut other = Roll::new();
            for mut entry in roll.iter().cloned() {
                if entry.number.0 == 2 {
                    crate::testing::change(&mut entry, column);
                }
                other.insert(entry).unwrap();
            }
            seen.push(hash(other));
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), Column::ALL.len() + 1);
        // what was, too, where it decides; how people are reached is theirs to change meanwhile
        for column in Column::ALL {
            let mut old = Roll::new();
            for mut entry in roll.iter().cloned() {
                if entry.number.0 == 2 {
                    crate::testing::change(&mut entry, column);
                }
                old.insert(entry).unwrap();
            }
            let meanwhile = Difference::new(election.id(), &old, roll.clone()).hash();
            assert_eq!(meanwhile == hash(roll.clone()), !column.is_decisive(), "{column}");
        }
        let elsewhere = Difference::new(&ElectionId([1; 32]), &roll, roll.clone()).hash();
        assert_ne!(elsewhere, hash(roll.clone()));
    }
}
