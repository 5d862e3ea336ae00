use core::fmt;

/// An NHS number whose check digit is right. SRC-1.
///
/// It says nothing of whether anybody has the number. `Debug` hides six digits: numbers never enter logs (ENV-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber {
    /// The first nine digits; the tenth follows from them.
    stem: u32,
}

/// Why a text is no NHS number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NhsNumberError {
    /// Too short or too long.
    #[error("an NHS number has 10 digits, this text has {0}")]
    Length(usize),
    /// Something that is no digit.
    #[error("an NHS number has digits only, this text has {0:?}")]
    NotADigit(char),
    /// The nine digits ask for another tenth.
    #[error("the check digit is {found}, the first nine digits call for {expected}")]
    CheckDigit {
        /// What the text has.
        found: u32,
        /// What modulus 11 asks for.
        expected: u32,
    },
    /// The nine digits can have no tenth: modulus 11 gives 10.
    #[error("no NHS number begins with these nine digits, their check digit would be 10")]
    NoSuchNumber,
}

impl NhsNumber {
    /// How many stems of nine digits there are.
    const STEMS: u32 = 1_000_000_000;

    /// Reads exactly ten digits.
    ///
    /// ```
    /// use cpis_vocabulary::{NhsNumber, NhsNumberError};
    ///
    /// assert!(NhsNumber::parse("9000000009").is_ok());
    /// assert_eq!(
    ///     NhsNumber::parse("9000000000"),
    ///     Err(NhsNumberError::CheckDigit { found: 0, expected: 9 })
    /// );
    /// ```
    ///
    /// # Errors
    /// Says what is wrong with the text: its length, a character that is no digit, or the check digit.
    pub fn parse(text: &str) -> Result<Self, NhsNumberError> {
        let mut digits = 0_usize;
        let mut value = 0_u64;
        for character in text.chars() {
            let digit = character
                .to_digit(10)
                .ok_or(NhsNumberError::NotADigit(character))?;
            digits += 1;
            if digits > 10 {
                return Err(NhsNumberError::Length(text.chars().count()));
            }
            value = value * 10 + u64::from(digit);
        }
        if digits != 10 {
            return Err(NhsNumberError::Length(digits));
        }
        let found = u32::try_from(value % 10).unwrap_or_default();
        let stem = u32::try_from(value / 10).unwrap_or_default();
        match check_digit(stem) {
            Some(expected) if expected == found => Ok(Self { stem }),
            Some(expected) => Err(NhsNumberError::CheckDigit { found, expected }),
            None => Err(NhsNumberError::NoSuchNumber),
        }
    }

    /// Reads ten digits with any spaces between them, as people type them on the web page. SRC-1.
    ///
    /// # Errors
    /// As [`NhsNumber::parse`].
    pub fn parse_with_spaces(text: &str) -> Result<Self, NhsNumberError> {
        let digits: alloc::string::String = text.chars().filter(|c| *c != ' ').collect();
        Self::parse(&digits)
    }

    /// The number that begins with these nine digits, if there is one: one stem in eleven has none.
    pub const fn from_stem(stem: u32) -> Option<Self> {
        if stem < Self::STEMS && check_digit(stem).is_some() {
            Some(Self { stem })
        } else {
            None
        }
    }

    /// The first nine digits.
    pub const fn stem(self) -> u32 {
        self.stem
    }

    /// All ten digits as one number.
    pub fn value(self) -> u64 {
        u64::from(self.stem) * 10 + u64::from(check_digit(self.stem).unwrap_or_default())
    }

    /// Whether it lies in 900…–999…, the range that is never issued to anybody. DAT-1.
    pub const fn is_synthetic(self) -> bool {
        self.stem >= 900_000_000
    }
}

/// The tenth digit by modulus 11, with weights 10 to 2; none where it would be 10.
const fn check_digit(stem: u32) -> Option<u32> {
    let mut rest = stem;
    let mut weight = 2;
    let mut sum = 0;
    while weight <= 10 {
        sum += (rest % 10) * weight;
        rest /= 10;
        weight += 1;
    }
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [b'0'; 10];
        let mut rest = self.value();
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        f.write_str(core::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value();
        write!(f, "{:03}******{}", value / 10_000_000, value % 10)
    }
}

impl core::str::FromStr for NhsNumber {
    type Err = NhsNumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
