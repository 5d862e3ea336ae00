//! The golden files: what is written has to be them, what is read has to understand them.

use serde_json::Value;
use std::{env, fs, path::PathBuf};

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("golden")
        .join(name)
}

/// The bytes of a golden file.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap_or_else(|error| panic!("golden/{name}: {error}"))
}

/// Compares what was written with its golden file, as values; `GOLDEN=update` writes the file instead.
pub(crate) fn check(name: &str, written: &[u8]) {
    let value: Value = serde_json::from_slice(written)
        .unwrap_or_else(|error| panic!("{name}: {error}: {}", String::from_utf8_lossy(written)));
    if env::var("GOLDEN").is_ok_and(|mode| mode == "update") {
        let mut text = serde_json::to_string_pretty(&value).unwrap();
        text.push('\n');
        fs::create_dir_all(path(name).parent().unwrap()).unwrap();
        fs::write(path(name), text).unwrap();
    }
    let golden: Value = serde_json::from_slice(&bytes(name)).unwrap();
    assert_eq!(value, golden, "{name}");
}
