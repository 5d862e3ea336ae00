//! The commands. They are given what lies outside: the clock, the streams, the executor.

mod arguments;
mod check;
mod dry_run;
mod export;
mod hear;
mod merge;
mod power;
mod route;
mod run;
mod several;
mod shrink;
mod shrunk;
mod simulated;
mod troubles;
mod validate;

pub use arguments::{Arguments, Command, Pacer, RunArguments};
pub use check::check;
pub use dry_run::{dry_run, shown};
pub use export::{ExportArguments, ExportForm, export};
pub use merge::{MergeArguments, merge};
pub use power::{PowerArguments, tell_power};
pub use route::RouteArguments;
pub use run::{Asking, run};
pub use shrink::{ShrinkArguments, tell_shrunk};
pub use simulated::SimulatedArguments;
pub use validate::validate;

use crate::exit_code::Failure;
use std::io::{self, Write};

/// Where a command writes what was asked for.
#[derive(Debug)]
pub struct Output<'a, W> {
    /// The standard output.
    pub to: &'a mut W,
    /// Whether colours are understood there.
    pub colour: bool,
}

impl<W: Write> Output<'_, W> {
    /// Writes a text. Whoever closed the output, as `head` does, has seen enough: that is no failure.
    fn write(&mut self, text: &str) -> Result<(), Failure> {
        match self
            .to
            .write_all(text.as_bytes())
            .and_then(|()| self.to.flush())
        {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::ours(&error)),
            Err(_) | Ok(()) => Ok(()),
        }
    }
}
