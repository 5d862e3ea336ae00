use crate::executed::{Executed, InDoubt};
use core::error::Error;
use core::fmt::Debug;

/// Keeps what judging a run again takes besides its operations, before the run has ended.
pub trait Keep: Debug + Send + Sync {
    /// Keeps what is known when the load begins.
    ///
    /// # Errors
    /// When that cannot be written.
    fn begun(&self, executed: &Executed) -> Result<(), KeepError>;

    /// Keeps that nothing can be held for or against the Spine.
    fn doubted(&self, why: InDoubt);
}

/// Why a run could not be begun: nobody could judge it if it were broken off.
#[derive(Debug, thiserror::Error)]
#[error("what judging the run takes cannot be kept")]
pub struct KeepError(#[source] Box<dyn Error + Send + Sync>);

impl KeepError {
    /// For this reason.
    pub fn of(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }
}
