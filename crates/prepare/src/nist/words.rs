//! The words of the standard: classes with their fields, variations of a vote; and our own, where it has none.

use tabella_election::manifest::Rule;

/// The standard's version.
pub(super) const VERSION: &str = "1.0.0";
/// What stands before the name of every class.
pub(super) const CLASS: &str = "BallotDefinition.";
/// What stands before our own types of identifiers.
pub(super) const OWN: &str = "tabella:";
/// The whole of all reporting units, where they have no common parent.
pub(super) const SCOPE: &str = "scope";
/// What it is called, so that it is not taken for a unit of its own.
pub(super) const SCOPE_TYPE: &str = "all reporting units";
/// What every reporting unit is called: the standard's types are those of one country.
pub(super) const UNIT_TYPE: &str = "reporting unit";
/// What a definition says of itself.
pub(super) const NOTES: &str = "What the standard has no word for stands in external identifiers whose type begins with tabella:. \
                                Keys, trustees, limits and deadlines of voting by post do not stand here.";

/// A class: its fields that are read, and those for which a draft has no place.
pub(super) struct Class {
    pub(super) name: &'static str,
    pub(super) read: &'static str,
    pub(super) left: &'static str,
}

/// The classes that are read.
pub(super) const CLASSES: [Class; 18] = [
    Class {
        name: "BallotDefinition",
        read: "Election GeneratedDate GpUnit Issuer IssuerAbbreviation Notes Party SequenceEnd SequenceStart VendorApplicationId Version",
        left: "BallotFormat ExternalIdentifier Header IsTest Office OfficeGroup Person Shape TestType",
    },
    Class {
        name: "Election",
        read: "BallotStyle Candidate Contest ElectionScopeId EndDate ExternalIdentifier Name StartDate Type",
        left: "ContactInformation OtherType",
    },
    Class {
        name: "ReportingUnit",
        read: "@id ComposingGpUnitIds ExternalIdentifier Name OtherType Type",
        left: "AuthorityIds ContactInformation ElectionAdministration IsDistricted IsMailOnly Number PartyRegistration SpatialDimension \
               TotalSubUnits VotersRegistered",
    },
    Class {
        name: "Party",
        read: "@id ExternalIdentifier Name",
        left: "Abbreviation Color ContactInformation IsRecognizedParty LeaderPersonIds LogoUri PartyScopeGpUnitIds Slogan",
    },
    Class {
        name: "Coalition",
        read: "@id ExternalIdentifier Name",
        left: "Abbreviation Color ContactInformation ContestIds IsRecognizedParty LeaderPersonIds LogoUri PartyIds PartyScopeGpUnitIds \
               Slogan",
    },
    Class {
        name: "Candidate",
        read: "@id BallotName PartyId",
        left: "CampaignSlogan ContactInformation ExternalIdentifier FileDate IsIncumbent IsTopTicket PersonId PreElectionStatus ReadName",
    },
    Class {
        name: "CandidateContest",
        read: "@id BallotTitle ContestOption ElectionDistrictId ExternalIdentifier Name OtherVoteVariation SequenceOrder VoteVariation \
               VotesAllowed",
        left: "Abbreviation BallotSubTitle HasRotation NumberElected NumberRunoff OfficeIds PrimaryPartyIds RanksAllowed TotalSubUnits",
    },
    Class {
        name: "BallotMeasureContest",
        read: "@id BallotTitle ContestOption ElectionDistrictId ExternalIdentifier Name OtherVoteVariation SequenceOrder VoteVariation",
        left: "Abbreviation BallotSubTitle ConStatement EffectOfAbstain FullText HasRotation InfoUri OtherType PassageThreshold \
               ProStatement SummaryText TotalSubUnits Type",
    },
    Class {
        name: "RetentionContest",
        read: "@id BallotTitle ContestOption ElectionDistrictId ExternalIdentifier Name OtherVoteVariation SequenceOrder VoteVariation",
        left: "Abbreviation BallotSubTitle CandidateId ConStatement EffectOfAbstain FullText HasRotation InfoUri OfficeId OtherType \
               PassageThreshold ProStatement SummaryText TotalSubUnits Type",
    },
    Class {
        name: "PartyContest",
        read: "@id BallotTitle ContestOption ElectionDistrictId ExternalIdentifier Name OtherVoteVariation SequenceOrder VoteVariation",
        left: "Abbreviation BallotSubTitle HasRotation TotalSubUnits",
    },
    Class {
        name: "CandidateOption",
        read: "@id CandidateIds EndorsementPartyIds ExternalIdentifier IsWriteIn SequenceOrder",
        left: "",
    },
    Class { name: "BallotMeasureOption", read: "@id ExternalIdentifier Selection SequenceOrder", left: "" },
    Class { name: "PartyOption", read: "@id ExternalIdentifier PartyIds SequenceOrder", left: "" },
    Class {
        name: "BallotStyle",
        read: "ExternalIdentifier GpUnitIds Language OrderedContent",
        left: "ImageUri PartyIds Purpose",
    },
    Class { name: "OrderedContest", read: "ContestId OrderedContestOptionIds", left: "Physical" },
    Class { name: "OrderedHeader", read: "HeaderId OrderedContent", left: "" },
    Class { name: "InternationalizedText", read: "Text", left: "Label" },
    Class { name: "LanguageString", read: "Content Language", left: "" },
];

/// Contests on which other contests depend.
pub(super) const CONTROLLING: [&str; 3] =
    ["PartyPreferenceContest", "StraightPartyContest", "ActivationContest"];

/// The standard's word for a rule; the same as in the results.
pub(super) fn variation(rule: Rule, options: usize) -> &'static str {
    match (rule.option_max, rule.total_max) {
        (1, 1) => "plurality",
        (1, most) if usize::try_from(most).is_ok_and(|most| most >= options) => "approval",
        (1, _) => "n-of-m",
        _ => "cumulative",
    }
}

/// What a variation and the votes allowed say by themselves; nothing if such votes cannot be cast.
pub(super) fn rule(variation: &str, votes: u32) -> Option<Rule> {
    let option_max = match variation {
        "plurality" | "n-of-m" | "approval" | "majority" | "super-majority" | "proportional" => 1,
        "cumulative" => votes,
        _ => return None,
    };
    Some(Rule { option_max, total_min: 0, total_max: votes })
}
