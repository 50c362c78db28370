//! Who may do what: the one table, and where an office holds.

use tabella_desk_store::{Office, Role};
use tabella_election::{Election, UnitId};

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// See what everyone may see.
    Public,
    /// Begin a session and sign in.
    SignIn,
    /// See and correct the own data, sign out.
    OwnData,
    /// Get a credential for oneself.
    OwnCredential,
    /// Read who used a person's data, for that person's portal.
    DataTracker,
    /// See rolls that wait, and what they would change.
    SeeRoll,
    /// Upload a roll, consent to it, put it in force.
    ChangeRoll,
    /// Look at a person's line.
    LookAtLine,
    /// Correct a person's line.
    CorrectLine,
    /// Revoke a credential.
    RevokeCredential,
    /// See what critical deeds are proposed.
    SeeDeeds,
    /// Consent to a proposed deed; which deed decides further.
    ConsentToDeed,
    /// Appoint and dismiss officials.
    Appoint,
    /// Hand the evidence out, encrypted to an auditor.
    ExportEvidence,
    /// See which entries wait for the board, and which it refused.
    SeeOutbox,
    /// Check that the data log is whole.
    CheckUsage,
    /// Let people sign in although nobody says whether cards are revoked.
    DeclareOutage,
    /// Ask for a vote by post for oneself, and see where it is.
    OwnPostal,
    /// See which votes by post there are, without names.
    SeePostal,
    /// Look at a person's request.
    LookAtPostal,
    /// Decide on requests and envelopes.
    DecidePostal,
    /// Enter a request for a person.
    EnterPostal,
    /// Print packs and hand them to the post.
    SendPostal,
    /// Take envelopes in.
    ReceivePostal,
    /// Hand in what trustees or the authority signed; the signature decides whose it is.
    HandIn,
    /// See what the board shows, and how far the election is.
    WatchBoard,
    /// Open, extend, end, close; sign the result.
    RunElection,
    /// Type votes on paper.
    CountPaper,
    /// Write and fix the manifest of an election that is none yet.
    PrepareElection,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 29] = [
        Self::Public,
        Self::SignIn,
        Self::OwnData,
        Self::OwnCredential,
        Self::DataTracker,
        Self::SeeRoll,
        Self::ChangeRoll,
        Self::LookAtLine,
        Self::CorrectLine,
        Self::RevokeCredential,
        Self::SeeDeeds,
        Self::ConsentToDeed,
        Self::Appoint,
        Self::ExportEvidence,
        Self::SeeOutbox,
        Self::CheckUsage,
        Self::DeclareOutage,
        Self::OwnPostal,
        Self::SeePostal,
        Self::LookAtPostal,
        Self::DecidePostal,
        Self::EnterPostal,
        Self::SendPostal,
        Self::ReceivePostal,
        Self::HandIn,
        Self::WatchBoard,
        Self::RunElection,
        Self::CountPaper,
        Self::PrepareElection,
    ];
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody who is not signed in.
    Nobody,
    /// Somebody who is signed in.
    Person,
    /// Somebody who is signed in and holds this office.
    Official(Role),
    /// The security server through which a person's portal asks.
    Portal,
}

impl Who {
    /// Everyone.
    pub fn all() -> impl Iterator<Item = Self> {
        let officials = Role::ALL.into_iter().map(Self::Official);
        [Self::Nobody, Self::Person].into_iter().chain(officials).chain([Self::Portal])
    }
}

