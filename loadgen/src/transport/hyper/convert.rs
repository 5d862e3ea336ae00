//! Between the seam's requests and answers, and hyper's.

use crate::history::WhyUnknown;
use crate::transport::answer::Answer;
use crate::transport::request::Request;
use crate::transport::target::Target;
use crate::transport::{BODY_MAX, USER_AGENT};
use bytes::Bytes;
use http::header::{ACCEPT, HOST, USER_AGENT as USER_AGENT_NAME};
use http::{HeaderName, HeaderValue, Response, StatusCode, Uri, Version};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use std::error::Error;
use std::io;

/// What is the same in every request.
#[derive(Debug)]
pub(super) struct Constant {
    /// What goes before every path: with HTTP/2, which has no `host`, the whole address.
    prefix: String,
    host: Option<HeaderValue>,
    version: Version,
}

impl Constant {
    pub(super) fn new(target: &Target, http2: bool) -> Self {
        let (authority, prefix) = (target.authority(), target.prefix());
        if http2 {
            let scheme = if target.is_secure() { "https" } else { "http" };
            return Self {
                prefix: format!("{scheme}://{authority}{prefix}"),
                host: None,
                version: Version::HTTP_2,
            };
        }
        Self {
            prefix: prefix.to_owned(),
            host: HeaderValue::from_str(&authority).ok(),
            version: Version::HTTP_11,
        }
    }

    /// The request as hyper takes it.
    pub(super) fn address(&self, asked: &Request) -> http::Request<Full<Bytes>> {
        let mut request = http::Request::new(Full::new(asked.body().clone()));
        *request.version_mut() = self.version;
        request.method_mut().clone_from(asked.method());
        if let Ok(uri) = Uri::try_from(format!("{}{}", self.prefix, asked.path())) {
            *request.uri_mut() = uri;
        }
        let headers = request.headers_mut();
        headers.extend(self.host.clone().map(|host| (HOST, host)));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        headers.insert(USER_AGENT_NAME, HeaderValue::from_static(USER_AGENT));
        for (name, value) in asked.headers() {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
                headers.append(name, value);
            }
        }
        request
    }
}

/// The whole answer, once its body is there.
pub(super) async fn whole(response: Response<Incoming>) -> Result<Answer, WhyUnknown> {
    let (head, body) = response.into_parts();
    // Nobody asks to switch.
    if head.status == StatusCode::SWITCHING_PROTOCOLS {
        return Err(WhyUnknown::Unreadable);
    }
    let is_too_long =
        usize::try_from(body.size_hint().lower()).map_or(true, |least| least > BODY_MAX);
    if is_too_long {
        return Err(WhyUnknown::Unreadable);
    }
    let body = Limited::new(body, BODY_MAX).collect().await;
    let body = body.map_err(|error| why(error.as_ref()))?;
    Ok(Answer::parsed(
        head.status.as_u16(),
        head.headers,
        body.to_bytes(),
    ))
}

/// Why there is no answer: what came was none, or the connection ended before all of it had come.
pub(super) fn why(error: &(dyn Error + 'static)) -> WhyUnknown {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let is_unreadable = if let Some(error) = error.downcast_ref::<hyper::Error>() {
            error.is_parse()
        } else if let Some(error) = error.downcast_ref::<io::Error>() {
            // What TLS cannot make sense of never became an answer.
            let inner = error.get_ref();
            let is_tls = inner.is_some_and(<dyn Error + Send + Sync>::is::<rustls::Error>);
            let kinds = [io::ErrorKind::InvalidData, io::ErrorKind::InvalidInput];
            !is_tls && kinds.contains(&error.kind())
        } else {
            error.is::<LengthLimitError>()
        };
        if is_unreadable {
            return WhyUnknown::Unreadable;
        }
        cause = error.source();
    }
    WhyUnknown::ConnectionLost
}
