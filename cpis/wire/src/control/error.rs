use super::FormMistake;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt;

/// How the control port says no: a sentence, and the field it is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ControlError {
    /// What is required, then what was found.
    pub error: String,
    /// The field or parameter, where one is to blame; inside lists with its place, `items[2].kind`.
    pub field: Option<String>,
    /// Where a form was filled in: every mistake in it, in the order of its fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<FormMistake>,
}

impl ControlError {
    /// An error about the request as a whole.
    pub fn new(error: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            field: None,
            mistakes: Vec::new(),
        }
    }

    /// An error about one field.
    pub fn field(field: impl Into<String>, error: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            field: Some(field.into()),
            mistakes: Vec::new(),
        }
    }

    /// An error about a form: the first mistake as a sentence, how many more there are, and all of them.
    pub fn form(mistakes: Vec<FormMistake>) -> Self {
        let Some(first) = mistakes.first() else {
            return Self::new("the form has a mistake");
        };
        let FormMistake {
            field,
            accepts,
            found,
        } = first;
        let more = match mistakes.len() {
            1 => String::new(),
            2 => "; there is one more mistake".to_owned(),
            all => format!("; there are {} more mistakes", all - 1),
        };
        let error = format!("{field} takes {accepts}; {found}{more}");
        Self {
            error,
            field: Some(field.clone()),
            mistakes,
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
    ControlError {
        error,
        field,
        mistakes: Vec::new(),
    }
}

/// The name in "unknown field `x`, …" and "missing field `x`".
fn quoted_field(sentence: &str) -> Option<&str> {
    let rest = sentence
        .strip_prefix("unknown field `")
        .or_else(|| sentence.strip_prefix("missing field `"))
        .or_else(|| sentence.strip_prefix("duplicate field `"))?;
    rest.split_once('`').map(|(name, _)| name)
}
