use bytes::Bytes;
use http::Method;
use std::fmt;

/// A request before it is addressed: no host, no prefix, no length; the engine adds them.
///
/// Its headers are kept as they are written, so that sending is copying.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    method: Method,
    path: String,
    /// Whole lines, each with its line end.
    fields: String,
    body: Bytes,
}

impl Request {
    /// A request without headers or body. Bytes that cannot stand in a path are percent-encoded.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        let path = path.into();
        let is_plain = path.starts_with('/') && all(&path, is_plain);
        Self {
            method,
            path: if is_plain { path } else { encoded(&path) },
            fields: String::with_capacity(FIELDS_USUAL),
            body: Bytes::new(),
        }
    }

    /// A request that reads something.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    /// The same with a header more. A value that cannot stand in a header is left out, with its name: a line end in it would begin
    /// another header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.add(name, value);
        self
    }

    /// Adds a header, as [`Request::with`].
    pub fn add(&mut self, name: &'static str, value: &str) {
        let value = value.trim_matches([' ', '\t']);
        if all(value, |byte| byte == b'\t' || (b' '..=b'~').contains(&byte)) {
            self.fields.reserve(name.len() + value.len() + 4);
            self.fields.push_str(name);
            self.fields.push_str(": ");
            self.fields.push_str(value);
            self.fields.push_str("\r\n");
        }
    }

    /// Where its headers end now, for [`Request::take_back`].
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.fields.len())
    }

    /// Takes away every header that was added since.
    pub(crate) fn take_back(&mut self, mark: Mark) {
        self.fields.truncate(mark.0);
    }

    /// Takes away every header of this name, written as it was added.
    pub fn remove(&mut self, name: &str) {
        let is_other = |line: &&str| {
            let rest = line.strip_prefix(name);
            !rest.is_some_and(|rest| rest.starts_with(": "))
        };
        self.fields = self.fields.split_inclusive('\n').filter(is_other).collect();
    }

    /// Gives it another path.
    pub fn set_path(&mut self, path: &str) {
        let other = Self::new(Method::GET, path);
        self.path = other.path;
    }

    /// The same with a body.
    #[must_use]
    pub fn with_body(self, body: impl Into<Bytes>) -> Self {
        Self {
            body: body.into(),
            ..self
        }
    }

    /// Its method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Its path and query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its headers, as they stand in a head: whole lines.
    pub fn fields(&self) -> &str {
        &self.fields
    }

    /// Its headers, one by one.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let lines = self.fields.split_terminator("\r\n");
        lines.filter_map(|line| line.split_once(": "))
    }

    /// Its body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Whether its length is told: where there is a body, and where the method calls for one.
    pub(super) fn tells_length(&self) -> bool {
        !self.body.is_empty() || [Method::POST, Method::PUT, Method::PATCH].contains(&self.method)
    }
}

/// Where the headers of a request ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark(usize);

/// The headers of most requests fit in so many bytes.
const FIELDS_USUAL: usize = 320;

/// Whether every byte passes. None is left out, so that many are looked at at a time.
fn all(text: &str, passes: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & passes(byte))
}

/// What may be logged: paths name patients, headers hold tokens.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Whether every HTTP implementation takes this byte in a path or query as it is.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b'!' | b'$'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~' | b'|')
}

fn encoded(path: &str) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |value: u8| DIGITS.get(usize::from(value)).copied().unwrap_or('0');
    let mut encoded = String::with_capacity(path.len() + 16);
    if !path.starts_with('/') {
        encoded.push('/');
    }
    for byte in path.bytes() {
        if is_plain(byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(['%', digit(byte >> 4), digit(byte & 0xf)]);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn a_path_holds_only_what_may_stand_in_one() {
        for (asked, written) in [
            ("/a?b=c|d%7C", "/a?b=c|d%7C"),
            ("/a b", "/a%20b"),
            ("", "/"),
            ("a", "/a"),
            ("/a#b", "/a%23b"),
            ("/\r\nx: y", "/%0D%0Ax:%20y"),
            ("/é", "/%C3%A9"),
        ] {
            assert_eq!(Request::get(asked).path(), written, "{asked:?}");
        }
    }

    #[test]
    fn a_header_cannot_begin_another() {
        let request = Request::get("/")
            .with("a", "1\r\nb: 2")
            .with("c", " 3 ")
            .with("d", "")
            .with("e", "ä");
        assert_eq!(request.fields(), "c: 3\r\nd: \r\n");
    }

    #[test]
    fn a_header_is_taken_away_by_its_whole_name() {
        let mut request = Request::get("/")
            .with("a", "1")
            .with("ab", "2")
            .with("a", "3");
        request.remove("a");
        assert_eq!(request.headers().collect::<Vec<_>>(), [("ab", "2")]);
    }

    #[test]
    fn what_was_added_is_taken_back() {
        let mut request = Request::get("/").with("a", "1");
        let mark = request.mark();
        request.add("b", "2");
        request.take_back(mark);
        assert_eq!(request.fields(), "a: 1\r\n");
    }

    #[test]
    fn a_request_does_not_tell_a_log_who_it_is_about() {
        let request = Request::get("/Patient/9990000018").with("authorization", "Bearer s3cret");
        let told = format!("{request:?}");
        assert!(!told.contains("999") && !told.contains("s3cret"), "{told}");
    }
}
