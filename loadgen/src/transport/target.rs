use http::Uri;

/// An address to send to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    is_secure: bool,
    host: String,
    port: u16,
    prefix: String,
}

/// A text that is no address to send to.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("an address reads like http://127.0.0.1:8700, this one is {0:?}")]
pub struct AddressError(String);

impl Target {
    /// Reads an address: `http` or `https`, host, port, and perhaps a path that goes before every other, for example `/t/class-1`.
    ///
    /// Without a port it is 80, or 443 for `https`.
    ///
    /// # Errors
    /// When it is none, or asks for another protocol.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let bad = || AddressError(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| bad())?;
        let authority = uri.authority().ok_or_else(bad)?;
        let is_secure = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            Some(_) | None => return Err(bad()),
        };
        if uri.query().is_some() || authority.as_str().contains('@') || authority.host().is_empty()
        {
            return Err(bad());
        }
        // A port beyond 65535 is none to the parser, and would become the usual one.
        let has_port = authority.as_str().len() > authority.host().len();
        let port = match authority.port_u16() {
            Some(port) => port,
            None if has_port => return Err(bad()),
            None if is_secure => 443,
            None => 80,
        };
        Ok(Self {
            is_secure,
            host: authority.host().to_owned(),
            port,
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// Whether it asks for TLS.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// The host and port.
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The host as a certificate names it: an IPv6 address without its brackets.
    pub fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The tenant of a mock that the path names, as in `/t/class-1`. ENV-2.
    pub fn tenant(&self) -> Option<&str> {
        self.prefix.strip_prefix("/t/")
    }

    /// The same Spine's address of a tenant.
    #[must_use]
    pub fn of_tenant(&self, tenant: &str) -> Self {
        Self {
            prefix: format!("/t/{tenant}"),
            ..self.clone()
        }
    }

    /// What goes before every path in a request's first line.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn an_address_is_a_scheme_a_host_a_port_and_a_prefix() {
        for (text, authority, host, prefix, is_secure) in [
            (
                "http://127.0.0.1:8700",
                "127.0.0.1:8700",
                "127.0.0.1",
                "",
                false,
            ),
            ("http://spine/", "spine:80", "spine", "", false),
            (
                "https://spine/t/class-1/",
                "spine:443",
                "spine",
                "/t/class-1",
                true,
            ),
            ("http://[::1]:9/a/b", "[::1]:9", "::1", "/a/b", false),
        ] {
            let target = Target::parse(text).unwrap();
            assert_eq!(target.authority(), authority, "{text}");
            assert_eq!(target.host(), host, "{text}");
            assert_eq!(target.prefix(), prefix, "{text}");
            assert_eq!(target.is_secure(), is_secure, "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_address() {
        for text in [
            "",
            "spine",
            "127.0.0.1:80",
            "ftp://spine",
            "http://",
            "http://spine?a=b",
            "http://a@spine",
            "http://spine:65536",
            "http://spine:x",
        ] {
            assert!(Target::parse(text).is_err(), "{text}");
        }
    }
}
