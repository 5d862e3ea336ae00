use bytes::Bytes;
use http::HeaderMap;
use memchr::memchr;
use std::fmt;

/// A whole answer.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    head: Head,
    body: Bytes,
}

#[derive(Clone)]
enum Head {
    /// As it was read, the status line first.
    Raw(Bytes),
    Parsed(HeaderMap),
}

impl Answer {
    /// An answer with its head as it was read, which has been found to be one.
    pub(super) fn raw(status: u16, head: Bytes, body: Bytes) -> Self {
        Self {
            status,
            head: Head::Raw(head),
            body,
        }
    }

    /// An answer whose head has been read into a map.
    pub(super) fn parsed(status: u16, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            head: Head::Parsed(headers),
            body,
        }
    }

    /// 200 to 999.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether it was 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Its body, without how it was cut up on the way.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Its body, for good.
    pub fn into_body(self) -> Bytes {
        self.body
    }

    /// The value of the first header of this name, whatever the case, without the blanks around it; none if it is not visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        let value = match &self.head {
            Head::Parsed(headers) => headers.get(name)?.as_bytes(),
            Head::Raw(head) => value(head, name.as_bytes())?,
        };
        let is_visible = |byte: &u8| *byte == b'\t' || (b' '..=b'~').contains(byte);
        let text = value.iter().all(is_visible).then_some(value)?;
        std::str::from_utf8(text).ok()
    }
}

/// The value of a header in a head that has been found to be one.
fn value<'h>(head: &'h [u8], name: &[u8]) -> Option<&'h [u8]> {
    let mut rest = head;
    while let Some(end) = memchr(b'\n', rest) {
        let (line, after) = rest.split_at_checked(end + 1)?;
        rest = after;
        if let Some((begin, value)) = line.split_at_checked(name.len())
            && let [b':', value @ ..] = value
            && begin.eq_ignore_ascii_case(name)
        {
            return Some(value.trim_ascii());
        }
    }
    None
}

/// What may be logged: a body names children.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Answer;
    use bytes::Bytes;
    use http::{HeaderMap, HeaderName, HeaderValue};

    #[test]
    fn a_header_is_found_in_a_raw_head_as_in_a_parsed_one() {
        let head = "HTTP/1.1 200 OK: a\r\nA: 1\r\na:2\r\nlong-name: \t x y \t\r\nempty:\r\nlast: e\u{e9}\nbare: z\n\r\n";
        let mut headers = HeaderMap::new();
        for line in head.lines().skip(1).filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').unwrap();
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(value.trim().as_bytes()).unwrap(),
            );
        }
        let raw = Answer::raw(200, Bytes::from(head), Bytes::new());
        let parsed = Answer::parsed(200, headers, Bytes::new());
        for (name, value) in [
            ("a", Some("1")),
            ("long-name", Some("x y")),
            ("empty", Some("")),
            ("last", None),
            ("bare", Some("z")),
            ("long", None),
            ("nowhere", None),
        ] {
            assert_eq!(raw.header(name), value, "{name}");
            assert_eq!(parsed.header(name), value, "{name}");
        }
    }
}
