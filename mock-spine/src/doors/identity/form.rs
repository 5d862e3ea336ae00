use super::No;
use crate::edge::single;
use bytes::Bytes;
use cpis_wire::query::pairs;
use http::Request;
use http::header::CONTENT_TYPE;
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The parameters of a request to the log-on, each there once.
#[derive(Debug)]
pub(super) struct Form<'a> {
    fields: HashMap<Cow<'a, str>, Cow<'a, str>>,
    repeated: Vec<Cow<'a, str>>,
}

/// The media type of what a browser's form sends.
const FORM: &str = "application/x-www-form-urlencoded";

impl<'a> Form<'a> {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// Another media type, bytes that are no text, and a parameter that stands there twice (RFC 6749, section 3.2).
    pub(super) fn of_body(request: &'a Request<Bytes>) -> Result<Self, No> {
        let media_type = single(request.headers(), CONTENT_TYPE.as_str())
            .map_err(|bad| No::request(format!("Content-Type {}", bad.sentence())))?
            .and_then(|value| value.split(';').next())
            .map(str::trim);
        if !media_type.is_some_and(|found| found.eq_ignore_ascii_case(FORM)) {
            return Err(No::request(format!(
                "the body must be {FORM}, the request says {}",
                media_type.map_or("nothing", |_| "something else")
            )));
        }
        let body = std::str::from_utf8(request.body())
            .map_err(|_| No::request("the body must be UTF-8 text, it is not"))?;
        let form = Self::parse(body)?;
        form.check_repeats()?;
        Ok(form)
    }

    /// Reads a query string. What is repeated is not refused yet: the answer to that may have to go to the application.
    ///
    /// # Errors
    /// Percent signs that make no text.
    pub(super) fn of_query(query: &'a str) -> Result<Self, No> {
        Self::parse(query)
    }

    fn parse(text: &'a str) -> Result<Self, No> {
        let mut form = Self {
            fields: HashMap::new(),
            repeated: Vec::new(),
        };
        for pair in pairs(text) {
            let (name, value) = pair.map_err(|error| No::request(error.to_string()))?;
            match form.fields.entry(name) {
                Entry::Occupied(known) => form.repeated.push(known.key().clone()),
                Entry::Vacant(free) => {
                    free.insert(value);
                }
            }
        }
        Ok(form)
    }

    /// Whether no parameter stands there twice.
    ///
    /// # Errors
    /// When one does.
    pub(super) fn check_repeats(&self) -> Result<(), No> {
        if self.repeated.is_empty() {
            Ok(())
        } else {
            Err(No::request(
                "each parameter must be sent once, the request has one of them several times",
            ))
        }
    }

    /// Whether this very parameter stands there twice.
    pub(super) fn repeats(&self, name: &str) -> bool {
        self.repeated.iter().any(|repeated| repeated == name)
    }

    /// A parameter; an empty one counts as absent (RFC 6749, section 3.1).
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .get(name)
            .map(AsRef::as_ref)
            .filter(|value| !value.is_empty())
    }

    /// A parameter that must be there.
    pub(super) fn require(&self, name: &str) -> Result<&str, No> {
        self.get(name)
            .ok_or_else(|| No::request(format!("{name} is required, the request has none")))
    }
}
