use super::No;
use super::unstored;
use crate::server::AnswerBody;
use http::header::{HeaderValue, LOCATION};
use http::{Response, StatusCode};

/// Where an application wants its answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct RedirectUri(String);

const LENGTH_MAX: usize = 2_000;

impl RedirectUri {
    /// Reads an address: absolute, without a fragment (RFC 6749, section 3.1.2); `http`, `https`, or a scheme that an application on
    /// the user's own machine made of its domain, such as `com.example.app:/done` (RFC 8252, section 7.1).
    pub(super) fn parse(text: &str) -> Result<Self, No> {
        let no = || {
            No::request(
                "redirect_uri must be an absolute http or https address, or a private one with a dot in its scheme, without a \
                 fragment; it is not",
            )
        };
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte);
        if text.len() > LENGTH_MAX || !text.bytes().all(is_plain) {
            return Err(no());
        }
        let (scheme, rest) = text.split_once(':').ok_or_else(no)?;
        let is_name = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let is_web = ["http", "https"]
            .iter()
            .any(|web| scheme.eq_ignore_ascii_case(web));
        let has_host = rest
            .strip_prefix("//")
            .is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '?', ':']));
        if is_name && (is_web && has_host || !is_web && scheme.contains('.')) {
            Ok(Self(text.to_owned()))
        } else {
            Err(no())
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Sends the browser there with these parameters, behind those that the address has already.
    pub(super) fn send(
        &self,
        status: StatusCode,
        fields: &[(&str, Option<&str>)],
    ) -> Response<AnswerBody> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let joint = if self.0.contains('?') { '&' } else { '?' };
        let location = format!("{}{joint}{}", self.0, query.finish());
        let mut response = Response::new(AnswerBody::whole(""));
        *response.status_mut() = status;
        // Every byte of it is visible ASCII: the address was checked, the rest is percent-encoded.
        if let Ok(location) = HeaderValue::try_from(location) {
            response.headers_mut().insert(LOCATION, location);
        }
        unstored(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_to_absolute_addresses_without_a_fragment() {
        let rows = [
            ("http://127.0.0.1:9000/done", true),
            ("HTTPS://epr.example/done?tenant=1", true),
            ("com.example.app:/done", true),
            ("https://", false),
            ("https:///done", false),
            ("https://?x", false),
            ("https://epr.example/done#part", false),
            ("/done", false),
            ("epr.example/done", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("myapp:/done", false),
            ("http://epr.example/a b", false),
            ("http://epr.example/\r\nSet-Cookie: a=b", false),
            ("http://epr.example/\"><script>", false),
            ("", false),
        ];
        for (text, accepted) in rows {
            assert_eq!(RedirectUri::parse(text).is_ok(), accepted, "{text:?}");
        }
    }
}
