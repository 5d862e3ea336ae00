use core::fmt;

/// The number of a rule, for example `ASN-3`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RequirementId {
    /// The group of rules.
    pub group: RequirementGroup,
    /// Its place in the group, from 1.
    pub number: u8,
}

/// The groups of rules, in the order of the rulebook.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RequirementGroup {
    /// Who looks.
    Idn,
    /// Find a patient.
    Src,
    /// The alert and what it shows.
    Alt,
    /// Previous views.
    View,
    /// Access to service notification.
    Asn,
    /// The local authority's side.
    La,
    /// Time.
    Clk,
    /// Synthetic people.
    Dat,
    /// Hosting.
    Env,
}

/// Why a text is no rule's number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a rule is named by its group and number, for example ASN-3")]
pub struct RequirementIdError;

impl RequirementGroup {
    /// Every group.
    pub const ALL: [Self; 9] = [
        Self::Idn,
        Self::Src,
        Self::Alt,
        Self::View,
        Self::Asn,
        Self::La,
        Self::Clk,
        Self::Dat,
        Self::Env,
    ];

    /// The group as it is written in a rule's number.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idn => "IDN",
            Self::Src => "SRC",
            Self::Alt => "ALT",
            Self::View => "VIEW",
            Self::Asn => "ASN",
            Self::La => "LA",
            Self::Clk => "CLK",
            Self::Dat => "DAT",
            Self::Env => "ENV",
        }
    }
}

impl RequirementId {
    /// The rule `number` of `group`.
    pub const fn new(group: RequirementGroup, number: u8) -> Self {
        Self { group, number }
    }
}

impl core::str::FromStr for RequirementId {
    type Err = RequirementIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (group, number) = text.split_once('-').ok_or(RequirementIdError)?;
        let group = RequirementGroup::ALL
            .into_iter()
            .find(|known| known.as_str() == group)
            .ok_or(RequirementIdError)?;
        // A sign or a leading zero would give one rule two names.
        if !number.starts_with(|first| matches!(first, '1'..='9')) {
            return Err(RequirementIdError);
        }
        let number = number.parse().map_err(|_| RequirementIdError)?;
        Ok(Self { group, number })
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.group.as_str(), self.number)
    }
}
