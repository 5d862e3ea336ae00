use crate::exit_code::Failure;
use core::error::Error;

/// The files of a run that could not be written: the verdict is told all the same.
#[derive(Debug, Default)]
pub(super) struct Troubles(Vec<Box<dyn Error>>);

impl Troubles {
    pub(super) fn push(&mut self, error: impl Error + 'static) {
        self.0.push(Box::new(error));
    }

    /// The exit code where all files are there.
    ///
    /// # Errors
    /// When one is not, with the exit code of the verdict.
    pub(super) fn or(self, code: u8) -> Result<u8, Failure> {
        if self.0.is_empty() {
            Ok(code)
        } else {
            Err(Failure::unwritten(code, &self.0))
        }
    }
}

impl<E: Error + 'static> Extend<E> for Troubles {
    fn extend<T: IntoIterator<Item = E>>(&mut self, errors: T) {
        errors.into_iter().for_each(|error| self.push(error));
    }
}

impl<E: Error + 'static> FromIterator<E> for Troubles {
    fn from_iter<T: IntoIterator<Item = E>>(errors: T) -> Self {
        let mut troubles = Self::default();
        troubles.extend(errors);
        troubles
    }
}
