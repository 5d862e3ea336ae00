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
    let stem = name.strip_suffix(".sh");
    let parts = stem.and_then(|stem| stem.split_once('-'));
    let parsed = parts.and_then(|(number, rule)| Some((number.parse().ok()?, rule.parse().ok()?)));
    parsed.is_some_and(|(number, rule)| {
        script_name(number, rule).strip_prefix(FOLDER) == Some(&format!("/{name}"))
    })
}

/// Removes the scripts of the run that a directory has, and their folder where nothing else was in it. A folder that is somewhere else, by
/// a link, is left alone.
///
/// # Errors
/// When the folder cannot be read or a script cannot be removed.
pub fn remove_scripts(directory: &Path) -> io::Result<()> {
    let folder = directory.join(FOLDER);
    match fs::symlink_metadata(&folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    let (mut removed, mut left) = (0, 0);
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        let is_ours = entry.file_name().to_str().is_some_and(is_script);
        if is_ours && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
            removed += 1;
        } else {
            left += 1;
        }
    }
    if removed > 0 && left == 0 {
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
        let users = [
            "notes.txt",
            "01-mine.sh",
            "x-ASN-3.sh",
            "-ASN-3.sh",
            "1-ASN-3.sh",
            "01-ASN-3.sh.txt",
        ];
        let all: Vec<&str> = users.into_iter().chain([own, "01-ASN-3.sh"]).collect();
        let directory = with(&all);
        // Nobody wrote that: a script is a file.
        fs::create_dir(directory.path().join(FOLDER).join("02-ASN-3.sh")).unwrap();
        remove_scripts(directory.path()).unwrap();
        let folder = fs::read_dir(directory.path().join(FOLDER)).unwrap();
        let mut left: Vec<_> = folder.map(|entry| entry.unwrap().file_name()).collect();
        left.sort_unstable();
        let mut users: Vec<&str> = users.into_iter().chain(["02-ASN-3.sh"]).collect();
        users.sort_unstable();
        assert_eq!(left, users);

        let directory = with(&[own]);
        remove_scripts(directory.path()).unwrap();
        assert!(!directory.path().join(FOLDER).exists());
        remove_scripts(directory.path()).unwrap();

        let empty = with(&[]);
        remove_scripts(empty.path()).unwrap();
        assert!(empty.path().join(FOLDER).exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_elsewhere_and_a_file_of_its_name_are_left_alone() {
        let elsewhere = with(&["01-ASN-3.sh"]);
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join(FOLDER);
        std::os::unix::fs::symlink(elsewhere.path().join(FOLDER), &folder).unwrap();
        remove_scripts(directory.path()).unwrap();
        assert!(folder.join("01-ASN-3.sh").exists());

        fs::remove_file(&folder).unwrap();
        fs::write(&folder, "").unwrap();
        remove_scripts(directory.path()).unwrap();
        assert!(folder.exists());
    }
}
