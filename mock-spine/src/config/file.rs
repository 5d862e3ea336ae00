use super::Options;
use std::path::Path;

/// Reads a config file.
pub(super) fn read(path: &Path) -> Result<Options, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    toml::from_str(&text).map_err(|error| error.to_string())
}
