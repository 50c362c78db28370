//! A correction of one entry of the roll: *this is wrong*.

use std::{collections::BTreeMap, fmt};

use tabella_election::Election;
use tabella_identity::PersonId;

use crate::{
    difference::votes_otherwise,
    entry::{RollEntry, RollNumber},
    field::{Column, FieldError, FieldRules},
    roll::Roll,
};

/// Who stands behind a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// The person whose entry it is: language, address, e-mail.
    Voter,
    /// An official alone: the same.
    Official(PersonId),
    /// Two officials: everything that can be corrected.
    Officials(PersonId, PersonId),
}

/// A correction of one person's entry.
#[derive(Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whose.
    pub number: RollNumber,
    /// New texts by column, as in a file; empty to clear an address.
    pub changes: BTreeMap<Column, String>,
    /// Why, for those who look later.
    pub reason: String,
    /// By whom.
    pub author: Author,
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // new texts and reason are about a person
        let columns = self.changes.keys();
        f.debug_struct("Correction")
            .field("number", &self.number)
            .field("columns", &columns)
            .finish_non_exhaustive()
    }
}

/// Why a correction is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    /// Nobody has this number.
    #[error("nobody on the roll has number {0}")]
    NotOnRoll(RollNumber),
    /// A text that the column does not allow.
    #[error("{column} {error}")]
    Field {
        /// Which.
        column: Column,
        /// What is wrong.
        error: FieldError,
    },
    /// Who somebody is and what somebody votes on is changed by two officials.
    #[error("a change of {0} needs two officials")]
    TwoOfficials(Column),
    /// One person cannot be two.
    #[error("both officials are one person")]
    OneOfficial,
    /// Without a reason.
    #[error("a correction needs a reason")]
    NoReason,
    /// The entry would stay as it is.
    #[error("nothing changes")]
    Nothing,
}

/// A corrected entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// As it was.
    pub before: RollEntry,
    /// As it is now.
    pub after: RollEntry,
    /// Whether a live credential must be revoked (`administrative`): its style or weight is no longer the person's.
    pub revoke: bool,
}

impl Correction {
    /// Corrects the entry; the roll is not changed here.
    ///
    /// # Errors
    /// [`CorrectionError`].
    pub fn apply(&self, roll: &Roll, election: &Election) -> Result<Corrected, CorrectionError> {
        let before = roll.entry(self.number).ok_or(CorrectionError::NotOnRoll(self.number))?;
        if self.reason.trim().is_empty() && self.author != Author::Voter {
            return Err(CorrectionError::NoReason);
        }
        match &self.author {
            Author::Officials(one, other) if one == other => return Err(CorrectionError::OneOfficial),
            Author::Officials(..) => {}
            Author::Voter | Author::Official(_) => {
                if let Some(column) = self.changes.keys().find(|column| column.is_decisive()) {
                    return Err(CorrectionError::TwoOfficials(*column));
                }
            }
        }
        let rules = FieldRules::new(election);
        let mut after = before.clone();
        for (column, text) in &self.changes {
            let field = |error| CorrectionError::Field { column: *column, error };
            rules.set(&mut after, *column, text).map_err(field)?;
        }
        let style = |error| CorrectionError::Field { column: Column::Style, error };
        rules.style(after.style.as_str(), Some(&after.district)).map_err(style)?;
        if after == *before {
            return Err(CorrectionError::Nothing);
        }
        let revoke = votes_otherwise(before, &after);
        Ok(Corrected { before: before.clone(), after, revoke })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{election, person_id, roll};

    fn correction(author: Author, changes: &[(Column, &str)]) -> Correction {
        Correction {
            number: RollNumber(2),
            changes: changes.iter().map(|(column, text)| (*column, (*text).to_owned())).collect(),
            reason: "a certificate of birth".into(),
            author,
        }
    }

    fn two() -> Author {
        Author::Officials(person_id(8), person_id(9))
    }

    fn apply(correction: &Correction) -> Result<Corrected, CorrectionError> {
        correction.apply(&roll(3), &election())
    }

    #[test]
    fn voters_correct_how_they_are_reached() {
        let contact = [(Column::Language, "fr"), (Column::Address, ""), (Column::Email, "a@example.org")];
        for author in [Author::Voter, Author::Official(person_id(8)), two()] {
            let corrected = apply(&correction(author, &contact)).unwrap();
            assert_eq!(corrected.after.person.language, "fr");
            assert_eq!(corrected.after.person.address, None);
            assert!(!corrected.revoke);
        }
    }

    #[test]
    fn decisive_columns_take_two_officials() {
        for column in Column::ALL.into_iter().filter(|column| column.is_decisive()) {
            for author in [Author::Voter, Author::Official(person_id(8))] {
                let refused = apply(&correction(author, &[(column, "x")]));
                assert_eq!(refused, Err(CorrectionError::TwoOfficials(column)));
            }
        }
        let alone = Author::Officials(person_id(8), person_id(8));
        assert_eq!(apply(&correction(alone, &[(Column::Weight, "2")])), Err(CorrectionError::OneOfficial));
        assert!(apply(&correction(two(), &[(Column::Weight, "2")])).unwrap().revoke);
        assert!(!apply(&correction(two(), &[(Column::Surname, "New")])).unwrap().revoke);
        for column in [Column::Number, Column::PersonalCode] {
            let error = FieldError::Fixed;
            let refused = apply(&correction(two(), &[(column, "7")]));
            assert_eq!(refused, Err(CorrectionError::Field { column, error }));
        }
    }

    #[test]
    fn style_and_district_change_together() {
        let moved = apply(&correction(two(), &[(Column::District, "harbour"), (Column::Style, "harbour")]));
        assert!(moved.unwrap().revoke);
        let torn = apply(&correction(two(), &[(Column::District, "harbour")]));
        let error = FieldError::StyleElsewhere;
        assert_eq!(torn, Err(CorrectionError::Field { column: Column::Style, error }));
    }

    #[test]
    fn what_is_no_correction() {
        let mut nobody = correction(two(), &[(Column::Weight, "2")]);
        nobody.number = RollNumber(77);
        assert_eq!(apply(&nobody), Err(CorrectionError::NotOnRoll(RollNumber(77))));
        let mut mute = correction(two(), &[(Column::Weight, "2")]);
        mute.reason = " ".into();
        assert_eq!(apply(&mute), Err(CorrectionError::NoReason));
        assert_eq!(apply(&correction(two(), &[(Column::Weight, "1")])), Err(CorrectionError::Nothing));
        let error = FieldError::Weight { max: 3 };
        let heavy = apply(&correction(two(), &[(Column::Weight, "4")]));
        assert_eq!(heavy, Err(CorrectionError::Field { column: Column::Weight, error }));
    }
}
