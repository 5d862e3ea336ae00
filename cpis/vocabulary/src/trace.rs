use core::fmt;

/// A caller's own identity for one piece of work: a UUID, sent as `TraceID`. VIEW-7.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TraceId(u128);

/// Why a text is no UUID.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a UUID reads like 60e0b220-8136-4ca5-ae46-1d97ef59d068")]
pub struct TraceIdError;

impl TraceId {
    /// The UUID with these 128 bits.
    pub const fn from_bits(bits: u128) -> Self {
        Self(bits)
    }

    /// Its 128 bits.
    pub const fn bits(self) -> u128 {
        self.0
    }

    /// Reads the hyphenated form, in either case.
    ///
    /// # Errors
    /// When the text has another form.
    pub fn parse(text: &str) -> Result<Self, TraceIdError> {
        let text: &[u8; 36] = text.as_bytes().try_into().map_err(|_| TraceIdError)?;
        // Two halves of 64 bits: shifting 128 by fours costs several times as much.
        let (mut high, mut low) = (0_u64, 0_u64);
        for (place, byte) in text.iter().enumerate() {
            if matches!(place, 8 | 13 | 18 | 23) {
                if *byte != b'-' {
                    return Err(TraceIdError);
                }
                continue;
            }
            let half = if place < 18 { &mut high } else { &mut low };
            *half = (*half << 4) | u64::from(nibble(*byte).ok_or(TraceIdError)?);
        }
        let bits = u128::from(high) << 64 | u128::from(low);
        Ok(Self(bits))
    }
}

/// The value of a hexadecimal digit, in either case.
const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits >> 96,
            (bits >> 80) & 0xffff,
            (bits >> 64) & 0xffff,
            (bits >> 48) & 0xffff,
            bits & 0xffff_ffff_ffff
        )
    }
}
