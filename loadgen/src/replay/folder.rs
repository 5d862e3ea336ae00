//! Where the scripts of a run are, and which files there are ours.

use cpis_vocabulary::RequirementId;
use std::fs;
use std::io;
use std::path::Path;

/// The folder of the scripts, in the run's directory.
pub const FOLDER: &str = "findings";

/// The name of a script in the run's directory: by the place of its finding among all, counted from one, and its rule.
pub(super) fn script_name(number: u32, rule: RequirementId) -> String {
    format!("{FOLDER}/{number:02}-{rule}.sh")
}

/// Whether it is the name of a script, without its folder.
fn is_script(name: &str) -> bool {
    let parts = name
        .strip_suffix(".sh")
        .and_then(|name| name.split_once('-'));
    parts.is_some_and(|(number, rule)| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && rule.parse::<RequirementId>().is_ok()
    })
}

/// Removes the scripts of the run that a directory has, and their folder where nothing else is in it.
///
/// # Errors
/// When the folder cannot be read or a script cannot be removed.
pub fn remove_scripts(directory: &Path) -> io::Result<()> {
    let folder = directory.join(FOLDER);
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    let mut is_empty = true;
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_script) {
            fs::remove_file(entry.path())?;
        } else {
            is_empty = false;
        }
    }
    if is_empty {
        fs::remove_dir(&folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(names: &[&str]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join(FOLDER);
        fs::create_dir(&folder).unwrap();
        for name in names {
            fs::write(folder.join(name), "").unwrap();
        }
        directory
    }

    #[test]
    fn only_scripts_are_removed_and_the_folder_when_nothing_else_is_in_it() {
        let rule = "ASN-10".parse().unwrap();
        let written = script_name(123, rule);
        let own = written.strip_prefix("findings/").unwrap();
        let users = ["notes.txt", "01-mine.sh", "x-ASN-3.sh", "01-ASN-3.sh.txt"];
        let all: Vec<&str> = users.into_iter().chain([own, "01-ASN-3.sh"]).collect();
        let directory = with(&all);
        remove_scripts(directory.path()).unwrap();
        let folder = fs::read_dir(directory.path().join(FOLDER)).unwrap();
        let mut left: Vec<_> = folder.map(|entry| entry.unwrap().file_name()).collect();
        left.sort_unstable();
        let mut users = users.to_vec();
        users.sort_unstable();
        assert_eq!(left, users);

        let directory = with(&[own]);
        remove_scripts(directory.path()).unwrap();
        assert!(!directory.path().join(FOLDER).exists());
        remove_scripts(directory.path()).unwrap();
    }
}
