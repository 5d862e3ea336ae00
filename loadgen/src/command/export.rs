use super::Output;
use crate::exit_code::Failure;
use crate::history::{
    EventForm, ExportError, HistoryError, HistoryReader, Pieces, Tail, export_events,
    export_json_lines,
};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// What `loadgen export` takes.
#[derive(Clone, Debug, Args)]
pub struct ExportArguments {
    /// The directory of a run, as `loadgen run --out` left it.
    #[arg(value_name = "RUN_DIR")]
    pub directory: PathBuf,
    /// What the history is written as.
    #[arg(
        long = "as",
        value_name = "FORM",
        env = "LOADGEN_EXPORT_AS",
        default_value = "json-lines"
    )]
    pub form: ExportForm,
    /// The file to write; the standard output without it.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What a history is written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum ExportForm {
    /// Every operation as JSON, in the order in which they were recorded.
    JsonLines,
    /// Invocations and completions as EDN, in the order of time: Jepsen's history.
    Jepsen,
    /// Calls and returns as JSON, in the order of time: Porcupine's `Event`.
    Porcupine,
}

/// Writes the history of a run for other programs.
///
/// # Errors
/// When there is no history, when it is damaged or cut off (what was whole is written all the same), or when the file cannot be written.
pub fn export(
    arguments: &ExportArguments,
    output: &mut Output<'_, impl Write>,
) -> Result<u8, Failure> {
    let pieces = Pieces::find(&arguments.directory, 1).map_err(|error| Failure::wrong(&error))?;
    let of_piece = |piece: usize, what: String| {
        let path = pieces.path(piece).display();
        Failure::Wrong(format!("{path}: {what}"))
    };
    let mut history = pieces.read().map_err(|error| {
        if let HistoryError::Io(error) = error {
            let required = "a run's directory with its history is required";
            let path = pieces.path(0).display();
            Failure::Wrong(format!("{required}, {path}: {error}"))
        } else {
            of_piece(0, error.to_string())
        }
    })?;
    let written = match &arguments.out {
        None => {
            let mut to = BufWriter::new(&mut *output.to);
            write(&mut history, arguments.form, &mut to)
        }
        Some(out) => {
            let unwritable = |error: &io::Error| {
                Failure::Wrong(format!(
                    "{}: the file must be writable: {error}",
                    out.display()
                ))
            };
            let file = File::create(out).map_err(|error| unwritable(&error))?;
            write(&mut history, arguments.form, &mut BufWriter::new(file))
        }
    };
    let of_path = |what: String| of_piece(history.piece(), what);
    match written {
        Ok(Tail::Whole) => Ok(0),
        Ok(Tail::Truncated { offset }) => Err(of_path(format!(
            "what was whole was exported, then the history ends in the middle of a frame, at byte {offset}, as after a crash"
        ))),
        // Whoever closed the output, as `head` does, has seen enough.
        Err(ExportError::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(0),
        Err(error @ ExportError::Unwritable(_)) => Err(Failure::ours(&error)),
        Err(error @ ExportError::Damaged(_)) => Err(of_path(Failure::wrong(&error).to_string())),
    }
}

fn write(
    history: &mut HistoryReader<File>,
    form: ExportForm,
    to: &mut impl Write,
) -> Result<Tail, ExportError> {
    match form {
        ExportForm::JsonLines => export_json_lines(history, to),
        ExportForm::Jepsen => export_events(history, EventForm::Jepsen, to),
        ExportForm::Porcupine => export_events(history, EventForm::Porcupine, to),
    }
}
