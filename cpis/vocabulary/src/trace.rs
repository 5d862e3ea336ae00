use core::fmt;
use uuid::{Uuid, fmt::Hyphenated};

/// A caller's own identity, a UUID: for one piece of work as `TraceID` (VIEW-7), for one request as `X-Request-ID` (IDN-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TraceId {
    // Two halves, so that the many places that hold one need not lie at multiples of sixteen.
    high: u64,
    low: u64,
}

/// Why a text is no UUID.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a UUID reads like 60e0b220-8136-4ca5-ae46-1d97ef59d068")]
pub struct TraceIdError;

impl TraceId {
    /// The UUID with these 128 bits.
    pub fn from_bits(bits: u128) -> Self {
        let (high, low) = Uuid::from_u128(bits).as_u64_pair();
        Self { high, low }
    }

    /// Its 128 bits.
    pub fn bits(self) -> u128 {
        self.uuid().as_u128()
    }

    /// Reads the hyphenated form, in either case.
    ///
    /// # Errors
    /// When the text has another form.
    pub fn parse(text: &str) -> Result<Self, TraceIdError> {
        // The library also takes forms without hyphens, in braces and as a URN.
        if text.len() != Hyphenated::LENGTH {
            return Err(TraceIdError);
        }
        let (high, low) = Uuid::try_parse(text)
            .map_err(|_| TraceIdError)?
            .as_u64_pair();
        Ok(Self { high, low })
    }

    /// How many bytes the hyphenated form has.
    pub const LENGTH: usize = Hyphenated::LENGTH;

    /// Writes the hyphenated form where there is room for it.
    pub fn encode(self, to: &mut [u8; Self::LENGTH]) -> &str {
        self.uuid().hyphenated().encode_lower(to)
    }

    const fn uuid(self) -> Uuid {
        Uuid::from_u64_pair(self.high, self.low)
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid().hyphenated(), f)
    }
}
