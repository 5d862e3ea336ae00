use crate::{json::Json, system};
use cpis_vocabulary::Text;
use std::fmt;

/// An OperationOutcome with its HTTP status: how every FHIR door says no.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SpineError {
    /// What is wrong.
    pub kind: SpineErrorKind,
    /// What exactly, for the caller's developer; never a patient's number.
    pub diagnostics: Option<Text>,
}

/// What a kind of error looks like on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SpineErrorFacts {
    /// HTTP status.
    pub status: u16,
    /// The code in the system Spine-ErrorOrWarningCode.
    pub code: &'static str,
    /// FHIR's own issue code.
    pub issue: &'static str,
    /// FHIR's severity.
    pub severity: &'static str,
    /// The code in words.
    pub display: &'static str,
}

macro_rules! spine_errors {
    ($($(#[$doc:meta])* $kind:ident: $status:literal $code:literal $issue:literal $severity:literal $display:literal;)*) => {
        /// The kinds of error, one for each pair of HTTP status and code.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum SpineErrorKind {
            $($(#[$doc])* $kind,)*
        }

        impl SpineErrorKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// Its form on the wire.
            pub const fn facts(self) -> SpineErrorFacts {
                match self {
                    $(Self::$kind => SpineErrorFacts {
                        status: $status,
                        code: $code,
                        issue: $issue,
                        severity: $severity,
                        display: $display,
                    },)*
                }
            }
        }
    };
}

spine_errors! {
    /// A search found more than was allowed. SRC-6.
    TooManyMatches: 200 "TOO_MANY_MATCHES" "multiple-matches" "information" "Too Many Matches";
    /// The number in the path is none. SRC-1.
    InvalidResourceId: 400 "INVALID_RESOURCE_ID" "value" "error" "Resource Id is invalid";
    /// A search without parameters, or one that is not offered.
    UnsupportedService: 400 "UNSUPPORTED_SERVICE" "processing" "error" "Unsupported Service";
    /// A parameter or header must be there and is not.
    MissingValue: 400 "MISSING_VALUE" "required" "error" "Required value is missing";
    /// A parameter or header cannot be so.
    InvalidValue: 400 "INVALID_VALUE" "value" "error" "Provided value is invalid";
    /// A parameter that nobody knows.
    AdditionalProperties: 400 "ADDITIONAL_PROPERTIES" "invariant" "error" "Additional properties should not be included";
    /// A search that cannot be made.
    InvalidSearchData: 400 "INVALID_SEARCH_DATA" "value" "error" "Search data is invalid";
    /// A path that PDS has not.
    UnsupportedRequest: 400 "UNSUPPORTED_REQUEST" "not-supported" "error" "Unsupported request";
    /// A header of CP-IS is missing or cannot be so. IDN-4, ASN-6.
    PreconditionFailed: 400 "PRECONDITION_FAILED" "invalid" "error" "Precondition failed";
    /// No token, or not a good one. IDN-5.
    Unauthorised: 401 "ACCESS_DENIED" "forbidden" "error" "Access Denied - Unauthorised";
    /// Known, but not allowed. IDN-3.
    Forbidden: 403 "ACCESS_DENIED" "forbidden" "error" "Access Denied - Forbidden";
    /// The application is not allowed to do this.
    InsufficientPermissions: 403 "INVALID_METHOD" "forbidden" "error" "Method is invalid";
    /// Several matches for an application that may have one.
    SeveralMatches: 403 "INVALID_VALUE" "value" "error" "Provided value is invalid";
    /// Nobody has the number.
    ResourceNotFound: 404 "RESOURCE_NOT_FOUND" "not-found" "information" "Resource not found";
    /// The number was withdrawn. SRC-7.
    InvalidatedResource: 404 "INVALIDATED_RESOURCE" "processing" "error" "Resource that has been marked as invalid was requested - invalid resources cannot be retrieved";
    /// A path that no door has.
    UnknownPath: 404 "RESOURCE_NOT_FOUND" "not-found" "error" "Resource not found";
    /// A method that the path has not.
    MethodNotAllowed: 405 "INVALID_METHOD" "not-supported" "error" "Method is invalid";
    /// The Spine took too long.
    UnableToCallService: 408 "UNABLE_TO_CALL_SERVICE" "timeout" "error" "Unable to call service";
    /// A body over the limit.
    PayloadTooLarge: 413 "PAYLOAD_TOO_LARGE" "too-long" "error" "Payload is too large";
    /// A path and query over the limit.
    UriTooLong: 414 "URI_TOO_LONG" "too-long" "error" "URI is too long";
    /// More requests than the caller's share.
    TooManyRequests: 429 "TOO_MANY_REQUESTS" "throttled" "error" "Too many requests";
    /// Headers over the limit.
    HeadersTooLarge: 431 "HEADERS_TOO_LARGE" "too-long" "error" "Headers are too large";
    /// The Spine is at fault.
    InternalError: 500 "INTERNAL_SERVER_ERROR" "exception" "error" "Internal server error";
    /// The Spine cannot answer now.
    ServiceUnavailable: 503 "SERVICE_UNAVAILABLE" "transient" "error" "Service unavailable";
}

impl SpineError {
    /// An error without diagnostics.
    pub const fn new(kind: SpineErrorKind) -> Self {
        Self {
            kind,
            diagnostics: None,
        }
    }

    /// An error that says what exactly is wrong.
    pub fn with(kind: SpineErrorKind, diagnostics: impl Into<Text>) -> Self {
        Self {
            kind,
            diagnostics: Some(diagnostics.into()),
        }
    }

    /// A value that a search parameter of PDS cannot have.
    pub fn invalid_field(field: &str, value: &str) -> Self {
        Self::with(
            SpineErrorKind::InvalidValue,
            format!("Invalid value - '{value}' in field '{field}'"),
        )
    }

    /// A value that a header of PDS cannot have; `header` is spelt as published, for example `NHSD-Session-URID`.
    pub fn invalid_header(header: &str, value: &str) -> Self {
        let mut text = format!("Invalid value - '{value}' in header '{header}'");
        if header.eq_ignore_ascii_case("NHSD-Session-URID") {
            text.push_str(
                ". Refer to the guidance for this header in our API Specification \
                 https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir",
            );
        }
        Self::with(SpineErrorKind::InvalidValue, text)
    }

    /// A header that PDS must be sent and was not.
    pub fn missing_header(header: &str) -> Self {
        Self::with(
            SpineErrorKind::MissingValue,
            format!(
                "Invalid request with error - {header} header must be supplied to access this resource"
            ),
        )
    }

    /// An application that is not allowed to use the method, in the published words.
    pub fn insufficient_permissions() -> Self {
        Self::with(
            SpineErrorKind::InsufficientPermissions,
            "Your app has insufficient permissions to use this method. Please contact support.",
        )
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.kind.facts().status
    }

    /// Seconds for the `Retry-After` header, where the answer carries one.
    pub fn retry_after(&self) -> Option<u32> {
        (self.kind == SpineErrorKind::ServiceUnavailable).then_some(5)
    }

    /// Writes the OperationOutcome.
    pub fn write(&self, out: &mut Vec<u8>) {
        let facts = self.kind.facts();
        Json::new(out).object(|json| {
            json.member("resourceType", "OperationOutcome");
            json.key("issue").array(|json| {
                json.object(|json| {
                    json.member("severity", facts.severity);
                    json.member("code", facts.issue);
                    json.key("details").object(|json| {
                        json.key("coding")
                            .array(|json| json.object(|json| coding(json, facts)));
                    });
                    if let Some(diagnostics) = &self.diagnostics {
                        json.member("diagnostics", diagnostics);
                    }
                });
            });
        });
    }
}

fn coding(json: &mut Json<'_>, facts: SpineErrorFacts) {
    json.member("system", system::SPINE_ERROR);
    json.member("version", "1");
    json.member("code", facts.code);
    json.member("display", facts.display);
}

impl fmt::Display for SpineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.kind.facts();
        write!(f, "{} {}", facts.status, facts.code)?;
        match &self.diagnostics {
            Some(diagnostics) => write!(f, ": {diagnostics}"),
            None => write!(f, ": {}", facts.display),
        }
    }
}

impl std::error::Error for SpineError {}
