//! What a population is made from, and what is accepted.

use chrono::NaiveDate;

/// Everything that decides a population; the same settings give the same people, on any machine, for ever (DAT-2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// The seed of every draw.
    pub seed: u64,
    /// How many numbers are taken, superseded and invalidated ones included.
    pub patients: u64,
    /// The day from which ages and plans count; never the machine's clock.
    pub reference_date: NaiveDate,
    /// Where the numbers lie.
    pub range: Range,
    /// How many people can log on.
    pub users: u64,
    /// How often things happen.
    pub dials: Dials,
}

impl Default for Settings {
    /// 100,000 patients of seed 1 on 2 March 2026, 1,200 users.
    fn default() -> Self {
        Self {
            seed: 1,
            patients: 100_000,
            reference_date: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default(),
            range: Range::Range999,
            users: 1_200,
            dials: Dials::default(),
        }
    }
}

/// The block of synthetic NHS numbers that a population takes. DAT-1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    /// 999 000 0000 – 999 999 9999: 909,091 numbers.
    Range999,
    /// 900 000 0000 – 999 999 9999: 90,909,091 numbers, less the four of DAT-5.
    Range9xx,
}

/// A text that names no range.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a range of NHS numbers is 999 or 9xx")]
pub struct RangeError;

impl Range {
    /// Its name in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Range999 => "999",
            Self::Range9xx => "9xx",
        }
    }

    /// How many patients it can hold.
    pub const fn capacity(self) -> u64 {
        match self {
            Self::Range999 => 909_091,
            Self::Range9xx => 90_909_087,
        }
    }

    /// The first six digits of its first and its last thousand.
    pub(crate) const fn thousands(self) -> (u32, u32) {
        match self {
            Self::Range999 => (999_000, 999_999),
            Self::Range9xx => (900_000, 999_999),
        }
    }
}

impl core::str::FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "999" => Ok(Self::Range999),
            "9xx" => Ok(Self::Range9xx),
            _ => Err(RangeError),
        }
    }
}

/// How often things happen, each in parts per million. Where a published figure stands behind a default, it is named; the others
/// are ours, chosen so that a small population shows the thing at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dials {
    /// Of the children, how many hold a plan displayable on the reference date, hard cases apart. 16,000: with the 3,400 of the
    /// hard cases it comes to the published 225,000 plans for 12 million children, some holding two.
    pub children_with_plans: u32,
    /// Of the children, how many hold a plan that is not displayable on the reference date: over for more than 364 days, or not
    /// yet begun. Ours: 5,000.
    pub children_with_lapsed_plans: u32,
    /// Of the mothers, how many hold a displayable plan for an unborn child. Ours: 2,000.
    pub mothers_with_unborn_plans: u32,
    /// Of the children with plans, how many hold two kinds from one authority. Ours: 50,000.
    pub second_plans: u32,
    /// Of the children with plans, how many hold plans of two authorities. Ours: 30,000.
    pub second_authorities: u32,
    /// Of the households, how many are restricted ("sensitive"). Ours: 5,000.
    pub restricted: u32,
}

impl Default for Dials {
    fn default() -> Self {
        Self {
            children_with_plans: 16_000,
            children_with_lapsed_plans: 5_000,
            mothers_with_unborn_plans: 2_000,
            second_plans: 50_000,
            second_authorities: 30_000,
            restricted: 5_000,
        }
    }
}

/// Why no population can be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SettingsError {
    /// Nobody at all.
    #[error("a population has at least 1 patient, the settings ask for none")]
    NoPatients,
    /// More patients than the narrow range has numbers.
    #[error(
        "the range 999 holds at most 909,091 patients, superseded and invalidated numbers included; the settings ask for {0}: \
         set range = \"9xx\" for up to 90,909,087"
    )]
    Narrow(u64),
    /// More patients than there are synthetic numbers.
    #[error("the range 9xx holds at most 90,909,087 patients, the settings ask for {0}")]
    TooMany(u64),
    /// A reference date far from now.
    #[error("a reference date lies in the years 2000 to 2099, the settings say {0}")]
    ReferenceDate(NaiveDate),
    /// Too few or too many users.
    #[error("a population has 40 to 50,000 users, the settings ask for {0}")]
    Users(u64),
    /// A dial beyond its end.
    #[error("`{dial}` takes 0 to {most} in a million, the settings say {found}")]
    Dial {
        /// Which one.
        dial: &'static str,
        /// Its end.
        most: u32,
        /// What the settings say.
        found: u32,
    },
}

impl Settings {
    /// Checks everything that a population relies on.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if self.patients == 0 {
            return Err(SettingsError::NoPatients);
        }
        if self.patients > self.range.capacity() {
            return Err(match self.range {
                Range::Range999 if self.patients <= Range::Range9xx.capacity() => {
                    SettingsError::Narrow(self.patients)
                }
                Range::Range999 | Range::Range9xx => SettingsError::TooMany(self.patients),
            });
        }
        let year = chrono::Datelike::year(&self.reference_date);
        if !(2000..=2099).contains(&year) {
            return Err(SettingsError::ReferenceDate(self.reference_date));
        }
        if !(40..=50_000).contains(&self.users) {
            return Err(SettingsError::Users(self.users));
        }
        self.dials.check()
    }
}

impl Dials {
    fn check(&self) -> Result<(), SettingsError> {
        // One block of eight holds at most one family with plans, which bounds the shares.
        let ends = [
            ("children_with_plans", self.children_with_plans, 200_000),
            (
                "children_with_lapsed_plans",
                self.children_with_lapsed_plans,
                150_000,
            ),
            (
                "mothers_with_unborn_plans",
                self.mothers_with_unborn_plans,
                300_000,
            ),
            ("second_plans", self.second_plans, 500_000),
            ("second_authorities", self.second_authorities, 500_000),
            ("restricted", self.restricted, 1_000_000),
        ];
        for (dial, found, most) in ends {
            if found > most {
                return Err(SettingsError::Dial { dial, most, found });
            }
        }
        Ok(())
    }
}
