use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

/// How the control port says no: a sentence, and the field it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ControlError {
    /// What is required, then what was found.
    pub error: String,
    /// The field or parameter, where one is to blame; inside lists with its place, `items[2].kind`.
    pub field: Option<String>,
}

impl ControlError {
    /// An error about the request as a whole.
    pub fn new(error: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            field: None,
        }
    }

    /// An error about one field.
    pub fn field(field: impl Into<String>, error: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            field: Some(field.into()),
        }
    }
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.error),
            None => f.write_str(&self.error),
        }
    }
}

impl std::error::Error for ControlError {}

/// Reads a body of the control port.
///
/// # Errors
/// Names the field that is unknown, missing or of the wrong form, and says what would be accepted.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ControlError> {
    // Serde would take a list of the values in order for an object, too.
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(ControlError::new(
            "the body is a JSON object, this one is not",
        ));
    }
    let mut from = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut from).map_err(|error| {
        let path = error.path().to_string();
        named(&path, error.inner())
    })?;
    from.end().map_err(|error| named(".", &error))?;
    Ok(value)
}

fn named(path: &str, error: &serde_json::Error) -> ControlError {
    let told = error.to_string();
    // The place in the text is of no use to who sent a value; the field's name is.
    let sentence = told
        .rsplit_once(" at line ")
        .map_or(&*told, |(sentence, _)| sentence);
    let field = match path {
        "." | "?" => quoted_field(sentence).map(str::to_owned),
        path => Some(path.to_owned()),
    };
    let error = match &field {
        Some(_) => sentence.to_owned(),
        None => format!("the body is a JSON object and nothing else: {sentence}"),
    };
    ControlError { error, field }
}

/// The name in "unknown field `x`, …" and "missing field `x`".
fn quoted_field(sentence: &str) -> Option<&str> {
    let rest = sentence
        .strip_prefix("unknown field `")
        .or_else(|| sentence.strip_prefix("missing field `"))
        .or_else(|| sentence.strip_prefix("duplicate field `"))?;
    rest.split_once('`').map(|(name, _)| name)
}
