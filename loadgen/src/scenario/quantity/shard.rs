use core::fmt;
use core::str::FromStr;

/// One of several generators that share a run: it takes every `of`-th arrival.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shard {
    /// From 0.
    index: u64,
    of: u64,
}

/// A text that names no shard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ShardError;

impl Shard {
    /// The whole run.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Whether it is the whole run.
    pub const fn is_whole(self) -> bool {
        self.of == 1
    }

    /// Whether it is the one that does what only one may do.
    pub const fn is_first(self) -> bool {
        self.index == 0
    }

    /// Which it is, from 1.
    pub const fn number(self) -> u64 {
        self.index + 1
    }

    /// How many there are.
    pub const fn of(self) -> u64 {
        self.of
    }

    /// Whether the arrival is one of this shard's.
    pub const fn holds(self, number: u64) -> bool {
        number % self.of == self.index
    }

    /// Its so-manyth arrival, from 0.
    pub const fn nth(self, nth: u64) -> u64 {
        nth * self.of + self.index
    }

    /// How many of the first `count` arrivals are this shard's.
    pub const fn count_of(self, count: u64) -> u64 {
        let rest = count % self.of;
        let one_more = if self.index < rest { 1 } else { 0 };
        count / self.of + one_more
    }
}

impl FromStr for Shard {
    type Err = ShardError;

    /// Reads `2/4`: the second of four, at most 1000.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, of) = text.split_once('/').ok_or(ShardError)?;
        let number: u64 = number.trim().parse().map_err(|_| ShardError)?;
        let of: u64 = of.trim().parse().map_err(|_| ShardError)?;
        if number == 0 || number > of || of > 1_000 {
            return Err(ShardError);
        }
        Ok(Self {
            index: number - 1,
            of,
        })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.of)
    }
}

impl fmt::Display for ShardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a shard is its number and how many there are, for example 2/4, of at most 1000",
        )
    }
}

impl core::error::Error for ShardError {}
