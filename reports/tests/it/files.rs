use std::fs;
use std::path::Path;

use reports::{ReadError, RunRecord, read, schema, write_all};

use crate::example;

#[test]
fn a_record_reads_back_as_it_was_written() {
    for record in [
        example::upheld(),
        example::broken(),
        example::empty(),
        example::late(),
    ] {
        let directory = tempfile::tempdir().unwrap();
        write_all(&record, directory.path()).unwrap();
        let again = read(&directory.path().join("run.json")).unwrap();
        assert!(again == record, "{}", record.conclusion.sentence);
    }
}

#[test]
fn all_four_files_are_written_into_a_new_directory() {
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("runs").join("first");
    write_all(&example::upheld(), &directory).unwrap();
    for name in ["run.json", "run.html", "run.csv", "junit.xml"] {
        assert!(
            fs::metadata(directory.join(name)).unwrap().len() > 0,
            "{name}"
        );
    }
}

#[test]
fn a_directory_that_is_a_file_is_named_in_the_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = write_all(&example::upheld(), file.path()).unwrap_err();
    assert_eq!(error.path, file.path().join("run.json"));
}

#[test]
fn only_versions_that_are_known_are_read() {
    let text = serde_json::to_string(&example::upheld()).unwrap();
    let rows = [
        ("run/1", None),
        (
            "run/2",
            Some("this program reads run records up to `run/1`, this one is `run/2`"),
        ),
        (
            "run/0",
            Some("the `schema` of a run record is `run/1`, this one says `run/0`"),
        ),
        (
            "walk/1",
            Some("the `schema` of a run record is `run/1`, this one says `walk/1`"),
        ),
    ];
    for (version, complaint) in rows {
        let error = attempt(&text.replace("run/1", version)).err();
        let message = error.as_ref().map(ToString::to_string);
        match complaint {
            Some(complaint) => assert!(message.unwrap().contains(complaint), "{version}"),
            None => assert_eq!(message, None, "{version}"),
        }
    }
}

#[test]
fn a_newer_record_of_another_shape_is_called_newer() {
    let error = attempt(r#"{"schema": "run/7", "what": "ever"}"#).unwrap_err();
    assert!(matches!(error, ReadError::Newer { .. }), "{error}");
}

#[test]
fn a_record_with_a_field_more_is_read() {
    let text = serde_json::to_string(&example::upheld()).unwrap();
    assert!(attempt(&text.replacen('{', r#"{"weather": "rain","#, 1)).is_ok());
}

/// What `run/1` did not have at first.
#[test]
fn an_old_record_is_read_and_still_gives_a_page() {
    let mut record = serde_json::to_value(example::upheld()).unwrap();
    let later = [
        "by_step",
        "by_outcome",
        "spread",
        "warm_up",
        "server",
        "growth",
        "checks",
    ];
    without(&mut record, &later);
    let old = attempt(&record.to_string()).unwrap();
    assert!(old.server.is_empty() && old.by_outcome.is_empty());
    assert!(old.over_time.iter().all(|bucket| bucket.spread.is_none()));
    let page = reports::html(&old);
    assert!(
        page.contains("class=\"band-p99\""),
        "bands where there is no spread"
    );
    assert!(!page.contains("class=\"heat\""));
    assert!(!page.contains("tr class=\"part\""));
    let table = reports::csv(&old);
    assert!(
        !table.contains("\noutcome,") && !table.contains("\nserver"),
        "{table}"
    );
}

fn without(value: &mut serde_json::Value, names: &[&str]) {
    use serde_json::Value::{Array, Bool, Null, Number, Object, String};
    match value {
        Array(items) => items.iter_mut().for_each(|item| without(item, names)),
        Object(fields) => {
            fields.retain(|name, _| !names.contains(&name.as_str()));
            fields.values_mut().for_each(|field| without(field, names));
        }
        Null | Bool(_) | Number(_) | String(_) => {}
    }
}

#[test]
fn a_record_without_a_field_is_malformed() {
    let error = attempt(r#"{"schema": "run/1"}"#).unwrap_err();
    assert!(matches!(error, ReadError::Malformed { .. }), "{error}");
}

fn attempt(text: &str) -> Result<RunRecord, ReadError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), text).unwrap();
    read(file.path())
}

/// `UPDATE_SCHEMA=1` writes the files instead of comparing them.
#[test]
fn the_committed_schemas_are_the_generated_ones() {
    let rows = [
        ("run.schema.json", schema()),
        ("comparison.schema.json", reports::compare::schema()),
    ];
    for (name, generated) in rows {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            fs::write(&path, &generated).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == generated,
            "{name} differs: set UPDATE_SCHEMA=1 and run this again"
        );
    }
}
