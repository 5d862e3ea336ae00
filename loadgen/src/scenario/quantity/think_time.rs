use core::fmt;
use core::time::Duration;

use super::{read_duration, show_duration};

/// What a user does between the end of one script and the start of the next: nothing, for so long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThinkTime {
    /// The next script follows at once.
    None,
    /// As long every time.
    Constant(Duration),
    /// Of any length around a mean, as people take: exponentially distributed.
    Average(Duration),
    /// As likely any length as another between two.
    Between(Duration, Duration),
}

impl ThinkTime {
    /// Reads `2 s`, `2 s on average`, `1 s to 3 s`.
    ///
    /// # Errors
    /// When a duration is none, or the longer one is not the second.
    pub fn read(text: &str) -> Result<Self, String> {
        if let Some(mean) = text.trim().strip_suffix("on average") {
            return read_duration(mean).map(Self::Average);
        }
        let Some((least, most)) = text.split_once(" to ") else {
            return read_duration(text).map(Self::Constant);
        };
        let (least, most) = (read_duration(least)?, read_duration(most)?);
        if least > most {
            return Err(
                "the shorter think time comes first, for example \"1 s to 3 s\"".to_owned(),
            );
        }
        Ok(Self::Between(least, most))
    }
}

impl fmt::Display for ThinkTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Constant(length) => f.write_str(&show_duration(*length)),
            Self::Average(mean) => write!(f, "{} on average", show_duration(*mean)),
            Self::Between(least, most) => {
                write!(f, "{} to {}", show_duration(*least), show_duration(*most))
            }
        }
    }
}
