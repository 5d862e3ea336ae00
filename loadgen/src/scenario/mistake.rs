//! What is wrong with a scenario: all of it, each with its place.

use core::fmt;

/// Where a value was written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of the file, from 1.
    Line(usize),
    /// An option of the command, as it was typed.
    Option(String),
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What was found, and what would be accepted.
    pub text: String,
}

/// Everything that is wrong with one scenario, in the order of the file: at least one mistake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistakes {
    file: String,
    all: Vec<Mistake>,
}

impl Mistakes {
    pub(super) fn new(file: &str, mut all: Vec<Mistake>) -> Self {
        all.sort();
        all.dedup();
        Self {
            file: file.to_owned(),
            all,
        }
    }

    /// Each mistake, in the order of the file, those of options last.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.all.iter()
    }
}

impl fmt::Display for Mistakes {
    /// One line per mistake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Mistake { place, text }) in self.all.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            match place {
                Place::File => write!(f, "{}: {text}", self.file)?,
                Place::Line(line) => write!(f, "{}:{line}: {text}", self.file)?,
                Place::Option(option) => write!(f, "{option}: {text}")?,
            }
        }
        Ok(())
    }
}

impl core::error::Error for Mistakes {}
