use super::Output;
use crate::exit_code::Failure;
use crate::scenario::check_file;
use crate::words::counted;
use std::io::Write;
use std::path::PathBuf;

/// Reads every file, and says how many are valid.
///
/// # Errors
/// Every mistake of every file, one a line.
pub fn validate(scenarios: &[PathBuf], output: &mut Output<'_, impl Write>) -> Result<u8, Failure> {
    let mistakes: Vec<String> = scenarios
        .iter()
        .filter_map(|path| check_file(path).err())
        .map(|mistakes| mistakes.to_string())
        .collect();
    if !mistakes.is_empty() {
        return Err(Failure::Wrong(mistakes.join("\n")));
    }
    let number = u64::try_from(scenarios.len()).unwrap_or(u64::MAX);
    let are = if number == 1 { "is" } else { "are" };
    output.write(&format!(
        "{} {are} valid\n",
        counted(number, "scenario", "scenarios")
    ))?;
    Ok(0)
}
