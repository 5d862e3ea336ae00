//! The ways to look for a patient: none is an access (SRC-9).

/// A way to look for a patient.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Find {
    /// The child's record, by NHS number. SRC-1.
    ByNumber,
    /// The child, by gender, name and date of birth. SRC-6.
    ByName,
    /// The child, by name, date of birth and postcode, written in several ways. SRC-8.
    ByPostcode,
    /// The child, by part of a name and a `*`. SRC-6.
    ByPart,
    /// The child, by names that sound alike or stand in each other's place. SRC-6.
    BySound,
    /// The child, by family name, gender and days around the birthday. SRC-6.
    ByRange,
    /// Somebody with accents, hyphens or apostrophes, without them. SRC-8.
    WithoutAccents,
    /// Somebody restricted, by number and by name. SRC-7.
    Restricted,
    /// Somebody restricted, by name and postcode: nobody. SRC-7.
    RestrictedByPostcode,
    /// Somebody whose number was withdrawn, by number and by name: nobody. SRC-7.
    Withdrawn,
    /// Somebody under a superseded number, by number and by name. SRC-7.
    Superseded,
    /// Somebody whose family name the run has just changed, by the new name and by the old. SRC-8.
    Changed,
    /// Somebody whom nobody is. SRC-6.
    Nobody,
    /// Exactly as many patients as an answer may hold. SRC-6.
    AsManyAsAllowed,
    /// One patient more than an answer may hold. SRC-6.
    TooMany,
    /// A number that is none. SRC-1.
    ByWrongNumber,
    /// A number that nobody has. SRC-1.
    ByUnknownNumber,
    /// Somebody by e-mail address or telephone number besides name and date of birth. SRC-6.
    ByReach,
    /// Somebody who has died, by the day of it besides name and date of birth. SRC-6.
    ByDeath,
    /// Somebody by the registered practice besides name and date of birth. SRC-6.
    ByPractice,
    /// Somebody by a former family name, asked for or not. SRC-6.
    ByFormerName,
    /// Somebody by names that sound alike, where only exact matches are asked for. SRC-6.
    Exactly,
    /// A search with one thing wrong. SRC-6.
    Refused,
    /// A search with two things wrong. SRC-6.
    TwiceWrong,
    /// The child, asked for by an application without a user. SRC-6.
    AsApplication,
}

impl Find {
    /// Every way, in the order of the page on the language.
    pub const ALL: [Self; 25] = [
        Self::ByNumber,
        Self::ByName,
        Self::ByPostcode,
        Self::ByPart,
        Self::BySound,
        Self::ByRange,
        Self::WithoutAccents,
        Self::Restricted,
        Self::RestrictedByPostcode,
        Self::Withdrawn,
        Self::Superseded,
        Self::Changed,
        Self::Nobody,
        Self::AsManyAsAllowed,
        Self::TooMany,
        Self::ByWrongNumber,
        Self::ByUnknownNumber,
        Self::ByReach,
        Self::ByDeath,
        Self::ByPractice,
        Self::ByFormerName,
        Self::Exactly,
        Self::Refused,
        Self::TwiceWrong,
        Self::AsApplication,
    ];

    /// The sentence of a script.
    pub const fn sentence(self) -> &'static str {
        self.row().0
    }

    /// What it does, in one clause.
    pub(super) const fn means(self) -> &'static str {
        self.row().1
    }

    #[rustfmt::skip]
    const fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::ByNumber => ("find by number", "reads the child's demographic record by NHS number (SRC-1, SRC-9)"),
            Self::ByName => ("find by name", "searches the child by gender, name and date of birth (SRC-6, SRC-8, SRC-9)"),
            Self::ByPostcode => ("find by name and postcode", "the same with the postcode, its spaces and letter case as people type them (SRC-8)"),
            Self::ByPart => ("find by part of a name", "the same with a `*` for a part of the family or the first given name (SRC-6)"),
            Self::BySound => ("find by sound", "a fuzzy search by names that are misspelt or swapped (SRC-6)"),
            Self::ByRange => ("find with a range of birth dates", "searches by family name, gender and up to a year on either side of the birthday (SRC-6, SRC-8)"),
            Self::WithoutAccents => ("find without accents", "searches somebody else, whose names have accents, hyphens or apostrophes, without them (SRC-8)"),
            Self::Restricted => ("find a restricted patient", "reads a restricted number and searches its name: found, marked and without anything that tells a place (SRC-7)"),
            Self::RestrictedByPostcode => ("find a restricted patient by postcode", "the same with the postcode: not found (SRC-7)"),
            Self::Withdrawn => ("find a withdrawn patient", "reads an invalidated number and searches its name: not found (SRC-7)"),
            Self::Superseded => ("find a superseded patient", "reads a superseded number and searches its name: the surviving record answers (SRC-7)"),
            Self::Changed => ("find a changed patient", "changes the family name of somebody without a plan, then searches the new name and the old (SRC-8); needs a control port"),
            Self::Nobody => ("find nobody", "searches a name that nobody has (SRC-6)"),
            Self::AsManyAsAllowed => ("find as many as allowed", "searches exactly as many patients as `_max-results` allows (SRC-6); needs people who are known"),
            Self::TooMany => ("find too many", "searches one patient more than `_max-results` allows: TOO_MANY_MATCHES (SRC-6); needs people who are known"),
            Self::ByWrongNumber => ("find by a wrong number", "reads a number that is none, for its check digit, its length or a letter: INVALID_RESOURCE_ID (SRC-1)"),
            Self::ByUnknownNumber => ("find by an unknown number", "reads a number that nobody has: RESOURCE_NOT_FOUND (SRC-1); needs people who are known"),
            Self::ByReach => ("find by e-mail or telephone", "searches somebody by name, date of birth and `email` or `phone`, their own or another's (SRC-6, SRC-8); needs people who are known"),
            Self::ByDeath => ("find by date of death", "searches somebody who has died by name, date of birth and `death-date`, the right days or others (SRC-6, SRC-8); needs people who are known"),
            Self::ByPractice => ("find by name and practice", "searches somebody by name, date of birth and `general-practitioner`, their own or another (SRC-6, SRC-8); needs people who are known"),
            Self::ByFormerName => ("find by a former name", "searches a former family name with `_history=true`, which finds them, or without, which does not (SRC-6, SRC-8); needs people who are known"),
            Self::Exactly => ("find exactly", "a fuzzy search with `_exact-match=true`, by the names as they are or misspelt (SRC-6)"),
            Self::Refused => ("find with a fault", "searches with one thing wrong: too little, a wildcard too early, a parameter that is not known, a malformed value, a limit out of range: refused (SRC-6)"),
            Self::TwiceWrong => ("find with two faults", "searches with two things wrong: the first in the order of checks is told (SRC-6)"),
            Self::AsApplication => ("find as an application", "searches the child with a token that no user logged on for: one patient at most (SRC-6)"),
        }
    }
}
