//! The names of the headers that the doors read and write, in lower case, as HTTP libraries keep them.

/// The bearer token. IDN-5.
pub const AUTHORIZATION: &str = "authorization";
/// The caller's identity for one request, a UUID; mandatory and echoed. IDN-4.
pub const X_REQUEST_ID: &str = "x-request-id";
/// The caller's identity for several requests; optional and echoed.
pub const X_CORRELATION_ID: &str = "x-correlation-id";
/// The role that the user has chosen. IDN-2.
pub const SESSION_URID: &str = "nhsd-session-urid";
/// The organisation of the end user, in app-restricted mode.
pub const END_USER_ORGANISATION: &str = "nhsd-end-user-organisation-ods";
/// The caller's identity for one piece of work. VIEW-7.
pub const TRACE_ID: &str = "traceid";
/// Whether the access is to notify. ASN-6.
pub const IS_UNSCHEDULED_ACCESS_EVENT: &str = "isunscheduledaccessevent";
/// Out: the id of the access that was recorded.
pub const SPINE_ACCESS: &str = "x-spine-access";
/// Out: the instant at which the Spine decided.
pub const SPINE_AT: &str = "x-spine-at";
/// Out, with the capability statement: which record the Spine keeps; another after a start without it, or a reset.
pub const SPINE_EPOCH: &str = "x-spine-epoch";
/// Out, with what the clock shows: how often somebody has set or moved it since the start or the last reset.
pub const SPINE_CLOCK_MOVES: &str = "x-spine-clock-moves";
/// Out: the bug modes that are on.
pub const SPINE_BUG: &str = "x-spine-bug";
/// In, `1`: give the reasons.
pub const SPINE_EXPLAIN: &str = "x-spine-explain";
/// Out: the rules that were applied, and why.
pub const SPINE_REASON: &str = "x-spine-reason";
/// Out: seconds to wait before trying again.
pub const RETRY_AFTER: &str = "retry-after";
/// Out: the version of a patient's record, [`crate::fhir::etag`].
pub const ETAG: &str = "etag";
/// The media type of a body.
pub const CONTENT_TYPE: &str = "content-type";

/// The media type of FHIR.
pub const FHIR_JSON: &str = "application/fhir+json";
/// The media type of everything else.
pub const JSON: &str = "application/json";
