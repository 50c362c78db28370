//! Why a manifest is refused.

/// What is wrong with a manifest, and where. Places are paths of ids, such as `contests/mayor/options/3`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Not text.
    #[error("the manifest is not UTF-8 at byte {at}")]
    NotUtf8 {
        /// Offset of the first byte that is not.
        at: usize,
    },
    /// No JSON, a repeated or unknown key, a number that is no plain integer, or a value of another type.
    #[error("{message}")]
    Json {
        /// What, with line and column.
        message: String,
    },
    /// An array in place of an object, a `null`, or another spelling of a value that has one only.
    #[error("the value at \"{path}\" is not written as the manifest's format says")]
    OtherReading {
        /// JSON pointer.
        path: String,
    },
    /// Another version of the format.
    #[error("version {found} of the manifest's format is not known")]
    Version {
        /// What the manifest says.
        found: u32,
    },
    /// A list that must not be empty.
    #[error("{place} is empty")]
    Empty {
        /// Where.
        place: String,
    },
    /// A number that must be at least 1.
    #[error("{place} must be at least 1")]
    Zero {
        /// Where.
        place: String,
    },
    /// An id, a language, a kind or a name of which there must be one only.
    #[error("{place}: \"{id}\" is repeated")]
    Repeated {
        /// The list.
        place: String,
        /// What is repeated.
        id: String,
    },
    /// An id that nothing bears.
    #[error("{place}: there is no \"{id}\"")]
    Unknown {
        /// Where it is used.
        place: String,
        /// The id.
        id: String,
    },
    /// A text that its field does not allow.
    #[error("{place}: \"{found}\" is not {expected}")]
    Text {
        /// Where.
        place: String,
        /// What it says.
        found: String,
        /// What must stand there.
        expected: &'static str,
    },
    /// A text in other languages than those offered.
    #[error("{place} must be in exactly these languages: {expected}; it is in: {found}")]
    Languages {
        /// Where.
        place: String,
        /// The offered languages.
        expected: String,
        /// Those of the text.
        found: String,
    },
    /// Voting would end before it begins.
    #[error("schedule: the election closes at {closes}, not after it opens at {opens}")]
    Schedule {
        /// First moment.
        opens: super::UtcTime,
        /// Last moment.
        closes: super::UtcTime,
    },
    /// Reporting units that contain themselves.
    #[error("reporting unit \"{unit}\" lies in itself")]
    UnitCycle {
        /// One of the circle.
        unit: String,
    },
    /// A style must count its ballots at a leaf of the tree.
    #[error("style \"{style}\": reporting unit \"{unit}\" contains other units")]
    NoLeaf {
        /// The style.
        style: String,
        /// Its unit.
        unit: String,
    },
    /// A contest on which nobody can vote.
    #[error("no style names contest \"{contest}\"")]
    UnusedContest {
        /// The contest.
        contest: String,
    },
    /// A rule that no ballot or not every lawful ballot can meet.
    #[error(
        "contest \"{contest}\": {min} ≤ {max} ≤ {most} does not hold for total_min, total_max and what all options may get"
    )]
    Totals {
        /// The contest.
        contest: String,
        /// total_min.
        min: u32,
        /// total_max.
        max: u32,
        /// Σ option_max.
        most: u64,
    },
    /// Two ways to leave a contest blank.
    #[error("contest \"{contest}\" has more than one way to vote blank: one blank option, or total_min 0")]
    Blank {
        /// The contest.
        contest: String,
    },
    /// Trustees' threshold.
    #[error("threshold {threshold} of {trustees} trustees: 2 ≤ t ≤ n and 2t > n must hold")]
    Threshold {
        /// t.
        threshold: u16,
        /// n.
        trustees: usize,
    },
    /// Two quorums of witnesses might not meet, or none can be had.
    #[error(
        "a quorum of {quorum} of {witnesses} witnesses: more than half, and no more than all, are needed"
    )]
    Quorum {
        /// The quorum.
        quorum: u32,
        /// Witnesses.
        witnesses: usize,
    },
    /// A key that is no canonical encoding, or of small order.
    #[error("{place} is not a usable key: {reason}")]
    Key {
        /// Where.
        place: String,
        /// Why.
        reason: String,
    },
    /// One key for two.
    #[error("{first} and {second} have the same key")]
    SameKey {
        /// One place.
        first: String,
        /// The other.
        second: String,
    },
    /// More joint keys than section 3 allows.
    #[error("contest \"{contest}\" needs joint key {index}: there are at most {max}")]
    TooManyKeys {
        /// The contest with the largest index.
        contest: String,
        /// The index.
        index: usize,
        /// The limit.
        max: usize,
    },
    /// More options in points contests than one ballot may have.
    #[error("style \"{style}\" has {count} points options: at most {max} are allowed")]
    TooManyPointsOptions {
        /// The style.
        style: String,
        /// Its points options.
        count: usize,
        /// The limit.
        max: usize,
    },
    /// Counts that could not be found by discrete logarithm.
    #[error("contest \"{contest}\": voters_max · weight_max · option_max exceeds 2^48")]
    TooManyVotes {
        /// The contest.
        contest: String,
    },
    /// A ballot of this style would not fit an entry of the board.
    #[error("style \"{style}\": a challenge could take {bytes} bytes: at most {max} fit an entry")]
    ChallengeTooLong {
        /// The style.
        style: String,
        /// Its largest challenge entry.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// A draft that already says what [`crate::draft::fill`] fills in, or is no object.
    #[error("a draft is an object without \"{field}\"")]
    Draft {
        /// The field.
        field: String,
    },
}
