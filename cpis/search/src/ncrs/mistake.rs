use core::fmt;

/// A field of the web page's forms.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Field {
    /// The NHS number.
    NhsNumber,
    /// Gender.
    Gender,
    /// Surname.
    Surname,
    /// Surname, in the basic form or with "widen search".
    WholeSurname,
    /// Date of birth, in the basic form.
    BirthDay,
    /// Date of birth, in the advanced form, or where its range begins.
    Born,
    /// Where the range of dates of birth ends.
    BornTo,
    /// First name.
    FirstName,
    /// Postcode.
    Postcode,
    /// One of first name and postcode.
    FirstNameOrPostcode,
}

/// One thing that is missing or wrong in a form.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Mistake {
    /// Where.
    pub field: Field,
    /// What was found.
    pub found: String,
}

impl Field {
    /// Its name on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NhsNumber => "NHS number",
            Self::Gender => "gender",
            Self::Surname | Self::WholeSurname => "surname",
            Self::BirthDay | Self::Born => "date of birth",
            Self::BornTo => "born to",
            Self::FirstName => "first name",
            Self::Postcode => "postcode",
            Self::FirstNameOrPostcode => "first name or postcode",
        }
    }

    /// What it accepts.
    pub const fn accepts(self) -> &'static str {
        match self {
            Self::NhsNumber => {
                "ten digits, with or without spaces, of which the last checks the others"
            }
            Self::Gender => "male, female, other or unknown",
            Self::Surname => {
                "the whole surname, or at least three letters of it and one * before or after them, for example Smi* or *ith"
            }
            Self::WholeSurname => "the whole surname without *",
            Self::BirthDay => "a day, for example 17-08-2011",
            Self::Born => {
                "a day, a month, a year or a range, for example 17-08-2011, 08-2011, 2011, 2011 to 2014 or 01-08-2011 to 31-07-2012"
            }
            Self::BornTo => {
                "a day, a month or a year, not before the one that the range begins with"
            }
            Self::FirstName => "the whole first name without *",
            Self::Postcode => "the whole postcode without *",
            Self::FirstNameOrPostcode => "one of the two, unless the date of birth is a single day",
        }
    }
}

impl Mistake {
    pub(super) fn new(field: Field, found: &str) -> Self {
        Self {
            field,
            found: found.to_owned(),
        }
    }

    pub(super) fn missing(field: Field) -> Self {
        Self::new(field, "it is empty")
    }

    pub(super) fn quoting(field: Field, text: &str) -> Self {
        Self::new(field, &format!("it is {text:?}"))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (label, accepts) = (self.field.label(), self.field.accepts());
        write!(f, "{label} takes {accepts}; {}", self.found)
    }
}