/// The table: whether somebody may do something. Where an office holds is asked by [`holds_in`].
pub fn permits(who: Who, action: Action) -> bool {
    let role = match who {
        Who::Nobody => return matches!(action, Action::Public | Action::SignIn),
        Who::Portal => return matches!(action, Action::Public | Action::SignIn | Action::DataTracker),
        Who::Person => None,
        Who::Official(role) => Some(role),
    };
    let has = |roles: &[Role]| role.is_some_and(|role| roles.contains(&role));
    match action {
        Action::Public
        | Action::SignIn
        | Action::OwnData
        | Action::OwnCredential
        | Action::OwnPostal
        | Action::HandIn => true,
        Action::DataTracker => false,
        Action::SeeRoll | Action::SeeOutbox => has(&[Role::Registrar, Role::ElectionManager, Role::Auditor]),
        Action::ChangeRoll | Action::RevokeCredential => has(&[Role::Registrar]),
        Action::LookAtLine => has(&[Role::Registrar, Role::PostalOfficer, Role::Auditor, Role::Helpdesk]),
        Action::CorrectLine => has(&[Role::Registrar, Role::Helpdesk]),
        Action::SeeDeeds | Action::WatchBoard => has(&Role::ALL),
        // which deed decides further
        Action::ConsentToDeed | Action::ExportEvidence => has(&[Role::Registrar, Role::ElectionManager]),
        Action::Appoint | Action::DeclareOutage | Action::RunElection | Action::PrepareElection => {
            has(&[Role::ElectionManager])
        }
        Action::CountPaper => has(&[Role::ElectionManager, Role::PostalOfficer]),
        Action::CheckUsage => has(&[Role::ElectionManager, Role::Auditor]),
        Action::SeePostal => {
            has(&[Role::PostalOfficer, Role::ElectionManager, Role::Auditor, Role::Helpdesk])
        }
        Action::LookAtPostal => has(&[Role::PostalOfficer, Role::Auditor]),
        Action::DecidePostal | Action::SendPostal | Action::ReceivePostal => has(&[Role::PostalOfficer]),
        Action::EnterPostal => has(&[Role::PostalOfficer, Role::Helpdesk]),
    }
}

/// About what something is done.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// All elections.
    Everything,
    /// A whole election.
    Election(&'a Election),
    /// People of this reporting unit.
    District(&'a Election, &'a UnitId),
}

/// Whether an office holds there.
pub(super) fn holds_in(office: &Office, scope: Scope<'_>) -> bool {
    let election = match scope {
        Scope::Everything => return office.election.is_none() && office.district.is_none(),
        Scope::Election(election) | Scope::District(election, _) => election,
    };
    if office.election.is_some_and(|only| only != *election.id()) {
        return false;
    }
    match (&office.district, scope) {
        (None, _) => true,
        (Some(own), Scope::District(election, unit)) => is_at_or_below(election, own, unit),
        (Some(_), _) => false,
    }
}

/// The first office that allows something there.
pub(super) fn office_for(offices: &[Office], action: Action, scope: Scope<'_>) -> Option<Role> {
    let office = offices.iter().find(|one| permits(Who::Official(one.role), action) && holds_in(one, scope));
    office.map(|office| office.role)
}

fn is_at_or_below(election: &Election, above: &UnitId, unit: &UnitId) -> bool {
    let units = &election.manifest().reporting_units;
    let mut at = units.iter().position(|one| one.id == *unit);
    while let Some(position) = at {
        if units.get(position).is_some_and(|one| one.id == *above) {
            return true;
        }
        at = election.parent(position);
    }
    false
}

#[cfg(test)]
mod tests {
    use tabella_crypto::ElectionId;
    use tabella_tests::{Fixture, Setup};

    use super::*;

    fn office(election: Option<ElectionId>, district: Option<&str>) -> Office {
        Office { role: Role::Registrar, election, district: district.map(UnitId::from) }
    }

    #[test]
    fn offices_hold_where_they_say() {
        let election = Fixture::unannounced(&Setup::default()).election;
        let (whole, east) = (Scope::Election(&election), UnitId::from("east"));
        let east = Scope::District(&election, &east);
        assert!(holds_in(&office(None, None), whole) && holds_in(&office(None, None), Scope::Everything));
        let here = office(Some(*election.id()), None);
        assert!(holds_in(&here, whole) && holds_in(&here, east) && !holds_in(&here, Scope::Everything));
        let elsewhere = office(Some(ElectionId([9; 32])), None);
        assert!(!holds_in(&elsewhere, whole) && !holds_in(&elsewhere, east));
        // east lies in town, not in west
        assert!(holds_in(&office(None, Some("town")), east) && holds_in(&office(None, Some("east")), east));
        assert!(
            !holds_in(&office(None, Some("west")), east) && !holds_in(&office(None, Some("town")), whole)
        );
    }

    #[test]
    fn auditors_change_nothing() {
        use Action as A;
        let auditor = Who::Official(Role::Auditor);
        let may: Vec<Action> = A::ALL.into_iter().filter(|action| permits(auditor, *action)).collect();
        let reads = [A::SeeRoll, A::LookAtLine, A::SeeDeeds, A::SeeOutbox, A::CheckUsage];
        let posts = [A::OwnPostal, A::SeePostal, A::LookAtPostal, A::HandIn, A::WatchBoard];
        assert_eq!(may, [&[A::Public, A::SignIn, A::OwnData, A::OwnCredential][..], &reads, &posts].concat());
    }
}
