//! Ballot definitions as NIST SP 1500-20 says: Ballot Definition Common Data Format 1.0.0, in JSON.
//!
//! | of a manifest | in a definition |
//! | --- | --- |
//! | `title`, names, titles | `InternationalizedText`, one `LanguageString` for each language; `und` for all of them |
//! | `languages` | `Language` of every `BallotStyle`, in their order |
//! | `authority/name` | `Issuer` |
//! | `schedule/opens`, `closes` | `StartDate`, `EndDate`: days of legal time |
//! | `reporting_units`, `parent` | `ReportingUnit`, `ComposingGpUnitIds` |
//! | `contests`, `options` | `CandidateContest`, `CandidateOption` with a `Candidate`, in the order of `SequenceOrder` |
//! | `lists` | `Party`; an option's list is its `EndorsementPartyIds` |
//! | `rule` | `VotesAllowed` and `VoteVariation` |
//! | `styles` | `BallotStyle` with `GpUnitIds` and `OrderedContent` |
//!
//! `@id`s are those of the results (NIST SP 1500-100, `tabella_publish`): `unit:`, `contest:`, `selection:`, `candidate:`, `party:` and
//! the manifest's id, `scope` for the whole of units without a common parent. The manifest's own id is an `ExternalIdentifier` of the
//! type `local-level`.
//!
//! What the format has no word for stands in external identifiers of the type `other`, whose `OtherType` begins with `tabella:`:
//! the moments of opening and closing and the time zone at the election; the languages, where no ballot style says them; at a
//! contest `option_max` and `total_min`, where the variation alone says something else, and its lists, where the options
//! alone say others or another order; at an option `blank`. What stands nowhere is [`NOT_SAID`].
//!
//! A definition that somebody else wrote is read by the same rules. By the variation alone an option gets one vote at most, or all of
//! them if votes are cumulative, and nobody must vote. What a draft has no place for is [`Left`], with its name; what
//! would make another election of it is refused ([`Fault`]), and then nothing is taken.

mod json;
mod node;
mod read;
mod words;
mod write;

use std::fmt;

pub use read::{Taken, read};
pub use write::write;

/// Most faults that are told at once.
pub const FAULTS_MAX: usize = 50;

/// Most letters of an id: names of things in ballot styles and elsewhere repeat it.
pub const ID_MAX: usize = 200;

/// Most options that all ballot styles of a definition name together. Beyond it they are left out there: the order is the contest's.
pub const STYLE_OPTIONS_MAX: usize = 200_000;

/// Fields of a manifest that a definition does not say: a draft out of one has nothing there.
pub const NOT_SAID: [&str; 15] = [
    "authority/key",
    "schedule/grace_seconds",
    "schedule/postal_deadlines",
    "trustees",
    "registrar",
    "ballot_box",
    "witnesses",
    "eid",
    "rules/revoting",
    "rules/paper_precedence",
    "voters_max",
    "weight_max",
    "min_reporting_unit",
    "limits",
    "clients",
];

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub what: Wrong,
    /// Where: names and positions from 0, as `Election/0/Contest/2/VoteVariation`.
    pub place: String,
    /// What stands there.
    pub found: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        told(f, &self.place, self.what.english(), &self.found)
    }
}

impl std::error::Error for Fault {}

/// Something that a definition says and a draft does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// What.
    pub what: Loss,
    /// Where it stands first.
    pub place: String,
    /// What stands there.
    pub found: String,
    /// In so many places.
    pub count: u64,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        told(f, &self.place, self.what.english(), &self.found)?;
        if self.count > 1 { write!(f, " (in {} places)", self.count) } else { Ok(()) }
    }
}

fn told(f: &mut fmt::Formatter<'_>, place: &str, what: &str, found: &str) -> fmt::Result {
    match (place, found) {
        ("", "") => f.write_str(what),
        ("", found) => write!(f, "{what}: {found}"),
        (place, "") => write!(f, "{place}: {what}"),
        (place, found) => write!(f, "{place}: {what}: {found}"),
    }
}

macro_rules! kinds {
    ($(#[$about:meta])* $name:ident: $($variant:ident $word:literal $english:literal;)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $english] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// A word for keys of texts.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            fn english(self) -> &'static str {
                match self {
                    $(Self::$variant => $english,)*
                }
            }
        }
    };
}

kinds! {
    /// What can be wrong with a definition, or with a draft that is to become one.
    Wrong:
    Json "json" "this is no JSON, or does not read in one way only";
    Version "version" "only ballot definitions of version 1.0.0 are read";
    Class "class" "something of this kind cannot stand here";
    Kind "kind" "another kind of value belongs here";
    NoField "no-field" "this is missing";
    UnknownField "unknown-field" "the standard has no such field";
    Number "number" "a whole number from 1 on belongs here";
    Twice "twice" "this is there twice";
    Reference "reference" "this refers to nothing";
    Elections "elections" "exactly one election belongs in a definition";
    Part "part" "this is one of several files";
    Controls "controls" "a contest that decides about other contests cannot be held";
    Variation "variation" "votes of this kind cannot be cast here";
    Options "options" "the ballot style offers other options than the contest";
    Nameless "nameless" "an option needs a name";
    Moment "moment" "this is no moment in UTC such as 2027-03-05T20:00:00Z";
    Disagrees "disagrees" "this is another day than that of the moment";
    Own "own" "this says nothing that tabella writes";
    NoText "no-text" "a text is missing";
    NoTime "no-time" "a moment is missing";
    NoId "no-id" "an id is missing";
    TooLarge "too-large" "written out as a draft this would be too large";
    Hidden "hidden" "a character stands in this id that nobody sees, or that turns the writing round";
    LongId "long-id" "an id has no more than 200 letters";
}

kinds! {
    /// What of a definition a draft has no place for.
    Loss:
    Field "field" "a draft has no place for this";
    Unused "unused" "nothing refers to this: it is not taken over";
    Day "day" "a day without a time of day: opening and closing stay open";
    Language "language" "a text without a language: it is taken for the first one";
    WriteIn "write-in" "write-ins cannot be offered: the option is not taken over";
    Ticket "ticket" "several candidates of one option become one name";
    Parties "parties" "an option is on one list at most: it is taken over without one";
    Parents "parents" "a unit that lies in several others lies in none of them";
    Units "units" "a ballot style for several units becomes one for each";
    District "district" "a contest is held where ballot styles name it, and nothing else says where";
    Order "order" "options stand in one order on every ballot: the contest's";
    Headings "headings" "contests stand under no headings";
    Winners "winners" "who wins by so many votes is not said in a manifest";
    Assumed "assumed" "no variation is said: an option gets one vote at most";
}
