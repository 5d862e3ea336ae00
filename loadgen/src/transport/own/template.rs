use crate::transport::request::Request;
use crate::transport::target::Target;

/// What is the same in the head of every request, with holes for what is not: method, path, headers, length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Template {
    prefix: String,
    /// From the protocol's name to the first header that is a request's own.
    constant: String,
}

impl Template {
    pub(super) fn new(target: &Target) -> Self {
        let constant = format!(
            " HTTP/1.1\r\nhost: {}\r\naccept: */*\r\nuser-agent: {}\r\n",
            target.authority(),
            crate::transport::USER_AGENT,
        );
        Self {
            prefix: target.prefix().to_owned(),
            constant,
        }
    }

    /// Writes a request's head behind what is there.
    pub(super) fn write(&self, request: &Request, to: &mut Vec<u8>) {
        for part in [
            request.method().as_str(),
            " ",
            &self.prefix,
            request.path(),
            &self.constant,
            request.fields(),
        ] {
            to.extend_from_slice(part.as_bytes());
        }
        if request.tells_length() {
            to.extend_from_slice(b"content-length: ");
            write_number(request.body().len(), to);
            to.extend_from_slice(b"\r\n");
        }
        to.extend_from_slice(b"\r\n");
    }
}

/// Writes a number in digits, without an allocation.
fn write_number(number: usize, to: &mut Vec<u8>) {
    if number > 9 {
        write_number(number / 10, to);
    }
    to.extend(u8::try_from(number % 10).map(|digit| b'0' + digit));
}

#[cfg(test)]
mod tests {
    use super::Template;
    use crate::transport::{Request, Target};
    use http::Method;

    fn check(request: &Request, first: &str, last: &str) {
        let template = Template::new(&Target::parse("http://spine:1/t/a").unwrap());
        let mut head = Vec::new();
        template.write(request, &mut head);
        let constant = format!(
            "host: spine:1\r\naccept: */*\r\nuser-agent: loadgen/{}\r\n",
            env!("CARGO_PKG_VERSION")
        );
        let expected = format!("{first} HTTP/1.1\r\n{constant}{last}\r\n");
        assert_eq!(String::from_utf8(head).unwrap(), expected);
    }

    #[test]
    fn a_head_has_what_is_constant_and_what_is_not() {
        check(&Request::get("/x?y"), "GET /t/a/x?y", "");
        check(&Request::get("/x").with("a", "1"), "GET /t/a/x", "a: 1\r\n");
        check(
            &Request::new(Method::POST, "/x"),
            "POST /t/a/x",
            "content-length: 0\r\n",
        );
        check(
            &Request::new(Method::PUT, "/x").with_body(vec![0; 1_230]),
            "PUT /t/a/x",
            "content-length: 1230\r\n",
        );
    }
}
