//! Reasons, from a list.

use super::Step;

macro_rules! reasons {
    ($($(#[$doc:meta])* $Reason:ident $word:literal: $($Step:ident),+;)*) => {
        /// Why the office does what the person would not want.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[$doc])* $Reason,)*
        }

        impl Reason {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$Reason),*];

            /// The word in the database and under which translations stand.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Reason => $word,)* }
            }

            /// The reason with this word.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($word => Some(Self::$Reason),)* _ => None }
            }

            /// Whether a step can be taken for this reason.
            pub fn is_for(self, step: Step) -> bool {
                match self { $(Self::$Reason => matches!(step, $(Step::$Step)|+),)* }
            }
        }
    };
}

reasons! {
    /// Who signed is not certain.
    IdentityNotConfirmed "identity-not-confirmed": Ask, Refuse;
    /// Not on the roll.
    NotOnRoll "not-on-roll": Refuse;
    /// Not eligible for this election.
    NotEligible "not-eligible": Refuse;
    /// Asked for already.
    Duplicate "duplicate": Refuse;
    /// Something is missing.
    Incomplete "incomplete": Ask, Refuse;
    /// The post does not know the address.
    AddressUnclear "address-unclear": Ask, Refuse, ReturnUndelivered;
    /// The person did not answer in time.
    NoResponse "no-response": Refuse, Reject;
    /// Nobody fetched the pack.
    Unclaimed "unclaimed": ReturnUndelivered;
    /// The person lives elsewhere now.
    Moved "moved": ReturnUndelivered;
    /// Whoever was there did not take it.
    NotTaken "not-taken": ReturnUndelivered;
    /// Came back undelivered.
    CameBack "came-back": Reissue;
    /// Never arrived.
    Lost "lost": Reissue;
    /// Arrived damaged, or something was missing in it.
    Damaged "damaged": Reissue;
    /// The declaration in the envelope is not signed.
    NotSigned "not-signed": SetAside, Reject;
    /// The signature is not the person's.
    OtherSignature "other-signature": SetAside, Reject;
    /// The declaration is missing, or somebody else's.
    NoDeclaration "no-declaration": SetAside, Reject;
    /// The envelope was open.
    Opened "opened": SetAside, Reject;
    /// Arrived after the deadline.
    TooLate "too-late": Reject;
    /// Fraud is suspected. Recorded and never shown to the person.
    SuspectedFraud "suspected-fraud": Refuse, Reject;
    /// Something else: in words.
    Other "other": Ask, Refuse, ReturnUndelivered, Reissue, SetAside, Reject;
}

impl Reason {
    /// What the person is told; none if that says nothing of the reason.
    pub fn shown(self) -> Option<Self> {
        Some(self).filter(|reason| *reason != Self::SuspectedFraud)
    }
}

impl Step {
    /// The reasons of which one must be given; empty if none may be.
    pub fn reasons(self) -> impl Iterator<Item = Reason> {
        Reason::ALL.iter().copied().filter(move |reason| reason.is_for(self))
    }
}
