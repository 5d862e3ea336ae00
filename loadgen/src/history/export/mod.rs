//! A history for other programs.

mod edn;
mod events;
mod lines;
mod sorter;

use super::format::HistoryError;
use super::{HistoryReader, Tail};
use events::Processes;
use serde_json::{Value, json};
use sorter::{BYTES_MAX, End, Event, Sorter};
use std::io::{Read, Write};

pub use lines::export_json_lines;

/// What a history of calls and returns is written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventForm {
    /// EDN, an operation map a line, as Jepsen's checkers read it.
    Jepsen,
    /// JSON Lines that Go reads as Porcupine's `Event`.
    Porcupine,
}

/// Why a history was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The history is damaged; what came before was written.
    #[error("what was whole was exported, then the history cannot be read")]
    Damaged(#[source] HistoryError),
    /// What was exported cannot be written.
    #[error("the export cannot be written")]
    Unwritable(#[from] std::io::Error),
}

/// Writes a history as calls and returns in the order of time, and says how it ended. What was never sent is left out.
///
/// Each process does one thing at a time. What nobody knows the end of returns where its answer came, or, without an answer, after
/// everything else; its process does nothing any more. Of what happened at one moment, calls come first, so that they overlap. Memory is
/// bounded: what does not fit is sorted in temporary files.
///
/// # Errors
/// When the history is damaged, after what came before was written, or when it cannot be written.
pub fn export_events<R: Read, W: Write>(
    history: &mut HistoryReader<R>,
    form: EventForm,
    to: &mut W,
) -> Result<Tail, ExportError> {
    let mut sorter = Sorter::new(BYTES_MAX);
    let mut damage = None;
    for operation in history.by_ref() {
        match operation {
            Ok(operation) => events::take(&mut sorter, &operation)?,
            Err(error) => damage = Some(error),
        }
        if damage.is_some() {
            break;
        }
    }
    let mut processes = Processes::default();
    let mut last = 0;
    for (index, event) in sorter.sorted()?.enumerate() {
        let mut event = event?;
        // What was never answered ends after everything else.
        if event.at == u64::MAX {
            event.at = last;
        }
        last = event.at;
        let (process, call) = processes.of(&event);
        let line = match form {
            EventForm::Jepsen => jepsen(&event, index, process),
            EventForm::Porcupine => porcupine(&event, process, call),
        };
        writeln!(to, "{line}")?;
    }
    to.flush()?;
    match damage {
        Some(error) => Err(ExportError::Damaged(error)),
        None => Ok(history.tail().unwrap_or(Tail::Whole)),
    }
}

fn value(event: &Event) -> Value {
    serde_json::from_str(&event.value).unwrap_or_default()
}

/// `{:type :invoke, :process 3, :f :open-alert, :value {…}, :time 1042, :index 7}`.
fn jepsen(event: &Event, index: usize, process: u64) -> String {
    let mut value = value(event);
    let members = value.as_object_mut();
    let f = members.and_then(|members| members.remove("f"));
    let f = f.as_ref().and_then(Value::as_str).unwrap_or_default();
    let what = match event.end {
        End::Call => "invoke",
        End::Done => "ok",
        End::Refused => "fail",
        End::Unknown => "info",
    };
    let mut written = String::new();
    // Writing to a String cannot fail.
    let _ = edn::write(&mut written, &value);
    let time = event.at;
    format!(
        "{{:type :{what}, :process {process}, :f :{f}, :value {written}, :time {time}, :index {index}}}"
    )
}

/// The members of Porcupine's `Event`, by its own names, and the time, which it passes over.
fn porcupine(event: &Event, process: u64, call: u64) -> String {
    json!({
        "ClientId": process,
        "Kind": event.end != End::Call,
        "Value": value(event),
        "Id": call,
        "Time": event.at,
    })
    .to_string()
}
