//! The methods by name.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

use crate::{
    election::{Election, InputError},
    outcome::Outcome,
    plurality, proportional, riigikogu,
    series::Series,
};

/// How seats follow from votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Estonia's parliament: personal, district and compensation mandates.
    EeRiigikogu,
    /// Highest quotients by 1, 2, 3, … in each contest.
    DHondt,
    /// Highest quotients by 1, 3, 5, …
    SainteLague,
    /// Highest quotients by 1.4, 3, 5, …
    SainteLagueModified,
    /// Luxembourg's parliament: an electoral number, then highest quotients.
    HagenbachBischoff,
    /// The candidates with the most votes.
    Plurality,
}

/// No method has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no method {0:?}; the methods are {names}", names = Method::ALL.map(Method::name).join(", "))]
pub struct UnknownMethod(pub String);

impl Method {
    /// Every method.
    pub const ALL: [Self; 6] = [
        Self::EeRiigikogu,
        Self::DHondt,
        Self::SainteLague,
        Self::SainteLagueModified,
        Self::HagenbachBischoff,
        Self::Plurality,
    ];

    /// The name in commands and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EeRiigikogu => "ee-riigikogu",
            Self::DHondt => "dhondt",
            Self::SainteLague => "sainte-lague",
            Self::SainteLagueModified => "sainte-lague-modified",
            Self::HagenbachBischoff => "hagenbach-bischoff",
            Self::Plurality => "plurality",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, UnknownMethod> {
        let found = Self::ALL.into_iter().find(|method| method.name() == name);
        found.ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Gives the seats.
///
/// # Errors
/// If the method needs something that the counts do not say.
pub fn allocate(method: Method, election: &Election) -> Result<Outcome, InputError> {
    match method {
        Method::EeRiigikogu => riigikogu::allocate(election),
        Method::DHondt | Method::HagenbachBischoff => {
            proportional::allocate(method, Series::DHondt, election)
        }
        Method::SainteLague => proportional::allocate(method, Series::SainteLague, election),
        Method::SainteLagueModified => proportional::allocate(method, Series::SainteLagueModified, election),
        Method::Plurality => Ok(plurality::allocate(election)),
    }
}
